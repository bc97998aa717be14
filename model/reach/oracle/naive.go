package oracle

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// Deliveries carries one packet through a network of which everything is known, and its answer back. It gives
// one result for each way that chance may take (which of a NAT gateway's ports, which zone of a transit
// gateway's attachment), true where the packet arrives and is answered.
func Deliveries(net *model.Network, q Question) []bool {
	n := &naive{net: net, q: q}
	return n.start()
}

func (n *naive) start() []bool {
	switch {
	case n.q.From != nil:
		return n.leave()
	case n.q.Outside == "internet":
		return n.fromInternet()
	case n.q.Outside == "on-premises":
		return n.fromOnPremises()
	}
	return dropped // a service begins nothing
}

type naive struct {
	net *model.Network
	q   Question
	// given are the addresses of interfaces of which the network states none.
	given map[*model.NetworkInterface][]netip.Addr
}

// gap is thrown where the way hangs on something that is not known.
type gap string

// sure gives a value that is known, or absent and then what AWS takes.
func sure[T any](v model.Value[T], absent T) T {
	x, ok := v.OrDefault(absent).Get()
	if !ok {
		panic(gap(v.Why()))
	}
	return x
}

// trip is where one packet is and what is known of its way.
type trip struct {
	pkt    packet.Packet
	answer bool
	goal   *model.NetworkInterface // nil: outside
	bearer *model.NetworkInterface // whose address the packet bears as source, nil: outside
	guest  string                  // "peering", "transit", "vgw": not from this VPC
	refs   bool                    // security group references count
	nats   []natEntry
	out    model.Entity // gateway by which the packet left
	outVPC *model.VPC
	fw     []model.Entity
	left   []model.Entity // that the answer has still to pass
	pins   map[*model.TransitGatewayAttachment]*model.Subnet
	hops   int
}

type natEntry struct {
	before packet.Packet
	i      *model.NetworkInterface
}

var dropped = []bool{false}

func (n *naive) leave() []bool {
	i := n.q.From
	if sure(i.SourceDestCheck, true) && !n.has(i, n.q.Packet.Src) {
		return dropped
	}
	switch owner := i.Owner.(type) {
	case *model.LoadBalancer:
		if !n.balances(owner, i) {
			return dropped
		}
	case *model.Workload:
		if owner.Kind == model.WorkloadClientVPN {
			panic(gap("whom " + owner.Address + " lets where is not followed"))
		}
	case *model.VPCEndpoint:
		return dropped // it answers only
	case *model.ConnectEndpoint:
		if p := n.q.Packet; p.Protocol != packet.TCP || p.DstPort != 22 && p.DstPort != 3389 {
			return dropped
		}
	}
	if !n.groupsAllow(i, n.q.Packet, true, n.q.To, n.egressRefs() && !over64(n.q.Packet.Dst)) {
		return dropped
	}
	if i.Subnet.To() == nil {
		panic(gap("the subnet of " + i.Address + " is not known"))
	}
	return n.send(trip{pkt: n.q.Packet, goal: n.q.To, bearer: i, refs: true}, i.Subnet.To())
}

func (n *naive) has(i *model.NetworkInterface, a netip.Addr) bool {
	for _, v := range append(slices.Clone(i.PrivateIPs), i.IPv6s...) {
		if own, ok := v.Get(); ok && own == a {
			return true
		}
	}
	return slices.Contains(n.given[i], a)
}

// address gives the IPv4 address of an interface.
func (n *naive) address(i *model.NetworkInterface) netip.Addr {
	for _, v := range i.PrivateIPs {
		if a, ok := v.Get(); ok {
			return a
		}
	}
	for _, a := range n.given[i] {
		if a.Is4() {
			return a
		}
	}
	panic(gap("the address of " + i.Address + " is not known"))
}

// egressRefs: outbound references work within a VPC and over peering, not over a transit gateway.
func (n *naive) egressRefs() bool {
	if n.q.To == nil {
		return false
	}
	a, b := n.q.From.Subnet.To().VPC.To(), n.q.To.Subnet.To().VPC.To()
	if a == b {
		return true
	}
	for _, p := range n.net.Peerings {
		x, y := p.Requester.To(), p.Accepter.To()
		if x == a && y == b || x == b && y == a {
			return true
		}
	}
	return false
}

// send takes a packet from within a subnet.
func (n *naive) send(t trip, s *model.Subnet) []bool {
	if t.hops++; t.hops > 12 {
		return dropped
	}
	classic := !t.answer && t.bearer != nil && isClassic(t.bearer)
	if t.goal != nil && t.goal.Subnet.To() == s && !classic && !over64(t.pkt.Dst) {
		return n.arrive(t)
	}
	if !aclAllows(s, t.pkt, true) {
		return dropped
	}
	if t.goal != nil && t.goal.Subnet.To() == s && !over64(t.pkt.Dst) {
		return n.arrive(t)
	}
	if strings.HasPrefix(n.q.Outside, "service:") && !t.answer && t.goal == nil {
		for _, e := range s.RouteTable.To().Endpoints {
			if serviceName(e) == strings.TrimPrefix(n.q.Outside, "service:") {
				return n.gatewayEndpoint(t, e, s.VPC.To())
			}
		}
	}
	return n.byTable(t, s.RouteTable.To(), s, s.VPC.To())
}

// byTable looks the destination up in a table.
func (n *naive) byTable(t trip, table *model.RouteTable, s *model.Subnet, v *model.VPC) []bool {
	if table == nil || table.Open || len(table.MaybeRoutes) > 0 {
		panic(gap("a route table is not in view"))
	}
	r := n.best(table, t.pkt.Dst, v)
	switch {
	case r.none:
		return dropped
	case r.local:
		return n.inside(t, v, s)
	}
	switch to := r.to.(type) {
	case *model.InternetGateway:
		return n.outIGW(t, to, v)
	case *model.EgressOnlyInternetGateway:
		if t.answer || t.guest != "" || t.pkt.Src.Is4() || n.blocked(v, true) {
			return dropped
		}
		return n.outside(t, to, v, "internet")
	case *model.NATGateway:
		return n.nat(t, to, s, v)
	case *model.VPNGateway:
		if to.VPC.To() != v || t.guest != "" || !inVPC(v, t.pkt.Src) || !tunnelled(to, t.pkt.Dst) {
			return dropped
		}
		return n.outside(t, to, v, "on-premises")
	case *model.PeeringConnection:
		return n.peering(t, to, v)
	case *model.TransitGateway:
		return n.toTransit(t, to, s, v)
	case *model.FirewallEndpoint:
		return n.firewall(t, to, s)
	case *model.VPCEndpoint:
		return n.inspector(t, to, s)
	case *model.NetworkInterface:
		return n.appliance(t, to, s)
	case *model.Workload:
		return n.appliance(t, to.Interfaces[0], s)
	}
	if r.unknown {
		panic(gap("what a route leads to is not in view"))
	}
	return dropped
}

type choice struct {
	none, local bool
	unknown     bool // leads to something that is not in view
	to          model.Entity
}

func inVPC(v *model.VPC, a netip.Addr) bool {
	known := false
	for _, c := range v.CIDRs.Items {
		p, ok := c.Get()
		if ok && p.Contains(a) {
			return true
		}
		known = known || ok && p.Addr().Is4() == a.Is4()
	}
	if !known && (a.Is4() || v.HasIPv6.Or(true)) {
		panic(gap("the ranges of " + v.Address + " are not known"))
	}
	return false
}

// best finds the route that wins for one address: the longest; static before list before propagated.
func (n *naive) best(table *model.RouteTable, dst netip.Addr, v *model.VPC) choice {
	bits, class := -1, 9
	out := choice{none: true}
	take := func(p netip.Prefix, c int, to choice) {
		if p.Contains(dst) && (p.Bits() > bits || p.Bits() == bits && c < class) {
			bits, class, out = p.Bits(), c, to
		}
	}
	for _, c := range v.CIDRs.Items {
		p, _ := c.Get()
		take(p, 1, choice{local: true})
	}
	covered := inVPC(v, dst)
	for _, r := range table.Routes {
		to := choice{to: r.Target.To, unknown: r.Target.To == nil && r.Target.Kind != model.TargetBlackhole}
		if p, ok := r.Destination.Get(); ok {
			if !refusedInside(v, p, r.Target.Kind) && r.Target.Kind != model.TargetLocal {
				take(p, 0, to)
			}
			continue
		}
		list := r.PrefixList.To()
		if list == nil {
			panic(gap("the destination of " + r.Address + " is not known"))
		}
		for _, entry := range list.Entries.Items {
			p, _ := entry.Get()
			take(p, 2, to)
		}
	}
	for _, ref := range table.PropagatingVGWs.Items {
		g := ref.To()
		if g == nil {
			panic(gap("what is propagated into " + table.Address + " is not in view"))
		}
		for _, c := range g.Connections {
			for _, r := range c.Routes {
				if p, _ := r.Destination.Get(); !covered {
					take(p, 3, choice{to: g})
				}
			}
			if !sure(c.StaticOnly, false) && n.q.Outside == "on-premises" && !covered && out.none {
				take(netip.PrefixFrom(dst, 0).Masked(), 3, choice{to: g}) // learnt by BGP
			}
		}
	}
	return out
}

// refusedInside: AWS refuses a route inside the VPC's own ranges unless it leads to a middlebox.
func refusedInside(v *model.VPC, p netip.Prefix, kind model.TargetKind) bool {
	switch kind {
	case model.TargetInterface, model.TargetEndpoint, model.TargetNATGateway:
		return false
	}
	for _, c := range v.CIDRs.Items {
		if own, _ := c.Get(); own.Bits() <= p.Bits() && own.Contains(p.Addr()) {
			return true
		}
	}
	return false
}

// inside delivers within a VPC.
func (n *naive) inside(t trip, v *model.VPC, from *model.Subnet) []bool {
	if t.goal == nil || t.goal.Subnet.To() == nil || t.goal.Subnet.To().VPC.To() != v {
		return dropped
	}
	s := t.goal.Subnet.To()
	if s != from && !aclAllows(s, t.pkt, false) {
		return dropped
	}
	return n.arrive(t)
}

func (n *naive) arrive(t trip) []bool {
	if !t.answer {
		if w, ok := t.goal.Owner.(*model.Workload); ok && w.Kind == model.WorkloadClientVPN {
			return dropped
		}
		if t.goal.Kind == model.InterfaceNAT || !n.groupsAllow(t.goal, t.pkt, false, t.bearer, t.refs) || !n.takes(t) {
			return dropped
		}
		itself, others := n.sentBack(t)
		switch {
		case itself && others:
			return append(n.answer(t), false)
		case itself:
			return dropped
		}
		return both(n.onward(t), n.answer(t))
	}
	if k := len(t.nats); k > 0 {
		last := t.nats[k-1]
		t.nats = t.nats[:k-1]
		t.pkt, _ = last.before.Reverse()
		t.goal, t.guest, t.hops = n.back(t), "", 0
		return n.send(t, last.i.Subnet.To())
	}
	return []bool{len(t.left) == 0}
}

// back is where an answer goes: the last translation, or who asked.
func (n *naive) back(t trip) *model.NetworkInterface {
	if k := len(t.nats); k > 0 {
		return t.nats[k-1].i
	}
	return n.q.From
}

// answer sends the answer from where the packet arrived.
func (n *naive) answer(t trip) []bool {
	reply, ok := t.pkt.Reverse()
	if !ok {
		return []bool{true}
	}
	at := t.goal
	t.pkt, t.answer, t.left, t.hops = reply, true, t.fw, 0
	t.goal = n.back(t)
	if at == nil {
		return n.reenter(t)
	}
	t.guest, t.bearer = "", at
	return n.send(t, at.Subnet.To())
}

func (n *naive) reenter(t trip) []bool {
	if k := len(t.nats); k > 0 && t.nats[k-1].i == nil { // a regional NAT gateway, which stands in no subnet
		last := t.nats[k-1]
		t.nats = t.nats[:k-1]
		t.pkt, _ = last.before.Reverse()
		t.goal, t.guest, t.hops = n.back(t), "", 0
		return n.inside(t, t.outVPC, nil)
	}
	switch g := t.out.(type) {
	case *model.InternetGateway:
		if n.blocked(t.outVPC, true) {
			return dropped
		}
		return n.edge(t, g.EdgeTable, t.outVPC)
	case *model.VPCEndpoint:
		return n.inside(t, t.outVPC, nil)
	case *model.EgressOnlyInternetGateway:
		return n.inside(t, t.outVPC, nil)
	case *model.VPNGateway:
		t.guest = "vgw"
		return n.edge(t, g.EdgeTable, t.outVPC)
	case *model.TransitGatewayAttachment:
		return n.transit(t, g, nil)
	}
	return dropped
}

// edge delivers what arrives through a gateway, by the gateway's own table where it has one.
func (n *naive) edge(t trip, table model.Ref[model.RouteTable], v *model.VPC) []bool {
	if table.To() == nil {
		return n.inside(t, v, nil)
	}
	return n.byTable(t, table.To(), nil, v)
}
