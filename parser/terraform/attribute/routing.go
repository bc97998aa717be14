package attribute

// This file holds the attributes of route tables and gateways.

// RouteTable holds the attributes of aws_route_table: a route table.
type RouteTable struct {
	ID              String            `tf:"id,identity"`
	ARN             String            `tf:"arn,identity"`
	VPCID           Ref               `tf:"vpc_id" ref:"vpc"`
	PropagatingVGWs List[Ref]         `tf:"propagating_vgws" ref:"vpn_gateway"`
	Route           List[InlineRoute] `tf:"route"`
	Tags            Map               `tf:"tags"`
	TagsAll         Map               `tf:"tags_all,computed"`
}

// InlineRoute is a nested block of RouteTable.
type InlineRoute struct {
	CIDRBlock               String `tf:"cidr_block"`
	IPv6CIDRBlock           String `tf:"ipv6_cidr_block"`
	DestinationPrefixListID Ref    `tf:"destination_prefix_list_id" ref:"prefix_list"`
	GatewayID               Ref    `tf:"gateway_id" ref:"gateway"`
	NATGatewayID            Ref    `tf:"nat_gateway_id" ref:"nat_gateway"`
	EgressOnlyGatewayID     Ref    `tf:"egress_only_gateway_id" ref:"egress_only_gateway"`
	NetworkInterfaceID      Ref    `tf:"network_interface_id" ref:"network_interface"`
	VPCPeeringConnectionID  Ref    `tf:"vpc_peering_connection_id" ref:"peering"`
	TransitGatewayID        Ref    `tf:"transit_gateway_id" ref:"transit_gateway"`
	VPCEndpointID           Ref    `tf:"vpc_endpoint_id" ref:"vpc_endpoint"`
	CoreNetworkARN          Ref    `tf:"core_network_arn" ref:"core_network"`
	CarrierGatewayID        String `tf:"carrier_gateway_id"`
	LocalGatewayID          String `tf:"local_gateway_id"`
}

// DefaultRouteTable holds the attributes of aws_default_route_table: the adopted main route table of a VPC.
type DefaultRouteTable struct {
	ID                  String                   `tf:"id,identity"`
	ARN                 String                   `tf:"arn,identity"`
	DefaultRouteTableID Ref                      `tf:"default_route_table_id" ref:"route_table"`
	VPCID               Ref                      `tf:"vpc_id,computed" ref:"vpc"`
	PropagatingVGWs     List[Ref]                `tf:"propagating_vgws" ref:"vpn_gateway"`
	Route               List[DefaultInlineRoute] `tf:"route"`
	Tags                Map                      `tf:"tags"`
	TagsAll             Map                      `tf:"tags_all,computed"`
}

// DefaultInlineRoute is a nested block of DefaultRouteTable.
type DefaultInlineRoute struct {
	CIDRBlock               String `tf:"cidr_block"`
	IPv6CIDRBlock           String `tf:"ipv6_cidr_block"`
	DestinationPrefixListID Ref    `tf:"destination_prefix_list_id" ref:"prefix_list"`
	GatewayID               Ref    `tf:"gateway_id" ref:"gateway"`
	NATGatewayID            Ref    `tf:"nat_gateway_id" ref:"nat_gateway"`
	EgressOnlyGatewayID     Ref    `tf:"egress_only_gateway_id" ref:"egress_only_gateway"`
	InstanceID              Ref    `tf:"instance_id" ref:"instance"`
	NetworkInterfaceID      Ref    `tf:"network_interface_id" ref:"network_interface"`
	VPCPeeringConnectionID  Ref    `tf:"vpc_peering_connection_id" ref:"peering"`
	TransitGatewayID        Ref    `tf:"transit_gateway_id" ref:"transit_gateway"`
	VPCEndpointID           Ref    `tf:"vpc_endpoint_id" ref:"vpc_endpoint"`
	CoreNetworkARN          Ref    `tf:"core_network_arn" ref:"core_network"`
}

// Route holds the attributes of aws_route: one route.
type Route struct {
	ID                       String `tf:"id,identity"`
	RouteTableID             Ref    `tf:"route_table_id" ref:"route_table"`
	DestinationCIDRBlock     String `tf:"destination_cidr_block"`
	DestinationIPv6CIDRBlock String `tf:"destination_ipv6_cidr_block"`
	DestinationPrefixListID  Ref    `tf:"destination_prefix_list_id" ref:"prefix_list"`
	GatewayID                Ref    `tf:"gateway_id" ref:"gateway"`
	NATGatewayID             Ref    `tf:"nat_gateway_id" ref:"nat_gateway"`
	EgressOnlyGatewayID      Ref    `tf:"egress_only_gateway_id" ref:"egress_only_gateway"`
	NetworkInterfaceID       Ref    `tf:"network_interface_id" ref:"network_interface"`
	VPCPeeringConnectionID   Ref    `tf:"vpc_peering_connection_id" ref:"peering"`
	TransitGatewayID         Ref    `tf:"transit_gateway_id" ref:"transit_gateway"`
	VPCEndpointID            Ref    `tf:"vpc_endpoint_id" ref:"vpc_endpoint"`
	CoreNetworkARN           Ref    `tf:"core_network_arn" ref:"core_network"`
	CarrierGatewayID         String `tf:"carrier_gateway_id"`
	LocalGatewayID           String `tf:"local_gateway_id"`
}

// RouteTableAssociation holds the attributes of aws_route_table_association: the route table of a subnet or
// gateway.
type RouteTableAssociation struct {
	ID           String `tf:"id,identity"`
	SubnetID     Ref    `tf:"subnet_id" ref:"subnet"`
	GatewayID    Ref    `tf:"gateway_id" ref:"gateway"`
	RouteTableID Ref    `tf:"route_table_id" ref:"route_table"`
}

// MainRouteTableAssociation holds the attributes of aws_main_route_table_association: the main route table of
// a VPC.
type MainRouteTableAssociation struct {
	ID           String `tf:"id,identity"`
	VPCID        Ref    `tf:"vpc_id" ref:"vpc"`
	RouteTableID Ref    `tf:"route_table_id" ref:"route_table"`
}

// InternetGateway holds the attributes of aws_internet_gateway: an internet gateway.
type InternetGateway struct {
	ID      String `tf:"id,identity"`
	ARN     String `tf:"arn,identity"`
	VPCID   Ref    `tf:"vpc_id" ref:"vpc"`
	Tags    Map    `tf:"tags"`
	TagsAll Map    `tf:"tags_all,computed"`
}

// InternetGatewayAttachment holds the attributes of aws_internet_gateway_attachment: the attachment of an
// internet gateway.
type InternetGatewayAttachment struct {
	ID                String `tf:"id,identity"`
	VPCID             Ref    `tf:"vpc_id" ref:"vpc"`
	InternetGatewayID Ref    `tf:"internet_gateway_id" ref:"internet_gateway"`
}

// EgressOnlyInternetGateway holds the attributes of aws_egress_only_internet_gateway: an egress-only internet
// gateway.
type EgressOnlyInternetGateway struct {
	ID      String `tf:"id,identity"`
	VPCID   Ref    `tf:"vpc_id" ref:"vpc"`
	Tags    Map    `tf:"tags"`
	TagsAll Map    `tf:"tags_all,computed"`
}

// NATGateway holds the attributes of aws_nat_gateway: a NAT gateway.
type NATGateway struct {
	ID                     String    `tf:"id,identity"`
	SubnetID               Ref       `tf:"subnet_id" ref:"subnet"`
	AllocationID           Ref       `tf:"allocation_id" ref:"eip_allocation"`
	ConnectivityType       String    `tf:"connectivity_type"`
	PrivateIP              String    `tf:"private_ip,computed"`
	PublicIP               String    `tf:"public_ip,computed"`
	SecondaryAllocationIDs List[Ref] `tf:"secondary_allocation_ids" ref:"eip_allocation"`
	Tags                   Map       `tf:"tags"`
	TagsAll                Map       `tf:"tags_all,computed"`
}

// EIP holds the attributes of aws_eip: an Elastic IP address.
type EIP struct {
	ID                     String `tf:"id,identity"`
	ARN                    String `tf:"arn,identity"`
	Instance               Ref    `tf:"instance" ref:"instance"`
	NetworkInterface       Ref    `tf:"network_interface" ref:"network_interface"`
	AssociateWithPrivateIP String `tf:"associate_with_private_ip"`
	Domain                 String `tf:"domain"`
	PublicIP               String `tf:"public_ip,computed"`
	PrivateIP              String `tf:"private_ip,computed"`
	PublicIPv4Pool         String `tf:"public_ipv4_pool"`
	Tags                   Map    `tf:"tags"`
	TagsAll                Map    `tf:"tags_all,computed"`
}

// EIPAssociation holds the attributes of aws_eip_association: the association of an Elastic IP address.
type EIPAssociation struct {
	ID                 String `tf:"id,identity"`
	AllocationID       Ref    `tf:"allocation_id" ref:"eip_allocation"`
	InstanceID         Ref    `tf:"instance_id" ref:"instance"`
	NetworkInterfaceID Ref    `tf:"network_interface_id" ref:"network_interface"`
	PrivateIPAddress   String `tf:"private_ip_address"`
	PublicIP           String `tf:"public_ip"`
}

// VPCPeeringConnection holds the attributes of aws_vpc_peering_connection: a peering connection, seen from its
// requester.
type VPCPeeringConnection struct {
	ID           String            `tf:"id,identity"`
	VPCID        Ref               `tf:"vpc_id" ref:"vpc"`
	PeerVPCID    Ref               `tf:"peer_vpc_id" ref:"vpc"`
	PeerOwnerID  String            `tf:"peer_owner_id"`
	PeerRegion   String            `tf:"peer_region"`
	AutoAccept   Bool              `tf:"auto_accept"`
	AcceptStatus String            `tf:"accept_status,computed"`
	Accepter     List[PeeringSide] `tf:"accepter"`
	Requester    List[PeeringSide] `tf:"requester"`
	Tags         Map               `tf:"tags"`
	TagsAll      Map               `tf:"tags_all,computed"`
}

// PeeringSide is a nested block of VPCPeeringConnection.
type PeeringSide struct {
	AllowRemoteVPCDNSResolution Bool `tf:"allow_remote_vpc_dns_resolution"`
}

// VPCPeeringConnectionAccepter holds the attributes of aws_vpc_peering_connection_accepter: the accepting side
// of a peering connection.
type VPCPeeringConnectionAccepter struct {
	ID                     String            `tf:"id,identity"`
	VPCPeeringConnectionID Ref               `tf:"vpc_peering_connection_id" ref:"peering"`
	AutoAccept             Bool              `tf:"auto_accept"`
	AcceptStatus           String            `tf:"accept_status,computed"`
	VPCID                  String            `tf:"vpc_id,computed"`
	PeerVPCID              String            `tf:"peer_vpc_id,computed"`
	PeerOwnerID            String            `tf:"peer_owner_id,computed"`
	PeerRegion             String            `tf:"peer_region,computed"`
	Accepter               List[PeeringSide] `tf:"accepter"`
	Requester              List[PeeringSide] `tf:"requester"`
	Tags                   Map               `tf:"tags"`
	TagsAll                Map               `tf:"tags_all,computed"`
}

// VPCPeeringConnectionOptions holds the attributes of aws_vpc_peering_connection_options: the options of a
// peering connection.
type VPCPeeringConnectionOptions struct {
	ID                     String            `tf:"id,identity"`
	VPCPeeringConnectionID Ref               `tf:"vpc_peering_connection_id" ref:"peering"`
	Accepter               List[PeeringSide] `tf:"accepter"`
	Requester              List[PeeringSide] `tf:"requester"`
}
