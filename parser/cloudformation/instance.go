package cloudformation

import (
	"encoding/base64"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/autoscaling"
	"github.com/awslabs/goformation/v7/cloudformation/ec2"

	"github.com/netlint/netlint/model"
)

func networkInterface(r *resource) {
	p := decode[ec2.NetworkInterface](r)
	i := &model.NetworkInterface{
		Object:          r.object(),
		Kind:            model.InterfaceBare,
		Subnet:          ref[model.Subnet](r, &p.SubnetId),
		Groups:          refs[model.SecurityGroup](r, &p.GroupSet),
		GroupsUnset:     r.unset(&p.GroupSet),
		SourceDestCheck: r.boolean(&p.SourceDestCheck),
		IPv6Count:       r.number(&p.Ipv6AddressCount),
	}
	if ip := r.address(&p.PrivateIpAddress); !ip.IsAbsent() {
		i.PrivateIPs = append(i.PrivateIPs, ip)
	}
	i.PrivateIPs = append(i.PrivateIPs, addresses(r, &p.PrivateIpAddresses,
		func(a *ec2.NetworkInterface_PrivateIpAddressSpecification) any { return &a.PrivateIpAddress })...)
	i.IPv6s = addresses(r, &p.Ipv6Addresses, func(a *ec2.NetworkInterface_InstanceIpv6Address) any { return &a.Ipv6Address })
	r.add(i)
}

func interfaceAttachment(r *resource) {
	p := decode[ec2.NetworkInterfaceAttachment](r)
	r.add(&model.InterfaceAttachment{
		Object:    r.object(),
		Interface: ref[model.NetworkInterface](r, &p.NetworkInterfaceId),
		Instance:  ref[model.Workload](r, &p.InstanceId),
	})
}

func instance(r *resource) {
	p := decode[ec2.Instance](r)
	w := &model.Workload{
		Object:          r.aliased("PrivateIp"), // a target may be named by it
		Kind:            model.WorkloadInstance,
		Groups:          refs[model.SecurityGroup](r, &p.SecurityGroupIds),
		GroupsUnset:     r.unset(&p.SecurityGroupIds) && r.unset(&p.SecurityGroups),
		PrivateIP:       r.address(&p.PrivateIpAddress),
		SourceDestCheck: r.boolean(&p.SourceDestCheck),
		Profile:         ref[model.InstanceProfile](r, &p.IamInstanceProfile),
		Texts:           r.userData(&p.UserData, "UserData"),
		InstanceType:    r.text(&p.InstanceType),
		Image:           r.raw(&p.ImageId),
		Endpoints:       r.strings("PrivateIp", "PublicIp", "PrivateDnsName", "PublicDnsName"),
	}
	if !r.unset(&p.SecurityGroups) { // groups by name
		w.Groups = join(w.Groups, refs[model.SecurityGroup](r, &p.SecurityGroups))
	}
	if s := ref[model.Subnet](r, &p.SubnetId); !s.IsAbsent() {
		w.Subnets = model.ListOf(s)
	}
	if why, ok := r.why(&p.LaunchTemplate); ok {
		w.Template = model.RefTo[model.LaunchTemplate](model.Unknown[string](why))
	} else if t := p.LaunchTemplate; t != nil {
		w.Template = r.template(&t.LaunchTemplateId, &t.LaunchTemplateName)
	}
	if why, ok := r.why(&p.NetworkInterfaces); ok {
		w.Attached = model.OpenList[model.Ref[model.NetworkInterface]](why)
		w.GroupsUnset = false
	}
	for i := range p.NetworkInterfaces {
		n := &p.NetworkInterfaces[i]
		if why, ok := r.why(n); ok {
			w.Attached.Open, w.Attached.Why = true, why
			continue
		}
		if own := ref[model.NetworkInterface](r, &n.NetworkInterfaceId); !own.IsAbsent() {
			w.Attached.Items = append(w.Attached.Items, own)
			continue
		}
		r.launchInterface(w, n)
	}
	for i := range p.BlockDeviceMappings {
		if e := p.BlockDeviceMappings[i].Ebs; e != nil {
			w.Volumes = append(w.Volumes, model.VolumeUse{
				Type: r.text(&e.VolumeType), IOPS: r.number(&e.Iops), Size: r.number(&e.VolumeSize),
				Encrypted: r.boolean(&e.Encrypted), Key: ref[model.Key](r, &e.KmsKeyId),
				Range: r.PropRange("BlockDeviceMappings", itoa(i), "Ebs"),
			})
		}
	}
	w.Platform = model.PlatformOf(w.Texts, w.Image, w.Tags)
	r.add(w)
	r.builder.later(func() { checkOfOnly(r.network, w) })
}

// checkOfOnly gives the only interface that an instance is launched with the instance's source/destination check:
// setting an instance's attribute sets that of its interface (Amazon EC2 API Reference, ModifyInstanceAttribute).
func checkOfOnly(network *model.Network, w *model.Workload) {
	if w.SourceDestCheck.IsAbsent() || len(w.Attached.Items) != 1 || w.Attached.Open {
		return
	}
	id, ok := w.Attached.Items[0].ID().Get()
	for _, i := range network.Interfaces {
		if ok && i.ID == id {
			i.SourceDestCheck = w.SourceDestCheck
		}
	}
}

// launchInterface merges an interface that an instance describes itself: AWS makes it at launch.
func (r *resource) launchInterface(w *model.Workload, n *ec2.Instance_NetworkInterface) {
	if s := ref[model.Subnet](r, &n.SubnetId); !s.IsAbsent() {
		w.Subnets.Items = append(w.Subnets.Items, s)
	}
	if !r.unset(&n.GroupSet) {
		w.Groups = join(w.Groups, refs[model.SecurityGroup](r, &n.GroupSet))
		w.GroupsUnset = false
	}
	if public := r.boolean(&n.AssociatePublicIpAddress); !public.IsAbsent() {
		w.PublicIP = public
	}
	if ip := r.address(&n.PrivateIpAddress); !ip.IsAbsent() {
		w.PrivateIP = ip
	}
}

// userData gives user data decoded.
func (r *resource) userData(field **string, path ...string) []model.Text {
	v := r.raw(field)
	if v.IsAbsent() {
		return nil
	}
	return []model.Text{{
		Kind: "user data",
		Value: convert(v, func(s string) (string, error) {
			if plain, err := base64.StdEncoding.DecodeString(strings.TrimSpace(s)); err == nil {
				return plainRegion(string(plain)), nil
			}
			return s, nil // CloudFormation takes what is not encoded as it is
		}),
		Range: r.PropRange(path...),
	}}
}

// template refers to a launch template by id or by name.
func (r *resource) template(id, name **string) model.Ref[model.LaunchTemplate] {
	if t := ref[model.LaunchTemplate](r, id); !t.IsAbsent() {
		return t
	}
	return ref[model.LaunchTemplate](r, name)
}

func launchTemplate(r *resource) {
	p := decode[ec2.LaunchTemplate](r)
	t := &model.LaunchTemplate{Object: r.aliased("LaunchTemplateId")}
	if name, ok := r.text(&p.LaunchTemplateName).Get(); ok {
		t.Aliases = append(t.Aliases, name)
	}
	r.add(t)
	const at = "LaunchTemplateData"
	if why, ok := r.why(&p.LaunchTemplateData); ok {
		t.Groups, t.PublicIP = model.OpenList[model.Ref[model.SecurityGroup]](why), model.Unknown[bool](why)
		t.Attached = model.OpenList[model.Ref[model.NetworkInterface]](why)
		return
	}
	d := p.LaunchTemplateData
	if d == nil {
		t.GroupsUnset = true
		return
	}
	t.Groups = join(refs[model.SecurityGroup](r, &d.SecurityGroupIds), refs[model.SecurityGroup](r, &d.SecurityGroups))
	t.GroupsUnset = r.unset(&d.SecurityGroupIds) && r.unset(&d.SecurityGroups)
	t.Texts = r.userData(&d.UserData, at, "UserData")
	t.Platform = model.PlatformOf(t.Texts, t.Image, t.Tags)
	t.InstanceType, t.Image = r.text(&d.InstanceType), r.raw(&d.ImageId)
	if why, ok := r.why(&d.IamInstanceProfile); ok {
		t.Profile = model.RefTo[model.InstanceProfile](model.Unknown[string](why))
	} else if profile := d.IamInstanceProfile; profile != nil {
		if t.Profile = ref[model.InstanceProfile](r, &profile.Arn); t.Profile.IsAbsent() {
			t.Profile = ref[model.InstanceProfile](r, &profile.Name)
		}
	}
	if why, ok := r.why(&d.NetworkInterfaces); ok {
		t.Attached = model.OpenList[model.Ref[model.NetworkInterface]](why)
		t.GroupsUnset = false
	}
	for i := range d.NetworkInterfaces {
		n := &d.NetworkInterfaces[i]
		if own := ref[model.NetworkInterface](r, &n.NetworkInterfaceId); !own.IsAbsent() {
			t.Attached.Items = append(t.Attached.Items, own)
			continue
		}
		if s := ref[model.Subnet](r, &n.SubnetId); !s.IsAbsent() {
			t.Subnet = s
		}
		if !r.unset(&n.Groups) {
			t.Groups = join(t.Groups, refs[model.SecurityGroup](r, &n.Groups))
			t.GroupsUnset = false
		}
		if public := r.boolean(&n.AssociatePublicIpAddress); !public.IsAbsent() {
			t.PublicIP = public
		}
	}
	for i := range d.BlockDeviceMappings {
		if e := d.BlockDeviceMappings[i].Ebs; e != nil {
			t.Volumes = append(t.Volumes, model.VolumeUse{
				Type: r.text(&e.VolumeType), IOPS: r.number(&e.Iops), Throughput: r.number(&e.Throughput), Size: r.number(&e.VolumeSize),
				Encrypted: r.boolean(&e.Encrypted), Key: ref[model.Key](r, &e.KmsKeyId),
				Range: r.PropRange(at, "BlockDeviceMappings", itoa(i), "Ebs"),
			})
		}
	}
}

func launchConfiguration(r *resource) {
	p := decode[autoscaling.LaunchConfiguration](r)
	t := &model.LaunchTemplate{
		Object:       r.object(),
		Groups:       refs[model.SecurityGroup](r, &p.SecurityGroups),
		GroupsUnset:  r.unset(&p.SecurityGroups),
		PublicIP:     r.boolean(&p.AssociatePublicIpAddress),
		Profile:      ref[model.InstanceProfile](r, &p.IamInstanceProfile),
		Texts:        r.userData(&p.UserData, "UserData"),
		InstanceType: r.text(&p.InstanceType),
		Image:        r.raw(&p.ImageId),
	}
	for i := range p.BlockDeviceMappings {
		if e := p.BlockDeviceMappings[i].Ebs; e != nil {
			t.Volumes = append(t.Volumes, model.VolumeUse{
				Type: r.text(&e.VolumeType), IOPS: r.number(&e.Iops), Throughput: r.number(&e.Throughput),
				Size: r.number(&e.VolumeSize), Encrypted: r.boolean(&e.Encrypted),
				Range: r.PropRange("BlockDeviceMappings", itoa(i), "Ebs"),
			})
		}
	}
	t.Platform = model.PlatformOf(t.Texts, t.Image, t.Tags)
	r.add(t)
}

func autoScalingGroup(r *resource) {
	p := decode[autoscaling.AutoScalingGroup](r)
	w := &model.Workload{
		Object:      r.object(),
		Kind:        model.WorkloadAutoScalingGroup,
		Subnets:     refs[model.Subnet](r, &p.VPCZoneIdentifier),
		GroupsUnset: true,
		Template:    ref[model.LaunchTemplate](r, &p.LaunchConfigurationName),
	}
	if why, ok := r.why(&p.LaunchTemplate); ok {
		w.Template = model.RefTo[model.LaunchTemplate](model.Unknown[string](why))
	} else if t := p.LaunchTemplate; t != nil {
		w.Template = r.template(&t.LaunchTemplateId, &t.LaunchTemplateName)
	}
	if why, ok := r.why(&p.MixedInstancesPolicy); ok {
		w.Template = model.RefTo[model.LaunchTemplate](model.Unknown[string](why))
	} else if m := p.MixedInstancesPolicy; m != nil && m.LaunchTemplate != nil && m.LaunchTemplate.LaunchTemplateSpecification != nil {
		t := m.LaunchTemplate.LaunchTemplateSpecification
		w.Template = r.template(&t.LaunchTemplateId, &t.LaunchTemplateName)
	}
	w.TargetGroups = r.registrations(&p.TargetGroupARNs, "TargetGroupARNs")
	for i := range p.LoadBalancerNames {
		w.TargetGroups = append(w.TargetGroups, model.Registration{
			TargetGroup: r.classicGroup(r.id(&p.LoadBalancerNames[i])),
			Range:       r.PropRange("LoadBalancerNames", itoa(i)),
		})
	}
	r.add(w)
}

func (r *resource) registrations(field *[]string, path string) []model.Registration {
	groups := refs[model.TargetGroup](r, field)
	var all []model.Registration
	for i, group := range groups.Items {
		all = append(all, model.Registration{TargetGroup: group, Range: r.PropRange(path, itoa(i))})
	}
	if groups.Open {
		all = append(all, model.Registration{
			TargetGroup: model.RefTo[model.TargetGroup](model.Unknown[string](groups.Why)),
			Range:       r.PropRange(path),
		})
	}
	return all
}

func volume(r *resource) {
	p := decode[ec2.Volume](r)
	r.add(&model.Volume{Object: r.object(), VolumeUse: model.VolumeUse{
		Type: r.text(&p.VolumeType), IOPS: r.number(&p.Iops), Throughput: r.number(&p.Throughput), Size: r.number(&p.Size),
		Encrypted: r.boolean(&p.Encrypted), Key: ref[model.Key](r, &p.KmsKeyId), Range: r.Resource.Range,
	}})
}

func volumeAttachment(r *resource) {
	p := decode[ec2.VolumeAttachment](r)
	r.add(&model.VolumeAttachment{
		Object:   r.object(),
		Volume:   ref[model.Volume](r, &p.VolumeId),
		Instance: ref[model.Workload](r, &p.InstanceId),
	})
}
