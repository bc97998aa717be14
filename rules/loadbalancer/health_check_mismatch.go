package loadbalancer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// HealthCheckMismatch finds health checks that cannot succeed with what is declared.
var HealthCheckMismatch = &rules.Rule{
	ID:            "lb-health-check-mismatch",
	Severity:      rules.Error,
	ReportedAt:    "the target group",
	Since:         "0.1.0",
	BeyondPackets: true,
	Doc: rules.Doc{
		Title: "A health check that the declared targets cannot pass",
		Problem: "All targets are unhealthy although the application works: the check asks a port that nothing serves, speaks another protocol than the " +
			"targets do, or does not accept the status that the health path answers.",
		Behaviour: "A target is healthy if it answers the check on the check's port, in the check's protocol, at the check's path, with a status that the matcher lists. " +
			"The matcher's default is 200 for application load balancers and 200 to 399 for HTTP checks of network load balancers; the port's default is the port that the target takes traffic on.",
		Remediation: "Point the check at a port that the targets serve, in their protocol, and accept the status that the health path answers.",
		Terraform: `resource "aws_lb_target_group" "web" {
  # …
  health_check {
    port    = "traffic-port"
    path    = "/health"
    matcher = "299"
  }
}
`,
		CloudFormation: `WebTargetGroup:
  Type: AWS::ElasticLoadBalancingV2::TargetGroup
  Properties:
    HealthCheckPort: traffic-port
    HealthCheckPath: /health
    Matcher: {HttpCode: "299"}
`,
		Limits: "Only what is declared counts: the ports of containers, the listeners of a load balancer that is a target, a fixed response at the health path, " +
			"and the status that an assertion states. What an application really answers is not in view.",
		References: []string{healthChecks, nlbHealthChecks},
	},
	Run: runHealthCheckMismatch,
}

func runHealthCheckMismatch(p *rules.Pass) error {
	for _, g := range p.Net.TargetGroups {
		if on, ok := g.HealthCheck.Enabled.OrDefault(true).Get(); g.External || !ok || !on {
			continue
		}
		targets, complete := topology.GroupTargets(g)
		c := &check{pass: p, group: g, targets: targets, complete: complete}
		// One check has one finding: the first thing that is wrong hides the rest.
		_ = c.port() || c.protocol() || c.status() || c.asserted()
	}
	return nil
}

// check is a target group's health check with what it asks.
type check struct {
	pass     *rules.Pass
	group    *model.TargetGroup
	targets  []topology.Target
	complete bool
}

// own gives the range of the health check where the input writes one, else the group's.
func (c *check) own(argument string) model.Range {
	if !c.group.HealthCheck.Range.IsZero() {
		return c.group.HealthCheck.Range
	}
	return c.group.Place(argument)
}

// at gives the port that the check asks of a target.
func (c *check) at(t topology.Target) (port int, ok bool) {
	text, ok := c.group.HealthCheck.Port.OrDefault("traffic-port").Get()
	if !ok {
		return 0, false
	}
	if text == "" || text == "traffic-port" {
		return t.Port.Get()
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// served gives the ports that a target declares to serve, with the objects that declare them; ok is false
// where nothing is declared or more may be.
func served(t topology.Target) (ports []int, by *model.Object, ok bool) {
	if t.Interface == nil {
		return nil, nil, false
	}
	switch o := t.Interface.Owner.(type) {
	case *model.Workload:
		if o.Kind != model.WorkloadECSService || o.Ports.Open || len(o.Ports.Items) == 0 || t.Group.TargetType.Or("instance") != "ip" {
			return nil, nil, false
		}
		items := o.Ports.Items
		by = o.Base()
		// A service only says which of the containers' ports it registers. ECS refuses one that none of them maps.
		if d := o.TaskDefinition.To(); d != nil && len(d.Ports.Items) > 0 {
			by, items = d.Base(), d.Ports.Items
		}
		for _, port := range items {
			n, known := port.Number.Get()
			if !known {
				return nil, nil, false
			}
			ports = append(ports, n)
		}
	case *model.LoadBalancer:
		if o.External || o.Exported || len(o.Listeners) == 0 {
			return nil, nil, false
		}
		by = o.Base()
		for _, l := range o.Listeners {
			n, known := l.Port.Get()
			if !known {
				return nil, nil, false
			}
			ports = append(ports, n)
		}
	default:
		return nil, nil, false
	}
	slices.Sort(ports)
	return slices.Compact(ports), by, true
}

// port reports a check of a port that no target serves.
func (c *check) port() bool {
	if !c.complete || len(c.targets) == 0 {
		return false
	}
	var declared []int
	var by *model.Object
	asked := 0
	for _, t := range c.targets {
		n, ok := c.at(t)
		ports, object, known := served(t)
		if !ok || !known || slices.Contains(ports, n) {
			return false
		}
		asked, declared, by = n, ports, object
	}
	words := make([]string, len(declared))
	for i, n := range declared {
		words[i] = strconv.Itoa(n)
	}
	o := c.group.Base()
	c.pass.Report(rules.Finding{
		Object: o, Range: c.own("HealthCheckPort"), Key: "port",
		Causes: []string{topology.HealthPortCause(c.group, asked)},
		Message: fmt.Sprintf("The health check of %s asks TCP port %d, but %s serves port %s only, so no target becomes healthy.",
			c.group.Label(), asked, by.Label(), topology.List(words)),
		Related: []rules.Related{{Object: by, Message: fmt.Sprintf("It declares port %s.", topology.List(words))}},
		Fix: rules.Fix{
			Text:           fmt.Sprintf("Set the health check's port of %s to traffic-port or to %s, or serve port %d.", o.Address, words[0], asked),
			Terraform:      snippet.Block("health_check", "port", `"traffic-port"`),
			CloudFormation: "HealthCheckPort: traffic-port\n",
		},
	})
	return true
}

// protocol reports a check that speaks HTTP to a port that takes HTTPS, or the other way round.
func (c *check) protocol() bool {
	speaks, ok := c.group.HealthCheck.Protocol.Get()
	if !ok || speaks != "HTTP" && speaks != "HTTPS" {
		return false
	}
	for _, t := range c.targets {
		b := balancerOf(t)
		if b == nil {
			continue
		}
		port, known := c.at(t)
		if !known {
			continue
		}
		for _, l := range b.Listeners {
			n, okPort := l.Port.Get()
			protocol, okProtocol := l.Protocol.Get()
			if okPort && okProtocol && n == port && protocol != speaks {
				return c.reportProtocol(speaks, protocol, l.Base(), fmt.Sprintf("the listener on port %d of %s takes %s", port, b.Label(), protocol))
			}
		}
	}
	traffic, known := c.group.Protocol.Get()
	port, portKnown := c.group.HealthCheck.Port.OrDefault("traffic-port").Get()
	same := portKnown && (port == "traffic-port" || port == "" || c.group.Port.IsKnown() && port == c.group.Port.String())
	if known && same && traffic != speaks && (traffic == "HTTP" || traffic == "HTTPS") {
		return c.reportProtocol(speaks, traffic, nil, "it sends traffic to the same port in "+traffic)
	}
	return false
}

func balancerOf(t topology.Target) *model.LoadBalancer {
	if t.Interface == nil {
		return nil
	}
	b, _ := t.Interface.Owner.(*model.LoadBalancer)
	return b
}

func (c *check) reportProtocol(speaks, wanted string, by *model.Object, because string) bool {
	f := rules.Finding{
		Object: c.group.Base(), Range: c.own("HealthCheckProtocol"), Key: "protocol",
		Message: fmt.Sprintf("The health check of %s speaks %s, but %s, so no target becomes healthy.", c.group.Label(), speaks, because),
		Fix: rules.Fix{
			Text:           fmt.Sprintf("Set the health check's protocol of %s to %s.", c.group.Address, wanted),
			Terraform:      snippet.Block("health_check", "protocol", strconv.Quote(wanted)),
			CloudFormation: "HealthCheckProtocol: " + wanted + "\n",
		},
	}
	if by != nil {
		f.Related = []rules.Related{{Object: by, Message: "This listener takes " + wanted + "."}}
	}
	c.pass.Report(f)
	return true
}

// matcher gives the statuses that the check accepts. Defaults differ: network load balancers take 200 to 399.
func (c *check) matcher() (text string, ok bool) {
	otherwise := "200"
	switch c.group.Protocol.Or("HTTP") {
	case "TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC":
		otherwise = "200-399"
	}
	return c.group.HealthCheck.Matcher.OrDefault(otherwise).Get()
}

// status reports a check whose path is answered by a fixed response with a status that it does not accept.
func (c *check) status() bool {
	if !c.complete || len(c.targets) == 0 {
		return false
	}
	matcher, known := c.matcher()
	path, pathKnown := c.group.HealthCheck.Path.OrDefault("/").Get()
	if !known || !pathKnown {
		return false
	}
	var answer fixedResponse
	for _, t := range c.targets {
		b := balancerOf(t)
		port, ok := c.at(t)
		if b == nil || !ok {
			return false
		}
		found, ok := responseAt(b, port, path)
		if !ok {
			return false
		}
		if accepted, readable := accepts(matcher, found.status); accepted || !readable {
			return false
		}
		answer = found
	}
	c.reportStatus(matcher, answer.status, fmt.Sprintf("%s answers %s with the status %d", answer.by.Label(), path, answer.status),
		rules.Related{Object: answer.by, Range: answer.at, Message: fmt.Sprintf("It answers with the status %d.", answer.status)})
	return true
}

func (c *check) reportStatus(matcher string, status int, because string, related ...rules.Related) {
	c.pass.Report(rules.Finding{
		Object: c.group.Base(), Range: c.own("Matcher"), Key: "status",
		Message: fmt.Sprintf("The health check of %s accepts the status %s, but %s, so no target becomes healthy.", c.group.Label(), matcher, because),
		Related: related,
		Fix: rules.Fix{
			Text:           fmt.Sprintf("Accept the status %d in the health check of %s, or answer with one that it accepts.", status, c.group.Address),
			Terraform:      snippet.Block("health_check", "matcher", strconv.Quote(strconv.Itoa(status))),
			CloudFormation: fmt.Sprintf("Matcher: {HttpCode: %q}\n", strconv.Itoa(status)),
		},
	})
}

// fixedResponse is what a listener answers by itself.
type fixedResponse struct {
	status int
	by     *model.Object
	at     model.Range
}

// responseAt gives the fixed response of a load balancer at a port and path; ok is false where a request goes
// on to targets, or where it is not known what happens to it.
func responseAt(b *model.LoadBalancer, port int, path string) (fixedResponse, bool) {
	for _, l := range b.Listeners {
		if n, ok := l.Port.Get(); !ok || n != port {
			continue
		}
		for _, r := range l.Rules {
			takes, certain := takesPath(r, path)
			if !takes {
				continue
			}
			if !certain {
				return fixedResponse{}, false
			}
			return fixedStatus(r.Actions, r.Base())
		}
		return fixedStatus(l.Actions, l.Base())
	}
	return fixedResponse{}, false
}

// takesPath reports whether a rule takes requests for the path, and whether that is certain: a rule with
// conditions other than the path may or may not.
func takesPath(r *model.ListenerRule, path string) (takes, certain bool) {
	if r.Paths.Open || len(r.Paths.Items) == 0 {
		return true, false
	}
	for _, v := range r.Paths.Items {
		pattern, ok := v.Get()
		if !ok {
			return true, false
		}
		if matchesPath(pattern, path) {
			return true, !r.Hosts.Open && len(r.Hosts.Items) == 0
		}
	}
	return false, true
}

func fixedStatus(as []model.ListenerAction, by *model.Object) (fixedResponse, bool) {
	for _, a := range as {
		if a.Type.Or("") != "fixed-response" {
			continue
		}
		status, err := strconv.Atoi(a.StatusCode.Or(""))
		return fixedResponse{status: status, by: by, at: a.Range}, err == nil
	}
	return fixedResponse{}, false
}

// asserted reports a check that does not accept the status which an assertion states for its targets.
func (c *check) asserted() bool {
	matcher, known := c.matcher()
	if !known {
		return false
	}
	for _, a := range c.pass.Options.Assertions {
		if a.HealthStatus == 0 || !c.means(a.To) {
			continue
		}
		if accepted, readable := accepts(matcher, a.HealthStatus); !accepted && readable {
			c.reportStatus(matcher, a.HealthStatus, fmt.Sprintf("the assertion %q states that the targets answer with %d", a.Name, a.HealthStatus))
			return true
		}
	}
	return false
}

// means reports whether a selector means the target group, a load balancer in front of it, or a target.
func (c *check) means(selector string) bool {
	if selector == "" {
		return false
	}
	objects := []*model.Object{c.group.Base()}
	for _, b := range c.group.LoadBalancers {
		objects = append(objects, b.Base())
	}
	for _, t := range c.targets {
		objects = append(objects, t.Object)
		if t.Interface != nil && t.Interface.Owner != nil {
			objects = append(objects, t.Interface.Owner.Base())
		}
	}
	return slices.ContainsFunc(objects, func(o *model.Object) bool {
		return o.Address == selector || o.Name != "" && strings.EqualFold(o.Name, selector)
	})
}
