package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/netlint/netlint/cmd/netlint/internal/graph"
)

func newGraph() *cobra.Command {
	var o inputOptions
	var format string
	cmd := &cobra.Command{
		Use:     "graph [--format html|svg|dot|mermaid|json] PATH...",
		Short:   "Draw the network: VPCs, subnets, gateways, and the ways that routes take",
		Example: "  netlint graph . > network.html\n  netlint graph --format dot plan.json | dot -Tpng > network.png",
		Args:    needPaths,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if !slices.Contains(graph.Formats(), format) {
				return fmt.Errorf("--format: %q is none of %s", format, strings.Join(graph.Formats(), ", "))
			}
			defer o.limit(cmd)()
			r, loaded, err := o.read(cmd, paths)
			if err != nil {
				return err
			}
			if err := graph.Of(loaded.After[0]).Write(cmd.OutOrStdout(), format); err != nil {
				return fmt.Errorf("standard output cannot be written: %w", err)
			}
			if r.Diagnostics.HasErrors() {
				return status(exitUnusable)
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "html", "output `FORMAT`: "+strings.Join(graph.Formats(), ", "))
	complete(cmd, "format", graph.Formats()...)
	o.register(cmd.Flags())
	return cmd
}
