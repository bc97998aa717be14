package report

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
)

// textWriter lays findings out for people, one after the other.
type textWriter struct {
	bytes.Buffer
	report   *Report
	excerpts *excerpts
	color    painter
	verbose  bool
}

func writeText(w io.Writer, r *Report, style Style) error {
	t := &textWriter{report: r, excerpts: newExcerpts(r), color: painter{on: style.Color}, verbose: style.Verbose}
	for _, group := range t.groups() {
		t.finding(group[0], group[1:])
	}
	if style.Verbose {
		for _, f := range r.Suppressed {
			fmt.Fprintf(t, "%s %s at %s: %s\n", t.color.dim("suppressed"), f.Rule, address(f.Object), rules.Clean(f.Suppressed.Reason))
		}
		if len(r.Suppressed) > 0 {
			t.WriteByte('\n')
		}
	}
	if !style.Quiet {
		t.summary()
	}
	_, err := t.WriteTo(w)
	return err
}

// groups puts together what one rule finds at one place of a module that several inputs use: it is mended once. --verbose
// tells each in full.
func (t *textWriter) groups() [][]rules.Finding {
	type mistake struct {
		rule       string
		confidence rules.Confidence
		at         model.Range
	}
	type seen struct {
		group  int
		inputs map[*model.Input]bool
	}
	var out [][]rules.Finding
	at := map[mistake]*seen{}
	for _, f := range t.report.Findings {
		if t.verbose || f.Range.Line == 0 || f.Object == nil || f.Object.Input == nil {
			out = append(out, []rules.Finding{f})
			continue
		}
		m := mistake{f.Rule, f.Confidence, f.Range}
		s := at[m]
		if s == nil || s.inputs[f.Object.Input] { // one input's instances are told one by one
			s = &seen{len(out), map[*model.Input]bool{}}
			at[m] = s
			out = append(out, nil)
		}
		s.inputs[f.Object.Input] = true
		out[s.group] = append(out[s.group], f)
	}
	return out
}

// finding writes one finding: what is wrong, where, what else belongs to it, what the packet meets, and what
// to change; of others at the same place what is wrong and where.
func (t *textWriter) finding(f rules.Finding, others []rules.Finding) {
	c := t.color
	head := fmt.Sprintf("%s[%s]", f.Severity, f.Rule)
	if f.Confidence == rules.Possible {
		head = "possible " + head
	}
	fmt.Fprintf(t, "%s%s %s\n", c.severity(f.Severity, head), c.bold(":"), c.bold(rules.Clean(f.Message)))

	gutter := gutterWidth(f)
	label := address(f.Object)
	if f.Status != "" {
		label += " (" + string(f.Status) + ")"
	}
	places := []place{{r: f.Range, text: label, primary: true}}
	if f.Object != nil {
		for _, call := range f.Object.Calls {
			if !call.Range.IsZero() {
				places = append(places, place{r: call.Range, text: "called here as " + rules.Clean(call.Address)})
			}
		}
	}
	for _, rel := range f.Related {
		places = append(places, relatedPlace(rel))
	}
	t.excerpts.write(t, places, gutter, c)
	pad := strings.Repeat(" ", gutter)
	fmt.Fprintf(t, "%s %s\n", pad, c.blue("|"))
	t.shownPath(f.Path, pad)
	t.note(pad, "holds", f.Scenario)
	t.note(pad, "unknown", f.Unknown)
	t.note(pad, "fix", f.Fix.Text)
	if code := f.Fix.Code(dialect(f)); code != "" {
		fmt.Fprintln(t)
		for line := range strings.Lines(strings.TrimRight(code, "\n")) {
			line = rules.Clean(strings.TrimRight(line, "\n"))
			if strings.HasPrefix(strings.TrimSpace(line), "::") {
				line = strings.Replace(line, "::", ": :", 1) // a command, to the runner of GitHub Actions
			}
			fmt.Fprintf(t, "%s       %s\n", pad, c.green(line))
		}
		fmt.Fprintln(t)
	}
	var same []string
	for _, o := range others {
		if o.Message == f.Message {
			same = append(same, rules.Clean(o.Object.Input.Path))
		} else {
			t.note(pad, "also", o.Object.Input.Path+": "+o.Message)
		}
	}
	if slices.Sort(same); len(same) > 0 {
		t.note(pad, "also", "the same in "+listed(same, 10))
	}
	t.note(pad, "help", "netlint explain "+f.Rule)
	t.WriteByte('\n')
}

func (t *textWriter) note(pad, name, text string) {
	if text != "" {
		fmt.Fprintf(t, "%s %s %s %s\n", pad, t.color.blue("="), t.color.bold(name+":"), rules.Clean(text))
	}
}

// relatedLabel is the sentence of a related place, led by the object that it is about.
func relatedLabel(rel rules.Related) string {
	label, at := rules.Clean(rel.Message), address(rel.Object)
	if at == "" || strings.Contains(label, at) {
		return label
	}
	return at + ": " + label
}

// relatedPlace is a related place as excerpts show it.
func relatedPlace(rel rules.Related) place {
	p := place{r: rel.Place(), text: rules.Clean(rel.Message)}
	if at := address(rel.Object); at != "" && !strings.Contains(p.text, at) {
		p.subjects = []string{at}
	}
	return p
}

// path writes the hops of a witness, the question's and the answer's.
func (t *textWriter) path(p *reach.Path, pad string) {
	if p == nil {
		return
	}
	dropped, said := false, false
	for _, way := range []struct {
		name   string
		packet packet.Packet
		hops   []reach.Hop
	}{{"request", p.Witness, p.Forward}, {"answer", p.Answer, p.Return}} {
		if len(way.hops) == 0 {
			continue
		}
		shown := ""
		if p.HasWitness {
			shown = reach.PacketWords(way.packet)
		}
		t.note(pad, way.name, shown)
		for i, h := range way.hops {
			if dropped && !said {
				said = true
				fmt.Fprintf(t, "%s         %s\n", pad, t.color.dim(beyondCut))
			}
			t.hop(pad, i+1, h)
			dropped = dropped || h.Action == reach.Deny
		}
	}
}

// shownPath writes what a finding's path comes to: the way on which it is decided, up to the last hop that drops the
// packet. --verbose writes all of it.
func (t *textWriter) shownPath(p *reach.Path, pad string) {
	if p == nil || t.verbose {
		t.path(p, pad)
		return
	}
	brief := *p
	behind := 0
	if p.Verdict == reach.Blocked {
		forward, answer := untilDropped(p.Forward), untilDropped(p.Return)
		behind = len(p.Forward) + len(p.Return) - len(forward) - len(answer)
		if len(forward) == 0 {
			t.note(pad, "request", fmt.Sprintf("%s arrives over %s", reach.PacketWords(p.Witness), Plural(len(p.Forward), "hop", "hops")))
			behind -= len(p.Forward)
		}
		brief.Forward, brief.Return = forward, answer
	} else {
		brief.Return = nil
	}
	t.path(&brief, pad)
	t.risks(p, pad)
	if behind > 0 {
		fmt.Fprintf(t, "%s         %s\n", pad, t.color.dim(Plural(behind, "further hop; --verbose shows it", "further hops; --verbose shows them")))
	}
}

// untilDropped gives the hops up to the last one that drops the packet; none where none does.
func untilDropped(hops []reach.Hop) []reach.Hop {
	for i := len(hops); i > 0; i-- {
		if hops[i-1].Code != "" {
			return hops[:i]
		}
	}
	return nil
}

// hop writes one hop, and marks one that drops the packet.
func (t *textWriter) hop(pad string, n int, h reach.Hop) {
	c := t.color
	what := string(h.Action)
	if h.Code != "" {
		what = c.red(what)
	}
	line := fmt.Sprintf("%s     %2d. %s %s", pad, n, what, address(h.Object))
	if h.Rule != "" {
		line += ", " + rules.Clean(h.Rule)
	}
	if h.Code != "" {
		line += " " + c.red("["+string(h.Code)+"]")
	}
	if place := hopRange(h); place.Line > 0 {
		line += c.dim(fmt.Sprintf(" (%s:%d)", rules.Clean(path.Base(filepath.ToSlash(place.File))), place.Line))
	}
	fmt.Fprintln(t, line)
	if h.Note != "" {
		fmt.Fprintf(t, "%s         %s\n", pad, c.dim(rules.Clean(h.Note)))
	}
}

// summary closes the report: what was read, what was found, what was left out.
func (t *textWriter) summary() {
	r, s, c := t.report, t.report.Summary(), t.color
	var counts []string
	add := func(n int, one, many string, paint func(string) string) {
		if n > 0 {
			counts = append(counts, paint(Plural(n, one, many)))
		}
	}
	add(s.Error, "error", "errors", c.red)
	add(s.Warning, "warning", "warnings", c.yellow)
	add(s.Info, "info", "infos", c.cyan)
	add(s.Possible, "possible finding", "possible findings", c.cyan)
	found := strings.Join(counts, ", ")
	switch {
	case found != "":
		found += " found"
	case len(r.Rules) == 0:
		found = c.yellow("Nothing looked for, as every rule is switched off,")
	default:
		found = c.green("No faults found")
	}
	resources := 0
	for _, in := range r.Inputs {
		resources += in.Resources
	}
	fmt.Fprintf(t, "%s in %s with %s.\n", found, Plural(len(r.Inputs), "input", "inputs"), Plural(resources, "resource", "resources"))

	if left := r.leftOut(); left != "" {
		fmt.Fprintf(t, "Left out: %s.\n", left)
	}
	if n := len(r.Unsupported); n > 0 {
		var names []string
		for _, u := range r.Unsupported {
			names = append(names, rules.Clean(u.Type))
		}
		fmt.Fprintf(t, "Not looked at, because netlint does not know the type: %s.\n", listed(names, 5))
	}
	for _, in := range r.Inputs {
		t.links(in)
	}
}

// leftOut counts the findings that are not shown, by the reason.
func (r *Report) leftOut() string {
	var left []string
	for _, h := range []struct {
		n    int
		text string
	}{
		{len(r.Suppressed), "suppressed"},
		{r.Hidden.Baseline, "known from the baseline"},
		{r.Hidden.Existing, "not new"},
		{r.Hidden.Possible, "only possible (--confidence possible shows them)"},
	} {
		if h.n > 0 {
			left = append(left, fmt.Sprintf("%d %s", h.n, h.text))
		}
	}
	return strings.Join(left, "; ")
}

// links says what of a plan's links is not proven, and what would prove it.
func (t *textWriter) links(in Input) {
	l := in.Links
	advice := linkAdvice(l)
	if advice == "" {
		return
	}
	var parts []string
	if n := len(l.Open); n > 0 {
		parts = append(parts, fmt.Sprintf("%d cannot be told", n))
	}
	if l.ByIndex > 0 {
		parts = append(parts, fmt.Sprintf("%d rest on equal indices", l.ByIndex))
	}
	path := rules.Clean(t.report.relative(in.Path))
	if len(parts) > 0 {
		fmt.Fprintf(t, "Of %s that %s leaves to apply, %s. ", Plural(l.Total, "link", "links"), path, strings.Join(parts, ", "))
	}
	if n := len(l.Policies); n > 0 {
		fmt.Fprintf(t, "The text of %s is not in %s. ", Plural(n, "policy", "policies"), path)
	}
	fmt.Fprintln(t, advice)
	if t.verbose {
		for _, o := range slices.Concat(l.Open, l.Policies) {
			fmt.Fprintf(t, "  %s %s: %s\n", rules.Clean(o.Address), rules.Clean(o.Argument), rules.Clean(o.Why))
		}
	}
}

// linkAdvice says how what is not proven of a plan's links can be; it is empty where all is proven.
func linkAdvice(l model.PlanLinks) string {
	switch {
	case len(l.Open) == 0 && l.ByIndex == 0 && len(l.Policies) == 0:
		return ""
	case l.BesideSources:
		return "The sources leave them open too: modules that are not installed, or data that is read only during apply."
	default:
		return "Its sources hold the expressions: lint it beside them, or name them by --source DIR or --source tfplan."
	}
}

// listed joins names, and counts those behind the first limit.
func listed(names []string, limit int) string {
	if len(names) <= limit {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:limit], ", "), len(names)-limit)
}

// Plural counts something: "1 finding", "2 findings".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// gutterWidth is the width of the longest line number that a finding shows.
func gutterWidth(f rules.Finding) int {
	longest := f.Range.Line
	if f.Object != nil {
		for _, call := range f.Object.Calls {
			longest = max(longest, call.Range.Line)
		}
	}
	for _, rel := range f.Related {
		longest = max(longest, rel.Place().Line)
	}
	return len(fmt.Sprint(longest))
}

// WriteDiagnostics writes what could not be read or understood, as text. Warnings come in one line each, and
// only the first few of them, unless the style is verbose.
func WriteDiagnostics(w io.Writer, r *Report, style Style) error {
	const few = 5
	t := &textWriter{report: r, excerpts: newExcerpts(r), color: painter{on: style.Color}}
	warnings := 0
	for _, d := range r.Diagnostics {
		if d.Severity == model.SeverityError {
			t.diagnostic(d, "error", t.color.red)
			continue
		}
		warnings++
		if style.Verbose {
			t.diagnostic(d, "warning", t.color.yellow)
		} else if warnings <= few {
			fmt.Fprintf(t, "%s: %s%s\n", t.color.yellow("warning"), t.locate(d.Range), rules.Clean(d.Summary+". "+d.Detail))
		}
	}
	if warnings > few && !style.Verbose {
		fmt.Fprintf(t, "%s: %d more places were not understood; --verbose shows them\n", t.color.yellow("warning"), warnings-few)
	}
	for _, f := range r.Failures {
		fmt.Fprintf(t, "%s: the rule %s could not finish and may have missed faults: %s\n", t.color.red("error"), f.Rule, rules.Clean(f.Err.Error()))
	}
	_, err := t.WriteTo(w)
	return err
}

func (t *textWriter) diagnostic(d model.Diagnostic, word string, paint func(string) string) {
	fmt.Fprintf(t, "%s: %s\n", paint(word), t.color.bold(rules.Clean(d.Summary)))
	gutter := len(fmt.Sprint(d.Range.Line))
	if !d.Range.IsZero() {
		t.excerpts.write(t, []place{{r: d.Range, text: rules.Clean(d.Address), primary: true}}, gutter, t.color)
	}
	if d.Detail != "" {
		fmt.Fprintf(t, "%s %s %s\n", strings.Repeat(" ", gutter), t.color.blue("="), rules.Clean(d.Detail))
	}
	t.WriteByte('\n')
}

// locate gives a place in front of a message in one line.
func (t *textWriter) locate(g model.Range) string {
	if g.IsZero() {
		return ""
	}
	g.File = t.report.relative(g.File)
	return rules.Clean(g.String()) + ": "
}
