package source

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"
)

func TestPolicyDocument(t *testing.T) {
	root := loadOne(t, `
variable "secret" {}
data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Keep"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::a/*"]
  }
  statement {
    sid       = "Replace"
    actions   = ["s3:PutObject"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "whole" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  statement {
    sid         = "Replace"
    effect      = "Deny"
    not_actions = ["s3:List*", "s3:Get*"]
    resources   = ["arn:aws:s3:::b/&{aws:username}"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:sourceVpce"
      values   = ["vpce-2", "vpce-1"]
    }
  }
}
data "aws_iam_policy_document" "everybody" {
  statement {
    actions = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}
data "aws_iam_policy_document" "unknown" {
  statement {
    actions   = ["s3:*"]
    resources = [var.secret]
  }
}
output "whole" { value = data.aws_iam_policy_document.whole.minified_json }
output "everybody" { value = data.aws_iam_policy_document.everybody.json }
output "unknown" { value = data.aws_iam_policy_document.unknown.json }
`)
	assert.Equal(t, `{"Version":"2012-10-17","Statement":[`+
		`{"Sid":"Keep","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a/*"},`+
		`{"Sid":"Replace","Effect":"Deny","NotAction":["s3:List*","s3:Get*"],"Resource":"arn:aws:s3:::b/${aws:username}",`+
		`"Principal":{"AWS":"*"},"Condition":{"StringEquals":{"aws:sourceVpce":["vpce-2","vpce-1"]}}}]}`,
		root.Outputs["whole"].AsString())
	assert.Equal(t, `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "*",
      "Principal": "*"
    }
  ]
}`, root.Outputs["everybody"].AsString())
	assert.False(t, root.Outputs["unknown"].IsKnown())
}

func TestOfflineDataSources(t *testing.T) {
	root := loadOne(t, `
provider "aws" { region = "cn-north-1" }
data "aws_region" "r" {}
data "aws_partition" "p" {}
data "aws_caller_identity" "a" {}
data "aws_caller_identity" "b" {}
data "aws_availability_zones" "all" {}
data "aws_availability_zones" "some" { exclude_names = ["cn-north-1a"] }
data "aws_availability_zones" "named" {
  filter {
    name   = "zone-name"
    values = ["cn-north-1f", "cn-north-1b"]
  }
}
data "aws_availability_zones" "odd" {
  filter {
    name   = "message"
    values = ["x"]
  }
}
data "aws_prefix_list" "s3" { name = "com.amazonaws.cn-north-1.s3" }
data "aws_ec2_managed_prefix_list" "own" { name = "offices" }
data "aws_vpc_endpoint_service" "sqs" { service = "sqs" }
data "aws_ami" "linux" {
  owners      = ["amazon"]
  most_recent = true
}
data "aws_ami" "windows" {
  owners      = ["amazon"]
  most_recent = true
  filter {
    name   = "name"
    values = ["Windows_Server-2022-English-Full-Base-*"]
  }
}
data "aws_vpc" "shared" { id = "vpc-1" }
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
output "region" { value = data.aws_region.r.name }
output "partition" { value = data.aws_partition.p.partition }
output "same_account" { value = data.aws_caller_identity.a.account_id == aws_vpc.v.owner_id }
output "all" { value = data.aws_availability_zones.all.names }
output "some" { value = data.aws_availability_zones.some.names }
output "named" { value = data.aws_availability_zones.named.names }
output "odd" { value = data.aws_availability_zones.odd.names }
output "s3" { value = data.aws_prefix_list.s3.id }
output "own" { value = data.aws_ec2_managed_prefix_list.own.id }
output "sqs" { value = data.aws_vpc_endpoint_service.sqs.service_name }
output "ami" { value = data.aws_ami.linux.id }
output "windows" { value = data.aws_ami.windows.image_id }
output "shared" { value = data.aws_vpc.shared.id }
output "cidr" { value = data.aws_vpc.shared.cidr_block }
`)
	assert.Equal(t, "cn-north-1", root.Outputs["region"].AsString())
	assert.Equal(t, "aws-cn", root.Outputs["partition"].AsString())
	assert.Equal(t, cty.True, root.Outputs["same_account"])
	zones := func(name string) []string {
		names, ok := knownStrings(root.Outputs[name])
		require.True(t, ok, name)
		return names
	}
	assert.Equal(t, []string{"cn-north-1a", "cn-north-1b", "cn-north-1c"}, zones("all"))
	assert.Equal(t, []string{"cn-north-1b", "cn-north-1c"}, zones("some"))
	assert.Equal(t, []string{"cn-north-1b", "cn-north-1f"}, zones("named"))
	assert.False(t, root.Outputs["odd"].IsKnown(), "a filter that cannot be judged")
	assert.Equal(t, ManagedPrefixListID("com.amazonaws.cn-north-1.s3"), root.Outputs["s3"].AsString())
	assert.Equal(t, SyntheticID("root", "data.aws_ec2_managed_prefix_list.own", "id"), root.Outputs["own"].AsString())
	assert.Equal(t, "cn.com.amazonaws.cn-north-1.sqs", root.Outputs["sqs"].AsString())
	assert.True(t, IsSynthetic(root.Outputs["ami"].AsString()))
	assert.NotContains(t, root.Outputs["ami"].AsString(), "windows")
	assert.True(t, IsSynthetic(root.Outputs["windows"].AsString()))
	assert.Contains(t, root.Outputs["windows"].AsString(), "windows")
	assert.Equal(t, "vpc-1", root.Outputs["shared"].AsString(), "what the configuration says goes first")
	assert.False(t, root.Outputs["cidr"].IsKnown())
	assert.Equal(t, cty.True, value(t, root, "data.aws_ami.linux", "most_recent"))
}

func TestSchemaTable(t *testing.T) {
	var table schemaTable
	vpc := table.lookup(Managed, "aws_vpc")
	require.NotNil(t, vpc)
	assert.Equal(t, attributeSchema{computedArgument, cty.String}, vpc.attributes["cidr_block"])
	assert.Equal(t, attributeSchema{computed, cty.String}, vpc.attributes["arn"])
	assert.Equal(t, attributeSchema{argument, cty.Bool}, vpc.attributes["enable_dns_support"])
	assert.Nil(t, table.lookup(Managed, "aws_vp"))
	assert.Nil(t, table.lookup(Managed, "google_compute_network"))
	assert.NotNil(t, table.lookup(Data, "aws_vpc").blocks["filter"])
	assert.Nil(t, vpc.blocks["filter"])

	for line := range strings.Lines(schemaText) {
		fields := strings.Fields(line)
		mode := Managed
		if fields[0] == "d" {
			mode = Data
		}
		assert.NotNil(t, findSchema(schemaText, mode, fields[1]), fields[1])
	}
}

func TestReadData(t *testing.T) {
	archive := `
-- main.tf --
data "terraform_remote_state" "net" {
  backend = "s3"
  config  = { key = "net.tfstate" }
}
data "terraform_remote_state" "other" {
  backend = "s3"
  config  = { key = "other.tfstate" }
}
resource "aws_subnet" "known" { vpc_id = data.terraform_remote_state.net.outputs.vpc_id }
resource "aws_subnet" "unknown" { vpc_id = data.terraform_remote_state.other.outputs.vpc_id }
`
	root, diags := Load(Options{FS: files(archive), ReadData: func(q DataQuery) map[string]cty.Value {
		if q.Type != "terraform_remote_state" || q.Arguments.GetAttr("config").GetAttr("key").AsString() != "net.tfstate" {
			return nil
		}
		return map[string]cty.Value{"outputs": cty.ObjectVal(map[string]cty.Value{"vpc_id": cty.StringVal("vpc-7")})}
	}})
	require.Empty(t, diags)
	assert.Equal(t, "vpc-7", text(t, root, "aws_subnet.known", "vpc_id"))
	assert.False(t, value(t, root, "aws_subnet.unknown", "vpc_id").IsKnown())
	assert.Equal(t, "data.terraform_remote_state.other.outputs.vpc_id is an output of a root module that is not in view", root.Unresolved[0].Reason)
}

func TestFunctionOfOtherProviderIsUnknown(t *testing.T) {
	root := loadOne(t, "resource \"aws_vpc\" \"v\" { cidr_block = provider::ipam::next(1) }")
	assert.False(t, value(t, root, "aws_vpc.v", "cidr_block").IsKnown())
	assert.Equal(t, "provider::ipam::next() gives its value only when it runs", root.Unresolved[0].Reason)
}
