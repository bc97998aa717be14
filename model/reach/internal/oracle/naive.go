package oracle

import (
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// Deliveries carries one packet through a network of which everything is known, and its answer back. It gives
// one result for each way that chance may take (which of a NAT gateway's ports, which zone of a transit
// gateway's attachment), true where the packet arrives and is answered.
func Deliveries(net *model.Network, q Question) []bool {
	n := &naive{net: net, q: q}
	switch {
	case q.From != nil:
		return n.leave()
	case q.Outside == "internet":
		return n.fromInternet()
	}
	return nil
}

type naive struct {
	net *model.Network
	q   Question
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
	fw     []*model.FirewallEndpoint
	left   []*model.FirewallEndpoint // that the answer has still to pass
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
	if i.SourceDestCheck.Or(true) && !has(i, n.q.Packet.Src) {
		return dropped
	}
	if !n.groupsAllow(i, n.q.Packet, true, n.q.To, n.egressRefs()) {
		return dropped
	}
	return n.send(trip{pkt: n.q.Packet, goal: n.q.To, bearer: i, refs: true}, i.Subnet.To())
}

func has(i *model.NetworkInterface, a netip.Addr) bool {
	for _, v := range append(slices.Clone(i.PrivateIPs), i.IPv6s...) {
		if own, ok := v.Get(); ok && own == a {
			return true
		}
	}
	return false
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
	if t.goal != nil && t.goal.Subnet.To() == s {
		return n.arrive(t)
	}
	if !aclAllows(s, t.pkt, true) {
		return dropped
	}
	return n.byTable(t, s.RouteTable.To(), s, s.VPC.To())
}

// byTable looks the destination up in a table.
func (n *naive) byTable(t trip, table *model.RouteTable, s *model.Subnet, v *model.VPC) []bool {
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
		if to.VPC.To() != v || t.guest != "" || !inVPC(v, t.pkt.Src) {
			return dropped
		}
		return n.outside(t, to, v, "on-premises")
	case *model.PeeringConnection:
		return n.peering(t, to, v)
	case *model.TransitGateway:
		return n.toTransit(t, to, s, v)
	case *model.FirewallEndpoint:
		return n.firewall(t, to, s)
	case *model.NetworkInterface:
		return n.appliance(t, to, s)
	}
	return dropped
}

type choice struct {
	none, local bool
	to          model.Entity
}

func inVPC(v *model.VPC, a netip.Addr) bool {
	for _, c := range v.CIDRs.Items {
		if p, _ := c.Get(); p.Contains(a) {
			return true
		}
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
		to := choice{to: r.Target.To}
		if p, ok := r.Destination.Get(); ok {
			if !refusedInside(v, p, r.Target.Kind) {
				take(p, 0, to)
			}
			continue
		}
		for _, entry := range r.PrefixList.To().Entries.Items {
			p, _ := entry.Get()
			take(p, 2, to)
		}
	}
	for _, ref := range table.PropagatingVGWs.Items {
		for _, c := range ref.To().Connections {
			for _, r := range c.Routes {
				if p, _ := r.Destination.Get(); !covered {
					take(p, 3, choice{to: ref.To()})
				}
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
	if t.goal == nil || t.goal.Subnet.To().VPC.To() != v {
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
		if t.goal.Kind == model.InterfaceNAT || !n.groupsAllow(t.goal, t.pkt, false, t.bearer, t.refs) {
			return dropped
		}
		return n.answer(t)
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
	switch g := t.out.(type) {
	case *model.InternetGateway:
		if n.blocked(t.outVPC, true) {
			return dropped
		}
		return n.inside(t, t.outVPC, nil)
	case *model.EgressOnlyInternetGateway:
		return n.inside(t, t.outVPC, nil)
	case *model.VPNGateway:
		t.guest = "vgw"
		return n.inside(t, t.outVPC, nil)
	case *model.TransitGatewayAttachment:
		return n.transit(t, g, nil)
	}
	return dropped
}

func (n *naive) blocked(_ *model.VPC, outbound bool) bool {
	for _, b := range n.net.BlockPublicAccess {
		if m := b.Mode.Or("off"); m == "block-bidirectional" || m == "block-ingress" && !outbound {
			return true
		}
	}
	return false
}

var private = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("100.64.0.0/10")}

func isPrivate(a netip.Addr) bool {
	return slices.ContainsFunc(private, func(p netip.Prefix) bool { return p.Contains(a) })
}

func (n *naive) outIGW(t trip, g *model.InternetGateway, v *model.VPC) []bool {
	if g.VPC.To() != v || t.guest != "" || n.blocked(v, !t.answer) || isPrivate(t.pkt.Dst) {
		return dropped
	}
	if t.pkt.Src.Is4() && !(t.bearer != nil && t.bearer.Public.Or(false)) {
		return dropped
	}
	return n.outside(t, g, v, "internet")
}

// outside ends the way out of the network.
func (n *naive) outside(t trip, g model.Entity, v *model.VPC, kind string) []bool {
	if t.goal != nil || n.q.Outside != kind {
		return dropped
	}
	if t.answer {
		return []bool{len(t.nats) == 0 && len(t.left) == 0 && t.out == g}
	}
	t.out, t.outVPC = g, v
	return n.answer(t)
}

func (n *naive) fromInternet() []bool {
	to := n.q.To
	v := to.Subnet.To().VPC.To()
	if len(v.InternetGateways) == 0 || n.blocked(v, false) || isPrivate(n.q.Packet.Src) {
		return dropped
	}
	if n.q.Packet.Dst.Is4() && !to.Public.Or(false) {
		return dropped
	}
	return n.inside(trip{pkt: n.q.Packet, goal: to, out: v.InternetGateways[0], outVPC: v, refs: true}, v, nil)
}

func (n *naive) nat(t trip, g *model.NATGateway, s *model.Subnet, v *model.VPC) []bool {
	if t.answer || t.guest == "peering" || t.guest == "vgw" || t.pkt.Src.Is6() {
		return dropped
	}
	in := g.Subnet.To()
	if in != s && !aclAllows(in, t.pkt, false) {
		return dropped
	}
	return n.translate(t, g.Interface, in)
}

// translate tries the ports at which anything in a random network may change.
func (n *naive) translate(t trip, i *model.NetworkInterface, in *model.Subnet) []bool {
	if slices.ContainsFunc(t.nats, func(e natEntry) bool { return e.i == i }) {
		return dropped // in a circle
	}
	var out []bool
	before := t.pkt
	for _, port := range []uint16{1024, 8080, 32767, 32768, 60999, 61000, 65535} {
		t := t
		t.nats = append(slices.Clip(t.nats), natEntry{before, i})
		t.pkt.Src, _ = i.PrivateIPs[0].Get()
		if t.pkt.Protocol.HasPorts() {
			t.pkt.SrcPort = port
		}
		t.bearer, t.guest, t.refs = i, "", false
		out = append(out, n.send(t, in)...)
	}
	return out
}

func (n *naive) peering(t trip, p *model.PeeringConnection, v *model.VPC) []bool {
	peer := p.Accepter.To()
	if peer == v {
		peer = p.Requester.To()
	}
	if !p.Accepted.Or(false) || !inVPC(v, t.pkt.Src) || !inVPC(peer, t.pkt.Dst) {
		return dropped
	}
	t.guest = "peering"
	return n.inside(t, peer, nil)
}

func (n *naive) toTransit(t trip, g *model.TransitGateway, s *model.Subnet, v *model.VPC) []bool {
	for _, a := range n.net.TransitAttachments {
		if a.VPC.To() != v || a.Gateway.To() != g {
			continue
		}
		for _, r := range a.Subnets.Items {
			if r.To().Zone == s.Zone {
				if !aclAllows(r.To(), t.pkt, false) {
					return dropped
				}
				return n.transit(t, a, r.To())
			}
		}
	}
	return dropped
}

// transit looks the destination up in the table of the attachment that the packet comes from.
func (n *naive) transit(t trip, a *model.TransitGatewayAttachment, from *model.Subnet) []bool {
	t.refs = t.refs && a.Gateway.To().SecurityGroupReferencing.Or(false)
	table := a.Table.To()
	if table == nil {
		return dropped
	}
	bits, static := -1, false
	var to *model.TransitGatewayAttachment
	take := func(p netip.Prefix, isStatic bool, x *model.TransitGatewayAttachment) {
		if p.Contains(t.pkt.Dst) && (p.Bits() > bits || p.Bits() == bits && isStatic && !static) {
			bits, static, to = p.Bits(), isStatic, x
		}
	}
	for _, r := range table.Routes {
		p, _ := r.Destination.Get()
		take(p, true, r.Attachment.To())
	}
	for _, x := range table.Propagating {
		if v := x.VPC.To(); v != nil {
			for _, c := range v.CIDRs.Items {
				p, _ := c.Get()
				take(p, false, x)
			}
		}
	}
	if to == nil {
		return dropped
	}
	if to.Kind == model.AttachVPN {
		return n.outside(t, to, nil, "on-premises")
	}
	t.guest = "transit"
	return n.fromTransit(t, to, from)
}

// fromTransit takes the packet into a VPC: in the zone that it comes from where the attachment has it, unless
// appliance mode sends it elsewhere; the answer comes as the question did in appliance mode.
func (n *naive) fromTransit(t trip, to *model.TransitGatewayAttachment, from *model.Subnet) []bool {
	appliance := to.ApplianceMode.Or(false)
	var all, zone []*model.Subnet
	for _, r := range to.Subnets.Items {
		all = append(all, r.To())
		if from != nil && r.To().Zone == from.Zone {
			zone = append(zone, r.To())
		}
	}
	if pin := t.pins[to]; pin != nil && t.answer && appliance {
		all = []*model.Subnet{pin}
	} else if len(zone) > 0 && !appliance {
		all = zone
	}
	var out []bool
	for _, s := range all {
		t := t
		pins := map[*model.TransitGatewayAttachment]*model.Subnet{}
		for k, v := range t.pins {
			pins[k] = v
		}
		if pins[to] == nil {
			pins[to] = s
		}
		t.pins = pins
		out = append(out, n.send(t, s)...)
	}
	return out
}

func (n *naive) firewall(t trip, end *model.FirewallEndpoint, s *model.Subnet) []bool {
	in := end.Subnet.To()
	if in != s && !aclAllows(in, t.pkt, false) {
		return dropped
	}
	t.refs = false
	if t.answer {
		k := slices.Index(t.left, end)
		if k < 0 {
			return dropped
		}
		t.left = slices.Delete(slices.Clone(t.left), k, k+1)
		return n.send(t, in)
	}
	t.fw = append(slices.Clip(t.fw), end)
	if !firewallPasses(end.Firewall.Policy.To(), t.pkt) {
		return dropped
	}
	return n.send(t, in)
}

func (n *naive) appliance(t trip, i *model.NetworkInterface, s *model.Subnet) []bool {
	in := i.Subnet.To()
	if t.goal == i {
		return n.inside(t, in.VPC.To(), s)
	}
	if in != s && !aclAllows(in, t.pkt, false) || i.SourceDestCheck.Or(true) {
		return dropped
	}
	if t.answer {
		return n.send(t, in)
	}
	if !n.groupsAllow(i, t.pkt, false, t.bearer, t.refs) || !n.groupsAllowAddress(i, t.pkt, true) {
		return dropped
	}
	if i.Public.Or(false) {
		return n.translate(t, i, in)
	}
	t.refs = false
	return n.send(t, in)
}
