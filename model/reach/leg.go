package reach

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// Leg is a set of destinations that one route carries.
type Leg struct {
	Dst packet.AddrSet
	// Kind says what the packets are handed to: TargetLocal, a gateway endpoint (TargetEndpoint with
	// Endpoint set), a propagated virtual private gateway (Propagated set), empty where no route carries them,
	// TargetUnknown where a route that is not in view may.
	Kind   model.TargetKind
	Target model.Target // of Route; for a propagated route, the gateway
	Route  *model.Route // nil for the local route, gateway endpoints, propagated routes, and none
	Local  bool         // the VPC's own ranges, not retargeted
	// Propagated is the virtual private gateway that writes the route into the table.
	Propagated *model.VPNGateway
	// Endpoint is the gateway endpoint that carries its service's addresses.
	Endpoint *model.VPCEndpoint
	// Except are gateway endpoints of the table: the addresses of their services, which are not known
	// offline, are theirs even where they lie in Dst.
	Except []*model.VPCEndpoint
	// Certain legs carry all of Dst in any case, and no other leg overlaps them. Legs that are not certain
	// may overlap: which one of them carries the packets is not known, and Why says what would have to be.
	Certain bool
	Why     string

	bits int // length of the winning prefix, -1 where there is none
}

// None reports whether no route carries the destinations.
func (l Leg) None() bool { return l.Kind == "" }

// Object gives what the packets are handed to: the gateway, interface or endpoint, or nil where it is not in
// view.
func (l Leg) Object() model.Entity {
	switch {
	case l.Endpoint != nil:
		return l.Endpoint
	case l.Propagated != nil:
		return l.Propagated
	case l.Target.To != nil:
		return l.Target.To
	}
	return nil
}

// Same reports whether both legs certainly hand packets to the same thing.
func (l Leg) Same(o Leg) bool {
	if l.Kind != o.Kind || l.Local != o.Local {
		return false
	}
	a, b := l.Object(), o.Object()
	if a != nil || b != nil {
		return a == b
	}
	switch l.Kind {
	case "", model.TargetLocal, model.TargetBlackhole:
		return true
	}
	x, okX := l.Target.ID.Get()
	y, okY := o.Target.ID.Get()
	return okX && okY && x == y
}

// String names the leg in a message.
func (l Leg) String() string {
	switch {
	case l.None():
		return "no route"
	case l.Local:
		return "the local route"
	case l.Endpoint != nil:
		return "gateway endpoint " + l.Endpoint.Address
	case l.Propagated != nil:
		return "the route propagated from " + l.Propagated.Address
	case l.Route == nil:
		return "a route that is not in view"
	}
	text := "the route"
	if p, ok := l.Route.Destination.Get(); ok {
		text += " " + p.String()
	} else if list := l.Route.PrefixList.To(); list != nil {
		text += " of prefix list " + list.Address
	}
	if to := l.Object(); to != nil {
		return text + " to " + string(l.Kind) + " " + to.Base().Address
	}
	switch {
	case l.Kind == model.TargetUnknown:
		return text + " to an unknown target"
	case l.Target.ID.IsUnknown():
		return text + " to an unknown " + string(l.Kind)
	}
	return text + " to " + string(l.Kind)
}
