package packet

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// Protocol is the protocol number of an IP packet, 0 to 255, or AnyProtocol.
type Protocol int16

// The protocols that have names in this package, by their numbers in the IANA registry "Protocol Numbers".
const (
	AnyProtocol Protocol = -1 // every protocol, written "-1" or "all"
	ICMP        Protocol = 1
	TCP         Protocol = 6
	UDP         Protocol = 17
	ICMPv6      Protocol = 58
)

// protocolNames are the keywords of the IANA registry, by number, in lower case. The AWS provider of
// Terraform accepts them for network ACLs. An empty name is a number without a keyword.
var protocolNames = [256]string{
	0: "hopopt", 1: "icmp", 2: "igmp", 3: "ggp", 4: "ipv4", 5: "st", 6: "tcp", 7: "cbt", 8: "egp", 9: "igp",
	10: "bbn-rcc-mon", 11: "nvp-ii", 12: "pup", 13: "argus", 14: "emcon", 15: "xnet", 16: "chaos", 17: "udp",
	18: "mux", 19: "dcn-meas", 20: "hmp", 21: "prm", 22: "xns-idp", 23: "trunk-1", 24: "trunk-2", 25: "leaf-1",
	26: "leaf-2", 27: "rdp", 28: "irtp", 29: "iso-tp4", 30: "netblt", 31: "mfe-nsp", 32: "merit-inp", 33: "dccp",
	34: "3pc", 35: "idpr", 36: "xtp", 37: "ddp", 38: "idpr-cmtp", 39: "tp++", 40: "il", 41: "ipv6", 42: "sdrp",
	43: "ipv6-route", 44: "ipv6-frag", 45: "idrp", 46: "rsvp", 47: "gre", 48: "dsr", 49: "bna", 50: "esp", 51: "ah",
	52: "i-nlsp", 53: "swipe", 54: "narp", 55: "mobile", 56: "tlsp", 57: "skip", 58: "icmpv6", 59: "ipv6-nonxt",
	60: "ipv6-opts", 62: "cftp", 64: "sat-expak", 65: "kryptolan", 66: "rvd", 67: "ippc", 69: "sat-mon", 70: "visa",
	71: "ipcv", 72: "cpnx", 73: "cphb", 74: "wsn", 75: "pvp", 76: "br-sat-mon", 77: "sun-nd", 78: "wb-mon",
	79: "wb-expak", 80: "iso-ip", 81: "vmtp", 82: "secure-vmtp", 83: "vines", 84: "ttp", 85: "nsfnet-igp", 86: "dgp",
	87: "tcf", 88: "eigrp", 89: "ospfigp", 90: "sprite-rpc", 91: "larp", 92: "mtp", 93: "ax.25", 94: "ipip",
	95: "micp", 96: "scc-sp", 97: "etherip", 98: "encap", 100: "gmtp", 101: "ifmp", 102: "pnni", 103: "pim",
	104: "aris", 105: "scps", 106: "qnx", 107: "a/n", 108: "ipcomp", 109: "snp", 110: "compaq-peer",
	111: "ipx-in-ip", 112: "vrrp", 113: "pgm", 115: "l2tp", 116: "ddx", 117: "iatp", 118: "stp", 119: "srp",
	120: "uti", 121: "smp", 122: "sm", 123: "ptp", 124: "isis", 125: "fire", 126: "crtp", 127: "crudp",
	128: "sscopmce", 129: "iplt", 130: "sps", 131: "pipe", 132: "sctp", 133: "fc", 134: "rsvp-e2e-ignore",
	135: "mobility-header", 136: "udplite", 137: "mpls-in-ip", 138: "manet", 139: "shim6", 140: "wesp", 141: "rohc",
}

// ParseProtocol reads a protocol as AWS and its providers accept it, in any case: "tcp", "udp", "icmp",
// "icmpv6", "all", "-1", a number from 0 to 255, or a keyword of the IANA registry.
func ParseProtocol(s string) (Protocol, error) {
	name := strings.ToLower(strings.TrimSpace(s))
	switch name {
	case "all", "-1":
		return AnyProtocol, nil
	case "ipv6-icmp":
		return ICMPv6, nil
	case "":
		return 0, fmt.Errorf("the protocol is empty; write a name such as tcp, a number, or -1 for all protocols")
	}
	if n, err := strconv.ParseUint(name, 10, 8); err == nil {
		return Protocol(n), nil
	}
	for number, keyword := range protocolNames {
		if keyword == name {
			return Protocol(number), nil
		}
	}
	return 0, fmt.Errorf("%q is no protocol; write a name such as tcp, a number from 0 to 255, or -1 for all protocols", s)
}

// HasPorts reports whether packets of the protocol have ports in this model: only those of TCP and UDP do.
func (p Protocol) HasPorts() bool { return p == TCP || p == UDP }

// IsICMP reports whether packets of the protocol have an ICMP type and code.
func (p Protocol) IsICMP() bool { return p == ICMP || p == ICMPv6 }

// String gives the name of tcp, udp, icmp, icmpv6 and all, and the number of any other protocol with its
// keyword: "protocol 50 (esp)".
func (p Protocol) String() string {
	switch {
	case p == AnyProtocol:
		return "all protocols"
	case p.HasPorts(), p.IsICMP():
		return protocolNames[p]
	case p >= 0 && p <= 255 && protocolNames[p] != "":
		return fmt.Sprintf("protocol %d (%s)", int(p), protocolNames[p])
	default:
		return fmt.Sprintf("protocol %d", int(p))
	}
}

// node gives the protocols that p stands for; none for a number out of range.
func (p Protocol) node() *node {
	switch {
	case p == AnyProtocol:
		return anyProtocol
	case p < 0 || p > 255:
		return nil
	}
	switch p {
	case TCP:
		return tcp
	case UDP:
		return udp
	}
	return protocolLine(p)
}

// The protocols that nearly every set is made of, built once.
var tcp, udp = protocolLine(TCP), protocolLine(UDP)

func protocolLine(p Protocol) *node {
	n := number{lo: uint64(p)}
	return line(maxProtocol, interval{n, n})
}

// ProtocolSet is a set of protocol numbers from 0 to 255. The zero ProtocolSet is empty. Sets compare with ==.
type ProtocolSet struct{ bits [4]uint64 }

func protocolSet(n *node) ProtocolSet {
	var s ProtocolSet
	for _, v := range n.intervals() {
		for p := v.first.lo; p <= v.last.lo; p++ {
			s.bits[p/64] |= 1 << (p % 64)
		}
	}
	return s
}

func (s ProtocolSet) node() *node {
	var runs []interval
	for _, p := range s.All() {
		n := number{lo: uint64(p)}
		runs = append(runs, interval{n, n})
	}
	return line(maxProtocol, runs...)
}

// Contains reports whether p is in the set; AnyProtocol is if all of 0 to 255 are.
func (s ProtocolSet) Contains(p Protocol) bool {
	if p == AnyProtocol {
		return s.Len() == 256
	}
	return p >= 0 && p <= 255 && s.bits[p/64]&(1<<(p%64)) != 0
}

// Len is the number of protocols in the set, 0 to 256.
func (s ProtocolSet) Len() int {
	n := 0
	for _, b := range s.bits {
		n += bits.OnesCount64(b)
	}
	return n
}

// All gives the protocols in the set, ascending.
func (s ProtocolSet) All() []Protocol {
	out := make([]Protocol, 0, s.Len())
	for p := Protocol(0); p <= 255; p++ {
		if s.Contains(p) {
			out = append(out, p)
		}
	}
	return out
}

// String lists the protocols, or those that are missing if these are fewer: "tcp, udp",
// "all protocols except icmp".
func (s ProtocolSet) String() string {
	switch n := s.Len(); {
	case n == 0:
		return "no protocol"
	case n == 256:
		return AnyProtocol.String()
	case n > 128:
		var rest ProtocolSet
		for i, b := range s.bits {
			rest.bits[i] = ^b
		}
		return AnyProtocol.String() + " except " + rest.String()
	}
	var words []string
	for _, p := range s.All() {
		words = append(words, p.String())
	}
	return strings.Join(words, ", ")
}
