package terraform_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform"
	"github.com/netlint/netlint/parser/terraform/attribute"
	"github.com/netlint/netlint/parser/terraform/source"
)

// fromSources builds the linked network of a configuration in one file.
func fromSources(t *testing.T, configuration string) *model.Network {
	t.Helper()
	root, diags := source.Load(source.Options{ID: "root", FS: fstest.MapFS{"main.tf": {Data: []byte(configuration)}}})
	require.Empty(t, diags)
	n := &model.Network{}
	terraform.LoadRoot("root", root, attribute.NewDecoder()).After(n)
	n.Link()
	return n
}

// A name with a part that a provider makes later is no name yet: the symbol for it is for nobody to read.
func TestNamesThatAreNotKnownYet(t *testing.T) {
	n := fromSources(t, `
resource "random_string" "unique" { length = 4 }
resource "aws_lb_target_group" "later" {
  name = "web-${random_string.unique.result}"
  port = 80
}
resource "aws_lb_target_group" "now" {
  name = "web"
  port = 80
}
`)
	for _, g := range n.TargetGroups {
		assert.Equal(t, map[string]string{"aws_lb_target_group.later": "", "aws_lb_target_group.now": "web"}[g.Address], g.Name)
	}
	assert.Len(t, n.TargetGroups, 2)
}

// An endpoint is of the service that its plan names by reference, which has no name yet.
func TestEndpointOfServiceInView(t *testing.T) {
	endpoint := func(references string) *model.VPCEndpoint {
		n := planOf(t, `{"resources":[{"address":"aws_vpc_endpoint_service.s","type":"aws_vpc_endpoint_service","expressions":{}},`+
			`{"address":"aws_vpc_endpoint.e","type":"aws_vpc_endpoint","expressions":{"service_name":{"references":[`+references+`]}}}]}`,
			newResource{"aws_vpc_endpoint_service.s", `{"id":true,"service_name":true}`, `{"acceptance_required":false}`},
			newResource{"aws_vpc_endpoint.e", `{"id":true,"service_name":true}`, `{"vpc_endpoint_type":"Interface"}`})
		require.Len(t, n.Endpoints, 1)
		return n.Endpoints[0]
	}
	offered := endpoint(`"aws_vpc_endpoint_service.s.service_name","aws_vpc_endpoint_service.s"`)
	require.NotNil(t, offered.Offer)
	assert.Equal(t, "aws_vpc_endpoint_service.s", offered.Offer.Address)
	assert.Nil(t, endpoint(`"local.name"`).Offer, "it may be the name of somebody else's service")
	assert.Nil(t, endpoint(`"mongodbatlas_privatelink_endpoint.x.endpoint_service_name","mongodbatlas_privatelink_endpoint.x"`).Offer)
}

// A service may stand behind a classic load balancer, by its name: as a reference or written out.
func TestServicesBehindAClassicLoadBalancer(t *testing.T) {
	for _, name := range []string{"aws_elb.web.name", `"web"`, "aws_elb.web.id"} {
		n := fromSources(t, `
resource "aws_elb" "web" {
  name    = "web"
  subnets = ["subnet-1"]
  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
}
resource "aws_ecs_service" "web" {
  name = "web"
  load_balancer {
    elb_name       = `+name+`
    container_name = "web"
    container_port = 8080
  }
}
`)
		require.Len(t, n.TargetGroups, 1)
		assert.Len(t, n.TargetGroups[0].Registered, 1, name)
	}
}

func TestServicesOnCapacityProvidersOfFargate(t *testing.T) {
	for strategy, fargate := range map[string]bool{
		`capacity_provider_strategy { capacity_provider = "FARGATE_SPOT" }`: true,
		`capacity_provider_strategy { capacity_provider = "FARGATE" }
		 capacity_provider_strategy { capacity_provider = "FARGATE_SPOT" }`: true,
		`capacity_provider_strategy { capacity_provider = "FARGATE" }
		 capacity_provider_strategy { capacity_provider = "own" }`: false,
		`launch_type = "FARGATE"`: true,
		`launch_type = "EC2"`:     false,
		``:                        false, // the cluster's own default holds
	} {
		n := fromSources(t, "resource \"aws_ecs_service\" \"s\" {\n"+strategy+"\n}\n")
		require.Len(t, n.Workloads, 1)
		assert.Equal(t, fargate, n.Workloads[0].Fargate.Or(false), strategy)
	}
}
