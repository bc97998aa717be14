package attribute

// This file holds the attributes of the VPC and what stands directly in it.

// VPC holds the attributes of aws_vpc and aws_default_vpc: a virtual private cloud; the aws_default_vpc form
// adopts the account's default one.
type VPC struct {
	ID                           String `tf:"id,identity"`
	ARN                          String `tf:"arn,identity"`
	CIDRBlock                    String `tf:"cidr_block,computed"`
	IPv6CIDRBlock                String `tf:"ipv6_cidr_block"`
	IPv4IPAMPoolID               Ref    `tf:"ipv4_ipam_pool_id" ref:"ipam_pool"`
	IPv6IPAMPoolID               Ref    `tf:"ipv6_ipam_pool_id" ref:"ipam_pool"`
	AssignGeneratedIPv6CIDRBlock Bool   `tf:"assign_generated_ipv6_cidr_block"`
	EnableDNSSupport             Bool   `tf:"enable_dns_support"`
	EnableDNSHostnames           Bool   `tf:"enable_dns_hostnames"`
	InstanceTenancy              String `tf:"instance_tenancy"`
	OwnerID                      String `tf:"owner_id,computed"`
	MainRouteTableID             String `tf:"main_route_table_id,identity"`
	DefaultRouteTableID          String `tf:"default_route_table_id,identity"`
	DefaultNetworkACLID          String `tf:"default_network_acl_id,identity"`
	DefaultSecurityGroupID       String `tf:"default_security_group_id,identity"`
	DHCPOptionsID                String `tf:"dhcp_options_id,computed"`
	Tags                         Map    `tf:"tags"`
	TagsAll                      Map    `tf:"tags_all,computed"`
}

// VPCCIDRAssociation holds the attributes of aws_vpc_ipv4_cidr_block_association: a secondary IPv4 range of a
// VPC.
type VPCCIDRAssociation struct {
	ID             String `tf:"id,identity"`
	VPCID          Ref    `tf:"vpc_id" ref:"vpc"`
	CIDRBlock      String `tf:"cidr_block,computed"`
	IPv4IPAMPoolID Ref    `tf:"ipv4_ipam_pool_id" ref:"ipam_pool"`
}

// VPCIPv6CIDRAssociation holds the attributes of aws_vpc_ipv6_cidr_block_association: a further IPv6 range of
// a VPC.
type VPCIPv6CIDRAssociation struct {
	ID                           String `tf:"id,identity"`
	VPCID                        Ref    `tf:"vpc_id" ref:"vpc"`
	IPv6CIDRBlock                String `tf:"ipv6_cidr_block,computed"`
	IPv6IPAMPoolID               Ref    `tf:"ipv6_ipam_pool_id" ref:"ipam_pool"`
	AssignGeneratedIPv6CIDRBlock Bool   `tf:"assign_generated_ipv6_cidr_block"`
}

// Subnet holds the attributes of aws_subnet and aws_default_subnet: a subnet.
type Subnet struct {
	ID                             String `tf:"id,identity"`
	ARN                            String `tf:"arn,identity"`
	VPCID                          Ref    `tf:"vpc_id" ref:"vpc"`
	CIDRBlock                      String `tf:"cidr_block,computed"`
	IPv6CIDRBlock                  String `tf:"ipv6_cidr_block"`
	AvailabilityZone               String `tf:"availability_zone,computed"`
	AvailabilityZoneID             String `tf:"availability_zone_id,computed"`
	MapPublicIPOnLaunch            Bool   `tf:"map_public_ip_on_launch"`
	AssignIPv6AddressOnCreation    Bool   `tf:"assign_ipv6_address_on_creation"`
	IPv6Native                     Bool   `tf:"ipv6_native"`
	EnableDNS64                    Bool   `tf:"enable_dns64"`
	PrivateDNSHostnameTypeOnLaunch String `tf:"private_dns_hostname_type_on_launch"`
	OwnerID                        String `tf:"owner_id,computed"`
	OutpostARN                     String `tf:"outpost_arn"`
	Tags                           Map    `tf:"tags"`
	TagsAll                        Map    `tf:"tags_all,computed"`
}

// DHCPOptions holds the attributes of aws_vpc_dhcp_options and aws_default_vpc_dhcp_options: a DHCP option
// set.
type DHCPOptions struct {
	ID                String       `tf:"id,identity"`
	ARN               String       `tf:"arn,identity"`
	DomainName        String       `tf:"domain_name"`
	DomainNameServers List[String] `tf:"domain_name_servers"`
	NtpServers        List[String] `tf:"ntp_servers"`
	Tags              Map          `tf:"tags"`
	TagsAll           Map          `tf:"tags_all,computed"`
}

// DHCPOptionsAssociation holds the attributes of aws_vpc_dhcp_options_association: the DHCP option set of a
// VPC.
type DHCPOptionsAssociation struct {
	ID            String `tf:"id,identity"`
	VPCID         Ref    `tf:"vpc_id" ref:"vpc"`
	DHCPOptionsID Ref    `tf:"dhcp_options_id" ref:"dhcp_options"`
}

// BlockPublicAccessOptions holds the attributes of aws_vpc_block_public_access_options: the account's block of
// internet access in one region.
type BlockPublicAccessOptions struct {
	ID                       String `tf:"id,identity"`
	InternetGatewayBlockMode String `tf:"internet_gateway_block_mode"`
}

// BlockPublicAccessExclusion holds the attributes of aws_vpc_block_public_access_exclusion: an exception from
// the block of internet access.
type BlockPublicAccessExclusion struct {
	ID                           String `tf:"id,identity"`
	VPCID                        Ref    `tf:"vpc_id" ref:"vpc"`
	SubnetID                     Ref    `tf:"subnet_id" ref:"subnet"`
	InternetGatewayExclusionMode String `tf:"internet_gateway_exclusion_mode"`
	Tags                         Map    `tf:"tags"`
	TagsAll                      Map    `tf:"tags_all,computed"`
}

// ManagedPrefixList holds the attributes of aws_ec2_managed_prefix_list: a customer-managed prefix list.
type ManagedPrefixList struct {
	ID            String                      `tf:"id,identity"`
	ARN           String                      `tf:"arn,identity"`
	Name          String                      `tf:"name"`
	AddressFamily String                      `tf:"address_family"`
	MaxEntries    Int                         `tf:"max_entries"`
	Entry         List[InlinePrefixListEntry] `tf:"entry"`
	Tags          Map                         `tf:"tags"`
	TagsAll       Map                         `tf:"tags_all,computed"`
}

// InlinePrefixListEntry is a nested block of ManagedPrefixList.
type InlinePrefixListEntry struct {
	CIDR        String `tf:"cidr"`
	Description String `tf:"description"`
}

// ManagedPrefixListEntry holds the attributes of aws_ec2_managed_prefix_list_entry: one entry of a prefix
// list.
type ManagedPrefixListEntry struct {
	ID           String `tf:"id,identity"`
	PrefixListID Ref    `tf:"prefix_list_id" ref:"prefix_list"`
	CIDR         String `tf:"cidr"`
	Description  String `tf:"description"`
}

// FlowLog holds the attributes of aws_flow_log: a flow log of a VPC, subnet, interface or transit gateway.
type FlowLog struct {
	ID                         String `tf:"id,identity"`
	ARN                        String `tf:"arn,identity"`
	VPCID                      Ref    `tf:"vpc_id" ref:"vpc"`
	SubnetID                   Ref    `tf:"subnet_id" ref:"subnet"`
	ENIID                      Ref    `tf:"eni_id" ref:"network_interface"`
	TransitGatewayID           Ref    `tf:"transit_gateway_id" ref:"transit_gateway"`
	TransitGatewayAttachmentID Ref    `tf:"transit_gateway_attachment_id" ref:"transit_gateway_attachment"`
	TrafficType                String `tf:"traffic_type"`
	LogDestination             String `tf:"log_destination"`
	LogDestinationType         String `tf:"log_destination_type"`
	LogGroupName               String `tf:"log_group_name"`
	Tags                       Map    `tf:"tags"`
	TagsAll                    Map    `tf:"tags_all,computed"`
}

// NetworkInterface holds the attributes of aws_network_interface: a network interface.
type NetworkInterface struct {
	ID               String                          `tf:"id,identity"`
	ARN              String                          `tf:"arn,identity"`
	SubnetID         Ref                             `tf:"subnet_id" ref:"subnet"`
	SecurityGroups   List[Ref]                       `tf:"security_groups" ref:"security_group"`
	PrivateIP        String                          `tf:"private_ip,computed"`
	PrivateIPs       List[String]                    `tf:"private_ips,computed"`
	PrivateIPList    List[String]                    `tf:"private_ip_list"`
	IPv6Addresses    List[String]                    `tf:"ipv6_addresses,computed"`
	IPv6AddressCount Int                             `tf:"ipv6_address_count"`
	SourceDestCheck  Bool                            `tf:"source_dest_check"`
	InterfaceType    String                          `tf:"interface_type"`
	Attachment       List[InlineInterfaceAttachment] `tf:"attachment"`
	Tags             Map                             `tf:"tags"`
	TagsAll          Map                             `tf:"tags_all,computed"`
}

// InlineInterfaceAttachment is a nested block of NetworkInterface.
type InlineInterfaceAttachment struct {
	Instance    Ref `tf:"instance" ref:"instance"`
	DeviceIndex Int `tf:"device_index"`
}

// NetworkInterfaceAttachment holds the attributes of aws_network_interface_attachment: the attachment of an
// interface to an instance.
type NetworkInterfaceAttachment struct {
	ID                 String `tf:"id,identity"`
	NetworkInterfaceID Ref    `tf:"network_interface_id" ref:"network_interface"`
	InstanceID         Ref    `tf:"instance_id" ref:"instance"`
	DeviceIndex        Int    `tf:"device_index"`
}

// NetworkInterfaceSGAttachment holds the attributes of aws_network_interface_sg_attachment: one more security
// group on an interface.
type NetworkInterfaceSGAttachment struct {
	ID                 String `tf:"id,identity"`
	NetworkInterfaceID Ref    `tf:"network_interface_id" ref:"network_interface"`
	SecurityGroupID    Ref    `tf:"security_group_id" ref:"security_group"`
}

// InstanceConnectEndpoint holds the attributes of aws_ec2_instance_connect_endpoint: an EC2 instance connect
// endpoint.
type InstanceConnectEndpoint struct {
	ID               String    `tf:"id,identity"`
	ARN              String    `tf:"arn,identity"`
	SubnetID         Ref       `tf:"subnet_id" ref:"subnet"`
	VPCID            Ref       `tf:"vpc_id" ref:"vpc"`
	SecurityGroupIDs List[Ref] `tf:"security_group_ids" ref:"security_group"`
	PreserveClientIP Bool      `tf:"preserve_client_ip"`
	Tags             Map       `tf:"tags"`
	TagsAll          Map       `tf:"tags_all,computed"`
}

// TrafficMirrorFilter holds the attributes of aws_ec2_traffic_mirror_filter: a filter of mirrored traffic.
type TrafficMirrorFilter struct {
	ID              String       `tf:"id,identity"`
	ARN             String       `tf:"arn,identity"`
	NetworkServices List[String] `tf:"network_services"`
	Tags            Map          `tf:"tags"`
	TagsAll         Map          `tf:"tags_all,computed"`
}

// TrafficMirrorFilterRule holds the attributes of aws_ec2_traffic_mirror_filter_rule: one rule of a mirror
// filter.
type TrafficMirrorFilterRule struct {
	ID                    String                                       `tf:"id,identity"`
	ARN                   String                                       `tf:"arn,identity"`
	TrafficMirrorFilterID Ref                                          `tf:"traffic_mirror_filter_id" ref:"mirror_filter"`
	TrafficDirection      String                                       `tf:"traffic_direction"`
	RuleNumber            Int                                          `tf:"rule_number"`
	RuleAction            String                                       `tf:"rule_action"`
	Protocol              Int                                          `tf:"protocol"`
	SourceCIDRBlock       String                                       `tf:"source_cidr_block"`
	DestinationCIDRBlock  String                                       `tf:"destination_cidr_block"`
	SourcePortRange       List[TrafficMirrorFilterRuleSourcePortRange] `tf:"source_port_range"`
	DestinationPortRange  List[TrafficMirrorFilterRuleSourcePortRange] `tf:"destination_port_range"`
}

// TrafficMirrorFilterRuleSourcePortRange is a nested block of TrafficMirrorFilterRule.
type TrafficMirrorFilterRuleSourcePortRange struct {
	FromPort Int `tf:"from_port"`
	ToPort   Int `tf:"to_port"`
}

// TrafficMirrorTarget holds the attributes of aws_ec2_traffic_mirror_target: the receiver of mirrored traffic.
type TrafficMirrorTarget struct {
	ID                            String `tf:"id,identity"`
	ARN                           String `tf:"arn,identity"`
	NetworkInterfaceID            Ref    `tf:"network_interface_id" ref:"network_interface"`
	NetworkLoadBalancerARN        Ref    `tf:"network_load_balancer_arn" ref:"load_balancer"`
	GatewayLoadBalancerEndpointID Ref    `tf:"gateway_load_balancer_endpoint_id" ref:"vpc_endpoint"`
	Tags                          Map    `tf:"tags"`
	TagsAll                       Map    `tf:"tags_all,computed"`
}

// TrafficMirrorSession holds the attributes of aws_ec2_traffic_mirror_session: a session that mirrors an
// interface's traffic.
type TrafficMirrorSession struct {
	ID                    String `tf:"id,identity"`
	ARN                   String `tf:"arn,identity"`
	NetworkInterfaceID    Ref    `tf:"network_interface_id" ref:"network_interface"`
	TrafficMirrorFilterID Ref    `tf:"traffic_mirror_filter_id" ref:"mirror_filter"`
	TrafficMirrorTargetID Ref    `tf:"traffic_mirror_target_id" ref:"mirror_target"`
	SessionNumber         Int    `tf:"session_number"`
	VirtualNetworkID      Int    `tf:"virtual_network_id,computed"`
	PacketLength          Int    `tf:"packet_length"`
	Tags                  Map    `tf:"tags"`
	TagsAll               Map    `tf:"tags_all,computed"`
}
