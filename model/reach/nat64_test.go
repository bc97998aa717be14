package reach

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// onlyIPv6 is an instance in a subnet without IPv4, and the route table of the subnet, in a VPC with a NAT gateway.
func onlyIPv6(t *testing.T) (b *builder, client, server *model.Workload, table *model.RouteTable) {
	b = build(t)
	_, server, _, _, _ = publicSubnet(b)
	v := b.net.VPCs[0]
	v.HasIPv6 = yes()
	v.CIDRs.Items = append(v.CIDRs.Items, model.Known(pfx("2600:1::/56")))
	s := b.subnet(v, "six", "a", "2600:1:0:7::/64")
	table = b.table(v, "six-table", s)
	return b, b.instance(s, "client", "", b.open(v, "client-group")), server, table
}

// An IPv6 host reaches IPv4 ones by a route for 64:ff9b::/96 to a NAT gateway, and by no other.
func TestNAT64(t *testing.T) {
	b, client, server, table := onlyIPv6(t)
	b.route(table, "64:ff9b::/96", model.TargetNATGateway, "nat")
	e := b.engine()
	r := e.Path(Query{From: WorkloadEnd(client), To: InternetEnd(), Packets: toPort(443)})
	requireVerdict(t, Reachable, r)
	assert.True(t, nat64.ContainsPrefix(packet.Addrs(r.Paths[0].Witness.Dst).Prefixes()[0]))
	out := r.Paths[0].Forward[len(r.Paths[0].Forward)-1]
	assert.True(t, out.Before.IPv6().IsEmpty(), "behind the NAT gateway it is IPv4")
	assert.True(t, out.Before.Sources().Subset(addrs("10.0.1.0/24")))

	google, err := e.Select("8.8.8.8")
	require.NoError(t, err)
	r = e.Path(Query{From: WorkloadEnd(client), To: google[0], Packets: packet.OfProtocol(packet.ICMPv6)})
	requireVerdict(t, Reachable, r)
	assert.Equal(t, "64:ff9b::808:808", r.Paths[0].Witness.Dst.String())
	mapped, err := e.Select("64:ff9b::808:808")
	require.NoError(t, err)
	requireVerdict(t, Reachable, e.Path(Query{From: WorkloadEnd(client), To: mapped[0], Packets: toPort(443)}))

	// A host in another subnet of the VPC, by its IPv4 address.
	requireVerdict(t, Reachable, e.Path(Query{From: WorkloadEnd(client), To: WorkloadEnd(server), Packets: toPort(443)}))
	requireVerdict(t, Blocked, e.Path(Query{From: WorkloadEnd(server), To: WorkloadEnd(client), Packets: toPort(443)}))
}

func TestNAT64TakesItsRoute(t *testing.T) {
	b, client, _, _ := onlyIPv6(t)
	requireVerdict(t, Blocked, b.engine().Path(Query{From: WorkloadEnd(client), To: InternetEnd(), Packets: toPort(443)}))

	// An internet gateway does not translate.
	b, client, _, table := onlyIPv6(t)
	b.route(table, "::/0", model.TargetInternetGateway, "igw")
	b.route(b.net.RouteTables[0], "64:ff9b::/96", model.TargetNATGateway, "nat")
	e := b.engine()
	requireVerdict(t, Reachable, e.Path(Query{From: WorkloadEnd(client), To: InternetEnd(), Packets: toPort(443)}))
	r := e.Path(Query{From: WorkloadEnd(client), To: InternetEnd(addrs("8.8.8.8/32")), Packets: toPort(443)})
	requireVerdict(t, Blocked, r)

	// The subnet of the NAT gateway lets the IPv6 packets in only where its network ACL does.
	for rule, want := range map[string]Verdict{"10.0.0.0/16": Blocked, "2600:1::/56": Reachable} {
		b, client, _, table := onlyIPv6(t)
		b.route(table, "64:ff9b::/96", model.TargetNATGateway, "nat")
		a := b.acl(b.net.VPCs[0], "acl", b.net.Subnets[0])
		b.entry(a, 100, true, true, everything, "0.0.0.0/0")
		b.entry(a, 101, true, true, everything, "::/0")
		b.entry(a, 102, false, true, everything, rule)
		b.entry(a, 103, false, true, ports(packet.TCP, 1024, 65535), "0.0.0.0/0")
		r := b.engine().Path(Query{From: WorkloadEnd(client), To: InternetEnd(addrs("8.8.8.8/32")), Packets: toPort(443)})
		requireVerdict(t, want, r)
		if want == Blocked {
			assert.Equal(t, []Code{CodeACL}, codes(r))
		}
	}
}

// A rule that references the group of the far end means its private addresses, which packets for NAT64 do not bear.
func TestNAT64LosesReferences(t *testing.T) {
	for reference, want := range map[string]Verdict{"g": Blocked, "::/0": Reachable} {
		b, client, server, table := onlyIPv6(t)
		b.route(table, "64:ff9b::/96", model.TargetNATGateway, "nat")
		narrow := b.group(b.net.VPCs[0], "narrow")
		b.allow(narrow, true, everything, reference)
		client.Groups = model.ListOf(model.RefByID[model.SecurityGroup]("narrow"))
		requireVerdict(t, want, b.engine().Path(Query{From: WorkloadEnd(client), To: WorkloadEnd(server), Packets: toPort(443)}))
	}
}
