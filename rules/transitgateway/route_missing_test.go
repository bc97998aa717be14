package transitgateway

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

func TestRangeThatABlackholeDrops(t *testing.T) {
	h := newHub(t)
	a, b := h.spoke("a", "1"), h.spoke("b", "2")
	table := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.a", a.a)
	h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.b", b.a)
	h.TransitRoute(table, "10.0.0.0/8", nil)
	h.to(a, "10.2.0.0/16")
	f := h.One(RouteMissing)
	assert.Equal(t, table.Address, f.Object.Address)
	assert.Contains(t, f.Message, "the table of its attachment, drops it by a blackhole route.")
}

// The tables of NAT gateways and firewalls send answers too: the gateway must know the way back.
func TestTableOfAnEgressVPCThatDoesNotLearnASpoke(t *testing.T) {
	for _, learns := range []bool{false, true} {
		h := newHub(t)
		b, out := h.spoke("b", "1"), h.spoke("out", "2")
		h.to(b, "0.0.0.0/0")
		spokes := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.spokes", b.a)
		h.TransitRoute(spokes, "0.0.0.0/0", out.a)
		table := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.egress", out.a)
		public := h.Subnet(out.v, "aws_subnet.out_public", "10.2.9.0/24", "us-east-1a")
		nat := h.NAT(public, "aws_nat_gateway.out")
		back := h.Table(out.v, "aws_route_table.out_public", public)
		h.Route(back, "0.0.0.0/0", model.TargetInternetGateway, h.InternetGateway(out.v, "aws_internet_gateway.out"))
		h.Route(back, "10.0.0.0/8", model.TargetTransitGateway, h.g)
		h.Route(h.RouteTables[3], "0.0.0.0/0", model.TargetNATGateway, nat)
		h.Workloads = slices.DeleteFunc(h.Workloads, func(w *model.Workload) bool { return w.Address == "aws_instance.out" })
		if learns {
			h.Propagate(table, b.a)
			assert.Empty(t, h.all(t))
			continue
		}
		f := h.only(t, "tgw-route-missing", table.Address)
		assert.Contains(t, f.Message, "Packets of aws_vpc.out (10.2.0.0/16) for 10.0.0.0/8 are dropped on aws_ec2_transit_gateway.hub")
	}
}

func TestTableThatKnowsNoWayBack(t *testing.T) {
	h, _, prod, _, _, core := domains(t)
	h.Propagate(core, prod.a)
	f := h.only(t, "tgw-route-missing", "aws_ec2_transit_gateway_route_table.core")
	assert.Contains(t, f.Message, "aws_vpc.shared (10.0.0.0/16) cannot answer aws_vpc.dev (10.2.0.0/16)")
	assert.Equal(t, "Propagate aws_ec2_transit_gateway_vpc_attachment.dev into aws_ec2_transit_gateway_route_table.core.", f.Fix.Text)
}

func TestBlackholeIsIntent(t *testing.T) {
	h, _, prod, _, _, core := domains(t)
	h.Propagate(core, prod.a)
	h.TransitRoute(core, "10.2.0.0/16", nil)
	assert.Empty(t, h.Run(RouteMissing))
}

func TestRangeOfWhichNoPartIsRouted(t *testing.T) {
	build := func(cidr string) (hub, *model.TransitGatewayRouteTable) {
		h := newHub(t)
		a, b, c := h.spoke("a", "1"), h.spoke("b", "2"), h.spoke("c", "9")
		table := h.mesh(a, b)
		h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.c", c.a)
		h.to(a, "10.2.0.0/16")
		h.to(a, cidr)
		h.to(b, "10.1.0.0/16")
		return h, table
	}
	h, table := build("10.9.0.0/16")
	f := h.One(RouteMissing)
	assert.Equal(t, table.Address, f.Object.Address)
	assert.Equal(t, rules.Definite, f.Confidence)
	assert.Contains(t, f.Message, "Packets of aws_vpc.a (10.1.0.0/16) for 10.9.0.0/16 are dropped")

	h, _ = build("10.10.0.0/16") // nobody in view has it, but somebody else may
	h.NoneDefinite(RouteMissing)
}

func TestRangeThatAVPNMaySupply(t *testing.T) {
	h := newHub(t)
	a, b := h.spoke("a", "1"), h.spoke("b", "2")
	h.mesh(a, b)
	h.to(a, "10.0.0.0/8")
	h.to(a, "192.168.0.0/16")
	h.to(b, "10.1.0.0/16")
	h.Add(&model.VPNConnection{Object: ruletest.Object("aws_vpn_connection.dc", "x"), TransitGateway: ruletest.To[model.TransitGateway](h.g)})
	assert.Empty(t, h.Run(RouteMissing))
}

// Where the propagations of a VPN are declared, the tables that none of them names learn nothing of it.
func TestTableIntoWhichAVPNDoesNotPropagate(t *testing.T) {
	for name, into := range map[string]string{"another table": "core", "this table": "spokes", "no table in view": ""} {
		t.Run(name, func(t *testing.T) {
			h, _, prod, dev, spokes, core := domains(t)
			h.Propagate(core, prod.a, dev.a)
			h.TransitPropagations = h.TransitPropagations[1:] // the spokes no longer learn the shared VPC
			v := &model.VPNConnection{Object: ruletest.Object("aws_vpn_connection.dc", "x"), TransitGateway: ruletest.To[model.TransitGateway](h.g), AttachmentID: "dc"}
			a := &model.TransitGatewayAttachment{
				Object: ruletest.Object("dc", ""), Kind: model.AttachVPN, Gateway: ruletest.To[model.TransitGateway](h.g),
			}
			a.ID = "dc"
			h.Add(v)
			h.Add(a)
			switch into {
			case "core":
				h.Propagate(core, a)
			case "spokes":
				h.Propagate(spokes, a)
			}
			if into == "core" {
				assert.Equal(t, spokes.Address, h.One(RouteMissing).Object.Address)
			} else {
				h.None(RouteMissing)
			}
		})
	}
}

// egress is a spoke and a VPC that offers it the internet by a NAT gateway.
func egress(t *testing.T) (h hub, table *model.TransitGatewayRouteTable, out spoke, public *model.RouteTable) {
	h = newHub(t)
	a := h.spoke("a", "1")
	out = h.spoke("out", "2")
	table = h.mesh(a, out)
	h.to(a, "0.0.0.0/0")
	h.to(out, "10.0.0.0/8")
	s := h.Subnet(out.v, "aws_subnet.out_public", "10.2.9.0/24", "us-east-1a")
	nat := h.NAT(s, "aws_nat_gateway.out")
	public = h.Table(out.v, "aws_route_table.out_public", s)
	h.Route(public, "0.0.0.0/0", model.TargetInternetGateway, h.InternetGateway(out.v, "aws_internet_gateway.out"))
	arriving := h.RouteTables[3]
	require.Equal(t, "aws_route_table.out_tgw", arriving.Address)
	h.Route(arriving, "0.0.0.0/0", model.TargetNATGateway, nat)
	return h, table, out, public
}

func TestCentralEgress(t *testing.T) {
	h, table, out, public := egress(t)
	h.TransitRoute(table, "0.0.0.0/0", out.a)
	h.Route(public, "10.0.0.0/8", model.TargetTransitGateway, h.g)
	assert.Empty(t, h.all(t))
}

func TestCentralEgressWithoutDefaultRoute(t *testing.T) {
	h, table, _, public := egress(t)
	h.Route(public, "10.0.0.0/8", model.TargetTransitGateway, h.g)
	f := h.only(t, "tgw-route-missing", table.Address)
	assert.Contains(t, f.Message, "aws_vpc.a (10.1.0.0/16) has no internet")
}

func TestCentralEgressWithoutTheWayBack(t *testing.T) {
	h, table, out, _ := egress(t)
	h.TransitRoute(table, "0.0.0.0/0", out.a)
	f := h.only(t, "tgw-asymmetric-route", "aws_route_table.out_public")
	assert.Contains(t, f.Message, "aws_nat_gateway.out cannot answer aws_vpc.a (10.1.0.0/16)")

	// Another public subnet on the same table lacks the same route.
	h, table, out, public := egress(t)
	h.TransitRoute(table, "0.0.0.0/0", out.a)
	s := h.Subnet(out.v, "aws_subnet.out_public_b", "10.2.8.0/24", "us-east-1b")
	h.Add(&model.RouteTableAssociation{
		Object: ruletest.Object("aws_route_table_association.out_public_b", "x"),
		Subnet: ruletest.To[model.Subnet](s), Table: ruletest.To[model.RouteTable](public),
	})
	h.only(t, "tgw-asymmetric-route", "aws_route_table.out_public")
}

// An attachment that no table leads to is not said again of each table that lacks it.
func TestCentralEgressThatNothingLeadsTo(t *testing.T) {
	h := newHub(t)
	a, b, out := h.spoke("a", "1"), h.spoke("b", "3"), h.spoke("out", "2")
	spokes := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.spokes", a.a, b.a)
	egress := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.egress", out.a)
	s := h.Subnet(out.v, "aws_subnet.out_public", "10.2.9.0/24", "us-east-1a")
	nat := h.NAT(s, "aws_nat_gateway.out")
	public := h.Table(out.v, "aws_route_table.out_public", s)
	h.Route(public, "0.0.0.0/0", model.TargetInternetGateway, h.InternetGateway(out.v, "aws_internet_gateway.out"))
	h.Route(public, "10.0.0.0/8", model.TargetTransitGateway, h.g)
	arriving := slices.IndexFunc(h.RouteTables, func(t *model.RouteTable) bool { return t.Address == "aws_route_table.out_tgw" })
	h.Route(h.RouteTables[arriving], "0.0.0.0/0", model.TargetNATGateway, nat)
	h.to(a, "0.0.0.0/0")
	h.to(b, "0.0.0.0/0")
	h.Propagate(egress, a.a, b.a)
	h.only(t, "tgw-route-missing", spokes.Address)
}

func TestEgressTableThatKnowsNoSpoke(t *testing.T) {
	h := newHub(t)
	a, b, out := h.spoke("a", "1"), h.spoke("b", "3"), h.spoke("out", "2")
	spokes := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.spokes", a.a, b.a)
	egress := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.egress", out.a)
	h.TransitRoute(spokes, "0.0.0.0/0", out.a)
	h.to(a, "0.0.0.0/0")
	h.to(b, "0.0.0.0/0")
	h.to(out, "10.0.0.0/8")
	f := h.only(t, "tgw-route-missing", egress.Address)
	assert.Contains(t, f.Message, "for 10.0.0.0/8 are dropped")
}
