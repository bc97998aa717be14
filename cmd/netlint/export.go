package main

import (
	"bytes"
	"fmt"

	"github.com/spf13/cobra"
)

// newExport makes the command that writes networks down for another call to join.
func newExport() *cobra.Command {
	var inputs inputOptions
	var file string
	c := &cobra.Command{
		Use:   "export PATH...",
		Short: "Write the network of an input as one compact file, which is an input like any other",
		Long: `export reads inputs and writes what netlint knows of them as one file, without linting. Such files are inputs
like any other, so that many jobs can each read one root module, and a last one joins them: "netlint *.network"
finds what "netlint" over all the root modules finds in one call.

CloudFormation stacks that import values from each other belong into one export.`,
		Example: `  netlint export -o network.json .
  netlint networks/*.json`,
		Args: needPaths,
		RunE: func(cmd *cobra.Command, paths []string) error {
			defer inputs.limit(cmd)()
			loaded, err := inputs.load(cmd, paths, false)
			if err != nil {
				return err
			}
			r := newReport(loaded)
			if err := inputs.writeDiagnostics(cmd, r); err != nil {
				return err
			}
			switch {
			case r.Diagnostics.HasErrors():
				return status(exitUnusable) // an export of a part would look like the whole
			case len(r.Inputs) == 0:
				return status(exitNothing)
			}
			var b bytes.Buffer
			if err := loaded.Export(&b); err != nil {
				return fmt.Errorf("the network cannot be written down: %w", err)
			}
			if file == "" {
				_, err = cmd.OutOrStdout().Write(b.Bytes())
			} else {
				err = writeFile(file, b.Bytes())
			}
			if err != nil {
				return fmt.Errorf("the network cannot be written: %w", err)
			}
			return nil
		},
	}
	inputs.register(c.Flags())
	c.Flags().StringVarP(&file, "output", "o", "", "`FILE` to write (default: standard output)")
	return c
}
