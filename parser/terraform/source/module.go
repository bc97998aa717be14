package source

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
)

// module is one instance of a module: the root module, or one instance of a module call.
type module struct {
	e      *evaluator
	config *config // nil for a module that is not there
	parent *module
	call   *moduleCall // nil for the root module
	each   repetition  // of the call, in the parent
	addr   string      // module.a["x"].module.b; empty for the root module
	calls  []CallSite
	depth  int
	// unexpanded marks an instance that stands for an unknown number of instances, or lies below such.
	unexpanded bool

	variables map[string]*cell
	locals    map[string]*cell
	outputs   map[string]*cell
	resources map[string]*resourceNode
	children  map[string]*moduleCall
	providers map[string]*providerConfig
	whole     cell // object of all outputs
}

func newModule(e *evaluator, cfg *config) *module {
	return &module{
		e: e, config: cfg,
		variables: map[string]*cell{}, locals: map[string]*cell{}, outputs: map[string]*cell{},
		resources: map[string]*resourceNode{}, children: map[string]*moduleCall{}, providers: map[string]*providerConfig{},
	}
}

// address gives the full address of something in the module.
func (m *module) address(local string) string {
	if m.addr == "" {
		return local
	}
	return m.addr + "." + local
}

// scope is the scope of the module's top level, where neither count nor each is known.
func (m *module) scope() *scope { return &scope{m: m} }

// cellOf gives the cell of that name, making it when it is missing.
func cellOf(cells map[string]*cell, name string) *cell {
	c := cells[name]
	if c == nil {
		c = &cell{}
		cells[name] = c
	}
	return c
}

// local evaluates a local value.
func (m *module) local(name string) (cty.Value, bool) {
	a, ok := m.config.locals[name]
	if !ok {
		return cty.DynamicVal, false
	}
	return m.e.once(cellOf(m.locals, name), frame{m.addr, "local", name}, a.rng, func() cty.Value {
		v := m.scope().evalReported(a.expr, m.address("local."+name))
		return m.e.bounded(v, *a.rng, m.addr, "local."+name)
	}), true
}

// output evaluates an output value. One that the module does not declare is unknown.
func (m *module) output(name string) cty.Value {
	if m.config == nil || m.config.outputs[name] == nil {
		return cty.DynamicVal
	}
	b := m.config.outputs[name]
	return m.e.once(cellOf(m.outputs, name), frame{m.addr, "output", name}, &b.hcl.DefRange, func() cty.Value {
		c := b.contentOf(nil)
		expr := c.argument("value")
		if expr == nil {
			return cty.DynamicVal
		}
		v := m.scope().evalReported(expr, m.address("output."+name))
		if isSensitive(c) {
			v = concealed(v)
		}
		return m.e.bounded(v, expr.Range(), m.addr, "output."+name)
	})
}

// object gives all outputs.
func (m *module) object() cty.Value {
	if m.config == nil {
		return cty.DynamicVal
	}
	return m.e.once(&m.whole, frame{addr: m.addr}, &hcl.Range{}, func() cty.Value {
		values := make(map[string]cty.Value, len(m.config.outputs))
		for _, name := range slices.Sorted(maps.Keys(m.config.outputs)) {
			values[name] = m.output(name)
		}
		return cty.ObjectVal(values)
	})
}

// variable evaluates an input variable.
func (m *module) variable(name string) (cty.Value, bool) {
	b := m.config.variables[name]
	if b == nil {
		return cty.DynamicVal, false
	}
	return m.e.once(cellOf(m.variables, name), frame{m.addr, "var", name}, &b.hcl.DefRange, func() cty.Value {
		v := m.evalVariable(name, b)
		return m.e.bounded(v, b.hcl.DefRange, m.addr, "var."+name)
	}), true
}

func (m *module) evalVariable(name string, b *block) cty.Value {
	c := b.contentOf(nil)
	decl, diags := m.declaration(c)
	m.e.addEvaluation(diags, m.address("var."+name))
	v, set := m.argument(name, decl)
	if set && v.IsKnown() && v.IsNull() && !decl.nullable {
		set = false
	}
	if !set {
		expr := c.argument("default")
		if expr == nil {
			return cty.UnknownVal(decl.typ.WithoutOptionalAttributesDeep())
		}
		v = m.scope().evalReported(expr, m.address("var."+name))
	}
	if decl.defaults != nil && v.IsKnown() && !v.IsNull() {
		v = decl.defaults.Apply(v)
	}
	typed, err := converted(v, decl.typ)
	if err == nil && isSensitive(c) {
		return concealed(typed)
	}
	if err != nil {
		m.e.report(model.SeverityWarning, "A variable's value has the wrong type",
			fmt.Sprintf("The value of %s is not a %s: %v. It is taken as unknown.", m.address("var."+name), decl.typ.FriendlyNameForConstraint(), err),
			modelRange(b.hcl.DefRange), m.address("var."+name))
		return cty.UnknownVal(decl.typ.WithoutOptionalAttributesDeep())
	}
	return typed
}

// argument gives the value that the caller, or for the root module the inputs, set the variable to.
func (m *module) argument(name string, decl declaration) (cty.Value, bool) {
	if m.parent == nil {
		return m.e.inputValue(name, decl)
	}
	expr := m.call.block.contentOf(nil).argument(name)
	if expr == nil {
		return cty.NilVal, false
	}
	s := &scope{m: m.parent, each: m.each}
	return s.evalReported(expr, m.addr), true
}

// collect adds the module's resources and those of the modules below to the result. It also evaluates what
// no resource needs: a cycle or an error there is one all the same.
func (m *module) collect() {
	if m.config == nil {
		return
	}
	m.e.result.Moves = append(m.e.result.Moves, m.moves()...)
	for _, name := range slices.Sorted(maps.Keys(m.config.locals)) {
		m.local(name)
	}
	for _, name := range slices.Sorted(maps.Keys(m.config.outputs)) {
		m.output(name)
	}
	for _, r := range m.config.order {
		for _, inst := range m.resource(r.key()).expand().all {
			m.e.result.Resources = append(m.e.result.Resources, inst.resource())
		}
	}
	for _, name := range m.config.callOrder {
		for _, child := range m.child(name).expand().all {
			m.e.result.Modules = append(m.e.result.Modules, child.description())
			child.collect()
		}
	}
}

func (m *module) description() Module {
	d := Module{Address: m.addr, Calls: m.calls, Missing: m.config == nil, Source: m.call.source}
	if m.config != nil {
		d.Dir = m.config.dir
	}
	return d
}

// resource gives the node of a resource block, or nil if the module declares none of that name.
func (m *module) resource(key string) *resourceNode {
	if n := m.resources[key]; n != nil {
		return n
	}
	cfg := m.config.resources[key]
	if cfg == nil {
		return nil
	}
	n := &resourceNode{m: m, config: cfg}
	m.resources[key] = n
	return n
}

// child gives the node of a module call, or nil if there is none of that name.
func (m *module) child(name string) *moduleCall {
	if c := m.children[name]; c != nil {
		return c
	}
	b := m.config.calls[name]
	if b == nil {
		return nil
	}
	c := &moduleCall{m: m, name: name, block: b}
	m.children[name] = c
	return c
}

// moduleCall is a module block in one instance of its module.
type moduleCall struct {
	m         *module
	name      string
	block     *block
	source    string
	expansion *expansion[*module]
	running   bool
	whole     cell
}

func (c *moduleCall) frame() frame { return frame{c.m.addr, "module", c.name} }

// expand makes the instances of the call.
func (c *moduleCall) expand() *expansion[*module] {
	if c.expansion != nil {
		return c.expansion
	}
	addr := c.m.address("module." + c.name)
	if c.running {
		c.m.e.reportCycle(c.frame(), &c.block.hcl.DefRange)
		return &expansion[*module]{kind: expandUnknown}
	}
	c.running = true
	c.m.e.running = append(c.m.e.running, c.frame())
	cfg := c.m.e.loadModule(c)
	content := c.block.contentOf(nil)
	made := 0
	c.expansion = expand(c.m.scope(), content, addr, c.block.hcl.DefRange, func(r repetition, key string) *module {
		child := newModule(c.m.e, cfg)
		child.parent, child.call, child.each, child.depth = c.m, c, r, c.m.depth+1
		child.addr = addr + key
		child.unexpanded = c.m.unexpanded || r.unexpanded
		child.calls = append(slices.Clip(c.m.calls), CallSite{Range: modelRange(c.block.hcl.DefRange), Address: child.addr})
		made++
		return child
	})
	c.m.e.countModules(made, c.block.hcl.DefRange, addr)
	c.m.e.running = c.m.e.running[:len(c.m.e.running)-1]
	c.running = false
	return c.expansion
}

// value gives what a reference to the whole call reads.
func (c *moduleCall) value() cty.Value {
	return c.m.e.once(&c.whole, c.frame(), &c.block.hcl.DefRange, func() cty.Value {
		return expansionValue(c.expand(), (*module).object)
	})
}

// argumentExpr gives the expression that the caller passes for a variable, with its scope.
func (m *module) argumentExpr(name string) (hcl.Expression, *scope) {
	if m.parent == nil {
		return nil, nil
	}
	return m.call.block.contentOf(nil).argument(name), &scope{m: m.parent, each: m.each}
}
