package template

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
)

// load evaluates one template without any options.
func load(t *testing.T, source string) (*Set, model.Diagnostics) {
	t.Helper()
	return Load([]File{{Path: "t.yaml", Data: []byte(source)}}, Options{})
}

// only gives the resources of the single scenario, by logical id.
func only(t *testing.T, set *Set) map[string]*Resource {
	t.Helper()
	require.Len(t, set.Scenarios, 1)
	return byID(set.Scenarios[0])
}

func byID(s Scenario) map[string]*Resource {
	resources := map[string]*Resource{}
	for _, r := range s.Resources {
		resources[r.LogicalID] = r
	}
	return resources
}

// property gives a property as plain values.
func property(r *Resource, name string) any {
	if !r.Properties.Type().HasAttribute(name) {
		return "(absent)"
	}
	return plainValue(r.Properties.GetAttr(name))
}

// valueOf evaluates one property value in a template with a VPC, a parameter without value and a condition.
func valueOf(t *testing.T, expression string) (any, *Set, model.Diagnostics) {
	t.Helper()
	set, diags := load(t, `
Parameters:
  Open: {Type: String}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Image: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /aws/service/ami}
Mappings:
  Same: {a: {Cidr: 10.0.0.0/8}, b: {Cidr: 10.0.0.0/8}}
  Other: {a: {Cidr: 10.0.0.0/8}, b: {Cidr: 11.0.0.0/8}}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16}}
  Group: {Type: AWS::EC2::SecurityGroup}
  Named: {Type: AWS::S3::Bucket, Properties: {BucketName: logs}}
  Unnamed: {Type: AWS::S3::Bucket}
  Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer}
  Address: {Type: AWS::EC2::EIP}
  Role: {Type: AWS::IAM::Role, Properties: {RoleName: app, Path: /x/}}
  Wall: {Type: AWS::NetworkFirewall::Firewall}
  Images: {Type: AWS::ECR::Repository, Properties: {RepositoryName: shop/web}}
  Lookup: {Type: Custom::Lookup}
  R:
    Type: Test::Value
    Properties:
      V: `+expression)
	return property(only(t, set)["R"], "V"), set, diags
}

func TestReferences(t *testing.T) {
	for expression, want := range map[string]any{
		"!Ref Vpc":                           "⟨Vpc⟩",
		"{Ref: Vpc}":                         "⟨Vpc⟩",
		"!GetAtt Vpc.VpcId":                  "⟨Vpc⟩",
		"!GetAtt [Vpc, VpcId]":               "⟨Vpc⟩",
		"{'Fn::GetAtt': Vpc.CidrBlock}":      "10.9.0.0/16",
		"!GetAtt Vpc.DefaultNetworkAcl":      "⟨Vpc#DefaultNetworkAcl⟩",
		"!GetAtt Group.GroupId":              "⟨Group⟩",
		"!Sub '${Group.GroupId}/${Vpc}'":     "⟨Group⟩/⟨Vpc⟩",
		"!Ref Named":                         "logs",
		"!GetAtt Named.Arn":                  "arn:aws:s3:::logs",
		"!GetAtt Unnamed.Arn":                "arn:aws:s3:::⟨Unnamed⟩",
		"!GetAtt Balancer.LoadBalancerArn":   "⟨Balancer⟩",
		"!GetAtt Address.PublicIp":           "⟨Address⟩",
		"!GetAtt Address.AllocationId":       "⟨Address#AllocationId⟩",
		"!GetAtt Role.Arn":                   "arn:aws:iam::⟪AccountId⟫:role/x/app",
		"!GetAtt Images.RepositoryUri":       "⟪AccountId⟫.dkr.ecr.⟪Region⟫.amazonaws.com/shop/web",
		"!Ref Open":                          "⟪Open⟫",
		"!Ref Image":                         "⟪Image⟫",
		"!Select [1, !Ref Subnets]":          "⟪Subnets[1]⟫",
		"!Ref AWS::Region":                   "⟪Region⟫",
		"!Select [1, !GetAZs '']":            "⟪Region⟫b",
		"!Select [0, !GetAZs eu-west-1]":     "eu-west-1a",
		"!GetAtt Lookup.Subnet":              "⟪Lookup#Subnet⟫",
		"'{{resolve:ssm:/vpc/id}}'":          "⟪resolve:ssm:/vpc/id⟫",
		"!Join ['', [a, !Ref Open]]":         "a⟪Open⟫",
		"!FindInMap [Same, !Ref Open, Cidr]": "10.0.0.0/8",
		"!Select [0, !Split [',', !Join [',', [!Ref Vpc, x]]]]":            "⟨Vpc⟩",
		"!Select [1, !Split [':', !Select [0, !GetAtt Wall.EndpointIds]]]": "⟨Wall#EndpointIds[0]⟩",
		"!Select [1, !Split [':', !Select [1, !GetAtt Wall.EndpointIds]]]": "⟨Wall#EndpointIds[1]⟩",
		"!If [Missing, {Ref: 'AWS::NoValue'}, {Ref: 'AWS::NoValue'}]":      "(absent)",
		"[a, !Ref 'AWS::NoValue', 'AWS::NoValue']":                         []any{"a", "AWS::NoValue"},
		"!Base64 abc":     "YWJj",
		"012345678901":    "012345678901",
		"2012-10-17":      "2012-10-17",
		"Yes":             "Yes",
		"True":            true,
		"80":              80.0,
		"{a: null, b: 1}": map[string]any{"b": 1.0},
		"!Sub '{{resolve:ssm:/${Vpc.CidrBlock}}}-x'": "⟪resolve:ssm:/10.9.0.0/16⟫-x",
		"!Sub 'a${AWS::NoValue}b'":                   "ab",
		"!Sub '${!Open}'":                            "${Open}",
	} {
		t.Run(expression, func(t *testing.T) {
			got, _, _ := valueIn(t, expression)
			assert.Equal(t, want, got)
		})
	}
}

// valueIn is valueOf for templates that may have several scenarios: the first one counts.
func valueIn(t *testing.T, expression string) (any, *Set, model.Diagnostics) {
	t.Helper()
	if !strings.Contains(expression, "Missing") {
		return valueOf(t, expression)
	}
	set, diags := load(t, "Resources:\n  R:\n    Type: Test::Value\n    Properties:\n      V: "+expression)
	return property(byID(set.Scenarios[0])["R"], "V"), set, diags
}

func TestUnknownValuesSayWhy(t *testing.T) {
	for expression, why := range map[string]string{
		"!Ref Subnets":                        "the parameter Subnets has no value",
		"!Select [!Ref Open, [a, b]]":         "the parameter Open has no value",
		"!FindInMap [Other, !Ref Open, Cidr]": "the key into the mapping Other is known only at deployment",
		"!Split ['/', !Ref Open]":             "the parameter Open has no value",
		"!GetAZs ''":                          "the zones of a region are known only to AWS",
		"!Cidr [!Ref Open, 4, 8]":             "the parameter Open has no value",
		"!GetAtt Vpc.Ipv6CidrBlocks":          "AWS assigns Ipv6CidrBlocks of Vpc",
		"!Sub '${Vpc.CidrBlockAssociations}'": "AWS assigns CidrBlockAssociations of Vpc",
		"!Ref Nobody":                         "Nobody is neither a parameter nor a resource of the template",
		"!Select [7, [a, b]]":                 "Fn::Select picks an element that is not there",
		"!Cidr [10.0.0.0/24, 4, 7]":           "Fn::Cidr has the wrong arguments",
		"!Conjure x":                          "Fn::Conjure is not understood",
		"{'Fn::Transform': {Name: Macro}}":    "the transform Macro runs in AWS",
		"!Select [1, !Cidr [!Select [0, !GetAtt Vpc.Ipv6CidrBlocks], 2, 64]]": "AWS assigns Ipv6CidrBlocks of Vpc",
	} {
		t.Run(expression, func(t *testing.T) {
			got, _, _ := valueOf(t, expression)
			assert.Equal(t, "(unknown: "+why+")", got)
		})
	}
}

// An entry is a hosted zone and a name with a colon between, which templates split to make an alias record.
func TestDNSEntriesOfAnEndpoint(t *testing.T) {
	set, diags := load(t, `
Resources:
  E: {Type: AWS::EC2::VPCEndpoint}
  R:
    Type: Test::Value
    Properties:
      Zone: !Select [0, !Split [':', !Select [0, !GetAtt E.DnsEntries]]]
      Name: !Select [1, !Split [':', !Select [0, !GetAtt E.DnsEntries]]]
`)
	assert.Empty(t, diags)
	r := only(t, set)["R"]
	assert.Equal(t, "⟨E#DnsEntriesZone[0]⟩", property(r, "Zone"))
	assert.Equal(t, "⟨E#DnsEntries[0]⟩", property(r, "Name"))
}

func TestSetSaysWhyASymbolIsOpen(t *testing.T) {
	got, set, _ := valueOf(t, "!Sub 'x-${Open}'")
	assert.Equal(t, "the parameter Open has no value", set.Why(got.(string)))
	got, set, _ = valueOf(t, "!GetAtt Lookup.Subnet")
	assert.Equal(t, "the handler of the custom resource Lookup decides Subnet", set.Why(got.(string)))
	assert.Empty(t, set.Why("vpc-1"))
}

func TestDiagnostics(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"wrong reference": {"Resources: {R: {Type: A::B, Properties: {V: !Ref Gone}}}",
			`t.yaml:1:45: A reference leads nowhere; "Gone" is neither`},
		"missing attribute's resource": {"Resources: {R: {Type: A::B, Properties: {V: !GetAtt Gone.Id}}}", `There is no resource "Gone"`},
		"duplicate key":                {"Resources:\n  R: {Type: A::B}\n  R: {Type: C::D}\n", `t.yaml:3:3: A key is set twice; "R"`},
		"duplicate JSON key":           {`{"Resources": {"R": {"Type": "A::B"}, "R": {"Type": "C::D"}}}`, `t.yaml:1:39: A key is set twice; "R"`},
		"bad syntax in braces":         {"Resources:\n  A: {Type: A::B}\n  B: {Type: A::B, Properties: {V: x${Y}, W: z}}\n", "t.yaml:3"},
		"no type":                      {"Resources: {R: {Properties: {}}}", "A resource has no type"},
		"condition circle": {"Conditions: {A: {Condition: B}, B: {Condition: A}}\nResources: {R: {Type: A::B, Condition: A}}",
			"Conditions refer to each other in a circle"},
		"property circle": {"Resources:\n  R: {Type: A::B, Properties: {V: !GetAtt R.V}}", "Resources refer to each other in a circle"},
		"mapping":         {"Mappings: {M: {a: {b: c}}}\nResources: {R: {Type: A::B, Properties: {V: !FindInMap [M, a, z]}}}", `The template has no key "z" in the mapping M`},
		"macro":           {"Transform: [Count]\nResources: {R: {Type: A::B}}", `The macro "Count" changes the template`},
		"missing nested":  {"Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}}", `The template "child.yaml" of the nested stack S cannot be read`},
		"no template":     {"Services: {}", "The file is no template"},
		"empty":           {"", "The file is empty"},
		"yaml syntax":     {"Resources:\n\tR: {}\n", "t.yaml:2: The template cannot be read"},
		"json syntax":     {"{\"Resources\": {\n  \"R\" {}}}", "t.yaml:2:7: The template cannot be read; A colon is expected"},
		"json cut off":    {`{"Resources": {"R": {"Type": "A::B"`, "A comma or \"}\" is expected here"},
		"self alias":      {"Resources: &r {R: *r}", "stands inside the value that it names"},
	} {
		t.Run(name, func(t *testing.T) {
			set, diags := load(t, c.source)
			require.NotEmpty(t, set.Scenarios)
			require.NotEmpty(t, diags)
			assert.Contains(t, diags[0].Error(), c.want)
		})
	}
}

func TestDetect(t *testing.T) {
	for source, want := range map[string]Kind{
		"AWSTemplateFormatVersion: 2010-09-09\nResources: {}":                                    KindTemplate,
		"Resources:\n  A:\n    Type: AWS::EC2::VPC":                                              KindTemplate,
		"# c\n---\nResources:\n  A:\n    Type: Custom::X":                                        KindTemplate,
		"  Resources:\n    A:\n      Type: AWS::EC2::VPC":                                        KindTemplate,
		`{"Resources": {"A": {"Type": "AWS::EC2::VPC"}}}`:                                        KindTemplate,
		`{Resources: {A: {Type: AWS::EC2::VPC}}}`:                                                KindTemplate,
		`{"Outputs": {}, "Resources": {"A": {"Type": "AWS::`:                                     KindTemplate, // cut off: its error is worth telling
		"Resources:\n  A: {Type: x}":                                                             KindOther,
		"service: x\nprovider: {name: aws}\nresources:\n  Resources: {V: {Type: AWS::EC2::VPC}}": KindServerless,
		"apiVersion: v1\nkind: Pod":                                                              KindKubernetes,
		`{"apiVersion": "v1", "kind": "Pod"}`:                                                    KindKubernetes,
		`{"format_version": "1.2", "Resources": {"Type": "AWS::x"}}`:                             KindOther,
		`[{"ParameterKey": "A", "ParameterValue": "B"}]`:                                         KindParameters,
		`{"Parameters": {"A": "B"}}`:                                                             KindParameters,
		"":                                                                                       KindOther, "   \n": KindOther, "[1, 2]": KindOther, "plain text": KindOther, "{": KindOther, "{'": KindOther, `{"a`: KindOther,
	} {
		assert.Equal(t, want, Detect([]byte(source)), "%q", source)
	}
}

func TestReadParameters(t *testing.T) {
	for source, want := range map[string]map[string]string{
		`[{"ParameterKey": "A", "ParameterValue": "B"}, {"ParameterKey": "C", "UsePreviousValue": true}]`: {"A": "B"},
		`["A=B=C", "D="]`: {"A": "B=C", "D": ""},
		`{"Parameters": {"A": "B", "N": 3, "L": ["x", "y"]}, "Tags": {"T": "1"}}`: {"A": "B", "N": "3", "L": "x,y"},
		"Parameters:\n  A: true\n": {"A": "true"},
	} {
		got, err := ReadParameters("p.json", []byte(source))
		require.NoError(t, err, source)
		assert.Equal(t, want, got)
	}
	for source, want := range map[string]string{
		`[{"Key": "A"}]`:      "p.json:1:2: an entry of a parameters file needs a ParameterKey",
		`{"context": {}}`:     "p.json: a parameters file holds a list",
		`[{"ParameterKey": ]`: "p.json:1:19: a value is expected here",
	} {
		_, err := ReadParameters("p.json", []byte(source))
		assert.ErrorContains(t, err, want)
	}
}

func TestParameters(t *testing.T) {
	source := `
Parameters:
  Given: {Type: String, Default: d}
  Fallback: {Type: Number, Default: 3}
  List: {Type: CommaDelimitedList, Default: 'a, b'}
  Flag: {Type: String, Default: True}
Resources:
  R: {Type: A::B, Properties: {G: !Ref Given, F: !Ref Fallback, L: !Ref List, B: !Ref Flag}}
`
	set, diags := Load([]File{{Path: "t.yaml", Data: []byte(source)}}, Options{Parameters: map[string]string{"Given": "g", "Gievn": "x"}})
	require.Len(t, diags, 1)
	assert.Contains(t, diags[0].Error(), `A value is given for the parameter "Gievn"`)
	r := only(t, set)["R"]
	assert.Equal(t, "g", property(r, "G"))
	assert.Equal(t, "3", property(r, "F"))
	assert.Equal(t, []any{"a", "b"}, property(r, "L"))
	assert.Equal(t, "true", property(r, "B"))
}

func TestEscapes(t *testing.T) {
	set, _ := load(t, `
Resources:
  Output: {Type: A::B}
  Address: {Type: AWS::EC2::EIP}
  Exported: {Type: A::B}
  Stored: {Type: A::B}
  Handed: {Type: A::B}
  Custom: {Type: A::B}
  Kept: {Type: A::B, Properties: {V: !Ref Output}}
  P: {Type: AWS::SSM::Parameter, Properties: {Name: !Ref Kept, Value: !Sub '${Stored}'}}
  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: https://s3.example/t, Parameters: {T: !GetAtt Handed.Arn}}}
  C: {Type: Custom::X, Properties: {Id: {Ref: Custom}}}
Outputs:
  A: {Value: !Ref Output}
  B: {Value: !Join [',', [!GetAtt Exported.Id]], Export: {Name: x}}
  C: {Value: !GetAtt Address.PublicIp}
`)
	for id, r := range only(t, set) {
		assert.Equal(t, strings.Contains("Output Exported Stored Handed Custom", id) && len(id) > 1, r.Escapes, id)
	}
}

func TestServerlessFunctions(t *testing.T) {
	set, diags := load(t, `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: [sg-1]}
    Environment: {Variables: {A: global, B: global}}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      VpcConfig: {SecurityGroupIds: [sg-2]}
      Environment: {Variables: {B: own}}
      Policies:
        - Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]
        - AWSLambdaBasicExecutionRole
        - SQSSendMessagePolicy: {QueueName: !Ref Queue}
        - VPCAccessPolicy: {}
  Queue: {Type: AWS::SQS::Queue}
  WithRole: {Type: AWS::Serverless::Function, Properties: {Role: arn:aws:iam::1:role/r}}
  Uses: {Type: A::B, Properties: {Role: !GetAtt FnRole.Arn, Fn: !GetAtt Fn.Arn}}
  Items: {Type: AWS::Serverless::SimpleTable}
`)
	require.Empty(t, diags)
	resources := only(t, set)
	fn := resources["Fn"]
	assert.Equal(t, "AWS::Lambda::Function", fn.Type)
	assert.Equal(t, map[string]any{"SubnetIds": []any{"subnet-1"}, "SecurityGroupIds": []any{"sg-2"}}, property(fn, "VpcConfig"))
	assert.Equal(t, "AWS::IAM::Role", resources["FnRole"].Type)
	assert.Equal(t, "arn:aws:iam::⟪AccountId⟫:role/⟨FnRole⟩", property(fn, "Role"))
	policies, _ := property(resources["FnRole"], "Policies").([]any)
	require.Len(t, policies, 2)
	assert.Equal(t, map[string]any{
		"PolicyName": "SQSSendMessagePolicy", PolicyTemplateKey: "SQSSendMessagePolicy",
		"PolicyDocument": map[string]any{"Version": "2012-10-17", "Statement": []any{map[string]any{
			"Effect": "Allow", "Action": []any{"sqs:SendMessage*"}, "Resource": []any{"arn:aws:sqs:⟪Region⟫:⟪AccountId⟫:⟨Queue⟩"},
		}}},
	}, policies[1])
	assert.Equal(t, []any{"AWSLambdaBasicExecutionRole", map[string]any{"VPCAccessPolicy": map[string]any{}}}, property(resources["FnRole"], "ManagedPolicyArns"))
	assert.NotContains(t, resources, "WithRoleRole")
	assert.Equal(t, "arn:aws:iam::⟪AccountId⟫:role/⟨FnRole⟩", property(resources["Uses"], "Role"))
	assert.Equal(t, "AWS::DynamoDB::Table", resources["Items"].Type)
}

func TestWantedTypesAlone(t *testing.T) {
	source := "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a]}\nResources:\n  N: {Type: Noise::X, Condition: C}\n  W: {Type: Wanted::X}"
	set, _ := Load([]File{{Path: "t.yaml", Data: []byte(source)}}, Options{Wanted: func(kind string) bool { return kind == "Wanted::X" }})
	assert.Len(t, set.Scenarios, 1, "a condition that touches nothing wanted makes no scenarios")
	set, _ = Load([]File{{Path: "t.yaml", Data: []byte(source)}}, Options{})
	assert.Len(t, set.Scenarios, 2)
}
