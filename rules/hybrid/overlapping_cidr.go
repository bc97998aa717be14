package hybrid

import (
	"fmt"
	"net/netip"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// OverlappingCIDR finds on-premises ranges that lie inside a VPC that is connected with them.
var OverlappingCIDR = &rules.Rule{
	ID:         "hybrid-overlapping-cidr",
	Severity:   rules.Error,
	ReportedAt: "the route",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "An on-premises range that overlaps the VPC",
		Problem: "A range of the network behind the VPN lies inside the VPC's own range. Packets for it never leave the VPC: the local route takes them, and " +
			"nothing there is reached over the VPN.",
		Behaviour: "Local routes win over propagated ones whatever their length, and a static route to a virtual private gateway inside the VPC's range is " +
			"refused.",
		Remediation: "Give one of the networks another range, or translate addresses at the customer's end.",
		Limits: "Evidence is a static route or a selector of a VPN connection, or a range that the configuration of netlint names as on-premises. A wider " +
			"summary that merely contains the VPC is none, nor is a route of a transit gateway.",
		References: []string{vpnRouting, vpnTables},
	},
	Run: runOverlappingCIDR,
}

func runOverlappingCIDR(p *rules.Pass) error {
	for _, c := range p.Net.VPNConnections {
		g := c.VPNGateway.To()
		if g == nil || g.VPC.To() == nil {
			continue
		}
		v := g.VPC.To()
		for _, r := range c.Routes {
			if d, ok := r.Destination.Get(); ok && !r.External {
				report(p, v, d, &r.Object, r.Range, "is a static route of "+c.Label())
			}
		}
		if d, ok := c.LocalCIDR.Get(); ok && !c.External {
			report(p, v, d, &c.Object, c.Place("local_ipv4_network_cidr"), "names it as the other side's range")
		}
	}
	for _, text := range p.Options.OnPremises {
		d, err := netip.ParsePrefix(text)
		if err != nil {
			continue
		}
		for _, r := range p.Net.Routes {
			t := r.Table.To()
			g, ok := r.Target.To.(*model.VPNGateway)
			dst, known := r.Destination.Get()
			if ok && known && t != nil && t.VPC.To() != nil && g.VPC.To() == t.VPC.To() && dst.Overlaps(d) && !r.Holder().External {
				report(p, t.VPC.To(), d.Masked(), r.Holder(), r.Range, "routes to the on-premises range "+text)
			}
		}
	}
	return nil
}

// report says that an on-premises range lies inside the VPC.
func report(p *rules.Pass, v *model.VPC, d netip.Prefix, at *model.Object, place model.Range, why string) {
	for _, c := range v.CIDRs.Items {
		own, ok := c.Get()
		if !ok || own.Bits() > d.Bits() || !own.Contains(d.Addr()) {
			continue
		}
		p.Report(rules.Finding{
			Object: at, Range: place, Key: d.String(),
			Message: fmt.Sprintf("%s cannot reach %s over the VPN: the range lies inside its own range %s, and the local route takes the packets.",
				v.Label(), d, own),
			Related: []rules.Related{
				{Object: at, Range: place, Message: why},
				{Object: &v.Object, Message: fmt.Sprintf("has the range %s", own)},
			},
			Fix:    rules.Fix{Text: fmt.Sprintf("Give %s or the network behind the VPN another range, or translate addresses there.", v.Label())},
			Causes: []string{rules.Cause("on-premises-overlap", at.ID)},
		})
		return
	}
}
