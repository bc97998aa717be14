package dns

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// RecordUnreachable finds records whose addresses the VPCs of their zone have no route to.
var RecordUnreachable = &rules.Rule{
	ID:         "dns-record-unreachable",
	Severity:   rules.Error,
	ReportedAt: "the record",
	Doc: rules.Doc{
		Title:          "A private record whose address cannot be reached",
		Problem:        "The name resolves and connections to it time out: no route of the VPC's subnets leads to the address.",
		Behaviour:      "A private zone answers with the record's address in every VPC that it is associated with. A packet for a private address that no route carries is dropped; an internet gateway drops it too.",
		Remediation:    "Add a route for the address to the subnets' tables, or correct the record.",
		Terraform:      "resource \"aws_route\" \"to_api\" {\n  route_table_id         = aws_route_table.app.id\n  destination_cidr_block = \"10.2.4.0/24\"\n  transit_gateway_id     = aws_ec2_transit_gateway.core.id\n}",
		CloudFormation: "ToApi:\n  Type: AWS::EC2::Route\n  Properties:\n    RouteTableId: !Ref AppTable\n    DestinationCidrBlock: 10.2.4.0/24\n    TransitGatewayId: !Ref Core",
		Limits: "Private addresses only. Where several VPCs share the zone, one that cannot reach the address is at fault only if a setting of its workloads names the record; otherwise all of them must lack the way. " +
			"Filters on the way are not looked at.",
		References: []string{
			"https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-private.html",
			"https://docs.aws.amazon.com/vpc/latest/userguide/how-transit-gateways-work.html",
		},
	},
	YieldsTo: []string{
		"tgw-missing-vpc-route", "tgw-asymmetric-route", "tgw-route-missing", "tgw-attachment-without-route-table", "tgw-attachment-az-gap", "peering-asymmetric-route",
		"vpn-static-route-missing",
	},
	Since: "0.1.0",
	Run: func(p *rules.Pass) error {
		for _, z := range p.Net.Zones {
			if !isPrivate(z) {
				continue
			}
			for _, r := range z.Records {
				if !r.External {
					reportRecord(p, z, r)
				}
			}
		}
		return nil
	},
}

// lack is a VPC whose workloads have no way to an address.
type lack struct {
	vpc     *model.VPC
	subnets []*model.Subnet
	why     string // how the packets end
}

func reportRecord(p *rules.Pass, z *model.HostedZone, r *model.DNSRecord) {
	for _, value := range r.Values.Items {
		text, _ := value.Get()
		a, err := netip.ParseAddr(text)
		if err != nil || !reach.Private().Contains(a) {
			continue
		}
		lacking, reaching := split(p, z, a)
		host := r.Domain.Or(r.Address)
		if reaching > 0 || z.VPCs.Open || slices.ContainsFunc(z.VPCs.Items, func(v model.Ref[model.VPC]) bool { return v.To() == nil }) {
			// Others do reach it: only those VPCs are at fault that ask for it.
			lacking = slices.DeleteFunc(lacking, func(l lack) bool {
				return !slices.ContainsFunc(workloadsIn(p.Net, l.vpc), func(w *model.Workload) bool { return naming(w, host) != nil })
			})
		}
		if len(lacking) == 0 {
			continue
		}
		l := lacking[0]
		f := rules.Finding{
			Object: &r.Object, Range: r.Object.Place("records"), Key: a.String(),
			Message: fmt.Sprintf("The record %s of zone %s is %s, which %s in %s cannot reach: %s.", host, z.Label(), a, label(l.subnets), l.vpc.Label(), l.why),
			Fix:     rules.Fix{Text: fmt.Sprintf("Route %s from %s to the network that holds it, or correct the record.", a, label(l.subnets))},
		}
		f.Witness = rules.Lost(reach.BareSubnetEnd(l.subnets[0]), topology.At(p.Reach, packet.Addrs(a)), packet.OfProtocol(packet.TCP))
		for _, l := range lacking {
			for _, s := range l.subnets {
				f.Related = append(f.Related, rules.Related{Object: &s.Object, Message: fmt.Sprintf("%s has no way to %s.", s.Label(), a)})
				f.Causes = append(f.Causes, causes(p, s, a)...)
			}
		}
		if len(p.Net.Partial) > 0 {
			f.Confidence, f.Unknown = rules.Possible, p.Net.Partial[0]
		}
		p.Report(f)
		return
	}
}

// split gives the VPCs of a zone whose subnets with workloads certainly all lack a way to the address, and how
// many have one or may have one.
func split(p *rules.Pass, z *model.HostedZone, a netip.Addr) (lacking []lack, reaching int) {
	for _, ref := range z.VPCs.Items {
		v := ref.To()
		if v == nil {
			continue
		}
		l := lack{vpc: v}
		may := false
		for _, s := range v.Subnets {
			if len(topology.Workloads(s)) == 0 {
				continue
			}
			why, lost := deadEnd(p.Reach, s, packet.Addrs(a), true)
			if !lost {
				may = true
				break
			}
			l.subnets, l.why = append(l.subnets, s), why
		}
		switch {
		case may:
			reaching++
		case len(l.subnets) > 0:
			lacking = append(lacking, l)
		}
	}
	return lacking, reaching
}

// deadEnd says in a clause how packets for an address certainly end on the way; lost is false where they may
// go on. A NAT gateway sends on by its own subnet's table.
func deadEnd(e *reach.Engine, s *model.Subnet, dst packet.AddrSet, follow bool) (why string, lost bool) {
	exits := topology.Exits(e, s, dst)
	if len(exits) == 0 {
		return "", false
	}
	for _, x := range exits {
		if !x.Certain {
			return "", false
		}
		switch {
		case x.None():
			why = "no route carries it"
		case x.Kind == model.TargetBlackhole:
			why = "the route that carries it has no target"
		case x.Kind == model.TargetInternetGateway || x.Kind == model.TargetEgressOnly:
			why = fmt.Sprintf("%s hands it to an internet gateway, which drops private addresses", x.Leg)
		case x.Kind == model.TargetNATGateway && follow:
			n, ok := x.Object().(*model.NATGateway)
			if !ok || n.Subnet.To() == nil {
				return "", false
			}
			behind, gone := deadEnd(e, n.Subnet.To(), dst, false)
			if !gone {
				return "", false
			}
			why = fmt.Sprintf("%s hands it to %s, and behind that %s", x.Leg, n.Label(), behind)
		default:
			return "", false
		}
	}
	return why, true
}

// causes names the lack of the route as rules about gateways and peering do: by table, and by what is on the
// other side.
func causes(p *rules.Pass, s *model.Subnet, a netip.Addr) []string {
	t := s.RouteTable.To()
	if t == nil {
		return nil
	}
	out := []string{topology.NoRouteCause(t, a.String()), topology.NoRouteCause(t, netip.PrefixFrom(a, a.BitLen()).String())}
	for _, r := range t.PropagatingVGWs.Items {
		if g := r.To(); g != nil {
			out = append(out, topology.NoStaticRouteCause(g))
		}
	}
	for _, v := range p.Net.VPCs {
		if !p.Reach.VPCAddresses(v).Must.Contains(a) {
			continue
		}
		out = append(out, topology.NoRouteCause(t, v.ID))
		for _, c := range v.CIDRs.Items {
			if r, ok := c.Get(); ok {
				out = append(out, topology.NoRouteCause(t, r.String()))
			}
		}
		for _, far := range v.Subnets {
			if r, ok := far.CIDR.Get(); ok && r.Contains(a) {
				out = append(out, topology.NoRouteCause(t, r.String()))
			}
		}
	}
	return out
}

// label names subnets, of many the first and how many more there are.
func label(subnets []*model.Subnet) string {
	words := make([]string, len(subnets))
	for i, s := range subnets {
		words[i] = s.Label()
	}
	return topology.List(words)
}
