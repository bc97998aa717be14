// Package dns holds the rules about private DNS: VPCs that cannot resolve, zones that do not answer where
// they are asked, and records that lead nowhere.
package dns

import (
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules/topology"
)

// isPrivate reports whether a zone certainly is a private one.
func isPrivate(z *model.HostedZone) bool {
	return z.Private.Or(false) || len(z.VPCs.Items) > 0
}

// zonesOf gives the private zones that certainly answer in a VPC.
func zonesOf(net *model.Network, v *model.VPC) []*model.HostedZone {
	var out []*model.HostedZone
	for _, z := range net.Zones {
		if isPrivate(z) && answersIn(z, v) {
			out = append(out, z)
		}
	}
	return out
}

func answersIn(z *model.HostedZone, v *model.VPC) bool {
	return slices.ContainsFunc(z.VPCs.Items, func(r model.Ref[model.VPC]) bool { return r.To() == v })
}

// within reports whether a name lies in a domain or is it.
func within(name, domain string) bool {
	return name == domain || strings.HasSuffix(name, "."+domain)
}

// naming gives the setting of a workload that names the host; nil where none does.
func naming(w *model.Workload, host string) *model.Text {
	for i, t := range w.Texts {
		if topology.NamesHost(t.Value.Or(""), host) {
			return &w.Texts[i]
		}
	}
	return nil
}

// workloadsIn gives the workloads with an interface that certainly stands in the VPC.
func workloadsIn(net *model.Network, v *model.VPC) []*model.Workload {
	var out []*model.Workload
	for _, w := range net.Workloads {
		if slices.ContainsFunc(w.Interfaces, func(i *model.NetworkInterface) bool {
			return i.Subnet.To() != nil && i.Subnet.To().VPC.To() == v
		}) {
			out = append(out, w)
		}
	}
	return out
}
