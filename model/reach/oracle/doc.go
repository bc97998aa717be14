// Package oracle holds what the engine is checked against: random networks, and a walker that carries one
// packet at a time through a network, written apart from the engine and as plainly as can be.
package oracle
