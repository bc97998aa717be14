package endpoint

import (
	"fmt"
	"strings"
	"testing"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules/ruletest"
)

// shop is a VPC with a public and an application subnet; what the application subnet sends to the internet
// goes through a NAT gateway.
type shop struct {
	*ruletest.Net
	vpc         *model.VPC
	public, app *model.Subnet
	publicTable *model.RouteTable
	appTable    *model.RouteTable
}

func newShop(t *testing.T) *shop {
	n := ruletest.New(t)
	s := &shop{Net: n, vpc: n.VPC("aws_vpc.v", "10.0.0.0/16")}
	s.vpc.EnableDNSHostnames = model.Known(true)
	s.public = n.Subnet(s.vpc, "aws_subnet.public", "10.0.0.0/24", "a")
	s.app = n.Subnet(s.vpc, "aws_subnet.app", "10.0.1.0/24", "a")
	s.publicTable = n.Table(s.vpc, "aws_route_table.public", s.public)
	s.appTable = n.Table(s.vpc, "aws_route_table.app", s.app)
	n.Route(s.publicTable, "0.0.0.0/0", model.TargetInternetGateway, n.InternetGateway(s.vpc, "aws_internet_gateway.i"))
	n.Route(s.appTable, "0.0.0.0/0", model.TargetNATGateway, n.NAT(s.public, "aws_nat_gateway.n"))
	return s
}

// isolated is a VPC whose application subnet has no way out.
func isolated(t *testing.T) *shop {
	n := ruletest.New(t)
	s := &shop{Net: n, vpc: n.VPC("aws_vpc.v", "10.0.0.0/16")}
	s.vpc.EnableDNSHostnames = model.Known(true)
	s.app = n.Subnet(s.vpc, "aws_subnet.app", "10.0.1.0/24", "a")
	s.appTable = n.Table(s.vpc, "aws_route_table.app", s.app)
	return s
}

// gateway adds a gateway endpoint of a service with a policy, on some tables.
func (s *shop) gateway(service, policy string, tables ...*model.RouteTable) *model.VPCEndpoint {
	e := &model.VPCEndpoint{
		Object: ruletest.Object("aws_vpc_endpoint."+service, "aws_vpc_endpoint"), VPC: ruletest.To[model.VPC](s.vpc),
		Kind: model.Known(model.GatewayEndpoint), ServiceName: model.Known("com.amazonaws.eu-west-1." + service),
		RouteTables: ruletest.All[model.RouteTable](tables...),
	}
	if policy != "" {
		e.Policy = model.Known(policy)
	}
	s.Add(e)
	return e
}

// interfaceEndpoint adds an interface endpoint of a service in subnets.
func (s *shop) interfaceEndpoint(service string, groups []*model.SecurityGroup, subnets ...*model.Subnet) *model.VPCEndpoint {
	e := &model.VPCEndpoint{
		Object: ruletest.Object("aws_vpc_endpoint."+service, "aws_vpc_endpoint"), VPC: ruletest.To[model.VPC](s.vpc),
		Kind: model.Known(model.InterfaceEndpointType), ServiceName: model.Known("com.amazonaws.eu-west-1." + service),
		PrivateDNS: model.Known(true), Subnets: ruletest.All[model.Subnet](subnets...),
		Groups: ruletest.All[model.SecurityGroup](groups...), GroupsUnset: len(groups) == 0,
	}
	s.Add(e)
	return e
}

// instance adds an instance in the application subnet with a role that has a policy of these statements.
func (s *shop) instance(statements string) *model.Workload {
	w := s.Instance(s.app, "aws_instance.app")
	w.Profile = ruletest.To[model.InstanceProfile](s.profile(statements))
	return w
}

func (s *shop) profile(statements string) *model.InstanceProfile {
	r := &model.Role{Object: ruletest.Object("aws_iam_role.app", "aws_iam_role")}
	p := &model.InstanceProfile{Object: ruletest.Object("aws_iam_instance_profile.app", "aws_iam_instance_profile"), Role: ruletest.To[model.Role](r)}
	s.Add(r, p)
	if statements != "" {
		s.Add(&model.Policy{
			Object: ruletest.Object("aws_iam_role_policy.app", "aws_iam_role_policy"), Inline: true,
			Document: model.Known(document(statements)), Roles: ruletest.All[model.Role](r),
		})
	}
	return p
}

func (s *shop) bucket(name string) *model.Bucket {
	b := &model.Bucket{Object: ruletest.Object("aws_s3_bucket."+name, "aws_s3_bucket")}
	b.ID = "~netlint" + padded(name)
	b.Aliases = []string{"~netlint" + padded(name+"arn")}
	s.Add(b)
	return b
}

// padded makes the tail of a symbol.
func padded(s string) string { return (s + strings.Repeat("a", 24))[:24] }

func document(statements string) string {
	return `{"Version":"2012-10-17","Statement":[` + statements + `]}`
}

func allowing(actions, resources string) string {
	return fmt.Sprintf(`{"Effect":"Allow","Principal":"*","Action":[%s],"Resource":[%s]}`, actions, resources)
}

func granting(actions, resources string) string {
	return fmt.Sprintf(`{"Effect":"Allow","Action":[%s],"Resource":[%s]}`, actions, resources)
}

func userData(w *model.Workload, text string) {
	w.Texts = append(w.Texts, model.Text{Kind: "user data", Value: model.Known(text)})
}
