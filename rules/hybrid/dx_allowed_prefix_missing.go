package hybrid

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// DXAllowedPrefixMissing finds Direct Connect gateway associations that leave out the VPC's range.
var DXAllowedPrefixMissing = &rules.Rule{
	ID:         "dx-allowed-prefix-missing",
	Severity:   rules.Error,
	ReportedAt: "the gateway association",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A Direct Connect association that does not allow the VPC's range",
		Problem: "The allowed prefixes of the association leave out the VPC's range. The other network never learns the way to the VPC, and nothing reaches " +
			"it over Direct Connect.",
		Behaviour: "For a virtual private gateway the allowed prefixes are a filter: a VPC range is advertised only if a prefix equals or contains it. For a " +
			"transit gateway the prefixes themselves are advertised, as they are written.",
		Remediation: "Add the VPC's range, or a prefix that contains it, to the allowed prefixes.",
		Terraform: `resource "aws_dx_gateway_association" "main" {
  dx_gateway_id         = aws_dx_gateway.main.id
  associated_gateway_id = aws_vpn_gateway.main.id
  allowed_prefixes      = [aws_vpc.main.cidr_block]
}
`,
		CloudFormation: `Association:
  Type: AWS::DirectConnect::DirectConnectGatewayAssociation
  Properties:
    DirectConnectGatewayId: !Ref DirectConnectGateway
    AssociatedGatewayId: !Ref VpnGateway
    AllowedPrefixesToDirectConnectGateway: [10.0.0.0/16]
`,
		Limits: "Silent where a prefix or a range is not known. Of a transit gateway, only where no attached VPC in view has any address in the prefixes: " +
			"which VPCs are meant to be reached is not known.",
		References: []string{dxPrefixes},
	},
	Run: runDXAllowedPrefixMissing,
}

func runDXAllowedPrefixMissing(p *rules.Pass) error {
	for _, a := range p.Net.DXAssociations {
		prefixes, ok := allowed(a)
		if a.External || !ok {
			continue
		}
		if g := a.VPNGateway.To(); g != nil && g.VPC.To() != nil {
			v := g.VPC.To()
			if left := leftOut(v, prefixes); len(left) > 0 {
				f := finding(a, v, topology.List(words(left)), prefixes)
				f.Fix.Edit = allow(a, left)
				p.Report(f)
			}
		}
		if g := a.TransitGateway.To(); g != nil && !g.External {
			if v := noneCovered(g, prefixes); v != nil {
				p.Report(finding(a, v, topology.VPCWords(v), prefixes))
			}
		}
	}
	return nil
}

// allow adds prefixes to those that an association allows.
func allow(a *model.DirectConnectAssociation, left []netip.Prefix) *rules.Edit {
	argument := "allowed_prefixes"
	if snippet.Dialect(&a.Object) == model.CloudFormation {
		argument = "AllowedPrefixesToDirectConnectGateway"
	}
	var quoted []string
	for _, p := range left {
		quoted = append(quoted, snippet.Quote(p.String()))
	}
	return snippet.Edit(rules.Append, &a.Object, argument, "["+strings.Join(quoted, ", ")+"]")
}

// allowed gives the allowed prefixes of an association, if all are known and there are some.
func allowed(a *model.DirectConnectAssociation) ([]netip.Prefix, bool) {
	if a.PrefixesUnset || a.AllowedPrefixes.Open {
		return nil, false
	}
	var out []netip.Prefix
	for _, v := range a.AllowedPrefixes.Items {
		p, ok := v.Get()
		if !ok {
			return nil, false
		}
		out = append(out, p)
	}
	return out, len(out) > 0
}

// leftOut gives the IPv4 ranges of the VPC that no prefix equals or contains.
func leftOut(v *model.VPC, prefixes []netip.Prefix) []netip.Prefix {
	var out []netip.Prefix
	for _, c := range v.CIDRs.Items {
		own, ok := c.Get()
		if !ok || own.Addr().Is6() {
			continue
		}
		if !slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Bits() <= own.Bits() && p.Contains(own.Addr()) }) {
			out = append(out, own)
		}
	}
	return out
}

// noneCovered gives the first VPC attached to the gateway, if certainly none of them has an address in the
// prefixes.
func noneCovered(g *model.TransitGateway, prefixes []netip.Prefix) *model.VPC {
	var first *model.VPC
	for _, a := range g.Attachments {
		if a.Kind != model.AttachVPC {
			continue
		}
		v := a.VPC.To()
		if v == nil || v.CIDRs.Open {
			return nil
		}
		for _, c := range v.CIDRs.Items {
			own, ok := c.Get()
			if !ok || slices.ContainsFunc(prefixes, own.Overlaps) {
				return nil
			}
		}
		if first == nil {
			first = v
		}
	}
	return first
}

func words(ps []netip.Prefix) []string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = p.String()
	}
	return out
}

func finding(a *model.DirectConnectAssociation, v *model.VPC, left string, prefixes []netip.Prefix) rules.Finding {
	return rules.Finding{
		Object: &a.Object, Range: a.Place("allowed_prefixes"), Key: v.Address,
		Message: fmt.Sprintf("The network behind Direct Connect never learns the way to %s: %s is in none of the allowed prefixes %s of %s.",
			v.Label(), left, topology.List(words(prefixes)), a.Label()),
		Related: []rules.Related{{Object: &v.Object, Message: fmt.Sprintf("is %s", topology.VPCWords(v))}},
		Fix:     rules.Fix{Text: fmt.Sprintf("Add %s to the allowed prefixes of %s.", left, a.Label())},
	}
}
