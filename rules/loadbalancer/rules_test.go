package loadbalancer

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
	"github.com/netlint/netlint/rules/topology"
)

// tasks is a load balancer in two zones in front of containers that serve port 8000.
type tasks struct {
	*ruletest.Net
	vpc      *model.VPC
	balancer *model.LoadBalancer
	group    *model.TargetGroup
	service  *model.Workload
	listener *model.Listener
}

func newTasks(t *testing.T) *tasks {
	n := ruletest.New(t)
	s := &tasks{Net: n, vpc: n.VPC("aws_vpc.v", "10.0.0.0/16")}
	a, b := n.Subnet(s.vpc, "aws_subnet.a", "10.0.1.0/24", "a"), n.Subnet(s.vpc, "aws_subnet.b", "10.0.2.0/24", "b")
	s.balancer = n.LoadBalancer("aws_lb.web", []*model.Subnet{a, b})
	s.group = n.TargetGroup(s.vpc, "aws_lb_target_group.web", 8000)
	s.group.TargetType = model.Known("ip")
	s.listener = n.Listener(s.balancer, 80, s.group)
	s.service = n.Workload(model.WorkloadECSService, "aws_ecs_service.web", []*model.Subnet{a, b})
	s.service.Ports.Items = []model.Port{{Number: model.Known(8000)}}
	s.service.TargetGroups = []model.Registration{{TargetGroup: ruletest.To[model.TargetGroup](s.group), Port: model.Known(8000)}}
	return s
}

func TestHealthCheckPort(t *testing.T) {
	newTasks(t).None(HealthCheckMismatch)

	s := newTasks(t)
	s.group.HealthCheck.Port = model.Known("8080")
	f := s.One(HealthCheckMismatch)
	assert.Equal(t, "aws_lb_target_group.web", f.Object.Address)
	assert.Contains(t, f.Message, "asks TCP port 8080, but aws_ecs_service.web serves port 8000 only")

	s = newTasks(t)
	s.group.HealthCheck.Port = model.Known("8080")
	s.service.Ports.Items = append(s.service.Ports.Items, model.Port{Number: model.Known(8080)})
	s.None(HealthCheckMismatch)

	s = newTasks(t)
	s.group.HealthCheck.Port = model.Known("8080")
	s.service.Ports.Open = true
	s.None(HealthCheckMismatch)

	s = newTasks(t)
	s.group.HealthCheck.Port = model.Unknown[string]("var.port has no value")
	s.None(HealthCheckMismatch)
}

// What a service registers has to be a port that a container of its task definition maps.
func TestPortThatNoContainerMaps(t *testing.T) {
	build := func(mapped int) *tasks {
		s := newTasks(t)
		d := &model.TaskDefinition{
			Object: ruletest.Object("aws_ecs_task_definition.web", "aws_ecs_task_definition"),
			Ports:  model.ListOf(model.Port{Number: model.Known(mapped)}),
		}
		s.Add(d)
		s.service.TaskDefinition = ruletest.To[model.TaskDefinition](d)
		return s
	}
	build(8000).None(HealthCheckMismatch)
	assert.Contains(t, build(8080).One(HealthCheckMismatch).Message, "asks TCP port 8000, but aws_ecs_task_definition.web serves port 8080 only")
}

func TestHealthCheckProtocol(t *testing.T) {
	s := newTasks(t)
	s.group.HealthCheck.Protocol = model.Known("HTTPS")
	assert.Contains(t, s.One(HealthCheckMismatch).Message, "speaks HTTPS, but it sends traffic to the same port in HTTP")
	s = newTasks(t)
	s.group.Protocol, s.group.HealthCheck.Protocol = model.Known("TCP"), model.Known("HTTPS")
	s.None(HealthCheckMismatch)
}

// fronted is a network load balancer whose target is an application load balancer that answers /health itself.
func fronted(t *testing.T, status string) (*tasks, *model.TargetGroup) {
	s := newTasks(t)
	s.Add(&model.ListenerRule{
		Object: ruletest.Object("aws_lb_listener_rule.health", ""), Listener: ruletest.To[model.Listener](s.listener),
		Paths:   model.ListOf(model.Known("/health*")),
		Actions: []model.ListenerAction{{Type: model.Known("fixed-response"), StatusCode: model.Known(status)}},
	})
	nlb := s.LoadBalancer("aws_lb.fixed", s.Subnets)
	nlb.Kind = model.Known(model.NetworkLoadBalancer)
	g := s.TargetGroup(s.vpc, "aws_lb_target_group.fixed", 80)
	g.TargetType, g.Protocol = model.Known("alb"), model.Known("TCP")
	g.HealthCheck.Protocol, g.HealthCheck.Path, g.HealthCheck.Matcher = model.Known("HTTP"), model.Known("/health"), model.Known("200")
	s.Listener(nlb, 80, g)
	s.Add(&model.TargetRegistration{
		Object: ruletest.Object("aws_lb_target_group_attachment.fixed", ""), TargetGroup: ruletest.To[model.TargetGroup](g),
		LoadBalancer: ruletest.To[model.LoadBalancer](s.balancer),
	})
	return s, g
}

func TestHealthCheckStatus(t *testing.T) {
	s, _ := fronted(t, "299")
	f := s.One(HealthCheckMismatch)
	assert.Equal(t, "aws_lb_target_group.fixed", f.Object.Address)
	assert.Contains(t, f.Message, "accepts the status 200, but aws_lb_listener_rule.health answers /health with the status 299")

	s, g := fronted(t, "299")
	g.HealthCheck.Matcher = model.Known("200-299")
	s.None(HealthCheckMismatch)

	s, g = fronted(t, "299")
	g.HealthCheck.Path = model.Known("/ready") // goes on to the containers
	s.None(HealthCheckMismatch)

	s, g = fronted(t, "200")
	g.HealthCheck.Port = model.Known("8443")
	assert.Contains(t, s.One(HealthCheckMismatch).Message, "asks TCP port 8443, but aws_lb.web serves port 80 only")
}

func TestAssertedStatus(t *testing.T) {
	asserted := rules.Options{Assertions: []rules.Assertion{{Name: "healthy", To: "aws_lb_target_group.web", HealthStatus: 299}}}
	require.Len(t, newTasks(t).RunWith(HealthCheckMismatch, asserted), 1)
	s := newTasks(t)
	s.group.HealthCheck.Matcher = model.Known("200,299")
	assert.Empty(t, s.RunWith(HealthCheckMismatch, asserted))
}

func TestMatcher(t *testing.T) {
	for matcher, want := range map[string]bool{"200": false, "200-299": true, "200, 299": true, "201-298": false} {
		got, ok := accepts(matcher, 299)
		assert.True(t, ok)
		assert.Equal(t, want, got, matcher)
	}
	_, ok := accepts("2xx", 299)
	assert.False(t, ok)
}

func TestPathPatterns(t *testing.T) {
	assert.True(t, matchesPath("/health*", "/health"))
	assert.True(t, matchesPath("/a?c/*", "/abc/d"))
	assert.False(t, matchesPath("/health", "/healthz"))
	assert.False(t, matchesPath("/a?c", "/ac"))
}

func TestListenerWithoutTarget(t *testing.T) {
	newTasks(t).None(ListenerWithoutTarget)

	s := newTasks(t)
	s.service.TargetGroups = nil
	f := s.One(ListenerWithoutTarget)
	assert.Equal(t, "aws_lb.web.listener", f.Object.Address)
	assert.Equal(t, rules.Warning, f.Severity)

	s = newTasks(t)
	s.service.TargetGroups = nil
	s.Workload(model.WorkloadEKSCluster, "aws_eks_cluster.c", s.Subnets) // its controllers register targets
	s.None(ListenerWithoutTarget)

	s = newTasks(t)
	s.service.TargetGroups = nil
	s.Partial = []string{"module.app is not installed"}
	s.NoneDefinite(ListenerWithoutTarget)

	s = newTasks(t)
	s.group.VPC = ruletest.To[model.VPC](s.VPC("aws_vpc.other", "10.9.0.0/16"))
	assert.Contains(t, s.One(ListenerWithoutTarget).Message, "AWS refuses it")
}

func TestGroupOfWeightZero(t *testing.T) {
	pair := func(idle model.Value[int]) *tasks {
		s := newTasks(t)
		action := &s.listener.Actions[0]
		action.TargetGroups.Items = append(action.TargetGroups.Items, ruletest.To[model.TargetGroup](s.TargetGroup(s.vpc, "aws_lb_target_group.green", 8000)))
		action.Weights = []model.Value[int]{model.Known(100), idle}
		return s
	}
	pair(model.Known(0)).None(ListenerWithoutTarget)
	assert.Contains(t, pair(model.Known(1)).One(ListenerWithoutTarget).Message, "aws_lb_target_group.green")
	assert.Contains(t, pair(model.Value[int]{}).One(ListenerWithoutTarget).Message, "aws_lb_target_group.green", "a weight that is not set is 1")
	pair(model.Unknown[int]("var.green has no value")).NoneDefinite(ListenerWithoutTarget)
}

func TestTargetsInAZoneWithoutNode(t *testing.T) {
	newTasks(t).None(SchemeSubnetMismatch)
	s := newTasks(t)
	c := s.Subnet(s.vpc, "aws_subnet.c", "10.0.3.0/24", "c")
	s.service.Subnets.Items = append(s.service.Subnets.Items, ruletest.To[model.Subnet](c))
	assert.Contains(t, s.One(SchemeSubnetMismatch).Message, "has no subnet in c")
}

func TestZonesByNameAndByIDAreNotCompared(t *testing.T) {
	s := newTasks(t)
	c := s.Subnet(s.vpc, "aws_subnet.c", "10.0.3.0/24", "euw1-az1")
	s.service.Subnets.Items = append(s.service.Subnets.Items, ruletest.To[model.Subnet](c))
	s.None(SchemeSubnetMismatch)
}

func TestNodeWithoutTargetInItsZone(t *testing.T) {
	s := newTasks(t)
	s.balancer.Kind = model.Known(model.NetworkLoadBalancer)
	s.service.Subnets.Items = s.service.Subnets.Items[:1]
	assert.Contains(t, s.One(SchemeSubnetMismatch).Message, "has a node in b and balances within zones only")

	s = newTasks(t) // an application load balancer sends across zones
	s.service.Subnets.Items = s.service.Subnets.Items[:1]
	s.None(SchemeSubnetMismatch)
}

func TestInternalLoadBalancerInPublicSubnets(t *testing.T) {
	build := func(private bool) *tasks {
		s := newTasks(t)
		s.balancer.Internal = model.Known(true)
		s.Route(s.Table(s.vpc, "aws_route_table.public", s.Subnets...), "0.0.0.0/0", model.TargetInternetGateway, s.InternetGateway(s.vpc, "aws_internet_gateway.i"))
		if private {
			s.Subnet(s.vpc, "aws_subnet.private", "10.0.9.0/24", "a")
		}
		return s
	}
	assert.Contains(t, build(true).One(SchemeSubnetMismatch).Message, "is internal, but all of its subnets route to an internet gateway")
	build(false).None(SchemeSubnetMismatch) // there is no better place
}

func TestSubnetsDisagreeForLackOfTheRouteThatItsTableWasReportedFor(t *testing.T) {
	for _, c := range []struct {
		missing string
		own     bool // the load balancer has a finding of its own
	}{{"aws_vpc.client", false}, {"aws_vpc.other", true}} {
		s := newTasks(t)
		s.balancer.Internal = model.Known(true)
		g := s.Group(s.vpc, "aws_security_group.lb")
		s.Ingress(g, "tcp 80 10.50.0.0/16")
		s.balancer.Groups, s.balancer.GroupsUnset = ruletest.All[model.SecurityGroup](g), false
		vpcs := map[string]*model.VPC{}
		for address, cidr := range map[string]string{"aws_vpc.client": "10.50.0.0/20", "aws_vpc.other": "10.60.0.0/20"} {
			vpcs[address] = s.VPC(address, cidr)
		}
		s.Route(s.Table(s.vpc, "aws_route_table.one", s.Subnets[0]), "10.50.0.0/16", model.TargetTransitGateway, s.TransitGateway("aws_ec2_transit_gateway.t"))
		closed := s.Table(s.vpc, "aws_route_table.two", s.Subnets[1])
		said := &rules.Rule{ID: "tgw-asymmetric-route", Severity: rules.Error, Run: func(p *rules.Pass) error {
			p.Report(rules.Finding{Object: &closed.Object, Causes: []string{topology.NoRouteCause(closed, vpcs[c.missing].ID)}})
			return nil
		}}
		s.Link()
		found, _ := rules.Run([]*model.Network{s.Network}, []*rules.Rule{said, SubnetsDisagree}, rules.Options{}, 1)
		assert.Equal(t, c.own, slices.ContainsFunc(found, func(f rules.Finding) bool { return f.Rule == "lb-subnets-disagree" }), c.missing)
		assert.True(t, slices.ContainsFunc(found, func(f rules.Finding) bool { return f.Rule == "tgw-asymmetric-route" }))
	}
}

func TestSubnetsDisagree(t *testing.T) {
	build := func(internal bool, cidr string, kind model.TargetKind) *tasks {
		s := newTasks(t)
		s.balancer.Internal = model.Known(internal)
		var gateway model.Entity = s.InternetGateway(s.vpc, "aws_internet_gateway.i")
		if kind == model.TargetTransitGateway {
			gateway = &model.TransitGateway{Object: ruletest.Object("aws_ec2_transit_gateway.t", "")}
			s.Add(gateway)
		}
		s.Route(s.Table(s.vpc, "aws_route_table.one", s.Subnets[0]), cidr, kind, gateway)
		return s
	}
	f := build(false, "0.0.0.0/0", model.TargetInternetGateway).One(SubnetsDisagree)
	assert.Contains(t, f.Message, "answers clients of the internet from 1 of its 2 subnets only: aws_subnet.b")

	s := build(true, "10.50.0.0/16", model.TargetTransitGateway)
	g := s.Group(s.vpc, "aws_security_group.lb")
	s.Ingress(g, "tcp 80 10.0.0.0/8")
	s.balancer.Groups, s.balancer.GroupsUnset = ruletest.All[model.SecurityGroup](g), false
	assert.Contains(t, s.One(SubnetsDisagree).Message, "answers clients of 10.50.0.0/16")

	s = build(true, "10.50.0.0/16", model.TargetTransitGateway) // whose group lets nobody there in
	g = s.Group(s.vpc, "aws_security_group.lb")
	s.Ingress(g, "tcp 80 10.0.0.0/16")
	s.balancer.Groups, s.balancer.GroupsUnset = ruletest.All[model.SecurityGroup](g), false
	s.None(SubnetsDisagree)

	build(true, "0.0.0.0/0", model.TargetInternetGateway).None(SubnetsDisagree)
}
