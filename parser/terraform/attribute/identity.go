package attribute

// This file holds the attributes of identities, policies, buckets and keys.

// IAMRole holds the attributes of aws_iam_role: a role.
type IAMRole struct {
	ID                String                    `tf:"id,identity"`
	ARN               String                    `tf:"arn,identity"`
	Name              String                    `tf:"name,computed"`
	AssumeRolePolicy  String                    `tf:"assume_role_policy"`
	ManagedPolicyARNs List[Ref]                 `tf:"managed_policy_arns" ref:"iam_policy"`
	InlinePolicy      List[IAMRoleInlinePolicy] `tf:"inline_policy"`
	Tags              Map                       `tf:"tags"`
	TagsAll           Map                       `tf:"tags_all,computed"`
}

// IAMRoleInlinePolicy is a nested block of IAMRole.
type IAMRoleInlinePolicy struct {
	Name   String `tf:"name"`
	Policy String `tf:"policy"`
}

// IAMRolePolicy holds the attributes of aws_iam_role_policy: an inline policy of a role.
type IAMRolePolicy struct {
	ID     String `tf:"id,identity"`
	Role   Ref    `tf:"role" ref:"iam_role"`
	Name   String `tf:"name,computed"`
	Policy String `tf:"policy"`
}

// IAMPolicy holds the attributes of aws_iam_policy: a managed policy.
type IAMPolicy struct {
	ID      String `tf:"id,identity"`
	ARN     String `tf:"arn,identity"`
	Name    String `tf:"name,computed"`
	Path    String `tf:"path"`
	Policy  String `tf:"policy"`
	Tags    Map    `tf:"tags"`
	TagsAll Map    `tf:"tags_all,computed"`
}

// IAMRolePolicyAttachment holds the attributes of aws_iam_role_policy_attachment: a managed policy of a role.
type IAMRolePolicyAttachment struct {
	ID        String `tf:"id,identity"`
	Role      Ref    `tf:"role" ref:"iam_role"`
	PolicyARN Ref    `tf:"policy_arn" ref:"iam_policy"`
}

// IAMPolicyAttachment holds the attributes of aws_iam_policy_attachment: a managed policy of roles and users.
type IAMPolicyAttachment struct {
	ID        String       `tf:"id,identity"`
	Name      String       `tf:"name"`
	PolicyARN Ref          `tf:"policy_arn" ref:"iam_policy"`
	Roles     List[Ref]    `tf:"roles" ref:"iam_role"`
	Users     List[String] `tf:"users"`
	Groups    List[String] `tf:"groups"`
}

// IAMInstanceProfile holds the attributes of aws_iam_instance_profile: an instance profile.
type IAMInstanceProfile struct {
	ID      String `tf:"id,identity"`
	ARN     String `tf:"arn,identity"`
	Name    String `tf:"name,computed"`
	Role    Ref    `tf:"role" ref:"iam_role"`
	Tags    Map    `tf:"tags"`
	TagsAll Map    `tf:"tags_all,computed"`
}

// IAMUser holds the attributes of aws_iam_user: a user.
type IAMUser struct {
	ID      String `tf:"id,identity"`
	ARN     String `tf:"arn,identity"`
	Name    String `tf:"name"`
	Tags    Map    `tf:"tags"`
	TagsAll Map    `tf:"tags_all,computed"`
}

// IAMUserPolicy holds the attributes of aws_iam_user_policy: an inline policy of a user.
type IAMUserPolicy struct {
	ID     String `tf:"id,identity"`
	User   Ref    `tf:"user" ref:"iam_user"`
	Name   String `tf:"name,computed"`
	Policy String `tf:"policy"`
}

// IAMUserPolicyAttachment holds the attributes of aws_iam_user_policy_attachment: a managed policy of a user.
type IAMUserPolicyAttachment struct {
	ID        String `tf:"id,identity"`
	User      Ref    `tf:"user" ref:"iam_user"`
	PolicyARN Ref    `tf:"policy_arn" ref:"iam_policy"`
}

// S3Bucket holds the attributes of aws_s3_bucket: a bucket.
type S3Bucket struct {
	ID                       String `tf:"id,identity"`
	ARN                      String `tf:"arn,identity"`
	Bucket                   String `tf:"bucket,computed"`
	Policy                   String `tf:"policy"`
	BucketRegionalDomainName String `tf:"bucket_regional_domain_name,identity"`
	Tags                     Map    `tf:"tags"`
	TagsAll                  Map    `tf:"tags_all,computed"`
}

// S3BucketPolicy holds the attributes of aws_s3_bucket_policy: the policy of a bucket.
type S3BucketPolicy struct {
	ID     String `tf:"id,identity"`
	Bucket Ref    `tf:"bucket" ref:"s3_bucket"`
	Policy String `tf:"policy"`
}

// S3Object holds the attributes of aws_s3_object: an object in a bucket.
type S3Object struct {
	ID      String `tf:"id,identity"`
	ARN     String `tf:"arn,identity"`
	Bucket  Ref    `tf:"bucket" ref:"s3_bucket"`
	Key     String `tf:"key"`
	Tags    Map    `tf:"tags"`
	TagsAll Map    `tf:"tags_all,computed"`
}

// KMSKey holds the attributes of aws_kms_key: a customer-managed key.
type KMSKey struct {
	ID                String `tf:"id,identity"`
	ARN               String `tf:"arn,identity"`
	Policy            String `tf:"policy"` // unset: AWS's default policy, which is known and leaves it to IAM
	KeyID             String `tf:"key_id,identity"`
	EnableKeyRotation Bool   `tf:"enable_key_rotation"`
	Tags              Map    `tf:"tags"`
	TagsAll           Map    `tf:"tags_all,computed"`
}

// KMSAlias holds the attributes of aws_kms_alias: an alias of a key.
type KMSAlias struct {
	ID           String `tf:"id,identity"`
	ARN          String `tf:"arn,identity"`
	Name         String `tf:"name,computed"`
	TargetKeyID  Ref    `tf:"target_key_id" ref:"kms_key"`
	TargetKeyARN String `tf:"target_key_arn,computed"`
}

// KMSGrant holds the attributes of aws_kms_grant: a grant on a key.
type KMSGrant struct {
	ID               String       `tf:"id,identity"`
	KeyID            Ref          `tf:"key_id" ref:"kms_key"`
	GranteePrincipal Ref          `tf:"grantee_principal" ref:"iam_role_arn"`
	Operations       List[String] `tf:"operations"`
}

// SSMParameter holds the attributes of aws_ssm_parameter: a parameter.
type SSMParameter struct {
	ID      String `tf:"id,identity"`
	ARN     String `tf:"arn,identity"`
	Name    String `tf:"name"`
	Type    String `tf:"type"`
	Tags    Map    `tf:"tags"`
	TagsAll Map    `tf:"tags_all,computed"`
}

// SecretsManagerSecret holds the attributes of aws_secretsmanager_secret: a secret.
type SecretsManagerSecret struct {
	ID      String `tf:"id,identity"`
	ARN     String `tf:"arn,identity"`
	Name    String `tf:"name,computed"`
	Tags    Map    `tf:"tags"`
	TagsAll Map    `tf:"tags_all,computed"`
}
