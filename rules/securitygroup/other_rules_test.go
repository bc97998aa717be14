package securitygroup

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

func TestRulePortsIgnored(t *testing.T) {
	n := ruletest.New(t)
	g := n.Group(n.VPC("aws_vpc.v", "10.0.0.0/16"), "aws_security_group.g")
	n.Ingress(g, "all 10.0.0.0/8")
	stated := n.Ingress(g, "all 192.168.0.0/16")
	stated.Match.StatedPorts = true
	f := n.One(RulePortsIgnored)
	assert.Equal(t, stated.Address, f.Object.Address)
	assert.Contains(t, f.Message, "lets all traffic in from 192.168.0.0/16")
}

func references(t *testing.T) (*ruletest.Net, *model.VPC, *model.VPC) {
	n := ruletest.New(t)
	a, b := n.VPC("aws_vpc.a", "10.0.0.0/16"), n.VPC("aws_vpc.b", "10.1.0.0/16")
	n.Ingress(n.Group(a, "aws_security_group.a"), "tcp 443", n.Group(b, "aws_security_group.b"))
	return n, a, b
}

func TestReferenceUnreachable(t *testing.T) {
	n, _, _ := references(t)
	f := n.One(ReferenceUnreachable)
	assert.Contains(t, f.Message, "references aws_security_group.b of aws_vpc.b")
	assert.Contains(t, f.Fix.Text, "10.1.0.0/16")

	n, a, b := references(t)
	n.Add(&model.PeeringConnection{Object: ruletest.Object("pcx", ""), Requester: ruletest.To[model.VPC](b), Accepter: ruletest.To[model.VPC](a)})
	n.None(ReferenceUnreachable)

	n, a, _ = references(t)
	n.Add(&model.PeeringConnection{
		Object: ruletest.Object("pcx", ""), Requester: ruletest.To[model.VPC](a),
		Accepter: model.RefTo[model.VPC](model.Unknown[string]("var.peer has no value")),
	})
	n.None(ReferenceUnreachable)
}

func TestReferenceOverTransitGateway(t *testing.T) {
	for on, silent := range map[bool]bool{true: true, false: false} {
		n, a, b := references(t)
		g := &model.TransitGateway{Object: ruletest.Object("tgw", ""), SecurityGroupReferencing: model.Known(on)}
		n.Add(g)
		for _, v := range []*model.VPC{a, b} {
			n.Add(&model.TransitGatewayAttachment{
				Object: ruletest.Object("att."+v.Address, ""), Kind: model.AttachVPC,
				Gateway: ruletest.To[model.TransitGateway](g), VPC: ruletest.To[model.VPC](v),
			})
		}
		assert.Equal(t, silent, len(n.Run(ReferenceUnreachable)) == 0)
	}
}

// tiers is an application and a database, each with a security group.
func tiers(t *testing.T) (*ruletest.Net, *model.SecurityGroup, *model.SecurityGroup) {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.0.0.0/16")
	a, b := n.Subnet(v, "aws_subnet.app", "10.0.1.0/24", "a"), n.Subnet(v, "aws_subnet.db", "10.0.2.0/24", "a")
	app, db := n.Group(v, "aws_security_group.app"), n.Group(v, "aws_security_group.db")
	n.Instance(a, "aws_instance.app", app)
	n.Workload(model.WorkloadDatabase, "aws_db_instance.db", []*model.Subnet{b}, db).Engine = model.Known("postgres")
	return n, app, db
}

func TestDatabaseReachable(t *testing.T) {
	n, app, db := tiers(t)
	n.Ingress(db, "tcp 5432", app)
	n.Egress(app, "all 0.0.0.0/0")
	n.None(DatabaseUnreachable)

	n, _, _ = tiers(t) // nothing names the pair
	n.None(DatabaseUnreachable)
}

func TestDatabaseLetsNobodyIn(t *testing.T) {
	n, app, db := tiers(t)
	n.Egress(app, "tcp 5432", db)
	n.Ingress(db, "tcp 5432 10.0.9.0/24")
	f := n.One(DatabaseUnreachable)
	assert.Equal(t, "aws_security_group.db", f.Object.Address)
	assert.Contains(t, f.Message, "does not let aws_instance.app in to aws_db_instance.db on TCP 5432")
	assert.Contains(t, f.Fix.Terraform, "aws_vpc_security_group_ingress_rule")
}

func TestWorkloadMayNotGoOut(t *testing.T) {
	n, app, db := tiers(t)
	n.Ingress(db, "tcp 5432", app)
	n.Egress(app, "tcp 443 0.0.0.0/0")
	f := n.One(DatabaseUnreachable)
	assert.Equal(t, "aws_security_group.db", f.Object.Address)
	assert.Contains(t, f.Message, "do not let TCP 5432 out")
	assert.Contains(t, f.Fix.Terraform, "aws_vpc_security_group_egress_rule")
}

func TestDatabaseNamedBySetting(t *testing.T) {
	n, app, _ := tiers(t)
	n.Workloads[1].Endpoints = []string{"db.example.internal"}
	n.Workloads[0].Texts = []model.Text{{Kind: "environment variable DB_HOST", Value: model.Known("postgres://db.example.internal/x")}}
	n.Egress(app, "all 0.0.0.0/0")
	assert.Contains(t, n.One(DatabaseUnreachable).Message, "environment variable DB_HOST")
}

// Workloads are often told a name of the team's own, which a CNAME record leads to the endpoint.
func TestDatabaseNamedByTheHostOfARecord(t *testing.T) {
	for text, found := range map[string]bool{
		"postgres://db.corp.internal/x":     true,
		"postgres://old-db.corp.internal/x": false,
	} {
		n, app, _ := tiers(t)
		n.Workloads[1].Endpoints = []string{"db.abc.eu-west-1.rds.amazonaws.com"}
		n.Workloads[0].Texts = []model.Text{{Kind: "environment variable DB_HOST", Value: model.Known(text)}}
		n.Add(&model.DNSRecord{
			Object: ruletest.Object("aws_route53_record.db", "x"), Domain: model.Known("db.corp.internal"), Kind: model.Known("CNAME"),
			Values: model.ListOf(model.Known("db.abc.eu-west-1.rds.amazonaws.com")),
		})
		n.Egress(app, "all 0.0.0.0/0")
		if found {
			assert.Contains(t, n.One(DatabaseUnreachable).Message, "the environment variable DB_HOST of aws_instance.app names its host db.corp.internal")
		} else {
			n.None(DatabaseUnreachable)
		}
	}
}

func TestDatabaseGroupOpen(t *testing.T) {
	n, app, db := tiers(t)
	n.Egress(app, "tcp 5432", db)
	db.Open, db.Why = true, "another stack may add rules"
	n.None(DatabaseUnreachable)
}

func bastion(t *testing.T, source string) (*ruletest.Net, *model.Subnet) {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.0.0.0/16")
	s := n.Subnet(v, "aws_subnet.public", "10.0.1.0/24", "a")
	n.Route(n.Table(v, "aws_route_table.public", s), "0.0.0.0/0", model.TargetInternetGateway, n.InternetGateway(v, "aws_internet_gateway.i"))
	g := n.Group(v, "aws_security_group.bastion")
	n.Ingress(g, "tcp 20-25 "+source)
	n.Instance(s, "aws_instance.bastion", g).PublicIP = model.Known(true)
	return n, s
}

func TestInternetExposedAdminPort(t *testing.T) {
	n, _ := bastion(t, "0.0.0.0/0")
	f := n.One(InternetExposedAdminPort)
	assert.Contains(t, f.Message, "reaches aws_instance.bastion on TCP 22")
	assert.Equal(t, rules.Warning, f.Severity)
}

func TestAdminPortThatNothingReaches(t *testing.T) {
	n, _ := bastion(t, "203.0.113.0/24")
	n.None(InternetExposedAdminPort)

	n, _ = bastion(t, "0.0.0.0/0")
	n.Workloads[0].PublicIP = model.Known(false)
	n.None(InternetExposedAdminPort)

	n, _ = bastion(t, "0.0.0.0/0")
	n.Routes[0].Destination = model.Known(netip.MustParsePrefix("203.0.113.0/24"))
	n.None(InternetExposedAdminPort)

	n, s := bastion(t, "0.0.0.0/0")
	a := n.ACL(n.VPCs[0], "aws_network_acl.a", s)
	n.In(a, "100 allow all 0.0.0.0/0").Out(a, "100 allow tcp 443 0.0.0.0/0")
	n.None(InternetExposedAdminPort)

	n, _ = bastion(t, "0.0.0.0/0")
	n.Workloads[0].PublicIP = model.Unknown[bool]("var.public has no value")
	n.None(InternetExposedAdminPort)

	n, _ = bastion(t, "0.0.0.0/0")
	assert.Empty(t, n.RunWith(InternetExposedAdminPort, rules.Options{AdminPorts: []int{3389}}))
}
