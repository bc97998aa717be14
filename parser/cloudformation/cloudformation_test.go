package cloudformation

import (
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/parser/cloudformation/template"
)

// network builds the linked network of a template's resources, which are given without the indentation and
// the key above them. The template has a parameter Open without value.
func network(t *testing.T, resources string) *model.Network {
	t.Helper()
	source := "Parameters: {Open: {Type: String}, OpenList: {Type: CommaDelimitedList}}\nResources:\n  " +
		strings.ReplaceAll(strings.TrimSpace(resources), "\n", "\n  ")
	set, diags := Load([]template.File{{Path: "t.yaml", Data: []byte(source)}}, template.Options{})
	require.Empty(t, diags)
	require.Equal(t, []string{""}, set.Scenarios())
	n := &model.Network{}
	set.Build(0, n)
	n.Link()
	return n
}

// get finds the object that a resource makes.
func get[T any](t *testing.T, n *model.Network, logicalID string) *T {
	t.Helper()
	for _, e := range n.Entities() {
		if o, ok := any(e).(*T); ok && e.Base().Address == logicalID && !e.Base().Implicit {
			return o
		}
	}
	require.Fail(t, "no such object", "%s of type %T", logicalID, new(T))
	return nil
}

func prefix(s string) model.Value[netip.Prefix] { return model.Known(netip.MustParsePrefix(s)) }

func TestSubnetsAndTables(t *testing.T) {
	n := network(t, `
Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.3.0/16, EnableDnsSupport: "false", Tags: [{Key: Name, Value: main}]}}
More: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.1.0.0/16}}
Six: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, AmazonProvidedIpv6CidrBlock: true}}
A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: !Select [0, !GetAZs ''], MapPublicIpOnLaunch: 'True'}}
B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: !Ref Open}}
C: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, Ipv6Native: true, MapPublicIpOnLaunch: !Ref Open}}
SixA: {Type: AWS::EC2::SubnetCidrBlock, Properties: {SubnetId: !Ref A, Ipv6CidrBlock: '2001:db8::/64'}}
Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
Use: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref A, RouteTableId: !Ref Table}}
`)
	v := get[model.VPC](t, n, "Vpc")
	assert.Equal(t, "main", v.Name)
	assert.Equal(t, prefix("10.0.0.0/16"), v.CIDRs.Items[0], "host bits are cleared, as AWS does")
	assert.Equal(t, prefix("10.1.0.0/16"), v.CIDRs.Items[1])
	assert.True(t, v.CIDRs.Items[2].IsUnknown())
	assert.Equal(t, model.Known(true), v.HasIPv6)
	assert.Equal(t, model.Known(false), v.EnableDNSSupport)
	assert.Equal(t, model.Known(false), v.EnableDNSHostnames.OrDefault(false))

	a, b, c := get[model.Subnet](t, n, "A"), get[model.Subnet](t, n, "B"), get[model.Subnet](t, n, "C")
	assert.Same(t, v, a.VPC.To())
	assert.Equal(t, model.Known("xx-region-1a"), a.Zone)
	assert.Equal(t, model.Known(true), a.MapPublicIP)
	assert.Equal(t, prefix("2001:db8::/64"), a.IPv6CIDR)
	assert.Equal(t, get[model.RouteTable](t, n, "Table"), a.RouteTable.To())
	assert.Equal(t, v.MainTable, b.RouteTable.To(), "a subnet without association is on the main table")
	assert.Equal(t, "the parameter Open has no value", b.CIDR.Why())
	assert.Equal(t, model.Known(false), b.MapPublicIP.OrDefault(false))
	assert.True(t, c.CIDR.IsAbsent(), "an IPv6-only subnet has no IPv4 range")
	assert.True(t, c.MapPublicIP.IsUnknown(), "unknown is no zero")
}

func TestRouteTargets(t *testing.T) {
	n := network(t, `
Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
Igw: {Type: AWS::EC2::InternetGateway}
Vgw: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1}}
Attach: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Igw, VpnGatewayId: !Ref Vgw}}
Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref S, AllocationId: !GetAtt Eip.AllocationId}}
S: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
Eip: {Type: AWS::EC2::EIP}
T: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
ToIgw: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref T, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}}
ToVgw: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref T, DestinationCidrBlock: 192.168.0.0/16, GatewayId: !Ref Vgw}}
ToNat: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref T, DestinationIpv6CidrBlock: '64:ff9b::/96', NatGatewayId: !Ref Nat}}
ToOpen: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref T, DestinationPrefixListId: pl-1, TransitGatewayId: !Ref Open}}
ToNothing: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref T, DestinationCidrBlock: 1.0.0.0/8}}
Elsewhere: {Type: AWS::EC2::Route, Properties: {RouteTableId: rtb-1, DestinationCidrBlock: 1.0.0.0/8, VpcPeeringConnectionId: pcx-1}}
`)
	for id, want := range map[string]model.TargetKind{
		"ToIgw": model.TargetInternetGateway, "ToVgw": model.TargetVPNGateway, "ToNat": model.TargetNATGateway,
		"ToOpen": model.TargetTransitGateway, "ToNothing": model.TargetUnknown, "Elsewhere": model.TargetPeering,
	} {
		assert.Equal(t, want, get[model.Route](t, n, id).Target.Kind, id)
	}
	assert.Same(t, get[model.InternetGateway](t, n, "Igw"), get[model.Route](t, n, "ToIgw").Target.To)
	assert.Equal(t, prefix("64:ff9b::/96"), get[model.Route](t, n, "ToNat").Destination)
	assert.Equal(t, model.Known("pl-1"), get[model.Route](t, n, "ToOpen").PrefixList.ID())
	assert.True(t, get[model.Route](t, n, "Elsewhere").Table.IsExternal())
	assert.Len(t, get[model.RouteTable](t, n, "T").Routes, 5)
	assert.Same(t, get[model.ElasticIP](t, n, "Eip"), get[model.NATGateway](t, n, "Nat").Allocation.To())
	assert.Same(t, get[model.VPC](t, n, "Vpc"), get[model.VPNGateway](t, n, "Vgw").VPC.To())
}

func TestRegionalNATGateway(t *testing.T) {
	n := network(t, `
Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
Nat: {Type: AWS::EC2::NatGateway, Properties: {AvailabilityMode: regional, VpcId: !Ref Vpc, AvailabilityZoneAddresses: [{AvailabilityZone: eu-west-1a}]}}
Private: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: subnet-1, ConnectivityType: private}}
`)
	g := get[model.NATGateway](t, n, "Nat")
	assert.True(t, g.Regional)
	assert.True(t, g.Subnet.IsAbsent())
	assert.NotNil(t, g.VPC.To())
	assert.Equal(t, []model.Value[string]{model.Known("eu-west-1a")}, g.Zones.Items)
	private := get[model.NATGateway](t, n, "Private")
	assert.False(t, private.Regional)
	assert.Equal(t, model.Known(true), private.Private)
}

func TestNetworkACLEntries(t *testing.T) {
	n := network(t, `
Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: vpc-1}}
In: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: '100', Protocol: '6', RuleAction: allow, CidrBlock: 10.0.0.0/8, PortRange: {From: '1024', To: 65535}}}
Out: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 90, Protocol: -1, Egress: 'true', RuleAction: DENY, CidrBlock: 0.0.0.0/0, PortRange: {From: 1, To: 2}}}
Ping: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 110, Protocol: 58, Egress: false, RuleAction: allow, Ipv6CidrBlock: '::/0', Icmp: {Type: 128, Code: -1}}}
Open: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: !Ref OpenNumber, Protocol: x, Egress: maybe, CidrBlock: 10.0.0.300/8}}
OpenNumber: {Type: Custom::Number}
`)
	in, out, ping, open := get[model.NetworkACLEntry](t, n, "In"), get[model.NetworkACLEntry](t, n, "Out"),
		get[model.NetworkACLEntry](t, n, "Ping"), get[model.NetworkACLEntry](t, n, "Open")
	assert.Equal(t, model.Known(false), in.Egress, "Egress absent is inbound")
	assert.Equal(t, model.Known(100), in.Number)
	assert.Equal(t, model.FilterMatch{Protocol: model.Known(packet.TCP), FromPort: model.Known(1024), ToPort: model.Known(65535)}, in.Match)
	assert.Equal(t, model.Known(true), out.Egress)
	assert.Equal(t, model.Known(false), out.Allow)
	assert.Equal(t, model.FilterMatch{Protocol: model.Known(packet.AnyProtocol), StatedPorts: true}, out.Match, "protocol -1 ignores ports")
	assert.Equal(t, model.FilterMatch{Protocol: model.Known(packet.ICMPv6), ICMPType: model.Known(128), ICMPCode: model.Known(-1)}, ping.Match)
	assert.Equal(t, prefix("::/0"), ping.CIDR)
	for what, unknown := range map[string]bool{
		"number": open.Number.IsUnknown(), "protocol": open.Match.Protocol.IsUnknown(), "egress": open.Egress.IsUnknown(),
		"CIDR": open.CIDR.IsUnknown(), "action": open.Allow.IsAbsent(),
	} {
		assert.True(t, unknown, what)
	}
	assert.Len(t, get[model.NetworkACL](t, n, "Acl").Ingress, 2)
}

func TestDefaultEgressOfGroups(t *testing.T) {
	for name, c := range map[string]struct {
		properties, more string
		implicit         bool // AWS's allow-all egress stays
		rules            int
	}{
		"none":                   {"{VpcId: vpc-1}", "", true, 1},
		"inline":                 {"{VpcId: vpc-1, SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]}", "", false, 1},
		"standalone":             {"{VpcId: vpc-1}", "\nE: {Type: AWS::EC2::SecurityGroupEgress, Properties: {GroupId: !GetAtt G.GroupId, IpProtocol: '-1', CidrIp: 10.0.0.0/8}}", false, 1},
		"ingress does not count": {"{VpcId: vpc-1, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: 10.0.0.0/8}]}", "", true, 1},
		"another group's":        {"{VpcId: vpc-1}", "\nE: {Type: AWS::EC2::SecurityGroupEgress, Properties: {GroupId: sg-2, IpProtocol: '-1', CidrIp: 10.0.0.0/8}}", true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			g := get[model.SecurityGroup](t, network(t, "G: {Type: AWS::EC2::SecurityGroup, Properties: "+c.properties+"}"+c.more), "G")
			require.Len(t, g.Egress, c.rules)
			assert.Equal(t, c.implicit, g.Egress[0].Implicit)
			assert.False(t, g.Open)
		})
	}
	g := get[model.SecurityGroup](t, network(t, "G: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: vpc-1, SecurityGroupEgress: !Ref OpenList}}"), "G")
	assert.True(t, g.Open, "egress rules that are not known may be any")
	assert.Empty(t, g.Egress)
}

func TestGroupRules(t *testing.T) {
	n := network(t, `
G:
  Type: AWS::EC2::SecurityGroup
  Properties:
    VpcId: vpc-1
    GroupName: web
    SecurityGroupIngress:
      - {IpProtocol: tcp, FromPort: '80', ToPort: 80, CidrIp: 10.0.0.0/8}
      - {IpProtocol: icmp, FromPort: 3, ToPort: 4, CidrIpv6: '::/0'}
      - {IpProtocol: '-1', FromPort: 0, ToPort: 0, SourceSecurityGroupId: !Ref H}
      - {IpProtocol: 17, FromPort: -1, ToPort: -1, SourcePrefixListId: pl-1}
      - !Ref 'AWS::NoValue'
H: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: vpc-1}}
I: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref H, IpProtocol: tcp, FromPort: !Ref Open, ToPort: 5, SourceSecurityGroupId: !GetAtt H.GroupId}}
J: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupName: web, IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: 1.2.3.4/32}}
`)
	g, h := get[model.SecurityGroup](t, n, "G"), get[model.SecurityGroup](t, n, "H")
	rules := map[string]*model.SecurityGroupRule{}
	for _, r := range g.Ingress {
		rules[fmt.Sprint(r.Match.Protocol)+fmt.Sprint(r.Inline)] = r
	}
	assert.Equal(t, []model.Value[netip.Prefix]{prefix("10.0.0.0/8")}, rules["tcptrue"].CIDRs.Items)
	assert.Equal(t, model.Known(80), rules["tcptrue"].Match.FromPort)
	assert.Equal(t, model.FilterMatch{Protocol: model.Known(packet.ICMP), ICMPType: model.Known(3), ICMPCode: model.Known(4)}, rules["icmptrue"].Match)
	assert.Same(t, h, rules["all protocolstrue"].Groups.Items[0].To())
	assert.Equal(t, model.FilterMatch{Protocol: model.Known(packet.UDP)}, rules["udptrue"].Match, "-1 is every port")
	assert.Equal(t, model.Known("pl-1"), rules["udptrue"].PrefixLists.Items[0].ID())
	assert.NotNil(t, rules["tcpfalse"], "a group can be named by its name")
	require.Len(t, h.Ingress, 1)
	assert.True(t, h.Ingress[0].Match.FromPort.IsUnknown())
	assert.Equal(t, model.Known(5), h.Ingress[0].Match.ToPort)
	assert.Same(t, h, h.Ingress[0].Groups.Items[0].To())
	assert.Equal(t, 9, rules["tcptrue"].Range.Line, "an inline rule is found at its own line")
}

func TestEndpoints(t *testing.T) {
	n := network(t, `
S3:
  Type: AWS::EC2::VPCEndpoint
  Properties:
    VpcId: vpc-1
    ServiceName: !Sub 'com.amazonaws.${AWS::Region}.s3'
    RouteTableIds: [rtb-1]
    PolicyDocument:
      Version: 2012-10-17
      Statement: [{Effect: Allow, Principal: '*', Action: 's3:*', Resource: [!Sub '${Bucket.Arn}/*', !Sub 'arn:aws:s3:::x-${AWS::Region}', !Sub 'arn:aws:s3:::y-${AWS::AccountId}']}]
Bucket: {Type: AWS::S3::Bucket}
Open: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: vpc-1, ServiceName: !Ref Open, PolicyDocument: {Statement: [{Resource: !Sub 'arn:aws:s3:::${Ident}'}]}}}
Ident: {Type: Custom::Name}
Text: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: vpc-1, ServiceName: s, VpcEndpointType: interface, SubnetIds: [subnet-1], PolicyDocument: '{"Statement": []}', PrivateDnsEnabled: true}}
Wall: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: vpc-1, ServiceName: s, VpcEndpointType: GatewayLoadBalancer, SubnetIds: !Ref OpenList}}
`)
	s3 := get[model.VPCEndpoint](t, n, "S3")
	assert.Equal(t, model.Known(model.GatewayEndpoint), s3.Kind, "an endpoint without type is a gateway endpoint")
	assert.Equal(t, model.Known("com.amazonaws.xx-region-1.s3"), s3.ServiceName)
	assert.Equal(t, model.Known(false), s3.PrivateDNS.OrDefault(false))
	assert.False(t, s3.GroupsUnset)
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*",
		"Resource": ["arn:aws:s3:::⟨Bucket⟩/*", "arn:aws:s3:::x-xx-region-1", "arn:aws:s3:::y-⟪AccountId⟫"]}]}`, s3.Policy.Or(""))

	open := get[model.VPCEndpoint](t, n, "Open")
	assert.True(t, open.ServiceName.IsUnknown())
	assert.True(t, open.Policy.IsUnknown(), "a policy with an unknown part could allow anything")

	text := get[model.VPCEndpoint](t, n, "Text")
	assert.Equal(t, model.Known(model.InterfaceEndpointType), text.Kind)
	assert.Equal(t, model.Known(`{"Statement": []}`), text.Policy)
	assert.Equal(t, model.Known(true), text.PrivateDNS)
	assert.True(t, text.GroupsUnset)

	wall := get[model.VPCEndpoint](t, n, "Wall")
	assert.Equal(t, model.Known(model.GWLBEndpoint), wall.Kind)
	assert.True(t, wall.Subnets.Open)
}

func TestPeeringAccepts(t *testing.T) {
	n := network(t, `
Same: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: vpc-1, PeerVpcId: vpc-2}}
Own: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: vpc-1, PeerVpcId: vpc-2, PeerOwnerId: !Ref 'AWS::AccountId'}}
Role: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: vpc-1, PeerVpcId: vpc-2, PeerOwnerId: '111111111111', PeerRoleArn: arn}}
Other: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: vpc-1, PeerVpcId: vpc-2, PeerOwnerId: '111111111111'}}
Open: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: vpc-1, PeerVpcId: vpc-2, PeerOwnerId: !Ref Open}}
`)
	for id, accepted := range map[string]bool{"Same": true, "Own": true, "Role": true} {
		assert.Equal(t, model.Known(accepted), get[model.PeeringConnection](t, n, id).Accepted, id)
	}
	for _, id := range []string{"Other", "Open"} {
		assert.True(t, get[model.PeeringConnection](t, n, id).Accepted.IsUnknown(), id)
	}
}

func TestUnsupportedTypesAreNamed(t *testing.T) {
	n := network(t, "V: {Type: AWS::VpcLattice::ServiceNetwork}\nL: {Type: AWS::NetworkFirewall::LoggingConfiguration}\nQ: {Type: AWS::SQS::Queue}")
	assert.Equal(t, []model.Unsupported{{Type: "AWS::VpcLattice::ServiceNetwork", Addresses: []string{"V"}}}, n.Unsupported)
}

func TestPlaces(t *testing.T) {
	n := network(t, `
E:
  Type: AWS::EC2::VPCEndpoint
  Properties:
    VpcId: vpc-1
    ServiceName: s
    PolicyDocument:
      Statement: []
`)
	e := get[model.VPCEndpoint](t, n, "E")
	assert.Equal(t, 6, e.Place("vpc_id").Line)
	assert.Equal(t, 8, e.Place("policy").Line)
	assert.Equal(t, 9, e.Place("PolicyDocument.Statement").Line)
	assert.Equal(t, e.Range, e.Place("absent"))
	assert.Equal(t, "t.yaml", e.Input.Path)
}

func TestScenariosShareNothing(t *testing.T) {
	set, diags := Load([]template.File{{Path: "t.yaml", Data: []byte(`
Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, a]}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Igw: {Type: AWS::EC2::InternetGateway, Condition: C}
  M: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: 'https://x/y'}}
`)}}, template.Options{})
	require.Empty(t, diags)
	require.Equal(t, []string{"C is true", "C is false"}, set.Scenarios())
	var networks [2]model.Network
	for i := range networks {
		set.Build(i, &networks[i])
		networks[i].Link()
	}
	assert.Len(t, networks[0].InternetGateways, 1)
	assert.Empty(t, networks[1].InternetGateways)
	assert.NotSame(t, networks[0].VPCs[0], networks[1].VPCs[0])
	assert.Equal(t, "C is true", networks[0].Scenario)
	assert.Len(t, networks[0].Partial, 1, "a stack that is not in view may hold anything")
}

// Every type of the table must survive a resource with nothing set and one with everything unknown.
func TestBuildersTakeAnything(t *testing.T) {
	for kind := range builders {
		for _, properties := range []string{"{}", "!Ref OpenList", "[]", "text", "{VpcId: {a: b}, SubnetIds: 3, SubnetMappings: x, PortRange: 1}"} {
			t.Run(kind+" "+properties, func(t *testing.T) {
				source := "Parameters: {OpenList: {Type: CommaDelimitedList}}\nResources: {R: {Type: '" + kind + "', Properties: " + properties + "}}"
				set, _ := Load([]template.File{{Path: "t.yaml", Data: []byte(source)}}, template.Options{})
				n := &model.Network{}
				set.Build(0, n)
				n.Link()
				if kind != "AWS::EC2::SubnetCidrBlock" && kind != "AWS::EC2::RouteServerPropagation" && !strings.HasSuffix(kind, "search::Domain") && !strings.HasSuffix(kind, "SearchService::Domain") && kind != "AWS::EC2::VPCGatewayAttachment" && kind != "AWS::EC2::VPNGatewayRoutePropagation" && kind != "AWS::Route53::RecordSetGroup" {
					assert.NotEmpty(t, n.Entities())
				}
			})
		}
	}
}

func TestDecoderKnowsEmbeddedFields(t *testing.T) {
	d := &decoder{types: map[reflect.Type]*structType{}}
	s := d.structType(reflect.TypeFor[natGatewayProperties]())
	assert.Contains(t, s.fields, "AvailabilityMode")
	assert.Contains(t, s.fields, "AllocationId")
}

func BenchmarkNetwork(b *testing.B) {
	var s strings.Builder
	s.WriteString("Resources:\n  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/8}}\n")
	for i := range 125 {
		fmt.Fprintf(&s, `  Subnet%[1]d:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.%[1]d.0.0/24
      AvailabilityZone: !Select [0, !GetAZs '']
      Tags: [{Key: Name, Value: !Sub 'subnet-%[1]d'}]
  Table%[1]d: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Use%[1]d: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet%[1]d, RouteTableId: !Ref Table%[1]d}}
  Group%[1]d:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Vpc
      GroupDescription: group %[1]d
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: !GetAtt Vpc.CidrBlock}
        - {IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8}
`, i)
	}
	files := []template.File{{Path: "t.yaml", Data: []byte(s.String())}}
	b.SetBytes(int64(s.Len()))
	for b.Loop() {
		set, diags := Load(files, template.Options{})
		n := &model.Network{}
		set.Build(0, n)
		if len(diags) > 0 || len(n.Entities()) != 751 {
			b.Fatal(diags, len(n.Entities()))
		}
	}
}
