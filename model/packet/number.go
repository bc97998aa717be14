package packet

import (
	"cmp"
	"encoding/binary"
	"net/netip"
)

// number is a value of any dimension of a packet: a protocol number, an address of either family, a port,
// or an ICMP type and code. Only IPv6 addresses use hi. One type for all of them lets one piece of code
// do the algebra of every dimension.
type number struct{ hi, lo uint64 }

// The greatest values of the dimensions. The least is always zero.
var (
	maxProtocol = number{lo: 255}
	maxPort     = number{lo: 65535} // also the greatest ICMP type and code, as type*256+code
	maxIPv4     = number{lo: 1<<32 - 1}
	maxIPv6     = number{hi: 1<<64 - 1, lo: 1<<64 - 1}
)

func (n number) less(o number) bool {
	return n.hi < o.hi || n.hi == o.hi && n.lo < o.lo
}

func (n number) compare(o number) int {
	if n.hi != o.hi {
		return cmp.Compare(n.hi, o.hi)
	}
	return cmp.Compare(n.lo, o.lo)
}

// plus gives n + d, or the greatest number if that is beyond it.
func (n number) plus(d uint64) number {
	lo := n.lo + d
	if lo >= n.lo {
		return number{n.hi, lo}
	}
	if n.hi == 1<<64-1 {
		return maxIPv6
	}
	return number{n.hi + 1, lo}
}

// previous gives n - 1; n must not be zero.
func (n number) previous() number {
	if n.lo == 0 {
		return number{n.hi - 1, 1<<64 - 1}
	}
	return number{n.hi, n.lo - 1}
}

// numberOf gives the number of an address, which must be valid and not IPv4-mapped.
func numberOf(a netip.Addr) number {
	if a.Is4() {
		b := a.As4()
		return number{lo: uint64(binary.BigEndian.Uint32(b[:]))}
	}
	b := a.As16()
	return number{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
}

// ipv4 gives the IPv4 address that n stands for.
func (n number) ipv4() netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(n.lo))
	return netip.AddrFrom4(b)
}

// ipv6 gives the IPv6 address that n stands for.
func (n number) ipv6() netip.Addr {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], n.hi)
	binary.BigEndian.PutUint64(b[8:], n.lo)
	return netip.AddrFrom16(b)
}
