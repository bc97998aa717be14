package terraform

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

type prefixValue = model.Value[netip.Prefix]

// echoes knows the routes, entries and rules that are resources of their own. Once Terraform has refreshed
// a table, ACL or group that exists, it shows them again as inline ones of their parent (and those that the
// plan deletes, too).
type echoes struct {
	routes  map[string]bool // table and destination
	entries map[string]bool // ACL, direction and number
	rules   map[string]bool // group, direction, protocol, ports and one far end
}

func newEchoes() *echoes {
	return &echoes{routes: map[string]bool{}, entries: map[string]bool{}, rules: map[string]bool{}}
}

// learn notes a standalone route, entry or rule.
func (e *echoes) learn(attrs any) {
	switch a := attrs.(type) {
	case *attribute.Route:
		if table, ok := a.RouteTableID.ID(); ok {
			e.routes[table+" "+destination(a)] = true
		}
	case *attribute.NetworkACLRule:
		acl, okACL := a.NetworkACLID.ID()
		number, okNumber := a.RuleNumber.Get()
		if okACL && okNumber {
			e.entries[entryKey(acl, a.Egress.Or(false), number)] = true
		}
	case *attribute.SecurityGroupRule:
		e.learnRule(a)
	case *attribute.SecurityGroupIngressRule:
		e.learnGroupRule(a, false)
	case *attribute.SecurityGroupEgressRule:
		in := attribute.SecurityGroupIngressRule(*a)
		e.learnGroupRule(&in, true)
	}
}

func destination(a *attribute.Route) string {
	if p, ok := either(prefix(a.DestinationCIDRBlock), prefix(a.DestinationIPv6CIDRBlock)).Get(); ok {
		return p.String()
	}
	id, _ := a.DestinationPrefixListID.ID()
	return id
}

func (e *echoes) isRoute(table string, a *attribute.Route) bool {
	return e.routes[table+" "+destination(a)]
}

func entryKey(acl string, egress bool, number int) string {
	return fmt.Sprint(acl, " ", egress, " ", number)
}

func (e *echoes) isEntry(acl string, egress bool, number attribute.Int) bool {
	n, ok := number.Get()
	return ok && e.entries[entryKey(acl, egress, n)]
}

// ruleKey identifies one far end of a rule. Ports of protocols without ports do not count: they come back as
// 0 or -1 or not at all.
func ruleKey(group string, egress bool, proto attribute.String, from, to attribute.Int, far string) string {
	m := groupMatch(proto, from, to)
	p, _ := m.Protocol.Get()
	return fmt.Sprint(group, " ", egress, " ", int(p), " ", m.FromPort.Or(-1), " ", m.ToPort.Or(-1), " ",
		m.ICMPType.Or(-1), " ", m.ICMPCode.Or(-1), " ", far)
}

func (e *echoes) learnRule(a *attribute.SecurityGroupRule) {
	group, ok := a.SecurityGroupID.ID()
	if !ok {
		return
	}
	egress := a.Type.Or("") == "egress"
	note := func(far string) {
		e.rules[ruleKey(group, egress, a.Protocol, a.FromPort, a.ToPort, far)] = true
	}
	for _, p := range slices.Concat(a.CIDRBlocks.Items, a.IPv6CIDRBlocks.Items) {
		note(canonicalRange(p))
	}
	for _, l := range a.PrefixListIDs.Items {
		note(l.String())
	}
	if id, ok := a.SourceSecurityGroupID.ID(); ok {
		note(id)
	}
	if a.Self.Or(false) {
		note(group)
	}
}

func (e *echoes) learnGroupRule(a *attribute.SecurityGroupIngressRule, egress bool) {
	group, ok := a.SecurityGroupID.ID()
	if !ok {
		return
	}
	for _, far := range []string{
		canonicalRange(a.CIDRIPv4), canonicalRange(a.CIDRIPv6), known(a.PrefixListID), known(a.ReferencedSecurityGroupID),
	} {
		if far != "" {
			e.rules[ruleKey(group, egress, a.IPProtocol, a.FromPort, a.ToPort, far)] = true
		}
	}
}

func canonicalRange(v attribute.String) string {
	if p, ok := prefix(v).Get(); ok {
		return p.String()
	}
	return ""
}

func known(r attribute.Ref) string {
	id, _ := r.ID()
	return id
}

// withoutEcho gives what is left of an inline rule without the far ends that standalone rules have; AWS
// joins rules of one protocol and port range. left is false if that is nothing.
func (e *echoes) withoutEcho(group string, egress bool, a attribute.InlineGroupRule) (rest attribute.InlineGroupRule, left bool) {
	isEcho := func(far string) bool {
		return far != "" && e.rules[ruleKey(group, egress, a.Protocol, a.FromPort, a.ToPort, far)]
	}
	dropped := false
	drop := func(echo bool) bool {
		dropped = dropped || echo
		return echo
	}
	text := func(v attribute.String) bool { return drop(isEcho(canonicalRange(v))) }
	object := func(r attribute.Ref) bool { return drop(isEcho(known(r))) }
	a.CIDRBlocks.Items = slices.DeleteFunc(slices.Clone(a.CIDRBlocks.Items), text)
	a.IPv6CIDRBlocks.Items = slices.DeleteFunc(slices.Clone(a.IPv6CIDRBlocks.Items), text)
	a.PrefixListIDs.Items = slices.DeleteFunc(slices.Clone(a.PrefixListIDs.Items), object)
	a.SecurityGroups.Items = slices.DeleteFunc(slices.Clone(a.SecurityGroups.Items), object)
	if a.Self.Or(false) && drop(isEcho(group)) {
		a.Self = model.Known(false)
	}
	count := len(a.CIDRBlocks.Items) + len(a.IPv6CIDRBlocks.Items) + len(a.PrefixListIDs.Items) + len(a.SecurityGroups.Items)
	return a, !dropped || count > 0 || a.Self.Or(false)
}
