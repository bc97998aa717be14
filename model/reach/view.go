package reach

import "github.com/netlint/netlint/model/packet"

// A walk keeps all its sets in the coordinates of the packets as the sender sends them. A view translates
// between those and the packets at some point of the way, where a NAT has changed them, or where they are the
// answers: so every filter of the way says exactly which of the packets sent it stops.
type view interface {
	// pull gives the packets sent that are in set at this point: those of which every translation is where
	// always, else those of which some translation is.
	pull(set packet.Set, always bool) packet.Set
	// show gives what the packets sent look like at this point.
	show(sent packet.Set) packet.Set
	// sources and destinations are the addresses of what show gives, at less cost.
	sources(sent packet.Set) packet.AddrSet
	destinations(sent packet.Set) packet.AddrSet
}

// identity is the view at the sender.
type identity struct{}

func (identity) pull(set packet.Set, _ bool) packet.Set { return set }
func (identity) show(sent packet.Set) packet.Set        { return sent }

func (identity) sources(sent packet.Set) packet.AddrSet      { return sent.Sources() }
func (identity) destinations(sent packet.Set) packet.AddrSet { return sent.Destinations() }

// translated is the view behind a NAT that gives packets a source address of to and a source port of its
// own choice.
type translated struct {
	before view
	to     packet.AddrSet
	ports  packet.PortSet
}

func (v translated) pull(set packet.Set, always bool) packet.Set {
	if set.IsAll() {
		return set
	}
	if always {
		return v.pull(set.Complement(), false).Complement()
	}
	domain := packet.All().MapSource(v.to).WithSourcePorts(v.ports)
	hit := set.Intersect(domain)
	return v.before.pull(hit.MapSource(packet.AnyAddr()).WithSourcePorts(packet.AnyPort()), false)
}

func (v translated) show(sent packet.Set) packet.Set {
	return v.before.show(sent).MapSource(v.to).WithSourcePorts(v.ports)
}

func (v translated) sources(packet.Set) packet.AddrSet           { return v.to }
func (v translated) destinations(sent packet.Set) packet.AddrSet { return v.before.destinations(sent) }

// answered is the view of the answers to the packets at a point of the way.
type answered struct{ asked view }

// oneWay are the packets that nothing answers: ICMP messages other than echo.
var oneWay = packet.Union(packet.OfProtocol(packet.ICMP), packet.OfProtocol(packet.ICMPv6)).Minus(packet.Union(
	packet.ICMPMessages(packet.ICMP, int(packet.ICMPEchoRequest), -1), packet.ICMPMessages(packet.ICMP, int(packet.ICMPEchoReply), -1),
	packet.ICMPMessages(packet.ICMPv6, int(packet.ICMPv6EchoRequest), -1), packet.ICMPMessages(packet.ICMPv6, int(packet.ICMPv6EchoReply), -1)))

// twoWay are all others, and connections those that somebody begins with.
var (
	twoWay      = oneWay.Complement()
	connections = twoWay.Minus(packet.Union(
		packet.ICMPMessages(packet.ICMP, int(packet.ICMPEchoReply), -1), packet.ICMPMessages(packet.ICMPv6, int(packet.ICMPv6EchoReply), -1)))
)

func (v answered) pull(set packet.Set, always bool) packet.Set {
	if set.IsAll() {
		return set
	}
	return v.asked.pull(set.Reverse(), always)
}

func (v answered) show(sent packet.Set) packet.Set { return v.asked.show(sent).Reverse() }

func (v answered) sources(sent packet.Set) packet.AddrSet      { return v.asked.destinations(sent) }
func (v answered) destinations(sent packet.Set) packet.AddrSet { return v.asked.sources(sent) }
