package model

import "strings"

// applyDefaults fills in what AWS does when the input says nothing, so that no rule has to know it and equal
// networks are equal whether their inputs spell the defaults out or not. Objects that are not managed here
// keep their gaps: what an input does not tell of them is not known (schema of the AWS provider 5.100).
func (n *Network) applyDefaults() {
	for _, v := range n.VPCs {
		if !v.External {
			v.EnableDNSSupport = v.EnableDNSSupport.OrDefault(true)
			v.EnableDNSHostnames = v.EnableDNSHostnames.OrDefault(v.Default)
		}
	}
	for _, s := range n.Subnets {
		if !s.External {
			s.MapPublicIP = s.MapPublicIP.OrDefault(s.Default)
			s.AssignIPv6 = s.AssignIPv6.OrDefault(false)
		}
	}
	for _, w := range n.Workloads {
		if w.Kind == WorkloadInstance {
			w.SourceDestCheck = w.SourceDestCheck.OrDefault(true)
		}
	}
	for _, g := range n.NATGateways {
		g.Private = g.Private.OrDefault(false)
	}
	for _, b := range n.LoadBalancers {
		b.Kind = b.Kind.OrDefault(ApplicationLoadBalancer)
		b.Internal = b.Internal.OrDefault(false)
		if kind, ok := b.Kind.Get(); ok && kind != ClassicLoadBalancer {
			b.CrossZone = b.CrossZone.OrDefault(kind == ApplicationLoadBalancer)
		}
	}
	for _, g := range n.TargetGroups {
		g.TargetType = g.TargetType.OrDefault("instance")
		g.HealthCheck.applyDefaults(g.Protocol)
	}
	for _, e := range n.Endpoints {
		e.Kind = e.Kind.OrDefault(GatewayEndpoint)
		e.PrivateDNS = e.PrivateDNS.OrDefault(false)
	}
	for _, g := range n.TransitGateways {
		if !g.External {
			g.DefaultAssociation = g.DefaultAssociation.OrDefault(true)
			g.DefaultPropagation = g.DefaultPropagation.OrDefault(true)
		}
	}
	for _, a := range n.TransitAttachments {
		if !a.External {
			a.ApplianceMode = a.ApplianceMode.OrDefault(false)
		}
	}
}

// applyDefaults fills in the health check of a target group with the given protocol (Elastic Load Balancing
// User Guides). The HTTP check of a network load balancer accepts 200 to 399.
func (h *HealthCheck) applyDefaults(group Value[string]) {
	h.Enabled = h.Enabled.OrDefault(true)
	h.Port = h.Port.OrDefault("traffic-port")
	protocol, ok := group.Get()
	if !ok {
		return
	}
	http := strings.HasPrefix(strings.ToUpper(protocol), "HTTP")
	if http {
		h.Protocol = h.Protocol.OrDefault("HTTP")
	} else {
		h.Protocol = h.Protocol.OrDefault("TCP")
	}
	if own, ok := h.Protocol.Get(); ok && strings.HasPrefix(strings.ToUpper(own), "HTTP") {
		h.Path = h.Path.OrDefault("/")
		if http {
			h.Matcher = h.Matcher.OrDefault("200")
		} else {
			h.Matcher = h.Matcher.OrDefault("200-399")
		}
	}
}
