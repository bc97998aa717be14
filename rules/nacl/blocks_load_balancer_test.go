package nacl

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

// stage is a load balancer with nodes in two zones, each subnet behind an ACL, before an instance in a third subnet.
type stage struct {
	*ruletest.Net
	edge, app *model.NetworkACL
	balancer  *model.LoadBalancer
	group     *model.TargetGroup
	open      *model.SecurityGroup
	nodes     [2]*model.Subnet
	behind    *model.Subnet
}

func newStage(t *testing.T) *stage {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.1.0.0/16")
	s := &stage{Net: n, open: n.Group(v, "aws_security_group.open"), behind: n.Subnet(v, "aws_subnet.app", "10.1.10.0/24", "a")}
	s.nodes = [2]*model.Subnet{n.Subnet(v, "aws_subnet.a", "10.1.0.0/24", "a"), n.Subnet(v, "aws_subnet.b", "10.1.1.0/24", "b")}
	s.Egress(s.open, "all 0.0.0.0/0")
	s.Ingress(s.open, "all 0.0.0.0/0")
	s.edge, s.app = n.ACL(v, "aws_network_acl.edge", s.nodes[0], s.nodes[1]), n.ACL(v, "aws_network_acl.app", s.behind)
	n.Route(n.Table(v, "aws_route_table.public", s.nodes[0], s.nodes[1]), "0.0.0.0/0", model.TargetInternetGateway, n.InternetGateway(v, "aws_internet_gateway.v"))
	s.balancer = n.LoadBalancer("aws_lb.web", s.nodes[:], s.open)
	s.group = n.TargetGroup(v, "aws_lb_target_group.web", 8080)
	n.Listener(s.balancer, 443, s.group)
	n.Target(s.group, n.Instance(s.behind, "aws_instance.app", s.open))
	return s
}

// rules gives the ACLs the rules with which everything works, but for those that are left out.
func (s *stage) rules(without string) *stage {
	add := func(name string, add func(*model.NetworkACL, ...string) *ruletest.Net, acl *model.NetworkACL, rule string) {
		if name != without {
			add(acl, rule)
		}
	}
	add("clients", s.In, s.edge, "100 allow tcp 443 0.0.0.0/0")
	add("answers of targets", s.In, s.edge, "110 allow tcp 1024-65535 10.1.0.0/16")
	s.Out(s.edge, "100 allow tcp 8080 10.1.0.0/16")
	add("answers to clients", s.Out, s.edge, "110 allow tcp 1024-65535 0.0.0.0/0")
	if without == "out to targets" {
		s.Out(s.edge, "90 deny tcp 8080 10.1.10.0/24", "91 deny tcp 8080 10.1.11.0/24")
	}
	add("in to targets", s.In, s.app, "100 allow tcp 8080 10.1.0.0/16")
	s.Out(s.app, "100 allow tcp 1024-65535 10.1.0.0/16")
	return s
}

func TestLoadBalancerBehindNetworkACLs(t *testing.T) {
	newStage(t).rules("").None(BlocksLoadBalancer)
	// Its answers are the matter of another rule.
	newStage(t).rules("answers of targets").None(BlocksLoadBalancer)
	newStage(t).rules("answers to clients").None(BlocksLoadBalancer)
}

func TestClientsThatAnACLKeepsFromALoadBalancer(t *testing.T) {
	f := newStage(t).rules("clients").One(BlocksLoadBalancer)
	assert.Equal(t, "aws_network_acl.edge", f.Object.Address)
	assert.Equal(t, "aws_network_acl.edge lets no client of aws_lb.web in at aws_subnet.a (10.1.0.0/24) on TCP 443.", f.Message)
	assert.Contains(t, f.Fix.Text, "allows TCP 443 from 0.0.0.0/0, and likewise")
	assert.Nil(t, f.Fix.Edit, "the second subnet's node needs it as well, which the one rule happens to give")

	// Within the VPC somebody gets in, but the load balancer is for the internet.
	s := newStage(t).rules("clients")
	s.In(s.edge, "100 allow tcp 443 10.1.0.0/16")
	s.One(BlocksLoadBalancer)
	s.balancer.Internal = model.Known(true)
	s.None(BlocksLoadBalancer)

	// Whom the groups let in none of is no client that the ACL loses.
	s = newStage(t).rules("clients")
	s.open.Ingress, s.SecurityGroupRules = nil, s.SecurityGroupRules[:1]
	s.None(BlocksLoadBalancer)
}

func TestTargetsThatAnACLKeepsFromTheirLoadBalancer(t *testing.T) {
	f := newStage(t).rules("in to targets").One(BlocksLoadBalancer)
	assert.Equal(t, "aws_network_acl.app", f.Object.Address)
	assert.Contains(t, f.Message, "lets none of the requests of aws_lb.web in to its targets in aws_subnet.app (10.1.10.0/24) on TCP 8080.")
	assert.Contains(t, f.Fix.Text, "allows TCP 8080 from 10.1.0.0/24, and likewise")
	require.NotEmpty(t, f.Causes, "nothing gets in at all, which is nacl-blocks-everything")

	s := newStage(t).rules("in to targets")
	s.In(s.app, "100 allow tcp 8080 10.1.1.0/24")
	s.None(BlocksLoadBalancer) // the node in the other zone gets through

	s = newStage(t).rules("in to targets")
	s.In(s.app, "100 allow tcp 8000 10.1.0.0/16")
	assert.Empty(t, s.One(BlocksLoadBalancer).Causes)
	s.group.Protocol = model.Known("UDP")
	s.None(BlocksLoadBalancer)

	s = newStage(t).rules("out to targets")
	f = s.One(BlocksLoadBalancer)
	assert.Equal(t, "aws_network_acl.edge", f.Object.Address)
	assert.Contains(t, f.Message, "lets none of the requests of aws_lb.web out to its targets in aws_subnet.app")
	assert.Contains(t, f.Fix.Text, "outbound rule")
	assert.Len(t, f.Causes, 1, "the denial that does it, and not the one beside it")
}

func TestTargetsThatNoACLKeepsAway(t *testing.T) {
	// Within a subnet no ACL is asked.
	s := newStage(t).rules("in to targets")
	s.Target(s.group, s.Instance(s.nodes[0], "aws_instance.near", s.open))
	f := s.One(BlocksLoadBalancer)
	assert.NotContains(t, f.Message, "aws_subnet.a (", "the target beside the node gets its requests")

	// A target that sees its clients' addresses gets nothing from the nodes but health checks.
	s = newStage(t).rules("in to targets")
	s.balancer.Kind, s.group.Protocol = model.Known(model.NetworkLoadBalancer), model.Known("TCP")
	s.None(BlocksLoadBalancer)
	s.group.PreserveClientIP, s.balancer.CrossZone = model.Known(false), model.Known(true)
	s.One(BlocksLoadBalancer)

	for why, change := range map[string]func(*stage){
		"the ACL has rules that are not in view": func(s *stage) { s.app.Open = true },
		"the ACL is not ours":                    func(s *stage) { s.app.External = true },
		"the port is not known":                  func(s *stage) { s.group.Port = model.Unknown[int]("var.port") },
		"the load balancer's kind is not known":  func(s *stage) { s.balancer.Kind = model.Unknown[model.LoadBalancerKind]("var.kind") },
	} {
		t.Run(why, func(t *testing.T) {
			s := newStage(t).rules("in to targets")
			change(s)
			s.None(BlocksLoadBalancer)
		})
	}
}

// A target answers its load balancer on a high port, and asks nothing of the listener that has the same port.
func TestTargetsDoNotAskTheirOwnLoadBalancer(t *testing.T) {
	build := func() *stage {
		s := newStage(t).rules("")
		s.Listeners[0].Port = model.Known(8080)
		s.In(s.edge, "120 allow tcp 8080 0.0.0.0/0")
		return s
	}
	build().None(MissingEphemeralReturn)

	s := build()
	s.Instance(s.behind, "aws_instance.other", s.open) // which is no target, and may ask
	f := s.One(MissingEphemeralReturn)
	assert.Contains(t, f.Message, "aws_instance.other")
	assert.Equal(t, rules.Definite, f.Confidence)
}
