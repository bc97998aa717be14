package attribute

// This file holds the attributes of load balancers.

// LoadBalancer holds the attributes of aws_lb and aws_alb: an application, network or gateway load balancer.
type LoadBalancer struct {
	ID                                                   String                          `tf:"id,identity"`
	ARN                                                  String                          `tf:"arn,identity"`
	Name                                                 String                          `tf:"name,computed"`
	Internal                                             Bool                            `tf:"internal"`
	LoadBalancerType                                     String                          `tf:"load_balancer_type"`
	IPAddressType                                        String                          `tf:"ip_address_type"`
	Subnets                                              List[Ref]                       `tf:"subnets" ref:"subnet"`
	SecurityGroups                                       List[Ref]                       `tf:"security_groups" ref:"security_group"`
	SubnetMapping                                        List[LoadBalancerSubnetMapping] `tf:"subnet_mapping"`
	EnableCrossZoneLoadBalancing                         Bool                            `tf:"enable_cross_zone_load_balancing"`
	EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic String                          `tf:"enforce_security_group_inbound_rules_on_private_link_traffic"`
	DNSName                                              String                          `tf:"dns_name,identity"`
	VPCID                                                String                          `tf:"vpc_id,computed"`
	ZoneID                                               String                          `tf:"zone_id,computed"`
	Tags                                                 Map                             `tf:"tags"`
	TagsAll                                              Map                             `tf:"tags_all,computed"`
}

// LoadBalancerSubnetMapping is a nested block of LoadBalancer.
type LoadBalancerSubnetMapping struct {
	SubnetID           Ref    `tf:"subnet_id" ref:"subnet"`
	AllocationID       Ref    `tf:"allocation_id" ref:"eip_allocation"`
	PrivateIPv4Address String `tf:"private_ipv4_address"`
	IPv6Address        String `tf:"ipv6_address"`
}

// LoadBalancerListener holds the attributes of aws_lb_listener and aws_alb_listener: a listener.
type LoadBalancerListener struct {
	ID              String                                  `tf:"id,identity"`
	ARN             String                                  `tf:"arn,identity"`
	LoadBalancerARN Ref                                     `tf:"load_balancer_arn" ref:"load_balancer"`
	Port            Int                                     `tf:"port"`
	Protocol        String                                  `tf:"protocol"`
	SSLPolicy       String                                  `tf:"ssl_policy"`
	DefaultAction   List[LoadBalancerListenerDefaultAction] `tf:"default_action"`
	Tags            Map                                     `tf:"tags"`
	TagsAll         Map                                     `tf:"tags_all,computed"`
}

// LoadBalancerListenerDefaultActionForwardTargetGroup is a nested block of LoadBalancerListener.
type LoadBalancerListenerDefaultActionForwardTargetGroup struct {
	ARN    Ref `tf:"arn" ref:"target_group"`
	Weight Int `tf:"weight"`
}

// LoadBalancerListenerDefaultActionForward is a nested block of LoadBalancerListener.
type LoadBalancerListenerDefaultActionForward struct {
	TargetGroup List[LoadBalancerListenerDefaultActionForwardTargetGroup] `tf:"target_group"`
}

// LoadBalancerListenerDefaultActionFixedResponse is a nested block of LoadBalancerListener.
type LoadBalancerListenerDefaultActionFixedResponse struct {
	StatusCode  String `tf:"status_code"`
	ContentType String `tf:"content_type"`
}

// LoadBalancerListenerDefaultActionRedirect is a nested block of LoadBalancerListener.
type LoadBalancerListenerDefaultActionRedirect struct {
	Port       String `tf:"port"`
	Protocol   String `tf:"protocol"`
	Host       String `tf:"host"`
	Path       String `tf:"path"`
	StatusCode String `tf:"status_code"`
}

// LoadBalancerListenerDefaultAction is a nested block of LoadBalancerListener.
type LoadBalancerListenerDefaultAction struct {
	Type           String                                               `tf:"type"`
	TargetGroupARN Ref                                                  `tf:"target_group_arn" ref:"target_group"`
	Forward        List[LoadBalancerListenerDefaultActionForward]       `tf:"forward"`
	FixedResponse  List[LoadBalancerListenerDefaultActionFixedResponse] `tf:"fixed_response"`
	Redirect       List[LoadBalancerListenerDefaultActionRedirect]      `tf:"redirect"`
}

// LoadBalancerListenerRule holds the attributes of aws_lb_listener_rule and aws_alb_listener_rule: a rule of a
// listener.
type LoadBalancerListenerRule struct {
	ID          String                                  `tf:"id,identity"`
	ARN         String                                  `tf:"arn,identity"`
	ListenerARN Ref                                     `tf:"listener_arn" ref:"listener"`
	Priority    Int                                     `tf:"priority"`
	Action      List[LoadBalancerListenerRuleAction]    `tf:"action"`
	Condition   List[LoadBalancerListenerRuleCondition] `tf:"condition"`
	Tags        Map                                     `tf:"tags"`
	TagsAll     Map                                     `tf:"tags_all,computed"`
}

// LoadBalancerListenerRuleActionForward is a nested block of LoadBalancerListenerRule.
type LoadBalancerListenerRuleActionForward struct {
	TargetGroup List[LoadBalancerListenerDefaultActionForwardTargetGroup] `tf:"target_group"`
}

// LoadBalancerListenerRuleAction is a nested block of LoadBalancerListenerRule.
type LoadBalancerListenerRuleAction struct {
	Type           String                                               `tf:"type"`
	TargetGroupARN Ref                                                  `tf:"target_group_arn" ref:"target_group"`
	Forward        List[LoadBalancerListenerRuleActionForward]          `tf:"forward"`
	FixedResponse  List[LoadBalancerListenerDefaultActionFixedResponse] `tf:"fixed_response"`
	Redirect       List[LoadBalancerListenerDefaultActionRedirect]      `tf:"redirect"`
}

// LoadBalancerListenerRuleConditionHostHeader is a nested block of LoadBalancerListenerRule.
type LoadBalancerListenerRuleConditionHostHeader struct {
	Values List[String] `tf:"values"`
}

// LoadBalancerListenerRuleConditionPathPattern is a nested block of LoadBalancerListenerRule.
type LoadBalancerListenerRuleConditionPathPattern struct {
	Values List[String] `tf:"values"`
}

// LoadBalancerListenerRuleConditionSourceIP is a nested block of LoadBalancerListenerRule.
type LoadBalancerListenerRuleConditionSourceIP struct {
	Values List[String] `tf:"values"`
}

// LoadBalancerListenerRuleCondition is a nested block of LoadBalancerListenerRule.
type LoadBalancerListenerRuleCondition struct {
	HostHeader  List[LoadBalancerListenerRuleConditionHostHeader]  `tf:"host_header"`
	PathPattern List[LoadBalancerListenerRuleConditionPathPattern] `tf:"path_pattern"`
	SourceIP    List[LoadBalancerListenerRuleConditionSourceIP]    `tf:"source_ip"`
}

// LoadBalancerTargetGroup holds the attributes of aws_lb_target_group and aws_alb_target_group: a target
// group.
type LoadBalancerTargetGroup struct {
	ID                            String                                   `tf:"id,identity"`
	ARN                           String                                   `tf:"arn,identity"`
	Name                          String                                   `tf:"name,computed"`
	Port                          Int                                      `tf:"port"`
	Protocol                      String                                   `tf:"protocol"`
	ProtocolVersion               String                                   `tf:"protocol_version"`
	VPCID                         Ref                                      `tf:"vpc_id" ref:"vpc"`
	TargetType                    String                                   `tf:"target_type"`
	PreserveClientIP              String                                   `tf:"preserve_client_ip"`
	LoadBalancingCrossZoneEnabled String                                   `tf:"load_balancing_cross_zone_enabled"`
	IPAddressType                 String                                   `tf:"ip_address_type"`
	HealthCheck                   List[LoadBalancerTargetGroupHealthCheck] `tf:"health_check"`
	Tags                          Map                                      `tf:"tags"`
	TagsAll                       Map                                      `tf:"tags_all,computed"`
}

// LoadBalancerTargetGroupHealthCheck is a nested block of LoadBalancerTargetGroup.
type LoadBalancerTargetGroupHealthCheck struct {
	Enabled  Bool   `tf:"enabled"`
	Path     String `tf:"path"`
	Port     String `tf:"port"`
	Protocol String `tf:"protocol"`
	Matcher  String `tf:"matcher"`
}

// LoadBalancerTargetGroupAttachment holds the attributes of aws_lb_target_group_attachment and
// aws_alb_target_group_attachment: a registered target.
type LoadBalancerTargetGroupAttachment struct {
	ID               String `tf:"id,identity"`
	TargetGroupARN   Ref    `tf:"target_group_arn" ref:"target_group"`
	TargetID         Ref    `tf:"target_id" ref:"target"`
	Port             Int    `tf:"port"`
	AvailabilityZone String `tf:"availability_zone"`
}

// ClassicLoadBalancer holds the attributes of aws_elb: a classic load balancer.
type ClassicLoadBalancer struct {
	ID                     String                               `tf:"id,identity"`
	ARN                    String                               `tf:"arn,identity"`
	Name                   String                               `tf:"name,computed"`
	Internal               Bool                                 `tf:"internal"`
	Subnets                List[Ref]                            `tf:"subnets" ref:"subnet"`
	SecurityGroups         List[Ref]                            `tf:"security_groups" ref:"security_group"`
	Instances              List[Ref]                            `tf:"instances" ref:"instance"`
	AvailabilityZones      List[String]                         `tf:"availability_zones,computed"`
	CrossZoneLoadBalancing Bool                                 `tf:"cross_zone_load_balancing"`
	Listener               List[ClassicLoadBalancerListener]    `tf:"listener"`
	HealthCheck            List[ClassicLoadBalancerHealthCheck] `tf:"health_check"`
	DNSName                String                               `tf:"dns_name,identity"`
	ZoneID                 String                               `tf:"zone_id,computed"`
	Tags                   Map                                  `tf:"tags"`
	TagsAll                Map                                  `tf:"tags_all,computed"`
}

// ClassicLoadBalancerListener is a nested block of ClassicLoadBalancer.
type ClassicLoadBalancerListener struct {
	InstancePort     Int    `tf:"instance_port"`
	InstanceProtocol String `tf:"instance_protocol"`
	LBPort           Int    `tf:"lb_port"`
	LBProtocol       String `tf:"lb_protocol"`
}

// ClassicLoadBalancerHealthCheck is a nested block of ClassicLoadBalancer.
type ClassicLoadBalancerHealthCheck struct {
	Target String `tf:"target"`
}

// ClassicLoadBalancerAttachment holds the attributes of aws_elb_attachment: an instance behind a classic load
// balancer.
type ClassicLoadBalancerAttachment struct {
	ID       String `tf:"id,identity"`
	ELB      Ref    `tf:"elb" ref:"classic_load_balancer"`
	Instance Ref    `tf:"instance" ref:"instance"`
}
