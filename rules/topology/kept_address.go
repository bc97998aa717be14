package topology

import (
	"slices"

	"github.com/netlint/netlint/model"
)

// KeepsClientAddress reports whether targets see the clients' addresses in place of the node's: a network
// load balancer's do, but not those registered by address for TCP and TLS unless it is asked for
// (Elastic Load Balancing User Guides). What is not known counts as kept, so that nothing is claimed of nodes.
func KeepsClientAddress(b *model.LoadBalancer, g *model.TargetGroup) bool {
	if b.Kind.OrDefault(model.ApplicationLoadBalancer).Or("") != model.NetworkLoadBalancer {
		return b.Kind.IsUnknown()
	}
	if keeps, ok := g.PreserveClientIP.Get(); ok {
		return keeps
	}
	protocol := g.Protocol.Or("")
	return g.TargetType.OrDefault("instance").Or("") != "ip" || protocol != "TCP" && protocol != "TLS"
}

// ServesTheInternet reports whether the requests that a load balancer passes on with the clients' addresses certainly
// come from the internet: it is internet-facing, and nothing else in view leads to it. What comes through PrivateLink has
// the nodes' addresses.
func ServesTheInternet(net *model.Network, b *model.LoadBalancer, g *model.TargetGroup) bool {
	if internal, ok := b.Internal.OrDefault(false).Get(); !ok || internal || b.Kind.IsUnknown() || b.External {
		return false
	}
	if g.PreserveClientIP.IsUnknown() || g.TargetType.IsUnknown() || g.Protocol.IsUnknown() {
		return false
	}
	return !slices.ContainsFunc(net.EndpointServices, func(s *model.EndpointService) bool {
		return s.LoadBalancers.Open || slices.ContainsFunc(s.LoadBalancers.Items, func(r model.Ref[model.LoadBalancer]) bool {
			return r.To() == b || r.To() == nil
		})
	})
}
