package model

import "slices"

// linkTransit ties transit gateways, attachments, route tables and routes together.
func (n *Network) linkTransit() {
	n.defaultTransitTables()
	for _, a := range n.TransitAccepters {
		if t := a.Attachment.To(); t != nil {
			t.Accepted = Known(true)
			if !a.DefaultAssociation.IsAbsent() {
				t.DefaultAssociation = a.DefaultAssociation
			}
			if !a.DefaultPropagation.IsAbsent() {
				t.DefaultPropagation = a.DefaultPropagation
			}
		}
	}
	for _, v := range n.VPNConnections {
		n.vpnAttachment(v)
	}
	for _, a := range n.TransitAttachments {
		if g := a.Gateway.To(); g != nil {
			g.Attachments = append(g.Attachments, a)
		}
		if v := a.VPC.To(); v != nil {
			v.TransitAttachment = append(v.TransitAttachment, a)
		}
	}
	for _, t := range n.TransitTables {
		if g := t.Gateway.To(); g != nil {
			g.Tables = append(g.Tables, t)
		}
		openShared(&t.Object, &t.Open, &t.Why)
	}
	for _, r := range n.TransitRoutes {
		anything := eachOf(r.Table,
			func(t *TransitGatewayRouteTable) { t.Routes = append(t.Routes, r) },
			func(t *TransitGatewayRouteTable) { t.MaybeRoutes = append(t.MaybeRoutes, r) })
		if anything {
			for _, t := range n.TransitTables {
				t.Open, t.Why = true, r.Address+" may stand in it"
			}
		}
	}
	n.transitAssociations()
	n.transitPropagations()
}

// defaultTransitTables adds the route table that a transit gateway brings unless both of its defaults are
// off (Transit Gateways guide).
func (n *Network) defaultTransitTables() {
	for _, g := range n.TransitGateways {
		assoc := g.DefaultAssociation.OrDefault(true)
		prop := g.DefaultPropagation.OrDefault(true)
		if a, ok := assoc.Get(); ok && !a {
			if p, ok := prop.Get(); ok && !p {
				continue
			}
		}
		t := &TransitGatewayRouteTable{Object: g.Object, Gateway: LinkedRef(g, g.ID)}
		t.ID, t.Type, t.Implicit, t.Aliases = g.ID+".default-route-table", "transit gateway default route table", true, nil
		for _, id := range []string{g.DefaultAssociationTableID, g.DefaultPropagationTableID} {
			if id != "" {
				t.Aliases = append(t.Aliases, id)
			}
		}
		t.DefaultAssoc, t.DefaultProp = assoc.Or(true), prop.Or(true)
		if g.External || g.Change == Keep || g.Change == Update {
			t.Open, t.Why = true, "the transit gateway exists already, and others may have changed its default table"
		}
		g.DefaultTable = t
		n.addLinked(t)
		aliasTo(n.ix, t, t.Aliases...)
	}
	// Routes, associations and propagations that name the default table could not find it before.
	for _, e := range n.TransitRoutes {
		e.Table.resolve(n.ix)
	}
	for _, e := range n.TransitAssociations {
		e.Table.resolve(n.ix)
	}
	for _, e := range n.TransitPropagations {
		e.Table.resolve(n.ix)
	}
}

// vpnAttachment gives a VPN connection on a transit gateway its attachment.
func (n *Network) vpnAttachment(v *VPNConnection) {
	if v.TransitGateway.IsAbsent() {
		return
	}
	id := v.AttachmentID
	if id == "" {
		id = v.ID + ".transit-gateway-attachment"
	}
	if a := lookup[TransitGatewayAttachment](n.ix, id); a != nil {
		v.Attachment = a
		return
	}
	a := &TransitGatewayAttachment{
		Object: v.Object, Kind: AttachVPN, Gateway: v.TransitGateway, VPN: LinkedRef(v, v.ID),
	}
	a.ID, a.Type, a.Implicit, a.Aliases = id, "transit gateway VPN attachment", true, nil
	v.Attachment = a
	n.addLinked(a)
	for _, r := range n.TransitRoutes {
		r.Attachment.resolve(n.ix)
	}
	for _, r := range n.TransitAssociations {
		r.Attachment.resolve(n.ix)
	}
	for _, r := range n.TransitPropagations {
		r.Attachment.resolve(n.ix)
	}
}

// transitAssociations sets the table of each attachment: an explicit association's, else the gateway's
// default where its and the attachment's defaults are on.
func (n *Network) transitAssociations() {
	certain := map[*TransitGatewayAttachment]*TransitGatewayAssociation{}
	maybe := map[*TransitGatewayAttachment]*TransitGatewayAssociation{}
	for _, a := range n.TransitAssociations {
		if eachOf(a.Attachment,
			func(t *TransitGatewayAttachment) { certain[t] = a },
			func(t *TransitGatewayAttachment) { maybe[t] = a }) {
			for _, t := range n.TransitAttachments {
				maybe[t] = a
			}
		} else if a.Attachment.IsExternal() {
			for _, t := range n.TransitAttachments {
				if t.Unnamed() {
					maybe[t] = a
				}
			}
		}
	}
	for _, t := range n.TransitAttachments {
		unknown := func(why string) Ref[TransitGatewayRouteTable] {
			return RefTo[TransitGatewayRouteTable](Unknown[string](why))
		}
		g := t.Gateway.To()
		switch {
		case certain[t] != nil:
			t.Table = certain[t].Table
		case maybe[t] != nil:
			t.Table = unknown(maybe[t].Address + " may associate it")
		case g == nil:
			t.Table = unknown("its transit gateway is not in view")
		case g.External || t.External || t.Exported:
			t.Table = unknown("it may be associated out of view")
		default:
			on, known := g.DefaultAssociation.OrDefault(true).Get()
			own, ownKnown := t.DefaultAssociation.OrDefault(true).Get()
			switch {
			case known && !on || ownKnown && !own:
				t.Table = Ref[TransitGatewayRouteTable]{}
			case !known || !ownKnown:
				t.Table = unknown("whether the default association is on is not known")
			case n.replacesDefault(g, func(d *TransitGatewayDefaultTable) bool { return d.Association }) != nil:
				d := n.replacesDefault(g, func(d *TransitGatewayDefaultTable) bool { return d.Association })
				t.Table = unknown(d.Address + " changes the default table, for attachments made after it")
			default:
				t.Table = LinkedRef(g.DefaultTable, g.DefaultTable.ID)
			}
		}
		if to := t.Table.To(); to != nil {
			to.Associated = append(to.Associated, t)
		}
	}
}

// replacesDefault gives what may put another table in the place of a gateway's default one, or nil. Which
// attachments it holds for hangs on the order in which they are made.
func (n *Network) replacesDefault(g *TransitGateway, of func(*TransitGatewayDefaultTable) bool) *TransitGatewayDefaultTable {
	for _, d := range n.TransitDefaults {
		if of(d) && (d.Gateway.To() == g || d.Gateway.IsUnknown()) {
			return d
		}
	}
	return nil
}

// transitPropagations notes which tables learn which attachments.
func (n *Network) transitPropagations() {
	learn := func(t *TransitGatewayRouteTable, a *TransitGatewayAttachment) {
		if !slices.Contains(t.Propagating, a) {
			t.Propagating = append(t.Propagating, a)
			a.PropagatesTo = append(a.PropagatesTo, t)
		}
	}
	mayLearn := func(t *TransitGatewayRouteTable, a *TransitGatewayAttachment) {
		if !slices.Contains(t.MaybeLearns, a) {
			t.MaybeLearns = append(t.MaybeLearns, a)
		}
	}
	for _, p := range n.TransitPropagations {
		n.propagate(p, learn, mayLearn)
	}
	for _, a := range n.TransitAttachments {
		g := a.Gateway.To()
		if g == nil || g.DefaultTable == nil || a.Kind == AttachPeering {
			continue
		}
		on, known := g.DefaultPropagation.OrDefault(true).Get()
		own, ownKnown := a.DefaultPropagation.OrDefault(true).Get()
		switch {
		case known && !on || ownKnown && !own:
		case n.replacesDefault(g, func(d *TransitGatewayDefaultTable) bool { return d.Propagation }) != nil:
			for _, t := range g.Tables {
				mayLearn(t, a)
			}
		case known && ownKnown && !g.External && !a.External:
			learn(g.DefaultTable, a)
		default:
			mayLearn(g.DefaultTable, a)
		}
	}
}

func (n *Network) propagate(p *TransitGatewayPropagation, learn, mayLearn func(*TransitGatewayRouteTable, *TransitGatewayAttachment)) {
	tables := func(f func(*TransitGatewayRouteTable), g func(*TransitGatewayRouteTable)) {
		if eachOf(p.Table, f, g) {
			for _, t := range n.TransitTables {
				g(t)
			}
		}
	}
	anything := eachOf(p.Attachment,
		func(a *TransitGatewayAttachment) {
			tables(func(t *TransitGatewayRouteTable) { learn(t, a) }, func(t *TransitGatewayRouteTable) { mayLearn(t, a) })
		},
		func(a *TransitGatewayAttachment) {
			may := func(t *TransitGatewayRouteTable) { mayLearn(t, a) }
			tables(may, may)
		})
	if anything || p.Attachment.IsExternal() {
		open := func(t *TransitGatewayRouteTable) {
			t.Open, t.Why = true, p.Address+" propagates what is not in view into it"
		}
		tables(open, open)
	}
}

// linkHybrid ties VPN connections to gateways and routes to connections.
func (n *Network) linkHybrid() {
	for _, v := range n.VPNConnections {
		if g := v.VPNGateway.To(); g != nil {
			g.Connections = append(g.Connections, v)
		}
		if v.Exported || v.External {
			v.RoutesOpen = true
		}
	}
	for _, r := range n.VPNRoutes {
		if eachOf(r.Connection,
			func(v *VPNConnection) { v.Routes = append(v.Routes, r) },
			func(v *VPNConnection) { v.RoutesOpen = true }) {
			for _, v := range n.VPNConnections {
				v.RoutesOpen = true
			}
		}
	}
}

// linkFirewalls gives firewalls their endpoints. Front ends make the endpoints that inputs refer to; a
// subnet mapping without one gets its endpoint here.
func (n *Network) linkFirewalls() {
	for _, f := range n.Firewalls {
		for _, s := range f.Subnets.Items {
			has := slices.ContainsFunc(f.Endpoints, func(e *FirewallEndpoint) bool {
				return e.Subnet.Same(s) || !e.Subnet.IsLinked() && !e.Subnet.IsExternal()
			})
			if has {
				continue
			}
			e := &FirewallEndpoint{Object: f.Object, Firewall: f, Subnet: s}
			e.Type, e.Implicit, e.Aliases = "firewall endpoint", true, nil
			e.ID = f.ID + ".endpoint." + s.ID().Or(s.ID().Why())
			f.Endpoints = append(f.Endpoints, e)
			n.addLinked(e)
		}
	}
}
