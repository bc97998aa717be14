package transitgateway

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// ApplianceModeOff finds attachments of inspecting VPCs without appliance mode.
var ApplianceModeOff = &rules.Rule{
	ID:         "tgw-appliance-mode-off",
	Severity:   rules.Warning,
	ReportedAt: "the attachment",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "An inspecting VPC attached without appliance mode",
		Problem: "Traffic between attachments passes a stateful firewall in this VPC, which has endpoints in several zones. Without appliance mode the two " +
			"directions of a connection may pass different zones' endpoints, and the firewall drops what it did not see begin: connections between " +
			"zones fail.",
		Behaviour: "A transit gateway keeps traffic in the zone of its sender. A connection between two zones so enters the inspecting VPC by one zone and " +
			"its answers by the other. Appliance mode picks one zone for both directions of a flow.",
		Remediation: "Turn appliance mode on for the attachment of the inspecting VPC.",
		Terraform: `resource "aws_ec2_transit_gateway_vpc_attachment" "inspection" {
  appliance_mode_support = "enable"
}
`,
		CloudFormation: `InspectionAttachment:
  Type: AWS::EC2::TransitGatewayVpcAttachment
  Properties:
    Options:
      ApplianceModeSupport: enable
`,
		Limits: "Looks at Network Firewall and Gateway Load Balancer endpoints to which the attachment's subnets lead in at least two zones. Appliances " +
			"behind plain interfaces are not looked at.",
		References: []string{applianceMode},
	},
	Run: runApplianceModeOff,
}

func runApplianceModeOff(p *rules.Pass) error {
	for _, g := range p.Net.TransitGateways {
		for _, a := range attached(g) {
			on, known := a.ApplianceMode.OrDefault(false).Get()
			zones, ok := zonesOf(a)
			if a.External || !known || on || !ok || len(zones) < 2 {
				continue
			}
			ends := inspectors(p.Reach, a)
			if len(ends) < 2 {
				continue
			}
			f := rules.Finding{
				Object: &a.Object, Range: a.Place("appliance_mode_support"),
				Message: fmt.Sprintf("Connections between zones that %s inspects may fail: %s attaches it in %s without appliance mode, so that the two directions can pass different firewall endpoints.",
					a.VPC.To().Label(), a.Label(), topology.List(zones)),
				Fix:     applianceFix(a),
				Witness: betweenZones(a),
			}
			for _, e := range ends {
				f.Related = append(f.Related, rules.Related{Object: e.endpoint.Base(), Message: fmt.Sprintf("inspects what comes in at %s", e.from.Label())})
			}
			p.Report(f)
		}
	}
	return nil
}

// betweenZones asks for a connection between two other VPCs of the gateway of which one end is in one zone of the
// attachment and the other in another; it is nil where no such ends are in view.
func betweenZones(a *model.TransitGatewayAttachment) *rules.Witness {
	var subnets []*model.Subnet
	for _, o := range attached(a.Gateway.To()) {
		if o != a {
			subnets = append(subnets, o.VPC.To().Subnets...)
		}
	}
	served := func(s *model.Subnet) bool {
		return slices.ContainsFunc(a.Subnets.Items, func(r model.Ref[model.Subnet]) bool {
			return r.To() != nil && s.Zone.IsKnown() && r.To().Zone == s.Zone
		})
	}
	for _, from := range subnets {
		for _, to := range subnets {
			if from.VPC.To() != to.VPC.To() && from.Zone != to.Zone && served(from) && served(to) {
				return rules.Lost(reach.BareSubnetEnd(from), reach.BareSubnetEnd(to), packet.Set{})
			}
		}
	}
	return nil
}

// inspector is an endpoint, and the subnet of the attachment from which traffic goes to it.
type inspector struct {
	endpoint model.Entity
	from     *model.Subnet
}

// inspectors gives the different endpoints to which what arrives by the attachment certainly goes, one for each
// of its subnets, where it leaves the VPC again or goes to its subnets.
func inspectors(e *reach.Engine, a *model.TransitGatewayAttachment) []inspector {
	var out []inspector
	for _, r := range a.Subnets.Items {
		s := r.To()
		if s == nil {
			continue
		}
		for _, l := range e.Carries(s, packet.AnyIPv4()) {
			if !l.Certain || l.Kind != model.TargetEndpoint || l.Target.To == nil || among(l.Target.To, out) {
				continue
			}
			out = append(out, inspector{l.Target.To, s})
		}
	}
	// subnet_ids is a set: its order says nothing and may differ between two readings.
	slices.SortStableFunc(out, func(a, b inspector) int { return cmp.Compare(a.from.Address, b.from.Address) })
	return out
}

// among reports whether an endpoint is one of the others or stands in the zone of one. Where a zone is not in
// view, as in CloudFormation, two endpoints differ: those of one firewall are in different zones.
func among(o model.Entity, others []inspector) bool {
	zone, ok := zoneOf(o)
	return slices.ContainsFunc(others, func(x inspector) bool {
		z, known := zoneOf(x.endpoint)
		return x.endpoint == o || ok && known && z == zone
	})
}

func zoneOf(o model.Entity) (string, bool) {
	var s *model.Subnet
	switch o := o.(type) {
	case *model.FirewallEndpoint:
		s = o.Subnet.To()
	case *model.VPCEndpoint:
		if len(o.Subnets.Items) == 1 {
			s = o.Subnets.Items[0].To()
		}
	}
	if s == nil {
		return "", false
	}
	return s.Zone.Get()
}

func applianceFix(a *model.TransitGatewayAttachment) rules.Fix {
	o := &a.Object
	fix := rules.Fix{Text: fmt.Sprintf("Turn appliance mode on for %s.", o.Label())}
	if snippet.Dialect(o) == model.CloudFormation {
		fix.CloudFormation = "# in " + o.Address + "\nOptions:\n  ApplianceModeSupport: enable\n"
		fix.Edit = snippet.Edit(rules.Set, o, "Options.ApplianceModeSupport", "enable")
		return fix
	}
	fix.Terraform = "# in " + snippet.Terraform(o) + "\nappliance_mode_support = \"enable\"\n"
	fix.Edit = snippet.Edit(rules.Set, o, "appliance_mode_support", `"enable"`)
	return fix
}
