package policy

import (
	"slices"
	"strings"
)

// MayAllow reports whether the document may allow any of the requests that the patterns of r describe: some
// allowing statement speaks of one of them and nothing that is known speaks against it, and no deny covers
// them all. Where it is false, every such request is certainly denied.
func (d *Document) MayAllow(r Request) bool {
	may := false
	for _, s := range d.Statements {
		switch {
		case !s.Allow && s.matches(r) == yes:
			return false
		case s.Allow && s.mayMatch(r):
			may = true
		}
	}
	return may
}

// mayMatch reports whether the statement may speak of one of the requests that the patterns describe.
func (s Statement) mayMatch(r Request) bool {
	if !s.touchesAction(r.Action) || !s.touchesResource(r.Resource) || s.matchesPrincipal(r) == no {
		return false
	}
	return !slices.ContainsFunc(s.Conditions, func(c Condition) bool { return c.holds(r.Context) == no })
}

func (s Statement) touchesAction(action string) bool {
	action = strings.ToLower(action)
	if s.NotActions != nil {
		return !slices.ContainsFunc(s.NotActions, func(p string) bool { return Covers(strings.ToLower(p), action) })
	}
	return slices.ContainsFunc(s.Actions, func(p string) bool { return Overlaps(strings.ToLower(p), action) })
}

func (s Statement) touchesResource(resource string) bool {
	if s.NotResources != nil {
		return !slices.ContainsFunc(s.NotResources, func(p string) bool { return Covers(p, resource) })
	}
	return slices.ContainsFunc(s.Resources, func(p string) bool { return overlapsResource(p, resource) })
}

// overlapsResource reports whether two patterns of resources can mean the same one. A wildcard of an ARN stands
// for characters of its own part only; the last part, the resource, may hold colons (IAM User Guide, "IAM JSON policy
// elements: Resource").
func overlapsResource(a, b string) bool {
	x, okX := ParseARN(a)
	y, okY := ParseARN(b)
	if !okX || !okY {
		return Overlaps(a, b)
	}
	return Overlaps(x.Partition, y.Partition) && Overlaps(x.Service, y.Service) && Overlaps(x.Region, y.Region) &&
		Overlaps(x.Account, y.Account) && Overlaps(x.Resource, y.Resource)
}

// Applies says whether the statement's conditions hold for what is known of a request: Allowed where they all
// do, ImplicitDeny where one fails, Unknown where that cannot be told.
func (s Statement) Applies(context map[string][]string) Decision {
	out := yes
	for _, c := range s.Conditions {
		out = min(out, c.holds(context))
	}
	switch out {
	case yes:
		return Allowed
	case no:
		return ImplicitDeny
	}
	return Unknown
}

// ARN is an Amazon Resource Name, or a pattern of such names, in its parts.
type ARN struct{ Partition, Service, Region, Account, Resource string }

// ParseARN splits an ARN; ok is false where it does not have all six parts.
func ParseARN(s string) (a ARN, ok bool) {
	f := strings.SplitN(s, ":", 6)
	if len(f) < 6 || f[0] != "arn" {
		return ARN{}, false
	}
	return ARN{f[1], f[2], f[3], f[4], f[5]}, true
}

// String gives the ARN in one piece.
func (a ARN) String() string {
	return strings.Join([]string{"arn", a.Partition, a.Service, a.Region, a.Account, a.Resource}, ":")
}
