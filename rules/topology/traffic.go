package topology

import (
	"fmt"
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
