package routing

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

func TestDetachedGatewayIsOneFinding(t *testing.T) {
	s := newShop(t, 3)
	s.igw.VPC = model.Ref[model.VPC]{}
	s.Route(s.Table(s.v, "aws_route_table.other"), "0.0.0.0/0", model.TargetInternetGateway, s.igw)
	f := s.One(InternetGatewayNotAttached)
	assert.Contains(t, f.Message, "internet gateway aws_internet_gateway.shop is attached to no VPC")
	assert.Equal(t, "vpc_id", f.Fix.Edit.Argument)
	s.LoadBalancer("aws_lb.web", s.public[:])
	s.None(SubnetPublicWithoutInternetRoute)
}

func TestAttachedGateways(t *testing.T) {
	newShop(t, 3).None(InternetGatewayNotAttached)

	s := newShop(t, 3)
	s.igw.VPC = model.Ref[model.VPC]{}
	s.Add(&model.GatewayAttachment{Object: ruletest.Object("attachment", "x"), VPC: ruletest.To[model.VPC](s.v), Gateway: model.Known(s.igw.ID)})
	s.None(InternetGatewayNotAttached)

	s = newShop(t, 3)
	s.igw.VPC = model.Ref[model.VPC]{}
	s.Add(&model.GatewayAttachment{Object: ruletest.Object("attachment", "x"), VPC: ruletest.To[model.VPC](s.v), Gateway: model.Unknown[string]("var.gateway")})
	s.None(InternetGatewayNotAttached)
}

func TestGatewayOfAnotherVPC(t *testing.T) {
	s := newShop(t, 3)
	s.igw.VPC = ruletest.To[model.VPC](s.VPC("aws_vpc.new", "10.9.0.0/16"))
	f := s.One(RouteTargetInOtherVPC)
	assert.Equal(t, "aws_route_table.public.0.0.0.0/0", f.Object.Address)
	assert.Contains(t, f.Message, "its internet gateway aws_internet_gateway.shop belongs to aws_vpc.new")
	s.None(InternetGatewayNotAttached)

	newShop(t, 3).None(RouteTargetInOtherVPC)
	s = newShop(t, 3)
	s.igw.VPC = model.RefTo[model.VPC](model.Unknown[string]("var.vpc has no value"))
	s.None(RouteTargetInOtherVPC)
}

func TestPeeringOfOtherVPCs(t *testing.T) {
	build := func(table int) *ruletest.Net {
		n := ruletest.New(t)
		vpcs := []*model.VPC{n.VPC("aws_vpc.a", "10.0.0.0/16"), n.VPC("aws_vpc.b", "10.1.0.0/16"), n.VPC("aws_vpc.c", "10.2.0.0/16")}
		pc := n.Peering(vpcs[0], vpcs[1], "aws_vpc_peering_connection.ab")
		n.Route(n.Table(vpcs[table], "aws_route_table.t"), "10.0.0.0/16", model.TargetPeering, pc)
		return n
	}
	build(1).None(RouteTargetInOtherVPC)
	build(2).One(RouteTargetInOtherVPC)
}

func TestDuplicateDestination(t *testing.T) {
	s := newShop(t, 3)
	second := s.Route(s.nat, "0.0.0.0/0", model.TargetInternetGateway, s.igw)
	second.Address, second.Range.Line = "aws_route.second", 9
	f := s.One(RouteDuplicateDestination)
	assert.Equal(t, "aws_route.second", f.Object.Address)
	assert.Contains(t, f.Message, "one to NAT gateway aws_nat_gateway.shop and one to internet gateway aws_internet_gateway.shop")

	assert.Equal(t, rules.Definite, f.Confidence)

	second.Input = &model.Input{Path: "other.yml", Kind: "cloudformation"}
	assert.Equal(t, rules.Possible, s.One(RouteDuplicateDestination).Confidence, "one of two templates may be meant in place of the other")

	s = newShop(t, 3)
	s.Route(s.nat, "10.9.0.0/16", model.TargetInternetGateway, s.igw)
	s.Route(s.nat, "10.9.0.0/17", model.TargetInternetGateway, s.igw)
	s.None(RouteDuplicateDestination)
}

func TestInlineRouteBesideAStandaloneOne(t *testing.T) {
	s := newShop(t, 3)
	inline := s.Route(s.nat, "0.0.0.0/0", model.TargetNATGateway, s.gateway)
	inline.Inline = true
	f := s.One(RouteDuplicateDestination)
	assert.Equal(t, "aws_route_table.app.0.0.0.0/0", f.Object.Address)
	assert.Contains(t, f.Fix.Text, "all inline or all as resources of their own")
}

func TestRouteInsideTheVPCBesideAnotherVPCsRouteToItsTarget(t *testing.T) {
	for _, c := range []struct {
		name   string
		inside func(s shop, other *model.VPC) *model.RouteTable
		want   []string
	}{
		{"the target is at home", func(s shop, _ *model.VPC) *model.RouteTable { return s.nat }, []string{"route-inside-vpc-cidr", "route-target-in-other-vpc"}},
		{"the target is the fault", func(s shop, other *model.VPC) *model.RouteTable {
			return s.Table(other, "aws_route_table.second")
		}, []string{"route-target-in-other-vpc"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShop(t, 3)
			other := s.VPC("aws_vpc.new", "10.0.0.0/16")
			s.Subnet(other, "aws_subnet.new", "10.0.21.0/24", "eu-west-1a")
			s.Route(s.Table(other, "aws_route_table.new"), "198.51.100.0/24", model.TargetNATGateway, s.gateway)
			s.Route(c.inside(s, other), "10.0.16.0/20", model.TargetNATGateway, s.gateway)
			s.Link()
			found, _ := rules.Run([]*model.Network{s.Network}, []*rules.Rule{RouteInsideVPCCIDR, RouteTargetInOtherVPC}, rules.Options{}, 1)
			var got []string
			for _, f := range found {
				got = append(got, f.Rule)
			}
			assert.ElementsMatch(t, c.want, got)
		})
	}
}

func TestRouteInsideTheVPC(t *testing.T) {
	for _, c := range []struct {
		name, cidr string
		kind       model.TargetKind
		found      bool
	}{
		{"a subnet's range to an interface", "10.0.11.0/24", model.TargetNATGateway, false},
		{"a part of a subnet to an interface", "10.0.11.0/25", model.TargetNATGateway, true},
		{"a subnet's range to a gateway", "10.0.11.0/24", model.TargetTransitGateway, true},
		{"the whole range to an interface", "10.0.0.0/16", model.TargetNATGateway, false},
		{"wider than the VPC", "10.0.0.0/8", model.TargetTransitGateway, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShop(t, 3)
			s.Route(s.nat, c.cidr, c.kind, s.gateway)
			if c.found {
				s.One(RouteInsideVPCCIDR)
			} else {
				s.None(RouteInsideVPCCIDR)
			}
		})
	}
	s := newShop(t, 3)
	s.Subnet(s.v, "aws_subnet.unknown", "", "")
	s.Route(s.nat, "10.0.99.0/24", model.TargetNATGateway, s.gateway)
	s.NoneDefinite(RouteInsideVPCCIDR)
}

func TestShadowedRoutes(t *testing.T) {
	s := newShop(t, 3)
	s.Route(s.nat, "192.168.0.0/16", model.TargetInternetGateway, s.igw)
	s.Route(s.nat, "192.168.0.0/17", model.TargetNATGateway, s.gateway)
	s.None(RouteShadowed)
	s = newShop(t, 3)
	s.Route(s.nat, "192.168.0.0/16", model.TargetInternetGateway, s.igw)
	s.Route(s.nat, "192.168.0.0/17", model.TargetNATGateway, s.gateway)
	s.Route(s.nat, "192.168.128.0/17", model.TargetNATGateway, s.gateway)
	f := s.One(RouteShadowed)
	assert.Equal(t, "aws_route_table.app.192.168.0.0/16", f.Object.Address)
}

func TestShadowedByRoutesOfUnknownTarget(t *testing.T) {
	build := func(wide, narrow model.TargetKind) shop {
		s := newShop(t, 3)
		for cidr, kind := range map[string]model.TargetKind{"192.168.0.0/16": wide, "192.168.0.0/17": narrow, "192.168.128.0/17": narrow} {
			s.Route(s.nat, cidr, kind, s.gateway).Target = model.Target{Kind: kind, ID: model.Unknown[string]("a plan keeps nothing of it")}
		}
		return s
	}
	found := build(model.TargetTransitGateway, model.TargetTransitGateway).Run(RouteShadowed)
	require.Len(t, found, 1)
	assert.Equal(t, rules.Possible, found[0].Confidence)
	assert.NotEmpty(t, found[0].Unknown)

	f := build(model.TargetTransitGateway, model.TargetPeering).One(RouteShadowed)
	assert.Equal(t, rules.Definite, f.Confidence, "two kinds are two things")
}

func TestPrefixListUnderAnEqualStaticRoute(t *testing.T) {
	build := func(open bool) shop {
		s := newShop(t, 3)
		l := &model.PrefixList{Object: ruletest.Object("aws_ec2_managed_prefix_list.l", "x"), Entries: model.ListOf(model.Known(netip.MustParsePrefix("192.168.0.0/16")))}
		l.Entries.Open = open
		s.Add(l)
		r := s.Route(s.nat, "192.168.0.0/16", model.TargetInternetGateway, s.igw)
		r.Address = "aws_route.list"
		r.Destination, r.PrefixList = model.Value[netip.Prefix]{}, ruletest.To[model.PrefixList](l)
		s.Route(s.nat, "192.168.0.0/16", model.TargetNATGateway, s.gateway)
		return s
	}
	assert.Equal(t, "aws_route.list", build(false).One(RouteShadowed).Object.Address)
	build(true).None(RouteShadowed)
}

func TestUnassociatedTable(t *testing.T) {
	s := newShop(t, 3)
	s.None(RouteTableUnassociated)
	s = newShop(t, 3)
	s.Route(s.Table(s.v, "aws_route_table.lost"), "0.0.0.0/0", model.TargetInternetGateway, s.igw)
	assert.Equal(t, "aws_route_table.lost", s.One(RouteTableUnassociated).Object.Address)
}

func TestForgottenAssociation(t *testing.T) {
	s := newShop(t, 3)
	s.Associations = s.Associations[:2] // the third public subnet and the application's fall back to the main table
	f := s.One(SubnetImplicitMainRouteTable)
	assert.Equal(t, "aws_subnet.public_c", f.Object.Address)
	newShop(t, 3).None(SubnetImplicitMainRouteTable)
}

func TestIPv6WithoutDefaultRoute(t *testing.T) {
	build := func() shop {
		s := newShop(t, 3)
		s.app.IPv6CIDR = model.Unknown[netip.Prefix]("Amazon assigns it")
		return s
	}
	s := build()
	f := s.One(IPv6MissingDefaultRoute)
	assert.Equal(t, "aws_subnet.app", f.Object.Address)
	assert.Contains(t, f.Fix.Text, "egress-only internet gateway")

	s = build()
	eigw := &model.EgressOnlyInternetGateway{Object: ruletest.Object("eigw", "x"), VPC: ruletest.To[model.VPC](s.v)}
	s.Add(eigw)
	s.Route(s.nat, "::/0", model.TargetEgressOnly, eigw)
	s.None(IPv6MissingDefaultRoute)
	newShop(t, 3).None(IPv6MissingDefaultRoute)

	s = build()
	s.nat.Open, s.nat.Why = true, "others may add to it"
	s.None(IPv6MissingDefaultRoute)

	s = build() // perhaps there is no IPv6 at all
	s.app.IPv6CIDR = model.UnknownOrAbsent[netip.Prefix]("it depends on local.ranges, which is known only after apply")
	s.NoneDefinite(IPv6MissingDefaultRoute)
	assert.Len(t, s.Run(IPv6MissingDefaultRoute), 1)

	s = build() // but addresses are given out
	s.app.IPv6CIDR = model.UnknownOrAbsent[netip.Prefix]("it depends on local.ranges, which is known only after apply")
	s.app.AssignIPv6 = model.Known(true)
	s.One(IPv6MissingDefaultRoute)
}

func TestIPv6ToANATGateway(t *testing.T) {
	s := newShop(t, 3)
	s.Route(s.nat, "64:ff9b::/96", model.TargetNATGateway, s.gateway)
	s.None(IPv6RouteToNATGateway)
	s = newShop(t, 3)
	s.Route(s.nat, "::/0", model.TargetNATGateway, s.gateway)
	s.One(IPv6RouteToNATGateway)
}

func TestSourceDestCheck(t *testing.T) {
	build := func(check model.Value[bool]) shop {
		s := newShop(t, 3)
		i := s.Instance(s.public[0], "aws_instance.nat")
		i.SourceDestCheck = check
		s.Network.Routes[1].Target = model.Target{Kind: model.TargetInstance, ID: model.Known(i.ID)}
		return s
	}
	f := build(model.Value[bool]{}).One(SourceDestCheckOnForwarder)
	assert.Equal(t, "aws_instance.nat", f.Object.Address)
	assert.Equal(t, &rules.Edit{Kind: "set", Object: f.Object, Argument: "source_dest_check", Value: "false"}, f.Fix.Edit)
	build(model.Known(true)).One(SourceDestCheckOnForwarder)
	build(model.Known(false)).None(SourceDestCheckOnForwarder)
	build(model.Unknown[bool]("var.check has no value")).None(SourceDestCheckOnForwarder)
}

func TestNATGatewayOfAnotherZone(t *testing.T) {
	s := newShop(t, 3)
	s.None(NATGatewayCrossAZ)
	s = newShop(t, 3)
	b := s.Subnet(s.v, "aws_subnet.app_b", "10.0.12.0/24", "eu-west-1b")
	s.Route(s.Table(s.v, "aws_route_table.app_b", b), "0.0.0.0/0", model.TargetNATGateway, s.gateway)
	s.None(NATGatewayCrossAZ) // one for all zones is a choice
	s = newShop(t, 3)
	b = s.Subnet(s.v, "aws_subnet.app_b", "10.0.12.0/24", "eu-west-1b")
	s.Route(s.Table(s.v, "aws_route_table.app_b", b), "0.0.0.0/0", model.TargetNATGateway, s.gateway)
	s.NAT(s.public[1], "aws_nat_gateway.b")
	assert.Equal(t, "aws_route_table.app_b", s.One(NATGatewayCrossAZ).Object.Address)
}

func TestOddOneOut(t *testing.T) {
	s := newShop(t, 2)
	f := s.One(SubnetOddOneOut)
	assert.Equal(t, "aws_subnet.public_c", f.Object.Address)
	newShop(t, 3).None(SubnetOddOneOut)

	s = newShop(t, 2)
	s.LoadBalancer("aws_lb.web", s.public[:])
	s.Link()
	found, _ := rules.Run([]*model.Network{s.Network}, []*rules.Rule{SubnetOddOneOut, SubnetPublicOnNATRouteTable}, rules.Options{}, 1)
	require.Len(t, found, 1)
	assert.Equal(t, "subnet-public-on-nat-route-table", found[0].Rule)
}
