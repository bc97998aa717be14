package source

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"
)

const networkModule = `
-- modules/network/main.tf --
variable "cidr" { type = string }
variable "zones" {
  type = map(object({ newbits = optional(number, 8), public = bool }))
}
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.peer]
    }
  }
}
resource "aws_vpc" "this" { cidr_block = var.cidr }
resource "aws_vpc_peering_connection_accepter" "this" {
  provider                  = aws.peer
  vpc_peering_connection_id = "pcx-1"
}
resource "aws_subnet" "this" {
  for_each          = var.zones
  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(var.cidr, each.value.newbits, 0)
}
output "vpc_id" { value = aws_vpc.this.id }
output "subnet_ids" { value = { for zone, s in aws_subnet.this : zone => s.id } }
`

func TestModules(t *testing.T) {
	root := load(t, networkModule+`
-- main.tf --
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "far"
  region = local.far
  allowed_account_ids = ["111122223333"]
}
locals { far = "us-east-1" }
module "network" {
  source   = "./modules/network"
  for_each = { a = "10.0.0.0/16", b = "10.1.0.0/16" }
  cidr     = each.value
  zones    = { "eu-west-1a" = { public = "true" } }
  providers = {
    aws      = aws
    aws.peer = aws.far
  }
}
resource "aws_route_table_association" "x" {
  for_each       = module.network
  subnet_id      = each.value.subnet_ids["eu-west-1a"]
  route_table_id = module.network[each.key == "a" ? "b" : "a"].vpc_id
}
`)
	subnet := find(t, root, `module.network["b"].aws_subnet.this["eu-west-1a"]`)
	assert.Equal(t, `module.network["b"]`, subnet.Module)
	assert.Equal(t, "10.1.0.0/24", text(t, root, subnet.Address, "cidr_block"))
	assert.Equal(t, subnet.ID(), text(t, root, `aws_route_table_association.x["b"]`, "subnet_id"))
	assert.Equal(t, find(t, root, `module.network["a"].aws_vpc.this`).ID(), text(t, root, `aws_route_table_association.x["b"]`, "route_table_id"))
	require.Len(t, subnet.Calls, 1)
	assert.Equal(t, `module.network["b"]`, subnet.Calls[0].Address)
	assert.Equal(t, "main.tf", subnet.Calls[0].Range.File)
	assert.Equal(t, 8, subnet.Calls[0].Range.Line)
	assert.Equal(t, "modules/network/main.tf", subnet.Block.File)

	region, ok := subnet.Provider.Region.Get()
	assert.True(t, ok)
	assert.Equal(t, "eu-west-1", region)
	accepter := find(t, root, `module.network["a"].aws_vpc_peering_connection_accepter.this`)
	region, _ = accepter.Provider.Region.Get()
	assert.Equal(t, "us-east-1", region)
	assert.Equal(t, "provider.aws.far", accepter.Provider.Key)
	account, _ := accepter.Provider.Account.Get()
	assert.Equal(t, "111122223333", account)
	assert.False(t, subnet.Provider.Account.IsKnown())
	assert.Equal(t, "pcx-1", accepter.ID(), "an accepter's id is that of the connection")
}

func TestRegionIsNotGuessed(t *testing.T) {
	root := load(t, `
-- main.tf --
variable "region" {}
provider "aws" { region = var.region }
provider "aws" {
  alias  = "twin"
  region = var.region
}
provider "aws" {
  alias = "environment"
}
data "aws_region" "a" {}
data "aws_region" "b" { provider = aws.twin }
data "aws_region" "c" { provider = aws.environment }
data "aws_availability_zones" "a" { state = "available" }
resource "aws_vpc_endpoint" "s3" {
  vpc_id       = "vpc-1"
  service_name = "com.amazonaws.${data.aws_region.a.name}.s3"
}
resource "aws_vpc" "six" {
  region     = "eu-north-1"
  cidr_block = "10.0.0.0/16"
}
output "equal" { value = data.aws_region.a.name == data.aws_region.b.name }
output "other" { value = data.aws_region.a.name == data.aws_region.c.name }
output "zones" { value = data.aws_availability_zones.a.names }
output "list" { value = aws_vpc_endpoint.s3.prefix_list_id }
`)
	region := find(t, root, "aws_vpc_endpoint.s3").Provider.Region
	assert.True(t, region.IsUnknown())
	assert.Equal(t, "var.region has no value", region.Why())
	assert.Equal(t, cty.True, root.Outputs["equal"], "both are the same variable")
	assert.Equal(t, cty.False, root.Outputs["other"])
	service := text(t, root, "aws_vpc_endpoint.s3", "service_name")
	parts := strings.Split(service, ".")
	require.Len(t, parts, 4)
	assert.True(t, IsSyntheticRegion(parts[2]), service)
	assert.False(t, IsSyntheticRegion("eu-west-1"))
	assert.Equal(t, parts[2]+"a", root.Outputs["zones"].AsValueSlice()[0].AsString())
	assert.Equal(t, ManagedPrefixListID(service), root.Outputs["list"].AsString())
	own, _ := find(t, root, "aws_vpc.six").Provider.Region.Get()
	assert.Equal(t, "eu-north-1", own)
}

func TestRemoteModule(t *testing.T) {
	const caller = `
-- main.tf --
module "net" {
  source  = "example/net/aws"
  version = "1.0.0"
}
resource "aws_subnet" "s" {
  vpc_id     = module.net.vpc_id
  cidr_block = "10.0.0.0/24"
}
`
	root, diags := Load(Options{FS: files(caller)})
	require.Equal(t, []string{"A module is not installed"}, summaries(diags))
	assert.Contains(t, diags[0].Detail, "example/net/aws")
	assert.Contains(t, diags[0].Detail, "terraform init")
	require.Len(t, root.Modules, 1)
	assert.True(t, root.Modules[0].Missing)
	assert.False(t, value(t, root, "aws_subnet.s", "vpc_id").IsKnown())
	require.Len(t, root.Unresolved, 1)
	assert.Equal(t, "the module of module.net is not installed", root.Unresolved[0].Reason)

	root = load(t, caller+`
-- .terraform/modules/modules.json --
{"Modules": [{"Key": "", "Dir": "."}, {"Key": "net", "Source": "x", "Dir": ".terraform/modules/net"}]}
-- .terraform/modules/net/main.tf --
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
output "vpc_id" { value = aws_vpc.v.id }
`)
	assert.Equal(t, find(t, root, "module.net.aws_vpc.v").ID(), text(t, root, "aws_subnet.s", "vpc_id"))
}

func TestModuleTroubles(t *testing.T) {
	for name, c := range map[string]struct{ archive, summary string }{
		"calls itself": {`
-- main.tf --
module "a" { source = "./a" }
-- a/main.tf --
module "b" { source = "../" }
`, "A module calls itself"},
		"outside": {`
-- main.tf --
module "a" { source = "../../a" }
`, "A module lies outside of what netlint reads"},
		"empty": {`
-- main.tf --
module "a" { source = "./a" }
`, "A module is missing"},
		"value cycle": {`
-- main.tf --
module "a" {
  source = "./a"
  in     = module.a.out
}
-- a/main.tf --
variable "in" {}
output "out" { value = var.in }
`, "References form a cycle"},
	} {
		t.Run(name, func(t *testing.T) {
			_, diags := Load(Options{FS: files(c.archive)})
			assert.Equal(t, []string{c.summary}, summaries(diags))
		})
	}
}

func TestModuleDepth(t *testing.T) {
	var b strings.Builder
	b.WriteString("-- main.tf --\nmodule \"m\" { source = \"./m0\" }\n")
	for i := range 100 {
		fmt.Fprintf(&b, "-- m%d/main.tf --\nmodule \"m\" { source = \"../m%d\" }\n", i, i+1)
	}
	root, diags := Load(Options{FS: files(b.String())})
	assert.Equal(t, []string{"Modules are nested too deeply"}, summaries(diags))
	assert.Len(t, root.Modules, 51, "fifty modules and the one that is left out")
}

func TestCycleNamesItsParts(t *testing.T) {
	root, diags := Load(Options{FS: files(`
-- main.tf --
locals {
  a = local.b
  b = { c = local.c }
  c = [local.a]
  d = "apart"
}
output "d" { value = local.d }
output "a" { value = local.a }
`)})
	require.Equal(t, []string{"References form a cycle"}, summaries(diags))
	assert.True(t, diags.HasErrors())
	assert.Contains(t, diags[0].Detail, "local.a needs local.b needs local.c needs local.a")
	assert.Equal(t, cty.StringVal("apart"), root.Outputs["d"])
}

func TestVariables(t *testing.T) {
	fsys := files(`
-- root/main.tf --
variable "default" { default = "default" }
variable "tfvars" { default = "default" }
variable "auto" { default = "default" }
variable "file" { default = "default" }
variable "flag" {
  type    = list(string)
  default = []
}
variable "env" { type = number }
variable "strict" {
  type     = string
  nullable = false
  default  = "not null"
}
variable "object" {
  type = object({
    name  = string
    sizes = optional(list(number), [1, 2])
    inner = optional(object({ on = optional(bool, true) }), {})
  })
  default = { name = "n" }
}
variable "none" { type = list(string) }
output "all" { value = [var.default, var.tfvars, var.auto, var.file, var.strict] }
output "flag" { value = var.flag }
output "env" { value = var.env }
output "object" { value = var.object }
output "none" { value = var.none }
-- root/terraform.tfvars --
tfvars = "tfvars"
auto   = "tfvars"
file   = "tfvars"
-- root/b.auto.tfvars.json --
{"auto": "auto", "file": "auto", "strict": null}
-- root/x.tfvars --
file = "file"
`)
	root, diags := Load(Options{
		FS: fsys, Dir: "root", VarFiles: []string{"root/x.tfvars"}, Vars: map[string]string{"flag": `["a"]`},
		Env: map[string]string{"TF_VAR_env": "7", "TF_VAR_tfvars": "env", "HOME": "x"},
	})
	require.Empty(t, diags)
	var got []string
	for _, v := range root.Outputs["all"].AsValueSlice() {
		got = append(got, v.AsString())
	}
	assert.Equal(t, []string{"default", "tfvars", "auto", "file", "not null"}, got)
	assert.Equal(t, "a", root.Outputs["flag"].AsValueSlice()[0].AsString())
	assert.True(t, root.Outputs["env"].RawEquals(cty.NumberIntVal(7)), root.Outputs["env"].GoString())
	assert.Equal(t, 2, root.Outputs["object"].GetAttr("sizes").LengthInt())
	assert.Equal(t, cty.True, root.Outputs["object"].GetAttr("inner").GetAttr("on"))
	assert.Equal(t, cty.UnknownVal(cty.List(cty.String)), root.Outputs["none"])

	_, diags = Load(Options{FS: fsys, Dir: "root", Vars: map[string]string{"flagg": "x", "env": "many"}})
	assert.ElementsMatch(t, []string{"A value for a variable that does not exist", "A variable's value has the wrong type"}, summaries(diags))
}

func TestOrigin(t *testing.T) {
	root := load(t, `
-- main.tf --
variable "vpc" { type = string }
variable "groups" { type = list(string) }
locals { vpc = var.vpc }
module "m" {
  source = "./m"
  vpc    = local.vpc
  groups = [var.groups[0], "sg-1"]
}
resource "aws_subnet" "s" { vpc_id = var.vpc }
resource "aws_subnet" "computed" { vpc_id = "${var.vpc}-x" }
-- m/main.tf --
variable "vpc" {}
variable "groups" {}
resource "aws_subnet" "s" { vpc_id = var.vpc }
resource "aws_instance" "i" { vpc_security_group_ids = [var.groups[1], var.groups[0]] }
`)
	origin := func(address string) string {
		i := find(t, root, address).instance
		return i.scope().originOf(i.node.content().argument("vpc_id"), maxTrace)
	}
	assert.Equal(t, "var.vpc", origin("aws_subnet.s"))
	assert.Equal(t, "var.vpc", origin("module.m.aws_subnet.s"))
	assert.Empty(t, origin("aws_subnet.computed"))
	assert.Len(t, root.Unresolved, 4)
}

// A type that the schema table does not have has attributes that netlint does not know of; an AWS type that it
// has does not.
func TestAttributesOfTypesWithoutSchema(t *testing.T) {
	archive := `
-- main.tf --
resource "random_password" "p" {
  count  = 2
  length = 8
}
resource "random_id" "r" {
  for_each    = toset(["a"])
  byte_length = 4
}
locals { hex = { for k, r in random_id.r : k => r.hex } }
module "m" {
  source    = "./m"
  passwords = random_password.p
}
resource "terraform_data" "d" {
  for_each = toset(["10.0.0.0/16"])
  input    = each.key
}
resource "aws_vpc" "v" {
  for_each   = terraform_data.d
  cidr_block = each.value.output
  tags       = { Hex = local.hex["a"], Password = random_password.p[0].result, All = join(",", random_password.p[*].result) }
}
-- m/main.tf --
variable "passwords" {}
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
  tags       = { Password = var.passwords[0].result }
}
output "all" { value = var.passwords[*].result }
`
	root := load(t, archive)
	assert.Equal(t, "10.0.0.0/16", text(t, root, `aws_vpc.v["10.0.0.0/16"]`, "cidr_block"))
	assert.False(t, value(t, root, `aws_vpc.v["10.0.0.0/16"]`, "tags").IsKnown())
	assert.False(t, value(t, root, "module.m.aws_vpc.v", "tags").IsKnown())

	_, diags := Load(Options{FS: files(`
-- main.tf --
resource "aws_vpc" "v" {
  count      = 2
  cidr_block = "10.0.0.0/16"
}
output "o" { value = aws_vpc.v[*].nonsense }
`)})
	require.Len(t, diags, 1)
	assert.Equal(t, "Unsupported attribute", diags[0].Summary)
}

func TestFileKinds(t *testing.T) {
	root := load(t, `
-- main.tf --
resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }
resource "aws_security_group" "g" {
  name = "g"
  ingress { from_port = 1 }
  egress { from_port = 9 }
}
-- main.tofu --
resource "aws_vpc" "tofu" { cidr_block = "10.1.0.0/16" }
resource "aws_security_group" "g" {
  name = "g"
  ingress { from_port = 1 }
  egress { from_port = 9 }
}
-- data.tf.json --
{
  "locals": {"cidr": "10.2.0.0/16"},
  "resource": {
    "aws_vpc": {"json": {"cidr_block": "${local.cidr}", "tags": {"Name": "${upper(\"x\")}"}}},
    "aws_network_acl": {"n": {
      "vpc_id": "${aws_vpc.json.id}",
      "ingress": [{"rule_no": 100, "protocol": "tcp", "action": "allow", "from_port": 1, "to_port": 2, "cidr_block": "0.0.0.0/0"}]
    }},
    "aws_instance": {"i": {
      "network_interface": {"device_index": 0, "network_interface_id": "eni-1"},
      "dynamic": {"ebs_block_device": {"for_each": ["a", "b"], "content": {"device_name": "${ebs_block_device.value}"}}}
    }}
  }
}
-- extra_override.tf --
resource "aws_security_group" "g" {
  name = "overridden"
  ingress { from_port = 2 }
  ingress { from_port = 3 }
}
-- notes.txt --
resource
`)
	assert.ElementsMatch(t, []string{"aws_vpc.tofu", "aws_vpc.json", "aws_security_group.g", "aws_network_acl.n", "aws_instance.i"}, addresses(root))
	assert.Equal(t, "10.2.0.0/16", text(t, root, "aws_vpc.json", "cidr_block"))
	assert.Equal(t, "X", value(t, root, "aws_vpc.json", "tags").AsValueMap()["Name"].AsString())
	assert.Equal(t, "allow", text(t, root, "aws_network_acl.n", "ingress", 0, "action"))
	assert.Equal(t, "eni-1", text(t, root, "aws_instance.i", "network_interface", 0, "network_interface_id"))
	assert.Equal(t, "b", text(t, root, "aws_instance.i", "ebs_block_device", 1, "device_name"))
	assert.Equal(t, "overridden", text(t, root, "aws_security_group.g", "name"))
	assert.True(t, value(t, root, "aws_security_group.g", "ingress", 1, "from_port").RawEquals(cty.NumberIntVal(3)))
	assert.True(t, value(t, root, "aws_security_group.g", "egress", 0, "from_port").RawEquals(cty.NumberIntVal(9)))
	assert.Equal(t, "data.tf.json", find(t, root, "aws_vpc.json").Block.File)
}

func TestFilesStayInside(t *testing.T) {
	archive := `
-- root/m/main.tf --
output "text" { value = file("${path.module}/t.txt") }
output "set" { value = fileset(path.module, "**/*.txt") }
output "rendered" { value = templatefile("${path.module}/t.tftpl", { names = ["a", "b"] }) }
output "exists" { value = [fileexists("${path.module}/t.txt"), fileexists("${path.module}/u.txt")] }
-- root/m/t.txt --
hello
-- root/m/d/u.txt --
-- root/m/t.tftpl --
%{ for n in names ~}
${n};
%{ endfor ~}
-- root/main.tf --
module "m" { source = "./m" }
output "m" { value = module.m }
output "outside" { value = try(file("../../etc/passwd"), "refused") }
output "absolute" { value = try(file("/etc/passwd"), "refused") }
output "sibling" { value = file("../shared.txt") }
-- shared.txt --
shared
`
	root, diags := Load(Options{FS: files(archive), Dir: "root"})
	require.Empty(t, diags)
	m := root.Outputs["m"]
	assert.Equal(t, "hello\n", m.GetAttr("text").AsString())
	assert.Equal(t, "a;\nb;\n", m.GetAttr("rendered").AsString())
	assert.Equal(t, 2, m.GetAttr("set").LengthInt())
	assert.Equal(t, []cty.Value{cty.True, cty.False}, m.GetAttr("exists").AsValueSlice())
	assert.Equal(t, "refused", root.Outputs["outside"].AsString())
	assert.Equal(t, "refused", root.Outputs["absolute"].AsString())
	assert.Equal(t, "shared\n", root.Outputs["sibling"].AsString())
}
