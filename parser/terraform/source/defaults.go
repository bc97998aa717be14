package source

import "github.com/zclconf/go-cty/cty"

// omitted gives what a reference reads of an argument that the configuration omits and AWS does not fill in:
// null, unless the provider itself has a default for it. The provider's schema tells neither that there is
// a default nor which; those of the table were read off plans of provider version 5.100. Other switches and
// numbers often have one, so that they are unknown.
func omitted(typeName, name string, t cty.Type) cty.Value {
	if v, ok := argumentDefaults[typeName+"."+name]; ok {
		return v
	}
	if t == cty.Bool || t == cty.Number {
		return cty.UnknownVal(t)
	}
	return cty.NullVal(t)
}

var (
	enable  = cty.StringVal("enable")
	disable = cty.StringVal("disable")
)

var argumentDefaults = map[string]cty.Value{
	"aws_db_instance.publicly_accessible":                           cty.False,
	"aws_db_subnet_group.description":                               cty.StringVal("Managed by Terraform"),
	"aws_ec2_transit_gateway.amazon_side_asn":                       cty.NumberIntVal(64512),
	"aws_ec2_transit_gateway.auto_accept_shared_attachments":        disable,
	"aws_ec2_transit_gateway.default_route_table_association":       enable,
	"aws_ec2_transit_gateway.default_route_table_propagation":       enable,
	"aws_ec2_transit_gateway.dns_support":                           enable,
	"aws_ec2_transit_gateway.multicast_support":                     disable,
	"aws_ec2_transit_gateway.security_group_referencing_support":    disable,
	"aws_ec2_transit_gateway.vpn_ecmp_support":                      enable,
	"aws_ec2_transit_gateway_route.blackhole":                       cty.False,
	"aws_ec2_transit_gateway_vpc_attachment.appliance_mode_support": disable,
	"aws_ec2_transit_gateway_vpc_attachment.dns_support":            enable,
	"aws_ec2_transit_gateway_vpc_attachment.ipv6_support":           disable,
	"aws_iam_instance_profile.path":                                 cty.StringVal("/"),
	"aws_iam_policy.path":                                           cty.StringVal("/"),
	"aws_iam_role.path":                                             cty.StringVal("/"),
	"aws_lb.enable_deletion_protection":                             cty.False,
	"aws_lb.load_balancer_type":                                     cty.StringVal("application"),
	"aws_lb_target_group.target_type":                               cty.StringVal("instance"),
	"aws_nat_gateway.connectivity_type":                             cty.StringVal("public"),
	"aws_network_interface.source_dest_check":                       cty.True,
	"aws_route53_zone.comment":                                      cty.StringVal("Managed by Terraform"),
	"aws_route53_zone.force_destroy":                                cty.False,
	"aws_security_group.description":                                cty.StringVal("Managed by Terraform"),
	"aws_security_group.revoke_rules_on_delete":                     cty.False,
	"aws_security_group_rule.self":                                  cty.False,
	"aws_subnet.assign_ipv6_address_on_creation":                    cty.False,
	"aws_subnet.enable_dns64":                                       cty.False,
	"aws_subnet.enable_resource_name_dns_a_record_on_launch":        cty.False,
	"aws_subnet.enable_resource_name_dns_aaaa_record_on_launch":     cty.False,
	"aws_subnet.ipv6_native":                                        cty.False,
	"aws_subnet.map_public_ip_on_launch":                            cty.False,
	"aws_vpc.enable_dns_support":                                    cty.True,
	"aws_vpc.instance_tenancy":                                      cty.StringVal("default"),
	"aws_vpc_endpoint.vpc_endpoint_type":                            cty.StringVal("Gateway"),
}
