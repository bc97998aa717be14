package reach

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// Carries splits dst by the routes that carry it from a subnet, through the subnet's effective table, for the
// internet at large (see [Engine.Routes]). Where it is not known which table that is, a leg is certain as far as all
// candidates agree on what they hand the packets to; its Route is then that of the first.
func (e *Engine) Carries(s *model.Subnet, dst packet.AddrSet) []Leg { return e.carries(s, dst, false) }

// carries is [Engine.Carries], exact where each address counts.
func (e *Engine) carries(s *model.Subnet, dst packet.AddrSet, exact bool) []Leg {
	return e.throughTable(s, dst, func(t *model.RouteTable) []Leg { return e.routes(tableAt{t, exact}).Lookup(dst) })
}

// CarriesService is [TableView.LookupService] through the subnet's effective table.
func (e *Engine) CarriesService(s *model.Subnet, service string) []Leg {
	return e.throughTable(s, internet.IPv4(), func(t *model.RouteTable) []Leg { return e.Routes(t).LookupService(service) })
}

func (e *Engine) throughTable(s *model.Subnet, dst packet.AddrSet, lookup func(*model.RouteTable) []Leg) []Leg {
	if t := s.RouteTable.To(); t != nil {
		return lookup(t)
	}
	why := firstOf(s.RouteTable.Why(), "the route table of "+s.Address+" is not in view")
	var candidates [][]Leg
	for _, t := range s.RouteTable.Candidates() {
		candidates = append(candidates, lookup(t))
	}
	if len(candidates) == 0 {
		return e.unknownTable(s, dst, why)
	}
	return agree(candidates, why)
}

// unknownTable gives what can be said without a table: every table has the VPC's local routes.
func (e *Engine) unknownTable(s *model.Subnet, dst packet.AddrSet, why string) []Leg {
	var out []Leg
	if v := s.VPC.To(); v != nil {
		local := e.VPCAddresses(v).Must.Intersect(dst)
		if !local.IsEmpty() {
			out = append(out, Leg{Dst: local, Kind: model.TargetLocal, Local: true, Certain: true})
		}
		dst = dst.Minus(local)
	}
	if !dst.IsEmpty() {
		out = append(out, Leg{Dst: dst, Kind: model.TargetUnknown, Why: why, bits: -1})
	}
	return out
}

// agree keeps as certain what all candidates hand to the same thing.
func agree(candidates [][]Leg, why string) []Leg {
	var out []Leg
	var agreed packet.AddrSet
	for _, l := range candidates[0] {
		if !l.Certain {
			continue
		}
		common := l.Dst
		for _, other := range candidates[1:] {
			var same packet.AddrSet
			for _, o := range other {
				if o.Certain && o.Same(l) {
					same = same.Union(o.Dst)
				}
			}
			common = common.Intersect(same)
		}
		if !common.IsEmpty() {
			agreed = agreed.Union(common)
			l.Dst = common
			out = append(out, l)
		}
	}
	for _, legs := range candidates {
		for _, l := range legs {
			if l.Dst = l.Dst.Minus(agreed); l.Dst.IsEmpty() {
				continue
			}
			if l.Certain {
				l.Certain, l.Why = false, why
			}
			out = append(out, l)
		}
	}
	return out
}
