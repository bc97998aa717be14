package reach_test

import (
	"flag"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/model/reach/oracle"
)

var questions = flag.Int("questions", 4000, "how many random questions to compare with the one-packet walker")

// The engine and a walker that carries one packet at a time agree on random networks, and the engine's witness
// of what it calls reachable arrives.
func TestAgreesWithOnePacketWalker(t *testing.T) {
	count := map[reach.Verdict]int{}
	for seed, asked := uint64(1), 0; asked < *questions; seed++ {
		net := oracle.Random(seed)
		e := reach.New(net)
		r := rand.New(rand.NewPCG(seed, 7))
		for range 10 {
			q, ok := oracle.Ask(net, r)
			if !ok {
				continue
			}
			asked++
			results := oracle.Deliveries(net, q)
			want := reach.Undecided
			switch {
			case !slices.Contains(results, true):
				want = reach.Blocked
			case !slices.Contains(results, false):
				want = reach.Reachable
			}
			got := e.Path(query(q))
			count[got.Verdict]++
			if got.Verdict != want {
				report(t, net, got)
				require.Equal(t, want, got.Verdict, "seed %d: %v from %v to %v, %s", seed, q.Packet, name(q.From), name(q.To), q.Outside)
			}
			if want == reach.Reachable {
				require.True(t, got.Paths[0].HasWitness)
				require.Equal(t, q.Packet, got.Paths[0].Witness)
			}
			if want == reach.Blocked {
				require.NotEmpty(t, got.Paths[0].Blockers(), "seed %d: %v", seed, q.Packet)
			}
		}
	}
	t.Log(count)
	for _, v := range []reach.Verdict{reach.Reachable, reach.Blocked} {
		require.Greater(t, count[v], *questions/20, "the random networks are too one-sided")
	}
}

func query(q oracle.Question) reach.Query {
	end := func(i *model.NetworkInterface, a packet.AddrSet) reach.Endpoint {
		switch {
		case i != nil:
			return reach.InterfaceEnd(i)
		case q.Outside == "internet":
			return reach.InternetEnd(a)
		case q.Outside == "service:s3":
			return reach.ServiceEnd("s3")
		}
		return reach.OnPremisesEnd(a)
	}
	return reach.Query{
		From: end(q.From, packet.Addrs(q.Packet.Src)), To: end(q.To, packet.Addrs(q.Packet.Dst)), Packets: packet.Of(q.Packet),
	}
}

func name(i *model.NetworkInterface) string {
	if i == nil {
		return "outside"
	}
	return i.Address + " in " + i.Subnet.To().Address
}

func report(t *testing.T, _ *model.Network, r reach.Result) {
	t.Helper()
	for _, m := range r.Missing {
		t.Log("missing:", m)
	}
	for _, p := range r.Paths {
		for _, h := range p.Forward {
			t.Logf("there %s %s %s %s | %s | %s", h.Object.Address, h.Action, h.Rule, h.Code, h.Before, h.Note)
		}
		for _, h := range p.Return {
			t.Logf("back  %s %s %s %s | %s | %s", h.Object.Address, h.Action, h.Rule, h.Code, h.Before, h.Note)
		}
	}
}
