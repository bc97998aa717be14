package dns

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
)

// PrivateZoneNotAssociated finds private zones whose names are used in VPCs where they do not answer.
var PrivateZoneNotAssociated = &rules.Rule{
	ID:         "dns-private-zone-not-associated",
	Severity:   rules.Warning,
	ReportedAt: "the hosted zone",
	Doc: rules.Doc{
		Title:          "A private zone that is not associated with a VPC that uses its names",
		Problem:        "A workload's settings name a host of a private zone, and the zone does not answer in the workload's VPC: the name does not resolve.",
		Behaviour:      "A private hosted zone answers only in the VPCs that it is associated with. Peering and transit gateways do not carry it on.",
		Remediation:    "Associate the zone with the VPC, or forward the domain by a resolver rule.",
		Terraform:      "resource \"aws_route53_zone_association\" \"app\" {\n  zone_id = aws_route53_zone.internal.zone_id\n  vpc_id  = aws_vpc.app.id\n}",
		CloudFormation: "Zone:\n  Type: AWS::Route53::HostedZone\n  Properties:\n    VPCs:\n      - {VPCId: !Ref AppVpc, VPCRegion: !Ref AWS::Region}",
		Limits:         "Silent where another zone or a resolver rule of the VPC covers the name, where the VPC has DNS servers of its own, and where a public zone of the domain is in view.",
		References: []string{
			"https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-private.html",
			"https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-associate-vpcs.html",
		},
	},
	Since: "0.1.0",
	Run: func(p *rules.Pass) error {
		for _, z := range p.Net.Zones {
			if z.External || !isPrivate(z) || z.VPCs.Open || slices.ContainsFunc(z.VPCs.Items, func(r model.Ref[model.VPC]) bool { return r.IsUnknown() }) {
				continue
			}
			for _, v := range p.Net.VPCs {
				if !answersIn(z, v) {
					reportUnassociated(p, z, v)
				}
			}
		}
		return nil
	},
}

func reportUnassociated(p *rules.Pass, z *model.HostedZone, v *model.VPC) {
	for _, r := range z.Records {
		host, ok := r.Domain.Get()
		if !ok || host == "" || answeredOtherwise(p.Net, v, z, host) {
			continue
		}
		for _, w := range workloadsIn(p.Net, v) {
			t := naming(w, host)
			if t == nil {
				continue
			}
			f := rules.Finding{
				Object: &z.Object, Key: v.Address,
				Message: fmt.Sprintf("Private zone %s is not associated with %s, where the %s of %s names its host %s, so that the name does not resolve there.",
					z.Label(), v.Label(), t.Kind, w.Label(), host),
				Related: []rules.Related{
					{Object: &w.Object, Range: t.Range, Message: fmt.Sprintf("The %s of %s names %s.", t.Kind, w.Label(), host)},
					{Object: &r.Object, Message: fmt.Sprintf("%s declares %s in the zone.", r.Label(), host)},
					{Object: &v.Object, Message: fmt.Sprintf("%s is not associated with the zone.", v.Label())},
				},
				Fix: associate(z, v),
			}
			if z.Exported || len(p.Net.Partial) > 0 {
				f.Confidence, f.Unknown = rules.Possible, "the zone may be associated elsewhere"
			}
			p.Report(f)
			return
		}
	}
}

// answeredOtherwise reports whether something else may answer the name in the VPC.
func answeredOtherwise(net *model.Network, v *model.VPC, z *model.HostedZone, host string) bool {
	if !v.DHCPOptions.IsAbsent() {
		options := v.DHCPOptions.To()
		if options == nil || options.DomainNameServers.Open || slices.ContainsFunc(options.DomainNameServers.Items, func(s model.Value[string]) bool {
			return s.Or("") != "AmazonProvidedDNS"
		}) && len(options.DomainNameServers.Items) > 0 {
			return true
		}
	}
	for _, o := range net.Zones {
		domain, known := o.Domain.Get()
		if o != z && (!known || within(host, domain)) && (!isPrivate(o) || answersIn(o, v) || o.VPCs.Open) {
			return true
		}
	}
	return slices.ContainsFunc(net.ResolverRuleUses, func(u *model.ResolverRuleAssociation) bool {
		if to := u.VPC.To(); to != nil && to != v {
			return false
		}
		rule := u.Rule.To()
		if rule == nil {
			return true
		}
		domain, known := rule.Domain.Get()
		return !known || domain == "" || domain == "." || within(host, domain)
	})
}

func associate(z *model.HostedZone, v *model.VPC) rules.Fix {
	o := &z.Object
	fix := rules.Fix{Text: fmt.Sprintf("Associate %s with %s.", z.Label(), v.Label())}
	if snippet.Dialect(o) == model.CloudFormation {
		fix.CloudFormation = fmt.Sprintf("# another of the VPCs of %s\n- {VPCId: %s, VPCRegion: !Ref AWS::Region}\n", snippet.CloudFormation(o), snippet.Reference(o, &v.Object, "VpcId"))
		return fix
	}
	fix.Terraform = snippet.Block(fmt.Sprintf("resource %q %q", "aws_route53_zone_association", snippet.TerraformName(&v.Object, "zone")),
		"zone_id", snippet.Reference(o, o, "zone_id"), "vpc_id", snippet.Reference(o, &v.Object, "vpc_id"))
	return fix
}
