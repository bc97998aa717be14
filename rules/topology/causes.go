package topology

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// PublicSubnetCause names a public subnet that the internet cannot reach, or that cannot answer it, as the
// cause of other faults: of load balancer subnets that disagree, say.
func PublicSubnetCause(s *model.Subnet) string { return rules.Cause("public-subnet", s.ID) }

// NoRouteCause names the lack of a route for a range or address, as text, in a route table.
func NoRouteCause(t *model.RouteTable, to string) string { return rules.Cause("no-route", t.ID, to) }

// NoStaticRouteCause names a virtual private gateway's VPN connection, of static routing, that has no route: tables
// that propagate from the gateway then learn nothing of it.
func NoStaticRouteCause(g *model.VPNGateway) string { return rules.Cause("no-static-route", g.ID) }
