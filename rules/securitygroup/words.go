package securitygroup

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules/topology"
)

// References that several rules of the family share.
const (
	groupRules     = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html"
	albGroups      = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html"
	nlbGroups      = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html"
	terraformGroup = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group"
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
	return topology.List(words)
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

// says gives what a rule does: "lets TCP 443 out to 0.0.0.0/0".
func says(r *model.SecurityGroupRule) string {
	if r.Egress.Or(false) {
		return fmt.Sprintf("lets %s out to %s", topology.Traffic(r.Match), farEnds(r))
	}
	return fmt.Sprintf("lets %s in from %s", topology.Traffic(r.Match), farEnds(r))
}

// groupsOf gives the security groups that an interface certainly carries.
func groupsOf(i *model.NetworkInterface) []*model.SecurityGroup {
	var out []*model.SecurityGroup
	for _, r := range i.Groups.Items {
		if g := r.To(); g != nil && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// managed gives the group of an interface at which findings about its groups are reported: the first that
// the inputs declare, or nil.
func managed(i *model.NetworkInterface) *model.SecurityGroup {
	groups := groupsOf(i)
	for _, g := range groups {
		if !g.External && !g.Implicit {
			return g
		}
	}
	for _, g := range groups {
		if !g.External {
			return g
		}
	}
	return nil
}
