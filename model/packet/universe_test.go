package packet

import (
	"math/bits"
	"net/netip"
)

// The oracle is a universe so small that a set is a bitmap over all its packets. Each dimension is cut into
// a few classes that cover it; expressions are built from whole classes, so that what holds for the bitmap
// holds for the Set exactly, borders and complements included.

// class is a run of values that the oracle does not tell apart.
type class struct{ first, last number }

func addrClass(first, last string) class {
	return class{numberOf(netip.MustParseAddr(first)), numberOf(netip.MustParseAddr(last))}
}

func numberClass(first, last uint64) class { return class{number{lo: first}, number{lo: last}} }

var (
	ipv4Classes = []class{
		addrClass("0.0.0.0", "9.255.255.255"), addrClass("10.0.0.0", "10.0.0.0"), addrClass("10.0.0.1", "10.0.0.255"),
		addrClass("10.0.1.0", "10.0.1.255"), addrClass("10.0.2.0", "10.255.255.255"), addrClass("11.0.0.0", "203.0.112.255"),
		addrClass("203.0.113.0", "255.255.255.254"), addrClass("255.255.255.255", "255.255.255.255"),
	}
	ipv6Classes = []class{
		addrClass("::", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff"), addrClass("2001:db8::", "2001:db8::ffff:ffff:ffff:ffff"),
		addrClass("2001:db8:0:1::", "2001:db8:0:1:7fff:ffff:ffff:ffff"), addrClass("2001:db8:0:1:8000::", "2001:db8:0:1:8000::"),
		addrClass("2001:db8:0:1:8000::1", "2001:db8:0:1:ffff:ffff:ffff:ffff"), addrClass("2001:db8:0:2::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
		addrClass("fe00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"), addrClass("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
	}
	portClasses = []class{
		numberClass(0, 0), numberClass(1, 79), numberClass(80, 80), numberClass(81, 442),
		numberClass(443, 443), numberClass(444, 1023), numberClass(1024, 49151), numberClass(49152, 65535),
	}
	// Echo messages are cut by code, so that an answer of a class is a class.
	icmpClasses = []class{
		numberClass(0, 0), numberClass(1, 255), numberClass(256, 8<<8-1), numberClass(8<<8, 8<<8), numberClass(8<<8+1, 8<<8|255),
		numberClass(9<<8, 128<<8-1), numberClass(128<<8, 128<<8|255), numberClass(129<<8, 129<<8|255), numberClass(130<<8, 65535),
	}
	// protocolClasses are the protocols of each class; the last one stands for all others.
	protocolClasses = []Protocol{TCP, UDP, ICMP, ICMPv6, esp}
)

// esp has neither ports nor types; it stands for all such protocols.
const esp Protocol = 50

// tiny is one packet of the small universe: the index of its class in each layer.
type tiny struct {
	v6    bool
	class [layers]int
}

// universe lists the packets of the small universe, and knows for each class of each dimension the bitmap
// of the packets in it.
type universe struct {
	points []tiny
	index  map[tiny]int
	family [2]bitmap           // by v6
	values [2][layers][]bitmap // by v6, layer and class; ports only of TCP and UDP
	icmp   [2][]bitmap         // by v6 and class; of ICMP and ICMPv6
	ported bitmap              // the packets that have ports

	answers move            // to the packet that answers
	moves   [layers][8]move // by layer and class: to the packet that differs in that class only
}

// move says for each packet of the universe which one it becomes, or -1 for none.
type move []int

type bitmap []uint64

func newUniverse() *universe {
	u := &universe{index: map[tiny]int{}}
	for _, v6 := range []bool{false, true} {
		for p, protocol := range protocolClasses {
			srcPorts, messages := len(portClasses), len(portClasses)
			switch {
			case protocol.IsICMP():
				srcPorts, messages = 1, len(icmpClasses)
			case !protocol.HasPorts():
				srcPorts, messages = 1, 1
			}
			for src := range ipv4Classes {
				for dst := range ipv4Classes {
					for srcPort := range srcPorts {
						for message := range messages {
							t := tiny{v6, [layers]int{p, src, dst, srcPort, message}}
							u.index[t] = len(u.points)
							u.points = append(u.points, t)
						}
					}
				}
			}
		}
	}
	for f := range 2 {
		u.family[f] = u.where(func(t tiny) bool { return t.v6 == (f == 1) })
		for layer, count := range [layers]int{len(protocolClasses), len(ipv4Classes), len(ipv4Classes), len(portClasses), len(portClasses)} {
			for c := range count {
				u.values[f][layer] = append(u.values[f][layer], u.where(func(t tiny) bool {
					return t.v6 == (f == 1) && t.class[layer] == c && (layer < layerSourcePort || u.protocol(t).HasPorts())
				}))
			}
		}
		for c := range icmpClasses {
			u.icmp[f] = append(u.icmp[f], u.where(func(t tiny) bool {
				return t.v6 == (f == 1) && u.protocol(t).IsICMP() && t.class[layerMessage] == c
			}))
		}
	}
	u.ported = u.where(func(t tiny) bool { return u.protocol(t).HasPorts() })
	u.answers = u.moveBy(u.reverse)
	for layer := layerSource; layer < layers; layer++ {
		for c := range 8 {
			u.moves[layer][c] = u.moveBy(func(t tiny) (tiny, bool) {
				if layer < layerSourcePort || u.protocol(t).HasPorts() {
					t.class[layer] = c
				}
				return t, true
			})
		}
	}
	return u
}

func (u *universe) moveBy(f func(tiny) (tiny, bool)) move {
	m := make(move, len(u.points))
	for i, t := range u.points {
		m[i] = -1
		if t, ok := f(t); ok {
			m[i] = u.index[t]
		}
	}
	return m
}

func (u *universe) protocol(t tiny) Protocol { return protocolClasses[t.class[layerProtocol]] }

func (u *universe) empty() bitmap { return make(bitmap, (len(u.points)+63)/64) }

func (u *universe) where(holds func(tiny) bool) bitmap {
	b := u.empty()
	for i, t := range u.points {
		if holds(t) {
			b.add(i)
		}
	}
	return b
}

func (b bitmap) add(i int)           { b[i/64] |= 1 << (i % 64) }
func (b bitmap) contains(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

func (b bitmap) combine(o bitmap, f func(x, y uint64) uint64) bitmap {
	out := make(bitmap, len(b))
	for i := range b {
		out[i] = f(b[i], o[i])
	}
	return out
}

func or(x, y uint64) uint64     { return x | y }
func and(x, y uint64) uint64    { return x & y }
func andNot(x, y uint64) uint64 { return x &^ y }

// keep narrows b to the packets in one of the chosen classes.
func (b bitmap) keep(classes []bitmap, chosen func(int) bool) {
	var masks []bitmap
	for c, m := range classes {
		if chosen(c) {
			masks = append(masks, m)
		}
	}
	for i := range b {
		var m uint64
		for _, mask := range masks {
			m |= mask[i]
		}
		b[i] &= m
	}
}

// addMoved adds what the packets of from become by m.
func (b bitmap) addMoved(from bitmap, m move) {
	for i, word := range from {
		for ; word != 0; word &= word - 1 {
			if to := m[i*64+bits.TrailingZeros64(word)]; to >= 0 {
				b.add(to)
			}
		}
	}
}

// choice is a set of classes.
type choice uint16

func (c choice) has(i int) bool { return c>>i&1 != 0 }

func (c choice) node(classes []class) *node {
	var runs []interval
	for i, v := range classes {
		if c.has(i) {
			runs = append(runs, interval(v))
		}
	}
	if len(runs) == 0 {
		return nil
	}
	return line(classes[len(classes)-1].last, runs...)
}

func (c choice) addrs() AddrSet { return AddrSet{c.node(ipv4Classes), c.node(ipv6Classes)} }
func (c choice) ports() PortSet { return PortSet{c.node(portClasses)} }
