package terraform

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

func (b *builder) internetGateway(r *resource, a *attribute.InternetGateway) {
	b.net.Add(&model.InternetGateway{
		Object: b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		VPC:    ref[model.VPC](a.VPCID),
	})
}

func (b *builder) internetGatewayData(r *resource, a *attribute.InternetGatewayData) {
	b.net.Add(&model.InternetGateway{
		Object: b.object(r, a.Tags, a.ID),
		VPC:    ref[model.VPC](first(a.Attachments).VPCID),
	})
}

func (b *builder) internetGatewayAttachment(r *resource, a *attribute.InternetGatewayAttachment) {
	b.net.Add(&model.GatewayAttachment{
		Object:  b.object(r, attribute.Map{}, a.ID),
		VPC:     ref[model.VPC](a.VPCID),
		Gateway: a.InternetGatewayID.Value(),
	})
}

func (b *builder) egressOnlyGateway(r *resource, a *attribute.EgressOnlyInternetGateway) {
	b.net.Add(&model.EgressOnlyInternetGateway{
		Object: b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID),
		VPC:    ref[model.VPC](a.VPCID),
	})
}

func (b *builder) natGateway(r *resource, a *attribute.NATGateway) {
	b.net.Add(&model.NATGateway{
		Object:     b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID),
		Subnet:     ref[model.Subnet](a.SubnetID),
		Private:    equals(a.ConnectivityType.OrDefault("public"), "private"),
		Allocation: ref[model.ElasticIP](a.AllocationID),
		PrivateIP:  addr(a.PrivateIP),
	})
}

func (b *builder) elasticIP(r *resource, a *attribute.EIP) {
	b.net.Add(&model.ElasticIP{
		Object:    b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		Instance:  ref[model.Workload](a.Instance),
		Interface: ref[model.NetworkInterface](a.NetworkInterface),
		Address4:  addr(a.PublicIP),
	})
}

func (b *builder) elasticIPAssociation(r *resource, a *attribute.EIPAssociation) {
	b.net.Add(&model.ElasticIPAssociation{
		Object:    b.object(r, attribute.Map{}, a.ID),
		Address:   ref[model.ElasticIP](a.AllocationID),
		Instance:  ref[model.Workload](a.InstanceID),
		Interface: ref[model.NetworkInterface](a.NetworkInterfaceID),
		PrivateIP: addr(a.PrivateIPAddress),
	})
}

func (b *builder) peering(r *resource, a *attribute.VPCPeeringConnection) {
	p := &model.PeeringConnection{
		Object:       b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID),
		Requester:    ref[model.VPC](a.VPCID),
		Accepter:     ref[model.VPC](a.PeerVPCID),
		PeerAccount:  a.PeerOwnerID,
		PeerRegion:   a.PeerRegion,
		AutoAccept:   a.AutoAccept,
		RequesterDNS: remoteNames(a.Requester).OrDefault(false),
		AccepterDNS:  remoteNames(a.Accepter).OrDefault(false),
	}
	if status, ok := a.AcceptStatus.Get(); ok {
		p.Accepted = model.Known(status == "active")
	}
	b.net.Add(p)
}

func (b *builder) peeringData(r *resource, a *attribute.PeeringData) {
	p := &model.PeeringConnection{
		Object:      b.object(r, a.Tags, a.ID),
		Requester:   ref[model.VPC](a.VPCID),
		Accepter:    ref[model.VPC](a.PeerVPCID),
		PeerAccount: a.PeerOwnerID,
		PeerRegion:  a.PeerRegion,
	}
	if status, ok := a.Status.Get(); ok {
		p.Accepted = model.Known(status == "active")
	}
	b.net.Add(p)
}

func (b *builder) peeringAccepter(r *resource, a *attribute.VPCPeeringConnectionAccepter) {
	o := b.object(r, tagsOf(a.TagsAll, a.Tags))
	o.ID = newID(b.rootID, r.typ, r.address, "accepter") // its id is the connection's, which the connection has
	b.net.Add(&model.PeeringAccepter{
		Object:     o,
		Connection: ref[model.PeeringConnection](a.VPCPeeringConnectionID),
		AutoAccept: a.AutoAccept,
	})
	if !a.Requester.IsAbsent() || !a.Accepter.IsAbsent() {
		b.peeringOptions(r, a.VPCPeeringConnectionID, a.Requester, a.Accepter)
	}
}

// peeringOptions adds options of a connection that stand apart from it. A side that is not written keeps what
// it has.
func (b *builder) peeringOptions(r *resource, connection attribute.Ref, requester, accepter attribute.List[attribute.PeeringSide]) {
	o := b.object(r, attribute.Map{})
	o.ID = newID(b.rootID, r.typ, r.address, "options")
	b.net.Add(&model.PeeringOptions{
		Object:       o,
		Connection:   ref[model.PeeringConnection](connection),
		RequesterDNS: remoteNames(requester),
		AccepterDNS:  remoteNames(accepter),
	})
}

// remoteNames reads whether one side of a peering resolves the private names of the other.
func remoteNames(side attribute.List[attribute.PeeringSide]) attribute.Bool {
	switch s, ok := side.First(); {
	case ok:
		return s.AllowRemoteVPCDNSResolution.OrDefault(false)
	case side.IsUnknown():
		return model.Unknown[bool](side.Why())
	}
	return attribute.Bool{}
}
