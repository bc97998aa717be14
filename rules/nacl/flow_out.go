package nacl

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/rules/topology"
)

// throughNAT finds what the clients of the subnet's NAT gateways send through them: it enters the gateway's
// subnet from the client's and leaves for the internet, and the answers go back the same way.
func (f *flows) throughNAT() {
	e := f.pass.Reach
	for _, g := range topology.NATGateways(f.subnet) {
		var unknown packet.Set
		clientsSeen := false
		for _, from := range f.neighbours(false) {
			for _, x := range topology.Exits(e, from, reach.Internet().IPv4()) {
				if x.First.Object() != model.Entity(g) || !x.First.Certain {
					continue
				}
				passing := packet.From(e.SubnetAddresses(from)).Intersect(packet.To(x.Dst)).Intersect(e.SubnetACL(from, true).May)
				unknown = unknown.Union(f.in.opening(packet.Set{}).Intersect(passing))
				for _, i := range from.Interfaces {
					ports, opens := clientOf(i)
					if !opens || !startsByItself(i) {
						continue
					}
					asked := f.in.opening(f.named.askedFrom(from)).Union(f.in.allowed.Intersect(wellKnownTCP))
					sent := asked.Intersect(passing).Intersect(e.Groups(i, true).May)
					clientsSeen = clientsSeen || !sent.IsEmpty()
					f.add(flow{requests: sent, clients: ports, far: place(i, from) + " on its way to " + g.Label(), farCIDR: cidr(from), client: i.Base()})
				}
			}
		}
		if !clientsSeen {
			f.add(flow{
				requests: unknown, clients: unknownClients(f.pass.Options),
				far: "the clients of " + g.Label(), anyFar: true,
			})
		}
	}
}

// startsByItself reports whether the interface's owner runs programs that open connections wherever they
// like: instances, containers, functions.
func startsByItself(i *model.NetworkInterface) bool {
	_, opens := clientOf(i)
	return opens && (i.Kind == model.InterfaceInstance || i.Kind == model.InterfaceService)
}

// toInternet finds what the subnet's interfaces open to the internet.
func (f *flows) toInternet() {
	e := f.pass.Reach
	exits := f.outside(true, func(topology.Exit) bool { return true })
	if len(exits) == 0 {
		return
	}
	leaving := f.fromOwn
	asked := f.out.opening(f.named.askedFrom(f.subnet)).Intersect(leaving)
	anything := f.out.allowed.Intersect(wellKnownTCP).Intersect(leaving)
	for _, x := range exits {
		dst := packet.To(x.Dst)
		far := "the internet"
		for _, i := range f.subnet.Interfaces {
			ports, opens := clientOf(i)
			if !opens || i.Kind == model.InterfaceLoadBalancer {
				continue
			}
			sent := asked
			if startsByItself(i) || i.Kind == model.InterfaceNAT {
				sent = sent.Union(anything)
			}
			if public, ok := i.Public.Get(); x.Kind == model.TargetInternetGateway && ok && !public {
				sent = sent.IPv6() // without a public address no IPv4 leaves
			}
			if i.Kind == model.InterfaceNAT {
				sent = sent.IPv4() // NAT gateways have no IPv6 addresses (VPC User Guide, "DNS64 and NAT64")
			}
			f.add(flow{
				out: true, requests: sent.Intersect(dst).Intersect(e.Groups(i, true).May),
				clients: ports, far: far, near: place(i, f.subnet), client: i.Base(),
			})
		}
		if len(f.subnet.Interfaces) > 0 {
			continue
		}
		f.add(flow{out: true, requests: asked.Intersect(dst), clients: unknownClients(f.pass.Options), far: far})
		f.add(flow{
			out: true, requests: anything.Minus(asked).Intersect(dst), clients: unknownClients(f.pass.Options), far: far,
			why: "whether anything in " + f.subnet.Address + " opens connections is not in view",
		})
	}
}

// toGatewayServices finds what the subnet's interfaces open to S3 and DynamoDB through gateway endpoints. The
// services have public addresses on this way too, of which the inputs do not say which (AWS PrivateLink Guide,
// "Gateway endpoints").
func (f *flows) toGatewayServices() {
	e := f.pass.Reach
	asked := f.out.opening(f.named.askedFrom(f.subnet)).Intersect(f.fromOwn).
		Intersect(packet.To(reach.Internet().IPv4())).Intersect(https)
	if asked.IsEmpty() {
		return
	}
	for _, service := range []string{"s3", "dynamodb"} {
		legs := e.CarriesService(f.subnet, service)
		if len(legs) != 1 || !legs[0].Certain || legs[0].Endpoint == nil {
			continue
		}
		for _, i := range f.subnet.Interfaces {
			ports, opens := clientOf(i)
			if !opens || !startsByItself(i) {
				continue
			}
			f.add(flow{
				out: true, requests: asked.Intersect(e.Groups(i, true).May), clients: ports, anyFar: true,
				far: legs[0].Endpoint.Address, near: place(i, f.subnet), client: i.Base(),
			})
		}
	}
}

// toVPC finds what the subnet's interfaces open to neighbours.
func (f *flows) toVPC() {
	e := f.pass.Reach
	var unknown packet.Set
	serversSeen := false
	for _, far := range f.neighbours(true) {
		if topology.IsTransit(far) {
			continue
		}
		passing := f.fromOwn.Intersect(packet.To(e.SubnetAddresses(far))).Intersect(e.SubnetACL(far, false).May)
		requests := f.out.opening(f.named.askedFrom(f.subnet).Union(f.named.servedIn(far))).Intersect(passing)
		groups, inView := admitted(e, far)
		if !inView {
			unknown = unknown.Union(requests)
			continue
		}
		passing, requests = passing.Intersect(groups), requests.Intersect(groups)
		for _, i := range f.subnet.Interfaces {
			ports, opens := clientOf(i)
			if !opens || i.Kind == model.InterfaceNAT || !asks(i, far) || alone(i, far) {
				continue
			}
			sent := requests
			if served, ok := f.named.servedTo(i, far); ok {
				sent = f.out.opening(f.named.askedFrom(f.subnet).Union(served)).Intersect(passing)
			}
			sent = sent.Intersect(e.Groups(i, true).May)
			serversSeen = serversSeen || !sent.IsEmpty()
			f.add(flow{out: true, requests: sent, clients: ports, far: topology.SubnetWords(far), near: place(i, f.subnet), farCIDR: cidr(far), client: i.Base()})
		}
	}
	if !serversSeen && len(f.subnet.Interfaces) == 0 {
		f.add(flow{
			out: true, requests: unknown, clients: unknownClients(f.pass.Options),
			far: "the other subnets of the VPC", anyFar: true,
		})
	}
}

// remote finds what is opened between the subnet and networks behind gateways and peering connections, both
// ways. Who is there is not in view.
func (f *flows) remote() {
	if topology.IsTransit(f.subnet) {
		return
	}
	e := f.pass.Reach
	away := packet.AnyAddr().Minus(reach.Internet())
	if v := f.subnet.VPC.To(); v != nil {
		away = away.Minus(e.VPCAddresses(v).May)
	}
	for _, x := range f.exits(away) {
		switch x.Kind {
		case model.TargetTransitGateway, model.TargetVPNGateway, model.TargetPeering:
		default:
			continue
		}
		if !x.Certain {
			continue
		}
		far := "the networks behind " + x.Leg.String()
		if f.concerns(false, x.Dst) {
			in := f.in.opening(f.named.servedIn(f.subnet)).Intersect(f.toOwn).Intersect(packet.From(x.Dst))
			f.add(flow{
				requests: accepted(e, f.subnet, in), clients: unknownClients(f.pass.Options), far: far, anyFar: true,
			})
		}
		if !f.concerns(true, x.Dst) {
			continue
		}
		out := f.out.opening(f.named.askedFrom(f.subnet)).Intersect(f.fromOwn).Intersect(packet.To(x.Dst))
		for _, i := range f.subnet.Interfaces {
			ports, opens := clientOf(i)
			if !opens || i.Kind == model.InterfaceLoadBalancer || i.Kind == model.InterfaceNAT {
				continue
			}
			f.add(flow{
				out: true, requests: out.Intersect(e.Groups(i, true).May),
				clients: ports, far: far, near: place(i, f.subnet), client: i.Base(), anyFar: true,
			})
		}
	}
}
