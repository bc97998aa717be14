package report

import (
	_ "embed"
	"html/template"
	"io"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

//go:embed page.html
var pageText string

// htmlFinding is a finding as the page shows it.
type htmlFinding struct {
	jsonFinding
	Title   string
	Doc     string
	Place   string
	Excerpt []htmlLine
	Request []jsonHop
	Answer  []jsonHop
}

// htmlLine is a line of an excerpt, in three parts of which the middle one is marked.
type htmlLine struct {
	Number               int
	Before, Mark, Behind string
}

// writeHTML writes one page that holds everything it needs and asks no other place for anything.
func writeHTML(w io.Writer, r *Report) error {
	page, err := template.New("page").Parse(pageText)
	if err != nil {
		return err
	}
	x := newExcerpts(r)
	var found []htmlFinding
	for _, f := range r.Findings {
		h := htmlFinding{jsonFinding: r.jsonFinding(f), Title: r.rule(f.Rule).Doc.Title, Doc: docURL(f.Rule), Place: r.placeText(f.Range)}
		h.Excerpt = x.html(f.Range)
		if h.Path != nil {
			h.Request, h.Answer = h.Path.Forward, h.Path.Return
		}
		found = append(found, h)
	}
	return page.Execute(w, map[string]any{
		"Version": r.Version, "Inputs": r.Inputs, "Summary": r.Summary(), "Headline": headline(r), "Findings": found,
		"Diagnostics": r.Diagnostics,
	})
}

func (r *Report) placeText(g model.Range) string {
	if g.IsZero() {
		return ""
	}
	g.File = r.relative(g.File)
	return rules.Clean(g.String())
}

// html gives the first line of a place, split where it is marked.
func (x *excerpts) html(g model.Range) []htmlLine {
	text, ok := x.line(g.File, g.Line)
	if !ok || len(text) > maxExcerptLine {
		return nil
	}
	runes := []rune(rules.Clean(text))
	start, end := min(max(g.Column-1, 0), len(runes)), len(runes)
	if g.EndLine == g.Line && g.EndColumn > g.Column {
		end = min(g.EndColumn-1, len(runes))
	}
	return []htmlLine{{Number: g.Line, Before: string(runes[:start]), Mark: string(runes[start:end]), Behind: string(runes[end:])}}
}
