package transitgateway

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/oneway"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// AsymmetricRoute finds VPC route tables without the way back over a transit gateway.
var AsymmetricRoute = &rules.Rule{
	ID:         "tgw-asymmetric-route",
	Severity:   rules.Error,
	ReportedAt: "the VPC route table that lacks the way back",
	Since:      "0.1.0",
	YieldsTo:   []string{"tgw-missing-vpc-route", "tgw-route-missing"},
	Doc: rules.Doc{
		Title: "A transit gateway route without a way back",
		Problem: "One VPC reaches another over a transit gateway, and the route table of the subnets that are asked has no route back to the gateway. " +
			"Requests arrive and the answers are dropped or leave another way: connections time out. The same holds for the subnet of a NAT gateway " +
			"that serves other VPCs: it needs a route back to each of them.",
		Behaviour: "A transit gateway adds no routes to the tables of VPCs. Each VPC needs routes to it in the tables of the very subnets that talk, " +
			"and the gateway's own table for the attachment decides where it goes from there. Both directions are routed apart.",
		Remediation: "Add a route for the asking VPC's range to the transit gateway in the named route table.",
		Terraform: `resource "aws_route" "api_to_web" {
  route_table_id         = aws_route_table.api.id
  destination_cidr_block = aws_vpc.web.cidr_block
  transit_gateway_id     = aws_ec2_transit_gateway.hub.id
}
`,
		CloudFormation: `ApiToWeb:
  Type: AWS::EC2::Route
  DependsOn: ApiAttachment
  Properties:
    RouteTableId: !Ref ApiTable
    DestinationCidrBlock: !GetAtt WebVpc.CidrBlock
    TransitGatewayId: !Ref Hub
`,
		Limits: "Both VPCs, their tables and the gateway's tables must be in view, and the gateway must carry both directions: where it does not, that " +
			"is tgw-route-missing or isolation. Which of several tables is at fault is told as for peering-asymmetric-route.",
		References: []string{howItWorks, egressExample},
	},
	Run: runAsymmetricRoute,
}

func runAsymmetricRoute(p *rules.Pass) error {
	finder := oneway.NewFinder(p)
	for _, g := range p.Net.TransitGateways {
		all := attached(g)
		said := natWithoutReturn(p, g, all)
		for _, from := range all {
			for _, to := range all {
				if from.VPC.To() == to.VPC.To() {
					continue
				}
				c := oneway.Connection{Finder: finder, Over: g, Arrives: arrivals(p.Reach, from, to)}
				for _, gap := range c.Gaps(from.VPC.To(), to.VPC.To()) {
					if said[wayBack{gap.Table, from.VPC.To()}] {
						continue
					}
					p.Report(c.Finding(p.Net, gap))
				}
			}
		}
	}
	return nil
}

// arrivals narrows what one VPC sends to the gateway to what arrives at the other, where the gateway carries
// the answers as well.
func arrivals(e *reach.Engine, from, to *model.TransitGatewayAttachment) func(_, _ *model.VPC, dst packet.AddrSet) packet.AddrSet {
	return func(asking, _ *model.VPC, dst packet.AddrSet) packet.AddrSet {
		if between(e, to, from, addresses(e, topology.Endpoints(asking))).IsEmpty() {
			return packet.AddrSet{}
		}
		return between(e, from, to, dst)
	}
}

// client is a VPC whose packets for the internet come to another VPC's NAT gateway over the transit gateway.
type client struct {
	vpc     *model.VPC
	subnets []*model.Subnet
}

// wayBack is what a route table lacks: routes to the subnets of a VPC.
type wayBack struct {
	table *model.RouteTable
	to    *model.VPC
}

// natWithoutReturn finds NAT gateways that serve other VPCs over the gateway and whose subnet's table does not
// lead back to them. It gives what it said, which other subnets on the same tables lack as well.
func natWithoutReturn(p *rules.Pass, g *model.TransitGateway, all []*model.TransitGatewayAttachment) map[wayBack]bool {
	said := map[wayBack]bool{}
	for _, egress := range all {
		reached := natsBehind(p.Reach, egress)
		if len(reached) == 0 {
			continue
		}
		var clients []client
		for _, a := range all {
			if a != egress && a.VPC.To() != egress.VPC.To() {
				if c, ok := clientOf(p.Reach, g, a, egress); ok {
					clients = append(clients, c)
				}
			}
		}
		done := map[*model.RouteTable]bool{}
		for _, nat := range reached {
			own := nat.Subnet.To().RouteTable.To()
			if own == nil {
				continue
			}
			lost, tables := withoutWayBack(p.Reach, g, nat, own, clients)
			for _, t := range tables {
				if len(lost) == 0 || t.External || done[t] {
					continue
				}
				done[t] = true
				for _, c := range lost {
					said[wayBack{t, c.vpc}] = true
				}
				p.Report(topology.Absence(p.Net, natFinding(g, nat, own, t, lost)))
			}
		}
	}
	return said
}

// natsBehind gives the NAT gateways to which packets for the internet that arrive by an attachment go.
func natsBehind(e *reach.Engine, a *model.TransitGatewayAttachment) []*model.NATGateway {
	var out []*model.NATGateway
	for _, r := range a.Subnets.Items {
		s := r.To()
		if s == nil {
			continue
		}
		for _, x := range topology.Exits(e, s, reach.Internet().IPv4()) {
			nat, ok := x.Object().(*model.NATGateway)
			if ok && (x.Certain || x.Either) && nat.Subnet.To() != nil && !slices.Contains(out, nat) {
				out = append(out, nat)
			}
		}
	}
	return out
}

// clientOf gives the subnets of an attachment's VPC whose packets for the internet go to the egress
// attachment, where the gateway carries the answers back.
func clientOf(e *reach.Engine, g *model.TransitGateway, a, egress *model.TransitGatewayAttachment) (client, bool) {
	c := client{vpc: a.VPC.To()}
	tables, _ := tablesOf(c.vpc)
	for _, u := range tables {
		sent := u.sends(e, g, reach.Internet().IPv4())
		if between(e, a, egress, sent).IsEmpty() {
			continue
		}
		for _, s := range u.subnets {
			if !between(e, egress, a, e.SubnetAddresses(s)).IsEmpty() {
				c.subnets = append(c.subnets, s)
			}
		}
	}
	return c, len(c.subnets) > 0
}

// withoutWayBack gives the clients to which the NAT gateway's subnet certainly does not send all answers, and the
// tables that lack the way: the subnet's own, or those behind an inspecting endpoint which the answers pass.
func withoutWayBack(e *reach.Engine, g *model.TransitGateway, nat *model.NATGateway, own *model.RouteTable, clients []client) ([]client, []*model.RouteTable) {
	var lost []client
	var missing packet.AddrSet
	for _, c := range clients {
		wanted := addresses(e, c.subnets).IPv4()
		_, may := topology.Carried(topology.Exits(e, nat.Subnet.To(), wanted), g)
		if !wanted.Subset(may) {
			lost = append(lost, c)
			missing = missing.Union(wanted.Minus(may))
		}
	}
	return lost, topology.Deciding(own, topology.Exits(e, nat.Subnet.To(), missing))
}

func natFinding(g *model.TransitGateway, nat *model.NATGateway, own, t *model.RouteTable, lost []client) rules.Finding {
	s := nat.Subnet.To()
	var words []string
	for _, c := range lost {
		words = append(words, topology.VPCWords(c.vpc))
	}
	lack := fmt.Sprintf("%s of its subnet %s has no route back to them", topology.TableWords(own), topology.SubnetWords(s))
	if t != own {
		lack = fmt.Sprintf("%s of its subnet %s sends the answers through a firewall, and %s behind that has no route back to them",
			topology.TableWords(own), topology.SubnetWords(s), topology.TableWords(t))
	}
	f := rules.Finding{
		Object: &t.Object, Key: "nat " + g.Address,
		Message: fmt.Sprintf("%s cannot answer %s, whose packets for the internet come to it over %s: %s.",
			nat.Label(), topology.List(words), g.Label(), lack),
		Related: []rules.Related{{Object: &nat.Object, Message: "translates for other VPCs"}, {Object: &s.Object, Message: "is the subnet of the NAT gateway"}},
	}
	f.Witness = rules.Lost(reach.BareSubnetEnd(lost[0].subnets[0]), reach.InternetEnd(), packet.OfProtocol(packet.TCP).IPv4())
	for _, c := range lost {
		f.Causes = append(f.Causes, topology.NoRouteCause(t, c.vpc.ID))
		f.Related = append(f.Related, rules.Related{Object: &c.vpc.Object, Message: "sends its packets for the internet to the NAT gateway"})
	}
	if ranges, complete := topology.VPCRanges(lost[0].vpc); complete {
		f.Fix = snippet.Route(t, ranges.IPv4().Prefixes(), model.TargetTransitGateway, &g.Object, &lost[0].vpc.Object)
	} else {
		f.Fix = rules.Fix{Text: fmt.Sprintf("Add routes for the ranges of %s to %s in %s.", topology.List(words), g.Label(), t.Label())}
	}
	return f
}
