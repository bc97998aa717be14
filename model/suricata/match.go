package suricata

import (
	"slices"
	"strconv"
	"strings"
)

// Answer is yes, no, or what cannot be told.
type Answer int

// The answers, in order: the least of several is the answer to whether all hold.
const (
	No Answer = iota
	Maybe
	Yes
)

// Request is what the payload of a connection's first request shows of its application.
type Request struct {
	Application string // "http" or "tls"; empty where it is not known
	Host        string // host name, in lower case: Host header or server name
}

// content is a search in a buffer of the payload.
type content struct {
	buffer                       string
	pattern                      string
	negated, nocase              bool
	starts, ends, dotted, opaque bool
	size                         int // bsize, -1 for none
}

// Keywords that say nothing of what a rule matches.
var silent = []string{"msg", "sid", "rev", "gid", "classtype", "reference", "metadata", "priority", "target", "noalert", "fast_pattern", "prefilter"}

// buffers are the sticky buffers and old-style modifiers that hold the host name, by application.
var buffers = map[string]string{
	"http.host": "http", "http_host": "http", "http.host.raw": "http", "http_raw_host": "http",
	"tls.sni": "tls", "tls_sni": "tls",
}

// Inspects says whether the rule's protocol and options match a request, its header aside. Options that cannot
// be decided make it Maybe.
func (r Rule) Inspects(q Request) Answer {
	out := Yes
	switch {
	case r.OnTransport():
	case q.Application == "":
		out = Maybe
	case r.application() == "":
		return No // another application altogether
	case r.application() != q.Application:
		return No
	}
	var contents []content
	buffer := ""
	for _, o := range r.Options {
		last := len(contents) - 1
		switch {
		case slices.Contains(silent, o.Name):
		case o.Name == "flow":
			out = min(out, flow(o.Value))
		case o.Name == "content":
			contents = append(contents, content{buffer: buffer, pattern: o.Value, negated: o.Negated, size: -1})
		case (o.Name == "http_host" || o.Name == "http_raw_host") && last >= 0:
			contents[last].buffer = "http.host" // a modifier of the content before it
		case buffers[o.Name] != "":
			buffer = o.Name
			out = min(out, hasBuffer(o.Name, q))
		case last < 0 || !contents[last].modify(o):
			if strings.Contains(o.Name, ".") && !o.HasValue {
				buffer = o.Name // another sticky buffer
			}
			out = min(out, Maybe)
		}
	}
	for _, c := range contents {
		out = min(out, c.found(q))
	}
	return out
}

// application is the application that a rule's protocol means, as far as requests know it.
func (r Rule) application() string {
	switch r.Protocol {
	case "http", "http1", "http2":
		return "http"
	case "tls", "ssl":
		return "tls"
	case "tcp-stream":
		return "tcp"
	}
	return ""
}

// flow decides the flow keyword for what a client sends: to_client and from_server are for answers.
func flow(value string) Answer {
	for _, word := range strings.Split(value, ",") {
		switch strings.TrimSpace(word) {
		case "to_client", "from_server", "not_established", "stateless":
			return Maybe
		}
	}
	return Yes
}

func hasBuffer(name string, q Request) Answer {
	if q.Application == "" {
		return Maybe
	}
	if buffers[name] != q.Application {
		return No
	}
	return Yes
}

// modify takes an option that modifies the content; it reports false for one that is none.
func (c *content) modify(o Option) bool {
	switch o.Name {
	case "nocase":
		c.nocase = true
	case "startswith":
		c.starts = true
	case "endswith":
		c.ends = true
	case "dotprefix":
		c.dotted = true
	case "bsize":
		n, err := strconv.Atoi(strings.TrimSpace(o.Value))
		if err != nil {
			c.opaque = true
		}
		c.size = n
	case "depth", "offset", "distance", "within", "rawbytes", "isdataat", "replace", "xor_key", "base64_decode", "to_lowercase", "to_uppercase":
		c.opaque = true
	default:
		return false
	}
	return true
}

// found says whether the content is in the request's host name.
func (c content) found(q Request) Answer {
	application := buffers[c.buffer]
	switch {
	case application == "" || c.opaque || q.Application == "" || q.Host == "":
		return Maybe
	case application != q.Application:
		return No
	}
	pattern, ok := unescape(c.pattern)
	if !ok {
		return Maybe
	}
	// Suricata lowers the host name of HTTP; a pattern with capitals never matches it without nocase. Server names are
	// as the client writes them, which is taken to be in lower case.
	host := q.Host
	if c.nocase {
		pattern = strings.ToLower(pattern)
	}
	if c.dotted {
		host = "." + host
	}
	match := false
	switch {
	case c.starts && c.ends:
		match = host == pattern
	case c.starts:
		match = strings.HasPrefix(host, pattern)
	case c.ends:
		match = strings.HasSuffix(host, pattern)
	default:
		match = strings.Contains(host, pattern)
	}
	if c.size >= 0 && c.size != len(host) {
		match = false
	}
	if match != c.negated {
		return Yes
	}
	return No
}

// NamesHost reports whether the rule looks for a host name.
func (r Rule) NamesHost() bool {
	return slices.ContainsFunc(r.Options, func(o Option) bool { return buffers[o.Name] != "" }) &&
		slices.ContainsFunc(r.Options, func(o Option) bool { return o.Name == "content" && !o.Negated })
}

// unescape resolves backslashes and bytes in hexadecimal between bars: "a\;b", "|2e|com".
func unescape(s string) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			if i++; i == len(s) {
				return "", false
			}
			b.WriteByte(s[i])
		case '|':
			end := strings.IndexByte(s[i+1:], '|')
			if end < 0 {
				return "", false
			}
			for _, x := range strings.Fields(s[i+1 : i+1+end]) {
				n, err := strconv.ParseUint(x, 16, 8)
				if err != nil {
					return "", false
				}
				b.WriteByte(byte(n))
			}
			i += end + 1
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), true
}
