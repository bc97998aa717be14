package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/netlint/netlint/cmd/netlint/internal/baseline"
	"github.com/netlint/netlint/cmd/netlint/internal/report"
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// known reads the baseline that applies. One that is written takes everything that is found, whatever an older
// one knew.
func (o *lintOptions) known() (*baseline.Baseline, error) {
	if o.writeBaseline != "" {
		return &baseline.Baseline{}, nil
	}
	return baseline.Read(o.baseline)
}

// baselineRun is this run as a baseline in a file sees it.
func (j *job) baselineRun(file string) baseline.Run {
	dir := filepath.Dir(file)
	return baseline.Run{Inputs: j.modelInputs(), Name: baseline.InDirectory(dir), Gone: isGoneFrom(dir)}
}

func (j *job) modelInputs() []*model.Input {
	var out []*model.Input
	for _, in := range j.loaded.Inputs {
		out = append(out, in.Input)
	}
	return out
}

// isGoneFrom reports of inputs, named relative to a directory, whether they are there no more.
func isGoneFrom(dir string) func(input string) bool {
	return func(input string) bool {
		path := filepath.FromSlash(input)
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		_, err := os.Lstat(path)
		return os.IsNotExist(err)
	}
}

// keepBaseline writes the baseline that is asked for, and says what an old one holds that is over.
func (j *job) keepBaseline(cmd *cobra.Command, r *report.Report) error {
	say := cmd.ErrOrStderr()
	if j.options.inputs.quiet {
		say = io.Discard
	}
	if file := j.options.writeBaseline; file != "" {
		if err := saveBaseline(baseline.Make(r.Findings, j.modelInputs(), baseline.Beside(file)), file); err != nil {
			return err
		}
		fmt.Fprintf(say, "Wrote %s to %s; --baseline %[2]s leaves them out from now on.\n", report.Plural(len(r.Findings), "finding", "findings"), file)
		return nil
	}
	if r.Diagnostics.HasErrors() || len(r.Failures) > 0 {
		return nil // what was not looked at may still be there
	}
	ran := func(rule string) bool {
		return slices.ContainsFunc(j.rules, func(r *rules.Rule) bool { return r.ID == rule })
	}
	over := j.known.Outdated(ran)
	if j.options.pruneBaseline {
		if err := saveBaseline(j.known.Pruned(ran), j.options.baseline); err != nil {
			return err
		}
	}
	count := report.Plural(len(over), "finding", "findings")
	switch {
	case len(over) == 0:
	case j.options.pruneBaseline:
		fmt.Fprintf(say, "Took %s out of %s.\n", count, j.options.baseline)
	case len(over) == 1:
		fmt.Fprintf(say, "%s of %s is there no more; --prune-baseline takes it out.\n", count, j.options.baseline)
	default:
		fmt.Fprintf(say, "%s of %s are there no more; --prune-baseline takes them out.\n", count, j.options.baseline)
	}
	if j.options.inputs.verbose {
		for _, k := range over {
			fmt.Fprintf(say, "  %s at %s in %s: %s\n", k.Rule, rules.Clean(k.Resource), rules.Clean(k.Input), rules.Clean(k.Message))
		}
	}
	return nil
}

func saveBaseline(b *baseline.Baseline, file string) error {
	data, err := b.Bytes()
	if err != nil {
		return err
	}
	return writeFile(file, data)
}
