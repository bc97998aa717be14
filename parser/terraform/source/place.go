package source

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/netlint/netlint/model"
)

// Places are the places of everything that one resource writes. They hold nothing of the syntax tree or of
// the evaluation, so that these can be let go of while the places are still asked for.
type Places struct {
	block bodyPlaces
}

// bodyPlaces are the places within a block.
type bodyPlaces struct {
	rng       model.Range
	arguments []argumentPlace // shared by the instances of a block
	blocks    []blockPlaces
}

// blockPlaces are the nested blocks of one type, after the expansion of dynamic blocks.
type blockPlaces struct {
	name   string
	bodies []bodyPlaces
}

// argumentPlace is the place of an argument, or of an element inside one that is written out as a list or
// object.
type argumentPlace struct {
	name  string // of an argument or an object's element; an element of a list has none
	rng   model.Range
	parts []argumentPlace
}

// At gives the place of an argument or of something inside it. The path alternates names and indices of
// nested blocks or list elements: At("ingress", 0, "cidr_blocks", 1). Where the sources do not write the
// last steps, it gives the place of the innermost part that they write, at worst the block.
func (p *Places) At(path ...any) model.Range {
	b := &p.block
	for len(path) > 0 {
		name, ok := path[0].(string)
		if !ok {
			break
		}
		if a := lastNamed(b.arguments, name); a != nil {
			return a.at(path[1:])
		}
		n, used := blockIndex(path)
		nested := b.nested(name)
		if n >= len(nested) {
			break
		}
		b, path = &nested[n], path[used:]
	}
	return b.rng
}

func (b *bodyPlaces) nested(name string) []bodyPlaces {
	for i := range b.blocks {
		if b.blocks[i].name == name {
			return b.blocks[i].bodies
		}
	}
	return nil
}

// blockIndex gives the index of a block in a path that begins with its type, 0 where the path has none, and
// how many steps these are.
func blockIndex(path []any) (index, used int) {
	if len(path) > 1 {
		if n, ok := path[1].(int); ok && n >= 0 {
			return n, 2
		}
	}
	return 0, 1
}

func (a *argumentPlace) at(path []any) model.Range {
	for _, step := range path {
		var part *argumentPlace
		switch step := step.(type) {
		case int:
			if step >= 0 && step < len(a.parts) && a.parts[step].name == "" {
				part = &a.parts[step]
			}
		case string:
			part = lastNamed(a.parts, step)
		}
		if part == nil {
			break
		}
		a = part
	}
	return a.rng
}

// lastNamed gives the last part of that name: in an object it is the one that counts.
func lastNamed(parts []argumentPlace, name string) *argumentPlace {
	for i := len(parts) - 1; i >= 0; i-- {
		if parts[i].name == name {
			return &parts[i]
		}
	}
	return nil
}

// places gives the places of what the instance writes, once its nested blocks are evaluated.
func (i *instance) places() *Places {
	return &Places{bodyPlacesOf(blockRange(i.node.config.block.hcl), i.node.content(), i.blocks)}
}

func bodyPlacesOf(rng hcl.Range, c *content, nested map[string][]*placedBlock) bodyPlaces {
	b := bodyPlaces{rng: modelRange(rng), arguments: c.argumentPlaces()}
	for name, placed := range nested {
		bodies := make([]bodyPlaces, len(placed))
		for n, p := range placed {
			bodies[n] = bodyPlacesOf(p.rng, p.content, p.nested)
		}
		b.blocks = append(b.blocks, blockPlaces{name, bodies})
	}
	return b
}

// argumentPlaces gives the places of the arguments of a content.
func (c *content) argumentPlaces() []argumentPlace {
	if p := c.places.Load(); p != nil {
		return *p
	}
	places := make([]argumentPlace, len(c.arguments))
	for n, a := range c.arguments {
		places[n] = argumentPlace{a.name, modelRange(*a.rng), partPlaces(a.expr)}
	}
	c.places.Store(&places)
	return places
}

// partPlaces gives the places of the elements of an expression that is written out as a list or object.
func partPlaces(expr hcl.Expression) []argumentPlace {
	switch ex := expr.(type) {
	case *hclsyntax.TupleConsExpr:
		parts := make([]argumentPlace, len(ex.Exprs))
		for n, elem := range ex.Exprs {
			parts[n] = argumentPlace{"", modelRange(elem.Range()), partPlaces(elem)}
		}
		return parts
	case *hclsyntax.ObjectConsExpr:
		parts := make([]argumentPlace, 0, len(ex.Items))
		for _, item := range ex.Items {
			name := hcl.ExprAsKeyword(item.KeyExpr)
			if name == "" {
				name = literalString(item.KeyExpr)
			}
			if name != "" { // else it is computed
				rng := hcl.RangeBetween(item.KeyExpr.Range(), item.ValueExpr.Range())
				parts = append(parts, argumentPlace{name, modelRange(rng), partPlaces(item.ValueExpr)})
			}
		}
		return parts
	}
	return nil
}
