package attribute

// VPCData holds the attributes of data.aws_vpc, which has more to say of an existing VPC than aws_vpc.
type VPCData struct {
	ID                    String            `tf:"id,identity"`
	ARN                   String            `tf:"arn,identity"`
	CIDRBlock             String            `tf:"cidr_block,computed"`
	CIDRBlockAssociations List[VPCDataCIDR] `tf:"cidr_block_associations,computed"`
	IPv6CIDRBlock         String            `tf:"ipv6_cidr_block,computed"`
	EnableDNSSupport      Bool              `tf:"enable_dns_support,computed"`
	EnableDNSHostnames    Bool              `tf:"enable_dns_hostnames,computed"`
	Default               Bool              `tf:"default,computed"`
	MainRouteTableID      String            `tf:"main_route_table_id,identity"`
	OwnerID               String            `tf:"owner_id,computed"`
	Tags                  Map               `tf:"tags"`
}

// VPCDataCIDR is one IPv4 range of a VPC that was read.
type VPCDataCIDR struct {
	CIDRBlock String `tf:"cidr_block,computed"`
	State     String `tf:"state,computed"`
}

// RouteTableData holds the attributes of data.aws_route_table.
type RouteTableData struct {
	ID           String                          `tf:"id,identity"`
	RouteTableID String                          `tf:"route_table_id,identity"`
	VPCID        Ref                             `tf:"vpc_id,computed" ref:"vpc"`
	Routes       List[DefaultInlineRoute]        `tf:"routes,computed"`
	Associations List[RouteTableDataAssociation] `tf:"associations,computed"`
	Tags         Map                             `tf:"tags"`
}

// RouteTableDataAssociation is an association of a route table that was read.
type RouteTableDataAssociation struct {
	SubnetID  Ref  `tf:"subnet_id,computed" ref:"subnet"`
	GatewayID Ref  `tf:"gateway_id,computed" ref:"gateway"`
	Main      Bool `tf:"main,computed"`
}

// InternetGatewayData holds the attributes of data.aws_internet_gateway.
type InternetGatewayData struct {
	ID          String                              `tf:"id,identity"`
	Attachments List[InternetGatewayDataAttachment] `tf:"attachments,computed"`
	Tags        Map                                 `tf:"tags"`
}

// InternetGatewayDataAttachment is the VPC of an internet gateway that was read.
type InternetGatewayDataAttachment struct {
	VPCID Ref    `tf:"vpc_id,computed" ref:"vpc"`
	State String `tf:"state,computed"`
}

// VPNGatewayData holds the attributes of data.aws_vpn_gateway.
type VPNGatewayData struct {
	ID            String `tf:"id,identity"`
	AttachedVPCID Ref    `tf:"attached_vpc_id,computed" ref:"vpc"`
	AmazonSideASN String `tf:"amazon_side_asn,computed"`
	Tags          Map    `tf:"tags"`
}

// PeeringData holds the attributes of data.aws_vpc_peering_connection.
type PeeringData struct {
	ID          String `tf:"id,identity"`
	VPCID       Ref    `tf:"vpc_id,computed" ref:"vpc"`
	PeerVPCID   Ref    `tf:"peer_vpc_id,computed" ref:"vpc"`
	PeerOwnerID String `tf:"peer_owner_id,computed"`
	PeerRegion  String `tf:"peer_region,computed"`
	Status      String `tf:"status,computed"`
	Tags        Map    `tf:"tags"`
}

// ManagedPrefixListData holds the attributes of data.aws_ec2_managed_prefix_list.
type ManagedPrefixListData struct {
	ID         String                      `tf:"id,identity"`
	ARN        String                      `tf:"arn,identity"`
	Name       String                      `tf:"name,computed"`
	Entries    List[InlinePrefixListEntry] `tf:"entries,computed"`
	MaxEntries Int                         `tf:"max_entries,computed"`
	OwnerID    String                      `tf:"owner_id,computed"`
	Tags       Map                         `tf:"tags"`
}

// PrefixListData holds the attributes of data.aws_prefix_list, one of AWS's own lists.
type PrefixListData struct {
	ID           String       `tf:"id,identity"`
	PrefixListID String       `tf:"prefix_list_id,identity"`
	Name         String       `tf:"name,computed"`
	CIDRBlocks   List[String] `tf:"cidr_blocks,computed"`
}

// CallerIdentityData holds the attributes of data.aws_caller_identity.
type CallerIdentityData struct {
	AccountID String `tf:"account_id,computed"`
}

// RegionData holds the attributes of data.aws_region.
type RegionData struct {
	Name String `tf:"name,computed"`
}

// Route53ZoneData holds the attributes of data.aws_route53_zone.
type Route53ZoneData struct {
	ID          String `tf:"id,identity"`
	ZoneID      String `tf:"zone_id,identity"`
	Name        String `tf:"name,computed"`
	PrivateZone Bool   `tf:"private_zone,computed"`
	VPCID       Ref    `tf:"vpc_id,computed" ref:"vpc"`
	Tags        Map    `tf:"tags"`
}

// NewData gives an empty attribute struct for the type of a data source, and nil for one that is not
// modelled. Where a data source has the attributes of the resource, it is the resource's struct.
func NewData(typeName string) any {
	switch typeName {
	case "aws_vpc":
		return new(VPCData)
	case "aws_route_table":
		return new(RouteTableData)
	case "aws_internet_gateway":
		return new(InternetGatewayData)
	case "aws_vpn_gateway":
		return new(VPNGatewayData)
	case "aws_vpc_peering_connection":
		return new(PeeringData)
	case "aws_ec2_managed_prefix_list":
		return new(ManagedPrefixListData)
	case "aws_prefix_list":
		return new(PrefixListData)
	case "aws_caller_identity":
		return new(CallerIdentityData)
	case "aws_region":
		return new(RegionData)
	case "aws_route53_zone":
		return new(Route53ZoneData)
	case "aws_subnet", "aws_security_group", "aws_nat_gateway", "aws_vpc_endpoint", "aws_ec2_transit_gateway",
		"aws_ec2_transit_gateway_route_table", "aws_ec2_transit_gateway_vpc_attachment", "aws_network_interface",
		"aws_lb", "aws_lb_target_group", "aws_iam_role", "aws_s3_bucket", "aws_iam_policy", "aws_customer_gateway",
		"aws_dx_gateway", "aws_instance", "aws_eip":
		return New(typeName)
	}
	return nil
}
