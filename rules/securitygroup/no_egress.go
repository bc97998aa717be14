package securitygroup

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// NoEgress finds security groups without outbound rules on what opens connections.
var NoEgress = &rules.Rule{
	ID:         "sg-no-egress",
	Severity:   rules.Warning,
	ReportedAt: "the security group",
	Since:      "0.1.0",
	YieldsTo:   []string{"sg-load-balancer-egress-blocked", "sg-database-unreachable"},
	Doc: rules.Doc{
		Title: "A security group that lets nothing out",
		Problem: "What carries the group can answer but not ask: no package updates, no AWS API, no database, no name lookup outside of Amazon's own servers. " +
			"A load balancer cannot reach its targets.",
		Behaviour: "AWS gives every new security group a rule that allows everything out. The Terraform provider removes it when it creates a group, " +
			"so that only the egress rules that are written remain; a group without any lets nothing out. CloudFormation keeps AWS's rule.",
		Remediation: "Write the egress rules that the workload needs.",
		Terraform: `resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
`,
		CloudFormation: `AppOut:
  Type: AWS::EC2::SecurityGroupEgress
  Properties: {GroupId: !GetAtt AppGroup.GroupId, IpProtocol: "-1", CidrIp: 0.0.0.0/0}
`,
		Limits: "Only groups on instances, Auto Scaling groups, functions, containers and load balancers with targets count, and only where no other group " +
			"of the same interface lets anything out. Groups to which rules may be added out of view are silent.",
		WorksWith:  "Scanners that ask for no egress to 0.0.0.0/0 are satisfied by rules that name ports and destinations; none at all is rarely what is meant.",
		References: []string{terraformGroup, groupRules},
	},
	Run: runNoEgress,
}

// noEgressCause names a group without outbound rules as what is at fault.
func noEgressCause(g *model.SecurityGroup) string { return rules.Cause("no-egress", g.ID) }

func runNoEgress(p *rules.Pass) error {
	for _, g := range p.Net.SecurityGroups {
		if g.External || g.Implicit || !lacksEgress(g) {
			continue
		}
		for _, i := range g.Interfaces {
			if asks(i) && nothingOut(i) {
				reportNoEgress(p, g, i)
				break
			}
		}
	}
	return nil
}

// lacksEgress reports whether the group certainly has no outbound rule at all.
func lacksEgress(g *model.SecurityGroup) bool {
	return !g.Open && len(g.Egress) == 0 && !slices.ContainsFunc(g.Maybe, func(r *model.SecurityGroupRule) bool { return r.Egress.Or(true) })
}

// nothingOut reports whether all groups of the interface are known and none has an outbound rule.
func nothingOut(i *model.NetworkInterface) bool {
	return !i.Groups.Open && !i.Unfiltered && !slices.ContainsFunc(i.Groups.Items, func(r model.Ref[model.SecurityGroup]) bool {
		return r.To() == nil || !lacksEgress(r.To())
	})
}

// asks reports whether the interface's owner opens connections.
func asks(i *model.NetworkInterface) bool {
	switch o := i.Owner.(type) {
	case *model.LoadBalancer:
		return len(topology.TargetGroups(o)) > 0
	case *model.Workload:
		return topology.OpensConnections(o)
	}
	return false
}

func reportNoEgress(p *rules.Pass, g *model.SecurityGroup, i *model.NetworkInterface) {
	o := g.Base()
	tf := snippet.Block(fmt.Sprintf("resource %q %q", "aws_vpc_security_group_egress_rule", snippet.TerraformName(o, "out")),
		"security_group_id", snippet.Terraform(o)+".id", "ip_protocol", `"-1"`, "cidr_ipv4", `"0.0.0.0/0"`)
	if snippet.HasInlineRules(g) {
		tf = snippet.Block("egress", "protocol", `"-1"`, "from_port", "0", "to_port", "0", "cidr_blocks", `["0.0.0.0/0"]`)
	}
	f := rules.Finding{
		Object: o, Causes: []string{noEgressCause(g)},
		Message: fmt.Sprintf("%s has no egress rule, so %s cannot open a connection to anything.", g.Label(), i.Owner.Base().Label()),
		Related: []rules.Related{{Object: i.Owner.Base(), Message: "It carries the group, and no other group of it lets anything out."}},
		Fix: rules.Fix{
			Text:      fmt.Sprintf("Add the egress rules to %s that %s needs; this one allows everything.", g.Address, i.Owner.Base().Address),
			Terraform: tf,
			CloudFormation: snippet.Resource(snippet.CloudFormationName(o, "Out"), "AWS::EC2::SecurityGroupEgress",
				"GroupId", "!GetAtt "+snippet.CloudFormation(o)+".GroupId", "IpProtocol", `"-1"`, "CidrIp", "0.0.0.0/0"),
		},
	}
	f.Witness = withheld(i)
	if len(p.Net.Partial) > 0 {
		f.Confidence, f.Unknown = rules.Possible, p.Net.Partial[0]
	}
	p.Report(f)
}

// withheld is what the interface cannot send, inside its VPC, where nothing else stands in the way: to the targets
// of a load balancer, else to the neighbours.
func withheld(i *model.NetworkInterface) *rules.Witness {
	if b, ok := i.Owner.(*model.LoadBalancer); ok {
		for _, r := range requestsOf(b) {
			if r.target.Interface != nil && r.last == 0 {
				return rules.Lost(reach.InterfaceEnd(i), reach.InterfaceEnd(r.target.Interface), topology.Port(r.port))
			}
		}
	}
	if s := i.Subnet.To(); s != nil {
		return rules.Lost(reach.InterfaceEnd(i), topology.Peers(s), topology.Port(443))
	}
	return nil
}
