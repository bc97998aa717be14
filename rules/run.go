package rules

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
)

// Failure tells that a rule could not finish over a network.
type Failure struct {
	Rule string
	Err  error
}

// Run runs the rules over the networks, which are scenarios of one and the same input, and gives the
// findings in order. A finding is definite only where it is so in every scenario in which its object
// exists; else it is possible, with the scenario named. Rules run concurrently on at most jobs goroutines
// (0: one for each processor); the result does not depend on it. One rule that fails never stops the
// others.
func Run(scenarios []*model.Network, catalog []*Rule, o Options, jobs int) ([]Finding, []Failure) {
	return RunContext(context.Background(), scenarios, catalog, o, jobs)
}

// ErrStopped is the error of a rule that had not finished when the context ended.
var ErrStopped = errors.New("it was stopped before it had finished")

// RunContext is Run with an end: when ctx is done, it gives at once what the rules that have finished found,
// and a Failure with ErrStopped for each that has not, or of which a finding lacks its path. A rule that runs at that moment is not waited for.
func RunContext(ctx context.Context, scenarios []*model.Network, catalog []*Rule, o Options, jobs int) ([]Finding, []Failure) {
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	var failures []Failure
	perScenario := make([][]Finding, len(scenarios))
	for i, net := range scenarios {
		engine := reach.New(net)
		found, failed := runOne(ctx, net, engine, catalog, o, jobs)
		perScenario[i] = found
		failures = append(failures, failed...)
	}
	all := merge(scenarios, perScenario)
	Sort(all)
	return all, failures
}

func runOne(ctx context.Context, net *model.Network, engine *reach.Engine, catalog []*Rule, o Options, jobs int) ([]Finding, []Failure) {
	passes := make([]*Pass, len(catalog))
	shared := new(sync.Map)
	for i, r := range catalog {
		passes[i] = &Pass{Net: net, Reach: engine, Options: o, rule: r, shared: shared}
	}
	errs := make([]error, len(catalog))
	for i := range errs {
		errs[i] = ErrStopped
	}
	type outcome struct {
		rule int
		err  error
	}
	work := make(chan int, len(catalog))
	finished := make(chan outcome, len(catalog)) // with room for all: nobody may be left to receive
	for i := range catalog {
		work <- i
	}
	close(work)
	for range min(jobs, len(catalog)) {
		go func() {
			for i := range work {
				if ctx.Err() != nil {
					return
				}
				finished <- outcome{i, runRule(passes[i], catalog[i])}
			}
		}()
	}
collect:
	for range catalog {
		select {
		case out := <-finished:
			errs[out.rule] = out.err
		case <-ctx.Done():
			break collect
		}
	}

	var found []Finding
	var failed []Failure
	for i, r := range catalog {
		if errs[i] != nil {
			failed = append(failed, Failure{Rule: r.ID, Err: errs[i]})
		}
		if !errors.Is(errs[i], ErrStopped) { // what still runs may still report
			found = append(found, passes[i].found...)
		}
	}
	found = yield(found, catalog)
	for i := range found {
		err := ErrStopped
		if ctx.Err() == nil {
			err = show(engine, &found[i])
		} else if found[i].Witness == nil || found[i].Path != nil {
			err = nil // it lacks nothing
		}
		if err != nil && !slices.ContainsFunc(failed, func(f Failure) bool { return f.Rule == found[i].Rule }) {
			failed = append(failed, Failure{Rule: found[i].Rule, Err: err})
		}
	}
	return found, failed
}

// runRule keeps a mistake in one rule from hiding what the others found.
func runRule(p *Pass, r *Rule) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the rule broke off: %v", v)
		}
	}()
	return r.Run(p)
}

// yield drops findings whose cause a more specific rule reported.
func yield(found []Finding, catalog []*Rule) []Finding {
	causes := map[string]map[string]Confidence{} // rule -> cause -> best confidence
	for _, f := range found {
		for _, c := range f.Causes {
			if causes[f.Rule] == nil {
				causes[f.Rule] = map[string]Confidence{}
			}
			if causes[f.Rule][c] != Definite {
				causes[f.Rule][c] = f.Confidence
			}
		}
	}
	yieldsTo := map[string][]string{}
	for _, r := range catalog {
		yieldsTo[r.ID] = r.YieldsTo
	}
	return slices.DeleteFunc(found, func(f Finding) bool {
		for _, other := range yieldsTo[f.Rule] {
			for _, c := range f.Causes {
				switch causes[other][c] {
				case Definite:
					return true
				case Possible:
					if f.Confidence == Possible {
						return true
					}
				}
			}
		}
		return false
	})
}

// merge joins the findings of all scenarios.
func merge(scenarios []*model.Network, found [][]Finding) []Finding {
	if len(scenarios) == 1 {
		return found[0]
	}
	type key string
	seen := map[key][]int{} // which scenarios have it, definitely
	first := map[key]Finding{}
	var order []key
	for i, fs := range found {
		for _, f := range fs {
			k := key(f.Fingerprint() + identity(f.Object))
			if _, ok := first[k]; !ok {
				first[k] = f
				order = append(order, k)
			}
			if f.Confidence == Definite && !slices.Contains(seen[k], i) {
				seen[k] = append(seen[k], i)
			}
		}
	}
	exists := make([]map[string]bool, len(scenarios))
	for i, net := range scenarios {
		exists[i] = map[string]bool{}
		for _, e := range net.Entities() {
			exists[i][identity(e.Base())] = true
		}
	}
	var out []Finding
	for _, k := range order {
		f := first[k]
		in := 0
		for i := range scenarios {
			if f.Object == nil || exists[i][identity(f.Object)] {
				in++
			}
		}
		if len(seen[k]) < in && f.Confidence == Definite {
			f.Confidence = Possible
			f.Unknown = "it holds " + f.Scenario
		}
		if len(seen[k]) >= in {
			f.Scenario = ""
		}
		out = append(out, f)
	}
	return out
}

// identity tells the objects of one call apart: addresses may be equal in several inputs.
func identity(o *model.Object) string {
	switch {
	case o == nil:
		return ""
	case o.Input == nil:
		return "\x00" + o.Address
	default:
		return o.Input.Path + "\x00" + o.Address
	}
}
