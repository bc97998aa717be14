package reach

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// balanced is a load balancer with a listener on port 80 and a target on port 8080 in the same subnet.
func balanced(b *builder, kind model.LoadBalancerKind, protocol string) (*model.LoadBalancer, *model.Workload) {
	v := b.vpc("v", "10.0.0.0/16")
	s := b.subnet(v, "s", "a", "10.0.1.0/24")
	g := b.open(v, "g")
	target := b.instance(s, "target", "", g)
	lb := &model.LoadBalancer{Object: named("lb"), Kind: model.Known(kind), Internal: yes(), Subnets: model.ListOf(model.RefByID[model.Subnet]("s")),
		Groups: model.ListOf(model.RefByID[model.SecurityGroup]("g"))}
	group := &model.TargetGroup{Object: named("tg"), Port: model.Known(8080), Protocol: model.Known(protocol), VPC: model.RefByID[model.VPC]("v")}
	b.net.Add(lb, group,
		&model.Listener{Object: named("listener"), LoadBalancer: model.RefByID[model.LoadBalancer]("lb"), Port: model.Known(80), Protocol: model.Known(protocol),
			Actions: []model.ListenerAction{{Type: model.Known("forward"), TargetGroups: model.ListOf(model.RefByID[model.TargetGroup]("tg"))}}},
		&model.TargetRegistration{Object: named("registration"), TargetGroup: model.RefByID[model.TargetGroup]("tg"), Instance: model.RefByID[model.Workload]("target")})
	return lb, target
}

// moveToZone puts the target into a subnet of another zone than the load balancer's.
func moveToZone(b *builder, target *model.Workload) {
	far := b.subnet(b.net.VPCs[0], "far", "b", "10.0.2.0/24")
	target.Subnets = model.ListOf(model.RefByID[model.Subnet](far.ID))
}

// Load balancers forward from their nodes to their targets' ports, and the way over them is found.
func TestLoadBalancerForwards(t *testing.T) {
	for _, kind := range []model.LoadBalancerKind{model.ApplicationLoadBalancer, model.ClassicLoadBalancer, model.NetworkLoadBalancer} {
		b := build(t)
		lb, target := balanced(b, kind, map[model.LoadBalancerKind]string{model.NetworkLoadBalancer: "TCP"}[kind])
		client := b.instance(b.net.Subnets[0], "client", "", b.open(b.net.VPCs[0], "clients"))
		narrow := b.group(b.net.VPCs[0], "narrow")
		b.allow(narrow, false, ports(packet.TCP, 8080, 8080), "g")
		target.Groups = model.ListOf(model.RefByID[model.SecurityGroup]("narrow"))
		e := b.engine()
		requireVerdict(t, Reachable, e.Path(Query{From: LoadBalancerEnd(lb), To: WorkloadEnd(target)}))
		r := e.Path(Query{From: WorkloadEnd(client), To: WorkloadEnd(target), Packets: toPort(80)})
		requireVerdict(t, Reachable, r)
		require.Len(t, r.Via, 1)
		assert.Same(t, lb, r.Via[0].LoadBalancer)
	}
}

// A network load balancer keeps the client's address: the target's rules must admit the client.
func TestClientAddressIsKept(t *testing.T) {
	for _, admitted := range []bool{true, false} {
		b := build(t)
		lb, target := balanced(b, model.NetworkLoadBalancer, "TCP")
		client := b.instance(b.subnet(b.net.VPCs[0], "clients", "a", "10.0.5.0/24"), "client", "", b.open(b.net.VPCs[0], "clients-group"))
		narrow := b.group(b.net.VPCs[0], "narrow")
		from := "10.0.1.0/24" // the nodes' subnet
		if admitted {
			from = "10.0.5.0/24"
		}
		b.allow(narrow, false, ports(packet.TCP, 8080, 8080), from)
		target.Groups = model.ListOf(model.RefByID[model.SecurityGroup]("narrow"))
		r := b.engine().Path(Query{From: WorkloadEnd(client), To: WorkloadEnd(target), Packets: toPort(80)})
		require.Len(t, r.Via, 1)
		assert.Same(t, lb, r.Via[0].LoadBalancer)
		assert.Equal(t, admitted, r.Verdict == Reachable)
	}
}

// The founding fault F2: one of the load balancer's subnets answers through the NAT gateway, so that one of its
// addresses times out.
func TestOneNodeAnswersByNATGateway(t *testing.T) {
	for _, broken := range []bool{true, false} {
		b := build(t)
		v, _, _, public, private := publicSubnet(b)
		table := public
		if broken {
			table = private
		}
		second := b.subnet(v, "second", "b", "10.0.3.0/24")
		b.net.Add(&model.RouteTableAssociation{Object: named("second-association"), Table: model.RefByID[model.RouteTable](table.ID), Subnet: model.RefByID[model.Subnet]("second")})
		lb := &model.LoadBalancer{Object: named("lb"), Subnets: model.ListOf(model.RefByID[model.Subnet]("out"), model.RefByID[model.Subnet](second.ID)),
			Groups: model.ListOf(model.RefByID[model.SecurityGroup]("g"))}
		b.net.Add(lb, &model.Listener{Object: named("listener"), LoadBalancer: model.RefByID[model.LoadBalancer]("lb"), Port: model.Known(443), Protocol: model.Known("HTTPS")})
		r := b.engine().Path(Query{From: InternetEnd(), To: LoadBalancerEnd(lb), Packets: toPort(443)})
		if !broken {
			requireVerdict(t, Reachable, r)
			continue
		}
		requireVerdict(t, Blocked, r)
		assert.Equal(t, private.Address, r.Paths[0].Changes[0].Object.Address)
		assert.Equal(t, Reachable, r.Paths[len(r.Paths)-1].Verdict)
	}
}

// The founding fault F11: the load balancer's own security group lets nothing out to its targets.
func TestLoadBalancerGroupWithoutEgress(t *testing.T) {
	b := build(t)
	lb, target := balanced(b, model.ApplicationLoadBalancer, "HTTP")
	shut := b.group(b.net.VPCs[0], "lb-group")
	b.allow(shut, false, everything, "0.0.0.0/0")
	lb.Groups = model.ListOf(model.RefByID[model.SecurityGroup]("lb-group"))
	r := b.engine().Path(Query{From: LoadBalancerEnd(lb), To: WorkloadEnd(target)})
	requireVerdict(t, Blocked, r)
	assert.Equal(t, []Code{CodeGroupHasNoRules}, codes(r))
	assert.Equal(t, "lb-group", r.Paths[0].Changes[0].Object.Address)
}

// A target that calls its own network load balancer is sent its own packets back where its address is kept: always
// where no other target can be chosen, now and then where one can.
func TestHairpin(t *testing.T) {
	const alone, another, unknownTargets, ipTarget, addressLost, otherClient, otherKind = "alone", "another target", "unknown targets", "target by address", "address not kept", "another client", "application"
	for want, tests := range map[Verdict][]string{
		Blocked:   {alone},
		Undecided: {another, unknownTargets},
		Reachable: {ipTarget, addressLost, otherClient, otherKind},
	} {
		for _, test := range tests {
			b := build(t)
			kind, protocol := model.NetworkLoadBalancer, "TCP"
			if test == otherKind {
				kind, protocol = model.ApplicationLoadBalancer, "HTTP"
			}
			lb, client := balanced(b, kind, protocol)
			group := b.net.TargetGroups[0]
			switch test {
			case another:
				b.instance(b.net.Subnets[0], "second", "", b.net.SecurityGroups[0])
				b.net.Add(&model.TargetRegistration{Object: named("second registration"), TargetGroup: model.RefByID[model.TargetGroup]("tg"), Instance: model.RefByID[model.Workload]("second")})
			case unknownTargets:
				group.Targets.Open, group.Targets.Why = true, "what else is registered is not known"
			case ipTarget:
				client.PrivateIP = model.Known(ip("10.0.1.20"))
				group.TargetType = model.Known("ip")
				b.net.Targets[0].Instance, b.net.Targets[0].IP = model.Ref[model.Workload]{}, model.Known(ip("10.0.1.20"))
			case addressLost:
				group.PreserveClientIP = no()
			case otherClient:
				client = b.instance(b.net.Subnets[0], "client", "", b.net.SecurityGroups[0])
			}
			r := b.engine().Path(Query{From: WorkloadEnd(client), To: LoadBalancerEnd(lb), Packets: toPort(80)})
			requireVerdict(t, want, r)
			switch want {
			case Blocked:
				assert.Equal(t, []Code{CodeHairpin}, codes(r), test)
			case Undecided:
				assert.Contains(t, r.Missing[0], "which target lb chooses decides", test)
			}
		}
	}
}
