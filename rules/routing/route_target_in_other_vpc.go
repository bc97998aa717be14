package routing

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// RouteTargetInOtherVPC finds routes whose target belongs to another VPC than the table.
var RouteTargetInOtherVPC = &rules.Rule{
	ID:         "route-target-in-other-vpc",
	Severity:   rules.Error,
	ReportedAt: "the route",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A route to a gateway or interface of another VPC",
		Problem: "The target of a route belongs to another VPC than the route table. AWS refuses the route, and the subnets of the table are without " +
			"what it should reach.",
		Behaviour: "A route's internet gateway, NAT gateway, interface, instance or endpoint must belong to the VPC of the route table. To use those of " +
			"another VPC, traffic has to go there over a transit gateway.",
		Remediation: "Route to a gateway of the table's own VPC, or attach the gateway to it.",
		Terraform: `resource "aws_route" "internet" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id # attached to the VPC of the table
}
`,
		CloudFormation: `Internet:
  Type: AWS::EC2::Route
  Properties:
    RouteTableId: !Ref RouteTable
    DestinationCidrBlock: 0.0.0.0/0
    GatewayId: !Ref InternetGateway
`,
		Limits:     "Silent where one of the two VPCs is not known.",
		References: []string{routeOptions, routeTables},
	},
	Run: runRouteTargetInOtherVPC,
}

func runRouteTargetInOtherVPC(p *rules.Pass) error {
	type cause struct {
		target model.Entity
		vpc    *model.VPC
	}
	first := map[cause]int{}
	var found []rules.Finding
	for _, r := range p.Net.Routes {
		t := r.Table.To()
		if t == nil || r.Target.To == nil || r.Holder().External {
			continue
		}
		own := t.VPC.To()
		others := vpcsOf(r.Target.To)
		if own == nil || len(others) == 0 || slices.Contains(others, nil) || slices.Contains(others, own) {
			continue
		}
		c := cause{r.Target.To, own}
		if i, ok := first[c]; ok {
			found[i].Related = append(found[i].Related, rules.Related{
				Object: r.Holder(), Range: r.Range, Message: fmt.Sprintf("sends %s to the same %s", destination(r), r.Target.Kind)})
			continue
		}
		first[c] = len(found)
		found = append(found, otherVPCFinding(p, r, t, own, others[0]))
	}
	for _, f := range found {
		p.Report(f)
	}
	return nil
}

// vpcsOf gives the VPCs that the target of a route belongs to, one of which the table must belong to; nil
// among them means that one is not known.
func vpcsOf(target model.Entity) []*model.VPC {
	ofSubnet := func(r model.Ref[model.Subnet]) *model.VPC {
		if s := r.To(); s != nil {
			return s.VPC.To()
		}
		return nil
	}
	attached := func(r model.Ref[model.VPC]) []*model.VPC {
		if r.IsAbsent() {
			return nil // detached, which is another rule's matter
		}
		return []*model.VPC{r.To()}
	}
	switch o := target.(type) {
	case *model.InternetGateway:
		return attached(o.VPC)
	case *model.EgressOnlyInternetGateway:
		return attached(o.VPC)
	case *model.VPNGateway:
		return attached(o.VPC)
	case *model.NATGateway:
		return []*model.VPC{o.VPC.To()}
	case *model.VPCEndpoint:
		return []*model.VPC{o.VPC.To()}
	case *model.NetworkInterface:
		return []*model.VPC{ofSubnet(o.Subnet)}
	case *model.FirewallEndpoint:
		if o.Subnet.To() == nil && o.Firewall != nil {
			return []*model.VPC{o.Firewall.VPC.To()}
		}
		return []*model.VPC{ofSubnet(o.Subnet)}
	case *model.Workload:
		out := []*model.VPC{}
		for _, i := range o.Interfaces {
			out = append(out, ofSubnet(i.Subnet))
		}
		if len(out) == 0 {
			out = append(out, nil)
		}
		return out
	case *model.PeeringConnection:
		return []*model.VPC{o.Requester.To(), o.Accepter.To()}
	}
	return nil
}

func otherVPCFinding(p *rules.Pass, r *model.Route, t *model.RouteTable, own, other *model.VPC) rules.Finding {
	target := r.Target.To.Base()
	place := "belongs to"
	if _, ok := r.Target.To.(*model.PeeringConnection); ok {
		place = "does not join it with anything: it starts at"
	}
	return rules.Finding{
		Object: r.Holder(), Range: r.Range, Key: target.Address,
		Message: fmt.Sprintf("The route for %s in %s of %s cannot work: its %s %s %s %s.",
			destination(r), t.Label(), own.Label(), r.Target.Kind, target.Label(), place, other.Label()),
		Related: []rules.Related{
			{Object: target, Message: fmt.Sprintf("belongs to %s", other.Label())},
			{Object: &own.Object, Message: "is the VPC of the route table"},
		},
		Fix:     rules.Fix{Text: fmt.Sprintf("Route %s in %s to something of %s itself.", destination(r), t.Label(), own.Label())},
		Witness: byRoute(p.Reach, r),
		Causes:  []string{otherVPCCause(target, &own.Object)},
	}
}

// otherVPCCause is the same for all routes that lead from tables of one VPC to one target: another VPC's route to
// the target is no fault, and no reason to leave anything unsaid.
func otherVPCCause(target, own *model.Object) string {
	return rules.Cause("other-vpc", target.ID, own.ID)
}
