package reach

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// onPremisesAttachment reports whether a customer's network may lie behind an attachment.
func onPremisesAttachment(a *model.TransitGatewayAttachment) bool {
	switch a.Kind {
	case model.AttachVPN, model.AttachDirectConnect, model.AttachConnect:
		return true
	}
	return false
}

// transitServes reports whether a transit gateway has an attachment behind which a place lies, directly or
// behind a gateway that it peers with.
func (w *walk) transitServes(g *model.TransitGateway, p place) bool {
	if g == nil {
		return false
	}
	for _, a := range w.e.net.TransitAttachments {
		if a.Kind == model.AttachPeering && a.Peer.To() == g {
			return true
		}
	}
	for _, a := range g.Attachments {
		switch {
		case a.Kind == model.AttachPeering:
			return true
		case p.outside == outsideOnPremises && onPremisesAttachment(a):
			return true
		case p.outside == outsideInternet && a.VPC.To() != nil && len(a.VPC.To().InternetGateways) > 0:
			return true
		case p.vpc() != nil && a.VPC.To() == p.vpc():
			return true
		}
	}
	return false
}

// toTransit takes packets of a VPC to a transit gateway: through the attachment's interface in the sender's
// own zone, and past the network ACL there (Transit Gateways guide).
func (w *walk) toTransit(s state, g *model.TransitGateway, vpc *model.VPC, sub *model.Subnet) outcome {
	h := Hop{Object: &g.Object, Action: Forward}
	var a *model.TransitGatewayAttachment
	for _, x := range vpc.TransitAttachment {
		if x.Gateway.To() == g {
			a = x
		}
	}
	if a == nil {
		if g.External || w.mayBeAttached(g, vpc) {
			return w.vanish(s, h, "the attachment of "+vpc.Address+" to "+g.Address+" is not in view")
		}
		h.Code, h.Note = CodeBadStateAttachment, vpc.Address+" is not attached to "+g.Address+"."
		return w.stop(s, h, nil)
	}
	h.Object = &a.Object
	through := func(s state, at *model.Subnet) outcome {
		// In one subnet with the attachment, too, both directions of the network ACL count.
		return w.acl(s, at, false, func(s state) outcome { return w.throughTransit(s, a, at) })
	}
	if a.Subnets.Open {
		return w.unsure(s, h, firstOf(a.Subnets.Why, "the subnets of "+a.Address+" are not in view"), func(s state) outcome { return w.throughTransit(s, a, nil) })
	}
	at, where := inZone(a, sub)
	switch where {
	case zoneHere:
		return through(s, at)
	case zoneNone:
		h.Code = CodeTransitRouteZone
		h.Note = fmt.Sprintf("%s has no subnet in zone %s of %s.", a.Address, sub.Zone, sub.Address)
		return w.stop(s, h, func(s state) outcome {
			if at == nil {
				return outcome{}
			}
			return through(s, at)
		})
	}
	zone := "the zone in which they arrive" // by a gateway's table, which is in none
	if sub != nil {
		zone = "the zone of " + sub.Address
	}
	return w.unsure(s, h, "whether "+a.Address+" has a subnet in "+zone+" is not known", func(s state) outcome {
		if at == nil {
			return w.throughTransit(s, a, nil)
		}
		return through(s, at)
	})
}

func (w *walk) mayBeAttached(g *model.TransitGateway, vpc *model.VPC) bool {
	for _, a := range w.e.net.TransitAttachments {
		if (a.Gateway.IsUnknown() || a.Gateway.To() == g) && (a.VPC.IsUnknown() || a.VPC.To() == vpc) {
			return true
		}
	}
	return vpc.External || vpc.Exported
}

type zoneState uint8

const (
	zoneHere zoneState = iota
	zoneNone
	zoneUnknown
)

// inZone finds the attachment's subnet in the zone of sub; where there is none, or it is not known, it gives
// any.
func inZone(a *model.TransitGatewayAttachment, sub *model.Subnet) (*model.Subnet, zoneState) {
	zone, known := model.Value[string]{}.Get()
	if sub != nil {
		zone, known = sub.Zone.Get()
	}
	var first *model.Subnet
	unknown := !known
	for _, r := range a.Subnets.Items {
		at := r.To()
		if at == nil {
			unknown = true
			continue
		}
		if at == sub {
			return at, zoneHere
		}
		if first == nil {
			first = at
		}
		switch z, ok := at.Zone.Get(); {
		case !ok:
			unknown = true
		case known && z == zone:
			return at, zoneHere
		}
	}
	if unknown {
		return first, zoneUnknown
	}
	return first, zoneNone
}

// throughTransit takes packets that come from an attachment by the table associated with it. from is the
// attachment's subnet that they came through, nil for what is no VPC.
func (w *walk) throughTransit(s state, a *model.TransitGatewayAttachment, from *model.Subnet) outcome {
	g := a.Gateway.To()
	h := Hop{Object: &a.Object, Action: Forward}
	if g == nil {
		return w.vanish(s, h, firstOf(a.Gateway.Why(), "the transit gateway of "+a.Address+" is not in view"))
	}
	if s.lost == "" {
		s.lost = w.transitReferences(g, a)
	}
	t := a.Table.To()
	switch {
	case t != nil:
		return w.transitTable(s, t, g, from)
	case a.Table.IsAbsent():
		h.Code = CodeTransitNoAssociation
		h.Note = a.Address + " is associated with no route table of the transit gateway, which drops what comes from it."
		return w.stop(s, h, func(s state) outcome { return w.intendTransit(s, h, g, nil, 0, from, false) })
	}
	h.Code = CodeTransitRoutesUnknown
	return w.vanish(s, h, firstOf(a.Table.Why(), "the transit gateway route table of "+a.Address+" is not in view"))
}

// transitReferences says whether security group references survive the transit gateway: both it and the
// attachment must support them (Transit Gateways guide).
func (w *walk) transitReferences(g *model.TransitGateway, a *model.TransitGatewayAttachment) Code {
	if !g.SecurityGroupReferencing.Or(false) || !a.SecurityGroupReferencing.OrDefault(true).Or(false) {
		return CodeReferencingSupport
	}
	return ""
}

func (w *walk) transitTable(s state, t *model.TransitGatewayRouteTable, g *model.TransitGateway, from *model.Subnet) outcome {
	h := Hop{Object: &t.Object, Action: Forward}
	var options []option
	for _, l := range w.e.TransitRoutes(t).Lookup(w.transitDestinations(s)) {
		region := s.view.pull(packet.To(l.Dst), false)
		options = append(options, option{region, func(s state) outcome {
			h := h
			h.Rule = transitRule(l)
			if l.Route != nil {
				h.Range = l.Route.Range
			}
			pass := Filter{Must: region, May: region}
			if !l.Certain {
				pass = Filter{May: region, Why: l.Why}
			}
			s.steps = &step{before: s.steps, hop: h, pass: pass, view: s.view, then: s.view, answer: s.answering}
			switch {
			case l.Blackhole:
				h.Code, h.Note = CodeTransitBlackhole, "A blackhole route drops the packets."
				return w.stop(s, h, func(s state) outcome { return w.intendTransit(s, h, g, nil, 0, from, false) })
			case l.Attachment != nil:
				r := w.fromTransit(s, l.Attachment, g, from)
				if w.imagine && !leadsTo(l.Attachment, s.goal) {
					h.Note = fmt.Sprintf("%s leads to %s, not to %s.", upper(h.Rule), l.Attachment.Address, s.goal.object().Address)
					w.intendTransit(s, h, g, t, l.bits, from, true)
				}
				return r
			case l.Unknown:
				h.Code = CodeTransitRoutesUnknown
				return w.vanish(s, h, firstOf(l.Why, "the attachment behind "+h.Rule+" is not in view"))
			}
			h.Note = fmt.Sprintf("The table %s has no route for %s.", t.Address, destinations(s))
			return w.intendTransit(s, h, g, t, l.bits, from, true)
		}})
	}
	return w.branch(s, options)
}

// transitDestinations is where packets want to go, for the internet without the ranges of VPCs.
func (w *walk) transitDestinations(s state) packet.AddrSet { return s.view.destinations(s.live) }

func transitRule(l TransitLeg) string {
	switch {
	case l.Route != nil:
		if p, ok := l.Route.Destination.Get(); ok {
			return "the route " + p.String()
		}
		return "the route of a prefix list"
	case l.Attachment != nil:
		return "the route propagated from " + l.Attachment.Address
	}
	return "no route"
}

// leadsTo reports whether a place lies behind an attachment.
func leadsTo(a *model.TransitGatewayAttachment, p place) bool {
	switch {
	case a.Kind == model.AttachPeering:
		return true
	case p.outside == outsideOnPremises:
		return onPremisesAttachment(a)
	case p.outside != "":
		return a.Kind == model.AttachVPC && a.VPC.To() != nil && len(a.VPC.To().InternetGateways) > 0
	case a.VPC.To() == nil:
		return a.Kind == model.AttachVPC
	}
	return a.VPC.To() == p.vpc()
}

// intendTransit goes on behind a route that the transit gateway's table lacks, to the attachments behind
// which the goal lies.
func (w *walk) intendTransit(s state, h Hop, g *model.TransitGateway, t *model.TransitGatewayRouteTable, won int, from *model.Subnet, stop bool) outcome {
	if !w.imagine {
		return outcome{}
	}
	found := false
	for _, a := range g.Attachments {
		if a.Kind == model.AttachPeering || !leadsTo(a, s.goal) || from != nil && a.VPC.To() == from.VPC.To() {
			continue
		}
		found = true
		if stop {
			h := h
			h.Code = w.lackingTransit(s, t, won, a)
			h.toward, h.wanted = a.Address, w.wantedRange(s)
			w.stop(s, h, func(s state) outcome { return w.fromTransit(s, a, g, from) })
		} else {
			w.fromTransit(s, a, g, from)
		}
	}
	if !found && won > 0 {
		return outcome{} // another route carries the packets, and its way tells more
	}
	if !found {
		if h.Code == "" {
			h.Code = CodeTransitNoRoute
		}
		return w.stop(s, h, nil)
	}
	return outcome{}
}

// lackingTransit says in which way a transit gateway's table fails to carry packets to an attachment, as
// lacking does for a VPC's.
func (w *walk) lackingTransit(s state, t *model.TransitGatewayRouteTable, won int, a *model.TransitGatewayAttachment) Code {
	code := CodeTransitNoRoute
	if t == nil {
		return code
	}
	wanted := w.transitDestinations(s)
	rate := func(p netip.Prefix) {
		switch covers := packet.Prefixes(p).Overlaps(wanted); {
		case !covers && code == CodeTransitNoRoute:
			code = CodeTransitCannotRoute
		case covers && p.Bits() == won:
			code = CodeTransitHigherPriority
		case covers && p.Bits() < won:
			code = CodeTransitMoreSpecific
		}
	}
	for _, r := range t.Routes {
		if p, ok := r.Destination.Get(); ok && r.Attachment.To() == a {
			rate(p)
		}
	}
	if slices.Contains(t.Propagating, a) && a.VPC.To() != nil {
		for _, p := range w.e.VPCAddresses(a.VPC.To()).Must.Prefixes() {
			rate(p)
		}
	}
	return code
}

// fromTransit takes packets out of a transit gateway by an attachment.
func (w *walk) fromTransit(s state, a *model.TransitGatewayAttachment, g *model.TransitGateway, from *model.Subnet) outcome {
	h := Hop{Object: &a.Object, Action: Forward}
	if s.lost == "" {
		s.lost = w.transitReferences(g, a)
	}
	switch {
	case onPremisesAttachment(a):
		return w.onPremises(a, nil)(s)
	case a.Kind == model.AttachPeering:
		return w.overTransitPeering(s, a, g)
	case a.Kind != model.AttachVPC || a.VPC.To() == nil:
		return w.vanish(s, h, "what is behind "+a.Address+" is not in view")
	}
	vpc := a.VPC.To()
	s.guest = byTransit
	var options []option
	everything := packet.All()
	// The table of the attachment's subnet decides onward. Within that subnet no network ACL filters the
	// packets, elsewhere those of both subnets do (Transit Gateways guide).
	same, where := inZone(a, from)
	for _, r := range a.Subnets.Items {
		at := r.To()
		if at == nil {
			return w.vanish(s, h, "the subnets of "+a.Address+" are not in view")
		}
		// The packets stay in the zone that they come from where the attachment has it; appliance mode may
		// move them.
		if where == zoneHere && at != same && !a.ApplianceMode.Or(false) && from != nil {
			continue
		}
		if pinned := s.pinned(a); pinned != nil && pinned != at {
			continue
		}
		options = append(options, option{everything, func(s state) outcome {
			s.pins = append(slices.Clip(s.pins), pin{a, at})
			return w.fromSubnet(w.note(s, h), at)
		}})
	}
	if len(options) == 0 {
		if a.Subnets.Open {
			return w.unsure(s, h, "the subnets of "+a.Address+" are not in view", func(s state) outcome { return w.admit(s, vpc) })
		}
		h.Code, h.Note = CodeTransitAttachmentZone, a.Address+" has no subnet."
		return w.stop(s, h, nil)
	}
	if len(options) > 1 && w.imagine {
		options = options[:1]
	}
	return w.branch(s, options)
}

// pinned gives the subnet of the attachment that the answers of a flow take as its packets did, nil where they
// are free.
func (s state) pinned(a *model.TransitGatewayAttachment) *model.Subnet {
	if !s.answering || !a.ApplianceMode.Or(false) {
		return nil
	}
	for _, p := range s.pins {
		if p.attachment == a {
			return p.at
		}
	}
	return nil
}

// overTransitPeering takes packets to the transit gateway at the other end of a peering attachment.
func (w *walk) overTransitPeering(s state, a *model.TransitGatewayAttachment, g *model.TransitGateway) outcome {
	h := Hop{Object: &a.Object, Action: Forward}
	other := a.Peer.To()
	if other == g {
		other = a.Gateway.To()
	}
	if other == nil {
		return w.vanish(s, h, "the transit gateway at the other end of "+a.Address+" is not in view")
	}
	s.lost = CodeReferencesLost
	over := func(s state) outcome {
		t, why := w.e.peeringTable(a, other)
		if t == nil && why == "" && !other.External && other.DefaultAssociation.OrDefault(true) == model.Known(false) {
			h := h
			h.Code = CodeTransitNoAssociation
			h.Note = a.Address + " is associated with no route table of " + other.Address + ", which drops what comes over it."
			return w.stop(s, h, nil)
		}
		if t == nil {
			return w.vanish(s, h, firstOf(why, "the route table of "+other.Address+" for "+a.Address+" is not in view"))
		}
		if s.hops++; s.hops > maxHops {
			return w.stop(s, Hop{Object: &t.Object, Code: CodeLoop, Note: "The transit gateways send the packets in a circle."}, nil)
		}
		return w.transitTable(s, t, other, nil)
	}
	if ok, known := a.Accepted.Get(); known && !ok {
		h.Code, h.Note = CodeBadStateAttachment, "Nothing accepts the peering attachment."
		return w.stop(s, h, over)
	}
	return over(w.note(s, h))
}

// peeringTable is the table of a transit gateway for what comes over a peering attachment that two gateways
// share: the one associated with it, else the gateway's default table.
func (e *Engine) peeringTable(a *model.TransitGatewayAttachment, g *model.TransitGateway) (*model.TransitGatewayRouteTable, string) {
	for _, assoc := range e.net.TransitAssociations {
		if assoc.Attachment.IsUnknown() || assoc.Table.IsUnknown() && assoc.Attachment.To() == a {
			return nil, assoc.Address + " may associate it"
		}
		if t := assoc.Table.To(); t != nil && assoc.Attachment.To() == a && t.Gateway.To() == g {
			return t, ""
		}
	}
	if g.DefaultAssociation.OrDefault(true).Or(false) && !g.External {
		return g.DefaultTable, ""
	}
	return nil, ""
}
