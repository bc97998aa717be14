package peering

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

// pair is two peered VPCs with a private subnet in each of two zones, one table for each subnet, and the
// forward route of a in both tables. Routes back are added by tests.
type pair struct {
	*ruletest.Net
	a, b           *model.VPC
	a1, a2, b1, b2 *model.Subnet
	ta, tb1, tb2   *model.RouteTable
	pc             *model.PeeringConnection
}

func newPair(t *testing.T) pair {
	n := pair{Net: ruletest.New(t)}
	n.a, n.b = n.VPC("aws_vpc.a", "10.0.0.0/16"), n.VPC("aws_vpc.b", "172.16.0.0/16")
	n.a1 = n.Subnet(n.a, "aws_subnet.a_app[0]", "10.0.0.0/20", "eu-west-1a")
	n.a2 = n.Subnet(n.a, "aws_subnet.a_app[1]", "10.0.16.0/20", "eu-west-1b")
	n.b1 = n.Subnet(n.b, "aws_subnet.b_app[0]", "172.16.0.0/20", "eu-west-1a")
	n.b2 = n.Subnet(n.b, "aws_subnet.b_app[1]", "172.16.16.0/20", "eu-west-1b")
	n.ta = n.Table(n.a, "aws_route_table.a", n.a1, n.a2)
	n.tb1 = n.Table(n.b, "aws_route_table.b[0]", n.b1)
	n.tb2 = n.Table(n.b, "aws_route_table.b[1]", n.b2)
	n.pc = n.Peering(n.a, n.b, "aws_vpc_peering_connection.ab")
	n.to(n.ta, "172.16.0.0/16")
	return n
}

func (n pair) to(t *model.RouteTable, cidr string) { n.Route(t, cidr, model.TargetPeering, n.pc) }

func at(fs []rules.Finding) []string {
	var out []string
	for _, f := range fs {
		out = append(out, f.Object.Address)
	}
	return out
}

func TestNoWayBackWithoutWorkloadsIsReportedAtEveryTable(t *testing.T) {
	n := newPair(t)
	assert.Equal(t, []string{"aws_route_table.b[0]", "aws_route_table.b[1]"}, at(n.Run(AsymmetricRoute)))
}

// A VPC that exists already may have routes that are not in view. What they could take from a route that is in view
// is nothing to report; the lack of one is, as possible.
func TestWayBackInATableToWhichOthersMayAdd(t *testing.T) {
	build := func() pair {
		n := newPair(t)
		for _, table := range []*model.RouteTable{n.tb1, n.tb2} {
			table.Open, table.Why = true, "the VPC exists already"
		}
		return n
	}
	n := build()
	n.to(n.tb1, "10.0.0.0/16")
	n.to(n.tb2, "10.0.0.0/16")
	n.None(AsymmetricRoute)

	n = build()
	n.NoneDefinite(AsymmetricRoute)
	assert.NotEmpty(t, n.Run(AsymmetricRoute))
}

func TestNoWayBackIsReportedWhereTheWorkloadsAre(t *testing.T) {
	n := newPair(t)
	n.Instance(n.b2, "aws_instance.b")
	f := n.One(AsymmetricRoute)

	assert.Equal(t, "aws_route_table.b[1]", f.Object.Address)
	assert.Equal(t, rules.Definite, f.Confidence)
	assert.Equal(t, "aws_subnet.b_app[1] (172.16.16.0/20) of aws_vpc.b cannot answer aws_vpc.a (10.0.0.0/16) over "+
		"aws_vpc_peering_connection.ab: aws_route_table.b[1] has no route back to 10.0.0.0/20 and 10.0.16.0/20, so the answers "+
		"find no route and are dropped.", f.Message)
	assert.Equal(t, "Add a route for 10.0.0.0/16 to aws_vpc_peering_connection.ab in aws_route_table.b[1].", f.Fix.Text)
	assert.Equal(t, `resource "aws_route" "b_1_to_a" {
  route_table_id            = aws_route_table.b[1].id
  destination_cidr_block    = "10.0.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.ab.id
}
`, f.Fix.Terraform)
	assert.Equal(t, "sends 172.16.0.0/16 to aws_vpc_peering_connection.ab", f.Related[0].Message)
}

func TestRoutesBothWays(t *testing.T) {
	for name, back := range map[string][]string{
		"whole":      {"10.0.0.0/16"},
		"aggregate":  {"10.0.0.0/8"},
		"subnets":    {"10.0.0.0/20", "10.0.16.0/20"},
		"two halves": {"10.0.0.0/17", "10.0.128.0/17"},
	} {
		t.Run(name, func(t *testing.T) {
			n := newPair(t)
			for _, cidr := range back {
				n.to(n.tb1, cidr)
				n.to(n.tb2, cidr)
			}
			n.None(AsymmetricRoute)
		})
	}
}

func TestOnlyAPartComesBack(t *testing.T) {
	n := newPair(t)
	n.to(n.tb1, "10.0.0.0/19")
	n.to(n.tb2, "10.0.0.0/20")
	n.Instance(n.a2, "aws_instance.a")
	n.Instance(n.b2, "aws_instance.b")
	f := n.One(AsymmetricRoute)
	assert.Equal(t, "aws_route_table.b[1]", f.Object.Address)
	assert.Contains(t, f.Message, "no route back to 10.0.16.0/20,")
}

func TestHalfASubnetComesBack(t *testing.T) {
	n := newPair(t)
	n.to(n.tb1, "10.0.0.0/21")
	n.to(n.tb2, "10.0.0.0/21")
	found := n.Run(AsymmetricRoute)
	require.Len(t, found, 2)
	assert.Contains(t, found[0].Message, "carries only a part of the range back (10.0.0.0/21) and has no route to 10.0.8.0/21 and 10.0.16.0/20")
}

func TestLongerRouteTakesTheAnswersAway(t *testing.T) {
	n := newPair(t)
	igw := n.InternetGateway(n.b, "aws_internet_gateway.b")
	n.to(n.tb1, "10.0.0.0/16")
	n.to(n.tb2, "10.0.0.0/16")
	n.Route(n.tb2, "10.0.16.0/20", model.TargetInternetGateway, igw)
	n.Instance(n.a2, "aws_instance.a")
	n.Instance(n.b2, "aws_instance.b")
	f := n.One(AsymmetricRoute)
	assert.Contains(t, f.Message, "the answers take the route 10.0.16.0/20 to internet gateway aws_internet_gateway.b")
	assert.Contains(t, f.Fix.Text, "10.0.16.0/20", "10.0.0.0/16 is there already")
}

func TestOneTableOfATierLacksTheRoute(t *testing.T) {
	n := newPair(t)
	n.to(n.tb1, "10.0.0.0/16")
	n.Instance(n.a1, "aws_instance.a")
	n.Instance(n.b2, "aws_instance.b")
	f := n.One(AsymmetricRoute)
	assert.Equal(t, "aws_route_table.b[1]", f.Object.Address)
}

func TestEmptySubnetWithoutTheRouteIsNoFault(t *testing.T) {
	n := newPair(t)
	n.to(n.tb1, "10.0.0.0/16")
	n.Instance(n.a1, "aws_instance.a")
	n.Instance(n.b1, "aws_instance.b")
	n.None(AsymmetricRoute)
}

// tiers adds a database tier to b, with a table of its own that has no routes.
func (n pair) tiers() *model.Subnet {
	n.to(n.tb1, "10.0.0.0/16")
	n.to(n.tb2, "10.0.0.0/16")
	db := n.Subnet(n.b, "aws_subnet.b_db", "172.16.64.0/24", "eu-west-1a")
	n.Table(n.b, "aws_route_table.b_db", db)
	n.Instance(n.a1, "aws_instance.a")
	return db
}

func TestAnotherTierWithoutRoutesIsMeant(t *testing.T) {
	n := newPair(t)
	n.Instance(n.tiers(), "aws_instance.db")
	n.None(AsymmetricRoute)
}

func TestAnotherTierThatIsNamedNeedsTheRoute(t *testing.T) {
	n := newPair(t)
	g := n.Group(n.b, "aws_security_group.db")
	n.Ingress(g, "tcp 5432 10.0.0.0/20")
	n.Instance(n.tiers(), "aws_instance.db", g)
	f := n.One(AsymmetricRoute)
	assert.Equal(t, "aws_route_table.b_db", f.Object.Address)
	last := f.Related[len(f.Related)-1]
	assert.Equal(t, "says that the two sides are meant to talk: aws_security_group.db lets in 10.0.0.0/20", last.Message)
}

func TestARangeWiderThanTheSubnetsNamesNothing(t *testing.T) {
	n := newPair(t)
	g := n.Group(n.b, "aws_security_group.db")
	n.Ingress(g, "tcp 5432 10.0.0.0/16")
	n.Instance(n.tiers(), "aws_instance.db", g)
	n.None(AsymmetricRoute)
}

func TestTransitSubnetsAreNotAsked(t *testing.T) {
	n := newPair(t)
	n.to(n.tb1, "10.0.0.0/16")
	n.to(n.tb2, "10.0.0.0/16")
	public := n.Subnet(n.b, "aws_subnet.b_app[2]", "172.16.32.0/20", "eu-west-1c")
	n.Table(n.b, "aws_route_table.b_public", public)
	n.NAT(public, "aws_nat_gateway.b")
	n.None(AsymmetricRoute)
}

func TestTheRouteBackInTheTableOfATransitSubnet(t *testing.T) {
	n := newPair(t)
	public := n.Subnet(n.b, "aws_subnet.b_public", "172.16.32.0/20", "eu-west-1c")
	n.NAT(public, "aws_nat_gateway.b")
	n.to(n.Table(n.b, "aws_route_table.b_public", public), "10.0.0.0/16")
	n.None(AsymmetricRoute) // some table has the way back, and nothing shows that the empty ones need it
}

// What is not known of IPv6 says nothing of IPv4: the route for a range that Amazon assigns is one for IPv6.
func TestIPv6RouteOfUnknownRange(t *testing.T) {
	for _, returns := range []bool{false, true} {
		n := newPair(t)
		n.a.HasIPv6, n.b.HasIPv6 = model.Known(true), model.Known(true)
		for _, s := range []*model.Subnet{n.a1, n.a2, n.b1, n.b2} {
			s.IPv6CIDR = model.Unknown[netip.Prefix]("Amazon assigns it")
		}
		for _, table := range []*model.RouteTable{n.tb1, n.tb2} {
			r := n.Route(table, "10.9.0.0/16", model.TargetPeering, n.pc)
			r.Destination, r.Family = model.Unknown[netip.Prefix]("Amazon assigns it"), 6
			if returns {
				n.to(table, "10.0.0.0/16")
			}
		}
		if returns {
			n.None(AsymmetricRoute)
			continue
		}
		found := n.Run(AsymmetricRoute)
		require.Len(t, found, 2)
		assert.Equal(t, rules.Definite, found[0].Confidence)
	}
}

func TestUnknownRoutesMakeNoDefiniteFinding(t *testing.T) {
	for name, obscure := range map[string]func(n pair){
		"a table that others may add to": func(n pair) {
			for _, t := range []*model.RouteTable{n.tb1, n.tb2} {
				t.Exported = true
			}
		},
		"a route of which the table is not known": func(n pair) {
			r := &model.Route{
				Object: ruletest.Object("aws_route.x", "aws_route"),
				Table:  model.RefTo[model.RouteTable](model.Unknown[string]("var.table has no value")),
			}
			n.Add(r)
		},
		"a route back of which the target is not known": func(n pair) {
			for _, t := range []*model.RouteTable{n.tb1, n.tb2} {
				r := n.Route(t, "10.0.0.0/16", model.TargetPeering, n.pc)
				r.Target.ID = model.Unknown[string]("var.peering has no value")
			}
		},
		"a part of the input that was not read": func(n pair) {
			n.Partial = []string{"module.routes has not been installed"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			n := newPair(t)
			obscure(n)
			n.NoneDefinite(AsymmetricRoute)
		})
	}
}

func TestPeerThatIsNotInView(t *testing.T) {
	n := newPair(t)
	n.b.External = true
	n.None(AsymmetricRoute)
}
