package source

import (
	"fmt"
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// maxMixed bounds the elements of several types that a list is made of: cty compares the types of all of them with
// each other.
const maxMixed = 2_000

// taking guards a function whose parameters are lists or sets, to which what an expression makes (a tuple) is
// converted: a tuple of one type of elements becomes a list without cty's look at each pair of them.
func taking(f function.Function) function.Function {
	own, variable := f.Params(), f.VarParam()
	if variable != nil && isSequence(variable.Type) {
		loose := loosened(*variable)
		variable = &loose
	}
	params := make([]function.Parameter, len(own))
	for i, p := range own {
		params[i] = loosened(p)
	}
	prepare := func(args []cty.Value) ([]cty.Value, error) {
		out := make([]cty.Value, len(args))
		for i, arg := range args {
			p := f.VarParam()
			if i < len(own) {
				p = &own[i]
			}
			v, err := sequence(arg)
			if err == nil {
				v, err = convert.Convert(v, p.Type)
			}
			if err != nil {
				return nil, function.NewArgError(i, err)
			}
			out[i] = v
		}
		return out, nil
	}
	return function.New(&function.Spec{
		Params:   params,
		VarParam: variable,
		Type: func(args []cty.Value) (cty.Type, error) {
			args, err := prepare(args)
			if err != nil {
				return cty.NilType, err
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			args, err := prepare(args)
			if err != nil {
				return cty.NilVal, err
			}
			return f.Call(args)
		},
	})
}

// takesSequence reports whether a parameter of the function is a list or set.
func takesSequence(f function.Function) bool {
	params := f.Params()
	if p := f.VarParam(); p != nil {
		params = append(params, *p)
	}
	return slices.ContainsFunc(params, func(p function.Parameter) bool { return isSequence(p.Type) })
}

func isSequence(t cty.Type) bool { return t.IsListType() || t.IsSetType() }

// loosened lets a parameter that is a list or set take a tuple as it is.
func loosened(p function.Parameter) function.Parameter {
	if isSequence(p.Type) {
		p.Type, p.AllowDynamicType = cty.DynamicPseudoType, true
	}
	return p
}

// sequence makes a list of a long tuple, where its elements are of one type, and gives any other value as it is. A
// tuple of several types that is too long for cty is refused.
func sequence(v cty.Value) (cty.Value, error) {
	if v.IsMarked() || !v.Type().IsTupleType() || !v.IsKnown() || v.IsNull() || v.LengthInt() <= maxMixed {
		return v, nil
	}
	types := v.Type().TupleElementTypes()
	for _, t := range types[1:] {
		if !t.Equals(types[0]) {
			return v, fmt.Errorf("more than %d elements are of several types, which netlint does not follow", maxMixed)
		}
	}
	if types[0].HasDynamicTypes() {
		return v, nil
	}
	return cty.ListVal(v.AsValueSlice()), nil
}

// distinctFunc is stdlib.DistinctFunc, which compares each element with all that it has kept. Texts are told apart
// by a map; of anything else it takes so many.
var distinctFunc = function.New(&function.Spec{
	Params: stdlib.DistinctFunc.Params(),
	Type:   func(args []cty.Value) (cty.Type, error) { return stdlib.DistinctFunc.ReturnTypeForValues(args) },
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		list := args[0]
		switch {
		case list.LengthInt() <= maxMixed:
			return stdlib.DistinctFunc.Call(args)
		case list.Type().ElementType() != cty.String:
			return cty.NilVal, fmt.Errorf("the list has more than %d elements that are no strings, which netlint does not follow", maxMixed)
		case !list.IsWhollyKnown():
			return cty.UnknownVal(list.Type()), nil
		}
		type content struct {
			text  string
			isSet bool // not null
		}
		seen := make(map[content]bool, list.LengthInt())
		return cty.ListVal(slices.DeleteFunc(list.AsValueSlice(), func(v cty.Value) bool {
			var c content
			c.text, c.isSet = stringValue(v)
			again := seen[c]
			seen[c] = true
			return again
		})), nil
	},
})
