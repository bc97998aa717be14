package parser_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/parser"
)

// TestOverlay reads what stands in for files: of a root module, of a template, and of the file that a range
// names.
func TestOverlay(t *testing.T) {
	dir := t.TempDir()
	source, template := filepath.Join(dir, "net", "main.tf"), filepath.Join(dir, "net.yaml")
	require.NoError(t, os.Mkdir(filepath.Dir(source), 0o755))
	write := func(file, data string) { require.NoError(t, os.WriteFile(file, []byte(data), 0o600)) }
	write(source, `resource "aws_vpc" "saved" { cidr_block = "10.0.0.0/16" }`)
	write(template, "Resources: {Saved: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}}")

	addresses := func(r *parser.Result) (out []string) {
		require.Empty(t, r.Diagnostics)
		for _, v := range r.After[0].VPCs {
			out = append(out, v.Address)
		}
		return out
	}
	paths := []string{filepath.Dir(source), template}
	assert.ElementsMatch(t, []string{"aws_vpc.saved", "Saved"}, addresses(parser.Load(paths, parser.Options{})))

	edited := `resource "aws_vpc" "edited" { cidr_block = "10.0.0.0/16" }`
	r := parser.Load(paths, parser.Options{Overlay: map[string][]byte{
		source:   []byte(edited),
		template: []byte("Resources: {Edited: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}}"),
	}})
	assert.ElementsMatch(t, []string{"aws_vpc.edited", "Edited"}, addresses(r))
	for _, v := range r.After[0].VPCs {
		if v.Address == "aws_vpc.edited" {
			data, err := r.ReadFile(v.Range.File)
			require.NoError(t, err)
			assert.Equal(t, edited, string(data), "excerpts show what was read")
		}
	}

	elsewhere := parser.Options{Overlay: map[string][]byte{filepath.Join(t.TempDir(), "main.tf"): nil}}
	assert.ElementsMatch(t, []string{"aws_vpc.saved", "Saved"}, addresses(parser.Load(paths, elsewhere)))
}
