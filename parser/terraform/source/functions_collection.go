package source

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// lengthFunc counts the elements of a collection or the characters of a string.
var lengthFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType, AllowDynamicType: true, AllowUnknown: true}},
	Type: func(args []cty.Value) (cty.Type, error) {
		t := args[0].Type()
		if t == cty.String || t == cty.DynamicPseudoType || t.IsTupleType() || t.IsObjectType() || t.IsCollectionType() {
			return cty.Number, nil
		}
		return cty.NilType, fmt.Errorf("a %s has no length; a string, list, set or map has", t.FriendlyName())
	},
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		v := args[0]
		switch t := v.Type(); {
		case t == cty.DynamicPseudoType:
			return cty.UnknownVal(cty.Number), nil
		case t.IsTupleType():
			return cty.NumberIntVal(int64(t.Length())), nil
		case t.IsObjectType():
			return cty.NumberIntVal(int64(len(t.AttributeTypes()))), nil
		case t == cty.String:
			if !v.IsKnown() {
				return cty.UnknownVal(cty.Number), nil
			}
			return stdlib.Strlen(v)
		default:
			return v.Length(), nil
		}
	},
})

// lookupFunc gives the element of a map or object, or a default.
var lookupFunc = function.New(&function.Spec{
	Params:   []function.Parameter{{Name: "inputMap", Type: cty.DynamicPseudoType}, {Name: "key", Type: cty.String}},
	VarParam: &function.Parameter{Name: "default", Type: cty.DynamicPseudoType, AllowUnknown: true, AllowNull: true, AllowDynamicType: true},
	Type: func(args []cty.Value) (cty.Type, error) {
		if len(args) > 3 {
			return cty.NilType, errors.New("lookup takes a map, a key and one default")
		}
		switch t := args[0].Type(); {
		case t.IsObjectType():
			key, ok := stringValue(args[1])
			switch {
			case !ok:
				return cty.DynamicPseudoType, nil
			case t.HasAttribute(key):
				return t.AttributeType(key), nil
			case len(args) == 3:
				return args[2].Type(), nil
			}
			return cty.NilType, fmt.Errorf("the given object has no attribute %q, and no default is given", key)
		case t.IsMapType():
			return t.ElementType(), nil
		default:
			return cty.NilType, fmt.Errorf("lookup() takes a map, not a %s", t.FriendlyName())
		}
	},
	Impl: func(args []cty.Value, want cty.Type) (cty.Value, error) {
		key := args[1].AsString()
		switch t := args[0].Type(); {
		case t.IsObjectType():
			if t.HasAttribute(key) {
				return args[0].GetAttr(key), nil
			}
		case args[0].HasIndex(args[1]).True():
			return args[0].Index(args[1]), nil
		}
		if len(args) == 3 {
			return convert.Convert(args[2], want)
		}
		return cty.DynamicVal, fmt.Errorf("the given map has no element %q, and no default is given", key)
	},
})

// indexFunc finds the position of a value in a list.
var indexFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}, {Name: "value", Type: cty.DynamicPseudoType}},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if t := args[0].Type(); !t.IsListType() && !t.IsTupleType() {
			return cty.DynamicVal, fmt.Errorf("index() takes a list, not a %s", t.FriendlyName())
		}
		for it := args[0].ElementIterator(); it.Next(); {
			i, elem := it.Element()
			equal, err := stdlib.Equal(elem, args[1])
			if err != nil {
				return cty.DynamicVal, err
			}
			if !equal.IsKnown() {
				return cty.UnknownVal(cty.Number), nil
			}
			if equal.True() {
				return i, nil
			}
		}
		return cty.DynamicVal, errors.New("the list does not hold the value")
	},
})

// oneFunc gives the only element of a collection, or null of an empty one.
var oneFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType, AllowUnknown: true}},
	Type: func(args []cty.Value) (cty.Type, error) {
		t := args[0].Type()
		switch {
		case t == cty.DynamicPseudoType:
			return cty.DynamicPseudoType, nil
		case t.IsListType(), t.IsSetType():
			return t.ElementType(), nil
		case t.IsTupleType() && t.Length() == 0:
			return cty.DynamicPseudoType, nil
		case t.IsTupleType() && t.Length() == 1:
			return t.TupleElementType(0), nil
		case t.IsTupleType():
			return cty.NilType, fmt.Errorf("one() takes at most one element, not %d", t.Length())
		default:
			return cty.NilType, fmt.Errorf("one() takes a list or set, not a %s", t.FriendlyName())
		}
	},
	Impl: func(args []cty.Value, want cty.Type) (cty.Value, error) {
		v := args[0]
		if !v.IsKnown() {
			return cty.UnknownVal(want), nil
		}
		if v.Type().IsSetType() && !v.IsWhollyKnown() && v.LengthInt() > 1 {
			return cty.UnknownVal(want), nil // the elements may turn out to be one
		}
		if n := v.LengthInt(); n > 1 {
			return cty.DynamicVal, fmt.Errorf("one() takes at most one element, not %d", n)
		}
		for it := v.ElementIterator(); it.Next(); {
			_, elem := it.Element()
			return elem, nil
		}
		return cty.NullVal(want), nil
	},
})

// sumFunc adds up numbers.
var sumFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if !args[0].CanIterateElements() || args[0].LengthInt() == 0 {
			return cty.DynamicVal, errors.New("sum() takes a list of numbers that is not empty")
		}
		total := cty.Zero
		for it := args[0].ElementIterator(); it.Next(); {
			_, elem := it.Element()
			n, err := convert.Convert(elem, cty.Number)
			if err != nil || n.IsNull() {
				return cty.DynamicVal, errors.New("sum() takes numbers only")
			}
			if total, err = stdlib.Add(total, n); err != nil {
				return cty.DynamicVal, err
			}
		}
		return total, nil
	},
})

// boolFold makes alltrue and anytrue: neutral is the result for no element, the other value decides.
func boolFold(neutral bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.List(cty.Bool)}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			unknown := false
			for it := args[0].ElementIterator(); it.Next(); {
				_, elem := it.Element()
				switch {
				case !elem.IsKnown():
					unknown = true
				case elem.IsNull() && neutral, !elem.IsNull() && elem.True() != neutral:
					return cty.BoolVal(!neutral), nil
				}
			}
			if unknown {
				return cty.UnknownVal(cty.Bool), nil
			}
			return cty.BoolVal(neutral), nil
		},
	})
}

var (
	allTrueFunc = boolFold(true)
	anyTrueFunc = boolFold(false)
)

// matchKeysFunc gives the values whose key, at the same position, is searched for.
var matchKeysFunc = function.New(&function.Spec{
	Params: []function.Parameter{
		{Name: "values", Type: cty.List(cty.DynamicPseudoType)}, {Name: "keys", Type: cty.List(cty.DynamicPseudoType)},
		{Name: "searchset", Type: cty.List(cty.DynamicPseudoType)},
	},
	Type: func(args []cty.Value) (cty.Type, error) {
		if t, _ := convert.UnifyUnsafe([]cty.Type{args[1].Type(), args[2].Type()}); t == cty.NilType {
			return cty.NilType, errors.New("keys and searchset must be of the same type")
		}
		return args[0].Type(), nil
	},
	Impl: func(args []cty.Value, want cty.Type) (cty.Value, error) {
		if args[0].LengthInt() != args[1].LengthInt() {
			return cty.DynamicVal, errors.New("values and keys must have the same length")
		}
		values, keys, searched := args[0].AsValueSlice(), args[1].AsValueSlice(), args[2].AsValueSlice()
		if len(keys)*len(searched) > maxMixed*maxMixed {
			return cty.DynamicVal, fmt.Errorf("%d keys and %d to search for are more than netlint follows", len(keys), len(searched))
		}
		var found []cty.Value
		for i, key := range keys {
			for _, wanted := range searched {
				equal, err := stdlib.Equal(key, wanted)
				if err != nil {
					return cty.DynamicVal, err
				}
				if !equal.IsKnown() {
					return cty.UnknownVal(want), nil
				}
				if equal.True() {
					found = append(found, values[i])
					break
				}
			}
		}
		if len(found) == 0 {
			return cty.ListValEmpty(want.ElementType()), nil
		}
		return cty.ListVal(found), nil
	},
})

// transposeFunc swaps the keys and values of a map of lists of strings.
var transposeFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "values", Type: cty.Map(cty.List(cty.String))}},
	Type:   function.StaticReturnType(cty.Map(cty.List(cty.String))),
	Impl: func(args []cty.Value, want cty.Type) (cty.Value, error) {
		if !args[0].IsWhollyKnown() {
			return cty.UnknownVal(want), nil
		}
		swapped := map[string][]cty.Value{}
		for it := args[0].ElementIterator(); it.Next(); {
			key, list := it.Element()
			if list.IsNull() {
				return cty.DynamicVal, errors.New("transpose() takes no null lists")
			}
			for elems := list.ElementIterator(); elems.Next(); {
				_, elem := elems.Element()
				if elem.IsNull() {
					return cty.DynamicVal, errors.New("transpose() takes no null strings")
				}
				swapped[elem.AsString()] = append(swapped[elem.AsString()], key)
			}
		}
		result := map[string]cty.Value{}
		for _, key := range slices.Sorted(maps.Keys(swapped)) {
			result[key] = cty.ListVal(swapped[key])
		}
		if len(result) == 0 {
			return cty.MapValEmpty(cty.List(cty.String)), nil
		}
		return cty.MapVal(result), nil
	},
})
