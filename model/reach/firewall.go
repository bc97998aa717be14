package reach

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/inspection"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

// Inspects gives what a Network Firewall lets through, of packets that begin a connection or of answers:
// stateless rules look at every packet, and stateful ones at the first of a connection
// (AWS-NETWORK-SEMANTICS §11.3). The request is what the connection carries first, where that is known: rules
// that look for it are decided by it.
func (e *Engine) Inspects(f *model.NetworkFirewall, answers bool, request suricata.Request) Filter {
	return e.firewalls.get(inspectionKey{f, answers, request}, func() Filter {
		p := f.Policy.To()
		if p == nil {
			return mayPassAll(firstOf(f.Policy.Why(), "the policy of "+f.Address+" is not in view"))
		}
		pass, forward := stateless(p)
		engine := passAll()
		if !answers {
			engine = stateful(f, request)
		}
		out := Filter{
			Must: pass.Must.Union(forward.Must.Intersect(engine.Must)),
			May:  pass.May.Union(forward.May.Intersect(engine.May)),
			Why:  firstOf(pass.Why, forward.Why, engine.Why),
		}
		if out.Certain() {
			out.Why = ""
		}
		return out
	})
}

type inspectionKey struct {
	of      *model.NetworkFirewall
	answers bool
	request suricata.Request
}

// stateless gives what the stateless engine of a policy passes by itself, and what it hands to the stateful one.
func stateless(p *model.FirewallPolicy) (pass, forward Filter) {
	sure, open := packet.All(), packet.All() // of the rules before
	take := func(action string, certain, possible packet.Set, why string) {
		to := &pass
		switch action {
		case "aws:drop":
			return
		case "aws:forward_to_sfe":
			to = &forward
		case "":
			pass.May, forward.May = pass.May.Union(possible), forward.May.Union(possible)
			pass.Why = firstOf(pass.Why, why)
			return
		}
		to.Must, to.May = to.Must.Union(certain), to.May.Union(possible)
		if !certain.Equal(possible) {
			to.Why = firstOf(to.Why, why)
		}
	}
	for _, r := range inspection.Stateless(p) {
		take(r.Action, r.Match.Must.Intersect(sure), r.Match.May.Intersect(open), firstOf(r.Match.Why, "an action of a rule of "+p.Address+" is not known"))
		sure, open = sure.Minus(r.Match.May), open.Minus(r.Match.Must)
	}
	take(inspection.StandardAction(p.StatelessDefault), sure, open, "the default actions of "+p.Address+" are not known")
	return pass, forward
}

// stateful is what the stateful engine of a firewall lets through.
func stateful(f *model.NetworkFirewall, request suricata.Request) Filter {
	engine, err := inspection.StatefulRules(f, request)
	if err != nil {
		return mayPassAll(err.Error())
	}
	var out Filter
	sure, open := packet.All(), packet.All()
	for _, r := range engine.Rules {
		switch {
		case r.Action == "pass":
			out.Must = out.Must.Union(r.Match.Must.Intersect(sure))
			out.May = out.May.Union(r.Match.May.Intersect(open))
		case !r.Stops():
			continue
		}
		out.Why = firstOf(out.Why, r.Match.Why)
		sure, open = sure.Minus(r.Match.May), open.Minus(r.Match.Must)
	}
	if !engine.DropsRest {
		out.Must = out.Must.Union(sure)
		out.May = out.May.Union(open)
	}
	return out
}

// statelessBlame finds what of the stateless engine drops a packet.
func statelessBlame(p *model.FirewallPolicy, dropped packet.Packet) (model.Range, string) {
	for _, r := range inspection.Stateless(p) {
		if r.Action == "aws:drop" && r.Match.May.Contains(dropped) {
			return r.At, "a stateless rule of " + r.Group.Address
		}
	}
	return p.Range, "the stateless default actions of " + p.Address
}

// firewallBlame gives a function that finds the rule by which a firewall drops a packet: where it stands, and its
// name.
func firewallBlame(f *model.NetworkFirewall, answers bool, request suricata.Request) func(packet.Packet) (model.Range, string) {
	return func(dropped packet.Packet) (model.Range, string) {
		p := f.Policy.To()
		if p == nil {
			return model.Range{}, ""
		}
		if _, forward := stateless(p); answers || !forward.May.Contains(dropped) {
			return statelessBlame(p, dropped)
		}
		engine, err := inspection.StatefulRules(f, request)
		if err != nil {
			return model.Range{}, ""
		}
		for _, r := range engine.Rules {
			if r.Stops() && r.Text != "" && r.Match.May.Contains(dropped) {
				return r.At, r.Name()
			}
		}
		return p.Range, "the default actions of " + p.Address
	}
}
