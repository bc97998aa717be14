package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"time"
)

// How large the heap may grow before garbage is collected for the first time: so many bytes, or so many times
// the size of the files that are named. Most inputs are read and linted in less, and nearly all that a run makes
// of a plan lives until its end: collecting meanwhile costs up to a fifth of the run and frees little.
const (
	firstCollection = 80 << 20
	heapPerInput    = 8
)

// delayCollection puts off the first garbage collection while the named files are read. Behind it the runtime's own
// pace holds, so that memory stays proportional to what is read. Who sets GOGC or GOMEMLIMIT has the say.
func delayCollection(paths []string, allowed byteSize) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetMemoryLimit(heapToCollect(paths, allowed))
	debug.SetGCPercent(-1)
	collected := new([16]byte)
	runtime.AddCleanup(collected, func(struct{}) {
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(math.MaxInt64)
	}, struct{}{})
}

// heapToCollect is at how many bytes of memory garbage is first collected: never beyond a part of what the run is
// allowed, so that it does not fail for want of a collection.
func heapToCollect(paths []string, allowed byteSize) int64 {
	if allowed == 0 {
		allowed = defaultMemory
	}
	var size int64
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
	}
	return max(firstCollection, min(heapPerInput*size, int64(allowed/4)))
}

// byteSize is a number of bytes as a flag: "512MiB", "4GiB", or 0.
type byteSize uint64

var byteUnits = []struct {
	name  string
	shift int
}{{"GiB", 30}, {"MiB", 20}, {"KiB", 10}}

// String writes the size in the largest unit that it is a multiple of.
func (b *byteSize) String() string {
	for _, u := range byteUnits {
		if *b > 0 && *b%(1<<u.shift) == 0 {
			return fmt.Sprintf("%d%s", *b>>u.shift, u.name)
		}
	}
	return strconv.FormatUint(uint64(*b), 10)
}

// Set reads a size.
func (b *byteSize) Set(text string) error {
	for _, u := range byteUnits {
		if number, ok := strings.CutSuffix(text, u.name); ok {
			n, err := strconv.ParseUint(number, 10, 63-u.shift)
			if err != nil {
				return errNoSize
			}
			*b = byteSize(n << u.shift)
			return nil
		}
	}
	if text != "0" {
		return errNoSize
	}
	*b = 0
	return nil
}

// Type names the kind of value.
func (b *byteSize) Type() string { return "size" }

var errNoSize = errors.New(`write a size like "512MiB" or "8GiB", or 0 for no limit`)

// defaultMemory is what a run may hold where nothing else is said: several times what the largest estates take,
// and less than what brings a machine down.
const defaultMemory = 4 << 30

// memoryLook is how often a run's memory is looked at.
const memoryLook = 20 * time.Millisecond

// guardMemory ends the process when it holds more than so many bytes: nothing that is known could be put
// together then. The function that it gives calls that off.
func guardMemory(most byteSize, stderr io.Writer) (release func()) {
	if most == 0 {
		return func() {}
	}
	done := make(chan struct{})
	go func() {
		sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		tick := time.NewTicker(memoryLook)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			metrics.Read(sample)
			if sample[0].Value.Uint64()-sample[1].Value.Uint64() > uint64(most) {
				fmt.Fprintf(stderr, "netlint: stopped: the inputs take more than %s of memory; name fewer in one call, or allow more (--max-memory)\n", &most)
				exitAtOnce()
			}
		}
	}()
	return func() { close(done) }
}
