package cloudformation

import (
	"strconv"

	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/packet"
)

func networkACL(r *resource) {
	p := decode[ec2.NetworkAcl](r)
	r.add(&model.NetworkACL{Object: r.object(), VPC: ref[model.VPC](r, &p.VpcId)})
}

func networkACLAssociation(r *resource) {
	p := decode[ec2.SubnetNetworkAclAssociation](r)
	r.add(&model.NetworkACLAssociation{
		Object: r.object(),
		Subnet: ref[model.Subnet](r, &p.SubnetId),
		ACL:    ref[model.NetworkACL](r, &p.NetworkAclId),
	})
}

// networkACLEntry is an inbound rule unless Egress says otherwise.
func networkACLEntry(r *resource) {
	p := decode[ec2.NetworkAclEntry](r)
	e := &model.NetworkACLEntry{
		Object: r.object(),
		ACL:    ref[model.NetworkACL](r, &p.NetworkAclId),
		Number: r.number(&p.RuleNumber),
		Egress: r.boolean(&p.Egress).OrDefault(false),
		Allow:  switched(r.text(&p.RuleAction), "allow"),
		CIDR:   r.prefix(&p.CidrBlock),
	}
	if e.CIDR.IsAbsent() {
		e.CIDR = r.prefix(&p.Ipv6CidrBlock)
	}
	e.Match.Protocol = convert(r.digits(&p.Protocol), packet.ParseProtocol)
	protocol, known := e.Match.Protocol.Get()
	from, to := r.ports(&p.PortRange)
	if !known || protocol.HasPorts() {
		e.Match.FromPort, e.Match.ToPort = from, to
	} else {
		e.Match.StatedPorts = model.StatesPorts(from, to)
	}
	if !known || protocol.IsICMP() {
		e.Match.ICMPType, e.Match.ICMPCode = r.icmp(&p.Icmp)
	}
	r.add(e)
}

func (r *resource) ports(field **ec2.NetworkAclEntry_PortRange) (from, to model.Value[int]) {
	if why, ok := r.why(field); ok {
		return model.Unknown[int](why), model.Unknown[int](why)
	}
	if *field == nil {
		return from, to
	}
	return r.number(&(*field).From), r.number(&(*field).To)
}

func (r *resource) icmp(field **ec2.NetworkAclEntry_Icmp) (kind, code model.Value[int]) {
	if why, ok := r.why(field); ok {
		return model.Unknown[int](why), model.Unknown[int](why)
	}
	if *field == nil {
		return kind, code
	}
	return r.number(&(*field).Type), r.number(&(*field).Code)
}

// digits gives a number property as text, for readers that take names and numbers.
func (r *resource) digits(field any) model.Value[string] {
	n := r.number(field)
	if v, ok := n.Get(); ok {
		return model.Known(strconv.Itoa(v))
	}
	if n.IsUnknown() {
		return model.Unknown[string](n.Why())
	}
	return model.Value[string]{}
}

// groupMatch reads protocol and ports of a security group's rule. For ICMP the ports are type and code.
func (r *resource) groupMatch(protocolField *string, fromField, toField **int) model.FilterMatch {
	m := model.FilterMatch{Protocol: convert(r.text(protocolField), packet.ParseProtocol)}
	from, to := r.number(fromField), r.number(toField)
	protocol, known := m.Protocol.Get()
	switch {
	case known && protocol.IsICMP():
		m.ICMPType, m.ICMPCode = from, to
	case known && !protocol.HasPorts():
		m.StatedPorts = model.StatesPorts(from, to)
	case from.Or(0) == -1: // all ports
	default:
		m.FromPort, m.ToPort = from, to
		if !known {
			m.ICMPType, m.ICMPCode = from, to
		}
	}
	return m
}

// securityGroup keeps AWS's allow-all egress until it has an egress rule (VPC User Guide, "Security groups").
func securityGroup(r *resource) {
	p := decode[ec2.SecurityGroup](r)
	g := &model.SecurityGroup{
		Object:        r.aliased("GroupId"),
		VPC:           ref[model.VPC](r, &p.VpcId),
		Description:   r.text(&p.GroupDescription),
		DefaultEgress: true,
	}
	if name, ok := r.text(&p.GroupName).Get(); ok {
		g.Aliases = append(g.Aliases, name)
		if g.Name == "" {
			g.Name = name
		}
	}
	r.add(g)
	if why, ok := r.why(&p.SecurityGroupIngress); ok {
		g.Open, g.Why = true, why
	}
	for i := range p.SecurityGroupIngress {
		rule := &p.SecurityGroupIngress[i]
		if why, ok := r.why(rule); ok {
			g.Open, g.Why = true, why
			continue
		}
		far := farEnds{&rule.CidrIp, &rule.CidrIpv6, &rule.SourcePrefixListId, &rule.SourceSecurityGroupId, &rule.SourceSecurityGroupName}
		match := r.groupMatch(&rule.IpProtocol, &rule.FromPort, &rule.ToPort)
		r.add(r.inlineRule(g, false, far, match, &rule.Description, "SecurityGroupIngress", strconv.Itoa(i)))
	}
	if why, ok := r.why(&p.SecurityGroupEgress); ok {
		g.Open, g.Why, g.DefaultEgress = true, why, false
	}
	for i := range p.SecurityGroupEgress {
		rule := &p.SecurityGroupEgress[i]
		if why, ok := r.why(rule); ok {
			g.Open, g.Why, g.DefaultEgress = true, why, false
			continue
		}
		far := farEnds{&rule.CidrIp, &rule.CidrIpv6, &rule.DestinationPrefixListId, &rule.DestinationSecurityGroupId, nil}
		match := r.groupMatch(&rule.IpProtocol, &rule.FromPort, &rule.ToPort)
		r.add(r.inlineRule(g, true, far, match, &rule.Description, "SecurityGroupEgress", strconv.Itoa(i)))
	}
}

// farEnds are the properties of a rule that say who the other side is; one of them is set.
type farEnds struct {
	cidr4, cidr6, prefixList, group, groupName **string
}

func (r *resource) inlineRule(g *model.SecurityGroup, egress bool, far farEnds, match model.FilterMatch, description **string, path ...string) *model.SecurityGroupRule {
	rule := &model.SecurityGroupRule{
		Object:      r.part(path...),
		Group:       model.RefByID[model.SecurityGroup](g.ID),
		Inline:      true,
		Egress:      model.Known(egress),
		Match:       match,
		Self:        model.Known(false),
		Description: r.text(description),
	}
	r.setFarEnds(rule, far)
	return rule
}

func (r *resource) setFarEnds(rule *model.SecurityGroupRule, far farEnds) {
	for _, field := range []**string{far.cidr4, far.cidr6} {
		if cidr := r.prefix(field); !cidr.IsAbsent() {
			rule.CIDRs.Items = append(rule.CIDRs.Items, cidr)
		}
	}
	if l := ref[model.PrefixList](r, far.prefixList); !l.IsAbsent() {
		rule.PrefixLists.Items = append(rule.PrefixLists.Items, l)
	}
	group := ref[model.SecurityGroup](r, far.group)
	if group.IsAbsent() && far.groupName != nil {
		group = ref[model.SecurityGroup](r, far.groupName)
	}
	if !group.IsAbsent() {
		rule.Groups.Items = append(rule.Groups.Items, group)
	}
}

func securityGroupIngress(r *resource) {
	p := decode[ec2.SecurityGroupIngress](r)
	group := ref[model.SecurityGroup](r, &p.GroupId)
	if group.IsAbsent() {
		group = ref[model.SecurityGroup](r, &p.GroupName)
	}
	rule := &model.SecurityGroupRule{
		Object:      r.object(),
		Group:       group,
		Egress:      model.Known(false),
		Match:       r.groupMatch(&p.IpProtocol, &p.FromPort, &p.ToPort),
		Self:        model.Known(false),
		Description: r.text(&p.Description),
	}
	r.setFarEnds(rule, farEnds{&p.CidrIp, &p.CidrIpv6, &p.SourcePrefixListId, &p.SourceSecurityGroupId, &p.SourceSecurityGroupName})
	r.add(rule)
}

func securityGroupEgress(r *resource) {
	p := decode[ec2.SecurityGroupEgress](r)
	rule := &model.SecurityGroupRule{
		Object:      r.object(),
		Group:       ref[model.SecurityGroup](r, &p.GroupId),
		Egress:      model.Known(true),
		Match:       r.groupMatch(&p.IpProtocol, &p.FromPort, &p.ToPort),
		Self:        model.Known(false),
		Description: r.text(&p.Description),
	}
	r.setFarEnds(rule, farEnds{&p.CidrIp, &p.CidrIpv6, &p.DestinationPrefixListId, &p.DestinationSecurityGroupId, nil})
	r.add(rule)
}

// securityGroupVPC is newer than goformation.
type securityGroupVPCAssociation struct {
	GroupID *string `json:"GroupId"`
	VPCID   *string `json:"VpcId"`
}

func securityGroupVPC(r *resource) {
	p := decode[securityGroupVPCAssociation](r)
	r.add(&model.SecurityGroupVPCAssociation{
		Object: r.object(),
		Group:  ref[model.SecurityGroup](r, &p.GroupID),
		VPC:    ref[model.VPC](r, &p.VPCID),
	})
}
