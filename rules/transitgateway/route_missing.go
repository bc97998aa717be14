package transitgateway

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

// RouteMissing finds transit gateway tables that lack what VPCs send to the gateway.
var RouteMissing = &rules.Rule{
	ID:         "tgw-route-missing",
	Severity:   rules.Error,
	ReportedAt: "the transit gateway route table (else the VPC route)",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A transit gateway table that lacks a route",
		Problem: "VPCs send a range to the transit gateway, and the gateway's table for their attachment has no route for any part of it: the packets are " +
			"dropped on the gateway. Or it knows no way back to a VPC that reaches them, so that the answers are dropped there.",
		Behaviour: "Which way a packet takes on a transit gateway is decided by the route table that is associated with the attachment by which it came. " +
			"That table learns the ranges of the attachments that propagate into it, and has static routes besides. Both directions need a route, each " +
			"in the table of its own sender.",
		Remediation: "Propagate the attachment into the named table, or add a static route there.",
		Terraform: `resource "aws_ec2_transit_gateway_route_table_propagation" "dev_to_shared" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.dev.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.shared.id
}
`,
		CloudFormation: `DevToShared:
  Type: AWS::EC2::TransitGatewayRouteTablePropagation
  Properties:
    TransitGatewayAttachmentId: !Ref DevAttachment
    TransitGatewayRouteTableId: !Ref SharedTable
`,
		Limits: "A range that no attached VPC in view has is a possible finding only, for what else is attached may have it. A summary route of which the table routes a part is normal. Two VPCs whose tables do not know each other are isolated on purpose, and so is " +
			"what a more specific blackhole drops. Silent where tables or attachments are not in view, or a VPN, Direct Connect, Connect or peering " +
			"attachment may supply the route: one that propagates into the table, or of which nothing in view says where it propagates to.",
		References: []string{tgwRouteTables, howItWorks},
	},
	Run: runRouteMissing,
}

func runRouteMissing(p *rules.Pass) error {
	for _, g := range p.Net.TransitGateways {
		r := &routeMissing{p: p, g: g, all: attached(g), first: map[missingKey]int{}}
		for _, a := range r.all {
			if t := a.Table.To(); t != nil && !t.External && !mayBeSupplied(p.Net, g, t) {
				r.dropped(a, t)
				r.defaultRoute(a, t)
				r.oneWay(a, t)
			}
		}
		for _, f := range r.found {
			p.Report(topology.Absence(p.Net, f))
		}
	}
	return nil
}

type routeMissing struct {
	p     *rules.Pass
	g     *model.TransitGateway
	all   []*model.TransitGatewayAttachment
	found []rules.Finding
	first map[missingKey]int
}

// missingKey is what one finding is about: a table, and what it lacks.
type missingKey struct {
	table *model.TransitGatewayRouteTable
	lacks string
}

// report adds a finding, or joins it to that of another attachment that lacks the same in the same table.
func (r *routeMissing) report(t *model.TransitGatewayRouteTable, lacks string, a *model.TransitGatewayAttachment, f rules.Finding) {
	also := rules.Related{Object: &a.Object, Message: fmt.Sprintf("is associated with the table and brings packets of %s", a.VPC.To().Label())}
	k := missingKey{t, lacks}
	if i, ok := r.first[k]; ok {
		r.found[i].Related = append(r.found[i].Related, also)
		r.found[i].Causes = append(r.found[i].Causes, f.Causes...)
		return
	}
	f.Object, f.Key = &t.Object, lacks
	f.Related = append(f.Related, also)
	r.first[k] = len(r.found)
	r.found = append(r.found, f)
}

// lookup gives the part of dst that the table certainly routes nowhere, and whether that is all of it.
// blackhole is set where a blackhole has a part.
func lookup(e *reach.Engine, t *model.TransitGatewayRouteTable, dst packet.AddrSet) (nowhere packet.AddrSet, all, blackhole bool) {
	for _, l := range e.TransitRoutes(t).Lookup(dst) {
		if l.Certain && (l.None() || l.Blackhole) {
			nowhere = nowhere.Union(l.Dst)
			blackhole = blackhole || l.Blackhole
		}
	}
	return nowhere, !dst.IsEmpty() && dst.Subset(nowhere), blackhole
}

// sentBy gives the routes by which subnets of the attachment's VPC send packets to the gateway.
func (r *routeMissing) sentBy(a *model.TransitGatewayAttachment) []topology.Exit {
	var out []topology.Exit
	tables, _ := byTable(a.VPC.To().Subnets)
	for _, u := range tables {
		for _, x := range topology.Exits(r.p.Reach, u.subnets[0], packet.AnyAddr()) {
			if certainly, _ := x.To(r.g); certainly && x.Route != nil {
				out = append(out, x)
			}
		}
	}
	return out
}

// dropped finds ranges that a VPC's route sends to the gateway and of which its table routes no part.
func (r *routeMissing) dropped(a *model.TransitGatewayAttachment, t *model.TransitGatewayRouteTable) {
	for _, x := range r.sentBy(a) {
		d, ok := x.Route.Destination.Get()
		if !ok || d.Bits() == 0 {
			continue
		}
		_, all, blackhole := lookup(r.p.Reach, t, x.Dst)
		if !all || learnsUnknown(t) {
			continue
		}
		lack := "has no route for any part of it"
		if blackhole {
			lack = "drops it by a blackhole route"
		}
		f := rules.Finding{
			Message: fmt.Sprintf("Packets of %s for %s are dropped on %s: %s, the table of its attachment, %s.",
				topology.VPCWords(a.VPC.To()), d, r.g.Label(), tableWords(t), lack),
			Related: []rules.Related{{Object: x.Route.Holder(), Range: x.Route.Range, Message: fmt.Sprintf("sends %s to %s", d, r.g.Label())}},
			Fix:     rules.Fix{Text: fmt.Sprintf("Add a route for %s to %s, or remove the route of the VPC.", d, tableWords(t))},
		}
		f.Confidence, f.Unknown = rules.Possible, fmt.Sprintf("what else is attached to %s is not in view, and it may have addresses of %s", r.g.Label(), d)
		for _, o := range r.all {
			v := o.VPC.To()
			ranges := r.p.Reach.VPCAddresses(v).Must
			if o == a || !ranges.Overlaps(packet.Prefixes(d)) {
				continue
			}
			if f.Confidence == rules.Possible {
				f.Witness = over(a, o)
				f.Confidence, f.Unknown, f.Fix = rules.Definite, "", propagation(t, o)
			}
			f.Related = append(f.Related, rules.Related{Object: &o.Object, Message: fmt.Sprintf("attaches %s, which has addresses of %s", topology.VPCWords(v), d)})
			f.Causes = append(f.Causes, pairCauses(a, o)...)
		}
		r.report(t, d.String(), a, f)
	}
}

// learnsUnknown reports whether the table learns, or may learn, ranges that are not known: one of them may be
// a part of any range.
func learnsUnknown(t *model.TransitGatewayRouteTable) bool {
	return slices.ContainsFunc(slices.Concat(t.Propagating, t.MaybeLearns), func(a *model.TransitGatewayAttachment) bool {
		v := a.VPC.To()
		return v == nil || v.CIDRs.Open || slices.ContainsFunc(v.CIDRs.Items, model.Value[netip.Prefix].IsUnknown)
	})
}

// defaultRoute finds a default route of a VPC that its table does not know, while another attached VPC offers
// the internet.
func (r *routeMissing) defaultRoute(a *model.TransitGatewayAttachment, t *model.TransitGatewayRouteTable) {
	internet := reach.Internet().IPv4()
	for _, x := range r.sentBy(a) {
		d, ok := x.Route.Destination.Get()
		if !ok || d.Bits() != 0 || !d.Addr().Is4() {
			continue
		}
		sent := x.Dst.Intersect(internet)
		_, all, blackhole := lookup(r.p.Reach, t, sent)
		if !all || blackhole {
			continue
		}
		exit := slices.IndexFunc(r.all, func(o *model.TransitGatewayAttachment) bool { return o != a && offersInternet(r.p.Reach, o) })
		if exit < 0 {
			continue
		}
		o := r.all[exit]
		f := rules.Finding{
			Message: fmt.Sprintf("%s has no internet: it sends %s to %s, and %s, the table of its attachment, has no default route to %s, which offers it.",
				topology.VPCWords(a.VPC.To()), d, r.g.Label(), tableWords(t), o.VPC.To().Label()),
			Related: []rules.Related{
				{Object: x.Route.Holder(), Range: x.Route.Range, Message: fmt.Sprintf("sends %s to %s", d, r.g.Label())},
				{Object: &o.Object, Message: fmt.Sprintf("attaches %s, which leads to the internet", o.VPC.To().Label())},
			},
			Fix:     staticRoute(t, o),
			Causes:  []string{rules.Cause("unlearned", o.ID)},
			Witness: rules.Lost(reach.VPCEnd(a.VPC.To()), reach.InternetEnd(), packet.OfProtocol(packet.TCP).IPv4()),
		}
		r.report(t, d.String(), a, f)
	}
}

// offersInternet reports whether packets for the internet that arrive by the attachment certainly go on to a
// NAT gateway or internet gateway.
func offersInternet(e *reach.Engine, a *model.TransitGatewayAttachment) bool {
	for _, r := range a.Subnets.Items {
		s := r.To()
		if s == nil {
			continue
		}
		for _, x := range topology.Exits(e, s, reach.Internet().IPv4()) {
			if x.Certain && (x.Kind == model.TargetNATGateway || x.Kind == model.TargetInternetGateway) {
				return true
			}
		}
	}
	return false
}

// oneWay finds VPCs whose own table leads here while the table of this attachment leads nowhere there.
func (r *routeMissing) oneWay(a *model.TransitGatewayAttachment, t *model.TransitGatewayRouteTable) {
	v := a.VPC.To()
	own := r.p.Reach.VPCAddresses(v).Must
	tables, _ := byTable(v.Subnets)
	for _, o := range r.all {
		far := r.p.Reach.VPCAddresses(o.VPC.To()).Must
		if o == a || o.VPC.To() == v || o.Table.To() == nil || far.IsEmpty() {
			continue
		}
		if between(r.p.Reach, o, a, own).IsEmpty() {
			continue // neither knows the other: isolation
		}
		if _, all, _ := lookup(r.p.Reach, t, far); !all || isolates(r.p.Reach, t, far) {
			continue
		}
		sent := slices.ContainsFunc(tables, func(u usedTable) bool { return !u.sends(r.p.Reach, r.g, far).IsEmpty() })
		if !sent || r.said(t, far) {
			continue
		}
		r.report(t, o.Address, a, rules.Finding{
			Message: fmt.Sprintf("%s cannot answer %s over %s: %s, the table of its attachment, has no route back, while the table of %s leads here.",
				topology.VPCWords(v), topology.VPCWords(o.VPC.To()), r.g.Label(), tableWords(t), o.VPC.To().Label()),
			Related: []rules.Related{
				{Object: &o.Object, Message: fmt.Sprintf("attaches %s and does not propagate into the table", o.VPC.To().Label())},
				{Object: &o.Table.To().Object, Message: fmt.Sprintf("is the table of that attachment and leads to %s", v.Label())},
			},
			Fix:     propagation(t, o),
			Causes:  pairCauses(a, o),
			Witness: over(o, a),
		})
	}
}

// isolates reports whether the table drops a part of the addresses by a blackhole of their own. One for everything
// drops what nothing else has, and shows no intent towards them.
func isolates(e *reach.Engine, t *model.TransitGatewayRouteTable, addrs packet.AddrSet) bool {
	return slices.ContainsFunc(e.TransitRoutes(t).Lookup(addrs), func(l reach.TransitLeg) bool {
		if !l.Blackhole || l.Route == nil {
			return l.Blackhole
		}
		d, ok := l.Route.Destination.Get()
		return !ok || d.Bits() > 0
	})
}

// said reports whether the table is said already to lack ranges in which all of the addresses lie.
func (r *routeMissing) said(t *model.TransitGatewayRouteTable, addrs packet.AddrSet) bool {
	for k := range r.first {
		if k.table != t {
			continue
		}
		if d, ok := topology.ParseAddresses(k.lacks); ok && addrs.Subset(d) {
			return true
		}
	}
	return false
}

// pairCauses names what a table that does not know far causes elsewhere: the lack of a way between the VPCs,
// and an attachment that no table names.
func pairCauses(a, far *model.TransitGatewayAttachment) []string {
	out := []string{rules.Cause("unlearned", far.ID)}
	for _, t := range a.VPC.To().RouteTables {
		out = append(out, topology.NoRouteCause(t, far.VPC.To().ID))
	}
	return out
}

func propagation(t *model.TransitGatewayRouteTable, a *model.TransitGatewayAttachment) rules.Fix {
	fix := rules.Fix{Text: fmt.Sprintf("Propagate %s into %s.", a.Label(), tableWords(t))}
	if t.Implicit {
		return fix
	}
	o := &t.Object
	if snippet.Dialect(o) == model.CloudFormation {
		return snippet.With(fix, o, snippet.Resource(snippet.CloudFormationName(o, "Learns"+snippet.Label(&a.Object)), "AWS::EC2::TransitGatewayRouteTablePropagation",
			"TransitGatewayAttachmentId", snippet.Reference(o, &a.Object, "TransitGatewayAttachmentId"),
			"TransitGatewayRouteTableId", snippet.Reference(o, o, "TransitGatewayRouteTableId")))
	}
	return snippet.With(fix, o, snippet.Block(fmt.Sprintf("resource %q %q", "aws_ec2_transit_gateway_route_table_propagation", snippet.TerraformName(o, "learns_"+snippet.Label(&a.Object))),
		"transit_gateway_attachment_id", snippet.Reference(o, &a.Object, "transit_gateway_attachment_id"),
		"transit_gateway_route_table_id", snippet.Reference(o, o, "transit_gateway_route_table_id")))
}

func staticRoute(t *model.TransitGatewayRouteTable, a *model.TransitGatewayAttachment) rules.Fix {
	fix := rules.Fix{Text: fmt.Sprintf("Add a static route for 0.0.0.0/0 to %s in %s.", a.Label(), tableWords(t))}
	if t.Implicit {
		return fix
	}
	o := &t.Object
	if snippet.Dialect(o) == model.CloudFormation {
		return snippet.With(fix, o, snippet.Resource(snippet.CloudFormationName(o, "Internet"), "AWS::EC2::TransitGatewayRoute",
			"DestinationCidrBlock", snippet.Quote("0.0.0.0/0"),
			"TransitGatewayAttachmentId", snippet.Reference(o, &a.Object, "TransitGatewayAttachmentId"),
			"TransitGatewayRouteTableId", snippet.Reference(o, o, "TransitGatewayRouteTableId")))
	}
	return snippet.With(fix, o, snippet.Block(fmt.Sprintf("resource %q %q", "aws_ec2_transit_gateway_route", snippet.TerraformName(o, "internet")),
		"destination_cidr_block", snippet.Quote("0.0.0.0/0"),
		"transit_gateway_attachment_id", snippet.Reference(o, &a.Object, "transit_gateway_attachment_id"),
		"transit_gateway_route_table_id", snippet.Reference(o, o, "transit_gateway_route_table_id")))
}
