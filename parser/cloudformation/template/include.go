package template

import "github.com/zclconf/go-cty/cty"

// transform evaluates Fn::Transform. Only AWS::Include of a local file can be followed.
func (s *stack) transform(n *node) cty.Value {
	if root := s.fragment(n); root != nil {
		return s.evaluate(root)
	}
	name := s.transformFails(n)
	return unknown("the transform " + name + " runs in AWS")
}

// transformFails tells of a transform that cannot be followed, and gives its name.
func (s *stack) transformFails(n *node) string {
	name, _ := n.get("Name").text()
	s.warnAt(n, "A transform cannot be applied",
		"The transform %q runs when the template is deployed; what it yields counts as unknown.", name)
	s.hidden(s.rangeOf(n), "Transform "+name, "The transform runs in AWS alone.")
	return name
}

// fragment gives the local fragment that an AWS::Include names, or nil.
func (s *stack) fragment(n *node) *node {
	if name, _ := n.get("Name").text(); name != "AWS::Include" {
		return nil
	}
	location := n.get("Parameters").get("Location")
	if location == nil {
		return nil
	}
	path, _, ok := s.text(location)
	if !ok {
		return nil
	}
	fragment := s.include(path, location)
	if fragment == nil {
		return nil
	}
	return fragment.placed(n.start, n.end)
}

// placed copies a tree to one place: what comes of a fragment is found where the fragment is included.
func (n *node) placed(start, end position) *node {
	c := *n
	c.start, c.end = start, end
	if n.arg != nil {
		c.arg = n.arg.placed(start, end)
	}
	c.items = make([]*node, len(n.items))
	for i, item := range n.items {
		c.items[i] = item.placed(start, end)
	}
	c.fields = make([]field, len(n.fields))
	for i, f := range n.fields {
		c.fields[i] = field{f.key, start, f.value.placed(start, end)}
	}
	return &c
}

// include reads a fragment, whose location stands at n.
func (s *stack) include(location string, n *node) *node {
	path, ok := localPath(s.document.path, location)
	if !ok || s.options.ReadFile == nil || s.depth > maxDepth/2 {
		return nil
	}
	if root, ok := s.fragments[path]; ok {
		return root
	}
	s.fragments[path] = nil
	data, err := s.options.ReadFile(path)
	if err != nil {
		s.warnAt(n, "A fragment cannot be read", "The fragment %q cannot be read: %v. Correct its location.", location, err)
		return nil
	}
	parse := readYAML
	if looksLikeJSON(data) {
		parse = readJSON
	}
	root, _, err := parse(data)
	if err != nil {
		s.warnAt(n, "A fragment cannot be read", "The fragment %q cannot be read: %v. Correct the syntax there.", location, err)
		return nil
	}
	s.fragments[path] = root
	return root
}
