package inspection

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// StatelessRule is a rule of the stateless engine, which looks at each packet by itself, answers included.
type StatelessRule struct {
	Group  *model.FirewallRuleGroup // nil for one that stands for groups which are not in view
	At     model.Range
	Action string // as StandardAction gives it
	Match  Match
}

// Stateless gives the stateless rules of a policy in the order in which the engine looks at them: by the priority
// of the group, then by the rule's own. What is not in view stands in its place as a rule that may match anything and
// whose action is not known. The policy's default actions are for the packets that no rule matches.
func Stateless(p *model.FirewallPolicy) []StatelessRule {
	var out []StatelessRule
	for _, use := range byPriority(p.StatelessGroups) {
		g := use.Group.To()
		if g == nil || g.External || g.Stateless.Open {
			out = append(out, StatelessRule{Match: unknown("a stateless rule group of " + p.Address + " is not in view")})
			continue
		}
		sorted := slices.SortedStableFunc(slices.Values(g.Stateless.Items), func(a, b model.StatelessRule) int {
			return cmp.Compare(a.Priority.Or(1<<20), b.Priority.Or(1<<20)) // beyond 65,535, the greatest there is
		})
		for _, r := range sorted {
			out = append(out, StatelessRule{Group: g, At: r.Range, Action: StandardAction(r.Actions), Match: statelessMatch(r)})
		}
	}
	if p.StatelessGroups.Open {
		out = append(out, StatelessRule{Match: unknown(p.StatelessGroups.Why)})
	}
	return out
}

// statelessMatch gives what a stateless rule matches. What it does not state matches everything.
func statelessMatch(r model.StatelessRule) Match {
	m := Match{Must: packet.All(), May: packet.All()}
	narrow := func(set packet.Set, why string) {
		m.May = m.May.Intersect(set)
		m.Must = m.Must.Intersect(set)
		if why != "" {
			m.Must, m.Why = packet.Set{}, cmp.Or(m.Why, why)
		}
	}
	if len(r.Protocols.Items) > 0 {
		narrow(union(r.Protocols, packet.All(), packet.Set.Union, func(n int) (packet.Set, bool) { return packet.OfProtocol(packet.Protocol(n)), true }))
	}
	for _, side := range []struct {
		texts model.List[model.Value[string]]
		of    func(packet.AddrSet) packet.Set
	}{{r.Sources, packet.From}, {r.Destinations, packet.To}} {
		if len(side.texts.Items) == 0 && !side.texts.Open {
			continue
		}
		addresses, why := union(side.texts, packet.AnyAddr(), packet.AddrSet.Union, func(text string) (packet.AddrSet, bool) {
			p, err := netip.ParsePrefix(text)
			return packet.Prefixes(p), err == nil
		})
		narrow(side.of(addresses), why)
	}
	for _, side := range []struct {
		ranges model.List[model.Value[[2]int]]
		of     func(packet.PortSet) packet.Set
	}{{r.SourcePorts, packet.SrcPorts}, {r.DestinationPorts, packet.DstPorts}} {
		if len(side.ranges.Items) == 0 {
			continue
		}
		ports, why := union(side.ranges, packet.AnyPort(), packet.PortSet.Union, func(ends [2]int) (packet.PortSet, bool) {
			if ends[0] < 0 || ends[1] > 65535 || ends[0] > ends[1] {
				return packet.PortSet{}, false
			}
			return packet.Ports(uint16(ends[0]), uint16(ends[1])), true
		})
		narrow(side.of(ports), why)
	}
	if r.Flags {
		m.Must, m.Why = packet.Set{}, cmp.Or(m.Why, "a stateless rule looks at TCP flags")
	}
	return m
}

// union is the union of what the members of a list mean; where one is not known or means nothing, it is all, with
// the reason.
func union[T, S any](list model.List[model.Value[T]], all S, union func(S, S) S, meaning func(T) (S, bool)) (out S, why string) {
	for _, v := range list.Items {
		value, known := v.Get()
		if !known {
			return all, cmp.Or(v.Why(), "a part of a stateless rule is not known")
		}
		one, ok := meaning(value)
		if !ok {
			return all, "a part of a stateless rule cannot be read"
		}
		out = union(out, one)
	}
	if list.Open {
		return all, cmp.Or(list.Why, "a part of a stateless rule is not known")
	}
	return out, ""
}
