// Package plan reads what Terraform and OpenTofu write of a plan or a state as JSON: the output of
// "terraform show -json" for either, and state files of version 4.
//
// [Read] goes over the bytes once. It keeps the attributes of resource types that package attribute knows,
// before and after the plan, and the configuration's references; everything else is skipped and counted.
// A plan gives only the names that an expression refers to, and no ids of what does not exist yet;
// [File.Resolve] puts identifiers in their place: certain ones where only one object can be meant, candidates
// where several can, and nothing where nothing is left.
package plan
