package cloudformation

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
)

func TestFirewallEndpoints(t *testing.T) {
	n := network(t, `
Two: {Type: AWS::NetworkFirewall::Firewall, Properties: {VpcId: vpc-1, FirewallPolicyArn: !Ref P, SubnetMappings: [{SubnetId: !Ref A}, {SubnetId: !Ref B}]}}
One: {Type: AWS::NetworkFirewall::Firewall, Properties: {VpcId: vpc-1, FirewallPolicyArn: !Ref P, SubnetMappings: [{SubnetId: !Ref A}]}}
P: {Type: AWS::NetworkFirewall::FirewallPolicy, Properties: {FirewallPolicyName: p, FirewallPolicy: {StatelessDefaultActions: ['aws:forward_to_sfe'], StatelessFragmentDefaultActions: ['aws:pass'], StatefulEngineOptions: {RuleOrder: STRICT_ORDER}, StatefulRuleGroupReferences: [{ResourceArn: !Ref G, Priority: 1}], PolicyVariables: {RuleVariables: {HOME_NET: {Definition: [10.0.0.0/8]}}}}}}
G: {Type: AWS::NetworkFirewall::RuleGroup, Properties: {RuleGroupName: g, Type: STATEFUL, Capacity: 10, RuleGroup: {RulesSource: {RulesSourceList: {GeneratedRulesType: ALLOWLIST, TargetTypes: [TLS_SNI], Targets: [.example.com]}}}}}
A: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1, CidrBlock: 10.0.0.0/24}}
B: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1, CidrBlock: 10.0.1.0/24}}
R: {Type: AWS::EC2::Route, Properties: {RouteTableId: rtb-1, DestinationCidrBlock: 0.0.0.0/0, VpcEndpointId: !Select [1, !Split [':', !Select [1, !GetAtt Two.EndpointIds]]]}}
S: {Type: AWS::EC2::Route, Properties: {RouteTableId: rtb-2, DestinationCidrBlock: 0.0.0.0/0, VpcEndpointId: !Select [1, !Split [':', !Select [0, !GetAtt One.EndpointIds]]]}}
Far: {Type: AWS::NetworkFirewall::VpcEndpointAssociation, Properties: {FirewallArn: !Ref One, VpcId: vpc-2, SubnetMapping: {SubnetId: !Ref B}}}
ToFar: {Type: AWS::EC2::Route, Properties: {RouteTableId: rtb-3, DestinationCidrBlock: 0.0.0.0/0, VpcEndpointId: !GetAtt Far.EndpointId}}
`)
	two, one := get[model.NetworkFirewall](t, n, "Two"), get[model.NetworkFirewall](t, n, "One")
	require.Len(t, two.Endpoints, 2)
	assert.Same(t, two.Endpoints[1], get[model.Route](t, n, "R").Target.To)
	assert.Len(t, two.Endpoints[1].Subnet.Candidates(), 2, "EndpointIds have no order")
	assert.Same(t, one.Endpoints[0], get[model.Route](t, n, "S").Target.To)
	assert.Same(t, get[model.Subnet](t, n, "A"), one.Endpoints[0].Subnet.To())
	assert.Same(t, one, get[model.FirewallEndpoint](t, n, "Far").Firewall)
	assert.Same(t, get[model.FirewallEndpoint](t, n, "Far"), get[model.Route](t, n, "ToFar").Target.To)
	p := one.Policy.To()
	require.NotNil(t, p)
	assert.Equal(t, model.Known(true), p.StrictOrder)
	assert.Equal(t, []model.Value[string]{model.Known("10.0.0.0/8")}, p.HomeNet.Items)
	g := p.StatefulGroups.Items[0].Group.To()
	require.NotNil(t, g)
	assert.Equal(t, model.Known(".example.com"), g.Domains.Targets.Items[0])
}

// Templates take the port of a data store from its endpoint: as a number in rules, and beside its address in texts.
func TestPortsOfEndpoints(t *testing.T) {
	n := network(t, `
Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc}}
ByEngine: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-postgresql}}
ByProperty: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, Port: '3307'}}
ByType: {Type: AWS::ElastiCache::ReplicationGroup, Properties: {ReplicationGroupDescription: x}}
Member: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: elsewhere}}
R1: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: !GetAtt ByEngine.Endpoint.Port, ToPort: !GetAtt ByEngine.Endpoint.Port, CidrIp: 10.0.0.0/8}}
R2: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: !GetAtt ByProperty.Endpoint.Port, ToPort: !GetAtt ByProperty.Endpoint.Port, CidrIp: 10.0.0.0/8}}
R3: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: !GetAtt ByType.PrimaryEndPoint.Port, ToPort: !GetAtt ByType.PrimaryEndPoint.Port, CidrIp: 10.0.0.0/8}}
R4: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: !GetAtt Member.Endpoint.Port, ToPort: !GetAtt Member.Endpoint.Port, CidrIp: 10.0.0.0/8}}
Instance: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Subnet, UserData: {'Fn::Base64': !Sub 'curl ${Member.Endpoint.Address}:${Member.Endpoint.Port}'}}}
`)
	for rule, port := range map[string]int{"R1": 5432, "R2": 3307, "R3": 6379} {
		m := get[model.SecurityGroupRule](t, n, rule).Match
		assert.Equal(t, model.Known(port), m.FromPort, rule)
		assert.Equal(t, model.Known(port), m.ToPort, rule)
	}
	assert.True(t, get[model.SecurityGroupRule](t, n, "R4").Match.FromPort.IsUnknown())
	assert.Contains(t, get[model.Workload](t, n, "Instance").Texts[0].Value.Or(""), "curl ⟨Member#Endpoint.Address⟩:", "what is known of a text stays")
}

func TestWorkloads(t *testing.T) {
	n := network(t, `
Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1, CidrBlock: 10.0.0.0/24}}
Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: vpc-1}}
Instance:
  Type: AWS::EC2::Instance
  Properties:
    NetworkInterfaces: [{DeviceIndex: '0', SubnetId: !Ref Subnet, GroupSet: [!Ref Group], AssociatePublicIpAddress: 'true'}]
    UserData: {'Fn::Base64': !Sub 'aws s3 cp s3://${Bucket}/x .'}
Bucket: {Type: AWS::S3::Bucket}
Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref Subnet, SourceDestCheck: false, PrivateIpAddress: 10.0.0.9}}
WithEni: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: [{DeviceIndex: '0', NetworkInterfaceId: !Ref Eni}]}}
Bare: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Subnet}}
Template: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: {SecurityGroupIds: [!Ref Group], IamInstanceProfile: {Arn: !GetAtt Profile.Arn}}}}
Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Role]}}
Role: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: [!Ref Managed, 'arn:aws:iam::aws:policy/X'], Policies: [{PolicyName: p, PolicyDocument: {Statement: []}}]}}
Managed: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: []}}}
Asg: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {MinSize: '1', MaxSize: '2', VPCZoneIdentifier: [!Ref Subnet], LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: '1'}, TargetGroupARNs: [!Ref Targets]}}
Targets: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Port: '80', Protocol: HTTP, VpcId: vpc-1, Targets: [{Id: !Ref Bare, Port: 8080}], TargetGroupAttributes: [{Key: preserve_client_ip.enabled, Value: 'true'}]}}
Fn: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn, VpcConfig: {SubnetIds: !Ref OpenList, SecurityGroupIds: [!Ref Group]}, Environment: {Variables: {TABLE: !Ref Open, HOST: x}}}}
Db: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, DBSubnetGroupName: !Ref Subnets, VPCSecurityGroups: [!Ref Group]}}
Subnets: {Type: AWS::RDS::DBSubnetGroup, Properties: {SubnetIds: [!Ref Subnet]}}
Service: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref Task, LaunchType: FARGATE, LoadBalancers: [{ContainerName: web, ContainerPort: '80', TargetGroupArn: !Ref Targets}], NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref Subnet], SecurityGroups: [!Ref Group]}}}}
Task: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Name: web, Image: nginx, PortMappings: [{ContainerPort: 80}], Environment: [{Name: A, Value: b}]}]}}
`)
	subnet, group, role := get[model.Subnet](t, n, "Subnet"), get[model.SecurityGroup](t, n, "Group"), get[model.Role](t, n, "Role")
	instance := get[model.Workload](t, n, "Instance")
	assert.Same(t, subnet, instance.Subnets.Items[0].To())
	assert.Same(t, group, instance.Groups.Items[0].To())
	assert.Equal(t, model.Known(true), instance.PublicIP)
	assert.Equal(t, "aws s3 cp s3://⟨Bucket⟩/x .", instance.Texts[0].Value.Or(""), "user data is decoded, symbols and all")

	withENI := get[model.Workload](t, n, "WithEni")
	eni := get[model.NetworkInterface](t, n, "Eni")
	assert.Equal(t, []*model.NetworkInterface{eni}, withENI.Interfaces)
	assert.Equal(t, model.Known(false), eni.SourceDestCheck)
	assert.Equal(t, model.Known(netip.MustParseAddr("10.0.0.9")), eni.PrivateIPs[0])
	assert.True(t, get[model.Workload](t, n, "Bare").GroupsUnset)

	asg := get[model.Workload](t, n, "Asg")
	assert.Same(t, group, asg.Groups.Items[0].To(), "by its launch template")
	assert.Same(t, role, asg.Profile.To().Role.To())
	require.Len(t, role.Policies.Items, 2)
	assert.Equal(t, []model.Value[string]{model.Known("arn:aws:iam::aws:policy/X")}, role.ManagedARNs)

	targets := get[model.TargetGroup](t, n, "Targets")
	assert.Equal(t, model.Known(80), targets.Port)
	assert.Equal(t, model.Known(true), targets.PreserveClientIP)
	assert.Same(t, get[model.Workload](t, n, "Bare"), targets.Targets.Items[0].Instance.To())
	assert.Len(t, targets.Registered, 2)

	fn := get[model.Workload](t, n, "Fn")
	assert.True(t, fn.Subnets.Open)
	assert.Same(t, role, fn.Role.To())
	assert.Equal(t, "environment variable HOST", fn.Texts[0].Kind)

	db := get[model.Workload](t, n, "Db")
	assert.Equal(t, model.Known(5432), db.Ports.Items[0].Number, "the engine's port")
	assert.Same(t, subnet, db.Subnets.Items[0].To())

	service := get[model.Workload](t, n, "Service")
	assert.Equal(t, model.Known(false), service.PublicIP)
	assert.Equal(t, model.Known(true), service.Fargate)
	assert.Equal(t, "web", service.Ports.Items[0].Name)
	assert.Equal(t, model.Known(80), service.TargetGroups[0].Port)
}

func TestLoadBalancers(t *testing.T) {
	n := network(t, `
Alb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Subnets: [subnet-1], LoadBalancerAttributes: [{Key: load_balancing.cross_zone.enabled, Value: 'false'}]}}
Nlb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Type: network, Scheme: internal, SubnetMappings: [{SubnetId: subnet-1, AllocationId: eipalloc-1}]}}
Listener: {Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {LoadBalancerArn: !Ref Alb, Port: '443', Protocol: HTTPS, DefaultActions: [{Type: forward, ForwardConfig: {TargetGroups: [{TargetGroupArn: !Ref A}, {TargetGroupArn: !Ref B}]}}]}}
Rule: {Type: AWS::ElasticLoadBalancingV2::ListenerRule, Properties: {ListenerArn: !Ref Listener, Priority: 5, Conditions: [{Field: path-pattern, Values: [/api/*]}, {Field: host-header, HostHeaderConfig: {Values: [x.example]}}], Actions: [{Type: fixed-response, FixedResponseConfig: {StatusCode: '404'}}]}}
A: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {HealthCheckPort: 81, Matcher: {HttpCode: 200-299}}}
B: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {TargetType: ip, Targets: [{Id: 10.0.0.1}]}}
Classic: {Type: AWS::ElasticLoadBalancing::LoadBalancer, Properties: {Subnets: [subnet-1], Listeners: [{LoadBalancerPort: '80', InstancePort: '8080', Protocol: HTTP}], Instances: [!Ref I], HealthCheck: {Target: 'HTTP:8081/ping', HealthyThreshold: '2', Interval: '5', Timeout: '2', UnhealthyThreshold: '2'}}}
I: {Type: AWS::EC2::Instance, Properties: {SubnetId: subnet-1}}
`)
	alb, nlb := get[model.LoadBalancer](t, n, "Alb"), get[model.LoadBalancer](t, n, "Nlb")
	assert.Equal(t, model.Known(model.ApplicationLoadBalancer), alb.Kind)
	assert.Equal(t, model.Known(false), alb.Internal.OrDefault(false), "no scheme is internet-facing")
	assert.Equal(t, model.Known(true), alb.CrossZone, "the attribute is for other kinds")
	assert.Equal(t, model.Known(true), nlb.Internal)
	assert.Len(t, nlb.Subnets.Items, 1)
	assert.Len(t, nlb.Addresses, 1)
	l := get[model.Listener](t, n, "Listener")
	assert.Equal(t, model.Known(443), l.Port)
	assert.Len(t, l.Actions[0].TargetGroups.Items, 2)
	rule := get[model.ListenerRule](t, n, "Rule")
	assert.Same(t, l, rule.Listener.To())
	assert.Equal(t, model.Known("/api/*"), rule.Paths.Items[0])
	assert.Equal(t, model.Known("x.example"), rule.Hosts.Items[0])
	assert.Equal(t, model.Known("404"), rule.Actions[0].StatusCode)
	a := get[model.TargetGroup](t, n, "A")
	assert.Equal(t, model.Known("81"), a.HealthCheck.Port)
	assert.Equal(t, model.Known("200-299"), a.HealthCheck.Matcher)
	assert.Equal(t, []*model.LoadBalancer{alb}, a.LoadBalancers)
	assert.Equal(t, model.Known(netip.MustParseAddr("10.0.0.1")), get[model.TargetGroup](t, n, "B").Targets.Items[0].IP)
	classic := get[model.LoadBalancer](t, n, "Classic")
	require.Len(t, classic.Listeners, 1)
	assert.Equal(t, model.Known(8080), classic.Listeners[0].InstancePort)
	group := classic.Listeners[0].Actions[0].TargetGroups.Items[0].To()
	require.NotNil(t, group)
	assert.Equal(t, model.Known("8081"), group.HealthCheck.Port)
	assert.Equal(t, model.Known("/ping"), group.HealthCheck.Path)
	assert.Same(t, get[model.Workload](t, n, "I"), group.Targets.Items[0].Instance.To())
}

func TestTransitGateways(t *testing.T) {
	n := network(t, `
Tgw: {Type: AWS::EC2::TransitGateway, Properties: {DefaultRouteTableAssociation: disable, AutoAcceptSharedAttachments: enable}}
Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
Old: {Type: AWS::EC2::TransitGatewayAttachment, Properties: {TransitGatewayId: !Ref Tgw, VpcId: !Ref Vpc, SubnetIds: [subnet-1], Options: {ApplianceModeSupport: enable}}}
New: {Type: AWS::EC2::TransitGatewayVpcAttachment, Properties: {TransitGatewayId: !Ref Tgw, VpcId: !Ref Vpc, SubnetIds: [subnet-1], AddSubnetIds: [subnet-2], Options: {SecurityGroupReferencingSupport: disable}}}
Peer: {Type: AWS::EC2::TransitGatewayPeeringAttachment, Properties: {TransitGatewayId: !Ref Tgw, PeerTransitGatewayId: tgw-2, PeerRegion: us-east-1, PeerAccountId: '1'}}
Table: {Type: AWS::EC2::TransitGatewayRouteTable, Properties: {TransitGatewayId: !Ref Tgw}}
Use: {Type: AWS::EC2::TransitGatewayRouteTableAssociation, Properties: {TransitGatewayAttachmentId: !GetAtt Old.Id, TransitGatewayRouteTableId: !Ref Table}}
Learn: {Type: AWS::EC2::TransitGatewayRouteTablePropagation, Properties: {TransitGatewayAttachmentId: !Ref New, TransitGatewayRouteTableId: !Ref Table}}
Hole: {Type: AWS::EC2::TransitGatewayRoute, Properties: {TransitGatewayRouteTableId: !Ref Table, DestinationCidrBlock: 10.9.0.0/16, Blackhole: 'true'}}
Default: {Type: AWS::EC2::TransitGatewayRoute, Properties: {TransitGatewayRouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, TransitGatewayAttachmentId: !Ref Old}}
`)
	g := get[model.TransitGateway](t, n, "Tgw")
	assert.Equal(t, model.Known(false), g.DefaultAssociation)
	assert.Equal(t, model.Known(true), g.AutoAcceptShared)
	old, young := get[model.TransitGatewayAttachment](t, n, "Old"), get[model.TransitGatewayAttachment](t, n, "New")
	table := get[model.TransitGatewayRouteTable](t, n, "Table")
	assert.Equal(t, model.Known(true), old.ApplianceMode)
	assert.Same(t, table, old.Table.To())
	assert.Len(t, young.Subnets.Items, 2)
	assert.Equal(t, model.Known(false), young.SecurityGroupReferencing)
	assert.Contains(t, young.PropagatesTo, table)
	assert.Equal(t, model.Known("us-east-1"), get[model.TransitGatewayAttachment](t, n, "Peer").PeerRegion)
	assert.Equal(t, model.Known(true), get[model.TransitGatewayRoute](t, n, "Hole").Blackhole)
	assert.Same(t, old, get[model.TransitGatewayRoute](t, n, "Default").Attachment.To())
}

func TestHybrid(t *testing.T) {
	n := network(t, `
Vgw: {Type: AWS::EC2::VPNGateway, Properties: {Type: ipsec.1, AmazonSideAsn: 64512}}
Customer: {Type: AWS::EC2::CustomerGateway, Properties: {IpAddress: 1.2.3.4, BgpAsn: '65000', Type: ipsec.1}}
Vpn: {Type: AWS::EC2::VPNConnection, Properties: {CustomerGatewayId: !Ref Customer, VpnGatewayId: !Ref Vgw, StaticRoutesOnly: 'true', Type: ipsec.1, RemoteIpv4NetworkCidr: 10.0.0.0/8}}
Static: {Type: AWS::EC2::VPNConnectionRoute, Properties: {VpnConnectionId: !Ref Vpn, DestinationCidrBlock: 192.168.0.0/16}}
Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: vpc-1}}
Learn: {Type: AWS::EC2::VPNGatewayRoutePropagation, Properties: {RouteTableIds: [!Ref Table, rtb-2], VpnGatewayId: !Ref Vgw}}
Server: {Type: AWS::EC2::RouteTable, Properties: {VpcId: vpc-1}}
Serve: {Type: AWS::EC2::RouteServerPropagation, Properties: {RouteTableId: !Ref Server, RouteServerId: rs-1}}
Dx: {Type: AWS::DirectConnect::DirectConnectGateway, Properties: {DirectConnectGatewayName: dx}}
Associate: {Type: AWS::DirectConnect::DirectConnectGatewayAssociation, Properties: {DirectConnectGatewayId: !Ref Dx, AssociatedGatewayId: !Ref Vgw, AllowedPrefixesToDirectConnectGateway: [10.0.0.0/8]}}
`)
	vpn, vgw := get[model.VPNConnection](t, n, "Vpn"), get[model.VPNGateway](t, n, "Vgw")
	assert.Equal(t, model.Known("64512"), vgw.AmazonSideASN)
	assert.Equal(t, model.Known(true), vpn.StaticOnly)
	assert.Equal(t, prefix("10.0.0.0/8"), vpn.RemoteCIDR)
	assert.Equal(t, prefix("192.168.0.0/16"), vpn.Routes[0].Destination)
	assert.Equal(t, model.Known(netip.MustParseAddr("1.2.3.4")), vpn.CustomerGateway.To().IP)
	assert.Same(t, vgw, get[model.RouteTable](t, n, "Table").PropagatingVGWs.Items[0].To())
	assert.True(t, get[model.RouteTable](t, n, "Server").Open, "what a route server writes is not in view")
	assert.False(t, get[model.RouteTable](t, n, "Table").Open)
	association := get[model.DirectConnectAssociation](t, n, "Associate")
	assert.Same(t, vgw, association.VPNGateway.To())
	assert.Equal(t, prefix("10.0.0.0/8"), association.AllowedPrefixes.Items[0])
}

func TestNames(t *testing.T) {
	n := network(t, `
Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
Private: {Type: AWS::Route53::HostedZone, Properties: {Name: Corp.Example., VPCs: [{VPCId: !Ref Vpc, VPCRegion: !Ref 'AWS::Region'}]}}
Public: {Type: AWS::Route53::HostedZone, Properties: {Name: example.com}}
Alb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Subnets: [subnet-1]}}
Record: {Type: AWS::Route53::RecordSet, Properties: {HostedZoneId: !Ref Private, Name: App.corp.example., Type: A, AliasTarget: {DNSName: !GetAtt Alb.DNSName, HostedZoneId: !GetAtt Alb.CanonicalHostedZoneID}}}
Group: {Type: AWS::Route53::RecordSetGroup, Properties: {HostedZoneId: !Ref Private, RecordSets: [{Name: db.corp.example, Type: CNAME, TTL: '60', ResourceRecords: [x.example]}]}}
Out: {Type: AWS::Route53Resolver::ResolverEndpoint, Properties: {Direction: OUTBOUND, SecurityGroupIds: [sg-1], IpAddresses: [{SubnetId: subnet-1}, {SubnetId: subnet-2}]}}
Forward: {Type: AWS::Route53Resolver::ResolverRule, Properties: {DomainName: On.Prem, RuleType: FORWARD, ResolverEndpointId: !Ref Out, TargetIps: [{Ip: 10.9.9.9}]}}
Use: {Type: AWS::Route53Resolver::ResolverRuleAssociation, Properties: {ResolverRuleId: !Ref Forward, VPCId: !Ref Vpc}}
`)
	private := get[model.HostedZone](t, n, "Private")
	assert.Equal(t, model.Known("corp.example"), private.Domain)
	assert.Equal(t, model.Known(true), private.Private)
	assert.NotNil(t, private.VPCs.Items[0].To())
	assert.Equal(t, model.Known(false), get[model.HostedZone](t, n, "Public").Private)
	require.Len(t, private.Records, 2)
	alb := get[model.LoadBalancer](t, n, "Alb")
	assert.Equal(t, alb.DNSNames, []string{get[model.DNSRecord](t, n, "Record").Alias.Or("")}, "an alias is told by the balancer's name")
	out, forward := get[model.ResolverEndpoint](t, n, "Out"), get[model.ResolverRule](t, n, "Forward")
	assert.Equal(t, model.Known(false), out.Inbound)
	assert.Len(t, out.Subnets.Items, 2)
	assert.Same(t, out, forward.Endpoint.To())
	assert.Equal(t, model.Known("10.9.9.9"), forward.Targets.Items[0])
	assert.Same(t, forward, get[model.ResolverRuleAssociation](t, n, "Use").Rule.To())
}

func TestFirewallRules(t *testing.T) {
	n := network(t, `
Stateless:
  Type: AWS::NetworkFirewall::RuleGroup
  Properties:
    Type: STATELESS
    RuleGroup:
      RulesSource:
        StatelessRulesAndCustomActions:
          StatelessRules:
            - {Priority: '10', RuleDefinition: {Actions: ['aws:drop'], MatchAttributes: {Protocols: ['6'], Sources: [{AddressDefinition: 10.0.0.0/8}], DestinationPorts: [{FromPort: '80', ToPort: 90}]}}}
Stateful:
  Type: AWS::NetworkFirewall::RuleGroup
  Properties:
    Type: STATEFUL
    RuleGroup:
      RuleVariables: {IPSets: {WEB: {Definition: [10.1.0.0/16]}}}
      StatefulRuleOptions: {RuleOrder: STRICT_ORDER}
      RulesSource:
        StatefulRules:
          - {Action: DROP, Header: {Protocol: TCP, Source: $WEB, SourcePort: ANY, Direction: FORWARD, Destination: ANY, DestinationPort: '443'}, RuleOptions: [{Keyword: sid, Settings: ['1']}]}
Text: {Type: AWS::NetworkFirewall::RuleGroup, Properties: {Type: STATEFUL, RuleGroup: {RulesSource: {RulesString: 'drop tcp any any -> any any (sid:1;)'}}}}
Open: {Type: AWS::NetworkFirewall::RuleGroup, Properties: {Type: STATEFUL, RuleGroup: {RulesSource: {RulesString: !Ref Open}}}}
`)
	stateless := get[model.FirewallRuleGroup](t, n, "Stateless")
	assert.Equal(t, model.Known(false), stateless.Stateful)
	require.Len(t, stateless.Stateless.Items, 1)
	rule := stateless.Stateless.Items[0]
	assert.Equal(t, model.Known(10), rule.Priority)
	assert.Equal(t, model.Known(6), rule.Protocols.Items[0])
	assert.Equal(t, model.Known([2]int{80, 90}), rule.DestinationPorts.Items[0])
	assert.Empty(t, rule.Destinations.Items)
	stateful := get[model.FirewallRuleGroup](t, n, "Stateful")
	assert.Equal(t, model.Known(true), stateful.StrictOrder)
	assert.Equal(t, model.Known("sid:1"), stateful.Headers.Items[0].Options.Items[0])
	assert.Equal(t, model.Known("10.1.0.0/16"), stateful.Variables["WEB"].Items[0])
	assert.Equal(t, 21, stateful.Headers.Items[0].Range.Line)
	assert.True(t, get[model.FirewallRuleGroup](t, n, "Text").Text.IsKnown())
	assert.True(t, get[model.FirewallRuleGroup](t, n, "Open").Text.IsUnknown())
}

func TestStoresPlacedByAGroup(t *testing.T) {
	n := network(t, `
Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1, CidrBlock: 10.0.0.0/24}}
Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: vpc-1}}
Subnets: {Type: AWS::Redshift::ClusterSubnetGroup, Properties: {SubnetIds: [!Ref Subnet]}}
Warehouse: {Type: AWS::Redshift::Cluster, Properties: {ClusterSubnetGroupName: !Ref Subnets, VpcSecurityGroupIds: [!Ref Group], PubliclyAccessible: true, Port: 5440}}
Proxy: {Type: AWS::RDS::DBProxy, Properties: {EngineFamily: MYSQL, VpcSubnetIds: [!Ref Subnet], VpcSecurityGroupIds: [!Ref Group]}}
`)
	warehouse := get[model.Workload](t, n, "Warehouse")
	require.Len(t, warehouse.Interfaces, 1)
	assert.Same(t, get[model.Subnet](t, n, "Subnet"), warehouse.Interfaces[0].Subnet.To())
	assert.Equal(t, model.Known(true), warehouse.PublicIP)
	assert.Equal(t, model.Known(5440), warehouse.Ports.Items[0].Number)
	assert.Equal(t, model.Known(3306), get[model.Workload](t, n, "Proxy").Ports.Items[0].Number, "a proxy has the port of its engine")
}

// A service may stand behind a classic load balancer, by its name.
func TestServicesBehindAClassicLoadBalancer(t *testing.T) {
	n := network(t, `
Classic: {Type: AWS::ElasticLoadBalancing::LoadBalancer, Properties: {Subnets: [subnet-1], Listeners: [{LoadBalancerPort: '80', InstancePort: '8080', Protocol: HTTP}]}}
Other: {Type: AWS::ElasticLoadBalancing::LoadBalancer, Properties: {Subnets: [subnet-1], Listeners: [{LoadBalancerPort: '80', InstancePort: '8080', Protocol: HTTP}]}}
Service: {Type: AWS::ECS::Service, Properties: {LoadBalancers: [{ContainerName: web, ContainerPort: '8080', LoadBalancerName: !Ref Classic}]}}
`)
	service := get[model.Workload](t, n, "Service")
	require.Len(t, service.TargetGroups, 1)
	group := service.TargetGroups[0].TargetGroup.To()
	require.NotNil(t, group)
	assert.Equal(t, "Classic", group.Address)
	assert.Equal(t, []*model.Workload{service}, group.Registered)
	for _, g := range n.TargetGroups {
		if g.Address == "Other" {
			assert.Empty(t, g.Registered)
		}
	}
}

func TestServicesOnCapacityProvidersOfFargate(t *testing.T) {
	for properties, fargate := range map[string]bool{
		"CapacityProviderStrategy: [{CapacityProvider: FARGATE_SPOT}]":                          true,
		"CapacityProviderStrategy: [{CapacityProvider: FARGATE}, {CapacityProvider: !Ref Own}]": false,
		"LaunchType: FARGATE": true,
		"LaunchType: EC2":     false,
	} {
		n := network(t, "\nOwn: {Type: AWS::ECS::CapacityProvider}\nService: {Type: AWS::ECS::Service, Properties: {"+properties+"}}\n")
		assert.Equal(t, fargate, get[model.Workload](t, n, "Service").Fargate.Or(false), properties)
	}
}

// What an instance says of the source/destination check is set at its only interface.
func TestSourceDestinationCheckOfAnAttachedInterface(t *testing.T) {
	for instance, want := range map[string]bool{
		"SourceDestCheck: false, NetworkInterfaces: [{NetworkInterfaceId: !Ref Eni, DeviceIndex: '0'}]": false,
		"SourceDestCheck: true, NetworkInterfaces: [{NetworkInterfaceId: !Ref Eni, DeviceIndex: '0'}]":  true,
		"NetworkInterfaces: [{NetworkInterfaceId: !Ref Eni, DeviceIndex: '0'}]":                         true,
		"SourceDestCheck: false, SubnetId: subnet-1":                                                    true,
	} {
		n := network(t, `
Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: subnet-1}}
Nat: {Type: AWS::EC2::Instance, Properties: {`+instance+`}}
`)
		assert.Equal(t, model.Known(want), get[model.NetworkInterface](t, n, "Eni").SourceDestCheck, instance)
	}
}
