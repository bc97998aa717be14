package terraform_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Another configuration may register targets with a group that an output hands out, however deep in it.
func TestTargetGroupThatAnOutputHandsOut(t *testing.T) {
	n := planOf(t, `{"outputs":{"groups":{"expression":{"references":["aws_lb_target_group.out.arn","aws_lb_target_group.out"]}}},"resources":[`+
		`{"address":"aws_lb_target_group.out","type":"aws_lb_target_group","expressions":{}},`+
		`{"address":"aws_lb_target_group.kept","type":"aws_lb_target_group","expressions":{}}]}`,
		newResource{"aws_lb_target_group.out", `{"id":true,"arn":true}`, ""}, newResource{"aws_lb_target_group.kept", `{"id":true,"arn":true}`, ""})
	assert.True(t, find(t, n.TargetGroups, "aws_lb_target_group.out").Exported)
	assert.False(t, find(t, n.TargetGroups, "aws_lb_target_group.kept").Exported)

	n = fromSources(t, `
resource "aws_lb_target_group" "out" { name = "out" }
resource "aws_lb_target_group" "kept" { name = "kept" }
output "lb" { value = { groups = [{ arn = aws_lb_target_group.out.arn }] } }
output "name" { value = "kept-for-us" }
`)
	assert.True(t, find(t, n.TargetGroups, "aws_lb_target_group.out").Exported)
	assert.False(t, find(t, n.TargetGroups, "aws_lb_target_group.kept").Exported)
}
