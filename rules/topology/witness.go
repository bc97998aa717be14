package topology

import "github.com/netlint/netlint/model/reach"

// Witness gives the path that shows why a query is answered with no: the first that is certainly blocked. It
// is nil where there is none, because something on the way is not in view.
func Witness(e *reach.Engine, q reach.Query) *reach.Path {
	for _, p := range e.Path(q).Paths {
		if p.Verdict == reach.Blocked {
			return &p
		}
	}
	return nil
}
