package oracle

import (
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// both joins what chance makes of one half of a way with what it makes of the other.
func both(a, b []bool) []bool {
	var out []bool
	for _, x := range a {
		for _, y := range b {
			out = append(out, x && y)
		}
	}
	return out
}

// onward carries what arrives at an endpoint of a service in view to the targets of the load balancer behind it.
func (n *naive) onward(t trip) []bool {
	end, ok := t.goal.Owner.(*model.VPCEndpoint)
	if !ok {
		return []bool{true}
	}
	k := slices.IndexFunc(n.net.EndpointServices, func(s *model.EndpointService) bool { return sure(s.ServiceName, "") == sure(end.ServiceName, "-") })
	if k < 0 {
		return []bool{true}
	}
	service := n.net.EndpointServices[k]
	if sure(service.AcceptanceRequired, true) && len(end.Accepters) == 0 {
		panic(gap("whether " + service.Address + " accepts " + end.Address + " is not known"))
	}
	for _, b := range service.LoadBalancers.Items {
		if b.To() == nil || b.To().Kind.Or("") != model.NetworkLoadBalancer {
			panic(gap("what is behind " + service.Address + " is not followed"))
		}
		for _, node := range b.To().Interfaces {
			if sure(node.Subnet.To().Zone, "") == sure(t.goal.Subnet.To().Zone, "") {
				return n.fromNode(t, b.To(), node)
			}
		}
	}
	panic(gap(service.Address + " has no node in the zone of " + end.Address))
}

// fromNode carries a packet that came through PrivateLink from a node to the targets: one that certainly answers is
// chosen.
func (n *naive) fromNode(t trip, b *model.LoadBalancer, node *model.NetworkInterface) []bool {
	if sure(b.EnforcePrivateLinkRules, true) && !n.groupsAllow(node, t.pkt, false, t.bearer, false) {
		return dropped
	}
	some := false
	for _, l := range b.Listeners {
		if !listens(l, t.pkt) {
			continue
		}
		for _, a := range l.Actions {
			for _, g := range a.TargetGroups.Items {
				for _, target := range g.To().Targets.Items {
					arrives, always := Verdict(n.toTarget(b, node, g.To(), target))
					if always {
						return []bool{true}
					}
					some = some || arrives
				}
			}
		}
	}
	if some {
		return []bool{true, false}
	}
	return dropped
}

// toTarget carries a packet of the node's own to a target by address, with the source ports at which anything may change.
func (n *naive) toTarget(b *model.LoadBalancer, node *model.NetworkInterface, g *model.TargetGroup, target *model.TargetRegistration) []bool {
	ip, ok := target.IP.Get()
	if !ok {
		panic(gap("the address of " + target.Address + " is more than the walker reads"))
	}
	var to *model.NetworkInterface
	for _, i := range n.net.Interfaces {
		if n.has(i, ip) {
			to = i
		}
	}
	if to == nil {
		panic(gap("no interface has the address of " + target.Address))
	}
	port := target.Port
	if port.IsAbsent() {
		port = g.Port
	}
	pkt := packet.Packet{Protocol: packet.TCP, Src: n.address(node), Dst: ip, DstPort: uint16(sure(port, 0))}
	if g.Protocol.Or("") == "UDP" {
		pkt.Protocol = packet.UDP
	}
	var out []bool
	for _, source := range []uint16{1024, 8080, 32767, 32768, 60999, 61000, 65535} {
		pkt.SrcPort = source
		half := &naive{net: n.net, given: n.given, q: Question{From: node, To: to, Packet: pkt}}
		out = append(out, half.start()...)
	}
	return out
}
