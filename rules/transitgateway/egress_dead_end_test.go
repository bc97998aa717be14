package transitgateway

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules/ruletest"
)

// centralEgress is a spoke that sends everything to a VPC with a NAT gateway, and the table at which it arrives there,
// which is still empty.
func centralEgress(t *testing.T) (h hub, app, egress spoke, nat *model.NATGateway, arriving *model.RouteTable) {
	h = newHub(t)
	app, egress = h.spoke("app", "1"), h.spoke("egress", "2")
	table := h.mesh(app, egress)
	h.TransitRoute(table, "0.0.0.0/0", egress.a)
	h.to(app, "0.0.0.0/0")
	h.to(egress, "10.0.0.0/8")
	public := h.Subnet(egress.v, "aws_subnet.public", "10.2.8.0/24", "us-east-1a")
	out := h.Table(egress.v, "aws_route_table.public", public)
	h.Route(out, "0.0.0.0/0", model.TargetInternetGateway, h.InternetGateway(egress.v, "aws_internet_gateway.egress"))
	h.Route(out, "10.0.0.0/8", model.TargetTransitGateway, h.g)
	nat = h.NAT(public, "aws_nat_gateway.egress")
	return h, app, egress, nat, h.RouteTables[3]
}

func TestEgressThatEndsWhereItArrives(t *testing.T) {
	h, _, _, _, arriving := centralEgress(t)
	f := h.only(t, "tgw-missing-vpc-route", "aws_route_table.egress_tgw")
	assert.Equal(t, arriving.Address, f.Object.Address)
	assert.Equal(t, "Packets of aws_vpc.app (10.1.0.0/16) for the internet are dropped in aws_vpc.egress, to which aws_ec2_transit_gateway.hub hands them: "+
		"they arrive at aws_route_table.egress_tgw, which has no route for them, and never come to aws_nat_gateway.egress.", f.Message)
	assert.Contains(t, f.Fix.Terraform, "nat_gateway_id")
}

// What leads on to a NAT gateway, an internet gateway or something unknown, in one zone or for a part, is no dead end,
// nor is a VPC to which nobody sends the internet or which has nothing that translates.
func TestEgressThatMayLeadOn(t *testing.T) {
	for name, change := range map[string]func(h hub, app, egress spoke, nat *model.NATGateway, arriving *model.RouteTable){
		"to the NAT gateway": func(h hub, _, _ spoke, nat *model.NATGateway, arriving *model.RouteTable) {
			h.Route(arriving, "0.0.0.0/0", model.TargetNATGateway, nat)
		},
		"for a half of the internet": func(h hub, _, _ spoke, nat *model.NATGateway, arriving *model.RouteTable) {
			h.Route(arriving, "128.0.0.0/1", model.TargetNATGateway, nat)
		},
		"in another zone": func(h hub, _, egress spoke, nat *model.NATGateway, _ *model.RouteTable) {
			second := h.Subnet(egress.v, "aws_subnet.egress_tgw_2", "10.2.0.16/28", "us-east-1b")
			h.Route(h.Table(egress.v, "aws_route_table.egress_tgw_2", second), "0.0.0.0/0", model.TargetNATGateway, nat)
			egress.a.Subnets.Items = append(egress.a.Subnets.Items, ruletest.To[model.Subnet](second))
		},
		"by routes out of view": func(_ hub, _, _ spoke, _ *model.NATGateway, arriving *model.RouteTable) { arriving.External = true },
		"no translation":        func(_ hub, _, _ spoke, nat *model.NATGateway, _ *model.RouteTable) { nat.Private = model.Known(true) },
		"nobody sends it": func(h hub, _, _ spoke, _ *model.NATGateway, _ *model.RouteTable) {
			h.Routes[0].Destination = model.Known(netip.MustParsePrefix("10.0.0.0/8"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, app, egress, nat, arriving := centralEgress(t)
			change(h, app, egress, nat, arriving)
			assert.Empty(t, h.Run(MissingVPCRoute))
		})
	}
}
