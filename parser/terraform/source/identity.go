package source

// CanonicalAttribute gives the attribute whose value another attribute of the same object always has, or
// the attribute itself: the allocation_id of an aws_eip is its id, the id of an aws_lb is its arn. Synthetic
// ids are made of canonical attributes only, so that equal attributes are equal strings.
func CanonicalAttribute(mode Mode, resourceType, attribute string) string {
	if mode == Data {
		if same, ok := sameAttribute["data."+resourceType+"."+attribute]; ok {
			return same
		}
		return attribute
	}
	if same, ok := sameAttribute[resourceType+"."+attribute]; ok {
		return same
	}
	return attribute
}

// identifies reports whether an attribute that the configuration leaves to AWS names the object itself (or
// an object that AWS makes with it and for it alone, such as a VPC's main route table). An identifier of
// some other object, as aws_lb.vpc_id, is not one: it equals an identifier that is known elsewhere.
func identifies(resourceType, attribute string) bool {
	return identityAttributes[attribute] || identityOfType[resourceType+"."+attribute]
}

var identityAttributes = map[string]bool{
	"id": true, "arn": true, "name": true, "bucket": true, "function_name": true, "key_name": true, "cluster_name": true,
	"cluster_identifier": true, "identifier": true, "replication_group_id": true, "unique_id": true, "url": true,
	// names to connect to
	"dns_name": true, "endpoint": true, "address": true, "domain_name": true, "fqdn": true, "repository_url": true,
	"bucket_domain_name": true, "bucket_regional_domain_name": true, "reader_endpoint": true, "configuration_endpoint": true,
	"configuration_endpoint_address": true, "primary_endpoint_address": true, "reader_endpoint_address": true,
	// the object's other identifiers, and those of objects that come with it
	"allocation_id": true, "association_id": true, "default_network_acl_id": true, "default_route_table_id": true,
	"default_security_group_id": true, "main_route_table_id": true, "ipv6_association_id": true,
	"ipv6_cidr_block_association_id": true, "primary_network_interface_id": true, "transit_gateway_attachment_id": true,
	"association_default_route_table_id": true, "propagation_default_route_table_id": true, "key_id": true, "key_pair_id": true,
	"placement_group_id": true, "policy_id": true, "security_group_rule_id": true, "task_set_id": true, "arn_suffix": true,
	"arn_without_revision": true, "qualified_arn": true, "stream_arn": true, "invoke_arn": true, "qualified_invoke_arn": true,
	"execution_arn": true, "replication_instance_arn": true, "replication_subnet_group_arn": true, "spot_instance_id": true,
	"route_server_id": true, "route_server_endpoint_id": true, "route_server_peer_id": true, "endpoint_eni_id": true,
	"private_default_scope_id": true, "public_default_scope_id": true, "namespace_id": true, "workgroup_id": true,
	"verifiedaccess_group_id": true, "verifiedaccess_group_arn": true, "network_interface_permission_id": true,
	"dx_gateway_association_id": true, "hsm_id": true, "hsm_eni_id": true, "hex": true, "b64_url": true, "b64_std": true,
}

// identityOfType are attributes that identify the object only in that type; elsewhere the same name is that
// of another object.
var identityOfType = map[string]bool{
	"aws_route53_zone.zone_id":                             true,
	"aws_nat_gateway.network_interface_id":                 true,
	"aws_efs_mount_target.network_interface_id":            true,
	"aws_sagemaker_notebook_instance.network_interface_id": true,
	"aws_network_interface_attachment.attachment_id":       true,
	"aws_vpc_route_server_endpoint.eni_id":                 true,
	"aws_vpc_endpoint_service.service_name":                true,
	"aws_directory_service_directory.security_group_id":    true,
	"aws_eks_cluster.vpc_config.cluster_security_group_id": true,
	"aws_cloudhsm_v2_cluster.security_group_id":            true,
	"aws_vpclattice_listener.listener_id":                  true,
	"aws_vpclattice_listener_rule.rule_id":                 true,
	"random_string.result":                                 true,
}

// sameAttribute lists attributes that the AWS provider (5.100) always gives one value, as "type.attribute"
// to the attribute that stands for both.
var sameAttribute = map[string]string{
	"aws_eip.allocation_id":    "id",
	"aws_route53_zone.zone_id": "id",
	"aws_kms_key.key_id":       "id",
	"aws_vpc_security_group_ingress_rule.security_group_rule_id": "id",
	"aws_vpc_security_group_egress_rule.security_group_rule_id":  "id",
	"aws_vpc.main_route_table_id":                                "default_route_table_id", // until a table is made the main one
	"aws_default_vpc.main_route_table_id":                        "default_route_table_id",
	"aws_ec2_transit_gateway.propagation_default_route_table_id": "association_default_route_table_id",
	"aws_spot_instance_request.instance_id":                      "spot_instance_id",
	"aws_placement_group.id":                                     "name",
	"aws_key_pair.id":                                            "key_name",
	"aws_network_interface_attachment.attachment_id":             "id",
	"aws_vpc_route_server.route_server_id":                       "id",

	// adopted and accepted objects carry the identifier of what they adopt
	"aws_default_route_table.id":                             "default_route_table_id",
	"aws_default_network_acl.id":                             "default_network_acl_id",
	"aws_vpc_peering_connection_accepter.id":                 "vpc_peering_connection_id",
	"aws_vpc_peering_connection_options.id":                  "vpc_peering_connection_id",
	"aws_ec2_transit_gateway_vpc_attachment_accepter.id":     "transit_gateway_attachment_id",
	"aws_ec2_transit_gateway_peering_attachment_accepter.id": "transit_gateway_attachment_id",
	"aws_vpc_endpoint_policy.id":                             "vpc_endpoint_id",
	"aws_vpc_endpoint_private_dns.id":                        "vpc_endpoint_id",
	"aws_ram_resource_share_accepter.id":                     "share_arn",
	"aws_s3_bucket_policy.id":                                "bucket",

	// types whose id is the ARN
	"aws_lb.id": "arn", "aws_alb.id": "arn", "aws_lb_target_group.id": "arn", "aws_alb_target_group.id": "arn",
	"aws_lb_listener.id": "arn", "aws_alb_listener.id": "arn", "aws_lb_listener_rule.id": "arn", "aws_alb_listener_rule.id": "arn",
	"aws_lb_trust_store.id": "arn",
	"aws_ecs_cluster.id":    "arn", "aws_ecs_service.id": "arn", "aws_msk_cluster.id": "arn", "aws_msk_serverless_cluster.id": "arn",
	"aws_networkfirewall_firewall.id": "arn", "aws_networkfirewall_firewall_policy.id": "arn", "aws_networkfirewall_rule_group.id": "arn",
	"aws_networkfirewall_tls_inspection_configuration.id": "arn",
	"aws_ram_resource_share.id":                           "arn", "aws_opensearch_domain.id": "arn", "aws_elasticsearch_domain.id": "arn",
	"aws_acm_certificate.id": "arn", "aws_secretsmanager_secret.id": "arn", "aws_sns_topic.id": "arn", "aws_iam_policy.id": "arn",
	"aws_kinesis_stream.id": "arn", "aws_lambda_alias.id": "arn", "aws_globalaccelerator_accelerator.id": "arn",
	"aws_globalaccelerator_listener.id": "arn", "aws_globalaccelerator_endpoint_group.id": "arn", "aws_apprunner_service.id": "arn",
	"aws_apprunner_vpc_connector.id": "arn", "aws_iam_openid_connect_provider.id": "arn",
	"aws_iam_service_linked_role.id": "arn",
	"aws_sqs_queue.id":               "url",

	// types whose id is the name
	"aws_s3_bucket.id": "bucket", "aws_iam_role.id": "name", "aws_iam_instance_profile.id": "name", "aws_iam_user.id": "name",
	"aws_iam_group.id": "name", "aws_dynamodb_table.id": "name", "aws_lambda_function.id": "function_name",
	"aws_db_subnet_group.id": "name", "aws_elasticache_subnet_group.id": "name", "aws_redshift_subnet_group.id": "name",
	"aws_docdb_subnet_group.id": "name", "aws_neptune_subnet_group.id": "name", "aws_memorydb_subnet_group.id": "name",
	"aws_dms_replication_subnet_group.id": "replication_subnet_group_id", "aws_dms_replication_instance.id": "replication_instance_id",
	"aws_dax_subnet_group.id": "name", "aws_cloudwatch_log_group.id": "name", "aws_ssm_parameter.id": "name",
	"aws_autoscaling_group.id": "name", "aws_launch_configuration.id": "name", "aws_elb.id": "name", "aws_eks_cluster.id": "name",
	"aws_rds_cluster.id": "cluster_identifier", "aws_docdb_cluster.id": "cluster_identifier", "aws_neptune_cluster.id": "cluster_identifier",
	"aws_redshift_cluster.id": "cluster_identifier", "aws_rds_cluster_instance.id": "identifier",
	"aws_docdb_cluster_instance.id": "identifier", "aws_neptune_cluster_instance.id": "identifier",
	"aws_db_instance.resource_id": "id", "aws_rds_global_cluster.id": "global_cluster_identifier",
	"aws_elasticache_replication_group.id": "replication_group_id", "aws_elasticache_cluster.id": "cluster_id",
	"aws_memorydb_cluster.id": "name", "aws_db_proxy.id": "name", "aws_ecr_repository.id": "name", "aws_kms_alias.id": "name",
	"aws_db_parameter_group.id": "name", "aws_db_option_group.id": "name", "aws_mwaa_environment.id": "name", "aws_ecs_task_definition.id": "family",

	// data sources
	"data.aws_lb.id": "arn", "data.aws_alb.id": "arn", "data.aws_lb_target_group.id": "arn", "data.aws_alb_target_group.id": "arn",
	"data.aws_lb_listener.id": "arn", "data.aws_alb_listener.id": "arn", "data.aws_ecs_cluster.id": "arn", "data.aws_s3_bucket.id": "bucket",
	"data.aws_iam_role.id": "name", "data.aws_iam_policy.id": "arn", "data.aws_eks_cluster.id": "name", "data.aws_route53_zone.zone_id": "id",
	"data.aws_db_subnet_group.id": "name", "data.aws_secretsmanager_secret.id": "arn", "data.aws_acm_certificate.id": "arn",
	"data.aws_internet_gateway.internet_gateway_id": "id", "data.aws_route_table.route_table_id": "id",
	"data.aws_subnet.subnet_id": "id", "data.aws_ecr_repository.id": "name", "data.aws_ami.image_id": "id",
	"data.aws_networkfirewall_firewall.id": "arn", "data.aws_elb.id": "name", "data.aws_lambda_function.id": "function_name",
}
