package endpoint

import (
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/policy"
)

// principalKey is the condition key of the caller: for a role, whatever its session is called, the role's ARN ("AWS
// global condition context keys", aws:PrincipalArn).
const principalKey = "aws:principalarn"

// What the values of a policy's conditions on the caller are replaced by, for one role.
const (
	sameRole  = "arn:aws:iam::1:role/same"
	otherRole = "arn:aws:iam::1:role/other"
	maybeRole = "${aws:PrincipalArn}" // a policy variable, of which nothing is known
)

// forRole gives a policy as it applies to requests of a role: what its principals and conditions on the caller mean
// is replaced by whether they mean this role, and the request's context says so.
func (x *identities) forRole(d *policy.Document, r *model.Role, context map[string][]string) (*policy.Document, map[string][]string) {
	if r == nil {
		return d, context
	}
	known := map[string][]string{principalKey: {sameRole}}
	for key, values := range context {
		known[key] = values
	}
	out := &policy.Document{Version: d.Version}
	for _, s := range d.Statements {
		s.Principals = slices.DeleteFunc(slices.Clone(s.Principals), func(p string) bool {
			arn, ok := strings.CutPrefix(p, "AWS:")
			return ok && x.roleOf(arn, r) == otherRole
		})
		s.Conditions = slices.Clone(s.Conditions)
		for i, c := range s.Conditions {
			if !strings.EqualFold(c.Key, principalKey) {
				continue
			}
			values := make([]string, len(c.Values))
			for j, v := range c.Values {
				values[j] = x.roleOf(v, r)
			}
			s.Conditions[i].Values = values
		}
		out.Statements = append(out.Statements, s)
	}
	return out, known
}

// roleOf says whether the ARN of a principal, or a pattern of such, means a role: sameRole, otherRole or maybeRole.
func (x *identities) roleOf(pattern string, r *model.Role) string {
	a, ok := policy.ParseARN(pattern)
	o := x.objects()[pattern]
	if name := a.Resource[strings.LastIndex(a.Resource, "/")+1:]; o == nil && hasSymbol(name) {
		o = x.objects()[name]
	}
	switch kind, _, _ := strings.Cut(a.Resource, "/"); {
	case o == &r.Object:
		return sameRole
	case o != nil && (o.External || r.External):
		return maybeRole // the same role may be read and declared
	case o != nil:
		return otherRole
	case pattern == "*":
		return sameRole
	case !ok || hasSymbol(a.Resource) || strings.Contains(pattern, "${"):
		return maybeRole
	case a.Service == "iam" && kind == "user":
		return otherRole
	case a.Service != "iam" || kind != "role":
		return maybeRole // an account, a session of a role, a pattern of all kinds
	}
	names := roleNames(r)
	if len(names) == 0 {
		return maybeRole
	}
	for _, name := range names {
		// Roles may have a path before their name.
		if policy.Overlaps(a.Resource, "role/"+name) || policy.Overlaps(a.Resource, "role/*/"+name) {
			return maybeRole // the account is not looked at
		}
	}
	return otherRole
}

// roleNames gives the names of a role that are known; none where AWS or a prefix makes it.
func roleNames(r *model.Role) []string {
	var names []string
	eachIdentifier(&r.Object, func(id string) {
		if a, ok := policy.ParseARN(id); ok {
			id = a.Resource[strings.LastIndex(a.Resource, "/")+1:]
		}
		if !hasSymbol(id) && !slices.Contains(names, id) {
			names = append(names, id)
		}
	})
	return names
}
