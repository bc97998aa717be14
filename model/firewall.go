package model

// NetworkFirewall is an AWS Network Firewall with one endpoint for each subnet mapping.
type NetworkFirewall struct {
	Object
	VPC     Ref[VPC]
	Subnets List[Ref[Subnet]]
	Policy  Ref[FirewallPolicy]
	// TransitGateway is set for a firewall attached to a transit gateway.
	TransitGateway Ref[TransitGateway]
	// EndpointIDs are the identifiers of the endpoints as inputs refer to them.
	Endpoints []*FirewallEndpoint
}

// FirewallEndpoint is the endpoint of a firewall in one subnet. Subnet may be unknown: CloudFormation's
// EndpointIds have no order.
type FirewallEndpoint struct {
	Object
	Firewall  *NetworkFirewall
	Subnet    Ref[Subnet]
	Interface *NetworkInterface // by Link
}

// FirewallPolicy is a firewall policy.
type FirewallPolicy struct {
	Object
	StatelessDefault  List[Value[string]] // aws:pass, aws:drop, aws:forward_to_sfe, custom
	StatelessFragment List[Value[string]]
	StatefulDefault   List[Value[string]] // aws:drop_strict, aws:drop_established, aws:alert_strict …
	StrictOrder       Value[bool]
	StatelessGroups   List[FirewallGroupUse]
	StatefulGroups    List[FirewallGroupUse]
	HomeNet           List[Value[string]] // policy variable HOME_NET; empty and closed: the firewall VPC's ranges
}

// FirewallGroupUse is a reference to a rule group with its place in the order.
type FirewallGroupUse struct {
	Group    Ref[FirewallRuleGroup]
	Priority Value[int]
}

// FirewallRuleGroup is a rule group, stateless or stateful.
type FirewallRuleGroup struct {
	Object
	Stateful    Value[bool]
	StrictOrder Value[bool]
	// Rules of a stateful group: one of Text (Suricata), Domains, Headers.
	Text      Value[string]
	Domains   *DomainList
	Headers   List[StatefulRule]
	Stateless List[StatelessRule]
	Variables map[string]List[Value[string]] // IP sets by name
	Ports     map[string]List[Value[string]] // port sets by name
}

// DomainList is a stateful group's list of domains.
type DomainList struct {
	Targets List[Value[string]]
	Types   List[Value[string]] // HTTP_HOST, TLS_SNI
	Action  Value[string]       // ALLOWLIST, DENYLIST
	Range   Range
}

// StatefulRule is a five-tuple rule of a stateful group.
type StatefulRule struct {
	Action                                  Value[string] // PASS, DROP, REJECT, ALERT
	Protocol, Source, SourcePort            Value[string]
	Destination, DestinationPort, Direction Value[string]
	Options                                 List[Value[string]] // keyword:settings
	Range                                   Range
}

// StatelessRule is a rule of a stateless group.
type StatelessRule struct {
	Priority              Value[int]
	Actions               List[Value[string]]
	Protocols             List[Value[int]]
	Sources, Destinations List[Value[string]] // CIDRs
	SourcePorts           List[Value[[2]int]]
	DestinationPorts      List[Value[[2]int]]
	Flags                 bool // matches on TCP flags
	Range                 Range
}
