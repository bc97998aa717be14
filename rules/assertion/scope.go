package assertion

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
)

// scope is a Network Access Scope as AWS writes it ("Network Access Scopes", section JSON syntax): paths that are
// looked for, less those that are excepted.
type scope struct {
	MatchPaths   []scopePath
	ExcludePaths []scopePath
}

type scopePath struct {
	Source, Destination *side
	ThroughResources    []side
}

type side struct {
	ResourceStatement     *resources
	PacketHeaderStatement *header
}

type resources struct{ Resources, ResourceTypes []string }

type header struct {
	Protocols                                 []string
	SourceAddresses, DestinationAddresses     []string
	SourcePorts, DestinationPorts             []string
	SourcePrefixLists, DestinationPrefixLists []string
}

// decideScope fails the assertion for each pair of ends between which packets of the scope get through.
func decideScope(p *rules.Pass, a rules.Assertion, out *answer) {
	var s scope
	if err := json.Unmarshal([]byte(a.Scope), &s); err != nil {
		out.miss("the access scope is not valid JSON: %v", err)
		return
	}
	if len(s.MatchPaths) == 0 {
		out.miss("the access scope has no MatchPaths")
	}
	for _, m := range s.MatchPaths {
		if len(m.ThroughResources) > 0 {
			out.miss("ThroughResources of MatchPaths are not decided; state what must not be passed in ExcludePaths")
			continue
		}
		packets := headers(p, m, out)
		from, to := sideEnds(p, m.Source, out), sideEnds(p, m.Destination, out)
		for _, f := range from {
			for _, t := range to {
				if f.Label != t.Label {
					matchPair(p, s, f, t, packets, out)
				}
			}
		}
	}
}

func matchPair(p *rules.Pass, s scope, from, to reach.Endpoint, packets packet.Set, out *answer) {
	left := packets
	var around []string // resources whose paths are excepted
	for _, x := range s.ExcludePaths {
		if !covers(p, x.Source, from) || !covers(p, x.Destination, to) {
			continue
		}
		if len(x.ThroughResources) == 0 {
			left = left.Minus(headers(p, x, out))
			continue
		}
		for _, through := range x.ThroughResources {
			if through.ResourceStatement != nil {
				around = append(around, append(slices.Clone(through.ResourceStatement.Resources), through.ResourceStatement.ResourceTypes...)...)
			}
		}
	}
	if left.IsEmpty() {
		return
	}
	r := p.Reach.Path(reach.Query{From: from, To: to, Packets: left})
	for _, x := range r.Paths {
		if slices.ContainsFunc(x.Forward, func(h reach.Hop) bool {
			return h.Object != nil && slices.ContainsFunc(around, func(r string) bool { return means(r, h.Object) || ofType(r, h.Object) })
		}) {
			continue
		}
		switch x.Verdict {
		case reach.Reachable:
			text := fmt.Sprintf("%s can reach %s", from.Label, to.Label)
			if x.HasWitness {
				text += fmt.Sprintf(", for example by %s", reach.PacketWords(x.Witness))
			}
			out.fail(between(from, to), text, &x, rules.Fix{Text: fmt.Sprintf("Close the way from %s to %s, or except it in the scope.", from.Label, to.Label)})
			return
		case reach.Undecided:
			for _, m := range x.Missing {
				out.miss("%s", m)
			}
		}
	}
}

// kinds are the resource types of scopes with the types of objects that they mean.
var kinds = map[string][]string{
	"AWS::EC2::InternetGateway":                 {"aws_internet_gateway"},
	"AWS::EC2::NatGateway":                      {"aws_nat_gateway"},
	"AWS::EC2::TransitGatewayAttachment":        {"aws_ec2_transit_gateway_vpc_attachment", "AWS::EC2::TransitGatewayVpcAttachment"},
	"AWS::EC2::VPCEndpoint":                     {"aws_vpc_endpoint"},
	"AWS::EC2::VPCPeeringConnection":            {"aws_vpc_peering_connection"},
	"AWS::EC2::VPNGateway":                      {"aws_vpn_gateway"},
	"AWS::EC2::Instance":                        {"aws_instance"},
	"AWS::EC2::NetworkInterface":                {"aws_network_interface"},
	"AWS::EC2::Subnet":                          {"aws_subnet"},
	"AWS::EC2::VPC":                             {"aws_vpc"},
	"AWS::EC2::SecurityGroup":                   {"aws_security_group"},
	"AWS::ElasticLoadBalancingV2::LoadBalancer": {"aws_lb", "aws_alb"},
	"AWS::ElasticLoadBalancing::LoadBalancer":   {"aws_elb"},
	"AWS::NetworkFirewall::Firewall":            {"aws_networkfirewall_firewall"},
}

func ofType(kind string, o *model.Object) bool {
	return o.Type == kind || slices.Contains(kinds[kind], o.Type)
}

// sideEnds gives the ends that one side of a path means; without a resource statement, every subnet and the internet.
func sideEnds(p *rules.Pass, s *side, out *answer) []reach.Endpoint {
	var all []reach.Endpoint
	if s == nil || s.ResourceStatement == nil {
		for _, sub := range p.Net.Subnets {
			all = append(all, reach.SubnetEnd(sub))
		}
		return append(all, reach.InternetEnd())
	}
	for _, id := range s.ResourceStatement.Resources {
		if i := strings.LastIndexByte(id, '/'); strings.HasPrefix(id, "arn:") && i > 0 {
			id = id[i+1:]
		}
		found, err := p.Reach.Select(id)
		if err != nil {
			out.miss("%v", err)
		}
		all = append(all, found...)
	}
	for _, kind := range s.ResourceStatement.ResourceTypes {
		switch kind {
		case "AWS::EC2::InternetGateway":
			all = append(all, reach.InternetEnd())
			continue
		case "AWS::EC2::VPNGateway":
			all = append(all, reach.OnPremisesEnd())
			continue
		}
		n := len(all)
		for _, e := range p.Net.Entities() {
			o := e.Base()
			if o.Implicit || !ofType(kind, o) {
				continue
			}
			if found, err := p.Reach.Select(o.Address); err == nil {
				all = append(all, found...)
			} else {
				out.miss("paths that begin or end at %s are not decided", kind)
			}
		}
		if len(all) == n && kinds[kind] == nil {
			out.miss("the resource type %s is not decided", kind)
		}
	}
	return all
}

// covers reports whether one side of an exception means the end.
func covers(p *rules.Pass, s *side, end reach.Endpoint) bool {
	if s == nil || s.ResourceStatement == nil {
		return true
	}
	var ignored answer
	return slices.ContainsFunc(sideEnds(p, s, &ignored), func(e reach.Endpoint) bool { return e.Label == end.Label })
}

// headers gives the packets that the header statements of both sides allow.
func headers(p *rules.Pass, m scopePath, out *answer) packet.Set {
	set := packet.OfProtocol(packet.TCP).Union(packet.OfProtocol(packet.UDP))
	for _, s := range []*side{m.Source, m.Destination} {
		if s == nil || s.PacketHeaderStatement == nil {
			continue
		}
		h := s.PacketHeaderStatement
		if len(h.Protocols) > 0 {
			var protocols packet.Set
			for _, name := range h.Protocols {
				if protocol, err := packet.ParseProtocol(name); err == nil {
					protocols = protocols.Union(packet.OfProtocol(protocol))
				}
			}
			set = set.Intersect(protocols)
		}
		set = narrow(p, set, h.SourceAddresses, h.SourcePrefixLists, packet.From, out)
		set = narrow(p, set, h.DestinationAddresses, h.DestinationPrefixLists, packet.To, out)
		if len(h.SourcePorts) > 0 {
			set = set.Intersect(packet.SrcPorts(ports(h.SourcePorts, out)))
		}
		if len(h.DestinationPorts) > 0 {
			set = set.Intersect(packet.DstPorts(ports(h.DestinationPorts, out)))
		}
	}
	return set
}

func narrow(p *rules.Pass, set packet.Set, addresses, lists []string, of func(packet.AddrSet) packet.Set, out *answer) packet.Set {
	if len(addresses)+len(lists) == 0 {
		return set
	}
	var all packet.AddrSet
	for _, text := range addresses {
		if prefix, err := netip.ParsePrefix(text); err == nil {
			all = all.Union(packet.Prefixes(prefix))
		} else if a, err := netip.ParseAddr(text); err == nil {
			all = all.Union(packet.Addrs(a))
		} else {
			out.miss("%q is no address or prefix", text)
		}
	}
	for _, id := range lists {
		list := model.Find[model.PrefixList](p.Net, id)
		if list == nil {
			out.miss("prefix list %s is not in view", id)
			continue
		}
		for _, entry := range list.Entries.Items {
			if prefix, ok := entry.Get(); ok {
				all = all.Union(packet.Prefixes(prefix))
			}
		}
	}
	return set.Intersect(of(all))
}

// ports reads ports and ranges of ports, "443" or "1024-65535".
func ports(texts []string, out *answer) packet.PortSet {
	var all packet.PortSet
	for _, text := range texts {
		first, last, ranged := strings.Cut(text, "-")
		if !ranged {
			last = first
		}
		a, errA := strconv.ParseUint(strings.TrimSpace(first), 10, 16)
		b, errB := strconv.ParseUint(strings.TrimSpace(last), 10, 16)
		if errA != nil || errB != nil || a > b {
			out.miss("%q is no port or range of ports", text)
			continue
		}
		all = all.Union(packet.Ports(uint16(a), uint16(b)))
	}
	return all
}
