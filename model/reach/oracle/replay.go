package oracle

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
)

// Replay carries one packet of a path between two objects: interfaces, subnets of which any address is meant, or
// an object that is named as the outside is (internet, on-premises, or a service). Interfaces without a fixed
// address get one: the ends the packet's. why says what is not known where the way hangs on it.
func Replay(net *model.Network, from, to *model.Object, q Question) (results []bool, why string) {
	defer func() {
		if g, ok := recover().(gap); ok {
			results, why = nil, string(g)
		}
	}()
	n := &naive{net: net, given: map[*model.NetworkInterface][]netip.Addr{}}
	q.From, q.To = n.end(from, q.Packet.Src, &q), n.end(to, q.Packet.Dst, &q)
	for k, i := range net.Interfaces {
		fixed := slices.ContainsFunc(i.PrivateIPs, model.Value[netip.Addr].IsKnown)
		if s := i.Subnet.To(); s != nil && !fixed && len(n.given[i]) == 0 {
			if p, ok := s.CIDR.Get(); ok {
				n.given[i] = []netip.Addr{nth(p.Addr(), 5+k%64)}
			}
		}
	}
	n.q = q
	return n.start(), ""
}

// end gives the interface of an end of a path; nil for the outside, which it notes in the question. Addresses of a
// subnet are those of an interface without security groups.
func (n *naive) end(o *model.Object, a netip.Addr, q *Question) *model.NetworkInterface {
	for _, i := range n.net.Interfaces {
		if &i.Object == o {
			n.given[i] = append(n.given[i], a)
			return i
		}
	}
	for _, s := range n.net.Subnets {
		if &s.Object == o {
			return &model.NetworkInterface{
				Object: model.Object{Address: "an address of " + s.Address}, Kind: model.InterfaceBare, Subnet: model.LinkedRef(s, s.ID), Unfiltered: true,
				PrivateIPs: []model.Value[netip.Addr]{model.Known(a)},
			}
		}
	}
	switch o.Address {
	case "internet", "on-premises":
		q.Outside = o.Address
	default:
		q.Outside = "service:" + strings.ToLower(o.Address)
	}
	return nil
}

// Verdict sums up what all ways of a packet come to: whether it arrives by all of them, by none, or by some.
func Verdict(results []bool) (arrives, always bool) {
	always = len(results) > 0
	for _, r := range results {
		arrives = arrives || r
		always = always && r
	}
	return arrives, always
}
