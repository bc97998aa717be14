package routing

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// SubnetOddOneOut finds the one subnet of a tier that is on another kind of table or network ACL.
var SubnetOddOneOut = &rules.Rule{
	ID:         "subnet-odd-one-out",
	Severity:   rules.Info,
	ReportedAt: "the subnet",
	Since:      "0.1.0",
	YieldsTo:   []string{"subnet-public-on-nat-route-table", "subnet-public-without-internet-route", "subnet-implicit-main-route-table"},
	Doc: rules.Doc{
		Title: "One subnet of a tier is unlike the others",
		Problem: "One of several subnets of a tier is on another kind of route table, or on another network ACL, than all the others. Things that work in " +
			"two zones fail in the third.",
		Behaviour: "Load balancers, Auto Scaling groups and databases treat their subnets alike, so that the subnets should route and filter alike.",
		Remediation: "Associate the subnet with the table or network ACL of the others, or name it so that it is plain that it belongs to another " +
			"tier.",
		Limits: "Siblings are told by address, name, tags, or a load balancer or subnet group that holds them. There must be at least two others, which " +
			"all agree.",
		References: []string{subnetRoutes},
	},
	Run: runSubnetOddOneOut,
}

func runSubnetOddOneOut(p *rules.Pass) error {
	for _, s := range p.Net.Subnets {
		siblings := topology.TiersOf(p).Siblings(s)
		if s.External || len(siblings) < 2 {
			continue
		}
		own, others, odd := differs(s, siblings, func(o *model.Subnet) string { return kindOfTable(p.Reach, o) })
		what := "leaves for the internet by"
		if !odd {
			own, others, odd = differs(s, siblings, aclOf)
			what = "is on the network ACL"
		}
		if !odd {
			continue
		}
		p.Report(topology.Absence(p.Net, rules.Finding{
			Object: &s.Object,
			Message: fmt.Sprintf("%s %s %s, unlike its siblings %s: %s.",
				topology.SubnetWords(s), what, own, topology.Subnets(siblings), others),
			Fix:    rules.Fix{Text: fmt.Sprintf("Give %s the same route table and network ACL as its siblings.", s.Label())},
			Causes: []string{topology.PublicSubnetCause(s)},
		}))
	}
	return nil
}

// differs reports whether a subnet's trait is unlike the one that all the others share. A trait that is not
// known is empty, and no subnet differs then.
func differs(s *model.Subnet, siblings []*model.Subnet, trait func(*model.Subnet) string) (own, others string, odd bool) {
	own, others = trait(s), trait(siblings[0])
	if own == "" || others == "" || own == others {
		return own, others, false
	}
	for _, o := range siblings[1:] {
		if trait(o) != others {
			return own, others, false
		}
	}
	return own, others, true
}

// kindOfTable says in a word how a subnet leaves for the internet; empty where that is not certain.
func kindOfTable(e *reach.Engine, s *model.Subnet) string {
	way := internetOf(e, s)
	if !way.certain() {
		return ""
	}
	x, ok := way.most(func(topology.Exit) bool { return true })
	switch {
	case !ok:
		return ""
	case x.None():
		return "no route"
	default:
		return string(x.Kind)
	}
}

// aclOf names the network ACL of a subnet; empty where it is not certain.
func aclOf(s *model.Subnet) string {
	switch a := s.ACL.To(); {
	case a == nil:
		return ""
	case a.Implicit:
		return "that came with " + a.Address
	default:
		return a.Address
	}
}
