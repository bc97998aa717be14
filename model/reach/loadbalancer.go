package reach

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// balancers knows which load balancers stand in front of what.
type balancers struct {
	groups  map[*model.LoadBalancer][]*model.TargetGroup
	inFront map[model.Entity][]*model.LoadBalancer // by workload or load balancer
	byIP    map[string][]*model.LoadBalancer
	// taken says as what a workload or load balancer, or an address, is registered, each registration as a text.
	taken     map[model.Entity][]string
	takenByIP map[string][]string
}

func newBalancers(net *model.Network) *balancers {
	b := &balancers{
		groups:  map[*model.LoadBalancer][]*model.TargetGroup{},
		inFront: map[model.Entity][]*model.LoadBalancer{}, byIP: map[string][]*model.LoadBalancer{},
		taken: map[model.Entity][]string{}, takenByIP: map[string][]string{},
	}
	for _, g := range net.TargetGroups {
		for _, w := range g.Registered {
			b.taken[w] = append(b.taken[w], fmt.Sprintf("%p", g))
			for _, r := range w.TargetGroups {
				if r.TargetGroup.To() == g {
					b.taken[w] = append(b.taken[w], r.Port.String())
				}
			}
		}
		for _, t := range g.Targets.Items {
			as := fmt.Sprintf("%p %v", g, t.Port)
			switch {
			case t.Instance.To() != nil:
				b.taken[t.Instance.To()] = append(b.taken[t.Instance.To()], as)
			case t.LoadBalancer.To() != nil:
				b.taken[t.LoadBalancer.To()] = append(b.taken[t.LoadBalancer.To()], as)
			case t.IP.IsKnown():
				b.takenByIP[t.IP.String()] = append(b.takenByIP[t.IP.String()], as)
			}
		}
		for _, lb := range g.LoadBalancers {
			b.groups[lb] = append(b.groups[lb], g)
			for _, w := range g.Registered {
				b.inFront[w] = append(b.inFront[w], lb)
			}
			for _, t := range g.Targets.Items {
				switch {
				case t.Instance.To() != nil:
					b.inFront[t.Instance.To()] = append(b.inFront[t.Instance.To()], lb)
				case t.LoadBalancer.To() != nil:
					b.inFront[t.LoadBalancer.To()] = append(b.inFront[t.LoadBalancer.To()], lb)
				case t.IP.IsKnown():
					b.byIP[t.IP.String()] = append(b.byIP[t.IP.String()], lb)
				}
			}
		}
	}
	return b
}

// takenAs is equal for interfaces that load balancers send to alike.
func (e *Engine) takenAs(i *model.NetworkInterface) string {
	known := e.balancers()
	if len(known.taken)+len(known.takenByIP) == 0 {
		return ""
	}
	var all []string
	if i.Owner != nil {
		all = append(all, known.taken[i.Owner]...)
	}
	for _, a := range i.PrivateIPs {
		if a.IsKnown() {
			all = append(all, known.takenByIP[a.String()]...)
		}
	}
	return strings.Join(all, ";")
}

// inFront gives the load balancers that forward to any of the interfaces.
func (e *Engine) inFront(interfaces []*model.NetworkInterface) []*model.LoadBalancer {
	known := e.balancers()
	var out []*model.LoadBalancer
	add := func(lbs []*model.LoadBalancer) {
		for _, b := range lbs {
			if !slices.Contains(out, b) {
				out = append(out, b)
			}
		}
	}
	for _, i := range interfaces {
		if i.Owner != nil {
			add(known.inFront[i.Owner])
		}
		for _, a := range i.PrivateIPs {
			if a.IsKnown() {
				add(known.byIP[a.String()])
			}
		}
	}
	return out
}

// behind answers how a load balancer's nodes reach its targets among the interfaces of the query.
func (e *Engine) behind(b *model.LoadBalancer, q Query) Result {
	from := LoadBalancerEnd(b)
	var r Result
	back := Query{From: from, To: q.To}
	for _, node := range e.places(from) {
		for _, to := range e.places(q.To) {
			if preserves, ok := e.keepsClient(b, to.iface).Get(); ok && preserves {
				for _, client := range e.places(q.From) {
					if itsOwn(client, to) {
						continue // the way to the load balancer says what comes of it
					}
					node.proxied = client.addrs
					node.addrs = client.addrs
					r.add(e.pair(node, to, packet.Set{}, q.Request))
				}
				continue
			}
			r.add(e.pair(node, to, packet.Set{}, q.Request))
		}
	}
	r.conclude(back)
	return r
}

// keepsClient says whether a target sees the client's address rather than the node's, which happens behind network load
// balancers only.
func (e *Engine) keepsClient(b *model.LoadBalancer, i *model.NetworkInterface) model.Value[bool] {
	if kind, ok := b.Kind.OrDefault(model.ApplicationLoadBalancer).Get(); !ok || kind != model.NetworkLoadBalancer {
		return model.Known(false)
	}
	for _, g := range e.balancers().groups[b] {
		if _, ok := e.registered(g, i); !ok {
			continue
		}
		return preservesClient(g)
	}
	return model.Known(false)
}

// preservesClient says whether the targets of a network load balancer's group see the client's address rather than the
// node's: by default, except for targets by address over TCP or TLS, and always for UDP (Elastic Load Balancing, Network
// Load Balancers, "Edit target group attributes").
func preservesClient(g *model.TargetGroup) model.Value[bool] {
	switch g.Protocol.Or("") {
	case "UDP", "TCP_UDP":
		return model.Known(true)
	}
	return g.PreserveClientIP.OrDefault(g.TargetType.Or("instance") != "ip")
}

// registered gives the ports on which an interface is a target of a group; ok is false where it is none.
func (e *Engine) registered(g *model.TargetGroup, i *model.NetworkInterface) (ports []model.Value[int], ok bool) {
	if i == nil {
		return nil, false
	}
	port := func(own model.Value[int]) model.Value[int] {
		if own.IsAbsent() {
			return g.Port
		}
		return own
	}
	for _, t := range g.Targets.Items {
		same := false
		switch {
		case t.Instance.To() != nil:
			same = i.Owner == model.Entity(t.Instance.To())
		case t.LoadBalancer.To() != nil:
			same = i.Owner == model.Entity(t.LoadBalancer.To())
		default:
			if a, known := t.IP.Get(); known {
				same = e.Addresses(i).Fixed.Contains(a)
			}
		}
		if same {
			ports = append(ports, port(t.Port))
		}
	}
	w, isWorkload := i.Owner.(*model.Workload)
	if isWorkload && slices.Contains(g.Registered, w) {
		found := false
		for _, r := range w.TargetGroups {
			if r.TargetGroup.To() == g {
				ports, found = append(ports, port(r.Port)), true
			}
		}
		if !found {
			ports = append(ports, g.Port)
		}
	}
	return ports, len(ports) > 0
}

// forwardsTo gives what a load balancer sends to an interface: to its targets only, on their traffic and
// health check ports. code says why nothing, where that is so.
func (e *Engine) forwardsTo(b *model.LoadBalancer, i *model.NetworkInterface) (f Filter, code Code) {
	code = CodeTargetAddress
	groups := e.balancers().groups[b]
	if len(groups) == 0 {
		return Filter{}, CodeListenerNoTargets
	}
	for _, g := range groups {
		regs, ok := e.registered(g, i)
		if !ok {
			if g.Targets.Open {
				f = f.Union(Filter{May: packet.All(), Why: firstOf(g.Targets.Why, "the targets of "+g.Address+" are not in view")})
			}
			continue
		}
		code = CodeTargetPort
		protocols := packet.OfProtocol(packet.TCP)
		switch g.Protocol.Or("") {
		case "UDP":
			protocols = packet.OfProtocol(packet.UDP)
		case "TCP_UDP":
			protocols = protocols.Union(packet.OfProtocol(packet.UDP))
		case "GENEVE":
			protocols, code = packet.OfProtocol(packet.UDP), CodeGWLBPort
			regs = []model.Value[int]{model.Known(6081)}
		}
		for _, port := range regs {
			f = f.Union(onPort(protocols, port, g))
		}
		if check, isNumber := healthPort(g); isNumber {
			f = f.Union(onPort(packet.OfProtocol(packet.TCP), model.Known(check), g))
		}
	}
	return f, code
}

func onPort(protocols packet.Set, port model.Value[int], g *model.TargetGroup) Filter {
	n, known := port.Get()
	if !known {
		return Filter{May: protocols, Why: firstOf(port.Why(), "the port of "+g.Address+" is not known")}
	}
	set := protocols.Intersect(packet.DstPorts(portsBetween(n, n)))
	return Filter{Must: set, May: set}
}

// healthPort is the port that the health check asks, where it is another than the traffic's.
func healthPort(g *model.TargetGroup) (int, bool) {
	text, ok := g.HealthCheck.Port.Get()
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// toTargets lets a load balancer's node send to its targets only, in zones that it may serve.
func (w *walk) toTargets(s state, node place, b *model.LoadBalancer, next func(state) outcome) outcome {
	if w.to.iface == nil {
		return next(s)
	}
	f, code := w.e.forwardsTo(b, w.to.iface)
	if code == CodeGWLBPort && !w.asked.Overlaps(packet.OfProtocol(packet.UDP)) {
		code = CodeGWLBProtocol
	}
	h := Hop{Object: &b.Object, Action: Forward, Code: code, Note: b.Address + " sends to its registered targets on their ports only."}
	return w.pass(s, h, f, nil, func(s state) outcome { return w.zones(s, node, b, next) })
}

// zones stops a node from sending to targets of zones that the load balancer is not enabled in, and with
// cross-zone balancing off to those of other zones than its own (Elastic Load Balancing User Guides).
func (w *walk) zones(s state, node place, b *model.LoadBalancer, next func(state) outcome) outcome {
	if w.to.subnet == nil || node.subnet == nil {
		return next(s)
	}
	kind := b.Kind.Or(model.ApplicationLoadBalancer)
	enabledCode, crossCode := CodeNoTargetsInZone, CodeNoTargetsInZone
	if kind == model.ClassicLoadBalancer {
		enabledCode, crossCode = CodeClassicZone, CodeClassicNotCrossZone
	}
	target, known := w.to.subnet.Zone.Get()
	if !known {
		return next(s)
	}
	enabled := b.Subnets.Open
	for _, i := range b.Interfaces {
		sub := i.Subnet.To()
		if sub == nil || !sub.Zone.IsKnown() || sub.Zone.Or("") == target {
			enabled = true
		}
	}
	h := Hop{Object: &b.Object, Action: Forward}
	if !enabled {
		h.Code, h.Note = enabledCode, fmt.Sprintf("%s is not enabled in zone %s of its target.", b.Address, target)
		return w.stop(s, h, next)
	}
	own, ownKnown := node.subnet.Zone.Get()
	cross := w.crossZone(b, kind)
	if on, ok := cross.Get(); ok && !on && ownKnown && own != target {
		h.Code, h.Note = crossCode, fmt.Sprintf("Cross-zone load balancing is off: the node in %s does not send to zone %s.", own, target)
		return w.stop(s, h, next)
	}
	return next(s)
}

// crossZone says whether nodes send to targets of other zones.
func (w *walk) crossZone(b *model.LoadBalancer, kind model.LoadBalancerKind) model.Value[bool] {
	for _, g := range w.e.balancers().groups[b] {
		if _, ok := w.e.registered(g, w.to.iface); ok {
			switch g.CrossZone.Or("") {
			case "true":
				return model.Known(true)
			case "false":
				return model.Known(false)
			}
		}
	}
	return b.CrossZone.OrDefault(kind == model.ApplicationLoadBalancer || kind == model.ClassicLoadBalancer)
}
