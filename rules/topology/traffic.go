package topology

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// Traffic names the protocol and ports of a filter's rule: "TCP 443", "UDP 1024-65535", "all traffic".
func Traffic(m model.FilterMatch) string {
	p, ok := m.Protocol.OrDefault(packet.AnyProtocol).Get()
	switch {
	case !ok:
		return "traffic of an unknown protocol"
	case p == packet.AnyProtocol:
		return "all traffic"
	case !p.HasPorts():
		return strings.ToUpper(p.String())
	}
	from, okFrom := m.FromPort.OrDefault(0).Get()
	to, okTo := m.ToPort.OrDefault(65535).Get()
	name := strings.ToUpper(p.String())
	switch {
	case !okFrom || !okTo:
		return name + " on unknown ports"
	case from == to:
		return fmt.Sprintf("%s %d", name, from)
	case from <= 0 && to == 65535:
		return name + " on all ports"
	default:
		return fmt.Sprintf("%s %d-%d", name, from, to)
	}
}

// ListenerProtocols gives the protocols that a load balancer's listener takes; none where that is not known. An
// application load balancer's is HTTP where none is written.
func ListenerProtocols(l *model.Listener) []packet.Protocol {
	switch text, _ := l.Protocol.OrDefault("HTTP").Get(); text {
	case "HTTP", "HTTPS", "TCP", "TLS", "SSL":
		return []packet.Protocol{packet.TCP}
	case "UDP", "QUIC":
		return []packet.Protocol{packet.UDP}
	case "TCP_UDP", "TCP_QUIC":
		return []packet.Protocol{packet.TCP, packet.UDP}
	}
	return nil
}

// MayMatch reports whether a match covers the port in one of the protocols, or may: what is not known of it counts.
func MayMatch(m model.FilterMatch, port int, protocols ...packet.Protocol) bool {
	protocol, known := m.Protocol.OrDefault(packet.AnyProtocol).Get()
	switch {
	case !known, protocol == packet.AnyProtocol:
		return true
	case !slices.Contains(protocols, protocol):
		return false
	}
	first, last := m.FromPort.Or(0), m.ToPort.Or(65535)
	return first == -1 || first <= port && port <= last
}
