package template

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
)

func TestLastDuplicateCounts(t *testing.T) {
	set, _ := load(t, "Resources:\n  R: {Type: A::B}\n  R: {Type: C::D, Properties: {V: 1, V: 2}}\n")
	r := only(t, set)["R"]
	assert.Equal(t, "C::D", r.Type)
	assert.Equal(t, 2.0, property(r, "V"))
}

func TestFormsOfYAML(t *testing.T) {
	set, diags := load(t, strings.ReplaceAll(`
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  P: {Type: String, Default: x}
Anchors:
  tags: &tags {Key: Name, Value: a}
  base: &base {A: 1, B: 2}
Resources:
  R:
    Type: A::B
    DependsOn: S
    Properties:
      Merged: {<<: *base, B: 3}
      Alias: [*tags]
      Block: |
        one ${P}
        two
      Folded: !Sub >-
        a ${P}
        b
      Long: {Fn::Join: [",", [a, {"Fn::Sub": "${P}"}]]}
      Quoted: "a\tb"
      Tabbed:	1
  S: {Type: A::B, DependsOn: [R]}
`, "\n", "\r\n"))
	require.Empty(t, diags)
	r := only(t, set)["R"]
	assert.Equal(t, map[string]any{"A": 1.0, "B": 3.0}, property(r, "Merged"))
	assert.Equal(t, []any{map[string]any{"Key": "Name", "Value": "a"}}, property(r, "Alias"))
	assert.Equal(t, "one ${P}\ntwo\n", property(r, "Block"))
	assert.Equal(t, "a x b", property(r, "Folded"))
	assert.Equal(t, "a,x", property(r, "Long"))
	assert.Equal(t, "a\tb", property(r, "Quoted"))
	assert.Equal(t, 1.0, property(r, "Tabbed"))
	assert.Equal(t, []string{"S"}, r.DependsOn)
	assert.Equal(t, []string{"R"}, only(t, set)["S"].DependsOn)
}

func TestJSONReadsAsYAMLDoes(t *testing.T) {
	source := "{\n\t\"Resources\": {\n\t\t\"R\": {\"Type\": \"A::B\", \"Properties\": {\"S\": \"é\\u00e9\\n\", \"N\": 12345678901234567890123, \"F\": 1.50, \"E\": 1e999999999,\n" +
		"\t\t\t\"L\": [true, null, {}], \"Call\": {\"Fn::Join\": [\"-\", [\"a\", {\"Ref\": \"R\"}]]}}}\n\t}\n}\n"
	set, diags := Load([]File{{Path: "t.json", Data: []byte(source)}}, Options{})
	require.Empty(t, diags)
	r := only(t, set)["R"]
	assert.Equal(t, "éé\n", property(r, "S"))
	assert.Equal(t, 1.5, property(r, "F"))
	assert.Equal(t, "1e999999999", property(r, "E"), "a number out of all proportion stays text")
	assert.Equal(t, "a-⟨R⟩", property(r, "Call"))
	text, _ := textOf(r.Properties.GetAttr("N"))
	assert.Equal(t, "12345678901234567890123", text)
	assert.Equal(t, model.Range{File: "t.json", Line: 3, Column: 3, EndLine: 4, EndColumn: 77}, r.Range)
	assert.Equal(t, model.Range{File: "t.json", Line: 3, Column: 45, EndLine: 3, EndColumn: 56}, r.PropRange("S"))
	assert.Equal(t, model.Range{File: "t.json", Line: 4, Column: 22, EndLine: 4, EndColumn: 24}, r.PropRange("L", "2"))
}

func TestPositions(t *testing.T) {
	set, diags := load(t, `Parameters:
  Env: {Type: String, Default: prod}
Conditions:
  Prod: !Equals [!Ref Env, prod]
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: vpc-1
      Quoted: 'it''s'
      SecurityGroupIngress:
        - !If [Prod, !Ref AWS::NoValue, {CidrIp: 1.1.1.1/32}]
        - {CidrIp: 10.0.0.0/8, FromPort: 80}
        - CidrIp: !Sub "${Env}"
          FromPort: 443
      Egress: !If
        - Prod
        - - CidrIp: 0.0.0.0/0
        - []
      Script: |
        one
        two

  Last: {Type: A::B}
`)
	require.Empty(t, diags)
	r := only(t, set)["Group"]
	at := func(line, column, endLine, endColumn int) model.Range {
		return model.Range{File: "t.yaml", Line: line, Column: column, EndLine: endLine, EndColumn: endColumn}
	}
	assert.Equal(t, at(6, 3, 22, 12), r.Range)
	assert.Equal(t, at(9, 14, 9, 19), r.PropRange("VpcId"))
	assert.Equal(t, at(9, 7, 9, 19), r.PropKeyRange("VpcId"))
	assert.Equal(t, at(10, 15, 10, 22), r.PropRange("Quoted"))
	assert.Equal(t, at(13, 11, 13, 45), r.PropRange("SecurityGroupIngress", "0"), "removed elements do not count")
	assert.Equal(t, at(13, 20, 13, 30), r.PropRange("SecurityGroupIngress", "0", "CidrIp"))
	assert.Equal(t, at(14, 19, 14, 32), r.PropRange("SecurityGroupIngress", "1", "CidrIp"))
	assert.Equal(t, at(15, 11, 15, 24), r.PropKeyRange("SecurityGroupIngress", "1", "FromPort"))
	assert.Equal(t, at(18, 13, 18, 22).Line, r.PropRange("Egress", "0", "CidrIp").Line, "the branch that is taken")
	assert.Equal(t, at(20, 15, 22, 12), r.PropRange("Script"))
	assert.Equal(t, r.Range, r.PropRange("Absent"))
	assert.Equal(t, r.PropRange("SecurityGroupIngress", "0"), r.PropRange("SecurityGroupIngress", "0", "Absent"))
}
