package report

import (
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
)

// GitHub's limits on an upload: results it keeps of a run, and steps it keeps of a code flow.
const (
	maxResults = 25_000
	maxSteps   = 1_000
)

const informationURI = "https://github.com/netlint/netlint"

// writeSARIF writes SARIF 2.1.0 as code scanning services read it.
func writeSARIF(w io.Writer, r *Report) error {
	run := sarif.NewRunWithInformationURI("netlint", informationURI)
	run.Tool.Driver.WithSemanticVersion(strings.TrimPrefix(r.Version, "v")).WithVersion(r.Version)
	run.WithColumnKind("unicodeCodePoints")
	index := map[string]int{}
	for i, rule := range r.Rules {
		index[rule.ID] = i
		run.Tool.Driver.AddRule(descriptor(rule))
	}
	results := slices.Concat(r.Findings, r.Suppressed)
	left := max(0, len(results)-maxResults)
	if left > 0 {
		results = slices.Concat(inOrderOfWeight(r.Findings), r.Suppressed)[:maxResults]
	}
	for _, f := range results {
		run.AddResult(r.result(f, index))
	}
	run.AddInvocation(r.invocation(left))
	log := sarif.NewReport()
	log.AddRun(run)
	return log.PrettyWrite(w)
}

func descriptor(rule *rules.Rule) *sarif.ReportingDescriptor {
	family := rule.ID[:strings.IndexByte(rule.ID+"-", '-')]
	properties := sarif.NewPropertyBag().
		Add("precision", "high").
		Add("problem.severity", problemSeverity(rule.Severity)).
		WithTags([]string{"aws", "network", family})
	return sarif.NewReportingDescriptor().
		WithID(rule.ID).
		WithName(pascalCase(rule.ID)).
		WithShortDescription(sarif.NewMultiformatMessageString().WithText(plain(rule.Doc.Title))).
		WithFullDescription(sarif.NewMultiformatMessageString().WithText(plain(rule.Doc.Problem)).WithMarkdown(rule.Doc.Problem)).
		WithHelpURI(docURL(rule.ID)).
		WithHelp(sarif.NewMultiformatMessageString().WithText(plain(rule.Doc.Problem + "\n\n" + rule.Doc.Remediation)).WithMarkdown(RuleMarkdown(rule, 2))).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(level(rule.Severity))).
		WithProperties(properties)
}

// pascalCase is the form that SARIF asks for in a rule's name.
func pascalCase(id string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(id, "-") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}

// plain takes the code marks out of Markdown for readers that show text only.
func plain(markdown string) string { return strings.ReplaceAll(markdown, "`", "") }

func level(s rules.Severity) string {
	switch s {
	case rules.Error:
		return sarif.LevelError
	case rules.Warning:
		return sarif.LevelWarning
	default:
		return sarif.LevelNote
	}
}

func problemSeverity(s rules.Severity) string {
	if s == rules.Info {
		return "recommendation"
	}
	return string(s)
}

func (r *Report) result(f rules.Finding, index map[string]int) *sarif.Result {
	message := rules.Clean(f.Message)
	if f.Fix.Text != "" {
		message += "\n" + rules.Clean(f.Fix.Text)
	}
	result := sarif.NewRuleResult(f.Rule).
		WithLevel(level(f.Severity)).
		WithMessage(sarif.NewTextMessage(message)).
		WithPartialFingerprints(map[string]string{"netlint/v1": f.Fingerprint()})
	if i, ok := index[f.Rule]; ok {
		result.WithRuleIndex(i)
	}
	if at := r.sarifLocation(f.Range, f.Object); at != nil {
		result.AddLocation(at)
	}
	for i, rel := range f.Related {
		if at := r.sarifLocation(rel.Place(), rel.Object); at != nil {
			result.AddRelatedLocation(at.WithID(i + 1).WithMessage(sarif.NewTextMessage(relatedLabel(rel))))
		}
	}
	if flow := r.codeFlow(f.Path); flow != nil {
		result.AddCodeFlow(flow)
	}
	switch f.Status {
	case rules.New:
		result.WithBaselineState("new")
	case rules.Existing:
		result.WithBaselineState("unchanged")
	}
	if s := f.Suppressed; s != nil {
		kind := "inSource"
		if s.Address != "" {
			kind = "external"
		}
		result.AddSuppression(sarif.NewSuppression().WithKind(kind).WithJustification(rules.Clean(s.Reason)))
	}
	properties := sarif.NewPropertyBag().Add("confidence", f.Confidence)
	if f.Status != "" {
		properties.Add("status", f.Status)
	}
	if f.Unknown != "" {
		properties.Add("unknown", rules.Clean(f.Unknown))
	}
	return result.WithProperties(properties)
}

// sarifLocation gives a place with the object's address as its logical location; nil where there is neither.
func (r *Report) sarifLocation(g model.Range, o *model.Object) *sarif.Location {
	if g.IsZero() && o == nil {
		return nil
	}
	at := sarif.NewLocation()
	if !g.IsZero() {
		physical := sarif.NewPhysicalLocation().WithArtifactLocation(r.artifact(g.File))
		if g.Line > 0 {
			physical.WithRegion(region(g))
		}
		at.WithPhysicalLocation(physical)
	}
	if o != nil && o.Address != "" {
		at.AddLogicalLocation(sarif.NewLogicalLocation().WithFullyQualifiedName(address(o)).WithKind("resource"))
	}
	return at
}

func region(g model.Range) *sarif.Region {
	out := sarif.NewRegion().WithStartLine(g.Line)
	if g.Column > 0 {
		out.WithStartColumn(g.Column)
	}
	if g.EndLine >= g.Line && g.EndColumn > 0 {
		out.WithEndLine(g.EndLine).WithEndColumn(g.EndColumn)
	}
	return out
}

// artifact gives a file as a URI, relative to the working directory where it lies below it.
func (r *Report) artifact(file string) *sarif.ArtifactLocation {
	file = r.relative(file)
	uri := url.URL{Path: file}
	if filepath.IsAbs(filepath.FromSlash(file)) {
		uri.Scheme = "file"
	}
	return sarif.NewSimpleArtifactLocation(uri.String())
}

// codeFlow walks a path's hops, the question's and then the answer's.
func (r *Report) codeFlow(p *reach.Path) *sarif.CodeFlow {
	if p == nil {
		return nil
	}
	thread := sarif.NewThreadFlow()
	step := 0
	for _, way := range []struct {
		name string
		hops []reach.Hop
	}{{"request", p.Forward}, {"answer", p.Return}} {
		for _, h := range way.hops {
			at := r.sarifLocation(hopRange(h), h.Object)
			if at == nil || step >= maxSteps {
				continue
			}
			step++
			at.WithMessage(sarif.NewTextMessage(hopText(way.name, h)))
			location := sarif.NewThreadFlowLocation().WithLocation(at).WithExecutionOrder(step)
			if h.Code != "" {
				location.WithImportance("essential")
			}
			thread.AddLocation(location)
		}
	}
	if step == 0 {
		return nil
	}
	return sarif.NewCodeFlow().AddThreadFlow(thread)
}

// hopText tells a hop in one line.
func hopText(way string, h reach.Hop) string {
	text := fmt.Sprintf("%s: %s %s", way, h.Action, address(h.Object))
	if h.Rule != "" {
		text += ", " + rules.Clean(h.Rule)
	}
	if h.Code != "" {
		text += " [" + string(h.Code) + "]"
	}
	if h.Note != "" {
		text += ": " + rules.Clean(h.Note)
	}
	return text
}

// invocation carries what could not be read, and how many results are left out, so that a service does not take
// a part for the whole.
func (r *Report) invocation(left int) *sarif.Invocation {
	invocation := sarif.NewInvocation().WithExecutionSuccessful(!r.Diagnostics.HasErrors() && len(r.Failures) == 0)
	if left > 0 {
		invocation.AddToolExecutionNotification(sarif.NewNotification().WithLevel(sarif.LevelWarning).WithMessage(sarif.NewTextMessage(
			fmt.Sprintf("%s left out: code scanning takes %d results of a run. The gravest are here; the text and JSON reports have all.", Plural(left, "result is", "results are"), maxResults))))
	}
	for _, d := range r.Diagnostics {
		n := sarif.NewNotification().WithMessage(sarif.NewTextMessage(rules.Clean(d.Summary + ". " + d.Detail))).WithLevel(severityName(d.Severity))
		if at := r.sarifLocation(d.Range, nil); at != nil {
			n.AddLocation(at)
		}
		invocation.AddToolExecutionNotification(n)
	}
	for _, f := range r.Failures {
		invocation.AddToolExecutionNotification(sarif.NewNotification().WithLevel(sarif.LevelError).
			WithMessage(sarif.NewTextMessage(fmt.Sprintf("The rule %s could not finish: %s", f.Rule, rules.Clean(f.Err.Error())))))
	}
	return invocation
}
