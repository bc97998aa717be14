package securitygroup

import (
	"fmt"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
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
		Limits:     "Something has to name the pair: a rule that references a group of the other side on the data store's port, an endpoint in user data, environment or commands, or a function's access point of the file system.",
		References: []string{groupRules, "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html"},
	},
	Run: runDatabaseUnreachable,
}

// defaultPorts are the ports of data stores that state none, by engine.
var defaultPorts = map[string]int{
	"postgres": 5432, "aurora-postgresql": 5432, "mysql": 3306, "aurora-mysql": 3306, "mariadb": 3306,
	"redis": 6379, "valkey": 6379, "memcached": 11211, "docdb": 27017, "neptune": 8182, "redshift": 5439,
}

// storePort gives the port of a data store; ok is false for a workload that is none, and where it is not known.
func storePort(w *model.Workload) (port int, ok bool) {
	switch w.Kind {
	case model.WorkloadDatabase, model.WorkloadCache, model.WorkloadFileSystem, model.WorkloadSearch:
	default:
		return 0, false
	}
	if w.Ports.Open {
		return 0, false
	}
	if len(w.Ports.Items) > 0 {
		return w.Ports.Items[0].Number.Get()
	}
	if w.Kind == model.WorkloadFileSystem {
		return 2049, strings.EqualFold(w.Engine.Or("efs"), "efs")
	}
	engine := strings.ToLower(w.Engine.Or(""))
	switch {
	case strings.HasPrefix(engine, "sqlserver"):
		return 1433, true
	case strings.HasPrefix(engine, "oracle"):
		return 1521, true
	}
	port, ok = defaultPorts[engine]
	return port, ok
}

func runDatabaseUnreachable(p *rules.Pass) error {
	seen := map[string]bool{}
	for _, store := range p.Net.Workloads {
		port, ok := storePort(store)
		if !ok || len(store.Interfaces) == 0 {
			continue
		}
		group := managed(store.Interfaces[0])
		if group == nil {
			continue
		}
		for _, w := range p.Net.Workloads {
			if w == store || len(w.Interfaces) == 0 || !asks(w.Interfaces[0]) {
				continue
			}
			pair := &storePair{pass: p, client: w, store: store, port: port}
			if pair.named() {
				pair.check(group, seen)
			}
		}
	}
	return nil
}

// storePair is a workload and a data store.
type storePair struct {
	pass          *rules.Pass
	client, store *model.Workload
	port          int
	by            *model.Object // what names the one to the other
	byRange       model.Range
	naming        string
}

// named reports whether something in view names the pair.
func (s *storePair) named() bool {
	from, to := s.client.Interfaces[0], s.store.Interfaces[0]
	return s.namedByRule(from, to, true) || s.namedByRule(to, from, false) || s.namedBySetting() || s.namedByMount()
}

// namedByRule looks for a rule of i's groups that references a group of the other side on the store's port.
func (s *storePair) namedByRule(i, other *model.NetworkInterface, egress bool) bool {
	for _, g := range groupsOf(i) {
		for _, rv := range s.pass.Reach.GroupView(g, egress).Rules {
			r := rv.Rule
			if !rv.Certain || !servesPort(r.Match, s.port) {
				continue
			}
			for _, ref := range r.Groups.Items {
				for _, theirs := range groupsOf(other) {
					if ref.To() == theirs && theirs != g {
						s.by, s.byRange = r.Holder(), r.Range
						s.naming = fmt.Sprintf("%s %s", r.Holder().Label(), says(r))
						return true
					}
				}
			}
		}
	}
	return false
}

// servesPort reports whether a match certainly holds TCP on the port and names ports at all.
func servesPort(m model.FilterMatch, port int) bool {
	p, ok := m.Protocol.Get()
	from, okFrom := m.FromPort.Get()
	to, okTo := m.ToPort.Get()
	return ok && p == packet.TCP && okFrom && okTo && from <= port && port <= to && to-from < 1000
}

// namedByMount looks for the store's file system among those that the workload mounts.
func (s *storePair) namedByMount() bool {
	system, known := s.store.FileSystem.Get()
	if !known {
		return false
	}
	for _, m := range s.client.Mounts {
		if a := m.AccessPoint.To(); a != nil && a.FileSystem == model.Known(system) {
			s.by, s.byRange = s.client.Base(), m.Range
			s.naming = fmt.Sprintf("%s mounts its file system by %s", s.client.Label(), a.Label())
			return true
		}
	}
	return false
}

func (s *storePair) namedBySetting() bool {
	for _, t := range s.client.Texts {
		text, ok := t.Value.Get()
		if !ok {
			continue
		}
		for _, e := range s.store.Endpoints {
			if e != "" && strings.Contains(text, e) {
				s.by, s.byRange = s.client.Base(), t.Range
				s.naming = fmt.Sprintf("the %s of %s names it", t.Kind, s.client.Label())
				return true
			}
		}
	}
	return false
}

// check reports the half that lets nothing through between any of the interfaces of both sides.
func (s *storePair) check(group *model.SecurityGroup, seen map[string]bool) {
	out, in := s.half(true), s.half(false)
	if out != blockedHalf && in != blockedHalf {
		return
	}
	client := managed(s.client.Interfaces[0])
	key := s.store.Address + " " + s.client.Address
	if client != nil {
		key = group.ID + " " + client.ID + fmt.Sprint(s.port)
	}
	if seen[key] {
		return
	}
	seen[key] = true
	f := rules.Finding{
		Object: group.Base(), Key: s.client.Address + " " + s.store.Address,
		Related: []rules.Related{
			{Object: s.store.Base(), Message: fmt.Sprintf("The data store listens on TCP %d.", s.port)},
			{Object: s.client.Base(), Message: "The workload asks for it."},
			{Object: s.by, Range: s.byRange, Message: s.naming + "."},
		},
		Witness: rules.Lost(reach.WorkloadEnd(s.client), reach.WorkloadEnd(s.store), topology.Port(s.port)),
	}
	rule := snippet.GroupRule{Group: group, Port: s.port, Peer: client}
	switch {
	case in == blockedHalf && out == blockedHalf:
		f.Message = fmt.Sprintf("Neither do the security groups of %s let TCP %d out to %s, nor does %s let it in, although %s.",
			s.client.Label(), s.port, s.store.Label(), group.Label(), s.naming)
	case in == blockedHalf:
		f.Message = fmt.Sprintf("%s does not let %s in to %s on TCP %d, although %s.",
			group.Label(), s.client.Label(), s.store.Label(), s.port, s.naming)
	default:
		f.Message = fmt.Sprintf("The security groups of %s do not let TCP %d out to %s (%s), although %s.",
			s.client.Label(), s.port, s.store.Label(), group.Label(), s.naming)
		rule = snippet.GroupRule{Group: client, Egress: true, Port: s.port, Peer: group}
	}
	for _, g := range groupsOf(s.client.Interfaces[0]) {
		if nothingOut(s.client.Interfaces[0]) {
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
	for _, from := range s.client.Interfaces {
		for _, to := range s.store.Interfaces {
			sent := packet.From(e.Addresses(from).All()).Intersect(packet.To(e.Addresses(to).All())).
				Intersect(packet.DstPorts(packet.Port(uint16(s.port)))).Intersect(packet.OfProtocol(packet.TCP))
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
