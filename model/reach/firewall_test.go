package reach

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

// policyWith is a firewall in a VPC whose policy has stateful rules in one group.
func policyWith(rules ...model.StatefulRule) (*model.NetworkFirewall, *model.FirewallPolicy, *model.FirewallRuleGroup) {
	v := &model.VPC{Object: named("v"), CIDRs: model.ListOf(model.Known(pfx("10.0.0.0/16")))}
	g := &model.FirewallRuleGroup{Object: named("g"), Stateful: yes(), Headers: model.ListOf(rules...)}
	p := &model.FirewallPolicy{Object: named("p"), StatelessDefault: model.ListOf(model.Known("aws:forward_to_sfe")),
		StatefulGroups: model.ListOf(model.FirewallGroupUse{Group: model.LinkedRef(g, g.ID)})}
	return &model.NetworkFirewall{Object: named("f"), VPC: model.LinkedRef(v, v.ID), Policy: model.LinkedRef(p, p.ID)}, p, g
}

func header(action, protocol, source, destination, port string) model.StatefulRule {
	return model.StatefulRule{
		Action: model.Known(action), Protocol: model.Known(protocol), Source: model.Known(source), SourcePort: model.Known("ANY"),
		Destination: model.Known(destination), DestinationPort: model.Known(port), Direction: model.Known("FORWARD"),
	}
}

var (
	https = tcp("10.0.1.4:50000", "203.0.113.9:443")
	ssh   = tcp("10.0.1.4:50000", "203.0.113.9:22")
)

func TestFirewallOrder(t *testing.T) {
	drop, pass := header("DROP", "TCP", "ANY", "ANY", "ANY"), header("PASS", "TCP", "$HOME_NET", "$EXTERNAL_NET", "443")
	f, p, _ := policyWith(drop, pass)
	in := New(&model.Network{}).Inspects(f, false, suricata.Request{})
	assert.True(t, in.Must.Contains(https), "in default order passing comes first")
	assert.False(t, in.May.Contains(ssh))
	assert.True(t, in.Must.Contains(packet.Packet{Protocol: packet.UDP, Src: https.Src, Dst: https.Dst}), "what no rule matches passes")

	p.StrictOrder = yes()
	in = New(&model.Network{}).Inspects(f, false, suricata.Request{})
	assert.False(t, in.May.Contains(https), "in strict order the first rule decides")

	p.StatefulDefault = model.ListOf(model.Known("aws:drop_established"))
	in = New(&model.Network{}).Inspects(f, false, suricata.Request{})
	assert.False(t, in.May.Contains(packet.Packet{Protocol: packet.UDP, Src: https.Src, Dst: https.Dst}))
}

func TestFirewallStatelessFirstMatch(t *testing.T) {
	f, p, g := policyWith(header("DROP", "IP", "ANY", "ANY", "ANY"))
	g.Stateless = model.ListOf(
		model.StatelessRule{Priority: model.Known(2), Actions: model.ListOf(model.Known("aws:drop")), Destinations: model.ListOf(model.Known("203.0.113.0/24"))},
		model.StatelessRule{Priority: model.Known(1), Actions: model.ListOf(model.Known("aws:pass")), Protocols: model.ListOf(model.Known(6)),
			DestinationPorts: model.ListOf(model.Known([2]int{443, 443}))},
	)
	p.StatelessGroups = model.ListOf(model.FirewallGroupUse{Group: model.LinkedRef(g, g.ID), Priority: model.Known(1)})
	for _, answers := range []bool{false, true} {
		in := New(&model.Network{}).Inspects(f, answers, suricata.Request{})
		assert.True(t, in.Must.Contains(https), "passed without the stateful engine")
		assert.False(t, in.May.Contains(ssh))
	}
}

// What looks into the payload leaves the verdict open, but only for the packets that it may match.
func TestFirewallLooksIntoPayload(t *testing.T) {
	f, _, g := policyWith(header("DROP", "HTTP", "ANY", "ANY", "ANY"))
	e := New(&model.Network{})
	in := e.Inspects(f, false, suricata.Request{})
	assert.True(t, in.May.Contains(https))
	assert.False(t, in.Must.Contains(https))
	assert.True(t, in.Must.Contains(packet.Packet{Protocol: packet.UDP, Src: https.Src, Dst: https.Dst}))
	assert.NotEmpty(t, in.Why)

	g.Headers = model.List[model.StatefulRule]{}
	g.Text = model.Unknown[string]("the rules come from a file")
	assert.False(t, New(&model.Network{}).Inspects(f, false, suricata.Request{}).Must.Contains(https), "text that is not in view is opaque")
	g.Text = model.Known("drop tcp any any -> any 22 (sid:1;)")
	in = New(&model.Network{}).Inspects(f, false, suricata.Request{})
	assert.True(t, in.Must.Contains(https))
	assert.False(t, in.May.Contains(ssh))
}

// What a rule looks for in requests decides where the question says what the request is, and stays open where it
// does not.
func TestFirewallDecidesByHost(t *testing.T) {
	known := func(values ...string) (out model.List[model.Value[string]]) {
		for _, v := range values {
			out.Items = append(out.Items, model.Known(v))
		}
		return out
	}
	list := func(action string, targets ...string) *model.DomainList {
		return &model.DomainList{Action: model.Known(action), Types: known("TLS_SNI", "HTTP_HOST"), Targets: known(targets...)}
	}
	denied, allowed := suricata.Request{Application: "tls", Host: "a.example.com"}, suricata.Request{Application: "tls", Host: "example.org"}
	for name, test := range map[string]struct {
		text    string
		domains *model.DomainList
	}{
		"content":    {text: `drop tls any any -> any 443 (tls.sni; content:"example.com"; sid:1;)`},
		"reject":     {text: `rejectboth tls $HOME_NET any -> $EXTERNAL_NET any (tls.sni; content:".example.com"; nocase; endswith; sid:1;)`},
		"pass first": {text: "drop tls any any -> any any (sid:1;)\npass tls any any -> any any (tls.sni; content:\"example.org\"; sid:2;)"},
		"deny list":  {domains: list("DENYLIST", ".example.com")},
		"allow list": {domains: list("ALLOWLIST", "example.org")},
	} {
		t.Run(name, func(t *testing.T) {
			f, _, g := policyWith()
			g.Domains = test.domains
			if test.text != "" {
				g.Text = model.Known(test.text)
			}
			e := New(&model.Network{})
			assert.False(t, e.Inspects(f, false, denied).May.Contains(https))
			assert.True(t, e.Inspects(f, false, allowed).Must.Contains(https))
			open := e.Inspects(f, false, suricata.Request{})
			assert.True(t, open.May.Contains(https) && !open.Must.Contains(https), "which host is not said")
			assert.NotEmpty(t, open.Why)
			udp := packet.Packet{Protocol: packet.UDP, Src: https.Src, Dst: https.Dst}
			assert.True(t, open.Must.Contains(udp), "no TLS over UDP")

			_, rule := firewallBlame(f, false, denied)(https)
			assert.Contains(t, rule, "of g", "the group is named")
		})
	}
}

// A rule on an application that requests do not know of says nothing certain, and neither do unreadable rules.
func TestFirewallAbstains(t *testing.T) {
	for _, text := range []string{
		`drop ssh any any -> any any (sid:1;)`, `drop tcp any any -> any any (pcre:"/x/"; sid:1;)`,
		`drop tcp $NOBODY any -> any any (sid:1;)`, `drop tcp any any -> any any (flow:to_client; sid:1;)`, `drop tcp any any any any (sid:1;)`,
	} {
		f, _, g := policyWith()
		g.Text = model.Known(text)
		in := New(&model.Network{}).Inspects(f, false, suricata.Request{})
		assert.True(t, in.May.Contains(https) && !in.Must.Contains(https), text)
	}
}

// The answer that takes another endpoint than the question is dropped; the same endpoint both ways lets it through.
func TestInspectionBothWays(t *testing.T) {
	for _, both := range []bool{true, false} {
		b := build(t)
		v := b.vpc("v", "10.0.0.0/16")
		s1, s2, fw := b.subnet(v, "s1", "a", "10.0.1.0/24"), b.subnet(v, "s2", "a", "10.0.2.0/24"), b.subnet(v, "fw", "a", "10.0.9.0/24")
		end := b.firewall(v, "f", fw)
		g := b.open(v, "g")
		x, y := b.instance(s1, "x", "", g), b.instance(s2, "y", "", g)
		b.route(b.table(v, "t1", s1), "10.0.2.0/24", model.TargetEndpoint, end.ID)
		t2 := b.table(v, "t2", s2)
		if both {
			b.route(t2, "10.0.1.0/24", model.TargetEndpoint, end.ID)
		}
		r := b.ask(WorkloadEnd, x, y)
		if both {
			requireVerdict(t, Reachable, r)
			continue
		}
		requireVerdict(t, Blocked, r)
		assert.Equal(t, []Code{CodeAsymmetric}, codes(r))
	}
}
