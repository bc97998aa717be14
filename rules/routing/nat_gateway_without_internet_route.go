package routing

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// NATGatewayWithoutInternetRoute finds public NAT gateways that have no way to the internet.
var NATGatewayWithoutInternetRoute = &rules.Rule{
	ID:         "nat-gateway-without-internet-route",
	Severity:   rules.Error,
	ReportedAt: "the NAT gateway",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A public NAT gateway without a route to the internet",
		Problem: "The NAT gateway stands in a subnet whose route table does not lead to an internet gateway, or leads back to the NAT gateway itself. " +
			"Every subnet that uses it is without internet.",
		Behaviour: "A public NAT gateway sends what it translates by the route table of its own subnet, which must send the internet to an internet " +
			"gateway, directly or through a firewall endpoint.",
		Remediation: "Put the NAT gateway into a public subnet, or associate its subnet with a table whose default route is the internet gateway. Do not " +
			"let the subnet of a NAT gateway share the table of the subnets that it serves.",
		Terraform: `resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public.id
}
`,
		CloudFormation: `NatGateway:
  Type: AWS::EC2::NatGateway
  Properties:
    AllocationId: !GetAtt NatAddress.AllocationId
    SubnetId: !Ref PublicSubnet
`,
		Limits:     "Private NAT gateways need no internet gateway. Silent where the subnet's table, or what its routes lead to, is not in view.",
		References: []string{natBasics, subnetRoutes},
	},
	Run: runNATGatewayWithoutInternetRoute,
}

func runNATGatewayWithoutInternetRoute(p *rules.Pass) error {
	first := map[*model.RouteTable]int{}
	var found []rules.Finding
	for _, g := range p.Net.NATGateways {
		s := g.Subnet.To()
		if g.External || s == nil || !isPublicNAT(g) {
			continue
		}
		v := s.VPC.To()
		if v == nil || v.External {
			continue
		}
		way := internetOf(p.Reach, s)
		if way.any(toInternet) || way.any(inspects) {
			continue
		}
		t := s.RouteTable.To()
		if i, ok := first[t]; ok && t != nil {
			found[i].Related = append(found[i].Related, rules.Related{Object: &g.Object, Message: fmt.Sprintf("stands in %s, on the same table", s.Label())})
			continue
		}
		f := natFinding(p, g, s, way)
		if !way.certain() {
			f.Confidence, f.Unknown = rules.Possible, way.why()
		}
		first[t] = len(found)
		found = append(found, f)
	}
	for _, f := range found {
		p.Report(topology.Absence(p.Net, f))
	}
	return nil
}

func natFinding(p *rules.Pass, g *model.NATGateway, s *model.Subnet, way wayOut) rules.Finding {
	table := "its route table"
	if t := s.RouteTable.To(); t != nil {
		table = topology.TableWords(t)
	}
	reason := fmt.Sprintf("%s has no route to an internet gateway", table)
	if x, ok := way.most(toNAT); ok {
		reason = fmt.Sprintf("%s in %s hands the packets to another NAT gateway", x.Leg, table)
		if x.Object() == model.Entity(g) {
			reason = fmt.Sprintf("%s in %s leads back to the NAT gateway itself", x.Leg, table)
		}
	} else if x := way.exits[0]; !x.None() {
		reason += fmt.Sprintf(", and packets for the internet take %s", x.Leg)
	}
	f := rules.Finding{
		Object: &g.Object, Range: g.Place("subnet_id"),
		Message: fmt.Sprintf("%s gives nobody internet: it stands in %s, and %s.", g.Label(), topology.SubnetWords(s), reason),
		Related: []rules.Related{{Object: &s.Object, Message: "is the subnet of the NAT gateway"}},
		Causes:  []string{rules.Cause("nat", g.ID)},
	}
	f.Related = append(f.Related, wayRelated(s, way.exits[0])...)
	for _, o := range s.VPC.To().Subnets {
		if o == s {
			continue
		}
		if x, ok := internetOf(p.Reach, o).most(toNAT); ok && x.Object() == model.Entity(g) {
			f.Related = append(f.Related, rules.Related{Object: &o.Object, Message: "sends its packets for the internet to the NAT gateway"})
			if f.Witness == nil {
				f.Witness = rules.Lost(reach.BareSubnetEnd(o), reach.InternetEnd(), packet.OfProtocol(packet.TCP).IPv4())
			}
		}
	}
	f.Fix = natFix(p, g, s)
	return f
}

// natFix moves the NAT gateway into a public subnet, of its own zone where there is one.
func natFix(p *rules.Pass, g *model.NATGateway, s *model.Subnet) rules.Fix {
	var best *model.Subnet
	for _, o := range s.VPC.To().Subnets {
		if _, ok := internetOf(p.Reach, o).most(func(x topology.Exit) bool { return x.Kind == model.TargetInternetGateway }); !ok || o.External {
			continue
		}
		if best == nil || sameZone(o, s) && !sameZone(best, s) {
			best = o
		}
	}
	if best == nil {
		return routeOrTable(p, s, s.VPC.To(), nil)
	}
	return rules.Fix{Text: fmt.Sprintf("Put %s into the public subnet %s, or associate %s with a table that leads to the internet gateway.",
		g.Label(), best.Label(), s.Label())}
}

// sameZone reports whether two subnets certainly stand in one zone.
func sameZone(a, b *model.Subnet) bool {
	x, okX := a.Zone.Get()
	y, okY := b.Zone.Get()
	return okX && okY && x == y
}
