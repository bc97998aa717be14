package nacl

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

func TestDuplicateRuleNumber(t *testing.T) {
	n, _ := oneACL(t, []string{"100 allow tcp 443 0.0.0.0/0", "110 allow tcp 80 0.0.0.0/0"}, nil)
	n.In(n.NetworkACLs[0], "110 deny tcp 22 0.0.0.0/0")
	n.ACLEntries[2].Address, n.ACLEntries[2].ID = "aws_network_acl_rule.later", "later"
	f := n.One(DuplicateRuleNumber)
	assert.Equal(t, "aws_network_acl_rule.later", f.Object.Address)
	assert.Contains(t, f.Message, "two inbound rules with the number 110")
	assert.Contains(t, f.Fix.Text, "120")

	n, a := oneACL(t, []string{"110 deny tcp 22 0.0.0.0/0"}, nil)
	n.In(a, "110 allow tcp 22 10.0.0.0/8")
	n.ACLEntries[1].Address, n.ACLEntries[1].ID = "aws_network_acl_rule.later", "later"
	n.None(RuleShadowed)
}

// Two templates of one directory are often meant one in place of the other; two plans are both meant.
func TestOneNumberInTwoInputs(t *testing.T) {
	build := func(kind string) *ruletest.Net {
		n, a := oneACL(t, []string{"100 allow tcp 443 0.0.0.0/0"}, nil)
		n.In(a, "100 deny tcp 22 0.0.0.0/0")
		for i, e := range n.ACLEntries[:2] {
			e.Address, e.ID = "Entry"+string(rune('A'+i)), "entry"+string(rune('a'+i))
			e.Input = &model.Input{Path: e.ID, Kind: kind}
		}
		return n
	}
	f := build("cloudformation").One(DuplicateRuleNumber)
	assert.Equal(t, rules.Possible, f.Confidence)
	assert.Equal(t, "whether EntryA and EntryB, which stand in different inputs, are deployed side by side", f.Unknown)
	assert.Equal(t, rules.Definite, build("terraform-plan").One(DuplicateRuleNumber).Confidence)
}

func TestSameNumberInEitherDirectionIsFine(t *testing.T) {
	n, _ := oneACL(t, []string{"100 allow tcp 443 0.0.0.0/0"}, []string{"100 allow tcp 443 0.0.0.0/0"})
	n.None(DuplicateRuleNumber)
}

func TestNumberOfTheDefaultACLsOwnRule(t *testing.T) {
	n := ruletest.New(t)
	v := n.VPC("Vpc", "10.0.0.0/16")
	n.Add(&model.NetworkACLEntry{
		Object: ruletest.Object("DenySsh", "AWS::EC2::NetworkAclEntry"), ACL: model.RefByID[model.NetworkACL](v.DefaultACLID),
		Number: model.Known(100), Egress: model.Known(false), Allow: model.Known(false), CIDR: model.Known(mustPrefix("0.0.0.0/0")),
	})
	f := n.One(DuplicateRuleNumber)
	assert.Equal(t, "DenySsh", f.Object.Address)
	assert.Contains(t, f.Related[0].Message, "AWS itself")
}

func TestBlocksEverything(t *testing.T) {
	n, _ := oneACL(t, []string{"100 allow all 0.0.0.0/0"}, nil)
	f := n.One(BlocksEverything)
	assert.Contains(t, f.Message, "aws_network_acl.a lets nothing out, so nothing in aws_subnet.s (10.0.1.0/24) can talk")

	n, _ = oneACL(t, nil, []string{"100 deny all 0.0.0.0/0"})
	assert.Contains(t, n.One(BlocksEverything).Message, "nothing in and nothing out")

	n, _ = oneACL(t, []string{"100 allow tcp 443 0.0.0.0/0"}, []string{"100 allow tcp 1024-65535 0.0.0.0/0"})
	n.None(BlocksEverything)
}

func TestBlocksEverythingWhereNothingStands(t *testing.T) {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.0.0.0/16")
	used, spare := n.Subnet(v, "aws_subnet.used", "10.0.1.0/24", "a"), n.Subnet(v, "aws_subnet.spare", "10.0.2.0/24", "a")
	n.Instance(used, "aws_instance.i")
	n.ACL(v, "aws_network_acl.spare", spare)
	n.None(BlocksEverything)

	n = ruletest.New(t)
	v = n.VPC("aws_vpc.v", "10.0.0.0/16")
	n.Add(&model.NetworkACL{Object: ruletest.Object("aws_default_network_acl.d", "aws_default_network_acl"), Adopts: model.Known(v.DefaultACLID)})
	n.None(BlocksEverything)
}

func TestBlocksEverythingWithRulesOutOfView(t *testing.T) {
	n, a := oneACL(t, nil, nil)
	a.Open, a.Why = true, "another stack may add rules"
	n.None(BlocksEverything)

	n, _ = oneACL(t, nil, nil)
	n.Partial = []string{"module.rules is not installed"}
	n.NoneDefinite(BlocksEverything)
}

func TestFixOpensWhatIsBlocked(t *testing.T) {
	n, _ := oneACL(t, nil, nil)
	f := n.One(BlocksEverything)
	assert.Contains(t, f.Message, "nothing in and nothing out")
	assert.Contains(t, f.Fix.Text, "Add the inbound and outbound rules")
	assert.Contains(t, f.Fix.Terraform, "aws_network_acl_rule\" \"a_inbound\"")
	assert.Contains(t, f.Fix.Terraform, "aws_network_acl_rule\" \"a_outbound\"")

	n, _ = oneACL(t, []string{"100 allow tcp 443 0.0.0.0/0"}, nil)
	f = n.One(BlocksEverything)
	assert.Contains(t, f.Message, "lets nothing out")
	assert.Contains(t, f.Fix.Text, "Add the outbound rules")
	assert.NotContains(t, f.Fix.Terraform, "inbound")
}

func TestBlockedDirectionIsSaidOnce(t *testing.T) {
	n, _ := oneACL(t, []string{"100 allow tcp 443 0.0.0.0/0"}, nil)
	n.InternetGateway(n.VPCs[0], "aws_internet_gateway.i")
	n.Route(n.Table(n.VPCs[0], "aws_route_table.t", n.Subnets[0]), "0.0.0.0/0", model.TargetInternetGateway, n.InternetGateways[0])
	n.Link()
	found, _ := rules.Run([]*model.Network{n.Network}, []*rules.Rule{BlocksEverything, MissingEphemeralReturn}, rules.Options{}, 1)
	assert.Len(t, found, 1)
	assert.Equal(t, "nacl-blocks-everything", found[0].Rule)
}

func TestUnassociated(t *testing.T) {
	n, _ := oneACL(t, nil, nil)
	n.None(Unassociated)
	n.Network = ruletest.New(t).Network
	v := n.VPC("aws_vpc.v", "10.0.0.0/16")
	n.ACL(v, "aws_network_acl.spare")
	assert.Equal(t, "aws_network_acl.spare", n.One(Unassociated).Object.Address)
}

func TestPathMTU(t *testing.T) {
	n, _ := oneACL(t, []string{"100 allow tcp 443 0.0.0.0/0"}, nil)
	assert.Contains(t, n.One(BlocksPathMTU).Message, "ICMP type 3 code 4")
	n, _ = oneACL(t, []string{"100 allow tcp 443 0.0.0.0/0", "110 allow icmp 3/4 0.0.0.0/0"}, nil)
	n.None(BlocksPathMTU)
	n, _ = oneACL(t, []string{"100 allow tcp 443 10.0.0.0/8"}, nil)
	n.None(BlocksPathMTU)
}
