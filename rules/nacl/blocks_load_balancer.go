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

// lostRequests are requests that one direction of an ACL drops.
type lostRequests struct {
	acl      *model.NetworkACL
	egress   bool
	balancer *model.LoadBalancer
	dropped  packet.Set
	from, to reach.Endpoint
	text     string       // "requests of aws_lb.web to its targets in aws_subnet.app (10.0.1.0/24) on TCP 8080"
	port     int          // TCP
	far      netip.Prefix // to allow
	further  bool         // other senders or receivers are dropped as well
	related  []rules.Related
}

func runBlocksLoadBalancer(p *rules.Pass) error {
	var all []*lostRequests
	// One finding for each direction of an ACL: what lets one request through is most of what is to be done.
	add := func(l *lostRequests) {
		for _, o := range all {
			if o.acl == l.acl && o.egress == l.egress {
				o.further = true
				return
			}
		}
		all = append(all, l)
	}
	for _, b := range p.Net.LoadBalancers {
		kind, ok := b.Kind.OrDefault(model.ApplicationLoadBalancer).Get()
		if !ok || kind == model.GatewayLoadBalancer || b.External {
			continue
		}
		lostAtListeners(p, b, add)
		lostOnTheWay(p, b, add)
	}
	for _, l := range all {
		reportLost(p, l)
	}
	return nil
}

// lostAtListeners looks at what clients send to the nodes.
func lostAtListeners(p *rules.Pass, b *model.LoadBalancer, add func(*lostRequests)) {
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
				acl: acl, balancer: b, dropped: asked, to: reach.InterfaceEnd(node), port: port,
				text:    fmt.Sprintf("no client of %s in at %s on TCP %d", b.Label(), topology.SubnetWords(s), port),
				related: []rules.Related{{Object: l.Base(), Message: fmt.Sprintf("It listens on TCP %d.", port)}},
			}
			lost.from = topology.At(p.Reach, asked.Sources())
			if lost.far = netip.PrefixFrom(netip.IPv4Unspecified(), 0); !internal {
				lost.from = reach.InternetEnd()
			} else if v := s.VPC.To(); v != nil && len(v.CIDRs.Items) > 0 {
				lost.far = v.CIDRs.Items[0].Or(lost.far)
			}
			add(lost)
		}
	}
}

// lostOnTheWay looks at what the nodes send to targets in other subnets.
func lostOnTheWay(p *rules.Pass, b *model.LoadBalancer, add func(*lostRequests)) {
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
			l.balancer, l.to = b, reach.InterfaceEnd(t.Interface)
			if l.egress {
				l.text = fmt.Sprintf("none of the requests of %s out to its targets in %s on TCP %d", b.Label(), topology.SubnetWords(s), port)
			} else {
				l.text = fmt.Sprintf("none of the requests of %s in to its targets in %s on TCP %d", b.Label(), topology.SubnetWords(s), port)
			}
			l.related = []rules.Related{
				{Object: t.Group.Base(), Message: fmt.Sprintf("Its requests go to TCP %d.", port)},
				{Object: t.Object, Message: "This target gets none."},
			}
			lost = append(lost, l)
		}
		for _, l := range lost {
			add(l)
		}
	}
}

// lostBetween gives what a network ACL drops of the requests of a node in subnet n to targets in subnet s, where it
// drops them all; else nil.
func lostBetween(e *reach.Engine, node *model.NetworkInterface, n, s *model.Subnet, port int) *lostRequests {
	if n == s {
		return nil
	}
	sent := topology.PortBetween(port, e.SubnetAddresses(n), e.SubnetAddresses(s))
	l := &lostRequests{dropped: sent, from: reach.InterfaceEnd(node), port: port}
	switch {
	case sent.IsEmpty():
	case !sent.Overlaps(e.SubnetACL(s, false).May):
		l.acl, l.far = ownACL(s), n.CIDR.Or(netip.Prefix{})
	case !sent.Overlaps(e.SubnetACL(n, true).May):
		l.acl, l.egress, l.far = ownACL(n), true, s.CIDR.Or(netip.Prefix{})
	}
	if l.acl == nil {
		return nil
	}
	return l
}

// ownACL gives the network ACL of a subnet, where the inputs declare it.
func ownACL(s *model.Subnet) *model.NetworkACL {
	if s == nil {
		return nil
	}
	if acl := s.ACL.To(); acl != nil && !acl.External {
		return acl
	}
	return nil
}

func reportLost(p *rules.Pass, l *lostRequests) {
	f := rules.Finding{
		Object: l.acl.Base(), Key: side(l.egress), Witness: rules.Lost(l.from, l.to, topology.Port(l.port)),
		Message: fmt.Sprintf("%s lets %s.", l.acl.Label(), l.text),
		Related: slices.Concat([]rules.Related{{Object: l.balancer.Base(), Message: "This load balancer is cut off."}}, l.related),
	}
	view := p.Reach.ACLView(l.acl, l.egress)
	if view.Filter.May.IsEmpty() {
		f.Causes = append(f.Causes, blockedCause(l.acl, l.egress))
	}
	below := 0
	for _, e := range view.Entries {
		if e.Entry.Allow.Or(true) || !l.dropped.Subset(e.Decides.Must) {
			continue // a denial of a part is not what keeps the rest out
		}
		f.Causes, below = append(f.Causes, denialCause(l.acl, e.Entry)), e.Entry.Number.Or(0)
		f.Related = append(f.Related, rules.Related{
			Object: e.Entry.Holder(), Range: e.Entry.Range, Message: fmt.Sprintf("%s %s.", capital(title(e.Entry)), says(e.Entry)),
		})
	}
	if l.far.IsValid() {
		n := newEntry{
			acl: l.acl, number: freeNumber(l.acl, l.egress, below), egress: l.egress, protocol: packet.TCP, cidr: l.far,
			ports: packet.PortRange{First: uint16(l.port), Last: uint16(l.port)},
		}
		way := "from"
		if l.egress {
			way = "to"
		}
		text := fmt.Sprintf("Add %s rule %d to %s that allows TCP %d %s %s", side(l.egress), n.number, l.acl.Address, l.port, way, l.far)
		if l.further {
			text += ", and likewise for the other subnets and ports of load balancers"
		}
		f.Fix = n.fix(text+".", "load_balancer_"+side(l.egress), "LoadBalancer"+capital(side(l.egress)))
		if l.further {
			f.Fix.Edit = nil // it is a part only
		}
	}
	p.Report(topology.RuleAbsence(p.Net, f))
}
