package source

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
)

// files makes a file system of a txtar archive.
func files(archive string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return fsys
}

// load evaluates the root module of an archive, which must be right.
func load(t *testing.T, archive string) *Root {
	t.Helper()
	root, diags := Load(Options{FS: files(archive), ID: "root"})
	require.Empty(t, diags)
	return root
}

// loadOne evaluates a single file.
func loadOne(t *testing.T, main string) *Root {
	t.Helper()
	return load(t, "-- main.tf --\n"+main)
}

func find(t *testing.T, root *Root, address string) *Resource {
	t.Helper()
	var have []string
	for _, r := range root.Resources {
		if r.Address == address {
			return r
		}
		have = append(have, r.Address)
	}
	require.Fail(t, "no resource "+address, "there are %s", strings.Join(have, ", "))
	return nil
}

func addresses(root *Root) []string {
	var all []string
	for _, r := range root.Resources {
		all = append(all, r.Address)
	}
	return all
}

// value gives an argument, or what lies inside it.
func value(t *testing.T, root *Root, address string, path ...any) cty.Value {
	t.Helper()
	v := find(t, root, address).instance.values()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			require.True(t, v.Type().HasAttribute(step), "%s has no %s", address, step)
			v = v.GetAttr(step)
		case int:
			v = v.Index(cty.NumberIntVal(int64(step)))
		}
	}
	return v
}

func text(t *testing.T, root *Root, address string, path ...any) string {
	t.Helper()
	s, ok := stringValue(value(t, root, address, path...))
	require.True(t, ok, "%s %v is no known string", address, path)
	return s
}

func summaries(diags model.Diagnostics) []string {
	var all []string
	for _, d := range diags {
		all = append(all, d.Summary)
	}
	return all
}

func TestReferenceToIDIsSynthetic(t *testing.T) {
	root := loadOne(t, `
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "app" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
}
resource "aws_route_table_association" "app" {
  count          = 2
  subnet_id      = element(aws_subnet.app[*].id, count.index)
  route_table_id = aws_vpc.main.default_route_table_id
}
`)
	vpc := find(t, root, "aws_vpc.main")
	assert.Equal(t, SyntheticID("root", "aws_vpc.main", "id"), vpc.ID())
	assert.True(t, IsSynthetic(vpc.ID()))
	assert.False(t, IsSynthetic("vpc-0123456789abcdef0"))
	assert.Equal(t, vpc.ID(), text(t, root, "aws_subnet.app[1]", "vpc_id"))
	assert.Equal(t, "10.0.1.0/24", text(t, root, "aws_subnet.app[1]", "cidr_block"))
	assert.Equal(t, find(t, root, "aws_subnet.app[1]").ID(), text(t, root, "aws_route_table_association.app[1]", "subnet_id"))
	assert.NotEqual(t, find(t, root, "aws_subnet.app[0]").ID(), text(t, root, "aws_route_table_association.app[1]", "subnet_id"))
	assert.Equal(t, SyntheticID("root", "aws_vpc.main", "default_route_table_id"),
		text(t, root, "aws_route_table_association.app[0]", "route_table_id"))
	assert.NotEqual(t, SyntheticID("root", "aws_vpc.main", "id"), SyntheticID("other", "aws_vpc.main", "id"))
	assert.NotContains(t, []byte(vpc.ID()), byte(':'))
}

func TestEqualAttributesAreEqualStrings(t *testing.T) {
	root := loadOne(t, `
resource "aws_eip" "a" {}
resource "aws_lb" "b" { name = "b" }
resource "aws_s3_bucket" "c" { bucket = "logs" }
resource "aws_vpc" "d" { cidr_block = "10.0.0.0/16" }
resource "aws_default_security_group" "d" { vpc_id = aws_vpc.d.id }
resource "aws_default_route_table" "d" { default_route_table_id = aws_vpc.d.default_route_table_id }
resource "aws_iam_role" "e" {
  name               = "e-${timestamp()}"
  assume_role_policy = "{}"
}
locals {
  pairs = {
    eip     = [aws_eip.a.id, aws_eip.a.allocation_id]
    lb      = [aws_lb.b.id, aws_lb.b.arn]
    bucket  = [aws_s3_bucket.c.id, "logs"]
    arn     = [aws_s3_bucket.c.arn, "arn:aws:s3:::logs"]
    group   = [aws_default_security_group.d.id, aws_vpc.d.default_security_group_id]
    table   = [aws_default_route_table.d.id, aws_vpc.d.main_route_table_id]
    role    = [aws_iam_role.e.id, aws_iam_role.e.name]
  }
}
output "equal" { value = { for name, pair in local.pairs : name => pair[0] == pair[1] } }
output "different" { value = aws_eip.a.id == aws_lb.b.id || aws_lb.b.arn == aws_lb.b.dns_name || aws_iam_role.e.arn == aws_iam_role.e.id }
`)
	for name, equal := range root.Outputs["equal"].AsValueMap() {
		assert.Equal(t, cty.True, equal, name)
	}
	assert.Equal(t, cty.False, root.Outputs["different"])
}

// TestUnknownStaysUnknown holds attributes that identify nothing, or another object.
func TestUnknownStaysUnknown(t *testing.T) {
	root := loadOne(t, `
resource "aws_eip" "a" {}
resource "aws_lb" "b" {}
resource "aws_vpc" "c" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}
resource "random_password" "d" { length = 8 }
resource "aws_eks_cluster" "e" {
  name = "e"
  vpc_config { subnet_ids = ["subnet-1"] }
}
output "ip" { value = aws_eip.a.public_ip }
output "vpc" { value = aws_lb.b.vpc_id }
output "ipv6" { value = aws_vpc.c.ipv6_cidr_block }
output "password" { value = random_password.d.result }
output "cluster_vpc" { value = aws_eks_cluster.e.vpc_config[0].vpc_id }
output "missing_default" { value = aws_lb.b.idle_timeout }

output "cluster_group" { value = aws_eks_cluster.e.vpc_config[0].cluster_security_group_id }
output "default" { value = aws_vpc.c.enable_dns_support }
output "nothing" { value = aws_vpc.c.ipv4_ipam_pool_id }
`)
	for _, name := range []string{"ip", "vpc", "ipv6", "password", "cluster_vpc", "missing_default"} {
		assert.False(t, root.Outputs[name].IsKnown(), name)
	}
	assert.True(t, IsSynthetic(root.Outputs["cluster_group"].AsString()))
	assert.Equal(t, cty.True, root.Outputs["default"])
	assert.True(t, root.Outputs["nothing"].IsNull())
}

// TestIDsTakenToPieces holds what is right on real identifiers and fails on synthetic ones.
func TestIDsTakenToPieces(t *testing.T) {
	root := loadOne(t, `
resource "aws_lb" "l" { name = "l" }
locals {
  fixed = "arn:aws:s3:::logs"
  none  = { id = aws_lb.l.arn }
}
output "part" { value = split(":", aws_lb.l.arn)[5] }
output "tried" { value = try(regex("loadbalancer/(.*)", aws_lb.l.arn)[0], "fallback") }
output "fixed" { value = split(":", local.fixed)[5] }
output "missing" { value = try(local.none.nat_gateway_id, "fallback") }
`)
	assert.False(t, root.Outputs["part"].IsKnown())
	assert.False(t, root.Outputs["tried"].IsKnown())
	assert.Equal(t, "logs", root.Outputs["fixed"].AsString())
	assert.Equal(t, "fallback", root.Outputs["missing"].AsString())

	_, diags := Load(Options{FS: files("-- main.tf --\noutput \"o\" { value = split(\":\", \"arn:aws\")[5] }\n")})
	assert.Equal(t, []string{"Invalid index"}, summaries(diags))
}

func TestForEach(t *testing.T) {
	root := loadOne(t, `
resource "aws_vpc" "v" {
  for_each   = { "a.b" = "10.0.0.0/16", "c/d" = "10.1.0.0/16" }
  cidr_block = each.value
}
resource "aws_internet_gateway" "g" {
  for_each = aws_vpc.v
  vpc_id   = each.value.id
}
resource "aws_subnet" "s" {
  for_each   = toset(["x", "y"])
  vpc_id     = aws_vpc.v["c/d"].id
  cidr_block = cidrsubnet(aws_vpc.v["c/d"].cidr_block, 8, index(["x", "y"], each.key))
}
resource "aws_eip" "none" { count = 0 }
`)
	assert.Equal(t, []string{
		`aws_vpc.v["a.b"]`, `aws_vpc.v["c/d"]`, `aws_internet_gateway.g["a.b"]`, `aws_internet_gateway.g["c/d"]`,
		`aws_subnet.s["x"]`, `aws_subnet.s["y"]`,
	}, addresses(root))
	assert.Equal(t, find(t, root, `aws_vpc.v["a.b"]`).ID(), text(t, root, `aws_internet_gateway.g["a.b"]`, "vpc_id"))
	assert.Equal(t, "10.1.1.0/24", text(t, root, `aws_subnet.s["y"]`, "cidr_block"))
	assert.Equal(t, cty.StringVal("c/d"), find(t, root, `aws_vpc.v["c/d"]`).Key)
}

func TestUnknownExpansionClaimsNothing(t *testing.T) {
	root := loadOne(t, `
variable "names" { type = set(string) }
variable "size" { type = number }
resource "aws_subnet" "s" {
  for_each   = var.names
  vpc_id     = "vpc-1"
  cidr_block = "10.0.0.0/24"
}
resource "aws_eip" "e" { count = var.size }
resource "aws_network_acl" "n" {
  vpc_id     = "vpc-1"
  subnet_ids = [for s in aws_subnet.s : s.id]
}
`)
	require.Equal(t, []string{"aws_subnet.s", "aws_eip.e", "aws_network_acl.n"}, addresses(root))
	assert.True(t, find(t, root, "aws_subnet.s").Unexpanded)
	assert.Equal(t, cty.NilVal, find(t, root, "aws_subnet.s").Key)
	assert.Empty(t, find(t, root, "aws_eip.e").ID())
	assert.False(t, find(t, root, "aws_network_acl.n").Unexpanded)
	assert.False(t, value(t, root, "aws_network_acl.n", "subnet_ids").IsKnown())
	var reasons []string
	for _, u := range root.Unresolved {
		reasons = append(reasons, u.Address+" "+u.Attribute+": "+u.Reason)
	}
	assert.Equal(t, []string{
		"aws_subnet.s for_each: var.names has no value",
		"aws_eip.e count: var.size has no value",
		"aws_network_acl.n subnet_ids: aws_subnet.s is known only after apply",
	}, reasons)
}

func TestNestedAndDynamicBlocks(t *testing.T) {
	root := loadOne(t, `
variable "ports" { default = [80, 443] }
variable "unknown" { type = list(number) }
resource "aws_security_group" "g" {
  dynamic "ingress" {
    for_each = var.ports
    iterator = port
    content {
      from_port   = port.value
      to_port     = port.value
      protocol    = "tcp"
      description = "rule ${port.key}"
    }
  }
  ingress {
    from_port = "22"
    to_port   = 22
    protocol  = "tcp"
    self      = true
  }
  egress = [{ from_port = 0, to_port = 0, protocol = "-1", cidr_blocks = ["0.0.0.0/0"] }]
}
resource "aws_security_group" "u" {
  dynamic "ingress" {
    for_each = var.unknown
    content { from_port = ingress.value }
  }
}
resource "aws_networkfirewall_rule_group" "n" {
  dynamic "rule_group" {
    for_each = [["a", "b"]]
    content {
      rule_variables {
        dynamic "ip_sets" {
          for_each = rule_group.value
          content {
            key = ip_sets.value
            ip_set { definition = ["10.${rule_group.key}.${ip_sets.key}.0/24"] }
          }
        }
      }
    }
  }
}
`)
	g := find(t, root, "aws_security_group.g")
	assert.Equal(t, 3, g.instance.values().GetAttr("ingress").LengthInt())
	assert.True(t, value(t, root, g.Address, "ingress", 1, "from_port").RawEquals(cty.NumberIntVal(443)))
	assert.True(t, value(t, root, g.Address, "ingress", 2, "from_port").RawEquals(cty.NumberIntVal(22)), "a written string becomes a number")
	assert.True(t, value(t, root, g.Address, "ingress", 2, "cidr_blocks").IsNull(), "what is not written is there and null")
	assert.Equal(t, "0.0.0.0/0", text(t, root, g.Address, "egress", 0, "cidr_blocks", 0))
	assert.Equal(t, model.Range{File: "main.tf", Line: 11, Column: 7, EndLine: 11, EndColumn: 26}, g.Places().At("ingress", 1, "protocol"))
	assert.Equal(t, 18, g.Places().At("ingress", 2, "protocol").Line)
	assert.Equal(t, 15, g.Places().At("ingress", 2).Line)
	assert.Equal(t, 15, g.Places().At("ingress", 2, "cidr_blocks").Line, "falls back to the block")
	assert.Equal(t, 21, g.Places().At("egress", 0, "cidr_blocks", 0).Line)
	assert.Equal(t, 4, g.Places().At("vpc_id").Line, "falls back to the resource")
	assert.False(t, value(t, root, "aws_security_group.u", "ingress").IsKnown())
	definition := value(t, root, "aws_networkfirewall_rule_group.n", "rule_group", 0, "rule_variables", 0, "ip_sets", 1, "ip_set", 0, "definition")
	assert.True(t, definition.RawEquals(cty.SetVal([]cty.Value{cty.StringVal("10.0.1.0/24")})))
}

func TestFirewallEndpoints(t *testing.T) {
	root := loadOne(t, `
resource "aws_subnet" "s" {
  for_each          = toset(["a", "b"])
  vpc_id            = "vpc-1"
  availability_zone = "eu-west-1${each.key}"
}
resource "aws_networkfirewall_firewall" "f" {
  name = "f"
  dynamic "subnet_mapping" {
    for_each = { first = aws_subnet.s["b"], second = aws_subnet.s["a"] }
    content { subnet_id = subnet_mapping.value.id }
  }
}
output "endpoints" {
  value = { for s in aws_networkfirewall_firewall.f.firewall_status[0].sync_states : s.availability_zone => s.attachment[0].endpoint_id }
}
output "by_position" {
  value = [
    tolist(aws_networkfirewall_firewall.f.firewall_status[0].sync_states)[0].attachment[0].endpoint_id,
    flatten(aws_networkfirewall_firewall.f.firewall_status[*].sync_states[*].*.attachment[*])[*].endpoint_id,
    element(tolist(tolist(aws_networkfirewall_firewall.f.firewall_status)[0].sync_states), 1).attachment[0].endpoint_id,
  ]
}
`)
	endpoints := root.Outputs["endpoints"].AsValueMap()
	require.Len(t, endpoints, 2)
	subnet := find(t, root, `aws_subnet.s["b"]`)
	assert.Equal(t, FirewallEndpointID("root", "aws_networkfirewall_firewall.f", subnet.ID()), endpoints["eu-west-1b"].AsString())
	a, b := endpoints["eu-west-1a"], endpoints["eu-west-1b"]
	assert.Equal(t, []cty.Value{a, cty.TupleVal([]cty.Value{a, b}), b}, root.Outputs["by_position"].AsValueSlice(), "a position means the zones in order")
}

func TestSyntaxErrorKeepsTheRest(t *testing.T) {
	root, diags := Load(Options{FS: files(`
-- a.tf --
resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }
-- b.tf --
resource "aws_vpc" "b" {
  cidr_block = "10.1.0.0/16"
}
resource "aws_vpc" "c" {
  cidr_block =
}
`)})
	assert.Contains(t, addresses(root), "aws_vpc.a")
	assert.Contains(t, addresses(root), "aws_vpc.b")
	require.True(t, diags.HasErrors())
	assert.Equal(t, "b.tf", diags[0].Range.File)
	assert.Equal(t, 5, diags[0].Range.Line)
}

func TestEvaluationErrorIsNamed(t *testing.T) {
	root, diags := Load(Options{FS: files(`
-- main.tf --
resource "aws_subnet" "a" {
  vpc_id     = "vpc-1"
  cidr_block = cidrsubnet("10.0.0.0/24", 4, 16)
}
resource "aws_subnet" "b" {
  vpc_id     = aws_vpc.nowhere.id
  cidr_block = cidrsubnet("10.0.0.0/24", 4, 15)
}
`)})
	require.Equal(t, []string{"Error in function call", "Something is referred to that is not declared"}, summaries(diags))
	assert.Equal(t, "aws_subnet.a", diags[0].Address)
	assert.Equal(t, 3, diags[0].Range.Line)
	assert.False(t, diags.HasErrors(), "nothing is claimed of the value, the rest is usable")
	assert.False(t, value(t, root, "aws_subnet.a", "cidr_block").IsKnown())
	assert.Equal(t, "10.0.0.240/28", text(t, root, "aws_subnet.b", "cidr_block"))
}

// HCL adds one of the names that are near, and finds them in the order of a map.
func TestUnknownNamesAreToldAlikeInEachRun(t *testing.T) {
	want := map[string]bool{`There is no function named "map".`: true, "Call to function \"templatestring\" failed: template:1,3-6: Unknown variable; There is no variable named \"nam\"..": true}
	for range 20 {
		got := map[string]bool{}
		_, diags := Load(Options{FS: files(`
-- main.tf --
resource "aws_vpc" "a" {
  cidr_block = templatestring("$${nam}", { name = 1, same = 2, namely = 3 })
  tags       = map("Name", "a")
}
`)})
		for _, d := range diags {
			got[d.Detail] = true
		}
		require.Equal(t, want, got)
	}
}

func TestEmptyDirectory(t *testing.T) {
	root, diags := Load(Options{FS: files("-- README.md --\n")})
	assert.Empty(t, root.Resources)
	assert.Equal(t, []string{"No Terraform configuration"}, summaries(diags))
}
