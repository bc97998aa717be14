package securitygroup

import (
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

// managed gives the group of an interface at which findings about its groups are reported: the first that
// the inputs declare, or nil.
func managed(i *model.NetworkInterface) *model.SecurityGroup {
	groups := topology.Groups(i)
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
