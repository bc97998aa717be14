package firewall

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

// statelessRule is a stateless rule with what it matches.
type statelessRule struct {
	group     *model.FirewallRuleGroup
	at        model.Range
	action    string // aws:pass, aws:drop or aws:forward_to_sfe; empty where it is not known
	must, may packet.Set
}

// statelessRules gives the stateless rules of a policy in order: by the priority of the group, then by the
// rule's. ok is false where one is not known.
func statelessRules(p *model.FirewallPolicy) (rules []statelessRule, ok bool) {
	if p.StatelessGroups.Open {
		return nil, false
	}
	uses := slices.SortedStableFunc(slices.Values(p.StatelessGroups.Items), func(a, b model.FirewallGroupUse) int {
		return cmp.Compare(a.Priority.Or(0), b.Priority.Or(0))
	})
	for _, u := range uses {
		g := u.Group.To()
		if g == nil || g.External || g.Stateless.Open {
			return nil, false
		}
		sorted := slices.SortedStableFunc(slices.Values(g.Stateless.Items), func(a, b model.StatelessRule) int {
			return cmp.Compare(a.Priority.Or(0), b.Priority.Or(0))
		})
		for _, r := range sorted {
			must, may := statelessMatch(r)
			rules = append(rules, statelessRule{group: g, at: r.Range, action: standard(r.Actions), must: must, may: may})
		}
	}
	return rules, true
}

// standard gives AWS's own action of a list, which may hold custom ones beside it.
func standard(actions model.List[model.Value[string]]) string {
	for _, a := range actions.Items {
		if s, ok := a.Get(); ok && strings.HasPrefix(s, "aws:") {
			return s
		}
	}
	return ""
}

// statelessMatch gives the packets that a stateless rule certainly matches, and those that it may match. What
// it does not state matches everything.
func statelessMatch(r model.StatelessRule) (must, may packet.Set) {
	must, may = packet.All(), packet.All()
	narrow := func(set packet.Set, exact bool) {
		may = may.Intersect(set)
		if exact {
			must = must.Intersect(set)
		} else {
			must = packet.Set{}
		}
	}
	if len(r.Protocols.Items) > 0 {
		var set packet.Set
		exact := true
		for _, v := range r.Protocols.Items {
			if n, ok := v.Get(); ok {
				set = set.Union(packet.OfProtocol(packet.Protocol(n)))
			} else {
				set, exact = packet.All(), false
			}
		}
		narrow(set, exact)
	}
	for _, side := range []struct {
		list model.List[model.Value[string]]
		of   func(packet.AddrSet) packet.Set
	}{{r.Sources, packet.From}, {r.Destinations, packet.To}} {
		if len(side.list.Items) == 0 {
			continue
		}
		var set packet.AddrSet
		exact := true
		for _, v := range side.list.Items {
			p, err := netip.ParsePrefix(v.Or(""))
			if err != nil {
				set, exact = packet.AnyAddr(), false
				continue
			}
			set = set.Union(packet.Prefixes(p))
		}
		narrow(side.of(set), exact && !side.list.Open)
	}
	for _, side := range []struct {
		list model.List[model.Value[[2]int]]
		of   func(packet.PortSet) packet.Set
	}{{r.SourcePorts, packet.SrcPorts}, {r.DestinationPorts, packet.DstPorts}} {
		if len(side.list.Items) == 0 {
			continue
		}
		var set packet.PortSet
		exact := true
		for _, v := range side.list.Items {
			ends, ok := v.Get()
			if !ok || ends[0] < 0 || ends[1] > 65535 || ends[0] > ends[1] {
				set, exact = packet.AnyPort(), false
				continue
			}
			set = set.Union(packet.Ports(uint16(ends[0]), uint16(ends[1])))
		}
		narrow(side.of(set), exact)
	}
	if r.Flags {
		must = packet.Set{}
	}
	return must, may
}

// reachesStateful says whether the packets of a connection reach the stateful engine.
func reachesStateful(f *model.NetworkFirewall, c connection) suricata.Answer {
	p := f.Policy.To()
	rules, ok := statelessRules(p)
	if !ok {
		return suricata.Maybe
	}
	answer := func(action string) suricata.Answer {
		switch action {
		case "aws:forward_to_sfe":
			return suricata.Yes
		case "":
			return suricata.Maybe
		}
		return suricata.No
	}
	for _, r := range rules {
		switch {
		case !r.may.Overlaps(c.packets):
		case c.packets.Subset(r.must):
			return answer(r.action)
		default:
			if answer(r.action) != suricata.Yes {
				return suricata.Maybe
			}
		}
	}
	return answer(standard(p.StatelessDefault))
}
