package fix

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/stretchr/testify/assert"
	"go.yaml.in/yaml/v3"

	"github.com/netlint/netlint/rules"
)

var edits = []rules.Edit{
	{Kind: rules.Set, Argument: "X", Value: "1"},
	{Kind: rules.Set, Argument: "X.Y", Value: "1"},
	{Kind: rules.Append, Argument: "X", Value: "[1]"},
	{Kind: rules.Append, Argument: "X.Statement.0.Resource", Value: `["arn:b"]`},
}

// FuzzTemplate makes edits in any text: what comes of them is a template again.
func FuzzTemplate(f *testing.F) {
	f.Add("Resources:\n  A:\n    Properties:\n      X: [a, {b: c}] # d\n  B: {}\n", byte(2))
	f.Add("Resources:\n  A:\n    Properties:\n      X:\n        Statement:\n        - Resource: arn:a\n", byte(3))
	f.Add(`{"Resources": {"A": {"Properties": {"X": {"Y": "Z"}}}}}`, byte(1))
	f.Add("Resources: {A: {Properties: {X: !Ref 'it''s'}}}", byte(0))
	f.Add("Resources:\n  A:\n    Properties:\n      X: >-\n        text\n", byte(4))
	f.Fuzz(func(t *testing.T, text string, n byte) {
		edit := rules.Edit{Kind: rules.AddBlock, Value: "New:\n  Type: T\n"}
		if i := int(n) % (len(edits) + 1); i < len(edits) {
			edit = edits[i]
		}
		after, err := Apply(templateFinding("A", edit), []byte(text))
		if err != nil {
			return
		}
		var document yaml.Node
		if assert.NoError(t, yaml.Unmarshal(after, &document), "%q", after) && assert.NotEmpty(t, document.Content, "%q", after) {
			assert.NotNil(t, get(get(document.Content[0], "Resources"), "A"), "%q", after)
		}
	})
}

// FuzzTerraform does the same in Terraform files.
func FuzzTerraform(f *testing.F) {
	f.Add("resource \"aws_x\" \"a\" {\n  X = [a, # b\n  ]\n}\n", byte(2))
	f.Add("resource \"aws_x\" \"a\" { X = jsonencode({ Statement = [{ Resource = \"arn:a\" }] }) }", byte(3))
	f.Add("resource \"aws_x\" \"a\" {\n  Y = <<-E\n  E\n  route {}\n}", byte(0))
	f.Fuzz(func(t *testing.T, text string, n byte) {
		edit := rules.Edit{Kind: rules.AddNested, Value: "route {\n}\n"}
		switch i := int(n) % (len(edits) + 2); {
		case i < len(edits):
			edit = edits[i]
		case i == len(edits):
			edit = rules.Edit{Kind: rules.AddBlock, Value: "resource \"aws_y\" \"a\" {\n}\n"}
		}
		if edit.Argument == "X.Y" {
			return // Terraform sets arguments of the block itself
		}
		after, err := Apply(terraformFinding("aws_x.a", 1, edit), []byte(text))
		if err != nil {
			return
		}
		_, diags := hclsyntax.ParseConfig(after, "", hcl.InitialPos)
		assert.False(t, diags.HasErrors(), "%q: %v", after, diags)
	})
}
