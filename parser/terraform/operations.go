package terraform

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

func (b *builder) flowLog(r *resource, a *attribute.FlowLog) {
	b.net.Add(&model.FlowLog{
		Object:         b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		VPC:            ref[model.VPC](a.VPCID),
		Subnet:         ref[model.Subnet](a.SubnetID),
		Interface:      ref[model.NetworkInterface](a.ENIID),
		TransitGateway: ref[model.TransitGateway](a.TransitGatewayID),
	})
}

func (b *builder) mirrorTarget(r *resource, a *attribute.TrafficMirrorTarget) {
	b.net.Add(&model.MirrorTarget{
		Object:       b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		Interface:    ref[model.NetworkInterface](a.NetworkInterfaceID),
		LoadBalancer: ref[model.LoadBalancer](a.NetworkLoadBalancerARN),
		Endpoint:     ref[model.VPCEndpoint](a.GatewayLoadBalancerEndpointID),
	})
}

func (b *builder) mirrorFilter(r *resource, a *attribute.TrafficMirrorFilter) {
	b.net.Add(&model.MirrorFilter{Object: b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN)})
}

func (b *builder) mirrorFilterRule(r *resource, a *attribute.TrafficMirrorFilterRule) {
	b.net.Add(&model.MirrorFilterRule{
		Object: b.object(r, attribute.Map{}, a.ID, a.ARN),
		Filter: ref[model.MirrorFilter](a.TrafficMirrorFilterID),
		Accept: equals(a.RuleAction, "accept"),
	})
}

func (b *builder) mirrorSession(r *resource, a *attribute.TrafficMirrorSession) {
	b.net.Add(&model.MirrorSession{
		Object: b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		Source: ref[model.NetworkInterface](a.NetworkInterfaceID),
		Target: ref[model.MirrorTarget](a.TrafficMirrorTargetID),
		Filter: ref[model.MirrorFilter](a.TrafficMirrorFilterID),
	})
}

func (b *builder) blockPublicAccess(r *resource, a *attribute.BlockPublicAccessOptions) {
	b.net.Add(&model.BlockPublicAccess{
		Object: b.object(r, attribute.Map{}, a.ID),
		Mode:   a.InternetGatewayBlockMode,
	})
}

func (b *builder) blockPublicAccessExclusion(r *resource, a *attribute.BlockPublicAccessExclusion) {
	b.net.Add(&model.BlockPublicAccessExclusion{
		Object: b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID),
		VPC:    ref[model.VPC](a.VPCID),
		Subnet: ref[model.Subnet](a.SubnetID),
		Mode:   a.InternetGatewayExclusionMode,
	})
}
