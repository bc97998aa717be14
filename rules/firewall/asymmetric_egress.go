package firewall

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// arrival is a way from the subnet of a transit gateway's attachment to a NAT gateway.
type arrival struct {
	subnet  *model.Subnet
	end     model.Entity // the first inspecting endpoint on the way; nil: none
	certain bool
}

// forOthers finds NAT gateways that serve what arrives by a transit gateway, of which the firewall sees one
// direction only: the table of the attachment's subnet sends to them, and that of their own subnet answers.
func forOthers(p *rules.Pass, v *model.VPC) []bypass {
	var out []bypass
	for _, a := range v.TransitAttachment {
		g := a.Gateway.To()
		if g == nil {
			continue
		}
		nats, arrivals := arrivalsOf(p.Reach, a)
		clients := clientsOf(p.Reach, g, v)
		for _, nat := range nats {
			out = append(out, throughNAT(p, v, nat, arrivals[nat], g, clients)...)
		}
	}
	return out
}

// arrivalsOf gives the NAT gateways to which an attachment's subnets lead for the internet, and how.
func arrivalsOf(e *reach.Engine, a *model.TransitGatewayAttachment) ([]*model.NATGateway, map[*model.NATGateway][]arrival) {
	var order []*model.NATGateway
	arrivals := map[*model.NATGateway][]arrival{}
	for _, r := range a.Subnets.Items {
		s := r.To()
		if s == nil || s.RouteTable.To() == nil {
			continue
		}
		for _, x := range topology.Exits(e, s, reach.Internet().IPv4()) {
			nat, ok := x.Object().(*model.NATGateway)
			if !ok || !x.Certain && !x.Either || nat.Subnet.To() == nil || nat.Subnet.To() == s {
				continue
			}
			way := arrival{subnet: s, certain: x.Certain}
			if len(x.Through) > 0 {
				way.end = x.Through[0]
			}
			if len(arrivals[nat]) == 0 {
				order = append(order, nat)
			}
			arrivals[nat] = append(arrivals[nat], way)
		}
	}
	return order, arrivals
}

// clientsOf gives the addresses in other VPCs of subnets that certainly send packets for the internet to the gateway.
func clientsOf(e *reach.Engine, g *model.TransitGateway, not *model.VPC) packet.AddrSet {
	var out packet.AddrSet
	for _, a := range g.Attachments {
		v := a.VPC.To()
		if v == nil || v == not {
			continue
		}
		for _, s := range topology.Endpoints(v) {
			if must, _ := topology.Carried(topology.Exits(e, s, reach.Internet().IPv4()), g); !must.IsEmpty() {
				out = out.Union(e.SubnetAddresses(s).IPv4())
			}
		}
	}
	return out
}

// throughNAT compares how packets arrive at a NAT gateway from a transit gateway with the answers for the clients,
// or for whatever the NAT gateway's subnet sends to the transit gateway where no client is in view.
func throughNAT(p *rules.Pass, v *model.VPC, nat *model.NATGateway, arrivals []arrival, g *model.TransitGateway, clients packet.AddrSet) []bypass {
	from := nat.Subnet.To()
	here := from.RouteTable.To()
	if here == nil {
		return nil
	}
	answers := slices.DeleteFunc(topology.Exits(p.Reach, from, reach.Private().IPv4().Minus(p.Reach.VPCAddresses(v).May)), func(x topology.Exit) bool {
		return !x.Certain && !x.Either || x.Object() != model.Entity(g) || x.First.Route == nil || !clients.IsEmpty() && !x.Dst.Overlaps(clients)
	})
	if inspected := slices.ContainsFunc(answers, func(x topology.Exit) bool { return len(x.Through) > 0 }); clients.IsEmpty() && inspected {
		answers = slices.DeleteFunc(answers, func(x topology.Exit) bool { return len(x.Through) == 0 }) // they may be for others, who ask no NAT gateway
	}
	direct := slices.DeleteFunc(slices.Clone(arrivals), func(a arrival) bool { return a.end != nil })
	var out []bypass
	for _, x := range answers {
		dst := x.Dst.String()
		if d, ok := x.First.Route.Destination.Get(); ok {
			dst = d.String()
		}
		if len(x.Through) == 0 {
			if len(direct) == 0 {
				out = append(out, bypass{table: here, subnet: from, end: arrivals[0].end, other: arrivals[0].subnet.RouteTable.To(), dst: dst,
					text: fmt.Sprintf("what arrives from %s for the internet passes the firewall on its way to %s, and %s sends the answers for %s by %s directly",
						g.Label(), nat.Label(), from.Label(), dst, x.Leg)})
			}
			continue
		}
		for _, a := range arrivals {
			there, in := a.subnet.RouteTable.To(), x.Through[0]
			switch {
			case !a.certain:
			case a.end == nil:
				out = append(out, bypass{table: there, subnet: a.subnet, end: in, other: here, dst: "0.0.0.0/0",
					text: fmt.Sprintf("what arrives from %s for the internet goes to %s directly, and %s sends the answers for %s through the firewall",
						g.Label(), nat.Label(), from.Label(), dst)})
			case differentZones(a.end, in):
				out = append(out, ofZones(a.subnet, there, here, a.end, in, "0.0.0.0/0", dst,
					fmt.Sprintf("what arrives from %s for the internet passes the endpoint in %s on its way to %s, and the answers for %s pass the one in %s",
						g.Label(), zone(a.end), nat.Label(), dst, zone(in))))
			}
		}
	}
	return out
}
