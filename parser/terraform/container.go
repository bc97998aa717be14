package terraform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

func (b *builder) lambda(r *resource, a *attribute.LambdaFunction) {
	vpc, inVPC := a.VPCConfig.First()
	w := &model.Workload{
		Object: b.named(r, a.FunctionName, tagsOf(a.TagsAll, a.Tags), a.ARN, a.FunctionName, a.ID),
		Kind:   model.WorkloadLambda,
		Role:   ref[model.Role](a.Role),
		Groups: refs[model.SecurityGroup](vpc.SecurityGroupIDs),
		// A function never has a public address (VPC User Guide, "Internet gateways").
		PublicIP: model.Known(false),
	}
	if inVPC {
		w.Subnets = refs[model.Subnet](vpc.SubnetIDs)
	}
	for name, value := range first(a.Environment).Variables.Items() {
		w.Texts = append(w.Texts, model.Text{Kind: "environment variable " + name, Value: value, Range: r.at("environment", 0, "variables")})
	}
	sortTexts(w.Texts)
	for i, m := range a.FileSystemConfig.Items {
		w.Mounts = append(w.Mounts, model.Mount{AccessPoint: ref[model.FileAccessPoint](m.ARN), Range: r.at("file_system_config", i)})
	}
	b.net.Add(w)
}

func (b *builder) ecsService(r *resource, a *attribute.ECSService) {
	network := first(a.NetworkConfiguration)
	w := &model.Workload{
		Object:         b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.ID),
		Kind:           model.WorkloadECSService,
		Subnets:        refs[model.Subnet](network.Subnets),
		Groups:         refs[model.SecurityGroup](network.SecurityGroups),
		GroupsUnset:    len(a.NetworkConfiguration.Items) > 0 && unset(network.SecurityGroups),
		PublicIP:       network.AssignPublicIP.OrDefault(false),
		Fargate:        equals(a.LaunchType, "FARGATE"),
		TaskDefinition: ref[model.TaskDefinition](a.TaskDefinition),
	}
	if a.LaunchType.IsAbsent() && len(a.CapacityProviders.Items) > 0 && !slices.ContainsFunc(a.CapacityProviders.Items, func(c attribute.ECSServiceCapacityProvider) bool {
		return !model.OnFargate(c.CapacityProvider.Or(""))
	}) {
		w.Fargate = model.Known(true)
	}
	if id, ok := a.Cluster.ID(); ok {
		w.Cluster = b.beside.clusters[id]
	}
	for i, l := range a.LoadBalancer.Items {
		group := ref[model.TargetGroup](l.TargetGroupARN)
		if id, ok := l.ELBName.ID(); ok {
			group = model.RefByID[model.TargetGroup](classicGroupID(id))
		} else if !l.ELBName.IsAbsent() {
			group = model.RefTo[model.TargetGroup](model.Unknown[string](l.ELBName.Why()))
		}
		w.TargetGroups = append(w.TargetGroups, model.Registration{
			TargetGroup: group, Container: l.ContainerName, Port: l.ContainerPort,
			Range: r.at("load_balancer", i),
		})
		w.Ports.Items = append(w.Ports.Items, model.Port{Number: l.ContainerPort, Name: l.ContainerName.Or(""), Range: r.at("load_balancer", i)})
	}
	if a.LoadBalancer.IsUnknown() {
		w.TargetGroups = append(w.TargetGroups, anyGroup(a.LoadBalancer.Why(), r.at("load_balancer")))
		w.Ports.Open, w.Ports.Why = true, a.LoadBalancer.Why()
	}
	b.net.Add(w)
}

// containerDefinition is what netlint reads of a container in an ECS task definition.
type containerDefinition struct {
	Name         string   `json:"name"`
	Image        string   `json:"image"`
	Command      []string `json:"command"`
	EntryPoint   []string `json:"entryPoint"`
	PortMappings []struct {
		ContainerPort int    `json:"containerPort"`
		HostPort      int    `json:"hostPort"`
		Protocol      string `json:"protocol"`
	} `json:"portMappings"`
	Environment []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"environment"`
	LogConfiguration struct {
		LogDriver string `json:"logDriver"`
	} `json:"logConfiguration"`
}

func (b *builder) taskDefinition(r *resource, a *attribute.ECSTaskDefinition) {
	d := &model.TaskDefinition{
		Object:      b.named(r, a.Family, tagsOf(a.TagsAll, a.Tags), a.ARN, a.ARNWithoutRevision, a.Family, a.ID),
		NetworkMode: a.NetworkMode,
		Role:        ref[model.Role](a.TaskRoleARN),
		ExecRole:    ref[model.Role](a.ExecutionRoleARN),
	}
	b.net.Add(d)
	text, ok := a.ContainerDefinitions.Get()
	if !ok {
		d.Ports = model.OpenList[model.Port]("the container definitions are not known")
		d.Texts = []model.Text{{Kind: "container definitions", Value: a.ContainerDefinitions, Range: r.at("container_definitions")}}
		return
	}
	var containers []containerDefinition
	if err := json.Unmarshal([]byte(text), &containers, json.MatchCaseInsensitiveNames(true)); err != nil {
		d.Ports = model.OpenList[model.Port](fmt.Sprintf("the container definitions of %s are not valid", r.address))
		return
	}
	at := r.at("container_definitions")
	for _, c := range containers {
		for _, p := range c.PortMappings {
			d.Ports.Items = append(d.Ports.Items, model.Port{
				Number: model.Known(p.ContainerPort), HostPort: model.Known(p.HostPort), Protocol: strings.ToLower(p.Protocol), Name: c.Name, Range: at,
			})
		}
		if c.Image != "" {
			d.Images = append(d.Images, model.Text{Kind: "image", Value: model.Known(c.Image), Range: at})
		}
		for _, e := range c.Environment {
			d.Texts = append(d.Texts, model.Text{Kind: "environment variable " + e.Name, Value: model.Known(e.Value), Range: at})
		}
		if command := strings.Join(append(c.EntryPoint, c.Command...), " "); command != "" {
			d.Texts = append(d.Texts, model.Text{Kind: "container command", Value: model.Known(command), Range: at})
		}
		if c.LogConfiguration.LogDriver != "" {
			d.LogDrivers = append(d.LogDrivers, c.LogConfiguration.LogDriver)
		}
	}
}

func (b *builder) eksCluster(r *resource, a *attribute.EKSCluster) {
	vpc := first(a.VPCConfig)
	w := &model.Workload{
		Object:  b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.Name, a.ID, a.ARN),
		Kind:    model.WorkloadEKSCluster,
		Role:    ref[model.Role](a.RoleARN),
		Subnets: refs[model.Subnet](vpc.SubnetIDs),
		Groups:  refs[model.SecurityGroup](vpc.SecurityGroupIDs),
		Ports:   model.ListOf(model.Port{Number: model.Known(443), Protocol: "tcp"}),
	}
	// AWS makes a group of its own for the cluster and its nodes.
	w.Groups.Open, w.Groups.Why = true, "AWS adds the cluster security group"
	b.net.Add(w)
}

func (b *builder) eksNodeGroup(r *resource, a *attribute.EKSNodeGroup) {
	w := &model.Workload{
		Object:   b.named(r, a.NodeGroupName, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		Kind:     model.WorkloadEKSNodes,
		Role:     ref[model.Role](a.NodeRoleARN),
		Subnets:  refs[model.Subnet](a.SubnetIDs),
		Groups:   model.OpenList[model.Ref[model.SecurityGroup]]("AWS gives nodes the cluster security group, or what their launch template says"),
		Template: templateRef(a.LaunchTemplate.Items),
	}
	for _, name := range b.scalingNames(r) {
		w.TargetGroups = append(w.TargetGroups, b.beside.targets[name]...)
	}
	b.net.Add(w)
}

func (b *builder) eksFargate(r *resource, a *attribute.EKSFargateProfile) {
	b.net.Add(&model.Workload{
		Object:   b.named(r, a.FargateProfileName, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN),
		Kind:     model.WorkloadEKSNodes,
		ExecRole: ref[model.Role](a.PodExecutionRoleARN),
		Subnets:  refs[model.Subnet](a.SubnetIDs),
		Groups:   model.OpenList[model.Ref[model.SecurityGroup]]("AWS gives pods the cluster security group"),
		PublicIP: model.Known(false),
		Fargate:  model.Known(true),
	})
}
