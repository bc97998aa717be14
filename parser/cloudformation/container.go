package cloudformation

import (
	"strconv"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/ecs"
	"github.com/awslabs/goformation/v7/cloudformation/eks"
	"github.com/awslabs/goformation/v7/cloudformation/lambda"
	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/cloudformation/template"
)

func itoa(i int) string { return strconv.Itoa(i) }

// lambdaProperties replaces the environment: a map of Go strings cannot say which of them are unknown.
type lambdaProperties struct {
	lambda.Function
	Environment *struct {
		Variables cty.Value `json:"Variables"`
	} `json:"Environment"`
}

func lambdaFunction(r *resource) {
	p := decode[lambdaProperties](r)
	w := &model.Workload{
		Object: r.named(&p.FunctionName, "Arn"),
		Kind:   model.WorkloadLambda,
		Role:   ref[model.Role](r, &p.Role),
		// A function never has a public address (VPC User Guide, "Internet gateways").
		PublicIP: model.Known(false),
	}
	switch why, ok := r.why(&p.VpcConfig); {
	case ok:
		w.Subnets, w.Groups = model.OpenList[model.Ref[model.Subnet]](why), model.OpenList[model.Ref[model.SecurityGroup]](why)
	case p.VpcConfig != nil:
		w.Subnets = refs[model.Subnet](r, &p.VpcConfig.SubnetIds)
		w.Groups = refs[model.SecurityGroup](r, &p.VpcConfig.SecurityGroupIds)
	}
	if p.Environment != nil {
		w.Texts = r.variables(p.Environment.Variables, "Environment", "Variables")
	}
	for i := range p.FileSystemConfigs {
		w.Mounts = append(w.Mounts, model.Mount{
			AccessPoint: ref[model.FileAccessPoint](r, &p.FileSystemConfigs[i].Arn), Range: r.PropRange("FileSystemConfigs", itoa(i)),
		})
	}
	r.add(w)
}

// variables gives the values of environment variables, by name.
func (r *resource) variables(v cty.Value, path ...string) []model.Text {
	if v == cty.NilVal || !v.IsKnown() || !v.Type().IsObjectType() {
		return nil
	}
	var texts []model.Text
	for it := v.ElementIterator(); it.Next(); {
		key, value := it.Element()
		t := model.Text{
			Kind:  "environment variable " + key.AsString(),
			Range: r.PropRange(append(append([]string{}, path...), key.AsString())...),
		}
		if why, ok := template.WhyUnknown(value); ok {
			t.Value = model.Unknown[string](why)
		} else if text, ok := scalarText(value); ok {
			t.Value = model.Known(plainRegion(text))
		}
		texts = append(texts, t)
	}
	return texts
}

func ecsService(r *resource) {
	p := decode[ecs.Service](r)
	w := &model.Workload{
		Object:         r.named(&p.ServiceName),
		Kind:           model.WorkloadECSService,
		Fargate:        switched(r.text(&p.LaunchType), "FARGATE"),
		TaskDefinition: ref[model.TaskDefinition](r, &p.TaskDefinition),
		Cluster:        r.raw(&p.Cluster),
	}
	if r.text(&p.LaunchType).IsAbsent() && len(p.CapacityProviderStrategy) > 0 {
		fargate := true
		for i := range p.CapacityProviderStrategy {
			fargate = fargate && model.OnFargate(r.text(&p.CapacityProviderStrategy[i].CapacityProvider).Or(""))
		}
		if fargate {
			w.Fargate = model.Known(true)
		}
	}
	if name, ok := w.Cluster.Get(); ok { // a name or an ARN
		w.Cluster = model.Known(name[strings.LastIndex(name, "/")+1:])
	}
	switch why, ok := r.why(&p.NetworkConfiguration); {
	case ok:
		r.unknownNetwork(w, why)
	case p.NetworkConfiguration != nil:
		c := &p.NetworkConfiguration.AwsvpcConfiguration
		if why, ok := r.why(c); ok {
			r.unknownNetwork(w, why)
		} else if *c != nil {
			w.Subnets = refs[model.Subnet](r, &(*c).Subnets)
			w.Groups = refs[model.SecurityGroup](r, &(*c).SecurityGroups)
			w.GroupsUnset = r.unset(&(*c).SecurityGroups)
			w.PublicIP = switched(r.text(&(*c).AssignPublicIp), "ENABLED").OrDefault(false)
		}
	}
	for i := range p.LoadBalancers {
		l := &p.LoadBalancers[i]
		group := ref[model.TargetGroup](r, &l.TargetGroupArn)
		if name := r.id(&l.LoadBalancerName); !name.IsAbsent() {
			group = r.classicGroup(name)
		}
		if !group.IsAbsent() {
			at := r.PropRange("LoadBalancers", itoa(i))
			container, port := r.text(&l.ContainerName), r.number(&l.ContainerPort)
			w.TargetGroups = append(w.TargetGroups, model.Registration{TargetGroup: group, Container: container, Port: port, Range: at})
			w.Ports.Items = append(w.Ports.Items, model.Port{Number: port, Name: container.Or(""), Range: at})
		}
	}
	if why, ok := r.why(&p.LoadBalancers); ok {
		w.TargetGroups = []model.Registration{{TargetGroup: model.RefTo[model.TargetGroup](model.Unknown[string](why)), Range: r.PropRange("LoadBalancers")}}
	}
	r.add(w)
}

func (r *resource) unknownNetwork(w *model.Workload, why string) {
	w.Subnets, w.Groups = model.OpenList[model.Ref[model.Subnet]](why), model.OpenList[model.Ref[model.SecurityGroup]](why)
	w.PublicIP = model.Unknown[bool](why)
}

func taskDefinition(r *resource) {
	p := decode[ecs.TaskDefinition](r)
	d := &model.TaskDefinition{
		Object:      r.object(),
		NetworkMode: r.text(&p.NetworkMode),
		Role:        ref[model.Role](r, &p.TaskRoleArn),
		ExecRole:    ref[model.Role](r, &p.ExecutionRoleArn),
	}
	if family, ok := r.text(&p.Family).Get(); ok {
		d.Aliases = append(d.Aliases, family)
	}
	if why, ok := r.why(&p.ContainerDefinitions); ok {
		d.Ports.Open, d.Ports.Why = true, why
	}
	for i := range p.ContainerDefinitions {
		c := &p.ContainerDefinitions[i]
		if why, ok := r.why(c); ok {
			d.Ports.Open, d.Ports.Why = true, why
			continue
		}
		r.container(d, c, i)
	}
	r.add(d)
}

func (r *resource) container(d *model.TaskDefinition, c *ecs.TaskDefinition_ContainerDefinition, i int) {
	at := []string{"ContainerDefinitions", itoa(i)}
	place := func(path ...string) model.Range { return r.PropRange(append(at[:2:2], path...)...) }
	if image := r.raw(&c.Image); !image.IsAbsent() {
		d.Images = append(d.Images, model.Text{Kind: "image", Value: image, Range: place("Image")})
	}
	if why, ok := r.why(&c.PortMappings); ok {
		d.Ports.Open, d.Ports.Why = true, why
	}
	for j := range c.PortMappings {
		m := &c.PortMappings[j]
		d.Ports.Items = append(d.Ports.Items, model.Port{
			Number:   r.number(&m.ContainerPort),
			HostPort: r.number(&m.HostPort).OrDefault(0),
			Protocol: strings.ToLower(r.text(&m.Protocol).Or("tcp")),
			Name:     r.text(&c.Name).Or(""),
			Range:    place("PortMappings", itoa(j)),
		})
	}
	for j := range c.Environment {
		e := &c.Environment[j]
		d.Texts = append(d.Texts, model.Text{
			Kind:  "environment variable " + r.text(&e.Name).Or(""),
			Value: r.raw(&e.Value),
			Range: place("Environment", itoa(j)),
		})
	}
	for j := range c.Command {
		d.Texts = append(d.Texts, model.Text{Kind: "container command", Value: r.raw(&c.Command[j]), Range: place("Command", itoa(j))})
	}
	if c.LogConfiguration != nil {
		if driver, ok := r.text(&c.LogConfiguration.LogDriver).Get(); ok {
			d.LogDrivers = append(d.LogDrivers, driver)
		}
	}
}

func eksCluster(r *resource) {
	p := decode[eks.Cluster](r)
	w := &model.Workload{
		Object:    r.named(&p.Name, "Arn"),
		Kind:      model.WorkloadEKSCluster,
		Role:      ref[model.Role](r, &p.RoleArn),
		Endpoints: r.strings("Endpoint"),
		Ports:     model.ListOf(model.Port{Number: model.Known(443), Protocol: "tcp"}),
	}
	if why, ok := r.why(&p.ResourcesVpcConfig); ok {
		r.unknownNetwork(w, why)
	} else if c := p.ResourcesVpcConfig; c != nil {
		w.Subnets = refs[model.Subnet](r, &c.SubnetIds)
		w.Groups = refs[model.SecurityGroup](r, &c.SecurityGroupIds)
	}
	w.Groups.Open, w.Groups.Why = true, "AWS adds the cluster security group"
	r.add(w)
}

func eksNodes(r *resource) {
	p := decode[eks.Nodegroup](r)
	w := &model.Workload{
		Object:  r.named(&p.NodegroupName, "Arn"),
		Kind:    model.WorkloadEKSNodes,
		Subnets: refs[model.Subnet](r, &p.Subnets),
		Role:    ref[model.Role](r, &p.NodeRole),
		Groups:  model.OpenList[model.Ref[model.SecurityGroup]]("AWS gives nodes the cluster security group, or what their launch template says"),
	}
	if why, ok := r.why(&p.LaunchTemplate); ok {
		w.Template = model.RefTo[model.LaunchTemplate](model.Unknown[string](why))
	} else if t := p.LaunchTemplate; t != nil {
		w.Template = r.template(&t.Id, &t.Name)
	}
	r.add(w)
}

func eksFargate(r *resource) {
	p := decode[eks.FargateProfile](r)
	r.add(&model.Workload{
		Object:   r.named(&p.FargateProfileName, "Arn"),
		Kind:     model.WorkloadEKSNodes,
		Subnets:  refs[model.Subnet](r, &p.Subnets),
		Groups:   model.OpenList[model.Ref[model.SecurityGroup]]("AWS gives pods the cluster security group"),
		PublicIP: model.Known(false),
		ExecRole: ref[model.Role](r, &p.PodExecutionRoleArn),
		Fargate:  model.Known(true),
	})
}
