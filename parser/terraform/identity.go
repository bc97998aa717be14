package terraform

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

func (b *builder) role(r *resource, a *attribute.IAMRole) {
	role := &model.Role{
		Object: b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.Name, a.ID, a.ARN),
		Trust:  a.AssumeRolePolicy,
	}
	for _, arn := range a.ManagedPolicyARNs.Items {
		role.ManagedARNs = append(role.ManagedARNs, arn.Value())
	}
	if r.data {
		role.Policies = model.OpenList[*model.Policy](r.address + " does not tell the role's policies")
	}
	b.net.Add(role)
	for i, p := range a.InlinePolicy.Items {
		if p.Policy.IsAbsent() {
			continue
		}
		policy := &model.Policy{
			Object:   b.inline(r, "inline_policy", i),
			Document: p.Policy,
			Inline:   true,
			Roles:    model.ListOf(model.RefByID[model.Role](role.ID)),
		}
		b.net.Add(policy)
	}
}

func (b *builder) rolePolicy(r *resource, a *attribute.IAMRolePolicy) {
	b.net.Add(&model.Policy{
		Object:    b.named(r, a.Name, attribute.Map{}, a.ID),
		Document:  a.Policy,
		Inline:    true,
		Roles:     model.ListOf(ref[model.Role](a.Role)),
		Endpoints: r.mentioned(),
	})
}

// mentioned gives the VPC endpoints that the resource's unknown policy mentions.
func (r *resource) mentioned() []model.Ref[model.VPCEndpoint] {
	var out []model.Ref[model.VPCEndpoint]
	for _, id := range r.endpoints {
		out = append(out, model.RefByID[model.VPCEndpoint](id))
	}
	return out
}

func (b *builder) policy(r *resource, a *attribute.IAMPolicy) {
	b.net.Add(&model.Policy{
		Object:    b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.ARN, a.ID),
		Document:  a.Policy,
		Managed:   true,
		Endpoints: r.mentioned(),
	})
}

func (b *builder) rolePolicyAttachment(r *resource, a *attribute.IAMRolePolicyAttachment) {
	b.net.Add(&model.PolicyAttachment{
		Object:    b.object(r, attribute.Map{}, a.ID),
		Role:      ref[model.Role](a.Role),
		Policy:    ref[model.Policy](a.PolicyARN),
		PolicyARN: a.PolicyARN.Value(),
	})
}

func (b *builder) policyAttachment(r *resource, a *attribute.IAMPolicyAttachment) {
	for _, role := range a.Roles.Items {
		b.net.Add(&model.PolicyAttachment{
			Object:    b.object(r, attribute.Map{}, a.ID),
			Role:      ref[model.Role](role),
			Policy:    ref[model.Policy](a.PolicyARN),
			PolicyARN: a.PolicyARN.Value(),
		})
	}
}

func (b *builder) instanceProfile(r *resource, a *attribute.IAMInstanceProfile) {
	b.net.Add(&model.InstanceProfile{
		Object: b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.Name, a.ID, a.ARN),
		Role:   ref[model.Role](a.Role),
	})
}

func (b *builder) bucket(r *resource, a *attribute.S3Bucket) {
	b.net.Add(&model.Bucket{
		Object: b.named(r, a.Bucket, tagsOf(a.TagsAll, a.Tags), a.Bucket, a.ID, a.ARN, a.BucketRegionalDomainName),
		Policy: a.Policy,
	})
}

func (b *builder) bucketPolicy(r *resource, a *attribute.S3BucketPolicy) {
	o := b.object(r, attribute.Map{})
	o.ID = newID(b.rootID, r.typ, r.address, "policy") // its id is the bucket's
	b.net.Add(&model.BucketPolicy{
		Object: o,
		Bucket: ref[model.Bucket](a.Bucket),
		Policy: a.Policy,
	})
}

func (b *builder) dynamoTable(r *resource, a *attribute.DynamoDBTable) {
	b.net.Add(&model.Table{Object: b.named(r, a.Name, tagsOf(a.TagsAll, a.Tags), a.Name, a.ID, a.ARN)})
}

func (b *builder) key(r *resource, a *attribute.KMSKey) {
	b.net.Add(&model.Key{
		Object: b.object(r, tagsOf(a.TagsAll, a.Tags), a.ARN, a.ID, a.KeyID),
		Policy: a.Policy,
	})
}

func (b *builder) keyGrant(r *resource, a *attribute.KMSGrant) {
	b.net.Add(&model.KeyGrant{
		Object:  b.object(r, attribute.Map{}, a.ID),
		Key:     ref[model.Key](a.KeyID),
		Grantee: a.GranteePrincipal.Value(),
	})
}
