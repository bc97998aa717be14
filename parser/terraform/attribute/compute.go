package attribute

// This file holds the attributes of instances, templates, groups and functions.

// Instance holds the attributes of aws_instance: an EC2 instance.
type Instance struct {
	ID                        String                         `tf:"id,identity"`
	ARN                       String                         `tf:"arn,identity"`
	AMI                       String                         `tf:"ami"`
	InstanceType              String                         `tf:"instance_type"`
	SubnetID                  Ref                            `tf:"subnet_id" ref:"subnet"`
	VPCSecurityGroupIDs       List[Ref]                      `tf:"vpc_security_group_ids" ref:"security_group"`
	SecurityGroups            List[String]                   `tf:"security_groups"`
	AvailabilityZone          String                         `tf:"availability_zone,computed"`
	PrivateIP                 String                         `tf:"private_ip,computed"`
	SecondaryPrivateIPs       List[String]                   `tf:"secondary_private_ips,computed"`
	IPv6Addresses             List[String]                   `tf:"ipv6_addresses,computed"`
	IPv6AddressCount          Int                            `tf:"ipv6_address_count"`
	AssociatePublicIPAddress  Bool                           `tf:"associate_public_ip_address"`
	SourceDestCheck           Bool                           `tf:"source_dest_check"`
	UserData                  String                         `tf:"user_data"`
	UserDataBase64            String                         `tf:"user_data_base64"`
	IAMInstanceProfile        Ref                            `tf:"iam_instance_profile" ref:"instance_profile"`
	PrimaryNetworkInterfaceID String                         `tf:"primary_network_interface_id,identity"`
	PublicIP                  String                         `tf:"public_ip,computed"`
	KeyName                   String                         `tf:"key_name"`
	EBSOptimized              Bool                           `tf:"ebs_optimized"`
	NetworkInterface          List[InstanceNetworkInterface] `tf:"network_interface"`
	LaunchTemplate            List[InstanceLaunchTemplate]   `tf:"launch_template"`
	RootBlockDevice           List[InstanceRootBlockDevice]  `tf:"root_block_device"`
	EBSBlockDevice            List[InstanceEBSBlockDevice]   `tf:"ebs_block_device"`
	Tags                      Map                            `tf:"tags"`
	TagsAll                   Map                            `tf:"tags_all,computed"`
}

// InstanceNetworkInterface is a nested block of Instance.
type InstanceNetworkInterface struct {
	NetworkInterfaceID Ref `tf:"network_interface_id" ref:"network_interface"`
	DeviceIndex        Int `tf:"device_index"`
}

// InstanceLaunchTemplate is a nested block of Instance.
type InstanceLaunchTemplate struct {
	ID      Ref    `tf:"id" ref:"launch_template"`
	Name    Ref    `tf:"name" ref:"launch_template_name"`
	Version String `tf:"version"`
}

// InstanceRootBlockDevice is a nested block of Instance.
type InstanceRootBlockDevice struct {
	VolumeType String `tf:"volume_type"`
	VolumeSize Int    `tf:"volume_size"`
	IOPS       Int    `tf:"iops"`
	Throughput Int    `tf:"throughput"`
	Encrypted  Bool   `tf:"encrypted"`
	KMSKeyID   Ref    `tf:"kms_key_id" ref:"kms_key"`
}

// InstanceEBSBlockDevice is a nested block of Instance.
type InstanceEBSBlockDevice struct {
	DeviceName String `tf:"device_name"`
	VolumeType String `tf:"volume_type"`
	VolumeSize Int    `tf:"volume_size"`
	IOPS       Int    `tf:"iops"`
	Throughput Int    `tf:"throughput"`
	Encrypted  Bool   `tf:"encrypted"`
	KMSKeyID   Ref    `tf:"kms_key_id" ref:"kms_key"`
}

// SpotInstanceRequest holds the attributes of aws_spot_instance_request: a request for a spot instance.
type SpotInstanceRequest struct {
	ID                        String    `tf:"id,identity"`
	ARN                       String    `tf:"arn,identity"`
	AMI                       String    `tf:"ami"`
	InstanceType              String    `tf:"instance_type"`
	SubnetID                  Ref       `tf:"subnet_id" ref:"subnet"`
	VPCSecurityGroupIDs       List[Ref] `tf:"vpc_security_group_ids" ref:"security_group"`
	AvailabilityZone          String    `tf:"availability_zone,computed"`
	PrivateIP                 String    `tf:"private_ip,computed"`
	AssociatePublicIPAddress  Bool      `tf:"associate_public_ip_address"`
	SourceDestCheck           Bool      `tf:"source_dest_check"`
	UserData                  String    `tf:"user_data"`
	UserDataBase64            String    `tf:"user_data_base64"`
	IAMInstanceProfile        Ref       `tf:"iam_instance_profile" ref:"instance_profile"`
	PrimaryNetworkInterfaceID String    `tf:"primary_network_interface_id,identity"`
	SpotInstanceID            String    `tf:"spot_instance_id,identity"`
	Tags                      Map       `tf:"tags"`
	TagsAll                   Map       `tf:"tags_all,computed"`
}

// LaunchTemplate holds the attributes of aws_launch_template: a launch template.
type LaunchTemplate struct {
	ID                  String                                 `tf:"id,identity"`
	ARN                 String                                 `tf:"arn,identity"`
	Name                String                                 `tf:"name,computed"`
	ImageID             String                                 `tf:"image_id"`
	InstanceType        String                                 `tf:"instance_type"`
	UserData            String                                 `tf:"user_data"`
	VPCSecurityGroupIDs List[Ref]                              `tf:"vpc_security_group_ids" ref:"security_group"`
	SecurityGroupNames  List[String]                           `tf:"security_group_names"`
	EBSOptimized        String                                 `tf:"ebs_optimized"`
	IAMInstanceProfile  List[LaunchTemplateIAMInstanceProfile] `tf:"iam_instance_profile"`
	NetworkInterfaces   List[LaunchTemplateNetworkInterface]   `tf:"network_interfaces"`
	BlockDeviceMappings List[LaunchTemplateBlockDeviceMapping] `tf:"block_device_mappings"`
	LatestVersion       Int                                    `tf:"latest_version,computed"`
	Tags                Map                                    `tf:"tags"`
	TagsAll             Map                                    `tf:"tags_all,computed"`
}

// LaunchTemplateIAMInstanceProfile is a nested block of LaunchTemplate.
type LaunchTemplateIAMInstanceProfile struct {
	ARN  Ref `tf:"arn" ref:"instance_profile_arn"`
	Name Ref `tf:"name" ref:"instance_profile"`
}

// LaunchTemplateNetworkInterface is a nested block of LaunchTemplate.
type LaunchTemplateNetworkInterface struct {
	SubnetID                 Ref       `tf:"subnet_id" ref:"subnet"`
	SecurityGroups           List[Ref] `tf:"security_groups" ref:"security_group"`
	AssociatePublicIPAddress String    `tf:"associate_public_ip_address"`
	NetworkInterfaceID       Ref       `tf:"network_interface_id" ref:"network_interface"`
	DeviceIndex              Int       `tf:"device_index"`
}

// LaunchTemplateBlockDeviceMappingEBS is a nested block of LaunchTemplate.
type LaunchTemplateBlockDeviceMappingEBS struct {
	VolumeType String `tf:"volume_type"`
	VolumeSize Int    `tf:"volume_size"`
	IOPS       Int    `tf:"iops"`
	Throughput Int    `tf:"throughput"`
	Encrypted  String `tf:"encrypted"`
	KMSKeyID   Ref    `tf:"kms_key_id" ref:"kms_key"`
}

// LaunchTemplateBlockDeviceMapping is a nested block of LaunchTemplate.
type LaunchTemplateBlockDeviceMapping struct {
	DeviceName String                                    `tf:"device_name"`
	EBS        List[LaunchTemplateBlockDeviceMappingEBS] `tf:"ebs"`
}

// AutoscalingGroup holds the attributes of aws_autoscaling_group: an autoscaling group.
type AutoscalingGroup struct {
	ID                   String                                     `tf:"id,identity"`
	ARN                  String                                     `tf:"arn,identity"`
	Name                 String                                     `tf:"name,computed"`
	VPCZoneIdentifier    List[Ref]                                  `tf:"vpc_zone_identifier" ref:"subnet"`
	AvailabilityZones    List[String]                               `tf:"availability_zones,computed"`
	TargetGroupARNs      List[Ref]                                  `tf:"target_group_arns" ref:"target_group"`
	LoadBalancers        List[Ref]                                  `tf:"load_balancers" ref:"classic_load_balancer"`
	MinSize              Int                                        `tf:"min_size"`
	MaxSize              Int                                        `tf:"max_size"`
	DesiredCapacity      Int                                        `tf:"desired_capacity"`
	LaunchConfiguration  Ref                                        `tf:"launch_configuration" ref:"launch_configuration"`
	LaunchTemplate       List[InstanceLaunchTemplate]               `tf:"launch_template"`
	MixedInstancesPolicy List[AutoscalingGroupMixedInstancesPolicy] `tf:"mixed_instances_policy"`
	TrafficSource        List[AutoscalingGroupTrafficSource]        `tf:"traffic_source"`
}

// AutoscalingGroupMixedInstancesPolicyLaunchTemplateLaunchTemplateSpecification is a nested block of AutoscalingGroup.
type AutoscalingGroupMixedInstancesPolicyLaunchTemplateLaunchTemplateSpecification struct {
	LaunchTemplateID   Ref    `tf:"launch_template_id" ref:"launch_template"`
	LaunchTemplateName Ref    `tf:"launch_template_name" ref:"launch_template_name"`
	Version            String `tf:"version"`
}

// AutoscalingGroupMixedInstancesPolicyLaunchTemplate is a nested block of AutoscalingGroup.
type AutoscalingGroupMixedInstancesPolicyLaunchTemplate struct {
	LaunchTemplateSpecification List[AutoscalingGroupMixedInstancesPolicyLaunchTemplateLaunchTemplateSpecification] `tf:"launch_template_specification"`
}

// AutoscalingGroupMixedInstancesPolicy is a nested block of AutoscalingGroup.
type AutoscalingGroupMixedInstancesPolicy struct {
	LaunchTemplate List[AutoscalingGroupMixedInstancesPolicyLaunchTemplate] `tf:"launch_template"`
}

// AutoscalingGroupTrafficSource is a nested block of AutoscalingGroup.
type AutoscalingGroupTrafficSource struct {
	Identifier Ref    `tf:"identifier" ref:"target_group"`
	Type       String `tf:"type"`
}

// AutoscalingAttachment holds the attributes of aws_autoscaling_attachment: the target group of an autoscaling
// group.
type AutoscalingAttachment struct {
	ID                   String `tf:"id,identity"`
	AutoscalingGroupName Ref    `tf:"autoscaling_group_name" ref:"autoscaling_group"`
	LBTargetGroupARN     Ref    `tf:"lb_target_group_arn" ref:"target_group"`
	ELB                  Ref    `tf:"elb" ref:"classic_load_balancer"`
}

// AutoscalingTrafficSource holds the attributes of aws_autoscaling_traffic_source_attachment: a traffic source
// of an autoscaling group.
type AutoscalingTrafficSource struct {
	ID                   String                              `tf:"id,identity"`
	AutoscalingGroupName Ref                                 `tf:"autoscaling_group_name" ref:"autoscaling_group"`
	TrafficSource        List[AutoscalingGroupTrafficSource] `tf:"traffic_source"`
}

// LaunchConfiguration holds the attributes of aws_launch_configuration: a launch configuration.
type LaunchConfiguration struct {
	ID                       String    `tf:"id,identity"`
	ARN                      String    `tf:"arn,identity"`
	Name                     String    `tf:"name,computed"`
	ImageID                  String    `tf:"image_id"`
	InstanceType             String    `tf:"instance_type"`
	SecurityGroups           List[Ref] `tf:"security_groups" ref:"security_group"`
	AssociatePublicIPAddress Bool      `tf:"associate_public_ip_address"`
	UserData                 String    `tf:"user_data"`
	UserDataBase64           String    `tf:"user_data_base64"`
	IAMInstanceProfile       Ref       `tf:"iam_instance_profile" ref:"instance_profile"`
	EBSOptimized             Bool      `tf:"ebs_optimized"`
}

// EBSVolume holds the attributes of aws_ebs_volume: an EBS volume.
type EBSVolume struct {
	ID               String `tf:"id,identity"`
	ARN              String `tf:"arn,identity"`
	AvailabilityZone String `tf:"availability_zone"`
	Type             String `tf:"type"`
	Size             Int    `tf:"size"`
	IOPS             Int    `tf:"iops"`
	Throughput       Int    `tf:"throughput"`
	Encrypted        Bool   `tf:"encrypted"`
	KMSKeyID         Ref    `tf:"kms_key_id" ref:"kms_key"`
	SnapshotID       String `tf:"snapshot_id"`
	Tags             Map    `tf:"tags"`
	TagsAll          Map    `tf:"tags_all,computed"`
}

// VolumeAttachment holds the attributes of aws_volume_attachment: the attachment of a volume.
type VolumeAttachment struct {
	ID         String `tf:"id,identity"`
	VolumeID   Ref    `tf:"volume_id" ref:"ebs_volume"`
	InstanceID Ref    `tf:"instance_id" ref:"instance"`
	DeviceName String `tf:"device_name"`
}

// LambdaFunction holds the attributes of aws_lambda_function: a function.
type LambdaFunction struct {
	ID               String                               `tf:"id,identity"`
	ARN              String                               `tf:"arn,identity"`
	FunctionName     String                               `tf:"function_name"`
	Role             Ref                                  `tf:"role" ref:"iam_role_arn"`
	Handler          String                               `tf:"handler"`
	Runtime          String                               `tf:"runtime"`
	VPCConfig        List[LambdaFunctionVPCConfig]        `tf:"vpc_config"`
	Environment      List[LambdaFunctionEnvironment]      `tf:"environment"`
	FileSystemConfig List[LambdaFunctionFileSystemConfig] `tf:"file_system_config"`
	Tags             Map                                  `tf:"tags"`
	TagsAll          Map                                  `tf:"tags_all,computed"`
}

// LambdaFunctionVPCConfig is a nested block of LambdaFunction.
type LambdaFunctionVPCConfig struct {
	SubnetIDs               List[Ref] `tf:"subnet_ids" ref:"subnet"`
	SecurityGroupIDs        List[Ref] `tf:"security_group_ids" ref:"security_group"`
	IPv6AllowedForDualStack Bool      `tf:"ipv6_allowed_for_dual_stack"`
}

// LambdaFunctionEnvironment is a nested block of LambdaFunction.
type LambdaFunctionEnvironment struct {
	Variables Map `tf:"variables"`
}

// LambdaFunctionFileSystemConfig is a nested block of LambdaFunction.
type LambdaFunctionFileSystemConfig struct {
	ARN            Ref    `tf:"arn" ref:"efs_access_point"`
	LocalMountPath String `tf:"local_mount_path"`
}

// ECSCluster holds the attributes of aws_ecs_cluster: an ECS cluster.
type ECSCluster struct {
	ID      String `tf:"id,identity"`
	ARN     String `tf:"arn,identity"`
	Name    String `tf:"name"`
	Tags    Map    `tf:"tags"`
	TagsAll Map    `tf:"tags_all,computed"`
}

// ECSService holds the attributes of aws_ecs_service: an ECS service.
type ECSService struct {
	ID                   String                               `tf:"id,identity"`
	Name                 String                               `tf:"name"`
	Cluster              Ref                                  `tf:"cluster" ref:"ecs_cluster"`
	TaskDefinition       Ref                                  `tf:"task_definition" ref:"task_definition"`
	DesiredCount         Int                                  `tf:"desired_count"`
	LaunchType           String                               `tf:"launch_type"`
	CapacityProviders    List[ECSServiceCapacityProvider]     `tf:"capacity_provider_strategy,block"`
	NetworkConfiguration List[ECSServiceNetworkConfiguration] `tf:"network_configuration"`
	LoadBalancer         List[ECSServiceLoadBalancer]         `tf:"load_balancer,block"`
	Tags                 Map                                  `tf:"tags"`
	TagsAll              Map                                  `tf:"tags_all,computed"`
}

// ECSServiceCapacityProvider is a nested block of ECSService.
type ECSServiceCapacityProvider struct {
	CapacityProvider String `tf:"capacity_provider"`
}

// ECSServiceNetworkConfiguration is a nested block of ECSService.
type ECSServiceNetworkConfiguration struct {
	Subnets        List[Ref] `tf:"subnets" ref:"subnet"`
	SecurityGroups List[Ref] `tf:"security_groups" ref:"security_group"`
	AssignPublicIP Bool      `tf:"assign_public_ip"`
}

// ECSServiceLoadBalancer is a nested block of ECSService.
type ECSServiceLoadBalancer struct {
	TargetGroupARN Ref    `tf:"target_group_arn" ref:"target_group"`
	ELBName        Ref    `tf:"elb_name" ref:"classic_load_balancer"`
	ContainerName  String `tf:"container_name"`
	ContainerPort  Int    `tf:"container_port"`
}

// ECSTaskDefinition holds the attributes of aws_ecs_task_definition: an ECS task definition.
type ECSTaskDefinition struct {
	ID                      String       `tf:"id,identity"`
	ARN                     String       `tf:"arn,identity"`
	Family                  String       `tf:"family"`
	NetworkMode             String       `tf:"network_mode"`
	ContainerDefinitions    String       `tf:"container_definitions"`
	TaskRoleARN             Ref          `tf:"task_role_arn" ref:"iam_role_arn"`
	ExecutionRoleARN        Ref          `tf:"execution_role_arn" ref:"iam_role_arn"`
	RequiresCompatibilities List[String] `tf:"requires_compatibilities"`
	ARNWithoutRevision      String       `tf:"arn_without_revision,identity"`
	Tags                    Map          `tf:"tags"`
	TagsAll                 Map          `tf:"tags_all,computed"`
}

// EKSCluster holds the attributes of aws_eks_cluster: an EKS cluster.
type EKSCluster struct {
	ID        String                    `tf:"id,identity"`
	ARN       String                    `tf:"arn,identity"`
	Name      String                    `tf:"name"`
	RoleARN   Ref                       `tf:"role_arn" ref:"iam_role_arn"`
	Version   String                    `tf:"version"`
	VPCConfig List[EKSClusterVPCConfig] `tf:"vpc_config"`
	Tags      Map                       `tf:"tags"`
	TagsAll   Map                       `tf:"tags_all,computed"`
}

// EKSClusterVPCConfig is a nested block of EKSCluster.
type EKSClusterVPCConfig struct {
	SubnetIDs              List[Ref]    `tf:"subnet_ids" ref:"subnet"`
	SecurityGroupIDs       List[Ref]    `tf:"security_group_ids" ref:"security_group"`
	EndpointPrivateAccess  Bool         `tf:"endpoint_private_access"`
	EndpointPublicAccess   Bool         `tf:"endpoint_public_access"`
	PublicAccessCIDRs      List[String] `tf:"public_access_cidrs"`
	ClusterSecurityGroupID String       `tf:"cluster_security_group_id,identity"`
	VPCID                  String       `tf:"vpc_id,computed"`
}

// EKSNodeGroup holds the attributes of aws_eks_node_group: a managed node group.
type EKSNodeGroup struct {
	ID             String                         `tf:"id,identity"`
	ARN            String                         `tf:"arn,identity"`
	ClusterName    Ref                            `tf:"cluster_name" ref:"eks_cluster"`
	NodeGroupName  String                         `tf:"node_group_name,computed"`
	SubnetIDs      List[Ref]                      `tf:"subnet_ids" ref:"subnet"`
	NodeRoleARN    Ref                            `tf:"node_role_arn" ref:"iam_role_arn"`
	InstanceTypes  List[String]                   `tf:"instance_types"`
	LaunchTemplate List[InstanceLaunchTemplate]   `tf:"launch_template"`
	RemoteAccess   List[EKSNodeGroupRemoteAccess] `tf:"remote_access"`
	Resources      List[EKSNodeGroupResources]    `tf:"resources,computed"`
	Tags           Map                            `tf:"tags"`
	TagsAll        Map                            `tf:"tags_all,computed"`
}

// EKSNodeGroupRemoteAccess is a nested block of EKSNodeGroup.
type EKSNodeGroupRemoteAccess struct {
	SourceSecurityGroupIDs List[Ref] `tf:"source_security_group_ids" ref:"security_group"`
	EC2SSHKey              String    `tf:"ec2_ssh_key"`
}

// EKSNodeGroupResources is a nested block of EKSNodeGroup.
type EKSNodeGroupResources struct {
	AutoscalingGroups List[EKSNodeGroupResourcesAutoscalingGroup] `tf:"autoscaling_groups"`
}

// EKSNodeGroupResourcesAutoscalingGroup is a nested block of EKSNodeGroup.
type EKSNodeGroupResourcesAutoscalingGroup struct {
	Name String `tf:"name"`
}

// EKSFargateProfile holds the attributes of aws_eks_fargate_profile: the subnets of pods on Fargate.
type EKSFargateProfile struct {
	ID                  String    `tf:"id,identity"`
	ARN                 String    `tf:"arn,identity"`
	ClusterName         Ref       `tf:"cluster_name" ref:"eks_cluster"`
	FargateProfileName  String    `tf:"fargate_profile_name"`
	SubnetIDs           List[Ref] `tf:"subnet_ids" ref:"subnet"`
	PodExecutionRoleARN Ref       `tf:"pod_execution_role_arn" ref:"iam_role_arn"`
	Tags                Map       `tf:"tags"`
	TagsAll             Map       `tf:"tags_all,computed"`
}
