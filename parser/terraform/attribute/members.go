package attribute

import (
	"bytes"
	"iter"

	"github.com/go-json-experiment/json/jsontext"
)

// The functions of this file walk over JSON that the decoder has read as one value and so has found valid: plans hold
// little else than attributes, and asking the decoder for each token of them once more takes longer than reading them.

// members gives the members of a JSON object: names without quotes, in the memory of v where they can be, and values.
// null and any other value have none.
func members(v jsontext.Value) iter.Seq2[[]byte, jsontext.Value] {
	return func(yield func([]byte, jsontext.Value) bool) {
		if v.Kind() != '{' {
			return
		}
		for i := next(v, 1); v[i] != '}'; {
			end := stringEnd(v, i)
			name := Unquote(v[i:end])
			start := next(v, end)
			end = valueEnd(v, start)
			if !yield(name, v[start:end]) {
				return
			}
			i = next(v, end)
		}
	}
}

// elements gives the elements of a JSON array.
func elements(v jsontext.Value) iter.Seq[jsontext.Value] {
	return func(yield func(jsontext.Value) bool) {
		for i := next(v, 1); v[i] != ']'; {
			end := valueEnd(v, i)
			if !yield(v[i:end]) {
				return
			}
			i = next(v, end)
		}
	}
}

// next gives where the next value, name or closing bracket begins, behind white space and the marks between them.
func next(v []byte, i int) int {
	for {
		switch v[i] {
		case ' ', '\n', '\r', '\t', ',', ':':
			i++
		default:
			return i
		}
	}
}

// valueEnd gives the index behind the value that begins at i.
func valueEnd(v []byte, i int) int {
	depth := 0
	for {
		switch v[i] {
		case '"':
			i = stringEnd(v, i)
		case '{', '[':
			depth++
			i++
		case '}', ']':
			depth--
			i++
		case ' ', '\n', '\r', '\t', ',', ':':
			i++
			continue
		default: // a number, true, false or null
			i++
			for i < len(v) && !ends(v[i]) {
				i++
			}
		}
		if depth == 0 {
			return i
		}
	}
}

// ends reports whether a character cannot be part of a number or of a word.
func ends(c byte) bool {
	switch c {
	case ' ', '\n', '\r', '\t', ',', ']', '}':
		return true
	}
	return false
}

// stringEnd gives the index behind the string whose opening quote is at i.
func stringEnd(v []byte, i int) int {
	for end := i + 1; ; end++ {
		end += bytes.IndexByte(v[end:], '"')
		escapes := 0
		for v[end-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return end + 1
		}
	}
}

// Unquote gives the content of a JSON string, which must be valid, in the memory of raw where it can.
func Unquote(raw []byte) []byte {
	content := raw[1 : len(raw)-1]
	if bytes.IndexByte(content, '\\') < 0 {
		return content
	}
	// AppendUnquote cannot fail on what the decoder has accepted as a string.
	text, _ := jsontext.AppendUnquote(nil, raw)
	return text
}
