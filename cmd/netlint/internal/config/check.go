package config

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"

	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/catalog"
)

// checker collects what is wrong with values.
type checker struct{ diags hcl.Diagnostics }

func (c *checker) fail(at hcl.Range, summary, format string, args ...any) {
	c.diags = append(c.diags, &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: summary, Detail: fmt.Sprintf(format, args...), Subject: &at,
	})
}

func (c *checker) oneOf(name, value string, at hcl.Range, values ...string) {
	if !slices.Contains(values, value) {
		c.fail(at, "Unknown value of "+name, "%q is none of %s.%s", value, strings.Join(values, ", "), DidYouMean(value, values))
	}
}

func (c *checker) prefixes(name string, values []string, at hcl.Range) {
	for _, v := range values {
		if _, err := netip.ParsePrefix(v); err != nil {
			c.fail(at, "No CIDR in "+name, "%q is no CIDR block; write one like 10.8.0.0/14.", v)
		}
	}
}

func (c *checker) port(name string, port int, at hcl.Range) {
	if port < 0 || port > 65535 {
		c.fail(at, "No port in "+name, "%d is no port; ports go from 0 to 65535.", port)
	}
}

func (c *checker) portRange(name, value string, at hcl.Range) {
	low, high, ok := strings.Cut(value, "-")
	first, err1 := strconv.ParseUint(low, 10, 16)
	last, err2 := strconv.ParseUint(high, 10, 16)
	if !ok || err1 != nil || err2 != nil || first > last {
		c.fail(at, "No port range in "+name, "%q is no range of ports; write one like 1024-65535.", value)
	}
}

// quotas checks that quotas have names that a rule knows, and are raised and not lowered.
func (c *checker) quotas(values map[string]int, at hcl.Range) {
	known := catalog.Quotas()
	for _, name := range slices.Sorted(maps.Keys(values)) {
		standard, ok := known[name]
		switch {
		case !ok:
			names := slices.Sorted(maps.Keys(known))
			c.fail(at, "Unknown quota", "%q is none of %s.%s", name, strings.Join(names, ", "), DidYouMean(name, names))
		case values[name] < standard:
			c.fail(at, "No raised quota", "%s is %d, and AWS grants every account %d.", name, values[name], standard)
		}
	}
}

// selector checks that a selector means a rule.
func (c *checker) selector(selector string, at hcl.Range) {
	if err := CheckSelector(selector); err != nil {
		c.fail(at, "Unknown rule", "%v", err)
	}
}

// CheckSelector gives an error for a selector that means no rule, with what may have been meant.
func CheckSelector(selector string) error {
	if len(catalog.Selected(selector)) > 0 {
		return nil
	}
	names := Selectors()
	return fmt.Errorf("%q is no rule, family or pattern of netlint.%s \"netlint rules\" lists them", selector, DidYouMean(selector, names))
}

// Selectors gives the names by which rules are selected, patterns aside.
func Selectors() []string {
	names := []string{"all"}
	for _, f := range catalog.Families() {
		names = append(names, f.Name)
	}
	for _, r := range catalog.Rules() {
		names = append(names, r.ID)
	}
	return names
}

// DidYouMean gives a sentence that names the likeliest of several names for a misspelt one, led by a space,
// or nothing where none is near.
func DidYouMean(given string, names []string) string {
	best, distance := "", len(given)/3+2
	for _, name := range names {
		if d := levenshtein.Distance(given, name, nil); d < distance {
			best, distance = name, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" Did you mean %q?", best)
}

func (c *checker) rule(b ruleBlock) Rule {
	c.selector(b.Selector, b.Range)
	r := Rule{Selector: b.Selector, Enabled: b.Enabled, Mandatory: b.Mandatory, Range: place(b.Range)}
	if b.Severity != nil {
		r.Severity = rules.Severity(*b.Severity)
		c.oneOf("severity", *b.Severity, b.SeverityRange, string(rules.Error), string(rules.Warning), string(rules.Info))
	}
	return r
}

// ignore reads an ignore block. One without a reason or past its day is no error here: it is reported as a
// finding, as every suppression is.
func (c *checker) ignore(b ignoreBlock) *rules.Suppression {
	s := &rules.Suppression{Rules: b.Rules, Address: "*", Range: place(b.Range)}
	for _, selector := range s.Rules {
		c.selector(selector, b.RulesRange)
	}
	if b.Rule != nil {
		s.Rules = append(s.Rules, *b.Rule)
		c.selector(*b.Rule, b.RuleRange)
	}
	if len(s.Rules) == 0 {
		c.fail(b.Range, "An ignore block names no rule", `Write rule = "ID", or rules = ["ID", …].`)
	}
	if b.Resource != nil {
		s.Address = *b.Resource
	}
	if b.Reason != nil {
		s.Reason = *b.Reason
	}
	if b.Until != nil {
		s.SetUntil(*b.Until)
		if _, err := time.Parse(time.DateOnly, *b.Until); err != nil {
			c.fail(b.UntilRange, "No date in until", "%q is no date; write it as YYYY-MM-DD.", *b.Until)
		}
	}
	return s
}

func (c *checker) assertion(b assertBlock) rules.Assertion {
	a := rules.Assertion{Name: b.Name, Through: b.Through, NotThrough: b.NotThrough, Range: place(b.Range)}
	text := func(to *string, from *string) {
		if from != nil {
			*to = *from
		}
	}
	text(&a.From, b.From)
	text(&a.To, b.To)
	text(&a.Protocol, b.Protocol)
	text(&a.Expect, b.Expect)
	text(&a.Scope, b.Scope)
	protocol := packet.TCP
	if b.Protocol != nil {
		var err error
		if protocol, err = packet.ParseProtocol(a.Protocol); err != nil {
			c.fail(b.ProtocolRange, "Unknown protocol", "%v.%s", err, DidYouMean(a.Protocol, []string{"tcp", "udp", "icmp", "icmpv6"}))
		}
	}
	if b.Port != nil {
		a.Port = *b.Port
		c.port("port", a.Port, b.PortRange)
		if !protocol.HasPorts() {
			c.fail(b.PortRange, "A port without a protocol that has ports", "Only tcp and udp have ports.")
		}
	}
	if b.HealthStatus != nil {
		if a.HealthStatus = *b.HealthStatus; a.HealthStatus < 100 || a.HealthStatus > 599 {
			c.fail(b.HealthStatusRange, "No status in health_status", "%d is no status of HTTP; write one like 200.", a.HealthStatus)
		}
	}
	if b.Scope != nil && !json.Valid([]byte(a.Scope)) {
		c.fail(b.ScopeRange, "No access scope in scope", `Write the JSON of a Network Access Scope, as in jsonencode or <<JSON.`)
	}
	if b.BothWays != nil {
		a.BothWays = *b.BothWays
	}
	if b.Expect != nil {
		c.oneOf("expect", a.Expect, b.ExpectRange, "reachable", "blocked")
	}
	if a.Scope == "" && (a.From == "" && a.HealthStatus == 0 || a.To == "") {
		c.fail(b.Range, "An assertion says too little", `Write from, to and expect = "reachable" or "blocked"; or to and health_status; or scope.`)
	}
	return a
}
