package endpoint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/lazyregexp"
	"github.com/netlint/netlint/model/policy"
	"github.com/netlint/netlint/rules"
)

// PolicyBlocksAWSBucket finds S3 endpoint policies that keep workloads from buckets of AWS's own.
var PolicyBlocksAWSBucket = &rules.Rule{
	ID:         "endpoint-policy-blocks-aws-bucket",
	Severity:   rules.Warning,
	ReportedAt: "the endpoint",
	Doc: rules.Doc{
		Title: "An S3 endpoint policy that leaves out a bucket of AWS's own",
		Problem: "Image pulls hang at the layers, packages cannot be installed, or patching fails, because these come from buckets that AWS owns " +
			"and that the endpoint's policy does not list.",
		Behaviour: "ECR keeps image layers in `prod-REGION-starport-layer-bucket`, Amazon Linux its repositories in `al2023-repos-REGION-de612dc2` and " +
			"`amazonlinux-2-repos-REGION`, Systems Manager its documents and patch baselines in `aws-ssm-REGION` and `patch-baseline-snapshot-REGION`. " +
			"Requests for them from a subnet with an S3 gateway endpoint go through it, and need its policy's permission.",
		Remediation:    "Allow `s3:GetObject` on the objects of the bucket in the endpoint's policy.",
		Terraform:      "{\n  Effect    = \"Allow\"\n  Principal = \"*\"\n  Action    = \"s3:GetObject\"\n  Resource  = \"arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*\"\n}",
		CloudFormation: "- Effect: Allow\n  Principal: \"*\"\n  Action: s3:GetObject\n  Resource: !Sub arn:aws:s3:::prod-${AWS::Region}-starport-layer-bucket/*",
		Limits: "A need shows in images from ECR and EKS nodes, in user data that installs packages on an Amazon Linux image, and in roles with Systems Manager's " +
			"policy for instances. A statement that may allow the bucket is taken to allow it.",
		WorksWith: "Policies that narrow by `aws:ResourceAccount` or `aws:PrincipalOrgID` cut AWS's own buckets off too: state these beside.",
		References: []string{
			"https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms",
			"https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html#ssm-agent-minimum-s3-permissions",
			"https://docs.aws.amazon.com/linux/al2023/ug/managing-repos-os-updates.html",
		},
	},
	Since:         "0.1.0",
	BeyondPackets: true,
	Run:           runPolicyBlocksAWSBucket,
}

// supply is something that workloads fetch from buckets of AWS's own.
type supply struct {
	what    string
	buckets []string // with REGION for the region; every one is needed
	needed  func(*rules.Pass, *model.Workload, *model.VPC) (why string, certain bool)
}

var supplies = []supply{
	{"image layers of ECR", []string{"prod-REGION-starport-layer-bucket"}, needsLayers},
	{"packages of Amazon Linux 2023", []string{"al2023-repos-REGION-de612dc2"}, needsPackages("al2023", "amazon-linux-2023")},
	{"packages of Amazon Linux 2", []string{"amazonlinux-2-repos-REGION"}, needsPackages("amzn2", "amazon-linux-2", "amazon_linux_2")},
	{"documents and patch baselines of Systems Manager", []string{"aws-ssm-REGION", "patch-baseline-snapshot-REGION"}, needsPatches},
}

func runPolicyBlocksAWSBucket(p *rules.Pass) error {
	x := rules.Shared(p, identitiesOf)
	for _, e := range p.Net.Endpoints {
		service, region, ok := e.Service()
		d := x.document(e.Policy)
		if !ok || service != "s3" || d == nil || e.External {
			continue
		}
		for _, s := range supplies {
			reportSupply(p, x, e, d, s, region)
		}
	}
	return nil
}

func reportSupply(p *rules.Pass, x *identities, e *model.VPCEndpoint, d *policy.Document, s supply, region string) {
	var denied []need
	for _, b := range s.buckets {
		arn := "arn:aws:s3:::" + strings.ReplaceAll(b, "REGION", region) + "/*"
		pattern := arn
		if standsForRegion(region) {
			pattern = strings.ReplaceAll(arn, region, "*")
		}
		if !d.MayAllow(policy.Request{Action: "s3:GetObject", Resource: pattern, Context: callContext(e)}) {
			denied = append(denied, need{actions: []string{"s3:GetObject"}, written: arn})
		}
	}
	if len(denied) == 0 {
		return
	}
	var users []*model.Workload
	var why string
	certain := false
	for _, w := range behind(p, e) {
		text, sure := s.needed(p, w, e.VPC.To())
		if text == "" || certain && !sure {
			continue
		}
		if sure && !certain {
			users, certain, why = nil, true, text
		}
		if why == "" {
			why = text
		}
		users = append(users, w)
	}
	if len(users) == 0 {
		return
	}
	var arns []string
	for _, n := range denied {
		arns = append(arns, x.show(n.written, &e.Object))
	}
	f := rules.Finding{
		Object: &e.Object, Range: policyPlace(e), Key: s.what,
		Message: fmt.Sprintf("The policy of endpoint %s does not allow s3:GetObject on %s, from where %s behind it %s %s.",
			e.Label(), join(arns), labels(users), verb(users, "fetches", "fetch"), s.what),
		Related: []rules.Related{{Object: &users[0].Object, Message: why + "."}},
		Fix:     allow(x, e, d, denied),
	}
	if !certain {
		f.Confidence, f.Unknown = rules.Possible, "whether "+labels(users)+" runs Amazon Linux is not known"
	}
	p.Report(f)
}

// needsLayers: images in ECR, or, on EKS nodes and in a VPC with ECR's endpoints, containers whose images
// cannot be told.
func needsLayers(_ *rules.Pass, w *model.Workload, v *model.VPC) (string, bool) {
	switch {
	case imagesFromECR(w):
		return w.Label() + " runs images from ECR", true
	case w.Kind == model.WorkloadEKSNodes:
		return w.Label() + " pulls the images of its system containers from ECR", true
	case w.Kind == model.WorkloadECSService && imagesUnknown(w) && slices.ContainsFunc(v.Endpoints, func(e *model.VPCEndpoint) bool {
		service, _, _ := e.Service()
		return service == "ecr.dkr" || service == "ecr.api"
	}):
		return w.Label() + " runs containers in a VPC with endpoints for ECR", true
	}
	return "", false
}

// imagesUnknown reports whether no image of the workload is known.
func imagesUnknown(w *model.Workload) bool {
	return !slices.ContainsFunc(w.Texts, func(t model.Text) bool { return t.Kind == "image" && t.Value.IsKnown() })
}

var installs = lazyregexp.New(`(?m)^[^#\n]*\b(?:yum|dnf)\b[^#\n]*\b(?:install|update|upgrade)\b`)

// needsPackages: user data that installs packages on an image whose name holds one of the words.
func needsPackages(images ...string) func(*rules.Pass, *model.Workload, *model.VPC) (string, bool) {
	return func(_ *rules.Pass, w *model.Workload, _ *model.VPC) (string, bool) {
		if !slices.ContainsFunc(w.Texts, func(t model.Text) bool { return installs().MatchString(t.Value.Or("")) }) {
			return "", false
		}
		image := strings.ToLower(w.Image.Or(""))
		named := slices.ContainsFunc(images, func(n string) bool { return strings.Contains(image, n) })
		// "amazon-linux-2023" holds "amazon-linux-2".
		if named && images[0] == "amzn2" && strings.Contains(image, "2023") {
			named = false
		}
		if !named && (image != "" && !strings.HasPrefix(image, "ami-") || images[0] != "al2023") {
			return "", false
		}
		return "The user data of " + w.Label() + " installs packages", named
	}
}

// needsPatches: the agent of Systems Manager, which the role's policy is for.
func needsPatches(_ *rules.Pass, w *model.Workload, _ *model.VPC) (string, bool) {
	for _, u := range rolesOf(w) {
		for _, arn := range u.role.ManagedARNs {
			name := arn.Or("")
			if strings.HasSuffix(name, "/AmazonSSMManagedInstanceCore") || strings.HasSuffix(name, "/AmazonEC2RoleforSSM") || strings.HasSuffix(name, "/AmazonSSMPatchAssociation") {
				return fmt.Sprintf("%s is managed by Systems Manager: %s has %s", w.Label(), u.role.Label(), name), true
			}
		}
	}
	return "", false
}
