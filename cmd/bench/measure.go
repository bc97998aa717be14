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
	if err := b.add("nothing to lint", "netlint", 0, b.netlint, "version"); err != nil {
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
		input := fmt.Sprintf("%d roots", b.roots)
		if err := b.add(input, "hclparse", b.roots, self, "floor", "hclparse", dir); err != nil {
			return err
		}
		if err := b.add(input, "netlint", b.roots, b.netlint, "--quiet", dir); err != nil {
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
	for _, p := range []struct {
		input, program string
		command        []string
	}{
		{"plan", "typed jsonv2", []string{self, "floor", "jsonv2", alone}},
		{"plan", "terraform-json", []string{self, "floor", "terraform-json", alone}},
		{"plan", "netlint", []string{b.netlint, "--quiet", alone}},
		{"written-out sources", "hclparse", []string{self, "floor", "hclparse", flat}},
		{"written-out sources", "netlint", []string{b.netlint, "--quiet", flat}},
		{"sources with modules", "hclparse", []string{self, "floor", "hclparse", src}},
		{"sources with modules", "netlint", []string{b.netlint, "--quiet", src}},
	} {
		if err := b.add(fmt.Sprintf("%s, %d resources", p.input, n), p.program, e.resources(), p.command...); err != nil {
			return err
		}
	}
	return nil
}

// add measures a command and keeps the row. Exit 1, findings, is no failure of the command.
func (b *bench) add(input, program string, resources int, command ...string) error {
	var cpu, wall []time.Duration
	var peak []int64
	for range b.runs {
		c := exec.Command(command[0], command[1:]...)
		c.Dir = b.work
		var stderr bytes.Buffer
		c.Stderr = &stderr
		start := time.Now()
		err := c.Run()
		var exit *exec.ExitError
		if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) {
			return fmt.Errorf("%s: %w\n%s", strings.Join(command, " "), err, stderr.String())
		}
		wall = append(wall, time.Since(start))
		cpu = append(cpu, c.ProcessState.UserTime()+c.ProcessState.SystemTime())
		if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
			peak = append(peak, usage.Maxrss*1024)
		}
	}
	r := row{input: input, program: program, resources: resources, figures: figures{cpu: median(cpu), wall: median(wall)}}
	if len(peak) > 0 {
		r.peak = median(peak)
	}
	b.rows = append(b.rows, r)
	return nil
}

func median[T time.Duration | int64](s []T) T {
	slices.Sort(s)
	return s[len(s)/2]
}
