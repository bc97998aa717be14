package reach

import (
	"github.com/netlint/netlint/model"
)

// islands groups VPCs that something joins, however indirectly: transit gateways, routes to what stands in another VPC.
// What begins in one island certainly gets to no other that it is not peered with, for a peering connection leads no
// further than to the peer, unless the island is open: what one of its routes leads to is not in view, so that it may
// lead anywhere.
type islands struct {
	parent map[model.Entity]model.Entity // a VPC's or transit gateway's; a root has none
	open   map[model.Entity]bool         // by root
	peered map[[2]model.Entity]bool      // by roots
}

func newIslands(n *model.Network) *islands {
	s := &islands{parent: map[model.Entity]model.Entity{}, open: map[model.Entity]bool{}, peered: map[[2]model.Entity]bool{}}
	for _, a := range n.TransitAttachments {
		s.attachment(a)
	}
	for _, t := range n.TransitTables {
		if g := entity(t.Gateway); g != nil && (t.Open || len(t.MaybeRoutes)+len(t.MaybeLearns) > 0) {
			s.leak(g)
		}
	}
	for _, r := range n.TransitRoutes {
		if t := r.Table.To(); t != nil && r.Attachment.To() == nil && !r.Blackhole.Or(false) {
			s.leak(entity(t.Gateway))
		}
	}
	for _, v := range n.VPCs {
		s.routes(v)
	}
	for _, p := range n.Peerings {
		switch a, b := p.Requester.To(), p.Accepter.To(); {
		case a != nil && b != nil:
			x, y := s.root(a), s.root(b)
			s.peered[[2]model.Entity{x, y}], s.peered[[2]model.Entity{y, x}] = true, true
		case a != nil:
			s.leak(a)
		case b != nil:
			s.leak(b)
		}
	}
	return s
}

// entity gives what a reference links to, as an interface that is nil where it links to nothing.
func entity[T any, P interface {
	*T
	model.Entity
}](r model.Ref[T]) model.Entity {
	if to := r.To(); to != nil {
		return P(to)
	}
	return nil
}

func (s *islands) root(e model.Entity) model.Entity {
	for s.parent[e] != nil {
		e = s.parent[e]
	}
	return e
}

// join makes one island of two; one of which the other end is not in view leaks.
func (s *islands) join(a, b model.Entity) {
	switch {
	case a == nil && b == nil:
		return
	case a == nil:
		s.leak(b)
		return
	case b == nil:
		s.leak(a)
		return
	}
	if x, y := s.root(a), s.root(b); x != y {
		s.parent[x] = y
		s.open[y] = s.open[y] || s.open[x]
	}
}

// leak says that something of an island may lead anywhere.
func (s *islands) leak(e model.Entity) {
	if e != nil {
		s.open[s.root(e)] = true
	}
}

func (s *islands) attachment(a *model.TransitGatewayAttachment) {
	g := entity(a.Gateway)
	switch {
	case a.Kind == model.AttachVPC:
		s.join(g, entity(a.VPC))
	case a.Kind == model.AttachPeering:
		s.join(g, entity(a.Peer))
	case !onPremisesAttachment(a):
		s.leak(g)
	}
	if a.Table.To() == nil && !a.Table.IsAbsent() || a.Subnets.Open {
		s.leak(g)
	}
}

// routes joins a VPC with what its routes lead to.
func (s *islands) routes(v *model.VPC) {
	for _, sub := range v.Subnets {
		if t := sub.RouteTable.To(); t == nil || t.VPC.To() != v {
			s.leak(v)
		}
	}
	for _, t := range v.RouteTables {
		if t.Open || len(t.MaybeRoutes) > 0 || t.PropagatingVGWs.Open {
			s.leak(v)
		}
		for _, r := range t.PropagatingVGWs.Items {
			if r.To() == nil {
				s.leak(v)
			}
		}
		for _, r := range t.Routes {
			s.target(v, r.Target)
		}
	}
}

func (s *islands) target(v *model.VPC, t model.Target) {
	switch to := t.To.(type) {
	case nil:
		if t.Kind != model.TargetLocal && t.Kind != model.TargetBlackhole {
			s.leak(v)
		}
	case *model.InternetGateway, *model.EgressOnlyInternetGateway, *model.VPNGateway: // these lead outside
	case *model.PeeringConnection:
		if to.Requester.To() != v && to.Accepter.To() != v {
			s.leak(v)
		}
	case *model.TransitGateway:
		s.join(v, to)
		if to.External {
			s.leak(v)
		}
	case *model.NATGateway:
		s.join(v, entity(to.VPC))
	case *model.FirewallEndpoint:
		s.subnet(v, to.Subnet.To())
	case *model.VPCEndpoint:
		for _, i := range to.Interfaces {
			s.subnet(v, i.Subnet.To())
		}
	default:
		if i := targetInterface(t.To); i != nil {
			s.subnet(v, i.Subnet.To())
		} else {
			s.leak(v)
		}
	}
}

func (s *islands) subnet(v *model.VPC, at *model.Subnet) {
	if at == nil {
		s.leak(v)
		return
	}
	s.join(v, entity(at.VPC))
}

// apart reports whether certainly nothing gets from a place of one VPC to one of another.
func (s *islands) apart(a, b *model.VPC) bool {
	if a == nil || b == nil || a == b {
		return false
	}
	x, y := s.root(a), s.root(b)
	return x != y && !s.open[x] && !s.peered[[2]model.Entity{x, y}]
}
