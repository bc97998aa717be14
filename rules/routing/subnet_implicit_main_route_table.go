package routing

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// SubnetImplicitMainRouteTable finds subnets that fell back to the main table while their siblings have one
// of their own.
var SubnetImplicitMainRouteTable = &rules.Rule{
	ID:         "subnet-implicit-main-route-table",
	Severity:   rules.Info,
	ReportedAt: "the subnet",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A subnet on the main table while its siblings have their own",
		Problem: "The subnet is associated with no route table and so uses the main table of its VPC, while the other subnets of its tier are " +
			"associated explicitly. An association has probably been forgotten.",
		Behaviour: "A subnet without an explicit association uses the VPC's main route table, which has local routes only unless somebody manages " +
			"it, and follows every change of which table is the main one.",
		Remediation: "Associate the subnet with the table of its siblings.",
		Limits:      "Silent where the main table is managed explicitly. Siblings are told by address, name, tags, or a load balancer or subnet group that holds them.",
		References:  []string{subnetRoutes},
	},
	Run: runSubnetImplicitMainRouteTable,
}

func runSubnetImplicitMainRouteTable(p *rules.Pass) error {
	for _, s := range p.Net.Subnets {
		v := s.VPC.To()
		t := s.RouteTable.To()
		if s.External || s.Default || v == nil || v.External || t == nil || s.Association != nil || !t.Main || !t.Implicit {
			continue
		}
		var other *model.Subnet
		for _, o := range topology.TiersOf(p).Siblings(s) {
			if o.Association != nil && o.RouteTable.To() != nil && o.RouteTable.To() != t {
				other = o
				break
			}
		}
		if other == nil {
			continue
		}
		f := rules.Finding{
			Object: &s.Object,
			Message: fmt.Sprintf("%s is associated with no route table and uses the main one of %s, while %s of the same tier is on %s.",
				topology.SubnetWords(s), v.Label(), other.Label(), other.RouteTable.To().Label()),
			Related: []rules.Related{{Object: &other.Object, Message: fmt.Sprintf("is on %s", other.RouteTable.To().Label())}},
			Fix:     associate(s, other.RouteTable.To()),
		}
		p.Report(topology.Absence(p.Net, f))
	}
	return nil
}
