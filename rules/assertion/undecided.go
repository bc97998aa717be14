package assertion

import (
	"fmt"
	"strings"

	"github.com/netlint/netlint/rules"
)

// Undecided finds assertions that cannot be decided.
var Undecided = &rules.Rule{
	ID:         "assertion-undecided",
	Severity:   rules.Warning,
	ReportedAt: "the assertion",
	Doc: rules.Doc{
		Title:       "An assertion that cannot be decided",
		Problem:     "Something that the answer hangs on is not in view, so that nobody knows whether the statement holds.",
		Behaviour:   "What netlint cannot know it does not claim: a range from IPAM, a table of another account, or a name that means nothing leaves an assertion undecided.",
		Remediation: "Bring what the finding names into view: name the other plan or stack in the same call, give the variable a value, or correct the selector.",
		Terraform:   "netlint network.json application.json",
		Limits:      "An assertion of which one part fails is reported as failed only.",
		References:  []string{"https://docs.aws.amazon.com/vpc/latest/reachability/what-is-reachability-analyzer.html"},
	},
	Since: "0.1.0",
	Run: func(p *rules.Pass) error {
		for _, a := range p.Options.Assertions {
			out := decide(p, a)
			if len(out.failures) > 0 || len(out.missing) == 0 {
				continue
			}
			p.Report(rules.Finding{
				Object: object(a), Key: a.Name,
				Message: fmt.Sprintf("The assertion %q cannot be decided: %s.", a.Name, strings.Join(out.missing, "; ")),
				Fix:     rules.Fix{Text: "Bring what is missing into view, or correct the assertion."},
			})
		}
		return nil
	},
}
