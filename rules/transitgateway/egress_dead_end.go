package transitgateway

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

// egressDeadEnds reports tables of VPCs with NAT gateways that lead nowhere what the gateway hands over for the
// internet: it goes on by the tables of the attachment's subnets, and not by those of the VPC's workloads.
func egressDeadEnds(p *rules.Pass, g *model.TransitGateway) {
	all := attached(g)
	for _, egress := range all {
		v := egress.VPC.To()
		nat := publicNAT(v)
		if v.External || nat == nil {
			continue
		}
		tables := lostOnArrival(p.Reach, egress)
		if len(tables) == 0 {
			continue
		}
		var clients []*model.VPC
		for _, a := range all {
			if a.VPC.To() == v || slices.Contains(clients, a.VPC.To()) {
				continue
			}
			if c, ok := clientOf(p.Reach, g, a, egress); ok {
				clients = append(clients, c.vpc)
			}
		}
		if len(clients) == 0 {
			continue
		}
		for _, t := range tables {
			p.Report(topology.Absence(p.Net, egressDeadEnd(g, egress, t, nat, clients)))
		}
	}
}

// publicNAT gives a NAT gateway of the VPC that certainly leads to the internet, nil where there is none.
func publicNAT(v *model.VPC) *model.NATGateway {
	for _, s := range v.Subnets {
		for _, n := range topology.NATGateways(s) {
			if !n.Private.Or(false) && !n.Private.IsUnknown() {
				return n
			}
		}
	}
	return nil
}

// lostOnArrival gives the tables that certainly have no route for the internet where packets come in by the
// attachment; none where one of its subnets, of whatever zone, leads on, or may.
func lostOnArrival(e *reach.Engine, a *model.TransitGatewayAttachment) []*model.RouteTable {
	if a.Subnets.Open {
		return nil
	}
	var tables []*model.RouteTable
	for _, r := range a.Subnets.Items {
		s := r.To()
		if s == nil || s.RouteTable.To() == nil {
			return nil
		}
		exits := topology.Exits(e, s, reach.Internet().IPv4())
		if slices.ContainsFunc(exits, func(x topology.Exit) bool {
			return !x.Certain || !x.None() && x.Kind != model.TargetBlackhole
		}) {
			return nil
		}
		for _, t := range topology.Deciding(s.RouteTable.To(), exits) {
			if t.External || t.Open {
				return nil
			}
			if !slices.Contains(tables, t) {
				tables = append(tables, t)
			}
		}
	}
	return tables
}

func egressDeadEnd(g *model.TransitGateway, egress *model.TransitGatewayAttachment, t *model.RouteTable, nat *model.NATGateway, clients []*model.VPC) rules.Finding {
	words := make([]string, len(clients))
	f := rules.Finding{
		Object: &t.Object, Key: "internet " + g.Address,
		Related: []rules.Related{
			{Object: &egress.Object, Message: fmt.Sprintf("takes what %s sends for the internet", g.Label())},
			{Object: &nat.Object, Message: "would translate it"},
		},
		Fix:     snippet.Route(t, packet.AnyIPv4().Prefixes(), model.TargetNATGateway, &nat.Object, &nat.Object),
		Witness: rules.Lost(addressesIn(clients[0]), reach.InternetEnd(), packet.OfProtocol(packet.TCP).IPv4()),
	}
	for i, v := range clients {
		words[i] = topology.VPCWords(v)
		f.Related = append(f.Related, rules.Related{Object: &v.Object, Message: "sends its packets for the internet there"})
	}
	f.Message = fmt.Sprintf("Packets of %s for the internet are dropped in %s, to which %s hands them: they arrive at %s, which has no route for them, and never come to %s.",
		topology.List(words), egress.VPC.To().Label(), g.Label(), topology.TableWords(t), nat.Label())
	return f
}
