// Package reach computes what packets can do in a network: where routes carry them, what filters let
// through, how gateways translate them, and whether the answers come back.
//
// Everything is computed on sets of packets and is three-valued: a [Filter] holds what certainly passes
// (Must) and what may pass (May), a [Leg] says whether it is certain. What lies in between hangs on
// something that is not in view, and a [Path] says on what.
package reach

import (
	"net/netip"
	"sync"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// Engine answers questions about one linked network. It is safe for concurrent use, and it computes what a
// question needs when it is first asked and keeps it.
type Engine struct {
	net *model.Network

	placeholders func() *placeholders
	balancers    func() *balancers
	residents    func() *residents
	translates64 func() bool
	spans        memo[netip.Prefix, Span]
	vpcRanges    func() packet.AddrSet
	vpcs         memo[*model.VPC, Span]
	subnets      memo[*model.Subnet, Span]
	hosts        memo[*model.Subnet, packet.AddrSet]
	addresses    memo[*model.NetworkInterface, Hosts]
	tables       memo[tableAt, *TableView]
	acls         memo[directed[*model.NetworkACL], *ACLView]
	groups       memo[directed[*model.SecurityGroup], *GroupView]
	interfaces   memo[directed[*model.NetworkInterface], Filter]
	groupSets    memo[directed[string], Filter]
	lists        memo[*model.PrefixList, Span]
	firewalls    memo[inspectionKey, Filter]
	transit      memo[*model.TransitGatewayRouteTable, *TransitView]
	attached     memo[*model.TransitGateway, packet.AddrSet]
	nodes        memo[*model.NetworkInterface, served]
}

// New makes an engine for a linked network. It computes nothing until it is asked.
func New(net *model.Network) *Engine {
	e := &Engine{net: net}
	e.placeholders = sync.OnceValue(func() *placeholders { return newPlaceholders(net) })
	e.vpcRanges = sync.OnceValue(e.uniteVPCs)
	e.balancers = sync.OnceValue(func() *balancers { return newBalancers(net) })
	e.translates64 = sync.OnceValue(func() bool { return translates64(net) })
	e.residents = sync.OnceValue(func() *residents { return newResidents(e) })
	return e
}

// Network gives the network that the engine answers for.
func (e *Engine) Network() *model.Network { return e.net }

// directed is a key for what differs between the two directions of a filter.
type directed[T comparable] struct {
	of     T
	egress bool
}

// memo computes a value for each key once, also under concurrent use. A computation must not ask for its
// own key. (A sync.Map would move every key that it is asked for to the heap.)
type memo[K comparable, V any] struct {
	mu     sync.RWMutex
	values map[K]*promise[V]
}

// promise is a value that the first who asks for it computes.
type promise[V any] struct {
	once  sync.Once
	value V
}

func (m *memo[K, V]) get(key K, compute func() V) V {
	m.mu.RLock()
	p, ok := m.values[key]
	m.mu.RUnlock()
	if !ok {
		p = m.promise(key)
	}
	p.once.Do(func() { p.value = compute() })
	return p.value
}

// promise gives the promise of a key, which another goroutine may have made in the meantime.
func (m *memo[K, V]) promise(key K) *promise[V] {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p, ok := m.values[key]; ok {
		return p
	}
	if m.values == nil {
		m.values = map[K]*promise[V]{}
	}
	p := &promise[V]{}
	m.values[key] = p
	return p
}

// Filter is what a filter lets through: Must certainly, May perhaps. Must is a subset of May; they are equal
// where everything is known.
type Filter struct {
	Must, May packet.Set
	// Why says, where the sets differ, what would have to be known.
	Why string
}

// passAll lets everything through.
func passAll() Filter { return Filter{Must: packet.All(), May: packet.All()} }

// mayPassAll is a filter of which nothing is known.
func mayPassAll(why string) Filter { return Filter{May: packet.All(), Why: why} }

// Certain reports whether the filter is fully known.
func (f Filter) Certain() bool { return f.Must.Equal(f.May) }

// Union lets through what either filter lets through.
func (f Filter) Union(o Filter) Filter { return f.combine(o, packet.Set.Union) }

// Intersect lets through what both filters let through.
func (f Filter) Intersect(o Filter) Filter { return f.combine(o, packet.Set.Intersect) }

// Minus lets through what f lets through and o does not.
func (f Filter) Minus(o Filter) Filter {
	return f.combine(Filter{Must: o.May, May: o.Must, Why: o.Why}, packet.Set.Minus)
}

// combine applies an operation that grows or shrinks with both sets. Of filters that are fully known, which are
// the most, it is computed once.
func (f Filter) combine(o Filter, operation func(a, b packet.Set) packet.Set) Filter {
	out := Filter{May: operation(f.May, o.May), Why: firstOf(f.Why, o.Why)}
	if f.Certain() && o.Certain() {
		out.Must = out.May
	} else {
		out.Must = operation(f.Must, o.Must)
	}
	return out
}

// unionOf lets through what any of the filters lets through.
func unionOf(filters []Filter) Filter {
	may := make([]packet.Set, len(filters))
	certain := true
	why := ""
	for i, f := range filters {
		may[i] = f.May
		certain = certain && f.Certain()
		why = firstOf(why, f.Why)
	}
	out := Filter{May: packet.Union(may...), Why: why}
	if certain {
		out.Must = out.May
		return out
	}
	must := may // its room, which the union does not keep
	for i, f := range filters {
		must[i] = f.Must
	}
	out.Must = packet.Union(must...)
	return out
}

// firstOf gives the first text that is not empty.
func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
