package packet

import "slices"

// both is a set twice: as a Set and as the oracle's bitmap.
type both struct {
	set Set
	bit bitmap
}

// machine reads an expression from bytes and computes it both ways.
type machine struct {
	u     *universe
	code  []byte
	stack []both
}

func (m *machine) next() byte {
	if len(m.code) == 0 {
		return 0
	}
	b := m.code[0]
	m.code = m.code[1:]
	return b
}

// choice reads a set of classes, often a run of them as prefixes and port ranges are.
func (m *machine) choice() choice {
	a, b := m.next(), m.next()
	if a&1 == 0 {
		return choice(b)
	}
	first, last := int(b&7), int(b>>4&7)
	var c choice
	for i := min(first, last); i <= max(first, last); i++ {
		c |= 1 << i
	}
	return c
}

func (m *machine) pop() both {
	if len(m.stack) == 0 {
		return m.constraint()
	}
	top := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	return top
}

// run computes the expression: operations over a stack that is filled with constraints when it runs dry.
func (m *machine) run() both {
	for len(m.code) > 0 {
		m.stack = append(m.stack, m.step())
	}
	result := m.pop()
	for len(m.stack) > 0 {
		o := m.pop()
		result = both{result.set.Union(o.set), result.bit.combine(o.bit, or)}
	}
	return result
}

func (m *machine) step() both {
	switch op := m.next() % 32; op {
	case 0, 1, 2, 3, 4:
		a, b := m.pop(), m.pop()
		return both{a.set.Union(b.set), a.bit.combine(b.bit, or)}
	case 5, 6, 7, 8, 9:
		a, b := m.pop(), m.pop()
		return both{a.set.Intersect(b.set), a.bit.combine(b.bit, and)}
	case 10, 11, 12, 13, 14:
		a, b := m.pop(), m.pop()
		return both{a.set.Minus(b.set), a.bit.combine(b.bit, andNot)}
	case 15:
		a := m.pop()
		return both{a.set.Complement(), m.everything().bit.combine(a.bit, andNot)}
	case 16, 17, 18, 19, 20:
		return m.transformation(op)
	case 21:
		return m.everything()
	case 22:
		a := m.pop()
		if op := m.next(); op&1 == 0 {
			return both{a.set.IPv4(), a.bit.combine(m.u.family[0], and)}
		}
		return both{a.set.IPv6(), a.bit.combine(m.u.family[1], and)}
	default:
		return m.constraint()
	}
}

func (m *machine) everything() both {
	return both{All(), m.u.family[0].combine(m.u.family[1], or)}
}

func (m *machine) transformation(op byte) both {
	a, out := m.pop(), m.u.empty()
	if op == 16 {
		out.addMoved(a.bit, m.u.answers)
		return both{a.set.Reverse(), out}
	}
	c, layer := m.choice(), map[byte]int{17: layerSource, 18: layerDestination, 19: layerSourcePort, 20: layerMessage}[op]
	for v := range 8 {
		if c.has(v) {
			out.addMoved(a.bit, m.u.moves[layer][v])
		}
	}
	if layer >= layerSourcePort { // packets without ports stay, also when no port is left
		out = out.combine(a.bit.combine(m.u.ported, andNot), or)
	}
	switch layer {
	case layerSource:
		return both{a.set.MapSource(c.addrs()), out}
	case layerDestination:
		return both{a.set.MapDestination(c.addrs()), out}
	case layerSourcePort:
		return both{a.set.WithSourcePorts(c.ports()), out}
	default:
		return both{a.set.WithDestinationPorts(c.ports()), out}
	}
}

func (u *universe) reverse(t tiny) (tiny, bool) {
	c := &t.class
	c[layerSource], c[layerDestination] = c[layerDestination], c[layerSource]
	answers := map[int]int{0: 3, 1: 4, 3: 0, 4: 1}
	switch p := u.protocol(t); {
	case p.HasPorts():
		c[layerSourcePort], c[layerMessage] = c[layerMessage], c[layerSourcePort]
		return t, true
	case !p.IsICMP():
		return t, true
	case p == ICMPv6:
		answers = map[int]int{6: 7, 7: 6}
	}
	answer, ok := answers[c[layerMessage]]
	c[layerMessage] = answer
	return t, ok
}

// constraint reads one constraint, or a whole match.
func (m *machine) constraint() both {
	out := m.everything()
	keep := func(layer int, chosen func(int) bool) {
		for f := range 2 {
			classes := append(slices.Clone(m.u.values[f][layer]), m.u.family[1-f]) // the other family stays as it is
			out.bit.keep(classes, func(c int) bool { return c == len(classes)-1 || chosen(c) })
		}
	}
	switch kind := m.next() % 8; kind {
	case 0:
		c := m.choice()
		keep(layerSource, c.has)
		out.set = From(c.addrs())
	case 1:
		c := m.choice()
		keep(layerDestination, c.has)
		out.set = To(c.addrs())
	case 2:
		c := m.choice()
		keep(layerSourcePort, c.has)
		out.set = SrcPorts(c.ports())
	case 3:
		c := m.choice()
		keep(layerMessage, c.has)
		out.set = DstPorts(c.ports())
	case 4:
		return m.protocol()
	default:
		return m.match()
	}
	return out
}

// others is every protocol but those that have a class of their own.
var others = AnyMatch().Set().Minus(Union(OfProtocol(TCP), OfProtocol(UDP), OfProtocol(ICMP), OfProtocol(ICMPv6)))

func (m *machine) protocol() both {
	c := int(m.next()) % len(protocolClasses)
	out := both{OfProtocol(protocolClasses[c]), m.u.where(func(t tiny) bool { return t.class[layerProtocol] == c })}
	if protocolClasses[c] == esp {
		out.set = others
	}
	return out
}

// icmpMatches are matches of whole classes of ICMP messages, as type and code.
var icmpMatches = []struct {
	icmpType, code int
	classes        choice
}{
	{-1, -1, 0x1ff}, {0, 0, 1 << 0}, {0, -1, 1<<0 | 1<<1}, {8, 0, 1 << 3}, {8, -1, 1<<3 | 1<<4},
	{128, -1, 1 << 6}, {129, -1, 1 << 7}, {256, -1, 0}, {8, 256, 0},
}

func (m *machine) match() both {
	match := AnyMatch()
	src, dst, srcPorts, dstPorts := m.choice(), m.choice(), m.choice(), m.choice()
	icmp := icmpMatches[int(m.next())%len(icmpMatches)]
	match.Protocol = [...]Protocol{TCP, UDP, ICMP, ICMPv6, AnyProtocol, AnyProtocol, TCP, TCP}[m.next()%8]
	match.Src, match.Dst, match.SrcPorts, match.DstPorts = src.addrs(), dst.addrs(), srcPorts.ports(), dstPorts.ports()
	match.ICMPType, match.ICMPCode = icmp.icmpType, icmp.code
	bit := m.u.where(func(t tiny) bool {
		p := m.u.protocol(t)
		switch {
		case match.Protocol != AnyProtocol && p != match.Protocol, !src.has(t.class[layerSource]), !dst.has(t.class[layerDestination]):
			return false
		case match.Protocol.HasPorts():
			return srcPorts.has(t.class[layerSourcePort]) && dstPorts.has(t.class[layerMessage])
		case match.Protocol.IsICMP():
			return icmp.classes.has(t.class[layerMessage])
		}
		return true
	})
	return both{match.Set(), bit}
}
