package reach

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// web is the packets of TCP connections to a port.
func toPort(port uint16) packet.Set {
	return packet.OfProtocol(packet.TCP).Intersect(packet.DstPorts(packet.Port(port)))
}

// open gives a group that lets everything in and out.
func (b *builder) open(v *model.VPC, name string) *model.SecurityGroup {
	g := b.group(v, name)
	b.allow(g, false, everything, "0.0.0.0/0", "::/0")
	b.allow(g, true, everything, "0.0.0.0/0", "::/0")
	return g
}

// codes gives the codes of the hops that block the best path.
func codes(r Result) []Code {
	var out []Code
	if len(r.Paths) == 0 {
		return nil
	}
	for _, h := range r.Paths[0].Blockers() {
		out = append(out, h.Code)
	}
	return out
}

func requireVerdict(t *testing.T, want Verdict, r Result) {
	t.Helper()
	if r.Verdict != want {
		for _, p := range r.Paths {
			for _, h := range append(p.Forward, p.Return...) {
				t.Logf("%s %s %s %s | %s → %s | %s", h.Object.Address, h.Action, h.Rule, h.Code, h.Before, h.After, h.Note)
			}
		}
		require.Equal(t, want, r.Verdict, r.Missing)
	}
}

func TestSameSubnetAsksGroupsOnly(t *testing.T) {
	b := build(t)
	v := b.vpc("v", "10.0.0.0/16")
	s := b.subnet(v, "s", "a", "10.0.1.0/24")
	b.acl(v, "closed", s)
	g, shut := b.open(v, "g"), b.group(v, "shut")
	x, y, z := b.instance(s, "x", "", g), b.instance(s, "y", "", g), b.instance(s, "z", "", shut)
	e := b.engine()

	r := e.Path(Query{From: WorkloadEnd(x), To: WorkloadEnd(y)})
	requireVerdict(t, Reachable, r)
	assert.Empty(t, r.Paths[0].Blockers())
	assert.NotEqual(t, r.Paths[0].Witness.Src, r.Paths[0].Witness.Dst, "two hosts of one subnet have two addresses")
	r = e.Path(Query{From: WorkloadEnd(x), To: WorkloadEnd(z)})
	requireVerdict(t, Blocked, r)
	assert.Equal(t, []Code{CodeGroupHasNoRules}, codes(r))
}

// pairOfSubnets is two subnets with an instance each, and network ACLs of their own that let everything pass.
func pairOfSubnets(b *builder) (v *model.VPC, x, y *model.Workload, in, out *model.NetworkACL) {
	v = b.vpc("v", "10.0.0.0/16")
	s1, s2 := b.subnet(v, "s1", "a", "10.0.1.0/24"), b.subnet(v, "s2", "b", "10.0.2.0/24")
	in, out = b.acl(v, "acl1", s1), b.acl(v, "acl2", s2)
	g := b.open(v, "g")
	return v, b.instance(s1, "x", "", g), b.instance(s2, "y", "", g), in, out
}

func TestStatelessACLDropsTheAnswer(t *testing.T) {
	for _, broken := range []bool{true, false} {
		b := build(t)
		_, x, y, first, second := pairOfSubnets(b)
		b.entry(first, 100, true, true, ports(packet.TCP, 443, 443), "0.0.0.0/0")
		b.entry(first, 100, false, true, ports(packet.TCP, 1024, 65535), "0.0.0.0/0")
		b.entry(second, 100, false, true, ports(packet.TCP, 443, 443), "0.0.0.0/0")
		if !broken {
			b.entry(second, 100, true, true, ports(packet.TCP, 1024, 65535), "10.0.0.0/16")
		}
		r := b.engine().Path(Query{From: WorkloadEnd(x), To: WorkloadEnd(y), Packets: toPort(443)})
		if !broken {
			requireVerdict(t, Reachable, r)
			assert.True(t, r.Lost.IsEmpty())
			assert.Equal(t, "The answer arrives.", r.Paths[0].Return[3].Note)
			continue
		}
		requireVerdict(t, Blocked, r)
		assert.Equal(t, []Code{CodeACL}, codes(r))
		require.Len(t, r.Paths[0].Return, 4, "the blocked path is complete")
		assert.Empty(t, r.Paths[0].Return[3].Note, "it does not say that the answer arrives")
		require.Len(t, r.Paths[0].Changes, 1)
		assert.Equal(t, "acl2", r.Paths[0].Changes[0].Object.Address)
		assert.Equal(t, "no outbound rule, so the final deny", r.Paths[0].Blockers()[0].Rule)
	}
}

func TestPartOfTheAnswersIsLost(t *testing.T) {
	b := build(t)
	_, x, y, first, second := pairOfSubnets(b)
	b.entry(first, 100, true, true, everything, "0.0.0.0/0")
	b.entry(first, 100, false, true, ports(packet.TCP, 1024, 49151), "0.0.0.0/0")
	b.entry(second, 100, false, true, everything, "0.0.0.0/0")
	b.entry(second, 100, true, true, everything, "0.0.0.0/0")
	r := b.engine().Path(Query{From: WorkloadEnd(x), To: WorkloadEnd(y), Packets: toPort(443)})
	requireVerdict(t, Reachable, r)
	assert.Equal(t, "49152-60999", r.Lost.SrcPorts(packet.TCP).String())
}

func TestEveryBlockerIsNamed(t *testing.T) {
	b := build(t)
	v, x, _, first, second := pairOfSubnets(b)
	b.entry(first, 100, true, true, everything, "0.0.0.0/0")
	_ = second // lets nothing in or out
	shut := b.group(v, "shut")
	z := b.instance(v2(b, v), "z", "", shut)
	r := b.engine().Path(Query{From: WorkloadEnd(x), To: WorkloadEnd(z), Packets: toPort(443)})
	requireVerdict(t, Blocked, r)
	assert.Equal(t, []Code{CodeACL, CodeGroupHasNoRules, CodeACL, CodeACL}, codes(r))
}

// v2 finds the second subnet of pairOfSubnets.
func v2(b *builder, _ *model.VPC) *model.Subnet { return b.net.Subnets[1] }

// The smallest set of changes is found where two filters stop everything only together.
func TestJointBlockers(t *testing.T) {
	b := build(t)
	_, x, y, first, second := pairOfSubnets(b)
	b.entry(first, 100, true, true, ports(packet.TCP, 80, 80), "0.0.0.0/0")
	b.entry(second, 100, false, true, ports(packet.TCP, 443, 443), "0.0.0.0/0")
	b.entry(first, 100, false, true, everything, "0.0.0.0/0")
	b.entry(second, 100, true, true, everything, "0.0.0.0/0")
	r := b.engine().Path(Query{From: WorkloadEnd(x), To: WorkloadEnd(y)})
	requireVerdict(t, Blocked, r)
	assert.Len(t, r.Paths[0].Changes, 1)
}

// twoVPCs is two VPCs with a subnet, a table and an instance each.
func twoVPCs(b *builder) (v1, v2 *model.VPC, t1, t2 *model.RouteTable, x, y *model.Workload) {
	v1, v2 = b.vpc("v1", "10.0.0.0/16"), b.vpc("v2", "172.16.0.0/16")
	s1, s2 := b.subnet(v1, "s1", "a", "10.0.1.0/24"), b.subnet(v2, "s2", "a", "172.16.1.0/24")
	t1, t2 = b.table(v1, "t1", s1), b.table(v2, "t2", s2)
	return v1, v2, t1, t2, b.instance(s1, "x", "", b.open(v1, "g1")), b.instance(s2, "y", "", b.open(v2, "g2"))
}

func (b *builder) peer(v1, v2 *model.VPC, accepted model.Value[bool]) *model.PeeringConnection {
	p := &model.PeeringConnection{Object: named("pcx"), Requester: model.RefByID[model.VPC](v1.ID), Accepter: model.RefByID[model.VPC](v2.ID), Accepted: accepted}
	b.net.Add(p)
	return p
}

// The founding fault F1: the question goes over the peering connection, the answer has no route back.
func TestPeeringWithoutRouteBack(t *testing.T) {
	for _, broken := range []bool{true, false} {
		b := build(t)
		v1, v2, t1, t2, x, y := twoVPCs(b)
		b.peer(v1, v2, yes())
		b.route(t1, "172.16.0.0/16", model.TargetPeering, "pcx")
		if !broken {
			b.route(t2, "10.0.0.0/16", model.TargetPeering, "pcx")
		}
		r := b.engine().Path(Query{From: WorkloadEnd(x), To: WorkloadEnd(y)})
		if !broken {
			requireVerdict(t, Reachable, r)
			continue
		}
		requireVerdict(t, Blocked, r)
		assert.Equal(t, []Code{CodeNoRoute}, codes(r))
		change := r.Paths[0].Changes[0]
		assert.Equal(t, "t2", change.Object.Address)
		assert.Equal(t, "Add a route for 10.0.0.0/16 to pcx in t2.", change.Text)
	}
}

func TestPeeringIsNotAccepted(t *testing.T) {
	b := build(t)
	v1, v2, t1, t2, x, y := twoVPCs(b)
	b.peer(v1, v2, no())
	b.route(t1, "172.16.0.0/16", model.TargetPeering, "pcx")
	b.route(t2, "10.0.0.0/16", model.TargetPeering, "pcx")
	r := b.engine().Path(Query{From: WorkloadEnd(x), To: WorkloadEnd(y)})
	requireVerdict(t, Blocked, r)
	assert.Equal(t, []Code{CodeBadStateAttachment, CodeBadStateAttachment}, codes(r))
}

func TestPeeringOfUnknownAcceptance(t *testing.T) {
	b := build(t)
	v1, v2, t1, t2, x, y := twoVPCs(b)
	b.peer(v1, v2, dunno[bool]())
	b.route(t1, "172.16.0.0/16", model.TargetPeering, "pcx")
	b.route(t2, "10.0.0.0/16", model.TargetPeering, "pcx")
	r := b.engine().Path(Query{From: WorkloadEnd(x), To: WorkloadEnd(y)})
	requireVerdict(t, Undecided, r)
	assert.NotEmpty(t, r.Missing)
}

// publicSubnet is a VPC with an internet gateway, a public subnet with a NAT gateway and an instance with a
// public address, and a private subnet behind the NAT gateway.
func publicSubnet(b *builder) (v *model.VPC, web, app *model.Workload, public, private *model.RouteTable) {
	v = b.vpc("v", "10.0.0.0/16")
	b.igw(v, "igw")
	out, in := b.subnet(v, "out", "a", "10.0.1.0/24"), b.subnet(v, "in", "a", "10.0.2.0/24")
	out.MapPublicIP = yes()
	public, private = b.table(v, "public", out), b.table(v, "private", in)
	b.route(public, "0.0.0.0/0", model.TargetInternetGateway, "igw")
	b.route(private, "0.0.0.0/0", model.TargetNATGateway, "nat")
	b.net.Add(&model.NATGateway{Object: named("nat"), Subnet: model.RefByID[model.Subnet]("out")})
	g := b.open(v, "g")
	return v, b.instance(out, "web", "", g), b.instance(in, "app", "", g), public, private
}

func TestInternet(t *testing.T) {
	b := build(t)
	_, web, app, _, _ := publicSubnet(b)
	e := b.engine()
	requireVerdict(t, Reachable, e.Path(Query{From: WorkloadEnd(web), To: InternetEnd(), Packets: toPort(443)}))
	requireVerdict(t, Reachable, e.Path(Query{From: InternetEnd(), To: WorkloadEnd(web), Packets: toPort(443)}))
	out := e.Path(Query{From: WorkloadEnd(app), To: InternetEnd(), Packets: toPort(443)})
	requireVerdict(t, Reachable, out)
	var translated bool
	for _, h := range out.Paths[0].Forward {
		translated = translated || h.Object.Address == "nat" && h.Action == Translate && h.After.Sources().Contains(ip("10.0.1.9"))
	}
	assert.True(t, translated, "the NAT gateway's address stands in for the client's")

	in := e.Path(Query{From: InternetEnd(), To: WorkloadEnd(app), Packets: toPort(443)})
	requireVerdict(t, Blocked, in)
	assert.Contains(t, codes(in), CodeIGWNoPublicIPIngress)
}

// The NAT gateway chooses a source port from 1024 on, and its subnet's network ACL must let all of them in.
func TestNATPortsInACL(t *testing.T) {
	for first, want := range map[int]Verdict{1024: Reachable, 32768: Undecided, 65535: Undecided} {
		b := build(t)
		v, _, app, _, _ := publicSubnet(b)
		a := b.acl(v, "acl", b.net.Subnets[0])
		b.entry(a, 100, true, true, everything, "0.0.0.0/0")
		b.entry(a, 100, false, true, everything, "10.0.0.0/16")
		b.entry(a, 110, false, true, ports(packet.TCP, first, 65535), "0.0.0.0/0")
		r := b.engine().Path(Query{From: WorkloadEnd(app), To: InternetEnd(), Packets: toPort(443)})
		requireVerdict(t, want, r)
		assert.Equal(t, want == Undecided, len(r.Missing) > 0)
	}
}

// The founding fault F2: answers to the internet leave by the NAT gateway.
func TestAnswerLeavesByNATGateway(t *testing.T) {
	b := build(t)
	_, _, app, _, private := publicSubnet(b)
	app.PublicIP = yes()
	r := b.engine().Path(Query{From: InternetEnd(), To: WorkloadEnd(app), Packets: toPort(443)})
	requireVerdict(t, Blocked, r)
	require.Len(t, r.Paths[0].Changes, 1)
	assert.Equal(t, private.Address, r.Paths[0].Changes[0].Object.Address)
}

func (b *builder) transit(name string) *model.TransitGateway {
	g := &model.TransitGateway{Object: named(name)}
	b.net.Add(g)
	return g
}

func (b *builder) attach(g *model.TransitGateway, v *model.VPC, name string, subnets ...*model.Subnet) *model.TransitGatewayAttachment {
	a := &model.TransitGatewayAttachment{Object: named(name), Kind: model.AttachVPC,
		Gateway: model.RefByID[model.TransitGateway](g.ID), VPC: model.RefByID[model.VPC](v.ID)}
	for _, s := range subnets {
		a.Subnets.Items = append(a.Subnets.Items, model.RefByID[model.Subnet](s.ID))
	}
	b.net.Add(a)
	return a
}

func TestTransitGateway(t *testing.T) {
	for _, broken := range []bool{true, false} {
		b := build(t)
		v1, v2, t1, t2, x, y := twoVPCs(b)
		g := b.transit("tgw")
		b.attach(g, v1, "a1", b.net.Subnets[0])
		b.attach(g, v2, "a2", b.net.Subnets[1])
		b.route(t1, "172.16.0.0/12", model.TargetTransitGateway, "tgw")
		if !broken {
			b.route(t2, "10.0.0.0/8", model.TargetTransitGateway, "tgw")
		}
		r := b.engine().Path(Query{From: WorkloadEnd(x), To: WorkloadEnd(y)})
		if !broken {
			requireVerdict(t, Reachable, r)
			continue
		}
		requireVerdict(t, Blocked, r)
		assert.Equal(t, []Code{CodeNoRoute}, codes(r))
		assert.Equal(t, "t2", r.Paths[0].Changes[0].Object.Address)
	}
}
