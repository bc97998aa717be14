package nacl

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

// gatewayStage is a VPC with a subnet that a transit gateway is attached to, behind an ACL, and an application in a
// subnet of the same zone whose group lets in, or out, what is given.
func gatewayStage(t *testing.T, in, out []string, ingress, egress string) *ruletest.Net {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.30.0.0/16")
	tgw := n.TransitGateway("aws_ec2_transit_gateway.t")
	app, edge := n.Subnet(v, "aws_subnet.app", "10.30.1.0/24", "a"), n.Subnet(v, "aws_subnet.tgw", "10.30.250.0/28", "a")
	n.Route(n.Table(v, "aws_route_table.t", app, edge), "192.168.0.0/16", model.TargetTransitGateway, tgw)
	n.Attach(tgw, v, "aws_ec2_transit_gateway_vpc_attachment.v", edge)
	acl := n.ACL(v, "aws_network_acl.tgw", edge)
	n.In(acl, in...).Out(acl, out...)
	g := n.Group(v, "aws_security_group.app")
	if ingress != "" {
		n.Ingress(g, ingress)
	}
	if egress != "" {
		n.Egress(g, egress)
	}
	n.Instance(app, "aws_instance.app", g).Platform = model.Known("linux")
	return n
}

func TestAnswersThroughTheAttachmentSubnet(t *testing.T) {
	const all = "100 allow all 10.30.0.0/16"
	// The data centre asks the application on 8443: out by the ACL, and the answer in.
	f := gatewayStage(t, []string{"100 allow tcp 443 10.30.0.0/16"}, []string{all}, "tcp 8443 192.168.0.0/16", "").One(MissingEphemeralReturn)
	assert.Equal(t, "aws_network_acl.tgw", f.Object.Address)
	assert.Equal(t, rules.Definite, f.Confidence)
	assert.Contains(t, f.Message, "lets TCP 8443 from the networks behind aws_ec2_transit_gateway_vpc_attachment.v out to aws_subnet.app (10.30.1.0/24), but drops the answers: no inbound rule allows")
	gatewayStage(t, []string{all}, []string{all}, "tcp 8443 192.168.0.0/16", "").None(MissingEphemeralReturn)
	gatewayStage(t, []string{"100 allow tcp 1024-65535 10.30.1.0/24"}, []string{all}, "tcp 8443 192.168.0.0/16", "").None(MissingEphemeralReturn)

	// The application asks the data centre for 1521: in by the ACL, and the answer out.
	f = gatewayStage(t, []string{all}, []string{"100 allow tcp 443 10.30.0.0/16"}, "", "tcp 1521 192.168.0.0/16").One(MissingEphemeralReturn)
	assert.Contains(t, f.Message, "lets TCP 1521 from aws_instance.app in aws_subnet.app (10.30.1.0/24) on its way to aws_ec2_transit_gateway_vpc_attachment.v in")
	gatewayStage(t, []string{all}, []string{"100 allow tcp 32768-60999 10.30.1.0/24"}, "", "tcp 1521 192.168.0.0/16").NoneDefinite(MissingEphemeralReturn)

	// Rules for the networks behind the gateway are never asked at the attachment's subnet, so that none is missed.
	gatewayStage(t, []string{all, "110 allow tcp 443 192.168.0.0/16"}, []string{all}, "tcp 8443 192.168.0.0/16", "tcp 1521 192.168.0.0/16").None(MissingEphemeralReturn)

	// Another zone's subnet takes the attachment of its own zone.
	n := gatewayStage(t, []string{"100 allow tcp 443 10.30.0.0/16"}, []string{all}, "tcp 8443 192.168.0.0/16", "")
	n.Subnets[0].Zone = model.Known("b")
	n.None(MissingEphemeralReturn)
}
