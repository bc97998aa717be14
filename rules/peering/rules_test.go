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

func TestOverlap(t *testing.T) {
	n := ruletest.New(t)
	a, b := n.VPC("aws_vpc.a", "10.0.0.0/16", "100.64.0.0/20"), n.VPC("aws_vpc.b", "10.1.0.0/16", "100.64.8.0/24")
	n.Peering(a, b, "aws_vpc_peering_connection.ab")
	f := n.One(OverlappingCIDR)
	assert.Equal(t, "aws_vpc_peering_connection.ab cannot be created: the range 100.64.0.0/20 of aws_vpc.a overlaps 100.64.8.0/24 of aws_vpc.b.", f.Message)
}

func TestNoOverlap(t *testing.T) {
	n := ruletest.New(t)
	a, b := n.VPC("aws_vpc.a", "10.0.0.0/17"), n.VPC("aws_vpc.b", "10.0.128.0/17")
	b.CIDRs.Items = append(b.CIDRs.Items, model.Unknown[netip.Prefix]("IPAM assigns it"))
	n.Peering(a, b, "aws_vpc_peering_connection.ab")
	n.None(OverlappingCIDR)
}

func TestOverlapSilencesTheMissingWayBack(t *testing.T) {
	n := newPair(t)
	n.b.CIDRs.Items = append(n.b.CIDRs.Items, model.Known(netip.MustParsePrefix("10.0.64.0/20")))
	n.Link()
	found, _ := rules.Run([]*model.Network{n.Network}, []*rules.Rule{AsymmetricRoute, OverlappingCIDR}, rules.Options{}, 1)
	require.Len(t, found, 1)
	assert.Equal(t, "peering-overlapping-cidr", found[0].Rule)
}

// hub is a core VPC peered with two others.
func hub(t *testing.T) (n *ruletest.Net, batch, reports *model.VPC, table *model.RouteTable, pc *model.PeeringConnection) {
	n = ruletest.New(t)
	core := n.VPC("aws_vpc.core", "10.40.0.0/16")
	batch, reports = n.VPC("aws_vpc.batch", "10.41.0.0/16"), n.VPC("aws_vpc.reports", "10.42.0.0/16")
	pc = n.Peering(core, batch, "aws_vpc_peering_connection.core_batch")
	n.Peering(core, reports, "aws_vpc_peering_connection.core_reports")
	return n, batch, reports, n.Table(batch, "aws_route_table.batch"), pc
}

func TestRouteToAPeersPeer(t *testing.T) {
	n, batch, _, table, pc := hub(t)
	n.Route(table, "10.42.0.0/16", model.TargetPeering, pc)
	n.Route(n.Table(batch, "aws_route_table.other"), "10.42.0.0/16", model.TargetPeering, pc)
	f := n.One(RouteOutsidePeer)
	assert.Equal(t, "aws_route_table.batch.10.42.0.0/16", f.Object.Address)
	assert.Equal(t, rules.Error, f.Severity)
	assert.Contains(t, f.Message, "aws_vpc.core (10.40.0.0/16), which has no part of that range")
	assert.Contains(t, f.Fix.Text, "Peer aws_vpc.batch with aws_vpc.reports")
}

func TestRoutesIntoThePeer(t *testing.T) {
	for _, cidr := range []string{"10.40.0.0/16", "10.40.3.0/24", "10.40.0.0/15"} {
		n, _, _, table, pc := hub(t)
		n.Route(table, cidr, model.TargetPeering, pc)
		n.None(RouteOutsidePeer)
	}
}

func TestSummaryThatCoversAPeersPeer(t *testing.T) {
	n, _, _, table, pc := hub(t)
	n.Route(table, "10.0.0.0/8", model.TargetPeering, pc)
	f := n.One(RouteOutsidePeer)
	assert.Equal(t, rules.Warning, f.Severity)
	assert.Contains(t, f.Message, "aws_vpc.batch cannot reach aws_vpc.reports (10.42.0.0/16)")
}

func TestSummaryWithALongerRouteForTheRest(t *testing.T) {
	n, batch, reports, table, pc := hub(t)
	direct := n.Peering(batch, reports, "aws_vpc_peering_connection.batch_reports")
	n.Route(table, "10.0.0.0/8", model.TargetPeering, pc)
	n.Route(table, "10.42.0.0/16", model.TargetPeering, direct)
	n.None(RouteOutsidePeer)
}

func TestInternetOverAPeer(t *testing.T) {
	n, _, _, table, pc := hub(t)
	n.Route(table, "0.0.0.0/0", model.TargetPeering, pc)
	assert.Equal(t, rules.Warning, n.One(RouteOutsidePeer).Severity)
}

func TestPrefixListOutsideThePeer(t *testing.T) {
	for name, c := range map[string]struct {
		entries  []string
		severity rules.Severity
	}{
		"the peer's own":            {[]string{"10.40.1.0/24", "10.40.2.0/24"}, ""},
		"a peer's peer's":           {[]string{"10.42.0.0/16"}, rules.Error},
		"the peer's and its peer's": {[]string{"10.40.0.0/16", "10.42.0.0/16"}, rules.Warning},
		"not known":                 {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			n, _, _, table, pc := hub(t)
			list := &model.PrefixList{Object: ruletest.Object("aws_ec2_managed_prefix_list.l", "x")}
			for _, e := range c.entries {
				list.Entries.Items = append(list.Entries.Items, model.Known(netip.MustParsePrefix(e)))
			}
			list.Entries.Open = len(c.entries) == 0
			n.Add(list)
			r := n.Route(table, "10.9.0.0/16", model.TargetPeering, pc)
			r.Destination, r.PrefixList = model.Value[netip.Prefix]{}, ruletest.To[model.PrefixList](list)
			if c.severity == "" {
				n.None(RouteOutsidePeer)
				return
			}
			f := n.One(RouteOutsidePeer)
			assert.Equal(t, c.severity, f.Severity)
			assert.Contains(t, f.Message, "of prefix list aws_ec2_managed_prefix_list.l")
		})
	}
}

func TestRouteOutsideAPeerOfUnknownRange(t *testing.T) {
	n, _, _, table, pc := hub(t)
	n.Route(table, "10.42.0.0/16", model.TargetPeering, pc)
	n.VPCs[0].CIDRs.Items = append(n.VPCs[0].CIDRs.Items, model.Unknown[netip.Prefix]("IPAM assigns it"))
	n.None(RouteOutsidePeer)
}

func TestAcceptance(t *testing.T) {
	type connection = *model.PeeringConnection
	pending := func(pc connection) { pc.AutoAccept, pc.Accepted = model.Value[bool]{}, model.Value[bool]{} }
	for _, c := range []struct {
		name  string
		set   func(n *ruletest.Net, pc connection)
		found bool
	}{
		{"nothing accepts it", func(_ *ruletest.Net, pc connection) { pending(pc) }, true},
		{"accepts itself", func(_ *ruletest.Net, pc connection) { pc.Accepted = model.Value[bool]{} }, false},
		{"an accepter in view", func(n *ruletest.Net, pc connection) {
			pending(pc)
			n.Add(&model.PeeringAccepter{Object: ruletest.Object("accepter", "x"), Connection: ruletest.To[model.PeeringConnection](pc)})
		}, false},
		{"another account", func(_ *ruletest.Net, pc connection) { pending(pc); pc.PeerAccount = model.Known("111122223333") }, false},
		{"an account that is not known", func(_ *ruletest.Net, pc connection) {
			pending(pc)
			pc.PeerAccount = model.Unknown[string]("var.account")
		}, false},
		{"active already", func(_ *ruletest.Net, pc connection) { pending(pc); pc.Accepted = model.Known(true) }, false},
		{"accepts itself in another region", func(_ *ruletest.Net, pc connection) {
			pc.Accepted = model.Value[bool]{}
			pc.Region, pc.PeerRegion = model.Known("eu-west-1"), model.Known("us-east-1")
		}, true},
		{"accepts itself in another region and is accepted there", func(n *ruletest.Net, pc connection) {
			pc.Accepted = model.Value[bool]{}
			pc.Region, pc.PeerRegion = model.Known("eu-west-1"), model.Known("us-east-1")
			n.Add(&model.PeeringAccepter{Object: ruletest.Object("accepter", "x"), Connection: ruletest.To[model.PeeringConnection](pc)})
		}, true},
		{"accepts itself in a region that is not known", func(_ *ruletest.Net, pc connection) {
			pc.Accepted = model.Value[bool]{}
			pc.PeerRegion = model.Known("us-east-1")
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := ruletest.New(t)
			pc := n.Peering(n.VPC("aws_vpc.a", "10.0.0.0/16"), n.VPC("aws_vpc.b", "10.1.0.0/16"), "aws_vpc_peering_connection.ab")
			c.set(n, pc)
			if c.found {
				n.One(NotAccepted)
			} else {
				n.None(NotAccepted)
			}
		})
	}
}

func TestUnused(t *testing.T) {
	n := newPair(t)
	n.None(Unused)

	m := ruletest.New(t)
	pc := m.Peering(m.VPC("aws_vpc.a", "10.0.0.0/16"), m.VPC("aws_vpc.b", "10.1.0.0/16"), "aws_vpc_peering_connection.ab")
	assert.Same(t, &pc.Object, m.One(Unused).Object)
}

func TestGroupOfAPeerInAnotherRegion(t *testing.T) {
	build := func(region string) *ruletest.Net {
		n := ruletest.New(t)
		a, b := n.VPC("aws_vpc.a", "10.0.0.0/16"), n.VPC("aws_vpc.b", "10.1.0.0/16")
		a.Region = model.Known("eu-west-1")
		if region != "" {
			b.Region = model.Known(region)
		}
		n.Peering(a, b, "aws_vpc_peering_connection.ab")
		n.Ingress(n.Group(a, "aws_security_group.db"), "tcp 5432", n.Group(b, "aws_security_group.app"))
		return n
	}
	f := build("us-east-1").One(SGReferenceCrossRegion)
	assert.Contains(t, f.Message, "aws_security_group.app of aws_vpc.b in us-east-1")
	build("eu-west-1").None(SGReferenceCrossRegion)
	build("").None(SGReferenceCrossRegion)
}
