package topology

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// IsWorkload reports whether the interface starts or accepts traffic of its own: that of an instance, a bare
// interface, an Auto Scaling group, a load balancer, a container, function, database, cache or file system,
// an interface endpoint or a resolver endpoint. Gateway attachments, NAT gateways and firewall or Gateway
// Load Balancer endpoints only carry the traffic of others, and so do appliances behind a Gateway Load Balancer.
func IsWorkload(i *model.NetworkInterface) bool { return !i.Forwards() && !i.Inspects }

// Workloads gives the workload interfaces that certainly stand in the subnet.
func Workloads(s *model.Subnet) []*model.NetworkInterface { return filter(s.Interfaces, IsWorkload) }

// MayHoldWorkloads reports whether a workload stands in the subnet or may stand there.
func MayHoldWorkloads(s *model.Subnet) bool {
	return slices.ContainsFunc(s.Interfaces, IsWorkload) || slices.ContainsFunc(s.MaybeInterfaces, IsWorkload)
}

// HasWorkloads reports whether a workload is in view anywhere in the VPC.
func HasWorkloads(v *model.VPC) bool { return slices.ContainsFunc(v.Interfaces, IsWorkload) }

// InUse reports whether an interface of any kind certainly stands in the subnet.
func InUse(s *model.Subnet) bool { return len(s.Interfaces) > 0 }

// HoldsClients reports whether a subnet certainly holds workloads that start connections of their own: others
// than load balancers, endpoints and managed data stores.
func HoldsClients(s *model.Subnet) bool {
	return slices.ContainsFunc(Workloads(s), func(i *model.NetworkInterface) bool {
		switch o := i.Owner.(type) {
		case *model.LoadBalancer, *model.VPCEndpoint:
			return false
		case *model.Workload:
			switch o.Kind {
			case model.WorkloadDatabase, model.WorkloadCache, model.WorkloadFileSystem, model.WorkloadBroker, model.WorkloadSearch:
				return false
			}
		}
		return true
	})
}

// IsTransit reports whether the subnet holds gateway attachments, NAT gateways, firewall or Gateway Load
// Balancer endpoints and nothing else. An empty subnet is none.
func IsTransit(s *model.Subnet) bool { return len(s.Interfaces) > 0 && !MayHoldWorkloads(s) }

// Endpoints gives the subnets of the VPC that can be either end of a conversation: all but transit subnets.
func Endpoints(v *model.VPC) []*model.Subnet {
	return filter(v.Subnets, func(s *model.Subnet) bool { return !IsTransit(s) })
}

// NATGateways gives the NAT gateways that certainly stand in the subnet.
func NATGateways(s *model.Subnet) []*model.NATGateway {
	var out []*model.NATGateway
	for _, i := range s.Interfaces {
		if g, ok := i.Owner.(*model.NATGateway); ok {
			out = append(out, g)
		}
	}
	return out
}

// Ranges gives the addresses of the subnet's IPv4 and IPv6 ranges. ok is false where one of them is not
// known, or where there is none.
func Ranges(s *model.Subnet) (addrs packet.AddrSet, ok bool) {
	ok = true
	if p, known := s.CIDR.Get(); known {
		addrs = addrs.Union(packet.Prefixes(p))
	} else if s.CIDR.IsUnknown() {
		ok = false
	}
	if p, known := s.IPv6CIDR.Get(); known {
		addrs = addrs.Union(packet.Prefixes(p))
	} else if s.IPv6CIDR.IsUnknown() {
		ok = false
	}
	return addrs, ok && !addrs.IsEmpty()
}

// Addresses gives what is known of the subnet's ranges, which may be less than the whole.
func Addresses(subnets ...*model.Subnet) packet.AddrSet {
	var out packet.AddrSet
	for _, s := range subnets {
		known, _ := Ranges(s)
		out = out.Union(known)
	}
	return out
}

// VPCRanges gives the known addresses of the VPC's ranges, and whether they are all: no range is unknown and
// none can be added out of view. An IPv6 range that AWS picks is unknown, so that callers that ask for IPv4
// alone use VPCRangesIPv4.
func VPCRanges(v *model.VPC) (addrs packet.AddrSet, complete bool) {
	complete = !v.CIDRs.Open && !v.External
	for _, c := range v.CIDRs.Items {
		p, ok := c.Get()
		if !ok {
			complete = false
			continue
		}
		addrs = addrs.Union(packet.Prefixes(p))
	}
	return addrs, complete && !addrs.IsEmpty()
}

func filter[T any](all []T, keep func(T) bool) []T {
	var out []T
	for _, v := range all {
		if keep(v) {
			out = append(out, v)
		}
	}
	return out
}

// Share gives how large a part of a family's addresses of whole a set holds, between 0 and 1: the larger of
// its shares of the IPv4 and of the IPv6 addresses.
func Share(set, whole packet.AddrSet) float64 {
	return max(share(set.IPv4(), whole.IPv4()), share(set.IPv6(), whole.IPv6()))
}

func share(set, whole packet.AddrSet) float64 {
	common := set.Intersect(whole)
	if common.IsEmpty() {
		return 0
	}
	return size(common) / size(whole)
}

// size counts the addresses of a set, as far as a float can.
func size(a packet.AddrSet) float64 {
	n := 0.0
	for _, r := range a.Ranges() {
		from, to := r.From().As16(), r.To().As16()
		low, borrow := bits.Sub64(binary.BigEndian.Uint64(to[8:]), binary.BigEndian.Uint64(from[8:]), 0)
		high, _ := bits.Sub64(binary.BigEndian.Uint64(to[:8]), binary.BigEndian.Uint64(from[:8]), borrow)
		n += math.Ldexp(float64(high), 64) + float64(low) + 1
	}
	return n
}
