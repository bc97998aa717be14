package terraform_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform"
	"github.com/netlint/netlint/parser/terraform/attribute"
	"github.com/netlint/netlint/parser/terraform/source"
)

// created makes a plan that creates a resource: what it knows, what it does not, and what is written.
func created(typeName, after, unknown, written string) string {
	return `{"format_version":"1.2","resource_changes":[{"address":"` + typeName + `.x","mode":"managed","type":"` + typeName +
		`","name":"x","change":{"actions":["create"],"before":null,"after":` + after + `,"after_unknown":` + unknown + `}}],` +
		`"configuration":{"root_module":{"resources":[{"address":"` + typeName + `.x","mode":"managed","type":"` + typeName +
		`","name":"x","expressions":` + written + `}]}}}`
}

// What the provider calls computed is AWS's secret only where AWS's own choice is not known.
func TestOmittedIsNotUnknown(t *testing.T) {
	load := func(typeName, after, unknown, written string) *model.Network {
		_, n, _ := network(t, created(typeName, after, unknown, written), terraform.Options{})
		return n
	}
	key := load("aws_kms_key", `{}`, `{"id":true,"policy":true}`, `{}`).Keys[0]
	assert.True(t, key.Policy.IsAbsent(), "the default policy, which lets the account's own policies decide")
	key = load("aws_kms_key", `{}`, `{"id":true,"policy":true}`, `{"policy":{"references":["local.policy"]}}`).Keys[0]
	assert.True(t, key.Policy.IsUnknown(), "a policy that is written and not known")

	subnet := load("aws_subnet", `{}`, `{"id":true,"ipv6_cidr_block":true}`, `{}`).Subnets[0]
	assert.True(t, subnet.IPv6CIDR.IsAbsent())
	subnet = load("aws_subnet", `{}`, `{"id":true,"ipv6_cidr_block":true}`, `{"ipv6_cidr_block":{"references":["aws_vpc.v"]}}`).Subnets[0]
	assert.True(t, subnet.IPv6CIDR.IsUnknown())
	assert.False(t, subnet.IPv6CIDR.MayBeAbsent(), "a part of the VPC's range")
	subnet = load("aws_subnet", `{}`, `{"id":true,"ipv6_cidr_block":true}`, `{"ipv6_cidr_block":{"references":["local.ranges","each.key"]}}`).Subnets[0]
	assert.True(t, subnet.IPv6CIDR.MayBeAbsent(), "a local may hold null")

	database := load("aws_db_instance", `{"engine":"postgres"}`, `{"port":true}`, `{}`).Workloads[0]
	assert.Equal(t, model.Known(5432), database.Ports.Items[0].Number)
	database = load("aws_db_instance", `{"engine":"postgres"}`, `{"port":true}`, `{"port":{"references":["random_integer.port"]}}`).Workloads[0]
	assert.True(t, database.Ports.Items[0].Number.IsUnknown(), "a port that is written and not known is not the engine's")

	volume := load("aws_ebs_volume", `{}`, `{"type":true}`, `{}`).Volumes[0]
	assert.Equal(t, model.Known("gp2"), volume.VolumeUse.Type)
}

// What a refresh reports of a public address that nobody asked for is no evidence of what the plan will do.
func TestUnwrittenPublicAddress(t *testing.T) {
	plan := func(written string) string {
		values := `{"id":"i-1","subnet_id":"subnet-1","associate_public_ip_address":true}`
		return strings.NewReplacer(`["create"]`, `["update"]`, `"before":null`, `"before":`+values).
			Replace(created("aws_instance", values, `{}`, written))
	}
	_, after, before := network(t, plan(`{"subnet_id":{"constant_value":"subnet-1"}}`), terraform.Options{})
	for _, n := range []*model.Network{after, before} {
		require.Len(t, n.Workloads, 1)
		assert.True(t, n.Workloads[0].PublicIP.IsUnknown())
	}
	_, after, _ = network(t, plan(`{"associate_public_ip_address":{"constant_value":true}}`), terraform.Options{})
	assert.Equal(t, model.Known(true), after.Workloads[0].PublicIP)

	_, after, _ = network(t, existing(`aws_instance x {"id":"i-1","associate_public_ip_address":true}`), terraform.Options{})
	assert.Equal(t, model.Known(true), after.Workloads[0].PublicIP, "a plan that does not hold its configuration tells what it tells")
}

func TestExplicitDependencies(t *testing.T) {
	const module = `
resource "aws_internet_gateway" "i" {}

resource "aws_eip" "e" {
  depends_on = [aws_internet_gateway.i, module.other]
}

module "other" {
  source = "./other"
}
`
	files := fstest.MapFS{
		"main.tf":      {Data: []byte("module \"m\" {\n  source = \"./m\"\n}\n")},
		"m/main.tf":    {Data: []byte(module)},
		"m/other/a.tf": {Data: []byte("locals {}\n")},
	}
	root, diags := source.Load(source.Options{FS: files, ID: "r"})
	require.False(t, diags.HasErrors(), "%v", diags)
	n := &model.Network{}
	terraform.LoadRoot(".", root, attribute.NewDecoder()).After(n)
	n.Link()
	want := []string{"module.m.aws_internet_gateway.i", "module.m.module.other"}
	assert.Equal(t, want, find(t, n.ElasticIPs, "module.m.aws_eip.e").DependsOn)
	assert.Empty(t, find(t, n.InternetGateways, "module.m.aws_internet_gateway.i").DependsOn)

	plan := `{"format_version":"1.2","resource_changes":[{"address":"module.m.aws_eip.e","module_address":"module.m","mode":"managed",` +
		`"type":"aws_eip","name":"e","change":{"actions":["create"],"before":null,"after":{},"after_unknown":{"id":true}}}],` +
		`"configuration":{"root_module":{"module_calls":{"m":{"module":{"resources":[{"address":"aws_eip.e","mode":"managed",` +
		`"type":"aws_eip","name":"e","depends_on":["aws_internet_gateway.i","module.other"]}]}}}}}}`
	_, n, _ = network(t, plan, terraform.Options{})
	assert.Equal(t, want, find(t, n.ElasticIPs, "module.m.aws_eip.e").DependsOn)
}

// The provider keeps of user data only a hash, in which no name can be found.
func TestUserDataBehindItsHash(t *testing.T) {
	const values = `{"id":"i-1","user_data":"2ecca4bf13dff543ab099ef46ba448ab3d4464ca"}`
	text := func(written string) model.Value[string] {
		_, n, _ := network(t, created("aws_instance", values, `{}`, written), terraform.Options{})
		require.Len(t, n.Workloads[0].Texts, 1)
		return n.Workloads[0].Texts[0].Value
	}
	assert.Equal(t, model.Known("#!/bin/sh"), text(`{"user_data":{"constant_value":"#!/bin/sh"}}`))
	assert.True(t, text(`{"user_data":{"references":["local.script"]}}`).IsUnknown())
}
