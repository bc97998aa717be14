package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/netlint/netlint/cmd/netlint/internal/config"
	"github.com/netlint/netlint/cmd/netlint/internal/flows"
	"github.com/netlint/netlint/cmd/netlint/internal/report"
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser"
)

// diffOptions are the flags of "netlint diff".
type diffOptions struct {
	inputs          inputOptions
	before, against string
	format, failOn  string
}

var diffFailOn = []string{"any", "gained", "lost", "never"}

func newDiff() *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{
		Use:   "diff [--against REF | --before PATH] PATH...",
		Short: "Say which flows a change brings and which it takes away",
		Long: `diff compares what packets can do before and after a change: what the internet reaches first, then the flows
between workloads. The change is that of a plan, or the difference to a git revision, or to another input.

Exit status: 0 no change that --fail-on names; 1 such a change; 2 and 3 as for netlint itself.`,
		Example: "  terraform show -json tfplan | netlint diff -\n  netlint diff --against origin/main .",
		Args:    needPaths,
		RunE:    func(cmd *cobra.Command, paths []string) error { return diff(cmd, paths, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.before, "before", "", "the `PATH` of what was before")
	f.StringVar(&o.against, "against", "", "compare with the same paths at this git `REF`")
	f.StringVarP(&o.format, "format", "f", "text", "output `FORMAT`: text, json, markdown")
	f.StringVar(&o.failOn, "fail-on", "any", "what makes the exit status 1: "+strings.Join(diffFailOn, ", "))
	o.inputs.register(f)
	complete(cmd, "format", "text", "json", "markdown")
	complete(cmd, "fail-on", diffFailOn...)
	return cmd
}

func diff(cmd *cobra.Command, paths []string, o diffOptions) error {
	defer o.inputs.limit(cmd)()
	switch {
	case !slices.Contains([]string{"text", "json", "markdown"}, o.format):
		return fmt.Errorf("--format: %q is none of text, json, markdown", o.format)
	case !slices.Contains(diffFailOn, o.failOn):
		return fmt.Errorf("--fail-on: %q is none of %s.%s", o.failOn, strings.Join(diffFailOn, ", "), config.DidYouMean(o.failOn, diffFailOn))
	case o.against == "" && cmd.Flags().Changed("against"):
		return errors.New("--against names no revision")
	case o.before != "" && o.against != "":
		return errors.New("--before and --against both say what was before; name one of them")
	}
	loaded, err := o.inputs.load(cmd, paths, false)
	if err != nil {
		return err
	}
	r := newReport(loaded)
	if err := o.inputs.writeDiagnostics(cmd, r); err != nil {
		return err
	}
	if len(loaded.Inputs) == 0 {
		if loaded.Diagnostics.HasErrors() {
			return status(exitUnusable)
		}
		return status(exitNothing)
	}
	before, err := o.networksBefore(cmd, loaded, paths)
	if err != nil {
		return err
	}
	changes := flows.Compare(before, loaded.After)
	if err := report.WriteDiff(cmd.OutOrStdout(), o.format, r, changes, o.inputs.style(cmd.OutOrStdout())); err != nil {
		return fmt.Errorf("standard output cannot be written: %w", err)
	}
	if loaded.Diagnostics.HasErrors() {
		return status(exitUnusable)
	}
	for _, c := range changes.Changes {
		gained, lost := !c.Gained.IsEmpty(), !c.Lost.IsEmpty()
		if o.failOn == "any" || o.failOn == "gained" && gained || o.failOn == "lost" && lost {
			return status(exitFindings)
		}
	}
	return nil
}

// networksBefore gives what was before, from where the command line says.
func (o *diffOptions) networksBefore(cmd *cobra.Command, loaded *parser.Result, paths []string) ([]*model.Network, error) {
	switch {
	case o.against != "":
		at, was, err := o.inputs.loadAt(cmd.Context(), o.against, paths)
		if err != nil {
			return nil, err
		}
		defer at.Close()
		if was.Diagnostics.HasErrors() {
			if err := o.inputs.writeDiagnostics(cmd, newReport(was)); err != nil {
				return nil, err
			}
			return nil, fmt.Errorf("--against %s: nothing can be compared with what cannot be read", o.against)
		}
		return was.After, nil
	case o.before != "":
		was, err := o.inputs.load(cmd, []string{o.before}, false)
		if err != nil {
			return nil, err
		}
		if was.Diagnostics.HasErrors() || len(was.Inputs) == 0 {
			if err := o.inputs.writeDiagnostics(cmd, newReport(was)); err != nil {
				return nil, err
			}
			return nil, fmt.Errorf("--before %s: nothing can be compared with what cannot be read", o.before)
		}
		return was.After, nil
	case loaded.Before != nil:
		return loaded.Before(), nil
	}
	return nil, errors.New("nothing says what was before; name a plan, a revision (--against REF) or another input (--before PATH)")
}
