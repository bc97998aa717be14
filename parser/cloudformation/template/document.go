package template

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/netlint/netlint/model"
)

// document is one template file, read but not evaluated.
type document struct {
	path       string
	name       string // short, unique among the files of a call; part of every symbol
	root       *node
	parameters []field
	mappings   *node
	conditions *node
	resources  []field
	outputs    []field
	globals    *node // SAM
	sam        bool
	macros     []string // transforms other than AWS's own
	imports    bool     // the file names Fn::ImportValue, or may nest a stack that does
	exports    bool     // the file exports outputs, or may nest a stack that does
}

// read parses a file. The document is nil when the file cannot be read at all.
func read(file File, name string) (*document, model.Diagnostics) {
	var diags model.Diagnostics
	parse := readYAML
	if looksLikeJSON(file.Data) {
		parse = readJSON
	}
	root, duplicates, err := parse(file.Data)
	if err != nil {
		at := position{1, 1}
		if s, ok := err.(*syntaxError); ok {
			at = s.at
		}
		return nil, model.Diagnostics{{
			Severity: model.SeverityError,
			Summary:  "The template cannot be read",
			Detail:   fmt.Sprintf("%s. Correct the syntax there; nothing in this file was checked.", capitalise(err.Error())),
			Range:    model.Range{File: file.Path, Line: at.line, Column: at.column},
		}}
	}
	d := &document{path: file.Path, name: name, root: root}
	for _, f := range duplicates {
		diags = append(diags, model.Diagnostic{
			Severity: model.SeverityWarning,
			Summary:  "A key is set twice",
			Detail:   fmt.Sprintf("%q was already set in this mapping; the last value counts here. Remove one of them.", f.key),
			Range:    d.rangeOf(f.at, f.value.end),
		})
	}
	resources := root.get("Resources")
	if resources == nil || resources.kind != mappingNode && resources.function != "Transform" {
		return nil, append(diags, model.Diagnostic{
			Severity: model.SeverityError,
			Summary:  "The file is no template",
			Detail:   "A CloudFormation template has a mapping called Resources at its top level. Name another file, or add the mapping.",
			Range:    d.rangeOf(root.start, root.start),
		})
	}
	d.resources = resources.section()
	d.mappings = root.get("Mappings")
	d.conditions = root.get("Conditions")
	d.globals = root.get("Globals")
	if n := root.get("Parameters"); n != nil {
		d.parameters = n.section()
	}
	if n := root.get("Outputs"); n != nil {
		d.outputs = n.section()
	}
	d.transforms(root.get("Transform"))
	d.imports = bytes.Contains(file.Data, []byte("ImportValue"))
	d.exports = bytes.Contains(file.Data, []byte("Export"))
	for _, f := range d.resources {
		if stackLocation(f.value) != nil {
			d.imports, d.exports = true, true
		}
	}
	return d, diags
}

// section gives the entries of a top-level section; one that holds nothing but Fn::Transform reads as a call.
func (n *node) section() []field {
	if n.kind == callNode && n.function == "Transform" {
		return []field{{"Fn::Transform", n.start, n.arg}}
	}
	return n.fields
}

// looksLikeJSON tells JSON from a YAML flow mapping: the first key of a JSON object is in double quotes.
func looksLikeJSON(data []byte) bool {
	text := strings.TrimLeft(strings.TrimPrefix(string(data[:min(len(data), 4096)]), "\uFEFF"), " \t\r\n")
	if !strings.HasPrefix(text, "{") {
		return false
	}
	inner := strings.TrimLeft(text[1:], " \t\r\n")
	return inner == "" || inner[0] == '"' || inner[0] == '}'
}

func (d *document) transforms(n *node) {
	if n == nil {
		return
	}
	list := []*node{n}
	if n.kind == sequenceNode {
		list = n.items
	}
	for _, item := range list {
		name, ok := item.text()
		if !ok {
			name, _ = item.get("Name").text()
		}
		switch {
		case strings.HasPrefix(name, "AWS::Serverless-"):
			d.sam = true
		case strings.HasPrefix(name, "AWS::"):
		default:
			d.macros = append(d.macros, name)
		}
	}
}

// parameter gives the declaration of a parameter, or nil.
func (d *document) parameter(name string) *node {
	for i := range d.parameters {
		if d.parameters[i].key == name {
			return d.parameters[i].value
		}
	}
	return nil
}

func (d *document) rangeOf(start, end position) model.Range {
	return model.Range{File: d.path, Line: start.line, Column: start.column, EndLine: end.line, EndColumn: end.column}
}

func capitalise(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// shortNames gives each file a name that is unique in the call and fit to be part of a symbol.
func shortNames(files []File) []string {
	names := make([]string, len(files))
	used := map[string]int{}
	for i, file := range files {
		base := filepath.Base(file.Path)
		base = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
				return r
			}
			return '_'
		}, strings.TrimSuffix(base, filepath.Ext(base)))
		used[base]++
		if n := used[base]; n > 1 {
			base = fmt.Sprintf("%s_%d", base, n)
		}
		names[i] = base
	}
	return names
}
