package attribute

import (
	"fmt"
	"reflect"
	"strings"
)

// schema is the field table of one attribute struct, by attribute name. It is made once for each type that
// an input uses and then read by the decoders and by Walk.
type schema struct {
	fields []field
	byName map[string]int
	refs   bool // some field, or one nested in it, is a reference
}

// field says where an attribute is kept and how it is to be read.
type field struct {
	name     string
	index    int
	computed bool // AWS fills it in
	identity bool // others refer to the resource by it
	block    bool // nothing but the configuration says how many there are
	kind     Kind // what a reference names
	sub      *schema
}

// schemaOf gives the field table of a struct type.
func (d *Decoder) schemaOf(t reflect.Type) *schema {
	if s, ok := d.schemas[t]; ok {
		return s
	}
	s := &schema{byName: make(map[string]int, t.NumField())}
	d.schemas[t] = s
	for i := range t.NumField() {
		sf := t.Field(i)
		tag, ok := sf.Tag.Lookup("tf")
		if !ok {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		f := field{
			name:     name,
			index:    i,
			computed: options == "computed",
			identity: options == "identity",
			block:    options == "block",
			kind:     Kind(sf.Tag.Get("ref")),
		}
		if sf.Type.Kind() == reflect.Struct {
			if l, ok := reflect.New(sf.Type).Interface().(list); ok {
				element := reflect.TypeOf(l.element()).Elem()
				if isBlock(element) {
					f.sub = d.schemaOf(element)
				}
			}
		}
		s.refs = s.refs || f.kind != "" || (f.sub != nil && f.sub.refs)
		s.byName[name] = len(s.fields)
		s.fields = append(s.fields, f)
	}
	return s
}

// isBlock reports whether a list element is a nested block: a struct with tagged fields.
func isBlock(t reflect.Type) bool {
	if t.Kind() != reflect.Struct || t.NumField() == 0 {
		return false
	}
	_, ok := t.Field(0).Tag.Lookup("tf")
	return ok
}

// structOf gives the struct behind a pointer to attributes and its field table.
func (d *Decoder) structOf(into any) (reflect.Value, *schema, error) {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return reflect.Value{}, nil, fmt.Errorf("attributes decode into a pointer to a struct, not into %T", into)
	}
	return v.Elem(), d.schemaOf(v.Elem().Type()), nil
}

// Has reports whether a struct of this package has an attribute or block of that name.
func (d *Decoder) Has(attributes any, name string) bool {
	_, s, err := d.structOf(attributes)
	if err != nil {
		return false
	}
	_, ok := s.byName[name]
	return ok
}
