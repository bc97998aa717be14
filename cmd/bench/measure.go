package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// bench is one run of all measurements.
type bench struct {
	netlint, markdown, chart string
	runs, roots              int
	sizes                    []int
	work                     string
	rows                     []row
}

// row is the figures of one program over one input.
type row struct {
	input, program string
	resources      int
	figures
}

// figures are medians over the runs of a process.
type figures struct {
	cpu, wall time.Duration
	peak      int64 // bytes of resident memory
}

func (b *bench) run() error {
	if b.netlint == "" {
		return errors.New("run needs -netlint BINARY")
	}
	work, err := os.MkdirTemp("", "netlint-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	b.work = work
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := b.compare("nothing to lint", 0, program{"netlint", []string{b.netlint, "version"}}); err != nil {
		return err
	}
	for _, n := range b.sizes {
		if err := b.size(self, n); err != nil {
			return err
		}
	}
	if b.roots > 0 {
		dir := filepath.Join(work, "roots")
		if err := writeRoots(b.roots, dir); err != nil {
			return err
		}
		if err := b.compare(fmt.Sprintf("%d roots", b.roots), b.roots,
			program{"hclparse", []string{self, "floor", "hclparse", dir}},
			program{"netlint", []string{b.netlint, "--quiet", dir}}); err != nil {
			return err
		}
	}
	return b.write()
}

func (b *bench) size(self string, n int) error {
	dir := filepath.Join(b.work, fmt.Sprint(n))
	plan, src, flat := filepath.Join(dir, "plan.json"), filepath.Join(dir, "src"), filepath.Join(dir, "flat")
	e, err := newEstate(n)
	if err != nil {
		return err
	}
	if err := e.write(dir); err != nil {
		return err
	}
	if err := e.writeFlat(flat); err != nil {
		return err
	}
	// A plan far from its sources, so that the plan alone is measured.
	alone := filepath.Join(b.work, fmt.Sprintf("plan-%d.json", n))
	if err := os.Rename(plan, alone); err != nil {
		return err
	}
	for _, i := range []struct {
		input    string
		programs []program
	}{
		{"plan", []program{
			{"typed jsonv2", []string{self, "floor", "jsonv2", alone}},
			{"terraform-json", []string{self, "floor", "terraform-json", alone}},
			{"netlint", []string{b.netlint, "--quiet", alone}},
		}},
		{"written-out sources", []program{
			{"hclparse", []string{self, "floor", "hclparse", flat}},
			{"netlint", []string{b.netlint, "--quiet", flat}},
		}},
		{"sources with modules", []program{
			{"hclparse", []string{self, "floor", "hclparse", src}},
			{"netlint", []string{b.netlint, "--quiet", src}},
		}},
	} {
		if err := b.compare(fmt.Sprintf("%s, %d resources", i.input, n), e.resources(), i.programs...); err != nil {
			return err
		}
	}
	return nil
}

// program is one command that is measured.
type program struct {
	name    string
	command []string
}

// compare measures programs over one input and keeps a row of each. They run in turns, so that what else the
// machine does meets them alike.
func (b *bench) compare(input string, resources int, programs ...program) error {
	all := make([]samples, len(programs))
	for range b.runs {
		for i, p := range programs {
			if err := all[i].add(b.work, p.command); err != nil {
				return err
			}
		}
	}
	for i, p := range programs {
		b.rows = append(b.rows, row{input: input, program: p.name, resources: resources, figures: all[i].figures()})
	}
	return nil
}

// samples are what the runs of one program took.
type samples struct {
	cpu, wall []time.Duration
	peak      []int64
}

// add runs a command in a directory. Exit 1, findings, is no failure of the command.
func (s *samples) add(dir string, command []string) error {
	c := exec.Command(command[0], command[1:]...)
	c.Dir = dir
	var stderr bytes.Buffer
	c.Stderr = &stderr
	start := time.Now()
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) {
		return fmt.Errorf("%s: %w\n%s", strings.Join(command, " "), err, stderr.String())
	}
	s.wall = append(s.wall, time.Since(start))
	s.cpu = append(s.cpu, c.ProcessState.UserTime()+c.ProcessState.SystemTime())
	if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.peak = append(s.peak, usage.Maxrss*1024)
	}
	return nil
}

func (s *samples) figures() figures {
	f := figures{cpu: median(s.cpu), wall: median(s.wall)}
	if len(s.peak) > 0 {
		f.peak = median(s.peak)
	}
	return f
}

func median[T time.Duration | int64](s []T) T {
	slices.Sort(s)
	return s[len(s)/2]
}
