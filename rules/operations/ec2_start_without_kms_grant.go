package operations

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/policy"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
	"github.com/netlint/netlint/rules/topology"
)

// EC2StartWithoutKMSGrant finds roles that may start instances whose volumes they may not unlock.
var EC2StartWithoutKMSGrant = &rules.Rule{
	ID:            "ec2-start-without-kms-grant",
	Severity:      rules.Warning,
	ReportedAt:    "the IAM policy",
	Since:         "0.1.0",
	BeyondPackets: true,
	Doc: rules.Doc{
		Title:   "A role may start instances but not create the grant that their volumes need",
		Problem: "Instances stop and do not start again: the start is accepted, and the instance goes back to stopped with a client error.",
		Behaviour: "To attach a volume that is encrypted with a customer-managed key, EC2 creates a grant on the key in the name of whoever starts or launches the instance. " +
			"So the caller needs kms:CreateGrant on the key, and with it kms:Decrypt, kms:DescribeKey, kms:GenerateDataKeyWithoutPlaintext and kms:ReEncrypt*.",
		Remediation: "Allow these actions on the key, kms:CreateGrant on the condition that it is for an AWS resource.",
		Terraform: `# a statement of the role's policy
{
  Effect    = "Allow"
  Action    = "kms:CreateGrant"
  Resource  = aws_kms_key.volumes.arn
  Condition = { Bool = { "kms:GrantIsForAWSResource" = "true" } }
}
`,
		CloudFormation: `# a statement of the role's policy
- Effect: Allow
  Action: kms:CreateGrant
  Resource: !GetAtt VolumesKey.Arn
  Condition: {Bool: {"kms:GrantIsForAWSResource": "true"}}
`,
		Limits: "The key, the volume and the instance have to be in view. Silent where the key's own policy or a grant names the role, or where one of its policies may allow the action. " +
			"AWS managed policies that are not known to be without it make the finding possible.",
		References: []string{
			"https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html",
			"https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html",
		},
	},
	Run: runEC2StartWithoutKMSGrant,
}

const (
	createGrant = "kms:CreateGrant"
	anyKey      = "arn:aws:kms:*:*:key/*"
	anyInstance = "arn:aws:ec2:*:*:instance/*"
)

// withoutGrants are AWS managed policies that roles of machines and functions often have and that allow
// nothing on keys, by the last part of their ARNs.
var withoutGrants = []string{
	"AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole", "AmazonSSMManagedInstanceCore", "CloudWatchAgentServerPolicy",
	"AmazonEC2ReadOnlyAccess", "AmazonEC2FullAccess", "AWSXRayDaemonWriteAccess",
}

// locked is an instance with a volume that a customer-managed key encrypts.
type locked struct {
	instance *model.Workload
	volume   *model.Object
	key      *model.Key
}

func runEC2StartWithoutKMSGrant(p *rules.Pass) error {
	var all []locked
	for _, w := range p.Net.Workloads {
		if w.Kind != model.WorkloadInstance || w.External {
			continue
		}
		uses, by := volumesOf(p.Net, w)
		for i, u := range uses {
			if k := u.Key.To(); k != nil && u.Encrypted.Or(true) {
				all = append(all, locked{w, by[i], k})
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	for _, role := range p.Net.Roles {
		if !role.External {
			checkRole(p, role, all)
		}
	}
	return nil
}

// checkRole reports the first of the role's policies that lets it start an instance whose key it may not use.
func checkRole(p *rules.Pass, role *model.Role, all []locked) {
	for _, l := range all {
		starts, certain := starter(role, l.instance)
		if starts == nil || grants(p.Net, role, l.key) {
			continue
		}
		volume := l.volume.Label()
		if l.volume == l.instance.Base() {
			volume = "a volume of " + volume
		}
		f := rules.Finding{
			Object: starts.Base(), Key: role.Address + " " + l.key.Address,
			Message: fmt.Sprintf("%s lets %s start %s, but nothing lets it create a grant (kms:CreateGrant) on %s, which encrypts %s: the instance does not come up.",
				starts.Label(), role.Label(), l.instance.Label(), l.key.Label(), volume),
			Related: []rules.Related{
				{Object: l.key.Base(), Message: "This customer-managed key encrypts the volume."},
				{Object: l.volume, Message: "The volume is encrypted with the key."},
				{Object: role.Base(), Message: "The role starts the instance."},
			},
			Fix: rules.Fix{
				Text: fmt.Sprintf("Allow %s, kms:Decrypt, kms:DescribeKey, kms:GenerateDataKeyWithoutPlaintext and kms:ReEncrypt* on %s in a policy of %s.",
					createGrant, l.key.Address, role.Address),
				Terraform: fmt.Sprintf("{\n  Effect    = \"Allow\"\n  Action    = %q\n  Resource  = %s.arn\n  Condition = { Bool = { \"kms:GrantIsForAWSResource\" = \"true\" } }\n}\n",
					createGrant, snippet.Terraform(l.key.Base())),
				CloudFormation: fmt.Sprintf("- Effect: Allow\n  Action: %s\n  Resource: !GetAtt %s.Arn\n  Condition: {Bool: {\"kms:GrantIsForAWSResource\": \"true\"}}\n",
					createGrant, snippet.CloudFormation(l.key.Base())),
			},
		}
		if l.volume != l.instance.Base() {
			f.Related = append(f.Related, rules.Related{Object: l.instance.Base(), Message: "This instance does not come up."})
		}
		switch {
		case role.Policies.Open:
			f.Confidence, f.Unknown = rules.Possible, role.Policies.Why
		case !certain:
			f.Confidence, f.Unknown = rules.Possible, "whether the conditions of "+starts.Address+" hold for the instance is not known"
		case managedMayGrant(role):
			f.Confidence, f.Unknown = rules.Possible, "what the AWS managed policies of "+role.Address+" allow is not in view"
		case l.key.Policy.IsUnknown():
			f.Confidence, f.Unknown = rules.Possible, l.key.Policy.Why()
		}
		p.Report(topology.Absence(p.Net, f))
		return
	}
}

// starter gives the role's policy that lets it start the instance, and whether that is certain.
func starter(role *model.Role, w *model.Workload) (found *model.Policy, certain bool) {
	for _, pol := range role.Policies.Items {
		text, ok := pol.Document.Get()
		if !ok || pol.External {
			continue
		}
		d, _, err := policy.Parse(text)
		if err != nil {
			continue
		}
		for _, resource := range append(identifiers(w.Base()), anyInstance) {
			r := policy.Request{Action: "ec2:StartInstances", Resource: resource}
			if d.Decide(r) == policy.Allowed {
				return pol, true
			}
			if found == nil && d.Decide(r) == policy.Unknown {
				found = pol
			}
		}
	}
	return found, false
}

func identifiers(o *model.Object) []string {
	return slices.DeleteFunc(append([]string{o.ID}, o.Aliases...), func(s string) bool { return s == "" })
}

// grants reports whether something may let the role create a grant on the key: one of its policies, the key's
// own, or a grant.
func grants(n *model.Network, role *model.Role, k *model.Key) bool {
	for _, pol := range role.Policies.Items {
		text, ok := pol.Document.Get()
		if !ok {
			return true
		}
		d, _, err := policy.Parse(text)
		if err != nil {
			return true
		}
		for _, resource := range append(identifiers(k.Base()), anyKey) {
			if d.MayAllow(policy.Request{Action: createGrant, Resource: resource}) {
				return true
			}
		}
	}
	for _, g := range n.KeyGrants {
		if g.Key.To() == k && (g.Grantee.IsUnknown() || slices.Contains(identifiers(role.Base()), g.Grantee.Or(""))) {
			return true
		}
	}
	return keyPolicyNames(k, role)
}

// keyPolicyNames reports whether the key's own policy lets the role by name, or everybody, create grants. A
// statement for the account's root leaves the decision to IAM policies.
func keyPolicyNames(k *model.Key, role *model.Role) bool {
	text, ok := k.Policy.Get()
	if !ok {
		return false
	}
	d, _, err := policy.Parse(text)
	if err != nil {
		return true
	}
	for _, s := range d.Statements {
		if !s.Allow || !slices.ContainsFunc(s.Actions, func(a string) bool { return policy.Covers(strings.ToLower(a), strings.ToLower(createGrant)) }) {
			continue
		}
		for _, principal := range s.Principals {
			name := strings.TrimPrefix(principal, "AWS:")
			if name == "*" || slices.Contains(identifiers(role.Base()), name) || strings.HasSuffix(name, "role/"+role.Name) && role.Name != "" {
				return true
			}
		}
	}
	return false
}

// managedMayGrant reports whether an attached AWS managed policy may allow the action.
func managedMayGrant(role *model.Role) bool {
	return slices.ContainsFunc(role.ManagedARNs, func(v model.Value[string]) bool {
		arn, ok := v.Get()
		return !ok || !slices.Contains(withoutGrants, arn[strings.LastIndexByte(arn, '/')+1:])
	})
}
