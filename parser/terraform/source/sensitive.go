package source

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// concealed makes every text in a value unknown, so that nothing that is computed from it can be printed.
// Numbers and bools stay, and so do identifiers that AWS has yet to assign: they are no secrets.
func concealed(v cty.Value) cty.Value {
	out, err := cty.TransformWithTransformer(v, concealing{})
	if err != nil {
		return cty.UnknownVal(v.Type())
	}
	return out
}

type concealing struct{}

// Enter makes a large set unknown as a whole: its elements would all be unknown, and cty compares such with each other.
func (concealing) Enter(_ cty.Path, part cty.Value) (cty.Value, error) {
	if part.Type().IsSetType() && part.IsKnown() && !part.IsNull() && part.LengthInt() > maxMixed {
		return cty.UnknownVal(part.Type()), nil
	}
	return part, nil
}

func (concealing) Exit(_ cty.Path, part cty.Value) (cty.Value, error) {
	if part.Type() != cty.String || part.IsNull() || !part.IsKnown() || IsSynthetic(part.AsString()) {
		return part, nil
	}
	return cty.UnknownVal(cty.String).RefineNotNull(), nil
}

// sensitiveFunc is sensitive(): its argument without the texts in it.
var sensitiveFunc = function.New(&function.Spec{
	Params: []function.Parameter{anyParam("value")},
	Type:   func(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil },
	Impl:   func(args []cty.Value, _ cty.Type) (cty.Value, error) { return concealed(args[0]), nil },
})

// isSensitive reports whether a variable or output block says that its value must not be shown.
func isSensitive(c *content) bool {
	expr := c.argument("sensitive")
	if expr == nil {
		return false
	}
	v, diags := expr.Value(nil)
	return !diags.HasErrors() && v.Type() == cty.Bool && v.IsKnown() && !v.IsNull() && v.True()
}
