package source

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/netlint/netlint/model"
)

// repetition is what count and for_each give one instance.
type repetition struct {
	index      cty.Value // count.index; cty.NilVal without count
	key, value cty.Value // each.key and each.value; cty.NilVal without for_each
	valueExpr  hcl.Expression
	unexpanded bool // the number of instances is unknown
}

// instanceKey gives the index or each key of an instance, cty.NilVal where it has none.
func (r repetition) instanceKey() cty.Value {
	if r.unexpanded {
		return cty.NilVal
	}
	if r.index != cty.NilVal {
		return r.index
	}
	return r.key
}

type expansionKind uint8

const (
	expandSingle expansionKind = iota
	expandCount
	expandForEach
	expandUnknown
)

// expansion is the instances that a block with its count or for_each makes.
type expansion[T any] struct {
	kind  expansionKind
	all   []T // in order; one unexpanded instance for expandUnknown
	byKey map[string]int
	keys  []string
}

// at gives the instance of an each key.
func (x *expansion[T]) at(key string) (T, bool) {
	i, ok := x.byKey[key]
	if !ok {
		var none T
		return none, false
	}
	return x.all[i], true
}

// expansionValue gives what a reference to all instances reads: one object, a tuple, or an object by key.
func expansionValue[T any](x *expansion[T], object func(T) cty.Value) cty.Value {
	switch x.kind {
	case expandSingle:
		return object(x.all[0])
	case expandCount:
		elems := make([]cty.Value, len(x.all))
		for i, inst := range x.all {
			elems[i] = object(inst)
		}
		return cty.TupleVal(elems)
	case expandForEach:
		elems := make(map[string]cty.Value, len(x.all))
		for i, inst := range x.all {
			elems[x.keys[i]] = object(inst)
		}
		return cty.ObjectVal(elems)
	default:
		return cty.DynamicVal
	}
}

// expand evaluates count and for_each and makes the instances. key is the suffix of the instance's address.
func expand[T any](s *scope, c *content, addr string, rng hcl.Range, build func(r repetition, key string) T) *expansion[T] {
	e := s.m.e
	if expr := c.argument("count"); expr != nil {
		n, ok := s.evalCount(expr, addr)
		if ok && e.countInstance(n, rng, addr) {
			x := &expansion[T]{kind: expandCount}
			for i := range n {
				x.all = append(x.all, build(repetition{index: cty.NumberIntVal(int64(i))}, "["+strconv.Itoa(i)+"]"))
			}
			return x
		}
		return unexpanded(build, repetition{index: cty.UnknownVal(cty.Number)})
	}
	if expr := c.argument("for_each"); expr != nil {
		v, ok := s.evalForEach(expr, addr)
		if ok && e.countInstance(v.LengthInt(), rng, addr) {
			x := &expansion[T]{kind: expandForEach, byKey: map[string]int{}}
			for it := v.ElementIterator(); it.Next(); {
				key, value := it.Element()
				if v.Type().IsSetType() {
					key = value
				}
				name := key.AsString()
				x.byKey[name] = len(x.all)
				x.keys = append(x.keys, name)
				x.all = append(x.all, build(repetition{key: key, value: value, valueExpr: expr}, instanceKeyText(name)))
			}
			return x
		}
		return unexpanded(build, repetition{key: cty.UnknownVal(cty.String), value: cty.DynamicVal, valueExpr: expr})
	}
	if !e.countInstance(1, rng, addr) {
		return unexpanded(build, repetition{})
	}
	return &expansion[T]{kind: expandSingle, all: []T{build(repetition{}, "")}}
}

func unexpanded[T any](build func(repetition, string) T, r repetition) *expansion[T] {
	r.unexpanded = true
	return &expansion[T]{kind: expandUnknown, all: []T{build(r, "")}}
}

// evalCount evaluates a count argument; ok is false where it is unknown or wrong.
func (s *scope) evalCount(expr hcl.Expression, addr string) (n int, ok bool) {
	v := s.evalReported(expr, addr)
	v, err := convert.Convert(v, cty.Number)
	switch {
	case err != nil:
		s.m.e.reportExpr(expr, addr, "The count argument is not a number", fmt.Sprintf("count of %s is not a number: %v.", addr, err))
		return 0, false
	case !v.IsKnown():
		s.m.e.unresolved(s, expr, addr, "count")
		return 0, false
	case v.IsNull():
		s.m.e.reportExpr(expr, addr, "The count argument is null", fmt.Sprintf("count of %s is null; a number is needed.", addr))
		return 0, false
	}
	f := v.AsBigFloat()
	if f.Sign() < 0 || !f.IsInt() {
		s.m.e.reportExpr(expr, addr, "The count argument is not a whole number",
			fmt.Sprintf("count of %s is %s; a whole number, not below zero, is needed.", addr, f.Text('f', -1)))
		return 0, false
	}
	i, acc := f.Int64()
	if acc != big.Exact || i > 1<<31 {
		i = 1 << 31 // beyond any limit of instances
	}
	return int(i), true
}

// evalForEach evaluates a for_each argument of a resource or module; ok is false where its keys are unknown
// or it is wrong.
func (s *scope) evalForEach(expr hcl.Expression, addr string) (cty.Value, bool) {
	v := s.evalReported(expr, addr)
	if !v.IsKnown() {
		s.m.e.unresolved(s, expr, addr, "for_each")
		return v, false
	}
	ty := v.Type()
	switch {
	case v.IsNull():
		s.m.e.reportExpr(expr, addr, "The for_each argument is null",
			fmt.Sprintf("for_each of %s is null; a map or a set of strings is needed, {} for no instance.", addr))
		return v, false
	case ty.IsMapType(), ty.IsObjectType():
		return v, true
	case ty.IsSetType():
		set, err := convert.Convert(v, cty.Set(cty.String))
		if err != nil {
			break
		}
		if !set.IsWhollyKnown() {
			s.m.e.unresolved(s, expr, addr, "for_each")
			return v, false
		}
		for it := set.ElementIterator(); it.Next(); {
			if _, elem := it.Element(); elem.IsNull() {
				s.m.e.reportExpr(expr, addr, "The for_each argument holds null",
					fmt.Sprintf("for_each of %s is a set with a null in it; every element must be a string.", addr))
				return v, false
			}
		}
		return set, true
	}
	s.m.e.reportExpr(expr, addr, "The for_each argument has the wrong type",
		fmt.Sprintf("for_each of %s is a %s; a map or a set of strings is needed. Convert a list with toset().", addr, ty.FriendlyName()))
	return v, false
}

// reportExpr reports an argument that has no usable value.
func (e *evaluator) reportExpr(expr hcl.Expression, addr, summary, detail string) {
	e.report(model.SeverityWarning, summary, detail, modelRange(expr.Range()), addr)
}

// instanceKeyText writes an each key as Terraform's addresses do: ["key"].
func instanceKeyText(key string) string {
	if !strings.ContainsAny(key, "\"\\\n\r\t$%") {
		return `["` + key + `"]`
	}
	var b strings.Builder
	b.WriteString(`["`)
	for i, r := range key {
		switch r {
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case '\t':
			b.WriteString(`\t`)
		case '"', '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case '$', '%':
			b.WriteRune(r)
			if strings.HasPrefix(key[i+1:], "{") {
				b.WriteRune(r)
			}
		default:
			b.WriteRune(r)
		}
	}
	b.WriteString(`"]`)
	return b.String()
}
