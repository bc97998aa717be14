package nacl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// BlocksEverything finds network ACLs in use that let nothing through in a direction.
var BlocksEverything = &rules.Rule{
	ID:         "nacl-blocks-everything",
	Severity:   rules.Error,
	ReportedAt: "the network ACL",
	Since:      "0.1.0",
	YieldsTo:   []string{"nacl-rule-shadowed"},
	Doc: rules.Doc{
		Title: "A network ACL that lets nothing in, or nothing out",
		Problem: "Nothing in the subnets behind the ACL can talk to anything outside of its own subnet: without an inbound rule no request and " +
			"no answer comes in, without an outbound rule none goes out.",
		Behaviour: "A network ACL denies what no rule allows, and a new one has no rules. " +
			"Terraform's aws_network_acl without ingress or egress blocks and without aws_network_acl_rule resources stays empty, and " +
			"aws_default_network_acl without blocks deletes the rules that the default ACL came with.",
		Remediation: "Add the rules that the subnets need in both directions, the answers' ports among them, or leave the subnets on an ACL that has them.",
		Terraform: `resource "aws_network_acl_rule" "all_out" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 100
  egress         = true
  rule_action    = "allow"
  protocol       = "-1"
  cidr_block     = "0.0.0.0/0"
}
`,
		CloudFormation: `AppAclAllOut:
  Type: AWS::EC2::NetworkAclEntry
  Properties:
    NetworkAclId: !Ref AppAcl
    RuleNumber: 100
    Egress: true
    RuleAction: allow
    Protocol: -1
    CidrBlock: 0.0.0.0/0
`,
		Limits: "An ACL counts where one of its subnets holds something, or, where no workload is in view at all, where it serves any subnet. " +
			"A default ACL that is emptied on purpose and serves no subnet is silent. Nothing is claimed of an ACL to which others may add rules.",
		References: []string{aclGuide, "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_network_acl"},
	},
	Run: runBlocksEverything,
}

func runBlocksEverything(p *rules.Pass) error {
	anyWorkload := slices.ContainsFunc(p.Net.Interfaces, topology.IsWorkload)
	for _, a := range p.Net.NetworkACLs {
		if a.External {
			continue
		}
		var subnets []*model.Subnet
		for _, s := range a.Subnets {
			if topology.InUse(s) || !anyWorkload {
				subnets = append(subnets, s)
			}
		}
		var blocked []bool // directions, by egress
		for _, egress := range []bool{false, true} {
			if p.Reach.ACL(a, egress).May.IsEmpty() {
				blocked = append(blocked, egress)
			}
		}
		if len(subnets) > 0 && len(blocked) > 0 {
			reportBlocked(p, a, subnets, blocked)
		}
	}
	return nil
}

func reportBlocked(p *rules.Pass, a *model.NetworkACL, subnets []*model.Subnet, blocked []bool) {
	f := rules.Finding{Object: a.Base()}
	nothing := "nothing in and nothing out"
	if len(blocked) == 1 {
		nothing = "nothing in"
		if blocked[0] {
			nothing = "nothing out"
		}
	}
	f.Message = fmt.Sprintf("%s lets %s, so nothing in %s can talk to anything outside of its subnet.", a.Label(), nothing, topology.Subnets(subnets))
	for _, egress := range blocked {
		f.Causes = append(f.Causes, blockedCause(a, egress))
		for _, e := range entries(a, egress) {
			f.Related = append(f.Related, rules.Related{
				Object: e.Holder(), Range: e.Range, Message: fmt.Sprintf("%s %s.", capital(title(e)), says(e)),
			})
		}
	}
	if len(blocked) == 1 {
		// Where denials keep allows from matching, these are what is wrong.
		for _, e := range entries(a, blocked[0]) {
			if !e.Allow.Or(true) {
				f.Causes = append(f.Causes, denialCause(a, e))
			}
		}
	}
	for _, s := range subnets {
		f.Related = append(f.Related, rules.Related{Object: s.Base(), Message: "This subnet is behind the network ACL."})
	}
	if len(p.Net.Partial) > 0 {
		f.Confidence, f.Unknown = rules.Possible, p.Net.Partial[0]
	}
	f.Witness = rules.Lost(reach.BareSubnetEnd(subnets[0]), topology.Peers(subnets[0]), packet.OfProtocol(packet.TCP))
	f.Fix = openFix(a, blocked)
	p.Report(f)
}

// openFix shows// openFix shows a rule for each blocked direction that lets traffic through; which traffic that should be, only the
// team knows.
func openFix(a *model.NetworkACL, blocked []bool) rules.Fix {
	var sides, tf, cfn []string
	for _, egress := range blocked {
		sides = append(sides, side(egress))
		terraform, cloudFormation := openEntry(a, egress)
		tf, cfn = append(tf, terraform), append(cfn, cloudFormation)
	}
	shown := "this one allows everything"
	if len(blocked) > 1 {
		shown = "these two allow everything"
	}
	return rules.Fix{
		Text: fmt.Sprintf("Add the %s rules that the subnets need to %s, the ports of answers among them; %s.",
			strings.Join(sides, " and "), a.Address, shown),
		Terraform:      strings.Join(tf, "\n"),
		CloudFormation: strings.Join(cfn, ""),
	}
}

// openEntry writes a rule that allows everything in one direction.
func openEntry(a *model.NetworkACL, egress bool) (tf, cfn string) {
	o := a.Base()
	number := fmt.Sprint(freeNumber(a, egress, 0))
	if len(entries(a, egress)) == 0 {
		number = "100" // where AWS and the console begin
	}
	if inline(a) || a.Default {
		block := "ingress"
		if egress {
			block = "egress"
		}
		tf = snippet.Block(block, "rule_no", number, "action", `"allow"`, "protocol", `"-1"`, "cidr_block", `"0.0.0.0/0"`,
			"from_port", "0", "to_port", "0")
	} else {
		tf = snippet.Block(fmt.Sprintf("resource %q %q", "aws_network_acl_rule", snippet.TerraformName(o, side(egress))),
			"network_acl_id", snippet.Terraform(o)+".id", "rule_number", number, "egress", fmt.Sprint(egress),
			"rule_action", `"allow"`, "protocol", `"-1"`, "cidr_block", `"0.0.0.0/0"`)
	}
	return tf, snippet.Resource(snippet.CloudFormationName(o, capital(side(egress))), "AWS::EC2::NetworkAclEntry",
		"NetworkAclId", "!Ref "+snippet.CloudFormation(o), "RuleNumber", number, "Egress", fmt.Sprint(egress),
		"RuleAction", "allow", "Protocol", "-1", "CidrBlock", "0.0.0.0/0")
}
