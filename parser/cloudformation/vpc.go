package cloudformation

import (
	"net/netip"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/netlint/netlint/model"
)

func vpc(r *resource) {
	p := decode[ec2.VPC](r)
	primary := r.prefix(&p.CidrBlock)
	if primary.IsAbsent() {
		primary = r.allocated(&p.Ipv4IpamPoolId)
	}
	v := &model.VPC{
		Object:             r.object(),
		HasIPv6:            model.Known(false), // a VPC gets IPv6 by VPCCidrBlock alone
		EnableDNSSupport:   r.boolean(&p.EnableDnsSupport),
		EnableDNSHostnames: r.boolean(&p.EnableDnsHostnames),
		DefaultACLID:       r.Attribute("DefaultNetworkAcl"),
		DefaultGroupID:     r.Attribute("DefaultSecurityGroup"),
	}
	v.CIDRs = model.ListOf(primary)
	r.add(v)
}

func vpcCIDR(r *resource) {
	p := decode[ec2.VPCCidrBlock](r)
	a := &model.VPCCIDRAssociation{Object: r.object(), VPC: ref[model.VPC](r, &p.VpcId), CIDR: r.prefix(&p.CidrBlock)}
	if a.CIDR.IsAbsent() {
		amazon := r.boolean(&p.AmazonProvidedIpv6CidrBlock)
		v6 := r.prefix(&p.Ipv6CidrBlock)
		switch {
		case !v6.IsAbsent():
			a.CIDR, a.IPv6 = v6, true
		case amazon.Or(false):
			a.CIDR, a.IPv6 = model.Unknown[netip.Prefix]("Amazon assigns the IPv6 range"), true
		case !r.raw(&p.Ipv6IpamPoolId).IsAbsent() || !r.raw(&p.Ipv6Pool).IsAbsent():
			a.CIDR, a.IPv6 = r.allocated(&p.Ipv6IpamPoolId), true
		default:
			a.CIDR = r.allocated(&p.Ipv4IpamPoolId)
		}
	}
	r.add(a)
}

// allocated stands for a range that an address pool gives at deployment.
func (r *resource) allocated(pool any) model.Value[netip.Prefix] {
	if r.raw(pool).IsAbsent() {
		return model.Unknown[netip.Prefix](r.LogicalID + " names no range")
	}
	return model.Unknown[netip.Prefix]("an IPAM pool gives the range at deployment")
}

func subnet(r *resource) {
	p := decode[ec2.Subnet](r)
	s := &model.Subnet{
		Object:      r.aliased("Arn"),
		VPC:         ref[model.VPC](r, &p.VpcId),
		CIDR:        r.prefix(&p.CidrBlock),
		IPv6CIDR:    r.prefix(&p.Ipv6CidrBlock),
		Zone:        r.raw(&p.AvailabilityZone),
		MapPublicIP: r.boolean(&p.MapPublicIpOnLaunch),
		AssignIPv6:  r.boolean(&p.AssignIpv6AddressOnCreation),
		EnableDNS64: r.boolean(&p.EnableDns64),
	}
	if s.Zone.IsAbsent() {
		s.Zone = r.raw(&p.AvailabilityZoneId)
	}
	if s.CIDR.IsAbsent() && !r.boolean(&p.Ipv6Native).Or(false) {
		s.CIDR = r.allocated(&p.Ipv4IpamPoolId)
	}
	if s.IPv6CIDR.IsAbsent() && !r.raw(&p.Ipv6IpamPoolId).IsAbsent() {
		s.IPv6CIDR = r.allocated(&p.Ipv6IpamPoolId)
	}
	r.add(s)
}

// subnetCIDR gives a subnet its IPv6 range, once all subnets of the templates are known.
func subnetCIDR(r *resource) {
	p := decode[ec2.SubnetCidrBlock](r)
	id, v6 := r.id(&p.SubnetId), r.prefix(&p.Ipv6CidrBlock)
	if v6.IsAbsent() {
		v6 = r.allocated(&p.Ipv6IpamPoolId)
	}
	r.later(func() {
		for _, s := range r.network.Subnets {
			if known, ok := id.Get(); ok && known == s.ID {
				s.IPv6CIDR = v6
			} else if id.IsUnknown() && s.Input == r.input && s.IPv6CIDR.IsAbsent() {
				s.IPv6CIDR = model.Unknown[netip.Prefix](r.LogicalID + " may give it a range")
			}
		}
	})
}

func dhcpOptions(r *resource) {
	p := decode[ec2.DHCPOptions](r)
	r.add(&model.DHCPOptions{
		Object:            r.object(),
		DomainName:        r.text(&p.DomainName),
		DomainNameServers: r.texts(&p.DomainNameServers),
	})
}

func dhcpAssociation(r *resource) {
	p := decode[ec2.VPCDHCPOptionsAssociation](r)
	r.add(&model.DHCPOptionsAssociation{
		Object:  r.object(),
		VPC:     ref[model.VPC](r, &p.VpcId),
		Options: ref[model.DHCPOptions](r, &p.DhcpOptionsId),
	})
}

// blockPublicAccess is newer than goformation.
type vpcBlockPublicAccessOptions struct {
	InternetGatewayBlockMode *string `json:"InternetGatewayBlockMode"`
}

func blockPublicAccess(r *resource) {
	p := decode[vpcBlockPublicAccessOptions](r)
	r.add(&model.BlockPublicAccess{Object: r.object(), Mode: r.text(&p.InternetGatewayBlockMode)})
}

type vpcBlockPublicAccessExclusion struct {
	InternetGatewayExclusionMode *string `json:"InternetGatewayExclusionMode"`
	SubnetID                     *string `json:"SubnetId"`
	VPCID                        *string `json:"VpcId"`
}

func blockPublicAccessExclusion(r *resource) {
	p := decode[vpcBlockPublicAccessExclusion](r)
	r.add(&model.BlockPublicAccessExclusion{
		Object: r.object(),
		VPC:    ref[model.VPC](r, &p.VPCID),
		Subnet: ref[model.Subnet](r, &p.SubnetID),
		Mode:   r.text(&p.InternetGatewayExclusionMode),
	})
}

// flowLog names what it logs by type and id.
func flowLog(r *resource) {
	p := decode[ec2.FlowLog](r)
	f := &model.FlowLog{Object: r.object()}
	kind, _ := r.text(&p.ResourceType).Get()
	switch kind {
	case "VPC":
		f.VPC = ref[model.VPC](r, &p.ResourceId)
	case "Subnet":
		f.Subnet = ref[model.Subnet](r, &p.ResourceId)
	case "NetworkInterface":
		f.Interface = ref[model.NetworkInterface](r, &p.ResourceId)
	case "TransitGateway":
		f.TransitGateway = ref[model.TransitGateway](r, &p.ResourceId)
	}
	r.add(f)
}

func mirrorTarget(r *resource) {
	p := decode[ec2.TrafficMirrorTarget](r)
	r.add(&model.MirrorTarget{
		Object:       r.object(),
		Interface:    ref[model.NetworkInterface](r, &p.NetworkInterfaceId),
		LoadBalancer: ref[model.LoadBalancer](r, &p.NetworkLoadBalancerArn),
		Endpoint:     ref[model.VPCEndpoint](r, &p.GatewayLoadBalancerEndpointId),
	})
}

func mirrorFilter(r *resource) { r.add(&model.MirrorFilter{Object: r.object()}) }

func mirrorFilterRule(r *resource) {
	p := decode[ec2.TrafficMirrorFilterRule](r)
	r.add(&model.MirrorFilterRule{
		Object: r.object(),
		Filter: ref[model.MirrorFilter](r, &p.TrafficMirrorFilterId),
		Accept: switched(r.text(&p.RuleAction), "accept"),
	})
}

func mirrorSession(r *resource) {
	p := decode[ec2.TrafficMirrorSession](r)
	r.add(&model.MirrorSession{
		Object: r.object(),
		Source: ref[model.NetworkInterface](r, &p.NetworkInterfaceId),
		Target: ref[model.MirrorTarget](r, &p.TrafficMirrorTargetId),
		Filter: ref[model.MirrorFilter](r, &p.TrafficMirrorFilterId),
	})
}
