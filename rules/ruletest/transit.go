package ruletest

import (
	"net/netip"

	"github.com/netlint/netlint/model"
)

// Peering adds an accepted peering connection.
func (n *Net) Peering(requester, accepter *model.VPC, address string) *model.PeeringConnection {
	p := &model.PeeringConnection{
		Object:    Object(address, "aws_vpc_peering_connection"),
		Requester: To[model.VPC](requester), Accepter: To[model.VPC](accepter),
		AutoAccept: model.Known(true), Accepted: model.Known(true),
	}
	n.Add(p)
	return p
}

// TransitGateway adds a transit gateway without default association and propagation.
func (n *Net) TransitGateway(address string) *model.TransitGateway {
	g := &model.TransitGateway{
		Object:             Object(address, "aws_ec2_transit_gateway"),
		DefaultAssociation: model.Known(false), DefaultPropagation: model.Known(false),
	}
	n.Add(g)
	return g
}

// TransitTable adds a route table of a transit gateway, with attachments associated with it.
func (n *Net) TransitTable(g *model.TransitGateway, address string, associated ...*model.TransitGatewayAttachment) *model.TransitGatewayRouteTable {
	t := &model.TransitGatewayRouteTable{
		Object: Object(address, "aws_ec2_transit_gateway_route_table"), Gateway: To[model.TransitGateway](g),
	}
	n.Add(t)
	for _, a := range associated {
		n.Add(&model.TransitGatewayAssociation{
			Object:     Object(address+"."+a.Address, "aws_ec2_transit_gateway_route_table_association"),
			Attachment: To[model.TransitGatewayAttachment](a), Table: To[model.TransitGatewayRouteTable](t),
		})
	}
	return t
}

// Attach attaches a VPC to a transit gateway by subnets.
func (n *Net) Attach(g *model.TransitGateway, v *model.VPC, address string, subnets ...*model.Subnet) *model.TransitGatewayAttachment {
	a := &model.TransitGatewayAttachment{
		Object: Object(address, "aws_ec2_transit_gateway_vpc_attachment"), Kind: model.AttachVPC,
		Gateway: To[model.TransitGateway](g), VPC: To[model.VPC](v), Subnets: All[model.Subnet](subnets...),
	}
	n.Add(a)
	return a
}

// Propagate lets a transit gateway table learn the ranges of attachments.
func (n *Net) Propagate(t *model.TransitGatewayRouteTable, attachments ...*model.TransitGatewayAttachment) {
	for _, a := range attachments {
		n.Add(&model.TransitGatewayPropagation{
			Object:     Object(t.Address+" learns "+a.Address, "aws_ec2_transit_gateway_route_table_propagation"),
			Attachment: To[model.TransitGatewayAttachment](a), Table: To[model.TransitGatewayRouteTable](t),
		})
	}
}

// TransitRoute adds a static route to a transit gateway table; a nil attachment makes it a blackhole.
func (n *Net) TransitRoute(t *model.TransitGatewayRouteTable, cidr string, a *model.TransitGatewayAttachment) *model.TransitGatewayRoute {
	r := &model.TransitGatewayRoute{
		Object: Object(t.Address+"."+cidr, "aws_ec2_transit_gateway_route"),
		Table:  To[model.TransitGatewayRouteTable](t), Destination: model.Known(netip.MustParsePrefix(cidr)),
	}
	if a == nil {
		r.Blackhole = model.Known(true)
	} else {
		r.Attachment = To[model.TransitGatewayAttachment](a)
	}
	n.Add(r)
	return r
}
