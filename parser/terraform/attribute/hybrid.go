package attribute

// This file holds the attributes of VPN and Direct Connect.

// VPNGateway holds the attributes of aws_vpn_gateway: a virtual private gateway.
type VPNGateway struct {
	ID            String `tf:"id,identity"`
	ARN           String `tf:"arn,identity"`
	VPCID         Ref    `tf:"vpc_id" ref:"vpc"`
	AmazonSideASN String `tf:"amazon_side_asn"`
	Tags          Map    `tf:"tags"`
	TagsAll       Map    `tf:"tags_all,computed"`
}

// VPNGatewayAttachment holds the attributes of aws_vpn_gateway_attachment: the attachment of a virtual private
// gateway.
type VPNGatewayAttachment struct {
	ID           String `tf:"id,identity"`
	VPCID        Ref    `tf:"vpc_id" ref:"vpc"`
	VPNGatewayID Ref    `tf:"vpn_gateway_id" ref:"vpn_gateway"`
}

// VPNGatewayRoutePropagation holds the attributes of aws_vpn_gateway_route_propagation: the propagation of a
// virtual private gateway's routes into a table.
type VPNGatewayRoutePropagation struct {
	ID           String `tf:"id,identity"`
	VPNGatewayID Ref    `tf:"vpn_gateway_id" ref:"vpn_gateway"`
	RouteTableID Ref    `tf:"route_table_id" ref:"route_table"`
}

// RouteServerPropagation holds the attributes of aws_vpc_route_server_propagation: a route server writes the routes
// that its peers announce into a route table.
type RouteServerPropagation struct {
	RouteTableID Ref `tf:"route_table_id" ref:"route_table"`
}

// CustomerGateway holds the attributes of aws_customer_gateway: the far end of a VPN.
type CustomerGateway struct {
	ID        String `tf:"id,identity"`
	ARN       String `tf:"arn,identity"`
	IPAddress String `tf:"ip_address"`
	BGPASN    String `tf:"bgp_asn"`
	Type      String `tf:"type"`
	Tags      Map    `tf:"tags"`
	TagsAll   Map    `tf:"tags_all,computed"`
}

// VPNConnection holds the attributes of aws_vpn_connection: a site-to-site VPN.
type VPNConnection struct {
	ID                         String `tf:"id,identity"`
	ARN                        String `tf:"arn,identity"`
	CustomerGatewayID          Ref    `tf:"customer_gateway_id" ref:"customer_gateway"`
	VPNGatewayID               Ref    `tf:"vpn_gateway_id" ref:"vpn_gateway"`
	TransitGatewayID           Ref    `tf:"transit_gateway_id" ref:"transit_gateway"`
	TransitGatewayAttachmentID String `tf:"transit_gateway_attachment_id,identity"`
	StaticRoutesOnly           Bool   `tf:"static_routes_only"`
	LocalIPv4NetworkCIDR       String `tf:"local_ipv4_network_cidr"`
	RemoteIPv4NetworkCIDR      String `tf:"remote_ipv4_network_cidr"`
	LocalIPv6NetworkCIDR       String `tf:"local_ipv6_network_cidr"`
	RemoteIPv6NetworkCIDR      String `tf:"remote_ipv6_network_cidr"`
	Type                       String `tf:"type"`
	TunnelInsideIPVersion      String `tf:"tunnel_inside_ip_version"`
	Tags                       Map    `tf:"tags"`
	TagsAll                    Map    `tf:"tags_all,computed"`
}

// VPNConnectionRoute holds the attributes of aws_vpn_connection_route: a static route of a VPN.
type VPNConnectionRoute struct {
	ID                   String `tf:"id,identity"`
	VPNConnectionID      Ref    `tf:"vpn_connection_id" ref:"vpn_connection"`
	DestinationCIDRBlock String `tf:"destination_cidr_block"`
}

// ClientVPNEndpoint holds the attributes of aws_ec2_client_vpn_endpoint: a client VPN endpoint.
type ClientVPNEndpoint struct {
	ID               String    `tf:"id,identity"`
	ARN              String    `tf:"arn,identity"`
	ClientCIDRBlock  String    `tf:"client_cidr_block"`
	VPCID            Ref       `tf:"vpc_id" ref:"vpc"`
	SecurityGroupIDs List[Ref] `tf:"security_group_ids" ref:"security_group"`
	SplitTunnel      Bool      `tf:"split_tunnel"`
	Tags             Map       `tf:"tags"`
	TagsAll          Map       `tf:"tags_all,computed"`
}

// ClientVPNNetworkAssociation holds the attributes of aws_ec2_client_vpn_network_association: the placement of
// a client VPN endpoint in a subnet.
type ClientVPNNetworkAssociation struct {
	ID                  String `tf:"id,identity"`
	ClientVPNEndpointID Ref    `tf:"client_vpn_endpoint_id" ref:"client_vpn_endpoint"`
	SubnetID            Ref    `tf:"subnet_id" ref:"subnet"`
}

// ClientVPNRoute holds the attributes of aws_ec2_client_vpn_route: a route of a client VPN endpoint.
type ClientVPNRoute struct {
	ID                   String `tf:"id,identity"`
	ClientVPNEndpointID  Ref    `tf:"client_vpn_endpoint_id" ref:"client_vpn_endpoint"`
	DestinationCIDRBlock String `tf:"destination_cidr_block"`
	TargetVPCSubnetID    Ref    `tf:"target_vpc_subnet_id" ref:"subnet"`
}

// ClientVPNAuthorizationRule holds the attributes of aws_ec2_client_vpn_authorization_rule: whom a client VPN
// endpoint lets where.
type ClientVPNAuthorizationRule struct {
	ID                  String `tf:"id,identity"`
	ClientVPNEndpointID Ref    `tf:"client_vpn_endpoint_id" ref:"client_vpn_endpoint"`
	TargetNetworkCIDR   String `tf:"target_network_cidr"`
	AuthorizeAllGroups  Bool   `tf:"authorize_all_groups"`
}

// DXGateway holds the attributes of aws_dx_gateway: a Direct Connect gateway.
type DXGateway struct {
	ID            String `tf:"id,identity"`
	ARN           String `tf:"arn,identity"`
	Name          String `tf:"name"`
	AmazonSideASN String `tf:"amazon_side_asn"`
}

// DXGatewayAssociation holds the attributes of aws_dx_gateway_association: the association of a Direct Connect
// gateway.
type DXGatewayAssociation struct {
	ID                  String       `tf:"id,identity"`
	DXGatewayID         Ref          `tf:"dx_gateway_id" ref:"dx_gateway"`
	AssociatedGatewayID Ref          `tf:"associated_gateway_id" ref:"dx_associated_gateway"`
	ProposalID          String       `tf:"proposal_id"`
	AllowedPrefixes     List[String] `tf:"allowed_prefixes"`
}

// DXVirtualInterface holds the attributes of aws_dx_private_virtual_interface and
// aws_dx_transit_virtual_interface: a Direct Connect virtual interface.
type DXVirtualInterface struct {
	ID              String `tf:"id,identity"`
	ARN             String `tf:"arn,identity"`
	Name            String `tf:"name"`
	VLAN            Int    `tf:"vlan"`
	BGPASN          Int    `tf:"bgp_asn"`
	DXGatewayID     Ref    `tf:"dx_gateway_id" ref:"dx_gateway"`
	VPNGatewayID    Ref    `tf:"vpn_gateway_id" ref:"vpn_gateway"`
	AmazonAddress   String `tf:"amazon_address"`
	CustomerAddress String `tf:"customer_address"`
	Tags            Map    `tf:"tags"`
	TagsAll         Map    `tf:"tags_all,computed"`
}
