package attribute

// This file holds the attributes of databases, caches, file systems and other managed services with interfaces in subnets.

// DBInstance holds the attributes of aws_db_instance: an RDS instance.
type DBInstance struct {
	ID                  String    `tf:"id,identity"`
	ARN                 String    `tf:"arn,identity"`
	Identifier          String    `tf:"identifier,computed"`
	Engine              String    `tf:"engine,computed"`
	Port                Int       `tf:"port"`
	DBSubnetGroupName   Ref       `tf:"db_subnet_group_name" ref:"db_subnet_group"`
	VPCSecurityGroupIDs List[Ref] `tf:"vpc_security_group_ids" ref:"security_group"`
	PubliclyAccessible  Bool      `tf:"publicly_accessible"`
	AvailabilityZone    String    `tf:"availability_zone,computed"`
	MultiAZ             Bool      `tf:"multi_az"`
	Address             String    `tf:"address,identity"`
	Endpoint            String    `tf:"endpoint,identity"`
	ReplicateSourceDB   String    `tf:"replicate_source_db"`
	Tags                Map       `tf:"tags"`
	TagsAll             Map       `tf:"tags_all,computed"`
}

// RDSCluster holds the attributes of aws_rds_cluster: an Aurora or Multi-AZ cluster.
type RDSCluster struct {
	ID                  String       `tf:"id,identity"`
	ARN                 String       `tf:"arn,identity"`
	ClusterIdentifier   String       `tf:"cluster_identifier,computed"`
	Engine              String       `tf:"engine"`
	Port                Int          `tf:"port"`
	DBSubnetGroupName   Ref          `tf:"db_subnet_group_name" ref:"db_subnet_group"`
	VPCSecurityGroupIDs List[Ref]    `tf:"vpc_security_group_ids" ref:"security_group"`
	AvailabilityZones   List[String] `tf:"availability_zones,computed"`
	Endpoint            String       `tf:"endpoint,identity"`
	ReaderEndpoint      String       `tf:"reader_endpoint,identity"`
	Tags                Map          `tf:"tags"`
	TagsAll             Map          `tf:"tags_all,computed"`
}

// RDSClusterInstance holds the attributes of aws_rds_cluster_instance: an instance of an Aurora cluster.
type RDSClusterInstance struct {
	ID                 String `tf:"id,identity"`
	ARN                String `tf:"arn,identity"`
	Identifier         String `tf:"identifier,computed"`
	ClusterIdentifier  Ref    `tf:"cluster_identifier" ref:"rds_cluster"`
	Engine             String `tf:"engine"`
	DBSubnetGroupName  Ref    `tf:"db_subnet_group_name" ref:"db_subnet_group"`
	PubliclyAccessible Bool   `tf:"publicly_accessible"`
	AvailabilityZone   String `tf:"availability_zone,computed"`
	Endpoint           String `tf:"endpoint,identity"`
	Tags               Map    `tf:"tags"`
	TagsAll            Map    `tf:"tags_all,computed"`
}

// DBSubnetGroup holds the attributes of aws_db_subnet_group: the subnets of RDS.
type DBSubnetGroup struct {
	ID        String    `tf:"id,identity"`
	ARN       String    `tf:"arn,identity"`
	Name      String    `tf:"name,computed"`
	SubnetIDs List[Ref] `tf:"subnet_ids" ref:"subnet"`
	Tags      Map       `tf:"tags"`
	TagsAll   Map       `tf:"tags_all,computed"`
}

// DBProxy holds the attributes of aws_db_proxy: an RDS proxy.
type DBProxy struct {
	ID                  String    `tf:"id,identity"`
	ARN                 String    `tf:"arn,identity"`
	Name                String    `tf:"name"`
	VPCSubnetIDs        List[Ref] `tf:"vpc_subnet_ids" ref:"subnet"`
	VPCSecurityGroupIDs List[Ref] `tf:"vpc_security_group_ids" ref:"security_group"`
	EngineFamily        String    `tf:"engine_family"`
	Endpoint            String    `tf:"endpoint,identity"`
	Tags                Map       `tf:"tags"`
	TagsAll             Map       `tf:"tags_all,computed"`
}

// ElastiCacheCluster holds the attributes of aws_elasticache_cluster: a cache cluster.
type ElastiCacheCluster struct {
	ID                 String    `tf:"id,identity"`
	ARN                String    `tf:"arn,identity"`
	ClusterID          String    `tf:"cluster_id"`
	Engine             String    `tf:"engine,computed"`
	Port               Int       `tf:"port"`
	SubnetGroupName    Ref       `tf:"subnet_group_name" ref:"elasticache_subnet_group"`
	SecurityGroupIDs   List[Ref] `tf:"security_group_ids" ref:"security_group"`
	ReplicationGroupID String    `tf:"replication_group_id"`
	NumCacheNodes      Int       `tf:"num_cache_nodes"`
	Tags               Map       `tf:"tags"`
	TagsAll            Map       `tf:"tags_all,computed"`
}

// ElastiCacheReplicationGroup holds the attributes of aws_elasticache_replication_group: a Redis or Valkey
// replication group.
type ElastiCacheReplicationGroup struct {
	ID                           String    `tf:"id,identity"`
	ARN                          String    `tf:"arn,identity"`
	ReplicationGroupID           String    `tf:"replication_group_id"`
	Engine                       String    `tf:"engine"`
	Port                         Int       `tf:"port"`
	SubnetGroupName              Ref       `tf:"subnet_group_name" ref:"elasticache_subnet_group"`
	SecurityGroupIDs             List[Ref] `tf:"security_group_ids" ref:"security_group"`
	PrimaryEndpointAddress       String    `tf:"primary_endpoint_address,identity"`
	ConfigurationEndpointAddress String    `tf:"configuration_endpoint_address,identity"`
	Tags                         Map       `tf:"tags"`
	TagsAll                      Map       `tf:"tags_all,computed"`
}

// ElastiCacheServerless holds the attributes of aws_elasticache_serverless_cache: a serverless cache.
type ElastiCacheServerless struct {
	ID               String    `tf:"id,identity"`
	ARN              String    `tf:"arn,identity"`
	Name             String    `tf:"name"`
	Engine           String    `tf:"engine"`
	SubnetIDs        List[Ref] `tf:"subnet_ids" ref:"subnet"`
	SecurityGroupIDs List[Ref] `tf:"security_group_ids" ref:"security_group"`
	Tags             Map       `tf:"tags"`
	TagsAll          Map       `tf:"tags_all,computed"`
}

// ElastiCacheSubnetGroup holds the attributes of aws_elasticache_subnet_group: the subnets of ElastiCache.
type ElastiCacheSubnetGroup struct {
	ID        String    `tf:"id,identity"`
	ARN       String    `tf:"arn,identity"`
	Name      String    `tf:"name"`
	SubnetIDs List[Ref] `tf:"subnet_ids" ref:"subnet"`
	Tags      Map       `tf:"tags"`
	TagsAll   Map       `tf:"tags_all,computed"`
}

// MemoryDBCluster holds the attributes of aws_memorydb_cluster: a MemoryDB cluster.
type MemoryDBCluster struct {
	ID               String    `tf:"id,identity"`
	ARN              String    `tf:"arn,identity"`
	Name             String    `tf:"name,computed"`
	Port             Int       `tf:"port"`
	SubnetGroupName  Ref       `tf:"subnet_group_name" ref:"memorydb_subnet_group"`
	SecurityGroupIDs List[Ref] `tf:"security_group_ids" ref:"security_group"`
	Tags             Map       `tf:"tags"`
	TagsAll          Map       `tf:"tags_all,computed"`
}

// MemoryDBSubnetGroup holds the attributes of aws_memorydb_subnet_group: the subnets of MemoryDB.
type MemoryDBSubnetGroup struct {
	ID        String    `tf:"id,identity"`
	ARN       String    `tf:"arn,identity"`
	Name      String    `tf:"name,computed"`
	SubnetIDs List[Ref] `tf:"subnet_ids" ref:"subnet"`
	Tags      Map       `tf:"tags"`
	TagsAll   Map       `tf:"tags_all,computed"`
}

// RedshiftCluster holds the attributes of aws_redshift_cluster: a Redshift cluster.
type RedshiftCluster struct {
	ID                     String    `tf:"id,identity"`
	ARN                    String    `tf:"arn,identity"`
	ClusterIdentifier      String    `tf:"cluster_identifier"`
	Port                   Int       `tf:"port"`
	ClusterSubnetGroupName Ref       `tf:"cluster_subnet_group_name" ref:"redshift_subnet_group"`
	VPCSecurityGroupIDs    List[Ref] `tf:"vpc_security_group_ids" ref:"security_group"`
	PubliclyAccessible     Bool      `tf:"publicly_accessible"`
	Endpoint               String    `tf:"endpoint,identity"`
	Tags                   Map       `tf:"tags"`
	TagsAll                Map       `tf:"tags_all,computed"`
}

// RedshiftSubnetGroup holds the attributes of aws_redshift_subnet_group: the subnets of Redshift.
type RedshiftSubnetGroup struct {
	ID        String    `tf:"id,identity"`
	ARN       String    `tf:"arn,identity"`
	Name      String    `tf:"name"`
	SubnetIDs List[Ref] `tf:"subnet_ids" ref:"subnet"`
	Tags      Map       `tf:"tags"`
	TagsAll   Map       `tf:"tags_all,computed"`
}

// RedshiftServerlessWorkgroup holds the attributes of aws_redshiftserverless_workgroup: a serverless Redshift
// workgroup.
type RedshiftServerlessWorkgroup struct {
	ID                 String    `tf:"id,identity"`
	ARN                String    `tf:"arn,identity"`
	WorkgroupName      String    `tf:"workgroup_name"`
	Port               Int       `tf:"port"`
	SubnetIDs          List[Ref] `tf:"subnet_ids" ref:"subnet"`
	SecurityGroupIDs   List[Ref] `tf:"security_group_ids" ref:"security_group"`
	PubliclyAccessible Bool      `tf:"publicly_accessible"`
	Tags               Map       `tf:"tags"`
	TagsAll            Map       `tf:"tags_all,computed"`
}

// DocDBCluster holds the attributes of aws_docdb_cluster: a DocumentDB cluster.
type DocDBCluster struct {
	ID                  String    `tf:"id,identity"`
	ARN                 String    `tf:"arn,identity"`
	ClusterIdentifier   String    `tf:"cluster_identifier,computed"`
	Port                Int       `tf:"port"`
	DBSubnetGroupName   Ref       `tf:"db_subnet_group_name" ref:"docdb_subnet_group"`
	VPCSecurityGroupIDs List[Ref] `tf:"vpc_security_group_ids" ref:"security_group"`
	Endpoint            String    `tf:"endpoint,identity"`
	Tags                Map       `tf:"tags"`
	TagsAll             Map       `tf:"tags_all,computed"`
}

// DocDBSubnetGroup holds the attributes of aws_docdb_subnet_group: the subnets of DocumentDB.
type DocDBSubnetGroup struct {
	ID        String    `tf:"id,identity"`
	ARN       String    `tf:"arn,identity"`
	Name      String    `tf:"name,computed"`
	SubnetIDs List[Ref] `tf:"subnet_ids" ref:"subnet"`
	Tags      Map       `tf:"tags"`
	TagsAll   Map       `tf:"tags_all,computed"`
}

// NeptuneCluster holds the attributes of aws_neptune_cluster: a Neptune cluster.
type NeptuneCluster struct {
	ID                     String    `tf:"id,identity"`
	ARN                    String    `tf:"arn,identity"`
	ClusterIdentifier      String    `tf:"cluster_identifier,computed"`
	Port                   Int       `tf:"port"`
	NeptuneSubnetGroupName Ref       `tf:"neptune_subnet_group_name" ref:"neptune_subnet_group"`
	VPCSecurityGroupIDs    List[Ref] `tf:"vpc_security_group_ids" ref:"security_group"`
	Endpoint               String    `tf:"endpoint,identity"`
	Tags                   Map       `tf:"tags"`
	TagsAll                Map       `tf:"tags_all,computed"`
}

// NeptuneSubnetGroup holds the attributes of aws_neptune_subnet_group: the subnets of Neptune.
type NeptuneSubnetGroup struct {
	ID        String    `tf:"id,identity"`
	ARN       String    `tf:"arn,identity"`
	Name      String    `tf:"name,computed"`
	SubnetIDs List[Ref] `tf:"subnet_ids" ref:"subnet"`
	Tags      Map       `tf:"tags"`
	TagsAll   Map       `tf:"tags_all,computed"`
}

// DMSReplicationInstance holds the attributes of aws_dms_replication_instance: a DMS replication instance.
type DMSReplicationInstance struct {
	ID                       String    `tf:"id,identity"`
	ReplicationInstanceID    String    `tf:"replication_instance_id"`
	ReplicationSubnetGroupID Ref       `tf:"replication_subnet_group_id" ref:"dms_subnet_group"`
	VPCSecurityGroupIDs      List[Ref] `tf:"vpc_security_group_ids" ref:"security_group"`
	PubliclyAccessible       Bool      `tf:"publicly_accessible"`
	AvailabilityZone         String    `tf:"availability_zone,computed"`
	Tags                     Map       `tf:"tags"`
	TagsAll                  Map       `tf:"tags_all,computed"`
}

// DMSSubnetGroup holds the attributes of aws_dms_replication_subnet_group: the subnets of DMS.
type DMSSubnetGroup struct {
	ID                       String    `tf:"id,identity"`
	ReplicationSubnetGroupID String    `tf:"replication_subnet_group_id"`
	SubnetIDs                List[Ref] `tf:"subnet_ids" ref:"subnet"`
	Tags                     Map       `tf:"tags"`
	TagsAll                  Map       `tf:"tags_all,computed"`
}

// EFSFileSystem holds the attributes of aws_efs_file_system: an elastic file system.
type EFSFileSystem struct {
	ID        String `tf:"id,identity"`
	ARN       String `tf:"arn,identity"`
	Encrypted Bool   `tf:"encrypted"`
	KMSKeyID  Ref    `tf:"kms_key_id" ref:"kms_key"`
	DNSName   String `tf:"dns_name,identity"`
	Tags      Map    `tf:"tags"`
	TagsAll   Map    `tf:"tags_all,computed"`
}

// EFSMountTarget holds the attributes of aws_efs_mount_target: the interface of a file system in a subnet.
type EFSMountTarget struct {
	ID             String    `tf:"id,identity"`
	FileSystemID   Ref       `tf:"file_system_id" ref:"efs_file_system"`
	SubnetID       Ref       `tf:"subnet_id" ref:"subnet"`
	SecurityGroups List[Ref] `tf:"security_groups" ref:"security_group"`
	IPAddress      String    `tf:"ip_address,computed"`
}

// EFSAccessPoint holds the attributes of aws_efs_access_point: a way into a file system for functions and tasks.
type EFSAccessPoint struct {
	ID           String `tf:"id,identity"`
	ARN          String `tf:"arn,identity"`
	FileSystemID Ref    `tf:"file_system_id" ref:"efs_file_system"`
	Tags         Map    `tf:"tags"`
	TagsAll      Map    `tf:"tags_all,computed"`
}

// FSxFileSystem holds the attributes of aws_fsx_lustre_file_system, aws_fsx_windows_file_system,
// aws_fsx_ontap_file_system and aws_fsx_openzfs_file_system: an FSx file system.
type FSxFileSystem struct {
	ID               String    `tf:"id,identity"`
	ARN              String    `tf:"arn,identity"`
	SubnetIDs        List[Ref] `tf:"subnet_ids" ref:"subnet"`
	SecurityGroupIDs List[Ref] `tf:"security_group_ids" ref:"security_group"`
	Tags             Map       `tf:"tags"`
	TagsAll          Map       `tf:"tags_all,computed"`
}

// MSKCluster holds the attributes of aws_msk_cluster: a Kafka cluster.
type MSKCluster struct {
	ID                  String                              `tf:"id,identity"`
	ARN                 String                              `tf:"arn,identity"`
	ClusterName         String                              `tf:"cluster_name"`
	BrokerNodeGroupInfo List[MSKClusterBrokerNodeGroupInfo] `tf:"broker_node_group_info"`
	Tags                Map                                 `tf:"tags"`
	TagsAll             Map                                 `tf:"tags_all,computed"`
}

// MSKClusterBrokerNodeGroupInfoConnectivityInfoPublicAccess is a nested block of MSKCluster.
type MSKClusterBrokerNodeGroupInfoConnectivityInfoPublicAccess struct {
	Type String `tf:"type"`
}

// MSKClusterBrokerNodeGroupInfoConnectivityInfo is a nested block of MSKCluster.
type MSKClusterBrokerNodeGroupInfoConnectivityInfo struct {
	PublicAccess List[MSKClusterBrokerNodeGroupInfoConnectivityInfoPublicAccess] `tf:"public_access"`
}

// MSKClusterBrokerNodeGroupInfo is a nested block of MSKCluster.
type MSKClusterBrokerNodeGroupInfo struct {
	ClientSubnets    List[Ref]                                           `tf:"client_subnets" ref:"subnet"`
	SecurityGroups   List[Ref]                                           `tf:"security_groups" ref:"security_group"`
	ConnectivityInfo List[MSKClusterBrokerNodeGroupInfoConnectivityInfo] `tf:"connectivity_info"`
}

// MSKServerlessCluster holds the attributes of aws_msk_serverless_cluster: a serverless Kafka cluster.
type MSKServerlessCluster struct {
	ID          String                              `tf:"id,identity"`
	ARN         String                              `tf:"arn,identity"`
	ClusterName String                              `tf:"cluster_name"`
	VPCConfig   List[MSKServerlessClusterVPCConfig] `tf:"vpc_config"`
	Tags        Map                                 `tf:"tags"`
	TagsAll     Map                                 `tf:"tags_all,computed"`
}

// MSKServerlessClusterVPCConfig is a nested block of MSKServerlessCluster.
type MSKServerlessClusterVPCConfig struct {
	SubnetIDs        List[Ref] `tf:"subnet_ids" ref:"subnet"`
	SecurityGroupIDs List[Ref] `tf:"security_group_ids" ref:"security_group"`
}

// MQBroker holds the attributes of aws_mq_broker: a message broker.
type MQBroker struct {
	ID                 String    `tf:"id,identity"`
	ARN                String    `tf:"arn,identity"`
	BrokerName         String    `tf:"broker_name"`
	EngineType         String    `tf:"engine_type"`
	SubnetIDs          List[Ref] `tf:"subnet_ids" ref:"subnet"`
	SecurityGroups     List[Ref] `tf:"security_groups" ref:"security_group"`
	PubliclyAccessible Bool      `tf:"publicly_accessible"`
	Tags               Map       `tf:"tags"`
	TagsAll            Map       `tf:"tags_all,computed"`
}

// OpenSearchDomain holds the attributes of aws_opensearch_domain and aws_elasticsearch_domain: a search
// domain.
type OpenSearchDomain struct {
	ID         String                          `tf:"id,identity"`
	ARN        String                          `tf:"arn,identity"`
	DomainName String                          `tf:"domain_name"`
	VPCOptions List[OpenSearchDomainVPCOption] `tf:"vpc_options"`
	Endpoint   String                          `tf:"endpoint,identity"`
	Tags       Map                             `tf:"tags"`
	TagsAll    Map                             `tf:"tags_all,computed"`
}

// OpenSearchDomainVPCOption is a nested block of OpenSearchDomain.
type OpenSearchDomainVPCOption struct {
	SubnetIDs        List[Ref] `tf:"subnet_ids" ref:"subnet"`
	SecurityGroupIDs List[Ref] `tf:"security_group_ids" ref:"security_group"`
	VPCID            String    `tf:"vpc_id,computed"`
}

// DynamoDBTable holds the attributes of aws_dynamodb_table: a DynamoDB table.
type DynamoDBTable struct {
	ID      String `tf:"id,identity"`
	ARN     String `tf:"arn,identity"`
	Name    String `tf:"name"`
	Tags    Map    `tf:"tags"`
	TagsAll Map    `tf:"tags_all,computed"`
}

// DAXCluster holds the attributes of aws_dax_cluster: a DynamoDB accelerator.
type DAXCluster struct {
	ID               String    `tf:"id,identity"`
	ARN              String    `tf:"arn,identity"`
	ClusterName      String    `tf:"cluster_name"`
	SubnetGroupName  Ref       `tf:"subnet_group_name" ref:"dax_subnet_group"`
	SecurityGroupIDs List[Ref] `tf:"security_group_ids" ref:"security_group"`
	Tags             Map       `tf:"tags"`
	TagsAll          Map       `tf:"tags_all,computed"`
}

// DAXSubnetGroup holds the attributes of aws_dax_subnet_group: the subnets of a DynamoDB accelerator.
type DAXSubnetGroup struct {
	ID        String    `tf:"id,identity"`
	Name      String    `tf:"name"`
	SubnetIDs List[Ref] `tf:"subnet_ids" ref:"subnet"`
}
