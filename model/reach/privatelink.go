package reach

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

// served is how a load balancer's node gets the packets that it takes to its targets, with its own address as source.
type served struct {
	pass   Filter // of the packets that come to the node, by protocol and listener port
	hop    Hop    // what lets nothing through, where that is so
	result Result // the ways from the node to the targets
}

// serves answers for a node. The load balancer sends to healthy targets only: one that answers is enough.
func (e *Engine) serves(node *model.NetworkInterface) served {
	return e.nodes.get(node, func() served {
		b := node.Owner.(*model.LoadBalancer)
		out := served{hop: Hop{Object: &b.Object, Action: Translate, Code: CodeListenerNoTargets, Note: b.Address + " has no targets."}}
		var all []answerOf
		for _, l := range b.Listeners {
			taken := listenerPackets(l)
			best, answers, why := e.answering(node, l)
			all = append(all, answers...)
			switch best {
			case Reachable:
				out.pass = out.pass.Union(taken)
			case Undecided:
				out.pass = out.pass.Union(Filter{May: taken.May, Why: why})
			}
		}
		for _, a := range all {
			out.result.add(a)
		}
		out.result.conclude(Query{From: InterfaceEnd(node)})
		// What no listener takes is stopped before.
		rest := packet.All().Minus(out.pass.May).Minus(takenBy(b))
		out.pass = out.pass.Union(Filter{Must: rest, May: rest})
		switch {
		case len(all) == 0:
		case len(out.result.Paths[0].Changes) > 0:
			p := out.result.Paths[0]
			blocker := p.Blockers()[0]
			out.hop.Object, out.hop.Range, out.hop.Rule, out.hop.Code = blocker.Object, blocker.Range, blocker.Rule, blocker.Code
			out.hop.Note = fmt.Sprintf("No target of %s answers its node in %s.", b.Address, node.Subnet.To().Address)
			out.hop.remedy = p.Changes[0].Text
		default:
			out.hop.Note = b.Address + " puts its node's address in place of the source, and sends to a target."
		}
		return out
	})
}

// takenBy is the set of the packets that a load balancer may have a listener for.
func takenBy(b *model.LoadBalancer) packet.Set {
	f, _ := listeners(b)
	return f.May
}

// answering says whether a listener's targets answer a node, and why not certainly.
func (e *Engine) answering(node *model.NetworkInterface, l *model.Listener) (Verdict, []answerOf, string) {
	b := node.Owner.(*model.LoadBalancer)
	from := place{iface: node, subnet: node.Subnet.To(), addrs: e.Addresses(node).All()}
	best, why := Blocked, ""
	take := func(v Verdict, because string) {
		if rank(v) < rank(best) {
			best = v
		}
		why = firstOf(why, because)
	}
	var answers []answerOf
	for _, g := range e.balancers().groups[b] {
		if !forwardsTo(l, g) {
			continue
		}
		if g.Targets.Open {
			take(Undecided, firstOf(g.Targets.Why, "the targets of "+g.Address+" are not in view"))
		}
		for _, t := range e.targets(g) {
			packets, known := e.trafficOf(g, t)
			if t.iface != nil && t.iface.Kind == model.InterfaceEndpoint || t.outside != "" || !known {
				take(Undecided, "what is behind a target of "+g.Address+" is not followed")
				continue
			}
			a := e.pair(from, t, packets, suricata.Request{})
			answers = append(answers, a)
			if asked := packets.Intersect(packet.From(from.addrs)).Intersect(packet.To(t.addrs)).Intersect(packet.SrcPorts(natPorts)); a.path.Verdict == Reachable && !asked.Subset(a.delivered.Must) {
				take(Undecided, "which source port "+b.Address+" takes decides: only some of them get through")
				continue
			}
			take(a.path.Verdict, firstOf(append(a.path.Missing, "")...))
		}
	}
	return best, answers, why
}

// forwardsTo reports whether a listener may send to a group.
func forwardsTo(l *model.Listener, g *model.TargetGroup) bool {
	return slices.ContainsFunc(l.Actions, func(a model.ListenerAction) bool {
		return a.TargetGroups.Open || slices.ContainsFunc(a.TargetGroups.Items, func(r model.Ref[model.TargetGroup]) bool { return r.To() == g })
	})
}

// trafficOf is the packets that a group sends to one of its targets, health checks aside.
func (e *Engine) trafficOf(g *model.TargetGroup, t place) (packets packet.Set, known bool) {
	protocols := packet.OfProtocol(packet.TCP)
	switch g.Protocol.Or("") {
	case "UDP":
		protocols = packet.OfProtocol(packet.UDP)
	case "TCP_UDP":
		protocols = protocols.Union(packet.OfProtocol(packet.UDP))
	}
	ports, ok := e.registered(g, t.iface)
	if !ok {
		ports = []model.Value[int]{g.Port}
	}
	for _, port := range ports {
		f := onPort(protocols, port, g)
		if f.Must.IsEmpty() {
			return packet.Set{}, false
		}
		packets = packets.Union(f.Must)
	}
	return packets, true
}

// targets gives the places that a group sends to.
func (e *Engine) targets(g *model.TargetGroup) []place {
	var end Endpoint
	var out []place
	add := func(interfaces []*model.NetworkInterface) { end.interfaces = append(end.interfaces, interfaces...) }
	for _, t := range g.Targets.Items {
		switch {
		case t.Instance.To() != nil:
			add(t.Instance.To().Interfaces)
		case t.LoadBalancer.To() != nil:
			add(t.LoadBalancer.To().Interfaces)
		case t.IP.IsKnown():
			ip, _ := t.IP.Get()
			for _, found := range e.addressEnds(ip.String(), packet.Addrs(ip)) {
				out = append(out, e.places(found)...)
			}
		default:
			out = append(out, place{outside: outsideService, service: t.Address})
		}
	}
	for _, w := range g.Registered {
		add(w.Interfaces)
	}
	return append(out, e.places(end)...)
}

// onwardWays gives what is behind the endpoints of services in view that are an end of a question, by load balancer.
func (e *Engine) onwardWays(to Endpoint) []Via {
	var out []Via
	seen := map[*model.NetworkInterface]bool{}
	for _, i := range to.interfaces {
		end, ok := i.Owner.(*model.VPCEndpoint)
		if !ok || end.Offer == nil {
			continue
		}
		nodes, _ := e.nodesFor(end.Offer, i)
		for _, node := range nodes {
			if !seen[node] {
				seen[node] = true
				out = append(out, Via{LoadBalancer: node.Owner.(*model.LoadBalancer), Back: e.serves(node).result})
			}
		}
	}
	return out
}
