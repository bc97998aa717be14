package terraform

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
	"github.com/netlint/netlint/parser/terraform/source"
)

func (b *builder) firewall(r *resource, a *attribute.NetworkFirewall) {
	f := &model.NetworkFirewall{
		Object: b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.ARN, a.ID),
		VPC:    ref[model.VPC](a.VPCID),
		Subnets: list(a.SubnetMapping, func(m attribute.NetworkFirewallSubnetMapping) model.Ref[model.Subnet] {
			return ref[model.Subnet](m.SubnetID)
		}),
		Policy: ref[model.FirewallPolicy](a.FirewallPolicyARN),
	}
	b.net.Add(f)
	real := endpointsOf(a)
	for _, m := range a.SubnetMapping.Items {
		subnet, ok := m.SubnetID.ID()
		if !ok {
			continue
		}
		e := &model.FirewallEndpoint{Object: f.Object, Firewall: f, Subnet: ref[model.Subnet](m.SubnetID)}
		e.Type, e.Implicit, e.Aliases = "firewall endpoint", true, nil
		e.ID = source.FirewallEndpointID(b.rootID, r.address, subnet)
		if id := real[subnet]; id != "" {
			e.ID, e.Aliases = id, []string{e.ID}
		}
		f.Endpoints = append(f.Endpoints, e)
		b.net.Add(e)
	}
}

// endpointsOf gives the endpoints that an existing firewall has, by subnet.
func endpointsOf(a *attribute.NetworkFirewall) map[string]string {
	out := map[string]string{}
	for _, status := range a.FirewallStatus.Items {
		for _, state := range status.SyncStates.Items {
			for _, attachment := range state.Attachment.Items {
				subnet, okSubnet := attachment.SubnetID.Get()
				id, okID := attachment.EndpointID.Get()
				if okSubnet && okID {
					out[subnet] = id
				}
			}
		}
	}
	return out
}

func (b *builder) firewallPolicy(r *resource, a *attribute.NetworkFirewallPolicy) {
	p := &model.FirewallPolicy{Object: b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.ARN, a.ID)}
	body := first(a.FirewallPolicy)
	p.StatelessDefault = list(body.StatelessDefaultActions, same)
	p.StatelessFragment = list(body.StatelessFragmentDefaultActions, same)
	p.StatefulDefault = list(body.StatefulDefaultActions, same)
	p.StrictOrder = equals(first(body.StatefulEngineOptions).RuleOrder, "STRICT_ORDER").OrDefault(false)
	p.StatelessGroups = model.List[model.FirewallGroupUse]{
		Open: body.StatelessRuleGroupReference.IsUnknown(), Why: body.StatelessRuleGroupReference.Why(),
	}
	for _, g := range body.StatelessRuleGroupReference.Items {
		p.StatelessGroups.Items = append(p.StatelessGroups.Items,
			model.FirewallGroupUse{Group: ref[model.FirewallRuleGroup](g.ResourceARN), Priority: g.Priority})
	}
	p.StatefulGroups = model.List[model.FirewallGroupUse]{
		Open: body.StatefulRuleGroupReference.IsUnknown(), Why: body.StatefulRuleGroupReference.Why(),
	}
	for _, g := range body.StatefulRuleGroupReference.Items {
		p.StatefulGroups.Items = append(p.StatefulGroups.Items,
			model.FirewallGroupUse{Group: ref[model.FirewallRuleGroup](g.ResourceARN), Priority: g.Priority})
	}
	for _, v := range first(body.PolicyVariables).RuleVariables.Items {
		if v.Key.Or("") == "HOME_NET" {
			p.HomeNet = list(first(v.IPSet).Definition, same)
		}
	}
	b.net.Add(p)
}

func (b *builder) firewallRuleGroup(r *resource, a *attribute.NetworkFirewallRuleGroup) {
	g := &model.FirewallRuleGroup{
		Object:   b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.ARN, a.ID),
		Stateful: equals(a.Type, "STATEFUL"),
		Text:     a.Rules,
	}
	body := first(a.RuleGroup)
	g.StrictOrder = equals(first(body.StatefulRuleOptions).RuleOrder, "STRICT_ORDER").OrDefault(false)
	for _, set := range first(body.RuleVariables).IPSets.Items {
		if name, ok := set.Key.Get(); ok {
			if g.Variables == nil {
				g.Variables = map[string]model.List[model.Value[string]]{}
			}
			g.Variables[name] = list(first(set.IPSet).Definition, same)
		}
	}
	for _, set := range first(body.RuleVariables).PortSets.Items {
		if name, ok := set.Key.Get(); ok {
			if g.Ports == nil {
				g.Ports = map[string]model.List[model.Value[string]]{}
			}
			g.Ports[name] = list(first(set.PortSet).Definition, same)
		}
	}
	rules := first(body.RulesSource)
	g.Text = either(g.Text, rules.RulesString)
	if domains, ok := rules.RulesSourceList.First(); ok {
		g.Domains = &model.DomainList{
			Targets: list(domains.Targets, same),
			Types:   list(domains.TargetTypes, same),
			Action:  domains.GeneratedRulesType,
			Range:   r.at("rule_group", 0, "rules_source", 0, "rules_source_list", 0),
		}
	}
	g.Headers = statefulRules(r, rules.StatefulRule)
	g.Stateless = statelessRules(r, first(rules.StatelessRulesAndCustomActions).StatelessRule)
	b.net.Add(g)
}

func statefulRules(r *resource, l attribute.List[attribute.NetworkFirewallRuleGroupRuleGroupRulesSourceStatefulRule]) model.List[model.StatefulRule] {
	out := model.List[model.StatefulRule]{Open: l.IsUnknown(), Why: l.Why()}
	for i, rule := range l.Items {
		header := first(rule.Header)
		m := model.StatefulRule{
			Action: rule.Action, Protocol: header.Protocol, Source: header.Source, SourcePort: header.SourcePort,
			Destination: header.Destination, DestinationPort: header.DestinationPort, Direction: header.Direction,
			Range: r.at("rule_group", 0, "rules_source", 0, "stateful_rule", i),
		}
		for _, option := range rule.RuleOption.Items {
			m.Options.Items = append(m.Options.Items, ruleOption(option.Keyword, option.Settings))
		}
		out.Items = append(out.Items, m)
	}
	return out
}

// ruleOption writes an option as it stands in a Suricata rule, keyword:setting,setting.
func ruleOption(keyword attribute.String, settings attribute.List[attribute.String]) model.Value[string] {
	text, ok := keyword.Get()
	if !ok {
		return keyword
	}
	for i, s := range settings.Items {
		setting, ok := s.Get()
		if !ok {
			return s
		}
		if i == 0 {
			text += ":" + setting
		} else {
			text += "," + setting
		}
	}
	return model.Known(text)
}

func statelessRules(r *resource, l attribute.List[attribute.NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRule]) model.List[model.StatelessRule] {
	out := model.List[model.StatelessRule]{Open: l.IsUnknown(), Why: l.Why()}
	for i, rule := range l.Items {
		definition := first(rule.RuleDefinition)
		at := first(definition.MatchAttributes)
		m := model.StatelessRule{
			Priority:  rule.Priority,
			Actions:   list(definition.Actions, same),
			Protocols: list(at.Protocols, same),
			Flags:     len(at.TCPFlag.Items) > 0,
			Range:     r.at("rule_group", 0, "rules_source", 0, "stateless_rules_and_custom_actions", 0, "stateless_rule", i),
		}
		for _, s := range at.Source.Items {
			m.Sources.Items = append(m.Sources.Items, s.AddressDefinition)
		}
		for _, d := range at.Destination.Items {
			m.Destinations.Items = append(m.Destinations.Items, d.AddressDefinition)
		}
		for _, p := range at.SourcePort.Items {
			m.SourcePorts.Items = append(m.SourcePorts.Items, portRange(p.FromPort, p.ToPort))
		}
		for _, p := range at.DestinationPort.Items {
			m.DestinationPorts.Items = append(m.DestinationPorts.Items, portRange(p.FromPort, p.ToPort))
		}
		out.Items = append(out.Items, m)
	}
	return out
}

func portRange(from, to attribute.Int) model.Value[[2]int] {
	lo, okLo := from.Get()
	hi, okHi := to.OrDefault(lo).Get()
	if !okLo || !okHi {
		return model.Unknown[[2]int]("the ports are not known")
	}
	return model.Known([2]int{lo, hi})
}
