package plan

import (
	"net/netip"
	"slices"

	"github.com/netlint/netlint/parser/terraform/attribute"
)

// refute takes back the certainty of tables that routes have by an equal index, where AWS would refuse the route
// there: it sends a VPC's own range to a gateway or a peering connection. Of X[(count.index + 1) % 3], which a ring of
// VPCs is written with, a plan keeps what it keeps of X[count.index].
func (x *resolver) refute(n *narrower) {
	for _, q := range x.pending {
		r, ok := q.resource.After.(*attribute.Route)
		if !ok || !q.byIndex || q.path != "route_table_id" || !n.refuses(r, n.vpcOfRef(r.RouteTableID)) {
			continue
		}
		g := q.resource.group
		e := g.config.Body[q.path]
		var others []string
		for _, i := range x.eval(e.References, iteration{module: g.module}, "route_table", 0).items {
			if !slices.Contains(others, i.id) && !n.refuses(r, n.vpcOf[i.id]) {
				others = append(others, i.id)
			}
		}
		if len(others) > 0 {
			r.RouteTableID = attribute.RefAmong(others, ambiguous(e))
		}
	}
}

// refuses reports whether a route's destination lies inside the ranges of a VPC while its target is none of those that
// AWS takes there (VPC User Guide, "Subnet route tables").
func (n *narrower) refuses(r *attribute.Route, vpc string) bool {
	text, _ := r.DestinationCIDRBlock.Get()
	d, err := netip.ParsePrefix(text)
	if err != nil || r.VPCPeeringConnectionID.IsAbsent() && r.TransitGatewayID.IsAbsent() && r.GatewayID.IsAbsent() {
		return false
	}
	return slices.ContainsFunc(n.ranges[vpc], func(p netip.Prefix) bool { return p.Bits() <= d.Bits() && p.Contains(d.Addr()) })
}
