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
		f.throughAttachment()
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

// portsOf widens a set to all packets of the same protocols and destination ports.
func portsOf(s packet.Set) packet.Set {
	var out []packet.Set
	for _, p := range []packet.Protocol{packet.TCP, packet.UDP} {
		out = append(out, packet.DstPorts(s.DstPorts(p)).Intersect(packet.OfProtocol(p)))
	}
	return packet.Union(out...)
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

var wellKnownTCP = packet.DstPorts(wellKnownPorts).Intersect(packet.OfProtocol(packet.TCP))

var https = packet.DstPorts(packet.Port(443)).Intersect(packet.OfProtocol(packet.TCP))
