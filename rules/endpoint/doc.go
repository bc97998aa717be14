// Package endpoint holds the rules about VPC endpoints: their policies, route tables, security groups and
// names.
package endpoint
