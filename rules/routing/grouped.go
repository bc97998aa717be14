package routing

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// grouped joins the findings at subnets that share a route table, which share cause and fix: the finding is
// reported at the first, and the others are related to it.
type grouped struct {
	order  []rules.Finding
	tables map[*model.RouteTable]int
}

// add takes a finding at a subnet. also says of the subnet, as a related place, what the finding says of the
// first one.
func (g *grouped) add(s *model.Subnet, f rules.Finding, also string) {
	t := s.RouteTable.To()
	if i, ok := g.tables[t]; ok && t != nil {
		first := &g.order[i]
		first.Related = append(first.Related, rules.Related{Object: &s.Object, Message: also})
		first.Causes = append(first.Causes, f.Causes...)
		if f.Severity.Rank() > first.Severity.Rank() || f.Severity == "" {
			first.Severity = f.Severity
		}
		return
	}
	if t != nil {
		if g.tables == nil {
			g.tables = map[*model.RouteTable]int{}
		}
		g.tables[t] = len(g.order)
	}
	g.order = append(g.order, f)
}

// report hands over the findings.
func (g *grouped) report(p *rules.Pass) {
	for _, f := range g.order {
		p.Report(f)
	}
}
