package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// newMan makes the command by which packages get their manual pages.
func newMan() *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write the manual pages to a directory",
		Args:   cobra.ExactArgs(1),
		Hidden: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return fmt.Errorf("%s cannot be made: %w", args[0], err)
			}
			root := cmd.Root()
			root.DisableAutoGenTag = true // the same version makes the same pages
			undated := time.Unix(0, 0)
			header := &doc.GenManHeader{Section: "1", Source: "netlint " + version(), Manual: "netlint", Date: &undated}
			if err := doc.GenManTree(root, header, args[0]); err != nil {
				return fmt.Errorf("the manual pages cannot be written: %w", err)
			}
			return nil
		},
	}
}
