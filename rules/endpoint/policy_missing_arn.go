package endpoint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/policy"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/snippet"
)

// PolicyMissingARN finds endpoint policies that leave out what workloads behind the endpoint need.
var PolicyMissingARN = &rules.Rule{
	ID:         "endpoint-policy-missing-arn",
	Severity:   rules.Error,
	ReportedAt: "the endpoint",
	Doc: rules.Doc{
		Title: "An endpoint policy that leaves out what its workloads need",
		Problem: "Requests through the endpoint fail with access denied although the caller's role allows them, because the " +
			"endpoint's own policy names other buckets, objects, tables or actions. Typical is a policy that lists objects one by one " +
			"and misses the newest, or that allows an action on objects for the bucket's ARN without `/*`.",
		Behaviour: "A request through an endpoint needs the permission of the identity's policies and of the endpoint's policy; a " +
			"resource policy is evaluated besides, and a deny in any of them wins. A policy that is given replaces the default, which allows everything. " +
			"In S3, actions on objects apply to `arn:aws:s3:::bucket/key`, actions on buckets to `arn:aws:s3:::bucket`.",
		Remediation: "Allow in the endpoint's policy what the roles behind it may do, at least the actions and ARNs that the finding names.",
		Terraform: `resource "aws_vpc_endpoint" "s3" {
  # …
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = ["arn:aws:s3:::artifacts/app.tar.gz", "arn:aws:s3:::artifacts/check.png"]
    }]
  })
}`,
		CloudFormation: `S3Endpoint:
  Type: AWS::EC2::VPCEndpoint
  Properties:
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal: "*"
          Action: s3:GetObject
          Resource:
            - arn:aws:s3:::artifacts/app.tar.gz
            - arn:aws:s3:::artifacts/check.png`,
		Limits: "Needs are what roles of instances, containers, functions and builds behind the endpoint are granted on single " +
			"buckets, tables and resources, and what their user data, commands and settings name. A grant of a pattern wider than one bucket or table " +
			"is no need, and a pattern of which the endpoint allows a part is none either. Statements whose principals or conditions cannot be decided count as allowing. " +
			"AWS's own buckets are the matter of `endpoint-policy-blocks-aws-bucket`.",
		WorksWith: "Checks that ask for narrow endpoint policies (principals or resources other than `*`) are right about exfiltration; " +
			"narrow the policy to the buckets and accounts that are used, with `aws:ResourceAccount` or `aws:PrincipalOrgID` rather than with a list of objects, and both are satisfied.",
		References: []string{
			"https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
			"https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html",
			"https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html",
		},
	},
	Since:         "0.1.0",
	BeyondPackets: true,
	Run:           runPolicyMissingARN,
}

func runPolicyMissingARN(p *rules.Pass) error {
	x := rules.Shared(p, identitiesOf)
	for _, e := range p.Net.Endpoints {
		d := x.document(e.Policy)
		if d == nil || e.External {
			continue
		}
		missing := lacking(x, d, needsOf(x, behind(p, e), e), e)
		certain := slices.DeleteFunc(slices.Clone(missing), func(n need) bool { return n.doubt != "" })
		switch {
		case len(certain) > 0:
			p.Report(missingARNs(x, e, d, certain))
		case len(missing) > 0:
			f := missingARNs(x, e, d, missing)
			f.Confidence, f.Unknown = rules.Possible, missing[0].doubt
			p.Report(f)
		default:
			reportUnsuited(p, x, e, d)
		}
	}
	return nil
}

// lacking gives the needs of which the policy allows nothing.
func lacking(x *identities, d *policy.Document, needs []need, e *model.VPCEndpoint) []need {
	var missing []need
	for _, n := range needs {
		if x.allowsAny(d, n, nil, e) {
			if x.allowsAny(d, n, n.role, e) {
				continue
			}
			n.refused = true
		}
		same := slices.IndexFunc(missing, func(m need) bool { return m.asks() == n.asks() && m.refused == n.refused && m.doubt == n.doubt })
		if same < 0 {
			missing = append(missing, n)
			continue
		}
		for _, w := range n.workloads {
			if !slices.Contains(missing[same].workloads, w) {
				missing[same].workloads = append(slices.Clone(missing[same].workloads), w)
			}
		}
	}
	// What a setting names in general adds nothing where a role says what it does with the same thing.
	return slices.DeleteFunc(slices.Clone(missing), func(n need) bool {
		return n.general() && slices.ContainsFunc(missing, func(other need) bool {
			return !other.general() && other.doubt == "" && nameOf(other.resources[0]) == nameOf(n.resources[0])
		})
	})
}

// allowsAny reports whether the policy may allow one of the actions on one of the resources to a role; to anybody where
// role is nil.
func (x *identities) allowsAny(d *policy.Document, n need, role *model.Role, e *model.VPCEndpoint) bool {
	d, context := x.forRole(d, role, callContext(e))
	for _, a := range n.actions {
		for _, r := range n.resources {
			if x.mayAllow(d, policy.Request{Action: a, Resource: r, Context: context}) {
				return true
			}
		}
	}
	return false
}

func missingARNs(x *identities, e *model.VPCEndpoint, d *policy.Document, missing []need) rules.Finding {
	const named = 3
	// What the policy allows to nobody comes first.
	missing = slices.Clone(missing)
	slices.SortStableFunc(missing, func(a, b need) int { return cmp.Compare(rank(a), rank(b)) })
	var whats []string
	for _, n := range missing[:min(named, len(missing))] {
		what := n.what(x, &e.Object)
		if n.refused {
			what += " to " + n.role.Label()
		}
		whats = append(whats, what)
	}
	list := join(whats)
	if more := len(missing) - named; more > 0 {
		list = fmt.Sprintf("%s, and %d more", strings.Join(whats, ", "), more)
	}
	f := rules.Finding{
		Object: &e.Object, Range: policyPlace(e),
		Message: fmt.Sprintf("The policy of endpoint %s does not allow %s, which %s behind it %s, so that these requests are denied.",
			e.Label(), list, labels(missing[0].workloads), verb(missing[0].workloads, "needs", "need")),
		Fix: allow(x, e, d, missing),
	}
	if missing[0].refused {
		f.Fix = rules.Fix{Text: fmt.Sprintf("Allow it to %s as well, in the principals or the condition on aws:PrincipalArn of the policy of %s.", missing[0].role.Address, e.Label())}
	}
	for _, n := range missing {
		r := rules.Related{Object: n.object, Range: n.at, Message: capital(n.text) + "."}
		if !x.nameless(n.written) {
			r.Message = capital(n.text) + ": " + x.show(n.written, &e.Object) + "."
		}
		f.Related = append(f.Related, r)
		for _, c := range n.resources {
			f.Causes = append(f.Causes, rules.Cause("endpoint-policy", e.Address, c))
		}
	}
	for _, w := range missing[0].workloads[:1] {
		f.Related = append(f.Related, rules.Related{Object: &w.Object, Message: w.Label() + " sends its requests through the endpoint."})
	}
	return f
}

// rank sorts needs: those that the policy allows to others come last.
func rank(n need) int {
	if n.refused {
		return 1
	}
	return 0
}

// allow makes the statement that the policy lacks.
func allow(x *identities, e *model.VPCEndpoint, d *policy.Document, missing []need) rules.Fix {
	var actions, arns []string
	for _, n := range missing {
		for _, a := range n.actions {
			if !slices.Contains(actions, a) {
				actions = append(actions, a)
			}
		}
		if arn := x.show(n.written, &e.Object); !slices.Contains(arns, arn) {
			arns = append(arns, arn)
		}
	}
	fix := rules.Fix{Text: fmt.Sprintf("Allow %s on %s in the policy of %s.", join(actions), join(arns), e.Label())}
	if snippet.Dialect(&e.Object) == model.CloudFormation {
		var b strings.Builder
		b.WriteString("# another statement of the policy\n- Effect: Allow\n  Principal: \"*\"\n  Action:\n")
		for _, a := range actions {
			fmt.Fprintf(&b, "    - %s\n", a)
		}
		b.WriteString("  Resource:\n")
		var resources []string
		for _, a := range arns {
			if strings.Contains(a, "${") {
				a = fmt.Sprintf("!Sub %q", a)
			}
			resources = append(resources, a)
			fmt.Fprintf(&b, "    - %s\n", a)
		}
		fix.CloudFormation = b.String()
		if i := sameActions(d, actions); i >= 0 {
			fix.Edit = snippet.Edit(rules.Append, &e.Object, fmt.Sprintf("PolicyDocument.Statement.%d.Resource", i), "["+strings.Join(resources, ", ")+"]")
		}
		return fix
	}
	if i := sameActions(d, actions); i >= 0 {
		list := make([]string, len(arns))
		for i, a := range arns {
			list[i] = snippet.Quote(a)
		}
		fix.Edit = snippet.Edit(rules.Append, &e.Object, fmt.Sprintf("policy.Statement.%d.Resource", i), "["+strings.Join(list, ", ")+"]")
	}
	fix.Terraform = fmt.Sprintf("# another statement of the policy\n{\n  Effect    = \"Allow\"\n  Principal = \"*\"\n  Action    = %s\n  Resource  = %s\n}\n",
		quoted(actions), quoted(arns))
	return fix
}

// sameActions gives the index of a statement that allows everybody just these actions, under no condition, on
// resources that it lists; -1 where there is none. What it is to allow besides can be added to its list.
func sameActions(d *policy.Document, actions []string) int {
	return slices.IndexFunc(d.Statements, func(s policy.Statement) bool {
		return s.Allow && len(s.Resources) > 0 && len(s.Conditions) == 0 && slices.Equal(s.Principals, []string{"*"}) &&
			slices.Equal(slices.Sorted(slices.Values(s.Actions)), slices.Sorted(slices.Values(actions)))
	})
}

func quoted(list []string) string {
	if len(list) == 1 {
		return snippet.Quote(list[0])
	}
	var b strings.Builder
	b.WriteString("[\n")
	for _, s := range list {
		fmt.Fprintf(&b, "    %s,\n", snippet.Quote(s))
	}
	b.WriteString("  ]")
	return b.String()
}

// reportUnsuited reports actions of S3 that a statement allows on no resource that they could apply to, and
// that no other statement allows on one.
func reportUnsuited(p *rules.Pass, x *identities, e *model.VPCEndpoint, d *policy.Document) {
	service, _, ok := e.Service()
	if !ok || service != "s3" {
		return
	}
	shown, _, _ := policy.Parse(e.Policy.Or(""))
	for i, s := range d.Statements {
		if !s.Allow || len(s.Resources) == 0 {
			continue
		}
		var idle []string
		for _, a := range s.Actions {
			if ofService(a, "s3") && !slices.ContainsFunc(s.Resources, func(r string) bool { return suits(a, r) }) && !allowedElsewhere(d, i, a) {
				idle = append(idle, a)
			}
		}
		if len(idle) == 0 {
			continue
		}
		var arns []string
		for _, r := range shown.Statements[i].Resources {
			arns = append(arns, x.show(r, &e.Object))
		}
		path := cutBucket(s.Resources[0])
		kind, form := "buckets", strings.TrimSuffix(arns[0], path)
		if path == "" {
			kind, form = "objects", arns[0]+"/*"
		}
		p.Report(rules.Finding{
			Object: &e.Object, Range: policyPlace(e), Key: s.Name(),
			Message: fmt.Sprintf("%s of the policy of endpoint %s allows %s on %s only, but this applies to %s: it allows nothing, and such requests through the endpoint are denied.",
				capital(s.Name()), e.Label(), join(idle), join(arns), kind),
			Fix: rules.Fix{
				Text:           fmt.Sprintf("Add %s to the resources of %s.", form, s.Name()),
				Terraform:      fmt.Sprintf("Resource = %s\n", quoted(append(slices.Clone(arns), form))),
				CloudFormation: "Resource:\n  - " + strings.Join(append(slices.Clone(arns), form), "\n  - ") + "\n",
			},
		})
	}
}

// allowedElsewhere reports whether a statement other than the i-th allows the action on something that it
// applies to.
func allowedElsewhere(d *policy.Document, i int, action string) bool {
	for j, s := range d.Statements {
		if j == i || !s.Allow {
			continue
		}
		other := policy.Document{Statements: []policy.Statement{s}}
		for _, resource := range []string{"arn:aws:s3:::*", "arn:aws:s3:::*/*"} {
			if other.MayAllow(policy.Request{Action: action, Resource: resource}) &&
				(s.NotResources != nil || slices.ContainsFunc(s.Resources, func(r string) bool { return suits(action, r) })) {
				return true
			}
		}
	}
	return false
}

// cutBucket gives the path of an S3 ARN, empty for a bucket's own.
func cutBucket(arn string) string {
	a, _ := policy.ParseARN(arn)
	_, path := cutPath(a.Resource)
	return path
}
