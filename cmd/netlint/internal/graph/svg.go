package graph

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/netlint/netlint/cmd/netlint/internal/page"
)

// The measures of the drawing, in pixels.
const (
	margin    = 20
	boxWidth  = 340
	boxHeight = 40
	gap       = 14
	column    = 130 // between columns, for the edges
	header    = 44  // of a VPC

	maxLabels, labelHeight, labelLength = 3, 12, 18 // beside a box; the length in characters
)

// box is where a node stands.
type box struct{ x, y, w, h int }

// layout puts VPCs below each other, with their subnets on the left and their gateways on the right, and what
// lies between networks in a column beside them.
func (g Graph) layout() (at map[string]box, width, height int) {
	at = map[string]box{}
	y := margin
	vpcWidth := 2*boxWidth + column + 2*gap
	for _, v := range g.vpcs() {
		left, right := y+header, y+header
		for _, n := range g.children(v.ID) {
			b := box{x: margin + gap, y: left, w: boxWidth, h: boxHeight}
			if n.Kind == KindSubnet {
				left += boxHeight + gap
			} else {
				b.x, b.y = margin+gap+boxWidth+column, right
				right += boxHeight + gap
			}
			at[n.ID] = b
		}
		h := max(left, right, y+header+boxHeight) - y
		at[v.ID] = box{x: margin, y: y, w: vpcWidth, h: h}
		y += h + 2*gap
	}
	width = margin + vpcWidth
	outer := margin
	if free := g.children(""); len(free) > 0 {
		x := margin
		if len(g.vpcs()) > 0 {
			x = width + column
		}
		for _, n := range free {
			at[n.ID] = box{x: x, y: outer, w: boxWidth, h: boxHeight}
			outer += boxHeight + 2*gap
		}
		width = x + boxWidth
	}
	return at, width + margin, max(y, outer) + margin
}

// DrawingStyle is the style sheet of a drawing. Its colours follow the page's, light or dark; "at" marks where a
// path stands, "blocked" where it is cut, and "taken" the way that it takes.
//
//go:embed drawing.css
var DrawingStyle string

// NodeIDs gives each node the id that its group has in the drawing.
func (g Graph) NodeIDs() map[string]string { return g.names() }

// svg draws the graph as a file of its own.
func (g Graph) svg() string {
	return strings.Replace(g.Drawing(), ">", ">\n<style>"+DrawingStyle+"</style>", 1)
}

// Drawing draws the graph for a page that has DrawingStyle.
func (g Graph) Drawing() string {
	at, width, height := g.layout()
	names := g.names()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="group" aria-label="The network" font-family="system-ui, sans-serif" font-size="13">`+"\n", width, height, width, height)
	b.WriteString(`<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><polygon points="0 0 8 4 0 8"/></marker></defs>` + "\n")
	labels := map[string]int{}
	for _, e := range g.Edges {
		from, to := at[e.From], at[e.To]
		class, marker := "way", ` marker-end="url(#arrow)"`
		if e.Label == "" {
			class, marker = "link", ""
		}
		fmt.Fprintf(&b, `<path class="%s" data-from="%s" data-to="%s" d="%s"%s><title>%s</title></path>`+"\n",
			class, names[e.From], names[e.To], line(from, to), marker, template.HTMLEscapeString(edgeText(e)))
		// What the way carries stands at its beginning, as far as there is room beside the box.
		if k := labels[e.From]; e.Label != "" && k < maxLabels && to.x > from.x {
			labels[e.From]++
			fmt.Fprintf(&b, `<text class="label" x="%d" y="%d">%s</text>`+"\n",
				from.x+from.w+6, from.y+10+k*labelHeight, template.HTMLEscapeString(cut(e.Label, labelLength)))
		}
	}
	for _, n := range g.Nodes {
		p := at[n.ID]
		fmt.Fprintf(&b, `<g id="%s" class="node %s"><title>%s</title><rect x="%d" y="%d" width="%d" height="%d" rx="4"/>`,
			names[n.ID], n.Kind, template.HTMLEscapeString(caption(n)), p.x, p.y, p.w, p.h)
		fmt.Fprintf(&b, `<text x="%d" y="%d">%s</text><text class="detail" x="%d" y="%d">%s</text></g>`+"\n",
			p.x+8, p.y+17, template.HTMLEscapeString(short(n.Label)), p.x+8, p.y+33, template.HTMLEscapeString(short(n.Detail)))
	}
	b.WriteString("</svg>")
	return b.String()
}

// line gives the way of an edge. One from a subnet to the outside passes between the rows of its VPC's gateways and
// not behind one of them, as if it led there.
func line(from, to box) string {
	x1, x2, bend := from.x+from.w, to.x, column/2
	if to.x < from.x {
		x1, x2, bend = from.x, to.x+to.w, -bend
	}
	y1, y2 := from.y+from.h/2, to.y+to.h/2
	if x2-x1 <= boxWidth+gap+column {
		return fmt.Sprintf("M%d %d C%d %d %d %d %d %d", x1, y1, x1+bend, y1, x2-bend, y2, x2, y2)
	}
	lane, in, out := from.y+from.h+gap/2, x1+column, x2-column
	return fmt.Sprintf("M%d %d C%d %d %d %d %d %d L%d %d C%d %d %d %d %d %d",
		x1, y1, x1+bend, y1, in-bend, lane, in, lane, out, lane, out+bend, lane, x2-bend, y2, x2, y2)
}

// short cuts a label to what fits into a box; the title has all of it.
func short(s string) string { return cut(s, 46) }

func cut(s string, fits int) string {
	if r := []rune(s); len(r) > fits {
		return string(r[:fits-1]) + "…"
	}
	return s
}

func edgeText(e Edge) string {
	if e.Label == "" {
		return e.From + " - " + e.To
	}
	return e.From + " -> " + e.To + ": " + e.Label
}

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

//go:embed page.js
var pageScript string

// html writes one page with the drawing and the same as a table, which asks no other place for anything.
func (g Graph) html(w io.Writer) error {
	text, err := template.New("page").Parse(pageText)
	if err != nil {
		return err
	}
	return text.Execute(w, map[string]any{
		"Policy":  page.Policy(pageScript, pageStyle, DrawingStyle),
		"Styles":  []template.HTML{page.Style(pageStyle), page.Style(DrawingStyle)},
		"Script":  page.Script(pageScript),
		"Drawing": template.HTML(g.Drawing()), // it escapes what comes from inputs
		"Graph":   g,
	})
}
