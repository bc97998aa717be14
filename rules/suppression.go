package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/netlint/netlint/model"
)

// Suppression is a team's statement that a finding is known and meant.
type Suppression struct {
	Rules  []string // ids, families or patterns ("nacl-*", "all")
	Reason string
	Until  time.Time // last day on which it holds; zero for no end
	Range  model.Range
	// Covers is the block that the suppression stands at, in Terraform and in templates: it is meant for
	// findings in the block, at the object that the block declares, and in the module that it calls.
	Covers model.Range
	// Address is a glob of addresses, from the configuration; empty where Covers says what is meant.
	Address string
	// Problem says why the suppression cannot be taken as it is written; empty where it can.
	Problem string
	Used    bool
}

// ParseSuppression reads what stands behind "netlint:ignore" in a comment: rules separated by commas, an
// optional last day, and the reason. The result carries a Problem where the text is not of that form.
func ParseSuppression(text string) Suppression {
	words := strings.Fields(text)
	s := Suppression{}
	if len(words) > 0 {
		for id := range strings.SplitSeq(words[0], ",") {
			if id != "" {
				s.Rules = append(s.Rules, id)
			}
		}
	}
	if len(s.Rules) == 0 {
		return Suppression{Problem: "it names no rule"}
	}
	until, rest := "", words[1:]
	if len(rest) > 0 {
		if day, ok := strings.CutPrefix(rest[0], "until="); ok {
			until, rest = day, rest[1:]
		}
	}
	s.Reason = strings.Join(rest, " ")
	s.SetUntil(until)
	return s
}

// SetUntil reads the last day on which the suppression holds, as YYYY-MM-DD; empty for no end.
func (s *Suppression) SetUntil(day string) {
	if day == "" {
		return
	}
	until, err := time.Parse(time.DateOnly, day)
	if err != nil {
		s.Problem = fmt.Sprintf("its end %q is no date of the form YYYY-MM-DD", day)
		return
	}
	s.Until = until
}

// covers reports whether the suppression stands at what the finding is about.
func (s *Suppression) covers(f Finding) bool {
	if s.Address != "" {
		return matchAddress(s.Address, f)
	}
	if within(f.Range, s.Covers) {
		return true
	}
	if f.Object == nil {
		return false
	}
	if within(f.Object.Range, s.Covers) {
		return true
	}
	return slices.ContainsFunc(f.Object.Calls, func(c model.Call) bool { return within(c.Range, s.Covers) })
}

// within reports whether a place lies inside another.
func within(inner, outer model.Range) bool {
	if inner.IsZero() || outer.IsZero() || inner.File != outer.File {
		return false
	}
	return inner.Line >= outer.Line && inner.Line <= max(outer.EndLine, outer.Line)
}

// matchAddress reports whether a glob means the finding's object. A star stands for any characters, dots and
// brackets included; every other character means itself, as brackets are part of addresses.
func matchAddress(glob string, f Finding) bool {
	if f.Object == nil {
		return false
	}
	return MatchAddress(glob, f.Object.Address)
}

// MatchAddress reports whether a glob of addresses means an address. A star stands for any characters, dots
// and brackets included; every other character means itself, as brackets are part of addresses.
func MatchAddress(glob, address string) bool {
	quoted := strings.NewReplacer(`\`, `\\`, `[`, `\[`, `?`, `\?`, `/`, "\x00").Replace(glob)
	ok, err := path.Match(quoted, strings.ReplaceAll(address, "/", "\x00"))
	return ok && err == nil
}

// Policy is what Suppress goes by.
type Policy struct {
	// Match says whether a selector of a suppression means a rule, and Known whether it means any.
	Match func(selector, rule string) bool
	Known func(selector string) bool
	// Ran says whether the rules that a selector means ran, all of them: of other suppressions nothing can
	// be said.
	Ran func(selector string) bool
	// Mandatory rules cannot be suppressed.
	Mandatory func(rule string) bool
	// Today is the day that ends of suppressions are measured by.
	Today time.Time
	// Outside reports whether a suppression of the configuration is about objects that are not in view.
	Outside func(s *Suppression) bool
}

// Suppress parts findings into those that stand and those that a suppression covers, and reports the
// suppressions that have no reason, are past their day, or cover nothing. Those hide
// nothing.
func Suppress(found []Finding, suppressions []*Suppression, p Policy) (standing, suppressed []Finding) {
	for _, s := range suppressions {
		if s.Problem == "" {
			s.Problem = p.problem(s)
		}
	}
	for _, f := range found {
		by := p.suppressedBy(f, suppressions)
		if by == nil {
			standing = append(standing, f)
			continue
		}
		f.Suppressed = by
		suppressed = append(suppressed, f)
	}
	for _, s := range suppressions {
		if message := p.complaint(s); message != "" {
			standing = append(standing, Finding{
				Rule:       SuppressionUnused.ID,
				Severity:   SuppressionUnused.Severity,
				Confidence: Definite,
				Object:     &model.Object{Address: strings.Join(s.Rules, ","), Range: s.Range},
				Range:      s.Range,
				Message:    message,
				Fix:        Fix{Text: "Correct the suppression, or remove it."},
				Key:        s.Address + s.Reason,
			})
		}
	}
	Sort(standing)
	Sort(suppressed)
	return standing, suppressed
}

// problem says why a suppression cannot be taken.
func (p Policy) problem(s *Suppression) string {
	switch {
	case len(s.Rules) == 0:
		return "it names no rule"
	case strings.TrimSpace(s.Reason) == "":
		return "it gives no reason"
	case !s.Until.IsZero() && p.Today.After(s.Until.AddDate(0, 0, 1).Add(-time.Nanosecond)):
		return fmt.Sprintf("it ended on %s", s.Until.Format(time.DateOnly))
	}
	for _, selector := range s.Rules {
		if !p.Known(selector) {
			return fmt.Sprintf("%q is no rule, family or pattern of netlint (\"netlint rules\" lists them)", selector)
		}
		if p.Mandatory(selector) {
			return fmt.Sprintf("the configuration makes %s mandatory", selector)
		}
	}
	return ""
}

func (p Policy) suppressedBy(f Finding, suppressions []*Suppression) *Suppression {
	var by *Suppression
	for _, s := range suppressions {
		if s.Problem != "" || !s.covers(f) {
			continue
		}
		if !slices.ContainsFunc(s.Rules, func(selector string) bool { return p.Match(selector, f.Rule) }) {
			continue
		}
		s.Used = true
		if by == nil && !p.Mandatory(f.Rule) {
			by = s
		}
	}
	return by
}

// complaint is the message about a suppression that has no effect, or empty.
func (p Policy) complaint(s *Suppression) string {
	what := "The suppression"
	if len(s.Rules) > 0 {
		what += " of " + strings.Join(s.Rules, ", ")
	}
	switch {
	case s.Problem != "":
		return fmt.Sprintf("%s has no effect: %s.", what, s.Problem)
	case s.Used || p.Outside(s) || !slices.ContainsFunc(s.Rules, p.Ran):
		return ""
	case s.Address != "":
		return fmt.Sprintf("%s covers nothing: no finding of it is at %s.", what, s.Address)
	default:
		return fmt.Sprintf("%s covers nothing: no finding of it is at the block that it stands at.", what)
	}
}

// SuppressionUnused is reported by Suppress and not by a pass over a network.
var SuppressionUnused = &Rule{
	ID:         "suppression-unused",
	Severity:   Warning,
	ReportedAt: "the suppression",
	Doc: Doc{
		Title:   "A suppression without reason, past its day, or without use",
		Problem: "A suppression hides findings. One that nobody gave a reason for cannot be reviewed, one past its day was meant to be gone by now, and one that matches nothing hides the next real fault at that place.",
		Behaviour: "A suppression is the comment `# netlint:ignore RULE[,RULE] [until=YYYY-MM-DD] reason` on the line above a block or at the end of its first line, " +
			"`Metadata: {netlint: {ignore: [{rule, reason, until}]}}` in a CloudFormation resource, or an `ignore` block of `.netlint.hcl`. It has no effect without a reason or after its last day.",
		Remediation:    "Give the reason, set a new day after reviewing it, or remove the suppression.",
		Terraform:      "# netlint:ignore nacl-missing-ephemeral-return until=2027-03-31 the proxy in this subnet only dials out\nresource \"aws_network_acl\" \"proxy\" {",
		CloudFormation: "ProxyACL:\n  Type: AWS::EC2::NetworkAcl\n  Metadata:\n    netlint:\n      ignore:\n        - rule: nacl-missing-ephemeral-return\n          reason: the proxy in this subnet only dials out\n          until: 2027-03-31",
		Limits:         "Nothing is said about a suppression of a rule that did not run. An `ignore` block of the configuration is only judged when what it names was linted. The rule itself cannot be suppressed; it can be disabled.",
		References:     []string{"https://github.com/netlint/netlint#suppressing-a-finding"},
	},
	Since: "0.1.0",
	Run:   func(*Pass) error { return nil },
}
