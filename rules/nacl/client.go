package nacl

import (
	"slices"
	"strconv"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// Ranges from which clients take the source ports of new connections (VPC User Guide, "Network ACLs").
var (
	anyClientPorts     = packet.Ports(1024, 65535) // internet, load balancers, NAT gateways, Lambda functions
	linuxClientPorts   = packet.Ports(32768, 60999)
	windowsClientPorts = packet.Ports(49152, 65535)
	// commonClientPorts is what every client uses: what certainly has to be open for clients out of view.
	commonClientPorts = linuxClientPorts.Intersect(windowsClientPorts)
)

// clientPorts are the ports at which answers reach a client: Must certainly, May perhaps.
type clientPorts struct {
	Must, May packet.PortSet
	Why       string // what would have to be known, where the sets differ
}

func exactPorts(s packet.PortSet) clientPorts { return clientPorts{Must: s, May: s} }

// unknownClients are clients that are not in view.
func unknownClients(o rules.Options) clientPorts {
	if s, ok := parsePorts(o.ClientPorts); ok {
		return exactPorts(s)
	}
	return clientPorts{Must: commonClientPorts, May: anyClientPorts, Why: "which clients open these connections is not in view"}
}

// internetClients are the clients of the internet at large.
func internetClients(o rules.Options) clientPorts {
	if s, ok := parsePorts(o.ClientPorts); ok {
		return exactPorts(s)
	}
	return exactPorts(anyClientPorts)
}

// parsePorts reads a range of ports as options write it: "1024-65535".
func parsePorts(s string) (packet.PortSet, bool) {
	first, last, ranged := strings.Cut(s, "-")
	if !ranged {
		last = first
	}
	a, errA := strconv.ParseUint(strings.TrimSpace(first), 10, 16)
	b, errB := strconv.ParseUint(strings.TrimSpace(last), 10, 16)
	if errA != nil || errB != nil || b < a {
		return packet.PortSet{}, false
	}
	return packet.Ports(uint16(a), uint16(b)), true
}

// clientOf gives the ports of the interface as a client, and whether it opens connections of its own at all:
// databases, caches, file systems and interface endpoints only answer.
func clientOf(i *model.NetworkInterface) (ports clientPorts, opens bool) {
	switch i.Kind {
	case model.InterfaceLoadBalancer, model.InterfaceNAT:
		return exactPorts(anyClientPorts), true
	case model.InterfaceBare:
		return systemPorts(model.Value[string]{}), true
	case model.InterfaceInstance, model.InterfaceService:
	default:
		return clientPorts{}, false
	}
	w, ok := i.Owner.(*model.Workload)
	if !ok {
		return clientPorts{}, false
	}
	switch w.Kind {
	case model.WorkloadLambda:
		return exactPorts(anyClientPorts), true
	case model.WorkloadInstance, model.WorkloadAutoScalingGroup, model.WorkloadEKSNodes:
		return systemPorts(w.Platform), true
	case model.WorkloadECSService, model.WorkloadBuild, model.WorkloadReplication:
		return exactPorts(linuxClientPorts), true
	default:
		return clientPorts{}, false
	}
}

// systemPorts gives the ports by operating system. A machine of which nothing tells the system is taken for
// Linux; what only Windows would need is possible.
func systemPorts(platform model.Value[string]) clientPorts {
	switch s, ok := platform.Get(); {
	case ok && strings.EqualFold(s, "windows"):
		return exactPorts(windowsClientPorts)
	case ok:
		return exactPorts(linuxClientPorts)
	default:
		return clientPorts{
			Must: linuxClientPorts, May: linuxClientPorts.Union(windowsClientPorts),
			Why: "whether the machine runs Windows is not in view",
		}
	}
}

// alone reports whether a subnet holds nothing but interfaces of the same workload: its members in several zones are
// alike, and serve others.
func alone(i *model.NetworkInterface, in *model.Subnet) bool {
	_, workload := i.Owner.(*model.Workload)
	return workload && len(in.Interfaces) > 0 && !slices.ContainsFunc(in.Interfaces, func(o *model.NetworkInterface) bool {
		return topology.IsWorkload(o) && o.Owner != i.Owner
	})
}

// asks reports whether a load balancer's node sends requests into the subnet: a target of it stands there, or
// may. Every other interface may ask whom it likes.
func asks(i *model.NetworkInterface, into *model.Subnet) bool {
	b, ok := i.Owner.(*model.LoadBalancer)
	if !ok {
		return true
	}
	targets, complete := topology.Targets(b)
	return !complete || slices.ContainsFunc(targets, func(t topology.Target) bool {
		return t.Interface == nil || t.Subnet() == nil || t.Subnet() == into
	})
}
