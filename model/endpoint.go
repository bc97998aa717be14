package model

import (
	"net/netip"
	"strings"
)

// EndpointType is the type of a VPC endpoint.
type EndpointType string

// The types of VPC endpoints.
const (
	GatewayEndpoint        EndpointType = "Gateway"
	InterfaceEndpointType  EndpointType = "Interface"
	GWLBEndpoint           EndpointType = "GatewayLoadBalancer"
	ResourceEndpoint       EndpointType = "Resource"
	ServiceNetworkEndpoint EndpointType = "ServiceNetwork"
)

// VPCEndpoint is a VPC endpoint of any type.
type VPCEndpoint struct {
	Object
	VPC         Ref[VPC]
	Kind        Value[EndpointType]
	ServiceName Value[string] // "com.amazonaws.eu-west-1.s3"
	RouteTables List[Ref[RouteTable]]
	Subnets     List[Ref[Subnet]]
	Groups      List[Ref[SecurityGroup]]
	GroupsUnset bool
	PrivateDNS  Value[bool]   // absent means off
	Policy      Value[string] // JSON text; absent means full access
	PrivateIPs  []Value[netip.Addr]
	// PolicyHolder is where the policy stands, when in a resource of its own; nil otherwise.
	PolicyHolder *Object
	AutoAccept   Value[bool] // the endpoint's own declaration accepts the connection to a service of the same account

	Interfaces []*NetworkInterface // by Link
	// Offer is the service in view that the endpoint leads to, by Link; nil where it is AWS's, a partner's, or of
	// an account that is not in view.
	Offer *EndpointService
	// Accepters accept the endpoint's connection for the service's owner, by Link.
	Accepters []*EndpointAccepter
}

// Service gives the short name of the AWS service that the endpoint leads to ("s3", "ecr.api") and the region
// that its name states. ok is false where the name is not known or names no AWS service.
func (e *VPCEndpoint) Service() (service, region string, ok bool) {
	name, ok := e.ServiceName.Get()
	if !ok {
		return "", "", false
	}
	// com.amazonaws.REGION.SERVICE; other partitions put their country before it (cn.com.amazonaws…), and
	// a few services say aws.api.REGION.SERVICE.
	_, rest, found := strings.Cut(name, "com.amazonaws.")
	if !found {
		_, rest, found = strings.Cut(name, "aws.api.")
	}
	if !found {
		return "", "", false
	}
	region, service, ok = strings.Cut(rest, ".")
	if region == "vpce" {
		return "", "", false // somebody's own service
	}
	return service, region, ok
}

// IsGateway reports whether the endpoint certainly is a gateway endpoint.
func (e *VPCEndpoint) IsGateway() bool {
	return e.Kind.OrDefault(GatewayEndpoint) == Known(GatewayEndpoint)
}

// EndpointRouteTableAssociation associates a gateway endpoint with a table.
type EndpointRouteTableAssociation struct {
	Object
	Endpoint Ref[VPCEndpoint]
	Table    Ref[RouteTable]
}

// EndpointSubnetAssociation places an interface endpoint in a subnet.
type EndpointSubnetAssociation struct {
	Object
	Endpoint Ref[VPCEndpoint]
	Subnet   Ref[Subnet]
}

// EndpointSecurityGroupAssociation gives an interface endpoint a group.
type EndpointSecurityGroupAssociation struct {
	Object
	Endpoint       Ref[VPCEndpoint]
	Group          Ref[SecurityGroup]
	ReplaceDefault Value[bool]
}

// EndpointPolicy sets an endpoint's policy from a resource of its own.
type EndpointPolicy struct {
	Object
	Endpoint Ref[VPCEndpoint]
	Policy   Value[string]
}

// EndpointPrivateDNS switches an endpoint's private DNS from a resource of its own.
type EndpointPrivateDNS struct {
	Object
	Endpoint Ref[VPCEndpoint]
	Enabled  Value[bool]
}

// EndpointService offers a service over PrivateLink.
type EndpointService struct {
	Object
	ServiceName   Value[string]
	LoadBalancers List[Ref[LoadBalancer]]
	// AcceptanceRequired makes each endpoint's connection wait until the service's owner accepts it.
	AcceptanceRequired Value[bool]
}

// EndpointAccepter accepts the connection of an endpoint for the owner of the service.
type EndpointAccepter struct {
	Object
	Endpoint Ref[VPCEndpoint]
}
