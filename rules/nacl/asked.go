package nacl

import (
	"net/netip"
	"slices"
	"sync"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

var (
	wellKnownPorts = packet.Ports(0, 1023)
	wellKnown      = packet.DstPorts(wellKnownPorts)
	tcpAndUDP      = packet.OfProtocol(packet.TCP).Union(packet.OfProtocol(packet.UDP))

	// oneWayUDP are UDP services without answers, and those that answer to the port that they listen on:
	// DHCP, SNMP traps, IKE, syslog, NetFlow and IPFIX, IPsec behind NAT, VXLAN, GENEVE, sFlow, StatsD.
	oneWayUDP = udpPorts(67, 68, 162, 500, 514, 2055, 4500, 4739, 4789, 6081, 6343, 8125)
	// amazonUDP are services that Amazon offers on link-local addresses, past all network ACLs: a rule for
	// these ports often means them (VPC User Guide, "Network ACLs").
	amazonUDP = udpPorts(53, 123)
)

func udpPorts(ports ...uint16) packet.Set {
	var all packet.PortSet
	for _, p := range ports {
		all = all.Union(packet.Port(p))
	}
	return packet.DstPorts(all).Intersect(packet.OfProtocol(packet.UDP))
}

// opener tells new connections from other traffic in one direction of an ACL.
type opener struct {
	allowed packet.Set // what certainly passes and can be the first packet of a connection
	asked   packet.Set // the part of it that the ACL's own rules ask for
}

// openerOf makes the opener of a direction. Rules that name ports ask for new connections to well-known
// ports. An allowed range of high ports that nothing asks for lets answers through, and a rule for every port
// asks for nothing in particular.
func openerOf(view *reach.ACLView) opener {
	var particular []packet.Set
	for _, e := range view.Entries {
		if e.Entry.Allow.Or(false) && namesPorts(e.Entry.Match) {
			particular = append(particular, e.Decides.Must)
		}
	}
	o := opener{allowed: view.Filter.Must.Intersect(tcpAndUDP).Minus(oneWayUDP)}
	o.asked = packet.Union(particular...).Intersect(wellKnown).Intersect(o.allowed)
	return o
}

// opening is the traffic that asks for new connections: what the ACL's rules ask for, and to the ports that
// something in view names.
func (o opener) opening(named packet.Set) packet.Set {
	return o.asked.Union(o.allowed.Intersect(named))
}

// namesPorts reports whether a match names ports rather than everything or a whole range of client ports.
func namesPorts(m model.FilterMatch) bool {
	p, ok := m.Protocol.OrDefault(packet.AnyProtocol).Get()
	if !ok || !p.HasPorts() {
		return false
	}
	from, okFrom := m.FromPort.OrDefault(0).Get()
	to, okTo := m.ToPort.OrDefault(65535).Get()
	if !okFrom || !okTo || from < 0 || to > 65535 || to < from {
		return false
	}
	return !commonClientPorts.Subset(packet.Ports(uint16(from), uint16(to)))
}

// namedPorts finds the ports that security groups, listeners, targets, containers and assertions in view
// name.
type namedPorts struct {
	pass *rules.Pass
	// kept are the targets that see the addresses of clients from the internet, by the subnets that they stand in.
	kept func() map[*model.Subnet][]keptTarget
	at   map[*model.Subnet]packet.Set // requests to a subnet's interfaces, by protocol and destination port
	by   map[*model.Subnet]packet.Set // requests that a subnet's interfaces send
	// behind are the targets of a load balancer: interfaces and their owners.
	behind map[*model.LoadBalancer]map[any]bool
}

func newNamedPorts(p *rules.Pass) *namedPorts {
	return &namedPorts{
		pass: p, at: map[*model.Subnet]packet.Set{}, by: map[*model.Subnet]packet.Set{},
		behind: map[*model.LoadBalancer]map[any]bool{},
		kept:   sync.OnceValue(func() map[*model.Subnet][]keptTarget { return keptTargets(p.Net) }),
	}
}

// keptTarget is a target behind a load balancer that passes the addresses of its clients on.
type keptTarget struct {
	topology.Target
	balancer *model.LoadBalancer
}

func keptTargets(net *model.Network) map[*model.Subnet][]keptTarget {
	kept := map[*model.Subnet][]keptTarget{}
	for _, g := range net.TargetGroups {
		for _, b := range g.LoadBalancers {
			if !topology.KeepsClientAddress(b, g) || !topology.ServesTheInternet(net, b, g) {
				continue
			}
			targets, _ := topology.GroupTargets(g)
			for _, t := range targets {
				if s := t.Subnet(); s != nil {
					kept[s] = append(kept[s], keptTarget{t, b})
				}
			}
		}
	}
	return kept
}

// requests are what clients send to the target's port, in the protocols of its group.
func (t keptTarget) requests() packet.Set {
	switch t.Group.Protocol.Or("") {
	case "UDP":
		return portSet(t.Port, packet.UDP)
	case "TCP_UDP":
		return portSet(t.Port, packet.TCP).Union(portSet(t.Port, packet.UDP))
	default:
		return portSet(t.Port, packet.TCP)
	}
}

// servedIn gives requests to the ports that are named as served in the subnet. The targets of load balancers are asked
// by these; see askedFrom.
func (n *namedPorts) servedIn(s *model.Subnet) packet.Set {
	set, ok := n.at[s]
	if !ok {
		set = n.served(s, s.Interfaces)
		n.at[s] = set
	}
	return set
}

// servedTo is servedIn for one client, where that is not the same (ok). A target answers its load balancers, and asks
// them nothing itself.
func (n *namedPorts) servedTo(client *model.NetworkInterface, s *model.Subnet) (set packet.Set, ok bool) {
	own := func(i *model.NetworkInterface) bool {
		b, isBalancer := i.Owner.(*model.LoadBalancer)
		return isBalancer && n.isTarget(client, b)
	}
	if !slices.ContainsFunc(s.Interfaces, own) {
		return packet.Set{}, false
	}
	return n.served(s, slices.DeleteFunc(slices.Clone(s.Interfaces), own)), true
}

// isTarget reports whether the interface, or another of its owner's, is a target of the load balancer.
func (n *namedPorts) isTarget(client *model.NetworkInterface, b *model.LoadBalancer) bool {
	behind, ok := n.behind[b]
	if !ok {
		behind = map[any]bool{}
		targets, _ := topology.Targets(b)
		for _, t := range targets {
			if t.Interface != nil {
				behind[t.Interface], behind[t.Interface.Owner] = true, true
			}
		}
		delete(behind, nil)
		n.behind[b] = behind
	}
	return behind[client] || behind[client.Owner]
}

func (n *namedPorts) served(s *model.Subnet, by []*model.NetworkInterface) packet.Set {
	var sets []packet.Set
	for _, i := range by {
		sets = append(sets, groupPorts(i))
		switch o := i.Owner.(type) {
		case *model.LoadBalancer:
			for _, l := range o.Listeners {
				for _, protocol := range topology.ListenerProtocols(l) {
					sets = append(sets, portSet(l.Port, protocol))
				}
			}
		case *model.Workload:
			if len(o.TargetGroups) > 0 {
				continue
			}
			for _, port := range o.Ports.Items {
				sets = append(sets, portSet(port.Number, portProtocol(port)))
			}
		}
	}
	for _, a := range n.pass.Options.Assertions {
		if a.Port > 0 {
			sets = append(sets, portSet(model.Known(a.Port), packet.TCP))
		}
	}
	return packet.Union(sets...)
}

// askedFrom gives requests to the ports that are named as asked for by the subnet's interfaces.
func (n *namedPorts) askedFrom(s *model.Subnet) packet.Set {
	if set, ok := n.by[s]; ok {
		return set
	}
	var sets []packet.Set
	for _, i := range s.Interfaces {
		sets = append(sets, n.groupRequests(i))
		if b, ok := i.Owner.(*model.LoadBalancer); ok {
			targets, _ := topology.Targets(b)
			for _, t := range targets {
				sets = append(sets, portSet(t.Port, packet.TCP))
			}
		}
	}
	set := packet.Union(sets...)
	n.by[s] = set
	return set
}

// groupPorts gives the requests to which the security groups of an interface name services. A rule for everybody names
// the internet, and no neighbour in particular.
func groupPorts(i *model.NetworkInterface) packet.Set {
	var sets []packet.Set
	for _, ref := range i.Groups.Items {
		if g := ref.To(); g != nil {
			for _, r := range g.Ingress {
				requests := requestsTo(r)
				if forEverybody(r) {
					requests = requests.Intersect(packet.From(reach.Internet()))
				}
				sets = append(sets, requests)
			}
		}
	}
	return packet.Union(sets...)
}

// forEverybody reports whether the rule names whole address families and nothing else.
func forEverybody(r *model.SecurityGroupRule) bool {
	return !r.CIDRs.Open && !r.Groups.Open && !r.PrefixLists.Open && len(r.Groups.Items) == 0 && len(r.PrefixLists.Items) == 0 &&
		len(r.CIDRs.Items) > 0 && !r.Self.OrDefault(false).Or(true) && !slices.ContainsFunc(r.CIDRs.Items, func(c model.Value[netip.Prefix]) bool {
		p, known := c.Get()
		return !known || p.Bits() > 0
	})
}

// groupRequests gives the requests that the security groups of an interface name: to the ports of their outbound
// rules, at the addresses that the rule names. A port that is opened towards one group is asked of nobody else.
func (n *namedPorts) groupRequests(i *model.NetworkInterface) packet.Set {
	var sets []packet.Set
	for _, ref := range i.Groups.Items {
		g := ref.To()
		if g == nil {
			continue
		}
		for _, r := range g.Egress {
			requests := requestsTo(r)
			if there, ok := n.destinations(r); ok {
				requests = requests.Intersect(packet.To(there))
			}
			sets = append(sets, requests)
		}
	}
	return packet.Union(sets...)
}

// destinations gives the addresses that an outbound rule of a security group names: its ranges, and the subnets in
// which members of the groups stand that it references. ok is false where it may mean others.
func (n *namedPorts) destinations(r *model.SecurityGroupRule) (there packet.AddrSet, ok bool) {
	if r.CIDRs.Open || r.Groups.Open || r.PrefixLists.Open || len(r.PrefixLists.Items) > 0 {
		return packet.AddrSet{}, false
	}
	for _, c := range r.CIDRs.Items {
		p, known := c.Get()
		if !known {
			return packet.AddrSet{}, false
		}
		there = there.Union(packet.Prefixes(p))
	}
	for _, ref := range r.Groups.Items {
		g := ref.To()
		if g == nil || g.External {
			return packet.AddrSet{}, false
		}
		for _, i := range g.Interfaces {
			if s := i.Subnet.To(); s != nil {
				there = there.Union(n.pass.Reach.SubnetAddresses(s))
			}
		}
	}
	return there, true
}

// requestsTo gives packets to the ports that a rule of a security group names, if it names any.
func requestsTo(r *model.SecurityGroupRule) packet.Set {
	if !namesPorts(r.Match) {
		return packet.Set{}
	}
	p, _ := r.Match.Protocol.Get()
	ports := packet.Ports(uint16(r.Match.FromPort.Or(0)), uint16(r.Match.ToPort.Or(65535)))
	return packet.DstPorts(ports).Intersect(packet.OfProtocol(p))
}

func portSet(v model.Value[int], p packet.Protocol) packet.Set {
	n, ok := v.Get()
	if !ok || n < 1 || n > 65535 {
		return packet.Set{}
	}
	return packet.DstPorts(packet.Port(uint16(n))).Intersect(packet.OfProtocol(p))
}

func portProtocol(p model.Port) packet.Protocol {
	if p.Protocol == "udp" {
		return packet.UDP
	}
	return packet.TCP
}
