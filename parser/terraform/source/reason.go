package source

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// maxTrace bounds how far a value is followed back to its origin.
const maxTrace = 40

// reason says why an expression is unknown: which variable has no value, which attribute only AWS knows.
func (s *scope) reason(expr hcl.Expression) string { return s.reasonAt(expr, maxTrace) }

func (s *scope) reasonAt(expr hcl.Expression, depth int) string {
	if s.m.e.work.refused != nil {
		return "its evaluation takes too long"
	}
	if s.self != nil || s.iterators != nil || s.each.valueExpr != nil || s.each.instanceKey() != cty.NilVal {
		return s.findReason(expr, depth)
	}
	key := reasonKey{s.m, expr}
	why, known := s.m.e.reasons[key]
	if !known {
		why = s.findReason(expr, depth)
		s.m.e.reasons[key] = why
	}
	return why
}

// reasonKey is an expression of a module that means the same wherever it is asked: thousands of instances may be unknown
// for one local value.
type reasonKey struct {
	m    *module
	expr hcl.Expression
}

func (s *scope) findReason(expr hcl.Expression, depth int) string {
	if depth > 0 {
		for _, t := range expr.Variables() {
			if why := s.traversalReason(t, depth-1); why != "" {
				return why
			}
		}
	}
	if name := unknowableCall(expr); name != "" {
		return name + "() gives its value only when it runs"
	}
	if _, diags := s.eval(expr); diags.HasErrors() {
		return "its evaluation fails"
	}
	return "it cannot be computed before AWS assigns the identifiers in it"
}

// traversalReason says why a reference is unknown; it is "" for one that is known.
func (s *scope) traversalReason(t hcl.Traversal, depth int) string {
	v, n, diags := s.resolve(t, true)
	if diags.HasErrors() {
		return fmt.Sprintf("%s cannot be evaluated", traversalText(t))
	}
	rest, diags := traverseRest(v, t[min(n, len(t)):])
	if !diags.HasErrors() {
		v = rest
	}
	if v.IsWhollyKnown() {
		return ""
	}
	name := attrName(t, 1)
	switch root := t.RootName(); root {
	case "var":
		return s.m.variableReason(name, depth)
	case "local":
		return s.m.scope().reasonAt(s.m.config.locals[name].expr, depth)
	case "module":
		return s.moduleReason(t, depth)
	case "each", "count":
		if s.each.valueExpr != nil {
			return (&scope{m: s.m}).reasonAt(s.each.valueExpr, depth)
		}
		return fmt.Sprintf("%s is not known", traversalText(t))
	case "data":
		if name == "terraform_remote_state" {
			return fmt.Sprintf("%s is an output of a root module that is not in view", traversalText(t))
		}
		return fmt.Sprintf("%s is read from AWS", traversalText(t))
	default:
		if it := s.iterator(root); it != nil && it.valueExpr != nil {
			outer := *s
			outer.iterators = it.outer
			return outer.reasonAt(it.valueExpr, depth)
		}
		return fmt.Sprintf("%s is known only after apply", traversalText(t))
	}
}

func (m *module) variableReason(name string, depth int) string {
	if b := m.config.variables[name]; b != nil && isSensitive(b.contentOf(nil)) {
		return fmt.Sprintf("%s is marked as sensitive", m.address("var."+name))
	}
	if expr, s := m.argumentExpr(name); expr != nil {
		return s.reasonAt(expr, depth)
	}
	return fmt.Sprintf("%s has no value", m.address("var."+name))
}

func (s *scope) moduleReason(t hcl.Traversal, depth int) string {
	call := s.m.child(attrName(t, 1))
	if call == nil {
		return fmt.Sprintf("%s cannot be evaluated", traversalText(t))
	}
	x := call.expand()
	if x.kind == expandUnknown {
		return fmt.Sprintf("the number of instances of %s is not known", s.m.address("module."+call.name))
	}
	for _, child := range x.all {
		if child.config == nil {
			return fmt.Sprintf("the module of %s is not installed", child.addr)
		}
		for _, step := range t[2:] {
			attr, ok := step.(hcl.TraverseAttr)
			if !ok {
				continue
			}
			if b := child.config.outputs[attr.Name]; b != nil && !child.output(attr.Name).IsWhollyKnown() {
				if expr := b.contentOf(nil).argument("value"); expr != nil {
					return child.scope().reasonAt(expr, depth)
				}
			}
			break
		}
	}
	return fmt.Sprintf("%s holds a value that is not known", traversalText(t))
}

// unknowableCall gives the name of a function in the expression whose result nobody knows beforehand.
func unknowableCall(expr hcl.Expression) string {
	node, ok := expr.(hclsyntax.Node)
	if !ok {
		return ""
	}
	var name string
	_ = hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
		call, ok := n.(*hclsyntax.FunctionCallExpr)
		if ok && (unknowable[call.Name] || strings.HasPrefix(call.Name, "provider::") && !providerFunctions[call.Name]) {
			name = call.Name
		}
		return nil
	})
	return name
}

// traversalText writes a reference as the source does.
func traversalText(t hcl.Traversal) string {
	var b strings.Builder
	for _, step := range t {
		switch step := step.(type) {
		case hcl.TraverseRoot:
			b.WriteString(step.Name)
		case hcl.TraverseAttr:
			b.WriteString("." + step.Name)
		case hcl.TraverseIndex:
			if name, ok := stringValue(step.Key); ok {
				b.WriteString(instanceKeyText(name))
			} else if i, ok := indexNumber(t, 0); ok {
				fmt.Fprintf(&b, "[%d]", i)
			} else if step.Key.Type() == cty.Number && step.Key.IsKnown() && !step.Key.IsNull() {
				fmt.Fprintf(&b, "[%s]", step.Key.AsBigFloat().Text('f', -1))
			} else {
				b.WriteString("[...]")
			}
		}
	}
	return b.String()
}

// originOf follows an expression back to the one reference that it passes on unchanged; it is "" for one
// that is computed.
func (s *scope) originOf(expr hcl.Expression, depth int) string {
	if depth <= 0 {
		return ""
	}
	switch ex := expr.(type) {
	case *hclsyntax.ParenthesesExpr:
		return s.originOf(ex.Expression, depth-1)
	case *hclsyntax.TemplateWrapExpr:
		return s.originOf(ex.Wrapped, depth-1)
	case *hclsyntax.ScopeTraversalExpr:
		return s.traversalOrigin(ex.Traversal, depth-1)
	}
	return ""
}

func (s *scope) traversalOrigin(t hcl.Traversal, depth int) string {
	name := attrName(t, 1)
	switch t.RootName() {
	case "var":
		if expr, caller := s.m.argumentExpr(name); expr != nil && len(t) == 2 {
			return caller.originOf(expr, depth)
		}
		if s.m.config.variables[name] == nil {
			return ""
		}
		return s.m.address("var." + name + traversalText(t[min(2, len(t)):]))
	case "local":
		if a, ok := s.m.config.locals[name]; ok && len(t) == 2 {
			return s.m.scope().originOf(a.expr, depth)
		}
		return ""
	case "module":
		call := s.m.child(name)
		if call == nil || len(t) != 3 {
			return ""
		}
		x := call.expand()
		if x.kind != expandSingle || x.all[0].config == nil {
			return ""
		}
		child := x.all[0]
		if b := child.config.outputs[attrName(t, 2)]; b != nil {
			if expr := b.contentOf(nil).argument("value"); expr != nil {
				return child.scope().originOf(expr, depth)
			}
		}
		return ""
	case "each", "count", "self", "path", "terraform":
		return ""
	default:
		if s.iterator(t.RootName()) != nil {
			return ""
		}
		return s.m.address(traversalText(t))
	}
}
