package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/netlint/netlint/cmd/netlint/internal/graph"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
)

// maxComment is a little less than what GitHub accepts as a comment, 65,536 characters.
const maxComment = 60_000

// CommentMark begins a comment, so that a workflow finds its own comment again and replaces it.
const CommentMark = "<!-- netlint -->"

// writeMarkdown writes a comment for a pull request: the numbers, then the findings, new ones first, each
// with its details folded away. What does not fit is counted.
func writeMarkdown(w io.Writer, r *Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n### netlint: %s\n\n", CommentMark, headline(r))
	found := inOrderOfWeight(r.Findings)
	left, brief := 0, 0
	for i, f := range found {
		head, details := r.markdownFinding(f)
		switch {
		case b.Len()+len(head)+len(details) <= maxComment:
			b.WriteString(head + details)
		case b.Len()+len(head) <= maxComment:
			b.WriteString(head)
			brief++
		default:
			left = len(found) - i
		}
		if left > 0 {
			break
		}
	}
	if brief > 0 {
		fmt.Fprintf(&b, "The details of %s did not fit into this comment; the job's log has them.\n\n", Plural(brief, "finding", "findings"))
	}
	if left > 0 {
		fmt.Fprintf(&b, "%s more did not fit into this comment; the job's log has all of them.\n\n", Plural(left, "finding", "findings"))
	}
	for _, d := range r.Diagnostics {
		if line := fmt.Sprintf("- %s: %s. %s\n", severityName(d.Severity), EscapeMarkdown(d.Summary), EscapeMarkdown(d.Detail)); b.Len()+len(line) < maxComment {
			b.WriteString(line)
		}
	}
	_, err := io.WriteString(w, strings.TrimRight(b.String(), "\n")+"\n")
	return err
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
	brought := 0
	for _, f := range r.Findings {
		if f.Status == rules.New {
			brought++
		}
	}
	if brought > 0 {
		parts = append(parts, fmt.Sprintf("%d new", brought))
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
	for _, rel := range f.Related {
		place := rel.Place()
		place.Column = 0
		at := ""
		if !place.IsZero() {
			place.File = r.relative(place.File)
			at = " (`" + code(place.String()) + "`)"
		}
		fmt.Fprintf(&more, "- %s%s\n", EscapeMarkdown(relatedLabel(rel)), at)
	}
	if f.Unknown != "" {
		fmt.Fprintf(&more, "- Not known: %s\n", EscapeMarkdown(f.Unknown))
	}
	if snippet := strings.TrimRight(f.Fix.Code(dialect(f)), "\n"); snippet != "" {
		more.WriteString("\n" + Fence("", snippet))
	}
	if f.Path != nil {
		more.WriteString("\n" + mermaid(f.Path))
	}
	if more.Len() > 0 {
		details = fmt.Sprintf("<details><summary>Details</summary>\n\n%s\n</details>\n\n", strings.Trim(more.String(), "\n"))
	}
	return b.String(), details
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
