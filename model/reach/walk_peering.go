package reach

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// joins reports whether a peering connection is between two VPCs.
func joins(p *model.PeeringConnection, a, b *model.VPC) bool {
	x, y := p.Requester.To(), p.Accepter.To()
	return x == a && y == b || x == b && y == a
}

// sameRegion reports whether the VPCs of a connection are certainly in one region, as security group
// references need.
func sameRegion(p *model.PeeringConnection) bool {
	if r, ok := p.PeerRegion.Get(); ok {
		own, known := p.Region.Get()
		if !known {
			if v := p.Requester.To(); v != nil {
				own, known = v.Region.Get()
			}
		}
		return known && own == r
	}
	if a, b := p.Requester.To(), p.Accepter.To(); a != nil && b != nil {
		x, okX := a.Region.Get()
		y, okY := b.Region.Get()
		if okX && okY {
			return x == y
		}
	}
	return p.PeerRegion.IsAbsent()
}

// accepted says whether a connection is active.
func accepted(p *model.PeeringConnection) model.Value[bool] {
	if p.Accepted.Or(false) || p.AutoAccept.Or(false) {
		return model.Known(true)
	}
	if p.Accepted.IsUnknown() || p.AutoAccept.IsUnknown() {
		return model.Unknown[bool](firstOf(p.Accepted.Why(), p.AutoAccept.Why()))
	}
	if !p.PeerAccount.IsAbsent() || !p.Accepter.IsLinked() || p.External {
		return model.Unknown[bool]("whether the other side accepts " + p.Address + " is not in view")
	}
	return model.Known(false)
}

// peering takes packets over a peering connection to the other VPC: only what originates in this VPC, and only
// to the other VPC's own addresses (VPC Peering Guide).
func (w *walk) peering(s state, p *model.PeeringConnection, vpc *model.VPC) outcome {
	h := Hop{Object: &p.Object, Action: Forward}
	var peer *model.VPC
	switch vpc {
	case p.Requester.To():
		peer = p.Accepter.To()
	case p.Accepter.To():
		peer = p.Requester.To()
	default:
		h.Code, h.Note = CodeNoPossibleDestination, p.Address+" does not join this VPC with another."
		if p.Requester.IsUnknown() || p.Accepter.IsUnknown() {
			return w.vanish(s, h, p.Address+" joins VPCs that are not in view")
		}
		return w.stop(s, h, nil)
	}
	if peer == nil {
		return w.vanish(s, h, "the other VPC of "+p.Address+" is not in view")
	}
	over := func(s state) outcome {
		own, far := w.e.VPCAddresses(vpc), w.e.VPCAddresses(peer)
		h := h
		h.Code, h.Note = CodePeeringAddress, "A peering connection carries packets between the ranges of its two VPCs only, and none from behind them."
		f := Filter{
			Must: packet.From(own.Must).Intersect(packet.To(far.Must)),
			May:  packet.From(own.May).Intersect(packet.To(far.May)),
			Why:  firstOf(own.Why, far.Why),
		}
		return w.pass(s, h, f, nil, func(s state) outcome {
			if !sameRegion(p) {
				s.lost = CodeReferencesLost
			}
			s.guest = byPeering
			if w.imagine && s.goal.vpc() != peer {
				return w.stop(s, Hop{Object: &peer.Object, Code: CodeNoPossibleDestination, Note: s.goal.object().Address + " is not in " + peer.Address + "."}, nil)
			}
			return w.admit(s, peer)
		})
	}
	active := accepted(p)
	if ok, known := active.Get(); !known {
		return w.unsure(s, h, active.Why(), over)
	} else if !ok {
		h.Code, h.Note = CodeBadStateAttachment, "Nothing accepts the peering connection."
		return w.stop(s, h, over)
	}
	return over(s)
}
