package packet

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// The workload is what the engine does with a large network: group and list rules become sets, and a flow
// goes out of a group, through a list, over a route table, in through a list and a group, and back.

// rule is one line of a security group, network ACL or route table, for IPv4.
type rule struct {
	protocol    Protocol
	src, dst    netip.Prefix
	first, last uint16 // destination ports
	allow       bool   // of a network ACL entry
	target      int    // of a route
}

var ipv4Zero = netip.PrefixFrom(netip.IPv4Unspecified(), 0)

type network struct {
	groupOut, groupIn, aclOut, aclIn []rule
	routes                           []rule
	iface                            netip.Prefix
}

func newNetwork() network {
	r := rand.New(rand.NewPCG(11, 12))
	prefix := func(short, long int) netip.Prefix {
		n := short + r.IntN(long-short+1)
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(r.IntN(256)), byte(r.IntN(256)), byte(r.IntN(256))}), n).Masked()
	}
	ports := []uint16{22, 53, 80, 123, 443, 2049, 3306, 5432, 6379, 8080, 8443, 9092}
	rules := func(count int, inbound bool, ephemeral bool) []rule {
		out := make([]rule, count)
		for i := range out {
			v := rule{protocol: []Protocol{TCP, TCP, TCP, UDP, AnyProtocol}[r.IntN(5)], src: ipv4Zero, dst: ipv4Zero, allow: r.IntN(4) > 0}
			v.first = ports[r.IntN(len(ports))]
			v.last = v.first + uint16(r.IntN(2)*r.IntN(100))
			if ephemeral && r.IntN(3) == 0 {
				v.first, v.last = 1024, 65535
			}
			if inbound {
				v.src = prefix(12, 32)
			} else {
				v.dst = prefix(12, 32)
			}
			out[i] = v
		}
		return out
	}
	n := network{
		groupOut: rules(60, false, false), groupIn: rules(60, true, false),
		aclOut: rules(40, false, true), aclIn: rules(40, true, true),
		iface: netip.MustParsePrefix("10.20.3.4/32"),
	}
	for i := range 500 {
		n.routes = append(n.routes, rule{protocol: AnyProtocol, src: ipv4Zero, dst: prefix(14, 28), target: i % 6})
	}
	n.routes = append(n.routes, rule{protocol: AnyProtocol, src: ipv4Zero, dst: ipv4Zero})
	n.groupIn = append(n.groupIn, rule{protocol: TCP, src: netip.MustParsePrefix("10.20.0.0/16"), dst: ipv4Zero, first: 443, last: 443})
	n.groupOut = append(n.groupOut, rule{protocol: TCP, src: ipv4Zero, dst: ipv4Zero, first: 443, last: 443})
	wide := rule{protocol: AnyProtocol, src: ipv4Zero, dst: ipv4Zero, allow: true}
	n.aclIn, n.aclOut = append(n.aclIn, wide), append(n.aclOut, wide)
	return n
}

// algebra is a representation of packet sets.
type algebra[S any] interface {
	box(rule) S
	union(a, b S) S
	intersect(a, b S) S
	minus(a, b S) S
	empty() S
	isEmpty(S) bool
}

// compiled is a network as sets.
type compiled[S any] struct {
	groupOut, groupIn, aclOut, aclIn, iface S
	targets                                 []S // what goes to each target of the route table
}

func group60[S any](g algebra[S], rules []rule) S {
	out := g.empty()
	for _, r := range rules {
		out = g.union(out, g.box(r))
	}
	return out
}

// acl40 lets the first match win: rules are laid over each other from the last one on.
func acl40[S any](g algebra[S], rules []rule) S {
	out := g.empty()
	for i := len(rules) - 1; i >= 0; i-- {
		if rules[i].allow {
			out = g.union(out, g.box(rules[i]))
		} else {
			out = g.minus(out, g.box(rules[i]))
		}
	}
	return out
}

// routes500 lets the longest prefix win, from the longest on.
func routes500[S any](g algebra[S], rules []rule) []S {
	out := make([]S, 6)
	for i := range out {
		out[i] = g.empty()
	}
	taken := g.empty()
	for bits := 32; bits >= 0; bits-- {
		for _, r := range rules {
			if r.dst.Bits() == bits {
				b := g.box(r)
				out[r.target] = g.union(out[r.target], g.minus(b, taken))
				taken = g.union(taken, b)
			}
		}
	}
	return out
}

func compileNetwork[S any](g algebra[S], n network) compiled[S] {
	return compiled[S]{
		groupOut: group60(g, n.groupOut), groupIn: group60(g, n.groupIn),
		aclOut: acl40(g, n.aclOut), aclIn: acl40(g, n.aclIn), targets: routes500(g, n.routes),
		iface: g.box(rule{protocol: AnyProtocol, src: n.iface, dst: ipv4Zero}),
	}
}

// query sends everything from one interface to every target, and gives what arrives and how many targets
// it arrives at.
func query[S any](g algebra[S], c compiled[S]) (arrived S, targets int) {
	flow := g.intersect(g.intersect(c.iface, c.groupOut), c.aclOut)
	arrived = g.empty()
	for _, t := range c.targets {
		part := g.intersect(g.intersect(g.intersect(flow, t), c.aclIn), c.groupIn)
		if !g.isEmpty(part) {
			targets++
		}
		arrived = g.union(arrived, part)
	}
	return arrived, targets
}

// diagrams is the representation that this package uses.
type diagrams struct{}

func (diagrams) box(r rule) Set {
	m := AnyMatch()
	m.Protocol, m.Src, m.Dst, m.DstPorts = r.protocol, Prefixes(r.src), Prefixes(r.dst), Ports(r.first, r.last)
	return m.Set()
}
func (diagrams) union(a, b Set) Set     { return a.Union(b) }
func (diagrams) intersect(a, b Set) Set { return a.Intersect(b) }
func (diagrams) minus(a, b Set) Set     { return a.Minus(b) }
func (diagrams) empty() Set             { return Set{} }
func (diagrams) isEmpty(s Set) bool     { return s.IsEmpty() }

// TestAlternativesAgree makes sure that the benchmark compares like with like.
func TestAlternativesAgree(t *testing.T) {
	n := newNetwork()
	want, targets := query(diagrams{}, compileNetwork(diagrams{}, n))
	require.Positive(t, targets)

	_, got := query(cubeLists{}, compileNetwork(cubeLists{}, n))
	require.Equal(t, targets, got)
	_, got = query(products{}, compileNetwork(products{}, n))
	require.Equal(t, targets, got)
	bdd := newBinaryDiagrams()
	set, got := query(bdd, compileNetwork(bdd, n))
	require.Equal(t, targets, got)

	p, ok := want.Example()
	require.True(t, ok)
	require.Equal(t, set, bdd.union(set, bdd.box(rule{protocol: p.Protocol,
		src: netip.PrefixFrom(p.Src, 32), dst: netip.PrefixFrom(p.Dst, 32), first: p.DstPort, last: p.DstPort})))
}

func benchmarkAlgebra[S any](b *testing.B, fresh func() algebra[S]) {
	n := newNetwork()
	b.Run("group of 60 rules", func(b *testing.B) {
		for b.Loop() {
			group60(fresh(), n.groupIn)
		}
	})
	b.Run("network ACL of 40 entries", func(b *testing.B) {
		for b.Loop() {
			acl40(fresh(), n.aclIn)
		}
	})
	b.Run("route table of 500 prefixes", func(b *testing.B) {
		for b.Loop() {
			routes500(fresh(), n.routes)
		}
	})
	b.Run("query", func(b *testing.B) {
		g := fresh()
		c := compileNetwork(g, n)
		for b.Loop() {
			if d, ok := any(g).(*binaryDiagrams); ok {
				clear(d.memo) // or the second query would only look up the first
			}
			query(g, c)
		}
	})
}

func BenchmarkDiagrams(b *testing.B) {
	benchmarkAlgebra(b, func() algebra[Set] { return diagrams{} })
}

func BenchmarkCubeLists(b *testing.B) {
	benchmarkAlgebra(b, func() algebra[[]cuboid] { return cubeLists{} })
}

func BenchmarkProducts(b *testing.B) {
	benchmarkAlgebra(b, func() algebra[*product] { return products{} })
}

func BenchmarkBinaryDiagrams(b *testing.B) {
	benchmarkAlgebra(b, func() algebra[int32] { return newBinaryDiagrams() })
}

// BenchmarkSmall measures single operations on the sets that occur most often: one cube, everything, nothing.
func BenchmarkSmall(b *testing.B) {
	m := AnyMatch()
	m.Protocol, m.Src, m.DstPorts = TCP, Prefixes(netip.MustParsePrefix("10.0.0.0/16")), Port(443)
	one := m.Set()
	m.Src, m.Dst = Prefixes(netip.MustParsePrefix("10.0.1.0/24")), Prefixes(netip.MustParsePrefix("10.1.0.0/16"))
	m.DstPorts = Ports(80, 8080)
	two := m.Set()
	for name, f := range map[string]func(){
		"build":          func() { m.Set() },
		"intersect":      func() { one.Intersect(two) },
		"intersect all":  func() { one.Intersect(All()) },
		"intersect self": func() { one.Intersect(one) },
		"union":          func() { one.Union(two) },
		"minus":          func() { one.Minus(two) },
		"overlaps":       func() { one.Overlaps(two) },
		"subset":         func() { one.Subset(two) },
		"reverse":        func() { one.Reverse() },
		"equal":          func() { one.Equal(two) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
}

// BenchmarkPrefixes compares an AddrSet of many prefixes with the same set of netipx.
func BenchmarkPrefixes(b *testing.B) {
	n := newNetwork()
	var odd, even []netip.Prefix
	for i, r := range n.routes[:500] {
		if i%2 == 0 {
			even = append(even, r.dst)
		} else {
			odd = append(odd, r.dst)
		}
	}
	b.Run("AddrSet", func(b *testing.B) {
		for b.Loop() {
			Prefixes(even...).Minus(Prefixes(odd...))
		}
	})
	b.Run("netipx", func(b *testing.B) {
		for b.Loop() {
			netipxMinus(b, even, odd)
		}
	})
	x, y := Prefixes(even...), Prefixes(odd...)
	for _, count := range []int{1, 500} {
		one := Prefixes(even[:min(count, len(even))]...)
		b.Run(fmt.Sprintf("intersect %d with 250", count), func(b *testing.B) {
			for b.Loop() {
				one.Intersect(y)
			}
		})
	}
	b.Run("longest prefix wins", func(b *testing.B) { // what goes by each of 500 routes
		for b.Loop() {
			for _, r := range n.routes {
				var longer []netip.Prefix
				for _, o := range n.routes {
					if o.dst.Bits() > r.dst.Bits() && r.dst.Contains(o.dst.Addr()) {
						longer = append(longer, o.dst)
					}
				}
				Prefixes(r.dst).Minus(Prefixes(longer...))
			}
		}
	})
	b.Run("project", func(b *testing.B) {
		s := To(x).Union(From(y))
		for b.Loop() {
			s.Destinations()
		}
	})
}
