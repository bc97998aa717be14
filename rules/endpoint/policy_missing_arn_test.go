package endpoint

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

const (
	twoObjects = `"arn:aws:s3:::artifacts/app.tar.gz","arn:aws:s3:::artifacts/check.png"`
	oneObject  = `"arn:aws:s3:::artifacts/app.tar.gz"`
)

func TestPolicyLeavesOutAnObjectOfTheRole(t *testing.T) {
	s := newShop(t)
	s.instance(granting(`"s3:GetObject"`, twoObjects))
	s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
	f := s.One(PolicyMissingARN)
	assert.Equal(t, "aws_vpc_endpoint.s3", f.Object.Address)
	assert.Equal(t, rules.Definite, f.Confidence)
	assert.Contains(t, f.Message, "s3:GetObject on arn:aws:s3:::artifacts/check.png, which aws_instance.app behind it needs")
	assert.NotContains(t, f.Message, "app.tar.gz")
	assert.Contains(t, f.Fix.Terraform, `Resource  = "arn:aws:s3:::artifacts/check.png"`)
	require.NotEmpty(t, f.Related)
	assert.Contains(t, f.Related[0].Message, "aws_iam_role_policy.app grants s3:GetObject")
}

// Each of these is silent: the nearest right neighbours of the fault above.
func TestPolicyThatLeavesNothingOut(t *testing.T) {
	for name, build := range map[string]func(*shop){
		"both listed": func(s *shop) {
			s.instance(granting(`"s3:GetObject"`, twoObjects))
			s.gateway("s3", document(allowing(`"s3:GetObject"`, twoObjects)), s.appTable)
		},
		"the whole bucket": func(s *shop) {
			s.instance(granting(`"s3:GetObject"`, twoObjects))
			s.gateway("s3", document(allowing(`"s3:Get*"`, `"arn:aws:s3:::artifacts/*"`)), s.appTable)
		},
		"default policy": func(s *shop) {
			s.instance(granting(`"s3:GetObject"`, twoObjects))
			s.gateway("s3", "", s.appTable)
		},
		"the endpoint is on another table": func(s *shop) {
			s.instance(granting(`"s3:GetObject"`, twoObjects))
			s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.publicTable)
		},
		"the endpoint is of another service": func(s *shop) {
			s.instance(granting(`"s3:GetObject"`, twoObjects))
			s.gateway("dynamodb", document(allowing(`"dynamodb:GetItem"`, `"*"`)), s.appTable)
		},
		"the grant is wider than a bucket": func(s *shop) {
			s.instance(granting(`"s3:GetObject"`, `"*","arn:aws:s3:::art*"`))
			s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
		},
		"the endpoint allows a part of the granted pattern": func(s *shop) {
			s.instance(granting(`"s3:GetObject"`, `"arn:aws:s3:::artifacts/*"`))
			s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
		},
		"the role is denied it anyway": func(s *shop) {
			s.instance(granting(`"s3:GetObject"`, twoObjects) + `,{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::artifacts/check.png"}`)
			s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
		},
		"the role may use it by another way only": func(s *shop) {
			s.instance(`{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/c","Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}`)
			s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
		},
		"the account decides": func(s *shop) {
			s.instance(granting(`"s3:GetObject"`, twoObjects))
			s.gateway("s3", document(`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceAccount":"111122223333"}}}`), s.appTable)
		},
		"an action on buckets where objects are granted": func(s *shop) {
			s.instance(granting(`"s3:GetObject","s3:ListBucket"`, `"arn:aws:s3:::artifacts","arn:aws:s3:::artifacts/*"`))
			s.gateway("s3", document(allowing(`"s3:ListBucket"`, `"arn:aws:s3:::artifacts"`)+","+allowing(`"s3:GetObject"`, `"arn:aws:s3:::artifacts/*"`)), s.appTable)
		},
		"AWS's own bucket": func(s *shop) {
			s.instance(granting(`"s3:GetObject"`, `"arn:aws:s3:::aws-ssm-eu-west-1/*"`))
			s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
		},
		"a table of another region": func(s *shop) {
			s.instance(granting(`"dynamodb:GetItem"`, `"arn:aws:dynamodb:us-east-1:111122223333:table/t"`))
			s.gateway("dynamodb", document(allowing(`"dynamodb:*"`, `"arn:aws:dynamodb:eu-west-1:111122223333:table/t"`)), s.appTable)
		},
		"the account in an ARN is not known": func(s *shop) {
			s.instance(granting(`"dynamodb:GetItem"`, `"arn:aws:dynamodb:eu-west-1:~netlintaccountaaaaaaaaaaaaaaaaa:table/t"`))
			s.gateway("dynamodb", document(allowing(`"dynamodb:*"`, `"arn:aws:dynamodb:eu-west-1:111122223333:table/t"`)), s.appTable)
		},
		"a role that nothing in the VPC has": func(s *shop) {
			s.profile(granting(`"s3:GetObject"`, twoObjects))
			s.Instance(s.app, "aws_instance.other")
			s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
		},
		"a name with a variable in it": func(s *shop) {
			userData(s.instance(""), "aws s3 cp s3://$BUCKET/app.zip /opt\naws s3 cp s3://art-${ENV}/x /opt\n# aws s3 cp s3://old/app /opt\n")
			s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
		},
		"a key with a variable in it": func(s *shop) {
			userData(s.instance(""), "aws s3 cp s3://artifacts/app-${VERSION}.zip /opt\n")
			s.gateway("s3", document(allowing(`"s3:GetObject"`, `"arn:aws:s3:::artifacts/app-*"`)), s.appTable)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			build(s)
			s.None(PolicyMissingARN)
		})
	}
}

func TestNeedsThatTextsName(t *testing.T) {
	for text, want := range map[string]string{
		"aws s3 cp s3://artifacts/check.png /opt/static/":                    "s3:GetObject on arn:aws:s3:::artifacts/check.png",
		"aws s3 cp \\\n  --quiet s3://artifacts/check.png /opt/":             "s3:GetObject on arn:aws:s3:::artifacts/check.png",
		"aws s3 cp /var/log/x s3://logs/x.gz":                                "s3:PutObject on arn:aws:s3:::logs/x.gz",
		"aws s3 cp --region eu-west-1 s3://other/app.tar.gz .":               "s3:GetObject on arn:aws:s3:::other/app.tar.gz",
		"aws --region eu-west-1 s3 sync s3://site/static /var/www":           "s3:ListBucket on arn:aws:s3:::site and s3:GetObject on arn:aws:s3:::site/static*",
		"aws s3 cp --recursive s3://site/static/ /var/www":                   "s3:ListBucket on arn:aws:s3:::site and s3:GetObject on arn:aws:s3:::site/static/*",
		"aws s3 ls s3://site":                                                "s3:ListBucket on arn:aws:s3:::site",
		"aws s3 rm s3://artifacts/app.tar.gz":                                "s3:DeleteObject on arn:aws:s3:::artifacts/app.tar.gz",
		"aws s3api get-object --bucket artifacts --key check.png /tmp/x":     "s3:GetObject on arn:aws:s3:::artifacts/check.png",
		"SOURCE=s3://elsewhere/config.json":                                  "access to arn:aws:s3:::elsewhere/config.json",
		"curl -o x https://example.com && fetch 's3://elsewhere' --out /tmp": "access to arn:aws:s3:::elsewhere",
	} {
		s := newShop(t)
		userData(s.Instance(s.app, "aws_instance.app"), "#!/bin/sh\n"+text+"\n")
		s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
		f := s.One(PolicyMissingARN)
		assert.Contains(t, f.Message, "does not allow "+want+", which aws_instance.app", text)
	}
}

func TestBucketsInViewCompareByIdentity(t *testing.T) {
	for name, c := range map[string]struct {
		role, endpoint func(a, b *model.Bucket) string
		found          bool
	}{
		"by ARN, another bucket": {
			func(a, b *model.Bucket) string { return a.Aliases[0] + "/*" },
			func(a, b *model.Bucket) string { return b.Aliases[0] + "/*" }, true,
		},
		"by ARN, the bucket without its objects": {
			func(a, b *model.Bucket) string { return a.Aliases[0] + "/*" },
			func(a, b *model.Bucket) string { return a.Aliases[0] }, true,
		},
		"by ARN and by name": {
			func(a, b *model.Bucket) string { return a.Aliases[0] + "/*" },
			func(a, b *model.Bucket) string { return "arn:aws:s3:::" + a.ID + "/*" }, false,
		},
		"by name and by ARN": {
			func(a, b *model.Bucket) string { return "arn:aws:s3:::" + a.ID + "/x/*" },
			func(a, b *model.Bucket) string { return a.Aliases[0] + "/*" }, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			a, b := s.bucket("assets"), s.bucket("logs")
			s.instance(granting(`"s3:GetObject"`, `"`+c.role(a, b)+`"`))
			s.gateway("s3", document(allowing(`"s3:*"`, `"`+c.endpoint(a, b)+`"`)), s.appTable)
			if !c.found {
				s.None(PolicyMissingARN)
				return
			}
			f := s.One(PolicyMissingARN)
			assert.Contains(t, f.Message, "${aws_s3_bucket.assets.arn}/*")
			assert.NotContains(t, f.Message, "~netlint")
		})
	}
}

func TestSettingNamesBucketInView(t *testing.T) {
	for _, named := range []bool{true, false} {
		s := newShop(t)
		a, b := s.bucket("assets"), s.bucket("logs")
		w := s.instance(granting(`"s3:*"`, `"*"`))
		value := a.ID
		if !named {
			value = b.ID
		}
		w.Texts = []model.Text{{Kind: "environment variable BUCKET", Value: model.Known(value)}}
		s.gateway("s3", document(allowing(`"s3:*"`, `"`+b.Aliases[0]+`","`+b.Aliases[0]+`/*"`)), s.appTable)
		if named {
			assert.Contains(t, s.One(PolicyMissingARN).Message, "access to arn:aws:s3:::${aws_s3_bucket.assets.id}")
		} else {
			s.None(PolicyMissingARN)
		}
	}
}

// The name of a bucket with a generated part is a symbol: a pattern may mean it, another bucket's name does not.
func TestBucketWhoseNameIsNotAssignedYet(t *testing.T) {
	for pattern, found := range map[string]bool{
		"arn:aws:s3:::acme-*/*":        false,
		"arn:aws:s3:::acme-????????/*": false,
		"arn:aws:s3:::acme-shared/*":   true,
	} {
		s := newShop(t)
		s.instance(granting(`"s3:GetObject"`, `"`+s.bucket("assets").Aliases[0]+`/*"`))
		s.gateway("s3", document(allowing(`"s3:*"`, `"`+pattern+`"`)), s.appTable)
		if found {
			assert.Contains(t, s.One(PolicyMissingARN).Message, "s3:GetObject on ${aws_s3_bucket.assets.arn}/*", pattern)
		} else {
			s.None(PolicyMissingARN)
		}
	}
}

// A queue's or secret's ARN is a symbol that nothing in view explains.
func TestResourcesThatOnlySymbolsStandFor(t *testing.T) {
	queue, secret, other := "~netlint"+padded("queue"), "~netlint"+padded("secret"), "~netlint"+padded("other")
	for name, c := range map[string]struct{ granted, allowed, want string }{
		"the same":              {granting(`"sqs:SendMessage"`, `"`+queue+`"`), allowing(`"sqs:*"`, `"`+queue+`"`), ""},
		"written out":           {granting(`"sqs:SendMessage"`, `"`+queue+`"`), allowing(`"sqs:*"`, `"arn:aws:sqs:eu-west-1:111122223333:work"`), ""},
		"by a pattern":          {granting(`"sqs:SendMessage"`, `"`+queue+`"`), allowing(`"sqs:*"`, `"arn:aws:sqs:*:*:w*"`), ""},
		"a part of it":          {granting(`"sqs:SendMessage"`, `"`+queue+`:*"`), allowing(`"sqs:*"`, `"arn:aws:sqs:eu-west-1:*:work:*"`), ""},
		"among other services":  {granting(`"sqs:SendMessage","secretsmanager:GetSecretValue"`, `"`+secret+`","`+queue+`"`), allowing(`"sqs:*"`, `"`+queue+`"`), ""},
		"an ARN of another":     {granting(`"sqs:SendMessage","s3:GetObject"`, `"`+queue+`","arn:aws:s3:::b/x"`), allowing(`"sqs:*"`, `"`+queue+`"`), ""},
		"another queue":         {granting(`"sqs:SendMessage"`, `"`+queue+`"`), allowing(`"sqs:*"`, `"`+other+`"`), "sqs:SendMessage on the resource that aws_iam_role_policy.app names"},
		"another, among others": {granting(`"sqs:SendMessage","secretsmanager:GetSecretValue"`, `"`+secret+`","`+queue+`"`), allowing(`"sqs:*"`, `"`+other+`"`), "sqs:SendMessage on the resource"},
		"another action":        {granting(`"sqs:SendMessage"`, `"`+queue+`"`), allowing(`"sqs:ReceiveMessage"`, `"*"`), "sqs:SendMessage on the resource"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			s.instance(c.granted)
			s.interfaceEndpoint("sqs", nil, s.app).Policy = model.Known(document(c.allowed))
			if c.want == "" {
				s.None(PolicyMissingARN)
				return
			}
			assert.Contains(t, s.One(PolicyMissingARN).Message, c.want)
		})
	}
}

func TestWhatARoleSaysReplacesWhatASettingSays(t *testing.T) {
	s := newShop(t)
	w := s.instance(granting(`"s3:GetObject"`, `"arn:aws:s3:::settings/prod.json"`))
	w.Texts = []model.Text{{Kind: "environment variable CONFIG", Value: model.Known("s3://settings/prod.json")}}
	s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
	assert.Contains(t, s.One(PolicyMissingARN).Message, "does not allow s3:GetObject on arn:aws:s3:::settings/prod.json, which")
}

func TestInterfaceEndpointOfAnotherService(t *testing.T) {
	for _, resolves := range []bool{true, false} {
		s := newShop(t)
		s.vpc.EnableDNSHostnames = model.Known(resolves)
		w := s.Workload(model.WorkloadLambda, "aws_lambda_function.f", []*model.Subnet{s.app})
		w.Role = s.profile(granting(`"secretsmanager:GetSecretValue"`, `"arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-??????"`)).Role
		e := s.interfaceEndpoint("secretsmanager", nil, s.app)
		e.Policy = model.Known(document(allowing(`"secretsmanager:*"`, `"arn:aws:secretsmanager:eu-west-1:111122223333:secret:api-*"`)))
		if resolves {
			assert.Contains(t, s.One(PolicyMissingARN).Message, "secret:db-??????")
		} else {
			s.None(PolicyMissingARN)
		}
	}
}

func TestActionThatDoesNotSuitItsResource(t *testing.T) {
	for statement, want := range map[string]string{
		allowing(`"s3:GetObject"`, `"arn:aws:s3:::b"`):                                                                      "s3:GetObject on arn:aws:s3:::b only, but this applies to objects",
		allowing(`"s3:GetObject","s3:ListBucket"`, `"arn:aws:s3:::b/*"`):                                                    "s3:ListBucket on arn:aws:s3:::b/* only, but this applies to buckets",
		allowing(`"s3:GetObject","s3:ListBucket"`, `"arn:aws:s3:::b","arn:aws:s3:::b/*"`):                                   "",
		allowing(`"s3:*"`, `"arn:aws:s3:::b/*"`):                                                                            "",
		allowing(`"s3:List*"`, `"arn:aws:s3:::b/*"`):                                                                        "",
		allowing(`"s3:ListBucket"`, `"arn:aws:s3:::b*"`):                                                                    "",
		allowing(`"s3:GetObject","s3:ListBucket"`, `"arn:aws:s3:::b/*"`) + "," + allowing(`"s3:List*"`, `"arn:aws:s3:::b"`): "",
	} {
		s := newShop(t)
		s.gateway("s3", document(statement), s.appTable)
		if want == "" {
			s.None(PolicyMissingARN)
		} else {
			assert.Contains(t, s.One(PolicyMissingARN).Message, want)
		}
	}
}

// Several workloads with one role need one thing, and one finding tells of it.
func TestOneFindingForAllWorkloads(t *testing.T) {
	s := newShop(t)
	profile := s.profile(granting(`"s3:GetObject"`, twoObjects))
	for _, name := range []string{"a", "b", "c"} {
		s.Instance(s.app, "aws_instance.app-"+name).Profile = ruletest.To[model.InstanceProfile](profile)
	}
	s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
	assert.Contains(t, s.One(PolicyMissingARN).Message, "aws_instance.app-a and 2 others behind it need")
}

func TestUnknownPolicyOrConditionIsNotClaimed(t *testing.T) {
	s := newShop(t)
	s.instance(granting(`"s3:GetObject"`, twoObjects))
	s.gateway("s3", "", s.appTable).Policy = model.Unknown[string]("var.policy has no value")
	s.None(PolicyMissingARN)

	s = newShop(t)
	s.instance(strings.TrimSuffix(granting(`"s3:GetObject"`, twoObjects), "}") + `,"Condition":{"StringEquals":{"s3:ExistingObjectTag/a":"b"}}}`)
	s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
	s.NoneDefinite(PolicyMissingARN)
}

func TestAnswersInCloudFormation(t *testing.T) {
	s := newShop(t)
	s.instance(granting(`"s3:GetObject"`, twoObjects))
	e := s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
	e.Input = &model.Input{Path: "t.yaml", Dialect: model.CloudFormation}
	f := s.One(PolicyMissingARN)
	assert.Empty(t, f.Fix.Terraform)
	assert.Contains(t, f.Fix.CloudFormation, "    - arn:aws:s3:::artifacts/check.png\n")
}

// A template leaves its region and account to the deployment. What another writes out may be just these.
func TestNamesThatHoldTheRegionOrTheAccountOfTheDeployment(t *testing.T) {
	const region, account = "xx-region-1", accountSymbol
	for name, c := range map[string]struct{ granted, allowed, want string }{
		"the region on both sides":            {"arn:aws:s3:::data-" + region + "/*", "arn:aws:s3:::data-" + region + "/*", ""},
		"the region, written out there":       {"arn:aws:s3:::data-" + region + "/*", "arn:aws:s3:::data-eu-west-1/*", ""},
		"the region, written out here":        {"arn:aws:s3:::data-eu-west-1/*", "arn:aws:s3:::data-" + region + "/*", ""},
		"the region of another name":          {"arn:aws:s3:::data-" + region + "/*", "arn:aws:s3:::logs-eu-west-1/*", "s3:GetObject on arn:aws:s3:::data-${AWS::Region}/*"},
		"the account on both sides":           {"arn:aws:s3:::data-" + account + "/*", "arn:aws:s3:::data-" + account + "/*", ""},
		"the account, written out there":      {"arn:aws:s3:::data-" + account + "/*", "arn:aws:s3:::data-111122223333/*", ""},
		"the account, written out here":       {"arn:aws:s3:::data-111122223333/*", "arn:aws:s3:::data-" + account + "/*", ""},
		"the bucket without its objects":      {"arn:aws:s3:::data-" + account + "/*", "arn:aws:s3:::data-" + account, "s3:GetObject on arn:aws:s3:::data-${AWS::AccountId}/*"},
		"the account of another name":         {"arn:aws:s3:::data-" + account + "/*", "arn:aws:s3:::logs-" + account + "/*", "s3:GetObject on arn:aws:s3:::data-${AWS::AccountId}/*"},
		"the account and the region, crossed": {"arn:aws:s3:::data-" + account + "-eu-west-1/*", "arn:aws:s3:::data-111122223333-" + region + "/*", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			s.instance(granting(`"s3:GetObject"`, `"`+c.granted+`"`))
			e := s.gateway("s3", document(allowing(`"s3:*"`, `"`+c.allowed+`"`)), s.appTable)
			e.Input = &model.Input{Path: "t.yaml", Dialect: model.CloudFormation}
			if c.want == "" {
				s.None(PolicyMissingARN)
				return
			}
			f := s.One(PolicyMissingARN)
			assert.Contains(t, f.Message, c.want)
			assert.Contains(t, f.Fix.CloudFormation, `!Sub "arn:aws:s3:::data-${AWS::`)
		})
	}
}

// More accounts than a policy of AWS can hold are not tried one by one: nothing is claimed then.
func TestPolicyOfMoreAccountsThanAreTried(t *testing.T) {
	allowed := func(accounts int) string {
		var resources []string
		for i := range accounts {
			resources = append(resources, fmt.Sprintf(`"arn:aws:s3:::logs-%012d/*"`, i))
		}
		return document(allowing(`"s3:GetObject"`, strings.Join(resources, ",")))
	}
	s := newShop(t)
	s.instance(granting(`"s3:GetObject"`, `"arn:aws:s3:::data-`+accountSymbol+`/*"`))
	e := s.gateway("s3", allowed(maxDeployments), s.appTable)
	s.One(PolicyMissingARN)

	e.Policy = model.Known(allowed(20 * maxDeployments))
	s.None(PolicyMissingARN)
}
