package policy

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMayAllow(t *testing.T) {
	const object = "arn:aws:s3:::b/x"
	for name, c := range map[string]struct {
		document string
		request  Request
		want     bool
	}{
		"the very request": {
			`{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/x"}}`,
			Request{Action: "s3:GetObject", Resource: object}, true,
		},
		"another object": {
			`{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/y"}}`,
			Request{Action: "s3:GetObject", Resource: object}, false,
		},
		"a part of what is asked": {
			`{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/x"}}`,
			Request{Action: "s3:Get*", Resource: "arn:aws:s3:::b/*"}, true,
		},
		"a table of any account": {
			`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:dynamodb:eu-west-1:111122223333:table/orders*"}}`,
			Request{Action: "dynamodb:Query", Resource: "arn:aws:dynamodb:*:*:table/orders"}, true,
		},
		"another table, whatever the account": {
			`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:dynamodb:eu-west-1:111122223333:table/customers*"}}`,
			Request{Action: "dynamodb:Query", Resource: "arn:aws:dynamodb:*:*:table/orders"}, false,
		},
		"a condition that may hold": {
			`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}}`,
			Request{Action: "s3:GetObject", Resource: object}, true,
		},
		"a condition that fails": {
			`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}}}}`,
			Request{Action: "s3:GetObject", Resource: object, Context: map[string][]string{"aws:sourcevpce": {"vpce-2"}}}, false,
		},
		"all but another": {
			`{"Statement":{"Effect":"Allow","Principal":"*","NotAction":"s3:Put*","NotResource":"arn:aws:s3:::c/*"}}`,
			Request{Action: "s3:GetObject", Resource: object}, true,
		},
		"all but this": {
			`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","NotResource":"arn:aws:s3:::b/*"}}`,
			Request{Action: "s3:GetObject", Resource: object}, false,
		},
		"denied as a whole": {
			`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}]}`,
			Request{Action: "s3:GetObject", Resource: object}, false,
		},
		"denied in part": {
			`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/x"}]}`,
			Request{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*"}, true,
		},
	} {
		d, _, err := Parse(c.document)
		if assert.NoError(t, err, name) {
			assert.Equal(t, c.want, d.MayAllow(c.request), name)
		}
	}
}

func TestParseARN(t *testing.T) {
	a, ok := ParseARN("arn:aws:dynamodb:eu-west-1:111122223333:table/t:1")
	assert.True(t, ok)
	assert.Equal(t, ARN{"aws", "dynamodb", "eu-west-1", "111122223333", "table/t:1"}, a)
	assert.Equal(t, "arn:aws:dynamodb:eu-west-1:111122223333:table/t:1", a.String())
	for _, s := range []string{"arn:aws:s3::b", "*", "", "aws:s3:::b:c"} {
		_, ok := ParseARN(s)
		assert.False(t, ok, s)
	}
}
