package nacl

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules/topology"
)

// throughAttachment finds what passes a subnet that a transit gateway is attached to, between the subnets of its zone
// and the networks behind the gateway. Packets from the gateway meet the subnet's outbound rules only, and packets to it
// the inbound rules only (AWS Transit Gateway Guide, "Network ACLs"); those of a zone take the attachment in it.
func (f *flows) throughAttachment() {
	for _, i := range f.subnet.Interfaces {
		a, ok := i.Owner.(*model.TransitGatewayAttachment)
		if !ok {
			continue
		}
		for _, s := range f.neighbours(false) {
			if away := f.beyond(a, s); !away.IsEmpty() {
				f.toGateway(a, s, away)
			}
		}
		for _, s := range f.neighbours(true) {
			if away := f.beyond(a, s); !away.IsEmpty() {
				f.fromGateway(a, s, away)
			}
		}
	}
}

// beyond gives the addresses that a subnet of the zone certainly sends to the attachment's gateway.
func (f *flows) beyond(a *model.TransitGatewayAttachment, s *model.Subnet) packet.AddrSet {
	var away packet.AddrSet
	if topology.IsTransit(s) || !sameZone(f.subnet, s) {
		return away
	}
	for _, l := range f.pass.Reach.Carries(s, packet.AnyAddr().Minus(reach.Internet())) {
		if l.Kind == model.TargetTransitGateway && l.Certain && sameGateway(a, l.Target) {
			away = away.Union(l.Dst)
		}
	}
	return away
}

// toGateway finds what the interfaces of a subnet open to networks behind the gateway.
func (f *flows) toGateway(a *model.TransitGatewayAttachment, from *model.Subnet, away packet.AddrSet) {
	e := f.pass.Reach
	asked := f.in.opening(f.named.askedFrom(from)).
		Intersect(packet.From(e.SubnetAddresses(from))).Intersect(packet.To(away)).Intersect(e.SubnetACL(from, true).May)
	if asked.IsEmpty() {
		return
	}
	for _, i := range from.Interfaces {
		if !startsByItself(i) {
			continue
		}
		ports, _ := clientOf(i)
		f.add(flow{
			requests: asked.Intersect(e.Groups(i, true).May), clients: ports,
			far: place(i, from) + " on its way to " + a.Label(), farCIDR: cidr(from), client: i.Base(),
		})
	}
}

// fromGateway finds what networks behind the gateway open to a subnet. Who is there is not in view.
func (f *flows) fromGateway(a *model.TransitGatewayAttachment, to *model.Subnet, away packet.AddrSet) {
	e := f.pass.Reach
	asked := f.out.opening(f.named.servedIn(to)).
		Intersect(packet.From(away)).Intersect(packet.To(e.SubnetAddresses(to))).Intersect(e.SubnetACL(to, false).May)
	f.add(flow{
		out: true, requests: accepted(e, to, asked), clients: unknownClients(f.pass.Options), anyFar: true,
		near: "the networks behind " + a.Label(), far: topology.SubnetWords(to), farCIDR: cidr(to),
	})
}
