package endpoint

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules/snippet"
)

// join lists words as a sentence does: "a, b and c".
func join(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// capital makes the first letter of a clause that begins with a word of its own a capital one; addresses stay
// as they are.
func capital(s string) string {
	first, _, _ := strings.Cut(s, " ")
	if strings.ContainsAny(first, "._/") {
		return s
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// labels names some objects: the first, and how many others.
func labels[T model.Entity](all []T) string {
	switch len(all) {
	case 0:
		return "nothing"
	case 1:
		return all[0].Base().Label()
	case 2:
		return all[0].Base().Label() + " and " + all[1].Base().Label()
	}
	return fmt.Sprintf("%s and %d others", all[0].Base().Label(), len(all)-1)
}

func verb[T any](subjects []T, one, many string) string {
	if len(subjects) == 1 {
		return one
	}
	return many
}

// policyPlace gives where an endpoint's policy stands.
func policyPlace(e *model.VPCEndpoint) model.Range {
	if e.PolicyHolder != nil {
		return e.PolicyHolder.Place("policy")
	}
	return e.Place("policy")
}

// reference gives the expression by which code beside an object refers to an endpoint.
func reference(beside *model.Object, e *model.VPCEndpoint) string {
	return snippet.Reference(beside, &e.Object, "endpoint_id")
}
