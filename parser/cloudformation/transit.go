package cloudformation

import (
	"net/netip"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/netlint/netlint/model"
)

// transitGatewayProperties adds what transit gateways got after goformation.
type transitGatewayProperties struct {
	ec2.TransitGateway
	SecurityGroupReferencingSupport *string `json:"SecurityGroupReferencingSupport"`
}

func transitGateway(r *resource) {
	p := decode[transitGatewayProperties](r)
	r.add(&model.TransitGateway{
		Object:                   r.aliased("TransitGatewayArn"),
		DefaultAssociation:       switched(r.text(&p.DefaultRouteTableAssociation), "enable"),
		DefaultPropagation:       switched(r.text(&p.DefaultRouteTablePropagation), "enable"),
		SecurityGroupReferencing: switched(r.text(&p.SecurityGroupReferencingSupport), "enable"),
		AutoAcceptShared:         switched(r.text(&p.AutoAcceptSharedAttachments), "enable"),
	})
}

// attachmentOptions are the options of both kinds of VPC attachments.
type attachmentOptions struct {
	ApplianceModeSupport            *string `json:"ApplianceModeSupport"`
	SecurityGroupReferencingSupport *string `json:"SecurityGroupReferencingSupport"`
}

// vpcAttachment covers AWS::EC2::TransitGatewayAttachment and TransitGatewayVpcAttachment.
type vpcAttachment struct {
	ec2.TransitGatewayVpcAttachment
	Options *attachmentOptions `json:"Options"`
}

func transitGatewayVPCAttachment(r *resource) {
	p := decode[vpcAttachment](r)
	a := &model.TransitGatewayAttachment{
		Object:  r.object(),
		Kind:    model.AttachVPC,
		Gateway: ref[model.TransitGateway](r, &p.TransitGatewayId),
		VPC:     ref[model.VPC](r, &p.VpcId),
		Subnets: join(refs[model.Subnet](r, &p.SubnetIds), refs[model.Subnet](r, &p.AddSubnetIds)),
	}
	if why, ok := r.why(&p.Options); ok {
		a.ApplianceMode, a.SecurityGroupReferencing = model.Unknown[bool](why), model.Unknown[bool](why)
	} else if p.Options != nil {
		a.ApplianceMode = switched(r.text(&p.Options.ApplianceModeSupport), "enable")
		a.SecurityGroupReferencing = switched(r.text(&p.Options.SecurityGroupReferencingSupport), "enable")
	}
	r.add(a)
}

func transitGatewayPeering(r *resource) {
	p := decode[ec2.TransitGatewayPeeringAttachment](r)
	r.add(&model.TransitGatewayAttachment{
		Object:     r.object(),
		Kind:       model.AttachPeering,
		Gateway:    ref[model.TransitGateway](r, &p.TransitGatewayId),
		Peer:       ref[model.TransitGateway](r, &p.PeerTransitGatewayId),
		PeerRegion: r.text(&p.PeerRegion),
	})
}

func transitGatewayConnect(r *resource) {
	r.add(&model.TransitGatewayAttachment{
		Object:  r.object(),
		Kind:    model.AttachConnect,
		Gateway: model.RefTo[model.TransitGateway](model.Unknown[string]("a Connect attachment takes its transit gateway from the attachment below it")),
	})
}

func transitGatewayRouteTable(r *resource) {
	p := decode[ec2.TransitGatewayRouteTable](r)
	r.add(&model.TransitGatewayRouteTable{Object: r.object(), Gateway: ref[model.TransitGateway](r, &p.TransitGatewayId)})
}

func transitGatewayRoute(r *resource) {
	p := decode[ec2.TransitGatewayRoute](r)
	r.add(&model.TransitGatewayRoute{
		Object:      r.object(),
		Table:       ref[model.TransitGatewayRouteTable](r, &p.TransitGatewayRouteTableId),
		Destination: r.prefix(&p.DestinationCidrBlock),
		Attachment:  ref[model.TransitGatewayAttachment](r, &p.TransitGatewayAttachmentId),
		Blackhole:   r.boolean(&p.Blackhole),
	})
}

func transitGatewayAssociation(r *resource) {
	p := decode[ec2.TransitGatewayRouteTableAssociation](r)
	r.add(&model.TransitGatewayAssociation{
		Object:     r.object(),
		Attachment: ref[model.TransitGatewayAttachment](r, &p.TransitGatewayAttachmentId),
		Table:      ref[model.TransitGatewayRouteTable](r, &p.TransitGatewayRouteTableId),
	})
}

func transitGatewayPropagation(r *resource) {
	p := decode[ec2.TransitGatewayRouteTablePropagation](r)
	r.add(&model.TransitGatewayPropagation{
		Object:     r.object(),
		Attachment: ref[model.TransitGatewayAttachment](r, &p.TransitGatewayAttachmentId),
		Table:      ref[model.TransitGatewayRouteTable](r, &p.TransitGatewayRouteTableId),
	})
}

func customerGateway(r *resource) {
	p := decode[ec2.CustomerGateway](r)
	r.add(&model.CustomerGateway{Object: r.object(), IP: r.address(&p.IpAddress), ASN: r.digits(&p.BgpAsn)})
}

// vpnConnectionProperties adds the traffic selectors. LocalIpv4NetworkCidr is the customer's side.
type vpnConnectionProperties struct {
	ec2.VPNConnection
	LocalCIDR  *string `json:"LocalIpv4NetworkCidr"`
	RemoteCIDR *string `json:"RemoteIpv4NetworkCidr"`
}

func vpnConnection(r *resource) {
	p := decode[vpnConnectionProperties](r)
	r.add(&model.VPNConnection{
		Object:          r.object(),
		VPNGateway:      ref[model.VPNGateway](r, &p.VpnGatewayId),
		TransitGateway:  ref[model.TransitGateway](r, &p.TransitGatewayId),
		CustomerGateway: ref[model.CustomerGateway](r, &p.CustomerGatewayId),
		StaticOnly:      r.boolean(&p.StaticRoutesOnly),
		LocalCIDR:       r.prefix(&p.LocalCIDR),
		RemoteCIDR:      r.prefix(&p.RemoteCIDR),
	})
}

func vpnConnectionRoute(r *resource) {
	p := decode[ec2.VPNConnectionRoute](r)
	r.add(&model.VPNConnectionRoute{
		Object:      r.object(),
		Connection:  ref[model.VPNConnection](r, &p.VpnConnectionId),
		Destination: r.prefix(&p.DestinationCidrBlock),
	})
}

func directConnectGateway(r *resource) { r.add(&model.DirectConnectGateway{Object: r.object()}) }

// directConnectAssociation is newer than goformation.
type directConnectGatewayAssociation struct {
	GatewayID           *string  `json:"DirectConnectGatewayId"`
	AssociatedGatewayID *string  `json:"AssociatedGatewayId"`
	AllowedPrefixes     []string `json:"AllowedPrefixesToDirectConnectGateway"`
}

func directConnectAssociation(r *resource) {
	p := decode[directConnectGatewayAssociation](r)
	r.add(&model.DirectConnectAssociation{
		Object:          r.object(),
		Gateway:         ref[model.DirectConnectGateway](r, &p.GatewayID),
		VPNGateway:      ref[model.VPNGateway](r, &p.AssociatedGatewayID),
		TransitGateway:  ref[model.TransitGateway](r, &p.AssociatedGatewayID),
		AllowedPrefixes: list(r, &p.AllowedPrefixes, func(f *string) model.Value[netip.Prefix] { return r.prefix(f) }),
		PrefixesUnset:   r.unset(&p.AllowedPrefixes),
	})
}
