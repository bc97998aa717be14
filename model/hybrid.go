package model

import "net/netip"

// CustomerGateway is the customer's end of a VPN.
type CustomerGateway struct {
	Object
	IP  Value[netip.Addr]
	ASN Value[string]
}

// VPNConnection is a Site-to-Site VPN connection to a virtual private gateway or a transit gateway.
type VPNConnection struct {
	Object
	VPNGateway      Ref[VPNGateway]
	TransitGateway  Ref[TransitGateway]
	CustomerGateway Ref[CustomerGateway]
	StaticOnly      Value[bool] // absent means BGP
	// LocalCIDR is the customer's side selector, RemoteCIDR AWS's (Terraform's local_* and remote_*).
	LocalCIDR, RemoteCIDR Value[netip.Prefix]
	Routes                []*VPNConnectionRoute // by Link
	RoutesOpen            bool
	Attachment            *TransitGatewayAttachment // by Link, of a VPN on a transit gateway
	// AttachmentID is the identifier under which inputs refer to that attachment. It is empty where they cannot: in
	// CloudFormation the connection has no attribute for it, and templates are told it from outside.
	AttachmentID string
}

// VPNConnectionRoute is a static on-premises range of a VPN connection.
type VPNConnectionRoute struct {
	Object
	Connection  Ref[VPNConnection]
	Destination Value[netip.Prefix]
}

// DirectConnectGateway is a Direct Connect gateway.
type DirectConnectGateway struct{ Object }

// DirectConnectAssociation associates a Direct Connect gateway with a virtual private or transit gateway.
type DirectConnectAssociation struct {
	Object
	Gateway         Ref[DirectConnectGateway]
	VPNGateway      Ref[VPNGateway]
	TransitGateway  Ref[TransitGateway]
	AllowedPrefixes List[Value[netip.Prefix]]
	PrefixesUnset   bool // no prefixes given: AWS allows the VPC's
}
