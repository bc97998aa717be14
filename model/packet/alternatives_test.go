package packet

import (
	"net/netip"
	"testing"

	"go4.org/netipx"
)

// The representations that were measured against the one in use. They are for IPv4 and hold no ICMP types,
// which is enough for the workload.

// cuboid is one run of values for each layer.
type cuboid [layers]struct{ first, last uint64 }

// cubeLists represents a set as a list of disjoint cuboids. It is not canonical.
type cubeLists struct{}

func (cubeLists) box(r rule) []cuboid {
	src, dst := netipx.RangeOfPrefix(r.src), netipx.RangeOfPrefix(r.dst)
	c := cuboid{
		{0, 255}, {numberOf(src.From()).lo, numberOf(src.To()).lo}, {numberOf(dst.From()).lo, numberOf(dst.To()).lo}, {0, 65535}, {0, 65535},
	}
	if r.protocol != AnyProtocol {
		c[layerProtocol].first, c[layerProtocol].last = uint64(r.protocol), uint64(r.protocol)
	}
	if r.protocol.HasPorts() {
		c[layerMessage].first, c[layerMessage].last = uint64(r.first), uint64(r.last)
	}
	return []cuboid{c}
}

func (c cuboid) meet(o cuboid) (cuboid, bool) {
	for i := range c {
		c[i].first, c[i].last = max(c[i].first, o[i].first), min(c[i].last, o[i].last)
		if c[i].first > c[i].last {
			return c, false
		}
	}
	return c, true
}

func (cubeLists) intersect(a, b []cuboid) []cuboid {
	var out []cuboid
	for _, x := range a {
		for _, y := range b {
			if m, ok := x.meet(y); ok {
				out = append(out, m)
			}
		}
	}
	return out
}

func (cubeLists) minus(a, b []cuboid) []cuboid {
	for _, y := range b {
		var out []cuboid
		for _, x := range a {
			m, ok := x.meet(y)
			if !ok {
				out = append(out, x)
				continue
			}
			for i := range x { // cut off what sticks out in one layer after the other
				if x[i].first < m[i].first {
					piece := x
					piece[i].last = m[i].first - 1
					out = append(out, piece)
				}
				if x[i].last > m[i].last {
					piece := x
					piece[i].first = m[i].last + 1
					out = append(out, piece)
				}
				x[i] = m[i]
			}
		}
		a = out
	}
	return a
}

func (g cubeLists) union(a, b []cuboid) []cuboid {
	return append(g.minus(a, b), b...)
}
func (cubeLists) empty() []cuboid         { return nil }
func (cubeLists) isEmpty(s []cuboid) bool { return len(s) == 0 }

// product represents a set as disjoint sets of values of one layer, each with the product that follows it:
// branches with equal rests are one. The nil product is empty.
type product struct {
	values []*node
	rests  []*product
}

type products struct{}

var productEnd = &product{}

func (products) box(r rule) *product {
	m := AnyMatch()
	m.Protocol, m.Src, m.Dst, m.DstPorts = r.protocol, Prefixes(r.src), Prefixes(r.dst), Ports(r.first, r.last)
	ports := anyPort
	if r.protocol.HasPorts() {
		ports = m.DstPorts.n
	}
	out := productEnd
	for _, v := range []*node{ports, anyPort, m.Dst.v4, m.Src.v4, r.protocol.node()} {
		out = &product{[]*node{v}, []*product{out}}
	}
	return out
}

func sameProduct(a, b *product) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil || len(a.values) != len(b.values) {
		return false
	}
	for i := range a.values {
		found := false
		for j := range b.values {
			found = found || same(a.values[i], b.values[j]) && sameProduct(a.rests[i], b.rests[j])
		}
		if !found {
			return false
		}
	}
	return true
}

// add joins a branch with the one that has an equal rest.
func (p *product) add(values *node, rest *product) {
	if values == nil || rest == nil {
		return
	}
	for i := range p.rests {
		if sameProduct(p.rests[i], rest) {
			p.values[i] = union.apply(p.values[i], values)
			return
		}
	}
	p.values, p.rests = append(p.values, values), append(p.rests, rest)
}

func (p *product) orNil() *product {
	if len(p.values) == 0 {
		return nil
	}
	return p
}

func (g products) intersect(a, b *product) *product {
	if a == nil || b == nil || a == productEnd || a == b {
		if b == nil {
			return nil
		}
		return a
	}
	out := &product{}
	for i, x := range a.values {
		for j, y := range b.values {
			if v := intersection.apply(x, y); v != nil {
				out.add(v, g.intersect(a.rests[i], b.rests[j]))
			}
		}
	}
	return out.orNil()
}

func (g products) union(a, b *product) *product {
	if a == nil || a == b {
		return b
	}
	if b == nil {
		return a
	}
	out := &product{}
	restOfB := make([]*node, len(b.values))
	copy(restOfB, b.values)
	for i, x := range a.values {
		for j, y := range b.values {
			v := intersection.apply(x, y)
			if v == nil {
				continue
			}
			out.add(v, g.union(a.rests[i], b.rests[j]))
			restOfB[j] = difference.apply(restOfB[j], v)
		}
	}
	for i, x := range a.values {
		for _, y := range b.values {
			x = difference.apply(x, y)
		}
		out.add(x, a.rests[i])
	}
	for j, v := range restOfB {
		out.add(v, b.rests[j])
	}
	return out.orNil()
}

func (g products) minus(a, b *product) *product {
	if a == nil || a == b {
		return nil
	}
	if b == nil {
		return a
	}
	out := &product{}
	for i, x := range a.values {
		for j, y := range b.values {
			if v := intersection.apply(x, y); v != nil {
				out.add(v, g.minus(a.rests[i], b.rests[j]))
				x = difference.apply(x, v)
			}
		}
		out.add(x, a.rests[i])
	}
	return out.orNil()
}
func (products) empty() *product         { return nil }
func (products) isEmpty(s *product) bool { return s == nil }

// binaryDiagrams represents a set as a reduced ordered binary decision diagram over the bits of a packet,
// most significant first, with one table of all nodes. Sets 0 and 1 are nothing and everything.
type binaryDiagrams struct {
	nodes  []binaryNode
	unique map[binaryNode]int32
	memo   map[binaryCall]int32
}

type binaryNode struct{ bit, low, high int32 }

type binaryCall struct {
	op   operation
	a, b int32
}

func newBinaryDiagrams() *binaryDiagrams {
	const beyond = 1 << 20
	return &binaryDiagrams{
		nodes:  []binaryNode{{bit: beyond}, {bit: beyond}},
		unique: map[binaryNode]int32{}, memo: map[binaryCall]int32{},
	}
}

func (g *binaryDiagrams) make(bit, low, high int32) int32 {
	if low == high {
		return low
	}
	n := binaryNode{bit, low, high}
	if i, ok := g.unique[n]; ok {
		return i
	}
	i := int32(len(g.nodes))
	g.nodes = append(g.nodes, n)
	g.unique[n] = i
	return i
}

// bound is the numbers of width bits that are at least v, or at most v, in the bits from first on; rest is
// what follows them.
func (g *binaryDiagrams) bound(first, width int32, v uint64, atLeast bool, rest int32) int32 {
	out := rest
	for i := width - 1; i >= 0; i-- {
		one := v>>(width-1-i)&1 == 1
		switch {
		case one && atLeast:
			out = g.make(first+i, 0, out)
		case one:
			out = g.make(first+i, rest, out)
		case atLeast:
			out = g.make(first+i, out, rest)
		default:
			out = g.make(first+i, out, 0)
		}
	}
	return out
}

func (g *binaryDiagrams) box(r rule) int32 {
	out := int32(1)
	for _, c := range (cubeLists{}).box(r) {
		first := int32(104)
		for i, width := range [layers]int32{16, 16, 32, 32, 8} {
			v := c[layers-1-i]
			first -= width
			out = g.apply(intersection, g.bound(first, width, v.first, true, out), g.bound(first, width, v.last, false, out))
		}
	}
	return out
}

func (g *binaryDiagrams) apply(op operation, a, b int32) int32 {
	switch {
	case op == union && (a == 1 || b == 1):
		return 1
	case op == union && (a == 0 || a == b), op == intersection && a == 1:
		return b
	case op == union && b == 0, op == intersection && (b == 1 || a == b), op == difference && b == 0:
		return a
	case op == intersection && (a == 0 || b == 0), op == difference && (a == 0 || b == 1 || a == b):
		return 0
	}
	call := binaryCall{op, a, b}
	if r, ok := g.memo[call]; ok {
		return r
	}
	x, y := g.nodes[a], g.nodes[b]
	bit := min(x.bit, y.bit)
	aLow, aHigh, bLow, bHigh := a, a, b, b
	if x.bit == bit {
		aLow, aHigh = x.low, x.high
	}
	if y.bit == bit {
		bLow, bHigh = y.low, y.high
	}
	r := g.make(bit, g.apply(op, aLow, bLow), g.apply(op, aHigh, bHigh))
	g.memo[call] = r
	return r
}

func (g *binaryDiagrams) union(a, b int32) int32     { return g.apply(union, a, b) }
func (g *binaryDiagrams) intersect(a, b int32) int32 { return g.apply(intersection, a, b) }
func (g *binaryDiagrams) minus(a, b int32) int32     { return g.apply(difference, a, b) }
func (g *binaryDiagrams) empty() int32               { return 0 }
func (g *binaryDiagrams) isEmpty(s int32) bool       { return s == 0 }

// netipxMinus is the set of the prefixes that are in from and not in without, made by netipx.
func netipxMinus(b *testing.B, from, without []netip.Prefix) *netipx.IPSet {
	var s netipx.IPSetBuilder
	for _, p := range from {
		s.AddPrefix(p)
	}
	for _, p := range without {
		s.RemovePrefix(p)
	}
	out, err := s.IPSet()
	if err != nil {
		b.Fatal(err)
	}
	return out
}
