package endpoint

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// startsCalls reports whether a workload calls AWS from its own interfaces with a role of its own. Clusters,
// databases and caches are called, and what they call themselves leaves another way.
func startsCalls(w *model.Workload) bool {
	switch w.Kind {
	case model.WorkloadInstance, model.WorkloadAutoScalingGroup, model.WorkloadECSService,
		model.WorkloadLambda, model.WorkloadEKSNodes, model.WorkloadBuild:
		return true
	}
	return false
}

// starters are the workloads that start calls, by the VPCs in which they have interfaces, in the order of the network.
type starters map[*model.VPC][]*model.Workload

func startersOf(net *model.Network) starters {
	out := starters{}
	for _, w := range net.Workloads {
		if !startsCalls(w) {
			continue
		}
		for _, i := range w.Interfaces {
			s := i.Subnet.To()
			if s == nil {
				continue
			}
			v := s.VPC.To()
			if n := len(out[v]); n == 0 || out[v][n-1] != w {
				out[v] = append(out[v], w)
			}
		}
	}
	return out
}

// behind gives the workloads whose calls of the endpoint's service certainly go through the endpoint.
func behind(p *rules.Pass, e *model.VPCEndpoint) []*model.Workload {
	var out []*model.Workload
	for _, w := range rules.Shared(p, startersOf)[e.VPC.To()] {
		for _, i := range w.Interfaces {
			if s := i.Subnet.To(); s != nil && goesThrough(p, s, e) {
				out = append(out, w)
				break
			}
		}
	}
	return out
}

// goesThrough reports whether calls of the endpoint's service from the subnet certainly go through it: by the
// subnet's table for a gateway endpoint, by the private name for an interface endpoint, which answers in the
// whole VPC (AWS PrivateLink Guide).
func goesThrough(p *rules.Pass, s *model.Subnet, e *model.VPCEndpoint) bool {
	service, _, ok := e.Service()
	v := s.VPC.To()
	if !ok || v == nil || e.VPC.To() != v {
		return false
	}
	if e.IsGateway() {
		return gatewayFor(p, s, service) == e
	}
	return e.Kind == model.Known(model.InterfaceEndpointType) && e.PrivateDNS.Or(false) &&
		resolvesPrivately(v) && gatewayFor(p, s, service) == nil
}

// gatewayFor gives the gateway endpoint that certainly takes the service's traffic of a subnet, or nil.
func gatewayFor(p *rules.Pass, s *model.Subnet, service string) *model.VPCEndpoint {
	if service != "s3" && service != "dynamodb" {
		return nil
	}
	legs := p.Reach.CarriesService(s, service)
	if len(legs) == 1 && legs[0].Certain {
		return legs[0].Endpoint
	}
	return nil
}

// resolvesPrivately reports whether the VPC certainly answers private names.
func resolvesPrivately(v *model.VPC) bool {
	return v.EnableDNSSupport.OrDefault(true).Or(false) && v.EnableDNSHostnames.OrDefault(v.Default).Or(false)
}

// usedRole is a role with whose permissions a workload calls AWS through its interfaces.
type usedRole struct {
	role *model.Role
	// how says how the workload comes by it: "instance profile".
	how string
}

func rolesOf(w *model.Workload) []usedRole {
	var out []usedRole
	add := func(r *model.Role, how string) {
		if r != nil {
			out = append(out, usedRole{r, how})
		}
	}
	if profile := w.Profile.To(); profile != nil {
		add(profile.Role.To(), "instance profile")
	}
	add(w.Role.To(), "role")
	if w.Fargate.Or(false) {
		add(w.ExecRole.To(), "execution role") // on EC2 the agent of the instance uses it
	}
	return out
}
