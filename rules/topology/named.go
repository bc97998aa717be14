package topology

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/lazyregexp"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/rules"
)

// Name is a statement in view that names addresses or objects: a rule of a security group, a private DNS
// record, a load balancer's target, a setting, an assertion.
type Name struct {
	// Addresses are the addresses that are stated; empty where objects are named.
	Addresses packet.AddrSet
	// Interfaces are those of the object that is named by itself.
	Interfaces []*model.NetworkInterface
	// Object and Range are where the statement stands.
	Object *model.Object
	Range  model.Range
	// Text gives a clause that says it, without a final stop: "aws_security_group.web lets TCP 443 out to
	// 10.2.4.0/24". Few of them are ever shown.
	Text func() string
}

// Means reports whether the name means nothing wider than the subnets: its addresses lie within them, or an
// interface that it names stands in one of them. A range that merely contains a subnet names none.
func (n Name) Means(subnets ...*model.Subnet) bool { return n.means(subnets, Addresses(subnets...)) }

// means is Means with the subnets' addresses, which are the same for many names.
func (n Name) means(subnets []*model.Subnet, addrs packet.AddrSet) bool {
	if !n.Addresses.IsEmpty() && n.Addresses.Subset(addrs) {
		return true
	}
	return slices.ContainsFunc(n.Interfaces, func(i *model.NetworkInterface) bool {
		return slices.Contains(subnets, i.Subnet.To())
	})
}

// Names finds what is named in a network, and remembers what it found.
type Names struct {
	net        *model.Network
	assertions []rules.Assertion
	reserved   func() map[netip.Addr]bool
	mentions   func() *mentions

	mu         sync.Mutex // over the maps
	bySubnet   map[*model.Subnet][]Name
	byVPC      map[*model.VPC][]Name
	byGroup    map[*model.SecurityGroup][]Name
	byWorkload map[*model.Workload][]Name
	addrs      map[*model.Subnet]packet.AddrSet
}

// NamesIn makes a finder of names for a linked network.
func NamesIn(net *model.Network, o rules.Options) *Names {
	return &Names{
		net: net, assertions: o.Assertions,
		reserved: sync.OnceValue(func() map[netip.Addr]bool { return networkAddresses(net) }),
		mentions: sync.OnceValue(func() *mentions { return newMentions(net) }),
		bySubnet: map[*model.Subnet][]Name{}, byVPC: map[*model.VPC][]Name{}, byGroup: map[*model.SecurityGroup][]Name{},
		byWorkload: map[*model.Workload][]Name{}, addrs: map[*model.Subnet]packet.AddrSet{},
	}
}

// NamesOf gives the finder of names that the rules of a run share.
func NamesOf(p *rules.Pass) *Names {
	return rules.Shared(p, func(net *model.Network) *Names { return NamesIn(net, p.Options) })
}

// From gives what the subnet's workloads, their groups and settings, the private zones of its VPC and the
// team's assertions name. 0.0.0.0/0 and ::/0 are left out, for they name nothing.
func (n *Names) From(s *model.Subnet) []Name {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.from(s)
}

func (n *Names) from(s *model.Subnet) []Name {
	if found, ok := n.bySubnet[s]; ok {
		return found
	}
	var found []Name
	groups := map[*model.SecurityGroup]bool{}
	owners := map[model.Entity]bool{}
	for _, i := range Workloads(s) {
		for _, g := range i.Groups.Items {
			if g := g.To(); g != nil && !groups[g] {
				groups[g] = true
				found = append(found, n.ofGroup(g)...)
			}
		}
		if i.Owner == nil || owners[i.Owner] {
			continue
		}
		owners[i.Owner] = true
		switch o := i.Owner.(type) {
		case *model.LoadBalancer:
			found = append(found, targetNames(o)...)
		case *model.Workload:
			found = append(found, n.ofWorkload(o)...)
		}
	}
	if v := s.VPC.To(); v != nil {
		found = append(found, n.ofVPC(v)...)
	}
	found = slices.DeleteFunc(found, func(f Name) bool {
		return packet.AnyIPv4().Subset(f.Addresses) || packet.AnyIPv6().Subset(f.Addresses)
	})
	n.bySubnet[s] = found
	return found
}

// Pair gives a name by which workloads of one of the subnets a name the subnets b or the other way round, and
// whether there is one.
func (n *Names) Pair(a, b []*model.Subnet) (Name, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, side := range [2][2][]*model.Subnet{{a, b}, {b, a}} {
		named := n.addresses(side[1])
		for _, s := range side[0] {
			for _, name := range n.from(s) {
				if name.means(side[1], named) {
					return name, true
				}
			}
		}
	}
	return Name{}, false
}

// addresses is Addresses, with those of each subnet made once.
func (n *Names) addresses(subnets []*model.Subnet) packet.AddrSet {
	var out packet.AddrSet
	for _, s := range subnets {
		own, ok := n.addrs[s]
		if !ok {
			own = Addresses(s)
			n.addrs[s] = own
		}
		out = out.Union(own)
	}
	return out
}

// ofGroup is groupNames, made once for each group.
func (n *Names) ofGroup(g *model.SecurityGroup) []Name {
	found, ok := n.byGroup[g]
	if !ok {
		found = groupNames(g)
		n.byGroup[g] = found
	}
	return found
}

// groupNames gives the far ends that the rules of a group name, of its own VPC's other groups and of ranges.
func groupNames(g *model.SecurityGroup) []Name {
	var out []Name
	add := func(r *model.SecurityGroupRule, verb string) {
		at := Name{Object: r.Holder(), Range: r.Range}
		say := func(far func() string) func() string {
			return func() string { return fmt.Sprintf("%s %s %s", g.Label(), verb, far()) }
		}
		for _, c := range r.CIDRs.Items {
			if p, ok := c.Get(); ok {
				n := at
				n.Addresses, n.Text = packet.Prefixes(p), say(p.String)
				out = append(out, n)
			}
		}
		for _, l := range r.PrefixLists.Items {
			if l := l.To(); l != nil {
				for _, c := range l.Entries.Items {
					if p, ok := c.Get(); ok {
						n := at
						n.Addresses = packet.Prefixes(p)
						n.Text = say(func() string { return fmt.Sprintf("%s of %s", p, l.Label()) })
						out = append(out, n)
					}
				}
			}
		}
		for _, far := range r.Groups.Items {
			if far := far.To(); far != nil && far != g && len(far.Interfaces) > 0 {
				n := at
				n.Interfaces, n.Text = far.Interfaces, say(far.Label)
				out = append(out, n)
			}
		}
	}
	for _, r := range g.Ingress {
		add(r, "lets in")
	}
	for _, r := range g.Egress {
		add(r, "lets out to")
	}
	return out
}

// targetNames gives the targets of a load balancer.
func targetNames(b *model.LoadBalancer) []Name {
	var out []Name
	group := func(r model.Ref[model.TargetGroup]) {
		g := r.To()
		if g == nil {
			return
		}
		text := func(target func() string) func() string {
			return func() string { return fmt.Sprintf("%s sends requests to %s", b.Label(), target()) }
		}
		for _, t := range g.Targets.Items {
			n := Name{Object: &t.Object, Range: t.Range}
			switch ip, ok := t.IP.Get(); {
			case t.Instance.To() != nil:
				n.Interfaces, n.Text = t.Instance.To().Interfaces, text(t.Instance.To().Label)
			case t.LoadBalancer.To() != nil:
				n.Interfaces, n.Text = t.LoadBalancer.To().Interfaces, text(t.LoadBalancer.To().Label)
			case ok:
				n.Addresses, n.Text = packet.Addrs(ip), text(ip.String)
			default:
				continue
			}
			out = append(out, n)
		}
		for _, w := range g.Registered {
			out = append(out, Name{Object: &w.Object, Range: w.Range, Interfaces: w.Interfaces, Text: text(w.Label)})
		}
	}
	actions := func(as []model.ListenerAction) {
		for _, a := range as {
			for _, g := range a.TargetGroups.Items {
				group(g)
			}
		}
	}
	for _, l := range b.Listeners {
		actions(l.Actions)
		for _, r := range l.Rules {
			actions(r.Actions)
		}
	}
	return out
}

var addressInText = lazyregexp.New(`\b\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?\b`)

// networkAddresses gives the first address of every subnet, which AWS keeps and no host has (VPC User Guide,
// "Subnet CIDR blocks"): where it stands alone, a range is meant of which the mask stands elsewhere.
func networkAddresses(net *model.Network) map[netip.Addr]bool {
	out := map[netip.Addr]bool{}
	for _, s := range net.Subnets {
		if p, ok := s.CIDR.Get(); ok {
			out[p.Masked().Addr()] = true
		}
	}
	return out
}

// forwards reports whether the workload hands on packets of others: its user data configures routes, and the
// ranges there are not its own peers.
func forwards(w *model.Workload) bool {
	return slices.ContainsFunc(w.Interfaces, func(i *model.NetworkInterface) bool { return !i.SourceDestCheck.Or(true) })
}

// ofWorkload is settings, made once for each workload.
func (n *Names) ofWorkload(w *model.Workload) []Name {
	found, ok := n.byWorkload[w]
	if !ok {
		found = n.settings(w)
		n.byWorkload[w] = found
	}
	return found
}

// settings gives what user data, environment variables and commands of a workload name.
func (n *Names) settings(w *model.Workload) []Name {
	if forwards(w) {
		return nil
	}
	var out []Name
	for _, t := range w.Texts {
		text, ok := t.Value.Get()
		if !ok {
			continue
		}
		at := Name{Object: &w.Object, Range: t.Range}
		for _, m := range addressInText().FindAllString(text, -1) {
			name := at
			if p, err := netip.ParsePrefix(m); err == nil {
				name.Addresses = packet.Prefixes(p)
			} else if a, err := netip.ParseAddr(m); err == nil && !n.reserved()[a] {
				name.Addresses = packet.Addrs(a)
			} else {
				continue
			}
			name.Text = func() string { return fmt.Sprintf("the %s of %s names %s", t.Kind, w.Label(), m) }
			out = append(out, name)
		}
		for _, e := range n.mentions().in(text) {
			if e.object != &w.Object {
				name := at
				name.Interfaces = e.at
				name.Text = func() string { return fmt.Sprintf("the %s of %s names %s", t.Kind, w.Label(), e.object.Label()) }
				out = append(out, name)
			}
		}
	}
	return out
}

// ofVPC gives what holds for all workloads of a VPC: records of its private zones, targets of its resolver
// rules, assertions.
func (n *Names) ofVPC(v *model.VPC) []Name {
	if found, ok := n.byVPC[v]; ok {
		return found
	}
	var out []Name
	add := func(o *model.Object, value, text string) {
		addrs, ok := ParseAddresses(value)
		if ok {
			out = append(out, Name{Object: o, Range: o.Range, Addresses: addrs, Text: func() string { return text + " " + value }})
		}
	}
	for _, z := range n.net.Zones {
		if !slices.ContainsFunc(z.VPCs.Items, func(r model.Ref[model.VPC]) bool { return r.To() == v }) {
			continue
		}
		for _, r := range z.Records {
			for _, value := range r.Values.Items {
				if s, ok := value.Get(); ok {
					add(&r.Object, s, fmt.Sprintf("the private DNS record %s is", r.Domain.Or(r.Address)))
				}
			}
		}
	}
	for _, u := range n.net.ResolverRuleUses {
		rule := u.Rule.To()
		if rule == nil || u.VPC.To() != v {
			continue
		}
		for _, t := range rule.Targets.Items {
			if s, ok := t.Get(); ok {
				add(&rule.Object, s, fmt.Sprintf("%s forwards queries to", rule.Label()))
			}
		}
	}
	for _, a := range n.assertions {
		if !strings.EqualFold(a.Expect, "reachable") {
			continue
		}
		o := &model.Object{Address: fmt.Sprintf("assert %q", a.Name), Range: a.Range}
		add(o, a.From, fmt.Sprintf("the assertion %q names", a.Name))
		add(o, a.To, fmt.Sprintf("the assertion %q names", a.Name))
	}
	n.byVPC[v] = out
	return out
}

// ParseAddresses reads an address or a prefix; ok is false for anything else.
func ParseAddresses(s string) (packet.AddrSet, bool) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return packet.Prefixes(p), true
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return packet.Addrs(a), true
	}
	return packet.AddrSet{}, false
}
