package reach

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// What a Cloud WAN core network connects stands in its policy, which is not followed: nothing over it is called open or
// shut, in either direction, and the answer says what is missing. What needs it not is decided all the same.
func TestCoreNetworkIsUndecided(t *testing.T) {
	b := build(t)
	v, w := b.vpc("v", "10.0.0.0/16"), b.vpc("w", "10.1.0.0/16")
	s, far := b.subnet(v, "s", "a", "10.0.1.0/24"), b.subnet(w, "far", "a", "10.1.1.0/24")
	table := b.table(v, "t", s)
	r := b.route(table, "10.0.0.0/8", model.TargetCoreNetwork, "arn:aws:networkmanager::111122223333:core-network/core-network-1")
	b.route(table, "192.168.0.0/16", model.TargetCoreNetwork, "arn:aws:networkmanager::111122223333:core-network/core-network-1")
	b.route(b.table(w, "u", far), "10.0.0.0/8", model.TargetCoreNetwork, "arn:aws:networkmanager::111122223333:core-network/core-network-1")
	g := b.open(v, "g")
	x, near, y := b.instance(s, "x", "", g), b.instance(s, "near", "", g), b.instance(far, "y", "", b.open(w, "h"))
	shut := b.instance(s, "shut", "", b.group(v, "none"))
	e := b.engine()
	for name, q := range map[string]Query{
		"to another VPC":   {From: WorkloadEnd(x), To: WorkloadEnd(y)},
		"from another VPC": {From: WorkloadEnd(y), To: WorkloadEnd(x)},
		"to on-premises":   {From: WorkloadEnd(x), To: OnPremisesEnd(addrs("192.168.7.9/32"))},
		"from on-premises": {From: OnPremisesEnd(addrs("192.168.7.9/32")), To: WorkloadEnd(x)},
	} {
		t.Run(name, func(t *testing.T) {
			got := e.Path(q)
			requireVerdict(t, Undecided, got)
			assert.True(t, strings.Contains(strings.Join(got.Missing, "\n"), "core network"), "%v", got.Missing)
		})
	}
	requireVerdict(t, Reachable, e.Path(Query{From: WorkloadEnd(x), To: WorkloadEnd(near)}))
	requireVerdict(t, Blocked, e.Path(Query{From: WorkloadEnd(shut), To: WorkloadEnd(y)}))

	r.Target, table.Routes = model.Target{Kind: model.TargetBlackhole}, table.Routes[:1]
	requireVerdict(t, Blocked, New(b.net).Path(Query{From: OnPremisesEnd(), To: WorkloadEnd(x)}))
}

// A Client VPN endpoint's authorization rules and routes are not followed, so that what its clients reach is undecided
// where the network lets it through, and blocked where the network does not. Nothing begins a connection to them.
func TestClientVPNIsUndecided(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	s, far := b.subnet(v, "s", "a", "10.0.1.0/24"), b.subnet(v, "far", "a", "10.0.2.0/24")
	b.table(v, "t", s, far)
	g := b.open(v, "g")
	x, shut := b.instance(far, "x", "", g), b.instance(far, "shut", "", b.group(v, "none"))
	clients := b.instance(s, "clients", "", g)
	clients.Kind = model.WorkloadClientVPN
	e := b.engine()
	got := e.Path(Query{From: WorkloadEnd(clients), To: WorkloadEnd(x), Packets: packet.OfProtocol(packet.TCP)})
	requireVerdict(t, Undecided, got)
	assert.Equal(t, []string{"whom the authorization rules and routes of clients let where is not followed"}, got.Missing)
	requireVerdict(t, Blocked, e.Path(Query{From: WorkloadEnd(clients), To: WorkloadEnd(shut)}))
	requireVerdict(t, Undecided, e.Path(Query{From: OnPremisesEnd(addrs("172.16.9.9/32")), To: WorkloadEnd(x)}))
	got = e.Path(Query{From: WorkloadEnd(x), To: WorkloadEnd(clients)})
	requireVerdict(t, Blocked, got)
	assert.Equal(t, []Code{CodeOutboundOnly}, codes(got))
}
