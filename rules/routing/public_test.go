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

// shop is a VPC with three public subnets, an application subnet behind a NAT gateway, and a load balancer.
type shop struct {
	*ruletest.Net
	v             *model.VPC
	public        [3]*model.Subnet
	app           *model.Subnet
	internet, nat *model.RouteTable
	igw           *model.InternetGateway
	gateway       *model.NATGateway
}

// newShop puts the first n public subnets on the public table and the rest on the table of the application.
func newShop(t *testing.T, n int) shop {
	s := shop{Net: ruletest.New(t)}
	s.v = s.VPC("aws_vpc.shop", "10.0.0.0/16")
	for i, name := range []string{"a", "b", "c"} {
		s.public[i] = s.Subnet(s.v, "aws_subnet.public_"+name, []string{"10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"}[i], "eu-west-1"+name)
	}
	s.app = s.Subnet(s.v, "aws_subnet.app", "10.0.11.0/24", "eu-west-1a")
	s.internet = s.Table(s.v, "aws_route_table.public", s.public[:n]...)
	s.nat = s.Table(s.v, "aws_route_table.app", append([]*model.Subnet{s.app}, s.public[n:]...)...)
	s.igw = s.InternetGateway(s.v, "aws_internet_gateway.shop")
	s.gateway = s.NAT(s.public[0], "aws_nat_gateway.shop")
	s.Route(s.internet, "0.0.0.0/0", model.TargetInternetGateway, s.igw)
	s.Route(s.nat, "0.0.0.0/0", model.TargetNATGateway, s.gateway)
	return s
}

func TestLoadBalancerSubnetOnTheNATTable(t *testing.T) {
	s := newShop(t, 2)
	s.LoadBalancer("aws_lb.web", s.public[:])
	f := s.One(SubnetPublicOnNATRouteTable)

	assert.Equal(t, "aws_subnet.public_c", f.Object.Address)
	assert.Equal(t, rules.Definite, f.Confidence)
	assert.Equal(t, "aws_lb.web is internet-facing, but its address in aws_subnet.public_c (10.0.3.0/24) cannot answer clients: the answers take "+
		"the route 0.0.0.0/0 to NAT gateway aws_nat_gateway.shop in aws_route_table.app and not the way that the questions came, while those from "+
		"aws_subnet.public_a (10.0.1.0/24) and aws_subnet.public_b (10.0.2.0/24) leave by an internet gateway.", f.Message)
	assert.Equal(t, "Associate aws_subnet.public_c with aws_route_table.public.", f.Fix.Text)
	assert.Contains(t, f.Fix.Terraform, "route_table_id = aws_route_table.public.id")
	require.NotNil(t, f.Fix.Edit)
	assert.Equal(t, "aws_route_table.public.id", f.Fix.Edit.Value)
	s.None(SubnetPublicWithoutInternetRoute)
}

func TestLoadBalancerSubnetsOnThePublicTable(t *testing.T) {
	s := newShop(t, 3)
	s.LoadBalancer("aws_lb.web", s.public[:])
	s.None(SubnetPublicOnNATRouteTable)
	s.None(SubnetPublicWithoutInternetRoute)
}

func TestInternalLoadBalancerOnTheNATTable(t *testing.T) {
	s := newShop(t, 2)
	s.LoadBalancer("aws_lb.web", s.public[:]).Internal = model.Known(true)
	s.None(SubnetPublicOnNATRouteTable)
}

func TestSubnetsOfOneFaultyTableAreOneFinding(t *testing.T) {
	s := newShop(t, 1)
	s.LoadBalancer("aws_lb.web", s.public[:])
	f := s.One(SubnetPublicOnNATRouteTable)
	assert.Equal(t, "aws_subnet.public_b", f.Object.Address)
	assert.Equal(t, "aws_subnet.public_c", f.Related[len(f.Related)-1].Object.Address)
}

func TestTheInternetInTwoHalves(t *testing.T) {
	s := newShop(t, 2)
	s.LoadBalancer("aws_lb.web", s.public[2:])
	s.Network.Routes[1].Destination = model.Known(netip.MustParsePrefix("0.0.0.0/1"))
	s.Route(s.nat, "128.0.0.0/1", model.TargetNATGateway, s.gateway)
	assert.Equal(t, "aws_subnet.public_c", s.One(SubnetPublicOnNATRouteTable).Object.Address)
}

func TestInstanceWithAPublicAddressOnTheNATTable(t *testing.T) {
	s := newShop(t, 3)
	i := s.Instance(s.app, "aws_instance.bastion")
	i.PublicIP = model.Known(true)
	f := s.One(SubnetPublicOnNATRouteTable)
	assert.Equal(t, "aws_subnet.app", f.Object.Address)
	assert.Contains(t, f.Message, "aws_instance.bastion has a public address, but cannot be reached from the internet")
}

func TestUnknownTargetsMakeNoFinding(t *testing.T) {
	s := newShop(t, 2)
	s.LoadBalancer("aws_lb.web", s.public[:])
	s.Network.Routes[1].Target = model.Target{Kind: model.TargetUnknown, ID: model.Unknown[string]("var.target has no value")}
	s.None(SubnetPublicOnNATRouteTable)
	s.None(SubnetPublicWithoutInternetRoute)
}

func TestAmbiguousTableMakesNoDefiniteFinding(t *testing.T) {
	s := newShop(t, 2)
	s.LoadBalancer("aws_lb.web", s.public[:])
	for _, a := range s.Associations {
		if a.Subnet.ID().Or("") == s.public[2].ID {
			a.Table = model.RefAmong[model.RouteTable]([]string{s.internet.ID, s.nat.ID}, "an index is not in the plan")
		}
	}
	s.NoneDefinite(SubnetPublicOnNATRouteTable)
}

func TestNATInstance(t *testing.T) {
	build := func(edge bool) shop {
		s := newShop(t, 2)
		s.LoadBalancer("aws_lb.web", s.public[2:])
		i := s.Instance(s.public[0], "aws_instance.nat")
		i.SourceDestCheck, i.PublicIP = model.Known(false), model.Known(true)
		s.Network.Routes[1].Target = model.Target{Kind: model.TargetInstance, ID: model.Known(i.ID)}
		if edge {
			t := s.Table(s.v, "aws_route_table.edge")
			s.Add(&model.RouteTableAssociation{Object: ruletest.Object("edge", "x"), Table: ruletest.To[model.RouteTable](t), Gateway: model.Known(s.igw.ID)})
		}
		return s
	}
	assert.Contains(t, build(false).One(SubnetPublicOnNATRouteTable).Message, "the route 0.0.0.0/0 to instance aws_instance.nat")
	s := build(true)
	s.None(SubnetPublicOnNATRouteTable)
	s.None(SubnetPublicWithoutInternetRoute)
}

// What a NAT instance forwards leaves from where it stands, by the table of its own subnet.
func TestNATInstanceOnTheTableThatLeadsToIt(t *testing.T) {
	build := func(public bool) shop {
		s := newShop(t, 2)
		i := s.Instance(s.public[2], "aws_instance.nat")
		i.SourceDestCheck, i.PublicIP = model.Known(false), model.Known(public)
		s.Network.Routes[1].Target = model.Target{Kind: model.TargetInstance, ID: model.Known(i.ID)}
		return s
	}
	f := build(true).One(SubnetPublicOnNATRouteTable)
	assert.Equal(t, "aws_subnet.public_c", f.Object.Address)
	assert.Contains(t, f.Message, "the answers take the route 0.0.0.0/0 to instance aws_instance.nat")
	build(false).None(SubnetPublicOnNATRouteTable)

	// An appliance may send on by another leg what it takes at one without a public address.
	s := build(false)
	s.LoadBalancer("aws_lb.web", s.public[2:])
	s.None(SubnetPublicOnNATRouteTable)
}

func TestLoadBalancerWithoutInternetRoute(t *testing.T) {
	s := newShop(t, 2)
	s.LoadBalancer("aws_lb.web", s.public[:])
	s.Network.Routes = s.Network.Routes[:1]
	f := s.One(SubnetPublicWithoutInternetRoute)
	assert.Equal(t, "aws_lb.web is internet-facing, but aws_subnet.public_c (10.0.3.0/24) is cut off from the internet, for "+
		"aws_route_table.app has no route to an internet gateway.", f.Message)
	assert.Equal(t, rules.Error, f.Severity)
}

func TestPublicAddressesAtLaunchInAnEmptySubnetAreAWarning(t *testing.T) {
	s := newShop(t, 3)
	s.app.MapPublicIP = model.Known(true)
	s.Network.Routes = s.Network.Routes[:1]
	assert.Equal(t, rules.Warning, s.One(SubnetPublicWithoutInternetRoute).Severity)
}

func TestPublicSubnetOnAnOpenMainTable(t *testing.T) {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.0.0.0/16")
	s := n.Subnet(v, "aws_subnet.s", "10.0.0.0/24", "")
	s.MapPublicIP = model.Known(true)
	v.Change = model.Keep // it exists, and others may have changed its main table
	n.None(SubnetPublicWithoutInternetRoute)
}

func TestInspectionBeforeTheInternetGateway(t *testing.T) {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.0.0.0/16")
	web, inspect := n.Subnet(v, "aws_subnet.web", "10.0.0.0/24", "a"), n.Subnet(v, "aws_subnet.inspect", "10.0.1.0/24", "a")
	fw := &model.NetworkFirewall{Object: ruletest.Object("fw", "aws_networkfirewall_firewall"), VPC: ruletest.To[model.VPC](v), Subnets: ruletest.All[model.Subnet](inspect)}
	n.Add(fw)
	end := &model.FirewallEndpoint{Object: ruletest.Object("fw.end", "firewall endpoint"), Firewall: fw, Subnet: ruletest.To[model.Subnet](inspect)}
	fw.Endpoints = []*model.FirewallEndpoint{end}
	n.Add(end)
	n.Route(n.Table(v, "aws_route_table.web", web), "0.0.0.0/0", model.TargetEndpoint, end)
	behind := n.Table(v, "aws_route_table.inspect", inspect)
	n.LoadBalancer("aws_lb.web", []*model.Subnet{web})

	igw := n.InternetGateway(v, "aws_internet_gateway.v")
	r := n.Route(behind, "0.0.0.0/0", model.TargetInternetGateway, igw)
	n.None(SubnetPublicWithoutInternetRoute)
	n.None(SubnetPublicOnNATRouteTable)

	// The same, with nothing behind the firewall.
	r.Table.To().Routes = nil
	assert.Equal(t, "aws_subnet.web", n.One(SubnetPublicWithoutInternetRoute).Object.Address)
}

func TestNATGatewayInTheSubnetThatItServes(t *testing.T) {
	s := newShop(t, 3)
	s.gateway.Subnet = ruletest.To[model.Subnet](s.app)
	f := s.One(NATGatewayWithoutInternetRoute)
	assert.Equal(t, "aws_nat_gateway.shop", f.Object.Address)
	assert.Contains(t, f.Message, "leads back to the NAT gateway itself")
	s.None(SubnetPublicWithoutInternetRoute)
}

func TestNATGatewayOnATableWithoutRoutes(t *testing.T) {
	s := newShop(t, 3)
	s.public[0].MapPublicIP = model.Known(true)
	s.Network.Routes = s.Network.Routes[1:]
	f := s.One(NATGatewayWithoutInternetRoute)
	assert.Contains(t, f.Message, "aws_route_table.public has no route to an internet gateway")
	s.None(SubnetPublicWithoutInternetRoute)
}

func TestNATGatewaysThatAreFine(t *testing.T) {
	newShop(t, 3).None(NATGatewayWithoutInternetRoute)

	s := newShop(t, 3)
	s.gateway.Subnet = ruletest.To[model.Subnet](s.app)
	s.gateway.Private = model.Known(true)
	s.None(NATGatewayWithoutInternetRoute)

	s = newShop(t, 3)
	s.internet.Exported = true // another stack may add the route
	s.Network.Routes = s.Network.Routes[1:]
	s.None(NATGatewayWithoutInternetRoute)
}
