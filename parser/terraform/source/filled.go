package source

import (
	"cmp"
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// fillBlocks replaces the nulls of arguments that AWS fills in, in a nested block or a list of such.
func (i *instance) fillBlocks(v cty.Value, schema *blockSchema, path string) cty.Value {
	if !v.IsKnown() || v.IsNull() || !schema.fillsIn() {
		return v
	}
	if v.Type().IsObjectType() {
		return i.fillBlock(v, schema, path)
	}
	if !v.CanIterateElements() {
		return v
	}
	var elems []cty.Value
	for it := v.ElementIterator(); it.Next(); {
		_, elem := it.Element()
		elems = append(elems, i.fillBlock(elem, schema, path))
	}
	return blocksValue(elems, schema)
}

func (i *instance) fillBlock(v cty.Value, schema *blockSchema, path string) cty.Value {
	if !v.Type().IsObjectType() || !v.IsKnown() || v.IsNull() {
		return v
	}
	values := v.AsValueMap()
	for name, value := range values {
		if a, ok := schema.attributes[name]; ok && a.kind != argument && value.IsNull() {
			if identityOfType[i.node.config.typeName+"."+path+"."+name] {
				values[name] = i.synthetic(path + "." + name)
			} else {
				values[name] = cty.UnknownVal(a.typ)
			}
		} else if nested := schema.blocks[name]; nested != nil {
			values[name] = i.fillBlocks(value, nested, path+"."+name)
		}
	}
	return cty.ObjectVal(values)
}

// fillsIn reports whether AWS fills in any argument of the block.
func (b *blockSchema) fillsIn() bool {
	for _, a := range b.attributes {
		if a.kind != argument {
			return true
		}
	}
	for _, n := range b.blocks {
		if n.fillsIn() {
			return true
		}
	}
	return false
}

// FirewallEndpointID gives the identifier of the gateway load balancer endpoint that a Network Firewall has
// in a subnet, as it appears in firewall_status.
func FirewallEndpointID(rootID, firewallAddress, subnetID string) string {
	return SyntheticID(rootID, firewallAddress, "firewall_status.endpoint_id "+subnetID)
}

// firewallStatus gives the status that a firewall will have: one endpoint in each of its subnets. AWS gives
// sync_states as a set, and the order of a set whose elements are made later is not known before. An
// expression that makes a list of it and picks by position means the zones in their order, so that they are
// listed by zone here, and no fault rests on the chance of an order that nobody wrote.
func (i *instance) firewallStatus() cty.Value {
	want := i.argumentType("firewall_status")
	mappings, ok := i.written("subnet_mapping")
	if !ok || !mappings.IsKnown() || mappings.IsNull() || !mappings.CanIterateElements() {
		return cty.UnknownVal(want)
	}
	var states []cty.Value
	for it := mappings.ElementIterator(); it.Next(); {
		_, mapping := it.Element()
		if !mapping.IsKnown() || mapping.IsNull() || !mapping.Type().IsObjectType() || !mapping.Type().HasAttribute("subnet_id") {
			return cty.UnknownVal(want)
		}
		subnetID, ok := stringValue(mapping.GetAttr("subnet_id"))
		if !ok {
			return cty.UnknownVal(want)
		}
		zone := cty.UnknownVal(cty.String)
		if subnet := i.node.m.e.owners[subnetID]; subnet != nil {
			zone = subnet.attr("availability_zone")
		}
		states = append(states, cty.ObjectVal(map[string]cty.Value{
			"availability_zone": zone,
			"attachment": cty.TupleVal([]cty.Value{cty.ObjectVal(map[string]cty.Value{
				"endpoint_id": cty.StringVal(FirewallEndpointID(i.node.m.e.opts.ID, i.addr, subnetID)),
				"subnet_id":   cty.StringVal(subnetID),
			})}),
		}))
	}
	slices.SortStableFunc(states, func(a, b cty.Value) int {
		x, _ := stringValue(a.GetAttr("availability_zone"))
		y, _ := stringValue(b.GetAttr("availability_zone"))
		return cmp.Compare(x, y)
	})
	if !want.IsListType() || !want.ElementType().HasAttribute("sync_states") {
		return cty.DynamicVal
	}
	listed, err := convert.Convert(cty.TupleVal(states), cty.List(want.ElementType().AttributeType("sync_states").ElementType()))
	if err != nil {
		return cty.UnknownVal(want)
	}
	return cty.ListVal([]cty.Value{cty.ObjectVal(map[string]cty.Value{"sync_states": listed})})
}

// nodeGroupResources gives what a managed node group will consist of: AWS makes one Auto Scaling group for it
// (Amazon EKS User Guide, "Managed node groups").
func nodeGroupResources(i *instance) (cty.Value, bool) {
	made := cty.TupleVal([]cty.Value{cty.ObjectVal(map[string]cty.Value{
		"autoscaling_groups": cty.TupleVal([]cty.Value{cty.ObjectVal(map[string]cty.Value{
			"name": i.synthetic("resources"),
		})}),
		"remote_access_security_group_id": cty.UnknownVal(cty.String),
	})})
	v, err := convert.Convert(made, i.argumentType("resources"))
	return v, err == nil
}
