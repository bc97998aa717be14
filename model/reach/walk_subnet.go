package reach

import (
	"fmt"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// fromSubnet takes packets onward that something in a subnet sends: to their goal in the same subnet without
// any filter, else past the network ACL to where the subnet's route table says
// (Amazon VPC User Guide).
func (w *walk) fromSubnet(s state, sub *model.Subnet) outcome {
	if s.hops++; s.hops > maxHops {
		return w.stop(s, Hop{Object: &sub.Object, Code: CodeLoop, Note: "The routes lead the packets in a circle."}, nil)
	}
	if sub == s.goal.subnet && !w.classicNode(s) {
		return w.split64(s, func(s state) outcome {
			return w.acl(s, sub, true, func(s state) outcome { return w.route(s, sub) })
		}, func(s state) outcome {
			return w.arrive(w.note(s, Hop{Object: &sub.Object, Action: Forward, Rule: "within the subnet"}))
		})
	}
	return w.acl(s, sub, true, func(s state) outcome {
		if sub == s.goal.subnet {
			return w.arrive(s)
		}
		return w.route(s, sub)
	})
}

// classicNode reports whether the packets come from a node of a classic load balancer, whose network ACL
// filters them outwards even within the subnet (VPC User Guide, "Network ACLs").
func (w *walk) classicNode(s state) bool {
	if s.answering || s.bearer == nil {
		return false
	}
	b, ok := s.bearer.Owner.(*model.LoadBalancer)
	return ok && b.Kind.Or("") == model.ClassicLoadBalancer
}

// acl takes packets through the network ACL of a subnet.
func (w *walk) acl(s state, sub *model.Subnet, egress bool, next func(state) outcome) outcome {
	code := CodeACL
	if egress && w.classicNode(s) {
		code = CodeClassicACL
	}
	h := Hop{Object: &sub.Object, Action: Allow, Code: code, Rule: ruleWord(egress) + " rules"}
	var blame func(packet.Packet) (model.Range, string)
	if a := sub.ACL.To(); a != nil {
		h.Object = &a.Object
		if a.Implicit {
			h.Rule += " of its default network ACL"
		}
		blame = func(p packet.Packet) (model.Range, string) {
			if d := w.e.ACLView(a, egress).decidedBy(p); d != nil {
				return d.Entry.Range, fmt.Sprintf("%s rule %d", ruleWord(egress), d.Entry.Number.Or(0))
			}
			return a.Range, fmt.Sprintf("no %s rule, so the final deny", ruleWord(egress))
		}
	}
	h.Note = fmt.Sprintf("The network ACL of %s, %s.", sub.Address, ruleWord(egress))
	return w.pass(s, h, w.e.SubnetACL(sub, egress), blame, next)
}

func ruleWord(egress bool) string {
	if egress {
		return "outbound"
	}
	return "inbound"
}

// groups takes the first packets of a flow through the security groups of an interface.
func (w *walk) groups(s state, i *model.NetworkInterface, egress bool, next func(state) outcome) outcome {
	h := Hop{Object: &i.Object, Action: Allow, Code: CodeGroupMismatch, Rule: ruleWord(egress) + " rules of its security groups"}
	if i.Unfiltered {
		return next(w.note(s, Hop{Object: &i.Object, Action: Forward}))
	}
	peer := w.to.iface
	if !egress {
		peer = s.bearer
	}
	counts := s.lost == "" && (!egress || w.referencesEgress())
	f := w.e.AllowsPeer(i, peer, egress, counts)
	if peer == nil {
		f = w.e.Groups(i, egress)
	} else if egress && counts && s.view.destinations(s.live).Overlaps(nat64) {
		// Behind NAT64 the destination is no private address of the peer's.
		over := packet.To(nat64)
		direct := packet.To(nat64.Complement())
		f = f.Intersect(Filter{Must: direct, May: direct}).Union(w.e.AllowsPeer(i, peer, egress, false).Intersect(Filter{Must: over, May: over}))
	}
	if len(i.Groups.Items) == 1 {
		if g := i.Groups.Items[0].To(); g != nil {
			h.Object, h.Rule = &g.Object, ruleWord(egress)+" rules"
			if g.Implicit {
				h.Rule += " of its default security group"
			}
		}
	}
	h.Note = fmt.Sprintf("The security groups of %s, %s.", i.Address, ruleWord(egress))
	if w.hasNoRules(i, egress) {
		h.Code = CodeGroupHasNoRules
	} else if !counts && peer != nil && !s.live.Overlaps(s.view.pull(f.May, false)) {
		// Would the packets pass if references counted?
		if kept := w.e.AllowsPeer(i, peer, egress, true); s.live.Overlaps(s.view.pull(kept.May, false)) {
			h.Code = s.lost
			if egress {
				h.Code = CodeReferencesLost
			}
			h.Note += " A rule references a group, but the packets lose their membership on the way."
		}
	}
	return w.pass(s, h, f, nil, next)
}

// referencesEgress reports whether outbound rules that reference groups can mean the goal: within the VPC or
// over a peering connection (VPC User Guide, "Security groups"; Transit Gateways guide).
func (w *walk) referencesEgress() bool {
	a, b := w.from.vpc(), w.to.vpc()
	if a == nil || b == nil || a == b {
		return true
	}
	for _, p := range a.Peerings {
		if joins(p, a, b) && sameRegion(p) {
			return true
		}
	}
	return false
}

func (w *walk) hasNoRules(i *model.NetworkInterface, egress bool) bool {
	for _, r := range i.Groups.Items {
		g := r.To()
		if g == nil || g.Open || len(g.Maybe) > 0 {
			return false
		}
		if egress && len(g.Egress) > 0 || !egress && len(g.Ingress) > 0 {
			return false
		}
	}
	return !i.Groups.Open
}

// route takes packets that leave a subnet to where its route table hands them.
func (w *walk) route(s state, sub *model.Subnet) outcome {
	if s.answering && !w.from.proxied.IsEmpty() && len(s.sessions) == 0 {
		// The load balancer takes the answers to the clients it stands for, whatever the routes say.
		return w.within(s, sub.VPC.To(), sub)
	}
	var legs []Leg
	if s.goal.outside == outsideService {
		legs = w.e.CarriesService(sub, s.goal.service)
		for i := range legs {
			legs[i].Dst = packet.AnyAddr()
		}
	} else {
		legs = w.e.carries(sub, s.view.destinations(s.live), w.exact())
		if s.goal.outside == outsideInternet {
			legs = withoutOwn(legs)
		}
	}
	vpc := sub.VPC.To()
	h := Hop{Object: &sub.Object, Action: Forward}
	if t := sub.RouteTable.To(); t != nil {
		h.Object = &t.Object
	}
	return w.byLegs(s, legs, h, vpc, sub)
}

// withoutOwn leaves out the local routes: the internet is what is not the VPC's own.
func withoutOwn(legs []Leg) []Leg {
	var out []Leg
	for _, l := range legs {
		if !l.Local {
			out = append(out, l)
		}
	}
	return out
}

// byLegs follows each leg that packets may take out of a table.
func (w *walk) byLegs(s state, legs []Leg, h Hop, vpc *model.VPC, sub *model.Subnet) outcome {
	var options []option
	for _, l := range legs {
		region := s.view.pull(packet.To(l.Dst), false)
		options = append(options, option{region, func(s state) outcome {
			h := h
			h.Rule = l.String()
			if l.Route != nil {
				h.Range = l.Route.Range
			}
			pass := Filter{Must: region, May: region}
			if !l.Certain {
				pass = Filter{May: region, Why: l.Why}
			}
			st := &step{before: s.steps, hop: h, pass: pass, view: s.view, then: s.view, answer: s.answering}
			s.steps = st
			return w.hand(s, l, h, vpc, sub)
		}})
	}
	return w.branch(s, options)
}

// hand gives packets to the target of a leg.
func (w *walk) hand(s state, l Leg, h Hop, vpc *model.VPC, sub *model.Subnet) outcome {
	switch l.Kind {
	case model.TargetLocal:
		return w.within(s, vpc, sub)
	case "":
		h.Code, h.Rule = CodeNoRoute, "no route"
		h.Note = fmt.Sprintf("%s has no route for %s.", h.Object.Address, destinations(s))
		return w.intend(s, h, l.bits, vpc, sub, false)
	case model.TargetBlackhole:
		h.Code, h.Note = CodeBadStateRoute, "The route has no target that could take the packets."
		return w.intend(s, h, l.bits, vpc, sub, false)
	case model.TargetInternetGateway:
		if g, ok := l.Target.To.(*model.InternetGateway); ok {
			return w.detour(s, l, h, vpc, sub, w.internetGateway(s, g, vpc, sub))
		}
	case model.TargetEgressOnly:
		if g, ok := l.Target.To.(*model.EgressOnlyInternetGateway); ok {
			return w.detour(s, l, h, vpc, sub, w.egressOnly(s, g, vpc))
		}
	case model.TargetNATGateway:
		if g, ok := l.Target.To.(*model.NATGateway); ok {
			return w.detour(s, l, h, vpc, sub, w.nat(s, g, vpc, sub))
		}
	case model.TargetVPNGateway:
		g := l.Propagated
		if g == nil {
			g, _ = l.Target.To.(*model.VPNGateway)
		}
		if g != nil {
			return w.detour(s, l, h, vpc, sub, w.vpnGateway(s, g, vpc))
		}
	case model.TargetPeering:
		if p, ok := l.Target.To.(*model.PeeringConnection); ok {
			return w.detour(s, l, h, vpc, sub, w.peering(s, p, vpc))
		}
	case model.TargetTransitGateway:
		if g, ok := l.Target.To.(*model.TransitGateway); ok {
			return w.detour(s, l, h, vpc, sub, w.toTransit(s, g, vpc, sub))
		}
	case model.TargetInterface, model.TargetInstance:
		if i := targetInterface(l.Target.To); i != nil {
			return w.appliance(s, i, sub)
		}
	case model.TargetEndpoint:
		if l.Endpoint != nil {
			return w.gatewayEndpoint(s, l.Endpoint, vpc)
		}
		switch end := l.Target.To.(type) {
		case *model.FirewallEndpoint:
			return w.firewallEndpoint(s, end, sub)
		case *model.VPCEndpoint:
			return w.gwlbEndpoint(s, end, sub)
		}
	}
	why := firstOf(l.Why, l.Target.ID.Why(), fmt.Sprintf("what %s leads to is not in view", l))
	return w.vanish(s, Hop{Object: h.Object, Range: h.Range, Action: Forward, Rule: h.Rule, Note: "What is behind it is not in view."}, why)
}

// detour gives r, the outcome of following a route. Where an explanation is looked for and the route leads
// elsewhere than to the goal, it also imagines the route that should have won.
func (w *walk) detour(s state, l Leg, h Hop, vpc *model.VPC, sub *model.Subnet, r outcome) outcome {
	if !w.imagine || w.suits(l.Kind, s, vpc) {
		return r
	}
	h.Note = fmt.Sprintf("%s carries the packets there, which does not lead to %s.", upper(h.Rule), s.goal.object().Address)
	w.intend(s, h, l.bits, vpc, sub, true)
	return r
}

// lacking says in which way a table fails to carry packets to the intended target: a route to it exists and
// loses, or does not cover the destination, or does not exist.
func (w *walk) lacking(s state, sub *model.Subnet, won int, target model.Entity) Code {
	if sub == nil || sub.RouteTable.To() == nil {
		return CodeNoRoute
	}
	code := CodeNoRoute
	wanted := s.view.destinations(s.live)
	for _, r := range sub.RouteTable.To().Routes {
		if r.Target.To != target {
			continue
		}
		p, ok := r.Destination.Get()
		covers := ok && packet.Prefixes(p).Overlaps(wanted)
		if list := r.PrefixList.To(); list != nil {
			covers = w.e.listSpan(list).May.Overlaps(wanted)
			for _, entry := range list.Entries.Items {
				if q, known := entry.Get(); known && packet.Prefixes(q).Overlaps(wanted) {
					p, ok = q, true
				}
			}
		}
		switch {
		case covers && ok && p.Bits() == won:
			return CodeHigherPriorityRoute
		case covers && ok && p.Bits() < won:
			return CodeMoreSpecificRoute
		case !covers:
			code = CodeCannotRoute
		}
	}
	return code
}

// suits reports whether a kind of target may lead to the goal.
func (w *walk) suits(k model.TargetKind, s state, vpc *model.VPC) bool {
	switch s.goal.outside {
	case outsideInternet:
		switch k {
		case model.TargetInternetGateway, model.TargetNATGateway, model.TargetEgressOnly, model.TargetTransitGateway:
			return !s.answering || s.exit.gateway == nil || len(s.sessions) > 0 || k == model.TargetInternetGateway
		}
		return false
	case outsideOnPremises:
		return k == model.TargetVPNGateway || k == model.TargetTransitGateway
	case outsideService:
		return k != model.TargetPeering && k != model.TargetVPNGateway
	}
	switch k {
	case model.TargetPeering, model.TargetTransitGateway:
		return s.goal.vpc() != vpc
	}
	return false
}

// intend goes on behind a route that is missing, as the configuration probably means it: over a gateway that
// joins where the packets are with where they want to go; nothing where instead of it another route carries them
// and no such gateway is in view. won is the length of the prefix that carries them now.
func (w *walk) intend(s state, h Hop, won int, vpc *model.VPC, sub *model.Subnet, instead bool) outcome {
	if !w.imagine || vpc == nil {
		return w.stop(s, h, nil)
	}
	found := false
	try := func(to model.Entity, next func(state) outcome) {
		found = true
		h := h
		if h.Code == "" || h.Code == CodeNoRoute {
			h.Code = w.lacking(s, sub, won, to)
		}
		h.toward, h.wanted = to.Base().Address, w.wantedRange(s)
		h.Note = firstOf(h.Note, "There is no route.") + " " + to.Base().Address + " could carry them."
		w.stop(s, h, next)
	}
	switch s.goal.outside {
	case outsideInternet:
		for _, g := range vpc.InternetGateways {
			try(g, func(s state) outcome { return w.internetGateway(s, g, vpc, sub) })
		}
		if !s.answering && !s.view.destinations(s.live).IPv4().IsEmpty() {
			for _, g := range w.e.natGateways(vpc) {
				if g.Subnet.To() != sub {
					try(g, func(s state) outcome { return w.nat(s, g, vpc, sub) })
				}
			}
		}
	case outsideOnPremises:
		for _, g := range vpc.VPNGateways {
			try(g, func(s state) outcome { return w.vpnGateway(s, g, vpc) })
		}
	case outsideService:
		for _, end := range vpc.Endpoints {
			if kind, _ := end.Kind.OrDefault(model.GatewayEndpoint).Get(); kind == model.GatewayEndpoint && endpointService(end) == s.goal.service {
				try(end, func(s state) outcome { return w.gatewayEndpoint(s, end, vpc) })
			}
		}
	default:
		if goal := s.goal.vpc(); goal != nil && goal != vpc {
			for _, p := range vpc.Peerings {
				if joins(p, vpc, goal) {
					try(p, func(s state) outcome { return w.peering(s, p, vpc) })
				}
			}
		}
	}
	if s.goal.outside != outsideService && s.goal.vpc() != vpc {
		for _, a := range vpc.TransitAttachment {
			if g := a.Gateway.To(); g != nil && w.transitServes(g, s.goal) {
				try(g, func(s state) outcome { return w.toTransit(s, g, vpc, sub) })
			}
		}
	}
	switch goal := s.goal.vpc(); {
	case found:
	case goal != nil && goal != vpc && !s.answering:
		// Nothing more can be said of the way behind: what would join the VPCs decides it.
		h.Code, h.Note = CodeDisconnectedVPCs, fmt.Sprintf("%s and %s are not connected.", vpc.Address, goal.Address)
		return w.stop(s, h, func(s state) outcome {
			w.ways = append(w.ways, way{last: s.steps, end: true})
			return outcome{}
		})
	case instead:
	default:
		if h.Code == "" {
			h.Code = CodeNoRoute
		}
		if goal != nil && goal != vpc {
			h.Code, h.Note = CodeDisconnectedVPCs, fmt.Sprintf("%s and %s are not connected.", vpc.Address, goal.Address)
		}
		return w.stop(s, h, nil)
	}
	return outcome{}
}

// within delivers packets that are inside a VPC to the subnet of their goal.
func (w *walk) within(s state, vpc *model.VPC, from *model.Subnet) outcome {
	goal := s.goal.subnet
	if goal == nil || vpc == nil || s.goal.vpc() != vpc {
		h := Hop{Object: s.goal.object(), Code: CodeNoPossibleDestination, Note: fmt.Sprintf("%s is not in the VPC that the packets are in.", s.goal.object().Address)}
		if vpc != nil {
			h.Object = &vpc.Object
		}
		return w.stop(s, h, nil)
	}
	if goal == from {
		return w.arrive(s)
	}
	return w.acl(s, goal, false, w.arrive)
}

// wantedRange names the range that a missing route should carry: the goal's VPC, or what is asked for.
func (w *walk) wantedRange(s state) string {
	if v := s.goal.vpc(); v != nil {
		var known []string
		for _, p := range w.e.VPCAddresses(v).Must.Prefixes() {
			if p.Addr().Is4() != s.view.destinations(s.live).IPv4().IsEmpty() {
				known = append(known, p.String())
			}
		}
		if len(known) == 1 {
			return known[0]
		}
	}
	if s.goal.outside == outsideInternet {
		if s.view.destinations(s.live).IPv4().IsEmpty() {
			return "::/0"
		}
		return "0.0.0.0/0"
	}
	return destinations(s)
}

func upper(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// destinations names where packets want to go, in a message.
func destinations(s state) string {
	d := s.view.destinations(s.live)
	if d.IsEmpty() {
		return s.goal.object().Address
	}
	if r := d.Ranges(); len(r) > 3 {
		return s.goal.object().Address
	}
	return d.String()
}

// targetInterface is the interface that a route to an interface or instance hands packets to.
func targetInterface(e model.Entity) *model.NetworkInterface {
	switch t := e.(type) {
	case *model.NetworkInterface:
		return t
	case *model.Workload:
		if len(t.Interfaces) == 1 {
			return t.Interfaces[0]
		}
	}
	return nil
}
