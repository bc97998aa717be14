package firewall

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

func TestEdgeSteersInAndTheSubnetLeavesDirectly(t *testing.T) {
	e := newEdge(t)
	e.steer(e.end)
	e.Route(e.publicTable, "0.0.0.0/0", model.TargetInternetGateway, e.gateway)
	f := e.One(AsymmetricRoute)
	assert.Equal(t, "aws_route_table.public", f.Object.Address)
	assert.Contains(t, f.Message, "the answers leave aws_subnet.public by the route 0.0.0.0/0 to internet gateway aws_internet_gateway.i directly")
	assert.Contains(t, f.Fix.Text, "Route 0.0.0.0/0 in aws_route_table.public to the endpoint")
}

func TestSubnetLeavesThroughTheFirewallAndNothingSteersIn(t *testing.T) {
	e := newEdge(t)
	e.Route(e.publicTable, "0.0.0.0/0", model.TargetEndpoint, e.end)
	f := e.One(AsymmetricRoute)
	assert.Equal(t, "aws_route_table.public", f.Object.Address)
	assert.Contains(t, f.Message, "no edge route table steers it")

	e = newEdge(t)
	e.steer(nil)
	e.Route(e.publicTable, "0.0.0.0/0", model.TargetEndpoint, e.end)
	assert.Equal(t, "aws_route_table.edge", e.One(AsymmetricRoute).Object.Address)
}

func TestBothWaysThroughTheFirewall(t *testing.T) {
	e := newEdge(t)
	e.steer(e.end)
	e.Route(e.publicTable, "0.0.0.0/0", model.TargetEndpoint, e.end)
	e.None(AsymmetricRoute)

	e = newEdge(t) // and neither way
	e.Route(e.publicTable, "0.0.0.0/0", model.TargetInternetGateway, e.gateway)
	e.None(AsymmetricRoute)
}

func TestEndpointsOfTwoZones(t *testing.T) {
	e := newEdge(t)
	far := e.Subnet(e.vpc, "aws_subnet.firewall-b", "10.0.9.16/28", "b")
	e.Route(e.Table(e.vpc, "aws_route_table.firewall-b", far), "0.0.0.0/0", model.TargetInternetGateway, e.gateway)
	_, end := e.guard("aws_networkfirewall_firewall.b", e.vpc, far)
	e.steer(end)
	e.Route(e.publicTable, "0.0.0.0/0", model.TargetEndpoint, e.end)
	f := e.One(AsymmetricRoute)
	assert.Equal(t, "aws_route_table.edge", f.Object.Address, "the edge table names the endpoint of the other zone")
	assert.Contains(t, f.Message, "the endpoint in a, and what comes back passes the one in b")
}

// A private subnet sends through the firewall to a NAT gateway, whose subnet must send the answers back there.
func TestNATGatewayAnswersPastTheFirewall(t *testing.T) {
	for _, returns := range []bool{false, true} {
		e := newEdge(t)
		nats := e.Subnet(e.vpc, "aws_subnet.nat", "10.0.8.0/24", "a")
		table := e.Table(e.vpc, "aws_route_table.nat", nats)
		nat := e.NAT(nats, "aws_nat_gateway.n")
		e.Route(table, "0.0.0.0/0", model.TargetInternetGateway, e.gateway)
		e.Routes[0].Target = model.Target{Kind: model.TargetNATGateway, ID: model.Known(nat.ID)}
		private := e.Subnet(e.vpc, "aws_subnet.private", "10.0.5.0/24", "a")
		e.Route(e.Table(e.vpc, "aws_route_table.private", private), "0.0.0.0/0", model.TargetEndpoint, e.end)
		if returns {
			e.Route(table, "10.0.5.0/24", model.TargetEndpoint, e.end)
			e.None(AsymmetricRoute)
		} else {
			assert.Equal(t, "aws_route_table.nat", e.One(AsymmetricRoute).Object.Address)
			table.Open = true // as where a custom resource gets its id, and may add routes
			assert.Equal(t, rules.Possible, e.One(AsymmetricRoute).Confidence)
		}
	}
}

// The NAT gateways of an inspection VPC answer the gateway's networks through the firewall, as questions come;
// nobody in their subnet is asked over the gateway, so that the local route from the attachment is no bypass.
func TestNATGatewaysOfAnInspectionVPC(t *testing.T) {
	for _, private := range []bool{false, true} {
		e := newEdge(t)
		nats := e.Subnet(e.vpc, "aws_subnet.nat", "10.0.8.0/24", "a")
		nats.MapPublicIP = model.Known(true)
		table := e.Table(e.vpc, "aws_route_table.nat", nats)
		nat := e.NAT(nats, "aws_nat_gateway.n")
		nat.Private = model.Known(private)
		gateway := e.TransitGateway("aws_ec2_transit_gateway.g")
		attached := e.Subnet(e.vpc, "aws_subnet.attached", "10.0.7.0/28", "a")
		e.Attach(gateway, e.vpc, "aws_ec2_transit_gateway_vpc_attachment.a", attached)
		e.Route(e.Table(e.vpc, "aws_route_table.attached", attached), "0.0.0.0/0", model.TargetEndpoint, e.end)
		e.Route(table, "0.0.0.0/0", model.TargetInternetGateway, e.gateway)
		e.Route(table, "10.64.0.0/10", model.TargetEndpoint, e.end)
		e.Routes[0].Target = model.Target{Kind: model.TargetNATGateway, ID: model.Known(nat.ID)}
		e.Route(e.fwTable, "10.64.0.0/10", model.TargetTransitGateway, gateway)
		if private {
			assert.Equal(t, "aws_route_table.attached", e.One(AsymmetricRoute).Object.Address, "what a private NAT gateway asks is answered to it")
		} else {
			e.None(AsymmetricRoute)
		}
	}
}

// central is an inspection VPC with a zone a and a zone b: what arrives from the transit gateway passes the
// zone's firewall endpoint and leaves by the zone's NAT gateway. A client VPC sends it everything.
type central struct {
	*edge
	hub                            *model.TransitGateway
	ends                           map[string]*model.FirewallEndpoint
	attached, inspection, natTable map[string]*model.RouteTable
	nats                           map[string]*model.NATGateway
}

func newCentral(t *testing.T) *central {
	c := &central{
		edge: newEdge(t), ends: map[string]*model.FirewallEndpoint{}, nats: map[string]*model.NATGateway{},
		attached: map[string]*model.RouteTable{}, inspection: map[string]*model.RouteTable{}, natTable: map[string]*model.RouteTable{},
	}
	c.hub = c.TransitGateway("aws_ec2_transit_gateway.g")
	v := c.VPC("aws_vpc.inspection", "10.9.0.0/16")
	gateway := c.InternetGateway(v, "aws_internet_gateway.inspection")
	subnet := func(name, n, zone string) (*model.Subnet, *model.RouteTable) {
		s := c.Subnet(v, "aws_subnet."+name+"-"+zone, "10.9."+n+".0/24", zone)
		return s, c.Table(v, "aws_route_table."+name+"-"+zone, s)
	}
	var attached []*model.Subnet
	for i, z := range []string{"a", "b"} {
		at, toward := subnet("tgw", "1"+string(rune('0'+i)), z)
		fw, behind := subnet("fw", "2"+string(rune('0'+i)), z)
		out, nat := subnet("nat", "3"+string(rune('0'+i)), z)
		_, c.ends[z] = c.guard("aws_networkfirewall_firewall."+z, v, fw)
		c.nats[z] = c.NAT(out, "aws_nat_gateway."+z)
		c.attached[z], c.inspection[z], c.natTable[z] = toward, behind, nat
		c.Route(behind, "0.0.0.0/0", model.TargetNATGateway, c.nats[z])
		c.Route(behind, "10.0.0.0/8", model.TargetTransitGateway, c.hub)
		c.Route(nat, "0.0.0.0/0", model.TargetInternetGateway, gateway)
		attached = append(attached, at)
	}
	c.Attach(c.hub, v, "aws_ec2_transit_gateway_vpc_attachment.inspection", attached...)
	client := c.VPC("aws_vpc.client", "10.64.0.0/16")
	app := c.Subnet(client, "aws_subnet.client", "10.64.0.0/24", "a")
	c.Route(c.Table(client, "aws_route_table.client", app), "0.0.0.0/0", model.TargetTransitGateway, c.hub)
	c.Attach(c.hub, client, "aws_ec2_transit_gateway_vpc_attachment.client", app)
	return c
}

func TestCentralEgress(t *testing.T) {
	tables := func(fs []rules.Finding) []string {
		var out []string
		for _, f := range fs {
			out = append(out, f.Object.Address)
		}
		return out
	}
	for name, test := range map[string]struct {
		out, back func(c *central, z string) model.Entity // what tables of a zone send to; nil: around the firewall
		want      []string
	}{
		"both ways through the zone's endpoint": {
			out:  func(c *central, z string) model.Entity { return c.ends[z] },
			back: func(c *central, z string) model.Entity { return c.ends[z] },
		},
		"answers go to the transit gateway directly": {
			out:  func(c *central, z string) model.Entity { return c.ends[z] },
			want: []string{"aws_route_table.nat-a", "aws_route_table.nat-b"},
		},
		"requests go to the NAT gateway directly": {
			back: func(c *central, z string) model.Entity { return c.ends[z] },
			want: []string{"aws_route_table.tgw-a", "aws_route_table.tgw-b"},
		},
		"answers pass another zone's endpoint": {
			out:  func(c *central, z string) model.Entity { return c.ends[z] },
			back: func(c *central, z string) model.Entity { return c.ends["b"] },
			want: []string{"aws_route_table.nat-a"},
		},
		"neither way": {},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCentral(t)
			for _, z := range []string{"a", "b"} {
				if test.out != nil {
					c.Route(c.attached[z], "0.0.0.0/0", model.TargetEndpoint, test.out(c, z))
				} else {
					c.Route(c.attached[z], "0.0.0.0/0", model.TargetNATGateway, c.nats[z])
				}
				if test.back != nil {
					c.Route(c.natTable[z], "10.0.0.0/8", model.TargetEndpoint, test.back(c, z))
				} else {
					c.Route(c.natTable[z], "10.0.0.0/8", model.TargetTransitGateway, c.hub)
				}
			}
			assert.ElementsMatch(t, test.want, tables(c.Run(AsymmetricRoute)))
		})
	}
}

// CloudFormation does not tell which endpoint stands in which subnet. Whichever it is, what arrives passes one, and
// answers that go to the transit gateway directly pass none.
func TestCentralEgressByEndpointsInNoOrder(t *testing.T) {
	for _, direct := range []bool{false, true} {
		c := newCentral(t)
		var subnets []*model.Subnet
		for _, z := range []string{"a", "b"} {
			subnets = append(subnets, c.Subnets[slices.IndexFunc(c.Subnets, func(s *model.Subnet) bool { return s.Address == "aws_subnet.fw-"+z })])
		}
		f := &model.NetworkFirewall{Object: ruletest.Object("Firewall", "x"), VPC: ruletest.To[model.VPC](c.VPCs[1]), Subnets: ruletest.All[model.Subnet](subnets...)}
		c.Add(f)
		for _, z := range []string{"a", "b"} {
			e := &model.FirewallEndpoint{Object: f.Object, Firewall: f, Subnet: model.RefAmong[model.Subnet]([]string{subnets[0].ID, subnets[1].ID}, "they are in no order")}
			e.ID = "endpoint-" + z
			f.Endpoints = append(f.Endpoints, e)
			c.Add(e)
			c.Route(c.attached[z], "0.0.0.0/0", model.TargetEndpoint, e)
			if direct && z == "b" {
				c.Route(c.natTable[z], "10.0.0.0/8", model.TargetTransitGateway, c.hub)
			} else {
				c.Route(c.natTable[z], "10.0.0.0/8", model.TargetEndpoint, e)
			}
		}
		if direct {
			assert.Equal(t, "aws_route_table.nat-b", c.One(AsymmetricRoute).Object.Address)
		} else {
			c.None(AsymmetricRoute)
		}
	}
}

// The subnet of a NAT gateway may send to the transit gateway directly for others than its clients.
func TestRangesThatNoClientOfANATGatewayHas(t *testing.T) {
	c := newCentral(t)
	for _, z := range []string{"a", "b"} {
		c.Route(c.attached[z], "0.0.0.0/0", model.TargetEndpoint, c.ends[z])
		c.Route(c.natTable[z], "10.64.0.0/10", model.TargetEndpoint, c.ends[z])
		c.Route(c.natTable[z], "192.168.0.0/16", model.TargetTransitGateway, c.hub)
	}
	c.None(AsymmetricRoute)
}

// What leaves a private subnet by one zone's endpoint is answered by another's.
func TestNATGatewayAnswersByAnotherZone(t *testing.T) {
	for zone, want := range map[string]string{"a": "", "b": "aws_route_table.nat"} {
		e := newEdge(t)
		far := e.Subnet(e.vpc, "aws_subnet.firewall-b", "10.0.9.16/28", "b")
		e.Table(e.vpc, "aws_route_table.firewall-b", far)
		_, end := e.guard("aws_networkfirewall_firewall.b", e.vpc, far)
		nats := e.Subnet(e.vpc, "aws_subnet.nat", "10.0.8.0/24", "a")
		table := e.Table(e.vpc, "aws_route_table.nat", nats)
		nat := e.NAT(nats, "aws_nat_gateway.n")
		e.Route(table, "0.0.0.0/0", model.TargetInternetGateway, e.gateway)
		e.Routes[0].Target = model.Target{Kind: model.TargetNATGateway, ID: model.Known(nat.ID)}
		private := e.Subnet(e.vpc, "aws_subnet.private", "10.0.5.0/24", "a")
		e.Route(e.Table(e.vpc, "aws_route_table.private", private), "0.0.0.0/0", model.TargetEndpoint, e.end)
		ends := map[string]*model.FirewallEndpoint{"a": e.end, "b": end}
		e.Route(table, "10.0.5.0/24", model.TargetEndpoint, ends[zone])
		if want == "" {
			e.None(AsymmetricRoute)
			continue
		}
		f := e.One(AsymmetricRoute)
		assert.Equal(t, want, f.Object.Address)
		assert.Contains(t, f.Message, "through the endpoint in a, and what comes back from aws_nat_gateway.n passes the one in b")
	}
}

func TestSubnetsOfOneVPC(t *testing.T) {
	e := newEdge(t)
	e.application("")
	e.None(AsymmetricRoute)

	e = newEdge(t)
	app := e.Subnet(e.vpc, "aws_subnet.app", "10.0.4.0/24", "a")
	e.Table(e.vpc, "aws_route_table.app", app)
	e.Route(e.publicTable, "10.0.4.0/24", model.TargetEndpoint, e.end)
	f := e.One(AsymmetricRoute)
	assert.Equal(t, "aws_route_table.app", f.Object.Address)
	assert.Contains(t, f.Message, "aws_subnet.app answers by the local route")
}

func TestUnknownRoutesAreNotAsymmetric(t *testing.T) {
	e := newEdge(t)
	e.steer(e.end)
	e.Route(e.publicTable, "0.0.0.0/0", model.TargetInternetGateway, e.gateway).Target = model.Target{Kind: model.TargetUnknown, ID: model.Unknown[string]("var.target has no value")}
	e.None(AsymmetricRoute)
}

// A plan alone often does not tell which endpoint a route leads to, but it leads to one.
func TestEndpointThatCannotBeTold(t *testing.T) {
	unknown := model.Target{Kind: model.TargetEndpoint, ID: model.Unknown[string]("it is known after apply")}
	e := newEdge(t)
	e.steer(e.end)
	for _, r := range e.Routes {
		if r.Target.Kind == model.TargetEndpoint {
			r.Target = unknown
		}
	}
	e.Route(e.publicTable, "0.0.0.0/0", model.TargetInternetGateway, e.gateway)
	assert.Equal(t, "aws_route_table.public", e.One(AsymmetricRoute).Object.Address)

	e = newEdge(t)
	e.steer(e.end)
	e.Route(e.publicTable, "0.0.0.0/0", model.TargetEndpoint, e.end)
	for _, r := range e.Routes {
		if r.Target.Kind == model.TargetEndpoint {
			r.Target = unknown
		}
	}
	e.None(AsymmetricRoute)
}

func TestUnusedEndpoint(t *testing.T) {
	e := newEdge(t)
	f := e.One(EndpointUnused)
	assert.Equal(t, "aws_networkfirewall_firewall.f", f.Object.Address)
	assert.Contains(t, f.Message, "No route sends traffic to any endpoint of firewall")

	e = newEdge(t)
	e.Route(e.publicTable, "0.0.0.0/0", model.TargetEndpoint, e.end)
	e.None(EndpointUnused)

	e = newEdge(t)
	e.firewall.Exported = true
	e.None(EndpointUnused)
}

func TestStatelessRulesPassOneWay(t *testing.T) {
	rule := func(priority int, action, src, dst string, srcPort, dstPort int) model.StatelessRule {
		r := model.StatelessRule{
			Priority: model.Known(priority), Actions: model.ListOf(model.Known(action)), Protocols: model.ListOf(model.Known(6)),
			Sources: model.ListOf(model.Known(src)), Destinations: model.ListOf(model.Known(dst)),
		}
		if srcPort > 0 {
			r.SourcePorts = model.ListOf(model.Known([2]int{srcPort, srcPort}))
		}
		if dstPort > 0 {
			r.DestinationPorts = model.ListOf(model.Known([2]int{dstPort, dstPort}))
		}
		return r
	}
	there := rule(1, "aws:pass", "10.0.0.0/16", "10.2.0.0/16", 0, 443)
	back := rule(2, "aws:pass", "10.2.0.0/16", "10.0.0.0/16", 443, 0)
	for name, c := range map[string]struct {
		rules     []model.StatelessRule
		otherwise string
		found     bool
	}{
		"answers are dropped":   {[]model.StatelessRule{there}, "aws:drop", true},
		"answers are passed":    {[]model.StatelessRule{there, back}, "aws:drop", false},
		"answers are forwarded": {[]model.StatelessRule{there}, "aws:forward_to_sfe", false},
		"one way is forwarded":  {[]model.StatelessRule{rule(1, "aws:forward_to_sfe", "10.0.0.0/16", "10.2.0.0/16", 0, 443)}, "aws:drop", true},
		"only between servers":  {[]model.StatelessRule{rule(1, "aws:pass", "0.0.0.0/0", "10.2.0.0/16", 0, 443)}, "aws:drop", true},
		"and back to anybody":   {[]model.StatelessRule{rule(1, "aws:pass", "0.0.0.0/0", "10.2.0.0/16", 0, 443), rule(2, "aws:pass", "10.2.0.0/16", "0.0.0.0/0", 443, 0)}, "aws:drop", false},
		"both are forwarded":    {[]model.StatelessRule{rule(1, "aws:forward_to_sfe", "10.0.0.0/8", "10.0.0.0/8", 0, 0)}, "aws:drop", false},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEdge(t)
			g := &model.FirewallRuleGroup{Object: ruletest.Object("aws_networkfirewall_rule_group.s", "x"), Stateful: model.Known(false), Stateless: model.ListOf(c.rules...)}
			e.Add(g)
			e.policy.StatelessGroups.Items = []model.FirewallGroupUse{{Group: ruletest.To[model.FirewallRuleGroup](g), Priority: model.Known(1)}}
			e.policy.StatelessDefault = model.ListOf(model.Known(c.otherwise))
			if c.found {
				f := e.One(StatelessOneWay)
				assert.Equal(t, "aws_networkfirewall_rule_group.s", f.Object.Address)
				assert.Contains(t, f.Message, "the default action of policy aws_networkfirewall_firewall_policy.p")
			} else {
				e.None(StatelessOneWay)
			}
		})
	}
}
