package dns

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/hybrid"
	"github.com/netlint/netlint/rules/ruletest"
)

// home is a VPC with an application subnet and a private zone.
type home struct {
	*ruletest.Net
	vpc   *model.VPC
	app   *model.Subnet
	table *model.RouteTable
	zone  *model.HostedZone
	web   *model.Workload
}

func newHome(t *testing.T) *home {
	n := ruletest.New(t)
	h := &home{Net: n, vpc: n.VPC("aws_vpc.v", "10.1.0.0/16")}
	h.vpc.EnableDNSHostnames = model.Known(true)
	h.app = n.Subnet(h.vpc, "aws_subnet.app", "10.1.1.0/24", "a")
	h.table = n.Table(h.vpc, "aws_route_table.app", h.app)
	h.web = n.Instance(h.app, "aws_instance.web")
	h.zone = h.addZone("aws_route53_zone.z", "example.internal", h.vpc)
	return h
}

func (h *home) addZone(address, domain string, vpcs ...*model.VPC) *model.HostedZone {
	z := &model.HostedZone{Object: ruletest.Object(address, "aws_route53_zone"), Private: model.Known(len(vpcs) > 0), Domain: model.Known(domain), VPCs: ruletest.All[model.VPC](vpcs...)}
	h.Add(z)
	return z
}

func (h *home) record(name, value string) {
	h.Add(&model.DNSRecord{
		Object: ruletest.Object("aws_route53_record."+name, "aws_route53_record"), Zone: ruletest.To[model.HostedZone](h.zone),
		Domain: model.Known(name + ".example.internal"), Kind: model.Known("A"), Values: model.ListOf(model.Known(value)),
	})
}

func (h *home) far() (*model.VPC, *model.Workload) {
	v := h.VPC("aws_vpc.far", "10.9.0.0/16")
	return v, h.Instance(h.Subnet(v, "aws_subnet.far", "10.9.1.0/24", "a"), "aws_instance.far")
}

func says(w *model.Workload, text string) {
	w.Texts = append(w.Texts, model.Text{Kind: "user data", Value: model.Known(text)})
}

func TestZoneInAVPCWithoutDNS(t *testing.T) {
	h := newHome(t)
	h.vpc.EnableDNSSupport = model.Known(false)
	f := h.One(SupportDisabled)
	assert.Equal(t, "aws_vpc.v", f.Object.Address)
	assert.Contains(t, f.Message, "has DNS support off, so that the names of aws_route53_zone.z do not resolve in it")
	assert.Equal(t, "enable_dns_support = true\n", f.Fix.Terraform)

	h = newHome(t)
	h.vpc.EnableDNSHostnames = model.Value[bool]{}
	assert.Contains(t, h.One(SupportDisabled).Message, "has DNS hostnames off")

	h = newHome(t)
	h.None(SupportDisabled)

	h = newHome(t) // the zone answers elsewhere
	v, _ := h.far()
	v.EnableDNSSupport = model.Known(false)
	h.None(SupportDisabled)

	h = newHome(t)
	h.vpc.EnableDNSSupport = model.Unknown[bool]("var.dns has no value")
	h.None(SupportDisabled)
}

func TestResolverRuleInAVPCWithoutDNS(t *testing.T) {
	for _, support := range []bool{true, false} {
		h := newHome(t)
		v, _ := h.far()
		v.EnableDNSSupport = model.Known(support)
		r := &model.ResolverRule{Object: ruletest.Object("aws_route53_resolver_rule.r", "x"), Domain: model.Known("corp.example")}
		h.Add(r, &model.ResolverRuleAssociation{Object: ruletest.Object("aws_route53_resolver_rule_association.a", "x"), Rule: ruletest.To[model.ResolverRule](r), VPC: ruletest.To[model.VPC](v)})
		if support {
			h.None(SupportDisabled)
		} else {
			assert.Equal(t, "aws_vpc.far", h.One(SupportDisabled).Object.Address)
		}
	}
}

func TestZoneIsNamedWhereItDoesNotAnswer(t *testing.T) {
	for text, found := range map[string]bool{
		"curl http://api.example.internal/":       true,
		"API=api.example.internal.":               true,
		"curl http://other.api.example.internal/": false,
		"curl http://api.example.internal.test/":  false,
		"curl http://db.example.internal/":        false,
	} {
		h := newHome(t)
		h.record("api", "10.1.1.7")
		_, w := h.far()
		says(w, text)
		if !found {
			h.None(PrivateZoneNotAssociated)
			continue
		}
		f := h.One(PrivateZoneNotAssociated)
		assert.Equal(t, "aws_route53_zone.z", f.Object.Address)
		assert.Equal(t, rules.Warning, f.Severity)
		assert.Contains(t, f.Message, "is not associated with aws_vpc.far, where the user data of aws_instance.far names its host api.example.internal")
		assert.Contains(t, f.Fix.Terraform, "vpc_id  = aws_vpc.far.id")
	}
}

func TestNameThatSomethingElseAnswers(t *testing.T) {
	for name, build := range map[string]func(*home, *model.VPC){
		"another private zone": func(h *home, v *model.VPC) { h.addZone("aws_route53_zone.other", "internal", v) },
		"a public zone":        func(h *home, _ *model.VPC) { h.addZone("aws_route53_zone.public", "example.internal") },
		"a resolver rule": func(h *home, v *model.VPC) {
			r := &model.ResolverRule{Object: ruletest.Object("aws_route53_resolver_rule.r", "x"), Domain: model.Known("example.internal")}
			h.Add(r, &model.ResolverRuleAssociation{Object: ruletest.Object("a", "x"), Rule: ruletest.To[model.ResolverRule](r), VPC: ruletest.To[model.VPC](v)})
		},
		"servers of its own": func(h *home, v *model.VPC) {
			o := &model.DHCPOptions{Object: ruletest.Object("aws_vpc_dhcp_options.o", "x"), DomainNameServers: model.ListOf(model.Known("10.9.1.2"))}
			h.Add(o)
			v.DHCPOptions = ruletest.To[model.DHCPOptions](o)
		},
		"an association": func(h *home, v *model.VPC) {
			h.Add(&model.HostedZoneAssociation{Object: ruletest.Object("aws_route53_zone_association.a", "x"), Zone: ruletest.To[model.HostedZone](h.zone), VPC: ruletest.To[model.VPC](v)})
		},
		"an association that cannot be told": func(h *home, v *model.VPC) {
			h.Add(&model.HostedZoneAssociation{Object: ruletest.Object("aws_route53_zone_association.a", "x"), Zone: ruletest.To[model.HostedZone](h.zone), VPC: model.RefTo[model.VPC](model.Unknown[string]("var.vpc has no value"))})
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHome(t)
			h.record("api", "10.1.1.7")
			v, w := h.far()
			says(w, "curl http://api.example.internal/")
			build(h, v)
			h.None(PrivateZoneNotAssociated)
		})
	}
}

func TestRecordWithoutARoute(t *testing.T) {
	h := newHome(t)
	h.record("api", "10.2.4.168")
	f := h.One(RecordUnreachable)
	assert.Equal(t, "aws_route53_record.api", f.Object.Address)
	assert.Contains(t, f.Message, "The record api.example.internal of zone aws_route53_zone.z is 10.2.4.168, which aws_subnet.app in aws_vpc.v cannot reach: no route carries it")

	h = newHome(t) // an internet gateway drops private addresses
	h.record("api", "10.2.4.168")
	h.Route(h.table, "0.0.0.0/0", model.TargetInternetGateway, h.InternetGateway(h.vpc, "aws_internet_gateway.i"))
	assert.Contains(t, h.One(RecordUnreachable).Message, "which drops private addresses")

	h = newHome(t) // so does a NAT gateway before one
	h.record("api", "10.2.4.168")
	public := h.Subnet(h.vpc, "aws_subnet.public", "10.1.0.0/24", "a")
	h.Route(h.Table(h.vpc, "aws_route_table.public", public), "0.0.0.0/0", model.TargetInternetGateway, h.InternetGateway(h.vpc, "aws_internet_gateway.i"))
	h.Route(h.table, "0.0.0.0/0", model.TargetNATGateway, h.NAT(public, "aws_nat_gateway.n"))
	assert.Contains(t, h.One(RecordUnreachable).Message, "hands it to aws_nat_gateway.n, and behind that")
}

func TestRecordThatCanBeReached(t *testing.T) {
	for name, build := range map[string]func(*home){
		"in the VPC":   func(h *home) { h.record("api", "10.1.7.7") },
		"public":       func(h *home) { h.record("api", "192.0.2.7"); h.record("b", "8.8.8.8") },
		"a route":      func(h *home) { h.record("api", "10.2.4.168"); h.gateway("10.2.0.0/16") },
		"a wide route": func(h *home) { h.record("api", "10.2.4.168"); h.gateway("0.0.0.0/0") },
		"no workload": func(h *home) {
			v := h.VPC("aws_vpc.empty", "10.7.0.0/16")
			h.zone.VPCs = ruletest.All[model.VPC](v)
			h.record("api", "10.2.4.168")
		},
		"the table may have other routes": func(h *home) { h.record("api", "10.2.4.168"); h.table.Exported = true },
		"another VPC of the zone reaches it": func(h *home) {
			v, _ := h.far()
			h.zone.VPCs = ruletest.All[model.VPC](h.vpc, v)
			h.record("api", "10.9.1.7")
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHome(t)
			build(h)
			h.None(RecordUnreachable)
		})
	}
}

// gateway adds a transit gateway and a route to it.
func (h *home) gateway(cidr string) {
	g := &model.TransitGateway{Object: ruletest.Object("aws_ec2_transit_gateway.g", "x")}
	h.Add(g)
	h.Route(h.table, cidr, model.TargetTransitGateway, g)
}

// Where others reach the address, a VPC is at fault only if it asks for the name.
func TestSharedZoneAsksOnlyThoseThatUseIt(t *testing.T) {
	h := newHome(t)
	v, _ := h.far()
	h.zone.VPCs = ruletest.All[model.VPC](h.vpc, v)
	h.record("api", "10.9.1.7")
	says(h.web, "curl http://api.example.internal/")
	assert.Contains(t, h.One(RecordUnreachable).Message, "aws_subnet.app in aws_vpc.v cannot reach")
}

// A static VPN connection without routes teaches the table nothing: this is said at the connection, once. Where the
// table learns from another gateway, the record has a fault of its own.
func TestRecordBehindAVPNWithoutRoutes(t *testing.T) {
	for _, propagated := range []bool{true, false} {
		h := newHome(t)
		h.record("ldap", "172.20.4.4")
		g := &model.VPNGateway{Object: ruletest.Object("aws_vpn_gateway.g", "aws_vpn_gateway"), VPC: ruletest.To[model.VPC](h.vpc)}
		h.Add(g, &model.VPNConnection{
			Object: ruletest.Object("aws_vpn_connection.office", "aws_vpn_connection"), VPNGateway: ruletest.To[model.VPNGateway](g), StaticOnly: model.Known(true),
		})
		if propagated {
			h.Add(&model.RoutePropagation{Object: ruletest.Object("aws_vpn_gateway_route_propagation.p", "x"), Table: ruletest.To[model.RouteTable](h.table), VGW: ruletest.To[model.VPNGateway](g)})
		}
		h.Link()
		found, failures := rules.Run([]*model.Network{h.Network}, []*rules.Rule{RecordUnreachable, hybrid.VPNStaticRouteMissing}, rules.Options{}, 1)
		assert.Empty(t, failures)
		said := []string{}
		for _, f := range found {
			said = append(said, f.Rule)
		}
		if propagated {
			assert.Equal(t, []string{"vpn-static-route-missing"}, said)
		} else {
			assert.ElementsMatch(t, []string{"vpn-static-route-missing", "dns-record-unreachable"}, said)
		}
	}
}

// Two subnets are named, of many the first and how many more.
func TestRecordThatSeveralSubnetsCannotReach(t *testing.T) {
	h := newHome(t)
	h.record("api", "10.2.4.168")
	second := h.Subnet(h.vpc, "aws_subnet.app2", "10.1.2.0/24", "b")
	h.Table(h.vpc, "aws_route_table.app2", second)
	h.Instance(second, "aws_instance.web2")
	assert.Contains(t, h.One(RecordUnreachable).Message, "which aws_subnet.app and aws_subnet.app2 in aws_vpc.v cannot reach")
}
