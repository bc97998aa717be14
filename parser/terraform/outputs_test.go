package terraform_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform"
	"github.com/netlint/netlint/parser/terraform/attribute"
	"github.com/netlint/netlint/parser/terraform/source"
)

// Another configuration may register targets with a group that an output hands out, however deep in it.
func TestTargetGroupThatAnOutputHandsOut(t *testing.T) {
	n := planOf(t, `{"outputs":{"groups":{"expression":{"references":["aws_lb_target_group.out.arn","aws_lb_target_group.out"]}}},"resources":[`+
		`{"address":"aws_lb_target_group.out","type":"aws_lb_target_group","expressions":{}},`+
		`{"address":"aws_lb_target_group.kept","type":"aws_lb_target_group","expressions":{}}]}`,
		newResource{"aws_lb_target_group.out", `{"id":true,"arn":true}`, ""}, newResource{"aws_lb_target_group.kept", `{"id":true,"arn":true}`, ""})
	assert.True(t, find(t, n.TargetGroups, "aws_lb_target_group.out").Exported)
	assert.False(t, find(t, n.TargetGroups, "aws_lb_target_group.kept").Exported)

	root, diags := source.Load(source.Options{ID: "root", FS: fstest.MapFS{"main.tf": {Data: []byte(`
resource "aws_lb_target_group" "out" { name = "out" }
resource "aws_lb_target_group" "kept" { name = "kept" }
output "lb" { value = { groups = [{ arn = aws_lb_target_group.out.arn }] } }
output "name" { value = "kept-for-us" }
`)}}})
	require.False(t, diags.HasErrors(), "%v", diags)
	n = &model.Network{}
	terraform.LoadRoot(".", root, attribute.NewDecoder()).After(n)
	n.Link()
	assert.True(t, find(t, n.TargetGroups, "aws_lb_target_group.out").Exported)
	assert.False(t, find(t, n.TargetGroups, "aws_lb_target_group.kept").Exported)
}
