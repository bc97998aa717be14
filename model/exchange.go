package model

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// exchanged is a network as Export writes it. Objects are their fields by name, without those that are zero;
// what points to an object is its number in the list, what points to an input the input's.
type exchanged struct {
	Inputs      []*Input          `json:"inputs"`
	Unsupported []Unsupported     `json:"unsupported"`
	Partial     []string          `json:"partial"`
	Uncounted   []string          `json:"uncountedRules"`
	Objects     []exchangedObject `json:"objects"`
}

type exchangedObject struct {
	Type   string         `json:"type"` // the name of the Go type
	Fields jsontext.Value `json:"fields"`
}

// portable is what every *Value[T] and *Ref[T] is. A known value is written as {"is": …}, an unknown one as
// {"why": …}, with the identifiers "among" which an ambiguous reference chooses.
type portable interface {
	take() (known reflect.Value, why string, among []string)
	give() (known reflect.Value)
	giveUnknown(why string, among []string)
}

func (v *Value[T]) take() (reflect.Value, string, []string) {
	if v.state == known {
		return reflect.ValueOf(&v.v).Elem(), "", nil
	}
	return reflect.Value{}, v.why, nil
}

func (v *Value[T]) give() reflect.Value {
	v.state = known
	return reflect.ValueOf(&v.v).Elem()
}

func (v *Value[T]) giveUnknown(why string, _ []string) { *v = Unknown[T](why) }

func (r *Ref[T]) take() (reflect.Value, string, []string) {
	known, why, among := r.id.take()
	if r.maybe != nil {
		among = r.maybe.ids
	}
	return known, why, among
}

func (r *Ref[T]) give() reflect.Value { return r.id.give() }

func (r *Ref[T]) giveUnknown(why string, among []string) { *r = RefAmong[T](among, why) }

var (
	inputType      = reflect.TypeFor[*Input]()
	objectType     = reflect.TypeFor[*Object]()
	placesType     = reflect.TypeFor[Places]()
	entityType     = reflect.TypeFor[Entity]()
	portableType   = reflect.TypeFor[portable]()
	textWriterType = reflect.TypeFor[encoding.TextMarshaler]()
	textReaderType = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// arguments are ranges of an object's arguments by name, as they come back from Import.
type arguments map[string]Range

// Argument gives the range of the named argument.
func (a arguments) Argument(name string) Range { return a[name] }

// Export writes the objects of a network that is not linked yet, so that Import can add them to another one.
// argumentNames names the arguments whose ranges go along. Equal networks give equal bytes.
func (n *Network) Export(argumentNames []string) (jsontext.Value, error) {
	if n.linked {
		return nil, errors.New("a network can be exported only before it is linked")
	}
	x := exporter{inputs: map[*Input]int{}, objects: map[any]int{}, arguments: argumentNames}
	for i, in := range n.Inputs {
		x.inputs[in] = i
	}
	for i, o := range n.entities {
		x.objects[o], x.objects[o.Base()] = i, i
	}
	out := exchanged{Inputs: n.Inputs, Unsupported: n.Unsupported, Partial: n.Partial, Uncounted: n.UncountedRules}
	for _, o := range n.entities {
		v := reflect.ValueOf(o).Elem()
		plain, err := x.structure(v)
		if err != nil {
			return nil, err
		}
		fields, err := json.Marshal(plain, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
		if err != nil {
			return nil, err
		}
		out.Objects = append(out.Objects, exchangedObject{v.Type().Name(), fields})
	}
	return json.Marshal(out, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
}

// exporter turns objects into what JSON knows: maps, slices, strings, numbers.
type exporter struct {
	inputs    map[*Input]int
	objects   map[any]int
	arguments []string
}

func (x *exporter) structure(v reflect.Value) (map[string]any, error) {
	out := map[string]any{}
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			continue
		}
		plain, err := x.value(v.Field(i))
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", v.Type().Name(), v.Type().Field(i).Name, err)
		}
		out[v.Type().Field(i).Name] = plain
	}
	return out, nil
}

func (x *exporter) value(v reflect.Value) (any, error) {
	t := v.Type()
	switch {
	case t == inputType:
		i, ok := x.inputs[v.Interface().(*Input)]
		if !ok {
			return nil, errors.New("the input is none of the network's")
		}
		return i, nil
	case t == placesType:
		return x.places(v.Interface().(Places)), nil
	case t.Implements(entityType) && t.Kind() != reflect.Struct:
		i, ok := x.objects[v.Interface()]
		if !ok {
			return nil, errors.New("the object is none of the network's")
		}
		return i, nil
	case reflect.PointerTo(t).Implements(portableType):
		return x.portable(addressable(v).Addr().Interface().(portable), v.IsZero())
	case t.Implements(textWriterType):
		return v.Interface(), nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		return x.value(v.Elem())
	case reflect.Struct:
		return x.structure(v)
	case reflect.Slice:
		out := make([]any, v.Len())
		for i := range out {
			var err error
			if out[i], err = x.value(v.Index(i)); err != nil {
				return nil, err
			}
		}
		return out, nil
	case reflect.Map:
		out := map[string]any{}
		for key, e := range v.Seq2() {
			plain, err := x.value(e)
			if err != nil {
				return nil, err
			}
			out[key.String()] = plain
		}
		return out, nil
	case reflect.Interface, reflect.Func, reflect.Chan:
		return nil, fmt.Errorf("a %s cannot be written", t)
	}
	return v.Interface(), nil
}

func (x *exporter) portable(p portable, absent bool) (any, error) {
	if absent {
		return nil, nil
	}
	value, why, among := p.take()
	if !value.IsValid() {
		out := map[string]any{"why": why}
		if len(among) > 0 {
			out["among"] = among
		}
		return out, nil
	}
	plain, err := x.value(value)
	return map[string]any{"is": plain}, err
}

func (x *exporter) places(p Places) map[string]Range {
	out := map[string]Range{}
	for _, name := range x.arguments {
		if r := p.Argument(name); !r.IsZero() {
			out[name] = r
		}
	}
	return out
}

// addressable gives a value whose address can be taken, such as an element of a map has none.
func addressable(v reflect.Value) reflect.Value {
	if v.CanAddr() {
		return v
	}
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}
