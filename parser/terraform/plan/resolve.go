package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

// Identifiers makes identifiers of what does not exist yet.
type Identifiers struct {
	// Attribute makes that of an attribute that AWS will assign, such as the id of an instance.
	Attribute func(typeName, address, attribute string) string
	// FirewallEndpoint makes that of a network firewall's endpoint in a subnet.
	FirewallEndpoint func(address, subnetID string) string
}

// Resolve puts identifiers in place of what the plan leaves unknown: attributes of instances that AWS will
// assign get one made by ids, and references to such attributes get it where the configuration tells
// which instance is meant. Attributes that are unknown only because AWS fills them in become absent, where
// leaving them out is what the configuration does. References that stay open are listed in f.Open.
func (f *File) Resolve(ids Identifiers) {
	x := &resolver{file: f, ids: ids, attrs: attribute.NewDecoder(), tree: newModuleTree(nil), answers: map[lookup]found{},
		walking: map[*module]bool{}, kinds: map[attribute.Kind][]attribute.Origin{},
		pending: make([]question, 0, len(f.Resources)), named: map[keyPair]bool{}, valued: map[variable]bool{}}
	if f.Config != nil {
		x.tree = newModuleTree(f.Config.Root)
	}
	for _, r := range f.Resources {
		if r.After != nil {
			x.tree.add(r)
		}
	}
	for _, d := range f.deferred {
		m := x.tree.at(d.module)
		if m.deferred == nil {
			m.deferred = map[string]bool{}
		}
		m.deferred[d.name] = true
	}
	x.tree.sort()
	for _, r := range f.Resources {
		if r.hasUnknown {
			derive(r.After)
			x.attrs.Identify(r.After, func(name string) string { return x.made(r, name) })
		}
	}
	for _, r := range f.Resources {
		x.resource(r)
	}
	x.narrow()
	x.listOpen()
	x.handOut()
}

// handOut notes the target groups that outputs of the root module may name.
func (x *resolver) handOut() {
	if x.file.Config == nil {
		return
	}
	root := x.tree.at("")
	for _, name := range sortedKeys(root.config.Outputs) {
		for _, i := range x.eval(root.config.Outputs[name].References, iteration{module: root}, "target_group", 0).items {
			x.file.TargetGroups = append(x.file.TargetGroups, i.id)
		}
	}
}

// resolver resolves the references of one plan.
type resolver struct {
	file  *File
	ids   Identifiers
	attrs *attribute.Decoder
	tree  *moduleTree

	pending []question
	answers map[lookup]found
	walking map[*module]bool // modules whose reach is being looked for
	kinds   map[attribute.Kind][]attribute.Origin
	steps   int               // expressions looked at
	zones   map[string]string // of subnets, by identifier
	named   map[keyPair]bool
	valued  map[variable]bool // variables of called modules that had a value when the plan was made
}

// variable is a variable of a module.
type variable struct {
	module *module
	name   string
}

// resource resolves what is unknown of one instance.
func (x *resolver) resource(r *Resource) {
	if !r.hasUnknown || r.After == nil {
		return
	}
	r.hasUnknown = false // also ends cycles
	g := r.group
	in := &instanceResolver{
		resolver: x,
		resource: r,
		config:   g.config,
		it:       iteration{module: g.module, key: r.Key, keys: g.keys},
	}
	if g.config != nil {
		in.it.forEach = g.config.ForEach
	}
	x.attrs.VisitUnknown(r.After, in.attribute)
}

// instanceResolver resolves the attributes of one instance.
type instanceResolver struct {
	*resolver
	resource *Resource
	config   *ResourceConfig
	it       iteration
}

// written says what the configuration tells of an attribute.
type written uint8

const (
	notWritten written = iota // the configuration leaves it out
	isWritten
	lost // a dynamic block, or a block that is gone, of which a plan keeps nothing
)

// argument finds the expression of an attribute inside nested blocks. Several blocks of one name cannot be
// told apart, as plans sort them in an order of their own: the expression then holds the references of all.
func (in *instanceResolver) argument(name string, blocks []attribute.BlockStep) (Expression, written) {
	if in.config == nil {
		return Expression{}, lost
	}
	bodies := []Body{in.config.Body}
	for _, b := range blocks {
		var next []Body
		for _, body := range bodies {
			e, ok := body[b.Name]
			if !ok {
				continue
			}
			if e.Blocks == nil {
				return e, isWritten // an attribute with the blocks' values: one expression for all
			}
			next = append(next, e.Blocks...)
		}
		if len(next) == 0 {
			return Expression{}, lost
		}
		if len(next) < b.Count {
			return Expression{}, lost // some come from a dynamic block
		}
		bodies = next
	}
	if len(bodies) == 1 {
		e, ok := bodies[0][name]
		if !ok {
			return Expression{}, notWritten
		}
		return e, isWritten
	}
	var all Expression
	state := notWritten
	for _, body := range bodies {
		if e, ok := body[name]; ok {
			state = isWritten
			all.References = append(all.References, e.References...)
			all.Constant = all.Constant || e.Constant
			all.Blocks = append(all.Blocks, e.Blocks...)
		}
	}
	return all, state
}

// attribute resolves one unknown attribute.
func (in *instanceResolver) attribute(f attribute.Field, blocks []attribute.BlockStep, target any) {
	e, state := in.argument(f.Name, blocks)
	if state == isWritten && f.Kind != "" && in.settled(e.References, in.it, 0) {
		state = notWritten // a null, in place of which the provider plans an unknown
	}
	switch {
	case in.resource.Data:
		attribute.Explain(target, in.resource.Address+" is read only during apply")
	case f.Identity && state != isWritten:
		if p, ok := target.(*attribute.String); ok {
			*p = model.Known(in.ids.Attribute(in.resource.Type, in.resource.Address, attributePath(blocks, f.Name)))
			return
		}
	case state == notWritten && f.Block:
		const why = "how many blocks its dynamic block makes is known only after apply"
		attribute.Explain(target, why)
		in.file.References++
		in.file.Open = append(in.file.Open, in.open(in.resource, attributePath(blocks, f.Name), why))
	case state == notWritten && !f.Computed:
		attribute.SetAbsent(target)
	case state == notWritten && f.Kind == "":
		attribute.Explain(target, "AWS assigns it during apply")
	case f.Kind == "":
		attribute.Explain(target, unknownBecause(e))
		if p, ok := target.(*attribute.String); ok && !e.ofResource() {
			*p = model.UnknownOrAbsent[string](p.Why())
		}
		if f.Name == "policy" {
			in.mentions(e)
			in.file.Policies = append(in.file.Policies, in.open(in.resource, f.Name, unknownBecause(e)))
		}
	default:
		in.reference(f, blocks, e, state, target)
	}
}

// ofResource reports whether an expression refers to a resource by itself. Where such a value is unknown, the
// resource's attribute is what is waited for, and it will be set. One that comes through a variable, a local or
// an output, by an expression of which the plan keeps nothing, may be null in the end.
func (e Expression) ofResource() bool {
	return slices.ContainsFunc(e.References, func(r reference) bool {
		first, _, _ := strings.Cut(r.text, ".")
		switch first {
		case "var", "local", "module", "each", "count", "data", "path", "self", "terraform":
			return false
		}
		return true
	})
}

// mentions notes the VPC endpoints that an unknown policy refers to by themselves and not through variables,
// outputs or locals, which may carry other things as well.
func (in *instanceResolver) mentions(e Expression) {
	for _, r := range e.References {
		if !strings.HasPrefix(r.text, "aws_vpc_endpoint.") {
			continue
		}
		got := in.eval([]reference{r}, in.it, "vpc_endpoint", 0)
		if len(got.items) == 1 && len(got.open) == 0 && !got.filtered {
			in.resource.Endpoints = append(in.resource.Endpoints, got.items[0].id)
		}
	}
}

// attributePath writes the path of an attribute inside nested blocks.
func attributePath(blocks []attribute.BlockStep, name string) string {
	var b strings.Builder
	for _, s := range blocks {
		fmt.Fprintf(&b, "%s[%d].", s.Name, s.Index)
	}
	return b.String() + name
}

// unknownBecause says why the value of an expression is unknown.
func unknownBecause(e Expression) string {
	if len(e.References) == 0 {
		return "it is known only after apply"
	}
	return "it depends on " + e.References[0].text + ", which is known only after apply"
}

// reference resolves an attribute that names other objects.
func (in *instanceResolver) reference(f attribute.Field, blocks []attribute.BlockStep, e Expression, state written, target any) {
	if state == notWritten {
		attribute.Explain(target, "AWS assigns it during apply")
		return
	}
	if len(blocks) == 0 && refused(in.resource.After, f.Name) {
		attribute.SetAbsent(target)
		return
	}
	in.file.References++
	var got found
	switch state {
	case isWritten:
		got = spread(in.holder(f, e, in.eval(e.References, in.it, f.Kind, 0)), f.Kind, blocks)
	case lost:
		got = in.fallback(in.it.module, f.Kind)
		got.filtered = got.filtered || len(got.items) > 1
		got = spread(got, f.Kind, blocks)
	}
	switch p := target.(type) {
	case *attribute.Ref:
		*p = in.one(got, e)
	case *attribute.List[attribute.Ref]:
		in.many(got, e, p)
	}
	in.pending = append(in.pending, question{in.resource, attributePath(blocks, f.Name), target, got.byIndex})
}

func uncertain(l *attribute.List[attribute.Ref]) (bool, string) {
	for _, r := range l.Items {
		if r.IsUnknown() {
			return true, r.Why()
		}
	}
	return l.IsUnknown(), l.Why()
}

// spread gives each block of a set a subnet or VPC of its own, where there are as many of them as blocks: load
// balancers, firewalls, resolver endpoints and hosted zones refuse two blocks with one, and of a set it does not
// matter which block is which.
func spread(got found, kind attribute.Kind, blocks []attribute.BlockStep) found {
	if kind != "subnet" && kind != "vpc" || len(blocks) != 1 || len(got.open) > 0 {
		return got
	}
	items := distinct(slices.Clone(got.items))
	if len(items) == blocks[0].Count {
		got.items = items[blocks[0].Index : blocks[0].Index+1]
	}
	return got
}

// question is a reference that the plan leaves unknown.
type question struct {
	resource *Resource
	path     string
	target   any // *attribute.Ref or *attribute.List[attribute.Ref]
	byIndex  bool
}

// listOpen lists the references that are not certain.
func (x *resolver) listOpen() {
	for _, q := range x.pending {
		unknown, why := false, ""
		switch p := q.target.(type) {
		case *attribute.Ref:
			unknown, why = p.IsUnknown(), p.Why()
		case *attribute.List[attribute.Ref]:
			unknown, why = uncertain(p)
		}
		if !unknown && q.byIndex {
			x.file.ByIndex++
		}
		if unknown {
			x.file.Open = append(x.file.Open, x.open(q.resource, q.path, why))
		}
	}
}

// open is an argument that is not certain.
func (x *resolver) open(r *Resource, path, why string) model.OpenLink {
	return model.OpenLink{
		Address:  r.Address,
		Argument: path,
		Why:      why,
		Range:    model.Range{File: x.file.Name, Line: r.Line},
	}
}

// maxCandidates bounds how many objects are looked at for one reference; of more than maxFallback nothing
// useful is known.
const maxCandidates = 2 * maxFallback

// one gives the reference that a single-valued attribute is.
func (in *instanceResolver) one(got found, e Expression) attribute.Ref {
	if len(got.open) == 0 && len(got.items) > maxCandidates {
		return attribute.UnknownRef(ambiguous(e))
	}
	// The value is unknown, so that an object whose identifier is known already is not meant.
	items := slices.DeleteFunc(slices.Clone(got.items), func(i item) bool { return i.existing })
	items = distinct(items)
	switch {
	case len(got.open) > 0:
		return attribute.UnknownRef(got.open[0])
	case len(items) == 0:
		return attribute.UnknownRef(unknownBecause(e))
	case len(items) == 1:
		return attribute.RefTo(items[0].id)
	case len(items) > maxFallback:
		return attribute.UnknownRef(ambiguous(e))
	default:
		return attribute.RefAmong(ids(items), ambiguous(e))
	}
}

// many gives the references of an attribute with several.
func (in *instanceResolver) many(got found, e Expression, l *attribute.List[attribute.Ref]) {
	items := distinct(slices.Clone(got.items))
	if !l.IsUnknown() { // the number of members is known, and perhaps some of them
		in.members(got, items, e, l)
		return
	}
	why := unknownBecause(e)
	certain := len(got.open) == 0 && len(items) > 0 && !got.filtered
	switch {
	case certain:
		*l = attribute.ListOf(refs(items)...)
	case len(got.open) > 0:
		*l = attribute.OpenList[attribute.Ref](got.open[0])
	case len(items) > maxFallback:
		*l = attribute.OpenList[attribute.Ref](why)
	default:
		maybe := make([]attribute.Ref, len(items))
		for i, it := range items {
			maybe[i] = attribute.RefAmong([]string{it.id}, ambiguous(e))
		}
		*l = attribute.OpenList(why, maybe...)
	}
}

// members fills the unknown members of a list of known length.
func (in *instanceResolver) members(got found, items []item, e Expression, l *attribute.List[attribute.Ref]) {
	taken := map[string]bool{}
	unknown := 0
	for _, r := range l.Items {
		if id, ok := r.ID(); ok {
			taken[id] = true
		} else if r.IsUnknown() {
			unknown++
		}
	}
	items = slices.DeleteFunc(items, func(i item) bool { return taken[i.id] || i.existing })
	next := 0
	for i := range l.Items {
		r := &l.Items[i]
		switch {
		case !r.IsUnknown():
		case len(got.open) > 0:
			*r = attribute.UnknownRef(got.open[0])
		case len(items) == unknown: // as many as there are objects: one each
			*r = attribute.RefTo(items[next].id)
			next++
		case len(items) == 0 || len(items) > maxFallback:
			*r = attribute.UnknownRef(unknownBecause(e))
		default:
			*r = attribute.RefAmong(ids(items), ambiguous(e))
		}
	}
}

func ambiguous(e Expression) string {
	names := make([]string, 0, len(e.References))
	for _, r := range e.References {
		names = append(names, r.text)
	}
	if len(names) == 0 {
		return "a plan keeps nothing of the expression"
	}
	return "a plan keeps of the expression only that it refers to " + strings.Join(names, ", ")
}

func ids(items []item) []string {
	list := make([]string, len(items))
	for i, it := range items {
		list[i] = it.id
	}
	return list
}

func refs(items []item) []attribute.Ref {
	list := make([]attribute.Ref, len(items))
	for i, it := range items {
		list[i] = attribute.RefTo(it.id)
	}
	return list
}

// distinct drops items that mean an object that came before.
func distinct(items []item) []item {
	if len(items) < 2 {
		return items
	}
	seen := make(map[string]bool, len(items))
	return slices.DeleteFunc(items, func(i item) bool {
		if seen[i.object] {
			return true
		}
		seen[i.object] = true
		return false
	})
}
