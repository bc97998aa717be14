// Package ruletest builds small networks by hand and runs single rules over them. It is for tests of rules
// only: its functions stop the test where they are misused.
package ruletest

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// Net is a network under construction. Objects get the address that they are named by, and an identifier
// that is unlike it.
type Net struct {
	*model.Network
	t testing.TB
}

// New starts an empty network.
func New(t testing.TB) *Net { return &Net{Network: &model.Network{}, t: t} }

// Run links the network and gives the findings of one rule. What their paths say is replayed; see Replay.
func (n *Net) Run(r *rules.Rule) []rules.Finding { return n.RunWith(r, rules.Options{}) }

// RunWith is Run with a team's options.
func (n *Net) RunWith(r *rules.Rule, o rules.Options) []rules.Finding {
	n.t.Helper()
	n.Link()
	found, failures := rules.Run([]*model.Network{n.Network}, []*rules.Rule{r}, o, 1)
	for _, f := range failures {
		require.NoError(n.t, f.Err, f.Rule)
	}
	Replay(n.t, n.Network, found)
	return found
}

// One runs the rule, expects exactly one finding, and gives it.
func (n *Net) One(r *rules.Rule) rules.Finding {
	n.t.Helper()
	found := n.Run(r)
	require.Len(n.t, found, 1, "findings: %s", Messages(found))
	return found[0]
}

// None runs the rule and expects no finding.
func (n *Net) None(r *rules.Rule) {
	n.t.Helper()
	found := n.Run(r)
	require.Empty(n.t, found, "findings: %s", Messages(found))
}

// NoneDefinite runs the rule and expects nothing that is claimed for certain.
func (n *Net) NoneDefinite(r *rules.Rule) {
	n.t.Helper()
	for _, f := range n.Run(r) {
		require.Equal(n.t, rules.Possible, f.Confidence, f.Message)
		require.NotEmpty(n.t, f.Unknown, "a possible finding says what would have to be known")
	}
}

// Messages gives what findings say, for failures of tests.
func Messages(fs []rules.Finding) []string {
	var out []string
	for _, f := range fs {
		out = append(out, f.Object.Address+": "+f.Message)
	}
	return out
}

// Object makes the common part of an object.
func Object(address, kind string) model.Object {
	return model.Object{
		Address: address, ID: address + ".id", Type: kind,
		Input: &model.Input{Path: "main.tf", Kind: "terraform-config", Dialect: model.Terraform},
		Range: model.Range{File: "main.tf", Line: 1},
	}
}

// To refers to an object of the network.
func To[T any, P interface {
	*T
	model.Entity
}](o P) model.Ref[T] {
	return model.RefByID[T](o.Base().ID)
}

// All refers to objects of the network, with none out of view.
func All[T any, P interface {
	*T
	model.Entity
}](objects ...P) model.List[model.Ref[T]] {
	var l model.List[model.Ref[T]]
	for _, o := range objects {
		l.Items = append(l.Items, To[T](o))
	}
	return l
}

// VPC adds a VPC with ranges.
func (n *Net) VPC(address string, cidrs ...string) *model.VPC {
	v := &model.VPC{Object: Object(address, "aws_vpc")}
	v.DefaultACLID, v.DefaultTableID, v.DefaultGroupID = address+".acl", address+".table", address+".group"
	for _, c := range cidrs {
		v.CIDRs.Items = append(v.CIDRs.Items, model.Known(netip.MustParsePrefix(c)))
	}
	n.Add(v)
	return v
}

// Subnet adds a subnet in a zone; an empty zone stays absent.
func (n *Net) Subnet(v *model.VPC, address, cidr, zone string) *model.Subnet {
	s := &model.Subnet{Object: Object(address, "aws_subnet"), VPC: To[model.VPC](v)}
	if cidr == "" {
		s.CIDR = model.Unknown[netip.Prefix](address + " has a range from IPAM")
	} else {
		s.CIDR = model.Known(netip.MustParsePrefix(cidr))
	}
	if zone != "" {
		s.Zone = model.Known(zone)
	}
	n.Add(s)
	return s
}

// Table adds a route table that serves subnets.
func (n *Net) Table(v *model.VPC, address string, subnets ...*model.Subnet) *model.RouteTable {
	t := &model.RouteTable{Object: Object(address, "aws_route_table"), VPC: To[model.VPC](v)}
	n.Add(t)
	for _, s := range subnets {
		n.Add(&model.RouteTableAssociation{
			Object: Object(address+"."+s.Address, "aws_route_table_association"),
			Subnet: To[model.Subnet](s), Table: To[model.RouteTable](t),
		})
	}
	return t
}

// Route adds a route to a target of the given kind.
func (n *Net) Route(t *model.RouteTable, cidr string, kind model.TargetKind, target model.Entity) *model.Route {
	r := &model.Route{
		Object: Object(t.Address+"."+cidr, "aws_route"), Table: To[model.RouteTable](t),
		Destination: model.Known(netip.MustParsePrefix(cidr)),
		Target:      model.Target{Kind: kind, ID: model.Known(target.Base().ID)},
	}
	n.Add(r)
	return r
}

// InternetGateway adds an attached internet gateway.
func (n *Net) InternetGateway(v *model.VPC, address string) *model.InternetGateway {
	g := &model.InternetGateway{Object: Object(address, "aws_internet_gateway"), VPC: To[model.VPC](v)}
	n.Add(g)
	return g
}

// NAT adds a public NAT gateway.
func (n *Net) NAT(s *model.Subnet, address string) *model.NATGateway {
	g := &model.NATGateway{Object: Object(address, "aws_nat_gateway"), Subnet: To[model.Subnet](s)}
	n.Add(g)
	return g
}

// Instance adds an EC2 instance with security groups; without any it has the VPC's default group.
func (n *Net) Instance(s *model.Subnet, address string, groups ...*model.SecurityGroup) *model.Workload {
	return n.Workload(model.WorkloadInstance, address, []*model.Subnet{s}, groups...)
}

// Workload adds a workload of any kind.
func (n *Net) Workload(kind model.WorkloadKind, address string, subnets []*model.Subnet, groups ...*model.SecurityGroup) *model.Workload {
	w := &model.Workload{
		Object: Object(address, string(kind)), Kind: kind,
		Subnets: All[model.Subnet](subnets...), Groups: All[model.SecurityGroup](groups...), GroupsUnset: len(groups) == 0,
	}
	n.Add(w)
	return w
}
