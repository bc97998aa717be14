package nacl

import (
	"fmt"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/topology"
)

// BlocksDatabase finds network ACLs that drop what workloads send to their databases, caches and file systems.
var BlocksDatabase = &rules.Rule{
	ID:         "nacl-blocks-database",
	Severity:   rules.Error,
	ReportedAt: "the network ACL",
	Since:      "0.1.0",
	YieldsTo:   []string{"nacl-blocks-everything", "nacl-deny-overrides-allow", "nacl-rule-shadowed"},
	Doc: rules.Doc{
		Title: "A network ACL drops a workload's requests to its database",
		Problem: "Connections to a database, cache or file system time out from some or all subnets of a workload, while security groups are right: the requests end at a " +
			"subnet's border.",
		Behaviour: "A request to another subnet passes the network ACL of the sender's subnet on the way out and that of the receiver's subnet on the way in. Each lets through only what " +
			"a rule of that direction allows.",
		Remediation: "Allow the data store's port out of the workload's subnets and in at the data store's, for every subnet in which either stands.",
		Terraform: `resource "aws_network_acl_rule" "db_from_app_b" {
  network_acl_id = aws_network_acl.db.id
  rule_number    = 110
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = aws_subnet.app_b.cidr_block
  from_port      = 5432
  to_port        = 5432
}
`,
		CloudFormation: `DbFromAppB:
  Type: AWS::EC2::NetworkAclEntry
  Properties:
    NetworkAclId: !Ref DbAcl
    RuleNumber: 110
    RuleAction: allow
    Protocol: 6
    CidrBlock: !GetAtt AppB.CidrBlock
    PortRange: {From: 5432, To: 5432}
`,
		Limits: "Something has to name the pair, as for sg-database-unreachable: a rule that references a group of the other side on the data store's port, an endpoint in user data, environment or " +
			"commands, or a function's access point of the file system. Requests are judged where those of a subnet reach none of the data store's subnets; answers are the matter of nacl-missing-ephemeral-return.",
		References: []string{aclRules, "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Troubleshooting.html"},
	},
	Run: runBlocksDatabase,
}

// databaseWords are the words for requests to data stores.
var databaseWords = naming{"the other subnets and data stores", "database_", "Database"}

func runBlocksDatabase(p *rules.Pass) error {
	if !slices.ContainsFunc(p.Net.NetworkACLs, func(a *model.NetworkACL) bool { return !a.Implicit }) {
		return nil
	}
	var all lostList
	for _, pair := range topology.StorePairs(p) {
		for _, i := range pair.Client.Interfaces {
			lostToStore(p, pair, i, &all)
		}
	}
	all.report(p)
	return nil
}

// lostToStore looks at what one interface of a workload sends to a data store.
func lostToStore(p *rules.Pass, pair topology.StorePair, i *model.NetworkInterface, all *lostList) {
	from := i.Subnet.To()
	if from == nil {
		return
	}
	var lost []*lostRequests
	for _, to := range pair.Store.Interfaces {
		s := to.Subnet.To()
		if s == nil || !groupsLetThrough(p.Reach, i, to, pair.Port) {
			return
		}
		l := lostBetween(p.Reach, i, from, s, pair.Port)
		if l == nil {
			return // this one is reached
		}
		way := "in"
		if l.egress {
			way = "out"
		}
		l.naming, l.to = databaseWords, reach.InterfaceEnd(to)
		l.text = fmt.Sprintf("none of the requests of %s in %s %s to %s in %s on TCP %d, although %s",
			pair.Client.Label(), topology.SubnetWords(from), way, pair.Store.Label(), topology.SubnetWords(s), pair.Port, pair.Naming)
		l.related = []rules.Related{
			{Object: pair.Store.Base(), Message: fmt.Sprintf("The data store listens on TCP %d.", pair.Port)},
			{Object: pair.Client.Base(), Message: "The workload asks for it."},
			{Object: pair.Object, Range: pair.Range, Message: pair.Naming + "."},
		}
		lost = append(lost, l)
	}
	for _, l := range lost {
		all.add(l)
	}
}

// groupsLetThrough reports whether the security groups of both sides may let the requests through. Where they do not,
// they are the first to mend.
func groupsLetThrough(e *reach.Engine, from, to *model.NetworkInterface, port int) bool {
	sent := topology.PortBetween(port, e.Addresses(from).All(), e.Addresses(to).All())
	return sent.Overlaps(e.AllowsPeer(from, to, true, true).May) && sent.Overlaps(e.AllowsPeer(to, from, false, true).May)
}
