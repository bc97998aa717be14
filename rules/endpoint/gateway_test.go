package endpoint

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/ruletest"
)

func TestGatewayEndpointWithoutTable(t *testing.T) {
	s := newShop(t)
	s.Instance(s.app, "aws_instance.app")
	s.gateway("s3", "")
	f := s.One(GatewayWithoutRouteTable)
	assert.Contains(t, f.Message, "nothing in aws_vpc.v reaches S3 through it")
	assert.Contains(t, f.Fix.Terraform, "route_table_ids = [aws_route_table.app.id]")

	s = newShop(t)
	s.gateway("s3", "", s.appTable)
	s.None(GatewayWithoutRouteTable)

	s = newShop(t)
	s.gateway("s3", "").RouteTables = model.OpenList[model.Ref[model.RouteTable]]("var.tables has no value")
	s.None(GatewayWithoutRouteTable)

	s = newShop(t)
	s.interfaceEndpoint("s3", nil, s.app)
	s.None(GatewayWithoutRouteTable)

	s = newShop(t)
	e := s.gateway("s3", "")
	s.Add(&model.EndpointRouteTableAssociation{
		Object:   ruletest.Object("aws_vpc_endpoint_route_table_association.a", "x"),
		Endpoint: ruletest.To[model.VPCEndpoint](e), Table: ruletest.To[model.RouteTable](s.appTable),
	})
	s.None(GatewayWithoutRouteTable)

	s = newShop(t)
	s.gateway("s3", "")
	s.Partial = []string{"module.more could not be read"}
	s.NoneDefinite(GatewayWithoutRouteTable)
}

const table = `"arn:aws:dynamodb:eu-west-1:111122223333:table/t"`

// through makes a statement that allows the table only through an endpoint.
func through(key, id string) string {
	return `{"Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:Query"],"Resource":` + table + `,"Condition":{"StringEquals":{"` + key + `":"` + id + `"}}}`
}

func TestRoleDemandsEndpointThatIsOnAnotherTable(t *testing.T) {
	for _, key := range []string{"aws:SourceVpce", "aws:SourceVpc"} {
		s := newShop(t)
		e := s.gateway("dynamodb", "", s.publicTable)
		id := e.ID
		if key == "aws:SourceVpc" {
			id = s.vpc.ID
		}
		s.instance(through(key, id))
		f := s.One(GatewayMissingRouteTable)
		assert.Equal(t, "aws_vpc_endpoint.dynamodb", f.Object.Address)
		assert.Equal(t, rules.Error, f.Severity)
		assert.Contains(t, f.Message, "aws_vpc_endpoint.dynamodb is not associated with aws_route_table.app, the route table of aws_subnet.app")
		assert.Contains(t, f.Message, "by the route 0.0.0.0/0 to NAT gateway aws_nat_gateway.n")
		assert.Contains(t, f.Fix.Terraform, "[aws_route_table.public.id, aws_route_table.app.id]")
		require.NotNil(t, f.Fix.Edit)
		assert.Equal(t, "[aws_route_table.app.id]", f.Fix.Edit.Value)
	}
}

func TestGatewayEndpointOnTheRightTables(t *testing.T) {
	for name, build := range map[string]func(*shop){
		"the table is associated": func(s *shop) {
			s.instance(through("aws:SourceVpce", s.gateway("dynamodb", "", s.publicTable, s.appTable).ID))
		},
		"nothing demands it, and there is another way": func(s *shop) {
			s.gateway("dynamodb", "", s.publicTable)
			s.instance(granting(`"dynamodb:GetItem"`, table))
		},
		"another statement allows the same": func(s *shop) {
			s.instance(through("aws:SourceVpce", s.gateway("dynamodb", "", s.publicTable).ID) + "," + granting(`"dynamodb:*"`, table))
		},
		"the role is not used here": func(s *shop) {
			s.profile(through("aws:SourceVpce", s.gateway("dynamodb", "", s.publicTable).ID))
			s.Instance(s.app, "aws_instance.other")
		},
		"it names an endpoint that is not in view": func(s *shop) {
			s.gateway("dynamodb", "", s.publicTable)
			s.instance(through("aws:SourceVpce", "vpce-0123456789abcdef0"))
		},
		"the tables are not all known": func(s *shop) {
			e := s.gateway("dynamodb", "", s.publicTable)
			e.RouteTables.Open, e.RouteTables.Why = true, "var.more has no value"
			s.instance(through("aws:SourceVpce", e.ID))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			build(s)
			s.None(GatewayMissingRouteTable)
			s.None(ConditionUnsatisfiable)
		})
	}
}

func TestDenialOfAllThatDoesNotComeThroughTheEndpoint(t *testing.T) {
	s := newShop(t)
	e := s.gateway("s3", "", s.publicTable)
	s.instance(granting(`"s3:GetObject"`, `"arn:aws:s3:::b/*"`) + `,{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpce":"` + e.ID + `"}}}`)
	assert.Contains(t, s.One(GatewayMissingRouteTable).Message, "allows s3:* only through aws_vpc_endpoint.s3")
}

func TestBucketPolicyDemandsEndpoint(t *testing.T) {
	for _, associated := range []bool{false, true} {
		s := newShop(t)
		tables := []*model.RouteTable{s.publicTable}
		if associated {
			tables = append(tables, s.appTable)
		}
		e := s.gateway("s3", "", tables...)
		b := s.bucket("data")
		b.Policy = model.Known(document(`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["` + b.Aliases[0] + `","` + b.Aliases[0] + `/*"],"Condition":{"StringNotEquals":{"aws:SourceVpce":"` + e.ID + `"}}}`))
		s.instance(granting(`"s3:GetObject"`, `"`+b.Aliases[0]+`/*"`))
		if associated {
			s.None(GatewayMissingRouteTable)
		} else {
			assert.Contains(t, s.One(GatewayMissingRouteTable).Message, "the policy of aws_s3_bucket.data allows s3:GetObject only through aws_vpc_endpoint.s3")
		}
	}
}

func TestNoOtherWayToTheService(t *testing.T) {
	s := isolated(t)
	other := s.Subnet(s.vpc, "aws_subnet.other", "10.0.9.0/24", "a")
	s.gateway("s3", "", s.Table(s.vpc, "aws_route_table.other", other))
	s.instance(granting(`"s3:GetObject"`, `"*"`))
	f := s.One(GatewayMissingRouteTable)
	assert.Contains(t, f.Message, "grants s3:GetObject to aws_instance.app, and no route carries the requests")
	assert.Equal(t, rules.Error, f.Severity)

	s = isolated(t) // nothing uses the service there
	other = s.Subnet(s.vpc, "aws_subnet.other", "10.0.9.0/24", "a")
	s.gateway("s3", "", s.Table(s.vpc, "aws_route_table.other", other))
	s.instance(granting(`"ec2:DescribeInstances"`, `"*"`))
	s.None(GatewayMissingRouteTable)
}

func TestMostSiblingsUseTheEndpoint(t *testing.T) {
	for _, uses := range []bool{true, false} {
		s := newShop(t)
		nat := s.NATGateways[0]
		tables := []*model.RouteTable{}
		var subnets []*model.Subnet
		for i, zone := range []string{"a", "b", "c"} {
			sub := s.Subnet(s.vpc, "aws_subnet.worker-"+zone, "10.0."+string(rune('5'+i))+".0/24", zone)
			table := s.Table(s.vpc, "aws_route_table.worker-"+zone, sub)
			s.Route(table, "0.0.0.0/0", model.TargetNATGateway, nat)
			subnets, tables = append(subnets, sub), append(tables, table)
		}
		s.gateway("s3", "", tables[0], tables[1])
		w := s.Workload(model.WorkloadAutoScalingGroup, "aws_autoscaling_group.w", subnets)
		if uses {
			userData(w, "aws s3 cp s3://artifacts/app.zip /opt")
			f := s.One(GatewayMissingRouteTable)
			assert.Equal(t, rules.Warning, f.Severity)
			assert.Contains(t, f.Message, "aws_route_table.worker-c")
		} else {
			s.None(GatewayMissingRouteTable)
		}
	}
}

func TestConditionNamesAnotherEndpoint(t *testing.T) {
	s := newShop(t)
	s.gateway("dynamodb", "", s.appTable)
	s3 := s.gateway("s3", "", s.appTable)
	s.instance(through("aws:SourceVpce", s3.ID))
	f := s.One(ConditionUnsatisfiable)
	assert.Equal(t, "aws_iam_role_policy.app", f.Object.Address)
	assert.Contains(t, f.Message, "only through aws_vpc_endpoint.s3 (aws:SourceVpce), but requests of aws_instance.app from aws_subnet.app go through aws_vpc_endpoint.dynamodb")
	assert.Contains(t, f.Fix.Terraform, "aws_vpc_endpoint.dynamodb.id")
}

func TestConditionNamesAnotherVPC(t *testing.T) {
	s := newShop(t)
	other := s.VPC("aws_vpc.other", "10.9.0.0/16")
	s.gateway("dynamodb", "", s.appTable)
	s.instance(through("aws:SourceVpc", other.ID))
	assert.Contains(t, s.One(ConditionUnsatisfiable).Message, "only from endpoints of aws_vpc.other (aws:SourceVpc)")

	s = newShop(t)
	s.gateway("dynamodb", "", s.appTable)
	s.instance(through("aws:SourceVpc", s.vpc.ID))
	s.None(ConditionUnsatisfiable)
}

// A role that two VPCs share may name the endpoints of both.
func TestConditionThatOneOfTwoWorkloadsMeets(t *testing.T) {
	s := newShop(t)
	e := s.gateway("dynamodb", "", s.appTable)
	w := s.instance(through("aws:SourceVpce", e.ID))
	far := s.VPC("aws_vpc.far", "10.9.0.0/16")
	fs := s.Subnet(far, "aws_subnet.far", "10.9.1.0/24", "a")
	s.Instance(fs, "aws_instance.far").Profile = w.Profile
	s.None(ConditionUnsatisfiable)
}

// Requests to S3 leave for its public addresses, whatever stands between.
func TestCallersFiltersLetNoHTTPSOutToAGatewayEndpoint(t *testing.T) {
	build := func(egress string) (*shop, *model.SecurityGroup) {
		s := isolated(t)
		own := s.Group(s.vpc, "aws_security_group.f")
		s.Egress(own, egress)
		w := s.Workload(model.WorkloadLambda, "aws_lambda_function.f", []*model.Subnet{s.app}, own)
		w.Role = s.profile(granting(`"s3:GetObject"`, `"arn:aws:s3:::b/*"`)).Role
		s.gateway("s3", "", s.appTable)
		return s, own
	}
	s, _ := build("tcp 443 10.0.0.0/16")
	f := s.One(GatewayHTTPSBlocked)
	assert.Equal(t, "aws_vpc_endpoint.s3", f.Object.Address)
	assert.Equal(t, rules.Definite, f.Confidence)
	assert.Contains(t, f.Message, "no outbound rule of aws_security_group.f is for the public addresses of the service, although aws_iam_role_policy.app grants s3:GetObject")
	assert.Contains(t, f.Fix.Terraform, "aws_vpc_endpoint.s3.prefix_list_id")

	for _, egress := range []string{"tcp 443 0.0.0.0/0", "all 0.0.0.0/0", "tcp 443 52.218.0.0/17"} {
		s, _ = build(egress)
		s.None(GatewayHTTPSBlocked)
	}
	s, own := build("tcp 443 10.0.0.0/16")
	s.Egress(own, "tcp 443 10.0.0.0/16").PrefixLists = model.ListOf(model.RefByID[model.PrefixList]("pl-6da54004"))
	s.None(GatewayHTTPSBlocked) // which may be that of S3

	// Who does not call S3 needs no way to it, and who goes past the endpoint none to its addresses.
	s, _ = build("tcp 443 10.0.0.0/16")
	s.Policies = nil
	s.None(GatewayHTTPSBlocked)
	s, _ = build("tcp 443 10.0.0.0/16")
	s.Endpoints[0].RouteTables.Items = nil
	s.None(GatewayHTTPSBlocked)
}

func TestNetworkACLLetsNoHTTPSOutToAGatewayEndpoint(t *testing.T) {
	for out, found := range map[string]bool{"100 allow tcp 443 10.0.0.0/16": true, "100 allow tcp 443 0.0.0.0/0": false} {
		s := isolated(t)
		s.instance(granting(`"s3:GetObject"`, `"arn:aws:s3:::b/*"`))
		s.gateway("s3", "", s.appTable)
		acl := s.ACL(s.vpc, "aws_network_acl.app", s.app)
		s.In(acl, "100 allow all 0.0.0.0/0").Out(acl, out)
		if found {
			assert.Contains(t, s.One(GatewayHTTPSBlocked).Message, "network ACL aws_network_acl.app of aws_subnet.app lets no TCP 443 out to public addresses")
		} else {
			s.None(GatewayHTTPSBlocked)
		}
	}
}

// A task on Fargate fetches its image by its own interface, one on an instance by that of the instance.
func TestWhoFetchesImages(t *testing.T) {
	for _, fargate := range []bool{true, false} {
		s := isolated(t)
		own, g := s.Group(s.vpc, "aws_security_group.job"), s.Group(s.vpc, "aws_security_group.endpoints")
		s.Egress(own, "tcp 5432 10.0.0.0/16")
		s.Ingress(g, "tcp 443 10.0.0.0/16")
		w := s.containers(inECR)
		w.Fargate, w.Groups, w.GroupsUnset = model.Known(fargate), ruletest.All[model.SecurityGroup](own), false
		s.gateway("s3", "", s.appTable)
		s.interfaceEndpoint("ecr.dkr", []*model.SecurityGroup{g}, s.app)
		if fargate {
			assert.Contains(t, s.One(GatewayHTTPSBlocked).Message, "although aws_ecs_service.job runs images from ECR, of which the layers lie in S3")
			assert.Contains(t, s.One(InterfaceHTTPSBlocked).Message, "the security groups of aws_ecs_service.job do not let TCP 443 out to it")
		} else {
			s.None(GatewayHTTPSBlocked)
			s.None(InterfaceHTTPSBlocked)
		}
	}
}
