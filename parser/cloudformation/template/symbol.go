package template

import (
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// Symbols are written between brackets that no AWS name can hold, and without the characters that templates
// split strings at, so that they survive Fn::Join, Fn::Split and Fn::Sub.
const (
	identityOpen  = '⟨'
	identityClose = '⟩'
	variableOpen  = '⟪'
	variableClose = '⟫'
)

// Unknown is the mark that every unknown value carries.
type Unknown struct {
	Why string // what would have to be known, in words that stand in a message
	// list, where it is not empty, makes the value a list of unknown length whose elements have names: the
	// element i is a symbol made of it. Templates pick single elements out of such lists.
	list listSymbol
}

// listSymbol names the elements of a list of unknown length.
type listSymbol struct {
	name string
	kind listKind
}

type listKind uint8

const (
	noList       listKind = iota
	variableList          // somebody else chooses the elements
	identityList          // AWS assigns the elements
	zoneList              // availability zones of the region called name
	pairList              // two texts with a colon between: zone and id of a firewall endpoint, hosted zone and name of an endpoint
)

// unknown makes an unknown value of any type.
func unknown(why string) cty.Value {
	return cty.DynamicVal.Mark(Unknown{Why: why})
}

// unknownList makes a list of unknown length whose elements are named after name.
func unknownList(why, name string, kind listKind) cty.Value {
	return cty.DynamicVal.Mark(Unknown{Why: why, list: listSymbol{name, kind}})
}

// unknownOf gives the mark of an unknown value, and whether v is unknown at all.
func unknownOf(v cty.Value) (Unknown, bool) {
	if v == cty.NilVal || v.IsKnown() {
		return Unknown{}, false
	}
	for m := range v.Marks() {
		if u, ok := m.(Unknown); ok {
			return u, true
		}
	}
	return Unknown{Why: "the value is known only after deployment"}, true
}

// WhyUnknown says why v is unknown; ok is false when v is known. Parts of v are not looked at.
func WhyUnknown(v cty.Value) (why string, ok bool) {
	u, ok := unknownOf(v)
	return u.Why, ok
}

func identity(name string) string { return string(identityOpen) + name + string(identityClose) }
func variable(name string) string { return string(variableOpen) + name + string(variableClose) }

// HasVariable reports whether s is or contains a symbol for a value that somebody else chooses. Such a
// string is equal to itself; it may turn out to be equal to any other.
func HasVariable(s string) bool { return strings.ContainsRune(s, variableOpen) }

// HasIdentity reports whether s is or contains a symbol for an identity that AWS will assign. It differs from
// every other identity and from every name that the templates write out.
func HasIdentity(s string) bool { return strings.ContainsRune(s, identityOpen) }

// HasSymbol reports whether s is or contains any symbol.
func HasSymbol(s string) bool { return HasVariable(s) || HasIdentity(s) }

// soleVariable reports whether s is one variable symbol and nothing else.
func soleVariable(s string) bool {
	if !strings.HasPrefix(s, string(variableOpen)) {
		return false
	}
	return len(firstSymbol(s)) == len(s)
}

// firstSymbol gives the first symbol in s with its brackets, or nothing. Symbols may hold other symbols.
func firstSymbol(s string) string {
	depth, start := 0, 0
	for i, r := range s {
		switch r {
		case identityOpen, variableOpen:
			if depth == 0 {
				start = i
			}
			depth++
		case identityClose, variableClose:
			if depth--; depth == 0 {
				return s[start : i+len(string(r))]
			}
		}
	}
	return ""
}

// symbolsOf gives every outermost symbol in s.
func symbolsOf(s string) []string {
	var symbols []string
	for {
		sym := firstSymbol(s)
		if sym == "" {
			return symbols
		}
		symbols = append(symbols, sym)
		s = s[strings.Index(s, sym)+len(sym):]
	}
}
