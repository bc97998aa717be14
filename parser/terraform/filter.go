package terraform

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

func (b *builder) networkACL(r *resource, a *attribute.NetworkACL) {
	acl := &model.NetworkACL{
		Object:    b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		VPC:       ref[model.VPC](a.VPCID),
		SubnetIDs: refs[model.Subnet](a.SubnetIDs),
	}
	b.net.Add(acl)
	b.inlineEntries(r, acl, a.Ingress, a.Egress)
}

func (b *builder) defaultNetworkACL(r *resource, a *attribute.DefaultNetworkACL) {
	acl := &model.NetworkACL{
		Object:    b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		VPC:       ref[model.VPC](a.VPCID),
		Default:   true,
		Adopts:    a.DefaultNetworkACLID.Value(),
		SubnetIDs: refs[model.Subnet](a.SubnetIDs),
	}
	b.net.Add(acl)
	b.inlineEntries(r, acl, a.Ingress, a.Egress)
}

// inlineEntries adds the entries that stand in their ACL. Both forms of the resource remove AWS's own entries,
// so that an ACL without any denies everything.
func (b *builder) inlineEntries(r *resource, acl *model.NetworkACL, ingress, egress attribute.List[attribute.InlineACLEntry]) {
	for _, direction := range []struct {
		name    string
		entries attribute.List[attribute.InlineACLEntry]
	}{{"ingress", ingress}, {"egress", egress}} {
		if direction.entries.IsUnknown() {
			acl.Open, acl.Why = true, "its "+direction.name+" rules are not known: "+direction.entries.Why()
		}
		out := direction.name == "egress"
		for i := range direction.entries.Items {
			e := &direction.entries.Items[i]
			if r.existed && b.echoes.isEntry(acl.ID, out, e.RuleNo) {
				continue
			}
			entry := aclEntry(e.Protocol, e.FromPort, e.ToPort, e.ICMPType, e.ICMPCode)
			entry.Object = b.inline(r, direction.name, i)
			entry.ACL = model.RefByID[model.NetworkACL](acl.ID)
			entry.Inline = true
			entry.Number = e.RuleNo
			entry.Egress = model.Known(out)
			entry.Allow = equals(e.Action, "allow")
			entry.CIDR = either(prefix(e.CIDRBlock), prefix(e.IPv6CIDRBlock))
			b.net.Add(entry)
		}
	}
}

func (b *builder) networkACLRule(r *resource, a *attribute.NetworkACLRule) {
	entry := aclEntry(a.Protocol, a.FromPort, a.ToPort, a.ICMPType, a.ICMPCode)
	entry.Object = b.object(r, attribute.Map{}, a.ID)
	entry.Object.ID = newID(b.rootID, r.typ, r.address, "id") // the provider's own is a hash, no identity
	entry.ACL = ref[model.NetworkACL](a.NetworkACLID)
	entry.Number = a.RuleNumber
	entry.Egress = a.Egress.OrDefault(false)
	entry.Allow = equals(a.RuleAction, "allow")
	entry.CIDR = either(prefix(a.CIDRBlock), prefix(a.IPv6CIDRBlock))
	b.net.Add(entry)
}

// aclEntry makes an entry with its match. Terraform writes ICMP types as numbers in text where it is asked
// to; both forms arrive here as numbers.
func aclEntry(proto attribute.String, from, to, icmpType, icmpCode attribute.Int) *model.NetworkACLEntry {
	m := match(protocol(proto), from, to)
	if p, ok := m.Protocol.Get(); !ok || p.IsICMP() {
		m.ICMPType, m.ICMPCode = icmpType, icmpCode
	}
	if p, ok := m.Protocol.Get(); ok && p.IsICMP() {
		m.FromPort, m.ToPort = model.Value[int]{}, model.Value[int]{}
	}
	return &model.NetworkACLEntry{Match: m}
}

// match makes the protocol and ports of a filter rule. Ports stand only beside protocols that have them;
// what is written beside others is noted, because AWS ignores it.
func match(proto model.Value[packet.Protocol], from, to attribute.Int) model.FilterMatch {
	m := model.FilterMatch{Protocol: proto, FromPort: from, ToPort: to}
	p, ok := proto.Get()
	if !ok || p.HasPorts() {
		return m
	}
	m.StatedPorts = !p.IsICMP() && model.StatesPorts(from, to)
	m.FromPort, m.ToPort = model.Value[int]{}, model.Value[int]{}
	return m
}

// groupMatch is match for security groups, whose ports hold type and code for ICMP.
func groupMatch(proto attribute.String, from, to attribute.Int) model.FilterMatch {
	m := match(protocol(proto), from, to)
	if p, ok := m.Protocol.Get(); ok && p.IsICMP() {
		m.ICMPType, m.ICMPCode = from, to
	}
	return m
}

func (b *builder) networkACLAssociation(r *resource, a *attribute.NetworkACLAssociation) {
	b.net.Add(&model.NetworkACLAssociation{
		Object: b.object(r, attribute.Map{}, a.ID),
		Subnet: ref[model.Subnet](a.SubnetID),
		ACL:    ref[model.NetworkACL](a.NetworkACLID),
	})
}

func (b *builder) securityGroup(r *resource, a *attribute.SecurityGroup) {
	g := &model.SecurityGroup{
		Object:      b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		VPC:         ref[model.VPC](a.VPCID),
		Description: a.Description,
		// A group that is only read keeps what rules it has, none of which are in view.
		DefaultEgress: r.data,
	}
	b.net.Add(g)
	b.inlineRules(r, g, a.Ingress, a.Egress)
}

func (b *builder) defaultSecurityGroup(r *resource, a *attribute.DefaultSecurityGroup) {
	g := &model.SecurityGroup{
		Object:      b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		VPC:         ref[model.VPC](a.VPCID),
		Default:     true,
		Description: a.Description,
	}
	b.net.Add(g)
	b.inlineRules(r, g, a.Ingress, a.Egress)
}

func (b *builder) inlineRules(r *resource, g *model.SecurityGroup, ingress, egress attribute.List[attribute.InlineGroupRule]) {
	for _, direction := range []struct {
		name  string
		rules attribute.List[attribute.InlineGroupRule]
	}{{"ingress", ingress}, {"egress", egress}} {
		if direction.rules.IsUnknown() {
			g.Open, g.Why = true, "its "+direction.name+" rules are not known: "+direction.rules.Why()
		}
		out := direction.name == "egress"
		for i, rule := range direction.rules.Items {
			if r.existed {
				var left bool
				if rule, left = b.echoes.withoutEcho(g.ID, out, rule); !left {
					continue
				}
			}
			o := ruleFrom(&rule)
			o.Object = b.inline(r, direction.name, i)
			o.Group = model.RefByID[model.SecurityGroup](g.ID)
			o.Inline = true
			o.Egress = model.Known(out)
			b.net.Add(o)
		}
	}
}

func ruleFrom(a *attribute.InlineGroupRule) *model.SecurityGroupRule {
	return &model.SecurityGroupRule{
		Match:       groupMatch(a.Protocol, a.FromPort, a.ToPort),
		CIDRs:       ranges(a.CIDRBlocks, a.IPv6CIDRBlocks),
		PrefixLists: refs[model.PrefixList](a.PrefixListIDs),
		Groups:      refs[model.SecurityGroup](a.SecurityGroups),
		Self:        a.Self.OrDefault(false),
		Description: a.Description,
	}
}

func (b *builder) securityGroupRule(r *resource, a *attribute.SecurityGroupRule) {
	rule := ruleFrom(&attribute.InlineGroupRule{
		Protocol: a.Protocol, FromPort: a.FromPort, ToPort: a.ToPort, CIDRBlocks: a.CIDRBlocks,
		IPv6CIDRBlocks: a.IPv6CIDRBlocks, PrefixListIDs: a.PrefixListIDs, Self: a.Self, Description: a.Description,
	})
	if !a.SourceSecurityGroupID.IsAbsent() {
		rule.Groups = model.ListOf(ref[model.SecurityGroup](a.SourceSecurityGroupID))
	}
	rule.Object = b.object(r, attribute.Map{}, a.ID)
	rule.Group = ref[model.SecurityGroup](a.SecurityGroupID)
	rule.Egress = equals(a.Type, "egress")
	b.net.Add(rule)
}

func (b *builder) groupIngressRule(r *resource, a *attribute.SecurityGroupIngressRule) {
	b.groupRule(r, a, false)
}

func (b *builder) groupEgressRule(r *resource, a *attribute.SecurityGroupEgressRule) {
	in := attribute.SecurityGroupIngressRule(*a)
	b.groupRule(r, &in, true)
}

func (b *builder) groupRule(r *resource, a *attribute.SecurityGroupIngressRule, egress bool) {
	rule := &model.SecurityGroupRule{
		Object:      b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		Group:       ref[model.SecurityGroup](a.SecurityGroupID),
		Egress:      model.Known(egress),
		Match:       groupMatch(a.IPProtocol, a.FromPort, a.ToPort),
		Description: a.Description,
		Self:        model.Known(false),
	}
	for _, p := range []attribute.String{a.CIDRIPv4, a.CIDRIPv6} {
		if !p.IsAbsent() {
			rule.CIDRs.Items = append(rule.CIDRs.Items, prefix(p))
		}
	}
	if !a.PrefixListID.IsAbsent() {
		rule.PrefixLists = model.ListOf(ref[model.PrefixList](a.PrefixListID))
	}
	if !a.ReferencedSecurityGroupID.IsAbsent() {
		rule.Groups = model.ListOf(ref[model.SecurityGroup](a.ReferencedSecurityGroupID))
	}
	b.net.Add(rule)
}

func (b *builder) groupVPC(r *resource, a *attribute.SecurityGroupVPCAssociation) {
	o := b.object(r, attribute.Map{})
	b.net.Add(&model.SecurityGroupVPCAssociation{
		Object: o,
		Group:  ref[model.SecurityGroup](a.SecurityGroupID),
		VPC:    ref[model.VPC](a.VPCID),
	})
}

// ranges joins IPv4 and IPv6 ranges.
func ranges(lists ...attribute.List[attribute.String]) (out model.List[prefixValue]) {
	for _, l := range lists {
		part := list(l, prefix)
		out.Items = append(out.Items, part.Items...)
		if part.Open {
			out.Open, out.Why = true, part.Why
		}
	}
	return out
}
