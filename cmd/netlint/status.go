package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/netlint/netlint/cmd/netlint/internal/revision"
	"github.com/netlint/netlint/parser"
	"github.com/netlint/netlint/rules"
)

// setStatus says of each finding whether it is new: whether it is there before the plan, or at the revision
// of --against. A finding at an input without a before has no status.
func (j *job) setStatus(found []rules.Finding, paths []string) ([]rules.Finding, error) {
	if j.options.against != "" {
		before, err := j.findAt(j.options.against, paths)
		if err != nil {
			return nil, err
		}
		mark(found, before, func(rules.Finding) bool { return true })
		return found, nil
	}
	if j.loaded.Before == nil {
		if j.options.newOnly {
			return nil, errors.New("--new-only: nothing says what was before; name a plan, or the revision to compare with (--against REF)")
		}
		return found, nil
	}
	before := j.findAgain(found)
	mark(found, before, func(f rules.Finding) bool {
		return f.Object == nil || f.Object.Input == nil || j.hasBefore(f.Object.Input.Path)
	})
	return found, nil
}

// findAgain gives what the rules that found something find before the plan, to compare with; what the others find
// there is not asked for. A finding may give way to one of a more specific rule, so that those run too.
func (j *job) findAgain(found []rules.Finding) []rules.Finding {
	wanted := map[string]bool{}
	for _, f := range found {
		wanted[f.Rule] = true
	}
	for _, r := range j.rules {
		if wanted[r.ID] {
			for _, id := range r.YieldsTo {
				wanted[id] = true
			}
		}
	}
	again := *j
	again.rules = slices.DeleteFunc(slices.Clone(j.rules), func(r *rules.Rule) bool { return !wanted[r.ID] })
	before := again.find(j.loaded.Before)
	j.failures = again.failures
	return before
}

// hasBefore reports whether an input is a plan. Inputs are told by their paths: each network has its own.
func (j *job) hasBefore(path string) bool {
	for _, in := range j.loaded.Inputs {
		if in.Path == path {
			return in.HasBefore
		}
	}
	return false
}

func mark(found, before []rules.Finding, has func(rules.Finding) bool) {
	old := baseline{}
	for _, f := range before {
		old.Findings = append(old.Findings, known(f))
	}
	existing := old.match(found)
	for i := range found {
		switch {
		case !has(found[i]):
		case existing[i]:
			found[i].Status = rules.Existing
		default:
			found[i].Status = rules.New
		}
	}
}

// findAt gives what the same rules find in the same paths at another revision. Paths that are not there yet
// have nothing in them.
func (j *job) findAt(ref string, paths []string) ([]rules.Finding, error) {
	at, err := revision.Export(ref, paths)
	if err != nil {
		return nil, fmt.Errorf("--against %s: %w", ref, err)
	}
	defer at.Close()
	if len(at.Paths) == 0 {
		return nil, nil
	}
	loaded, err := loadWithin(j.ctx, at.Paths, parser.Options{
		Variables:     j.options.inputs.variables,
		VariableFiles: at.Inside(j.options.inputs.variableFiles),
		Parameters:    j.options.inputs.parameters,
		Jobs:          j.options.inputs.jobs,
	})
	if err != nil {
		return nil, fmt.Errorf("--against %s: %w", ref, err)
	}
	return j.find(loaded.After), nil
}
