package model

import (
	"net/netip"

	"github.com/netlint/netlint/model/packet"
)

// NetworkACL is a stateless filter at the edge of subnets.
type NetworkACL struct {
	Object
	VPC     Ref[VPC]
	Default bool // the VPC's default ACL, implicit or adopted
	// Adopts is the identifier of the default ACL that this resource takes over (aws_default_network_acl).
	Adopts Value[string]
	// Ingress and Egress are the certain entries, sorted by number by Link; the final deny is not among them.
	Ingress, Egress []*NetworkACLEntry
	// Maybe are entries whose ACL, number or direction is not certain.
	Maybe []*NetworkACLEntry
	// Open means that there may be entries that are not in view; Why says which.
	Open bool
	Why  string

	SubnetIDs    List[Ref[Subnet]] // as declared on the ACL
	Subnets      []*Subnet         // by Link: all that it certainly serves
	MaybeSubnets []*Subnet         // by Link
}

// NetworkACLAssociation ties a subnet to an ACL.
type NetworkACLAssociation struct {
	Object
	Subnet Ref[Subnet]
	ACL    Ref[NetworkACL]
}

// NetworkACLEntry is a numbered rule of a network ACL.
type NetworkACLEntry struct {
	Object
	ACL    Ref[NetworkACL]
	Inline bool
	Number Value[int]  // 1–32766
	Egress Value[bool] // outbound rule
	Allow  Value[bool]
	Match  FilterMatch
	// CIDR is what the far end must lie in: the source of an inbound rule, the destination of an outbound one.
	CIDR Value[netip.Prefix]
}

// Holder gives the object that a finding about the entry is reported at.
func (e *NetworkACLEntry) Holder() *Object {
	if e.Inline && e.ACL.To() != nil {
		return e.ACL.To().Base()
	}
	return &e.Object
}

// FilterMatch is the protocol and port part of a filter's rule. Ports are the destination ports of the
// packet that is filtered, 0–65535, both ends included, and meaningful for TCP and UDP only; front ends
// leave them absent for "all". For ICMP and ICMPv6, ICMPType and ICMPCode hold the type and code, -1 or
// absent for any.
type FilterMatch struct {
	Protocol           Value[packet.Protocol] // packet.AnyProtocol for every protocol
	FromPort, ToPort   Value[int]
	ICMPType, ICMPCode Value[int]
	// StatedPorts is true where the input wrote ports beside a protocol that ignores them; see StatesPorts.
	StatedPorts bool
}

// StatesPorts reports whether ports that are written beside a protocol without ports say anything: none, 0 to
// 0, -1 to -1 and the whole range, from 0 or 1 on, do not.
func StatesPorts(from, to Value[int]) bool {
	if from.IsAbsent() && to.IsAbsent() {
		return false
	}
	first, last := from.Or(0), to.Or(0)
	return !(first <= 0 && last <= 0 || first <= 1 && last >= 65535)
}

// SecurityGroup is a stateful filter on interfaces.
type SecurityGroup struct {
	Object
	VPC         Ref[VPC]
	Default     bool // a VPC's default group, implicit or adopted
	Description Value[string]
	// Ingress and Egress are the rules that certainly belong to the group, defaults included: after Link the
	// rules of AWS's own default egress stand here too, as Implicit rules.
	Ingress, Egress []*SecurityGroupRule
	// Maybe are rules whose group or direction is not certain.
	Maybe []*SecurityGroupRule
	// Open means that there may be rules that are not in view; Why says which.
	Open bool
	Why  string
	// DefaultEgress says that AWS's allow-all egress stays unless the group has an egress rule of its own:
	// true for groups of CloudFormation and untouched default groups, false for Terraform's, whose provider
	// revokes it.
	DefaultEgress bool
	AlsoVPCs      List[Ref[VPC]]      // further VPCs that the group is associated with
	Interfaces    []*NetworkInterface // by Link: interfaces that certainly carry the group
	// MaybeInterfaces are interfaces that may carry it.
	MaybeInterfaces []*NetworkInterface
}

// SecurityGroupRule is one rule of a security group with all its far ends.
type SecurityGroupRule struct {
	Object
	Group       Ref[SecurityGroup]
	Inline      bool
	Egress      Value[bool]
	Match       FilterMatch
	CIDRs       List[Value[netip.Prefix]]
	PrefixLists List[Ref[PrefixList]]
	Groups      List[Ref[SecurityGroup]]
	Self        Value[bool]
	Description Value[string]
}

// Holder gives the object that a finding about the rule is reported at.
func (r *SecurityGroupRule) Holder() *Object {
	if (r.Inline || r.Implicit) && r.Group.To() != nil {
		return r.Group.To().Base()
	}
	return &r.Object
}

// SecurityGroupVPCAssociation lets interfaces of a further VPC carry a group.
type SecurityGroupVPCAssociation struct {
	Object
	Group Ref[SecurityGroup]
	VPC   Ref[VPC]
}

// PrefixList is a managed prefix list, a customer's or AWS's own.
type PrefixList struct {
	Object
	Entries    List[Value[netip.Prefix]]
	MaxEntries Value[int]
	// Service is set for AWS's lists: "s3", "dynamodb", "cloudfront"; their entries are not known offline.
	Service string
}

// PrefixListEntry adds a prefix to a list.
type PrefixListEntry struct {
	Object
	List Ref[PrefixList]
	CIDR Value[netip.Prefix]
}
