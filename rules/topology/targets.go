package topology

import (
	"slices"
	"strconv"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/rules"
)

// Target is one destination of a target group's requests.
type Target struct {
	Group *model.TargetGroup
	// Object is what is registered: a workload or load balancer, or the registration where that is of an
	// address.
	Object *model.Object
	// Interface takes the requests; nil for an address at which no interface is in view.
	Interface *model.NetworkInterface
	// Address is the registered address of a target of type ip; empty for others.
	Address packet.AddrSet
	// Port is where the target takes requests; unknown where the registration picks it at run time.
	Port model.Value[int]
}

// Subnet gives the subnet that the target stands in, or nil where that is not certain.
func (t Target) Subnet() *model.Subnet {
	if t.Interface == nil {
		return nil
	}
	return t.Interface.Subnet.To()
}

// GroupTargets gives the targets of a target group. complete is false where there may be others, or where
// one that is registered is not in view.
func GroupTargets(g *model.TargetGroup) (targets []Target, complete bool) {
	complete = !g.Targets.Open && !g.External && !g.Exported
	for _, r := range g.Targets.Items {
		port := r.Port
		if port.IsAbsent() {
			port = g.Port
		}
		found := registered(g, r)
		for i := range found {
			found[i].Group, found[i].Port = g, port
			if found[i].Object == nil {
				found[i].Object = &r.Object
			}
		}
		targets = append(targets, found...)
		complete = complete && len(found) > 0
	}
	for _, w := range g.Registered {
		for _, r := range w.TargetGroups {
			if r.TargetGroup.To() != g {
				continue
			}
			for _, i := range w.Interfaces {
				targets = append(targets, Target{Group: g, Object: &w.Object, Interface: i, Port: registeredPort(g, w, r)})
			}
			complete = complete && len(w.Interfaces) > 0
		}
	}
	return targets, complete
}

// HostTargets gives the instances on which tasks of ECS services stand that register with a target group and have no
// interfaces of their own. Port is 0 where a task gets some port of its instance when it starts.
func HostTargets(g *model.TargetGroup) []Target {
	var targets []Target
	for _, w := range g.Registered {
		for _, r := range w.TargetGroups {
			port, ok := hostPort(w, r)
			if r.TargetGroup.To() != g || !ok {
				continue
			}
			for _, host := range w.Hosts {
				for _, i := range host.Interfaces {
					targets = append(targets, Target{Group: g, Object: &w.Object, Interface: i, Port: model.Known(port)})
				}
			}
		}
	}
	return targets
}

// hostPort gives the port of the instance that a service's container takes requests on, 0 where it is picked at run
// time. A task on Linux has the bridge network unless its definition says otherwise (Amazon ECS Developer Guide, "Task
// definition parameters", networkMode).
func hostPort(w *model.Workload, r model.Registration) (port int, ok bool) {
	d := w.TaskDefinition.To()
	if d == nil || d.Ports.Open {
		return 0, false
	}
	mode, ok := d.NetworkMode.OrDefault("bridge").Get()
	container, known := r.Port.Get()
	if !ok || !known || mode != "bridge" && mode != "host" {
		return 0, false
	}
	for _, p := range d.Ports.Items {
		if p.Number != model.Known(container) || r.Container.IsKnown() && p.Name != "" && p.Name != r.Container.Or("") {
			continue
		}
		if mode == "host" {
			return container, true
		}
		return p.HostPort.OrDefault(0).Get()
	}
	return 0, false
}

// registered finds what a registration means: an instance's first interface, the nodes of a load balancer,
// or an address.
func registered(g *model.TargetGroup, r *model.TargetRegistration) []Target {
	if w := r.Instance.To(); w != nil {
		if len(w.Interfaces) == 0 {
			return nil
		}
		first := w.Interfaces[0]
		for _, i := range w.Interfaces {
			if i.Implicit {
				first = i
				break
			}
		}
		return []Target{{Object: &w.Object, Interface: first}}
	}
	if b := r.LoadBalancer.To(); b != nil {
		var out []Target
		for _, i := range b.Interfaces {
			out = append(out, Target{Object: &b.Object, Interface: i})
		}
		return out
	}
	ip, ok := r.IP.Get()
	if !ok {
		return nil
	}
	t := Target{Address: packet.Addrs(ip)}
	if v := g.VPC.To(); v != nil {
		for _, i := range v.Interfaces {
			for _, a := range i.PrivateIPs {
				if own, ok := a.Get(); ok && own == ip {
					t.Interface = i
				}
			}
		}
	}
	return []Target{t}
}

// registeredPort is the port at which a workload that registers itself takes requests: of a task with an
// interface of its own the container's port, of an Auto Scaling group's instances the target group's. A task
// on an instance's interface gets a host port that may be picked when it starts.
func registeredPort(g *model.TargetGroup, w *model.Workload, r model.Registration) model.Value[int] {
	if w.Kind != model.WorkloadECSService {
		return g.Port
	}
	if kind, ok := g.TargetType.OrDefault("instance").Get(); !ok || kind != "ip" {
		return model.Unknown[int]("the host port of a task is picked when it starts")
	}
	if r.Port.IsAbsent() {
		return g.Port
	}
	return r.Port
}

// TargetGroups gives the target groups that a load balancer forwards to, in the order of its listeners and
// rules.
func TargetGroups(b *model.LoadBalancer) []*model.TargetGroup {
	var out []*model.TargetGroup
	for _, l := range b.Listeners {
		actions := slices.Clone(l.Actions)
		for _, r := range l.Rules {
			actions = append(actions, r.Actions...)
		}
		for _, a := range actions {
			for _, r := range a.TargetGroups.Items {
				if g := r.To(); g != nil && !slices.Contains(out, g) {
					out = append(out, g)
				}
			}
		}
	}
	return out
}

// Targets gives the targets of a load balancer. complete is false where it may have others.
func Targets(b *model.LoadBalancer) (targets []Target, complete bool) {
	complete = !b.External
	for _, g := range TargetGroups(b) {
		more, all := GroupTargets(g)
		targets = append(targets, more...)
		complete = complete && all
	}
	for _, l := range b.Listeners {
		actions := slices.Clone(l.Actions)
		for _, r := range l.Rules {
			actions = append(actions, r.Actions...)
		}
		for _, a := range actions {
			complete = complete && !a.TargetGroups.Open &&
				!slices.ContainsFunc(a.TargetGroups.Items, func(r model.Ref[model.TargetGroup]) bool { return r.To() == nil })
		}
	}
	return targets, complete
}

// HealthPortCause names the port of a target group's health checks as what is at fault, for all rules that
// would say something of it.
func HealthPortCause(g *model.TargetGroup, port int) string {
	return rules.Cause("health-check-port", g.ID, strconv.Itoa(port))
}
