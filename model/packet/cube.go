package packet

import (
	"iter"
	"strings"
)

// Cube is a set of packets of one family that is a product: every combination of its protocols, addresses
// and ports or messages. All its protocols have the same fields.
type Cube struct {
	Protocols ProtocolSet
	Src, Dst  AddrSet
	SrcPorts  PortSet // of TCP and UDP; any port if the cube's protocols have none
	DstPorts  PortSet // of TCP and UDP; any port if the cube's protocols have none
	ICMP      ICMPSet // of ICMP and ICMPv6; any type if the cube's protocols have none
}

// Cubes gives disjoint cubes that make up the set, IPv4 first. Equal sets give equal cubes in the same order.
func (s Set) Cubes() iter.Seq[Cube] {
	return func(yield func(Cube) bool) {
		for b := range boxes(s.v4) {
			for c := range b.cubes() {
				c.Src.v4, c.Dst.v4 = b[layerSource], b[layerDestination]
				if !yield(c) {
					return
				}
			}
		}
		for b := range boxes(s.v6) {
			for c := range b.cubes() {
				c.Src.v6, c.Dst.v6 = b[layerSource], b[layerDestination]
				if !yield(c) {
					return
				}
			}
		}
	}
}

// cubes gives the box as cubes without addresses: one, or one for each group of protocols if the box leaves
// out some ports or messages, because these mean different things for different protocols.
func (b box) cubes() iter.Seq[Cube] {
	return func(yield func(Cube) bool) {
		whole := Cube{SrcPorts: AnyPort(), DstPorts: AnyPort(), ICMP: ICMPSet{anyPort}}
		if b[layerSourcePort].full && b[layerMessage].full {
			whole.Protocols = protocolSet(b[layerProtocol])
			yield(whole)
			return
		}
		for _, kind := range []*node{portProtocols, icmpProtocols} {
			c := whole
			c.Protocols = protocolSet(intersection.apply(b[layerProtocol], kind))
			switch kind {
			case portProtocols:
				c.SrcPorts, c.DstPorts = PortSet{b[layerSourcePort]}, PortSet{b[layerMessage]}
			case icmpProtocols:
				c.ICMP = ICMPSet{b[layerMessage]}
			}
			if c.Protocols.Len() > 0 && !yield(c) {
				return
			}
		}
	}
}

// Set is the set of the packets of the cube. Ports and messages count for the protocols that have them.
func (c Cube) Set() Set {
	protocols := c.Protocols.node()
	var sets []Set
	for _, b := range []box{
		{layerProtocol: portProtocols, layerSourcePort: c.SrcPorts.n, layerMessage: c.DstPorts.n},
		{layerProtocol: icmpProtocols, layerSourcePort: anyPort, layerMessage: c.ICMP.n},
		{layerProtocol: otherProtocols, layerSourcePort: anyPort, layerMessage: anyPort},
	} {
		b[layerProtocol] = intersection.apply(b[layerProtocol], protocols)
		b[layerSource], b[layerDestination] = c.Src.v4, c.Dst.v4
		v4 := b.node()
		b[layerSource], b[layerDestination] = c.Src.v6, c.Dst.v6
		sets = append(sets, Set{v4, b.node()})
	}
	return Union(sets...)
}

// boxes gives disjoint boxes that make up the diagram, in an order that depends on its points only.
func boxes(n *node) iter.Seq[box] {
	return func(yield func(box) bool) {
		var b box
		walk(n, layerProtocol, &b, yield)
	}
}

// walk completes b, whose layers before layer are set, in every way that n allows.
func walk(n *node, layer int, b *box, yield func(box) bool) bool {
	if layer == layers {
		return yield(*b)
	}
	for _, g := range group(n) {
		b[layer] = line(dimensionEnd(n), g.values...)
		if !walk(g.next, layer+1, b, yield) {
			return false
		}
	}
	return true
}

// dimensionEnd is the greatest value of the dimension of n.
func dimensionEnd(n *node) number { return n.steps[len(n.steps)-1].last }

// String lists the cubes of the set in words:
// "tcp 10.0.0.0/24 → 10.1.0.0/24 port 443, from ports 1024-65535".
func (s Set) String() string {
	switch {
	case s.IsEmpty():
		return "no packet"
	case s.IsAll():
		return "every packet"
	}
	var words []string
	for c := range s.Cubes() {
		words = append(words, c.String())
	}
	return strings.Join(words, "; ")
}

// String describes the cube in words, as Set.String does.
func (c Cube) String() string {
	var w strings.Builder
	w.WriteString(c.Protocols.String())
	if !c.ICMP.IsAll() {
		w.WriteString(" " + c.ICMP.String())
	}
	w.WriteString(" " + c.Src.String() + " → " + c.Dst.String())
	if !c.DstPorts.IsAll() {
		w.WriteString(" " + portWords(c.DstPorts))
	}
	if !c.SrcPorts.IsAll() {
		w.WriteString(", from " + portWords(c.SrcPorts))
	}
	return w.String()
}

func portWords(s PortSet) string {
	if r := s.Ranges(); len(r) == 1 && r[0].First == r[0].Last {
		return "port " + s.String()
	}
	return "ports " + s.String()
}
