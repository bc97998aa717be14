package packet

import (
	"flag"
	"math/bits"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The oracle is a universe so small that a set is a bitmap over all its packets. Each dimension is cut into
// a few classes that cover it; expressions are built from whole classes, so that what holds for the bitmap
// holds for the Set exactly, borders and complements included.

var trees = flag.Int("trees", 2000, "number of random expression trees to compare with the bitmap; 1000000 for the long form")

// class is a run of values that the oracle does not tell apart.
type class struct{ first, last number }

func addrClass(first, last string) class {
	return class{numberOf(netip.MustParseAddr(first)), numberOf(netip.MustParseAddr(last))}
}

func numberClass(first, last uint64) class { return class{number{lo: first}, number{lo: last}} }

var (
	ipv4Classes = []class{
		addrClass("0.0.0.0", "9.255.255.255"), addrClass("10.0.0.0", "10.0.0.0"), addrClass("10.0.0.1", "10.0.0.255"),
		addrClass("10.0.1.0", "10.0.1.255"), addrClass("10.0.2.0", "10.255.255.255"), addrClass("11.0.0.0", "203.0.112.255"),
		addrClass("203.0.113.0", "255.255.255.254"), addrClass("255.255.255.255", "255.255.255.255"),
	}
	ipv6Classes = []class{
		addrClass("::", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff"), addrClass("2001:db8::", "2001:db8::ffff:ffff:ffff:ffff"),
		addrClass("2001:db8:0:1::", "2001:db8:0:1:7fff:ffff:ffff:ffff"), addrClass("2001:db8:0:1:8000::", "2001:db8:0:1:8000::"),
		addrClass("2001:db8:0:1:8000::1", "2001:db8:0:1:ffff:ffff:ffff:ffff"), addrClass("2001:db8:0:2::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
		addrClass("fe00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"), addrClass("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
	}
	portClasses = []class{
		numberClass(0, 0), numberClass(1, 79), numberClass(80, 80), numberClass(81, 442),
		numberClass(443, 443), numberClass(444, 1023), numberClass(1024, 49151), numberClass(49152, 65535),
	}
	// Echo messages are cut by code, so that an answer of a class is a class.
	icmpClasses = []class{
		numberClass(0, 0), numberClass(1, 255), numberClass(256, 8<<8-1), numberClass(8<<8, 8<<8), numberClass(8<<8+1, 8<<8|255),
		numberClass(9<<8, 128<<8-1), numberClass(128<<8, 128<<8|255), numberClass(129<<8, 129<<8|255), numberClass(130<<8, 65535),
	}
	wholePort = []class{numberClass(0, 65535)}
	// protocolClasses are the protocols of each class; the last one stands for all others.
	protocolClasses = []Protocol{TCP, UDP, ICMP, ICMPv6, esp}
)

// esp has neither ports nor types; it stands for all such protocols.
const esp Protocol = 50

// tiny is one packet of the small universe: the index of its class in each layer.
type tiny struct {
	v6    bool
	class [layers]int
}

// universe lists the packets of the small universe, and knows for each class of each dimension the bitmap
// of the packets in it.
type universe struct {
	points []tiny
	index  map[tiny]int
	family [2]bitmap           // by v6
	values [2][layers][]bitmap // by v6, layer and class; ports only of TCP and UDP
	icmp   [2][]bitmap         // by v6 and class; of ICMP and ICMPv6
	ported bitmap              // the packets that have ports

	answers move            // to the packet that answers
	moves   [layers][8]move // by layer and class: to the packet that differs in that class only
}

// move says for each packet of the universe which one it becomes, or -1 for none.
type move []int

type bitmap []uint64

func newUniverse() *universe {
	u := &universe{index: map[tiny]int{}}
	for _, v6 := range []bool{false, true} {
		for p, protocol := range protocolClasses {
			srcPorts, messages := len(portClasses), len(portClasses)
			switch {
			case protocol.IsICMP():
				srcPorts, messages = 1, len(icmpClasses)
			case !protocol.HasPorts():
				srcPorts, messages = 1, 1
			}
			for src := range ipv4Classes {
				for dst := range ipv4Classes {
					for srcPort := range srcPorts {
						for message := range messages {
							t := tiny{v6, [layers]int{p, src, dst, srcPort, message}}
							u.index[t] = len(u.points)
							u.points = append(u.points, t)
						}
					}
				}
			}
		}
	}
	for f := range 2 {
		u.family[f] = u.where(func(t tiny) bool { return t.v6 == (f == 1) })
		for layer, count := range [layers]int{len(protocolClasses), len(ipv4Classes), len(ipv4Classes), len(portClasses), len(portClasses)} {
			for c := range count {
				u.values[f][layer] = append(u.values[f][layer], u.where(func(t tiny) bool {
					return t.v6 == (f == 1) && t.class[layer] == c && (layer < layerSourcePort || u.protocol(t).HasPorts())
				}))
			}
		}
		for c := range icmpClasses {
			u.icmp[f] = append(u.icmp[f], u.where(func(t tiny) bool {
				return t.v6 == (f == 1) && u.protocol(t).IsICMP() && t.class[layerMessage] == c
			}))
		}
	}
	u.ported = u.where(func(t tiny) bool { return u.protocol(t).HasPorts() })
	u.answers = u.moveBy(u.reverse)
	for layer := layerSource; layer < layers; layer++ {
		for c := range 8 {
			u.moves[layer][c] = u.moveBy(func(t tiny) (tiny, bool) {
				if layer < layerSourcePort || u.protocol(t).HasPorts() {
					t.class[layer] = c
				}
				return t, true
			})
		}
	}
	return u
}

func (u *universe) moveBy(f func(tiny) (tiny, bool)) move {
	m := make(move, len(u.points))
	for i, t := range u.points {
		m[i] = -1
		if t, ok := f(t); ok {
			m[i] = u.index[t]
		}
	}
	return m
}

func (u *universe) protocol(t tiny) Protocol { return protocolClasses[t.class[layerProtocol]] }

func (u *universe) empty() bitmap { return make(bitmap, (len(u.points)+63)/64) }

func (u *universe) where(holds func(tiny) bool) bitmap {
	b := u.empty()
	for i, t := range u.points {
		if holds(t) {
			b.add(i)
		}
	}
	return b
}

func (b bitmap) add(i int)           { b[i/64] |= 1 << (i % 64) }
func (b bitmap) contains(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

func (b bitmap) combine(o bitmap, f func(x, y uint64) uint64) bitmap {
	out := make(bitmap, len(b))
	for i := range b {
		out[i] = f(b[i], o[i])
	}
	return out
}

func or(x, y uint64) uint64     { return x | y }
func and(x, y uint64) uint64    { return x & y }
func andNot(x, y uint64) uint64 { return x &^ y }

// keep narrows b to the packets in one of the chosen classes.
func (b bitmap) keep(classes []bitmap, chosen func(int) bool) {
	var masks []bitmap
	for c, m := range classes {
		if chosen(c) {
			masks = append(masks, m)
		}
	}
	for i := range b {
		var m uint64
		for _, mask := range masks {
			m |= mask[i]
		}
		b[i] &= m
	}
}

// addMoved adds what the packets of from become by m.
func (b bitmap) addMoved(from bitmap, m move) {
	for i, word := range from {
		for ; word != 0; word &= word - 1 {
			if to := m[i*64+bits.TrailingZeros64(word)]; to >= 0 {
				b.add(to)
			}
		}
	}
}

// choice is a set of classes.
type choice uint16

func (c choice) has(i int) bool { return c>>i&1 != 0 }

func (c choice) node(classes []class) *node {
	var runs []interval
	for i, v := range classes {
		if c.has(i) {
			runs = append(runs, interval(v))
		}
	}
	if len(runs) == 0 {
		return nil
	}
	return line(classes[len(classes)-1].last, runs...)
}

func (c choice) addrs() AddrSet { return AddrSet{c.node(ipv4Classes), c.node(ipv6Classes)} }
func (c choice) ports() PortSet { return PortSet{c.node(portClasses)} }

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

// packet gives a packet of the class t: its first values, its last, or any between.
func (u *universe) packet(t tiny, r *rand.Rand) Packet {
	pick := func(c class) number {
		switch r.IntN(3) {
		case 0:
			return c.first
		case 1:
			return c.last
		}
		if v := c.first.plus(r.Uint64N(1 << 40)); v.less(c.last) {
			return v
		}
		return c.last
	}
	p := Packet{Protocol: u.protocol(t)}
	if p.Protocol == esp {
		p.Protocol = []Protocol{0, 50, 132, 255}[r.IntN(4)]
	}
	if t.v6 {
		p.Src, p.Dst = pick(ipv6Classes[t.class[layerSource]]).ipv6(), pick(ipv6Classes[t.class[layerDestination]]).ipv6()
	} else {
		p.Src, p.Dst = pick(ipv4Classes[t.class[layerSource]]).ipv4(), pick(ipv4Classes[t.class[layerDestination]]).ipv4()
	}
	switch {
	case p.Protocol.HasPorts():
		p.SrcPort = uint16(pick(portClasses[t.class[layerSourcePort]]).lo)
		p.DstPort = uint16(pick(portClasses[t.class[layerMessage]]).lo)
	case p.Protocol.IsICMP():
		message := pick(icmpClasses[t.class[layerMessage]]).lo
		p.ICMPType, p.ICMPCode = uint8(message>>8), uint8(message)
	}
	return p
}

// bitmap reads a Set through its cubes.
func (u *universe) bitmap(s Set) bitmap {
	out := u.empty()
	for c := range s.Cubes() {
		f, addrs := 0, ipv4Classes
		src, dst := c.Src.v4, c.Dst.v4
		if c.Src.v6 != nil {
			f, addrs, src, dst = 1, ipv6Classes, c.Src.v6, c.Dst.v6
		}
		b := slices.Clone(u.family[f])
		b.keep(u.values[f][layerProtocol], func(i int) bool { return c.Protocols.Contains(protocolClasses[i]) })
		b.keep(u.values[f][layerSource], func(i int) bool { return src.at(addrs[i].first) != nil })
		b.keep(u.values[f][layerDestination], func(i int) bool { return dst.at(addrs[i].first) != nil })
		if !c.SrcPorts.IsAll() {
			b.keep(u.values[f][layerSourcePort], func(i int) bool { return c.SrcPorts.n.at(portClasses[i].first) != nil })
		}
		if !c.DstPorts.IsAll() {
			b.keep(u.values[f][layerMessage], func(i int) bool { return c.DstPorts.n.at(portClasses[i].first) != nil })
		}
		if !c.ICMP.IsAll() {
			b.keep(u.icmp[f], func(i int) bool { return c.ICMP.n.at(icmpClasses[i].first) != nil })
		}
		for i := range b {
			if out[i]&b[i] != 0 {
				return nil // cubes are to be disjoint
			}
			out[i] |= b[i]
		}
	}
	return out
}

// check compares a set with its bitmap in every way.
func (u *universe) check(t testing.TB, v both, r *rand.Rand) {
	require.True(t, slices.Equal(v.bit, u.bitmap(v.set)), "the cubes of %v are not those of the bitmap", v.set)
	checkShape(t, v.set.v4, layerProtocol, maxIPv4)
	checkShape(t, v.set.v6, layerProtocol, maxIPv6)
	for range 8 {
		i := r.IntN(len(u.points))
		p := u.packet(u.points[i], r)
		require.Equal(t, v.bit.contains(i), v.set.Contains(p), "%v in %v", p, v.set)
	}
	p, ok := v.set.Example()
	require.Equal(t, ok, !v.set.IsEmpty())
	require.Equal(t, ok, v.set.Contains(p), "the example %v is not in %v", p, v.set)

	var parts []Set
	for c := range v.set.Cubes() {
		parts = append(parts, c.Set())
	}
	r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	rebuilt := Union(parts...)
	require.True(t, rebuilt.Equal(v.set), "two ways to one set differ: %v and %v", rebuilt, v.set)
	require.Equal(t, v.set.Hash(), rebuilt.Hash())
}

// checkShape checks the invariants of a diagram.
func checkShape(t testing.TB, n *node, layer int, maxAddr number) {
	if n == nil {
		return
	}
	if layer == layers {
		require.Same(t, leaf, n)
		return
	}
	end := [layers]number{maxProtocol, maxAddr, maxAddr, maxPort, maxPort}[layer]
	require.Equal(t, end, n.steps[len(n.steps)-1].last)
	held := false
	for i, s := range n.steps {
		if i > 0 {
			require.True(t, n.steps[i-1].last.less(s.last))
			require.False(t, same(n.steps[i-1].next, s.next), "neighbours lead to equal diagrams")
		}
		held = held || s.next != nil
		checkShape(t, s.next, layer+1, maxAddr)
	}
	require.True(t, held)
	require.Equal(t, len(n.steps) == 1 && n.steps[0].next.full, n.full)
}

func randomCode(r *rand.Rand) []byte {
	code := make([]byte, 4+r.IntN(60))
	for i := range code {
		code[i] = byte(r.Uint32())
	}
	return code
}

func TestSetAgainstBitmap(t *testing.T) {
	u := newUniverse()
	r := rand.New(rand.NewPCG(1, 2))
	nonTrivial := 0
	for range *trees {
		m := machine{u: u, code: randomCode(r)}
		v := m.run()
		if !v.set.IsEmpty() && !v.set.IsAll() {
			nonTrivial++
		}
		u.check(t, v, r)
	}
	assert.Greater(t, nonTrivial, *trees/2, "most random expressions should be neither empty nor everything")
}

func TestRelationsAndLaws(t *testing.T) {
	u := newUniverse()
	r := rand.New(rand.NewPCG(3, 4))
	for range *trees / 4 {
		va, vb, vc := (&machine{u: u, code: randomCode(r)}).run(), (&machine{u: u, code: randomCode(r)}).run(), (&machine{u: u, code: randomCode(r)}).run()
		a, b, c := va.set, vb.set, vc.set

		equal, sub, over := slices.Equal(va.bit, vb.bit), true, false
		for i := range va.bit {
			sub = sub && va.bit[i]&^vb.bit[i] == 0
			over = over || va.bit[i]&vb.bit[i] != 0
		}
		require.Equal(t, equal, a.Equal(b))
		require.Equal(t, sub, a.Subset(b))
		require.Equal(t, over, a.Overlaps(b))
		require.True(t, a.Intersect(b).Subset(a))

		for law, sides := range map[string][2]Set{
			"De Morgan, union":        {a.Union(b).Complement(), a.Complement().Intersect(b.Complement())},
			"De Morgan, intersection": {a.Intersect(b).Complement(), a.Complement().Union(b.Complement())},
			"double complement":       {a.Complement().Complement(), a},
			"idempotent union":        {a.Union(a), a},
			"idempotent intersection": {a.Intersect(a), a},
			"absorption, union":       {a.Union(a.Intersect(b)), a},
			"absorption, meet":        {a.Intersect(a.Union(b)), a},
			"commutative union":       {a.Union(b), b.Union(a)},
			"associative union":       {a.Union(b).Union(c), a.Union(b.Union(c))},
			"distributive":            {a.Intersect(b.Union(c)), a.Intersect(b).Union(a.Intersect(c))},
			"difference":              {a.Minus(b), a.Intersect(b.Complement())},
			"nothing left":            {a.Minus(a), Set{}},
			"whole":                   {a.Union(a.Complement()), All()},
			"reverse of union":        {a.Union(b).Reverse(), a.Reverse().Union(b.Reverse())},
			"reverse three times":     {a.Reverse().Reverse().Reverse(), a.Reverse()},
		} {
			require.True(t, sides[0].Equal(sides[1]), "%s: %v is not %v", law, sides[0], sides[1])
			require.Equal(t, sides[0].String(), sides[1].String(), law)
		}

		require.True(t, a.Sources().Equal(a.Reverse().Destinations().Union(a.Intersect(noAnswer).Sources())))
		require.True(t, a.DstPorts(TCP).Equal(a.Reverse().SrcPorts(TCP)))
		require.True(t, a.Subset(From(a.Sources()).Intersect(To(a.Destinations()))))
	}
}

// noAnswer is the ICMP messages that have no answer.
var noAnswer = OfProtocol(ICMP).Union(OfProtocol(ICMPv6)).Minus(Union(
	ICMPMessages(ICMP, 0, -1), ICMPMessages(ICMP, 8, -1), ICMPMessages(ICMPv6, 128, -1), ICMPMessages(ICMPv6, 129, -1)))

func FuzzSet(f *testing.F) {
	u := newUniverse()
	r := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		f.Add(randomCode(r))
	}
	f.Fuzz(func(t *testing.T, code []byte) {
		if len(code) > 200 {
			return
		}
		u.check(t, (&machine{u: u, code: code}).run(), rand.New(rand.NewPCG(7, 8)))
	})
}
