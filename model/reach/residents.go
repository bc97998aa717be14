package reach

import (
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// residents knows which interfaces certainly have an address and which subnets hold it, so that a question about one
// address does not look through all of them.
type residents struct {
	interfaces map[netip.Addr][]*model.NetworkInterface
	subnets    map[netip.Prefix][]int // of the network's, by position
	lengths    [2][]int               // of the prefixes, of IPv4 and IPv6
}

func newResidents(e *Engine) *residents {
	r := &residents{interfaces: map[netip.Addr][]*model.NetworkInterface{}, subnets: map[netip.Prefix][]int{}}
	for _, i := range e.net.Interfaces {
		for _, v := range slices.Concat(i.PrivateIPs, i.IPv6s) {
			if a, ok := v.Get(); ok {
				r.interfaces[a] = append(r.interfaces[a], i)
			}
		}
	}
	for n, s := range e.net.Subnets {
		for _, p := range e.SubnetAddresses(s).Prefixes() {
			r.subnets[p] = append(r.subnets[p], n)
			if k := family(p); !slices.Contains(r.lengths[k], p.Bits()) {
				r.lengths[k] = append(r.lengths[k], p.Bits())
			}
		}
	}
	return r
}

// around gives the interfaces and subnets that may have any of the addresses, in the network's order: of one address
// those that do, else all.
func (e *Engine) around(a packet.AddrSet) ([]*model.NetworkInterface, []*model.Subnet) {
	ps := a.Prefixes()
	if len(ps) != 1 || !ps[0].IsSingleIP() {
		return e.net.Interfaces, e.net.Subnets
	}
	r, addr := e.residents(), ps[0].Addr()
	var at []int
	for _, bits := range r.lengths[family(ps[0])] {
		at = append(at, r.subnets[netip.PrefixFrom(addr, bits).Masked()]...)
	}
	slices.Sort(at)
	var subnets []*model.Subnet
	for _, n := range slices.Compact(at) {
		subnets = append(subnets, e.net.Subnets[n])
	}
	return r.interfaces[addr], subnets
}
