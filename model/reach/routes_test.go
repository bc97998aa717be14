package reach

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

func TestLongestPrefixWins(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	b.igw(v, "igw")
	table := b.table(v, "t")
	wide := b.route(table, "0.0.0.0/0", model.TargetInternetGateway, "igw")
	narrow := b.route(table, "172.16.0.0/12", model.TargetTransitGateway, "tgw")
	legs := b.engine().Routes(table).Lookup(packet.AnyIPv4())

	require.Len(t, legs, 3)
	assert.Same(t, wide, legFor(t, legs, "8.8.8.8").Route)
	assert.Equal(t, "igw", legFor(t, legs, "8.8.8.8").Object().Base().Address)
	assert.Same(t, narrow, legFor(t, legs, "172.31.0.1").Route)
	assert.True(t, legFor(t, legs, "10.0.3.4").Local)
	for _, l := range legs {
		assert.True(t, l.Certain, l)
	}
}

func TestFamiliesAreApart(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	table := b.table(v, "t")
	b.route(table, "0.0.0.0/0", model.TargetInternetGateway, "igw")
	legs := b.engine().Routes(table).Lookup(addrs("2600::/16"))

	require.Len(t, legs, 1)
	assert.True(t, legs[0].None())
	assert.True(t, legs[0].Certain)
}

func TestSecondaryRangeIsLocal(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	b.net.Add(&model.VPCCIDRAssociation{Object: named("more"), VPC: model.RefByID[model.VPC]("v"), CIDR: model.Known(pfx("100.64.0.0/16"))})
	table := b.table(v, "t")
	b.route(table, "100.0.0.0/8", model.TargetTransitGateway, "tgw")
	legs := b.engine().Routes(table).Lookup(addrs("100.64.0.0/10"))

	assert.True(t, legFor(t, legs, "100.64.1.1").Local)
	assert.Equal(t, model.TargetTransitGateway, legFor(t, legs, "100.65.1.1").Kind)
}

// Inside the VPC only middleboxes may take packets from the local route.
func TestMoreSpecificThanLocal(t *testing.T) {
	for kind, diverts := range map[model.TargetKind]bool{
		model.TargetInterface: true, model.TargetEndpoint: true, model.TargetNATGateway: true,
		model.TargetTransitGateway: false, model.TargetPeering: false, model.TargetInternetGateway: false,
	} {
		b := build(t)
		v := b.vpc("v", "10.0.0.0/16")
		table := b.table(v, "t")
		b.route(table, "10.0.1.0/24", kind, "x")
		b.route(table, "10.0.0.0/16", kind, "x")
		legs := b.engine().Routes(table).Lookup(addrs("10.0.0.0/16"))

		assert.Equal(t, !diverts, legFor(t, legs, "10.0.1.1").Local, kind)
		assert.Equal(t, !diverts, legFor(t, legs, "10.0.2.1").Local, kind)
	}
}

func TestPrefixListYieldsToStaticRoute(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	list := &model.PrefixList{Object: named("pl"), Entries: model.ListOf(model.Known(pfx("172.16.0.0/16")), model.Known(pfx("172.17.0.0/16")))}
	b.net.Add(list)
	table := b.table(v, "t")
	static := b.route(table, "172.16.0.0/16", model.TargetPeering, "pcx")
	listed := &model.Route{Object: named("listed"), Table: model.RefByID[model.RouteTable]("t"),
		PrefixList: model.RefByID[model.PrefixList]("pl"), Target: model.Target{Kind: model.TargetTransitGateway, ID: model.Known("tgw")}}
	b.net.Add(listed)
	legs := b.engine().Routes(table).Lookup(addrs("172.16.0.0/12"))

	assert.Same(t, static, legFor(t, legs, "172.16.1.1").Route)
	assert.Same(t, listed, legFor(t, legs, "172.17.1.1").Route)
	assert.True(t, legFor(t, legs, "172.18.1.1").None())
}

func vpn(b *builder, v *model.VPC, t *model.RouteTable, static model.Value[bool], ranges ...string) *model.VPNGateway {
	g := &model.VPNGateway{Object: named("vgw"), VPC: model.RefByID[model.VPC](v.ID)}
	c := &model.VPNConnection{Object: named("vpn"), VPNGateway: model.RefByID[model.VPNGateway]("vgw"), StaticOnly: static}
	b.net.Add(g, c)
	for _, r := range ranges {
		b.net.Add(&model.VPNConnectionRoute{Object: named(r), Connection: model.RefByID[model.VPNConnection]("vpn"), Destination: model.Known(pfx(r))})
	}
	t.PropagatingVGWs.Items = append(t.PropagatingVGWs.Items, model.RefByID[model.VPNGateway]("vgw"))
	return g
}

func TestPropagatedRoutes(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	table := b.table(v, "t")
	static := b.route(table, "192.168.0.0/16", model.TargetTransitGateway, "tgw")
	g := vpn(b, v, table, yes(), "192.168.0.0/16", "192.168.7.0/24", "10.0.0.0/24", "172.16.0.0/16")
	legs := b.engine().Routes(table).Lookup(packet.AnyIPv4())

	assert.Same(t, static, legFor(t, legs, "192.168.1.1").Route, "static wins at equal length")
	assert.Same(t, g, legFor(t, legs, "192.168.7.1").Propagated, "longer wins")
	assert.Same(t, g, legFor(t, legs, "172.16.1.1").Propagated)
	assert.True(t, legFor(t, legs, "10.0.0.9").Local, "a propagated route never takes from the local one")
	assert.True(t, legFor(t, legs, "8.8.8.8").None())
}

func TestBorderGatewayProtocolIsNotKnown(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	b.igw(v, "igw")
	table := b.table(v, "t")
	b.route(table, "0.0.0.0/0", model.TargetInternetGateway, "igw")
	vpn(b, v, table, no())
	view := b.engine().Routes(table)

	legs := view.Lookup(addrs("192.168.0.0/16"))
	require.Len(t, legs, 2)
	for _, l := range legs {
		assert.False(t, l.Certain)
		assert.Contains(t, l.Why, "vpn learns by BGP")
	}
	internet := view.Lookup(addrs("8.8.8.0/24"))
	require.Len(t, internet, 1)
	assert.True(t, internet[0].Certain)
}

func TestRouteThatMayStandInTheTable(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	x, y := b.table(v, "x"), b.table(v, "y")
	b.route(x, "0.0.0.0/0", model.TargetNATGateway, "nat")
	b.net.Add(&model.Route{Object: named("maybe"), Table: model.RefAmong[model.RouteTable]([]string{"x", "y"}, "a key is not known"),
		Destination: model.Known(pfx("172.16.0.0/16")), Target: model.Target{Kind: model.TargetPeering, ID: model.Known("pcx")}})
	e := b.engine()

	legs := e.Routes(x).Lookup(addrs("172.16.0.0/16"))
	require.Len(t, legs, 2)
	assert.Equal(t, model.TargetPeering, legs[0].Kind)
	assert.Equal(t, model.TargetNATGateway, legs[1].Kind)
	for _, l := range legs {
		assert.False(t, l.Certain)
		assert.Equal(t, "a key is not known", l.Why)
	}
	assert.True(t, legFor(t, e.Routes(x).Lookup(addrs("172.17.0.0/16")), "172.17.0.1").Certain)
	legs = e.Routes(y).Lookup(addrs("172.16.0.0/16"))
	require.Len(t, legs, 2)
	assert.True(t, legs[1].None() && !legs[1].Certain)
}

// Beside a default route, a route of unknown destination is narrower and cannot carry the internet.
func TestRouteOfUnknownDestination(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	table := b.table(v, "t")
	b.route(table, "0.0.0.0/0", model.TargetNATGateway, "nat")
	b.route(table, "", model.TargetTransitGateway, "tgw")
	alone := b.table(v, "alone")
	b.route(alone, "", model.TargetTransitGateway, "tgw")
	e := b.engine()

	assert.True(t, legFor(t, e.Routes(table).Lookup(Internet()), "8.8.8.8").Certain)
	assert.True(t, legFor(t, e.Routes(table).Lookup(packet.AnyAddr()), "10.0.0.8").Local)
	for _, l := range e.Routes(table).Lookup(addrs("192.168.0.0/16")) {
		assert.False(t, l.Certain)
	}
	for _, l := range e.Routes(alone).Lookup(addrs("8.8.8.0/24")) {
		assert.False(t, l.Certain)
	}
}

// What a VPN may announce is not what a peer has, nor a VPC on the same transit gateway.
func TestBorderGatewayProtocolLeavesOtherVPCsAlone(t *testing.T) {
	b := build(t)
	v, peer, far := b.vpc("v", "10.0.0.0/16"), b.vpc("peer", "10.1.0.0/16"), b.vpc("far", "10.2.0.0/16")
	s, f := b.subnet(v, "s", "a", "10.0.1.0/24"), b.subnet(far, "f", "a", "10.2.1.0/24")
	g := b.transit("tgw")
	b.attach(g, v, "av", s)
	b.attach(g, far, "afar", f)
	b.net.Add(
		&model.PeeringConnection{Object: named("pcx"), Requester: model.RefByID[model.VPC]("v"), Accepter: model.RefByID[model.VPC]("peer")},
		&model.VPNGateway{Object: named("vgw"), VPC: model.RefByID[model.VPC]("v")},
		&model.VPNConnection{Object: named("vpn"), VPNGateway: model.RefByID[model.VPNGateway]("vgw")},
		&model.VPNConnection{Object: named("office"), TransitGateway: model.RefByID[model.TransitGateway]("tgw")},
	)
	table := b.table(v, "t", s)
	table.PropagatingVGWs = model.ListOf(model.RefByID[model.VPNGateway]("vgw"))
	b.route(table, "10.0.0.0/8", model.TargetTransitGateway, "tgw")
	e := b.engine()

	for address, certain := range map[string]bool{"10.1.0.9": true, "10.2.0.9": true, "10.7.0.9": false} {
		for _, l := range e.Routes(table).Lookup(addrs(address + "/32")) {
			assert.Equal(t, certain, l.Certain, address)
		}
	}
	for _, l := range e.TransitRoutes(g.DefaultTable).Lookup(addrs("10.2.0.9/32")) {
		assert.True(t, l.Certain)
		assert.Equal(t, "afar", l.Attachment.Address)
	}
	for _, l := range e.TransitRoutes(g.DefaultTable).Lookup(addrs("10.7.0.9/32")) {
		assert.False(t, l.Certain)
	}
	_ = peer
}

// A route of which only the IP version is known leaves the other version alone.
func TestRouteOfUnknownIPv6Destination(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	table := b.table(v, "t")
	b.route(table, "192.168.0.0/16", model.TargetTransitGateway, "tgw")
	b.route(table, "", model.TargetPeering, "pcx").Family = 6
	view := b.engine().Routes(table)

	assert.True(t, legFor(t, view.Lookup(packet.AnyIPv4()), "192.168.3.4").Certain)
	for _, l := range view.Lookup(addrs("fd00::/8")) {
		assert.False(t, l.Certain)
	}
}

// A route or a prefix list's entry of unknown destination beside a default route leaves the internet at large where
// the default route leads, but not each of its addresses.
func TestInternetAtLargeAndOneAddress(t *testing.T) {
	for _, how := range []string{"route", "entry", "none"} {
		b := build(t)
		v := b.vpc("v", "10.0.0.0/16")
		s := b.subnet(v, "s", "a", "10.0.1.0/24")
		g := b.igw(v, "igw")
		table := b.table(v, "t", s)
		b.route(table, "0.0.0.0/0", model.TargetInternetGateway, g.ID)
		switch how {
		case "route":
			b.route(table, "", model.TargetTransitGateway, "tgw")
		case "entry":
			list := &model.PrefixList{Object: named("list"), Entries: model.ListOf(dunno[netip.Prefix]())}
			r := b.route(table, "8.8.8.0/24", model.TargetTransitGateway, "tgw")
			r.Destination, r.PrefixList = model.Value[netip.Prefix]{}, model.RefByID[model.PrefixList](list.ID)
			b.net.Add(list)
		}
		x := b.instance(s, "x", "", b.open(v, "g"))
		b.net.Add(&model.ElasticIP{Object: named("eip"), Instance: model.RefByID[model.Workload](x.ID)})
		e := b.engine()

		one := Undecided
		if how == "none" {
			one = Reachable
		}
		requireVerdict(t, Reachable, e.Path(Query{From: WorkloadEnd(x), To: InternetEnd()}))
		requireVerdict(t, Reachable, e.Path(Query{From: InternetEnd(), To: WorkloadEnd(x)}))
		requireVerdict(t, one, e.Path(Query{From: WorkloadEnd(x), To: InternetEnd(addrs("8.8.8.8/32"))}))
		requireVerdict(t, one, e.Path(Query{From: InternetEnd(addrs("8.8.8.8/32")), To: WorkloadEnd(x)}))
	}
}

func TestOpenTable(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	table := b.table(v, "t")
	table.Exported = true
	b.route(table, "0.0.0.0/0", model.TargetNATGateway, "nat")
	legs := b.engine().Routes(table).Lookup(packet.AnyIPv4())

	assert.True(t, legFor(t, legs, "10.0.0.8").Certain)
	var kinds []model.TargetKind
	for _, l := range legs {
		if l.Dst.Contains(ip("8.8.8.8")) {
			assert.False(t, l.Certain)
			kinds = append(kinds, l.Kind)
		}
	}
	assert.ElementsMatch(t, []model.TargetKind{model.TargetNATGateway, model.TargetUnknown}, kinds)
}

func TestUnknownRangesHavePlaceholders(t *testing.T) {
	b := build(t)
	v := &model.VPC{Object: named("v"), CIDRs: model.ListOf(dunno[netip.Prefix]())}
	b.net.Add(v)
	s1, s2 := b.subnet(v, "s1", "a", ""), b.subnet(v, "s2", "b", "")
	b.igw(v, "igw")
	table := b.table(v, "t", s1, s2)
	b.route(table, "0.0.0.0/0", model.TargetInternetGateway, "igw")
	tgw := b.route(table, "10.0.0.0/8", model.TargetTransitGateway, "tgw")
	e := b.engine()

	require.False(t, e.SubnetAddresses(s1).IsEmpty())
	assert.False(t, e.SubnetAddresses(s1).Overlaps(e.SubnetAddresses(s2)))
	legs := e.Carries(s1, e.SubnetAddresses(s2))
	require.Len(t, legs, 1)
	assert.True(t, legs[0].Local && legs[0].Certain, "a VPC routes to itself, whatever its range")
	assert.True(t, legFor(t, e.Carries(s1, Internet()), "8.8.8.8").Certain)
	assert.Same(t, tgw, legFor(t, e.Carries(s1, addrs("10.1.0.0/16")), "10.1.0.1").Route)
	a, _ := e.SubnetAddresses(s1).Example()
	of, ok := e.Placeholder(a)
	assert.True(t, ok)
	assert.Same(t, v, of)
}

// Whether a route covers a range that is not known is not known either, unless it covers everything.
func TestRouteTowardsPlaceholder(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	s := b.subnet(v, "s", "a", "10.0.1.0/24")
	peer := &model.VPC{Object: named("peer"), CIDRs: model.ListOf(dunno[netip.Prefix]())}
	b.net.Add(peer)
	far := b.subnet(peer, "far", "a", "")
	table := b.table(v, "t", s)
	b.route(table, "0.0.0.0/0", model.TargetNATGateway, "nat")
	b.route(table, "172.16.0.0/12", model.TargetPeering, "pcx")
	e := b.engine()

	legs := e.Carries(s, e.SubnetAddresses(far))
	require.Len(t, legs, 2)
	assert.Equal(t, model.TargetPeering, legs[0].Kind)
	assert.Equal(t, model.TargetNATGateway, legs[1].Kind)
	assert.False(t, legs[0].Certain || legs[1].Certain)
}

func TestAmbiguousTableIsCertainWhereCandidatesAgree(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	s := b.subnet(v, "s", "a", "10.0.1.0/24")
	x, y := b.table(v, "x"), b.table(v, "y")
	for _, table := range []*model.RouteTable{x, y} {
		b.route(table, "0.0.0.0/0", model.TargetNATGateway, "nat")
	}
	b.route(x, "172.16.0.0/16", model.TargetPeering, "pcx")
	e := b.engine()
	s.RouteTable = model.AmbiguousRef("an index is not known", x, y)

	assert.True(t, legFor(t, e.Carries(s, packet.AnyIPv4()), "8.8.8.8").Certain)
	legs := e.Carries(s, addrs("172.16.0.0/16"))
	require.Len(t, legs, 2)
	assert.False(t, legs[0].Certain || legs[1].Certain)
	assert.Equal(t, "an index is not known", legs[0].Why)
}

func TestGatewayEndpoint(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	table, without := b.table(v, "t"), b.table(v, "without")
	b.route(table, "0.0.0.0/0", model.TargetNATGateway, "nat")
	b.route(without, "0.0.0.0/0", model.TargetNATGateway, "nat")
	end := &model.VPCEndpoint{Object: named("s3"), VPC: model.RefByID[model.VPC]("v"),
		ServiceName: model.Known("com.amazonaws.eu-west-1.s3"), RouteTables: model.ListOf(model.RefByID[model.RouteTable]("t"))}
	b.net.Add(end)
	e := b.engine()

	internet := legFor(t, e.Routes(table).Lookup(Internet()), "8.8.8.8")
	assert.True(t, internet.Certain)
	assert.Equal(t, []*model.VPCEndpoint{end}, internet.Except)
	service := e.Routes(table).LookupService("s3")
	require.Len(t, service, 1)
	assert.Same(t, end, service[0].Endpoint)
	assert.True(t, service[0].Certain)
	assert.Equal(t, model.TargetNATGateway, e.Routes(table).LookupService("dynamodb")[0].Kind)
	assert.Equal(t, model.TargetNATGateway, e.Routes(without).LookupService("s3")[0].Kind)
}
