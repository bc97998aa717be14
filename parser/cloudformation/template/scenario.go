package template

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// decisions chooses the outcome of what conditions compare when it cannot be known. A run over the templates
// follows a script of earlier choices and takes the first outcome of every further question.
type decisions struct {
	script  []choice
	answers map[string]bool // by question; equal questions get equal answers
	// bound are the variables that are equal to a constant; different are the constants that a variable is
	// different from.
	bound     map[string]string
	different map[string][]string
}

// choice is the outcome of a question: whether a variable has a constant value, or one of its own.
type choice struct {
	question question
	outcome  bool
	final    bool // the other outcome has been visited
}

// question is asked about a variable and a constant, or, without a variable, stands for itself.
type question struct {
	variable, constant string
	domain             []string // the values that the variable can have; nil for any
}

func (q question) key() string { return q.variable + "\x00" + q.constant }

// newDecisions knows from its start what a script says, so that what a condition finds out about a parameter
// holds everywhere, also where the parameter is evaluated before the condition.
func newDecisions(script []choice) *decisions {
	d := &decisions{script: script, answers: map[string]bool{}, bound: map[string]string{}, different: map[string][]string{}}
	for _, c := range script {
		d.learn(c.question, c.outcome)
	}
	return d
}

func (d *decisions) learn(q question, outcome bool) {
	d.answers[q.key()] = outcome
	switch {
	case q.variable == "":
	case outcome:
		d.bound[q.variable] = q.constant
	default:
		d.different[q.variable] = append(d.different[q.variable], q.constant)
		if rest := d.rest(q); len(rest) == 1 {
			d.bound[q.variable] = rest[0]
		}
	}
}

// rest gives the values that are left for a question's variable.
func (d *decisions) rest(q question) []string {
	return slices.DeleteFunc(slices.Clone(q.domain), func(v string) bool { return slices.Contains(d.different[q.variable], v) })
}

// ask answers an undecided question.
func (d *decisions) ask(q question) bool {
	if answer, ok := d.answers[q.key()]; ok {
		return answer
	}
	d.script = append(d.script, choice{question: q, outcome: true})
	d.learn(q, true)
	return true
}

// equals answers whether a variable has a constant value, consistently with what was answered before.
func (d *decisions) equals(q question) bool {
	if q.domain != nil && !slices.Contains(q.domain, q.constant) {
		return false
	}
	if value, ok := d.bound[q.variable]; ok {
		return value == q.constant
	}
	return d.ask(q)
}

// advance moves a script to the next outcome; it is false when all have been visited. Questions behind the
// one that changes are asked anew.
func advance(script []choice) ([]choice, bool) {
	for i := len(script) - 1; i >= 0; i-- {
		if !script[i].final {
			next := slices.Clone(script[:i+1])
			next[i].outcome, next[i].final = !next[i].outcome, true
			return next, true
		}
	}
	return nil, false
}

// scenarios evaluates the templates once for every consistent outcome of their undecided conditions.
//
// Stacks that share no values have outcomes of their own, which do not multiply: each scenario of the set
// takes one of each group of stacks, so that every outcome of every group is in one.
func (l *loader) scenarios(set *Set) {
	limit := l.options.MaxScenarios
	if limit <= 0 {
		limit = defaultMaxScenarios
	}
	var groups [][]Scenario
	most := 1
	for _, roots := range l.groups() {
		scenarios, truncated := l.groupScenarios(roots, limit)
		groups = append(groups, scenarios)
		set.Truncated = set.Truncated || truncated
		most = max(most, len(scenarios))
	}
	for i := range most {
		var whole Scenario
		var names []string
		for _, scenarios := range groups {
			part := scenarios[i%len(scenarios)]
			whole.Resources = append(whole.Resources, part.Resources...)
			if part.Name != "" {
				names = append(names, part.Name)
			}
		}
		whole.Name = strings.Join(names, "; ")
		set.Scenarios = append(set.Scenarios, whole)
	}
}

// groups parts the roots into those that may hand values to each other by exports, and the others, each of
// which stands alone.
func (l *loader) groups() [][]*document {
	importing := slices.ContainsFunc(l.roots, func(d *document) bool { return d.imports })
	var linked []*document
	var groups [][]*document
	for _, d := range l.roots {
		if importing && (d.imports || d.exports) {
			linked = append(linked, d)
		} else {
			groups = append(groups, []*document{d})
		}
	}
	if len(linked) > 0 {
		groups = append(groups, linked)
	}
	return groups
}

// groupScenarios evaluates a group of roots for every outcome, up to a limit.
func (l *loader) groupScenarios(roots []*document, limit int) (scenarios []Scenario, truncated bool) {
	var runs []*run
	var script []choice
	for more := true; more; script, more = advance(script) {
		if len(runs) >= limit {
			truncated = true
			break
		}
		r := l.run(roots, newDecisions(script))
		for len(r.decisions.script) > len(script) { // a new question changes what was evaluated before it
			script = r.decisions.script
			r = l.run(roots, newDecisions(script))
		}
		runs = append(runs, r)
	}
	for _, key := range slices.Sorted(maps.Keys(runs[0].tentative)) {
		if !slices.ContainsFunc(runs, func(r *run) bool { _, made := r.tentative[key]; return !made }) {
			l.add(runs[0].tentative[key])
		}
	}
	for i, name := range scenarioNames(runs) {
		scenarios = append(scenarios, Scenario{Name: name, Resources: runs[i].resources})
	}
	return scenarios, truncated
}

// scenarioNames tells scenarios apart by the conditions that do not have the same outcome in all of them,
// and where that is not enough, by the values of parameters.
func scenarioNames(runs []*run) []string {
	outcomes := make([]map[string]bool, len(runs))
	counts := map[string]int{}
	for i, r := range runs {
		outcomes[i] = r.conditionOutcomes()
		for condition, outcome := range outcomes[i] {
			if outcome {
				counts[condition]++
			}
		}
	}
	names := make([]string, len(runs))
	used := map[string]bool{}
	for i, r := range runs {
		var parts []string
		for condition, outcome := range outcomes[i] {
			if counts[condition] > 0 && counts[condition] < len(runs) {
				parts = append(parts, fmt.Sprintf("%s is %t", condition, outcome))
			}
		}
		slices.Sort(parts)
		if key := strings.Join(parts, ", "); used[key] {
			parts = append(parts, r.decisions.bindings()...)
		} else {
			used[key] = true
		}
		names[i] = strings.Join(parts, ", ")
	}
	return names
}

// conditionOutcomes gives the outcome of every condition that a run has asked for.
func (r *run) conditionOutcomes() map[string]bool {
	outcomes := map[string]bool{}
	for _, s := range r.stacks {
		for name, state := range s.outcomes {
			outcomes[s.prefix+name] = state == isTrue
		}
	}
	return outcomes
}

// bindings lists what variables were found equal to, and different from.
func (d *decisions) bindings() []string {
	var parts []string
	for sym, value := range d.bound {
		parts = append(parts, fmt.Sprintf("%s is %q", plain(sym), value))
	}
	for sym, values := range d.different {
		if _, ok := d.bound[sym]; !ok {
			parts = append(parts, fmt.Sprintf("%s is not %q", plain(sym), values))
		}
	}
	slices.Sort(parts)
	return parts
}
