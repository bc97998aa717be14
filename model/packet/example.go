package packet

import "net/netip"

// plausible is what a person expects to see in an example of a family, best first.
type plausible struct {
	protocols           []number
	source, destination []number // where the set leaves the address open: documentation addresses
	unusual             *node    // addresses to avoid
}

var (
	plausibleIPv4 = plausible{
		protocols:   []number{{lo: uint64(TCP)}, {lo: uint64(UDP)}, {lo: uint64(ICMP)}},
		source:      []number{numberOf(netip.AddrFrom4([4]byte{203, 0, 113, 10}))},  // RFC 5737
		destination: []number{numberOf(netip.AddrFrom4([4]byte{198, 51, 100, 10}))}, // RFC 5737
		unusual:     unusualAddrs.v4,
	}
	plausibleIPv6 = plausible{
		protocols:   []number{{lo: uint64(TCP)}, {lo: uint64(UDP)}, {lo: uint64(ICMPv6)}},
		source:      []number{{hi: 0x2001_0db8 << 32, lo: 0x10}}, // 2001:db8::10, RFC 3849
		destination: []number{{hi: 0x2001_0db8 << 32, lo: 0x20}}, // 2001:db8::20, RFC 3849
		unusual:     unusualAddrs.v6,
	}
	plausibleClientPorts = []number{{lo: 49152}} // where the IANA's dynamic ports begin
	plausibleServerPorts = []number{{lo: 443}, {lo: 80}, {lo: 22}}
	plausibleICMP        = []number{icmpNumber(ICMPEchoRequest, 0), icmpNumber(ICMPEchoReply, 0)}
	plausibleICMPv6      = []number{icmpNumber(ICMPv6EchoRequest, 0), icmpNumber(ICMPv6EchoReply, 0)}
)

// unusualAddrs are addresses that ordinary hosts do not have: "this network", loopback, link-local,
// multicast and reserved ones (RFC 6890).
var unusualAddrs = Prefixes(
	netip.PrefixFrom(netip.AddrFrom4([4]byte{0}), 8),
	netip.PrefixFrom(netip.AddrFrom4([4]byte{127}), 8),
	netip.PrefixFrom(netip.AddrFrom4([4]byte{169, 254}), 16),
	netip.PrefixFrom(netip.AddrFrom4([4]byte{224}), 3),
	netip.PrefixFrom(netip.AddrFrom16([16]byte{}), 8),
	netip.PrefixFrom(netip.AddrFrom16([16]byte{0xfe, 0x80}), 10),
	netip.PrefixFrom(netip.AddrFrom16([16]byte{0xff}), 8),
)

// Example gives one packet of the set, the same for equal sets, and false if the set is empty. It takes
// what a person would: IPv4 before IPv6, TCP first, an ordinary host address (not a network address or one
// of the first four of a subnet, which AWS keeps for itself), a client port from 49152 on, and a well-known
// server port, and two different hosts, wherever the set allows it.
func (s Set) Example() (p Packet, ok bool) {
	p, ok = s.ordinary()
	if !ok || p.Src != p.Dst {
		return p, ok
	}
	bits := p.Src.BitLen() - 4 // the smallest subnet: those before the address may be its first four
	block := netip.PrefixFrom(p.Src, bits).Masked()
	for _, own := range []AddrSet{Addresses(block.Addr(), p.Src), Addrs(p.Src)} {
		for _, rest := range []Set{s.Minus(To(own)), s.Minus(From(own))} {
			if other, ok := rest.ordinary(); ok && other.Src != other.Dst {
				return other, true
			}
		}
	}
	return p, true
}

// ordinary gives the packet of Example, whether it is between two hosts or not.
func (s Set) ordinary() (p Packet, ok bool) {
	switch {
	case s.v4 != nil:
		v := example(s.v4, plausibleIPv4)
		p = v.packet()
		p.Src, p.Dst = v[layerSource].ipv4(), v[layerDestination].ipv4()
	case s.v6 != nil:
		v := example(s.v6, plausibleIPv6)
		p = v.packet()
		p.Src, p.Dst = v[layerSource].ipv6(), v[layerDestination].ipv6()
	default:
		return Packet{}, false
	}
	return p, true
}

// Example gives one address of the set, chosen as Set.Example does, and false if the set is empty.
func (s AddrSet) Example() (a netip.Addr, ok bool) {
	switch {
	case s.v4 != nil:
		return exampleAddr(s.v4, plausibleIPv4.source, unusualAddrs.v4).ipv4(), true
	case s.v6 != nil:
		return exampleAddr(s.v6, plausibleIPv6.source, unusualAddrs.v6).ipv6(), true
	default:
		return netip.Addr{}, false
	}
}

// point is one value for each layer.
type point [layers]number

// packet gives the packet at the point, without addresses.
func (v point) packet() Packet {
	p := Packet{Protocol: Protocol(v[layerProtocol].lo)}
	switch message := v[layerMessage].lo; {
	case p.Protocol.HasPorts():
		p.SrcPort, p.DstPort = uint16(v[layerSourcePort].lo), uint16(message)
	case p.Protocol.IsICMP():
		p.ICMPType, p.ICMPCode = uint8(message>>8), uint8(message)
	}
	return p
}

func example(n *node, want plausible) point {
	var v point
	v[layerProtocol] = prefer(n, want.protocols, 0)
	n = n.at(v[layerProtocol])
	v[layerSource] = exampleAddr(shadow(n), want.source, want.unusual)
	n = n.at(v[layerSource])
	v[layerDestination] = exampleAddr(shadow(n), want.destination, want.unusual)
	n = n.at(v[layerDestination])
	v[layerSourcePort] = prefer(n, plausibleClientPorts, 1024)
	n = n.at(v[layerSourcePort])
	switch Protocol(v[layerProtocol].lo) {
	case ICMP:
		v[layerMessage] = prefer(n, plausibleICMP, 0)
	case ICMPv6:
		v[layerMessage] = prefer(n, plausibleICMPv6, 0)
	default:
		v[layerMessage] = prefer(n, plausibleServerPorts, 1)
	}
	return v
}

// prefer gives the first of the wanted values that n holds, or else its lowest value from least on, or else
// its lowest value.
func prefer(n *node, wanted []number, least uint64) number {
	for _, v := range wanted {
		if n.at(v) != nil {
			return v
		}
	}
	values := n.intervals()
	for _, v := range values {
		if least <= v.last.lo {
			return number{lo: max(least, v.first.lo)}
		}
	}
	return values[0].first
}

// exampleAddr gives an ordinary address of the set n.
func exampleAddr(n *node, hosts []number, unusual *node) number {
	for _, v := range hosts {
		if n.at(v) != nil {
			return v
		}
	}
	if ordinary := difference.apply(n, unusual); ordinary != nil {
		n = ordinary
	}
	const reserved = 4 // AWS keeps the first four addresses of a subnet; the smallest subnet has sixteen
	runs := n.intervals()
	for _, run := range runs {
		startsSubnet := run.first.lo&15 == 0
		switch host := run.first.plus(reserved); {
		case !startsSubnet:
			return run.first
		case host.less(run.last):
			return host
		case run.first.less(run.last):
			return run.first.plus(1)
		}
	}
	return runs[0].first
}
