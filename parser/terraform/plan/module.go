package plan

import (
	"maps"
	"slices"
	"strings"
)

// module is an instance of a module in the tree that a plan's addresses span.
type module struct {
	address  string
	parent   *module // nil for the root
	key      Key
	config   *ModuleConfig       // never nil
	call     *CallConfig         // nil for the root
	siblings *instances[*module] // the instances of the same call
	groups   map[string]*group   // by address in the module: "aws_subnet.a"
	children map[string]*instances[*module]
	deferred map[string]bool // data sources, by type and name, that are read only during apply
}

// group is the instances of one resource block in one module instance.
type group struct {
	instances[*Resource]
	module *module
	config *ResourceConfig // nil where the configuration does not have the block any more
}

// instances are the instances of a block by key, sorted.
type instances[T any] struct {
	list  []T
	keys  []Key
	index map[Key]int // of keys; nil while they are few
}

// few is up to how many keys are looked through. Most blocks have fewer, for which an index would cost more than
// everything that is asked of it.
const few = 8

func (in *instances[T]) put(key Key, instance T) {
	if _, ok := in.find(key); ok {
		return
	}
	in.list = append(in.list, instance)
	in.keys = append(in.keys, key)
	switch {
	case in.index != nil:
		in.index[key] = len(in.keys) - 1
	case len(in.keys) > few:
		in.index = map[Key]int{}
		for i, k := range in.keys {
			in.index[k] = i
		}
	}
}

// find gives the position of the instance with a key.
func (in *instances[T]) find(key Key) (int, bool) {
	if in.index == nil {
		i := slices.Index(in.keys, key)
		return i, i >= 0
	}
	i, ok := in.index[key]
	return i, ok
}

// sort brings the instances into Terraform's order.
func (in *instances[T]) sort() {
	if slices.IsSortedFunc(in.keys, Key.Compare) {
		return
	}
	byKey := make(map[Key]T, len(in.keys))
	for i, k := range in.keys {
		byKey[k] = in.list[i]
	}
	slices.SortFunc(in.keys, Key.Compare)
	for i, k := range in.keys {
		in.list[i] = byKey[k]
		if in.index != nil {
			in.index[k] = i
		}
	}
}

// get gives the instance with a key.
func (in *instances[T]) get(key Key) (T, bool) {
	i, ok := in.find(key)
	if !ok {
		var zero T
		return zero, false
	}
	return in.list[i], true
}

// hasAll reports whether there is an instance for each of the keys.
func (in *instances[T]) hasAll(keys []Key) bool {
	return !slices.ContainsFunc(keys, func(k Key) bool {
		_, ok := in.find(k)
		return !ok
	})
}

// moduleTree builds the tree of module instances from the addresses of resources.
type moduleTree struct {
	root   *module
	byAddr map[string]*module
}

func newModuleTree(config *ModuleConfig) *moduleTree {
	if config == nil {
		config = &ModuleConfig{}
	}
	root := &module{config: config, siblings: &instances[*module]{}}
	root.siblings.put(Key{}, root)
	return &moduleTree{root: root, byAddr: map[string]*module{"": root}}
}

// at gives the module instance with an address, making it and those above it as needed.
func (t *moduleTree) at(address string) *module {
	if m, ok := t.byAddr[address]; ok {
		return m
	}
	m := t.root
	steps := splitSteps(address)
	var b strings.Builder
	for i := 0; i+1 < len(steps); i += 2 { // "module", then the name with its key
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString("module." + steps[i+1].name + steps[i+1].key.String())
		m = t.child(m, steps[i+1], b.String())
	}
	t.byAddr[address] = m
	return m
}

func (t *moduleTree) child(parent *module, s step, address string) *module {
	if parent.children == nil {
		parent.children = map[string]*instances[*module]{}
	}
	in := parent.children[s.name]
	if in == nil {
		in = &instances[*module]{}
		parent.children[s.name] = in
	}
	if m, ok := in.get(s.key); ok {
		return m
	}
	m := &module{address: address, parent: parent, key: s.key, siblings: in, config: &ModuleConfig{}}
	if call := parent.config.Calls[s.name]; call != nil {
		m.call = call
		if call.Module != nil {
			m.config = call.Module
		}
	}
	in.put(s.key, m)
	t.byAddr[address] = m
	return m
}

// add puts a resource into the tree.
func (t *moduleTree) add(r *Resource) {
	m := t.at(r.Module)
	name := blockName(r)
	if m.groups == nil {
		m.groups = map[string]*group{}
	}
	g := m.groups[name]
	if g == nil {
		g = &group{module: m, config: m.config.Resources[name]}
		m.groups[name] = g
	}
	g.put(r.Key, r)
	r.group = g
}

// sort sorts all instances; it is called once, when the tree is complete.
func (t *moduleTree) sort() { t.root.sortAll() }

func (m *module) sortAll() {
	for _, g := range m.groups {
		g.sort()
	}
	for _, in := range m.children {
		in.sort()
		for _, child := range in.list {
			child.sortAll()
		}
	}
}

// iteration is the context of an expression: the module it stands in, and the instance of the block that it
// belongs to among the block's instances.
type iteration struct {
	module  *module
	key     Key
	keys    []Key
	forEach Expression
}

// callIteration is the context of the arguments of the call that made the module.
func (m *module) callIteration() iteration {
	it := iteration{module: m.parent, key: m.key, keys: m.siblings.keys}
	if m.call != nil {
		it.forEach = m.call.ForEach
	}
	return it
}

// leavesOut reports whether the module's call does not set a variable, which then has its default. One that is named
// after objects is empty by default: it is for those of the caller.
func (m *module) leavesOut(variable string) bool {
	if m.call == nil {
		return false
	}
	_, set := m.call.Body[variable]
	return !set
}

// sortedKeys gives the keys of a map in order, so that results do not hang on the order of maps.
func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

// ProviderKey gives the key of the provider configuration that a resource uses, as in f.Config.Providers. It
// is the provider's name where the configuration does not tell.
func (f *File) ProviderKey(r *Resource) string {
	if c := f.block(r); c != nil && c.ProviderKey != "" {
		return c.ProviderKey
	}
	return r.Provider
}

// DependsOn gives the addresses that the resource's depends_on names, without instance keys.
func (f *File) DependsOn(r *Resource) []string {
	c := f.block(r)
	if c == nil || len(c.DependsOn) == 0 {
		return nil
	}
	if r.Module == "" {
		return c.DependsOn
	}
	list := make([]string, len(c.DependsOn))
	for i, address := range c.DependsOn {
		list[i] = r.Module + "." + address
	}
	return list
}

// Writes reports whether the configuration sets an argument of a resource. ok is false where the plan does
// not hold the resource's configuration.
func (f *File) Writes(r *Resource, argument string) (written, ok bool) {
	c := f.block(r)
	if c == nil {
		return false, false
	}
	_, written = c.Body[argument]
	return written, true
}

// Constant gives the text of an argument of a resource that the configuration sets to a constant.
func (f *File) Constant(r *Resource, argument string) (text string, ok bool) {
	c := f.block(r)
	if c == nil {
		return "", false
	}
	e := c.Body[argument]
	return e.Text, e.Constant && e.Text != ""
}

// block gives the configuration of a resource, or nil.
func (f *File) block(r *Resource) *ResourceConfig {
	if !r.configRead {
		r.configRead = true
		if m := f.moduleConfig(r.Module); m != nil {
			r.config = m.Resources[blockName(r)]
		}
	}
	return r.config
}

// moduleConfig gives the body of the module with an address, or nil.
func (f *File) moduleConfig(address string) *ModuleConfig {
	if f.Config == nil {
		return nil
	}
	if m, ok := f.bodies[address]; ok {
		return m
	}
	m := f.Config.Root
	steps := splitSteps(address)
	for i := 1; i < len(steps) && m != nil; i += 2 {
		if call := m.Calls[steps[i].name]; call != nil {
			m = call.Module
		} else {
			m = nil
		}
	}
	if f.bodies == nil {
		f.bodies = map[string]*ModuleConfig{}
	}
	f.bodies[address] = m
	return m
}

// blockName gives the address of a resource's block in its module.
func blockName(r *Resource) string {
	if r.Data {
		return "data." + r.Type + "." + r.Name
	}
	return r.Type + "." + r.Name
}

// Region gives the region of a provider configuration, where that is a constant or a variable of the root.
func (f *File) Region(providerKey string) (string, bool) {
	if f.Config == nil {
		return "", false
	}
	p := f.Config.Providers[providerKey]
	if p == nil {
		return "", false
	}
	e := p.Region
	if e.Constant && e.Text != "" {
		return e.Text, true
	}
	inRoot := !strings.HasPrefix(providerKey, "module.")
	if inRoot && len(e.References) == 1 && len(e.References[0].steps) == 2 && e.References[0].steps[0].name == "var" {
		region, ok := f.Variables[e.References[0].steps[1].name]
		return region, ok
	}
	return "", false
}
