package reach

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// variables finds the IP sets of a rule group by name. HOME_NET is the firewall's VPC unless a policy or group
// says otherwise, and EXTERNAL_NET everything else (Network Firewall Developer Guide).
func variables(f *model.NetworkFirewall, g *model.FirewallRuleGroup) func(string) (Span, bool) {
	return func(name string) (Span, bool) {
		if list, ok := g.Variables[name]; ok {
			var out Span
			for _, v := range list.Items {
				out = out.Union(addressTerm(v, nil))
			}
			if list.Open {
				out.May, out.Why = packet.AnyAddr(), list.Why
			}
			return out, true
		}
		home := homeNet(f)
		switch name {
		case "HOME_NET":
			return home, true
		case "EXTERNAL_NET":
			return Span{Must: home.May.Complement(), May: home.Must.Complement(), Why: home.Why}, true
		}
		return Span{}, false
	}
}

func homeNet(f *model.NetworkFirewall) Span {
	var out Span
	if p := f.Policy.To(); p != nil && (len(p.HomeNet.Items) > 0 || p.HomeNet.Open) {
		for _, v := range p.HomeNet.Items {
			out = out.Union(addressTerm(v, nil))
		}
		return out
	}
	v := f.VPC.To()
	if v == nil {
		return Span{May: packet.AnyAddr(), Why: "the VPC of " + f.Address + " is not in view"}
	}
	for _, c := range v.CIDRs.Items {
		if p, ok := c.Get(); ok {
			out = out.Union(exactly(packet.Prefixes(p)))
		} else {
			out.May, out.Why = packet.AnyAddr(), c.Why()
		}
	}
	return out
}

// addressTerm reads the addresses of a firewall rule: ANY, an address, a prefix, $NAME, a list in brackets,
// each perhaps negated by "!".
func addressTerm(v model.Value[string], names func(string) (Span, bool)) Span {
	text, ok := v.Get()
	if !ok {
		if v.IsAbsent() {
			return exactly(packet.AnyAddr())
		}
		return Span{May: packet.AnyAddr(), Why: v.Why()}
	}
	return parseAddresses(strings.TrimSpace(text), names)
}

func parseAddresses(text string, names func(string) (Span, bool)) Span {
	switch {
	case strings.EqualFold(text, "ANY"):
		return exactly(packet.AnyAddr())
	case strings.HasPrefix(text, "!"):
		s := parseAddresses(strings.TrimSpace(text[1:]), names)
		return Span{Must: s.May.Complement(), May: s.Must.Complement(), Why: s.Why}
	case strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]"):
		return parseList(text[1:len(text)-1], names)
	case strings.HasPrefix(text, "$") && names != nil:
		if s, ok := names(text[1:]); ok {
			return s
		}
	}
	if p, err := netip.ParsePrefix(text); err == nil {
		return exactly(packet.Prefixes(p))
	}
	if a, err := netip.ParseAddr(text); err == nil {
		return exactly(packet.Addrs(a))
	}
	return Span{May: packet.AnyAddr(), Why: "what " + text + " stands for is not known"}
}

// parseList reads a list: what is in one of the members, and in none of the negated ones.
func parseList(text string, names func(string) (Span, bool)) Span {
	in, out := Span{}, exactly(packet.AnyAddr())
	positive := false
	for _, part := range splitList(text) {
		s := parseAddresses(part, names)
		if strings.HasPrefix(part, "!") {
			out = Span{Must: out.Must.Intersect(s.Must), May: out.May.Intersect(s.May), Why: firstOf(out.Why, s.Why)}
			continue
		}
		positive = true
		in = in.Union(s)
	}
	if !positive {
		return out
	}
	return Span{Must: in.Must.Intersect(out.Must), May: in.May.Intersect(out.May), Why: firstOf(in.Why, out.Why)}
}

// splitList splits at commas outside of brackets.
func splitList(text string) []string {
	var out []string
	depth, start := 0, 0
	for i, r := range text {
		switch r {
		case '[':
			depth++
		case ']':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(text[start:i]))
				start = i + 1
			}
		}
	}
	return append(out, strings.TrimSpace(text[start:]))
}

// portTerms are the ports of a firewall rule; known is false where they cannot be told.
type portTerms struct {
	set   packet.PortSet
	known bool
	why   string
}

// portTerm reads ANY, 443, 1024:65535, [80,443], each perhaps negated.
func portTerm(v model.Value[string]) portTerms {
	text, ok := v.Get()
	if !ok {
		return portTerms{packet.AnyPort(), v.IsAbsent(), v.Why()}
	}
	set, ok := parsePorts(strings.TrimSpace(text))
	if !ok {
		return portTerms{packet.AnyPort(), false, "what ports " + text + " stands for is not known"}
	}
	return portTerms{set, true, ""}
}

func parsePorts(text string) (packet.PortSet, bool) {
	switch {
	case strings.EqualFold(text, "ANY"):
		return packet.AnyPort(), true
	case strings.HasPrefix(text, "!"):
		s, ok := parsePorts(strings.TrimSpace(text[1:]))
		return s.Complement(), ok
	case strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]"):
		var out packet.PortSet
		for _, part := range splitList(text[1 : len(text)-1]) {
			s, ok := parsePorts(part)
			if !ok {
				return out, false
			}
			out = out.Union(s)
		}
		return out, true
	}
	first, last, ranged := strings.Cut(text, ":")
	if !ranged {
		last = first
	}
	a, b := 0, 65535
	var err error
	if first != "" {
		if a, err = strconv.Atoi(first); err != nil {
			return packet.PortSet{}, false
		}
	}
	if last != "" {
		if b, err = strconv.Atoi(last); err != nil {
			return packet.PortSet{}, false
		}
	}
	return portsBetween(a, b), true
}

// portFilter is the set of the packets with such ports; protocols without ports match where any port does.
func portFilter(t portTerms, of func(packet.PortSet) packet.Set) Filter {
	set := packet.All()
	if !t.set.IsAll() {
		set = of(t.set)
	}
	f := Filter{Must: set, May: set, Why: t.why}
	if !t.known {
		f = mayPassAll(t.why)
	}
	return f
}
