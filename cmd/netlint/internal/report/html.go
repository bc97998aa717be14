package report

import (
	"cmp"
	_ "embed"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/netlint/netlint/cmd/netlint/internal/graph"
	"github.com/netlint/netlint/cmd/netlint/internal/page"
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

//go:embed page.js
var pageScript string

// maxDrawn is how many objects a drawing has that is still read as a whole; of a larger network, the page draws
// what lies around the paths of the findings.
const maxDrawn = 150

// htmlFinding is a finding as the page shows it.
type htmlFinding struct {
	jsonFinding
	Title   string
	Doc     string
	Place   string
	Excerpt []htmlLine
	Ways    []htmlWay
}

// htmlWay is one direction of a path.
type htmlWay struct {
	Name string // "The request" or "The answer"
	Hops []htmlHop
}

// htmlHop is a hop with the ids of the nodes of the drawing where it happens, separated by spaces.
type htmlHop struct {
	jsonHop
	At string
	// Beyond marks a hop behind one that drops the packet: the path has it, and the packet never comes there.
	Beyond bool
	Aside  string // what is said in front of it
}

// beyondCut stands between a hop that drops the packet and those behind it, which the path has as well.
const beyondCut = "If it were let through, it would go on:"

// htmlLine is a line of an excerpt, in three parts of which the middle one is marked.
type htmlLine struct {
	Number               int
	Before, Mark, Behind string
}

// writeHTML writes one page that holds everything it needs and asks no other place for anything. Without
// scripts it shows all hops of a path; with them, the reader walks from hop to hop in the drawing.
func writeHTML(w io.Writer, r *Report) error {
	text, err := template.New("page").Parse(pageText)
	if err != nil {
		return err
	}
	drawn, places, partly := r.drawing()
	x, ids := newExcerpts(r), drawn.NodeIDs()
	var found []htmlFinding
	for _, f := range inOrderOfWeight(r.Findings) {
		h := htmlFinding{jsonFinding: r.jsonFinding(f), Title: r.rule(f.Rule).Doc.Title, Doc: docURL(f.Rule), Place: r.placeText(f.Range)}
		h.Excerpt = x.html(f.Range)
		if h.Path != nil {
			ends := slices.Concat(places[h.Path.From], places[h.Path.To])
			cut := slices.ContainsFunc(h.Path.Forward, func(h jsonHop) bool { return h.Code != "" })
			h.Ways = []htmlWay{
				{"The request", htmlHops(h.Path.Forward, false, places, ends, ids)},
				{"The answer", htmlHops(h.Path.Return, cut, places, ends, ids)},
			}
		}
		found = append(found, h)
	}
	return text.Execute(w, map[string]any{
		"Policy":  page.Policy(pageScript, pageStyle, graph.DrawingStyle),
		"Styles":  []template.HTML{page.Style(pageStyle), page.Style(graph.DrawingStyle)},
		"Script":  page.Script(pageScript),
		"Version": r.Version, "Inputs": r.inputs(), "Headline": headline(r), "Findings": found, "Diagnostics": r.htmlDiagnostics(),
		"Objects": len(drawn.Nodes), "Partly": partly,
		"Drawing": template.HTML(drawn.Drawing()), // it escapes what comes from inputs
	})
}

// drawing gives the network as the page draws it, where its objects stand, and whether parts are left out.
func (r *Report) drawing() (drawn graph.Graph, places map[string][]string, partly bool) {
	if r.Network == nil {
		return graph.Graph{}, nil, false
	}
	drawn, places = graph.Of(r.Network), graph.Places(r.Network)
	if len(drawn.Nodes) <= maxDrawn {
		return drawn, places, false
	}
	var around []string
	for _, f := range r.Findings {
		around = append(around, places[address(f.Object)]...)
		if f.Path == nil {
			continue
		}
		for _, h := range slices.Concat(f.Path.Forward, f.Path.Return) {
			around = append(around, places[address(h.Object)]...)
		}
	}
	return drawn.Around(around), places, true
}

// htmlHops says of each hop where it is drawn. What is in several places is drawn where the path begins or
// ends, if it is there as well. cut says that the packet is dropped before the first hop.
func htmlHops(hops []jsonHop, cut bool, places map[string][]string, ends []string, ids map[string]string) []htmlHop {
	out := make([]htmlHop, 0, len(hops))
	for i, h := range hops {
		if i > 0 && h.Resource == hops[i-1].Resource && h.Action == hops[i-1].Action && h.Rule == hops[i-1].Rule && h.Code == hops[i-1].Code && h.Note == hops[i-1].Note {
			continue // it says nothing beyond the one before
		}
		at := slices.Clone(places[h.Resource])
		if slices.ContainsFunc(at, func(id string) bool { return slices.Contains(ends, id) }) {
			at = slices.DeleteFunc(at, func(id string) bool { return !slices.Contains(ends, id) })
		}
		var names []string
		for _, id := range at {
			if name, ok := ids[id]; ok {
				names = append(names, name)
			}
		}
		hop := htmlHop{jsonHop: h, At: strings.Join(names, " "), Beyond: cut}
		if cut && (len(out) == 0 || !out[len(out)-1].Beyond) {
			hop.Aside = beyondCut
		}
		out = append(out, hop)
		cut = cut || h.Code != ""
	}
	return out
}

// inOrderOfWeight puts what the change brings first, and what is more severe.
func inOrderOfWeight(found []rules.Finding) []rules.Finding {
	found = slices.Clone(found)
	slices.SortStableFunc(found, func(a, b rules.Finding) int {
		return cmp.Or(newness(a)-newness(b), b.Severity.Rank()-a.Severity.Rank())
	})
	return found
}

// htmlDiagnostics says what could not be read or understood, rules that broke off with it.
func (r *Report) htmlDiagnostics() []string {
	var out []string
	for _, d := range r.Diagnostics {
		out = append(out, rules.Clean(d.Error()))
	}
	for _, f := range r.Failures {
		out = append(out, rules.Clean("The rule "+f.Rule+" could not finish: "+f.Err.Error()))
	}
	return out
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
