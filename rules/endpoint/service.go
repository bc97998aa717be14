package endpoint

import (
	"slices"
	"strings"

	"github.com/netlint/netlint/model/policy"
)

// actionPrefix gives the prefix of a service's actions in policies, where it is not the endpoint's own name
// (Service Authorization Reference).
var actionPrefix = map[string]string{
	"ecr.api":                  "ecr",
	"ecr.dkr":                  "ecr",
	"monitoring":               "cloudwatch",
	"kinesis-streams":          "kinesis",
	"git-codecommit":           "codecommit",
	"email-smtp":               "ses",
	"ecs-agent":                "ecs",
	"ecs-telemetry":            "ecs",
	"sagemaker.api":            "sagemaker",
	"sagemaker.runtime":        "sagemaker",
	"dynamodb-streams":         "dynamodb",
	"elasticfilesystem":        "elasticfilesystem",
	"servicecatalog":           "servicecatalog",
	"appmesh-envoy-management": "appmesh",
}

// prefixOf gives the prefix of the actions of an endpoint's service: "s3", "ecr".
func prefixOf(service string) string {
	if p, ok := actionPrefix[service]; ok {
		return p
	}
	return service
}

// ofService reports whether an action, or a pattern of actions, is one of the service with that prefix.
func ofService(action, prefix string) bool {
	service, name, ok := strings.Cut(action, ":")
	return ok && name != "" && strings.EqualFold(service, prefix)
}

// objectActions are the actions on objects in S3 whose names do not say so.
var objectActions = []string{"abortmultipartupload", "listmultipartuploadparts"}

// notActions are operations of the S3 API that policies are sometimes thought to know as actions.
var notActions = []string{"headobject", "headbucket", "listobjects", "listobjectsv2", "copyobject", "listallmybuckets", "listbuckets", "createbucket"}

// suits says whether an action of S3 can ever apply to a resource, an ARN or pattern: actions on objects need a
// path, actions on buckets none. Of patterns of actions, and of actions that are neither, it says that they
// suit ("Actions, resources, and condition keys for Amazon S3").
func suits(action, resource string) bool {
	_, name, _ := strings.Cut(strings.ToLower(action), ":")
	if strings.ContainsAny(name, "*?") || slices.Contains(notActions, name) {
		return true
	}
	a, ok := policy.ParseARN(resource)
	if !ok || a.Service != "s3" || a.Region != "" || a.Account != "" {
		return true // "*", or an access point
	}
	bucket, path := cutPath(a.Resource)
	switch {
	case slices.Contains(objectActions, name), strings.Contains(name, "object") && !strings.Contains(name, "bucket"):
		return path != "" || strings.ContainsAny(bucket, "*?")
	case strings.Contains(name, "bucket"):
		return path == ""
	}
	return true
}

// oneThing reports whether an ARN names one bucket or table, its objects and indexes included, or one resource
// of another service, and not a pattern wider than that.
func oneThing(arn string) bool {
	if !strings.HasPrefix(arn, "arn:") {
		// The ARN of an object in view, whose value AWS has yet to assign.
		return leadingSymbol(arn) != ""
	}
	a, ok := policy.ParseARN(arn)
	if !ok {
		return false
	}
	whole := a.Resource
	switch {
	case a.Service == "s3" && a.Region == "" && a.Account == "":
		whole, _ = cutPath(a.Resource)
	case a.Service == "s3":
		return false // access points need their bucket besides
	case a.Service == "dynamodb":
		table, ok := strings.CutPrefix(a.Resource, "table/")
		if !ok {
			return false
		}
		whole, _ = cutPath(table)
	case a.Service == "secretsmanager":
		// AWS appends a hyphen and six characters to the name.
		whole = strings.TrimSuffix(strings.TrimSuffix(whole, "-??????"), "-*")
	case a.Service == "logs":
		whole = strings.TrimSuffix(whole, ":*")
	}
	return whole != "" && !strings.ContainsAny(whole, "*?")
}

// awsOwned are patterns of the names of buckets that AWS itself owns and that its services and agents fetch
// from (AWS PrivateLink Guide); endpoint-policy-blocks-aws-bucket speaks of them.
var awsOwned = []string{
	"prod-*-starport-layer-bucket", "al2023-repos-*", "amazonlinux-2-repos-*", "amazonlinux.*", "packages.*.amazonaws.com", "repo.*.amazonaws.com",
	"aws-ssm-*", "amazon-ssm-*", "amazon-ssm-packages-*", "*-birdwatcher-prod", "aws-windows-downloads-*",
	"patch-baseline-snapshot-*", "aws-patchmanager-macos-*", "aws-patch-manager-*", "cloudformation-custom-resource-response-*", "cloudformation-waitcondition-*",
	"aws-codedeploy-*", "amazoncloudwatch-agent*", "elasticbeanstalk-*", "aws-quickstart*",
}

// isAWSOwned reports whether a bucket's name is of AWS's own.
func isAWSOwned(bucket string) bool {
	return slices.ContainsFunc(awsOwned, func(p string) bool { return policy.Covers(p, bucket) })
}
