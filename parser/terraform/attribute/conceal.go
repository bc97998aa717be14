package attribute

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/netlint/netlint/model"
)

// Conceal makes unknown what an input marks as sensitive, so that it cannot be printed: everything at or below
// a path, which is written as in Terraform ("ingress[0].cidr_blocks[1]", "tags.Name"; "" is everything). why
// says so in messages. What a reference names stays, if keep says so: an object of the same input, which
// messages call by its address.
func (d *Decoder) Conceal(attributes any, path, why string, keep func(id string) bool) {
	v, s, err := d.structOf(attributes)
	if err != nil {
		return
	}
	c := concealing{why: why, keep: keep}
	c.block(v, s, strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }))
}

type concealing struct {
	why  string
	keep func(id string) bool
}

func (c concealing) block(v reflect.Value, s *schema, path []string) {
	for i := range s.fields {
		f := &s.fields[i]
		switch {
		case len(path) == 0:
			c.value(v.Field(f.index).Addr().Interface(), f, nil)
		case path[0] == f.name:
			c.value(v.Field(f.index).Addr().Interface(), f, path[1:])
		}
	}
}

func (c concealing) value(target any, f *field, path []string) {
	switch p := target.(type) {
	case *String:
		if id, ok := p.Get(); ok && !(f.identity && c.keep(id)) {
			*p = model.Unknown[string](c.why)
		}
	case *Int:
		if p.IsKnown() {
			*p = model.Unknown[int](c.why)
		}
	case *Bool:
		if p.IsKnown() {
			*p = model.Unknown[bool](c.why)
		}
	case *Ref:
		if id, ok := p.ID(); ok && !c.keep(id) {
			*p = UnknownRef(c.why)
		}
	case *Map:
		for key := range p.items {
			if len(path) == 0 || path[0] == key {
				p.put(key, model.Unknown[string](c.why))
			}
		}
	case list:
		c.list(p, f, path)
	}
}

func (c concealing) list(l list, f *field, path []string) {
	only := -1
	if len(path) > 0 {
		n, err := strconv.Atoi(path[0])
		if err == nil {
			only, path = n, path[1:]
		}
	}
	for i := range l.length() {
		switch {
		case only >= 0 && only != i:
		case f.sub != nil:
			c.block(reflect.ValueOf(l.at(i)).Elem(), f.sub, path)
		default:
			c.value(l.at(i), f, path)
		}
	}
}
