package snippet

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// routeTarget names the argument of a route for each kind of target, in Terraform and in CloudFormation.
func routeTarget(kind model.TargetKind) (terraform, cloudFormation string) {
	switch kind {
	case model.TargetInternetGateway, model.TargetVPNGateway:
		return "gateway_id", "GatewayId"
	case model.TargetEgressOnly:
		return "egress_only_gateway_id", "EgressOnlyInternetGatewayId"
	case model.TargetNATGateway:
		return "nat_gateway_id", "NatGatewayId"
	case model.TargetInterface:
		return "network_interface_id", "NetworkInterfaceId"
	case model.TargetPeering:
		return "vpc_peering_connection_id", "VpcPeeringConnectionId"
	case model.TargetTransitGateway:
		return "transit_gateway_id", "TransitGatewayId"
	case model.TargetEndpoint:
		return "vpc_endpoint_id", "VpcEndpointId"
	}
	return "", ""
}

// Route makes the fix that adds routes for the destinations to a table: blocks inside of a Terraform table
// that has its routes inline, resources of their own otherwise. New resources are named after far, the
// network that the routes lead to.
func Route(table *model.RouteTable, destinations []netip.Prefix, kind model.TargetKind, target, far *model.Object) rules.Fix {
	words := make([]string, len(destinations))
	for i, d := range destinations {
		words[i] = d.String()
	}
	o := &table.Object
	fix := rules.Fix{Text: fmt.Sprintf("Add a route for %s to %s in %s.", strings.Join(words, " and "), target.Label(), tableWords(table))}
	terraform, cloudFormation := routeTarget(kind)
	if terraform == "" {
		return fix
	}
	inline := slices.ContainsFunc(table.Routes, func(r *model.Route) bool { return r.Inline })
	var code []string
	for i, d := range destinations {
		suffix := ""
		if i > 0 {
			suffix = fmt.Sprint(i + 1)
		}
		switch {
		case Dialect(o) == model.CloudFormation:
			code = append(code, Resource(CloudFormationName(o, "To"+Label(far)+suffix), "AWS::EC2::Route",
				"RouteTableId", Reference(o, o, "RouteTableId"),
				byFamily(d, "DestinationCidrBlock", "DestinationIpv6CidrBlock"), Quote(d.String()),
				cloudFormation, Reference(o, target, cloudFormation)))
		case inline:
			code = append(code, Block("route",
				byFamily(d, "cidr_block", "ipv6_cidr_block"), Quote(d.String()),
				terraform, Reference(o, target, terraform)))
		default:
			code = append(code, Block(fmt.Sprintf("resource %q %q", "aws_route", TerraformName(o, "to_"+Label(far)+suffix)),
				"route_table_id", Reference(o, o, "route_table_id"),
				byFamily(d, "destination_cidr_block", "destination_ipv6_cidr_block"), Quote(d.String()),
				terraform, Reference(o, target, terraform)))
		}
	}
	all := strings.Join(code, "\n")
	if inline && Dialect(o) == model.Terraform {
		fix.Edit = Edit(rules.AddNested, o, "", all)
		return With(fix, o, "# inside "+Terraform(o)+"\n"+all)
	}
	fix.Edit = Edit(rules.AddBlock, o, "", all)
	return With(fix, o, all)
}

func byFamily(p netip.Prefix, v4, v6 string) string {
	if p.Addr().Is6() {
		return v6
	}
	return v4
}

// tableWords names a route table, the main one that came with its VPC as what it is.
func tableWords(t *model.RouteTable) string {
	if t.Main && t.Implicit {
		return "the main route table of " + t.Label()
	}
	return t.Label()
}
