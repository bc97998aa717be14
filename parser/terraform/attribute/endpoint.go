package attribute

// This file holds the attributes of VPC endpoints and PrivateLink services.

// VPCEndpoint holds the attributes of aws_vpc_endpoint: a VPC endpoint of any type.
type VPCEndpoint struct {
	ID                       String                    `tf:"id,identity"`
	ARN                      String                    `tf:"arn,identity"`
	VPCID                    Ref                       `tf:"vpc_id" ref:"vpc"`
	ServiceName              Ref                       `tf:"service_name" ref:"vpc_endpoint_service"`
	ServiceRegion            String                    `tf:"service_region"`
	VPCEndpointType          String                    `tf:"vpc_endpoint_type"`
	Policy                   String                    `tf:"policy"`
	PrivateDNSEnabled        Bool                      `tf:"private_dns_enabled"`
	RouteTableIDs            List[Ref]                 `tf:"route_table_ids" ref:"route_table"`
	SubnetIDs                List[Ref]                 `tf:"subnet_ids" ref:"subnet"`
	SecurityGroupIDs         List[Ref]                 `tf:"security_group_ids" ref:"security_group"`
	AutoAccept               Bool                      `tf:"auto_accept"`
	State                    String                    `tf:"state,computed"`
	IPAddressType            String                    `tf:"ip_address_type"`
	ResourceConfigurationARN String                    `tf:"resource_configuration_arn"`
	ServiceNetworkARN        String                    `tf:"service_network_arn"`
	PrefixListID             String                    `tf:"prefix_list_id,identity"`
	CIDRBlocks               List[String]              `tf:"cidr_blocks,computed"`
	DNSEntry                 List[VPCEndpointDNSEntry] `tf:"dns_entry,computed"`
	NetworkInterfaceIDs      List[String]              `tf:"network_interface_ids,computed"`
	Tags                     Map                       `tf:"tags"`
	TagsAll                  Map                       `tf:"tags_all,computed"`
}

// VPCEndpointDNSEntry is a nested block of VPCEndpoint.
type VPCEndpointDNSEntry struct {
	DNSName      String `tf:"dns_name"`
	HostedZoneID String `tf:"hosted_zone_id"`
}

// VPCEndpointRouteTableAssociation holds the attributes of aws_vpc_endpoint_route_table_association: the
// association of a gateway endpoint with a route table.
type VPCEndpointRouteTableAssociation struct {
	ID            String `tf:"id,identity"`
	VPCEndpointID Ref    `tf:"vpc_endpoint_id" ref:"vpc_endpoint"`
	RouteTableID  Ref    `tf:"route_table_id" ref:"route_table"`
}

// VPCEndpointSubnetAssociation holds the attributes of aws_vpc_endpoint_subnet_association: the placement of
// an endpoint in a subnet.
type VPCEndpointSubnetAssociation struct {
	ID            String `tf:"id,identity"`
	VPCEndpointID Ref    `tf:"vpc_endpoint_id" ref:"vpc_endpoint"`
	SubnetID      Ref    `tf:"subnet_id" ref:"subnet"`
}

// VPCEndpointSecurityGroupAssociation holds the attributes of aws_vpc_endpoint_security_group_association: one
// more security group on an endpoint.
type VPCEndpointSecurityGroupAssociation struct {
	ID                        String `tf:"id,identity"`
	VPCEndpointID             Ref    `tf:"vpc_endpoint_id" ref:"vpc_endpoint"`
	SecurityGroupID           Ref    `tf:"security_group_id" ref:"security_group"`
	ReplaceDefaultAssociation Bool   `tf:"replace_default_association"`
}

// VPCEndpointPolicy holds the attributes of aws_vpc_endpoint_policy: the policy of an endpoint, managed by
// itself.
type VPCEndpointPolicy struct {
	ID            String `tf:"id,identity"`
	VPCEndpointID Ref    `tf:"vpc_endpoint_id" ref:"vpc_endpoint"`
	Policy        String `tf:"policy"`
}

// VPCEndpointPrivateDNS holds the attributes of aws_vpc_endpoint_private_dns: private DNS of an endpoint,
// managed by itself.
type VPCEndpointPrivateDNS struct {
	VPCEndpointID     Ref  `tf:"vpc_endpoint_id" ref:"vpc_endpoint"`
	PrivateDNSEnabled Bool `tf:"private_dns_enabled"`
}

// VPCEndpointService holds the attributes of aws_vpc_endpoint_service: a PrivateLink service.
type VPCEndpointService struct {
	ID                      String    `tf:"id,identity"`
	ARN                     String    `tf:"arn,identity"`
	ServiceName             String    `tf:"service_name,identity"`
	NetworkLoadBalancerARNs List[Ref] `tf:"network_load_balancer_arns" ref:"load_balancer"`
	GatewayLoadBalancerARNs List[Ref] `tf:"gateway_load_balancer_arns" ref:"load_balancer"`
	AcceptanceRequired      Bool      `tf:"acceptance_required"`
	PrivateDNSName          String    `tf:"private_dns_name"`
	Tags                    Map       `tf:"tags"`
	TagsAll                 Map       `tf:"tags_all,computed"`
}

// VPCEndpointConnectionAccepter holds the attributes of aws_vpc_endpoint_connection_accepter: the acceptance of an
// endpoint's connection by the owner of the service.
type VPCEndpointConnectionAccepter struct {
	ID            String `tf:"id,identity"`
	VPCEndpointID Ref    `tf:"vpc_endpoint_id" ref:"vpc_endpoint"`
}

// LatticeServiceNetworkVPCAssociation holds the attributes of aws_vpclattice_service_network_vpc_association:
// the association of a VPC with a VPC Lattice service network.
type LatticeServiceNetworkVPCAssociation struct {
	ID                       String    `tf:"id,identity"`
	ARN                      String    `tf:"arn,identity"`
	VPCIdentifier            Ref       `tf:"vpc_identifier" ref:"vpc"`
	ServiceNetworkIdentifier Ref       `tf:"service_network_identifier" ref:"lattice_service_network"`
	SecurityGroupIDs         List[Ref] `tf:"security_group_ids" ref:"security_group"`
	Tags                     Map       `tf:"tags"`
	TagsAll                  Map       `tf:"tags_all,computed"`
}

// LatticeServiceNetwork holds the attributes of aws_vpclattice_service_network: a VPC Lattice service network.
type LatticeServiceNetwork struct {
	ID      String `tf:"id,identity"`
	ARN     String `tf:"arn,identity"`
	Name    String `tf:"name"`
	Tags    Map    `tf:"tags"`
	TagsAll Map    `tf:"tags_all,computed"`
}

// ResourceShare holds the attributes of aws_ram_resource_share: a resource share.
type ResourceShare struct {
	ID                      String `tf:"id,identity"`
	ARN                     String `tf:"arn,identity"`
	Name                    String `tf:"name"`
	AllowExternalPrincipals Bool   `tf:"allow_external_principals"`
	Tags                    Map    `tf:"tags"`
	TagsAll                 Map    `tf:"tags_all,computed"`
}

// ResourceShareAssociation holds the attributes of aws_ram_resource_association: a shared resource.
type ResourceShareAssociation struct {
	ID               String `tf:"id,identity"`
	ResourceARN      Ref    `tf:"resource_arn" ref:"any"`
	ResourceShareARN Ref    `tf:"resource_share_arn" ref:"resource_share"`
}

// ResourceSharePrincipal holds the attributes of aws_ram_principal_association: a principal of a resource
// share.
type ResourceSharePrincipal struct {
	ID               String `tf:"id,identity"`
	Principal        String `tf:"principal"`
	ResourceShareARN Ref    `tf:"resource_share_arn" ref:"resource_share"`
}

// ResourceShareAccepter holds the attributes of aws_ram_resource_share_accepter: the acceptance of a resource
// share.
type ResourceShareAccepter struct {
	ID       String `tf:"id,identity"`
	ShareARN Ref    `tf:"share_arn" ref:"resource_share"`
}
