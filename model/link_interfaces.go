package model

import (
	"net/netip"
	"slices"
)

// linkInterfaces makes the interfaces that AWS places for workloads, load balancers, endpoints and gateways,
// and ties all interfaces to subnets, groups and public addresses.
func (n *Network) linkInterfaces() {
	declared := len(n.Interfaces)
	for _, a := range n.InterfaceAttachments {
		if i, w := a.Interface.To(), a.Instance.To(); i != nil && w != nil {
			own(i, w)
		}
	}
	for _, i := range n.Interfaces[:declared] {
		if w := i.AttachedTo.To(); w != nil {
			own(i, w)
		}
	}
	for _, w := range n.Workloads {
		n.workloadInterfaces(w)
	}
	n.namePrimaries()
	for _, a := range n.GroupAttachments {
		eachOf(a.Interface,
			func(i *NetworkInterface) {
				i.Groups.Items = append(slices.Clip(i.Groups.Items), a.Group)
			},
			func(i *NetworkInterface) { i.Groups.Open, i.Groups.Why = true, a.Address+" may give it a group" })
	}
	n.serviceInterfaces()
	for _, i := range n.Interfaces {
		i.SourceDestCheck = i.SourceDestCheck.OrDefault(true)
		n.defaultGroups(i)
		n.placeInterface(i)
	}
	n.placeFirewalls()
	n.publicAddresses()
}

// namePrimaries links what is meant for an instance's primary interface, which inputs name by an attribute of the
// instance: until the interfaces of workloads are made, nothing has that identifier.
func (n *Network) namePrimaries() {
	for _, w := range n.Workloads {
		if i := primary(w); i != nil && w.Kind == WorkloadInstance {
			register(n.ix, i, &Object{Aliases: w.Aliases, External: w.External})
		}
	}
	for _, a := range n.GroupAttachments {
		a.Interface.resolve(n.ix)
	}
	for _, e := range n.ElasticIPs {
		if e.Instance.IsAbsent() { // else a state repeats the instance's interface
			e.Interface.resolve(n.ix)
		}
	}
	for _, a := range n.ElasticIPUses {
		if a.Instance.IsAbsent() {
			a.Interface.resolve(n.ix)
		}
	}
	for _, l := range n.FlowLogs {
		l.Interface.resolve(n.ix)
	}
	for _, s := range n.MirrorSessions {
		s.Source.resolve(n.ix)
	}
	for _, t := range n.MirrorTargets {
		t.Interface.resolve(n.ix)
	}
}

// own makes i an interface of w.
func own(i *NetworkInterface, w *Workload) {
	if i.Owner == nil {
		i.Owner, i.Kind = w, InterfaceInstance
		w.Interfaces = append(w.Interfaces, i)
	}
}

// workloadInterfaces merges what a launch template, task definition or subnet group says into the workload
// and makes its interfaces.
func (n *Network) workloadInterfaces(w *Workload) {
	if t := w.Template.To(); t != nil {
		mergeTemplate(w, t)
	} else if !w.Template.IsAbsent() {
		if w.GroupsUnset {
			w.Groups, w.GroupsUnset = OpenList[Ref[SecurityGroup]]("its launch template is not in view"), false
		}
		if w.PublicIP.IsAbsent() {
			w.PublicIP = Unknown[bool]("its launch template is not in view")
		}
	}
	if d := w.TaskDefinition.To(); d != nil {
		w.Ports.Items = append(w.Ports.Items, d.Ports.Items...)
		if d.Ports.Open {
			w.Ports.Open, w.Ports.Why = true, d.Ports.Why
		}
		w.Texts = append(append(w.Texts, d.Texts...), d.Images...)
		if w.Role.IsAbsent() {
			w.Role = d.Role
		}
		if w.ExecRole.IsAbsent() {
			w.ExecRole = d.ExecRole
		}
	}
	if g := w.SubnetGroup.To(); g != nil {
		w.Subnets = g.Subnets
	} else if !w.SubnetGroup.IsAbsent() {
		w.Subnets.Open, w.Subnets.Why = true, "its subnet group is not in view"
	}
	for _, r := range w.Attached.Items {
		if i := r.To(); i != nil {
			own(i, w)
		}
	}
	if len(w.Attached.Items) > 0 || w.Attached.Open {
		return
	}
	kind := InterfaceService
	if w.Kind == WorkloadInstance || w.Kind == WorkloadAutoScalingGroup || w.Kind == WorkloadEKSNodes {
		kind = InterfaceInstance
	}
	subnets := w.Subnets.Items
	if w.Subnets.Open && len(subnets) == 0 && len(w.Groups.Items) > 0 {
		// What has security groups has a subnet: the groups are in use, wherever that is.
		subnets = []Ref[Subnet]{RefTo[Subnet](Unknown[string](w.Subnets.Why))}
	}
	for _, s := range subnets {
		i := n.addInterface(kind, w, s, w.Groups, w.GroupsUnset)
		i.SourceDestCheck = w.SourceDestCheck
		i.Public = w.PublicIP
		if !w.PrivateIP.IsAbsent() {
			i.PrivateIPs = []Value[netip.Addr]{w.PrivateIP}
		}
		w.Interfaces = append(w.Interfaces, i)
	}
}

func mergeTemplate(w *Workload, t *LaunchTemplate) {
	// A node group gets the groups of its template alone, where that names any (Amazon EKS User Guide, "Customize
	// managed nodes with launch templates").
	if (w.GroupsUnset || w.Kind == WorkloadEKSNodes) && !t.GroupsUnset {
		w.Groups, w.GroupsUnset = t.Groups, false
	}
	if len(w.Subnets.Items) == 0 && !w.Subnets.Open && !t.Subnet.IsAbsent() {
		w.Subnets = ListOf(t.Subnet)
	}
	if w.PublicIP.IsAbsent() {
		w.PublicIP = t.PublicIP
	}
	if w.Profile.IsAbsent() {
		w.Profile = t.Profile
	}
	if w.InstanceType.IsAbsent() {
		w.InstanceType = t.InstanceType
	}
	if w.Image.IsAbsent() {
		w.Image = t.Image
	}
	if w.Platform.IsAbsent() {
		w.Platform = t.Platform
	}
	if len(w.Attached.Items) == 0 {
		w.Attached = t.Attached
	}
	if len(w.Volumes) == 0 {
		w.Volumes = t.Volumes
	}
	w.Texts = append(w.Texts, t.Texts...)
}

// addInterface makes an interface that AWS places for owner.
func (n *Network) addInterface(kind InterfaceKind, owner Entity, s Ref[Subnet], groups List[Ref[SecurityGroup]], unset bool) *NetworkInterface {
	o := owner.Base()
	i := &NetworkInterface{Object: *o, Kind: kind, Owner: owner, Subnet: s, Groups: groups, GroupsUnset: unset}
	i.Implicit, i.Aliases = true, nil
	i.ID = o.ID + ".interface." + s.ID().Or(s.ID().Why())
	i.Type = "network interface of " + o.Type
	n.entities = append(n.entities, i)
	n.Interfaces = append(n.Interfaces, i)
	return i
}

// serviceInterfaces makes the interfaces of everything that is no workload (VPC User Guide, "Security groups": which
// of them carry security groups).
func (n *Network) serviceInterfaces() {
	for _, b := range n.LoadBalancers {
		kind, known := b.Kind.OrDefault(ApplicationLoadBalancer).Get()
		for _, s := range b.Subnets.Items {
			i := n.addInterface(InterfaceLoadBalancer, b, s, b.Groups, b.GroupsUnset && kind != NetworkLoadBalancer)
			i.Unfiltered = known && (kind == GatewayLoadBalancer ||
				kind == NetworkLoadBalancer && len(b.Groups.Items) == 0 && !b.Groups.Open)
			internal := b.Internal.OrDefault(false)
			if v, ok := internal.Get(); ok {
				i.Public = Known(!v && kind != GatewayLoadBalancer)
			} else {
				i.Public = Unknown[bool](internal.Why())
			}
			b.Interfaces = append(b.Interfaces, i)
		}
	}
	for _, e := range n.Endpoints {
		kind, known := e.Kind.OrDefault(GatewayEndpoint).Get()
		if !known || kind == GatewayEndpoint {
			continue
		}
		for _, s := range e.Subnets.Items {
			ik := InterfaceEndpoint
			if kind == GWLBEndpoint {
				ik = InterfaceGWLBEndpoint
			}
			i := n.addInterface(ik, e, s, e.Groups, e.GroupsUnset)
			i.Unfiltered = kind == GWLBEndpoint
			i.Public = Known(false)
			e.Interfaces = append(e.Interfaces, i)
		}
	}
	for _, e := range n.ResolverEndpoints {
		for _, s := range e.Subnets.Items {
			i := n.addInterface(InterfaceResolver, e, s, e.Groups, e.GroupsUnset)
			i.Public = Known(false)
			e.Interfaces = append(e.Interfaces, i)
		}
	}
	for _, e := range n.ConnectEndpoints {
		e.Interface = n.addInterface(InterfaceConnectEndpoint, e, e.Subnet, e.Groups, e.GroupsUnset)
		e.Interface.Public = Known(false)
	}
	unfiltered := func(kind InterfaceKind, owner Entity, s Ref[Subnet]) *NetworkInterface {
		i := n.addInterface(kind, owner, s, List[Ref[SecurityGroup]]{}, false)
		i.Unfiltered, i.SourceDestCheck, i.Public = true, Known(false), Known(false)
		return i
	}
	for _, g := range n.NATGateways {
		if !g.Regional {
			g.Interface = unfiltered(InterfaceNAT, g, g.Subnet)
			if !g.PrivateIP.IsAbsent() {
				g.Interface.PrivateIPs = []Value[netip.Addr]{g.PrivateIP}
			}
			if private, ok := g.Private.OrDefault(false).Get(); ok {
				g.Interface.Public = Known(!private)
			} else {
				g.Interface.Public = Unknown[bool](g.Private.Why())
			}
		}
	}
	for _, a := range n.TransitAttachments {
		for _, s := range a.Subnets.Items {
			a.Interfaces = append(a.Interfaces, unfiltered(InterfaceTransit, a, s))
		}
	}
	for _, e := range n.FirewallEndpoints {
		e.Interface = unfiltered(InterfaceFirewallEndpoint, e, e.Subnet)
	}
}

// placeFirewalls notes in each subnet of a firewall that one of its endpoints stands there, where the input does
// not tell which.
func (n *Network) placeFirewalls() {
	for _, f := range n.Firewalls {
		if f.Subnets.Open || len(f.Subnets.Items) != len(f.Endpoints) {
			continue
		}
		for k, e := range f.Endpoints {
			if s := f.Subnets.Items[k].To(); s != nil && len(e.Subnet.Candidates()) > 1 {
				s.Interfaces = append(s.Interfaces, e.Interface)
			}
		}
	}
}

// defaultGroups gives an interface its VPC's default group where the input gives none.
func (n *Network) defaultGroups(i *NetworkInterface) {
	if !i.GroupsUnset {
		return
	}
	s := i.Subnet.To()
	if s == nil || s.VPC.To() == nil {
		i.Groups.Open, i.Groups.Why = true, "the default security group of its VPC is not in view"
		return
	}
	g := s.VPC.To().DefaultGroup
	i.Groups.Items = append(i.Groups.Items[:len(i.Groups.Items):len(i.Groups.Items)], LinkedRef(g, g.ID))
}

// placeInterface notes an interface at its subnet and groups.
func (n *Network) placeInterface(i *NetworkInterface) {
	eachOf(i.Subnet,
		func(s *Subnet) {
			s.Interfaces = append(s.Interfaces, i)
			if v := s.VPC.To(); v != nil {
				v.Interfaces = append(v.Interfaces, i)
			}
		},
		func(s *Subnet) { s.MaybeInterfaces = append(s.MaybeInterfaces, i) })
	for _, r := range i.Groups.Items {
		eachOf(r,
			func(g *SecurityGroup) { g.Interfaces = append(g.Interfaces, i) },
			func(g *SecurityGroup) { g.MaybeInterfaces = append(g.MaybeInterfaces, i) })
	}
}

// publicAddresses settles which interfaces have a public IPv4 address: an Elastic IP, else what the workload
// says, else what the subnet gives at launch (VPC User Guide, "Internet gateways").
func (n *Network) publicAddresses() {
	give := func(i *NetworkInterface, by Entity) { i.Public, i.PublicBy = Known(true), by }
	unsure := func(i *NetworkInterface, by string) {
		if !i.Public.Or(false) {
			i.Public = Unknown[bool](by + " may give it a public address")
		}
	}
	use := func(by Entity, instance Ref[Workload], iface Ref[NetworkInterface]) {
		address := by.Base().Address
		eachOf(iface, func(i *NetworkInterface) { give(i, by) }, func(i *NetworkInterface) { unsure(i, address) })
		eachOf(instance, func(w *Workload) {
			if i := primary(w); i != nil {
				give(i, by)
			}
		}, func(w *Workload) {
			for _, i := range w.Interfaces {
				unsure(i, address)
			}
		})
	}
	for _, i := range n.Interfaces {
		if i.Public.IsAbsent() {
			i.Public = n.publicByDefault(i)
		}
	}
	for _, e := range n.ElasticIPs {
		use(e, e.Instance, e.Interface)
	}
	for _, a := range n.ElasticIPUses {
		var by Entity = a
		if e := a.Address.To(); e != nil {
			by = e
		}
		use(by, a.Instance, a.Interface)
	}
}

// publicByDefault says whether AWS gives the interface a public IPv4 address of its own: only to instances,
// at launch, where their subnet says so; never to Lambda functions, databases and the like, nor to a bare
// interface.
func (n *Network) publicByDefault(i *NetworkInterface) Value[bool] {
	if i.Kind != InterfaceInstance || !i.Implicit {
		return Known(false)
	}
	s := i.Subnet.To()
	if s == nil {
		if i.Subnet.IsAbsent() {
			return Unknown[bool]("it lands in a default subnet that is not in view")
		}
		return Unknown[bool]("its subnet is not in view")
	}
	return s.MapPublicIP.OrDefault(s.Default)
}

// primary gives the interface that a workload is launched with: the one that AWS makes for it, else the first
// that is attached to it; nil where it has none in view.
func primary(w *Workload) *NetworkInterface {
	for _, i := range w.Interfaces {
		if i.Implicit {
			return i
		}
	}
	if len(w.Interfaces) > 0 {
		return w.Interfaces[0]
	}
	return nil
}
