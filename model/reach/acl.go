package reach

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// ACLView is one direction of a network ACL as packets see it. Sets are of whole packets: inbound rules
// match the source address, outbound rules the destination.
type ACLView struct {
	ACL    *model.NetworkACL
	Egress bool
	Filter Filter
	// Entries are the numbered rules of the direction, in order, those of unknown place last.
	Entries []EntryView
}

// EntryView is a numbered rule among its lower-numbered neighbours.
type EntryView struct {
	Entry *model.NetworkACLEntry
	// Matches is what the rule matches by itself.
	Matches Filter
	// Decides is the part of it that no lower-numbered rule decides: Must certainly, May perhaps. A rule
	// whose Decides.May is empty is shadowed.
	Decides Filter
}

// ACL gives what a network ACL lets through in one direction, out of or into its subnets.
func (e *Engine) ACL(a *model.NetworkACL, egress bool) Filter { return e.ACLView(a, egress).Filter }

// ACLView gives one direction of a network ACL rule by rule.
func (e *Engine) ACLView(a *model.NetworkACL, egress bool) *ACLView {
	return e.acls.get(directed[*model.NetworkACL]{a, egress}, func() *ACLView { return e.viewACL(a, egress) })
}

// maxACLEntries is how many rules of a direction are followed. AWS accepts 20 by default and 40 at most ("Amazon
// VPC quotas"); each rule costs a cut through all before it.
const maxACLEntries = 1000

func (e *Engine) viewACL(a *model.NetworkACL, egress bool) *ACLView {
	v := &ACLView{ACL: a, Egress: egress}
	entries := a.Ingress
	if egress {
		entries = a.Egress
	}
	if n := len(entries) + len(a.Maybe); n > maxACLEntries {
		v.Filter = mayPassAll(fmt.Sprintf("%s has %d rules in one direction, and AWS accepts 40", a.Address, n))
		for _, entry := range entries {
			v.Entries = append(v.Entries, EntryView{Entry: entry, Matches: v.Filter, Decides: v.Filter})
		}
		return v
	}
	undecided := passAll() // by the rules so far
	var allowed []Filter
	for _, entry := range entries {
		view := EntryView{Entry: entry, Matches: e.entryMatch(entry, egress)}
		view.Decides = view.Matches.Intersect(undecided)
		view.Decides.Why = view.Matches.Why
		undecided = undecided.Minus(view.Matches)
		allow, known := entry.Allow.Get()
		switch {
		case allow && known:
			allowed = append(allowed, view.Decides)
		case !known:
			allowed = append(allowed, Filter{May: view.Decides.May})
		}
		v.Filter.Why = firstOf(v.Filter.Why, view.Matches.Why, entry.Allow.Why())
		v.Entries = append(v.Entries, view)
	}
	why := v.Filter.Why
	v.Filter = unionOf(allowed)
	v.Filter.Why = why
	e.addUnplaced(v, a)
	if a.Open {
		v.Filter = mayPassAll(a.Why)
	}
	if v.Filter.Certain() {
		v.Filter.Why = ""
	}
	return v
}

// addUnplaced lets entries whose ACL, number or direction is not certain count wherever they may stand.
func (e *Engine) addUnplaced(v *ACLView, a *model.NetworkACL) {
	for _, entry := range a.Maybe {
		if out, known := entry.Egress.OrDefault(false).Get(); known && out != v.Egress {
			continue
		}
		view := EntryView{Entry: entry, Matches: e.entryMatch(entry, v.Egress)}
		view.Decides = Filter{May: view.Matches.May}
		v.Entries = append(v.Entries, view)
		why := firstOf(entry.ACL.Why(), entry.Number.Why(), entry.Egress.Why(), "the place of "+entry.Address+" is not known")
		v.Filter.Why = firstOf(v.Filter.Why, why)
		allow, known := entry.Allow.Get()
		if !allow || !known {
			v.Filter.Must = v.Filter.Must.Minus(view.Matches.May)
		}
		if allow || !known {
			v.Filter.May = v.Filter.May.Union(view.Matches.May)
		}
	}
}

func (e *Engine) entryMatch(entry *model.NetworkACLEntry, egress bool) Filter {
	far := Span{May: packet.AnyAddr(), Why: firstOf(entry.CIDR.Why(), "the range of "+entry.Address+" is not known")}
	if p, ok := entry.CIDR.Get(); ok {
		far = e.prefixSpan(p)
	}
	return matched(aclMatch(entry), far, egress)
}

// aclMatch is the match of an entry. ICMPv6 in an entry for IPv4 addresses ignores type and code
// (VPC User Guide, "Network ACLs").
func aclMatch(entry *model.NetworkACLEntry) model.FilterMatch {
	m := entry.Match
	if p, ok := m.Protocol.Get(); ok && p == packet.ICMPv6 {
		if cidr, ok := entry.CIDR.Get(); ok && cidr.Addr().Is4() {
			m.ICMPType, m.ICMPCode = model.Value[int]{}, model.Value[int]{}
		}
	}
	return m
}

// SubnetACL gives what the network ACL of a subnet lets through, out of the subnet or into it. Where it is not
// known which ACL that is, only what all candidates let through is certain.
func (e *Engine) SubnetACL(s *model.Subnet, egress bool) Filter {
	if a := s.ACL.To(); a != nil {
		return e.ACL(a, egress)
	}
	why := firstOf(s.ACL.Why(), "the network ACL of "+s.Address+" is not in view")
	candidates := s.ACL.Candidates()
	if len(candidates) == 0 {
		return mayPassAll(why)
	}
	out := e.ACL(candidates[0], egress)
	for _, a := range candidates[1:] {
		f := e.ACL(a, egress)
		out = Filter{Must: out.Must.Intersect(f.Must), May: out.May.Union(f.May)}
	}
	if !out.Certain() {
		out.Why = why
	}
	return out
}

// decidedBy gives the entry that decides a packet for certain, or nil: the final deny, or one that cannot be
// told.
func (v *ACLView) decidedBy(p packet.Packet) *EntryView {
	i := slices.IndexFunc(v.Entries, func(e EntryView) bool { return e.Decides.Must.Contains(p) })
	if i < 0 {
		return nil
	}
	return &v.Entries[i]
}
