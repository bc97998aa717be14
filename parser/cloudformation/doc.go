// Package cloudformation turns evaluated CloudFormation templates into the objects of a network.
//
// Package template evaluates; here properties are decoded into goformation's typed resources (and small
// structs of our own for what is newer than its last release), and one table maps each resource type to the
// function that makes objects of it. CloudFormation's own defaults are settled here: an entry without Egress
// is an inbound rule, an endpoint without a type is a gateway endpoint, a security group keeps AWS's
// allow-all egress until it has a rule of its own.
package cloudformation
