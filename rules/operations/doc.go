// Package operations holds the rules about what stands around a network: observability, quotas, the order of
// a deployment, and what instances need to start and to run at full speed.
package operations
