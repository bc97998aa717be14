package ruletest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/model/reach/oracle"
	"github.com/netlint/netlint/rules"
)

// Replay sends the witness packet of each finding's path through the network once more, by itself: through the
// engine, and through the walker that carries one packet at a time and was written apart from the engine. Both must
// come to the path's verdict. It gives how many findings have a path, and how many of them the walker replayed; it
// cannot where their way hangs on something that is not known.
func Replay(t testing.TB, net *model.Network, found []rules.Finding) (paths, walked int) {
	t.Helper()
	engine := reach.New(net)
	for _, f := range found {
		if f.Path == nil || f.Path.From == nil {
			continue
		}
		paths++
		require.True(t, f.Path.HasWitness, "%s at %s: its path has no witness", f.Rule, f.Object.Address)
		p := f.Path.Witness
		q := reach.Query{From: end(net, f.Path.From, packet.Addrs(p.Src)), To: end(net, f.Path.To, packet.Addrs(p.Dst)), Packets: packet.Of(p)}
		question := oracle.Question{Packet: p}
		if f.Witness != nil {
			q.Request = f.Witness.Request
			question.Application, question.Host = q.Request.Application, q.Request.Host
		}
		require.Equal(t, f.Path.Verdict, engine.Path(q).Verdict, "%s at %s: the engine on %s alone", f.Rule, f.Object.Address, p)

		results, why := oracle.Replay(net, f.Path.From, f.Path.To, question)
		if why != "" {
			t.Logf("%s at %s: %s is not walked: %s", f.Rule, f.Object.Address, p, why)
			continue
		}
		walked++
		arrives, always := oracle.Verdict(results)
		agrees := false
		switch f.Path.Verdict {
		case reach.Reachable:
			agrees = always
		case reach.Blocked:
			agrees = !arrives
		default: // the walker fills what is not known with one of the possibilities
			agrees = arrives && (!always || len(f.Path.Risks) == 0)
		}
		require.True(t, agrees, "%s at %s: %s from %s to %s is %s, and the walker says %v", f.Rule, f.Object.Address, p,
			f.Path.From.Address, f.Path.To.Address, f.Path.Verdict, results)
	}
	return paths, walked
}

// end gives an end of a path as an end of a question.
func end(net *model.Network, o *model.Object, addrs packet.AddrSet) reach.Endpoint {
	for _, i := range net.Interfaces {
		if &i.Object == o {
			return reach.InterfaceEnd(i)
		}
	}
	for _, s := range net.Subnets {
		if &s.Object == o {
			return reach.BareSubnetEnd(s)
		}
	}
	switch o.Address {
	case "internet":
		return reach.InternetEnd(addrs)
	case "on-premises":
		return reach.OnPremisesEnd(addrs)
	}
	return reach.ServiceEnd(o.Address)
}
