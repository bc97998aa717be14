package model

// Network is everything that one call of netlint sees, joined. Front ends Add objects; children (routes,
// entries, rules, targets, policies) are added by themselves, with a reference to what holds them, and Link
// fills the holders' lists.
type Network struct {
	Inputs []*Input

	VPCs                 []*VPC
	VPCCIDRs             []*VPCCIDRAssociation
	Subnets              []*Subnet
	DHCPOptions          []*DHCPOptions
	DHCPAssociations     []*DHCPOptionsAssociation
	RouteTables          []*RouteTable
	Associations         []*RouteTableAssociation
	Routes               []*Route
	Propagations         []*RoutePropagation
	InternetGateways     []*InternetGateway
	EgressOnlyGateways   []*EgressOnlyInternetGateway
	CarrierGateways      []*CarrierGateway
	VPNGateways          []*VPNGateway
	GatewayAttachments   []*GatewayAttachment
	NATGateways          []*NATGateway
	ElasticIPs           []*ElasticIP
	ElasticIPUses        []*ElasticIPAssociation
	Peerings             []*PeeringConnection
	PeeringAccepters     []*PeeringAccepter
	PeeringOptions       []*PeeringOptions
	NetworkACLs          []*NetworkACL
	ACLAssociations      []*NetworkACLAssociation
	ACLEntries           []*NetworkACLEntry
	SecurityGroups       []*SecurityGroup
	SecurityGroupRules   []*SecurityGroupRule
	GroupVPCs            []*SecurityGroupVPCAssociation
	PrefixLists          []*PrefixList
	PrefixListEntries    []*PrefixListEntry
	Interfaces           []*NetworkInterface
	InterfaceAttachments []*InterfaceAttachment
	GroupAttachments     []*SecurityGroupAttachment
	ConnectEndpoints     []*ConnectEndpoint
	Workloads            []*Workload
	LaunchTemplates      []*LaunchTemplate
	TaskDefinitions      []*TaskDefinition
	SubnetGroups         []*SubnetGroup
	Volumes              []*Volume
	VolumeAttachments    []*VolumeAttachment
	LoadBalancers        []*LoadBalancer
	Listeners            []*Listener
	ListenerRules        []*ListenerRule
	TargetGroups         []*TargetGroup
	Targets              []*TargetRegistration
	Endpoints            []*VPCEndpoint
	EndpointTables       []*EndpointRouteTableAssociation
	EndpointSubnets      []*EndpointSubnetAssociation
	EndpointGroups       []*EndpointSecurityGroupAssociation
	EndpointPolicies     []*EndpointPolicy
	EndpointNames        []*EndpointPrivateDNS
	EndpointServices     []*EndpointService
	EndpointAccepters    []*EndpointAccepter
	FileAccessPoints     []*FileAccessPoint
	Roles                []*Role
	Policies             []*Policy
	PolicyAttachments    []*PolicyAttachment
	InstanceProfiles     []*InstanceProfile
	Buckets              []*Bucket
	BucketPolicies       []*BucketPolicy
	Tables               []*Table
	Keys                 []*Key
	KeyGrants            []*KeyGrant
	TransitGateways      []*TransitGateway
	TransitAttachments   []*TransitGatewayAttachment
	TransitTables        []*TransitGatewayRouteTable
	TransitRoutes        []*TransitGatewayRoute
	TransitAssociations  []*TransitGatewayAssociation
	TransitPropagations  []*TransitGatewayPropagation
	TransitAccepters     []*TransitGatewayAccepter
	TransitDefaults      []*TransitGatewayDefaultTable
	CustomerGateways     []*CustomerGateway
	VPNConnections       []*VPNConnection
	VPNRoutes            []*VPNConnectionRoute
	DXGateways           []*DirectConnectGateway
	DXAssociations       []*DirectConnectAssociation
	Firewalls            []*NetworkFirewall
	FirewallEndpoints    []*FirewallEndpoint
	FirewallPolicies     []*FirewallPolicy
	FirewallRuleGroups   []*FirewallRuleGroup
	Zones                []*HostedZone
	ZoneAssociations     []*HostedZoneAssociation
	Records              []*DNSRecord
	ResolverEndpoints    []*ResolverEndpoint
	ResolverRules        []*ResolverRule
	ResolverRuleUses     []*ResolverRuleAssociation
	FlowLogs             []*FlowLog
	MirrorTargets        []*MirrorTarget
	MirrorFilters        []*MirrorFilter
	MirrorFilterRules    []*MirrorFilterRule
	MirrorSessions       []*MirrorSession
	BlockPublicAccess    []*BlockPublicAccess
	BPAExclusions        []*BlockPublicAccessExclusion

	// Unsupported are network resources of types that netlint does not know, so that silence about them is
	// never mistaken for health.
	Unsupported []Unsupported
	// Partial says that a part of the inputs could not be evaluated (an unexpanded for_each, a module that is
	// not there, a macro), in words for a message. Something that is not in view may stand there.
	Partial []string
	// UncountedRules are rules of security groups and network ACLs that stand by themselves and of which it is not
	// known how many there are, in words for a message. They are in Partial as well.
	UncountedRules []string
	// Scenario names the assumption under which the network holds, where a template hangs on parameters
	// that have no value; empty for the only one.
	Scenario string

	entities []Entity
	sorted   int // how many of the entities, from the first on, are in order
	ix       *index
	linked   bool
}

// Entities gives every object of the network, implicit ones included, in order of address after Link.
func (n *Network) Entities() []Entity { return n.entities }

// Find gives the object of type T with the given identifier (ID or alias), or nil. It answers after Link.
func Find[T any](n *Network, id string) *T {
	if n.ix == nil {
		return nil
	}
	return lookup[T](n.ix, id)
}

// Add puts objects into the network. It panics for a type that the network does not know, which is a
// mistake of the caller and not of any input.
func (n *Network) Add(objects ...Entity) {
	for _, e := range objects {
		n.entities = append(n.entities, e)
		n.add(e)
	}
}
