// Package suricata reads the rule language of the Suricata intrusion detection system, in which stateful rule
// groups of AWS Network Firewall are written, and decides what rules match as far as that follows from
// packet headers and host names (Suricata User Guide, "Rules Format"; Network Firewall Developer Guide).
package suricata

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Rule is one rule.
type Rule struct {
	Action       string // "pass", "drop", "reject", "alert" or another that Suricata knows
	Protocol     string // "tcp", "http", "tls", "ip" …, in lower case
	Source       Term
	SourcePort   Term
	Both         bool // the rule is for both directions: <>
	Destination  Term
	DestPort     Term
	Options      []Option
	SID          int // signature id; 0 where the rule has none
	Line, Column int // of the rule's first character in the text, counting from 1
	Text         string
}

// Option is a keyword of a rule, with what stands behind its colon.
type Option struct {
	Name  string // in lower case
	Value string // without quotation marks where the whole value stands in them
	// Negated is true for a quoted value with "!" before it.
	Negated  bool
	Quoted   bool
	HasValue bool
}

// Term is an address or port expression of a rule's header: "any", a value, a variable or a list, each perhaps
// negated.
type Term struct {
	Not  bool
	Text string // "any", "10.0.0.0/8", "1024:", "$HOME_NET"; empty for a list
	List []Term
}

// Problem tells what is wrong with a rule.
type Problem struct {
	Line, Column int // counting from 1
	Message      string
}

// actions are those that Network Firewall takes, and those of Suricata besides that it refuses.
var actions = []string{"pass", "drop", "reject", "alert", "rejectsrc", "rejectdst", "rejectboth"}

// protocols are the protocols of rule headers (Suricata User Guide, "Rules Format", section Protocol).
var protocols = []string{
	"tcp", "udp", "icmp", "ip", "any", "ipv4", "ipv6", "ip4", "ip6", "pkthdr", "tcp-pkt", "tcp-stream", "icmpv4", "icmpv6", "sctp",
	"http", "http1", "http2", "ftp", "ftp-data", "tls", "ssl", "smb", "dns", "dcerpc", "dhcp", "ssh", "smtp", "imap", "pop3", "msn", "modbus", "dnp3",
	"enip", "nfs", "ikev2", "ike", "krb5", "ntp", "rfb", "rdp", "snmp", "tftp", "sip", "quic", "mqtt", "pgsql", "telnet",
	"bittorrent-dht", "websocket", "ldap", "arp", "igmp", "gre", "esp", "doh2", "template",
}

// Parse reads a text of rules, one to a line; a line that ends in a backslash goes on in the next, and lines that begin with # are
// comments. It gives the rules that could be read together with what is wrong with the others, a rule id that is used twice included.
func Parse(text string) ([]Rule, []Problem) {
	var rules []Rule
	var problems []Problem
	seen := map[int]int{} // rule id -> line
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		first := i
		line := strings.TrimRight(lines[i], " \t\r")
		for strings.HasSuffix(line, "\\") && i+1 < len(lines) {
			i++
			line = strings.TrimSuffix(line, "\\") + " " + strings.TrimRight(lines[i], " \t\r")
		}
		trimmed := strings.TrimLeft(line, " \t")
		if trimmed == "" || strings.HasPrefix(trimmed, "#") {
			continue
		}
		at := Problem{Line: first + 1, Column: len(line) - len(trimmed) + 1}
		r, err := parseRule(trimmed)
		if err != nil {
			at.Message = err.Error()
			problems = append(problems, at)
			continue
		}
		r.Line, r.Column = at.Line, at.Column
		switch other, taken := seen[r.SID]; {
		case r.SID == 0:
			at.Message = "the rule has no sid, which every rule needs"
			problems = append(problems, at)
		case taken:
			at.Message = fmt.Sprintf("sid %d is taken already by the rule in line %d", r.SID, other)
			problems = append(problems, at)
		default:
			seen[r.SID] = r.Line
		}
		rules = append(rules, r)
	}
	return rules, problems
}

func parseRule(text string) (Rule, error) {
	r := Rule{Text: text}
	header, body, ok := strings.Cut(text, "(")
	if !ok {
		return r, fmt.Errorf("the rule has no options in parentheses")
	}
	body = strings.TrimRight(body, " \t;")
	if !strings.HasSuffix(body, ")") {
		return r, fmt.Errorf("the parenthesis of the options is not closed")
	}
	body = strings.TrimSuffix(body, ")")
	fields, err := headerFields(header)
	if err != nil {
		return r, err
	}
	if len(fields) != 7 {
		return r, fmt.Errorf("the header has %d parts; it needs seven: action, protocol, source, source port, direction, destination and destination port", len(fields))
	}
	r.Action, r.Protocol = strings.ToLower(fields[0]), strings.ToLower(fields[1])
	if !slices.Contains(actions, r.Action) {
		return r, fmt.Errorf("%q is no action; use pass, drop, reject or alert", fields[0])
	}
	if !slices.Contains(protocols, r.Protocol) {
		return r, fmt.Errorf("%q is no protocol that rules know", fields[1])
	}
	switch fields[4] {
	case "->":
	case "<>":
		r.Both = true
	default:
		return r, fmt.Errorf("%q is no direction; use -> or <>", fields[4])
	}
	for _, part := range []struct {
		text string
		term *Term
		port bool
	}{{fields[2], &r.Source, false}, {fields[3], &r.SourcePort, true}, {fields[5], &r.Destination, false}, {fields[6], &r.DestPort, true}} {
		if *part.term, err = parseTerm(part.text, part.port, 0); err != nil {
			return r, err
		}
	}
	if r.Options, err = parseOptions(body); err != nil {
		return r, err
	}
	return r, r.readSID()
}

func (r *Rule) readSID() error {
	for _, o := range r.Options {
		if o.Name != "sid" {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(o.Value))
		if err != nil || n <= 0 {
			return fmt.Errorf("the sid %q is no positive number", o.Value)
		}
		r.SID = n
	}
	return nil
}

// headerFields splits a header at blanks outside of brackets.
func headerFields(header string) ([]string, error) {
	var out []string
	var b strings.Builder
	depth := 0
	flush := func() {
		if b.Len() > 0 {
			out = append(out, b.String())
			b.Reset()
		}
	}
	for _, c := range header {
		switch {
		case c == '[':
			depth++
		case c == ']':
			depth--
			if depth < 0 {
				return nil, fmt.Errorf("the header has a closing bracket without an opening one")
			}
		case c == ' ' || c == '\t':
			if depth == 0 {
				flush()
			}
			continue
		}
		b.WriteRune(c)
	}
	flush()
	if depth != 0 {
		return nil, fmt.Errorf("a bracket of the header is not closed")
	}
	return out, nil
}

// parseOptions splits the options at semicolons outside of quotation marks; a backslash takes the meaning from
// the character behind it.
func parseOptions(body string) ([]Option, error) {
	var out []Option
	var b strings.Builder
	quoted := false
	add := func() error {
		text := strings.TrimSpace(b.String())
		b.Reset()
		if text == "" {
			return nil
		}
		o, err := parseOption(text)
		if err != nil {
			return err
		}
		out = append(out, o)
		return nil
	}
	escaped := false
	for _, c := range body {
		switch {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case c == ';' && !quoted:
			if err := add(); err != nil {
				return nil, err
			}
			continue
		}
		b.WriteRune(c)
	}
	if quoted {
		return nil, fmt.Errorf("a quotation mark in the options is not closed")
	}
	if strings.TrimSpace(b.String()) != "" {
		// Suricata wants a semicolon behind the last option too.
		return nil, fmt.Errorf("the option %q has no semicolon behind it", strings.TrimSpace(b.String()))
	}
	return out, nil
}

func parseOption(text string) (Option, error) {
	name, value, has := strings.Cut(text, ":")
	o := Option{Name: strings.ToLower(strings.TrimSpace(name)), HasValue: has}
	for _, c := range o.Name {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && !strings.ContainsRune("._-", c) {
			return o, fmt.Errorf("%q is no keyword of an option", strings.TrimSpace(name))
		}
	}
	value = strings.TrimSpace(value)
	if rest, ok := strings.CutPrefix(value, "!"); ok && strings.HasPrefix(strings.TrimSpace(rest), `"`) {
		o.Negated, value = true, strings.TrimSpace(rest)
	}
	if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
		o.Quoted, value = true, value[1:len(value)-1]
	}
	o.Value = value
	switch {
	case o.Name == "content" && (!has || !o.Quoted):
		return o, fmt.Errorf("content needs a value in quotation marks")
	case o.Name == "content" && value == "":
		return o, fmt.Errorf("content is empty")
	}
	return o, nil
}

// ParsePorts reads the ports of a rule's header: "any", "443", "1024:", "[80,8000:8080]", "$HTTP_PORTS".
func ParsePorts(text string) (Term, error) { return parseTerm(text, true, 0) }

const maxDepth = 8 // of lists in lists

func parseTerm(text string, port bool, depth int) (Term, error) {
	t := Term{}
	if depth > maxDepth {
		return t, fmt.Errorf("lists stand more than %d deep in each other", maxDepth)
	}
	if rest, ok := strings.CutPrefix(text, "!"); ok {
		t.Not, text = true, rest
	}
	if strings.HasPrefix(text, "[") {
		if !strings.HasSuffix(text, "]") {
			return t, fmt.Errorf("the list %q does not end in a bracket", text)
		}
		for _, part := range splitList(text[1 : len(text)-1]) {
			inner, err := parseTerm(part, port, depth+1)
			if err != nil {
				return t, err
			}
			t.List = append(t.List, inner)
		}
		if len(t.List) == 0 {
			return t, fmt.Errorf("a list is empty")
		}
		return t, nil
	}
	t.Text = text
	if text == "any" && t.Not {
		return t, fmt.Errorf("!any matches nothing")
	}
	if text == "any" || strings.HasPrefix(text, "$") && len(text) > 1 || strings.HasPrefix(text, "@") && len(text) > 1 {
		return t, nil // @ refers to an IP set by reference
	}
	var err error
	if port {
		_, err = portRange(text)
	} else {
		_, err = addressRange(text)
	}
	return t, err
}

// splitList splits at commas outside of brackets.
func splitList(text string) []string {
	var out []string
	depth, start := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '[':
			depth++
		case ']':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, text[start:i])
				start = i + 1
			}
		}
	}
	if start < len(text) || len(out) > 0 {
		out = append(out, text[start:])
	}
	return out
}
