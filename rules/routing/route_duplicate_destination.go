package routing

import (
	"fmt"
	"net/netip"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// RouteDuplicateDestination finds two routes of one table for one destination.
var RouteDuplicateDestination = &rules.Rule{
	ID:         "route-duplicate-destination",
	Severity:   rules.Error,
	ReportedAt: "the second route",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "Two routes of one table for one destination",
		Problem: "A route table is given two routes for the same destination. AWS refuses the second one, or, where one is inline and the other is not, " +
			"each run replaces what the other one set.",
		Behaviour: "A table holds at most one static route for a destination, after host bits are cleared: 10.0.1.7/16 is 10.0.0.0/16. Terraform " +
			"manages a table's routes either inline or as resources of their own, not both.",
		Remediation: "Keep one of the two routes.",
		Limits:      "Routes of which the table, destination or prefix list is not known are not compared.",
		References:  []string{routeOptions, "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route_table"},
	},
	Run: runRouteDuplicateDestination,
}

func runRouteDuplicateDestination(p *rules.Pass) error {
	for _, t := range p.Net.RouteTables {
		if t.External {
			continue
		}
		byPrefix := map[netip.Prefix]*model.Route{}
		byList := map[string]*model.Route{}
		for _, r := range t.Routes {
			var first *model.Route
			if d, ok := r.Destination.Get(); ok {
				first = byPrefix[d]
				if first == nil {
					byPrefix[d] = r
				}
			} else if id, ok := r.PrefixList.ID().Get(); ok {
				if first = byList[id]; first == nil {
					byList[id] = r
				}
			}
			if first != nil && !r.External && !first.External {
				p.Report(duplicate(t, first, r))
			}
		}
	}
	return nil
}

func duplicate(t *model.RouteTable, first, second *model.Route) rules.Finding {
	if first.Range.Compare(second.Range) > 0 && first.Inline == second.Inline {
		first, second = second, first
	}
	if second.Inline && !first.Inline {
		first, second = second, first
	}
	f := rules.Finding{
		Object: second.Holder(), Range: second.Range, Key: destination(second),
		Message: fmt.Sprintf("%s has two routes for %s, one to %s and one to %s, and AWS takes only one.",
			t.Label(), destination(second), targetWords(first), targetWords(second)),
		Related: []rules.Related{{Object: first.Holder(), Range: first.Range, Message: fmt.Sprintf("sends %s to %s", destination(first), targetWords(first))}},
		Fix:     rules.Fix{Text: fmt.Sprintf("Remove one of the two routes for %s from %s.", destination(second), t.Label())},
	}
	f.NeedsBoth(first.Holder(), second.Holder())
	if first.Inline != second.Inline {
		f.Fix.Text = fmt.Sprintf("Remove one of the two routes for %s, and keep the routes of %s either all inline or all as resources of their own.",
			destination(second), t.Label())
	}
	return f
}

// targetWords names what a route hands packets to: "NAT gateway aws_nat_gateway.a".
func targetWords(r *model.Route) string {
	if to := r.Target.To; to != nil {
		return fmt.Sprintf("%s %s", r.Target.Kind, to.Base().Label())
	}
	if id, ok := r.Target.ID.Get(); ok && r.Target.Kind != model.TargetLocal {
		return fmt.Sprintf("%s %s", r.Target.Kind, id)
	}
	return string(r.Target.Kind)
}
