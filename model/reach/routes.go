package reach

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// TableView is a route table as packets see it: every destination with the route that wins there. Longest
// prefixes win; at equal length a static route wins over one of a prefix list, and that over a propagated one;
// where a local route covers the destination, propagated routes do not count at all
// (VPC User Guide, "Route tables").
type TableView struct {
	Table *model.RouteTable
	// Legs cover all addresses of both families.
	Legs []Leg

	engine *Engine
}

// tableAt is a table as it is for the internet at large, or exactly. The two differ where a route of unknown
// destination stands beside a default route: being narrower, it carries at most a part of the internet elsewhere, so
// that the internet at large goes by the default route all the same; of one address that is not certain.
type tableAt struct {
	table *model.RouteTable
	exact bool
}

// Routes gives the view of a table for the internet at large: routes of unknown destination carry none of it where
// a default route does.
func (e *Engine) Routes(t *model.RouteTable) *TableView { return e.routes(tableAt{t, false}) }

func (e *Engine) routes(at tableAt) *TableView {
	return e.tables.get(at, func() *TableView { return &TableView{Table: at.table, Legs: e.legs(at), engine: e} })
}

// Lookup splits dst by the routes that carry its parts. Certain legs are disjoint; together the legs cover dst.
func (v *TableView) Lookup(dst packet.AddrSet) []Leg {
	carrying := 0 // legs are large, and this is asked for every subnet: let none be moved
	for i := range v.Legs {
		if v.Legs[i].Dst.Overlaps(dst) {
			carrying++
		}
	}
	out := make([]Leg, 0, carrying)
	for _, l := range v.Legs {
		if part := l.Dst.Intersect(dst); !part.IsEmpty() {
			l.Dst = part
			out = append(out, l)
		}
	}
	return out
}

// LookupService gives the legs that carry the addresses of the AWS service ("s3", "dynamodb"), which are
// public and not known offline: the table's gateway endpoint for it, unless a static route may be more
// specific, else what carries the internet.
func (v *TableView) LookupService(service string) []Leg {
	var out []Leg
	certain := false
	add := func(e *model.VPCEndpoint, sure bool) {
		l := Leg{Dst: internet.IPv4(), Kind: model.TargetEndpoint, Endpoint: e, Certain: sure && !v.Table.Open, bits: 32}
		if !l.Certain {
			l.Why = firstOf(v.Table.Why, "whether "+e.Address+" is associated with "+v.Table.Address+" is not known")
		}
		if long := v.publicRoute(); long != nil && l.Certain {
			l.Certain, l.Why = false, "the route "+long.Destination.String()+" may be as specific as the service's own addresses"
		}
		certain = certain || l.Certain
		out = append(out, l)
	}
	for _, e := range v.Table.Endpoints {
		if endpointService(e) == service {
			add(e, true)
		}
	}
	for _, e := range v.Table.MaybeEndpoints {
		if s := endpointService(e); s == service || s == "" {
			add(e, false)
		}
	}
	for _, r := range v.Table.Routes {
		if list := r.PrefixList.To(); list != nil && list.Service == service {
			out = append(out, Leg{Dst: internet.IPv4(), Kind: r.Target.Kind, Target: r.Target, Route: r, Certain: len(out) == 0 && !v.Table.Open, bits: 32})
			certain = certain || len(out) == 1
		}
	}
	if certain {
		return out
	}
	for _, l := range v.Lookup(internet.IPv4()) {
		if len(out) > 0 {
			l.Certain, l.Why = false, firstOf(l.Why, out[0].Why)
		}
		l.Except = nil
		out = append(out, l)
	}
	return out
}

// publicRoute gives a static route that may be as specific as a service's prefix list entry, which are at
// least eight bits long.
func (v *TableView) publicRoute() *model.Route {
	for _, r := range v.Table.Routes {
		if p, ok := r.Destination.Get(); ok && p.Addr().Is4() && p.Bits() > 8 && packet.Prefixes(p).Overlaps(internet) {
			return r
		}
	}
	return nil
}

// Route priorities at equal length.
const (
	classStatic = iota
	classLocal
	classPrefixList
	classPropagated
)

// claim is one destination of one route.
type claim struct {
	leg     Leg
	dst     Span
	bits    int // -1: of unknown length
	class   int
	certain bool // the route certainly stands in the table
	why     string
}

// maxRoutes bounds the routes of a table and the entries of a prefix list that are followed. AWS allows 1,000 of
// either (Amazon VPC User Guide, "Amazon VPC quotas"); quota-exceeded tells of more.
const maxRoutes = 5_000

// legs partitions all destinations of the table by winning route.
func (e *Engine) legs(at tableAt) []Leg {
	t := at.table
	if len(t.Routes)+len(t.MaybeRoutes) > maxRoutes {
		return []Leg{{Dst: packet.AnyAddr(), Kind: model.TargetUnknown, Why: t.Address + " has more routes than AWS allows", bits: -1}}
	}
	local, localWhy := packet.AddrSet{}, ""
	var locals []netip.Prefix
	vpc := t.VPC.To()
	if vpc != nil {
		local = e.VPCAddresses(vpc).Must
		locals = local.Prefixes()
	} else {
		localWhy = firstOf(t.VPC.Why(), "the VPC of "+t.Address+" is not in view")
	}
	claims := make([]claim, 0, len(locals)+len(t.Routes)+len(t.MaybeRoutes))
	for _, p := range locals {
		claims = append(claims, claim{
			leg: Leg{Kind: model.TargetLocal, Local: true}, dst: exactly(packet.Prefixes(p)),
			bits: p.Bits(), class: classLocal, certain: true,
		})
	}
	for _, r := range t.Routes {
		claims = append(claims, e.routeClaims(at, r, local, true)...)
	}
	for _, r := range t.MaybeRoutes {
		claims = append(claims, e.routeClaims(at, r, local, false)...)
	}
	claims = append(claims, e.propagatedClaims(t, local)...)
	slices.SortStableFunc(claims, func(a, b claim) int {
		// Routes of unknown length may beat all others.
		return cmp.Or(cmp.Compare(unknownFirst(b.bits), unknownFirst(a.bits)), cmp.Compare(a.class, b.class))
	})
	legs := contest(claims)
	switch {
	case t.Open:
		legs = doubt(legs, local, firstOf(t.Why, "routes of "+t.Address+" may not be in view"))
	case vpc == nil:
		legs = doubt(legs, packet.AddrSet{}, localWhy)
	}
	return except(legs, t)
}

func unknownFirst(bits int) int {
	if bits < 0 {
		return 1 << 10
	}
	return bits
}

// contest lets the claims, best first, share all addresses among them.
func contest(claims []claim) []Leg {
	sure, open := packet.AnyAddr(), packet.AnyAddr() // not possibly taken yet; not certainly taken yet
	legs := make([]Leg, 0, len(claims)+1)
	give := func(l Leg, certain, possible packet.AddrSet, why string) {
		if !certain.IsEmpty() {
			l.Dst, l.Certain, l.Why = certain, true, ""
			legs = append(legs, l)
		}
		if rest := possible.Minus(certain); !rest.IsEmpty() {
			l.Dst, l.Certain, l.Why = rest, false, why
			legs = append(legs, l)
		}
	}
	var doubts []string
	for _, c := range claims {
		var certain packet.AddrSet
		if c.certain {
			certain = c.dst.Must.Intersect(sure)
		}
		possible := certain
		whole := c.certain && c.dst.Certain() && sure.Equal(open) // then nothing of it is only possible
		if !whole {
			possible = c.dst.May.Intersect(open)
		}
		c.leg.bits = c.bits
		why := firstOf(c.why, c.dst.Why)
		if why != "" {
			doubts = append(doubts, why)
		}
		give(c.leg, certain, possible, firstOf(append([]string{why}, doubts...)...))
		sure = sure.Minus(c.dst.May)
		switch {
		case whole:
			open = sure
		case c.certain:
			open = open.Minus(c.dst.Must)
		}
	}
	give(Leg{bits: -1}, sure, open, firstOf(doubts...))
	return legs
}

// doubt makes all legs uncertain outside of the given addresses, and adds that something not in view may
// carry the packets.
func doubt(legs []Leg, besides packet.AddrSet, why string) []Leg {
	var out []Leg
	for _, l := range legs {
		in, rest := l, l
		in.Dst, rest.Dst = l.Dst.Intersect(besides), l.Dst.Minus(besides)
		rest.Certain, rest.Why = false, firstOf(l.Why, why)
		for _, l := range []Leg{in, rest} {
			if !l.Dst.IsEmpty() {
				out = append(out, l)
			}
		}
	}
	return append(out, Leg{Dst: besides.Complement(), Kind: model.TargetUnknown, Why: why, bits: -1})
}

// except notes the gateway endpoints of the table at the legs for public addresses.
func except(legs []Leg, t *model.RouteTable) []Leg {
	if len(t.Endpoints)+len(t.MaybeEndpoints) == 0 {
		return legs
	}
	all := slices.Concat(t.Endpoints, t.MaybeEndpoints)
	for i := range legs {
		if legs[i].Dst.Overlaps(internet) {
			legs[i].Except = all
		}
	}
	return legs
}

// routeClaims gives what a static route claims.
func (e *Engine) routeClaims(at tableAt, r *model.Route, local packet.AddrSet, certain bool) []claim {
	t := at.table
	c := claim{leg: Leg{Kind: r.Target.Kind, Target: r.Target, Route: r}, certain: certain}
	if !certain {
		c.why = firstOf(r.Table.Why(), "whether "+r.Address+" stands in "+t.Address+" is not known")
	}
	if p, ok := r.Destination.Get(); ok {
		if c.leg.Kind == model.TargetLocal {
			return nil // written out; the local route stands for itself
		}
		c.dst, c.bits = e.prefixSpan(p), p.Bits()
		if packet.Prefixes(p).Subset(local) && !divertsLocal(r.Target.Kind) {
			return nil // AWS refuses it (VPC User Guide, "Route tables"), and the local route stays
		}
		return []claim{c}
	}
	if list := r.PrefixList.To(); list != nil {
		return e.listClaims(c, list, e.unknownDestination(at, r, local))
	}
	c.bits = -1
	c.dst = Span{May: e.unknownDestination(at, r, local)}
	c.why = firstOf(c.why, r.Destination.Why(), r.PrefixList.Why(), "the destination of "+r.Address+" is not in view")
	return []claim{c}
}

// listClaims gives what a route to a prefix list claims: each entry by its own length. Entries of AWS's own
// lists are not known: their addresses are asked for by [TableView.LookupService]. An entry that is not known lies
// in unknown.
func (e *Engine) listClaims(c claim, list *model.PrefixList, unknown packet.AddrSet) []claim {
	if list.Service != "" && len(list.Entries.Items) == 0 {
		return nil
	}
	c.class = classPrefixList
	var out []claim
	entries := list.Entries.Items
	if len(entries) > maxRoutes {
		entries = nil // the whole list is unknown then
	}
	for _, entry := range entries {
		if p, ok := entry.Get(); ok {
			c.dst, c.bits = e.prefixSpan(p), p.Bits()
			out = append(out, c)
		}
	}
	if span := e.listSpan(list); !span.Certain() {
		c.dst, c.bits = Span{May: span.May.Intersect(unknown), Why: span.Why}, -1
		out = append(out, c)
	}
	return out
}

// divertsLocal reports whether AWS accepts a target for a destination inside the VPC (VPC User Guide, "Route tables").
func divertsLocal(k model.TargetKind) bool {
	switch k {
	case model.TargetNATGateway, model.TargetInterface, model.TargetInstance, model.TargetEndpoint, model.TargetUnknown:
		return true
	}
	return false
}

// unknownDestination is what a route with an unknown destination may carry. Two routes of a table never have
// the same destination, so beside a default route it is narrower, and what is narrower than that is not the
// internet at large; nor is a peer. A prefix list that holds the default route loses to a static one.
func (e *Engine) unknownDestination(at tableAt, r *model.Route, local packet.AddrSet) packet.AddrSet {
	may := packet.AnyAddr()
	switch r.Family {
	case 4:
		may = packet.AnyIPv4()
	case 6:
		may = packet.AnyIPv6()
	}
	if !divertsLocal(r.Target.Kind) {
		may = may.Minus(local)
	}
	if at.exact {
		return may
	}
	if r.Target.Kind == model.TargetPeering {
		return may.Minus(internet)
	}
	for _, o := range at.table.Routes {
		if p, ok := o.Destination.Get(); ok && o != r && p.Bits() == 0 {
			if p.Addr().Is4() {
				may = may.Minus(internet.IPv4())
			} else {
				may = may.Minus(internet.IPv6())
			}
		}
	}
	return may
}

// propagatedClaims gives what virtual private gateways write into the table: the static routes of their VPN
// connections. What they learn by BGP is not known; it is taken to be private ranges that no VPC beside it has.
func (e *Engine) propagatedClaims(t *model.RouteTable, local packet.AddrSet) []claim {
	if len(t.PropagatingVGWs.Items) == 0 && !t.PropagatingVGWs.Open {
		return nil
	}
	var out []claim
	unknown := e.besides(t.VPC.To(), local)
	for _, ref := range t.PropagatingVGWs.Items {
		g := ref.To()
		if g == nil {
			out = append(out, claim{
				leg:  Leg{Kind: model.TargetVPNGateway, Target: model.Target{Kind: model.TargetVPNGateway, ID: ref.ID()}},
				dst:  Span{May: unknown},
				bits: -1, class: classPropagated,
				why: firstOf(ref.Why(), "what is propagated into "+t.Address+" is not in view"),
			})
			continue
		}
		ranges := e.OnPremises(g)
		leg := Leg{
			Kind: model.TargetVPNGateway, Propagated: g,
			Target: model.Target{Kind: model.TargetVPNGateway, ID: model.Known(g.ID), To: g},
		}
		for _, p := range ranges.Known {
			span := e.prefixSpan(p)
			span.Must, span.May = span.Must.Minus(local), span.May.Minus(local)
			out = append(out, claim{leg: leg, dst: span, bits: p.Bits(), class: classPropagated, certain: true})
		}
		if ranges.Open {
			out = append(out, claim{
				leg: leg, dst: Span{May: unknown}, bits: -1, class: classPropagated, why: ranges.Why,
			})
		}
	}
	if t.PropagatingVGWs.Open {
		out = append(out, claim{
			leg: Leg{Kind: model.TargetVPNGateway, Target: model.Target{Kind: model.TargetVPNGateway}},
			dst: Span{May: unknown}, bits: -1, class: classPropagated, why: t.PropagatingVGWs.Why,
		})
	}
	return out
}
