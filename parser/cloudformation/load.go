package cloudformation

import (
	"path/filepath"
	"reflect"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/cloudformation/template"
)

// Set is what the templates of one call describe: one network for each scenario of the conditions that
// cannot be decided.
type Set struct {
	evaluated *template.Set
	options   template.Options
	decoder   *decoder
}

// Load reads and evaluates templates as one set. options.Wanted is set by Load. Results and diagnostics come
// together: a template that cannot be read leaves the others as they are.
func Load(files []template.File, options template.Options) (*Set, model.Diagnostics) {
	options.Wanted = func(resourceType string) bool { return builders[resourceType] != nil || unsupported(resourceType) }
	evaluated, diags := template.Load(files, options)
	s := &Set{
		evaluated: evaluated,
		options:   options,
		decoder:   &decoder{set: evaluated, types: map[reflect.Type]*structType{}},
	}
	return s, diags
}

// Scenarios gives the names of the scenarios, in the order of their indices for [Set.Build]. There is at
// least one; a single one has no name.
func (s *Set) Scenarios() []string {
	names := make([]string, len(s.evaluated.Scenarios))
	for i, scenario := range s.evaluated.Scenarios {
		names[i] = scenario.Name
	}
	return names
}

// Truncated reports whether there are more scenarios than were evaluated, so that what holds in all of these
// need not hold in all.
func (s *Set) Truncated() bool { return s.evaluated.Truncated }

// Unresolved gives the things of which nothing is claimed, by place.
func (s *Set) Unresolved() []template.Unresolved { return s.evaluated.Unresolved }

// Resources counts the resources of the set's first scenario that the network is made of.
func (s *Set) Resources() int { return len(s.evaluated.Scenarios[0].Resources) }

// Build adds the objects of a scenario to a network that is not linked yet. Each call makes objects of its
// own, so that the scenarios' networks share nothing.
func (s *Set) Build(scenario int, network *model.Network) {
	b := &builder{set: s, network: network}
	in := s.evaluated.Scenarios[scenario]
	network.Scenario = in.Name
	unknownTypes := map[string][]string{}
	for _, evaluated := range in.Resources {
		if unsupported(evaluated.Type) {
			unknownTypes[evaluated.Type] = append(unknownTypes[evaluated.Type], evaluated.LogicalID)
			continue
		}
		build := builders[evaluated.Type]
		if build == nil {
			continue
		}
		build(&resource{
			Resource: evaluated,
			decoder:  s.decoder,
			builder:  b,
			network:  network,
			input:    b.input(evaluated.Stack),
			region:   s.options.Region,
			account:  s.options.AccountID,
		})
	}
	for _, finish := range b.finish {
		finish()
	}
	for _, resourceType := range sortedKeys(unknownTypes) {
		network.Unsupported = append(network.Unsupported, model.Unsupported{Type: resourceType, Addresses: unknownTypes[resourceType]})
	}
	for _, u := range s.evaluated.Unresolved {
		if u.HidesResources {
			network.Partial = append(network.Partial, u.Name+": "+u.Why)
		}
	}
}

// builder is what the resources of one Build share.
type builder struct {
	set     *Set
	network *model.Network
	inputs  map[string]*model.Input
	finish  []func()
}

// later runs f when all resources have been built.
func (b *builder) later(f func()) { b.finish = append(b.finish, f) }

// add puts objects into the network.
func (b *builder) add(objects ...model.Entity) { b.network.Add(objects...) }

// input gives the input that stands for a template.
func (b *builder) input(path string) *model.Input {
	if in := b.inputs[path]; in != nil {
		return in
	}
	if b.inputs == nil {
		b.inputs = map[string]*model.Input{}
	}
	in := &model.Input{Path: filepath.ToSlash(path), Kind: "cloudformation", Dialect: model.CloudFormation}
	b.inputs[path] = in
	b.network.Inputs = append(b.network.Inputs, in)
	return in
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
