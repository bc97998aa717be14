package model

import "net/netip"

// LoadBalancerKind is the generation and layer of a load balancer.
type LoadBalancerKind string

// The kinds of load balancers.
const (
	ApplicationLoadBalancer LoadBalancerKind = "application"
	NetworkLoadBalancer     LoadBalancerKind = "network"
	GatewayLoadBalancer     LoadBalancerKind = "gateway"
	ClassicLoadBalancer     LoadBalancerKind = "classic"
)

// LoadBalancer is a load balancer of any kind; a classic one keeps its listeners, instances and health
// check as Listeners, one implicit target group and Targets.
type LoadBalancer struct {
	Object
	Kind                    Value[LoadBalancerKind]
	Internal                Value[bool] // absent means internet-facing
	IPAddressType           Value[string]
	Subnets                 List[Ref[Subnet]]
	Addresses               []Ref[ElasticIP] // of subnet mappings
	PrivateIPs              []Value[netip.Addr]
	Groups                  List[Ref[SecurityGroup]]
	GroupsUnset             bool
	CrossZone               Value[bool] // absent: on for application, off for network and gateway
	DNSNames                []string    // strings by which DNS records and settings refer to it
	EnforcePrivateLinkRules Value[bool]

	Listeners  []*Listener         // by Link
	Interfaces []*NetworkInterface // by Link: its nodes, one for each subnet
}

// Listener accepts connections for a load balancer.
type Listener struct {
	Object
	LoadBalancer Ref[LoadBalancer]
	Port         Value[int]
	Protocol     Value[string] // HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, GENEVE, SSL
	// Actions are the default actions.
	Actions []ListenerAction
	Rules   []*ListenerRule // by Link, sorted by priority
	// InstancePort and InstanceProtocol are set for classic listeners.
	InstancePort     Value[int]
	InstanceProtocol Value[string]
}

// ListenerAction is what a listener or rule does with a request. For "forward" TargetGroups holds all
// groups that may take it; for "fixed-response" StatusCode holds the answer's status.
type ListenerAction struct {
	Type         Value[string]
	TargetGroups List[Ref[TargetGroup]]
	Weights      []Value[int] // the shares of TargetGroups.Items, in their order; empty: nothing is said of them
	StatusCode   Value[string]
	Range        Range
}

// Weight gives the share of the requests that the i-th target group gets, relative to the others; 1 where
// nothing is said of it. A group of weight 0, the idle one of a blue/green pair, gets none.
func (a ListenerAction) Weight(i int) Value[int] {
	if i >= len(a.Weights) {
		return Known(1)
	}
	return a.Weights[i].OrDefault(1)
}

// ListenerRule is a rule of an application listener.
type ListenerRule struct {
	Object
	Listener Ref[Listener]
	Priority Value[int]
	Actions  []ListenerAction
	Paths    List[Value[string]]
	Hosts    List[Value[string]]
}

// TargetGroup is a set of targets with one health check.
type TargetGroup struct {
	Object
	VPC              Ref[VPC]
	Port             Value[int]
	Protocol         Value[string]
	TargetType       Value[string] // instance (absent), ip, lambda, alb
	HealthCheck      HealthCheck
	PreserveClientIP Value[bool]
	CrossZone        Value[string]             // "true", "false", "use_load_balancer_configuration" (absent)
	Targets          List[*TargetRegistration] // inline (CloudFormation) and attachments; Link completes it

	LoadBalancers []*LoadBalancer // by Link: those whose listeners or rules forward to the group
	Registered    []*Workload     // by Link: workloads that register themselves
}

// HealthCheck is how a load balancer asks its targets.
type HealthCheck struct {
	Enabled  Value[bool]
	Port     Value[string] // a number, or "traffic-port" (absent)
	Protocol Value[string]
	Path     Value[string]
	Matcher  Value[string] // "200", "200-299", "200,202"; absent means 200
	Range    Range
}

// TargetRegistration is a registered target of a target group.
type TargetRegistration struct {
	Object
	TargetGroup  Ref[TargetGroup]
	Instance     Ref[Workload]     // target type instance, and Lambda functions
	LoadBalancer Ref[LoadBalancer] // target type alb
	IP           Value[netip.Addr] // target type ip
	TargetID     Value[string]
	Port         Value[int]    // absent: the group's
	Zone         Value[string] // "all" or a zone, for addresses outside the VPC
}
