package fix

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/netlint/netlint/rules"
)

// editTemplate makes the changes of an edit in a CloudFormation template, YAML or JSON.
func editTemplate(text []byte, edit *rules.Edit, code string) ([]splice, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil || len(document.Content) != 1 {
		return nil, errors.New("the template has errors of syntax")
	}
	t := &templateText{text: text, json: bytes.HasPrefix(bytes.TrimLeft(text, "\uFEFF \t\r\n"), []byte("{"))}
	var add yaml.Node
	if err := yaml.Unmarshal([]byte(code), &add); err != nil || len(add.Content) != 1 {
		return nil, errors.New("the proposed code has errors of syntax")
	}
	value := add.Content[0]
	resources := get(document.Content[0], "Resources")
	resource := get(resources, edit.Object.Address)
	if resource == nil {
		return nil, fmt.Errorf("%s is not written out in the template", edit.Object.Address)
	}
	if get(resource, "Condition") != nil {
		return nil, fmt.Errorf("%s is there under a condition only", edit.Object.Address)
	}
	switch edit.Kind {
	case rules.AddBlock:
		return t.addResources(resources, edit.Object.Address, value)
	case rules.Set:
		return t.set(resource, append([]string{"Properties"}, strings.Split(edit.Argument, ".")...), value)
	case rules.Append:
		return t.appendTo(resource, append([]string{"Properties"}, strings.Split(edit.Argument, ".")...), value)
	}
	return nil, fmt.Errorf("%q is no kind of change to a template", edit.Kind)
}

// isTemplate reports whether a text is free of errors of syntax.
func isTemplate(text []byte) bool {
	var document yaml.Node
	return yaml.Unmarshal(text, &document) == nil
}

// get gives the value of a mapping's key, or nil.
func get(n *yaml.Node, key string) *yaml.Node {
	_, v := entry(n, key)
	return v
}

// entry gives a key of a mapping and its value. Merged keys (<<) are not looked into: they stand elsewhere.
func entry(n *yaml.Node, key string) (k, v *yaml.Node) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

// templateText is a template that is to be changed.
type templateText struct {
	text []byte
	json bool
}

// addResources adds resources behind another one, under logical ids that are free.
func (t *templateText) addResources(resources *yaml.Node, behind string, add *yaml.Node) ([]splice, error) {
	if add.Kind != yaml.MappingNode {
		return nil, errors.New("the proposed code is no resource")
	}
	for i := 0; i+1 < len(add.Content); i += 2 {
		id := add.Content[i].Value
		for n := 2; get(resources, add.Content[i].Value) != nil; n++ {
			add.Content[i].Value = id + strconv.Itoa(n)
		}
	}
	return t.addEntries(resources, behind, add)
}

// addEntries adds the entries of add to a mapping: behind one of its keys, or at its end where that is empty.
func (t *templateText) addEntries(to *yaml.Node, behind string, add *yaml.Node) ([]splice, error) {
	if len(to.Content) == 0 || to.Kind != yaml.MappingNode {
		return nil, errors.New("there is nothing beside which it could stand")
	}
	first := to.Content[0]
	if to.Style&yaml.FlowStyle != 0 {
		return t.addFlow(to, t.offset(first), t.flowEntries(add, first.Line != to.Line))
	}
	key, value := entry(to, behind)
	if key == nil {
		key, value = to.Content[len(to.Content)-2], to.Content[len(to.Content)-1]
	}
	at := t.blockEnd(key, value)
	step := 2
	if first := to.Content[1]; first.Kind == yaml.MappingNode && first.Style&yaml.FlowStyle == 0 && first.Column > to.Content[0].Column {
		step = first.Column - to.Content[0].Column
	}
	lines := indent(blockText(add, step), strings.Repeat(" ", key.Column-1))
	if t.spaced(to, key, at) {
		lines = "\n" + lines
	}
	return []splice{insertAt(at, onNewLine(t.text, at, lines))}, nil
}

// spaced reports whether the entries of a mapping stand with empty lines between: whether one stands between
// the key's entry, which ends at end, and the entry before it or behind it.
func (t *templateText) spaced(in, key *yaml.Node, end int) bool {
	before := lineStart(t.text, t.offset(key))
	for before > 0 && isComment(t.text[lineStart(t.text, before-1):before]) {
		before = lineStart(t.text, before-1)
	}
	blank := func(line []byte) bool { return len(bytes.TrimSpace(line)) == 0 }
	if key != in.Content[0] {
		return before > 0 && blank(t.text[lineStart(t.text, before-1):before])
	}
	return key != in.Content[len(in.Content)-2] && end < len(t.text) && blank(t.text[end:lineEnd(t.text, end)])
}

// set gives a property a value, and the mappings on the way to it where they are not there yet.
func (t *templateText) set(in *yaml.Node, path []string, value *yaml.Node) ([]splice, error) {
	for i, name := range path[:len(path)-1] {
		next := get(in, name)
		if next == nil {
			for _, inner := range reversed(path[i+1:]) {
				value = mapping(inner, value)
			}
			return t.addEntries(in, "", mapping(name, value))
		}
		if next.Kind != yaml.MappingNode || isCall(next) {
			return nil, fmt.Errorf("%s is not written out in the template", name)
		}
		in = next
	}
	name := path[len(path)-1]
	_, old := entry(in, name)
	if old == nil {
		return t.addEntries(in, "", mapping(name, value))
	}
	start := t.offset(old)
	end, err := t.valueEnd(in, old)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return []splice{{start: start, end: end, text: t.flow(value)}}, nil
}

// appendTo adds the items of a list to a list property. A value without a list around it, such as the only
// resource of a statement, becomes its first item.
func (t *templateText) appendTo(in *yaml.Node, path []string, list *yaml.Node) ([]splice, error) {
	if list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
		return nil, errors.New("the proposed code is no list")
	}
	at, parent := in, in
	for i, name := range path {
		var next *yaml.Node
		n, err := strconv.Atoi(name)
		switch {
		case err != nil:
			parent, next = at, get(at, name)
		case at.Kind == yaml.SequenceNode && n < len(at.Content):
			next = at.Content[n]
		case at.Kind == yaml.MappingNode && n == 0:
			next = at // a single item stands without its list
		}
		if next == nil && i == len(path)-1 {
			return t.set(in, path, list)
		}
		if next == nil {
			return nil, fmt.Errorf("%s is not written out in the template", strings.Join(path, "."))
		}
		at = next
	}
	var items []string
	for _, item := range list.Content {
		items = append(items, t.flow(item))
	}
	isList := at.Kind == yaml.SequenceNode && isPlain(at) && len(at.Content) > 0
	switch {
	case isList && at.Style&yaml.FlowStyle != 0:
		between := ", "
		if at.Content[0].Line != at.Line {
			between = ",\n"
		}
		return t.addFlow(at, t.offset(at.Content[0]), strings.Join(items, between))
	case isList:
		end := t.entryEnd(at.Content[len(at.Content)-1].Line, at.Column, false)
		dash := strings.Repeat(" ", at.Column-1) + "- "
		return []splice{insertAt(end, onNewLine(t.text, end, dash+strings.Join(items, "\n"+dash)+"\n"))}, nil
	case at.Kind == yaml.ScalarNode && (isPlain(at) || at.Tag == "!Sub") && strings.HasPrefix(at.Value, "arn:"):
		return t.makeList(parent, path[len(path)-1], at, items)
	}
	return nil, fmt.Errorf("%s is not written out as a list in the template", strings.Join(path, "."))
}

// makeList turns the value of a key into a list of it and further items.
func (t *templateText) makeList(in *yaml.Node, name string, value *yaml.Node, items []string) ([]splice, error) {
	start := t.offset(value)
	end, err := t.valueEnd(in, value)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	items = append([]string{string(t.text[start:end])}, items...)
	if t.json || in.Style&yaml.FlowStyle != 0 {
		return []splice{{start: start, end: end, text: "[" + strings.Join(items, ", ") + "]"}}, nil
	}
	key, _ := entry(in, name)
	dash := "\n" + strings.Repeat(" ", key.Column+1) + "- "
	return []splice{{start: len(bytes.TrimRight(t.text[:start], " ")), end: end, text: dash + strings.Join(items, dash)}}, nil
}

// isPlain reports whether a node has no tag of its own: whether it is no short call of a function.
func isPlain(n *yaml.Node) bool { return n.Tag == "" || strings.HasPrefix(n.Tag, "!!") }

// isCall reports whether a mapping is the long form of a function.
func isCall(n *yaml.Node) bool {
	return !isPlain(n) || len(n.Content) == 2 && (n.Content[0].Value == "Ref" || strings.HasPrefix(n.Content[0].Value, "Fn::"))
}

func mapping(key string, value *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{{Kind: yaml.ScalarNode, Value: key}, value}}
}

func reversed(list []string) []string {
	out := make([]string, 0, len(list))
	for i := len(list) - 1; i >= 0; i-- {
		out = append(out, list[i])
	}
	return out
}
