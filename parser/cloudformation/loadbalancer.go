package cloudformation

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/elasticloadbalancing"
	elb "github.com/awslabs/goformation/v7/cloudformation/elasticloadbalancingv2"

	"github.com/netlint/netlint/model"
)

// loadBalancer reads application, network and gateway load balancers.
func loadBalancer(r *resource) {
	p := decode[elb.LoadBalancer](r)
	b := &model.LoadBalancer{
		Object:                  r.named(&p.Name, "LoadBalancerArn"),
		Kind:                    convert(r.text(&p.Type), loadBalancerKind).OrDefault(model.ApplicationLoadBalancer),
		Internal:                switched(r.text(&p.Scheme), "internal"),
		IPAddressType:           r.text(&p.IpAddressType),
		Subnets:                 refs[model.Subnet](r, &p.Subnets),
		Groups:                  refs[model.SecurityGroup](r, &p.SecurityGroups),
		GroupsUnset:             r.unset(&p.SecurityGroups),
		EnforcePrivateLinkRules: switched(r.text(&p.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic), "on"),
		DNSNames:                r.strings("DNSName"),
	}
	if why, ok := r.why(&p.SubnetMappings); ok {
		b.Subnets.Open, b.Subnets.Why = true, why
	}
	for i := range p.SubnetMappings {
		m := &p.SubnetMappings[i]
		if why, ok := r.why(m); ok {
			b.Subnets.Open, b.Subnets.Why = true, why
			continue
		}
		b.Subnets.Items = append(b.Subnets.Items, ref[model.Subnet](r, &m.SubnetId))
		if address := ref[model.ElasticIP](r, &m.AllocationId); !address.IsAbsent() {
			b.Addresses = append(b.Addresses, address)
		}
		if ip := r.address(&m.PrivateIPv4Address); !ip.IsAbsent() {
			b.PrivateIPs = append(b.PrivateIPs, ip)
		}
	}
	attributes := &p.LoadBalancerAttributes
	if why, ok := r.why(attributes); ok {
		b.CrossZone = model.Unknown[bool](why)
	}
	for i := range *attributes {
		a := &(*attributes)[i]
		if r.text(&a.Key).Or("") == "load_balancing.cross_zone.enabled" {
			b.CrossZone = switched(r.text(&a.Value), "true")
		}
	}
	if b.Kind.Or("") == model.ApplicationLoadBalancer {
		b.CrossZone = model.Known(true) // always; the attribute is for the other kinds
	}
	r.add(b)
}

func loadBalancerKind(s string) (model.LoadBalancerKind, error) {
	return model.LoadBalancerKind(strings.ToLower(s)), nil
}

// strings gives the known strings among attributes of the resource.
func (r *resource) strings(attributes ...string) []string {
	var values []string
	for _, attribute := range attributes {
		if v := r.Attribute(attribute); v != "" {
			values = append(values, v)
		}
	}
	return values
}

// named is object with the name from a property, and further identifiers.
func (r *resource) named(name any, aliases ...string) model.Object {
	o := r.aliased(aliases...)
	if text, ok := r.text(name).Get(); ok && o.Name == "" {
		o.Name = text
	}
	return o
}

func listener(r *resource) {
	p := decode[elb.Listener](r)
	l := &model.Listener{
		Object:       r.aliased("ListenerArn"),
		LoadBalancer: ref[model.LoadBalancer](r, &p.LoadBalancerArn),
		Port:         r.number(&p.Port),
		Protocol:     upper(r.text(&p.Protocol)),
	}
	l.Actions = r.unknownActions(&p.DefaultActions)
	for i := range p.DefaultActions {
		a := &p.DefaultActions[i]
		action := r.action(a, &a.Type, &a.TargetGroupArn, "DefaultActions", i)
		if why, ok := r.why(&a.ForwardConfig); ok {
			action.TargetGroups.Open, action.TargetGroups.Why = true, why
		} else if a.ForwardConfig != nil {
			for j := range a.ForwardConfig.TargetGroups {
				r.forwardTo(&action, &a.ForwardConfig.TargetGroups[j].TargetGroupArn, &a.ForwardConfig.TargetGroups[j].Weight)
			}
		}
		if a.FixedResponseConfig != nil {
			action.StatusCode = r.text(&a.FixedResponseConfig.StatusCode)
		} else if a.RedirectConfig != nil {
			action.StatusCode = r.text(&a.RedirectConfig.StatusCode)
		}
		l.Actions = append(l.Actions, action)
	}
	r.add(l)
}

// upper gives a word in upper case, as AWS has protocols.
func upper(v model.Value[string]) model.Value[string] {
	return convert(v, func(s string) (string, error) { return strings.ToUpper(s), nil })
}

// unknownActions stands for a list of actions that is not known as a whole.
func (r *resource) unknownActions(field any) []model.ListenerAction {
	why, ok := r.why(field)
	if !ok {
		return nil
	}
	return []model.ListenerAction{{
		Type:         model.Unknown[string](why),
		TargetGroups: model.OpenList[model.Ref[model.TargetGroup]](why),
		Range:        r.Range,
	}}
}

// action reads what actions of listeners and of rules have in common.
func (r *resource) action(field any, kind *string, group **string, list string, i int) model.ListenerAction {
	a := model.ListenerAction{Type: r.text(kind), Range: r.PropRange(list, strconv.Itoa(i))}
	if why, ok := r.why(field); ok {
		a.Type = model.Unknown[string](why)
		a.TargetGroups.Open, a.TargetGroups.Why = true, why
		return a
	}
	if target := ref[model.TargetGroup](r, group); !target.IsAbsent() {
		a.TargetGroups.Items = append(a.TargetGroups.Items, target)
	}
	return a
}

// forwardTo adds a weighted target group to an action. Beside a group named without one, of which nothing is
// said, the weight of that is absent.
func (r *resource) forwardTo(a *model.ListenerAction, group, weight any) {
	for len(a.Weights) < len(a.TargetGroups.Items) {
		a.Weights = append(a.Weights, model.Value[int]{})
	}
	a.TargetGroups.Items = append(a.TargetGroups.Items, ref[model.TargetGroup](r, group))
	a.Weights = append(a.Weights, r.number(weight))
}

func listenerRule(r *resource) {
	p := decode[elb.ListenerRule](r)
	rule := &model.ListenerRule{
		Object:   r.aliased("RuleArn"),
		Listener: ref[model.Listener](r, &p.ListenerArn),
		Priority: r.number(&p.Priority),
	}
	rule.Actions = r.unknownActions(&p.Actions)
	for i := range p.Actions {
		a := &p.Actions[i]
		action := r.action(a, &a.Type, &a.TargetGroupArn, "Actions", i)
		if why, ok := r.why(&a.ForwardConfig); ok {
			action.TargetGroups.Open, action.TargetGroups.Why = true, why
		} else if a.ForwardConfig != nil {
			for j := range a.ForwardConfig.TargetGroups {
				r.forwardTo(&action, &a.ForwardConfig.TargetGroups[j].TargetGroupArn, &a.ForwardConfig.TargetGroups[j].Weight)
			}
		}
		if a.FixedResponseConfig != nil {
			action.StatusCode = r.text(&a.FixedResponseConfig.StatusCode)
		} else if a.RedirectConfig != nil {
			action.StatusCode = r.text(&a.RedirectConfig.StatusCode)
		}
		rule.Actions = append(rule.Actions, action)
	}
	if why, ok := r.why(&p.Conditions); ok {
		rule.Paths.Open, rule.Paths.Why, rule.Hosts.Open, rule.Hosts.Why = true, why, true, why
	}
	for i := range p.Conditions {
		c := &p.Conditions[i]
		values := r.texts(&c.Values)
		switch field := r.text(&c.Field).Or(""); field {
		case "path-pattern":
			if c.PathPatternConfig != nil {
				values = join(values, r.texts(&c.PathPatternConfig.Values))
			}
			rule.Paths = join(rule.Paths, values)
		case "host-header":
			if c.HostHeaderConfig != nil {
				values = join(values, r.texts(&c.HostHeaderConfig.Values))
			}
			rule.Hosts = join(rule.Hosts, values)
		}
	}
	r.add(rule)
}

func targetGroup(r *resource) {
	p := decode[elb.TargetGroup](r)
	g := &model.TargetGroup{
		Object:     r.named(&p.Name, "TargetGroupArn"),
		VPC:        ref[model.VPC](r, &p.VpcId),
		Port:       r.number(&p.Port),
		Protocol:   upper(r.text(&p.Protocol)),
		TargetType: r.text(&p.TargetType).OrDefault("instance"),
		HealthCheck: model.HealthCheck{
			Enabled:  r.boolean(&p.HealthCheckEnabled),
			Port:     r.text(&p.HealthCheckPort),
			Protocol: upper(r.text(&p.HealthCheckProtocol)),
			Path:     r.text(&p.HealthCheckPath),
			Range:    r.PropKeyRange("HealthCheckPort"),
		},
	}
	if why, ok := r.why(&p.Matcher); ok {
		g.HealthCheck.Matcher = model.Unknown[string](why)
	} else if p.Matcher != nil {
		if g.HealthCheck.Matcher = r.text(&p.Matcher.HttpCode); g.HealthCheck.Matcher.IsAbsent() {
			g.HealthCheck.Matcher = r.text(&p.Matcher.GrpcCode)
		}
	}
	if why, ok := r.why(&p.TargetGroupAttributes); ok {
		g.PreserveClientIP, g.CrossZone = model.Unknown[bool](why), model.Unknown[string](why)
	}
	for i := range p.TargetGroupAttributes {
		a := &p.TargetGroupAttributes[i]
		switch r.text(&a.Key).Or("") {
		case "preserve_client_ip.enabled":
			g.PreserveClientIP = switched(r.text(&a.Value), "true")
		case "load_balancing.cross_zone.enabled":
			g.CrossZone = r.text(&a.Value)
		}
	}
	r.add(g)
	if why, ok := r.why(&p.Targets); ok {
		g.Targets.Open, g.Targets.Why = true, why
	}
	for i := range p.Targets {
		t := &p.Targets[i]
		if why, ok := r.why(t); ok {
			g.Targets.Open, g.Targets.Why = true, why
			continue
		}
		target := &model.TargetRegistration{
			Object:      r.part("Targets", strconv.Itoa(i)),
			TargetGroup: model.RefByID[model.TargetGroup](g.ID),
			TargetID:    r.id(&t.Id),
			Port:        r.number(&t.Port),
			Zone:        r.raw(&t.AvailabilityZone),
		}
		switch g.TargetType.Or("") {
		case "alb":
			target.LoadBalancer = ref[model.LoadBalancer](r, &t.Id)
		case "ip":
			target.IP = r.address(&t.Id)
			target.Instance = ref[model.Workload](r, &t.Id) // an instance may be named by its address
		default:
			target.Instance = ref[model.Workload](r, &t.Id)
		}
		r.add(target)
	}
}

// classicLoadBalancer makes a classic load balancer, its listeners and its instances, which it keeps in an
// implicit target group.
func classicLoadBalancer(r *resource) {
	p := decode[elasticloadbalancing.LoadBalancer](r)
	b := &model.LoadBalancer{
		Object:      r.named(&p.LoadBalancerName),
		Kind:        model.Known(model.ClassicLoadBalancer),
		Internal:    switched(r.text(&p.Scheme), "internal"),
		Subnets:     refs[model.Subnet](r, &p.Subnets),
		Groups:      refs[model.SecurityGroup](r, &p.SecurityGroups),
		GroupsUnset: r.unset(&p.SecurityGroups),
		CrossZone:   r.boolean(&p.CrossZone).OrDefault(false),
		DNSNames:    r.strings("DNSName"),
	}
	r.add(b)
	group := &model.TargetGroup{Object: r.part("Instances"), TargetType: model.Known("instance")}
	group.Implicit, group.HealthCheck = true, r.classicHealthCheck(&p.HealthCheck)
	for i := range p.Listeners {
		in := &p.Listeners[i]
		l := &model.Listener{
			Object:           r.part("Listeners", strconv.Itoa(i)),
			LoadBalancer:     model.RefByID[model.LoadBalancer](b.ID),
			Port:             r.numeral(&in.LoadBalancerPort),
			Protocol:         upper(r.text(&in.Protocol)),
			InstancePort:     r.numeral(&in.InstancePort),
			InstanceProtocol: upper(r.text(&in.InstanceProtocol)),
		}
		l.Implicit = true
		l.Actions = []model.ListenerAction{{
			Type:         model.Known("forward"),
			TargetGroups: model.ListOf(model.RefByID[model.TargetGroup](group.ID)),
			Range:        l.Range,
		}}
		if i == 0 {
			group.Port, group.Protocol = l.InstancePort, l.InstanceProtocol
		}
		r.add(l)
	}
	r.add(group)
	instances := refs[model.Workload](r, &p.Instances)
	group.Targets.Open, group.Targets.Why = instances.Open, instances.Why
	for i, instance := range instances.Items {
		r.add(&model.TargetRegistration{
			Object:      r.part("Instances", strconv.Itoa(i)),
			TargetGroup: model.RefByID[model.TargetGroup](group.ID),
			Instance:    instance,
			TargetID:    instance.ID(),
		})
	}
}

// classicGroup refers to the target group that a classic load balancer of that name keeps its instances in.
func (r *resource) classicGroup(name model.Value[string]) model.Ref[model.TargetGroup] {
	return model.RefTo[model.TargetGroup](convert(name, func(s string) (string, error) { return s + ".Instances", nil }))
}

// classicHealthCheck takes a target such as "HTTP:8080/ping" apart.
func (r *resource) classicHealthCheck(field **elasticloadbalancing.LoadBalancer_HealthCheck) model.HealthCheck {
	if *field == nil {
		return model.HealthCheck{}
	}
	h := model.HealthCheck{Range: r.PropRange("HealthCheck")}
	target := r.text(&(*field).Target)
	part := func(pick func(protocol, port, path string) string) model.Value[string] {
		return convert(target, func(s string) (string, error) {
			protocol, rest, _ := strings.Cut(s, ":")
			port, path, hasPath := strings.Cut(rest, "/")
			if hasPath {
				path = "/" + path
			}
			return pick(protocol, port, path), nil
		})
	}
	h.Protocol = part(func(protocol, _, _ string) string { return strings.ToUpper(protocol) })
	h.Port = part(func(_, port, _ string) string { return port })
	h.Path = part(func(_, _, path string) string { return path })
	if path, ok := h.Path.Get(); ok && path == "" {
		h.Path = model.Value[string]{}
	}
	return h
}

// addresses gives the addresses of a list of structs that hold one each.
func addresses[E any](r *resource, field *[]E, address func(*E) any) []model.Value[netip.Addr] {
	if why, ok := r.why(field); ok {
		return []model.Value[netip.Addr]{model.Unknown[netip.Addr](why)}
	}
	var all []model.Value[netip.Addr]
	for i := range *field {
		all = append(all, r.address(address(&(*field)[i])))
	}
	return all
}
