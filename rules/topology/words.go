package topology

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/rules"
)

// List joins words as a sentence does: "a", "a and b", "a, b and 4 more".
func List(words []string) string {
	const most = 4
	switch n := len(words); {
	case n == 0:
		return ""
	case n == 1:
		return words[0]
	case n > most:
		return fmt.Sprintf("%s and %d more", strings.Join(words[:most-1], ", "), n-most+1)
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}

// SubnetWords names a subnet with its range: "aws_subnet.app[0] (10.0.1.0/24)". A name that says more than
// the address stands beside it.
func SubnetWords(s *model.Subnet) string {
	var ranges []string
	for _, c := range []model.Value[netip.Prefix]{s.CIDR, s.IPv6CIDR} {
		if p, ok := c.Get(); ok {
			ranges = append(ranges, p.String())
		}
	}
	if len(ranges) == 0 {
		return s.Label()
	}
	return fmt.Sprintf("%s (%s)", s.Address, strings.Join(ranges, ", "))
}

// Subnets names several subnets.
func Subnets(all []*model.Subnet) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = SubnetWords(s)
	}
	return List(words)
}

// AddressWords names the addresses of a set by prefixes: "10.0.0.0/20 and 10.0.16.7".
func AddressWords(a packet.AddrSet) string {
	var out []string
	for _, p := range a.Prefixes() {
		if p.IsSingleIP() {
			out = append(out, p.Addr().String())
		} else {
			out = append(out, p.String())
		}
	}
	return List(out)
}

// TableWords names a route table, the main one that came with its VPC as what it is.
func TableWords(t *model.RouteTable) string {
	if t.Main && t.Implicit {
		return "the main route table of " + t.Label()
	}
	return t.Label()
}

// VPCWords names a VPC with its IPv4 ranges, or all that are known: "aws_vpc.a (10.0.0.0/16)".
func VPCWords(v *model.VPC) string {
	var ranges []string
	for _, c := range v.CIDRs.Items {
		if p, ok := c.Get(); ok {
			ranges = append(ranges, p.String())
		}
	}
	if len(ranges) == 0 {
		return v.Label()
	}
	return fmt.Sprintf("%s (%s)", v.Address, List(ranges))
}

// Absence takes back the certainty of a finding that rests on something not being there, where a part of the
// inputs could not be evaluated: it may stand in that part.
func Absence(n *model.Network, f rules.Finding) rules.Finding {
	if len(n.Partial) > 0 && f.Confidence != rules.Possible {
		f.Confidence, f.Unknown = rules.Possible, n.Partial[0]
	}
	return f
}

// RuleAbsence is Absence for a finding that rests on the lack of a rule in a security group or network ACL. A module
// that is not there hides few of these, for it seldom adds to groups of others, so that the certainty stays.
func RuleAbsence(n *model.Network, f rules.Finding) rules.Finding {
	if len(n.UncountedRules) > 0 && f.Confidence != rules.Possible {
		f.Confidence, f.Unknown = rules.Possible, n.UncountedRules[0]
	}
	return f
}
