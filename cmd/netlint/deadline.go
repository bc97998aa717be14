package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/netlint/netlint/cmd/netlint/internal/report"
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser"
	"github.com/netlint/netlint/rules"
)

// grace is how long a command may still take to print what is known once it has been told to stop.
const grace = 3 * time.Second

// untilStopped gives a context that ends when the process is told to stop (SIGINT, SIGTERM). The first signal
// lets the command print what is known; a second one ends the process at once.
func untilStopped(stderr io.Writer) (ctx context.Context, release func()) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	disarm := exitAfterGrace(ctx, stderr)
	return ctx, func() { disarm(); stop() }
}

// limit ends the command's context after the time that --timeout allows, and the process at the memory that
// --max-memory allows. The function that it gives has to be
// called when the command is done.
func (o *inputOptions) limit(cmd *cobra.Command) (release func()) {
	unguard := guardMemory(o.memory, cmd.ErrOrStderr())
	if o.timeout <= 0 {
		return unguard
	}
	ctx, cancel := context.WithTimeoutCause(cmd.Context(), o.timeout, fmt.Errorf("the %v that --timeout allows are over", o.timeout))
	cmd.SetContext(ctx)
	disarm := exitAfterGrace(ctx, cmd.ErrOrStderr())
	return func() { disarm(); cancel(); unguard() }
}

// exitAfterGrace ends the process when the context has ended and the command takes longer than the grace to
// end by itself. The function that it gives calls that off.
func exitAfterGrace(ctx context.Context, stderr io.Writer) (disarm func()) {
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-done:
		case <-time.After(grace):
			fmt.Fprintf(stderr, "netlint: stopped: %v\n", context.Cause(ctx))
			exitAtOnce()
		}
	})
	return func() { stop(); close(done) }
}

// exitAtOnce ends the process. A file that is being written is waited for, but no longer than the grace: nobody
// may be reading it.
func exitAtOnce() {
	if !writing.TryLock() {
		time.Sleep(grace)
	}
	os.Exit(exitUnusable)
}

// loadWithin reads inputs, and gives up when the context ends. With partly, the inputs that are read by then are given,
// where it takes a part of the grace at most to finish them: they are linted as a part. Otherwise of inputs that are
// read by half nothing can be said.
func loadWithin(ctx context.Context, paths []string, o parser.Options, partly bool) (*parser.Result, error) {
	if partly {
		o.Stop = ctx.Done()
	}
	done := make(chan *parser.Result, 1)
	go func() { done <- parser.Load(paths, o) }()
	select {
	case loaded := <-done:
		return loaded, nil
	case <-ctx.Done():
	}
	if partly {
		select {
		case loaded := <-done:
			if len(loaded.Inputs) > 0 {
				return loaded, nil
			}
		case <-time.After(grace / 3):
		}
	}
	return nil, fmt.Errorf("stopped while the inputs were being read, so that nothing is known of them: %w", context.Cause(ctx))
}

// sayStopped puts one diagnostic in place of the failures of all rules that were stopped.
func (j *job) sayStopped(r *report.Report) {
	stopped := map[string]bool{}
	r.Failures = slices.DeleteFunc(slices.Clone(r.Failures), func(f rules.Failure) bool {
		if errors.Is(f.Err, rules.ErrStopped) {
			stopped[f.Rule] = true
			return true
		}
		return false
	})
	if len(stopped) > 0 {
		r.Diagnostics = append(r.Diagnostics, model.Diagnostic{
			Severity: model.SeverityError,
			Summary:  "The run was stopped before all rules had finished",
			Detail: fmt.Sprintf("%d of %d rules had not finished: %v. What the others found is shown; there may be more.",
				len(stopped), len(j.rules), context.Cause(j.ctx)),
		})
	}
}
