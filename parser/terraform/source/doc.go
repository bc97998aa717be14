// Package source evaluates Terraform root modules: from the .tf, .tf.json, .tofu and .tofu.json files of a
// directory, its variables and the modules it calls, to fully evaluated resource instances with the place
// of every argument.
//
// Evaluation is lazy and memoised over the graph of references. Nothing is run and no connection is opened:
// what only AWS can know is either a synthetic id ([SyntheticID]), where the attribute identifies an object,
// or a cty unknown, never a guess.
package source
