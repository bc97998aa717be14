package reach

import (
	"net/netip"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// Span is a set of addresses of which a part may not be known: Must is certainly in it, May perhaps.
type Span struct {
	Must, May packet.AddrSet
	Why       string // what would have to be known, where the sets differ
}

// Certain reports whether the set is fully known.
func (s Span) Certain() bool { return s.Must.Equal(s.May) }

// Union is the set of the addresses of either.
func (s Span) Union(o Span) Span {
	out := Span{May: s.May.Union(o.May), Why: firstOf(s.Why, o.Why)}
	if s.Certain() && o.Certain() {
		out.Must = out.May
	} else {
		out.Must = s.Must.Union(o.Must)
	}
	return out
}

func exactly(a packet.AddrSet) Span { return Span{Must: a, May: a} }

func prefixes(texts ...string) packet.AddrSet {
	ps := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		ps[i] = netip.MustParsePrefix(t)
	}
	return packet.Prefixes(ps...)
}

// nat64Prefix is what NAT gateways translate from (RFC 6052).
var nat64Prefix = netip.MustParsePrefix("64:ff9b::/96")

// Address ranges with a meaning of their own (RFC 6890 and its registry; VPC User Guide, "Route tables"; VPC User Guide, "Internet gateways").
var (
	rfc1918   = prefixes("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
	rfc6598   = prefixes("100.64.0.0/10")
	uniqueV6  = prefixes("fc00::/7")
	globalV6  = prefixes("2000::/3")
	linkLocal = prefixes("169.254.0.0/16", "fe80::/10")
	nat64     = packet.Prefixes(nat64Prefix)
	reserved  = prefixes("0.0.0.0/8", "127.0.0.0/8", "192.0.0.0/24", "198.18.0.0/15", "224.0.0.0/3")

	private  = rfc1918.Union(rfc6598).Union(uniqueV6)
	internet = packet.AnyIPv4().Minus(private).Minus(linkLocal).Minus(reserved).
			Union(globalV6.Minus(placeholderV6))
)

// Internet is the set of the addresses that the internet at large has: public unicast addresses of both
// families. Ranges of VPCs and on-premises networks in view may lie in it; the internet does not include
// them where a question is about it.
func Internet() packet.AddrSet { return internet }

// Private is the set of the addresses that an internet gateway refuses to carry: RFC 1918, RFC 6598 and
// unique local IPv6 addresses.
func Private() packet.AddrSet { return private }

// VPCAddresses gives the ranges of a VPC.
func (e *Engine) VPCAddresses(v *model.VPC) Span {
	return e.vpcs.get(v, func() Span {
		var out Span
		var known []netip.Prefix
		for _, c := range v.CIDRs.Items {
			if p, ok := c.Get(); ok {
				known = append(known, p)
			} else {
				out.Why = firstOf(out.Why, c.Why(), "a range of "+v.Address+" is not known")
			}
		}
		out = out.Union(exactly(packet.Prefixes(known...)))
		if p, ok := e.placeholders().vpcs[v]; ok {
			out = out.Union(exactly(packet.Prefixes(p.v4, p.v6)))
		}
		return out
	})
}

// SubnetAddresses gives the ranges of a subnet. Where a range is not known, a placeholder stands for it that
// no other range in view overlaps (see [Engine.Placeholder]).
func (e *Engine) SubnetAddresses(s *model.Subnet) packet.AddrSet {
	return e.subnets.get(s, func() Span {
		var known []netip.Prefix
		for _, c := range []model.Value[netip.Prefix]{s.CIDR, s.IPv6CIDR} {
			if p, ok := c.Get(); ok {
				known = append(known, p)
			}
		}
		h := e.placeholders().subnets[s]
		return exactly(packet.Prefixes(append(known, h.v4, h.v6)...))
	}).Must
}

// Hosts are the addresses of an interface: those that it certainly has, and the sets in one of which each
// further one lies, without it being known which.
type Hosts struct {
	Fixed packet.AddrSet
	Among packet.AddrSet
}

// All is the set of the addresses that the interface has or may have.
func (h Hosts) All() packet.AddrSet { return h.Fixed.Union(h.Among) }

// Addresses gives the private IPv4 addresses and the IPv6 addresses of an interface. One without a fixed
// address has some address of its subnet, of which the first four and the last are AWS's own.
func (e *Engine) Addresses(i *model.NetworkInterface) Hosts {
	return e.addresses.get(i, func() Hosts { return e.addressesOf(i) })
}

func (e *Engine) addressesOf(i *model.NetworkInterface) Hosts {
	var h Hosts
	var fixed []netip.Addr
	for _, list := range [][]model.Value[netip.Addr]{i.PrivateIPs, i.IPv6s} {
		for _, a := range list {
			if a, ok := a.Get(); ok {
				fixed = append(fixed, a)
			}
		}
	}
	h.Fixed = packet.Addrs(fixed...)
	var subnets []*model.Subnet
	if s := i.Subnet.To(); s != nil {
		subnets = []*model.Subnet{s}
	} else {
		subnets = i.Subnet.Candidates()
	}
	for _, s := range subnets {
		hosts := e.usable(s)
		if h.Fixed.IPv4().IsEmpty() {
			h.Among = h.Among.Union(hosts.IPv4())
		}
		if h.Fixed.IPv6().IsEmpty() && mayHaveIPv6(i, s) {
			h.Among = h.Among.Union(hosts.IPv6())
		}
	}
	return h
}

// mayHaveIPv6 reports whether the interface may have an IPv6 address in the subnet.
func mayHaveIPv6(i *model.NetworkInterface, s *model.Subnet) bool {
	if len(i.IPv6s) > 0 {
		return true
	}
	if n, ok := i.IPv6Count.Get(); ok {
		return n > 0
	}
	return i.IPv6Count.IsUnknown() || s.AssignIPv6.Or(false) || s.AssignIPv6.IsUnknown() ||
		i.Kind == model.InterfaceTransit || i.Kind == model.InterfaceNAT || i.Kind == model.InterfaceFirewallEndpoint
}

// usable is what interfaces in a subnet can have: its ranges without the first four addresses and the last
// of each, which AWS keeps (Amazon VPC User Guide).
func (e *Engine) usable(s *model.Subnet) packet.AddrSet {
	return e.hosts.get(s, func() packet.AddrSet {
		all := e.SubnetAddresses(s)
		var kept []netip.Addr
		for _, r := range all.Ranges() {
			a := r.From()
			for range 4 {
				kept = append(kept, a)
				a = a.Next()
			}
			kept = append(kept, r.To())
		}
		return all.Minus(packet.Addrs(kept...))
	})
}
