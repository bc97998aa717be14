// Package lazyregexp holds regular expressions that are compiled when a run first uses them: a start costs less than ten
// milliseconds, of which compiling them all would be nearly one.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New gives a function that compiles the expression once, and panics then where it is wrong.
func New(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
