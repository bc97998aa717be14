package parser

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
)

// lookups are the types of data sources that [inView] answers.
var lookups = map[string]*lookup{
	"aws_vpc": {
		objects:    func(n *model.Network) []model.Entity { return entities(n.VPCs) },
		arguments:  map[string]string{"id": "vpc-id", "cidr_block": "cidr", "default": "is-default"},
		properties: vpcProperties,
		values: func(e model.Entity) map[string]cty.Value {
			v := e.(*model.VPC)
			values := map[string]cty.Value{}
			if len(v.CIDRs.Items) > 0 {
				setPrefix(values, "cidr_block", v.CIDRs.Items[0])
			}
			return values
		},
	},
	"aws_subnet": {
		objects: func(n *model.Network) []model.Entity { return entities(n.Subnets) },
		arguments: map[string]string{
			"id": "subnet-id", "vpc_id": "vpc-id", "cidr_block": "cidr", "availability_zone": "availability-zone",
		},
		properties: subnetProperties,
		values: func(e model.Entity) map[string]cty.Value {
			s := e.(*model.Subnet)
			values := map[string]cty.Value{}
			setText(values, "vpc_id", s.VPC.ID())
			setText(values, "availability_zone", s.Zone)
			setPrefix(values, "cidr_block", s.CIDR)
			return values
		},
	},
	"aws_subnets": {
		plural:     true,
		objects:    func(n *model.Network) []model.Entity { return entities(n.Subnets) },
		properties: subnetProperties,
	},
	"aws_route_table": {
		objects:    func(n *model.Network) []model.Entity { return entities(n.RouteTables) },
		arguments:  map[string]string{"route_table_id": "route-table-id", "vpc_id": "vpc-id", "subnet_id": "association.subnet-id"},
		properties: tableProperties,
		values: func(e model.Entity) map[string]cty.Value {
			values := map[string]cty.Value{"route_table_id": cty.StringVal(e.Base().ID)}
			setText(values, "vpc_id", e.(*model.RouteTable).VPC.ID())
			return values
		},
	},
	"aws_route_tables": {
		plural:     true,
		objects:    func(n *model.Network) []model.Entity { return entities(n.RouteTables) },
		arguments:  map[string]string{"vpc_id": "vpc-id"},
		properties: tableProperties,
	},
	"aws_security_group": {
		objects:   func(n *model.Network) []model.Entity { return entities(n.SecurityGroups) },
		arguments: map[string]string{"id": "group-id", "vpc_id": "vpc-id"},
		properties: map[string]property{
			"group-id": identifier,
			"vpc-id": func(_ *model.Network, e model.Entity) ([]string, bool) {
				return known(e.(*model.SecurityGroup).VPC.ID())
			},
		},
		values: func(e model.Entity) map[string]cty.Value {
			values := map[string]cty.Value{}
			setText(values, "vpc_id", e.(*model.SecurityGroup).VPC.ID())
			return values
		},
	},
	"aws_ec2_transit_gateway": {
		objects:    func(n *model.Network) []model.Entity { return entities(n.TransitGateways) },
		arguments:  map[string]string{"id": "transit-gateway-id"},
		properties: map[string]property{"transit-gateway-id": identifier},
		values: func(e model.Entity) map[string]cty.Value {
			g := e.(*model.TransitGateway)
			values := map[string]cty.Value{}
			if id := g.DefaultAssociationTableID; id != "" {
				values["association_default_route_table_id"] = cty.StringVal(id)
			}
			if id := g.DefaultPropagationTableID; id != "" {
				values["propagation_default_route_table_id"] = cty.StringVal(id)
			}
			return values
		},
	},
}

// property gives the values that an object has of a property; ok is false where there may be more.
type property = func(*model.Network, model.Entity) (values []string, ok bool)

var vpcProperties = map[string]property{
	"vpc-id": identifier,
	"cidr": func(_ *model.Network, e model.Entity) ([]string, bool) {
		v := e.(*model.VPC)
		if len(v.CIDRs.Items) == 0 {
			return nil, false
		}
		return knownPrefix(v.CIDRs.Items[0]) // the filter is of the primary range
	},
	"is-default": func(_ *model.Network, e model.Entity) ([]string, bool) {
		return []string{strconv.FormatBool(e.(*model.VPC).Default)}, true
	},
}

var subnetProperties = map[string]property{
	"subnet-id": identifier,
	"vpc-id":    func(_ *model.Network, e model.Entity) ([]string, bool) { return known(e.(*model.Subnet).VPC.ID()) },
	"cidr":      func(_ *model.Network, e model.Entity) ([]string, bool) { return knownPrefix(e.(*model.Subnet).CIDR) },
	"availability-zone": func(_ *model.Network, e model.Entity) ([]string, bool) {
		zones, ok := known(e.(*model.Subnet).Zone)
		return zones, ok && !strings.Contains(zones[0], "-az") // an id says nothing of the name
	},
	"default-for-az": func(_ *model.Network, e model.Entity) ([]string, bool) {
		return []string{strconv.FormatBool(e.(*model.Subnet).Default)}, true
	},
}

var tableProperties = map[string]property{
	"route-table-id": identifier,
	"vpc-id":         func(_ *model.Network, e model.Entity) ([]string, bool) { return known(e.(*model.RouteTable).VPC.ID()) },
	"association.subnet-id": func(n *model.Network, e model.Entity) (subnets []string, ok bool) {
		ok = true
		for _, a := range n.Associations {
			table, tableKnown := a.Table.ID().Get()
			if tableKnown && table != e.Base().ID || a.Subnet.IsAbsent() {
				continue
			}
			subnet, subnetKnown := a.Subnet.ID().Get()
			if tableKnown && subnetKnown {
				subnets = append(subnets, subnet)
			}
			ok = ok && tableKnown && subnetKnown
		}
		return subnets, ok
	},
}

func identifier(_ *model.Network, e model.Entity) ([]string, bool) {
	return []string{e.Base().ID}, true
}

func known(v model.Value[string]) ([]string, bool) {
	if text, ok := v.Get(); ok {
		return []string{text}, true
	}
	return nil, false
}

func knownPrefix(v model.Value[netip.Prefix]) ([]string, bool) {
	if p, ok := v.Get(); ok {
		return []string{p.String()}, true
	}
	return nil, false
}

func setText(values map[string]cty.Value, name string, v model.Value[string]) {
	if text, ok := v.Get(); ok {
		values[name] = cty.StringVal(text)
	}
}

func setPrefix(values map[string]cty.Value, name string, v model.Value[netip.Prefix]) {
	if p, ok := v.Get(); ok {
		values[name] = cty.StringVal(p.String())
	}
}

func entities[T model.Entity](list []T) []model.Entity {
	out := make([]model.Entity, len(list))
	for i, e := range list {
		out[i] = e
	}
	return out
}
