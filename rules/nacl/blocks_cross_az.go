package nacl

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// BlocksCrossAZ finds network ACLs that let traffic through within a zone and drop the same traffic across
// zones.
var BlocksCrossAZ = &rules.Rule{
	ID:         "nacl-blocks-cross-az",
	Severity:   rules.Error,
	ReportedAt: "the network ACL",
	Since:      "0.1.0",
	YieldsTo:   []string{"nacl-blocks-everything"},
	Doc: rules.Doc{
		Title: "A network ACL that knows the subnets of its own zone only",
		Problem: "Traffic from a transit gateway, or from a load balancer's node, reaches its target sometimes and sometimes not: it works where both " +
			"stand in one zone and is dropped where they do not.",
		Behaviour: "What comes over a transit gateway may enter the VPC at the attachment of any zone, whichever zone its destination is in, " +
			"and there it leaves the attachment's subnet through that subnet's network ACL. " +
			"A load balancer with cross-zone balancing sends requests from each node to the targets of all zones.",
		Remediation: "Allow the subnets of all zones in every zone's network ACL, or give the subnets of all zones one ACL.",
		Terraform: `resource "aws_network_acl_rule" "other_zone" {
  network_acl_id = aws_network_acl.tgw_a.id
  rule_number    = 110
  egress         = true
  rule_action    = "allow"
  protocol       = "-1"
  cidr_block     = aws_subnet.app_c.cidr_block
}
`,
		CloudFormation: `TgwAclAToAppC:
  Type: AWS::EC2::NetworkAclEntry
  Properties:
    NetworkAclId: !Ref TgwAclA
    RuleNumber: 110
    Egress: true
    RuleAction: allow
    Protocol: -1
    CidrBlock: !GetAtt AppSubnetC.CidrBlock
`,
		Limits: "Zones, routes and rules have to be known. Subnets of another zone count where they route to the transit gateway and are either let through " +
			"by their own zone's network ACL or of the same tier as a subnet that is let through; those of the attachment's own zone count by tier alone. Answers are the matter of nacl-missing-ephemeral-return.",
		References: []string{
			"https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html",
			"https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
			"https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
		},
	},
	Run: runBlocksCrossAZ,
}

func runBlocksCrossAZ(p *rules.Pass) error {
	c := &crossZone{pass: p, byACL: map[*model.NetworkACL]map[bool]*zoneGap{}}
	for _, a := range p.Net.TransitAttachments {
		if a.Kind == model.AttachVPC {
			c.attachment(a)
		}
	}
	for _, b := range p.Net.LoadBalancers {
		c.loadBalancer(b)
	}
	for _, acl := range p.Net.NetworkACLs {
		for _, egress := range []bool{false, true} {
			if g := c.byACL[acl][egress]; g != nil {
				c.report(acl, egress, g)
			}
		}
	}
	return nil
}

// zoneGap is what one direction of an ACL drops for the subnets of one zone, and lets through for another.
type zoneGap struct {
	at      *model.Subnet   // the ACL's own subnet
	near    *model.Subnet   // for which the ACL lets traffic through
	far     []*model.Subnet // in another zone than near, for which it does not
	by      model.Entity    // attachment or load balancer
	dropped packet.Set
	text    string // what the traffic is
}

type crossZone struct {
	pass  *rules.Pass
	byACL map[*model.NetworkACL]map[bool]*zoneGap
}

// add notes that the ACL of a subnet drops, for far, what it lets through for near.
func (c *crossZone) add(at, near, far *model.Subnet, egress bool, by model.Entity, dropped packet.Set, text string) {
	acl := at.ACL.To()
	if acl == nil || acl.External {
		return
	}
	if c.byACL[acl] == nil {
		c.byACL[acl] = map[bool]*zoneGap{}
	}
	g := c.byACL[acl][egress]
	if g == nil {
		g = &zoneGap{at: at, near: near, by: by, dropped: dropped, text: text}
		c.byACL[acl][egress] = g
	}
	if !slices.Contains(g.far, far) {
		g.far = append(g.far, far)
	}
}

// attachment looks at what a transit gateway brings into each subnet of an attachment, for the VPC's subnets
// that route to the gateway.
func (c *crossZone) attachment(a *model.TransitGatewayAttachment) {
	e := c.pass.Reach
	v := a.VPC.To()
	if v == nil {
		return
	}
	entries := attachmentSubnets(a)
	routed := map[*model.Subnet]packet.AddrSet{}
	for _, s := range v.Subnets {
		if topology.IsTransit(s) || slices.Contains(entries, s) {
			continue
		}
		for _, l := range e.Carries(s, packet.AnyAddr()) {
			if l.Kind == model.TargetTransitGateway && l.Certain && sameGateway(a, l.Target) {
				routed[s] = routed[s].Union(l.Dst)
			}
		}
	}
	// through is what enters at a subnet of the attachment and may certainly go on to s.
	through := func(entry, s *model.Subnet) packet.Set {
		return e.SubnetACL(entry, true).Must.
			Intersect(packet.From(routed[s])).Intersect(packet.To(e.SubnetAddresses(s)))
	}
	for _, entry := range entries {
		for _, near := range v.Subnets {
			passing := through(entry, near)
			if passing.IsEmpty() {
				continue
			}
			if otherZone(entry, near) {
				c.ownZone(a, entry, near, routed, passing)
			}
			if !sameZone(entry, near) {
				continue
			}
			for _, far := range v.Subnets {
				if !otherZone(entry, far) || routed[far].IsEmpty() {
					continue
				}
				wanted := passing.MapDestination(e.SubnetAddresses(far)).Intersect(packet.From(routed[far]))
				if !topology.TiersOf(c.pass).Same(near, far) {
					var own []packet.Set
					for _, other := range entries {
						if sameZone(other, far) {
							own = append(own, through(other, far))
						}
					}
					wanted = wanted.Intersect(packet.Union(own...))
				}
				if dropped := wanted.Minus(e.SubnetACL(entry, true).May); !dropped.IsEmpty() {
					c.add(entry, near, far, true, a, dropped, "what the transit gateway brings in at "+entry.Label())
				}
			}
		}
	}
}

// ownZone compares the subnets of the attachment's own zone with one of another zone and the same tier, to which the ACL
// lets traffic through.
func (c *crossZone) ownZone(a *model.TransitGatewayAttachment, entry, near *model.Subnet, routed map[*model.Subnet]packet.AddrSet, through packet.Set) {
	e := c.pass.Reach
	for _, s := range entry.VPC.To().Subnets {
		if routed[s].IsEmpty() || !sameZone(entry, s) || !topology.TiersOf(c.pass).Same(near, s) {
			continue
		}
		wanted := through.MapDestination(e.SubnetAddresses(s)).Intersect(packet.From(routed[s]))
		if dropped := wanted.Minus(e.SubnetACL(entry, true).May); !dropped.IsEmpty() {
			c.add(entry, near, s, true, a, dropped, "what the transit gateway brings in at "+entry.Label())
		}
	}
}

func attachmentSubnets(a *model.TransitGatewayAttachment) []*model.Subnet {
	var out []*model.Subnet
	for _, r := range a.Subnets.Items {
		if s := r.To(); s != nil {
			out = append(out, s)
		}
	}
	return out
}

// sameGateway reports whether a route's target is the attachment's gateway, in view or not.
func sameGateway(a *model.TransitGatewayAttachment, t model.Target) bool {
	if g := a.Gateway.To(); g != nil {
		return t.To == model.Entity(g)
	}
	id, ok := a.Gateway.ID().Get()
	other, known := t.ID.Get()
	return ok && known && id == other
}

// sameZone reports whether two subnets certainly stand in one zone.
func sameZone(a, b *model.Subnet) bool {
	same, known := topology.SameZone(a, b)
	return known && same
}

// otherZone reports whether two subnets certainly stand in different zones.
func otherZone(a, b *model.Subnet) bool {
	same, known := topology.SameZone(a, b)
	return known && !same
}

// loadBalancer looks at what the nodes of a load balancer with cross-zone balancing send to targets.
func (c *crossZone) loadBalancer(b *model.LoadBalancer) {
	targets, _ := topology.Targets(b)
	for _, t := range targets {
		s := t.Subnet()
		port, ok := t.Port.Get()
		if s == nil || !ok || !crossZoneOn(b, t.Group) {
			continue
		}
		if protocol := t.Group.Protocol.Or(""); protocol == "UDP" || protocol == "GENEVE" {
			continue
		}
		requests := packet.AnyMatch()
		requests.Protocol, requests.DstPorts = packet.TCP, packet.Port(uint16(port))
		c.targetSubnet(b, s, requests)
	}
}

// targetSubnet compares the nodes of all zones as senders to one subnet, and the subnets of all targets as
// receivers of one node.
func (c *crossZone) targetSubnet(b *model.LoadBalancer, s *model.Subnet, requests packet.Match) {
	e := c.pass.Reach
	sent := func(node *model.Subnet) packet.Set {
		requests.Src, requests.Dst = e.SubnetAddresses(node), e.SubnetAddresses(s)
		return requests.Set()
	}
	nodes := nodeSubnets(b)
	for _, near := range nodes {
		if near == s || !sameZone(near, s) || !sent(near).Overlaps(e.SubnetACL(s, false).Must) {
			continue
		}
		for _, far := range nodes {
			if far == s || !otherZone(far, s) {
				continue
			}
			if dropped := sent(far); !dropped.IsEmpty() && !dropped.Overlaps(e.SubnetACL(s, false).May) {
				c.add(s, near, far, false, b, dropped, "the requests of "+b.Label())
			}
		}
	}
	for _, node := range nodes {
		if node == s || !otherZone(node, s) {
			continue
		}
		dropped := sent(node)
		if dropped.IsEmpty() || dropped.Overlaps(e.SubnetACL(node, true).May) {
			continue
		}
		targets, _ := topology.Targets(b)
		for _, t := range targets {
			near := t.Subnet()
			if near == nil || near == node || !sameZone(node, near) {
				continue
			}
			if dropped.MapDestination(e.SubnetAddresses(near)).Overlaps(e.SubnetACL(node, true).Must) {
				c.add(node, near, s, true, b, dropped, "the requests of "+b.Label())
			}
		}
	}
}

func nodeSubnets(b *model.LoadBalancer) []*model.Subnet {
	var out []*model.Subnet
	for _, i := range b.Interfaces {
		if s := i.Subnet.To(); s != nil {
			out = append(out, s)
		}
	}
	return out
}

// crossZoneOn reports whether nodes certainly send to targets of other zones: always for application load
// balancers unless the target group says otherwise, else where it is switched on
// (Elastic Load Balancing User Guides).
func crossZoneOn(b *model.LoadBalancer, g *model.TargetGroup) bool {
	if v, ok := g.CrossZone.Get(); ok && v != "use_load_balancer_configuration" {
		return v == "true"
	}
	if g.CrossZone.IsUnknown() {
		return false
	}
	kind, ok := b.Kind.OrDefault(model.ApplicationLoadBalancer).Get()
	on, known := b.CrossZone.OrDefault(ok && kind == model.ApplicationLoadBalancer).Get()
	return ok && known && on
}

// witness is what is dropped between the zones. What a transit gateway brings may come by either of them, so that
// the way is undecided.
func (g *zoneGap) witness(e *reach.Engine) *rules.Witness {
	from, to := topology.At(e, g.dropped.Sources()), topology.At(e, g.dropped.Destinations())
	if _, ok := g.by.(*model.TransitGatewayAttachment); ok {
		w := rules.Lost(from, to, g.dropped)
		w.Verdict = reach.Undecided
		return w
	}
	return rules.Lost(from, to, g.dropped)
}

func (c *crossZone) report(acl *model.NetworkACL, egress bool, g *zoneGap) {
	way := "in from"
	if egress {
		way = "out to"
	}
	passes, drops := "the same zone", "another"
	if otherZone(g.at, g.near) {
		passes, drops = "another zone", "its own"
	}
	f := rules.Finding{
		Object: acl.Base(), Key: side(egress),
		Message: fmt.Sprintf("%s lets %s %s %s, in %s, but not %s %s, in %s: there it is dropped.",
			acl.Label(), g.text, way, topology.SubnetWords(g.near), passes, way, topology.Subnets(g.far), drops),
		Related: []rules.Related{
			{Object: g.at.Base(), Message: fmt.Sprintf("The network ACL stands before this subnet in %s.", g.at.Zone.Or("its zone"))},
		},
	}
	for _, far := range g.far {
		f.Related = append(f.Related, rules.Related{
			Object: far.Base(), Message: fmt.Sprintf("This subnet in %s is cut off.", far.Zone.Or("another zone")),
		})
	}
	f.Related = append(f.Related, rules.Related{Object: g.by.Base(), Message: "It spans the zones."})
	f.Witness = g.witness(c.pass.Reach)
	view := c.pass.Reach.ACLView(acl, egress)
	below := 0
	if denials := deciding(view, g.dropped); len(denials) > 0 {
		below = denials[0].Number.Or(0)
	}
	if cidr, ok := g.far[0].CIDR.Get(); ok {
		n := newEntry{acl: acl, number: freeNumber(acl, egress, below), egress: egress, protocol: packet.AnyProtocol, cidr: cidr}
		suffix := "In"
		if egress {
			suffix = "Out"
		}
		f.Fix = n.fix(fmt.Sprintf("Add %s rule %d to %s that allows %s, and likewise for the other subnets of other zones.",
			side(egress), n.number, acl.Address, cidr), "other_zone_"+side(egress), "OtherZone"+suffix)
	}
	c.pass.Report(topology.RuleAbsence(c.pass.Net, f))
}
