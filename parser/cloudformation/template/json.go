package template

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
)

// maxDepth bounds how deep values and functions may nest; CloudFormation's own limits are far below.
const maxDepth = 200

// syntaxError is a place at which a file cannot be read on.
type syntaxError struct {
	at      position
	message string
}

func (e *syntaxError) Error() string { return e.message }

// jsonReader reads JSON into nodes. It exists beside the YAML reader, which takes most JSON, because YAML
// refuses tabs that JSON allows, and because CDK's templates are large and JSON can be read much faster.
type jsonReader struct {
	data       string
	at         int
	line       int
	lineStart  int // offset of the line's first byte
	wide       int // bytes of the line so far that are not the first of a character
	duplicates []field
	depth      int
}

// readJSON reads one JSON value. duplicates are the keys that stand more than once in their object, at
// their later places; the last of them counts.
func readJSON(data []byte) (root *node, duplicates []field, err error) {
	r := &jsonReader{data: strings.TrimPrefix(string(data), "\uFEFF"), line: 1}
	r.space()
	root, err = r.value()
	if err != nil {
		return nil, nil, err
	}
	if r.space(); r.at < len(r.data) {
		return nil, nil, r.fail("there is more text behind the end of the JSON value")
	}
	return root, r.duplicates, nil
}

func (r *jsonReader) position() position { return position{r.line, r.at - r.lineStart - r.wide + 1} }

func (r *jsonReader) fail(format string, args ...any) error {
	return &syntaxError{r.position(), fmt.Sprintf(format, args...)}
}

func (r *jsonReader) space() {
	for r.at < len(r.data) {
		switch r.data[r.at] {
		case '\n':
			r.line, r.lineStart, r.wide = r.line+1, r.at+1, 0
		case ' ', '\t', '\r':
		default:
			return
		}
		r.at++
	}
}

func (r *jsonReader) value() (*node, error) {
	if r.at >= len(r.data) {
		return nil, r.fail("the file ends in the middle of a value")
	}
	if r.depth++; r.depth > maxDepth {
		return nil, r.fail("values are nested more than %d deep", maxDepth)
	}
	defer func() { r.depth-- }()
	start := r.position()
	switch c := r.data[r.at]; {
	case c == '{':
		return r.object(start)
	case c == '[':
		return r.array(start)
	case c == '"':
		s, err := r.string()
		if err != nil {
			return nil, err
		}
		return newScalar(literal(s), start, r.position()), nil
	default:
		return r.word(start)
	}
}

func (r *jsonReader) object(start position) (*node, error) {
	var fields []field
	seen := map[string]int{}
	r.at++
	for first := true; ; first = false {
		r.space()
		if r.at < len(r.data) && r.data[r.at] == '}' && first {
			r.at++
			break
		}
		if r.at >= len(r.data) || r.data[r.at] != '"' {
			return nil, r.fail("a key in double quotes is expected here")
		}
		f := field{at: r.position()}
		var err error
		if f.key, err = r.string(); err != nil {
			return nil, err
		}
		if r.space(); r.at >= len(r.data) || r.data[r.at] != ':' {
			return nil, r.fail("a colon is expected behind the key %q", f.key)
		}
		r.at++
		r.space()
		if f.value, err = r.value(); err != nil {
			return nil, err
		}
		if i, ok := seen[f.key]; ok {
			fields[i] = f
			r.duplicates = append(r.duplicates, f)
		} else {
			seen[f.key] = len(fields)
			fields = append(fields, f)
		}
		if more, err := r.more('}'); err != nil {
			return nil, err
		} else if !more {
			break
		}
	}
	return newMapping(fields, start, r.position()), nil
}

func (r *jsonReader) array(start position) (*node, error) {
	var items []*node
	r.at++
	for first := true; ; first = false {
		r.space()
		if r.at < len(r.data) && r.data[r.at] == ']' && first {
			r.at++
			break
		}
		item, err := r.value()
		if err != nil {
			return nil, err
		}
		items = append(items, item)
		if more, err := r.more(']'); err != nil {
			return nil, err
		} else if !more {
			break
		}
	}
	return newSequence(items, start, r.position()), nil
}

// more steps over a comma, or over the closing bracket.
func (r *jsonReader) more(closing byte) (bool, error) {
	r.space()
	if r.at < len(r.data) {
		switch r.data[r.at] {
		case ',':
			r.at++
			return true, nil
		case closing:
			r.at++
			return false, nil
		}
	}
	return false, r.fail("a comma or %q is expected here", string(closing))
}

func (r *jsonReader) string() (string, error) {
	start := r.at
	escaped := false
	for r.at++; r.at < len(r.data); r.at++ {
		switch c := r.data[r.at]; {
		case c == '"':
			r.at++
			token := r.data[start:r.at]
			if !escaped {
				return strings.ToValidUTF8(token[1:len(token)-1], "�"), nil
			}
			var s string
			if err := json.Unmarshal([]byte(token), &s); err != nil {
				return "", r.fail("the string that ends here has an invalid escape sequence")
			}
			return s, nil
		case c == '\\':
			escaped = true
			r.at++
		case c == '\n':
			return "", r.fail("a string has no closing quote on its line")
		case c >= utf8.RuneSelf && !utf8.RuneStart(c):
			r.wide++
		}
	}
	r.at = len(r.data)
	return "", r.fail("the file ends in the middle of a string")
}

func (r *jsonReader) word(start position) (*node, error) {
	from := r.at
	for r.at < len(r.data) && strings.IndexByte(" \t\r\n,:]}[{\"", r.data[r.at]) < 0 {
		r.at++
	}
	word := r.data[from:r.at]
	var v cty.Value
	switch word {
	case "true":
		v = cty.True
	case "false":
		v = cty.False
	case "null":
		v = cty.NullVal(cty.DynamicPseudoType)
	default:
		if word == "" || strings.IndexByte("-0123456789", word[0]) < 0 || strings.Trim(word, "+-.0123456789eE") != "" {
			r.at = from
			return nil, r.fail("a value is expected here")
		}
		var ok bool
		if v, ok = parseNumber(word); !ok {
			v = cty.StringVal(word)
		}
	}
	return newScalar(v, start, r.position()), nil
}
