package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/netlint/netlint/cmd/netlint/internal/config"
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/parser"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/catalog"
)

// beyondPackets gives what the rules find in a network that keeps no packet from arriving: a policy that refuses what
// a connection carries, a health check that no target passes. Rules that the configuration switches off and findings
// that are suppressed are not among it.
type beyondPackets func(*model.Network) []rules.Finding

// beyond lints what was read for what lies beyond the packets.
func (o *inputOptions) beyond(cmd *cobra.Command, c *config.Config, loaded *parser.Result, paths []string) beyondPackets {
	j := &job{ctx: cmd.Context(), options: lintOptions{inputs: *o}, config: c, loaded: loaded}
	j.rules = slices.DeleteFunc(catalog.Rules(), func(r *rules.Rule) bool {
		enabled, said := c.Enabled(r.ID)
		return !r.BeyondPackets || said && !enabled
	})
	return func(n *model.Network) []rules.Finding {
		standing, _ := j.suppress(j.find([]*model.Network{n}), paths)
		return slices.DeleteFunc(standing, func(f rules.Finding) bool { return f.Confidence != rules.Definite })
	}
}

// concerning keeps the findings about what an answer's paths pass, or about its ends.
func concerning(n *model.Network, found []rules.Finding, from, to reach.Endpoint, r reach.Result) []rules.Finding {
	if len(found) == 0 {
		return nil
	}
	ends, passed := places{}, places{}
	for _, end := range []reach.Endpoint{from, to} {
		ends.add(end.Object)
		for _, i := range end.Interfaces() {
			ends.add(&i.Object)
			ends.addOwner(n, i.Owner)
		}
	}
	results := []reach.Result{r}
	for _, v := range slices.Concat(r.Via, r.Onward) {
		ends.addOwner(n, v.LoadBalancer)
		results = append(results, v.Front, v.Back)
	}
	for _, r := range results {
		for _, p := range r.Paths {
			for _, h := range slices.Concat(p.Forward, p.Return) {
				passed.add(h.Object)
			}
		}
	}
	var out []rules.Finding
	for _, f := range found {
		about := func(r rules.Related) bool { return ends.has(r.Object) }
		if ends.has(f.Object) || passed.has(f.Object) || slices.ContainsFunc(f.Related, about) {
			out = append(out, f)
		}
	}
	return out
}

// places are objects, by address and input: the interface that AWS makes for a workload has the workload's.
type places map[place]bool

type place struct {
	address string
	input   *model.Input
}

func (p places) add(o *model.Object) {
	if o != nil {
		p[place{o.Address, o.Input}] = true
	}
}

func (p places) has(o *model.Object) bool { return o != nil && p[place{o.Address, o.Input}] }

// addOwner adds what an interface belongs to; of a load balancer also what says where and how it sends.
func (p places) addOwner(n *model.Network, e model.Entity) {
	if e == nil {
		return
	}
	p.add(e.Base())
	b, ok := e.(*model.LoadBalancer)
	if !ok {
		return
	}
	for _, l := range b.Listeners {
		p.add(&l.Object)
	}
	for _, g := range n.TargetGroups {
		if slices.Contains(g.LoadBalancers, b) {
			p.add(&g.Object)
		}
	}
}
