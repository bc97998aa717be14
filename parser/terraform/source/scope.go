package source

import (
	"fmt"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/gocty"
)

// scope is what the names of an expression mean.
type scope struct {
	m         *module
	each      repetition
	iterators *iterator // of dynamic blocks, innermost first
	self      *instance
}

// iterator is the name that a dynamic block gives its current element.
type iterator struct {
	name       string
	key, value cty.Value
	valueExpr  hcl.Expression
	outer      *iterator
}

func (s *scope) iterator(name string) *iterator {
	for it := s.iterators; it != nil; it = it.outer {
		if it.name == name {
			return it
		}
	}
	return nil
}

// evalReported evaluates an expression and reports what is wrong with it. The value is unknown then.
func (s *scope) evalReported(expr hcl.Expression, address string) cty.Value {
	v, diags := s.eval(expr)
	if diags.HasErrors() {
		if !missesAttributes(diags) || !s.readsOpenObject(expr, maxTrace) {
			s.m.e.addEvaluation(diags, address)
		}
		return cty.DynamicVal
	}
	return v
}

// maxDepth bounds how many evaluations may be inside each other, through brackets and references together: each
// takes its share of the stack.
const maxDepth = 20_000

// eval evaluates an expression. Only the values that it refers to are evaluated.
func (s *scope) eval(expr hcl.Expression) (cty.Value, hcl.Diagnostics) {
	e := s.m.e
	if e.depth >= maxDepth {
		rng := expr.Range()
		return cty.DynamicVal, hcl.Diagnostics{{
			Severity: hcl.DiagError, Summary: "Expressions are nested too deeply",
			Detail:  fmt.Sprintf("More than %d evaluations would be inside each other, which netlint does not follow.", maxDepth),
			Subject: &rng,
		}}
	}
	e.depth++
	v, diags := s.evalWithin(expr)
	e.depth--
	return v, diags
}

func (s *scope) evalWithin(expr hcl.Expression) (cty.Value, hcl.Diagnostics) {
	switch ex := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return ex.Val, nil
	case *hclsyntax.ScopeTraversalExpr:
		v, n, diags := s.resolve(ex.Traversal, true)
		if diags.HasErrors() {
			return cty.DynamicVal, diags
		}
		return traverseRest(v, ex.Traversal[min(n, len(ex.Traversal)):])
	case *hclsyntax.TemplateWrapExpr:
		return s.eval(ex.Wrapped)
	case *hclsyntax.ParenthesesExpr:
		return s.eval(ex.Expression)
	case *hclsyntax.RelativeTraversalExpr:
		if v, diags, ok := s.evalIndexed(ex); ok {
			return v, diags
		}
	case hclsyntax.Expression:
	default:
		return s.evalJSON(expr)
	}
	work := &s.m.e.work
	if work.refused != nil && isLong(expr) {
		return cty.DynamicVal, hcl.Diagnostics{work.refused}
	}
	vars, diags := s.variables(expr)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	v, diags := s.m.e.value(expr, vars, s.m.e.funcs)
	if diags.HasErrors() {
		if diags[0] == work.refused {
			return cty.DynamicVal, diags
		}
		if strings.HasPrefix(unknowableCall(expr), "provider::") {
			return cty.DynamicVal, nil // a function that only the provider has
		}
		if failsOnStandIn(expr, vars) {
			return cty.DynamicVal, nil
		}
		return cty.DynamicVal, diags
	}
	return v, nil
}

// evalIndexed evaluates aws_subnet.x[each.key].id and module.m[each.key].out without building the object of
// all instances. ok is false for every other form.
func (s *scope) evalIndexed(ex *hclsyntax.RelativeTraversalExpr) (cty.Value, hcl.Diagnostics, bool) {
	index, ok := ex.Source.(*hclsyntax.IndexExpr)
	if !ok {
		return cty.NilVal, nil, false
	}
	coll, ok := index.Collection.(*hclsyntax.ScopeTraversalExpr)
	if !ok || len(ex.Traversal) == 0 {
		return cty.NilVal, nil, false
	}
	key, diags := s.eval(index.Key)
	if diags.HasErrors() || !key.IsKnown() || key.IsNull() || key.IsMarked() || !key.Type().IsPrimitiveType() || key.Type() == cty.Bool {
		return cty.NilVal, nil, false
	}
	t := make(hcl.Traversal, 0, len(coll.Traversal)+1+len(ex.Traversal))
	t = append(t, coll.Traversal...)
	t = append(t, hcl.TraverseIndex{Key: key, SrcRange: index.Key.Range()})
	t = append(t, ex.Traversal...)
	v, n, diags := s.resolve(t, true)
	if diags.HasErrors() {
		return cty.DynamicVal, diags, true
	}
	v, diags = traverseRest(v, t[min(n, len(t)):])
	return v, diags, true
}

func traverseRest(v cty.Value, rest hcl.Traversal) (cty.Value, hcl.Diagnostics) {
	if len(rest) == 0 {
		return v, nil
	}
	v, diags := rest.TraverseRel(v)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	return v, nil
}

// refNode is a node of the tree of names that an expression refers to.
type refNode struct {
	value    cty.Value // cty.NilVal for an inner node
	children map[string]*refNode
}

func (n *refNode) child(name string) *refNode {
	c := n.children[name]
	if c == nil {
		if n.children == nil {
			n.children = map[string]*refNode{}
		}
		c = &refNode{}
		n.children[name] = c
	}
	return c
}

func (n *refNode) toValue() cty.Value {
	if n.value != cty.NilVal {
		return n.value
	}
	return cty.ObjectVal(n.toMap())
}

func (n *refNode) toMap() map[string]cty.Value {
	m := make(map[string]cty.Value, len(n.children))
	for name, c := range n.children {
		m[name] = c.toValue()
	}
	return m
}

// variables gives the values of the names that an expression refers to.
func (s *scope) variables(expr hcl.Expression) (map[string]cty.Value, hcl.Diagnostics) {
	traversals := expr.Variables()
	if len(traversals) == 0 {
		return nil, nil
	}
	var root refNode
	for _, t := range traversals {
		v, n, diags := s.resolve(t, false)
		if diags.HasErrors() {
			return nil, diags
		}
		node := &root
		for _, step := range t[:min(n, len(t))] {
			name, ok := stepName(step)
			if !ok {
				break
			}
			node = node.child(name)
		}
		node.value = v
	}
	return root.toMap(), nil
}

// stepName gives the name of a step by attribute or by string key.
func stepName(step hcl.Traverser) (string, bool) {
	switch step := step.(type) {
	case hcl.TraverseRoot:
		return step.Name, true
	case hcl.TraverseAttr:
		return step.Name, true
	case hcl.TraverseIndex:
		return stringValue(step.Key)
	}
	return "", false
}

// resolve gives the value that the first n steps of a reference mean. direct says that the caller goes on
// with the rest itself; otherwise the steps must all be names, for the value is put into a tree of objects.
// n can lie beyond the end of the reference.
func (s *scope) resolve(t hcl.Traversal, direct bool) (v cty.Value, n int, diags hcl.Diagnostics) {
	root := t.RootName()
	name := attrName(t, 1)
	if it := s.iterator(root); it != nil {
		return cty.ObjectVal(map[string]cty.Value{"key": it.key, "value": it.value}), 1, nil
	}
	switch root {
	case "var":
		if v, ok := s.m.variable(name); ok {
			return v, 2, nil
		}
		return undeclared(t, "variable", name)
	case "local":
		if v, ok := s.m.local(name); ok {
			return v, 2, nil
		}
		return undeclared(t, "local value", name)
	case "count":
		if name == "index" && s.each.index != cty.NilVal {
			return s.each.index, 2, nil
		}
		return cty.ObjectVal(map[string]cty.Value{"index": cty.UnknownVal(cty.Number)}), 1, nil
	case "each":
		return s.eachValue(name)
	case "path":
		return s.path(name), 2, nil
	case "terraform", "tofu":
		return s.m.e.workspace(name), min(len(t), 2), nil
	case "self":
		if s.self != nil && name != "" {
			return s.self.attr(name), 2, nil
		}
		return cty.DynamicVal, 1, nil
	case "module":
		return s.resolveModule(t, direct)
	case "data":
		return s.resolveResource(Data, t, 1, direct)
	case "resource":
		return s.resolveResource(Managed, t, 1, direct)
	case "ephemeral":
		return cty.DynamicVal, 1, nil
	default:
		return s.resolveResource(Managed, t, 0, direct)
	}
}

func (s *scope) eachValue(name string) (cty.Value, int, hcl.Diagnostics) {
	switch {
	case name == "key" && s.each.key != cty.NilVal:
		return s.each.key, 2, nil
	case name == "value" && s.each.value != cty.NilVal:
		return s.each.value, 2, nil
	}
	return cty.DynamicVal, 1, nil
}

// path gives path.module, path.root and path.cwd. Terraform runs in the root module's directory, and so do
// the paths that file functions take here.
func (s *scope) path(name string) cty.Value {
	switch name {
	case "root":
		return cty.StringVal(".")
	case "cwd":
		if s.m.e.opts.WorkingDir == "" {
			return cty.UnknownVal(cty.String)
		}
		return cty.StringVal(s.m.e.opts.WorkingDir)
	}
	return cty.StringVal(relativeDir(s.m.e.dir, s.m.config.dir))
}

// relativeDir gives the path from one directory of FS to another.
func relativeDir(from, to string) string {
	up := ""
	for from != "." && to != from && !hasDirPrefix(to, from) {
		from = path.Dir(from)
		up = path.Join(up, "..")
	}
	if from != "." {
		to = to[len(from):]
	}
	return path.Join(up, "./"+to)
}

func hasDirPrefix(p, dir string) bool {
	return len(p) > len(dir) && p[:len(dir)] == dir && p[len(dir)] == '/'
}

func (e *evaluator) workspace(name string) cty.Value {
	switch name {
	case "workspace":
		if e.opts.Workspace == "" {
			return cty.StringVal("default")
		}
		return cty.StringVal(e.opts.Workspace)
	default:
		return cty.DynamicVal
	}
}

// resolveModule resolves module.NAME and what follows.
func (s *scope) resolveModule(t hcl.Traversal, direct bool) (cty.Value, int, hcl.Diagnostics) {
	call := s.m.child(attrName(t, 1))
	if call == nil {
		return undeclared(t, "module", attrName(t, 1))
	}
	x := call.expand()
	return resolveInstance(x, t, 2, direct, call.value, (*module).output)
}

// resolveResource resolves TYPE.NAME and what follows, beginning at a step.
func (s *scope) resolveResource(mode Mode, t hcl.Traversal, at int, direct bool) (cty.Value, int, hcl.Diagnostics) {
	key := referredKey(mode, t, at)
	node := s.m.resource(key)
	if node == nil {
		return undeclared(t, "resource", key)
	}
	return resolveInstance(node.expand(), t, at+2, direct, node.value, (*instance).attr)
}

// referredKey gives the key of the resource that TYPE.NAME, beginning at a step, means.
func referredKey(mode Mode, t hcl.Traversal, at int) string {
	var typeName string
	if at < len(t) {
		typeName, _ = stepName(t[at])
	}
	return resourceKey(mode, typeName, attrName(t, at+1))
}

// resolveInstance resolves the instance key and the attribute after a reference to a repeated object, if
// both are plain; otherwise it gives the value of all instances.
func resolveInstance[T any](x *expansion[T], t hcl.Traversal, at int, direct bool,
	whole func() cty.Value, attr func(T, string) cty.Value,
) (cty.Value, int, hcl.Diagnostics) {
	switch x.kind {
	case expandUnknown:
		return cty.DynamicVal, at, nil
	case expandSingle:
		if name := attrName(t, at); name != "" {
			return attr(x.all[0], name), at + 1, nil
		}
	case expandForEach:
		name := attrName(t, at+1)
		if key, ok := indexKey(t, at); ok && name != "" {
			if inst, ok := x.at(key); ok {
				return attr(inst, name), at + 2, nil
			}
		}
	case expandCount:
		name := attrName(t, at+1)
		if i, ok := indexNumber(t, at); ok && direct && name != "" && i < len(x.all) {
			return attr(x.all[i], name), at + 2, nil
		}
	}
	return whole(), at, nil
}

// attrName gives the name of an attribute step, or "" if that step is missing or another kind.
func attrName(t hcl.Traversal, at int) string {
	if at < len(t) {
		if step, ok := t[at].(hcl.TraverseAttr); ok {
			return step.Name
		}
	}
	return ""
}

func indexKey(t hcl.Traversal, at int) (string, bool) {
	if at < len(t) {
		if step, ok := t[at].(hcl.TraverseIndex); ok {
			return stringValue(step.Key)
		}
	}
	return "", false
}

func indexNumber(t hcl.Traversal, at int) (int, bool) {
	if at < len(t) {
		if step, ok := t[at].(hcl.TraverseIndex); ok && step.Key.Type() == cty.Number {
			var i int
			if err := gocty.FromCtyValue(step.Key, &i); err == nil && i >= 0 {
				return i, true
			}
		}
	}
	return 0, false
}

func undeclared(t hcl.Traversal, what, name string) (cty.Value, int, hcl.Diagnostics) {
	rng := t.SourceRange()
	return cty.DynamicVal, len(t), hcl.Diagnostics{{
		Severity: hcl.DiagError,
		Summary:  "Something is referred to that is not declared",
		Detail:   fmt.Sprintf("No %s %q is declared in this module. Declare it or correct the name.", what, name),
		Subject:  &rng,
	}}
}

// stringValue gives the string that v is, if it is one and known.
func stringValue(v cty.Value) (string, bool) {
	if v == cty.NilVal || v.Type() != cty.String || v.IsNull() || !v.IsKnown() {
		return "", false
	}
	v, _ = v.Unmark()
	return v.AsString(), true
}
