package lsp

import (
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/netlint/netlint/model"
)

// pathOf gives the file that a URI names, or "" where it names none on this machine.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	path := u.Path
	if len(path) > 2 && path[0] == '/' && path[2] == ':' { // /c:/net/main.tf
		path = path[1:]
	}
	return filepath.FromSlash(path)
}

// uriOf gives the URI of a file.
func uriOf(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// lines splits a text at its line breaks, which stay with their lines.
func lines(text string) []string { return strings.SplitAfter(text, "\n") }

// offset gives the byte offset of a position in a text; what lies behind a line's end means its end.
func offset(text string, p position) int {
	at := 0
	for line := range strings.Lines(text) {
		if p.Line == 0 {
			units := 0
			for i, r := range line {
				if units >= p.Character || r == '\n' || r == '\r' {
					return at + i
				}
				units += utf16.RuneLen(r)
			}
			return at + len(line)
		}
		p.Line--
		at += len(line)
	}
	return len(text)
}

// positionAt gives the position of a byte offset.
func positionAt(text string, offset int) position {
	before := text[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	return position{Line: strings.Count(before, "\n"), Character: units(before[start:])}
}

// units gives the length of a text in UTF-16 code units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r)) // bytes that are no UTF-8 are shown as one character
	}
	return n
}

// spanOf gives the range to underline: the place itself, or of a place of several lines the first.
func spanOf(r model.Range, lines []string) span {
	line := max(0, r.Line-1)
	if line >= len(lines) {
		line = len(lines) - 1
	}
	text := strings.TrimRight(lines[line], "\r\n")
	start := characters(text, r.Column-1)
	if r.Column <= 0 {
		start = len(text) - len(strings.TrimLeft(text, " \t"))
	}
	end := len(text)
	if r.EndLine == r.Line && r.EndColumn > r.Column {
		end = characters(text, r.EndColumn-1)
	}
	return span{
		Start: position{Line: line, Character: units(text[:start])},
		End:   position{Line: line, Character: units(text[:end])},
	}
}

// characters gives the byte offset behind a number of characters.
func characters(text string, n int) int {
	at := 0
	for ; n > 0 && at < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}

// difference gives the one edit that turns a text into another.
func difference(before, after string) textEdit {
	start := 0
	for start < len(before) && start < len(after) && before[start] == after[start] {
		start++
	}
	for start > 0 && start < len(before) && !utf8.RuneStart(before[start]) {
		start--
	}
	end := 0
	for end < len(before)-start && end < len(after)-start && before[len(before)-1-end] == after[len(after)-1-end] {
		end++
	}
	for end > 0 && !utf8.RuneStart(before[len(before)-end]) {
		end--
	}
	return textEdit{
		Range:   span{Start: positionAt(before, start), End: positionAt(before, len(before)-end)},
		NewText: after[start : len(after)-end],
	}
}
