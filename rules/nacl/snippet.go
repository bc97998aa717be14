package nacl

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
)

// newEntry is a rule that a fix adds to an ACL. Ports count for TCP and UDP.
type newEntry struct {
	acl      *model.NetworkACL
	number   int
	egress   bool
	protocol packet.Protocol
	ports    packet.PortRange
	cidr     netip.Prefix
}

// terraform writes the rule as a block inside the ACL where its rules are inline, else as a resource.
func (n newEntry) terraform(suffix string) string {
	cidr, cidr6 := fmt.Sprintf("%q", n.cidr), ""
	if n.cidr.Addr().Is6() {
		cidr, cidr6 = "", cidr
	}
	protocol := fmt.Sprintf("%q", n.protocol)
	first, last := fmt.Sprint(n.ports.First), fmt.Sprint(n.ports.Last)
	if n.protocol == packet.AnyProtocol {
		protocol = `"-1"`
	}
	if inline(n.acl) || n.acl.Default {
		block := "ingress"
		if n.egress {
			block = "egress"
		}
		return snippet.Block(block, "rule_no", fmt.Sprint(n.number), "action", `"allow"`, "protocol", protocol,
			"cidr_block", cidr, "ipv6_cidr_block", cidr6, "from_port", first, "to_port", last)
	}
	if n.protocol == packet.AnyProtocol {
		first, last = "", ""
	}
	o := n.acl.Base()
	return snippet.Block(fmt.Sprintf("resource %q %q", "aws_network_acl_rule", snippet.TerraformName(o, suffix)),
		"network_acl_id", snippet.Terraform(o)+".id", "rule_number", fmt.Sprint(n.number), "egress", fmt.Sprint(n.egress),
		"rule_action", `"allow"`, "protocol", protocol,
		"cidr_block", cidr, "ipv6_cidr_block", cidr6, "from_port", first, "to_port", last)
}

// cloudFormation writes the rule as an AWS::EC2::NetworkAclEntry.
func (n newEntry) cloudFormation(suffix string) string {
	o := n.acl.Base()
	cidr, cidr6 := n.cidr.String(), ""
	if n.cidr.Addr().Is6() {
		cidr, cidr6 = "", cidr
	}
	reference := "!Ref " + snippet.CloudFormation(o)
	if n.acl.Implicit {
		reference = "!GetAtt " + snippet.CloudFormation(o) + ".DefaultNetworkAcl"
	}
	ports := fmt.Sprintf("{From: %d, To: %d}", n.ports.First, n.ports.Last)
	if n.protocol == packet.AnyProtocol {
		ports = ""
	}
	return snippet.Resource(snippet.CloudFormationName(o, strings.ReplaceAll(suffix, "_", "")), "AWS::EC2::NetworkAclEntry",
		"NetworkAclId", reference, "RuleNumber", fmt.Sprint(n.number), "Egress", fmt.Sprint(n.egress), "RuleAction", "allow",
		"Protocol", fmt.Sprint(int(n.protocol)), "CidrBlock", cidr, "Ipv6CidrBlock", cidr6,
		"PortRange", ports)
}

// fix proposes the rule. A tool can make it: inside the ACL's block where Terraform has its rules there, else
// as a resource behind it.
func (n newEntry) fix(text, terraformSuffix, cloudFormationSuffix string) rules.Fix {
	f := rules.Fix{
		Text:           text,
		Terraform:      n.terraform(terraformSuffix),
		CloudFormation: n.cloudFormation(cloudFormationSuffix),
	}
	o, kind := n.acl.Base(), rules.AddBlock
	if snippet.Dialect(o) == model.Terraform && (inline(n.acl) || n.acl.Default) {
		kind = rules.AddNested
	}
	f.Edit = snippet.Edit(kind, o, "", f.Code(snippet.Dialect(o)))
	return f
}
