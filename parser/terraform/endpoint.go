package terraform

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
	"github.com/netlint/netlint/parser/terraform/source"
)

func (b *builder) endpoint(r *resource, a *attribute.VPCEndpoint) {
	e := &model.VPCEndpoint{
		Object:      b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		VPC:         ref[model.VPC](a.VPCID),
		Kind:        word[model.EndpointType](a.VPCEndpointType).OrDefault(model.GatewayEndpoint),
		ServiceName: a.ServiceName.Value(),
		RouteTables: refs[model.RouteTable](a.RouteTableIDs),
		Subnets:     refs[model.Subnet](a.SubnetIDs),
		Groups:      refs[model.SecurityGroup](a.SecurityGroupIDs),
		GroupsUnset: unset(a.SecurityGroupIDs),
		PrivateDNS:  a.PrivateDNSEnabled.OrDefault(false),
		Policy:      a.Policy,
		AutoAccept:  a.AutoAccept,
	}
	b.net.Add(e)
	if service := e.ServiceName.Or(""); e.Kind.Or("") == model.GatewayEndpoint && service != "" && !a.PrefixListID.IsAbsent() {
		if id, ok := a.PrefixListID.Get(); ok {
			list := &model.PrefixList{Object: e.Object, Service: awsService(e.ServiceName)}
			list.ID, list.Type, list.Implicit = id, "prefix list", true
			list.Aliases = []string{source.ManagedPrefixListID(service)}
			list.Entries = model.OpenList[prefixValue]("AWS keeps the list of its service's addresses")
			b.net.Add(list)
		}
	}
}

func (b *builder) endpointTable(r *resource, a *attribute.VPCEndpointRouteTableAssociation) {
	b.net.Add(&model.EndpointRouteTableAssociation{
		Object:   b.object(r, attribute.Map{}, a.ID),
		Endpoint: ref[model.VPCEndpoint](a.VPCEndpointID),
		Table:    ref[model.RouteTable](a.RouteTableID),
	})
}

func (b *builder) endpointSubnet(r *resource, a *attribute.VPCEndpointSubnetAssociation) {
	b.net.Add(&model.EndpointSubnetAssociation{
		Object:   b.object(r, attribute.Map{}, a.ID),
		Endpoint: ref[model.VPCEndpoint](a.VPCEndpointID),
		Subnet:   ref[model.Subnet](a.SubnetID),
	})
}

func (b *builder) endpointGroup(r *resource, a *attribute.VPCEndpointSecurityGroupAssociation) {
	b.net.Add(&model.EndpointSecurityGroupAssociation{
		Object:         b.object(r, attribute.Map{}, a.ID),
		Endpoint:       ref[model.VPCEndpoint](a.VPCEndpointID),
		Group:          ref[model.SecurityGroup](a.SecurityGroupID),
		ReplaceDefault: a.ReplaceDefaultAssociation.OrDefault(false),
	})
}

func (b *builder) endpointPolicy(r *resource, a *attribute.VPCEndpointPolicy) {
	o := b.object(r, attribute.Map{})
	b.net.Add(&model.EndpointPolicy{
		Object:   o,
		Endpoint: ref[model.VPCEndpoint](a.VPCEndpointID),
		Policy:   a.Policy,
	})
}

func (b *builder) endpointPrivateDNS(r *resource, a *attribute.VPCEndpointPrivateDNS) {
	b.net.Add(&model.EndpointPrivateDNS{
		Object:   b.object(r, attribute.Map{}),
		Endpoint: ref[model.VPCEndpoint](a.VPCEndpointID),
		Enabled:  a.PrivateDNSEnabled,
	})
}

func (b *builder) endpointService(r *resource, a *attribute.VPCEndpointService) {
	balancers := refs[model.LoadBalancer](a.NetworkLoadBalancerARNs)
	gateways := refs[model.LoadBalancer](a.GatewayLoadBalancerARNs)
	balancers.Items = append(balancers.Items, gateways.Items...)
	if gateways.Open {
		balancers.Open, balancers.Why = true, gateways.Why
	}
	b.net.Add(&model.EndpointService{
		Object:        b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN, a.ServiceName),
		ServiceName:   a.ServiceName,
		LoadBalancers: balancers,

		AcceptanceRequired: a.AcceptanceRequired,
	})
}

func (b *builder) endpointAccepter(r *resource, a *attribute.VPCEndpointConnectionAccepter) {
	b.net.Add(&model.EndpointAccepter{
		Object:   b.object(r, attribute.Map{}, a.ID),
		Endpoint: ref[model.VPCEndpoint](a.VPCEndpointID),
	})
}
