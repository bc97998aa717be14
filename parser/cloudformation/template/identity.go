package template

import "strings"

// naming says how AWS names the resources of a type whose name a template may set.
type naming struct {
	property string // that sets the name
	arn      string // with {partition}, {region}, {account}, {path} and {name}
}

// names are the types that policies and network resources refer to by name or by ARN. Ref yields the name,
// except for the types in arnReferences. (Service Authorization Reference, "Resource types defined by …".)
var names = map[string]naming{
	"AWS::S3::Bucket":                         {"BucketName", "arn:{partition}:s3:::{name}"},
	"AWS::DynamoDB::Table":                    {"TableName", "arn:{partition}:dynamodb:{region}:{account}:table/{name}"},
	"AWS::DynamoDB::GlobalTable":              {"TableName", "arn:{partition}:dynamodb:{region}:{account}:table/{name}"},
	"AWS::IAM::Role":                          {"RoleName", "arn:{partition}:iam::{account}:role{path}{name}"},
	"AWS::IAM::User":                          {"UserName", "arn:{partition}:iam::{account}:user{path}{name}"},
	"AWS::IAM::Group":                         {"GroupName", "arn:{partition}:iam::{account}:group{path}{name}"},
	"AWS::IAM::InstanceProfile":               {"InstanceProfileName", "arn:{partition}:iam::{account}:instance-profile{path}{name}"},
	"AWS::IAM::ManagedPolicy":                 {"ManagedPolicyName", "arn:{partition}:iam::{account}:policy{path}{name}"},
	"AWS::SQS::Queue":                         {"QueueName", "arn:{partition}:sqs:{region}:{account}:{name}"},
	"AWS::SNS::Topic":                         {"TopicName", "arn:{partition}:sns:{region}:{account}:{name}"},
	"AWS::Lambda::Function":                   {"FunctionName", "arn:{partition}:lambda:{region}:{account}:function:{name}"},
	"AWS::ECR::Repository":                    {"RepositoryName", "arn:{partition}:ecr:{region}:{account}:repository/{name}"},
	"AWS::ECS::Cluster":                       {"ClusterName", "arn:{partition}:ecs:{region}:{account}:cluster/{name}"},
	"AWS::EKS::Cluster":                       {"Name", "arn:{partition}:eks:{region}:{account}:cluster/{name}"},
	"AWS::Logs::LogGroup":                     {"LogGroupName", "arn:{partition}:logs:{region}:{account}:log-group:{name}:*"},
	"AWS::Kinesis::Stream":                    {"Name", "arn:{partition}:kinesis:{region}:{account}:stream/{name}"},
	"AWS::StepFunctions::StateMachine":        {"StateMachineName", "arn:{partition}:states:{region}:{account}:stateMachine:{name}"},
	"AWS::RDS::DBInstance":                    {"DBInstanceIdentifier", "arn:{partition}:rds:{region}:{account}:db:{name}"},
	"AWS::RDS::DBCluster":                     {"DBClusterIdentifier", "arn:{partition}:rds:{region}:{account}:cluster:{name}"},
	"AWS::RDS::DBSubnetGroup":                 {"DBSubnetGroupName", "arn:{partition}:rds:{region}:{account}:subgrp:{name}"},
	"AWS::AutoScaling::AutoScalingGroup":      {"AutoScalingGroupName", ""},
	"AWS::ElasticLoadBalancing::LoadBalancer": {"LoadBalancerName", ""},
}

// arnReferences are the types whose Ref is an ARN, and the attributes besides Arn that repeat it.
var arnReferences = map[string]string{
	"AWS::ElasticLoadBalancingV2::LoadBalancer":    "LoadBalancerArn",
	"AWS::ElasticLoadBalancingV2::TargetGroup":     "TargetGroupArn",
	"AWS::ElasticLoadBalancingV2::Listener":        "ListenerArn",
	"AWS::ElasticLoadBalancingV2::ListenerRule":    "RuleArn",
	"AWS::NetworkFirewall::Firewall":               "FirewallArn",
	"AWS::NetworkFirewall::FirewallPolicy":         "FirewallPolicyArn",
	"AWS::NetworkFirewall::RuleGroup":              "RuleGroupArn",
	"AWS::NetworkFirewall::VpcEndpointAssociation": "VpcEndpointAssociationArn",
	"AWS::IAM::ManagedPolicy":                      "PolicyArn",
	"AWS::SNS::Topic":                              "TopicArn",
	"AWS::StepFunctions::StateMachine":             "Arn",
	"AWS::ECS::Service":                            "ServiceArn",
	"AWS::ECS::TaskDefinition":                     "TaskDefinitionArn",
	"AWS::SecretsManager::Secret":                  "Id",
	"AWS::CertificateManager::Certificate":         "CertificateArn",
	"AWS::VpcLattice::ServiceNetwork":              "Arn",
	"AWS::VpcLattice::Service":                     "Arn",
	"AWS::VpcLattice::TargetGroup":                 "Arn",
}

// references are the attributes that repeat Ref where their name does not follow the type's.
var references = map[string]string{
	"AWS::EC2::SecurityGroup":                   "GroupId",
	"AWS::EC2::EIP":                             "PublicIp",
	"AWS::EC2::TransitGatewayConnect":           "TransitGatewayAttachmentId",
	"AWS::EC2::TransitGatewayPeeringAttachment": "TransitGatewayAttachmentId",
	"AWS::EC2::VPCBlockPublicAccessExclusion":   "ExclusionId",
	"AWS::EC2::VPCEndpointService":              "ServiceId",
	"AWS::EC2::SubnetNetworkAclAssociation":     "AssociationId",
	"AWS::EC2::NetworkInterfaceAttachment":      "AttachmentId",
	"AWS::NetworkManager::VpcAttachment":        "AttachmentId",
	"AWS::Route53Resolver::ResolverEndpoint":    "ResolverEndpointId",
}

// sameAsReference reports whether an attribute of a type is what Ref yields.
func sameAsReference(kind, attribute string) bool {
	if references[kind] == attribute {
		return true
	}
	if arn, ok := arnReferences[kind]; ok {
		return attribute == arn || attribute == "Arn"
	}
	if _, named := names[kind]; named {
		return false
	}
	last := kind[strings.LastIndexByte(kind, ':')+1:]
	return attribute == "Id" || strings.EqualFold(attribute, last+"Id")
}

// isARN reports whether an attribute of a type with a name is its ARN.
func isARN(kind, attribute string) bool {
	if names[kind].arn == "" {
		return false
	}
	last := kind[strings.LastIndexByte(kind, ':')+1:]
	return attribute == "Arn" || attribute == last+"Arn" || attribute == arnReferences[kind]
}

// isIdentity reports whether an attribute, by its name, identifies something that AWS makes: a VPC's default
// network ACL, an address's allocation, a load balancer's DNS name. Zones, ports and states are none: two
// resources may share them.
func isIdentity(attribute string) bool {
	for _, suffix := range []string{"Id", "ID", "Arn", "ARN", "Address", "Ip", "Name", "Endpoint", "Url", "URL"} {
		if strings.HasSuffix(attribute, suffix) {
			return true
		}
	}
	return attribute == "DefaultNetworkAcl" || attribute == "DefaultSecurityGroup"
}

// listAttributes are attributes that are lists.
var listAttributes = map[string]bool{
	"Ipv6CidrBlocks":              true,
	"CidrBlockAssociations":       true,
	"NetworkInterfaceIds":         true,
	"SecondaryPrivateIpAddresses": true,
	"NameServers":                 true,
	"IpAddresses":                 true,
}
