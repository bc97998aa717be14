package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/netlint/netlint/model/lazyregexp"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/rules"
)

// FlowChange says what a change does to the packets from one end to another.
type FlowChange struct {
	From, To string
	// Internet is set where one of the ends is the internet: exposure, or the loss of it.
	Internet bool
	Gained   packet.Set // certainly delivered after the change, and certainly not before
	Lost     packet.Set // certainly delivered before the change, and certainly not after
}

// kind is the change in a word.
func (c FlowChange) kind() string {
	switch {
	case c.Lost.IsEmpty():
		return "gained"
	case c.Gained.IsEmpty():
		return "lost"
	default:
		return "changed"
	}
}

// Diff is what a change does to the flows of a network.
type Diff struct {
	Changes []FlowChange
	// Undecided counts the pairs of ends that may have gained or lost something that is not known.
	Undecided int
}

type jsonDiff struct {
	Schema  string           `json:"schema"`
	Version string           `json:"version"`
	Inputs  []Input          `json:"inputs"`
	Changes []jsonFlowChange `json:"changes"`
	Summary map[string]int   `json:"summary"` // numbers of gained, lost, changed and undecided flows
}

type jsonFlowChange struct {
	Change   string `json:"change"`
	From     string `json:"from"`
	To       string `json:"to"`
	Internet bool   `json:"internet"`
	Gained   string `json:"gained,omitempty"`
	Lost     string `json:"lost,omitempty"`
}

// WriteDiff writes changes of flows as text, json or markdown.
func WriteDiff(w io.Writer, format string, r *Report, d Diff, style Style) error {
	switch format {
	case "text":
		return writeDiffText(w, d, painter{on: style.Color})
	case "json":
		return writeDiffJSON(w, r, d)
	case "markdown":
		return writeDiffMarkdown(w, d)
	}
	return fmt.Errorf("--format: %q is none of text, json, markdown", format)
}

func writeDiffJSON(w io.Writer, r *Report, d Diff) error {
	out := jsonDiff{
		Schema: "netlint-diff/v1", Version: r.Version, Inputs: r.inputs(), Changes: []jsonFlowChange{},
		Summary: map[string]int{"gained": 0, "lost": 0, "changed": 0, "undecided": d.Undecided},
	}
	words := func(s packet.Set) string {
		if s.IsEmpty() {
			return ""
		}
		return s.String()
	}
	for _, c := range d.Changes {
		out.Summary[c.kind()]++
		out.Changes = append(out.Changes, jsonFlowChange{
			Change: c.kind(), From: rules.Clean(c.From), To: rules.Clean(c.To), Internet: c.Internet, Gained: words(c.Gained), Lost: words(c.Lost),
		})
	}
	return encode(w, out)
}

// flowRow is a line of a table of changes.
type flowRow struct {
	word, from, to, services string
}

// rows gives the lines of a table. Lines that differ only in the instances of their resources are one.
func (d Diff) rows() []flowRow {
	var out []flowRow
	at := map[flowRow]int{}
	add := func(word string, c FlowChange, set packet.Set) {
		if set.IsEmpty() {
			return
		}
		row := flowRow{word, rules.Clean(c.From), rules.Clean(c.To), Services(set)}
		all := flowRow{word, anyInstance(row.from), anyInstance(row.to), row.services}
		if i, ok := at[all]; ok {
			if out[i].from != row.from {
				out[i].from = all.from
			}
			if out[i].to != row.to {
				out[i].to = all.to
			}
			return
		}
		at[all] = len(out)
		out = append(out, row)
	}
	for _, c := range d.Changes {
		add("gained", c, c.Gained)
		add("lost", c, c.Lost)
	}
	return out
}

// instanceKey is what tells the instances of a resource or module apart in an address.
var instanceKey = lazyregexp.New(`\[(?:\d+|"(?:[^"\\]|\\.)*")\]`)

// anyInstance is an address that stands for all instances.
func anyInstance(address string) string { return instanceKey().ReplaceAllString(address, "[*]") }

// conclusion says in a sentence what the table does not: that nothing changed, or what is not known.
func (d Diff) conclusion() string {
	var out string
	if len(d.Changes) == 0 {
		out = "No flow is certainly gained or lost."
		if d.Undecided == 0 {
			return "No flow is gained or lost."
		}
	}
	if d.Undecided > 0 {
		out += fmt.Sprintf(" Of %s, it is not known whether something is gained or lost.", Plural(d.Undecided, "pair of ends", "pairs of ends"))
	}
	return strings.TrimSpace(out)
}

func writeDiffText(w io.Writer, d Diff, c painter) error {
	var table, out strings.Builder
	t := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	for _, r := range d.rows() {
		sign := "+"
		if r.word == "lost" {
			sign = "-"
		}
		fmt.Fprintf(t, "%s %s\t%s\t->\t%s\t%s\n", sign, r.word, r.from, r.to, r.services)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(table.String()) {
		paint := c.green
		if strings.HasPrefix(line, "-") {
			paint = c.red
		}
		out.WriteString(paint(strings.TrimRight(line, " \n")) + "\n")
	}
	if text := d.conclusion(); text != "" {
		out.WriteString(text + "\n")
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func writeDiffMarkdown(w io.Writer, d Diff) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n### Flows\n\n", CommentMark)
	rows := d.rows()
	if len(rows) > 0 {
		b.WriteString("| | From | To | Packets |\n|---|---|---|---|\n")
	}
	for i, r := range rows {
		if b.Len() > maxComment {
			fmt.Fprintf(&b, "\n%d more did not fit into this comment.\n", len(rows)-i)
			break
		}
		fmt.Fprintf(&b, "| %s | `%s` | `%s` | %s |\n", r.word, codeInTable(r.from), codeInTable(r.to), EscapeMarkdown(r.services))
	}
	if text := d.conclusion(); text != "" {
		b.WriteString("\n" + text + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// manyProtocols is how many protocols of a set are more than can have been meant one by one.
const manyProtocols = 200

// Services names the protocols and destination ports of a set, without its addresses: "tcp 443, udp 53".
func Services(s packet.Set) string {
	if s.Protocols().Len() > manyProtocols {
		return "all protocols"
	}
	var parts []string
	for _, p := range s.Protocols().All() {
		text := p.String()
		if p.HasPorts() && !s.DstPorts(p).IsAll() {
			text += " " + s.DstPorts(p).String()
		}
		parts = append(parts, text)
	}
	text := strings.Join(parts, ", ")
	if s.IPv4().IsEmpty() && text != "" {
		text += " over IPv6"
	}
	return text
}
