package template

import "strings"

// PolicyTemplateKey is the property that marks an inline policy which was made of one of SAM's policy templates. Its
// value is the template's name.
const PolicyTemplateKey = "SAMPolicyTemplate"

// policyStatement is a statement of a policy template: actions of one service on resources that follow from the
// template's parameters.
type policyStatement struct {
	service string
	actions string // separated by blanks, without the service
	// resources are ARNs as Fn::Sub writes them, of the part after the service: "::${BucketName}/*".
	resources []string
}

const regional = "${AWS::Region}:${AWS::AccountId}:"

var (
	bucketAndObjects = []string{"::${BucketName}", "::${BucketName}/*"}
	tableAndIndexes  = []string{regional + "table/${TableName}", regional + "table/${TableName}/index/*"}
)

// policyTemplate gives the statements of a policy template that grant something on a resource which a parameter names;
// none for other templates (AWS SAM Developer Guide, "AWS SAM policy template list").
func policyTemplate(name string) []policyStatement {
	one := func(service, actions string, resources ...string) []policyStatement {
		return []policyStatement{{service, actions, resources}}
	}
	switch name {
	case "S3ReadPolicy":
		return one("s3", "GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration", bucketAndObjects...)
	case "S3WritePolicy":
		return one("s3", "PutObject PutObjectAcl PutLifecycleConfiguration", bucketAndObjects...)
	case "S3CrudPolicy":
		return one("s3", "GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl "+
			"GetLifecycleConfiguration PutLifecycleConfiguration DeleteObject", bucketAndObjects...)
	case "S3FullAccessPolicy":
		return []policyStatement{
			{"s3", "GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject DeleteObjectTagging " +
				"DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging PutObjectTagging PutObjectVersionTagging", bucketAndObjects[1:]},
			{"s3", "ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration", bucketAndObjects[:1]},
		}
	case "DynamoDBReadPolicy":
		return one("dynamodb", "GetItem Scan Query BatchGetItem DescribeTable", tableAndIndexes...)
	case "DynamoDBWritePolicy":
		return one("dynamodb", "PutItem UpdateItem BatchWriteItem", tableAndIndexes...)
	case "DynamoDBCrudPolicy":
		return one("dynamodb", "GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable ConditionCheckItem", tableAndIndexes...)
	case "DynamoDBReconfigurePolicy":
		return one("dynamodb", "UpdateTable", tableAndIndexes[0])
	case "SQSSendMessagePolicy":
		return one("sqs", "SendMessage*", regional+"${QueueName}")
	case "SQSPollerPolicy":
		return one("sqs", "ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes ReceiveMessage", regional+"${QueueName}")
	case "SNSPublishMessagePolicy":
		return one("sns", "Publish", regional+"${TopicName}")
	case "AWSSecretsManagerGetSecretValuePolicy":
		return one("secretsmanager", "GetSecretValue", "${SecretArn}")
	case "SSMParameterReadPolicy":
		return one("ssm", "GetParameters GetParameter GetParametersByPath", regional+"parameter/${ParameterName}")
	case "SSMParameterWithSlashPrefixReadPolicy":
		return one("ssm", "GetParameters GetParameter GetParametersByPath", regional+"parameter${ParameterName}")
	case "KMSDecryptPolicy":
		return one("kms", "Decrypt", regional+"key/${KeyId}")
	case "KMSEncryptPolicy":
		return one("kms", "Encrypt", regional+"key/${KeyId}")
	case "KMSEncryptPolicy_v2":
		return one("kms", "Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext", regional+"key/${KeyId}")
	case "KinesisStreamReadPolicy":
		return one("kinesis", "DescribeStream DescribeStreamSummary GetRecords GetShardIterator", regional+"stream/${StreamName}")
	case "FirehoseWritePolicy":
		return one("firehose", "PutRecord PutRecordBatch", regional+"deliverystream/${DeliveryStreamName}")
	case "StepFunctionsExecutionPolicy":
		return one("states", "StartExecution", regional+"stateMachine:${StateMachineName}")
	case "EventBridgePutEventsPolicy":
		return one("events", "PutEvents", regional+"event-bus/${EventBusName}")
	}
	return nil
}

// templatePolicy makes the inline policy that an entry of Policies stands for where it is a policy template; nil where
// it is something else.
func templatePolicy(entry *node) *node {
	if entry == nil || entry.kind != mappingNode || len(entry.fields) != 1 {
		return nil
	}
	name, parameters := entry.fields[0].key, entry.fields[0].value
	at := entry.start
	scalar := func(text string) *node { return newScalar(literal(text), at, at) }
	var statements []*node
	for _, s := range policyTemplate(name) {
		var actions, resources []*node
		for _, action := range strings.Fields(s.actions) {
			actions = append(actions, scalar(s.service+":"+action))
		}
		for _, resource := range s.resources {
			text := resource
			if !strings.HasPrefix(resource, "${SecretArn}") {
				text = "arn:${AWS::Partition}:" + s.service + ":" + resource
			}
			sub := newSequence([]*node{scalar(text), parameters}, at, at)
			resources = append(resources, newMapping([]field{{"Fn::Sub", at, sub}}, at, at))
		}
		statements = append(statements, newMapping([]field{
			{"Effect", at, scalar("Allow")},
			{"Action", at, newSequence(actions, at, at)},
			{"Resource", at, newSequence(resources, at, at)},
		}, at, at))
	}
	if len(statements) == 0 {
		return nil
	}
	document := newMapping([]field{{"Version", at, scalar("2012-10-17")}, {"Statement", at, newSequence(statements, at, at)}}, at, at)
	return newMapping([]field{
		{"PolicyName", at, scalar(name)},
		{"PolicyDocument", at, document},
		{PolicyTemplateKey, at, scalar(name)},
	}, entry.start, entry.end)
}
