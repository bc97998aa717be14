package cloudformation

import (
	"strings"

	"github.com/netlint/netlint/model"
)

// builders says, for each resource type, which objects of the network it makes.
var builders = map[string]func(*resource){
	"AWS::EC2::VPC":                           vpc,
	"AWS::EC2::VPCCidrBlock":                  vpcCIDR,
	"AWS::EC2::Subnet":                        subnet,
	"AWS::EC2::SubnetCidrBlock":               subnetCIDR,
	"AWS::EC2::DHCPOptions":                   dhcpOptions,
	"AWS::EC2::VPCDHCPOptionsAssociation":     dhcpAssociation,
	"AWS::EC2::VPCBlockPublicAccessOptions":   blockPublicAccess,
	"AWS::EC2::VPCBlockPublicAccessExclusion": blockPublicAccessExclusion,
	"AWS::EC2::FlowLog":                       flowLog,
	"AWS::EC2::TrafficMirrorTarget":           mirrorTarget,
	"AWS::EC2::TrafficMirrorFilter":           mirrorFilter,
	"AWS::EC2::TrafficMirrorFilterRule":       mirrorFilterRule,
	"AWS::EC2::TrafficMirrorSession":          mirrorSession,

	"AWS::EC2::RouteTable":                   routeTable,
	"AWS::EC2::SubnetRouteTableAssociation":  subnetRouteTableAssociation,
	"AWS::EC2::GatewayRouteTableAssociation": gatewayRouteTableAssociation,
	"AWS::EC2::Route":                        route,
	"AWS::EC2::PrefixList":                   prefixList,
	"AWS::EC2::RouteServerPropagation":       routeServerPropagation,
	"AWS::EC2::VPNGatewayRoutePropagation":   routePropagation,
	"AWS::EC2::InternetGateway":              internetGateway,
	"AWS::EC2::VPNGateway":                   vpnGateway,
	"AWS::EC2::EgressOnlyInternetGateway":    egressOnlyGateway,
	"AWS::EC2::CarrierGateway":               carrierGateway,
	"AWS::EC2::VPCGatewayAttachment":         gatewayAttachment,
	"AWS::EC2::NatGateway":                   natGateway,
	"AWS::EC2::EIP":                          elasticIP,
	"AWS::EC2::EIPAssociation":               eipAssociation,
	"AWS::EC2::VPCPeeringConnection":         peering,

	"AWS::EC2::NetworkAcl":                  networkACL,
	"AWS::EC2::SubnetNetworkAclAssociation": networkACLAssociation,
	"AWS::EC2::NetworkAclEntry":             networkACLEntry,
	"AWS::EC2::SecurityGroup":               securityGroup,
	"AWS::EC2::SecurityGroupIngress":        securityGroupIngress,
	"AWS::EC2::SecurityGroupEgress":         securityGroupEgress,
	"AWS::EC2::SecurityGroupVpcAssociation": securityGroupVPC,

	"AWS::EC2::VPCEndpoint":             vpcEndpoint,
	"AWS::EC2::VPCEndpointService":      endpointService,
	"AWS::EC2::InstanceConnectEndpoint": connectEndpoint,

	"AWS::EC2::TransitGateway":                            transitGateway,
	"AWS::EC2::TransitGatewayAttachment":                  transitGatewayVPCAttachment,
	"AWS::EC2::TransitGatewayVpcAttachment":               transitGatewayVPCAttachment,
	"AWS::EC2::TransitGatewayPeeringAttachment":           transitGatewayPeering,
	"AWS::EC2::TransitGatewayConnect":                     transitGatewayConnect,
	"AWS::EC2::TransitGatewayRouteTable":                  transitGatewayRouteTable,
	"AWS::EC2::TransitGatewayRoute":                       transitGatewayRoute,
	"AWS::EC2::TransitGatewayRouteTableAssociation":       transitGatewayAssociation,
	"AWS::EC2::TransitGatewayRouteTablePropagation":       transitGatewayPropagation,
	"AWS::EC2::CustomerGateway":                           customerGateway,
	"AWS::EC2::VPNConnection":                             vpnConnection,
	"AWS::EC2::VPNConnectionRoute":                        vpnConnectionRoute,
	"AWS::DirectConnect::DirectConnectGateway":            directConnectGateway,
	"AWS::DirectConnect::DirectConnectGatewayAssociation": directConnectAssociation,

	"AWS::ElasticLoadBalancingV2::LoadBalancer": loadBalancer,
	"AWS::ElasticLoadBalancingV2::Listener":     listener,
	"AWS::ElasticLoadBalancingV2::ListenerRule": listenerRule,
	"AWS::ElasticLoadBalancingV2::TargetGroup":  targetGroup,
	"AWS::ElasticLoadBalancing::LoadBalancer":   classicLoadBalancer,

	"AWS::NetworkFirewall::Firewall":               firewall,
	"AWS::NetworkFirewall::FirewallPolicy":         firewallPolicy,
	"AWS::NetworkFirewall::RuleGroup":              firewallRuleGroup,
	"AWS::NetworkFirewall::VpcEndpointAssociation": firewallEndpointAssociation,

	"AWS::Route53::HostedZone":                      hostedZone,
	"AWS::Route53::RecordSet":                       recordSet,
	"AWS::Route53::RecordSetGroup":                  recordSetGroup,
	"AWS::ServiceDiscovery::PrivateDnsNamespace":    privateNamespace,
	"AWS::Route53Resolver::ResolverEndpoint":        resolverEndpoint,
	"AWS::Route53Resolver::ResolverRule":            resolverRule,
	"AWS::Route53Resolver::ResolverRuleAssociation": resolverRuleAssociation,

	"AWS::IAM::Role":             role,
	"AWS::IAM::Policy":           policy,
	"AWS::IAM::RolePolicy":       policy,
	"AWS::IAM::ManagedPolicy":    policy,
	"AWS::IAM::InstanceProfile":  instanceProfile,
	"AWS::S3::Bucket":            bucket,
	"AWS::S3::BucketPolicy":      bucketPolicy,
	"AWS::DynamoDB::Table":       table,
	"AWS::DynamoDB::GlobalTable": table,
	"AWS::KMS::Key":              key,

	"AWS::EC2::NetworkInterface":            networkInterface,
	"AWS::EC2::NetworkInterfaceAttachment":  interfaceAttachment,
	"AWS::EC2::Instance":                    instance,
	"AWS::EC2::LaunchTemplate":              launchTemplate,
	"AWS::EC2::Volume":                      volume,
	"AWS::EC2::VolumeAttachment":            volumeAttachment,
	"AWS::AutoScaling::AutoScalingGroup":    autoScalingGroup,
	"AWS::AutoScaling::LaunchConfiguration": launchConfiguration,
	"AWS::Lambda::Function":                 lambdaFunction,
	"AWS::ECS::Service":                     ecsService,
	"AWS::ECS::TaskDefinition":              taskDefinition,
	"AWS::EKS::Cluster":                     eksCluster,
	"AWS::EKS::Nodegroup":                   eksNodes,
	"AWS::EKS::FargateProfile":              eksFargate,
	"AWS::RDS::DBInstance":                  dbInstance,
	"AWS::RDS::DBCluster":                   databaseCluster(""),
	"AWS::RDS::DBSubnetGroup":               subnetGroup("rds"),
	"AWS::DocDB::DBCluster":                 databaseCluster("docdb"),
	"AWS::DocDB::DBSubnetGroup":             subnetGroup("docdb"),
	"AWS::Neptune::DBCluster":               databaseCluster("neptune"),
	"AWS::Neptune::DBSubnetGroup":           subnetGroup("neptune"),
	"AWS::ElastiCache::CacheCluster":        cacheCluster,
	"AWS::ElastiCache::ReplicationGroup":    replicationGroup,
	"AWS::ElastiCache::SubnetGroup":         subnetGroup("elasticache"),
	"AWS::ElastiCache::ServerlessCache":     placedService(model.WorkloadCache, "redis"),
	"AWS::RDS::DBProxy":                     placedService(model.WorkloadDatabase, ""),
	"AWS::RedshiftServerless::Workgroup":    placedService(model.WorkloadDatabase, "redshift"),
	"AWS::Redshift::Cluster":                placedService(model.WorkloadDatabase, "redshift"),
	"AWS::Redshift::ClusterSubnetGroup":     subnetGroup("redshift"),
	"AWS::DMS::ReplicationInstance":         placedService(model.WorkloadReplication, ""),
	"AWS::DMS::ReplicationSubnetGroup":      subnetGroup("dms"),
	"AWS::MemoryDB::Cluster":                placedService(model.WorkloadCache, "redis"),
	"AWS::MemoryDB::SubnetGroup":            subnetGroup("memorydb"),
	"AWS::DAX::Cluster":                     placedService(model.WorkloadCache, "dax"),
	"AWS::DAX::SubnetGroup":                 subnetGroup("dax"),
	"AWS::FSx::FileSystem":                  placedService(model.WorkloadFileSystem, ""),
	"AWS::AmazonMQ::Broker":                 placedService(model.WorkloadBroker, ""),
	"AWS::ApiGatewayV2::VpcLink":            placedService(model.WorkloadOther, ""),
	"AWS::EFS::AccessPoint":                 accessPoint,
	"AWS::EFS::MountTarget":                 mountTarget,
	"AWS::MSK::Cluster":                     kafkaCluster,
	"AWS::OpenSearchService::Domain":        searchDomain,
	"AWS::Elasticsearch::Domain":            searchDomain,
	"AWS::CodeBuild::Project":               buildProject,
}

// networkTypes are the beginnings of resource types that take part in networks: of those that builders does
// not know, the network says that it does not know them.
var networkTypes = []string{
	"AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::Route", "AWS::EC2::TransitGateway", "AWS::EC2::LocalGateway",
	"AWS::EC2::ClientVpn", "AWS::EC2::Network", "AWS::EC2::IPAM", "AWS::EC2::VPN", "AWS::EC2::SecurityGroup",
	"AWS::EC2::VerifiedAccess", "AWS::NetworkManager::", "AWS::NetworkFirewall::", "AWS::VpcLattice::",
	"AWS::GlobalAccelerator::", "AWS::Route53Resolver::", "AWS::DirectConnect::", "AWS::ElasticLoadBalancingV2::",
}

// harmless are types under these beginnings that change nothing in what packets can do.
var harmless = map[string]bool{
	"AWS::NetworkFirewall::LoggingConfiguration": true,
	"AWS::EC2::NetworkInsightsAccessScope":       true, "AWS::EC2::NetworkInsightsAccessScopeAnalysis": true,
	"AWS::EC2::NetworkInsightsAnalysis": true, "AWS::EC2::NetworkInsightsPath": true, "AWS::EC2::NetworkInterfacePermission": true,
	"AWS::EC2::NetworkPerformanceMetricSubscription":              true,
	"AWS::EC2::VPCEndpointConnectionNotification":                 true,
	"AWS::EC2::VPCEndpointServicePermissions":                     true,
	"AWS::ElasticLoadBalancingV2::ListenerCertificate":            true,
	"AWS::ElasticLoadBalancingV2::TrustStore":                     true,
	"AWS::ElasticLoadBalancingV2::TrustStoreRevocation":           true,
	"AWS::Route53Resolver::ResolverQueryLoggingConfig":            true,
	"AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": true,
	"AWS::NetworkManager::GlobalNetwork":                          true,
	"AWS::NetworkManager::TransitGatewayRegistration":             true,
}

func unsupported(resourceType string) bool {
	if builders[resourceType] != nil || harmless[resourceType] {
		return false
	}
	for _, prefix := range networkTypes {
		if strings.HasPrefix(resourceType, prefix) {
			return true
		}
	}
	return false
}
