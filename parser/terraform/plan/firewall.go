package plan

import (
	"slices"

	"github.com/netlint/netlint/parser/terraform/attribute"
)

// firewallEndpoints gives the endpoints of a network firewall: those that it has, or one in each subnet.
func (x *resolver) firewallEndpoints(res *Resource) found {
	fw, ok := res.After.(*attribute.NetworkFirewall)
	if !ok {
		return found{}
	}
	x.resource(res)
	var out found
	if status, ok := fw.FirewallStatus.First(); ok {
		for _, s := range status.SyncStates.Items {
			for _, a := range s.Attachment.Items {
				if id, ok := a.EndpointID.Get(); ok {
					out.items = append(out.items, item{id: id, object: id})
				}
			}
		}
		if len(out.items) > 0 {
			return out
		}
	}
	for _, m := range fw.SubnetMapping.Items {
		subnet, ok := m.SubnetID.ID()
		if !ok {
			return found{open: []string{"the subnets of " + res.Address + " are not known"}}
		}
		id := x.ids.FirewallEndpoint(res.Address, subnet)
		out.items = append(out.items, item{id: id, object: id})
	}
	return out
}

// beside picks, of a firewall's endpoints, the one in the subnet that the same expression refers to, or in that
// subnet's zone. The provider hands the endpoints out as a set without an order, so that expressions find the one
// they want by its subnet or by its zone, of which a firewall has one endpoint each.
func (x *resolver) beside(endpoints found, firewall reference, references []reference, it iteration, depth int) found {
	g := it.module.groups[firewall.steps[0].name+"."+firewall.steps[1].name]
	if len(endpoints.items) < 2 || len(endpoints.open) > 0 || g == nil || len(g.list) != 1 {
		return endpoints
	}
	subnet, byIndex, ok := x.onlySubnet(references, it, depth)
	if !ok {
		return endpoints
	}
	fw, ok := g.list[0].After.(*attribute.NetworkFirewall)
	if !ok {
		return endpoints
	}
	wanted := ""
	for _, m := range fw.SubnetMapping.Items {
		id, _ := m.SubnetID.ID()
		if zone := x.zone(subnet); id == subnet || zone != "" && zone == x.zone(id) {
			wanted = x.ids.FirewallEndpoint(g.list[0].Address, id)
		}
	}
	if i := slices.IndexFunc(endpoints.items, func(e item) bool { return e.id == wanted }); i >= 0 {
		endpoints.items = endpoints.items[i : i+1]
		endpoints.byIndex = endpoints.byIndex || byIndex
	}
	return endpoints
}

// onlySubnet gives the one subnet that references name by themselves.
func (x *resolver) onlySubnet(references []reference, it iteration, depth int) (id string, byIndex, ok bool) {
	var subnets found
	use := usageOf(references)
	for _, r := range references {
		if attribute.New(r.steps[0].name) != nil && r.steps[0].name != "aws_networkfirewall_firewall" {
			subnets.add(x.resourceReference(r, it, use, "subnet", depth+1))
		}
	}
	if items := distinct(subnets.items); len(items) == 1 && len(subnets.open) == 0 {
		return items[0].id, subnets.byIndex, true
	}
	return "", false, false
}

// zone gives the availability zone of a subnet, or nothing where that is not known.
func (x *resolver) zone(subnet string) string {
	if x.zones == nil {
		x.zones = map[string]string{}
		for _, r := range x.file.Resources {
			if s, ok := r.After.(*attribute.Subnet); ok {
				id, _ := s.ID.Get()
				x.zones[id], _ = s.AvailabilityZone.Get()
			}
		}
	}
	return x.zones[subnet]
}
