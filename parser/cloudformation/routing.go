package cloudformation

import (
	"net/netip"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/netlint/netlint/model"
)

func routeTable(r *resource) {
	p := decode[ec2.RouteTable](r)
	r.add(&model.RouteTable{Object: r.object(), VPC: ref[model.VPC](r, &p.VpcId)})
}

func subnetRouteTableAssociation(r *resource) {
	p := decode[ec2.SubnetRouteTableAssociation](r)
	r.add(&model.RouteTableAssociation{
		Object: r.object(),
		Table:  ref[model.RouteTable](r, &p.RouteTableId),
		Subnet: ref[model.Subnet](r, &p.SubnetId),
	})
}

func gatewayRouteTableAssociation(r *resource) {
	p := decode[ec2.GatewayRouteTableAssociation](r)
	r.add(&model.RouteTableAssociation{
		Object:  r.object(),
		Table:   ref[model.RouteTable](r, &p.RouteTableId),
		Gateway: r.id(&p.GatewayId),
	})
}

func route(r *resource) {
	p := decode[ec2.Route](r)
	destination, v6 := r.prefix(&p.DestinationCidrBlock), r.prefix(&p.DestinationIpv6CidrBlock)
	list := ref[model.PrefixList](r, &p.DestinationPrefixListId)
	family := model.FamilyOf(destination, v6, !list.IsAbsent())
	if destination.IsAbsent() {
		destination = v6
	}
	r.add(&model.Route{
		Object:      r.object(),
		Table:       ref[model.RouteTable](r, &p.RouteTableId),
		Destination: destination,
		Family:      family,
		PrefixList:  list,
		Target:      r.target(p),
	})
}

// target finds which of a route's targets is set. An unknown target of a known kind still has its kind.
func (r *resource) target(p *ec2.Route) model.Target {
	targets := []struct {
		kind  model.TargetKind
		field any
	}{
		{model.TargetGateway, &p.GatewayId},
		{model.TargetNATGateway, &p.NatGatewayId},
		{model.TargetTransitGateway, &p.TransitGatewayId},
		{model.TargetPeering, &p.VpcPeeringConnectionId},
		{model.TargetEndpoint, &p.VpcEndpointId},
		{model.TargetInterface, &p.NetworkInterfaceId},
		{model.TargetInstance, &p.InstanceId},
		{model.TargetEgressOnly, &p.EgressOnlyInternetGatewayId},
		{model.TargetCoreNetwork, &p.CoreNetworkArn},
		{model.TargetLocalGateway, &p.LocalGatewayId},
		{model.TargetCarrierGateway, &p.CarrierGatewayId},
	}
	for _, t := range targets {
		id := r.id(t.field)
		if id.IsAbsent() {
			continue
		}
		if text, ok := id.Get(); ok && t.kind == model.TargetGateway {
			t.kind = gatewayKind(text)
		}
		return model.Target{Kind: t.kind, ID: id}
	}
	return model.Target{Kind: model.TargetUnknown, ID: model.Unknown[string](r.LogicalID + " names no target")}
}

// gatewayKind tells the gateways apart that GatewayId may name, where the id does.
func gatewayKind(id string) model.TargetKind {
	switch {
	case id == "local":
		return model.TargetLocal
	case strings.HasPrefix(id, "igw-"):
		return model.TargetInternetGateway
	case strings.HasPrefix(id, "vgw-"):
		return model.TargetVPNGateway
	}
	return model.TargetGateway
}

func prefixList(r *resource) {
	p := decode[ec2.PrefixList](r)
	l := &model.PrefixList{Object: r.aliased("Arn"), MaxEntries: r.number(&p.MaxEntries)}
	l.Entries = list(r, &p.Entries, func(e *ec2.PrefixList_Entry) model.Value[netip.Prefix] {
		if why, ok := r.why(e); ok {
			return model.Unknown[netip.Prefix](why)
		}
		return r.prefix(&e.Cidr)
	})
	r.add(l)
}

func routePropagation(r *resource) {
	p := decode[ec2.VPNGatewayRoutePropagation](r)
	gateway := ref[model.VPNGateway](r, &p.VpnGatewayId)
	tables := refs[model.RouteTable](r, &p.RouteTableIds)
	for _, table := range tables.Items {
		r.add(&model.RoutePropagation{Object: r.object(), Table: table, VGW: gateway})
	}
	if tables.Open {
		r.add(&model.RoutePropagation{
			Object: r.object(),
			Table:  model.RefTo[model.RouteTable](model.Unknown[string](tables.Why)),
			VGW:    gateway,
		})
	}
}

// routeServerPropagation lets a route server write routes into a table; which, only its peers know.
func routeServerPropagation(r *resource) {
	p := decode[struct {
		RouteTableID *string `json:"RouteTableId"`
	}](r)
	r.add(&model.RoutePropagation{Object: r.object(), Table: ref[model.RouteTable](r, &p.RouteTableID)})
}

func internetGateway(r *resource) { r.add(&model.InternetGateway{Object: r.object()}) }

func vpnGateway(r *resource) {
	p := decode[ec2.VPNGateway](r)
	r.add(&model.VPNGateway{Object: r.object(), AmazonSideASN: r.digits(&p.AmazonSideAsn)})
}

func egressOnlyGateway(r *resource) {
	p := decode[ec2.EgressOnlyInternetGateway](r)
	r.add(&model.EgressOnlyInternetGateway{Object: r.object(), VPC: ref[model.VPC](r, &p.VpcId)})
}

func carrierGateway(r *resource) {
	p := decode[ec2.CarrierGateway](r)
	r.add(&model.CarrierGateway{Object: r.object(), VPC: ref[model.VPC](r, &p.VpcId)})
}

// gatewayAttachment attaches an internet gateway, a virtual private gateway, or both.
func gatewayAttachment(r *resource) {
	p := decode[ec2.VPCGatewayAttachment](r)
	for _, field := range []any{&p.InternetGatewayId, &p.VpnGatewayId} {
		if gateway := r.id(field); !gateway.IsAbsent() {
			r.add(&model.GatewayAttachment{Object: r.object(), VPC: ref[model.VPC](r, &p.VpcId), Gateway: gateway})
		}
	}
}

// natGateway adds what regional NAT gateways (November 2025) have.
type natGatewayProperties struct {
	ec2.NatGateway
	AvailabilityMode          *string `json:"AvailabilityMode"`
	VPCID                     *string `json:"VpcId"`
	AvailabilityZoneAddresses []struct {
		AvailabilityZone   *string  `json:"AvailabilityZone"`
		AvailabilityZoneID *string  `json:"AvailabilityZoneId"`
		AllocationIDs      []string `json:"AllocationIds"`
	} `json:"AvailabilityZoneAddresses"`
}

func natGateway(r *resource) {
	p := decode[natGatewayProperties](r)
	g := &model.NATGateway{
		Object:     r.object(),
		Subnet:     ref[model.Subnet](r, &p.SubnetId),
		VPC:        ref[model.VPC](r, &p.VPCID),
		Private:    switched(r.text(&p.ConnectivityType), "private"),
		Regional:   strings.EqualFold(r.text(&p.AvailabilityMode).Or(""), "regional"),
		Allocation: ref[model.ElasticIP](r, &p.AllocationId),
		PrivateIP:  r.address(&p.PrivateIpAddress),
	}
	if why, ok := r.why(&p.AvailabilityZoneAddresses); ok {
		g.Zones.Open, g.Zones.Why = true, why
	}
	for i := range p.AvailabilityZoneAddresses {
		a := &p.AvailabilityZoneAddresses[i]
		zone := r.raw(&a.AvailabilityZone)
		if zone.IsAbsent() {
			zone = r.raw(&a.AvailabilityZoneID)
		}
		g.Zones.Items = append(g.Zones.Items, zone)
	}
	r.add(g)
}

func elasticIP(r *resource) {
	p := decode[ec2.EIP](r)
	r.add(&model.ElasticIP{Object: r.aliased("AllocationId"), Instance: ref[model.Workload](r, &p.InstanceId)})
}

// elasticIPAssociation keeps the address form that goformation dropped.
type elasticIPAssociation struct {
	ec2.EIPAssociation
	EIP *string `json:"EIP"`
}

func eipAssociation(r *resource) {
	p := decode[elasticIPAssociation](r)
	a := &model.ElasticIPAssociation{
		Object:    r.object(),
		Address:   ref[model.ElasticIP](r, &p.AllocationId),
		Instance:  ref[model.Workload](r, &p.InstanceId),
		Interface: ref[model.NetworkInterface](r, &p.NetworkInterfaceId),
		PrivateIP: r.address(&p.PrivateIpAddress),
	}
	if a.Address.IsAbsent() {
		a.Address = ref[model.ElasticIP](r, &p.EIP)
	}
	r.add(a)
}

// peering accepts by itself in the same account, and in another one through a role that the peer offers
// (VPC Peering Guide).
func peering(r *resource) {
	p := decode[ec2.VPCPeeringConnection](r)
	c := &model.PeeringConnection{
		Object:      r.object(),
		Requester:   ref[model.VPC](r, &p.VpcId),
		Accepter:    ref[model.VPC](r, &p.PeerVpcId),
		PeerAccount: r.raw(&p.PeerOwnerId),
		PeerRegion:  r.text(&p.PeerRegion),
	}
	owner, ownerKnown := c.PeerAccount.Get()
	switch role := r.raw(&p.PeerRoleArn); {
	case c.PeerAccount.IsAbsent(), ownerKnown && r.isOwnAccount(owner), role.IsKnown():
		c.Accepted = model.Known(true)
	default:
		c.Accepted = model.Unknown[bool]("the peer's account has to accept the connection, which no template can say")
	}
	r.add(c)
}
