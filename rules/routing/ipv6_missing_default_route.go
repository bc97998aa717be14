package routing

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// IPv6MissingDefaultRoute finds dual-stack subnets that have internet over IPv4 alone.
var IPv6MissingDefaultRoute = &rules.Rule{
	ID:         "ipv6-missing-default-route",
	Severity:   rules.Warning,
	ReportedAt: "the subnet",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A dual-stack subnet without a default route for IPv6",
		Problem: "The subnet has an IPv6 range and internet over IPv4, but no route for ::/0. Programs that try IPv6 first wait for a timeout, or fail " +
			"where they do not fall back.",
		Behaviour: "IPv4 and IPv6 are routed apart: 0.0.0.0/0 does not match IPv6, and a NAT gateway carries no IPv6. Private subnets reach the IPv6 " +
			"internet by an egress-only internet gateway, public ones by the internet gateway.",
		Remediation: "Add a route for ::/0, to an egress-only internet gateway for private subnets and to the internet gateway for public ones.",
		Terraform: `resource "aws_route" "ipv6" {
  route_table_id              = aws_route_table.private.id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.main.id
}
`,
		CloudFormation: `PrivateIpv6:
  Type: AWS::EC2::Route
  Properties:
    RouteTableId: !Ref PrivateTable
    DestinationIpv6CidrBlock: '::/0'
    EgressOnlyInternetGatewayId: !Ref EgressOnlyGateway
`,
		Limits:     "A route for a part of the IPv6 internet is taken as meant. Silent where tables are not in view.",
		References: []string{"https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html", routeOptions},
	},
	Run: runIPv6MissingDefaultRoute,
}

func runIPv6MissingDefaultRoute(p *rules.Pass) error {
	var g grouped
	for _, s := range p.Net.Subnets {
		v := s.VPC.To()
		if s.External || v == nil || s.IPv6CIDR.IsAbsent() || s.CIDR.IsAbsent() {
			continue
		}
		four := internetOf(p.Reach, s)
		exit, ok := four.most(func(x topology.Exit) bool { return x.Kind == model.TargetInternetGateway || toNAT(x) || toInstance(x) })
		if !ok {
			continue
		}
		six := wayOut{topology.Exits(p.Reach, s, reach.Internet().IPv6()), reach.Internet().IPv6()}
		if six.any(func(x topology.Exit) bool { return !x.None() }) {
			continue
		}
		f := rules.Finding{
			Object: &s.Object,
			Message: fmt.Sprintf("%s has an IPv6 range and reaches the internet over IPv4 by %s, but %s has no route for ::/0.",
				topology.SubnetWords(s), exit.Leg, tableOf(s)),
			Related: wayRelated(s, exit),
			Fix:     ipv6Fix(p, s, v, exit),
			Witness: rules.Lost(reach.BareSubnetEnd(s), reach.InternetEnd(), packet.OfProtocol(packet.TCP).IPv6()),
		}
		switch {
		case !six.certain():
			f.Confidence, f.Unknown = rules.Possible, six.why()
		case s.IPv6CIDR.MayBeAbsent() && !s.AssignIPv6.Or(false): // AWS assigns addresses of a range only
			f.Confidence = rules.Possible
			f.Unknown = fmt.Sprintf("whether %s has an IPv6 range: %s", s.Address, s.IPv6CIDR.Why())
		}
		g.add(s, topology.Absence(p.Net, f), "has an IPv6 range and is on the same table")
	}
	g.report(p)
	return nil
}

func tableOf(s *model.Subnet) string {
	if t := s.RouteTable.To(); t != nil {
		return topology.TableWords(t)
	}
	return "its route table"
}

func ipv6Fix(p *rules.Pass, s *model.Subnet, v *model.VPC, exit topology.Exit) rules.Fix {
	t := s.RouteTable.To()
	if t != nil && exit.Kind == model.TargetInternetGateway && exit.Target.To != nil && len(exit.Through) == 0 {
		return snippet.Route(t, defaultIPv6, model.TargetInternetGateway, exit.Target.To.Base(), exit.Target.To.Base())
	}
	for _, g := range p.Net.EgressOnlyGateways {
		if t != nil && g.VPC.To() == v {
			return snippet.Route(t, defaultIPv6, model.TargetEgressOnly, &g.Object, &g.Object)
		}
	}
	return rules.Fix{Text: fmt.Sprintf("Give %s an egress-only internet gateway and route ::/0 to it in %s.", v.Label(), tableOf(s))}
}
