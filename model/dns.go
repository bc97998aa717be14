package model

// HostedZone is a Route 53 hosted zone; a private one has VPCs.
type HostedZone struct {
	Object
	Domain  Value[string] // without the final dot, lower case
	Private Value[bool]
	VPCs    List[Ref[VPC]] // inline and by association, completed by Link
	Records []*DNSRecord   // by Link
}

// HostedZoneAssociation associates a private zone with a VPC.
type HostedZoneAssociation struct {
	Object
	Zone Ref[HostedZone]
	VPC  Ref[VPC]
}

// DNSRecord is a record set.
type DNSRecord struct {
	Object
	Zone   Ref[HostedZone]
	Domain Value[string] // fully qualified (by Link where it was relative to the zone), without the final dot, lower case
	Kind   Value[string] // A, AAAA, CNAME …
	Values List[Value[string]]
	Alias  Value[string] // DNS name of an alias target
}

// ResolverEndpoint is a Route 53 Resolver endpoint.
type ResolverEndpoint struct {
	Object
	Inbound     Value[bool]
	Subnets     List[Ref[Subnet]]
	Groups      List[Ref[SecurityGroup]]
	GroupsUnset bool
	Interfaces  []*NetworkInterface // by Link
}

// ResolverRule forwards a domain's queries.
type ResolverRule struct {
	Object
	Domain   Value[string]
	Kind     Value[string] // FORWARD, SYSTEM, RECURSIVE
	Endpoint Ref[ResolverEndpoint]
	Targets  List[Value[string]] // addresses
}

// ResolverRuleAssociation gives a VPC a rule.
type ResolverRuleAssociation struct {
	Object
	Rule Ref[ResolverRule]
	VPC  Ref[VPC]
}
