// Package loadbalancer holds the rules about load balancers and their targets: health checks that cannot
// succeed, listeners that lead nowhere, subnets that do not fit together.
package loadbalancer
