package firewall

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
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
