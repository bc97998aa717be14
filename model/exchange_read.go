package model

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// exchangeTypes are the types of objects that a network can hold, by name.
var exchangeTypes = sync.OnceValue(func() map[string]reflect.Type {
	types := map[string]reflect.Type{}
	n := reflect.TypeFor[Network]()
	for i := range n.NumField() {
		if f := n.Field(i).Type; f.Kind() == reflect.Slice && f.Elem().Kind() == reflect.Pointer && f.Elem().Implements(entityType) {
			types[f.Elem().Elem().Name()] = f.Elem().Elem()
		}
	}
	return types
})

// Import adds to a network what Export wrote.
func (n *Network) Import(data jsontext.Value) error {
	var in exchanged
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	r := importer{inputs: in.Inputs, objects: make([]reflect.Value, len(in.Objects))}
	for i, o := range in.Objects {
		t := exchangeTypes()[o.Type]
		if t == nil {
			return fmt.Errorf("there is no type of objects %q", o.Type)
		}
		r.objects[i] = reflect.New(t)
	}
	for i, o := range in.Objects {
		if err := r.value(r.objects[i].Elem(), o.Fields); err != nil {
			return fmt.Errorf("object %d, %s: %w", i, o.Type, err)
		}
	}
	for _, o := range r.objects {
		n.Add(o.Interface().(Entity))
	}
	n.Inputs = append(n.Inputs, in.Inputs...)
	n.Unsupported = append(n.Unsupported, in.Unsupported...)
	n.Partial = append(n.Partial, in.Partial...)
	n.UncountedRules = append(n.UncountedRules, in.Uncounted...)
	return nil
}

// importer fills objects. The data may be anybody's: numbers that mean nothing and types that do not fit are
// errors.
type importer struct {
	inputs  []*Input
	objects []reflect.Value
}

func (r *importer) structure(v reflect.Value, data jsontext.Value) error {
	var fields map[string]jsontext.Value
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	for name, field := range fields {
		f, ok := v.Type().FieldByName(name)
		if !ok || !f.IsExported() || len(f.Index) != 1 {
			return fmt.Errorf("%s has no field %q", v.Type().Name(), name)
		}
		if err := r.value(v.FieldByIndex(f.Index), field); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (r *importer) value(v reflect.Value, data jsontext.Value) error {
	t := v.Type()
	switch {
	case data.Kind() == 'n':
		return nil
	case t == inputType:
		in, err := numbered(data, r.inputs)
		if err == nil {
			v.Set(reflect.ValueOf(in))
		}
		return err
	case t == placesType:
		a := arguments{}
		v.Set(reflect.ValueOf(a))
		return json.Unmarshal(data, &a)
	case t == objectType:
		o, err := numbered(data, r.objects)
		if err == nil {
			v.Set(reflect.ValueOf(o.Interface().(Entity).Base()))
		}
		return err
	case t.Implements(entityType) && t.Kind() != reflect.Struct:
		o, err := numbered(data, r.objects)
		if err == nil && !o.Type().AssignableTo(t) {
			return fmt.Errorf("a %s stands for a %s", o.Type(), t)
		}
		if err == nil {
			v.Set(o)
		}
		return err
	case reflect.PointerTo(t).Implements(portableType):
		return r.portable(v.Addr().Interface().(portable), data)
	case reflect.PointerTo(t).Implements(textReaderType):
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		return v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text))
	}
	switch t.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		return r.value(v.Elem(), data)
	case reflect.Struct:
		return r.structure(v, data)
	case reflect.Slice:
		var items []jsontext.Value
		if err := json.Unmarshal(data, &items); err != nil {
			return err
		}
		v.Set(reflect.MakeSlice(t, len(items), len(items)))
		for i, item := range items {
			if err := r.value(v.Index(i), item); err != nil {
				return err
			}
		}
		return nil
	case reflect.Map:
		var items map[string]jsontext.Value
		if err := json.Unmarshal(data, &items); err != nil {
			return err
		}
		v.Set(reflect.MakeMap(t))
		for key, item := range items {
			e := reflect.New(t.Elem()).Elem()
			if err := r.value(e, item); err != nil {
				return err
			}
			v.SetMapIndex(reflect.ValueOf(key).Convert(t.Key()), e)
		}
		return nil
	case reflect.Interface, reflect.Func, reflect.Chan:
		return errors.New("nothing of the kind can be read")
	}
	return json.Unmarshal(data, v.Addr().Interface())
}

func (r *importer) portable(p portable, data jsontext.Value) error {
	var parts struct {
		Is    jsontext.Value `json:"is"`
		Why   string         `json:"why"`
		Among []string       `json:"among"`
	}
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	if parts.Is == nil {
		p.giveUnknown(parts.Why, parts.Among)
		return nil
	}
	return r.value(p.give(), parts.Is)
}

// numbered gives the element of a list whose number is written.
func numbered[T any](data jsontext.Value, from []T) (out T, err error) {
	var i int
	if err := json.Unmarshal(data, &i); err != nil {
		return out, err
	}
	if i < 0 || i >= len(from) {
		return out, fmt.Errorf("there is no number %d among %d", i, len(from))
	}
	return from[i], nil
}
