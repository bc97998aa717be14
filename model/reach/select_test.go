package reach

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
)

// named network for selectors: two instances of one resource, a load balancer with a name in a private zone,
// an interface endpoint, a VPN.
func selectable(b *builder) {
	v := b.vpc("aws_vpc.main", "10.0.0.0/16")
	s := b.subnet(v, "module.net.aws_subnet.app[0]", "a", "10.0.1.0/24")
	g := b.open(v, "aws_security_group.open")
	first, second := b.instance(s, `aws_instance.web["a"]`, "10.0.1.9", g), b.instance(s, `aws_instance.web["b"]`, "", g)
	first.Name, second.Name = "web-a", "web-b"
	lb := &model.LoadBalancer{Object: named("aws_lb.api"), Internal: yes(), Subnets: model.ListOf(model.RefByID[model.Subnet](s.ID)), DNSNames: []string{"api.elb.internal"}}
	zone := &model.HostedZone{Object: named("zone"), Domain: model.Known("corp.example"), Private: yes()}
	b.net.Add(lb, zone,
		&model.DNSRecord{Object: named("record1"), Zone: model.RefByID[model.HostedZone]("zone"), Domain: model.Known("api.corp.example"), Kind: model.Known("A"), Alias: model.Known("api.elb.internal")},
		&model.DNSRecord{Object: named("record2"), Zone: model.RefByID[model.HostedZone]("zone"), Domain: model.Known("old.corp.example"), Kind: model.Known("A"), Values: model.ListOf(model.Known("10.2.4.168"))},
		&model.VPCEndpoint{Object: named("aws_vpc_endpoint.ecr"), VPC: model.RefByID[model.VPC](v.ID), Kind: model.Known(model.InterfaceEndpointType),
			ServiceName: model.Known("com.amazonaws.eu-west-1.ecr.api"), Subnets: model.ListOf(model.RefByID[model.Subnet](s.ID))})
}

func TestSelect(t *testing.T) {
	b := build(t)
	selectable(b)
	e := b.engine()
	for expr, want := range map[string][]string{
		`aws_instance.web["a"]`:        {`aws_instance.web["a"]`},
		"aws_instance.web":             {`aws_instance.web["a"]`, `aws_instance.web["b"]`},
		"web-a":                        {`aws_instance.web["a"]`},
		"web-*":                        {`aws_instance.web["a"]`, `aws_instance.web["b"]`},
		"module.net.aws_subnet.app[*]": {"module.net.aws_subnet.app[0]"},
		"internet":                     {"internet"},
		"on-premises":                  {"on-premises"},
		"10.0.1.9":                     {"10.0.1.9"},
		"10.0.1.200":                   {"10.0.1.200"},
		"192.168.0.0/16":               {"192.168.0.0/16"},
		"8.8.8.8":                      {"8.8.8.8"},
		"s3":                           {"s3"},
		"ecr.api":                      {"aws_vpc_endpoint.ecr"},
		"api.corp.example":             {"aws_lb.api"},
		"old.corp.example":             {"old.corp.example"},
	} {
		ends, err := e.Select(expr)
		require.NoError(t, err, expr)
		var labels []string
		for _, end := range ends {
			labels = append(labels, end.Label)
			assert.False(t, end.IsEmpty(), expr)
		}
		assert.Equal(t, want, labels, expr)
	}
	for _, expr := range []string{"", "aws_instance.nothing", "web-z*", "nowhere.corp.example"} {
		_, err := e.Select(expr)
		assert.Error(t, err, expr)
	}
}

func TestSelectedAddressIsTheInterfaceThatHasIt(t *testing.T) {
	b := build(t)
	selectable(b)
	e := b.engine()
	ends, err := e.Select("10.0.1.9")
	require.NoError(t, err)
	require.Len(t, ends[0].Interfaces(), 1)
	assert.Equal(t, `aws_instance.web["a"]`, ends[0].Interfaces()[0].Address)
	outer, err := e.Select("192.168.0.0/16")
	require.NoError(t, err)
	assert.Equal(t, outsideOnPremises, outer[0].outside)
}
