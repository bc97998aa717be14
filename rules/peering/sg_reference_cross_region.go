package peering

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// SGReferenceCrossRegion finds security group rules that name a group of a peer VPC in another region.
var SGReferenceCrossRegion = &rules.Rule{
	ID:         "peering-sg-reference-cross-region",
	Severity:   rules.Error,
	ReportedAt: "the security group rule",
	Since:      "0.1.0",
	YieldsTo:   []string{overlapID},
	Doc: rules.Doc{
		Title:   "A security group of a peer VPC in another region is named",
		Problem: "A rule names a security group of a VPC that is peered across regions. AWS refuses the rule.",
		Behaviour: "Rules can name groups of peer VPCs only within one region, also across accounts. For a peer in another region they have to name " +
			"address ranges.",
		Remediation: "Name the ranges of the peer's subnets in place of the group.",
		Terraform: `resource "aws_vpc_security_group_ingress_rule" "from_peer" {
  security_group_id = aws_security_group.db.id
  cidr_ipv4         = aws_vpc.peer.cidr_block
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
}
`,
		CloudFormation: `FromPeer:
  Type: AWS::EC2::SecurityGroupIngress
  Properties:
    GroupId: !Ref DbGroup
    CidrIp: 10.1.0.0/16
    IpProtocol: tcp
    FromPort: 5432
    ToPort: 5432
`,
		Limits:     "Silent where the region of either side is not known.",
		References: []string{peeringGroups},
	},
	Run: runSGReferenceCrossRegion,
}

func runSGReferenceCrossRegion(p *rules.Pass) error {
	for _, r := range p.Net.SecurityGroupRules {
		g := r.Group.To()
		if g == nil || r.Implicit || r.Holder().External {
			continue
		}
		for _, ref := range r.Groups.Items {
			far := ref.To()
			if far == nil {
				continue
			}
			own, other := g.VPC.To(), far.VPC.To()
			pc := between(own, other)
			if pc == nil {
				continue
			}
			here, there, differ := regions(own, other, pc)
			if !differ {
				continue
			}
			p.Report(rules.Finding{
				Object: r.Holder(), Range: r.Range, Key: far.Address,
				Message: fmt.Sprintf("%s names %s of %s in %s, but a group in %s can only name groups of peers in its own region.",
					g.Label(), far.Label(), other.Label(), there, here),
				Related: []rules.Related{
					{Object: &pc.Object, Message: fmt.Sprintf("joins %s and %s across regions", own.Label(), other.Label())},
					{Object: &far.Object, Message: "is the group that is named"},
				},
				Fix:    rules.Fix{Text: fmt.Sprintf("Name the range of %s in place of %s.", topology.VPCWords(other), far.Label())},
				Causes: []string{overlapCause(pc)},
			})
		}
	}
	return nil
}

// between gives the connection that joins two VPCs.
func between(a, b *model.VPC) *model.PeeringConnection {
	if a == nil || b == nil || a == b {
		return nil
	}
	for _, pc := range a.Peerings {
		if peerOf(pc, a) == b {
			return pc
		}
	}
	return nil
}

// regions gives the regions of the VPCs and whether they certainly differ.
func regions(a, b *model.VPC, pc *model.PeeringConnection) (here, there string, differ bool) {
	x, okX := a.Region.Get()
	y, okY := b.Region.Get()
	if !okY && b == pc.Accepter.To() {
		y, okY = pc.PeerRegion.Get()
	}
	if !okX && a == pc.Accepter.To() {
		x, okX = pc.PeerRegion.Get()
	}
	return x, y, okX && okY && x != y
}
