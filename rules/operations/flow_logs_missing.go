package operations

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// FlowLogsMissing finds VPCs of which nobody will know what was rejected.
var FlowLogsMissing = &rules.Rule{
	ID:         "flow-logs-missing",
	Severity:   rules.Info,
	ReportedAt: "the VPC",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title:       "A VPC without flow logs",
		Problem:     "When a connection fails, nothing tells whether its packets were accepted or rejected, or came at all.",
		Behaviour:   "Flow logs record the traffic of a VPC, of a subnet or of an interface, from the moment that they are created.",
		Remediation: "Create a flow log for the VPC. Rejected traffic alone costs little and answers most questions.",
		Terraform: `resource "aws_flow_log" "main" {
  vpc_id               = aws_vpc.main.id
  traffic_type         = "REJECT"
  log_destination_type = "s3"
  log_destination      = aws_s3_bucket.flow_logs.arn
}
`,
		CloudFormation: `FlowLog:
  Type: AWS::EC2::FlowLog
  Properties:
    ResourceId: !Ref Vpc
    ResourceType: VPC
    TrafficType: REJECT
    LogDestinationType: s3
    LogDestination: !GetAtt FlowLogs.Arn
`,
		Limits:     "A flow log in another stack or account is not in view; a VPC whose id leaves the stack is a possible finding.",
		References: []string{"https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html"},
	},
	Run: runFlowLogsMissing,
}

func runFlowLogsMissing(p *rules.Pass) error {
	logs := p.Net.FlowLogs
	for _, v := range p.Net.VPCs {
		if v.External || logged(logs, v) {
			continue
		}
		o := v.Base()
		f := rules.Finding{
			Object:  o,
			Message: fmt.Sprintf("No flow log covers %s, so nothing will tell which of its traffic is rejected.", v.Label()),
			Fix: rules.Fix{
				Text: fmt.Sprintf("Create a flow log for %s.", v.Address),
				Terraform: snippet.Block(fmt.Sprintf("resource %q %q", "aws_flow_log", snippet.TerraformName(o, "rejects")),
					"vpc_id", snippet.Terraform(o)+".id", "traffic_type", `"REJECT"`),
				CloudFormation: snippet.Resource(snippet.CloudFormationName(o, "FlowLog"), "AWS::EC2::FlowLog",
					"ResourceId", "!Ref "+snippet.CloudFormation(o), "ResourceType", "VPC", "TrafficType", "REJECT"),
			},
		}
		if v.Exported {
			f.Confidence, f.Unknown = rules.Possible, "the VPC's id leaves the stack, and another may log its traffic"
		}
		p.Report(topology.Absence(p.Net, f))
	}
	return nil
}

// logged reports whether flow logs cover the VPC or all its subnets, or may.
func logged(logs []*model.FlowLog, v *model.VPC) bool {
	subnets := map[*model.Subnet]bool{}
	for _, l := range logs {
		if l.VPC.To() == v || l.VPC.IsUnknown() || l.Subnet.IsUnknown() {
			return true
		}
		if s := l.Subnet.To(); s != nil {
			subnets[s] = true
		}
	}
	return len(v.Subnets) > 0 && !slices.ContainsFunc(v.Subnets, func(s *model.Subnet) bool { return !subnets[s] })
}
