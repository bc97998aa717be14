package inspection

import (
	"fmt"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/suricata"
)

// reader reads the rules of one group. AWS turns five-tuple rules and lists of domains into rules of Suricata, and
// so does the reader: all are decided alike.
type reader struct {
	group     *model.FirewallRuleGroup
	variables suricata.Variables
	request   suricata.Request
	rules     []Rule
}

// anything notes that something in the group may do anything.
func (r *reader) anything(why string) { r.rules = append(r.rules, anything(r.group, why)...) }

// add reduces a rule to the packets that its header matches, as far as the request decides the rest.
func (r *reader) add(rule suricata.Rule, text string, at model.Range) {
	out := Rule{Group: r.group, Action: rule.Action, Host: rule.NamesHost(), At: at, Text: text}
	if strings.HasPrefix(rule.Action, "reject") {
		out.Action = "reject" // rejectsrc, rejectdst, rejectboth
	}
	header := rule.Header(r.variables)
	switch rule.Inspects(r.request) {
	case suricata.No:
		return
	case suricata.Yes:
		out.Match = Match{Must: header.Must, May: header.May}
		if !out.Match.Certain() {
			out.Match.Why = "a part of the header of " + out.Name() + " is not known"
		}
	default:
		out.Match = Match{May: header.May, Why: out.Name() + " looks into what the packets carry"}
		if rule.NamesHost() && r.request.Host == "" {
			out.Match.Why = out.Name() + " decides by the host name that the packets carry"
		}
	}
	r.rules = append(r.rules, out)
}

// text reads the rules that are written in Suricata's own language.
func (r *reader) text() {
	text, ok := r.group.Text.Get()
	if !ok {
		r.anything("the Suricata rules of " + r.group.Address + " are not known")
		return
	}
	read, problems := suricata.Parse(text)
	for _, rule := range read {
		r.add(rule, fmt.Sprintf("the rule with sid %d (%s)", rule.SID, shorten(rule.Text)), TextLine(r.group, rule.Line))
	}
	if len(problems) > 0 {
		r.anything(fmt.Sprintf("line %d of the rules of %s cannot be read: %s", problems[0].Line, r.group.Address, problems[0].Message))
	}
}

// TextLine gives the line of a group's rule text. The text begins behind the first line of its argument where
// that is a heredoc or a block scalar; where it stands otherwise, the whole argument is the place.
func TextLine(g *model.FirewallRuleGroup, line int) model.Range {
	for _, name := range []string{"rule_group.rules_source.rules_string", "rules"} {
		r := g.Place(name)
		switch {
		case r == g.Range:
		case r.EndLine > r.Line && r.Line+line <= r.EndLine:
			return model.Range{File: r.File, Line: r.Line + line, Column: 1, EndLine: r.Line + line + 1, EndColumn: 1}
		default:
			return r
		}
	}
	return g.Place("rule_group")
}

func shorten(s string) string {
	const most = 100
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// header reads the five-tuple rule at an index of the group.
func (r *reader) header(index int, h model.StatefulRule) {
	direction := "->"
	if strings.EqualFold(h.Direction.Or("FORWARD"), "ANY") {
		direction = "<>"
	}
	options, sid, sure := "", false, !h.Options.Open
	for _, o := range h.Options.Items {
		text, ok := o.Get()
		if !ok {
			sure = false
			continue
		}
		sid = sid || strings.HasPrefix(strings.TrimSpace(text), "sid")
		options += text + "; "
	}
	if !sid {
		options += fmt.Sprintf("sid:%d;", index+1)
	}
	if !sure {
		options += " unknown;" // a keyword that nothing decides
	}
	action, known := h.Action.Get()
	protocol, ok := h.Protocol.Get()
	if !known {
		action = "drop"
	}
	if !ok {
		protocol, known = "ip", false
	}
	text := strings.Join([]string{
		strings.ToLower(action), strings.ToLower(protocol), term(h.Source), term(h.SourcePort), direction, term(h.Destination), term(h.DestinationPort),
		"(" + strings.TrimSpace(options) + ")",
	}, " ")
	read, problems := suricata.Parse(text)
	if len(read) != 1 || len(problems) > 0 {
		r.anything(fmt.Sprintf("rule %d of %s cannot be read", index+1, r.group.Address))
		return
	}
	if known {
		r.add(read[0], fmt.Sprintf("rule %d (%s)", index+1, shorten(text)), h.Range)
		return
	}
	may := Match{May: read[0].Header(r.variables).May, Why: fmt.Sprintf("the action or the protocol of rule %d of %s is not known", index+1, r.group.Address)}
	r.rules = append(r.rules, Rule{Group: r.group, Action: "pass", Match: may}, Rule{Group: r.group, Action: "drop", Match: may})
}

// term writes a part of a five-tuple rule's header as Suricata has it: several values stand in brackets. One that is
// not known is a variable that stands for nothing in view.
func term(v model.Value[string]) string {
	s, ok := v.OrDefault("any").Get()
	s = strings.ReplaceAll(s, " ", "")
	switch {
	case !ok:
		return "$unknown"
	case strings.EqualFold(s, "any"):
		return "any"
	case strings.Contains(s, ",") && !strings.HasPrefix(strings.TrimPrefix(s, "!"), "["):
		return "[" + s + "]"
	}
	return s
}

// domains reads a list of domains. It stands for a rule for each domain and protocol that passes or drops requests
// from HOME_NET to EXTERNAL_NET, and, for a list of allowed domains, one besides that drops the requests for all
// others (Network Firewall Developer Guide, "Stateful domain list rule groups in AWS Network Firewall").
func (r *reader) domains(d *model.DomainList) {
	action, known := d.Action.Get()
	if !known || d.Targets.Open || d.Types.Open {
		r.anything("the domain list of " + r.group.Address + " is not known")
		return
	}
	allow := strings.EqualFold(action, "ALLOWLIST")
	verb, what := "drop", "the domain list that denies "
	if allow {
		verb, what = "pass", "the domain list that allows "
	}
	for _, kind := range d.Types.Items {
		name, ok := kind.Get()
		if !ok {
			r.anything("the protocols of the domain list of " + r.group.Address + " are not known")
			return
		}
		protocol, buffer := "http", "http.host"
		if name == "TLS_SNI" {
			protocol, buffer = "tls", "tls.sni"
		}
		rule := func(action, options, text string) {
			read, problems := suricata.Parse(fmt.Sprintf("%s %s $HOME_NET any -> $EXTERNAL_NET any (%s sid:1;)", action, protocol, options))
			if len(read) != 1 || len(problems) > 0 {
				r.anything("a domain of " + r.group.Address + " cannot be read")
				return
			}
			r.add(read[0], text, d.Range)
		}
		for _, t := range d.Targets.Items {
			domain, ok := t.Get()
			if !ok {
				r.rules = append(r.rules, Rule{Group: r.group, Action: verb, Match: Match{
					May: packet.OfProtocol(packet.TCP), Why: "a domain of " + r.group.Address + " is not known",
				}})
				continue
			}
			match := "startswith; endswith;"
			if strings.HasPrefix(domain, ".") {
				match = "dotprefix; endswith;"
			}
			rule(verb, fmt.Sprintf("%s; content:%q; nocase; %s", buffer, domain, match), what+domain)
		}
		if allow {
			rule("drop", "", "the domain list that allows other domains only")
		}
	}
}
