package topology

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
)

// At is the end that has one of the addresses; it is empty where nothing in view can have any.
func At(e *reach.Engine, addrs packet.AddrSet) reach.Endpoint {
	if a, ok := addrs.Example(); ok {
		if ends, err := e.Select(a.String()); err == nil && len(ends) > 0 {
			return ends[0]
		}
	}
	return reach.Endpoint{}
}

// Port is the TCP packets to a port.
func Port(n int) packet.Set {
	return toPort(n).Set()
}

// PortBetween is the TCP packets to a port from some addresses to others.
func PortBetween(n int, from, to packet.AddrSet) packet.Set {
	m := toPort(n)
	m.Src, m.Dst = from, to
	return m.Set()
}

func toPort(n int) packet.Match {
	m := packet.AnyMatch()
	m.Protocol, m.DstPorts = packet.TCP, packet.Port(uint16(n))
	return m
}

// Peers is the addresses of a subnet of the VPC other than the given one, as the far end of what s sends inside
// the VPC; it is empty where the VPC has no other.
func Peers(s *model.Subnet) reach.Endpoint {
	if v := s.VPC.To(); v != nil {
		for _, o := range v.Subnets {
			if o != s {
				return reach.BareSubnetEnd(o)
			}
		}
	}
	return reach.Endpoint{}
}
