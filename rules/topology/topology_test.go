package topology_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
	"github.com/netlint/netlint/rules/topology"
)

func TestStem(t *testing.T) {
	for name, want := range map[string]string{
		`module.net["eu.west"].aws_subnet.private["eu-west-1a"]`: "module net eu west private",
		"aws_subnet.public[0]":               "public",
		"AppSubnetA":                         "app",
		"AppSubnetAZ2":                       "app",
		"PublicSubnetOne":                    "public",
		"ShopVpcPublicSubnet2Subnet9119C799": "shop vpc public",
		"prod-app-us-west-2b":                "prod app",
		"shared-tgw-use1-az4":                "shared tgw",
		"aws_subnet.a":                       "",
	} {
		assert.Equal(t, want, topology.Stem(name), name)
	}
}

func TestSiblings(t *testing.T) {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.0.0.0/16")
	a := n.Subnet(v, `aws_subnet.this["app-eu-west-1a"]`, "10.0.0.0/24", "")
	b := n.Subnet(v, `aws_subnet.this["app-eu-west-1b"]`, "10.0.1.0/24", "")
	db := n.Subnet(v, `aws_subnet.this["db-eu-west-1a"]`, "10.0.2.0/24", "")
	one, two := n.Subnet(v, "aws_subnet.one", "10.0.3.0/24", ""), n.Subnet(v, "aws_subnet.other", "10.0.4.0/24", "")
	n.LoadBalancer("aws_lb.l", []*model.Subnet{one, two})
	tagged := n.Subnet(v, `aws_subnet.this["app-eu-west-1c"]`, "10.0.5.0/24", "")
	tagged.Tags = map[string]string{"Tier": "edge"}
	a.Tags = map[string]string{"Tier": "app"}
	n.Link()

	tiers := topology.TiersIn(n.Network)
	assert.Equal(t, []*model.Subnet{b}, tiers.Siblings(a), "a tag that differs tells tiers apart")
	assert.Empty(t, tiers.Siblings(db))
	assert.Equal(t, []*model.Subnet{two}, tiers.Siblings(one), "a load balancer holds both")
	assert.True(t, tiers.Same(a, b))
	assert.False(t, tiers.Same(a, tagged))
}

func TestTransitSubnets(t *testing.T) {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.0.0.0/16")
	nat, mixed, empty := n.Subnet(v, "nat", "10.0.0.0/24", ""), n.Subnet(v, "mixed", "10.0.1.0/24", ""), n.Subnet(v, "empty", "10.0.2.0/24", "")
	n.NAT(nat, "aws_nat_gateway.a")
	n.NAT(mixed, "aws_nat_gateway.b")
	n.Instance(mixed, "aws_instance.i")
	n.Link()

	assert.True(t, topology.IsTransit(nat))
	assert.False(t, topology.IsTransit(mixed))
	assert.False(t, topology.IsTransit(empty))
	assert.ElementsMatch(t, []*model.Subnet{mixed, empty}, topology.Endpoints(v))
}

func TestPublicEvidence(t *testing.T) {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.0.0.0/16")
	s := n.Subnet(v, "aws_subnet.s", "10.0.0.0/24", "")
	n.NAT(s, "aws_nat_gateway.g")
	gateways := n.Subnet(v, "aws_subnet.gateways", "10.0.4.0/24", "")
	n.NAT(gateways, "aws_nat_gateway.other")
	gateways.MapPublicIP = model.Known(true)
	db := n.Workload(model.WorkloadDatabase, "aws_db_instance.d", []*model.Subnet{s})
	db.PublicIP = model.Known(true)
	hidden := n.Subnet(v, "aws_subnet.hidden", "10.0.1.0/24", "")
	n.LoadBalancer("aws_lb.internal", []*model.Subnet{hidden}).Internal = model.Known(true)
	unsure := n.Subnet(v, "aws_subnet.unsure", "10.0.2.0/24", "")
	n.LoadBalancer("aws_lb.unsure", []*model.Subnet{unsure}).Internal = model.Unknown[bool]("var.internal has no value")
	public := n.Subnet(v, "aws_subnet.public", "10.0.3.0/24", "")
	public.MapPublicIP = model.Known(true)
	n.LoadBalancer("aws_lb.web", []*model.Subnet{public})
	n.Instance(public, "aws_instance.i")
	n.Link()

	assert.Empty(t, topology.PublicEvidence(s), "neither a NAT gateway nor a database that is left publicly accessible")
	assert.Empty(t, topology.PublicEvidence(gateways), "nothing that could get an address is launched among gateways")
	assert.Empty(t, topology.PublicEvidence(hidden))
	assert.Empty(t, topology.PublicEvidence(unsure))
	var kinds []topology.EvidenceKind
	for _, e := range topology.PublicEvidence(public) {
		kinds = append(kinds, e.Kind)
	}
	assert.Equal(t, []topology.EvidenceKind{topology.PublicLoadBalancer, topology.PublicAddress, topology.PublicOnLaunch}, kinds)
}

func TestNames(t *testing.T) {
	n := ruletest.New(t)
	v, w := n.VPC("aws_vpc.v", "10.0.0.0/16"), n.VPC("aws_vpc.w", "10.1.0.0/16")
	app, far := n.Subnet(v, "app", "10.0.0.0/24", ""), n.Subnet(w, "far", "10.1.0.0/24", "")
	elsewhere := n.Subnet(w, "elsewhere", "10.1.1.0/24", "")
	g := n.Group(v, "aws_security_group.g")
	n.Egress(g, "tcp 443 0.0.0.0/0")
	n.Egress(g, "tcp 443 10.1.0.0/16")
	i := n.Instance(app, "aws_instance.i", g)
	i.Texts = []model.Text{{Kind: "user data", Value: model.Known("curl http://10.1.1.9:8080/")}}
	n.Link()
	names := topology.NamesIn(n.Network, rules.Options{})

	_, named := names.Pair([]*model.Subnet{app}, []*model.Subnet{far})
	assert.False(t, named, "ranges wider than the subnet name nothing")
	name, named := names.Pair([]*model.Subnet{elsewhere}, []*model.Subnet{app})
	require.True(t, named)
	assert.Equal(t, "the user data of aws_instance.i names 10.1.1.9", name.Text())
}

// A router's user data configures routes, and the first address of a subnet, its mask apart, is a range: neither
// says that something there is meant to be talked to.
func TestWhatUserDataNamesOfRanges(t *testing.T) {
	for text, c := range map[string]struct{ forwards, named bool }{
		"set dst 10.1.0.0 255.255.0.0": {false, false},
		"curl http://10.1.0.1/":        {false, true},
		"ip route add 10.1.0.1/32":     {true, false},
	} {
		n := ruletest.New(t)
		v, w := n.VPC("aws_vpc.v", "10.0.0.0/16"), n.VPC("aws_vpc.w", "10.1.0.0/16")
		app, far := n.Subnet(v, "app", "10.0.0.0/24", ""), n.Subnet(w, "far", "10.1.0.0/24", "")
		i := n.Instance(app, "aws_instance.i")
		i.SourceDestCheck = model.Known(!c.forwards)
		i.Texts = []model.Text{{Kind: "user data", Value: model.Known(text)}}
		n.Link()
		_, named := topology.NamesIn(n.Network, rules.Options{}).Pair([]*model.Subnet{app}, []*model.Subnet{far})
		assert.Equal(t, c.named, named, text)
	}
}

// Settings name other workloads by their host names, of which some begin alike and some are short.
func TestWhatSettingsNameByHost(t *testing.T) {
	for text, want := range map[string][]string{
		"DB=orders.cluster-abc.eu-west-1.rds.amazonaws.com:5432":                                         {"orders"},
		"orders.cluster-abc.eu-west-1.rds.amazonaws.com, orders.cluster-abd.eu-west-1.rds.amazonaws.com": {"orders", "other"},
		"orders.cluster-ab":                  {},
		"http://cache.lan/ and cache.lan:80": {"cache"},
		"nothing at all":                     {},
		"own-host.example.internal.":         {},
	} {
		n := ruletest.New(t)
		v := n.VPC("aws_vpc.v", "10.0.0.0/16")
		app, data := n.Subnet(v, "app", "10.0.0.0/24", ""), n.Subnet(v, "data", "10.0.1.0/24", "")
		i := n.Instance(app, "aws_instance.i")
		i.Texts = []model.Text{{Kind: "user data", Value: model.Known(text)}}
		i.Endpoints = []string{"own-host.example.internal"}
		for name, host := range map[string]string{
			"orders": "orders.cluster-abc.eu-west-1.rds.amazonaws.com", "other": "orders.cluster-abd.eu-west-1.rds.amazonaws.com", "cache": "cache.lan",
		} {
			n.Instance(data, name).Endpoints = []string{host}
		}
		n.Link()
		got := []string{}
		for _, name := range topology.NamesIn(n.Network, rules.Options{}).From(app) {
			_, object, _ := strings.Cut(name.Text(), " names ")
			got = append(got, object)
		}
		assert.ElementsMatch(t, want, got, text)
	}
}

func TestNamedByAssertion(t *testing.T) {
	n := ruletest.New(t)
	a, b := n.VPC("aws_vpc.a", "10.0.0.0/16"), n.VPC("aws_vpc.b", "10.1.0.0/16")
	x, y := n.Subnet(a, "x", "10.0.0.0/24", ""), n.Subnet(b, "y", "10.1.0.0/24", "")
	n.Link()
	pair := func(expect string) bool {
		names := topology.NamesIn(n.Network, rules.Options{Assertions: []rules.Assertion{{Name: "it works", To: "10.1.0.7", Expect: expect}}})
		_, named := names.Pair([]*model.Subnet{x}, []*model.Subnet{y})
		return named
	}
	assert.True(t, pair("reachable"))
	assert.False(t, pair("blocked"))
}

// behind is a subnet whose default route leads through a firewall with an endpoint in each of two subnets,
// and it is not known which of them the route means.
func behind(t *testing.T, first, second model.TargetKind) []topology.Exit {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.0.0.0/16")
	web := n.Subnet(v, "web", "10.0.0.0/24", "a")
	inspect := []*model.Subnet{n.Subnet(v, "fw_a", "10.0.1.0/24", "a"), n.Subnet(v, "fw_b", "10.0.2.0/24", "b")}
	fw := &model.NetworkFirewall{Object: ruletest.Object("fw", "x"), VPC: ruletest.To[model.VPC](v), Subnets: ruletest.All[model.Subnet](inspect...)}
	end := &model.FirewallEndpoint{Object: ruletest.Object("end", "x"), Firewall: fw, Subnet: model.RefTo[model.Subnet](model.Unknown[string]("EndpointIds have no order"))}
	fw.Endpoints = []*model.FirewallEndpoint{end}
	n.Add(fw, end)
	igw := n.InternetGateway(v, "igw")
	nat := n.NAT(n.Subnet(v, "nat", "10.0.3.0/24", "a"), "nat")
	n.Route(n.Table(v, "web-table", web), "0.0.0.0/0", model.TargetEndpoint, end)
	for i, kind := range []model.TargetKind{first, second} {
		target := model.Entity(igw)
		if kind == model.TargetNATGateway {
			target = nat
		}
		n.Route(n.Table(v, "table-"+inspect[i].Address, inspect[i]), "0.0.0.0/0", kind, target)
	}
	n.Link()
	return topology.Exits(reach.New(n.Network), web, reach.Internet().IPv4())
}

func TestExitsBehindAFirewall(t *testing.T) {
	same := behind(t, model.TargetInternetGateway, model.TargetInternetGateway)
	require.Len(t, same, 1)
	assert.True(t, same[0].Certain, "whichever endpoint is meant, the internet gateway comes behind it")
	assert.Equal(t, model.TargetInternetGateway, same[0].Kind)
	assert.Equal(t, model.TargetEndpoint, same[0].First.Kind)

	differ := behind(t, model.TargetInternetGateway, model.TargetNATGateway)
	for _, x := range differ {
		assert.False(t, x.Certain)
		assert.True(t, x.Either)
		assert.NotEmpty(t, x.Why)
	}
	own := &model.RouteTable{}
	assert.Len(t, topology.Deciding(own, differ), 2, "each of the endpoints' tables decides")
	assert.Equal(t, []*model.RouteTable{own}, topology.Deciding(own, same), "which of them does not matter")
}

func TestShare(t *testing.T) {
	whole := packet.AnyIPv4()
	half, _ := topology.ParseAddresses("0.0.0.0/1")
	assert.InDelta(t, 0.5, topology.Share(half, whole), 1e-9)
	assert.InDelta(t, 1, topology.Share(whole, whole), 1e-9)
	assert.Zero(t, topology.Share(packet.AddrSet{}, whole))
}
