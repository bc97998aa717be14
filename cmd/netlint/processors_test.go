package main

import (
	"bytes"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheNumberOfProcessorsChangesNothing runs every command that reads networks over every example with one
// processor and with eight.
func TestTheNumberOfProcessorsChangesNothing(t *testing.T) {
	examples, err := filepath.Glob("../../examples/*/*/plan.json")
	require.NoError(t, err)
	require.NotEmpty(t, examples)
	outputs := func(processors int) map[string]string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		all := map[string]string{}
		keep := func(name string, args ...string) {
			var out, said bytes.Buffer
			run(args, nil, &out, &said)
			all[name] = out.String() + said.String()
		}
		for _, format := range []string{"json", "sarif", "html"} {
			keep("lint "+format, "--verbose", "--enable", "all", "--confidence", "possible", "--format", format, "../../examples")
		}
		for _, plan := range examples {
			keep("diff "+plan, "diff", "--format", "json", plan)
			keep("graph "+plan, "graph", "--format", "json", plan)
			keep("path "+plan, "path", "--from", "*", "--to", "internet", "--format", "json", plan)
			keep("export "+plan, "export", plan, filepath.Join(filepath.Dir(plan), "src"))
		}
		return all
	}
	one, eight := outputs(1), outputs(8)
	assert.Greater(t, len(one["lint json"]), 10_000, "there is something to compare")
	for name, want := range one {
		if want != eight[name] {
			assert.Fail(t, "the output differs", name)
		}
	}
}
