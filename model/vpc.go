package model

import "net/netip"

// VPC is a virtual private cloud with all its address ranges.
type VPC struct {
	Object
	// CIDRs are the IPv4 and IPv6 ranges, primary first, then the secondary ones that inputs associate. An
	// Amazon-provided IPv6 range or one from IPAM is unknown.
	CIDRs              List[Value[netip.Prefix]]
	HasIPv6            Value[bool]
	EnableDNSSupport   Value[bool]
	EnableDNSHostnames Value[bool]
	Default            bool // the account's default VPC, adopted or read
	DHCPOptions        Ref[DHCPOptions]

	// MainTable, DefaultACL and DefaultGroup are the implicit objects, or what the input manages in their
	// place. Link sets them; none is ever nil afterwards.
	MainTable    *RouteTable
	DefaultACL   *NetworkACL
	DefaultGroup *SecurityGroup

	// Identifiers under which inputs refer to the implicit objects; empty where no input can.
	MainTableID, DefaultTableID, DefaultACLID, DefaultGroupID string

	Subnets           []*Subnet          // by Link, sorted by address
	RouteTables       []*RouteTable      // by Link
	NetworkACLs       []*NetworkACL      // by Link
	SecurityGroups    []*SecurityGroup   // by Link
	InternetGateways  []*InternetGateway // by Link: attached ones
	VPNGateways       []*VPNGateway      // by Link: attached ones
	Endpoints         []*VPCEndpoint     // by Link
	Peerings          []*PeeringConnection
	TransitAttachment []*TransitGatewayAttachment
	Interfaces        []*NetworkInterface
}

// VPCCIDRAssociation adds a secondary range to a VPC.
type VPCCIDRAssociation struct {
	Object
	VPC  Ref[VPC]
	CIDR Value[netip.Prefix]
	IPv6 bool
}

// Subnet is a subnet of a VPC in one zone.
type Subnet struct {
	Object
	VPC         Ref[VPC]
	CIDR        Value[netip.Prefix] // absent in an IPv6-only subnet
	IPv6CIDR    Value[netip.Prefix]
	Zone        Value[string] // zone name or zone id; compare for equality only
	MapPublicIP Value[bool]   // absent means false, except in default subnets
	AssignIPv6  Value[bool]
	EnableDNS64 Value[bool]
	Default     bool // a default subnet: on the default VPC's main table, public

	// RouteTable is the effective table: the explicit association's, else the VPC's main table. Unknown or
	// ambiguous where that cannot be told. Set by Link.
	RouteTable  Ref[RouteTable]
	Association *RouteTableAssociation // nil where the main table serves it implicitly
	// ACL is the effective network ACL, likewise. Set by Link.
	ACL Ref[NetworkACL]

	Interfaces []*NetworkInterface // by Link, certain ones
	// MaybeInterfaces are interfaces of which it is not certain that they are here.
	MaybeInterfaces []*NetworkInterface
}

// DHCPOptions is a DHCP option set. DomainNameServers may be "AmazonProvidedDNS" or addresses.
type DHCPOptions struct {
	Object
	DomainName        Value[string]
	DomainNameServers List[Value[string]]
}

// DHCPOptionsAssociation gives a VPC its options.
type DHCPOptionsAssociation struct {
	Object
	VPC     Ref[VPC]
	Options Ref[DHCPOptions]
}
