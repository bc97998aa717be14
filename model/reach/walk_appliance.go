package reach

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// appliance takes packets through an interface that forwards for others: a NAT instance, a firewall of the
// customer's own. One with a public address is taken to translate, as a NAT instance does; others to forward
// packets as they are.
func (w *walk) appliance(s state, i *model.NetworkInterface, sub *model.Subnet) outcome {
	in := i.Subnet.To()
	if in == nil {
		return w.vanish(s, Hop{Object: &i.Object, Action: Forward}, "the subnet of "+i.Address+" is not in view")
	}
	if s.goal.iface == i {
		return w.within(s, in.VPC.To(), sub)
	}
	if sub == nil && s.exit.gateway != nil && !i.Public.OrDefault(false).Or(true) {
		// The route table of an internet gateway hands packets only to interfaces with a public address (VPC User Guide, "Route tables").
		if _, internet := s.exit.gateway.(*model.InternetGateway); internet {
			h := Hop{Object: &i.Object, Action: Forward, Code: CodeIngressNoPublicIP, Note: i.Address + " has no public address, which an appliance behind the internet gateway's route table needs."}
			return w.stop(s, h, func(s state) outcome { return w.fromSubnet(s, in) })
		}
	}
	entered := func(s state) outcome {
		return w.checkOff(s, i, func(s state) outcome {
			return w.forwarder(s, i, in)
		})
	}
	if in == sub {
		return entered(s)
	}
	return w.acl(s, in, false, entered)
}

// checkOff stops packets for others at an interface whose source/destination check is on.
func (w *walk) checkOff(s state, i *model.NetworkInterface, next func(state) outcome) outcome {
	h := Hop{Object: &i.Object, Action: Forward, Code: CodeSourceDestCheck, Note: "The source/destination check of " + i.Address + " drops packets that are neither from nor for it."}
	check := i.SourceDestCheck.OrDefault(true)
	on, known := check.Get()
	switch {
	case !known:
		return w.unsure(s, h, firstOf(check.Why(), "whether the source/destination check of "+i.Address+" is on is not known"), next)
	case on:
		return w.stop(s, h, next)
	}
	return next(s)
}

func (w *walk) forwarder(s state, i *model.NetworkInterface, in *model.Subnet) outcome {
	if s.answering {
		if k := slices.Index(s.passed, model.Entity(i)); k >= 0 {
			s.passed = slices.Delete(slices.Clone(s.passed), k, k+1)
		}
		return w.fromSubnet(w.note(s, Hop{Object: &i.Object, Action: Forward}), in)
	}
	mapped, known := i.Public.OrDefault(false).Get()
	return w.bareGroups(s, i, false, func(s state) outcome {
		return w.bareGroups(s, i, true, func(s state) outcome {
			switch {
			case !known:
				return w.unsure(s, Hop{Object: &i.Object, Action: Forward}, "whether "+i.Address+" translates is not known",
					func(s state) outcome { return w.fromSubnet(s, in) })
			case !mapped:
				s.lost = CodeReferencesLost
				return w.fromSubnet(w.note(s, Hop{Object: &i.Object, Action: Forward}), in)
			}
			if s.translatedBy(i) {
				return w.stop(s, Hop{Object: &i.Object, Code: CodeLoop, Note: "The route of the NAT instance's own subnet leads back to it."}, nil)
			}
			s.sessions = append(slices.Clip(s.sessions), session{
				iface: i, subnet: in, vpc: in.VPC.To(), object: &i.Object, before: s.view,
			})
			s = w.note(s, Hop{Object: &i.Object, Action: Translate, Note: "A NAT instance puts its own address and a port from 1024 on in place of the source."})
			s.view = translated{before: s.view, to: w.e.Addresses(i).All(), ports: natPorts}
			s.steps.then = s.view
			s.bearer, s.guest, s.lost = i, "", CodeReferencesLost
			return w.fromSubnet(s, in)
		})
	})
}

// bareGroups takes packets that an interface forwards through its groups, by address.
func (w *walk) bareGroups(s state, i *model.NetworkInterface, egress bool, next func(state) outcome) outcome {
	h := Hop{Object: &i.Object, Action: Allow, Code: CodeGroupMismatch, Rule: ruleWord(egress) + " rules of its security groups"}
	h.Note = fmt.Sprintf("The security groups of %s, %s, see the packets that it forwards.", i.Address, ruleWord(egress))
	if w.hasNoRules(i, egress) && !i.Unfiltered {
		h.Code = CodeGroupHasNoRules
	}
	f := w.e.Groups(i, egress)
	if !egress && s.bearer != nil && s.lost == "" {
		f = w.e.AllowsPeer(i, s.bearer, false, true)
	}
	return w.pass(s, h, f, nil, next)
}

// firewallEndpoint takes packets through an endpoint of a Network Firewall in its subnet.
func (w *walk) firewallEndpoint(s state, end *model.FirewallEndpoint, sub *model.Subnet) outcome {
	in := end.Subnet.To()
	h := Hop{Object: &end.Object, Action: Forward}
	if end.Firewall != nil {
		h.Object = &end.Firewall.Object
	}
	if in == nil {
		return w.vanish(s, h, firstOf(end.Subnet.Why(), "the subnet of "+end.Address+" is not in view"))
	}
	inspect := func(s state) outcome {
		return w.guard(s, end, h, func(s state) outcome {
			return w.inspect(s, end.Firewall, func(s state) outcome { return w.fromSubnet(s, in) })
		})
	}
	if in == sub {
		return inspect(s)
	}
	return w.acl(s, in, false, inspect)
}

// guard notes a stateful inspection: the answers must pass the same endpoint, and only answers to what it saw.
func (w *walk) guard(s state, end model.Entity, h Hop, next func(state) outcome) outcome {
	s.lost = CodeReferencesLost
	if !s.answering {
		s.guards = append(slices.Clip(s.guards), end)
		return next(s)
	}
	if k := slices.Index(s.passed, end); k >= 0 {
		s.passed = slices.Delete(slices.Clone(s.passed), k, k+1)
		return next(s)
	}
	h.Code, h.Note = CodeAsymmetric, h.Object.Address+" sees the answers of a connection that did not begin through this endpoint and drops them."
	return w.stop(s, h, func(s state) outcome {
		s.passed = nil // said once
		return next(s)
	})
}

// gwlbEndpoint takes packets through a Gateway Load Balancer endpoint. What the appliances behind it do is not
// in view; they are taken to let everything pass perhaps.
func (w *walk) gwlbEndpoint(s state, end *model.VPCEndpoint, sub *model.Subnet) outcome {
	h := Hop{Object: &end.Object, Action: Forward}
	if len(end.Interfaces) != 1 || end.Interfaces[0].Subnet.To() == nil {
		return w.vanish(s, h, "the subnet of "+end.Address+" is not in view")
	}
	in := end.Interfaces[0].Subnet.To()
	through := func(s state) outcome {
		return w.guard(s, end, h, func(s state) outcome {
			return w.unsure(s, h, "what the appliances behind "+end.Address+" let through is not in view",
				func(s state) outcome { return w.fromSubnet(s, in) })
		})
	}
	if in == sub {
		return through(s)
	}
	return w.acl(s, in, false, through)
}

// inspect takes packets through the rules of a firewall.
func (w *walk) inspect(s state, f *model.NetworkFirewall, next func(state) outcome) outcome {
	if f == nil {
		return next(s)
	}
	h := Hop{Object: &f.Object, Action: Allow, Code: CodeFirewall, Rule: "its rules"}
	return w.pass(s, h, w.e.Inspects(f, s.answering, w.request), firewallBlame(f, s.answering, w.request), next)
}

// listens stops packets at an interface of a load balancer that has no listener for them.
func (w *walk) listens(s state, p place, next func(state) outcome) outcome {
	b, ok := p.iface.Owner.(*model.LoadBalancer)
	if !ok || w.to.addrs.IsEmpty() {
		return next(s)
	}
	f, code := listeners(b)
	h := Hop{Object: &b.Object, Action: Allow, Code: code, Note: "A listener of the load balancer takes the packets."}
	return w.pass(s, h, f, nil, func(s state) outcome { return w.hairpin(s, b, next) })
}

// listeners is the set of the packets that a load balancer has a listener for.
func listeners(b *model.LoadBalancer) (Filter, Code) {
	code := CodeListeners
	if kind, _ := b.Kind.Get(); kind == model.ClassicLoadBalancer {
		code = CodeClassicListeners
	}
	if kind, _ := b.Kind.Get(); kind == model.GatewayLoadBalancer {
		geneve := packet.OfProtocol(packet.UDP).Intersect(packet.DstPorts(packet.Port(6081)))
		return Filter{Must: geneve, May: geneve}, CodeGWLBPort
	}
	var f Filter
	for _, l := range b.Listeners {
		f = f.Union(listenerPackets(l))
	}
	if b.External || b.Exported {
		f.May, f.Why = packet.All(), "listeners of "+b.Address+" may not be in view"
	}
	return f, code
}

// listenerPackets is the set of the packets that a listener takes.
func listenerPackets(l *model.Listener) Filter {
	var protocols packet.Set
	switch name, known := l.Protocol.Get(); {
	case !known && l.Protocol.IsUnknown():
		return Filter{May: packet.All(), Why: l.Protocol.Why()}
	case name == "UDP", name == "QUIC":
		protocols = packet.OfProtocol(packet.UDP)
	case name == "TCP_UDP", name == "TCP_QUIC":
		protocols = packet.OfProtocol(packet.TCP).Union(packet.OfProtocol(packet.UDP))
	default:
		protocols = packet.OfProtocol(packet.TCP)
	}
	port, known := l.Port.Get()
	if !known {
		return Filter{May: protocols, Why: firstOf(l.Port.Why(), "the port of "+l.Address+" is not known")}
	}
	set := protocols.Intersect(packet.DstPorts(portsBetween(port, port)))
	return Filter{Must: set, May: set}
}
