package securitygroup

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// request is what the nodes of a load balancer send to one target on one port.
type request struct {
	balancer *model.LoadBalancer
	target   topology.Target
	port     int
	last     int  // the end of a range of ports, one of which is picked when a task starts; else 0
	traffic  bool // clients' requests
	health   bool // health checks
}

// what names the request's purpose: "traffic and health checks".
func (r request) what() string {
	switch {
	case r.traffic && r.health:
		return "traffic and health checks"
	case r.traffic:
		return "traffic"
	default:
		return "health checks"
	}
}

// requestsOf gives the TCP requests that a load balancer sends to the targets in view. Gateway Load
// Balancers wrap what they send and are left out, and so are functions, which have no interface for it.
func requestsOf(b *model.LoadBalancer) []request {
	kind, ok := b.Kind.OrDefault(model.ApplicationLoadBalancer).Get()
	if !ok || kind == model.GatewayLoadBalancer {
		return nil
	}
	var out []request
	for _, g := range topology.TargetGroups(b) {
		if g.TargetType.Or("instance") == "lambda" {
			continue
		}
		targets, _ := topology.GroupTargets(g)
		for _, t := range append(targets, topology.HostTargets(g)...) {
			out = append(out, targetRequests(b, g, t)...)
		}
	}
	return out
}

// The ports of an instance from which a task without a host port of its own gets one: by the kernel's range where it has
// one, else 49153–65535 (Amazon ECS API Reference, PortMapping).
const firstHostPort, lastHostPort = 32768, 65535

// ports are the ports of the target that the request may go to: one of them.
func (r request) ports() packet.PortSet {
	if r.last > 0 {
		return packet.Ports(uint16(r.port), uint16(r.last))
	}
	return packet.Port(uint16(r.port))
}

// portWords names them.
func (r request) portWords() string {
	if r.last > 0 {
		return fmt.Sprintf("TCP %d-%d", r.port, r.last)
	}
	return fmt.Sprintf("TCP %d", r.port)
}

func targetRequests(b *model.LoadBalancer, g *model.TargetGroup, t topology.Target) []request {
	port, known := t.Port.Get()
	if known && port == 0 && t.Interface != nil && g.HealthCheck.Port.OrDefault("traffic-port").Or("") == "traffic-port" {
		return []request{{balancer: b, target: t, port: firstHostPort, last: lastHostPort, traffic: true, health: true}}
	}
	known = known && port > 0
	check, checked := healthPort(g, port, known)
	switch protocol := g.Protocol.Or("HTTP"); {
	case protocol == "UDP" || protocol == "TCP_UDP" || g.Protocol.IsUnknown():
		known = false
	}
	base := request{balancer: b, target: t}
	var out []request
	if known {
		r := base
		r.port, r.traffic, r.health = port, true, checked && check == port
		out = append(out, r)
	}
	if checked && (!known || check != port) {
		r := base
		r.port, r.health = check, true
		out = append(out, r)
	}
	return out
}

// healthPort gives the port of a target group's health checks; ok is false where there are none or where it
// is not known.
func healthPort(g *model.TargetGroup, traffic int, known bool) (port int, ok bool) {
	if enabled, ok := g.HealthCheck.Enabled.OrDefault(true).Get(); !ok || !enabled {
		return 0, false
	}
	text, ok := g.HealthCheck.Port.OrDefault("traffic-port").Get()
	if !ok {
		return 0, false
	}
	if text == "traffic-port" || text == "" {
		return traffic, known
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n > 0 && n < 65536
}

// packets are the request's packets from some addresses to the target.
func (r request) packets(e *reach.Engine, from packet.AddrSet) packet.Set {
	m := packet.AnyMatch()
	m.Protocol, m.DstPorts = packet.TCP, r.ports()
	m.Src, m.Dst = from, r.destination(e)
	return m.Set()
}

func (r request) destination(e *reach.Engine) packet.AddrSet {
	to := r.target.Address
	if r.target.Interface != nil {
		to = to.Union(e.Addresses(r.target.Interface).All())
	}
	if v4 := to.IPv4(); !v4.IsEmpty() {
		return v4
	}
	return to
}

// blockade is what one security group withholds from the requests of load balancers.
type blockade struct {
	group    *model.SecurityGroup
	node     *model.NetworkInterface // a node that is concerned
	requests []request
	unknown  string // of a possible finding
}

// blockades collects what groups withhold, in order of discovery.
type blockades struct {
	list []*blockade
}

func (bs *blockades) add(g *model.SecurityGroup, node *model.NetworkInterface, r request, unknown string) {
	for _, b := range bs.list {
		if b.group == g && (b.unknown == "") == (unknown == "") {
			b.requests = append(b.requests, r)
			return
		}
	}
	bs.list = append(bs.list, &blockade{group: g, node: node, requests: []request{r}, unknown: unknown})
}

// ports names the ports with their purpose: "TCP 8000 (traffic and health checks of aws_lb_target_group.web)".
func (b *blockade) ports() string {
	var words []string
	for _, r := range b.requests {
		w := fmt.Sprintf("%s (%s of %s)", r.portWords(), r.what(), r.target.Group.Label())
		if !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return topology.List(words)
}

// balancers names the load balancers concerned.
func (b *blockade) balancers() string {
	var words []string
	for _, r := range b.requests {
		if w := r.balancer.Label(); !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return topology.List(words)
}

// consequence says what comes of it.
func (b *blockade) consequence() string {
	if slices.ContainsFunc(b.requests, func(r request) bool { return r.health }) {
		return "so the targets never become healthy"
	}
	return "so requests end in errors"
}

// healthCause names the health check port where nothing but it is withheld, so that the finding gives way to
// one that says that the port itself is wrong.
func (b *blockade) healthCause() []string {
	first := b.requests[0]
	for _, r := range b.requests {
		if r.traffic || r.target.Group != first.target.Group || r.port != first.port {
			return nil
		}
	}
	return []string{topology.HealthPortCause(first.target.Group, first.port)}
}

// related gives the places that belong to a finding: load balancers, target groups, targets.
func (b *blockade) related() []rules.Related {
	var out []rules.Related
	seen := map[*model.Object]bool{b.group.Base(): true}
	add := func(o *model.Object, text string) {
		if o != nil && !seen[o] {
			seen[o] = true
			out = append(out, rules.Related{Object: o, Message: text})
		}
	}
	for _, r := range b.requests {
		add(r.balancer.Base(), "This load balancer sends the requests.")
		add(r.target.Group.Base(), fmt.Sprintf("Its %s go to %s.", r.what(), r.portWords()))
	}
	for _, r := range b.requests {
		if len(out) >= 8 {
			break
		}
		add(r.target.Object, "This target does not get them.")
	}
	return out
}

// witness is the first of the requests that are withheld.
func (b *blockade) witness(e *reach.Engine) *rules.Witness {
	r := b.requests[0]
	if r.last > 0 {
		return nil // which port it is is not known
	}
	to := topology.At(e, r.target.Address)
	if r.target.Interface != nil {
		to = reach.InterfaceEnd(r.target.Interface)
	}
	return rules.Lost(reach.InterfaceEnd(b.node), to, topology.Port(r.port))
}
