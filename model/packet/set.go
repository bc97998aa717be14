package packet

import (
	"net/netip"
	"slices"
)

// The dimensions of a packet, in the order of the layers of a diagram; layerMessage is the destination port
// of TCP and UDP and the type and code of ICMP. Where a protocol has no such field, a set holds either all
// of the dimension's values or none: that makes "all protocols, all ports" one step in every layer.
const (
	layerProtocol = iota
	layerSource
	layerDestination
	layerSourcePort
	layerMessage
	layers
)

// The whole of each dimension.
var (
	anyProtocol = line(maxProtocol, interval{last: maxProtocol})
	anyIPv4     = line(maxIPv4, interval{last: maxIPv4})
	anyIPv6     = line(maxIPv6, interval{last: maxIPv6})
	anyPort     = line(maxPort, interval{last: maxPort})
)

// Groups of protocols with the same fields.
var (
	portProtocols   = union.apply(TCP.node(), UDP.node())
	icmpProtocols   = union.apply(ICMP.node(), ICMPv6.node())
	otherProtocols  = difference.apply(anyProtocol, union.apply(portProtocols, icmpProtocols))
	noPortProtocols = difference.apply(anyProtocol, portProtocols)
	noICMPProtocols = difference.apply(anyProtocol, icmpProtocols)
)

// all is the set of every packet.
var all = Set{
	v4: box{anyProtocol, anyIPv4, anyIPv4, anyPort, anyPort}.node(),
	v6: box{anyProtocol, anyIPv6, anyIPv6, anyPort, anyPort}.node(),
}

// box is a set of packets of one family that is the product of a set of values in each layer.
type box [layers]*node

// node gives the diagram of the box.
func (b box) node() *node {
	if slices.Contains(b[:], nil) {
		return nil
	}
	n := leaf
	for layer := layers - 1; layer >= 0; layer-- {
		n = graft(b[layer], n)
	}
	return n
}

// Set is an immutable set of packets: of protocol, source and destination address, and source and
// destination port or ICMP type and code. The zero Set is empty. Equal sets have equal structure; compare
// them with Equal. All methods are exact and safe for concurrent use.
type Set struct {
	v4, v6 *node // the packets of either family; they have nothing to do with each other
}

// All is the set of every packet of both families.
func All() Set { return all }

func (s Set) combine(op operation, o Set) Set {
	return Set{op.apply(s.v4, o.v4), op.apply(s.v6, o.v6)}
}

// Union is the set of the packets in s, in o, or in both.
func (s Set) Union(o Set) Set { return s.combine(union, o) }

// Intersect is the set of the packets in both s and o.
func (s Set) Intersect(o Set) Set { return s.combine(intersection, o) }

// Minus is the set of the packets in s and not in o.
func (s Set) Minus(o Set) Set { return s.combine(difference, o) }

// Complement is the set of the packets not in s.
func (s Set) Complement() Set { return all.Minus(s) }

// Union is the set of the packets in any of the sets. It is faster than uniting many sets one by one.
func Union(sets ...Set) Set {
	v4 := make([]*node, len(sets))
	v6 := make([]*node, len(sets))
	for i, s := range sets {
		v4[i], v6[i] = s.v4, s.v6
	}
	return Set{unionAll(v4), unionAll(v6)}
}

// IsEmpty reports whether no packet is in the set.
func (s Set) IsEmpty() bool { return s.v4 == nil && s.v6 == nil }

// IsAll reports whether every packet of both families is in the set.
func (s Set) IsAll() bool { return s.v4 != nil && s.v4.full && s.v6 != nil && s.v6.full }

// Equal reports whether the sets hold the same packets.
func (s Set) Equal(o Set) bool { return same(s.v4, o.v4) && same(s.v6, o.v6) }

// Subset reports whether every packet of s is in o.
func (s Set) Subset(o Set) bool { return subset(s.v4, o.v4) && subset(s.v6, o.v6) }

// Overlaps reports whether the sets have a packet in common. It is cheaper than an intersection.
func (s Set) Overlaps(o Set) bool { return overlaps(s.v4, o.v4) || overlaps(s.v6, o.v6) }

// Hash is a hash of the set: equal sets have equal hashes, on every run and machine. It is for grouping
// sets in maps; confirm with Equal.
func (s Set) Hash() uint64 {
	h := uint64(0)
	for _, n := range []*node{s.v4, s.v6} {
		if n != nil {
			h = mix(h, n.hash)
		} else {
			h = mix(h, 1)
		}
	}
	return h
}

// IPv4 is the part of the set that is IPv4.
func (s Set) IPv4() Set { return Set{v4: s.v4} }

// IPv6 is the part of the set that is IPv6.
func (s Set) IPv6() Set { return Set{v6: s.v6} }

// Contains reports whether the packet is in the set. A packet that cannot be, such as one whose addresses
// are of different families, is in no set.
func (s Set) Contains(p Packet) bool {
	src, dst := p.Src.Unmap(), p.Dst.Unmap()
	if !src.IsValid() || src.BitLen() != dst.BitLen() || p.Protocol < 0 || p.Protocol > 255 {
		return false
	}
	n := s.v6
	if src.Is4() {
		n = s.v4
	}
	for _, v := range p.numbers(src, dst) {
		n = n.at(v)
	}
	return n != nil
}

// numbers gives the packet's value in each layer; fields that its protocol does not have count as zero,
// where a set holds all values or none.
func (p Packet) numbers(src, dst netip.Addr) point {
	v := point{
		layerProtocol:    {lo: uint64(p.Protocol)},
		layerSource:      numberOf(src),
		layerDestination: numberOf(dst),
	}
	switch {
	case p.Protocol.HasPorts():
		v[layerSourcePort].lo = uint64(p.SrcPort)
		v[layerMessage].lo = uint64(p.DstPort)
	case p.Protocol.IsICMP():
		v[layerMessage] = icmpNumber(p.ICMPType, p.ICMPCode)
	}
	return v
}

// Sources is the set of the source addresses of the packets in s.
func (s Set) Sources() AddrSet {
	return AddrSet{project(s.v4, layerSource), project(s.v6, layerSource)}
}

// Destinations is the set of the destination addresses of the packets in s.
func (s Set) Destinations() AddrSet {
	return AddrSet{project(s.v4, layerDestination), project(s.v6, layerDestination)}
}

// Protocols is the set of the protocols of the packets in s.
func (s Set) Protocols() ProtocolSet {
	return protocolSet(union.apply(shadow(s.v4), shadow(s.v6)))
}

// SrcPorts is the set of the source ports of the packets in s that are of protocol p: TCP, UDP, or
// AnyProtocol for both. Other protocols have none.
func (s Set) SrcPorts(p Protocol) PortSet {
	return PortSet{s.values(p, portProtocols, layerSourcePort)}
}

// DstPorts is the set of the destination ports of the packets in s that are of protocol p: TCP, UDP, or
// AnyProtocol for both. Other protocols have none.
func (s Set) DstPorts(p Protocol) PortSet { return PortSet{s.values(p, portProtocols, layerMessage)} }

// ICMPTypes is the set of the messages in s that are of protocol p: ICMP or ICMPv6. Others have none.
func (s Set) ICMPTypes(p Protocol) ICMPSet {
	if !p.IsICMP() {
		return ICMPSet{}
	}
	return ICMPSet{s.values(p, icmpProtocols, layerMessage)}
}

// values gives the values in a layer of the packets that are of protocol p and of one of the protocols that
// have the field.
func (s Set) values(p Protocol, having *node, layer int) *node {
	s = s.Intersect(ofProtocols(intersection.apply(p.node(), having)))
	return union.apply(project(s.v4, layer), project(s.v6, layer))
}
