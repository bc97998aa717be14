package parser_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/parser"
)

// Sources that a plan was not made of are named. A plan that destroys everything leaves nothing by which they could
// be told apart.
func TestSourcesOfAPlan(t *testing.T) {
	src := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(src, "main.tf"), []byte("resource \"aws_vpc\" \"own\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n"), 0o600))
	const vpc = `{"cidr_block":"10.0.0.0/16","id":"vpc-1"}`
	for _, c := range []struct {
		name, address, action, before, after string
		warned                               bool
	}{
		{"own", "own", "create", "null", vpc, false},
		{"other", "other", "create", "null", vpc, true},
		{"destroyed", "own", "delete", vpc, "null", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan := filepath.Join(t.TempDir(), "plan.json")
			require.NoError(t, os.WriteFile(plan, fmt.Appendf(nil, `{"format_version":"1.2","resource_changes":[{"address":"aws_vpc.%[1]s","mode":"managed",`+
				`"type":"aws_vpc","name":"%[1]s","change":{"actions":["%[2]s"],"before":%[3]s,"after":%[4]s}}],"configuration":{"root_module":{}}}`,
				c.address, c.action, c.before, c.after), 0o600))
			var summaries []string
			for _, d := range parser.Load([]string{plan}, parser.Options{Source: src}).Diagnostics {
				summaries = append(summaries, d.Summary)
			}
			if c.warned {
				assert.Contains(t, summaries, "The plan was not made of the sources that --source names")
			} else {
				assert.Empty(t, summaries)
			}
		})
	}
}
