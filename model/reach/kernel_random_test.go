//go:build linux

package reach_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// randomKernelNetwork makes a network of what the kernel can do as AWS does.
func randomKernelNetwork(seed uint64) *kernelNetwork {
	n := &kernelNetwork{net: &model.Network{}, prefix: fmt.Sprintf("nl%d-%d-", os.Getpid()%10000, seed),
		rand: rand.New(rand.NewPCG(seed, 1)), spaces: map[string]*space{}}
	for k := range 1 + n.rand.IntN(2) {
		n.vpc(k + 1)
	}
	if len(n.vpcs) == 2 {
		n.join(n.vpcs[0], n.vpcs[1])
	}
	for _, v := range n.vpcs {
		n.routes(v)
		n.filters(v)
	}
	return n
}

func (n *kernelNetwork) chance(percent int) bool { return n.rand.IntN(100) < percent }

func (n *kernelNetwork) vpc(k int) {
	v := &kernelVPC{k: k, vpc: &model.VPC{Object: obj(fmt.Sprintf("vpc%d", k)), CIDRs: model.ListOf(known(fmt.Sprintf("10.%d.0.0/16", k)))}, peers: map[string]string{}}
	v.router = n.prefix + fmt.Sprintf("r%d", k)
	n.net.Add(v.vpc)
	for range 2 {
		g := &model.SecurityGroup{Object: obj(fmt.Sprintf("group%d-%d", k, len(v.groups))), VPC: model.RefByID[model.VPC](v.vpc.ID)}
		n.net.Add(g)
		v.groups = append(v.groups, g)
	}
	if n.chance(75) {
		v.igw = &model.InternetGateway{Object: obj(fmt.Sprintf("igw%d", k)), VPC: model.RefByID[model.VPC](v.vpc.ID)}
		n.net.Add(v.igw)
	}
	for s := range 1 + n.rand.IntN(3) {
		sub := &model.Subnet{Object: obj(fmt.Sprintf("subnet%d-%d", k, s)), VPC: model.RefByID[model.VPC](v.vpc.ID), Zone: model.Known("a"),
			CIDR: known(fmt.Sprintf("10.%d.%d.0/24", k, s))}
		t := &model.RouteTable{Object: obj(fmt.Sprintf("table%d-%d", k, s)), VPC: model.RefByID[model.VPC](v.vpc.ID)}
		n.net.Add(sub, t, &model.RouteTableAssociation{Object: obj(t.ID + "-association"), Table: model.RefByID[model.RouteTable](t.ID), Subnet: model.RefByID[model.Subnet](sub.ID)})
		v.subnets, v.tables = append(v.subnets, sub), append(v.tables, t)
		for h := range 1 + n.rand.IntN(2) {
			addr := netip.MustParseAddr(fmt.Sprintf("10.%d.%d.%d", k, s, 10+h))
			i := &model.NetworkInterface{Object: obj(fmt.Sprintf("host%d-%d-%d", k, s, h)), Kind: model.InterfaceBare, Subnet: model.RefByID[model.Subnet](sub.ID),
				PrivateIPs: []model.Value[netip.Addr]{model.Known(addr)}, Groups: model.ListOf(model.RefByID[model.SecurityGroup](v.groups[n.rand.IntN(2)].ID))}
			x := &host{ns: n.prefix + fmt.Sprintf("h%d%d%d", k, s, h), addr: addr, iface: i}
			n.net.Add(i)
			if v.igw != nil && n.chance(50) {
				n.net.Add(&model.ElasticIP{Object: obj("eip-" + i.ID), Interface: model.RefByID[model.NetworkInterface](i.ID)})
				x.public = netip.MustParseAddr(fmt.Sprintf("198.51.%d.%d", k, 10*s+h+1))
			}
			n.hosts = append(n.hosts, x)
		}
	}
	if n.chance(60) {
		v.natAt = n.rand.IntN(len(v.subnets))
		v.nat = &model.NATGateway{Object: obj(fmt.Sprintf("nat%d", k)), Subnet: model.RefByID[model.Subnet](v.subnets[v.natAt].ID), Private: model.Known(n.chance(20)),
			PrivateIP: model.Known(netip.MustParseAddr(fmt.Sprintf("10.%d.%d.100", k, v.natAt)))}
		n.net.Add(v.nat)
	}
	n.vpcs = append(n.vpcs, v)
}

// join connects two VPCs by a peering connection or a transit gateway.
func (n *kernelNetwork) join(a, b *kernelVPC) {
	if n.chance(50) {
		p := &model.PeeringConnection{Object: obj("pcx"), Requester: model.RefByID[model.VPC](a.vpc.ID), Accepter: model.RefByID[model.VPC](b.vpc.ID), Accepted: model.Known(n.chance(85))}
		n.net.Add(p)
		a.peers["pcx"], b.peers["pcx"] = "", ""
		if p.Accepted.Or(false) {
			a.peers["pcx"], b.peers["pcx"] = "peer", "peer"
		}
		return
	}
	n.tgw = &model.TransitGateway{Object: obj("tgw"), DefaultPropagation: model.Known(n.chance(80)), DefaultAssociationTableID: "tgw-table"}
	n.net.Add(n.tgw)
	for _, v := range []*kernelVPC{a, b} {
		at := &model.Subnet{Object: obj("attached-" + v.vpc.ID), VPC: model.RefByID[model.VPC](v.vpc.ID), Zone: model.Known("a"), CIDR: known(fmt.Sprintf("10.%d.200.0/24", v.k))}
		n.net.Add(at, &model.TransitGatewayAttachment{Object: obj("attachment-" + v.vpc.ID), Kind: model.AttachVPC, Gateway: model.RefByID[model.TransitGateway]("tgw"),
			VPC: model.RefByID[model.VPC](v.vpc.ID), Subnets: model.ListOf(model.RefByID[model.Subnet](at.ID))})
	}
	for _, dst := range []string{"10.0.0.0/8", "10.1.0.0/16", "10.2.1.0/24"} {
		if !n.chance(35) {
			continue
		}
		r := &model.TransitGatewayRoute{Object: obj("tgw " + dst), Table: model.RefByID[model.TransitGatewayRouteTable]("tgw-table"), Destination: known(dst)}
		if n.chance(25) {
			r.Blackhole = model.Known(true)
		} else {
			r.Attachment = model.RefByID[model.TransitGatewayAttachment]("attachment-" + n.vpcs[n.rand.IntN(2)].vpc.ID)
		}
		n.net.Add(r)
	}
}

// routes fills the tables with routes to what the VPC has.
func (n *kernelNetwork) routes(v *kernelVPC) {
	var targets []model.Target
	if v.igw != nil {
		t := model.Target{Kind: model.TargetInternetGateway, ID: model.Known(v.igw.ID)}
		targets = append(targets, t, t)
	}
	if v.nat != nil {
		targets = append(targets, model.Target{Kind: model.TargetNATGateway, ID: model.Known(v.nat.ID)})
	}
	var far []model.Target
	if _, ok := v.peers["pcx"]; ok {
		far = append(far, model.Target{Kind: model.TargetPeering, ID: model.Known("pcx")})
	}
	if n.tgw != nil {
		far = append(far, model.Target{Kind: model.TargetTransitGateway, ID: model.Known("tgw")})
	}
	for _, t := range v.tables {
		add := func(dst string, to model.Target) {
			n.net.Add(&model.Route{Object: obj(t.ID + " " + dst), Table: model.RefByID[model.RouteTable](t.ID), Destination: known(dst), Target: to})
		}
		if len(targets) > 0 && n.chance(85) {
			add("0.0.0.0/0", targets[n.rand.IntN(len(targets))])
		}
		if len(far) > 0 && n.chance(75) {
			add([]string{"10.0.0.0/8", fmt.Sprintf("10.%d.0.0/16", 3-v.k), fmt.Sprintf("10.%d.0.0/24", 3-v.k)}[n.rand.IntN(3)], far[0])
		}
		if len(targets) > 0 && n.chance(15) {
			add(fmt.Sprintf("10.%d.1.0/24", 3-v.k), targets[n.rand.IntN(len(targets))])
		}
	}
}

func (n *kernelNetwork) match() model.FilterMatch {
	m := model.FilterMatch{Protocol: model.Known([]packet.Protocol{packet.AnyProtocol, packet.TCP, packet.TCP, packet.UDP}[n.rand.IntN(4)])}
	if m.Protocol.Or(0).HasPorts() {
		run := [][2]int{{443, 443}, {22, 443}, {1024, 65535}, {32768, 60999}, {0, 65535}}[n.rand.IntN(5)]
		m.FromPort, m.ToPort = model.Known(run[0]), model.Known(run[1])
	}
	return m
}

func (n *kernelNetwork) cidr() model.Value[netip.Prefix] {
	return known([]string{"0.0.0.0/0", "0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.2.0.0/16", "10.1.0.0/24", "10.1.1.0/25", "8.8.0.0/16"}[n.rand.IntN(8)])
}

// filters adds network ACLs and security group rules.
func (n *kernelNetwork) filters(v *kernelVPC) {
	for _, s := range v.subnets {
		if !n.chance(40) {
			continue
		}
		a := &model.NetworkACL{Object: obj("acl-" + s.ID), VPC: model.RefByID[model.VPC](v.vpc.ID), SubnetIDs: model.ListOf(model.RefByID[model.Subnet](s.ID))}
		n.net.Add(a)
		for _, egress := range []bool{true, false} {
			add := func(number int, allow bool, m model.FilterMatch, c model.Value[netip.Prefix]) {
				n.net.Add(&model.NetworkACLEntry{Object: obj(fmt.Sprintf("%s-%t-%d", a.ID, egress, number)), ACL: model.RefByID[model.NetworkACL](a.ID),
					Number: model.Known(number), Egress: model.Known(egress), Allow: model.Known(allow), Match: m, CIDR: c})
			}
			for k := range n.rand.IntN(3) {
				add(k+1, n.chance(60), n.match(), n.cidr())
			}
			if n.chance(75) {
				add(100, true, model.FilterMatch{Protocol: model.Known(packet.AnyProtocol)}, known("0.0.0.0/0"))
			}
		}
	}
	for _, g := range v.groups {
		for _, egress := range []bool{true, false} {
			for k := range 1 + n.rand.IntN(2) {
				r := &model.SecurityGroupRule{Object: obj(fmt.Sprintf("%s-%t-%d", g.ID, egress, k)), Group: model.RefByID[model.SecurityGroup](g.ID), Egress: model.Known(egress)}
				switch {
				case n.chance(55):
					r.Match, r.CIDRs = model.FilterMatch{Protocol: model.Known(packet.AnyProtocol)}, model.ListOf(known("0.0.0.0/0"))
				case n.chance(40):
					r.Match, r.Groups = n.match(), model.ListOf(model.RefByID[model.SecurityGroup](v.groups[n.rand.IntN(2)].ID))
				default:
					r.Match, r.CIDRs = n.match(), model.ListOf(n.cidr())
				}
				n.net.Add(r)
			}
		}
	}
}

func (n *kernelNetwork) questions(r *rand.Rand) []question {
	var out []question
	for k := range 10 {
		q := question{udp: r.IntN(3) == 0, dstPort: kernelServices[r.IntN(3)], srcPort: []uint16{20000, 40000, 61500}[r.IntN(3)] + uint16(k)}
		q.from, q.to = n.hosts[r.IntN(len(n.hosts))], n.hosts[r.IntN(len(n.hosts))]
		switch r.IntN(4) {
		case 0:
			q.from = n.inet
		case 1:
			q.to = n.inet
		}
		if q.from != q.to {
			out = append(out, q)
		}
	}
	return out
}
