package source

import (
	"errors"
	"fmt"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// What cty converts is bounded, for its work grows with the square of what it is given. Where it makes a list or a
// map of values of several types, it compares the type of each with that of every other; the unknown elements of a
// set have no order and are compared with each other; and a set is sorted anew each time it is looked through.
const (
	longTuple      = 20         // elements of a tuple from which on it is worth a look whether all are of one type
	maxMixed       = 2_000      // elements of several types of which a list is made, and of a set with unknown ones
	maxSet         = 10_000     // elements of a set
	maxComparisons = 20_000_000 // of types, in one conversion
)

// converted is convert.Convert, which refuses what it would take too long for.
func converted(v cty.Value, want cty.Type) (cty.Value, error) {
	if isSequence(want) {
		var err error
		if v, err = sequence(v, want); err != nil {
			return v, err
		}
	}
	if comparisons(v.Type(), want) > maxComparisons {
		return v, errors.New("it holds too many elements whose types would be compared with each other, which netlint does not follow")
	}
	return convert.Convert(v, want)
}

// sequence prepares a value for its conversion to a list or set: a long tuple whose elements are of one type becomes a
// list, so that cty does not compare them, and one of several types is refused. Any other value is given as it is.
func sequence(v cty.Value, want cty.Type) (cty.Value, error) {
	if v.IsMarked() || !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return v, nil
	}
	if want.IsSetType() {
		if err := smallSet(v); err != nil {
			return v, err
		}
	}
	if !v.Type().IsTupleType() || v.LengthInt() < longTuple {
		return v, nil
	}
	types := v.Type().TupleElementTypes()
	for _, t := range types[1:] {
		if !t.Equals(types[0]) {
			if len(types) <= maxMixed {
				return v, nil
			}
			return v, fmt.Errorf("more than %d elements are of several types, which netlint does not follow", maxMixed)
		}
	}
	if types[0].HasDynamicTypes() {
		return v, nil
	}
	return cty.ListVal(v.AsValueSlice()), nil
}

// smallSet refuses the elements of a set that would be too large.
func smallSet(v cty.Value) error {
	switch n := v.LengthInt(); {
	case n > maxSet:
		return fmt.Errorf("a set of %d elements is larger than netlint follows, which is %d", n, maxSet)
	case n > maxMixed && !v.IsWhollyKnown():
		return fmt.Errorf("a set of %d elements of which some are unknown is larger than netlint follows, which is %d", n, maxMixed)
	}
	return nil
}

// smallSets refuses the arguments of a function of sets whose result would be too large, or that are too many: each
// is added to a copy of what the ones before it came to.
func smallSets(args []cty.Value) error {
	total := 0
	for _, arg := range args {
		if arg.IsKnown() && !arg.IsNull() && arg.CanIterateElements() {
			total += arg.LengthInt()
		}
	}
	if total > maxSet || total*len(args) > maxResult {
		return fmt.Errorf("%d sets of %d elements together are more than netlint follows", len(args), total)
	}
	return nil
}

// comparisons tells how many pairs of types cty compares to convert from one type to another.
func comparisons(from, to cty.Type) int {
	pairs := func(n int) int { return n * n / 2 }
	total := 0
	switch {
	case from.IsTupleType() && isSequence(to):
		total = pairs(from.Length())
		for _, t := range from.TupleElementTypes() {
			total += comparisons(t, to.ElementType())
		}
	case from.IsObjectType() && to.IsMapType():
		if to.ElementType().IsCollectionType() || to.ElementType().IsObjectType() || to.ElementType() == cty.DynamicPseudoType {
			total = pairs(len(from.AttributeTypes()))
		}
		for _, t := range from.AttributeTypes() {
			total += comparisons(t, to.ElementType())
		}
	case from.IsObjectType() && to.IsObjectType():
		for name, t := range from.AttributeTypes() {
			if to.HasAttribute(name) {
				total += comparisons(t, to.AttributeType(name))
			}
		}
	case from.IsTupleType() && to.IsTupleType() && from.Length() == to.Length():
		for i, t := range from.TupleElementTypes() {
			total += comparisons(t, to.TupleElementType(i))
		}
	case from.IsCollectionType() && to.IsCollectionType():
		total = comparisons(from.ElementType(), to.ElementType())
	}
	return total
}
