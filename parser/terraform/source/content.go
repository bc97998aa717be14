package source

import (
	"cmp"
	"maps"
	"slices"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// block is a block with those that override it.
type block struct {
	hcl       *hcl.Block
	overrides []*hcl.Block
	content   atomic.Pointer[content] // filled by contentOf
}

// content is the arguments and nested blocks of a body.
type content struct {
	arguments []assignment // by name
	blocks    []*block
	places    atomic.Pointer[[]argumentPlace] // filled by argumentPlaces
}

// assignment is an argument with the expression that it is set to.
type assignment struct {
	name string
	expr hcl.Expression
	rng  *hcl.Range
}

// find gives the index of an argument; ok is false where the content has none of that name.
func (c *content) find(name string) (index int, ok bool) {
	return slices.BinarySearchFunc(c.arguments, name, func(a assignment, name string) int { return cmp.Compare(a.name, name) })
}

// argument gives an argument's expression, or nil.
func (c *content) argument(name string) hcl.Expression {
	if n, ok := c.find(name); ok {
		return c.arguments[n].expr
	}
	return nil
}

// contentOf gives the arguments and nested blocks of a block with its overrides. The schema is needed for
// JSON only; nil treats everything there as arguments.
func (b *block) contentOf(s *blockSchema) *content {
	if c := b.content.Load(); c != nil {
		return c
	}
	c := bodyContent(b.hcl.Body, s)
	for _, over := range b.overrides {
		c.override(bodyContent(over.Body, s))
	}
	b.content.Store(c)
	return c
}

// override replaces what another content also writes: arguments by name, nested blocks by type.
func (c *content) override(over *content) {
	c.arguments = slices.DeleteFunc(c.arguments, func(a assignment) bool { _, again := over.find(a.name); return again })
	c.arguments = append(c.arguments, over.arguments...)
	c.sort()
	replaced := map[string]bool{}
	for _, b := range over.blocks {
		replaced[b.expandedType()] = true
	}
	c.blocks = slices.DeleteFunc(c.blocks, func(b *block) bool { return replaced[b.expandedType()] })
	c.blocks = append(c.blocks, over.blocks...)
}

func (c *content) sort() {
	slices.SortFunc(c.arguments, func(a, b assignment) int { return cmp.Compare(a.name, b.name) })
}

// expandedType gives the type of the blocks that b makes: its own, or that of a dynamic block's label.
func (b *block) expandedType() string {
	if b.hcl.Type == "dynamic" && len(b.hcl.Labels) == 1 {
		return b.hcl.Labels[0]
	}
	return b.hcl.Type
}

// bodyContent gives the arguments and nested blocks of a body.
func bodyContent(body hcl.Body, s *blockSchema) *content {
	native, ok := body.(*hclsyntax.Body)
	if !ok {
		return jsonContent(body, s)
	}
	c := &content{}
	if len(native.Attributes) > 0 {
		c.arguments = make([]assignment, 0, len(native.Attributes))
		for name, a := range native.Attributes {
			c.arguments = append(c.arguments, assignment{name, a.Expr, &a.SrcRange})
		}
		c.sort()
	}
	if len(native.Blocks) > 0 {
		c.blocks = make([]*block, len(native.Blocks))
		for i, b := range native.Blocks {
			c.blocks[i] = &block{hcl: b.AsHCLBlock()}
		}
	}
	return c
}

// jsonContent reads a body of the JSON syntax, where only the schema tells nested blocks from arguments.
// Errors are left out: what does not fit the schema is simply not there, as an unknown argument would be.
func jsonContent(body hcl.Body, s *blockSchema) *content {
	c := &content{}
	rest := body
	if s != nil && len(s.blocks) > 0 {
		var want hcl.BodySchema
		for _, name := range slices.Sorted(maps.Keys(s.blocks)) {
			header := hcl.BlockHeaderSchema{Type: name}
			if s.blocks[name].nesting == 'm' {
				header.LabelNames = []string{"key"}
			}
			want.Blocks = append(want.Blocks, header)
		}
		want.Blocks = append(want.Blocks, hcl.BlockHeaderSchema{Type: "dynamic", LabelNames: []string{"type"}})
		found, remain, _ := body.PartialContent(&want)
		for _, b := range found.Blocks {
			c.blocks = append(c.blocks, &block{hcl: b})
		}
		rest = remain
	}
	attrs, _ := rest.JustAttributes()
	for name, a := range attrs {
		c.arguments = append(c.arguments, assignment{name, a.Expr, &a.Range})
	}
	c.sort()
	return c
}

// literalString gives the value of an expression that refers to nothing, if it is a string.
func literalString(expr hcl.Expression) string {
	if expr == nil || len(expr.Variables()) > 0 {
		return ""
	}
	v, diags := expr.Value(nil)
	if diags.HasErrors() {
		return ""
	}
	s, _ := stringValue(v)
	return s
}
