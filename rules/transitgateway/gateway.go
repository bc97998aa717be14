// Package transitgateway holds the rules about transit gateways: their route tables, their attachments, and the
// routes of VPCs that lead to them.
package transitgateway

import (
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// AWS's pages that several rules rest on.
const (
	howItWorks     = "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html"
	tgwRouteTables = "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html"
	attachments    = "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html"
	egressExample  = "https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-nat-igw.html"
	applianceMode  = "https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-appliance-scenario.html"
)

// attached gives the VPC attachments of a gateway of which the VPC is in view, sorted as the network is.
func attached(g *model.TransitGateway) []*model.TransitGatewayAttachment {
	return slices.DeleteFunc(slices.Clone(g.Attachments), func(a *model.TransitGatewayAttachment) bool {
		return a.Kind != model.AttachVPC || a.VPC.To() == nil
	})
}

// between gives which of the destinations the gateway certainly carries from one attachment to another.
func between(e *reach.Engine, from, to *model.TransitGatewayAttachment, dst packet.AddrSet) packet.AddrSet {
	var out packet.AddrSet
	t := from.Table.To()
	if t == nil {
		return out
	}
	for _, l := range e.TransitRoutes(t).Lookup(dst) {
		if l.Certain && l.Attachment == to {
			out = out.Union(l.Dst)
		}
	}
	return out
}

// addresses gives the addresses of subnets as the engine has them.
func addresses(e *reach.Engine, subnets []*model.Subnet) packet.AddrSet {
	var out packet.AddrSet
	for _, s := range subnets {
		out = out.Union(e.SubnetAddresses(s))
	}
	return out
}

// usedTable is a table of a VPC with the subnets on it that are no transit subnets.
type usedTable struct {
	table   *model.RouteTable
	subnets []*model.Subnet
}

// tablesOf groups the subnets of a VPC, other than transit ones, by table. all is false where the table of one
// of them is not certain.
func tablesOf(v *model.VPC) (tables []usedTable, all bool) {
	return byTable(topology.Endpoints(v))
}

// byTable groups subnets by table. all is false where the table of one of them is not certain.
func byTable(subnets []*model.Subnet) (tables []usedTable, all bool) {
	all = true
	at := map[*model.RouteTable]int{}
	for _, s := range subnets {
		t := s.RouteTable.To()
		if t == nil {
			all = false
			continue
		}
		if _, ok := at[t]; !ok {
			at[t] = len(tables)
			tables = append(tables, usedTable{table: t})
		}
		tables[at[t]].subnets = append(tables[at[t]].subnets, s)
	}
	return tables, all
}

// sends gives which of the destinations the subnets of a table certainly send to the gateway.
func (u usedTable) sends(e *reach.Engine, g *model.TransitGateway, dst packet.AddrSet) packet.AddrSet {
	must, _ := topology.Carried(topology.Exits(e, u.subnets[0], dst), g)
	return must
}

// mayBeSupplied reports whether something other than VPCs in view is attached to the gateway, or may be, that could
// supply routes to the table: a VPN, Direct Connect, Connect or peering attachment, or a VPC that is not in view. One
// of which the propagations or routes are declared supplies the tables that they name and no other.
func mayBeSupplied(n *model.Network, g *model.TransitGateway, t *model.TransitGatewayRouteTable) bool {
	if g.External {
		return true
	}
	for _, a := range n.TransitAttachments {
		if a.Gateway.To() != g && !a.Gateway.IsUnknown() || a.Kind == model.AttachVPC && a.VPC.To() != nil {
			continue
		}
		if slices.Contains(t.Propagating, a) || slices.Contains(t.MaybeLearns, a) || !declaresRoutes(n, a) {
			return true
		}
	}
	return slices.ContainsFunc(n.DXAssociations, func(d *model.DirectConnectAssociation) bool {
		return d.TransitGateway.To() == g || d.TransitGateway.IsUnknown()
	})
}

// declaresRoutes reports whether the inputs say of an attachment which tables have routes to it.
func declaresRoutes(n *model.Network, a *model.TransitGatewayAttachment) bool {
	return len(a.PropagatesTo) > 0 || slices.ContainsFunc(n.TransitRoutes, func(r *model.TransitGatewayRoute) bool {
		return r.Attachment.To() == a
	})
}

// tableWords names a transit gateway's route table, the default one as what it is.
func tableWords(t *model.TransitGatewayRouteTable) string {
	if t.Implicit {
		return "the default route table of " + t.Label()
	}
	return t.Label()
}

// over is what one attached VPC sends to another over their gateway, and does not arrive or is not answered.
func over(from, to *model.TransitGatewayAttachment) *rules.Witness {
	return rules.Lost(addressesIn(from.VPC.To()), addressesIn(to.VPC.To()), packet.OfProtocol(packet.TCP))
}

// addressesIn is the addresses of the first subnet of a VPC that may hold workloads.
func addressesIn(v *model.VPC) reach.Endpoint {
	for _, s := range topology.Endpoints(v) {
		return reach.BareSubnetEnd(s)
	}
	return reach.Endpoint{}
}

// elsewhere is what is attached to the gateway beside a: another VPC, else networks on premises.
func elsewhere(g *model.TransitGateway, a *model.TransitGatewayAttachment) reach.Endpoint {
	for _, o := range attached(g) {
		if o.VPC.To() != a.VPC.To() {
			return addressesIn(o.VPC.To())
		}
	}
	return reach.OnPremisesEnd()
}
