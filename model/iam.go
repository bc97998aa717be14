package model

// Role is an IAM role with the policies that are in view.
type Role struct {
	Object
	Trust Value[string] // assume-role policy, JSON text
	// Policies are inline and attached identity policies. Open where further ones may be attached out of view.
	Policies List[*Policy]
	// ManagedARNs are attached managed policies that are not in view, AWS's own included
	// ("arn:aws:iam::aws:policy/…").
	ManagedARNs []Value[string]
	Boundary    Value[string]
}

// Policy is an IAM policy document: inline in a role, a resource of its own attached to roles, or managed.
type Policy struct {
	Object
	Document Value[string] // JSON text
	Roles    List[Ref[Role]]
	Inline   bool
	Managed  bool // a managed policy: has an ARN and may be attached elsewhere
	// Template is the SAM policy template that AWS makes the policy of; empty for others. Its actions are AWS's choice
	// for a purpose, of which a workload uses what it needs.
	Template string
	// Endpoints are the VPC endpoints that an unknown document certainly mentions. A policy has no other use
	// for an endpoint than a condition on it.
	Endpoints []Ref[VPCEndpoint]
}

// PolicyAttachment attaches a managed policy to a role.
type PolicyAttachment struct {
	Object
	Role      Ref[Role]
	Policy    Ref[Policy]
	PolicyARN Value[string]
}

// InstanceProfile hands a role to instances.
type InstanceProfile struct {
	Object
	Role Ref[Role]
}

// Bucket is an S3 bucket. ID is its name, real or synthetic.
type Bucket struct {
	Object
	Policy Value[string] // bucket policy, JSON text
}

// BucketPolicy sets a bucket's policy from a resource of its own.
type BucketPolicy struct {
	Object
	Bucket Ref[Bucket]
	Policy Value[string]
}

// Table is a DynamoDB table. ID is its name, real or synthetic.
type Table struct {
	Object
	Policy Value[string]
}

// Key is a KMS key.
type Key struct {
	Object
	Policy Value[string]
}

// KeyGrant is a grant on a key.
type KeyGrant struct {
	Object
	Key     Ref[Key]
	Grantee Value[string]
}
