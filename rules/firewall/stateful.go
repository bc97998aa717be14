package firewall

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/inspection"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

// connection is a connection that the configuration asks for, as a firewall sees its beginning.
type connection struct {
	packets packet.Set
	request suricata.Request
}

// verdict is that a firewall drops a connection.
type verdict struct {
	by inspection.Rule // the zero value where it is the policy's default actions
	// doubt says what would have to be known for the verdict to be certain; empty where it is.
	doubt string
}

// dropped says whether, as far as is known, a firewall drops the connection in its stateful engine.
func dropped(f *model.NetworkFirewall, c connection) (verdict, bool) {
	engine, err := inspection.StatefulRules(f, c.request)
	if err != nil || !reachesStateful(f.Policy.To(), c.packets) {
		return verdict{}, false
	}
	var v verdict
	for _, r := range engine.Rules {
		switch r.Match.Covers(c.packets) {
		case suricata.Yes:
			if r.Action == "pass" {
				return verdict{}, false
			}
			if r.Stops() {
				v.by = r
				return v, true
			}
		case suricata.Maybe:
			if r.Action == "pass" {
				v.doubt = "whether " + r.Name() + " passes the connection is not known"
			}
		}
	}
	return v, engine.DropsRest
}

// reachesStateful reports whether the packets of a connection certainly reach the stateful engine.
func reachesStateful(p *model.FirewallPolicy, packets packet.Set) bool {
	for _, r := range inspection.Stateless(p) {
		switch r.Match.Covers(packets) {
		case suricata.Yes:
			return r.Action == "aws:forward_to_sfe"
		case suricata.Maybe:
			if r.Action != "aws:forward_to_sfe" {
				return false
			}
		}
	}
	return inspection.StandardAction(p.StatelessDefault) == "aws:forward_to_sfe"
}
