package packet

import (
	"fmt"
	"strconv"
	"strings"
)

// PortSet is an immutable set of TCP or UDP port numbers. The zero PortSet is empty. Equal sets have equal
// structure; compare them with Equal.
type PortSet struct{ n *node }

// PortRange is a run of ports from First through Last, both included.
type PortRange struct{ First, Last uint16 }

// AnyPort is the set of all ports, 0 to 65535.
func AnyPort() PortSet { return PortSet{anyPort} }

// Port is the set of one port.
func Port(p uint16) PortSet { return Ports(p, p) }

// Ports is the set of the ports from first through last, both included; it is empty if last is below first.
func Ports(first, last uint16) PortSet {
	return PortSet{shortLine(uint64(first), uint64(last))}
}

// shortLine is the diagram of a run of 16-bit values, empty if last is below first.
func shortLine(first, last uint64) *node {
	if last < first {
		return nil
	}
	return line(maxPort, interval{number{lo: first}, number{lo: last}})
}

// Union is the set of the ports in s, in o, or in both.
func (s PortSet) Union(o PortSet) PortSet { return PortSet{union.apply(s.n, o.n)} }

// Intersect is the set of the ports in both s and o.
func (s PortSet) Intersect(o PortSet) PortSet { return PortSet{intersection.apply(s.n, o.n)} }

// Minus is the set of the ports in s and not in o.
func (s PortSet) Minus(o PortSet) PortSet { return PortSet{difference.apply(s.n, o.n)} }

// Complement is the set of the ports not in s.
func (s PortSet) Complement() PortSet { return AnyPort().Minus(s) }

// IsEmpty reports whether no port is in the set.
func (s PortSet) IsEmpty() bool { return s.n == nil }

// IsAll reports whether every port is in the set.
func (s PortSet) IsAll() bool { return s.n != nil && s.n.full }

// Contains reports whether p is in the set.
func (s PortSet) Contains(p uint16) bool { return s.n.at(number{lo: uint64(p)}) != nil }

// Overlaps reports whether the sets have a port in common.
func (s PortSet) Overlaps(o PortSet) bool { return overlaps(s.n, o.n) }

// Subset reports whether every port of s is in o.
func (s PortSet) Subset(o PortSet) bool { return subset(s.n, o.n) }

// Equal reports whether the sets hold the same ports.
func (s PortSet) Equal(o PortSet) bool { return same(s.n, o.n) }

// Ranges gives the runs of ports in the set, ascending and as long as can be.
func (s PortSet) Ranges() []PortRange {
	var out []PortRange
	for _, v := range s.n.intervals() {
		out = append(out, PortRange{uint16(v.first.lo), uint16(v.last.lo)})
	}
	return out
}

// String lists the ports: "443", "80, 1024-65535", "any port", "no port".
func (s PortSet) String() string {
	switch {
	case s.IsEmpty():
		return "no port"
	case s.IsAll():
		return "any port"
	}
	var words []string
	for _, r := range s.Ranges() {
		words = append(words, r.String())
	}
	return strings.Join(words, ", ")
}

// String gives the range as "443" or "1024-65535".
func (r PortRange) String() string {
	if r.First == r.Last {
		return strconv.Itoa(int(r.First))
	}
	return fmt.Sprintf("%d-%d", r.First, r.Last)
}
