package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/netlint/netlint/cmd/netlint/internal/graph"
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
)

// maxComment is a little less than what GitHub accepts as a comment, 65,536 characters.
const maxComment = 60_000

// CommentMark begins a comment, so that a workflow finds its own comment again and replaces it.
const CommentMark = "<!-- netlint -->"

// writeMarkdown writes a comment for a pull request: the numbers, then the findings that the change brings, each
// with its details folded away, then, folded as a whole, those that were there before. What does not fit is
// counted.
func writeMarkdown(w io.Writer, r *Report) error {
	c := &commentText{report: r}
	fmt.Fprintf(c, "%s\n### netlint: %s\n\n", CommentMark, headline(r))
	found := inOrderOfWeight(r.Findings)
	before := slices.IndexFunc(found, func(f rules.Finding) bool { return f.Status == rules.Existing })
	if before < 0 {
		before = len(found)
	}
	c.findings(found[:before])
	if before < len(found) {
		fmt.Fprintf(c, "<details><summary>%s before this change</summary>\n\n", Plural(len(found)-before, "finding was there", "findings were there"))
		c.findings(found[before:])
		c.WriteString("</details>\n\n")
	}
	if c.brief > 0 {
		fmt.Fprintf(c, "The details of %s did not fit into this comment; the job's log has them.\n\n", Plural(c.brief, "finding", "findings"))
	}
	if c.left > 0 {
		fmt.Fprintf(c, "%s more did not fit into this comment; the job's log has all of them.\n\n", Plural(c.left, "finding", "findings"))
	}
	for _, d := range r.Diagnostics {
		if line := fmt.Sprintf("- %s: %s. %s\n", severityName(d.Severity), EscapeMarkdown(d.Summary), EscapeMarkdown(d.Detail)); c.Len()+len(line) < maxComment {
			c.WriteString(line)
		}
	}
	if left := r.leftOut(); left != "" {
		fmt.Fprintf(c, "\n<sub>Left out: %s.</sub>\n", left)
	}
	_, err := io.WriteString(w, strings.TrimRight(c.String(), "\n")+"\n")
	return err
}

// commentText is a comment while it is written.
type commentText struct {
	strings.Builder
	report *Report
	brief  int // findings of which the details did not fit
	left   int // findings that did not fit at all
}

func (c *commentText) findings(found []rules.Finding) {
	for i, f := range found {
		head, details := c.report.markdownFinding(f)
		switch {
		case c.Len()+len(head)+len(details) <= maxComment:
			c.WriteString(head + details)
		case c.Len()+len(head) <= maxComment:
			c.WriteString(head)
			c.brief++
		default:
			c.left += len(found) - i
			return
		}
	}
}

func headline(r *Report) string {
	s := r.Summary()
	var parts []string
	for _, c := range []struct {
		n         int
		one, many string
	}{{s.Error, "error", "errors"}, {s.Warning, "warning", "warnings"}, {s.Info, "info", "infos"}, {s.Possible, "possible finding", "possible findings"}} {
		if c.n > 0 {
			parts = append(parts, Plural(c.n, c.one, c.many))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "no faults found")
	}
	brought, compared := 0, false
	for _, f := range r.Findings {
		if f.Status == rules.New {
			brought++
		}
		compared = compared || f.Status != ""
	}
	switch {
	case brought > 0:
		parts = append(parts, fmt.Sprintf("%d new", brought))
	case compared:
		parts = append(parts, "none new")
	}
	if s.Suppressed > 0 {
		parts = append(parts, fmt.Sprintf("%d suppressed", s.Suppressed))
	}
	return strings.Join(parts, ", ")
}

// newness orders findings: what the change brings goes before what was there.
func newness(f rules.Finding) int {
	if f.Status == rules.Existing {
		return 1
	}
	return 0
}

// markdownFinding writes a finding, and apart from that its details, folded away.
func (r *Report) markdownFinding(f rules.Finding) (head, details string) {
	var b strings.Builder
	status := ""
	if f.Status != "" {
		status = " · " + string(f.Status)
	}
	fmt.Fprintf(&b, "**%s**%s · [`%s`](%s) · `%s`", f.Severity, status, f.Rule, docURL(f.Rule), code(address(f.Object)))
	if f.Range.File != "" {
		place := f.Range
		place.File = r.relative(place.File)
		place.Column = 0
		fmt.Fprintf(&b, " · `%s`", code(place.String()))
	}
	fmt.Fprintf(&b, "\n\n%s\n\n", EscapeMarkdown(f.Message))
	if f.Fix.Text != "" {
		fmt.Fprintf(&b, "**Fix:** %s\n\n", EscapeMarkdown(f.Fix.Text))
	}
	var more strings.Builder
	if f.Path != nil {
		more.WriteString(mermaid(f.Path) + "\n")
	}
	if snippet := strings.TrimRight(f.Fix.Code(dialect(f)), "\n"); snippet != "" {
		language := "hcl"
		if dialect(f) == model.CloudFormation {
			language = "yaml"
		}
		more.WriteString(Fence(language, snippet) + "\n")
	}
	more.WriteString(r.markdownRelated(f.Related))
	if f.Unknown != "" {
		fmt.Fprintf(&more, "- Not known: %s\n", EscapeMarkdown(f.Unknown))
	}
	if more.Len() > 0 {
		details = fmt.Sprintf("<details><summary>Details</summary>\n\n%s\n</details>\n\n", strings.Trim(more.String(), "\n"))
	}
	return b.String(), details
}

// markdownRelated lists the related places; those with the same sentence take one line.
func (r *Report) markdownRelated(related []rules.Related) string {
	type line struct{ subjects, places []string }
	lines := map[string]*line{}
	var order []string
	for _, rel := range related {
		message, subject := rules.Clean(rel.Message), address(rel.Object)
		if strings.Contains(message, subject) {
			subject = ""
		}
		if lines[message] == nil {
			lines[message] = &line{}
			order = append(order, message)
		}
		l := lines[message]
		if subject != "" && !slices.Contains(l.subjects, subject) {
			l.subjects = append(l.subjects, subject)
		}
		if place := rel.Place(); !place.IsZero() {
			place.File, place.Column = r.relative(place.File), 0
			if text := "`" + code(place.String()) + "`"; !slices.Contains(l.places, text) {
				l.places = append(l.places, text)
			}
		}
	}
	var b strings.Builder
	for _, message := range order {
		l := lines[message]
		b.WriteString("- ")
		if len(l.subjects) > 0 {
			b.WriteString(EscapeMarkdown(listed(l.subjects, 3)) + ": ")
		}
		b.WriteString(EscapeMarkdown(message))
		if len(l.places) > 0 {
			b.WriteString(" (" + listed(l.places, 3) + ")")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// mermaid draws a path for a Markdown text, hops that drop the packet in red.
func mermaid(p *reach.Path) string {
	d := newDiagram()
	d.path(p, "")
	return "```mermaid\n" + d.String() + "```\n"
}

// diagram is a Mermaid flowchart of paths.
type diagram struct {
	strings.Builder
	nodes, ways int
}

func newDiagram() *diagram {
	d := &diagram{}
	d.WriteString("flowchart LR\n")
	return d
}

// path draws the request's way and the answer's. of names them where the diagram holds several.
func (d *diagram) path(p *reach.Path, of string) {
	for _, way := range []struct {
		name string
		hops []reach.Hop
	}{{"request", p.Forward}, {"answer", p.Return}} {
		if len(way.hops) == 0 {
			continue
		}
		d.ways++
		if of == "" {
			fmt.Fprintf(d, "  subgraph %s\n", way.name)
		} else {
			fmt.Fprintf(d, "  subgraph w%d[\"%s: %s\"]\n", d.ways, graph.EscapeMermaid(rules.Clean(of)), way.name)
		}
		d.WriteString("    direction LR\n")
		for i, h := range way.hops {
			d.hop(h, i > 0)
		}
		d.WriteString("  end\n")
	}
}

func (d *diagram) hop(h reach.Hop, linked bool) {
	label := graph.EscapeMermaid(address(h.Object))
	if h.Rule != "" {
		label += "<br/>" + graph.EscapeMermaid(rules.Clean(h.Rule))
	}
	fmt.Fprintf(d, "    n%d[\"%s\"]\n", d.nodes, label)
	if linked {
		fmt.Fprintf(d, "    n%d --> n%d\n", d.nodes-1, d.nodes)
	}
	if h.Code != "" {
		fmt.Fprintf(d, "    x%d[\"%s\"]\n    n%d -.-x x%d\n    style n%d stroke:#d1242f,stroke-width:3px\n", d.nodes, h.Code, d.nodes, d.nodes, d.nodes)
	}
	d.nodes++
}

// markdownText puts an escape before what Markdown reads. Addresses of web pages become links by themselves, and
// numbers behind # and names behind @ references, even where these are escaped: a space without width parts them.
var markdownText = strings.NewReplacer(
	`\`, `\\`, "&", "&amp;", "~", `\~`, "$", `\$`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;",
	"#", "\\#\u200b", "@", "@\u200b", "|", `\|`, "!", `\!`, "://", `:\//`, "www.", `www\.`,
)

// EscapeMarkdown keeps text from inputs from being read as Markdown, HTML, a link or a mention of somebody.
func EscapeMarkdown(s string) string {
	return markdownText.Replace(strings.Join(strings.Fields(rules.Clean(s)), " "))
}

// Fence puts code of the input's dialect between marks that the code does not hold.
func Fence(language, code string) string {
	code = strings.ReplaceAll(strings.TrimRight(rules.CleanLines(code), "\n"), "```", "` ` `")
	return "```" + language + "\n" + code + "\n```\n"
}

// codeInTable makes a text fit to stand between backquotes in a cell.
func codeInTable(s string) string { return strings.ReplaceAll(code(s), "|", `\|`) }

// code makes a text fit to stand between backquotes.
func code(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(rules.Clean(s)), " "), "`", "'")
}
