package policy

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		pattern, sub string
		want         bool
	}{
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b/app.tar.gz", true},
		{"arn:aws:s3:::b", "arn:aws:s3:::b/app.tar.gz", false},
		{"arn:aws:s3:::b/a*", "arn:aws:s3:::b/*", false},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b/a*", true},
		{"*", "", true},
		{"?", "*", false},
		{"*", "?", true},
		{"??", "?a", true},
		{"a*b*c", "axxbyyc", true},
		{"a*b*c", "axxcyyb", false},
	} {
		assert.Equal(t, c.want, Covers(c.pattern, c.sub), "%s covers %s", c.pattern, c.sub)
	}
}

func TestOverlaps(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"a*", "*b", true},
		{"a*", "b*", false},
		{"a?c", "ab*", true},
		{"a?c", "ab", false},
		{"**", "", true},
		{"x", "x", true},
	} {
		assert.Equal(t, c.want, Overlaps(c.a, c.b), "%s, %s", c.a, c.b)
		assert.Equal(t, c.want, Overlaps(c.b, c.a), "%s, %s", c.b, c.a)
	}
}

func parse(t *testing.T, text string) *Document {
	t.Helper()
	d, problems, err := Parse(text)
	require.NoError(t, err)
	require.Empty(t, problems)
	return d
}

func TestDecide(t *testing.T) {
	const allowObject = `{"Effect":"Allow","Principal":"*","Action":"s3:Get*","Resource":"arn:aws:s3:::b/a"}`
	request := func(resource string, context map[string][]string) Request {
		return Request{Action: "s3:GetObject", Resource: resource, Context: context}
	}
	for name, c := range map[string]struct {
		statements string
		request    Request
		want       Decision
	}{
		"listed":                    {allowObject, request("arn:aws:s3:::b/a", nil), Allowed},
		"not listed":                {allowObject, request("arn:aws:s3:::b/z", nil), ImplicitDeny},
		"denied":                    {allowObject + `,{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}`, request("arn:aws:s3:::b/a", nil), ExplicitDeny},
		"perhaps denied":            {allowObject + `,{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`, request("arn:aws:s3:::b/a", nil), Unknown},
		"deny that does not apply":  {allowObject + `,{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`, request("arn:aws:s3:::b/a", map[string][]string{"aws:securetransport": {"true"}}), Allowed},
		"all but one action":        {`{"Effect":"Allow","NotAction":"s3:Put*","Resource":"*"}`, request("arn:aws:s3:::b/a", nil), Allowed},
		"the one action":            {`{"Effect":"Allow","NotAction":"s3:Get*","Resource":"*"}`, request("arn:aws:s3:::b/a", nil), ImplicitDeny},
		"all but one resource":      {`{"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::b/a"}`, request("arn:aws:s3:::b/a", nil), ImplicitDeny},
		"endpoint is the right one": {`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}}}`, request("x", map[string][]string{"aws:sourcevpce": {"vpce-1"}}), Allowed},
		"endpoint is another":       {`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}}}`, request("x", map[string][]string{"aws:sourcevpce": {"vpce-2"}}), ImplicitDeny},
		"no endpoint on the way":    {`{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}}`, request("x", map[string][]string{"aws:sourcevpce": {}}), ExplicitDeny},
		"some principal":            {`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"s3:*","Resource":"*"}`, request("x", nil), Unknown},
		"address key absent":        {`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}`, request("x", map[string][]string{"aws:sourceip": {}}), ExplicitDeny},
	} {
		t.Run(name, func(t *testing.T) {
			d := parse(t, `{"Version":"2012-10-17","Statement":[`+c.statements+`]}`)
			assert.Equal(t, c.want, d.Decide(c.request))
		})
	}
}

func TestProblems(t *testing.T) {
	for text, want := range map[string]string{
		`{"Statement":[]}`: "no statement",
		`{"Statement":{"Effect":"allow","Action":"a","Resource":"*"}}`:                   "Effect",
		`{"Statement":{"Effect":"Allow","Resource":"*"}}`:                                "neither Action nor NotAction",
		`{"Statement":{"Effect":"Allow","Action":[],"Resource":"*"}}`:                    "empty Action",
		`{"Statement":{"Effect":"Allow","Action":"a","Resource":[""]}}`:                  "empty string in Resource",
		`{"Statement":{"Effect":"Allow","Action":{"x":1},"Resource":"*"}}`:               "neither a string nor a list",
		`{"Statement":{"Sid":"S","Effect":"Allow","Principal":{},"Action":"a"}}`:         `"S" has an empty Principal`,
		`{"Statement":{"Effect":"Allow","Action":"a","Resource":"*","Condition":"yes"}}`: "Condition",
	} {
		_, problems, err := Parse(text)
		require.NoError(t, err, text)
		require.NotEmpty(t, problems, text)
		assert.Contains(t, problems[0].Message, want)
	}
	_, _, err := Parse(`{"Statement":[{}{}]}`)
	assert.Error(t, err)
}

func FuzzParse(f *testing.F) {
	f.Add(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}`)
	f.Add(`{"Statement":{"Effect":"Deny","NotAction":["a"],"NotResource":"*","Condition":{"Null":{"k":true}}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		d, _, err := Parse(text)
		if err == nil {
			d.Decide(Request{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a", Context: map[string][]string{"k": {"v"}}})
		}
	})
}

// Covers is checked against Overlaps: a literal is covered exactly where it overlaps.
func FuzzCovers(f *testing.F) {
	f.Add("a*b?c", "axxbyc")
	f.Fuzz(func(t *testing.T, pattern, s string) {
		if strings.ContainsAny(s, "*?") || len(pattern)*len(s) > 1<<16 {
			t.Skip("only literals, of a size that Overlaps handles at once")
		}
		assert.Equal(t, Overlaps(pattern, s), Covers(pattern, s))
	})
}

// TestPolicyThatIsTooLong holds that a policy longer than any that AWS takes is refused before it is read, and a long one
// is not.
func TestPolicyThatIsTooLong(t *testing.T) {
	of := func(statements int) string {
		return `{"Statement":[` + strings.TrimSuffix(strings.Repeat(`{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},`, statements), ",") + `]}`
	}
	d, problems, err := Parse(of(1_000))
	require.NoError(t, err)
	assert.Empty(t, problems)
	assert.Len(t, d.Statements, 1_000)

	_, _, err = Parse(of(100_000))
	assert.ErrorContains(t, err, "more than AWS takes")
}
