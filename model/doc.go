// Package model is the network that a set of Terraform and CloudFormation inputs describes: VPCs,
// subnets, route tables, filters, gateways, workloads and policies, linked to each other.
//
// Front ends fill objects with identifiers (Value, Ref) and add them to a [Network]; [Network.Link] turns
// identifiers into pointers and adds what AWS adds by itself (main route tables, default network ACLs,
// default security groups). After Link a Network is read-only and safe for concurrent use.
//
// Nothing in this package knows which dialect an object came from, and nothing imports HCL, YAML or JSON.
package model
