package terraform

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

func (b *builder) instance(r *resource, a *attribute.Instance) {
	w := &model.Workload{
		Object:          b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN, a.PrimaryNetworkInterfaceID),
		Kind:            model.WorkloadInstance,
		Subnets:         one(ref[model.Subnet](a.SubnetID)),
		Groups:          refs[model.SecurityGroup](a.VPCSecurityGroupIDs),
		GroupsUnset:     unset(a.VPCSecurityGroupIDs),
		Template:        templateRef(a.LaunchTemplate.Items),
		PublicIP:        a.AssociatePublicIPAddress,
		PrivateIP:       addr(a.PrivateIP),
		SourceDestCheck: a.SourceDestCheck,
		Profile:         ref[model.InstanceProfile](a.IAMInstanceProfile),
		Texts:           userData(r, a.UserData, a.UserDataBase64),
		InstanceType:    a.InstanceType,
		Image:           a.AMI,
	}
	w.Aliases = append(w.Aliases, newID(b.rootID, r.typ, r.address, "private_ip")) // a target may be named by it
	if w.PrivateIP.IsUnknown() {
		w.PrivateIP = addr(attribute.String{}) // some address of the subnet
	}
	for _, n := range a.NetworkInterface.Items {
		w.Attached.Items = append(w.Attached.Items, ref[model.NetworkInterface](n.NetworkInterfaceID))
	}
	if len(a.NetworkInterface.Items) > 0 {
		// It has no interface but those; a state repeats the subnet and the groups of the first.
		w.Subnets, w.Groups, w.GroupsUnset = model.List[model.Ref[model.Subnet]]{}, model.List[model.Ref[model.SecurityGroup]]{}, true
	}
	if a.NetworkInterface.IsUnknown() {
		w.Attached.Open, w.Attached.Why = true, a.NetworkInterface.Why()
	}
	for i, d := range a.RootBlockDevice.Items {
		w.Volumes = append(w.Volumes, volumeUse(d.VolumeType, d.IOPS, d.Throughput, d.VolumeSize, d.Encrypted, d.KMSKeyID, r.at("root_block_device", i)))
	}
	for i, d := range a.EBSBlockDevice.Items {
		w.Volumes = append(w.Volumes, volumeUse(d.VolumeType, d.IOPS, d.Throughput, d.VolumeSize, d.Encrypted, d.KMSKeyID, r.at("ebs_block_device", i)))
	}
	w.Platform = model.PlatformOf(w.Texts, w.Image, w.Tags)
	b.net.Add(w)
}

// one makes a list of one reference, or of none where it is absent.
func one[T any](r model.Ref[T]) model.List[model.Ref[T]] {
	if r.IsAbsent() {
		return model.List[model.Ref[T]]{}
	}
	return model.ListOf(r)
}

// templateRef gives the launch template that a block names by id or by name.
func templateRef(blocks []attribute.InstanceLaunchTemplate) model.Ref[model.LaunchTemplate] {
	if len(blocks) == 0 {
		return model.Ref[model.LaunchTemplate]{}
	}
	t := blocks[0]
	if t.ID.IsAbsent() || t.ID.IsUnknown() && t.Name.IsKnown() {
		return ref[model.LaunchTemplate](t.Name)
	}
	return ref[model.LaunchTemplate](t.ID)
}

// userData gives the script that an instance starts with, decoded where it is in base64.
func userData(r *resource, plain, encoded attribute.String) []model.Text {
	var texts []model.Text
	if !plain.IsAbsent() {
		text := parsed(plain, "script", func(s string) (string, error) { return decoded(s), nil })
		texts = append(texts, model.Text{Kind: "user data", Value: text, Range: r.at("user_data")})
	}
	if !encoded.IsAbsent() {
		text := parsed(encoded, "script", func(s string) (string, error) { return decoded(s), nil })
		texts = append(texts, model.Text{Kind: "user data", Value: text, Range: r.at("user_data_base64")})
	}
	return texts
}

// decoded decodes base64 where the text is that, and leaves any other text as it is. A state holds a hash in
// place of user data, of which nothing can be read.
func decoded(text string) string {
	if data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text)); err == nil && len(text) > 0 {
		return string(data)
	}
	return text
}

func volumeUse(kind attribute.String, iops, throughput, size attribute.Int, encrypted attribute.Bool, key attribute.Ref, at model.Range) model.VolumeUse {
	return model.VolumeUse{
		Type: kind, IOPS: iops, Throughput: throughput, Size: size, Encrypted: encrypted, Key: ref[model.Key](key), Range: at,
	}
}

func (b *builder) spotInstance(r *resource, a *attribute.SpotInstanceRequest) {
	w := &model.Workload{
		Object:          b.object(r, tagsOf(a.TagsAll, a.Tags), a.SpotInstanceID, a.ID, a.PrimaryNetworkInterfaceID),
		Kind:            model.WorkloadInstance,
		Subnets:         one(ref[model.Subnet](a.SubnetID)),
		Groups:          refs[model.SecurityGroup](a.VPCSecurityGroupIDs),
		GroupsUnset:     unset(a.VPCSecurityGroupIDs),
		PublicIP:        a.AssociatePublicIPAddress,
		SourceDestCheck: a.SourceDestCheck,
		Profile:         ref[model.InstanceProfile](a.IAMInstanceProfile),
		Texts:           userData(r, a.UserData, a.UserDataBase64),
		InstanceType:    a.InstanceType,
		Image:           a.AMI,
	}
	w.Platform = model.PlatformOf(w.Texts, w.Image, w.Tags)
	b.net.Add(w)
}

func (b *builder) launchTemplate(r *resource, a *attribute.LaunchTemplate) {
	t := &model.LaunchTemplate{
		Object:       b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.ID, a.Name, a.ARN),
		Groups:       refs[model.SecurityGroup](a.VPCSecurityGroupIDs),
		GroupsUnset:  unset(a.VPCSecurityGroupIDs),
		Texts:        userData(r, a.UserData, attribute.String{}),
		InstanceType: a.InstanceType,
		Image:        a.ImageID,
	}
	if p, ok := a.IAMInstanceProfile.First(); ok {
		t.Profile = ref[model.InstanceProfile](p.Name)
		if p.Name.IsAbsent() {
			t.Profile = ref[model.InstanceProfile](p.ARN)
		}
	}
	for i, n := range a.NetworkInterfaces.Items {
		if !n.NetworkInterfaceID.IsAbsent() {
			t.Attached.Items = append(t.Attached.Items, ref[model.NetworkInterface](n.NetworkInterfaceID))
		}
		if i > 0 {
			continue // groups and addresses of the primary interface are what counts
		}
		t.Subnet = ref[model.Subnet](n.SubnetID)
		t.PublicIP = parsed(n.AssociatePublicIPAddress, "bool", func(s string) (bool, error) { return s == "true", nil })
		if !unset(n.SecurityGroups) {
			t.Groups, t.GroupsUnset = refs[model.SecurityGroup](n.SecurityGroups), false
		}
	}
	for i, d := range a.BlockDeviceMappings.Items {
		if e, ok := d.EBS.First(); ok {
			encrypted := parsed(e.Encrypted, "bool", func(s string) (bool, error) { return s == "true", nil })
			t.Volumes = append(t.Volumes, volumeUse(e.VolumeType, e.IOPS, e.Throughput, e.VolumeSize, encrypted, e.KMSKeyID, r.at("block_device_mappings", i)))
		}
	}
	t.Platform = model.PlatformOf(t.Texts, t.Image, t.Tags)
	b.net.Add(t)
}

func (b *builder) launchConfiguration(r *resource, a *attribute.LaunchConfiguration) {
	t := &model.LaunchTemplate{
		Object:       b.named(r, a.Name, attribute.Map{}, a.Name, a.ID, a.ARN),
		Groups:       refs[model.SecurityGroup](a.SecurityGroups),
		GroupsUnset:  unset(a.SecurityGroups),
		PublicIP:     a.AssociatePublicIPAddress,
		Profile:      ref[model.InstanceProfile](a.IAMInstanceProfile),
		Texts:        userData(r, a.UserData, a.UserDataBase64),
		InstanceType: a.InstanceType,
		Image:        a.ImageID,
	}
	t.Platform = model.PlatformOf(t.Texts, t.Image, t.Tags)
	b.net.Add(t)
}

func (b *builder) autoscalingGroup(r *resource, a *attribute.AutoscalingGroup) {
	w := &model.Workload{
		Object:      b.named(r, a.Name, attribute.Map{}, a.Name, a.ID, a.ARN),
		Kind:        model.WorkloadAutoScalingGroup,
		Subnets:     refs[model.Subnet](a.VPCZoneIdentifier),
		GroupsUnset: true,
		Template:    templateRef(a.LaunchTemplate.Items),
	}
	if w.Template.IsAbsent() {
		w.Template = ref[model.LaunchTemplate](a.LaunchConfiguration)
	}
	if mixed, ok := first(first(a.MixedInstancesPolicy).LaunchTemplate).LaunchTemplateSpecification.First(); ok {
		w.Template = ref[model.LaunchTemplate](mixed.LaunchTemplateID)
		if mixed.LaunchTemplateID.IsAbsent() {
			w.Template = ref[model.LaunchTemplate](mixed.LaunchTemplateName)
		}
	}
	for _, g := range a.TargetGroupARNs.Items {
		w.TargetGroups = append(w.TargetGroups, model.Registration{TargetGroup: ref[model.TargetGroup](g), Range: r.at("target_group_arns")})
	}
	if a.TargetGroupARNs.IsUnknown() {
		w.TargetGroups = append(w.TargetGroups, anyGroup(a.TargetGroupARNs.Why(), r.at("target_group_arns")))
	}
	for _, lb := range a.LoadBalancers.Items {
		if id, ok := lb.ID(); ok {
			w.TargetGroups = append(w.TargetGroups, model.Registration{
				TargetGroup: model.RefByID[model.TargetGroup](classicGroupID(id)), Range: r.at("load_balancers"),
			})
		}
	}
	for _, s := range a.TrafficSource.Items {
		w.TargetGroups = append(w.TargetGroups, model.Registration{TargetGroup: ref[model.TargetGroup](s.Identifier), Range: r.at("traffic_source")})
	}
	for _, name := range b.scalingNames(r) {
		w.TargetGroups = append(w.TargetGroups, b.beside.targets[name]...)
	}
	b.net.Add(w)
}

// anyGroup is a registration with target groups that are not known: blocks whose number is not known, a list that is
// known only after apply.
func anyGroup(why string, at model.Range) model.Registration {
	return model.Registration{TargetGroup: model.RefTo[model.TargetGroup](model.Unknown[string](why)), Range: at}
}

// scalingNames gives the names of the Auto Scaling groups that a resource is or that AWS makes for it, by which
// others register them with target groups.
func (b *builder) scalingNames(r *resource) []string {
	var names []string
	switch a := r.attrs.(type) {
	case *attribute.AutoscalingGroup:
		for _, v := range []attribute.String{a.Name, a.ID} {
			if name, ok := v.Get(); ok && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	case *attribute.EKSNodeGroup:
		names = append(names, newID(b.rootID, r.typ, r.address, "resources"))
		for _, made := range a.Resources.Items {
			for _, g := range made.AutoscalingGroups.Items {
				if name, ok := g.Name.Get(); ok && !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	return names
}

func (b *builder) volume(r *resource, a *attribute.EBSVolume) {
	b.net.Add(&model.Volume{
		Object:    b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		VolumeUse: volumeUse(a.Type.OrDefault("gp2"), a.IOPS, a.Throughput, a.Size, a.Encrypted, a.KMSKeyID, r.place),
	})
}

func (b *builder) volumeAttachment(r *resource, a *attribute.VolumeAttachment) {
	b.net.Add(&model.VolumeAttachment{
		Object:   b.object(r, attribute.Map{}, a.ID),
		Volume:   ref[model.Volume](a.VolumeID),
		Instance: ref[model.Workload](a.InstanceID),
	})
}
