package snippet

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
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
