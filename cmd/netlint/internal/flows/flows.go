// Package flows compares what packets can do in two networks.
package flows

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/netlint/netlint/cmd/netlint/internal/report"
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
)

const internet = "internet"

// Compare gives the flows that are gained and lost from one network to another, exposure to the internet
// first, then by what is gained. Where there are scenarios, each is compared with its own, and a change
// counts where one of them has it.
func Compare(before, after []*model.Network) report.Diff {
	undecided := 0
	type ends struct{ from, to string }
	merged := map[ends]*report.FlowChange{}
	var order []ends
	for i, n := range after {
		was := &model.Network{}
		if len(before) > 0 {
			was = before[min(i, len(before)-1)]
		}
		d := compare(was, n)
		undecided = max(undecided, d.Undecided)
		for _, c := range d.Changes {
			key := ends{c.From, c.To}
			if merged[key] == nil {
				merged[key] = &report.FlowChange{From: c.From, To: c.To, Internet: c.Internet}
				order = append(order, key)
			}
			merged[key].Gained = merged[key].Gained.Union(c.Gained)
			merged[key].Lost = merged[key].Lost.Union(c.Lost)
		}
	}
	var out []report.FlowChange
	for _, key := range order {
		out = append(out, *merged[key])
	}
	first := func(b bool) int {
		if b {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(out, func(a, b report.FlowChange) int {
		return cmp.Or(
			first(a.Internet)-first(b.Internet),
			first(!a.Gained.IsEmpty())-first(!b.Gained.IsEmpty()),
			cmp.Compare(a.From, b.From),
			cmp.Compare(a.To, b.To),
		)
	})
	return report.Diff{Changes: out, Undecided: undecided}
}

// side is one of the networks, with its interfaces by class.
type side struct {
	matrix reach.Matrix
	class  map[string]*reach.Class // by interface
	pairs  map[pairKey]reach.Filter
	in     map[*reach.Class]reach.Filter
	out    map[*reach.Class]reach.Filter
}

type pairKey struct {
	from, to   *reach.Class
	sameSubnet bool
}

func newSide(n *model.Network) *side {
	s := &side{
		matrix: reach.New(n).AllPairs(), class: map[string]*reach.Class{}, pairs: map[pairKey]reach.Filter{},
		in: map[*reach.Class]reach.Filter{}, out: map[*reach.Class]reach.Filter{},
	}
	for _, c := range s.matrix.Classes {
		for _, i := range c.Interfaces {
			s.class[name(i)] = c
		}
	}
	for _, p := range s.matrix.Pairs {
		s.pairs[pairKey{p.From, p.To, p.SameSubnet}] = p.Delivered
	}
	for _, e := range s.matrix.Exposures {
		s.in[e.Class], s.out[e.Class] = e.In.Delivered, e.Out.Delivered
	}
	return s
}

// name tells an interface in both networks: by its address, and its subnet where one owner has several.
func name(i *model.NetworkInterface) string {
	subnet := ""
	if s := i.Subnet.To(); s != nil {
		subnet = s.Address
	}
	return i.Address + "\x00" + subnet
}

// group is the interfaces that nothing tells apart, neither before nor after.
type group struct {
	before, after *reach.Class // nil where the interfaces are not there
	labels        []string
}

func (g *group) label() string {
	if n := len(g.labels); n > 1 {
		return fmt.Sprintf("%s and %d more", g.labels[0], n-1)
	}
	return g.labels[0]
}

func compare(before, after *model.Network) report.Diff {
	was, is := newSide(before), newSide(after)
	groups := groupsOf(was, is)
	var out report.Diff
	add := func(from, to string, external bool, a, b reach.Filter) {
		c := report.FlowChange{From: from, To: to, Internet: external, Gained: b.Must.Minus(a.May), Lost: a.Must.Minus(b.May)}
		switch {
		case !c.Gained.IsEmpty() || !c.Lost.IsEmpty():
			out.Changes = append(out.Changes, c)
		case !a.Must.Equal(b.Must) || !a.May.Equal(b.May):
			out.Undecided++
		}
	}
	for _, g := range groups {
		add(internet, g.label(), true, was.in[g.before], is.in[g.after])
		add(g.label(), internet, true, was.out[g.before], is.out[g.after])
	}
	for _, from := range groups {
		for _, to := range groups {
			var a, b reach.Filter
			for _, same := range []bool{false, true} {
				x, okX := was.pairs[pairKey{from.before, to.before, same}]
				y, okY := is.pairs[pairKey{from.after, to.after, same}]
				// Where the interfaces are there on both sides, only like is compared with like; VPCs that nothing joins have no
				// pair at all.
				apart := was.matrix.Apart(from.before, to.before) || is.matrix.Apart(from.after, to.after)
				if okX == okY || apart || from.before == nil || to.before == nil || from.after == nil || to.after == nil {
					a, b = union(a, x), union(b, y)
				}
			}
			add(from.label(), to.label(), false, a, b)
		}
	}
	return out
}

func union(a, b reach.Filter) reach.Filter {
	return reach.Filter{Must: packet.Union(a.Must, b.Must), May: packet.Union(a.May, b.May)}
}

// groupsOf groups the interfaces of both networks by what they are in each, in the order of their labels.
func groupsOf(was, is *side) []*group {
	type key struct{ before, after *reach.Class }
	byKey := map[key]*group{}
	var groups []*group
	seen := map[string]bool{}
	for _, s := range []*side{is, was} {
		for _, c := range s.matrix.Classes {
			for _, i := range c.Interfaces {
				n := name(i)
				if seen[n] {
					continue
				}
				seen[n] = true
				k := key{was.class[n], is.class[n]}
				if byKey[k] == nil {
					byKey[k] = &group{before: k.before, after: k.after}
					groups = append(groups, byKey[k])
				}
				byKey[k].labels = append(byKey[k].labels, i.Address)
			}
		}
	}
	for _, g := range groups {
		slices.Sort(g.labels)
		g.labels = slices.Compact(g.labels)
	}
	slices.SortStableFunc(groups, func(a, b *group) int { return cmp.Compare(a.labels[0], b.labels[0]) })
	return groups
}
