package securitygroup

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// LoadBalancerEgressBlocked finds load balancers whose own security groups keep them from their targets.
var LoadBalancerEgressBlocked = &rules.Rule{
	ID:         "sg-load-balancer-egress-blocked",
	Severity:   rules.Error,
	ReportedAt: "the load balancer's security group(s)",
	Since:      "0.1.0",
	YieldsTo:   []string{"lb-health-check-mismatch"},
	Doc: rules.Doc{
		Title: "A load balancer's security group does not let requests out to the targets",
		Problem: "Health checks time out and the load balancer answers 503 or 504, while the targets' own security group looks right: " +
			"the requests never leave the load balancer.",
		Behaviour: "Requests and health checks leave a load balancer's nodes through the load balancer's security groups, so these need an outbound rule " +
			"for the traffic port and for the health check port of every target group, to where the targets are. " +
			"A security group that Terraform creates has no outbound rule until one is written: the provider removes AWS's own.",
		Remediation: "Allow the targets' port, and the health check's where it differs, out to the targets' security group.",
		Terraform: `resource "aws_vpc_security_group_egress_rule" "lb_to_app" {
  security_group_id            = aws_security_group.lb.id
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000
  referenced_security_group_id = aws_security_group.app.id
}
`,
		CloudFormation: `LbToApp:
  Type: AWS::EC2::SecurityGroupEgress
  Properties:
    GroupId: !GetAtt LbGroup.GroupId
    IpProtocol: tcp
    FromPort: 8000
    ToPort: 8000
    DestinationSecurityGroupId: !GetAtt AppGroup.GroupId
`,
		Limits: "Targets have to be in view: registered instances, addresses, Auto Scaling groups, ECS services. Ports that are picked at run time, " +
			"UDP and Gateway Load Balancers are left out. Where a load balancer has several groups, their rules count together and the finding stands at the first.",
		WorksWith: "Scanners that ask for no outbound rule to 0.0.0.0/0 (Trivy AWS-0104, Checkov CKV_AWS_382) are satisfied by a rule that names the targets' group.",
		References: []string{
			albGroups, nlbGroups, terraformGroup,
			"https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
		},
	},
	Run: runLoadBalancerEgressBlocked,
}

func runLoadBalancerEgressBlocked(p *rules.Pass) error {
	var found blockades
	for _, b := range p.Net.LoadBalancers {
		if len(b.Interfaces) == 0 {
			continue
		}
		node := b.Interfaces[0] // all nodes carry the same groups
		g := managed(node)
		if g == nil || node.Unfiltered {
			continue
		}
		for _, r := range requestsOf(b) {
			filter := allows(p.Reach, node, r.target.Interface)
			sent := r.packets(p.Reach, packet.AnyAddr())
			switch {
			case sent.IsEmpty():
			case !sent.Overlaps(filter.May):
				found.add(g, node, r, "")
			case !sent.Overlaps(filter.Must) && filter.Why != "":
				found.add(g, node, r, filter.Why)
			}
		}
	}
	for _, b := range found.list {
		reportEgress(p, b)
	}
	return nil
}

// allows is what the groups of a node let out to a target, or to whatever address where its interface is not in view.
func allows(e *reach.Engine, node, target *model.NetworkInterface) reach.Filter {
	if target == nil {
		return e.Groups(node, true)
	}
	return e.AllowsPeer(node, target, true, true)
}

func reportEgress(p *rules.Pass, b *blockade) {
	f := rules.Finding{
		Object: b.group.Base(), Causes: b.healthCause(), Related: b.related(),
		Message: fmt.Sprintf("%s lets nothing from %s out to its targets on %s, %s.", b.group.Label(), b.balancers(), b.ports(), b.consequence()),
	}
	if b.unknown != "" {
		f.Confidence, f.Unknown = rules.Possible, b.unknown
		f.Message = fmt.Sprintf("%s may let nothing from %s out to its targets on %s.", b.group.Label(), b.balancers(), b.ports())
	}
	for _, g := range topology.Groups(b.node) {
		if nothingOut(b.node) {
			f.Causes = append(f.Causes, noEgressCause(g))
		}
		for _, r := range g.Egress {
			f.Related = append(f.Related, rules.Related{Object: r.Holder(), Range: r.Range, Message: fmt.Sprintf("%s %s.", g.Label(), topology.RuleWords(r))})
		}
	}
	f.Fix = b.newRule(b.group, true).Fix()
	f.Witness = b.witness(p.Reach)
	p.Report(topology.RuleAbsence(p.Net, f))
}

// newRule is the rule that lets the first of the requests through: to or from the other side's group, or its
// addresses where that has none in view.
func (b *blockade) newRule(g *model.SecurityGroup, egress bool) snippet.GroupRule {
	r := b.requests[0]
	n := snippet.GroupRule{Group: g, Egress: egress, Port: r.port, Last: r.last}
	peer := r.target.Interface
	if !egress {
		peer = b.node
	}
	if peer != nil && !peer.Unfiltered {
		if n.Peer = managed(peer); n.Peer != nil {
			return n
		}
	}
	n.CIDR = "0.0.0.0/0"
	switch s := subnetOf(peer); {
	case s != nil && s.CIDR.IsKnown():
		n.CIDR = s.CIDR.String()
	case !r.target.Address.IsEmpty() && egress:
		n.CIDR = r.target.Address.Prefixes()[0].String()
	}
	return n
}

func subnetOf(i *model.NetworkInterface) *model.Subnet {
	if i == nil {
		return nil
	}
	return i.Subnet.To()
}
