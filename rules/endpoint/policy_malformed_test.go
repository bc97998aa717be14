package endpoint

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
)

func TestMalformedPolicies(t *testing.T) {
	const open = `{"Effect":"Allow","Principal":"*",`
	for policy, want := range map[string]string{
		`{"Statement":[` + open + `"Action":"s3:*","Resource":["arn:aws:s3:::a" "arn:aws:s3:::b"]}]}`: "not valid JSON",
		document(open + `"Action":"s3:*"}`):                                                            "statement 1 has no Resource",
		document(open + `"Action":"s3:*","Resource":[]}`):                                              "empty Resource",
		document(open + `"Resource":"*"}`):                                                             "neither Action nor NotAction",
		document(`{"Effect":"Allow","Action":"*","Resource":"*"}`):                                     "has no Principal",
		document(`{"Effect":"Allow","Principal":{},"Action":"*","Resource":"*"}`):                      "empty Principal",
		document(allowing(`"s3:GetObject"`, `"arn:aws:s3::artifacts/*"`)):                              "has 5 of the six parts",
		document(allowing(`"s3:GetObject"`, `"arn:asw:s3:::artifacts/*"`)):                             `the partition "asw"`,
		document(allowing(`"s3:GetObject"`, `"artifacts/*"`)):                                          "is no ARN",
		document(allowing(`"s3:GetObject"`, `"arn:aws:s3:::aarn:aws:s3:::b"`)):                         "two ARNs in one string",
		document(allowing(`"s3:GetObject"`, `"arn:aws:s3:::a arn:aws:s3:::b"`)):                        "white space",
		document(allowing(`"s3:GetObject"`, `"arn:aws:s3:eu-west-1::a/*"`)):                            "leave empty",
		document(allowing(`"s3:GetObject"`, `"arn:aws:dynamodb:*:*:table/t"`)):                         "is of the service dynamodb, but the endpoint is for s3",
		document(allowing(`"*"`, `"arn:aws:dynamodb:eu-west-1:1:table/t"`)):                            "is of the service dynamodb",
		document(allowing(`"s3:GetObject"`, `"*"`)):                                                    "",
		document(allowing(`"s3:GetObject"`, `"arn:aws:s3:::*"`)):                                       "",
		document(allowing(`"s3:GetObject"`, `"arn:aws:s3:*"`)):                                         "",
		document(allowing(`"s3:GetObject"`, `"arn:aws-cn:s3:::a/*"`)):                                  "",
		document(allowing(`"s3:GetObject"`, `"arn:*:s3:::a/*"`)):                                       "",
		document(allowing(`"s3:*"`, `"arn:aws:s3:eu-west-1:1:accesspoint/x"`)):                         "",
		document(allowing(`"s3:*"`, `"~netlintaaaaaaaaaaaaaaaaaaaaaaaa/*"`)):                           "",
		document(allowing(`"s3:*"`, `"arn:aws:s3:::⟨Bucket⟩/*"`)):                                      "",
		document(allowing(`"s3:*","dynamodb:*"`, `"arn:aws:s3:::a/*","arn:aws:dynamodb:*:*:table/t"`)): "",
		"": "",
	} {
		s := newShop(t)
		s.gateway("s3", policy, s.appTable)
		if want == "" {
			s.None(PolicyMalformed)
		} else {
			assert.Contains(t, s.One(PolicyMalformed).Message, want, policy)
		}
	}
}

func TestPolicyThatIsNotKnownIsNotMalformed(t *testing.T) {
	s := newShop(t)
	s.gateway("s3", "", s.appTable).Policy = model.Unknown[string]("var.policy has no value")
	s.None(PolicyMalformed)
}
