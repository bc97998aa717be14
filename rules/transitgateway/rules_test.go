package transitgateway

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
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

func TestNoRouteToTheGatewayAtAll(t *testing.T) {
	h := newHub(t)
	a, b := h.spoke("a", "1"), h.spoke("b", "2")
	h.mesh(a, b)
	h.to(a, "10.0.0.0/8")
	f := h.only(t, "tgw-missing-vpc-route", "aws_route_table.b")
	assert.Equal(t, "aws_subnet.b_app (10.2.1.0/24) cannot answer aws_vpc.a (10.1.0.0/16) over aws_ec2_transit_gateway.hub: "+
		"aws_route_table.b has no route to the transit gateway at all, although aws_vpc.b is attached to it.", f.Message)
	assert.Contains(t, f.Fix.Terraform, `destination_cidr_block = "10.1.0.0/16"`)
}

// A bastion's public subnet needs no route to the gateway where the private tier has it; where that has none
// either, or the workload's own subnet is private, the VPC is cut off.
func TestRouteInAnEmptyPrivateTier(t *testing.T) {
	for name, c := range map[string]struct{ public, private, attached bool }{
		"the private tier has the route":                  {public: true, private: true},
		"the private tier has it and is what is attached": {public: true, private: true, attached: true},
		"no tier has the route":                           {public: true},
		"no tier has it, the attached one neither":        {public: true, attached: true},
		"the workload is private":                         {private: true},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			a, b := h.spoke("a", "1"), h.spoke("b", "2")
			h.mesh(a, b)
			h.to(a, "10.0.0.0/8")
			if c.public {
				h.Route(b.table, "0.0.0.0/0", model.TargetInternetGateway, h.InternetGateway(b.v, "aws_internet_gateway.b"))
			}
			tier := h.Subnet(b.v, "aws_subnet.b_private", "10.2.8.0/24", "us-east-1a")
			private := h.Table(b.v, "aws_route_table.b_private", tier)
			if c.attached {
				b.a.Subnets = ruletest.All[model.Subnet](tier)
			}
			if c.private {
				h.Route(private, "10.1.0.0/16", model.TargetTransitGateway, h.g)
			}
			if c.public && c.private {
				assert.Empty(t, h.all(t))
			} else {
				h.only(t, "tgw-missing-vpc-route", "aws_route_table.b")
			}
		})
	}
}

// An appliance behind a Gateway Load Balancer gets its packets wrapped, from endpoints in its own VPC: its subnet needs
// no route to the transit gateway. Behind another load balancer the same instance is a workload like others.
func TestApplianceNeedsNoRouteToTheGateway(t *testing.T) {
	for _, kind := range []model.LoadBalancerKind{model.GatewayLoadBalancer, model.ApplicationLoadBalancer} {
		h := newHub(t)
		a, b := h.spoke("a", "1"), h.spoke("security", "2")
		h.mesh(a, b)
		h.to(a, "10.0.0.0/8")
		g := h.TargetGroup(b.v, "aws_lb_target_group.g", 6081)
		lb := h.LoadBalancer("aws_lb.g", []*model.Subnet{b.app})
		lb.Kind = model.Known(kind)
		if kind == model.GatewayLoadBalancer {
			g.Protocol = model.Known("GENEVE")
		}
		h.Listener(lb, 6081, g)
		for _, w := range h.Workloads {
			if w.Address == "aws_instance.security" {
				h.Target(g, w)
			}
		}
		if kind == model.GatewayLoadBalancer {
			assert.Empty(t, h.all(t))
		} else {
			h.only(t, "tgw-missing-vpc-route", "aws_route_table.security")
		}
	}
}

// guard adds a firewall endpoint in a subnet of its own, and gives it with the subnet's table.
func (h hub) guard(v *model.VPC, name, cidr string) (*model.FirewallEndpoint, *model.RouteTable) {
	s := h.Subnet(v, "aws_subnet."+name, cidr, "us-east-1a")
	f := &model.NetworkFirewall{Object: ruletest.Object("aws_networkfirewall_firewall."+name, "x"), VPC: ruletest.To[model.VPC](v), Subnets: ruletest.All[model.Subnet](s)}
	end := &model.FirewallEndpoint{Object: f.Object, Firewall: f, Subnet: ruletest.To[model.Subnet](s)}
	end.ID, end.Implicit = f.ID+".endpoint", true
	f.Endpoints = []*model.FirewallEndpoint{end}
	h.Add(f, end)
	return end, h.Table(v, "aws_route_table."+name, s)
}

// Where the answers pass a firewall first, the table behind it is the one without the way.
func TestNoRouteBehindAFirewall(t *testing.T) {
	for _, returns := range []bool{false, true} {
		h := newHub(t)
		a, b := h.spoke("a", "1"), h.spoke("b", "2")
		h.mesh(a, b)
		h.to(a, "10.0.0.0/8")
		end, behind := h.guard(b.v, "b_fw", "10.2.9.0/28")
		h.Route(b.table, "10.1.0.0/16", model.TargetEndpoint, end)
		if returns {
			h.Route(behind, "10.1.0.0/16", model.TargetTransitGateway, h.g)
			assert.Empty(t, h.all(t))
			continue
		}
		f := h.only(t, "tgw-missing-vpc-route", "aws_route_table.b_fw")
		assert.Contains(t, f.Message, "aws_route_table.b_fw has no route to the transit gateway at all")
		assert.Contains(t, f.Fix.Terraform, "aws_route_table.b_fw.id")
	}
}

// One table behind the firewall of two application tables is one fault, beside a table with the way.
func TestOneTableBehindAFirewallServesTwo(t *testing.T) {
	h := newHub(t)
	a, b := h.spoke("a", "1"), h.spoke("b", "2")
	h.mesh(a, b)
	h.to(a, "10.0.0.0/8")
	h.to(b, "10.1.0.0/16")
	end, _ := h.guard(b.v, "b_fw", "10.2.9.0/28")
	for _, n := range []string{"2", "3"} {
		s := h.Subnet(b.v, "aws_subnet.b_app["+n+"]", "10.2."+n+".0/24", "us-east-1a")
		g := h.Group(b.v, "aws_security_group.b"+n)
		h.Ingress(g, "tcp 80 10.1.1.0/24")
		h.Instance(s, "aws_instance.b"+n, g)
		h.Route(h.Table(b.v, "aws_route_table.b"+n, s), "10.1.0.0/16", model.TargetEndpoint, end)
	}
	f := h.only(t, "tgw-asymmetric-route", "aws_route_table.b_fw")
	assert.Contains(t, f.Message, "aws_subnet.b_app[2] (10.2.2.0/24) and aws_subnet.b_app[3] (10.2.3.0/24) of aws_vpc.b cannot answer aws_vpc.a")
	var related []string
	for _, r := range f.Related {
		related = append(related, r.Message)
	}
	assert.Contains(t, related, "sends the answers through aws_networkfirewall_firewall.b_fw, from where aws_route_table.b_fw has to carry them on")
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

// A spoke of central egress that has no route to the gateway is cut off, though its table there knows a default
// route only.
func TestSpokeOfCentralEgressWithoutARoute(t *testing.T) {
	for _, routed := range []bool{false, true} {
		h, table, out, public := egress(t)
		h.TransitRoute(table, "0.0.0.0/0", out.a)
		h.Route(public, "10.0.0.0/8", model.TargetTransitGateway, h.g)
		b := h.spoke("b", "3")
		spokes := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.spokes", b.a)
		h.TransitRoute(spokes, "0.0.0.0/0", out.a)
		h.Propagate(table, b.a)
		if routed {
			h.to(b, "0.0.0.0/0")
			assert.Empty(t, h.all(t))
			continue
		}
		f := h.only(t, "tgw-missing-vpc-route", "aws_route_table.b")
		assert.Contains(t, f.Message, "aws_route_table.b has no route to the transit gateway at all, although aws_vpc.b is attached to it")
	}
}

// The gateway of another account is not in view; its id in the route and in the attachment is enough.
func TestZoneWithoutAttachmentToAGatewayOutOfView(t *testing.T) {
	for id, found := range map[string]bool{"tgw-1": true, "tgw-2": false} {
		n := ruletest.New(t)
		v := n.VPC("aws_vpc.v", "10.0.0.0/16")
		a, b := n.Subnet(v, "aws_subnet.a", "10.0.0.0/24", "us-east-1a"), n.Subnet(v, "aws_subnet.b", "10.0.1.0/24", "us-east-1b")
		table := n.Table(v, "aws_route_table.t", a, b)
		n.Route(table, "10.0.0.0/8", model.TargetTransitGateway, v).Target = model.Target{Kind: model.TargetTransitGateway, ID: model.Known(id)}
		n.Add(&model.TransitGatewayAttachment{
			Object: ruletest.Object("aws_ec2_transit_gateway_vpc_attachment.v", "x"), Kind: model.AttachVPC,
			Gateway: model.RefByID[model.TransitGateway]("tgw-1"), VPC: ruletest.To[model.VPC](v), Subnets: ruletest.All[model.Subnet](a),
		})
		if found {
			assert.Contains(t, n.One(AttachmentAZGap).Message, "aws_subnet.b (10.0.1.0/24) cannot send to tgw-1 in spite of the route")
		} else {
			n.None(AttachmentAZGap)
		}
	}
}

// A hub that awaits its spokes: nobody is attached who could want to reach the only attachment.
func TestOnlyAttachmentOfAGateway(t *testing.T) {
	for _, alone := range []bool{true, false} {
		h := newHub(t)
		a := h.spoke("a", "1")
		h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.a", a.a)
		if alone {
			assert.Empty(t, h.all(t))
			continue
		}
		b := h.spoke("b", "2")
		h.Propagate(h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.b", b.a), b.a)
		h.only(t, "tgw-attachment-without-route-table", a.a.Address)
	}
}

func TestNamedRangeWithoutARoute(t *testing.T) {
	build := func(cidr string) (hub, spoke, spoke) {
		h := newHub(t)
		a, b := h.spoke("a", "1"), h.spoke("b", "2")
		h.mesh(a, b)
		g := h.Group(a.v, "aws_security_group.a")
		h.Egress(g, "tcp 80 "+cidr)
		h.Instance(a.app, "aws_instance.named", g)
		return h, a, b
	}
	h, _, _ := build("10.2.1.0/24")
	f := h.only(t, "tgw-missing-vpc-route", "aws_route_table.a")
	assert.Equal(t, "aws_subnet.a_app (10.1.1.0/24) cannot reach 10.2.1.0/24 in aws_vpc.b (10.2.0.0/16): aws_route_table.a has no route for it, "+
		"although aws_vpc.a is attached to aws_ec2_transit_gateway.hub, which leads there.", f.Message)
	assert.Equal(t, "says that the range is meant to be reached: aws_security_group.a lets out to 10.2.1.0/24", f.Related[0].Message)

	h, _, _ = build("10.0.0.0/8") // wider than any network that the gateway reaches: nothing is named
	assert.Empty(t, h.all(t))

	h, _, _ = build("10.9.0.0/16") // the gateway does not reach it
	assert.Empty(t, h.all(t))
}

func TestNamedByAPrivateRecord(t *testing.T) {
	build := func(address string) hub {
		h := newHub(t)
		a, b := h.spoke("a", "1"), h.spoke("b", "2")
		h.mesh(a, b)
		z := &model.HostedZone{Object: ruletest.Object("aws_route53_zone.z", "x"), Private: model.Known(true), VPCs: ruletest.All[model.VPC](a.v)}
		h.Add(z, &model.DNSRecord{
			Object: ruletest.Object("aws_route53_record.api", "x"), Zone: ruletest.To[model.HostedZone](z),
			Domain: model.Known("api.internal"), Kind: model.Known("A"), Values: model.ListOf(model.Known(address)),
		})
		return h
	}
	f := build("10.2.4.168").only(t, "tgw-missing-vpc-route", "aws_route_table.a")
	assert.Contains(t, f.Message, "cannot reach 10.2.4.168 in aws_vpc.b")
	assert.Empty(t, build("192.168.4.168").all(t))
}

func TestNamedRangeThatIsReachedThroughANATGateway(t *testing.T) {
	h := newHub(t)
	a, b := h.spoke("a", "1"), h.spoke("b", "2")
	h.mesh(a, b)
	g := h.Group(a.v, "aws_security_group.a")
	h.Egress(g, "tcp 80 10.2.1.0/24")
	h.Instance(a.app, "aws_instance.named", g)
	public := h.Subnet(a.v, "aws_subnet.nat", "10.1.9.0/24", "us-east-1a")
	nat := h.NAT(public, "aws_nat_gateway.a")
	h.Route(a.table, "0.0.0.0/0", model.TargetNATGateway, nat)
	behind := h.Table(a.v, "aws_route_table.nat", public)
	h.Route(behind, "10.0.0.0/8", model.TargetTransitGateway, h.g)
	h.to(b, "10.1.0.0/16")
	assert.Empty(t, h.Run(MissingVPCRoute))
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

func TestAttachmentWithoutTable(t *testing.T) {
	h := newHub(t)
	a := h.spoke("a", "1")
	table := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.all")
	h.Propagate(table, a.a)
	h.only(t, "tgw-attachment-without-route-table", a.a.Address)

	h = newHub(t)
	h.g.DefaultAssociation, h.g.DefaultPropagation = model.Value[bool]{}, model.Value[bool]{}
	h.spoke("a", "1")
	assert.Empty(t, h.all(t))

	h = newHub(t)
	a = h.spoke("a", "1")
	h.g.DefaultAssociation = model.Unknown[bool]("var.association has no value")
	h.Propagate(h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.all"), a.a)
	assert.Empty(t, h.all(t))
}

func TestAttachmentOfAGatewayWhoseTablesAreKeptElsewhere(t *testing.T) {
	h := newHub(t)
	h.spoke("a", "1")
	h.NoneDefinite(AttachmentWithoutRouteTable)
	assert.Len(t, h.Run(AttachmentWithoutRouteTable), 1)
}

func TestAttachmentThatAnUnknownAssociationMayMean(t *testing.T) {
	h := newHub(t)
	a := h.spoke("a", "1")
	table := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.all")
	h.Propagate(table, a.a)
	h.Add(&model.TransitGatewayAssociation{
		Object:     ruletest.Object("association", "x"),
		Attachment: model.RefAmong[model.TransitGatewayAttachment]([]string{"elsewhere"}, "an index is not in the plan"),
		Table:      ruletest.To[model.TransitGatewayRouteTable](table),
	})
	assert.Empty(t, h.Run(AttachmentWithoutRouteTable))
}

func TestRangeOfWhichAnUnknownVPCMayBeAPart(t *testing.T) {
	h := newHub(t)
	a, b := h.spoke("a", "1"), h.spoke("b", "2")
	table := h.mesh(a, b)
	h.to(a, "192.168.0.0/16")
	h.TransitRoute(table, "192.168.0.0/16", nil)
	b.v.CIDRs.Items = append(b.v.CIDRs.Items, model.Unknown[netip.Prefix]("IPAM assigns it"))
	assert.Empty(t, h.Run(RouteMissing))
}

func TestAttachmentThatNoTableNames(t *testing.T) {
	h := newHub(t)
	a, b := h.spoke("a", "1"), h.spoke("b", "2")
	table := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.all", a.a, b.a)
	h.Propagate(table, b.a)
	h.only(t, "tgw-attachment-without-route-table", a.a.Address)
}

func TestZoneWithoutAttachmentSubnet(t *testing.T) {
	build := func(zone string) hub {
		h := newHub(t)
		a, b := h.spoke("a", "1"), h.spoke("b", "2")
		h.mesh(a, b)
		h.to(a, "10.0.0.0/8")
		h.to(b, "10.0.0.0/8")
		s := h.Subnet(a.v, "aws_subnet.a_app_c", "10.1.3.0/24", zone)
		h.Add(&model.RouteTableAssociation{Object: ruletest.Object("association", "x"), Subnet: ruletest.To[model.Subnet](s), Table: ruletest.To[model.RouteTable](a.table)})
		return h
	}
	h := build("us-east-1c")
	f := h.only(t, "tgw-attachment-az-gap", "aws_ec2_transit_gateway_vpc_attachment.a")
	assert.Contains(t, f.Message, "no subnet in us-east-1c, only in us-east-1a")
	assert.Empty(t, build("us-east-1a").all(t))
	assert.Empty(t, build("").all(t))
	assert.Empty(t, build("use1-az4").all(t), "a zone's id and a zone's name cannot be compared")
}

func TestApplianceMode(t *testing.T) {
	build := func(mode model.Value[bool]) hub {
		h := newHub(t)
		v := h.VPC("aws_vpc.inspection", "10.9.0.0/16")
		fw := &model.NetworkFirewall{Object: ruletest.Object("aws_networkfirewall_firewall.f", "x"), VPC: ruletest.To[model.VPC](v)}
		h.Add(fw)
		var tgw []*model.Subnet
		for i, zone := range []string{"a", "b"} {
			arrive := h.Subnet(v, "aws_subnet.tgw_"+zone, []string{"10.9.0.0/28", "10.9.0.16/28"}[i], "us-east-1"+zone)
			inspect := h.Subnet(v, "aws_subnet.fw_"+zone, []string{"10.9.1.0/28", "10.9.1.16/28"}[i], "us-east-1"+zone)
			end := &model.FirewallEndpoint{Object: ruletest.Object("endpoint_"+zone, "x"), Firewall: fw, Subnet: ruletest.To[model.Subnet](inspect)}
			fw.Endpoints = append(fw.Endpoints, end)
			h.Add(end)
			h.Route(h.Table(v, "aws_route_table.tgw_"+zone, arrive), "0.0.0.0/0", model.TargetEndpoint, end)
			h.Route(h.Table(v, "aws_route_table.fw_"+zone, inspect), "10.0.0.0/8", model.TargetTransitGateway, h.g)
			tgw = append(tgw, arrive)
		}
		h.Attach(h.g, v, "aws_ec2_transit_gateway_vpc_attachment.inspection", tgw...).ApplianceMode = mode
		return h
	}
	f := build(model.Value[bool]{}).One(ApplianceModeOff)
	assert.Equal(t, `"enable"`, f.Fix.Edit.Value)
	build(model.Known(false)).One(ApplianceModeOff)
	build(model.Known(true)).None(ApplianceModeOff)
	build(model.Unknown[bool]("var.mode has no value")).None(ApplianceModeOff)
}

// A connection between two zones enters the inspecting VPC by the one and its answers by the other: the path shows the
// firewall that drops them. Spokes of one zone never meet it.
func TestApplianceModeShowsTheOtherZone(t *testing.T) {
	for zone, want := range map[string]bool{"us-east-1b": true, "us-east-1a": false} {
		h := newHub(t)
		v := h.VPC("aws_vpc.inspection", "10.9.0.0/16")
		group := &model.FirewallRuleGroup{Object: ruletest.Object("aws_networkfirewall_rule_group.g", "x"), Stateful: model.Known(true)}
		policy := &model.FirewallPolicy{
			Object: ruletest.Object("aws_networkfirewall_firewall_policy.p", "x"), StatelessDefault: model.ListOf(model.Known("aws:forward_to_sfe")),
			StatefulGroups: model.ListOf(model.FirewallGroupUse{Group: ruletest.To[model.FirewallRuleGroup](group), Priority: model.Known(1)}),
		}
		fw := &model.NetworkFirewall{Object: ruletest.Object("aws_networkfirewall_firewall.f", "x"), VPC: ruletest.To[model.VPC](v), Policy: ruletest.To[model.FirewallPolicy](policy)}
		h.Add(group, policy, fw)
		var tgw []*model.Subnet
		for i, zone := range []string{"us-east-1a", "us-east-1b"} {
			arrive := h.Subnet(v, "aws_subnet.tgw_"+zone, []string{"10.9.0.0/28", "10.9.0.16/28"}[i], zone)
			inspect := h.Subnet(v, "aws_subnet.fw_"+zone, []string{"10.9.1.0/28", "10.9.1.16/28"}[i], zone)
			end := &model.FirewallEndpoint{Object: ruletest.Object("endpoint_"+zone, "x"), Firewall: fw, Subnet: ruletest.To[model.Subnet](inspect)}
			fw.Endpoints = append(fw.Endpoints, end)
			h.Add(end)
			h.Route(h.Table(v, "aws_route_table.tgw_"+zone, arrive), "0.0.0.0/0", model.TargetEndpoint, end)
			h.Route(h.Table(v, "aws_route_table.fw_"+zone, inspect), "10.0.0.0/8", model.TargetTransitGateway, h.g)
			tgw = append(tgw, arrive)
		}
		inspection := h.Attach(h.g, v, "aws_ec2_transit_gateway_vpc_attachment.inspection", tgw...)
		a, b := h.spoke("a", "1"), h.spoke("b", "2")
		b.app.Zone, b.tgw.Zone = model.Known(zone), model.Known(zone)
		for _, s := range []spoke{a, b} {
			h.Route(s.table, "10.0.0.0/8", model.TargetTransitGateway, h.g)
		}
		in := h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.spokes", a.a, b.a)
		h.TransitRoute(in, "0.0.0.0/0", inspection)
		h.Propagate(h.TransitTable(h.g, "aws_ec2_transit_gateway_route_table.inspection", inspection), a.a, b.a)

		f := h.One(ApplianceModeOff)
		if !want {
			assert.Nil(t, f.Path, "both spokes are in one zone")
			continue
		}
		require.NotNil(t, f.Path)
		require.Len(t, f.Path.Blockers(), 1)
		blocker := f.Path.Blockers()[0]
		assert.Equal(t, reach.CodeAsymmetric, blocker.Code)
		assert.Equal(t, "aws_networkfirewall_firewall.f", blocker.Object.Address)
		_, walked := ruletest.Replay(t, h.Network, []rules.Finding{f})
		assert.Equal(t, 1, walked)
	}
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
