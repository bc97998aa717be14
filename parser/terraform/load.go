package terraform

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/lazyregexp"
	"github.com/netlint/netlint/parser/terraform/attribute"
	"github.com/netlint/netlint/parser/terraform/plan"
	"github.com/netlint/netlint/parser/terraform/source"
)

// Options says what is known beside a plan or state.
type Options struct {
	// RootID tells the root modules of one call apart. It must be the same for a plan and its sources.
	RootID string
	// Source is the evaluated root module that the plan was made of; nil where it is not in view.
	Source *source.Root
}

// Parsed is one input, ready to be put into networks.
type Parsed struct {
	Input       *model.Input
	Resources   int // managed resource instances, of whatever type
	Diagnostics model.Diagnostics
	Links       model.PlanLinks // of a plan

	rootID         string
	after, before  []*resource
	isPlan         bool
	partial        []string
	uncountedRules []string
	skipped        map[string][]string // addresses by type, of network types that are not modelled
	// outputs are strings that outputs of the root module hand to other configurations.
	outputs map[string]bool
}

// LoadFile reads the JSON of a plan or a state, or a state file; the content says which. name is what places
// show. An error is a model.Diagnostic.
func LoadFile(name string, data []byte, o Options) (*Parsed, error) {
	f, err := plan.Read(name, data)
	if err != nil {
		return nil, err
	}
	return Load(f, o), nil
}

// Load takes the resources of a plan or state that was read, and resolves their references in place.
func Load(f *plan.File, o Options) *Parsed {
	p := &Parsed{
		Input:     &model.Input{Path: f.Name, Kind: string(f.Kind), Dialect: model.Terraform},
		Resources: f.Total,
		rootID:    o.RootID,
		isPlan:    f.Kind == plan.KindPlan,
		skipped:   map[string][]string{},
	}
	sources := newSourceIndex(o.Source)
	for _, r := range f.Resources {
		recoverUserData(f, r)
		sources.fill(r)
		forgetUnwritten(f, r)
	}
	f.Resolve(plan.Identifiers{
		Attribute: func(typeName, address, name string) string { return newID(o.RootID, typeName, address, name) },
		FirewallEndpoint: func(address, subnetID string) string {
			return source.FirewallEndpointID(o.RootID, address, subnetID)
		},
	})
	p.outputs = map[string]bool{}
	for _, id := range f.TargetGroups {
		p.outputs[id] = true
	}
	p.Links = model.PlanLinks{Total: f.References, ByIndex: f.ByIndex, Open: f.Open, Policies: f.Policies, BesideSources: o.Source != nil}
	conceal(f, sources.decoder)
	for typeName, s := range f.Skipped {
		if isNetworkType(typeName) {
			p.skipped[typeName] = s.Addresses
		}
	}
	if f.Partial {
		p.partial = append(p.partial, f.Name+" is a plan of a part of the configuration only")
	}
	if o.Source != nil {
		p.Input.Moves = o.Source.Moves
	}
	regions := newRegions(f)
	p.after = make([]*resource, 0, len(f.Resources))
	for _, r := range f.Resources {
		if r.Previous != "" {
			p.Input.Moves = append(p.Input.Moves, model.Move{From: r.Previous, To: r.Address})
		}
		base := resource{
			address: r.Address, typ: r.Type, name: r.Name, data: r.Data, change: r.Change,
			region: regions.of(r), depends: f.DependsOn(r), endpoints: r.Endpoints, place: model.Range{File: f.Name, Line: r.Line},
		}
		sources.locate(&base)
		if r.After != nil {
			after := base
			after.attrs = r.After
			after.existed = !p.isPlan || r.Before != nil
			p.after = append(p.after, &after)
		}
		if r.Before != nil && p.isPlan {
			before := base
			before.attrs, before.existed = r.Before, true
			p.before = append(p.before, &before)
		}
	}
	return p
}

// hash matches what the provider keeps of user data in plans and states: a SHA-1 sum.
var hash = lazyregexp.New(`^[0-9a-f]{40}$`)

// recoverUserData puts the script of an instance in place of its hash, where the configuration writes it as a
// constant. Otherwise it is unknown, for the sources to fill in.
func recoverUserData(f *plan.File, r *plan.Resource) {
	for _, attrs := range []any{r.Before, r.After} {
		a, ok := attrs.(*attribute.Instance)
		if !ok || !hash().MatchString(a.UserData.Or("")) {
			continue
		}
		a.UserData = model.Unknown[string]("plans and states hold only a hash of user data")
		if text, ok := f.Constant(r, "user_data"); ok && attrs == r.After {
			a.UserData = model.Known(text)
		}
	}
}

// forgetUnwritten makes unknown what a refreshed instance says of its public address where nobody wrote it:
// whether it gets one again is for its subnet to say, and AWS may have changed since.
func forgetUnwritten(f *plan.File, r *plan.Resource) {
	if r.Type != "aws_instance" || r.Before == nil {
		return
	}
	if written, ok := f.Writes(r, "associate_public_ip_address"); !ok || written {
		return
	}
	for _, attrs := range []any{r.Before, r.After} {
		if a, ok := attrs.(*attribute.Instance); ok && a.AssociatePublicIPAddress.IsKnown() {
			a.AssociatePublicIPAddress = model.Unknown[bool](r.Address + " does not set associate_public_ip_address")
		}
	}
}

// LoadRoot takes the resources of an evaluated root module. path is the directory as the user named it. The
// decoder may have read other inputs before.
func LoadRoot(path string, root *source.Root, decoder *attribute.Decoder) *Parsed {
	p := &Parsed{
		Input:   &model.Input{Path: path, Kind: "terraform-config", Dialect: model.Terraform, Moves: root.Moves},
		rootID:  root.ID,
		skipped: map[string][]string{},
		outputs: map[string]bool{},
	}
	for _, v := range root.Outputs {
		noteStrings(v, p.outputs)
	}
	for _, s := range root.Resources {
		if s.Mode == source.Managed {
			p.Resources++
		}
		if s.Unexpanded {
			p.uncount(s)
			continue
		}
		attrs := decode(decoder, s)
		if attrs == nil {
			if s.Mode == source.Managed && isNetworkType(s.Type) {
				p.skipped[s.Type] = append(p.skipped[s.Type], s.Address)
			}
			continue
		}
		r := &resource{address: s.Address, typ: s.Type, name: s.Name, data: s.Mode == source.Data, attrs: attrs}
		r.locate(s)
		p.after = append(p.after, r)
	}
	for _, m := range root.Modules {
		if m.Missing {
			p.partial = append(p.partial, m.Address+" is not installed")
		}
	}
	return p
}

// uncount notes a resource of which it is not known how many instances there are, if it may belong to a network.
func (p *Parsed) uncount(s *source.Resource) {
	if s.Mode == source.Data || attribute.New(s.Type) == nil && !isNetworkType(s.Type) {
		return
	}
	why := s.Address + " may have any number of instances"
	p.partial = append(p.partial, why)
	switch s.Type {
	case "aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule", "aws_network_acl_rule":
		p.uncountedRules = append(p.uncountedRules, why)
	}
}

// noteStrings adds the known strings inside a value to a set.
func noteStrings(v cty.Value, to map[string]bool) {
	v, _ = v.UnmarkDeep()
	switch {
	case !v.IsKnown() || v.IsNull():
	case v.Type() == cty.String:
		to[v.AsString()] = true
	case v.CanIterateElements():
		for it := v.ElementIterator(); it.Next(); {
			_, element := it.Element()
			noteStrings(element, to)
		}
	}
}

// HasBefore reports whether the input says how the network is now.
func (p *Parsed) HasBefore() bool { return p.isPlan }

// After adds the network as the input wants it to n. Every call makes objects of its own.
func (p *Parsed) After(n *model.Network) {
	p.build(n, p.after)
	n.Partial = append(n.Partial, p.partial...)
	n.UncountedRules = append(n.UncountedRules, p.uncountedRules...)
}

// Before adds the network as it is now to n, as far as a plan says so.
func (p *Parsed) Before(n *model.Network) { p.build(n, p.before) }

func (p *Parsed) build(n *model.Network, resources []*resource) {
	b := &builder{net: n, input: p.Input, rootID: p.rootID, echoes: newEchoes(), beside: newBeside(), outputs: p.outputs, unsupported: maps.Clone(p.skipped)}
	// Only what exists already shows echoes, and of a network that is made anew nothing does.
	if slices.ContainsFunc(resources, func(r *resource) bool { return r.existed }) {
		for _, r := range slices.Concat(p.before, p.after) {
			b.echoes.learn(r.attrs)
		}
	}
	for _, r := range resources {
		b.beside.learn(r)
		for _, name := range b.scalingNames(r) {
			b.beside.scaling[name] = true
		}
	}
	for _, r := range resources {
		b.add(r)
	}
	b.strangers()
	for _, typeName := range slices.Sorted(maps.Keys(b.unsupported)) {
		n.Unsupported = append(n.Unsupported, model.Unsupported{Type: typeName, Addresses: b.unsupported[typeName]})
	}
}

// sourceIndex finds the evaluated sources of a plan's resources.
type sourceIndex struct {
	decoder   *attribute.Decoder
	byAddress map[string]*source.Resource
}

func newSourceIndex(root *source.Root) *sourceIndex {
	i := &sourceIndex{decoder: attribute.NewDecoder(), byAddress: map[string]*source.Resource{}}
	if root != nil {
		for _, s := range root.Resources {
			if !s.Unexpanded {
				i.byAddress[s.Address] = s
			}
		}
	}
	return i
}

// decode reads the attributes of an evaluated resource, or gives nil where its type is not modelled.
func decode(d *attribute.Decoder, s *source.Resource) any {
	attrs := attribute.New(s.Type)
	if s.Mode == source.Data {
		attrs = attribute.NewData(s.Type)
	}
	if attrs == nil || d.Cty(s.Argument, attrs) != nil {
		return nil
	}
	d.FillComputed(attrs, s.Attr)
	return attrs
}

// fill takes from the sources what the plan leaves unknown.
func (i *sourceIndex) fill(r *plan.Resource) {
	s := i.byAddress[r.Address]
	if s == nil || r.After == nil || r.Data {
		return
	}
	if attrs := decode(i.decoder, s); attrs != nil {
		i.decoder.FillUnknown(r.After, attrs)
	}
}

// locate gives a resource its place in the sources, and the identifiers by which the sources refer to it.
func (i *sourceIndex) locate(r *resource) {
	s := i.byAddress[r.address]
	if s == nil {
		return
	}
	region := r.region
	r.locate(s)
	if region.IsKnown() { // by the plan, which knows the values of variables
		r.region = region
	}
	if attrs := decode(i.decoder, s); attrs != nil && !r.data {
		r.aliases = i.decoder.Identities(attrs)
	}
}

// locate takes place, provider and calls of an evaluated resource.
func (r *resource) locate(s *source.Resource) {
	r.places = s.Places()
	r.place = s.Block
	r.region, r.account = s.Provider.Region, s.Provider.Account
	r.depends = s.DependsOn
	for _, c := range s.Calls {
		r.calls = append(r.calls, model.Call{Address: c.Address, Range: c.Range})
	}
}

// regions finds the regions of a plan's resources.
type regions struct {
	file  *plan.File
	byKey map[string]model.Value[string]
}

func newRegions(f *plan.File) *regions {
	r := &regions{file: f, byKey: map[string]model.Value[string]{}}
	for _, res := range f.Resources {
		key := f.ProviderKey(res)
		if _, ok := r.byKey[key]; ok {
			continue
		}
		if region, ok := f.Region(key); ok {
			r.byKey[key] = model.Known(region)
			continue
		}
		// A zone's name tells the region of its provider, where the provider's configuration does not.
		if s, ok := res.After.(*attribute.Subnet); ok && !res.Data {
			if zone := s.AvailabilityZone.Or(""); isZone(zone) {
				r.byKey[key] = model.Known(zone[:len(zone)-1])
			}
		}
	}
	return r
}

// isZone reports whether a name is that of an availability zone: a region and one letter.
func isZone(zone string) bool {
	n := len(zone)
	return n > 2 && strings.Count(zone, "-") == 2 && zone[n-1] >= 'a' && zone[n-1] <= 'z' && zone[n-2] >= '0' && zone[n-2] <= '9'
}

func (r *regions) of(res *plan.Resource) model.Value[string] {
	key := r.file.ProviderKey(res)
	if region, ok := r.byKey[key]; ok {
		return region
	}
	unknown := model.Unknown[string](fmt.Sprintf("the region of provider %s is not in the plan", key))
	r.byKey[key] = unknown
	return unknown
}
