package model

import "fmt"

func (n *Network) add(e Entity) {
	switch o := e.(type) {
	case *VPC:
		n.VPCs = append(n.VPCs, o)
	case *VPCCIDRAssociation:
		n.VPCCIDRs = append(n.VPCCIDRs, o)
	case *Subnet:
		n.Subnets = append(n.Subnets, o)
	case *DHCPOptions:
		n.DHCPOptions = append(n.DHCPOptions, o)
	case *DHCPOptionsAssociation:
		n.DHCPAssociations = append(n.DHCPAssociations, o)
	case *RouteTable:
		n.RouteTables = append(n.RouteTables, o)
	case *RouteTableAssociation:
		n.Associations = append(n.Associations, o)
	case *Route:
		n.Routes = append(n.Routes, o)
	case *RoutePropagation:
		n.Propagations = append(n.Propagations, o)
	case *InternetGateway:
		n.InternetGateways = append(n.InternetGateways, o)
	case *EgressOnlyInternetGateway:
		n.EgressOnlyGateways = append(n.EgressOnlyGateways, o)
	case *CarrierGateway:
		n.CarrierGateways = append(n.CarrierGateways, o)
	case *VPNGateway:
		n.VPNGateways = append(n.VPNGateways, o)
	case *GatewayAttachment:
		n.GatewayAttachments = append(n.GatewayAttachments, o)
	case *NATGateway:
		n.NATGateways = append(n.NATGateways, o)
	case *ElasticIP:
		n.ElasticIPs = append(n.ElasticIPs, o)
	case *ElasticIPAssociation:
		n.ElasticIPUses = append(n.ElasticIPUses, o)
	case *PeeringConnection:
		n.Peerings = append(n.Peerings, o)
	case *PeeringAccepter:
		n.PeeringAccepters = append(n.PeeringAccepters, o)
	case *PeeringOptions:
		n.PeeringOptions = append(n.PeeringOptions, o)
	case *NetworkACL:
		n.NetworkACLs = append(n.NetworkACLs, o)
	case *NetworkACLAssociation:
		n.ACLAssociations = append(n.ACLAssociations, o)
	case *NetworkACLEntry:
		n.ACLEntries = append(n.ACLEntries, o)
	case *SecurityGroup:
		n.SecurityGroups = append(n.SecurityGroups, o)
	case *SecurityGroupRule:
		n.SecurityGroupRules = append(n.SecurityGroupRules, o)
	case *SecurityGroupVPCAssociation:
		n.GroupVPCs = append(n.GroupVPCs, o)
	case *PrefixList:
		n.PrefixLists = append(n.PrefixLists, o)
	case *PrefixListEntry:
		n.PrefixListEntries = append(n.PrefixListEntries, o)
	case *NetworkInterface:
		n.Interfaces = append(n.Interfaces, o)
	case *InterfaceAttachment:
		n.InterfaceAttachments = append(n.InterfaceAttachments, o)
	case *SecurityGroupAttachment:
		n.GroupAttachments = append(n.GroupAttachments, o)
	case *ConnectEndpoint:
		n.ConnectEndpoints = append(n.ConnectEndpoints, o)
	case *Workload:
		n.Workloads = append(n.Workloads, o)
	case *LaunchTemplate:
		n.LaunchTemplates = append(n.LaunchTemplates, o)
	case *TaskDefinition:
		n.TaskDefinitions = append(n.TaskDefinitions, o)
	case *SubnetGroup:
		n.SubnetGroups = append(n.SubnetGroups, o)
	case *Volume:
		n.Volumes = append(n.Volumes, o)
	case *VolumeAttachment:
		n.VolumeAttachments = append(n.VolumeAttachments, o)
	case *LoadBalancer:
		n.LoadBalancers = append(n.LoadBalancers, o)
	case *Listener:
		n.Listeners = append(n.Listeners, o)
	case *ListenerRule:
		n.ListenerRules = append(n.ListenerRules, o)
	case *TargetGroup:
		n.TargetGroups = append(n.TargetGroups, o)
	case *TargetRegistration:
		n.Targets = append(n.Targets, o)
	case *VPCEndpoint:
		n.Endpoints = append(n.Endpoints, o)
	case *EndpointRouteTableAssociation:
		n.EndpointTables = append(n.EndpointTables, o)
	case *EndpointSubnetAssociation:
		n.EndpointSubnets = append(n.EndpointSubnets, o)
	case *EndpointSecurityGroupAssociation:
		n.EndpointGroups = append(n.EndpointGroups, o)
	case *EndpointPolicy:
		n.EndpointPolicies = append(n.EndpointPolicies, o)
	case *EndpointPrivateDNS:
		n.EndpointNames = append(n.EndpointNames, o)
	case *EndpointService:
		n.EndpointServices = append(n.EndpointServices, o)
	case *EndpointAccepter:
		n.EndpointAccepters = append(n.EndpointAccepters, o)
	case *FileAccessPoint:
		n.FileAccessPoints = append(n.FileAccessPoints, o)
	case *Role:
		n.Roles = append(n.Roles, o)
	case *Policy:
		n.Policies = append(n.Policies, o)
	case *PolicyAttachment:
		n.PolicyAttachments = append(n.PolicyAttachments, o)
	case *InstanceProfile:
		n.InstanceProfiles = append(n.InstanceProfiles, o)
	case *Bucket:
		n.Buckets = append(n.Buckets, o)
	case *BucketPolicy:
		n.BucketPolicies = append(n.BucketPolicies, o)
	case *Table:
		n.Tables = append(n.Tables, o)
	case *Key:
		n.Keys = append(n.Keys, o)
	case *KeyGrant:
		n.KeyGrants = append(n.KeyGrants, o)
	case *TransitGateway:
		n.TransitGateways = append(n.TransitGateways, o)
	case *TransitGatewayAttachment:
		n.TransitAttachments = append(n.TransitAttachments, o)
	case *TransitGatewayRouteTable:
		n.TransitTables = append(n.TransitTables, o)
	case *TransitGatewayRoute:
		n.TransitRoutes = append(n.TransitRoutes, o)
	case *TransitGatewayAssociation:
		n.TransitAssociations = append(n.TransitAssociations, o)
	case *TransitGatewayPropagation:
		n.TransitPropagations = append(n.TransitPropagations, o)
	case *TransitGatewayAccepter:
		n.TransitAccepters = append(n.TransitAccepters, o)
	case *TransitGatewayDefaultTable:
		n.TransitDefaults = append(n.TransitDefaults, o)
	case *CustomerGateway:
		n.CustomerGateways = append(n.CustomerGateways, o)
	case *VPNConnection:
		n.VPNConnections = append(n.VPNConnections, o)
	case *VPNConnectionRoute:
		n.VPNRoutes = append(n.VPNRoutes, o)
	case *DirectConnectGateway:
		n.DXGateways = append(n.DXGateways, o)
	case *DirectConnectAssociation:
		n.DXAssociations = append(n.DXAssociations, o)
	case *NetworkFirewall:
		n.Firewalls = append(n.Firewalls, o)
	case *FirewallEndpoint:
		n.FirewallEndpoints = append(n.FirewallEndpoints, o)
	case *FirewallPolicy:
		n.FirewallPolicies = append(n.FirewallPolicies, o)
	case *FirewallRuleGroup:
		n.FirewallRuleGroups = append(n.FirewallRuleGroups, o)
	case *HostedZone:
		n.Zones = append(n.Zones, o)
	case *HostedZoneAssociation:
		n.ZoneAssociations = append(n.ZoneAssociations, o)
	case *DNSRecord:
		n.Records = append(n.Records, o)
	case *ResolverEndpoint:
		n.ResolverEndpoints = append(n.ResolverEndpoints, o)
	case *ResolverRule:
		n.ResolverRules = append(n.ResolverRules, o)
	case *ResolverRuleAssociation:
		n.ResolverRuleUses = append(n.ResolverRuleUses, o)
	case *FlowLog:
		n.FlowLogs = append(n.FlowLogs, o)
	case *MirrorTarget:
		n.MirrorTargets = append(n.MirrorTargets, o)
	case *MirrorFilter:
		n.MirrorFilters = append(n.MirrorFilters, o)
	case *MirrorFilterRule:
		n.MirrorFilterRules = append(n.MirrorFilterRules, o)
	case *MirrorSession:
		n.MirrorSessions = append(n.MirrorSessions, o)
	case *BlockPublicAccess:
		n.BlockPublicAccess = append(n.BlockPublicAccess, o)
	case *BlockPublicAccessExclusion:
		n.BPAExclusions = append(n.BPAExclusions, o)
	default:
		panic(fmt.Sprintf("model: %T is no object of a network", e))
	}
}

// register makes every object findable by its identifiers.
func (n *Network) register(e Entity) {
	switch o := e.(type) {
	case *VPC:
		register(n.ix, o, o.Base())
	case *VPCCIDRAssociation:
		register(n.ix, o, o.Base())
	case *Subnet:
		register(n.ix, o, o.Base())
	case *DHCPOptions:
		register(n.ix, o, o.Base())
	case *DHCPOptionsAssociation:
		register(n.ix, o, o.Base())
	case *RouteTable:
		register(n.ix, o, o.Base())
	case *RouteTableAssociation:
		register(n.ix, o, o.Base())
	case *Route:
		register(n.ix, o, o.Base())
	case *RoutePropagation:
		register(n.ix, o, o.Base())
	case *InternetGateway:
		register(n.ix, o, o.Base())
	case *EgressOnlyInternetGateway:
		register(n.ix, o, o.Base())
	case *CarrierGateway:
		register(n.ix, o, o.Base())
	case *VPNGateway:
		register(n.ix, o, o.Base())
	case *GatewayAttachment:
		register(n.ix, o, o.Base())
	case *NATGateway:
		register(n.ix, o, o.Base())
	case *ElasticIP:
		register(n.ix, o, o.Base())
	case *ElasticIPAssociation:
		register(n.ix, o, o.Base())
	case *PeeringConnection:
		register(n.ix, o, o.Base())
	case *PeeringAccepter:
		register(n.ix, o, o.Base())
	case *PeeringOptions:
		register(n.ix, o, o.Base())
	case *NetworkACL:
		register(n.ix, o, o.Base())
	case *NetworkACLAssociation:
		register(n.ix, o, o.Base())
	case *NetworkACLEntry:
		register(n.ix, o, o.Base())
	case *SecurityGroup:
		register(n.ix, o, o.Base())
	case *SecurityGroupRule:
		register(n.ix, o, o.Base())
	case *SecurityGroupVPCAssociation:
		register(n.ix, o, o.Base())
	case *PrefixList:
		register(n.ix, o, o.Base())
	case *PrefixListEntry:
		register(n.ix, o, o.Base())
	case *NetworkInterface:
		register(n.ix, o, o.Base())
	case *InterfaceAttachment:
		register(n.ix, o, o.Base())
	case *SecurityGroupAttachment:
		register(n.ix, o, o.Base())
	case *ConnectEndpoint:
		register(n.ix, o, o.Base())
	case *Workload:
		register(n.ix, o, o.Base())
	case *LaunchTemplate:
		register(n.ix, o, o.Base())
	case *TaskDefinition:
		register(n.ix, o, o.Base())
	case *SubnetGroup:
		register(n.ix, o, o.Base())
	case *Volume:
		register(n.ix, o, o.Base())
	case *VolumeAttachment:
		register(n.ix, o, o.Base())
	case *LoadBalancer:
		register(n.ix, o, o.Base())
	case *Listener:
		register(n.ix, o, o.Base())
	case *ListenerRule:
		register(n.ix, o, o.Base())
	case *TargetGroup:
		register(n.ix, o, o.Base())
	case *TargetRegistration:
		register(n.ix, o, o.Base())
	case *VPCEndpoint:
		register(n.ix, o, o.Base())
	case *EndpointRouteTableAssociation:
		register(n.ix, o, o.Base())
	case *EndpointSubnetAssociation:
		register(n.ix, o, o.Base())
	case *EndpointSecurityGroupAssociation:
		register(n.ix, o, o.Base())
	case *EndpointPolicy:
		register(n.ix, o, o.Base())
	case *EndpointPrivateDNS:
		register(n.ix, o, o.Base())
	case *EndpointService:
		register(n.ix, o, o.Base())
	case *EndpointAccepter:
		register(n.ix, o, o.Base())
	case *FileAccessPoint:
		register(n.ix, o, o.Base())
	case *Role:
		register(n.ix, o, o.Base())
	case *Policy:
		register(n.ix, o, o.Base())
	case *PolicyAttachment:
		register(n.ix, o, o.Base())
	case *InstanceProfile:
		register(n.ix, o, o.Base())
	case *Bucket:
		register(n.ix, o, o.Base())
	case *BucketPolicy:
		register(n.ix, o, o.Base())
	case *Table:
		register(n.ix, o, o.Base())
	case *Key:
		register(n.ix, o, o.Base())
	case *KeyGrant:
		register(n.ix, o, o.Base())
	case *TransitGateway:
		register(n.ix, o, o.Base())
	case *TransitGatewayAttachment:
		register(n.ix, o, o.Base())
	case *TransitGatewayRouteTable:
		register(n.ix, o, o.Base())
	case *TransitGatewayRoute:
		register(n.ix, o, o.Base())
	case *TransitGatewayAssociation:
		register(n.ix, o, o.Base())
	case *TransitGatewayPropagation:
		register(n.ix, o, o.Base())
	case *TransitGatewayAccepter:
		register(n.ix, o, o.Base())
	case *TransitGatewayDefaultTable:
		register(n.ix, o, o.Base())
	case *CustomerGateway:
		register(n.ix, o, o.Base())
	case *VPNConnection:
		register(n.ix, o, o.Base())
	case *VPNConnectionRoute:
		register(n.ix, o, o.Base())
	case *DirectConnectGateway:
		register(n.ix, o, o.Base())
	case *DirectConnectAssociation:
		register(n.ix, o, o.Base())
	case *NetworkFirewall:
		register(n.ix, o, o.Base())
	case *FirewallEndpoint:
		register(n.ix, o, o.Base())
	case *FirewallPolicy:
		register(n.ix, o, o.Base())
	case *FirewallRuleGroup:
		register(n.ix, o, o.Base())
	case *HostedZone:
		register(n.ix, o, o.Base())
	case *HostedZoneAssociation:
		register(n.ix, o, o.Base())
	case *DNSRecord:
		register(n.ix, o, o.Base())
	case *ResolverEndpoint:
		register(n.ix, o, o.Base())
	case *ResolverRule:
		register(n.ix, o, o.Base())
	case *ResolverRuleAssociation:
		register(n.ix, o, o.Base())
	case *FlowLog:
		register(n.ix, o, o.Base())
	case *MirrorTarget:
		register(n.ix, o, o.Base())
	case *MirrorFilter:
		register(n.ix, o, o.Base())
	case *MirrorFilterRule:
		register(n.ix, o, o.Base())
	case *MirrorSession:
		register(n.ix, o, o.Base())
	case *BlockPublicAccess:
		register(n.ix, o, o.Base())
	case *BlockPublicAccessExclusion:
		register(n.ix, o, o.Base())
	}
}

// sortTypes sorts the lists of each type.
func (n *Network) sortTypes() {
	sortEntities(n.VPCs)
	sortEntities(n.VPCCIDRs)
	sortEntities(n.Subnets)
	sortEntities(n.DHCPOptions)
	sortEntities(n.DHCPAssociations)
	sortEntities(n.RouteTables)
	sortEntities(n.Associations)
	sortEntities(n.Routes)
	sortEntities(n.Propagations)
	sortEntities(n.InternetGateways)
	sortEntities(n.EgressOnlyGateways)
	sortEntities(n.CarrierGateways)
	sortEntities(n.VPNGateways)
	sortEntities(n.GatewayAttachments)
	sortEntities(n.NATGateways)
	sortEntities(n.ElasticIPs)
	sortEntities(n.ElasticIPUses)
	sortEntities(n.Peerings)
	sortEntities(n.PeeringAccepters)
	sortEntities(n.PeeringOptions)
	sortEntities(n.NetworkACLs)
	sortEntities(n.ACLAssociations)
	sortEntities(n.ACLEntries)
	sortEntities(n.SecurityGroups)
	sortEntities(n.SecurityGroupRules)
	sortEntities(n.GroupVPCs)
	sortEntities(n.PrefixLists)
	sortEntities(n.PrefixListEntries)
	sortEntities(n.Interfaces)
	sortEntities(n.InterfaceAttachments)
	sortEntities(n.GroupAttachments)
	sortEntities(n.ConnectEndpoints)
	sortEntities(n.Workloads)
	sortEntities(n.LaunchTemplates)
	sortEntities(n.TaskDefinitions)
	sortEntities(n.SubnetGroups)
	sortEntities(n.Volumes)
	sortEntities(n.VolumeAttachments)
	sortEntities(n.LoadBalancers)
	sortEntities(n.Listeners)
	sortEntities(n.ListenerRules)
	sortEntities(n.TargetGroups)
	sortEntities(n.Targets)
	sortEntities(n.Endpoints)
	sortEntities(n.EndpointTables)
	sortEntities(n.EndpointSubnets)
	sortEntities(n.EndpointGroups)
	sortEntities(n.EndpointPolicies)
	sortEntities(n.EndpointNames)
	sortEntities(n.EndpointServices)
	sortEntities(n.EndpointAccepters)
	sortEntities(n.FileAccessPoints)
	sortEntities(n.Roles)
	sortEntities(n.Policies)
	sortEntities(n.PolicyAttachments)
	sortEntities(n.InstanceProfiles)
	sortEntities(n.Buckets)
	sortEntities(n.BucketPolicies)
	sortEntities(n.Tables)
	sortEntities(n.Keys)
	sortEntities(n.KeyGrants)
	sortEntities(n.TransitGateways)
	sortEntities(n.TransitAttachments)
	sortEntities(n.TransitTables)
	sortEntities(n.TransitRoutes)
	sortEntities(n.TransitAssociations)
	sortEntities(n.TransitPropagations)
	sortEntities(n.TransitAccepters)
	sortEntities(n.TransitDefaults)
	sortEntities(n.CustomerGateways)
	sortEntities(n.VPNConnections)
	sortEntities(n.VPNRoutes)
	sortEntities(n.DXGateways)
	sortEntities(n.DXAssociations)
	sortEntities(n.Firewalls)
	sortEntities(n.FirewallEndpoints)
	sortEntities(n.FirewallPolicies)
	sortEntities(n.FirewallRuleGroups)
	sortEntities(n.Zones)
	sortEntities(n.ZoneAssociations)
	sortEntities(n.Records)
	sortEntities(n.ResolverEndpoints)
	sortEntities(n.ResolverRules)
	sortEntities(n.ResolverRuleUses)
	sortEntities(n.FlowLogs)
	sortEntities(n.MirrorTargets)
	sortEntities(n.MirrorFilters)
	sortEntities(n.MirrorFilterRules)
	sortEntities(n.MirrorSessions)
	sortEntities(n.BlockPublicAccess)
	sortEntities(n.BPAExclusions)
}
