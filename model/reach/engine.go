// Package reach computes what packets can do in a network: where routes carry them, what filters let
// through, how gateways translate them, and whether the answers come back.
package reach

import "github.com/netlint/netlint/model"

// Engine answers questions about one linked network. It is safe for concurrent use.
type Engine struct {
	net *model.Network
}

// New makes an engine for a linked network. It computes nothing until it is asked.
func New(net *model.Network) *Engine { return &Engine{net: net} }
