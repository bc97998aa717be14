package transitgateway

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// AttachmentWithoutRouteTable finds attachments that no transit gateway table serves or names.
var AttachmentWithoutRouteTable = &rules.Rule{
	ID:         "tgw-attachment-without-route-table",
	Severity:   rules.Error,
	ReportedAt: "the attachment",
	Since:      "0.1.0",
	YieldsTo:   []string{"tgw-route-missing"},
	Doc: rules.Doc{
		Title: "A transit gateway attachment without a route table",
		Problem: "The attachment is associated with no route table of the transit gateway, so that everything it brings is dropped. Or no table has a " +
			"route to it, so that nothing can reach it.",
		Behaviour: "What comes by an attachment is routed by the table that is associated with it; without one it is dropped. Association and propagation " +
			"happen by themselves only while the gateway's defaults, and the attachment's own switches, are on.",
		Remediation: "Associate the attachment with a table, and propagate it into the tables of those that it talks to.",
		Terraform: `resource "aws_ec2_transit_gateway_route_table_association" "app" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.app.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.spokes.id
}
`,
		CloudFormation: `AppAssociation:
  Type: AWS::EC2::TransitGatewayRouteTableAssociation
  Properties:
    TransitGatewayAttachmentId: !Ref AppAttachment
    TransitGatewayRouteTableId: !Ref SpokesTable
`,
		Limits:     "Only a possible finding where no route table of the gateway is in view but its default one, for it is then kept elsewhere, and for the attachment of a VPN connection of a template, which only something outside can name. Silent where the gateway or one of its tables is not in view, or where the attachment's id leaves what is in view; nothing need reach the only attachment of a gateway.",
		References: []string{tgwRouteTables, howItWorks},
	},
	Run: runAttachmentWithoutRouteTable,
}

func runAttachmentWithoutRouteTable(p *rules.Pass) error {
	for _, a := range p.Net.TransitAttachments {
		g := a.Gateway.To()
		if a.External || a.Exported || g == nil || g.External || a.Kind == model.AttachFirewall {
			continue
		}
		var f rules.Finding
		switch {
		case a.Table.IsAbsent() && !mayBeAssociated(p.Net, g):
			f.Message = fmt.Sprintf("Everything that %s brings is dropped: it is associated with no route table of %s, and the default association is off for it.",
				a.Label(), g.Label())
			f.Fix = association(g, a)
			if !slices.ContainsFunc(g.Tables, func(t *model.TransitGatewayRouteTable) bool { return !t.Implicit }) {
				f.Confidence = rules.Possible
				f.Unknown = fmt.Sprintf("no route table of %s is in view; who makes one may associate the attachment with it", g.Label())
			} else if a.Unnamed() {
				f.Confidence = rules.Possible
				f.Unknown = "a template cannot name the attachment that a VPN connection makes; whoever looks it up may associate it"
			}
		case a.Table.To() != nil && a.Kind == model.AttachVPC && len(g.Attachments) > 1 && unnamed(p.Net, g, a):
			f.Message = fmt.Sprintf("Nothing reaches %s over %s: no route table of the transit gateway learns it or has a route to it.", a.Label(), g.Label())
			f.Fix = rules.Fix{Text: fmt.Sprintf("Propagate %s into the tables of those that it talks to.", a.Label())}
			f.Causes = []string{rules.Cause("unlearned", a.ID)}
		default:
			continue
		}
		f.Object = &a.Object
		if v := a.VPC.To(); v != nil {
			f.Witness = rules.Lost(addressesIn(v), elsewhere(g, a), packet.OfProtocol(packet.TCP))
			if !a.Table.IsAbsent() {
				f.Witness = rules.Lost(elsewhere(g, a), addressesIn(v), packet.OfProtocol(packet.TCP))
			}
		}
		f.Related = []rules.Related{{Object: &g.Object, Message: "is the transit gateway"}}
		p.Report(topology.Absence(p.Net, f))
	}
	return nil
}

// mayBeAssociated reports whether an association is in view of which the attachment is not known, and whose
// table is, or may be, one of the gateway's.
func mayBeAssociated(n *model.Network, g *model.TransitGateway) bool {
	return slices.ContainsFunc(n.TransitAssociations, func(a *model.TransitGatewayAssociation) bool {
		t := a.Table.To()
		return a.Attachment.IsUnknown() && (t == nil || t.Gateway.To() == nil || t.Gateway.To() == g)
	})
}

// unnamed reports whether certainly no table of the gateway has a route to the attachment.
func unnamed(n *model.Network, g *model.TransitGateway, a *model.TransitGatewayAttachment) bool {
	means := func(r model.Ref[model.TransitGatewayAttachment]) bool {
		if r.IsUnknown() {
			return len(r.Candidates()) == 0 || slices.Contains(r.Candidates(), a)
		}
		return r.To() == a
	}
	if slices.ContainsFunc(n.TransitTables, func(t *model.TransitGatewayRouteTable) bool {
		return !t.Gateway.IsExternal() && (t.Gateway.To() == nil || t.Gateway.To() == g) &&
			(t.Open || t.External || slices.Contains(t.Propagating, a) || slices.Contains(t.MaybeLearns, a))
	}) {
		return false
	}
	return !slices.ContainsFunc(n.TransitRoutes, func(r *model.TransitGatewayRoute) bool { return means(r.Attachment) })
}

func association(g *model.TransitGateway, a *model.TransitGatewayAttachment) rules.Fix {
	i := slices.IndexFunc(g.Tables, func(t *model.TransitGatewayRouteTable) bool { return !t.Implicit })
	if i < 0 {
		return rules.Fix{Text: fmt.Sprintf("Add a route table to %s and associate %s with it.", g.Label(), a.Label())}
	}
	t, o := g.Tables[i], &a.Object
	fix := rules.Fix{Text: fmt.Sprintf("Associate %s with a route table of %s, %s for example.", a.Label(), g.Label(), t.Label())}
	if snippet.Dialect(o) == model.CloudFormation {
		return snippet.With(fix, o, snippet.Resource(snippet.CloudFormationName(o, "Association"), "AWS::EC2::TransitGatewayRouteTableAssociation",
			"TransitGatewayAttachmentId", snippet.Reference(o, o, "TransitGatewayAttachmentId"),
			"TransitGatewayRouteTableId", snippet.Reference(o, &t.Object, "TransitGatewayRouteTableId")))
	}
	return snippet.With(fix, o, snippet.Block(fmt.Sprintf("resource %q %q", "aws_ec2_transit_gateway_route_table_association", snippet.Label(o)),
		"transit_gateway_attachment_id", snippet.Reference(o, o, "transit_gateway_attachment_id"),
		"transit_gateway_route_table_id", snippet.Reference(o, &t.Object, "transit_gateway_route_table_id")))
}
