package loadbalancer

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// SubnetsDisagree finds load balancers of which some addresses answer and others do not.
var SubnetsDisagree = &rules.Rule{
	ID:         "lb-subnets-disagree",
	Severity:   rules.Error,
	ReportedAt: "the load balancer",
	Since:      "0.1.0",
	YieldsTo: []string{"peering-asymmetric-route", "tgw-asymmetric-route", "tgw-missing-vpc-route", "subnet-public-on-nat-route-table",
		"subnet-public-without-internet-route"},
	Doc: rules.Doc{
		Title: "A load balancer whose subnets route differently to its clients",
		Problem: "The load balancer's name stands for one address in each of its subnets. Clients that get the address of a subnet without the right route time out, " +
			"and the others do not: it works on some tries.",
		Behaviour: "A load balancer has a node in each of its subnets, and each node answers by its own subnet's route table. " +
			"Answers to the internet have to leave by the internet gateway through which the requests came; answers to a network behind a transit gateway, " +
			"a peering connection or a VPN need a route to that network.",
		Remediation: "Associate all of the load balancer's subnets with tables that have the same routes to its clients.",
		Terraform: `resource "aws_route_table_association" "lb_b" {
  subnet_id      = aws_subnet.lb_b.id
  route_table_id = aws_route_table.public.id # as the load balancer's other subnets
}
`,
		CloudFormation: `LbSubnetBTable:
  Type: AWS::EC2::SubnetRouteTableAssociation
  Properties: {SubnetId: !Ref LbSubnetB, RouteTableId: !Ref PublicTable}
`,
		Limits: "Silent where a rule about the subnet itself has said it. For internal load balancers only networks that its security groups let in count, and only " +
			"those to which at least one of its subnets has a route.",
		References: []string{albGuide, elbGuide},
	},
	Run: runSubnetsDisagree,
}

func runSubnetsDisagree(p *rules.Pass) error {
	for _, b := range p.Net.LoadBalancers {
		internal, ok := b.Internal.OrDefault(false).Get()
		if b.External || !ok || kindOf(b) == model.GatewayLoadBalancer || len(b.Interfaces) < 2 {
			continue
		}
		if internal {
			internalDisagree(p, b)
		} else {
			publicDisagree(p, b)
		}
	}
	return nil
}

// nodes gives the subnets of a load balancer's nodes that are certain.
func nodes(b *model.LoadBalancer) []*model.Subnet {
	var out []*model.Subnet
	for _, i := range b.Interfaces {
		if s := i.Subnet.To(); s != nil {
			out = append(out, s)
		}
	}
	return out
}

// publicDisagree compares the ways to the internet of an internet-facing load balancer's subnets.
func publicDisagree(p *rules.Pass, b *model.LoadBalancer) {
	var good, bad []*model.Subnet
	for _, s := range nodes(b) {
		switch must, may := toGateway(p.Reach, s); {
		case reach.Internet().IPv4().Subset(must):
			good = append(good, s)
		case may.IsEmpty():
			bad = append(bad, s)
		}
	}
	if len(good) > 0 && len(bad) > 0 {
		report(p, b, good, bad, reach.Internet().IPv4(), "a route to an internet gateway")
	}
}

// toGateway gives the part of the internet that certainly goes to an internet gateway, and the part that may.
func toGateway(e *reach.Engine, s *model.Subnet) (must, may packet.AddrSet) {
	for _, x := range topology.Exits(e, s, reach.Internet().IPv4()) {
		switch x.Kind {
		case model.TargetInternetGateway:
			may = may.Union(x.Dst)
			if x.Certain {
				must = must.Union(x.Dst)
			}
		case model.TargetNATGateway, model.TargetBlackhole, "":
			if !x.Certain {
				may = may.Union(x.Dst)
			}
		default: // an appliance or another network may lead there
			may = may.Union(x.Dst)
		}
	}
	return must, may
}

// internalDisagree compares the routes to networks that an internal load balancer's groups let in.
func internalDisagree(p *rules.Pass, b *model.LoadBalancer) {
	subnets := nodes(b)
	admitted := p.Reach.Groups(b.Interfaces[0], false).Must.Sources()
	seen := packet.AddrSet{}
	for _, s := range subnets {
		for _, l := range p.Reach.Carries(s, packet.AnyAddr().Minus(reach.Internet())) {
			switch l.Kind {
			case model.TargetTransitGateway, model.TargetPeering, model.TargetVPNGateway:
			default:
				continue
			}
			dst := l.Dst.Intersect(admitted).Minus(seen)
			if !l.Certain || dst.IsEmpty() {
				continue
			}
			seen = seen.Union(l.Dst)
			var good, bad []*model.Subnet
			for _, o := range subnets {
				if routed, certain := routesTo(p.Reach, o, dst); routed {
					good = append(good, o)
				} else if certain {
					bad = append(bad, o)
				}
			}
			if len(bad) > 0 && len(good) > 0 {
				report(p, b, good, bad, dst, l.String())
				return
			}
		}
	}
}

// routesTo reports whether anything carries the destinations from the subnet, and whether it is certain that
// nothing does.
func routesTo(e *reach.Engine, s *model.Subnet, dst packet.AddrSet) (routed, certain bool) {
	certain = true
	for _, l := range e.Carries(s, dst) {
		if !l.None() && l.Kind != model.TargetBlackhole {
			return true, false
		}
		certain = certain && l.Certain
	}
	return false, certain
}

func report(p *rules.Pass, b *model.LoadBalancer, good, bad []*model.Subnet, dst packet.AddrSet, way string) {
	clients := "the internet"
	if !dst.Overlaps(reach.Internet()) {
		clients = dst.String()
	}
	var names []string
	f := rules.Finding{Object: b.Base(), Range: b.Place("subnets")}
	for _, s := range bad {
		names = append(names, s.Label())
		f.Causes = append(f.Causes, topology.PublicSubnetCause(s))
		if t := s.RouteTable.To(); t != nil && clients != "the internet" {
			for _, prefix := range dst.Prefixes() {
				f.Causes = append(f.Causes, topology.NoRouteCause(t, prefix.String()))
			}
			for _, v := range p.Net.VPCs {
				if ranges, _ := topology.VPCRanges(v); ranges.Overlaps(dst) {
					f.Causes = append(f.Causes, topology.NoRouteCause(t, v.ID))
				}
			}
		}
		f.Related = append(f.Related, rules.Related{Object: s.Base(), Message: "This subnet has no such route."})
	}
	for _, s := range good {
		f.Related = append(f.Related, rules.Related{Object: s.Base(), Message: fmt.Sprintf("This subnet reaches %s.", clients)})
	}
	f.Message = fmt.Sprintf("%s answers clients of %s from %d of its %d subnets only: %s lacks what the others have, %s, so some of its addresses time out.",
		b.Label(), clients, len(good), len(good)+len(bad), topology.List(names), way)
	from := reach.InternetEnd()
	if !dst.Overlaps(reach.Internet()) {
		from = topology.At(p.Reach, dst)
	}
	var cut []*model.NetworkInterface
	for _, i := range b.Interfaces {
		if slices.Contains(bad, i.Subnet.To()) {
			cut = append(cut, i)
		}
	}
	f.Witness = rules.Lost(from, reach.InterfaceEnd(cut...), packet.OfProtocol(packet.TCP))
	f.Fix.Text = fmt.Sprintf("Associate %s with a route table like that of %s.", topology.List(names), good[0].Address)
	p.Report(topology.Absence(p.Net, f))
}
