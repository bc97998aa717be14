package reach

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

// pair answers for one place and another, and explains the answer.
func (e *Engine) pair(from, to place, packets packet.Set, request suricata.Request) answerOf {
	return e.explained(e.verdict(from, to, packets, request), from, to, request)
}

// explained adds the path that shows it best to an answer.
func (e *Engine) explained(a answerOf, from, to place, request suricata.Request) answerOf {
	switch w := a.walk; {
	case w == nil:
	case a.path.Verdict == Reachable:
		a.path = w.explain(Reachable, a.delivered.Must)
	case a.path.Verdict == Undecided:
		missing := a.path.Missing
		a.path = w.explain(Undecided, a.delivered.May)
		a.path.Missing = append(a.path.Missing, missing...)
		a.path.Risks = w.risks(a.delivered.May)
	default:
		imagined := &walk{e: e, from: from, to: to, asked: w.asked, request: request}
		imagined.imagined()
		a.path = imagined.explain(Blocked, w.asked)
	}
	a.walk = nil
	return a
}

// verdict answers for one place and another without a path.
func (e *Engine) verdict(from, to place, packets packet.Set, request suricata.Request) answerOf {
	// What nothing answers arrives more easily: it counts only where the question is about nothing else.
	if begun := packets.Intersect(connections); !begun.IsEmpty() {
		packets = begun
	} else if packets.IsEmpty() {
		packets = connections
	}
	asked := from.narrowed(packets.Intersect(packet.From(from.addrs)).Intersect(packet.To(e.destinationsFrom(from, to))))
	w := &walk{e: e, from: from, to: to, asked: asked, request: request}
	a := answerOf{path: Path{From: from.object(), To: to.object()}}
	if missing := subnetMissing(from, to); asked.IsEmpty() && missing != "" {
		a.path.Verdict, a.path.Missing = Undecided, []string{missing}
		return a
	}
	if asked.IsEmpty() {
		a.path.Verdict = Blocked
		a.path.Forward = []Hop{{Object: from.object(), Action: Deny, Code: CodeInterfaceAddress, Note: noPackets(from, to)}}
		return a
	}
	o := w.run()
	o.must, o.may = o.must.Intersect(asked), o.may.Intersect(asked)
	if missing := subnetMissing(from, to); missing != "" {
		o = outcome{may: asked}
		w.missing = append(w.missing, missing)
	}
	whatever := e.whateverAddress(o.must, asked, from, to)
	a.delivered = Filter{Must: whatever, May: o.may}
	a.lost = asked.Minus(o.may).Intersect(whatever.WithSourcePorts(packet.AnyPort()))
	a.walk = w
	switch {
	case !whatever.IsEmpty():
		a.path.Verdict = Reachable
	case !o.may.IsEmpty():
		a.path.Verdict = Undecided
		if !o.must.IsEmpty() {
			a.path.Missing = append(a.path.Missing, fmt.Sprintf("the addresses of %s and %s are not known, and rules tell addresses of their subnets apart",
				from.object().Address, to.object().Address))
		}
	default:
		a.path.Verdict = Blocked
	}
	return a
}

func noPackets(from, to place) string {
	return fmt.Sprintf("No packet of the question can go from %s to %s: their addresses are of different families, or not theirs.",
		from.object().Address, to.object().Address)
}

func subnetMissing(from, to place) string {
	for _, p := range []place{from, to} {
		if p.iface != nil && p.subnet == nil {
			return subnetUnknown(p.iface)
		}
	}
	return ""
}

// whateverAddress keeps of the packets that arrive those that do whatever addresses the ends turn out to have.
// An interface without a fixed address has one of its subnet's, and a rule that admits only some of them says
// nothing certain.
func (e *Engine) whateverAddress(arrive, asked packet.Set, from, to place) packet.Set {
	if arrive.Equal(asked) {
		return arrive
	}
	failing := asked.Minus(arrive)
	if from.iface != nil && from.proxied.IsEmpty() {
		among := e.Addresses(from.iface).Among
		failing = failing.Union(failing.Intersect(packet.From(among)).MapSource(among))
	}
	if to.iface != nil {
		among := e.Addresses(to.iface).Among
		failing = failing.Union(failing.Intersect(packet.To(among)).MapDestination(among))
	}
	return arrive.Minus(failing)
}

// maxRisks is how many risks a path names.
const maxRisks = 5

// risks gives the steps that stop, on some way, packets of those that arrive on another.
func (w *walk) risks(arrive packet.Set) []Hop {
	var out []Hop
	for _, d := range w.drops {
		live := d.live.Intersect(arrive)
		if live.IsEmpty() || d.at.hop.Code == "" || d.at.hop.Code == CodeNoPossibleDestination || len(out) == maxRisks {
			continue
		}
		var p Path
		p.Witness, p.HasWitness = live.Example()
		p.addHop(d.at, live, true)
		h := append(p.Forward, p.Return...)[0]
		if !slices.ContainsFunc(out, func(o Hop) bool { return o.Object == h.Object && o.Code == h.Code && o.Rule == h.Rule }) {
			out = append(out, h)
		}
	}
	return out
}

// maxWays is how many ways are compared to find the one that explains a verdict best.
const maxWays = 48

// explain builds the path that shows the verdict best.
func (w *walk) explain(v Verdict, of packet.Set) Path {
	var best *sketch
	ways := slices.Clone(w.ways)
	slices.SortStableFunc(ways, func(a, b way) int { return cmp.Compare(a.cost(), b.cost()) })
	for _, way := range ways[:min(len(ways), maxWays)] {
		if s := sketchOf(way, v, of); s != nil && (best == nil || s.better(best)) {
			best = s
		}
	}
	p := Path{Verdict: v, From: w.from.object(), To: w.to.object(), Missing: slices.Clone(w.missing)}
	if best == nil {
		if v == Undecided && len(w.missing) == 0 {
			p.addMissing("what carries the packets is not in view")
		}
		return p
	}
	p.Witness, p.HasWitness = best.live.Example()
	for _, s := range best.steps {
		if s.answer && len(p.Return) == 0 {
			p.Answer, _ = s.view.show(packet.Of(p.Witness)).Example()
		}
		p.addHop(s, best.live, best.blocks[s])
		if v == Undecided && s.pass.Why != "" && !of.Subset(s.pass.Must) {
			p.addMissing(s.pass.Why)
		}
	}
	if v == Undecided && len(p.Missing) == 0 {
		p.addMissing(w.chance(best))
	}
	p.silenceBeyond()
	p.Forward, p.Return = tidied(p.Forward), tidied(p.Return)
	return p
}

// silenceBeyond takes back what hops behind one that drops the packets say of their arrival: they do not arrive.
func (p *Path) silenceBeyond() {
	dropped := false
	for _, hops := range [][]Hop{p.Forward, p.Return} {
		for i := range hops {
			if dropped && hops[i].Action == Deliver {
				hops[i].Note = ""
			}
			dropped = dropped || hops[i].Code != "" && hops[i].Action == Deny
		}
	}
}

// tidied joins hops that one object makes of what it does one after the other, where a hop says nothing beyond the
// next one: what it lets through without more, and the route that turns out to be missing.
func tidied(hops []Hop) []Hop {
	var out []Hop
	for i, h := range hops {
		if i+1 < len(hops) && h.Code == "" && sameObject(h.Object, hops[i+1].Object) {
			next := hops[i+1]
			silent := h.Rule == "" && h.Note == "" && h.Action != Translate
			if silent || h.Rule == next.Rule && (next.Code != "" || h.Action == next.Action && h.Note == next.Note) {
				continue
			}
		}
		out = append(out, h)
	}
	return out
}

// sameObject reports whether two hops are at one thing for people: the interface that AWS makes for a load balancer has
// the load balancer's address.
func sameObject(a, b *model.Object) bool {
	return a == b || a.Address == b.Address && a.Input == b.Input && a.Implicit != b.Implicit
}

// chance says what decides where everything is known and the verdict hangs on a choice that AWS makes.
func (w *walk) chance(k *sketch) string {
	for _, s := range k.steps {
		if s.hop.Action == Translate {
			return "which source port " + s.hop.Object.Address + " takes decides: only some of them get through"
		}
	}
	return "which zone's attachment the transit gateway uses decides: only some of them let the packets through"
}

// cost is less for ways that explain better: those that are complete, with fewer imagined steps, and shorter.
func (y way) cost() int {
	n := 0
	if !y.end {
		n += 1 << 20
	}
	for s := y.last; s != nil; s = s.before {
		n++
		if s.imagined {
			n += 1 << 10
		}
	}
	return n
}

// sketch is a way with what makes it tell.
type sketch struct {
	steps  []*step
	blocks map[*step]bool
	live   packet.Set // what takes the way, or would
	broken bool
}

func (a *sketch) better(b *sketch) bool {
	if a.broken != b.broken {
		return b.broken
	}
	if len(a.blocks) != len(b.blocks) {
		return len(a.blocks) < len(b.blocks)
	}
	return len(a.steps) < len(b.steps)
}

// sketchOf gives a way's sketch, or nil where it does not show the verdict.
func sketchOf(y way, v Verdict, of packet.Set) *sketch {
	k := &sketch{broken: !y.end, live: of}
	for s := y.last; s != nil; s = s.before {
		k.steps = append(k.steps, s)
	}
	slices.Reverse(k.steps)
	if v == Blocked {
		k.blocks, k.live = blockers(k.steps, of)
		if len(k.blocks) == 0 {
			return nil
		}
		return k
	}
	for _, s := range k.steps {
		k.live = k.live.Intersect(s.pass.May)
	}
	if k.live.IsEmpty() || v == Reachable && k.broken {
		return nil
	}
	return k
}

func (p *Path) addMissing(why string) {
	for _, m := range p.Missing {
		if m == why {
			return
		}
	}
	p.Missing = append(p.Missing, why)
}

// addHop adds a step that the live packets take; one that blocks keeps its code.
func (p *Path) addHop(s *step, live packet.Set, blocks bool) {
	h := s.hop
	h.Before = s.view.show(live)
	h.After = s.then.show(live.Intersect(s.pass.May))
	if h.Range.IsZero() {
		h.Range = h.Object.Range
	}
	if blocks {
		h.Action, h.After = Deny, packet.Set{}
		h.stopped = s.view.show(p.stoppedBy(s, live))
		if example, ok := h.stopped.Example(); ok && s.blame != nil {
			if at, rule := s.blame(example); rule != "" {
				h.Range, h.Rule = at, rule
			}
		}
		p.Changes = append(p.Changes, Change{Object: h.Object, Range: h.Range, Code: h.Code, Text: remedy(h)})
	} else if h.Code != "" && h.Code != CodeUnknownDestination && h.Code != CodeTransitRoutesUnknown {
		h.Code = ""
		if h.Action != Translate {
			h.Note = ""
		}
	}
	if s.answer {
		p.Return = append(p.Return, h)
	} else {
		p.Forward = append(p.Forward, h)
	}
}

// stoppedBy gives the witness where a step stops it, else what it stops of the live packets.
func (p *Path) stoppedBy(s *step, live packet.Set) packet.Set {
	if p.HasWitness && !s.pass.May.Contains(p.Witness) {
		return packet.Of(p.Witness)
	}
	return live.Minus(s.pass.May)
}

// blockers finds the fewest steps without which packets of asked would get through, and those packets. Every
// step that stops all of them by itself is among them.
func blockers(steps []*step, asked packet.Set) (map[*step]bool, packet.Set) {
	out := map[*step]bool{}
	var partial []*step
	live := asked
	for _, s := range steps {
		switch part := asked.Intersect(s.pass.May); {
		case part.IsEmpty():
			out[s] = true
		case !asked.Subset(s.pass.May):
			partial = append(partial, s)
			live = live.Intersect(part)
		}
	}
	if !live.IsEmpty() {
		return out, live
	}
	// The steps stop everything between them. Which are fewest to give way?
	for size := 1; size <= len(partial); size++ {
		if size > 3 || len(partial) > 16 {
			break
		}
		if gone, live := without(partial, size, asked); gone != nil {
			for _, s := range gone {
				out[s] = true
			}
			return out, live
		}
	}
	// Too many to try: each that stops what those before it left.
	live = asked
	for _, s := range partial {
		if part := live.Intersect(s.pass.May); part.IsEmpty() {
			out[s] = true
		} else {
			live = part
		}
	}
	return out, live
}

// without finds size steps without which the others leave something of asked.
func without(steps []*step, size int, asked packet.Set) ([]*step, packet.Set) {
	var choose func(from, left int, gone []*step) ([]*step, packet.Set)
	choose = func(from, left int, gone []*step) ([]*step, packet.Set) {
		if left == 0 {
			live := asked
			for _, s := range steps {
				if !contains(gone, s) {
					live = live.Intersect(s.pass.May)
				}
			}
			if live.IsEmpty() {
				return nil, live
			}
			return gone, live
		}
		for i := from; i <= len(steps)-left; i++ {
			if found, live := choose(i+1, left-1, append(gone[:len(gone):len(gone)], steps[i])); found != nil {
				return found, live
			}
		}
		return nil, packet.Set{}
	}
	return choose(0, size, nil)
}

func contains(steps []*step, s *step) bool {
	for _, x := range steps {
		if x == s {
			return true
		}
	}
	return false
}

// remedy says what to change so that a hop lets the packets through.
func remedy(h Hop) string {
	if h.remedy != "" {
		return h.remedy
	}
	to := h.Before.Destinations().String()
	if r := h.Before.Destinations().Ranges(); len(r) > 3 {
		to = "the destination"
	}
	switch h.Code {
	case CodeNoRoute, CodeCannotRoute, CodeTransitNoRoute, CodeTransitCannotRoute:
		if h.toward != "" {
			return fmt.Sprintf("Add a route for %s to %s in %s.", h.wanted, h.toward, h.Object.Address)
		}
		return fmt.Sprintf("Add a route for %s to %s.", to, h.Object.Address)
	case CodeMoreSpecificRoute, CodeHigherPriorityRoute, CodeTransitMoreSpecific, CodeTransitHigherPriority:
		return fmt.Sprintf("Change %s in %s, or add a more specific route for %s.", h.Rule, h.Object.Address, to)
	case CodeGroupMismatch, CodeGroupHasNoRules, CodeReferencesLost, CodeReferencingSupport:
		return fmt.Sprintf("Allow %s in the security groups of %s.", example(h), h.Object.Address)
	case CodeACL, CodeClassicACL:
		return fmt.Sprintf("Allow %s in %s (%s).", example(h), h.Object.Address, h.Rule)
	case CodeIGWNoPublicIPEgress, CodeIGWNoPublicIPIngress:
		return firstOf(h.Note, "The interface has no public address.") + " Give it one."
	case CodeSourceDestCheck:
		return "Turn off the source/destination check of " + h.Object.Address + "."
	case CodeBadStateAttachment:
		return firstOf(h.Note, h.Object.Address+" is not attached.") + " Attach or accept it."
	case CodeTransitNoAssociation:
		return "Associate " + h.Object.Address + " with a route table of its transit gateway."
	case CodeHairpin:
		return "Register another target with " + h.Object.Address + ", or turn off the preservation of client addresses in its target group."
	case CodeFirewall:
		return fmt.Sprintf("Let %s pass in the rules of %s.", example(h), h.Object.Address)
	}
	return firstOf(h.Note, h.Object.Address+" blocks the packets.")
}

func example(h Hop) string {
	if p, ok := h.stopped.Example(); ok {
		return p.String()
	}
	return "the packets"
}
