package packet

import (
	"net/netip"
	"slices"
	"strings"

	"go4.org/netipx"
)

// AddrSet is an immutable set of IPv4 and IPv6 addresses. The zero AddrSet is empty. Equal sets have equal
// structure; compare them with Equal. An IPv4-mapped IPv6 address counts as the IPv4 address, and zones are
// ignored.
type AddrSet struct{ v4, v6 *node }

// AnyAddr is the set of all addresses of both families.
func AnyAddr() AddrSet { return AddrSet{anyIPv4, anyIPv6} }

// AnyIPv4 is 0.0.0.0/0.
func AnyIPv4() AddrSet { return AddrSet{v4: anyIPv4} }

// AnyIPv6 is ::/0.
func AnyIPv6() AddrSet { return AddrSet{v6: anyIPv6} }

// Addrs is the set of the given addresses. Invalid ones are left out.
func Addrs(addrs ...netip.Addr) AddrSet {
	prefixes := make([]netip.Prefix, 0, len(addrs))
	for _, a := range addrs {
		prefixes = append(prefixes, netip.PrefixFrom(a, a.BitLen()))
	}
	return Prefixes(prefixes...)
}

// Prefixes is the set of the addresses in the given prefixes, whose host bits are ignored. Invalid ones are
// left out.
func Prefixes(prefixes ...netip.Prefix) AddrSet {
	if len(prefixes) == 0 {
		return AddrSet{}
	}
	var v4, v6 []interval
	for _, p := range prefixes {
		addr, bits := p.Addr(), p.Bits()
		if !p.IsValid() {
			continue
		}
		if addr.Is4In6() && bits >= 96 {
			addr, bits = addr.Unmap(), bits-96
		}
		n := numberOf(addr)
		if addr.Is4() {
			mask := uint64(1)<<(32-bits) - 1
			v4 = append(v4, interval{number{lo: n.lo &^ mask}, number{lo: n.lo | mask}})
			continue
		}
		mask := number{hi: ^uint64(0) >> min(bits, 64), lo: ^uint64(0) >> max(bits-64, 0)}
		v6 = append(v6, interval{number{n.hi &^ mask.hi, n.lo &^ mask.lo}, number{n.hi | mask.hi, n.lo | mask.lo}})
	}
	s := AddrSet{line(maxIPv4, join(v4)...), line(maxIPv6, join(v6)...)}
	// A whole family is one and the same object everywhere, which operations tell at a glance.
	if s.v4 != nil && s.v4.full {
		s.v4 = anyIPv4
	}
	if s.v6 != nil && s.v6.full {
		s.v6 = anyIPv6
	}
	return s
}

// Addresses is the set of the addresses from first through last, both included; it is empty if last is
// below first, if they are not of one family, or if one is invalid.
func Addresses(first, last netip.Addr) AddrSet {
	first, last = first.Unmap().WithZone(""), last.Unmap().WithZone("")
	if !first.IsValid() || first.BitLen() != last.BitLen() || last.Less(first) {
		return AddrSet{}
	}
	run := interval{numberOf(first), numberOf(last)}
	if first.Is4() {
		return AddrSet{v4: line(maxIPv4, run)}
	}
	return AddrSet{v6: line(maxIPv6, run)}
}

// join sorts intervals and joins those that overlap.
func join(intervals []interval) []interval {
	slices.SortFunc(intervals, func(a, b interval) int { return a.first.compare(b.first) })
	out := intervals[:0]
	for _, v := range intervals {
		if k := len(out); k > 0 && !out[k-1].last.less(v.first) {
			if out[k-1].last.less(v.last) {
				out[k-1].last = v.last
			}
			continue
		}
		out = append(out, v)
	}
	return out
}

func (s AddrSet) combine(op operation, o AddrSet) AddrSet {
	return AddrSet{op.apply(s.v4, o.v4), op.apply(s.v6, o.v6)}
}

// Union is the set of the addresses in s, in o, or in both.
func (s AddrSet) Union(o AddrSet) AddrSet { return s.combine(union, o) }

// Intersect is the set of the addresses in both s and o.
func (s AddrSet) Intersect(o AddrSet) AddrSet { return s.combine(intersection, o) }

// Minus is the set of the addresses in s and not in o.
func (s AddrSet) Minus(o AddrSet) AddrSet { return s.combine(difference, o) }

// Complement is the set of the addresses of both families not in s.
func (s AddrSet) Complement() AddrSet { return AnyAddr().Minus(s) }

// IPv4 is the part of the set that is IPv4.
func (s AddrSet) IPv4() AddrSet { return AddrSet{v4: s.v4} }

// IPv6 is the part of the set that is IPv6.
func (s AddrSet) IPv6() AddrSet { return AddrSet{v6: s.v6} }

// IsEmpty reports whether no address is in the set.
func (s AddrSet) IsEmpty() bool { return s.v4 == nil && s.v6 == nil }

// Contains reports whether the address is in the set.
func (s AddrSet) Contains(a netip.Addr) bool {
	switch a = a.Unmap(); {
	case a.Is4():
		return s.v4.at(numberOf(a)) != nil
	case a.Is6():
		return s.v6.at(numberOf(a)) != nil
	default:
		return false
	}
}

// ContainsPrefix reports whether every address of the prefix is in the set; none of an invalid one is.
func (s AddrSet) ContainsPrefix(p netip.Prefix) bool {
	return p.IsValid() && Prefixes(p).Subset(s)
}

// Overlaps reports whether the sets have an address in common.
func (s AddrSet) Overlaps(o AddrSet) bool { return overlaps(s.v4, o.v4) || overlaps(s.v6, o.v6) }

// Subset reports whether every address of s is in o.
func (s AddrSet) Subset(o AddrSet) bool { return subset(s.v4, o.v4) && subset(s.v6, o.v6) }

// Equal reports whether the sets hold the same addresses.
func (s AddrSet) Equal(o AddrSet) bool { return same(s.v4, o.v4) && same(s.v6, o.v6) }

// Hash is a hash of the set: equal sets have equal hashes, on every run and machine.
func (s AddrSet) Hash() uint64 { return Set(s).Hash() }

// Ranges gives the runs of addresses in the set, IPv4 first, ascending and as long as can be.
func (s AddrSet) Ranges() []netipx.IPRange {
	var out []netipx.IPRange
	for _, v := range s.v4.intervals() {
		out = append(out, netipx.IPRangeFrom(v.first.ipv4(), v.last.ipv4()))
	}
	for _, v := range s.v6.intervals() {
		out = append(out, netipx.IPRangeFrom(v.first.ipv6(), v.last.ipv6()))
	}
	return out
}

// Prefixes gives the fewest prefixes that make up the set, IPv4 first, ascending.
func (s AddrSet) Prefixes() []netip.Prefix {
	var out []netip.Prefix
	for _, r := range s.Ranges() {
		out = r.AppendPrefixes(out)
	}
	return out
}

// String lists the prefixes, single addresses and ranges in the set, IPv4 first, or what is missing from
// a family if that is shorter: "10.0.0.0/24, 10.0.1.7", "0.0.0.0/0 except 10.0.0.0/8".
func (s AddrSet) String() string {
	if s.IsEmpty() {
		return "no address"
	}
	var words []string
	if s.v4 != nil {
		words = append(words, familyWords(s.IPv4(), AnyIPv4()))
	}
	if s.v6 != nil {
		words = append(words, familyWords(s.IPv6(), AnyIPv6()))
	}
	return strings.Join(words, ", ")
}

// familyWords describes the addresses of one family, of which whole is all.
func familyWords(s, whole AddrSet) string {
	in, out := rangeWords(s), rangeWords(whole.Minus(s))
	if len(out) > 0 && len(out) < len(in) {
		return whole.Prefixes()[0].String() + " except " + strings.Join(out, ", ")
	}
	return strings.Join(in, ", ")
}

func rangeWords(s AddrSet) []string {
	var words []string
	for _, r := range s.Ranges() {
		switch p, ok := r.Prefix(); {
		case ok && p.IsSingleIP():
			words = append(words, p.Addr().String())
		case ok:
			words = append(words, p.String())
		default:
			words = append(words, r.From().String()+"-"+r.To().String())
		}
	}
	return words
}
