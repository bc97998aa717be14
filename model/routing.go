package model

import "net/netip"

// RouteTable is a route table of a VPC: main, custom, or associated with a gateway (an edge table).
type RouteTable struct {
	Object
	VPC  Ref[VPC]
	Main bool // by Link: the VPC's main table
	// Adopts is the identifier of the default table that this resource takes over (aws_default_route_table).
	Adopts Value[string]
	// Routes are the routes that certainly stand in the table, without the local ones, which follow from
	// the VPC's ranges: inline and standalone, and the routes of gateway endpoints are apart, in Endpoints.
	Routes []*Route
	// MaybeRoutes may stand in this table: their table is ambiguous.
	MaybeRoutes []*Route
	// Open means that there may be routes that are not in view; Why says which.
	Open bool
	Why  string
	// PropagatingVGWs are the virtual private gateways that write their routes into the table.
	PropagatingVGWs List[Ref[VPNGateway]]

	Endpoints      []*VPCEndpoint // by Link: gateway endpoints associated with the table
	MaybeEndpoints []*VPCEndpoint // by Link: those of which that is not certain
	Subnets        []*Subnet      // by Link: all that it certainly serves, main ones included
	MaybeSubnets   []*Subnet      // by Link: those that it may serve
	Gateways       []Entity       // by Link: *InternetGateway or *VPNGateway whose arriving traffic it steers
	Associations   []*RouteTableAssociation
}

// RouteTableAssociation ties a subnet or a gateway to a table, or makes a table the main one.
type RouteTableAssociation struct {
	Object
	Table   Ref[RouteTable]
	Subnet  Ref[Subnet]   // absent for gateways and main associations
	Gateway Value[string] // identifier of an internet or virtual private gateway
	MainOf  Ref[VPC]      // set by aws_main_route_table_association
}

// TargetKind says what a route hands packets to.
type TargetKind string

// The kinds of targets of a route (VPC User Guide, "Route tables").
const (
	TargetLocal           TargetKind = "local"
	TargetInternetGateway TargetKind = "internet gateway"
	TargetVPNGateway      TargetKind = "virtual private gateway"
	TargetGateway         TargetKind = "gateway" // an internet or virtual private gateway, not known which
	TargetEgressOnly      TargetKind = "egress-only internet gateway"
	TargetNATGateway      TargetKind = "NAT gateway"
	TargetInterface       TargetKind = "network interface"
	TargetInstance        TargetKind = "instance"
	TargetPeering         TargetKind = "peering connection"
	TargetTransitGateway  TargetKind = "transit gateway"
	TargetCoreNetwork     TargetKind = "core network"
	TargetEndpoint        TargetKind = "VPC endpoint"
	TargetLocalGateway    TargetKind = "local gateway"
	TargetCarrierGateway  TargetKind = "carrier gateway"
	TargetBlackhole       TargetKind = "blackhole" // known to be without target
	TargetUnknown         TargetKind = "unknown target"
)

// Target is what a route hands packets to. Kind is known even where the object is not; To is the object,
// if it is in view and certain.
type Target struct {
	Kind TargetKind
	ID   Value[string]
	// CandidateIDs holds what ID may be where it is ambiguous.
	CandidateIDs []string

	To         Entity   // by Link; nil for local, external, unknown and ambiguous ones
	Candidates []Entity // by Link
}

// Route is a static route, inline in its table or a resource of its own.
type Route struct {
	Object
	Table Ref[RouteTable]
	// Inline routes are declared inside their table; findings about them are reported at it (Holder), with
	// the inline block's range in Object.Range.
	Inline bool
	// Exactly one of Destination (IPv4 or IPv6, host bits cleared) and PrefixList is set.
	Destination Value[netip.Prefix]
	// Family is 4 or 6 where Destination is not known but its IP version is, by the argument that states it; 0
	// otherwise.
	Family     int
	PrefixList Ref[PrefixList]
	Target     Target
}

// FamilyOf gives a route's Family by the two arguments for its destination: where one of them is not known and
// neither the other nor a prefix list is stated, that one's.
func FamilyOf(v4, v6 Value[netip.Prefix], list bool) int {
	switch {
	case list:
	case v4.IsUnknown() && v6.IsAbsent():
		return 4
	case v6.IsUnknown() && v4.IsAbsent():
		return 6
	}
	return 0
}

// Holder gives the object that a finding about the route is reported at: the table of an inline route, the
// route itself otherwise.
func (r *Route) Holder() *Object {
	if r.Inline && r.Table.To() != nil {
		return r.Table.To().Base()
	}
	return &r.Object
}

// RoutePropagation lets a virtual private gateway write its routes into a table, or a route server what its peers
// announce.
type RoutePropagation struct {
	Object
	Table Ref[RouteTable]
	VGW   Ref[VPNGateway] // absent: a route server
}
