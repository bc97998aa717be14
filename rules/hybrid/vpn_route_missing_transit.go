package hybrid

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// vpcTables reports tables of attached VPCs that lack the way to what a transit gateway routes to a VPN, while
// those of sibling subnets have it.
func vpcTables(p *rules.Pass, c *model.VPNConnection) {
	g := c.TransitGateway.To()
	if g == nil || c.Attachment == nil || c.External {
		return
	}
	for _, a := range g.Attachments {
		v, t := a.VPC.To(), a.Table.To()
		if v == nil || v.External || t == nil {
			continue
		}
		var behind packet.AddrSet // what the gateway certainly carries from the VPC to the VPN, by routes of its own
		for _, l := range p.Reach.TransitRoutes(t).Legs {
			if l.Certain && l.Attachment == c.Attachment && !packet.AnyIPv4().Subset(l.Dst) {
				behind = behind.Union(l.Dst.IPv4())
			}
		}
		if behind = behind.Minus(p.Reach.VPCAddresses(v).May); !behind.IsEmpty() {
			withoutTransitVPN(p, c, g, v, behind)
		}
	}
}

func withoutTransitVPN(p *rules.Pass, c *model.VPNConnection, g *model.TransitGateway, v *model.VPC, behind packet.AddrSet) {
	var with []*model.Subnet
	cut := map[*model.RouteTable][]*model.Subnet{}
	var order []*model.RouteTable
	for _, s := range topology.Endpoints(v) {
		t := s.RouteTable.To()
		if t == nil || t.External || t.Open {
			continue
		}
		exits := topology.Exits(p.Reach, s, behind)
		must, may := topology.Carried(exits, g)
		switch {
		case behind.Subset(must):
			with = append(with, s)
		case may.IsEmpty() && topology.HoldsClients(s) && !slices.ContainsFunc(exits, func(x topology.Exit) bool { return otherWay(p, g, x) }):
			if len(cut[t]) == 0 {
				order = append(order, t)
			}
			cut[t] = append(cut[t], s)
		}
	}
	for _, t := range order {
		var lost []*model.Subnet
		var like *model.Subnet
		for _, s := range cut[t] {
			if i := slices.IndexFunc(with, func(o *model.Subnet) bool { return topology.TiersOf(p).Same(s, o) }); i >= 0 {
				lost, like = append(lost, s), with[i]
			}
		}
		if len(lost) == 0 {
			continue
		}
		has := like.RouteTable.To()
		f := rules.Finding{
			Object: &t.Object, Key: c.Address,
			Message: fmt.Sprintf("%s cannot answer the network behind %s: %s has no route for %s to %s, while %s has.",
				topology.Subnets(lost), c.Label(), topology.TableWords(t), topology.AddressWords(behind), g.Label(), topology.TableWords(has)),
			Related: []rules.Related{
				{Object: &c.Object, Message: fmt.Sprintf("connects %s to another network", g.Label())},
				{Object: &has.Object, Message: "serves the same tier and has the way"},
			},
			Fix: snippet.Route(t, behind.Prefixes(), model.TargetTransitGateway, &g.Object, &c.Object),
		}
		for _, s := range lost {
			f.Related = append(f.Related, rules.Related{Object: &s.Object, Message: "is on the table without the way"})
		}
		p.Report(topology.Absence(p.Net, f))
	}
}

// otherWay reports whether packets for private networks may reach them by an exit that leads neither nowhere nor
// to the internet. A NAT gateway's own subnet may lead to the transit gateway.
func otherWay(p *rules.Pass, g *model.TransitGateway, x topology.Exit) bool {
	switch x.Kind {
	case "", model.TargetBlackhole, model.TargetInternetGateway, model.TargetEgressOnly:
		return !x.Certain
	case model.TargetNATGateway:
		nat, ok := x.Object().(*model.NATGateway)
		if !ok || nat.Subnet.To() == nil {
			return true
		}
		_, may := topology.Carried(topology.Exits(p.Reach, nat.Subnet.To(), x.Dst), g)
		return !x.Certain || !may.IsEmpty()
	}
	return true
}
