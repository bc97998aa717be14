package oracle

import (
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
)

func (n *naive) toTransit(t trip, g *model.TransitGateway, s *model.Subnet, v *model.VPC) []bool {
	for _, a := range n.net.TransitAttachments {
		if a.VPC.To() != v || a.Gateway.To() != g {
			continue
		}
		for _, r := range a.Subnets.Items {
			if s != nil && (r.To() == s || sure(r.To().Zone, "") == sure(s.Zone, "")) {
				if !aclAllows(r.To(), t.pkt, false) {
					return dropped
				}
				return n.transit(t, a, r.To())
			}
		}
	}
	return dropped
}

// transit looks the destination up in the table of the attachment that the packet comes from.
func (n *naive) transit(t trip, a *model.TransitGatewayAttachment, from *model.Subnet) []bool {
	t.refs = t.refs && a.Gateway.To().SecurityGroupReferencing.Or(false)
	table := a.Table.To()
	if table == nil {
		if a.Table.IsUnknown() {
			panic(gap("the table of " + a.Address + " is not known"))
		}
		return dropped
	}
	return n.transitTable(t, table, from)
}

// transitTable hands a packet to the attachment that a table of a transit gateway has for it.
func (n *naive) transitTable(t trip, table *model.TransitGatewayRouteTable, from *model.Subnet) []bool {
	if table.Open || len(table.MaybeRoutes) > 0 || len(table.MaybeLearns) > 0 {
		panic(gap("routes of " + table.Address + " are not in view"))
	}
	bits, static := -1, false
	var to *model.TransitGatewayAttachment
	take := func(p netip.Prefix, isStatic bool, x *model.TransitGatewayAttachment) {
		if p.Contains(t.pkt.Dst) && (p.Bits() > bits || p.Bits() == bits && isStatic && !static) {
			bits, static, to = p.Bits(), isStatic, x
		}
	}
	for _, r := range table.Routes {
		p, _ := r.Destination.Get()
		take(p, true, r.Attachment.To())
	}
	for _, x := range table.Propagating {
		if v := x.VPC.To(); v != nil {
			for _, c := range v.CIDRs.Items {
				p, _ := c.Get()
				take(p, false, x)
			}
		} else if x.Kind != model.AttachVPN || !sure(x.VPN.To().StaticOnly, false) {
			if n.q.Outside != "on-premises" {
				panic(gap("what " + x.Address + " learns is not in view"))
			}
			take(netip.PrefixFrom(t.pkt.Dst, 0).Masked(), false, x) // it learns what is on premises
		}
	}
	if to == nil {
		return dropped
	}
	switch to.Kind {
	case model.AttachVPN:
		return n.outside(t, to, nil, "on-premises")
	case model.AttachPeering:
		return n.toPeerGateway(t, to, table.Gateway.To())
	}
	t.guest = "transit"
	return n.fromTransit(t, to, from)
}

// toPeerGateway takes a packet from one transit gateway to the one that it peers with, which looks it up in the table
// associated with the peering attachment on its side.
func (n *naive) toPeerGateway(t trip, a *model.TransitGatewayAttachment, g *model.TransitGateway) []bool {
	other := a.Peer.To()
	if other == g {
		other = a.Gateway.To()
	}
	if other == nil {
		panic(gap("the gateway at the other end of " + a.Address + " is not in view"))
	}
	if t.hops++; !sure(a.Accepted, true) || t.hops > 12 {
		return dropped
	}
	t.refs = false
	for _, x := range n.net.TransitAssociations {
		if table := x.Table.To(); x.Attachment.To() == a && table != nil && table.Gateway.To() == other {
			return n.transitTable(t, table, nil)
		}
	}
	if !sure(other.DefaultAssociation, true) {
		return dropped
	}
	return n.transitTable(t, other.DefaultTable, nil)
}

// fromTransit takes the packet into a VPC: in the zone that it comes from where the attachment has it, unless
// appliance mode sends it elsewhere; the answer comes as the question did in appliance mode.
func (n *naive) fromTransit(t trip, to *model.TransitGatewayAttachment, from *model.Subnet) []bool {
	appliance := sure(to.ApplianceMode, false)
	var all, zone []*model.Subnet
	for _, r := range to.Subnets.Items {
		all = append(all, r.To())
		if from != nil && (r.To() == from || sure(r.To().Zone, "") == sure(from.Zone, "")) {
			zone = append(zone, r.To())
		}
	}
	if pin := t.pins[to]; pin != nil && t.answer && appliance {
		all = []*model.Subnet{pin}
	} else if len(zone) > 0 && !appliance {
		all = zone
	}
	var out []bool
	for _, s := range all {
		t := t
		pins := map[*model.TransitGatewayAttachment]*model.Subnet{}
		for k, v := range t.pins {
			pins[k] = v
		}
		if pins[to] == nil {
			pins[to] = s
		}
		t.pins = pins
		out = append(out, n.send(t, s)...)
	}
	return out
}

// leave takes an answer back through something stateful that the packet passed; it reports false where the packet
// did not, or the answer has passed it already.
func (t *trip) leave(end model.Entity) bool {
	k := slices.Index(t.left, end)
	if k < 0 {
		return false
	}
	t.left = slices.Delete(slices.Clone(t.left), k, k+1)
	return true
}

func (n *naive) firewall(t trip, end *model.FirewallEndpoint, s *model.Subnet) []bool {
	in := end.Subnet.To()
	if in != s && !aclAllows(in, t.pkt, false) {
		return dropped
	}
	t.refs = false
	if t.answer {
		if !t.leave(end) {
			return dropped
		}
		return n.send(t, in)
	}
	t.fw = append(slices.Clip(t.fw), end)
	if !n.firewallPasses(end.Firewall.Policy.To(), t.pkt) {
		return dropped
	}
	return n.send(t, in)
}

// inspector takes a packet through a Gateway Load Balancer endpoint. The appliances behind it may drop it.
func (n *naive) inspector(t trip, end *model.VPCEndpoint, s *model.Subnet) []bool {
	in := end.Interfaces[0].Subnet.To()
	if in != s && !aclAllows(in, t.pkt, false) {
		return dropped
	}
	t.refs = false
	if t.answer {
		if !t.leave(end) {
			return dropped
		}
	} else {
		t.fw = append(slices.Clip(t.fw), end)
	}
	return append(n.send(t, in), false)
}

func (n *naive) appliance(t trip, i *model.NetworkInterface, s *model.Subnet) []bool {
	in := i.Subnet.To()
	if t.goal == i {
		return n.inside(t, in.VPC.To(), s)
	}
	if _, internet := t.out.(*model.InternetGateway); internet && s == nil && !sure(i.Public, false) {
		return dropped // the table of an internet gateway hands packets to interfaces with a public address only
	}
	if in != s && !aclAllows(in, t.pkt, false) || sure(i.SourceDestCheck, true) {
		return dropped
	}
	if t.answer {
		return n.send(t, in)
	}
	if !n.groupsAllow(i, t.pkt, false, t.bearer, t.refs) || !n.groupsAllowAddress(i, t.pkt, true) {
		return dropped
	}
	if sure(i.Public, false) {
		return n.translate(t, i, in)
	}
	t.refs = false
	return n.send(t, in)
}
