package routing

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/lazyregexp"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// NATGatewayCrossAZ finds subnets that use the NAT gateway of another zone while their own zone has one.
var NATGatewayCrossAZ = &rules.Rule{
	ID:         "nat-gateway-cross-az",
	Severity:   rules.Info,
	ReportedAt: "the route table",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A subnet uses the NAT gateway of another zone",
		Problem: "The subnet's packets for the internet go to a NAT gateway in another Availability Zone, although its own zone has one. It costs " +
			"cross-zone traffic, and the subnet is without internet when the other zone fails.",
		Behaviour:   "A zonal NAT gateway stands in one Availability Zone. AWS recommends one for each zone, used by the subnets of that zone.",
		Remediation: "Give each zone's subnets a route table that leads to the NAT gateway of the zone.",
		Limits:      "One NAT gateway for all zones is a choice and is not reported. Zones must be known, and written alike.",
		References:  []string{natBasics},
	},
	Run: runNATGatewayCrossAZ,
}

func runNATGatewayCrossAZ(p *rules.Pass) error {
	for _, t := range p.Net.RouteTables {
		if t.External {
			continue
		}
		for _, s := range t.Subnets {
			x, ok := internetOf(p.Reach, s).most(toNAT)
			if !ok {
				continue
			}
			used, _ := x.Object().(*model.NATGateway)
			near := natInZone(p.Net, s)
			if used == nil || near == nil || !otherZone(s, used.Subnet.To()) {
				continue
			}
			p.Report(rules.Finding{
				Object: &t.Object, Key: s.Address,
				Message: fmt.Sprintf("%s in %s reaches the internet by %s in %s, while its own zone has %s.",
					topology.SubnetWords(s), s.Zone, used.Label(), used.Subnet.To().Zone, near.Label()),
				Related: append(wayRelated(s, x), rules.Related{Object: &near.Object, Message: "stands in the subnet's own zone"}),
				Fix:     rules.Fix{Text: fmt.Sprintf("Send 0.0.0.0/0 of %s to %s.", s.Label(), near.Label())},
			})
			break
		}
	}
	return nil
}

// natInZone gives a public NAT gateway of the subnet's VPC and zone.
func natInZone(n *model.Network, s *model.Subnet) *model.NATGateway {
	for _, g := range n.NATGateways {
		at := g.Subnet.To()
		if at != nil && isPublicNAT(g) && at.VPC.To() == s.VPC.To() && sameZone(at, s) {
			return g
		}
	}
	return nil
}

var zoneID = lazyregexp.New(`^[a-z0-9]+-az\d+$`)

// otherZone reports whether two subnets certainly stand in different zones. A zone's name and its id cannot be
// compared.
func otherZone(a, b *model.Subnet) bool {
	if b == nil {
		return false
	}
	x, okX := a.Zone.Get()
	y, okY := b.Zone.Get()
	return okX && okY && x != y && zoneID().MatchString(x) == zoneID().MatchString(y)
}
