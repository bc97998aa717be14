package terraform

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

func (b *builder) vpnGateway(r *resource, a *attribute.VPNGateway) {
	b.net.Add(&model.VPNGateway{
		Object:        b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		VPC:           ref[model.VPC](a.VPCID),
		AmazonSideASN: a.AmazonSideASN,
	})
}

func (b *builder) vpnGatewayData(r *resource, a *attribute.VPNGatewayData) {
	b.net.Add(&model.VPNGateway{
		Object:        b.object(r, a.Tags, a.ID),
		VPC:           ref[model.VPC](a.AttachedVPCID),
		AmazonSideASN: a.AmazonSideASN,
	})
}

func (b *builder) vpnGatewayAttachment(r *resource, a *attribute.VPNGatewayAttachment) {
	b.net.Add(&model.GatewayAttachment{
		Object:  b.object(r, attribute.Map{}, a.ID),
		VPC:     ref[model.VPC](a.VPCID),
		Gateway: a.VPNGatewayID.Value(),
	})
}

func (b *builder) customerGateway(r *resource, a *attribute.CustomerGateway) {
	b.net.Add(&model.CustomerGateway{
		Object: b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		IP:     addr(a.IPAddress),
		ASN:    a.BGPASN,
	})
}

func (b *builder) vpnConnection(r *resource, a *attribute.VPNConnection) {
	b.net.Add(&model.VPNConnection{
		Object:          b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		VPNGateway:      ref[model.VPNGateway](a.VPNGatewayID),
		TransitGateway:  ref[model.TransitGateway](a.TransitGatewayID),
		CustomerGateway: ref[model.CustomerGateway](a.CustomerGatewayID),
		StaticOnly:      a.StaticRoutesOnly.OrDefault(false),
		LocalCIDR:       either(prefix(a.LocalIPv4NetworkCIDR), prefix(a.LocalIPv6NetworkCIDR)),
		RemoteCIDR:      either(prefix(a.RemoteIPv4NetworkCIDR), prefix(a.RemoteIPv6NetworkCIDR)),
		AttachmentID:    a.TransitGatewayAttachmentID.Or(""),
	})
}

func (b *builder) vpnRoute(r *resource, a *attribute.VPNConnectionRoute) {
	b.net.Add(&model.VPNConnectionRoute{
		Object:      b.object(r, attribute.Map{}, a.ID),
		Connection:  ref[model.VPNConnection](a.VPNConnectionID),
		Destination: prefix(a.DestinationCIDRBlock),
	})
}

func (b *builder) dxGateway(r *resource, a *attribute.DXGateway) {
	b.net.Add(&model.DirectConnectGateway{Object: b.named(r, a.Name, attribute.Map{}, a.ID, a.ARN)})
}

// dxAssociation adds the association of a Direct Connect gateway; its other end is a virtual private or a
// transit gateway, and both kinds of references find their own.
func (b *builder) dxAssociation(r *resource, a *attribute.DXGatewayAssociation) {
	b.net.Add(&model.DirectConnectAssociation{
		Object:          b.object(r, attribute.Map{}, a.ID),
		Gateway:         ref[model.DirectConnectGateway](a.DXGatewayID),
		VPNGateway:      ref[model.VPNGateway](a.AssociatedGatewayID),
		TransitGateway:  ref[model.TransitGateway](a.AssociatedGatewayID),
		AllowedPrefixes: list(a.AllowedPrefixes, prefix),
		PrefixesUnset:   a.AllowedPrefixes.IsAbsent(),
	})
}

// dxInterface adds a virtual interface that ends at a virtual private gateway. One that ends at a Direct
// Connect gateway adds nothing to what the gateway's associations say.
func (b *builder) dxInterface(r *resource, a *attribute.DXVirtualInterface) {
	if a.VPNGatewayID.IsAbsent() {
		return
	}
	b.net.Add(&model.DirectConnectAssociation{
		Object:        b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		VPNGateway:    ref[model.VPNGateway](a.VPNGatewayID),
		PrefixesUnset: true,
	})
}

// clientVPN adds a Client VPN endpoint as what it is to the VPC: interfaces in the subnets that it is
// associated with, from which the clients' traffic comes with an address of the interface. Whom it lets where
// is not modelled.
func (b *builder) clientVPN(r *resource, a *attribute.ClientVPNEndpoint) {
	w := &model.Workload{
		Object:      b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		Kind:        model.WorkloadClientVPN,
		Groups:      refs[model.SecurityGroup](a.SecurityGroupIDs),
		GroupsUnset: unset(a.SecurityGroupIDs),
		PublicIP:    model.Known(false),
	}
	for _, subnet := range b.beside.clientSubnets[w.ID] {
		w.Subnets.Items = append(w.Subnets.Items, ref[model.Subnet](subnet))
	}
	if other := b.beside.anyClientSubnet; other != "" {
		w.Subnets.Open, w.Subnets.Why = true, other+" may place it in a subnet"
	}
	b.net.Add(w)
}
