package reach

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// Source ports that those who begin connections choose from (VPC User Guide, "Network ACLs").
var (
	linuxPorts   = packet.Ports(32768, 60999)
	windowsPorts = packet.Ports(49152, 65535)
	anyClient    = packet.Ports(1024, 65535)
)

// ClientPorts are the source ports from which an interface begins connections: those of its owner's system,
// or 1024–65535 where AWS runs it. An instance of which nothing tells the system is taken to run Linux.
func ClientPorts(i *model.NetworkInterface) packet.PortSet {
	w, ok := i.Owner.(*model.Workload)
	if !ok {
		if i.Kind == model.InterfaceBare {
			return linuxPorts
		}
		return anyClient
	}
	switch w.Kind {
	case model.WorkloadLambda:
		return anyClient
	case model.WorkloadInstance, model.WorkloadAutoScalingGroup, model.WorkloadEKSNodes:
		if w.Platform.Or("linux") == "windows" {
			return windowsPorts
		}
	}
	return linuxPorts
}

// clientPorts are the source ports of what begins at a place.
func (p place) clientPorts() packet.PortSet {
	if p.iface == nil || !p.proxied.IsEmpty() {
		return anyClient
	}
	return ClientPorts(p.iface)
}

// narrowed leaves of the packets asked for those that the place can begin a connection with, where the
// question does not say otherwise itself.
func (p place) narrowed(asked packet.Set) packet.Set {
	withPorts := asked.Intersect(packet.SrcPorts(packet.AnyPort()))
	natural := asked.Intersect(packet.SrcPorts(p.clientPorts()))
	if natural.IsEmpty() {
		return asked
	}
	return asked.Minus(withPorts).Union(natural)
}
