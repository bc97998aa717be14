package model

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// linkTables ties routes to tables and tables to subnets and gateways.
func (n *Network) linkTables() {
	for _, r := range n.Routes {
		n.linkTarget(&r.Target)
		anything := eachOf(r.Table,
			func(t *RouteTable) { t.Routes = append(t.Routes, r) },
			func(t *RouteTable) { t.MaybeRoutes = append(t.MaybeRoutes, r) })
		if anything {
			for _, t := range n.RouteTables {
				t.Open, t.Why = true, fmt.Sprintf("%s may stand in it", r.Address)
			}
		}
	}
	for _, p := range n.Propagations {
		if p.VGW.IsAbsent() {
			n.openToRouteServer(p)
			continue
		}
		anything := eachOf(p.Table,
			func(t *RouteTable) { t.PropagatingVGWs.Items = append(t.PropagatingVGWs.Items, p.VGW) },
			func(t *RouteTable) { openPropagation(t, p.Address) })
		if anything {
			for _, t := range n.RouteTables {
				openPropagation(t, p.Address)
			}
		}
	}
	for _, t := range n.RouteTables {
		if v := t.VPC.To(); v != nil {
			v.RouteTables = append(v.RouteTables, t)
		}
		openShared(&t.Object, &t.Open, &t.Why)
	}
	n.linkMainTables()
	n.linkSubnetTables()
	for _, a := range n.Associations {
		if t := a.Table.To(); t != nil {
			t.Associations = append(t.Associations, a)
		}
		n.linkEdgeTable(a)
	}
	for _, s := range n.Subnets {
		eachOf(s.RouteTable,
			func(t *RouteTable) { t.Subnets = append(t.Subnets, s) },
			func(t *RouteTable) { t.MaybeSubnets = append(t.MaybeSubnets, s) })
	}
}

// openToRouteServer opens the tables that a route server may write into: what, only its peers know, and a default
// route may be among it (VPC User Guide, "Dynamic routing in your VPC using VPC Route Server").
func (n *Network) openToRouteServer(p *RoutePropagation) {
	open := func(t *RouteTable) { t.Open, t.Why = true, p.Address+" lets a route server write routes into it" }
	if eachOf(p.Table, open, open) {
		for _, t := range n.RouteTables {
			open(t)
		}
	}
}

func openPropagation(t *RouteTable, by string) {
	t.PropagatingVGWs.Open, t.PropagatingVGWs.Why = true, by+" may propagate routes into it"
}

// openShared opens a holder to which others, not in view, may add children.
func openShared(o *Object, open *bool, why *string) {
	switch {
	case *open:
	case o.External:
		*open, *why = true, o.Address+" is not managed here"
	case o.Exported:
		*open, *why = true, "its id leaves the stack, and another stack may add to it"
	}
}

// linkTarget finds the object that a route hands packets to.
func (n *Network) linkTarget(t *Target) {
	find := func(id string) (Entity, TargetKind) {
		switch t.Kind {
		case TargetInternetGateway, TargetVPNGateway, TargetGateway:
			if g := lookup[InternetGateway](n.ix, id); g != nil {
				return g, TargetInternetGateway
			}
			if g := lookup[VPNGateway](n.ix, id); g != nil {
				return g, TargetVPNGateway
			}
			if g := lookup[CarrierGateway](n.ix, id); g != nil {
				return g, TargetCarrierGateway
			}
			switch {
			case strings.HasPrefix(id, "igw-"):
				return nil, TargetInternetGateway
			case strings.HasPrefix(id, "vgw-"):
				return nil, TargetVPNGateway
			}
		case TargetEgressOnly:
			return entity(lookup[EgressOnlyInternetGateway](n.ix, id)), t.Kind
		case TargetCarrierGateway:
			return entity(lookup[CarrierGateway](n.ix, id)), t.Kind
		case TargetNATGateway:
			return entity(lookup[NATGateway](n.ix, id)), t.Kind
		case TargetInterface:
			if i := lookup[NetworkInterface](n.ix, id); i != nil {
				return i, t.Kind
			}
			// An instance's primary interface is known by its id, and the instance stands for it.
			return entity(lookup[Workload](n.ix, id)), t.Kind
		case TargetInstance:
			return entity(lookup[Workload](n.ix, id)), t.Kind
		case TargetPeering:
			return entity(lookup[PeeringConnection](n.ix, id)), t.Kind
		case TargetTransitGateway:
			return entity(lookup[TransitGateway](n.ix, id)), t.Kind
		case TargetEndpoint:
			if e := lookup[VPCEndpoint](n.ix, id); e != nil {
				return e, t.Kind
			}
			return entity(lookup[FirewallEndpoint](n.ix, id)), t.Kind
		}
		return nil, t.Kind
	}
	if id, ok := t.ID.Get(); ok {
		t.To, t.Kind = find(id)
		return
	}
	for _, id := range t.CandidateIDs {
		if e, _ := find(id); e != nil {
			t.Candidates = append(t.Candidates, e)
		}
	}
}

// entity turns a nil pointer into a nil Entity.
func entity[T any, P interface {
	*T
	Entity
}](p P) Entity {
	if p == nil {
		return nil
	}
	return p
}

// linkMainTables sets each VPC's main table: the implicit one, or what replaces it.
func (n *Network) linkMainTables() {
	for _, a := range n.Associations {
		v, t := a.MainOf.To(), a.Table.To()
		if v == nil || t == nil {
			continue
		}
		v.MainTable.Main = false
		t.Main = true
		v.MainTable = t
	}
}

// linkSubnetTables sets the effective table of each subnet. Associations whose subnet is ambiguous are
// counted: when as many of them as they have subnets in common mean one of those subnets each, every one of
// the subnets has one, because a subnet has at most one association.
func (n *Network) linkSubnetTables() {
	certain := map[*Subnet]*RouteTableAssociation{}
	maybe := map[*Subnet][]*RouteTableAssociation{}
	groups := map[string]*choice[RouteTableAssociation]{}
	var anywhere []*RouteTableAssociation
	for _, a := range n.Associations {
		if a.Subnet.IsAbsent() {
			continue
		}
		if eachOf(a.Subnet,
			func(s *Subnet) {
				if certain[s] == nil {
					certain[s] = a
				}
			},
			func(s *Subnet) { maybe[s] = append(maybe[s], a) }) {
			anywhere = append(anywhere, a)
		}
		choose(groups, a, a.Subnet)
	}
	replaced, anyReplaced := n.mainsReplaced()
	for _, s := range n.Subnets {
		if a := certain[s]; a != nil {
			s.RouteTable, s.Association = a.Table, a
			continue
		}
		var main Ref[RouteTable]
		if v := s.VPC.To(); v != nil {
			main = LinkedRef(v.MainTable, v.MainTable.ID)
			if anyReplaced || replaced[v] {
				main = RefTo[RouteTable](Unknown[string]("another table may have been made the main one"))
			}
		} else {
			main = RefTo[RouteTable](Unknown[string]("the main route table of its VPC is not in view"))
		}
		switch {
		case s.External || s.Exported:
			why := "its id leaves the stack, and another stack may associate it"
			if s.External {
				why = "the subnet is not managed here"
			}
			s.RouteTable = amongTables(why, maybe[s], main)
		case len(maybe[s]) > 0:
			s.RouteTable = n.chooseTable(s, maybe[s], groups, main)
		default:
			if why := mayBeAnywhere(anywhere, s); why != "" {
				s.RouteTable = RefTo[RouteTable](Unknown[string](why))
			} else {
				s.RouteTable = main
			}
		}
	}
}

// choice is a set of associations that are made with one and the same set of subnets.
type choice[A any] struct {
	uses    []*A
	subnets []*Subnet
}

func choose[A any](groups map[string]*choice[A], a *A, r Ref[Subnet]) {
	if len(r.Candidates()) == 0 {
		return
	}
	key := candidateKey(r.Candidates())
	g := groups[key]
	if g == nil {
		g = &choice[A]{subnets: r.Candidates()}
		groups[key] = g
	}
	g.uses = append(g.uses, a)
}

func candidateKey(subnets []*Subnet) string {
	ids := make([]string, len(subnets))
	for i, s := range subnets {
		ids[i] = s.ID
	}
	slices.Sort(ids)
	return strings.Join(ids, "\x00")
}

// chooseTable gives the table of a subnet that only ambiguous associations may mean.
func (n *Network) chooseTable(s *Subnet, maybe []*RouteTableAssociation, groups map[string]*choice[RouteTableAssociation], main Ref[RouteTable]) Ref[RouteTable] {
	why := fmt.Sprintf("%s may associate it", maybe[0].Address)
	for _, key := range slices.Sorted(maps.Keys(groups)) { // the same group on every run, where several fit
		g := groups[key]
		if len(g.uses) >= len(g.subnets) && slices.Contains(g.subnets, s) {
			// Each subnet of the group has exactly one of the group's associations.
			if t := commonTable(g.uses); t.IsLinked() || t.IsExternal() {
				s.Association = g.uses[0]
				return t
			}
			return amongTables(why, g.uses, Ref[RouteTable]{})
		}
	}
	return amongTables(why, maybe, main)
}

func commonTable(uses []*RouteTableAssociation) Ref[RouteTable] {
	t := uses[0].Table
	for _, a := range uses[1:] {
		if !a.Table.Same(t) {
			return Ref[RouteTable]{}
		}
	}
	return t
}

// amongTables makes a reference to one of the tables of the associations, or to main where that is linked.
func amongTables(why string, uses []*RouteTableAssociation, main Ref[RouteTable]) Ref[RouteTable] {
	var among []*RouteTable
	add := func(t *RouteTable) {
		if !slices.Contains(among, t) {
			among = append(among, t)
		}
	}
	for _, a := range uses {
		if eachOf(a.Table, add, add) || a.Table.IsExternal() {
			return AmbiguousRef[RouteTable](why)
		}
	}
	if len(uses) > 0 && main.IsUnknown() {
		return AmbiguousRef[RouteTable](why)
	}
	if main.To() != nil {
		add(main.To())
	}
	return AmbiguousRef(why, among...)
}

func mayBeAnywhere(anywhere []*RouteTableAssociation, s *Subnet) string {
	for _, a := range anywhere {
		if t := a.Table.To(); t != nil && s.VPC.To() != nil && !mayBeIn(t.VPC, s.VPC.To()) {
			continue
		}
		return a.Address + " may associate it"
	}
	return ""
}

// mainsReplaced gives the VPCs of which a table that is not in view is made the main one. It may be any VPC's
// where an association does not tell the VPC.
func (n *Network) mainsReplaced() (of map[*VPC]bool, anywhere bool) {
	of = map[*VPC]bool{}
	for _, a := range n.Associations {
		switch {
		case a.MainOf.IsAbsent():
		case a.MainOf.IsUnknown():
			anywhere = true
		case !a.Table.IsLinked():
			of[a.MainOf.To()] = true
		}
	}
	return of, anywhere
}

// linkEdgeTable ties a table to the gateway whose arriving traffic it steers.
func (n *Network) linkEdgeTable(a *RouteTableAssociation) {
	id, ok := a.Gateway.Get()
	if !ok {
		return
	}
	if g := lookup[InternetGateway](n.ix, id); g != nil {
		g.EdgeTable = a.Table
		if t := a.Table.To(); t != nil {
			t.Gateways = append(t.Gateways, g)
		}
	}
	if g := lookup[VPNGateway](n.ix, id); g != nil {
		g.EdgeTable = a.Table
		if t := a.Table.To(); t != nil {
			t.Gateways = append(t.Gateways, g)
		}
	}
}
