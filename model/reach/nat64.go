package reach

import (
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// A NAT gateway translates IPv6 packets for 64:ff9b::/96 into IPv4 ones for the address in the last four bytes (VPC User
// Guide, "DNS64 and NAT64"; RFC 6052). DNS64 only makes the names of hosts without IPv6 answer with such addresses: who
// knows them reaches these hosts without it.

// over64 is the set of the addresses by which hosts that speak IPv6 alone send to the IPv4 addresses of a set.
func over64(a packet.AddrSet) packet.AddrSet {
	well := nat64Prefix.Addr().As16()
	var out []netip.Prefix
	for _, p := range a.IPv4().Prefixes() {
		b := well
		v4 := p.Addr().As4()
		copy(b[12:], v4[:])
		out = append(out, netip.PrefixFrom(netip.AddrFrom16(b), 96+p.Bits()))
	}
	return packet.Prefixes(out...)
}

// from64 is the set of the IPv4 addresses that addresses of 64:ff9b::/96 stand for.
func from64(a packet.AddrSet) packet.AddrSet {
	var out []netip.Prefix
	for _, p := range a.Intersect(nat64).Prefixes() {
		b := p.Addr().As16()
		out = append(out, netip.PrefixFrom(netip.AddrFrom4([4]byte(b[12:])), p.Bits()-96))
	}
	return packet.Prefixes(out...)
}

// translates64 reports whether any route of the network leads packets for 64:ff9b::/96 to a NAT gateway: where none
// does, nothing is asked about them.
func translates64(net *model.Network) bool {
	covers := func(v model.Value[netip.Prefix]) bool {
		p, ok := v.Get()
		return v.IsUnknown() || ok && p.Overlaps(nat64Prefix)
	}
	return slices.ContainsFunc(net.Routes, func(r *model.Route) bool {
		if r.Target.Kind != model.TargetNATGateway {
			return false
		}
		list := r.PrefixList.To()
		return covers(r.Destination) || list != nil && slices.ContainsFunc(list.Entries.Items, covers)
	})
}

// destinationsFrom gives the addresses by which packets go to a place from another one.
func (e *Engine) destinationsFrom(from, to place) packet.AddrSet {
	if from.outside != "" || !from.proxied.IsEmpty() || from.addrs.IPv6().IsEmpty() || to.outside == outsideService || !e.translates64() {
		return to.addrs
	}
	return to.addrs.Union(over64(to.addrs))
}

// echo64 are the messages of ICMPv6 that NAT64 translates, and what they become (RFC 7915).
var echo64 = map[uint8]uint8{packet.ICMPv6EchoRequest: packet.ICMPEchoRequest, packet.ICMPv6EchoReply: packet.ICMPEchoReply}

// natProtocols64 are what a NAT gateway translates from IPv6.
var natProtocols64 = packet.Union(packet.OfProtocol(packet.TCP), packet.OfProtocol(packet.UDP),
	packet.ICMPMessages(packet.ICMPv6, int(packet.ICMPv6EchoRequest), -1), packet.ICMPMessages(packet.ICMPv6, int(packet.ICMPv6EchoReply), -1)).IPv6()

// translated64 is the view behind a NAT gateway that made IPv4 packets of IPv6 ones.
type translated64 struct {
	before view
	to     packet.AddrSet
}

func (v translated64) pull(set packet.Set, always bool) packet.Set {
	if set.IsAll() {
		return set
	}
	if always {
		return v.pull(set.Complement(), false).Complement()
	}
	hit := set.Intersect(packet.From(v.to))
	var out packet.Set
	for c := range hit.Intersect(packet.SrcPorts(natPorts)).Intersect(portProtocols).Cubes() {
		c.Src, c.Dst, c.SrcPorts = packet.AnyIPv6(), over64(c.Dst), packet.AnyPort()
		out = out.Union(c.Set())
	}
	for six, four := range echo64 {
		for c := range hit.Intersect(packet.ICMPMessages(packet.ICMP, int(four), 0)).Cubes() {
			out = out.Union(packet.ICMPMessages(packet.ICMPv6, int(six), -1).Intersect(packet.From(packet.AnyIPv6())).Intersect(packet.To(over64(c.Dst))))
		}
	}
	return v.before.pull(out, false)
}

func (v translated64) show(sent packet.Set) packet.Set {
	seen := v.before.show(sent)
	var out packet.Set
	for c := range seen.Intersect(portProtocols).IPv6().Cubes() {
		c.Src, c.Dst, c.SrcPorts = v.to, from64(c.Dst), natPorts
		out = out.Union(c.Set())
	}
	for six, four := range echo64 {
		for c := range seen.Intersect(packet.ICMPMessages(packet.ICMPv6, int(six), -1)).Cubes() {
			out = out.Union(packet.ICMPMessages(packet.ICMP, int(four), 0).Intersect(packet.From(v.to)).Intersect(packet.To(from64(c.Dst))))
		}
	}
	return out
}

func (v translated64) sources(packet.Set) packet.AddrSet { return v.to }
func (v translated64) destinations(sent packet.Set) packet.AddrSet {
	return from64(v.before.destinations(sent))
}

// portProtocols are the protocols with ports.
var portProtocols = packet.OfProtocol(packet.TCP).Union(packet.OfProtocol(packet.UDP))

// split64 takes packets for 64:ff9b::/96 one way and all others another.
func (w *walk) split64(s state, translated, others func(state) outcome) outcome {
	if !s.view.destinations(s.live).Overlaps(nat64) {
		return others(s)
	}
	return w.branch(s, []option{
		{s.view.pull(packet.To(nat64), false), translated},
		{s.view.pull(packet.To(nat64.Complement()), false), others},
	})
}

// unroutable64 stops packets for 64:ff9b::/96 that leave a network without translation: nothing outside takes them.
func (w *walk) unroutable64(s state, gateway *model.Object, next func(state) outcome) outcome {
	return w.split64(s, func(s state) outcome {
		h := Hop{Object: gateway, Code: CodeNoPossibleDestination, Note: "Only NAT gateways translate packets for 64:ff9b::/96; the internet does not know these addresses."}
		return w.stop(s, h, nil)
	}, next)
}
