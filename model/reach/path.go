package reach

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// Verdict is the answer to a question of reachability.
type Verdict string

// The verdicts. An Undecided answer always says what is missing.
const (
	Reachable Verdict = "reachable"
	Blocked   Verdict = "blocked"
	Undecided Verdict = "undecided"
)

// Action is what a hop does to the packets.
type Action string

// The actions of hops.
const (
	Forward   Action = "forward"
	Allow     Action = "allow"
	Deny      Action = "deny"
	Translate Action = "translate"
	Deliver   Action = "deliver"
)

// Hop is one step of a path: an object and what it does to the packets.
type Hop struct {
	Object *model.Object
	Range  model.Range // the rule, entry or route that decides, where there is one; else the object's
	Action Action
	// Rule names what decides inside the object: "inbound rule 100", "the route 10.0.0.0/8 to …".
	Rule string
	// Before and After are the packets as they are before and behind the hop. Behind a hop that blocks, After
	// is empty, and the next hop's Before is what would come through once it did not.
	Before, After packet.Set
	// Code says why the hop drops packets; empty where it does not.
	Code Code
	Note string // one sentence for people

	stopped packet.Set // of Before, what a hop that blocks stops, as an example

	remedy string // what to change, where the code and the packets of this path do not tell
	toward string // of a route that is missing: the gateway that it should lead to
	wanted string // and the range that it should carry
}

// Change is one of the changes that open a blocked path.
type Change struct {
	Object *model.Object
	Range  model.Range
	Code   Code
	Text   string // one sentence: what to add or change
}

// Path is what happens to packets on their way and to the answers on theirs. A blocked path is complete all
// the same: every hop that blocks stands in it with its code, and Changes is the smallest set of changes
// that opens it.
type Path struct {
	Verdict         Verdict
	From, To        *model.Object
	Forward, Return []Hop
	Changes         []Change
	// Risks are hops of an undecided path's other ways that stop the packets which arrive on this one: which way they
	// take is not known.
	Risks []Hop
	// Missing says, of an undecided path, what would have to be known, one sentence each.
	Missing []string
	// Witness is a packet of the path: one that arrives and is answered, or of a blocked path one that would
	// have to. Answer is the answer to it as it is sent. HasWitness is false where there is none.
	Witness, Answer packet.Packet
	HasWitness      bool
}

// Blockers gives the hops that block, on the way there first.
func (p Path) Blockers() []Hop {
	var out []Hop
	for _, hops := range [][]Hop{p.Forward, p.Return} {
		for _, h := range hops {
			if h.Code != "" {
				out = append(out, h)
			}
		}
	}
	return out
}
