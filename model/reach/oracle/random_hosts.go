package oracle

import (
	"net/netip"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// interfaces adds rules to the groups and interfaces to the subnets.
func (g *generator) interfaces(p *part) {
	for _, sg := range p.groups {
		for _, egress := range []bool{true, false} {
			for range 1 + g.rand.IntN(2) {
				r := &model.SecurityGroupRule{Object: g.object("rule"), Group: ref[model.SecurityGroup](sg.ID), Egress: model.Known(egress)}
				switch {
				case g.chance(50):
					r.Match = model.FilterMatch{Protocol: model.Known(packet.AnyProtocol)}
					r.CIDRs = model.ListOf(model.Known(netip.MustParsePrefix("0.0.0.0/0")), model.Known(netip.MustParsePrefix("::/0")))
				case g.chance(10):
					r.Match, r.Self = g.match(), model.Known(true)
				case g.chance(10):
					list := &model.PrefixList{Object: g.object("list"), Entries: model.ListOf(
						model.Known(netip.MustParsePrefix(pick(g, sources[3:]))), model.Known(netip.MustParsePrefix(pick(g, sources[3:]))))}
					g.net.Add(list)
					r.Match, r.PrefixLists = g.match(), model.ListOf(ref[model.PrefixList](list.ID))
				case g.chance(50):
					r.Match = g.match()
					r.Groups = model.ListOf(ref[model.SecurityGroup](pick(g, pick(g, g.vpcs).groups).ID))
				default:
					r.Match = g.match()
					r.CIDRs = model.ListOf(model.Known(netip.MustParsePrefix(pick(g, sources))))
				}
				g.net.Add(r)
			}
		}
	}
	for _, s := range p.subnets {
		for k := range 1 + g.rand.IntN(2) {
			i := &model.NetworkInterface{Object: g.object("interface"), Kind: model.InterfaceBare, Subnet: ref[model.Subnet](s.ID),
				PrivateIPs: []model.Value[netip.Addr]{model.Known(host(s, 10+k))},
				Groups:     model.ListOf(ref[model.SecurityGroup](pick(g, p.groups).ID))}
			if six, ok := s.IPv6CIDR.Get(); ok && g.chance(70) {
				i.IPv6s = []model.Value[netip.Addr]{model.Known(nth(six.Addr(), 10+k))}
			}
			g.net.Add(i)
			p.hosts = append(p.hosts, i)
			if g.chance(40) {
				g.net.Add(&model.ElasticIP{Object: g.object("eip"), Interface: ref[model.NetworkInterface](i.ID)})
			}
		}
	}
}

// edges steers what arrives through gateways, by tables of their own.
func (g *generator) edges(p *part) {
	for _, gateway := range p.gateways {
		if !g.chance(25) {
			continue
		}
		t := &model.RouteTable{Object: g.object("edge"), VPC: ref[model.VPC](p.vpc.ID)}
		g.net.Add(t, &model.RouteTableAssociation{Object: g.object("association"), Table: ref[model.RouteTable](t.ID), Gateway: model.Known(gateway)})
		for _, s := range p.subnets {
			if len(p.inspects) > 0 && g.chance(60) {
				g.net.Add(&model.Route{Object: g.object("route"), Table: ref[model.RouteTable](t.ID), Destination: s.CIDR, Target: pick(g, p.inspects)})
			}
		}
	}
}

// balancers adds load balancers in front of interfaces of the VPC, and an EC2 Instance Connect Endpoint.
func (g *generator) balancers(p *part) {
	if g.chance(30) {
		kind := pick(g, []model.LoadBalancerKind{model.ApplicationLoadBalancer, model.NetworkLoadBalancer, model.ClassicLoadBalancer})
		b := &model.LoadBalancer{Object: g.object("balancer"), Kind: model.Known(kind), Internal: model.Known(g.chance(50)),
			CrossZone: model.Known(kind == model.ApplicationLoadBalancer || g.chance(50))}
		if kind != model.NetworkLoadBalancer || g.chance(50) {
			b.Groups = model.ListOf(ref[model.SecurityGroup](pick(g, p.groups).ID))
		}
		for k, s := range p.subnets {
			if k == 0 || k < 2 && s.Zone != p.subnets[0].Zone && g.chance(70) { // one in a zone
				b.Subnets.Items = append(b.Subnets.Items, ref[model.Subnet](s.ID))
			}
		}
		group := &model.TargetGroup{Object: g.object("targets"), VPC: ref[model.VPC](p.vpc.ID), TargetType: model.Known("ip"),
			Port: model.Known(pick(g, []int{443, 8080})), Protocol: model.Known(pick(g, []string{"TCP", "HTTP", "UDP"}))}
		if kind == model.NetworkLoadBalancer && g.chance(60) {
			group.PreserveClientIP = model.Known(g.chance(70))
		}
		often := pick(g, []int{20, 50, 50})
		for _, i := range p.hosts {
			if g.chance(often) {
				r := &model.TargetRegistration{Object: g.object("target"), TargetGroup: ref[model.TargetGroup](group.ID), IP: i.PrivateIPs[0]}
				group.Targets.Items = append(group.Targets.Items, r)
			}
		}
		l := &model.Listener{Object: g.object("listener"), LoadBalancer: ref[model.LoadBalancer](b.ID), Port: model.Known(pick(g, []int{22, 443})),
			Protocol: model.Known(pick(g, []string{"TCP", "HTTPS", "UDP", "TCP_UDP"})),
			Actions:  []model.ListenerAction{{Type: model.Known("forward"), TargetGroups: model.ListOf(ref[model.TargetGroup](group.ID))}}}
		g.net.Add(b, group, l)
		if kind == model.NetworkLoadBalancer && g.chance(60) {
			g.offer(p, b, l)
		}
	}
	if g.chance(15) {
		g.net.Add(&model.ConnectEndpoint{Object: g.object("connect"), Subnet: ref[model.Subnet](pick(g, p.subnets).ID),
			Groups: model.ListOf(ref[model.SecurityGroup](pick(g, p.groups).ID))})
	}
}

// offer offers a network load balancer over PrivateLink to a VPC, which has an endpoint in subnets of its zones.
func (g *generator) offer(p *part, b *model.LoadBalancer, l *model.Listener) {
	b.EnforcePrivateLinkRules = model.Known(g.chance(60))
	l.Protocol, l.Port = model.Known("TCP"), model.Known(443)
	service := &model.EndpointService{Object: g.object("service"), LoadBalancers: model.ListOf(ref[model.LoadBalancer](b.ID)), AcceptanceRequired: model.Known(false)}
	service.ServiceName = model.Known("com.amazonaws.vpce.eu-west-1." + service.ID)
	client := pick(g, g.vpcs)
	end := &model.VPCEndpoint{Object: g.object("endpoint"), Kind: model.Known(model.InterfaceEndpointType), VPC: ref[model.VPC](client.vpc.ID),
		ServiceName: service.ServiceName, Groups: model.ListOf(ref[model.SecurityGroup](pick(g, client.groups).ID))}
	for _, s := range client.subnets {
		for _, served := range p.subnets[:len(b.Subnets.Items)] {
			if s.Zone == served.Zone && len(end.Subnets.Items) < 2 {
				end.Subnets.Items = append(end.Subnets.Items, ref[model.Subnet](s.ID))
				break
			}
		}
	}
	if len(end.Subnets.Items) > 0 {
		g.net.Add(service, end)
	}
}
