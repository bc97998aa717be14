package source

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// resourceNode is a resource block in one instance of its module.
type resourceNode struct {
	m         *module
	config    *resourceConfig
	schema    *blockSchema // nil for a type that the table does not have
	expansion *expansion[*instance]
	running   bool
	whole     cell
}

// instance is one instance of a resource block. Its arguments are evaluated one by one, when needed: a
// reference to an id needs none of them.
type instance struct {
	node      *resourceNode
	each      repetition
	addr      string
	arguments []cell // as the configuration writes them, in the order of the content
	cells     map[valueKey]*cell
	whole     cell

	offline     map[string]cty.Value // what a data source gives without AWS
	offlineDone bool
	blocks      map[string][]*placedBlock // nested blocks, once evaluated
	provider    *providerConfig
	public      *Resource
}

// metaArguments are the arguments that the language itself gives meaning to.
var metaArguments = map[string]bool{"count": true, "for_each": true, "provider": true, "depends_on": true}

// metaBlocks are the nested blocks that the language itself gives meaning to, and timeouts.
var metaBlocks = map[string]bool{"lifecycle": true, "connection": true, "provisioner": true, "timeouts": true}

func (n *resourceNode) frame() frame { return frame{addr: n.m.addr, name: n.config.key()} }

func (n *resourceNode) address() string { return n.m.address(n.config.key()) }

func (n *resourceNode) content() *content { return n.config.block.contentOf(n.schema) }

// expand makes the instances of the resource.
func (n *resourceNode) expand() *expansion[*instance] {
	if n.expansion != nil {
		return n.expansion
	}
	e := n.m.e
	if n.running {
		e.reportCycle(n.frame(), &n.config.block.hcl.DefRange)
		return &expansion[*instance]{kind: expandUnknown}
	}
	n.running = true
	e.running = append(e.running, n.frame())
	n.schema = e.shared.schemas.lookup(n.config.mode, n.config.typeName)
	addr := n.address()
	n.expansion = expand(n.m.scope(), n.content(), addr, n.config.block.hcl.DefRange, func(r repetition, key string) *instance {
		inst := &instance{node: n, each: r, addr: addr + key, arguments: make([]cell, len(n.content().arguments))}
		if own := n.config.mode == Managed; own && (n.config.typeName == "aws_vpc" || n.config.typeName == "aws_subnet") {
			e.owners[SyntheticID(e.opts.ID, inst.addr, "id")] = inst
		}
		return inst
	})
	e.running = e.running[:len(e.running)-1]
	n.running = false
	return n.expansion
}

// value gives what a reference to the whole resource reads.
func (n *resourceNode) value() cty.Value {
	return n.m.e.once(&n.whole, n.frame(), &n.config.block.hcl.DefRange, func() cty.Value {
		return expansionValue(n.expand(), (*instance).object)
	})
}

func (i *instance) scope() *scope { return &scope{m: i.node.m, each: i.each, self: i} }

// attr gives what a reference to that attribute reads.
func (i *instance) attr(name string) cty.Value {
	if v, ok := i.written(name); ok {
		if !v.IsNull() {
			return i.readable(name, v)
		}
		if i.node.schema == nil {
			return v
		}
	}
	if s := i.node.schema; s != nil && !i.unexpanded() {
		if v, ok := s.plain[name]; ok {
			return v
		}
	}
	c := i.cell(computedValue, name)
	if c.state == done {
		return c.value
	}
	return i.once(c, name, func() cty.Value { return i.computed(name) })
}

// readable gives what a reference reads of a written value. Where an argument names the object (a bucket, a
// role) and its value is unknown, that is a synthetic id: what refers to the object must still find it. In
// nested blocks, what AWS fills in is unknown and not null.
func (i *instance) readable(name string, v cty.Value) cty.Value {
	n := i.node
	if v.Type() == cty.String {
		if !v.IsKnown() && !i.unexpanded() && CanonicalAttribute(n.config.mode, n.config.typeName, "id") == name {
			return i.synthetic(name)
		}
		return v
	}
	if n.schema == nil || n.schema.blocks[name] == nil {
		return v
	}
	return i.once(i.cell(readValue, name), name, func() cty.Value {
		return i.fillBlocks(v, n.schema.blocks[name], name)
	})
}

// unexpanded reports whether the instance stands for an unknown number of instances.
func (i *instance) unexpanded() bool { return i.each.unexpanded || i.node.m.unexpanded }

// valueKind tells the values that an instance memoises for one name.
type valueKind uint8

const (
	writtenBlocks valueKind = iota // as the configuration writes them
	readValue                      // as a reference reads what is written
	computedValue                  // what AWS or the provider fills in
)

type valueKey struct {
	kind valueKind
	name string
}

// cell gives the cell of a value of the instance.
func (i *instance) cell(kind valueKind, name string) *cell {
	key := valueKey{kind, name}
	c := i.cells[key]
	if c == nil {
		if i.cells == nil {
			i.cells = map[valueKey]*cell{}
		}
		c = &cell{}
		i.cells[key] = c
	}
	return c
}

// once memoises one value of an attribute.
func (i *instance) once(c *cell, name string, eval func() cty.Value) cty.Value {
	return i.node.m.e.once(c, frame{addr: i.addr, name: name}, &i.node.config.block.hcl.DefRange, eval)
}

// written evaluates what the configuration writes for an argument or a type of nested block; ok is false
// where it writes nothing.
func (i *instance) written(name string) (v cty.Value, ok bool) {
	c := i.node.content()
	if n, ok := c.find(name); ok {
		return i.argument(n)
	}
	if metaBlocks[name] || !slices.ContainsFunc(c.blocks, func(b *block) bool { return b.expandedType() == name }) {
		return cty.NilVal, false
	}
	return i.once(i.cell(writtenBlocks, name), name, func() cty.Value {
		ev := &bodyEvaluator{instance: i}
		v, placed := ev.nested(i.scope(), c.blocks, name, i.nestedSchema(name), name)
		if i.blocks == nil {
			i.blocks = map[string][]*placedBlock{}
		}
		i.blocks[name] = placed
		return v
	}), true
}

// argument evaluates the argument of that index in the content; ok is false for one of the language itself.
func (i *instance) argument(n int) (v cty.Value, ok bool) {
	a := &i.node.content().arguments[n]
	if metaArguments[a.name] {
		return cty.NilVal, false
	}
	c := &i.arguments[n]
	if c.state == done {
		return c.value, true
	}
	return i.once(c, a.name, func() cty.Value {
		ev := &bodyEvaluator{instance: i}
		return ev.argument(i.scope(), a, a.name, i.argumentType(a.name))
	}), true
}

func (i *instance) argumentType(name string) cty.Type {
	if i.node.schema == nil {
		return cty.DynamicPseudoType
	}
	return i.node.schema.typeOf(name)
}

func (i *instance) nestedSchema(name string) *blockSchema {
	if i.node.schema == nil {
		return nil
	}
	return i.node.schema.nested(name)
}

// typeOf gives the type of an argument, dynamic for one that the schema does not have.
func (b *blockSchema) typeOf(name string) cty.Type {
	if a, ok := b.attributes[name]; ok {
		return a.typ
	}
	return cty.DynamicPseudoType
}

// nested gives the schema of a nested block, or of an argument that is written as blocks; nil if unknown.
func (b *blockSchema) nested(name string) *blockSchema {
	if n := b.blocks[name]; n != nil {
		return n
	}
	if a, ok := b.attributes[name]; ok {
		if elem, ok := objectElement(a.typ); ok {
			return impliedBlock(elem)
		}
	}
	return nil
}

// object gives what a reference to the whole instance reads.
func (i *instance) object() cty.Value {
	return i.once(&i.whole, "", func() cty.Value {
		values := map[string]cty.Value{}
		for _, name := range i.attributeNames() {
			values[name] = i.attr(name)
		}
		return cty.ObjectVal(values)
	})
}

// attributeNames gives the names of everything that a reference can read. For a type that the table does
// not have, that is what the configuration writes, and the identity attributes that nearly every type has.
func (i *instance) attributeNames() []string {
	names := map[string]bool{"id": true}
	if s := i.node.schema; s != nil {
		for name := range s.attributes {
			names[name] = true
		}
		for name := range s.blocks {
			names[name] = true
		}
	} else {
		names["arn"], names["name"] = true, true
		c := i.node.content()
		for _, a := range c.arguments {
			names[a.name] = !metaArguments[a.name]
		}
		for _, b := range c.blocks {
			names[b.expandedType()] = !metaBlocks[b.expandedType()]
		}
		if i.node.config.typeName == "terraform_data" {
			names["input"], names["output"], names["triggers_replace"] = true, true, true
		}
		for name := range i.offlineValues() {
			names[name] = true
		}
	}
	maps.DeleteFunc(names, func(_ string, keep bool) bool { return !keep })
	return slices.Sorted(maps.Keys(names))
}

// resource gives the instance in its public form.
func (i *instance) resource() *Resource {
	if i.public != nil {
		return i.public
	}
	n := i.node
	b := n.config.block.hcl
	r := &Resource{
		Address: i.addr, Module: n.m.addr, Mode: n.config.mode, Type: n.config.typeName, Name: n.config.name,
		Key: i.each.instanceKey(), Block: modelRange(blockRange(b)), Header: modelRange(b.DefRange),
		Calls: n.m.calls, Unexpanded: n.m.unexpanded || i.each.unexpanded, instance: i,
	}
	i.public = r
	r.Provider = i.providerRef()
	r.DependsOn = n.dependsOn()
	i.evaluate()
	return r
}

// dependsOn gives the addresses of what depends_on names.
func (n *resourceNode) dependsOn() []string {
	written := n.content().argument("depends_on")
	if written == nil {
		return nil
	}
	list, _ := hcl.ExprList(written)
	var addresses []string
	for _, expr := range list {
		traversal, diags := hcl.AbsTraversalForExpr(expr)
		if diags.HasErrors() {
			continue
		}
		parts := []string{traversal.RootName()}
		for _, step := range traversal[1:] {
			if name, ok := step.(hcl.TraverseAttr); ok {
				parts = append(parts, name.Name)
			}
		}
		addresses = append(addresses, n.m.address(strings.Join(parts, ".")))
	}
	return addresses
}

// evaluate evaluates everything that the configuration writes, and records what of it is unknown.
func (i *instance) evaluate() {
	c := i.node.content()
	for n := range c.arguments {
		v, ok := i.argument(n)
		if ok && !i.unexpanded() && !v.IsWhollyKnown() {
			i.node.m.e.unresolved(i.scope(), c.arguments[n].expr, i.addr, c.arguments[n].name)
		}
	}
	for _, b := range c.blocks {
		i.written(b.expandedType())
	}
}

// values gives the object of what the configuration writes.
func (i *instance) values() cty.Value {
	i.evaluate()
	c := i.node.content()
	values := make(map[string]cty.Value, len(c.arguments)+len(c.blocks))
	for n := range c.arguments {
		if v, ok := i.argument(n); ok {
			values[c.arguments[n].name] = v
		}
	}
	for _, b := range c.blocks {
		name := b.expandedType()
		if _, ok := values[name]; ok {
			continue
		}
		if v, ok := i.written(name); ok {
			values[name] = v
		}
	}
	return cty.ObjectVal(values)
}

// blockRange gives the range from a block's first word to its closing brace.
func blockRange(b *hcl.Block) hcl.Range {
	if native, ok := b.Body.(*hclsyntax.Body); ok {
		return hcl.RangeBetween(b.DefRange, native.SrcRange)
	}
	return b.DefRange
}

// wrongType makes the message for a value that does not fit its argument.
func wrongType(name, addr string, want cty.Type, err error) (summary, detail string) {
	return "An argument has the wrong type",
		fmt.Sprintf("The value of %s in %s is not a %s: %v. It is used as it is written.", name, addr, want.FriendlyNameForConstraint(), err)
}
