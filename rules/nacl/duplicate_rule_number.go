package nacl

import (
	"fmt"
	"net/netip"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// DuplicateRuleNumber finds two rules of one direction with one number.
var DuplicateRuleNumber = &rules.Rule{
	ID:         "nacl-duplicate-rule-number",
	Severity:   rules.Error,
	ReportedAt: "the second rule",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title:   "Two rules of a network ACL with one number",
		Problem: "AWS refuses the second rule, so the deployment fails, or one of the two overwrites the other.",
		Behaviour: "Within one network ACL and one direction every rule number can be used once, whatever the address family. " +
			"Inbound and outbound rules are numbered apart.",
		Remediation: "Give one of the two rules a number of its own, at the place in the order that it is meant to have.",
		Limits:      "Rules whose number, direction or network ACL is not known are left out.",
		References: []string{
			"https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html", aclRules,
		},
	},
	Run: runDuplicateRuleNumber,
}

func runDuplicateRuleNumber(p *rules.Pass) error {
	for _, a := range p.Net.NetworkACLs {
		for _, egress := range []bool{false, true} {
			byNumber := map[int]*model.NetworkACLEntry{}
			for _, e := range entries(a, egress) {
				n := e.Number.Or(0)
				first := byNumber[n]
				if first == nil {
					byNumber[n] = e
					continue
				}
				if implicit(a, e) { // what AWS brings is never the second
					first, e = e, first
				}
				if !implicit(a, e) && !e.External {
					reportDuplicate(p, a, first, e)
				}
			}
		}
	}
	return nil
}

func reportDuplicate(p *rules.Pass, a *model.NetworkACL, first, second *model.NetworkACLEntry) {
	egress := second.Egress.Or(false)
	f := rules.Finding{
		Object: second.Holder(), Range: second.Range, Key: title(second),
		Message: fmt.Sprintf("%s has two %s rules with the number %d: one %s, the other %s.",
			a.Label(), side(egress), second.Number.Or(0), says(first), says(second)),
		Related: []rules.Related{{
			Object: first.Holder(), Range: first.Range, Message: fmt.Sprintf("The first rule %d %s.", first.Number.Or(0), says(first)),
		}},
		Fix: rules.Fix{Text: fmt.Sprintf("Give one of them a number of its own, for example %d.", freeNumber(a, egress, 0))},
	}
	if implicit(a, first) {
		f.Related[0].Message = fmt.Sprintf("AWS itself puts rule %d, which %s, into a default network ACL.", first.Number.Or(0), says(first))
		if a.Open || first.CIDR.Or(netip.Prefix{}).Addr().Is6() {
			f.Confidence = rules.Possible
			f.Unknown = fmt.Sprintf("whether the default network ACL still has rule %d is not in view", first.Number.Or(0))
		}
	} else {
		f.NeedsBoth(first.Holder(), second.Holder())
	}
	p.Report(f)
}
