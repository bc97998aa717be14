package fix

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// terraformFinding is a finding at a resource of the root module in net, declared at a line of its main.tf.
func terraformFinding(address string, line int, edit rules.Edit) rules.Finding {
	edit.Object = &model.Object{
		Address: address, Range: model.Range{File: "net/main.tf", Line: line},
		Input: &model.Input{Path: "net", Kind: "terraform-config", Dialect: model.Terraform},
	}
	return rules.Finding{Object: edit.Object, Confidence: rules.Definite, Fix: rules.Fix{Edit: &edit}}
}

func templateFinding(id string, edit rules.Edit) rules.Finding {
	edit.Object = &model.Object{
		Address: id, Range: model.Range{File: "net.yaml", Line: 1},
		Input: &model.Input{Path: "net.yaml", Kind: "cloudformation", Dialect: model.CloudFormation},
	}
	return rules.Finding{Object: edit.Object, Confidence: rules.Definite, Fix: rules.Fix{Edit: &edit}}
}

func TestTarget(t *testing.T) {
	good := func() rules.Finding {
		return terraformFinding("aws_vpc.a", 1, rules.Edit{Kind: rules.Set, Argument: "x", Value: "1"})
	}
	file, err := Target(good())
	require.NoError(t, err)
	assert.Equal(t, "net/main.tf", file)
	root := good()
	root.Object.Range.File, root.Object.Input.Path = "main.tf", "."
	_, err = Target(root)
	require.NoError(t, err)

	for want, spoil := range map[string]func(*rules.Finding){
		"without a decision":         func(f *rules.Finding) { f.Fix.Edit = nil },
		"not certain":                func(f *rules.Finding) { f.Confidence = rules.Possible },
		"not declared in the inputs": func(f *rules.Finding) { f.Object.Implicit = true },
		"stands in a module":         func(f *rules.Finding) { f.Object.Calls = []model.Call{{Address: "module.net"}} },
		"lies outside of net":        func(f *rules.Finding) { f.Object.Range.File = "modules/net/main.tf" },
		"Terraform's own syntax":     func(f *rules.Finding) { f.Object.Range.File = "net/main.tf.json" },
		"several resources":          func(f *rules.Finding) { f.Object.Address = "aws_vpc.a[0]" },
		"comes from a plan":          func(f *rules.Finding) { f.Object.Input.Kind = "terraform-plan" },
		"comes from another module":  func(f *rules.Finding) { f.Fix.Edit.Value = "var.vpc # the id of module.a.aws_vpc.a" },
		"made by the AWS CDK":        func(f *rules.Finding) { f.Object.Construct = "Stack/Vpc" },
		"standard input":             func(f *rules.Finding) { f.Object.Range.File = "<stdin>" },
		"stands in a nested stack":   func(f *rules.Finding) { *f = templateFinding("Net/Vpc", *f.Fix.Edit) },
	} {
		f := good()
		spoil(&f)
		_, err := Target(f)
		assert.ErrorContains(t, err, want)
	}
}

func TestTerraformEdits(t *testing.T) {
	for name, c := range map[string]struct {
		edit         rules.Edit
		text, result string
	}{
		"a value is replaced and its comment stays": {
			rules.Edit{Kind: rules.Set, Argument: "vpc_id", Value: "aws_vpc.b.id"},
			"resource \"aws_x\" \"a\" {\n  vpc_id = aws_vpc.a.id # meant\n}\n",
			"resource \"aws_x\" \"a\" {\n  vpc_id = aws_vpc.b.id # meant\n}\n",
		},
		"an argument goes before tags and nested blocks, aligned": {
			rules.Edit{Kind: rules.Set, Argument: "auto_accept", Value: "true"},
			"resource \"aws_x\" \"a\" {\n  id = 1\n\n  tags = {}\n\n  timeouts {\n    create = \"1m\"\n  }\n}\n",
			"resource \"aws_x\" \"a\" {\n  id          = 1\n  auto_accept = true\n\n  tags = {}\n\n  timeouts {\n    create = \"1m\"\n  }\n}\n",
		},
		"a block on one line opens": {
			rules.Edit{Kind: rules.Set, Argument: "b", Value: "2"},
			"resource \"aws_x\" \"a\" { a = 1 }\n",
			"resource \"aws_x\" \"a\" {\n  a = 1\n  b = 2\n}\n",
		},
		"an empty block takes an argument": {
			rules.Edit{Kind: rules.Set, Argument: "b", Value: "2"},
			"resource \"aws_x\" \"a\" {}\n",
			"resource \"aws_x\" \"a\" {\n  b = 2\n}\n",
		},
		"a layout of its own is kept": {
			rules.Edit{Kind: rules.Set, Argument: "b", Value: "2"},
			"resource \"aws_x\" \"a\" {\n\ta=1\n\tlong=3\n}\n",
			"resource \"aws_x\" \"a\" {\n\ta=1\n\tlong=3\n  b = 2\n}\n",
		},
		"line breaks of Windows are kept": {
			rules.Edit{Kind: rules.Set, Argument: "b", Value: "2"},
			"resource \"aws_x\" \"a\" {\r\n  a = 1\r\n}\r\n",
			"resource \"aws_x\" \"a\" {\r\n  a = 1\r\n  b = 2\r\n}\r\n",
		},
		"a heredoc ends before the argument": {
			rules.Edit{Kind: rules.Set, Argument: "b", Value: "2"},
			"resource \"aws_x\" \"a\" {\n  a = <<E\nx\nE\n}\n",
			"resource \"aws_x\" \"a\" {\n  a = <<E\nx\nE\n  b = 2\n}\n",
		},
		"an item joins a list on one line": {
			rules.Edit{Kind: rules.Append, Argument: "l", Value: "[b, c]"},
			"resource \"aws_x\" \"a\" {\n  l = [a] # all\n}\n",
			"resource \"aws_x\" \"a\" {\n  l = [a, b, c] # all\n}\n",
		},
		"an item gets a line where items have lines, behind comments": {
			rules.Edit{Kind: rules.Append, Argument: "l", Value: "[c]"},
			"resource \"aws_x\" \"a\" {\n  l = [\n    a, # first\n    b, # second, with comma\n    # third is missing\n  ]\n}\n",
			"resource \"aws_x\" \"a\" {\n  l = [\n    a, # first\n    b, # second, with comma\n    c,\n    # third is missing\n  ]\n}\n",
		},
		"a comma is set where the last item has none": {
			rules.Edit{Kind: rules.Append, Argument: "l", Value: "[c]"},
			"resource \"aws_x\" \"a\" {\n  l = [\n    a,\n    b # second\n  ]\n}\n",
			"resource \"aws_x\" \"a\" {\n  l = [\n    a,\n    b, # second\n    c\n  ]\n}\n",
		},
		"an empty list is filled": {
			rules.Edit{Kind: rules.Append, Argument: "l", Value: "[c]"},
			"resource \"aws_x\" \"a\" {\n  l = []\n}\n", "resource \"aws_x\" \"a\" {\n  l = [c]\n}\n",
		},
		"a list that is not there comes into being": {
			rules.Edit{Kind: rules.Append, Argument: "l", Value: "[c]"},
			"resource \"aws_x\" \"a\" {\n}\n", "resource \"aws_x\" \"a\" {\n  l = [c]\n}\n",
		},
		"a computed list is joined": {
			rules.Edit{Kind: rules.Append, Argument: "l", Value: "[c]"},
			"resource \"aws_x\" \"a\" {\n  l = aws_t.a[*].id\n}\n", "resource \"aws_x\" \"a\" {\n  l = concat(aws_t.a[*].id, [c])\n}\n",
		},
		"a resource of a policy becomes a list": {
			rules.Edit{Kind: rules.Append, Argument: "policy.Statement.1.Resource", Value: `["arn:b"]`},
			"resource \"aws_x\" \"a\" {\n  policy = jsonencode({ Statement = [{ Sid = \"a\" }, { \"Resource\" = \"arn:a\" }] })\n}\n",
			"resource \"aws_x\" \"a\" {\n  policy = jsonencode({ Statement = [{ Sid = \"a\" }, { \"Resource\" = [\"arn:a\", \"arn:b\"] }] })\n}\n",
		},
		"a statement may stand without a list": {
			rules.Edit{Kind: rules.Append, Argument: "policy.Statement.0.Resource", Value: `["arn:b"]`},
			"resource \"aws_x\" \"a\" {\n  policy = jsonencode({ Statement = { Resource = [\"arn:a\"] } })\n}\n",
			"resource \"aws_x\" \"a\" {\n  policy = jsonencode({ Statement = { Resource = [\"arn:a\", \"arn:b\"] } })\n}\n",
		},
		"a nested block follows its like": {
			rules.Edit{Kind: rules.AddNested, Value: "route {\n  id = 2\n}\n"},
			"resource \"aws_x\" \"a\" {\n  route {\n    id = 1\n  }\n  tags = {}\n}\n",
			"resource \"aws_x\" \"a\" {\n  route {\n    id = 1\n  }\n\n  route {\n    id = 2\n  }\n\n  tags = {}\n}\n",
		},
		"the first nested block stands last": {
			rules.Edit{Kind: rules.AddNested, Value: "route {\n  id = 2\n}\n"},
			"resource \"aws_x\" \"a\" {\n  id = 1\n} # end\n",
			"resource \"aws_x\" \"a\" {\n  id = 1\n\n  route {\n    id = 2\n  }\n} # end\n",
		},
		"a resource follows, under a free name": {
			rules.Edit{Kind: rules.AddBlock, Value: "resource \"aws_x\" \"b\" {\n  long = 1\n  b = 2\n}\n"},
			"resource \"aws_x\" \"a\" {\n} # end\nresource \"aws_x\" \"b\" {}\n",
			"resource \"aws_x\" \"a\" {\n} # end\n\nresource \"aws_x\" \"b_2\" {\n  long = 1\n  b    = 2\n}\n\nresource \"aws_x\" \"b\" {}\n",
		},
		"a resource follows at the end of a file without a line break": {
			rules.Edit{Kind: rules.AddBlock, Value: "resource \"aws_y\" \"b\" {}\n"},
			"resource \"aws_x\" \"a\" {}", "resource \"aws_x\" \"a\" {}\n\nresource \"aws_y\" \"b\" {}\n",
		},
	} {
		got, err := Apply(terraformFinding("aws_x.a", 1, c.edit), []byte(c.text))
		if assert.NoError(t, err, name) {
			assert.Equal(t, c.result, string(got), name)
		}
	}
}

func TestTerraformEditsThatDoNotFit(t *testing.T) {
	set := rules.Edit{Kind: rules.Set, Argument: "a", Value: "1"}
	policy := rules.Edit{Kind: rules.Append, Argument: "policy.Statement.0.Resource", Value: `["arn:b"]`}
	for text, c := range map[string]struct {
		edit rules.Edit
		want string
	}{
		"resource \"aws_x\" \"b\" {}":                                 {set, "not where it was"},
		"\nresource \"aws_x\" \"a\" {}":                               {set, "not where it was"},
		"data \"aws_x\" \"a\" {}":                                     {set, "not where it was"},
		"resource \"aws_x\" \"a\" {":                                  {set, "errors of syntax"},
		"resource \"aws_x\" \"a\" {\n  count = 1\n}":                  {set, "by count"},
		"resource \"aws_x\" \"a\" {\n  for_each = {}\n}":              {set, "by for_each"},
		"resource \"aws_x\" \"a\" {\n  policy = data.x.json\n}":       {policy, "not written with jsonencode"},
		"resource \"aws_x\" \"a\" {\n  policy = jsonencode(local)\n}": {policy, "not written out"},
		"resource \"aws_x\" \"a\" {}":                                 {policy, "not written in the block"},
		"resource \"aws_x\" \"a\" { }":                                {rules.Edit{Kind: rules.AddBlock, Value: "a = 1 }"}, "errors of syntax"},
		"resource \"aws_x\" \"a\" {\n}":                               {rules.Edit{Kind: "burn", Value: "1"}, "no kind of change"},
	} {
		_, err := Apply(terraformFinding("aws_x.a", 1, c.edit), []byte(text))
		assert.ErrorContains(t, err, c.want, text)
	}
}

func TestTemplateEdits(t *testing.T) {
	resource := "New:\n  Type: AWS::X\n  Properties:\n    To: !Ref A\n    Of: !GetAtt A.Id\n    N: 1\n    S: \"1\"\n"
	for name, c := range map[string]struct {
		edit         rules.Edit
		text, result string
	}{
		"a resource follows, before the comments of the next": {
			rules.Edit{Kind: rules.AddBlock, Value: resource},
			"Resources:\n    A:\n        Type: T # t\n        # inner\n    # of B\n    B: {Type: T}\nOutputs: {}\n",
			"Resources:\n    A:\n        Type: T # t\n        # inner\n    New:\n        Type: AWS::X\n        Properties:\n            To: !Ref A\n            Of: !GetAtt A.Id\n            N: 1\n            S: \"1\"\n    # of B\n    B: {Type: T}\nOutputs: {}\n",
		},
		"resources stand apart where they did": {
			rules.Edit{Kind: rules.AddBlock, Value: "New: {Type: X}"},
			"Resources:\n  A:\n    Type: T\n    P: |\n      # no comment\n\n      text\n\n  New:\n    Type: T\n",
			"Resources:\n  A:\n    Type: T\n    P: |\n      # no comment\n\n      text\n\n  New2: {Type: X}\n\n  New:\n    Type: T\n",
		},
		"the last resource may end without a line break": {
			rules.Edit{Kind: rules.AddBlock, Value: "New: {Type: X}"},
			"Resources:\n  A: {Type: T}", "Resources:\n  A: {Type: T}\n  New: {Type: X}\n",
		},
		"JSON gets JSON": {
			rules.Edit{Kind: rules.AddBlock, Value: resource},
			"{\n \"Resources\": {\n  \"A\": {\n   \"Type\": \"T\"\n  }\n }\n}\n",
			"{\n \"Resources\": {\n  \"A\": {\n   \"Type\": \"T\"\n  },\n  \"New\": {\n   \"Type\": \"AWS::X\",\n   \"Properties\": {\n    \"To\": {\"Ref\": \"A\"},\n    \"Of\": {\"Fn::GetAtt\": [\"A\", \"Id\"]},\n    \"N\": 1,\n    \"S\": \"1\"\n   }\n  }\n }\n}\n",
		},
		"JSON on one line stays there": {
			rules.Edit{Kind: rules.AddBlock, Value: "New:\n  Type: X\n"},
			`{"Resources": {"A": {"Type": "T}\"]"}}}`, `{"Resources": {"A": {"Type": "T}\"]"}, "New": {"Type": "X"}}}`,
		},
		"a property is replaced and its comment stays": {
			rules.Edit{Kind: rules.Set, Argument: "Table", Value: "!Ref B"},
			"Resources:\n  A:\n    Properties:\n      Table: !Ref A # meant\n      Z: 1\n", "Resources:\n  A:\n    Properties:\n      Table: !Ref B # meant\n      Z: 1\n",
		},
		"a property in brackets is replaced": {
			rules.Edit{Kind: rules.Set, Argument: "Table", Value: "!Ref B"},
			"Resources:\n  A: {Properties: {X: it's, Table: !Ref A, Z: [\"}\"]}}\n", "Resources:\n  A: {Properties: {X: it's, Table: !Ref B, Z: [\"}\"]}}\n",
		},
		"a property of JSON is replaced": {
			rules.Edit{Kind: rules.Set, Argument: "Table", Value: "!Ref B"},
			`{"Resources": {"A": {"Properties": {"Table": {"Ref": "A"}}}}}`, `{"Resources": {"A": {"Properties": {"Table": {"Ref": "B"}}}}}`,
		},
		"a property and what it stands in are added": {
			rules.Edit{Kind: rules.Set, Argument: "Options.Mode", Value: "enable"},
			"Resources:\n  A:\n    Properties:\n      # one\n      X: 1\n\n  B: {}\n",
			"Resources:\n  A:\n    Properties:\n      # one\n      X: 1\n      Options:\n        Mode: enable\n\n  B: {}\n",
		},
		"items join a list in brackets": {
			rules.Edit{Kind: rules.Append, Argument: "L", Value: "[!Ref B, !Ref C]"},
			"Resources:\n  A:\n    Properties:\n      L: [!Ref A] # all\n", "Resources:\n  A:\n    Properties:\n      L: [!Ref A, !Ref B, !Ref C] # all\n",
		},
		"items get lines where items have lines": {
			rules.Edit{Kind: rules.Append, Argument: "L", Value: "[!Ref B, !Ref C]"},
			"Resources:\n  A:\n    Properties:\n      L:\n      - !Ref A\n      # more\n      Z: 1\n",
			"Resources:\n  A:\n    Properties:\n      L:\n      - !Ref A\n      - !Ref B\n      - !Ref C\n      # more\n      Z: 1\n",
		},
		"a list that is not there comes into being": {
			rules.Edit{Kind: rules.Append, Argument: "L", Value: "[!Ref B]"},
			"Resources:\n  A:\n    Properties:\n      Z: 1\n", "Resources:\n  A:\n    Properties:\n      Z: 1\n      L: [!Ref B]\n",
		},
		"the only resource of a statement becomes a list": {
			rules.Edit{Kind: rules.Append, Argument: "P.Statement.0.Resource", Value: `[!Sub "arn:${B}"]`},
			"Resources:\n  A:\n    Properties:\n      P:\n        Statement:\n          - Resource: !Sub arn:${A} # one\n            Z: 1\n",
			"Resources:\n  A:\n    Properties:\n      P:\n        Statement:\n          - Resource:\n              - !Sub arn:${A}\n              - !Sub \"arn:${B}\" # one\n            Z: 1\n",
		},
		"the same in JSON": {
			rules.Edit{Kind: rules.Append, Argument: "P.Statement.0.Resource", Value: `["arn:b"]`},
			"{\"Resources\": {\"A\": {\"Properties\": {\"P\": {\"Statement\": [{\"Resource\": \"arn:a\"}]}}}}}",
			"{\"Resources\": {\"A\": {\"Properties\": {\"P\": {\"Statement\": [{\"Resource\": [\"arn:a\", \"arn:b\"]}]}}}}}",
		},
	} {
		got, err := Apply(templateFinding("A", c.edit), []byte(c.text))
		if assert.NoError(t, err, name) {
			assert.Equal(t, c.result, string(got), name)
		}
	}
}

func TestTemplateEditsThatDoNotFit(t *testing.T) {
	set := rules.Edit{Kind: rules.Set, Argument: "X", Value: "1"}
	add := rules.Edit{Kind: rules.Append, Argument: "L", Value: "[a]"}
	for text, c := range map[string]struct {
		edit rules.Edit
		want string
	}{
		"Resources:\n  A:\n    Properties:\n      X:\n":                      {set, "no value"},
		"Resources: {B: {}}":                                                 {set, "not written out"},
		"Resources: [":                                                       {set, "errors of syntax"},
		"Resources: {A: {Condition: C, Properties: {X: 2}}}":                 {set, "under a condition"},
		"Resources:\n  A:\n    Properties:\n      X: a\n        b\n":         {set, "several lines"},
		"Resources:\n  A:\n    Properties:\n      X: |\n        b\n":         {set, "several lines"},
		"Resources:\n  A:\n    Properties: !Transform {X: 2}\n":              {set, "not written out"},
		"Resources:\n  A:\n    Properties:\n      L: !Ref Parameter\n":       {add, "not written out as a list"},
		"Resources:\n  A:\n    Properties:\n      L: !If [C, [a], [b]]\n":    {add, "not written out as a list"},
		"Resources:\n  A:\n    Properties:\n      L: {\"Fn::If\": [C, a]}\n": {add, "not written out as a list"},
	} {
		_, err := Apply(templateFinding("A", c.edit), []byte(text))
		assert.ErrorContains(t, err, c.want, strings.ReplaceAll(text, "\n", "⏎"))
	}
}
