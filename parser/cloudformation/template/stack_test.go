package template

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// loadAll evaluates several files, given as path and content by turns.
func loadAll(options Options, pathsAndSources ...string) (*Set, []string) {
	var files []File
	for i := 0; i < len(pathsAndSources); i += 2 {
		files = append(files, File{Path: pathsAndSources[i], Data: []byte(pathsAndSources[i+1])})
	}
	set, diags := Load(files, options)
	var messages []string
	for _, d := range diags {
		messages = append(messages, d.Error())
	}
	return set, messages
}

const parent = `
Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: nested/network.yaml
      Parameters: {Cidr: 10.0.0.0/16, Zones: !Join [',', [a, b]]}
  App:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./nested/app.yaml
      Parameters:
        VpcId: !GetAtt Network.Outputs.VpcId
        Subnets: !GetAtt Network.Outputs.Subnets
  Own: {Type: A::B, Properties: {Vpc: !GetAtt Network.Outputs.VpcId, None: !GetAtt Network.Outputs.None}}
Outputs:
  Vpc: {Value: !GetAtt Network.Outputs.VpcId}
`

const network = `
Parameters: {Cidr: {Type: String}, Zones: {Type: CommaDelimitedList}}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Cidr, Zone: !Select [1, !Ref Zones]}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}
  B: {Type: AWS::EC2::Subnet, DependsOn: A}
Outputs:
  VpcId: {Value: !Ref Vpc}
  Subnets: {Value: !Join [',', [!Ref A, !Ref B]]}
`

const app = `
Parameters: {VpcId: {Type: 'AWS::EC2::VPC::Id'}, Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}}
Resources:
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref VpcId}}
  Balancer: {Type: A::B, Properties: {Subnets: !Ref Subnets}}
`

func TestNestedStacks(t *testing.T) {
	read := func(path string) ([]byte, error) {
		if path == "dir/nested/app.yaml" {
			return []byte(app), nil
		}
		return nil, errors.New("no such file")
	}
	set, diags := loadAll(Options{ReadFile: read}, "dir/nested/network.yaml", network, "dir/parent.yaml", parent)
	require.Len(t, diags, 1)
	assert.Contains(t, diags[0], `The nested stack Network has no output "None"`)
	resources := only(t, set)
	assert.Len(t, resources, 8, "a template that another one nests is read only as that nested stack")

	vpc := resources["Network/Vpc"]
	assert.Equal(t, "dir/nested/network.yaml", vpc.Range.File)
	assert.Equal(t, "10.0.0.0/16", property(vpc, "CidrBlock"))
	assert.Equal(t, "b", property(vpc, "Zone"))
	assert.Equal(t, vpc.ID(), property(resources["Network/A"], "VpcId"))
	assert.Equal(t, vpc.ID(), property(resources["App/Group"], "VpcId"))
	assert.Equal(t, vpc.ID(), property(resources["Own"], "Vpc"))
	assert.Equal(t, []any{resources["Network/A"].ID(), resources["Network/B"].ID()}, property(resources["App/Balancer"], "Subnets"))
	assert.Equal(t, []string{"Network/A"}, resources["Network/B"].DependsOn)
	assert.True(t, vpc.Escapes, "the parent hands the output on")
	assert.False(t, resources["Network/A"].Escapes, "what only a sibling gets stays in view")
}

func TestNestedStackTakesOutputsOfALaterOne(t *testing.T) {
	set, diags := loadAll(Options{}, "p.yaml", `
Resources:
  App: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: app.yaml, Parameters: {VpcId: !GetAtt Net.Outputs.VpcId}}}
  Net: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: network.yaml, Parameters: {Cidr: 10.0.0.0/8, Zones: a}}}
`, "app.yaml", app, "network.yaml", strings.Replace(network, "[1, !Ref Zones]", "[0, !Ref Zones]", 1))
	require.Empty(t, diags)
	resources := only(t, set)
	assert.Equal(t, resources["Net/Vpc"].ID(), property(resources["App/Group"], "VpcId"))
}

func TestStacksThatWaitForEachOther(t *testing.T) {
	child := "Parameters: {In: {Type: String}}\nResources: {R: {Type: A::B}}\nOutputs: {Out: {Value: !Ref In}}"
	set, diags := loadAll(Options{}, "p.yaml", `
Resources:
  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: c.yaml, Parameters: {In: !GetAtt B.Outputs.Out}}}
  B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: c.yaml, Parameters: {In: !GetAtt A.Outputs.Out}}}
  R: {Type: A::B, Properties: {V: !GetAtt A.Outputs.Out}}
`, "c.yaml", child)
	require.NotEmpty(t, diags)
	assert.Contains(t, fmt.Sprint(property(only(t, set)["R"], "V")), "(unknown: ")
}

func TestScenariosOfANestedStackReadFromDisk(t *testing.T) {
	read := func(string) ([]byte, error) {
		return []byte("Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, x]}\nResources: {A: {Type: A::B, Condition: C}}"), nil
	}
	set, diags := loadAll(Options{ReadFile: read}, "p.yaml", `
Parameters: {Q: {Type: String}}
Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: c.yaml, Parameters: {P: !Ref Q}}}}`)
	require.Empty(t, diags)
	assert.Equal(t, []string{"S/C is false: ", "S/C is true: S/A"}, outcomes(withoutStacks(set)))
}

// withoutStacks drops the stacks themselves from a set's resources.
func withoutStacks(set *Set) *Set {
	for i, s := range set.Scenarios {
		set.Scenarios[i].Resources = slices.DeleteFunc(s.Resources, func(r *Resource) bool { return strings.HasSuffix(r.Type, "::Stack") })
	}
	return set
}

func TestTemplateNestedTwiceMakesTwoStacks(t *testing.T) {
	set, diags := loadAll(Options{}, "p.yaml", `
Resources:
  One: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: c.yaml}}
  Two: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: c.yaml}}`, "c.yaml", "Resources: {Vpc: {Type: AWS::EC2::VPC}}")
	require.Empty(t, diags)
	resources := only(t, set)
	assert.NotEqual(t, resources["One/Vpc"].ID(), resources["Two/Vpc"].ID())
}

func TestStacksThatNestThemselves(t *testing.T) {
	_, diags := loadAll(Options{}, "a.yaml", "Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: b.yaml}}}",
		"b.yaml", "Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: a.yaml}}}")
	require.NotEmpty(t, diags)
	assert.Contains(t, diags[0], "nested inside itself")
}

func TestRemoteStackLeavesItsOutputsOpen(t *testing.T) {
	set, diags := loadAll(Options{}, "p.yaml", `
Resources:
  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: 'https://s3.example/t.yaml'}}
  R: {Type: A::B, Properties: {V: !GetAtt S.Outputs.VpcId, W: !GetAtt S.Outputs.VpcId}}`)
	require.Empty(t, diags)
	r := only(t, set)["R"]
	assert.True(t, HasVariable(property(r, "V").(string)))
	assert.Equal(t, property(r, "V"), property(r, "W"))
	assert.True(t, set.Unresolved[0].HidesResources)
}

func TestCDKNestedStackLiesBesideItsParent(t *testing.T) {
	set, diags := loadAll(Options{}, "cdk.out/App.template.json", `{"Resources": {
		"N": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": {"Fn::Sub": "https://x/${AWS::Region}/y.json"}},
			"Metadata": {"aws:cdk:path": "App/N", "aws:asset:path": "Nested.json", "aws:asset:property": "TemplateURL"}},
		"V": {"Type": "A::B", "Metadata": {"aws:cdk:path": "App/V/Resource"}}}}`,
		"cdk.out/Nested.json", `{"Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}}}`)
	require.Empty(t, diags)
	resources := only(t, set)
	assert.Contains(t, resources, "N/Vpc")
	assert.NotContains(t, resources, "Vpc")
	assert.Equal(t, "App/V/Resource", resources["V"].CDKPath)
}

func TestExports(t *testing.T) {
	exporter := `
Resources: {Vpc: {Type: AWS::EC2::VPC}, Table: {Type: A::B}}
Outputs:
  Vpc: {Value: !Ref Vpc, Export: {Name: !Sub '${AWS::StackName}-VPC'}}
  Fixed: {Value: !Ref Table, Export: {Name: shared-table}}
`
	importer := `
Parameters: {NetworkStack: {Type: String}}
Resources:
  R:
    Type: A::B
    Properties:
      Vpc: !ImportValue {'Fn::Sub': '${NetworkStack}-VPC'}
      Table: {'Fn::ImportValue': shared-table}
      Gone: !ImportValue nowhere
      Gone2: !ImportValue nowhere
`
	set, diags := loadAll(Options{}, "app.yaml", importer, "net.yaml", exporter)
	require.Empty(t, diags)
	resources := only(t, set)
	r := resources["R"]
	assert.Equal(t, resources["Vpc"].ID(), property(r, "Vpc"), "only one stack can be meant")
	assert.Equal(t, resources["Table"].ID(), property(r, "Table"))
	assert.Equal(t, "⟪import nowhere⟫", property(r, "Gone"))
	assert.Equal(t, property(r, "Gone"), property(r, "Gone2"))
	assert.False(t, resources["Table"].Escapes, "who imports it is in view")

	set, _ = loadAll(Options{}, "net.yaml", exporter)
	assert.True(t, only(t, set)["Table"].Escapes)

	set, _ = loadAll(Options{}, "app.yaml", importer, "net.yaml", exporter, "other.yaml", exporter)
	assert.True(t, HasVariable(property(only(t, set)["R"], "Vpc").(string)), "two stacks can be meant")

	set, _ = loadAll(Options{Parameters: map[string]string{"NetworkStack": "prod"}, StackNames: map[string]string{"net.yaml": "prod", "other.yaml": "dev"}},
		"app.yaml", importer, "net.yaml", exporter, "other.yaml", exporter)
	assert.Equal(t, "⟨net›Vpc⟩", property(only(t, set)["R"], "Vpc"))
}

func TestImportsInACircle(t *testing.T) {
	set, _ := loadAll(Options{},
		"a.yaml", "Resources: {A: {Type: A::B, Properties: {V: !ImportValue b}}}\nOutputs: {O: {Value: !ImportValue b, Export: {Name: a}}}",
		"b.yaml", "Resources: {B: {Type: A::B}}\nOutputs: {O: {Value: !ImportValue a, Export: {Name: b}}}")
	assert.Equal(t, "(unknown: the output refers to itself)", property(only(t, set)["A"], "V"))
}

func TestBrokenFileLeavesTheOthers(t *testing.T) {
	set, diags := loadAll(Options{}, "broken.yaml", "Resources: {A: [", "good.yaml", "Resources: {B: {Type: A::B}}")
	require.Len(t, diags, 1)
	assert.Contains(t, diags[0], "broken.yaml:")
	assert.Contains(t, only(t, set), "B")
}

func TestIncludedFragment(t *testing.T) {
	read := func(path string) ([]byte, error) {
		if path == "dir/part.yaml" {
			return []byte("Included: {Type: A::B, Properties: {V: !Ref Own}}"), nil
		}
		return nil, errors.New("no such file")
	}
	source := "Resources:\n  Own: {Type: A::B}\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: %s}}"
	set, diags := loadAll(Options{ReadFile: read}, "dir/t.yaml", fmt.Sprintf(source, "part.yaml"))
	require.Empty(t, diags)
	included := only(t, set)["Included"]
	assert.Equal(t, "⟨Own⟩", property(included, "V"))
	assert.Equal(t, 3, included.Range.Line, "what is included is found where it is included")

	set, diags = loadAll(Options{ReadFile: read}, "dir/t.yaml", fmt.Sprintf(strings.Replace(source, "  Own: {Type: A::B}\n", "", 1), "part.yaml"))
	require.Len(t, diags, 1, "the fragment refers to a resource that is not there")
	assert.Contains(t, only(t, set), "Included", "a section may hold nothing else")

	set, diags = loadAll(Options{ReadFile: read}, "dir/t.yaml", fmt.Sprintf(source, "s3://bucket/part.yaml"))
	require.Len(t, diags, 1)
	assert.Contains(t, diags[0], "A transform cannot be applied")
	assert.True(t, set.Unresolved[0].HidesResources)
}
