package packet

// Reverse is the set of the packets that answer those in s: addresses and ports exchanged, echo replies for
// echo requests and the other way round. Other ICMP messages have no answer.
func (s Set) Reverse() Set {
	return Set{reverse(s.v4), reverse(s.v6)}
}

func reverse(n *node) *node {
	var parts []*node
	for b := range boxes(n) {
		answer := b
		answer[layerSource], answer[layerDestination] = b[layerDestination], b[layerSource]
		answer[layerSourcePort], answer[layerMessage] = b[layerMessage], b[layerSourcePort]
		answer[layerProtocol] = intersection.apply(b[layerProtocol], noICMPProtocols)
		parts = append(parts, answer.node())

		for _, p := range []Protocol{ICMP, ICMPv6} {
			if b[layerProtocol].at(number{lo: uint64(p)}) == nil {
				continue
			}
			answer[layerProtocol] = p.node()
			answer[layerSourcePort] = b[layerSourcePort]
			answer[layerMessage] = ICMPSet{b[layerMessage]}.reversed(p).n
			parts = append(parts, answer.node())
		}
	}
	return unionAll(parts)
}

// MapSource is what s becomes when every packet may get any source address of a of its own family, as a
// network address translation does that keeps ports. Packets of a family that a does not have are dropped.
func (s Set) MapSource(a AddrSet) Set {
	return Set{replace(s.v4, layerSource, a.v4), replace(s.v6, layerSource, a.v6)}
}

// MapDestination is what s becomes when every packet may get any destination address of a of its own
// family. Packets of a family that a does not have are dropped.
func (s Set) MapDestination(a AddrSet) Set {
	return Set{replace(s.v4, layerDestination, a.v4), replace(s.v6, layerDestination, a.v6)}
}

// WithSourcePorts is what s becomes when every TCP and UDP packet may get any source port of ports. Packets
// of other protocols stay as they are.
func (s Set) WithSourcePorts(ports PortSet) Set { return s.withPorts(layerSourcePort, ports) }

// WithDestinationPorts is what s becomes when every TCP and UDP packet may get any destination port of
// ports. Packets of other protocols stay as they are.
func (s Set) WithDestinationPorts(ports PortSet) Set { return s.withPorts(layerMessage, ports) }

func (s Set) withPorts(layer int, ports PortSet) Set {
	having, others := s.Intersect(withPorts), s.Intersect(withoutPorts)
	return others.Union(Set{replace(having.v4, layer, ports.n), replace(having.v6, layer, ports.n)})
}
