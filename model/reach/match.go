package reach

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// matched is the set of the packets that the protocol and port part of a filter's rule matches, and whose
// far end lies in the given addresses: the source where the rule filters what comes in, the destination where
// it filters what goes out. Certain packets match whatever unknown parts turn out to be.
func matched(m model.FilterMatch, far Span, egress bool) Filter {
	certain, possible := packet.AnyMatch(), packet.AnyMatch()
	exact := true
	why := far.Why
	unknown := func(w, otherwise string) {
		exact = false
		why = firstOf(why, w, otherwise)
	}
	if p, ok := m.Protocol.OrDefault(packet.AnyProtocol).Get(); ok {
		certain.Protocol, possible.Protocol = p, p
	} else {
		unknown(m.Protocol.Why(), "its protocol is not known")
	}
	first, last := portBounds(m.FromPort, 0), portBounds(m.ToPort, 65535)
	if certain.Protocol.HasPorts() {
		if first.known && last.known {
			certain.DstPorts = portsBetween(first.value, last.value)
			possible.DstPorts = certain.DstPorts
		} else {
			unknown(firstOf(m.FromPort.Why(), m.ToPort.Why()), "its ports are not known")
			// An end that is known still bounds the range.
			if first.known {
				possible.DstPorts = portsBetween(first.value, 65535)
			}
			if last.known {
				possible.DstPorts = portsBetween(0, last.value)
			}
		}
	}
	if certain.Protocol.IsICMP() {
		t, okType := m.ICMPType.OrDefault(-1).Get()
		c, okCode := m.ICMPCode.OrDefault(-1).Get()
		if okType {
			certain.ICMPType, possible.ICMPType = t, t
		} else {
			unknown(m.ICMPType.Why(), "its ICMP type is not known")
		}
		if okCode && okType {
			certain.ICMPCode, possible.ICMPCode = c, c
		} else if !okCode {
			unknown(m.ICMPCode.Why(), "its ICMP code is not known")
		}
	}
	if egress {
		certain.Dst, possible.Dst = far.Must, far.May
	} else {
		certain.Src, possible.Src = far.Must, far.May
	}
	f := Filter{May: possible.Set(), Why: why}
	switch {
	case exact && far.Certain():
		f.Must = f.May
	case exact:
		f.Must = certain.Set()
	}
	return f
}

type bound struct {
	value int
	known bool
}

func portBounds(v model.Value[int], otherwise int) bound {
	n, ok := v.OrDefault(otherwise).Get()
	return bound{n, ok}
}

// portsBetween is the set of the ports from first through last as far as they are ports; AWS writes -1 for
// all.
func portsBetween(first, last int) packet.PortSet {
	if first == -1 && last == -1 {
		return packet.AnyPort()
	}
	first, last = max(first, 0), min(last, 65535)
	if first > last {
		return packet.PortSet{}
	}
	return packet.Ports(uint16(first), uint16(last))
}
