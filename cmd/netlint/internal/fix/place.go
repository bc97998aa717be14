package fix

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// offset gives where a node begins.
func (t *templateText) offset(n *yaml.Node) int {
	at := t.line(n.Line)
	if n.Line == 1 {
		at = bomLength(t.text)
	}
	for column := 1; column < n.Column && at < len(t.text); column++ { // columns count characters
		_, size := utf8.DecodeRune(t.text[at:])
		at += size
	}
	return at
}

// bomLength gives the length of a byte order mark at the beginning of a text.
func bomLength(text []byte) int {
	if bytes.HasPrefix(text, []byte("\uFEFF")) {
		return len("\uFEFF")
	}
	return 0
}

// line gives where a line begins, counted from 1.
func (t *templateText) line(number int) int {
	at := 0
	for ; number > 1 && at < len(t.text); number-- {
		at = lineEnd(t.text, at)
	}
	return at
}

// blockEnd gives where the entry of a block mapping ends: the beginning of the first line that is not part of
// it.
func (t *templateText) blockEnd(key, value *yaml.Node) int {
	return t.entryEnd(key.Line, key.Column, value.Kind == yaml.SequenceNode && value.Style&yaml.FlowStyle == 0)
}

// entryEnd gives where an entry ends that begins on a line at a column: all lines that stand further to the
// right belong to it, and items of a list also in its own column. Comments and empty lines behind it belong
// to what follows.
func (t *templateText) entryEnd(line, column int, list bool) int {
	at := lineEnd(t.text, t.line(line))
	end := at
	for at < len(t.text) {
		next := lineEnd(t.text, at)
		content := bytes.TrimLeft(t.text[at:next], " ")
		depth := next - at - len(content) + 1
		blank := len(bytes.TrimSpace(content)) == 0
		switch {
		case depth > column && !blank, list && depth == column && bytes.HasPrefix(content, []byte("- ")):
			end = next
		case blank || isComment(content):
		default:
			return end
		}
		at = next
	}
	return end
}

func isComment(line []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(line), []byte("#")) }

// valueEnd gives where a value ends that stands on one line, or in brackets.
func (t *templateText) valueEnd(parent, value *yaml.Node) (int, error) {
	start := t.offset(value)
	if start >= len(t.text) || value.Kind == yaml.ScalarNode && value.Value == "" && value.Style == 0 {
		return 0, errors.New("there is no value")
	}
	switch c := t.text[start]; {
	case c == '{' || c == '[':
		return t.bracket(start)
	case c == '"' || c == '\'':
		return t.quoted(start)
	case value.Kind != yaml.ScalarNode, c == '|' || c == '>' || c == '&' || c == '*':
		return 0, errors.New("the value takes several lines")
	}
	line := t.text[start:lineEnd(t.text, start)]
	if !t.json && parent.Style&yaml.FlowStyle == 0 {
		if i := bytes.Index(line, []byte(" #")); i >= 0 {
			line = line[:i]
		}
		line = bytes.TrimRight(line, " \t\r\n")
	} else if i := bytes.IndexAny(line, ",]}\r\n"); i >= 0 {
		line = bytes.TrimRight(line[:i], " \t")
	}
	if strings.HasPrefix(value.Tag, "!") && !strings.HasPrefix(value.Tag, "!!") {
		// What follows a tag may be quoted or go on in further lines.
		if !bytes.HasSuffix(bytes.Trim(line, `"'`), []byte(value.Value)) {
			return 0, errors.New("the value takes several lines")
		}
	} else if string(line) != value.Value {
		return 0, errors.New("the value takes several lines")
	}
	return start + len(line), nil
}

// bracket gives the offset behind the bracket that closes the one at an offset.
func (t *templateText) bracket(start int) (int, error) {
	depth := 0
	for at := start; at < len(t.text); at++ {
		switch t.text[at] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return at + 1, nil
			}
		case '"', '\'':
			// Inside of a plain word, a quote is a letter.
			if before := bytes.TrimRight(t.text[start:at], " \t\r\n"); strings.IndexByte("{[,:", before[len(before)-1]) >= 0 {
				end, err := t.quoted(at)
				if err != nil {
					return 0, err
				}
				at = end - 1
			}
		case '#':
			if !t.json && strings.IndexByte(" \t\n", t.text[at-1]) >= 0 {
				at = lineEnd(t.text, at) - 1
			}
		}
	}
	return 0, errors.New("a bracket is not closed")
}

// quoted gives the offset behind the quote that closes the one at an offset.
func (t *templateText) quoted(start int) (int, error) {
	quote := t.text[start]
	for at := start + 1; at < len(t.text); at++ {
		switch {
		case quote == '"' && t.text[at] == '\\':
			at++
		case t.text[at] == quote && quote == '\'' && at+1 < len(t.text) && t.text[at+1] == quote:
			at++
		case t.text[at] == quote:
			return at + 1, nil
		}
	}
	return 0, errors.New("a quote is not closed")
}

// addFlow adds text behind the last entry of a collection in brackets, of which the first entry stands at
// first: on a line of its own where the entries do.
func (t *templateText) addFlow(collection *yaml.Node, first int, add string) ([]splice, error) {
	open := t.offset(collection)
	end, err := t.bracket(open)
	if err != nil {
		return nil, err
	}
	last := len(bytes.TrimRight(t.text[:end-1], " \t\r\n"))
	if t.text[last-1] == ',' {
		last--
	}
	comma := ","
	if t.text[last-1] == ':' {
		comma = " ," // for "a:," is a key without a colon
	}
	if !bytes.Contains(t.text[open:first], []byte("\n")) {
		return []splice{insertAt(last, comma+" "+add)}, nil
	}
	return []splice{insertAt(last, comma+"\n"+indent(add, margin(t.text, first)))}, nil
}
