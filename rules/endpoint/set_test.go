package endpoint

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

// containers adds an ECS service whose image is in ECR.
func (s *shop) containers(image string) *model.Workload {
	w := s.Workload(model.WorkloadECSService, "aws_ecs_service.job", []*model.Subnet{s.app})
	w.Texts = []model.Text{{Kind: "image", Value: model.Known(image)}}
	return w
}

// logsTo adds an ECS service on Fargate with a log driver.
func (s *shop) logsTo(driver string) *model.Workload {
	w := s.containers(inECR)
	d := &model.TaskDefinition{Object: ruletest.Object("aws_ecs_task_definition.job", "x"), LogDrivers: []string{driver}}
	s.Add(d)
	w.Fargate, w.TaskDefinition = model.Known(true), ruletest.To[model.TaskDefinition](d)
	return w
}

// pullsImages adds what a pull from ECR needs.
func (s *shop) pullsImages() {
	s.interfaceEndpoint("ecr.dkr", nil, s.app)
	s.interfaceEndpoint("ecr.api", nil, s.app)
	s.gateway("s3", "", s.appTable)
}

const inECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/job:1"

func TestIncompleteSets(t *testing.T) {
	for name, c := range map[string]struct {
		build func(*shop)
		want  string
	}{
		"no token": {func(s *shop) {
			s.containers(inECR)
			s.interfaceEndpoint("ecr.dkr", nil, s.app)
			s.gateway("s3", "", s.appTable)
		}, "has endpoints for ecr.dkr and s3 but none for ecr.api"},
		"no layers, for S3 is on another table": {func(s *shop) {
			s.containers(inECR)
			s.interfaceEndpoint("ecr.dkr", nil, s.app)
			s.interfaceEndpoint("ecr.api", nil, s.app)
			s.gateway("s3", "", s.Table(s.vpc, "aws_route_table.other"))
		}, "none for s3 on their route tables"},
		"complete": {func(s *shop) {
			s.containers(inECR)
			s.interfaceEndpoint("ecr.dkr", nil, s.app)
			s.interfaceEndpoint("ecr.api", nil, s.app)
			s.gateway("s3", "", s.appTable)
		}, ""},
		"S3 and logs begin none": {func(s *shop) {
			s.containers("nginx:1")
			s.gateway("s3", "", s.appTable)
			s.interfaceEndpoint("logs", nil, s.app)
		}, ""},
		"S3 and a workload that needs the set": {func(s *shop) {
			s.containers(inECR)
			s.gateway("s3", "", s.appTable)
		}, "none for ecr.api and ecr.dkr"},
		"S3 and a workload that needs the set, beside one that does not": {func(s *shop) {
			s.Workload(model.WorkloadECSService, "aws_ecs_service.a", []*model.Subnet{s.app}).Texts = []model.Text{{Kind: "image", Value: model.Known("nginx:1")}}
			s.containers(inECR)
			s.gateway("s3", "", s.appTable)
		}, "none for ecr.api and ecr.dkr"},
		"no way for logs": {func(s *shop) {
			s.logsTo("awslogs")
			s.pullsImages()
		}, "has endpoints for ecr.dkr but none for logs, and has no other way out, so that tasks on Fargate that log to CloudWatch do not start."},
		"logs go elsewhere": {func(s *shop) {
			s.logsTo("awsfirelens")
			s.pullsImages()
		}, ""},
		"logs by an endpoint": {func(s *shop) {
			s.logsTo("awslogs")
			s.pullsImages()
			s.interfaceEndpoint("logs", nil, s.app)
		}, ""},
		"no images either, which is the matter of another set": {func(s *shop) {
			s.logsTo("awslogs")
			s.interfaceEndpoint("ecr.api", nil, s.app)
			s.gateway("s3", "", s.appTable)
		}, "none for ecr.dkr"},
		"logs by the host": {func(s *shop) {
			s.logsTo("awslogs").Fargate = model.Known(false)
			s.pullsImages()
		}, ""},
		"half of Session Manager": {func(s *shop) {
			s.Instance(s.app, "aws_instance.app")
			s.interfaceEndpoint("ssm", nil, s.app)
			s.interfaceEndpoint("ec2messages", nil, s.app)
		}, "Session Manager sessions fail"},
		"parameters for a function": {func(s *shop) {
			s.Workload(model.WorkloadLambda, "aws_lambda_function.f", []*model.Subnet{s.app})
			s.interfaceEndpoint("ssm", nil, s.app)
		}, ""},
		"a proxy": {func(s *shop) {
			w := s.containers(inECR)
			w.Texts = append(w.Texts, model.Text{Kind: "environment variable HTTPS_PROXY", Value: model.Known("http://10.0.1.9:3128")})
			s.gateway("s3", "", s.appTable)
		}, ""},
		"no workload in view yet": {func(s *shop) { s.interfaceEndpoint("ssm", nil, s.app) }, "none for ssmmessages"},
	} {
		t.Run(name, func(t *testing.T) {
			s := isolated(t)
			c.build(s)
			if c.want == "" {
				s.None(SetIncomplete)
				return
			}
			f := s.One(SetIncomplete)
			assert.Equal(t, "aws_vpc.v", f.Object.Address)
			assert.Contains(t, f.Message, c.want)
			assert.Contains(t, f.Fix.Terraform, "aws_vpc_endpoint")
		})
	}
	s := isolated(t) // the endpoint's own finding says that it serves nobody
	s.containers(inECR)
	s.interfaceEndpoint("ecr.dkr", nil, s.app)
	s.interfaceEndpoint("ecr.api", nil, s.app)
	s.gateway("s3", "")
	s.Link()
	found, failures := rules.Run([]*model.Network{s.Network}, []*rules.Rule{SetIncomplete, GatewayWithoutRouteTable}, rules.Options{}, 1)
	require.Empty(t, failures)
	require.Len(t, found, 1)
	assert.Equal(t, GatewayWithoutRouteTable.ID, found[0].Rule)

	s = newShop(t) // there is a NAT gateway
	s.containers(inECR)
	s.interfaceEndpoint("ecr.dkr", nil, s.app)
	s.None(SetIncomplete)

	s = isolated(t)
	s.vpc.Exported = true
	s.containers(inECR)
	s.interfaceEndpoint("ecr.dkr", nil, s.app)
	s.NoneDefinite(SetIncomplete)
}

func TestPolicyLeavesOutLayers(t *testing.T) {
	for name, c := range map[string]struct {
		policy, image string
		found         bool
	}{
		"not listed":             {allowing(`"s3:Get*"`, `"arn:aws:s3:::acme-*"`), inECR, true},
		"listed":                 {allowing(`"s3:Get*"`, `"arn:aws:s3:::acme-*","arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"`), inECR, false},
		"listed without objects": {allowing(`"s3:Get*"`, `"arn:aws:s3:::prod-eu-west-1-starport-layer-bucket"`), inECR, true},
		"of another region":      {allowing(`"s3:Get*"`, `"arn:aws:s3:::prod-eu-west-2-starport-layer-bucket/*"`), inECR, true},
		"by a pattern":           {allowing(`"s3:GetObject"`, `"arn:aws:s3:::prod-*-starport-layer-bucket/*"`), inECR, false},
		"image from elsewhere":   {allowing(`"s3:Get*"`, `"arn:aws:s3:::acme-*"`), "docker.io/nginx:1", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := isolated(t)
			s.containers(c.image)
			s.gateway("s3", document(c.policy), s.appTable)
			if !c.found {
				s.None(PolicyBlocksAWSBucket)
				return
			}
			f := s.One(PolicyBlocksAWSBucket)
			assert.Equal(t, rules.Warning, f.Severity)
			assert.Contains(t, f.Message, "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*, from where aws_ecs_service.job behind it fetches image layers of ECR")
		})
	}
}

func TestPolicyLeavesOutPackagesAndPatches(t *testing.T) {
	s := newShop(t)
	w := s.Instance(s.app, "aws_instance.app")
	w.Image = model.Known("al2023-ami-2023.5")
	userData(w, "#!/bin/sh\ndnf -y install nginx\n")
	s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
	assert.Contains(t, s.One(PolicyBlocksAWSBucket).Message, "al2023-repos-eu-west-1-de612dc2")

	s = newShop(t) // which system the image holds is not known
	w = s.Instance(s.app, "aws_instance.app")
	w.Image = model.Known("ami-0123")
	userData(w, "#!/bin/sh\nyum update -y\n")
	s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
	s.NoneDefinite(PolicyBlocksAWSBucket)

	s = newShop(t)
	w = s.Instance(s.app, "aws_instance.app")
	w.Image = model.Known("ubuntu-24.04")
	userData(w, "#!/bin/sh\napt-get install -y nginx\n# yum install\n")
	s.gateway("s3", document(allowing(`"s3:GetObject"`, oneObject)), s.appTable)
	s.None(PolicyBlocksAWSBucket)

	for _, listed := range []bool{false, true} {
		s = newShop(t)
		s.instance("")
		s.Roles[0].ManagedARNs = []model.Value[string]{model.Known("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")}
		resources := oneObject
		if listed {
			resources += `,"arn:aws:s3:::aws-ssm-eu-west-1/*","arn:aws:s3:::patch-baseline-snapshot-eu-west-1/*"`
		}
		s.gateway("s3", document(allowing(`"s3:GetObject"`, resources)), s.appTable)
		if listed {
			s.None(PolicyBlocksAWSBucket)
		} else {
			assert.Contains(t, s.One(PolicyBlocksAWSBucket).Message, "aws-ssm-eu-west-1")
		}
	}
}
