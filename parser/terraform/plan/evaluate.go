package plan

import (
	"slices"
	"strings"

	"github.com/netlint/netlint/model/lazyregexp"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

// found is what an expression may mean: objects of the kind that was asked for.
type found struct {
	items []item
	// open says from where else the value may come, of which nothing is in view.
	open []string
	// filtered means that the expression may pick some of the items only.
	filtered bool
	// byIndex means that the items were picked by an equal count index; see paired.
	byIndex bool
}

// item is an object that may be meant, with the key under which the collection that it stands in has it.
type item struct {
	id       string
	object   string // the same for all identifiers of one object that mean the same: its name, its id
	key      Key
	existing bool // its identifier is known already
}

func (f *found) add(o found) {
	if len(f.items) == 0 {
		f.items = slices.Clip(o.items) // answers are shared and must not be written to
	} else {
		f.items = append(f.items, o.items...)
	}
	f.open = append(f.open, o.open...)
	f.filtered = f.filtered || o.filtered
	f.byIndex = f.byIndex || o.byIndex
}

// lookup is a question about a module: which objects of a kind can this variable or output mean, or any
// expression of the module at all.
type lookup struct {
	module *module
	role   role
	name   string
	kind   attribute.Kind
}

type role uint8

const (
	roleVariable role = iota
	roleOutput
	roleAny
	roleCall
	roleGroup
)

// ask answers a question about a module once. Variables and outputs refer to each other without circles.
func (x *resolver) ask(q lookup, answer func() found) found {
	if q.module == nil {
		return found{}
	}
	if got, ok := x.answers[q]; ok {
		return got
	}
	x.answers[q] = found{open: []string{"the references go round in a circle"}}
	got := answer()
	got.items = distinctKeyed(slices.Clone(got.items))
	x.answers[q] = got
	return got
}

// distinctKeyed drops items that came before with the same key.
func distinctKeyed(items []item) []item {
	if len(items) < 2 {
		return items
	}
	seen := make(map[item]bool, len(items))
	return slices.DeleteFunc(items, func(i item) bool {
		if seen[i] {
			return true
		}
		seen[i] = true
		return false
	})
}

// maxSteps bounds the work that references through modules may cause; a plan of 10,000 instances in modules
// ten levels deep needs a tenth of it.
const maxSteps = 5_000_000

// maxWalk bounds how far references are followed through modules.
const maxWalk = 200

// usage says what an expression uses of the iteration that it stands in, and whether something else may
// take part in choosing among several objects.
type usage struct {
	key, index, value bool
	other             bool
	lookups           int // locals that may map the key or index to another
}

func (u usage) iterates() bool { return u.key || u.index || u.value }

// namesByKey reports whether an index can hardly be anything but each.key: nothing else takes part in it.
func (u usage) namesByKey(it iteration) bool {
	return u.key && !u.index && !u.value && !u.other && it.key.kind == stringKey
}

func usageOf(references []reference) usage {
	var u usage
	for _, r := range references {
		switch {
		case r.steps[0].name == "each" && len(r.steps) > 1 && r.steps[1].name == "key":
			u.key = true
		case r.steps[0].name == "each":
			u.value = true
		case r.steps[0].name == "count":
			u.index = true
		case r.steps[0].name == "var":
			u.other = true
		case r.steps[0].name == "local":
			u.other = true
			if len(r.steps) > 1 && mayChoose(r.steps[1].name) {
				u.lookups++
			}
		}
	}
	return u
}

// eval gives what an expression with these references may mean.
func (x *resolver) eval(references []reference, it iteration, kind attribute.Kind, depth int) found {
	var out found
	if x.steps++; depth > maxWalk || x.steps > maxSteps {
		return found{open: []string{"the references are nested too deep"}}
	}
	use := usageOf(references)
	plain := 0 // references that are values of variables or locals, which may choose among the objects
	var variables []reference
	var values, locals []string
	for _, r := range references {
		switch r.steps[0].name {
		case "each":
			if len(r.steps) < 2 || r.steps[1].name != "value" {
				continue
			}
			if got, ok := x.member(r, it, kind, depth); ok {
				out.add(got)
				continue
			}
			values = append(values, r.steps[len(r.steps)-1].name)
		case "count", "path", "terraform", "self":
		case "local":
			locals = append(locals, r.steps[min(1, len(r.steps)-1)].name)
		case "var":
			variables = append(variables, r)
		case "module":
			out.add(x.moduleReference(r, it, use, kind, depth))
		case "data":
			out.add(x.dataReference(r, it, kind, depth))
		default:
			got := x.resourceReference(r, it, use, kind, depth)
			if len(r.steps) > 2 && r.steps[2].name == "firewall_status" {
				got = x.beside(got, r, references, it, depth)
			}
			out.add(got)
		}
	}
	named := len(out.items) > 0
	for _, r := range variables {
		name := r.steps[min(1, len(r.steps)-1)].name
		if named && !mayCarry(name, kind) {
			if mayChoose(name) {
				plain++ // beside an object, var.azs is where an index comes from
			}
			continue
		}
		got := x.variable(it.module, r, kind, depth)
		if len(got.items) == 0 && len(got.open) == 0 && mayChoose(name) && !(speaksOf(name, kind) && it.module.leavesOut(name)) {
			plain++
		}
		out.add(x.choose(got, r.steps[min(2, len(r.steps)):], it, use))
	}
	direct := len(out.items) > 0
	if mayBeSource(values, direct, kind) {
		out.add(x.eachValue(it, kind, depth))
	}
	if mayBeSource(locals, direct, kind) {
		got := x.fallback(it.module, kind)
		if use.key && !direct {
			got = inZone(got, it.key)
		}
		out.add(got)
	}
	if len(out.items) > 1 && (plain > 0 || slices.ContainsFunc(locals, mayChoose)) {
		out.filtered = true
	}
	return out
}

// mayBeSource reports whether one of the dead ends of these names may be where a value comes from. Beside a
// direct reference to an object of the kind, a dead end is an index or a condition unless its name speaks
// of such objects.
func mayBeSource(names []string, direct bool, kind attribute.Kind) bool {
	if !direct {
		return len(names) > 0
	}
	return slices.ContainsFunc(names, func(name string) bool { return speaksOf(name, kind) })
}

// eachValue gives what each.value may mean: elements of what the block iterates over.
func (x *resolver) eachValue(it iteration, kind attribute.Kind, depth int) found {
	outer := iteration{module: it.module}
	got := x.eval(it.forEach.References, outer, kind, depth+1)
	return x.choose(got, nil, it, usage{key: true})
}

// choose picks from a collection the member that an expression takes by a literal index, or by the key of
// the iteration that it stands in.
func (x *resolver) choose(got found, rest []step, it iteration, use usage) found {
	if len(got.items) < 2 {
		return got
	}
	if len(rest) > 0 && !rest[0].key.IsZero() && rest[0].name == "" {
		return pick(got, rest[0].key)
	}
	if !use.iterates() {
		return got
	}
	if use.lookups > 0 {
		got.filtered = true
		return got
	}
	keys := collectionKeys(got.items)
	if use.index && !use.key && it.key.kind == intKey && len(keys) == len(it.keys) && len(keys) == len(got.items) {
		got.items = got.items[it.key.n : it.key.n+1]
		got.byIndex = true
		return got
	}
	if it.key.kind == stringKey && !use.index && slices.Equal(keys, it.keys) {
		return pick(got, it.key)
	}
	got.filtered = true
	return got
}

// pick takes the items under a key; a number picks by position where the collection has text keys.
func pick(got found, key Key) found {
	items := slices.DeleteFunc(slices.Clone(got.items), func(i item) bool { return i.key != key })
	if len(items) == 0 {
		keys := collectionKeys(got.items)
		if key.kind != intKey || key.n < 0 || key.n >= len(got.items) || len(keys) != len(got.items) {
			got.filtered = true
			return got
		}
		items = []item{got.items[key.n]}
	}
	got.items = items
	return got
}

// collectionKeys gives the distinct keys of items in order.
func collectionKeys(items []item) []Key {
	keys := make([]Key, 0, len(items))
	for _, i := range items {
		if len(keys) == 0 || keys[len(keys)-1] != i.key {
			keys = append(keys, i.key)
		}
	}
	slices.SortFunc(keys, Key.Compare)
	return slices.Compact(keys)
}

// variable gives what a variable may mean: what the module's call gives it. A variable of the root module,
// or one that the call leaves out, has a known value and means no object of the plan.
func (x *resolver) variable(m *module, r reference, kind attribute.Kind, depth int) found {
	if m.parent == nil || m.call == nil || len(r.steps) < 2 {
		return found{}
	}
	name := r.steps[1].name
	if len(r.steps) > 2 || !r.steps[1].key.IsZero() {
		if got, ok := x.through(m.call.Body[name].References, r.steps[1].key, r.steps[2:], m.callIteration(), kind, depth); ok {
			return got
		}
	}
	got := x.ask(lookup{m, roleVariable, name, kind}, func() found {
		return x.eval(m.call.Body[name].References, m.callIteration(), kind, depth+1)
	})
	return indexed(got, r.steps[1].key)
}

// zone matches the name of an availability zone in an instance key.
var zone = lazyregexp.New(`\b[a-z]{2}(?:-[a-z]+)+-[0-9][a-z]\b`)

// inZone picks from objects of which there is one for each zone that of the zone which an instance key names:
// what is looked up by a zone is that zone's.
func inZone(got found, key Key) found {
	own := zone().FindString(key.s)
	var items []item
	for _, i := range got.items {
		switch zone().FindString(i.key.s) {
		case "":
			return got
		case own:
			items = append(items, i)
		}
	}
	if len(distinct(items)) == 1 {
		got.items = items[:1]
	}
	return got
}

// member follows each.value.NAME where the block iterates over the instances of one module or resource: what is
// under a key of those is the instance with that key.
func (x *resolver) member(r reference, it iteration, kind attribute.Kind, depth int) (found, bool) {
	if len(r.steps) < 3 || it.key.kind != stringKey {
		return found{}, false
	}
	return x.through(it.forEach.References, it.key, r.steps[2:], iteration{module: it.module}, kind, depth)
}

// through takes a member, by key and further steps, of a value whose expression refers to one thing and no more:
// of module.a, the output that the steps name; of what another variable or output holds, the same member. An
// expression that makes something else of that thing has no such member, and ok is false.
func (x *resolver) through(references []reference, key Key, rest []step, it iteration, kind attribute.Kind, depth int) (got found, ok bool) {
	if len(references) != 1 {
		return found{}, false
	}
	r := references[0]
	steps := slices.Concat(r.steps, rest)
	if !key.IsZero() {
		last := len(r.steps) - 1
		if !steps[last].key.IsZero() {
			return found{}, false
		}
		steps[last].key = key
	}
	whole := len(r.steps) == 2 && (r.steps[0].name == "module" || attribute.New(r.steps[0].name) != nil) // all instances
	carried := r.steps[0].name == "var" || r.steps[0].name == "module" && len(r.steps) > 2 || r.steps[0].name == "each"
	if !whole && !carried {
		return found{}, false
	}
	got = x.eval([]reference{{text: r.text, steps: steps}}, it, kind, depth+1)
	return got, len(got.items) > 0 && len(got.open) == 0
}

// indexed applies a literal index.
func indexed(got found, key Key) found {
	if key.IsZero() || len(got.items) < 2 {
		return got
	}
	return pick(got, key)
}

// moduleReference follows module.NAME[KEY].OUTPUT into the module's outputs. Where the key was no literal,
// the plan has kept neither the key nor the output.
func (x *resolver) moduleReference(r reference, it iteration, use usage, kind attribute.Kind, depth int) found {
	if len(r.steps) < 2 {
		return found{}
	}
	call := r.steps[1]
	called := it.module.children[call.name]
	if called == nil { // a module without resources may still pass on what it is given
		child := x.tree.child(it.module, step{name: call.name}, it.module.address+"/"+call.name)
		called = child.siblings
	}
	if !call.key.IsZero() {
		m, ok := called.get(call.key)
		if !ok {
			return found{}
		}
		return x.choose(x.outputs(m, r.steps, kind, depth), nil, it, use)
	}
	if len(called.list) == 1 {
		return x.choose(x.outputs(called.list[0], r.steps, kind, depth), nil, it, use)
	}
	if use.iterates() && use.lookups == 0 && sameKeys(called.keys, it.keys) ||
		use.namesByKey(it) && called.hasAll(it.keys) && names(x, called, it) {
		m, _ := called.get(it.key)
		got := x.outputs(m, r.steps, kind, depth)
		got.byIndex = got.byIndex || it.key.kind == intKey
		return got
	}
	all := x.ask(lookup{it.module, roleCall, r.text, kind}, func() found {
		var out found
		for _, m := range called.list {
			got := x.outputs(m, r.steps, kind, depth)
			for _, i := range got.items {
				i.key = m.key
				out.items = append(out.items, i)
			}
			got.items = nil
			out.add(got)
		}
		return out
	})
	all.filtered = all.filtered || (use.iterates() && len(all.items) > 1)
	return all
}

// outputs gives what the output that a reference names may mean, or all outputs where none is left.
func (x *resolver) outputs(m *module, steps []step, kind attribute.Kind, depth int) found {
	if len(steps) >= 3 && steps[2].name != "" {
		if e := m.config.Outputs[steps[2].name]; len(steps) >= 4 || !steps[2].key.IsZero() {
			if got, ok := x.through(e.References, steps[2].key, steps[3:], iteration{module: m}, kind, depth); ok {
				return got
			}
		}
		got := x.output(m, steps[2].name, kind, depth)
		got = indexed(got, steps[2].key)
		if len(steps) >= 4 && steps[3].name == "" {
			got = indexed(got, steps[3].key)
		} else if len(steps) >= 4 && len(got.items) > 1 {
			got.filtered = true // an attribute of an object, of which the plan keeps no structure
		}
		return got
	}
	var out found
	for _, name := range sortedKeys(m.config.Outputs) {
		if mayCarry(name, kind) {
			out.add(x.output(m, name, kind, depth))
		}
	}
	return out
}

func (x *resolver) output(m *module, name string, kind attribute.Kind, depth int) found {
	return x.ask(lookup{m, roleOutput, name, kind}, func() found {
		return x.eval(m.config.Outputs[name].References, iteration{module: m}, kind, depth+1)
	})
}

// dataReference looks at a data source: one that was read has known values, and cannot be why something is
// unknown; one that is deferred can.
func (x *resolver) dataReference(r reference, it iteration, kind attribute.Kind, depth int) found {
	if len(r.steps) < 3 {
		return found{}
	}
	name := r.steps[1].name + "." + r.steps[2].name
	if !it.module.deferred[name] {
		return found{}
	}
	if references, ok := x.dataArgument(it.module, name, kind); ok {
		return x.eval(references, iteration{module: it.module}, kind, depth+1)
	}
	return found{open: x.deferredReasons(it.module, name, kind)}
}

// dataArgument gives what a data source is read by, where that names the very object: data.aws_vpc by its id.
func (x *resolver) dataArgument(m *module, name string, kind attribute.Kind) ([]reference, bool) {
	c := m.config.Resources["data."+name]
	typeName, _, _ := strings.Cut(name, ".")
	if c == nil || !x.names(typeName, "id", kind) {
		return nil, false
	}
	e, ok := c.Body["id"]
	return e.References, ok
}

// deferredReasons says that a deferred data source may be where a value comes from, if its type can name
// objects at all.
func (x *resolver) deferredReasons(m *module, name string, kind attribute.Kind) []string {
	typeName, _, _ := strings.Cut(name, ".")
	if slices.Contains(plainData, typeName) {
		return nil
	}
	address := "data." + name
	if m.address != "" {
		address = m.address + "." + address
	}
	if blank := attribute.NewData(typeName); blank != nil && kind != attribute.KindAny {
		named := slices.ContainsFunc(x.origins(kind), func(o attribute.Origin) bool { return o.Type == typeName })
		if _, refers := x.attrs.ReferenceOf(blank, kind); !named && !refers {
			return nil
		}
	}
	return []string{address + " is read only during apply"}
}
