package hybrid

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// VPNRouteMissing finds route tables that lack the way to the network behind a VPN or Direct Connect.
var VPNRouteMissing = &rules.Rule{
	ID:         "vpn-route-missing",
	Severity:   rules.Error,
	ReportedAt: "the route table",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A route table without the way to the virtual private gateway",
		Problem: "The VPC is connected to another network by VPN or Direct Connect. Some or all tables of subnets with " +
			"workloads have neither propagation nor a route: that network reaches the subnet, and the answers are lost. Or a VPN on a transit gateway has " +
			"no route in the gateway's tables.",
		Behaviour: "A virtual private gateway writes its routes into a table only where propagation is on; otherwise each table needs a static route. A " +
			"VPN on a transit gateway that uses static routing needs static routes in the gateway's tables; with BGP it has to propagate into them.",
		Remediation: "Turn propagation on for the table, or add a static route to the virtual private gateway.",
		Terraform: `resource "aws_vpn_gateway_route_propagation" "app" {
  vpn_gateway_id = aws_vpn_gateway.main.id
  route_table_id = aws_route_table.app.id
}
`,
		CloudFormation: `Propagation:
  Type: AWS::EC2::VPNGatewayRoutePropagation
  Properties:
    RouteTableIds: [!Ref AppTable]
    VpnGatewayId: !Ref VpnGateway
`,
		Limits: "Subnets whose packets for the internet leave by an internet gateway, and those that hold load balancers or managed data stores alone, " +
			"are left out unless siblings of their tier have the route. Where no table leads to the gateway at all, or the VPN on a transit gateway is a template's, which cannot name its attachment, the finding is possible only. Silent where tables, the gateway or its connections are not in view.",
		References: []string{vpnRouting, vpnTables, vpnTransit},
	},
	Run: runVPNRouteMissing,
}

func runVPNRouteMissing(p *rules.Pass) error {
	for _, g := range p.Net.VPNGateways {
		v := g.VPC.To()
		if v == nil || g.External || v.External || !connected(p.Net, g) {
			continue
		}
		var with []*model.RouteTable
		for _, t := range v.RouteTables {
			if len(t.Subnets) > 0 && leadsTo(t, g) {
				with = append(with, t)
			}
		}
		if len(with) == 0 {
			noTable(p, v, g)
			continue
		}
		for _, t := range v.RouteTables {
			if t.External || t.Open || t.PropagatingVGWs.Open || mayLeadTo(t, g) {
				continue
			}
			if cut := cutOff(p, t, with); len(cut) > 0 {
				p.Report(topology.Absence(p.Net, withoutVPN(v, g, t, with[0], cut)))
			}
		}
	}
	for _, c := range p.Net.VPNConnections {
		transitVPN(p, c)
		vpcTables(p, c)
	}
	return nil
}

// noTable reports a gateway to which no table of its VPC leads: one finding for the VPC, and a possible one only, as a
// move to a new connection begins so.
func noTable(p *rules.Pass, v *model.VPC, g *model.VPNGateway) {
	var without []*model.RouteTable
	var cut []*model.Subnet
	for _, t := range v.RouteTables {
		switch {
		case len(t.Subnets) == 0 && !t.External && !t.Open:
			continue
		case t.External || t.Open || t.PropagatingVGWs.Open || mayLeadTo(t, g):
			return
		}
		if of := cutOff(p, t, nil); len(of) > 0 {
			without, cut = append(without, t), append(cut, of...)
		}
	}
	if len(without) == 0 {
		return
	}
	first := without[0]
	f := rules.Finding{
		Object: &first.Object, Key: g.Address, Confidence: rules.Possible,
		Unknown: "whether routes to " + g.Label() + " are to follow is not in view",
		Message: fmt.Sprintf("%s cannot answer the network behind %s: no route table of %s has propagation from it or a route to it.",
			topology.Subnets(cut), g.Label(), v.Label()),
		Related: []rules.Related{{Object: &g.Object, Message: fmt.Sprintf("connects %s to another network", v.Label())}},
		Fix:     propagate(first, g),
		Witness: rules.Lost(reach.OnPremisesEnd(), reach.BareSubnetEnd(cut[0]), packet.OfProtocol(packet.TCP)),
	}
	for _, t := range without[1:] {
		f.Related = append(f.Related, rules.Related{Object: &t.Object, Message: "has no way to the virtual private gateway either"})
		f.Fix.Edit = nil // it is a part only
	}
	p.Report(topology.Absence(p.Net, f))
}

// connected reports whether a VPN or Direct Connect certainly hangs on the gateway.
func connected(n *model.Network, g *model.VPNGateway) bool {
	return len(g.Connections) > 0 || slices.ContainsFunc(n.DXAssociations, func(a *model.DirectConnectAssociation) bool {
		return a.VPNGateway.To() == g
	})
}

// leadsTo reports whether the table certainly has a route to the gateway, propagated or static.
func leadsTo(t *model.RouteTable, g *model.VPNGateway) bool {
	return slices.ContainsFunc(t.PropagatingVGWs.Items, func(r model.Ref[model.VPNGateway]) bool { return r.To() == g }) ||
		slices.ContainsFunc(t.Routes, func(r *model.Route) bool { return r.Target.To == model.Entity(g) })
}

// mayLeadTo reports whether the table has, or may have, a route to the gateway.
func mayLeadTo(t *model.RouteTable, g *model.VPNGateway) bool {
	return leadsTo(t, g) ||
		slices.ContainsFunc(t.PropagatingVGWs.Items, func(r model.Ref[model.VPNGateway]) bool { return r.To() == nil }) ||
		slices.ContainsFunc(slices.Concat(t.Routes, t.MaybeRoutes), func(r *model.Route) bool {
			switch r.Target.Kind {
			case model.TargetVPNGateway, model.TargetGateway, model.TargetUnknown:
				return r.Target.To == nil || r.Target.To == model.Entity(g)
			}
			return false
		})
}

// cutOff gives the subnets of a table that answer the other network and lack the way there.
func cutOff(p *rules.Pass, t *model.RouteTable, with []*model.RouteTable) []*model.Subnet {
	var out []*model.Subnet
	for _, s := range t.Subnets {
		if len(topology.Workloads(s)) == 0 || elsewhere(p, s) {
			continue
		}
		sibling := slices.ContainsFunc(topology.TiersOf(p).Siblings(s), func(o *model.Subnet) bool { return slices.Contains(with, o.RouteTable.To()) })
		if sibling || topology.HoldsClients(s) && !public(p, s) {
			out = append(out, s)
		}
	}
	return out
}

// elsewhere reports whether the subnet's packets for private networks go to a transit gateway, peering
// connection or appliance, by which the other network may be reached as well.
func elsewhere(p *rules.Pass, s *model.Subnet) bool {
	for _, l := range p.Reach.Carries(s, packet.AnyIPv4()) {
		switch l.Kind {
		case model.TargetTransitGateway, model.TargetCoreNetwork, model.TargetInterface, model.TargetInstance, model.TargetUnknown:
			return true
		case model.TargetEndpoint:
			if l.Endpoint == nil {
				return true
			}
		}
	}
	return false
}

// public reports whether the subnet has a route to an internet gateway.
func public(p *rules.Pass, s *model.Subnet) bool {
	return slices.ContainsFunc(topology.Exits(p.Reach, s, packet.AnyIPv4()), func(x topology.Exit) bool {
		return x.Kind == model.TargetInternetGateway
	})
}

func withoutVPN(v *model.VPC, g *model.VPNGateway, t, with *model.RouteTable, cut []*model.Subnet) rules.Finding {
	f := rules.Finding{
		Object: &t.Object, Key: g.Address,
		Message: fmt.Sprintf("%s cannot answer the network behind %s: %s has neither propagation from it nor a route to it, while %s has.",
			topology.Subnets(cut), g.Label(), topology.TableWords(t), topology.TableWords(with)),
		Related: []rules.Related{
			{Object: &g.Object, Message: fmt.Sprintf("connects %s to another network", v.Label())},
			{Object: &with.Object, Message: "has the way to the virtual private gateway"},
		},
		Fix:     propagate(t, g),
		Witness: rules.Lost(reach.OnPremisesEnd(), reach.BareSubnetEnd(cut[0]), packet.OfProtocol(packet.TCP)),
	}
	for _, s := range cut {
		f.Related = append(f.Related, rules.Related{Object: &s.Object, Message: "is on the table without the way"})
	}
	return f
}

// propagate makes the fix that lets the gateway write its routes into the table. A table of Terraform that lists
// gateways inline gets no resource beside it: the two would overwrite each other.
func propagate(t *model.RouteTable, g *model.VPNGateway) rules.Fix {
	fix := rules.Fix{Text: fmt.Sprintf("Propagate the routes of %s into %s.", g.Label(), t.Label())}
	o := &t.Object
	if snippet.Dialect(o) == model.CloudFormation {
		fix.CloudFormation = snippet.Resource(snippet.CloudFormationName(o, "Propagation"), "AWS::EC2::VPNGatewayRoutePropagation",
			"RouteTableIds", "["+snippet.Reference(o, o, "RouteTableId")+"]", "VpnGatewayId", snippet.Reference(o, &g.Object, "VpnGatewayId"))
		fix.Edit = snippet.Edit(rules.AddBlock, o, "", fix.CloudFormation)
		return fix
	}
	fix.Terraform = snippet.Block(fmt.Sprintf("resource %q %q", "aws_vpn_gateway_route_propagation", snippet.Label(o)),
		"vpn_gateway_id", snippet.Reference(o, &g.Object, "vpn_gateway_id"), "route_table_id", snippet.Reference(o, o, "route_table_id"))
	if len(t.PropagatingVGWs.Items) == 0 && !t.PropagatingVGWs.Open {
		fix.Edit = snippet.Edit(rules.AddBlock, o, "", fix.Terraform)
	}
	return fix
}

// transitVPN reports a VPN on a transit gateway that no table of the gateway has a route to.
func transitVPN(p *rules.Pass, c *model.VPNConnection) {
	g, a := c.TransitGateway.To(), c.Attachment
	if g == nil || a == nil || c.External || g.External {
		return
	}
	var senders *model.TransitGatewayRouteTable // a table that VPCs send by
	for _, t := range p.Net.TransitTables {
		if t.Gateway.To() != g {
			if t.Gateway.IsUnknown() {
				return
			}
			continue
		}
		if t.Open || t.External || slices.Contains(t.Propagating, a) && !c.StaticOnly.Or(false) || slices.Contains(t.MaybeLearns, a) {
			return
		}
		if slices.ContainsFunc(t.Associated, func(o *model.TransitGatewayAttachment) bool { return o.Kind == model.AttachVPC }) && senders == nil {
			senders = t
		}
	}
	// The attachment of a VPN has no attribute in CloudFormation: templates look its identifier up.
	mayMean := func(r model.Ref[model.TransitGatewayAttachment]) bool {
		return r.To() == a || r.IsUnknown() || r.IsExternal()
	}
	named := slices.ContainsFunc(p.Net.TransitRoutes, func(r *model.TransitGatewayRoute) bool { return mayMean(r.Attachment) }) ||
		slices.ContainsFunc(p.Net.TransitPropagations, func(r *model.TransitGatewayPropagation) bool { return r.Attachment.IsExternal() })
	if senders == nil || named || c.StaticOnly.IsUnknown() {
		return
	}
	why := "the VPN does not propagate into any of its tables, and no static route leads to it"
	if c.StaticOnly.Or(false) {
		why = "the VPN routes statically, and no static route of its tables leads to it"
	}
	f := rules.Finding{
		Object: &senders.Object, Key: c.Address,
		Message: fmt.Sprintf("VPCs cannot answer the network behind %s over %s: %s.", c.Label(), g.Label(), why),
		Related: []rules.Related{{Object: &c.Object, Message: fmt.Sprintf("is attached to %s", g.Label())}},
		Fix:     rules.Fix{Text: fmt.Sprintf("Add static routes for the ranges behind %s to %s.", c.Label(), senders.Label())},
	}
	if a.Unnamed() {
		f.Confidence = rules.Possible
		f.Unknown = "a template cannot name the attachment that the VPN connection makes; whoever looks it up may propagate it or route to it"
	}
	p.Report(topology.Absence(p.Net, f))
}
