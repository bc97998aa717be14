package model

import (
	"cmp"
	"slices"
	"strings"
)

// linkEndpoints completes VPC endpoints with the associations and policies declared apart.
func (n *Network) linkEndpoints() {
	n.routedEndpoints()
	for _, a := range n.EndpointTables {
		anything := eachOf(a.Endpoint,
			func(e *VPCEndpoint) { e.RouteTables.Items = append(e.RouteTables.Items, a.Table) },
			func(e *VPCEndpoint) {
				e.RouteTables.Open, e.RouteTables.Why = true, a.Address+" may associate it with a table"
			})
		if anything {
			for _, e := range n.Endpoints {
				e.RouteTables.Open, e.RouteTables.Why = true, a.Address+" may associate it with a table"
			}
		}
	}
	for _, a := range n.EndpointSubnets {
		eachOf(a.Endpoint,
			func(e *VPCEndpoint) { e.Subnets.Items = append(e.Subnets.Items, a.Subnet) },
			func(e *VPCEndpoint) { e.Subnets.Open, e.Subnets.Why = true, a.Address+" may place it in a subnet" })
	}
	for _, a := range n.EndpointGroups {
		eachOf(a.Endpoint,
			func(e *VPCEndpoint) {
				if a.ReplaceDefault.Or(false) {
					e.GroupsUnset = false
				}
				e.Groups.Items = append(e.Groups.Items, a.Group)
			},
			func(e *VPCEndpoint) { e.Groups.Open, e.Groups.Why = true, a.Address+" may give it a group" })
	}
	for _, d := range n.EndpointNames {
		open := func(e *VPCEndpoint) { e.PrivateDNS = Unknown[bool](d.Address + " may switch its private DNS") }
		if eachOf(d.Endpoint, func(e *VPCEndpoint) { e.PrivateDNS = d.Enabled }, open) {
			for _, e := range n.Endpoints {
				open(e)
			}
		}
	}
	for _, p := range n.EndpointPolicies {
		eachOf(p.Endpoint,
			func(e *VPCEndpoint) { e.Policy, e.PolicyHolder = p.Policy, &p.Object },
			func(e *VPCEndpoint) { e.Policy = Unknown[string](p.Address + " may set its policy") })
	}
	n.linkOffers()
	for _, e := range n.Endpoints {
		if e.Exported && !e.RouteTables.Open {
			e.RouteTables.Open, e.RouteTables.Why = true, "its id leaves the stack, and another stack may associate it"
		}
		if v := e.VPC.To(); v != nil {
			v.Endpoints = append(v.Endpoints, e)
		}
		if kind, ok := e.Kind.OrDefault(GatewayEndpoint).Get(); !ok || kind != GatewayEndpoint {
			continue
		}
		for _, r := range e.RouteTables.Items {
			anything := eachOf(r,
				func(t *RouteTable) { t.Endpoints = append(t.Endpoints, e) },
				func(t *RouteTable) { t.MaybeEndpoints = append(t.MaybeEndpoints, e) })
			if anything {
				n.maybeEndpointOn(e)
			}
		}
		if e.RouteTables.Open {
			n.maybeEndpointOn(e)
		}
	}
}

// linkOffers finds the services in view that endpoints lead to, by their names.
func (n *Network) linkOffers() {
	byName := map[string]*EndpointService{}
	for _, s := range n.EndpointServices {
		if name, ok := s.ServiceName.Get(); ok {
			byName[name] = s
		}
		for _, name := range s.Aliases {
			byName[name] = s
		}
	}
	for _, e := range n.Endpoints {
		if name, ok := e.ServiceName.Get(); ok {
			e.Offer = byName[name]
		}
	}
	for _, a := range n.EndpointAccepters {
		accept := func(e *VPCEndpoint) { e.Accepters = append(e.Accepters, a) }
		eachOf(a.Endpoint, accept, func(*VPCEndpoint) {})
	}
}

// routedEndpoints tells the type of endpoints whose type is not known and that a route leads to: routes lead to
// Gateway Load Balancer endpoints only (VPC User Guide, "Route tables").
func (n *Network) routedEndpoints() {
	for _, r := range n.Routes {
		targets := r.Target.Candidates
		if r.Target.To != nil {
			targets = []Entity{r.Target.To}
		}
		if slices.ContainsFunc(targets, func(o Entity) bool {
			e, ok := o.(*VPCEndpoint)
			return !ok || !e.Kind.IsUnknown() && e.Kind != Known(GWLBEndpoint)
		}) {
			continue // some of them may be meant by no route
		}
		for _, o := range targets {
			o.(*VPCEndpoint).Kind = Known(GWLBEndpoint)
		}
	}
}

func (n *Network) maybeEndpointOn(e *VPCEndpoint) {
	for _, t := range n.RouteTables {
		if v := t.VPC.To(); v != nil && mayBeIn(e.VPC, v) && !slices.Contains(t.Endpoints, e) {
			t.MaybeEndpoints = append(t.MaybeEndpoints, e)
		}
	}
}

// linkLoadBalancers ties listeners, rules, target groups and targets together.
func (n *Network) linkLoadBalancers() {
	for _, l := range n.Listeners {
		if b := l.LoadBalancer.To(); b != nil {
			b.Listeners = append(b.Listeners, l)
		}
	}
	for _, r := range n.ListenerRules {
		if l := r.Listener.To(); l != nil {
			l.Rules = append(l.Rules, r)
		}
	}
	for _, l := range n.Listeners {
		slices.SortStableFunc(l.Rules, func(a, b *ListenerRule) int {
			return cmp.Compare(a.Priority.Or(1<<20), b.Priority.Or(1<<20))
		})
		b := l.LoadBalancer.To()
		if b == nil {
			continue
		}
		n.forwards(b, l.Actions)
		for _, r := range l.Rules {
			n.forwards(b, r.Actions)
		}
	}
	for _, t := range n.Targets {
		// A front end that cannot tell what a target's id names refers to all that it may name.
		if t.Instance.IsLinked() {
			t.LoadBalancer = Ref[LoadBalancer]{}
		} else if t.LoadBalancer.IsLinked() {
			t.Instance = Ref[Workload]{}
		}
		anything := eachOf(t.TargetGroup,
			func(g *TargetGroup) { g.Targets.Items = append(g.Targets.Items, t) },
			func(g *TargetGroup) { g.Targets.Open, g.Targets.Why = true, t.Address+" may register with it" })
		if anything {
			for _, g := range n.TargetGroups {
				g.Targets.Open, g.Targets.Why = true, t.Address+" may register with it"
			}
		}
	}
	for _, g := range n.TargetGroups {
		if g.Exported && !g.Targets.Open {
			g.Targets.Open, g.Targets.Why = true, "its ARN leaves the stack, and another stack may register targets"
		}
	}
	for _, w := range n.Workloads {
		for _, r := range w.TargetGroups {
			maybe := func(g *TargetGroup) { g.Targets.Open, g.Targets.Why = true, w.Address+" may register with it" }
			if eachOf(r.TargetGroup, func(g *TargetGroup) { g.Registered = append(g.Registered, w) }, maybe) {
				for _, g := range n.TargetGroups {
					maybe(g)
				}
			}
		}
	}
}

// linkHosts finds the instances of ECS clusters: the agent reads its cluster from ECS_CLUSTER, which user data sets
// (Amazon ECS Developer Guide, "Container agent configuration").
func (n *Network) linkHosts() {
	for _, w := range n.Workloads {
		cluster, ok := w.Cluster.Get()
		if !ok || cluster == "" || w.Kind != WorkloadECSService || len(w.Interfaces) > 0 {
			continue
		}
		for _, host := range n.Workloads {
			if (host.Kind == WorkloadAutoScalingGroup || host.Kind == WorkloadInstance) && slices.ContainsFunc(host.Texts, func(t Text) bool {
				return joins(t.Value.Or(""), cluster)
			}) {
				w.Hosts = append(w.Hosts, host)
			}
		}
	}
}

// joins reports whether a text sets ECS_CLUSTER to the name.
func joins(text, name string) bool {
	for rest, found := text, true; found; {
		if _, rest, found = strings.Cut(rest, "ECS_CLUSTER="); !found {
			return false
		}
		rest = strings.TrimLeft(rest, `"'`)
		if after, ok := strings.CutPrefix(rest, name); ok && (after == "" || strings.ContainsAny(after[:1], " \t\r\n\"';>&|")) {
			return true
		}
	}
	return false
}

// markInspectors notes the interfaces of Gateway Load Balancers and of the appliances behind them.
func (n *Network) markInspectors() {
	mark := func(interfaces []*NetworkInterface) {
		for _, i := range interfaces {
			i.Inspects = true
		}
	}
	for _, b := range n.LoadBalancers {
		if b.Kind == Known(GatewayLoadBalancer) {
			mark(b.Interfaces)
		}
	}
	for _, g := range n.TargetGroups {
		if g.Protocol.Or("") != "GENEVE" {
			continue
		}
		for _, w := range g.Registered {
			mark(w.Interfaces)
		}
		for _, t := range g.Targets.Items {
			if w := t.Instance.To(); w != nil {
				mark(w.Interfaces)
			}
		}
	}
}

func (n *Network) forwards(b *LoadBalancer, actions []ListenerAction) {
	for _, a := range actions {
		for _, r := range a.TargetGroups.Items {
			if g := r.To(); g != nil && !slices.Contains(g.LoadBalancers, b) {
				g.LoadBalancers = append(g.LoadBalancers, b)
			}
		}
	}
}

// linkNames ties DNS records, zones and resolver rules together.
func (n *Network) linkNames() {
	for _, r := range n.Records {
		if z := r.Zone.To(); z != nil {
			z.Records = append(z.Records, r)
			r.complete(z)
		}
	}
	for _, a := range n.ZoneAssociations {
		if eachOf(a.Zone,
			func(z *HostedZone) { z.VPCs.Items = append(z.VPCs.Items, a.VPC) },
			func(z *HostedZone) { z.VPCs.Open, z.VPCs.Why = true, a.Address+" may associate it with a VPC" }) {
			for _, z := range n.Zones {
				z.VPCs.Open, z.VPCs.Why = true, a.Address+" may associate it with a VPC"
			}
		}
	}
}

// complete makes a name that is relative to its zone a whole one, as Terraform's provider does: Route 53 has no
// record of another domain in a zone.
func (r *DNSRecord) complete(z *HostedZone) {
	name, known := r.Domain.Get()
	domain, ok := z.Domain.Get()
	switch {
	case !known || !ok || domain == "" || name == domain || strings.HasSuffix(name, "."+domain):
	case name == "":
		r.Domain = z.Domain
	default:
		r.Domain = Known(name + "." + domain)
	}
}

// linkIAM gives roles their policies.
func (n *Network) linkIAM() {
	attach := func(r Ref[Role], p *Policy, by string) {
		eachOf(r,
			func(role *Role) { role.Policies.Items = append(role.Policies.Items, p) },
			func(role *Role) { role.Policies.Open, role.Policies.Why = true, by+" may be attached to it" })
	}
	for _, p := range n.Policies {
		for _, r := range p.Roles.Items {
			attach(r, p, p.Address)
		}
	}
	for _, a := range n.PolicyAttachments {
		switch p := a.Policy.To(); {
		case p != nil:
			attach(a.Role, p, a.Address)
		default:
			eachOf(a.Role,
				func(role *Role) { role.ManagedARNs = append(role.ManagedARNs, a.PolicyARN) },
				func(role *Role) { role.Policies.Open, role.Policies.Why = true, a.Address+" may attach a policy to it" })
		}
	}
	for _, r := range n.Roles {
		// A managed policy that the role names by an ARN in view is one of its policies.
		var rest []Value[string]
		for _, arn := range r.ManagedARNs {
			if id, ok := arn.Get(); ok {
				if p := lookup[Policy](n.ix, id); p != nil {
					r.Policies.Items = append(r.Policies.Items, p)
					continue
				}
			}
			rest = append(rest, arn)
		}
		r.ManagedARNs = rest
	}
	for _, p := range n.BucketPolicies {
		eachOf(p.Bucket,
			func(b *Bucket) { b.Policy = p.Policy },
			func(b *Bucket) { b.Policy = Unknown[string](p.Address + " may set its policy") })
	}
}

// linkMirrors gives mirror filters their rules.
func (n *Network) linkMirrors() {
	for _, r := range n.MirrorFilterRules {
		if f := r.Filter.To(); f != nil {
			f.Rules.Items = append(f.Rules.Items, r)
		}
	}
}
