package report

import (
	"encoding/json"
	"io"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
)

// The types below are the schema netlint/v1. Fields may be added to it, and nothing else changes.

type jsonReport struct {
	Schema      string           `json:"schema"`
	Version     string           `json:"version"`
	Inputs      []jsonInput      `json:"inputs"`
	Findings    []jsonFinding    `json:"findings"`
	Suppressed  []jsonFinding    `json:"suppressed"`
	Summary     Summary          `json:"summary"`
	Diagnostics []jsonDiagnostic `json:"diagnostics,omitempty"`
	Unsupported []jsonType       `json:"unsupported,omitempty"`
}

type jsonInput struct {
	Input
	Links *jsonLinks `json:"links,omitempty"`
}

// jsonLinks says how the links were told that a plan leaves unknown until apply: there where some are open, or
// rest on equal indices, and which policies are unknown as a whole.
type jsonLinks struct {
	Total    int            `json:"total"`
	ByIndex  int            `json:"by_index"`
	Open     []jsonOpenLink `json:"open"`
	Policies []jsonOpenLink `json:"policies,omitempty"`
	Advice   string         `json:"advice"`
}

type jsonOpenLink struct {
	Resource string        `json:"resource"`
	Argument string        `json:"argument"`
	Why      string        `json:"why"`
	Location *jsonLocation `json:"location,omitempty"`
}

type jsonFinding struct {
	Rule        string           `json:"rule"`
	Severity    rules.Severity   `json:"severity"`
	Confidence  rules.Confidence `json:"confidence"`
	Status      rules.Status     `json:"status,omitempty"`
	Resource    string           `json:"resource"`
	Message     string           `json:"message"`
	Unknown     string           `json:"unknown,omitempty"`
	Scenario    string           `json:"scenario,omitempty"`
	Related     []jsonRelated    `json:"related"`
	Fix         string           `json:"fix,omitempty"`
	FixCode     string           `json:"fix_code,omitempty"`
	Location    *jsonLocation    `json:"location,omitempty"`
	Construct   string           `json:"construct,omitempty"`
	Fingerprint string           `json:"fingerprint"`
	Path        *jsonPath        `json:"path,omitempty"`
	Suppression *jsonSuppression `json:"suppression,omitempty"`
}

type jsonRelated struct {
	Resource string        `json:"resource,omitempty"`
	Message  string        `json:"message"`
	Location *jsonLocation `json:"location,omitempty"`
}

type jsonLocation struct {
	File      string `json:"file"`
	Line      int    `json:"line,omitempty"`
	Column    int    `json:"column,omitempty"`
	EndLine   int    `json:"end_line,omitempty"`
	EndColumn int    `json:"end_column,omitempty"`
}

type jsonSuppression struct {
	Reason   string        `json:"reason"`
	Until    string        `json:"until,omitempty"`
	Location *jsonLocation `json:"location,omitempty"`
}

type jsonDiagnostic struct {
	Severity string        `json:"severity"`
	Summary  string        `json:"summary"`
	Detail   string        `json:"detail,omitempty"`
	Resource string        `json:"resource,omitempty"`
	Location *jsonLocation `json:"location,omitempty"`
}

type jsonType struct {
	Type      string   `json:"type"`
	Resources []string `json:"resources"`
}

type jsonPath struct {
	From    string        `json:"from,omitempty"`
	To      string        `json:"to,omitempty"`
	Packet  string        `json:"packet,omitempty"`
	Answer  string        `json:"answer,omitempty"`
	Verdict reach.Verdict `json:"verdict"`
	Forward []jsonHop     `json:"forward"`
	Return  []jsonHop     `json:"return"`
	Changes []jsonChange  `json:"changes,omitempty"`
	Risks   []jsonHop     `json:"risks,omitempty"`
	Missing []string      `json:"missing,omitempty"`
}

type jsonHop struct {
	Resource string        `json:"resource"`
	Action   reach.Action  `json:"action"`
	Rule     string        `json:"rule,omitempty"`
	Before   string        `json:"before"`
	After    string        `json:"after"`
	Code     reach.Code    `json:"code,omitempty"`
	Note     string        `json:"note,omitempty"`
	Location *jsonLocation `json:"location,omitempty"`
}

type jsonChange struct {
	Resource string     `json:"resource"`
	Code     reach.Code `json:"code,omitempty"`
	Message  string     `json:"message"`
}

func writeJSON(w io.Writer, r *Report) error {
	out := jsonReport{
		Schema:     "netlint/v1",
		Version:    r.Version,
		Inputs:     make([]jsonInput, 0, len(r.Inputs)),
		Findings:   make([]jsonFinding, 0, len(r.Findings)),
		Suppressed: make([]jsonFinding, 0, len(r.Suppressed)),
		Summary:    r.Summary(),
	}
	for _, in := range r.inputs() {
		out.Inputs = append(out.Inputs, jsonInput{in, r.jsonLinks(in.Links)})
	}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, r.jsonFinding(f))
	}
	for _, f := range r.Suppressed {
		out.Suppressed = append(out.Suppressed, r.jsonFinding(f))
	}
	for _, d := range r.Diagnostics {
		out.Diagnostics = append(out.Diagnostics, jsonDiagnostic{
			Severity: severityName(d.Severity), Summary: rules.Clean(d.Summary), Detail: rules.Clean(d.Detail),
			Resource: rules.Clean(d.Address), Location: r.jsonLocation(d.Range),
		})
	}
	for _, f := range r.Failures {
		out.Diagnostics = append(out.Diagnostics, jsonDiagnostic{
			Severity: "error", Summary: "The rule " + f.Rule + " could not finish", Detail: rules.Clean(f.Err.Error()),
		})
	}
	for _, u := range r.Unsupported {
		out.Unsupported = append(out.Unsupported, jsonType{Type: rules.Clean(u.Type), Resources: cleaned(u.Addresses)})
	}
	return encode(w, out)
}

// jsonLinks gives what is not proven of a plan's links, or nil where all is.
func (r *Report) jsonLinks(l model.PlanLinks) *jsonLinks {
	advice := linkAdvice(l)
	if advice == "" {
		return nil
	}
	return &jsonLinks{Total: l.Total, ByIndex: l.ByIndex, Open: r.jsonOpenLinks(l.Open), Policies: r.jsonOpenLinks(l.Policies), Advice: advice}
}

func (r *Report) jsonOpenLinks(links []model.OpenLink) []jsonOpenLink {
	out := make([]jsonOpenLink, len(links))
	for i, o := range links {
		out[i] = jsonOpenLink{
			Resource: rules.Clean(o.Address), Argument: rules.Clean(o.Argument), Why: rules.Clean(o.Why), Location: r.jsonLocation(o.Range),
		}
	}
	return out
}

// encode writes a value as indented JSON, with the characters of HTML as they are.
func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func severityName(s model.Severity) string {
	if s == model.SeverityError {
		return "error"
	}
	return "warning"
}

func (r *Report) jsonFinding(f rules.Finding) jsonFinding {
	out := jsonFinding{
		Rule: f.Rule, Severity: f.Severity, Confidence: f.Confidence, Status: f.Status,
		Resource: address(f.Object), Message: rules.Clean(f.Message), Unknown: rules.Clean(f.Unknown),
		Scenario: rules.Clean(f.Scenario), Related: make([]jsonRelated, 0, len(f.Related)),
		Fix: rules.Clean(f.Fix.Text), FixCode: rules.CleanLines(f.Fix.Code(dialect(f))),
		Location: r.jsonLocation(f.Range), Fingerprint: f.Fingerprint(), Path: r.jsonPath(f.Path),
	}
	if f.Object != nil {
		out.Construct = rules.Clean(f.Object.Construct)
	}
	for _, rel := range f.Related {
		out.Related = append(out.Related, jsonRelated{
			Resource: address(rel.Object), Message: rules.Clean(rel.Message), Location: r.jsonLocation(rel.Place()),
		})
	}
	if s := f.Suppressed; s != nil {
		out.Suppression = &jsonSuppression{Reason: rules.Clean(s.Reason), Location: r.jsonLocation(s.Range)}
		if !s.Until.IsZero() {
			out.Suppression.Until = s.Until.Format("2006-01-02")
		}
	}
	return out
}

func (r *Report) jsonLocation(g model.Range) *jsonLocation {
	if g.IsZero() {
		return nil
	}
	return &jsonLocation{
		File: rules.Clean(r.relative(g.File)), Line: g.Line, Column: g.Column, EndLine: g.EndLine, EndColumn: g.EndColumn,
	}
}

func (r *Report) jsonPath(p *reach.Path) *jsonPath {
	if p == nil {
		return nil
	}
	out := &jsonPath{
		From: address(p.From), To: address(p.To), Verdict: p.Verdict,
		Forward: r.jsonHops(p.Forward), Return: r.jsonHops(p.Return), Missing: cleaned(p.Missing),
	}
	if p.HasWitness {
		out.Packet = p.Witness.String()
		if len(p.Return) > 0 {
			out.Answer = p.Answer.String()
		}
	}
	if len(p.Risks) > 0 {
		out.Risks = r.jsonHops(p.Risks)
	}
	for _, c := range p.Changes {
		out.Changes = append(out.Changes, jsonChange{Resource: address(c.Object), Code: c.Code, Message: rules.Clean(c.Text)})
	}
	return out
}

func (r *Report) jsonHops(hops []reach.Hop) []jsonHop {
	out := make([]jsonHop, 0, len(hops))
	for _, h := range hops {
		out = append(out, jsonHop{
			Resource: address(h.Object), Action: h.Action, Rule: rules.Clean(h.Rule),
			Before: h.Before.String(), After: h.After.String(), Code: h.Code, Note: rules.Clean(h.Note),
			Location: r.jsonLocation(hopRange(h)),
		})
	}
	return out
}

// hopRange is the place of what decides at a hop.
func hopRange(h reach.Hop) model.Range {
	if !h.Range.IsZero() || h.Object == nil {
		return h.Range
	}
	return h.Object.Range
}
