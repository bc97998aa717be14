package attribute

import (
	"reflect"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/netlint/netlint/model"
)

// whyPlan is why a value of a plan is unknown unless something better can be said.
const whyPlan = "it is known only after apply"

// Value reads the next JSON value, an object of attribute values as plans and states hold it, into a struct
// of this package. null leaves the struct as it is. A value of another type than the attribute's own makes
// the attribute unknown.
func (d *Decoder) Value(dec *jsontext.Decoder, into any) error {
	v, s, err := d.structOf(into)
	if err != nil {
		return err
	}
	return d.object(dec, v, s)
}

// Unknown reads the next JSON value, an after_unknown object of a plan, and marks what it names as unknown
// in a struct that Value has filled or will fill.
func (d *Decoder) Unknown(dec *jsontext.Decoder, into any) error {
	v, s, err := d.structOf(into)
	if err != nil {
		return err
	}
	return d.unknownObject(dec, v, s)
}

func (d *Decoder) object(dec *jsontext.Decoder, v reflect.Value, s *schema) error {
	return eachMember(dec, func(name []byte) error {
		i, ok := s.byName[string(name)]
		if !ok {
			return dec.SkipValue()
		}
		f := &s.fields[i]
		return d.value(dec, f, v.Field(f.index).Addr().Interface())
	})
}

// eachMember calls member for each name of the next JSON object, which must read the value that follows.
// Any other value is skipped.
func eachMember(dec *jsontext.Decoder, member func(name []byte) error) error {
	if dec.PeekKind() != '{' {
		return dec.SkipValue()
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() != '}' {
		raw, err := dec.ReadValue()
		if err != nil {
			return err
		}
		if err := member(Unquote(raw)); err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

// value reads one attribute into the field that target points to.
func (d *Decoder) value(dec *jsontext.Decoder, f *field, target any) error {
	switch p := target.(type) {
	case *String, *Bool, *Int, *Ref:
		raw, err := dec.ReadValue()
		if err != nil {
			return err
		}
		d.scalar(raw, f.name, target)
		return nil
	case *Map:
		return d.mapping(dec, p)
	case list:
		return d.list(dec, f, p)
	default:
		return d.object(dec, reflect.ValueOf(target).Elem(), f.sub)
	}
}

// scalar sets a field from the text of a JSON value. Empty strings are absent: Terraform's provider cannot
// tell them from unset ones and uses both (null in aws_route, "" in the routes of aws_route_table).
func (d *Decoder) scalar(raw []byte, name string, target any) {
	kind := jsontext.Value(raw).Kind()
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

// list reads a JSON array. A single object stands for a list of one: blocks of nesting mode "single" and
// attribute maps are written so.
func (d *Decoder) list(dec *jsontext.Decoder, f *field, l list) error {
	switch dec.PeekKind() {
	case 'n':
		return dec.SkipValue()
	case '[':
	case '{':
		l.set(known, "")
		return d.element(dec, f, l, 0)
	default:
		l.set(unknown, "the value of "+f.name+" has an unexpected type")
		return dec.SkipValue()
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	l.set(known, "")
	for i := 0; dec.PeekKind() != ']'; i++ {
		if err := d.element(dec, f, l, i); err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

func (d *Decoder) element(dec *jsontext.Decoder, f *field, l list, i int) error {
	return d.value(dec, f, l.at(i))
}

func (d *Decoder) mapping(dec *jsontext.Decoder, m *Map) error {
	if dec.PeekKind() == '{' {
		m.state = known
	}
	return eachMember(dec, func(name []byte) error {
		key := d.Share(name)
		raw, err := dec.ReadValue()
		if err != nil {
			return err
		}
		var v String
		if jsontext.Value(raw).Kind() == '"' {
			v = model.Known(d.Share(Unquote(raw)))
		} else {
			d.scalar(raw, key, &v)
		}
		m.put(key, v)
		return nil
	})
}

func (d *Decoder) unknownObject(dec *jsontext.Decoder, v reflect.Value, s *schema) error {
	return eachMember(dec, func(name []byte) error {
		i, ok := s.byName[string(name)]
		if !ok {
			return dec.SkipValue()
		}
		f := &s.fields[i]
		return d.unknownValue(dec, f, v.Field(f.index).Addr().Interface())
	})
}

// unknownValue merges one member of after_unknown: true makes the value unknown, an array or object says
// the same of members, by position.
func (d *Decoder) unknownValue(dec *jsontext.Decoder, f *field, target any) error {
	switch dec.PeekKind() {
	case 't':
		d.markUnknown(target, f.sub)
		return dec.SkipValue()
	case '[':
		l, ok := target.(list)
		if !ok {
			return dec.SkipValue()
		}
		if _, err := dec.ReadToken(); err != nil {
			return err
		}
		for i := 0; dec.PeekKind() != ']'; i++ {
			if err := d.unknownValue(dec, f, l.at(i)); err != nil {
				return err
			}
		}
		_, err := dec.ReadToken()
		return err
	case '{':
		switch p := target.(type) {
		case *Map:
			return d.unknownMap(dec, p)
		case list:
			return d.unknownValue(dec, f, p.at(0))
		}
		if f.sub == nil {
			return dec.SkipValue()
		}
		return d.unknownObject(dec, reflect.ValueOf(target).Elem(), f.sub)
	default:
		return dec.SkipValue()
	}
}

func (d *Decoder) unknownMap(dec *jsontext.Decoder, m *Map) error {
	return eachMember(dec, func(name []byte) error {
		if dec.PeekKind() == 't' {
			m.put(d.Share(name), model.Unknown[string](whyPlan))
		}
		return dec.SkipValue()
	})
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

// Unquote gives the content of a JSON string, which must be valid, in the memory of raw where it can.
func Unquote(raw []byte) []byte {
	content := raw[1 : len(raw)-1]
	for _, c := range content {
		if c == '\\' {
			// AppendUnquote cannot fail on what the decoder has accepted as a string.
			text, _ := jsontext.AppendUnquote(nil, raw)
			return text
		}
	}
	return content
}
