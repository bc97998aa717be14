// Package rules is the frame in which faults are found: what a rule and a finding are, how rules run over
// networks, which finding gives way to which, and what a suppression is. The rules themselves stand in the
// packages of their families; rules/catalog lists them.
package rules
