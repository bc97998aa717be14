package endpoint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// InterfaceWithoutPrivateDNS finds interface endpoints that nobody finds by the service's name.
var InterfaceWithoutPrivateDNS = &rules.Rule{
	ID:         "endpoint-interface-without-private-dns",
	Severity:   rules.Info,
	ReportedAt: "the endpoint",
	Doc: rules.Doc{
		Title:   "An interface endpoint without private DNS",
		Problem: "Workloads resolve the service's public name and pass the endpoint by, unless they are told its own name.",
		Behaviour: "Private DNS answers the service's public name with the endpoint's addresses inside the VPC. In Terraform and CloudFormation it is " +
			"off unless it is turned on.",
		Remediation:    "Turn private DNS on, or give the name in a private hosted zone where several VPCs share the endpoint.",
		Terraform:      "private_dns_enabled = true",
		CloudFormation: "PrivateDnsEnabled: true",
		Limits: "Silent where a private zone or a resolver rule for the name is in view, for services of other accounts, and for S3 and DynamoDB, " +
			"whose interface endpoints stand beside a gateway endpoint.",
		References: []string{"https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html"},
	},
	Since:         "0.1.0",
	BeyondPackets: true,
	Run: func(p *rules.Pass) error {
		for _, e := range p.Net.Endpoints {
			service, region, ok := e.Service()
			on, known := e.PrivateDNS.OrDefault(false).Get()
			if !ok || e.External || e.Kind != model.Known(model.InterfaceEndpointType) || !known || on ||
				service == "s3" || service == "dynamodb" || namedPrivately(p.Net, service, region) {
				continue
			}
			p.Report(topology.Absence(p.Net, rules.Finding{
				Object: &e.Object, Range: e.Place("private_dns_enabled"),
				Message: fmt.Sprintf("Interface endpoint %s for %s has private DNS off, so that workloads in %s resolve the service's public name and pass it by.",
					e.Label(), service, vpcLabel(e)),
				Fix: rules.Fix{Text: "Turn private DNS on for " + e.Label() + ".", Terraform: "private_dns_enabled = true\n", CloudFormation: "PrivateDnsEnabled: true\n"},
			}))
		}
		return nil
	},
}

// namedPrivately reports whether a zone or a resolver rule in view may answer the service's name.
func namedPrivately(net *model.Network, service, region string) bool {
	// ecr.dkr answers as dkr.ecr.REGION.amazonaws.com, most others as SERVICE.REGION.amazonaws.com.
	parts := strings.Split(service, ".")
	slices.Reverse(parts)
	suffixes := []string{"." + region + ".amazonaws.com", region + ".amazonaws.com", "amazonaws.com"}
	names := []string{service + suffixes[0], strings.Join(parts, ".") + suffixes[0]}
	answers := func(domain model.Value[string]) bool {
		d, ok := domain.Get()
		if !ok {
			return true
		}
		return slices.ContainsFunc(append(slices.Clone(names), suffixes...), func(n string) bool { return n == d || strings.HasSuffix(d, "."+n) })
	}
	return slices.ContainsFunc(net.Zones, func(z *model.HostedZone) bool { return z.Private.Or(true) && answers(z.Domain) }) ||
		slices.ContainsFunc(net.ResolverRules, func(r *model.ResolverRule) bool { return answers(r.Domain) })
}
