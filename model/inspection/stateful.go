package inspection

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/suricata"
)

// Rule is a rule of the stateful engine, from whichever kind of rule group, reduced to the packets that it
// matches among those that begin a connection.
type Rule struct {
	Group  *model.FirewallRuleGroup // nil for one that stands for a group which is not in view
	Action string                   // "pass", "drop", "reject" or "alert"
	Match  Match
	// Host reports that the rule looks for a host name.
	Host bool
	At   model.Range
	// Text is how messages call the rule, as the beginning of "of GROUP": `the rule with sid 1 (drop http …)`; empty
	// for one that stands for what is not known.
	Text string
}

// Name is how messages call the rule, with its group.
func (r Rule) Name() string {
	switch {
	case r.Group == nil:
		return "a rule group that is not in view"
	case r.Text == "":
		return r.Group.Address
	}
	return r.Text + " of " + r.Group.Address
}

// Stops reports whether what the rule matches goes no further.
func (r Rule) Stops() bool { return r.Action == "drop" || r.Action == "reject" }

// Stateful is the stateful engine of a firewall as its policy sets it up.
type Stateful struct {
	// Rules are in the order in which the engine looks at them: in default order all that pass before all that drop,
	// reject and alert; in strict order by the priority of the group and as written. The first that passes or stops a
	// packet decides.
	Rules []Rule
	// DropsRest reports whether packets that no rule passes or stops are dropped: by default actions of strict order.
	DropsRest bool
}

// StatefulRules gives the stateful engine of a firewall for connections that begin with a request. An error says
// what would have to be known of the policy for anything to be told.
func StatefulRules(f *model.NetworkFirewall, request suricata.Request) (Stateful, error) {
	p := f.Policy.To()
	if p == nil {
		return Stateful{}, fmt.Errorf("%s", cmp.Or(f.Policy.Why(), "the policy of "+f.Address+" is not in view"))
	}
	strict, known := p.StrictOrder.OrDefault(false).Get()
	if !known {
		return Stateful{}, fmt.Errorf("%s", cmp.Or(p.StrictOrder.Why(), "the rule order of "+p.Address+" is not known"))
	}
	var out Stateful
	for _, use := range byPriority(p.StatefulGroups) {
		out.Rules = append(out.Rules, rulesOf(f, use.Group, request)...)
	}
	if p.StatefulGroups.Open {
		out.Rules = append(out.Rules, anything(nil, p.StatefulGroups.Why)...)
	}
	if !strict {
		rank := map[string]int{"pass": 0, "drop": 1, "reject": 2, "alert": 3}
		slices.SortStableFunc(out.Rules, func(a, b Rule) int { return rank[a.Action] - rank[b.Action] })
		return out, nil
	}
	// "aws:drop_established" lets the handshake through and drops what follows, so that nothing gets across either.
	out.DropsRest = slices.ContainsFunc(p.StatefulDefault.Items, func(v model.Value[string]) bool {
		return strings.HasPrefix(v.Or(""), "aws:drop")
	})
	return out, nil
}

// anything are rules that may pass or drop every packet.
func anything(g *model.FirewallRuleGroup, why string) []Rule {
	return []Rule{{Group: g, Action: "pass", Match: unknown(why)}, {Group: g, Action: "drop", Match: unknown(why)}}
}

// rulesOf gives the rules of a group of a firewall's policy.
func rulesOf(f *model.NetworkFirewall, ref model.Ref[model.FirewallRuleGroup], request suricata.Request) []Rule {
	g := ref.To()
	switch {
	case g == nil && strings.Contains(ref.ID().Or(""), ":aws-managed:"):
		// AWS's own groups hold rules that drop or alert.
		return []Rule{{Action: "drop", Match: unknown("the rules of AWS's own group are not in view")}}
	case g == nil || g.External:
		return anything(nil, "a stateful rule group of "+f.Address+" is not in view")
	}
	r := reader{group: g, variables: variables(f, g), request: request}
	if g.Headers.Open {
		r.anything("rules of " + g.Address + " are not known")
	}
	for i, h := range g.Headers.Items {
		r.header(i, h)
	}
	if g.Domains != nil {
		r.domains(g.Domains)
	}
	if !g.Text.IsAbsent() {
		r.text()
	}
	return r.rules
}
