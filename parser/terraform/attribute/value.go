package attribute

import (
	"strings"

	"github.com/netlint/netlint/model"
)

// The scalar attributes, each absent, known or unknown.
type (
	String = model.Value[string]
	Bool   = model.Value[bool]
	Int    = model.Value[int]
)

// state is how much is known of a reference, list or map.
type state uint8

const (
	absent state = iota
	known
	unknown
)

// Ref is an attribute that names another object by id, ARN or name. It is absent, known, unknown, or one of
// several candidates. The zero Ref is absent.
type Ref struct {
	state state
	id    string
	doubt *doubt // of an unknown reference
}

// doubt says what is known of an unknown reference. Most references are known, and plans hold many.
type doubt struct {
	among []string
	why   string
}

// RefTo makes a reference to the object with the given identifier.
func RefTo(id string) Ref { return Ref{state: known, id: id} }

// UnknownRef makes a reference of which nothing is known; why says what would have to be known.
func UnknownRef(why string) Ref { return RefAmong(nil, why) }

// RefAmong makes a reference to one of several objects, of which it is not known which.
func RefAmong(ids []string, why string) Ref {
	return Ref{state: unknown, doubt: &doubt{among: ids, why: why}}
}

// ID gives the identifier and whether it is known.
func (r Ref) ID() (string, bool) { return r.id, r.state == known }

// Candidates gives the identifiers that an unknown reference may mean; none where any object may be meant.
func (r Ref) Candidates() []string {
	if r.doubt == nil {
		return nil
	}
	return r.doubt.among
}

// IsAbsent reports whether the attribute is not set.
func (r Ref) IsAbsent() bool { return r.state == absent }

// IsKnown reports whether the identifier is known.
func (r Ref) IsKnown() bool { return r.state == known }

// IsUnknown reports whether the attribute is set but the object cannot be told.
func (r Ref) IsUnknown() bool { return r.state == unknown }

// Why says what would have to be known of an unknown reference.
func (r Ref) Why() string {
	if r.doubt == nil {
		return ""
	}
	return r.doubt.why
}

// Value gives the identifier as a value in three states, without the candidates.
func (r Ref) Value() String {
	switch r.state {
	case known:
		return model.Known(r.id)
	case unknown:
		return model.Unknown[string](r.Why())
	default:
		return String{}
	}
}

// String is for messages and test failures.
func (r Ref) String() string {
	switch {
	case r.state == known:
		return r.id
	case r.state == absent:
		return "(absent)"
	case len(r.Candidates()) > 0:
		return "(one of " + strings.Join(r.Candidates(), ", ") + ")"
	default:
		return "(unknown: " + r.Why() + ")"
	}
}

// List is a list or set attribute, or the blocks of one name: absent, known member by member, or unknown.
// An unknown list may still have Items that are members for certain.
type List[T any] struct {
	Items []T
	state state
	why   string
}

// ListOf makes a known list.
func ListOf[T any](items ...T) List[T] { return List[T]{Items: items, state: known} }

// OpenList makes an unknown list of which some members are known; why says what would have to be known.
func OpenList[T any](why string, items ...T) List[T] {
	return List[T]{Items: items, state: unknown, why: why}
}

// IsAbsent reports whether the attribute is not set.
func (l List[T]) IsAbsent() bool { return l.state == absent }

// IsKnown reports whether all members are in Items, be they known themselves or not.
func (l List[T]) IsKnown() bool { return l.state == known }

// IsUnknown reports whether there may be members that are not in Items.
func (l List[T]) IsUnknown() bool { return l.state == unknown }

// Why says what would have to be known of an unknown list.
func (l List[T]) Why() string { return l.why }

// First gives the first member, for blocks of which a resource has at most one.
func (l List[T]) First() (T, bool) {
	if len(l.Items) == 0 {
		var zero T
		return zero, false
	}
	return l.Items[0], true
}

// at gives a pointer to the member with index i, growing the list as far as needed.
func (l *List[T]) at(i int) any {
	for len(l.Items) <= i {
		var zero T
		l.Items = append(l.Items, zero)
	}
	return &l.Items[i]
}

func (l *List[T]) length() int             { return len(l.Items) }
func (l *List[T]) status() state           { return l.state }
func (l *List[T]) set(s state, why string) { l.state, l.why = s, why }
func (l *List[T]) element() any            { return new(T) }

// list is any *List, for code that works on all of them.
type list interface {
	at(i int) any
	length() int
	status() state
	set(s state, why string)
	element() any
}

// Map is a map of strings, such as tags or environment variables.
type Map struct {
	items map[string]String
	state state
	why   string
}

// Items gives the members that are in view. The map must not be changed.
func (m Map) Items() map[string]String { return m.items }

// Get gives the value under a key; it is absent where the map has no such key, and unknown where the map is.
func (m Map) Get(key string) String {
	if v, ok := m.items[key]; ok {
		return v
	}
	if m.state == unknown {
		return model.Unknown[string](m.why)
	}
	return String{}
}

// IsAbsent reports whether the attribute is not set.
func (m Map) IsAbsent() bool { return m.state == absent }

// IsUnknown reports whether there may be keys that are not in Items.
func (m Map) IsUnknown() bool { return m.state == unknown }

func (m *Map) put(key string, v String) {
	if m.items == nil {
		m.items = map[string]String{}
	}
	m.items[key] = v
}
