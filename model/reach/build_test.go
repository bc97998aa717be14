package reach

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// builder puts small networks together for tests. Names are addresses and identifiers at once.
type builder struct {
	t   *testing.T
	net *model.Network
}

func build(t *testing.T) *builder { return &builder{t: t, net: &model.Network{}} }

func (b *builder) engine() *Engine {
	b.net.Link()
	return New(b.net)
}

func named(name string) model.Object { return model.Object{Address: name, ID: name} }

func pfx(s string) netip.Prefix { return netip.MustParsePrefix(s) }

func ip(s string) netip.Addr { return netip.MustParseAddr(s) }

func addrs(texts ...string) packet.AddrSet { return prefixes(texts...) }

func yes() model.Value[bool] { return model.Known(true) }

func no() model.Value[bool] { return model.Known(false) }

func dunno[T any]() model.Value[T] { return model.Unknown[T]("it is not known in this test") }

func (b *builder) vpc(name string, cidrs ...string) *model.VPC {
	v := &model.VPC{Object: named(name)}
	for _, c := range cidrs {
		v.CIDRs.Items = append(v.CIDRs.Items, model.Known(pfx(c)))
	}
	b.net.Add(v)
	return v
}

// subnet adds a subnet in a zone; cidr "" is unknown. A second cidr is the IPv6 range.
func (b *builder) subnet(v *model.VPC, name, zone string, cidrs ...string) *model.Subnet {
	s := &model.Subnet{Object: named(name), VPC: model.RefByID[model.VPC](v.ID), Zone: model.Known(zone)}
	for _, c := range cidrs {
		switch {
		case c == "":
			s.CIDR = dunno[netip.Prefix]()
		case pfx(c).Addr().Is4():
			s.CIDR = model.Known(pfx(c))
		default:
			s.IPv6CIDR, s.AssignIPv6 = model.Known(pfx(c)), yes()
		}
	}
	b.net.Add(s)
	return s
}

// table adds a route table and associates it with the subnets.
func (b *builder) table(v *model.VPC, name string, subnets ...*model.Subnet) *model.RouteTable {
	t := &model.RouteTable{Object: named(name), VPC: model.RefByID[model.VPC](v.ID)}
	b.net.Add(t)
	for _, s := range subnets {
		b.net.Add(&model.RouteTableAssociation{
			Object: named(name + "-" + s.ID),
			Table:  model.RefByID[model.RouteTable](t.ID), Subnet: model.RefByID[model.Subnet](s.ID),
		})
	}
	return t
}

func (b *builder) route(t *model.RouteTable, dst string, kind model.TargetKind, target string) *model.Route {
	r := &model.Route{
		Object: named(t.ID + " " + dst), Table: model.RefByID[model.RouteTable](t.ID),
		Target: model.Target{Kind: kind, ID: model.Known(target)},
	}
	if dst == "" {
		r.Destination = dunno[netip.Prefix]()
	} else {
		r.Destination = model.Known(pfx(dst))
	}
	b.net.Add(r)
	return r
}

func (b *builder) igw(v *model.VPC, name string) *model.InternetGateway {
	g := &model.InternetGateway{Object: named(name), VPC: model.RefByID[model.VPC](v.ID)}
	b.net.Add(g)
	return g
}

// ports gives the match of a protocol and port range; first -1 is all ports.
func ports(p packet.Protocol, first, last int) model.FilterMatch {
	m := model.FilterMatch{Protocol: model.Known(p)}
	if first >= 0 {
		m.FromPort, m.ToPort = model.Known(first), model.Known(last)
	}
	return m
}

var everything = ports(packet.AnyProtocol, -1, -1)

// acl adds a network ACL for the subnets, without entries.
func (b *builder) acl(v *model.VPC, name string, subnets ...*model.Subnet) *model.NetworkACL {
	a := &model.NetworkACL{Object: named(name), VPC: model.RefByID[model.VPC](v.ID)}
	for _, s := range subnets {
		a.SubnetIDs.Items = append(a.SubnetIDs.Items, model.RefByID[model.Subnet](s.ID))
	}
	b.net.Add(a)
	return a
}

func (b *builder) entry(a *model.NetworkACL, number int, egress, allow bool, m model.FilterMatch, cidr string) *model.NetworkACLEntry {
	e := &model.NetworkACLEntry{
		Object: named(a.ID + "." + direction(egress) + "." + string(rune('0'+number%10))), ACL: model.RefByID[model.NetworkACL](a.ID),
		Number: model.Known(number), Egress: model.Known(egress), Allow: model.Known(allow), Match: m,
	}
	if cidr == "" {
		e.CIDR = dunno[netip.Prefix]()
	} else {
		e.CIDR = model.Known(pfx(cidr))
	}
	b.net.Add(e)
	return e
}

func direction(egress bool) string {
	if egress {
		return "egress"
	}
	return "ingress"
}

func (b *builder) group(v *model.VPC, name string) *model.SecurityGroup {
	g := &model.SecurityGroup{Object: named(name), VPC: model.RefByID[model.VPC](v.ID)}
	b.net.Add(g)
	return g
}

// allow adds a rule whose far ends are prefixes and names of groups.
func (b *builder) allow(g *model.SecurityGroup, egress bool, m model.FilterMatch, ends ...string) *model.SecurityGroupRule {
	r := &model.SecurityGroupRule{
		Object: named(g.ID + "." + direction(egress)), Group: model.RefByID[model.SecurityGroup](g.ID),
		Egress: model.Known(egress), Match: m,
	}
	for _, end := range ends {
		switch p, err := netip.ParsePrefix(end); {
		case err == nil:
			r.CIDRs.Items = append(r.CIDRs.Items, model.Known(p))
		case end == "self":
			r.Self = yes()
		case end == "":
			r.CIDRs.Items = append(r.CIDRs.Items, dunno[netip.Prefix]())
		default:
			r.Groups.Items = append(r.Groups.Items, model.RefByID[model.SecurityGroup](end))
		}
	}
	b.net.Add(r)
	return r
}

// instance adds an instance with one interface; address "" is not fixed.
func (b *builder) instance(s *model.Subnet, name, address string, groups ...*model.SecurityGroup) *model.Workload {
	w := &model.Workload{
		Object: named(name), Kind: model.WorkloadInstance,
		Subnets: model.ListOf(model.RefByID[model.Subnet](s.ID)), GroupsUnset: len(groups) == 0,
	}
	if address != "" {
		w.PrivateIP = model.Known(ip(address))
	}
	for _, g := range groups {
		w.Groups.Items = append(w.Groups.Items, model.RefByID[model.SecurityGroup](g.ID))
	}
	b.net.Add(w)
	return w
}

// tcp is a TCP packet from client to server.
func tcp(client, server string) packet.Packet {
	c, s := netip.MustParseAddrPort(client), netip.MustParseAddrPort(server)
	return packet.Packet{Protocol: packet.TCP, Src: c.Addr(), SrcPort: c.Port(), Dst: s.Addr(), DstPort: s.Port()}
}

// legFor gives the only leg that carries the address.
func legFor(t *testing.T, legs []Leg, address string) Leg {
	t.Helper()
	var found []Leg
	for _, l := range legs {
		if l.Dst.Contains(ip(address)) {
			found = append(found, l)
		}
	}
	require.Len(t, found, 1)
	return found[0]
}
