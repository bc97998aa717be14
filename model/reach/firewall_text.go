package reach

import (
	"fmt"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

// textRules gives what the Suricata rules of a group do to connections that begin with the request.
func textRules(f *model.NetworkFirewall, g *model.FirewallRuleGroup, request suricata.Request) []headerRule {
	text, ok := g.Text.Get()
	if !ok {
		return anything(firstOf(g.Text.Why(), "the Suricata rules of "+g.Address+" are not known"))
	}
	read, problems := suricata.Parse(text)
	variables := suricataVariables(f, g)
	var out []headerRule
	for _, r := range read {
		out = append(out, suricataRule(g, r, fmt.Sprintf("rule sid %d of %s", r.SID, g.Address), variables, request))
	}
	if len(problems) > 0 {
		out = append(out, anything(fmt.Sprintf("line %d of the rules of %s cannot be read: %s", problems[0].Line, g.Address, problems[0].Message))...)
	}
	return out
}

// suricataRule reduces a rule to its header, as far as the request decides the rest.
func suricataRule(g *model.FirewallRuleGroup, r suricata.Rule, name string, variables suricata.Variables, request suricata.Request) headerRule {
	header := r.Header(variables)
	match := Filter{Must: header.Must, May: header.May}
	if !match.Certain() {
		match.Why = "a variable or IP set in the header of " + name + " is not known"
	}
	action := r.Action
	if strings.HasPrefix(action, "reject") {
		action = "reject"
	}
	return headerRule{action: action, match: inspected(match, r, name, request), name: name, at: textRange(g)}
}

// inspected narrows what a rule's header matches to what its options match besides.
func inspected(match Filter, r suricata.Rule, name string, request suricata.Request) Filter {
	switch r.Inspects(request) {
	case suricata.Yes:
	case suricata.No:
		return Filter{}
	default:
		match.Must = packet.Set{}
		match.Why = name + " looks into what the packets carry"
		if r.NamesHost() && request.Host == "" {
			match.Why = name + " decides by the host name that the packets carry"
		}
	}
	return match
}

// textRange is where the text of a group stands.
func textRange(g *model.FirewallRuleGroup) model.Range {
	for _, name := range []string{"rule_group.rules_source.rules_string", "rules"} {
		if r := g.Place(name); r != g.Range {
			return r
		}
	}
	return g.Range
}

// suricataVariables gives what the variables of a group stand for under a firewall.
func suricataVariables(f *model.NetworkFirewall, g *model.FirewallRuleGroup) suricata.Variables {
	addresses := variables(f, g)
	return suricata.Variables{
		Addresses: func(name string) (suricata.Span[packet.AddrSet], bool) {
			s, ok := addresses(name)
			return suricata.Span[packet.AddrSet]{Must: s.Must, May: s.May}, ok
		},
		Ports: func(name string) (suricata.Span[packet.PortSet], bool) {
			list, ok := g.Ports[name]
			var out suricata.Span[packet.PortSet]
			for _, v := range list.Items {
				t := portTerm(v)
				if t.known {
					out.Must = out.Must.Union(t.set)
				}
				out.May = out.May.Union(t.set)
			}
			if list.Open {
				out.May = packet.AnyPort()
			}
			return out, ok
		},
	}
}

// domainRules gives what a list of domains does to connections that begin with the request. AWS makes rules of it:
// for each domain and protocol one that passes or drops requests from HOME_NET to EXTERNAL_NET, and for a list of
// allowed domains one besides that drops the requests for all others ("Stateful domain list rule groups in AWS
// Network Firewall").
func domainRules(f *model.NetworkFirewall, g *model.FirewallRuleGroup, request suricata.Request) []headerRule {
	d := g.Domains
	action, known := d.Action.Get()
	if !known || d.Targets.Open || d.Types.Open {
		return anything("the domain list of " + g.Address + " is not known")
	}
	verb := "drop"
	if strings.EqualFold(action, "ALLOWLIST") {
		verb = "pass"
	}
	name := "the domain list of " + g.Address
	variables := suricataVariables(f, g)
	var out []headerRule
	for _, kind := range d.Types.Items {
		text, ok := kind.Get()
		if !ok {
			return anything("the protocols of " + name + " are not known")
		}
		protocol, buffer := "http", "http.host"
		if text == "TLS_SNI" {
			protocol, buffer = "tls", "tls.sni"
		}
		rule := func(action, options string) {
			read, problems := suricata.Parse(fmt.Sprintf("%s %s $HOME_NET any -> $EXTERNAL_NET any (%s sid:1;)", action, protocol, options))
			if len(read) != 1 || len(problems) > 0 {
				out = append(out, anything("a domain in "+name+" cannot be read")...)
				return
			}
			r := suricataRule(g, read[0], name, variables, request)
			r.at = d.Range
			out = append(out, r)
		}
		for _, t := range d.Targets.Items {
			domain, ok := t.Get()
			if !ok {
				out = append(out, anything("a domain in "+name+" is not known")...)
				continue
			}
			match := "startswith; endswith;"
			if strings.HasPrefix(domain, ".") {
				match = "dotprefix; endswith;"
			}
			rule(verb, fmt.Sprintf("%s; content:%q; nocase; %s", buffer, domain, match))
		}
		if verb == "pass" {
			rule("drop", "")
		}
	}
	return out
}

// firewallBlame gives a function that finds the stateful rule by which a firewall drops a packet.
func (e *Engine) firewallBlame(f *model.NetworkFirewall, answers bool, request suricata.Request) func(packet.Packet) (model.Range, string) {
	return func(dropped packet.Packet) (model.Range, string) {
		p := f.Policy.To()
		if p == nil {
			return model.Range{}, ""
		}
		if answers || !e.stateless(f, p).forward.May.Contains(dropped) {
			return p.Range, "the stateless rules of " + p.Address
		}
		strict, known := p.StrictOrder.OrDefault(false).Get()
		if !known {
			return model.Range{}, ""
		}
		for _, r := range orderedRules(f, p, strict, request) {
			switch r.action {
			case "drop", "reject":
				if r.match.May.Contains(dropped) && r.name != "" {
					return r.at, r.name
				}
			}
		}
		return p.Range, "the default actions of " + p.Address
	}
}
