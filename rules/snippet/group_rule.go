package snippet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// GroupRule is a rule that a fix adds to a security group: TCP on one port, or up to Last where that is set, between the group and a peer, which
// is another group or, where that is nil, a range.
type GroupRule struct {
	Group  *model.SecurityGroup
	Egress bool
	Port   int
	Last   int
	Peer   *model.SecurityGroup
	CIDR   string
}

// HasInlineRules reports whether a group's rules stand inside its own declaration, where rules of their own
// would be overwritten.
func HasInlineRules(g *model.SecurityGroup) bool {
	return slices.ContainsFunc(slices.Concat(g.Ingress, g.Egress), func(r *model.SecurityGroupRule) bool {
		return r.Inline && !r.Implicit
	})
}

// last is the end of the rule's ports.
func (n GroupRule) last() string { return fmt.Sprint(max(n.Port, n.Last)) }

// ports names the rule's ports.
func (n GroupRule) ports() string {
	if n.Last > n.Port {
		return fmt.Sprintf("%d-%d", n.Port, n.Last)
	}
	return fmt.Sprint(n.Port)
}

func (n GroupRule) terraform() string {
	port := fmt.Sprint(n.Port)
	way, suffix := "ingress", "in_"+port
	if n.Egress {
		way, suffix = "egress", "out_"+port
	}
	o := n.Group.Base()
	peer, cidr := "", Quote(n.CIDR)
	if n.Peer != nil {
		peer, cidr = Reference(o, n.Peer.Base(), "peer_security_group_id"), ""
	}
	if HasInlineRules(n.Group) {
		return Block(way, "protocol", `"tcp"`, "from_port", port, "to_port", n.last(), "security_groups", listOf(peer), "cidr_blocks", listOf(cidr))
	}
	return Block(fmt.Sprintf("resource %q %q", "aws_vpc_security_group_"+way+"_rule", TerraformName(o, suffix)),
		"security_group_id", Terraform(o)+".id", "ip_protocol", `"tcp"`, "from_port", port, "to_port", n.last(),
		"referenced_security_group_id", peer, "cidr_ipv4", cidr)
}

// listOf writes a list of one expression, with its comment behind it; empty where there is none.
func listOf(expression string) string {
	if expression == "" {
		return ""
	}
	value, comment, has := strings.Cut(expression, " # ")
	if has {
		return "[" + value + "] # " + comment
	}
	return "[" + value + "]"
}

func (n GroupRule) cloudFormation() string {
	port := fmt.Sprint(n.Port)
	kind, far, suffix := "AWS::EC2::SecurityGroupIngress", "SourceSecurityGroupId", "In"+port
	if n.Egress {
		kind, far, suffix = "AWS::EC2::SecurityGroupEgress", "DestinationSecurityGroupId", "Out"+port
	}
	o := n.Group.Base()
	peer, cidr := "", n.CIDR
	if n.Peer != nil {
		peer, cidr = Reference(o, n.Peer.Base(), "PeerSecurityGroupId"), ""
		if !FromElsewhere(peer) {
			peer = groupID(n.Peer.Base())
		}
	}
	return Resource(CloudFormationName(o, suffix), kind,
		"GroupId", groupID(o), "IpProtocol", "tcp", "FromPort", port, "ToPort", n.last(), far, peer, "CidrIp", cidr)
}

// groupID refers to a group by its id in every VPC: of one in the default VPC, Ref may give the name.
func groupID(o *model.Object) string { return "!GetAtt " + CloudFormation(o) + ".GroupId" }

// Fix proposes the rule. A tool can make it: inside the group's block where Terraform has its rules there,
// else as a resource behind it.
func (n GroupRule) Fix() rules.Fix {
	way, far := "inbound", "from"
	if n.Egress {
		way, far = "outbound", "to"
	}
	peer := n.CIDR
	if n.Peer != nil {
		peer = n.Peer.Address
	}
	f := rules.Fix{
		Text:           fmt.Sprintf("Add an %s rule to %s that allows TCP %s %s %s.", way, n.Group.Address, n.ports(), far, peer),
		Terraform:      n.terraform(),
		CloudFormation: n.cloudFormation(),
	}
	o, kind := n.Group.Base(), rules.AddBlock
	if Dialect(o) == model.Terraform && HasInlineRules(n.Group) {
		kind = rules.AddNested
	}
	if n.Peer == nil || !n.Peer.External && !n.Peer.Implicit {
		f.Edit = Edit(kind, o, "", f.Code(Dialect(o)))
	}
	return f
}
