package template

import "strings"

// leak marks the resources whose identity a value gives away, following parameters and outputs through
// nested stacks. It looks at what the value names and not at what it evaluates to: an output under a
// condition counts too.
func (s *stack) leak(n *node) { s.leakTo(n, 0) }

func (s *stack) leakTo(n *node, depth int) {
	if n == nil || !n.block || depth > maxDepth {
		return
	}
	switch n.kind {
	case sequenceNode:
		for _, item := range n.items {
			s.leakTo(item, depth+1)
		}
		return
	case mappingNode:
		for _, f := range n.fields {
			s.leakTo(f.value, depth+1)
		}
		return
	case scalarNode:
		return
	}
	switch n.function {
	case "Ref":
		name, _ := n.arg.text()
		s.leakName(name, depth)
	case "GetAtt":
		if name, ok := n.arg.text(); ok {
			s.leakName(name, depth)
		} else if len(n.arg.items) > 1 {
			var parts []string
			for _, item := range n.arg.items {
				part, _ := item.text()
				parts = append(parts, part)
			}
			s.leakName(strings.Join(parts, "."), depth)
		}
	case "Sub":
		pattern := n.arg
		if n.arg.kind == sequenceNode && len(n.arg.items) > 0 {
			pattern = n.arg.items[0]
		}
		text, _ := pattern.text()
		for {
			_, rest, found := strings.Cut(text, "${")
			if !found {
				break
			}
			var name string
			name, text, _ = strings.Cut(rest, "}")
			s.leakName(name, depth)
		}
	}
	s.leakTo(n.arg, depth+1)
}

// leakName follows one reference, written as "Name" or "Name.Attribute".
func (s *stack) leakName(reference string, depth int) {
	name, attribute, _ := strings.Cut(reference, ".")
	if s.byID[name] == nil {
		if s.parent == nil || s.document.parameter(name) == nil {
			return
		}
		given := s.parent.byID[s.ownID()].get("Properties").get("Parameters")
		s.parent.leakTo(given.get(name), depth+1)
		return
	}
	output, ok := strings.CutPrefix(attribute, "Outputs.")
	if hands(attribute) {
		s.escapes[resourceKey{s, name}] = true
	}
	if child := s.children[name]; ok && child != nil {
		for _, f := range child.outputs {
			if f.key == output {
				child.leakTo(f.value.get("Value"), depth+1)
			}
		}
	}
}

// hands reports whether an attribute lets others refer to the resource: Ref's value, an id or an ARN, and not
// an address or a range.
func hands(attribute string) bool {
	for _, suffix := range []string{"Id", "ID", "Arn", "ARN"} {
		if strings.HasSuffix(attribute, suffix) {
			return true
		}
	}
	return attribute == "" || strings.HasPrefix(attribute, "Default")
}

// leaks marks what leaves this stack: every output of a root, the exports of a nested stack, and what the
// resources hand to somebody who is not in view. An export that a stack in view imports stays in view: who names
// one of its users in a call names all.
func (s *stack) leaks() {
	for _, f := range s.outputs {
		if s.imported[export{s, f.key}] {
			continue
		}
		if s.parent == nil || f.value.get("Export") != nil {
			s.leak(f.value.get("Value"))
		}
	}
	for _, f := range s.declared {
		kind, _ := f.value.get("Type").text()
		properties := f.value.get("Properties")
		switch {
		case isCustom(kind):
			s.leak(properties)
		case kind == "AWS::SSM::Parameter":
			s.leak(properties.get("Value"))
		case stackLocation(f.value) != nil && s.children[f.key] == nil:
			s.leak(properties.get("Parameters"))
		}
	}
}
