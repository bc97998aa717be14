package report

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// excerpts cuts marked pieces out of source files, reading each file once.
type excerpts struct {
	report *Report
	lines  map[string][]string
}

func newExcerpts(r *Report) *excerpts { return &excerpts{report: r, lines: map[string][]string{}} }

// line gives a line of a file, from 1, and whether the file has it.
func (x *excerpts) line(file string, n int) (string, bool) {
	lines, ok := x.lines[file]
	if !ok {
		lines = splitLines(x.report.source(file))
		x.lines[file] = lines
	}
	if n < 1 || n > len(lines) {
		return "", false
	}
	return lines[n-1], true
}

// maxExcerptLine bounds what is shown of one line: plans are JSON without line breaks.
const maxExcerptLine = 200

func splitLines(data []byte) []string {
	var lines []string
	s := bufio.NewScanner(bytes.NewReader(data))
	s.Buffer(nil, 64<<20)
	for s.Scan() {
		lines = append(lines, strings.TrimRight(s.Text(), "\r"))
	}
	return lines
}

// place is one place to show: what it is about, and what is to be said of it.
type place struct {
	r        model.Range
	subjects []string
	text     string
	primary  bool
}

// label is what stands at the mark.
func (p place) label() string {
	subjects := listed(p.subjects, 3)
	if subjects == "" || p.text == "" {
		return subjects + p.text
	}
	return subjects + ": " + p.text
}

// samePlaces is how many places of which the same is said are shown.
const samePlaces = 3

// gather joins places at one spot of which the same is said, as the instances of one block, and leaves only the
// first few of those elsewhere: the others are named with the last of them.
func gather(places []place) []place {
	type key struct {
		r    model.Range
		text string
	}
	var joined []place
	at := map[key]int{}
	for _, p := range places {
		k := key{p.r, p.text}
		if i, ok := at[k]; ok && !p.primary && p.text != "" {
			joined[i].subjects = append(joined[i].subjects, p.subjects...)
			continue
		}
		if !p.primary {
			at[k] = len(joined)
		}
		joined = append(joined, p)
	}
	var out []place
	shown := map[string][]int{} // by text, where in out
	for _, p := range joined {
		same := shown[p.text]
		if p.text != "" && len(same) >= samePlaces {
			last := &out[same[len(same)-1]]
			last.subjects = append(last.subjects, p.subjects...)
			continue
		}
		shown[p.text] = append(same, len(out))
		out = append(out, p)
	}
	return out
}

// write shows places, those of one file together and in the order of its lines, each with the place marked
// and its label at the mark. The file of the first place comes first. Places that have no line to show get
// only their labels.
func (x *excerpts) write(w io.Writer, places []place, gutter int, c painter) {
	pad := strings.Repeat(" ", gutter)
	var files []string
	byFile := map[string][]place{}
	var loose []place
	for _, p := range gather(places) {
		if p.r.IsZero() {
			loose = append(loose, p)
			continue
		}
		if byFile[p.r.File] == nil {
			files = append(files, p.r.File)
		}
		byFile[p.r.File] = append(byFile[p.r.File], p)
	}
	for i, file := range files {
		here := byFile[file]
		head, arrow := here[0].r, "-->"
		if i > 0 {
			arrow = ":::"
			fmt.Fprintf(w, "%s %s\n", pad, c.blue("|"))
		}
		head.File = x.report.relative(file)
		fmt.Fprintf(w, "%s%s %s\n", pad, c.blue(arrow), rules.Clean(head.String()))
		x.snippet(w, here, gutter, c)
	}
	for _, p := range loose {
		x.label(w, p, gutter, c)
	}
}

// snippet shows places of one file.
func (x *excerpts) snippet(w io.Writer, places []place, gutter int, c painter) {
	pad, bar := strings.Repeat(" ", gutter), c.blue("|")
	slices.SortStableFunc(places, func(a, b place) int { return a.r.Compare(b.r) })
	last := 0
	for _, p := range places {
		text, ok := x.line(p.r.File, p.r.Line)
		if !ok || len(text) > utf8.UTFMax*maxExcerptLine || utf8.RuneCountInString(text) > maxExcerptLine {
			x.label(w, p, gutter, c)
			continue
		}
		switch {
		case last == 0:
			fmt.Fprintf(w, "%s %s\n", pad, bar)
		case p.r.Line > last+1:
			fmt.Fprintln(w, c.blue("..."))
		}
		if p.r.Line != last {
			fmt.Fprintf(w, "%s %s %s\n", c.blue(fmt.Sprintf("%*d", gutter, p.r.Line)), bar, rules.Clean(expandTabs(text)))
		}
		last = p.r.Line
		mark, paint := "-", c.blue
		if p.primary {
			mark, paint = "^", c.red
		}
		before, marked := markUp(text, p.r)
		fmt.Fprintf(w, "%s %s %s%s\n", pad, bar, before, paint(strings.TrimRight(strings.Repeat(mark, marked)+" "+p.label(), " ")))
	}
}

// label shows a place by its label alone.
func (x *excerpts) label(w io.Writer, p place, gutter int, c painter) {
	if label := p.label(); label != "" {
		fmt.Fprintf(w, "%s %s %s\n", strings.Repeat(" ", gutter), c.blue("="), label)
	}
}

// markUp gives the blank space before the mark under a line, and how long the mark is: to the end of the
// range, or of the line where the range goes on.
func markUp(text string, r model.Range) (before string, marked int) {
	runes := []rune(text)
	start := min(max(r.Column-1, 0), len(runes))
	if r.Column <= 1 {
		start = len(runes) - len([]rune(strings.TrimLeft(text, " \t")))
	}
	end := len([]rune(strings.TrimRight(text, " \t")))
	if r.EndLine == r.Line && r.EndColumn > 0 {
		end = min(r.EndColumn-1, len(runes))
	}
	before = strings.Map(func(c rune) rune {
		if c == '\t' {
			return '\t'
		}
		return ' '
	}, string(runes[:start]))
	return expandTabs(before), max(utf8.RuneCountInString(expandTabs(string(runes[start:max(end, start)]))), 1)
}

func expandTabs(s string) string { return strings.ReplaceAll(s, "\t", "    ") }

// painter colours words for terminals.
type painter struct{ on bool }

func (p painter) paint(code, s string) string {
	if !p.on || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p painter) red(s string) string    { return p.paint("1;31", s) }
func (p painter) yellow(s string) string { return p.paint("1;33", s) }
func (p painter) cyan(s string) string   { return p.paint("1;36", s) }
func (p painter) blue(s string) string   { return p.paint("1;34", s) }
func (p painter) green(s string) string  { return p.paint("32", s) }
func (p painter) bold(s string) string   { return p.paint("1", s) }
func (p painter) dim(s string) string    { return p.paint("2", s) }

// severity colours a word by how grave it is.
func (p painter) severity(s rules.Severity, word string) string {
	switch s {
	case rules.Error:
		return p.red(word)
	case rules.Warning:
		return p.yellow(word)
	default:
		return p.cyan(word)
	}
}
