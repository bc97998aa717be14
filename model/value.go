package model

import "fmt"

// Value is an attribute in one of three states: absent (the input does not set it, or sets it to null),
// known, or unknown (it is set, but what it is cannot be known from what is in view). Unknown is a value of
// its own, never a zero: a reader must say what it does in each state. The zero Value is absent.
type Value[T any] struct {
	state valueState
	maybe bool // of an unknown value: it may be absent
	v     T
	why   string
}

type valueState uint8

const (
	absent valueState = iota
	known
	unknown
)

// Known makes a known value.
func Known[T any](v T) Value[T] { return Value[T]{state: known, v: v} }

// Unknown makes an unknown value. why names what would have to be known, in words that stand in a message:
// "var.cidr has no value", "data.aws_vpc.shared is read at apply".
func Unknown[T any](why string) Value[T] { return Value[T]{state: unknown, why: why} }

// UnknownOrAbsent makes an unknown value of which not even that is known whether it is set: the input may give
// null in the end.
func UnknownOrAbsent[T any](why string) Value[T] {
	return Value[T]{state: unknown, why: why, maybe: true}
}

// Get gives the value and whether it is known.
func (v Value[T]) Get() (T, bool) { return v.v, v.state == known }

// Or gives the value if it is known, and otherwise d, whether absent or unknown. Use it only where that
// makes no claim; OrDefault keeps the difference.
func (v Value[T]) Or(d T) T {
	if v.state == known {
		return v.v
	}
	return d
}

// OrDefault gives v, with the default d in place of an absent value: what AWS does when nothing is said.
func (v Value[T]) OrDefault(d T) Value[T] {
	if v.state == absent {
		return Known(d)
	}
	return v
}

// IsKnown reports whether the value is known.
func (v Value[T]) IsKnown() bool { return v.state == known }

// IsUnknown reports whether the value is set but cannot be known.
func (v Value[T]) IsUnknown() bool { return v.state == unknown }

// MayBeAbsent reports whether the value is unknown and may turn out not to be set.
func (v Value[T]) MayBeAbsent() bool { return v.maybe }

// IsAbsent reports whether the input does not set the value.
func (v Value[T]) IsAbsent() bool { return v.state == absent }

// Why says why the value is unknown; it is empty otherwise.
func (v Value[T]) Why() string { return v.why }

// String is for messages and test failures.
func (v Value[T]) String() string {
	switch v.state {
	case known:
		return fmt.Sprint(v.v)
	case unknown:
		return "(unknown: " + v.why + ")"
	default:
		return "(absent)"
	}
}
