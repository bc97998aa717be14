package routing

import (
	"fmt"
	"net/netip"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// IPv6RouteToNATGateway finds IPv6 routes that lead to a NAT gateway.
var IPv6RouteToNATGateway = &rules.Rule{
	ID:         "ipv6-route-to-nat-gateway",
	Severity:   rules.Error,
	ReportedAt: "the route",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title:   "An IPv6 route to a NAT gateway",
		Problem: "A route sends an IPv6 destination to a NAT gateway, which carries no IPv6 but that for NAT64.",
		Behaviour: "A NAT gateway translates IPv4, and IPv6 to IPv4 for destinations in 64:ff9b::/96, which DNS64 makes. It translates no IPv6 to IPv6. " +
			"Private subnets reach the IPv6 internet by an egress-only internet gateway.",
		Remediation: "Send ::/0 to an egress-only internet gateway, and only 64:ff9b::/96 to the NAT gateway.",
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
		Limits:     "Prefix lists are not looked into.",
		References: []string{"https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html", natBasics},
	},
	Run: runIPv6RouteToNATGateway,
}

var nat64 = netip.MustParsePrefix("64:ff9b::/96")

func runIPv6RouteToNATGateway(p *rules.Pass) error {
	for _, r := range p.Net.Routes {
		d, ok := r.Destination.Get()
		if !ok || !d.Addr().Is6() || d == nat64 || r.Target.Kind != model.TargetNATGateway || r.Holder().External {
			continue
		}
		where := "its table"
		if t := r.Table.To(); t != nil {
			where = t.Label()
		}
		p.Report(rules.Finding{
			Object: r.Holder(), Range: r.Range, Key: d.String(),
			Message: fmt.Sprintf("The route for %s in %s leads to %s, which carries IPv6 for 64:ff9b::/96 only.", d, where, targetWords(r)),
			Fix:     rules.Fix{Text: fmt.Sprintf("Send %s in %s to an egress-only internet gateway.", d, where)},
		})
	}
	return nil
}
