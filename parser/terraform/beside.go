package terraform

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

// beside is what resources of their own say about others, gathered before these are built.
type beside struct {
	// targets are the target groups of autoscaling groups, by the group's name.
	targets map[string][]model.Registration
	// scaling are the names of the autoscaling groups in view, and attachments what registers such groups.
	scaling     map[string]bool
	attachments []attachment
	// clusters are the names of ECS clusters, by their identifiers.
	clusters map[string]attribute.String
	// members are the instances of Aurora clusters, by the cluster.
	members map[string][]*attribute.RDSClusterInstance
	// clientSubnets are the subnets of Client VPN endpoints, by the endpoint.
	clientSubnets map[string][]attribute.Ref
	// shared are the ARNs that resource shares offer to other accounts.
	shared map[string]bool
	// Some resource cannot be told which other one it speaks of: each of these says which resource, or is empty.
	anyMember, anyClientSubnet, anyShared string
}

// attachment registers the instances of an autoscaling group with a target group.
type attachment struct {
	resource *resource
	group    attribute.Ref
	target   attribute.Ref
}

func newBeside() *beside {
	return &beside{
		targets: map[string][]model.Registration{}, scaling: map[string]bool{}, clusters: map[string]attribute.String{}, members: map[string][]*attribute.RDSClusterInstance{},
		clientSubnets: map[string][]attribute.Ref{}, shared: map[string]bool{},
	}
}

// learn notes what a resource says about another.
func (s *beside) learn(r *resource) {
	switch a := r.attrs.(type) {
	case *attribute.AutoscalingAttachment:
		s.target(r, a.AutoscalingGroupName, a.LBTargetGroupARN)
		if id, ok := a.ELB.ID(); ok {
			s.target(r, a.AutoscalingGroupName, attribute.RefTo(classicGroupID(id)))
		}
	case *attribute.AutoscalingTrafficSource:
		for _, source := range a.TrafficSource.Items {
			s.target(r, a.AutoscalingGroupName, source.Identifier)
		}
	case *attribute.ECSCluster:
		for _, v := range []attribute.String{a.ID, a.ARN, a.Name} {
			if id, ok := v.Get(); ok {
				s.clusters[id] = a.Name
			}
		}
	case *attribute.RDSClusterInstance:
		if id, ok := a.ClusterIdentifier.ID(); ok {
			s.members[id] = append(s.members[id], a)
		} else {
			s.anyMember = r.address
		}
	case *attribute.ClientVPNNetworkAssociation:
		if id, ok := a.ClientVPNEndpointID.ID(); ok {
			s.clientSubnets[id] = append(s.clientSubnets[id], a.SubnetID)
		} else {
			s.anyClientSubnet = r.address
		}
	case *attribute.ResourceShareAssociation:
		if id, ok := a.ResourceARN.ID(); ok {
			s.shared[id] = true
		} else {
			s.anyShared = r.address
		}
	}
}

func (s *beside) target(r *resource, group, target attribute.Ref) {
	if target.IsAbsent() {
		return
	}
	s.attachments = append(s.attachments, attachment{r, group, target})
	if name, ok := group.ID(); ok {
		s.targets[name] = append(s.targets[name], model.Registration{TargetGroup: ref[model.TargetGroup](target), Range: r.place})
	}
}

// strangers registers what is not in view, or cannot be told, with target groups: with these the targets are open.
func (b *builder) strangers() {
	for _, a := range b.beside.attachments {
		if name, known := a.group.ID(); known && b.beside.scaling[name] {
			continue
		}
		among := a.target.Candidates()
		if id, ok := a.target.ID(); ok {
			among = []string{id}
		}
		b.net.Add(&model.TargetRegistration{
			Object:      b.object(a.resource, attribute.Map{}),
			TargetGroup: model.RefAmong[model.TargetGroup](among, "the Auto Scaling group of "+a.resource.address+" is not in view"),
			TargetID:    a.group.Value(),
		})
	}
}

// instances gives the instances of an Aurora cluster by the cluster's identifiers.
func (s *beside) instances(ids ...attribute.String) []*attribute.RDSClusterInstance {
	for _, id := range ids {
		if text, ok := id.Get(); ok && len(s.members[text]) > 0 {
			return s.members[text]
		}
	}
	return nil
}

// isPublic tells whether an Aurora cluster has an instance with a public address.
func (s *beside) isPublic(ids ...attribute.String) attribute.Bool {
	var public attribute.Bool
	for _, member := range s.instances(ids...) {
		switch {
		case member.PubliclyAccessible.Or(false):
			return member.PubliclyAccessible
		case member.PubliclyAccessible.IsUnknown():
			public = member.PubliclyAccessible
		}
	}
	if public.IsAbsent() && s.anyMember != "" {
		return model.Unknown[bool](s.anyMember + " may be an instance of it")
	}
	return public
}

// endpoints gives the names of an Aurora cluster's instances.
func (s *beside) endpoints(ids ...attribute.String) []attribute.String {
	var names []attribute.String
	for _, member := range s.instances(ids...) {
		names = append(names, member.Endpoint)
	}
	return names
}

// shareable are the types that other accounts put something of their own on, once they are shared with them.
var shareable = map[string]bool{
	"aws_ec2_transit_gateway": true, "aws_subnet": true, "aws_ec2_managed_prefix_list": true, "aws_vpc_ipam_pool": true,
	"aws_route53_resolver_rule": true, "aws_networkfirewall_firewall_policy": true, "aws_networkfirewall_rule_group": true,
	"aws_security_group": true, "aws_dx_gateway": true, "aws_customer_gateway": true,
}

// isShared reports whether a resource is, or may be, shared with other accounts.
func (s *beside) isShared(o *model.Object) bool {
	if len(s.shared) == 0 && s.anyShared == "" {
		return false
	}
	if s.anyShared != "" && shareable[o.Type] || s.shared[o.ID] {
		return true
	}
	for _, id := range o.Aliases {
		if s.shared[id] {
			return true
		}
	}
	return false
}
