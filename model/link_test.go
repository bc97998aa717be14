package model

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func object(address string) Object { return Object{Address: address, ID: address + ".id"} }

func vpcWithSubnets(names ...string) (*Network, *VPC, []*Subnet) {
	n := &Network{}
	v := &VPC{Object: object("aws_vpc.v"), CIDRs: ListOf(Known(netip.MustParsePrefix("10.0.0.0/16")))}
	n.Add(v)
	var subnets []*Subnet
	for _, name := range names {
		s := &Subnet{Object: object(name), VPC: RefByID[VPC](v.ID)}
		subnets = append(subnets, s)
		n.Add(s)
	}
	return n, v, subnets
}

func table(n *Network, v *VPC, address string) *RouteTable {
	t := &RouteTable{Object: object(address), VPC: RefByID[VPC](v.ID)}
	n.Add(t)
	return t
}

func associate(n *Network, address string, subnet Ref[Subnet], t *RouteTable) {
	n.Add(&RouteTableAssociation{Object: object(address), Subnet: subnet, Table: RefByID[RouteTable](t.ID)})
}

func TestSubnetWithoutAssociationIsOnTheMainTable(t *testing.T) {
	n, v, s := vpcWithSubnets("a", "b")
	custom := table(n, v, "t")
	associate(n, "assoc", RefByID[Subnet](s[0].ID), custom)
	n.Link()

	assert.Same(t, custom, s[0].RouteTable.To())
	require.NotNil(t, v.MainTable)
	assert.Same(t, v.MainTable, s[1].RouteTable.To())
	assert.Equal(t, []*Subnet{s[1]}, v.MainTable.Subnets)
}

func TestMainTableReplaced(t *testing.T) {
	n, v, s := vpcWithSubnets("a")
	custom := table(n, v, "t")
	n.Add(&RouteTableAssociation{Object: object("main"), MainOf: RefByID[VPC](v.ID), Table: RefByID[RouteTable](custom.ID)})
	n.Link()

	assert.Same(t, custom, s[0].RouteTable.To())
	assert.True(t, custom.Main)
}

func TestAdoptedDefaultTable(t *testing.T) {
	n, v, s := vpcWithSubnets("a")
	v.DefaultTableID = "default-id"
	adopted := &RouteTable{Object: object("aws_default_route_table.d"), Adopts: Known("default-id")}
	n.Add(adopted)
	n.Link()

	assert.Same(t, adopted, v.MainTable)
	assert.Same(t, adopted, s[0].RouteTable.To())
	assert.Len(t, n.RouteTables, 1)
}

// Three associations that mean one of three subnets each cover all three, for a subnet has one at most.
func TestAmbiguousAssociationsThatCoverAllSubnets(t *testing.T) {
	n, v, s := vpcWithSubnets("a", "b", "c")
	custom := table(n, v, "t")
	ids := []string{s[0].ID, s[1].ID, s[2].ID}
	for _, name := range []string{"x", "y", "z"} {
		associate(n, name, RefAmong[Subnet](ids, "an index is not in the plan"), custom)
	}
	n.Link()
	for _, s := range s {
		assert.Same(t, custom, s.RouteTable.To())
	}
}

func TestAmbiguousAssociationsThatLeaveOneSubnetOut(t *testing.T) {
	n, v, s := vpcWithSubnets("a", "b", "c")
	custom := table(n, v, "t")
	ids := []string{s[0].ID, s[1].ID, s[2].ID}
	for _, name := range []string{"x", "y"} {
		associate(n, name, RefAmong[Subnet](ids, "an index is not in the plan"), custom)
	}
	n.Link()
	for _, s := range s {
		assert.Nil(t, s.RouteTable.To())
		assert.ElementsMatch(t, []*RouteTable{custom, v.MainTable}, s.RouteTable.Candidates())
	}
}

func TestUnknownAssociationLeavesOtherVPCsAlone(t *testing.T) {
	n, v, s := vpcWithSubnets("a")
	other := &VPC{Object: object("aws_vpc.other")}
	elsewhere := &Subnet{Object: object("elsewhere"), VPC: RefByID[VPC](other.ID)}
	n.Add(other, elsewhere)
	custom := table(n, v, "t")
	associate(n, "x", RefTo[Subnet](Unknown[string]("local.subnet_id is not in the plan")), custom)
	n.Link()

	assert.True(t, s[0].RouteTable.IsUnknown())
	assert.Same(t, other.MainTable, elsewhere.RouteTable.To())
}

// Routes lead to no endpoints but those of Gateway Load Balancers, so that one of unknown type is that.
func TestEndpointThatARouteLeadsTo(t *testing.T) {
	n, v, _ := vpcWithSubnets()
	tbl := table(n, v, "t")
	endpoint := func(name string, kind Value[EndpointType]) *VPCEndpoint {
		e := &VPCEndpoint{Object: object(name), VPC: RefByID[VPC](v.ID), Kind: kind}
		n.Add(e)
		return e
	}
	unknown := Unknown[EndpointType]("its service tells")
	routed, other, interfaces := endpoint("routed", unknown), endpoint("other", unknown), endpoint("interface", Known(EndpointType("Interface")))
	n.Add(&Route{Object: object("r"), Table: RefByID[RouteTable](tbl.ID), Target: Target{Kind: TargetEndpoint, ID: Known(routed.ID)}})
	n.Link()

	assert.Equal(t, Known(GWLBEndpoint), routed.Kind)
	assert.True(t, other.Kind.IsUnknown())
	assert.Equal(t, Known(EndpointType("Interface")), interfaces.Kind)
}

func TestNamesAreWhole(t *testing.T) {
	for name, want := range map[string]string{
		"api": "api.corp.example", "api.corp.example": "api.corp.example", "corp.example": "corp.example", "": "corp.example",
		"notcorp.example": "notcorp.example.corp.example",
	} {
		n := &Network{}
		z := &HostedZone{Object: object("z"), Domain: Known("corp.example")}
		r := &DNSRecord{Object: object("r"), Zone: RefByID[HostedZone](z.ID), Domain: Known(name)}
		n.Add(z, r)
		n.Link()
		assert.Equal(t, Known(want), r.Domain)
	}
}

// Each subnet of a firewall holds one of its endpoints, also where the input does not tell which.
func TestSubnetsOfAFirewallWhoseEndpointsAreInNoOrder(t *testing.T) {
	n, v, subnets := vpcWithSubnets("a", "b")
	f := &NetworkFirewall{Object: object("f"), VPC: RefByID[VPC](v.ID)}
	for _, s := range subnets {
		f.Subnets.Items = append(f.Subnets.Items, RefByID[Subnet](s.ID))
		e := &FirewallEndpoint{Object: object("e" + s.Address), Firewall: f, Subnet: RefAmong[Subnet]([]string{subnets[0].ID, subnets[1].ID}, "why")}
		f.Endpoints = append(f.Endpoints, e)
		n.Add(e)
	}
	n.Add(f)
	n.Link()

	for _, s := range subnets {
		require.Len(t, s.Interfaces, 1)
		assert.Equal(t, InterfaceFirewallEndpoint, s.Interfaces[0].Kind)
	}
	assert.Nil(t, f.Endpoints[0].Subnet.To())
}

func TestFamilyOf(t *testing.T) {
	absent, unknown, known := Value[netip.Prefix]{}, Unknown[netip.Prefix]("var"), Known(netip.MustParsePrefix("10.0.0.0/8"))
	assert.Equal(t, 6, FamilyOf(absent, unknown, false))
	assert.Equal(t, 4, FamilyOf(unknown, absent, false))
	assert.Zero(t, FamilyOf(unknown, unknown, false))
	assert.Zero(t, FamilyOf(absent, unknown, true))
	assert.Zero(t, FamilyOf(known, absent, false))
}

func TestRouteWithAmbiguousTable(t *testing.T) {
	n, v, _ := vpcWithSubnets()
	a, b := table(n, v, "a"), table(n, v, "b")
	r := &Route{Object: object("r"), Table: RefAmong[RouteTable]([]string{a.ID, b.ID}, "why")}
	n.Add(r)
	n.Link()

	assert.Empty(t, a.Routes)
	assert.Equal(t, []*Route{r}, a.MaybeRoutes)
	assert.Equal(t, []*Route{r}, b.MaybeRoutes)
	assert.False(t, a.Open)
}

func TestDefaultEgress(t *testing.T) {
	n, v, _ := vpcWithSubnets()
	cfn := &SecurityGroup{Object: object("cfn"), VPC: RefByID[VPC](v.ID), DefaultEgress: true}
	tf := &SecurityGroup{Object: object("tf"), VPC: RefByID[VPC](v.ID)}
	narrowed := &SecurityGroup{Object: object("narrowed"), VPC: RefByID[VPC](v.ID), DefaultEgress: true}
	rule := &SecurityGroupRule{Object: object("rule"), Group: RefByID[SecurityGroup](narrowed.ID), Egress: Known(true)}
	n.Add(cfn, tf, narrowed, rule)
	n.Link()

	require.Len(t, cfn.Egress, 1)
	assert.True(t, cfn.Egress[0].Implicit)
	assert.Empty(t, tf.Egress)
	assert.Equal(t, []*SecurityGroupRule{rule}, narrowed.Egress)
}

// A node group has the groups of its launch template and no other; without one, AWS gives it the cluster's.
func TestGroupsOfNodes(t *testing.T) {
	n, v, s := vpcWithSubnets("nodes")
	group := &SecurityGroup{Object: object("group"), VPC: RefByID[VPC](v.ID)}
	template := &LaunchTemplate{Object: object("template"), Groups: ListOf(RefByID[SecurityGroup](group.ID))}
	plain := &LaunchTemplate{Object: object("plain"), GroupsUnset: true}
	nodes := func(name string, of *LaunchTemplate) *Workload {
		w := &Workload{
			Object: object(name), Kind: WorkloadEKSNodes, Subnets: ListOf(RefByID[Subnet](s[0].ID)),
			Groups: OpenList[Ref[SecurityGroup]]("AWS gives them the cluster's"), Template: RefByID[LaunchTemplate](of.ID),
		}
		n.Add(w)
		return w
	}
	own, cluster := nodes("own", template), nodes("cluster", plain)
	n.Add(group, template, plain)
	n.Link()

	assert.Equal(t, []*SecurityGroup{group}, []*SecurityGroup{own.Interfaces[0].Groups.Items[0].To()})
	assert.False(t, own.Interfaces[0].Groups.Open)
	assert.True(t, cluster.Interfaces[0].Groups.Open)
}

func TestPublicAddressOfInstances(t *testing.T) {
	n, _, s := vpcWithSubnets("public", "private")
	s[0].MapPublicIP = Known(true)
	instance := func(name string, subnet *Subnet) *Workload {
		w := &Workload{Object: object(name), Kind: WorkloadInstance, Subnets: ListOf(RefByID[Subnet](subnet.ID)), GroupsUnset: true}
		n.Add(w)
		return w
	}
	bySubnet, hidden, byAddress := instance("i1", s[0]), instance("i2", s[1]), instance("i3", s[1])
	refuses := instance("i4", s[0])
	refuses.PublicIP = Known(false)
	n.Add(&ElasticIP{Object: object("eip"), Instance: RefByID[Workload](byAddress.ID)})
	n.Link()

	assert.Equal(t, Known(true), bySubnet.Interfaces[0].Public)
	assert.Equal(t, Known(false), hidden.Interfaces[0].Public)
	assert.Equal(t, Known(true), byAddress.Interfaces[0].Public)
	assert.Equal(t, "eip", byAddress.Interfaces[0].PublicBy.Base().Address)
	assert.Equal(t, Known(false), refuses.Interfaces[0].Public)
	assert.Equal(t, "default security group", bySubnet.Interfaces[0].Groups.Items[0].To().Type)
}

func TestPrimaryInterfaceOfAnInstance(t *testing.T) {
	n, v, s := vpcWithSubnets("a", "b")
	own, added := &SecurityGroup{Object: object("own"), VPC: RefByID[VPC](v.ID)}, &SecurityGroup{Object: object("added"), VPC: RefByID[VPC](v.ID)}
	asked := &Workload{Object: object("asked"), Kind: WorkloadInstance, Subnets: ListOf(RefByID[Subnet](s[0].ID)), Groups: ListOf(RefByID[SecurityGroup](own.ID))}
	other := &Workload{Object: object("other"), Kind: WorkloadInstance, Subnets: ListOf(RefByID[Subnet](s[1].ID)), Groups: asked.Groups}
	asked.Aliases, other.Aliases = []string{"asked.primary"}, []string{"other.primary"}
	primary := RefByID[NetworkInterface]("asked.primary")
	eip, session := &ElasticIP{Object: object("eip"), Interface: primary}, &MirrorSession{Object: object("session"), Source: primary}
	attachment := &SecurityGroupAttachment{Object: object("attachment"), Interface: primary, Group: RefByID[SecurityGroup](added.ID)}
	for _, e := range []Entity{own, added, asked, other, eip, session, attachment} {
		n.Add(e)
	}
	n.Link()

	require.Len(t, asked.Interfaces, 1)
	require.Len(t, other.Interfaces, 1)
	assert.Same(t, asked.Interfaces[0], session.Source.To())
	assert.True(t, asked.Interfaces[0].Public.Or(false))
	assert.False(t, other.Interfaces[0].Public.Or(true))
	assert.Equal(t, asked.Interfaces, added.Interfaces)
	assert.Equal(t, []*NetworkInterface{asked.Interfaces[0], other.Interfaces[0]}, own.Interfaces)
}

func TestTransitGatewayDefaults(t *testing.T) {
	n, v, _ := vpcWithSubnets()
	g := &TransitGateway{Object: object("tgw")}
	a := &TransitGatewayAttachment{Object: object("att"), Kind: AttachVPC, Gateway: RefByID[TransitGateway](g.ID), VPC: RefByID[VPC](v.ID)}
	off := &TransitGatewayAttachment{Object: object("off"), Kind: AttachVPC, Gateway: RefByID[TransitGateway](g.ID), DefaultAssociation: Known(false), DefaultPropagation: Known(false)}
	n.Add(g, a, off)
	n.Link()

	require.NotNil(t, g.DefaultTable)
	assert.Same(t, g.DefaultTable, a.Table.To())
	assert.True(t, off.Table.IsAbsent())
	assert.Equal(t, []*TransitGatewayAttachment{a}, g.DefaultTable.Propagating)
}

// A workload whose subnets are not known stands somewhere all the same where it has security groups: AWS takes none
// without a subnet. Of one without groups it is not known whether it is in a VPC at all.
func TestWorkloadInUnknownSubnets(t *testing.T) {
	for _, grouped := range []bool{true, false} {
		n, v, subnets := vpcWithSubnets("a")
		g := &SecurityGroup{Object: object("g"), VPC: RefByID[VPC](v.ID)}
		w := &Workload{Object: object("proxy"), Kind: WorkloadDatabase, Subnets: OpenList[Ref[Subnet]]("var.subnets is not known")}
		if grouped {
			w.Groups = ListOf(RefByID[SecurityGroup](g.ID))
		}
		n.Add(g, w)
		n.Link()
		assert.Empty(t, subnets[0].Interfaces)
		if !grouped {
			assert.Empty(t, w.Interfaces)
			assert.Empty(t, g.Interfaces)
			continue
		}
		require.Len(t, w.Interfaces, 1)
		assert.Equal(t, w.Interfaces, g.Interfaces, "the group is in use")
		assert.Equal(t, "var.subnets is not known", w.Interfaces[0].Subnet.Why())
	}
}
