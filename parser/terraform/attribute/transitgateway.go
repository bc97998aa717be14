package attribute

// This file holds the attributes of transit gateways and Cloud WAN.

// TransitGateway holds the attributes of aws_ec2_transit_gateway: a transit gateway.
type TransitGateway struct {
	ID                              String       `tf:"id,identity"`
	ARN                             String       `tf:"arn,identity"`
	AmazonSideASN                   Int          `tf:"amazon_side_asn"`
	AutoAcceptSharedAttachments     String       `tf:"auto_accept_shared_attachments"`
	DefaultRouteTableAssociation    String       `tf:"default_route_table_association"`
	DefaultRouteTablePropagation    String       `tf:"default_route_table_propagation"`
	DNSSupport                      String       `tf:"dns_support"`
	SecurityGroupReferencingSupport String       `tf:"security_group_referencing_support"`
	VPNEcmpSupport                  String       `tf:"vpn_ecmp_support"`
	AssociationDefaultRouteTableID  String       `tf:"association_default_route_table_id,identity"`
	PropagationDefaultRouteTableID  String       `tf:"propagation_default_route_table_id,identity"`
	OwnerID                         String       `tf:"owner_id,computed"`
	TransitGatewayCIDRBlocks        List[String] `tf:"transit_gateway_cidr_blocks"`
	Tags                            Map          `tf:"tags"`
	TagsAll                         Map          `tf:"tags_all,computed"`
}

// TransitGatewayVPCAttachment holds the attributes of aws_ec2_transit_gateway_vpc_attachment: the attachment
// of a VPC.
type TransitGatewayVPCAttachment struct {
	ID                                         String    `tf:"id,identity"`
	ARN                                        String    `tf:"arn,identity"`
	TransitGatewayID                           Ref       `tf:"transit_gateway_id" ref:"transit_gateway"`
	VPCID                                      Ref       `tf:"vpc_id" ref:"vpc"`
	SubnetIDs                                  List[Ref] `tf:"subnet_ids" ref:"subnet"`
	ApplianceModeSupport                       String    `tf:"appliance_mode_support"`
	DNSSupport                                 String    `tf:"dns_support"`
	IPv6Support                                String    `tf:"ipv6_support"`
	SecurityGroupReferencingSupport            String    `tf:"security_group_referencing_support"`
	TransitGatewayDefaultRouteTableAssociation Bool      `tf:"transit_gateway_default_route_table_association"`
	TransitGatewayDefaultRouteTablePropagation Bool      `tf:"transit_gateway_default_route_table_propagation"`
	VPCOwnerID                                 String    `tf:"vpc_owner_id,computed"`
	Tags                                       Map       `tf:"tags"`
	TagsAll                                    Map       `tf:"tags_all,computed"`
}

// TransitGatewayVPCAttachmentAccepter holds the attributes of aws_ec2_transit_gateway_vpc_attachment_accepter:
// the accepting side of a VPC attachment.
type TransitGatewayVPCAttachmentAccepter struct {
	ID                                         String    `tf:"id,identity"`
	TransitGatewayAttachmentID                 Ref       `tf:"transit_gateway_attachment_id" ref:"transit_gateway_attachment"`
	TransitGatewayID                           Ref       `tf:"transit_gateway_id,computed" ref:"transit_gateway"`
	VPCID                                      Ref       `tf:"vpc_id,computed" ref:"vpc"`
	SubnetIDs                                  List[Ref] `tf:"subnet_ids,computed" ref:"subnet"`
	ApplianceModeSupport                       String    `tf:"appliance_mode_support,computed"`
	TransitGatewayDefaultRouteTableAssociation Bool      `tf:"transit_gateway_default_route_table_association"`
	TransitGatewayDefaultRouteTablePropagation Bool      `tf:"transit_gateway_default_route_table_propagation"`
	Tags                                       Map       `tf:"tags"`
	TagsAll                                    Map       `tf:"tags_all,computed"`
}

// TransitGatewayPeeringAttachment holds the attributes of aws_ec2_transit_gateway_peering_attachment: the
// peering of two transit gateways.
type TransitGatewayPeeringAttachment struct {
	ID                   String `tf:"id,identity"`
	ARN                  String `tf:"arn,identity"`
	TransitGatewayID     Ref    `tf:"transit_gateway_id" ref:"transit_gateway"`
	PeerTransitGatewayID Ref    `tf:"peer_transit_gateway_id" ref:"transit_gateway"`
	PeerAccountID        String `tf:"peer_account_id"`
	PeerRegion           String `tf:"peer_region"`
	State                String `tf:"state,computed"`
	Tags                 Map    `tf:"tags"`
	TagsAll              Map    `tf:"tags_all,computed"`
}

// TransitGatewayPeeringAttachmentAccepter holds the attributes of
// aws_ec2_transit_gateway_peering_attachment_accepter: the accepting side of a transit gateway peering.
type TransitGatewayPeeringAttachmentAccepter struct {
	ID                         String `tf:"id,identity"`
	TransitGatewayAttachmentID Ref    `tf:"transit_gateway_attachment_id" ref:"transit_gateway_attachment"`
	TransitGatewayID           Ref    `tf:"transit_gateway_id,computed" ref:"transit_gateway"`
	PeerTransitGatewayID       Ref    `tf:"peer_transit_gateway_id,computed" ref:"transit_gateway"`
	PeerRegion                 String `tf:"peer_region,computed"`
	PeerAccountID              String `tf:"peer_account_id,computed"`
	Tags                       Map    `tf:"tags"`
	TagsAll                    Map    `tf:"tags_all,computed"`
}

// TransitGatewayConnect holds the attributes of aws_ec2_transit_gateway_connect: a Connect attachment.
type TransitGatewayConnect struct {
	ID                                         String `tf:"id,identity"`
	TransitGatewayID                           Ref    `tf:"transit_gateway_id" ref:"transit_gateway"`
	TransportAttachmentID                      Ref    `tf:"transport_attachment_id" ref:"transit_gateway_attachment"`
	TransitGatewayDefaultRouteTableAssociation Bool   `tf:"transit_gateway_default_route_table_association"`
	TransitGatewayDefaultRouteTablePropagation Bool   `tf:"transit_gateway_default_route_table_propagation"`
	Tags                                       Map    `tf:"tags"`
	TagsAll                                    Map    `tf:"tags_all,computed"`
}

// TransitGatewayRouteTable holds the attributes of aws_ec2_transit_gateway_route_table: a transit gateway
// route table.
type TransitGatewayRouteTable struct {
	ID                           String `tf:"id,identity"`
	ARN                          String `tf:"arn,identity"`
	TransitGatewayID             Ref    `tf:"transit_gateway_id" ref:"transit_gateway"`
	DefaultAssociationRouteTable Bool   `tf:"default_association_route_table,computed"`
	DefaultPropagationRouteTable Bool   `tf:"default_propagation_route_table,computed"`
	Tags                         Map    `tf:"tags"`
	TagsAll                      Map    `tf:"tags_all,computed"`
}

// TransitGatewayRoute holds the attributes of aws_ec2_transit_gateway_route: one static route of a transit
// gateway.
type TransitGatewayRoute struct {
	ID                         String `tf:"id,identity"`
	TransitGatewayRouteTableID Ref    `tf:"transit_gateway_route_table_id" ref:"transit_gateway_route_table"`
	TransitGatewayAttachmentID Ref    `tf:"transit_gateway_attachment_id" ref:"transit_gateway_attachment"`
	DestinationCIDRBlock       String `tf:"destination_cidr_block"`
	Blackhole                  Bool   `tf:"blackhole"`
}

// TransitGatewayRouteTableAssociation holds the attributes of aws_ec2_transit_gateway_route_table_association:
// the table that traffic from an attachment uses.
type TransitGatewayRouteTableAssociation struct {
	ID                         String `tf:"id,identity"`
	TransitGatewayRouteTableID Ref    `tf:"transit_gateway_route_table_id" ref:"transit_gateway_route_table"`
	TransitGatewayAttachmentID Ref    `tf:"transit_gateway_attachment_id" ref:"transit_gateway_attachment"`
	ReplaceExistingAssociation Bool   `tf:"replace_existing_association"`
}

// TransitGatewayRouteTablePropagation holds the attributes of aws_ec2_transit_gateway_route_table_propagation:
// the propagation of an attachment into a table.
type TransitGatewayRouteTablePropagation struct {
	ID                         String `tf:"id,identity"`
	TransitGatewayRouteTableID Ref    `tf:"transit_gateway_route_table_id" ref:"transit_gateway_route_table"`
	TransitGatewayAttachmentID Ref    `tf:"transit_gateway_attachment_id" ref:"transit_gateway_attachment"`
}

// TransitGatewayDefaultAssociation holds the attributes of
// aws_ec2_transit_gateway_default_route_table_association: the default association table of a transit gateway.
type TransitGatewayDefaultAssociation struct {
	ID                         String `tf:"id,identity"`
	TransitGatewayID           Ref    `tf:"transit_gateway_id" ref:"transit_gateway"`
	TransitGatewayRouteTableID Ref    `tf:"transit_gateway_route_table_id" ref:"transit_gateway_route_table"`
}

// TransitGatewayDefaultPropagation holds the attributes of
// aws_ec2_transit_gateway_default_route_table_propagation: the default propagation table of a transit gateway.
type TransitGatewayDefaultPropagation struct {
	ID                         String `tf:"id,identity"`
	TransitGatewayID           Ref    `tf:"transit_gateway_id" ref:"transit_gateway"`
	TransitGatewayRouteTableID Ref    `tf:"transit_gateway_route_table_id" ref:"transit_gateway_route_table"`
}

// TransitGatewayPrefixListReference holds the attributes of aws_ec2_transit_gateway_prefix_list_reference: the
// routes of a prefix list in a transit gateway table.
type TransitGatewayPrefixListReference struct {
	ID                         String `tf:"id,identity"`
	TransitGatewayRouteTableID Ref    `tf:"transit_gateway_route_table_id" ref:"transit_gateway_route_table"`
	TransitGatewayAttachmentID Ref    `tf:"transit_gateway_attachment_id" ref:"transit_gateway_attachment"`
	PrefixListID               Ref    `tf:"prefix_list_id" ref:"prefix_list"`
	Blackhole                  Bool   `tf:"blackhole"`
}

// CoreNetwork holds the attributes of aws_networkmanager_core_network: a Cloud WAN core network.
type CoreNetwork struct {
	ID              String `tf:"id,identity"`
	ARN             String `tf:"arn,identity"`
	GlobalNetworkID String `tf:"global_network_id"`
	Tags            Map    `tf:"tags"`
	TagsAll         Map    `tf:"tags_all,computed"`
}

// CoreNetworkVPCAttachment holds the attributes of aws_networkmanager_vpc_attachment: the attachment of a VPC
// to a core network.
type CoreNetworkVPCAttachment struct {
	ID            String                               `tf:"id,identity"`
	ARN           String                               `tf:"arn,identity"`
	CoreNetworkID Ref                                  `tf:"core_network_id" ref:"core_network_id"`
	VPCARN        Ref                                  `tf:"vpc_arn" ref:"vpc_arn"`
	SubnetARNs    List[Ref]                            `tf:"subnet_arns" ref:"subnet_arn"`
	Options       List[CoreNetworkVPCAttachmentOption] `tf:"options"`
	SegmentName   String                               `tf:"segment_name,computed"`
	Tags          Map                                  `tf:"tags"`
	TagsAll       Map                                  `tf:"tags_all,computed"`
}

// CoreNetworkVPCAttachmentOption is a nested block of CoreNetworkVPCAttachment.
type CoreNetworkVPCAttachmentOption struct {
	ApplianceModeSupport Bool `tf:"appliance_mode_support"`
	IPv6Support          Bool `tf:"ipv6_support"`
}
