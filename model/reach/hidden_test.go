package reach_test

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/model/reach/oracle"
)

// fact is something that a network states: hide makes it unknown, change makes it something else.
type fact struct {
	name         string
	hide, change func(r *rand.Rand)
}

func factOf[T any](name string, at *model.Value[T], others ...T) fact {
	return fact{
		name:   name,
		hide:   func(*rand.Rand) { *at = model.Unknown[T]("it is hidden") },
		change: func(r *rand.Rand) { *at = model.Known(others[r.IntN(len(others))]) },
	}
}

// factsOf lists what can be hidden of a network, in an order that depends on the network alone.
func factsOf(n *model.Network) []fact {
	var out []fact
	ranges := []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("10.1.0.0/16"),
		netip.MustParsePrefix("10.2.1.0/24"), netip.MustParsePrefix("8.8.0.0/16"), netip.MustParsePrefix("::/0"),
	}
	add := func(f fact) { out = append(out, f) }
	match := func(name string, m *model.FilterMatch) {
		add(factOf(name+" protocol", &m.Protocol, packet.AnyProtocol, packet.TCP, packet.UDP, packet.ICMP))
		if m.FromPort.IsKnown() && m.ToPort.IsKnown() {
			add(factOf(name+" ports", &m.FromPort, 0, 22, 443, 1024))
			add(factOf(name+" ports", &m.ToPort, 22, 443, 60999, 65535))
		}
	}
	for _, r := range n.ACLEntries {
		match(r.Address, &r.Match)
		add(factOf(r.Address+" range", &r.CIDR, ranges...))
		add(factOf(r.Address+" action", &r.Allow, true, false))
	}
	for _, r := range n.SecurityGroupRules {
		match(r.Address, &r.Match)
		for i := range r.CIDRs.Items {
			add(factOf(r.Address+" range", &r.CIDRs.Items[i], ranges...))
		}
		add(factOf(r.Address+" self", &r.Self, true, false))
	}
	for _, r := range n.Routes {
		// No two routes of a table have one destination.
		free := slices.DeleteFunc(slices.Clone(ranges), func(p netip.Prefix) bool {
			return slices.ContainsFunc(r.Table.To().Routes, func(o *model.Route) bool { return o != r && o.Destination == model.Known(p) })
		})
		if r.Destination.IsKnown() && len(free) > 0 {
			add(factOf(r.Address+" destination", &r.Destination, free...))
		}
	}
	for _, i := range n.Interfaces {
		if !i.Forwards() {
			add(factOf(i.Address+" public address", &i.Public, true, false))
		}
		add(factOf(i.Address+" check", &i.SourceDestCheck, true, false))
	}
	return out
}

// What is certain of a network of which facts are hidden holds whatever the facts are: its verdict is undecided, or
// that of the network as it was and of every other that fills the gaps.
func TestHiddenFactsNeverContradict(t *testing.T) {
	const completions = 4
	firm, open := 0, 0
	for seed := range uint64(*questions / 20) {
		r := rand.New(rand.NewPCG(seed, 11))
		hidden := oracle.Random(seed)
		facts := factsOf(hidden)
		var chosen []int
		var names []string
		for range 4 + r.IntN(12) {
			chosen = append(chosen, r.IntN(len(facts)))
		}
		for _, k := range chosen {
			facts[k].hide(r)
			names = append(names, facts[k].name)
		}
		engines := []*reach.Engine{reach.New(hidden)}
		nets := []*model.Network{hidden}
		for c := range completions {
			net := oracle.Random(seed)
			if c > 0 { // the first stays as it was
				all := factsOf(net)
				for _, k := range chosen {
					all[k].change(r)
				}
			}
			engines, nets = append(engines, reach.New(net)), append(nets, net)
		}
		for ask := range uint64(6) {
			var known reach.Verdict
			var first string
			for k, e := range engines {
				q, ok := oracle.Ask(nets[k], rand.New(rand.NewPCG(seed, 100+ask)))
				if !ok {
					break
				}
				// Which questions there are may hang on what is hidden.
				asked := q.Packet.String() + name(q.From) + name(q.To) + q.Outside
				if k == 0 {
					first = asked
				} else if asked != first {
					continue
				}
				got := e.Path(query(q)).Verdict
				switch {
				case k == 0 && got == reach.Undecided:
					open++
				case k == 0:
					known = got
					firm++
				}
				if known == "" {
					break
				}
				require.Equal(t, known, got, "seed %d, completion %d, hidden %q: %v from %v to %v", seed, k, names, q.Packet, name(q.From), name(q.To))
			}
		}
	}
	t.Logf("%d verdicts firm, %d open", firm, open)
	require.Greater(t, open, firm/40, "too little is hidden to say anything")
}
