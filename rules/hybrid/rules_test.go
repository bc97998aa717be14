package hybrid

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

// site is a VPC with two application subnets, a table for each, and a VPN on a virtual private gateway.
type site struct {
	*ruletest.Net
	v      *model.VPC
	s1, s2 *model.Subnet
	t1, t2 *model.RouteTable
	g      *model.VPNGateway
	vpn    *model.VPNConnection
}

func newSite(t *testing.T) site {
	n := site{Net: ruletest.New(t)}
	n.v = n.VPC("aws_vpc.v", "10.0.0.0/16")
	n.s1 = n.Subnet(n.v, "aws_subnet.app[0]", "10.0.1.0/24", "a")
	n.s2 = n.Subnet(n.v, "aws_subnet.app[1]", "10.0.2.0/24", "b")
	n.t1, n.t2 = n.Table(n.v, "aws_route_table.app[0]", n.s1), n.Table(n.v, "aws_route_table.app[1]", n.s2)
	n.g = &model.VPNGateway{Object: ruletest.Object("aws_vpn_gateway.g", "aws_vpn_gateway"), VPC: ruletest.To[model.VPC](n.v)}
	n.vpn = &model.VPNConnection{Object: ruletest.Object("aws_vpn_connection.office", "aws_vpn_connection"), VPNGateway: ruletest.To[model.VPNGateway](n.g)}
	n.Add(n.g, n.vpn)
	n.Instance(n.s1, "aws_instance.a")
	n.Instance(n.s2, "aws_instance.b")
	return n
}

func (n site) propagate(t *model.RouteTable) {
	n.Add(&model.RoutePropagation{Object: ruletest.Object(t.Address+".propagation", "x"), Table: ruletest.To[model.RouteTable](t), VGW: ruletest.To[model.VPNGateway](n.g)})
}

func (n site) static(cidr string) *model.VPNConnectionRoute {
	n.vpn.StaticOnly = model.Known(true)
	r := &model.VPNConnectionRoute{Object: ruletest.Object("aws_vpn_connection_route.r", "x"), Connection: ruletest.To[model.VPNConnection](n.vpn), Destination: model.Known(netip.MustParsePrefix(cidr))}
	n.Add(r)
	return r
}

func TestTableWithoutPropagation(t *testing.T) {
	n := newSite(t)
	n.propagate(n.t1)
	f := n.One(VPNRouteMissing)
	assert.Equal(t, "aws_route_table.app[1]", f.Object.Address)
	assert.Contains(t, f.Message, "aws_subnet.app[1] (10.0.2.0/24) cannot answer the network behind aws_vpn_gateway.g")
	assert.Contains(t, f.Fix.Terraform, "aws_vpn_gateway_route_propagation")
}

// A VPN to which no table leads carries answers of nobody, which is one fault of the VPC.
func TestNoTableHasTheWay(t *testing.T) {
	n := newSite(t)
	f := n.One(VPNRouteMissing)
	assert.Equal(t, "aws_route_table.app[0]", f.Object.Address)
	assert.Equal(t, "aws_subnet.app[0] (10.0.1.0/24) and aws_subnet.app[1] (10.0.2.0/24) cannot answer the network behind aws_vpn_gateway.g: "+
		"no route table of aws_vpc.v has propagation from it or a route to it.", f.Message)
	assert.Nil(t, f.Fix.Edit, "the second table needs it as well")
	assert.Equal(t, rules.Possible, f.Confidence)

	for name, change := range map[string]func(n site){
		"nothing is connected":          func(n site) { n.VPNConnections = nil },
		"others may add to one of them": func(n site) { n.t2.Exported = true },
		"one may have propagation":      func(n site) { n.t2.PropagatingVGWs.Open = true },
		"one has a route to what may be it": func(n site) {
			n.Route(n.t2, "192.168.0.0/16", model.TargetVPNGateway, n.g).Target = model.Target{Kind: model.TargetUnknown}
		},
		"there are no workloads": func(n site) { n.Workloads = nil },
	} {
		t.Run(name, func(t *testing.T) {
			n := newSite(t)
			change(n)
			n.None(VPNRouteMissing)
		})
	}
}

func TestEveryTableHasTheWay(t *testing.T) {
	n := newSite(t)
	n.propagate(n.t1)
	n.Route(n.t2, "192.168.0.0/16", model.TargetVPNGateway, n.g)
	n.None(VPNRouteMissing)
}

func TestTablesThatNeedNoWay(t *testing.T) {
	for name, change := range map[string]func(n site){
		"nothing is connected":     func(n site) { n.propagate(n.t1); n.VPNConnections = nil },
		"others may add to it":     func(n site) { n.propagate(n.t1); n.t2.Exported = true },
		"it may have propagation":  func(n site) { n.propagate(n.t1); n.t2.PropagatingVGWs.Open = true },
		"it has no workloads":      func(n site) { n.propagate(n.t1); n.Workloads = n.Workloads[:1] },
		"the gateway is elsewhere": func(n site) { n.propagate(n.t1); n.g.VPC = model.RefTo[model.VPC](model.Unknown[string]("x")) },
	} {
		t.Run(name, func(t *testing.T) {
			n := newSite(t)
			change(n)
			n.None(VPNRouteMissing)
		})
	}
}

func TestPublicTierNeedsNoWay(t *testing.T) {
	n := newSite(t)
	n.propagate(n.t1)
	n.propagate(n.t2)
	s := n.Subnet(n.v, "aws_subnet.public", "10.0.9.0/24", "a")
	n.Route(n.Table(n.v, "aws_route_table.public", s), "0.0.0.0/0", model.TargetInternetGateway, n.InternetGateway(n.v, "aws_internet_gateway.i"))
	n.Instance(s, "aws_instance.bastion")
	n.None(VPNRouteMissing)
}

func TestVPNOnATransitGateway(t *testing.T) {
	build := func(static, routed bool) *ruletest.Net {
		n := ruletest.New(t)
		g := n.TransitGateway("aws_ec2_transit_gateway.hub")
		v := n.VPC("aws_vpc.v", "10.0.0.0/16")
		a := n.Attach(g, v, "aws_ec2_transit_gateway_vpc_attachment.v", n.Subnet(v, "aws_subnet.s", "10.0.0.0/24", "a"))
		table := n.TransitTable(g, "aws_ec2_transit_gateway_route_table.all", a)
		c := &model.VPNConnection{
			Object: ruletest.Object("aws_vpn_connection.dc", "x"), TransitGateway: ruletest.To[model.TransitGateway](g),
			StaticOnly: model.Known(static), AttachmentID: "vpn-attachment",
		}
		n.Add(c)
		if routed {
			n.TransitRoute(table, "192.168.0.0/16", nil)
			r := n.TransitRoutes[0]
			r.Blackhole, r.Attachment = model.Value[bool]{}, model.RefByID[model.TransitGatewayAttachment]("vpn-attachment")
		}
		return n
	}
	assert.Equal(t, "aws_ec2_transit_gateway_route_table.all", build(true, false).One(VPNRouteMissing).Object.Address)
	build(false, false).One(VPNRouteMissing)
	build(true, true).None(VPNRouteMissing)
}

// A template cannot name the attachment that its VPN connection makes: an identifier from outside may be its own, and
// where there is none, what routes to it may be out of view.
func TestVPNOnATransitGatewayWhoseAttachmentATemplateCannotName(t *testing.T) {
	build := func() (*ruletest.Net, *model.TransitGatewayRouteTable) {
		n := ruletest.New(t)
		g := n.TransitGateway("Hub")
		a := n.Attach(g, n.VPC("Vpc", "10.0.0.0/16"), "VpcAttachment")
		n.Add(&model.VPNConnection{Object: ruletest.Object("Office", "AWS::EC2::VPNConnection"), TransitGateway: ruletest.To[model.TransitGateway](g)})
		return n, n.TransitTable(g, "Spokes", a)
	}
	n, _ := build()
	n.NoneDefinite(VPNRouteMissing)
	assert.Len(t, n.Run(VPNRouteMissing), 1)

	n, spokes := build()
	n.Add(&model.TransitGatewayPropagation{
		Object: ruletest.Object("LookedUp", "AWS::EC2::TransitGatewayRouteTablePropagation"),
		Table:  ruletest.To[model.TransitGatewayRouteTable](spokes), Attachment: model.RefByID[model.TransitGatewayAttachment]("tgw-attach-1"),
	})
	n.None(VPNRouteMissing)
}

// Two tables of one tier: one leads to what the transit gateway carries to the VPN, the other does not.
func TestVPNOnATransitGatewayAndTheTablesOfATier(t *testing.T) {
	for name, c := range map[string]struct {
		cidr, tier string
		found      bool
	}{
		"no route":                 {"", "app", true},
		"the route":                {"192.168.0.0/16", "app", false},
		"a summary":                {"192.0.0.0/8", "app", false},
		"another tier, on purpose": {"", "db", false},
	} {
		t.Run(name, func(t *testing.T) {
			n := ruletest.New(t)
			g := n.TransitGateway("aws_ec2_transit_gateway.hub")
			v := n.VPC("aws_vpc.v", "10.0.0.0/16")
			s1 := n.Subnet(v, "aws_subnet.app[0]", "10.0.1.0/24", "a")
			s2 := n.Subnet(v, "aws_subnet."+c.tier+"[1]", "10.0.2.0/24", "b")
			t1, t2 := n.Table(v, "aws_route_table.t[0]", s1), n.Table(v, "aws_route_table.t[1]", s2)
			n.Instance(s1, "aws_instance.a")
			n.Instance(s2, "aws_instance.b")
			a := n.Attach(g, v, "aws_ec2_transit_gateway_vpc_attachment.v", n.Subnet(v, "aws_subnet.tgw", "10.0.9.0/28", "a"))
			table := n.TransitTable(g, "aws_ec2_transit_gateway_route_table.vpcs", a)
			n.Add(&model.VPNConnection{
				Object: ruletest.Object("aws_vpn_connection.dc", "x"), TransitGateway: ruletest.To[model.TransitGateway](g),
				StaticOnly: model.Known(true), AttachmentID: "vpn-attachment",
			})
			n.TransitRoute(table, "192.168.0.0/16", nil)
			r := n.TransitRoutes[0]
			r.Blackhole, r.Attachment = model.Value[bool]{}, model.RefByID[model.TransitGatewayAttachment]("vpn-attachment")
			n.Route(t1, "192.168.0.0/16", model.TargetTransitGateway, g)
			if c.cidr != "" {
				n.Route(t2, c.cidr, model.TargetTransitGateway, g)
			}
			if !c.found {
				n.None(VPNRouteMissing)
				return
			}
			f := n.One(VPNRouteMissing)
			assert.Equal(t, t2.Address, f.Object.Address)
			assert.Equal(t, "aws_subnet.app[1] (10.0.2.0/24) cannot answer the network behind aws_vpn_connection.dc: aws_route_table.t[1] has no route for "+
				"192.168.0.0/16 to aws_ec2_transit_gateway.hub, while aws_route_table.t[0] has.", f.Message)
		})
	}
}

func TestStaticRouting(t *testing.T) {
	n := newSite(t)
	n.vpn.StaticOnly = model.Known(true)
	f := n.One(VPNStaticRouteMissing)
	assert.Equal(t, "aws_vpn_connection.office", f.Object.Address)
	require.NotNil(t, f.Path)
	blockers := f.Path.Blockers()
	last := blockers[len(blockers)-1]
	assert.Equal(t, "aws_vpn_connection.office its static routes NO_ROUTE_TO_DESTINATION", last.Object.Address+" "+last.Rule+" "+string(last.Code))
	ruletest.Replay(t, n.Network, []rules.Finding{f})

	n = newSite(t)
	n.static("192.168.0.0/16")
	n.None(VPNStaticRouteMissing)
	newSite(t).None(VPNStaticRouteMissing) // BGP
	n = newSite(t)
	n.vpn.StaticOnly = model.Unknown[bool]("var.static has no value")
	n.None(VPNStaticRouteMissing)
	n = newSite(t)
	n.vpn.StaticOnly, n.vpn.Exported = model.Known(true), true
	n.None(VPNStaticRouteMissing)
}

func TestOnPremisesRangeInsideTheVPC(t *testing.T) {
	for cidr, found := range map[string]bool{
		"10.0.0.0/16": true, "10.0.64.0/20": true, "10.0.0.0/8": false, "10.1.0.0/16": false,
	} {
		n := newSite(t)
		r := n.static(cidr)
		if found {
			assert.Same(t, &r.Object, n.One(OverlappingCIDR).Object, cidr)
		} else {
			n.None(OverlappingCIDR)
		}
	}
}

func TestConfiguredOnPremisesRange(t *testing.T) {
	n := newSite(t)
	n.Route(n.t1, "10.0.0.0/8", model.TargetVPNGateway, n.g)
	assert.Len(t, n.RunWith(OverlappingCIDR, rules.Options{OnPremises: []string{"10.0.128.0/20"}}), 1)
	assert.Empty(t, n.RunWith(OverlappingCIDR, rules.Options{OnPremises: []string{"10.128.0.0/20"}}))
}

func TestAllowedPrefixes(t *testing.T) {
	build := func(prefixes ...string) *ruletest.Net {
		n := newSite(t)
		a := &model.DirectConnectAssociation{Object: ruletest.Object("aws_dx_gateway_association.a", "x"), VPNGateway: ruletest.To[model.VPNGateway](n.g)}
		for _, p := range prefixes {
			a.AllowedPrefixes.Items = append(a.AllowedPrefixes.Items, model.Known(netip.MustParsePrefix(p)))
		}
		a.PrefixesUnset = len(prefixes) == 0
		n.Add(a)
		return n.Net
	}
	f := build("10.1.0.0/16", "10.0.0.0/17").One(DXAllowedPrefixMissing)
	assert.Contains(t, f.Message, "10.0.0.0/16 is in none of the allowed prefixes 10.1.0.0/16 and 10.0.0.0/17")
	build("10.0.0.0/8").None(DXAllowedPrefixMissing)
	build("10.0.0.0/16").None(DXAllowedPrefixMissing)
	build().None(DXAllowedPrefixMissing)
}
