package terraform

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

func (b *builder) loadBalancer(r *resource, a *attribute.LoadBalancer) {
	lb := &model.LoadBalancer{
		Object:                  b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.ARN, a.ID),
		Kind:                    word[model.LoadBalancerKind](a.LoadBalancerType).OrDefault(model.ApplicationLoadBalancer),
		Internal:                a.Internal.OrDefault(false),
		IPAddressType:           a.IPAddressType,
		Subnets:                 refs[model.Subnet](a.Subnets),
		Groups:                  refs[model.SecurityGroup](a.SecurityGroups),
		GroupsUnset:             unset(a.SecurityGroups),
		CrossZone:               a.EnableCrossZoneLoadBalancing,
		DNSNames:                knownTexts(a.DNSName),
		EnforcePrivateLinkRules: equals(a.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic, "on"),
	}
	kind, isKnown := lb.Kind.Get()
	if isKnown && kind == model.ApplicationLoadBalancer {
		lb.CrossZone = model.Known(true) // always; the argument is for the other kinds
	}
	mapped := model.List[model.Ref[model.Subnet]]{Open: a.SubnetMapping.IsUnknown(), Why: a.SubnetMapping.Why()}
	for _, m := range a.SubnetMapping.Items {
		mapped.Items = append(mapped.Items, ref[model.Subnet](m.SubnetID))
		if !m.AllocationID.IsAbsent() {
			lb.Addresses = append(lb.Addresses, ref[model.ElasticIP](m.AllocationID))
		}
		if !m.PrivateIPv4Address.IsAbsent() {
			lb.PrivateIPs = append(lb.PrivateIPs, addr(m.PrivateIPv4Address))
		}
	}
	// Both arguments show the same subnets of a load balancer that exists.
	if len(lb.Subnets.Items) == 0 && (!lb.Subnets.Open || len(mapped.Items) > 0) {
		lb.Subnets = mapped
	}
	b.net.Add(lb)
}

// knownTexts gives those of the values that are known.
func knownTexts(values ...attribute.String) []string {
	var out []string
	for _, v := range values {
		if text, ok := v.Get(); ok {
			out = append(out, text)
		}
	}
	return out
}

func (b *builder) classicLoadBalancer(r *resource, a *attribute.ClassicLoadBalancer) {
	lb := &model.LoadBalancer{
		Object:      b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.Name, a.ID, a.ARN),
		Kind:        model.Known(model.ClassicLoadBalancer),
		Internal:    a.Internal.OrDefault(false),
		Subnets:     refs[model.Subnet](a.Subnets),
		Groups:      refs[model.SecurityGroup](a.SecurityGroups),
		GroupsUnset: unset(a.SecurityGroups),
		CrossZone:   a.CrossZoneLoadBalancing.OrDefault(true), // the provider's default, unlike the API's
		DNSNames:    knownTexts(a.DNSName),
	}
	b.net.Add(lb)
	group := &model.TargetGroup{Object: lb.Object, TargetType: model.Known("instance")}
	group.ID, group.Aliases, group.Implicit = classicGroupID(lb.ID), nil, true
	for _, alias := range lb.Aliases {
		group.Aliases = append(group.Aliases, classicGroupID(alias))
	}
	if check, ok := a.HealthCheck.First(); ok {
		group.HealthCheck = classicHealthCheck(check.Target)
		group.HealthCheck.Range = r.at("health_check", 0)
	}
	b.net.Add(group)
	for i, l := range a.Listener.Items {
		listener := &model.Listener{
			Object:           b.inline(r, "listener", i),
			LoadBalancer:     model.RefByID[model.LoadBalancer](lb.ID),
			Port:             l.LBPort,
			Protocol:         upper(l.LBProtocol),
			InstancePort:     l.InstancePort,
			InstanceProtocol: upper(l.InstanceProtocol),
			Actions: []model.ListenerAction{{
				Type:         model.Known("forward"),
				TargetGroups: model.ListOf(model.RefByID[model.TargetGroup](group.ID)),
			}},
		}
		listener.Implicit = true
		b.net.Add(listener)
		if i == 0 {
			group.Port, group.Protocol = l.InstancePort, upper(l.InstanceProtocol)
		}
	}
	for i, instance := range a.Instances.Items {
		b.net.Add(&model.TargetRegistration{
			Object:      b.inline(r, "instances", i),
			TargetGroup: model.RefByID[model.TargetGroup](group.ID),
			Instance:    ref[model.Workload](instance),
			TargetID:    instance.Value(),
		})
	}
	if a.Instances.IsUnknown() {
		group.Targets = model.OpenList[*model.TargetRegistration](a.Instances.Why())
	}
}

// classicGroupID is the identifier of the target group that stands for a classic load balancer's instances.
func classicGroupID(balancer string) string { return balancer + ".instances" }

// classicHealthCheck reads "HTTP:8080/health".
func classicHealthCheck(target attribute.String) model.HealthCheck {
	text, ok := target.Get()
	if !ok {
		return model.HealthCheck{}
	}
	proto, rest, _ := strings.Cut(text, ":")
	port, path, hasPath := strings.Cut(rest, "/")
	check := model.HealthCheck{Protocol: model.Known(strings.ToUpper(proto)), Port: model.Known(port)}
	if hasPath {
		check.Path = model.Known("/" + path)
	}
	return check
}

func upper(v attribute.String) model.Value[string] {
	return parsed(v, "word", func(s string) (string, error) { return strings.ToUpper(s), nil })
}

func (b *builder) classicAttachment(r *resource, a *attribute.ClassicLoadBalancerAttachment) {
	t := &model.TargetRegistration{
		Object:   b.object(r, attribute.Map{}, a.ID),
		Instance: ref[model.Workload](a.Instance),
		TargetID: a.Instance.Value(),
	}
	if balancer, ok := a.ELB.ID(); ok {
		t.TargetGroup = model.RefByID[model.TargetGroup](classicGroupID(balancer))
	} else {
		t.TargetGroup = model.RefTo[model.TargetGroup](a.ELB.Value())
	}
	b.net.Add(t)
}

func (b *builder) listener(r *resource, a *attribute.LoadBalancerListener) {
	l := &model.Listener{
		Object:       b.object(r, tagsOf(a.TagsAll, a.Tags), a.ARN, a.ID),
		LoadBalancer: ref[model.LoadBalancer](a.LoadBalancerARN),
		Port:         a.Port,
		Protocol:     upper(a.Protocol),
	}
	for i, action := range a.DefaultAction.Items {
		groups, weights := forward(action.TargetGroupARN, first(action.Forward).TargetGroup)
		l.Actions = append(l.Actions, model.ListenerAction{
			Type: action.Type, TargetGroups: groups, Weights: weights,
			StatusCode: either(first(action.FixedResponse).StatusCode, first(action.Redirect).StatusCode),
			Range:      r.at("default_action", i),
		})
	}
	b.net.Add(l)
}

func (b *builder) listenerRule(r *resource, a *attribute.LoadBalancerListenerRule) {
	l := &model.ListenerRule{
		Object:   b.object(r, tagsOf(a.TagsAll, a.Tags), a.ARN, a.ID),
		Listener: ref[model.Listener](a.ListenerARN),
		Priority: a.Priority,
	}
	for i, action := range a.Action.Items {
		groups, weights := forward(action.TargetGroupARN, first(action.Forward).TargetGroup)
		l.Actions = append(l.Actions, model.ListenerAction{
			Type: action.Type, TargetGroups: groups, Weights: weights,
			StatusCode: either(first(action.FixedResponse).StatusCode, first(action.Redirect).StatusCode),
			Range:      r.at("action", i),
		})
	}
	for _, c := range a.Condition.Items {
		l.Paths.Items = append(l.Paths.Items, first(c.PathPattern).Values.Items...)
		l.Hosts.Items = append(l.Hosts.Items, first(c.HostHeader).Values.Items...)
	}
	b.net.Add(l)
}

// forward gives the target groups of an action and their weights.
func forward(direct attribute.Ref, weighted attribute.List[attribute.LoadBalancerListenerDefaultActionForwardTargetGroup]) (
	groups model.List[model.Ref[model.TargetGroup]], weights []model.Value[int]) {
	groups = list(weighted, func(g attribute.LoadBalancerListenerDefaultActionForwardTargetGroup) model.Ref[model.TargetGroup] {
		return ref[model.TargetGroup](g.ARN)
	})
	for _, g := range weighted.Items {
		weights = append(weights, g.Weight)
	}
	if !direct.IsAbsent() && len(groups.Items) == 0 {
		groups.Items = append(groups.Items, ref[model.TargetGroup](direct))
	}
	return groups, weights
}

func (b *builder) targetGroup(r *resource, a *attribute.LoadBalancerTargetGroup) {
	g := &model.TargetGroup{
		Object:     b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.ARN, a.ID),
		VPC:        ref[model.VPC](a.VPCID),
		Port:       a.Port,
		Protocol:   upper(a.Protocol),
		TargetType: a.TargetType.OrDefault("instance"),
		PreserveClientIP: parsed(a.PreserveClientIP, "bool", func(s string) (bool, error) {
			return strings.EqualFold(s, "true"), nil
		}),
		CrossZone: a.LoadBalancingCrossZoneEnabled,
	}
	// Another configuration may register targets with a group that outputs tell of.
	g.Exported = g.Exported || b.outputs[g.ID] || slices.ContainsFunc(g.Aliases, func(id string) bool { return b.outputs[id] })
	if check, ok := a.HealthCheck.First(); ok {
		g.HealthCheck = model.HealthCheck{
			Enabled: check.Enabled, Port: check.Port, Protocol: upper(check.Protocol), Path: check.Path,
			Matcher: check.Matcher, Range: r.at("health_check", 0),
		}
	}
	b.net.Add(g)
}

// targetAttachment registers a target, which may be an instance, a function, a load balancer or an address.
func (b *builder) targetAttachment(r *resource, a *attribute.LoadBalancerTargetGroupAttachment) {
	t := &model.TargetRegistration{
		Object:       b.object(r, attribute.Map{}, a.ID),
		TargetGroup:  ref[model.TargetGroup](a.TargetGroupARN),
		Instance:     ref[model.Workload](a.TargetID),
		LoadBalancer: ref[model.LoadBalancer](a.TargetID),
		TargetID:     a.TargetID.Value(),
		Port:         a.Port,
		Zone:         a.AvailabilityZone,
	}
	if id, ok := a.TargetID.ID(); ok {
		if ip, err := netip.ParseAddr(id); err == nil {
			t.IP = model.Known(ip)
		}
	}
	b.net.Add(t)
}
