package nacl

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// Unassociated finds network ACLs that serve no subnet.
var Unassociated = &rules.Rule{
	ID:         "nacl-unassociated",
	Severity:   rules.Info,
	ReportedAt: "the network ACL",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title:   "A network ACL that serves no subnet",
		Problem: "Its rules filter nothing. Subnets that were meant to be behind it are on the default network ACL, which allows everything.",
		Behaviour: "A network ACL takes effect only where it is associated with a subnet; a subnet without an association is on the VPC's " +
			"default network ACL.",
		Remediation: "Associate the subnets that it is meant for, or remove it.",
		Terraform: `resource "aws_network_acl_association" "app" {
  network_acl_id = aws_network_acl.app.id
  subnet_id      = aws_subnet.app.id
}
`,
		CloudFormation: `AppSubnetAcl:
  Type: AWS::EC2::SubnetNetworkAclAssociation
  Properties: {NetworkAclId: !Ref AppAcl, SubnetId: !Ref AppSubnet}
`,
		Limits:     "A default network ACL, one whose id leaves the stack and one that an association out of view may mean are silent.",
		References: []string{aclGuide},
	},
	Run: runUnassociated,
}

func runUnassociated(p *rules.Pass) error {
	for _, a := range p.Net.NetworkACLs {
		if a.External || a.Implicit || a.Exported || a.Default || len(a.SubnetIDs.Items) > 0 || a.SubnetIDs.Open ||
			len(a.Subnets)+len(a.MaybeSubnets) > 0 || mayBeAssociated(p.Net, a) {
			continue
		}
		f := rules.Finding{
			Object:  a.Base(),
			Message: fmt.Sprintf("%s serves no subnet, so its rules filter nothing.", a.Label()),
			Fix:     rules.Fix{Text: fmt.Sprintf("Associate %s with the subnets that it is meant for, or remove it.", a.Address)},
		}
		if len(p.Net.Partial) > 0 {
			f.Confidence, f.Unknown = rules.Possible, p.Net.Partial[0]
		}
		p.Report(f)
	}
	return nil
}

// mayBeAssociated reports whether an association names the ACL, or one that cannot be told.
func mayBeAssociated(n *model.Network, a *model.NetworkACL) bool {
	for _, use := range n.ACLAssociations {
		if use.ACL.To() == a || use.ACL.IsUnknown() {
			return true
		}
	}
	return false
}
