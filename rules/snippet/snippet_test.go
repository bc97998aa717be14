package snippet

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

func TestReferences(t *testing.T) {
	for address, want := range map[string]string{
		"aws_network_acl.app":                                    "aws_network_acl.app",
		`aws_network_acl.tgw["a"]`:                               `aws_network_acl.tgw["a"]`,
		"module.net.aws_network_acl.app[0]":                      "aws_network_acl.app[0]",
		`module.net["eu.west"].module.b[1].aws_network_acl.x`:    "aws_network_acl.x",
		`module.net["a\"].b"].aws_network_acl.app["module.b.c"]`: `aws_network_acl.app["module.b.c"]`,
		"module.broken":                                          "module.broken",
	} {
		assert.Equal(t, want, Terraform(&model.Object{Address: address}))
	}
	assert.Equal(t, "AppAcl", CloudFormation(&model.Object{Address: "Network/AppAcl"}))
	assert.Equal(t, "AppAcl", CloudFormation(&model.Object{Address: "AppAcl"}))
}

func TestNames(t *testing.T) {
	assert.Equal(t, "tgw_eu_west_1a_out", TerraformName(&model.Object{Address: `module.m.aws_network_acl.tgw["eu-west-1a"]`}, "out"))
	assert.Equal(t, "AppAclOut", CloudFormationName(&model.Object{Address: "Net/AppAcl"}, "Out"))
}

func TestBlock(t *testing.T) {
	assert.Equal(t, "egress {\n  rule_no   = 130\n  from_port = 1024\n}\n",
		Block("egress", "rule_no", "130", "icmp_type_number", "", "from_port", "1024"))
	assert.Equal(t, "Out:\n  Type: AWS::EC2::X\n  Properties:\n    A: 1\n", Resource("Out", "AWS::EC2::X", "A", "1", "B", ""))
}

func TestEdit(t *testing.T) {
	at := func(address string) *model.Object { return &model.Object{Address: address, Type: "aws_vpc"} }
	e := Edit(rules.Set, at("aws_vpc.a"), "x", "aws_vpc.b.id")
	if assert.NotNil(t, e) {
		assert.Equal(t, rules.Edit{Kind: rules.Set, Object: e.Object, Argument: "x", Value: "aws_vpc.b.id"}, *e)
	}
	assert.Nil(t, Edit(rules.Set, at("aws_vpc.a[0]"), "x", "1"), "one block declares several")
	assert.Nil(t, Edit(rules.Set, at("module.m.aws_vpc.a"), "x", "1"), "other callers may share it")
	assert.Nil(t, Edit(rules.Set, at("aws_vpc.a"), "x", Reference(at("aws_vpc.a"), at("module.m.aws_vpc.b"), "vpc_id")), "the identifier comes from elsewhere")
	assert.Nil(t, Edit(rules.Set, &model.Object{Address: "aws_vpc.a", External: true}, "x", "1"), "it is not declared here")
}
