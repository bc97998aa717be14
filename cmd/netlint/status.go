package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/netlint/netlint/cmd/netlint/internal/baseline"
	"github.com/netlint/netlint/cmd/netlint/internal/revision"
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser"
	"github.com/netlint/netlint/rules"
)

// setStatus says of each finding whether it is new: whether it is there before the plan, or at the revision
// of --against. A finding at an input without a before has no status.
func (j *job) setStatus(found []rules.Finding, paths []string) ([]rules.Finding, error) {
	if j.options.against != "" {
		return found, j.compareAgainst(found, paths)
	}
	if j.loaded.Before == nil {
		if j.options.newOnly {
			return nil, errors.New("--new-only: nothing says what was before; name a plan, or the revision to compare with (--against REF)")
		}
		return found, nil
	}
	j.comparePlans(found, func(in *model.Input) bool { return j.hasBefore(in.Path) })
	return found, nil
}

// comparePlans tells the findings of some inputs by what the plans themselves say of before.
func (j *job) comparePlans(found []rules.Finding, those func(*model.Input) bool) {
	if len(found) == 0 {
		return
	}
	was := baseline.Make(j.findAgain(found, j.loaded.Before()), nil, asNamed)
	run := baseline.Run{Inputs: j.modelInputs(), Name: asNamed, Gone: func(string) bool { return false }}
	mark(found, was.Match(found, run), func(f rules.Finding) bool {
		return f.Object == nil || f.Object.Input == nil || those(f.Object.Input)
	})
}

func asNamed(path string) string { return path }

// compareAgainst tells findings by what the same rules find in the same paths at another revision. Paths that
// are not there yet have nothing in them; plans are no part of a revision, and say themselves what was before.
func (j *job) compareAgainst(found []rules.Finding, paths []string) error {
	at, loaded, err := j.options.inputs.loadAt(j.ctx, j.options.against, paths)
	if err != nil {
		return err
	}
	defer at.Close()
	j.sayUnreadBefore(loaded)
	var inputs []*model.Input
	for _, in := range loaded.Inputs {
		inputs = append(inputs, in.Input)
	}
	var before []rules.Finding
	if len(inputs) > 0 {
		before = j.findAgain(found, loaded.After)
	}
	run := baseline.Run{Inputs: j.modelInputs(), Name: at.Now, Gone: func(input string) bool {
		_, err := os.Lstat(input)
		return os.IsNotExist(err)
	}}
	mark(found, baseline.Make(before, inputs, at.Name).Match(found, run), func(rules.Finding) bool { return true })
	missing := map[string]bool{}
	for _, path := range at.Missing {
		missing[parser.InputName(path)] = true
	}
	its := func(in *model.Input) bool { return j.hasBefore(in.Path) && missing[in.Path] }
	if j.loaded.Before != nil && slices.ContainsFunc(j.modelInputs(), its) {
		own := slices.Clone(found)
		j.comparePlans(own, its)
		for i, f := range found {
			if f.Object != nil && f.Object.Input != nil && its(f.Object.Input) {
				found[i].Status = own[i].Status
			}
		}
	}
	return nil
}

// sayUnreadBefore warns where the revision could not be read whole: what is found now may count as new there.
func (j *job) sayUnreadBefore(loaded *parser.Result) {
	for _, d := range loaded.Diagnostics {
		if d.Severity == model.SeverityError {
			j.loaded.Diagnostics = append(j.loaded.Diagnostics, model.Diagnostic{
				Severity: model.SeverityWarning,
				Summary:  "The revision " + j.options.against + " cannot be read as a whole, so that old findings may count as new",
				Detail:   d.Summary + ". " + d.Detail,
			})
			return
		}
	}
}

// findAgain gives what the rules that found something find in the networks of before, to compare with; what the
// others find there is not asked for. A finding may give way to one of a more specific rule, so that those run too.
func (j *job) findAgain(found []rules.Finding, networks []*model.Network) []rules.Finding {
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
	before := again.find(networks)
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

// mark sets the status of the findings of inputs that have a before.
func mark(found []rules.Finding, known *baseline.Match, has func(rules.Finding) bool) {
	for i := range found {
		switch {
		case !has(found[i]):
		case known.Known(i):
			found[i].Status = rules.Existing
		default:
			found[i].Status = rules.New
		}
	}
}

// loadAt reads the same paths at a revision, with the same values. The tree has to be closed.
func (o *inputOptions) loadAt(ctx context.Context, ref string, paths []string) (*revision.Tree, *parser.Result, error) {
	at, err := revision.Export(ctx, ref, paths)
	if err != nil {
		return nil, nil, fmt.Errorf("--against %s: %w", ref, err)
	}
	loaded, err := o.loadTree(ctx, at)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("--against %s: %w", ref, err), at.Close())
	}
	return at, loaded, nil
}

func (o *inputOptions) loadTree(ctx context.Context, at *revision.Tree) (*parser.Result, error) {
	if len(at.Paths) == 0 {
		return &parser.Result{}, nil
	}
	files, err := at.Inside(o.variableFiles)
	if err != nil {
		return nil, err
	}
	parameters, err := o.allParameters()
	if err != nil {
		return nil, err
	}
	return loadWithin(ctx, at.Paths, parser.Options{Variables: o.variables, VariableFiles: files, Parameters: parameters, Jobs: o.jobs}, false)
}
