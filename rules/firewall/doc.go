// Package firewall holds the rules about AWS Network Firewall: what its rules drop, and whether traffic
// passes its endpoints both ways.
package firewall
