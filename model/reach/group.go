package reach

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// GroupView is one direction of a security group as packets see it, rule by rule. Group references count by
// the addresses of the interfaces that carry the group: those that are fixed certainly, other addresses of
// their subnets perhaps. Between two interfaces ask [Engine.AllowsPeer] instead, which counts references by
// membership.
type GroupView struct {
	Group  *model.SecurityGroup
	Egress bool
	Filter Filter
	Rules  []RuleView
}

// RuleView is a rule of a security group with what it lets through.
type RuleView struct {
	Rule    *model.SecurityGroupRule
	Matches Filter
	// Certain says that the rule certainly belongs to the group and direction.
	Certain bool
}

// Group gives what a security group lets through in one direction.
func (e *Engine) Group(g *model.SecurityGroup, egress bool) Filter {
	return e.GroupView(g, egress).Filter
}

// GroupView gives one direction of a security group rule by rule.
func (e *Engine) GroupView(g *model.SecurityGroup, egress bool) *GroupView {
	return e.groups.get(directed[*model.SecurityGroup]{g, egress}, func() *GroupView {
		v := &GroupView{Group: g, Egress: egress}
		v.Filter = e.groupFilter(g, egress, func(r *model.SecurityGroupRule) Filter {
			return matched(r.Match, e.farEnds(r, g), egress)
		}, func(r RuleView) { v.Rules = append(v.Rules, r) })
		return v
	})
}

// groupFilter unites the rules of a group in one direction, each matched by match.
func (e *Engine) groupFilter(g *model.SecurityGroup, egress bool, match func(*model.SecurityGroupRule) Filter, each func(RuleView)) Filter {
	rules := g.Ingress
	if egress {
		rules = g.Egress
	}
	var all []Filter
	add := func(r *model.SecurityGroupRule, certain bool) {
		f := match(r)
		if !certain {
			f = Filter{May: f.May, Why: firstOf(r.Group.Why(), r.Egress.Why(), "whether "+r.Address+" belongs to "+g.Address+" is not known")}
		}
		all = append(all, f)
		each(RuleView{Rule: r, Matches: f, Certain: certain})
	}
	for _, r := range rules {
		add(r, true)
	}
	for _, r := range g.Maybe {
		if out, known := r.Egress.Get(); !known || out == egress {
			add(r, false)
		}
	}
	f := unionOf(all)
	if g.Open {
		f.May, f.Why = packet.All(), firstOf(g.Why, "rules of "+g.Address+" may not be in view")
	}
	if f.Certain() {
		f.Why = ""
	}
	return f
}

// farEnds is the set of the addresses at the far end that a rule of group g admits.
func (e *Engine) farEnds(r *model.SecurityGroupRule, g *model.SecurityGroup) Span {
	out := e.statedEnds(r)
	for _, ref := range r.Groups.Items {
		out = out.Union(e.membersOf(ref))
	}
	if r.Groups.Open {
		out.May, out.Why = packet.AnyAddr(), firstOf(out.Why, r.Groups.Why)
	}
	if self, known := r.Self.Get(); self || !known && r.Self.IsUnknown() {
		members := e.members(g)
		if !known {
			members.Must, members.Why = packet.AddrSet{}, r.Self.Why()
		}
		out = out.Union(members)
	}
	return out
}

// statedEnds is the part of a rule's far ends that it states as addresses.
func (e *Engine) statedEnds(r *model.SecurityGroupRule) Span {
	var out Span
	for _, c := range r.CIDRs.Items {
		if p, ok := c.Get(); ok {
			out = out.Union(e.prefixSpan(p))
		} else {
			out.May, out.Why = packet.AnyAddr(), firstOf(out.Why, c.Why(), "a range of "+r.Address+" is not known")
		}
	}
	for _, ref := range r.PrefixLists.Items {
		if l := ref.To(); l != nil {
			out = out.Union(e.listSpan(l))
		} else {
			out.May, out.Why = packet.AnyAddr(), firstOf(out.Why, ref.Why(), "a prefix list of "+r.Address+" is not in view")
		}
	}
	for _, list := range []struct {
		open bool
		why  string
	}{{r.CIDRs.Open, r.CIDRs.Why}, {r.PrefixLists.Open, r.PrefixLists.Why}} {
		if list.open {
			out.May, out.Why = packet.AnyAddr(), firstOf(out.Why, list.why)
		}
	}
	return out
}

func (e *Engine) membersOf(ref model.Ref[model.SecurityGroup]) Span {
	if g := ref.To(); g != nil {
		return e.members(g)
	}
	return Span{May: packet.AnyAddr(), Why: firstOf(ref.Why(), "a referenced security group is not in view")}
}

// subnetUnknown says why it is not known where an interface stands.
func subnetUnknown(i *model.NetworkInterface) string {
	return firstOf(i.Subnet.Why(), "the subnet of "+i.Address+" is not in view")
}

// members is the set of the addresses of the interfaces that carry a group.
func (e *Engine) members(g *model.SecurityGroup) Span {
	var out Span
	for _, i := range g.Interfaces {
		h := e.Addresses(i)
		if h.All().IsEmpty() && i.Subnet.To() == nil {
			out.May, out.Why = packet.AnyAddr(), firstOf(out.Why, subnetUnknown(i))
			continue
		}
		out = out.Union(Span{Must: h.Fixed, May: h.All()})
		if !h.Among.IsEmpty() {
			out.Why = firstOf(out.Why, "the address of "+i.Address+" is not known")
		}
	}
	for _, i := range g.MaybeInterfaces {
		out = out.Union(Span{May: e.Addresses(i).All(), Why: "whether " + i.Address + " carries " + g.Address + " is not known"})
	}
	if g.Open || g.External || g.Exported {
		// Interfaces out of view may carry the group: any private address may be one's.
		out.May, out.Why = packet.AnyAddr(), firstOf(out.Why, "interfaces that are not in view may carry "+g.Address)
	}
	return out
}

// Groups gives what the security groups of an interface let through in one direction, out of it or into it.
// Traffic that no group filters (VPC User Guide, "Network ACLs") is not part of the answer.
func (e *Engine) Groups(i *model.NetworkInterface, egress bool) Filter {
	return e.interfaces.get(directed[*model.NetworkInterface]{i, egress}, func() Filter {
		if i.Unfiltered {
			return passAll()
		}
		return e.groupSets.get(directed[string]{groupKey(i), egress}, func() Filter {
			return e.eachGroup(i, func(g *model.SecurityGroup) Filter { return e.Group(g, egress) })
		})
	})
}

// groupKey is equal for interfaces with the same security groups.
func groupKey(i *model.NetworkInterface) string {
	var b strings.Builder
	for _, r := range i.Groups.Items {
		switch g := r.To(); {
		case g != nil:
			fmt.Fprintf(&b, "%p ", g)
		default:
			b.WriteString("? " + r.Why())
		}
	}
	if i.Groups.Open {
		b.WriteString("open " + i.Groups.Why)
	}
	return b.String()
}

// eachGroup unites what the groups of an interface let through.
func (e *Engine) eachGroup(i *model.NetworkInterface, of func(*model.SecurityGroup) Filter) Filter {
	var out Filter
	for _, r := range i.Groups.Items {
		if g := r.To(); g != nil {
			out = out.Union(of(g))
			continue
		}
		// One of the candidates, or a group that is not in view.
		candidates := r.Candidates()
		why := firstOf(r.Why(), "a security group of "+i.Address+" is not in view")
		if len(candidates) == 0 {
			out = out.Union(mayPassAll(why))
			continue
		}
		one := of(candidates[0])
		for _, g := range candidates[1:] {
			f := of(g)
			one = Filter{Must: one.Must.Intersect(f.Must), May: one.May.Union(f.May), Why: why}
		}
		out = out.Union(one)
	}
	if i.Groups.Open {
		out = out.Union(mayPassAll(firstOf(i.Groups.Why, "the security groups of "+i.Address+" are not in view")))
	}
	if out.Certain() {
		out.Why = ""
	}
	return out
}

// AllowsPeer gives what the security groups of i let through in one direction between it and peer: out of i
// to peer where egress, else from peer into i. References count by membership: a rule that references a group
// which peer carries admits all packets of peer. Set references to false where the packets lose their
// membership on the way, through NAT, a load balancer, a middlebox (VPC User Guide, "Security groups"); then
// references admit nothing.
func (e *Engine) AllowsPeer(i, peer *model.NetworkInterface, egress, references bool) Filter {
	if i.Unfiltered {
		return passAll()
	}
	return e.eachGroup(i, func(g *model.SecurityGroup) Filter {
		return e.groupFilter(g, egress, func(r *model.SecurityGroupRule) Filter {
			return e.ruleForPeer(r, g, peer, egress, references)
		}, func(RuleView) {})
	})
}

// ruleForPeer is what a rule of group g lets through between an interface that carries g and peer.
func (e *Engine) ruleForPeer(r *model.SecurityGroupRule, g *model.SecurityGroup, peer *model.NetworkInterface, egress, references bool) Filter {
	far := e.statedEnds(r)
	if references && peer != nil {
		far = far.Union(e.referencedEnds(r, g, peer))
	}
	return matched(r.Match, far, egress)
}

// referencedEnds is every address if the rule references a group of peer, and may be if it may.
func (e *Engine) referencedEnds(r *model.SecurityGroupRule, g *model.SecurityGroup, peer *model.NetworkInterface) Span {
	everything := packet.AnyAddr()
	var out Span
	for _, ref := range r.Groups.Items {
		switch target := ref.To(); {
		case target != nil:
			out = out.Union(e.carriesGroup(peer, target))
		default:
			out = out.Union(Span{May: everything, Why: firstOf(ref.Why(), "a security group that "+r.Address+" references is not in view")})
		}
	}
	if r.Groups.Open {
		out = out.Union(Span{May: everything, Why: r.Groups.Why})
	}
	if self, known := r.Self.Get(); known && self {
		out = out.Union(e.carriesGroup(peer, g))
	} else if r.Self.IsUnknown() {
		out = out.Union(Span{May: everything, Why: r.Self.Why()})
	}
	return out
}

// carriesGroup is every address if the interface carries the group, as a span for its own addresses.
func (e *Engine) carriesGroup(i *model.NetworkInterface, g *model.SecurityGroup) Span {
	if slices.Contains(g.Interfaces, i) {
		return exactly(packet.AnyAddr())
	}
	if slices.Contains(g.MaybeInterfaces, i) || i.Groups.Open ||
		slices.ContainsFunc(i.Groups.Items, func(r model.Ref[model.SecurityGroup]) bool { return r.IsUnknown() && len(r.Candidates()) == 0 }) {
		return Span{May: packet.AnyAddr(), Why: "whether " + i.Address + " carries " + g.Address + " is not known"}
	}
	return Span{}
}
