package template

import (
	"testing"
	"unicode/utf8"
)

// FuzzIntrinsics evaluates a value in a template that is otherwise right, so that what is tried reaches the
// functions.
func FuzzIntrinsics(f *testing.F) {
	for _, value := range []string{
		"!Ref P", "!GetAtt V.CidrBlock", "!Select [1, !Cidr [!GetAtt V.CidrBlock, 4, 8]]", "!Sub ['${A}-${AWS::Region}-${!x}', {A: !Ref L}]",
		"!Join [',', !Split ['.', !Ref P]]", "!FindInMap [M, !Ref 'AWS::Region', k, {DefaultValue: !Ref P}]", "!If [C, !Ref 'AWS::NoValue', [a]]",
		"!Base64 {'Fn::ImportValue': !Sub '${P}-x'}", "{'Fn::Length': !Ref L}", "{'Fn::ToJsonString': {a: [1, !Ref P]}}",
		"{'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: f.yaml}}}", "!Select [0, !GetAZs '']", "!Equals [!Ref P, a]", "'{{resolve:ssm:/a:1}}'",
	} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if !utf8.ValidString(value) {
			return
		}
		source := "Transform: AWS::LanguageExtensions\nParameters: {P: {Type: String}, L: {Type: CommaDelimitedList, Default: 'a,b'}}\n" +
			"Mappings: {M: {us-east-1: {k: v}}}\nConditions: {C: !Equals [!Ref P, x]}\nResources:\n  V: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}\n" +
			"  R: {Type: A::B, Properties: {V: " + value + "}}\n"
		first, _ := Load([]File{{Path: "t.yaml", Data: []byte(source)}}, Options{})
		second, _ := Load([]File{{Path: "t.yaml", Data: []byte(source)}}, Options{})
		if len(first.Scenarios) != len(second.Scenarios) {
			t.Fatal("two evaluations have different outcomes")
		}
		for i, s := range first.Scenarios {
			for j, r := range s.Resources {
				if got, again := r.Properties.GoString(), second.Scenarios[i].Resources[j].Properties.GoString(); got != again {
					t.Fatalf("two evaluations differ: %s and %s", got, again)
				}
			}
		}
	})
}
