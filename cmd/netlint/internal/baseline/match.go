package baseline

import (
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// Run is what one run looked at, and how its inputs are called.
type Run struct {
	Inputs []*model.Input
	Name   Naming
	// Gone reports of an input that is not in the run whether it is nowhere any more, so that what was known
	// of it may stand elsewhere now.
	Gone func(input string) bool
}

// Match is which findings of a run are known, and by what.
type Match struct {
	of    *Baseline
	run   Run
	found []rules.Finding
	entry []int // by finding: the index of what knows it, or -1
	used  []bool
}

// Known reports whether the i-th finding is known.
func (m *Match) Known(i int) bool { return m.entry[i] >= 0 }

// look is one way to compare: looks are taken from the strictest to the loosest, and what one has matched the
// next leaves alone.
type look struct {
	elsewhere bool // the input has another name than it had
	moved     bool // after the renames that the run's inputs declare
	loose     bool // without instance keys, so that a list that shifts by one brings nothing new
}

var looks = []look{
	{}, {moved: true}, {moved: true, loose: true},
	{elsewhere: true}, {elsewhere: true, moved: true}, {elsewhere: true, moved: true, loose: true},
}

// Match finds the findings of a run that are known. Each entry of the baseline knows one finding at most, so
// that a second fault of a kind at one resource is new.
func (b *Baseline) Match(found []rules.Finding, run Run) *Match {
	m := &Match{of: b, run: run, found: found, entry: make([]int, len(found)), used: make([]bool, len(b.Findings))}
	now := make([]Finding, len(found))
	for i, f := range found {
		m.entry[i] = -1
		now[i] = known(f, run.Name)
	}
	if len(b.Findings) == 0 {
		return m
	}
	movable := m.movable()
	after := m.afterMoves()
	for _, l := range looks {
		entries := map[string][]int{}
		for i, k := range b.Findings {
			if m.used[i] || l.elsewhere && !movable(k.Input) {
				continue
			}
			if l.moved {
				k = after(k)
			}
			name := l.name(k)
			entries[name] = append(entries[name], i)
		}
		for i := range found {
			if m.entry[i] >= 0 {
				continue
			}
			name := l.name(now[i])
			if left := entries[name]; len(left) > 0 {
				m.entry[i], m.used[left[0]], entries[name] = left[0], true, left[1:]
			}
		}
	}
	return m
}

// name gives what has to be equal for two findings to be one.
func (l look) name(k Finding) string {
	if l.loose {
		k.Resource, k.Key = withoutKeys(k.Resource), withoutKeys(k.Key)
	}
	if l.elsewhere {
		k.Input = ""
	}
	return k.Input + "\x00" + k.Rule + "\x00" + k.Resource + "\x00" + k.Key
}

// movable tells of which inputs the findings may stand in another input now: of those that are gone, and
// where a baseline of one input meets a run over one input, of plans and states, whose files go by any name.
func (m *Match) movable() func(input string) bool {
	here := map[string]bool{}
	passing := false
	for _, in := range m.run.Inputs {
		here[m.run.Name(in.Path)] = true
		passing = passing || isPassing(in.Kind)
	}
	for _, in := range m.of.Inputs {
		passing = passing || isPassing(in.Kind)
	}
	one := passing && len(m.of.Inputs) == 1 && len(m.run.Inputs) == 1
	asked := map[string]bool{}
	return func(input string) bool {
		if input == "" {
			return true
		}
		gone, ok := asked[input]
		if !ok {
			gone = !here[input] && (one || m.run.Gone(input))
			asked[input] = gone
		}
		return gone
	}
}

func isPassing(kind string) bool { return kind == "terraform-plan" || kind == "terraform-state" }

// afterMoves gives findings as they are called after the renames of their input; where that is not in the run,
// after those of all inputs.
func (m *Match) afterMoves() func(Finding) Finding {
	byInput := map[string][]model.Move{}
	var all []model.Move
	for _, in := range m.run.Inputs {
		byInput[m.run.Name(in.Path)] = in.Moves
		all = append(all, in.Moves...)
	}
	return func(k Finding) Finding {
		moves, ok := byInput[k.Input]
		if !ok {
			moves = all
		}
		k.Resource, k.Key = renamed(k.Resource, moves), renamed(k.Key, moves)
		return k
	}
}

// Outdated gives the entries that a run shows to be over: it looked at their input with their rule, and found
// nothing that they know.
func (m *Match) Outdated(ran func(rule string) bool) []Finding {
	var out []Finding
	for i, k := range m.of.Findings {
		if !m.used[i] && m.isOver(k, ran) {
			out = append(out, k)
		}
	}
	return out
}

func (m *Match) isOver(k Finding, ran func(rule string) bool) bool {
	if k.Input == "" || !ran(k.Rule) {
		return false
	}
	return slices.ContainsFunc(m.run.Inputs, func(in *model.Input) bool { return m.run.Name(in.Path) == k.Input }) || m.run.Gone(k.Input)
}

// Pruned gives the baseline without what is over, and with today's names for what has moved.
func (m *Match) Pruned(ran func(rule string) bool) *Baseline {
	b := &Baseline{Schema: schema, Findings: []Finding{}, Inputs: slices.Clone(m.of.Inputs), file: m.of.file}
	for i, f := range m.found {
		if m.entry[i] >= 0 {
			b.Findings = append(b.Findings, known(f, m.run.Name))
		}
	}
	for i, k := range m.of.Findings {
		if !m.used[i] && !m.isOver(k, ran) {
			b.Findings = append(b.Findings, k)
		}
	}
	for _, in := range m.run.Inputs {
		now := Input{Path: m.run.Name(in.Path), Kind: in.Kind}
		if !slices.Contains(b.Inputs, now) {
			b.Inputs = append(b.Inputs, now)
		}
	}
	b.Inputs = slices.DeleteFunc(b.Inputs, func(in Input) bool { return m.run.Gone(in.Path) })
	b.sort()
	return b
}
