package template

import (
	"strconv"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
)

// PropRange gives the place of a property's value by its path: property names, and indices in decimal as the
// evaluated list counts them. Branches of Fn::If are followed as this scenario takes them. A path that leads
// nowhere gives the place of its deepest part that exists, in the end the resource's own.
func (r *Resource) PropRange(path ...string) model.Range {
	_, n := r.walk(path)
	if n == nil {
		return r.Range
	}
	return r.stack.rangeOf(n)
}

// PropKeyRange gives the place from a property's name to the end of its value: what has to be changed to
// change or remove the property as a whole.
func (r *Resource) PropKeyRange(path ...string) model.Range {
	key, n := r.walk(path)
	if n == nil {
		return r.Range
	}
	return r.stack.document.rangeOf(key, n.end)
}

// walk follows a path; key is where the last name on it stands, or its value where it is an index.
func (r *Resource) walk(path []string) (key position, n *node) {
	n = r.body
	if n == nil {
		return position{}, nil
	}
	key = n.start
	for i, name := range path {
		source := r.stack.taken(n)
		switch {
		case source == nil:
			return key, n
		case source.kind == mappingNode:
			f := source.field(name)
			if f == nil {
				if i == 0 {
					return position{}, nil
				}
				return key, n
			}
			key, n = f.at, f.value
		case source.kind == sequenceNode:
			item := r.stack.item(source, name)
			if item == nil {
				return key, n
			}
			key, n = item.start, item
		default:
			return key, n
		}
	}
	if source := r.stack.taken(n); source != nil && source != n {
		n = source
	}
	return key, n
}

// taken gives the node that stands for a node's value: the branch that an Fn::If takes.
func (s *stack) taken(n *node) *node {
	for n != nil && n.kind == callNode && n.function == "If" {
		branch, ok := s.branch(n)
		if !ok {
			return n
		}
		n = branch
	}
	return n
}

// item gives the element of a sequence at an index that leaves removed elements out.
func (s *stack) item(n *node, index string) *node {
	at, err := strconv.Atoi(index)
	if err != nil {
		return nil
	}
	for _, item := range n.items {
		if item.kind == callNode && s.evaluate(item) == cty.NilVal {
			continue
		}
		if at == 0 {
			return item
		}
		at--
	}
	return nil
}

// PropertyNamed gives the first property at a path whose name matches, or the path's index if the value there
// is a list and the index exists; it is empty if there is none.
func (r *Resource) PropertyNamed(path []string, matches func(string) bool) string {
	n := r.body
	if len(path) > 0 {
		_, n = r.walk(path)
	}
	n = r.stack.taken(n)
	switch {
	case n == nil:
	case n.kind == mappingNode:
		for _, f := range n.fields {
			if matches(f.key) {
				return f.key
			}
		}
	case n.kind == sequenceNode:
		for i := range n.items {
			if matches(strconv.Itoa(i)) {
				return strconv.Itoa(i)
			}
		}
	}
	return ""
}

// ID gives what Ref to the resource yields: the string by which other resources refer to it.
func (r *Resource) ID() string {
	id, _ := textOf(r.stack.reference(r.own, r.body))
	return id
}

// Attribute gives what Fn::GetAtt of the resource yields, if that is a known string or symbol.
func (r *Resource) Attribute(name string) string {
	value, _ := textOf(r.stack.attribute(r.own, name, r.body))
	return value
}

// AttributeElement gives the element i of an attribute that is a list, such as EndpointIds of a firewall.
func (r *Resource) AttributeElement(name string, i int) string {
	v := r.stack.attribute(r.own, name, r.body)
	if u, ok := unknownOf(v); ok && u.list.kind != noList {
		v = r.stack.element(u, i)
	}
	value, _ := textOf(v)
	return value
}
