package source

import (
	"fmt"
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// taking guards a function whose parameters are lists, sets or maps, to which what an expression makes (a tuple) is
// converted: a tuple of one type of elements becomes a list without cty's look at each pair of them. A parameter of
// any type is prepared for what the function makes of it.
func taking(f function.Function, makes cty.Type) function.Function {
	own, variable := f.Params(), f.VarParam()
	if variable != nil && variable.Type.IsCollectionType() {
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
			want := p.Type
			if want == cty.DynamicPseudoType {
				want = makes
			}
			v, err := sequence(arg, want)
			if err == nil {
				v, err = converted(v, p.Type)
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

// takesCollection reports whether a parameter of the function is a list, set or map.
func takesCollection(f function.Function) bool {
	params := f.Params()
	if p := f.VarParam(); p != nil {
		params = append(params, *p)
	}
	return slices.ContainsFunc(params, func(p function.Parameter) bool { return p.Type.IsCollectionType() })
}

func isSequence(t cty.Type) bool { return t.IsListType() || t.IsSetType() }

// loosened lets a parameter that is a list, set or map take a tuple or object as it is.
func loosened(p function.Parameter) function.Parameter {
	if p.Type.IsCollectionType() {
		p.Type, p.AllowDynamicType = cty.DynamicPseudoType, true
	}
	return p
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
