package inspection

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

func object(name string) model.Object { return model.Object{ID: name, Address: name} }

func known(values ...string) (out model.List[model.Value[string]]) {
	for _, v := range values {
		out.Items = append(out.Items, model.Known(v))
	}
	return out
}

// firewall is a firewall whose policy has one group.
func firewall(g *model.FirewallRuleGroup) *model.NetworkFirewall {
	g.Object = object("g")
	p := &model.FirewallPolicy{Object: object("p"), HomeNet: known("10.0.0.0/16"), StatefulGroups: model.ListOf(model.FirewallGroupUse{Group: model.LinkedRef(g, g.ID)})}
	return &model.NetworkFirewall{Object: object("f"), Policy: model.LinkedRef(p, p.ID)}
}

func fiveTuple(source, sourcePort, destination, port string) model.StatefulRule {
	return model.StatefulRule{Action: model.Known("DROP"), Protocol: model.Known("TCP"), Source: model.Known(source), SourcePort: model.Known(sourcePort),
		Destination: model.Known(destination), DestinationPort: model.Known(port), Direction: model.Known("FORWARD")}
}

func only(t *testing.T, f *model.NetworkFirewall, request suricata.Request) Rule {
	t.Helper()
	s, err := StatefulRules(f, request)
	require.NoError(t, err)
	require.Len(t, s.Rules, 1)
	return s.Rules[0]
}

// A five-tuple rule means what the Suricata rule means that AWS makes of it.
func TestFiveTupleRules(t *testing.T) {
	for _, c := range []struct {
		rule model.StatefulRule
		text string
	}{
		{fiveTuple("ANY", "ANY", "ANY", "ANY"), "drop tcp any any -> any any (sid:1;)"},
		{fiveTuple("10.0.0.0/8", "any", "203.0.113.9", "443"), "drop tcp 10.0.0.0/8 any -> 203.0.113.9 443 (sid:1;)"},
		{fiveTuple("[10.0.0.0/8, !10.1.0.0/16]", "1024:", "ANY", "[80,443]"), "drop tcp [10.0.0.0/8,!10.1.0.0/16] 1024: -> any [80,443] (sid:1;)"},
		{fiveTuple("10.0.0.1,10.0.0.3", "ANY", "$EXTERNAL_NET", "80,443"), "drop tcp [10.0.0.1,10.0.0.3] any -> $EXTERNAL_NET [80,443] (sid:1;)"},
		{fiveTuple("![10.0.0.0/8,192.168.0.0/16]", "ANY", "$HOME_NET", "!22"), "drop tcp ![10.0.0.0/8,192.168.0.0/16] any -> $HOME_NET !22 (sid:1;)"},
	} {
		got := only(t, firewall(&model.FirewallRuleGroup{Headers: model.ListOf(c.rule)}), suricata.Request{})
		want := only(t, firewall(&model.FirewallRuleGroup{Text: model.Known(c.text)}), suricata.Request{})
		assert.True(t, got.Match.Certain(), c.text)
		assert.True(t, got.Match.Must.Equal(want.Match.Must), c.text)
		assert.Equal(t, "rule 1 ("+c.text+") of g", got.Name())
	}
}

// What is not known of a rule leaves open what it does with the packets that it may match, and with no others.
func TestUnknownParts(t *testing.T) {
	web, ssh := packet.DstPorts(packet.Port(443)), packet.DstPorts(packet.Port(22))
	for name, change := range map[string]func(*model.StatefulRule){
		"source":   func(r *model.StatefulRule) { r.Source = model.Unknown[string]("not in view") },
		"action":   func(r *model.StatefulRule) { r.Action = model.Unknown[string]("not in view") },
		"protocol": func(r *model.StatefulRule) { r.Protocol = model.Unknown[string]("not in view") },
		"variable": func(r *model.StatefulRule) { r.Source = model.Known("$NOBODY") },
		"option":   func(r *model.StatefulRule) { r.Options = model.ListOf(model.Unknown[string]("not in view")) },
	} {
		h := fiveTuple("ANY", "ANY", "ANY", "443")
		change(&h)
		s, err := StatefulRules(firewall(&model.FirewallRuleGroup{Headers: model.ListOf(h)}), suricata.Request{})
		require.NoError(t, err)
		require.NotEmpty(t, s.Rules, name)
		for _, r := range s.Rules {
			assert.Equal(t, suricata.Maybe, r.Match.Covers(web.Intersect(packet.OfProtocol(packet.TCP))), name)
			assert.Equal(t, suricata.No, r.Match.Covers(ssh), name)
			assert.NotEmpty(t, r.Match.Why, name)
		}
	}
}

func TestVariables(t *testing.T) {
	g := &model.FirewallRuleGroup{Text: model.Known("drop tcp $HOME_NET any -> $SERVERS $WEB (sid:1;)"),
		Variables: map[string]model.List[model.Value[string]]{"SERVERS": known("203.0.113.0/24", "198.51.100.7")},
		Ports:     map[string]model.List[model.Value[string]]{"WEB": known("443", "8000:8080")}}
	f := firewall(g)
	want, err := packetsOf("drop tcp 10.0.0.0/16 any -> [203.0.113.0/24,198.51.100.7] [443,8000:8080] (sid:1;)")
	require.NoError(t, err)
	r := only(t, f, suricata.Request{})
	assert.True(t, r.Match.Certain())
	assert.True(t, r.Match.Must.Equal(want))

	// Without HOME_NET of its own the policy takes the ranges of the firewall's VPC, which are not in view here.
	f.Policy.To().HomeNet = model.List[model.Value[string]]{}
	assert.True(t, only(t, f, suricata.Request{}).Match.Must.IsEmpty())
	g.Variables["HOME_NET"] = known("10.0.0.0/16")
	assert.True(t, only(t, f, suricata.Request{}).Match.Must.Equal(want), "the group's own goes before")
}

func packetsOf(text string) (packet.Set, error) {
	s, err := StatefulRules(firewall(&model.FirewallRuleGroup{Text: model.Known(text)}), suricata.Request{})
	return s.Rules[0].Match.Must, err
}

func TestStatelessOrder(t *testing.T) {
	rule := func(priority int, action string) model.StatelessRule {
		return model.StatelessRule{Priority: model.Known(priority), Actions: known("custom", action)}
	}
	first, second := &model.FirewallRuleGroup{Object: object("first")}, &model.FirewallRuleGroup{Object: object("second")}
	first.Stateless, second.Stateless = model.ListOf(rule(1, "aws:drop")), model.ListOf(rule(20, "aws:pass"), rule(10, "aws:forward_to_sfe"))
	p := &model.FirewallPolicy{Object: object("p"), StatelessGroups: model.ListOf(
		model.FirewallGroupUse{Group: model.LinkedRef(second, "second"), Priority: model.Known(2)},
		model.FirewallGroupUse{Group: model.LinkedRef(first, "first"), Priority: model.Known(1)},
	)}
	var order []string
	for _, r := range Stateless(p) {
		order = append(order, r.Group.ID+" "+r.Action)
	}
	assert.Equal(t, []string{"first aws:drop", "second aws:forward_to_sfe", "second aws:pass"}, order)

	// A range of ports that is not known may be any, and the rule matches nothing for certain.
	r := rule(1, "aws:pass")
	r.DestinationPorts = model.ListOf(model.Known([2]int{443, 443}), model.Unknown[[2]int]("not in view"))
	first.Stateless = model.ListOf(r)
	m := Stateless(p)[0].Match
	assert.True(t, m.Must.IsEmpty())
	assert.Equal(t, suricata.Maybe, m.Covers(packet.DstPorts(packet.Port(22))))
	r.DestinationPorts = model.ListOf(model.Known([2]int{443, 443}))
	first.Stateless = model.ListOf(r)
	m = Stateless(p)[0].Match
	assert.True(t, m.Certain())
	assert.Equal(t, suricata.No, m.Covers(packet.DstPorts(packet.Port(22)).Intersect(packet.OfProtocol(packet.TCP))))
}
