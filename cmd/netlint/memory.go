package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
)

// firstCollection is how large the heap, in bytes, may grow before garbage is collected for the first time.
// Most inputs are read and linted in less; collecting while the heap is still growing costs as much as the
// rules.
const firstCollection = 80 << 20

// delayCollection puts off the first garbage collection. Behind it the runtime's own pace holds, so that
// memory stays proportional to what is read. Who sets GOGC or GOMEMLIMIT has the say.
func delayCollection() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetMemoryLimit(firstCollection)
	debug.SetGCPercent(-1)
	collected := new([16]byte)
	runtime.AddCleanup(collected, func(struct{}) {
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(math.MaxInt64)
	}, struct{}{})
}
