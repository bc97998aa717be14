package cloudformation

import (
	"fmt"
	"net/netip"
	"reflect"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/cloudformation/template"
)

// resource is one evaluated resource on its way into a network.
type resource struct {
	*template.Resource
	*decoder
	*builder
	network *model.Network
	input   *model.Input
	region  string // empty if not known
	account string
	notes   notes
	base    *model.Object // the common part, once it is made
}

// decode fills a typed struct from the resource's properties.
func decode[T any](r *resource) *T {
	p := new(T)
	if r.notes == nil {
		r.notes = notes{}
	}
	if why, ok := template.WhyUnknown(r.Properties); ok {
		r.notes[any(r)] = why
		return p
	}
	if r.Properties.Type().IsObjectType() {
		r.decoder.object(reflect.ValueOf(p).Elem(), r.Properties, r.notes)
	}
	return p
}

// why says why a field is unknown. All fields are where the properties as a whole are.
func (r *resource) why(field any) (string, bool) {
	if len(r.notes) == 0 {
		return "", false
	}
	if why, ok := r.notes[field]; ok {
		return why, true
	}
	why, ok := r.notes[any(r)]
	return why, ok
}

// raw gives a string property with the symbols in it. field is a *string or **string of a decoded struct.
func (r *resource) raw(field any) model.Value[string] {
	if why, ok := r.why(field); ok {
		return model.Unknown[string](why)
	}
	var text string
	switch f := field.(type) {
	case *string:
		text = *f
	case **string:
		if *f != nil {
			text = **f
		}
	default:
		panic(fmt.Sprintf("cloudformation: %T is no string field", field))
	}
	if text == "" { // an id or CIDR that is empty is as good as none
		return model.Value[string]{}
	}
	return model.Known(plainRegion(text))
}

// id gives a property that refers to another object. A variable is as good as a real id: equal ones mean the
// same object.
func (r *resource) id(field any) model.Value[string] { return r.raw(field) }

// text gives a string property whose value matters: one with symbols in it is unknown.
func (r *resource) text(field any) model.Value[string] {
	v := r.raw(field)
	if s, ok := v.Get(); ok && template.HasSymbol(s) {
		return model.Unknown[string](r.decoder.set.Why(s))
	}
	return v
}

// name gives a string property that may be made of identities: a service's name, for one.
func (r *resource) name(field any) model.Value[string] {
	v := r.raw(field)
	if s, ok := v.Get(); ok && template.HasVariable(s) {
		return model.Unknown[string](r.decoder.set.Why(s))
	}
	return v
}

// standInRegion stands for the region of a call that names none. It has the form of a region, so that names
// made of it can be taken apart; no AWS region begins with xx.
const standInRegion = "xx-region-1"

// plainRegion puts the stand-in in place of the symbol of a region that is not known.
func plainRegion(text string) string {
	if !template.HasVariable(text) {
		return text
	}
	return strings.ReplaceAll(text, template.RegionSymbol, standInRegion)
}

// boolean gives a boolean property; field is a *bool or **bool.
func (r *resource) boolean(field any) model.Value[bool] {
	if why, ok := r.why(field); ok {
		return model.Unknown[bool](why)
	}
	switch f := field.(type) {
	case *bool:
		return model.Known(*f)
	case **bool:
		if *f == nil {
			return model.Value[bool]{}
		}
		return model.Known(**f)
	}
	panic(fmt.Sprintf("cloudformation: %T is no boolean field", field))
}

// number gives a number property; field is an *int or **int.
func (r *resource) number(field any) model.Value[int] {
	if why, ok := r.why(field); ok {
		return model.Unknown[int](why)
	}
	switch f := field.(type) {
	case *int:
		return model.Known(*f)
	case **int:
		if *f == nil {
			return model.Value[int]{}
		}
		return model.Known(**f)
	}
	panic(fmt.Sprintf("cloudformation: %T is no number field", field))
}

// numeral gives a number that goformation has as a string.
func (r *resource) numeral(field any) model.Value[int] {
	return convert(r.text(field), func(s string) (int, error) {
		var n int
		_, err := fmt.Sscanf(strings.TrimSpace(s)+"\n", "%d\n", &n)
		if err != nil {
			return 0, fmt.Errorf("%q is no number", s)
		}
		return n, nil
	})
}

// prefix gives a CIDR with its host bits cleared, as AWS does.
func (r *resource) prefix(field any) model.Value[netip.Prefix] {
	return convert(r.text(field), parsePrefix)
}

func parsePrefix(s string) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(strings.TrimSpace(s))
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("%q is no CIDR", s)
	}
	return p.Masked(), nil
}

// address gives an IP address.
func (r *resource) address(field any) model.Value[netip.Addr] {
	return convert(r.text(field), func(s string) (netip.Addr, error) {
		a, err := netip.ParseAddr(strings.TrimSpace(s))
		if err != nil {
			return netip.Addr{}, fmt.Errorf("%q is no IP address", s)
		}
		return a, nil
	})
}

// convert turns a known text into a value of another type; what cannot be turned is unknown.
func convert[T any](v model.Value[string], parse func(string) (T, error)) model.Value[T] {
	s, ok := v.Get()
	switch {
	case ok:
		t, err := parse(s)
		if err != nil {
			return model.Unknown[T](err.Error())
		}
		return model.Known(t)
	case v.IsUnknown():
		return model.Unknown[T](v.Why())
	}
	return model.Value[T]{}
}

// switched gives a boolean that a property writes as one of two words, such as "enable" and "disable".
func switched(v model.Value[string], on string) model.Value[bool] {
	return convert(v, func(s string) (bool, error) { return strings.EqualFold(s, on), nil })
}

// ref makes a reference from a property.
func ref[T any](r *resource, field any) model.Ref[T] { return model.RefTo[T](r.id(field)) }

// refs makes references from a list of ids.
func refs[T any](r *resource, field *[]string) model.List[model.Ref[T]] {
	return list(r, field, func(f *string) model.Ref[T] { return ref[T](r, f) })
}

// texts gives a list of strings.
func (r *resource) texts(field *[]string) model.List[model.Value[string]] {
	return list(r, field, func(f *string) model.Value[string] { return r.text(f) })
}

// list makes a list of a field's elements; it is open where the field is unknown.
func list[E, T any](r *resource, field *[]E, element func(*E) T) model.List[T] {
	if why, ok := r.why(field); ok {
		return model.OpenList[T](why)
	}
	var l model.List[T]
	for i := range *field {
		l.Items = append(l.Items, element(&(*field)[i]))
	}
	return l
}

// join appends a list to another.
func join[T any](a, b model.List[T]) model.List[T] {
	a.Items = append(a.Items, b.Items...)
	if b.Open && !a.Open {
		a.Open, a.Why = true, b.Why
	}
	return a
}

// unset reports whether a list property is not there at all.
func (r *resource) unset(field *[]string) bool {
	_, unknown := r.why(field)
	return len(*field) == 0 && !unknown
}

// object makes the common part of the resource's object.
func (r *resource) object() model.Object {
	if r.base != nil {
		return *r.base
	}
	o := model.Object{
		Address:   r.LogicalID,
		Type:      r.Type,
		ID:        r.ID(),
		Input:     r.input,
		Range:     r.Range,
		Places:    places{r.Resource},
		Construct: r.CDKPath,
		Exported:  r.Escapes,
		DependsOn: r.DependsOn,
		Region:    known(r.region, "the region is chosen at deployment"),
		Account:   known(r.account, "the account is chosen at deployment"),
	}
	o.Tags = r.tags()
	o.Name = o.Tags["Name"]
	r.base = &o
	return o
}

// aliased is object with the ARN as a further identifier.
func (r *resource) aliased(attributes ...string) model.Object {
	o := r.object()
	for _, attribute := range attributes {
		if alias := r.Attribute(attribute); alias != "" && alias != o.ID {
			o.Aliases = append(o.Aliases, alias)
		}
	}
	return o
}

// part makes the common part of an object that is declared inside the resource, at a path of properties.
func (r *resource) part(path ...string) model.Object {
	o := r.object()
	o.ID += "." + strings.Join(path, ".")
	o.Name, o.Tags = "", nil
	o.Range = r.PropRange(path...)
	o.Places = places{r.Resource}.under(path)
	return o
}

// isOwnAccount reports whether an account id is the one that the template is deployed to.
func (r *resource) isOwnAccount(id string) bool {
	return id == r.account || id == template.AccountSymbol
}

func known(s, why string) model.Value[string] {
	if s == "" {
		return model.Unknown[string](why)
	}
	return model.Known(s)
}

// tags gives the tags with known keys and values, in both of CloudFormation's forms.
func (r *resource) tags() map[string]string {
	p := r.Properties
	if !p.IsKnown() || !p.Type().IsObjectType() || !p.Type().HasAttribute("Tags") {
		return nil
	}
	v := p.GetAttr("Tags")
	if !v.IsKnown() {
		return nil
	}
	tags := map[string]string{}
	put := func(key, value cty.Value) {
		if !key.IsKnown() || !value.IsKnown() {
			return
		}
		k, ok := scalarText(key)
		t, isText := scalarText(value)
		if ok && isText && !template.HasSymbol(t) {
			tags[k] = t
		}
	}
	switch {
	case v.Type().IsTupleType():
		for _, tag := range v.AsValueSlice() {
			if tag.IsKnown() && tag.Type().IsObjectType() && tag.Type().HasAttribute("Key") && tag.Type().HasAttribute("Value") {
				put(tag.GetAttr("Key"), tag.GetAttr("Value"))
			}
		}
	case v.Type().IsObjectType():
		for key, value := range v.AsValueMap() {
			put(cty.StringVal(key), value)
		}
	}
	return tags
}
