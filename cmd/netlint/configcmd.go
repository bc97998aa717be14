package main

import (
	"github.com/spf13/cobra"
)

func newConfig() *cobra.Command {
	var o inputOptions
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show the configuration that applies here, and where each value comes from",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := o.configuration()
			if err != nil {
				return err
			}
			return c.Show(cmd.OutOrStdout())
		},
	}
	o.registerConfig(cmd.Flags())
	return cmd
}
