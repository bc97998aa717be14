package terraform

import (
	"slices"
	"strings"
)

// networkPrefixes begin the names of types that belong to the network.
var networkPrefixes = []string{
	"aws_vpc", "aws_ec2_transit_gateway", "aws_ec2_client_vpn", "aws_ec2_carrier_gateway", "aws_ec2_local_gateway",
	"aws_ec2_instance_connect", "aws_ec2_subnet", "aws_ec2_managed_prefix", "aws_ec2_traffic_mirror", "aws_route_",
	"aws_route53_resolver", "aws_route53_vpc", "aws_route53profiles", "aws_subnet", "aws_network_", "aws_networkfirewall",
	"aws_networkmanager", "aws_nat_", "aws_lb", "aws_alb", "aws_elb", "aws_dx_", "aws_vpn", "aws_customer_gateway",
	"aws_security_group", "aws_globalaccelerator", "aws_internet_gateway", "aws_egress_only", "aws_default_",
	"aws_main_route", "aws_eip", "aws_verifiedaccess",
}

// placed are types outside of those families whose resources stand in subnets, or have security groups, by the
// schema of the AWS provider (5.100).
var placed = []string{
	"aws_apigatewayv2_vpc_link", "aws_apprunner_vpc_connector", "aws_apprunner_vpc_ingress_connection", "aws_appstream_fleet",
	"aws_appstream_image_builder", "aws_batch_compute_environment", "aws_bedrock_custom_model", "aws_cloud9_environment_ec2",
	"aws_cloudfront_vpc_origin", "aws_cloudhsm_v2_cluster", "aws_cloudhsm_v2_hsm", "aws_codebuild_fleet", "aws_codebuild_project",
	"aws_codeconnections_host", "aws_codestarconnections_host", "aws_comprehend_document_classifier",
	"aws_comprehend_entity_recognizer", "aws_datasync_agent", "aws_datasync_location_efs", "aws_db_proxy_endpoint",
	"aws_devicefarm_test_grid_project", "aws_directory_service_directory", "aws_directory_service_region",
	"aws_dms_replication_config", "aws_docdbelastic_cluster", "aws_ec2_fleet", "aws_ecs_task_set",
	"aws_elasticsearch_vpc_endpoint", "aws_emr_cluster", "aws_emr_studio", "aws_emrserverless_application",
	"aws_finspace_kx_cluster", "aws_fsx_file_cache", "aws_glue_connection", "aws_glue_dev_endpoint", "aws_grafana_workspace",
	"aws_imagebuilder_infrastructure_configuration", "aws_iot_topic_rule_destination", "aws_kinesis_firehose_delivery_stream",
	"aws_kinesisanalyticsv2_application", "aws_m2_environment", "aws_medialive_channel", "aws_medialive_input",
	"aws_msk_replicator", "aws_msk_vpc_connection", "aws_mskconnect_connector", "aws_mwaa_environment", "aws_opensearch_vpc_endpoint",
	"aws_opensearchserverless_vpc_endpoint", "aws_opsworks_instance", "aws_osis_pipeline", "aws_pipes_pipe",
	"aws_prometheus_scraper", "aws_quicksight_vpc_connection", "aws_redshift_endpoint_access",
	"aws_redshiftserverless_endpoint_access", "aws_s3outposts_endpoint", "aws_sagemaker_domain", "aws_sagemaker_model",
	"aws_sagemaker_notebook_instance", "aws_sagemaker_workforce", "aws_spot_fleet_request", "aws_synthetics_canary",
	"aws_timestreaminfluxdb_db_instance", "aws_transfer_server", "aws_worklink_fleet", "aws_workspaces_directory",
	"aws_workspacesweb_network_settings",
}

// harmless are types of the network's families that change nothing that packets can do.
var harmless = []string{
	"aws_alb_listener_certificate", "aws_lb_listener_certificate", "aws_lb_cookie_stickiness_policy",
	"aws_lb_ssl_negotiation_policy", "aws_lb_trust_store", "aws_lb_trust_store_revocation", "aws_dx_macsec_key_association",
	"aws_eip_domain_name", "aws_vpc_dhcp_options", "aws_default_vpc_dhcp_options", "aws_vpc_ipam",
	"aws_vpc_ipam_organization_admin_account", "aws_vpc_ipam_pool", "aws_vpc_ipam_pool_cidr", "aws_vpc_ipam_pool_cidr_allocation",
	"aws_vpc_ipam_preview_next_cidr", "aws_vpc_ipam_resource_discovery", "aws_vpc_ipam_resource_discovery_association",
	"aws_vpc_ipam_scope", "aws_vpc_network_performance_metric_subscription", "aws_vpc_endpoint_connection_notification",
	"aws_vpc_endpoint_service_private_dns_verification", "aws_networkfirewall_logging_configuration",
	"aws_networkfirewall_resource_policy", "aws_route53_resolver_dnssec_config", "aws_route53_resolver_query_log_config",
	"aws_route53_resolver_query_log_config_association", "aws_vpclattice_access_log_subscription",
}

// isNetworkType reports whether a resource type belongs to the network, so that leaving it out must be said.
func isNetworkType(typeName string) bool {
	if slices.Contains(harmless, typeName) {
		return false
	}
	return slices.ContainsFunc(networkPrefixes, func(p string) bool { return strings.HasPrefix(typeName, p) }) ||
		slices.Contains(placed, typeName)
}
