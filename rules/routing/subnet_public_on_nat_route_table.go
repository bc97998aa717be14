package routing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// SubnetPublicOnNATRouteTable finds public subnets whose default route is a NAT gateway.
var SubnetPublicOnNATRouteTable = &rules.Rule{
	ID:         "subnet-public-on-nat-route-table",
	Severity:   rules.Error,
	ReportedAt: "the subnet",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A public subnet on a route table that leads to a NAT gateway",
		Problem: "A subnet holds an internet-facing load balancer, or instances with public addresses, and its route table sends the internet to a " +
			"NAT gateway or NAT instance. Requests come in by the internet gateway and the answers leave by the NAT, from another address: clients " +
			"see timeouts. Of a load balancer only the nodes in that subnet fail, so that some requests work and others do not.",
		Behaviour: "What comes in by an internet gateway has to be answered by a route to it. A NAT gateway translates the source of what it " +
			"forwards and never carries connections that began on the other side. A subnet uses the table that it is associated with, else the main " +
			"table of its VPC. An internet-facing load balancer needs a route to the internet gateway in every one of its subnets.",
		Remediation: "Associate the subnet with a route table whose default route is the internet gateway, or take the load balancer or the public " +
			"address out of the subnet.",
		Terraform: `resource "aws_route_table_association" "public_b" {
  subnet_id      = aws_subnet.public_b.id
  route_table_id = aws_route_table.public.id
}
`,
		CloudFormation: `PublicSubnetBAssociation:
  Type: AWS::EC2::SubnetRouteTableAssociation
  Properties:
    SubnetId: !Ref PublicSubnetB
    RouteTableId: !Ref PublicRouteTable
`,
		Limits: "What makes a subnet public is an internet-facing load balancer, an instance, container or interface with a public address in it, or " +
			"public addresses at launch. Silent where the target of the default route is not known, and where a route table of the internet gateway " +
			"leads arriving traffic through the same appliance.",
		WorksWith: "Checks that refuse any default route to an internet gateway (cfn-guard's `NO_UNRESTRICTED_ROUTE_TO_IGW`, KICS) flag every public " +
			"subnet there is. Keep public subnets few, put nothing but load balancers and NAT gateways there, and except those tables.",
		References: []string{lbSubnets, gateway, natBasics, subnetRoutes},
	},
	Run: runSubnetPublicOnNATRouteTable,
}

func runSubnetPublicOnNATRouteTable(p *rules.Pass) error {
	var g grouped
	for _, s := range p.Net.Subnets {
		v := s.VPC.To()
		if s.External || v == nil {
			continue
		}
		evidence := publicBy(s)
		if len(evidence) == 0 {
			continue
		}
		if exit, ok := natOf(p.Reach, s, v); ok {
			f := onNATFinding(p, s, evidence, exit)
			if s.Association == nil {
				f = topology.Absence(p.Net, f) // another table may be associated with it
			}
			g.add(s, f, fmt.Sprintf("is on the same table, and %s", evidence[0].Text))
		}
	}
	g.report(p)
	return nil
}

// natOf gives the exit by which most of the internet goes to a NAT gateway or NAT instance.
func natOf(e *reach.Engine, s *model.Subnet, v *model.VPC) (topology.Exit, bool) {
	return internetOf(e, s).most(func(x topology.Exit) bool {
		return toNAT(x) || toInstance(x) && !edgeSteered(v) && !mayForwardFrom(x.Target.To, s)
	})
}

// mayForwardFrom reports whether an instance or interface has a leg in the subnet and may pass packets on by another
// one. An interface with a public address would send them on from where it stands, and the subnet's table hands
// them to it again.
func mayForwardFrom(o model.Entity, s *model.Subnet) bool {
	return slices.ContainsFunc(s.Interfaces, func(i *model.NetworkInterface) bool {
		return (model.Entity(i) == o || i.Owner == o) && !i.Public.Or(false)
	})
}

// publicBy gives what shows that a subnet is public. Where that is nothing but addresses at launch and the
// subnet holds a public NAT gateway, the NAT gateway's own rule says what is wrong.
func publicBy(s *model.Subnet) []topology.Evidence {
	evidence := topology.PublicEvidence(s)
	if len(evidence) > 0 && evidence[0].Kind == topology.PublicOnLaunch &&
		slices.ContainsFunc(topology.NATGateways(s), isPublicNAT) {
		return nil
	}
	return evidence
}

func onNATFinding(p *rules.Pass, s *model.Subnet, evidence []topology.Evidence, exit topology.Exit) rules.Finding {
	first := evidence[0]
	others := publicSiblings(p.Reach, s, first)
	table := "its route table"
	if t := s.RouteTable.To(); t != nil {
		table = t.Label()
	}
	var message string
	switch first.Kind {
	case topology.PublicLoadBalancer:
		message = fmt.Sprintf("%s is internet-facing, but its address in %s cannot answer clients: the answers take %s in %s and not the way that the questions came",
			first.Object.Label(), topology.SubnetWords(s), exit.Leg, table)
		if len(others) > 0 {
			message += fmt.Sprintf(", while those from %s leave by an internet gateway", topology.Subnets(others))
		}
	case topology.PublicAddress:
		message = fmt.Sprintf("%s, but cannot be reached from the internet in %s: the answers take %s in %s and not the way that the questions came",
			first.Text, topology.SubnetWords(s), exit.Leg, table)
	default:
		message = fmt.Sprintf("%s, but nothing there can be reached from the internet: the answers take %s in %s and not the way that the questions came",
			first.Text, exit.Leg, table)
	}
	f := rules.Finding{
		Object: &s.Object, Message: message + ".", Causes: []string{topology.PublicSubnetCause(s)},
		Witness: fromInternet(s, first),
	}
	for _, e := range evidence {
		if e.Object != &s.Object {
			f.Related = append(f.Related, rules.Related{Object: e.Object, Message: "shows that the subnet is meant to be public: " + e.Text})
		}
	}
	f.Related = append(f.Related, wayRelated(s, exit)...)
	for _, o := range others {
		f.Related = append(f.Related, rules.Related{Object: &o.Object, Message: "holds the same load balancer and leaves by an internet gateway"})
	}
	f.Fix = publicFix(p, s, others)
	return f
}

// fromInternet is what gets lost: requests from the internet to what shows that the subnet is public, or their
// answers; nil for a subnet in which nothing has a public address.
func fromInternet(s *model.Subnet, first topology.Evidence) *rules.Witness {
	for _, i := range s.Interfaces {
		if &i.Object == first.Object || i.Owner != nil && i.Owner.Base() == first.Object {
			return rules.Lost(reach.InternetEnd(), reach.InterfaceEnd(i), packet.OfProtocol(packet.TCP))
		}
	}
	return nil
}

// wayRelated tells by which association and route a subnet's packets go.
func wayRelated(s *model.Subnet, exit topology.Exit) []rules.Related {
	var out []rules.Related
	if a := s.Association; a != nil && a.Table.To() != nil {
		out = append(out, rules.Related{Object: &a.Object, Message: fmt.Sprintf("puts %s on %s", s.Label(), a.Table.To().Label())})
	}
	if r := exit.First.Route; r != nil {
		out = append(out, rules.Related{Object: r.Holder(), Range: r.Range, Message: fmt.Sprintf("is %s", exit.First)})
	}
	if len(exit.Through) > 0 && exit.Route != nil {
		out = append(out, rules.Related{Object: exit.Route.Holder(), Range: exit.Route.Range,
			Message: fmt.Sprintf("is %s, which the packets take behind %s", exit.Leg, exit.Through[len(exit.Through)-1].Base().Label())})
	}
	return out
}

// publicSiblings gives the other subnets of a load balancer whose packets leave by an internet gateway.
func publicSiblings(e *reach.Engine, s *model.Subnet, evidence topology.Evidence) []*model.Subnet {
	if evidence.LoadBalancer == nil {
		return nil
	}
	var out []*model.Subnet
	for _, r := range evidence.LoadBalancer.Subnets.Items {
		o := r.To()
		if o == nil || o == s || slices.Contains(out, o) {
			continue
		}
		if _, ok := internetOf(e, o).most(func(x topology.Exit) bool { return x.Kind == model.TargetInternetGateway }); ok {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b *model.Subnet) int { return strings.Compare(a.Address, b.Address) })
	return out
}

// publicFix puts a subnet on a table that leads to the internet gateway, where there is one.
func publicFix(p *rules.Pass, s *model.Subnet, like []*model.Subnet) rules.Fix {
	v := s.VPC.To()
	if t := publicTable(p.Reach, v, append(slices.Clone(like), topology.TiersOf(p).Siblings(s)...)); t != nil && t != s.RouteTable.To() {
		return associate(s, t)
	}
	return rules.Fix{Text: fmt.Sprintf("Associate %s with a route table that sends 0.0.0.0/0 to an internet gateway of %s.", s.Label(), v.Label())}
}
