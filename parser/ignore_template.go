package parser

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/netlint/netlint/model"
)

// templateIgnores finds suppressions in a CloudFormation template: in comments, on a line above a key or at
// its end, and in the metadata of resources. The template's own metadata cover the whole template.
func templateIgnores(file string, data []byte) []Ignore {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil || len(doc.Content) == 0 {
		return nil // reading the template tells
	}
	t := &templateComments{file: file, lines: bytes.Split(data, []byte("\n"))}
	root := doc.Content[0]
	t.walk(root, len(t.lines))
	t.comments()
	t.metadata(root, model.Range{File: file, Line: 1, Column: 1, EndLine: len(t.lines)})
	if resources, end := child(root, "Resources", len(t.lines)); resources != nil {
		eachKey(resources, end, func(key, value *yaml.Node, end int) {
			t.metadata(value, model.Range{File: file, Line: key.Line, Column: key.Column, EndLine: end})
		})
	}
	return t.found
}

// templateComments collects the suppressions of one template.
type templateComments struct {
	file   string
	lines  [][]byte
	blocks []model.Range // of mapping entries and list items, outer ones first
	found  []Ignore
}

// eachKey calls f for each entry of a mapping, with the line on which it ends: yaml keeps only beginnings, so
// that an entry ends before the next one begins, and the last where the mapping does.
func eachKey(mapping *yaml.Node, end int, f func(key, value *yaml.Node, end int)) {
	if mapping.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		last := end
		if i+2 < len(mapping.Content) {
			last = max(mapping.Content[i+2].Line-1, mapping.Content[i].Line)
		}
		f(mapping.Content[i], mapping.Content[i+1], last)
	}
}

func child(mapping *yaml.Node, name string, end int) (value *yaml.Node, last int) {
	eachKey(mapping, end, func(k, v *yaml.Node, e int) {
		if k.Value == name {
			value, last = v, e
		}
	})
	return value, last
}

// walk notes where the entries of mappings and the items of lists begin and end.
func (t *templateComments) walk(n *yaml.Node, end int) {
	switch n.Kind {
	case yaml.MappingNode:
		eachKey(n, end, func(key, value *yaml.Node, last int) {
			t.blocks = append(t.blocks, model.Range{File: t.file, Line: key.Line, Column: key.Column, EndLine: last})
			t.walk(value, last)
		})
	case yaml.SequenceNode:
		for i, item := range n.Content {
			last := end
			if i+1 < len(n.Content) {
				last = max(n.Content[i+1].Line-1, item.Line)
			}
			t.blocks = append(t.blocks, model.Range{File: t.file, Line: item.Line, Column: item.Column, EndLine: last})
			t.walk(item, last)
		}
	}
}

// comments finds the marks in comments. JSON has none, and a mark inside a string is text.
func (t *templateComments) comments() {
	for i, line := range t.lines {
		at := bytes.Index(line, []byte("# "+ignoreMark))
		if at < 0 {
			at = bytes.Index(line, []byte("#"+ignoreMark))
		}
		if at < 0 || at > 0 && line[at-1] != ' ' && line[at-1] != '\t' {
			continue
		}
		before := bytes.TrimSpace(line[:at])
		if bytes.Count(before, []byte(`"`))%2 == 1 {
			continue
		}
		text, _ := markedText(string(line[at:]))
		column := 1 + len([]rune(string(line[:at])))
		ignore := Ignore{Text: text, Range: model.Range{
			File: t.file, Line: i + 1, Column: column, EndLine: i + 1,
			EndColumn: column + len([]rune(strings.TrimRight(string(line[at:]), "\r"))),
		}}
		target := i + 1
		if len(before) == 0 {
			for target++; target <= len(t.lines) && t.isComment(target); target++ {
			}
		}
		for _, b := range t.blocks {
			if b.Line == target {
				ignore.Covers = b
				break
			}
		}
		t.found = append(t.found, ignore)
	}
}

// isComment reports whether a line, from 1, holds nothing but a comment. A blank line ends the search as any other
// line does.
func (t *templateComments) isComment(n int) bool {
	return bytes.HasPrefix(bytes.TrimSpace(t.lines[n-1]), []byte("#"))
}

// metadata reads Metadata: {netlint: {ignore: [{rule, reason, until}]}} of a resource or of the template.
func (t *templateComments) metadata(holder *yaml.Node, covers model.Range) {
	metadata, end := child(holder, "Metadata", covers.EndLine)
	if metadata == nil {
		return
	}
	own, end := child(metadata, "netlint", end)
	if own == nil {
		return
	}
	eachKey(own, end, func(key, value *yaml.Node, _ int) {
		items := []*yaml.Node{value} // a single one may stand without a list
		switch {
		case key.Value != "ignore":
			items = []*yaml.Node{key} // it names no rule, which is told
		case value.Kind == yaml.SequenceNode:
			items = value.Content
		}
		for _, item := range items {
			t.found = append(t.found, t.ignore(item, covers))
		}
	})
}

// ignore reads one suppression of metadata.
func (t *templateComments) ignore(item *yaml.Node, covers model.Range) Ignore {
	ignore := Ignore{Covers: covers, Range: model.Range{File: t.file, Line: item.Line, Column: item.Column}}
	eachKey(item, item.Line, func(key, value *yaml.Node, _ int) {
		switch key.Value {
		case "rule":
			ignore.Rules = strings.FieldsFunc(value.Value, func(r rune) bool { return r == ',' || r == ' ' })
		case "rules":
			for _, v := range value.Content {
				ignore.Rules = append(ignore.Rules, v.Value)
			}
		case "reason":
			ignore.Reason = value.Value
		case "until":
			ignore.Until = value.Value
		}
	})
	return ignore
}
