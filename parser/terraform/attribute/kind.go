package attribute

// Kind is a kind of object that a reference may name, by one of its identifiers: "subnet", "iam_role_arn".
type Kind string

// KindAny is the kind of references that may name an object of any type.
const KindAny Kind = "any"

// Origin is an attribute by which objects of a kind are named, such as aws_subnet.id.
type Origin struct {
	Type      string
	Attribute string
}

// Origins gives the attributes whose values name objects of a kind. A nested attribute is given by its
// outermost name.
func Origins(kind Kind) []Origin {
	switch kind {
	case "vpc":
		return []Origin{{"aws_vpc", "id"}, {"aws_default_vpc", "id"}}
	case "vpc_arn":
		return []Origin{{"aws_vpc", "arn"}, {"aws_default_vpc", "arn"}}
	case "subnet":
		return []Origin{{"aws_subnet", "id"}, {"aws_default_subnet", "id"}}
	case "subnet_arn":
		return []Origin{{"aws_subnet", "arn"}, {"aws_default_subnet", "arn"}}
	case "route_table":
		return []Origin{{"aws_route_table", "id"}, {"aws_default_route_table", "id"}, {"aws_vpc", "main_route_table_id"}, {"aws_vpc", "default_route_table_id"}, {"aws_default_vpc", "main_route_table_id"}, {"aws_default_vpc", "default_route_table_id"}}
	case "gateway":
		return []Origin{{"aws_internet_gateway", "id"}, {"aws_vpn_gateway", "id"}}
	case "internet_gateway":
		return []Origin{{"aws_internet_gateway", "id"}}
	case "vpn_gateway":
		return []Origin{{"aws_vpn_gateway", "id"}}
	case "egress_only_gateway":
		return []Origin{{"aws_egress_only_internet_gateway", "id"}}
	case "nat_gateway":
		return []Origin{{"aws_nat_gateway", "id"}}
	case "network_interface":
		return []Origin{{"aws_network_interface", "id"}, {"aws_instance", "primary_network_interface_id"}, {"aws_spot_instance_request", "primary_network_interface_id"}}
	case "instance":
		return []Origin{{"aws_instance", "id"}, {"aws_spot_instance_request", "spot_instance_id"}}
	case "peering":
		return []Origin{{"aws_vpc_peering_connection", "id"}, {"aws_vpc_peering_connection_accepter", "id"}}
	case "transit_gateway":
		return []Origin{{"aws_ec2_transit_gateway", "id"}}
	case "transit_gateway_attachment":
		return []Origin{{"aws_ec2_transit_gateway_vpc_attachment", "id"}, {"aws_ec2_transit_gateway_vpc_attachment_accepter", "id"}, {"aws_ec2_transit_gateway_peering_attachment", "id"}, {"aws_ec2_transit_gateway_peering_attachment_accepter", "id"}, {"aws_ec2_transit_gateway_connect", "id"}, {"aws_vpn_connection", "transit_gateway_attachment_id"}}
	case "transit_gateway_route_table":
		return []Origin{{"aws_ec2_transit_gateway_route_table", "id"}, {"aws_ec2_transit_gateway", "association_default_route_table_id"}, {"aws_ec2_transit_gateway", "propagation_default_route_table_id"}}
	case "vpc_endpoint":
		return []Origin{{"aws_vpc_endpoint", "id"}, {"aws_networkfirewall_firewall", "firewall_status"}}
	case "vpc_endpoint_service":
		return []Origin{{"aws_vpc_endpoint_service", "service_name"}}
	case "core_network":
		return []Origin{{"aws_networkmanager_core_network", "arn"}}
	case "core_network_id":
		return []Origin{{"aws_networkmanager_core_network", "id"}}
	case "network_acl":
		return []Origin{{"aws_network_acl", "id"}, {"aws_default_network_acl", "id"}, {"aws_vpc", "default_network_acl_id"}, {"aws_default_vpc", "default_network_acl_id"}}
	case "security_group":
		return []Origin{{"aws_security_group", "id"}, {"aws_default_security_group", "id"}, {"aws_vpc", "default_security_group_id"}, {"aws_default_vpc", "default_security_group_id"}, {"aws_eks_cluster", "vpc_config"}}
	case "prefix_list":
		return []Origin{{"aws_ec2_managed_prefix_list", "id"}, {"aws_vpc_endpoint", "prefix_list_id"}}
	case "prefix_list_arn":
		return []Origin{{"aws_ec2_managed_prefix_list", "arn"}}
	case "eip_allocation":
		return []Origin{{"aws_eip", "id"}, {"aws_eip", "allocation_id"}}
	case "customer_gateway":
		return []Origin{{"aws_customer_gateway", "id"}}
	case "vpn_connection":
		return []Origin{{"aws_vpn_connection", "id"}}
	case "client_vpn_endpoint":
		return []Origin{{"aws_ec2_client_vpn_endpoint", "id"}}
	case "dx_gateway":
		return []Origin{{"aws_dx_gateway", "id"}}
	case "dx_associated_gateway":
		return []Origin{{"aws_ec2_transit_gateway", "id"}, {"aws_vpn_gateway", "id"}}
	case "load_balancer":
		return []Origin{{"aws_lb", "arn"}, {"aws_lb", "id"}, {"aws_alb", "arn"}, {"aws_alb", "id"}}
	case "classic_load_balancer":
		return []Origin{{"aws_elb", "id"}, {"aws_elb", "name"}}
	case "listener":
		return []Origin{{"aws_lb_listener", "arn"}, {"aws_lb_listener", "id"}, {"aws_alb_listener", "arn"}, {"aws_alb_listener", "id"}}
	case "target_group":
		return []Origin{{"aws_lb_target_group", "arn"}, {"aws_lb_target_group", "id"}, {"aws_alb_target_group", "arn"}, {"aws_alb_target_group", "id"}}
	case "target":
		return []Origin{{"aws_instance", "id"}, {"aws_instance", "private_ip"}, {"aws_network_interface", "private_ip"}, {"aws_lambda_function", "arn"}, {"aws_lb", "arn"}, {"aws_lb", "id"}, {"aws_alb", "arn"}, {"aws_spot_instance_request", "spot_instance_id"}}
	case "launch_template":
		return []Origin{{"aws_launch_template", "id"}}
	case "launch_template_name":
		return []Origin{{"aws_launch_template", "name"}}
	case "launch_configuration":
		return []Origin{{"aws_launch_configuration", "name"}, {"aws_launch_configuration", "id"}}
	case "autoscaling_group":
		return []Origin{{"aws_autoscaling_group", "name"}, {"aws_autoscaling_group", "id"}, {"aws_eks_node_group", "resources"}}
	case "instance_profile":
		return []Origin{{"aws_iam_instance_profile", "name"}, {"aws_iam_instance_profile", "id"}}
	case "instance_profile_arn":
		return []Origin{{"aws_iam_instance_profile", "arn"}}
	case "iam_role":
		return []Origin{{"aws_iam_role", "name"}, {"aws_iam_role", "id"}}
	case "iam_role_arn":
		return []Origin{{"aws_iam_role", "arn"}}
	case "iam_policy":
		return []Origin{{"aws_iam_policy", "arn"}, {"aws_iam_policy", "id"}}
	case "iam_user":
		return []Origin{{"aws_iam_user", "name"}, {"aws_iam_user", "id"}}
	case "s3_bucket":
		return []Origin{{"aws_s3_bucket", "id"}, {"aws_s3_bucket", "bucket"}}
	case "kms_key":
		return []Origin{{"aws_kms_key", "arn"}, {"aws_kms_key", "id"}, {"aws_kms_key", "key_id"}, {"aws_kms_alias", "target_key_arn"}}
	case "ebs_volume":
		return []Origin{{"aws_ebs_volume", "id"}}
	case "ecs_cluster":
		return []Origin{{"aws_ecs_cluster", "id"}, {"aws_ecs_cluster", "arn"}, {"aws_ecs_cluster", "name"}}
	case "task_definition":
		return []Origin{{"aws_ecs_task_definition", "arn"}, {"aws_ecs_task_definition", "arn_without_revision"}, {"aws_ecs_task_definition", "family"}, {"aws_ecs_task_definition", "id"}}
	case "eks_cluster":
		return []Origin{{"aws_eks_cluster", "name"}, {"aws_eks_cluster", "id"}}
	case "efs_file_system":
		return []Origin{{"aws_efs_file_system", "id"}}
	case "efs_access_point":
		return []Origin{{"aws_efs_access_point", "arn"}}
	case "db_subnet_group":
		return []Origin{{"aws_db_subnet_group", "name"}, {"aws_db_subnet_group", "id"}}
	case "docdb_subnet_group":
		return []Origin{{"aws_docdb_subnet_group", "name"}, {"aws_docdb_subnet_group", "id"}}
	case "neptune_subnet_group":
		return []Origin{{"aws_neptune_subnet_group", "name"}, {"aws_neptune_subnet_group", "id"}}
	case "elasticache_subnet_group":
		return []Origin{{"aws_elasticache_subnet_group", "name"}, {"aws_elasticache_subnet_group", "id"}}
	case "memorydb_subnet_group":
		return []Origin{{"aws_memorydb_subnet_group", "name"}, {"aws_memorydb_subnet_group", "id"}}
	case "redshift_subnet_group":
		return []Origin{{"aws_redshift_subnet_group", "name"}, {"aws_redshift_subnet_group", "id"}}
	case "dms_subnet_group":
		return []Origin{{"aws_dms_replication_subnet_group", "replication_subnet_group_id"}, {"aws_dms_replication_subnet_group", "id"}}
	case "dax_subnet_group":
		return []Origin{{"aws_dax_subnet_group", "name"}, {"aws_dax_subnet_group", "id"}}
	case "rds_cluster":
		return []Origin{{"aws_rds_cluster", "id"}, {"aws_rds_cluster", "cluster_identifier"}}
	case "zone":
		return []Origin{{"aws_route53_zone", "zone_id"}, {"aws_route53_zone", "id"}}
	case "resolver_endpoint":
		return []Origin{{"aws_route53_resolver_endpoint", "id"}}
	case "resolver_rule":
		return []Origin{{"aws_route53_resolver_rule", "id"}}
	case "dhcp_options":
		return []Origin{{"aws_vpc_dhcp_options", "id"}, {"aws_default_vpc_dhcp_options", "id"}}
	case "firewall_policy":
		return []Origin{{"aws_networkfirewall_firewall_policy", "arn"}, {"aws_networkfirewall_firewall_policy", "id"}}
	case "firewall_rule_group":
		return []Origin{{"aws_networkfirewall_rule_group", "arn"}, {"aws_networkfirewall_rule_group", "id"}}
	case "mirror_filter":
		return []Origin{{"aws_ec2_traffic_mirror_filter", "id"}}
	case "mirror_target":
		return []Origin{{"aws_ec2_traffic_mirror_target", "id"}}
	case "lattice_service_network":
		return []Origin{{"aws_vpclattice_service_network", "id"}, {"aws_vpclattice_service_network", "arn"}}
	case "resource_share":
		return []Origin{{"aws_ram_resource_share", "arn"}, {"aws_ram_resource_share", "id"}}
	case "ipam_pool":
		return []Origin{{"aws_vpc_ipam_pool", "id"}}
	}
	return nil
}
