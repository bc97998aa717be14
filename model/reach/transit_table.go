package reach

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// TransitLeg is a set of destinations that one route of a transit gateway's table carries.
type TransitLeg struct {
	Dst        packet.AddrSet
	Attachment *model.TransitGatewayAttachment // nil for none, blackholes, and what is not in view
	Route      *model.TransitGatewayRoute      // nil for propagated routes and none
	Blackhole  bool
	Unknown    bool // an attachment that is not in view
	// Certain and Why are as in [Leg].
	Certain bool
	Why     string
	bits    int
}

// None reports whether no route carries the destinations.
func (l TransitLeg) None() bool { return l.Attachment == nil && !l.Blackhole && !l.Unknown }

// TransitView is a transit gateway's route table as packets see it: longest prefixes win, then static routes,
// those of prefix lists, and propagated ones, of VPCs before Direct Connect before VPN
// (Transit Gateways guide).
type TransitView struct {
	Table *model.TransitGatewayRouteTable
	Legs  []TransitLeg // cover all addresses
}

// Lookup splits dst by the routes that carry its parts.
func (v *TransitView) Lookup(dst packet.AddrSet) []TransitLeg {
	var out []TransitLeg
	for _, l := range v.Legs {
		if l.Dst = l.Dst.Intersect(dst); !l.Dst.IsEmpty() {
			out = append(out, l)
		}
	}
	return out
}

// TransitRoutes gives the view of a transit gateway's route table.
func (e *Engine) TransitRoutes(t *model.TransitGatewayRouteTable) *TransitView {
	return e.transit.get(t, func() *TransitView { return &TransitView{Table: t, Legs: e.transitLegs(t)} })
}

// transitClaim is one destination of one route.
type transitClaim struct {
	leg     TransitLeg
	dst     Span
	bits    int // -1: not known
	class   int
	certain bool
	why     string
}

// Priorities at equal length.
const (
	transitStatic = iota
	transitPrefixList
	transitVPC
	transitDirectConnect
	transitConnect
	transitVPN
)

func (e *Engine) transitLegs(t *model.TransitGatewayRouteTable) []TransitLeg {
	var claims []transitClaim
	for _, r := range t.Routes {
		claims = append(claims, e.transitRoute(r, true)...)
	}
	for _, r := range t.MaybeRoutes {
		claims = append(claims, e.transitRoute(r, false)...)
	}
	for _, a := range t.Propagating {
		claims = append(claims, e.transitPropagated(a, true)...)
	}
	for _, a := range t.MaybeLearns {
		claims = append(claims, e.transitPropagated(a, false)...)
	}
	slices.SortStableFunc(claims, func(a, b transitClaim) int {
		return cmp.Or(cmp.Compare(unknownFirst(b.bits), unknownFirst(a.bits)), cmp.Compare(a.class, b.class))
	})
	sure, open := packet.AnyAddr(), packet.AnyAddr()
	var legs []TransitLeg
	doubt := ""
	if t.Open {
		sure, doubt = packet.AddrSet{}, firstOf(t.Why, "routes of "+t.Address+" may not be in view")
	}
	give := func(l TransitLeg, certain, possible packet.AddrSet, why string) {
		if !certain.IsEmpty() {
			l.Dst, l.Certain, l.Why = certain, true, ""
			legs = append(legs, l)
		}
		if rest := possible.Minus(certain); !rest.IsEmpty() {
			l.Dst, l.Certain, l.Why = rest, false, firstOf(why, doubt)
			legs = append(legs, l)
		}
	}
	for _, c := range claims {
		var certain packet.AddrSet
		if c.certain {
			certain = c.dst.Must.Intersect(sure)
		}
		why := firstOf(c.why, c.dst.Why)
		doubt = firstOf(doubt, why)
		c.leg.bits = c.bits
		give(c.leg, certain, c.dst.May.Intersect(open), why)
		sure = sure.Minus(c.dst.May)
		if c.certain {
			open = open.Minus(c.dst.Must)
		}
	}
	give(TransitLeg{bits: -1}, sure, open, doubt)
	if t.Open {
		legs = append(legs, TransitLeg{Dst: packet.AnyAddr(), Unknown: true, Why: doubt, bits: -1})
	}
	return legs
}

func (e *Engine) transitRoute(r *model.TransitGatewayRoute, certain bool) []transitClaim {
	black, known := r.Blackhole.OrDefault(false).Get()
	c := transitClaim{leg: TransitLeg{Route: r, Blackhole: black && known, Attachment: r.Attachment.To()}, certain: certain}
	c.leg.Unknown = !c.leg.Blackhole && c.leg.Attachment == nil
	if !certain {
		c.why = firstOf(r.Table.Why(), "whether "+r.Address+" stands in the table is not known")
	}
	if p, ok := r.Destination.Get(); ok {
		c.dst, c.bits = e.prefixSpan(p), p.Bits()
		return []transitClaim{c}
	}
	if l := r.PrefixList.To(); l != nil && !l.Entries.Open {
		c.class = transitPrefixList
		var out []transitClaim
		for _, entry := range l.Entries.Items {
			if p, ok := entry.Get(); ok {
				c.dst, c.bits = e.prefixSpan(p), p.Bits()
			} else {
				c.dst, c.bits = Span{May: packet.AnyAddr(), Why: entry.Why()}, -1
			}
			out = append(out, c)
		}
		return out
	}
	c.bits = -1
	c.dst = Span{May: packet.AnyAddr(), Why: firstOf(r.Destination.Why(), "the destination of "+r.Address+" is not known")}
	return []transitClaim{c}
}

// transitPropagated gives what an attachment propagates: a VPC's ranges, what lies behind a VPN or Direct
// Connect.
func (e *Engine) transitPropagated(a *model.TransitGatewayAttachment, certain bool) []transitClaim {
	c := transitClaim{leg: TransitLeg{Attachment: a}, certain: certain}
	if !certain {
		c.why = "whether " + a.Address + " propagates into the table is not known"
	}
	var ranges []netip.Prefix
	unknown, why := packet.AddrSet{}, ""
	switch a.Kind {
	case model.AttachVPC:
		c.class = transitVPC
		v := a.VPC.To()
		if v == nil {
			unknown, why = packet.AnyAddr(), firstOf(a.VPC.Why(), "the VPC of "+a.Address+" is not in view")
			break
		}
		span := e.VPCAddresses(v)
		ranges = span.Must.Prefixes()
		unknown, why = span.May.Minus(span.Must), span.Why
	case model.AttachPeering, model.AttachFirewall:
		return nil // static routes only (Transit Gateways guide)
	default:
		c.class = map[model.AttachmentKind]int{
			model.AttachDirectConnect: transitDirectConnect, model.AttachConnect: transitConnect,
		}[a.Kind]
		if c.class == 0 {
			c.class = transitVPN
		}
		behind := e.OnPremisesOf(a)
		ranges = behind.Known
		if behind.Open {
			unknown, why = private.Minus(e.attachedTo(a.Gateway.To())), behind.Why
		}
	}
	var out []transitClaim
	for _, p := range ranges {
		c.dst, c.bits = e.prefixSpan(p), p.Bits()
		out = append(out, c)
	}
	if !unknown.IsEmpty() {
		c.dst, c.bits, c.why = Span{May: unknown}, -1, firstOf(c.why, why)
		out = append(out, c)
	}
	return out
}
