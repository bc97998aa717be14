package firewall

import (
	"fmt"
	"strings"

	"github.com/netlint/netlint/model/inspection"
	"github.com/netlint/netlint/model/suricata"
	"github.com/netlint/netlint/rules"
)

// RuleInvalid finds Suricata rules that do not parse.
var RuleInvalid = &rules.Rule{
	ID:         "firewall-rule-invalid",
	Severity:   rules.Error,
	ReportedAt: "the rule group",
	Doc: rules.Doc{
		Title:          "A Suricata rule that is not valid",
		Problem:        "AWS refuses the rule group when it is deployed.",
		Behaviour:      "A rule has an action, a protocol, source and destination with ports, a direction, and options in parentheses, each with a semicolon behind it. Every rule needs a `sid` of its own within its group.",
		Remediation:    "Correct the rule that the finding names.",
		Terraform:      "rules_string = <<-EOT\n  drop http $HOME_NET any -> any 80 (msg:\"no plain HTTP\"; flow:to_server; sid:1; rev:1;)\nEOT",
		CloudFormation: "RulesString: |\n  drop http $HOME_NET any -> any 80 (msg:\"no plain HTTP\"; flow:to_server; sid:1; rev:1;)",
		Limits:         "Keywords of options and their values are not checked, beyond quotation marks, semicolons and content.",
		References: []string{
			"https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateful-rule-groups-suricata.html",
			"https://docs.suricata.io/en/latest/rules/intro.html",
		},
	},
	Since: "0.1.0",
	Run: func(p *rules.Pass) error {
		for _, g := range p.Net.FirewallRuleGroups {
			text, ok := g.Text.Get()
			if !ok || g.External {
				continue
			}
			_, problems := suricata.Parse(text)
			for _, problem := range problems {
				p.Report(rules.Finding{
					Object: &g.Object, Range: inspection.TextLine(g, problem.Line), Key: lineOf(text, problem.Line),
					Message: fmt.Sprintf("Line %d of the rules of %s is not valid: %s.", problem.Line, g.Label(), problem.Message),
					Fix:     rules.Fix{Text: fmt.Sprintf("Correct line %d of the rules: %s.", problem.Line, problem.Message)},
				})
			}
		}
		return nil
	},
}

// lineOf gives a line of a text, counted from 1, without the space around it.
func lineOf(text string, line int) string {
	lines := strings.Split(text, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[line-1])
}
