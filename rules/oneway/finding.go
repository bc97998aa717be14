package oneway

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// Finding makes the finding of a gap, at the table that lacks the way back.
func (c Connection) Finding(net *model.Network, g Gap) rules.Finding {
	f := rules.Finding{
		Object:  &g.Table.Object,
		Message: c.message(g),
		Related: c.related(g),
		Fix:     c.fix(g),
		Key:     c.Over.Base().Address + " " + g.Asking.Address,
		Causes:  append(Causes(g.Table, g.Missing.Prefixes()...), topology.NoRouteCause(g.Table, g.Asking.ID)),
		Witness: rules.Lost(reach.BareSubnetEnd(g.Askers[0]), reach.BareSubnetEnd(g.Cut[0]),
			packet.OfProtocol(packet.TCP).Intersect(packet.From(g.Missing))),
	}
	if g.Unknown != "" {
		f.Confidence, f.Unknown = rules.Possible, g.Unknown
	}
	return topology.Absence(net, f)
}

// Causes gives what rules call the lack of routes for ranges in a table.
func Causes(t *model.RouteTable, ranges ...netip.Prefix) []string {
	var out []string
	for _, p := range ranges {
		out = append(out, topology.NoRouteCause(t, p.String()))
	}
	return out
}

func (c Connection) message(g Gap) string {
	lack := fmt.Sprintf("%s has no route back to %s", topology.TableWords(g.Table), c.askersWords(g))
	if !g.Back.IsEmpty() {
		lack = fmt.Sprintf("%s carries only a part of the range back (%s) and has no route to %s", topology.TableWords(g.Table), topology.AddressWords(g.Back), c.askersWords(g))
	}
	return fmt.Sprintf("%s of %s cannot answer %s over %s: %s, so the answers %s.",
		topology.Subnets(g.Cut), g.Asked.Label(), topology.VPCWords(g.Asking), c.Over.Base().Label(), lack, instead(g.Instead))
}

// askersWords names what gets no answer: the subnets whose ranges are not carried back, by their ranges where
// these are known.
func (c Connection) askersWords(g Gap) string {
	var out []string
	for _, s := range g.Askers {
		lost := c.Engine.SubnetAddresses(s).Intersect(g.Missing)
		placeholder := false
		for _, p := range lost.Prefixes() {
			_, is := c.Engine.Placeholder(p.Addr())
			placeholder = placeholder || is
		}
		if placeholder {
			out = append(out, "the range of "+s.Label())
		} else {
			out = append(out, topology.AddressWords(lost))
		}
	}
	return topology.List(out)
}

// instead says what becomes of the answers.
func instead(exits []topology.Exit) string {
	for _, x := range exits {
		if !x.None() && x.Kind != model.TargetUnknown {
			return "take " + x.Leg.String()
		}
	}
	return "find no route and are dropped"
}

func (c Connection) related(g Gap) []rules.Related {
	var out []rules.Related
	add := func(o *model.Object, r model.Range, message string) {
		if !slices.ContainsFunc(out, func(x rules.Related) bool { return x.Object == o && x.Message == message }) {
			out = append(out, rules.Related{Object: o, Range: r, Message: message})
		}
	}
	for _, x := range g.Forward {
		if r := x.First.Route; r != nil {
			to := c.Over.Base().Label()
			if o := x.First.Object(); o != nil && o != c.Over {
				to = o.Base().Label() + " and on to " + to
			}
			add(r.Holder(), r.Range, fmt.Sprintf("sends %s to %s", destination(r), to))
		}
	}
	add(c.Over.Base(), c.Over.Base().Range, fmt.Sprintf("joins %s and %s", topology.VPCWords(g.Asking), topology.VPCWords(g.Asked)))
	if g.Own != nil {
		for _, x := range g.Instead {
			end := x.Through[len(x.Through)-1].Base()
			add(&g.Own.Object, g.Own.Range, fmt.Sprintf("sends the answers through %s, from where %s has to carry them on", end.Label(), topology.TableWords(g.Table)))
		}
	}
	for _, s := range g.Cut {
		add(&s.Object, s.Range, fmt.Sprintf("its answers to %s are lost", c.askersWords(g)))
	}
	for _, s := range g.Askers {
		add(&s.Object, s.Range, fmt.Sprintf("sends to %s and gets no answer", g.Asked.Label()))
	}
	if g.Model != nil {
		add(&g.Model.Object, g.Model.Range, "serves other subnets of the VPC and has the route back")
	}
	if g.Name != nil {
		add(g.Name.Object, g.Name.Range, "says that the two sides are meant to talk: "+g.Name.Text())
	}
	for _, t := range g.Asked.RouteTables {
		if len(t.Subnets)+len(t.MaybeSubnets) > 0 || !g.Whole {
			continue
		}
		for _, r := range t.Routes {
			if r.Target.To == c.Over {
				add(r.Holder(), r.Range, "has a route back, but its table serves no subnet")
			}
		}
	}
	return out
}

func destination(r *model.Route) string {
	if p, ok := r.Destination.Get(); ok {
		return p.String()
	}
	if l := r.PrefixList.To(); l != nil {
		return "the prefix list " + l.Label()
	}
	return "a range that is not known"
}

// fix adds the routes back: for the ranges of the asking VPC in which the askers lie, unless the table has
// other routes for them already.
func (c Connection) fix(g Gap) rules.Fix {
	var ranges []netip.Prefix
	covered := packet.AddrSet{}
	for _, v := range g.Asking.CIDRs.Items {
		p, ok := v.Get()
		if ok && packet.Prefixes(p).Overlaps(g.Missing) && !hasRoute(g.Table, p) {
			ranges = append(ranges, p)
			covered = covered.Union(packet.Prefixes(p))
		}
	}
	for _, p := range g.Missing.Minus(covered).Prefixes() {
		if _, is := c.Engine.Placeholder(p.Addr()); is {
			return rules.Fix{Text: fmt.Sprintf("Add a route for the range of %s to %s in %s.", g.Asking.Label(), c.Over.Base().Label(), topology.TableWords(g.Table))}
		}
		ranges = append(ranges, p)
	}
	if g.Model != nil && g.Own == nil {
		for _, x := range topology.Exits(c.Engine, g.Model.Subnets[0], g.Missing) {
			if len(x.Through) > 0 {
				return rules.Fix{Text: fmt.Sprintf("Add a route for %s in %s as %s has it, to the firewall endpoint of its own zone.",
					strings.Join(prefixWords(ranges), " and "), topology.TableWords(g.Table), topology.TableWords(g.Model))}
			}
		}
	}
	kind := model.TargetTransitGateway
	if _, ok := c.Over.(*model.PeeringConnection); ok {
		kind = model.TargetPeering
	}
	return snippet.Route(g.Table, ranges, kind, c.Over.Base(), &g.Asking.Object)
}

func prefixWords(ps []netip.Prefix) []string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = p.String()
	}
	return out
}

func hasRoute(t *model.RouteTable, p netip.Prefix) bool {
	return slices.ContainsFunc(t.Routes, func(r *model.Route) bool {
		d, ok := r.Destination.Get()
		return ok && d == p
	})
}
