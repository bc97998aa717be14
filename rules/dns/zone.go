// Package dns holds the rules about private DNS: VPCs that cannot resolve, zones that do not answer where
// they are asked, and records that lead nowhere.
package dns

import (
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
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

// mentions reports whether a text names a host: the name, with nothing around it that would make it another.
func mentions(text, host string) bool {
	text = strings.ToLower(text)
	for from := 0; ; {
		i := strings.Index(text[from:], host)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(host)
		if !partOfName(text, i-1) && !(end < len(text) && partOfName(text, end) && !endOfSentence(text, end)) {
			return true
		}
		from = end
	}
}

func partOfName(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	c := s[i]
	return c == '-' || c == '_' || c == '.' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
}

// endOfSentence reports whether a dot at i ends a name rather than going on with it.
func endOfSentence(s string, i int) bool { return s[i] == '.' && !partOfName(s, i+1) }

// naming gives the setting of a workload that names the host; nil where none does.
func naming(w *model.Workload, host string) *model.Text {
	for i, t := range w.Texts {
		if mentions(t.Value.Or(""), host) {
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
