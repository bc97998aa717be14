package endpoint

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// AZGap finds interface endpoints that are not present in a zone whose subnets use them.
var AZGap = &rules.Rule{
	ID:         "endpoint-az-gap",
	Severity:   rules.Info,
	ReportedAt: "the endpoint",
	Doc: rules.Doc{
		Title:          "An interface endpoint that is missing in a zone",
		Problem:        "Workloads of a zone reach the service through the endpoint's interface in another zone: they pay for traffic between zones and share that zone's outages.",
		Behaviour:      "An interface endpoint has one network interface for each zone that it is placed in. Its name answers with an interface of another zone where the caller's has none.",
		Remediation:    "Place the endpoint in a subnet of each zone that holds callers.",
		Terraform:      "subnet_ids = [aws_subnet.app[\"a\"].id, aws_subnet.app[\"b\"].id]",
		CloudFormation: "SubnetIds: [!Ref AppSubnetA, !Ref AppSubnetB]",
		Limits:         "Only workloads whose roles or images show that they call the service count. Silent where zones are not known.",
		References:     []string{"https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html"},
	},
	Since: "0.1.0",
	Run: func(p *rules.Pass) error {
		x := rules.Shared(p, identitiesOf)
		for _, e := range p.Net.Endpoints {
			zones, ok := zonesOf(e)
			if !ok || e.External {
				continue
			}
			for _, i := range callersOf(p, x, e) {
				s := i.Subnet.To()
				zone, known := s.Zone.Get()
				if !known || slices.Contains(zones, zone) {
					continue
				}
				p.Report(topology.Absence(p.Net, rules.Finding{
					Object: &e.Object, Range: e.Place("subnet_ids"),
					Message: fmt.Sprintf("Interface endpoint %s stands in %s, but %s calls its service from %s in zone %s.",
						e.Label(), join(zones), owner(i).Label(), s.Label(), zone),
					Related: []rules.Related{{Object: &s.Object, Message: fmt.Sprintf("%s is in zone %s, where the endpoint has no interface.", s.Label(), zone)}},
					Fix:     rules.Fix{Text: fmt.Sprintf("Place %s in a subnet of zone %s too.", e.Label(), zone)},
				}))
				break
			}
		}
		return nil
	},
}

// zonesOf gives the zones in which an interface endpoint stands; ok is false where one is not known.
func zonesOf(e *model.VPCEndpoint) (zones []string, ok bool) {
	if e.Kind != model.Known(model.InterfaceEndpointType) || e.Subnets.Open || len(e.Subnets.Items) == 0 {
		return nil, false
	}
	for _, r := range e.Subnets.Items {
		s := r.To()
		if s == nil {
			return nil, false
		}
		zone, known := s.Zone.Get()
		if !known {
			return nil, false
		}
		if !slices.Contains(zones, zone) {
			zones = append(zones, zone)
		}
	}
	slices.Sort(zones)
	return zones, true
}
