package attribute

import (
	"reflect"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/netlint/netlint/model"
)

// whyPlan is why a value of a plan is unknown unless something better can be said.
const whyPlan = "it is known only after apply"

// Value takes the values of a struct of this package from a valid JSON object of attributes, as plans and states hold
// it. null leaves the struct as it is. A value of another type than the attribute's own makes the attribute unknown.
func (d *Decoder) Value(values jsontext.Value, into any) error {
	v, s, err := d.structOf(into)
	if err != nil {
		return err
	}
	d.object(values, v, s)
	return nil
}

// Unknown marks as unknown, in a struct that Value has filled or will fill, what the after_unknown object of a plan
// names. The JSON must be valid.
func (d *Decoder) Unknown(marks jsontext.Value, into any) error {
	v, s, err := d.structOf(into)
	if err != nil {
		return err
	}
	d.unknownObject(marks, v, s)
	return nil
}

func (d *Decoder) object(values jsontext.Value, v reflect.Value, s *schema) {
	for name, value := range members(values) {
		if i, ok := s.byName[string(name)]; ok {
			f := &s.fields[i]
			d.value(value, f, v.Field(f.index).Addr().Interface())
		}
	}
}

// value puts a JSON value into the field that target points to.
func (d *Decoder) value(value jsontext.Value, f *field, target any) {
	switch p := target.(type) {
	case *String, *Bool, *Int, *Ref:
		d.scalar(value, f.name, target)
	case *Map:
		d.mapping(value, p)
	case list:
		d.list(value, f, p)
	default:
		d.object(value, reflect.ValueOf(target).Elem(), f.sub)
	}
}

// scalar sets a field from the text of a JSON value. Empty strings are absent: Terraform's provider cannot
// tell them from unset ones and uses both (null in aws_route, "" in the routes of aws_route_table).
func (d *Decoder) scalar(raw jsontext.Value, name string, target any) {
	kind := raw.Kind()
	if kind == 'n' {
		return
	}
	var text string
	switch kind {
	case '"':
		text = d.Share(Unquote(raw))
		if text == "" {
			return
		}
	case '0', 't', 'f':
		text = string(raw)
	default:
		setUnknown(target, "the value of "+name+" has an unexpected type")
		return
	}
	setText(target, text, name)
}

// setText sets a scalar field from its text form; Terraform converts freely between the primitive types.
func setText(target any, text, name string) {
	switch p := target.(type) {
	case *String:
		*p = model.Known(text)
	case *Ref:
		*p = RefTo(text)
	case *Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			*p = model.Unknown[bool]("the value of " + name + " is not a bool")
			return
		}
		*p = model.Known(b)
	case *Int:
		n, err := strconv.Atoi(text)
		if err != nil {
			*p = model.Unknown[int]("the value of " + name + " is not a whole number")
			return
		}
		*p = model.Known(n)
	}
}

// list takes the members of a JSON array. A single object stands for a list of one: blocks of nesting mode "single"
// and attribute maps are written so.
func (d *Decoder) list(value jsontext.Value, f *field, l list) {
	switch value.Kind() {
	case 'n':
	case '[':
		l.set(known, "")
		i := 0
		for element := range elements(value) {
			d.value(element, f, l.at(i))
			i++
		}
	case '{':
		l.set(known, "")
		d.value(value, f, l.at(0))
	default:
		l.set(unknown, "the value of "+f.name+" has an unexpected type")
	}
}

func (d *Decoder) mapping(values jsontext.Value, m *Map) {
	if values.Kind() == '{' {
		m.state = known
	}
	for name, value := range members(values) {
		key := d.Share(name)
		var v String
		if value.Kind() == '"' {
			v = model.Known(d.Share(Unquote(value)))
		} else {
			d.scalar(value, key, &v)
		}
		m.put(key, v)
	}
}

func (d *Decoder) unknownObject(marks jsontext.Value, v reflect.Value, s *schema) {
	for name, mark := range members(marks) {
		if i, ok := s.byName[string(name)]; ok {
			f := &s.fields[i]
			d.unknownValue(mark, f, v.Field(f.index).Addr().Interface())
		}
	}
}

// unknownValue merges one member of after_unknown: true makes the value unknown, an array or object says
// the same of members, by position.
func (d *Decoder) unknownValue(mark jsontext.Value, f *field, target any) {
	switch mark.Kind() {
	case 't':
		d.markUnknown(target, f.sub)
	case '[':
		l, ok := target.(list)
		if !ok {
			return
		}
		i := 0
		for element := range elements(mark) {
			d.unknownValue(element, f, l.at(i))
			i++
		}
	case '{':
		switch p := target.(type) {
		case *Map:
			d.unknownMap(mark, p)
		case list:
			d.unknownValue(mark, f, p.at(0))
		default:
			if f.sub != nil {
				d.unknownObject(mark, reflect.ValueOf(target).Elem(), f.sub)
			}
		}
	}
}

func (d *Decoder) unknownMap(marks jsontext.Value, m *Map) {
	for name, mark := range members(marks) {
		if mark.Kind() == 't' {
			m.put(d.Share(name), model.Unknown[string](whyPlan))
		}
	}
}

// markUnknown makes a field unknown, and all fields of a block.
func (d *Decoder) markUnknown(target any, sub *schema) {
	if setUnknown(target, whyPlan) || sub == nil {
		return
	}
	v := reflect.ValueOf(target).Elem()
	for i := range sub.fields {
		f := &sub.fields[i]
		d.markUnknown(v.Field(f.index).Addr().Interface(), f.sub)
	}
}

// setUnknown makes a field unknown and reports whether the target is a field and not a block.
func setUnknown(target any, why string) bool {
	switch p := target.(type) {
	case *String:
		*p = model.Unknown[string](why)
	case *Bool:
		*p = model.Unknown[bool](why)
	case *Int:
		*p = model.Unknown[int](why)
	case *Ref:
		*p = UnknownRef(why)
	case *Map:
		p.state, p.why = unknown, why
	case list:
		p.set(unknown, why)
	default:
		return false
	}
	return true
}
