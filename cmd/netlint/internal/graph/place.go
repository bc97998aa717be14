package graph

import (
	"slices"

	"github.com/netlint/netlint/model"
)

// Places tells at which nodes the objects of a linked network stand, by address: a subnet at itself, an
// interface in its subnet, a route table or network ACL in the subnets that it serves, a security group in its
// VPC. The ids of nodes are sorted; an object without a place is left out.
func Places(n *model.Network) map[string][]string {
	at := map[string][]string{}
	put := func(o *model.Object, node *model.Object) { at[o.Address] = append(at[o.Address], node.Address) }
	for _, s := range n.Subnets {
		put(&s.Object, &s.Object)
		if t := s.RouteTable.To(); t != nil {
			put(&t.Object, &s.Object)
		}
		if a := s.ACL.To(); a != nil {
			put(&a.Object, &s.Object)
		}
	}
	for _, i := range n.Interfaces {
		if s := i.Subnet.To(); s != nil {
			put(&i.Object, &s.Object)
			if i.Owner != nil {
				put(i.Owner.Base(), &s.Object)
			}
		}
	}
	for _, g := range n.SecurityGroups {
		if v := g.VPC.To(); v != nil {
			put(&g.Object, &v.Object)
		}
	}
	for _, t := range n.TransitTables {
		if g := t.Gateway.To(); g != nil {
			put(&t.Object, &g.Object)
		}
	}
	for _, a := range n.TransitAttachments {
		if g := a.Gateway.To(); g != nil {
			put(&a.Object, &g.Object)
		}
	}
	// What is drawn by itself stands there and nowhere else.
	for _, node := range Of(n).Nodes {
		at[node.ID] = []string{node.ID}
	}
	for address, ids := range at {
		slices.Sort(ids)
		at[address] = slices.Compact(ids)
	}
	return at
}

// Around gives the part of the graph that lies around some of its nodes: the VPCs that they stand in with all
// that is in these, and what lies next to them.
func (g Graph) Around(ids []string) Graph {
	kept := map[string]bool{}
	for _, n := range g.Nodes {
		if slices.Contains(ids, n.ID) {
			kept[n.ID] = true
			if n.Parent != "" {
				kept[n.Parent] = true
			}
		}
	}
	out := Graph{Nodes: []Node{}, Edges: []Edge{}}
	for _, n := range g.Nodes {
		if n.Parent != "" && kept[n.Parent] {
			kept[n.ID] = true
		}
	}
	near := map[string]bool{}
	for _, e := range g.Edges {
		near[e.To] = near[e.To] || kept[e.From]
		near[e.From] = near[e.From] || kept[e.To]
	}
	for _, n := range g.Nodes {
		kept[n.ID] = kept[n.ID] || near[n.ID] && n.Parent == ""
		if kept[n.ID] {
			out.Nodes = append(out.Nodes, n)
		}
	}
	for _, e := range g.Edges {
		if kept[e.From] && kept[e.To] {
			out.Edges = append(out.Edges, e)
		}
	}
	return out
}
