package terraform

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

// add puts the objects that a resource stands for into the network. It is the table of resource types: what
// has no case here is known by its attributes only, or not at all.
func (b *builder) add(r *resource) {
	switch a := r.attrs.(type) {
	case *attribute.VPC:
		b.vpc(r, a)
	case *attribute.VPCData:
		b.vpcData(r, a)
	case *attribute.VPCCIDRAssociation:
		b.vpcCIDR(r, a)
	case *attribute.VPCIPv6CIDRAssociation:
		b.vpcIPv6CIDR(r, a)
	case *attribute.Subnet:
		b.subnet(r, a)
	case *attribute.DHCPOptions:
		b.dhcpOptions(r, a)
	case *attribute.DHCPOptionsAssociation:
		b.dhcpAssociation(r, a)
	case *attribute.ManagedPrefixList:
		b.prefixList(r, a)
	case *attribute.ManagedPrefixListData:
		b.prefixListData(r, a)
	case *attribute.PrefixListData:
		b.awsPrefixList(r, a)
	case *attribute.ManagedPrefixListEntry:
		b.prefixListEntry(r, a)
	case *attribute.NetworkInterface:
		b.networkInterface(r, a)
	case *attribute.NetworkInterfaceAttachment:
		b.interfaceAttachment(r, a)
	case *attribute.NetworkInterfaceSGAttachment:
		b.groupAttachment(r, a)
	case *attribute.InstanceConnectEndpoint:
		b.connectEndpoint(r, a)

	case *attribute.RouteTable:
		b.routeTable(r, a)
	case *attribute.DefaultRouteTable:
		b.defaultRouteTable(r, a)
	case *attribute.RouteTableData:
		b.routeTableData(r, a)
	case *attribute.Route:
		b.route(r, a)
	case *attribute.RouteTableAssociation:
		b.tableAssociation(r, a)
	case *attribute.MainRouteTableAssociation:
		b.mainTable(r, a)
	case *attribute.InternetGateway:
		b.internetGateway(r, a)
	case *attribute.InternetGatewayData:
		b.internetGatewayData(r, a)
	case *attribute.InternetGatewayAttachment:
		b.internetGatewayAttachment(r, a)
	case *attribute.EgressOnlyInternetGateway:
		b.egressOnlyGateway(r, a)
	case *attribute.NATGateway:
		b.natGateway(r, a)
	case *attribute.EIP:
		b.elasticIP(r, a)
	case *attribute.EIPAssociation:
		b.elasticIPAssociation(r, a)
	case *attribute.VPCPeeringConnection:
		b.peering(r, a)
	case *attribute.PeeringData:
		b.peeringData(r, a)
	case *attribute.VPCPeeringConnectionAccepter:
		b.peeringAccepter(r, a)
	case *attribute.VPCPeeringConnectionOptions:
		b.peeringOptions(r, a.VPCPeeringConnectionID, a.Requester, a.Accepter)

	case *attribute.NetworkACL:
		b.networkACL(r, a)
	case *attribute.DefaultNetworkACL:
		b.defaultNetworkACL(r, a)
	case *attribute.NetworkACLRule:
		b.networkACLRule(r, a)
	case *attribute.NetworkACLAssociation:
		b.networkACLAssociation(r, a)
	case *attribute.SecurityGroup:
		b.securityGroup(r, a)
	case *attribute.DefaultSecurityGroup:
		b.defaultSecurityGroup(r, a)
	case *attribute.SecurityGroupRule:
		b.securityGroupRule(r, a)
	case *attribute.SecurityGroupIngressRule:
		b.groupIngressRule(r, a)
	case *attribute.SecurityGroupEgressRule:
		b.groupEgressRule(r, a)
	case *attribute.SecurityGroupVPCAssociation:
		b.groupVPC(r, a)

	default:
		b.addService(r)
	}
}

// addService is the second half of the table: services on top of the network.
func (b *builder) addService(r *resource) {
	switch a := r.attrs.(type) {
	case *attribute.VPCEndpoint:
		b.endpoint(r, a)
	case *attribute.VPCEndpointRouteTableAssociation:
		b.endpointTable(r, a)
	case *attribute.VPCEndpointSubnetAssociation:
		b.endpointSubnet(r, a)
	case *attribute.VPCEndpointSecurityGroupAssociation:
		b.endpointGroup(r, a)
	case *attribute.VPCEndpointPolicy:
		b.endpointPolicy(r, a)
	case *attribute.VPCEndpointPrivateDNS:
		b.endpointPrivateDNS(r, a)
	case *attribute.VPCEndpointService:
		b.endpointService(r, a)
	case *attribute.VPCEndpointConnectionAccepter:
		b.endpointAccepter(r, a)

	case *attribute.TransitGateway:
		b.transitGateway(r, a)
	case *attribute.TransitGatewayVPCAttachment:
		b.transitVPCAttachment(r, a)
	case *attribute.TransitGatewayVPCAttachmentAccepter:
		b.transitVPCAccepter(r, a)
	case *attribute.TransitGatewayPeeringAttachment:
		b.transitPeering(r, a)
	case *attribute.TransitGatewayPeeringAttachmentAccepter:
		b.transitPeeringAccepter(r, a)
	case *attribute.TransitGatewayConnect:
		b.transitConnect(r, a)
	case *attribute.TransitGatewayRouteTable:
		b.transitTable(r, a)
	case *attribute.TransitGatewayRoute:
		b.transitRoute(r, a)
	case *attribute.TransitGatewayPrefixListReference:
		b.transitPrefixList(r, a)
	case *attribute.TransitGatewayRouteTableAssociation:
		b.transitAssociation(r, a)
	case *attribute.TransitGatewayRouteTablePropagation:
		b.transitPropagation(r, a)

	case *attribute.TransitGatewayDefaultAssociation:
		b.transitDefault(r, a.TransitGatewayID, a.TransitGatewayRouteTableID).Association = true
	case *attribute.TransitGatewayDefaultPropagation:
		b.transitDefault(r, a.TransitGatewayID, a.TransitGatewayRouteTableID).Propagation = true

	case *attribute.VPNGateway:
		b.vpnGateway(r, a)
	case *attribute.VPNGatewayData:
		b.vpnGatewayData(r, a)
	case *attribute.VPNGatewayAttachment:
		b.vpnGatewayAttachment(r, a)
	case *attribute.RouteServerPropagation:
		b.net.Add(&model.RoutePropagation{Object: b.object(r, attribute.Map{}), Table: ref[model.RouteTable](a.RouteTableID)})
	case *attribute.VPNGatewayRoutePropagation:
		b.routePropagation(r, a)
	case *attribute.CustomerGateway:
		b.customerGateway(r, a)
	case *attribute.VPNConnection:
		b.vpnConnection(r, a)
	case *attribute.VPNConnectionRoute:
		b.vpnRoute(r, a)
	case *attribute.DXGateway:
		b.dxGateway(r, a)
	case *attribute.DXGatewayAssociation:
		b.dxAssociation(r, a)
	case *attribute.DXVirtualInterface:
		b.dxInterface(r, a)
	case *attribute.ClientVPNEndpoint:
		b.clientVPN(r, a)
	case *attribute.ClientVPNNetworkAssociation, *attribute.RDSClusterInstance, *attribute.AutoscalingAttachment,
		*attribute.AutoscalingTrafficSource, *attribute.ResourceShare, *attribute.ResourceShareAssociation,
		*attribute.ResourceSharePrincipal, *attribute.ResourceShareAccepter:
		// What they say of others is in b.beside.

	case *attribute.NetworkFirewall:
		b.firewall(r, a)
	case *attribute.NetworkFirewallPolicy:
		b.firewallPolicy(r, a)
	case *attribute.NetworkFirewallRuleGroup:
		b.firewallRuleGroup(r, a)

	case *attribute.Route53Zone:
		b.zone(r, a)
	case *attribute.Route53ZoneData:
		b.zoneData(r, a)
	case *attribute.Route53ZoneAssociation:
		b.zoneAssociation(r, a)
	case *attribute.Route53Record:
		b.record(r, a)
	case *attribute.ResolverEndpoint:
		b.resolverEndpoint(r, a)
	case *attribute.ResolverRule:
		b.resolverRule(r, a)
	case *attribute.ResolverRuleAssociation:
		b.resolverRuleAssociation(r, a)

	case *attribute.FlowLog:
		b.flowLog(r, a)
	case *attribute.TrafficMirrorTarget:
		b.mirrorTarget(r, a)
	case *attribute.TrafficMirrorFilter:
		b.mirrorFilter(r, a)
	case *attribute.TrafficMirrorFilterRule:
		b.mirrorFilterRule(r, a)
	case *attribute.TrafficMirrorSession:
		b.mirrorSession(r, a)
	case *attribute.BlockPublicAccessOptions:
		b.blockPublicAccess(r, a)
	case *attribute.BlockPublicAccessExclusion:
		b.blockPublicAccessExclusion(r, a)

	default:
		b.addWorkload(r)
	}
}

// addWorkload is the last part of the table: workloads, what they store, and who they are.
func (b *builder) addWorkload(r *resource) {
	switch a := r.attrs.(type) {
	case *attribute.LoadBalancer:
		b.loadBalancer(r, a)
	case *attribute.ClassicLoadBalancer:
		b.classicLoadBalancer(r, a)
	case *attribute.ClassicLoadBalancerAttachment:
		b.classicAttachment(r, a)
	case *attribute.LoadBalancerListener:
		b.listener(r, a)
	case *attribute.LoadBalancerListenerRule:
		b.listenerRule(r, a)
	case *attribute.LoadBalancerTargetGroup:
		b.targetGroup(r, a)
	case *attribute.LoadBalancerTargetGroupAttachment:
		b.targetAttachment(r, a)

	case *attribute.Instance:
		b.instance(r, a)
	case *attribute.SpotInstanceRequest:
		b.spotInstance(r, a)
	case *attribute.LaunchTemplate:
		b.launchTemplate(r, a)
	case *attribute.LaunchConfiguration:
		b.launchConfiguration(r, a)
	case *attribute.AutoscalingGroup:
		b.autoscalingGroup(r, a)
	case *attribute.EBSVolume:
		b.volume(r, a)
	case *attribute.VolumeAttachment:
		b.volumeAttachment(r, a)
	case *attribute.LambdaFunction:
		b.lambda(r, a)
	case *attribute.ECSService:
		b.ecsService(r, a)
	case *attribute.ECSTaskDefinition:
		b.taskDefinition(r, a)
	case *attribute.EKSCluster:
		b.eksCluster(r, a)
	case *attribute.EKSNodeGroup:
		b.eksNodeGroup(r, a)
	case *attribute.EKSFargateProfile:
		b.eksFargate(r, a)

	case *attribute.IAMRole:
		b.role(r, a)
	case *attribute.IAMRolePolicy:
		b.rolePolicy(r, a)
	case *attribute.IAMPolicy:
		b.policy(r, a)
	case *attribute.IAMRolePolicyAttachment:
		b.rolePolicyAttachment(r, a)
	case *attribute.IAMPolicyAttachment:
		b.policyAttachment(r, a)
	case *attribute.IAMInstanceProfile:
		b.instanceProfile(r, a)
	case *attribute.S3Bucket:
		b.bucket(r, a)
	case *attribute.S3BucketPolicy:
		b.bucketPolicy(r, a)
	case *attribute.DynamoDBTable:
		b.dynamoTable(r, a)
	case *attribute.KMSKey:
		b.key(r, a)
	case *attribute.KMSGrant:
		b.keyGrant(r, a)

	default:
		b.addDataStore(r)
	}
}
