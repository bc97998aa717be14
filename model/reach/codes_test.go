package reach

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

// codeCases has, for each code that a blocked path gives, the smallest network in which it is the reason.
var codeCases = map[Code]func(b *builder) Result{
	CodeBadStateAttachment: func(b *builder) Result {
		v1, v2, t1, t2, x, y := twoVPCs(b)
		b.peer(v1, v2, no())
		b.route(t1, "172.16.0.0/16", model.TargetPeering, "pcx")
		b.route(t2, "10.0.0.0/16", model.TargetPeering, "pcx")
		return b.ask(WorkloadEnd, x, y)
	},
	CodeBadStateRoute: func(b *builder) Result {
		v1, v2, t1, t2, x, y := twoVPCs(b)
		b.peer(v1, v2, yes())
		b.route(t1, "172.16.0.0/16", model.TargetBlackhole, "")
		b.route(t2, "10.0.0.0/16", model.TargetPeering, "pcx")
		return b.ask(WorkloadEnd, x, y)
	},
	CodeCannotRoute: func(b *builder) Result {
		v1, v2, t1, t2, x, y := twoVPCs(b)
		b.peer(v1, v2, yes())
		b.route(t1, "172.16.9.0/24", model.TargetPeering, "pcx")
		b.route(t2, "10.0.0.0/16", model.TargetPeering, "pcx")
		return b.ask(WorkloadEnd, x, y)
	},
	CodeNoRoute: func(b *builder) Result {
		v1, v2, t1, _, x, y := twoVPCs(b)
		b.peer(v1, v2, yes())
		b.route(t1, "172.16.0.0/16", model.TargetPeering, "pcx")
		return b.ask(WorkloadEnd, x, y)
	},
	CodeMoreSpecificRoute: func(b *builder) Result {
		v1, v2, t1, t2, x, y := twoVPCs(b)
		b.peer(v1, v2, yes())
		b.igw(v1, "igw")
		b.route(t1, "172.16.0.0/16", model.TargetPeering, "pcx")
		b.route(t1, "172.16.1.0/24", model.TargetInternetGateway, "igw")
		b.route(t2, "10.0.0.0/16", model.TargetPeering, "pcx")
		return b.ask(WorkloadEnd, x, y)
	},
	CodeHigherPriorityRoute: func(b *builder) Result {
		v1, v2, t1, t2, x, y := twoVPCs(b)
		b.peer(v1, v2, yes())
		b.igw(v1, "igw")
		b.net.Add(&model.PrefixList{Object: named("pl"), Entries: model.ListOf(model.Known(pfx("172.16.1.0/24")))},
			&model.Route{Object: named("listed"), Table: model.RefByID[model.RouteTable]("t1"), PrefixList: model.RefByID[model.PrefixList]("pl"),
				Target: model.Target{Kind: model.TargetPeering, ID: model.Known("pcx")}})
		b.route(t1, "172.16.1.0/24", model.TargetInternetGateway, "igw")
		b.route(t2, "10.0.0.0/16", model.TargetPeering, "pcx")
		return b.ask(WorkloadEnd, x, y)
	},
	CodeNoPossibleDestination: func(b *builder) Result {
		v := b.vpc("v", "10.0.0.0/16")
		s := b.subnet(v, "s", "a", "10.0.1.0/24")
		x := b.instance(s, "x", "", b.open(v, "g"))
		return b.engine().Path(Query{From: InternetEnd(), To: WorkloadEnd(x)})
	},
	CodeDisconnectedVPCs: func(b *builder) Result {
		_, _, _, _, x, y := twoVPCs(b)
		return b.ask(WorkloadEnd, x, y)
	},
	CodeIngressNoPublicIP: func(b *builder) Result {
		_, app := edgeAppliance(b, false)
		return b.engine().Path(Query{From: InternetEnd(), To: WorkloadEnd(app)})
	},
	CodeIngressRedirection: func(b *builder) Result {
		v, web, _, public, _ := publicSubnet(b)
		end := b.firewall(v, "fw", b.subnet(v, "inspect", "a", "10.0.9.0/24"))
		_ = public
		edge := b.table(v, "edge")
		b.net.Add(&model.RouteTableAssociation{Object: named("edge-assoc"), Table: model.RefByID[model.RouteTable]("edge"), Gateway: model.Known("igw")})
		b.route(edge, "10.0.1.0/24", model.TargetEndpoint, end.ID)
		return b.engine().Path(Query{From: InternetEnd(), To: WorkloadEnd(web)})
	},
	CodeSpoofedTraffic: func(b *builder) Result {
		_, x := centralEgress(b, false)
		return b.engine().Path(Query{From: WorkloadEnd(x), To: InternetEnd()})
	},
	CodeGroupMismatch: func(b *builder) Result {
		v := b.vpc("v", "10.0.0.0/16")
		s := b.subnet(v, "s", "a", "10.0.1.0/24")
		g := b.group(v, "web")
		b.allow(g, false, ports(packet.TCP, 443, 443), "0.0.0.0/0")
		x, y := b.instance(s, "x", "", b.open(v, "g")), b.instance(s, "y", "", g)
		return b.engine().Path(Query{From: WorkloadEnd(x), To: WorkloadEnd(y), Packets: toPort(80)})
	},
	CodeGroupHasNoRules: func(b *builder) Result {
		v := b.vpc("v", "10.0.0.0/16")
		s := b.subnet(v, "s", "a", "10.0.1.0/24")
		x, y := b.instance(s, "x", "", b.open(v, "g")), b.instance(s, "y", "", b.group(v, "shut"))
		return b.ask(WorkloadEnd, x, y)
	},
	CodeReferencesLost: func(b *builder) Result {
		v1, v2, t1, t2, x, _ := twoVPCs(b)
		v1.Region, v2.Region = model.Known("eu-west-1"), model.Known("us-east-1")
		p := b.peer(v1, v2, yes())
		p.PeerRegion = model.Known("us-east-1")
		b.route(t1, "172.16.0.0/16", model.TargetPeering, "pcx")
		b.route(t2, "10.0.0.0/16", model.TargetPeering, "pcx")
		return b.ask(WorkloadEnd, x, referencing(b, v2))
	},
	CodeReferencingSupport: func(b *builder) Result {
		v1, v2, t1, t2, x, _ := twoVPCs(b)
		g := b.transit("tgw")
		b.attach(g, v1, "a1", b.net.Subnets[0])
		b.attach(g, v2, "a2", b.net.Subnets[1])
		b.route(t1, "172.16.0.0/16", model.TargetTransitGateway, "tgw")
		b.route(t2, "10.0.0.0/16", model.TargetTransitGateway, "tgw")
		return b.ask(WorkloadEnd, x, referencing(b, v2))
	},
	CodeACL: func(b *builder) Result {
		_, x, y, _, _ := pairOfSubnets(b)
		return b.ask(WorkloadEnd, x, y)
	},
	CodeInterfaceAddress: func(b *builder) Result {
		v := b.vpc("v", "10.0.0.0/16")
		s := b.subnet(v, "s", "a", "10.0.1.0/24")
		g := b.open(v, "g")
		x, y := b.instance(s, "x", "10.0.1.8", g), b.instance(s, "y", "10.0.1.9", g)
		return b.engine().Path(Query{From: WorkloadEnd(x), To: WorkloadEnd(y), Packets: packet.From(addrs("10.0.1.77/32"))})
	},
	CodeSourceDestCheck: func(b *builder) Result {
		_, app := natInstance(b, yes())
		return b.engine().Path(Query{From: WorkloadEnd(app), To: InternetEnd()})
	},
	CodeIGWPrivateDestination: func(b *builder) Result {
		_, web, _, _, _ := publicSubnet(b)
		return b.engine().Path(Query{From: WorkloadEnd(web), To: InternetEnd(addrs("192.168.7.7/32"))})
	},
	CodeIGWSharedDestination: func(b *builder) Result {
		_, web, _, _, _ := publicSubnet(b)
		return b.engine().Path(Query{From: WorkloadEnd(web), To: InternetEnd(addrs("100.64.7.7/32"))})
	},
	CodeIGWPrivateSource: func(b *builder) Result {
		_, web, _, _, _ := publicSubnet(b)
		return b.engine().Path(Query{From: InternetEnd(addrs("192.168.7.7/32")), To: WorkloadEnd(web)})
	},
	CodeIGWSharedSource: func(b *builder) Result {
		_, web, _, _, _ := publicSubnet(b)
		return b.engine().Path(Query{From: InternetEnd(addrs("100.64.7.7/32")), To: WorkloadEnd(web)})
	},
	CodeIGWNoPublicIPIngress: func(b *builder) Result {
		_, web, _, _, _ := publicSubnet(b)
		web.PublicIP = no()
		return b.engine().Path(Query{From: InternetEnd(), To: WorkloadEnd(web)})
	},
	CodeIGWNoPublicIPEgress: func(b *builder) Result {
		_, web, _, _, _ := publicSubnet(b)
		web.PublicIP = no()
		b.net.NATGateways[0].Private = yes()
		return b.engine().Path(Query{From: WorkloadEnd(web), To: InternetEnd()})
	},
	CodeRegionalNATZone: func(b *builder) Result {
		_, _, app, _, _ := publicSubnet(b)
		n := b.net.NATGateways[0]
		n.Regional, n.Subnet, n.VPC = true, model.Ref[model.Subnet]{}, model.RefByID[model.VPC]("v")
		n.Zones = model.ListOf(model.Known("b"))
		return b.engine().Path(Query{From: WorkloadEnd(app), To: InternetEnd()})
	},
	CodePeeringAddress: func(b *builder) Result {
		v1, v2, t1, _, x, _ := twoVPCs(b)
		b.peer(v1, v2, yes())
		b.route(t1, "0.0.0.0/0", model.TargetPeering, "pcx")
		return b.engine().Path(Query{From: WorkloadEnd(x), To: InternetEnd()})
	},
	CodeProtocol: func(b *builder) Result {
		_, _, app, _, _ := publicSubnet(b)
		return b.engine().Path(Query{From: WorkloadEnd(app), To: InternetEnd(), Packets: packet.OfProtocol(50)})
	},
	CodeClassicACL: func(b *builder) Result {
		lb, target := balanced(b, model.ClassicLoadBalancer, "HTTP")
		b.acl(b.net.VPCs[0], "shut", b.net.Subnets[0])
		return b.engine().Path(Query{From: LoadBalancerEnd(lb), To: WorkloadEnd(target)})
	},
	CodeClassicZone: func(b *builder) Result {
		lb, target := balanced(b, model.ClassicLoadBalancer, "HTTP")
		moveToZone(b, target)
		return b.engine().Path(Query{From: LoadBalancerEnd(lb), To: WorkloadEnd(target)})
	},
	CodeClassicListeners: func(b *builder) Result {
		lb, target := balanced(b, model.ClassicLoadBalancer, "HTTP")
		return b.engine().Path(Query{From: WorkloadEnd(target), To: LoadBalancerEnd(lb), Packets: toPort(8443)})
	},
	CodeClassicNotCrossZone: func(b *builder) Result {
		lb, target := balanced(b, model.ClassicLoadBalancer, "HTTP")
		lb.CrossZone = no()
		moveToZone(b, target)
		lb.Subnets.Items = append(lb.Subnets.Items, model.RefByID[model.Subnet]("far"))
		e := b.engine()
		return e.Path(Query{From: InterfaceEnd(lb.Interfaces[0]), To: WorkloadEnd(target)})
	},
	CodeListenerNoTargets: func(b *builder) Result {
		lb, target := balanced(b, model.ApplicationLoadBalancer, "HTTP")
		b.net.Listeners[0].Actions = nil
		return b.engine().Path(Query{From: LoadBalancerEnd(lb), To: WorkloadEnd(target)})
	},
	CodeListeners: func(b *builder) Result {
		lb, target := balanced(b, model.ApplicationLoadBalancer, "HTTP")
		return b.engine().Path(Query{From: WorkloadEnd(target), To: LoadBalancerEnd(lb), Packets: toPort(8443)})
	},
	CodeNoTargetsInZone: func(b *builder) Result {
		lb, target := balanced(b, model.NetworkLoadBalancer, "TCP")
		moveToZone(b, target)
		return b.engine().Path(Query{From: LoadBalancerEnd(lb), To: WorkloadEnd(target)})
	},
	CodeTargetAddress: func(b *builder) Result {
		lb, _ := balanced(b, model.ApplicationLoadBalancer, "HTTP")
		other := b.instance(b.net.Subnets[0], "other", "", b.open(b.net.VPCs[0], "g3"))
		return b.engine().Path(Query{From: LoadBalancerEnd(lb), To: WorkloadEnd(other)})
	},
	CodeTargetPort: func(b *builder) Result {
		lb, target := balanced(b, model.ApplicationLoadBalancer, "HTTP")
		return b.engine().Path(Query{From: LoadBalancerEnd(lb), To: WorkloadEnd(target), Packets: toPort(9999)})
	},
	CodeGWLBPort: func(b *builder) Result {
		lb, target := balanced(b, model.GatewayLoadBalancer, "GENEVE")
		return b.engine().Path(Query{From: LoadBalancerEnd(lb), To: WorkloadEnd(target),
			Packets: packet.OfProtocol(packet.UDP).Intersect(packet.DstPorts(packet.Port(53)))})
	},
	CodeGWLBProtocol: func(b *builder) Result {
		lb, target := balanced(b, model.GatewayLoadBalancer, "GENEVE")
		return b.engine().Path(Query{From: LoadBalancerEnd(lb), To: WorkloadEnd(target), Packets: toPort(6081)})
	},
	CodeFirewall: func(b *builder) Result {
		v, web, _, public, _ := publicSubnet(b)
		end := b.firewall(v, "fw", b.subnet(v, "inspect", "a", "10.0.9.0/24"))
		end.Firewall.Policy.To().StrictOrder, end.Firewall.Policy.To().StatefulDefault = yes(), model.ListOf(model.Known("aws:drop_strict"))
		b.net.Routes[0].Target = model.Target{Kind: model.TargetEndpoint, ID: model.Known(end.ID)}
		b.route(b.table(v, "inspected", b.net.Subnets[2]), "0.0.0.0/0", model.TargetInternetGateway, "igw")
		edge := b.table(v, "edge")
		b.net.Add(&model.RouteTableAssociation{Object: named("edge-assoc"), Table: model.RefByID[model.RouteTable]("edge"), Gateway: model.Known("igw")})
		b.route(edge, "10.0.1.0/24", model.TargetEndpoint, end.ID)
		_ = public
		return b.engine().Path(Query{From: WorkloadEnd(web), To: InternetEnd(), Packets: toPort(443)})
	},
	CodeTransitNoAssociation: func(b *builder) Result {
		x, y, g := spokes(b)
		g.DefaultAssociation = no()
		return b.ask(WorkloadEnd, x, y)
	},
	CodeTransitAttachmentZone: func(b *builder) Result {
		x, y, _ := spokes(b)
		b.net.TransitAttachments[1].Subnets = model.List[model.Ref[model.Subnet]]{}
		return b.ask(WorkloadEnd, x, y)
	},
	CodeTransitRouteZone: func(b *builder) Result {
		x, y, _ := spokes(b)
		b.net.Subnets[0].Zone = model.Known("z")
		other := b.subnet(b.net.VPCs[0], "attached", "a", "10.0.7.0/24")
		b.net.TransitAttachments[0].Subnets = model.ListOf(model.RefByID[model.Subnet](other.ID))
		return b.ask(WorkloadEnd, x, y)
	},
	CodeTransitBlackhole: func(b *builder) Result {
		x, y, _ := spokes(b)
		b.transitRoute("172.16.0.0/16", "")
		return b.ask(WorkloadEnd, x, y)
	},
	CodeTransitCannotRoute: func(b *builder) Result {
		x, y, g := spokes(b)
		g.DefaultPropagation = no()
		b.transitRoute("172.16.9.0/24", "a2")
		b.transitRoute("10.0.0.0/16", "a1")
		return b.ask(WorkloadEnd, x, y)
	},
	CodeTransitHigherPriority: func(b *builder) Result {
		x, y, _ := spokes(b)
		b.transitRoute("172.16.0.0/16", "a1")
		return b.ask(WorkloadEnd, x, y)
	},
	CodeTransitMoreSpecific: func(b *builder) Result {
		x, y, _ := spokes(b)
		b.transitRoute("172.16.1.0/24", "a1")
		return b.ask(WorkloadEnd, x, y)
	},
	CodeTransitNoRoute: func(b *builder) Result {
		x, y, g := spokes(b)
		g.DefaultPropagation = no()
		b.transitRoute("10.0.0.0/16", "a1")
		return b.ask(WorkloadEnd, x, y)
	},
	CodeTransitRoutesUnknown: func(b *builder) Result {
		x, y, g := spokes(b)
		g.DefaultAssociation = dunno[bool]()
		return b.ask(WorkloadEnd, x, y)
	},
	CodeVGWEgress: func(b *builder) Result {
		x, y, _ := spokes(b)
		_ = y
		b.net.Add(&model.VPNGateway{Object: named("vgw"), VPC: model.RefByID[model.VPC]("v2")})
		b.route(b.net.RouteTables[1], "192.168.0.0/16", model.TargetVPNGateway, "vgw")
		b.route(b.net.RouteTables[0], "192.168.0.0/16", model.TargetTransitGateway, "tgw")
		b.transitRoute("192.168.0.0/16", "a2")
		return b.engine().Path(Query{From: WorkloadEnd(x), To: OnPremisesEnd(addrs("192.168.7.0/24"))})
	},
	CodeBlockPublicAccess: func(b *builder) Result {
		_, web, _, _, _ := publicSubnet(b)
		b.net.Add(&model.BlockPublicAccess{Object: named("bpa"), Mode: model.Known("block-bidirectional")})
		return b.engine().Path(Query{From: WorkloadEnd(web), To: InternetEnd()})
	},
	CodeGatewayEndpointProtocol: func(b *builder) Result {
		x := s3Client(b)
		return b.engine().Path(Query{From: WorkloadEnd(x), To: ServiceEnd("s3"), Packets: packet.OfProtocol(packet.UDP)})
	},
	CodeEndpointIntoVPC: func(b *builder) Result {
		x := s3Client(b)
		return b.engine().Path(Query{From: ServiceEnd("s3"), To: WorkloadEnd(x)})
	},
	CodeUnknownDestination: func(b *builder) Result {
		_, _, t1, _, x, y := twoVPCs(b)
		b.route(t1, "172.16.0.0/16", model.TargetCoreNetwork, "core")
		return b.ask(WorkloadEnd, x, y)
	},
}

func (b *builder) ask(end func(*model.Workload) Endpoint, x, y *model.Workload) Result {
	return b.engine().Path(Query{From: end(x), To: end(y)})
}

// TestCodes shows that each code is given where it is the reason, and that nothing but a wrong network gives it.
func TestCodes(t *testing.T) {
	for code, network := range codeCases {
		t.Run(string(code), func(t *testing.T) {
			r := network(build(t))
			want := Blocked
			if code == CodeUnknownDestination || code == CodeTransitRoutesUnknown {
				want = Undecided
				assert.NotEmpty(t, r.Missing)
			}
			requireVerdict(t, want, r)
			if !assert.Contains(t, codes(r), code) {
				for _, p := range r.Paths {
					for _, h := range append(p.Forward, p.Return...) {
						t.Logf("%s %s %s %s | %s", h.Object.Address, h.Action, h.Rule, h.Code, h.Note)
					}
				}
			}
		})
	}
}
