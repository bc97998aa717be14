package reach

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// The network on premises reaches a VPC by its virtual private gateway and is answered where the route is
// propagated back.
func TestOnPremisesByVPNGateway(t *testing.T) {
	for _, propagated := range []bool{true, false} {
		b := build(t)
		v := b.vpc("v", "10.0.0.0/16")
		s := b.subnet(v, "s", "a", "10.0.1.0/24")
		table := b.table(v, "t", s)
		vpn(b, v, table, yes(), "192.168.0.0/16")
		if !propagated {
			table.PropagatingVGWs = model.List[model.Ref[model.VPNGateway]]{}
		}
		x := b.instance(s, "x", "", b.open(v, "g"))
		e := b.engine()
		for _, q := range []Query{{From: OnPremisesEnd(), To: WorkloadEnd(x)}, {From: WorkloadEnd(x), To: OnPremisesEnd()}} {
			r := e.Path(q)
			if propagated {
				requireVerdict(t, Reachable, r)
				continue
			}
			requireVerdict(t, Blocked, r)
			assert.Equal(t, []Code{CodeNoRoute}, codes(r))
			assert.Equal(t, "t", r.Paths[0].Changes[0].Object.Address)
		}
	}
}

// Over a transit gateway, the gateway's own table must know the network on premises.
func TestOnPremisesByTransitGateway(t *testing.T) {
	for _, routed := range []bool{true, false} {
		b := build(t)
		v := b.vpc("v", "10.0.0.0/16")
		s := b.subnet(v, "s", "a", "10.0.1.0/24")
		g := b.transit("tgw")
		g.DefaultAssociationTableID = "default"
		b.attach(g, v, "a1", s)
		b.net.Add(&model.VPNConnection{Object: named("vpn"), TransitGateway: model.RefByID[model.TransitGateway]("tgw"), StaticOnly: yes(), AttachmentID: "vpn-attachment"})
		b.route(b.table(v, "t", s), "192.168.0.0/16", model.TargetTransitGateway, "tgw")
		if routed {
			b.transitRoute("192.168.0.0/16", "vpn-attachment")
		}
		x := b.instance(s, "x", "", b.open(v, "g"))
		r := b.engine().Path(Query{From: WorkloadEnd(x), To: OnPremisesEnd(addrs("192.168.7.0/24"))})
		if routed {
			requireVerdict(t, Reachable, r)
			continue
		}
		requireVerdict(t, Blocked, r)
		assert.Equal(t, []Code{CodeTransitNoRoute}, codes(r))
	}
}

// Stateful inspection in a central VPC needs appliance mode where the two ends are in different zones.
func TestApplianceMode(t *testing.T) {
	for _, appliance := range []bool{true, false} {
		b := build(t)
		v1, v2, hub := b.vpc("v1", "10.1.0.0/16"), b.vpc("v2", "10.2.0.0/16"), b.vpc("hub", "10.9.0.0/16")
		s1, s2 := b.subnet(v1, "s1", "a", "10.1.1.0/24"), b.subnet(v2, "s2", "b", "10.2.1.0/24")
		g := b.transit("tgw")
		g.DefaultAssociation, g.DefaultPropagation = no(), no()
		b.attach(g, v1, "a1", s1)
		b.attach(g, v2, "a2", s2)
		spokes := &model.TransitGatewayRouteTable{Object: named("spokes"), Gateway: model.RefByID[model.TransitGateway]("tgw")}
		inspected := &model.TransitGatewayRouteTable{Object: named("inspected"), Gateway: model.RefByID[model.TransitGateway]("tgw")}
		b.net.Add(spokes, inspected)
		var attached []*model.Subnet
		for zone, third := range map[string]string{"a": "1", "b": "2"} {
			at, fw := b.subnet(hub, "at-"+zone, zone, "10.9."+third+".0/24"), b.subnet(hub, "fw-"+zone, zone, "10.9.1"+third+".0/24")
			end := b.firewall(hub, "f-"+zone, fw)
			b.route(b.table(hub, "at-table-"+zone, at), "0.0.0.0/0", model.TargetEndpoint, end.ID)
			b.route(b.table(hub, "fw-table-"+zone, fw), "10.0.0.0/8", model.TargetTransitGateway, "tgw")
			attached = append(attached, at)
		}
		b.attach(g, hub, "ahub", attached...).ApplianceMode = model.Known(appliance)
		route := func(table, dst, to string) {
			b.net.Add(&model.TransitGatewayRoute{Object: named(table + dst), Table: model.RefByID[model.TransitGatewayRouteTable](table),
				Destination: model.Known(pfx(dst)), Attachment: model.RefByID[model.TransitGatewayAttachment](to)})
		}
		route("spokes", "0.0.0.0/0", "ahub")
		route("inspected", "10.1.0.0/16", "a1")
		route("inspected", "10.2.0.0/16", "a2")
		for a, table := range map[string]string{"a1": "spokes", "a2": "spokes", "ahub": "inspected"} {
			b.net.Add(&model.TransitGatewayAssociation{Object: named("assoc-" + a), Attachment: model.RefByID[model.TransitGatewayAttachment](a),
				Table: model.RefByID[model.TransitGatewayRouteTable](table)})
		}
		for _, side := range []struct {
			v *model.VPC
			s *model.Subnet
		}{{v1, s1}, {v2, s2}} {
			b.route(b.table(side.v, "t-"+side.v.ID, side.s), "0.0.0.0/0", model.TargetTransitGateway, "tgw")
		}
		x, y := b.instance(s1, "x", "", b.open(v1, "g1")), b.instance(s2, "y", "", b.open(v2, "g2"))
		r := b.ask(WorkloadEnd, x, y)
		if appliance {
			requireVerdict(t, Reachable, r)
			continue
		}
		requireVerdict(t, Blocked, r)
		assert.Contains(t, codes(r), CodeAsymmetric)
	}
}

// IPv6 leaves by an egress-only gateway and nothing begins from outside; IPv4 does not leave by it.
func TestEgressOnlyGateway(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16", "2600:1f18::/56")
	s := b.subnet(v, "s", "a", "10.0.1.0/24", "2600:1f18:0:1::/64")
	b.igw(v, "igw")
	b.net.Add(&model.EgressOnlyInternetGateway{Object: named("eigw"), VPC: model.RefByID[model.VPC]("v")})
	b.route(b.table(v, "t", s), "::/0", model.TargetEgressOnly, "eigw")
	x := b.instance(s, "x", "", b.open(v, "g"))
	e := b.engine()
	v6, v4 := packet.From(packet.AnyIPv6()), packet.From(packet.AnyIPv4())
	requireVerdict(t, Reachable, e.Path(Query{From: WorkloadEnd(x), To: InternetEnd(), Packets: v6}))
	requireVerdict(t, Blocked, e.Path(Query{From: InternetEnd(), To: WorkloadEnd(x), Packets: v6}))
	requireVerdict(t, Blocked, e.Path(Query{From: WorkloadEnd(x), To: InternetEnd(), Packets: v4}))
}
