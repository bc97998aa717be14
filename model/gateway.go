package model

import "net/netip"

// InternetGateway is an internet gateway. VPC is absent while it is attached to none.
type InternetGateway struct {
	Object
	VPC       Ref[VPC]
	EdgeTable Ref[RouteTable] // by Link: the table that steers what arrives through it; absent for none
}

// EgressOnlyInternetGateway lets IPv6 out and answers in.
type EgressOnlyInternetGateway struct {
	Object
	VPC Ref[VPC]
}

// CarrierGateway serves Wavelength zones; netlint knows that it exists and nothing more.
type CarrierGateway struct {
	Object
	VPC Ref[VPC]
}

// VPNGateway is a virtual private gateway. VPC is absent while it is attached to none.
type VPNGateway struct {
	Object
	VPC           Ref[VPC]
	AmazonSideASN Value[string]
	EdgeTable     Ref[RouteTable]
	Connections   []*VPNConnection // by Link
}

// GatewayAttachment attaches an internet or virtual private gateway to a VPC.
type GatewayAttachment struct {
	Object
	VPC     Ref[VPC]
	Gateway Value[string] // identifier of the gateway
}

// NATGateway is a NAT gateway. A zonal one stands in Subnet; a regional one (November 2025) in VPC.
type NATGateway struct {
	Object
	Subnet     Ref[Subnet]
	VPC        Ref[VPC]    // of a regional one; Link sets it for zonal ones from the subnet
	Private    Value[bool] // connectivity type private; absent means public
	Regional   bool
	Zones      List[Value[string]] // zones that a regional one in manual mode covers; empty and closed means automatic
	Allocation Ref[ElasticIP]
	PrivateIP  Value[netip.Addr]
	Interface  *NetworkInterface // by Link, of a zonal one
}

// ElasticIP is a public IPv4 address, given to an instance or interface by itself or by an association.
type ElasticIP struct {
	Object
	Instance  Ref[Workload]
	Interface Ref[NetworkInterface]
	Address4  Value[netip.Addr]
}

// ElasticIPAssociation gives an address to an instance or interface.
type ElasticIPAssociation struct {
	Object
	Address   Ref[ElasticIP]
	Instance  Ref[Workload]
	Interface Ref[NetworkInterface]
	PrivateIP Value[netip.Addr]
}

// PeeringConnection joins two VPCs.
type PeeringConnection struct {
	Object
	Requester Ref[VPC]
	Accepter  Ref[VPC]
	// PeerAccount and PeerRegion are what the request names; absent means the requester's own.
	PeerAccount Value[string]
	PeerRegion  Value[string]
	// AutoAccept is Terraform's auto_accept; CloudFormation accepts in the same account by itself, which its
	// front end says by Accepted.
	AutoAccept Value[bool]
	// Accepted is known true where an accepter resource, the state, or the dialect's behaviour accepts it.
	Accepted     Value[bool]
	RequesterDNS Value[bool] // requester's side may resolve the accepter's private names
	AccepterDNS  Value[bool]
	AcceptedBy   *PeeringAccepter // by Link
}

// PeeringAccepter accepts a connection on the other side.
type PeeringAccepter struct {
	Object
	Connection Ref[PeeringConnection]
	AutoAccept Value[bool]
}

// PeeringOptions sets the options of a connection from a resource of its own. An absent option is left as the
// connection has it.
type PeeringOptions struct {
	Object
	Connection   Ref[PeeringConnection]
	RequesterDNS Value[bool]
	AccepterDNS  Value[bool]
}
