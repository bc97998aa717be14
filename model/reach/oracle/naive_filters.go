package oracle

import (
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// hostRule is a rule that drops requests by a part of the name that they are for.
var hostRule = regexp.MustCompile(`^\s*drop (http|tls) any any -> any any \((?:msg:"[^"]*"; ?)?(?:flow:to_server(?:, ?established)?; ?)?(?:http\.host|tls\.sni); ?content:"([^"]+)"; ?(?:nocase; ?)?(?:msg:"[^"]*"; ?)?sid: ?\d+; ?(?:rev: ?\d+; ?)?\)\s*$`)

// firewallPasses reads policies of one group of headers as random networks have them, and texts of one rule that
// drops requests for a host.
func (n *naive) firewallPasses(p *model.FirewallPolicy, pkt packet.Packet) bool {
	if p.StatelessDefault.Items[0].Or("") == "aws:pass" {
		return true
	}
	if len(p.StatefulGroups.Items) != 1 || len(p.StatelessGroups.Items) > 0 || p.StatefulGroups.Items[0].Group.To() == nil {
		panic(gap("the policy " + p.Address + " is more than the walker reads"))
	}
	group := p.StatefulGroups.Items[0].Group.To()
	if text := group.Text.Or(""); text != "" {
		drop := hostRule.FindStringSubmatch(text)
		if drop == nil {
			panic(gap("the rules of " + group.Address + " are more than the walker reads"))
		}
		return n.q.Application != drop[1] || !strings.Contains(n.q.Host, drop[2])
	}
	if group.Domains != nil {
		panic(gap("the rules of " + group.Address + " are more than the walker reads"))
	}
	rules := group.Headers.Items
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
	return within(r.Destination.Or(""), pkt.Dst) && within(r.Source.Or(""), pkt.Src) &&
		onPort(r.DestinationPort.Or(""), pkt.DstPort) && onPort(r.SourcePort.Or(""), pkt.SrcPort)
}

// within reads ANY, a range, or what is outside of one.
func within(text string, a netip.Addr) bool {
	if text == "ANY" {
		return true
	}
	rest, outside := strings.CutPrefix(text, "!")
	p, err := netip.ParsePrefix(rest)
	if err != nil {
		panic(gap("the addresses " + text + " are more than the walker reads"))
	}
	return p.Contains(a) != outside
}

func onPort(text string, port uint16) bool {
	if text == "ANY" {
		return true
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		panic(gap("the ports " + text + " are more than the walker reads"))
	}
	return uint16(n) == port
}

func aclAllows(s *model.Subnet, pkt packet.Packet, egress bool) bool {
	a := s.ACL.To()
	if a == nil || a.Open || len(a.Maybe) > 0 {
		panic(gap("the network ACL of " + s.Address + " is not in view"))
	}
	entries, far := a.Ingress, pkt.Src
	if egress {
		entries, far = a.Egress, pkt.Dst
	}
	for _, e := range entries { // sorted by number
		if sure(e.CIDR, netip.Prefix{}).Contains(far) && matches(e.Match, pkt) {
			return sure(e.Allow, false)
		}
	}
	return false
}

func matches(m model.FilterMatch, pkt packet.Packet) bool {
	p := sure(m.Protocol, packet.AnyProtocol)
	switch {
	case p == packet.AnyProtocol:
		return true
	case p != pkt.Protocol:
		return false
	case p.IsICMP():
		kind, code := sure(m.ICMPType, -1), sure(m.ICMPCode, -1)
		return kind == -1 || kind == int(pkt.ICMPType) && (code == -1 || code == int(pkt.ICMPCode))
	case !p.HasPorts():
		return true
	}
	from, to := sure(m.FromPort, 0), sure(m.ToPort, 65535)
	return from == -1 && to == -1 || int(pkt.DstPort) >= from && int(pkt.DstPort) <= to
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
			if carries(m, g) && n.has(m, far) {
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
	unsure := i.Groups.Open
	for _, ref := range i.Groups.Items {
		g := ref.To()
		if g == nil || g.Open || len(g.Maybe) > 0 {
			unsure = true
			continue
		}
		for _, r := range rulesOf(g, egress) {
			if matches(r.Match, pkt) && (n.names(r, far) || n.references(r, g, member)) {
				return true
			}
		}
	}
	if unsure {
		panic(gap("a security group of " + i.Address + " is not in view"))
	}
	return false
}

func rulesOf(g *model.SecurityGroup, egress bool) []*model.SecurityGroupRule {
	if egress {
		return g.Egress
	}
	return g.Ingress
}

// names reports whether a rule states the address.
func (n *naive) names(r *model.SecurityGroupRule, far netip.Addr) bool {
	for _, c := range r.CIDRs.Items {
		if sure(c, netip.Prefix{}).Contains(far) {
			return true
		}
	}
	for _, ref := range r.PrefixLists.Items {
		l := ref.To()
		if l == nil {
			panic(gap("a prefix list of " + r.Address + " is not in view"))
		}
		if l.Service != "" && n.q.Outside == "service:"+l.Service {
			return true
		}
		for _, c := range l.Entries.Items {
			if sure(c, netip.Prefix{}).Contains(far) {
				return true
			}
		}
	}
	return false
}

// references reports whether a rule of g names a group that the far end is a member of.
func (n *naive) references(r *model.SecurityGroupRule, g *model.SecurityGroup, member func(*model.SecurityGroup) bool) bool {
	if sure(r.Self, false) && member(g) {
		return true
	}
	for _, ref := range r.Groups.Items {
		if ref.To() == nil {
			panic(gap("a group that " + r.Address + " references is not in view"))
		}
		if member(ref.To()) {
			return true
		}
	}
	return false
}
