package transitgateway

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/lazyregexp"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// AttachmentAZGap finds attachments without a subnet in a zone that sends to the gateway.
var AttachmentAZGap = &rules.Rule{
	ID:         "tgw-attachment-az-gap",
	Severity:   rules.Error,
	ReportedAt: "the attachment",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A transit gateway attachment without a subnet in a zone that uses it",
		Problem: "A subnet has a route to the transit gateway, but stands in an Availability Zone in which the attachment has no subnet. Its packets are " +
			"dropped in spite of the route, and those of other zones arrive: it works in one zone and not in another.",
		Behaviour: "Only resources in zones for which the attachment has a subnet can send to the transit gateway. AWS recommends a subnet for the attachment " +
			"in every zone that has workloads.",
		Remediation: "Add a subnet of the zone to the attachment.",
		Terraform: `resource "aws_ec2_transit_gateway_vpc_attachment" "app" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = aws_vpc.app.id
  subnet_ids         = [aws_subnet.tgw_a.id, aws_subnet.tgw_b.id, aws_subnet.tgw_c.id]
}
`,
		CloudFormation: `AppAttachment:
  Type: AWS::EC2::TransitGatewayVpcAttachment
  Properties:
    TransitGatewayId: !Ref Hub
    VpcId: !Ref AppVpc
    SubnetIds: [!Ref TgwSubnetA, !Ref TgwSubnetB, !Ref TgwSubnetC]
`,
		Limits:     "Silent where a zone, or a subnet of the attachment, is not known.",
		References: []string{attachments, howItWorks},
	},
	Run: runAttachmentAZGap,
}

func runAttachmentAZGap(p *rules.Pass) error {
	for _, a := range p.Net.TransitAttachments {
		zones, ok := zonesOf(a)
		if a.External || a.Kind != model.AttachVPC || a.VPC.To() == nil || !ok || othersAttach(p.Net, a) {
			continue
		}
		gateway := a.Gateway.ID().Or("")
		if g := a.Gateway.To(); g != nil {
			gateway = g.Label()
		}
		var cut []*model.Subnet
		var lacking []string
		for _, s := range topology.Endpoints(a.VPC.To()) {
			zone, known := s.Zone.Get()
			if !known || slices.Contains(zones, zone) || !alike(zone, zones) || !sendsTo(p, s, a) {
				continue
			}
			cut = append(cut, s)
			if !slices.Contains(lacking, zone) {
				lacking = append(lacking, zone)
			}
		}
		if len(cut) == 0 {
			continue
		}
		f := rules.Finding{
			Object: &a.Object, Range: a.Place("subnet_ids"),
			Message: fmt.Sprintf("%s cannot send to %s in spite of the route: %s has no subnet in %s, only in %s.",
				topology.Subnets(cut), gateway, a.Label(), topology.List(lacking), topology.List(zones)),
			Fix:     rules.Fix{Text: fmt.Sprintf("Add a subnet in %s to %s.", topology.List(lacking), a.Label())},
			Witness: elsewhereLost(a, cut[0]),
		}
		for _, s := range cut {
			f.Related = append(f.Related, rules.Related{Object: &s.Object, Message: fmt.Sprintf("stands in %s and routes to %s", s.Zone, gateway)})
		}
		p.Report(f)
	}
	return nil
}

// zonesOf gives the zones in which the attachment has subnets, if all are known.
func zonesOf(a *model.TransitGatewayAttachment) ([]string, bool) {
	var zones []string
	if a.Subnets.Open || len(a.Subnets.Items) == 0 {
		return nil, false
	}
	for _, r := range a.Subnets.Items {
		s := r.To()
		if s == nil {
			return nil, false
		}
		zone, ok := s.Zone.Get()
		if !ok {
			return nil, false
		}
		if !slices.Contains(zones, zone) {
			zones = append(zones, zone)
		}
	}
	slices.Sort(zones)
	return zones, true
}

// sameGateway reports whether a target is certainly the attachment's gateway, which need not be in view: an id
// that both state is enough.
func sameGateway(a *model.TransitGatewayAttachment, to model.Entity, id model.Value[string]) bool {
	if g := a.Gateway.To(); g != nil {
		return to == model.Entity(g)
	}
	own, known := a.Gateway.ID().Get()
	other, ok := id.Get()
	return to == nil && known && ok && own == other
}

// othersAttach reports whether another attachment of the same VPC is, or may be, to the same gateway.
func othersAttach(n *model.Network, a *model.TransitGatewayAttachment) bool {
	return slices.ContainsFunc(n.TransitAttachments, func(o *model.TransitGatewayAttachment) bool {
		if o == a || o.VPC.To() != a.VPC.To() {
			return false
		}
		id, other := a.Gateway.ID(), o.Gateway.ID()
		return !id.IsKnown() || !other.IsKnown() || id == other
	})
}

func sendsTo(p *rules.Pass, s *model.Subnet, a *model.TransitGatewayAttachment) bool {
	for _, l := range p.Reach.Carries(s, packet.AnyAddr()) {
		if l.Certain && l.Kind == model.TargetTransitGateway && sameGateway(a, l.Object(), l.Target.ID) {
			return true
		}
	}
	return false
}

var zoneID = lazyregexp.New(`^[a-z0-9]+-az\d+$`)

// alike reports whether zones are written alike, by name or by id: which name is which id differs between
// accounts.
func alike(zone string, others []string) bool {
	for _, o := range others {
		if zoneID().MatchString(o) != zoneID().MatchString(zone) {
			return false
		}
	}
	return true
}

// elsewhereLost is what a subnet sends over the gateway; nil where that is not in view.
func elsewhereLost(a *model.TransitGatewayAttachment, s *model.Subnet) *rules.Witness {
	if g := a.Gateway.To(); g != nil {
		return rules.Lost(reach.BareSubnetEnd(s), elsewhere(g, a), packet.OfProtocol(packet.TCP))
	}
	return nil
}
