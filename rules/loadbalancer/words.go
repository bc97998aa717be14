package loadbalancer

import "github.com/netlint/netlint/model"

// References that several rules of the family share.
const (
	healthChecks    = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html"
	nlbHealthChecks = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html"
	albGuide        = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html"
	elbGuide        = "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html"
)

// kindOf gives the kind of a load balancer, empty where it is not known.
func kindOf(b *model.LoadBalancer) model.LoadBalancerKind {
	return b.Kind.OrDefault(model.ApplicationLoadBalancer).Or("")
}
