package nacl

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

// web is a load balancer in a public subnet with instances behind a network ACL in a private one, which goes
// out through a NAT gateway.
type web struct {
	*ruletest.Net
	vpc              *model.VPC
	public, app      *model.Subnet
	lbGroup, appGrp  *model.SecurityGroup
	acl              *model.NetworkACL
	instance         *model.Workload
	igw              *model.InternetGateway
	publicT, privatT *model.RouteTable
}

func newWeb(t *testing.T, in, out []string) *web {
	n := ruletest.New(t)
	w := &web{Net: n}
	w.vpc = n.VPC("aws_vpc.v", "10.1.0.0/16")
	w.public = n.Subnet(w.vpc, "aws_subnet.public", "10.1.0.0/24", "a")
	w.app = n.Subnet(w.vpc, "aws_subnet.app", "10.1.16.0/24", "a")
	w.igw = n.InternetGateway(w.vpc, "aws_internet_gateway.i")
	w.publicT = n.Table(w.vpc, "aws_route_table.public", w.public)
	n.Route(w.publicT, "0.0.0.0/0", model.TargetInternetGateway, w.igw)
	w.privatT = n.Table(w.vpc, "aws_route_table.private", w.app)
	n.Route(w.privatT, "0.0.0.0/0", model.TargetNATGateway, n.NAT(w.public, "aws_nat_gateway.n"))
	w.lbGroup, w.appGrp = n.Group(w.vpc, "aws_security_group.lb"), n.Group(w.vpc, "aws_security_group.app")
	n.Ingress(w.lbGroup, "tcp 443 0.0.0.0/0")
	n.Egress(w.lbGroup, "tcp 8080", w.appGrp)
	n.Ingress(w.appGrp, "tcp 8080", w.lbGroup)
	n.Egress(w.appGrp, "tcp 443 0.0.0.0/0")
	lb := n.LoadBalancer("aws_lb.web", []*model.Subnet{w.public}, w.lbGroup)
	tg := n.TargetGroup(w.vpc, "aws_lb_target_group.web", 8080)
	n.Listener(lb, 443, tg)
	w.instance = n.Instance(w.app, "aws_instance.app", w.appGrp)
	n.Target(tg, w.instance)
	w.acl = n.ACL(w.vpc, "aws_network_acl.app", w.app)
	n.In(w.acl, in...).Out(w.acl, out...)
	return w
}

var (
	appIn  = []string{"100 allow tcp 8080 10.1.0.0/16", "110 allow tcp 1024-65535 0.0.0.0/0"}
	appOut = []string{"100 allow tcp 443 0.0.0.0/0", "110 allow tcp 1024-65535 10.1.0.0/16"}
)

func TestAnswersToTheLoadBalancerAllowed(t *testing.T) {
	newWeb(t, appIn, appOut).None(MissingEphemeralReturn)
}

func TestAnswersToTheLoadBalancerDropped(t *testing.T) {
	f := newWeb(t, appIn, appOut[:1]).One(MissingEphemeralReturn)
	assert.Equal(t, "aws_network_acl.app", f.Object.Address)
	assert.Equal(t, rules.Error, f.Severity)
	assert.Equal(t, rules.Definite, f.Confidence)
	assert.Contains(t, f.Message, "lets TCP 8080 from aws_lb.web in aws_subnet.public (10.1.0.0/24) into aws_subnet.app")
	assert.Contains(t, f.Message, "no outbound rule allows TCP 1024-65535 to 10.1.0.0/24")
	assert.Contains(t, f.Fix.Text, "outbound rule 110")
	assert.Contains(t, f.Fix.Terraform, `cidr_block     = "10.1.0.0/16"`)
	assert.Contains(t, f.Fix.CloudFormation, "PortRange: {From: 1024, To: 65535}")
	require.NotNil(t, f.Path)
	assert.Equal(t, reach.Blocked, f.Path.Verdict)
	require.NotNil(t, f.Fix.Edit)
}

// A port that a group opens towards one other group is asked of its members, and a function's interface takes no
// connections.
func TestPortThatIsAskedOfAnother(t *testing.T) {
	build := func(kind model.WorkloadKind, peer string) *ruletest.Net {
		n := ruletest.New(t)
		v := n.VPC("aws_vpc.v", "10.1.0.0/16")
		scanner, jobs, data := n.Subnet(v, "aws_subnet.scanner", "10.1.0.0/24", "a"), n.Subnet(v, "aws_subnet.jobs", "10.1.1.0/24", "a"), n.Subnet(v, "aws_subnet.data", "10.1.2.0/24", "a")
		groups := map[string]*model.SecurityGroup{"jobs": n.Group(v, "aws_security_group.jobs"), "data": n.Group(v, "aws_security_group.data")}
		own := n.Group(v, "aws_security_group.scanner")
		n.Egress(own, "tcp 27017", groups[peer])
		n.Egress(own, "tcp 1024-65535 0.0.0.0/0")
		n.Ingress(groups["jobs"], "tcp 0-65535 10.1.0.0/16")
		n.Instance(scanner, "aws_instance.scanner", own)
		n.Workload(kind, "aws_instance.job", []*model.Subnet{jobs}, groups["jobs"])
		n.Instance(data, "aws_instance.data", groups["data"])
		n.In(n.ACL(v, "aws_network_acl.jobs", jobs), "100 allow tcp 1024-65535 0.0.0.0/0").Out(n.NetworkACLs[0], "100 allow tcp 443 0.0.0.0/0")
		return n
	}
	build(model.WorkloadInstance, "data").None(MissingEphemeralReturn)
	build(model.WorkloadLambda, "jobs").None(MissingEphemeralReturn)
	assert.Contains(t, build(model.WorkloadInstance, "jobs").One(MissingEphemeralReturn).Message, "lets TCP 27017 from aws_instance.scanner")
}

// What goes to S3 through a gateway endpoint still comes back from S3's public addresses.
func TestAnswersOfAGatewayEndpoint(t *testing.T) {
	for in, found := range map[string]bool{
		"100 allow tcp 1024-65535 10.1.0.0/16":   true,
		"100 allow tcp 1024-65535 0.0.0.0/0":     false,
		"100 allow tcp 1024-65535 52.218.0.0/17": false, // a range of S3's, for all that is in view
	} {
		n := ruletest.New(t)
		v := n.VPC("aws_vpc.v", "10.1.0.0/16")
		jobs := n.Subnet(v, "aws_subnet.jobs", "10.1.1.0/24", "a")
		table := n.Table(v, "aws_route_table.jobs", jobs)
		group := n.Group(v, "aws_security_group.jobs")
		n.Egress(group, "tcp 443 0.0.0.0/0")
		n.Instance(jobs, "aws_instance.job", group)
		n.Add(&model.VPCEndpoint{
			Object: ruletest.Object("aws_vpc_endpoint.s3", "aws_vpc_endpoint"), VPC: ruletest.To[model.VPC](v), Kind: model.Known(model.GatewayEndpoint),
			ServiceName: model.Known("com.amazonaws.eu-west-1.s3"), RouteTables: ruletest.All[model.RouteTable](table),
		})
		n.In(n.ACL(v, "aws_network_acl.jobs", jobs), in).Out(n.NetworkACLs[0], "100 allow tcp 443 0.0.0.0/0")
		if found {
			assert.Contains(t, n.One(MissingEphemeralReturn).Message, "out to aws_vpc_endpoint.s3, but drops the answers")
		} else {
			n.NoneDefinite(MissingEphemeralReturn)
		}
	}
}

func TestSplitRangeCoversAnswers(t *testing.T) {
	newWeb(t, appIn, []string{
		"100 allow tcp 443 0.0.0.0/0", "110 allow tcp 1024-32767 10.1.0.0/16", "125 allow tcp 32768-60999 10.1.0.0/17", "130 allow tcp 61000-65535 10.1.0.0/24",
	}).None(MissingEphemeralReturn)
}

func TestGapInTheRangeIsAWarning(t *testing.T) {
	f := newWeb(t, appIn, []string{
		"100 allow tcp 443 0.0.0.0/0", "110 allow tcp 1024-5899 10.1.0.0/16", "120 allow tcp 6101-65535 10.1.0.0/16",
	}).One(MissingEphemeralReturn)
	assert.Equal(t, rules.Warning, f.Severity)
	assert.Contains(t, f.Message, "TCP 5900-6100")
	assert.Contains(t, f.Fix.Text, "TCP 5900-6100")
}

func TestDenialInsideTheRange(t *testing.T) {
	f := newWeb(t, appIn, append([]string{"50 deny tcp 3389 0.0.0.0/0"}, appOut...)).One(MissingEphemeralReturn)
	assert.Equal(t, rules.Warning, f.Severity)
	assert.Contains(t, f.Message, "outbound rule 50 denies TCP 3389")
	assert.Contains(t, f.Fix.Text, "outbound rule 40", "below the denial")
}

func TestDenialBelowLinuxClientPortsHurtsNoInstance(t *testing.T) {
	// The instance opens connections to 443 and takes its ports from 32768 on.
	newWeb(t, append([]string{"50 deny tcp 3389 0.0.0.0/0"}, appIn...), appOut).None(MissingEphemeralReturn)
}

func TestAnswersOfTheInternetDropped(t *testing.T) {
	// What comes through a NAT gateway still has the internet's source address.
	f := newWeb(t, []string{"100 allow all 10.1.0.0/16"}, []string{"100 allow all 0.0.0.0/0"}).One(MissingEphemeralReturn)
	assert.Equal(t, rules.Error, f.Severity)
	assert.Contains(t, f.Message, "from aws_instance.app in aws_subnet.app (10.1.16.0/24) out to the internet")
	assert.Contains(t, f.Message, "no inbound rule allows TCP 32768-60999 from 0.0.0.0/0")
}

func TestWindowsNeedsMore(t *testing.T) {
	in := []string{"100 allow tcp 8080 10.1.0.0/16", "110 allow tcp 32768-60999 0.0.0.0/0"}
	w := newWeb(t, in, appOut)
	w.instance.Platform = model.Known("linux")
	w.None(MissingEphemeralReturn)

	w = newWeb(t, in, appOut)
	w.instance.Platform = model.Known("windows")
	f := w.One(MissingEphemeralReturn)
	assert.Equal(t, rules.Warning, f.Severity)
	assert.Contains(t, f.Message, "61000-65535")

	w = newWeb(t, in, appOut)
	f = w.One(MissingEphemeralReturn)
	assert.Equal(t, rules.Possible, f.Confidence)
	assert.Contains(t, f.Unknown, "Windows")
}

func TestACLThatServesNoSubnet(t *testing.T) {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.1.0.0/16")
	n.Subnet(v, "aws_subnet.s", "10.1.0.0/24", "a")
	n.In(n.ACL(v, "aws_network_acl.spare"), "100 allow tcp 443 0.0.0.0/0")
	n.None(MissingEphemeralReturn)
}

// empty is a public subnet and nothing in it: the ACL's own rules say what is meant.
func empty(t *testing.T, routed bool, in, out []string) *ruletest.Net {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.1.0.0/16")
	s := n.Subnet(v, "aws_subnet.s", "10.1.0.0/24", "a")
	n.Subnet(v, "aws_subnet.other", "10.1.1.0/24", "a")
	table := n.Table(v, "aws_route_table.public", s)
	if routed {
		n.Route(table, "0.0.0.0/0", model.TargetInternetGateway, n.InternetGateway(v, "aws_internet_gateway.i"))
	}
	n.In(n.ACL(v, "aws_network_acl.a", s), in...).Out(n.NetworkACLs[0], out...)
	return n
}

func TestEmptySubnet(t *testing.T) {
	f := empty(t, true, []string{"100 allow tcp 443 203.0.113.0/24"}, []string{"100 allow tcp 443 0.0.0.0/0"}).Run(MissingEphemeralReturn)
	require.Len(t, f, 2, "both directions: %s", ruletest.Messages(f))

	empty(t, true, []string{"100 allow tcp 443 0.0.0.0/0"}, []string{"100 allow tcp 1024-65535 0.0.0.0/0"}).None(MissingEphemeralReturn)
	// Without a route the internet is not there, and the neighbour's range is answered.
	empty(t, false, []string{"100 allow tcp 443 0.0.0.0/0"}, []string{"100 allow tcp 1024-65535 10.1.0.0/16"}).None(MissingEphemeralReturn)
}

func TestHighPortsThatNothingNamesAreAnswers(t *testing.T) {
	empty(t, true, []string{"100 allow tcp 1024-65535 0.0.0.0/0", "110 allow tcp 8443 0.0.0.0/0"}, nil).None(MissingEphemeralReturn)
}

func TestDeliberateBlockOfARange(t *testing.T) {
	empty(t, true, []string{"100 allow tcp 443 0.0.0.0/0"},
		[]string{"50 deny all 198.51.100.0/24", "100 allow tcp 1024-65535 0.0.0.0/0"}).None(MissingEphemeralReturn)
}

// Addresses that are shut out on purpose are not missed, and do not make less of it that all others are.
func TestAllAnswersDroppedBesideADeliberateBlock(t *testing.T) {
	f := newWeb(t, []string{"50 deny tcp 0-65535 198.51.100.0/24", "100 allow all 10.1.0.0/16", "110 allow udp 1024-65535 0.0.0.0/0"}, []string{"100 allow all 0.0.0.0/0"}).One(MissingEphemeralReturn)
	assert.Equal(t, rules.Error, f.Severity)
	assert.NotContains(t, f.Message, "a part of the answers")
}

func TestUnknownParts(t *testing.T) {
	n := empty(t, true, []string{"100 allow tcp 443 0.0.0.0/0"}, nil)
	n.NetworkACLs[0].Open, n.NetworkACLs[0].Why = true, "another stack may add rules"
	n.NoneDefinite(MissingEphemeralReturn)

	n = empty(t, true, []string{"100 allow tcp 443 0.0.0.0/0"}, nil)
	n.Add(&model.NetworkACLEntry{
		Object: ruletest.Object("aws_network_acl_rule.x", "aws_network_acl_rule"), ACL: ruletest.To[model.NetworkACL](n.NetworkACLs[0]),
		Number: model.Known(100), Egress: model.Known(true), Allow: model.Known(true), CIDR: model.Unknown[prefix]("var.clients has no value"),
	})
	n.NoneDefinite(MissingEphemeralReturn)
}

func TestUDP(t *testing.T) {
	tcp := []string{"100 allow tcp 1024-65535 0.0.0.0/0"}
	f := empty(t, true, []string{"100 allow udp 443 0.0.0.0/0"}, tcp).One(MissingEphemeralReturn)
	assert.Contains(t, f.Message, "no outbound rule allows UDP 1024-65535")
	empty(t, true, []string{"100 allow udp 514 0.0.0.0/0"}, tcp).None(MissingEphemeralReturn)
	empty(t, true, tcp, []string{"100 allow udp 53 0.0.0.0/0"}).NoneDefinite(MissingEphemeralReturn)
}

func TestClientsOfANATGateway(t *testing.T) {
	public := func(out ...string) *web {
		w := newWeb(t, appIn, appOut)
		// Only clients elsewhere may ask the load balancer, so that the instance needs the NAT gateway alone.
		w.SecurityGroupRules[0].CIDRs = model.ListOf(model.Known(mustPrefix("203.0.113.0/24")))
		acl := w.ACL(w.vpc, "aws_network_acl.public", w.public)
		w.In(acl, "100 allow tcp 443 0.0.0.0/0", "110 allow tcp 1024-65535 0.0.0.0/0").
			Out(acl, append(out, "100 allow tcp 443 0.0.0.0/0", "110 allow tcp 8080 10.1.16.0/24")...)
		return w
	}
	public("120 allow tcp 1024-65535 0.0.0.0/0").None(MissingEphemeralReturn)
	f := public("90 deny tcp 32768-65535 10.1.16.0/24", "120 allow tcp 1024-65535 0.0.0.0/0").One(MissingEphemeralReturn)
	assert.Contains(t, f.Message, "on its way to aws_nat_gateway.n")
	assert.Equal(t, "aws_network_acl.public", f.Object.Address)
}

// A NAT gateway has no IPv6 address, so that no answer over IPv6 is for it; an instance with one waits for them.
func TestNATGatewayOpensNothingOverIPv6(t *testing.T) {
	build := func(in ...string) *web {
		w := newWeb(t, appIn, appOut)
		w.public.IPv6CIDR = model.Known(netip.MustParsePrefix("2001:db8:0:1::/64"))
		w.Route(w.publicT, "::/0", model.TargetInternetGateway, w.igw)
		edge := w.ACL(w.vpc, "aws_network_acl.edge", w.public)
		w.In(edge, append([]string{"100 allow tcp 443 ::/0", "101 allow tcp 443 0.0.0.0/0", "102 allow tcp 1024-65535 0.0.0.0/0"}, in...)...)
		w.Out(edge, "100 allow all 0.0.0.0/0", "101 allow all ::/0")
		return w
	}
	build().None(MissingEphemeralReturn)
	w := build()
	open := w.Group(w.vpc, "aws_security_group.proxy")
	w.Egress(open, "tcp 443 ::/0")
	w.Instance(w.public, "aws_instance.proxy", open)
	assert.Contains(t, w.One(MissingEphemeralReturn).Message, "aws_instance.proxy")
	w = build("103 allow tcp 1024-65535 ::/0")
	w.Instance(w.public, "aws_instance.proxy", open)
	w.None(MissingEphemeralReturn)
}

// A service that is open to everybody names none of its neighbours as clients: a range of high ports that meets its port
// lets answers through. Where its group names a neighbour, that one asks.
func TestServiceForEverybodyIsAskedByNoNeighbour(t *testing.T) {
	for source, want := range map[string]bool{"0.0.0.0/0": false, "10.1.16.0/24": true} {
		n := ruletest.New(t)
		v := n.VPC("aws_vpc.v", "10.1.0.0/16")
		a, b := n.Subnet(v, "aws_subnet.a", "10.1.16.0/24", "a"), n.Subnet(v, "aws_subnet.b", "10.1.17.0/24", "b")
		g := n.Group(v, "aws_security_group.app")
		n.Ingress(g, "tcp 8080 "+source)
		n.Egress(g, "all 0.0.0.0/0")
		n.Instance(a, "aws_instance.a", g)
		n.Instance(b, "aws_instance.b", g)
		acl := n.ACL(v, "aws_network_acl.app", a)
		n.In(acl, "100 allow tcp 8080 0.0.0.0/0").Out(acl, "100 allow tcp 1024-65535 0.0.0.0/0")
		found := n.Run(MissingEphemeralReturn)
		if !want {
			assert.Empty(t, found, "%s: %s", source, ruletest.Messages(found))
			continue
		}
		require.Len(t, found, 1)
		assert.Contains(t, found[0].Message, "from aws_instance.a in aws_subnet.a (10.1.16.0/24) out to aws_subnet.b (10.1.17.0/24)")
	}
}

// The members of one workload in several zones are alike: that their group lets the VPC in makes none of them a client
// of the others.
func TestWorkloadIsNoClientOfItself(t *testing.T) {
	for _, apart := range []bool{false, true} {
		n := ruletest.New(t)
		v := n.VPC("aws_vpc.v", "10.1.0.0/16")
		a, b := n.Subnet(v, "aws_subnet.a", "10.1.16.0/24", "a"), n.Subnet(v, "aws_subnet.b", "10.1.17.0/24", "b")
		g := n.Group(v, "aws_security_group.app")
		n.Ingress(g, "tcp 8080 10.1.0.0/16")
		n.Egress(g, "all 0.0.0.0/0")
		if apart {
			n.Workload(model.WorkloadAutoScalingGroup, "aws_autoscaling_group.a", []*model.Subnet{a}, g)
			n.Workload(model.WorkloadAutoScalingGroup, "aws_autoscaling_group.b", []*model.Subnet{b}, g)
		} else {
			n.Workload(model.WorkloadAutoScalingGroup, "aws_autoscaling_group.app", []*model.Subnet{a, b}, g)
		}
		acl := n.ACL(v, "aws_network_acl.app", a)
		n.In(acl, "100 allow tcp 8080 10.1.0.0/16").Out(acl, "100 allow tcp 1024-65535 10.1.0.0/16")
		found := n.Run(MissingEphemeralReturn)
		assert.Equal(t, apart, len(found) > 0, "%s", ruletest.Messages(found))
	}
}
