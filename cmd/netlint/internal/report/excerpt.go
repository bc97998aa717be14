package report

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
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

// place is one place to show.
type place struct {
	r       model.Range
	label   string
	primary bool
}

// write shows the place: where it is, its line with the place marked, and its label at the mark. A place
// without a line to show gets only its label.
func (x *excerpts) write(w io.Writer, p place, gutter int, c painter) {
	arrow := "-->"
	mark, paint := "-", c.blue
	if p.primary {
		mark, paint = "^", c.red
	} else {
		arrow = ":::"
	}
	pad := strings.Repeat(" ", gutter)
	labelAlone := func() {
		if p.label != "" {
			fmt.Fprintf(w, "%s %s %s\n", pad, c.blue("="), p.label)
		}
	}
	if p.r.IsZero() {
		labelAlone()
		return
	}
	if !p.primary {
		fmt.Fprintf(w, "%s %s\n", pad, c.blue("|"))
	}
	shown := p.r
	shown.File = x.report.relative(p.r.File)
	fmt.Fprintf(w, "%s%s %s\n", pad, c.blue(arrow), rules.Clean(shown.String()))
	text, ok := x.line(p.r.File, p.r.Line)
	if !ok || utf8.RuneCountInString(text) > maxExcerptLine {
		labelAlone()
		return
	}
	bar := c.blue("|")
	before, marked := markUp(text, p.r)
	fmt.Fprintf(w, "%s %s\n", pad, bar)
	fmt.Fprintf(w, "%s %s %s\n", c.blue(fmt.Sprintf("%*d", gutter, p.r.Line)), bar, expandTabs(rules.Clean(text)))
	fmt.Fprintf(w, "%s %s %s%s\n", pad, bar, before, paint(strings.TrimRight(strings.Repeat(mark, marked)+" "+p.label, " ")))
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
