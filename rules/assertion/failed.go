package assertion

import (
	"fmt"

	"github.com/netlint/netlint/rules"
)

// Failed finds assertions that do not hold.
var Failed = &rules.Rule{
	ID:         "assertion-failed",
	Severity:   rules.Error,
	ReportedAt: "the assertion",
	Doc: rules.Doc{
		Title:       "An assertion that does not hold",
		Problem:     "The network does not do what the team's own statement in `.netlint.hcl` says of it: something that was to be reachable is not, or something that was to be closed is open, or traffic takes another way.",
		Behaviour:   "Reachable means that packets arrive and their answers come back, through routes, network ACLs, security groups, gateways and firewalls. Of a VPC or subnet one open way is enough; of a workload, group or load balancer every interface must be reached. Blocked means that nothing gets through, by any way.",
		Remediation: "Change what the finding's path names, or the assertion, if it no longer says what is meant.",
		Terraform:   "assert \"web reaches the API\" {\n  from   = \"aws_instance.web\"\n  to     = \"aws_instance.api\"\n  port   = 443\n  expect = \"reachable\"\n}",
		Limits: "An assertion that cannot be decided is `assertion-undecided`. `health_status` is held against health checks by `lb-health-check-mismatch`. " +
			"A scope of Network Access Analyzer fails on each match, with answers counted: traffic that arrives and cannot be answered is no match.",
		References: []string{
			"https://docs.aws.amazon.com/vpc/latest/network-access-analyzer/what-is-network-access-analyzer.html",
			"https://docs.aws.amazon.com/vpc/latest/reachability/what-is-reachability-analyzer.html",
		},
	},
	Since: "0.1.0",
	Run: func(p *rules.Pass) error {
		for _, a := range p.Options.Assertions {
			for _, f := range decide(p, a).failures {
				p.Report(rules.Finding{
					Object: object(a), Key: a.Name + " " + f.key,
					Message: fmt.Sprintf("The assertion %q does not hold: %s.", a.Name, f.text),
					Related: f.related, Path: f.path, Fix: f.fix,
				})
			}
		}
		return nil
	},
}
