// Package securitygroup holds the rules about security groups, the stateful filters of network interfaces:
// halves of a conversation that are missing, references that lead nowhere, ports open to the internet.
package securitygroup
