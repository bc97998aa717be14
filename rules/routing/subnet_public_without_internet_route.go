package routing

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// SubnetPublicWithoutInternetRoute finds public subnets that have no route to an internet gateway.
var SubnetPublicWithoutInternetRoute = &rules.Rule{
	ID:         "subnet-public-without-internet-route",
	Severity:   rules.Error,
	ReportedAt: "the subnet",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A public subnet without a route to an internet gateway",
		Problem: "A subnet holds an internet-facing load balancer, or instances with public addresses, and its route table has no route to an internet " +
			"gateway. Nothing there can be reached from the internet, nor reach it.",
		Behaviour: "To be reached from the internet takes a public address, an attached internet gateway, a route to it in the subnet's own table, and " +
			"filters that let the traffic through. A public address alone does nothing. A subnet without an explicit association uses the main " +
			"table, which starts with local routes only.",
		Remediation: "Associate the subnet with a table that has a default route to the internet gateway, or add that route to its table. Where the " +
			"subnet is meant to be private, make the load balancer internal and take the public addresses away.",
		Terraform: `resource "aws_route" "public_internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}
`,
		CloudFormation: `PublicInternet:
  Type: AWS::EC2::Route
  DependsOn: GatewayAttachment
  Properties:
    RouteTableId: !Ref PublicRouteTable
    DestinationCidrBlock: 0.0.0.0/0
    GatewayId: !Ref InternetGateway
`,
		Limits: "A route to the internet gateway for only a part of the internet is taken as meant. Silent where the packets go to an appliance or an " +
			"endpoint of which the other side is not in view, and where tables are not in view. A subnet that only gives public addresses at launch " +
			"and holds nothing that has one is a warning. A NAT gateway as the target is subnet-public-on-nat-route-table.",
		WorksWith: "Checks that refuse any default route to an internet gateway (cfn-guard's `NO_UNRESTRICTED_ROUTE_TO_IGW`, KICS) flag every public " +
			"subnet there is. If nothing is meant to be public, remove the public addresses and load balancers, and both are content.",
		References: []string{gateway, subnetRoutes, lbSubnets},
	},
	Run: runSubnetPublicWithoutInternetRoute,
}

func runSubnetPublicWithoutInternetRoute(p *rules.Pass) error {
	var g grouped
	for _, s := range p.Net.Subnets {
		v := s.VPC.To()
		if s.External || s.Default || v == nil || v.External {
			continue
		}
		evidence := publicBy(s)
		if len(evidence) == 0 {
			continue
		}
		way := internetOf(p.Reach, s)
		if way.any(toInternet) || way.any(inspects) {
			continue
		}
		if _, nat := natOf(p.Reach, s, v); nat {
			continue
		}
		f := withoutRouteFinding(p, s, v, evidence, way)
		if !way.certain() {
			f.Confidence, f.Unknown = rules.Possible, way.why()
		}
		g.add(s, topology.Absence(p.Net, f), fmt.Sprintf("is on the same table, and %s", evidence[0].Text))
	}
	g.report(p)
	return nil
}

func withoutRouteFinding(p *rules.Pass, s *model.Subnet, v *model.VPC, evidence []topology.Evidence, way wayOut) rules.Finding {
	first := evidence[0]
	table := "its route table"
	if t := s.RouteTable.To(); t != nil {
		table = topology.TableWords(t)
	}
	state := fmt.Sprintf("%s has no route to an internet gateway", table)
	if x := way.exits[0]; !x.None() {
		state += fmt.Sprintf(": packets for the internet take %s", x.Leg)
	}
	f := rules.Finding{
		Object: &s.Object, Causes: []string{topology.PublicSubnetCause(s)}, Witness: fromInternet(s, first),
		Message: fmt.Sprintf("%s, but %s is cut off from the internet, for %s.", first.Text, topology.SubnetWords(s), state),
	}
	if first.Kind == topology.PublicOnLaunch {
		f.Severity = rules.Warning
		f.Message = fmt.Sprintf("%s, but they are of no use, for %s.", first.Text, state)
	}
	for _, e := range evidence {
		if e.Object != &s.Object {
			f.Related = append(f.Related, rules.Related{Object: e.Object, Message: "shows that the subnet is meant to be public: " + e.Text})
		}
	}
	f.Related = append(f.Related, wayRelated(s, way.exits[0])...)
	f.Fix = routeOrTable(p, s, v, publicSiblings(p.Reach, s, first))
	return f
}

// routeOrTable puts the subnet on the public table of its siblings. Where they have none, it adds a default route to the
// VPC's internet gateway, unless the table is the main one or serves subnets that are not meant to be public: then the
// subnet goes on another public table of the VPC, if there is one.
func routeOrTable(p *rules.Pass, s *model.Subnet, v *model.VPC, like []*model.Subnet) rules.Fix {
	t := s.RouteTable.To()
	routable := t != nil && len(v.InternetGateways) > 0 && !hasDefault(t)
	public := publicTableOf(p.Reach, append(slices.Clone(like), topology.TiersOf(p).Siblings(s)...))
	if public == nil && !(routable && !t.Main && servesOnlyPublic(t)) {
		public = publicTableIn(p.Reach, v)
	}
	switch {
	case public != nil && public != t:
		return associate(s, public)
	case routable:
		return snippet.Route(t, defaultIPv4, model.TargetInternetGateway, v.InternetGateways[0].Base(), v.InternetGateways[0].Base())
	case t == nil || len(v.InternetGateways) == 0:
		return rules.Fix{Text: fmt.Sprintf("Attach an internet gateway to %s and route 0.0.0.0/0 to it in a table of %s.", v.Label(), s.Label())}
	}
	return rules.Fix{Text: fmt.Sprintf("Give %s a route table of its own that sends 0.0.0.0/0 to %s.", s.Label(), v.InternetGateways[0].Label())}
}

// servesOnlyPublic reports whether every subnet that the table serves is meant to be public.
func servesOnlyPublic(t *model.RouteTable) bool {
	return len(t.MaybeSubnets) == 0 && !slices.ContainsFunc(t.Subnets, func(s *model.Subnet) bool { return len(publicBy(s)) == 0 })
}
