package nacl

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules/topology"
)

// admitted is what the security groups of a subnet's interfaces may let in; ok is false where no interface is
// in view.
func admitted(e *reach.Engine, s *model.Subnet) (set packet.Set, ok bool) {
	var sets []packet.Set
	for _, i := range append(s.Interfaces[:len(s.Interfaces):len(s.Interfaces)], s.MaybeInterfaces...) {
		if !topology.IsWorkload(i) {
			continue
		}
		ok = true
		if w, isWorkload := i.Owner.(*model.Workload); isWorkload && w.Kind == model.WorkloadLambda {
			continue // nobody connects to a function's interface (AWS Lambda Developer Guide, "VPC networking")
		}
		sets = append(sets, e.Groups(i, false).May)
	}
	return packet.Union(sets...), ok
}

// accepted narrows requests into a subnet to what its interfaces accept. Ports that no interface in view
// accepts from anybody stay: the ACL's own rule asks for them.
func accepted(e *reach.Engine, s *model.Subnet, requests packet.Set) packet.Set {
	groups, ok := admitted(e, s)
	if !ok {
		return requests
	}
	return requests.Intersect(groups).Union(requests.Minus(portsOf(groups)))
}

// fromInternet finds what clients of the internet open into the subnet.
func (f *flows) fromInternet() {
	if topology.IsTransit(f.subnet) {
		return
	}
	exits := f.outside(false, func(x topology.Exit) bool { return x.Kind == model.TargetInternetGateway })
	if len(exits) == 0 {
		return
	}
	asked := f.in.opening(f.named.servedIn(f.subnet)).Intersect(f.toOwn)
	asked = accepted(f.pass.Reach, f.subnet, asked)
	if asked.IsEmpty() {
		return
	}
	if !mayBePublic(f.subnet) {
		asked = asked.IPv6()
	}
	for _, x := range exits {
		f.add(flow{
			requests: asked.Intersect(packet.From(x.Dst)),
			clients:  internetClients(f.pass.Options), far: "the internet",
		})
	}
}

// fromKeptClients finds what clients of the internet send to targets in the subnet through network load balancers
// that keep their addresses: the ACL of the targets meets these, in and out (Elastic Load Balancing User Guide for
// Network Load Balancers, "Register targets").
func (f *flows) fromKeptClients() {
	internet := reach.Internet().IPv4()
	if !f.concerns(false, internet) {
		return
	}
	e := f.pass.Reach
	for _, t := range f.named.kept()[f.subnet] {
		if len(t.balancer.Interfaces) == 0 {
			continue
		}
		node := t.balancer.Interfaces[0] // all nodes carry the same groups
		clients := e.Groups(node, false).Must.Sources().Intersect(internet)
		sent := t.requests().Intersect(f.in.allowed).Intersect(f.toOwn).Intersect(packet.From(clients)).
			Intersect(e.AllowsPeer(t.Interface, node, false, true).Must)
		f.add(flow{
			requests: sent, clients: internetClients(f.pass.Options), far: "the clients of " + t.balancer.Label(),
			near: place(t.Interface, f.subnet), through: t.balancer.Base(),
		})
	}
}

// mayBePublic reports whether an interface in the subnet has a public IPv4 address or may have one; an empty
// subnet may be given one that has.
func mayBePublic(s *model.Subnet) bool {
	workloads := topology.Workloads(s)
	for _, i := range workloads {
		if public, ok := i.Public.Get(); public || !ok {
			return true
		}
	}
	return len(workloads) == 0 || len(s.MaybeInterfaces) > 0
}

// neighbours are the other subnets of the VPC; none where connections with no one of them concern.
func (f *flows) neighbours(out bool) []*model.Subnet {
	v := f.subnet.VPC.To()
	if v == nil {
		return nil
	}
	var others []*model.Subnet
	concerns := false
	for _, s := range v.Subnets {
		if addrs := f.pass.Reach.SubnetAddresses(s); s != f.subnet && !addrs.Overlaps(f.own) {
			others = append(others, s)
			concerns = concerns || f.concerns(out, addrs)
		}
	}
	if !concerns {
		return nil
	}
	return others
}

// fromVPC finds what neighbours open into the subnet: exactly where clients are in view, else by what the
// ACL's rules ask for.
func (f *flows) fromVPC() {
	if topology.IsTransit(f.subnet) {
		return
	}
	e := f.pass.Reach
	var unknown packet.Set
	clientsSeen := false
	for _, far := range f.neighbours(false) {
		passing := f.toOwn.Intersect(packet.From(e.SubnetAddresses(far))).Intersect(e.SubnetACL(far, true).May)
		requests := f.in.opening(f.named.servedIn(f.subnet).Union(f.named.askedFrom(far))).Intersect(passing)
		if requests.IsEmpty() {
			continue
		}
		if !topology.InUse(far) {
			unknown = unknown.Union(accepted(e, f.subnet, requests))
			continue
		}
		if groups, ok := admitted(e, f.subnet); ok {
			passing, requests = passing.Intersect(groups), requests.Intersect(groups)
		}
		for _, i := range far.Interfaces {
			ports, opens := clientOf(i)
			if !opens || i.Kind == model.InterfaceNAT || !asks(i, f.subnet) || alone(i, f.subnet) {
				continue
			}
			sent := requests
			if served, ok := f.named.servedTo(i, f.subnet); ok {
				sent = f.in.opening(served.Union(f.named.askedFrom(far))).Intersect(passing)
			}
			sent = sent.Intersect(e.Groups(i, true).May)
			clientsSeen = clientsSeen || !sent.IsEmpty()
			f.add(flow{requests: sent, clients: ports, far: place(i, far), farCIDR: cidr(far), client: i.Base()})
		}
	}
	if !clientsSeen {
		f.add(flow{requests: unknown, clients: unknownClients(f.pass.Options), far: "the other subnets of the VPC", anyFar: true})
	}
}

// place names an interface's owner and where it stands.
func place(i *model.NetworkInterface, s *model.Subnet) string {
	return i.Address + " in " + topology.SubnetWords(s)
}

// cidr gives the IPv4 range of a subnet for a message, empty where it is not known.
func cidr(s *model.Subnet) string {
	if c, ok := s.CIDR.Get(); ok {
		return c.String()
	}
	return ""
}
