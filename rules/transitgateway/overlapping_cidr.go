package transitgateway

import (
	"fmt"
	"net/netip"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// OverlappingCIDR finds tables that learn overlapping ranges from two attachments.
var OverlappingCIDR = &rules.Rule{
	ID:         "tgw-overlapping-cidr",
	Severity:   rules.Warning,
	ReportedAt: "the transit gateway route table",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "Two attachments propagate overlapping ranges into one table",
		Problem: "Two VPCs with overlapping ranges propagate into the same transit gateway table. The table cannot hold both: packets for the common " +
			"addresses reach one of the VPCs only, the one that was attached first or has the narrower range.",
		Behaviour:   "VPCs with overlapping ranges can be attached to one transit gateway, but the ranges of the later one are not propagated.",
		Remediation: "Give the VPCs ranges that do not overlap, or keep them in different route tables of the gateway.",
		Limits:      "Ranges that are not known before deployment are not compared.",
		References:  []string{attachments, tgwRouteTables},
	},
	Run: runOverlappingCIDR,
}

func runOverlappingCIDR(p *rules.Pass) error {
	for _, t := range p.Net.TransitTables {
		if t.External {
			continue
		}
		for i, a := range t.Propagating {
			for _, b := range t.Propagating[i+1:] {
				v, w := a.VPC.To(), b.VPC.To()
				if v == nil || w == nil || v == w {
					continue
				}
				x, y, found := overlap(v, w)
				if !found {
					continue
				}
				p.Report(rules.Finding{
					Object: &t.Object, Key: a.Address + " " + b.Address,
					Message: fmt.Sprintf("%s and %s cannot both be reached by %s: %s of the one overlaps %s of the other.",
						v.Label(), w.Label(), tableWords(t), x, y),
					Related: []rules.Related{
						{Object: &a.Object, Message: fmt.Sprintf("propagates %s of %s", x, v.Label())},
						{Object: &b.Object, Message: fmt.Sprintf("propagates %s of %s", y, w.Label())},
					},
					Fix: rules.Fix{Text: fmt.Sprintf("Give %s or %s another range, or propagate them into different tables.", v.Label(), w.Label())},
				})
			}
		}
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
