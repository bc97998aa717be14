package terraform

import (
	"slices"

	"github.com/netlint/netlint/parser/terraform/attribute"
	"github.com/netlint/netlint/parser/terraform/plan"
)

// conceal makes unknown what a plan or state marks as sensitive. Rules print the values that they judge, so that
// a value which must not be seen in any output must not reach them; of what it would have told them, nothing
// is claimed. Identifiers of objects of the same input stay: messages call objects by their addresses.
func conceal(f *plan.File, d *attribute.Decoder) {
	if !slices.ContainsFunc(f.Resources, func(r *plan.Resource) bool { return len(r.Sensitive) > 0 }) {
		return
	}
	own := map[string]bool{}
	for _, r := range f.Resources {
		for _, attrs := range []any{r.Before, r.After} {
			if attrs != nil {
				for _, id := range d.Identities(attrs) {
					own[id] = true
				}
			}
		}
	}
	for _, r := range f.Resources {
		for _, path := range r.Sensitive {
			why := "it is marked as sensitive"
			for _, attrs := range []any{r.Before, r.After} {
				if attrs != nil {
					d.Conceal(attrs, path, why, func(id string) bool { return own[id] })
				}
			}
		}
	}
}
