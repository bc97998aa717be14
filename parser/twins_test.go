package parser_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model/modeltest"
	"github.com/netlint/netlint/parser"
)

// describe loads one input and gives its network as comparable lines.
func describe(t *testing.T, path string, o parser.Options) []string {
	t.Helper()
	r := parser.Load([]string{path}, o)
	require.False(t, r.Diagnostics.HasErrors(), "%v", r.Diagnostics)
	require.Len(t, r.After, 1, "an example hangs on no parameter")
	return modeltest.Describe(r.After[0])
}

// The three forms of an example are one network.
func TestFormsOfAnExampleAreEqual(t *testing.T) {
	examples, err := filepath.Glob("../examples/*/*/src")
	require.NoError(t, err)
	require.NotEmpty(t, examples)
	for _, src := range examples {
		dir := filepath.Dir(src)
		t.Run(filepath.Base(filepath.Dir(dir))+"/"+filepath.Base(dir), func(t *testing.T) {
			sources := describe(t, src, parser.Options{})
			plan := describe(t, filepath.Join(dir, "plan.json"), parser.Options{Source: src})
			template := describe(t, filepath.Join(dir, "template.yaml"), parser.Options{})
			assert.Empty(t, modeltest.Difference(sources, plan), "sources, and plan beside its sources")
			assert.Empty(t, modeltest.Difference(sources, template), "Terraform, and CloudFormation")
		})
	}
}
