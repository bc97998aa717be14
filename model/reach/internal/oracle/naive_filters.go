package oracle

import (
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

func firewallPasses(p *model.FirewallPolicy, pkt packet.Packet) bool {
	if p.StatelessDefault.Items[0].Or("") == "aws:pass" {
		return true
	}
	rules := p.StatefulGroups.Items[0].Group.To().Headers.Items
	strict := p.StrictOrder.Or(false)
	for _, wanted := range []string{"PASS", "DROP"} {
		for _, r := range rules {
			action := r.Action.Or("")
			if !strict && action != wanted || !headerMatches(r, pkt) {
				continue
			}
			return action == "PASS"
		}
	}
	return !strict || len(p.StatefulDefault.Items) == 0
}

func headerMatches(r model.StatefulRule, pkt packet.Packet) bool {
	switch r.Protocol.Or("") {
	case "TCP":
		if pkt.Protocol != packet.TCP {
			return false
		}
	case "UDP":
		if pkt.Protocol != packet.UDP {
			return false
		}
	}
	switch r.Destination.Or("") {
	case "10.0.0.0/8":
		return netip.MustParsePrefix("10.0.0.0/8").Contains(pkt.Dst)
	case "!10.1.0.0/16":
		return !netip.MustParsePrefix("10.1.0.0/16").Contains(pkt.Dst)
	}
	return true
}

func aclAllows(s *model.Subnet, pkt packet.Packet, egress bool) bool {
	a := s.ACL.To()
	entries, far := a.Ingress, pkt.Src
	if egress {
		entries, far = a.Egress, pkt.Dst
	}
	for _, e := range entries { // sorted by number
		if p, _ := e.CIDR.Get(); p.Contains(far) && matches(e.Match, pkt) {
			return e.Allow.Or(false)
		}
	}
	return false
}

func matches(m model.FilterMatch, pkt packet.Packet) bool {
	p := m.Protocol.Or(packet.AnyProtocol)
	if p == packet.AnyProtocol {
		return true
	}
	if p != pkt.Protocol {
		return false
	}
	return !p.HasPorts() || int(pkt.DstPort) >= m.FromPort.Or(0) && int(pkt.DstPort) <= m.ToPort.Or(65535)
}

func (n *naive) groupsAllow(i *model.NetworkInterface, pkt packet.Packet, egress bool, peer *model.NetworkInterface, refs bool) bool {
	return n.rulesAllow(i, pkt, egress, func(g *model.SecurityGroup) bool {
		return refs && peer != nil && carries(peer, g)
	})
}

// groupsAllowAddress counts references by the addresses of members, as for packets that somebody forwards.
func (n *naive) groupsAllowAddress(i *model.NetworkInterface, pkt packet.Packet, egress bool) bool {
	far := pkt.Src
	if egress {
		far = pkt.Dst
	}
	return n.rulesAllow(i, pkt, egress, func(g *model.SecurityGroup) bool {
		for _, m := range n.net.Interfaces {
			if carries(m, g) && has(m, far) {
				return true
			}
		}
		return false
	})
}

func carries(i *model.NetworkInterface, g *model.SecurityGroup) bool {
	return slices.ContainsFunc(i.Groups.Items, func(r model.Ref[model.SecurityGroup]) bool { return r.To() == g })
}

func (n *naive) rulesAllow(i *model.NetworkInterface, pkt packet.Packet, egress bool, member func(*model.SecurityGroup) bool) bool {
	if i.Unfiltered {
		return true
	}
	far := pkt.Src
	if egress {
		far = pkt.Dst
	}
	for _, r := range n.net.SecurityGroupRules {
		if r.Egress.Or(false) != egress || !carries(i, r.Group.To()) || !matches(r.Match, pkt) {
			continue
		}
		for _, c := range r.CIDRs.Items {
			if p, _ := c.Get(); p.Contains(far) {
				return true
			}
		}
		for _, g := range r.Groups.Items {
			if member(g.To()) {
				return true
			}
		}
	}
	return false
}
