package oracle

import (
	"math/rand/v2"
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// Ask picks a random question about a network: an interface, what it talks to, and a packet. Of an outside
// end the interface is nil. It reports false where the network has no two ends of one family.
func Ask(net *model.Network, r *rand.Rand) (q Question, ok bool) {
	var ends, nodes, begin, services []*model.NetworkInterface
	offered := false // the question goes to the service of an endpoint
	for _, i := range net.Interfaces {
		switch i.Kind {
		case model.InterfaceBare:
			ends = append(ends, i)
		case model.InterfaceLoadBalancer:
			nodes = append(nodes, i)
		case model.InterfaceConnectEndpoint:
			begin = append(begin, i)
		case model.InterfaceEndpoint:
			services = append(services, i)
		}
	}
	if len(ends) < 2 {
		return q, false
	}
	q.From = ends[r.IntN(len(ends))]
	q.To = ends[r.IntN(len(ends))]
	switch r.IntN(8) {
	case 0:
		q.From, q.Outside = nil, "internet"
	case 1:
		q.To, q.Outside = nil, "internet"
	case 2:
		q.To, q.Outside = nil, "on-premises"
	case 3:
		q.From, q.Outside = nil, "on-premises"
	case 4:
		q.To, q.Outside = nil, "service:s3"
	}
	if begin = append(begin, nodes...); len(begin) > 0 && q.From != nil && q.To != nil && r.IntN(3) == 0 {
		q.From = begin[r.IntN(len(begin))]
	}
	if len(nodes) > 0 && q.To != nil && r.IntN(6) == 0 {
		q.To = nodes[r.IntN(len(nodes))]
	}
	if len(services) > 0 && r.IntN(6) == 0 {
		// An endpoint answers, and begins nothing.
		if service := services[r.IntN(len(services))]; q.To != nil && r.IntN(4) > 0 {
			if q.To, offered = service, offers(net, service); offered && q.From != nil {
				q.From = near(service, ends, r)
			}
		} else if q.From != nil {
			q.From = service
		}
	}
	ownTarget := false
	if b, ok := balancerOf(q.To); ok && q.From != nil && r.IntN(2) == 0 {
		// A target of the load balancer asks it, where it listens.
		if i := targetOf(net, b, ends, r); i != nil {
			q.From, ownTarget = i, true
		}
	}
	if q.Outside == "service:s3" && publicRoutes(net) {
		return q, false // whether such a route covers the service is not known
	}
	if q.From == q.To {
		return q, false
	}
	six := r.IntN(4) == 0 && (q.Outside == "" || q.Outside == "internet")
	over := six && q.From != nil && r.IntN(2) == 0 && translates64(net)
	src, okSrc := address(q.From, six, q.Outside)
	dst, okDst := address(q.To, six && !over, q.Outside)
	if over && okDst {
		b := dst.As4()
		dst = netip.AddrFrom16([16]byte{0, 0x64, 0xff, 0x9b, 12: b[0], b[1], b[2], b[3]})
	}
	if !okSrc || !okDst {
		return q, false
	}
	q.Packet = packet.Packet{Src: src, Dst: dst}
	switch r.IntN(4) {
	case 0:
		q.Packet.Protocol = packet.UDP
	case 1:
		q.Packet.Protocol, q.Packet.ICMPType = packet.ICMP, packet.ICMPEchoRequest
		if six {
			q.Packet.Protocol, q.Packet.ICMPType = packet.ICMPv6, packet.ICMPv6EchoRequest
		}
	default:
		q.Packet.Protocol = packet.TCP
	}
	if q.Packet.Protocol.HasPorts() {
		q.Packet.DstPort = []uint16{22, 443, 8080, 50000}[r.IntN(4)]
		q.Packet.SrcPort = []uint16{1024, 32768, 50000, 61500}[r.IntN(4)]
	}
	if offered {
		q.Packet.Protocol, q.Packet.ICMPType = packet.TCP, 0
		q.Packet.SrcPort, q.Packet.DstPort = 50000, []uint16{22, 443, 443, 443}[r.IntN(4)]
	}
	if b, ok := balancerOf(q.To); ok && ownTarget && len(b.Listeners) > 0 {
		l := b.Listeners[0]
		q.Packet.Protocol, q.Packet.ICMPType = packet.TCP, 0
		if l.Protocol.Or("") == "UDP" {
			q.Packet.Protocol = packet.UDP
		}
		q.Packet.SrcPort, q.Packet.DstPort = 50000, uint16(l.Port.Or(0))
	}
	return q, true
}

// offers reports whether an interface belongs to an endpoint of a service in view.
func offers(net *model.Network, i *model.NetworkInterface) bool {
	end, ok := i.Owner.(*model.VPCEndpoint)
	return ok && slices.ContainsFunc(net.EndpointServices, func(s *model.EndpointService) bool { return s.ServiceName == end.ServiceName })
}

// near picks one of the interfaces in the VPC of another; any where there is none.
func near(to *model.NetworkInterface, among []*model.NetworkInterface, r *rand.Rand) *model.NetworkInterface {
	var found []*model.NetworkInterface
	for _, i := range among {
		if i.Subnet.To().VPC.To() == to.Subnet.To().VPC.To() {
			found = append(found, i)
		}
	}
	if len(found) == 0 {
		found = among
	}
	return found[r.IntN(len(found))]
}

// balancerOf gives the load balancer that an interface is a node of.
func balancerOf(i *model.NetworkInterface) (*model.LoadBalancer, bool) {
	if i == nil {
		return nil, false
	}
	b, ok := i.Owner.(*model.LoadBalancer)
	return b, ok
}

// targetOf picks a target of a load balancer among the interfaces, nil where there is none.
func targetOf(net *model.Network, b *model.LoadBalancer, among []*model.NetworkInterface, r *rand.Rand) *model.NetworkInterface {
	var found []*model.NetworkInterface
	for _, g := range net.TargetGroups {
		if !slices.Contains(g.LoadBalancers, b) {
			continue
		}
		for _, t := range g.Targets.Items {
			for _, i := range among {
				if len(i.PrivateIPs) > 0 && i.PrivateIPs[0] == t.IP {
					found = append(found, i)
				}
			}
		}
	}
	if len(found) == 0 {
		return nil
	}
	return found[r.IntN(len(found))]
}

// Question asks for one packet.
type Question struct {
	From, To *model.NetworkInterface
	Outside  string // what the end without interface is: internet, on-premises, service:NAME
	Packet   packet.Packet
	// Application and Host are what the connection carries first: "http" or "tls", and the name that is asked for.
	Application, Host string
}

func address(i *model.NetworkInterface, six bool, outside string) (netip.Addr, bool) {
	switch {
	case i == nil && outside == "internet" && six:
		return netip.MustParseAddr("2a00::1"), true
	case i == nil && outside == "internet":
		return netip.MustParseAddr("8.8.8.8"), true
	case i == nil && outside == "service:s3":
		return netip.MustParseAddr("198.18.1.1"), true // as the engine stands in for the service's addresses
	case i == nil:
		return netip.MustParseAddr("192.168.7.9"), true
	case six && len(i.IPv6s) > 0:
		return i.IPv6s[0].Get()
	case six:
		return netip.Addr{}, false
	}
	return i.PrivateIPs[0].Get()
}

// translates64 reports whether a table has a route for NAT64, and no NAT gateway is a regional one.
func translates64(net *model.Network) bool {
	return slices.ContainsFunc(net.Routes, func(r *model.Route) bool { return r.Destination == model.Known(netip.MustParsePrefix("64:ff9b::/96")) }) &&
		!slices.ContainsFunc(net.NATGateways, func(g *model.NATGateway) bool { return g.Regional })
}

// publicRoutes reports whether a table has a route for a part of the internet.
func publicRoutes(net *model.Network) bool {
	for _, r := range net.Routes {
		if p, ok := r.Destination.Get(); ok && p.Bits() > 0 && p.Overlaps(netip.MustParsePrefix("8.0.0.0/8")) {
			return true
		}
	}
	return false
}
