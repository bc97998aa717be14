package firewall

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

// entry is one rule of the stateful engine, from whichever kind of rule group.
type entry struct {
	group *model.FirewallRuleGroup // nil for the policy's default actions
	rule  suricata.Rule
	vars  suricata.Variables
	at    model.Range
	text  string // how messages name the rule: `rule "drop http …" (sid 1)`
	// unknown says why nothing can be told of the entry: a group that is not in view. It may do anything that
	// actions names.
	unknown string
	actions []string
}

// connection is a connection that the configuration asks for, as a firewall sees its beginning.
type connection struct {
	packets packet.Set
	request suricata.Request
}

// statefulRules gives the rules of a firewall's policy in the order in which the engine looks at them: in default
// order all that pass before all that drop, reject and alert; in strict order by priority and as written
// (Network Firewall Developer Guide). ok is false where the order or the policy is not known.
func statefulRules(f *model.NetworkFirewall) (entries []entry, strict, ok bool) {
	p := f.Policy.To()
	if p == nil {
		return nil, false, false
	}
	strict, known := p.StrictOrder.OrDefault(false).Get()
	if !known {
		return nil, false, false
	}
	uses := slices.SortedStableFunc(slices.Values(p.StatefulGroups.Items), func(a, b model.FirewallGroupUse) int {
		return cmp.Compare(a.Priority.Or(0), b.Priority.Or(0))
	})
	for _, u := range uses {
		entries = append(entries, groupEntries(f, u)...)
	}
	if p.StatefulGroups.Open {
		entries = append(entries, entry{unknown: p.StatefulGroups.Why, actions: []string{"pass", "drop"}})
	}
	if !strict {
		rank := map[string]int{"pass": 0, "drop": 1, "reject": 2, "alert": 3}
		slices.SortStableFunc(entries, func(a, b entry) int { return rank[a.action()] - rank[b.action()] })
	}
	return entries, strict, true
}

func (e entry) action() string {
	if e.unknown != "" {
		return e.actions[0]
	}
	if strings.HasPrefix(e.rule.Action, "reject") {
		return "reject"
	}
	return e.rule.Action
}

func groupEntries(f *model.NetworkFirewall, u model.FirewallGroupUse) []entry {
	g := u.Group.To()
	switch {
	case g == nil && strings.Contains(u.Group.ID().Or(""), ":aws-managed:"):
		// AWS's own groups hold rules that drop or alert.
		return []entry{{unknown: "the rules of AWS's own group are not in view", actions: []string{"drop"}}}
	case g == nil || g.External:
		return []entry{
			{unknown: "a stateful rule group is not in view", actions: []string{"pass"}},
			{unknown: "a stateful rule group is not in view", actions: []string{"drop"}},
		}
	}
	v := variablesOf(f, g)
	var out []entry
	if g.Text.IsUnknown() || g.Headers.Open {
		for _, a := range []string{"pass", "drop"} {
			out = append(out, entry{group: g, unknown: "rules of " + g.Address + " are not known", actions: []string{a}})
		}
	}
	if text, ok := g.Text.Get(); ok {
		rules, _ := suricata.Parse(text)
		for _, r := range rules {
			out = append(out, entry{group: g, rule: r, vars: v, at: textLine(g, r.Line), text: fmt.Sprintf("the rule with sid %d (%s)", r.SID, shorten(r.Text))})
		}
	}
	for i, h := range g.Headers.Items {
		out = append(out, headerEntry(g, v, i, h))
	}
	if g.Domains != nil {
		out = append(out, domainEntries(g, v, g.Domains)...)
	}
	return out
}

// textLine gives the line of a group's rule text. The text begins behind the first line of its argument where
// that is a heredoc or a block scalar; where it stands otherwise, the whole argument is the place.
func textLine(g *model.FirewallRuleGroup, line int) model.Range {
	for _, name := range []string{"rule_group.rules_source.rules_string", "rules"} {
		r := g.Place(name)
		switch {
		case r == g.Range:
		case r.EndLine > r.Line && r.Line+line <= r.EndLine:
			return model.Range{File: r.File, Line: r.Line + line, Column: 1, EndLine: r.Line + line + 1, EndColumn: 1}
		default:
			return r
		}
	}
	return g.Place("rule_group")
}

func shorten(s string) string {
	const most = 100
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// headerEntry turns a five-tuple rule into the rule that AWS makes of it.
func headerEntry(g *model.FirewallRuleGroup, v suricata.Variables, i int, h model.StatefulRule) entry {
	direction := "->"
	if strings.EqualFold(h.Direction.Or("FORWARD"), "ANY") {
		direction = "<>"
	}
	var options []string
	sid := false
	for _, o := range h.Options.Items {
		text, ok := o.Get()
		if !ok {
			text = "unknown"
		}
		sid = sid || strings.HasPrefix(strings.TrimSpace(text), "sid")
		options = append(options, text+";")
	}
	if !sid {
		options = append(options, fmt.Sprintf("sid:%d;", i+1))
	}
	field := func(value model.Value[string]) string {
		s, ok := value.OrDefault("any").Get()
		switch {
		case !ok:
			return "$unknown"
		case strings.EqualFold(s, "any"):
			return "any"
		case strings.Contains(s, ",") && !strings.HasPrefix(strings.TrimPrefix(s, "!"), "["):
			return "[" + s + "]"
		}
		return s
	}
	protocol := strings.ToLower(h.Protocol.Or("?"))
	text := strings.Join([]string{
		strings.ToLower(h.Action.Or("?")), protocol, field(h.Source), field(h.SourcePort), direction, field(h.Destination), field(h.DestinationPort),
		"(" + strings.Join(options, " ") + ")",
	}, " ")
	e := entry{group: g, vars: v, at: h.Range, text: fmt.Sprintf("rule %d (%s)", i+1, shorten(text))}
	rules, problems := suricata.Parse(text)
	if len(rules) != 1 || len(problems) > 0 {
		return entry{group: g, unknown: fmt.Sprintf("rule %d of %s cannot be told", i+1, g.Address), actions: []string{"drop"}}
	}
	e.rule = rules[0]
	return e
}

// domainEntries turns a list of domains into the rules that AWS makes of it: for each domain and protocol one
// that passes or drops requests from HOME_NET to EXTERNAL_NET, and for a list of allowed domains one besides that drops
// the requests for all others ("Stateful domain list rule groups in AWS Network Firewall").
func domainEntries(g *model.FirewallRuleGroup, v suricata.Variables, d *model.DomainList) []entry {
	action, known := d.Action.Get()
	if !known || d.Targets.Open || d.Types.Open {
		return []entry{
			{group: g, unknown: "the domain list of " + g.Address + " is not known", actions: []string{"pass"}},
			{group: g, unknown: "the domain list of " + g.Address + " is not known", actions: []string{"drop"}},
		}
	}
	allow := strings.EqualFold(action, "ALLOWLIST")
	verb := "drop"
	if allow {
		verb = "pass"
	}
	var out []entry
	for _, kind := range d.Types.Items {
		protocol, buffer := "http", "http.host"
		if kind.Or("") == "TLS_SNI" {
			protocol, buffer = "tls", "tls.sni"
		}
		rule := func(action, options, text string) {
			rules, problems := suricata.Parse(fmt.Sprintf("%s %s $HOME_NET any -> $EXTERNAL_NET any (%s sid:1;)", action, protocol, options))
			if len(rules) == 1 && len(problems) == 0 {
				out = append(out, entry{group: g, rule: rules[0], vars: v, at: d.Range, text: text})
			}
		}
		for _, t := range d.Targets.Items {
			domain, ok := t.Get()
			if !ok {
				out = append(out, entry{group: g, unknown: "a domain of " + g.Address + " is not known", actions: []string{verb}})
				continue
			}
			match := "startswith; endswith;"
			if strings.HasPrefix(domain, ".") {
				match = "dotprefix; endswith;"
			}
			rule(verb, fmt.Sprintf("%s; content:\"%s\"; nocase; %s", buffer, domain, match), fmt.Sprintf("the domain list that denies %s", domain))
		}
		if allow {
			rule("drop", "", "the domain list that allows other domains only")
		}
	}
	return out
}

// variablesOf gives what the variables of a group stand for under a firewall: HOME_NET is the range of the
// firewall's VPC unless the group or the policy says otherwise, EXTERNAL_NET all the rest
// (Network Firewall Developer Guide).
func variablesOf(f *model.NetworkFirewall, g *model.FirewallRuleGroup) suricata.Variables {
	var addresses func(name string) (suricata.Span[packet.AddrSet], bool)
	addresses = func(name string) (suricata.Span[packet.AddrSet], bool) {
		if list, ok := g.Variables[name]; ok {
			return prefixesOf(list), true
		}
		switch name {
		case "HOME_NET":
			if p := f.Policy.To(); p != nil && (len(p.HomeNet.Items) > 0 || p.HomeNet.Open) {
				return prefixesOf(p.HomeNet), true
			}
			v := f.VPC.To()
			if v == nil {
				return suricata.Span[packet.AddrSet]{May: packet.AnyAddr()}, true
			}
			out := suricata.Span[packet.AddrSet]{}
			for _, c := range v.CIDRs.Items {
				p, ok := c.Get()
				if !ok {
					out.May = packet.AnyAddr()
					continue
				}
				out.Must, out.May = out.Must.Union(packet.Prefixes(p)), out.May.Union(packet.Prefixes(p))
			}
			return out, true
		case "EXTERNAL_NET":
			home, _ := addresses("HOME_NET")
			return suricata.Span[packet.AddrSet]{Must: home.May.Complement(), May: home.Must.Complement()}, true
		}
		return suricata.Span[packet.AddrSet]{}, false
	}
	return suricata.Variables{Addresses: addresses, Ports: func(name string) (suricata.Span[packet.PortSet], bool) {
		list, ok := g.Ports[name]
		if !ok {
			return suricata.Span[packet.PortSet]{}, false
		}
		out := suricata.Span[packet.PortSet]{}
		for _, v := range list.Items {
			text, ok := v.Get()
			rules, _ := suricata.Parse("pass tcp any any -> any " + text + " (sid:1;)")
			if !ok || len(rules) == 0 {
				out.May = packet.AnyPort()
				continue
			}
			s := rules[0].DestPort.PortSet(suricata.Variables{})
			out.Must, out.May = out.Must.Union(s.Must), out.May.Union(s.May)
		}
		if list.Open {
			out.May = packet.AnyPort()
		}
		return out, true
	}}
}

func prefixesOf(list model.List[model.Value[string]]) suricata.Span[packet.AddrSet] {
	var out suricata.Span[packet.AddrSet]
	for _, v := range list.Items {
		p, err := netip.ParsePrefix(v.Or(""))
		if err != nil {
			out.May = packet.AnyAddr()
			continue
		}
		out.Must, out.May = out.Must.Union(packet.Prefixes(p)), out.May.Union(packet.Prefixes(p))
	}
	if list.Open {
		out.May = packet.AnyAddr()
	}
	return out
}

// matches says whether the entry matches the beginning of a connection.
func (e entry) matches(c connection) suricata.Answer {
	if e.unknown != "" {
		return suricata.Maybe
	}
	h := e.rule.Header(e.vars)
	header := suricata.Maybe
	switch {
	case !h.May.Overlaps(c.packets):
		return suricata.No
	case c.packets.Subset(h.Must):
		header = suricata.Yes
	}
	return min(header, e.rule.Inspects(c.request))
}

// dropped gives the rule that certainly drops the connection, if one does. byDefault is true where it is the
// policy's default actions. doubt says, where it may be dropped or passed, what would have to be known.
func dropped(f *model.NetworkFirewall, c connection) (by entry, byDefault, certain bool, doubt string) {
	entries, strict, ok := statefulRules(f)
	if !ok || reachesStateful(f, c) != suricata.Yes {
		return entry{}, false, false, ""
	}
	for _, e := range entries {
		m := e.matches(c)
		if m == suricata.No || e.action() == "alert" {
			continue
		}
		passes := e.action() == "pass"
		switch {
		case passes && m == suricata.Yes:
			return entry{}, false, false, ""
		case passes:
			doubt = "whether " + e.name() + " passes the connection is not known"
		case m == suricata.Yes:
			return e, false, doubt == "", doubt
		}
	}
	if p := f.Policy.To(); strict && slices.ContainsFunc(p.StatefulDefault.Items, func(v model.Value[string]) bool {
		return strings.HasPrefix(v.Or(""), "aws:drop")
	}) {
		return entry{}, true, doubt == "", doubt
	}
	return entry{}, false, false, ""
}

func (e entry) name() string {
	switch {
	case e.unknown != "" && e.group == nil:
		return "a rule group that is not in view"
	case e.unknown != "":
		return e.group.Address
	}
	return e.text
}
