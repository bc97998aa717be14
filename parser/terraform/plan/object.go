package plan

import (
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

// resourceReference follows TYPE.NAME[KEY].ATTRIBUTE.
func (x *resolver) resourceReference(r reference, it iteration, use usage, kind attribute.Kind, depth int) found {
	if len(r.steps) < 2 {
		return found{}
	}
	typeName, name := r.steps[0].name, r.steps[1]
	g := it.module.groups[typeName+"."+name.name]
	if g == nil {
		return found{}
	}
	attr := ""
	if len(r.steps) > 2 {
		attr = r.steps[2].name
	}
	if !name.key.IsZero() {
		res, ok := g.get(name.key)
		if !ok {
			return found{}
		}
		return x.object(res, attr, kind, depth)
	}
	if len(g.list) > 1 && use.iterates() {
		if res, ok := x.paired(g, it, use); ok {
			got := x.object(res, attr, kind, depth)
			got.byIndex = got.byIndex || it.key.kind == intKey
			return got
		}
	}
	if len(g.list) == 1 {
		return x.object(g.list[0], attr, kind, depth)
	}
	return x.wholeGroup(g, r.text, attr, use, kind, depth)
}

// wholeGroup gives what an attribute of all instances of a group means.
func (x *resolver) wholeGroup(g *group, text, attr string, use usage, kind attribute.Kind, depth int) found {
	all := x.ask(lookup{g.module, roleGroup, text, kind}, func() found {
		var out found
		for _, res := range g.list {
			got := x.object(res, attr, kind, depth)
			for _, i := range got.items {
				i.key = res.Key
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

// paired gives the instance of a group with the key of the iteration, where the two have the same instances.
// Terraform's own idiom for instances that belong together is X[count.index] or X[each.key]; with as many
// instances on both sides an index that wraps around (element, %) comes to the same.
//
// It is a decision, and no proof: of X[(count.index + 1) % 3], of X[2 - count.index] and of
// reverse(X)[count.index] a plan keeps what it keeps of X[count.index]. Without it a third of what netlint tells
// of a plan alone were open, and three of nineteen labelled faults only possible; a rotated index has not been met
// outside of the tests. So equal counts make pairs, File.ByIndex counts the links that rest on it for the report
// to say so, and sources beside the plan take its place. A local in the index is a look-up by which anything may
// come out, and makes no pair.
func (x *resolver) paired(g *group, it iteration, use usage) (*Resource, bool) {
	if use.value && !use.key || use.lookups > 0 {
		return nil, false
	}
	if len(g.keys) == len(it.keys) && sameKeys(g.keys, it.keys) {
		return g.get(it.key)
	}
	// Text keys that name more instances than this block has still name the one with this key, if nothing
	// else takes part in the index.
	if use.namesByKey(it) && names(x, &g.instances, it) {
		return g.get(it.key)
	}
	return nil, false
}

func sameKeys(a, b []Key) bool {
	return len(a) > 0 && (&a[0] == &b[0] || slices.Equal(a, b))
}

// object gives what an attribute of an instance means, if that is of the kind asked for. An empty attribute
// is one that the plan has not kept.
func (x *resolver) object(res *Resource, attr string, kind attribute.Kind, depth int) found {
	if attr == "" {
		attr = x.attributeFor(res, kind)
	}
	switch {
	case attr == "" || res.After == nil:
		return found{}
	case attr == "firewall_status":
		return x.firewallEndpoints(res)
	case attr == "id" && accepts[res.Type] != "" && x.attrs.KindOf(res.After, accepts[res.Type]) == kind:
		x.resource(res)
		return followed(x.attrs.Get(res.After, accepts[res.Type]))
	case kind == attribute.KindAny, x.names(res.Type, attr, kind):
		return found{items: []item{x.identifier(res, attr)}}
	case x.attrs.KindOf(res.After, attr) == kind:
		x.resource(res)
		return followed(x.attrs.Get(res.After, attr))
	}
	return found{}
}

// accepts tells the argument by which an accepting resource names what it accepts: its own id is that object's.
var accepts = map[string]string{
	"aws_vpc_peering_connection_accepter":                 "vpc_peering_connection_id",
	"aws_ec2_transit_gateway_vpc_attachment_accepter":     "transit_gateway_attachment_id",
	"aws_ec2_transit_gateway_peering_attachment_accepter": "transit_gateway_attachment_id",
}

// origins is attribute.Origins, asked once for each kind.
func (x *resolver) origins(kind attribute.Kind) []attribute.Origin {
	list, ok := x.kinds[kind]
	if !ok {
		list = attribute.Origins(kind)
		x.kinds[kind] = list
	}
	return list
}

// attributeFor gives the attribute of a resource by which it may stand for an object of a kind.
func (x *resolver) attributeFor(res *Resource, kind attribute.Kind) string {
	for _, o := range x.origins(kind) {
		if o.Type == res.Type {
			return o.Attribute
		}
	}
	if kind == attribute.KindAny {
		return "id"
	}
	name, _ := x.attrs.ReferenceOf(res.After, kind)
	return name
}

func (x *resolver) names(typeName, attr string, kind attribute.Kind) bool {
	return slices.Contains(x.origins(kind), attribute.Origin{Type: typeName, Attribute: attr})
}

// identifier gives the value of an attribute that names an object.
func (x *resolver) identifier(res *Resource, attr string) item {
	made := x.made(res, attr)
	if p, ok := x.attrs.Get(res.After, attr).(*attribute.String); ok {
		if id, known := p.Get(); known {
			return item{id: id, object: made, existing: res.Before != nil && res.Change != model.Update}
		}
	}
	return item{id: made, object: made}
}

// made gives the identifier that is made for an attribute of a resource. Others refer to it many times.
func (x *resolver) made(res *Resource, attr string) string {
	for _, m := range res.made {
		if m.attribute == attr {
			return m.id
		}
	}
	id := x.ids.Attribute(res.Type, res.Address, attr)
	res.made = append(res.made, madeID{attr, id})
	return id
}

// madeID is an identifier that is made for an attribute.
type madeID struct{ attribute, id string }

// followed gives what a reference of another resource means.
func followed(target any) found {
	var out found
	take := func(r attribute.Ref) {
		if id, ok := r.ID(); ok {
			if id != "" { // not set
				out.items = append(out.items, item{id: id, object: id})
			}
			return
		}
		for _, id := range r.Candidates() {
			out.items = append(out.items, item{id: id, object: id})
		}
		out.filtered = out.filtered || len(r.Candidates()) > 0
		if r.IsUnknown() && len(r.Candidates()) == 0 {
			out.open = append(out.open, r.Why())
		}
	}
	switch p := target.(type) {
	case *attribute.Ref:
		take(*p)
	case *attribute.List[attribute.Ref]:
		for _, r := range p.Items {
			take(r)
		}
		if p.IsUnknown() {
			out.open = append(out.open, p.Why())
		}
	}
	return out
}
