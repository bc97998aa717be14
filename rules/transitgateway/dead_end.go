package transitgateway

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// deadEnd is a table behind inspecting endpoints that leads no further what one VPC sends to another.
type deadEnd struct {
	table    *model.RouteTable
	endpoint model.Entity
	middle   *model.TransitGatewayAttachment // of the inspecting VPC
	pairs    [][2]*model.TransitGatewayAttachment
}

// deadEnds reports tables of inspecting VPCs that do not give back to the gateway what it hands over for inspection on
// the way from one attached VPC to another.
func deadEnds(p *rules.Pass, g *model.TransitGateway) {
	inspects := inspecting(p.Net)
	all := attached(g)
	var found []*deadEnd
	for _, middle := range all {
		if v := middle.VPC.To(); v.External || !inspects[v] {
			continue
		}
		for _, from := range all {
			for _, to := range all {
				if from.VPC.To() == to.VPC.To() || from.VPC.To() == middle.VPC.To() || to.VPC.To() == middle.VPC.To() {
					continue
				}
				for _, endpoint := range dyingBehind(p, g, from, middle, to) {
					found = joinDeadEnds(found, endpoint, middle, from, to)
				}
			}
		}
	}
	for _, d := range found {
		reportDeadEnd(p, g, d)
	}
}

// inspecting gives the VPCs with endpoints that inspect what passes: few, of the many that may be attached.
func inspecting(n *model.Network) map[*model.VPC]bool {
	vpcs := map[*model.VPC]bool{}
	note := func(endpoint model.Entity) {
		for _, s := range topology.EndpointSubnets(endpoint) {
			vpcs[s.VPC.To()] = true
		}
	}
	for _, e := range n.FirewallEndpoints {
		note(e)
	}
	for _, e := range n.Endpoints {
		if e.Kind.IsUnknown() || e.Kind.Or("") == model.GWLBEndpoint {
			note(e)
		}
	}
	return vpcs
}

// dyingBehind gives the endpoints behind which no route carries on what one VPC sends to another and the gateway hands
// to the middle; none where it goes on in any zone, or may.
func dyingBehind(p *rules.Pass, g *model.TransitGateway, from, middle, to *model.TransitGatewayAttachment) []model.Entity {
	var sent packet.AddrSet
	tables, _ := tablesOf(from.VPC.To())
	for _, u := range tables {
		sent = sent.Union(u.sends(p.Reach, g, p.Reach.VPCAddresses(to.VPC.To()).Must))
	}
	sent = between(p.Reach, from, middle, sent)
	if sent.IsEmpty() {
		return nil
	}
	var endpoints []model.Entity
	for _, r := range middle.Subnets.Items {
		s := r.To()
		if s == nil {
			return nil
		}
		for _, x := range topology.Exits(p.Reach, s, sent) {
			if !x.Certain || !x.None() || len(x.Through) == 0 {
				return nil
			}
			if last := x.Through[len(x.Through)-1]; !slices.Contains(endpoints, last) {
				endpoints = append(endpoints, last)
			}
		}
	}
	return endpoints
}

// joinDeadEnds notes a pair at every table behind the endpoint.
func joinDeadEnds(found []*deadEnd, endpoint model.Entity, middle, from, to *model.TransitGatewayAttachment) []*deadEnd {
	for _, s := range topology.EndpointSubnets(endpoint) {
		t := s.RouteTable.To()
		if t == nil || t.External || t.Open {
			continue
		}
		i := slices.IndexFunc(found, func(d *deadEnd) bool { return d.table == t })
		if i < 0 {
			found, i = append(found, &deadEnd{table: t, endpoint: endpoint, middle: middle}), len(found)
		}
		if pair := [2]*model.TransitGatewayAttachment{from, to}; !slices.Contains(found[i].pairs, pair) {
			found[i].pairs = append(found[i].pairs, pair)
		}
	}
	return found
}

func reportDeadEnd(p *rules.Pass, g *model.TransitGateway, d *deadEnd) {
	from, to := d.pairs[0][0], d.pairs[0][1]
	f := rules.Finding{
		Object: &d.table.Object, Key: "dead end " + g.Address,
		Message: fmt.Sprintf("%s cannot reach %s over %s: what the gateway hands to %s passes %s, and %s behind it has no route for it, so that the packets are dropped there.",
			topology.VPCWords(from.VPC.To()), topology.VPCWords(to.VPC.To()), g.Label(), d.middle.VPC.To().Label(), d.endpoint.Base().Label(), topology.TableWords(d.table)),
		Related: []rules.Related{{Object: &d.middle.Object, Message: fmt.Sprintf("takes what %s sends for inspection", g.Label())}},
		Witness: over(from, to),
	}
	var ranges packet.AddrSet
	complete := true
	for _, pair := range d.pairs {
		v := pair[1].VPC.To()
		known, all := topology.VPCRanges(v)
		ranges, complete = ranges.Union(known.IPv4()), complete && all
		f.Causes = append(f.Causes, topology.NoRouteCause(d.table, v.ID))
		if !slices.ContainsFunc(f.Related, func(r rules.Related) bool { return r.Object == &v.Object }) {
			f.Related = append(f.Related, rules.Related{Object: &v.Object, Message: "is not reached through the inspection"})
		}
	}
	f.Fix = rules.Fix{Text: fmt.Sprintf("Add routes for the attached VPCs to %s in %s.", g.Label(), d.table.Label())}
	if complete && !ranges.IsEmpty() {
		f.Fix = snippet.Route(d.table, ranges.Prefixes(), model.TargetTransitGateway, &g.Object, &to.VPC.To().Object)
	}
	p.Report(topology.Absence(p.Net, f))
}
