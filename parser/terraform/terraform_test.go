package terraform_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform"
	"github.com/netlint/netlint/parser/terraform/attribute"
	"github.com/netlint/netlint/parser/terraform/source"
)

// network reads a plan or state and links what it wants (after) and what there is (before).
func network(t *testing.T, data string, o terraform.Options) (p *terraform.Parsed, after, before *model.Network) {
	t.Helper()
	p, err := terraform.LoadFile("plan.json", []byte(data), o)
	require.NoError(t, err)
	after, before = &model.Network{}, &model.Network{}
	p.After(after)
	p.Before(before)
	after.Link()
	before.Link()
	return p, after, before
}

func find[T model.Entity](t *testing.T, list []T, address string) T {
	t.Helper()
	for _, e := range list {
		if e.Base().Address == address {
			return e
		}
	}
	var zero T
	require.Fail(t, "no object", "%s", address)
	return zero
}

const twoNetworks = "testdata/two-networks"

func loadSources(t *testing.T) *source.Root {
	t.Helper()
	root, diags := source.Load(source.Options{FS: os.DirFS(twoNetworks), ID: "root"})
	require.False(t, diags.HasErrors(), "%v", diags)
	return root
}

// threeForms gives one configuration as a plan alone, a plan beside its sources, and sources alone.
func threeForms(t *testing.T) map[string]*model.Network {
	t.Helper()
	data, err := os.ReadFile(twoNetworks + "/plan.json")
	require.NoError(t, err)
	root := loadSources(t)
	_, alone, _ := network(t, string(data), terraform.Options{RootID: "root"})
	_, beside, _ := network(t, string(data), terraform.Options{RootID: "root", Source: root})
	sources := &model.Network{}
	terraform.LoadRoot(".", root, attribute.NewDecoder()).After(sources)
	sources.Link()
	return map[string]*model.Network{"plan alone": alone, "plan beside sources": beside, "sources": sources}
}

func TestThreeFormsGiveOneNetwork(t *testing.T) {
	for form, n := range threeForms(t) {
		t.Run(form, func(t *testing.T) {
			shop := find(t, n.VPCs, `module.network["shop"].aws_vpc.this`)
			data := find(t, n.VPCs, `module.network["data"].aws_vpc.this`)
			p := find(t, n.Peerings, "aws_vpc_peering_connection.shop_data")
			assert.Same(t, shop, p.Requester.To())
			assert.Same(t, data, p.Accepter.To())
			assert.Len(t, shop.Subnets, 2)
			subnet := find(t, n.Subnets, `module.network["shop"].aws_subnet.private[1]`)
			table := find(t, n.RouteTables, `module.network["shop"].aws_route_table.private[1]`)
			assert.Same(t, table, subnet.RouteTable.To())
			assert.Same(t, find(t, n.NetworkACLs, `module.network["shop"].aws_network_acl.private`), subnet.ACL.To())
			first := find(t, n.RouteTables, `module.network["shop"].aws_route_table.private[0]`)
			require.Len(t, first.Routes, 1)
			assert.Equal(t, model.TargetPeering, first.Routes[0].Target.Kind)
			assert.Equal(t, model.Entity(p), first.Routes[0].Target.To)

			public := find(t, n.RouteTables, `module.network["data"].aws_route_table.public`)
			assert.False(t, public.Open)
			kinds := map[string]model.TargetKind{}
			for _, r := range public.Routes {
				assert.NotNil(t, r.Target.To)
				kinds[r.Destination.String()] = r.Target.Kind
			}
			assert.Equal(t, map[string]model.TargetKind{
				"0.0.0.0/0": model.TargetInternetGateway, "10.0.0.0/8": model.TargetTransitGateway,
			}, kinds)

			lb := find(t, n.LoadBalancers, "aws_lb.front")
			assert.Equal(t, model.Known(false), lb.Internal)
			assert.Len(t, lb.Subnets.Items, 2)
			assert.False(t, lb.Subnets.Open)

			web := find(t, n.SecurityGroups, `aws_security_group.web["data"]`)
			assert.Same(t, data, web.VPC.To())
			assert.Len(t, web.Ingress, 1)
			assert.Empty(t, web.Egress, "Terraform's provider removes AWS's rule that allows all out")
			assert.False(t, web.Open)
			assert.Equal(t, model.Known("eu-west-1"), shop.Region)
		})
	}
}

func TestSourcesCloseWhatAPlanLeavesOpen(t *testing.T) {
	data, err := os.ReadFile(twoNetworks + "/plan.json")
	require.NoError(t, err)
	alone, n, _ := network(t, string(data), terraform.Options{RootID: "root"})
	assert.NotEmpty(t, alone.Links.Open)
	assert.Positive(t, alone.Links.ByIndex, "tables and subnets with one count")
	assert.False(t, alone.Links.BesideSources)
	assert.False(t, find(t, n.Interfaces, "aws_network_interface.odd").Subnet.IsLinked())
	assert.Len(t, find(t, n.Interfaces, "aws_network_interface.odd").Subnet.Candidates(), 2)

	beside, n, _ := network(t, string(data), terraform.Options{RootID: "root", Source: loadSources(t)})
	assert.Empty(t, beside.Links.Open)
	assert.Zero(t, beside.Links.ByIndex, "the sources hold the index")
	assert.True(t, beside.Links.BesideSources)
	odd := find(t, n.Interfaces, "aws_network_interface.odd")
	assert.Equal(t, `module.network["data"].aws_subnet.private[1]`, odd.Subnet.To().Address)
	assert.Equal(t, "main.tf", odd.Range.File)
	subnet := odd.Subnet.To()
	assert.Equal(t, "network/main.tf", subnet.Range.File)
	require.Len(t, subnet.Calls, 1)
	assert.Equal(t, "main.tf", subnet.Calls[0].Range.File)
	assert.NotZero(t, subnet.Place("vpc_id").Line)
	assert.Equal(t, subnet.Range, subnet.Place("outpost_arn"), "what is not written is at the block")
}

// existing makes a plan in which every resource exists and stays, each as "type name json".
func existing(resources ...string) string {
	var changes []string
	for _, r := range resources {
		typ, rest, _ := strings.Cut(r, " ")
		name, values, _ := strings.Cut(rest, " ")
		action, before := `"no-op"`, values
		if strings.HasPrefix(values, "-") {
			action, before, values = `"delete"`, values[1:], "null"
		}
		if strings.HasPrefix(values, "+") {
			action, before, values = `"create"`, "null", values[1:]
		}
		changes = append(changes, `{"address":"`+typ+"."+name+`","mode":"managed","type":"`+typ+`","name":"`+name+
			`","change":{"actions":[`+action+`],"before":`+before+`,"after":`+values+`,"after_unknown":{}}}`)
	}
	return `{"format_version":"1.2","resource_changes":[` + strings.Join(changes, ",") + `]}`
}

const (
	table = `aws_route_table t {"id":"rtb-1","vpc_id":"vpc-1","route":[{"cidr_block":"10.9.0.0/16","gateway_id":"","vpc_peering_connection_id":"pcx-1"},` +
		`{"cidr_block":"0.0.0.0/0","gateway_id":"igw-1"}]}`
	route = `{"id":"r-1","route_table_id":"rtb-1","destination_cidr_block":"10.9.0.0/16","vpc_peering_connection_id":"pcx-1"}`
)

// After a refresh a table shows the routes that are resources of their own; each counts once.
func TestRefreshedParentsRepeatTheirChildren(t *testing.T) {
	_, after, before := network(t, existing(table, `aws_route r `+route), terraform.Options{})
	for _, n := range []*model.Network{after, before} {
		assert.Len(t, find(t, n.RouteTables, "aws_route_table.t").Routes, 2)
		assert.Len(t, n.Routes, 2)
	}
	_, after, before = network(t, existing(table, `aws_route r -`+route), terraform.Options{})
	require.Len(t, after.Routes, 1, "a route that the plan deletes is gone from its table, too")
	assert.Equal(t, "0.0.0.0/0", after.Routes[0].Destination.String())
	assert.Len(t, before.Routes, 2)

	// What is written both inline and apart is there twice, and a fault.
	_, after, _ = network(t, existing(strings.Replace(table, "t {", "t +{", 1), `aws_route r +`+route), terraform.Options{})
	assert.Len(t, after.Routes, 3)
}

func TestRefreshedGroupsRepeatTheirRules(t *testing.T) {
	group := `aws_security_group g {"id":"sg-1","vpc_id":"vpc-1","ingress":[{"protocol":"tcp","from_port":443,"to_port":443,` +
		`"cidr_blocks":["10.0.0.0/8","192.168.0.0/16"]}],"egress":[{"protocol":"-1","from_port":0,"to_port":0,"cidr_blocks":["0.0.0.0/0"]}]}`
	rules := []string{
		`aws_vpc_security_group_ingress_rule a {"id":"sgr-1","security_group_id":"sg-1","ip_protocol":"6","from_port":443,"to_port":443,"cidr_ipv4":"10.0.0.0/8"}`,
		`aws_security_group_rule b {"id":"sgr-2","security_group_id":"sg-1","type":"egress","protocol":"all","from_port":-1,"to_port":-1,"cidr_blocks":["0.0.0.0/0"]}`,
	}
	_, after, _ := network(t, existing(append(rules, group)...), terraform.Options{})
	g := find(t, after.SecurityGroups, "aws_security_group.g")
	require.Len(t, g.Egress, 1)
	assert.False(t, g.Egress[0].Inline)
	require.Len(t, g.Ingress, 2, "one of its own, and one range that nobody declares")
	for _, r := range g.Ingress {
		require.Len(t, r.CIDRs.Items, 1)
		want := "10.0.0.0/8"
		if r.Inline {
			want = "192.168.0.0/16"
		}
		assert.Equal(t, want, r.CIDRs.Items[0].String())
	}
}

func TestAdoptionRemovesAllRules(t *testing.T) {
	vpc := `aws_vpc v +{"id":"vpc-1","cidr_block":"10.0.0.0/16","default_network_acl_id":"acl-1","default_route_table_id":"rtb-1","default_security_group_id":"sg-1","main_route_table_id":"rtb-1"}`
	_, n, _ := network(t, existing(vpc,
		`aws_default_network_acl a +{"id":"acl-1","default_network_acl_id":"acl-1","ingress":[],"egress":[]}`,
		`aws_default_route_table t +{"id":"rtb-1","default_route_table_id":"rtb-1"}`,
		`aws_default_security_group g +{"id":"sg-1","vpc_id":"vpc-1"}`), terraform.Options{})
	v := find(t, n.VPCs, "aws_vpc.v")
	assert.Equal(t, "aws_default_network_acl.a", v.DefaultACL.Address)
	assert.Empty(t, v.DefaultACL.Ingress)
	assert.Equal(t, "aws_default_route_table.t", v.MainTable.Address)
	assert.Equal(t, "aws_default_security_group.g", v.DefaultGroup.Address)
	assert.Empty(t, v.DefaultGroup.Ingress)

	_, n, _ = network(t, existing(vpc), terraform.Options{})
	v = find(t, n.VPCs, "aws_vpc.v")
	assert.True(t, v.DefaultACL.Implicit)
	assert.NotEmpty(t, v.DefaultACL.Ingress, "untouched, it allows all")
}

func TestProtocolsInAllSpellings(t *testing.T) {
	rule := func(name, proto, ports string) string {
		return `aws_network_acl_rule ` + name + ` {"id":"` + name + `","network_acl_id":"acl-1","rule_number":100,"rule_action":"Allow","protocol":"` + proto + `","cidr_block":"10.1.2.3/8"` + ports + `}`
	}
	_, n, _ := network(t, existing(
		rule("name", "TCP", `,"from_port":80,"to_port":80`), rule("number", "6", `,"from_port":80,"to_port":80`),
		rule("all", "-1", `,"from_port":22,"to_port":22`), rule("icmp", "1", `,"icmp_type":3,"icmp_code":4`)), terraform.Options{})
	tcp := find(t, n.ACLEntries, "aws_network_acl_rule.name")
	assert.Equal(t, find(t, n.ACLEntries, "aws_network_acl_rule.number").Match, tcp.Match)
	assert.Equal(t, model.Known(80), tcp.Match.FromPort)
	assert.Equal(t, model.Known(true), tcp.Allow)
	assert.Equal(t, model.Known(false), tcp.Egress)
	assert.Equal(t, "10.0.0.0/8", tcp.CIDR.String(), "host bits are cleared")
	all := find(t, n.ACLEntries, "aws_network_acl_rule.all")
	assert.True(t, all.Match.StatedPorts)
	assert.True(t, all.Match.FromPort.IsAbsent())
	assert.Equal(t, model.Known(3), find(t, n.ACLEntries, "aws_network_acl_rule.icmp").Match.ICMPType)
}

func TestUnsupportedTypesAreNamed(t *testing.T) {
	_, n, _ := network(t, existing(`aws_globalaccelerator_accelerator x {"id":"1"}`, `aws_sns_topic s {"id":"2"}`), terraform.Options{})
	require.Len(t, n.Unsupported, 1)
	assert.Equal(t, []string{"aws_globalaccelerator_accelerator.x"}, n.Unsupported[0].Addresses)
}

// A route server writes what its BGP peers announce, a default route perhaps, into the tables that it propagates to.
func TestRouteServersOpenTables(t *testing.T) {
	_, n, _ := network(t, existing(
		`aws_vpc v {"id":"vpc-1","cidr_block":"10.0.0.0/16"}`,
		`aws_route_table written {"id":"rtb-1","vpc_id":"vpc-1"}`, `aws_route_table other {"id":"rtb-2","vpc_id":"vpc-1"}`,
		`aws_vpc_route_server_propagation p {"route_server_id":"rs-1","route_table_id":"rtb-1"}`), terraform.Options{})
	written := find(t, n.RouteTables, "aws_route_table.written")
	assert.True(t, written.Open)
	assert.Equal(t, "aws_vpc_route_server_propagation.p lets a route server write routes into it", written.Why)
	assert.Empty(t, written.PropagatingVGWs.Items)
	assert.False(t, find(t, n.RouteTables, "aws_route_table.other").Open)
	assert.Empty(t, n.Unsupported)
}
