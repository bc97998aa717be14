package ruletest

import "github.com/netlint/netlint/model"

// LoadBalancer adds an application load balancer with one node in each subnet.
func (n *Net) LoadBalancer(address string, subnets []*model.Subnet, groups ...*model.SecurityGroup) *model.LoadBalancer {
	b := &model.LoadBalancer{
		Object: Object(address, "aws_lb"), Kind: model.Known(model.ApplicationLoadBalancer),
		Subnets: All[model.Subnet](subnets...), Groups: All[model.SecurityGroup](groups...), GroupsUnset: len(groups) == 0,
	}
	n.Add(b)
	return b
}

// TargetGroup adds a target group for HTTP on a port.
func (n *Net) TargetGroup(v *model.VPC, address string, port int) *model.TargetGroup {
	g := &model.TargetGroup{
		Object: Object(address, "aws_lb_target_group"), VPC: To[model.VPC](v),
		Port: model.Known(port), Protocol: model.Known("HTTP"),
	}
	n.Add(g)
	return g
}

// Listener adds a listener that forwards to target groups.
func (n *Net) Listener(b *model.LoadBalancer, port int, groups ...*model.TargetGroup) *model.Listener {
	l := &model.Listener{
		Object: Object(b.Address+".listener", "aws_lb_listener"), LoadBalancer: To[model.LoadBalancer](b),
		Port: model.Known(port), Protocol: model.Known("HTTP"),
		Actions: []model.ListenerAction{{Type: model.Known("forward"), TargetGroups: All[model.TargetGroup](groups...)}},
	}
	n.Add(l)
	return l
}

// Target registers an instance with a target group.
func (n *Net) Target(g *model.TargetGroup, w *model.Workload) *model.TargetRegistration {
	t := &model.TargetRegistration{
		Object:      Object(g.Address+"."+w.Address, "aws_lb_target_group_attachment"),
		TargetGroup: To[model.TargetGroup](g), Instance: To[model.Workload](w),
	}
	n.Add(t)
	return t
}
