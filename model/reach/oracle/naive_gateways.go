package oracle

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

func (n *naive) blocked(v *model.VPC, outbound bool) bool {
	for _, x := range n.net.BPAExclusions {
		if m := sure(x.Mode, ""); x.VPC.To() == v && (m == "allow-bidirectional" || m == "allow-egress" && outbound) {
			return false
		}
	}
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
	if t.pkt.Src.Is4() && !(t.bearer != nil && sure(t.bearer.Public, false)) {
		return dropped
	}
	return n.outside(t, g, v, "internet")
}

// tunnelled reports whether a VPN connection of the gateway carries packets to the address: those with static
// routing do where one of their routes covers it, and of others it is taken for granted.
func tunnelled(g *model.VPNGateway, dst netip.Addr) bool {
	for _, c := range g.Connections {
		if !sure(c.StaticOnly, false) {
			return true
		}
		for _, r := range c.Routes {
			if sure(r.Destination, netip.Prefix{}).Contains(dst) {
				return true
			}
		}
	}
	return len(g.Connections) == 0
}

// outside ends the way out of the network.
func (n *naive) outside(t trip, g model.Entity, v *model.VPC, kind string) []bool {
	if t.goal != nil || n.q.Outside != kind && !(kind == "internet" && strings.HasPrefix(n.q.Outside, "service:")) {
		return dropped
	}
	if t.answer {
		// A customer's network takes answers from any of its gateways.
		return []bool{len(t.nats) == 0 && len(t.left) == 0 && (t.out == g || kind == "on-premises")}
	}
	if over64(t.pkt.Dst) {
		return dropped
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
	if n.q.Packet.Dst.Is4() && !sure(to.Public, false) {
		return dropped
	}
	g := v.InternetGateways[0]
	return n.edge(trip{pkt: n.q.Packet, goal: to, out: g, outVPC: v, refs: true}, g.EdgeTable, v)
}

// fromOnPremises tries every gateway by which a customer's network reaches the VPC: one that lets in is enough.
func (n *naive) fromOnPremises() []bool {
	v := n.q.To.Subnet.To().VPC.To()
	best := dropped
	try := func(results []bool) {
		if len(results) > 0 && !slices.Contains(results, false) || slices.Contains(results, true) && !slices.Contains(best, true) {
			best = results
		}
	}
	for _, g := range v.VPNGateways {
		if inVPC(v, n.q.Packet.Dst) {
			try(n.edge(trip{pkt: n.q.Packet, goal: n.q.To, out: g, outVPC: v, guest: "vgw", refs: true}, g.EdgeTable, v))
		}
	}
	for _, a := range n.net.TransitAttachments {
		if a.Kind == model.AttachVPN && a.Gateway.To() != nil && slices.ContainsFunc(n.net.TransitAttachments, func(o *model.TransitGatewayAttachment) bool {
			return o.Gateway.To() == a.Gateway.To() && (o.VPC.To() == v || o.Kind == model.AttachPeering) || o.Kind == model.AttachPeering && o.Peer.To() == a.Gateway.To()
		}) {
			try(n.transit(trip{pkt: n.q.Packet, goal: n.q.To, out: a, refs: true}, a, nil))
		}
	}
	return best
}

func (n *naive) nat(t trip, g *model.NATGateway, s *model.Subnet, v *model.VPC) []bool {
	if t.answer || t.guest == "peering" || t.guest == "vgw" || t.pkt.Src.Is6() && !over64(t.pkt.Dst) {
		return dropped
	}
	if g.VPC.To() != v {
		return dropped
	}
	switch p := t.pkt.Protocol; {
	case p == packet.ICMPv6:
		if t.pkt.ICMPType != packet.ICMPv6EchoRequest && t.pkt.ICMPType != packet.ICMPv6EchoReply {
			return dropped
		}
	case p != packet.TCP && p != packet.UDP && p != packet.ICMP:
		return dropped
	}
	if g.Regional && over64(t.pkt.Dst) {
		panic(gap("whether " + g.Address + " translates IPv6 is not followed"))
	}
	if g.Regional {
		return n.regionalNAT(t, g, s, v)
	}
	in := g.Subnet.To()
	if in != s && !aclAllows(in, t.pkt, false) {
		return dropped
	}
	return n.translate(t, g.Interface, in)
}

// regionalNAT takes packets from the zones that it covers straight to the internet.
func (n *naive) regionalNAT(t trip, g *model.NATGateway, s *model.Subnet, v *model.VPC) []bool {
	covered := len(g.Zones.Items) == 0 || s == nil
	for _, z := range g.Zones.Items {
		covered = covered || sure(z, "") == sure(s.Zone, "")
	}
	if !covered || len(v.InternetGateways) == 0 || n.blocked(v, true) || isPrivate(t.pkt.Dst) {
		return dropped
	}
	t.nats = append(slices.Clip(t.nats), natEntry{before: t.pkt})
	return n.outside(t, v.InternetGateways[0], v, "internet")
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
		if over64(before.Dst) {
			t.pkt = version4(before)
		}
		t.pkt.Src = n.address(i)
		if t.pkt.Protocol.HasPorts() {
			t.pkt.SrcPort = port
		}
		t.bearer, t.guest, t.refs = i, "", false
		out = append(out, n.send(t, in)...)
	}
	return out
}

// over64 reports whether an address stands for an IPv4 one behind NAT64.
func over64(a netip.Addr) bool { return netip.MustParsePrefix("64:ff9b::/96").Contains(a) }

// version4 is what NAT64 makes of a packet, but for the source.
func version4(p packet.Packet) packet.Packet {
	b := p.Dst.As16()
	p.Dst = netip.AddrFrom4([4]byte(b[12:]))
	if p.Protocol == packet.ICMPv6 {
		echo := map[uint8]uint8{packet.ICMPv6EchoRequest: packet.ICMPEchoRequest, packet.ICMPv6EchoReply: packet.ICMPEchoReply}
		p.Protocol, p.ICMPType = packet.ICMP, echo[p.ICMPType]
	}
	return p
}

func (n *naive) peering(t trip, p *model.PeeringConnection, v *model.VPC) []bool {
	peer := p.Accepter.To()
	if peer == v {
		peer = p.Requester.To()
	}
	if peer == nil {
		panic(gap("the peer of " + p.Address + " is not in view"))
	}
	if !sure(p.Accepted, false) && !sure(p.AutoAccept, false) || p.Requester.To() != v && p.Accepter.To() != v || !inVPC(v, t.pkt.Src) || !inVPC(peer, t.pkt.Dst) {
		return dropped
	}
	t.guest = "peering"
	return n.inside(t, peer, nil)
}
