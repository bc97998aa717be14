package reach

import (
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

// outside names what lies behind the network's gateways.
type outside string

const (
	outsideInternet   outside = "internet"
	outsideOnPremises outside = "on-premises"
	outsideService    outside = "service"
)

// place is where a flow begins or ends: an interface, addresses of a subnet of which no interface is in view,
// or the outside.
type place struct {
	iface   *model.NetworkInterface
	subnet  *model.Subnet // of iface, or of bare addresses
	outside outside
	service string // of outsideService
	addrs   packet.AddrSet
	// stated says that the question states the addresses of an outside place, which is then not all of it.
	stated bool
	// entry is the gateway by which an outside place is asked for or asks: nil for any.
	entry model.Entity
	// proxied are the addresses of the clients that a load balancer's node sends on behalf of, where it keeps
	// them; the answers come back to the node all the same.
	proxied packet.AddrSet
}

func (p place) vpc() *model.VPC {
	if p.subnet == nil {
		return nil
	}
	return p.subnet.VPC.To()
}

func (p place) object() *model.Object {
	switch {
	case p.iface != nil:
		return &p.iface.Object
	case p.subnet != nil:
		return &p.subnet.Object
	}
	return &model.Object{Address: firstOf(p.service, string(p.outside))}
}

// step is what one object of the way does to the packets; a way is a list of steps from its end.
type step struct {
	before *step
	hop    Hop
	// pass is what gets past the step, in packets as sent.
	pass Filter
	view view // of the packets before the step
	then view // of the packets behind it
	// answer marks steps of the answers' way.
	answer bool
	// imagined steps do not exist: a route that is missing, say. They only stand in ways that are asked for
	// to explain why there is none.
	imagined bool
	// blame finds what in the object stops a packet, as it is there.
	blame func(packet.Packet) (model.Range, string)
}

// outcome is which of the packets sent arrive and are answered.
type outcome struct{ must, may packet.Set }

// way is a complete way there and back.
type way struct {
	last *step
	end  bool // false: it breaks off
}

// walk follows a flow from one place to another and its answers back.
type walk struct {
	e        *Engine
	from, to place
	asked    packet.Set
	request  suricata.Request // what the connection carries first, where that is known
	// imagine makes the walk go on behind what stops everything, to find all that does.
	imagine bool
	ways    []way
	budget  int // steps left; a network that is walked this long is a maze
	// faults is how many blockers an imagined way may have.
	faults  int
	missing []string
	drops   []drop // what stopped the packets on the ways that a walk tried, imagined ones aside
}

// exact reports whether each address counts, and not only the internet at large.
func (w *walk) exact() bool {
	return (w.from.outside != outsideInternet || w.from.stated) && (w.to.outside != outsideInternet || w.to.stated)
}

// drop is a step that stops all packets that get to it.
type drop struct {
	at   *step
	live packet.Set // that get to it, as sent
}

// Branches that a walk may take, and one that is imagined.
const (
	walkBudget     = 20_000
	imaginedBudget = 2_000
)

// state is where a walk stands.
type state struct {
	steps *step
	live  packet.Set // that got so far perhaps, as sent
	view  view
	goal  place
	// bearer is the interface whose address the packets have as source (their destination on the way
	// back); nil for sources outside.
	bearer *model.NetworkInterface
	// lost says how security group references got lost so far; empty where they count.
	lost      Code
	answering bool // the packets are the answers
	// guest marks packets that did not originate in the VPC that they are in.
	guest    arrival
	sessions []session
	exit     exit
	guards   []model.Entity // stateful firewalls passed, in order
	pins     []pin
	passed   []model.Entity // those still to be passed by the answers
	faults   int            // blockers that an imagined way has passed
	hops     int            // subnets whose routes were asked, in this direction
}

// arrival says by what packets came into the VPC that they are in; it is empty for those that originate there.
type arrival string

const (
	byPeering arrival = "peering connection"
	byTransit arrival = "transit gateway"
	byHybrid  arrival = "virtual private gateway"
)

// session is a translation that answers undo.
type session struct {
	iface  *model.NetworkInterface // nil for a regional NAT gateway
	subnet *model.Subnet
	vpc    *model.VPC
	object *model.Object
	before view
}

// pin remembers by which of an attachment's subnets packets came: appliance mode sends the answers there, too.
type pin struct {
	attachment *model.TransitGatewayAttachment
	at         *model.Subnet
}

// exit is how packets left the network, which is how their answers come in.
type exit struct {
	gateway model.Entity
	vpc     *model.VPC
}

// pass takes the packets through a filter, given in packets as they are at this point.
func (w *walk) pass(s state, h Hop, f Filter, blame func(packet.Packet) (model.Range, string), next func(state) outcome) outcome {
	if f.May.IsAll() && f.Must.IsAll() {
		return next(w.note(s, h))
	}
	sent := Filter{Must: s.view.pull(f.Must, true), May: s.view.pull(f.May, false), Why: f.Why}
	return w.passSent(s, h, sent, blame, next)
}

// passSent takes the packets through a filter that is given in packets as sent.
func (w *walk) passSent(s state, h Hop, sent Filter, blame func(packet.Packet) (model.Range, string), next func(state) outcome) outcome {
	live := s.live.Intersect(sent.May)
	st := &step{before: s.steps, hop: h, pass: sent, view: s.view, then: s.view, answer: s.answering, blame: blame}
	s.steps = st
	if live.IsEmpty() {
		w.drops = append(w.drops, drop{st, s.live})
		if !w.fault(&s) {
			return outcome{}
		}
	} else {
		s.live = live
	}
	r := next(s)
	return outcome{must: r.must.Intersect(sent.Must), may: r.may.Intersect(sent.May)}
}

// note adds a step that lets everything pass.
func (w *walk) note(s state, h Hop) state {
	s.steps = &step{before: s.steps, hop: h, pass: passAll(), view: s.view, then: s.view, answer: s.answering}
	return s
}

// stop ends the way: the packets get no further. An imagined way goes on behind it where next is given.
func (w *walk) stop(s state, h Hop, next func(state) outcome) outcome {
	h.Action = Deny
	s.steps = &step{before: s.steps, hop: h, view: s.view, then: s.view, answer: s.answering, imagined: true}
	if !w.imagine {
		w.drops = append(w.drops, drop{s.steps, s.live})
		return outcome{}
	}
	switch {
	case next == nil:
		w.ways = append(w.ways, way{last: s.steps})
	case w.fault(&s):
		next(s)
	}
	return outcome{}
}

// fault counts a blocker of an imagined way, and reports whether it is worth to go on behind it.
func (w *walk) fault(s *state) bool {
	if !w.imagine {
		return false
	}
	w.budget--
	if s.faults++; s.faults > w.faults || w.budget < 0 {
		w.ways = append(w.ways, way{last: s.steps})
		return false
	}
	return true
}

// imagined finds the ways with the fewest blockers: it looks for ways with one, then with two, and so on.
func (w *walk) imagined() {
	w.imagine = true
	const most = 10
	for w.faults = 1; w.faults <= most; w.faults++ {
		w.ways, w.budget = nil, imaginedBudget
		w.run()
		if w.budget < 0 || slices.ContainsFunc(w.ways, func(y way) bool { return y.end }) {
			return
		}
	}
}

// unsure lets everything pass perhaps, because something is not known.
func (w *walk) unsure(s state, h Hop, why string, next func(state) outcome) outcome {
	return w.passSent(s, h, mayPassAll(why), nil, next)
}

// vanish ends the way in the unknown: perhaps everything arrives from here.
func (w *walk) vanish(s state, h Hop, why string) outcome {
	if h.Code == "" {
		h.Code = CodeUnknownDestination
	}
	s.steps = &step{before: s.steps, hop: h, pass: mayPassAll(why), view: s.view, then: s.view, answer: s.answering}
	w.ways = append(w.ways, way{last: s.steps, end: true})
	return outcome{may: packet.All()}
}

// option is one of several ways on.
type option struct {
	region packet.Set // of the packets sent, that take it certainly or perhaps
	run    func(state) outcome
}

// branch follows every option. Where options overlap, which one the packets take is not known, or not
// decided by the configuration: only what all of them deliver arrives certainly.
func (w *walk) branch(s state, options []option) outcome {
	var all, failing, may packet.Set
	taken := false
	for _, o := range options {
		if w.budget--; w.budget < 0 {
			if !w.imagine {
				w.missing = append(w.missing, "the network is too tangled to be followed to the end")
			}
			return outcome{may: s.live}
		}
		region := s.live.Intersect(o.region)
		if region.IsEmpty() {
			continue
		}
		taken = true
		part := s
		part.live = region
		r := o.run(part)
		all = all.Union(region)
		failing = failing.Union(region.Minus(r.must))
		may = may.Union(r.may.Intersect(region))
	}
	if !taken && w.imagine {
		h := Hop{Object: s.goal.object(), Code: CodeNoPossibleDestination, Note: "None of the ways from here leads to " + s.goal.object().Address + "."}
		if s.steps != nil {
			h.Object = s.steps.hop.Object
		}
		return w.stop(s, h, nil)
	}
	return outcome{must: all.Minus(failing), may: may}
}

// maxHops is how many subnets packets may cross in one direction before they are taken to go in a circle.
const maxHops = 12

// run walks from the start to the end and back.
func (w *walk) run() outcome {
	if !w.imagine {
		w.budget = walkBudget
	}
	s := state{live: w.asked, view: identity{}, goal: w.to}
	if w.from.outside != "" {
		return w.enter(s)
	}
	s.bearer = w.from.iface
	return w.leave(s, w.from)
}

// leave takes packets out of an interface into its subnet.
func (w *walk) leave(s state, p place) outcome {
	next := func(s state) outcome { return w.fromSubnet(s, p.subnet) }
	if p.subnet == nil {
		return w.vanish(s, Hop{Object: p.object(), Action: Forward}, "the subnet of "+p.object().Address+" is not in view")
	}
	if p.iface == nil {
		return next(w.note(s, Hop{Object: p.object(), Action: Forward, Rule: "an address of the subnet"}))
	}
	filtered := func(s state) outcome { return w.groups(s, p.iface, true, next) }
	switch owner := p.iface.Owner.(type) {
	case *model.LoadBalancer:
		begin := filtered
		filtered = func(s state) outcome { return w.toTargets(s, p, owner, begin) }
	case *model.VPCEndpoint:
		h := Hop{Object: p.object(), Code: CodeEndpointIntoVPC, Note: "An endpoint answers, and never begins a connection into a VPC."}
		return w.stop(s, h, nil)
	case *model.ConnectEndpoint:
		begin := filtered
		filtered = func(s state) outcome { return w.connectEndpoint(s, owner, begin) }
	case *model.Workload:
		if v, ok := clientVPN(p.iface); ok {
			begin := filtered
			filtered = func(s state) outcome {
				return w.unsure(s, Hop{Object: p.object(), Action: Forward}, clientVPNUnsure(v), begin)
			}
		}
	}
	if !p.proxied.IsEmpty() {
		s = w.note(s, Hop{Object: p.object(), Action: Forward, Note: "The load balancer keeps the client's address."})
		return filtered(s)
	}
	return w.ownAddress(s, p, filtered)
}

// ownAddress lets only packets out that bear an address of the interface, unless its check is off.
func (w *walk) ownAddress(s state, p place, next func(state) outcome) outcome {
	h := Hop{Object: p.object(), Action: Forward, Code: CodeInterfaceAddress, Note: "An interface sends from its own addresses only."}
	if check, known := p.iface.SourceDestCheck.OrDefault(true).Get(); known && !check {
		return next(w.note(s, Hop{Object: p.object(), Action: Forward}))
	}
	own := packet.From(w.e.Addresses(p.iface).All())
	return w.pass(s, h, Filter{Must: own, May: own}, nil, next)
}

// arrive takes packets from a subnet into the goal.
func (w *walk) arrive(s state) outcome {
	if s.answering {
		return w.answerArrives(s)
	}
	p := s.goal
	if p.iface == nil {
		return w.turn(w.note(s, Hop{Object: p.object(), Action: Deliver, Rule: "an address of the subnet"}))
	}
	if p.iface.Kind == model.InterfaceNAT {
		return w.stop(s, Hop{Object: p.object(), Code: CodeOutboundOnly, Note: "A NAT gateway never lets connections begin from its far side."}, nil)
	}
	if v, ok := clientVPN(p.iface); ok {
		h := Hop{Object: p.object(), Code: CodeOutboundOnly, Note: v.Address + " puts its own address in place of its clients', and nothing begins a connection to them."}
		return w.stop(s, h, nil)
	}
	return w.groups(s, p.iface, false, func(s state) outcome {
		return w.listens(s, p, func(s state) outcome {
			return w.onward(s, p.iface, func(s state) outcome {
				return w.turn(w.note(s, Hop{Object: p.object(), Action: Deliver, Note: deliveryNote(p.iface)}))
			})
		})
	})
}

// turn sends the answers. What nothing answers has arrived.
func (w *walk) turn(s state) outcome {
	return w.branch(s, []option{
		{oneWay, func(s state) outcome {
			w.ways = append(w.ways, way{last: s.steps, end: true})
			return outcome{must: packet.All(), may: packet.All()}
		}},
		{twoWay, w.answer},
	})
}

func (w *walk) answer(s state) outcome {
	s.view = answered{s.view}
	s.answering = true
	s.passed = s.guards
	s.guards = nil
	s.hops = 0
	from := s.goal
	s.goal = w.answerGoal(s)
	if from.outside != "" {
		return w.reenter(s)
	}
	s.guest, s.bearer = "", from.iface
	return w.fromSubnet(s, from.subnet)
}

// answerGoal is where answers go next: the last translation, else where the flow began.
func (w *walk) answerGoal(s state) place {
	if n := len(s.sessions); n > 0 {
		last := s.sessions[n-1]
		p := place{iface: last.iface, subnet: last.subnet}
		if last.iface != nil {
			p.addrs = w.e.Addresses(last.iface).All()
		}
		return p
	}
	return w.from
}

// answerArrives takes answers at a translation back through it, or ends the way.
func (w *walk) answerArrives(s state) outcome {
	if n := len(s.sessions); n > 0 {
		last := s.sessions[n-1]
		s.sessions = s.sessions[:n-1]
		h := Hop{Object: last.object, Action: Translate, Note: "The translation is undone."}
		s = w.note(s, h)
		s.view = answered{last.before}
		s.steps.then = s.view
		s.goal = w.answerGoal(s)
		s.guest = ""
		s.hops = 0
		if last.subnet == nil {
			return w.within(s, last.vpc, nil)
		}
		return w.fromSubnet(s, last.subnet)
	}
	s = w.note(s, Hop{Object: s.goal.object(), Action: Deliver, Note: "The answer arrives."})
	return w.finish(s)
}

// finish ends a way whose answers are back.
func (w *walk) finish(s state) outcome {
	end := func(s state) outcome {
		w.ways = append(w.ways, way{last: s.steps, end: true})
		return outcome{must: packet.All(), may: packet.All()}
	}
	if len(s.passed) > 0 {
		g := s.passed[0].Base()
		code := CodeAsymmetric
		if _, internet := s.exit.gateway.(*model.InternetGateway); internet {
			code = CodeIngressRedirection
		}
		return w.stop(s, Hop{
			Object: g, Code: code,
			Note: "The answers do not pass " + g.Address + ", which saw the connection begin and drops what it sees half of.",
		}, end)
	}
	return end(s)
}
