package topology

import (
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
)

// Exit is a set of destinations with the route by which they leave for good: the last one, where firewall or
// Gateway Load Balancer endpoints stand on the way.
type Exit struct {
	reach.Leg
	// First is the leg in the subnet's own table; equal to Leg where nothing stands between.
	First *reach.Leg
	// Through are the firewall or Gateway Load Balancer endpoints on the way, in order.
	Through []model.Entity
	// At is the subnet by whose table Leg was chosen: the subnet itself, or that of the last endpoint on the way.
	// nil where all of several lead the same way.
	At *model.Subnet
	// Either is set where everything is certain but which of an endpoint's subnets the packets pass.
	Either bool
}

// Exits splits dst by where the packets of a subnet leave to, following them through firewall and Gateway
// Load Balancer endpoints and the tables of the endpoints' subnets. Together the exits cover dst. An exit is
// certain only if every leg on the way is.
func Exits(e *reach.Engine, s *model.Subnet, dst packet.AddrSet) []Exit {
	legs := e.Carries(s, dst)
	out := make([]Exit, 0, len(legs))
	for i := range legs {
		x := Exit{Leg: legs[i], First: &legs[i], At: s}
		if endpoint, _ := inspecting(x.Leg); endpoint == nil {
			out = append(out, x)
		} else {
			out = append(out, follow(e, x, []*model.Subnet{s})...)
		}
	}
	return out
}

// follow goes on behind an inspecting endpoint. seen are the subnets on the way, so that a loop of endpoints
// ends.
func follow(e *reach.Engine, x Exit, seen []*model.Subnet) []Exit {
	endpoint, subnets := inspecting(x.Leg)
	if endpoint == nil {
		return []Exit{x}
	}
	var ways [][]Exit // behind each subnet in which the endpoint may stand
	for _, s := range subnets {
		if slices.Contains(seen, s) {
			continue
		}
		var way []Exit
		for _, l := range e.Carries(s, x.Dst) {
			next := Exit{Leg: l, First: x.First, At: s, Through: append(slices.Clone(x.Through), endpoint)}
			if !x.Certain && l.Certain {
				next.Certain, next.Why = false, x.Why
			}
			way = append(way, follow(e, next, append(slices.Clone(seen), s))...)
		}
		ways = append(ways, way)
	}
	switch len(ways) {
	case 0:
		x.Certain, x.Kind, x.Why = false, model.TargetUnknown, "where "+endpoint.Base().Address+" stands is not in view"
		return []Exit{x}
	case 1:
		return ways[0]
	}
	return agree(ways, "which endpoint "+x.Leg.String()+" means is not known")
}

// agree keeps as certain what leaves the same way behind every endpoint that may be meant.
func agree(ways [][]Exit, why string) []Exit {
	var out []Exit
	var agreed packet.AddrSet
	for _, x := range ways[0] {
		if !x.Certain {
			continue
		}
		x.At = nil
		for _, way := range ways[1:] {
			var same packet.AddrSet
			for _, o := range way {
				if o.Certain && o.Same(x.Leg) {
					same = same.Union(o.Dst)
				}
			}
			x.Dst = x.Dst.Intersect(same)
		}
		if !x.Dst.IsEmpty() {
			agreed = agreed.Union(x.Dst)
			out = append(out, x)
		}
	}
	for _, way := range ways {
		for _, x := range way {
			if x.Dst = x.Dst.Minus(agreed); x.Dst.IsEmpty() {
				continue
			}
			if x.Certain {
				x.Certain, x.Either, x.Why = false, true, why
			}
			out = append(out, x)
		}
	}
	return out
}

// inspecting gives the firewall or Gateway Load Balancer endpoint that a leg hands packets to, and the subnets
// in one of which it stands; nil where it hands them to anything else.
func inspecting(l reach.Leg) (model.Entity, []*model.Subnet) {
	if l.Kind != model.TargetEndpoint {
		return nil, nil
	}
	switch o := l.Target.To.(type) {
	case *model.FirewallEndpoint:
		return o, EndpointSubnets(o)
	case *model.VPCEndpoint:
		if kind, ok := o.Kind.Get(); ok && kind == model.GWLBEndpoint {
			return o, EndpointSubnets(o)
		}
	}
	return nil, nil
}

// EndpointSubnets gives the subnets in one of which an inspecting endpoint stands.
func EndpointSubnets(endpoint model.Entity) []*model.Subnet {
	switch o := endpoint.(type) {
	case *model.FirewallEndpoint:
		return firewallSubnets(o)
	case *model.VPCEndpoint:
		var out []*model.Subnet
		for _, r := range o.Subnets.Items {
			if s := r.To(); s != nil {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// firewallSubnets gives where a firewall endpoint may stand: its own subnet, or any of its firewall's where
// the input does not say (CloudFormation's EndpointIds are in no order).
func firewallSubnets(o *model.FirewallEndpoint) []*model.Subnet {
	if s := o.Subnet.To(); s != nil {
		return []*model.Subnet{s}
	}
	if len(o.Subnet.Candidates()) > 0 {
		return o.Subnet.Candidates()
	}
	var out []*model.Subnet
	if o.Firewall != nil && !o.Firewall.Subnets.Open {
		for _, r := range o.Firewall.Subnets.Items {
			if s := r.To(); s != nil {
				out = append(out, s)
			}
		}
	}
	return out
}

// Deciding gives the tables that decide where a subnet's packets end: its own, or, where all of them pass an
// inspecting endpoint, those of the endpoint's subnet, which are the ones to change. They are several where it is
// not known in which of the firewall's subnets the endpoint stands.
func Deciding(own *model.RouteTable, exits []Exit) []*model.RouteTable {
	var behind []*model.RouteTable
	for _, x := range exits {
		if len(x.Through) == 0 || x.At == nil || x.At.RouteTable.To() == nil {
			return []*model.RouteTable{own}
		}
		if t := x.At.RouteTable.To(); !slices.Contains(behind, t) {
			behind = append(behind, t)
		}
	}
	if len(behind) == 0 {
		return []*model.RouteTable{own}
	}
	return behind
}

// To reports whether the exit certainly, or possibly, hands its packets to the object.
func (x Exit) To(o model.Entity) (certainly, possibly bool) {
	if to := x.Object(); to != nil {
		return to == o && x.Certain, to == o
	}
	if x.Kind == model.TargetUnknown {
		return false, true
	}
	if x.None() || x.Local || x.Kind == model.TargetBlackhole || x.Target.ID.IsKnown() {
		return false, false
	}
	if len(x.Target.Candidates) > 0 {
		return false, slices.Contains(x.Target.Candidates, o)
	}
	return false, x.Kind == kindOf(o) || x.Kind == model.TargetGateway
}

// kindOf gives the kind of route target that an object is.
func kindOf(o model.Entity) model.TargetKind {
	switch o.(type) {
	case *model.PeeringConnection:
		return model.TargetPeering
	case *model.TransitGateway:
		return model.TargetTransitGateway
	case *model.InternetGateway:
		return model.TargetInternetGateway
	case *model.VPNGateway:
		return model.TargetVPNGateway
	case *model.NATGateway:
		return model.TargetNATGateway
	case *model.EgressOnlyInternetGateway:
		return model.TargetEgressOnly
	}
	return model.TargetUnknown
}

// Carried gives the part of the exits' destinations that certainly goes to the object, and the part that may.
func Carried(exits []Exit, o model.Entity) (must, may packet.AddrSet) {
	for _, x := range exits {
		certainly, possibly := x.To(o)
		if certainly {
			must = must.Union(x.Dst)
		}
		if possibly {
			may = may.Union(x.Dst)
		}
	}
	return must, may
}
