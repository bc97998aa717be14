package source

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// bodyEvaluator evaluates the arguments and nested blocks of one instance.
type bodyEvaluator struct {
	instance *instance
}

// placedBlock is a nested block after the expansion of dynamic blocks, kept for its place.
type placedBlock struct {
	content *content
	scope   *scope
	rng     hcl.Range
	nested  map[string][]*placedBlock
}

// argument evaluates an argument and converts it to the provider's type. One that cannot be converted keeps
// the value that is written.
func (ev *bodyEvaluator) argument(s *scope, a *assignment, path string, want cty.Type) cty.Value {
	i := ev.instance
	v := s.evalReported(a.expr, i.addr)
	v = i.node.m.e.bounded(v, *a.rng, i.addr, path)
	if want == cty.DynamicPseudoType {
		return v
	}
	if elem, ok := objectElement(want); ok {
		want = cty.List(lenientObject(elem))
	}
	typed, err := converted(v, want)
	if err != nil {
		summary, detail := wrongType(path, i.addr, want.WithoutOptionalAttributesDeep(), err)
		i.node.m.e.reportExpr(a.expr, i.addr, summary, detail)
		return v
	}
	return typed
}

// lenientObject makes every attribute of an object type optional.
func lenientObject(t cty.Type) cty.Type {
	var optional []string
	for name := range t.AttributeTypes() {
		optional = append(optional, name)
	}
	return cty.ObjectWithOptionalAttrs(t.AttributeTypes(), optional)
}

// nested evaluates the blocks of one type, with the dynamic blocks that make such. path names them in
// messages.
func (ev *bodyEvaluator) nested(s *scope, blocks []*block, typeName string, schema *blockSchema, path string) (cty.Value, []*placedBlock) {
	var placed []*placedBlock
	for _, b := range blocks {
		switch {
		case b.hcl.Type == typeName:
			placed = append(placed, &placedBlock{content: b.contentOf(schema), scope: s, rng: blockRange(b.hcl)})
		case b.hcl.Type == "dynamic" && b.expandedType() == typeName:
			made, ok := ev.dynamic(s, b, schema, path)
			if !ok {
				return cty.DynamicVal, nil
			}
			placed = append(placed, made...)
		}
	}
	values := make([]cty.Value, len(placed))
	for n, p := range placed {
		values[n] = ev.body(p, schema, path)
	}
	return blocksValue(values, schema), placed
}

// blocksValue puts blocks of one type together: an object where there can be only one, else a list, or a
// tuple where they differ in type.
func blocksValue(values []cty.Value, schema *blockSchema) cty.Value {
	switch {
	case schema != nil && schema.nesting == '1' && len(values) == 1:
		return values[0]
	case len(values) == 0:
		return cty.EmptyTupleVal
	case cty.CanListVal(values):
		return cty.ListVal(values)
	default:
		return cty.TupleVal(values)
	}
}

// body evaluates one nested block to an object. With a schema the object has every argument of the block,
// null for those that are not written.
func (ev *bodyEvaluator) body(p *placedBlock, schema *blockSchema, path string) cty.Value {
	values := map[string]cty.Value{}
	if schema != nil {
		for name, a := range schema.attributes {
			values[name] = cty.NullVal(a.typ)
		}
		for name, n := range schema.blocks {
			if n.nesting == '1' {
				values[name] = cty.NullVal(cty.DynamicPseudoType)
			} else {
				values[name] = cty.EmptyTupleVal
			}
		}
	}
	for n := range p.content.arguments {
		a := &p.content.arguments[n]
		want := cty.DynamicPseudoType
		if schema != nil {
			want = schema.typeOf(a.name)
		}
		v := ev.argument(p.scope, a, path+"."+a.name, want)
		values[a.name] = v
		if !v.IsWhollyKnown() {
			ev.unresolved(p.scope, a.expr, path+"."+a.name)
		}
	}
	for _, b := range p.content.blocks {
		name := b.expandedType()
		if p.nested[name] != nil || metaBlocks[name] {
			continue
		}
		var nestedSchema *blockSchema
		if schema != nil {
			nestedSchema = schema.nested(name)
		}
		v, nested := ev.nested(p.scope, p.content.blocks, name, nestedSchema, path+"."+name)
		values[name] = v
		if p.nested == nil {
			p.nested = map[string][]*placedBlock{}
		}
		p.nested[name] = nested
	}
	return cty.ObjectVal(values)
}

func (ev *bodyEvaluator) unresolved(s *scope, expr hcl.Expression, path string) {
	i := ev.instance
	if !i.unexpanded() {
		i.node.m.e.unresolved(s, expr, i.addr, path)
	}
}

// dynamic expands a dynamic block. ok is false where its elements are unknown.
func (ev *bodyEvaluator) dynamic(s *scope, b *block, schema *blockSchema, path string) (made []*placedBlock, ok bool) {
	i := ev.instance
	c := b.contentOf(dynamicSchema(schema))
	expr := c.argument("for_each")
	if expr == nil {
		i.node.m.e.addEvaluation(hcl.Diagnostics{{
			Severity: hcl.DiagError, Summary: "A dynamic block without for_each", Subject: &b.hcl.DefRange,
			Detail: fmt.Sprintf("The dynamic block %q has no for_each argument; add one.", b.expandedType()),
		}}, i.addr)
		return nil, false
	}
	v := s.evalReported(expr, i.addr)
	switch {
	case !v.IsKnown(), v.Type().IsSetType() && !v.IsWhollyKnown():
		ev.unresolved(s, expr, path)
		return nil, false
	case v.IsNull() || !v.CanIterateElements():
		i.node.m.e.reportExpr(expr, i.addr, "The for_each of a dynamic block has no elements",
			fmt.Sprintf("for_each of the dynamic block %q in %s is not a list, set or map; give an empty one for no block.", b.expandedType(), i.addr))
		return nil, false
	case !i.node.m.e.countInstance(v.LengthInt(), b.hcl.DefRange, i.addr+"."+path):
		return nil, false
	}
	name := b.expandedType()
	if it := c.argument("iterator"); it != nil {
		if keyword := hcl.ExprAsKeyword(it); keyword != "" {
			name = keyword
		}
	}
	for _, body := range c.blocks {
		if body.hcl.Type != "content" {
			continue
		}
		bodyOf := body.contentOf(schema)
		for it := v.ElementIterator(); it.Next(); {
			key, value := it.Element()
			if v.Type().IsSetType() {
				key = value
			}
			inner := *s
			inner.iterators = &iterator{name: name, key: key, value: value, valueExpr: expr, outer: s.iterators}
			made = append(made, &placedBlock{content: bodyOf, scope: &inner, rng: blockRange(b.hcl)})
		}
		break
	}
	return made, true
}

// dynamicSchema tells the content block of a dynamic block from its arguments, for JSON.
func dynamicSchema(schema *blockSchema) *blockSchema {
	if schema == nil {
		schema = &blockSchema{}
	}
	return &blockSchema{blocks: map[string]*blockSchema{"content": schema}}
}
