package oracle

import (
	"slices"
	"strconv"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

func isClassic(i *model.NetworkInterface) bool {
	b, ok := i.Owner.(*model.LoadBalancer)
	return ok && b.Kind.Or("") == model.ClassicLoadBalancer
}

// balances reports whether a load balancer's node sends the question's packet to where it goes: to a target on
// its port or that of the health check, in a zone that the node serves.
func (n *naive) balances(b *model.LoadBalancer, node *model.NetworkInterface) bool {
	to := n.q.To
	if to == nil {
		return true // answers of its own to nobody that is registered
	}
	for _, g := range n.net.TargetGroups {
		if slices.Contains(g.LoadBalancers, b) && n.sendsTo(g, to) && n.serves(b, g, node, to) {
			return true
		}
	}
	return false
}

// sendsTo reports whether the packet goes to a port that the interface takes as a target of the group.
func (n *naive) sendsTo(g *model.TargetGroup, to *model.NetworkInterface) bool {
	pkt := n.q.Packet
	protocols := []packet.Protocol{packet.TCP}
	switch g.Protocol.Or("") {
	case "UDP":
		protocols = []packet.Protocol{packet.UDP}
	case "TCP_UDP":
		protocols = []packet.Protocol{packet.TCP, packet.UDP}
	}
	registered := false
	takes := func(port model.Value[int]) bool {
		registered = true
		if port.IsAbsent() {
			port = g.Port
		}
		return slices.Contains(protocols, pkt.Protocol) && sure(port, -1) == int(pkt.DstPort)
	}
	for _, t := range g.Targets.Items {
		same := t.Instance.To() != nil && to.Owner == model.Entity(t.Instance.To()) ||
			t.LoadBalancer.To() != nil && to.Owner == model.Entity(t.LoadBalancer.To())
		if a, ok := t.IP.Get(); ok {
			same = n.has(to, a)
		}
		if same && takes(t.Port) {
			return true
		}
	}
	for _, w := range g.Registered {
		if to.Owner != model.Entity(w) {
			continue
		}
		for _, r := range w.TargetGroups {
			if r.TargetGroup.To() == g && takes(r.Port) {
				return true
			}
		}
	}
	check, err := strconv.Atoi(sure(g.HealthCheck.Port, "traffic-port"))
	return registered && err == nil && pkt.Protocol == packet.TCP && check == int(pkt.DstPort)
}

// serves reports whether the node sends to the target's zone.
func (n *naive) serves(b *model.LoadBalancer, g *model.TargetGroup, node, to *model.NetworkInterface) bool {
	zone := to.Subnet.To().Zone
	if !zone.IsKnown() {
		return true
	}
	if !slices.ContainsFunc(b.Interfaces, func(i *model.NetworkInterface) bool { return i.Subnet.To().Zone == zone }) {
		return false
	}
	cross := sure(b.CrossZone, false)
	if kind := b.Kind.Or(""); b.CrossZone.IsAbsent() {
		cross = kind == model.ApplicationLoadBalancer || kind == model.ClassicLoadBalancer
	}
	if own := g.CrossZone.Or(""); own == "true" || own == "false" {
		cross = own == "true"
	}
	return cross || node.Subnet.To().Zone == zone
}

// takes reports whether a load balancer that a packet arrives at listens for it.
func (n *naive) takes(t trip) bool {
	b, ok := t.goal.Owner.(*model.LoadBalancer)
	if !ok {
		return true
	}
	if b.Kind.Or("") == model.GatewayLoadBalancer {
		return t.pkt.Protocol == packet.UDP && t.pkt.DstPort == 6081
	}
	return slices.ContainsFunc(b.Listeners, func(l *model.Listener) bool { return listens(l, t.pkt) })
}

// sentBack reports whether the load balancer that a packet arrives at may choose the sender as target and keep its
// address, and whether it may choose another target.
func (n *naive) sentBack(t trip) (itself, others bool) {
	b, ok := t.goal.Owner.(*model.LoadBalancer)
	if !ok || b.Kind.Or("") != model.NetworkLoadBalancer || n.q.From == nil || len(t.nats) > 0 {
		return false, false
	}
	for _, l := range b.Listeners {
		if !listens(l, t.pkt) {
			continue
		}
		for _, a := range l.Actions {
			for _, g := range a.TargetGroups.Items {
				protocol := g.To().Protocol.Or("")
				keeps := protocol == "UDP" || protocol == "TCP_UDP" || sure(g.To().PreserveClientIP, g.To().TargetType.Or("instance") != "ip")
				for _, target := range g.To().Targets.Items {
					ip, _ := target.IP.Get()
					mine := n.has(n.q.From, ip) || target.Instance.To() != nil && n.q.From.Owner == model.Entity(target.Instance.To())
					itself = itself || mine && keeps
					others = others || !mine || !keeps
				}
			}
		}
	}
	return itself, others
}

func listens(l *model.Listener, pkt packet.Packet) bool {
	if sure(l.Port, -1) != int(pkt.DstPort) {
		return false
	}
	switch sure(l.Protocol, "") {
	case "UDP", "QUIC":
		return pkt.Protocol == packet.UDP
	case "TCP_UDP", "TCP_QUIC":
		return pkt.Protocol == packet.TCP || pkt.Protocol == packet.UDP
	}
	return pkt.Protocol == packet.TCP
}

// serviceName is the last part of com.amazonaws.REGION.SERVICE.
func serviceName(e *model.VPCEndpoint) string {
	parts := strings.SplitN(e.ServiceName.Or(""), ".", 4)
	return parts[len(parts)-1]
}

// gatewayEndpoint takes a packet of its own VPC to a service.
func (n *naive) gatewayEndpoint(t trip, e *model.VPCEndpoint, v *model.VPC) []bool {
	echo := t.pkt.Protocol == packet.ICMP && (t.pkt.ICMPType == packet.ICMPEchoRequest || t.pkt.ICMPType == packet.ICMPEchoReply)
	if t.guest != "" || t.pkt.Protocol != packet.TCP && !echo {
		return dropped
	}
	t.out, t.outVPC = e, v
	return n.answer(t)
}
