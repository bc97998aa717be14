package model

import "net/netip"

// TransitGateway is a transit gateway.
type TransitGateway struct {
	Object
	DefaultAssociation       Value[bool] // absent means enabled
	DefaultPropagation       Value[bool]
	SecurityGroupReferencing Value[bool]
	AutoAcceptShared         Value[bool]
	// DefaultAssociationTableID and DefaultPropagationTableID are identifiers under which inputs refer to the
	// tables that the gateway brings.
	DefaultAssociationTableID, DefaultPropagationTableID string

	DefaultTable *TransitGatewayRouteTable // by Link: the table that it brings; nil where both defaults are off
	Tables       []*TransitGatewayRouteTable
	Attachments  []*TransitGatewayAttachment
}

// AttachmentKind says what a transit gateway is attached to.
type AttachmentKind string

// The kinds of attachments.
const (
	AttachVPC           AttachmentKind = "vpc"
	AttachVPN           AttachmentKind = "vpn"
	AttachDirectConnect AttachmentKind = "direct-connect-gateway"
	AttachPeering       AttachmentKind = "peering"
	AttachConnect       AttachmentKind = "connect"
	AttachFirewall      AttachmentKind = "network-function"
)

// TransitGatewayAttachment attaches something to a transit gateway.
type TransitGatewayAttachment struct {
	Object
	Kind    AttachmentKind
	Gateway Ref[TransitGateway]
	VPC     Ref[VPC]
	Subnets List[Ref[Subnet]]
	VPN     Ref[VPNConnection]
	// Peer is the other gateway of a peering attachment; PeerRegion its region.
	Peer       Ref[TransitGateway]
	PeerRegion Value[string]
	Accepted   Value[bool]

	ApplianceMode            Value[bool] // absent means off
	SecurityGroupReferencing Value[bool] // absent means on
	// DefaultAssociation and DefaultPropagation are the attachment's own switches; absent follows the gateway.
	DefaultAssociation Value[bool]
	DefaultPropagation Value[bool]

	// Table is the table associated with the attachment, for traffic from it. Absent: certainly none. Set by Link.
	Table Ref[TransitGatewayRouteTable]
	// PropagatesTo are the tables that certainly learn its ranges; by Link.
	PropagatesTo []*TransitGatewayRouteTable
	Interfaces   []*NetworkInterface // by Link
}

// Unnamed reports whether the inputs that make the attachment cannot refer to it, as it is a VPN's of a template: an
// identifier that comes from outside may be its own, and what names it may all be out of view.
func (a *TransitGatewayAttachment) Unnamed() bool {
	v := a.VPN.To()
	return v != nil && v.AttachmentID == ""
}

// TransitGatewayRouteTable is a route table of a transit gateway.
type TransitGatewayRouteTable struct {
	Object
	Gateway Ref[TransitGateway]
	Routes  []*TransitGatewayRoute // by Link: static ones
	// MaybeRoutes may stand in the table.
	MaybeRoutes  []*TransitGatewayRoute
	Associated   []*TransitGatewayAttachment // by Link: certain ones
	Propagating  []*TransitGatewayAttachment // by Link: certain ones
	MaybeLearns  []*TransitGatewayAttachment // by Link: those that may propagate to it
	DefaultAssoc bool                        // the gateway's default association table
	DefaultProp  bool
	Open         bool
	Why          string
}

// TransitGatewayRoute is a static route of a transit gateway's table.
type TransitGatewayRoute struct {
	Object
	Table       Ref[TransitGatewayRouteTable]
	Destination Value[netip.Prefix]
	PrefixList  Ref[PrefixList]
	Attachment  Ref[TransitGatewayAttachment]
	Blackhole   Value[bool]
}

// TransitGatewayAssociation associates an attachment with a table.
type TransitGatewayAssociation struct {
	Object
	Attachment Ref[TransitGatewayAttachment]
	Table      Ref[TransitGatewayRouteTable]
	Replace    Value[bool]
}

// TransitGatewayPropagation lets an attachment's ranges into a table.
type TransitGatewayPropagation struct {
	Object
	Attachment Ref[TransitGatewayAttachment]
	Table      Ref[TransitGatewayRouteTable]
}

// TransitGatewayAccepter accepts an attachment on the other side, and may set its defaults.
type TransitGatewayAccepter struct {
	Object
	Attachment         Ref[TransitGatewayAttachment]
	DefaultAssociation Value[bool]
	DefaultPropagation Value[bool]
}

// TransitGatewayDefaultTable makes a table the one that attachments of a gateway made from then on are
// associated with, or propagate to, by default.
type TransitGatewayDefaultTable struct {
	Object
	Gateway     Ref[TransitGateway]
	Table       Ref[TransitGatewayRouteTable]
	Association bool // of associations
	Propagation bool // of propagations
}
