package template

import (
	"fmt"
	"slices"
	"strings"
)

// decisions chooses the outcome of what conditions compare when it cannot be known. Each run over the
// templates follows a script of earlier choices and takes the first outcome of every further question;
// changing the script's last choice, then the one before, visits every consistent outcome once.
type decisions struct {
	script []choice
	next   int // the script's next choice
	// answers are the outcomes of questions so far, by question; equal questions get equal answers.
	answers map[string]bool
	// bound are the variables that have been found equal to a constant; different are the constants that a
	// variable has been found different from.
	bound     map[string]string
	different map[string][]string
	made      int // choices taken in this run
}

// choice is a question's outcome in a script.
type choice struct {
	outcome bool
	final   bool // the other outcome has been visited
}

func newDecisions(script []choice) *decisions {
	return &decisions{script: script, answers: map[string]bool{}, bound: map[string]string{}, different: map[string][]string{}}
}

// ask answers an undecided question.
func (d *decisions) ask(question string) bool {
	if answer, ok := d.answers[question]; ok {
		d.made++
		return answer
	}
	if d.next == len(d.script) {
		d.script = append(d.script, choice{outcome: true})
	}
	answer := d.script[d.next].outcome
	d.next++
	d.made++
	d.answers[question] = answer
	return answer
}

// equals answers whether a variable has a constant value, consistently with what was answered before.
func (d *decisions) equals(sym, constant string, domain []string) bool {
	if domain != nil && !slices.Contains(domain, constant) {
		return false
	}
	if value, ok := d.bound[sym]; ok {
		d.made++
		return value == constant
	}
	if slices.Contains(d.different[sym], constant) {
		d.made++
		return false
	}
	if domain != nil {
		rest := slices.DeleteFunc(slices.Clone(domain), func(v string) bool { return slices.Contains(d.different[sym], v) })
		if len(rest) == 1 {
			d.bound[sym] = constant
			d.made++
			return true
		}
	}
	if d.ask(sym + "\x00" + constant) {
		d.bound[sym] = constant
		return true
	}
	d.different[sym] = append(d.different[sym], constant)
	if domain != nil {
		rest := slices.DeleteFunc(slices.Clone(domain), func(v string) bool { return slices.Contains(d.different[sym], v) })
		if len(rest) == 1 {
			d.bound[sym] = rest[0]
		}
	}
	return false
}

// bindings lists what variables were found equal to.
func (d *decisions) bindings() string {
	parts := make([]string, 0, len(d.bound))
	for sym, value := range d.bound {
		parts = append(parts, fmt.Sprintf("%s is %q", strings.Trim(sym, string(variableOpen)+string(variableClose)), value))
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// again is for a second run that gives the same answers and knows all bindings from its start.
func (d *decisions) again() *decisions {
	return &decisions{script: d.script, next: len(d.script), answers: d.answers, bound: d.bound, different: d.different}
}

// advance moves a script to the next outcome; it is false when all have been visited.
func advance(script []choice) ([]choice, bool) {
	for i := len(script) - 1; i >= 0; i-- {
		if !script[i].final {
			script = script[:i+1]
			script[i] = choice{outcome: !script[i].outcome, final: true}
			return script, true
		}
	}
	return nil, false
}

// scenarios evaluates the templates once for every consistent outcome of their undecided conditions.
func (l *loader) scenarios(set *Set) {
	limit := l.options.MaxScenarios
	if limit <= 0 {
		limit = defaultMaxScenarios
	}
	seen := map[string]bool{}
	var script []choice
	for {
		r := l.run(newDecisions(script))
		name, bindings := r.name(), r.decisions.bindings()
		script = r.decisions.script
		if bindings != "" {
			// What a condition found out about a parameter holds everywhere, also where the parameter was
			// evaluated before the condition.
			r = l.run(r.decisions.again())
		}
		if key := name + "\x00" + bindings; !seen[key] {
			if seen[name] {
				name += ", " + bindings
			}
			seen[key], seen[name] = true, true
			set.Scenarios = append(set.Scenarios, Scenario{Name: name, Resources: r.resources})
		}
		var more bool
		if script, more = advance(script); !more {
			return
		}
		if len(set.Scenarios) >= limit {
			set.Truncated = true
			return
		}
	}
}

// name says how the undecided conditions of a run came out.
func (r *run) name() string {
	parts := make([]string, 0, len(r.undecided))
	for _, u := range r.undecided {
		parts = append(parts, fmt.Sprintf("%s is %t", u.condition, u.outcome))
	}
	slices.Sort(parts)
	return strings.Join(slices.Compact(parts), ", ")
}
