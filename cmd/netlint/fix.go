package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	unified "github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/netlint/netlint/cmd/netlint/internal/baseline"
	"github.com/netlint/netlint/cmd/netlint/internal/fix"
	"github.com/netlint/netlint/cmd/netlint/internal/report"
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser"
	"github.com/netlint/netlint/rules"
)

// fixFindings makes the changes that are certain and local, and gives what the same run finds after them. With
// --diff it prints them in place of writing, and ends the command with the status of what was found.
func fixFindings(cmd *cobra.Command, paths []string, j *job, r *report.Report, known *baseline.Baseline) (*job, *report.Report, error) {
	if slices.Contains(paths, parser.Stdin) {
		return nil, nil, errors.New("--fix: standard input cannot be changed; name the files or directories that are to be")
	}
	j.options.inputs.partly = false // what is found in a part says nothing of a change
	look := func(overlay map[string][]byte) (*fix.View, error) {
		o := j.options
		o.inputs.overlay = overlay
		tried, shown, err := examine(cmd, paths, o, j.config, known)
		if err != nil {
			return nil, err
		}
		return view(tried, shown), nil
	}
	outcome, err := fix.Try(view(j, r), look)
	if err != nil {
		return nil, nil, err
	}
	w := cmd.ErrOrStderr()
	if j.options.diff {
		if err := j.options.inputs.writeDiagnostics(cmd, r); err != nil {
			return nil, nil, err
		}
		for _, c := range outcome.Changes {
			if _, err := cmd.OutOrStdout().Write(unified.Diff("a/"+c.File, c.Before, "b/"+c.File, c.After)); err != nil {
				return nil, nil, fmt.Errorf("standard output cannot be written: %w", err)
			}
		}
		writeOutcome(w, "would fix", outcome)
		return j, r, j.exit(r)
	}
	for _, c := range outcome.Changes {
		if err := rewrite(c); err != nil {
			return nil, nil, err
		}
	}
	if !j.options.inputs.quiet {
		writeOutcome(w, "fixed", outcome)
	}
	if len(outcome.Changes) == 0 {
		return j, r, nil
	}
	return examine(cmd, paths, j.options, j.config, known)
}

// view gives what the search for fixes looks at.
func view(j *job, r *report.Report) *fix.View {
	broken := len(r.Failures)
	for _, d := range r.Diagnostics {
		if d.Severity == model.SeverityError {
			broken++
		}
	}
	return &fix.View{Findings: r.Findings, Errors: broken, Read: j.loaded.ReadFile}
}

// writeOutcome tells what was changed, and what has to be changed by hand.
func writeOutcome(w io.Writer, done string, o *fix.Outcome) {
	for _, f := range o.Made {
		fmt.Fprintf(w, "%s %s: %s: %s\n", done, rules.Clean(f.Range.String()), f.Rule, rules.Clean(f.Fix.Text))
	}
	for _, l := range o.Left {
		fmt.Fprintf(w, "not fixed %s: %s: %s\n", rules.Clean(l.Finding.Range.String()), l.Finding.Rule, rules.Clean(l.Why))
	}
}

// rewrite gives a file its new content, with the mode that it has, where it is still as it was read.
func rewrite(c fix.Change) error {
	name := filepath.FromSlash(c.File)
	info, err := os.Lstat(name)
	if err != nil {
		return fmt.Errorf("--fix: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("--fix: %s is a link; name the directory of the file itself", c.File)
	}
	now, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("--fix: %w", err)
	}
	if !bytes.Equal(now, c.Before) {
		return fmt.Errorf("--fix: %s has changed since it was read; run netlint again", c.File)
	}
	if err := writeFile(name, c.After); err != nil {
		return err
	}
	return os.Chmod(name, info.Mode().Perm())
}
