package securitygroup

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

// LoadBalancerIngressBlocked finds load balancers whose security groups let nobody in to a listener.
var LoadBalancerIngressBlocked = &rules.Rule{
	ID:         "sg-load-balancer-ingress-blocked",
	Severity:   rules.Error,
	ReportedAt: "the load balancer's security group(s)",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title:   "A load balancer's security groups let nobody in to a listener",
		Problem: "Connections to the listener time out, whoever makes them, while its targets are healthy.",
		Behaviour: "Clients reach a listener through the load balancer's security groups, which let in only what a rule allows. Adding a listener adds no " +
			"rule. Health checks go the other way, from the load balancer to the targets, and say nothing about it.",
		Remediation: "Allow the listener's port in from its clients.",
		Terraform: `resource "aws_vpc_security_group_ingress_rule" "lb_https" {
  security_group_id = aws_security_group.lb.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}
`,
		CloudFormation: `LbHttps:
  Type: AWS::EC2::SecurityGroupIngress
  Properties:
    GroupId: !GetAtt LbGroup.GroupId
    IpProtocol: tcp
    FromPort: 443
    ToPort: 443
    CidrIp: 0.0.0.0/0
`,
		Limits: "Every rule for the port counts, whoever it is for: who the clients are is not judged. Silent where a group is not in view, may get rules from elsewhere (its id leaves the input), " +
			"or where the load balancer does not judge what comes by PrivateLink. Where a load balancer has several groups, their rules count together and the finding stands at the first.",
		References: []string{albGroups, nlbGroups},
	},
	Run: runLoadBalancerIngressBlocked,
}

// anywhere is every IPv4 address.
var anywhere = netip.PrefixFrom(netip.IPv4Unspecified(), 0)

func runLoadBalancerIngressBlocked(p *rules.Pass) error {
	for _, b := range p.Net.LoadBalancers {
		if b.External || b.Exported || len(b.Interfaces) == 0 || !b.EnforcePrivateLinkRules.OrDefault(true).Or(false) {
			continue
		}
		node := b.Interfaces[0] // all nodes carry the same groups
		g := managed(node)
		if g == nil || node.Unfiltered || !allInView(node.Groups) {
			continue
		}
		var closed []*model.Listener
		for _, l := range b.Listeners {
			if port, ok := l.Port.Get(); ok && !l.External && !lettingIn(node, port, listenerProtocols(l)) {
				closed = append(closed, l)
			}
		}
		if len(closed) > 0 {
			reportClosed(p, b, node, g, closed)
		}
	}
	return nil
}

// allInView reports whether nothing but the groups in view decides what they let in.
func allInView(groups model.List[model.Ref[model.SecurityGroup]]) bool {
	return !groups.Open && !slices.ContainsFunc(groups.Items, func(r model.Ref[model.SecurityGroup]) bool {
		g := r.To()
		return g == nil || g.External || g.Exported || g.Open
	})
}

// listenerProtocols gives the protocols that a listener takes; none where that is not known.
func listenerProtocols(l *model.Listener) []packet.Protocol {
	switch text, _ := l.Protocol.Get(); text {
	case "HTTP", "HTTPS", "TCP", "TLS", "SSL":
		return []packet.Protocol{packet.TCP}
	case "UDP":
		return []packet.Protocol{packet.UDP}
	case "TCP_UDP":
		return []packet.Protocol{packet.TCP, packet.UDP}
	}
	return nil
}

// lettingIn reports whether a rule of the interface's groups lets somebody in on the port, or may.
func lettingIn(i *model.NetworkInterface, port int, protocols []packet.Protocol) bool {
	for _, g := range groupsOf(i) {
		for _, r := range g.Ingress {
			protocol, known := r.Match.Protocol.OrDefault(packet.AnyProtocol).Get()
			first, last := r.Match.FromPort.Or(0), r.Match.ToPort.Or(65535)
			switch {
			case known && protocol == packet.AnyProtocol:
				return true
			case known && !slices.Contains(protocols, protocol):
			case first <= port && port <= last:
				return true
			}
		}
	}
	return len(protocols) == 0
}

func reportClosed(p *rules.Pass, b *model.LoadBalancer, node *model.NetworkInterface, g *model.SecurityGroup, closed []*model.Listener) {
	var ports []string
	f := rules.Finding{Object: g.Base(), Related: []rules.Related{{Object: b.Base(), Message: "This load balancer carries the group."}}}
	for _, l := range closed {
		words := fmt.Sprintf("%s %d", l.Protocol.Or("TCP"), l.Port.Or(0))
		if !slices.Contains(ports, words) {
			ports = append(ports, words)
		}
		f.Related = append(f.Related, rules.Related{Object: l.Base(), Message: fmt.Sprintf("Nobody can connect to this listener, %s.", words)})
	}
	groups := groupsOf(node)
	subject := g.Label() + " lets"
	if len(groups) > 1 {
		subject = fmt.Sprintf("None of the %d security groups of %s, among them %s, lets", len(groups), b.Label(), g.Label())
	}
	f.Key = b.Address
	f.Message = fmt.Sprintf("%s nobody in to %s on %s, where it listens.", subject, b.Label(), topology.List(ports))
	if len(groups) > 1 {
		f.Message = fmt.Sprintf("%s anybody in on %s, where it listens.", subject, topology.List(ports))
	}
	for _, other := range groups {
		for _, r := range other.Ingress {
			f.Related = append(f.Related, rules.Related{Object: r.Holder(), Range: r.Range, Message: fmt.Sprintf("%s %s.", other.Label(), says(r))})
		}
	}
	if !slices.Contains(listenerProtocols(closed[0]), packet.TCP) {
		f.Fix.Text = fmt.Sprintf("Add an inbound rule to %s that allows %s from its clients.", g.Address, ports[0])
		p.Report(topology.RuleAbsence(p.Net, f))
		return
	}
	n := snippet.GroupRule{Group: g, Port: closed[0].Port.Or(0), CIDR: anywhere.String()}
	if internal, ok := b.Internal.OrDefault(false).Get(); ok && !internal {
		f.Witness = rules.Lost(reach.InternetEnd(), reach.InterfaceEnd(node), topology.Port(n.Port))
	} else if s := subnetOf(node); s != nil && s.VPC.To() != nil && len(s.VPC.To().CIDRs.Items) > 0 {
		n.CIDR = s.VPC.To().CIDRs.Items[0].Or(anywhere).String()
	}
	f.Fix = n.Fix()
	f.Fix.Edit = nil // who the clients are is for people to say
	p.Report(topology.RuleAbsence(p.Net, f))
}
