package securitygroup

import (
	"fmt"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// DatabaseUnreachable finds workloads and data stores that name each other on one side only.
var DatabaseUnreachable = &rules.Rule{
	ID:         "sg-database-unreachable",
	Severity:   rules.Error,
	ReportedAt: "the database/cache/file-system's security group",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title: "A workload and its database, of which security groups let only one half through",
		Problem: "A rule of one side, or a setting of the workload, names the other side, and the other half of the way is missing: " +
			"connections to the database, cache or file system time out.",
		Behaviour: "A connection needs an outbound rule of the workload's security groups and an inbound rule of the data store's. " +
			"Groups are stateful, so that the answers need none.",
		Remediation: "Add the missing half: an inbound rule for the workload's group at the data store, or an outbound rule for the data store's group at the workload.",
		Terraform: `resource "aws_vpc_security_group_ingress_rule" "db_from_app" {
  security_group_id            = aws_security_group.db.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.app.id
}
`,
		CloudFormation: `DbFromApp:
  Type: AWS::EC2::SecurityGroupIngress
  Properties:
    GroupId: !GetAtt DbGroup.GroupId
    IpProtocol: tcp
    FromPort: 5432
    ToPort: 5432
    SourceSecurityGroupId: !GetAtt AppGroup.GroupId
`,
		Limits:     "Something has to name the pair: a rule that references a group of the other side on the data store's port, an endpoint in user data, environment or commands, or a host whose CNAME record leads to it, or a function's access point of the file system.",
		References: []string{groupRules, "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html"},
	},
	Run: runDatabaseUnreachable,
}

func runDatabaseUnreachable(p *rules.Pass) error {
	seen := map[string]bool{}
	for _, pair := range topology.StorePairs(p) {
		if group := managed(pair.Store.Interfaces[0]); group != nil {
			(&storePair{StorePair: pair, pass: p}).check(group, seen)
		}
	}
	return nil
}

// storePair is a workload and a data store that something names.
type storePair struct {
	topology.StorePair
	pass *rules.Pass
}

// check reports the half that lets nothing through between any of the interfaces of both sides.
func (s *storePair) check(group *model.SecurityGroup, seen map[string]bool) {
	out, in := s.half(true), s.half(false)
	if out != blockedHalf && in != blockedHalf {
		return
	}
	client := managed(s.Client.Interfaces[0])
	key := s.Store.Address + " " + s.Client.Address
	if client != nil {
		key = group.ID + " " + client.ID + fmt.Sprint(s.Port)
	}
	if seen[key] {
		return
	}
	seen[key] = true
	f := rules.Finding{
		Object: group.Base(), Key: s.Client.Address + " " + s.Store.Address,
		Related: []rules.Related{
			{Object: s.Store.Base(), Message: fmt.Sprintf("The data store listens on TCP %d.", s.Port)},
			{Object: s.Client.Base(), Message: "The workload asks for it."},
			{Object: s.Object, Range: s.Range, Message: s.Naming + "."},
		},
		Witness: rules.Lost(reach.WorkloadEnd(s.Client), reach.WorkloadEnd(s.Store), topology.Port(s.Port)),
	}
	rule := snippet.GroupRule{Group: group, Port: s.Port, Peer: client}
	switch {
	case in == blockedHalf && out == blockedHalf:
		f.Message = fmt.Sprintf("Neither do the security groups of %s let TCP %d out to %s, nor does %s let it in, although %s.",
			s.Client.Label(), s.Port, s.Store.Label(), group.Label(), s.Naming)
	case in == blockedHalf:
		f.Message = fmt.Sprintf("%s does not let %s in to %s on TCP %d, although %s.",
			group.Label(), s.Client.Label(), s.Store.Label(), s.Port, s.Naming)
	default:
		f.Message = fmt.Sprintf("The security groups of %s do not let TCP %d out to %s (%s), although %s.",
			s.Client.Label(), s.Port, s.Store.Label(), group.Label(), s.Naming)
		rule = snippet.GroupRule{Group: client, Egress: true, Port: s.Port, Peer: group}
	}
	for _, g := range topology.Groups(s.Client.Interfaces[0]) {
		if nothingOut(s.Client.Interfaces[0]) {
			f.Causes = append(f.Causes, noEgressCause(g))
		}
		f.Related = append(f.Related, rules.Related{Object: g.Base(), Message: "This security group is the workload's."})
	}
	if rule.Group != nil && rule.Peer != nil {
		f.Fix = rule.Fix()
		if in == blockedHalf && out == blockedHalf {
			f.Fix.Edit = nil // the other half would still be missing
		}
	}
	s.pass.Report(topology.RuleAbsence(s.pass.Net, f))
}

// The states of one half of a way.
const (
	openHalf = iota
	unknownHalf
	blockedHalf
)

// half tells whether the groups of one side let the store's port through towards the other: out of the
// workload, or into the store.
func (s *storePair) half(egress bool) int {
	e := s.pass.Reach
	state := blockedHalf
	for _, from := range s.Client.Interfaces {
		for _, to := range s.Store.Interfaces {
			sent := topology.PortBetween(s.Port, e.Addresses(from).All(), e.Addresses(to).All())
			filter := e.AllowsPeer(to, from, false, true)
			if egress {
				filter = e.AllowsPeer(from, to, true, true)
			}
			switch {
			case sent.IsEmpty() || sent.Overlaps(filter.Must):
				return openHalf
			case sent.Overlaps(filter.May):
				state = unknownHalf
			}
		}
	}
	return state
}
