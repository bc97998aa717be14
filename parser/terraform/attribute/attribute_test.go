package attribute_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

func decode(t *testing.T, into any, values, unknown string) {
	t.Helper()
	d := attribute.NewDecoder()
	require.NoError(t, d.Value(jsontext.Value(values), into))
	if unknown != "" {
		require.NoError(t, d.Unknown(jsontext.Value(unknown), into))
	}
}

func TestThreeStates(t *testing.T) {
	var s attribute.Subnet
	decode(t, &s, `{"cidr_block":"10.0.1.0/24","map_public_ip_on_launch":false,"outpost_arn":null,"availability_zone":"","new":{"a":[1]}}`,
		`{"id":true,"vpc_id":true,"cidr_block":false}`)
	assert.Equal(t, model.Known("10.0.1.0/24"), s.CIDRBlock)
	assert.Equal(t, model.Known(false), s.MapPublicIPOnLaunch)
	assert.True(t, s.OutpostARN.IsAbsent(), "null is absent")
	assert.True(t, s.AvailabilityZone.IsAbsent(), "the empty string is how the provider writes unset")
	assert.True(t, s.ID.IsUnknown())
	assert.True(t, s.VPCID.IsUnknown())
	assert.True(t, s.IPv6CIDRBlock.IsAbsent())
}

func TestUnknownMembersOfBlocksByPosition(t *testing.T) {
	var r attribute.RouteTable
	decode(t, &r, `{"route":[{"cidr_block":"0.0.0.0/0","nat_gateway_id":""},{"cidr_block":"10.0.0.0/8","gateway_id":""}]}`,
		`{"route":[{"gateway_id":true},{"transit_gateway_id":true}],"propagating_vgws":true}`)
	require.Len(t, r.Route.Items, 2)
	assert.True(t, r.Route.IsKnown())
	assert.True(t, r.Route.Items[0].GatewayID.IsUnknown())
	assert.True(t, r.Route.Items[0].NATGatewayID.IsAbsent())
	assert.True(t, r.Route.Items[1].GatewayID.IsAbsent())
	assert.True(t, r.Route.Items[1].TransitGatewayID.IsUnknown())
	assert.True(t, r.PropagatingVGWs.IsUnknown())
}

func TestListsWithUnknownMembers(t *testing.T) {
	var l attribute.LoadBalancer
	decode(t, &l, `{"subnets":["subnet-1",null],"security_groups":[]}`, `{"subnets":[false,true]}`)
	require.Len(t, l.Subnets.Items, 2)
	assert.Equal(t, attribute.RefTo("subnet-1"), l.Subnets.Items[0])
	assert.True(t, l.Subnets.Items[1].IsUnknown())
	assert.True(t, l.SecurityGroups.IsKnown())
	assert.Empty(t, l.SecurityGroups.Items)
}

// A value of an unexpected type says nothing, and must not pass for an absent one.
func TestUnexpectedTypesAreUnknown(t *testing.T) {
	var r attribute.NetworkACLRule
	decode(t, &r, `{"rule_number":"abc","egress":{},"from_port":"443","protocol":6,"cidr_block":["x"]}`, "")
	assert.True(t, r.RuleNumber.IsUnknown())
	assert.True(t, r.Egress.IsUnknown())
	assert.Equal(t, model.Known(443), r.FromPort, "Terraform converts between primitive types")
	assert.Equal(t, model.Known("6"), r.Protocol)
	assert.True(t, r.CIDRBlock.IsUnknown())

	var g attribute.SecurityGroup
	decode(t, &g, `{"ingress":true,"tags":{"Name":"web","n":1},"egress":null}`, "")
	assert.True(t, g.Ingress.IsUnknown())
	assert.True(t, g.Egress.IsAbsent())
	assert.Equal(t, model.Known("web"), g.Tags.Get("Name"))
}

func TestAttributesDecodeIntoAPointer(t *testing.T) {
	assert.Error(t, attribute.NewDecoder().Value(jsontext.Value(`{}`), attribute.Subnet{}))
}

func valuesOf(values map[string]cty.Value) func(string) (cty.Value, bool) {
	return func(name string) (cty.Value, bool) {
		v, ok := values[name]
		return v, ok
	}
}

// Plans and sources arrive at the same struct.
func TestCtyEqualsJSON(t *testing.T) {
	var fromJSON, fromCty attribute.SecurityGroup
	decode(t, &fromJSON, `{"name":"web","vpc_id":"vpc-1","tags":{"Name":"w"},"ingress":[{"from_port":443,"to_port":443,"protocol":"tcp",`+
		`"cidr_blocks":["10.0.0.0/8"],"security_groups":["sg-1"],"self":false}]}`, "")
	values := map[string]cty.Value{
		"name":        cty.StringVal("web"),
		"vpc_id":      cty.StringVal("vpc-1").Mark("sensitive"),
		"description": cty.NullVal(cty.String),
		"tags":        cty.MapVal(map[string]cty.Value{"Name": cty.StringVal("w")}),
		"ingress": cty.TupleVal([]cty.Value{cty.ObjectVal(map[string]cty.Value{
			"from_port":       cty.NumberIntVal(443),
			"to_port":         cty.NumberIntVal(443),
			"protocol":        cty.StringVal("tcp"),
			"cidr_blocks":     cty.ListVal([]cty.Value{cty.StringVal("10.0.0.0/8")}),
			"security_groups": cty.SetVal([]cty.Value{cty.StringVal("sg-1")}),
			"self":            cty.False,
		})}),
	}
	require.NoError(t, attribute.NewDecoder().Cty(valuesOf(values), &fromCty))
	assert.Equal(t, fromJSON, fromCty)

	unknown := map[string]cty.Value{"vpc_id": cty.UnknownVal(cty.String), "ingress": cty.DynamicVal}
	var open attribute.SecurityGroup
	require.NoError(t, attribute.NewDecoder().Cty(valuesOf(unknown), &open))
	assert.True(t, open.VPCID.IsUnknown())
	assert.True(t, open.Ingress.IsUnknown())
	assert.True(t, open.Egress.IsAbsent())
}

func TestFillUnknownTakesOnlyWhatIsMissing(t *testing.T) {
	var planned, sources attribute.RouteTable
	decode(t, &planned, `{"vpc_id":"vpc-1","route":[{"cidr_block":"0.0.0.0/0"}]}`, `{"id":true,"route":[{"gateway_id":true}]}`)
	decode(t, &sources, `{"id":"~id","vpc_id":"~other","route":[{"cidr_block":"0.0.0.0/0","gateway_id":"~igw"}]}`, "")
	attribute.NewDecoder().FillUnknown(&planned, &sources)
	assert.Equal(t, attribute.RefTo("vpc-1"), planned.VPCID, "what the plan knows stays")
	assert.Equal(t, attribute.RefTo("~igw"), planned.Route.Items[0].GatewayID)
	assert.True(t, planned.ID.IsUnknown(), "identities are no matter of the sources' values")
}

// Every reference has a kind that some resource can be named by, or the resolver could never find it.
func TestEveryKindHasOrigins(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		if seen[typ] || typ.Kind() != reflect.Struct {
			return
		}
		seen[typ] = true
		for i := range typ.NumField() {
			f := typ.Field(i)
			if kind, ok := f.Tag.Lookup("ref"); ok && attribute.Kind(kind) != attribute.KindAny {
				for _, o := range attribute.Origins(attribute.Kind(kind)) {
					if o.Type != "aws_vpc_ipam_pool" {
						assert.NotNil(t, attribute.New(o.Type), "%s.%s: %s", typ, f.Name, o.Type)
					}
				}
				assert.NotEmpty(t, attribute.Origins(attribute.Kind(kind)), "%s.%s has kind %s", typ, f.Name, kind)
			}
			if f.Type.Kind() == reflect.Struct && strings.Contains(f.Type.String(), "List[") {
				walk(f.Type.Field(0).Type.Elem())
			}
		}
	}
	for _, name := range []string{
		"aws_vpc", "aws_subnet", "aws_route_table", "aws_default_route_table", "aws_route", "aws_network_acl", "aws_security_group",
		"aws_instance", "aws_launch_template", "aws_autoscaling_group", "aws_lb", "aws_lb_listener", "aws_ecs_service",
		"aws_networkfirewall_firewall_policy", "aws_networkfirewall_rule_group", "aws_vpc_endpoint", "aws_db_instance", "aws_eks_cluster",
		"aws_ec2_transit_gateway_vpc_attachment", "aws_vpn_connection", "aws_route53_zone", "aws_iam_role",
	} {
		attrs := attribute.New(name)
		require.NotNil(t, attrs, name)
		walk(reflect.TypeOf(attrs).Elem())
	}
	assert.Nil(t, attribute.New("aws_cloudwatch_log_group"))
	assert.Nil(t, attribute.NewData("aws_ami"))
}

// What AWS's guides to VPC, gateways, load balancers and firewalls name, and what stands in subnets with security
// groups most often, has to be read: a type that falls out of the table falls out of the network.
func TestTypesOfTheNetworkAreInTheTable(t *testing.T) {
	for name := range strings.FieldsSeq(`
		aws_vpc aws_default_vpc aws_vpc_ipv4_cidr_block_association aws_vpc_ipv6_cidr_block_association aws_subnet aws_default_subnet
		aws_vpc_dhcp_options aws_vpc_dhcp_options_association aws_vpc_block_public_access_options aws_vpc_block_public_access_exclusion
		aws_route_table aws_default_route_table aws_route aws_route_table_association aws_main_route_table_association
		aws_vpn_gateway_route_propagation aws_vpc_route_server_propagation aws_ec2_managed_prefix_list aws_ec2_managed_prefix_list_entry
		aws_internet_gateway aws_internet_gateway_attachment aws_egress_only_internet_gateway aws_nat_gateway aws_eip aws_eip_association
		aws_network_acl aws_default_network_acl aws_network_acl_rule aws_network_acl_association
		aws_security_group aws_default_security_group aws_security_group_rule aws_vpc_security_group_ingress_rule
		aws_vpc_security_group_egress_rule aws_vpc_security_group_vpc_association aws_network_interface_sg_attachment
		aws_vpc_peering_connection aws_vpc_peering_connection_accepter aws_vpc_peering_connection_options
		aws_vpc_endpoint aws_vpc_endpoint_route_table_association aws_vpc_endpoint_subnet_association
		aws_vpc_endpoint_security_group_association aws_vpc_endpoint_policy aws_vpc_endpoint_private_dns aws_vpc_endpoint_service
		aws_ec2_transit_gateway aws_ec2_transit_gateway_vpc_attachment aws_ec2_transit_gateway_vpc_attachment_accepter
		aws_ec2_transit_gateway_peering_attachment aws_ec2_transit_gateway_peering_attachment_accepter aws_ec2_transit_gateway_connect
		aws_ec2_transit_gateway_route_table aws_ec2_transit_gateway_route aws_ec2_transit_gateway_route_table_association
		aws_ec2_transit_gateway_route_table_propagation aws_ec2_transit_gateway_prefix_list_reference
		aws_networkmanager_core_network aws_networkmanager_vpc_attachment
		aws_vpn_gateway aws_vpn_gateway_attachment aws_vpn_connection aws_vpn_connection_route aws_customer_gateway
		aws_ec2_client_vpn_endpoint aws_ec2_client_vpn_network_association aws_ec2_client_vpn_route
		aws_ec2_client_vpn_authorization_rule aws_dx_gateway aws_dx_gateway_association
		aws_networkfirewall_firewall aws_networkfirewall_firewall_policy aws_networkfirewall_rule_group
		aws_lb aws_lb_listener aws_lb_listener_rule aws_lb_target_group aws_lb_target_group_attachment aws_alb aws_elb aws_elb_attachment
		aws_network_interface aws_network_interface_attachment aws_instance aws_spot_instance_request aws_launch_template
		aws_launch_configuration aws_autoscaling_group aws_autoscaling_attachment aws_ec2_instance_connect_endpoint
		aws_lambda_function aws_ecs_service aws_ecs_task_definition aws_eks_cluster aws_eks_node_group aws_eks_fargate_profile
		aws_db_instance aws_rds_cluster aws_rds_cluster_instance aws_db_subnet_group aws_db_proxy aws_docdb_cluster aws_neptune_cluster
		aws_elasticache_cluster aws_elasticache_replication_group aws_elasticache_serverless_cache aws_elasticache_subnet_group
		aws_memorydb_cluster aws_redshift_cluster aws_redshiftserverless_workgroup aws_dms_replication_instance
		aws_efs_file_system aws_efs_mount_target aws_fsx_lustre_file_system aws_msk_cluster aws_mq_broker aws_opensearch_domain
		aws_dax_cluster aws_route53_zone aws_route53_zone_association aws_route53_record aws_route53_resolver_endpoint
		aws_route53_resolver_rule aws_route53_resolver_rule_association aws_vpclattice_service_network_vpc_association
		aws_ram_resource_share aws_ram_resource_association aws_ram_principal_association
	`) {
		assert.NotNil(t, attribute.New(name), name)
	}
	assert.Nil(t, attribute.New("aws_cloudwatch_log_group"))
}
