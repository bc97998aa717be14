package nacl

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// RuleShadowed finds numbered rules that lower-numbered rules leave nothing to decide.
var RuleShadowed = &rules.Rule{
	ID:         "nacl-rule-shadowed",
	Severity:   rules.Warning,
	ReportedAt: "the network ACL rule",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A network ACL rule that can never match",
		Problem: "Every packet that the rule describes is decided by a rule with a lower number, so the rule does nothing. " +
			"Where it is an allow behind denials, traffic that somebody meant to let through is dropped.",
		Behaviour: "A network ACL is read in ascending order of the rule numbers, and the first rule that matches a packet decides it, " +
			"whether it allows or denies and however much more exact a later rule is. " +
			"The place of a rule in the file does not matter, only its number does.",
		Remediation: "Give the narrower rule the lower number, or remove the rule that has no effect.",
		Terraform: `resource "aws_network_acl_rule" "office_https" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 80 # below the denial at 90
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "192.168.0.0/20"
  from_port      = 443
  to_port        = 443
}
`,
		CloudFormation: `OfficeHttps:
  Type: AWS::EC2::NetworkAclEntry
  Properties:
    NetworkAclId: !Ref AppAcl
    RuleNumber: 80 # below the denial at 90
    RuleAction: allow
    Protocol: 6
    CidrBlock: 192.168.0.0/20
    PortRange: {From: 443, To: 443}
`,
		Limits: "A rule of which lower numbers cover only a part is not reported here. " +
			"An allow that is covered by denials alone is an error; every other shadowed rule is a warning. " +
			"Rules whose number or direction is not known are left out.",
		References: []string{aclRules, aclGuide},
	},
	Run: runRuleShadowed,
}

func runRuleShadowed(p *rules.Pass) error {
	for _, a := range p.Net.NetworkACLs {
		for _, egress := range []bool{false, true} {
			view := p.Reach.ACLView(a, egress)
			for i, e := range view.Entries[:len(entries(a, egress))] {
				if e.Decides.May.IsEmpty() && !e.Matches.May.IsEmpty() && !e.Entry.External && !implicit(a, e.Entry) {
					reportShadowed(p, view, i)
				}
			}
		}
	}
	return nil
}

// implicit reports whether AWS itself put the entry into an untouched default ACL.
func implicit(a *model.NetworkACL, e *model.NetworkACLEntry) bool { return a.Implicit && e.Implicit }

// reportShadowed tells which lower-numbered rules take the packets of the i-th entry.
func reportShadowed(p *rules.Pass, view *reach.ACLView, i int) {
	e := view.Entries[i]
	rest := e.Matches.May
	var takers []*model.NetworkACLEntry
	var causes []string
	onlyDenials := true
	for _, lower := range view.Entries[:i] {
		if !lower.Matches.Must.Overlaps(rest) || lower.Entry.Number == e.Entry.Number {
			continue // two rules with one number are nacl-duplicate-rule-number
		}
		rest = rest.Minus(lower.Matches.Must)
		takers = append(takers, lower.Entry)
		if lower.Entry.Allow.OrDefault(true).Or(true) {
			onlyDenials = false
		} else {
			causes = append(causes, denialCause(view.ACL, lower.Entry))
		}
	}
	if !rest.IsEmpty() {
		return
	}
	f := rules.Finding{
		Object: e.Entry.Holder(), Range: e.Entry.Range,
		Key: title(e.Entry) + familyKey(e.Entry),
	}
	names := make([]string, len(takers))
	for i, t := range takers {
		names[i] = fmt.Sprintf("rule %d (%s)", t.Number.Or(0), says(t))
		f.Related = append(f.Related, rules.Related{
			Object: t.Holder(), Range: t.Range,
			Message: fmt.Sprintf("%s %s and comes first.", capital(title(t)), says(t)),
		})
	}
	subject := fmt.Sprintf("%s of %s (%s)", capital(title(e.Entry)), view.ACL.Label(), says(e.Entry))
	if e.Entry.Allow.Or(false) && onlyDenials {
		f.Severity = rules.Error
		f.Causes = causes
		f.Message = fmt.Sprintf("%s never lets anything through, because %s before it.", subject, deniedBy(takers, names))
		first := takers[0].Number.Or(0)
		number := freeNumber(view.ACL, view.Egress, first)
		f.Fix = rules.Fix{
			Text: fmt.Sprintf("Number it below %d, for example %d, if it is meant to be an exception to the denial; else remove it.", first, number),
		}
	} else {
		f.Message = fmt.Sprintf("%s never matches a packet, because %s it first.", subject, decidedBy(names))
		f.Fix = rules.Fix{
			Text: fmt.Sprintf("Number it below %d if it is meant to be an exception, or remove it: it changes nothing.", takers[0].Number.Or(0)),
		}
	}
	p.Report(f)
}

func deniedBy(takers []*model.NetworkACLEntry, names []string) string {
	if len(takers) == 1 {
		return fmt.Sprintf("rule %d %s", takers[0].Number.Or(0), says(takers[0]))
	}
	return topology.List(names) + " deny all of it"
}

func decidedBy(names []string) string {
	if len(names) == 1 {
		return names[0] + " decides all of"
	}
	return topology.List(names) + " together decide all of"
}

// denialCause names a denial for other rules that would report what it cuts off.
func denialCause(a *model.NetworkACL, e *model.NetworkACLEntry) string {
	return rules.Cause("acl-denial", a.ID, title(e))
}

// familyKey tells apart rules of one number, one for each address family, which AWS refuses but inputs hold.
func familyKey(e *model.NetworkACLEntry) string {
	if c, ok := e.CIDR.Get(); ok && c.Addr().Is6() {
		return " (IPv6)"
	}
	return ""
}
