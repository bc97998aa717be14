package reach

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// spokes is two VPCs joined by a transit gateway.
func spokes(b *builder) (x, y *model.Workload, g *model.TransitGateway) {
	v1, v2, t1, t2, x, y := twoVPCs(b)
	g = b.transit("tgw")
	g.DefaultAssociationTableID = "default"
	b.attach(g, v1, "a1", b.net.Subnets[0])
	b.attach(g, v2, "a2", b.net.Subnets[1])
	b.route(t1, "172.16.0.0/12", model.TargetTransitGateway, "tgw")
	b.route(t2, "10.0.0.0/8", model.TargetTransitGateway, "tgw")
	return x, y, g
}

// transitRoute adds a route to the default table; without attachment it is a blackhole.
func (b *builder) transitRoute(dst, attachment string) {
	r := &model.TransitGatewayRoute{Object: named("tgw " + dst), Table: model.RefByID[model.TransitGatewayRouteTable]("default"), Destination: model.Known(pfx(dst))}
	if attachment == "" {
		r.Blackhole = yes()
	} else {
		r.Attachment = model.RefByID[model.TransitGatewayAttachment](attachment)
	}
	b.net.Add(r)
}

// referencing is an instance in the second VPC whose group admits members of the first VPC's group only.
func referencing(b *builder, v *model.VPC) *model.Workload {
	g := b.group(v, "by-reference")
	b.allow(g, false, everything, "g1")
	return b.instance(b.net.Subnets[1], "z", "", g)
}

// natInstance is a NAT instance in a public subnet and a client of it.
func natInstance(b *builder, check model.Value[bool]) (nat, app *model.Workload) {
	_, web, app, _, private := publicSubnet(b)
	web.SourceDestCheck = check
	for _, r := range b.net.Routes {
		if r.Table.Same(model.RefByID[model.RouteTable](private.ID)) {
			r.Target = model.Target{Kind: model.TargetInstance, ID: model.Known("web")}
		}
	}
	return web, app
}

func TestNATInstance(t *testing.T) {
	b := build(t)
	_, app := natInstance(b, no())
	requireVerdict(t, Reachable, b.engine().Path(Query{From: WorkloadEnd(app), To: InternetEnd(), Packets: toPort(443)}))
}

// edgeAppliance is a VPC whose internet gateway hands what arrives to an appliance.
func edgeAppliance(b *builder, public bool) (appliance *model.NetworkInterface, app *model.Workload) {
	v, _, app, _, _ := publicSubnet(b)
	app.PublicIP = yes()
	appliance = &model.NetworkInterface{Object: named("appliance"), Kind: model.InterfaceBare, Subnet: model.RefByID[model.Subnet]("out"),
		PrivateIPs: []model.Value[netip.Addr]{model.Known(ip("10.0.1.50"))}, SourceDestCheck: no(), Public: model.Known(public),
		Groups: model.ListOf(model.RefByID[model.SecurityGroup]("g"))}
	edge := b.table(v, "edge")
	b.net.Add(appliance, &model.RouteTableAssociation{Object: named("edge-assoc"), Table: model.RefByID[model.RouteTable]("edge"), Gateway: model.Known("igw")})
	b.route(edge, "10.0.2.0/24", model.TargetInterface, "appliance")
	return appliance, app
}

// centralEgress is a VPC that sends the internet over a transit gateway to another with a NAT gateway; without
// it the attachment's subnet sends straight to the internet gateway.
func centralEgress(b *builder, nat bool) (egress *model.VPC, x *model.Workload) {
	v1, v2 := b.vpc("spoke", "10.0.0.0/16"), b.vpc("egress", "10.9.0.0/16")
	s, attached, out := b.subnet(v1, "s", "a", "10.0.1.0/24"), b.subnet(v2, "attached", "a", "10.9.1.0/24"), b.subnet(v2, "out", "a", "10.9.2.0/24")
	b.igw(v2, "igw")
	g := b.transit("tgw")
	g.DefaultAssociationTableID = "default"
	b.attach(g, v1, "a1", s)
	b.attach(g, v2, "a2", attached)
	b.transitRoute("0.0.0.0/0", "a2")
	b.route(b.table(v1, "t1", s), "0.0.0.0/0", model.TargetTransitGateway, "tgw")
	t2, t3 := b.table(v2, "t2", attached), b.table(v2, "t3", out)
	b.route(t3, "0.0.0.0/0", model.TargetInternetGateway, "igw")
	b.route(t3, "10.0.0.0/16", model.TargetTransitGateway, "tgw")
	if nat {
		b.net.Add(&model.NATGateway{Object: named("nat"), Subnet: model.RefByID[model.Subnet]("out")})
		b.route(t2, "0.0.0.0/0", model.TargetNATGateway, "nat")
	} else {
		b.route(t2, "0.0.0.0/0", model.TargetInternetGateway, "igw")
	}
	return v2, b.instance(s, "x", "", b.open(v1, "g"))
}

func TestCentralEgress(t *testing.T) {
	b := build(t)
	_, x := centralEgress(b, true)
	requireVerdict(t, Reachable, b.engine().Path(Query{From: WorkloadEnd(x), To: InternetEnd(), Packets: toPort(443)}))
}

// firewall adds a Network Firewall that forwards everything to a stateful engine without rules.
func (b *builder) firewall(v *model.VPC, name string, s *model.Subnet) *model.FirewallEndpoint {
	p := &model.FirewallPolicy{Object: named(name + "-policy"), StatelessDefault: model.ListOf(model.Known("aws:forward_to_sfe"))}
	f := &model.NetworkFirewall{Object: named(name), VPC: model.RefByID[model.VPC](v.ID), Policy: model.LinkedRef(p, p.ID), Subnets: model.ListOf(model.RefByID[model.Subnet](s.ID))}
	end := &model.FirewallEndpoint{Object: named(name + "-endpoint"), Firewall: f, Subnet: model.RefByID[model.Subnet](s.ID)}
	f.Endpoints = []*model.FirewallEndpoint{end}
	b.net.Add(p, f, end)
	return end
}

func s3Client(b *builder) *model.Workload {
	v := b.vpc("v", "10.0.0.0/16")
	s := b.subnet(v, "s", "a", "10.0.1.0/24")
	b.table(v, "t", s)
	b.net.Add(&model.VPCEndpoint{Object: named("s3"), VPC: model.RefByID[model.VPC]("v"), ServiceName: model.Known("com.amazonaws.eu-west-1.s3"),
		RouteTables: model.ListOf(model.RefByID[model.RouteTable]("t"))})
	return b.instance(s, "x", "", b.open(v, "g"))
}

func TestGatewayEndpointIsReached(t *testing.T) {
	b := build(t)
	x := s3Client(b)
	e := b.engine()
	requireVerdict(t, Reachable, e.Path(Query{From: WorkloadEnd(x), To: ServiceEnd("s3"), Packets: toPort(443)}))
	requireVerdict(t, Blocked, e.Path(Query{From: WorkloadEnd(x), To: ServiceEnd("dynamodb"), Packets: toPort(443)}))
}

// hopOf gives the translating hop of an object on the way there.
func hopOf(t *testing.T, r Result, address string) Hop {
	t.Helper()
	for _, h := range r.Paths[0].Forward {
		if h.Object.Address == address && h.Action == Translate && !h.After.Equal(h.Before) {
			return h
		}
	}
	require.Fail(t, "no hop translates at "+address)
	return Hop{}
}

func TestNATGatewayTranslatesSourceOnly(t *testing.T) {
	b := build(t)
	_, _, app, _, _ := publicSubnet(b)
	r := b.engine().Path(Query{From: WorkloadEnd(app), To: InternetEnd(), Packets: toPort(443)})
	requireVerdict(t, Reachable, r)
	h := hopOf(t, r, "nat")
	assert.True(t, h.After.Destinations().Equal(h.Before.Destinations()), "the destination stays")
	assert.True(t, h.After.Sources().Subset(addrs("10.0.1.0/24")), "the source is the NAT gateway's own")
	assert.Equal(t, "1024-65535", h.After.SrcPorts(packet.TCP).String(), "the port is its choice")
}

func TestNATGatewayServesItsOwnVPC(t *testing.T) {
	b := build(t)
	v, _, app, _, _ := publicSubnet(b)
	e := b.engine()
	i := app.Interfaces[0]
	w := &walk{e: e, from: place{iface: i, subnet: i.Subnet.To()}, to: place{outside: outsideInternet}, asked: toPort(443), imagine: true, faults: 9, budget: 99}
	s := state{live: toPort(443).IPv4(), view: identity{}, goal: w.to, guest: byPeering}
	assert.True(t, w.nat(s, b.net.NATGateways[0], v, i.Subnet.To()).may.IsEmpty())
	require.Len(t, w.ways, 1)
	assert.Equal(t, CodeNATSourceInVPC, w.ways[0].last.hop.Code)
	s.guest = byTransit
	w.imagine = false
	assert.False(t, w.nat(s, b.net.NATGateways[0], v, i.Subnet.To()).may.IsEmpty())
}
