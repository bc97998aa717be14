package packet

// Match describes packets as a rule of a security group or network ACL does: by one protocol and a set of
// values for each field. Start from AnyMatch and narrow it: the zero Match has empty sets and matches
// nothing.
type Match struct {
	Protocol Protocol // AnyProtocol for all
	Src, Dst AddrSet
	SrcPorts PortSet // counts for TCP and UDP only
	DstPorts PortSet // counts for TCP and UDP only
	ICMPType int     // counts for ICMP and ICMPv6 only; 0 to 255, or -1 for any
	ICMPCode int     // counts for ICMP and ICMPv6 only; 0 to 255, or -1 for any
}

// AnyMatch matches every packet.
func AnyMatch() Match {
	return Match{
		Protocol: AnyProtocol,
		Src:      AnyAddr(), Dst: AnyAddr(),
		SrcPorts: AnyPort(), DstPorts: AnyPort(),
		ICMPType: -1, ICMPCode: -1,
	}
}

// Set is the set of the packets that m matches. As in AWS, fields that packets of the protocol do not have
// are ignored: with AnyProtocol, ports and ICMP types are.
func (m Match) Set() Set {
	srcPorts, message := anyPort, anyPort
	switch {
	case m.Protocol.HasPorts():
		srcPorts, message = m.SrcPorts.n, m.DstPorts.n
	case m.Protocol.IsICMP():
		message = ICMPTypes(m.ICMPType, m.ICMPCode).n
	}
	p := m.Protocol.node()
	return Set{
		v4: box{p, m.Src.v4, m.Dst.v4, srcPorts, message}.node(),
		v6: box{p, m.Src.v6, m.Dst.v6, srcPorts, message}.node(),
	}
}

// OfProtocol is the set of the packets of a protocol; of every packet for AnyProtocol, and of none for a
// number out of range.
func OfProtocol(p Protocol) Set {
	switch p {
	case AnyProtocol:
		return all
	case TCP:
		return allTCP
	case UDP:
		return allUDP
	}
	return ofProtocols(p.node())
}

// Sets that are asked for again and again, built once.
var (
	allTCP, allUDP = ofProtocols(tcp), ofProtocols(udp)
	withPorts      = ofProtocols(portProtocols)
	withoutPorts   = ofProtocols(noPortProtocols)
)

func ofProtocols(protocols *node) Set {
	return Set{
		v4: box{protocols, anyIPv4, anyIPv4, anyPort, anyPort}.node(),
		v6: box{protocols, anyIPv6, anyIPv6, anyPort, anyPort}.node(),
	}
}

// From is the set of the packets with a source address in a.
func From(a AddrSet) Set {
	return Set{
		v4: box{anyProtocol, a.v4, anyIPv4, anyPort, anyPort}.node(),
		v6: box{anyProtocol, a.v6, anyIPv6, anyPort, anyPort}.node(),
	}
}

// To is the set of the packets with a destination address in a.
func To(a AddrSet) Set {
	return Set{
		v4: box{anyProtocol, anyIPv4, a.v4, anyPort, anyPort}.node(),
		v6: box{anyProtocol, anyIPv6, a.v6, anyPort, anyPort}.node(),
	}
}

// SrcPorts is the set of the TCP and UDP packets with a source port in ports.
func SrcPorts(ports PortSet) Set {
	return Set{
		v4: box{portProtocols, anyIPv4, anyIPv4, ports.n, anyPort}.node(),
		v6: box{portProtocols, anyIPv6, anyIPv6, ports.n, anyPort}.node(),
	}
}

// DstPorts is the set of the TCP and UDP packets with a destination port in ports.
func DstPorts(ports PortSet) Set {
	return Set{
		v4: box{portProtocols, anyIPv4, anyIPv4, anyPort, ports.n}.node(),
		v6: box{portProtocols, anyIPv6, anyIPv6, anyPort, ports.n}.node(),
	}
}

// ICMPMessages is the set of the packets of p, which is ICMP or ICMPv6, with a type and a code, each from 0
// to 255 or -1 for any. For other protocols it is empty.
func ICMPMessages(p Protocol, icmpType, code int) Set {
	if !p.IsICMP() {
		return Set{}
	}
	m := AnyMatch()
	m.Protocol, m.ICMPType, m.ICMPCode = p, icmpType, code
	return m.Set()
}

// Of is the set of one packet, or the empty set if it cannot be, as in Set.Contains.
func Of(p Packet) Set {
	if p.Protocol < 0 {
		return Set{}
	}
	m := AnyMatch()
	m.Protocol, m.Src, m.Dst = p.Protocol, Addrs(p.Src), Addrs(p.Dst)
	m.SrcPorts, m.DstPorts = Port(p.SrcPort), Port(p.DstPort)
	m.ICMPType, m.ICMPCode = int(p.ICMPType), int(p.ICMPCode)
	return m.Set()
}
