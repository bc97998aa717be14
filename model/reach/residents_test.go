package reach

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model/packet"
)

// The ends of one address are those that looking through everything finds: the range that holds nothing but it is
// looked up, and one with a neighbour is not.
func TestOneAddressIsLookedUp(t *testing.T) {
	b := build(t)
	v, w := b.vpc("v", "10.0.0.0/16"), b.vpc("w", "10.0.0.0/8")
	s := b.subnet(v, "s", "a", "10.0.1.0/24")
	b.subnet(w, "wide", "a", "10.0.0.0/16")
	b.instance(s, "x", "10.0.1.10", b.group(v, "g"))
	e := b.engine()
	for _, text := range []string{"10.0.1.10", "10.0.1.11", "10.0.9.9", "10.9.9.9", "8.8.8.8", "192.168.1.1", "2001:db8::1"} {
		a := packet.Addrs(netip.MustParseAddr(text))
		interfaces, subnets := e.around(a)
		for _, i := range e.net.Interfaces {
			if e.Addresses(i).Fixed.Overlaps(a) {
				require.Contains(t, interfaces, i, text)
			}
		}
		var holding []string
		for _, s := range e.net.Subnets {
			if e.SubnetAddresses(s).Overlaps(a) {
				holding = append(holding, s.Address)
			}
		}
		var found []string
		for _, s := range subnets {
			found = append(found, s.Address)
		}
		require.Equal(t, holding, found, text)
	}
}
