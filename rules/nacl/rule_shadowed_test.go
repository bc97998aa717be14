package nacl

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

// oneACL makes a VPC with one subnet behind one network ACL.
func oneACL(t *testing.T, in, out []string) (*ruletest.Net, *model.NetworkACL) {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.0.0.0/16")
	s := n.Subnet(v, "aws_subnet.s", "10.0.1.0/24", "a")
	a := n.ACL(v, "aws_network_acl.a", s)
	n.In(a, in...).Out(a, out...)
	return n, a
}

func TestShadowedAllowBehindDenial(t *testing.T) {
	n, _ := oneACL(t, []string{"90 deny tcp 0-1023 192.168.0.0/16", "100 allow tcp 443 192.168.0.0/20"}, nil)
	f := n.One(RuleShadowed)
	assert.Equal(t, "aws_network_acl.a.in.100", f.Object.Address)
	assert.Equal(t, rules.Error, f.Severity)
	assert.Contains(t, f.Message, "rule 90 denies TCP 0-1023 from 192.168.0.0/16")
	require.Len(t, f.Related, 1)
	assert.Contains(t, f.Fix.Text, "for example 80")
}

func TestExceptionBeforeDenialIsNotShadowed(t *testing.T) {
	n, _ := oneACL(t, []string{"100 deny tcp 0-1023 192.168.0.0/16", "90 allow tcp 443 192.168.0.0/20"}, nil)
	n.None(RuleShadowed)
}

func TestPartOfARangeLeft(t *testing.T) {
	n, _ := oneACL(t, []string{"90 deny tcp 0-1023 192.168.0.0/21", "100 allow tcp 443 192.168.0.0/20"}, nil)
	n.None(RuleShadowed)
}

func TestSeveralRulesCoverTogether(t *testing.T) {
	n, _ := oneACL(t, nil, []string{
		"10 allow tcp 0-5000 10.0.0.0/9", "20 deny tcp 0-5000 10.128.0.0/9", "30 allow tcp 5001-65535 10.0.0.0/8",
		"40 allow tcp 443-8443 10.0.0.0/8",
	})
	f := n.One(RuleShadowed)
	assert.Equal(t, rules.Warning, f.Severity, "not by denials alone")
	assert.Len(t, f.Related, 3)
	assert.Equal(t, "aws_network_acl.a.out.40", f.Object.Address)
}

func TestOtherFamilyOrDirectionCoversNothing(t *testing.T) {
	n, _ := oneACL(t, []string{"100 allow all 0.0.0.0/0", "101 allow all ::/0"}, []string{"110 allow tcp 443 0.0.0.0/0"})
	n.None(RuleShadowed)
}

func TestUnknownRangeShadowsNothing(t *testing.T) {
	n, a := oneACL(t, []string{"100 allow tcp 443 10.0.0.0/8"}, nil)
	e := &model.NetworkACLEntry{
		Object: ruletest.Object("aws_network_acl_rule.unknown", "aws_network_acl_rule"), ACL: ruletest.To[model.NetworkACL](a),
		Number: model.Known(50), Egress: model.Known(false), Allow: model.Known(false),
	}
	e.CIDR = model.Unknown[prefix]("var.blocked has no value")
	n.Add(e)
	n.None(RuleShadowed)
}

func TestRulesOnDefaultACLBehindItsAllowAll(t *testing.T) {
	n := ruletest.New(t)
	v := n.VPC("Vpc", "10.0.0.0/16")
	n.Add(&model.NetworkACLEntry{
		Object: ruletest.Object("DenySsh", "AWS::EC2::NetworkAclEntry"), ACL: model.RefByID[model.NetworkACL](v.DefaultACLID),
		Number: model.Known(200), Egress: model.Known(false), Allow: model.Known(false), CIDR: model.Known(mustPrefix("0.0.0.0/0")),
	})
	f := n.One(RuleShadowed)
	assert.Equal(t, "DenySsh", f.Object.Address)
	assert.Equal(t, rules.Warning, f.Severity)
}
