package source

import (
	"bytes"
	"errors"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// meterFunction is called around the collection of every for expression. No configuration can call it: a
// space is not allowed in a function's name.
const meterFunction = "meter iterations"

// mayIterate reports whether the source can hold a for expression; most files do not.
func mayIterate(src []byte) bool { return bytes.Contains(src, []byte("for ")) }

// meterIterations makes the for expressions below node count their iterations: HCL cannot be interrupted,
// and a few nested for expressions over a thousand elements each would run for years.
func meterIterations(node hclsyntax.Node) {
	_ = hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
		loop, ok := n.(*hclsyntax.ForExpr)
		if !ok {
			return nil
		}
		rng := loop.CollExpr.Range()
		loop.CollExpr = &hclsyntax.FunctionCallExpr{
			Name:            meterFunction,
			Args:            []hclsyntax.Expression{loop.CollExpr},
			NameRange:       rng,
			OpenParenRange:  rng,
			CloseParenRange: rng,
		}
		return nil
	})
}

var errIterations = errors.New("the for expressions of this configuration iterate more often than netlint follows; filter the collections first")

// exhaustedFunc takes the place of every function once the budget is used up. HCL evaluates the rest of a loop
// although a part of it failed: each turn has to cost as little as can be.
var exhaustedFunc = function.New(&function.Spec{
	VarParam: &function.Parameter{Name: "args", Type: cty.DynamicPseudoType, AllowNull: true, AllowUnknown: true, AllowDynamicType: true, AllowMarked: true},
	Type:     func([]cty.Value) (cty.Type, error) { return cty.NilType, errIterations },
})

// meter gives the function that takes the length of a collection off the budget, and calls exhaust when that is
// used up.
func meter(budget *int, exhaust func()) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{
			Name: "collection", Type: cty.DynamicPseudoType,
			AllowNull: true, AllowUnknown: true, AllowDynamicType: true, AllowMarked: true,
		}},
		Type: func(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil },
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			v := args[0]
			*budget--
			if v.IsKnown() && !v.IsNull() && v.CanIterateElements() {
				*budget -= v.LengthInt()
			}
			if *budget < 0 {
				exhaust()
				return cty.DynamicVal, errIterations
			}
			return v, nil
		},
	})
}
