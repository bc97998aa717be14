package template

import (
	"math"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// node is a value of a template with its place. YAML and JSON are read into the same nodes; both spellings
// of an intrinsic function ("!Sub x" and {"Fn::Sub": x}) become a call.
type node struct {
	kind       nodeKind
	block      bool // the node holds functions, so its value must be evaluated
	start, end position
	value      cty.Value // of a scalar; of other nodes without functions, filled at first use
	items      []*node   // of a sequence
	fields     []field   // of a mapping, each key once
	function   string    // of a call: "Ref", "Condition", or the name behind "Fn::"
	arg        *node     // of a call
	size       int       // nodes in this tree, aliases counted at each use
}

type nodeKind uint8

const (
	scalarNode nodeKind = iota
	sequenceNode
	mappingNode
	callNode
)

// field is one entry of a mapping.
type field struct {
	key   string
	at    position // of the key
	value *node
}

// position is a place in a file; both numbers count from 1, columns count characters.
type position struct{ line, column int }

// get gives the value of a mapping's key, or nil. It is nil-safe, so that lookups can be chained.
func (n *node) get(key string) *node {
	if f := n.field(key); f != nil {
		return f.value
	}
	return nil
}

func (n *node) field(key string) *field {
	if n == nil || n.kind != mappingNode {
		return nil
	}
	for i := range n.fields {
		if n.fields[i].key == key {
			return &n.fields[i]
		}
	}
	return nil
}

// text gives a scalar as text.
func (n *node) text() (string, bool) {
	if n == nil || n.kind != scalarNode {
		return "", false
	}
	return textOf(n.value)
}

func newScalar(v cty.Value, start, end position) *node {
	return &node{kind: scalarNode, value: v, start: start, end: end, size: 1}
}

func newSequence(items []*node, start, end position) *node {
	n := &node{kind: sequenceNode, items: items, start: start, end: end, size: 1}
	for _, item := range items {
		n.adopt(item)
	}
	return n
}

// newMapping makes a mapping, or the call that a mapping with the function's name as its only key means.
func newMapping(fields []field, start, end position) *node {
	if len(fields) == 1 {
		if name, ok := functionName(fields[0].key); ok {
			return newCall(name, fields[0].value, start, end)
		}
	}
	n := &node{kind: mappingNode, fields: fields, start: start, end: end, size: 1}
	for i := range fields {
		n.adopt(fields[i].value)
		if strings.HasPrefix(fields[i].key, "Fn::") {
			n.block = true
		}
	}
	return n
}

func newCall(function string, arg *node, start, end position) *node {
	n := &node{kind: callNode, block: true, function: function, arg: arg, start: start, end: end, size: 1}
	n.adopt(arg)
	return n
}

func (n *node) adopt(child *node) {
	n.block = n.block || child.block
	if n.size > math.MaxInt-child.size {
		n.size = math.MaxInt
	} else {
		n.size += child.size
	}
}

// functionName gives the function that a mapping's only key names. "Condition" is a function inside
// conditions alone and is told apart there; Fn::ForEach names carry a loop name and are expanded as fields.
func functionName(key string) (string, bool) {
	if key == "Ref" {
		return "Ref", true
	}
	name, ok := strings.CutPrefix(key, "Fn::")
	return name, ok && !strings.HasPrefix(name, "ForEach::")
}

// source writes a node in short form: equal expressions are written equally, wherever they stand.
func (n *node) source() string {
	var b strings.Builder
	n.writeSource(&b)
	return b.String()
}

func (n *node) writeSource(b *strings.Builder) {
	switch n.kind {
	case scalarNode:
		text, _ := textOf(n.value)
		b.WriteString(strconv.Quote(text))
	case sequenceNode:
		b.WriteByte('[')
		for _, item := range n.items {
			item.writeSource(b)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case mappingNode:
		b.WriteByte('{')
		for _, f := range n.fields {
			b.WriteString(strconv.Quote(f.key) + ":")
			f.value.writeSource(b)
			b.WriteByte(',')
		}
		b.WriteByte('}')
	case callNode:
		b.WriteString("!" + n.function + " ")
		n.arg.writeSource(b)
	}
}

// textOf gives a known scalar as CloudFormation writes it into strings.
func textOf(v cty.Value) (string, bool) {
	if v == cty.NilVal || !v.IsKnown() || v.IsNull() || v.IsMarked() {
		return "", false
	}
	switch v.Type() {
	case cty.String:
		return v.AsString(), true
	case cty.Number:
		return v.AsBigFloat().Text('f', -1), true
	case cty.Bool:
		return strconv.FormatBool(v.True()), true
	}
	return "", false
}

// maxNumberLength bounds how long a number may be written; what is longer stays text, as do numbers with
// an exponent out of proportion, whose decimal form would fill the memory.
const maxNumberLength = 40

// parseNumber reads a decimal number; numbers that no property can take are refused and stay text.
func parseNumber(text string) (cty.Value, bool) {
	if len(text) > maxNumberLength {
		return cty.NilVal, false
	}
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return cty.NumberIntVal(i), true
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || math.Abs(f) > 1e40 || (f != 0 && math.Abs(f) < 1e-40) {
		return cty.NilVal, false
	}
	v, err := cty.ParseNumberVal(text)
	return v, err == nil
}

// literal makes the value of a string that a template writes out. A dynamic reference in it ("{{resolve:
// ssm:/path}}") stands for what another service holds: a variable, named by the reference itself.
func literal(text string) cty.Value {
	if !strings.Contains(text, "{{resolve:") {
		return cty.StringVal(text)
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{{resolve:")
		b.WriteString(before)
		if !found {
			break
		}
		end := strings.Index(rest, "}}")
		if end < 0 {
			b.WriteString("{{resolve:" + rest)
			break
		}
		for strings.HasPrefix(rest[end+1:], "}}") { // the first of three closes a placeholder of Fn::Sub
			end++
		}
		b.WriteString(variable("resolve:" + rest[:end]))
		text = rest[end+2:]
	}
	return cty.StringVal(b.String())
}
