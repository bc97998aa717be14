package plan

import (
	"slices"
	"strings"

	"github.com/netlint/netlint/parser/terraform/attribute"
)

// maxFallback bounds how many objects a value without expression may mean; of more, nothing useful is known.
const maxFallback = 64

// fallback gives everything of a kind that an expression in a module can reach at all: a local value is a
// dead end in a plan, but whatever it is, it comes from the module's resources, from the arguments of its
// call, or from the outputs of the modules that it calls.
func (x *resolver) fallback(m *module, kind attribute.Kind) found {
	if kind == "vpc_endpoint_service" {
		return found{open: []string{"names of services come from resources of other providers, too"}}
	}
	return x.ask(lookup{m, roleAny, "", kind}, func() found {
		s := &search{resolver: x, kind: kind, start: m, seen: map[lookup]bool{}}
		x.walking[m] = true
		s.module(m)
		delete(x.walking, m)
		if len(distinct(slices.Clone(s.found.items))) > maxFallback {
			return found{open: []string{"too many objects may be meant"}}
		}
		return s.found
	})
}

// holders are the arguments by which a resource says what it is a part of.
var holders = []string{"vpc_id", "security_group_id", "network_acl_id"}

// foreignWords stand in the names of locals that hold somebody else's object.
var foreignWords = []string{
	"peer", "source", "src", "remote", "other", "target", "dest", "destination", "requester", "accepter", "client",
	"external", "existing", "shared", "hub", "spoke", "referenced",
}

// holder decides for the module's own object where a resource says by a local what it is a part of, and the
// module makes exactly one such object: modules that can do without put the one they make, or the one that
// they are given, behind such a local, and do not make one when they are given one.
func (in *instanceResolver) holder(f attribute.Field, e Expression, got found) found {
	if !slices.Contains(holders, f.Name) || !onlyLocals(e.References) {
		return got
	}
	if len(got.open) == 0 && len(distinct(slices.Clone(got.items))) < 2 {
		return got
	}
	own := &search{resolver: in.resolver, kind: f.Kind, start: in.it.module, seen: map[lookup]bool{}}
	for _, name := range sortedKeys(in.it.module.groups) {
		own.group(in.it.module.groups[name])
	}
	if items := distinct(slices.Clone(own.found.items)); len(items) == 1 && len(own.found.open) == 0 {
		return found{items: items}
	}
	return got
}

// onlyLocals reports whether an expression refers to locals only, none of which speaks of somebody else's.
func onlyLocals(references []reference) bool {
	return len(references) > 0 && !slices.ContainsFunc(references, func(r reference) bool {
		if r.steps[0].name != "local" || len(r.steps) < 2 {
			return true
		}
		return slices.ContainsFunc(strings.Split(strings.ToLower(r.steps[1].name), "_"), func(word string) bool {
			return slices.Contains(foreignWords, word)
		})
	})
}

// search walks over everything that an expression can reach, without regard to indices. Unlike expressions,
// which cannot, the walk may come back to where it was: a local may come from the output of a called module,
// and that from an argument that comes from the local.
type search struct {
	*resolver
	kind  attribute.Kind
	start *module
	seen  map[lookup]bool
	found found
}

// first reports whether the walk comes here for the first time and may go on.
func (s *search) first(l lookup) bool {
	s.steps++
	if s.seen[l] || s.steps > maxSteps || len(s.found.items) > 2*maxFallback {
		return false
	}
	s.seen[l] = true
	return true
}

// module adds what the expressions of a module can reach.
func (s *search) module(m *module) {
	if !s.first(lookup{module: m, role: roleAny}) {
		return
	}
	for _, name := range sortedKeys(m.groups) {
		s.group(m.groups[name])
	}
	for _, name := range sortedKeys(m.deferred) {
		s.data(m, name)
	}
	if m.call != nil {
		for _, name := range sortedKeys(m.call.Body) {
			if mayCarry(name, s.kind) {
				s.variable(m, name)
			}
		}
	}
	for _, name := range sortedKeys(m.children) {
		for _, child := range m.children[name].list {
			s.outputs(child, "")
		}
	}
}

// local adds what a local of a module can mean. What the locals of a module further up can mean is the same
// for all modules below it, and is asked once.
func (s *search) local(m *module) {
	if m == s.start || s.walking[m] || !m.isAbove(s.start) {
		s.module(m)
		return
	}
	if s.first(lookup{module: m, role: roleAny}) {
		s.found.add(s.fallback(m, s.kind))
	}
}

// isAbove reports whether m calls o, directly or through other modules.
func (m *module) isAbove(o *module) bool {
	for o = o.parent; o != nil; o = o.parent {
		if o == m {
			return true
		}
	}
	return false
}

// group adds the objects that are instances of a resource block.
func (s *search) group(g *group) {
	for _, res := range g.list {
		if res.Data {
			continue
		}
		for _, o := range s.origins(s.kind) {
			if o.Type != res.Type {
				continue
			}
			got := s.object(res, o.Attribute, s.kind, 0)
			for _, i := range got.items {
				i.key = res.Key
				s.found.items = append(s.found.items, i)
			}
			s.found.open = append(s.found.open, got.open...)
		}
	}
}

func (s *search) variable(m *module, name string) {
	if m.call == nil || !s.first(lookup{module: m, role: roleVariable, name: name}) {
		return
	}
	s.references(m.parent, m.call.Body[name].References)
	for _, r := range m.call.Body[name].References {
		if r.steps[0].name == "each" {
			s.references(m.parent, m.call.ForEach.References)
		}
	}
}

// outputs adds what one output of a module, or any where name is empty, can mean.
func (s *search) outputs(m *module, name string) {
	if name == "" {
		for _, name := range sortedKeys(m.config.Outputs) {
			if mayCarry(name, s.kind) {
				s.outputs(m, name)
			}
		}
		return
	}
	if s.first(lookup{module: m, role: roleOutput, name: name}) {
		s.references(m, m.config.Outputs[name].References)
	}
}

// references adds what references in a module can mean.
func (s *search) references(m *module, references []reference) {
	for _, r := range references {
		switch r.steps[0].name {
		case "local":
			s.local(m)
		case "var":
			if len(r.steps) > 1 {
				s.variable(m, r.steps[1].name)
			}
		case "module":
			s.called(m, r.steps)
		case "data":
			if len(r.steps) > 2 {
				s.data(m, r.steps[1].name+"."+r.steps[2].name)
			}
		case "each", "count", "path", "terraform", "self":
		default:
			s.resource(m, r.steps)
		}
	}
}

func (s *search) called(m *module, steps []step) {
	if len(steps) < 2 || m.children[steps[1].name] == nil {
		return
	}
	output := ""
	if len(steps) > 2 {
		output = steps[2].name
	}
	for _, child := range m.children[steps[1].name].list {
		s.outputs(child, output)
	}
}

func (s *search) resource(m *module, steps []step) {
	if len(steps) < 2 {
		return
	}
	g := m.groups[steps[0].name+"."+steps[1].name]
	if g == nil || !s.first(lookup{module: m, name: steps[0].name + "." + steps[1].name, role: roleAny}) {
		return
	}
	s.group(g)
	if g.config == nil || len(g.list) == 0 {
		return
	}
	// The resource may stand for what it refers to: aws_subnet.a.vpc_id is a VPC.
	if name, ok := s.attrs.ReferenceOf(g.list[0].After, s.kind); ok {
		s.references(m, g.config.Body[name].References)
	}
}

// data adds what a deferred data source may be: what its own id names, or something that is not in view.
func (s *search) data(m *module, name string) {
	if !m.deferred[name] || !s.first(lookup{module: m, role: roleAny, name: "data." + name}) {
		return
	}
	if references, ok := s.dataArgument(m, name, s.kind); ok {
		s.references(m, references)
		return
	}
	s.found.open = append(s.found.open, s.deferredReasons(m, name, s.kind)...)
}
