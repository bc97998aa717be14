package reach

import "github.com/netlint/netlint/model"

// hairpin stops what a target sends to its own network load balancer and gets back from it: where the load balancer
// keeps the client's address, the packets come back to the target with its own address as source, and it drops them
// (Elastic Load Balancing, Network Load Balancers, "Troubleshoot your Network Load Balancer": NAT loopback, also known as
// hairpinning, is not supported when client IP preservation is enabled).
func (w *walk) hairpin(s state, b *model.LoadBalancer, next func(state) outcome) outcome {
	if w.from.iface == nil || len(s.sessions) > 0 {
		return next(s)
	}
	back := w.e.sendsBack(b, w.from.iface)
	if back.May.IsEmpty() {
		return next(s)
	}
	h := Hop{
		Object: &b.Object, Action: Forward, Code: CodeHairpin,
		Note: b.Address + " sends the connection back to " + w.from.iface.Address + ", its only target, with the target's own address as source.",
	}
	return w.pass(s, h, passAll().Minus(back), nil, next)
}

// sendsBack is the set of the packets that a network load balancer sends back to the target that they come from with
// their source address kept: certainly where no other target can be chosen.
func (e *Engine) sendsBack(b *model.LoadBalancer, client *model.NetworkInterface) Filter {
	var back Filter
	if kind, _ := b.Kind.Get(); kind != model.NetworkLoadBalancer {
		return back
	}
	for _, l := range b.Listeners {
		chosen, alone := false, !b.External && !b.Exported
		for _, a := range l.Actions {
			alone = alone && !a.TargetGroups.Open
			for _, ref := range a.TargetGroups.Items {
				g := ref.To()
				if g == nil {
					alone = false
					continue
				}
				itself, only := e.targetOf(g, client)
				chosen, alone = chosen || itself, alone && only
			}
		}
		if !chosen {
			continue
		}
		taken := listenerPackets(l)
		f := Filter{May: taken.May, Why: "which target " + b.Address + " chooses decides: it does not answer " + client.Address + " where it chooses " + client.Address + " itself"}
		if alone {
			f.Must = taken.Must.IPv4() // targets over IPv6 are registered by another address
		}
		back = back.Union(f)
	}
	return back
}

// targetOf reports whether an interface is a target of a group that may keep its address, and whether it certainly is
// the only one and does.
func (e *Engine) targetOf(g *model.TargetGroup, i *model.NetworkInterface) (itself, only bool) {
	keeps, known := preservesClient(g).Get()
	if _, ok := e.registered(g, i); !ok || known && !keeps {
		return false, false
	}
	only = known && !g.Targets.Open && !g.External && !g.Exported
	for _, t := range g.Targets.Items {
		switch instance := t.Instance.To(); {
		case instance != nil:
			// A connection goes to the first interface of an instance.
			only = only && i.Owner == model.Entity(instance) && len(instance.Interfaces) == 1
		default:
			a, ok := t.IP.Get()
			only = only && ok && e.Addresses(i).Fixed.Contains(a)
		}
	}
	for _, w := range g.Registered {
		only = only && i.Owner == model.Entity(w) && w.Kind == model.WorkloadInstance && len(w.Interfaces) == 1
	}
	return true, only
}
