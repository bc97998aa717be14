package source

import "github.com/hashicorp/hcl/v2"

// The object of a resource whose type is not in the schema table holds what the configuration writes and a few
// identifiers. Its other attributes are there all the same: that one is missing is no fault of the
// configuration, and the value is unknown.

// missesAttributes reports whether all that is wrong is that objects lack an attribute.
func missesAttributes(diags hcl.Diagnostics) bool {
	for _, d := range diags {
		if d.Severity == hcl.DiagError && d.Summary != "Unsupported attribute" {
			return false
		}
	}
	return true
}

// readsOpenObject reports whether an expression refers, directly or through what is passed on to it, to a
// resource of a type that is not in the schema table.
func (s *scope) readsOpenObject(expr hcl.Expression, depth int) bool {
	if expr == nil || depth <= 0 {
		return false
	}
	for _, t := range expr.Variables() {
		if s.leadsToOpenObject(t, depth-1) {
			return true
		}
	}
	return false
}

func (s *scope) leadsToOpenObject(t hcl.Traversal, depth int) bool {
	root := t.RootName()
	if it := s.iterator(root); it != nil {
		outer := *s
		outer.iterators = it.outer
		return outer.readsOpenObject(it.valueExpr, depth)
	}
	name := attrName(t, 1)
	switch root {
	case "local":
		return s.m.scope().readsOpenObject(s.m.config.locals[name].expr, depth)
	case "var":
		expr, caller := s.m.argumentExpr(name)
		return expr != nil && caller.readsOpenObject(expr, depth)
	case "each":
		return s.m.scope().readsOpenObject(s.each.valueExpr, depth)
	case "module":
		return s.moduleLeadsToOpenObject(t, depth)
	case "count", "path", "terraform", "tofu", "self", "ephemeral":
		return false
	}
	key := referredKey(Managed, t, 0)
	switch root {
	case "data":
		key = referredKey(Data, t, 1)
	case "resource":
		key = referredKey(Managed, t, 1)
	}
	node := s.m.resource(key)
	return node != nil && node.schema == nil
}

func (s *scope) moduleLeadsToOpenObject(t hcl.Traversal, depth int) bool {
	call := s.m.child(attrName(t, 1))
	if call == nil {
		return false
	}
	for _, child := range call.expand().all {
		if child.config == nil {
			continue
		}
		for _, step := range t[2:] {
			output, ok := step.(hcl.TraverseAttr)
			if !ok {
				continue
			}
			if b := child.config.outputs[output.Name]; b != nil {
				return child.scope().readsOpenObject(b.contentOf(nil).argument("value"), depth)
			}
			break
		}
	}
	return false
}
