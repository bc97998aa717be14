package source

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A synthetic id has none of the structure of the identifier that it stands for: a configuration that takes an
// ARN to pieces is right, and yet its evaluation fails here. Such a failure is no fault of the
// configuration; the value is unknown.

// failsOnStandIn reports whether the evaluation of expr may have failed only because one of the values is a
// stand-in for one that AWS assigns: it calls a function, and a value it refers to holds such.
func failsOnStandIn(expr hcl.Expression, vars map[string]cty.Value) bool {
	if !callsAny(expr, func(string) bool { return true }) {
		return false
	}
	budget := 100_000
	for _, v := range vars {
		if holdsStandIn(v, &budget) {
			return true
		}
	}
	return false
}

// parsers are functions that fail on a string of the wrong form, or give a list whose length depends on it.
var parsers = map[string]bool{"split": true, "regex": true, "tonumber": true, "parseint": true, "jsondecode": true}

// attemptFailsOnStandIn is failsOnStandIn for an argument of try() and can(), where a failure is usual and
// mostly says that an attribute is not there; only what takes strings to pieces counts.
func attemptFailsOnStandIn(expr hcl.Expression, ctx *hcl.EvalContext) bool {
	if !callsAny(expr, func(name string) bool { return parsers[name] }) {
		return false
	}
	budget := 100_000
	for _, t := range expr.Variables() {
		if v, diags := t.TraverseAbs(ctx); !diags.HasErrors() && holdsStandIn(v, &budget) {
			return true
		}
	}
	return false
}

func callsAny(expr hcl.Expression, match func(name string) bool) bool {
	node, ok := expr.(hclsyntax.Node)
	if !ok {
		return false
	}
	found := false
	_ = hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
		if call, ok := n.(*hclsyntax.FunctionCallExpr); ok && match(call.Name) {
			found = true
		}
		return nil
	})
	return found
}

// holdsStandIn reports whether a value holds a synthetic id or region, as far as the budget of elements
// reaches; what lies beyond counts as one.
func holdsStandIn(v cty.Value, budget *int) bool {
	*budget--
	if *budget < 0 {
		return true
	}
	if text, ok := stringValue(v); ok {
		return strings.Contains(text, syntheticPrefix) || strings.Contains(text, syntheticRegionPrefix)
	}
	if !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return false
	}
	for it := v.ElementIterator(); it.Next(); {
		if _, elem := it.Element(); holdsStandIn(elem, budget) {
			return true
		}
	}
	return false
}
