package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/netlint/netlint/cmd/netlint/internal/baseline"
	"github.com/netlint/netlint/cmd/netlint/internal/config"
	"github.com/netlint/netlint/cmd/netlint/internal/report"
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser"
	"github.com/netlint/netlint/rules"
)

// lint is the main job: read, run the rules, leave out what is to be left out, report.
func lint(cmd *cobra.Command, paths []string, o lintOptions) error {
	start := time.Now()
	defer o.inputs.limit(cmd)()
	o.inputs.partly = true
	if o.against == "" && cmd.Flags().Changed("against") {
		return errors.New("--against names no revision; a variable that is empty would leave nothing to compare with")
	}
	c, err := o.inputs.configuration()
	if err != nil {
		return err
	}
	if err := o.settle(c); err != nil {
		return err
	}
	known, err := o.known()
	if err != nil {
		return err
	}
	j, r, err := examine(cmd, paths, o, c, known)
	if err != nil {
		return err
	}
	stopped := context.Cause(cmd.Context())
	if o.fix && stopped == nil {
		if j, r, err = fixFindings(cmd, paths, j, r, known); err != nil || o.diff {
			return err
		}
	}
	// What is known of a run that was stopped is mostly a part: a baseline is not changed for it.
	if stopped == nil || !r.Diagnostics.HasErrors() && len(r.Failures) == 0 {
		if err := j.keepBaseline(cmd, r); err != nil {
			return err
		}
	}
	if err := j.write(cmd, r); err != nil {
		return err
	}
	if o.stats {
		writeStats(cmd.ErrOrStderr(), j.loaded, j.loadTime, time.Since(start))
	}
	if o.fix && stopped != nil {
		return fmt.Errorf("stopped before a change was tried: %w", stopped)
	}
	return j.exit(r)
}

// examine reads the inputs, runs the rules, and leaves out what the options, suppressions and the baseline
// say. The options have to be settled.
func examine(cmd *cobra.Command, paths []string, o lintOptions, c *config.Config, known *baseline.Baseline) (*job, *report.Report, error) {
	start := time.Now()
	loaded, err := o.inputs.load(cmd, paths, o.changed)
	if err != nil {
		return nil, nil, err
	}
	j := &job{ctx: cmd.Context(), options: o, config: c, rules: o.selectRules(c), loaded: loaded, loadTime: time.Since(start)}
	done := o.inputs.during(cmd.ErrOrStderr(), fmt.Sprintf("running %d rules", len(j.rules)))
	found := j.find(loaded.After)
	done()
	if found, err = j.setStatus(found, paths); err != nil {
		return nil, nil, err
	}
	standing, suppressed := j.suppress(found, paths)
	return j, j.report(standing, suppressed, known), nil
}

// load reads the inputs; changed says that the paths are the files of a change.
func (o *inputOptions) load(cmd *cobra.Command, paths []string, changed bool) (*parser.Result, error) {
	parameters, err := o.allParameters()
	if err != nil {
		return nil, err
	}
	defer o.during(cmd.ErrOrStderr(), "reading the inputs")()
	delayCollection(paths, o.memory)
	return loadWithin(cmd.Context(), paths, parser.Options{
		Stdin:         cmd.InOrStdin(),
		Source:        o.source,
		Variables:     o.variables,
		VariableFiles: o.variableFiles,
		Parameters:    parameters,
		Changed:       changed,
		Jobs:          o.jobs,
		Overlay:       o.overlay,
	}, o.partly)
}

// allParameters gives the values of CloudFormation parameters, those of the command line before those of files.
func (o *inputOptions) allParameters() (map[string]string, error) {
	parameters, err := parser.ReadParameters(o.parameterFile)
	if err != nil {
		return nil, err
	}
	maps.Copy(parameters, o.parameters)
	return parameters, nil
}

// job is one run of the main job, once its options are settled.
type job struct {
	ctx      context.Context // of the command; it ends when the run is to stop
	options  lintOptions
	config   *config.Config
	rules    []*rules.Rule
	loaded   *parser.Result
	loadTime time.Duration
	failures []rules.Failure
	known    *baseline.Match // what the baseline knows of what was found
}

// find runs the rules over the scenarios of one network.
func (j *job) find(networks []*model.Network) []rules.Finding {
	ctx := j.ctx
	if ctx.Err() != nil { // the reading was cut short: the rules have what is left of the grace
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(context.WithoutCancel(ctx), grace/3, context.Cause(ctx))
		defer cancel()
	}
	found, failures := rules.RunContext(ctx, networks, j.rules, j.config.Options, j.options.inputs.jobs)
	j.failures = append(j.failures, failures...)
	for i := range found {
		if s := j.config.Severity(found[i].Rule); s != "" {
			found[i].Severity = s
		}
	}
	return found
}

// report puts together what is shown: it leaves out what the options and the baseline say.
func (j *job) report(standing, suppressed []rules.Finding, known *baseline.Baseline) *report.Report {
	r := newReport(j.loaded)
	r.Suppressed, r.Failures, r.Rules = suppressed, j.failures, j.rules
	j.sayStopped(r)
	j.known = known.Match(slices.Concat(standing, suppressed), j.baselineRun(known.File()))
	for i, f := range standing {
		switch {
		case f.Confidence == rules.Possible && j.options.confidence != string(rules.Possible):
			r.Hidden.Possible++
		case j.options.newOnly && f.Status == rules.Existing:
			r.Hidden.Existing++
		case j.known.Known(i):
			r.Hidden.Baseline++
		default:
			r.Findings = append(r.Findings, f)
		}
	}
	return r
}

// newReport makes a report of what was read.
func newReport(loaded *parser.Result) *report.Report {
	dir, err := os.Getwd()
	if err != nil {
		dir = "" // paths stay as they are
	}
	r := &report.Report{
		Version:     version(),
		Diagnostics: loaded.Diagnostics,
		Unsupported: loaded.Unsupported,
		Source:      loaded.ReadSource,
		Dir:         dir,
	}
	if len(loaded.After) > 0 {
		r.Network = loaded.After[0]
	}
	for _, in := range loaded.Inputs {
		r.Inputs = append(r.Inputs, report.Input{Path: in.Path, Kind: in.Kind, Resources: in.Resources, Links: in.Links})
	}
	return r
}

// write writes the report in every form that is asked for, and what could not be read to standard error.
func (j *job) write(cmd *cobra.Command, r *report.Report) error {
	o := j.options
	if err := o.inputs.writeDiagnostics(cmd, r); err != nil {
		return err
	}
	// Over no input at all, a summary would read like a clean bill of health.
	if len(r.Inputs) > 0 || o.format != "text" {
		writing.Lock() // what is known of a run that is stopped is written whole
		err := report.Write(cmd.OutOrStdout(), o.format, r, o.inputs.style(cmd.OutOrStdout()))
		writing.Unlock()
		if err != nil {
			return fmt.Errorf("standard output cannot be written: %w", err)
		}
	}
	return writeOutputs(o.outputs, r)
}

// writeDiagnostics writes to standard error what could not be read or understood.
func (o *inputOptions) writeDiagnostics(cmd *cobra.Command, r *report.Report) error {
	shown := *r
	if o.quiet {
		shown.Diagnostics = slices.DeleteFunc(slices.Clone(r.Diagnostics), func(d model.Diagnostic) bool { return d.Severity != model.SeverityError })
	}
	if err := report.WriteDiagnostics(cmd.ErrOrStderr(), &shown, o.style(cmd.ErrOrStderr())); err != nil {
		return fmt.Errorf("standard error cannot be written: %w", err)
	}
	return nil
}

// style says how text to a stream looks.
func (o *inputOptions) style(w io.Writer) report.Style {
	color := false
	if f, ok := w.(*os.File); ok {
		color = term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
	}
	if os.Getenv("CLICOLOR_FORCE") != "" && os.Getenv("CLICOLOR_FORCE") != "0" {
		color = true
	}
	if o.noColor || os.Getenv("NO_COLOR") != "" {
		color = false
	}
	return report.Style{Color: color, Verbose: o.verbose, Quiet: o.quiet}
}

// exit gives the exit status. A broken input goes before what was found in the others.
func (j *job) exit(r *report.Report) error {
	if r.Diagnostics.HasErrors() || len(r.Failures) > 0 {
		return status(exitUnusable)
	}
	if len(r.Inputs) == 0 && !j.options.changed {
		return status(exitNothing)
	}
	if j.options.failOn == "never" || j.options.writeBaseline != "" {
		return nil
	}
	for _, f := range r.Findings {
		if f.Severity.Rank() >= rules.Severity(j.options.failOn).Rank() {
			return status(exitFindings)
		}
	}
	return nil
}

func writeStats(w io.Writer, loaded *parser.Result, load, total time.Duration) {
	objects := 0
	for _, n := range loaded.After {
		objects += len(n.Entities())
	}
	fmt.Fprintf(w, "stats: %d inputs, %d objects in %d scenarios; read in %v, linted in %v\n",
		len(loaded.Inputs), objects, len(loaded.After), load.Round(time.Millisecond), (total - load).Round(time.Millisecond))
	for _, in := range loaded.Inputs {
		if n := in.Links.Total; n > 0 {
			fmt.Fprintf(w, "stats: %s leaves %d links to be told, of which %d are certain, %d of these by equal indices, and %d open\n",
				in.Path, n, n-len(in.Links.Open), in.Links.ByIndex, len(in.Links.Open))
		}
	}
}
