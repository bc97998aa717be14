package policy

import (
	"maps"
	"net/netip"
	"slices"
	"strings"
)

// Decision is what a policy says of a request.
type Decision int

// The decisions. Unknown means that a condition or principal of a statement that matters cannot be decided.
const (
	ImplicitDeny Decision = iota // no statement allows it
	Allowed
	ExplicitDeny
	Unknown
)

// Request is an action on a resource. Action and Resource may be patterns with * and ?; a statement then
// matches where it covers the whole pattern.
type Request struct {
	Action   string
	Resource string
	// Principal is the caller's ARN, where it is known.
	Principal string
	// Context holds the condition keys whose values are known, in lower case; a key with no values is known
	// to be absent. Keys that are not in the map are unknown.
	Context map[string][]string
}

// Decide gives what the document says of a request. An explicit deny wins over any allow; a deny that may
// apply makes an allow unknown.
func (d *Document) Decide(r Request) Decision {
	out := ImplicitDeny
	mayDeny := false
	for _, s := range d.Statements {
		switch m := s.matches(r); {
		case !s.Allow && m == yes:
			return ExplicitDeny
		case !s.Allow && m == maybe:
			mayDeny = true
		case s.Allow && m == yes:
			out = Allowed
		case s.Allow && m == maybe && out == ImplicitDeny:
			out = Unknown
		}
	}
	if mayDeny && out == Allowed {
		return Unknown
	}
	return out
}

type answer int

const (
	no answer = iota
	maybe
	yes
)

func (s Statement) matches(r Request) answer {
	if !s.matchesAction(r.Action) || !s.MatchesResource(r.Resource) {
		return no
	}
	out := s.matchesPrincipal(r)
	for _, c := range s.Conditions {
		out = min(out, c.holds(r.Context))
	}
	return out
}

func (s Statement) matchesAction(action string) bool {
	action = strings.ToLower(action)
	covers := func(p string) bool { return Covers(strings.ToLower(p), action) }
	if s.NotActions != nil {
		return !slices.ContainsFunc(s.NotActions, func(p string) bool { return Overlaps(strings.ToLower(p), action) })
	}
	return slices.ContainsFunc(s.Actions, covers)
}

// MatchesResource reports whether the statement speaks of all of the resource, an ARN or a pattern of ARNs.
func (s Statement) MatchesResource(resource string) bool {
	if s.NotResources != nil {
		return !slices.ContainsFunc(s.NotResources, func(p string) bool { return Overlaps(p, resource) })
	}
	return slices.ContainsFunc(s.Resources, func(p string) bool { return Covers(p, resource) })
}

func (s Statement) matchesPrincipal(r Request) answer {
	if !s.HasPrincipal {
		return yes
	}
	match := func(list []string) answer {
		out := no
		for _, p := range list {
			switch {
			case p == "*":
				return yes
			case r.Principal == "":
				out = maybe
			case strings.EqualFold(p, "AWS:"+r.Principal):
				return yes
			case strings.HasPrefix(p, "AWS:"):
				// An account, a user or another role: whether the caller is meant depends on its account.
				out = maybe
			}
		}
		return out
	}
	if s.NotPrincipals != nil {
		return yes - match(s.NotPrincipals)
	}
	return match(s.Principals)
}

// holds decides a condition with what is known of the request.
func (c Condition) holds(context map[string][]string) answer {
	op := strings.ToLower(c.Operator)
	if strings.HasPrefix(op, "forallvalues:") || strings.HasPrefix(op, "foranyvalue:") {
		return maybe
	}
	op, ifExists := strings.CutSuffix(op, "ifexists")
	got, known := context[strings.ToLower(c.Key)]
	if !known {
		return maybe
	}
	if op == "null" {
		absent := len(got) == 0
		return answerOf(len(c.Values) == 1 && strings.EqualFold(c.Values[0], "true") == absent)
	}
	negated := strings.Contains(op, "not")
	if len(got) == 0 {
		// A key that is absent fails every positive operator and satisfies every negated one.
		return answerOf(ifExists || negated)
	}
	var match func(want, got string) answer
	switch strings.Replace(op, "not", "", 1) {
	case "stringequals", "arnequals", "arnlike", "stringlike", "bool", "stringequalsignorecase":
		like := strings.Contains(op, "like") || strings.Contains(op, "arn")
		match = func(want, got string) answer {
			switch {
			case strings.Contains(want, "${"):
				return maybe // a policy variable
			case like:
				return answerOf(Covers(want, got))
			case strings.Contains(op, "ignorecase"), op == "bool":
				return answerOf(strings.EqualFold(want, got))
			default:
				return answerOf(want == got)
			}
		}
	case "ipaddress":
		match = matchAddress
	default:
		return maybe
	}
	out := no
	for _, want := range c.Values {
		for _, g := range got {
			out = max(out, match(want, g))
		}
	}
	if negated {
		return yes - out
	}
	return out
}

func matchAddress(want, got string) answer {
	addr, err := netip.ParseAddr(got)
	if err != nil {
		return maybe
	}
	if p, err := netip.ParsePrefix(want); err == nil {
		return answerOf(p.Contains(addr))
	}
	if a, err := netip.ParseAddr(want); err == nil {
		return answerOf(a == addr)
	}
	return maybe
}

func answerOf(b bool) answer {
	if b {
		return yes
	}
	return no
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
