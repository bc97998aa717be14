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
		if b.External || len(b.Interfaces) == 0 || passedBy(b) {
			continue
		}
		node := b.Interfaces[0] // all nodes carry the same groups
		g := managed(node)
		if g == nil || node.Unfiltered || !allInView(node.Groups) {
			continue
		}
		var closed []*model.Listener
		for _, l := range b.Listeners {
			if !l.External && closedTo(node, l) {
				closed = append(closed, l)
			}
		}
		if len(closed) > 0 {
			reportClosed(p, b, node, g, closed)
		}
	}
	return nil
}

// passedBy reports whether what comes by PrivateLink may pass a load balancer's groups by; only network load balancers
// stand behind endpoint services.
func passedBy(b *model.LoadBalancer) bool {
	kind, known := b.Kind.OrDefault(model.ApplicationLoadBalancer).Get()
	return (!known || kind == model.NetworkLoadBalancer) && !b.EnforcePrivateLinkRules.OrDefault(true).Or(false)
}

// allInView reports whether nothing but the groups in view decides what they let in.
func allInView(groups model.List[model.Ref[model.SecurityGroup]]) bool {
	return !groups.Open && !slices.ContainsFunc(groups.Items, func(r model.Ref[model.SecurityGroup]) bool {
		g := r.To()
		return g == nil || g.External || g.Exported || g.Open
	})
}

// closedTo reports whether no rule of the interface's groups lets anybody in to a listener, or may.
func closedTo(i *model.NetworkInterface, l *model.Listener) bool {
	port, ok := l.Port.Get()
	protocols := topology.ListenerProtocols(l)
	return ok && len(protocols) > 0 && !slices.ContainsFunc(topology.Groups(i), func(g *model.SecurityGroup) bool {
		return slices.ContainsFunc(g.Ingress, func(r *model.SecurityGroupRule) bool { return topology.MayMatch(r.Match, port, protocols...) })
	})
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
	groups := topology.Groups(node)
	f.Key = b.Address
	f.Message = fmt.Sprintf("%s lets nobody in to %s on %s, where it listens.", g.Label(), b.Label(), topology.List(ports))
	if len(groups) > 1 {
		f.Message = fmt.Sprintf("None of the %d security groups of %s, among them %s, lets anybody in on %s, where it listens.",
			len(groups), b.Label(), g.Label(), topology.List(ports))
	}
	for _, other := range groups {
		for _, r := range other.Ingress {
			f.Related = append(f.Related, rules.Related{Object: r.Holder(), Range: r.Range, Message: fmt.Sprintf("%s %s.", other.Label(), topology.RuleWords(r))})
		}
	}
	if !slices.Contains(topology.ListenerProtocols(closed[0]), packet.TCP) {
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
