// Package routing holds the rules about route tables, the gateways that routes lead to, and the subnets that
// depend on them.
package routing

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// AWS's pages that several rules rest on.
const (
	routeTables   = "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html"
	subnetRoutes  = "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html"
	routePriority = "https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html"
	routeOptions  = "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html"
	gateway       = "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html"
	natBasics     = "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html"
	natInstances  = "https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html"
	lbSubnets     = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#availability-zones"
	igwRouting    = "https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html"
)

// wayOut is where a subnet's packets for the internet go.
type wayOut struct {
	exits []topology.Exit
	whole packet.AddrSet
}

// internetOf follows a subnet's IPv4 packets for the internet, through firewall endpoints.
func internetOf(e *reach.Engine, s *model.Subnet) wayOut {
	whole := reach.Internet().IPv4()
	return wayOut{topology.Exits(e, s, whole), whole}
}

// most gives the exit that certainly carries more than half of the internet to something of the wanted kind.
func (w wayOut) most(wanted func(topology.Exit) bool) (topology.Exit, bool) {
	var carried packet.AddrSet
	var first topology.Exit
	for _, x := range w.exits {
		if !x.Certain || !wanted(x) {
			continue
		}
		if carried.IsEmpty() || topology.Share(x.Dst, w.whole) > topology.Share(first.Dst, w.whole) {
			first = x
		}
		carried = carried.Union(x.Dst)
	}
	return first, topology.Share(carried, w.whole) > 0.5
}

// any reports whether some part of the internet goes, or may go, to something of the wanted kind.
func (w wayOut) any(wanted func(topology.Exit) bool) bool {
	for _, x := range w.exits {
		if wanted(x) {
			return true
		}
	}
	return false
}

// certain reports whether all is known of where the packets go.
func (w wayOut) certain() bool {
	return !w.any(func(x topology.Exit) bool { return !x.Certain })
}

// why says what would have to be known.
func (w wayOut) why() string {
	for _, x := range w.exits {
		if !x.Certain && x.Why != "" {
			return x.Why
		}
	}
	return ""
}

// toInternet reports whether the exit leads, or may lead, out by an internet gateway.
func toInternet(x topology.Exit) bool {
	switch x.Kind {
	case model.TargetInternetGateway, model.TargetGateway, model.TargetCarrierGateway, model.TargetLocalGateway, model.TargetUnknown:
		return true
	}
	return false
}

// toNAT reports whether the exit leads to a NAT gateway.
func toNAT(x topology.Exit) bool { return x.Kind == model.TargetNATGateway }

// toInstance reports whether the exit leads to an instance or interface in view: a NAT instance, or an
// appliance that inspects.
func toInstance(x topology.Exit) bool {
	return (x.Kind == model.TargetInterface || x.Kind == model.TargetInstance) && x.Target.To != nil
}

// inspects reports whether the exit ends at something that inspects traffic and may pass it on to an internet
// gateway in ways that are not in view.
func inspects(x topology.Exit) bool {
	return x.Kind == model.TargetInterface || x.Kind == model.TargetInstance || x.Kind == model.TargetEndpoint
}

// edgeSteered reports whether a table of an internet gateway of the VPC steers what arrives: answers then
// return through the appliance through which the questions came.
func edgeSteered(v *model.VPC) bool {
	for _, g := range v.InternetGateways {
		if !g.EdgeTable.IsAbsent() {
			return true
		}
	}
	return false
}

// publicTable gives a table of the VPC by which the internet is reached: that of one of the subnets, else any.
func publicTable(e *reach.Engine, v *model.VPC, like []*model.Subnet) *model.RouteTable {
	if t := publicTableOf(e, like); t != nil {
		return t
	}
	return publicTableIn(e, v)
}

// publicTableOf gives the first table of the subnets, in their order, by which the internet is reached.
func publicTableOf(e *reach.Engine, like []*model.Subnet) *model.RouteTable {
	for _, s := range like {
		if t := s.RouteTable.To(); t != nil && goesPublic(e, t) {
			return t
		}
	}
	return nil
}

// publicTableIn gives the first table of the VPC for subnets that sends the internet to an internet gateway.
func publicTableIn(e *reach.Engine, v *model.VPC) *model.RouteTable {
	for _, t := range v.RouteTables {
		if len(t.Gateways) == 0 && goesPublic(e, t) {
			return t
		}
	}
	return nil
}

func goesPublic(e *reach.Engine, t *model.RouteTable) bool {
	whole := reach.Internet().IPv4()
	var carried packet.AddrSet
	for _, l := range e.Routes(t).Lookup(whole) {
		if l.Certain && l.Kind == model.TargetInternetGateway {
			carried = carried.Union(l.Dst)
		}
	}
	return topology.Share(carried, whole) > 0.5
}

// associate makes the fix that puts a subnet on another table.
func associate(s *model.Subnet, t *model.RouteTable) rules.Fix {
	fix := rules.Fix{Text: fmt.Sprintf("Associate %s with %s.", s.Label(), t.Label())}
	beside := &s.Object
	if s.Association != nil {
		beside = &s.Association.Object
	}
	if snippet.Dialect(beside) == model.CloudFormation {
		id := snippet.CloudFormationName(&s.Object, "RouteTableAssociation")
		if s.Association != nil {
			id = snippet.CloudFormation(beside)
		}
		table := snippet.Reference(beside, &t.Object, "RouteTableId")
		code := snippet.Resource(id, "AWS::EC2::SubnetRouteTableAssociation",
			"SubnetId", snippet.Reference(beside, &s.Object, "SubnetId"), "RouteTableId", table)
		return setTable(snippet.With(fix, beside, code), s, "RouteTableId", table, code)
	}
	table := snippet.Reference(beside, &t.Object, "route_table_id")
	name := snippet.Label(&s.Object)
	if s.Association != nil {
		name = snippet.Label(beside)
	}
	code := snippet.Block(fmt.Sprintf("resource %q %q", "aws_route_table_association", name),
		"subnet_id", snippet.Reference(beside, &s.Object, "subnet_id"), "route_table_id", table)
	return setTable(snippet.With(fix, beside, code), s, "route_table_id", table, code)
}

// setTable adds the edit where one association in the root module or template makes the difference: that of
// its table, or the association itself where there is none.
func setTable(fix rules.Fix, s *model.Subnet, argument, table, association string) rules.Fix {
	if a := s.Association; a != nil {
		fix.Edit = snippet.Edit(rules.Set, &a.Object, argument, table)
	} else {
		fix.Edit = snippet.Edit(rules.AddBlock, &s.Object, "", association)
	}
	return fix
}

var (
	defaultIPv4 = []netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0)}
	defaultIPv6 = []netip.Prefix{netip.PrefixFrom(netip.IPv6Unspecified(), 0)}
)

// hasDefault reports whether the table has a route for all of IPv4.
func hasDefault(t *model.RouteTable) bool {
	return slices.ContainsFunc(t.Routes, func(r *model.Route) bool {
		d, ok := r.Destination.Get()
		return ok && d == defaultIPv4[0]
	})
}

// isPublicNAT reports whether the gateway is certainly a public NAT gateway that stands in a subnet.
func isPublicNAT(g *model.NATGateway) bool {
	private, ok := g.Private.OrDefault(false).Get()
	return ok && !private && !g.Regional
}
