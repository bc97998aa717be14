package firewall

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/inspection"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// StatelessOneWay finds stateless rules that pass one direction of a flow and drop the other.
var StatelessOneWay = &rules.Rule{
	ID:         "firewall-stateless-one-way",
	Severity:   rules.Warning,
	ReportedAt: "the rule group/policy",
	Doc: rules.Doc{
		Title: "A stateless rule that passes one direction only",
		Problem: "The rule passes the packets of a connection, and the answers meet another rule or the default action, which drops them: " +
			"connections never come about.",
		Behaviour:      "The stateless engine looks at each packet by itself, answers included. What it passes never reaches the stateful engine, which would know the connection.",
		Remediation:    "Add the rule for the other direction, or forward both to the stateful engine.",
		Terraform:      "stateless_rule {\n  priority = 2\n  rule_definition {\n    actions = [\"aws:pass\"]\n    match_attributes {\n      source {\n        address_definition = \"10.2.4.0/24\"\n      }\n      source_port {\n        from_port = 443\n        to_port   = 443\n      }\n    }\n  }\n}",
		CloudFormation: "- Priority: 2\n  RuleDefinition:\n    Actions: [\"aws:pass\"]\n    MatchAttributes:\n      Sources: [{AddressDefinition: 10.2.4.0/24}]\n      SourcePorts: [{FromPort: 443, ToPort: 443}]",
		Limits:         "Only rules that pass or forward packets between stated addresses count, and only where every answer to them is dropped. Rules on TCP flags, and policies with groups that are not in view, are left out.",
		References: []string{
			"https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-rules-engines.html",
			"https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateless-rule-groups-standard.html",
		},
	},
	Since: "0.1.0",
	Run: func(p *rules.Pass) error {
		seen := map[*model.FirewallRuleGroup]bool{}
		for _, policy := range p.Net.FirewallPolicies {
			list := inspection.Stateless(policy)
			if slices.ContainsFunc(list, func(r inspection.StatelessRule) bool { return r.Group == nil }) {
				continue // a group is not in view
			}
			left := packet.All() // of the rules before
			for i, r := range list {
				decides := r.Match.Must.Intersect(left)
				left = left.Minus(r.Match.May)
				if r.Action != "aws:pass" && r.Action != "aws:forward_to_sfe" || decides.IsEmpty() || seen[r.Group] {
					continue
				}
				answers := decides.Reverse()
				kept, dropper := fate(policy, list, i, answers)
				if kept || !bounded(decides) {
					continue
				}
				seen[r.Group] = true
				example, _ := decides.Example()
				back, _ := example.Reverse()
				f := rules.Finding{
					Object: &r.Group.Object, Range: r.At,
					Message: fmt.Sprintf("A stateless rule of %s %s %s, but the answers (%s) are dropped by %s of policy %s.",
						r.Group.Label(), map[string]string{"aws:pass": "passes", "aws:forward_to_sfe": "forwards"}[r.Action], example, back, dropper.text, policy.Label()),
					Related: []rules.Related{{Object: dropper.object, Range: dropper.at, Message: fmt.Sprintf("%s drops the answers.", dropper.label())}},
					Witness: answered(p.Reach, decides),
					Fix:     rules.Fix{Text: "Add a rule that passes the other direction, addresses and ports exchanged, or forward both directions to the stateful engine."},
				}
				p.Report(f)
			}
		}
		return nil
	},
}

// answered asks for the answers to packets that a rule lets through, between the ends that the rule states; it is nil
// where it states one end only.
func answered(e *reach.Engine, packets packet.Set) *rules.Witness {
	if packet.AnyIPv4().Subset(packets.Sources()) || packet.AnyIPv4().Subset(packets.Destinations()) {
		return nil
	}
	from, to := topology.At(e, packets.Sources()), topology.At(e, packets.Destinations())
	return rules.Lost(from, to, packets)
}

// bounded reports whether the packets state an address at one end at least: a rule that passes everything is its
// own answer.
func bounded(s packet.Set) bool {
	return !packet.AnyIPv4().Subset(s.Sources()) || !packet.AnyIPv4().Subset(s.Destinations())
}

// dropper is what drops packets: a rule of a group, or the policy's default.
type dropper struct {
	object *model.Object
	at     model.Range
	text   string
}

func (d dropper) label() string { return d.object.Label() }

// fate says whether any of the answers to what a rule of the list lets through may go on, and if none, what drops
// them. A few of them the rule itself may take for new requests, of one server to another: these are no answers
// that anybody waits for, unless it takes all.
func fate(policy *model.FirewallPolicy, list []inspection.StatelessRule, own int, packets packet.Set) (kept bool, by dropper) {
	for i, r := range list {
		if !r.Match.May.Overlaps(packets) {
			continue
		}
		if i == own && !packets.Subset(r.Match.May) {
			packets = packets.Minus(r.Match.May)
			continue
		}
		if r.Action != "aws:drop" {
			return true, by
		}
		by = dropper{&r.Group.Object, r.At, "a rule of " + r.Group.Label()}
		packets = packets.Minus(r.Match.Must)
		if packets.IsEmpty() {
			return false, by
		}
	}
	if inspection.StandardAction(policy.StatelessDefault) != "aws:drop" {
		return true, by
	}
	return false, dropper{&policy.Object, policy.Range, "the default action"}
}
