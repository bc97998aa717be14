package endpoint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/policy"
	"github.com/netlint/netlint/rules"
)

// PolicyMalformed finds endpoint policies that AWS refuses, or of which a statement can do nothing.
var PolicyMalformed = &rules.Rule{
	ID:         "endpoint-policy-malformed",
	Severity:   rules.Error,
	ReportedAt: "the endpoint",
	Doc: rules.Doc{
		Title: "An endpoint policy that is malformed",
		Problem: "AWS refuses the policy when it is deployed, or takes it and the statement never matches a request, so that what it " +
			"was to allow is denied. A lost comma or dash that joins two ARNs, a colon too few and an ARN of another service are the usual ways to get there.",
		Behaviour: "A statement of an endpoint policy needs an effect, a principal, actions and resources. An ARN has six parts, " +
			"`arn:partition:service:region:account:resource`; those of S3 buckets leave region and account empty.",
		Remediation:    "Correct the statement or the ARN that the finding names.",
		Terraform:      "Resource = [\n  \"arn:aws:s3:::artifacts\",\n  \"arn:aws:s3:::artifacts/*\",\n]",
		CloudFormation: "Resource:\n  - arn:aws:s3:::artifacts\n  - arn:aws:s3:::artifacts/*",
		Limits: "Policies that are not known before deployment are not looked at. An ARN of another service is reported only in a statement " +
			"whose actions are not of that service, so that one policy may serve several endpoints.",
		References: []string{
			"https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html",
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
		},
	},
	Since:         "0.1.0",
	BeyondPackets: true,
	Run:           runPolicyMalformed,
}

func runPolicyMalformed(p *rules.Pass) error {
	x := rules.Shared(p, identitiesOf)
	for _, e := range p.Net.Endpoints {
		text, ok := e.Policy.Get()
		if !ok || e.External || strings.TrimSpace(text) == "" {
			continue
		}
		problems := problemsOf(x, e, text)
		if len(problems) == 0 {
			continue
		}
		f := rules.Finding{
			Object: &e.Object, Range: policyPlace(e),
			Message: fmt.Sprintf("The policy of endpoint %s is malformed: %s.", e.Label(), strings.Join(problems, "; ")),
			Fix:     rules.Fix{Text: "Correct the policy: " + strings.Join(problems, "; ") + "."},
		}
		p.Report(f)
	}
	return nil
}

// problemsOf says in clauses what is wrong with a policy.
func problemsOf(x *identities, e *model.VPCEndpoint, text string) []string {
	d, found, err := policy.Parse(text)
	if err != nil {
		return []string{strings.TrimPrefix(err.Error(), "the policy ")}
	}
	var out []string
	for _, f := range found {
		out = append(out, f.Message)
	}
	for _, s := range d.Statements {
		if s.Resources == nil && s.NotResources == nil && !mentions(found, s, "Resource") {
			out = append(out, s.Name()+" has no Resource")
		}
		if !s.HasPrincipal {
			out = append(out, s.Name()+" has no Principal")
		}
		for _, arn := range append(slices.Clone(s.Resources), s.NotResources...) {
			if why := arnProblem(e, s, arn); why != "" {
				out = append(out, fmt.Sprintf("the resource %q of %s %s", x.show(arn, &e.Object), s.Name(), why))
			}
		}
	}
	return out
}

// mentions reports whether reading the policy already complained of an element of the statement.
func mentions(found []policy.Problem, s policy.Statement, element string) bool {
	return slices.ContainsFunc(found, func(f policy.Problem) bool {
		return f.Statement == s.Index && (strings.Contains(f.Message, element) || strings.Contains(f.Message, "is not an object"))
	})
}

// arnProblem says in a clause what is wrong with a resource of a statement; empty where nothing is.
func arnProblem(e *model.VPCEndpoint, s policy.Statement, arn string) string {
	switch {
	case arn == "" || strings.HasPrefix(arn, "*") || leadingSymbol(arn) != "":
		return "" // an empty one is reported as such
	case !strings.HasPrefix(arn, "arn:"):
		if strings.HasPrefix(arn, "a*") || strings.HasPrefix(arn, "ar*") || strings.HasPrefix(arn, "arn*") {
			return ""
		}
		return "is no ARN, which begins with \"arn:\""
	case strings.ContainsAny(arn, " \t\r\n"):
		return "has white space in it, as if two ARNs had been joined"
	case strings.Contains(arn[len("arn:"):], "arn:"):
		return "holds two ARNs in one string, as if a comma were missing between them"
	}
	a, ok := policy.ParseARN(arn)
	if !ok {
		if strings.HasSuffix(arn, ":*") {
			return "" // the star stands for the parts that are missing
		}
		return fmt.Sprintf("has %d of the six parts of an ARN (arn:partition:service:region:account:resource)", strings.Count(arn, ":")+1)
	}
	switch {
	case !isPartition(a.Partition):
		return fmt.Sprintf("names the partition %q; partitions are aws, aws-cn, aws-us-gov and the like", a.Partition)
	case a.Service == "":
		return "names no service"
	case a.Resource == "":
		return "names no resource"
	case a.Service == "s3" && (a.Region != "" || a.Account != "") && !strings.Contains(a.Resource, "accesspoint") &&
		!strings.ContainsAny(a.Region+a.Account, "*?") && !hasPrefixOf(a.Resource, "job/", "storage-lens", "access-grants"):
		return "has a region or an account, which ARNs of buckets and objects leave empty (arn:aws:s3:::bucket/key)"
	}
	return serviceProblem(e, s, a)
}

func hasPrefixOf(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

func isPartition(s string) bool {
	return s == "aws" || strings.HasPrefix(s, "aws-") || strings.ContainsAny(s, "*?$") || hasSymbol(s)
}

// family are services whose ARNs stand in policies of an endpoint of another name.
var family = map[string][]string{
	"s3":          {"s3", "s3-object-lambda", "s3-outposts", "s3express"},
	"ecr":         {"ecr", "ecr-public"},
	"ssm":         {"ssm", "ec2", "ssmmessages"},
	"kms":         {"kms"},
	"logs":        {"logs"},
	"sts":         {"iam", "sts"},
	"execute-api": {"execute-api", "apigateway"},
}

// serviceProblem tells an ARN of a service that neither the endpoint nor the statement's actions are of. Only
// S3 and DynamoDB are judged, and services whose actions all act on resources of their own.
func serviceProblem(e *model.VPCEndpoint, s policy.Statement, a policy.ARN) string {
	service, _, ok := e.Service()
	if !ok || strings.ContainsAny(a.Service, "*?$") || hasSymbol(a.Service) {
		return ""
	}
	own := prefixOf(service)
	allowed := family[own]
	if own == "dynamodb" {
		allowed = []string{"dynamodb", "dax"}
	}
	if allowed == nil || slices.Contains(allowed, a.Service) {
		return ""
	}
	for _, action := range append(slices.Clone(s.Actions), s.NotActions...) {
		if of, _, _ := strings.Cut(action, ":"); strings.EqualFold(of, a.Service) || action == "*" && len(s.Resources) > 1 {
			return ""
		}
	}
	return fmt.Sprintf("is of the service %s, but the endpoint is for %s", a.Service, service)
}
