package routing

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// RouteInsideVPCCIDR finds routes inside the VPC's own ranges that AWS refuses.
var RouteInsideVPCCIDR = &rules.Rule{
	ID:         "route-inside-vpc-cidr",
	Severity:   rules.Error,
	ReportedAt: "the route",
	Since:      "0.1.0",
	YieldsTo:   []string{"peering-overlapping-cidr", "route-target-in-other-vpc"},
	Doc: rules.Doc{
		Title: "A route inside the VPC's own range that AWS refuses",
		Problem: "A route names a destination within the VPC's own ranges that the local route keeps to itself. AWS refuses it, so that the " +
			"deployment fails.",
		Behaviour: "A route may be more specific than the local route only if its destination is the whole CIDR block of a subnet of the VPC, and its " +
			"target a NAT gateway, a network interface, or a Gateway Load Balancer or firewall endpoint. Transit gateways, peering connections, " +
			"internet and virtual private gateways are refused.",
		Remediation: "Name the whole range of a subnet and send it to an interface, NAT gateway or Gateway Load Balancer endpoint, or remove the route.",
		Terraform: `resource "aws_route" "inspect_app" {
  route_table_id         = aws_route_table.web.id
  destination_cidr_block = aws_subnet.app.cidr_block
  vpc_endpoint_id        = aws_vpc_endpoint.inspection.id
}
`,
		CloudFormation: `InspectApp:
  Type: AWS::EC2::Route
  Properties:
    RouteTableId: !Ref WebTable
    DestinationCidrBlock: !GetAtt AppSubnet.CidrBlock
    VpcEndpointId: !Ref InspectionEndpoint
`,
		Limits:     "The VPC's ranges must be known; whether a destination is the range of a subnet is only said where all subnets are in view.",
		References: []string{"https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html#route-table-routes", igwRouting},
	},
	Run: runRouteInsideVPCCIDR,
}

func runRouteInsideVPCCIDR(p *rules.Pass) error {
	for _, r := range p.Net.Routes {
		t := r.Table.To()
		d, ok := r.Destination.Get()
		if t == nil || !ok || r.Holder().External || r.Target.Kind == model.TargetLocal || r.Target.Kind == model.TargetBlackhole {
			continue
		}
		v := t.VPC.To()
		if v == nil {
			continue
		}
		whole, inside := insideOf(v, d)
		if !inside {
			continue
		}
		reason, unknown := refused(v, d, whole, r)
		if reason == "" {
			continue
		}
		f := rules.Finding{
			Object: r.Holder(), Range: r.Range, Key: d.String(),
			Message: fmt.Sprintf("AWS refuses the route for %s to %s in %s: it lies inside %s of %s, and %s.",
				d, targetWords(r), t.Label(), whole, v.Label(), reason),
			Related: []rules.Related{{Object: &v.Object, Message: fmt.Sprintf("has the range %s, which the local route carries", whole)}},
			Fix:     rules.Fix{Text: fmt.Sprintf("Remove the route for %s from %s, or name the whole range of a subnet and a target that AWS accepts there.", d, t.Label())},
		}
		if unknown != "" {
			f.Confidence, f.Unknown = rules.Possible, unknown
		}
		if to := r.Target.To; to != nil {
			f.Causes = append(f.Causes, rules.Cause("overlap", to.Base().ID), otherVPCCause(to.Base(), &v.Object))
		}
		p.Report(topology.Absence(p.Net, f))
	}
	return nil
}

// insideOf gives the range of the VPC in which the destination lies.
func insideOf(v *model.VPC, d netip.Prefix) (netip.Prefix, bool) {
	for _, c := range v.CIDRs.Items {
		if p, ok := c.Get(); ok && p.Bits() <= d.Bits() && p.Contains(d.Addr()) {
			return p, true
		}
	}
	return netip.Prefix{}, false
}

// refused says why AWS refuses a route inside the VPC, or nothing where it does not; unknown says what would
// have to be known for certainty.
func refused(v *model.VPC, d, whole netip.Prefix, r *model.Route) (reason, unknown string) {
	switch r.Target.Kind {
	case model.TargetNATGateway, model.TargetInterface, model.TargetInstance, model.TargetEndpoint, model.TargetUnknown:
	default:
		return fmt.Sprintf("there no %s can be the target", r.Target.Kind), ""
	}
	if d == whole {
		return "", "" // the local route's own target is replaced
	}
	if slices.ContainsFunc(v.Subnets, func(s *model.Subnet) bool { return isRange(s, d) }) {
		return "", ""
	}
	reason = "it is not the whole range of a subnet"
	switch {
	case v.External || v.Exported:
		return reason, v.Address + " may have subnets that are not in view"
	case slices.ContainsFunc(v.Subnets, func(s *model.Subnet) bool { return rangeOf(s, d).IsUnknown() }):
		return reason, "the range of a subnet of " + v.Address + " is not known"
	case len(v.Subnets) == 0:
		return reason, "no subnet of " + v.Address + " is in view"
	}
	return reason, ""
}

func isRange(s *model.Subnet, d netip.Prefix) bool {
	p, ok := rangeOf(s, d).Get()
	return ok && p == d
}

// rangeOf gives the subnet's range of the family of d.
func rangeOf(s *model.Subnet, d netip.Prefix) model.Value[netip.Prefix] {
	if d.Addr().Is4() {
		return s.CIDR
	}
	return s.IPv6CIDR
}
