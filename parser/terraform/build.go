package terraform

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
	"github.com/netlint/netlint/parser/terraform/source"
)

// resource is one instance of a resource, from a plan, a state or sources.
type resource struct {
	address string
	typ     string
	name    string
	data    bool
	attrs   any // pointer to a struct of package attribute
	region  model.Value[string]
	account model.Value[string]
	change  model.Change
	place   model.Range
	calls   []model.Call
	places  *source.Places // nil where the sources are not in view
	aliases []string       // identifiers that the resource has besides those in attrs
	depends []string       // addresses of explicit dependencies
	// endpoints are the VPC endpoints that an unknown policy certainly mentions.
	endpoints []string
	existed   bool // the resource is there already, so that AWS has filled in its attributes
}

// builder puts the objects of one input into a network.
type builder struct {
	net    *model.Network
	input  *model.Input
	rootID string
	echoes *echoes
	beside *beside
	// outputs are strings that outputs of the root module hand to other configurations.
	outputs map[string]bool
	// unsupported are the addresses of what is left out of the network though it belongs to it, by type.
	unsupported map[string][]string
}

// newID makes the identifier of an attribute that AWS will assign.
func newID(rootID, typeName, address, attributeName string) string {
	return source.SyntheticID(rootID, address, source.CanonicalAttribute(source.Managed, typeName, attributeName))
}

// object makes the common part of an object. ids are the identifiers of the resource, the foremost being
// that by which most others refer to it.
func (b *builder) object(r *resource, tags attribute.Map, ids ...attribute.String) model.Object {
	o := model.Object{
		Address:   r.address,
		Type:      r.typ,
		Region:    r.region,
		Account:   r.account,
		Input:     b.input,
		Range:     r.place,
		Calls:     r.calls,
		Change:    r.change,
		External:  r.data,
		DependsOn: r.depends,
	}
	if r.places != nil {
		o.Places = places{r.places}
	}
	for _, v := range ids {
		if id, ok := v.Get(); ok && id != "" {
			if o.ID == "" {
				o.ID = id
			} else if id != o.ID {
				o.Aliases = append(o.Aliases, id)
			}
		}
	}
	if o.ID == "" {
		o.ID = newID(b.rootID, r.typ, r.address, "id")
	}
	o.Aliases = append(o.Aliases, r.aliases...)
	o.TagsOpen = tags.IsUnknown()
	for key, value := range tags.Items() {
		if text, ok := value.Get(); ok {
			if o.Tags == nil {
				o.Tags = map[string]string{}
			}
			o.Tags[key] = text
		} else {
			o.TagsOpen = true
		}
	}
	o.Name = nameFor(o.Tags["Name"])
	o.Exported = b.beside.isShared(&o)
	return o
}

// named is object for resources that have a name of their own.
func (b *builder) named(r *resource, name attribute.String, tags attribute.Map, ids ...attribute.String) model.Object {
	o := b.object(r, tags, ids...)
	if text, ok := name.Get(); ok && o.Name == "" {
		o.Name = nameFor(text)
	}
	return o
}

// nameFor gives a name as people will see it: none where a part of it is an identifier that AWS or another provider
// will make.
func nameFor(text string) string {
	if source.HoldsSynthetic(text) {
		return ""
	}
	return text
}

// inline makes the common part of an object that stands in a block of another: it has the holder's address
// and the block's place.
func (b *builder) inline(r *resource, kind string, index int) model.Object {
	o := model.Object{
		Address: r.address,
		Type:    kind,
		Region:  r.region,
		Account: r.account,
		Input:   b.input,
		Range:   r.at(kind, index),
		Calls:   r.calls,
		Change:  r.change,
	}
	o.External = r.data
	return o
}

// at gives the place of a part of the resource, or of the resource itself.
func (r *resource) at(path ...any) model.Range {
	if r.places == nil {
		return r.place
	}
	return r.places.At(path...)
}

// places finds the places of arguments in evaluated sources.
type places struct{ *source.Places }

// Argument gives the place of an argument, or the zero Range where the sources do not write it.
func (p places) Argument(name string) model.Range {
	at := p.At(name)
	if at == p.At() {
		return model.Range{}
	}
	return at
}

// tagsOf gives all tags, those of the provider's default_tags included, where they are known.
func tagsOf(all, own attribute.Map) attribute.Map {
	if all.IsAbsent() || all.IsUnknown() {
		return own
	}
	return all
}
