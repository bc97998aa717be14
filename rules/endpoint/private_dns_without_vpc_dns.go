package endpoint

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
)

// PrivateDNSWithoutVPCDNS finds VPCs whose DNS settings make private names of endpoints impossible.
var PrivateDNSWithoutVPCDNS = &rules.Rule{
	ID:         "endpoint-private-dns-without-vpc-dns",
	Severity:   rules.Error,
	ReportedAt: "the VPC",
	Doc: rules.Doc{
		Title: "Private DNS of an endpoint in a VPC without DNS hostnames or support",
		Problem: "AWS refuses to turn on private DNS for the endpoint, so that the deployment fails; where the VPC's settings were changed " +
			"later, the service's name resolves to its public address, which isolated subnets cannot reach.",
		Behaviour: "Private names of interface endpoints need both DNS support and DNS hostnames in the VPC. DNS support is on by default, " +
			"DNS hostnames are off in every VPC but the default one.",
		Remediation:    "Turn both on in the VPC.",
		Terraform:      "resource \"aws_vpc\" \"main\" {\n  # …\n  enable_dns_support   = true\n  enable_dns_hostnames = true\n}",
		CloudFormation: "Vpc:\n  Type: AWS::EC2::VPC\n  Properties:\n    EnableDnsSupport: true\n    EnableDnsHostnames: true",
		Limits:         "Silent where the VPC is not managed here, or its settings are not known.",
		References: []string{
			"https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html#enable-private-dns-names",
			"https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html",
		},
	},
	Since: "0.1.0",
	Run: func(p *rules.Pass) error {
		for _, v := range p.Net.VPCs {
			if v.External {
				continue
			}
			var private []*model.VPCEndpoint
			for _, e := range v.Endpoints {
				if e.Kind == model.Known(model.InterfaceEndpointType) && e.PrivateDNS.Or(false) {
					private = append(private, e)
				}
			}
			off := dnsOff(v)
			if len(private) == 0 || len(off) == 0 {
				continue
			}
			f := rules.Finding{
				Object: &v.Object, Range: v.Place(off[0].terraform),
				Message: fmt.Sprintf("VPC %s has %s off, which private DNS of %s needs, so that AWS refuses it or the service's name resolves to its public address.",
					v.Label(), words(off), labels(private)),
				Fix:    turnOn(v, off),
				Causes: []string{rules.Cause("vpc-dns", v.ID)},
			}
			for _, e := range private {
				f.Related = append(f.Related, rules.Related{Object: &e.Object, Range: e.Place("private_dns_enabled"), Message: e.Label() + " has private DNS on."})
			}
			p.Report(f)
		}
		return nil
	},
}

// setting is one of the DNS switches of a VPC.
type setting struct{ name, terraform, cloudFormation string }

// dnsOff gives the DNS switches of a VPC that are certainly off.
func dnsOff(v *model.VPC) []setting {
	var out []setting
	if on, ok := v.EnableDNSSupport.OrDefault(true).Get(); ok && !on {
		out = append(out, setting{"DNS support", "enable_dns_support", "EnableDnsSupport"})
	}
	if on, ok := v.EnableDNSHostnames.OrDefault(v.Default).Get(); ok && !on {
		out = append(out, setting{"DNS hostnames", "enable_dns_hostnames", "EnableDnsHostnames"})
	}
	return out
}

func words(off []setting) string {
	var names []string
	for _, s := range off {
		names = append(names, s.name)
	}
	return join(names)
}

func turnOn(v *model.VPC, off []setting) rules.Fix {
	fix := rules.Fix{Text: fmt.Sprintf("Turn %s on in %s.", words(off), v.Label())}
	cfn := snippet.Dialect(&v.Object) == model.CloudFormation
	for _, s := range off {
		if cfn {
			fix.CloudFormation += s.cloudFormation + ": true\n"
		} else {
			fix.Terraform += s.terraform + " = true\n"
		}
	}
	if len(off) == 1 {
		argument := off[0].terraform
		if cfn {
			argument = off[0].cloudFormation
		}
		fix.Edit = snippet.Edit(rules.Set, &v.Object, argument, "true")
	}
	return fix
}
