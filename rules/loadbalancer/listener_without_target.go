package loadbalancer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// ListenerWithoutTarget finds listeners and rules that forward to groups which cannot take a request.
var ListenerWithoutTarget = &rules.Rule{
	ID:         "lb-listener-without-target",
	Severity:   rules.Warning,
	ReportedAt: "the listener or listener rule",
	Since:      "0.1.0",
	Doc: rules.Doc{
		Title:       "A listener forwards to a target group without targets",
		Problem:     "Clients get 503, or no answer: nothing stands behind the listener.",
		Behaviour:   "A load balancer sends requests to the registered targets of a target group of its own VPC. A group without targets answers nothing, and AWS refuses a group of another VPC.",
		Remediation: "Register the targets, attach the Auto Scaling group or service to the target group, or forward to the group that has them.",
		Terraform: `resource "aws_lb_target_group_attachment" "app" {
  target_group_arn = aws_lb_target_group.web.arn
  target_id        = aws_instance.app.id
}
`,
		CloudFormation: `WebTargetGroup:
  Type: AWS::ElasticLoadBalancingV2::TargetGroup
  Properties:
    Targets: [{Id: !Ref App}]
`,
		Limits:     "Silent for a group of weight 0, such as the idle one of a blue/green pair, and where something out of view may register targets: the group's, the listener's or the load balancer's ARN leaves the stack, an output of the root module hands out the group, a script names the group or cannot be read, a controller of an EKS cluster in view, a part of the input that could not be read.",
		References: []string{albGuide, "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html"},
	},
	Run: runListenerWithoutTarget,
}

func runListenerWithoutTarget(p *rules.Pass) error {
	for _, l := range p.Net.Listeners {
		b := l.LoadBalancer.To()
		if b == nil || l.External || l.Exported || b.Exported {
			continue // who gets them decides what stands behind
		}
		forwards(p, b, l.Base(), l.Actions)
		for _, r := range l.Rules {
			if !r.External {
				forwards(p, b, r.Base(), r.Actions)
			}
		}
	}
	return nil
}

func forwards(p *rules.Pass, b *model.LoadBalancer, at *model.Object, as []model.ListenerAction) {
	for _, a := range as {
		for i, ref := range a.TargetGroups.Items {
			g, weight := ref.To(), a.Weight(i)
			if g == nil || g.External {
				continue
			}
			f := rules.Finding{
				Object: at, Range: a.Range, Key: g.Address,
				Related: []rules.Related{{Object: g.Base(), Message: "This is the target group."}},
			}
			switch own, other := vpcOf(b), g.VPC.To(); {
			case own != nil && other != nil && own != other && !own.External && !other.External:
				f.Message = fmt.Sprintf("%s forwards to %s of %s, but %s stands in %s: AWS refuses it.",
					at.Label(), g.Label(), other.Label(), b.Label(), own.Label())
				f.Fix.Text = fmt.Sprintf("Forward to a target group of %s.", own.Address)
			case weight != model.Known(0) && empty(p.Net, g) && !registeredByScript(p.Net, b, g):
				f.Message = fmt.Sprintf("%s forwards to %s, with which nothing in view is registered, so clients get no answer.", at.Label(), g.Label())
				f.Fix.Text = fmt.Sprintf("Register targets with %s, or attach the Auto Scaling group or service that serves it.", g.Address)
				if len(p.Net.Partial) > 0 {
					f.Confidence, f.Unknown = rules.Possible, p.Net.Partial[0]
				}
				if weight.IsUnknown() {
					f.Confidence, f.Unknown = rules.Possible, "the weight of the group: "+weight.Why()
				}
			default:
				continue
			}
			p.Report(f)
		}
	}
}

// vpcOf gives the VPC of a load balancer's nodes, or nil.
func vpcOf(b *model.LoadBalancer) *model.VPC {
	for _, s := range nodes(b) {
		return s.VPC.To()
	}
	return nil
}

// empty reports whether nothing is registered with the group and nothing out of view may be. Controllers in
// Kubernetes clusters register targets by themselves.
func empty(n *model.Network, g *model.TargetGroup) bool {
	if len(g.Targets.Items) > 0 || g.Targets.Open || len(g.Registered) > 0 || g.Exported || g.Change == model.Keep || g.Change == model.Update {
		return false
	}
	return !slices.ContainsFunc(n.Workloads, func(w *model.Workload) bool {
		return w.Kind == model.WorkloadEKSCluster || w.Kind == model.WorkloadEKSNodes
	})
}

// registeredByScript reports whether user data or a setting of a workload names the group or, as classic load
// balancers are registered with by name, the load balancer, or cannot be read.
func registeredByScript(n *model.Network, b *model.LoadBalancer, g *model.TargetGroup) bool {
	ids := append([]string{g.ID}, g.Aliases...)
	if kindOf(b) == model.ClassicLoadBalancer {
		ids = append(append(ids, b.ID), b.Aliases...)
	}
	for _, w := range n.Workloads {
		for _, t := range w.Texts {
			text, ok := t.Value.Get()
			if !ok || slices.ContainsFunc(ids, func(id string) bool { return id != "" && strings.Contains(text, id) }) {
				return true
			}
		}
	}
	return false
}
