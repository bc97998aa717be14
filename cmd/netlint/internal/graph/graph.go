// Package graph draws a network: VPCs with their subnets and gateways, and the ways that routes take between
// them.
package graph

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// Graph is a network as it is drawn. Nodes and edges are sorted.
type Graph struct {
	Nodes []Node `json:"nodes"`
	Edges []Edge `json:"edges"`
}

// Node is an object of the network. Parent is the node that it lies in: a VPC, or none.
type Node struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	Label  string `json:"label"`
	Detail string `json:"detail,omitempty"`
	Parent string `json:"parent,omitempty"`
}

// Edge is a way from one node to another. Label says which destinations take it.
type Edge struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Label string `json:"label,omitempty"`
}

// The kinds of nodes.
const (
	KindVPC      = "vpc"
	KindSubnet   = "subnet"
	KindGateway  = "gateway" // of a VPC: internet, NAT, egress-only, virtual private, endpoint
	KindShared   = "shared"  // between networks: peering connection, transit gateway
	KindOutside  = "outside"
	internetNode = "internet"
	onPremises   = "on-premises"
)

// builder collects the nodes and edges of a graph.
type builder struct {
	nodes map[string]Node
	edges map[[2]string][]string
}

// Of draws a linked network.
func Of(n *model.Network) Graph {
	b := &builder{nodes: map[string]Node{}, edges: map[[2]string][]string{}}
	for _, v := range n.VPCs {
		b.vpc(v)
	}
	for _, s := range n.Subnets {
		b.subnet(s)
	}
	for _, g := range n.NATGateways {
		b.natGateway(g)
	}
	for _, p := range n.Peerings {
		id := b.node(&p.Object, KindShared, "peering", nil)
		for _, v := range []*model.VPC{p.Requester.To(), p.Accepter.To()} {
			if v != nil {
				b.edge(id, v.Address, "")
			}
		}
	}
	for _, a := range n.TransitAttachments {
		b.attachment(a)
	}
	return b.graph()
}

func (b *builder) graph() Graph {
	g := Graph{Nodes: []Node{}, Edges: []Edge{}}
	for _, n := range b.nodes {
		g.Nodes = append(g.Nodes, Node{
			ID: rules.Clean(n.ID), Kind: n.Kind, Label: rules.Clean(n.Label), Detail: rules.Clean(n.Detail), Parent: rules.Clean(n.Parent),
		})
	}
	slices.SortFunc(g.Nodes, func(x, y Node) int { return cmp.Compare(x.ID, y.ID) })
	for ends, labels := range b.edges {
		slices.Sort(labels)
		labels = slices.DeleteFunc(slices.Compact(labels), func(s string) bool { return s == "" })
		g.Edges = append(g.Edges, Edge{From: rules.Clean(ends[0]), To: rules.Clean(ends[1]), Label: rules.Clean(strings.Join(labels, ", "))})
	}
	slices.SortFunc(g.Edges, func(x, y Edge) int { return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To)) })
	return g
}

// node adds an object once, and gives its id.
func (b *builder) node(o *model.Object, kind, detail string, in *model.VPC) string {
	if _, ok := b.nodes[o.Address]; !ok {
		n := Node{ID: o.Address, Kind: kind, Label: o.Label(), Detail: detail}
		if in != nil && in.Address != o.Address {
			n.Parent = in.Address
			b.vpc(in)
		}
		b.nodes[o.Address] = n
	}
	return o.Address
}

// edge adds a way. Edges without label are links that go both ways.
func (b *builder) edge(from, to, label string) {
	key := [2]string{from, to}
	b.edges[key] = append(b.edges[key], label)
}

func (b *builder) outside(id string) string {
	b.nodes[id] = Node{ID: id, Kind: KindOutside, Label: id}
	return id
}

func (b *builder) vpc(v *model.VPC) {
	var ranges []string
	for _, c := range v.CIDRs.Items {
		ranges = append(ranges, prefix(c))
	}
	b.node(&v.Object, KindVPC, strings.Join(ranges, ", "), nil)
}

// prefix is a range for people.
func prefix(v model.Value[netip.Prefix]) string {
	switch {
	case v.IsKnown():
		return v.String()
	case v.IsUnknown():
		return "unknown"
	}
	return ""
}

// subnet adds a subnet and the ways that its route table gives it.
func (b *builder) subnet(s *model.Subnet) {
	detail := prefix(s.CIDR)
	if zone, ok := s.Zone.Get(); ok {
		detail = strings.TrimSpace(detail + " " + zone)
	}
	id := b.node(&s.Object, KindSubnet, detail, s.VPC.To())
	table := s.RouteTable.To()
	if table == nil {
		return
	}
	for _, r := range table.Routes {
		if to := b.target(r.Target, s.VPC.To()); to != "" {
			b.edge(id, to, destination(r))
		}
	}
}

func destination(r *model.Route) string {
	if l := r.PrefixList.To(); l != nil {
		return l.Label()
	}
	if id, ok := r.PrefixList.ID().Get(); ok {
		return id
	}
	return prefix(r.Destination)
}

// target adds what a route hands its packets to, and gives its id; empty for nothing that is in view.
func (b *builder) target(t model.Target, in *model.VPC) string {
	switch to := t.To.(type) {
	case nil:
		return ""
	case *model.InternetGateway:
		id := b.node(&to.Object, KindGateway, "internet gateway", to.VPC.To())
		b.edge(id, b.outside(internetNode), "")
		return id
	case *model.EgressOnlyInternetGateway:
		id := b.node(&to.Object, KindGateway, "egress-only internet gateway", in)
		b.edge(id, b.outside(internetNode), "")
		return id
	case *model.VPNGateway:
		id := b.node(&to.Object, KindGateway, "virtual private gateway", in)
		b.edge(id, b.outside(onPremises), "")
		return id
	case *model.NATGateway:
		return b.natGateway(to)
	case *model.PeeringConnection:
		return b.node(&to.Object, KindShared, "peering", nil)
	case *model.TransitGateway:
		return b.node(&to.Object, KindShared, "transit gateway", nil)
	default:
		return b.node(t.To.Base(), KindGateway, t.To.Base().Type, in)
	}
}

// natGateway adds a NAT gateway, which stands in a subnet and uses its routes.
func (b *builder) natGateway(g *model.NATGateway) string {
	id := b.node(&g.Object, KindGateway, "NAT gateway", g.VPC.To())
	if s := g.Subnet.To(); s != nil {
		b.edge(id, s.Address, "")
	}
	return id
}

// attachment links a transit gateway with what is attached to it.
func (b *builder) attachment(a *model.TransitGatewayAttachment) {
	gateway := a.Gateway.To()
	if gateway == nil {
		return
	}
	id := b.node(&gateway.Object, KindShared, "transit gateway", nil)
	switch v := a.VPC.To(); {
	case v != nil:
		b.vpc(v)
		b.edge(id, v.Address, "")
	case a.VPN.To() != nil:
		b.edge(id, b.outside(onPremises), "")
	}
}
