package terraform

import (
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

func (b *builder) zone(r *resource, a *attribute.Route53Zone) {
	z := &model.HostedZone{
		Object:  b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.ZoneID, a.ID, a.ARN),
		Domain:  domain(a.Name),
		Private: model.Known(len(a.VPC.Items) > 0 || a.VPC.IsUnknown()),
		VPCs:    list(a.VPC, func(v attribute.Route53ZoneVPC) model.Ref[model.VPC] { return ref[model.VPC](v.VPCID) }),
	}
	b.net.Add(z)
}

func (b *builder) zoneData(r *resource, a *attribute.Route53ZoneData) {
	z := &model.HostedZone{
		Object:  b.named(r, a.Name, a.Tags, a.ZoneID, a.ID),
		Domain:  domain(a.Name),
		Private: a.PrivateZone,
		VPCs:    model.OpenList[model.Ref[model.VPC]](r.address + " does not tell the zone's VPCs"),
	}
	b.net.Add(z)
}

func (b *builder) zoneAssociation(r *resource, a *attribute.Route53ZoneAssociation) {
	b.net.Add(&model.HostedZoneAssociation{
		Object: b.object(r, attribute.Map{}, a.ID),
		Zone:   ref[model.HostedZone](a.ZoneID),
		VPC:    ref[model.VPC](a.VPCID),
	})
}

func (b *builder) record(r *resource, a *attribute.Route53Record) {
	name := a.Name
	if fqdn, ok := a.FQDN.Get(); ok && !synthetic(fqdn) && strings.Contains(fqdn, ".") {
		name = a.FQDN
	}
	b.net.Add(&model.DNSRecord{
		Object: b.object(r, attribute.Map{}, a.ID),
		Zone:   ref[model.HostedZone](a.ZoneID),
		Domain: domain(name),
		Kind:   a.Type,
		Values: list(a.Records, same),
		Alias:  first(a.Alias).Name,
	})
}

func (b *builder) resolverEndpoint(r *resource, a *attribute.ResolverEndpoint) {
	b.net.Add(&model.ResolverEndpoint{
		Object:  b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		Inbound: equals(a.Direction, "INBOUND"),
		Subnets: list(a.IPAddress, func(v attribute.ResolverEndpointIPAddress) model.Ref[model.Subnet] {
			return ref[model.Subnet](v.SubnetID)
		}),
		Groups:      refs[model.SecurityGroup](a.SecurityGroupIDs),
		GroupsUnset: unset(a.SecurityGroupIDs),
	})
}

func (b *builder) resolverRule(r *resource, a *attribute.ResolverRule) {
	b.net.Add(&model.ResolverRule{
		Object:   b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		Domain:   domain(a.DomainName),
		Kind:     a.RuleType,
		Endpoint: ref[model.ResolverEndpoint](a.ResolverEndpointID),
		Targets:  list(a.TargetIP, func(t attribute.ResolverRuleTargetIP) model.Value[string] { return t.IP }),
	})
}

func (b *builder) resolverRuleAssociation(r *resource, a *attribute.ResolverRuleAssociation) {
	b.net.Add(&model.ResolverRuleAssociation{
		Object: b.object(r, attribute.Map{}, a.ID),
		Rule:   ref[model.ResolverRule](a.ResolverRuleID),
		VPC:    ref[model.VPC](a.VPCID),
	})
}
