package inspection

import (
	"net/netip"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

// variables gives what the variables of a group stand for under a firewall: HOME_NET is the range of the
// firewall's VPC unless the group or the policy says otherwise, EXTERNAL_NET all the rest (Network Firewall
// Developer Guide, "Rule group variables").
func variables(f *model.NetworkFirewall, g *model.FirewallRuleGroup) suricata.Variables {
	return suricata.Variables{
		Addresses: func(name string) (suricata.Span[packet.AddrSet], bool) {
			if list, ok := g.Variables[name]; ok {
				return addresses(list), true
			}
			home := homeNet(f)
			switch name {
			case "HOME_NET":
				return home, true
			case "EXTERNAL_NET":
				return suricata.Span[packet.AddrSet]{Must: home.May.Complement(), May: home.Must.Complement()}, true
			}
			return suricata.Span[packet.AddrSet]{}, false
		},
		Ports: func(name string) (suricata.Span[packet.PortSet], bool) {
			list, ok := g.Ports[name]
			return ports(list), ok
		},
	}
}

func homeNet(f *model.NetworkFirewall) suricata.Span[packet.AddrSet] {
	if p := f.Policy.To(); p != nil && (len(p.HomeNet.Items) > 0 || p.HomeNet.Open) {
		return addresses(p.HomeNet)
	}
	v := f.VPC.To()
	if v == nil {
		return suricata.Span[packet.AddrSet]{May: packet.AnyAddr()}
	}
	var out suricata.Span[packet.AddrSet]
	for _, c := range v.CIDRs.Items {
		p, ok := c.Get()
		if !ok {
			out.May = packet.AnyAddr()
			continue
		}
		out.Must, out.May = out.Must.Union(packet.Prefixes(p)), out.May.Union(packet.Prefixes(p))
	}
	if v.CIDRs.Open {
		out.May = packet.AnyAddr()
	}
	return out
}

// addresses is the set of the addresses of a list of prefixes and single addresses.
func addresses(list model.List[model.Value[string]]) suricata.Span[packet.AddrSet] {
	var out suricata.Span[packet.AddrSet]
	for _, v := range list.Items {
		text := v.Or("")
		p, err := netip.ParsePrefix(text)
		if a, errAddr := netip.ParseAddr(text); errAddr == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			out.May = packet.AnyAddr()
			continue
		}
		out.Must, out.May = out.Must.Union(packet.Prefixes(p)), out.May.Union(packet.Prefixes(p))
	}
	if list.Open {
		out.May = packet.AnyAddr()
	}
	return out
}

// ports is the set of the ports of a list of ports and ranges.
func ports(list model.List[model.Value[string]]) suricata.Span[packet.PortSet] {
	var out suricata.Span[packet.PortSet]
	for _, v := range list.Items {
		t, err := suricata.ParsePorts(v.Or(""))
		if err != nil {
			out.May = packet.AnyPort()
			continue
		}
		s := t.PortSet(suricata.Variables{})
		out.Must, out.May = out.Must.Union(s.Must), out.May.Union(s.May)
	}
	if list.Open {
		out.May = packet.AnyPort()
	}
	return out
}
