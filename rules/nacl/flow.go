package nacl

import (
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// flow is a set of new connections that pass one network ACL at the edge of one subnet.
type flow struct {
	subnet *model.Subnet
	// out says that they are opened from inside the subnet; else they come in, to the subnet or through it.
	out bool
	// requests are the first packets, as the ACL sees them.
	requests packet.Set
	clients  clientPorts
	far      string // who is at the far end, for a message
	near     string // who is at the near end: the subnet, or what in it opens the connections
	farCIDR  string // the range of the far subnet; empty where it is not one subnet
	// client is what opens the connections, where it is in view.
	client *model.Object
	// through is the load balancer that passes the requests on, where one does.
	through *model.Object
	// anyFar says that it is not known which of the far addresses matter: a fault is certain only where it
	// meets all of them.
	anyFar bool
	// why says, of a flow that is not certain to happen, what would have to be known.
	why string
}

// farSide restricts a set to packets that come from, or go to, far addresses, as the flow's requests do.
func farSide(out bool, addrs packet.AddrSet) packet.Set {
	if out {
		return packet.To(addrs)
	}
	return packet.From(addrs)
}

// flows finds the connections that a subnet's ACL lets open.
type flows struct {
	pass    *rules.Pass
	named   *namedPorts
	sides   *sides
	in, out opener
	subnet  *model.Subnet
	own     packet.AddrSet
	// toOwn and fromOwn are all packets to the subnet's addresses, and from them.
	toOwn, fromOwn packet.Set
	toOutside      []topology.Exit // where the internet is, once it is asked for
	found          []flow
}

// sides are the two directions of an ACL.
type sides struct {
	in, out opener
	// unansweredIn are the requests that the ACL lets in and of which an answer may not come out, whatever port it
	// goes to; unansweredOut are those of the other direction. Most lists drop the answers to few requests that
	// nobody sends, so that no connection has to be looked at which has no part in them.
	unansweredIn, unansweredOut packet.Set
	farIn, farOut               packet.AddrSet // the far ends of these
}

func sidesOf(p *rules.Pass, a *model.NetworkACL) *sides {
	in, out := p.Reach.ACLView(a, false), p.Reach.ACLView(a, true)
	s := &sides{in: openerOf(in), out: openerOf(out)}
	answers := packet.DstPorts(anyClientPorts.Union(internetClients(p.Options).May))
	unanswered := func(o opener, back *reach.ACLView) packet.Set {
		dropped := answers.Minus(back.Filter.Must)
		return o.allowed.Intersect(dropped.Reverse().WithSourcePorts(packet.AnyPort()))
	}
	s.unansweredIn, s.unansweredOut = unanswered(s.in, out), unanswered(s.out, in)
	s.farIn, s.farOut = s.unansweredIn.Sources(), s.unansweredOut.Destinations()
	return s
}

// unanswered gives the requests of a direction of which an answer may be dropped.
func (s *sides) unanswered(out bool) packet.Set {
	if out {
		return s.unansweredOut
	}
	return s.unansweredIn
}

// concerns reports whether an answer may be dropped to requests that come from, or go to, far addresses.
func (f *flows) concerns(out bool, far packet.AddrSet) bool {
	if out {
		return f.sides.farOut.Overlaps(far)
	}
	return f.sides.farIn.Overlaps(far)
}

// flowsOf gives the connections that an ACL lets open into, out of and through one of its subnets, and whose
// answers it may drop.
func flowsOf(p *rules.Pass, named *namedPorts, sides *sides, s *model.Subnet) []flow {
	f := &flows{
		pass: p, named: named, sides: sides, in: sides.in, out: sides.out,
		subnet: s, own: p.Reach.SubnetAddresses(s),
	}
	if f.own.IsEmpty() {
		return nil
	}
	f.toOwn, f.fromOwn = packet.To(f.own), packet.From(f.own)
	if !sides.unansweredIn.IsEmpty() {
		f.fromInternet()
		f.fromKeptClients()
		f.fromVPC()
		f.throughNAT()
	}
	if !sides.unansweredOut.IsEmpty() {
		f.toInternet()
		f.toGatewayServices()
		f.toVPC()
	}
	if !sides.unansweredIn.IsEmpty() || !sides.unansweredOut.IsEmpty() {
		f.remote()
	}
	return f.found
}

func (f *flows) add(x flow) {
	if x.requests.Overlaps(f.sides.unanswered(x.out)) {
		x.requests = x.requests.Intersect(tcpAndUDP)
		x.subnet = f.subnet
		if x.near == "" {
			x.near = topology.SubnetWords(f.subnet)
		}
		f.found = append(f.found, x)
	}
}

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

// portsOf widens a set to all packets of the same protocols and destination ports.
func portsOf(s packet.Set) packet.Set {
	var out []packet.Set
	for _, p := range []packet.Protocol{packet.TCP, packet.UDP} {
		out = append(out, packet.DstPorts(s.DstPorts(p)).Intersect(packet.OfProtocol(p)))
	}
	return packet.Union(out...)
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

// exits splits destinations by how they leave the subnet, without what certainly does not leave at all.
func (f *flows) exits(dst packet.AddrSet) []topology.Exit {
	return slices.DeleteFunc(topology.Exits(f.pass.Reach, f.subnet, dst), func(x topology.Exit) bool {
		return x.None() || x.Kind == model.TargetBlackhole || x.Local
	})
}

// outside gives the certain exits to the internet that are wanted, as far as connections in the direction concern.
func (f *flows) outside(out bool, wanted func(topology.Exit) bool) []topology.Exit {
	if f.toOutside == nil {
		f.toOutside = f.exits(reach.Internet())
	}
	var exits []topology.Exit
	for _, x := range f.toOutside {
		if x.Certain && wanted(x) && f.concerns(out, x.Dst) {
			exits = append(exits, x)
		}
	}
	return exits
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

// throughNAT finds what the clients of the subnet's NAT gateways send through them: it enters the gateway's
// subnet from the client's and leaves for the internet, and the answers go back the same way.
func (f *flows) throughNAT() {
	e := f.pass.Reach
	for _, g := range topology.NATGateways(f.subnet) {
		var unknown packet.Set
		clientsSeen := false
		for _, from := range f.neighbours(false) {
			for _, x := range topology.Exits(e, from, reach.Internet().IPv4()) {
				if x.First.Object() != model.Entity(g) || !x.First.Certain {
					continue
				}
				passing := packet.From(e.SubnetAddresses(from)).Intersect(packet.To(x.Dst)).Intersect(e.SubnetACL(from, true).May)
				unknown = unknown.Union(f.in.opening(packet.Set{}).Intersect(passing))
				for _, i := range from.Interfaces {
					ports, opens := clientOf(i)
					if !opens || !startsByItself(i) {
						continue
					}
					asked := f.in.opening(f.named.askedFrom(from)).Union(f.in.allowed.Intersect(wellKnownTCP))
					sent := asked.Intersect(passing).Intersect(e.Groups(i, true).May)
					clientsSeen = clientsSeen || !sent.IsEmpty()
					f.add(flow{requests: sent, clients: ports, far: place(i, from) + " on its way to " + g.Label(), farCIDR: cidr(from), client: i.Base()})
				}
			}
		}
		if !clientsSeen {
			f.add(flow{
				requests: unknown, clients: unknownClients(f.pass.Options),
				far: "the clients of " + g.Label(), anyFar: true,
			})
		}
	}
}

var wellKnownTCP = packet.DstPorts(wellKnownPorts).Intersect(packet.OfProtocol(packet.TCP))

// startsByItself reports whether the interface's owner runs programs that open connections wherever they
// like: instances, containers, functions.
func startsByItself(i *model.NetworkInterface) bool {
	_, opens := clientOf(i)
	return opens && (i.Kind == model.InterfaceInstance || i.Kind == model.InterfaceService)
}

// toInternet finds what the subnet's interfaces open to the internet.
func (f *flows) toInternet() {
	e := f.pass.Reach
	exits := f.outside(true, func(topology.Exit) bool { return true })
	if len(exits) == 0 {
		return
	}
	leaving := f.fromOwn
	asked := f.out.opening(f.named.askedFrom(f.subnet)).Intersect(leaving)
	anything := f.out.allowed.Intersect(wellKnownTCP).Intersect(leaving)
	for _, x := range exits {
		dst := packet.To(x.Dst)
		far := "the internet"
		for _, i := range f.subnet.Interfaces {
			ports, opens := clientOf(i)
			if !opens || i.Kind == model.InterfaceLoadBalancer {
				continue
			}
			sent := asked
			if startsByItself(i) || i.Kind == model.InterfaceNAT {
				sent = sent.Union(anything)
			}
			if public, ok := i.Public.Get(); x.Kind == model.TargetInternetGateway && ok && !public {
				sent = sent.IPv6() // without a public address no IPv4 leaves
			}
			f.add(flow{
				out: true, requests: sent.Intersect(dst).Intersect(e.Groups(i, true).May),
				clients: ports, far: far, near: place(i, f.subnet), client: i.Base(),
			})
		}
		if len(f.subnet.Interfaces) > 0 {
			continue
		}
		f.add(flow{out: true, requests: asked.Intersect(dst), clients: unknownClients(f.pass.Options), far: far})
		f.add(flow{
			out: true, requests: anything.Minus(asked).Intersect(dst), clients: unknownClients(f.pass.Options), far: far,
			why: "whether anything in " + f.subnet.Address + " opens connections is not in view",
		})
	}
}

// toGatewayServices finds what the subnet's interfaces open to S3 and DynamoDB through gateway endpoints. The
// services have public addresses on this way too, of which the inputs do not say which (AWS PrivateLink Guide,
// "Gateway endpoints").
func (f *flows) toGatewayServices() {
	e := f.pass.Reach
	asked := f.out.opening(f.named.askedFrom(f.subnet)).Intersect(f.fromOwn).
		Intersect(packet.To(reach.Internet().IPv4())).Intersect(https)
	if asked.IsEmpty() {
		return
	}
	for _, service := range []string{"s3", "dynamodb"} {
		legs := e.CarriesService(f.subnet, service)
		if len(legs) != 1 || !legs[0].Certain || legs[0].Endpoint == nil {
			continue
		}
		for _, i := range f.subnet.Interfaces {
			ports, opens := clientOf(i)
			if !opens || !startsByItself(i) {
				continue
			}
			f.add(flow{
				out: true, requests: asked.Intersect(e.Groups(i, true).May), clients: ports, anyFar: true,
				far: legs[0].Endpoint.Address, near: place(i, f.subnet), client: i.Base(),
			})
		}
	}
}

var https = packet.DstPorts(packet.Port(443)).Intersect(packet.OfProtocol(packet.TCP))

// toVPC finds what the subnet's interfaces open to neighbours.
func (f *flows) toVPC() {
	e := f.pass.Reach
	var unknown packet.Set
	serversSeen := false
	for _, far := range f.neighbours(true) {
		if topology.IsTransit(far) {
			continue
		}
		passing := f.fromOwn.Intersect(packet.To(e.SubnetAddresses(far))).Intersect(e.SubnetACL(far, false).May)
		requests := f.out.opening(f.named.askedFrom(f.subnet).Union(f.named.servedIn(far))).Intersect(passing)
		groups, inView := admitted(e, far)
		if !inView {
			unknown = unknown.Union(requests)
			continue
		}
		passing, requests = passing.Intersect(groups), requests.Intersect(groups)
		for _, i := range f.subnet.Interfaces {
			ports, opens := clientOf(i)
			if !opens || i.Kind == model.InterfaceNAT || !asks(i, far) || alone(i, far) {
				continue
			}
			sent := requests
			if served, ok := f.named.servedTo(i, far); ok {
				sent = f.out.opening(f.named.askedFrom(f.subnet).Union(served)).Intersect(passing)
			}
			sent = sent.Intersect(e.Groups(i, true).May)
			serversSeen = serversSeen || !sent.IsEmpty()
			f.add(flow{out: true, requests: sent, clients: ports, far: topology.SubnetWords(far), near: place(i, f.subnet), farCIDR: cidr(far), client: i.Base()})
		}
	}
	if !serversSeen && len(f.subnet.Interfaces) == 0 {
		f.add(flow{
			out: true, requests: unknown, clients: unknownClients(f.pass.Options),
			far: "the other subnets of the VPC", anyFar: true,
		})
	}
}

// remote finds what is opened between the subnet and networks behind gateways and peering connections, both
// ways. Who is there is not in view.
func (f *flows) remote() {
	if topology.IsTransit(f.subnet) {
		return
	}
	e := f.pass.Reach
	away := packet.AnyAddr().Minus(reach.Internet())
	if v := f.subnet.VPC.To(); v != nil {
		away = away.Minus(e.VPCAddresses(v).May)
	}
	for _, x := range f.exits(away) {
		switch x.Kind {
		case model.TargetTransitGateway, model.TargetVPNGateway, model.TargetPeering:
		default:
			continue
		}
		if !x.Certain {
			continue
		}
		far := "the networks behind " + x.Leg.String()
		if f.concerns(false, x.Dst) {
			in := f.in.opening(f.named.servedIn(f.subnet)).Intersect(f.toOwn).Intersect(packet.From(x.Dst))
			f.add(flow{
				requests: accepted(e, f.subnet, in), clients: unknownClients(f.pass.Options), far: far, anyFar: true,
			})
		}
		if !f.concerns(true, x.Dst) {
			continue
		}
		out := f.out.opening(f.named.askedFrom(f.subnet)).Intersect(f.fromOwn).Intersect(packet.To(x.Dst))
		for _, i := range f.subnet.Interfaces {
			ports, opens := clientOf(i)
			if !opens || i.Kind == model.InterfaceLoadBalancer || i.Kind == model.InterfaceNAT {
				continue
			}
			f.add(flow{
				out: true, requests: out.Intersect(e.Groups(i, true).May),
				clients: ports, far: far, near: place(i, f.subnet), client: i.Base(), anyFar: true,
			})
		}
	}
}
