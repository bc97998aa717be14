package firewall

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/model/suricata"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
)

// DropsDeclaredHost finds firewall rules that drop what the configuration itself asks for.
var DropsDeclaredHost = &rules.Rule{
	ID:         "firewall-drops-declared-host",
	Severity:   rules.Error,
	ReportedAt: "the rule group",
	Doc: rules.Doc{
		Title: "A firewall rule that drops a host which the configuration declares",
		Problem: "TCP connects, for the firewall lets the handshake through, but the request is dropped and the client waits in vain. The flow log " +
			"says ACCEPT. The name stands in a private zone of the clients' VPC, so that the configuration itself sends them there.",
		Behaviour: "The stateful engine looks at all rules that pass, then at those that drop, reject and alert, whatever their order in the text; with strict order " +
			"the first rule that matches decides, by the groups' priorities. A rule on a host name (`http.host`, `tls.sni`) matches anywhere in the name unless " +
			"`startswith`, `endswith` or `bsize` say otherwise. Domain lists and `$HOME_NET` speak of the firewall's own VPC unless the policy sets the variable.",
		Remediation:    "Take the host out of the rule, or pass it by a rule of its own.",
		Terraform:      "rules_string = <<-EOT\n  pass http any any -> any any (flow:to_server; http.host; content:\"api.example.internal\"; startswith; endswith; sid:2;)\nEOT",
		CloudFormation: "RulesString: |\n  pass http any any -> any any (flow:to_server; http.host; content:\"api.example.internal\"; startswith; endswith; sid:2;)",
		Limits: "Hosts are the names of private zones with their addresses or load balancers; ports are those of URLs in settings, listeners and inbound rules. " +
			"Options that cannot be decided (`pcre`, `flowbits`, other buffers) leave a rule undecided, and groups that are not in view leave all undecided. " +
			"Only connections that certainly go through the firewall count. Of load balancers that face the internet, requests to their listeners count " +
			"where the internet gateway's route table hands them to the firewall.",
		References: []string{
			"https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html",
			"https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateful-rule-groups-domain-names.html",
			"https://docs.suricata.io/en/latest/rules/http-keywords.html",
		},
	},
	Since: "0.1.0",
	Run: func(p *rules.Pass) error {
		if len(p.Net.Firewalls) == 0 {
			return nil
		}
		found := map[string]*drop{}
		var order []string
		for _, c := range calls(p) {
			for _, f := range p.Net.Firewalls {
				v, ok := dropped(f, c.connection(p.Reach))
				if !ok || c.guessed && !v.by.Host {
					continue
				}
				key := f.ID + " " + v.by.Name()
				if old := found[key]; old != nil {
					old.add(c, f, p)
					continue
				}
				if !c.passes(p.Reach, f) {
					continue
				}
				found[key] = &drop{Finding: finding(p.Reach, f, c, v), hosts: []string{c.host}}
				order = append(order, key)
			}
		}
		for _, k := range order {
			p.Report(found[k].Finding)
		}
		for _, f := range listenerDrops(p) {
			p.Report(f)
		}
		return nil
	},
}

// drop is the finding of one rule with all hosts that it drops.
type drop struct {
	rules.Finding
	hosts []string
}

// add notes a further host that the rule drops.
func (d *drop) add(c call, f *model.NetworkFirewall, p *rules.Pass) {
	if slices.Contains(d.hosts, c.host) || !c.passes(p.Reach, f) {
		return
	}
	d.hosts = append(d.hosts, c.host)
	d.Related = append(d.Related, rules.Related{Object: &c.record.Object, Message: fmt.Sprintf("%s, which %s declares, is dropped too.", c.host, c.record.Label())})
}

func finding(e *reach.Engine, f *model.NetworkFirewall, c call, v verdict) rules.Finding {
	what := map[string]string{"http": "HTTP requests", "tls": "TLS connections"}[c.app]
	if what == "" {
		what = "connections"
	}
	client := c.client.Base()
	if c.client.Owner != nil {
		client = c.client.Owner.Base()
	}
	object, at, subject := &f.Object, f.Range, ""
	if group := v.by.Group; group != nil {
		object, at = &group.Object, v.by.At
		subject = fmt.Sprintf("%s of rule group %s drops", upper(v.by.Text), group.Label())
	} else if policy := f.Policy.To(); policy != nil {
		object, at = &policy.Object, policy.Place("firewall_policy")
		subject = fmt.Sprintf("Firewall policy %s by its default actions drops", policy.Label())
	}
	out := rules.Finding{
		Object: object, Range: at, Key: c.host,
		Message: fmt.Sprintf("%s %s of %s for %s (%s, TCP %d), which the private zone of its VPC declares.",
			subject, what, client.Label(), c.host, c.to.label, c.port),
		Related: []rules.Related{
			{Object: &c.record.Object, Message: fmt.Sprintf("%s declares %s as %s.", c.record.Label(), c.host, c.to.label)},
			{Object: &f.Object, Message: fmt.Sprintf("The connection goes through %s.", f.Label())},
		},
		Fix:     pass(c, v.by.Group, object),
		Witness: c.witness(e),
	}
	if c.named.Object != &c.record.Object {
		out.Related = append(out.Related, rules.Related{Object: c.named.Object, Range: c.named.Range, Message: c.named.Message})
	}
	if v.doubt != "" {
		out.Confidence, out.Unknown = rules.Possible, v.doubt
	}
	return out
}

// pass makes the rule that lets the host through.
func pass(c call, g *model.FirewallRuleGroup, beside *model.Object) rules.Fix {
	fix := rules.Fix{Text: fmt.Sprintf("Take %s out of what the rule drops, or pass it by a rule of its own.", c.host)}
	sid := freeSID(g)
	rule := fmt.Sprintf("pass tcp any any -> any %d (msg:\"%s\"; sid:%d;)", c.port, c.host, sid)
	if buffer := map[string]string{"http": "http.host", "tls": "tls.sni"}[c.app]; buffer != "" {
		rule = fmt.Sprintf("pass %s any any -> any any (flow:to_server; %s; content:\"%s\"; startswith; endswith; sid:%d;)", c.app, buffer, c.host, sid)
	}
	if snippet.Dialect(beside) == model.CloudFormation {
		fix.CloudFormation = "# another line of RulesString\n" + rule + "\n"
	} else {
		fix.Terraform = "# another line of rules_string\n" + rule + "\n"
	}
	return fix
}

// freeSID gives a rule id that no rule of the group has.
func freeSID(g *model.FirewallRuleGroup) int {
	sid := 1
	if g != nil {
		read, _ := suricata.Parse(g.Text.Or(""))
		for _, r := range read {
			sid = max(sid, r.SID+1)
		}
	}
	return sid
}

// upper makes the first letter of a clause a capital one; an address that the clause begins with stays as it is.
func upper(s string) string {
	first, _, _ := strings.Cut(s, " ")
	if s == "" || strings.ContainsAny(first, "._/") {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
