package transitgateway

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// MissingVPCRoute finds attached VPCs whose workloads have no route to the transit gateway.
var MissingVPCRoute = &rules.Rule{
	ID:         "tgw-missing-vpc-route",
	Severity:   rules.Error,
	ReportedAt: "the VPC route table",
	Since:      "0.1.0",
	YieldsTo:   []string{"tgw-route-missing"},
	Doc: rules.Doc{
		Title: "An attached VPC without a route to the transit gateway",
		Problem: "The VPC is attached to the transit gateway and the gateway would carry its traffic, but the route tables of its workloads have no " +
			"route to the gateway for a range that they are meant to reach. Packets take the default route, or none, and never arrive.",
		Behaviour: "Attaching a VPC and propagating its ranges fills the gateway's tables, not the VPC's. The table of each subnet needs routes to the " +
			"gateway for what lies behind it. A NAT gateway does not help: it sends private destinations to the internet gateway, which drops them.",
		Remediation: "Add a route for the range to the transit gateway in the named table.",
		Terraform: `resource "aws_route" "web_to_api" {
  route_table_id         = aws_route_table.web.id
  destination_cidr_block = aws_vpc.api.cidr_block
  transit_gateway_id     = aws_ec2_transit_gateway.hub.id
}
`,
		CloudFormation: `WebToApi:
  Type: AWS::EC2::Route
  DependsOn: WebAttachment
  Properties:
    RouteTableId: !Ref WebTable
    DestinationCidrBlock: !GetAtt ApiVpc.CidrBlock
    TransitGatewayId: !Ref Hub
`,
		Limits: "Fires where a private DNS record, a security group rule, a setting or an assertion names the range and the gateway has more than a " +
			"default route for it, or where the VPC's workloads have no route to the gateway at all although others reach the VPC over it, or where " +
			"the tables behind the endpoints of an inspecting VPC do not lead back to the gateway what goes from one VPC to another, or where " +
			"none of the attachment's subnets of a VPC with NAT gateways has a route for what others send there for the internet. Silent where " +
			"the range is reached another way, and where tables are not in view.",
		References: []string{howItWorks, attachments},
	},
	Run: runMissingVPCRoute,
}

func runMissingVPCRoute(p *rules.Pass) error {
	names := topology.NamesOf(p)
	for _, g := range p.Net.TransitGateways {
		for _, a := range attached(g) {
			v := a.VPC.To()
			if v.External || a.Table.To() == nil {
				continue
			}
			m := missing{p: p, g: g, a: a, v: v}
			m.tables = workloadTables(v)
			if len(m.tables) == 0 || slices.ContainsFunc(m.tables, func(u usedTable) bool { return u.table.External }) {
				continue
			}
			m.find(names)
		}
		deadEnds(p, g)
		egressDeadEnds(p, g)
	}
	return nil
}

// workloadTables gives the tables that serve workloads of the VPC, with the subnets that hold them. It gives
// none where the table of such a subnet is not certain.
func workloadTables(v *model.VPC) []usedTable {
	tables, _ := tablesOf(v)
	for _, s := range topology.Endpoints(v) {
		if s.RouteTable.To() == nil && topology.MayHoldWorkloads(s) {
			return nil
		}
	}
	var out []usedTable
	for _, u := range tables {
		u.subnets = slices.DeleteFunc(slices.Clone(u.subnets), func(s *model.Subnet) bool { return !topology.HoldsClients(s) })
		if len(u.subnets) > 0 {
			out = append(out, u)
		}
	}
	return out
}

// missing looks at one attached VPC.
type missing struct {
	p      *rules.Pass
	g      *model.TransitGateway
	a      *model.TransitGatewayAttachment
	v      *model.VPC
	tables []usedTable
}

// network is something that the gateway reaches from the attachment by more than a default route.
type network struct {
	via   *model.TransitGatewayAttachment
	addrs packet.AddrSet
}

// networks gives what the gateway certainly carries from the attachment to others by routes of their own.
func (m missing) networks() []network {
	var out []network
	own := m.p.Reach.VPCAddresses(m.v).May
	for _, l := range m.p.Reach.TransitRoutes(m.a.Table.To()).Legs {
		if !l.Certain || l.Attachment == nil || l.Attachment == m.a {
			continue
		}
		if l.Route != nil {
			if d, ok := l.Route.Destination.Get(); !ok || d.Bits() == 0 {
				continue
			}
		}
		if addrs := l.Dst.Minus(own); !addrs.IsEmpty() {
			out = append(out, network{l.Attachment, addrs})
		}
	}
	return out
}

// lacks reports whether the table certainly leads nowhere where the addresses are: by no route, or by one for
// the internet that drops them there.
func (m missing) lacks(u usedTable, addrs packet.AddrSet) bool {
	for _, x := range topology.Exits(m.p.Reach, u.subnets[0], addrs) {
		if !x.Certain {
			return false
		}
		switch x.Kind {
		case "", model.TargetBlackhole, model.TargetInternetGateway, model.TargetEgressOnly:
		case model.TargetNATGateway:
			nat, ok := x.Object().(*model.NATGateway)
			if !ok || nat.Subnet.To() == nil {
				return false
			}
			if _, may := topology.Carried(topology.Exits(m.p.Reach, nat.Subnet.To(), x.Dst), m.g); !may.IsEmpty() {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func (m missing) find(names *topology.Names) {
	networks := m.networks()
	if len(networks) == 0 && !m.leadsOn() {
		return
	}
	if m.named(names, networks) || m.anyRoute() {
		return
	}
	from := m.askedBy()
	if from == nil || slices.ContainsFunc(m.tables, func(u usedTable) bool { return !m.lacks(u, m.p.Reach.VPCAddresses(from).Must) }) {
		return
	}
	m.reportNone(networks, from)
}

// leadsOn reports whether the gateway certainly carries anything from the attachment to another, if only by a
// default route.
func (m missing) leadsOn() bool {
	return slices.ContainsFunc(m.p.Reach.TransitRoutes(m.a.Table.To()).Legs, func(l reach.TransitLeg) bool {
		return l.Certain && l.Attachment != nil && l.Attachment != m.a
	})
}

// anyRoute reports whether one of the tables leads, or may lead, to the gateway for anything. Where the
// workloads in view are all in public subnets, the routes of an empty private tier count, and it may hold the
// attachment: that tier is the one that is meant to be reached over the gateway.
func (m missing) anyRoute() bool {
	tables := m.tables
	if !slices.ContainsFunc(tables, func(u usedTable) bool { return !m.public(u) }) {
		tables, _ = byTable(m.v.Subnets)
	}
	for _, u := range tables {
		if _, may := topology.Carried(topology.Exits(m.p.Reach, u.subnets[0], packet.AnyAddr()), m.g); !may.IsEmpty() {
			return true
		}
	}
	return false
}

// public reports whether the table has a route to an internet gateway.
func (m missing) public(u usedTable) bool {
	return slices.ContainsFunc(topology.Exits(m.p.Reach, u.subnets[0], packet.AnyIPv4()), func(x topology.Exit) bool {
		return x.Kind == model.TargetInternetGateway
	})
}

// askedBy gives another attached VPC that reaches this one over the gateway.
func (m missing) askedBy() *model.VPC {
	wanted := m.p.Reach.VPCAddresses(m.v).Must
	for _, o := range attached(m.g) {
		if o.VPC.To() == m.v {
			continue
		}
		tables, _ := byTable(o.VPC.To().Subnets)
		for _, u := range tables {
			if !between(m.p.Reach, o, m.a, u.sends(m.p.Reach, m.g, wanted)).IsEmpty() {
				return o.VPC.To()
			}
		}
	}
	return nil
}

// reportNone reports every table of a VPC whose workloads have no route to the gateway at all.
func (m missing) reportNone(networks []network, from *model.VPC) {
	for _, u := range m.deciding(m.p.Reach.VPCAddresses(from).Must) {
		f := rules.Finding{
			Object: &u.table.Object, Key: m.g.Address,
			Message: fmt.Sprintf("%s cannot answer %s over %s: %s has no route to the transit gateway at all, although %s is attached to it.",
				topology.Subnets(u.subnets), topology.VPCWords(from), m.g.Label(), topology.TableWords(u.table), m.v.Label()),
			Related: []rules.Related{
				{Object: &m.a.Object, Message: fmt.Sprintf("attaches %s to %s", m.v.Label(), m.g.Label())},
				{Object: &from.Object, Message: fmt.Sprintf("reaches %s over the transit gateway", m.v.Label())},
			},
			Fix:     m.fix(u.table, from),
			Witness: rules.Lost(reach.VPCEnd(from), reach.BareSubnetEnd(u.subnets[0]), packet.OfProtocol(packet.TCP)),
		}
		for _, n := range networks {
			f.Causes = append(f.Causes, m.causes(u.table, n, packet.AddrSet{})...)
		}
		for _, o := range attached(m.g) { // whoever asks over the gateway, this is why there is no answer
			f.Causes = append(f.Causes, topology.NoRouteCause(u.table, o.VPC.To().ID))
		}
		m.p.Report(topology.Absence(m.p.Net, f))
	}
}

// deciding gives the tables to change for packets to the addresses: those of the workloads, or, where they hand
// the packets to an inspecting endpoint, those of the endpoints' subnets, each once.
func (m missing) deciding(addrs packet.AddrSet) []usedTable {
	var out []usedTable
	for _, u := range m.tables {
		for _, t := range topology.Deciding(u.table, topology.Exits(m.p.Reach, u.subnets[0], addrs)) {
			if i := slices.IndexFunc(out, func(o usedTable) bool { return o.table == t }); i >= 0 {
				out[i].subnets = append(out[i].subnets, u.subnets...)
				continue
			}
			out = append(out, usedTable{t, slices.Clone(u.subnets)})
		}
	}
	return out
}

// fix routes the ranges of another VPC to the gateway.
func (m missing) fix(t *model.RouteTable, to *model.VPC) rules.Fix {
	ranges, complete := topology.VPCRanges(to)
	if !complete {
		return rules.Fix{Text: fmt.Sprintf("Add a route for the ranges of %s to %s in %s.", to.Label(), m.g.Label(), t.Label())}
	}
	return snippet.Route(t, ranges.IPv4().Prefixes(), model.TargetTransitGateway, &m.g.Object, &to.Object)
}

func (m missing) causes(t *model.RouteTable, n network, addrs packet.AddrSet) []string {
	var out []string
	if v := n.via.VPC.To(); v != nil {
		out = append(out, topology.NoRouteCause(t, v.ID))
	}
	for _, p := range addrs.Prefixes() {
		out = append(out, topology.NoRouteCause(t, p.String()))
	}
	return out
}

// lost is what a table lacks towards one network, with what names it.
type lost struct {
	usedTable
	network network
	addrs   packet.AddrSet
	names   []topology.Name
}

// named reports the tables that lack a range that is named, where all tables of workloads lack it. A range that
// the workloads of some tables name is reported at those; one that a record or an assertion names for the
// whole VPC at all. It says whether there were any.
func (m missing) named(names *topology.Names, networks []network) bool {
	var found []*lost
	for _, u := range m.tables {
		for _, n := range networks {
			l := lost{usedTable: u, network: n}
			for _, s := range u.subnets {
				for _, name := range names.From(s) {
					if m.isLost(name, n) {
						l.add(name, m.addressesOf(name, n))
					}
				}
			}
			if len(l.names) == 0 {
				continue
			}
			for _, t := range topology.Deciding(u.table, topology.Exits(m.p.Reach, u.subnets[0], l.addrs)) {
				l.table = t
				found = m.joinLost(found, l)
			}
		}
	}
	for _, l := range found {
		m.reportNamed(l)
	}
	return len(found) > 0
}

// joinLost adds what a table lacks to the rest, or to what is said of the same table and network.
func (m missing) joinLost(found []*lost, l lost) []*lost {
	i := slices.IndexFunc(found, func(o *lost) bool { return o.table == l.table && o.network.via == l.network.via })
	if i < 0 {
		l.names = slices.Clone(l.names)
		return append(found, &l)
	}
	found[i].subnets = slices.Concat(found[i].subnets, l.subnets)
	for _, name := range l.names {
		found[i].add(name, m.addressesOf(name, l.network))
	}
	return found
}

// add notes a name once, with the addresses that it means.
func (l *lost) add(name topology.Name, addrs packet.AddrSet) {
	l.addrs = l.addrs.Union(addrs)
	if !slices.ContainsFunc(l.names, func(o topology.Name) bool { return o.Text() == name.Text() }) {
		l.names = append(l.names, name)
	}
}

// addressesOf gives the addresses that a name means in a network.
func (m missing) addressesOf(name topology.Name, n network) packet.AddrSet {
	if !name.Addresses.IsEmpty() {
		if name.Addresses.Subset(n.addrs) {
			return name.Addresses
		}
		return packet.AddrSet{}
	}
	var out packet.AddrSet
	for _, i := range name.Interfaces {
		if s := i.Subnet.To(); s != nil {
			out = out.Union(m.p.Reach.SubnetAddresses(s).Intersect(n.addrs))
		}
	}
	return out
}

func (m missing) isLost(name topology.Name, n network) bool {
	addrs := m.addressesOf(name, n)
	if addrs.IsEmpty() {
		return false
	}
	return !slices.ContainsFunc(m.tables, func(u usedTable) bool { return !m.lacks(u, addrs) })
}

func (m missing) reportNamed(l *lost) {
	to := l.network.via.Label()
	if v := l.network.via.VPC.To(); v != nil {
		to = topology.VPCWords(v)
	}
	lack := fmt.Sprintf("has no route for it, although %s is attached to %s, which leads there", m.v.Label(), m.g.Label())
	if x := topology.Exits(m.p.Reach, l.subnets[0], l.addrs)[0]; !x.None() {
		lack = fmt.Sprintf("sends it by %s and not to %s, to which %s is attached", x.Leg, m.g.Label(), m.v.Label())
	}
	f := rules.Finding{
		Object: &l.table.Object, Key: m.g.Address + " " + l.network.via.Address,
		Message: fmt.Sprintf("%s cannot reach %s in %s: %s %s.",
			topology.Subnets(l.subnets), topology.AddressWords(l.addrs), to, topology.TableWords(l.table), lack),
		Causes:  m.causes(l.table, l.network, l.addrs),
		Witness: rules.Lost(reach.BareSubnetEnd(l.subnets[0]), topology.At(m.p.Reach, l.addrs), packet.OfProtocol(packet.TCP)),
	}
	for _, name := range l.names {
		f.Related = append(f.Related, rules.Related{Object: name.Object, Range: name.Range, Message: "says that the range is meant to be reached: " + name.Text()})
	}
	f.Related = append(f.Related,
		rules.Related{Object: &m.a.Object, Message: fmt.Sprintf("attaches %s to %s", m.v.Label(), m.g.Label())},
		rules.Related{Object: &l.network.via.Object, Message: fmt.Sprintf("is where %s leads from there", m.g.Label())})
	if v := l.network.via.VPC.To(); v != nil {
		f.Fix = m.fix(l.table, v)
	} else {
		f.Fix = snippet.Route(l.table, l.addrs.Prefixes(), model.TargetTransitGateway, &m.g.Object, &l.network.via.Object)
	}
	m.p.Report(topology.Absence(m.p.Net, f))
}
