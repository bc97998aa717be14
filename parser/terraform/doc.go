// Package terraform turns Terraform plans, states and evaluated sources into objects of the network model.
//
// Whatever the form, a resource arrives as a struct of package attribute; one function, [builder.add], maps
// its type to the objects that it stands for, so that a rule cannot tell where an object came from. What
// Terraform does otherwise than AWS's API is settled here: a security group without egress rules allows
// nothing, the default_* resources take over objects that a VPC brings with it, and parents of standalone
// rules repeat them once they have been refreshed.
package terraform
