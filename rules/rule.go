package rules

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/lazyregexp"
	"github.com/netlint/netlint/model/reach"
)

// Severity says how grave a finding is.
type Severity string

// The severities. An Error is traffic that the configuration itself asks for and that cannot flow, or what
// AWS rejects; a Warning works only partly, by luck, or wider than it can have been meant; an Info is a habit
// worth having. Rules of severity Info run only when asked for.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Rank orders severities: the graver, the higher.
func (s Severity) Rank() int {
	switch s {
	case Error:
		return 3
	case Warning:
		return 2
	case Info:
		return 1
	}
	return 0
}

// Confidence says whether a finding holds under everything that is not known.
type Confidence string

// A Definite finding holds under every value that unknown inputs can take and every candidate of an
// ambiguous link; a Possible one holds under some.
const (
	Definite Confidence = "definite"
	Possible Confidence = "possible"
)

// Rule finds one kind of fault in a network. A rule is a value without state; Run may be called for several
// networks at once.
type Rule struct {
	ID       string   // kebab-case, names the fault: "peering-asymmetric-route"
	Severity Severity // default; a finding and the configuration may override it
	// ReportedAt names in a few words the object that findings are reported at: "the route table".
	ReportedAt string
	Doc        Doc
	// YieldsTo lists rules that are more specific: a finding gives way where one of them reported the same
	// cause (Finding.Causes).
	YieldsTo []string
	Since    string // netlint version that brought the rule
	// BeyondPackets says that the packets arrive and are answered all the same: what they carry is refused, or a host
	// does not do its part. "netlint path" asks these rules about what its paths pass.
	BeyondPackets bool
	// Run reports through p.Report; an error means that the rule itself could not finish.
	Run func(p *Pass) error
}

// Doc is a rule's documentation, and the only text about it: explain, the tables, SARIF help and the rule
// pages are generated from it. All texts are Markdown.
type Doc struct {
	Title          string // one line, no final stop: "A peering route without a way back"
	Problem        string // what goes wrong, and for whom
	Behaviour      string // how AWS behaves, with the source in References
	Remediation    string // what to change
	Terraform      string // the change as Terraform
	CloudFormation string // the change as CloudFormation
	Limits         string // what the rule does not see, and when it stays silent
	WorksWith      string // where other linters push the other way: why, and how to satisfy both; may be empty
	References     []string
}

var idForm = lazyregexp.New(`^[a-z][a-z0-9]*(-[a-z0-9]+)+$`)

// Validate refuses a rule that is not fit for the catalogue: without documentation, with a malformed id.
func (r *Rule) Validate() error {
	switch {
	case !idForm().MatchString(r.ID):
		return fmt.Errorf("rule id %q is not in kebab-case", r.ID)
	case r.Severity.Rank() == 0:
		return fmt.Errorf("rule %s has no severity", r.ID)
	case r.ReportedAt == "" || r.Since == "" || r.Run == nil:
		return fmt.Errorf("rule %s lacks ReportedAt, Since or Run", r.ID)
	}
	for name, text := range map[string]string{
		"Title": r.Doc.Title, "Problem": r.Doc.Problem, "Behaviour": r.Doc.Behaviour,
		"Remediation": r.Doc.Remediation, "Limits": r.Doc.Limits,
	} {
		if strings.TrimSpace(text) == "" {
			return fmt.Errorf("rule %s has no Doc.%s", r.ID, name)
		}
	}
	if len(r.Doc.References) == 0 {
		return fmt.Errorf("rule %s names no reference", r.ID)
	}
	return nil
}

// Pass hands one network to one rule.
type Pass struct {
	Net     *model.Network
	Reach   *reach.Engine
	Options Options
	rule    *Rule
	found   []Finding
	shared  *sync.Map // by type, what Shared has made for this network
}

// Shared gives what several rules derive from the same network, made once by the first rule that asks. There
// is one value of each type T; it must be safe for concurrent use.
func Shared[T any](p *Pass, derive func(*model.Network) T) T {
	once, _ := p.shared.LoadOrStore(reflect.TypeFor[T](), sync.OnceValue(func() T { return derive(p.Net) }))
	return once.(func() T)()
}

// Report takes a finding of the rule that runs. What is left out is filled in: severity from the rule,
// Definite, the object's range.
func (p *Pass) Report(f Finding) {
	f.Rule = p.rule.ID
	if f.Severity == "" {
		f.Severity = p.rule.Severity
	}
	if f.Confidence == "" {
		f.Confidence = Definite
	}
	if f.Range.IsZero() && f.Object != nil {
		f.Range = f.Object.Range
	}
	f.Scenario = p.Net.Scenario
	p.found = append(p.found, f)
}

// Options are what a team may say otherwise (.netlint.hcl); the zero value needs no configuration.
type Options struct {
	// AdminPorts replaces the ports that internet-exposed-admin-port watches.
	AdminPorts []int
	// OnPremises are ranges of networks behind VPN and Direct Connect.
	OnPremises []string
	// ClientPorts is the ephemeral range of clients that are not in view, "1024-65535".
	ClientPorts string
	// Quotas raises AWS's default quotas by name.
	Quotas map[string]int
	// Assertions are the team's own statements about the network.
	Assertions []Assertion
}

// Assertion is a statement of .netlint.hcl about what the network does.
type Assertion struct {
	Name         string
	From, To     string // selectors as in "netlint path"
	Protocol     string
	Port         int
	Expect       string // "reachable" or "blocked"
	BothWays     bool
	Through      []string
	NotThrough   []string
	HealthStatus int
	Scope        string // Network Access Analyzer's scope, JSON text
	Range        model.Range
}
