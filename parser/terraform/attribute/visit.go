package attribute

import (
	"reflect"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
)

// Field says how an attribute is to be read; see the package's documentation of field tags.
type Field struct {
	Name     string
	Kind     Kind // of a reference
	Computed bool
	Identity bool
	Block    bool
}

// BlockStep is one nested block on the way to an attribute: its name, its index, and how many there are.
type BlockStep struct {
	Name  string
	Index int
	Count int
}

// VisitUnknown calls visit for every attribute of a struct that is unknown, wholly or in some member, with
// the nested blocks that lead to it. target points to the attribute: *String, *Bool, *Int, *Ref, *Map or a
// *List. visit may change it.
func (d *Decoder) VisitUnknown(attributes any, visit func(f Field, blocks []BlockStep, target any)) {
	v, s, err := d.structOf(attributes)
	if err != nil {
		return
	}
	d.visitUnknown(v, s, nil, visit)
}

func (d *Decoder) visitUnknown(v reflect.Value, s *schema, blocks []BlockStep, visit func(Field, []BlockStep, any)) {
	for i := range s.fields {
		f := &s.fields[i]
		target := v.Field(f.index).Addr().Interface()
		if f.sub != nil {
			if l, isList := target.(list); isList && l.status() == known {
				for n := range l.length() {
					inner := append(blocks[:len(blocks):len(blocks)], BlockStep{f.name, n, l.length()})
					d.visitUnknown(reflect.ValueOf(l.at(n)).Elem(), f.sub, inner, visit)
				}
				continue
			}
		}
		if isUnknown(target) {
			visit(Field{Name: f.name, Kind: f.kind, Computed: f.computed, Identity: f.identity, Block: f.block}, blocks, target)
		}
	}
}

// isUnknown reports whether an attribute is unknown, wholly or in some member.
func isUnknown(target any) bool {
	switch p := target.(type) {
	case *String:
		return p.IsUnknown()
	case *Bool:
		return p.IsUnknown()
	case *Int:
		return p.IsUnknown()
	case *Ref:
		return p.IsUnknown()
	case *Map:
		return p.IsUnknown()
	case *List[Ref]:
		for _, r := range p.Items {
			if r.IsUnknown() {
				return true
			}
		}
		return p.IsUnknown()
	case list:
		return p.status() == unknown
	}
	return false
}

// SetAbsent makes an attribute absent.
func SetAbsent(target any) {
	reflect.ValueOf(target).Elem().SetZero()
}

// Explain gives an unknown attribute a better reason.
func Explain(target any, why string) {
	if l, ok := target.(*List[Ref]); ok && !l.IsUnknown() {
		for i := range l.Items {
			if l.Items[i].IsUnknown() {
				l.Items[i] = UnknownRef(why)
			}
		}
		return
	}
	setUnknown(target, why)
}

// Get gives a pointer to the attribute of that name, or nil where the struct has none.
func (d *Decoder) Get(attributes any, name string) any {
	v, s, err := d.structOf(attributes)
	if err != nil {
		return nil
	}
	i, ok := s.byName[name]
	if !ok {
		return nil
	}
	return v.Field(s.fields[i].index).Addr().Interface()
}

// ReferenceOf gives the name of the struct's own attribute that refers to an object of a kind, so that a
// reference to the whole resource may be one to that attribute.
func (d *Decoder) ReferenceOf(attributes any, kind Kind) (string, bool) {
	_, s, err := d.structOf(attributes)
	if err != nil {
		return "", false
	}
	for i := range s.fields {
		if s.fields[i].kind == kind {
			return s.fields[i].name, true
		}
	}
	return "", false
}

// KindOf gives what an attribute of the struct refers to; it is empty for one that is no reference.
func (d *Decoder) KindOf(attributes any, name string) Kind {
	_, s, err := d.structOf(attributes)
	if err != nil {
		return ""
	}
	if i, ok := s.byName[name]; ok {
		return s.fields[i].kind
	}
	return ""
}

// Identify gives every identity of the struct that is unknown the identifier that newID makes for it.
func (d *Decoder) Identify(attributes any, newID func(attribute string) string) {
	v, s, err := d.structOf(attributes)
	if err != nil {
		return
	}
	for i := range s.fields {
		f := &s.fields[i]
		if !f.identity {
			continue
		}
		if p, ok := v.Field(f.index).Addr().Interface().(*String); ok && p.IsUnknown() {
			*p = model.Known(newID(f.name))
		}
	}
}

// FillComputed gives the attributes that are absent, and that AWS fills in or by which others refer to the
// resource, the values that references to them have.
func (d *Decoder) FillComputed(attributes any, value func(name string) cty.Value) {
	v, s, err := d.structOf(attributes)
	if err != nil {
		return
	}
	for i := range s.fields {
		f := &s.fields[i]
		target := v.Field(f.index).Addr()
		if (f.computed || f.identity) && target.Elem().IsZero() {
			d.ctyValue(value(f.name), f, target.Interface())
		}
	}
}

// FillUnknown replaces what is unknown in a struct by what another struct of the same type knows: a plan
// takes from its sources what it does not tell itself. A list of blocks with something unknown is taken
// whole, because plans sort blocks in an order of their own.
func (d *Decoder) FillUnknown(attributes, from any) {
	v, s, err := d.structOf(attributes)
	if err != nil {
		return
	}
	w, _, err := d.structOf(from)
	if err != nil || w.Type() != v.Type() {
		return
	}
	for i := range s.fields {
		f := &s.fields[i]
		mine, other := v.Field(f.index), w.Field(f.index)
		if f.identity || !d.hasUnknown(mine.Addr().Interface(), f.sub) || d.hasUnknown(other.Addr().Interface(), f.sub) {
			continue
		}
		if f.computed && other.IsZero() {
			continue
		}
		mine.Set(other)
	}
}

// hasUnknown reports whether an attribute, or one in its blocks, is unknown.
func (d *Decoder) hasUnknown(target any, sub *schema) bool {
	if isUnknown(target) {
		return true
	}
	l, ok := target.(list)
	if !ok || sub == nil {
		return false
	}
	for n := range l.length() {
		found := false
		d.visitUnknown(reflect.ValueOf(l.at(n)).Elem(), sub, nil, func(Field, []BlockStep, any) { found = true })
		if found {
			return true
		}
	}
	return false
}

// Identities gives the known values of the attributes by which others refer to the resource.
func (d *Decoder) Identities(attributes any) []string {
	v, s, err := d.structOf(attributes)
	if err != nil {
		return nil
	}
	var out []string
	for i := range s.fields {
		f := &s.fields[i]
		if !f.identity {
			continue
		}
		if p, ok := v.Field(f.index).Addr().Interface().(*String); ok {
			if id, known := p.Get(); known {
				out = append(out, id)
			}
		}
	}
	return out
}
