package reach

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// offered is a network load balancer that an endpoint service offers, and an endpoint of it in another VPC, from where
// an instance asks.
type offered struct {
	*builder
	client, target *model.Workload
	end            *model.VPCEndpoint
	service        *model.EndpointService
	lb             *model.LoadBalancer
	far            *model.VPC
}

func offer(t *testing.T) offered {
	b := build(t)
	lb, target := balanced(b, model.NetworkLoadBalancer, "TCP")
	far := b.vpc("far", "10.9.0.0/16")
	s := b.subnet(far, "clients", "a", "10.9.1.0/24")
	o := offered{builder: b, far: far, lb: lb, target: target, client: b.instance(s, "client", "", b.open(far, "client-group"))}
	o.service = &model.EndpointService{Object: named("service"), ServiceName: model.Known("com.amazonaws.vpce.eu-west-1.service"),
		LoadBalancers: model.ListOf(model.RefByID[model.LoadBalancer]("lb")), AcceptanceRequired: no()}
	o.end = &model.VPCEndpoint{Object: named("endpoint"), Kind: model.Known(model.InterfaceEndpointType), VPC: model.RefByID[model.VPC]("far"),
		ServiceName: model.Known("com.amazonaws.vpce.eu-west-1.service"), Subnets: model.ListOf(model.RefByID[model.Subnet]("clients")),
		Groups: model.ListOf(model.RefByID[model.SecurityGroup](b.open(far, "endpoint-group").ID))}
	b.net.Add(o.service, o.end)
	return o
}

func (o offered) ask(port uint16) Result {
	e := o.engine()
	return e.Path(Query{From: WorkloadEnd(o.client), To: InterfaceEnd(o.end.Interfaces...), Packets: toPort(port)})
}

func TestPrivateLinkGoesOn(t *testing.T) {
	o := offer(t)
	r := o.ask(80)
	requireVerdict(t, Reachable, r)
	require.Len(t, r.Onward, 1)
	assert.Same(t, o.lb, r.Onward[0].LoadBalancer)
	assert.Equal(t, Reachable, r.Onward[0].Verdict())
	back := r.Onward[0].Back.Paths[0]
	assert.True(t, addrs("10.0.1.0/24").Contains(back.Witness.Src), "the target sees the node")
	assert.EqualValues(t, 8080, back.Witness.DstPort)

	r = offer(t).ask(443)
	requireVerdict(t, Blocked, r)
	assert.Equal(t, []Code{CodeListeners}, codes(r))
}

// The load balancer's inbound rules see the client's address, unless they are not enforced on what comes through
// PrivateLink.
func TestPrivateLinkAndTheRulesOfTheLoadBalancer(t *testing.T) {
	for _, test := range []struct {
		from     string
		enforced model.Value[bool]
		want     Verdict
	}{
		{"10.0.0.0/16", model.Value[bool]{}, Blocked},
		{"10.0.0.0/16", yes(), Blocked},
		{"10.0.0.0/16", dunno[bool](), Undecided},
		{"10.0.0.0/16", no(), Reachable},
		{"10.9.0.0/16", model.Value[bool]{}, Reachable},
	} {
		o := offer(t)
		rules := o.group(o.net.VPCs[0], "rules")
		o.allow(rules, false, ports(packet.TCP, 80, 80), test.from)
		o.allow(rules, true, everything, "0.0.0.0/0")
		o.lb.Groups, o.lb.EnforcePrivateLinkRules = model.ListOf(model.RefByID[model.SecurityGroup]("rules")), test.enforced
		r := o.ask(80)
		requireVerdict(t, test.want, r)
		if test.want == Blocked {
			assert.Equal(t, []Code{CodeGroupMismatch}, codes(r))
			assert.Equal(t, "rules", r.Paths[0].Changes[0].Object.Address)
		}
	}
}

// Targets see the node's address, whatever the target group says of the client's.
func TestPrivateLinkTargetsSeeTheNode(t *testing.T) {
	for from, want := range map[string]Verdict{"10.9.0.0/16": Blocked, "10.0.1.0/24": Reachable} {
		o := offer(t)
		o.net.TargetGroups[0].PreserveClientIP = yes()
		rules := o.group(o.net.VPCs[0], "rules")
		o.allow(rules, false, ports(packet.TCP, 8080, 8080), from)
		o.target.Groups = model.ListOf(model.RefByID[model.SecurityGroup]("rules"))
		r := o.ask(80)
		requireVerdict(t, want, r)
		if want == Blocked {
			assert.Equal(t, []Code{CodeGroupMismatch}, codes(r))
			assert.Equal(t, "rules", r.Paths[0].Changes[0].Object.Address)
			assert.Contains(t, r.Paths[0].Changes[0].Text, ":8080 in the security groups of rules", "the packet that is to pass is the node's")
		}
	}
}

// A connection that the service's owner has to accept is only accepted where the configuration does so; it may be
// accepted by hand.
func TestPrivateLinkIsAccepted(t *testing.T) {
	o := offer(t)
	o.service.AcceptanceRequired = yes()
	r := o.ask(80)
	requireVerdict(t, Undecided, r)
	assert.Contains(t, r.Missing, "whether service accepts the connection of endpoint is not known")

	o = offer(t)
	o.service.AcceptanceRequired = yes()
	o.net.Add(&model.EndpointAccepter{Object: named("accepter"), Endpoint: model.RefByID[model.VPCEndpoint]("endpoint")})
	requireVerdict(t, Reachable, o.ask(80))

	o = offer(t)
	o.service.AcceptanceRequired, o.end.AutoAccept = yes(), yes()
	requireVerdict(t, Reachable, o.ask(80))
}

// What is not in view behind an endpoint is said to be so, and what no load balancer or target stands behind answers
// nobody.
func TestPrivateLinkWithoutItsService(t *testing.T) {
	o := offer(t)
	o.end.ServiceName = model.Known("com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0")
	r := o.ask(443)
	requireVerdict(t, Reachable, r)
	assert.Equal(t, "What is behind the endpoint is not in view.", r.Paths[0].Forward[len(r.Paths[0].Forward)-1].Note)
	assert.Empty(t, r.Onward)

	o = offer(t)
	o.end.ServiceName = model.Known("com.amazonaws.eu-west-1.sqs")
	r = o.ask(443)
	requireVerdict(t, Reachable, r)
	assert.Empty(t, r.Paths[0].Forward[len(r.Paths[0].Forward)-1].Note)

	o = offer(t)
	o.service.LoadBalancers = model.List[model.Ref[model.LoadBalancer]]{}
	requireVerdict(t, Blocked, o.ask(80))

	o = offer(t)
	o.net.Targets[0].TargetGroup = model.RefByID[model.TargetGroup]("other")
	r = o.ask(80)
	requireVerdict(t, Blocked, r)
	assert.Equal(t, []Code{CodeListenerNoTargets}, codes(r))

	o = offer(t)
	o.net.Targets[0].TargetGroup = model.RefByID[model.TargetGroup]("other")
	o.net.TargetGroups[0].Targets.Open = true
	requireVerdict(t, Undecided, o.ask(80))
}

// An endpoint leads to the node of its own zone; the names of zones differ between accounts.
func TestPrivateLinkKeepsToItsZone(t *testing.T) {
	o := offer(t)
	o.net.Subnets[1].Zone = model.Known("b")
	requireVerdict(t, Undecided, o.ask(80))

	o = offer(t)
	second := o.subnet(o.net.VPCs[0], "second", "b", "10.0.2.0/24")
	o.lb.Subnets.Items = append(o.lb.Subnets.Items, model.RefByID[model.Subnet](second.ID))
	o.subnet(o.far, "clients-b", "b", "10.9.2.0/24")
	o.end.Subnets.Items = append(o.end.Subnets.Items, model.RefByID[model.Subnet]("clients-b"))
	r := o.ask(80)
	requireVerdict(t, Blocked, r) // the node in zone b has no target in its zone, and clients take either address
	assert.Equal(t, []Code{CodeNoTargetsInZone}, codes(r))
	require.Len(t, r.Onward, 2)

	o.lb.CrossZone = yes()
	requireVerdict(t, Reachable, New(o.net).Path(Query{From: WorkloadEnd(o.client), To: InterfaceEnd(o.end.Interfaces...), Packets: toPort(80)}))
}

// What answers behind one listener says nothing of another one.
func TestPrivateLinkKeepsListenersApart(t *testing.T) {
	o := offer(t)
	o.net.Add(&model.TargetGroup{Object: named("empty"), Port: model.Known(8081), Protocol: model.Known("TCP"), VPC: model.RefByID[model.VPC]("v")},
		&model.Listener{Object: named("second"), LoadBalancer: model.RefByID[model.LoadBalancer]("lb"), Port: model.Known(81), Protocol: model.Known("TCP"),
			Actions: []model.ListenerAction{{Type: model.Known("forward"), TargetGroups: model.ListOf(model.RefByID[model.TargetGroup]("empty"))}}})
	ask := func(port uint16) Result {
		return New(o.net).Path(Query{From: WorkloadEnd(o.client), To: InterfaceEnd(o.end.Interfaces...), Packets: toPort(port)})
	}
	o.net.Link()
	requireVerdict(t, Reachable, ask(80))
	requireVerdict(t, Blocked, ask(81))
}
