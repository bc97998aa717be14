package rules

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
)

// Witness is the question to the engine whose answer shows a fault. The engine is asked for the findings that are
// kept, and the path that it answers with becomes their Path; without such a path a finding has none.
type Witness struct {
	reach.Query
	// Verdict is what the fault makes of the packets; empty where they arrive or not, but by a way that tells.
	Verdict reach.Verdict
}

// Lost says that packets get lost between two ends, or their answers do.
func Lost(from, to reach.Endpoint, packets packet.Set) *Witness {
	return &Witness{reach.Query{From: from, To: to, Packets: packets}, reach.Blocked}
}

// Arriving says that packets arrive and are answered.
func Arriving(from, to reach.Endpoint, packets packet.Set) *Witness {
	return &Witness{reach.Query{From: from, To: to, Packets: packets}, reach.Reachable}
}

// Going says that packets go a way that tells, whether they arrive or not.
func Going(from, to reach.Endpoint, packets packet.Set) *Witness {
	return &Witness{Query: reach.Query{From: from, To: to, Packets: packets}}
}

// maxShown is how many paths are compared to find the one that shows a finding best.
const maxShown = 16

// path gives the path that shows a finding best: the first that what the finding is about stops, else the first
// that it lies on, else the first that certainly has the verdict.
func (w *Witness) path(e *reach.Engine, f *Finding) *reach.Path {
	var best *reach.Path
	score := -1
	tried := 0
	for p := range e.Shows(w.Query, w.Verdict) {
		if n := f.concerns(p); n > score {
			best, score = &p, n
		}
		if tried++; score == concernsBlocker || tried == maxShown {
			break
		}
	}
	return best
}

// How much a path has to do with a finding.
const (
	concernsNothing = iota
	concernsRelated // a hop is a place that is related to the finding
	concernsHop     // a hop is where the finding is reported
	concernsBlocker // and stops the packets
)

// concerns says how much a path has to do with the finding.
func (f *Finding) concerns(p reach.Path) int {
	related := func(h reach.Hop) bool {
		return slices.ContainsFunc(f.Related, func(r Related) bool { return hopAt(h, r.Object, r.Range) })
	}
	out := concernsNothing
	for _, h := range slices.Concat(p.Forward, p.Return, p.Risks) {
		switch own := hopAt(h, f.Object, f.Range); {
		case own && h.Code != "":
			return concernsBlocker
		case own:
			out = max(out, concernsHop)
		case related(h):
			out = max(out, concernsRelated)
		}
	}
	return out
}

// hopAt reports whether a hop is at an object, or decided at a place in one.
func hopAt(h reach.Hop, o *model.Object, r model.Range) bool {
	// The interface that AWS makes for a workload bears the workload's address.
	same := o != nil && h.Object.Address == o.Address && h.Object.Input == o.Input
	return same || !r.IsZero() && h.Range == r
}

// show finds the path of a finding that has a witness.
func show(e *reach.Engine, f *Finding) (err error) {
	if f.Witness == nil || f.Path != nil {
		return nil
	}
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the path of its finding broke off: %v", v)
		}
	}()
	f.Path = f.Witness.path(e, f)
	return nil
}
