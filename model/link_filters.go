package model

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model/packet"
)

// linkACLs ties entries to ACLs and ACLs to subnets.
func (n *Network) linkACLs() {
	for _, e := range n.ACLEntries {
		certain := func(a *NetworkACL) {
			egress, known := e.Egress.OrDefault(false).Get()
			switch {
			case !known || !e.Number.IsKnown():
				a.Maybe = append(a.Maybe, e)
			case egress:
				a.Egress = append(a.Egress, e)
			default:
				a.Ingress = append(a.Ingress, e)
			}
		}
		if eachOf(e.ACL, certain, func(a *NetworkACL) { a.Maybe = append(a.Maybe, e) }) {
			for _, a := range n.NetworkACLs {
				a.Open, a.Why = true, fmt.Sprintf("%s may stand in it", e.Address)
			}
		}
	}
	byNumber := func(x, y *NetworkACLEntry) int {
		return cmp.Or(cmp.Compare(x.Number.Or(0), y.Number.Or(0)), compareObjects(&x.Object, &y.Object))
	}
	for _, a := range n.NetworkACLs {
		slices.SortStableFunc(a.Ingress, byNumber)
		slices.SortStableFunc(a.Egress, byNumber)
		if v := a.VPC.To(); v != nil {
			v.NetworkACLs = append(v.NetworkACLs, a)
		}
		openShared(&a.Object, &a.Open, &a.Why)
	}
	n.linkSubnetACLs()
	for _, s := range n.Subnets {
		eachOf(s.ACL,
			func(a *NetworkACL) { a.Subnets = append(a.Subnets, s) },
			func(a *NetworkACL) { a.MaybeSubnets = append(a.MaybeSubnets, s) })
	}
}

// aclUse is one statement that an ACL serves a subnet, from either side.
type aclUse struct {
	acl    Ref[NetworkACL]
	subnet Ref[Subnet]
	by     string
}

// linkSubnetACLs sets the effective ACL of each subnet.
func (n *Network) linkSubnetACLs() {
	var uses []*aclUse
	for _, a := range n.NetworkACLs {
		for _, s := range a.SubnetIDs.Items {
			uses = append(uses, &aclUse{acl: LinkedRef(a, a.ID), subnet: s, by: a.Address})
		}
		if a.SubnetIDs.Open {
			uses = append(uses, &aclUse{acl: LinkedRef(a, a.ID), subnet: RefTo[Subnet](Unknown[string](a.SubnetIDs.Why)), by: a.Address})
		}
	}
	for _, a := range n.ACLAssociations {
		uses = append(uses, &aclUse{acl: a.ACL, subnet: a.Subnet, by: a.Address})
	}
	certain := map[*Subnet]*aclUse{}
	maybe := map[*Subnet][]*aclUse{}
	groups := map[string]*choice[aclUse]{}
	var anywhere []*aclUse
	for _, u := range uses {
		if eachOf(u.subnet,
			func(s *Subnet) {
				if certain[s] == nil {
					certain[s] = u
				}
			},
			func(s *Subnet) { maybe[s] = append(maybe[s], u) }) {
			anywhere = append(anywhere, u)
		}
		choose(groups, u, u.subnet)
	}
	for _, s := range n.Subnets {
		s.ACL = n.aclOf(s, certain[s], maybe[s], groups, anywhere)
	}
}

func (n *Network) aclOf(s *Subnet, certain *aclUse, maybe []*aclUse, groups map[string]*choice[aclUse], anywhere []*aclUse) Ref[NetworkACL] {
	if certain != nil {
		return certain.acl
	}
	unknown := AmbiguousRef[NetworkACL]
	if s.External || s.Exported {
		return unknown("the subnet leaves the view, and its network ACL may be set elsewhere")
	}
	v := s.VPC.To()
	if len(maybe) > 0 {
		for _, key := range slices.Sorted(maps.Keys(groups)) { // the same group on every run, where several fit
			g := groups[key]
			if len(g.uses) >= len(g.subnets) && slices.Contains(g.subnets, s) {
				same := true
				for _, u := range g.uses[1:] {
					same = same && u.acl.Same(g.uses[0].acl)
				}
				if same {
					return g.uses[0].acl
				}
			}
		}
		var among []*NetworkACL
		for _, u := range maybe {
			if u.acl.To() == nil {
				return unknown(u.by + " may serve it")
			}
			if !slices.Contains(among, u.acl.To()) {
				among = append(among, u.acl.To())
			}
		}
		if v == nil {
			return unknown(maybe[0].by + " may serve it")
		}
		return unknown(maybe[0].by+" may serve it", append(among, v.DefaultACL)...)
	}
	for _, u := range anywhere {
		if a := u.acl.To(); a != nil && v != nil && !mayBeIn(a.VPC, v) {
			continue
		}
		return unknown(u.by + " may serve it")
	}
	if v == nil {
		return unknown("the default network ACL of its VPC is not in view")
	}
	return LinkedRef(v.DefaultACL, v.DefaultACL.ID)
}

// defaultACLEntries gives an untouched default network ACL what AWS puts there: rule 100 allows all IPv4
// both ways, and rule 101 all IPv6 where the VPC has IPv6 (VPC User Guide, "Network ACLs").
func (n *Network) defaultACLEntries(v *VPC, a *NetworkACL) {
	add := func(number int, egress bool, cidr string) {
		e := &NetworkACLEntry{
			Object: a.Object, Inline: true, ACL: LinkedRef(a, a.ID),
			Number: Known(number), Egress: Known(egress), Allow: Known(true),
			Match: FilterMatch{Protocol: Known(packet.AnyProtocol)},
			CIDR:  Known(netip.MustParsePrefix(cidr)),
		}
		e.ID = fmt.Sprintf("%s.%d.%t", a.ID, number, egress)
		e.Type = "default network ACL rule"
		n.addLinked(e)
	}
	for _, egress := range []bool{false, true} {
		add(100, egress, "0.0.0.0/0")
		add(101, egress, "::/0")
	}
}

// defaultGroupRules gives an untouched default security group what AWS puts there: everything from itself;
// its egress follows from DefaultEgress.
func (n *Network) defaultGroupRules(g *SecurityGroup) {
	r := &SecurityGroupRule{
		Object: g.Object, Inline: true, Group: LinkedRef(g, g.ID),
		Egress: Known(false), Match: FilterMatch{Protocol: Known(packet.AnyProtocol)}, Self: Known(true),
	}
	r.ID, r.Type = g.ID+".ingress", "default security group rule"
	n.addLinked(r)
}

// linkGroups ties rules to groups, entries to prefix lists, and adds AWS's default egress.
func (n *Network) linkGroups() {
	for _, r := range n.SecurityGroupRules {
		certain := func(g *SecurityGroup) {
			egress, known := r.Egress.Get()
			switch {
			case !known:
				g.Maybe = append(g.Maybe, r)
			case egress:
				g.Egress = append(g.Egress, r)
			default:
				g.Ingress = append(g.Ingress, r)
			}
		}
		if eachOf(r.Group, certain, func(g *SecurityGroup) { g.Maybe = append(g.Maybe, r) }) {
			for _, g := range n.SecurityGroups {
				g.Open, g.Why = true, fmt.Sprintf("%s may belong to it", r.Address)
			}
		}
	}
	for _, e := range n.PrefixListEntries {
		if l := e.List.To(); l != nil {
			l.Entries.Items = append(l.Entries.Items, e.CIDR)
		}
	}
	for _, a := range n.GroupVPCs {
		if g := a.Group.To(); g != nil {
			g.AlsoVPCs.Items = append(g.AlsoVPCs.Items, a.VPC)
		}
	}
	for _, g := range n.SecurityGroups {
		if v := g.VPC.To(); v != nil {
			v.SecurityGroups = append(v.SecurityGroups, g)
		}
		openShared(&g.Object, &g.Open, &g.Why)
		n.defaultEgress(g)
	}
}

// defaultEgress adds the allow-all egress of a group that has no egress rule of its own: for IPv4, and for
// IPv6 where the VPC has it (VPC User Guide, "Security groups").
func (n *Network) defaultEgress(g *SecurityGroup) {
	if !g.DefaultEgress || len(g.Egress) > 0 {
		return
	}
	r := &SecurityGroupRule{
		Object: g.Object, Inline: true, Group: LinkedRef(g, g.ID),
		Egress: Known(true), Match: FilterMatch{Protocol: Known(packet.AnyProtocol)},
		CIDRs: ListOf(Known(netip.MustParsePrefix("0.0.0.0/0"))),
	}
	if v := g.VPC.To(); v == nil || v.HasIPv6.IsUnknown() || v.HasIPv6.Or(false) {
		r.CIDRs.Items = append(r.CIDRs.Items, Known(netip.MustParsePrefix("::/0")))
	}
	r.ID, r.Type, r.Implicit = g.ID+".egress", "default egress rule", true
	n.addLinked(r)
	if len(g.Maybe) > 0 {
		g.Maybe = append(g.Maybe, r)
		return
	}
	g.Egress = append(g.Egress, r)
}
