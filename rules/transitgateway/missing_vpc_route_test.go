package transitgateway

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules/ruletest"
)

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
