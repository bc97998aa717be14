package nacl

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules/ruletest"
)

// attached is a VPC with an application subnet and an attachment subnet in each of two zones, and a network
// ACL before either attachment subnet.
func attached(t *testing.T, outA, outC []string) *ruletest.Net {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.30.0.0/16")
	tgw := &model.TransitGateway{Object: object("aws_ec2_transit_gateway.t")}
	n.Add(tgw)
	appA, appC := n.Subnet(v, "aws_subnet.app_a", "10.30.1.0/24", "a"), n.Subnet(v, "aws_subnet.app_c", "10.30.2.0/24", "c")
	tgwA, tgwC := n.Subnet(v, "aws_subnet.tgw_a", "10.30.250.0/28", "a"), n.Subnet(v, "aws_subnet.tgw_c", "10.30.250.16/28", "c")
	n.Route(n.Table(v, "aws_route_table.t", appA, appC, tgwA, tgwC), "192.168.0.0/16", model.TargetTransitGateway, tgw)
	n.Add(&model.TransitGatewayAttachment{
		Object: object("aws_ec2_transit_gateway_vpc_attachment.v"), Kind: model.AttachVPC, Gateway: ruletest.To[model.TransitGateway](tgw),
		VPC: ruletest.To[model.VPC](v), Subnets: ruletest.All[model.Subnet](tgwA, tgwC),
	})
	in := "100 allow all 0.0.0.0/0"
	a, c := n.ACL(v, "aws_network_acl.a", tgwA), n.ACL(v, "aws_network_acl.c", tgwC)
	n.In(a, in).Out(a, outA...).In(c, in).Out(c, outC...)
	return n
}

func TestAttachmentACLKnowsItsOwnZoneOnly(t *testing.T) {
	f := attached(t, []string{"100 allow all 10.30.1.0/24"}, []string{"100 allow all 10.30.0.0/16"}).One(BlocksCrossAZ)
	assert.Equal(t, "aws_network_acl.a", f.Object.Address)
	assert.Contains(t, f.Message, "but not out to aws_subnet.app_c (10.30.2.0/24)")
	assert.Contains(t, f.Fix.Text, "outbound rule 110")
	assert.Contains(t, f.Fix.Terraform, `cidr_block     = "10.30.2.0/24"`)
}

func TestAttachmentACLKnowsTheOtherZoneOnly(t *testing.T) {
	n := attached(t, []string{"100 allow all 10.30.2.0/24"}, []string{"100 allow all 10.30.0.0/16"})
	for _, s := range n.Subnets[:2] {
		s.Tags = map[string]string{"Tier": "app"}
	}
	f := n.One(BlocksCrossAZ)
	assert.Equal(t, "aws_network_acl.a", f.Object.Address)
	assert.Contains(t, f.Message, "out to aws_subnet.app_c (10.30.2.0/24), in another zone, but not out to aws_subnet.app_a (10.30.1.0/24), in its own")
}

func TestBothAttachmentACLsKnowTheirOwnZoneOnly(t *testing.T) {
	n := attached(t, []string{"100 allow all 10.30.1.0/24"}, []string{"100 allow all 10.30.2.0/24"})
	assert.Len(t, n.Run(BlocksCrossAZ), 2)
}

func TestAttachmentACLsKnowAllZones(t *testing.T) {
	attached(t, []string{"100 allow all 10.30.1.0/24", "110 allow all 10.30.2.0/24"}, []string{"100 allow all 10.30.0.0/16"}).None(BlocksCrossAZ)
}

func TestUnknownZones(t *testing.T) {
	n := attached(t, []string{"100 allow all 10.30.1.0/24"}, []string{"100 allow all 10.30.0.0/16"})
	for _, s := range n.Subnets {
		s.Zone = model.Unknown[string]("data.aws_availability_zones.here is read at apply")
	}
	n.None(BlocksCrossAZ)
}

func TestAttachmentACLClosedToATierOfItsOwn(t *testing.T) {
	// Nothing lets the gateway reach the database, in either zone.
	n := attached(t, []string{"100 allow all 10.30.1.0/24", "110 allow all 10.30.2.0/24"}, []string{"100 allow all 10.30.1.0/24", "110 allow all 10.30.2.0/24"})
	n.Subnet(n.VPCs[0], "aws_subnet.database", "10.30.3.0/24", "c")
	n.None(BlocksCrossAZ)
}

func balanced(t *testing.T, in ...string) *ruletest.Net {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.30.0.0/16")
	lbA, lbC := n.Subnet(v, "aws_subnet.lb_a", "10.30.1.0/24", "a"), n.Subnet(v, "aws_subnet.lb_c", "10.30.2.0/24", "c")
	app := n.Subnet(v, "aws_subnet.app_a", "10.30.11.0/24", "a")
	g := n.TargetGroup(v, "aws_lb_target_group.web", 8080)
	n.Listener(n.LoadBalancer("aws_lb.web", []*model.Subnet{lbA, lbC}), 443, g)
	n.Target(g, n.Instance(app, "aws_instance.i"))
	acl := n.ACL(v, "aws_network_acl.app", app)
	n.In(acl, in...).Out(acl, "100 allow all 0.0.0.0/0")
	return n
}

func TestLoadBalancerNodeOfAnotherZone(t *testing.T) {
	f := balanced(t, "100 allow tcp 8080 10.30.1.0/24").One(BlocksCrossAZ)
	assert.Equal(t, "aws_network_acl.app", f.Object.Address)
	assert.Contains(t, f.Message, "the requests of aws_lb.web in from aws_subnet.lb_a")
	balanced(t, "100 allow tcp 8080 10.30.0.0/16").None(BlocksCrossAZ)

	n := balanced(t, "100 allow tcp 8080 10.30.1.0/24")
	n.LoadBalancers[0].Kind = model.Known(model.NetworkLoadBalancer) // cross-zone balancing is off
	n.None(BlocksCrossAZ)
}
