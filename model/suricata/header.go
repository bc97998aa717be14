package suricata

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/netlint/netlint/model/packet"
)

// Span is a set of which a part may not be known: Must is certainly in it, May perhaps.
type Span[S any] struct{ Must, May S }

// Variables gives what a rule's variables stand for, by name without the dollar sign. ok is false for one
// that is not known.
type Variables struct {
	Addresses func(name string) (s Span[packet.AddrSet], ok bool)
	Ports     func(name string) (s Span[packet.PortSet], ok bool)
}

// AddressSet gives the addresses that a term of a header means.
func (t Term) AddressSet(v Variables) Span[packet.AddrSet] {
	return evaluate(t, algebra[packet.AddrSet]{
		all:   packet.AnyAddr(),
		union: packet.AddrSet.Union, intersect: packet.AddrSet.Intersect, complement: packet.AddrSet.Complement,
		variable: v.Addresses,
		literal: func(s string) (packet.AddrSet, error) {
			return addressRange(s)
		},
	})
}

// PortSet gives the ports that a term of a header means.
func (t Term) PortSet(v Variables) Span[packet.PortSet] {
	return evaluate(t, algebra[packet.PortSet]{
		all:   packet.AnyPort(),
		union: packet.PortSet.Union, intersect: packet.PortSet.Intersect, complement: packet.PortSet.Complement,
		variable: v.Ports,
		literal:  portRange,
	})
}

// algebra is what evaluating terms needs of a kind of sets.
type algebra[S any] struct {
	all              S
	union, intersect func(S, S) S
	complement       func(S) S
	variable         func(string) (Span[S], bool)
	literal          func(string) (S, error)
}

func evaluate[S any](t Term, a algebra[S]) Span[S] {
	s := plain(t, a)
	if t.Not {
		return Span[S]{Must: a.complement(s.May), May: a.complement(s.Must)}
	}
	return s
}

func plain[S any](t Term, a algebra[S]) Span[S] {
	var none S
	switch {
	case t.Text == "any":
		return Span[S]{a.all, a.all}
	case strings.HasPrefix(t.Text, "$"):
		if a.variable != nil {
			if s, ok := a.variable(t.Text[1:]); ok {
				return s
			}
		}
		return Span[S]{none, a.all}
	case t.Text != "":
		s, err := a.literal(t.Text)
		if err != nil {
			return Span[S]{none, a.all}
		}
		return Span[S]{s, s}
	}
	// A list: what one of its members means and no negated one denies; of negated members alone, all the rest.
	in, out := Span[S]{}, Span[S]{a.all, a.all}
	positive := false
	for _, m := range t.List {
		s := evaluate(m, a)
		if m.Not {
			out = Span[S]{a.intersect(out.Must, s.Must), a.intersect(out.May, s.May)}
			continue
		}
		positive = true
		in = Span[S]{a.union(in.Must, s.Must), a.union(in.May, s.May)}
	}
	if !positive {
		return out
	}
	return Span[S]{a.intersect(in.Must, out.Must), a.intersect(in.May, out.May)}
}

// addressRange reads an address or a prefix. What an IP set by reference ("@NAME") holds is not known.
func addressRange(s string) (packet.AddrSet, error) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return packet.Prefixes(p), nil
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return packet.Addrs(a), nil
	}
	return packet.AddrSet{}, fmt.Errorf("%q is no address, prefix or variable", s)
}

// portRange reads a port, "first:last", "first:" or ":last".
func portRange(s string) (packet.PortSet, error) {
	first, last, ranged := strings.Cut(s, ":")
	if !ranged {
		last = first
	}
	if first == "" && ranged {
		first = "0"
	}
	if last == "" && ranged {
		last = "65535"
	}
	a, errA := strconv.ParseUint(first, 10, 16)
	b, errB := strconv.ParseUint(last, 10, 16)
	if errA != nil || errB != nil || a > b {
		return packet.PortSet{}, fmt.Errorf("%q is no port or range of ports", s)
	}
	return packet.Ports(uint16(a), uint16(b)), nil
}

// Header is the set of the packets that begin a connection and that the rule's header matches, whatever its options say.
func (r Rule) Header(v Variables) Span[packet.Set] {
	src, dst := r.Source.AddressSet(v), r.Destination.AddressSet(v)
	sp, dp := r.SourcePort.PortSet(v), r.DestPort.PortSet(v)
	protocol := r.packets()
	one := func(a, b packet.AddrSet, p, q packet.PortSet) packet.Set {
		set := protocol.Intersect(packet.From(a)).Intersect(packet.To(b))
		if !p.IsAll() {
			set = set.Intersect(packet.SrcPorts(p))
		}
		if !q.IsAll() {
			set = set.Intersect(packet.DstPorts(q))
		}
		return set
	}
	out := Span[packet.Set]{one(src.Must, dst.Must, sp.Must, dp.Must), one(src.May, dst.May, sp.May, dp.May)}
	if r.Both {
		out.Must = out.Must.Union(one(dst.Must, src.Must, dp.Must, sp.Must))
		out.May = out.May.Union(one(dst.May, src.May, dp.May, sp.May))
	}
	return out
}

// packets is the set of the packets that can carry the rule's protocol.
func (r Rule) packets() packet.Set {
	switch r.Protocol {
	case "ip", "any", "pkthdr":
		return packet.All()
	case "ipv4", "ip4":
		return packet.All().IPv4()
	case "ipv6", "ip6":
		return packet.All().IPv6()
	case "udp", "dhcp", "ntp", "tftp", "snmp", "ike", "ikev2", "quic", "bittorrent-dht":
		return packet.OfProtocol(packet.UDP)
	case "icmp":
		return packet.OfProtocol(packet.ICMP).Union(packet.OfProtocol(packet.ICMPv6))
	case "icmpv4":
		return packet.OfProtocol(packet.ICMP)
	case "icmpv6":
		return packet.OfProtocol(packet.ICMPv6)
	case "dns", "krb5", "sip", "nfs":
		return packet.OfProtocol(packet.TCP).Union(packet.OfProtocol(packet.UDP))
	}
	if p, err := packet.ParseProtocol(r.Protocol); err == nil {
		return packet.OfProtocol(p)
	}
	return packet.OfProtocol(packet.TCP) // protocols of applications over TCP
}

// OnTransport reports whether the rule looks at no more than network and transport headers, by its protocol.
func (r Rule) OnTransport() bool {
	switch r.Protocol {
	case "tcp", "udp", "icmp", "icmpv4", "icmpv6", "ip", "any", "ipv4", "ipv6", "ip4", "ip6", "sctp", "gre", "esp", "igmp", "tcp-pkt":
		return true
	}
	return false
}
