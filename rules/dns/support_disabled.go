package dns

import (
	"fmt"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
)

// SupportDisabled finds VPCs that use private names with their DNS settings off.
var SupportDisabled = &rules.Rule{
	ID:         "dns-support-disabled",
	Severity:   rules.Error,
	ReportedAt: "the VPC",
	Doc: rules.Doc{
		Title:          "Private names in a VPC whose DNS is off",
		Problem:        "Names of a private hosted zone, or names that a resolver rule forwards, do not resolve in the VPC.",
		Behaviour:      "DNS support is the resolver at the VPC's base address plus two; without it nothing answers. A private hosted zone needs DNS hostnames besides. Support is on by default, hostnames are off in every VPC but the default one.",
		Remediation:    "Turn the setting on in the VPC.",
		Terraform:      "resource \"aws_vpc\" \"main\" {\n  # …\n  enable_dns_support   = true\n  enable_dns_hostnames = true\n}",
		CloudFormation: "Vpc:\n  Type: AWS::EC2::VPC\n  Properties:\n    EnableDnsSupport: true\n    EnableDnsHostnames: true",
		Limits:         "Silent where the VPC is not managed here or its settings are not known. Private DNS of endpoints is the matter of `endpoint-private-dns-without-vpc-dns`.",
		References: []string{
			"https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html",
			"https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html",
		},
	},
	YieldsTo: []string{"endpoint-private-dns-without-vpc-dns"},
	Since:    "0.1.0",
	Run: func(p *rules.Pass) error {
		for _, v := range p.Net.VPCs {
			if v.External {
				continue
			}
			support, known := v.EnableDNSSupport.OrDefault(true).Get()
			off := known && !support
			hostnames, known := v.EnableDNSHostnames.OrDefault(v.Default).Get()
			zones := zonesOf(p.Net, v)
			var users []rules.Related
			for _, z := range zones {
				users = append(users, rules.Related{Object: &z.Object, Message: fmt.Sprintf("Private zone %s answers in %s.", z.Label(), v.Label())})
			}
			missing := []string{}
			if off {
				missing = append(missing, "DNS support")
				users = append(users, resolving(p.Net, v)...)
			}
			if known && !hostnames && len(zones) > 0 {
				missing = append(missing, "DNS hostnames")
			}
			if len(missing) == 0 || len(users) == 0 {
				continue
			}
			argument, _ := arguments(missing[0])
			p.Report(rules.Finding{
				Object: &v.Object, Range: v.Place(argument),
				Message: fmt.Sprintf("VPC %s has %s off, so that the names of %s do not resolve in it.", v.Label(), strings.Join(missing, " and "), users[0].Object.Label()),
				Related: users, Fix: turnOn(v, missing),
				Causes: []string{rules.Cause("vpc-dns", v.ID)},
			})
		}
		return nil
	},
}

// resolving gives what besides private zones needs the VPC's resolver: resolver rules and endpoints.
func resolving(net *model.Network, v *model.VPC) []rules.Related {
	var out []rules.Related
	for _, u := range net.ResolverRuleUses {
		if u.VPC.To() == v {
			out = append(out, rules.Related{Object: &u.Object, Message: fmt.Sprintf("%s gives %s a resolver rule.", u.Label(), v.Label())})
		}
	}
	for _, e := range net.ResolverEndpoints {
		for _, i := range e.Interfaces {
			if s := i.Subnet.To(); s != nil && s.VPC.To() == v {
				out = append(out, rules.Related{Object: &e.Object, Message: fmt.Sprintf("%s stands in %s.", e.Label(), v.Label())})
				break
			}
		}
	}
	return out
}

// arguments gives the names of a setting in Terraform and in CloudFormation.
func arguments(setting string) (terraform, cloudFormation string) {
	if setting == "DNS support" {
		return "enable_dns_support", "EnableDnsSupport"
	}
	return "enable_dns_hostnames", "EnableDnsHostnames"
}

func turnOn(v *model.VPC, missing []string) rules.Fix {
	fix := rules.Fix{Text: fmt.Sprintf("Turn %s on in %s.", strings.Join(missing, " and "), v.Label())}
	for _, m := range missing {
		argument, property := arguments(m)
		if snippet.Dialect(&v.Object) == model.CloudFormation {
			argument = property
			fix.CloudFormation += property + ": true\n"
		} else {
			fix.Terraform += argument + " = true\n"
		}
		if len(missing) == 1 {
			fix.Edit = snippet.Edit(rules.Set, &v.Object, argument, "true")
		}
	}
	return fix
}
