package attribute

// This file holds the attributes of Route 53.

// Route53Zone holds the attributes of aws_route53_zone: a hosted zone.
type Route53Zone struct {
	ID      String               `tf:"id,identity"`
	ARN     String               `tf:"arn,identity"`
	Name    String               `tf:"name"`
	ZoneID  String               `tf:"zone_id,identity"`
	VPC     List[Route53ZoneVPC] `tf:"vpc,block"`
	Tags    Map                  `tf:"tags"`
	TagsAll Map                  `tf:"tags_all,computed"`
}

// Route53ZoneVPC is a nested block of Route53Zone.
type Route53ZoneVPC struct {
	VPCID     Ref    `tf:"vpc_id" ref:"vpc"`
	VPCRegion String `tf:"vpc_region"`
}

// Route53ZoneAssociation holds the attributes of aws_route53_zone_association: a further VPC of a private
// zone.
type Route53ZoneAssociation struct {
	ID        String `tf:"id,identity"`
	ZoneID    Ref    `tf:"zone_id" ref:"zone"`
	VPCID     Ref    `tf:"vpc_id" ref:"vpc"`
	VPCRegion String `tf:"vpc_region"`
}

// Route53Record holds the attributes of aws_route53_record: a record.
type Route53Record struct {
	ID      String                  `tf:"id,identity"`
	ZoneID  Ref                     `tf:"zone_id" ref:"zone"`
	Name    String                  `tf:"name"`
	Type    String                  `tf:"type"`
	TTL     Int                     `tf:"ttl"`
	Records List[String]            `tf:"records"`
	Alias   List[Route53RecordAlia] `tf:"alias"`
	FQDN    String                  `tf:"fqdn,computed"`
}

// Route53RecordAlia is a nested block of Route53Record.
type Route53RecordAlia struct {
	Name                 String `tf:"name"`
	ZoneID               String `tf:"zone_id"`
	EvaluateTargetHealth Bool   `tf:"evaluate_target_health"`
}

// ResolverEndpoint holds the attributes of aws_route53_resolver_endpoint: a resolver endpoint.
type ResolverEndpoint struct {
	ID               String                          `tf:"id,identity"`
	ARN              String                          `tf:"arn,identity"`
	Name             String                          `tf:"name"`
	Direction        String                          `tf:"direction"`
	SecurityGroupIDs List[Ref]                       `tf:"security_group_ids" ref:"security_group"`
	IPAddress        List[ResolverEndpointIPAddress] `tf:"ip_address"`
	HostVPCID        String                          `tf:"host_vpc_id,computed"`
	Tags             Map                             `tf:"tags"`
	TagsAll          Map                             `tf:"tags_all,computed"`
}

// ResolverEndpointIPAddress is a nested block of ResolverEndpoint.
type ResolverEndpointIPAddress struct {
	SubnetID Ref    `tf:"subnet_id" ref:"subnet"`
	IP       String `tf:"ip"`
}

// ResolverRule holds the attributes of aws_route53_resolver_rule: a forwarding rule.
type ResolverRule struct {
	ID                 String                     `tf:"id,identity"`
	ARN                String                     `tf:"arn,identity"`
	DomainName         String                     `tf:"domain_name"`
	RuleType           String                     `tf:"rule_type"`
	ResolverEndpointID Ref                        `tf:"resolver_endpoint_id" ref:"resolver_endpoint"`
	TargetIP           List[ResolverRuleTargetIP] `tf:"target_ip"`
	Tags               Map                        `tf:"tags"`
	TagsAll            Map                        `tf:"tags_all,computed"`
}

// ResolverRuleTargetIP is a nested block of ResolverRule.
type ResolverRuleTargetIP struct {
	IP       String `tf:"ip"`
	Port     Int    `tf:"port"`
	Protocol String `tf:"protocol"`
}

// ResolverRuleAssociation holds the attributes of aws_route53_resolver_rule_association: the association of a
// forwarding rule with a VPC.
type ResolverRuleAssociation struct {
	ID             String `tf:"id,identity"`
	ResolverRuleID Ref    `tf:"resolver_rule_id" ref:"resolver_rule"`
	VPCID          Ref    `tf:"vpc_id" ref:"vpc"`
}
