package operations

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

func TestEBSTable(t *testing.T) {
	limits := ebsLimits()
	assert.Greater(t, len(limits), 1000)
	assert.Equal(t, ebsLimit{3600, 650, 18750, 4750}, limits["m5.large"])
	assert.Equal(t, ebsLimit{18750, 4750, 18750, 4750}, limits["m5.4xlarge"])
	for name, l := range limits {
		require.Positive(t, l.baselineIOPS, name)
		require.Positive(t, l.baselineMbps, name)
		require.GreaterOrEqual(t, l.maximumIOPS, l.baselineIOPS, name)
		require.GreaterOrEqual(t, l.maximumMbps, l.baselineMbps, name)
	}
}

// machine is an instance with a volume attached.
func machine(t *testing.T, kind string, v model.VolumeUse) *ruletest.Net {
	n := ruletest.New(t)
	s := n.Subnet(n.VPC("aws_vpc.v", "10.0.0.0/16"), "aws_subnet.s", "10.0.1.0/24", "a")
	w := n.Instance(s, "aws_instance.batch")
	w.InstanceType = model.Known(kind)
	volume := &model.Volume{Object: ruletest.Object("aws_ebs_volume.data", "aws_ebs_volume"), VolumeUse: v}
	n.Add(volume, &model.VolumeAttachment{
		Object: ruletest.Object("aws_volume_attachment.data", ""),
		Volume: ruletest.To[model.Volume](volume), Instance: ruletest.To[model.Workload](w),
	})
	return n
}

func TestEBSBeyondInstanceLimit(t *testing.T) {
	fast := model.VolumeUse{IOPS: model.Known(16000), Throughput: model.Known(700)}
	f := machine(t, "m5.large", fast).One(EBSBeyondInstanceLimit)
	assert.Equal(t, "aws_instance.batch", f.Object.Address)
	assert.Contains(t, f.Message, "provisioned for 16000 IOPS and 700 MiB/s, but m5.large carries 3600 IOPS and 77 MiB/s for good")
	assert.Equal(t, rules.Definite, f.Confidence)
	machine(t, "m5.8xlarge", fast).None(EBSBeyondInstanceLimit)

	// Above the baseline and within the maximum: right as long as the volumes are not always busy.
	burst := model.VolumeUse{IOPS: model.Known(16000), Throughput: model.Known(500)}
	assert.Equal(t, rules.Possible, machine(t, "m5.large", burst).One(EBSBeyondInstanceLimit).Confidence)
	machine(t, "x99.mega", fast).None(EBSBeyondInstanceLimit)
	// What gp3 has without being asked is no claim on the instance.
	machine(t, "t3.nano", model.VolumeUse{IOPS: model.Known(3000), Throughput: model.Known(125)}).None(EBSBeyondInstanceLimit)

	n := machine(t, "m5.large", fast)
	n.Workloads[0].InstanceType = model.Unknown[string]("var.type has no value")
	n.None(EBSBeyondInstanceLimit)
}

// job is a role with a policy that starts an instance with an encrypted volume.
func job(t *testing.T, statements ...string) (*ruletest.Net, *model.Role, *model.Key) {
	k := &model.Key{Object: ruletest.Object("aws_kms_key.volumes", "aws_kms_key")}
	n := machine(t, "m5.large", model.VolumeUse{Encrypted: model.Known(true), Key: ruletest.To[model.Key](k)})
	role := &model.Role{Object: ruletest.Object("aws_iam_role.job", "aws_iam_role")}
	text := `{"Statement":[{"Effect":"Allow","Action":["ec2:StartInstances","ec2:StopInstances"],"Resource":"*"}`
	for _, s := range statements {
		text += "," + s
	}
	n.Add(k, role, &model.Policy{
		Object: ruletest.Object("aws_iam_role_policy.job", "aws_iam_role_policy"),
		Roles:  model.ListOf(ruletest.To[model.Role](role)), Document: model.Known(text + "]}"),
	})
	return n, role, k
}

func TestStartWithoutGrant(t *testing.T) {
	n, _, _ := job(t, `{"Effect":"Allow","Action":["kms:Decrypt","kms:DescribeKey"],"Resource":"aws_kms_key.volumes.id"}`)
	f := n.One(EC2StartWithoutKMSGrant)
	assert.Equal(t, "aws_iam_role_policy.job", f.Object.Address)
	assert.Contains(t, f.Message, "kms:CreateGrant")
	assert.Equal(t, rules.Definite, f.Confidence)
}

func TestStartWithGrant(t *testing.T) {
	for _, resource := range []string{"aws_kms_key.volumes.id", "*", "arn:aws:kms:*:*:key/*"} {
		n, _, _ := job(t, fmt.Sprintf(`{"Effect":"Allow","Action":"kms:CreateGrant","Resource":%q,"Condition":{"Bool":{"kms:GrantIsForAWSResource":"true"}}}`, resource))
		n.None(EC2StartWithoutKMSGrant)
	}
	n, _, k := job(t)
	k.Policy = model.Known(`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"aws_iam_role.job.id"},"Action":"kms:*","Resource":"*"}]}`)
	n.None(EC2StartWithoutKMSGrant)

	n, role, k := job(t)
	n.Add(&model.KeyGrant{Object: ruletest.Object("aws_kms_grant.g", ""), Key: ruletest.To[model.Key](k), Grantee: model.Known(role.ID)})
	n.None(EC2StartWithoutKMSGrant)

	n, _, k = job(t) // the root of the account leaves it to IAM
	k.Policy = model.Known(`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}]}`)
	n.One(EC2StartWithoutKMSGrant)
}

func TestStartWithPoliciesOutOfView(t *testing.T) {
	n, role, _ := job(t)
	role.ManagedARNs = []model.Value[string]{model.Known("arn:aws:iam::aws:policy/PowerUserAccess")}
	n.NoneDefinite(EC2StartWithoutKMSGrant)

	n, role, _ = job(t)
	role.ManagedARNs = []model.Value[string]{model.Known("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")}
	assert.Equal(t, rules.Definite, n.One(EC2StartWithoutKMSGrant).Confidence)

	n, role, _ = job(t)
	role.Policies.Open, role.Policies.Why = true, "another root may attach policies"
	n.NoneDefinite(EC2StartWithoutKMSGrant)
}

func TestQuotaExceeded(t *testing.T) {
	build := func(count int) *ruletest.Net {
		n := ruletest.New(t)
		v := n.VPC("aws_vpc.v", "10.0.0.0/16")
		a := n.ACL(v, "aws_network_acl.a")
		for i := range count {
			n.In(a, fmt.Sprintf("%d allow tcp 443 10.0.%d.0/24", i+1, i))
		}
		return n
	}
	build(19).None(QuotaExceeded)
	f := build(20).One(QuotaExceeded)
	assert.Equal(t, rules.Warning, f.Severity)
	assert.Contains(t, f.Message, "21 rules inbound for IPv4")
	assert.Equal(t, rules.Error, build(40).One(QuotaExceeded).Severity)
	assert.Empty(t, build(20).RunWith(QuotaExceeded, rules.Options{Quotas: map[string]int{"acl-rules": 40}}))
}

func TestGroupRuleQuotaCountsRangesAndLists(t *testing.T) {
	build := func(entries int) *ruletest.Net {
		n := ruletest.New(t)
		g := n.Group(n.VPC("aws_vpc.v", "10.0.0.0/16"), "aws_security_group.g")
		list := &model.PrefixList{Object: ruletest.Object("aws_ec2_managed_prefix_list.l", ""), MaxEntries: model.Known(entries)}
		n.Add(list)
		n.Ingress(g, "tcp 443 10.0.0.0/8").PrefixLists = ruletest.All[model.PrefixList](list)
		for i := range 20 {
			n.Ingress(g, fmt.Sprintf("tcp %d 10.0.0.0/8", 1000+i))
		}
		return n
	}
	build(39).None(QuotaExceeded)
	assert.Contains(t, build(40).One(QuotaExceeded).Message, "61 rules inbound for IPv4")
}

func TestFlowLogsMissing(t *testing.T) {
	n := ruletest.New(t)
	n.VPC("aws_vpc.v", "10.0.0.0/16")
	assert.Equal(t, "aws_vpc.v", n.One(FlowLogsMissing).Object.Address)

	n = ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.0.0.0/16")
	n.Add(&model.FlowLog{Object: ruletest.Object("aws_flow_log.l", ""), VPC: ruletest.To[model.VPC](v)})
	n.None(FlowLogsMissing)

	n = ruletest.New(t)
	s := n.Subnet(n.VPC("aws_vpc.v", "10.0.0.0/16"), "aws_subnet.s", "10.0.1.0/24", "a")
	n.Add(&model.FlowLog{Object: ruletest.Object("aws_flow_log.l", ""), Subnet: ruletest.To[model.Subnet](s)})
	n.None(FlowLogsMissing)
}

func mirrored(t *testing.T, ingress string, accept bool) *ruletest.Net {
	n := ruletest.New(t)
	v := n.VPC("aws_vpc.v", "10.0.0.0/16")
	s := n.Subnet(v, "aws_subnet.s", "10.0.1.0/24", "a")
	g := n.Group(v, "aws_security_group.monitor")
	n.Ingress(g, ingress)
	nic := func(address string, groups ...*model.SecurityGroup) *model.NetworkInterface {
		i := &model.NetworkInterface{
			Object: ruletest.Object(address, ""), Kind: model.InterfaceBare, Subnet: ruletest.To[model.Subnet](s),
			Groups: ruletest.All[model.SecurityGroup](groups...), PrivateIPs: []model.Value[netip.Addr]{},
		}
		n.Add(i)
		return i
	}
	source, monitor := nic("source", n.Group(v, "aws_security_group.source")), nic("monitor", g)
	target := &model.MirrorTarget{Object: ruletest.Object("target", ""), Interface: ruletest.To[model.NetworkInterface](monitor)}
	filter := &model.MirrorFilter{Object: ruletest.Object("filter", "")}
	n.Add(target, filter,
		&model.MirrorFilterRule{Object: ruletest.Object("rule", ""), Filter: ruletest.To[model.MirrorFilter](filter), Accept: model.Known(accept)},
		&model.MirrorSession{
			Object: ruletest.Object("session", ""), Source: ruletest.To[model.NetworkInterface](source),
			Target: ruletest.To[model.MirrorTarget](target), Filter: ruletest.To[model.MirrorFilter](filter),
		})
	return n
}

func TestMirrorSession(t *testing.T) {
	mirrored(t, "udp 4789 10.0.0.0/16", true).None(MirrorSessionUnreachable)
	assert.Contains(t, mirrored(t, "tcp 4789 10.0.0.0/16", true).One(MirrorSessionUnreachable).Message, "do not let UDP 4789 in")
	assert.Contains(t, mirrored(t, "all 10.0.0.0/16", false).One(MirrorSessionUnreachable).Message, "mirrors nothing")
}

// stack is a CloudFormation template with a public route.
func stack(t *testing.T, dependsOn ...string) *ruletest.Net {
	n := ruletest.New(t)
	v := n.VPC("Vpc", "10.0.0.0/16")
	s := n.Subnet(v, "Subnet", "10.0.1.0/24", "a")
	g := &model.InternetGateway{Object: ruletest.Object("Gateway", "")}
	input := &model.Input{Dialect: model.CloudFormation}
	a := &model.GatewayAttachment{Object: ruletest.Object("Attachment", ""), VPC: ruletest.To[model.VPC](v), Gateway: model.Known(g.ID)}
	a.Input = input
	n.Add(g, a)
	r := n.Route(n.Table(v, "Table", s), "0.0.0.0/0", model.TargetInternetGateway, g)
	r.Address, r.Input, r.DependsOn = "Route", input, dependsOn
	return n
}

func TestDeployOrderRace(t *testing.T) {
	f := stack(t).One(DeployOrderRace)
	assert.Equal(t, "Route", f.Object.Address)
	assert.Equal(t, "DependsOn: Attachment\n", f.Fix.CloudFormation)
	stack(t, "Attachment").None(DeployOrderRace)

	n := stack(t, "Other")
	n.Add(&model.ElasticIP{Object: ruletest.Object("Other", "")})
	n.ElasticIPs[0].DependsOn = []string{"Attachment"}
	n.None(DeployOrderRace)
}
