package firewall

import (
	"net/netip"
	"testing"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules/ruletest"
)

// edge is a VPC with a firewall between its internet gateway and a public subnet.
type edge struct {
	*ruletest.Net
	vpc                  *model.VPC
	public, inspection   *model.Subnet
	publicTable, fwTable *model.RouteTable
	gateway              *model.InternetGateway
	firewall             *model.NetworkFirewall
	end                  *model.FirewallEndpoint
	policy               *model.FirewallPolicy
}

func newEdge(t *testing.T) *edge {
	n := ruletest.New(t)
	e := &edge{Net: n, vpc: n.VPC("aws_vpc.v", "10.0.0.0/16")}
	e.public = n.Subnet(e.vpc, "aws_subnet.public", "10.0.0.0/24", "a")
	e.inspection = n.Subnet(e.vpc, "aws_subnet.firewall", "10.0.9.0/28", "a")
	e.publicTable = n.Table(e.vpc, "aws_route_table.public", e.public)
	e.fwTable = n.Table(e.vpc, "aws_route_table.firewall", e.inspection)
	e.gateway = n.InternetGateway(e.vpc, "aws_internet_gateway.i")
	n.Route(e.fwTable, "0.0.0.0/0", model.TargetInternetGateway, e.gateway)
	w := n.Instance(e.public, "aws_instance.web")
	w.PublicIP = model.Known(true)
	e.policy = &model.FirewallPolicy{
		Object:           ruletest.Object("aws_networkfirewall_firewall_policy.p", "x"),
		StatelessDefault: model.ListOf(model.Known("aws:forward_to_sfe")),
	}
	n.Add(e.policy)
	e.firewall, e.end = e.guard("aws_networkfirewall_firewall.f", e.vpc, e.inspection)
	return e
}

// guard adds a firewall with one endpoint.
func (e *edge) guard(address string, v *model.VPC, s *model.Subnet) (*model.NetworkFirewall, *model.FirewallEndpoint) {
	f := &model.NetworkFirewall{
		Object: ruletest.Object(address, "aws_networkfirewall_firewall"), VPC: ruletest.To[model.VPC](v),
		Subnets: ruletest.All[model.Subnet](s), Policy: ruletest.To[model.FirewallPolicy](e.policy),
	}
	end := &model.FirewallEndpoint{Object: f.Object, Firewall: f, Subnet: ruletest.To[model.Subnet](s)}
	end.ID, end.Implicit = address+".endpoint", true
	f.Endpoints = []*model.FirewallEndpoint{end}
	e.Add(f, end)
	return f, end
}

// steer gives the internet gateway an edge table that sends the public subnet through the firewall.
func (e *edge) steer(end model.Entity) *model.RouteTable {
	t := e.Table(e.vpc, "aws_route_table.edge")
	e.Add(&model.RouteTableAssociation{
		Object: ruletest.Object("aws_route_table_association.edge", "x"),
		Table:  ruletest.To[model.RouteTable](t), Gateway: model.Known(e.gateway.ID),
	})
	if end != nil {
		e.Route(t, "10.0.0.0/24", model.TargetEndpoint, end)
	}
	return t
}

// group adds a stateful rule group to the policy.
func (e *edge) group(text string) *model.FirewallRuleGroup {
	g := &model.FirewallRuleGroup{Object: ruletest.Object("aws_networkfirewall_rule_group.g", "x"), Stateful: model.Known(true)}
	if text != "" {
		g.Text = model.Known(text)
	}
	e.Add(g)
	e.policy.StatefulGroups.Items = append(e.policy.StatefulGroups.Items, model.FirewallGroupUse{Group: ruletest.To[model.FirewallRuleGroup](g), Priority: model.Known(1)})
	return g
}

// application adds a subnet whose instance has an address, a private name, and a firewall before it: the public
// subnet sends to it through the endpoint, and it answers the same way.
func (e *edge) application(settings string) *model.Workload {
	app := e.Subnet(e.vpc, "aws_subnet.app", "10.0.4.0/24", "a")
	table := e.Table(e.vpc, "aws_route_table.app", app)
	e.Route(e.publicTable, "10.0.4.0/24", model.TargetEndpoint, e.end)
	e.Route(table, "10.0.0.0/24", model.TargetEndpoint, e.end)
	g, open := e.Group(e.vpc, "aws_security_group.api"), e.Group(e.vpc, "aws_security_group.web")
	e.Ingress(g, "tcp 80 10.0.0.0/16")
	e.Egress(open, "all 0.0.0.0/0")
	api := e.Instance(app, "aws_instance.api", g)
	api.PrivateIP = model.Known(netip.MustParseAddr("10.0.4.168"))
	web := e.Workloads[0]
	web.Groups, web.GroupsUnset = ruletest.All[model.SecurityGroup](open), false
	if settings != "" {
		web.Texts = []model.Text{{Kind: "user data", Value: model.Known(settings)}}
	}
	z := &model.HostedZone{Object: ruletest.Object("aws_route53_zone.z", "x"), Private: model.Known(true), Domain: model.Known("example.internal"), VPCs: ruletest.All[model.VPC](e.vpc)}
	e.Add(z, &model.DNSRecord{
		Object: ruletest.Object("aws_route53_record.api", "x"), Zone: ruletest.To[model.HostedZone](z), Domain: model.Known("api.example.internal"),
		Kind: model.Known("A"), Values: model.ListOf(model.Known("10.0.4.168")),
	})
	return api
}
