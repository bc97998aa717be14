package peering

import (
	"fmt"
	"net/netip"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// RouteOutsidePeer finds routes to a peering connection for what is not in the peer VPC.
var RouteOutsidePeer = &rules.Rule{
	ID:         "peering-route-outside-peer",
	Severity:   rules.Error,
	ReportedAt: "the route",
	Since:      "0.1.0",
	YieldsTo:   []string{overlapID},
	Doc: rules.Doc{
		Title: "A peering route to what lies behind the peer",
		Problem: "A route sends a destination to a peering connection, and no part of it belongs to the peer VPC. The packets are dropped: a peering " +
			"connection leads into the peer VPC and not through it.",
		Behaviour: "Peering is not transitive. Over a connection only addresses in the peer VPC's own CIDR blocks can be reached, not its other peers, " +
			"nor the internet, networks or services behind its internet gateway, NAT gateway, VPN, Direct Connect or gateway endpoints.",
		Remediation: "Peer with the VPC that has the addresses and route to that connection, or join all of them by a transit gateway.",
		Terraform: `resource "aws_vpc_peering_connection" "batch_reports" {
  vpc_id      = aws_vpc.batch.id
  peer_vpc_id = aws_vpc.reports.id
  auto_accept = true
}

resource "aws_route" "batch_to_reports" {
  route_table_id            = aws_route_table.batch.id
  destination_cidr_block    = aws_vpc.reports.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.batch_reports.id
}
`,
		CloudFormation: `BatchToReports:
  Type: AWS::EC2::Route
  Properties:
    RouteTableId: !Ref BatchTable
    DestinationCidrBlock: !GetAtt ReportsVpc.CidrBlock
    VpcPeeringConnectionId: !Ref BatchReportsPeering
`,
		Limits: "The peer's ranges must all be known. A summary route that covers the peer is fine; it is a warning where the rest of it covers " +
			"a network that is joined to one of the two VPCs, or most of the internet.",
		References: []string{peeringInvalid, peeringBasics},
	},
	Run: runRouteOutsidePeer,
}

func runRouteOutsidePeer(p *rules.Pass) error {
	type cause struct {
		pc   *model.PeeringConnection
		from *model.VPC
		dst  string
	}
	at := map[cause]int{}
	var found []rules.Finding
	for _, r := range p.Net.Routes {
		pc, ok := r.Target.To.(*model.PeeringConnection)
		t := r.Table.To()
		if !ok || t == nil || r.Holder().External {
			continue
		}
		dst, known := destinationOf(r)
		if !known {
			continue
		}
		from := t.VPC.To()
		peer := peerOf(pc, from)
		if peer == nil || peer == from {
			continue
		}
		f, is := outsidePeer(p, r, t, dst, from, peer, pc)
		if !is {
			continue
		}
		c := cause{pc, from, dst.words}
		if i, again := at[c]; again {
			found[i].Related = append(found[i].Related, rules.Related{
				Object: r.Holder(), Range: r.Range, Message: fmt.Sprintf("sends %s to the same connection", dst.words)})
			continue
		}
		at[c] = len(found)
		found = append(found, f)
	}
	for _, f := range found {
		p.Report(f)
	}
	return nil
}

// destination is what a route carries: a range, or the entries of a prefix list.
type destination struct {
	addrs packet.AddrSet
	words string
}

// destinationOf gives a route's destination; ok is false where it is not known, or in part only.
func destinationOf(r *model.Route) (d destination, ok bool) {
	if p, ok := r.Destination.Get(); ok {
		return destination{packet.Prefixes(p), p.String()}, true
	}
	l := r.PrefixList.To()
	if l == nil || l.Service != "" || l.Entries.Open || len(l.Entries.Items) == 0 {
		return d, false
	}
	var entries []netip.Prefix
	for _, e := range l.Entries.Items {
		p, ok := e.Get()
		if !ok {
			return d, false
		}
		entries = append(entries, p)
	}
	d.addrs = packet.Prefixes(entries...)
	d.words = fmt.Sprintf("%s of prefix list %s", topology.AddressWords(d.addrs), l.Label())
	return d, true
}

func outsidePeer(p *rules.Pass, r *model.Route, t *model.RouteTable, to destination, from, peer *model.VPC, pc *model.PeeringConnection) (rules.Finding, bool) {
	ranges, complete := topology.VPCRanges(peer)
	dst := to.words
	if !complete || !to.addrs.IPv6().IsEmpty() && ranges.IPv6().IsEmpty() && (peer.HasIPv6.IsUnknown() || peer.HasIPv6.Or(false)) {
		return rules.Finding{}, false
	}
	inside := to.addrs.Overlaps(ranges)
	var beyond packet.AddrSet // what the peer does not have of it
	var owner *model.VPC
	if inside {
		beyond = carriedBy(p.Reach, t, r).Minus(ranges)
		if !beyond.IsEmpty() {
			owner = joined(p.Reach, beyond, from, peer)
		}
		if owner == nil && topology.Share(beyond, reach.Internet()) <= 0.5 {
			return rules.Finding{}, false
		}
	}
	f := rules.Finding{
		Object: r.Holder(), Range: r.Range, Key: dst,
		Causes: []string{overlapCause(pc)},
		Related: []rules.Related{
			{Object: &pc.Object, Message: fmt.Sprintf("leads from %s to %s only", from.Label(), topology.VPCWords(peer))},
		},
	}
	if !inside {
		f.Message = fmt.Sprintf("%s cannot reach %s by this route: it leads over %s to %s, which has no part of that range, and peering does not lead on from there.",
			from.Label(), dst, pc.Label(), topology.VPCWords(peer))
		if len(t.Subnets) > 0 {
			f.Witness = rules.Lost(reach.BareSubnetEnd(t.Subnets[0]), topology.At(p.Reach, to.addrs), packet.OfProtocol(packet.TCP))
		}
		f.Fix = rules.Fix{Text: fmt.Sprintf("Remove the route, or send %s to a connection of %s with the network that has it.", dst, from.Label())}
		if owner := ownerOf(p.Reach, to.addrs, from, peer); owner != nil {
			f.Related = append(f.Related, rules.Related{Object: &owner.Object, Message: fmt.Sprintf("is %s and has addresses of %s", topology.VPCWords(owner), dst)})
			f.Fix.Text = fmt.Sprintf("Peer %s with %s and send %s there, or join both by a transit gateway.", from.Label(), owner.Label(), dst)
		}
		return f, true
	}
	f.Severity = rules.Warning
	if owner != nil {
		f.Message = fmt.Sprintf("%s cannot reach %s by this route: %s covers it too, but %s leads to %s only.",
			from.Label(), topology.VPCWords(owner), dst, pc.Label(), topology.VPCWords(peer))
		f.Related = append(f.Related, rules.Related{Object: &owner.Object, Message: fmt.Sprintf("has addresses in %s and is not behind the connection", dst)})
		f.Fix = rules.Fix{Text: fmt.Sprintf("Narrow the route to the ranges of %s, and route %s by a connection of its own.", peer.Label(), owner.Label())}
		return f, true
	}
	f.Message = fmt.Sprintf("%s has no internet by this route: %s leads over %s to %s, and peering does not lead to the peer's internet or NAT gateway.",
		from.Label(), dst, pc.Label(), topology.VPCWords(peer))
	f.Fix = rules.Fix{Text: fmt.Sprintf("Narrow the route to the ranges of %s, and send %s to a gateway of %s.", peer.Label(), dst, from.Label())}
	return f, true
}

// carriedBy gives the destinations that the route certainly carries, without what more specific routes take.
func carriedBy(e *reach.Engine, t *model.RouteTable, r *model.Route) packet.AddrSet {
	var out packet.AddrSet
	for _, l := range e.Routes(t).Legs {
		if l.Route == r && l.Certain {
			out = out.Union(l.Dst)
		}
	}
	return out
}

// ownerOf gives another VPC in view that has addresses of the set.
func ownerOf(e *reach.Engine, addrs packet.AddrSet, not ...*model.VPC) *model.VPC {
	for _, v := range e.Network().VPCs {
		if v != not[0] && v != not[1] && e.VPCAddresses(v).Must.Overlaps(addrs) {
			return v
		}
	}
	return nil
}

// joined gives a VPC that has addresses of the set and is peered with one of the two.
func joined(e *reach.Engine, addrs packet.AddrSet, from, peer *model.VPC) *model.VPC {
	for _, end := range []*model.VPC{peer, from} {
		for _, pc := range end.Peerings {
			o := peerOf(pc, end)
			if o == nil || o == from || o == peer {
				continue
			}
			if e.VPCAddresses(o).Must.Overlaps(addrs) {
				return o
			}
		}
	}
	return nil
}
