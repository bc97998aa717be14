package reach

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

// Class is a set of interfaces that nothing in the network tells apart but whether they share a subnet: same
// VPC and zone, routes, network ACL and security groups, and every prefix in view covers all of them or none.
type Class struct {
	Label      string // the address of its first interface, and how many more
	Interfaces []*model.NetworkInterface
}

// Pair says what one class can send to another and get answered.
type Pair struct {
	From, To *Class
	// SameSubnet is set for interfaces of one subnet, where neither routes nor network ACLs count.
	SameSubnet bool
	Verdict    Verdict
	Delivered  Filter
}

// Exposure says what a class exchanges with the internet.
type Exposure struct {
	Class *Class
	// In is what the internet can begin, Out what the class can.
	In, Out Pair
}

// Matrix is what all interfaces can do to each other.
type Matrix struct {
	Classes []*Class
	// Pairs are those of classes in one VPC, and in VPCs that something joins. Nothing gets through between others.
	Pairs []Pair
	// Exposures has one entry for each class.
	Exposures []Exposure

	islands *islands
}

// Apart reports whether the classes are in VPCs that nothing joins: no pair is there for them, and nothing gets through.
func (m Matrix) Apart(from, to *Class) bool {
	return from != nil && to != nil && m.islands != nil && m.islands.apart(from.vpc(), to.vpc())
}

func (c *Class) vpc() *model.VPC { return place{subnet: c.Interfaces[0].Subnet.To()}.vpc() }

// AllPairs answers for all pairs of interfaces that send or receive for themselves. Its cost grows with the
// number of pairs of classes in VPCs that something joins, not with the number of interfaces.
func (e *Engine) AllPairs() Matrix {
	m := Matrix{Classes: e.Classes(), islands: newIslands(e.net)}
	for _, a := range m.Classes {
		for _, b := range m.Classes {
			if !m.Apart(a, b) {
				m.Pairs = append(m.Pairs, e.between(a, b)...)
			}
		}
		m.Exposures = append(m.Exposures, e.Exposure(a))
	}
	return m
}

// Exposure answers what a class exchanges with the internet.
func (e *Engine) Exposure(c *Class) Exposure {
	i := c.Interfaces[0]
	inner := place{iface: i, subnet: i.Subnet.To(), addrs: e.Addresses(i).All()}
	outer := e.places(InternetEnd())[0]
	in, out := e.verdict(outer, inner, packet.Set{}, suricata.Request{}), e.verdict(inner, outer, packet.Set{}, suricata.Request{})
	return Exposure{
		Class: c,
		In:    Pair{To: c, Verdict: in.path.Verdict, Delivered: in.delivered},
		Out:   Pair{From: c, Verdict: out.path.Verdict, Delivered: out.delivered},
	}
}

// between answers for two classes: by representatives of different subnets, and by two of one subnet where
// there are any.
func (e *Engine) between(a, b *Class) []Pair {
	var out []Pair
	ask := func(x, y *model.NetworkInterface, same bool) {
		r := e.quick(x, y)
		out = append(out, Pair{From: a, To: b, SameSubnet: same, Verdict: r.Verdict, Delivered: r.Delivered})
	}
	if x, y := inDifferentSubnets(a, b); x != nil {
		ask(x, y, false)
	}
	here := map[*model.Subnet]*model.NetworkInterface{}
	for _, x := range a.Interfaces {
		if here[x.Subnet.To()] == nil {
			here[x.Subnet.To()] = x
		}
	}
	for _, y := range b.Interfaces {
		if x := here[y.Subnet.To()]; x != nil && x != y {
			ask(x, y, true)
			break
		}
	}
	return out
}

// inDifferentSubnets gives an interface of each class so that they do not share a subnet; nil where all do.
func inDifferentSubnets(a, b *Class) (x, y *model.NetworkInterface) {
	other := func(c *Class, than *model.NetworkInterface) *model.NetworkInterface {
		for _, i := range c.Interfaces {
			if i.Subnet.To() != than.Subnet.To() {
				return i
			}
		}
		return nil
	}
	x, y = a.Interfaces[0], b.Interfaces[0]
	if found := other(b, x); found != nil {
		return x, found
	}
	if found := other(a, y); found != nil {
		return found, y
	}
	return nil, nil
}

// quick answers for two interfaces without explaining a no.
func (e *Engine) quick(x, y *model.NetworkInterface) Pair {
	from := place{iface: x, subnet: x.Subnet.To(), addrs: e.Addresses(x).All()}
	to := place{iface: y, subnet: y.Subnet.To(), addrs: e.Addresses(y).All()}
	a := e.verdict(from, to, packet.Set{}, suricata.Request{})
	return Pair{Verdict: a.path.Verdict, Delivered: a.delivered}
}

// Classes groups the interfaces that send or receive for themselves by behaviour.
func (e *Engine) Classes() []*Class {
	atoms := newAtoms(e.net)
	tables := map[*model.Subnet]string{}
	byKey := map[string]*Class{}
	var out []*Class
	for _, i := range e.net.Interfaces {
		s := i.Subnet.To()
		if i.Forwards() || s == nil {
			continue
		}
		side, ok := tables[s]
		if !ok {
			side = e.subnetBehaviour(s) + atoms.signature(e.SubnetAddresses(s))
			tables[s] = side
		}
		b := e.behaviour(i)
		key := fmt.Sprintf("%s|%s|%s|%s|%s|%p|%s", side, b.kind, b.groups, b.public, b.check, b.targets, b.taken)
		if own := e.Addresses(i).Fixed; !own.IsEmpty() {
			key += atoms.signature(own)
		}
		c := byKey[key]
		if c == nil {
			c = &Class{}
			byKey[key] = c
			out = append(out, c)
		}
		c.Interfaces = append(c.Interfaces, i)
	}
	for _, c := range out {
		c.Label = c.Interfaces[0].Address
		if n := len(c.Interfaces); n > 1 {
			c.Label = fmt.Sprintf("%s and %d more", c.Label, n-1)
		}
	}
	return out
}

// subnetBehaviour is equal for subnets of one VPC and zone with equal routes and network ACL.
func (e *Engine) subnetBehaviour(s *model.Subnet) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%p %s ", s.VPC.To(), s.Zone)
	for _, l := range e.Carries(s, packet.AnyAddr()) {
		fmt.Fprintf(&b, "%x %s %v %t;", l.Dst.Hash(), l.Kind, l.Target.ID, l.Certain)
		if o := l.Object(); o != nil {
			b.WriteString(o.Base().ID)
		}
	}
	for _, egress := range []bool{true, false} {
		f := e.SubnetACL(s, egress)
		fmt.Fprintf(&b, "%x %x ", f.Must.Hash(), f.May.Hash())
	}
	return b.String()
}

// atoms are all prefixes that anything in the network names, to tell which addresses are treated alike.
type atoms struct {
	named   map[netip.Prefix]bool
	sorted  []netip.Prefix // by address
	lengths [2][]int       // that occur, of IPv4 and IPv6
}

func newAtoms(net *model.Network) *atoms {
	a := &atoms{named: map[netip.Prefix]bool{}}
	add := func(values ...model.Value[netip.Prefix]) {
		for _, v := range values {
			if p, ok := v.Get(); ok {
				a.named[p.Masked()] = true
			}
		}
	}
	for _, r := range net.Routes {
		add(r.Destination)
	}
	for _, r := range net.TransitRoutes {
		add(r.Destination)
	}
	for _, r := range net.ACLEntries {
		add(r.CIDR)
	}
	for _, r := range net.SecurityGroupRules {
		add(r.CIDRs.Items...)
	}
	for _, l := range net.PrefixLists {
		add(l.Entries.Items...)
	}
	for _, r := range net.VPNRoutes {
		add(r.Destination)
	}
	for p := range a.named {
		a.sorted = append(a.sorted, p)
		if k := family(p); !slices.Contains(a.lengths[k], p.Bits()) {
			a.lengths[k] = append(a.lengths[k], p.Bits())
		}
	}
	slices.SortFunc(a.sorted, func(p, q netip.Prefix) int {
		return cmp.Or(p.Addr().Compare(q.Addr()), cmp.Compare(p.Bits(), q.Bits()))
	})
	for k := range a.lengths {
		slices.Sort(a.lengths[k])
	}
	return a
}

func family(p netip.Prefix) int {
	if p.Addr().Is6() {
		return 1
	}
	return 0
}

// signature lists the named prefixes that cover the addresses, and marks ranges that one cuts through.
func (a *atoms) signature(addrs packet.AddrSet) string {
	var b strings.Builder
	for _, p := range addrs.Prefixes() {
		for _, bits := range a.lengths[family(p)] {
			if bits > p.Bits() {
				break
			}
			if q := netip.PrefixFrom(p.Addr(), bits).Masked(); a.named[q] {
				b.WriteString(" " + q.String())
			}
		}
		if a.cut(p) {
			b.WriteString(" cut " + p.String())
		}
	}
	return b.String()
}

// cut reports whether a named prefix is a part of p.
func (a *atoms) cut(p netip.Prefix) bool {
	i, _ := slices.BinarySearchFunc(a.sorted, p, func(q, p netip.Prefix) int { return q.Addr().Compare(p.Addr()) })
	for ; i < len(a.sorted) && p.Contains(a.sorted[i].Addr()); i++ {
		if a.sorted[i].Bits() > p.Bits() {
			return true
		}
	}
	return false
}
