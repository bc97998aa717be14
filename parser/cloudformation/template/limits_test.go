package template

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLimits(t *testing.T) {
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'j'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat("*"+string(c-1)+", ", 10), ", "))
	}
	loop := "[" + strings.TrimSuffix(strings.Repeat("xx,", 400), ",") + "]"
	unique := make([]string, 300)
	for i := range unique {
		unique[i] = fmt.Sprintf("x%d", i)
	}
	many := "[" + strings.Join(unique, ",") + "]"
	for name, c := range map[string]struct{ source, want string }{
		"aliases":      {bomb + "Resources: {R: {Type: A::B, Properties: {V: *i}}}", "aliases stand for more than"},
		"nesting":      {"Resources: {R: {Type: A::B, Properties: {V: " + strings.Repeat("[", 500) + strings.Repeat("]", 500) + "}}}", "nested more than"},
		"JSON nesting": {`{"Resources": {"R": {"V": ` + strings.Repeat("[", 500), "nested more than"},
		"loops": {"Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A: [A, " + many + ", {'Fn::ForEach::B': [B, " + many +
			", {'R${A}${B}': {Type: A::B, Properties: {V: [1, 2, 3, 4]}}}]}]", "A loop is too large"},
		"long loop": {"Resources:\n  Fn::ForEach::A: [A, " + loop + ", {'R${A}': {Type: A::B}}]\n  Q: {Type: A::B, Properties: {V: !Ref No}}", "leads nowhere"},
		"long string": {"Mappings: {M: {a: {b: '" + strings.Repeat("x", 1<<20) + "'}}}\nResources: {R: {Type: A::B, Properties: {V: !Join ['', [" +
			strings.Repeat("!FindInMap [M, a, b], ", 5) + "x]]}}}", "A string grows too long"},
	} {
		t.Run(name, func(t *testing.T) {
			_, diags := load(t, c.source)
			require.NotEmpty(t, diags)
			assert.Contains(t, diags[0].Error(), c.want)
		})
	}
}

func TestLongLines(t *testing.T) {
	for _, letter := range []string{"x", "é"} {
		list := strings.TrimSuffix(strings.Repeat("'"+letter+"', ", 60_000), ", ")
		started := time.Now()
		set, diags := load(t, "Resources: {R: {Type: A::B, Properties: {V: ["+list+"]}}}")
		require.Empty(t, diags)
		r := only(t, set)["R"]
		assert.Equal(t, 46+5*59_999, r.PropRange("V", "59999").Column)
		assert.Less(t, time.Since(started), 20*time.Second, "the time must not grow with the square of a line's length")
	}
}

func TestLoops(t *testing.T) {
	set, diags := load(t, `
Transform: AWS::LanguageExtensions
Parameters:
  Zones: {Type: CommaDelimitedList, Default: 'a,b'}
Mappings: {Cidrs: {a: {Cidr: 10.0.1.0/24}, b: {Cidr: 10.0.2.0/24}}}
Conditions:
  Fn::ForEach::Conditions: [Zone, !Ref Zones, {'Is${Zone}': !Equals [!Ref Zone, a]}]
Resources:
  Fn::ForEach::Subnets:
    - Zone
    - !Ref Zones
    - Subnet${Zone}:
        Type: AWS::EC2::Subnet
        Condition: Is${Zone}
        Properties:
          CidrBlock: !FindInMap [Cidrs, !Ref Zone, Cidr]
          Tags: [{Key: Name, Value: !Sub 'subnet-${Zone}'}]
  Fn::ForEach::Pairs:
    - Address
    - [10.0.0.1]
    - Fn::ForEach::Inner:
        - N
        - ['1', '2']
        - 'R&{Address}x${N}': {Type: A::B, Properties: {V: !Sub '${Address}/${N}', L: {'Fn::Length': [1, 2]}}}
Outputs:
  Fn::ForEach::Out: [Zone, [a], {'Id${Zone}': {Value: !Ref 'Subnet${Zone}'}}]
`)
	require.Empty(t, diags)
	resources := only(t, set)
	require.Len(t, resources, 3)
	assert.Equal(t, "10.0.1.0/24", property(resources["Subneta"], "CidrBlock"))
	assert.True(t, resources["Subneta"].Escapes)
	assert.Equal(t, "10.0.0.1/2", property(resources["R10001x2"], "V"))
	assert.Equal(t, 2.0, property(resources["R10001x2"], "L"))

	set, diags = load(t, "Parameters: {P: {Type: CommaDelimitedList}}\nResources:\n  Fn::ForEach::X: [N, !Ref P, {'R${N}': {Type: A::B}}]")
	require.Len(t, diags, 1)
	assert.Contains(t, diags[0].Error(), "Fn::ForEach::X stands for nothing here, because the parameter P has no value")
	assert.True(t, set.Unresolved[0].HidesResources || set.Unresolved[1].HidesResources)
}

func FuzzLoad(f *testing.F) {
	for _, source := range []string{
		"Resources: {R: {Type: A::B, Properties: {V: !Sub '${R}'}}}",
		`{"Resources": {"R": {"Type": "A::B", "Properties": {"V": {"Fn::Select": [0, {"Fn::GetAZs": ""}]}}}}}`,
		"Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::X: [N, [a], {'R${N}': {Type: A::B}}]",
		"Conditions: {C: !Not [!Equals [!Ref AWS::Region, x]]}\nResources: {R: {Type: A::B, Condition: C, Properties: {V: !If [C, a, b]}}}",
		"a: &a [*a]\nResources: *a", "Resources: {R: !If [a]}", "Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: t.yaml}}}",
	} {
		f.Add([]byte(source))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		Detect(data)
		set, _ := Load([]File{{Path: "t.yaml", Data: data}}, Options{ReadFile: func(string) ([]byte, error) { return nil, os.ErrNotExist }})
		for _, s := range set.Scenarios {
			for _, r := range s.Resources {
				r.ID()
				r.Attribute("Arn")
				r.PropRange("V", "0")
				_ = r.Properties.GoString()
			}
		}
		_, _ = ReadParameters("p", data)
	})
}

func BenchmarkLoad(b *testing.B) {
	var s strings.Builder
	s.WriteString("Parameters: {Env: {Type: String, Default: prod}}\nConditions: {Prod: !Equals [!Ref Env, prod]}\nResources:\n  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/8}}\n")
	for i := range 500 {
		fmt.Fprintf(&s, "  R%d:\n    Type: AWS::EC2::Subnet\n    Condition: Prod\n    Properties:\n      VpcId: !Ref Vpc\n      CidrBlock: !Select [%d, !Cidr [!GetAtt Vpc.CidrBlock, 256, 16]]\n"+
			"      AvailabilityZone: !Select [%d, !GetAZs '']\n      Tags:\n        - Key: Name\n          Value: !Sub '${Env}-%d'\n", i, i%256, i%3, i)
	}
	data := []byte(s.String())
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		set, diags := Load([]File{{Path: "t.yaml", Data: data}}, Options{})
		if len(diags) > 0 || len(set.Scenarios[0].Resources) != 501 {
			b.Fatal(diags)
		}
	}
}
