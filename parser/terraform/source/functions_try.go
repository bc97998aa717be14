package source

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/customdecode"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// tryFunc gives the first argument that evaluates without error. HCL's own function of that name evaluates
// every argument twice, which doubles with each level of nesting; and it makes an object unknown in whole
// when any attribute of it is, which all resources that are not yet there have.
var tryFunc = function.New(&function.Spec{
	VarParam: &function.Parameter{Name: "expressions", Type: customdecode.ExpressionClosureType},
	Type:     function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if len(args) == 0 {
			return cty.DynamicVal, errNoArguments
		}
		var failures []string
		for _, arg := range args {
			closure := customdecode.ExpressionClosureFromVal(arg)
			v, diags := closure.Value()
			if !diags.HasErrors() {
				if !settled(closure.Expression, v) {
					return cty.DynamicVal, nil
				}
				return v, nil
			}
			if attemptFailsOnStandIn(closure.Expression, closure.EvalContext) {
				return cty.DynamicVal, nil
			}
			for _, d := range diags {
				failures = append(failures, d.Summary)
			}
		}
		return cty.DynamicVal, fmt.Errorf("no expression succeeded: %s", strings.Join(failures, "; "))
	},
})

// canFunc reports whether its argument evaluates without error.
var canFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "expression", Type: customdecode.ExpressionClosureType}},
	Type:   function.StaticReturnType(cty.Bool),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		closure := customdecode.ExpressionClosureFromVal(args[0])
		v, diags := closure.Value()
		switch {
		case diags.HasErrors() && attemptFailsOnStandIn(closure.Expression, closure.EvalContext):
			return cty.UnknownVal(cty.Bool), nil
		case diags.HasErrors():
			return cty.False, nil
		case !settled(closure.Expression, v):
			return cty.UnknownVal(cty.Bool), nil
		default:
			return cty.True, nil
		}
	},
})

// settled reports whether an expression that evaluated without error would still do so, to the same kind of
// value, if all were known. What is unknown inside a value that is merely read out of another cannot change
// that.
func settled(expr hcl.Expression, v cty.Value) bool {
	if v.IsWhollyKnown() {
		return true
	}
	switch ex := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr, *hclsyntax.RelativeTraversalExpr, *hclsyntax.IndexExpr, *hclsyntax.SplatExpr:
		return v.IsKnown()
	case *hclsyntax.ParenthesesExpr:
		return settled(ex.Expression, v)
	}
	return false
}
