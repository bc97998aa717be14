package attribute

// This file holds the attributes of network ACLs and security groups.

// NetworkACL holds the attributes of aws_network_acl: a network ACL.
type NetworkACL struct {
	ID        String               `tf:"id,identity"`
	ARN       String               `tf:"arn,identity"`
	VPCID     Ref                  `tf:"vpc_id" ref:"vpc"`
	SubnetIDs List[Ref]            `tf:"subnet_ids" ref:"subnet"`
	Ingress   List[InlineACLEntry] `tf:"ingress"`
	Egress    List[InlineACLEntry] `tf:"egress"`
	Tags      Map                  `tf:"tags"`
	TagsAll   Map                  `tf:"tags_all,computed"`
}

// InlineACLEntry is a nested block of NetworkACL.
type InlineACLEntry struct {
	RuleNo        Int    `tf:"rule_no"`
	Action        String `tf:"action"`
	Protocol      String `tf:"protocol"`
	FromPort      Int    `tf:"from_port"`
	ToPort        Int    `tf:"to_port"`
	CIDRBlock     String `tf:"cidr_block"`
	IPv6CIDRBlock String `tf:"ipv6_cidr_block"`
	ICMPType      Int    `tf:"icmp_type"`
	ICMPCode      Int    `tf:"icmp_code"`
}

// DefaultNetworkACL holds the attributes of aws_default_network_acl: the adopted default network ACL of a VPC.
type DefaultNetworkACL struct {
	ID                  String               `tf:"id,identity"`
	ARN                 String               `tf:"arn,identity"`
	DefaultNetworkACLID Ref                  `tf:"default_network_acl_id" ref:"network_acl"`
	VPCID               Ref                  `tf:"vpc_id,computed" ref:"vpc"`
	SubnetIDs           List[Ref]            `tf:"subnet_ids" ref:"subnet"`
	Ingress             List[InlineACLEntry] `tf:"ingress"`
	Egress              List[InlineACLEntry] `tf:"egress"`
	Tags                Map                  `tf:"tags"`
	TagsAll             Map                  `tf:"tags_all,computed"`
}

// NetworkACLRule holds the attributes of aws_network_acl_rule: one rule of a network ACL.
type NetworkACLRule struct {
	ID            String `tf:"id,identity"`
	NetworkACLID  Ref    `tf:"network_acl_id" ref:"network_acl"`
	RuleNumber    Int    `tf:"rule_number"`
	Egress        Bool   `tf:"egress"`
	Protocol      String `tf:"protocol"`
	RuleAction    String `tf:"rule_action"`
	CIDRBlock     String `tf:"cidr_block"`
	IPv6CIDRBlock String `tf:"ipv6_cidr_block"`
	FromPort      Int    `tf:"from_port"`
	ToPort        Int    `tf:"to_port"`
	ICMPType      Int    `tf:"icmp_type"`
	ICMPCode      Int    `tf:"icmp_code"`
}

// NetworkACLAssociation holds the attributes of aws_network_acl_association: the network ACL of a subnet.
type NetworkACLAssociation struct {
	ID           String `tf:"id,identity"`
	NetworkACLID Ref    `tf:"network_acl_id" ref:"network_acl"`
	SubnetID     Ref    `tf:"subnet_id" ref:"subnet"`
}

// SecurityGroup holds the attributes of aws_security_group: a security group.
type SecurityGroup struct {
	ID          String                `tf:"id,identity"`
	ARN         String                `tf:"arn,identity"`
	VPCID       Ref                   `tf:"vpc_id" ref:"vpc"`
	Name        String                `tf:"name,computed"`
	Description String                `tf:"description"`
	Ingress     List[InlineGroupRule] `tf:"ingress"`
	Egress      List[InlineGroupRule] `tf:"egress"`
	Tags        Map                   `tf:"tags"`
	TagsAll     Map                   `tf:"tags_all,computed"`
}

// InlineGroupRule is a nested block of SecurityGroup.
type InlineGroupRule struct {
	Description    String       `tf:"description"`
	Protocol       String       `tf:"protocol"`
	FromPort       Int          `tf:"from_port"`
	ToPort         Int          `tf:"to_port"`
	CIDRBlocks     List[String] `tf:"cidr_blocks"`
	IPv6CIDRBlocks List[String] `tf:"ipv6_cidr_blocks"`
	PrefixListIDs  List[Ref]    `tf:"prefix_list_ids" ref:"prefix_list"`
	SecurityGroups List[Ref]    `tf:"security_groups" ref:"security_group"`
	Self           Bool         `tf:"self"`
}

// DefaultSecurityGroup holds the attributes of aws_default_security_group: the adopted default security group
// of a VPC.
type DefaultSecurityGroup struct {
	ID          String                `tf:"id,identity"`
	ARN         String                `tf:"arn,identity"`
	VPCID       Ref                   `tf:"vpc_id" ref:"vpc"`
	Name        String                `tf:"name,computed"`
	Description String                `tf:"description"`
	Ingress     List[InlineGroupRule] `tf:"ingress"`
	Egress      List[InlineGroupRule] `tf:"egress"`
	Tags        Map                   `tf:"tags"`
	TagsAll     Map                   `tf:"tags_all,computed"`
}

// SecurityGroupRule holds the attributes of aws_security_group_rule: one rule of a security group, in the
// older form.
type SecurityGroupRule struct {
	ID                    String       `tf:"id,identity"`
	SecurityGroupID       Ref          `tf:"security_group_id" ref:"security_group"`
	Type                  String       `tf:"type"`
	Protocol              String       `tf:"protocol"`
	FromPort              Int          `tf:"from_port"`
	ToPort                Int          `tf:"to_port"`
	CIDRBlocks            List[String] `tf:"cidr_blocks"`
	IPv6CIDRBlocks        List[String] `tf:"ipv6_cidr_blocks"`
	PrefixListIDs         List[Ref]    `tf:"prefix_list_ids" ref:"prefix_list"`
	SourceSecurityGroupID Ref          `tf:"source_security_group_id" ref:"security_group"`
	Self                  Bool         `tf:"self"`
	Description           String       `tf:"description"`
}

// SecurityGroupIngressRule holds the attributes of aws_vpc_security_group_ingress_rule: one inbound rule of a
// security group.
type SecurityGroupIngressRule struct {
	ID                        String `tf:"id,identity"`
	ARN                       String `tf:"arn,identity"`
	SecurityGroupID           Ref    `tf:"security_group_id" ref:"security_group"`
	IPProtocol                String `tf:"ip_protocol"`
	FromPort                  Int    `tf:"from_port"`
	ToPort                    Int    `tf:"to_port"`
	CIDRIPv4                  String `tf:"cidr_ipv4"`
	CIDRIPv6                  String `tf:"cidr_ipv6"`
	PrefixListID              Ref    `tf:"prefix_list_id" ref:"prefix_list"`
	ReferencedSecurityGroupID Ref    `tf:"referenced_security_group_id" ref:"security_group"`
	Description               String `tf:"description"`
	Tags                      Map    `tf:"tags"`
	TagsAll                   Map    `tf:"tags_all,computed"`
}

// SecurityGroupEgressRule holds the attributes of aws_vpc_security_group_egress_rule: one outbound rule of a
// security group.
type SecurityGroupEgressRule struct {
	ID                        String `tf:"id,identity"`
	ARN                       String `tf:"arn,identity"`
	SecurityGroupID           Ref    `tf:"security_group_id" ref:"security_group"`
	IPProtocol                String `tf:"ip_protocol"`
	FromPort                  Int    `tf:"from_port"`
	ToPort                    Int    `tf:"to_port"`
	CIDRIPv4                  String `tf:"cidr_ipv4"`
	CIDRIPv6                  String `tf:"cidr_ipv6"`
	PrefixListID              Ref    `tf:"prefix_list_id" ref:"prefix_list"`
	ReferencedSecurityGroupID Ref    `tf:"referenced_security_group_id" ref:"security_group"`
	Description               String `tf:"description"`
	Tags                      Map    `tf:"tags"`
	TagsAll                   Map    `tf:"tags_all,computed"`
}

// SecurityGroupVPCAssociation holds the attributes of aws_vpc_security_group_vpc_association: a further VPC of
// a security group.
type SecurityGroupVPCAssociation struct {
	SecurityGroupID Ref `tf:"security_group_id" ref:"security_group"`
	VPCID           Ref `tf:"vpc_id" ref:"vpc"`
}
