package reach

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

// headerRule is a stateful firewall rule as far as packet headers tell: what it certainly matches, and perhaps,
// where it looks into the payload.
type headerRule struct {
	action string // "pass", "drop", "reject", "alert"
	match  Filter
	name   string // how people know it: "rule sid 1 of GROUP"
	at     model.Range
}

// Inspects gives what a Network Firewall lets through, of packets that begin a connection or of answers:
// stateless rules look at every packet, and stateful ones at the first of a connection
// (AWS-NETWORK-SEMANTICS §11.3). The request is what the connection carries first, where that is known: rules
// that look for it are decided by it.
func (e *Engine) Inspects(f *model.NetworkFirewall, answers bool, request suricata.Request) Filter {
	return e.firewalls.get(inspection{f, answers, request}, func() Filter {
		p := f.Policy.To()
		if p == nil {
			return mayPassAll(firstOf(f.Policy.Why(), "the policy of "+f.Address+" is not in view"))
		}
		v := e.stateless(f, p)
		stateful := passAll()
		if !answers {
			stateful = e.stateful(f, p, request)
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
	request suricata.Request
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
	to.Must, to.May = to.Must.Union(certain), to.May.Union(possible)
	if !certain.Equal(possible) {
		to.Why = firstOf(to.Why, why)
	}
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
func (e *Engine) stateful(f *model.NetworkFirewall, p *model.FirewallPolicy, request suricata.Request) Filter {
	strict, known := p.StrictOrder.OrDefault(false).Get()
	if !known {
		return mayPassAll(firstOf(p.StrictOrder.Why(), "the rule order of "+p.Address+" is not known"))
	}
	rules := orderedRules(f, p, strict, request)
	var out Filter
	sure, open := packet.All(), packet.All()
	for _, r := range rules {
		switch r.action {
		case "pass":
			out.Must = out.Must.Union(r.match.Must.Intersect(sure))
			out.May = out.May.Union(r.match.May.Intersect(open))
		case "drop", "reject":
		default:
			continue
		}
		out.Why = firstOf(out.Why, r.match.Why)
		sure, open = sure.Minus(r.match.May), open.Minus(r.match.Must)
	}
	if drops := strict && slices.ContainsFunc(p.StatefulDefault.Items, func(v model.Value[string]) bool {
		return strings.HasPrefix(v.Or(""), "aws:drop")
	}); !drops {
		out.Must = out.Must.Union(sure)
		out.May = out.May.Union(open)
	}
	return out
}

// orderedRules gives the stateful rules of a policy in the order in which the engine looks at them.
func orderedRules(f *model.NetworkFirewall, p *model.FirewallPolicy, strict bool, request suricata.Request) []headerRule {
	var rules []headerRule
	for _, use := range byPriority(p.StatefulGroups) {
		g := use.Group.To()
		switch {
		case g == nil && strings.Contains(use.Group.ID().Or(""), ":aws-managed:"):
			// AWS's own groups drop or alert.
			rules = append(rules, headerRule{action: "drop", match: mayPassAll("the rules of AWS's own group are not in view")})
		case g == nil:
			rules = append(rules, anything("a stateful rule group of "+f.Address+" is not in view")...)
		default:
			rules = append(rules, groupRules(f, g, request)...)
		}
	}
	if p.StatefulGroups.Open {
		rules = append(rules, anything(p.StatefulGroups.Why)...)
	}
	if !strict {
		rank := map[string]int{"pass": 0, "drop": 1, "reject": 2, "alert": 3}
		slices.SortStableFunc(rules, func(a, b headerRule) int { return rank[a.action] - rank[b.action] })
	}
	return rules
}

// anything are rules that may pass or drop every packet.
func anything(why string) []headerRule {
	m := mayPassAll(why)
	return []headerRule{{action: "pass", match: m}, {action: "drop", match: m}}
}

// groupRules gives the rules of a stateful group.
func groupRules(f *model.NetworkFirewall, g *model.FirewallRuleGroup, request suricata.Request) []headerRule {
	if g.External || g.Headers.Open {
		return anything("rules of " + g.Address + " are not in view")
	}
	var rules []headerRule
	for i, r := range g.Headers.Items {
		rules = append(rules, fiveTupleRule(f, g, i, r, request))
	}
	if g.Domains != nil {
		rules = append(rules, domainRules(f, g, request)...)
	}
	if !g.Text.IsAbsent() {
		rules = append(rules, textRules(f, g, request)...)
	}
	return rules
}

// fiveTupleRule reads the rule at an index of a group.
func fiveTupleRule(f *model.NetworkFirewall, g *model.FirewallRuleGroup, index int, r model.StatefulRule, request suricata.Request) headerRule {
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
		carriers := packet.OfProtocol(packet.TCP)
		if name == "DNS" || name == "NTP" || name == "DHCP" || name == "TFTP" || name == "IKEV2" {
			carriers = carriers.Union(packet.OfProtocol(packet.UDP))
		}
		narrow(carriers, carriers, "")
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
	name := fmt.Sprintf("rule %d of %s", index+1, g.Address)
	if !m.Certain() {
		m.Why = firstOf(m.Why, "a part of "+name+" is not known")
	}
	if options, ok := fiveTupleOptions(r); ok {
		m = inspected(m, options, name, request)
	} else {
		m.Must, m.Why = packet.Set{}, "an option of "+name+" is not known"
	}
	if action == "" {
		return headerRule{action: "drop", match: Filter{May: m.May, Why: "the action of " + name + " is not known"}, name: name, at: r.Range}
	}
	return headerRule{action: action, match: m, name: name, at: r.Range}
}

// fiveTupleOptions is a rule of Suricata with the protocol and options of a five-tuple rule, for any packet.
func fiveTupleOptions(r model.StatefulRule) (suricata.Rule, bool) {
	protocol, known := r.Protocol.Get()
	if !known || r.Options.Open {
		return suricata.Rule{}, false
	}
	var options strings.Builder
	for _, o := range r.Options.Items {
		text, ok := o.Get()
		if !ok {
			return suricata.Rule{}, false
		}
		if !strings.HasPrefix(strings.TrimSpace(text), "sid") {
			options.WriteString(text + "; ")
		}
	}
	read, problems := suricata.Parse(fmt.Sprintf("alert %s any any -> any any (%ssid:1;)", strings.ToLower(protocol), options.String()))
	if len(read) != 1 || len(problems) > 0 {
		return suricata.Rule{}, false
	}
	return read[0], true
}
