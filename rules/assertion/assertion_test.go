package assertion

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

// pairOf makes a VPC in which a web instance may call an API on TCP 443.
func pairOf(t *testing.T) *ruletest.Net {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.0.0.0/16")
	web, api := n.Group(v, "aws_security_group.web"), n.Group(v, "aws_security_group.api")
	n.Egress(web, "tcp 443", api)
	n.Ingress(api, "tcp 443", web)
	n.Instance(n.Subnet(v, "aws_subnet.web", "10.0.1.0/24", "a"), "aws_instance.web", web)
	n.Instance(n.Subnet(v, "aws_subnet.api", "10.0.2.0/24", "a"), "aws_instance.api", api)
	return n
}

func with(a rules.Assertion) rules.Options {
	a.Name = "claim"
	a.Range = model.Range{File: ".netlint.hcl", Line: 3}
	return rules.Options{Assertions: []rules.Assertion{a}}
}

func TestAssertions(t *testing.T) {
	for name, c := range map[string]struct {
		assertion rules.Assertion
		want      string // of the failure; empty for none
	}{
		"reachable":           {rules.Assertion{From: "aws_instance.web", To: "aws_instance.api", Port: 443, Expect: "reachable"}, ""},
		"another port":        {rules.Assertion{From: "aws_instance.web", To: "aws_instance.api", Port: 80, Expect: "reachable"}, "aws_instance.web cannot reach aws_instance.api on TCP 80"},
		"blocked":             {rules.Assertion{From: "aws_instance.web", To: "aws_instance.api", Port: 80, Expect: "blocked"}, ""},
		"open all the same":   {rules.Assertion{From: "aws_instance.web", To: "aws_instance.api", Port: 443, Expect: "blocked"}, "aws_instance.web can reach aws_instance.api on TCP 443"},
		"not the other way":   {rules.Assertion{From: "aws_instance.web", To: "aws_instance.api", Port: 443, Expect: "reachable", BothWays: true}, "aws_instance.api cannot reach aws_instance.web"},
		"any packet":          {rules.Assertion{From: "aws_subnet.web", To: "aws_subnet.api", Expect: "reachable"}, ""},
		"through what is not": {rules.Assertion{From: "aws_instance.web", To: "aws_instance.api", Port: 443, Expect: "reachable", Through: []string{"aws_networkfirewall_firewall.f"}}, "does not go through aws_networkfirewall_firewall.f"},
		"not through what is": {rules.Assertion{From: "aws_instance.web", To: "aws_instance.api", Port: 443, Expect: "reachable", NotThrough: []string{"aws_security_group.api"}}, "goes through aws_security_group.api"},
	} {
		t.Run(name, func(t *testing.T) {
			n := pairOf(t)
			found := n.RunWith(Failed, with(c.assertion))
			if c.want == "" {
				require.Empty(t, found, ruletest.Messages(found))
				require.Empty(t, n.RunWith(Undecided, with(c.assertion)))
				return
			}
			require.Len(t, found, 1, ruletest.Messages(found))
			assert.Contains(t, found[0].Message, c.want)
			assert.Equal(t, `assert "claim"`, found[0].Object.Address)
			assert.Equal(t, 3, found[0].Range.Line)
			assert.NotNil(t, found[0].Path)
		})
	}
}

func TestAssertionThatCannotBeDecided(t *testing.T) {
	for name, a := range map[string]rules.Assertion{
		"nothing has the name": {From: "aws_instance.web", To: "aws_instance.gone", Port: 443, Expect: "reachable"},
		"no such protocol":     {From: "aws_instance.web", To: "aws_instance.api", Protocol: "carrier-pigeon", Expect: "reachable"},
		"ICMP has no ports":    {From: "aws_instance.web", To: "aws_instance.api", Protocol: "icmp", Port: 8, Expect: "reachable"},
		"no JSON":              {Scope: "{"},
		"no paths":             {Scope: "{}"},
	} {
		t.Run(name, func(t *testing.T) {
			n := pairOf(t)
			require.Empty(t, n.RunWith(Failed, with(a)))
			found := n.RunWith(Undecided, with(a))
			require.Len(t, found, 1)
			assert.Contains(t, found[0].Message, "cannot be decided")
		})
	}
	n := pairOf(t) // rules that are not in view
	n.SecurityGroups[0].Exported = true
	n.SecurityGroups[1].Exported = true
	a := with(rules.Assertion{From: "aws_instance.web", To: "aws_instance.api", Port: 80, Expect: "blocked"})
	require.Empty(t, n.RunWith(Failed, a))
	require.Len(t, n.RunWith(Undecided, a), 1)
}

func TestAccessScopes(t *testing.T) {
	const both = `"Source":{"ResourceStatement":{"Resources":["aws_subnet.web"]}},"Destination":{"ResourceStatement":{"Resources":["aws_subnet.api"]}}`
	for name, c := range map[string]struct {
		scope string
		found bool
	}{
		"any way":             {`{"MatchPaths":[{` + both + `}]}`, true},
		"excepted":            {`{"MatchPaths":[{` + both + `}],"ExcludePaths":[{"Destination":{"PacketHeaderStatement":{"DestinationPorts":["443"]}}}]}`, false},
		"excepted elsewhere":  {`{"MatchPaths":[{` + both + `}],"ExcludePaths":[{"Destination":{"PacketHeaderStatement":{"DestinationPorts":["22","80-90"]}}}]}`, true},
		"excepted on its way": {`{"MatchPaths":[{` + both + `}],"ExcludePaths":[{"ThroughResources":[{"ResourceStatement":{"Resources":["aws_security_group.api"]}}]}]}`, false},
		"other packets":       {`{"MatchPaths":[{` + ofProtocol(both, `"udp"`) + `}]}`, false},
		"the other way":       {`{"MatchPaths":[{"Source":{"ResourceStatement":{"Resources":["aws_subnet.api"]}},"Destination":{"ResourceStatement":{"Resources":["aws_subnet.web"]}}}]}`, false},
		"by type":             {`{"MatchPaths":[{"Source":{"ResourceStatement":{"ResourceTypes":["AWS::EC2::InternetGateway"]}},"Destination":{"ResourceStatement":{"Resources":["aws_subnet.api"]}}}]}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			n := pairOf(t)
			found := n.RunWith(Failed, with(rules.Assertion{Scope: c.scope}))
			if c.found {
				require.Len(t, found, 1, ruletest.Messages(found))
				assert.Contains(t, found[0].Message, "aws_subnet.web can reach aws_subnet.api, for example by")
			} else {
				require.Empty(t, found, ruletest.Messages(found))
				require.Empty(t, n.RunWith(Undecided, with(rules.Assertion{Scope: c.scope})))
			}
		})
	}
}

// ofProtocol puts a header statement for a protocol into the source of a path.
func ofProtocol(path, protocol string) string {
	const at = `"Source":{`
	return at + `"PacketHeaderStatement":{"Protocols":[` + protocol + `]},` + path[len(at):]
}

// TestOneFailureMoreLeavesTheOthers makes sure that a baseline knows what failed before, when more fails.
func TestOneFailureMoreLeavesTheOthers(t *testing.T) {
	claim := with(rules.Assertion{From: "aws_instance.*", To: "aws_instance.api", Port: 22, Expect: "reachable"})
	marks := func(found []rules.Finding) map[string]string {
		out := map[string]string{}
		for _, f := range found {
			out[f.Message] = f.Fingerprint()
		}
		return out
	}
	n := pairOf(t)
	before := marks(n.RunWith(Failed, claim))
	require.NotEmpty(t, before)

	n = pairOf(t)
	v := n.VPC("aws_vpc.other", "10.9.0.0/16")
	n.Instance(n.Subnet(v, "aws_subnet.a", "10.9.1.0/24", "a"), "aws_instance.a", n.Group(v, "aws_security_group.a"))
	after := marks(n.RunWith(Failed, claim))
	assert.Len(t, after, len(before)+1)
	for message, mark := range before {
		assert.Equal(t, mark, after[message], message)
	}
}
