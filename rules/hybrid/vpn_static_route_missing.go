package hybrid

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// VPNStaticRouteMissing finds VPN connections with static routing and no route.
var VPNStaticRouteMissing = &rules.Rule{
	ID:         "vpn-static-route-missing",
	Severity:   rules.Error,
	ReportedAt: "the VPN connection",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A VPN connection with static routing and no route",
		Problem: "The VPN connection uses static routes only and has none. AWS does not know which addresses are behind it: nothing goes in, and nothing is " +
			"propagated into route tables.",
		Behaviour: "A connection with static routing learns nothing by BGP. Each range of the other network has to be given to it as a route of the " +
			"connection, which the virtual private gateway then propagates.",
		Remediation: "Add a connection route for each range of the other network, or use BGP.",
		Terraform: `resource "aws_vpn_connection_route" "office" {
  vpn_connection_id      = aws_vpn_connection.office.id
  destination_cidr_block = "192.168.0.0/16"
}
`,
		CloudFormation: `OfficeRoute:
  Type: AWS::EC2::VPNConnectionRoute
  Properties:
    VpnConnectionId: !Ref OfficeVpn
    DestinationCidrBlock: 192.168.0.0/16
`,
		Limits: "A VPN on a transit gateway has its static routes in the gateway's tables: see vpn-route-missing. Silent where routes may be added " +
			"out of view.",
		References: []string{vpnRouting},
	},
	Run: runVPNStaticRouteMissing,
}

func runVPNStaticRouteMissing(p *rules.Pass) error {
	for _, c := range p.Net.VPNConnections {
		static, known := c.StaticOnly.OrDefault(false).Get()
		if c.External || !known || !static || c.VPNGateway.IsAbsent() || len(c.Routes) > 0 || c.RoutesOpen {
			continue
		}
		o := &c.Object
		var witness *rules.Witness
		var causes []string
		g := c.VPNGateway.To()
		if g != nil {
			causes = append(causes, topology.NoStaticRouteCause(g))
		}
		if g != nil && g.VPC.To() != nil {
			witness = rules.Lost(reach.VPCEnd(g.VPC.To()), reach.OnPremisesEnd(), packet.Set{})
		}
		fix := rules.Fix{Text: fmt.Sprintf("Add a connection route for each range behind %s.", o.Label())}
		if snippet.Dialect(o) == model.CloudFormation {
			fix = snippet.With(fix, o, snippet.Resource(snippet.CloudFormationName(o, "Route"), "AWS::EC2::VPNConnectionRoute",
				"VpnConnectionId", snippet.Reference(o, o, "VpnConnectionId"), "DestinationCidrBlock", "192.168.0.0/16 # the range behind the connection"))
		} else {
			fix = snippet.With(fix, o, snippet.Block(fmt.Sprintf("resource %q %q", "aws_vpn_connection_route", snippet.Label(o)),
				"vpn_connection_id", snippet.Reference(o, o, "vpn_connection_id"),
				"destination_cidr_block", `"192.168.0.0/16" # the range behind the connection`))
		}
		p.Report(topology.Absence(p.Net, rules.Finding{
			Object: o, Range: c.Place("static_routes_only"),
			Message: fmt.Sprintf("%s carries nothing to the other network: it uses static routes only and has none.", o.Label()),
			Fix:     fix,
			Causes:  causes,
			Witness: witness,
		}))
	}
	return nil
}
