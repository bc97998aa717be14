package reach_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/model/reach/oracle"
)

// What the matrix says of two classes holds for every two of their interfaces, whether everything is known of the
// network or not; of those that it leaves out nothing gets through.
func TestAllPairsAgreesWithEachPair(t *testing.T) {
	asked, apart := 0, 0
	for seed := range uint64(60) {
		n := oracle.Random(seed)
		if seed%2 == 1 {
			r := rand.New(rand.NewPCG(seed, 3))
			facts := factsOf(n)
			for range 6 {
				facts[r.IntN(len(facts))].hide(r)
			}
		}
		e := reach.New(n)
		m := e.AllPairs()
		class := map[*model.NetworkInterface]*reach.Class{}
		for _, c := range m.Classes {
			for _, i := range c.Interfaces {
				class[i] = c
			}
		}
		type key struct {
			from, to   *reach.Class
			sameSubnet bool
		}
		said := map[key]reach.Verdict{}
		for _, p := range m.Pairs {
			said[key{p.From, p.To, p.SameSubnet}] = p.Verdict
		}
		pick := rand.New(rand.NewPCG(seed, 5))
		for _, x := range n.Interfaces {
			for _, y := range n.Interfaces {
				from, to := class[x], class[y]
				if x == y || from == nil || to == nil || pick.IntN(3) > 0 {
					continue
				}
				want := e.Verdict(x, y)
				asked++
				if m.Apart(from, to) {
					apart++
					require.Equal(t, reach.Blocked, want, "seed %d: %s → %s is left out", seed, x.Address, y.Address)
					continue
				}
				require.Equal(t, want, said[key{from, to, x.Subnet.To() == y.Subnet.To()}], "seed %d: %s → %s", seed, x.Address, y.Address)
			}
		}
	}
	require.Greater(t, apart, asked/20, "few pairs are left out")
	t.Logf("%d pairs, %d of them left out", asked, apart)
}
