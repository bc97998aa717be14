package template

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// stackLocation gives the place of a nested stack's template as written, where a resource nests one.
func stackLocation(resource *node) *node {
	kind, _ := resource.get("Type").text()
	properties := resource.get("Properties")
	switch kind {
	case "AWS::CloudFormation::Stack":
		// The CDK uploads nested templates and notes where they lie beside the parent.
		metadata := resource.get("Metadata")
		if property, _ := metadata.get("aws:asset:property").text(); property == "TemplateURL" {
			if path := metadata.get("aws:asset:path"); path != nil {
				return path
			}
		}
		return properties.get("TemplateURL")
	case "AWS::CloudFormation::StackSet":
		return properties.get("TemplateURL")
	case "AWS::Serverless::Application":
		return properties.get("Location")
	}
	return nil
}

// nestedPaths gives the paths of the files that another file nests; they are no stacks of their own.
func (l *loader) nestedPaths(documents []*document) map[string]bool {
	nested := map[string]bool{}
	for _, d := range documents {
		for _, f := range d.resources {
			if text, ok := stackLocation(f.value).text(); ok {
				if path, ok := localPath(d.path, text); ok && path != clean(d.path) {
					nested[path] = true
				}
			}
		}
	}
	return nested
}

// localPath resolves a location against the file that names it; ok is false for a remote one.
func localPath(from, location string) (path string, ok bool) {
	location = strings.TrimPrefix(location, "file://")
	if location == "" || strings.Contains(location, "://") || HasSymbol(location) {
		return "", false
	}
	if filepath.IsAbs(location) {
		return clean(location), true
	}
	return clean(filepath.Join(filepath.Dir(from), filepath.FromSlash(location))), true
}

// load gives the document at a path, reading the file when it is not among those named.
func (l *loader) load(path string) *document {
	if d := l.documents[path]; d != nil {
		return d
	}
	if l.failed[path] || l.options.ReadFile == nil {
		return nil
	}
	data, err := l.options.ReadFile(path)
	if err != nil {
		l.failed[path] = true
		if !errors.Is(err, fs.ErrNotExist) {
			l.refused[path] = err
		}
		return nil
	}
	d, diags := read(File{Path: path, Data: data}, shortNames([]File{{Path: path}})[0])
	l.diags = append(l.diags, diags...)
	if d == nil {
		l.failed[path] = true
		return nil
	}
	l.documents[path] = d
	return d
}

// refusal says why a file that is there is not read.
func (l *loader) refusal(path string) string {
	if err := l.refused[path]; err != nil {
		return fmt.Sprintf(" Of the file is said: %v.", err)
	}
	return ""
}

// nest adds the stack that a resource nests, if its template is in view.
func (s *stack) nest(f field) {
	location := stackLocation(f.value)
	if location == nil {
		return
	}
	address := s.prefix + f.key
	text, _, ok := s.text(location)
	path, local := localPath(s.document.path, text)
	if !ok || !local {
		s.hidden(s.rangeOf(location), "Stack "+address, "Its template is not a local file.")
		return
	}
	d := s.load(path)
	if d == nil {
		s.warn(s.rangeOf(location), address, "A nested template is not in view",
			"The template %q of the nested stack %s cannot be read; nothing is claimed of what it makes.%s Correct the path, or name the file too.", text, address, s.refusal(path))
		s.hidden(s.rangeOf(location), "Stack "+address, "Its template cannot be read.")
		return
	}
	depth := 1
	for up := s; up != nil; up = up.parent {
		if up.document == d || depth > maxStackDepth {
			s.warn(s.rangeOf(location), address, "Stacks nest each other in a circle",
				"The template %q is nested inside itself, or more than %d deep; the nesting is not followed here. Break the circle.", text, maxStackDepth)
			return
		}
		depth++
	}
	if len(s.stacks) >= maxStacks {
		s.warn(s.rangeOf(location), address, "There are too many nested stacks",
			"More than %d stacks are nested; the rest is not seen.", maxStacks)
		return
	}
	s.children[f.key] = s.newStack(d, s, f.key)
}

// given gives the value that a stack gets for a parameter, and whether it gets one.
func (s *stack) given(name string) (v cty.Value, ok bool) {
	if s.parent == nil {
		text, ok := s.options.Parameters[name]
		return cty.StringVal(text), ok
	}
	var n *node
	switch parameters := s.parent.byID[s.ownID()].get("Properties").get("Parameters"); {
	case parameters == nil:
	case parameters.kind == sequenceNode: // of a StackSet
		for _, item := range parameters.items {
			if key, ok := item.get("ParameterKey").text(); ok && key == name {
				n = item.get("ParameterValue")
			}
		}
	default:
		n = parameters.get(name)
	}
	if n == nil {
		return cty.NilVal, false
	}
	key := "Parameters." + name
	if s.resolving[key] {
		s.parent.warnAt(n, "Stacks hand each other values in a circle",
			"The parameter %q hangs on an output that hangs on the parameter; it counts as unknown. Break the circle.", name)
		return unknown("the parameter " + s.prefix + name + " hangs on itself"), true
	}
	s.resolving[key] = true
	defer delete(s.resolving, key)
	v = s.parent.evaluate(n)
	return v, v != cty.NilVal
}

// nestedOutput gives an output of a nested stack.
func (s *stack) nestedOutput(id, name string, n *node) cty.Value {
	child := s.children[id]
	if child == nil {
		why := "the template of the nested stack " + s.prefix + id + " is not in view"
		return s.variable(s.name(id)+"#Outputs#"+name, why, false)
	}
	if v, ok := child.output(name); ok {
		return v
	}
	s.warnAt(n, "A nested stack has no such output",
		"The nested stack %s has no output %q in this scenario; the value counts as unknown. Correct the name or add the output.", id, name)
	return unknown("the nested stack " + s.prefix + id + " has no output " + name)
}

// output gives the value of one of a stack's outputs.
func (s *stack) output(name string) (cty.Value, bool) {
	s.prepare()
	for _, f := range s.outputs {
		if f.key != name {
			continue
		}
		value := f.value.get("Value")
		if value == nil || !s.offers(f) {
			return cty.NilVal, false
		}
		key := "Outputs." + name
		if s.resolving[key] {
			s.warnAt(value, "Outputs refer to each other in a circle",
				"The output %q is part of its own definition; it counts as unknown. Break the circle.", name)
			return unknown("the output refers to itself"), true
		}
		s.resolving[key] = true
		defer delete(s.resolving, key)
		v := s.evaluate(value)
		return v, v != cty.NilVal
	}
	return cty.NilVal, false
}

// offers reports whether a stack makes an output in this scenario.
func (s *stack) offers(f field) bool {
	condition, ok := f.value.get("Condition").text()
	return !ok || s.condition(condition, f.value)
}
