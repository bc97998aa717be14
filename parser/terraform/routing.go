package terraform

import (
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

func (b *builder) routeTable(r *resource, a *attribute.RouteTable) {
	t := &model.RouteTable{
		Object:          b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		VPC:             ref[model.VPC](a.VPCID),
		PropagatingVGWs: refs[model.VPNGateway](a.PropagatingVGWs),
	}
	b.openTable(t, a.Route.IsUnknown(), a.Route.Why())
	b.net.Add(t)
	for i, route := range a.Route.Items {
		b.inlineRoute(r, t, i, routeOf(&route))
	}
}

func (b *builder) openTable(t *model.RouteTable, open bool, why string) {
	if open {
		t.Open, t.Why = true, "its routes are not known: "+why
	}
}

// routeOf gives an inline route the form of a standalone one.
func routeOf(a *attribute.InlineRoute) *attribute.Route {
	return &attribute.Route{
		DestinationCIDRBlock: a.CIDRBlock, DestinationIPv6CIDRBlock: a.IPv6CIDRBlock,
		DestinationPrefixListID: a.DestinationPrefixListID, GatewayID: a.GatewayID, NATGatewayID: a.NATGatewayID,
		EgressOnlyGatewayID: a.EgressOnlyGatewayID, NetworkInterfaceID: a.NetworkInterfaceID,
		VPCPeeringConnectionID: a.VPCPeeringConnectionID, TransitGatewayID: a.TransitGatewayID,
		VPCEndpointID: a.VPCEndpointID, CoreNetworkARN: a.CoreNetworkARN, CarrierGatewayID: a.CarrierGatewayID,
		LocalGatewayID: a.LocalGatewayID,
	}
}

// defaultRouteOf is routeOf for the routes of a default route table.
func defaultRouteOf(a *attribute.DefaultInlineRoute) *attribute.Route {
	route := &attribute.Route{
		DestinationCIDRBlock: a.CIDRBlock, DestinationIPv6CIDRBlock: a.IPv6CIDRBlock,
		DestinationPrefixListID: a.DestinationPrefixListID, GatewayID: a.GatewayID, NATGatewayID: a.NATGatewayID,
		EgressOnlyGatewayID: a.EgressOnlyGatewayID, NetworkInterfaceID: a.NetworkInterfaceID,
		VPCPeeringConnectionID: a.VPCPeeringConnectionID, TransitGatewayID: a.TransitGatewayID,
		VPCEndpointID: a.VPCEndpointID, CoreNetworkARN: a.CoreNetworkARN,
	}
	return route
}

func (b *builder) defaultRouteTable(r *resource, a *attribute.DefaultRouteTable) {
	t := &model.RouteTable{
		Object:          b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		VPC:             ref[model.VPC](a.VPCID),
		Adopts:          a.DefaultRouteTableID.Value(),
		PropagatingVGWs: refs[model.VPNGateway](a.PropagatingVGWs),
	}
	b.openTable(t, a.Route.IsUnknown(), a.Route.Why())
	b.net.Add(t)
	for i := range a.Route.Items {
		route := &a.Route.Items[i]
		b.inlineRoute(r, t, i, defaultRouteOf(route), instanceTarget(route)...)
	}
}

// instanceTarget gives the instance that a default route table's route names; aws_route has no such argument.
func instanceTarget(a *attribute.DefaultInlineRoute) []model.Target {
	if a.InstanceID.IsAbsent() {
		return nil
	}
	return []model.Target{targetOf(model.TargetInstance, a.InstanceID)}
}

func (b *builder) routeTableData(r *resource, a *attribute.RouteTableData) {
	t := &model.RouteTable{
		Object: b.object(r, a.Tags, a.ID, a.RouteTableID),
		VPC:    ref[model.VPC](a.VPCID),
	}
	b.net.Add(t)
	for i := range a.Routes.Items {
		b.inlineRoute(r, t, i, defaultRouteOf(&a.Routes.Items[i]), instanceTarget(&a.Routes.Items[i])...)
	}
	for _, s := range a.Associations.Items {
		association := &model.RouteTableAssociation{
			Object:  b.inline(r, "associations", 0),
			Table:   model.RefByID[model.RouteTable](t.ID),
			Subnet:  ref[model.Subnet](s.SubnetID),
			Gateway: s.GatewayID.Value(),
		}
		if s.Main.Or(false) {
			association.MainOf = t.VPC
		}
		b.net.Add(association)
	}
}

// inlineRoute adds a route that stands in its table, unless it is the echo of a standalone one.
func (b *builder) inlineRoute(r *resource, t *model.RouteTable, i int, a *attribute.Route, special ...model.Target) {
	if r.existed && b.echoes.isRoute(t.ID, a) {
		return
	}
	route := b.routeFrom(a)
	route.Object = b.inline(r, "route", i)
	route.Inline = true
	route.Table = model.RefByID[model.RouteTable](t.ID)
	if len(special) > 0 {
		route.Target = special[0]
	}
	b.net.Add(route)
}

func (b *builder) route(r *resource, a *attribute.Route) {
	route := b.routeFrom(a)
	route.Object = b.object(r, attribute.Map{}, a.ID)
	route.Table = ref[model.RouteTable](a.RouteTableID)
	b.net.Add(route)
}

func (b *builder) routeFrom(a *attribute.Route) *model.Route {
	v4, v6 := prefix(a.DestinationCIDRBlock), prefix(a.DestinationIPv6CIDRBlock)
	return &model.Route{
		Destination: either(v4, v6),
		Family:      model.FamilyOf(v4, v6, !a.DestinationPrefixListID.IsAbsent()),
		PrefixList:  ref[model.PrefixList](a.DestinationPrefixListID),
		Target:      routeTarget(a),
	}
}

// routeTarget finds the one target that a route has. A target that is known goes before one that is not:
// AWS fills in network_interface_id beside other targets.
func routeTarget(a *attribute.Route) model.Target {
	if id, ok := a.GatewayID.ID(); ok && id == "local" {
		return model.Target{Kind: model.TargetLocal, ID: model.Known(id)}
	}
	candidates := []struct {
		kind model.TargetKind
		ref  attribute.Ref
	}{
		{gatewayKind(a.GatewayID), a.GatewayID},
		{model.TargetNATGateway, a.NATGatewayID},
		{model.TargetEgressOnly, a.EgressOnlyGatewayID},
		{model.TargetPeering, a.VPCPeeringConnectionID},
		{model.TargetTransitGateway, a.TransitGatewayID},
		{model.TargetEndpoint, a.VPCEndpointID},
		{model.TargetCoreNetwork, a.CoreNetworkARN},
		{model.TargetCarrierGateway, refOf(a.CarrierGatewayID)},
		{model.TargetLocalGateway, refOf(a.LocalGatewayID)},
		{model.TargetInterface, a.NetworkInterfaceID},
	}
	for _, c := range candidates {
		if c.ref.IsKnown() {
			return targetOf(c.kind, c.ref)
		}
	}
	for _, c := range candidates {
		if c.ref.IsUnknown() {
			return targetOf(c.kind, c.ref)
		}
	}
	return model.Target{Kind: model.TargetUnknown, ID: model.Unknown[string]("the route names no target")}
}

// gatewayKind tells the kind of a gateway_id, which names several kinds of gateways.
func gatewayKind(r attribute.Ref) model.TargetKind {
	id, _ := r.ID()
	switch {
	case strings.HasPrefix(id, "igw-"):
		return model.TargetInternetGateway
	case strings.HasPrefix(id, "vgw-"):
		return model.TargetVPNGateway
	case strings.HasPrefix(id, "vpce-"): // what AWS shows of a gateway endpoint's route
		return model.TargetEndpoint
	default:
		return model.TargetGateway
	}
}

func targetOf(kind model.TargetKind, r attribute.Ref) model.Target {
	return model.Target{Kind: kind, ID: r.Value(), CandidateIDs: r.Candidates()}
}

// refOf makes a reference of a plain value.
func refOf(v attribute.String) attribute.Ref {
	if id, ok := v.Get(); ok {
		return attribute.RefTo(id)
	}
	if v.IsUnknown() {
		return attribute.UnknownRef(v.Why())
	}
	return attribute.Ref{}
}

func (b *builder) tableAssociation(r *resource, a *attribute.RouteTableAssociation) {
	b.net.Add(&model.RouteTableAssociation{
		Object:  b.object(r, attribute.Map{}, a.ID),
		Table:   ref[model.RouteTable](a.RouteTableID),
		Subnet:  ref[model.Subnet](a.SubnetID),
		Gateway: a.GatewayID.Value(),
	})
}

func (b *builder) mainTable(r *resource, a *attribute.MainRouteTableAssociation) {
	b.net.Add(&model.RouteTableAssociation{
		Object: b.object(r, attribute.Map{}, a.ID),
		Table:  ref[model.RouteTable](a.RouteTableID),
		MainOf: ref[model.VPC](a.VPCID),
	})
}

func (b *builder) routePropagation(r *resource, a *attribute.VPNGatewayRoutePropagation) {
	b.net.Add(&model.RoutePropagation{
		Object: b.object(r, attribute.Map{}, a.ID),
		Table:  ref[model.RouteTable](a.RouteTableID),
		VGW:    ref[model.VPNGateway](a.VPNGatewayID),
	})
}
