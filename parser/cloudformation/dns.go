package cloudformation

import (
	"strconv"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/route53"
	"github.com/awslabs/goformation/v7/cloudformation/route53resolver"
	"github.com/awslabs/goformation/v7/cloudformation/servicediscovery"

	"github.com/netlint/netlint/model"
)

// domain gives a DNS name without the final dot, in lower case.
func domain(v model.Value[string]) model.Value[string] {
	return convert(v, func(s string) (string, error) { return strings.ToLower(strings.TrimSuffix(s, ".")), nil })
}

func hostedZone(r *resource) {
	p := decode[route53.HostedZone](r)
	z := &model.HostedZone{Object: r.object(), Domain: domain(r.text(&p.Name)), Private: model.Known(len(p.VPCs) > 0)}
	z.VPCs = list(r, &p.VPCs, func(v *route53.HostedZone_VPC) model.Ref[model.VPC] {
		if why, ok := r.why(v); ok {
			return model.RefTo[model.VPC](model.Unknown[string](why))
		}
		return ref[model.VPC](r, &v.VPCId)
	})
	if z.VPCs.Open {
		z.Private = model.Unknown[bool](z.VPCs.Why)
	}
	r.add(z)
}

// privateNamespace is a Cloud Map namespace, for which AWS makes a private zone in its VPC.
func privateNamespace(r *resource) {
	p := decode[servicediscovery.PrivateDnsNamespace](r)
	z := &model.HostedZone{Object: r.aliased("HostedZoneId"), Domain: domain(r.text(&p.Name)), Private: model.Known(true)}
	z.VPCs = model.ListOf(ref[model.VPC](r, &p.Vpc))
	r.add(z)
}

func recordSet(r *resource) {
	p := decode[route53.RecordSet](r)
	d := &model.DNSRecord{
		Object: r.object(),
		Zone:   ref[model.HostedZone](r, &p.HostedZoneId),
		Domain: domain(r.text(&p.Name)),
		Kind:   r.text(&p.Type),
		Values: r.rawTexts(&p.ResourceRecords),
	}
	if why, ok := r.why(&p.AliasTarget); ok {
		d.Alias = model.Unknown[string](why)
	} else if p.AliasTarget != nil {
		d.Alias = r.raw(&p.AliasTarget.DNSName)
	}
	r.add(d)
}

func recordSetGroup(r *resource) {
	p := decode[route53.RecordSetGroup](r)
	zone := ref[model.HostedZone](r, &p.HostedZoneId)
	for i := range p.RecordSets {
		s := &p.RecordSets[i]
		d := &model.DNSRecord{
			Object: r.part("RecordSets", strconv.Itoa(i)),
			Zone:   zone,
			Domain: domain(r.text(&s.Name)),
			Kind:   r.text(&s.Type),
			Values: r.rawTexts(&s.ResourceRecords),
		}
		if zone.IsAbsent() {
			d.Zone = ref[model.HostedZone](r, &s.HostedZoneId)
		}
		if why, ok := r.why(&s.AliasTarget); ok {
			d.Alias = model.Unknown[string](why)
		} else if s.AliasTarget != nil {
			d.Alias = r.raw(&s.AliasTarget.DNSName)
		}
		r.add(d)
	}
}

// rawTexts gives a list of strings with the symbols in them.
func (r *resource) rawTexts(field *[]string) model.List[model.Value[string]] {
	return list(r, field, func(f *string) model.Value[string] { return r.raw(f) })
}

func resolverEndpoint(r *resource) {
	p := decode[route53resolver.ResolverEndpoint](r)
	e := &model.ResolverEndpoint{
		Object:      r.object(),
		Inbound:     switched(r.text(&p.Direction), "INBOUND"),
		Groups:      refs[model.SecurityGroup](r, &p.SecurityGroupIds),
		GroupsUnset: r.unset(&p.SecurityGroupIds),
	}
	e.Subnets = list(r, &p.IpAddresses, func(a *route53resolver.ResolverEndpoint_IpAddressRequest) model.Ref[model.Subnet] {
		if why, ok := r.why(a); ok {
			return model.RefTo[model.Subnet](model.Unknown[string](why))
		}
		return ref[model.Subnet](r, &a.SubnetId)
	})
	r.add(e)
}

func resolverRule(r *resource) {
	p := decode[route53resolver.ResolverRule](r)
	rule := &model.ResolverRule{
		Object:   r.object(),
		Domain:   domain(r.text(&p.DomainName)),
		Kind:     r.text(&p.RuleType),
		Endpoint: ref[model.ResolverEndpoint](r, &p.ResolverEndpointId),
	}
	rule.Targets = list(r, &p.TargetIps, func(t *route53resolver.ResolverRule_TargetAddress) model.Value[string] {
		if why, ok := r.why(t); ok {
			return model.Unknown[string](why)
		}
		if v4 := r.text(&t.Ip); !v4.IsAbsent() {
			return v4
		}
		return r.text(&t.Ipv6)
	})
	r.add(rule)
}

func resolverRuleAssociation(r *resource) {
	p := decode[route53resolver.ResolverRuleAssociation](r)
	r.add(&model.ResolverRuleAssociation{
		Object: r.object(),
		Rule:   ref[model.ResolverRule](r, &p.ResolverRuleId),
		VPC:    ref[model.VPC](r, &p.VPCId),
	})
}
