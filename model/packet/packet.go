package packet

import (
	"fmt"
	"net/netip"
)

// Packet is one IP packet, as far as a Set tells packets apart. Its family is that of its addresses, which
// must be the same for both. Fields that packets of its protocol do not have are to be zero. Packets
// compare with ==.
type Packet struct {
	Protocol Protocol // 0 to 255, not AnyProtocol
	Src, Dst netip.Addr
	SrcPort  uint16 // TCP and UDP only
	DstPort  uint16 // TCP and UDP only
	ICMPType uint8  // ICMP and ICMPv6 only
	ICMPCode uint8  // ICMP and ICMPv6 only
}

// Reverse gives the packet that answers p: addresses and ports exchanged, an echo reply for an echo request
// and the other way round. Any other ICMP message has no answer, and ok is false.
func (p Packet) Reverse() (answer Packet, ok bool) {
	answer = p
	answer.Src, answer.Dst = p.Dst, p.Src
	answer.SrcPort, answer.DstPort = p.DstPort, p.SrcPort
	request, reply := ICMPEchoRequest, ICMPEchoReply
	switch p.Protocol {
	case ICMP:
	case ICMPv6:
		request, reply = ICMPv6EchoRequest, ICMPv6EchoReply
	default:
		return answer, true
	}
	switch p.ICMPType {
	case request:
		answer.ICMPType = reply
	case reply:
		answer.ICMPType = request
	default:
		return Packet{}, false
	}
	return answer, true
}

// String describes the packet: "tcp 10.0.0.4:49152 → 10.1.0.4:443",
// "icmp type 8 code 0 (echo request) 10.0.0.4 → 10.1.0.4", "protocol 50 (esp) 10.0.0.4 → 10.1.0.4".
func (p Packet) String() string {
	switch {
	case p.Protocol.HasPorts():
		return fmt.Sprintf("%v %v → %v", p.Protocol, netip.AddrPortFrom(p.Src, p.SrcPort), netip.AddrPortFrom(p.Dst, p.DstPort))
	case p.Protocol.IsICMP():
		return fmt.Sprintf("%v type %d code %d%s %v → %v", p.Protocol, p.ICMPType, p.ICMPCode, p.echoWord(), p.Src, p.Dst)
	default:
		return fmt.Sprintf("%v %v → %v", p.Protocol, p.Src, p.Dst)
	}
}

func (p Packet) echoWord() string {
	switch {
	case p.Protocol == ICMP && p.ICMPType == ICMPEchoRequest, p.Protocol == ICMPv6 && p.ICMPType == ICMPv6EchoRequest:
		return " (echo request)"
	case p.Protocol == ICMP && p.ICMPType == ICMPEchoReply, p.Protocol == ICMPv6 && p.ICMPType == ICMPv6EchoReply:
		return " (echo reply)"
	default:
		return ""
	}
}
