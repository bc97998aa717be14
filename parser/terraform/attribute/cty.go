package attribute

import (
	"fmt"
	"math/big"
	"reflect"
	"strconv"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
)

// whySource is why a value of evaluated sources is unknown unless something better can be said.
const whySource = "it cannot be known from the configuration"

// Cty fills a struct of this package with attribute values, as the evaluation of sources gives them: value
// gives the one of a name, and whether there is one. Attributes without a value, and those that are null, are
// absent. Marks are dropped.
func (d *Decoder) Cty(value func(name string) (v cty.Value, ok bool), into any) error {
	v, s, err := d.structOf(into)
	if err != nil {
		return err
	}
	for i := range s.fields {
		f := &s.fields[i]
		if member, ok := value(f.name); ok {
			d.ctyValue(member, f, v.Field(f.index).Addr().Interface())
		}
	}
	return nil
}

func (d *Decoder) ctyObject(values cty.Value, v reflect.Value, s *schema) {
	if values.IsNull() {
		return
	}
	if !values.IsKnown() {
		d.markUnknown(v.Addr().Interface(), s)
		return
	}
	for i := range s.fields {
		f := &s.fields[i]
		member, ok := member(values, f.name)
		if !ok {
			continue
		}
		d.ctyValue(member, f, v.Field(f.index).Addr().Interface())
	}
}

// member gives an attribute of an object or an element of a map.
func member(values cty.Value, name string) (cty.Value, bool) {
	t := values.Type()
	switch {
	case t.IsObjectType() && t.HasAttribute(name):
		return values.GetAttr(name), true
	case t.IsMapType():
		key := cty.StringVal(name)
		if values.HasIndex(key).True() {
			return values.Index(key), true
		}
	}
	return cty.NilVal, false
}

func (d *Decoder) ctyValue(value cty.Value, f *field, target any) {
	value, _ = value.Unmark()
	if value.IsNull() {
		return
	}
	if !value.IsKnown() {
		if !setUnknown(target, whySource) {
			d.markUnknown(target, f.sub)
		}
		return
	}
	switch p := target.(type) {
	case list:
		d.ctyList(value, f, p)
	case *Map:
		d.ctyMap(value, p)
	case *String, *Bool, *Int, *Ref:
		d.ctyScalar(value, f.name, target)
	default:
		d.ctyObject(value, reflect.ValueOf(target).Elem(), f.sub)
	}
}

func (d *Decoder) ctyList(value cty.Value, f *field, l list) {
	l.set(known, "")
	t := value.Type()
	switch {
	case t.IsListType() || t.IsTupleType() || t.IsSetType():
		i := 0
		for it := value.ElementIterator(); it.Next(); i++ {
			_, element := it.Element()
			d.ctyValue(element, f, l.at(i))
		}
	case t.IsObjectType() || t.IsMapType():
		d.ctyValue(value, f, l.at(0))
	default:
		l.set(unknown, "the value of "+f.name+" has an unexpected type")
	}
}

func (d *Decoder) ctyMap(value cty.Value, m *Map) {
	if !value.CanIterateElements() {
		m.state, m.why = unknown, "the value has an unexpected type"
		return
	}
	m.state = known
	for it := value.ElementIterator(); it.Next(); {
		key, element := it.Element()
		key, _ = key.Unmark()
		element, _ = element.Unmark()
		var v String
		switch {
		case key.Type() != cty.String:
			continue
		case element.IsNull():
		case !element.IsKnown():
			v = model.Unknown[string](whySource)
		default:
			d.ctyScalar(element, key.AsString(), &v)
		}
		m.put(key.AsString(), v)
	}
}

func (d *Decoder) ctyScalar(value cty.Value, name string, target any) {
	switch value.Type() {
	case cty.String:
		if text := value.AsString(); text != "" {
			setText(target, text, name)
		}
	case cty.Bool:
		setText(target, fmt.Sprint(value.True()), name)
	case cty.Number:
		setText(target, numberText(value.AsBigFloat()), name)
	default:
		setUnknown(target, "the value of "+name+" has an unexpected type")
	}
}

// numberText writes a number as Terraform does, whole numbers without a point.
func numberText(n *big.Float) string {
	// The general way works on all the digits of cty's precision, and nearly all numbers are small and whole.
	if whole, accuracy := n.Int64(); accuracy == big.Exact {
		return strconv.FormatInt(whole, 10)
	}
	return n.Text('f', -1)
}
