package reach

import (
	"fmt"
	"iter"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

// Endpoint is an end of a question: interfaces, addresses, or the outside. Make it with one of the functions
// below, or from text with [Engine.Select].
type Endpoint struct {
	Label string
	// Object is what the endpoint was named by, where it is an object.
	Object *model.Object
	// Host is the DNS name that the endpoint was named by; empty where it was named otherwise.
	Host string

	interfaces []*model.NetworkInterface
	subnets    []*model.Subnet // addresses of subnets of which no interface is meant
	outside    outside
	service    string
	entry      model.Entity
	addrs      packet.AddrSet // narrows the addresses; empty: all
}

// InterfaceEnd is one interface, or several.
func InterfaceEnd(interfaces ...*model.NetworkInterface) Endpoint {
	e := Endpoint{interfaces: interfaces}
	if len(interfaces) > 0 {
		e.Label, e.Object = interfaces[0].Address, &interfaces[0].Object
	}
	return e
}

// WorkloadEnd is all interfaces of a workload.
func WorkloadEnd(w *model.Workload) Endpoint {
	return Endpoint{Label: w.Address, Object: &w.Object, interfaces: w.Interfaces}
}

// LoadBalancerEnd is all nodes of a load balancer.
func LoadBalancerEnd(b *model.LoadBalancer) Endpoint {
	return Endpoint{Label: b.Address, Object: &b.Object, interfaces: b.Interfaces}
}

// SubnetEnd is the interfaces of a subnet that are not there to forward, or its addresses where it has none.
func SubnetEnd(s *model.Subnet) Endpoint {
	e := Endpoint{Label: s.Address, Object: &s.Object}
	for _, i := range s.Interfaces {
		if !i.Forwards() {
			e.interfaces = append(e.interfaces, i)
		}
	}
	if len(e.interfaces) == 0 {
		e.subnets = []*model.Subnet{s}
	}
	return e
}

// BareSubnetEnd is the addresses of a subnet, without the security groups of any interface.
func BareSubnetEnd(s *model.Subnet) Endpoint {
	return Endpoint{Label: s.Address, Object: &s.Object, subnets: []*model.Subnet{s}}
}

// VPCEnd is all subnets of a VPC as [SubnetEnd] has them.
func VPCEnd(v *model.VPC) Endpoint {
	e := Endpoint{Label: v.Address, Object: &v.Object}
	for _, s := range v.Subnets {
		part := SubnetEnd(s)
		e.interfaces = append(e.interfaces, part.interfaces...)
		e.subnets = append(e.subnets, part.subnets...)
	}
	if len(e.interfaces) > 0 {
		e.subnets = nil
	}
	return e
}

// InternetEnd is the internet at large, or those of its addresses that are given. What holds for the internet at large
// may not hold for a part of it that a route of unknown destination carries elsewhere.
func InternetEnd(addrs ...packet.AddrSet) Endpoint {
	e := Endpoint{Label: string(outsideInternet), outside: outsideInternet}
	for _, a := range addrs {
		e.addrs = e.addrs.Union(a)
	}
	return e
}

// OnPremisesEnd is the customer's networks behind VPN and Direct Connect, or those of their addresses that
// are given.
func OnPremisesEnd(addrs ...packet.AddrSet) Endpoint {
	e := Endpoint{Label: string(outsideOnPremises), outside: outsideOnPremises}
	for _, a := range addrs {
		e.addrs = e.addrs.Union(a)
	}
	return e
}

// ServiceEnd is an AWS service by its public addresses: "s3", "dynamodb".
func ServiceEnd(service string) Endpoint {
	return Endpoint{Label: service, outside: outsideService, service: service}
}

// IsEmpty reports whether the endpoint is nothing at all.
func (p Endpoint) IsEmpty() bool {
	return len(p.interfaces) == 0 && len(p.subnets) == 0 && p.outside == ""
}

// Outside reports whether the endpoint lies outside of the network in view: the internet, networks on premises, an AWS
// service's public addresses.
func (p Endpoint) Outside() bool { return p.outside != "" }

// Interfaces gives the interfaces that are meant.
func (p Endpoint) Interfaces() []*model.NetworkInterface { return slices.Clone(p.interfaces) }

// Query asks whether packets get from one end to the other, and their answers back.
type Query struct {
	From, To Endpoint
	// Packets narrows the question: to protocols, ports, a family. Its addresses are those of the packets
	// inside the VPCs, private ones. The empty set means every packet that a connection can begin with.
	Packets packet.Set
	// Request is what the connection carries first, where that is known: firewall rules that look for it are
	// decided by it. Its host defaults to [Endpoint.Host] of To.
	Request suricata.Request
}

// Result is the answer to a query.
type Result struct {
	Verdict Verdict
	// Paths explain it, one for each pair of interfaces that behaves alike, the telling one first.
	Paths []Path
	// Delivered are the packets that arrive and are answered, certainly and perhaps, united over all pairs.
	Delivered Filter
	// Lost are packets of connections that work from other source ports only: they fail now and then.
	Lost    packet.Set
	Missing []string
	// Via are the ways over load balancers in front of the destination, tried where the direct way is closed.
	Via []Via
	// Onward are the ways behind a PrivateLink endpoint that is the destination, from the nodes of the load balancers
	// of its service to their targets, where these are in view. The verdict counts them in.
	Onward []Via
}

// Via is a way over a load balancer: to one of its listeners, and on from its nodes. Behind an endpoint the first half is
// the way to the endpoint, and Front is empty.
type Via struct {
	LoadBalancer *model.LoadBalancer
	Front, Back  Result
}

// Verdict is the worse of both halves.
func (v Via) Verdict() Verdict { return worse(v.Front.Verdict, v.Back.Verdict) }

func worse(a, b Verdict) Verdict {
	if a == Blocked || b == Blocked {
		return Blocked
	}
	if a == Undecided || b == Undecided {
		return Undecided
	}
	return Reachable
}

// maxPairs is how many pairs of interfaces one query follows.
const maxPairs = 4096

// Path answers a query.
func (e *Engine) Path(q Query) Result {
	q.Request.Host = firstOf(q.Request.Host, q.To.Host)
	r := e.direct(q)
	r.Onward = e.onwardWays(q.To)
	if r.Verdict == Reachable || len(q.To.interfaces) == 0 {
		return r
	}
	for _, b := range e.inFront(q.To.interfaces) {
		if slices.ContainsFunc(q.From.interfaces, func(i *model.NetworkInterface) bool { return i.Owner == model.Entity(b) }) {
			continue
		}
		v := Via{LoadBalancer: b, Front: e.direct(Query{From: q.From, To: LoadBalancerEnd(b), Packets: q.Packets, Request: q.Request})}
		v.Back = e.behind(b, q)
		r.Via = append(r.Via, v)
	}
	slices.SortStableFunc(r.Via, func(a, b Via) int { return rank(a.Verdict()) - rank(b.Verdict()) })
	if len(r.Via) > 0 && rank(r.Via[0].Verdict()) < rank(r.Verdict) {
		r.Verdict = r.Via[0].Verdict()
		r.Missing = append(slices.Clone(r.Via[0].Front.Missing), r.Via[0].Back.Missing...)
	}
	return r
}

// itsOwn reports whether both places are one interface.
func itsOwn(a, b place) bool { return a.iface != nil && a.iface == b.iface }

func rank(v Verdict) int { return slices.Index([]Verdict{Reachable, Undecided, Blocked}, v) }

// direct answers a query without load balancers in between.
func (e *Engine) direct(q Query) Result {
	var r Result
	sources, targets := e.places(q.From), e.places(q.To)
	cut := len(sources)*len(targets) > maxPairs
	pairs := 0
	for _, from := range sources {
		for _, to := range targets {
			if itsOwn(from, to) || pairs == maxPairs {
				continue
			}
			pairs++
			r.add(e.pair(from, to, q.Packets, q.Request))
		}
	}
	r.conclude(q)
	// One pair that gets through is enough to say so, unless the worst of all counts; nothing else follows from a part.
	if cut && (r.Verdict != Reachable || q.To.anyAddress()) {
		r.Verdict = Undecided
		r.Missing = append(r.Missing, fmt.Sprintf("the question has more than %d pairs of interfaces; ask for parts of it", maxPairs))
	}
	return r
}

// Shows gives the paths of a query that have the verdict, any where it is empty, one for each pair of interfaces
// that behaves alike, and computes each when it is asked for. Ways over load balancers in front are not among them.
func (e *Engine) Shows(q Query, v Verdict) iter.Seq[Path] {
	q.Request.Host = firstOf(q.Request.Host, q.To.Host)
	return func(yield func(Path) bool) {
		pairs := 0
		for _, from := range e.places(q.From) {
			for _, to := range e.places(q.To) {
				if itsOwn(from, to) {
					continue
				}
				if pairs++; pairs > maxPairs {
					return
				}
				a := e.verdict(from, to, q.Packets, q.Request)
				if v != "" && a.path.Verdict != v || a.walk == nil {
					continue
				}
				if !yield(e.explained(a, from, to, q.Request).path) {
					return
				}
			}
		}
	}
}

// answerOf is what one pair of places gives.
type answerOf struct {
	path      Path
	delivered Filter
	lost      packet.Set
	walk      *walk // nil where there was nothing to walk
}

func (r *Result) add(a answerOf) {
	r.Paths = append(r.Paths, a.path)
	r.Delivered = r.Delivered.Union(a.delivered)
	r.Lost = r.Lost.Union(a.lost)
}

func (r *Result) conclude(q Query) {
	slices.SortStableFunc(r.Paths, func(a, b Path) int {
		if d := rank(a.Verdict) - rank(b.Verdict); d != 0 {
			return d
		}
		return len(a.Changes) - len(b.Changes)
	})
	if len(r.Paths) == 0 {
		r.Verdict = Undecided
		if r.Missing == nil {
			r.Missing = []string{"no interface of " + firstOf(q.From.Label, "the source") + " or " + firstOf(q.To.Label, "the destination") + " is in view"}
		}
		return
	}
	r.Verdict = r.Paths[0].Verdict
	if q.To.anyAddress() {
		r.allNodes()
	}
	if r.Verdict == Undecided {
		for _, p := range r.Paths {
			for _, m := range p.Missing {
				if !slices.Contains(r.Missing, m) {
					r.Missing = append(r.Missing, m)
				}
			}
		}
	}
}

// anyAddress reports whether the endpoint is the nodes of one load balancer, or the interfaces of one endpoint of a
// service in view: clients take any of their addresses.
func (p Endpoint) anyAddress() bool {
	if len(p.interfaces) == 0 {
		return false
	}
	owner := p.interfaces[0].Owner
	switch o := owner.(type) {
	case *model.LoadBalancer:
	case *model.VPCEndpoint:
		if o.Offer == nil {
			return false
		}
	default:
		return false
	}
	return !slices.ContainsFunc(p.interfaces, func(i *model.NetworkInterface) bool { return i.Owner != owner })
}

// allNodes makes the verdict that of the worst address: clients take any of them, and one that does not answer fails for
// them now and then. The paths to the worst node come first.
func (r *Result) allNodes() {
	best := map[*model.Object]Verdict{}
	for _, p := range r.Paths {
		if v, ok := best[p.To]; !ok || rank(p.Verdict) < rank(v) {
			best[p.To] = p.Verdict
		}
	}
	for _, v := range best {
		if rank(v) > rank(r.Verdict) {
			r.Verdict = v
		}
	}
	slices.SortStableFunc(r.Paths, func(a, b Path) int { return rank(best[b.To]) - rank(best[a.To]) })
}

// places gives the places of an endpoint, one for each interface that behaves in its own way.
func (e *Engine) places(p Endpoint) []place {
	narrow := func(a packet.AddrSet) packet.AddrSet {
		if p.addrs.IsEmpty() {
			return a
		}
		return a.Intersect(p.addrs)
	}
	switch p.outside {
	case outsideInternet:
		return []place{{outside: p.outside, stated: !p.addrs.IsEmpty(), addrs: stated(p.addrs, func() packet.AddrSet { return internet.Minus(e.allVPCs()) })}}
	case outsideOnPremises:
		return []place{{outside: p.outside, addrs: stated(p.addrs, e.customerRanges), entry: p.entry}}
	case outsideService:
		return []place{{outside: p.outside, service: p.service, addrs: serviceAddresses(p.service)}}
	}
	var out []place
	seen := map[behaviour]bool{}
	for _, i := range p.interfaces {
		b := e.behaviour(i)
		if len(p.interfaces) > 1 && seen[b] {
			continue
		}
		seen[b] = true
		out = append(out, place{iface: i, subnet: i.Subnet.To(), addrs: narrow(e.Addresses(i).All())})
	}
	for _, s := range p.subnets {
		out = append(out, place{subnet: s, addrs: narrow(e.usable(s))})
	}
	return out
}

// stated gives the addresses that the question states, else those that it means.
func stated(a packet.AddrSet, otherwise func() packet.AddrSet) packet.AddrSet {
	if a.IsEmpty() {
		return otherwise()
	}
	return a
}

// behaviour is equal for interfaces that packets cannot tell apart but by address.
type behaviour struct {
	subnet  *model.Subnet
	kind    model.InterfaceKind
	groups  string
	public  string
	check   string
	targets model.Entity // load balancer nodes differ by what they forward to
	taken   string       // and what they forward to, by how it is registered
	fixed   uint64
}

func (e *Engine) behaviour(i *model.NetworkInterface) behaviour {
	b := behaviour{
		subnet: i.Subnet.To(), kind: i.Kind, groups: groupKey(i),
		public: i.Public.String(), check: i.SourceDestCheck.String(), fixed: e.Addresses(i).Fixed.Hash(), taken: e.takenAs(i),
	}
	switch i.Owner.(type) {
	case *model.LoadBalancer, *model.VPCEndpoint, *model.NATGateway:
		b.targets = i.Owner
	}
	return b
}

// allVPCs is the set of the addresses of all VPCs in view.
func (e *Engine) allVPCs() packet.AddrSet { return e.vpcRanges() }

func (e *Engine) uniteVPCs() packet.AddrSet {
	var out packet.AddrSet
	for _, v := range e.net.VPCs {
		out = out.Union(e.VPCAddresses(v).Must)
	}
	return out
}

// customerRanges is the set of the addresses on premises: those that connections state, or where they learn
// or state none, private ones that no VPC has.
func (e *Engine) customerRanges() packet.AddrSet {
	var known packet.AddrSet
	open := len(e.net.VPNConnections) == 0
	for _, c := range e.net.VPNConnections {
		var r OnPremisesRanges
		r.addVPN(c)
		known = known.Union(r.Set())
		open = open || r.Open
	}
	open = open || len(e.net.DXAssociations) > 0
	if open || known.IsEmpty() {
		known = known.Union(private.Minus(e.allVPCs()))
	}
	return known
}
