package cloudformation

import (
	"strconv"
	"strings"

	nf "github.com/awslabs/goformation/v7/cloudformation/networkfirewall"

	"github.com/netlint/netlint/model"
)

// firewallProperties adds what firewalls attached to a transit gateway have.
type firewallProperties struct {
	nf.Firewall
	TransitGatewayID         *string `json:"TransitGatewayId"`
	AvailabilityZoneMappings []struct {
		AvailabilityZone *string `json:"AvailabilityZone"`
	} `json:"AvailabilityZoneMappings"`
}

// firewall has one endpoint for each subnet. EndpointIds lists them in no order: which endpoint stands in
// which subnet is known only where there is but one.
func firewall(r *resource) {
	p := decode[firewallProperties](r)
	f := &model.NetworkFirewall{
		Object:         r.aliased("FirewallArn", "FirewallId"),
		VPC:            ref[model.VPC](r, &p.VpcId),
		Policy:         ref[model.FirewallPolicy](r, &p.FirewallPolicyArn),
		TransitGateway: ref[model.TransitGateway](r, &p.TransitGatewayID),
	}
	f.Subnets = list(r, &p.SubnetMappings, func(m *nf.Firewall_SubnetMapping) model.Ref[model.Subnet] {
		if why, ok := r.why(m); ok {
			return model.RefTo[model.Subnet](model.Unknown[string](why))
		}
		return ref[model.Subnet](r, &m.SubnetId)
	})
	r.add(f)
	for i := range f.Subnets.Items {
		e := &model.FirewallEndpoint{Object: r.part("SubnetMappings", strconv.Itoa(i)), Firewall: f, Subnet: endpointSubnet(f)}
		if _, id, ok := strings.Cut(r.AttributeElement("EndpointIds", i), ":"); ok {
			e.ID = id
		}
		f.Endpoints = append(f.Endpoints, e)
		r.add(e)
	}
}

// endpointSubnet gives the subnet of any endpoint of a firewall, as far as it is known.
func endpointSubnet(f *model.NetworkFirewall) model.Ref[model.Subnet] {
	const why = "EndpointIds lists the endpoints in no order"
	if len(f.Subnets.Items) == 1 && !f.Subnets.Open {
		return f.Subnets.Items[0]
	}
	var ids []string
	for _, s := range f.Subnets.Items {
		id, ok := s.ID().Get()
		if !ok || f.Subnets.Open {
			return model.RefTo[model.Subnet](model.Unknown[string](why))
		}
		ids = append(ids, id)
	}
	return model.RefAmong[model.Subnet](ids, why)
}

// firewallEndpointAssociation is newer than goformation: an endpoint of a firewall in a further VPC.
type vpcEndpointAssociation struct {
	FirewallARN   *string `json:"FirewallArn"`
	VPCID         *string `json:"VpcId"`
	SubnetMapping *struct {
		SubnetID *string `json:"SubnetId"`
	} `json:"SubnetMapping"`
}

func firewallEndpointAssociation(r *resource) {
	p := decode[vpcEndpointAssociation](r)
	e := &model.FirewallEndpoint{Object: r.object()}
	e.ID = r.Attribute("EndpointId")
	if why, ok := r.why(&p.SubnetMapping); ok {
		e.Subnet = model.RefTo[model.Subnet](model.Unknown[string](why))
	} else if p.SubnetMapping != nil {
		e.Subnet = ref[model.Subnet](r, &p.SubnetMapping.SubnetID)
	}
	arn := r.id(&p.FirewallARN)
	r.add(e)
	r.later(func() {
		id, _ := arn.Get()
		for _, f := range r.network.Firewalls {
			if id != "" && f.ID == id {
				e.Firewall = f
				f.Endpoints = append(f.Endpoints, e)
			}
		}
	})
}

func firewallPolicy(r *resource) {
	p := decode[nf.FirewallPolicy](r)
	f := &model.FirewallPolicy{Object: r.aliased("FirewallPolicyArn")}
	r.add(f)
	if why, ok := r.why(&p.FirewallPolicy); ok {
		open := model.OpenList[model.Value[string]](why)
		f.StatelessDefault, f.StatelessFragment, f.StatefulDefault, f.HomeNet = open, open, open, open
		f.StrictOrder = model.Unknown[bool](why)
		f.StatelessGroups = model.OpenList[model.FirewallGroupUse](why)
		f.StatefulGroups = f.StatelessGroups
		return
	}
	if p.FirewallPolicy == nil {
		return
	}
	in := p.FirewallPolicy
	f.StatelessDefault = r.texts(&in.StatelessDefaultActions)
	f.StatelessFragment = r.texts(&in.StatelessFragmentDefaultActions)
	f.StatefulDefault = r.texts(&in.StatefulDefaultActions)
	if why, ok := r.why(&in.StatefulEngineOptions); ok {
		f.StrictOrder = model.Unknown[bool](why)
	} else if in.StatefulEngineOptions != nil {
		f.StrictOrder = switched(r.text(&in.StatefulEngineOptions.RuleOrder), "STRICT_ORDER")
	}
	f.StatelessGroups = list(r, &in.StatelessRuleGroupReferences, func(u *nf.FirewallPolicy_StatelessRuleGroupReference) model.FirewallGroupUse {
		return model.FirewallGroupUse{Group: ref[model.FirewallRuleGroup](r, &u.ResourceArn), Priority: r.number(&u.Priority)}
	})
	f.StatefulGroups = list(r, &in.StatefulRuleGroupReferences, func(u *nf.FirewallPolicy_StatefulRuleGroupReference) model.FirewallGroupUse {
		return model.FirewallGroupUse{Group: ref[model.FirewallRuleGroup](r, &u.ResourceArn), Priority: r.number(&u.Priority)}
	})
	if why, ok := r.why(&in.PolicyVariables); ok {
		f.HomeNet.Open, f.HomeNet.Why = true, why
	} else if in.PolicyVariables != nil {
		if why, ok := r.why(&in.PolicyVariables.RuleVariables); ok {
			f.HomeNet.Open, f.HomeNet.Why = true, why
		}
		if set, ok := in.PolicyVariables.RuleVariables["HOME_NET"]; ok {
			f.HomeNet = r.setMembers(set.Definition)
		}
	}
}

// setMembers gives the members of an IP or port set. Values of maps have no notes of their own: what is not
// known in them came as a symbol or is missing, which leaves the set open.
func (r *resource) setMembers(definition []string) model.List[model.Value[string]] {
	members := definition
	l := r.texts(&members)
	if len(l.Items) == 0 {
		l.Open, l.Why = true, "its members are not known"
	}
	return l
}

func firewallRuleGroup(r *resource) {
	p := decode[nf.RuleGroup](r)
	g := &model.FirewallRuleGroup{Object: r.aliased("RuleGroupArn"), Stateful: switched(r.text(&p.Type), "STATEFUL")}
	r.add(g)
	if why, ok := r.why(&p.RuleGroup); ok {
		g.Text = model.Unknown[string](why)
		g.StrictOrder = model.Unknown[bool](why)
		g.Headers = model.OpenList[model.StatefulRule](why)
		g.Stateless = model.OpenList[model.StatelessRule](why)
		return
	}
	if p.RuleGroup == nil {
		return
	}
	in := p.RuleGroup
	if why, ok := r.why(&in.StatefulRuleOptions); ok {
		g.StrictOrder = model.Unknown[bool](why)
	} else if in.StatefulRuleOptions != nil {
		g.StrictOrder = switched(r.text(&in.StatefulRuleOptions.RuleOrder), "STRICT_ORDER")
	}
	if in.RuleVariables != nil {
		g.Variables, g.Ports = map[string]model.List[model.Value[string]]{}, map[string]model.List[model.Value[string]]{}
		for name, set := range in.RuleVariables.IPSets {
			g.Variables[name] = r.setMembers(set.Definition)
		}
		for name, set := range in.RuleVariables.PortSets {
			g.Ports[name] = r.setMembers(set.Definition)
		}
	}
	r.rulesSource(g, &in.RulesSource)
}

func (r *resource) rulesSource(g *model.FirewallRuleGroup, field **nf.RuleGroup_RulesSource) {
	if why, ok := r.why(field); ok {
		g.Text = model.Unknown[string](why)
		g.Headers, g.Stateless = model.OpenList[model.StatefulRule](why), model.OpenList[model.StatelessRule](why)
		return
	}
	in := *field
	if in == nil {
		return
	}
	const at = "RuleGroup"
	g.Text = r.text(&in.RulesString)
	if domains := in.RulesSourceList; domains != nil {
		g.Domains = &model.DomainList{
			Targets: r.texts(&domains.Targets),
			Types:   r.texts(&domains.TargetTypes),
			Action:  r.text(&domains.GeneratedRulesType),
			Range:   r.PropRange(at, "RulesSource", "RulesSourceList"),
		}
	} else if why, ok := r.why(&in.RulesSourceList); ok {
		g.Domains = &model.DomainList{Targets: model.OpenList[model.Value[string]](why), Action: model.Unknown[string](why), Range: r.Range}
	}
	if why, ok := r.why(&in.StatefulRules); ok {
		g.Headers.Open, g.Headers.Why = true, why
	}
	for i := range in.StatefulRules {
		s := &in.StatefulRules[i]
		if why, ok := r.why(s); ok {
			g.Headers.Open, g.Headers.Why = true, why
			continue
		}
		rule := model.StatefulRule{Action: r.text(&s.Action), Range: r.PropRange(at, "RulesSource", "StatefulRules", strconv.Itoa(i))}
		if h := s.Header; h != nil {
			rule.Protocol, rule.Direction = r.text(&h.Protocol), r.text(&h.Direction)
			rule.Source, rule.SourcePort = r.text(&h.Source), r.text(&h.SourcePort)
			rule.Destination, rule.DestinationPort = r.text(&h.Destination), r.text(&h.DestinationPort)
		}
		for j := range s.RuleOptions {
			o := &s.RuleOptions[j]
			option := r.text(&o.Keyword)
			if settings := r.texts(&o.Settings); len(settings.Items) > 0 {
				option = convert(option, func(keyword string) (string, error) {
					parts := []string{}
					for _, v := range settings.Items {
						parts = append(parts, v.Or(""))
					}
					return keyword + ":" + strings.Join(parts, ","), nil
				})
			}
			rule.Options.Items = append(rule.Options.Items, option)
		}
		g.Headers.Items = append(g.Headers.Items, rule)
	}
	if why, ok := r.why(&in.StatelessRulesAndCustomActions); ok {
		g.Stateless.Open, g.Stateless.Why = true, why
	} else if in.StatelessRulesAndCustomActions != nil {
		g.Stateless = r.statelessRules(&in.StatelessRulesAndCustomActions.StatelessRules)
	}
}

func (r *resource) statelessRules(field *[]nf.RuleGroup_StatelessRule) model.List[model.StatelessRule] {
	var l model.List[model.StatelessRule]
	if why, ok := r.why(field); ok {
		l.Open, l.Why = true, why
	}
	for i := range *field {
		in := &(*field)[i]
		rule := model.StatelessRule{
			Priority: r.number(&in.Priority),
			Range:    r.PropRange("RuleGroup", "RulesSource", "StatelessRulesAndCustomActions", "StatelessRules", strconv.Itoa(i)),
		}
		if why, ok := r.why(&in.RuleDefinition); ok {
			l.Open, l.Why = true, why
			continue
		}
		if d := in.RuleDefinition; d != nil {
			rule.Actions = r.texts(&d.Actions)
			if why, ok := r.why(&d.MatchAttributes); ok {
				l.Open, l.Why = true, why
				continue
			}
			if m := d.MatchAttributes; m != nil {
				rule.Protocols = list(r, &m.Protocols, func(n *int) model.Value[int] { return r.number(n) })
				rule.Sources = list(r, &m.Sources, func(a *nf.RuleGroup_Address) model.Value[string] { return r.text(&a.AddressDefinition) })
				rule.Destinations = list(r, &m.Destinations, func(a *nf.RuleGroup_Address) model.Value[string] { return r.text(&a.AddressDefinition) })
				rule.SourcePorts = list(r, &m.SourcePorts, r.portRange)
				rule.DestinationPorts = list(r, &m.DestinationPorts, r.portRange)
				rule.Flags = len(m.TCPFlags) > 0
			}
		}
		l.Items = append(l.Items, rule)
	}
	return l
}

func (r *resource) portRange(p *nf.RuleGroup_PortRange) model.Value[[2]int] {
	from, to := r.number(&p.FromPort), r.number(&p.ToPort)
	low, lowKnown := from.Get()
	high, highKnown := to.Get()
	if !lowKnown || !highKnown {
		return model.Unknown[[2]int]("a port of the range is not known")
	}
	return model.Known([2]int{low, high})
}
