package routing

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// RouteShadowed finds routes that can never carry a packet.
var RouteShadowed = &rules.Rule{
	ID:         "route-shadowed",
	Severity:   rules.Warning,
	ReportedAt: "the route",
	Since:      "0.1.0",
	YieldsTo:   []string{"hybrid-overlapping-cidr"},
	Doc: rules.Doc{
		Title:   "A route that can never carry a packet",
		Problem: "Other routes of the table take every packet that this route is for. What it was meant to steer goes another way.",
		Behaviour: "The longest matching prefix wins. Where a local route covers the destination, propagated routes do not count, however long they " +
			"are. At equal length a static route wins over one of a prefix list, and that over a propagated one.",
		Remediation: "Remove the route, or the routes that take its packets, whichever is meant.",
		Limits: "Prefix lists must be in view, AWS's own never are. Where the routes that take the packets hand them to the same target, nothing is " +
			"lost and nothing is said.",
		References: []string{routePriority, routeTables},
	},
	Run: runRouteShadowed,
}

func runRouteShadowed(p *rules.Pass) error {
	for _, t := range p.Net.RouteTables {
		v := t.VPC.To()
		if t.External || v == nil {
			continue
		}
		view := p.Reach.Routes(t)
		for _, r := range t.Routes {
			if f, ok := shadowed(view, t, r); ok {
				p.Report(f)
			}
		}
		for _, ref := range t.PropagatingVGWs.Items {
			if g := ref.To(); g != nil {
				for _, f := range shadowedPropagations(view, t, v, g) {
					p.Report(f)
				}
			}
		}
	}
	return nil
}

// shadowed makes the finding of a static route of which every destination has a better route to another
// target.
func shadowed(view *reach.TableView, t *model.RouteTable, r *model.Route) (rules.Finding, bool) {
	dst, ok := destinations(r)
	if !ok || r.External || r.Target.Kind == model.TargetLocal {
		return rules.Finding{}, false
	}
	if v := t.VPC.To(); v != nil {
		if ranges, _ := topology.VPCRanges(v); dst.Subset(ranges) {
			return rules.Finding{}, false // route-inside-vpc-cidr tells which of those AWS refuses
		}
	}
	if slices.ContainsFunc(view.Legs, func(l reach.Leg) bool { return l.Route == r }) {
		return rules.Finding{}, false
	}
	winners, doubt := taking(view, dst, reach.Leg{Kind: r.Target.Kind, Target: r.Target})
	if len(winners) == 0 || twin(t, r) {
		return rules.Finding{}, false
	}
	f := rules.Finding{
		Object: r.Holder(), Range: r.Range, Key: destination(r),
		Message: fmt.Sprintf("The route for %s to %s in %s never carries a packet: %s in the same table take precedence everywhere.",
			destination(r), targetWords(r), t.Label(), legWords(winners)),
		Fix: rules.Fix{Text: fmt.Sprintf("Remove the route for %s from %s, or the routes that take its packets.", destination(r), t.Label())},
	}
	if doubt != "" {
		f.Confidence, f.Unknown = rules.Possible, doubt
	}
	for _, w := range winners {
		if w.Route != nil {
			f.Related = append(f.Related, rules.Related{Object: w.Route.Holder(), Range: w.Route.Range, Message: fmt.Sprintf("is %s, which wins", w)})
		}
	}
	return f, true
}

// twin reports whether another route of the table has the very same destination, which is
// route-duplicate-destination.
func twin(t *model.RouteTable, r *model.Route) bool {
	d, ok := r.Destination.Get()
	return ok && slices.ContainsFunc(t.Routes, func(o *model.Route) bool {
		other, known := o.Destination.Get()
		return o != r && known && other == d
	})
}

// taking gives the certain legs that carry the destinations, if they all are certain and at least one leads or may
// lead elsewhere than own. Where none certainly does, doubt says what would have to be known.
func taking(view *reach.TableView, dst packet.AddrSet, own reach.Leg) (winners []reach.Leg, doubt string) {
	elsewhere, unsure := false, ""
	for _, l := range view.Lookup(dst) {
		if !l.Certain || l.None() {
			return nil, ""
		}
		if l.Local && own.Propagated == nil {
			continue // the VPC's own addresses, which a wider static route is never for
		}
		switch {
		case differ(l, own):
			elsewhere = true
		case !l.Same(own):
			unsure = fmt.Sprintf("whether %s leads to the same target is not known", l)
		}
		winners = append(winners, l)
	}
	switch {
	case elsewhere:
		return winners, ""
	case unsure != "":
		return winners, unsure
	}
	return nil, ""
}

// differ reports whether two legs certainly hand packets to different things.
func differ(a, b reach.Leg) bool {
	vague := func(k model.TargetKind) bool { return k == model.TargetUnknown || k == model.TargetGateway }
	if a.Kind != b.Kind {
		return !vague(a.Kind) && !vague(b.Kind)
	}
	if x, y := a.Object(), b.Object(); x != nil && y != nil {
		return x != y
	}
	x, okX := a.Target.ID.Get()
	y, okY := b.Target.ID.Get()
	return okX && okY && x != y
}

func legWords(legs []reach.Leg) string {
	words := make([]string, len(legs))
	for i, l := range legs {
		words[i] = l.String()
	}
	return topology.List(words)
}

// destinations gives all that a static route names, if it is known.
func destinations(r *model.Route) (packet.AddrSet, bool) {
	if d, ok := r.Destination.Get(); ok {
		return packet.Prefixes(d), true
	}
	l := r.PrefixList.To()
	if l == nil || l.Entries.Open || l.External || len(l.Entries.Items) == 0 {
		return packet.AddrSet{}, false
	}
	var known []netip.Prefix
	for _, e := range l.Entries.Items {
		p, ok := e.Get()
		if !ok {
			return packet.AddrSet{}, false
		}
		known = append(known, p)
	}
	return packet.Prefixes(known...), true
}

// shadowedPropagations makes the findings of static VPN routes that the gateway propagates into the table and
// that never win there.
func shadowedPropagations(view *reach.TableView, t *model.RouteTable, v *model.VPC, g *model.VPNGateway) []rules.Finding {
	var out []rules.Finding
	ranges, _ := topology.VPCRanges(v)
	for _, c := range g.Connections {
		for _, r := range c.Routes {
			d, ok := r.Destination.Get()
			if !ok || r.External {
				continue
			}
			winners, doubt := taking(view, packet.Prefixes(d), reach.Leg{Propagated: g, Kind: model.TargetVPNGateway})
			if len(winners) == 0 || slices.ContainsFunc(winners, func(l reach.Leg) bool { return l.Propagated == g || l.Object() == model.Entity(g) }) {
				continue
			}
			f := rules.Finding{
				Object: &r.Object, Key: t.Address,
				Message: fmt.Sprintf("%s is propagated into %s and never carries a packet there: %s takes precedence.", d, t.Label(), legWords(winners)),
				Related: []rules.Related{{Object: &t.Object, Message: fmt.Sprintf("learns %s from %s", d, g.Label())}},
				Fix:     rules.Fix{Text: fmt.Sprintf("Remove what takes the packets for %s in %s, or the route.", d, t.Label())},
			}
			if doubt != "" {
				f.Confidence, f.Unknown = rules.Possible, doubt
			}
			if packet.Prefixes(d).Subset(ranges) {
				f.Causes = append(f.Causes, rules.Cause("on-premises-overlap", r.ID))
			}
			out = append(out, f)
		}
	}
	return out
}
