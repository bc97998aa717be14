package securitygroup

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

// shop is a load balancer in front of an instance, with a security group on either side.
type shop struct {
	*ruletest.Net
	lb, app  *model.SecurityGroup
	balancer *model.LoadBalancer
	targets  *model.TargetGroup
	instance *model.Workload
}

func newShop(t *testing.T) *shop {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.1.0.0/16")
	public, private := n.Subnet(v, "aws_subnet.public", "10.1.0.0/24", "a"), n.Subnet(v, "aws_subnet.app", "10.1.10.0/24", "a")
	s := &shop{Net: n, lb: n.Group(v, "aws_security_group.lb"), app: n.Group(v, "aws_security_group.app")}
	s.balancer = n.LoadBalancer("aws_lb.web", []*model.Subnet{public}, s.lb)
	s.targets = n.TargetGroup(v, "aws_lb_target_group.web", 8000)
	n.Listener(s.balancer, 443, s.targets)
	s.instance = n.Instance(private, "aws_instance.app", s.app)
	n.Target(s.targets, s.instance)
	return s
}

func TestLoadBalancerReachesTargets(t *testing.T) {
	for _, egress := range []string{"tcp 8000 10.1.10.0/24", "all 0.0.0.0/0", "tcp 7000-9000 10.0.0.0/8"} {
		s := newShop(t)
		s.Egress(s.lb, egress)
		s.None(LoadBalancerEgressBlocked)
	}
	s := newShop(t)
	s.Egress(s.lb, "tcp 8000", s.app)
	s.None(LoadBalancerEgressBlocked)
}

func TestLoadBalancerEgressBlocked(t *testing.T) {
	s := newShop(t)
	s.Egress(s.lb, "tcp 443 0.0.0.0/0")
	f := s.One(LoadBalancerEgressBlocked)
	assert.Equal(t, "aws_security_group.lb", f.Object.Address)
	assert.Contains(t, f.Message, "TCP 8000 (traffic and health checks of aws_lb_target_group.web)")
	assert.Contains(t, f.Fix.Terraform, "referenced_security_group_id = aws_security_group.app.id")
	assert.Contains(t, f.Fix.CloudFormation, "DestinationSecurityGroupId")
	assert.NotNil(t, f.Fix.Edit)

	s = newShop(t)
	s.Egress(s.lb, "tcp 8000", s.lb) // to itself, not to the targets
	s.One(LoadBalancerEgressBlocked)

	s = newShop(t)
	s.Egress(s.lb, "tcp 8000 10.1.20.0/24")
	s.One(LoadBalancerEgressBlocked)
}

func TestHealthCheckPortOnly(t *testing.T) {
	s := newShop(t)
	s.targets.HealthCheck.Port = model.Known("9000")
	s.Egress(s.lb, "tcp 8000 0.0.0.0/0")
	f := s.One(LoadBalancerEgressBlocked)
	assert.Contains(t, f.Message, "TCP 9000 (health checks of")
}

func TestLoadBalancerWithUnknownGroup(t *testing.T) {
	s := newShop(t)
	s.Egress(s.lb, "tcp 443 0.0.0.0/0")
	s.balancer.Groups.Open, s.balancer.Groups.Why = true, "var.more_groups has no value"
	s.NoneDefinite(LoadBalancerEgressBlocked)

	s = newShop(t)
	r := s.Egress(s.lb, "tcp 8000")
	r.Groups.Items = append(r.Groups.Items, model.RefTo[model.SecurityGroup](model.Unknown[string]("local.group is not in the plan")))
	s.NoneDefinite(LoadBalancerEgressBlocked)
}

func TestTargetLetsTheLoadBalancerIn(t *testing.T) {
	for _, ingress := range []string{"tcp 8000 10.1.0.0/24", "all 10.0.0.0/8"} {
		s := newShop(t)
		s.Ingress(s.app, ingress)
		s.None(TargetIngressBlocked)
	}
	s := newShop(t)
	s.Ingress(s.app, "tcp 8000", s.lb)
	s.None(TargetIngressBlocked)
}

func TestTargetIngressBlocked(t *testing.T) {
	s := newShop(t)
	s.Ingress(s.app, "tcp 8000 172.31.64.0/20")
	f := s.One(TargetIngressBlocked)
	assert.Equal(t, "aws_security_group.app", f.Object.Address)
	assert.Contains(t, f.Message, "does not let aws_lb.web in on TCP 8000")
	assert.Contains(t, f.Fix.Terraform, "aws_vpc_security_group_ingress_rule")

	s = newShop(t)
	s.Ingress(s.app, "udp 8000", s.lb)
	s.One(TargetIngressBlocked)
}

func TestNetworkLoadBalancerKeepsClientAddresses(t *testing.T) {
	nlb := func() *shop {
		s := newShop(t)
		s.balancer.Kind, s.targets.Protocol = model.Known(model.NetworkLoadBalancer), model.Known("TCP")
		return s
	}
	s := nlb()
	s.Ingress(s.app, "tcp 8000 203.0.113.0/24")
	f := s.One(TargetIngressBlocked)
	assert.Contains(t, f.Message, "health checks of", "which come from the nodes")
	assert.NotContains(t, f.Message, "traffic")

	s = nlb()
	s.targets.HealthCheck.Enabled = model.Known(false)
	s.Ingress(s.app, "tcp 8000 203.0.113.0/24")
	s.None(TargetIngressBlocked)
}

func TestClientsOfANetworkLoadBalancer(t *testing.T) {
	build := func(change func(*shop)) *shop {
		s := newShop(t)
		s.balancer.Kind, s.targets.Protocol = model.Known(model.NetworkLoadBalancer), model.Known("TCP")
		s.Ingress(s.app, "tcp 8000 10.1.0.0/16") // the nodes, and so health checks
		change(s)
		return s
	}
	f := build(func(*shop) {}).One(TargetIngressBlocked)
	assert.Equal(t, "aws_security_group.app", f.Object.Address)
	assert.Contains(t, f.Message, "lets no client of aws_lb.web in from the internet on TCP 8000")
	assert.Contains(t, f.Fix.Terraform, "0.0.0.0/0")

	for name, change := range map[string]func(*shop){
		"everybody":            func(s *shop) { s.Ingress(s.app, "tcp 8000 0.0.0.0/0") },
		"some clients":         func(s *shop) { s.Ingress(s.app, "tcp 8000 203.0.113.0/24") },
		"members of its group": func(s *shop) { s.Ingress(s.app, "tcp 8000", s.lb) },
		"addresses not kept":   func(s *shop) { s.targets.PreserveClientIP = model.Known(false) },
		"by address":           func(s *shop) { s.targets.TargetType = model.Known("ip") },
		"internal":             func(s *shop) { s.balancer.Internal = model.Known(true) },
		"PrivateLink": func(s *shop) {
			s.Add(&model.EndpointService{Object: ruletest.Object("aws_vpc_endpoint_service.s", "aws_vpc_endpoint_service"), LoadBalancers: ruletest.All[model.LoadBalancer](s.balancer)})
		},
	} {
		t.Run(name, func(t *testing.T) { build(change).None(TargetIngressBlocked) })
	}
}

func TestContainerTargets(t *testing.T) {
	s := newShop(t)
	s.Targets = nil
	s.targets.TargetType = model.Known("ip")
	other := s.Group(s.VPCs[0], "aws_security_group.tasks")
	w := s.Workload(model.WorkloadECSService, "aws_ecs_service.web", s.Subnets[1:], other)
	w.TargetGroups = []model.Registration{{TargetGroup: ruletest.To[model.TargetGroup](s.targets), Port: model.Known(8080)}}
	s.Ingress(other, "tcp 8000", s.lb)
	s.Egress(s.lb, "tcp 8080", other)
	s.None(LoadBalancerEgressBlocked)
	assert.Contains(t, s.One(TargetIngressBlocked).Message, "TCP 8080")
}

func TestNoEgress(t *testing.T) {
	s := newShop(t)
	s.Ingress(s.app, "tcp 8000", s.lb)
	s.Egress(s.lb, "tcp 8000", s.app)
	f := s.One(NoEgress)
	assert.Equal(t, "aws_security_group.app", f.Object.Address)

	s = newShop(t)
	s.Egress(s.lb, "tcp 8000", s.app)
	s.app.DefaultEgress = true // as CloudFormation's groups are
	s.None(NoEgress)

	s = newShop(t)
	s.Egress(s.lb, "tcp 8000", s.app)
	more := s.Group(s.VPCs[0], "aws_security_group.more")
	s.Egress(more, "all 0.0.0.0/0")
	s.instance.Groups.Items = append(s.instance.Groups.Items, ruletest.To[model.SecurityGroup](more))
	s.None(NoEgress)
}

func TestEgressToAGroupThatNothingCarries(t *testing.T) {
	s := newShop(t)
	s.Targets = nil
	s.Egress(s.app, "all 0.0.0.0/0")
	s.Egress(s.lb, "tcp 8000", s.Group(s.VPCs[0], "aws_security_group.tasks"))
	s.None(NoEgress)
}

func TestNoEgressOfALoadBalancerIsSaidOnce(t *testing.T) {
	s := newShop(t)
	s.Egress(s.app, "all 0.0.0.0/0")
	s.Link()
	found, _ := rules.Run([]*model.Network{s.Network}, []*rules.Rule{NoEgress, LoadBalancerEgressBlocked}, rules.Options{}, 1)
	require.Len(t, found, 1)
	assert.Equal(t, "sg-load-balancer-egress-blocked", found[0].Rule)
}

func TestLoadBalancerIngressBlocked(t *testing.T) {
	s := newShop(t)
	s.Ingress(s.lb, "tcp 80 0.0.0.0/0")
	f := s.One(LoadBalancerIngressBlocked)
	assert.Equal(t, "aws_security_group.lb", f.Object.Address)
	assert.Equal(t, "aws_security_group.lb lets nobody in to aws_lb.web on HTTP 443, where it listens.", f.Message)
	assert.Contains(t, f.Fix.Terraform, `cidr_ipv4         = "0.0.0.0/0"`)
	assert.Nil(t, f.Fix.Edit, "who may connect is for people to say")

	s = newShop(t)
	s.balancer.EnforcePrivateLinkRules = model.Known(false) // which says nothing of an application load balancer
	s.balancer.Exported = true                              // others may add listeners, and no rules to its groups
	s.Listeners[0].Protocol = model.Value[string]{}         // HTTP, then
	s.One(LoadBalancerIngressBlocked)

	s = newShop(t)
	s.balancer.Internal = model.Known(true)
	assert.Contains(t, s.One(LoadBalancerIngressBlocked).Fix.Terraform, "10.1.0.0/16")

	s = newShop(t)
	withAnother(s, "udp 443 0.0.0.0/0")
	assert.Contains(t, s.One(LoadBalancerIngressBlocked).Message,
		"None of the 2 security groups of aws_lb.web, among them aws_security_group.lb, lets anybody in on HTTP 443")

	s = newShop(t)
	s.Listeners[0].Protocol, s.balancer.Kind = model.Known("UDP"), model.Known(model.NetworkLoadBalancer)
	s.Ingress(s.lb, "tcp 443 0.0.0.0/0")
	f = s.One(LoadBalancerIngressBlocked)
	assert.Equal(t, "Add an inbound rule to aws_security_group.lb that allows UDP 443 from its clients.", f.Fix.Text)
	assert.Empty(t, f.Fix.Terraform)
}

func TestListenersThatSomebodyReaches(t *testing.T) {
	for _, ingress := range []string{"tcp 443 0.0.0.0/0", "all 10.0.0.0/8", "tcp 400-500 192.0.2.7/32"} {
		s := newShop(t)
		s.Ingress(s.lb, ingress)
		s.None(LoadBalancerIngressBlocked)
	}
	for why, change := range map[string]func(*shop){
		"from another group":            func(s *shop) { s.Ingress(s.lb, "tcp 443", s.app) },
		"another of its groups":         func(s *shop) { withAnother(s, "tcp 443 0.0.0.0/0") },
		"both protocols, one is let in": func(s *shop) { s.Listeners[0].Protocol = model.Known("TCP_UDP"); s.Ingress(s.lb, "udp 443 0.0.0.0/0") },
		"others may add rules":          func(s *shop) { s.lb.Exported = true },
		"there may be more rules":       func(s *shop) { s.lb.Open = true },
		"the group is not ours":         func(s *shop) { s.lb.External = true },
		"a group is not known":          func(s *shop) { s.balancer.Groups.Open = true },
		"the port is not known":         func(s *shop) { s.Listeners[0].Port = model.Unknown[int]("var.port") },
		"the protocol is not known":     func(s *shop) { s.Listeners[0].Protocol = model.Unknown[string]("var.protocol") },
		"a rule of unknown ports":       func(s *shop) { s.Ingress(s.lb, "tcp 80 0.0.0.0/0").Match.ToPort = model.Unknown[int]("var.last") },
		"PrivateLink passes its groups by": func(s *shop) {
			s.balancer.Kind, s.balancer.EnforcePrivateLinkRules = model.Known(model.NetworkLoadBalancer), model.Known(false)
		},
		"network load balancer without groups": func(s *shop) {
			s.balancer.Kind, s.balancer.Groups = model.Known(model.NetworkLoadBalancer), model.List[model.Ref[model.SecurityGroup]]{}
		},
	} {
		t.Run(why, func(t *testing.T) {
			s := newShop(t)
			change(s)
			s.None(LoadBalancerIngressBlocked)
		})
	}
}

func withAnother(s *shop, ingress string) {
	other := s.Group(s.VPCs[0], "aws_security_group.other")
	s.balancer.Groups = ruletest.All[model.SecurityGroup](s.lb, other)
	s.Ingress(other, ingress)
}
