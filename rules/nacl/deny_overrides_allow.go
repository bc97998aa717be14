package nacl

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// DenyOverridesAllow finds denials that cut off what the configuration itself names.
var DenyOverridesAllow = &rules.Rule{
	ID:         "nacl-deny-overrides-allow",
	Severity:   rules.Warning,
	ReportedAt: "the deny rule",
	Since:      "0.1.0",
	YieldsTo:   []string{"nacl-rule-shadowed"},
	Doc: rules.Doc{
		Title: "A network ACL denies what the configuration names",
		Problem: "A security group, a route, a DNS record or an assertion names an address or a range as one that the subnet talks to, and a rule of " +
			"the subnet's network ACL denies it before a later rule allows it. Connections time out, and flow logs say REJECT.",
		Behaviour: "The lowest-numbered rule that matches a packet decides it. A denial under a lower number wins over every allow behind it, and " +
			"over security groups, because a packet has to pass both.",
		Remediation: "Remove the denial, narrow it, or put an allow for the named range under a lower number. If the denial is right, remove what names the range.",
		Terraform: `resource "aws_network_acl_rule" "dependency_out" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 80 # below the denial at 90
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "1.1.1.1/32"
  from_port      = 443
  to_port        = 443
}
`,
		CloudFormation: `AppAclDependencyOut:
  Type: AWS::EC2::NetworkAclEntry
  Properties:
    NetworkAclId: !Ref AppAcl
    RuleNumber: 80 # below the denial at 90
    Egress: true
    RuleAction: allow
    Protocol: 6
    CidrBlock: 1.1.1.1/32
    PortRange: {From: 443, To: 443}
`,
		Limits: "A denial that comes after the allow it meets, and the last denial of everything, are silent. A named range counts where it is the " +
			"denied one or lies in it; a security group's rule counts where its ports are denied, everything else where TCP is denied as a whole. " +
			"Where nothing in view names the denied range, the finding is for information.",
		References: []string{aclRules, aclGuide},
	},
	Run: runDenyOverridesAllow,
}

func runDenyOverridesAllow(p *rules.Pass) error {
	names := topology.NamesOf(p)
	for _, a := range p.Net.NetworkACLs {
		if len(a.Subnets) == 0 {
			continue
		}
		for _, egress := range []bool{false, true} {
			view := p.Reach.ACLView(a, egress)
			for i, e := range view.Entries[:len(entries(a, egress))] {
				if allow, ok := e.Entry.Allow.Get(); !ok || allow || e.Entry.External {
					continue
				}
				if cut := allowedLater(view, i); !cut.IsEmpty() {
					(&denial{pass: p, names: names, acl: a, entry: e.Entry, cut: cut}).report()
				}
			}
		}
	}
	return nil
}

// allowedLater is what the i-th entry certainly decides and a later entry would allow.
func allowedLater(view *reach.ACLView, i int) packet.Set {
	if view.Entries[i].Decides.Must.IsEmpty() {
		return packet.Set{}
	}
	var later []packet.Set
	for _, e := range view.Entries[i+1:] {
		if e.Entry.Allow.Or(false) {
			later = append(later, e.Matches.Must)
		}
	}
	return view.Entries[i].Decides.Must.Intersect(packet.Union(later...))
}

// denial is a deny rule with what it takes away.
type denial struct {
	pass  *rules.Pass
	names *topology.Names
	acl   *model.NetworkACL
	entry *model.NetworkACLEntry
	cut   packet.Set
}

func (d *denial) report() {
	cidr, ok := d.entry.CIDR.Get()
	if !ok {
		return
	}
	f := rules.Finding{
		Object: d.entry.Holder(), Range: d.entry.Range, Key: title(d.entry),
		Causes: []string{denialCause(d.acl, d.entry)},
	}
	subject := fmt.Sprintf("%s of %s %s", capital(title(d.entry)), d.acl.Label(), says(d.entry))
	named := d.naming(packet.Prefixes(cidr))
	switch {
	case len(named) > 0:
		f.Message = fmt.Sprintf("%s, but %s: these connections time out.", subject, named[0].Text())
		for _, n := range named {
			f.Related = append(f.Related, rules.Related{Object: n.Object, Range: n.Range, Message: n.Text() + "."})
		}
		number := freeNumber(d.acl, d.entry.Egress.Or(false), d.entry.Number.Or(0))
		f.Witness = d.witness(named[0].Addresses)
		f.Fix = rules.Fix{Text: fmt.Sprintf("Remove %s, narrow it, or allow what is named under a lower number, for example %d.", title(d.entry), number)}
	case cidr.Bits() == 0:
		return // a denial of ports, not of a range
	default:
		f.Severity = rules.Info
		f.Message = fmt.Sprintf("%s, which a later rule would allow; nothing in view names that range.", subject)
		f.Fix = rules.Fix{Text: "Nothing has to change if the block is meant."}
	}
	if d.acl.Open || len(d.acl.Maybe) > 0 {
		f.Confidence = rules.Possible
		f.Unknown = firstText(d.acl.Why, "an allow whose place is not known may come first")
	}
	d.pass.Report(f)
}

// naming gives the statements that name a range inside the denied one and whose traffic the denial cuts off.
func (d *denial) naming(denied packet.AddrSet) []topology.Name {
	var out []topology.Name
	seen := map[string]bool{}
	add := func(n topology.Name) {
		if n.Object == nil {
			return
		}
		if key := n.Object.Address + " " + n.Addresses.String(); !seen[key] {
			seen[key] = true
			out = append(out, n)
		}
	}
	for _, s := range d.acl.Subnets {
		near := farSide(!d.entry.Egress.Or(false), d.pass.Reach.SubnetAddresses(s))
		cut := d.cut.Intersect(near)
		if cut.IsEmpty() {
			continue
		}
		for _, g := range groupsIn(s) {
			for _, r := range append(g.Ingress[:len(g.Ingress):len(g.Ingress)], g.Egress...) {
				if n, ok := d.groupRule(g, r, denied, near, cut); ok {
					add(n)
				}
			}
		}
		if !d.whole() {
			continue
		}
		for _, n := range d.names.From(s) {
			if !n.Addresses.IsEmpty() && n.Addresses.Subset(denied) {
				add(n)
			}
		}
		d.routes(s, denied, add)
	}
	return out
}

// groupsIn gives the security groups of the interfaces in a subnet.
func groupsIn(s *model.Subnet) []*model.SecurityGroup {
	var out []*model.SecurityGroup
	seen := map[*model.SecurityGroup]bool{}
	for _, i := range s.Interfaces {
		for _, r := range i.Groups.Items {
			if g := r.To(); g != nil && !seen[g] {
				seen[g] = true
				out = append(out, g)
			}
		}
	}
	return out
}

// whole reports whether the denial means all ports of TCP, and so the range and not a service.
func (d *denial) whole() bool {
	view := d.pass.Reach.ACLView(d.acl, d.entry.Egress.Or(false))
	for _, e := range view.Entries {
		if e.Entry == d.entry {
			return e.Matches.Must.DstPorts(packet.TCP).IsAll()
		}
	}
	return false
}

// groupRule reports whether a rule of a security group names ports and a range inside the denied one, and
// whether the denial cuts off its requests or their answers.
func (d *denial) groupRule(g *model.SecurityGroup, r *model.SecurityGroupRule, denied packet.AddrSet, near, cut packet.Set) (topology.Name, bool) {
	if !namesPorts(r.Match) && !d.whole() {
		return topology.Name{}, false
	}
	out := r.Egress.Or(false)
	view := d.pass.Reach.GroupView(g, out)
	for _, rv := range view.Rules {
		if rv.Rule != r {
			continue
		}
		for _, far := range d.farRanges(r) {
			if !far.Subset(denied) {
				continue
			}
			requests := rv.Matches.May.Intersect(farSide(out, far)).Intersect(tcpAndUDP)
			if out != d.entry.Egress.Or(false) {
				// A denial of some of the ports that clients take is what nacl-missing-ephemeral-return tells of.
				requests = requests.Reverse().WithDestinationPorts(anyClientPorts)
				if !d.whole() {
					continue
				}
			}
			if requests.Overlaps(cut) && !d.spared(requests, near, cut) {
				way := "lets %s in from %s"
				if out {
					way = "lets %s out to %s"
				}
				return topology.Name{
					Addresses: far, Object: r.Holder(), Range: r.Range,
					Text: func() string { return fmt.Sprintf("%s "+way, r.Holder().Label(), topology.Traffic(r.Match), far) },
				}, true
			}
		}
	}
	return topology.Name{}, false
}

// spared reports whether an allow before the denial lets requests to a part of the named range through: then the
// rest is denied on purpose.
func (d *denial) spared(requests, near, cut packet.Set) bool {
	egress := d.entry.Egress.Or(false)
	passed := requests.Intersect(near).Intersect(d.pass.Reach.ACL(d.acl, egress).Must)
	return !farAddresses(egress, passed).Subset(farAddresses(egress, requests.Intersect(cut)))
}

// farAddresses gives the addresses of a set of packets outside the subnet that they leave or enter.
func farAddresses(out bool, s packet.Set) packet.AddrSet {
	if out {
		return s.Destinations()
	}
	return s.Sources()
}

// farRanges gives the ranges that a rule of a security group names: those it states, and the subnets of the
// interfaces that carry a group which it references. 0.0.0.0/0 and ::/0 name nothing.
func (d *denial) farRanges(r *model.SecurityGroupRule) []packet.AddrSet {
	var out []packet.AddrSet
	for _, c := range r.CIDRs.Items {
		if p, ok := c.Get(); ok && p.Bits() > 0 {
			out = append(out, packet.Prefixes(p))
		}
	}
	for _, ref := range r.Groups.Items {
		g := ref.To()
		if g == nil {
			continue
		}
		for _, i := range g.Interfaces {
			if s := i.Subnet.To(); s != nil {
				out = append(out, d.pass.Reach.SubnetAddresses(s))
			}
		}
	}
	return out
}

// routes gives the routes of a subnet to other networks whose destination lies in the denied range.
func (d *denial) routes(s *model.Subnet, denied packet.AddrSet, add func(topology.Name)) {
	for _, l := range d.pass.Reach.Carries(s, denied) {
		switch l.Kind {
		case model.TargetPeering, model.TargetTransitGateway, model.TargetVPNGateway:
		default:
			continue
		}
		if l.Route == nil || !l.Certain {
			continue
		}
		if dst, ok := l.Route.Destination.Get(); ok && packet.Prefixes(dst).Subset(denied) {
			add(topology.Name{
				Addresses: packet.Prefixes(dst), Object: l.Route.Holder(), Range: l.Route.Range,
				Text: func() string { return fmt.Sprintf("%s sends %s to a %s", l.Route.Holder().Label(), dst, l.Kind) },
			})
		}
	}
}

// witness is what the denial stops between a subnet behind the ACL and the addresses that something names.
func (d *denial) witness(far packet.AddrSet) *rules.Witness {
	egress := d.entry.Egress.Or(false)
	cut := d.cut.Intersect(farSide(egress, far))
	for _, s := range d.acl.Subnets {
		near := cut.Intersect(farSide(!egress, d.pass.Reach.SubnetAddresses(s)))
		if near.IsEmpty() {
			continue
		}
		if egress {
			return rules.Lost(reach.SubnetEnd(s), topology.At(d.pass.Reach, far), near)
		}
		return rules.Lost(topology.At(d.pass.Reach, far), reach.SubnetEnd(s), near)
	}
	return nil
}
