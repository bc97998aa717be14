package parser

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
)

// A data source finds what another root module makes, where exactly that can be meant.
func TestRootsFindEachOthersObjects(t *testing.T) {
	const net = `
-- net/main.tf --
provider "aws" { region = "eu-west-1" }
variable "unset" {}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "main", Env = "test" }
}
MORE
-- app/main.tf --
provider "aws" { region = "REGION" }
data "aws_vpc" "it" {
  ASKS
}
resource "aws_subnet" "app" {
  vpc_id     = data.aws_vpc.it.id
  cidr_block = cidrsubnet(data.aws_vpc.it.cidr_block, 8, 1)
}
`
	const second = "resource \"aws_vpc\" \"second\" {\n cidr_block = \"10.1.0.0/16\"\n tags = { Name = %s }\n}"
	byName := `tags = { Name = "main" }`
	for name, test := range map[string]struct {
		asks, more, region string
		linked             bool
	}{
		"tags":                          {byName, "", "eu-west-1", true},
		"all tags":                      {`tags = { Name = "main", Env = "test" }`, "", "eu-west-1", true},
		"a tag that it has not":         {`tags = { Name = "main", Team = "a" }`, "", "eu-west-1", false},
		"another value":                 {`tags = { Name = "other" }`, "", "eu-west-1", false},
		"filter":                        {"filter {\n name = \"tag:Name\"\n values = [\"ma*\", \"x\"]\n}", "", "eu-west-1", true},
		"range":                         {`cidr_block = "10.0.0.0/16"`, "", "eu-west-1", true},
		"filter that is not understood": {"filter {\n name = \"dhcp-options-id\"\n values = [\"x\"]\n}\n" + byName, "", "eu-west-1", false},
		"argument that is not known":    {`tags = { Name = var.name }`, "", "eu-west-1", false},
		"nothing that tells them apart": {"", "", "eu-west-1", false},
		"another region":                {byName, "", "us-east-1", false},
		"a region that is not known":    {byName, "", "${var.region}", false},
		"two that fit":                  {byName, fmt.Sprintf(second, `"main"`), "eu-west-1", false},
		"one of two":                    {byName, fmt.Sprintf(second, `"second"`), "eu-west-1", true},
		"one of two, and perhaps both":  {byName, fmt.Sprintf(second, `var.unset`), "eu-west-1", false},
		"one of two, by its range":      {`cidr_block = "10.0.0.0/16"`, fmt.Sprintf(second, `var.unset`), "eu-west-1", true},
	} {
		t.Run(name, func(t *testing.T) {
			archive := strings.NewReplacer("MORE", test.more, "ASKS", test.asks, "REGION", test.region).Replace(net)
			vpc := vpcOf(t, archive, "app").To()
			assert.Equal(t, test.linked, vpc != nil && vpc.Address == "aws_vpc.main")
		})
	}
}

// What one root finds may hang on what another has found, and goes on to those that read its outputs.
func TestRootsFindByWhatOthersFound(t *testing.T) {
	network := loadArchive(t, `
-- net/main.tf --
provider "aws" { region = "eu-west-1" }
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "main" }
}
-- subnets/main.tf --
provider "aws" { region = "eu-west-1" }
data "aws_vpc" "main" { tags = { Name = "main" } }
resource "aws_subnet" "app" {
  count      = 2
  vpc_id     = data.aws_vpc.main.id
  cidr_block = cidrsubnet(data.aws_vpc.main.cidr_block, 8, count.index)
  tags       = { Tier = "app" }
}
resource "aws_subnet" "db" {
  vpc_id     = data.aws_vpc.main.id
  cidr_block = "10.0.9.0/24"
  tags       = { Tier = "db" }
}
resource "aws_route_table" "app" { vpc_id = data.aws_vpc.main.id }
resource "aws_route_table_association" "app" {
  count          = 2
  subnet_id      = aws_subnet.app[count.index].id
  route_table_id = aws_route_table.app.id
}
output "vpc_id" { value = data.aws_vpc.main.id }
-- app/main.tf --
provider "aws" { region = "eu-west-1" }
data "aws_vpc" "main" { tags = { Name = "main" } }
data "aws_subnets" "app" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.main.id]
  }
  tags = { Tier = "app" }
}
data "aws_subnets" "anywhere" { tags = { Tier = "app" } }
data "aws_route_table" "app" { subnet_id = data.aws_subnets.app.ids[0] }
resource "aws_lb" "found" {
  internal = true
  subnets  = data.aws_subnets.app.ids
}
resource "aws_lb" "open" {
  internal = true
  subnets  = data.aws_subnets.anywhere.ids
}
resource "aws_internet_gateway" "g" { vpc_id = data.aws_vpc.main.id }
resource "aws_route" "out" {
  route_table_id         = data.aws_route_table.app.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.g.id
}
-- more/main.tf --
data "terraform_remote_state" "subnets" {
  backend = "local"
  config  = { path = "../subnets/terraform.tfstate" }
}
resource "aws_subnet" "more" {
  vpc_id     = data.terraform_remote_state.subnets.outputs.vpc_id
  cidr_block = "10.0.3.0/24"
}
`)
	main := network.VPCs[slices.IndexFunc(network.VPCs, func(v *model.VPC) bool { return !v.External })]
	for _, s := range network.Subnets {
		assert.Same(t, main, s.VPC.To(), s.Address)
	}
	subnets := map[string][]string{}
	for _, lb := range network.LoadBalancers {
		for _, s := range lb.Subnets.Items {
			subnets[lb.Address] = append(subnets[lb.Address], s.To().Address)
		}
		slices.Sort(subnets[lb.Address]) // the data source gives them in the order of their identifiers
	}
	assert.Equal(t, map[string][]string{"aws_lb.found": {"aws_subnet.app[0]", "aws_subnet.app[1]"}}, subnets,
		"in the VPC that is in view are all its subnets, and elsewhere there may be more")
	require.Len(t, network.Routes, 1)
	assert.Equal(t, "aws_route_table.app", network.Routes[0].Table.To().Address)
}
