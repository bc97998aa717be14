package terraform_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform"
)

// addressOf gives the address of what a reference means for certain, or how many objects it may mean.
func addressOf[T any](r model.Ref[T]) string {
	if e, ok := any(r.To()).(model.Entity); ok && r.IsLinked() {
		return e.Base().Address
	}
	return fmt.Sprintf("one of %d", len(r.Candidates()))
}

// What iterates over the instances of a module has in each.value the instance with its key.
func TestMembersOfInstances(t *testing.T) {
	const network = `{"resources":[{"address":"aws_ec2_transit_gateway_vpc_attachment.this","type":"aws_ec2_transit_gateway_vpc_attachment","expressions":{}},` +
		`{"address":"aws_vpc.this","type":"aws_vpc","expressions":{}}],"outputs":{` +
		`"attachment_id":{"expression":{"references":["aws_ec2_transit_gateway_vpc_attachment.this.id","aws_ec2_transit_gateway_vpc_attachment.this"]}},` +
		`"vpc_id":{"expression":{"references":["aws_vpc.this.id","aws_vpc.this"]}}}}`
	association := func(forEach, value string) model.Ref[model.TransitGatewayAttachment] {
		n := planOf(t, `{"module_calls":{"network":{"module":`+network+`}},"resources":[`+
			`{"address":"aws_ec2_transit_gateway_route_table_association.x","type":"aws_ec2_transit_gateway_route_table_association",`+
			`"for_each_expression":{"references":[`+forEach+`]},"expressions":{"transit_gateway_attachment_id":{"references":[`+value+`]}}}]}`,
			newResource{`module.network["a"].aws_ec2_transit_gateway_vpc_attachment.this`, ownID, ""},
			newResource{`module.network["b"].aws_ec2_transit_gateway_vpc_attachment.this`, ownID, ""},
			newResource{`module.network["c"].aws_ec2_transit_gateway_vpc_attachment.this`, ownID, ""},
			newResource{`aws_ec2_transit_gateway_route_table_association.x["b"]`, `{"transit_gateway_attachment_id":true}`, ""},
			newResource{`aws_ec2_transit_gateway_route_table_association.x["c"]`, `{"transit_gateway_attachment_id":true}`, ""})
		return find(t, n.TransitAssociations, `aws_ec2_transit_gateway_route_table_association.x["b"]`).Attachment
	}
	assert.Equal(t, `module.network["b"].aws_ec2_transit_gateway_vpc_attachment.this`,
		addressOf(association(`"module.network"`, `"each.value.attachment_id","each.value"`)))
	assert.Equal(t, "one of 3", addressOf(association(`"module.network","module.network"`, `"each.value.attachment_id","each.value"`)),
		"values that are made of several references need not be those with the same key")
	assert.Equal(t, "one of 3", addressOf(association(`"local.wanted"`, `"each.value.attachment_id","each.value"`)))
	assert.Equal(t, "one of 3", addressOf(association(`"module.network"`, `"each.value.no_such_output","each.value"`)))

	// An output that passes on all instances of a module, and a variable that is given one of them.
	group := func(references string) model.Ref[model.VPC] {
		n := planOf(t, `{"module_calls":{"hub":{"module":{"module_calls":{"network":{"module":`+network+`}},`+
			`"outputs":{"networks":{"expression":{"references":["module.network"]}}}}},`+
			`"app":{"expressions":{"network":{"references":["module.hub.networks[\"b\"]","module.hub.networks","module.hub"]}},"module":{"resources":[`+
			`{"address":"aws_security_group.g","type":"aws_security_group","expressions":{"vpc_id":{"references":["var.network.vpc_id","var.network"]}}}]}}},`+
			`"resources":[{"address":"aws_security_group.g","type":"aws_security_group","expressions":{"vpc_id":{"references":[`+references+`]}}}]}`,
			newResource{`module.hub.module.network["a"].aws_vpc.this`, ownID, ""}, newResource{`module.hub.module.network["b"].aws_vpc.this`, ownID, ""},
			newResource{"aws_security_group.g", inVPC, ""}, newResource{"module.app.aws_security_group.g", inVPC, ""})
		assert.Equal(t, `module.hub.module.network["b"].aws_vpc.this`, addressOf(find(t, n.SecurityGroups, "module.app.aws_security_group.g").VPC))
		return find(t, n.SecurityGroups, "aws_security_group.g").VPC
	}
	assert.Equal(t, `module.hub.module.network["a"].aws_vpc.this`,
		addressOf(group(`"module.hub.networks[\"a\"].vpc_id","module.hub.networks[\"a\"]","module.hub.networks","module.hub"`)))
	assert.Equal(t, "one of 2", addressOf(group(`"module.hub.networks","module.hub"`)))
}

// Where all that an expression refers to was known when the plan was made, what is unknown is AWS's choice.
func TestExpressionsThatWereKnown(t *testing.T) {
	profile := func(call, references string, more ...newResource) *model.Workload {
		resources := append(more, newResource{"module.m.aws_instance.i", `{"id":true,"iam_instance_profile":true}`, `{"ami":"ami-1"}`})
		n := planOf(t, `{"module_calls":{"m":{"expressions":`+call+`,"module":{"resources":[`+
			`{"address":"aws_iam_instance_profile.this","type":"aws_iam_instance_profile","expressions":{}},`+
			`{"address":"aws_instance.i","type":"aws_instance","expressions":{"iam_instance_profile":{"references":[`+references+`]}}}]}}}}`, resources...)
		require.Len(t, n.Workloads, 1)
		return n.Workloads[0]
	}
	const choice = `"var.create","aws_iam_instance_profile.this[0].name","aws_iam_instance_profile.this[0]","aws_iam_instance_profile.this","var.profile"`
	assert.True(t, profile(`{}`, choice).Profile.IsAbsent(), "no instance of the block, and variables that the call leaves to their defaults")
	assert.True(t, profile(`{"create":{"constant_value":false},"profile":{"references":["var.of_the_root"]}}`, choice).Profile.IsAbsent())
	assert.Equal(t, "module.m.aws_iam_instance_profile.this[0]",
		addressOf(profile(`{}`, choice, newResource{"module.m.aws_iam_instance_profile.this[0]", `{"id":true,"name":true}`, ""}).Profile))
	assert.True(t, profile(`{"profile":{"references":["local.x"]}}`, choice).Profile.IsUnknown())
	assert.True(t, profile(`{"profile":{"references":["random_pet.x.id","random_pet.x"]}}`, choice).Profile.IsUnknown(),
		"of a type that is not read it is not known whether there are instances")
}

// An attribute that another one of the resource excludes is not set, whatever its expression refers to.
func TestAttributesThatExcludeEachOther(t *testing.T) {
	endpoint := func(kind string) *model.VPCEndpoint {
		n := planOf(t, `{"resources":[{"address":"aws_subnet.s","type":"aws_subnet","expressions":{}},{"address":"aws_route_table.t","type":"aws_route_table","expressions":{}},`+
			`{"address":"aws_vpc_endpoint.e","type":"aws_vpc_endpoint","expressions":{"route_table_ids":{"references":["each.value.type","aws_route_table.t"]},`+
			`"subnet_ids":{"references":["each.value.type","aws_subnet.s"]}}}]}`,
			newResource{"aws_subnet.s", ownID, ""}, newResource{"aws_route_table.t", ownID, ""},
			newResource{"aws_vpc_endpoint.e", `{"id":true,"route_table_ids":true,"subnet_ids":true}`, `{"vpc_endpoint_type":"` + kind + `"}`})
		return n.Endpoints[0]
	}
	gateway, interfaces := endpoint("Gateway"), endpoint("Interface")
	assert.Equal(t, []string{"aws_route_table.t"}, addresses(gateway.RouteTables.Items))
	assert.Empty(t, gateway.Subnets)
	assert.Equal(t, []string{"aws_subnet.s"}, addresses(interfaces.Subnets.Items))
	assert.Empty(t, interfaces.RouteTables)

	rule := func(after string) *model.SecurityGroupRule {
		n := planOf(t, `{"resources":[{"address":"aws_security_group.g","type":"aws_security_group","expressions":{}},`+
			`{"address":"aws_security_group_rule.r","type":"aws_security_group_rule","expressions":{"source_security_group_id":{"references":["local.source"]}}}]}`,
			newResource{"aws_security_group.g", ownID, ""},
			newResource{"aws_security_group_rule.r", `{"id":true,"source_security_group_id":true}`, `{"type":"ingress","protocol":"tcp","from_port":1,"to_port":1,` + after + `}`})
		require.Len(t, n.SecurityGroupRules, 1)
		return n.SecurityGroupRules[0]
	}
	assert.Empty(t, rule(`"cidr_blocks":["10.0.0.0/8"]`).Groups)
	assert.Empty(t, rule(`"self":true`).Groups.Open)
	assert.NotEmpty(t, rule(`"self":false,"cidr_blocks":[]`).Groups)
}

// A variable beside a list of objects may add others to it, or choose among them, unless nobody sets it.
func TestVariablesBesideAList(t *testing.T) {
	subnets := func(call, variable string) model.List[model.Ref[model.Subnet]] {
		n := planOf(t, `{"module_calls":{"m":{"expressions":`+call+`,"module":{"resources":[{"address":"aws_subnet.s","type":"aws_subnet","expressions":{}},`+
			`{"address":"aws_lb.l","type":"aws_lb","expressions":{"subnets":{"references":["aws_subnet.s","var.`+variable+`"]}}}]}}}}`,
			newResource{"module.m.aws_subnet.s[0]", ownID, ""}, newResource{"module.m.aws_subnet.s[1]", ownID, ""},
			newResource{"module.m.aws_lb.l", `{"arn":true,"subnets":true}`, `{"load_balancer_type":"network"}`})
		require.Len(t, n.LoadBalancers, 1)
		return n.LoadBalancers[0].Subnets
	}
	assert.Equal(t, []string{"module.m.aws_subnet.s[0]", "module.m.aws_subnet.s[1]"}, addresses(subnets(`{}`, "more_subnet_ids").Items))
	assert.False(t, subnets(`{}`, "more_subnet_ids").Open)
	assert.False(t, subnets(`{"create":{"constant_value":true}}`, "create").Open, "a switch is for all or none")
	assert.True(t, subnets(`{"more_subnet_ids":{"constant_value":["subnet-1"]}}`, "more_subnet_ids").Open)
	assert.True(t, subnets(`{}`, "number_of_zones").Open, "a number may cut the list")
	assert.True(t, subnets(`{}`, "single_zone").Open)
}

// What is looked up by a zone in a plan's instance key is the object of that zone, where there is one for each.
func TestOneForEachZone(t *testing.T) {
	gateway := func(second string) model.Target {
		n := planOf(t, `{"resources":[{"address":"aws_nat_gateway.main","type":"aws_nat_gateway","expressions":{}},`+
			`{"address":"aws_route_table.t","type":"aws_route_table","expressions":{}},`+
			`{"address":"aws_route.nat","type":"aws_route","expressions":{"route_table_id":{"references":["aws_route_table.t.id","aws_route_table.t"]},`+
			`"nat_gateway_id":{"references":["local.nat_per_az","each.key"]}}}]}`,
			newResource{`aws_nat_gateway.main["eu-west-1a"]`, ownID, ""}, newResource{`aws_nat_gateway.main["` + second + `"]`, ownID, ""},
			newResource{"aws_route_table.t", ownID, ""},
			newResource{`aws_route.nat["private/eu-west-1b"]`, `{"route_table_id":true,"nat_gateway_id":true}`, `{"destination_cidr_block":"0.0.0.0/0"}`})
		require.Len(t, n.Routes, 1)
		return n.Routes[0].Target
	}
	target := gateway("eu-west-1b")
	require.NotNil(t, target.To)
	assert.Equal(t, `aws_nat_gateway.main["eu-west-1b"]`, target.To.Base().Address)
	assert.Nil(t, gateway("eu-west-1c").To, "no gateway in that zone")
	assert.Nil(t, gateway("shared").To, "not one for each zone")
}

// A text key names one of more instances, unless the keys with the same text before or after them are there as well:
// of X["${each.key}-public"] a plan keeps what it keeps of X[each.key].
func TestKeysAmongMore(t *testing.T) {
	subnetOf := func(keys ...string) model.Ref[model.Subnet] {
		resources := []newResource{
			{`aws_nat_gateway.n["a"]`, `{"id":true,"subnet_id":true}`, ""}, {`aws_nat_gateway.n["b"]`, `{"id":true,"subnet_id":true}`, ""}}
		for _, k := range keys {
			resources = append(resources, newResource{`aws_subnet.s["` + k + `"]`, ownID, ""})
		}
		n := planOf(t, `{"resources":[{"address":"aws_subnet.s","type":"aws_subnet","expressions":{}},`+
			`{"address":"aws_nat_gateway.n","type":"aws_nat_gateway","expressions":{"subnet_id":{"references":["aws_subnet.s","each.key"]}}}]}`, resources...)
		require.Len(t, n.NATGateways, 2)
		return n.NATGateways[0].Subnet
	}
	assert.Equal(t, `aws_subnet.s["a"]`, addressOf(subnetOf("a", "b", "c")))
	assert.Equal(t, `aws_subnet.s["a"]`, addressOf(subnetOf("a", "b", "a-public", "public-b", "c-public")), "no text that both have")
	assert.True(t, subnetOf("a", "b", "a-public", "b-public").IsUnknown())
	assert.True(t, subnetOf("a", "b", "public/a", "public/b").IsUnknown())
	assert.True(t, subnetOf("a", "b", "app-a-1", "app-b-1", "app").IsUnknown())
}

// Blocks that a plan leaves unknown as a whole come from a dynamic block: an ECS service that has them may register with
// any target group, and one that has none with none.
func TestBlocksOfUnknownNumber(t *testing.T) {
	group := func(unknown, after string) *model.TargetGroup {
		n := planOf(t, `{"resources":[{"address":"aws_lb_target_group.t","type":"aws_lb_target_group","expressions":{}},`+
			`{"address":"aws_ecs_service.s","type":"aws_ecs_service","expressions":{}}]}`,
			newResource{"aws_lb_target_group.t", `{"arn":true}`, ""}, newResource{"aws_ecs_service.s", unknown, after})
		require.Len(t, n.TargetGroups, 1)
		return n.TargetGroups[0]
	}
	open := group(`{"id":true,"load_balancer":true}`, `{"name":"s"}`)
	assert.True(t, open.Targets.Open)
	assert.Contains(t, open.Targets.Why, "aws_ecs_service.s")
	assert.False(t, group(`{"id":true}`, `{"name":"s","load_balancer":[]}`).Targets.Open)
}

// A list of target groups that is known only after apply, and of which nothing in view says where it comes from, may
// name any of them.
func TestTargetGroupsOfUnknownNumber(t *testing.T) {
	open := func(written string) bool {
		n := planOf(t, `{"resources":[{"address":"aws_lb_target_group.t","type":"aws_lb_target_group","expressions":{}},`+
			`{"address":"aws_autoscaling_group.g","type":"aws_autoscaling_group","expressions":{`+written+`}}],"module_calls":{"groups":{"module":{`+
			`"outputs":{"arns":{"expression":{"references":["local.arns"]}}}}}}}`,
			newResource{"aws_lb_target_group.t", `{"arn":true}`, ""},
			newResource{"aws_autoscaling_group.g", `{"id":true,"target_group_arns":true}`, `{"name":"g"}`})
		require.Len(t, n.TargetGroups, 1)
		return n.TargetGroups[0].Targets.Open
	}
	assert.True(t, open(`"target_group_arns":{"references":["module.groups.arns","module.groups"]}`))
	assert.False(t, open(""), "AWS adds none by itself")
}

// Equal indices make a pair, unless AWS would refuse what comes of it: a ring of VPCs names its tables by
// (count.index + 1) % 2, of which a plan keeps what it keeps of count.index.
func TestEqualIndicesThatAWSWouldRefuse(t *testing.T) {
	table := func(destination, target, typeName string) model.Ref[model.RouteTable] {
		n := planOf(t, `{"resources":[{"address":"aws_vpc.v","type":"aws_vpc","expressions":{}},`+
			`{"address":"aws_route_table.t","type":"aws_route_table","expressions":{"vpc_id":{"references":["aws_vpc.v","count.index"]}}},`+
			`{"address":"aws_route.r","type":"aws_route","expressions":{"route_table_id":{"references":["aws_route_table.t","count.index"]},`+
			`"`+target+`":{"references":["`+typeName+`.x.id","`+typeName+`.x"]}}},{"address":"`+typeName+`.x","type":"`+typeName+`","expressions":{}}]}`,
			newResource{typeName + ".x", ownID, ""},
			newResource{"aws_vpc.v[0]", ownID, `{"cidr_block":"10.0.0.0/16"}`}, newResource{"aws_vpc.v[1]", ownID, `{"cidr_block":"10.1.0.0/16"}`},
			newResource{"aws_route_table.t[0]", `{"id":true,"vpc_id":true}`, ""}, newResource{"aws_route_table.t[1]", `{"id":true,"vpc_id":true}`, ""},
			newResource{"aws_route.r[0]", `{"route_table_id":true,"` + target + `":true}`, `{"destination_cidr_block":"` + destination + `"}`},
			newResource{"aws_route.r[1]", `{"route_table_id":true,"` + target + `":true}`, `{"destination_cidr_block":"10.9.0.0/16"}`})
		require.Len(t, n.Routes, 2)
		return n.Routes[0].Table
	}
	assert.Equal(t, "aws_route_table.t[0]", addressOf(table("10.1.0.0/16", "transit_gateway_id", "aws_ec2_transit_gateway")))
	assert.Equal(t, "aws_route_table.t[0]", addressOf(table("10.0.1.0/24", "network_interface_id", "aws_network_interface")), "an appliance may take a part of the VPC")
	for target, typeName := range map[string]string{
		"vpc_peering_connection_id": "aws_vpc_peering_connection", "transit_gateway_id": "aws_ec2_transit_gateway",
	} {
		refused := table("10.0.0.0/16", target, typeName)
		assert.True(t, refused.IsUnknown(), target)
		require.Len(t, refused.Candidates(), 1)
		assert.Equal(t, "aws_route_table.t[1]", refused.Candidates()[0].Address)
	}
}

// One object that is reached by several ways, or by several of its identifiers, is one object.
func TestOneObjectReachedTwice(t *testing.T) {
	n := planOf(t, `{"module_calls":{"m":{"expressions":{"allocation_id":{"references":["aws_eip.nat.id","aws_eip.nat"]}},"module":{`+
		`"resources":[{"address":"aws_vpc.other","type":"aws_vpc","expressions":{}}],`+
		`"outputs":{"allocation_id":{"expression":{"references":["var.allocation_id"]}}}}}},"resources":[`+
		`{"address":"aws_eip.nat","type":"aws_eip","expressions":{}},`+
		`{"address":"aws_nat_gateway.n","type":"aws_nat_gateway","expressions":{"allocation_id":{"references":["local.chosen"]}}},`+
		`{"address":"aws_subnet.s","type":"aws_subnet","expressions":{}},`+
		`{"address":"aws_db_subnet_group.d","type":"aws_db_subnet_group","expressions":{"subnet_ids":{"references":["aws_subnet.s"]}}},`+
		`{"address":"aws_db_instance.d","type":"aws_db_instance","expressions":{"db_subnet_group_name":{"references":["local.chosen"]}}}]}`,
		newResource{"module.m.aws_vpc.other", ownID, ""}, newResource{"aws_eip.nat", `{"id":true,"allocation_id":true}`, ""},
		newResource{"aws_nat_gateway.n", `{"id":true,"allocation_id":true}`, ""}, newResource{"aws_subnet.s", ownID, ""},
		newResource{"aws_db_subnet_group.d", `{"id":true,"subnet_ids":true}`, `{"name":"main"}`},
		newResource{"aws_db_instance.d", `{"id":true,"db_subnet_group_name":true}`, ""})
	require.Len(t, n.NATGateways, 1)
	assert.Equal(t, "aws_eip.nat", addressOf(n.NATGateways[0].Allocation))
	require.Len(t, n.Workloads, 1)
	assert.Equal(t, []string{"aws_subnet.s"}, addresses(n.Workloads[0].Subnets.Items))
}

// One part that is known only after apply makes a plan leave out the whole policy; the report says so, for nothing
// that looks at it can find a fault.
func TestPoliciesThatAreUnknownAsAWhole(t *testing.T) {
	alone, err := terraform.LoadFile("plan.json", []byte(`{"format_version": "1.2", "resource_changes": [
		{"address": "aws_iam_role_policy.a", "mode": "managed", "type": "aws_iam_role_policy", "name": "a",
		 "change": {"actions": ["create"], "before": null, "after": {"role": "r"}, "after_unknown": {"policy": true}}},
		{"address": "aws_iam_role_policy.b", "mode": "managed", "type": "aws_iam_role_policy", "name": "b",
		 "change": {"actions": ["create"], "before": null, "after": {"role": "r", "policy": "{}"}, "after_unknown": {}}}],
		"configuration": {"root_module": {"resources": [
		{"address": "aws_iam_role_policy.a", "mode": "managed", "type": "aws_iam_role_policy", "name": "a",
		 "expressions": {"policy": {"references": ["aws_kms_key.k.arn", "aws_kms_key.k"]}}},
		{"address": "aws_iam_role_policy.b", "mode": "managed", "type": "aws_iam_role_policy", "name": "b",
		 "expressions": {"policy": {"constant_value": "{}"}}}]}}}`), terraform.Options{RootID: "root"})
	require.NoError(t, err)
	require.Len(t, alone.Links.Policies, 1)
	assert.Equal(t, "aws_iam_role_policy.a", alone.Links.Policies[0].Address)
	assert.Contains(t, alone.Links.Policies[0].Why, "aws_kms_key.k.arn")
}
