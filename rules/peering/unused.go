package peering

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// Unused finds peering connections that no route uses.
var Unused = &rules.Rule{
	ID:         "peering-unused",
	Severity:   rules.Info,
	ReportedAt: "the peering connection",
	Since:      "0.1.0",
	YieldsTo:   []string{overlapID},
	Doc: rules.Doc{
		Title:     "A peering connection that no route uses",
		Problem:   "Two VPCs are peered, but no route table sends anything to the connection: it carries no traffic.",
		Behaviour: "A peering connection adds no routes. Until tables on both sides have routes to it, nothing passes.",
		Remediation: "Add routes on both sides for the subnets that are meant to talk, or remove the connection. A VPC can have no more than 125 " +
			"of them.",
		Limits:     "Both VPCs must be in view, and no route with a target that is not known.",
		References: []string{peeringRoutes},
	},
	Run: runUnused,
}

func runUnused(p *rules.Pass) error {
	used, every := inUse(p.Net)
	if every {
		return nil
	}
	for _, pc := range p.Net.Peerings {
		a, b := pc.Requester.To(), pc.Accepter.To()
		if pc.External || pc.Exported || a == nil || b == nil || a.External || b.External {
			continue
		}
		if used[pc] ||
			slices.ContainsFunc(slices.Concat(a.RouteTables, b.RouteTables), func(t *model.RouteTable) bool { return t.Open && !t.Implicit }) {
			continue
		}
		p.Report(topology.Absence(p.Net, rules.Finding{
			Object:  &pc.Object,
			Message: fmt.Sprintf("%s carries no traffic: no route of %s or %s leads to it.", pc.Label(), a.Label(), b.Label()),
			Fix:     rules.Fix{Text: fmt.Sprintf("Add routes to %s on both sides, or remove it.", pc.Label())},
			Causes:  []string{overlapCause(pc)},
		}))
	}
	return nil
}

// inUse gives what routes hand packets to, or may; every is true where a route may hand them to any connection.
func inUse(net *model.Network) (used map[model.Entity]bool, every bool) {
	used = map[model.Entity]bool{}
	for _, r := range net.Routes {
		switch {
		case r.Target.To != nil:
			used[r.Target.To] = true
		case len(r.Target.Candidates) > 0:
			for _, c := range r.Target.Candidates {
				used[c] = true
			}
		case r.Target.ID.IsUnknown() && (r.Target.Kind == model.TargetPeering || r.Target.Kind == model.TargetUnknown):
			return nil, true
		}
	}
	return used, false
}
