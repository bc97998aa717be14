// Package topology answers questions about where things stand in a network that rules of several families
// ask in the same words: which interfaces of a subnet are workloads, what is a transit subnet, what makes a
// subnet public, which subnets are siblings, and what in view names an address. It looks at the linked model
// only; what packets do is the matter of model/reach.
package topology
