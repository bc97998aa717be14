package securitygroup

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// TargetIngressBlocked finds targets whose security groups refuse their load balancer.
var TargetIngressBlocked = &rules.Rule{
	ID:         "sg-target-ingress-blocked",
	Severity:   rules.Error,
	ReportedAt: "the target's security group",
	Since:      "0.1.0",
	YieldsTo:   []string{"lb-health-check-mismatch"},
	Doc: rules.Doc{
		Title:   "A target's security group does not let its load balancer in",
		Problem: "Health checks time out, the targets stay unhealthy, and the load balancer answers 503 or 504.",
		Behaviour: "Targets see requests and health checks come from the nodes of the load balancer, with the nodes' private addresses and as members of the " +
			"load balancer's security groups, not from its clients. Network load balancers are different: they may keep the clients' addresses for " +
			"requests, while their health checks always come from the nodes.",
		Remediation: "Allow the traffic port, and the health check's where it differs, in from the load balancer's security group, or from the addresses of its subnets where it has none.",
		Terraform: `resource "aws_vpc_security_group_ingress_rule" "app_from_lb" {
  security_group_id            = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000
  referenced_security_group_id = aws_security_group.lb.id
}
`,
		CloudFormation: `AppFromLb:
  Type: AWS::EC2::SecurityGroupIngress
  Properties:
    GroupId: !GetAtt AppGroup.GroupId
    IpProtocol: tcp
    FromPort: 8000
    ToPort: 8000
    SourceSecurityGroupId: !GetAtt LbGroup.GroupId
`,
		Limits: "Targets and nodes have to be in view. Requests of network load balancers that keep clients' addresses are judged where these face the internet; ports that are picked at run time, " +
			"UDP and Gateway Load Balancers are left out; so are nodes of another zone where cross-zone balancing is off.",
		References: []string{
			"https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html", albGroups, nlbGroups,
		},
	},
	Run: runTargetIngressBlocked,
}

func runTargetIngressBlocked(p *rules.Pass) error {
	var found, clients blockades
	for _, b := range p.Net.LoadBalancers {
		for _, r := range requestsOf(b) {
			if r.target.Interface == nil {
				continue
			}
			g := managed(r.target.Interface)
			if g == nil {
				continue
			}
			if r.traffic && topology.KeepsClientAddress(b, r.target.Group) {
				if topology.ServesTheInternet(p.Net, b, r.target.Group) {
					kept := r
					kept.health = false
					checkClients(p, &clients, g, kept)
				}
				r.traffic = false
			}
			if r.traffic || r.health {
				checkIngress(p, &found, g, r)
			}
		}
	}
	for _, b := range found.list {
		reportIngress(p, b)
	}
	for _, b := range clients.list {
		if !slices.ContainsFunc(found.list, func(o *blockade) bool { return o.group == b.group }) {
			reportClients(p, b) // else one rule that lets everybody in is the answer to both
		}
	}
	return nil
}

// checkIngress notes a request that no rule lets in from a node which sends it.
func checkIngress(p *rules.Pass, found *blockades, g *model.SecurityGroup, r request) {
	var filter reach.Filter
	asked := false
	for _, node := range r.balancer.Interfaces {
		if !sends(r, node) {
			continue
		}
		if !asked { // all nodes of a load balancer carry its security groups, and are one peer
			filter, asked = p.Reach.AllowsPeer(r.target.Interface, node, false, true), true
		}
		sent := r.packets(p.Reach, p.Reach.Addresses(node).All())
		switch {
		case sent.IsEmpty():
		case !sent.Overlaps(filter.May):
			found.add(g, node, r, "")
			return
		case !sent.Overlaps(filter.Must) && filter.Why != "":
			found.add(g, node, r, filter.Why)
			return
		}
	}
}

// sends reports whether the node certainly sends requests to the target: nodes of an application load
// balancer send to all zones, those of a network load balancer to their own unless cross-zone balancing is on.
func sends(r request, node *model.NetworkInterface) bool {
	kind := r.balancer.Kind.OrDefault(model.ApplicationLoadBalancer).Or("")
	if kind == model.ApplicationLoadBalancer || r.balancer.CrossZone.Or(false) {
		return true
	}
	a, b := node.Subnet.To(), r.target.Subnet()
	if a == nil || b == nil {
		return false
	}
	same, known := topology.SameZone(a, b)
	return a == b || known && same
}

func reportIngress(p *rules.Pass, b *blockade) {
	f := rules.Finding{
		Object: b.group.Base(), Causes: b.healthCause(), Related: b.related(),
		Message: fmt.Sprintf("%s does not let %s in on %s, %s.", b.group.Label(), b.balancers(), b.ports(), b.consequence()),
	}
	if b.unknown != "" {
		f.Confidence, f.Unknown = rules.Possible, b.unknown
		f.Message = fmt.Sprintf("%s may not let %s in on %s.", b.group.Label(), b.balancers(), b.ports())
	}
	for _, g := range topology.Groups(b.requests[0].target.Interface) {
		for _, r := range g.Ingress {
			f.Related = append(f.Related, rules.Related{Object: r.Holder(), Range: r.Range, Message: fmt.Sprintf("%s %s.", g.Label(), topology.RuleWords(r))})
		}
	}
	f.Fix = b.newRule(b.group, false).Fix()
	f.Witness = b.witness(p.Reach)
	p.Report(topology.RuleAbsence(p.Net, f))
}
