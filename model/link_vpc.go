package model

// linkImplicit adds what a VPC brings: its main route table, its default network ACL and its default
// security group, unless an input manages them in their place (the aws_default_* resources of Terraform).
func (n *Network) linkImplicit() {
	tables, acls := map[string][]*VPC{}, map[string][]*VPC{} // whose defaults these are
	for _, v := range n.VPCs {
		tables[v.DefaultTableID] = append(tables[v.DefaultTableID], v)
		if v.MainTableID != v.DefaultTableID {
			tables[v.MainTableID] = append(tables[v.MainTableID], v)
		}
		acls[v.DefaultACLID] = append(acls[v.DefaultACLID], v)
	}
	for _, t := range n.RouteTables {
		if id, ok := t.Adopts.Get(); ok {
			for _, v := range tables[id] {
				t.Main, t.VPC = true, RefTo[VPC](Known(v.ID))
				v.MainTable = t
				aliasTo(n.ix, t, v.DefaultTableID, v.MainTableID)
			}
		}
	}
	for _, a := range n.NetworkACLs {
		if id, ok := a.Adopts.Get(); ok {
			for _, v := range acls[id] {
				a.Default, a.VPC = true, RefTo[VPC](Known(v.ID))
				v.DefaultACL = a
				aliasTo(n.ix, a, v.DefaultACLID)
			}
		}
	}
	for _, g := range n.SecurityGroups {
		if id, ok := g.VPC.ID().Get(); ok && g.Default {
			if v := lookup[VPC](n.ix, id); v != nil {
				v.DefaultGroup = g
				aliasTo(n.ix, g, v.DefaultGroupID)
			}
		}
	}
	for _, v := range n.VPCs {
		n.addImplicit(v)
	}
}

// addImplicit makes the objects that come with v and that no input manages. Of a VPC that is not created by
// the inputs others may have changed them since, so that they are open.
func (n *Network) addImplicit(v *VPC) {
	preexisting := v.External || v.Change == Keep || v.Change == Update
	base := func(id, kind string) Object {
		o := v.Object
		o.ID, o.Type, o.Aliases, o.Name, o.Tags = id, kind, nil, "", nil
		o.Implicit = true
		return o
	}
	const why = "the VPC exists already, and others may have changed what came with it"
	if v.MainTable == nil {
		id := v.MainTableID
		if id == "" {
			id = v.ID + ".main-route-table"
		}
		t := &RouteTable{Object: base(id, "main route table"), VPC: LinkedRef(v, v.ID), Main: true}
		if v.DefaultTableID != "" {
			t.Aliases = []string{v.DefaultTableID}
		}
		if preexisting {
			t.Open, t.Why = true, why
		}
		v.MainTable = t
		n.addLinked(t)
	}
	if v.DefaultACL == nil {
		id := v.DefaultACLID
		if id == "" {
			id = v.ID + ".default-network-acl"
		}
		a := &NetworkACL{Object: base(id, "default network ACL"), VPC: LinkedRef(v, v.ID), Default: true}
		if preexisting {
			a.Open, a.Why = true, why
		}
		v.DefaultACL = a
		n.addLinked(a)
		n.defaultACLEntries(v, a)
	}
	if v.DefaultGroup == nil {
		id := v.DefaultGroupID
		if id == "" {
			id = v.ID + ".default-security-group"
		}
		g := &SecurityGroup{Object: base(id, "default security group"), VPC: LinkedRef(v, v.ID), Default: true, DefaultEgress: true}
		if preexisting {
			g.Open, g.Why = true, why
		}
		v.DefaultGroup = g
		n.addLinked(g)
		n.defaultGroupRules(g)
	}
}

// addLinked adds an object that Link itself makes and makes it findable.
func (n *Network) addLinked(e Entity) {
	n.Add(e)
	n.register(e)
}

// aliasTo makes to findable under further identifiers.
func aliasTo[T any](ix *index, to *T, ids ...string) {
	for _, id := range ids {
		if id != "" {
			register(ix, to, &Object{ID: id})
		}
	}
}

// linkVPCs completes the ranges of VPCs and fills the lists of what they hold.
func (n *Network) linkVPCs() {
	for _, a := range n.VPCCIDRs {
		anything := eachOf(a.VPC,
			func(v *VPC) {
				v.CIDRs.Items = append(v.CIDRs.Items, a.CIDR)
				if a.IPv6 {
					v.HasIPv6 = Known(true)
				}
			},
			func(v *VPC) { v.CIDRs.Open, v.CIDRs.Why = true, a.Address+" may add a range to it" })
		if anything {
			for _, v := range n.VPCs {
				v.CIDRs.Open, v.CIDRs.Why = true, a.Address+" may add a range to it"
			}
		}
	}
	for _, s := range n.Subnets {
		if v := s.VPC.To(); v != nil {
			v.Subnets = append(v.Subnets, s)
		}
	}
	for _, a := range n.GatewayAttachments {
		id, ok := a.Gateway.Get()
		if !ok {
			continue
		}
		if g := lookup[InternetGateway](n.ix, id); g != nil && g.VPC.IsAbsent() {
			g.VPC = a.VPC
		}
		if g := lookup[VPNGateway](n.ix, id); g != nil && g.VPC.IsAbsent() {
			g.VPC = a.VPC
		}
	}
	n.openGateways()
	for _, g := range n.InternetGateways {
		if v := g.VPC.To(); v != nil {
			v.InternetGateways = append(v.InternetGateways, g)
		}
	}
	for _, g := range n.VPNGateways {
		if v := g.VPC.To(); v != nil {
			v.VPNGateways = append(v.VPNGateways, g)
		}
	}
	for _, p := range n.Peerings {
		a, b := p.Requester.To(), p.Accepter.To()
		if a != nil {
			a.Peerings = append(a.Peerings, p)
		}
		if b != nil && b != a {
			b.Peerings = append(b.Peerings, p)
		}
	}
	for _, a := range n.PeeringAccepters {
		if p := a.Connection.To(); p != nil {
			p.AcceptedBy = a
			p.Accepted = Known(true)
		}
	}
	for _, o := range n.PeeringOptions {
		n.peeringOptions(o)
	}
	for _, a := range n.DHCPAssociations {
		if v := a.VPC.To(); v != nil {
			v.DHCPOptions = a.Options
		}
	}
	for _, g := range n.NATGateways {
		if s := g.Subnet.To(); s != nil && !g.Regional {
			g.VPC = s.VPC
		}
	}
}

// peeringOptions gives a connection the options that stand in a resource of their own.
func (n *Network) peeringOptions(o *PeeringOptions) {
	set := func(p *PeeringConnection) {
		if !o.RequesterDNS.IsAbsent() {
			p.RequesterDNS = o.RequesterDNS
		}
		if !o.AccepterDNS.IsAbsent() {
			p.AccepterDNS = o.AccepterDNS
		}
	}
	open := func(p *PeeringConnection) {
		why := o.Address + " may set its options"
		p.RequesterDNS, p.AccepterDNS = Unknown[bool](why), Unknown[bool](why)
	}
	if eachOf(o.Connection, set, open) {
		for _, p := range n.Peerings {
			open(p)
		}
	}
}

// openGateways makes the attachment of gateways unknown where an attachment in view does not say which
// gateway it attaches, or where somebody else may attach them.
func (n *Network) openGateways() {
	var why string
	for _, a := range n.GatewayAttachments {
		if a.Gateway.IsUnknown() {
			why = a.Address + " attaches a gateway that cannot be told"
		}
	}
	open := func(r *Ref[VPC], o *Object) {
		switch {
		case !r.IsAbsent():
		case why != "":
			*r = RefTo[VPC](Unknown[string](why))
		case o.External:
			*r = RefTo[VPC](Unknown[string](o.Address + " is not managed here"))
		case o.Exported:
			*r = RefTo[VPC](Unknown[string](o.Address + " leaves its stack, and another may attach it"))
		}
	}
	for _, g := range n.InternetGateways {
		open(&g.VPC, &g.Object)
	}
	for _, g := range n.VPNGateways {
		open(&g.VPC, &g.Object)
	}
}
