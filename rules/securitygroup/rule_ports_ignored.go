package securitygroup

import (
	"fmt"

	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// RulePortsIgnored finds rules for all protocols that state ports.
var RulePortsIgnored = &rules.Rule{
	ID:         "sg-rule-ports-ignored",
	Severity:   rules.Warning,
	ReportedAt: "the rule",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title:   "A security group rule for all protocols that states ports",
		Problem: "The rule looks as if it opened a few ports and opens all of them, for every protocol.",
		Behaviour: "With the protocol -1 a rule means all traffic, and AWS ignores the ports that are written beside it. " +
			"Ports count for TCP and UDP only, and as type and code for ICMP.",
		Remediation: "Write the protocol that the ports belong to, tcp or udp, or leave the ports out if everything is meant.",
		Terraform: `resource "aws_vpc_security_group_ingress_rule" "https" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp" # not -1
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.0.0.0/8"
}
`,
		CloudFormation: `WebHttps:
  Type: AWS::EC2::SecurityGroupIngress
  Properties: {GroupId: !GetAtt WebGroup.GroupId, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}
`,
		Limits:     "Ports 0 to 0, -1 to -1 and 0 to 65535 say nothing and are silent.",
		References: []string{"https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html", groupRules},
	},
	Run: runRulePortsIgnored,
}

func runRulePortsIgnored(p *rules.Pass) error {
	for _, r := range p.Net.SecurityGroupRules {
		protocol, known := r.Match.Protocol.Get()
		if !known || protocol != packet.AnyProtocol || !r.Match.StatedPorts || r.External || r.Implicit {
			continue
		}
		group := "its security group"
		if g := r.Group.To(); g != nil {
			group = g.Label()
		}
		p.Report(rules.Finding{
			Object: r.Holder(), Range: r.Range, Key: topology.RuleWords(r),
			Message: fmt.Sprintf("%s states ports beside protocol -1, which AWS ignores: it %s, on every port, in %s.", r.Holder().Label(), topology.RuleWords(r), group),
			Fix:     rules.Fix{Text: "Set the protocol to tcp or udp so that the ports count, or remove the ports."},
		})
	}
	return nil
}
