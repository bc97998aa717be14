package nacl

import (
	"fmt"

	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
)

// BlocksPathMTU finds network ACLs that keep out the messages by which hosts learn the path's MTU.
var BlocksPathMTU = &rules.Rule{
	ID:            "nacl-blocks-path-mtu",
	Severity:      rules.Info,
	ReportedAt:    "the network ACL",
	Since:         "0.1.0",
	BeyondPackets: true,
	Doc: rules.Doc{
		Title: "A network ACL that keeps out path MTU messages",
		Problem: "Connections open and small messages pass, but larger ones may hang: a host that sends packets too large for a link on the way " +
			"never hears of it.",
		Behaviour: "Routers tell a sender that a packet is too large with ICMP type 3 code 4, in IPv6 with ICMPv6 type 2. These messages come " +
			"from routers on the way, so a stateless filter has to let them in from everywhere that TCP comes from.",
		Remediation: "Allow ICMP type 3 code 4, and ICMPv6 type 2 where the subnets have IPv6, in from where TCP is allowed in.",
		Terraform: `resource "aws_network_acl_rule" "path_mtu" {
  network_acl_id = aws_network_acl.edge.id
  rule_number    = 130
  rule_action    = "allow"
  protocol       = "icmp"
  icmp_type      = 3
  icmp_code      = 4
  cidr_block     = "0.0.0.0/0"
}
`,
		CloudFormation: `EdgeAclPathMtu:
  Type: AWS::EC2::NetworkAclEntry
  Properties:
    NetworkAclId: !Ref EdgeAcl
    RuleNumber: 130
    RuleAction: allow
    Protocol: 1
    Icmp: {Type: 3, Code: 4}
    CidrBlock: 0.0.0.0/0
`,
		Limits:     "Only the ACL's own rules are looked at, and only those that let TCP in from most of the internet.",
		References: []string{"https://docs.aws.amazon.com/vpc/latest/userguide/path_mtu_discovery.html", "https://www.rfc-editor.org/rfc/rfc1191"},
	},
	Run: runBlocksPathMTU,
}

func runBlocksPathMTU(p *rules.Pass) error {
	for _, a := range p.Net.NetworkACLs {
		if a.External || len(a.Subnets) == 0 {
			continue
		}
		in := p.Reach.ACL(a, false)
		tcp := in.Must.Intersect(packet.OfProtocol(packet.TCP)).Sources().Intersect(reach.Internet())
		for _, family := range []struct {
			from     packet.AddrSet
			messages packet.Set
			name     string
		}{
			{tcp.IPv4(), packet.ICMPMessages(packet.ICMP, 3, 4), "ICMP type 3 code 4"},
			{tcp.IPv6(), packet.ICMPMessages(packet.ICMPv6, 2, -1), "ICMPv6 type 2"},
		} {
			wide := reach.Internet().IPv4()
			if family.from.IPv4().IsEmpty() {
				wide = reach.Internet().IPv6()
			}
			wanted := family.messages.Intersect(packet.From(family.from))
			if family.from.IsEmpty() || !wide.Subset(family.from) || wanted.Overlaps(in.May) {
				continue
			}
			p.Report(rules.Finding{
				Object: a.Base(), Key: family.name,
				Message: fmt.Sprintf("%s lets TCP in from the internet but not %s, so hosts behind it never hear that their packets are too large.", a.Label(), family.name),
				Fix: rules.Fix{Text: fmt.Sprintf("Add inbound rule %d to %s that allows %s from where TCP comes.",
					freeNumber(a, false, 0), a.Address, family.name)},
			})
		}
	}
	return nil
}
