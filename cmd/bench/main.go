// Bench measures netlint against the floors under it: what it costs merely to read the same input. It
// generates the inputs, runs every program as a process of its own, and prints CPU seconds, peak memory and
// ratios. See "make bench".
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const usage = `usage:
  bench generate -resources N -out DIR      write an estate: DIR/plan.json, DIR/src and DIR/flat
  bench roots -count N -out DIR             write N small root modules
  bench floor jsonv2|terraform-json|hclparse PATH
                                            read PATH and do nothing with it
  bench run -netlint BINARY [-runs N] [-sizes 1000,10000,50000] [-markdown FILE] [-chart FILE]`

var errUsage = errors.New(usage)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	switch args[0] {
	case "generate":
		resources := flags.Int("resources", 10000, "least number of resources")
		out := flags.String("out", "", "directory to write to")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		return generate(*resources, *out)
	case "roots":
		count := flags.Int("count", 1000, "number of root modules")
		out := flags.String("out", "", "directory to write to")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		return writeRoots(*count, *out)
	case "floor":
		if len(args) != 3 {
			return errUsage
		}
		return floor(args[1], args[2])
	case "run":
		b := &bench{}
		flags.StringVar(&b.netlint, "netlint", "", "the netlint binary")
		flags.IntVar(&b.runs, "runs", 5, "runs of each program; the median is printed")
		sizes := flags.String("sizes", "1000,10000,50000", "numbers of resources")
		flags.StringVar(&b.markdown, "markdown", "", "file for the table")
		flags.StringVar(&b.chart, "chart", "", "file for the chart, SVG")
		flags.IntVar(&b.roots, "roots", 1000, "number of small root modules in one call; 0 leaves it out")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		var err error
		if b.netlint, err = filepath.Abs(b.netlint); err != nil { // it runs in a directory of its own
			return err
		}
		for _, s := range strings.Split(*sizes, ",") {
			n, err := strconv.Atoi(s)
			if err != nil {
				return fmt.Errorf("%q is no number of resources", s)
			}
			b.sizes = append(b.sizes, n)
		}
		return b.run()
	}
	return errUsage
}

func generate(resources int, out string) error {
	if out == "" {
		return errors.New("generate needs -out DIR")
	}
	e, err := newEstate(resources)
	if err != nil {
		return err
	}
	if err := e.write(out); err != nil {
		return err
	}
	return e.writeFlat(filepath.Join(out, "flat"))
}
