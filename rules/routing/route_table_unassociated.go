package routing

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// RouteTableUnassociated finds route tables that nothing uses.
var RouteTableUnassociated = &rules.Rule{
	ID:         "route-table-unassociated",
	Severity:   rules.Info,
	ReportedAt: "the route table",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title:       "A route table with routes that serves nothing",
		Problem:     "The table has routes, but no subnet and no gateway is associated with it, and it is not the main table: its routes do nothing.",
		Behaviour:   "A subnet uses the table that it is associated with, else the main table of its VPC.",
		Remediation: "Associate the subnets that it was made for, or remove it.",
		Limits:      "Silent where the table's id leaves what is in view, or an association is not known.",
		References:  []string{subnetRoutes},
	},
	Run: runRouteTableUnassociated,
}

func runRouteTableUnassociated(p *rules.Pass) error {
	for _, a := range p.Net.Associations {
		if a.Table.IsUnknown() && len(a.Table.Candidates()) == 0 {
			return nil // it may mean any table
		}
	}
	for _, t := range p.Net.RouteTables {
		if t.External || t.Exported || t.Implicit || t.Main || len(t.Routes) == 0 {
			continue
		}
		if len(t.Subnets)+len(t.MaybeSubnets)+len(t.Gateways)+len(t.Associations) > 0 || mayBeAssociated(p.Net, t) {
			continue
		}
		p.Report(topology.Absence(p.Net, rules.Finding{
			Object:  &t.Object,
			Message: fmt.Sprintf("%s has routes and serves no subnet and no gateway, so that they do nothing.", t.Label()),
			Fix:     rules.Fix{Text: fmt.Sprintf("Associate subnets with %s, or remove it.", t.Label())},
		}))
	}
	return nil
}

func mayBeAssociated(n *model.Network, t *model.RouteTable) bool {
	for _, a := range n.Associations {
		for _, c := range a.Table.Candidates() {
			if c == t {
				return true
			}
		}
	}
	return false
}
