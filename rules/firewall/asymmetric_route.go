package firewall

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// AsymmetricRoute finds traffic that passes a firewall one way only.
var AsymmetricRoute = &rules.Rule{
	ID:         "firewall-asymmetric-route",
	Severity:   rules.Error,
	ReportedAt: "the route table on the bypassing side",
	Doc: rules.Doc{
		Title: "Traffic that passes a firewall in one direction only",
		Problem: "Connections hang: the firewall sees requests without answers, or answers without requests, and drops what it cannot make out to be " +
			"part of a connection.",
		Behaviour: "A stateful firewall, or an appliance behind a Gateway Load Balancer, must see both directions of a connection, at the same endpoint. What goes out by the subnet's " +
			"route table comes back by the internet gateway's edge table, by the table of the NAT gateway's subnet, by the table of the transit gateway attachment's subnet, or by the local route.",
		Remediation:    "Route the other direction through the same endpoint, or neither.",
		Terraform:      "resource \"aws_route_table\" \"public_a\" {\n  # …\n  route {\n    cidr_block      = \"0.0.0.0/0\"\n    vpc_endpoint_id = local.firewall_endpoints[\"eu-west-1a\"]\n  }\n}",
		CloudFormation: "PublicDefaultRoute:\n  Type: AWS::EC2::Route\n  Properties:\n    RouteTableId: !Ref PublicTableA\n    DestinationCidrBlock: 0.0.0.0/0\n    VpcEndpointId: !Select [1, !Split [\":\", !Select [0, !GetAtt Firewall.EndpointIds]]]",
		Limits: "Only routes that are certain count. Which of CloudFormation's `EndpointIds` stands in which zone is not known; the same index is the same endpoint. " +
			"Which zone's attachment a transit gateway answers by is the matter of `tgw-appliance-mode-off`.",
		References: []string{
			"https://docs.aws.amazon.com/network-firewall/latest/developerguide/asymmetric-routing.html",
			"https://docs.aws.amazon.com/network-firewall/latest/developerguide/arch-igw-ngw.html",
			"https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html#route-tables-appliance-routing",
		},
	},
	Since: "0.1.0",
	Run:   runAsymmetricRoute,
}

// bypass is one direction of traffic that does not pass the endpoint that the other passes.
type bypass struct {
	table  *model.RouteTable // at fault
	subnet *model.Subnet     // whose traffic it is
	end    model.Entity      // the endpoint that the other direction passes
	text   string            // a clause that says both directions
	other  *model.RouteTable // the table of the direction that passes; nil for none
	dst    string            // what the faulty table must send to the endpoint
	far    reach.Endpoint    // of the connections
}

func runAsymmetricRoute(p *rules.Pass) error {
	if !inspects(p.Net) {
		return nil
	}
	byTable := map[*model.RouteTable]*rules.Finding{}
	var order []*model.RouteTable
	for _, v := range p.Net.VPCs {
		found := forOthers(p, v)
		for _, s := range v.Subnets {
			found = append(found, bypasses(p, v, s)...)
		}
		for _, b := range found {
			if f := byTable[b.table]; f != nil {
				if f.Related[0].Object != &b.subnet.Object {
					f.Related = append(f.Related, rules.Related{Object: &b.subnet.Object, Message: upper(b.text) + "."})
				}
				continue
			}
			byTable[b.table] = report(b)
			order = append(order, b.table)
		}
	}
	for _, t := range order {
		p.Report(topology.Absence(p.Net, *byTable[t]))
	}
	return nil
}

// inspects reports whether anything in view inspects traffic.
func inspects(net *model.Network) bool {
	return len(net.FirewallEndpoints) > 0 || slices.ContainsFunc(net.Endpoints, func(e *model.VPCEndpoint) bool {
		return e.Kind == model.Known(model.GWLBEndpoint)
	})
}

func report(b bypass) *rules.Finding {
	f := &rules.Finding{
		Object: &b.table.Object,
		Message: fmt.Sprintf("%s bypasses %s, which the other direction passes: %s, so that the firewall drops the connections.",
			b.table.Label(), b.end.Base().Label(), b.text),
		Related: []rules.Related{{Object: &b.subnet.Object, Message: upper(b.text) + "."}},
		Fix:     rules.Fix{Text: fmt.Sprintf("Route %s in %s to the endpoint of %s, or neither direction.", b.dst, b.table.Label(), b.end.Base().Label())},
		Causes:  []string{rules.Cause("bypass", b.table.ID)},
		Witness: rules.Lost(reach.SubnetEnd(b.subnet), b.far, packet.OfProtocol(packet.TCP).IPv4()),
	}
	if b.table.Open {
		f.Confidence, f.Unknown = rules.Possible, b.table.Why
	}
	if b.end != someEndpoint {
		f.Related = append(f.Related, rules.Related{Object: b.end.Base(), Message: b.end.Base().Label() + " sees one direction only."})
	}
	if b.other != nil && b.other != b.table {
		f.Related = append(f.Related, rules.Related{Object: &b.other.Object, Message: b.other.Label() + " sends the other direction through the endpoint."})
	}
	return f
}

// passage is how a set of destinations leaves a subnet: through an inspecting endpoint or none, and by what in the end.
type passage struct {
	end  model.Entity // nil: none
	last reach.Leg
}

// passageOf gives how destinations leave the subnet, where all of them certainly leave one way.
func passageOf(e *reach.Engine, s *model.Subnet, dst packet.AddrSet) (passage, bool) {
	exits := topology.Exits(e, s, dst)
	if len(exits) == 0 {
		return passage{}, false
	}
	out := passage{last: exits[0].Leg}
	if len(exits[0].Through) > 0 {
		out.end = exits[0].Through[0]
	}
	for _, x := range exits {
		var end model.Entity
		if len(x.Through) > 0 {
			end = x.Through[0]
		}
		if !x.Certain || end != out.end || !x.Same(out.last) {
			return passage{}, false
		}
	}
	return out, true
}

// into gives the endpoint to which a table hands all packets for the addresses; nil for none. ok is false where
// that is not certain.
func into(e *reach.Engine, t *model.RouteTable, dst packet.AddrSet) (end model.Entity, ok bool) {
	return endOf(e.Routes(t).Lookup(dst))
}

func endOf(legs []reach.Leg) (end model.Entity, ok bool) {
	if len(legs) == 0 {
		return nil, false
	}
	for i, l := range legs {
		if !l.Certain {
			return nil, false
		}
		to := endpointOf(l)
		if i > 0 && to != end {
			return nil, false
		}
		end = to
	}
	return end, true
}

// someEndpoint stands for the target of a route to an endpoint that cannot be told: routes lead to endpoints of
// firewalls and Gateway Load Balancers only (VPC User Guide, "Route tables"), so that it inspects in any case.
var someEndpoint model.Entity = &model.FirewallEndpoint{Object: model.Object{Address: "a firewall endpoint", Type: "firewall endpoint"}}

// endpointOf gives the inspecting endpoint that a leg leads to, or nil.
func endpointOf(l reach.Leg) model.Entity {
	switch o := l.Object().(type) {
	case *model.FirewallEndpoint:
		return o
	case *model.VPCEndpoint:
		if o.Kind == model.Known(model.GWLBEndpoint) {
			return o
		}
	case nil:
		if l.Kind == model.TargetEndpoint {
			return someEndpoint
		}
	}
	return nil
}

// bypasses gives the one-sided ways of a subnet's traffic: to the internet, over a transit gateway, and to
// other subnets of its VPC.
func bypasses(p *rules.Pass, v *model.VPC, s *model.Subnet) []bypass {
	table := s.RouteTable.To()
	own := p.Reach.SubnetAddresses(s).IPv4()
	if table == nil || own.IsEmpty() || holdsInspection(s) {
		return nil
	}
	var out []bypass
	if w, ok := passageOf(p.Reach, s, reach.Internet().IPv4()); ok {
		switch gateway := w.last.Object().(type) {
		case *model.InternetGateway:
			out = append(out, towards(reach.InternetEnd(), byEdge(p, s, table, own, w, gateway))...)
		case *model.NATGateway:
			if n := gateway.Subnet.To(); n != nil && n != s {
				out = append(out, towards(reach.InternetEnd(), back(p, s, table, own, w, n, "the internet", "0.0.0.0/0", "comes back from "+gateway.Label()))...)
				out = append(out, towards(reach.InternetEnd(), acrossZones(p, s, table, own, w, n, gateway))...)
			}
		case *model.TransitGateway:
			out = append(out, towards(reach.InternetEnd(), byTransit(p, v, s, table, own, w, gateway, "the internet", "0.0.0.0/0"))...)
		}
	}
	if answersOnly(s) {
		return out
	}
	for _, l := range p.Reach.Carries(s, reach.Private().IPv4().Minus(p.Reach.VPCAddresses(v).May)) {
		if w, ok := passageOf(p.Reach, s, l.Dst); ok {
			if g, isTransit := w.last.Object().(*model.TransitGateway); isTransit {
				out = append(out, towards(topology.At(p.Reach, l.Dst), byTransit(p, v, s, table, own, w, g, l.Dst.String(), l.Dst.String()))...)
			}
		}
	}
	return append(out, within(p, v, s, own)...)
}

// towards notes the far end of what bypasses an endpoint.
func towards(far reach.Endpoint, found []bypass) []bypass {
	for i := range found {
		found[i].far = far
	}
	return found
}

// answersOnly reports whether all that the subnet sends to private networks are answers: it holds gateway
// attachments and public NAT gateways, which open connections to the internet, for others.
func answersOnly(s *model.Subnet) bool {
	return topology.IsTransit(s) && !slices.ContainsFunc(topology.NATGateways(s), func(n *model.NATGateway) bool {
		return n.Private.Or(false)
	})
}

// holdsInspection reports whether the subnet holds inspecting endpoints or gateway attachments, which carry the traffic of others.
func holdsInspection(s *model.Subnet) bool {
	return slices.ContainsFunc(s.Interfaces, func(i *model.NetworkInterface) bool {
		return i.Forwards() && i.Kind != model.InterfaceNAT
	})
}

// byEdge compares what goes out to an internet gateway with what its edge table does.
func byEdge(p *rules.Pass, s *model.Subnet, table *model.RouteTable, own packet.AddrSet, w passage, g *model.InternetGateway) []bypass {
	edge := g.EdgeTable.To()
	var in model.Entity
	switch {
	case edge != nil:
		var ok bool
		if in, ok = into(p.Reach, edge, own); !ok {
			return nil
		}
	case !g.EdgeTable.IsAbsent():
		return nil
	}
	if w.end == in || w.end != nil && in == someEndpoint {
		return nil
	}
	if w.end == nil {
		return []bypass{{
			table: table, subnet: s, end: in, other: edge, dst: "0.0.0.0/0",
			text: fmt.Sprintf("what arrives through %s for %s passes the firewall, and the answers leave %s by %s directly", g.Label(), s.Label(), s.Label(), w.last),
		}}
	}
	if !isPublic(s) {
		return nil // nothing comes back to addresses that the internet does not know
	}
	if in == nil {
		b := bypass{
			table: edge, subnet: s, end: w.end, other: table, dst: own.String(),
			text: fmt.Sprintf("%s sends to the internet through the firewall, and what comes back through %s goes to %s directly", s.Label(), g.Label(), s.Label()),
		}
		if edge == nil {
			b.table, b.text = table, b.text+", for no edge route table steers it"
		}
		return []bypass{b}
	}
	if !differentZones(w.end, in) {
		return nil
	}
	b := bypass{
		table: edge, subnet: s, end: w.end, other: table, dst: own.String(),
		text: fmt.Sprintf("%s sends to the internet through the endpoint in %s, and what comes back passes the one in %s", s.Label(), zone(w.end), zone(in)),
	}
	if z, ok := s.Zone.Get(); ok && z == zone(in) {
		b.table, b.end, b.other, b.dst = table, in, edge, "0.0.0.0/0"
	}
	return []bypass{b}
}

// isPublic reports whether the internet knows an address in the subnet.
func isPublic(s *model.Subnet) bool {
	return len(topology.PublicEvidence(s)) > 0 || slices.ContainsFunc(topology.NATGateways(s), func(n *model.NATGateway) bool {
		return !n.Private.Or(false)
	})
}

// differentZones reports whether two endpoints certainly stand in different zones.
func differentZones(a, b model.Entity) bool {
	x, y := zone(a), zone(b)
	return x != "" && y != "" && x != y
}

func zone(e model.Entity) string {
	switch o := e.(type) {
	case *model.FirewallEndpoint:
		if s := o.Subnet.To(); s != nil {
			return s.Zone.Or("")
		}
	case *model.VPCEndpoint:
		for _, r := range o.Subnets.Items {
			if s := r.To(); s != nil {
				return s.Zone.Or("")
			}
		}
	}
	return ""
}

// back compares what goes out from s with what comes back to it from another subnet of the VPC.
func back(p *rules.Pass, s *model.Subnet, table *model.RouteTable, own packet.AddrSet, w passage, from *model.Subnet, what, dst, how string) []bypass {
	in, ok := endOf(p.Reach.Carries(from, own))
	other := from.RouteTable.To()
	if !ok || other == nil || (w.end == nil) == (in == nil) {
		return nil
	}
	if w.end == nil {
		return []bypass{{
			table: table, subnet: s, end: in, other: other, dst: dst,
			text: fmt.Sprintf("what %s for %s passes the firewall, and %s sends to %s by %s directly", how, s.Label(), s.Label(), what, w.last),
		}}
	}
	return []bypass{{
		table: other, subnet: s, end: w.end, other: table, dst: own.String(),
		text: fmt.Sprintf("%s sends to %s through the firewall, and what %s in %s goes to %s directly", s.Label(), what, how, from.Label(), s.Label()),
	}}
}

// acrossZones compares the endpoint by which s sends to a NAT gateway with that by which the gateway's subnet
// answers: two zones' endpoints share no state.
func acrossZones(p *rules.Pass, s *model.Subnet, table *model.RouteTable, own packet.AddrSet, w passage, from *model.Subnet, nat *model.NATGateway) []bypass {
	in, ok := endOf(p.Reach.Carries(from, own))
	other := from.RouteTable.To()
	if !ok || other == nil || w.end == nil || in == nil || !differentZones(w.end, in) {
		return nil
	}
	return []bypass{ofZones(s, table, other, w.end, in, "0.0.0.0/0", own.String(),
		fmt.Sprintf("%s sends to the internet through the endpoint in %s, and what comes back from %s passes the one in %s", s.Label(), zone(w.end), nat.Label(), zone(in)))}
}

// ofZones is the fault of two directions that pass the endpoints of different zones, at the table that leaves the
// subnet's own zone; there may be several subnets behind the returning one, so that it is the one where neither does.
func ofZones(s *model.Subnet, out, back *model.RouteTable, there, here model.Entity, outDst, backDst, text string) bypass {
	if z, ok := s.Zone.Get(); ok && z == zone(here) {
		return bypass{table: out, subnet: s, end: here, other: back, dst: outDst, text: text}
	}
	return bypass{table: back, subnet: s, end: there, other: out, dst: backDst, text: text}
}

// byTransit compares what goes out to a transit gateway with what the tables of the attachment's subnets do.
// A gateway answers by any zone's attachment, so that all of them must agree on whether they pass the firewall.
func byTransit(p *rules.Pass, v *model.VPC, s *model.Subnet, table *model.RouteTable, own packet.AddrSet, w passage, g *model.TransitGateway, what, dst string) []bypass {
	for _, a := range v.TransitAttachment {
		if a.Gateway.To() != g || a.Subnets.Open {
			continue
		}
		var out []bypass
		for _, r := range a.Subnets.Items {
			from := r.To()
			if from == nil {
				return nil
			}
			if from == s {
				return nil // arrivals in the subnet itself need no route
			}
			out = append(out, back(p, s, table, own, w, from, what, dst, "arrives from "+g.Label())...)
		}
		return out
	}
	return nil
}

// within finds subnets of the VPC to which s sends through an endpoint and which answer directly.
func within(p *rules.Pass, v *model.VPC, s *model.Subnet, own packet.AddrSet) []bypass {
	if topology.IsTransit(s) {
		return nil // a NAT gateway's subnet sends back what others sent
	}
	var out []bypass
	for _, o := range v.Subnets {
		far := p.Reach.SubnetAddresses(o).IPv4()
		if o == s || far.IsEmpty() || holdsInspection(o) || topology.IsTransit(o) || o.RouteTable.To() == nil {
			continue
		}
		there, ok := endOf(p.Reach.Carries(s, far))
		if !ok || there == nil {
			continue
		}
		if again, ok := endOf(p.Reach.Carries(o, own)); ok && again == nil {
			out = append(out, bypass{
				far: reach.SubnetEnd(s), table: o.RouteTable.To(), subnet: o, end: there, other: s.RouteTable.To(), dst: own.String(),
				text: fmt.Sprintf("%s sends to %s through the firewall, and %s answers by the local route", s.Label(), o.Label(), o.Label()),
			})
		}
	}
	return out
}
