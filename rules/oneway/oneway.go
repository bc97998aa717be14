// Package oneway finds the route tables that lack the way back between two VPCs that something joins: a
// peering connection, a transit gateway. Which of several tables is at fault is one question for both.
package oneway

import (
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// Finder looks for the gaps of one network, over one connection after the other, and remembers what it found of each
// VPC. It is not safe for concurrent use.
type Finder struct {
	Engine *reach.Engine
	names  *topology.Names
	tiers  *topology.Tiers
	ends   map[*model.VPC]*end
}

// NewFinder makes a finder for the network of a pass.
func NewFinder(p *rules.Pass) *Finder {
	return &Finder{Engine: p.Reach, names: topology.NamesOf(p), tiers: topology.TiersOf(p), ends: map[*model.VPC]*end{}}
}

// Connection is what joins the VPCs.
type Connection struct {
	*Finder
	// Over is what routes hand packets to: the peering connection, the transit gateway.
	Over model.Entity
	// Arrives narrows what the asking VPC hands over to what certainly comes to the asked one; nil keeps all.
	Arrives func(asking, asked *model.VPC, dst packet.AddrSet) packet.AddrSet
}

// Gap is a route table of the asked VPC that lacks the way back.
type Gap struct {
	Table *model.RouteTable
	// Own is the table of Cut, where it hands the answers to an inspecting endpoint and Table, that of the
	// endpoint's subnet, lacks the way; nil where Table is their own.
	Own           *model.RouteTable
	Asking, Asked *model.VPC
	Cut           []*model.Subnet // subnets of the table that get packets and whose answers are lost
	Askers        []*model.Subnet // subnets of the asking VPC that get no answer
	Forward       []topology.Exit // how the asking VPC's packets go out
	Missing       packet.AddrSet  // addresses of the askers that the table does not carry back
	Back          packet.AddrSet  // addresses of the askers that it does
	Instead       []topology.Exit // where the table sends the answers to Missing
	// Whole means that no table of the asked VPC has any way back.
	Whole bool
	// Model is a table of the same VPC that has the whole way back; nil where there is none.
	Model *model.RouteTable
	Name  *topology.Name // what names the pair; nil where nothing does
	// Unknown says what would have to be known; empty where the gap is certain.
	Unknown string
}

// end is a VPC as one end of conversations.
type end struct {
	addrs  packet.AddrSet // of the subnets that can be an end
	sides  []side
	unsure []*model.Subnet // those of which the table is not certain
}

// of gives a VPC as an end.
func (f *Finder) of(v *model.VPC) *end {
	e, ok := f.ends[v]
	if !ok {
		e = &end{}
		e.sides, e.unsure = sides(v)
		e.addrs = f.addresses(e.unsure)
		for i := range e.sides {
			e.sides[i].addrs = f.addresses(e.sides[i].subnets)
			e.addrs = e.addrs.Union(e.sides[i].addrs)
		}
		f.ends[v] = e
	}
	return e
}

// side is a route table of a VPC with the subnets on it that can be an end of a conversation.
type side struct {
	table   *model.RouteTable
	subnets []*model.Subnet
	addrs   packet.AddrSet // of the subnets
}

// sides groups the subnets of a VPC by table. Subnets of which the table is not certain are given apart.
func sides(v *model.VPC) (all []side, unsure []*model.Subnet) {
	at := map[*model.RouteTable]int{}
	for _, s := range topology.Endpoints(v) {
		t := s.RouteTable.To()
		if t == nil {
			unsure = append(unsure, s)
			continue
		}
		if _, ok := at[t]; !ok {
			at[t] = len(all)
			all = append(all, side{table: t})
		}
		all[at[t]].subnets = append(all[at[t]].subnets, s)
	}
	return all, unsure
}

// transit gives the transit subnets of a VPC whose tables count as having a way back: a table that serves
// gateway attachments or NAT gateways may serve more that is not in view, one behind a firewall does not.
func transit(v *model.VPC) []*model.Subnet {
	return slices.DeleteFunc(slices.Clone(v.Subnets), func(s *model.Subnet) bool {
		return !topology.IsTransit(s) || slices.ContainsFunc(s.Interfaces, func(i *model.NetworkInterface) bool {
			return i.Kind == model.InterfaceFirewallEndpoint || i.Kind == model.InterfaceGWLBEndpoint
		})
	})
}

// sender is a table of the asking VPC that sends packets to the asked one.
type sender struct {
	side
	sent    packet.AddrSet // addresses of the asked VPC's subnets that it certainly reaches
	forward []topology.Exit
}

// receiver is a table of the asked VPC.
type receiver struct {
	side
	must, may packet.AddrSet // addresses of the asking VPC's subnets that it carries back
	// shown is the part of may for which a route in view leads back: to the connection, or to one of its kind that is
	// not known. It is lost only to something else that is not in view.
	shown packet.AddrSet
}

// Gaps gives the tables of asked that lack the way back to subnets of asking, in the order of their first
// subnets. Which tables are at fault: if no table of the asked VPC has a way back, each that serves
// workloads, else each that serves a subnet. If some have, a table without one only if its subnets hold
// workloads and the pair is named, or its subnets send to the asking VPC themselves, or siblings of the same
// tier have the route.
func (c Connection) Gaps(asking, asked *model.VPC) []Gap {
	if asked.External {
		return nil
	}
	senders := c.senders(asking, asked)
	if len(senders) == 0 {
		return nil
	}
	var askers, sent packet.AddrSet
	for _, s := range senders {
		askers, sent = askers.Union(s.addrs), sent.Union(s.sent)
	}
	all, unsure := c.of(asking).addrs, c.of(asked).unsure
	receivers := c.receivers(asked, all)
	var must, may packet.AddrSet
	why := ""
	for _, r := range receivers {
		must, may = must.Union(r.must), may.Union(r.may)
	}
	for _, s := range slices.Concat(unsure, transit(asked)) {
		m, n := topology.Carried(topology.Exits(c.Engine, s, all), c.Over)
		must, may = must.Union(m), may.Union(n)
	}
	wanted := ofFamilies(askers, sent)
	if !must.Overlaps(wanted) {
		if may.Overlaps(wanted) {
			why = c.doubt(receivers, unsure, wanted)
		}
		return behindEndpoints(c.wholeVPC(asking, asked, senders, receivers, why))
	}
	return behindEndpoints(c.singleTables(asking, asked, senders, receivers, may))
}

// behindEndpoints puts each gap at the table that decides: where the answers pass an inspecting endpoint, that of
// the endpoint's subnet. Gaps at one such table are one.
func behindEndpoints(gaps []Gap) []Gap {
	var out []Gap
	for _, g := range gaps {
		own := g.Table
		for _, t := range topology.Deciding(own, g.Instead) {
			if t != own {
				g.Own, g.Table = own, t
			}
			out = join(out, g)
		}
	}
	return out
}

// join adds a gap to others, or what it is about to the one at the same table.
func join(gaps []Gap, g Gap) []Gap {
	i := slices.IndexFunc(gaps, func(o Gap) bool { return o.Table == g.Table })
	if i < 0 {
		return append(gaps, g)
	}
	o := &gaps[i]
	o.Cut, o.Askers = union(slices.Clone(o.Cut), g.Cut), union(slices.Clone(o.Askers), g.Askers)
	o.Missing, o.Back = o.Missing.Union(g.Missing), o.Back.Union(g.Back)
	o.Forward = slices.Concat(o.Forward, g.Forward)
	return gaps
}

func (f *Finder) addresses(subnets []*model.Subnet) packet.AddrSet {
	var out packet.AddrSet
	for _, s := range subnets {
		out = out.Union(f.Engine.SubnetAddresses(s))
	}
	return out
}

func (c Connection) senders(asking, asked *model.VPC) []sender {
	dst := c.of(asked).addrs
	var out []sender
	for _, s := range c.of(asking).sides {
		x := sender{side: s}
		for _, exit := range topology.Exits(c.Engine, s.subnets[0], dst) {
			certainly, _ := exit.To(c.Over)
			if certainly && c.Arrives != nil {
				exit.Dst = c.Arrives(asking, asked, exit.Dst)
			}
			if certainly && !exit.Dst.IsEmpty() {
				x.forward = append(x.forward, exit)
				x.sent = x.sent.Union(exit.Dst)
			}
		}
		if !x.sent.IsEmpty() {
			out = append(out, x)
		}
	}
	return out
}

func (c Connection) receivers(asked *model.VPC, askers packet.AddrSet) []receiver {
	var out []receiver
	for _, s := range c.of(asked).sides {
		r := receiver{side: s}
		exits := topology.Exits(c.Engine, s.subnets[0], askers)
		r.must, r.may = topology.Carried(exits, c.Over)
		for _, x := range exits {
			if _, possibly := x.To(c.Over); possibly && x.Route != nil && x.Kind != model.TargetUnknown && len(x.Target.Candidates) == 0 {
				r.shown = r.shown.Union(x.Dst)
			}
		}
		out = append(out, r)
	}
	return out
}

// doubt says what would have to be known to tell whether there is a way back.
func (c Connection) doubt(receivers []receiver, unsure []*model.Subnet, wanted packet.AddrSet) string {
	subnets := slices.Clone(unsure)
	for _, r := range receivers {
		subnets = append(subnets, r.subnets[0])
	}
	for _, s := range subnets {
		for _, x := range topology.Exits(c.Engine, s, wanted) {
			if certainly, possibly := x.To(c.Over); possibly && !certainly && x.Why != "" {
				return x.Why
			}
		}
	}
	return "where routes of " + subnets[0].Address + " lead is not in view"
}

// reached gives the subnets of a receiver that a sender's packets come to.
func (c Connection) reached(s sender, r receiver) []*model.Subnet {
	return slices.DeleteFunc(slices.Clone(r.subnets), func(x *model.Subnet) bool {
		return !c.Engine.SubnetAddresses(x).Overlaps(s.sent)
	})
}

// counts gives the subnets that can ask or be asked by workloads of their own. One that holds load balancers
// alone counts only for their clients and targets among the others.
func (c Connection) counts(subnets, others []*model.Subnet) []*model.Subnet {
	return slices.DeleteFunc(slices.Clone(subnets), func(s *model.Subnet) bool {
		workloads := topology.Workloads(s)
		if len(workloads) == 0 {
			return true
		}
		if slices.ContainsFunc(workloads, func(i *model.NetworkInterface) bool {
			return i.Kind != model.InterfaceLoadBalancer
		}) {
			return false
		}
		_, named := c.names.Pair([]*model.Subnet{s}, others)
		return !named
	})
}

// withoutBalancers gives the subnets without those that hold load balancers alone and nothing that concerns the
// others; empty subnets stay.
func (c Connection) withoutBalancers(subnets, others []*model.Subnet) []*model.Subnet {
	counted := c.counts(subnets, others)
	return slices.DeleteFunc(slices.Clone(subnets), func(s *model.Subnet) bool {
		return len(topology.Workloads(s)) > 0 && !slices.Contains(counted, s)
	})
}

// wholeVPC gives the gaps where no table of the asked VPC has a way back.
func (c Connection) wholeVPC(asking, asked *model.VPC, senders []sender, receivers []receiver, unknown string) []Gap {
	var busy, any []Gap
	for _, r := range receivers {
		g := Gap{Table: r.table, Asking: asking, Asked: asked, Whole: true, Unknown: unknown}
		for _, s := range senders {
			cut := c.withoutBalancers(c.reached(s, r), s.subnets)
			askers := c.withoutBalancers(s.subnets, cut)
			g.add(c, s, r, cut, askers)
		}
		if len(g.Cut) == 0 {
			continue
		}
		any = append(any, g)
		if len(c.counts(g.Cut, g.Askers)) > 0 {
			busy = append(busy, g)
		}
	}
	if len(busy) > 0 {
		return busy
	}
	return any
}

// add takes what a sender loses at the gap's table.
func (g *Gap) add(c Connection, s sender, r receiver, cut, askers []*model.Subnet) {
	if len(cut) == 0 || len(askers) == 0 {
		return
	}
	wanted := c.wanted(s, cut, askers)
	missing := wanted.Minus(r.may)
	if g.Unknown != "" {
		missing = wanted.Minus(r.shown)
	}
	if missing.IsEmpty() {
		return
	}
	askers = slices.DeleteFunc(slices.Clone(askers), func(a *model.Subnet) bool {
		return !c.Engine.SubnetAddresses(a).Overlaps(missing)
	})
	g.Missing = g.Missing.Union(missing)
	g.Back = g.Back.Union(wanted.Intersect(r.must))
	for _, x := range s.forward {
		if c.addresses(cut).Overlaps(x.Dst) {
			g.Forward = append(g.Forward, x)
		}
	}
	g.Cut = union(g.Cut, cut)
	g.Askers = union(g.Askers, askers)
	g.Instead = topology.Exits(c.Engine, cut[0], g.Missing)
}

// wanted gives the addresses of the askers, of the families in which a sender reaches the subnets that are cut
// off.
func (c Connection) wanted(s sender, cut, askers []*model.Subnet) packet.AddrSet {
	return ofFamilies(c.addresses(askers), s.sent.Intersect(c.addresses(cut)))
}

// ofFamilies keeps the addresses of the families that like has.
func ofFamilies(a, like packet.AddrSet) packet.AddrSet {
	var out packet.AddrSet
	if !like.IPv4().IsEmpty() {
		out = out.Union(a.IPv4())
	}
	if !like.IPv6().IsEmpty() {
		out = out.Union(a.IPv6())
	}
	return out
}

func union(a, b []*model.Subnet) []*model.Subnet {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}

// singleTables gives the gaps where some table of the asked VPC has a way back. may is what may come back by
// any of its tables.
func (c Connection) singleTables(asking, asked *model.VPC, senders []sender, receivers []receiver, may packet.AddrSet) []Gap {
	var out []Gap
	for _, r := range receivers {
		g := Gap{Table: r.table, Asking: asking, Asked: asked}
		for _, s := range senders {
			if ofFamilies(s.addrs, s.sent.Intersect(r.addrs)).Subset(r.may) {
				continue // all of it may come back, and so may any part
			}
			cut, askers := c.reached(s, r), s.subnets
			if topology.HasWorkloads(asking) {
				askers = c.counts(askers, cut)
			}
			if topology.HasWorkloads(asked) {
				cut = c.counts(cut, askers)
			}
			if len(cut) == 0 || len(askers) == 0 {
				continue
			}
			if ok := c.atFault(&g, s, r, receivers, may, cut, askers); ok {
				g.add(c, s, r, cut, askers)
			}
		}
		if !g.Missing.IsEmpty() {
			out = append(out, g)
		}
	}
	return out
}

// atFault decides whether a table must carry a sender's subnets back, and notes why.
func (c Connection) atFault(g *Gap, s sender, r receiver, receivers []receiver, may packet.AddrSet, cut, askers []*model.Subnet) bool {
	wanted := c.wanted(s, cut, askers)
	if wanted.Subset(r.may) {
		return false
	}
	whole := slices.DeleteFunc(slices.Clone(receivers), func(o receiver) bool {
		return o.table == r.table || !wanted.Subset(o.must)
	})
	if r.must.Overlaps(wanted) && len(whole) == 0 {
		return true // only a part comes back, by any table
	}
	if !may.Overlaps(wanted) {
		return true // nothing comes back to these subnets, by any table
	}
	if len(whole) > 0 {
		g.Model = whole[0].table
	}
	held := slices.ContainsFunc(cut, func(s *model.Subnet) bool { return len(topology.Workloads(s)) > 0 })
	if !held {
		return false
	}
	if !r.must.IsEmpty() {
		return true // its subnets send to the peer themselves
	}
	for _, o := range whole {
		for _, x := range cut {
			if slices.ContainsFunc(o.subnets, func(y *model.Subnet) bool { return c.tiers.Same(x, y) }) {
				g.Model = o.table
				return true
			}
		}
	}
	if name, ok := c.names.Pair(askers, cut); ok {
		g.Name = &name
		return true
	}
	return false
}
