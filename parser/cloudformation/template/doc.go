// Package template turns CloudFormation templates into evaluated resources.
//
// It reads YAML and JSON itself, keeps the place of every key and value, evaluates the intrinsic functions
// on cty values and wires stacks together (nested stacks, exports and imports, SAM and CDK output). It knows
// nothing of networks: package cloudformation makes the network's objects of what it yields.
//
// A value that cannot be known before deployment takes one of three forms:
//
//   - A resource's identity (an id, an ARN, a generated name) is an identity symbol: a known string that is
//     unique to the resource and attribute, so that every function works on it and equal references compare
//     equal. See [HasIdentity].
//   - A value that somebody else chooses (a parameter without a value, an import from a stack that is not in
//     view, a dynamic reference) is a variable symbol: a known string that is equal to itself and of which
//     nothing else may be claimed. See [HasVariable].
//   - Everything else is a cty unknown that carries an [Unknown] mark saying why.
//
// Conditions that hang on variables make the template a set of scenarios; [Load] enumerates them.
package template
