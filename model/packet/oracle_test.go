package packet

import (
	"flag"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	trees = flag.Int("trees", 2000, "number of random expression trees to compare with the bitmap; 1000000 for the long form")
	laws  = flag.Int("laws", 20_000, "number of random expression trees over which to check the laws; 1000000 for the long form")
)

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

func TestRelations(t *testing.T) {
	u := newUniverse()
	r := rand.New(rand.NewPCG(3, 4))
	for range *trees / 4 {
		va, vb := (&machine{u: u, code: randomCode(r)}).run(), (&machine{u: u, code: randomCode(r)}).run()
		a, b := va.set, vb.set

		equal, sub, over := slices.Equal(va.bit, vb.bit), true, false
		for i := range va.bit {
			sub = sub && va.bit[i]&^vb.bit[i] == 0
			over = over || va.bit[i]&vb.bit[i] != 0
		}
		require.Equal(t, equal, a.Equal(b))
		require.Equal(t, sub, a.Subset(b))
		require.Equal(t, over, a.Overlaps(b))
	}
}

// grove grows random expression trees. Their leaves are made once, with the machine; nothing is compared with a
// bitmap here.
type grove struct {
	r      *rand.Rand
	leaves []Set
}

func newGrove(seed uint64) *grove {
	g := &grove{r: rand.New(rand.NewPCG(seed, 4))}
	u := newUniverse()
	for range 1000 {
		g.leaves = append(g.leaves, (&machine{u: u, code: randomCode(g.r)}).constraint().set)
	}
	return g
}

// tree gives the set of a random tree of at most the given depth.
func (g *grove) tree(depth int) Set {
	if depth == 0 || g.r.IntN(8) == 0 {
		return g.leaves[g.r.IntN(len(g.leaves))]
	}
	a := g.tree(depth - 1)
	switch g.r.IntN(10) {
	case 0:
		return a.Complement()
	case 1:
		return a.Reverse()
	case 2:
		return a.MapSource(g.tree(depth - 1).Destinations())
	case 3, 4, 5:
		return a.Union(g.tree(depth - 1))
	case 6, 7:
		return a.Intersect(g.tree(depth - 1))
	default:
		return a.Minus(g.tree(depth - 1))
	}
}

func TestLaws(t *testing.T) {
	g := newGrove(3)
	different := map[uint64]bool{}
	for n := range *laws / 3 {
		a, b, c := g.tree(2), g.tree(2), g.tree(1)
		if n < 5000 {
			different[a.Hash()] = true
		}
		for _, law := range []struct {
			name      string
			one, same Set
		}{
			{"De Morgan, union", a.Union(b).Complement(), a.Complement().Intersect(b.Complement())},
			{"De Morgan, intersection", a.Intersect(b).Complement(), a.Complement().Union(b.Complement())},
			{"double complement", a.Complement().Complement(), a},
			{"idempotent union", a.Union(a), a},
			{"idempotent intersection", a.Intersect(a), a},
			{"absorption, union", a.Union(a.Intersect(b)), a},
			{"absorption, meet", a.Intersect(a.Union(b)), a},
			{"commutative union", a.Union(b), b.Union(a)},
			{"associative union", a.Union(b).Union(c), a.Union(b.Union(c))},
			{"distributive", a.Intersect(b.Union(c)), a.Intersect(b).Union(a.Intersect(c))},
			{"difference", a.Minus(b), a.Intersect(b.Complement())},
			{"nothing left", a.Minus(a), Set{}},
			{"whole", a.Union(a.Complement()), All()},
			{"reverse of union", b.Union(c).Reverse(), b.Reverse().Union(c.Reverse())},
			{"reverse three times", c.Reverse().Reverse().Reverse(), c.Reverse()},
		} {
			if !law.one.Equal(law.same) || law.one.Hash() != law.same.Hash() {
				require.Fail(t, law.name, "tree %d: %v is not %v", n, law.one, law.same)
			}
			if n%256 == 0 {
				require.Equal(t, law.one.String(), law.same.String(), law.name)
			}
		}
		if meet := a.Intersect(b); !meet.Subset(a) || meet.IsEmpty() == a.Overlaps(b) {
			require.Fail(t, "subset and overlap", "tree %d: %v and %v", n, a, b)
		}
		if n%16 == 0 {
			require.True(t, a.Sources().Equal(a.Reverse().Destinations().Union(a.Intersect(noAnswer).Sources())))
			require.True(t, a.DstPorts(TCP).Equal(a.Reverse().SrcPorts(TCP)))
			require.True(t, a.Subset(From(a.Sources()).Intersect(To(a.Destinations()))))
		}
	}
	assert.Greater(t, len(different), min(*laws/3, 5000)/2, "the trees are too much alike")
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
