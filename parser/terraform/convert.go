package terraform

import (
	"net/netip"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

// ref turns a reference attribute into a reference of the model.
func ref[T any](r attribute.Ref) model.Ref[T] {
	if r.IsUnknown() && len(r.Candidates()) > 0 {
		return model.RefAmong[T](r.Candidates(), r.Why())
	}
	return model.RefTo[T](r.Value())
}

// refs turns a list of references into one of the model.
func refs[T any](l attribute.List[attribute.Ref]) model.List[model.Ref[T]] {
	out := model.List[model.Ref[T]]{Open: l.IsUnknown(), Why: l.Why()}
	for _, r := range l.Items {
		out.Items = append(out.Items, ref[T](r))
	}
	return out
}

// list turns a list of values into one of the model, by f.
func list[A, B any](l attribute.List[A], f func(A) B) model.List[B] {
	out := model.List[B]{Open: l.IsUnknown(), Why: l.Why()}
	for _, v := range l.Items {
		out.Items = append(out.Items, f(v))
	}
	return out
}

func same[T any](v T) T { return v }

// parsed reads a text value by parse. A text that cannot be read is unknown: Terraform or AWS refuses it,
// and nothing can be said of what it means.
func parsed[T any](v attribute.String, what string, parse func(string) (T, error)) model.Value[T] {
	text, ok := v.Get()
	if !ok {
		if v.MayBeAbsent() {
			return model.UnknownOrAbsent[T](v.Why())
		}
		if v.IsUnknown() {
			return model.Unknown[T](v.Why())
		}
		return model.Value[T]{}
	}
	value, err := parse(text)
	if err != nil {
		return model.Unknown[T]("\"" + text + "\" is no " + what)
	}
	return model.Known(value)
}

// prefix reads an address range; host bits are cleared, as AWS's API does.
func prefix(v attribute.String) model.Value[netip.Prefix] {
	return parsed(v, "address range", func(s string) (netip.Prefix, error) {
		p, err := netip.ParsePrefix(s)
		return p.Masked(), err
	})
}

func addr(v attribute.String) model.Value[netip.Addr] {
	return parsed(v, "address", netip.ParseAddr)
}

func protocol(v attribute.String) model.Value[packet.Protocol] {
	return parsed(v, "protocol", packet.ParseProtocol)
}

// enabled reads the "enable" and "disable" of transit gateways.
func enabled(v attribute.String) model.Value[bool] {
	return equals(v, "enable")
}

// equals compares a value with a word, without regard to case; an absent value stays absent.
func equals(v attribute.String, word string) model.Value[bool] {
	return parsed(v, "word", func(s string) (bool, error) { return strings.EqualFold(s, word), nil })
}

// word makes a value of a named string type.
func word[T ~string](v attribute.String) model.Value[T] {
	return parsed(v, "word", func(s string) (T, error) { return T(s), nil })
}

// domain reads a DNS name: lower case, without the final dot.
func domain(v attribute.String) model.Value[string] {
	return parsed(v, "name", func(s string) (string, error) {
		return strings.ToLower(strings.TrimSuffix(s, ".")), nil
	})
}

// either gives the first value that is not absent.
func either[T any](values ...model.Value[T]) model.Value[T] {
	for _, v := range values {
		if !v.IsAbsent() {
			return v
		}
	}
	return model.Value[T]{}
}

// first gives the first of the blocks of one name, or a zero one.
func first[T any](l attribute.List[T]) T {
	v, _ := l.First()
	return v
}

// unset reports whether a list of security groups is left to AWS.
func unset(l attribute.List[attribute.Ref]) bool { return !l.IsUnknown() && len(l.Items) == 0 }
