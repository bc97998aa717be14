package nacl

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

// archive is a workload in two subnets before a database in two others, each pair behind an ACL.
type archive struct {
	*ruletest.Net
	app, db           *model.NetworkACL
	appGroup, dbGroup *model.SecurityGroup
	client, store     *model.Workload
	behind            [2]*model.Subnet
}

// newArchive lets TCP 5432 through the ACLs by one rule each, "100 allow tcp 5432 10.1.0.0/16" where none is given.
func newArchive(t *testing.T, out, in string) *archive {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.1.0.0/16")
	a := &archive{Net: n, appGroup: n.Group(v, "aws_security_group.app"), dbGroup: n.Group(v, "aws_security_group.db")}
	before := []*model.Subnet{n.Subnet(v, "aws_subnet.app_a", "10.1.0.0/24", "a"), n.Subnet(v, "aws_subnet.app_b", "10.1.1.0/24", "b")}
	a.behind = [2]*model.Subnet{n.Subnet(v, "aws_subnet.db_a", "10.1.10.0/24", "a"), n.Subnet(v, "aws_subnet.db_b", "10.1.11.0/24", "b")}
	n.Table(v, "aws_route_table.v", append(before, a.behind[:]...)...)
	n.Egress(a.appGroup, "tcp 5432", a.dbGroup)
	n.Ingress(a.dbGroup, "tcp 5432", a.appGroup)
	a.app, a.db = n.ACL(v, "aws_network_acl.app", before...), n.ACL(v, "aws_network_acl.db", a.behind[:]...)
	rule := func(r string) string {
		if r == "" {
			return "100 allow tcp 5432 10.1.0.0/16"
		}
		return r
	}
	n.Out(a.app, rule(out)).In(a.app, "100 allow tcp 1024-65535 10.1.0.0/16")
	n.In(a.db, rule(in)).Out(a.db, "100 allow tcp 1024-65535 10.1.0.0/16")
	a.client = n.Workload(model.WorkloadAutoScalingGroup, "aws_autoscaling_group.app", before, a.appGroup)
	a.store = n.Workload(model.WorkloadDatabase, "aws_db_instance.db", a.behind[:], a.dbGroup)
	a.store.Engine = model.Known("postgres")
	return a
}

func TestDatabaseBehindNetworkACLs(t *testing.T) {
	newArchive(t, "", "").None(BlocksDatabase)

	f := newArchive(t, "", "100 allow tcp 3306 10.1.0.0/16").One(BlocksDatabase)
	assert.Equal(t, "aws_network_acl.db", f.Object.Address)
	assert.Equal(t, rules.Definite, f.Confidence)
	assert.Contains(t, f.Message, "aws_network_acl.db lets none of the requests of aws_autoscaling_group.app in aws_subnet.app_a (10.1.0.0/24) in to aws_db_instance.db "+
		"in aws_subnet.db_a (10.1.10.0/24) on TCP 5432, although ")
	assert.Contains(t, f.Fix.Text, "allows TCP 5432 from 10.1.0.0/24, and likewise for the other subnets and data stores")
	assert.Contains(t, f.Fix.Terraform, "database_inbound")
	require.NotNil(t, f.Path)

	// The order in which the subnets are listed does not matter.
	a := newArchive(t, "", "100 allow tcp 3306 10.1.0.0/16")
	slices.Reverse(a.client.Subnets.Items)
	slices.Reverse(a.store.Subnets.Items)
	assert.Equal(t, f.Message, a.One(BlocksDatabase).Message)

	f = newArchive(t, "100 allow tcp 3306 10.1.0.0/16", "").One(BlocksDatabase)
	assert.Equal(t, "aws_network_acl.app", f.Object.Address)
	assert.Contains(t, f.Message, "(10.1.0.0/24) out to aws_db_instance.db")

	// A rule that leaves one of the workload's subnets out.
	f = newArchive(t, "", "100 allow tcp 5432 10.1.0.0/24").One(BlocksDatabase)
	assert.Contains(t, f.Message, "in aws_subnet.app_b (10.1.1.0/24) in to aws_db_instance.db")
}

func TestDatabaseThatAnACLDoesNotCutOff(t *testing.T) {
	const wrong = "100 allow tcp 3306 10.1.0.0/16"
	for why, change := range map[string]func(*archive){
		"nothing names the pair": func(a *archive) {
			a.SecurityGroupRules = nil
			a.Ingress(a.dbGroup, "all 0.0.0.0/0")
			a.Egress(a.appGroup, "all 0.0.0.0/0")
		},
		"the groups block it as well":            func(a *archive) { a.SecurityGroupRules = a.SecurityGroupRules[:1] },
		"the ACL has rules that are not in view": func(a *archive) { a.db.Open = true },
		"the ACL is not ours":                    func(a *archive) { a.db.External = true },
		"the port is not known":                  func(a *archive) { a.store.Engine = model.Unknown[string]("var.engine") },
		"the database stands beside the workload": func(a *archive) {
			a.store.Subnets = a.client.Subnets
		},
	} {
		t.Run(why, func(t *testing.T) {
			a := newArchive(t, "", wrong)
			change(a)
			a.None(BlocksDatabase)
		})
	}
}
