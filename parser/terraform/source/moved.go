package source

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/netlint/netlint/model"
)

// moves gives the renames that the module's moved blocks declare, with the full addresses of this instance.
func (m *module) moves() []model.Move {
	var out []model.Move
	for _, b := range m.config.moved {
		c := b.contentOf(nil)
		from, to := movedAddress(c.argument("from")), movedAddress(c.argument("to"))
		if from != "" && to != "" {
			out = append(out, model.Move{From: m.address(from), To: m.address(to)})
		}
	}
	return out
}

// movedAddress gives the address that an end of a moved block names; "" where it names none.
func movedAddress(expr hcl.Expression) string {
	if expr == nil {
		return ""
	}
	traversal, diags := hcl.AbsTraversalForExpr(expr)
	if diags.HasErrors() {
		return ""
	}
	return traversalText(traversal)
}
