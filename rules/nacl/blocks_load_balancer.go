package nacl

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

// BlocksLoadBalancer finds network ACLs that drop what clients send to a load balancer, or what it sends to its
// targets.
var BlocksLoadBalancer = &rules.Rule{
	ID:         "nacl-blocks-load-balancer",
	Severity:   rules.Error,
	ReportedAt: "the network ACL",
	Since:      "0.1.0",
	YieldsTo:   []string{"nacl-blocks-everything", "nacl-deny-overrides-allow", "nacl-rule-shadowed"},
	Doc: rules.Doc{
		Title: "A network ACL drops a load balancer's requests",
		Problem: "Clients time out, or the load balancer finds no healthy target and answers 503 or 504, while security groups and routes are right: " +
			"the requests end at a subnet's border.",
		Behaviour: "A request passes the network ACL of the load balancer's subnet on the way in, and where its target stands in another subnet, the same ACL on " +
			"the way out and that of the target's subnet on the way in. Each lets through only what a rule of that direction allows. Within a subnet no ACL is asked.",
		Remediation: "Allow the listener's port in at the load balancer's subnets, and the targets' port out of them and in at the targets' subnets.",
		Terraform: `resource "aws_network_acl_rule" "app_from_lb" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 110
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = aws_subnet.public_a.cidr_block
  from_port      = 8080
  to_port        = 8080
}
`,
		CloudFormation: `AppFromLb:
  Type: AWS::EC2::NetworkAclEntry
  Properties:
    NetworkAclId: !Ref AppAcl
    RuleNumber: 110
    RuleAction: allow
    Protocol: 6
    CidrBlock: !GetAtt PublicA.CidrBlock
    PortRange: {From: 8080, To: 8080}
`,
		Limits: "Requests are judged where all of them are dropped: of all clients that the load balancer's security groups let in, or of all nodes to the targets of one subnet. Where nodes of one zone " +
			"get through, nacl-blocks-cross-az tells of the others; answers are the matter of nacl-missing-ephemeral-return. Targets that see the clients' addresses, UDP and Gateway Load Balancers are left out.",
		References: []string{
			aclRules,
			"https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
			"https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html",
		},
	},
	Run: runBlocksLoadBalancer,
}

// balancerWords are the words for requests of load balancers.
var balancerWords = naming{"the other subnets and ports of load balancers", "load_balancer_", "LoadBalancer"}

func runBlocksLoadBalancer(p *rules.Pass) error {
	var all lostList
	for _, b := range p.Net.LoadBalancers {
		kind, ok := b.Kind.OrDefault(model.ApplicationLoadBalancer).Get()
		if !ok || kind == model.GatewayLoadBalancer || b.External {
			continue
		}
		lostAtListeners(p, b, &all)
		lostOnTheWay(p, b, &all)
	}
	all.report(p)
	return nil
}

// lostAtListeners looks at what clients send to the nodes.
func lostAtListeners(p *rules.Pass, b *model.LoadBalancer, all *lostList) {
	internal, ok := b.Internal.OrDefault(false).Get()
	for _, node := range b.Interfaces {
		s := node.Subnet.To()
		acl := ownACL(s)
		if acl == nil || !ok {
			continue
		}
		clients := reach.Internet()
		if internal {
			clients = packet.AnyAddr().Minus(p.Reach.SubnetAddresses(s))
		}
		for _, l := range b.Listeners {
			port, known := l.Port.Get()
			if !known || !slices.Contains(topology.ListenerProtocols(l), packet.TCP) {
				continue
			}
			asked := topology.PortBetween(port, clients, p.Reach.SubnetAddresses(s)).Intersect(p.Reach.Groups(node, false).Must)
			if asked.IsEmpty() || asked.Overlaps(p.Reach.SubnetACL(s, false).May) {
				continue
			}
			lost := &lostRequests{
				acl: acl, dropped: asked, to: reach.InterfaceEnd(node), port: port, naming: balancerWords,
				text:    fmt.Sprintf("no client of %s in at %s on TCP %d", b.Label(), topology.SubnetWords(s), port),
				related: []rules.Related{cutOff(b), {Object: l.Base(), Message: fmt.Sprintf("It listens on TCP %d.", port)}},
			}
			lost.from = topology.At(p.Reach, asked.Sources())
			if lost.far = netip.PrefixFrom(netip.IPv4Unspecified(), 0); !internal {
				lost.from = reach.InternetEnd()
			} else if v := s.VPC.To(); v != nil && len(v.CIDRs.Items) > 0 {
				lost.far = v.CIDRs.Items[0].Or(lost.far)
			}
			all.add(lost)
		}
	}
}

// lostOnTheWay looks at what the nodes send to targets in other subnets.
func lostOnTheWay(p *rules.Pass, b *model.LoadBalancer, all *lostList) {
	targets, _ := topology.Targets(b)
	for _, t := range targets {
		s := t.Subnet()
		port, ok := t.Port.Get()
		protocol := t.Group.Protocol.OrDefault("HTTP").Or("")
		if s == nil || !ok || port < 1 || protocol == "UDP" || protocol == "TCP_UDP" || protocol == "" || topology.KeepsClientAddress(b, t.Group) {
			continue
		}
		var lost []*lostRequests
		for _, node := range b.Interfaces {
			n := node.Subnet.To()
			if n == nil || n != s && !sameZone(n, s) && !crossZoneOn(b, t.Group) {
				continue
			}
			l := lostBetween(p.Reach, node, n, s, port)
			if l == nil { // requests of this node arrive
				lost = nil
				break
			}
			l.naming, l.to = balancerWords, reach.InterfaceEnd(t.Interface)
			if l.egress {
				l.text = fmt.Sprintf("none of the requests of %s out to its targets in %s on TCP %d", b.Label(), topology.SubnetWords(s), port)
			} else {
				l.text = fmt.Sprintf("none of the requests of %s in to its targets in %s on TCP %d", b.Label(), topology.SubnetWords(s), port)
			}
			l.related = []rules.Related{
				cutOff(b), {Object: t.Group.Base(), Message: fmt.Sprintf("Its requests go to TCP %d.", port)},
				{Object: t.Object, Message: "This target gets none."},
			}
			lost = append(lost, l)
		}
		for _, l := range lost {
			all.add(l)
		}
	}
}

func cutOff(b *model.LoadBalancer) rules.Related {
	return rules.Related{Object: b.Base(), Message: "This load balancer is cut off."}
}
