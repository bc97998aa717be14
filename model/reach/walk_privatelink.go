package reach

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// onward takes packets that arrive at an interface of a PrivateLink endpoint to the service behind it, where that is in
// view: to the load balancer's node in the interface's zone, and from there, with the node's address as source, to the
// load balancer's targets (AWS PrivateLink Guide, "Share your services through AWS PrivateLink"; Elastic Load Balancing,
// Network Load Balancers, "Target groups": client addresses are not preserved for what comes from PrivateLink).
func (w *walk) onward(s state, i *model.NetworkInterface, next func(state) outcome) outcome {
	end, ok := i.Owner.(*model.VPCEndpoint)
	if !ok || end.Offer == nil {
		return next(s)
	}
	return w.accepted(s, end, func(s state) outcome {
		h := Hop{Object: &end.Offer.Object, Action: Forward, Code: CodeEndpointZone}
		nodes, why := w.e.nodesFor(end.Offer, i)
		if why != "" {
			return w.unsure(s, h, why, next)
		}
		if len(nodes) == 0 {
			h.Code, h.Note = CodeListenerNoTargets, "No load balancer stands behind "+end.Offer.Address+"."
			return w.stop(s, h, next)
		}
		var options []option
		for _, node := range nodes {
			options = append(options, option{packet.All(), func(s state) outcome { return w.toNode(s, node, next) }})
		}
		return w.branch(s, options)
	})
}

// accepted takes packets past the acceptance of an endpoint's connection by the owner of the service. One that no
// configuration accepts may be accepted by hand.
func (w *walk) accepted(s state, end *model.VPCEndpoint, next func(state) outcome) outcome {
	if required, known := end.Offer.AcceptanceRequired.Get(); known && !required || len(end.Accepters) > 0 || end.AutoAccept.Or(false) {
		return next(s)
	}
	h := Hop{Object: &end.Offer.Object, Action: Forward, Code: CodeBadStateAttachment}
	return w.unsure(s, h, fmt.Sprintf("whether %s accepts the connection of %s is not known", end.Offer.Address, end.Address), next)
}

// nodesFor gives the nodes of a service's load balancers that an endpoint's interface leads to: those in its zone. why
// says what would have to be known.
func (e *Engine) nodesFor(service *model.EndpointService, i *model.NetworkInterface) (nodes []*model.NetworkInterface, why string) {
	if service.LoadBalancers.Open {
		return nil, firstOf(service.LoadBalancers.Why, "the load balancers of "+service.Address+" are not in view")
	}
	zone := zoneOf(i)
	elsewhere := false
	for _, ref := range service.LoadBalancers.Items {
		b := ref.To()
		if b == nil || b.Subnets.Open || b.External && len(b.Interfaces) == 0 {
			return nil, firstOf(ref.Why(), "a load balancer of "+service.Address+" is not in view")
		}
		if kind, _ := b.Kind.Get(); kind != model.NetworkLoadBalancer {
			return nil, "what is behind " + service.Address + " is not followed"
		}
		for _, node := range b.Interfaces {
			switch other := zoneOf(node); {
			case !zone.IsKnown() || !other.IsKnown():
				return nil, "which node of " + b.Address + " serves the zone of " + i.Address + " is not known"
			case other == zone:
				nodes = append(nodes, node)
			default:
				elsewhere = true
			}
		}
	}
	if len(nodes) == 0 && elsewhere {
		// The names of zones differ between accounts.
		return nil, fmt.Sprintf("%s has no node in zone %s, if both accounts mean the same zone by that name", service.Address, zone.Or(""))
	}
	return nodes, ""
}

func zoneOf(i *model.NetworkInterface) model.Value[string] {
	if s := i.Subnet.To(); s != nil {
		return s.Zone
	}
	return model.Unknown[string]("the subnet of " + i.Address + " is not in view")
}

// toNode takes packets that come through PrivateLink into a load balancer's node and on to its targets. The load
// balancer's inbound rules see the client's private address, unless they are not enforced on PrivateLink traffic
// (Elastic Load Balancing, Network Load Balancers, "Update the security groups for your Network Load Balancer").
func (w *walk) toNode(s state, node *model.NetworkInterface, next func(state) outcome) outcome {
	b := node.Owner.(*model.LoadBalancer)
	targets := func(s state) outcome {
		f, code := listeners(b)
		h := Hop{Object: &b.Object, Action: Allow, Code: code, Note: "A listener of the load balancer takes the packets."}
		return w.pass(s, h, f, nil, func(s state) outcome { return w.fromNode(s, node, next) })
	}
	rules := w.privateLinkRules(s, b, node)
	if rules.Must.IsAll() {
		return targets(s)
	}
	h := Hop{Object: &b.Object, Action: Allow, Code: CodeGroupMismatch, Rule: "inbound rules of its security groups"}
	h.Note = fmt.Sprintf("The security groups of %s, inbound, for what comes through PrivateLink.", b.Address)
	if len(node.Groups.Items) == 1 {
		if g := node.Groups.Items[0].To(); g != nil {
			h.Object, h.Rule = &g.Object, "inbound rules"
		}
	}
	return w.pass(s, h, rules, nil, targets)
}

// privateLinkRules is what the inbound rules of a load balancer let through of what comes through PrivateLink.
func (w *walk) privateLinkRules(s state, b *model.LoadBalancer, node *model.NetworkInterface) Filter {
	enforced, known := b.EnforcePrivateLinkRules.OrDefault(true).Get()
	if node.Unfiltered || known && !enforced {
		return passAll()
	}
	// A rule that references a group of the client's may count within a VPC; AWS does not say.
	f := w.e.AllowsPeer(node, s.bearer, false, false)
	if s.bearer != nil && s.lost == "" {
		if more := w.e.AllowsPeer(node, s.bearer, false, true).May; !more.Subset(f.May) {
			f = Filter{Must: f.Must, May: f.May.Union(more), Why: "whether rules that reference groups count for what comes through PrivateLink is not known"}
		}
	}
	if !known {
		f.May, f.Why = packet.All(), firstOf(b.EnforcePrivateLinkRules.Why(), "whether "+b.Address+" enforces its rules on PrivateLink traffic is not known")
	}
	return f
}

// fromNode takes packets from a node to the targets of the listeners that take them.
func (w *walk) fromNode(s state, node *model.NetworkInterface, next func(state) outcome) outcome {
	served := w.e.serves(node)
	return w.pass(s, served.hop, served.pass, nil, next)
}
