package peering

import (
	"fmt"
	"net/netip"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// OverlappingCIDR finds peering connections that AWS refuses because the VPCs' ranges overlap.
var OverlappingCIDR = &rules.Rule{
	ID:         overlapID,
	Severity:   rules.Error,
	ReportedAt: "the peering connection",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A peering connection between VPCs whose ranges overlap",
		Problem: "The two VPCs have an address range in common. AWS refuses to create the connection, or fails it at once, and no route could tell " +
			"the two networks apart: the local route always wins.",
		Behaviour: "Two VPCs with matching or overlapping IPv4 or IPv6 CIDR blocks cannot be peered. Every range counts, secondary ones too, even if " +
			"no subnet and no route uses it.",
		Remediation: "Give one of the VPCs another range. Where that is impossible, offer the service over PrivateLink, or translate addresses with " +
			"a private NAT gateway in a range that does not overlap.",
		Terraform: `resource "aws_vpc" "reports" {
  cidr_block = "10.42.0.0/16" # overlaps no VPC that it is peered with
}
`,
		CloudFormation: `ReportsVpc:
  Type: AWS::EC2::VPC
  Properties:
    CidrBlock: 10.42.0.0/16 # overlaps no VPC that it is peered with
`,
		Limits:     "Ranges that are not known before deployment (IPAM, Amazon's IPv6 pool, parameters without a value) are not compared.",
		References: []string{peeringInvalid, peeringBasics},
	},
	Run: runOverlappingCIDR,
}

func runOverlappingCIDR(p *rules.Pass) error {
	for _, pc := range p.Net.Peerings {
		a, b := pc.Requester.To(), pc.Accepter.To()
		if pc.External || a == nil || b == nil || a == b {
			continue
		}
		x, y, found := overlap(a, b)
		if !found {
			continue
		}
		p.Report(rules.Finding{
			Object: &pc.Object,
			Message: fmt.Sprintf("%s cannot be created: the range %s of %s overlaps %s of %s.",
				pc.Label(), x, a.Label(), y, b.Label()),
			Related: []rules.Related{
				{Object: &a.Object, Range: a.Place("cidr_block"), Message: fmt.Sprintf("has the range %s", x)},
				{Object: &b.Object, Range: b.Place("cidr_block"), Message: fmt.Sprintf("has the range %s", y)},
			},
			Fix: rules.Fix{Text: fmt.Sprintf("Give %s or %s a range that the other does not overlap, or connect them by PrivateLink.",
				a.Label(), b.Label())},
			Key:    x.String() + " " + y.String(),
			Causes: []string{overlapCause(pc)},
		})
	}
	return nil
}

// overlap gives the first pair of known ranges that overlap.
func overlap(a, b *model.VPC) (x, y netip.Prefix, found bool) {
	for _, i := range a.CIDRs.Items {
		for _, j := range b.CIDRs.Items {
			x, okX := i.Get()
			y, okY := j.Get()
			if okX && okY && x.Overlaps(y) {
				return x, y, true
			}
		}
	}
	return netip.Prefix{}, netip.Prefix{}, false
}
