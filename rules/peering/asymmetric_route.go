package peering

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/oneway"
)

// AsymmetricRoute finds route tables without the way back over a peering connection.
var AsymmetricRoute = &rules.Rule{
	ID:         "peering-asymmetric-route",
	Severity:   rules.Error,
	ReportedAt: "the route table that lacks the way back; where a whole VPC lacks it, each such table",
	Since:      "0.1.0",
	YieldsTo:   []string{overlapID},
	Doc: rules.Doc{
		Title: "A peering route without a way back",
		Problem: "Subnets of one VPC send packets for a peer VPC to the peering connection, but the route table of the subnets that are " +
			"asked has no route back for the whole range. Requests arrive, a packet capture on the far side even shows the answer, and the answer " +
			"is dropped or leaves by another route: every connection times out.",
		Behaviour: "A peering connection adds no routes by itself. Each VPC needs routes to the connection in the tables of the very subnets " +
			"that talk, the asked side as well as the asking one, and each packet is routed by the table of the subnet that it leaves: the " +
			"longest matching prefix wins. Routes may be narrower than the peer's range; what they leave out gets no answer.",
		Remediation: "Add a route for the asking VPC's range, or for the ranges of its subnets that ask, to the peering connection in the named " +
			"route table. Where only some tiers are meant to talk, take the forward route away from the tables of the others.",
		Terraform: `resource "aws_route" "b_to_a" {
  route_table_id            = aws_route_table.b.id
  destination_cidr_block    = aws_vpc.a.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.a_b.id
}
`,
		CloudFormation: `BToA:
  Type: AWS::EC2::Route
  Properties:
    RouteTableId: !Ref RouteTableB
    DestinationCidrBlock: !GetAtt VpcA.CidrBlock
    VpcPeeringConnectionId: !Ref PeeringAB
`,
		Limits: "Both VPCs and their tables must be in view. If no table of the asked VPC has a way back, the tables of its workloads are " +
			"reported, or all that the packets come to where no workload is in view. If some table has one, another is reported only when it " +
			"serves workloads and something in view shows that they are meant to talk: a security group rule, record or target that names " +
			"exactly these subnets, routes of its own to the peer, or siblings of the same tier that have the route. Subnets that hold only " +
			"NAT gateways, gateway attachments or firewall endpoints neither ask nor are asked.",
		WorksWith: "Prowler's `vpc_peering_routing_tables_with_least_privilege` and like checks refuse a route for the peer's whole range. Both " +
			"are content with routes for exactly the peer's subnets that talk, on both sides.",
		References: []string{peeringRoutes, peeringBasics},
	},
	Run: runAsymmetricRoute,
}

func runAsymmetricRoute(p *rules.Pass) error {
	finder := oneway.NewFinder(p)
	for _, pc := range p.Net.Peerings {
		a, b := pc.Requester.To(), pc.Accepter.To()
		if a == nil || b == nil || a == b {
			continue
		}
		c := oneway.Connection{Finder: finder, Over: pc}
		for _, pair := range [2][2]*model.VPC{{a, b}, {b, a}} {
			for _, gap := range c.Gaps(pair[0], pair[1]) {
				f := c.Finding(p.Net, gap)
				f.Causes = append(f.Causes, overlapCause(pc))
				p.Report(f)
			}
		}
	}
	return nil
}
