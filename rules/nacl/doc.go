// Package nacl holds the rules about network ACLs, the stateless filters at the edge of subnets: connections
// whose answers they drop, rules that can never match, denials of what the configuration itself asks for.
package nacl
