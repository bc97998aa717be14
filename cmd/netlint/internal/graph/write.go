package graph

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// formats are the forms in which a graph is written, the usual one first.
var formats = []string{"html", "svg", "dot", "mermaid", "json"}

// Formats lists the forms in which a graph is written.
func Formats() []string { return slices.Clone(formats) }

// Write writes the graph in one of the formats.
func (g Graph) Write(w io.Writer, format string) error {
	var text string
	switch format {
	case "json":
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Schema string `json:"schema"`
			Graph
		}{"netlint-graph/v1", g})
	case "dot":
		text = g.dot()
	case "mermaid":
		text = g.mermaid()
	case "svg":
		text = g.svg() + "\n"
	case "html":
		return g.html(w)
	default:
		return fmt.Errorf("--format: %q is none of %s", format, strings.Join(formats, ", "))
	}
	_, err := io.WriteString(w, text)
	return err
}

// names gives each node a short name that every language takes.
func (g Graph) names() map[string]string {
	out := map[string]string{}
	for i, n := range g.Nodes {
		out[n.ID] = fmt.Sprintf("n%d", i)
	}
	return out
}

// children gives the nodes in a VPC, or those that lie in none.
func (g Graph) children(parent string) []Node {
	var out []Node
	for _, n := range g.Nodes {
		if n.Parent == parent && n.Kind != KindVPC {
			out = append(out, n)
		}
	}
	return out
}

func (g Graph) vpcs() []Node {
	return slices.DeleteFunc(slices.Clone(g.Nodes), func(n Node) bool { return n.Kind != KindVPC })
}

func quoteDOT(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}

// dot writes the language of Graphviz. A VPC is a cluster with an invisible node that edges end at.
func (g Graph) dot() string {
	names := g.names()
	var b strings.Builder
	b.WriteString("digraph network {\n  rankdir=LR;\n  compound=true;\n  node [shape=box, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n")
	node := func(pad string, n Node) {
		shape := ""
		if n.Kind == KindOutside {
			shape = ", shape=ellipse"
		}
		fmt.Fprintf(&b, "%s%s [label=%s%s];\n", pad, names[n.ID], quoteDOT(caption(n)), shape)
	}
	for _, v := range g.vpcs() {
		fmt.Fprintf(&b, "  subgraph cluster_%s {\n    label=%s;\n    %s [shape=point, style=invis];\n", names[v.ID], quoteDOT(caption(v)), names[v.ID])
		for _, n := range g.children(v.ID) {
			node("    ", n)
		}
		b.WriteString("  }\n")
	}
	for _, n := range g.children("") {
		node("  ", n)
	}
	clusters := map[string]bool{}
	for _, v := range g.vpcs() {
		clusters[v.ID] = true
	}
	for _, e := range g.Edges {
		attributes := []string{}
		if e.Label != "" {
			attributes = append(attributes, "label="+quoteDOT(e.Label))
		} else {
			attributes = append(attributes, "dir=none")
		}
		if clusters[e.To] {
			attributes = append(attributes, "lhead=cluster_"+names[e.To])
		}
		fmt.Fprintf(&b, "  %s -> %s [%s];\n", names[e.From], names[e.To], strings.Join(attributes, ", "))
	}
	b.WriteString("}\n")
	return b.String()
}

// caption is a node's label with its detail below.
func caption(n Node) string {
	if n.Detail == "" {
		return n.Label
	}
	return n.Label + "\n" + n.Detail
}

// mermaidText puts Mermaid's own entities in place of what ends a label or begins one of another kind.
var mermaidText = strings.NewReplacer("#", "#35;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "`", "'", `\`, "#92;")

// EscapeMermaid makes a text fit to stand between the quotes of a label.
func EscapeMermaid(s string) string { return mermaidText.Replace(s) }

func (g Graph) mermaid() string {
	names := g.names()
	quote := func(s string) string {
		return `"` + strings.ReplaceAll(EscapeMermaid(s), "\n", "<br/>") + `"`
	}
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	node := func(pad string, n Node) {
		open, shut := "[", "]"
		if n.Kind == KindOutside {
			open, shut = "((", "))"
		}
		fmt.Fprintf(&b, "%s%s%s%s%s\n", pad, names[n.ID], open, quote(caption(n)), shut)
	}
	for _, v := range g.vpcs() {
		fmt.Fprintf(&b, "  subgraph %s[%s]\n", names[v.ID], quote(caption(v)))
		for _, n := range g.children(v.ID) {
			node("    ", n)
		}
		b.WriteString("  end\n")
	}
	for _, n := range g.children("") {
		node("  ", n)
	}
	for _, e := range g.Edges {
		if e.Label == "" {
			fmt.Fprintf(&b, "  %s --- %s\n", names[e.From], names[e.To])
			continue
		}
		fmt.Fprintf(&b, "  %s -->|%s| %s\n", names[e.From], quote(e.Label), names[e.To])
	}
	return b.String()
}
