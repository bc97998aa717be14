package reach

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// enter begins a walk outside: at every gateway by which the packets may come in.
func (w *walk) enter(s state) outcome {
	vpc := w.to.vpc()
	if vpc == nil {
		return w.vanish(s, Hop{Object: w.to.object(), Action: Forward}, "the VPC of "+w.to.object().Address+" is not in view")
	}
	switch w.from.outside {
	case outsideInternet:
		return w.fromInternet(s, vpc)
	case outsideOnPremises:
		return w.fromOnPremises(s, vpc)
	}
	h := Hop{Object: w.from.object(), Code: CodeEndpointIntoVPC, Note: "A service never begins a connection into a VPC."}
	return w.stop(s, h, nil)
}

func (w *walk) fromInternet(s state, vpc *model.VPC) outcome {
	for _, g := range vpc.InternetGateways {
		s.exit = exit{gateway: g, vpc: vpc}
		return w.internetGatewayIn(s, g, vpc)
	}
	for _, g := range w.e.net.InternetGateways {
		if g.VPC.IsUnknown() {
			s.exit = exit{gateway: g, vpc: vpc}
			return w.unsure(s, Hop{Object: &g.Object, Action: Forward}, firstOf(g.VPC.Why(), "what "+g.Address+" is attached to is not known"),
				func(s state) outcome { return w.internetGatewayIn(s, g, vpc) })
		}
	}
	h := Hop{Object: &vpc.Object, Code: CodeNoPossibleDestination, Note: vpc.Address + " has no internet gateway."}
	return w.stop(s, h, func(s state) outcome {
		if g := w.e.routedGateway(vpc); g != nil {
			s.exit = exit{gateway: g, vpc: vpc}
			return w.internetGatewayIn(s, g, vpc)
		}
		return w.admit(s, vpc)
	})
}

// routedGateway gives the internet gateway that routes of a VPC name, whatever it is attached to.
func (e *Engine) routedGateway(v *model.VPC) *model.InternetGateway {
	for _, t := range v.RouteTables {
		for _, r := range t.Routes {
			if g, ok := r.Target.To.(*model.InternetGateway); ok {
				return g
			}
		}
	}
	return nil
}

// attached takes packets through the attachment of a gateway to the VPC that they are in.
func (w *walk) attached(s state, gateway *model.Object, to model.Ref[model.VPC], vpc *model.VPC, next func(state) outcome) outcome {
	h := Hop{Object: gateway, Action: Forward, Code: CodeBadStateAttachment}
	switch {
	case to.To() == vpc && vpc != nil:
		return next(s)
	case to.IsUnknown():
		return w.unsure(s, h, firstOf(to.Why(), "what "+gateway.Address+" is attached to is not known"), next)
	case to.IsAbsent():
		h.Note = gateway.Address + " is attached to no VPC."
	default:
		h.Note = gateway.Address + " is attached to another VPC."
	}
	return w.stop(s, h, next)
}

// privateRanges are the sources and destinations that internet gateways refuse, by code.
var privateRanges = []struct {
	addrs             packet.AddrSet
	outgoing, ingoing Code
}{
	{rfc1918, CodeIGWPrivateDestination, CodeIGWPrivateSource},
	{rfc6598, CodeIGWSharedDestination, CodeIGWSharedSource},
}

// internetGateway takes packets of a VPC out by its internet gateway: only those of interfaces of this VPC
// with a public address, which stands in for the private one outside (VPC User Guide, "Internet gateways").
func (w *walk) internetGateway(s state, g *model.InternetGateway, vpc *model.VPC, sub *model.Subnet) outcome {
	h := Hop{Object: &g.Object, Action: Forward}
	return w.attached(s, &g.Object, g.VPC, vpc, func(s state) outcome {
		if s.guest != "" {
			h.Code, h.Note = CodeSpoofedTraffic, "An internet gateway carries packets of interfaces of its own VPC only."
			return w.stop(s, h, w.outsideVia(g, vpc))
		}
		return w.publicAccess(s, vpc, sub, !s.answering, func(s state) outcome {
			return w.public(s, h, CodeIGWNoPublicIPEgress, s.bearer, func(s state) outcome {
				return w.refuse(s, h, false, w.outsideVia(g, vpc))
			})
		})
	})
}

// public takes packets past the mapping of an interface's private IPv4 address to a public one. IPv6 needs
// none.
func (w *walk) public(s state, h Hop, code Code, i *model.NetworkInterface, next func(state) outcome) outcome {
	h.Action, h.Code = Translate, code
	v6 := packet.From(packet.AnyIPv6())
	f := Filter{Must: v6, May: v6}
	if i == nil {
		h.Note = "The addresses belong to no interface in view."
		f = mayPassAll("whether these addresses have public ones is not known")
	} else if mapped, known := i.Public.OrDefault(false).Get(); !known {
		f.May, f.Why = packet.All(), firstOf(i.Public.Why(), "whether "+i.Address+" has a public address is not known")
	} else if mapped {
		f = passAll()
		h.Note = "The private address of " + i.Address + " is mapped to its public one."
	} else {
		h.Note = i.Address + " has no public IPv4 address."
	}
	return w.pass(s, h, f, nil, next)
}

// refuse drops what an internet gateway does not carry: private destinations outwards, private sources
// inwards.
func (w *walk) refuse(s state, h Hop, inwards bool, next func(state) outcome) outcome {
	for _, r := range privateRanges {
		further := next
		next = func(s state) outcome {
			h := h
			code, set := r.outgoing, packet.To(r.addrs.Complement())
			h.Note = "An internet gateway carries no packets to private addresses."
			if inwards {
				code, set = r.ingoing, packet.From(r.addrs.Complement())
				h.Note = "An internet gateway carries no packets from private addresses."
			}
			h.Code = code
			return w.pass(s, h, Filter{Must: set, May: set}, nil, further)
		}
	}
	return next(s)
}

// outsideVia ends the way out at a gateway to the internet.
func (w *walk) outsideVia(gateway model.Entity, vpc *model.VPC) func(state) outcome {
	return func(s state) outcome {
		if s.answering {
			return w.answerOutside(s, gateway, vpc)
		}
		s.exit = exit{gateway: gateway, vpc: vpc}
		if s.goal.outside != outsideInternet && s.goal.outside != outsideService {
			h := Hop{Object: gateway.Base(), Code: CodeNoPossibleDestination, Note: "The internet does not lead to " + s.goal.object().Address + "."}
			return w.stop(s, h, nil)
		}
		return w.unroutable64(s, gateway.Base(), func(s state) outcome {
			return w.turn(w.note(s, Hop{Object: gateway.Base(), Action: Deliver, Note: "The packets leave the network."}))
		})
	}
}

// answerOutside ends answers that leave the network: they must leave where the question came in.
func (w *walk) answerOutside(s state, gateway model.Entity, vpc *model.VPC) outcome {
	if s.goal.outside == "" || s.exit.gateway != gateway || len(s.sessions) > 0 {
		h := Hop{Object: gateway.Base(), Code: CodeNoPossibleDestination, Note: "The answers leave by another way than the packets came."}
		return w.stop(s, h, nil)
	}
	return w.finish(w.note(s, Hop{Object: gateway.Base(), Action: Deliver, Note: "The answers leave the network."}))
}

// egressOnly takes IPv6 packets out; connections begin from inside only.
func (w *walk) egressOnly(s state, g *model.EgressOnlyInternetGateway, vpc *model.VPC) outcome {
	h := Hop{Object: &g.Object, Action: Forward}
	return w.attached(s, &g.Object, g.VPC, vpc, func(s state) outcome {
		if s.answering {
			h.Code, h.Note = CodeOutboundOnly, "An egress-only internet gateway carries answers of nobody who asked from the internet."
			return w.stop(s, h, nil)
		}
		if s.guest != "" {
			h.Code, h.Note = CodeSpoofedTraffic, "An egress-only internet gateway carries packets of its own VPC only."
			return w.stop(s, h, nil)
		}
		v6 := packet.From(packet.AnyIPv6())
		h.Code, h.Note = CodeProtocol, "An egress-only internet gateway carries IPv6 only."
		return w.pass(s, h, Filter{Must: v6, May: v6}, nil, func(s state) outcome {
			return w.publicAccess(s, vpc, nil, true, w.outsideVia(g, vpc))
		})
	})
}

// internetGatewayIn takes packets from the internet into a VPC: only those for a public address of an
// interface (VPC User Guide, "Internet gateways"). The walk shows them with their private destination throughout.
func (w *walk) internetGatewayIn(s state, g *model.InternetGateway, vpc *model.VPC) outcome {
	h := Hop{Object: &g.Object, Action: Forward}
	return w.publicAccess(s, vpc, s.goal.subnet, s.answering, func(s state) outcome {
		return w.refuse(s, h, true, func(s state) outcome {
			if s.answering {
				return w.edge(s, g.EdgeTable, &g.Object, vpc)
			}
			h.Action, h.Code = Translate, CodeIGWNoPublicIPIngress
			return w.publicIn(s, h, s.goal.iface, func(s state) outcome { return w.edge(s, g.EdgeTable, &g.Object, vpc) })
		})
	})
}

func (w *walk) publicIn(s state, h Hop, i *model.NetworkInterface, next func(state) outcome) outcome {
	v6 := packet.To(packet.AnyIPv6())
	f := Filter{Must: v6, May: v6}
	switch mapped, known := publicOf(i); {
	case i == nil:
		h.Code, h.Note = CodeIGWDestinationNotInVPC, "No interface in view has these addresses."
		f = mayPassAll("whether these addresses have public ones is not known")
	case !known:
		f.May, f.Why = packet.All(), firstOf(i.Public.Why(), "whether "+i.Address+" has a public address is not known")
	case mapped:
		f = passAll()
		h.Note = "The public address of " + i.Address + " is mapped to its private one."
	default:
		h.Note = i.Address + " has no public IPv4 address."
	}
	return w.pass(s, h, f, nil, next)
}

func publicOf(i *model.NetworkInterface) (mapped, known bool) {
	if i == nil {
		return false, false
	}
	return i.Public.OrDefault(false).Get()
}

// admit takes packets that a gateway let in to their goal.
func (w *walk) admit(s state, vpc *model.VPC) outcome { return w.within(s, vpc, nil) }

// edge takes packets that arrive through a gateway by the gateway's own route table, where it has one.
func (w *walk) edge(s state, table model.Ref[model.RouteTable], gateway *model.Object, vpc *model.VPC) outcome {
	t := table.To()
	switch {
	case t == nil && table.IsAbsent():
		return w.admit(s, vpc)
	case t == nil:
		return w.unsure(s, Hop{Object: gateway, Action: Forward}, firstOf(table.Why(), "the route table of "+gateway.Address+" is not in view"),
			func(s state) outcome { return w.admit(s, vpc) })
	}
	legs := w.e.routes(tableAt{t, w.exact()}).Lookup(s.view.destinations(s.live))
	return w.byLegs(s, legs, Hop{Object: &t.Object, Action: Forward}, vpc, nil)
}

// reenter brings answers in by where the packets went out.
func (w *walk) reenter(s state) outcome {
	switch g := s.exit.gateway.(type) {
	case *model.InternetGateway:
		return w.backIn(s, func(s state) outcome { return w.internetGatewayIn(s, g, s.exit.vpc) })
	case *model.EgressOnlyInternetGateway:
		return w.backIn(s, func(s state) outcome { return w.admit(s, s.exit.vpc) })
	case *model.VPNGateway:
		return w.vpnGatewayIn(s, g, s.exit.vpc)
	case *model.TransitGatewayAttachment:
		return w.throughTransit(s, g, nil)
	case *model.VPCEndpoint:
		return w.backIn(s, func(s state) outcome { return w.admit(s, s.exit.vpc) })
	}
	return w.stop(s, Hop{Object: s.goal.object(), Code: CodeNoPossibleDestination}, nil)
}

// backIn undoes the translation of a regional NAT gateway, which stands in no subnet, before anything else.
func (w *walk) backIn(s state, next func(state) outcome) outcome {
	if n := len(s.sessions); n > 0 && s.sessions[n-1].subnet == nil {
		return w.answerArrives(s)
	}
	return next(s)
}
