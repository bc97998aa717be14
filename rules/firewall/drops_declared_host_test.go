package firewall

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

const dropsAPI = `drop http any any -> any any (flow:to_server; http.host; content:"api.example.internal"; sid:1;)`

func TestRuleDropsDeclaredHost(t *testing.T) {
	for name, c := range map[string]struct {
		rules, settings string
		found           bool
	}{
		"by its name":                     {dropsAPI, "", true},
		"by a part of its name":           {`drop http any any -> any any (http.host; content:"example.internal"; endswith; sid:1;)`, "", true},
		"by its port":                     {`drop tcp any any -> 10.0.4.0/24 80 (sid:1;)`, "", true},
		"reject":                          {`reject tcp any any -> any any (sid:1;)`, "", true},
		"another name":                    {`drop http any any -> any any (http.host; content:"tracker.example.net"; endswith; sid:1;)`, "", false},
		"another port":                    {`drop tcp any any -> any 22 (sid:1;)`, "", false},
		"from elsewhere":                  {`drop tcp 192.168.0.0/16 any -> any any (sid:1;)`, "", false},
		"alert only":                      {`alert http any any -> any any (http.host; content:"api.example.internal"; sid:1;)`, "", false},
		"passed besides":                  {dropsAPI + "\n" + `pass http any any -> any any (http.host; content:"api.example.internal"; startswith; endswith; sid:2;)`, "", false},
		"passed by a header":              {dropsAPI + "\npass tcp 10.0.0.0/16 any -> 10.0.0.0/16 any (sid:2;)", "", false},
		"only TLS is dropped":             {`drop tls any any -> any any (tls.sni; content:"api.example.internal"; sid:1;)`, "", false},
		"TLS, and it is called so":        {`drop tls any any -> any any (tls.sni; content:"api.example.internal"; sid:1;)`, "curl https://api.example.internal/", true},
		"HTTP, and TLS is what is called": {dropsAPI, "curl https://api.example.internal/", false},
		"the settings say HTTP":           {dropsAPI, "API=http://api.example.internal:8080/v1", true},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEdge(t)
			e.application(c.settings)
			e.group(c.rules)
			if !c.found {
				e.None(DropsDeclaredHost)
				return
			}
			f := e.One(DropsDeclaredHost)
			assert.Equal(t, "aws_networkfirewall_rule_group.g", f.Object.Address)
			assert.Contains(t, f.Message, "The rule with sid 1")
			assert.Contains(t, f.Message, "of aws_instance.web for api.example.internal (10.0.4.168, TCP ")
		})
	}
}

func TestStrictOrderTakesTheFirstMatch(t *testing.T) {
	pass := `pass http any any -> any any (http.host; content:"api.example.internal"; sid:2;)`
	for text, found := range map[string]bool{dropsAPI + "\n" + pass: true, pass + "\n" + dropsAPI: false} {
		e := newEdge(t)
		e.application("")
		e.policy.StrictOrder = model.Known(true)
		e.group(text)
		if found {
			e.One(DropsDeclaredHost)
		} else {
			e.None(DropsDeclaredHost)
		}
	}
	e := newEdge(t) // nothing matches, and the default drops
	e.application("")
	e.policy.StrictOrder = model.Known(true)
	e.policy.StatefulDefault = model.ListOf(model.Known("aws:drop_established"))
	e.group(`pass tcp any any -> any 443 (sid:2;)`)
	f := e.One(DropsDeclaredHost)
	assert.Equal(t, "aws_networkfirewall_firewall_policy.p", f.Object.Address)
	assert.Contains(t, f.Message, "by its default actions drops HTTP requests")
}

func TestOtherFormsOfRules(t *testing.T) {
	e := newEdge(t)
	e.application("")
	e.group("").Headers = model.ListOf(model.StatefulRule{
		Action: model.Known("DROP"), Protocol: model.Known("TCP"), Source: model.Known("ANY"), SourcePort: model.Known("ANY"),
		Destination: model.Known("10.0.4.0/24"), DestinationPort: model.Known("80"), Direction: model.Known("FORWARD"),
	})
	assert.Contains(t, e.One(DropsDeclaredHost).Message, "Rule 1 (drop tcp any any -> 10.0.4.0/24 80")

	// Domain lists speak of what leaves HOME_NET.
	for _, home := range []string{"10.0.0.0/24", "10.0.0.0/16"} {
		e := newEdge(t)
		e.application("")
		e.policy.HomeNet = model.ListOf(model.Known(home))
		e.group("").Domains = &model.DomainList{
			Targets: model.ListOf(model.Known(".example.internal")), Types: model.ListOf(model.Known("HTTP_HOST"), model.Known("TLS_SNI")), Action: model.Known("DENYLIST"),
		}
		if home == "10.0.0.0/24" {
			assert.Contains(t, e.One(DropsDeclaredHost).Message, "The domain list that denies .example.internal of rule group")
		} else {
			e.None(DropsDeclaredHost)
		}
	}
	for action, found := range map[string]bool{"ALLOWLIST": true, "DENYLIST": false} {
		e := newEdge(t)
		e.application("")
		e.policy.HomeNet = model.ListOf(model.Known("10.0.0.0/24"))
		e.group("").Domains = &model.DomainList{Targets: model.ListOf(model.Known("example.com")), Types: model.ListOf(model.Known("HTTP_HOST")), Action: model.Known(action)}
		if found {
			assert.Contains(t, e.One(DropsDeclaredHost).Message, "allows other domains only")
		} else {
			e.None(DropsDeclaredHost)
		}
	}
}

func TestWhatIsNotKnownIsNotClaimed(t *testing.T) {
	e := newEdge(t) // a group out of view may pass it
	e.application("")
	e.group(dropsAPI)
	e.policy.StatefulGroups.Items = append(e.policy.StatefulGroups.Items, model.FirewallGroupUse{Group: model.RefByID[model.FirewallRuleGroup]("arn:aws:network-firewall:eu-west-1:111122223333:stateful-rulegroup/x")})
	for _, f := range e.Run(DropsDeclaredHost) {
		assert.Equal(t, rules.Possible, f.Confidence)
	}

	e = newEdge(t) // AWS's own groups pass nothing
	e.application("")
	e.group(dropsAPI)
	e.policy.StatefulGroups.Items = append(e.policy.StatefulGroups.Items, model.FirewallGroupUse{Group: model.RefByID[model.FirewallRuleGroup]("arn:aws:network-firewall:eu-west-1:aws-managed:stateful-rulegroup/x")})
	e.One(DropsDeclaredHost)

	e = newEdge(t) // what the rule looks for besides cannot be told
	e.application("")
	e.group(`drop http any any -> any any (http.host; content:"api.example.internal"; pcre:"/x/"; sid:1;)`)
	e.None(DropsDeclaredHost)

	e = newEdge(t) // stateless rules let it by
	e.application("")
	e.group(dropsAPI)
	e.policy.StatelessDefault = model.ListOf(model.Known("aws:pass"))
	e.None(DropsDeclaredHost)

	e = newEdge(t) // the traffic does not go through the firewall
	e.application("")
	e.group(dropsAPI)
	for _, r := range e.Routes {
		if r.Target.Kind == model.TargetEndpoint {
			r.Destination = model.Unknown[netip.Prefix]("var.cidr has no value")
		}
	}
	for _, f := range e.Run(DropsDeclaredHost) {
		assert.Equal(t, rules.Possible, f.Confidence, f.Message)
	}
}

func TestInvalidRules(t *testing.T) {
	e := newEdge(t)
	e.group("pass tcp any any -> any 443 (sid:1;)\ndrop tcp any any -> any 80 (sid:1;)")
	f := e.One(RuleInvalid)
	assert.Contains(t, f.Message, "Line 2 of the rules of aws_networkfirewall_rule_group.g is not valid: sid 1 is taken already by the rule in line 1")

	e = newEdge(t)
	e.group("pass tcp any any -> any 443 (sid:1;)\ndrop tcp any any -> any 80 (sid:2;)")
	e.None(RuleInvalid)

	e = newEdge(t)
	e.group("").Text = model.Unknown[string]("var.rules has no value")
	e.None(RuleInvalid)
}
