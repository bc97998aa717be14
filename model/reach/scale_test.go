package reach_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
)

// fleet is a network of VPCs with up to perVPC subnets each, half of them public and half private, all joined by a
// transit gateway, with one interface in each subnet. Each VPC has two behaviours, however many its subnets are.
func fleet(subnets, perVPC int) *model.Network {
	n := &model.Network{}
	object := func(format string, args ...any) model.Object {
		name := fmt.Sprintf(format, args...)
		return model.Object{Address: name, ID: name}
	}
	n.Add(&model.TransitGateway{Object: object("tgw")})
	for v := 0; v*perVPC < subnets; v++ {
		vpc := &model.VPC{Object: object("vpc%d", v)}
		for s := 0; s < perVPC; s += 256 {
			vpc.CIDRs.Items = append(vpc.CIDRs.Items, model.Known(netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(v + s/256)}), 16)))
		}
		inVPC := model.RefByID[model.VPC](vpc.ID)
		igw := &model.InternetGateway{Object: object("igw%d", v), VPC: inVPC}
		acl := &model.NetworkACL{Object: object("acl%d", v), VPC: inVPC}
		group := &model.SecurityGroup{Object: object("group%d", v), VPC: inVPC}
		n.Add(vpc, igw, acl, group)
		for _, egress := range []bool{true, false} {
			n.Add(&model.NetworkACLEntry{Object: object("entry%d-%t", v, egress), ACL: model.RefByID[model.NetworkACL](acl.ID), Number: model.Known(100),
				Egress: model.Known(egress), Allow: model.Known(true), CIDR: model.Known(netip.MustParsePrefix("0.0.0.0/0"))},
				&model.SecurityGroupRule{Object: object("rule%d-%t", v, egress), Group: model.RefByID[model.SecurityGroup](group.ID), Egress: model.Known(egress),
					Match: model.FilterMatch{Protocol: model.Known(packet.AnyProtocol)}, CIDRs: model.ListOf(model.Known(netip.MustParsePrefix("10.0.0.0/8")))})
		}
		attachment := &model.TransitGatewayAttachment{Object: object("attachment%d", v), Kind: model.AttachVPC, Gateway: model.RefByID[model.TransitGateway]("tgw"), VPC: inVPC}
		n.Add(attachment)
		var tables []*model.RouteTable
		for _, tier := range []string{"public", "private"} {
			t := &model.RouteTable{Object: object("%s%d", tier, v), VPC: inVPC}
			tables = append(tables, t)
			n.Add(t, &model.Route{Object: object("%s%d-tgw", tier, v), Table: model.RefByID[model.RouteTable](t.ID),
				Destination: model.Known(netip.MustParsePrefix("10.0.0.0/8")), Target: model.Target{Kind: model.TargetTransitGateway, ID: model.Known("tgw")}})
		}
		n.Add(&model.Route{Object: object("default%d", v), Table: model.RefByID[model.RouteTable](tables[0].ID),
			Destination: model.Known(netip.MustParsePrefix("0.0.0.0/0")), Target: model.Target{Kind: model.TargetInternetGateway, ID: model.Known(igw.ID)}})
		for s := 0; s < perVPC && v*perVPC+s < subnets; s++ {
			sub := &model.Subnet{Object: object("subnet%d-%d", v, s), VPC: inVPC, Zone: model.Known("a"),
				CIDR: model.Known(netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(v + s/256), byte(s)}), 24))}
			acl.SubnetIDs.Items = append(acl.SubnetIDs.Items, model.RefByID[model.Subnet](sub.ID))
			n.Add(sub, &model.RouteTableAssociation{Object: object("association%d-%d", v, s), Subnet: model.RefByID[model.Subnet](sub.ID),
				Table: model.RefByID[model.RouteTable](tables[s%2].ID)},
				&model.NetworkInterface{Object: object("interface%d-%d", v, s), Kind: model.InterfaceBare, Subnet: model.RefByID[model.Subnet](sub.ID),
					Groups: model.ListOf(model.RefByID[model.SecurityGroup](group.ID))})
			if s == 0 {
				attachment.Subnets.Items = append(attachment.Subnets.Items, model.RefByID[model.Subnet](sub.ID))
			}
		}
	}
	n.Link()
	return n
}

// All pairs of interfaces cost by behaviour class: five hundred times the subnets of a VPC are two classes still and as
// many walks, and of VPCs that nothing joins none are made at all.
func TestAllPairsCountsClasses(t *testing.T) {
	for _, subnets := range []int{10, 100, 1000, 5000} {
		m := reach.New(fleet(subnets, subnets)).AllPairs()
		assert.Len(t, m.Classes, 2)
		assert.Len(t, m.Pairs, 4, "%d subnets", subnets)
		for _, p := range m.Pairs {
			assert.Equal(t, reach.Reachable, p.Verdict, "%s → %s", p.From.Label, p.To.Label)
		}
	}
	n := fleet(1000, 200)
	assert.Len(t, reach.New(n).AllPairs().Pairs, 10*10)
	for _, r := range n.Routes {
		if r.Target.Kind == model.TargetTransitGateway {
			r.Target = model.Target{Kind: model.TargetBlackhole}
		}
	}
	n.TransitAttachments = nil
	assert.Len(t, reach.New(n).AllPairs().Pairs, 5*2*2)
}

// One question does not cost by the size of the network, but for its list of ranges: allocations count its work.
func TestOneQuestionAsksNoMoreOfALargeNetwork(t *testing.T) {
	work := func(subnets int) float64 {
		n := fleet(subnets, subnets)
		return testing.AllocsPerRun(3, func() {
			reach.New(n).Path(reach.Query{From: reach.InterfaceEnd(n.Interfaces[1]), To: reach.InterfaceEnd(n.Interfaces[2])})
		})
	}
	small, large := work(100), work(5000)
	assert.Less(t, large, 2*small)
}

// BenchmarkAllPairs measures two shapes: more subnets of the same behaviours, and more behaviours.
func BenchmarkAllPairs(b *testing.B) {
	for _, shape := range []struct {
		name   string
		perVPC func(subnets int) int
	}{{"alike", func(subnets int) int { return subnets }}, {"VPCs", func(int) int { return 200 }}} {
		for _, subnets := range []int{10, 100, 1000, 5000} {
			n := fleet(subnets, shape.perVPC(subnets))
			b.Run(fmt.Sprintf("%s/subnets=%d", shape.name, subnets), func(b *testing.B) {
				var m reach.Matrix
				for b.Loop() {
					m = reach.New(n).AllPairs()
				}
				b.ReportMetric(float64(len(m.Classes)), "classes")
				b.ReportMetric(float64(len(m.Pairs)), "pairs")
			})
		}
	}
}

func BenchmarkOneQuery(b *testing.B) {
	n := fleet(5000, 200)
	ends := n.Interfaces
	for b.Loop() {
		e := reach.New(n)
		if r := e.Path(reach.Query{From: reach.InterfaceEnd(ends[3]), To: reach.InterfaceEnd(ends[len(ends)-1])}); r.Verdict != reach.Reachable {
			b.Fatal(r.Verdict)
		}
	}
}

// BenchmarkCarries is what rules do: ask each subnet of a large network for each VPC's ranges.
func BenchmarkCarries(b *testing.B) {
	n := fleet(5000, 200)
	for b.Loop() {
		e := reach.New(n)
		for _, s := range n.Subnets {
			e.Carries(s, reach.Internet())
			e.SubnetACL(s, true)
			e.SubnetACL(s, false)
		}
	}
}
