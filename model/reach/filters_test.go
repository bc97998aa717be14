package reach

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

func TestACLLowestNumberDecides(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	s := b.subnet(v, "s", "a", "10.0.1.0/24")
	a := b.acl(v, "acl", s)
	wide := b.entry(a, 100, true, true, everything, "0.0.0.0/0")
	deny := b.entry(a, 90, true, false, everything, "1.1.1.1/32")
	late := b.entry(a, 110, true, false, everything, "8.8.8.8/32")
	e := b.engine()

	out := e.SubnetACL(s, true)
	assert.True(t, out.Certain())
	assert.False(t, out.May.Contains(tcp("10.0.1.4:50000", "1.1.1.1:443")))
	assert.True(t, out.Must.Contains(tcp("10.0.1.4:50000", "8.8.8.8:443")))
	assert.True(t, e.SubnetACL(s, false).May.IsEmpty(), "the final deny")

	view := e.ACLView(a, true)
	require.Len(t, view.Entries, 3)
	assert.Same(t, deny, view.Entries[0].Entry)
	assert.Same(t, wide, view.decidedBy(tcp("10.0.1.4:50000", "8.8.8.8:443")).Entry)
	assert.Same(t, late, view.Entries[2].Entry)
	assert.True(t, view.Entries[2].Decides.May.IsEmpty(), "shadowed")
}

func TestACLMatchesPortsAndMessages(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	a := b.acl(v, "acl")
	b.entry(a, 100, false, true, ports(packet.TCP, 1024, 65535), "0.0.0.0/0")
	echo := model.FilterMatch{Protocol: model.Known(packet.ICMP), ICMPType: model.Known(8), ICMPCode: model.Known(-1)}
	b.entry(a, 110, false, true, echo, "10.0.0.0/8")
	in := b.engine().ACL(a, false)

	assert.True(t, in.Must.Contains(tcp("8.8.8.8:443", "10.0.1.4:40000")))
	assert.False(t, in.May.Contains(tcp("8.8.8.8:443", "10.0.1.4:1023")))
	ping := packet.Packet{Protocol: packet.ICMP, Src: ip("10.1.0.1"), Dst: ip("10.0.1.4"), ICMPType: 8}
	assert.True(t, in.Must.Contains(ping))
	answer, _ := ping.Reverse()
	assert.False(t, in.May.Contains(answer))
}

func TestACLWithUnknownParts(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	a := b.acl(v, "acl")
	b.entry(a, 90, false, false, ports(packet.TCP, 22, 22), "") // denies SSH from an unknown range
	b.entry(a, 100, false, true, everything, "0.0.0.0/0")
	in := b.engine().ACL(a, false)

	ssh, web := tcp("8.8.8.8:50000", "10.0.1.4:22"), tcp("8.8.8.8:50000", "10.0.1.4:443")
	assert.True(t, in.May.Contains(ssh))
	assert.False(t, in.Must.Contains(ssh))
	assert.True(t, in.Must.Contains(web))
	assert.NotEmpty(t, in.Why)
}

func TestACLEntryOfUnknownNumber(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	a := b.acl(v, "acl")
	b.entry(a, 100, false, true, ports(packet.TCP, 443, 443), "0.0.0.0/0")
	loose := b.entry(a, 0, false, false, everything, "8.8.8.8/32")
	loose.Number = dunno[int]()
	in := b.engine().ACL(a, false)

	assert.False(t, in.Must.Contains(tcp("8.8.8.8:50000", "10.0.1.4:443")))
	assert.True(t, in.May.Contains(tcp("8.8.8.8:50000", "10.0.1.4:443")))
	assert.True(t, in.Must.Contains(tcp("9.9.9.9:50000", "10.0.1.4:443")))
}

func TestOpenACLIsNotKnown(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	a := b.acl(v, "acl")
	a.Exported = true
	in := b.engine().ACL(a, false)
	assert.True(t, in.May.IsAll())
	assert.True(t, in.Must.IsEmpty())
}

func TestAmbiguousACL(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	s := b.subnet(v, "s", "a", "10.0.1.0/24")
	x, y := b.acl(v, "x"), b.acl(v, "y")
	b.entry(x, 100, false, true, ports(packet.TCP, 80, 443), "0.0.0.0/0")
	b.entry(y, 100, false, true, ports(packet.TCP, 443, 500), "0.0.0.0/0")
	e := b.engine()
	s.ACL = model.AmbiguousRef("an index is not known", x, y)
	in := e.SubnetACL(s, false)

	assert.Equal(t, "443", in.Must.DstPorts(packet.TCP).String())
	assert.Equal(t, "80-500", in.May.DstPorts(packet.TCP).String())
}

func TestGroupsUniteTheirRules(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	s := b.subnet(v, "s", "a", "10.0.1.0/24")
	web, admin := b.group(v, "web"), b.group(v, "admin")
	b.allow(web, false, ports(packet.TCP, 443, 443), "0.0.0.0/0")
	b.allow(admin, false, ports(packet.TCP, 22, 22), "192.168.0.0/16")
	w := b.instance(s, "i", "10.0.1.9", web, admin)
	e := b.engine()
	in := e.Groups(w.Interfaces[0], false)

	assert.True(t, in.Certain())
	assert.True(t, in.Must.Contains(tcp("8.8.8.8:50000", "10.0.1.9:443")))
	assert.True(t, in.Must.Contains(tcp("192.168.1.1:50000", "10.0.1.9:22")))
	assert.False(t, in.May.Contains(tcp("8.8.8.8:50000", "10.0.1.9:22")))
	assert.True(t, e.Groups(w.Interfaces[0], true).May.IsEmpty())
}

func TestReferenceByAddress(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	s := b.subnet(v, "s", "a", "10.0.1.0/24")
	app, db := b.group(v, "app"), b.group(v, "db")
	b.allow(db, false, ports(packet.TCP, 5432, 5432), "app")
	b.instance(s, "fixed", "10.0.1.9", app)
	e := b.engine()
	in := e.Group(db, false)
	assert.True(t, in.Certain())
	assert.True(t, in.Must.Contains(tcp("10.0.1.9:50000", "10.0.1.200:5432")))
	assert.False(t, in.May.Contains(tcp("10.0.1.10:50000", "10.0.1.200:5432")))
}

// Between two interfaces a reference is decided by membership, though the address is not known.
func TestReferenceByMembership(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	s := b.subnet(v, "s", "a", "10.0.1.0/24")
	app, db := b.group(v, "app"), b.group(v, "db")
	b.allow(db, false, ports(packet.TCP, 5432, 5432), "app")
	b.allow(db, false, ports(packet.TCP, 9000, 9000), "self")
	member, stranger, data := b.instance(s, "m", "", app), b.instance(s, "x", "", b.group(v, "other")), b.instance(s, "d", "", db)
	e := b.engine()
	question := tcp("10.0.1.9:50000", "10.0.1.200:5432")

	assert.False(t, e.Groups(data.Interfaces[0], false).Must.Contains(question), "by address it is not known")
	assert.True(t, e.Groups(data.Interfaces[0], false).May.Contains(question))
	in := e.AllowsPeer(data.Interfaces[0], member.Interfaces[0], false, true)
	assert.True(t, in.Must.Contains(question))
	assert.False(t, in.May.Contains(tcp("10.0.1.9:50000", "10.0.1.200:9000")))
	assert.True(t, e.AllowsPeer(data.Interfaces[0], stranger.Interfaces[0], false, true).May.IsEmpty())
	assert.True(t, e.AllowsPeer(data.Interfaces[0], member.Interfaces[0], false, false).May.IsEmpty(), "lost on the way")
}

func TestRuleWithUnknownRange(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	g := b.group(v, "g")
	b.allow(g, false, ports(packet.TCP, 443, 443), "", "10.0.0.0/8")
	in := b.engine().Group(g, false)
	assert.Equal(t, "10.0.0.0/8", in.Must.Sources().String())
	assert.True(t, in.May.Contains(tcp("8.8.8.8:50000", "10.0.1.9:443")))
	assert.False(t, in.May.Contains(tcp("8.8.8.8:50000", "10.0.1.9:80")))
}

func TestRuleWithUnknownPort(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	g := b.group(v, "g")
	m := ports(packet.TCP, 8000, 0)
	m.ToPort = dunno[int]()
	b.allow(g, false, m, "0.0.0.0/0")
	in := b.engine().Group(g, false)
	assert.True(t, in.Must.IsEmpty())
	assert.Equal(t, "8000-65535", in.May.DstPorts(packet.TCP).String())
}

func TestPrefixListInRule(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	b.net.Add(&model.PrefixList{Object: named("pl"), Entries: model.ListOf(model.Known(pfx("192.168.0.0/16")))},
		&model.PrefixList{Object: named("s3list"), Service: "s3"})
	g := b.group(v, "g")
	r := b.allow(g, true, ports(packet.TCP, 443, 443))
	r.PrefixLists = model.ListOf(model.RefByID[model.PrefixList]("pl"), model.RefByID[model.PrefixList]("s3list"))
	out := b.engine().Group(g, true)
	assert.True(t, out.Must.Contains(tcp("10.0.0.9:50000", "192.168.0.1:443")))
	assert.False(t, out.May.Contains(tcp("10.0.0.9:50000", "10.0.0.10:443")))
	assert.True(t, out.May.Contains(tcp("10.0.0.9:50000", "52.216.0.1:443")))
	assert.False(t, out.Must.Contains(tcp("10.0.0.9:50000", "52.216.0.1:443")))
}

func TestAddresses(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16", "2600:1f18::/56")
	s := b.subnet(v, "s", "a", "10.0.1.0/28", "2600:1f18:0:1::/64")
	fixed, loose := b.instance(s, "fixed", "10.0.1.9"), b.instance(s, "loose", "")
	e := b.engine()

	h := e.Addresses(fixed.Interfaces[0])
	assert.Equal(t, "10.0.1.9", h.Fixed.String())
	assert.True(t, h.Among.IPv4().IsEmpty())
	h = e.Addresses(loose.Interfaces[0])
	assert.True(t, h.Fixed.IsEmpty())
	assert.Equal(t, "10.0.1.4-10.0.1.14", h.Among.IPv4().String())
	assert.True(t, h.Among.Contains(netip.MustParseAddr("2600:1f18:0:1::42")))
}

// Nothing certain is said of a workload whose subnets are not known.
func TestWorkloadInUnknownSubnets(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	client := b.instance(b.subnet(v, "s", "a", "10.0.1.0/24"), "client", "", b.open(v, "g"))
	proxies := b.group(v, "proxies") // lets nobody in
	proxy := &model.Workload{Object: named("proxy"), Kind: model.WorkloadDatabase, Groups: model.ListOf(model.RefByID[model.SecurityGroup](proxies.ID)),
		Subnets: model.OpenList[model.Ref[model.Subnet]]("var.subnets is not known")}
	b.net.Add(proxy)
	narrow := b.group(v, "narrow")
	b.allow(narrow, false, everything, "proxies")
	e := b.engine()
	admitted := e.Group(narrow, false)
	assert.True(t, admitted.Must.IsEmpty())
	assert.False(t, admitted.May.IsEmpty(), "the proxy has some address")
	for _, q := range []Query{{From: WorkloadEnd(client), To: WorkloadEnd(proxy)}, {From: WorkloadEnd(proxy), To: WorkloadEnd(client)}} {
		r := e.Path(q)
		requireVerdict(t, Undecided, r)
		assert.NotEmpty(t, r.Missing)
	}
}
