package suricata

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model/packet"
)

func one(t *testing.T, text string) Rule {
	t.Helper()
	rules, problems := Parse(text)
	require.Empty(t, problems, text)
	require.Len(t, rules, 1)
	return rules[0]
}

func TestParse(t *testing.T) {
	rules, problems := Parse("# comment\n\n  drop http $HOME_NET any -> [10.2.0.0/16, !10.2.9.0/24] [80,8080] " +
		`(msg:"a; \"b\""; flow:to_server, established; http.host; content:"x.example"; sid:7; rev:2;)` + "\n" +
		"pass tcp any any <> any 1024: \\\n (sid:8;)\n")
	require.Empty(t, problems)
	require.Len(t, rules, 2)
	r := rules[0]
	assert.Equal(t, "drop", r.Action)
	assert.Equal(t, "http", r.Protocol)
	assert.Equal(t, "$HOME_NET", r.Source.Text)
	assert.Len(t, r.Destination.List, 2)
	assert.True(t, r.Destination.List[1].Not)
	assert.Equal(t, 7, r.SID)
	assert.Equal(t, 3, r.Line)
	assert.Equal(t, 3, r.Column)
	assert.Equal(t, `a; \"b\"`, r.Options[0].Value)
	assert.True(t, rules[1].Both)
	assert.Equal(t, 4, rules[1].Line)
}

func TestProblems(t *testing.T) {
	for text, want := range map[string]string{
		`drop tcp any any -> any any`:                                              "no options",
		`drop tcp any any -> any any (sid:1;`:                                      "not closed",
		`drop tcp any any -> any (sid:1;)`:                                         "6 parts",
		`block tcp any any -> any any (sid:1;)`:                                    `"block" is no action`,
		`drop htp any any -> any any (sid:1;)`:                                     `"htp" is no protocol`,
		`drop tcp any any => any any (sid:1;)`:                                     `"=>" is no direction`,
		`drop tcp any any -> 10.0.0.300 any (sid:1;)`:                              `"10.0.0.300" is no address`,
		`drop tcp any any -> any 70000 (sid:1;)`:                                   `"70000" is no port`,
		`drop tcp any any -> any 90:80 (sid:1;)`:                                   "no port",
		`drop tcp any any -> [] any (sid:1;)`:                                      "list is empty",
		`drop tcp any any -> [10.0.0.1 any (sid:1;)`:                               "not closed",
		`drop tcp any any -> !any any (sid:1;)`:                                    "matches nothing",
		`drop tcp any any -> any any (msg:"x; sid:1;)`:                             "quotation mark",
		`drop tcp any any -> any any (content:x; sid:1;)`:                          "in quotation marks",
		`drop tcp any any -> any any (content:""; sid:1;)`:                         "is empty",
		`drop tcp any any -> any any (msg:"x"; sid:1)`:                             "no semicolon",
		`drop tcp any any -> any any (msg:"x";)`:                                   "no sid",
		`drop tcp any any -> any any (sid:x;)`:                                     "no positive number",
		"pass ip any any -> any any (sid:1;)\npass ip any any -> any any (sid:1;)": "sid 1 is taken already by the rule in line 1",
	} {
		_, problems := Parse(text)
		if assert.Len(t, problems, 1, text) {
			assert.Contains(t, problems[0].Message, want)
		}
	}
	_, problems := Parse("pass ip any any -> any any (sid:1;)\n  pass ip any any -> any any (sid:1;)")
	assert.Equal(t, 2, problems[0].Line)
	assert.Equal(t, 3, problems[0].Column)
}

func TestHeader(t *testing.T) {
	vars := Variables{Addresses: func(name string) (Span[packet.AddrSet], bool) {
		home := packet.Prefixes(netip.MustParsePrefix("10.0.0.0/8"))
		return Span[packet.AddrSet]{Must: home, May: home}, name == "HOME_NET"
	}}
	p := func(src, dst string, port uint16) packet.Set {
		return packet.Of(packet.Packet{Protocol: packet.TCP, Src: netip.MustParseAddr(src), Dst: netip.MustParseAddr(dst), SrcPort: 40000, DstPort: port})
	}
	for text, want := range map[string][2]bool{ // certainly, perhaps
		"tcp $HOME_NET any -> any 443":                  {true, true},
		"tcp !$HOME_NET any -> any 443":                 {false, false},
		"tcp $OTHER any -> any 443":                     {false, true},
		"tcp [10.1.0.0/16,!10.1.1.0/24] any -> any any": {false, false},
		"tcp [!10.2.0.0/16] any -> any [!80,!8080]":     {true, true},
		"tcp any 1024: -> any :1023":                    {true, true},
		"udp any any -> any any":                        {false, false},
		"ip any any -> 10.2.4.168 any":                  {true, true},
		"tcp 10.2.0.0/16 443 <> any any":                {true, true},
		"tcp 10.2.0.0/16 443 -> any any":                {false, false},
	} {
		h := one(t, "drop "+text+" (sid:1;)").Header(vars)
		flow := p("10.1.1.5", "10.2.4.168", 443)
		assert.Equal(t, want[0], flow.Subset(h.Must), text)
		assert.Equal(t, want[1], flow.Overlaps(h.May), text)
	}
}

func TestHosts(t *testing.T) {
	for options, want := range map[string]Answer{
		`http.host; content:"api.example.com";`:                         Yes,
		`http.host; content:"example.com";`:                             Yes, // anywhere in the name
		`http.host; content:"example.com"; startswith; endswith;`:       No,
		`http.host; content:"api.example.com"; startswith; endswith;`:   Yes,
		`http.host; dotprefix; content:".example.com"; endswith;`:       Maybe, // dotprefix stands before its content
		`http.host; content:".example.com"; dotprefix; endswith;`:       Yes,
		`http.host; content:".api.example.com"; dotprefix; endswith;`:   Yes,
		`http.host; content:".api.example.com"; endswith;`:              No,
		`http.host; content:"API.example.com"; nocase;`:                 Yes,
		`http.host; content:!"example.com";`:                            No,
		`http.host; content:!"example.net";`:                            Yes,
		`http.host; content:"api.example.com"; bsize:15;`:               Yes,
		`http.host; content:"api.example.com"; bsize:16;`:               No,
		`http.host; content:"api|2e|example";`:                          Yes,
		`http.host; content:"api"; http.uri; content:"/admin";`:         Maybe,
		`http.host; content:"other"; http.uri; content:"/admin";`:       No,
		`content:"api.example.com"; http_host;`:                         Yes,
		`content:"api.example.com";`:                                    Maybe,
		`flow:to_server,established; http.host; content:"api.example";`: Yes,
		`flow:to_client; http.host; content:"api.example";`:             Maybe,
		`pcre:"/api/i"; http.host; content:"api.example";`:              Maybe,
		`tls.sni; content:"api.example.com";`:                           No,
		``:                                                              Yes,
		`http.host; pcre:"/^api/";`:                                     Maybe,
		`http.host; content:"example"; depth:7;`:                        Maybe,
	} {
		r := one(t, "drop http any any -> any any ("+options+" sid:1;)")
		assert.Equal(t, want, r.Inspects(Request{Application: "http", Host: "api.example.com"}), options)
	}
	tls := one(t, `drop tls any any -> any any (tls.sni; content:"api.example.com"; sid:1;)`)
	assert.Equal(t, Yes, tls.Inspects(Request{Application: "tls", Host: "api.example.com"}))
	assert.Equal(t, No, tls.Inspects(Request{Application: "http", Host: "api.example.com"}))
	assert.True(t, tls.NamesHost())
	assert.Equal(t, No, one(t, `drop ssh any any -> any any (sid:1;)`).Inspects(Request{Application: "tls"}))
	assert.Equal(t, Maybe, one(t, `drop ssh any any -> any any (sid:1;)`).Inspects(Request{}), "it may be SSH")
	assert.Equal(t, Yes, one(t, `drop tcp any any -> any any (sid:1;)`).Inspects(Request{}))
}

func FuzzParse(f *testing.F) {
	f.Add(`drop http any any -> any any (flow:to_server; http.host; content:"a.b"; sid:1;)`)
	f.Add("pass tcp [10.0.0.0/8,![1.2.3.4,$X]] 1:2 <> !$Y [80,!443] \\\n(msg:\"\\\"\"; sid:2;)")
	f.Add("alert tcp any any -> any any (content:!\"|00 zz|\"; sid:99999999999999999999;)")
	f.Fuzz(func(t *testing.T, text string) {
		rules, _ := Parse(text)
		for _, r := range rules {
			r.Inspects(Request{Application: "http", Host: "a.b"})
			h := r.Header(Variables{})
			if !h.Must.Subset(h.May) {
				t.Fatal("what certainly matches must match perhaps")
			}
		}
	})
}
