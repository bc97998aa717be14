package reach

import (
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// natPorts are the source ports that NAT gateways and load balancer nodes choose from
// (VPC User Guide, "NAT gateways"; VPC User Guide, "Network ACLs").
var natPorts = packet.Ports(1024, 65535)

// natProtocols are what a NAT gateway translates.
var natProtocols = packet.Union(packet.OfProtocol(packet.TCP), packet.OfProtocol(packet.UDP), packet.OfProtocol(packet.ICMP)).IPv4()

// natGateways gives the NAT gateways of a VPC.
func (e *Engine) natGateways(v *model.VPC) []*model.NATGateway {
	var out []*model.NATGateway
	for _, g := range e.net.NATGateways {
		if g.VPC.To() == v {
			out = append(out, g)
		}
	}
	return out
}

// nat takes packets through a NAT gateway.
func (w *walk) nat(s state, g *model.NATGateway, vpc *model.VPC, sub *model.Subnet) outcome {
	h := Hop{Object: &g.Object, Action: Translate}
	switch home := g.VPC.To(); {
	case home == nil:
		return w.vanish(s, h, "the VPC of "+g.Address+" is not in view")
	case home != vpc:
		h.Code, h.Note = CodeNoPossibleDestination, g.Address+" belongs to another VPC."
		return w.stop(s, h, nil)
	}
	if s.answering {
		h.Code, h.Note = CodeNATKeepsDestination, "Answers to connections that did not begin behind the NAT gateway get a new source there, which the asker does not know."
		return w.stop(s, h, nil)
	}
	if s.guest != "" && s.guest != byTransit {
		// What comes over a transit gateway counts as from its interface in this VPC (VPC User Guide, "NAT gateways").
		h.Code, h.Note = CodeNATSourceInVPC, "A NAT gateway serves interfaces of its own VPC only."
		return w.stop(s, h, nil)
	}
	return w.split64(s, func(s state) outcome {
		if g.Regional {
			return w.vanish(s, h, "whether "+g.Address+" translates packets for 64:ff9b::/96 is not followed")
		}
		h := Hop{Object: &g.Object, Action: Forward, Code: CodeProtocol, Note: "A NAT gateway translates TCP, UDP and ICMP echo for 64:ff9b::/96 only."}
		return w.pass(s, h, Filter{Must: natProtocols64, May: natProtocols64}, nil, func(s state) outcome { return w.intoNAT(s, g, vpc, sub) })
	}, func(s state) outcome {
		h := Hop{Object: &g.Object, Action: Forward, Code: CodeProtocol, Note: "A NAT gateway translates TCP, UDP and ICMP over IPv4 only."}
		return w.pass(s, h, Filter{Must: natProtocols, May: natProtocols}, nil, func(s state) outcome {
			if g.Regional {
				return w.regionalNAT(s, g, vpc, sub)
			}
			return w.intoNAT(s, g, vpc, sub)
		})
	})
}

// intoNAT takes packets into the subnet of a NAT gateway and through it.
func (w *walk) intoNAT(s state, g *model.NATGateway, vpc *model.VPC, sub *model.Subnet) outcome {
	in := g.Subnet.To()
	if in == nil {
		return w.vanish(s, Hop{Object: &g.Object, Action: Translate}, "the subnet of "+g.Address+" is not in view")
	}
	if in == sub {
		return w.translate(s, g, in, vpc)
	}
	return w.acl(s, in, false, func(s state) outcome { return w.translate(s, g, in, vpc) })
}

func (w *walk) translate(s state, g *model.NATGateway, in *model.Subnet, vpc *model.VPC) outcome {
	if s.translatedBy(g.Interface) {
		return w.stop(s, Hop{Object: &g.Object, Code: CodeLoop, Note: "The route of the NAT gateway's own subnet leads back to it."}, nil)
	}
	addrs := w.e.Addresses(g.Interface).All().IPv4()
	s.sessions = append(slices.Clip(s.sessions), session{
		iface: g.Interface, subnet: in, vpc: vpc, object: &g.Object, before: s.view,
	})
	h := Hop{Object: &g.Object, Action: Translate, Note: "The NAT gateway puts its own address and a port from 1024 on in place of the source."}
	var after view = translated{before: s.view, to: addrs, ports: natPorts}
	if s.view.destinations(s.live).Overlaps(nat64) {
		h.Note = "The NAT gateway makes IPv4 packets of them, from its own address and a port from 1024 on to the address in the last four bytes."
		after = translated64{before: s.view, to: addrs}
	}
	s = w.note(s, h)
	s.view = after
	s.steps.then = s.view
	s.bearer, s.guest, s.lost = g.Interface, "", CodeReferencesLost
	return w.fromSubnet(s, in)
}

// translatedBy reports whether packets have the address of the interface already: they come back to it.
func (s state) translatedBy(i *model.NetworkInterface) bool {
	return slices.ContainsFunc(s.sessions, func(x session) bool { return x.iface == i })
}

// regionalNAT takes packets through a regional NAT gateway, which has a route to the internet gateway of its
// own and stands in no subnet.
func (w *walk) regionalNAT(s state, g *model.NATGateway, vpc *model.VPC, sub *model.Subnet) outcome {
	h := Hop{Object: &g.Object, Action: Translate, Code: CodeRegionalNATZone, Note: "The regional NAT gateway does not cover the sender's zone."}
	through := func(s state) outcome {
		s.sessions = append(slices.Clip(s.sessions), session{vpc: vpc, object: &g.Object, before: s.view})
		s = w.note(s, Hop{Object: &g.Object, Action: Translate, Note: "The NAT gateway puts a public address in place of the source."})
		for _, igw := range vpc.InternetGateways {
			return w.publicAccess(s, vpc, sub, true, func(s state) outcome {
				return w.refuse(s, Hop{Object: &igw.Object, Action: Forward}, false, w.outsideVia(igw, vpc))
			})
		}
		return w.stop(s, Hop{Object: &vpc.Object, Code: CodeNoPossibleDestination, Note: vpc.Address + " has no internet gateway."}, nil)
	}
	if len(g.Zones.Items) == 0 && !g.Zones.Open || sub == nil {
		return through(s)
	}
	zone, known := sub.Zone.Get()
	unsure := g.Zones.Open || !known
	for _, z := range g.Zones.Items {
		name, ok := z.Get()
		if ok && known && name == zone {
			return through(s)
		}
		unsure = unsure || !ok
	}
	if unsure {
		return w.unsure(s, h, "the zones that "+g.Address+" covers are not known", through)
	}
	return w.stop(s, h, through)
}
