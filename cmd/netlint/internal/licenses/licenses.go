// Package licenses holds the licences and notices of what is linked into netlint. They have to go with every
// copy of the binary, so that they are a part of it.
package licenses

import _ "embed"

// Text names each module with its version and where its source is, followed by its licence and notices. It is
// written by "make licenses".
//
//go:embed licenses.txt
var Text string
