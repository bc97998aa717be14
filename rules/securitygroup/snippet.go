package securitygroup

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
)

// newRule is a rule that a fix adds to a security group: TCP on one port between the group and a peer, which
// is another group or, where that is nil, a range.
type newRule struct {
	group  *model.SecurityGroup
	egress bool
	port   int
	peer   *model.SecurityGroup
	cidr   string
}

// inline reports whether the group's rules stand inside its own declaration, where rules of their own would
// be overwritten.
func inline(g *model.SecurityGroup) bool {
	return slices.ContainsFunc(slices.Concat(g.Ingress, g.Egress), func(r *model.SecurityGroupRule) bool {
		return r.Inline && !r.Implicit
	})
}

func (n newRule) terraform() string {
	port := fmt.Sprint(n.port)
	way, suffix := "ingress", "in_"+port
	if n.egress {
		way, suffix = "egress", "out_"+port
	}
	peer, cidr := "", fmt.Sprintf("%q", n.cidr)
	if n.peer != nil {
		peer, cidr = snippet.Terraform(n.peer.Base())+".id", ""
	}
	if inline(n.group) {
		if peer != "" {
			peer = "[" + peer + "]"
		}
		if cidr != "" {
			cidr = "[" + cidr + "]"
		}
		return snippet.Block(way, "protocol", `"tcp"`, "from_port", port, "to_port", port, "security_groups", peer, "cidr_blocks", cidr)
	}
	o := n.group.Base()
	return snippet.Block(fmt.Sprintf("resource %q %q", "aws_vpc_security_group_"+way+"_rule", snippet.TerraformName(o, suffix)),
		"security_group_id", snippet.Terraform(o)+".id", "ip_protocol", `"tcp"`, "from_port", port, "to_port", port,
		"referenced_security_group_id", peer, "cidr_ipv4", cidr)
}

func (n newRule) cloudFormation() string {
	port := fmt.Sprint(n.port)
	kind, far, suffix := "AWS::EC2::SecurityGroupIngress", "SourceSecurityGroupId", "In"+port
	if n.egress {
		kind, far, suffix = "AWS::EC2::SecurityGroupEgress", "DestinationSecurityGroupId", "Out"+port
	}
	peer, cidr := "", n.cidr
	if n.peer != nil {
		peer, cidr = "!GetAtt "+snippet.CloudFormation(n.peer.Base())+".GroupId", ""
	}
	o := n.group.Base()
	return snippet.Resource(snippet.CloudFormationName(o, suffix), kind,
		"GroupId", "!GetAtt "+snippet.CloudFormation(o)+".GroupId", "IpProtocol", "tcp", "FromPort", port, "ToPort", port,
		far, peer, "CidrIp", cidr)
}

// fix proposes the rule. A tool can make it: inside the group's block where Terraform has its rules there,
// else as a resource behind it.
func (n newRule) fix() rules.Fix {
	way, far := "inbound", "from"
	if n.egress {
		way, far = "outbound", "to"
	}
	peer := n.cidr
	if n.peer != nil {
		peer = n.peer.Address
	}
	f := rules.Fix{
		Text:           fmt.Sprintf("Add an %s rule to %s that allows TCP %d %s %s.", way, n.group.Address, n.port, far, peer),
		Terraform:      n.terraform(),
		CloudFormation: n.cloudFormation(),
	}
	o, kind := n.group.Base(), rules.AddBlock
	if snippet.Dialect(o) == model.Terraform && inline(n.group) {
		kind = rules.AddNested
	}
	if n.peer == nil || !n.peer.External && !n.peer.Implicit && len(n.peer.Calls) == 0 && !strings.Contains(n.peer.Address, "/") {
		f.Edit = snippet.Edit(kind, o, "", f.Code(snippet.Dialect(o)))
	}
	return f
}
