package endpoint

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

func TestEndpointGroupLetsAnotherPortIn(t *testing.T) {
	for rule, found := range map[string]bool{
		"tcp 80 10.0.0.0/16": true, "tcp 443 10.0.0.0/16": false, "tcp 440-450 10.0.0.0/16": false,
		"udp 443 10.0.0.0/16": true, "all 10.0.0.0/16": false,
	} {
		s := newShop(t)
		g := s.Group(s.vpc, "aws_security_group.endpoints")
		s.Ingress(g, rule)
		s.interfaceEndpoint("secretsmanager", []*model.SecurityGroup{g}, s.app)
		s.interfaceEndpoint("kms", []*model.SecurityGroup{g}, s.app)
		if !found {
			s.None(InterfaceHTTPSBlocked)
			continue
		}
		f := s.One(InterfaceHTTPSBlocked) // one group, one finding
		assert.Equal(t, "aws_vpc_endpoint.kms", f.Object.Address)
		assert.Contains(t, f.Message, "no inbound rule of aws_security_group.endpoints lets TCP 443 in")
		assert.Contains(t, f.Fix.Terraform, `cidr_ipv4         = "10.0.0.0/16"`)
	}
}

func TestEndpointGroupThatMayHaveOtherRules(t *testing.T) {
	s := newShop(t)
	g := s.Group(s.vpc, "aws_security_group.endpoints")
	g.Exported = true
	s.interfaceEndpoint("kms", []*model.SecurityGroup{g}, s.app)
	s.None(InterfaceHTTPSBlocked)

	s = newShop(t)
	s.Ingress(s.Group(s.vpc, "aws_security_group.endpoints"), "tcp 443 0.0.0.0/0")
	e := s.interfaceEndpoint("kms", nil, s.app)
	e.Groups, e.GroupsUnset = model.OpenList[model.Ref[model.SecurityGroup]]("var.groups has no value"), false
	s.None(InterfaceHTTPSBlocked)
}

// A function that reads secrets, and an endpoint that lets in others only.
func TestEndpointGroupDoesNotKnowTheCaller(t *testing.T) {
	for _, known := range []bool{false, true} {
		s := newShop(t)
		own, other, g := s.Group(s.vpc, "aws_security_group.f"), s.Group(s.vpc, "aws_security_group.other"), s.Group(s.vpc, "aws_security_group.endpoints")
		s.Instance(s.app, "aws_instance.other", other)
		from := other
		if known {
			from = own
		}
		s.Ingress(g, "tcp 443", from)
		w := s.Workload(model.WorkloadLambda, "aws_lambda_function.f", []*model.Subnet{s.app}, own)
		w.Role = s.profile(granting(`"secretsmanager:GetSecretValue"`, `"*"`)).Role
		s.interfaceEndpoint("secretsmanager", []*model.SecurityGroup{g}, s.app)
		if known {
			s.None(InterfaceHTTPSBlocked)
			continue
		}
		f := s.One(InterfaceHTTPSBlocked)
		assert.Contains(t, f.Message, "lets TCP 443 in, but not from aws_lambda_function.f in aws_subnet.app")
		assert.Contains(t, f.Fix.Terraform, "referenced_security_group_id = aws_security_group.f.id")
	}
}

// The endpoint lets everybody in; the caller's own group lets HTTPS out to somewhere else only.
func TestCallersGroupLetsNoHTTPSOutToTheEndpoint(t *testing.T) {
	for egress, found := range map[string]bool{
		"tcp 443 10.9.0.0/16": true, "tcp 5432 10.0.0.0/16": true, "tcp 443 10.0.0.0/16": false, "all 0.0.0.0/0": false,
		"": false, // nothing goes out at all: sg-no-egress
	} {
		s := newShop(t)
		own, g := s.Group(s.vpc, "aws_security_group.f"), s.Group(s.vpc, "aws_security_group.endpoints")
		s.Ingress(g, "tcp 443 10.0.0.0/16")
		if egress != "" {
			s.Egress(own, egress)
		}
		w := s.Workload(model.WorkloadLambda, "aws_lambda_function.f", []*model.Subnet{s.app}, own)
		w.Role = s.profile(granting(`"secretsmanager:GetSecretValue"`, `"*"`)).Role
		s.interfaceEndpoint("secretsmanager", []*model.SecurityGroup{g}, s.app)
		if !found {
			s.None(InterfaceHTTPSBlocked)
			continue
		}
		f := s.One(InterfaceHTTPSBlocked)
		assert.Equal(t, "aws_vpc_endpoint.secretsmanager", f.Object.Address)
		assert.Contains(t, f.Message, "is blocked: the security groups of aws_lambda_function.f do not let TCP 443 out to it")
		assert.Contains(t, f.Fix.Terraform, "aws_vpc_security_group_egress_rule")
		assert.Contains(t, f.Fix.Terraform, "referenced_security_group_id = aws_security_group.endpoints.id")
	}
}

// A group of the caller's that is not ours can be named in a rule, and not be changed.
func TestCallersGroupThatIsNotOurs(t *testing.T) {
	build := func(ingress string) *shop {
		s := newShop(t)
		own, other, g := s.Group(s.vpc, "data.aws_security_group.f"), s.Group(s.vpc, "aws_security_group.other"), s.Group(s.vpc, "aws_security_group.endpoints")
		own.External = true
		s.Egress(own, "tcp 5432 10.0.0.0/16")
		s.Instance(s.app, "aws_instance.other", other)
		if ingress == "" {
			s.Ingress(g, "tcp 443", other)
		} else {
			s.Ingress(g, ingress)
		}
		w := s.Workload(model.WorkloadLambda, "aws_lambda_function.f", []*model.Subnet{s.app}, own)
		w.Role = s.profile(granting(`"secretsmanager:GetSecretValue"`, `"*"`)).Role
		s.interfaceEndpoint("secretsmanager", []*model.SecurityGroup{g}, s.app)
		return s
	}
	assert.Contains(t, build("").One(InterfaceHTTPSBlocked).Fix.Terraform, "referenced_security_group_id = data.aws_security_group.f.id")
	build("tcp 443 10.0.0.0/16").None(InterfaceHTTPSBlocked)
}

// A workload that nothing shows to use the service has no business with the endpoint.
func TestEndpointGroupMayLeaveOthersOut(t *testing.T) {
	s := newShop(t)
	other, g := s.Group(s.vpc, "aws_security_group.other"), s.Group(s.vpc, "aws_security_group.endpoints")
	s.Instance(s.app, "aws_instance.app")
	s.Instance(s.app, "aws_instance.other", other)
	s.Ingress(g, "tcp 443", other)
	s.interfaceEndpoint("kms", []*model.SecurityGroup{g}, s.app)
	s.None(InterfaceHTTPSBlocked)
}

func TestNetworkACLBlocksHTTPSToTheEndpoint(t *testing.T) {
	for _, rule := range []string{"100 allow tcp 443 10.0.0.0/16", "100 allow tcp 80 10.0.0.0/16"} {
		s := newShop(t)
		ends := s.Subnet(s.vpc, "aws_subnet.endpoints", "10.0.7.0/24", "a")
		s.In(s.ACL(s.vpc, "aws_network_acl.endpoints", ends), rule)
		g := s.Group(s.vpc, "aws_security_group.endpoints")
		s.Ingress(g, "tcp 443 10.0.0.0/16")
		w := s.Workload(model.WorkloadLambda, "aws_lambda_function.f", []*model.Subnet{s.app})
		w.Role = s.profile(granting(`"kms:Decrypt"`, `"*"`)).Role
		s.interfaceEndpoint("kms", []*model.SecurityGroup{g}, ends)
		if rule[len("100 allow tcp "):][:3] == "443" {
			s.None(InterfaceHTTPSBlocked)
		} else {
			assert.Contains(t, s.One(InterfaceHTTPSBlocked).Message, "network ACL aws_network_acl.endpoints of aws_subnet.endpoints lets no TCP 443 in")
		}
	}
}

func TestPrivateDNSNeedsTheVPCs(t *testing.T) {
	s := newShop(t)
	s.vpc.EnableDNSHostnames = model.Known(false)
	s.interfaceEndpoint("kms", nil, s.app)
	f := s.One(PrivateDNSWithoutVPCDNS)
	assert.Equal(t, "aws_vpc.v", f.Object.Address)
	assert.Contains(t, f.Message, "has DNS hostnames off, which private DNS of aws_vpc_endpoint.kms needs")
	require.NotNil(t, f.Fix.Edit)
	assert.Equal(t, "enable_dns_hostnames", f.Fix.Edit.Argument)

	s = newShop(t) // hostnames are off where nothing is said
	s.vpc.EnableDNSHostnames = model.Value[bool]{}
	s.interfaceEndpoint("kms", nil, s.app)
	s.One(PrivateDNSWithoutVPCDNS)

	s = newShop(t)
	s.vpc.EnableDNSSupport = model.Known(false)
	s.interfaceEndpoint("kms", nil, s.app)
	assert.Contains(t, s.One(PrivateDNSWithoutVPCDNS).Message, "has DNS support off")

	s = newShop(t)
	s.interfaceEndpoint("kms", nil, s.app)
	s.None(PrivateDNSWithoutVPCDNS)

	s = newShop(t)
	s.vpc.EnableDNSHostnames = model.Known(false)
	s.interfaceEndpoint("kms", nil, s.app).PrivateDNS = model.Value[bool]{}
	s.None(PrivateDNSWithoutVPCDNS)

	s = newShop(t)
	s.vpc.EnableDNSHostnames = model.Unknown[bool]("var.dns has no value")
	s.interfaceEndpoint("kms", nil, s.app)
	s.None(PrivateDNSWithoutVPCDNS)
}

func TestInterfaceEndpointWithoutPrivateDNS(t *testing.T) {
	s := newShop(t)
	s.interfaceEndpoint("kms", nil, s.app).PrivateDNS = model.Value[bool]{}
	assert.Equal(t, rules.Info, s.One(InterfaceWithoutPrivateDNS).Severity)

	s = newShop(t)
	s.interfaceEndpoint("kms", nil, s.app)
	s.None(InterfaceWithoutPrivateDNS)

	s = newShop(t)
	s.interfaceEndpoint("ecr.dkr", nil, s.app).PrivateDNS = model.Known(false)
	s.Add(&model.HostedZone{Object: ruletest.Object("aws_route53_zone.z", "aws_route53_zone"), Private: model.Known(true), Domain: model.Known("dkr.ecr.eu-west-1.amazonaws.com")})
	s.None(InterfaceWithoutPrivateDNS)
}

func TestEndpointMissingInAZone(t *testing.T) {
	for _, both := range []bool{false, true} {
		s := newShop(t)
		b := s.Subnet(s.vpc, "aws_subnet.app-b", "10.0.2.0/24", "b")
		w := s.Workload(model.WorkloadLambda, "aws_lambda_function.f", []*model.Subnet{s.app, b})
		w.Role = s.profile(granting(`"kms:Decrypt"`, `"*"`)).Role
		subnets := []*model.Subnet{s.app}
		if both {
			subnets = append(subnets, b)
		}
		s.interfaceEndpoint("kms", nil, subnets...)
		if both {
			s.None(AZGap)
		} else {
			assert.Contains(t, s.One(AZGap).Message, "calls its service from aws_subnet.app-b in zone b")
		}
	}
}
