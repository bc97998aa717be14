package nacl

import (
	"cmp"
	"fmt"
	"net/netip"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// MissingEphemeralReturn finds network ACLs that let connections open and drop their answers.
var MissingEphemeralReturn = &rules.Rule{
	ID:         "nacl-missing-ephemeral-return",
	Severity:   rules.Error,
	ReportedAt: "the network ACL",
	Since:      "0.1.0",
	YieldsTo:   []string{"nacl-blocks-everything", "nacl-rule-shadowed", "nacl-deny-overrides-allow"},
	Doc: rules.Doc{
		Title: "A network ACL that drops the answers of connections that it lets open",
		Problem: "The ACL lets the first packet of a connection pass and drops the answer, or a part of the answers. " +
			"Connections time out, or some of them do: behind a load balancer that shows as 504, now and then.",
		Behaviour: "Network ACLs are stateless: the answer to an allowed packet needs a rule of its own in the other direction. " +
			"An answer goes to the port that the client took for the connection, and the client decides from which range: " +
			"load balancers, NAT gateways, Lambda functions and the internet at large take 1024–65535, Linux 32768–60999, Windows 49152–65535.",
		Remediation: "Allow the clients' whole ephemeral range in the direction of the answers, towards the addresses that connections come from, " +
			"with a rule number below any denial that meets it.",
		Terraform: `resource "aws_network_acl_rule" "answers_out" {
  network_acl_id = aws_network_acl.app.id
  rule_number    = 120
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.1.0.0/16"
  from_port      = 1024
  to_port        = 65535
}
`,
		CloudFormation: `AppAclAnswersOut:
  Type: AWS::EC2::NetworkAclEntry
  Properties:
    NetworkAclId: !Ref AppAcl
    RuleNumber: 120
    Egress: true
    RuleAction: allow
    Protocol: 6
    CidrBlock: 10.1.0.0/16
    PortRange: {From: 1024, To: 65535}
`,
		Limits: "New connections are those to ports below 1024 that a rule names, and to ports that a security group, listener, target, " +
			"container or assertion in view names; an allowed range of high ports that nothing asks for is taken for answers. " +
			"Connections that no route carries or that security groups in view refuse are left out, and so are answers to ranges " +
			"that a denial cuts off as a whole. At a transit gateway attachment's subnet it is what passes between the subnets of its zone and the networks behind the gateway. Nothing of the range allowed is an error, a part of it a warning. " +
			"UDP services without answers, such as syslog, are left out; DNS and NTP in UDP are possible findings only, because " +
			"Amazon's own servers for them are reached past all network ACLs.",
		WorksWith: "Scanners that ask for narrow network ACLs (Trivy AWS-0102, Checkov CKV_AWS_352, cfn-nag W66 and W67) are right about ports that " +
			"open services, and often lead to rules without a way back. Both are satisfied by a rule for the ephemeral range towards " +
			"the clients' addresses alone instead of 0.0.0.0/0.",
		References: []string{ephemeralGuide, aclGuide, aclRules},
	},
	Run: runMissingEphemeralReturn,
}

func runMissingEphemeralReturn(p *rules.Pass) error {
	named := newNamedPorts(p)
	for _, a := range p.Net.NetworkACLs {
		if a.External || open(p, a) {
			continue
		}
		sides := sidesOf(p, a)
		drops := map[bool][]dropped{} // by the direction of the answers
		for _, s := range a.Subnets {
			for _, f := range flowsOf(p, named, sides, s) {
				if d, bad := judge(p, a, f); bad {
					drops[!f.out] = append(drops[!f.out], d...)
				}
			}
		}
		for _, egress := range []bool{false, true} {
			if len(drops[egress]) > 0 {
				reportDropped(p, a, egress, drops[egress])
			}
		}
	}
	return nil
}

// open reports whether both directions of the ACL let all of TCP and UDP through, so that no answer is
// dropped.
func open(p *rules.Pass, a *model.NetworkACL) bool {
	return tcpAndUDP.Subset(p.Reach.ACL(a, false).Must) && tcpAndUDP.Subset(p.Reach.ACL(a, true).Must)
}

// dropped is a flow of one protocol whose answers an ACL drops.
type dropped struct {
	flow
	protocol packet.Protocol
	missing  packet.Set // answers that are dropped
	needed   packet.Set // answers that the clients wait for
	nothing  bool       // no answer at all comes through
	unknown  string     // of a possible finding, what would have to be known; else empty
}

// worse reports whether d is to be told of rather than o: the graver one, else the one whose clients take
// their ports from more.
func (d dropped) worse(o dropped) bool {
	return cmp.Or(cmp.Compare(d.grave(), o.grave()), cmp.Compare(size(d.clients.Must), size(o.clients.Must))) > 0
}

// size is the number of ports in a set.
func size(s packet.PortSet) int {
	n := 0
	for _, r := range s.Ranges() {
		n += int(r.Last) - int(r.First) + 1
	}
	return n
}

// grave orders what is dropped: certain before possible, whole before partial.
func (d dropped) grave() int {
	switch {
	case d.unknown != "":
		return 0
	case !d.nothing:
		return 1
	default:
		return 2
	}
}

// judge finds, for TCP and UDP apart, the answers of a flow that the ACL drops.
func judge(p *rules.Pass, a *model.NetworkACL, f flow) ([]dropped, bool) {
	back := p.Reach.ACLView(a, !f.out)
	var out []dropped
	for _, protocol := range []packet.Protocol{packet.TCP, packet.UDP} {
		requests := f.requests.Intersect(packet.OfProtocol(protocol))
		if requests.IsEmpty() {
			continue
		}
		d := dropped{flow: f, protocol: protocol}
		answers := requests.Reverse()
		d.needed = answers.WithDestinationPorts(f.clients.Must)
		lost := d.needed.Minus(back.Filter.May)
		d.missing = undeliberate(back, d.needed, lost)
		d.nothing = lost.Equal(d.needed)
		d.unknown = f.why
		if f.anyFar && !f.farOf(d.missing).Equal(f.farOf(d.needed)) {
			d.missing = packet.Set{}
		}
		if d.missing.IsEmpty() {
			if d.unknown = firstText(f.why, back.Filter.Why, f.clients.Why); d.unknown == "" {
				continue
			}
			d.needed = answers.WithDestinationPorts(f.clients.May)
			d.missing = undeliberate(back, d.needed, d.needed.Minus(back.Filter.Must))
			d.nothing = false
			if d.missing.IsEmpty() {
				continue
			}
		}
		if protocol == packet.UDP && d.unknown == "" && requests.Subset(amazonUDP) {
			d.unknown = "whether DNS and time servers other than Amazon's are asked is not in view"
		}
		out = append(out, d)
	}
	return out, len(out) > 0
}

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// farOf gives the far addresses of answers.
func (f flow) farOf(answers packet.Set) packet.AddrSet { return farAddresses(!f.out, answers) }

// blockOf gives the denial of a range, on every port, that alone drops all answers that are missing: rules about
// denials say what it cuts off. It is nil where something else is missing as well.
func blockOf(p *rules.Pass, a *model.NetworkACL, egress bool, drops []dropped) *model.NetworkACLEntry {
	var missing packet.Set
	for _, d := range drops {
		missing = missing.Union(d.missing)
	}
	for _, e := range p.Reach.ACLView(a, egress).Entries {
		if allow, ok := e.Entry.Allow.Get(); ok && !allow && missing.Subset(e.Decides.Must) {
			if cidr, ok := e.Entry.CIDR.Get(); ok && cidr.Bits() > 0 && e.Matches.Must.DstPorts(packet.TCP).IsAll() {
				return e.Entry
			}
			return nil
		}
	}
	return nil
}

// undeliberate leaves out of the missing answers those to ranges that an explicit denial cuts off whole,
// while others come through: that is a block, not a mistake about ports.
func undeliberate(back *reach.ACLView, needed, missing packet.Set) packet.Set {
	for _, e := range deciding(back, missing) {
		cidr, ok := e.CIDR.Get()
		if !ok || cidr.Bits() == 0 {
			continue
		}
		there := needed.Intersect(farSide(back.Egress, packet.Prefixes(cidr)))
		if there.Subset(missing) && !there.Equal(needed) {
			missing = missing.Minus(there)
		}
	}
	return missing
}

func reportDropped(p *rules.Pass, a *model.NetworkACL, egress bool, drops []dropped) {
	worst := drops[0]
	for _, d := range drops[1:] {
		if d.worse(worst) {
			worst = d
		}
	}
	back, forth := p.Reach.ACLView(a, egress), p.Reach.ACLView(a, !egress)
	f := rules.Finding{
		Object: a.Base(), Key: side(egress) + " answers",
		Severity: rules.Warning,
		Message:  worst.message(a, back),
	}
	if worst.nothing {
		f.Severity = rules.Error
	}
	if worst.unknown != "" {
		f.Confidence, f.Unknown = rules.Possible, worst.unknown
	}
	if back.Filter.May.IsEmpty() {
		f.Causes = append(f.Causes, blockedCause(a, egress))
	}
	if e := blockOf(p, a, egress, drops); e != nil {
		f.Causes = append(f.Causes, denialCause(a, e))
	}
	related := map[*model.Object]bool{}
	add := func(o *model.Object, r model.Range, message string) {
		if o != nil && !related[o] && o != a.Base() || o == a.Base() && !r.IsZero() {
			related[o] = true
			f.Related = append(f.Related, rules.Related{Object: o, Range: r, Message: message})
		}
	}
	admits := admitting(forth, worst.requests)
	if admits != nil {
		add(admits.Holder(), admits.Range, fmt.Sprintf("%s %s.", capital(title(admits)), says(admits)))
	}
	for _, e := range deciding(back, worst.missing) {
		add(e.Holder(), e.Range, fmt.Sprintf("%s %s, and with it answers.", capital(title(e)), says(e)))
	}
	if worst.client != nil {
		add(worst.client, worst.client.Range, fmt.Sprintf("It opens connections from ports %s.", worst.clients.Must))
	}
	if worst.through != nil {
		add(worst.through, worst.through.Range, "It passes requests on with the addresses of its clients, and the answers carry these.")
	}
	for _, d := range drops {
		if d.subnet != worst.subnet && d.grave() == worst.grave() {
			add(d.subnet.Base(), d.subnet.Range, "This subnet behind the same network ACL is cut off as well.")
		}
	}
	f.Fix = worst.fix(a, back, admits)
	f.Witness = worst.witness(p.Reach)
	p.Report(topology.RuleAbsence(p.Net, f))
}

// message says what is let through, what is dropped, and why.
func (d dropped) message(a *model.NetworkACL, back *reach.ACLView) string {
	service := d.service()
	ports := strings.ToUpper(d.protocol.String()) + " " + d.missing.DstPorts(d.protocol).String()
	lets := fmt.Sprintf("%s lets %s from %s into %s", a.Label(), service, d.far, d.near)
	towards := "to " + d.towards()
	if d.out {
		lets = fmt.Sprintf("%s lets %s from %s out to %s", a.Label(), service, d.near, d.far)
		towards = "from " + d.towards()
	}
	reason := fmt.Sprintf("no %s rule allows %s %s", side(back.Egress), ports, towards)
	if denials := deciding(back, d.missing); len(denials) > 0 {
		reason = fmt.Sprintf("%s %s", title(denials[0]), says(denials[0]))
	}
	switch {
	case d.unknown != "":
		return fmt.Sprintf("%s, and may drop answers: %s.", lets, reason)
	case d.nothing:
		return fmt.Sprintf("%s, but drops the answers: %s.", lets, reason)
	default:
		return fmt.Sprintf("%s, but drops a part of the answers, so that some connections hang: %s.", lets, reason)
	}
}

// service names the ports that connections are opened to, or one of them where they are whatever the rule for
// all traffic lets through.
func (d dropped) service() string {
	name := strings.ToUpper(d.protocol.String())
	ports := d.requests.DstPorts(d.protocol)
	if !wellKnownPorts.Subset(ports) {
		return name + " " + ports.String()
	}
	return name + " connections, to port 443 for example,"
}

// towards names the far addresses of the missing answers, shortly.
func (d dropped) towards() string {
	far := d.farOf(d.missing)
	switch v4 := far.IPv4(); {
	case d.farCIDR != "" && !v4.IsEmpty():
		return d.farCIDR
	case reach.Internet().IPv4().Subset(v4):
		return "0.0.0.0/0"
	case v4.IsEmpty() && reach.Internet().IPv6().Subset(far):
		return "::/0"
	case len(far.Ranges()) > 4:
		return "the addresses it admits"
	}
	return far.String()
}

// fix proposes the rule that lets the answers through: to the range that connections come from, for the
// clients' whole range, below the denial that meets it.
func (d dropped) fix(a *model.NetworkACL, back *reach.ACLView, admits *model.NetworkACLEntry) rules.Fix {
	cidr := d.reach(admits)
	below := 0
	if denials := deciding(back, d.missing); len(denials) > 0 {
		below = denials[0].Number.Or(0)
	}
	ports := hull(d.missing.DstPorts(d.protocol))
	if d.nothing {
		ports = hull(d.clients.May)
	}
	n := newEntry{
		acl: a, number: freeNumber(a, back.Egress, below), egress: back.Egress,
		protocol: d.protocol, ports: ports, cidr: cidr,
	}
	towards, suffix := "from", "In"
	if back.Egress {
		towards, suffix = "to", "Out"
	}
	text := fmt.Sprintf("Add %s rule %d to %s that allows %s %s %s %s.",
		side(back.Egress), n.number, a.Address, strings.ToUpper(d.protocol.String()), ports, towards, cidr)
	return n.fix(text, "answers_"+strings.ToLower(suffix), "Answers"+suffix)
}

// reach gives the range that the fix opens: that of the rule which lets the requests through where it is of
// the answers' family, else the first missing range.
func (d dropped) reach(admits *model.NetworkACLEntry) netip.Prefix {
	missing := d.farOf(d.missing)
	if admits != nil {
		if cidr, ok := admits.CIDR.Get(); ok && packet.Prefixes(cidr).Overlaps(missing) {
			return cidr
		}
	}
	return missing.Prefixes()[0]
}

// hull is the shortest range that holds all ports of the set.
func hull(s packet.PortSet) packet.PortRange {
	r := s.Ranges()
	if len(r) == 0 {
		return packet.PortRange{}
	}
	return packet.PortRange{First: r[0].First, Last: r[len(r)-1].Last}
}

// witness is a request that passes, and whose answer is dropped.
func (d dropped) witness(e *reach.Engine) *rules.Witness {
	request, ok := d.missing.Reverse().Example()
	if !ok || d.through != nil {
		return nil // a path begins with the load balancer's own node, not with its clients
	}
	return rules.Lost(topology.At(e, packet.Addrs(request.Src)), topology.At(e, packet.Addrs(request.Dst)), packet.Of(request))
}

// blockedCause names a direction of an ACL that lets nothing through.
func blockedCause(a *model.NetworkACL, egress bool) string {
	return rules.Cause("acl-blocks", a.ID, side(egress))
}
