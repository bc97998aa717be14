package firewall

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// EndpointUnused finds firewall endpoints that no route sends traffic to.
var EndpointUnused = &rules.Rule{
	ID:         "firewall-endpoint-unused",
	Severity:   rules.Warning,
	ReportedAt: "the firewall",
	Doc: rules.Doc{
		Title:          "A firewall endpoint that no route uses",
		Problem:        "The firewall costs by the hour for each endpoint and inspects nothing: traffic of the zone takes another way.",
		Behaviour:      "A Network Firewall sees only what route tables send to its endpoints, one for each subnet mapping.",
		Remediation:    "Send the traffic that is to be inspected to the endpoint of its zone, in both directions, or take the mapping away.",
		Terraform:      "route {\n  cidr_block      = \"0.0.0.0/0\"\n  vpc_endpoint_id = local.firewall_endpoints[\"eu-west-1a\"]\n}",
		CloudFormation: "Type: AWS::EC2::Route\nProperties:\n  DestinationCidrBlock: 0.0.0.0/0\n  VpcEndpointId: !Select [1, !Split [\":\", !Select [0, !GetAtt Firewall.EndpointIds]]]",
		Limits:         "Silent where the firewall leaves its stack, where a route's target is not known, and for firewalls on a transit gateway.",
		References:     []string{"https://docs.aws.amazon.com/network-firewall/latest/developerguide/route-tables.html"},
	},
	Since: "0.1.0",
	Run: func(p *rules.Pass) error {
		for _, f := range p.Net.Firewalls {
			if f.External || f.Exported || f.Subnets.Open || !f.TransitGateway.IsAbsent() || f.VPC.To() == nil || len(f.Endpoints) == 0 {
				continue
			}
			used, sure := usedEndpoints(p.Net, f)
			if !sure || used >= len(f.Endpoints) {
				continue
			}
			idle := unusedNames(p.Net, f)
			finding := rules.Finding{
				Object:  &f.Object,
				Message: fmt.Sprintf("No route sends traffic to %s of firewall %s, so that it inspects nothing there.", describe(f, len(f.Endpoints)-used, idle), f.Label()),
				Fix:     rules.Fix{Text: fmt.Sprintf("Send the traffic of the zone to the endpoint of %s, both ways, or take the subnet mapping away.", f.Label())},
			}
			for _, s := range idle {
				finding.Related = append(finding.Related, rules.Related{Object: &s.Object, Message: s.Label() + " holds the endpoint."})
			}
			if len(p.Net.Partial) > 0 {
				finding.Confidence, finding.Unknown = rules.Possible, p.Net.Partial[0]
			}
			p.Report(finding)
		}
		return nil
	},
}

// usedEndpoints counts the endpoints of a firewall that routes certainly target; sure is false where a route may
// target one without that being known.
func usedEndpoints(net *model.Network, f *model.NetworkFirewall) (used int, sure bool) {
	targets := map[model.Entity]bool{}
	for _, r := range net.Routes {
		switch r.Target.Kind {
		case model.TargetEndpoint:
			e, ok := r.Target.To.(*model.FirewallEndpoint)
			if ok && e.Firewall == f {
				targets[e] = true
			} else if r.Target.To == nil {
				return 0, false
			}
		case model.TargetUnknown:
			return 0, false
		}
	}
	for _, t := range net.RouteTables {
		if t.VPC.To() == f.VPC.To() && t.Open && !t.Implicit {
			return 0, false
		}
	}
	return len(targets), true
}

// unusedNames gives the subnets of endpoints that no route targets, where each endpoint's subnet is known.
func unusedNames(net *model.Network, f *model.NetworkFirewall) []*model.Subnet {
	var out []*model.Subnet
	for _, e := range f.Endpoints {
		s := e.Subnet.To()
		if s == nil {
			return nil
		}
		if !slices.ContainsFunc(net.Routes, func(r *model.Route) bool { return r.Target.To == model.Entity(e) }) {
			out = append(out, s)
		}
	}
	return out
}

func describe(f *model.NetworkFirewall, unused int, idle []*model.Subnet) string {
	switch {
	case unused == len(f.Endpoints):
		return "any endpoint"
	case len(idle) > 0:
		return "the endpoint in " + idle[0].Label()
	}
	return fmt.Sprintf("%d of the %d endpoints", unused, len(f.Endpoints))
}
