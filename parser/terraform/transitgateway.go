package terraform

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

func (b *builder) transitGateway(r *resource, a *attribute.TransitGateway) {
	b.net.Add(&model.TransitGateway{
		Object:                    b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		DefaultAssociation:        enabled(a.DefaultRouteTableAssociation).OrDefault(true),
		DefaultPropagation:        enabled(a.DefaultRouteTablePropagation).OrDefault(true),
		SecurityGroupReferencing:  enabled(a.SecurityGroupReferencingSupport).OrDefault(false),
		AutoAcceptShared:          enabled(a.AutoAcceptSharedAttachments).OrDefault(false),
		DefaultAssociationTableID: a.AssociationDefaultRouteTableID.Or(""),
		DefaultPropagationTableID: a.PropagationDefaultRouteTableID.Or(""),
	})
}

func (b *builder) transitVPCAttachment(r *resource, a *attribute.TransitGatewayVPCAttachment) {
	b.net.Add(&model.TransitGatewayAttachment{
		Object:                   b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		Kind:                     model.AttachVPC,
		Gateway:                  ref[model.TransitGateway](a.TransitGatewayID),
		VPC:                      ref[model.VPC](a.VPCID),
		Subnets:                  refs[model.Subnet](a.SubnetIDs),
		ApplianceMode:            enabled(a.ApplianceModeSupport).OrDefault(false),
		SecurityGroupReferencing: enabled(a.SecurityGroupReferencingSupport),
		DefaultAssociation:       a.TransitGatewayDefaultRouteTableAssociation,
		DefaultPropagation:       a.TransitGatewayDefaultRouteTablePropagation,
	})
}

func (b *builder) transitVPCAccepter(r *resource, a *attribute.TransitGatewayVPCAttachmentAccepter) {
	b.transitAccepter(r, tagsOf(a.TagsAll, a.Tags), a.TransitGatewayAttachmentID,
		a.TransitGatewayDefaultRouteTableAssociation, a.TransitGatewayDefaultRouteTablePropagation)
}

// transitAccepter adds the accepting side of an attachment, whose id is that of the attachment.
func (b *builder) transitAccepter(r *resource, tags attribute.Map, attachment attribute.Ref, association, propagation attribute.Bool) {
	o := b.object(r, tags)
	o.ID = newID(b.rootID, r.typ, r.address, "accepter")
	b.net.Add(&model.TransitGatewayAccepter{
		Object:             o,
		Attachment:         ref[model.TransitGatewayAttachment](attachment),
		DefaultAssociation: association,
		DefaultPropagation: propagation,
	})
}

func (b *builder) transitPeering(r *resource, a *attribute.TransitGatewayPeeringAttachment) {
	b.net.Add(&model.TransitGatewayAttachment{
		Object:     b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		Kind:       model.AttachPeering,
		Gateway:    ref[model.TransitGateway](a.TransitGatewayID),
		Peer:       ref[model.TransitGateway](a.PeerTransitGatewayID),
		PeerRegion: a.PeerRegion,
	})
}

func (b *builder) transitPeeringAccepter(r *resource, a *attribute.TransitGatewayPeeringAttachmentAccepter) {
	b.transitAccepter(r, tagsOf(a.TagsAll, a.Tags), a.TransitGatewayAttachmentID, attribute.Bool{}, attribute.Bool{})
}

func (b *builder) transitConnect(r *resource, a *attribute.TransitGatewayConnect) {
	b.net.Add(&model.TransitGatewayAttachment{
		Object:             b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID),
		Kind:               model.AttachConnect,
		Gateway:            ref[model.TransitGateway](a.TransitGatewayID),
		DefaultAssociation: a.TransitGatewayDefaultRouteTableAssociation,
		DefaultPropagation: a.TransitGatewayDefaultRouteTablePropagation,
	})
}

func (b *builder) transitTable(r *resource, a *attribute.TransitGatewayRouteTable) {
	b.net.Add(&model.TransitGatewayRouteTable{
		Object:  b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		Gateway: ref[model.TransitGateway](a.TransitGatewayID),
		// Only an existing table can be its gateway's default one.
		DefaultAssoc: a.DefaultAssociationRouteTable.Or(false),
		DefaultProp:  a.DefaultPropagationRouteTable.Or(false),
	})
}

func (b *builder) transitRoute(r *resource, a *attribute.TransitGatewayRoute) {
	b.net.Add(&model.TransitGatewayRoute{
		Object:      b.object(r, attribute.Map{}, a.ID),
		Table:       ref[model.TransitGatewayRouteTable](a.TransitGatewayRouteTableID),
		Destination: prefix(a.DestinationCIDRBlock),
		Attachment:  ref[model.TransitGatewayAttachment](a.TransitGatewayAttachmentID),
		Blackhole:   a.Blackhole.OrDefault(false),
	})
}

func (b *builder) transitPrefixList(r *resource, a *attribute.TransitGatewayPrefixListReference) {
	b.net.Add(&model.TransitGatewayRoute{
		Object:     b.object(r, attribute.Map{}, a.ID),
		Table:      ref[model.TransitGatewayRouteTable](a.TransitGatewayRouteTableID),
		PrefixList: ref[model.PrefixList](a.PrefixListID),
		Attachment: ref[model.TransitGatewayAttachment](a.TransitGatewayAttachmentID),
		Blackhole:  a.Blackhole.OrDefault(false),
	})
}

func (b *builder) transitAssociation(r *resource, a *attribute.TransitGatewayRouteTableAssociation) {
	b.net.Add(&model.TransitGatewayAssociation{
		Object:     b.object(r, attribute.Map{}, a.ID),
		Attachment: ref[model.TransitGatewayAttachment](a.TransitGatewayAttachmentID),
		Table:      ref[model.TransitGatewayRouteTable](a.TransitGatewayRouteTableID),
		Replace:    a.ReplaceExistingAssociation,
	})
}

func (b *builder) transitPropagation(r *resource, a *attribute.TransitGatewayRouteTablePropagation) {
	b.net.Add(&model.TransitGatewayPropagation{
		Object:     b.object(r, attribute.Map{}, a.ID),
		Attachment: ref[model.TransitGatewayAttachment](a.TransitGatewayAttachmentID),
		Table:      ref[model.TransitGatewayRouteTable](a.TransitGatewayRouteTableID),
	})
}

// transitDefault adds what puts another table in the place of a gateway's default one.
func (b *builder) transitDefault(r *resource, gateway, table attribute.Ref) *model.TransitGatewayDefaultTable {
	d := &model.TransitGatewayDefaultTable{
		Object:  b.object(r, attribute.Map{}),
		Gateway: ref[model.TransitGateway](gateway),
		Table:   ref[model.TransitGatewayRouteTable](table),
	}
	d.ID = newID(b.rootID, r.typ, r.address, "default") // its id is the gateway's
	b.net.Add(d)
	return d
}
