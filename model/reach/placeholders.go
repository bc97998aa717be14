package reach

import (
	"net/netip"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// Ranges that are not known before deployment (from IPAM, from Amazon's IPv6 pool, from a variable without a
// value) get placeholders: ranges that nothing real has, one for each VPC and inside it one for each subnet.
// So packets between them still have addresses, and "within the VPC" stays decidable. A known prefix meets a
// placeholder only as far as what it stands for is known to lie inside or outside of the prefix.
var (
	placeholderV4 = prefixes("240.0.0.0/4") // RFC 1112 section 4: reserved
	placeholderV6 = prefixes("3fff::/20")   // RFC 9637: documentation
)

// placeholder is the stand-in of one VPC or subnet; a family whose ranges are known has the zero prefix.
type placeholder struct{ v4, v6 netip.Prefix }

type placeholders struct {
	vpcs    map[*model.VPC]placeholder
	subnets map[*model.Subnet]placeholder
	// whole of all VPCs that have one, in order, for spans.
	order []*model.VPC
}

// Limits of the numbering: beyond them ranges stay without placeholder, and what concerns them undecided.
const (
	maxPlaceholderVPCs    = 1 << 12
	maxPlaceholderSubnets = 1 << 8
)

func newPlaceholders(net *model.Network) *placeholders {
	p := &placeholders{vpcs: map[*model.VPC]placeholder{}, subnets: map[*model.Subnet]placeholder{}}
	for _, v := range net.VPCs {
		if len(p.order) == maxPlaceholderVPCs {
			break
		}
		n := len(p.order)
		whole := placeholder{
			v4: netip.PrefixFrom(netip.AddrFrom4([4]byte{240 | byte(n>>8), byte(n)}), 16),
			v6: netip.PrefixFrom(netip.AddrFrom16([16]byte{0x3f, 0xff, byte(n >> 8), byte(n)}), 56),
		}
		var own placeholder
		knownV6 := false
		for _, c := range v.CIDRs.Items {
			if r, ok := c.Get(); !ok {
				own = whole
			} else if r.Addr().Is6() {
				knownV6 = true
			}
		}
		if v.CIDRs.Open || len(v.CIDRs.Items) == 0 {
			own.v4 = whole.v4
		}
		if !knownV6 && (v.HasIPv6.Or(false) || v.HasIPv6.IsUnknown()) {
			own.v6 = whole.v6
		}
		count := 0
		for _, s := range v.Subnets {
			if count == maxPlaceholderSubnets {
				break
			}
			var h placeholder
			if s.CIDR.IsUnknown() {
				h.v4 = part(whole.v4, count, 24)
				own.v4 = whole.v4
			}
			if s.IPv6CIDR.IsUnknown() {
				h.v6 = part(whole.v6, count, 64)
				own.v6 = whole.v6
			}
			if h != (placeholder{}) {
				p.subnets[s] = h
				count++
			}
		}
		if own != (placeholder{}) {
			p.vpcs[v] = own
			p.order = append(p.order, v)
		}
	}
	return p
}

// part gives the k-th range of the given length in a whole that is eight bits wider.
func part(whole netip.Prefix, k, bits int) netip.Prefix {
	b := whole.Addr().AsSlice()
	b[bits/8-1] |= byte(k)
	a, _ := netip.AddrFromSlice(b)
	return netip.PrefixFrom(a, bits)
}

// Placeholder reports whether the address is a placeholder that stands for one that is not known, and for an
// address of which VPC.
func (e *Engine) Placeholder(a netip.Addr) (*model.VPC, bool) {
	if !placeholderV4.Contains(a) && !placeholderV6.Contains(a) {
		return nil, false
	}
	for _, v := range e.placeholders().order {
		h := e.placeholders().vpcs[v]
		if h.v4.Contains(a) || h.v6.Contains(a) {
			return v, true
		}
	}
	return nil, false
}

// PacketWords writes a packet for people, with what a placeholder stands for in its place:
// "tcp 10.1.10.4:49152 → (dynamodb):443", "tcp 203.0.113.10:49152 → (unknown):443".
func PacketWords(p packet.Packet) string {
	text := p.String()
	for _, a := range []netip.Addr{p.Src, p.Dst} {
		if word := standsFor(a); word != "" {
			text = strings.ReplaceAll(text, "["+a.String()+"]", word) // IPv6 beside a port
			text = strings.ReplaceAll(text, a.String(), word)
		}
	}
	return text
}

// standsFor says what a placeholder stands for; it is empty for any other address.
func standsFor(a netip.Addr) string {
	switch {
	case placeholderV4.Contains(a), placeholderV6.Contains(a):
		return "(unknown)"
	case listedService["s3"].Contains(a):
		return "(s3)"
	case listedService["dynamodb"].Contains(a):
		return "(dynamodb)"
	case allServices.Contains(a):
		return "(an AWS service)"
	}
	return ""
}

// prefixSpan is the set of the addresses in a known prefix, placeholders included: those of a VPC whose
// ranges may lie in the prefix may be in it, and are certainly where the prefix is everything.
func (e *Engine) prefixSpan(p netip.Prefix) Span {
	return e.spans.get(p, func() Span {
		known := packet.Prefixes(p)
		out := exactly(known)
		if p.Bits() == 0 {
			return out
		}
		// A service's addresses are many: a narrow range neither covers them nor cuts them off.
		if p.Bits() <= 20 && known.Overlaps(internet.IPv4()) {
			out.May, out.Why = out.May.Union(allServices), "whether "+p.String()+" covers the addresses of an AWS service is not known"
		}
		for _, v := range e.placeholders().order {
			h := e.placeholders().vpcs[v]
			own := h.v4
			if p.Addr().Is6() {
				own = h.v6
			}
			if !own.IsValid() || p.Overlaps(own) {
				continue
			}
			switch in, may := e.standsIn(v, p); {
			case in:
				out.Must = out.Must.Union(packet.Prefixes(own))
				out.May = out.May.Union(packet.Prefixes(own))
			case may:
				out.May = out.May.Union(packet.Prefixes(own))
				out.Why = "whether " + p.String() + " covers addresses of " + v.Address + " is not known"
			}
		}
		return out
	})
}

// standsIn reports whether the unknown ranges of v, or of its subnets, certainly or possibly lie in p. If
// all ranges of the family are known, only subnets are unknown, which lie somewhere in them.
func (e *Engine) standsIn(v *model.VPC, p netip.Prefix) (certainly, possibly bool) {
	var known []netip.Prefix
	open := v.CIDRs.Open
	for _, c := range v.CIDRs.Items {
		r, ok := c.Get()
		if !ok {
			open = true
		} else if r.Addr().Is4() == p.Addr().Is4() {
			known = append(known, r)
		}
	}
	if open || len(known) == 0 {
		return false, true
	}
	whole := packet.Prefixes(known...)
	covered := packet.Prefixes(p)
	return whole.Subset(covered), whole.Overlaps(covered)
}

// listSpan is the set of the addresses in a prefix list. Of AWS's own lists it is known that they hold public
// addresses only.
func (e *Engine) listSpan(l *model.PrefixList) Span {
	return e.lists.get(l, func() Span {
		if l.Service != "" && len(l.Entries.Items) == 0 {
			own := serviceAddresses(l.Service)
			return Span{Must: own, May: own.Union(internet), Why: "the addresses of AWS's prefix list for " + l.Service + " are not in view"}
		}
		var out Span
		if len(l.Entries.Items) > maxRoutes {
			return Span{May: packet.AnyAddr(), Why: l.Address + " has more entries than AWS allows"}
		}
		for _, entry := range l.Entries.Items {
			if p, ok := entry.Get(); ok {
				out = out.Union(e.prefixSpan(p))
			} else {
				out.May, out.Why = packet.AnyAddr(), firstOf(entry.Why(), "an entry of "+l.Address+" is not known")
			}
		}
		if l.Entries.Open || l.External && len(l.Entries.Items) == 0 {
			out.May, out.Why = packet.AnyAddr(), firstOf(l.Entries.Why, "the entries of "+l.Address+" are not in view")
		}
		return out
	})
}
