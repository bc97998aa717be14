package cloudformation

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/parser/cloudformation/template"
)

// decoder fills goformation's resource structs (and ours for what is newer) from evaluated properties.
//
// The structs' fields are plain Go values, which know neither "unknown" nor, where a property is required,
// "absent". The decoder notes these beside the struct, by the field's address; the accessors of resource
// join both into values of the model.
type decoder struct {
	set   *template.Set
	types map[reflect.Type]*structType
}

// structType is what the decoder needs to know of a struct.
type structType struct {
	fields map[string][]int // index path by property name
	// numbers are the required numbers, whose absence the zero value would hide.
	numbers map[string][]int
}

// structType describes t, its embedded structs included.
func (d *decoder) structType(t reflect.Type) *structType {
	if s := d.types[t]; s != nil {
		return s
	}
	s := &structType{fields: map[string][]int{}, numbers: map[string][]int{}}
	d.types[t] = s
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			inner := d.structType(f.Type)
			for name, path := range inner.fields {
				s.fields[name] = append([]int{i}, path...)
			}
			for name, path := range inner.numbers {
				s.numbers[name] = append([]int{i}, path...)
			}
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		if name == "" {
			name = f.Name // as the json packages do
		}
		s.fields[name] = []int{i}
		if f.Type.Kind() == reflect.Int || f.Type.Kind() == reflect.Float64 {
			s.numbers[name] = []int{i}
		}
	}
	return s
}

// notes are what the struct's fields cannot hold: why a field is unknown, by its address.
type notes map[any]string

// object fills a struct from an object's attributes. Attributes that the struct does not have are no error.
func (d *decoder) object(to reflect.Value, v cty.Value, n notes) {
	s := d.structType(to.Type())
	if len(s.numbers) > 0 {
		for name, path := range s.numbers {
			if !v.Type().HasAttribute(name) {
				n.unknown(to.FieldByIndex(path), name+" is missing")
			}
		}
	}
	for it := v.ElementIterator(); it.Next(); {
		key, item := it.Element()
		name, _ := key.Unmark()
		if path, ok := s.fields[name.AsString()]; ok {
			d.value(to.FieldByIndex(path), item, n)
		}
	}
}

func (n notes) unknown(field reflect.Value, why string) { n[field.Addr().Interface()] = why }

var valueType = reflect.TypeFor[cty.Value]()

// value fills one field. What does not fit its type is unknown: CloudFormation refuses such a template, and
// nothing is claimed of it.
func (d *decoder) value(to reflect.Value, v cty.Value, n notes) {
	if why, ok := template.WhyUnknown(v); ok {
		n.unknown(to, why)
		return
	}
	if v.IsNull() {
		return
	}
	switch to.Kind() {
	case reflect.Pointer:
		fresh := reflect.New(to.Type().Elem())
		before := len(n)
		d.value(fresh.Elem(), v, n)
		if len(n) > before {
			if why, ok := n[fresh.Interface()]; ok { // the value itself is unknown, not a part of it
				delete(n, fresh.Interface())
				n.unknown(to, why)
				return
			}
		}
		to.Set(fresh)
	case reflect.Interface:
		to.Set(reflect.ValueOf(v))
	case reflect.Struct:
		if to.Type() == valueType {
			to.Set(reflect.ValueOf(v))
			return
		}
		if !v.Type().IsObjectType() {
			n.unknown(to, "an object is expected")
			return
		}
		d.object(to, v, n)
	case reflect.Slice:
		d.slice(to, v, n)
	case reflect.Map:
		d.mapping(to, v, n)
	default:
		d.scalar(to, v, n)
	}
}

// slice fills a list. A single value in its place is a list of one, unless it is a variable, which may turn
// out to be a list of many.
func (d *decoder) slice(to reflect.Value, v cty.Value, n notes) {
	var items []cty.Value
	switch {
	case v.Type().IsTupleType():
		items = v.AsValueSlice()
	case v.Type() == cty.String && template.HasVariable(v.AsString()):
		n.unknown(to, d.set.Why(v.AsString()))
		return
	default:
		items = []cty.Value{v}
	}
	list := reflect.MakeSlice(to.Type(), len(items), len(items))
	for i, item := range items {
		d.value(list.Index(i), item, n)
	}
	to.Set(list)
}

// mapping fills a map; the notes of its values stand under their names, as map values have no address.
func (d *decoder) mapping(to reflect.Value, v cty.Value, n notes) {
	if !v.Type().IsObjectType() {
		n.unknown(to, "an object is expected")
		return
	}
	m := reflect.MakeMap(to.Type())
	for it := v.ElementIterator(); it.Next(); {
		key, item := it.Element()
		value := reflect.New(to.Type().Elem())
		d.value(value.Elem(), item, n)
		if why, ok := n[value.Interface()]; ok {
			delete(n, value.Interface())
			n[mapEntry{to.Addr().Interface(), key.AsString()}] = why
		}
		m.SetMapIndex(reflect.ValueOf(key.AsString()), value.Elem())
	}
	to.Set(m)
}

// mapEntry is the address of a value in a map: the map's field and the key.
type mapEntry struct {
	field any
	key   string
}

// scalar fills a string, number or boolean, loosely as CloudFormation does: "100" is a number, "true" a
// boolean, 22 a string.
func (d *decoder) scalar(to reflect.Value, v cty.Value, n notes) {
	text, ok := scalarText(v)
	if !ok {
		n.unknown(to, "a single value is expected")
		return
	}
	if to.Kind() == reflect.String {
		to.SetString(text)
		return
	}
	if template.HasSymbol(text) {
		n.unknown(to, d.set.Why(text))
		return
	}
	text = strings.TrimSpace(text)
	switch to.Kind() {
	case reflect.Bool:
		b, ok := parseBool(text)
		if !ok {
			n.unknown(to, strconv.Quote(text)+" is neither true nor false")
			return
		}
		to.SetBool(b)
	case reflect.Int, reflect.Float64:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || to.Kind() == reflect.Int && (f != float64(int64(f)) || f > 1e15 || f < -1e15) {
			n.unknown(to, strconv.Quote(text)+" is no number")
			return
		}
		if to.Kind() == reflect.Int {
			to.SetInt(int64(f))
		} else {
			to.SetFloat(f)
		}
	default:
		n.unknown(to, "its type is not supported")
	}
}

func scalarText(v cty.Value) (string, bool) {
	switch v.Type() {
	case cty.String:
		return v.AsString(), true
	case cty.Number:
		return v.AsBigFloat().Text('f', -1), true
	case cty.Bool:
		return strconv.FormatBool(v.True()), true
	}
	return "", false
}

// parseBool takes YAML 1.1's words for booleans too, which CloudFormation's own reader knows.
func parseBool(text string) (value, ok bool) {
	word := strings.ToLower(text)
	if slices.Contains([]string{"true", "yes", "on"}, word) {
		return true, true
	}
	return false, slices.Contains([]string{"false", "no", "off"}, word)
}
