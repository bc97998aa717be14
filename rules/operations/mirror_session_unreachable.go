package operations

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// MirrorSessionUnreachable finds traffic mirroring of which nothing arrives.
var MirrorSessionUnreachable = &rules.Rule{
	ID:         "mirror-session-unreachable",
	Severity:   rules.Warning,
	ReportedAt: "the mirror session",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title:   "A traffic mirror session of which nothing arrives",
		Problem: "The monitoring appliance sees nothing: the filter accepts no traffic, or the mirrored packets do not reach the target.",
		Behaviour: "A session copies what its filter's rules accept, wraps it in VXLAN and sends it to the target as UDP to port 4789. " +
			"A filter without rules accepts nothing. The way to the target needs a route, and the target's security group an inbound rule for that port.",
		Remediation: "Give the filter rules that accept, route to the target, and allow UDP 4789 in at the target.",
		Terraform: `resource "aws_vpc_security_group_ingress_rule" "mirror" {
  security_group_id = aws_security_group.monitor.id
  ip_protocol       = "udp"
  from_port         = 4789
  to_port           = 4789
  cidr_ipv4         = aws_vpc.main.cidr_block
}
`,
		CloudFormation: `MonitorMirror:
  Type: AWS::EC2::SecurityGroupIngress
  Properties: {GroupId: !GetAtt MonitorGroup.GroupId, IpProtocol: udp, FromPort: 4789, ToPort: 4789, CidrIp: !GetAtt Vpc.CidrBlock}
`,
		Limits:     "Only targets that are interfaces have their security groups checked.",
		References: []string{"https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-how-it-works.html"},
	},
	Run: runMirrorSessionUnreachable,
}

// vxlan is the port that mirrored packets are sent to.
const vxlan = 4789

// way is that of mirrored packets. Sessions that share it lack the same route or rule.
type way struct{ source, target *model.NetworkInterface }

func runMirrorSessionUnreachable(p *rules.Pass) error {
	checked := map[way]bool{}
	for _, s := range p.Net.MirrorSessions {
		if s.External {
			continue
		}
		if f := s.Filter.To(); f != nil && acceptsNothing(f) {
			p.Report(topology.Absence(p.Net, rules.Finding{
				Object: s.Base(), Key: "filter",
				Message: fmt.Sprintf("%s mirrors nothing, because no rule of %s accepts traffic.", s.Label(), f.Label()),
				Related: []rules.Related{{Object: f.Base(), Message: "This filter has no rule that accepts."}},
				Fix:     rules.Fix{Text: fmt.Sprintf("Add a rule to %s that accepts what is to be mirrored.", f.Address)},
			}))
		}
		if w, ok := wayOf(s); ok && !checked[w] {
			checked[w] = true
			checkTarget(p, s, w)
		}
	}
	return nil
}

func acceptsNothing(f *model.MirrorFilter) bool {
	return !f.External && !f.Rules.Open && !f.Exported &&
		!slices.ContainsFunc(f.Rules.Items, func(r *model.MirrorFilterRule) bool { return r.Accept.OrDefault(true).Or(true) })
}

// wayOf gives the interfaces that a session joins, where both are in view.
func wayOf(s *model.MirrorSession) (way, bool) {
	source, target := s.Source.To(), s.Target.To()
	if source == nil || source.Subnet.To() == nil || target == nil || target.Interface.To() == nil {
		return way{}, false
	}
	return way{source, target.Interface.To()}, true
}

// checkTarget reports a target that mirrored packets do not reach, at the first session that sends to it.
func checkTarget(p *rules.Pass, s *model.MirrorSession, w way) {
	source, to := w.source, w.target
	dst := p.Reach.Addresses(to).All()
	sent := packet.From(p.Reach.Addresses(source).All()).Intersect(packet.To(dst)).
		Intersect(packet.OfProtocol(packet.UDP)).Intersect(packet.DstPorts(packet.Port(vxlan)))
	if sent.IsEmpty() {
		return
	}
	f := rules.Finding{
		Object: s.Base(), Key: "target",
		Related: []rules.Related{
			{Object: source.Base(), Message: "The session mirrors this interface."},
			{Object: to.Base(), Message: "The mirrored packets go to this interface."},
		},
	}
	lost := true
	for _, l := range p.Reach.Carries(source.Subnet.To(), dst) {
		if !l.None() && l.Kind != model.TargetBlackhole {
			lost = false
		}
	}
	switch {
	case lost:
		f.Message = fmt.Sprintf("The packets of %s do not reach %s: %s has no route to it.", s.Label(), to.Label(), topology.SubnetWords(source.Subnet.To()))
		f.Fix.Text = fmt.Sprintf("Route %s from the subnet of %s to the target's network.", dst, source.Address)
	case !sent.Overlaps(p.Reach.AllowsPeer(to, source, false, true).May):
		f.Message = fmt.Sprintf("The packets of %s do not reach %s: its security groups do not let UDP %d in from %s.", s.Label(), to.Label(), vxlan, source.Label())
		f.Fix.Text = fmt.Sprintf("Allow UDP %d in at %s from %s.", vxlan, to.Address, source.Address)
	default:
		return
	}
	for _, o := range p.Net.MirrorSessions {
		if other, ok := wayOf(o); ok && o != s && !o.External && other == w {
			f.Related = append(f.Related, rules.Related{Object: o.Base(), Message: "This session sends the same way."})
		}
	}
	p.Report(topology.Absence(p.Net, f))
}
