package topology

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
)

// farEnds names the far ends of a rule: "0.0.0.0/0, aws_security_group.app".
func farEnds(r *model.SecurityGroupRule) string {
	var words []string
	for _, c := range r.CIDRs.Items {
		if p, ok := c.Get(); ok {
			words = append(words, p.String())
		} else {
			words = append(words, "an unknown range")
		}
	}
	for _, l := range r.PrefixLists.Items {
		words = append(words, "prefix list "+name(l.To(), l.ID().Or("that is not in view")))
	}
	for _, g := range r.Groups.Items {
		words = append(words, name(g.To(), g.ID().Or("a security group that is not in view")))
	}
	if r.Self.Or(false) {
		words = append(words, "the group itself")
	}
	if len(words) == 0 {
		return "nobody"
	}
	return List(words)
}

func name[T any, P interface {
	*T
	model.Entity
}](o P, otherwise string) string {
	if o == nil {
		return otherwise
	}
	return o.Base().Label()
}

// RuleWords says what a rule of a security group does: "lets TCP 443 out to 0.0.0.0/0".
func RuleWords(r *model.SecurityGroupRule) string {
	if r.Egress.Or(false) {
		return fmt.Sprintf("lets %s out to %s", Traffic(r.Match), farEnds(r))
	}
	return fmt.Sprintf("lets %s in from %s", Traffic(r.Match), farEnds(r))
}

// Groups gives the security groups that an interface certainly carries.
func Groups(i *model.NetworkInterface) []*model.SecurityGroup {
	var out []*model.SecurityGroup
	for _, r := range i.Groups.Items {
		if g := r.To(); g != nil && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}
