package endpoint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// InterfaceHTTPSBlocked finds interface endpoints whose filters keep HTTPS out.
var InterfaceHTTPSBlocked = &rules.Rule{
	ID:         "endpoint-interface-https-blocked",
	Severity:   rules.Error,
	ReportedAt: "the endpoint",
	Doc: rules.Doc{
		Title: "An interface endpoint that HTTPS does not reach",
		Problem: "Requests to the service time out: its private name leads to the endpoint, and the security groups of the endpoint or of its callers, or the " +
			"network ACLs on the way, do not let TCP port 443 through from the workloads that call it.",
		Behaviour: "An interface endpoint is a network interface with security groups of its own. With private DNS on, the service's public " +
			"name resolves to it in the whole VPC, so that there is no falling back to the internet. AWS's APIs listen on port 443.",
		Remediation: "Let TCP 443 in from the security group or the range of the callers, and out of their own groups to the endpoint.",
		Terraform: `resource "aws_vpc_security_group_ingress_rule" "endpoints_https" {
  security_group_id            = aws_security_group.endpoints.id
  referenced_security_group_id = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}`,
		CloudFormation: `EndpointsHttps:
  Type: AWS::EC2::SecurityGroupIngress
  Properties:
    GroupId: !Ref EndpointGroup
    SourceSecurityGroupId: !Ref AppGroup
    IpProtocol: tcp
    FromPort: 443
    ToPort: 443`,
		Limits: "Callers are workloads whose roles or images show that they use the service. Where none is in view, the rule speaks only of " +
			"an endpoint that lets nobody in on port 443. Services of other ports (SMTP, Cassandra, MQTT, SFTP) and services of other accounts are left out.",
		References: []string{
			"https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
			"https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html",
		},
	},
	YieldsTo: []string{"nacl-blocks-everything"},
	Since:    "0.1.0",
	Run:      runInterfaceHTTPSBlocked,
}

// otherPorts are services whose endpoints are not, or not only, for HTTPS.
var otherPorts = []string{"email-smtp", "cassandra", "cassandra-fips", "iot.data", "iot.credentials", "transfer.server", "datasync", "storagegateway"}

// blockage is what keeps HTTPS from an endpoint.
type blockage struct {
	key     string // equal for endpoints with one cause and one fix
	text    string // a clause that says what blocks
	related []rules.Related
	fix     rules.Fix
	causes  []string
}

func runInterfaceHTTPSBlocked(p *rules.Pass) error {
	x := rules.Shared(p, identitiesOf)
	byCause := map[string]*rules.Finding{}
	var order []string
	for _, e := range p.Net.Endpoints {
		service, _, ok := e.Service()
		if !ok || e.External || e.VPC.To() == nil || e.Kind != model.Known(model.InterfaceEndpointType) || slices.Contains(otherPorts, service) {
			continue
		}
		b := blocked(p, x, e)
		if b == nil {
			continue
		}
		if f := byCause[b.key]; f != nil {
			f.Related = append(f.Related, rules.Related{Object: &e.Object, Message: fmt.Sprintf("%s is behind the same filter.", e.Label())})
			continue
		}
		order = append(order, b.key)
		byCause[b.key] = &rules.Finding{
			Object: &e.Object, Range: e.Place("security_group_ids"),
			Message: fmt.Sprintf("HTTPS (TCP 443) to interface endpoint %s for %s is blocked: %s.", e.Label(), service, b.text),
			Related: b.related, Fix: b.fix, Causes: b.causes, Witness: https(p, x, e),
		}
	}
	for _, k := range order {
		p.Report(topology.RuleAbsence(p.Net, *byCause[k]))
	}
	return nil
}

// blocked gives what keeps HTTPS from the endpoint for certain, or nil.
func blocked(p *rules.Pass, x *identities, e *model.VPCEndpoint) *blockage {
	groups, complete := groupsOf(e)
	if complete && len(groups) > 0 && !slices.ContainsFunc(groups, mayLetHTTPSIn) {
		return &blockage{
			key:     "groups " + labels(groups),
			text:    fmt.Sprintf("no inbound rule of %s lets TCP 443 in", labels(groups)),
			related: []rules.Related{groupRelated(groups[0])},
			fix:     letIn(groups[0], nil, e.VPC.To()),
		}
	}
	for _, c := range callersOf(p, x, e) {
		for _, i := range e.Interfaces {
			if b := betweenThem(p, e, i, c, groups); b != nil {
				return b
			}
		}
	}
	return nil
}

// groupsOf gives the security groups of an endpoint; complete is false where it may have others.
func groupsOf(e *model.VPCEndpoint) (groups []*model.SecurityGroup, complete bool) {
	complete = true
	for _, i := range e.Interfaces {
		complete = complete && !i.Groups.Open
		for _, r := range i.Groups.Items {
			if g := r.To(); g == nil {
				complete = false
			} else if !slices.Contains(groups, g) {
				groups = append(groups, g)
			}
		}
	}
	return groups, complete
}

// mayLetHTTPSIn reports whether some inbound rule of the group is for TCP 443, from wherever.
func mayLetHTTPSIn(g *model.SecurityGroup) bool {
	if g.Open || g.External || g.Exported {
		return true
	}
	forHTTPS := func(r *model.SecurityGroupRule) bool {
		return !r.Egress.Or(false) && topology.MayMatch(r.Match, 443, packet.TCP)
	}
	return slices.ContainsFunc(g.Ingress, forHTTPS) || slices.ContainsFunc(g.Maybe, forHTTPS)
}

// callersOf gives the interfaces of workloads that certainly call the service through the endpoint.
func callersOf(p *rules.Pass, x *identities, e *model.VPCEndpoint) []*model.NetworkInterface {
	service, _, _ := e.Service()
	var out []*model.NetworkInterface
	for _, w := range behind(p, e) {
		if why, _ := calls(x, w, prefixOf(service)); why == "" && !pulls(w, service) {
			continue
		}
		for _, i := range w.Interfaces {
			if s := i.Subnet.To(); s != nil && s.VPC.To() == e.VPC.To() {
				out = append(out, i)
			}
		}
	}
	return out
}

// pulls reports whether a container workload fetches its images through an endpoint of the service.
func pulls(w *model.Workload, service string) bool {
	return (service == "ecr.api" || service == "ecr.dkr") && pullsByItself(w)
}

// pullsByItself reports whether a workload's own interfaces fetch its images. Those of tasks on instances are fetched by
// the instance's agent from the instance's interface (Amazon ECS Developer Guide, "Amazon ECS interface VPC endpoints").
func pullsByItself(w *model.Workload) bool {
	return w.Fargate.Or(false) && imagesFromECR(w)
}

func imagesFromECR(w *model.Workload) bool {
	return slices.ContainsFunc(w.Texts, func(t model.Text) bool {
		return t.Kind == "image" && strings.Contains(t.Value.Or(""), ".dkr.ecr.")
	})
}

// betweenThem gives what blocks HTTPS from a caller to one interface of the endpoint for certain, or nil.
func betweenThem(p *rules.Pass, e *model.VPCEndpoint, i, caller *model.NetworkInterface, groups []*model.SecurityGroup) *blockage {
	from, to := caller.Subnet.To(), i.Subnet.To()
	if to == nil {
		return nil
	}
	m := packet.AnyMatch()
	m.Protocol, m.DstPorts = packet.TCP, packet.Port(443)
	m.Src, m.Dst = p.Reach.Addresses(caller).All(), p.Reach.Addresses(i).All()
	https := m.Set()
	if https.IsEmpty() {
		return nil
	}
	name := owner(caller).Label()
	at := rules.Related{Object: owner(caller), Message: fmt.Sprintf("%s calls the service from %s.", name, from.Label())}
	if !p.Reach.AllowsPeer(i, caller, false, true).May.Overlaps(https) {
		if len(groups) == 0 {
			return nil
		}
		return &blockage{
			key:     "groups " + labels(groups) + " from " + name,
			text:    fmt.Sprintf("%s lets TCP 443 in, but not from %s in %s", labels(groups), name, from.Label()),
			related: []rules.Related{groupRelated(groups[0]), at},
			fix:     letIn(groups[0], caller, e.VPC.To()),
		}
	}
	if b := keptIn(p, e, i, caller, https); b != nil {
		b.related = append(b.related, at)
		return b
	}
	if from == to {
		return nil
	}
	for _, side := range []struct {
		subnet *model.Subnet
		egress bool
		verb   string
	}{{from, true, "lets no TCP 443 out"}, {to, false, "lets no TCP 443 in"}} {
		filter := p.Reach.SubnetACL(side.subnet, side.egress)
		a := side.subnet.ACL.To()
		if a == nil || filter.May.Overlaps(https) || filter.May.IsEmpty() {
			continue // an ACL that lets nothing through is a finding of its own
		}
		return &blockage{
			key:     fmt.Sprintf("ACL %s %t", a.ID, side.egress),
			text:    fmt.Sprintf("network ACL %s of %s %s between %s and %s", a.Label(), side.subnet.Label(), side.verb, from.Label(), to.Label()),
			related: []rules.Related{{Object: &a.Object, Message: fmt.Sprintf("%s serves %s.", a.Label(), side.subnet.Label())}, at},
			fix:     rules.Fix{Text: fmt.Sprintf("Allow TCP 443 between %s and %s in %s.", from.Label(), to.Label(), a.Label())},
		}
	}
	return nil
}

// keptIn gives what the caller's own security groups keep from the endpoint, or nil. Groups that let nothing out at all
// are the matter of sg-no-egress.
func keptIn(p *rules.Pass, e *model.VPCEndpoint, i, caller *model.NetworkInterface, https packet.Set) *blockage {
	g := firstGroup(caller)
	if g == nil || g.External || p.Reach.Groups(caller, true).May.IsEmpty() || p.Reach.AllowsPeer(caller, i, true, true).May.Overlaps(https) {
		return nil
	}
	n := snippet.GroupRule{Group: g, Egress: true, Port: 443, Peer: firstGroup(i)}
	if n.Peer == nil {
		cidr, ok := firstRange(e.VPC.To())
		if !ok {
			return nil
		}
		n.CIDR = cidr
	}
	return &blockage{
		key:     "out of " + g.ID,
		text:    fmt.Sprintf("the security groups of %s do not let TCP 443 out to it", owner(caller).Label()),
		related: []rules.Related{{Object: &g.Object, Message: g.Label() + " filters what the caller sends."}},
		fix:     n.Fix(),
	}
}

// firstGroup gives the first security group of an interface that is not a VPC's own default, or nil.
func firstGroup(i *model.NetworkInterface) *model.SecurityGroup {
	for _, r := range i.Groups.Items {
		if g := r.To(); g != nil && !g.Implicit {
			return g
		}
	}
	return nil
}

func owner(i *model.NetworkInterface) *model.Object {
	if i.Owner != nil {
		return i.Owner.Base()
	}
	return &i.Object
}

func groupRelated(g *model.SecurityGroup) rules.Related {
	return rules.Related{Object: &g.Object, Message: g.Label() + " filters what reaches the endpoint."}
}

// letIn makes the inbound rule that the group lacks: from a group of the caller, else from the VPC's range.
func letIn(g *model.SecurityGroup, caller *model.NetworkInterface, v *model.VPC) rules.Fix {
	var source *model.SecurityGroup
	if caller != nil {
		source = firstGroup(caller)
	}
	n := snippet.GroupRule{Group: g, Port: 443, Peer: source}
	if source == nil {
		cidr, ok := firstRange(v)
		if !ok {
			return rules.Fix{Text: fmt.Sprintf("Let TCP 443 in from the callers in %s.", g.Label())}
		}
		n.CIDR = cidr
	}
	return n.Fix()
}

func firstRange(v *model.VPC) (string, bool) {
	if v == nil {
		return "", false
	}
	for _, c := range v.CIDRs.Items {
		if p, ok := c.Get(); ok && p.Addr().Is4() {
			return p.String(), true
		}
	}
	return "", false
}

// https is what does not arrive: HTTPS of a caller, or where none is in view of a neighbour.
func https(p *rules.Pass, x *identities, e *model.VPCEndpoint) *rules.Witness {
	from := reach.InterfaceEnd(callersOf(p, x, e)...)
	if s := e.Interfaces[0].Subnet.To(); from.IsEmpty() && s != nil {
		from = topology.Peers(s)
	}
	return rules.Lost(from, reach.InterfaceEnd(e.Interfaces...), topology.Port(443))
}
