package packet_test

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/netlint/netlint/model/packet"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func prefixes(cidrs ...string) packet.AddrSet {
	var out []netip.Prefix
	for _, c := range cidrs {
		out = append(out, netip.MustParsePrefix(c))
	}
	return packet.Prefixes(out...)
}

func addr(s string) netip.Addr { return netip.MustParseAddr(s) }

// web is HTTPS from one subnet to another.
func web() packet.Match {
	m := packet.AnyMatch()
	m.Protocol = packet.TCP
	m.Src, m.Dst = prefixes("10.0.0.0/24"), prefixes("10.1.0.0/24")
	m.DstPorts = packet.Port(443)
	return m
}

func ping(p packet.Protocol, src, dst string, icmpType uint8) packet.Packet {
	return packet.Packet{Protocol: p, Src: addr(src), Dst: addr(dst), ICMPType: icmpType}
}

func TestParseProtocol(t *testing.T) {
	for s, want := range map[string]packet.Protocol{
		"tcp": packet.TCP, "TCP": packet.TCP, "6": packet.TCP, "17": packet.UDP, "icmp": packet.ICMP, "1": packet.ICMP,
		"icmpv6": packet.ICMPv6, "58": packet.ICMPv6, "ipv6-icmp": packet.ICMPv6, "-1": packet.AnyProtocol, "all": packet.AnyProtocol,
		"ALL": packet.AnyProtocol, "0": 0, "255": 255, "esp": 50, "ah": 51, "vrrp": 112, "gre": 47, "sctp": 132, " udp ": packet.UDP,
	} {
		got, err := packet.ParseProtocol(s)
		require.NoError(t, err, s)
		assert.Equal(t, want, got, s)
	}
	for _, s := range []string{"", "-2", "256", "tcpp", "6.0", "+6", "any"} {
		_, err := packet.ParseProtocol(s)
		assert.Error(t, err, s)
	}
}

func TestWords(t *testing.T) {
	fromClients := web()
	fromClients.SrcPorts = packet.Ports(1024, 65535)
	toPing := packet.AnyMatch()
	toPing.Protocol, toPing.ICMPType, toPing.Dst = packet.ICMP, 8, prefixes("10.1.0.0/24")
	toPing.Src = packet.Addrs(addr("10.0.0.7"))
	for want, s := range map[string]packet.Set{
		"no packet":    {},
		"every packet": packet.All(),
		"tcp 10.0.0.0/24 → 10.1.0.0/24 port 443":                             web().Set(),
		"tcp 10.0.0.0/24 → 10.1.0.0/24 port 443, from ports 1024-65535":      fromClients.Set(),
		"tcp 10.1.0.0/24 → 10.0.0.0/24 ports 1024-65535, from port 443":      fromClients.Set().Reverse(),
		"icmp type 8 10.0.0.7 → 10.1.0.0/24":                                 toPing.Set(),
		"tcp, udp ::/0 → ::/0 ports 80, 443":                                 packet.DstPorts(packet.Port(80).Union(packet.Port(443))).IPv6(),
		"all protocols 0.0.0.0/0 except 10.0.0.0/8 → 0.0.0.0/0":              packet.From(prefixes("10.0.0.0/8").Complement()).IPv4(),
		"all protocols except tcp ::/0 → ::/0":                               packet.All().Minus(packet.OfProtocol(packet.TCP)).IPv6(),
		"protocol 50 (esp) 0.0.0.0/0 → 0.0.0.0/0":                            packet.OfProtocol(50).IPv4(),
		"icmp type 3 code 4 0.0.0.0/0 → 0.0.0.0/0":                           packet.ICMPMessages(packet.ICMP, 3, 4).IPv4(),
		"icmpv6 types 128-129 ::/0 → ::/0":                                   packet.ICMPMessages(packet.ICMPv6, -1, -1).Reverse().IPv6(),
		"tcp 10.0.0.0/24 → 10.1.0.0/24; tcp, udp ::/0 → 2001:db8::1 port 53": packet.OfProtocol(packet.TCP).Intersect(packet.From(prefixes("10.0.0.0/24"))).Intersect(packet.To(prefixes("10.1.0.0/24"))).Union(packet.DstPorts(packet.Port(53)).Intersect(packet.To(prefixes("2001:db8::1/128")))),
	} {
		assert.Equal(t, want, s.String())
	}

	assert.Equal(t, "10.0.0.0/24, 10.0.1.7, 10.0.2.5-10.0.2.9, 2001:db8::/32",
		prefixes("10.0.0.0/25", "10.0.0.128/25", "10.0.1.7/32", "2001:db8::/32").Union(packet.Addresses(addr("10.0.2.5"), addr("10.0.2.9"))).String())
	assert.Equal(t, "0-21, 23-65535", packet.Port(22).Complement().String())
	assert.Equal(t, "type 0 codes 1-255, types 1-2, type 3 codes 0-3", packet.ICMPMessages(packet.ICMP, 0, -1).Minus(packet.ICMPMessages(packet.ICMP, 0, 0)).
		Union(packet.ICMPMessages(packet.ICMP, 1, -1)).Union(packet.ICMPMessages(packet.ICMP, 2, -1)).Union(packet.ICMPMessages(packet.ICMP, 3, -1)).
		Minus(icmpCodes(4, 255)).ICMPTypes(packet.ICMP).String())
}

// icmpCodes is ICMP type 3 with the codes from first through last.
func icmpCodes(first, last int) packet.Set {
	var out packet.Set
	for code := first; code <= last; code++ {
		out = out.Union(packet.ICMPMessages(packet.ICMP, 3, code))
	}
	return out
}

// AWS ignores the port range of a rule for all protocols, and of one for a protocol without ports.
func TestMatchIgnoresFieldsOfOtherProtocols(t *testing.T) {
	m := web()
	m.Protocol, m.DstPorts, m.ICMPType, m.ICMPCode = packet.AnyProtocol, packet.Port(0), 0, 0
	https := packet.Packet{Protocol: packet.TCP, Src: addr("10.0.0.4"), Dst: addr("10.1.0.4"), SrcPort: 49152, DstPort: 443}
	assert.True(t, m.Set().Contains(https))
	assert.True(t, m.Set().Contains(ping(packet.ICMP, "10.0.0.4", "10.1.0.4", 8)))

	m.Protocol = packet.TCP
	assert.False(t, m.Set().Contains(https))
	m.Protocol = packet.ICMP
	assert.False(t, m.Set().Contains(ping(packet.ICMP, "10.0.0.4", "10.1.0.4", 8)))
	m.ICMPType = 8
	assert.True(t, m.Set().Contains(ping(packet.ICMP, "10.0.0.4", "10.1.0.4", 8)))

	assert.True(t, packet.Match{}.Set().IsEmpty(), "a match that nobody filled in matches nothing")
	m.Protocol = 256
	assert.True(t, m.Set().IsEmpty())
}

func TestContainsOnlyPacketsThatCanBe(t *testing.T) {
	assert.True(t, packet.All().Contains(ping(packet.ICMP, "10.0.0.4", "10.1.0.4", 8)))
	assert.True(t, packet.All().Contains(ping(packet.ICMP, "::ffff:10.0.0.4", "10.1.0.4", 8)), "an IPv4-mapped address is the IPv4 address")
	assert.True(t, packet.From(prefixes("::ffff:10.0.0.0/120")).Contains(ping(packet.ICMP, "10.0.0.4", "10.1.0.4", 8)))
	assert.False(t, packet.All().Contains(ping(packet.ICMP, "10.0.0.4", "2001:db8::1", 8)))
	assert.False(t, packet.All().Contains(ping(packet.AnyProtocol, "10.0.0.4", "10.1.0.4", 8)))
	assert.False(t, packet.All().Contains(packet.Packet{}))
	assert.True(t, packet.Of(ping(packet.ICMP, "10.0.0.4", "2001:db8::1", 8)).IsEmpty())
	assert.True(t, packet.Of(packet.Packet{Protocol: packet.AnyProtocol, Src: addr("10.0.0.4"), Dst: addr("10.0.0.5")}).IsEmpty())
}

func TestReverseOfPackets(t *testing.T) {
	https := packet.Packet{Protocol: packet.TCP, Src: addr("10.0.0.4"), Dst: addr("10.1.0.4"), SrcPort: 49152, DstPort: 443}
	request := ping(packet.ICMP, "10.0.0.4", "10.1.0.4", 8)
	requestIPv6 := ping(packet.ICMPv6, "2001:db8::4", "2001:db8:1::4", 128)
	esp := packet.Packet{Protocol: 50, Src: addr("10.0.0.4"), Dst: addr("10.1.0.4")}
	for _, p := range []packet.Packet{https, request, requestIPv6, esp} {
		answer, ok := p.Reverse()
		require.True(t, ok)
		assert.Equal(t, p.Src, answer.Dst)
		assert.True(t, packet.Of(p).Reverse().Equal(packet.Of(answer)), "%v", answer)
		back, ok := answer.Reverse()
		assert.True(t, ok)
		assert.Equal(t, p, back)
	}
	unreachable := ping(packet.ICMP, "10.0.0.4", "10.1.0.4", 3)
	_, ok := unreachable.Reverse()
	assert.False(t, ok)
	assert.True(t, packet.Of(unreachable).Reverse().IsEmpty())

	answer, _ := https.Reverse()
	assert.Equal(t, "tcp 10.1.0.4:443 → 10.0.0.4:49152", answer.String())
	answer, _ = requestIPv6.Reverse()
	assert.Equal(t, "icmpv6 type 129 code 0 (echo reply) 2001:db8:1::4 → 2001:db8::4", answer.String())
	assert.Equal(t, "protocol 50 (esp) 10.0.0.4 → 10.1.0.4", esp.String())
}

func TestTranslation(t *testing.T) {
	s := web().Set().Union(packet.Of(ping(packet.ICMP, "10.0.0.4", "10.1.0.4", 8)))
	public := packet.Addrs(addr("203.0.113.7"))
	mapped := s.MapSource(public).WithSourcePorts(packet.Ports(1024, 65535))
	assert.Equal(t, "tcp 203.0.113.7 → 10.1.0.0/24 port 443, from ports 1024-65535", mapped.Intersect(packet.OfProtocol(packet.TCP)).String())
	assert.True(t, mapped.Contains(ping(packet.ICMP, "203.0.113.7", "10.1.0.4", 8)), "port translation leaves a ping as it is")
	assert.False(t, mapped.Contains(ping(packet.ICMP, "10.0.0.4", "10.1.0.4", 8)))
	assert.Equal(t, "10.0.5.5", s.MapDestination(packet.Addrs(addr("10.0.5.5"))).Destinations().String())
	assert.Equal(t, "8080", s.WithDestinationPorts(packet.Port(8080)).DstPorts(packet.TCP).String())

	both := s.Union(packet.Of(ping(packet.ICMPv6, "2001:db8::4", "2001:db8:1::4", 128)))
	assert.True(t, both.MapSource(public).IPv6().IsEmpty(), "no IPv6 packet has an IPv4 source")
	assert.True(t, packet.Set{}.MapSource(public).IsEmpty())
}

func TestProjections(t *testing.T) {
	dns := packet.AnyMatch()
	dns.Protocol, dns.Src, dns.DstPorts, dns.SrcPorts = packet.UDP, prefixes("10.0.0.0/16"), packet.Port(53), packet.Ports(1024, 65535)
	s := web().Set().Union(dns.Set()).Union(packet.ICMPMessages(packet.ICMP, 8, -1).Intersect(packet.From(prefixes("192.0.2.0/24"))))

	assert.Equal(t, "10.0.0.0/16, 192.0.2.0/24", s.Sources().String())
	assert.Equal(t, "0.0.0.0/0", s.Destinations().String())
	assert.Equal(t, []packet.Protocol{packet.ICMP, packet.TCP, packet.UDP}, s.Protocols().All())
	assert.Equal(t, "443", s.DstPorts(packet.TCP).String())
	assert.Equal(t, "53", s.DstPorts(packet.UDP).String())
	assert.Equal(t, "53, 443", s.DstPorts(packet.AnyProtocol).String())
	assert.True(t, s.DstPorts(packet.ICMP).IsEmpty(), "ICMP has no ports")
	assert.True(t, s.DstPorts(50).IsEmpty())
	assert.Equal(t, "any port", s.SrcPorts(packet.TCP).String())
	assert.Equal(t, "1024-65535", s.SrcPorts(packet.UDP).String())
	assert.Equal(t, "type 8", s.ICMPTypes(packet.ICMP).String())
	assert.True(t, s.ICMPTypes(packet.TCP).IsEmpty())
	assert.True(t, s.ICMPTypes(packet.ICMP).Contains(8, 0))
	assert.Len(t, slices.Collect(s.Cubes()), 3)
	for c := range s.Union(packet.All().IPv6()).Cubes() {
		assert.True(t, c.Set().Subset(s))
		break // leaving early is allowed
	}
}

func TestExampleIsPlausible(t *testing.T) {
	smallest := web()
	smallest.Src, smallest.Dst = prefixes("10.0.0.0/32"), prefixes("10.1.0.0/30")
	subnet := web()
	subnet.Src, subnet.DstPorts = prefixes("10.0.0.16/28"), packet.AnyPort()
	high := web()
	high.SrcPorts, high.DstPorts = packet.Ports(0, 2000), packet.Ports(0, 21)
	for want, s := range map[string]packet.Set{
		"tcp 10.0.0.4:49152 → 10.1.0.4:443":                                  web().Set(),
		"tcp 10.0.0.0:49152 → 10.1.0.1:443":                                  smallest.Set(),
		"tcp 10.0.0.20:49152 → 10.1.0.4:443":                                 subnet.Set(),
		"tcp 10.0.0.4:1024 → 10.1.0.4:1":                                     high.Set(),
		"tcp 203.0.113.10:49152 → 198.51.100.10:443":                         packet.All(),
		"tcp [2001:db8::10]:49152 → [2001:db8::20]:22":                       packet.DstPorts(packet.Port(22)).IPv6(),
		"icmp type 8 code 0 (echo request) 203.0.113.10 → 10.1.0.4":          packet.OfProtocol(packet.ICMP).Intersect(packet.To(prefixes("10.1.0.0/16"))),
		"icmpv6 type 128 code 0 (echo request) 2001:db8::10 → 2001:db8:1::4": packet.OfProtocol(packet.ICMPv6).Intersect(packet.To(prefixes("2001:db8:1::/64"))),
		"tcp 1.0.0.4:49152 → 198.51.100.10:443":                              packet.From(packet.Addresses(addr("0.0.0.0"), addr("9.255.255.255"))),
		"tcp 169.254.169.254:49152 → 198.51.100.10:443":                      packet.From(packet.Addrs(addr("169.254.169.254"))),
		"protocol 0 (hopopt) 203.0.113.10 → 198.51.100.10":                   packet.OfProtocol(0),
		"icmp type 3 code 4 203.0.113.10 → 198.51.100.10":                    packet.ICMPMessages(packet.ICMP, 3, 4),
	} {
		p, ok := s.Example()
		assert.True(t, ok)
		assert.Equal(t, want, p.String())
		assert.True(t, s.Contains(p))
	}
	_, ok := packet.Set{}.Example()
	assert.False(t, ok)

	within, fixed, oneHost := web(), web(), web()
	within.Src, within.Dst = prefixes("10.0.0.0/24"), prefixes("10.0.0.0/24")
	fixed.Src, fixed.Dst = prefixes("10.0.0.0/24"), prefixes("10.0.0.4/32")
	oneHost.Src, oneHost.Dst = prefixes("10.0.0.4/32"), prefixes("10.0.0.4/32")
	for want, s := range map[string]packet.Set{
		"tcp 10.0.0.4:49152 → 10.0.0.5:443": within.Set(),
		"tcp 10.0.0.5:49152 → 10.0.0.4:443": fixed.Set(),
		"tcp 10.0.0.4:49152 → 10.0.0.4:443": oneHost.Set(),
	} {
		p, ok := s.Example()
		assert.True(t, ok)
		assert.Equal(t, want, p.String(), "an example is between two hosts where it can be")
	}

	a, ok := prefixes("10.0.3.0/24").Example()
	assert.True(t, ok)
	assert.Equal(t, "10.0.3.4", a.String())
	a, ok = packet.Addresses(addr("10.0.3.0"), addr("10.0.3.4")).Example()
	assert.True(t, ok)
	assert.Equal(t, "10.0.3.1", a.String(), "the last address of a subnet is no host's")
	_, ok = packet.AddrSet{}.Example()
	assert.False(t, ok)
}

func TestAddrSet(t *testing.T) {
	s := prefixes("10.0.0.0/24", "10.0.1.0/24", "10.0.0.128/25", "2001:db8::/64")
	assert.Equal(t, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/23"), netip.MustParsePrefix("2001:db8::/64")}, s.Prefixes())
	assert.True(t, s.Equal(prefixes("2001:db8::/64", "10.0.0.0/23")))
	assert.Equal(t, s.Hash(), prefixes("2001:db8::/64", "10.0.0.0/23").Hash())
	assert.NotEqual(t, s.Hash(), s.IPv4().Hash())
	assert.True(t, s.Contains(addr("10.0.1.255")))
	assert.False(t, s.Contains(addr("10.0.2.0")))
	assert.True(t, s.Contains(addr("2001:db8::7")))
	assert.False(t, s.Contains(addr("2001:db8:0:1::")))
	assert.False(t, s.Contains(netip.Addr{}))
	assert.True(t, s.ContainsPrefix(netip.MustParsePrefix("10.0.1.0/24")))
	assert.False(t, s.ContainsPrefix(netip.MustParsePrefix("10.0.0.0/22")))
	assert.False(t, s.ContainsPrefix(netip.Prefix{}))
	assert.True(t, s.Overlaps(prefixes("10.0.1.7/32")))
	assert.False(t, s.Overlaps(prefixes("10.0.2.0/24", "2001:db8:1::/64")))
	assert.True(t, s.Union(s.Complement()).Equal(packet.AnyAddr()))
	assert.True(t, s.Minus(s).IsEmpty())
	assert.True(t, s.Intersect(packet.AnyIPv6()).Equal(prefixes("2001:db8::/64")))
	assert.True(t, prefixes("0.0.0.0/0").Equal(packet.AnyIPv4()))
	assert.True(t, prefixes("::/0").Equal(packet.AnyIPv6()))
	assert.Equal(t, []netip.Prefix{netip.MustParsePrefix("ffff::/16")}, prefixes("ffff::/16").Prefixes(), "a set may end at the last address")

	assert.Equal(t, "10.0.0.0/16", prefixes("10.0.1.0/24", "10.0.0.0/16", "10.0.3.0/24").String(), "a prefix may lie in another")

	assert.True(t, packet.Prefixes(netip.Prefix{}).IsEmpty())
	assert.True(t, packet.Addrs(netip.Addr{}).IsEmpty())
	assert.True(t, packet.Addresses(addr("10.0.0.9"), addr("10.0.0.5")).IsEmpty())
	assert.True(t, packet.Addresses(addr("10.0.0.9"), addr("2001:db8::")).IsEmpty())
	assert.True(t, packet.Addresses(netip.Addr{}, netip.Addr{}).IsEmpty())
	assert.True(t, prefixes("10.0.0.77/24").Equal(prefixes("10.0.0.0/24")), "host bits do not count")
}

func TestPortSet(t *testing.T) {
	s := packet.Ports(80, 90).Union(packet.Ports(91, 100)).Union(packet.Port(65535))
	assert.Equal(t, []packet.PortRange{{First: 80, Last: 100}, {First: 65535, Last: 65535}}, s.Ranges())
	assert.True(t, s.Equal(packet.Port(65535).Union(packet.Ports(80, 100))))
	assert.True(t, s.Contains(65535))
	assert.False(t, s.Contains(79))
	assert.True(t, packet.Ports(5, 4).IsEmpty())
	assert.True(t, packet.Ports(0, 65535).IsAll())
	assert.True(t, packet.Port(90).Subset(s))
	assert.False(t, s.Overlaps(packet.Ports(101, 65534)))
	assert.Equal(t, "100, 65535", s.Intersect(packet.Ports(100, 65535)).String())
	assert.True(t, s.Complement().Union(s).IsAll())
	assert.Equal(t, "no port", packet.PortSet{}.String())
}

func TestProtocolSet(t *testing.T) {
	s := packet.OfProtocol(packet.TCP).Union(packet.OfProtocol(50)).Protocols()
	assert.Equal(t, "tcp, protocol 50 (esp)", s.String())
	assert.True(t, s.Contains(packet.TCP))
	assert.False(t, s.Contains(packet.UDP))
	assert.False(t, s.Contains(packet.AnyProtocol))
	assert.True(t, packet.All().Protocols().Contains(packet.AnyProtocol))
	assert.Equal(t, s, packet.OfProtocol(50).Union(packet.OfProtocol(packet.TCP)).Protocols())
}

func TestICMPTypes(t *testing.T) {
	everyTypeCode4 := packet.ICMPTypes(-1, 4)
	assert.True(t, everyTypeCode4.Contains(3, 4))
	assert.True(t, everyTypeCode4.Contains(255, 4))
	assert.False(t, everyTypeCode4.Contains(3, 3))
	assert.True(t, packet.ICMPTypes(-1, -1).IsAll())
	assert.Equal(t, "any type", packet.ICMPTypes(-1, -1).String())
	assert.True(t, packet.ICMPTypes(8, -1).Contains(8, 255))
	assert.False(t, packet.ICMPTypes(8, -1).Contains(9, 0))
	for _, none := range []packet.ICMPSet{packet.ICMPTypes(256, 0), packet.ICMPTypes(-2, 0), packet.ICMPTypes(0, 256), packet.ICMPTypes(0, -2)} {
		assert.True(t, none.IsEmpty())
		assert.Equal(t, "no type", none.String())
	}
	assert.True(t, packet.ICMPMessages(packet.ICMP, 8, 0).ICMPTypes(packet.ICMP).Equal(packet.ICMPTypes(8, 0)))
	assert.True(t, packet.ICMPMessages(packet.TCP, 8, 0).IsEmpty(), "TCP has no ICMP messages")
}
