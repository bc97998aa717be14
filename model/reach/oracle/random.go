package oracle

import (
	"fmt"
	"math/rand/v2"
	"net/netip"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// Random makes a random linked network of which everything is known. Equal seeds give equal networks.
func Random(seed uint64) *model.Network {
	g := &generator{rand: rand.New(rand.NewPCG(seed, seed^0x9e3779b97f4a7c15)), net: &model.Network{}}
	g.network()
	g.net.Link()
	g.placeNodes()
	return g.net
}

// placeNodes gives the interfaces that linking made fixed addresses, so that everything is known.
func (g *generator) placeNodes() {
	for k, i := range g.net.Interfaces {
		if s := i.Subnet.To(); s != nil && len(i.PrivateIPs) == 0 {
			i.PrivateIPs = []model.Value[netip.Addr]{model.Known(host(s, 150+k%100))}
		}
	}
}

type generator struct {
	rand  *rand.Rand
	net   *model.Network
	count int
	vpcs  []*part
}

// part is a VPC with what belongs to it.
type part struct {
	vpc      *model.VPC
	n        int
	subnets  []*model.Subnet
	tables   []*model.RouteTable
	targets  []model.Target
	groups   []*model.SecurityGroup
	inspects []model.Target // firewall and Gateway Load Balancer endpoints, appliances
	gateways []string       // internet and virtual private gateways
	hosts    []*model.NetworkInterface
	hub      string // the transit gateway that carries all private ranges of the VPC, where one does
}

func (g *generator) chance(percent int) bool { return g.rand.IntN(100) < percent }

func pick[T any](g *generator, from []T) T { return from[g.rand.IntN(len(from))] }

func (g *generator) object(kind string) model.Object {
	g.count++
	name := fmt.Sprintf("%s%d", kind, g.count)
	return model.Object{Address: name, ID: name}
}

func ref[T any](id string) model.Ref[T] { return model.RefByID[T](id) }

var zones = []string{"a", "b"}

func (g *generator) network() {
	for n := range 1 + g.rand.IntN(3) {
		g.vpc(n)
	}
	g.peerings()
	g.transit()
	for _, p := range g.vpcs {
		g.gateways(p)
		g.endpoints(p)
		g.routes(p)
		g.edges(p)
		g.acls(p)
		g.interfaces(p)
		g.balancers(p)
	}
	if g.chance(5) {
		g.net.Add(&model.BlockPublicAccess{Object: g.object("bpa"), Mode: model.Known(pick(g, []string{"off", "block-bidirectional", "block-ingress"}))})
		if g.chance(40) {
			g.net.Add(&model.BlockPublicAccessExclusion{Object: g.object("exclusion"), VPC: ref[model.VPC](pick(g, g.vpcs).vpc.ID),
				Mode: model.Known(pick(g, []string{"allow-bidirectional", "allow-egress"}))})
		}
	}
}

func (g *generator) vpc(n int) {
	p := &part{n: n, vpc: &model.VPC{Object: g.object("vpc")}}
	p.vpc.CIDRs = model.ListOf(model.Known(netip.MustParsePrefix(fmt.Sprintf("10.%d.0.0/16", n))))
	six := g.chance(40)
	p.vpc.HasIPv6 = model.Known(six)
	if six {
		p.vpc.CIDRs.Items = append(p.vpc.CIDRs.Items, model.Known(netip.MustParsePrefix(fmt.Sprintf("2600:%d::/56", n))))
	}
	g.net.Add(p.vpc)
	for k := range 1 + g.rand.IntN(4) {
		s := &model.Subnet{
			Object: g.object("subnet"), VPC: ref[model.VPC](p.vpc.ID), Zone: model.Known(pick(g, zones)),
			CIDR: model.Known(netip.MustParsePrefix(fmt.Sprintf("10.%d.%d.0/24", n, k))),
		}
		if six {
			s.IPv6CIDR = model.Known(netip.MustParsePrefix(fmt.Sprintf("2600:%d:0:%d::/64", n, k)))
		}
		g.net.Add(s)
		p.subnets = append(p.subnets, s)
	}
	if g.chance(30) {
		second := netip.MustParsePrefix(fmt.Sprintf("10.%d.0.0/16", n+10))
		p.vpc.CIDRs.Items = append(p.vpc.CIDRs.Items, model.Known(second))
		s := &model.Subnet{Object: g.object("subnet"), VPC: ref[model.VPC](p.vpc.ID), Zone: model.Known(pick(g, zones)),
			CIDR: model.Known(netip.PrefixFrom(second.Addr(), 24))}
		g.net.Add(s)
		p.subnets = append(p.subnets, s)
	}
	for range 1 + g.rand.IntN(2) {
		t := &model.RouteTable{Object: g.object("table"), VPC: ref[model.VPC](p.vpc.ID)}
		g.net.Add(t)
		p.tables = append(p.tables, t)
	}
	for _, s := range p.subnets {
		if g.chance(85) {
			g.net.Add(&model.RouteTableAssociation{Object: g.object("association"),
				Table: ref[model.RouteTable](pick(g, p.tables).ID), Subnet: ref[model.Subnet](s.ID)})
		}
	}
	for range 2 {
		sg := &model.SecurityGroup{Object: g.object("group"), VPC: ref[model.VPC](p.vpc.ID)}
		g.net.Add(sg)
		p.groups = append(p.groups, sg)
	}
	g.vpcs = append(g.vpcs, p)
}

func (g *generator) peerings() {
	for i, a := range g.vpcs {
		for _, b := range g.vpcs[i+1:] {
			if g.chance(50) {
				p := &model.PeeringConnection{Object: g.object("peering"), Accepted: model.Known(g.chance(85)),
					Requester: ref[model.VPC](a.vpc.ID), Accepter: ref[model.VPC](b.vpc.ID)}
				g.net.Add(p)
				t := model.Target{Kind: model.TargetPeering, ID: model.Known(p.ID)}
				a.targets, b.targets = append(a.targets, t), append(b.targets, t)
			}
		}
	}
}

func (g *generator) transit() {
	if !g.chance(50) {
		return
	}
	split := len(g.vpcs)
	if split > 1 && g.chance(40) {
		split = 1
	}
	plain := g.chance(50)
	first, table := g.transitGateway(g.vpcs[:split], plain)
	if split == len(g.vpcs) {
		return
	}
	// A second gateway for the other VPCs, which peers with the first: each has a route over the peering attachment in
	// both of its tables.
	second, other := g.transitGateway(g.vpcs[split:], plain)
	for k, p := range g.vpcs {
		if g.chance(70) {
			p.hub = map[bool]string{true: first, false: second}[k < split]
		}
	}
	peering := &model.TransitGatewayAttachment{Object: g.object("tgwpeering"), Kind: model.AttachPeering, Accepted: model.Known(g.chance(90)),
		Gateway: ref[model.TransitGateway](first), Peer: ref[model.TransitGateway](second)}
	g.net.Add(peering)
	for _, t := range []string{table, other, defaultTable(first), defaultTable(second)} {
		if !plain && g.chance(25) {
			g.net.Add(&model.TransitGatewayAssociation{Object: g.object("tgwassociation"),
				Attachment: ref[model.TransitGatewayAttachment](peering.ID), Table: ref[model.TransitGatewayRouteTable](t)})
		}
		r := &model.TransitGatewayRoute{Object: g.object("tgwroute"), Table: ref[model.TransitGatewayRouteTable](t), Attachment: ref[model.TransitGatewayAttachment](peering.ID),
			Destination: model.Known(netip.MustParsePrefix(pick(g, []string{"10.0.0.0/8", "10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/16", "10.2.0.0/16"})))}
		if plain {
			r.Destination = model.Known(netip.MustParsePrefix("10.0.0.0/8"))
		}
		if !g.taken(r) {
			g.net.Add(r)
		}
	}
}

// defaultTable is the identifier of the table that a transit gateway brings.
func defaultTable(gateway string) string { return gateway + ".default-route-table" }

// transitGateway adds a transit gateway with attachments of VPCs and a table of its own, and gives the identifiers of
// both. A plain one uses its default table for everything.
func (g *generator) transitGateway(vpcs []*part, plain bool) (id, tableID string) {
	gateway := &model.TransitGateway{Object: g.object("tgw"), SecurityGroupReferencing: model.Known(g.chance(50)),
		DefaultAssociation: model.Known(plain || g.chance(70)), DefaultPropagation: model.Known(plain || g.chance(70))}
	table := &model.TransitGatewayRouteTable{Object: g.object("tgwtable"), Gateway: ref[model.TransitGateway](gateway.ID)}
	g.net.Add(gateway, table)
	var attachments []*model.TransitGatewayAttachment
	for _, p := range vpcs {
		if !g.chance(80) {
			continue
		}
		a := &model.TransitGatewayAttachment{Object: g.object("attachment"), Kind: model.AttachVPC, ApplianceMode: model.Known(g.chance(30)),
			Gateway: ref[model.TransitGateway](gateway.ID), VPC: ref[model.VPC](p.vpc.ID)}
		used := map[string]bool{}
		for _, s := range p.subnets {
			if zone := s.Zone.Or(""); !used[zone] && g.chance(80) {
				used[zone] = true
				a.Subnets.Items = append(a.Subnets.Items, ref[model.Subnet](s.ID))
			}
		}
		if len(a.Subnets.Items) == 0 {
			a.Subnets.Items = append(a.Subnets.Items, ref[model.Subnet](p.subnets[0].ID))
		}
		g.net.Add(a)
		attachments = append(attachments, a)
		p.targets = append(p.targets, model.Target{Kind: model.TargetTransitGateway, ID: model.Known(gateway.ID)})
	}
	if g.chance(40) {
		vpn := &model.VPNConnection{Object: g.object("vpn"), TransitGateway: ref[model.TransitGateway](gateway.ID), StaticOnly: model.Known(true)}
		vpn.AttachmentID = vpn.ID + ".attachment"
		g.net.Add(vpn)
	}
	for _, a := range attachments {
		if !plain && g.chance(25) {
			g.net.Add(&model.TransitGatewayAssociation{Object: g.object("tgwassociation"),
				Attachment: ref[model.TransitGatewayAttachment](a.ID), Table: ref[model.TransitGatewayRouteTable](table.ID)})
		}
		if g.chance(50) {
			g.net.Add(&model.TransitGatewayPropagation{Object: g.object("tgwpropagation"),
				Attachment: ref[model.TransitGatewayAttachment](a.ID), Table: ref[model.TransitGatewayRouteTable](table.ID)})
		}
		if g.chance(40) {
			to := pick(g, attachments)
			r := &model.TransitGatewayRoute{Object: g.object("tgwroute"), Table: ref[model.TransitGatewayRouteTable](table.ID),
				Destination: model.Known(netip.MustParsePrefix(pick(g, []string{"0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.0.1.0/24"})))}
			if g.chance(15) {
				r.Blackhole = model.Known(true)
			} else {
				r.Attachment = ref[model.TransitGatewayAttachment](to.ID)
			}
			if !g.taken(r) {
				g.net.Add(r)
			}
		}
	}
	return gateway.ID, table.ID
}

// taken reports whether the table has a static route to the destination already, which AWS refuses.
func (g *generator) taken(r *model.TransitGatewayRoute) bool {
	for _, o := range g.net.TransitRoutes {
		if o.Destination == r.Destination && o.Table.ID() == r.Table.ID() {
			return true
		}
	}
	return false
}

func (g *generator) gateways(p *part) {
	if g.chance(70) {
		igw := &model.InternetGateway{Object: g.object("igw")}
		if g.chance(90) {
			igw.VPC = ref[model.VPC](p.vpc.ID)
		}
		g.net.Add(igw)
		p.gateways = append(p.gateways, igw.ID)
		p.targets = append(p.targets, model.Target{Kind: model.TargetInternetGateway, ID: model.Known(igw.ID)},
			model.Target{Kind: model.TargetInternetGateway, ID: model.Known(igw.ID)})
	}
	if g.chance(40) {
		e := &model.EgressOnlyInternetGateway{Object: g.object("eigw"), VPC: ref[model.VPC](p.vpc.ID)}
		g.net.Add(e)
		p.targets = append(p.targets, model.Target{Kind: model.TargetEgressOnly, ID: model.Known(e.ID)})
	}
	if g.chance(60) {
		s := pick(g, p.subnets)
		nat := &model.NATGateway{Object: g.object("nat"), Subnet: ref[model.Subnet](s.ID), Private: model.Known(g.chance(20)),
			PrivateIP: model.Known(host(s, 100))}
		g.net.Add(nat)
		p.targets = append(p.targets, model.Target{Kind: model.TargetNATGateway, ID: model.Known(nat.ID)})
	}
	if g.chance(15) {
		nat := &model.NATGateway{Object: g.object("regionalnat"), Regional: true, VPC: ref[model.VPC](p.vpc.ID)}
		if g.chance(50) {
			nat.Zones = model.ListOf(model.Known(pick(g, zones)))
		}
		g.net.Add(nat)
		p.targets = append(p.targets, model.Target{Kind: model.TargetNATGateway, ID: model.Known(nat.ID)})
	}
	if g.chance(5) {
		p.targets = append(p.targets, model.Target{Kind: model.TargetBlackhole})
	}
	if g.chance(30) {
		vgw := &model.VPNGateway{Object: g.object("vgw"), VPC: ref[model.VPC](p.vpc.ID)}
		vpn := &model.VPNConnection{Object: g.object("vpn"), VPNGateway: ref[model.VPNGateway](vgw.ID), StaticOnly: model.Known(true)}
		g.net.Add(vgw, vpn)
		p.gateways = append(p.gateways, vgw.ID)
		for _, c := range []string{"192.168.0.0/16", "192.168.7.0/24"} {
			if g.chance(70) {
				g.net.Add(&model.VPNConnectionRoute{Object: g.object("vpnroute"), Connection: ref[model.VPNConnection](vpn.ID),
					Destination: model.Known(netip.MustParsePrefix(c))})
			}
		}
		p.targets = append(p.targets, model.Target{Kind: model.TargetVPNGateway, ID: model.Known(vgw.ID)})
		for _, t := range p.tables {
			if g.chance(50) {
				t.PropagatingVGWs.Items = append(t.PropagatingVGWs.Items, ref[model.VPNGateway](vgw.ID))
			}
		}
	}
}

// endpoints adds firewalls and appliances.
func (g *generator) endpoints(p *part) {
	if g.chance(25) {
		s := pick(g, p.subnets)
		policy := &model.FirewallPolicy{Object: g.object("policy"),
			StatelessDefault: model.ListOf(model.Known(pick(g, []string{"aws:forward_to_sfe", "aws:pass"}))),
			StrictOrder:      model.Known(g.chance(50)),
		}
		if policy.StrictOrder.Or(false) && g.chance(50) {
			policy.StatefulDefault = model.ListOf(model.Known("aws:drop_strict"))
		}
		rules := &model.FirewallRuleGroup{Object: g.object("rules"), Stateful: model.Known(true)}
		for range g.rand.IntN(3) {
			rules.Headers.Items = append(rules.Headers.Items, model.StatefulRule{
				Action: model.Known(pick(g, []string{"PASS", "DROP"})), Protocol: model.Known(pick(g, []string{"TCP", "IP", "UDP"})),
				Source: model.Known("ANY"), SourcePort: model.Known("ANY"), Direction: model.Known("FORWARD"),
				Destination: model.Known(pick(g, []string{"ANY", "10.0.0.0/8", "!10.1.0.0/16"})), DestinationPort: model.Known(pick(g, []string{"ANY", "ANY", "ANY"})),
			})
		}
		policy.StatefulGroups.Items = append(policy.StatefulGroups.Items, model.FirewallGroupUse{Group: ref[model.FirewallRuleGroup](rules.ID), Priority: model.Known(1)})
		f := &model.NetworkFirewall{Object: g.object("firewall"), VPC: ref[model.VPC](p.vpc.ID), Policy: ref[model.FirewallPolicy](policy.ID),
			Subnets: model.ListOf(ref[model.Subnet](s.ID))}
		end := &model.FirewallEndpoint{Object: g.object("firewallendpoint"), Firewall: f, Subnet: ref[model.Subnet](s.ID)}
		f.Endpoints = []*model.FirewallEndpoint{end}
		g.net.Add(policy, rules, f, end)
		p.inspects = append(p.inspects, model.Target{Kind: model.TargetEndpoint, ID: model.Known(end.ID)})
	}
	if g.chance(10) {
		end := &model.VPCEndpoint{Object: g.object("gwlbendpoint"), Kind: model.Known(model.GWLBEndpoint), VPC: ref[model.VPC](p.vpc.ID),
			Subnets: model.ListOf(ref[model.Subnet](pick(g, p.subnets).ID))}
		g.net.Add(end)
		p.inspects = append(p.inspects, model.Target{Kind: model.TargetEndpoint, ID: model.Known(end.ID)})
	}
	if g.chance(20) {
		end := &model.VPCEndpoint{Object: g.object("ssmendpoint"), Kind: model.Known(model.InterfaceEndpointType), VPC: ref[model.VPC](p.vpc.ID),
			ServiceName: model.Known("com.amazonaws.eu-west-1.ssm"), Groups: model.ListOf(ref[model.SecurityGroup](pick(g, p.groups).ID))}
		for k, s := range p.subnets {
			if k == 0 || g.chance(30) {
				end.Subnets.Items = append(end.Subnets.Items, ref[model.Subnet](s.ID))
			}
		}
		g.net.Add(end)
	}
	if g.chance(30) {
		end := &model.VPCEndpoint{Object: g.object("s3endpoint"), Kind: model.Known(model.GatewayEndpoint), VPC: ref[model.VPC](p.vpc.ID),
			ServiceName: model.Known("com.amazonaws.eu-west-1.s3"), RouteTables: model.ListOf(ref[model.RouteTable](pick(g, p.tables).ID))}
		g.net.Add(end)
	}
	if g.chance(25) {
		s := pick(g, p.subnets)
		i := &model.NetworkInterface{Object: g.object("appliance"), Kind: model.InterfaceBare, Subnet: ref[model.Subnet](s.ID),
			PrivateIPs:      []model.Value[netip.Addr]{model.Known(host(s, 50))},
			SourceDestCheck: model.Known(g.chance(20)), Groups: model.ListOf(ref[model.SecurityGroup](pick(g, p.groups).ID))}
		g.net.Add(i)
		if g.chance(50) {
			g.net.Add(&model.ElasticIP{Object: g.object("eip"), Interface: ref[model.NetworkInterface](i.ID)})
		}
		p.inspects = append(p.inspects, model.Target{Kind: model.TargetInterface, ID: model.Known(i.ID)})
	}
	p.targets = append(p.targets, p.inspects...)
}

var destinations = []string{"0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/0", "::/0", "10.0.0.0/8", "10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16", "10.1.1.0/24",
	"192.168.0.0/16", "192.168.7.0/25", "2600:1::/56", "2600::/56", "8.0.0.0/8", "10.0.0.0/24", "10.1.0.0/24"}

func (g *generator) routes(p *part) {
	if len(p.targets) == 0 {
		return
	}
	tables := p.tables
	for _, t := range tables {
		used := map[string]bool{}
		if p.hub != "" {
			used["10.0.0.0/8"] = true
			g.net.Add(&model.Route{Object: g.object("route"), Table: ref[model.RouteTable](t.ID), Destination: model.Known(netip.MustParsePrefix("10.0.0.0/8")),
				Target: model.Target{Kind: model.TargetTransitGateway, ID: model.Known(p.hub)}})
		}
		for range 1 + g.rand.IntN(5) {
			dst := pick(g, destinations)
			if used[dst] {
				continue
			}
			used[dst] = true
			g.net.Add(&model.Route{Object: g.object("route"), Table: ref[model.RouteTable](t.ID),
				Destination: model.Known(netip.MustParsePrefix(dst)), Target: pick(g, p.targets)})
		}
		if nat := g.natGateway(p); nat != "" && p.vpc.HasIPv6.Or(false) && g.chance(60) {
			target := model.Target{Kind: model.TargetNATGateway, ID: model.Known(nat)}
			if g.chance(15) {
				target = pick(g, p.targets)
			}
			g.net.Add(&model.Route{Object: g.object("route"), Table: ref[model.RouteTable](t.ID),
				Destination: model.Known(netip.MustParsePrefix("64:ff9b::/96")), Target: target})
		}
		if g.chance(20) {
			list := &model.PrefixList{Object: g.object("list"), Entries: model.ListOf(
				model.Known(netip.MustParsePrefix(pick(g, destinations[4:9]))))}
			g.net.Add(list, &model.Route{Object: g.object("route"), Table: ref[model.RouteTable](t.ID),
				PrefixList: ref[model.PrefixList](list.ID), Target: pick(g, p.targets)})
		}
	}
}

// natGateway is the identifier of a NAT gateway in a subnet of the VPC, empty where it has none.
func (g *generator) natGateway(p *part) string {
	for _, nat := range g.net.NATGateways {
		for _, s := range p.subnets {
			if nat.Subnet.ID() == model.Known(s.ID) {
				return nat.ID
			}
		}
	}
	return ""
}

var (
	protocols = []packet.Protocol{packet.AnyProtocol, packet.AnyProtocol, packet.TCP, packet.TCP, packet.UDP, packet.ICMP}
	portRuns  = [][2]int{{443, 443}, {22, 443}, {1024, 65535}, {32768, 60999}, {0, 65535}}
	sources   = []string{"0.0.0.0/0", "0.0.0.0/0", "::/0", "10.0.0.0/8", "10.0.0.0/16", "10.1.0.0/16", "10.0.0.0/24", "10.1.1.0/24", "192.168.0.0/16", "10.0.1.128/25"}
)

func (g *generator) match() model.FilterMatch {
	m := model.FilterMatch{Protocol: model.Known(pick(g, protocols))}
	if p := m.Protocol.Or(0); p.HasPorts() {
		run := pick(g, portRuns)
		m.FromPort, m.ToPort = model.Known(run[0]), model.Known(run[1])
	}
	return m
}

func (g *generator) acls(p *part) {
	for _, s := range p.subnets {
		if !g.chance(35) {
			continue
		}
		a := &model.NetworkACL{Object: g.object("acl"), VPC: ref[model.VPC](p.vpc.ID), SubnetIDs: model.ListOf(ref[model.Subnet](s.ID))}
		g.net.Add(a)
		number := 0
		for _, egress := range []bool{true, false} {
			for range g.rand.IntN(4) {
				number++
				g.net.Add(&model.NetworkACLEntry{Object: g.object("entry"), ACL: ref[model.NetworkACL](a.ID), Number: model.Known(number),
					Egress: model.Known(egress), Allow: model.Known(g.chance(75)), Match: g.match(),
					CIDR: model.Known(netip.MustParsePrefix(pick(g, sources)))})
			}
			if g.chance(60) {
				g.net.Add(&model.NetworkACLEntry{Object: g.object("entry"), ACL: ref[model.NetworkACL](a.ID), Number: model.Known(1000),
					Egress: model.Known(egress), Allow: model.Known(true), Match: model.FilterMatch{Protocol: model.Known(packet.AnyProtocol)},
					CIDR: model.Known(netip.MustParsePrefix("0.0.0.0/0"))})
			}
		}
	}
}

// host gives the k-th IPv4 address of a subnet.
func host(s *model.Subnet, k int) netip.Addr {
	p, _ := s.CIDR.Get()
	return nth(p.Addr(), k)
}

func nth(a netip.Addr, k int) netip.Addr {
	for range k {
		a = a.Next()
	}
	return a
}
