// Command netlint finds faults between the resources of an AWS network, in Terraform and CloudFormation,
// before anything is deployed and without touching AWS.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/netlint/netlint/rules"
)

// The exit statuses.
const (
	exitOK       = 0 // nothing at or above --fail-on
	exitFindings = 1
	exitUnusable = 2 // the command line, the configuration or an input is unusable
	exitNothing  = 3 // nothing to lint was found in what was named

	exitUndecided = 3 // of "netlint path": the answer hangs on something that is not known
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// status is the error of a command that has said what there is to say and ends with an exit status.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// run runs one command line and gives the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	ctx, stop := untilStopped(stderr)
	defer stop()
	err := root.ExecuteContext(ctx)
	var s status
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &s):
		return int(s)
	default:
		fmt.Fprintf(stderr, "netlint: %s\n", rules.CleanLines(err.Error()))
		return exitUnusable
	}
}
