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

// forOthers finds NAT gateways that serve what arrives by a transit gateway, of which the firewall sees one
// direction only: the table of the attachment's subnet sends to them, and that of their own subnet answers.
func forOthers(p *rules.Pass, v *model.VPC) []bypass {
	var out []bypass
	for _, a := range v.TransitAttachment {
		g := a.Gateway.To()
		if g == nil {
			continue
		}
		clients := clientsOf(p.Reach, g, v)
		for _, r := range a.Subnets.Items {
			if s := r.To(); s != nil && s.RouteTable.To() != nil {
				out = append(out, throughNAT(p, v, s, g, clients)...)
			}
		}
	}
	return out
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

// throughNAT compares what arrives in an attachment's subnet and goes on to a NAT gateway with the answers for
// the clients, or for whatever the NAT gateway's subnet sends to the transit gateway where no client is in view.
func throughNAT(p *rules.Pass, v *model.VPC, s *model.Subnet, g *model.TransitGateway, clients packet.AddrSet) []bypass {
	w, ok := passageOf(p.Reach, s, reach.Internet().IPv4())
	nat, isNAT := w.last.Object().(*model.NATGateway)
	if !ok || !isNAT || nat.Subnet.To() == nil || nat.Subnet.To() == s || nat.Subnet.To().RouteTable.To() == nil {
		return nil
	}
	from := nat.Subnet.To()
	there, here := s.RouteTable.To(), from.RouteTable.To()
	answers := slices.DeleteFunc(topology.Exits(p.Reach, from, reach.Private().IPv4().Minus(p.Reach.VPCAddresses(v).May)), func(x topology.Exit) bool {
		return !x.Certain || x.Object() != model.Entity(g) || x.First.Route == nil || !clients.IsEmpty() && !x.Dst.Overlaps(clients)
	})
	if inspected := slices.ContainsFunc(answers, func(x topology.Exit) bool { return len(x.Through) > 0 }); clients.IsEmpty() && inspected {
		answers = slices.DeleteFunc(answers, func(x topology.Exit) bool { return len(x.Through) == 0 }) // they may be for others, who ask no NAT gateway
	}
	var out []bypass
	for _, x := range answers {
		var in model.Entity
		if len(x.Through) > 0 {
			in = x.Through[0]
		}
		dst := x.Dst.String()
		if d, ok := x.First.Route.Destination.Get(); ok {
			dst = d.String()
		}
		switch {
		case w.end != nil && in == nil:
			out = append(out, bypass{table: here, subnet: from, end: w.end, other: there, dst: dst,
				text: fmt.Sprintf("what arrives from %s for the internet passes the firewall on its way to %s, and %s sends the answers for %s by %s directly",
					g.Label(), nat.Label(), from.Label(), dst, x.Leg)})
		case w.end == nil && in != nil:
			out = append(out, bypass{table: there, subnet: s, end: in, other: here, dst: "0.0.0.0/0",
				text: fmt.Sprintf("what arrives from %s for the internet goes to %s directly, and %s sends the answers for %s through the firewall",
					g.Label(), nat.Label(), from.Label(), dst)})
		case w.end != nil && differentZones(w.end, in):
			out = append(out, ofZones(s, there, here, w.end, in, "0.0.0.0/0", dst,
				fmt.Sprintf("what arrives from %s for the internet passes the endpoint in %s on its way to %s, and the answers for %s pass the one in %s",
					g.Label(), zone(w.end), nat.Label(), dst, zone(in))))
		}
	}
	return out
}
