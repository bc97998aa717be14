package endpoint

import (
	"fmt"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// GatewayHTTPSBlocked finds callers of a gateway endpoint's service whose filters let no HTTPS out to it.
var GatewayHTTPSBlocked = &rules.Rule{
	ID:         "endpoint-gateway-https-blocked",
	Severity:   rules.Error,
	ReportedAt: "the endpoint",
	Doc: rules.Doc{
		Title: "HTTPS cannot leave for a gateway endpoint",
		Problem: "The route to S3 or DynamoDB is there, but the security groups or the network ACL of those who call let no HTTPS out to the service's addresses: requests time " +
			"out, and containers on Fargate do not start, as the layers of their images lie in S3.",
		Behaviour: "A gateway endpoint is a route for the public addresses of its service, which AWS keeps in a prefix list. Requests leave with these addresses as destination, so that " +
			"rules for the VPC's own range or for the groups of interface endpoints do not let them out.",
		Remediation: "Let TCP 443 out to the prefix list of the service in the callers' security group. Network ACLs know no prefix lists: let TCP 443 out to 0.0.0.0/0 there.",
		Terraform: `resource "aws_vpc_security_group_egress_rule" "app_to_s3" {
  security_group_id = aws_security_group.app.id
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}`,
		CloudFormation: `AppToS3:
  Type: AWS::EC2::SecurityGroupEgress
  Properties:
    GroupId: !Ref AppGroup
    DestinationPrefixListId: !Ref S3PrefixList # a parameter with the id of com.amazonaws.REGION.s3
    IpProtocol: tcp
    FromPort: 443
    ToPort: 443`,
		Limits: "Callers are workloads whose roles or texts show that they use the service, and containers on Fargate with images in ECR. A rule for any public range or for a prefix list that is not in view " +
			"may mean the service. Groups that let nothing out at all are the matter of sg-no-egress.",
		References: []string{
			"https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
			"https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
		},
	},
	YieldsTo: []string{"nacl-blocks-everything"},
	Since:    "0.1.0",
	Run:      runGatewayHTTPSBlocked,
}

func runGatewayHTTPSBlocked(p *rules.Pass) error {
	x := rules.Shared(p, identitiesOf)
	for _, e := range p.Net.Endpoints {
		service, _, ok := e.Service()
		if !ok || e.External || !e.IsGateway() {
			continue
		}
		seen := map[*model.Object]bool{} // filters
		for _, w := range behind(p, e) {
			why, at := calls(x, w, service)
			if service == "s3" && why == "" && pullsByItself(w) {
				why, at = w.Label()+" runs images from ECR, of which the layers lie in S3", rules.Related{Object: &w.Object, Message: w.Label() + " runs images from ECR."}
			}
			if why == "" {
				continue
			}
			for _, i := range w.Interfaces {
				if s := i.Subnet.To(); s != nil && goesThrough(p, s, e) {
					reportKeptFrom(p, e, w, i, why, at, seen)
				}
			}
		}
	}
	return nil
}

// reportKeptFrom reports what lets no HTTPS of a caller's interface out to public addresses, each filter once.
func reportKeptFrom(p *rules.Pass, e *model.VPCEndpoint, w *model.Workload, i *model.NetworkInterface, why string, at rules.Related, seen map[*model.Object]bool) {
	https := topology.PortBetween(443, packet.AnyAddr(), reach.Internet().IPv4())
	s := i.Subnet.To()
	service, _, _ := e.Service()
	f := rules.Finding{
		Object: &e.Object,
		Related: []rules.Related{
			at, {Object: &w.Object, Message: fmt.Sprintf("%s calls the service from %s.", w.Label(), s.Label())},
		},
		Witness: rules.Lost(reach.InterfaceEnd(i), reach.ServiceEnd(service), topology.Port(443)),
	}
	groups, acl := p.Reach.Groups(i, true).May, p.Reach.SubnetACL(s, true).May
	g, a := firstGroup(i), s.ACL.To()
	var filter rules.Related
	switch {
	case g != nil && !g.External && !groups.IsEmpty() && !groups.Overlaps(https):
		f.Message = fmt.Sprintf("HTTPS (TCP 443) of %s to %s by gateway endpoint %s is blocked: no outbound rule of %s is for the public addresses of the service, although %s.",
			w.Label(), serviceLabel(e), e.Label(), g.Label(), why)
		filter = rules.Related{Object: &g.Object, Message: g.Label() + " filters what the caller sends."}
		f.Fix = letOutToService(e, g)
	case a != nil && !a.External && !acl.IsEmpty() && !acl.Overlaps(https):
		f.Message = fmt.Sprintf("HTTPS (TCP 443) of %s to %s by gateway endpoint %s is blocked: network ACL %s of %s lets no TCP 443 out to public addresses, which those of the service are, although %s.",
			w.Label(), serviceLabel(e), e.Label(), a.Label(), s.Label(), why)
		filter = rules.Related{Object: &a.Object, Message: fmt.Sprintf("%s serves %s.", a.Label(), s.Label())}
		f.Fix = rules.Fix{Text: fmt.Sprintf("Allow TCP 443 to 0.0.0.0/0 out in %s.", a.Label())}
	default:
		return
	}
	if seen[filter.Object] {
		return
	}
	seen[filter.Object] = true
	f.Key, f.Related = filter.Object.Address, append(f.Related, filter)
	p.Report(topology.RuleAbsence(p.Net, f))
}

// letOutToService makes the outbound rule that a group lacks.
func letOutToService(e *model.VPCEndpoint, g *model.SecurityGroup) rules.Fix {
	fix := rules.Fix{Text: fmt.Sprintf("Add an outbound rule to %s that allows TCP 443 to the prefix list of %s.", g.Label(), serviceLabel(e))}
	o := &g.Object
	if snippet.Dialect(o) == model.CloudFormation {
		return fix // no property of the endpoint gives the list's id
	}
	list := snippet.Reference(o, &e.Object, "s3_prefix_list_id")
	if own, ok := strings.CutSuffix(list, ".id"); ok {
		list = own + ".prefix_list_id"
	}
	ports := []string{"from_port", "443", "to_port", "443"}
	if snippet.HasInlineRules(g) {
		list, comment, _ := strings.Cut(list, " #")
		if comment != "" {
			comment = " #" + comment
		}
		return snippet.With(fix, o, snippet.Block("egress", append([]string{"protocol", snippet.Quote("tcp"), "prefix_list_ids", "[" + list + "]" + comment}, ports...)...))
	}
	return snippet.With(fix, o, snippet.Block(fmt.Sprintf("resource %q %q", "aws_vpc_security_group_egress_rule", snippet.TerraformName(o, "gateway_endpoint")),
		append([]string{"security_group_id", snippet.Reference(o, o, "security_group_id"), "prefix_list_id", list, "ip_protocol", snippet.Quote("tcp")}, ports...)...))
}
