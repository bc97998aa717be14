package reach

import (
	"cmp"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// HeaderRule is a stateful firewall rule as far as packet headers tell: Must certainly matches it, May
// perhaps, where the rule looks into the payload.
type HeaderRule struct {
	Action string // "pass", "drop", "reject", "alert"
	Match  Filter
}

// RuleText reads the Suricata rules of a group into header rules. ok is false where a part of the text says
// what cannot be told from headers at all; then anything may happen to what the rules leave.
type RuleText func(f *model.NetworkFirewall, g *model.FirewallRuleGroup) (rules []HeaderRule, ok bool)

// ReadRuleText makes the engine read rule groups written as Suricata text; without it what they do to packets
// stays undecided. It must be called before the first question.
func (e *Engine) ReadRuleText(read RuleText) { e.ruleText = read }

// Inspects gives what a Network Firewall lets through, of packets that begin a connection or of answers:
// stateless rules look at every packet, and stateful ones at the first of a connection
// (AWS-NETWORK-SEMANTICS §11.3).
func (e *Engine) Inspects(f *model.NetworkFirewall, answers bool) Filter {
	return e.firewalls.get(inspection{f, answers}, func() Filter {
		p := f.Policy.To()
		if p == nil {
			return mayPassAll(firstOf(f.Policy.Why(), "the policy of "+f.Address+" is not in view"))
		}
		v := e.stateless(f, p)
		stateful := passAll()
		if !answers {
			stateful = e.stateful(f, p)
		}
		out := Filter{
			Must: v.pass.Must.Union(v.forward.Must.Intersect(stateful.Must)),
			May:  v.pass.May.Union(v.forward.May.Intersect(stateful.May)),
			Why:  firstOf(v.pass.Why, v.forward.Why, stateful.Why),
		}
		if out.Certain() {
			out.Why = ""
		}
		return out
	})
}

type inspection struct {
	of      *model.NetworkFirewall
	answers bool
}

// statelessView is what the stateless engine does.
type statelessView struct{ pass, forward Filter }

func (v *statelessView) take(action string, certain, possible packet.Set, why string) {
	to := &v.pass
	switch action {
	case "aws:drop":
		return
	case "aws:forward_to_sfe":
		to = &v.forward
	case "":
		v.pass.May, v.forward.May = v.pass.May.Union(possible), v.forward.May.Union(possible)
		v.pass.Why = firstOf(v.pass.Why, why)
		return
	}
	to.Must, to.May, to.Why = to.Must.Union(certain), to.May.Union(possible), firstOf(to.Why, why)
}

// standardAction gives the one of AWS's own actions in a list, which may hold custom ones besides; empty
// where it is not known.
func standardAction(actions model.List[model.Value[string]]) string {
	for _, a := range actions.Items {
		if name, ok := a.Get(); ok && strings.HasPrefix(name, "aws:") {
			return name
		}
	}
	return ""
}

func (e *Engine) stateless(f *model.NetworkFirewall, p *model.FirewallPolicy) statelessView {
	var v statelessView
	sure, open := packet.All(), packet.All()
	for _, use := range byPriority(p.StatelessGroups) {
		g := use.Group.To()
		if g == nil || g.Stateless.Open {
			why := "a stateless rule group of " + f.Address + " is not in view"
			v.take("", packet.Set{}, open, why)
			sure = packet.Set{}
			continue
		}
		rules := slices.SortedStableFunc(slices.Values(g.Stateless.Items), func(a, b model.StatelessRule) int {
			return cmp.Compare(a.Priority.Or(1<<20), b.Priority.Or(1<<20))
		})
		for _, r := range rules {
			m := statelessMatch(r)
			v.take(standardAction(r.Actions), m.Must.Intersect(sure), m.May.Intersect(open), firstOf(m.Why, "an action of "+g.Address+" is not known"))
			sure, open = sure.Minus(m.May), open.Minus(m.Must)
		}
	}
	if p.StatelessGroups.Open {
		v.take("", packet.Set{}, open, p.StatelessGroups.Why)
		sure = packet.Set{}
	}
	v.take(standardAction(p.StatelessDefault), sure, open, "the default actions of "+p.Address+" are not known")
	return v
}

// byPriority sorts rule groups by priority; groups of default order have none and keep theirs.
func byPriority(uses model.List[model.FirewallGroupUse]) []model.FirewallGroupUse {
	return slices.SortedStableFunc(slices.Values(uses.Items), func(a, b model.FirewallGroupUse) int {
		return cmp.Compare(a.Priority.Or(0), b.Priority.Or(0))
	})
}

func statelessMatch(r model.StatelessRule) Filter {
	certain, possible := packet.All(), packet.All()
	why := ""
	narrow := func(must, may packet.Set, w string) {
		certain, possible = certain.Intersect(must), possible.Intersect(may)
		why = firstOf(why, w)
	}
	if len(r.Protocols.Items) > 0 {
		var set packet.Set
		for _, p := range r.Protocols.Items {
			if n, ok := p.Get(); ok {
				set = set.Union(packet.OfProtocol(packet.Protocol(n)))
			} else {
				narrow(packet.Set{}, packet.All(), p.Why())
				set = packet.All()
			}
		}
		narrow(set, set, "")
	}
	for _, side := range []struct {
		texts model.List[model.Value[string]]
		of    func(packet.AddrSet) packet.Set
	}{{r.Sources, packet.From}, {r.Destinations, packet.To}} {
		if len(side.texts.Items) == 0 && !side.texts.Open {
			continue
		}
		var a Span
		for _, t := range side.texts.Items {
			a = a.Union(addressTerm(t, nil))
		}
		narrow(side.of(a.Must), side.of(a.May), a.Why)
	}
	for _, side := range []struct {
		ranges model.List[model.Value[[2]int]]
		of     func(packet.PortSet) packet.Set
	}{{r.SourcePorts, packet.SrcPorts}, {r.DestinationPorts, packet.DstPorts}} {
		if len(side.ranges.Items) == 0 {
			continue
		}
		var set packet.PortSet
		for _, v := range side.ranges.Items {
			if b, ok := v.Get(); ok {
				set = set.Union(portsBetween(b[0], b[1]))
			} else {
				set = packet.AnyPort()
				certain, why = packet.Set{}, firstOf(why, v.Why())
			}
		}
		narrow(side.of(set), side.of(set), "")
	}
	if r.Flags {
		certain, why = packet.Set{}, firstOf(why, "a stateless rule looks at TCP flags")
	}
	return Filter{Must: certain, May: possible, Why: why}
}

// stateful is what the stateful engine lets through: in default order everything that no rule drops, where a
// rule that passes it comes first; in strict order what the first rule that matches says, else the default
// actions.
func (e *Engine) stateful(f *model.NetworkFirewall, p *model.FirewallPolicy) Filter {
	strict, known := p.StrictOrder.OrDefault(false).Get()
	if !known {
		return mayPassAll(firstOf(p.StrictOrder.Why(), "the rule order of "+p.Address+" is not known"))
	}
	var rules []HeaderRule
	for _, use := range byPriority(p.StatefulGroups) {
		g := use.Group.To()
		if g == nil {
			rules = append(rules, anything("a stateful rule group of "+f.Address+" is not in view")...)
			continue
		}
		rules = append(rules, e.headerRules(f, g)...)
	}
	if p.StatefulGroups.Open {
		rules = append(rules, anything(p.StatefulGroups.Why)...)
	}
	if !strict {
		rank := map[string]int{"pass": 0, "drop": 1, "reject": 2, "alert": 3}
		slices.SortStableFunc(rules, func(a, b HeaderRule) int { return rank[a.Action] - rank[b.Action] })
	}
	var out Filter
	sure, open := packet.All(), packet.All()
	for _, r := range rules {
		switch r.Action {
		case "pass":
			out.Must = out.Must.Union(r.Match.Must.Intersect(sure))
			out.May = out.May.Union(r.Match.May.Intersect(open))
		case "drop", "reject":
		default:
			continue
		}
		out.Why = firstOf(out.Why, r.Match.Why)
		sure, open = sure.Minus(r.Match.May), open.Minus(r.Match.Must)
	}
	if drops := strict && slices.ContainsFunc(p.StatefulDefault.Items, func(v model.Value[string]) bool {
		return strings.HasPrefix(v.Or(""), "aws:drop")
	}); !drops {
		out.Must = out.Must.Union(sure)
		out.May = out.May.Union(open)
	}
	return out
}

// anything are rules that may pass or drop every packet.
func anything(why string) []HeaderRule {
	m := mayPassAll(why)
	return []HeaderRule{{"pass", m}, {"drop", m}}
}

// headerRules gives the rules of a stateful group.
func (e *Engine) headerRules(f *model.NetworkFirewall, g *model.FirewallRuleGroup) []HeaderRule {
	var rules []HeaderRule
	if g.External || g.Headers.Open {
		return anything("rules of " + g.Address + " are not in view")
	}
	for _, r := range g.Headers.Items {
		rules = append(rules, headerRule(f, g, r))
	}
	if g.Domains != nil {
		// Names stand in the payload of TCP connections; of others a domain list says nothing.
		m := Filter{May: packet.OfProtocol(packet.TCP), Why: "the domain list of " + g.Address + " decides by names that packets carry"}
		rules = append(rules, HeaderRule{"pass", m}, HeaderRule{"drop", m})
	}
	if !g.Text.IsAbsent() {
		if e.ruleText != nil {
			read, ok := e.ruleText(f, g)
			rules = append(rules, read...)
			if ok {
				return rules
			}
		}
		rules = append(rules, anything("the Suricata rules of "+g.Address+" decide by more than headers")...)
	}
	return rules
}

func headerRule(f *model.NetworkFirewall, g *model.FirewallRuleGroup, r model.StatefulRule) HeaderRule {
	action := strings.ToLower(r.Action.Or(""))
	m := Filter{Must: packet.All(), May: packet.All()}
	narrow := func(must, may packet.Set, why string) { m = m.Intersect(Filter{Must: must, May: may, Why: why}) }

	switch name := strings.ToUpper(r.Protocol.Or("?")); name {
	case "IP", "ANY":
	case "TCP", "UDP", "ICMP":
		p, _ := packet.ParseProtocol(name)
		narrow(packet.OfProtocol(p), packet.OfProtocol(p), "")
	case "?":
		narrow(packet.Set{}, packet.All(), "the protocol of a rule of "+g.Address+" is not known")
	default:
		tcp := packet.OfProtocol(packet.TCP)
		if name == "DNS" || name == "NTP" || name == "DHCP" || name == "TFTP" || name == "IKEV2" {
			tcp = tcp.Union(packet.OfProtocol(packet.UDP))
		}
		narrow(packet.Set{}, tcp, "a rule of "+g.Address+" looks for "+name+" in the payload")
	}
	src, dst := addressTerm(r.Source, variables(f, g)), addressTerm(r.Destination, variables(f, g))
	sp, dp := portTerm(r.SourcePort), portTerm(r.DestinationPort)
	ends := func(a, b Span, x, y Filter) Filter {
		return Filter{
			Must: packet.From(a.Must).Intersect(packet.To(b.Must)).Intersect(x.Must).Intersect(y.Must),
			May:  packet.From(a.May).Intersect(packet.To(b.May)).Intersect(x.May).Intersect(y.May),
			Why:  firstOf(a.Why, b.Why, x.Why, y.Why),
		}
	}
	both := ends(src, dst, portFilter(sp, packet.SrcPorts), portFilter(dp, packet.DstPorts))
	if strings.EqualFold(r.Direction.Or("FORWARD"), "ANY") {
		both = both.Union(ends(dst, src, portFilter(dp, packet.SrcPorts), portFilter(sp, packet.DstPorts)))
	}
	m = m.Intersect(both)
	for _, o := range r.Options.Items {
		keyword, _, _ := strings.Cut(o.Or("?"), ":")
		switch strings.TrimSpace(keyword) {
		case "sid", "msg", "rev", "gid", "classtype", "priority", "metadata", "reference":
		default:
			m.Must, m.Why = packet.Set{}, firstOf(m.Why, "an option of a rule of "+g.Address+" looks beyond headers")
		}
	}
	if action == "" {
		return HeaderRule{"drop", Filter{May: m.May, Why: "the action of a rule of " + g.Address + " is not known"}}
	}
	return HeaderRule{action, m}
}
