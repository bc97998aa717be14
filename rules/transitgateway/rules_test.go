package transitgateway

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

// spoke is an attached VPC with an application subnet and an attachment subnet, each with a table.
type spoke struct {
	v        *model.VPC
	app, tgw *model.Subnet
	table    *model.RouteTable
	a        *model.TransitGatewayAttachment
}

// hub is a transit gateway with spokes. Its tables and propagations are added by tests.
type hub struct {
	*ruletest.Net
	g *model.TransitGateway
}

func newHub(t *testing.T) hub {
	h := hub{Net: ruletest.New(t)}
	h.g = h.TransitGateway("aws_ec2_transit_gateway.hub")
	return h
}

// spoke adds a VPC 10.N.0.0/16 with an instance in its application subnet 10.N.1.0/24.
func (h hub) spoke(name, n string) spoke {
	s := spoke{v: h.VPC("aws_vpc."+name, "10."+n+".0.0/16")}
	s.app = h.Subnet(s.v, "aws_subnet."+name+"_app", "10."+n+".1.0/24", "us-east-1a")
	s.tgw = h.Subnet(s.v, "aws_subnet."+name+"_tgw", "10."+n+".0.0/28", "us-east-1a")
	s.table = h.Table(s.v, "aws_route_table."+name, s.app)
	h.Table(s.v, "aws_route_table."+name+"_tgw", s.tgw)
	h.Instance(s.app, "aws_instance."+name)
	s.a = h.Attach(h.g, s.v, "aws_ec2_transit_gateway_vpc_attachment."+name, s.tgw)
	return s
}

func (h hub) to(s spoke, cidr string) *model.Route {
	return h.Route(s.table, cidr, model.TargetTransitGateway, h.g)
}

// mesh puts all spokes into one table that learns them all.
func (h hub) mesh(spokes ...spoke) *model.TransitGatewayRouteTable {
	var all []*model.TransitGatewayAttachment
	for _, s := range spokes {
		all = append(all, s.a)
	}
	t := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.all", all...)
	h.Propagate(t, all...)
	return t
}

func (h hub) all(t *testing.T) []rules.Finding {
	h.Link()
	found, failures := rules.Run([]*model.Network{h.Network}, []*rules.Rule{
		AsymmetricRoute, MissingVPCRoute, RouteMissing, AttachmentWithoutRouteTable, AttachmentAZGap, ApplianceModeOff, OverlappingCIDR,
	}, rules.Options{}, 1)
	require.Empty(t, failures)
	return found
}

// only expects exactly one finding of all rules of the family.
func (h hub) only(t *testing.T, rule, address string) rules.Finding {
	t.Helper()
	found := h.all(t)
	require.Len(t, found, 1, "%s", ruletest.Messages(found))
	assert.Equal(t, rule, found[0].Rule)
	assert.Equal(t, address, found[0].Object.Address)
	return found[0]
}

func TestSpokesThatTalkBothWays(t *testing.T) {
	h := newHub(t)
	a, b := h.spoke("a", "1"), h.spoke("b", "2")
	h.mesh(a, b)
	h.to(a, "10.0.0.0/8")
	h.to(b, "10.1.0.0/16")
	assert.Empty(t, h.all(t))
}

// A blackhole for a spoke's range keeps it apart on purpose; one for everything is what the table does with the rest.
func TestOneWayPairBesideABlackhole(t *testing.T) {
	for blackhole, found := range map[string]bool{"0.0.0.0/0": true, "10.0.0.0/8": false} {
		h := newHub(t)
		a, b := h.spoke("a", "1"), h.spoke("b", "2")
		left := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.left", a.a)
		right := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.right", b.a)
		h.Propagate(right, a.a)
		h.TransitRoute(left, blackhole, nil)
		h.TransitRoute(left, "10.3.0.0/16", b.a)
		h.to(a, "10.0.0.0/8")
		h.to(b, "10.1.0.0/16")
		if found {
			assert.Equal(t, left.Address, h.One(RouteMissing).Object.Address)
		} else {
			h.None(RouteMissing)
		}
	}
}

func TestOneTableLacksTheWayBack(t *testing.T) {
	h := newHub(t)
	a, b := h.spoke("a", "1"), h.spoke("b", "2")
	h.mesh(a, b)
	h.to(a, "10.0.0.0/8")
	h.to(b, "10.1.0.0/16")
	second := h.Subnet(b.v, "aws_subnet.b_app_2", "10.2.2.0/24", "us-east-1a")
	h.Table(b.v, "aws_route_table.b_2", second)
	h.Instance(second, "aws_instance.b_2")
	f := h.only(t, "tgw-asymmetric-route", "aws_route_table.b_2")
	assert.Contains(t, f.Message, "has no route back to 10.1.1.0/24")
}

// domains is a shared VPC and two spokes, with a table for each domain.
func domains(t *testing.T) (h hub, shared, prod, dev spoke, spokes, core *model.TransitGatewayRouteTable) {
	h = newHub(t)
	shared, prod, dev = h.spoke("shared", "0"), h.spoke("prod", "1"), h.spoke("dev", "2")
	spokes = h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.spokes", prod.a, dev.a)
	core = h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.core", shared.a)
	h.Propagate(spokes, shared.a)
	for _, s := range []spoke{shared, prod, dev} {
		h.to(s, "10.0.0.0/8")
	}
	return h, shared, prod, dev, spokes, core
}

func TestIsolatedSpokes(t *testing.T) {
	h, _, prod, dev, _, core := domains(t)
	h.Propagate(core, prod.a, dev.a)
	assert.Empty(t, h.all(t))
}

func TestOverlappingPropagation(t *testing.T) {
	h := newHub(t)
	a, b := h.spoke("a", "1"), h.spoke("b", "2")
	h.mesh(a, b)
	h.None(OverlappingCIDR)

	h = newHub(t)
	a, b = h.spoke("a", "1"), h.spoke("b", "2")
	b.v.CIDRs.Items = append(b.v.CIDRs.Items, model.Known(netip.MustParsePrefix("10.1.64.0/20")))
	table := h.mesh(a, b)
	assert.Equal(t, table.Address, h.One(OverlappingCIDR).Object.Address)
}

func TestUnknownsMakeNoDefiniteFinding(t *testing.T) {
	for name, obscure := range map[string]func(h hub, a, b spoke){
		"the asked table may have more routes": func(_ hub, _, b spoke) { b.table.Exported = true },
		"the gateway's tables are not managed here": func(h hub, _, _ spoke) {
			for _, t := range h.TransitTables {
				t.External = true
			}
		},
		"the other VPC is not managed here": func(_ hub, _, b spoke) { b.v.External = true },
		"an association is not known": func(h hub, _, b spoke) {
			for _, x := range h.TransitAssociations {
				x.Attachment = model.RefTo[model.TransitGatewayAttachment](model.Unknown[string]("var.attachment has no value"))
			}
		},
		"a part was not read": func(h hub, _, _ spoke) { h.Partial = []string{"module.routes has not been installed"} },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			a, b := h.spoke("a", "1"), h.spoke("b", "2")
			h.mesh(a, b)
			h.to(a, "10.0.0.0/8")
			obscure(h, a, b)
			for _, r := range []*rules.Rule{AsymmetricRoute, MissingVPCRoute, RouteMissing} {
				for _, f := range h.Run(r) {
					assert.Equal(t, rules.Possible, f.Confidence, f.Message)
				}
			}
		})
	}
}
