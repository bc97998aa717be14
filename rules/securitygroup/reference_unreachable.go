package securitygroup

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// ReferenceUnreachable finds rules that reference groups of networks which they cannot mean.
var ReferenceUnreachable = &rules.Rule{
	ID:         "sg-reference-unreachable",
	Severity:   rules.Error,
	ReportedAt: "the rule",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title:   "A rule references a security group of a VPC that it cannot mean",
		Problem: "AWS refuses the rule, or it matches nothing.",
		Behaviour: "A rule may reference groups of its own VPC, of a VPC with which its own has a peering connection in the same region, of a VPC that the group " +
			"is associated with, and, in inbound rules, of a VPC on the same transit gateway where both the gateway and the attachments have security group referencing on.",
		Remediation: "Reference a group of the same VPC, or name the other network's range.",
		Terraform: `resource "aws_vpc_security_group_ingress_rule" "from_other_vpc" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = aws_vpc.other.cidr_block
}
`,
		CloudFormation: `AppFromOtherVpc:
  Type: AWS::EC2::SecurityGroupIngress
  Properties:
    GroupId: !GetAtt AppGroup.GroupId
    IpProtocol: tcp
    FromPort: 443
    ToPort: 443
    CidrIp: !GetAtt OtherVpc.CidrBlock
`,
		Limits: "Both VPCs have to be in view and managed here. Peering connections and attachments of which it is not known whom they join count as a way.",
		References: []string{
			groupRules, "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html",
			"https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
		},
	},
	Run: runReferenceUnreachable,
}

func runReferenceUnreachable(p *rules.Pass) error {
	for _, r := range p.Net.SecurityGroupRules {
		g := r.Group.To()
		if g == nil || r.External {
			continue
		}
		for _, ref := range r.Groups.Items {
			if other := ref.To(); other != nil && !mayReference(p.Net, g, other, r.Egress.Or(true)) {
				reportReference(p, r, g, other)
			}
		}
	}
	return nil
}

// mayReference reports whether a rule of g may reference other, as far as is known.
func mayReference(n *model.Network, g, other *model.SecurityGroup, egress bool) bool {
	own, their := g.VPC.To(), other.VPC.To()
	if own == nil || their == nil || own == their || own.External || their.External {
		return true
	}
	for _, l := range []model.List[model.Ref[model.VPC]]{g.AlsoVPCs, other.AlsoVPCs} {
		if l.Open || slices.ContainsFunc(l.Items, func(v model.Ref[model.VPC]) bool { return v.To() == nil || v.To() == own || v.To() == their }) {
			return true
		}
	}
	for _, c := range n.Peerings {
		if mayBe(c.Requester, own) && mayBe(c.Accepter, their) || mayBe(c.Requester, their) && mayBe(c.Accepter, own) {
			return true
		}
	}
	return !egress && joinedByGateway(n, own, their)
}

func mayBe(r model.Ref[model.VPC], v *model.VPC) bool {
	if r.To() != nil {
		return r.To() == v
	}
	return r.IsUnknown() && (len(r.Candidates()) == 0 || slices.Contains(r.Candidates(), v))
}

// joinedByGateway reports whether both VPCs are attached to one transit gateway that may carry references.
func joinedByGateway(n *model.Network, a, b *model.VPC) bool {
	for _, x := range n.TransitAttachments {
		for _, y := range n.TransitAttachments {
			if x == y || x.Kind != model.AttachVPC || y.Kind != model.AttachVPC || !mayBe(x.VPC, a) || !mayBe(y.VPC, b) {
				continue
			}
			if !x.Gateway.Same(y.Gateway) && !x.Gateway.IsUnknown() && !y.Gateway.IsUnknown() {
				continue
			}
			off := func(v model.Value[bool]) bool { on, known := v.OrDefault(true).Get(); return known && !on }
			g := x.Gateway.To()
			if on, known := carriesReferences(g); known && !on || off(x.SecurityGroupReferencing) || off(y.SecurityGroupReferencing) {
				continue
			}
			return true
		}
	}
	return false
}

// carriesReferences is off on a gateway that does not say otherwise (Transit Gateways guide).
func carriesReferences(g *model.TransitGateway) (on, known bool) {
	if g == nil || g.External {
		return false, false
	}
	return g.SecurityGroupReferencing.OrDefault(false).Get()
}

func reportReference(p *rules.Pass, r *model.SecurityGroupRule, g, other *model.SecurityGroup) {
	own, their := g.VPC.To(), other.VPC.To()
	f := rules.Finding{
		Object: r.Holder(), Range: r.Range, Key: topology.RuleWords(r) + " " + other.Address,
		Message: fmt.Sprintf("%s references %s of %s, but %s of %s has no peering connection and no transit gateway that would carry the reference.",
			r.Holder().Label(), other.Label(), their.Label(), g.Label(), own.Label()),
		Related: []rules.Related{
			{Object: other.Base(), Message: fmt.Sprintf("This group belongs to %s.", their.Label())},
			{Object: own.Base(), Message: "The rule belongs to this VPC."},
		},
		Fix: rules.Fix{Text: "Reference a group of the same VPC, or name the other network's range in place of the group."},
	}
	f.Witness = referenced(p.Reach, r, g, other)
	if len(their.CIDRs.Items) > 0 && their.CIDRs.Items[0].IsKnown() {
		f.Fix.Text = fmt.Sprintf("Reference a group of %s, or name the range %s in place of the group, and route to it.", own.Address, their.CIDRs.Items[0])
	}
	p.Report(topology.Absence(p.Net, f))
}

// referenced is what a rule of g lets through that references other.
func referenced(e *reach.Engine, r *model.SecurityGroupRule, g, other *model.SecurityGroup) *rules.Witness {
	egress := r.Egress.Or(false)
	from, to := reach.InterfaceEnd(other.Interfaces...), reach.InterfaceEnd(g.Interfaces...)
	if egress {
		from, to = to, from
	}
	for _, v := range e.GroupView(g, egress).Rules {
		if v.Rule == r {
			return rules.Lost(from, to, v.Matches.May)
		}
	}
	return nil
}
