package reach

import (
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// fromOnPremises begins at every gateway by which a customer's network reaches the VPC. The user may ask at
// any: what one of them lets in is in.
func (w *walk) fromOnPremises(s state, vpc *model.VPC) outcome {
	var out outcome
	found := false
	try := func(entry model.Entity, next func(state) outcome) {
		if w.from.entry != nil && w.from.entry != entry {
			return
		}
		found = true
		s := s
		s.exit = exit{gateway: entry, vpc: vpc}
		r := next(s)
		out.must, out.may = out.must.Union(r.must), out.may.Union(r.may)
	}
	for _, g := range vpc.VPNGateways {
		try(g, func(s state) outcome { return w.vpnGatewayIn(s, g, vpc) })
	}
	for _, a := range w.e.net.TransitAttachments {
		if onPremisesAttachment(a) && w.transitServes(a.Gateway.To(), w.to) {
			try(a, func(s state) outcome { return w.throughTransit(s, a, nil) })
		}
	}
	if o, why := w.e.uncharted(vpc); why != "" && w.from.entry == nil && !w.imagine {
		r := w.vanish(s, Hop{Object: o, Action: Forward}, why)
		out.may = out.may.Union(r.may)
		found = true
	}
	if !found {
		h := Hop{Object: &vpc.Object, Code: CodeNoPossibleDestination, Note: "No virtual private gateway or transit gateway joins " + vpc.Address + " with a network on premises."}
		return w.stop(s, h, func(s state) outcome { return w.admit(s, vpc) })
	}
	return out
}

// uncharted gives what else may join a VPC with a network on premises and is not followed, and why: a Cloud WAN core
// network, whose policy decides; an Outpost's local gateway; a Client VPN endpoint, whose clients bear its addresses.
func (e *Engine) uncharted(vpc *model.VPC) (*model.Object, string) {
	for _, t := range vpc.RouteTables {
		for _, r := range slices.Concat(t.Routes, t.MaybeRoutes) {
			switch r.Target.Kind {
			case model.TargetCoreNetwork:
				return &t.Object, "what the policy of the Cloud WAN core network behind " + r.Address + " connects is not followed"
			case model.TargetLocalGateway:
				return &t.Object, "what lies behind the local gateway of " + r.Address + " is not in view"
			}
		}
	}
	for _, s := range vpc.Subnets {
		for _, i := range s.Interfaces {
			if v, ok := clientVPN(i); ok {
				return &v.Object, clientVPNUnsure(v)
			}
		}
	}
	return nil, ""
}

// clientVPN gives the Client VPN endpoint that an interface belongs to.
func clientVPN(i *model.NetworkInterface) (*model.Workload, bool) {
	w, ok := i.Owner.(*model.Workload)
	return w, ok && w.Kind == model.WorkloadClientVPN
}

func clientVPNUnsure(v *model.Workload) string {
	return "whom the authorization rules and routes of " + v.Address + " let where is not followed"
}

// vpnGateway takes packets out to a customer's network by a virtual private gateway, which accepts private
// addresses of interfaces of its VPC only (Site-to-Site VPN User Guide).
func (w *walk) vpnGateway(s state, g *model.VPNGateway, vpc *model.VPC) outcome {
	h := Hop{Object: &g.Object, Action: Forward}
	return w.attached(s, &g.Object, g.VPC, vpc, func(s state) outcome {
		onward := func(s state) outcome { return w.tunnels(s, g, w.onPremises(g, vpc)) }
		if s.guest != "" {
			h.Code, h.Note = CodeVGWEgress, "A virtual private gateway carries packets of its own VPC only."
			return w.stop(s, h, onward)
		}
		own := w.e.VPCAddresses(vpc)
		h.Code, h.Note = CodeVGWEgress, "A virtual private gateway accepts the private addresses of its VPC only."
		return w.pass(s, h, Filter{Must: packet.From(own.Must), May: packet.From(own.May), Why: own.Why}, nil, onward)
	})
}

// tunnels takes packets into a connection of a virtual private gateway. Connections with static routing carry what
// their routes cover and nothing else (Site-to-Site VPN User Guide, "Static and dynamic routing"). What others learn
// by BGP is not in view: who leads packets to the gateway is taken to know it.
func (w *walk) tunnels(s state, g *model.VPNGateway, next func(state) outcome) outcome {
	ranges := w.e.OnPremises(g)
	if ranges.Open {
		return next(s)
	}
	h := Hop{Object: &g.Object, Action: Forward, Code: CodeNoRoute, Rule: "the static routes of its VPN connections"}
	if len(g.Connections) == 1 {
		h.Object, h.Rule = &g.Connections[0].Object, "its static routes"
	}
	h.Note = "The VPN is routed statically, and no static route of it covers " + destinations(s) + "."
	known := packet.To(ranges.Set())
	return w.pass(s, h, Filter{Must: known, May: known}, nil, next)
}

// onPremises ends the way out at a gateway to a customer's network.
func (w *walk) onPremises(g model.Entity, vpc *model.VPC) func(state) outcome {
	return func(s state) outcome {
		if s.answering {
			if s.goal.outside != outsideOnPremises {
				return w.stop(s, Hop{Object: g.Base(), Code: CodeNoPossibleDestination, Note: "The answers leave by another way than the packets came."}, nil)
			}
			return w.finish(w.note(s, Hop{Object: g.Base(), Action: Deliver, Note: "The answers leave the network."}))
		}
		if s.goal.outside != outsideOnPremises {
			return w.stop(s, Hop{Object: g.Base(), Code: CodeNoPossibleDestination, Note: "The network on premises does not lead to " + s.goal.object().Address + "."}, nil)
		}
		s.exit = exit{gateway: g, vpc: vpc}
		return w.turn(w.note(s, Hop{Object: g.Base(), Action: Deliver, Note: "The packets leave for the network on premises."}))
	}
}

// vpnGatewayIn takes packets from a customer's network into a VPC.
func (w *walk) vpnGatewayIn(s state, g *model.VPNGateway, vpc *model.VPC) outcome {
	own := w.e.VPCAddresses(vpc)
	h := Hop{Object: &g.Object, Action: Forward, Code: CodeVGWIngress, Note: "A virtual private gateway delivers to the private addresses of its VPC only."}
	s.guest = byHybrid
	return w.pass(s, h, Filter{Must: packet.To(own.Must), May: packet.To(own.May), Why: own.Why}, nil, func(s state) outcome {
		return w.edge(s, g.EdgeTable, &g.Object, vpc)
	})
}
