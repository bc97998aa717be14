package firewall

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/lazyregexp"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/model/suricata"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// call is a connection that the configuration asks for: workloads of a VPC to a name that a private zone of
// the VPC declares.
type call struct {
	client *model.NetworkInterface
	record *model.DNSRecord
	host   string
	to     destination
	port   uint16
	app    string // "http" or "tls"; empty where it is not known
	// guessed is true where nothing in view says what the host listens on, so that the port is the usual one.
	guessed bool
	named   rules.Related // the text that names the host, or the record
}

// destination is what a name means: addresses, and the interfaces in view that have them.
type destination struct {
	addrs      packet.AddrSet
	interfaces []*model.NetworkInterface
	label      string
}

func (c call) connection(e *reach.Engine) connection {
	m := packet.AnyMatch()
	m.Protocol, m.DstPorts = packet.TCP, packet.Port(c.port)
	m.Src, m.Dst = e.Addresses(c.client).All(), c.to.addrs
	return connection{packets: m.Set(), request: suricata.Request{Application: c.app, Host: c.host}}
}

// passes reports whether the connection certainly goes through the firewall.
func (c call) passes(e *reach.Engine, f *model.NetworkFirewall) bool {
	seen := false
	for p := range e.Shows(reach.Query{From: reach.InterfaceEnd(c.client), To: c.end(e), Packets: c.connection(e).packets}, "") {
		if !slices.ContainsFunc(p.Forward, func(h reach.Hop) bool { return h.Object == &f.Object }) {
			return false
		}
		seen = true
	}
	return seen
}

// end is what the connection is to.
func (c call) end(e *reach.Engine) reach.Endpoint {
	if len(c.to.interfaces) > 0 {
		return reach.InterfaceEnd(c.to.interfaces...)
	}
	return topology.At(e, c.to.addrs)
}

// witness is the connection with what it carries first.
func (c call) witness(e *reach.Engine) *rules.Witness {
	x := c.connection(e)
	w := rules.Lost(reach.InterfaceEnd(c.client), c.end(e), x.packets)
	w.Request = x.request
	return w
}

// calls gives the connections that the private zones of a network ask for.
func calls(p *rules.Pass) []call {
	var out []call
	for _, z := range p.Net.Zones {
		for _, r := range z.Records {
			host, ok := r.Domain.Get()
			if !ok || strings.Contains(host, "*") || len(z.VPCs.Items) == 0 {
				continue
			}
			to, ok := meaning(p, r)
			if !ok {
				continue
			}
			for _, ref := range z.VPCs.Items {
				if v := ref.To(); v != nil {
					out = append(out, callsOf(p, v, r, host, to)...)
				}
			}
		}
	}
	return out
}

// callsOf gives the calls of one VPC's workloads: of those whose settings name the host, or, where none does, of
// one workload of each subnet.
func callsOf(p *rules.Pass, v *model.VPC, r *model.DNSRecord, host string, to destination) []call {
	var named, any []call
	subnets := map[*model.Subnet]bool{}
	ports := listens(p, to)
	for _, i := range v.Interfaces {
		w, ok := i.Owner.(*model.Workload)
		if !ok || !topology.IsWorkload(i) || slices.Contains(to.interfaces, i) || i.Subnet.To() == nil {
			continue
		}
		for _, u := range urls(w, host) {
			u.client, u.record, u.host, u.to = i, r, host, to
			named = append(named, u)
		}
		if !startsConnections(w) || subnets[i.Subnet.To()] {
			continue
		}
		subnets[i.Subnet.To()] = true
		for _, c := range ports {
			c.client, c.record, c.host, c.to = i, r, host, to
			c.named = rules.Related{Object: &r.Object, Message: fmt.Sprintf("%s declares %s as %s.", r.Label(), host, to.label)}
			any = append(any, c)
		}
	}
	if len(named) > 0 {
		return named
	}
	return any
}

func startsConnections(w *model.Workload) bool {
	switch w.Kind {
	case model.WorkloadDatabase, model.WorkloadCache, model.WorkloadFileSystem, model.WorkloadSearch, model.WorkloadBroker:
		return false
	}
	return true
}

// meaning gives what a record's name leads to; ok is false where that is not in view.
func meaning(p *rules.Pass, r *model.DNSRecord) (destination, bool) {
	var d destination
	var targets []string
	for _, value := range r.Values.Items {
		text, ok := value.Get()
		if !ok {
			return d, false
		}
		if a, err := netip.ParseAddr(text); err == nil {
			d.addrs = d.addrs.Union(packet.Addrs(a))
			d.label = text
			for _, i := range p.Net.Interfaces {
				if slices.ContainsFunc(i.PrivateIPs, func(v model.Value[netip.Addr]) bool { own, ok := v.Get(); return ok && own == a }) {
					d.interfaces = append(d.interfaces, i)
				}
			}
			continue
		}
		targets = append(targets, strings.TrimSuffix(strings.ToLower(text), "."))
	}
	if alias, ok := r.Alias.Get(); ok {
		targets = append(targets, strings.TrimSuffix(strings.ToLower(alias), "."))
	}
	for _, b := range p.Net.LoadBalancers {
		if slices.ContainsFunc(b.DNSNames, func(n string) bool { return slices.Contains(targets, strings.ToLower(n)) }) {
			d.interfaces = append(d.interfaces, b.Interfaces...)
			d.label = b.Label()
		}
	}
	for _, i := range d.interfaces {
		if _, ok := i.Owner.(*model.LoadBalancer); ok {
			d.addrs = d.addrs.Union(p.Reach.Addresses(i).All())
		}
	}
	return d, !d.addrs.IsEmpty()
}

// listens gives the ports on which the destination takes connections, by its listeners or by the inbound rules
// of its groups; where nothing tells, the usual ports of HTTP and HTTPS as guesses.
func listens(p *rules.Pass, to destination) []call {
	var out []call
	add := func(port int, app string) {
		c := call{port: uint16(port), app: app}
		if port > 0 && port <= 65535 && !slices.ContainsFunc(out, func(o call) bool { return o.port == c.port }) {
			out = append(out, c)
		}
	}
	for _, i := range to.interfaces {
		if b, ok := i.Owner.(*model.LoadBalancer); ok {
			for _, l := range b.Listeners {
				if port, ok := l.Port.Get(); ok {
					add(port, applications[l.Protocol.Or("")])
				}
			}
			continue
		}
		for _, g := range i.Groups.Items {
			if g := g.To(); g != nil {
				for _, r := range g.Ingress {
					if protocol, ok := r.Match.Protocol.Get(); !ok || protocol != packet.TCP {
						continue
					}
					first, ok := r.Match.FromPort.Get()
					last, okLast := r.Match.ToPort.Get()
					if ok && okLast && first == last {
						add(first, usual[first])
					}
				}
			}
		}
	}
	if len(out) == 0 {
		return []call{{port: 80, app: "http", guessed: true}, {port: 443, app: "tls", guessed: true}}
	}
	return out
}

// usual are the applications of well-known ports.
var usual = map[int]string{80: "http", 8000: "http", 8008: "http", 8080: "http", 8081: "http", 3000: "http", 443: "tls", 8443: "tls"}

var url = lazyregexp.New(`\b(https?)://([A-Za-z0-9.-]+)(?::(\d{1,5}))?`)

// urls gives the URLs of a host in the settings of a workload.
func urls(w *model.Workload, host string) []call {
	var out []call
	for _, t := range w.Texts {
		for _, m := range url().FindAllStringSubmatch(t.Value.Or(""), -1) {
			if !strings.EqualFold(strings.TrimSuffix(m[2], "."), host) {
				continue
			}
			c := call{port: 80, app: "http"}
			if m[1] == "https" {
				c.port, c.app = 443, "tls"
			}
			if n, err := strconv.ParseUint(m[3], 10, 16); err == nil {
				c.port = uint16(n)
			}
			c.named = rules.Related{Object: &w.Object, Range: t.Range, Message: fmt.Sprintf("The %s of %s names %s.", t.Kind, w.Label(), m[0])}
			out = append(out, c)
		}
	}
	return out
}
