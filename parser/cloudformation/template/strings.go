package template

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

func itoa(i int) string { return strconv.Itoa(i) }

// sub evaluates Fn::Sub: a string with ${placeholders}, alone or with a mapping of its own variables.
func (s *stack) sub(n *node) cty.Value {
	const shape = "a string, or a list of a string and a mapping of variables"
	pattern, variables := n.arg, (*node)(nil)
	if n.arg.kind == sequenceNode {
		if len(n.arg.items) == 0 || len(n.arg.items) > 2 {
			return s.malformed(n, shape)
		}
		pattern = n.arg.items[0]
		if len(n.arg.items) == 2 {
			variables = n.arg.items[1]
		}
	}
	text, v, ok := s.text(pattern)
	if !ok {
		if pattern.kind == callNode {
			return v
		}
		return s.malformed(n, shape)
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${")
		b.WriteString(before)
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			b.WriteString("${" + rest)
			break
		}
		text = after
		if escaped, isEscaped := strings.CutPrefix(name, "!"); isEscaped {
			b.WriteString("${" + escaped + "}")
			continue
		}
		value := s.placeholder(strings.TrimSpace(name), variables, n)
		part, ok := textOf(value)
		if !ok && value != cty.NilVal {
			if _, isUnknown := unknownOf(value); isUnknown {
				return value
			}
			return s.malformed(n, "placeholders that are strings, and ${"+name+"} is none")
		}
		b.WriteString(part)
		if b.Len() > maxText {
			return s.tooLong(n)
		}
	}
	return cty.StringVal(b.String())
}

// placeholder gives the value of a name between ${ and }.
func (s *stack) placeholder(name string, variables, n *node) cty.Value {
	if own := variables.get(name); own != nil {
		return s.evaluate(own)
	}
	if id, attribute, ok := strings.Cut(name, "."); ok {
		return s.attribute(id, attribute, n)
	}
	return s.ref(name, n)
}

func (s *stack) tooLong(n *node) cty.Value {
	s.warnAt(n, "A string grows too long", "Fn::%s makes a string of more than %d bytes; it counts as unknown.", n.function, maxText)
	return unknown("the string is too long")
}

// join evaluates Fn::Join: a delimiter and a list of strings.
func (s *stack) join(n *node) cty.Value {
	args, ok := arguments(n, 2, 2)
	if !ok {
		return s.malformed(n, "a delimiter and a list of strings")
	}
	delimiter, v, ok := s.text(args[0])
	if !ok {
		return v
	}
	items, v, ok := s.list(args[1])
	if !ok {
		return v
	}
	parts := make([]string, 0, len(items))
	length := 0
	for _, item := range items {
		part, ok := textOf(item)
		if !ok {
			if _, isUnknown := unknownOf(item); isUnknown {
				return item
			}
			return s.malformed(n, "a delimiter and a list of strings")
		}
		parts = append(parts, part)
		if length += len(part) + len(delimiter); length > maxText {
			return s.tooLong(n)
		}
	}
	return cty.StringVal(strings.Join(parts, delimiter))
}

// split evaluates Fn::Split: a delimiter and a string.
func (s *stack) split(n *node) cty.Value {
	args, ok := arguments(n, 2, 2)
	if !ok {
		return s.malformed(n, "a delimiter and a string")
	}
	delimiter, v, ok := s.text(args[0])
	if !ok {
		return v
	}
	text, v, ok := s.text(args[1])
	if !ok {
		return v
	}
	return s.splitText(text, delimiter)
}

// splitText splits a string. Where a symbol in it may hold the delimiter, the number of parts is unknown.
func (l *loader) splitText(text, delimiter string) cty.Value {
	if delimiter == "" {
		return cty.TupleVal([]cty.Value{cty.StringVal(text)})
	}
	for _, sym := range symbolsOf(text) {
		if l.atomic[sym] && strings.Trim(delimiter, "-.") != "" {
			continue // an id or a zone holds dashes at most
		}
		return unknownList(l.whySymbol(sym), "split "+delimiter+" "+text, variableList)
	}
	parts := strings.Split(text, delimiter)
	items := make([]cty.Value, len(parts))
	for i, part := range parts {
		items[i] = cty.StringVal(part)
	}
	return cty.TupleVal(items)
}

// selectItem evaluates Fn::Select: an index and a list.
func (s *stack) selectItem(n *node) cty.Value {
	args, ok := arguments(n, 2, 2)
	if !ok {
		return s.malformed(n, "an index and a list")
	}
	text, v, ok := s.text(args[0])
	if !ok {
		return v
	}
	list, ok := s.wholeList(args[1])
	if HasSymbol(text) {
		return unknown(s.whySymbol(text))
	}
	i, err := strconv.Atoi(text)
	if err != nil || i < 0 {
		return s.malformed(n, "an index and a list, and "+strconv.Quote(text)+" is no index")
	}
	if !ok {
		if u, isUnknown := unknownOf(list); isUnknown && u.list.kind != noList {
			return s.element(u, i)
		}
		return list
	}
	if i >= list.LengthInt() {
		s.warnTentatively(n, "Fn::Select picks what is not there",
			"The list has %d elements, and the index %d asks for one behind its end; the value counts as unknown.", list.LengthInt(), i)
		return unknown("Fn::Select picks an element that is not there")
	}
	return list.Index(cty.NumberIntVal(int64(i)))
}

// base64 evaluates Fn::Base64. Symbols are encoded with the rest: who decodes the value finds them again.
func (s *stack) base64(n *node) cty.Value {
	text, v, ok := s.text(n.arg)
	if !ok {
		return v
	}
	return cty.StringVal(base64.StdEncoding.EncodeToString([]byte(text)))
}

// length evaluates Fn::Length of a list.
func (s *stack) length(n *node) cty.Value {
	items, v, ok := s.list(n.arg)
	if !ok {
		return v
	}
	return cty.NumberIntVal(int64(len(items)))
}

// toJSON evaluates Fn::ToJsonString. Keys keep the order of the template.
func (s *stack) toJSON(n *node) cty.Value {
	var b strings.Builder
	if v := s.writeJSON(&b, n.arg); v != cty.NilVal {
		return v
	}
	if b.Len() > maxText {
		return s.tooLong(n)
	}
	return cty.StringVal(b.String())
}

// writeJSON writes a node's value as JSON; it gives the unknown value that keeps it from doing so.
func (s *stack) writeJSON(b *strings.Builder, n *node) cty.Value {
	switch n.kind {
	case mappingNode:
		b.WriteByte('{')
		first := true
		for _, f := range s.expandLoops(n.fields, nil) {
			if f.value.kind == callNode && s.evaluate(f.value) == cty.NilVal {
				continue
			}
			if !first {
				b.WriteByte(',')
			}
			first = false
			writeJSONString(b, f.key)
			b.WriteByte(':')
			if v := s.writeJSON(b, f.value); v != cty.NilVal {
				return v
			}
		}
		b.WriteByte('}')
		return cty.NilVal
	case sequenceNode:
		b.WriteByte('[')
		first := true
		for _, item := range n.items {
			if item.kind == callNode && s.evaluate(item) == cty.NilVal {
				continue
			}
			if !first {
				b.WriteByte(',')
			}
			first = false
			if v := s.writeJSON(b, item); v != cty.NilVal {
				return v
			}
		}
		b.WriteByte(']')
		return cty.NilVal
	}
	return writeJSONValue(b, s.evaluate(n))
}

func writeJSONValue(b *strings.Builder, v cty.Value) cty.Value {
	if v == cty.NilVal {
		b.WriteString("null")
		return cty.NilVal
	}
	if _, isUnknown := unknownOf(v); isUnknown {
		return v
	}
	switch {
	case v.IsNull():
		b.WriteString("null")
	case v.Type() == cty.String:
		writeJSONString(b, v.AsString())
	case v.Type().IsTupleType():
		b.WriteByte('[')
		for i, item := range v.AsValueSlice() {
			if i > 0 {
				b.WriteByte(',')
			}
			if u := writeJSONValue(b, item); u != cty.NilVal {
				return u
			}
		}
		b.WriteByte(']')
	case v.Type().IsObjectType():
		b.WriteByte('{')
		first := true
		for it := v.ElementIterator(); it.Next(); {
			key, item := it.Element()
			if !first {
				b.WriteByte(',')
			}
			first = false
			writeJSONString(b, key.AsString())
			b.WriteByte(':')
			if u := writeJSONValue(b, item); u != cty.NilVal {
				return u
			}
		}
		b.WriteByte('}')
	default:
		text, _ := textOf(v)
		b.WriteString(text)
	}
	return cty.NilVal
}

func writeJSONString(b *strings.Builder, text string) {
	encoder := json.NewEncoder(trimNewline{b})
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string always encodes, and a strings.Builder never fails
}

// trimNewline drops the newline that json.Encoder writes behind every value.
type trimNewline struct{ b *strings.Builder }

func (t trimNewline) Write(p []byte) (int, error) {
	t.b.WriteString(strings.TrimSuffix(string(p), "\n"))
	return len(p), nil
}
