package cloudformation

import (
	"strconv"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
)

// The structs of this file stand in for goformation's where these hold policy documents as maps of Go
// values: a document keeps its symbols and unknown parts only as the value that it was evaluated to.

type inlinePolicy struct {
	PolicyDocument cty.Value `json:"PolicyDocument"`
	PolicyName     string    `json:"PolicyName"`
	Template       string    `json:"SAMPolicyTemplate"` // template.PolicyTemplateKey
}

type roleProperties struct {
	AssumeRolePolicyDocument cty.Value      `json:"AssumeRolePolicyDocument"`
	ManagedPolicyArns        []string       `json:"ManagedPolicyArns"`
	PermissionsBoundary      *string        `json:"PermissionsBoundary"`
	Policies                 []inlinePolicy `json:"Policies"`
}

func role(r *resource) {
	p := decode[roleProperties](r)
	role := &model.Role{
		Object:   r.aliased("Arn"),
		Trust:    r.document(&p.AssumeRolePolicyDocument),
		Boundary: r.raw(&p.PermissionsBoundary),
	}
	for i := range p.ManagedPolicyArns {
		role.ManagedARNs = append(role.ManagedARNs, r.raw(&p.ManagedPolicyArns[i]))
	}
	if why, ok := r.why(&p.ManagedPolicyArns); ok {
		role.Policies.Open, role.Policies.Why = true, why
	}
	if why, ok := r.why(&p.Policies); ok {
		role.Policies.Open, role.Policies.Why = true, why
	}
	if role.Exported && !role.Policies.Open {
		role.Policies.Open, role.Policies.Why = true, "its name leaves the stack, and another stack may attach policies"
	}
	r.add(role)
	for i := range p.Policies {
		policy := &p.Policies[i]
		if why, ok := r.why(policy); ok {
			role.Policies.Open, role.Policies.Why = true, why
			continue
		}
		inline := &model.Policy{
			Object:   r.part("Policies", strconv.Itoa(i)),
			Document: r.document(&policy.PolicyDocument),
			Roles:    model.ListOf(model.RefByID[model.Role](role.ID)),
			Inline:   true,
			Template: policy.Template,
		}
		inline.Name = policy.PolicyName
		r.add(inline)
	}
}

type policyProperties struct {
	PolicyDocument cty.Value `json:"PolicyDocument"`
	Roles          []string  `json:"Roles"`
	RoleName       *string   `json:"RoleName"`
}

// policy makes a policy of its own of AWS::IAM::Policy, RolePolicy and ManagedPolicy.
func policy(r *resource) {
	p := decode[policyProperties](r)
	made := &model.Policy{
		Object:   r.aliased("PolicyArn"),
		Document: r.document(&p.PolicyDocument),
		Roles:    refs[model.Role](r, &p.Roles),
		Managed:  r.Type == "AWS::IAM::ManagedPolicy",
	}
	if one := ref[model.Role](r, &p.RoleName); !one.IsAbsent() {
		made.Roles.Items = append(made.Roles.Items, one)
	}
	r.add(made)
}

func instanceProfile(r *resource) {
	p := decode[struct {
		Roles []string `json:"Roles"`
	}](r)
	profile := &model.InstanceProfile{Object: r.aliased("Arn")}
	if roles := refs[model.Role](r, &p.Roles); len(roles.Items) > 0 {
		profile.Role = roles.Items[0]
	} else if roles.Open {
		profile.Role = model.RefTo[model.Role](model.Unknown[string](roles.Why))
	}
	r.add(profile)
}

func bucket(r *resource) {
	r.add(&model.Bucket{Object: r.aliased("Arn")})
}

func bucketPolicy(r *resource) {
	p := decode[struct {
		Bucket         *string   `json:"Bucket"`
		PolicyDocument cty.Value `json:"PolicyDocument"`
	}](r)
	r.add(&model.BucketPolicy{Object: r.object(), Bucket: ref[model.Bucket](r, &p.Bucket), Policy: r.document(&p.PolicyDocument)})
}

func table(r *resource) {
	p := decode[struct {
		ResourcePolicy *struct {
			PolicyDocument cty.Value `json:"PolicyDocument"`
		} `json:"ResourcePolicy"`
	}](r)
	t := &model.Table{Object: r.aliased("Arn")}
	if why, ok := r.why(&p.ResourcePolicy); ok {
		t.Policy = model.Unknown[string](why)
	} else if p.ResourcePolicy != nil {
		t.Policy = r.document(&p.ResourcePolicy.PolicyDocument)
	}
	r.add(t)
}

func key(r *resource) {
	p := decode[struct {
		KeyPolicy cty.Value `json:"KeyPolicy"`
	}](r)
	r.add(&model.Key{Object: r.aliased("Arn"), Policy: r.document(&p.KeyPolicy)})
}
