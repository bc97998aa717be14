package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/netlint/netlint/cmd/netlint/internal/licenses"
)

// releaseVersion is set by the linker for a release; see the Makefile.
var releaseVersion string

// developmentVersion is what a build without a version of its own calls itself.
const developmentVersion = "0.1.0-dev"

// version gives the version of this build: that of the release, that of the module where "go install" made
// it, else the version under development.
func version() string {
	if releaseVersion != "" {
		return releaseVersion
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return developmentVersion
}

func newVersion() *cobra.Command {
	var terms bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version of netlint",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if terms {
				_, err := io.WriteString(cmd.OutOrStdout(), licenses.Text)
				return err
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "netlint %s %s/%s %s\n", version(), runtime.GOOS, runtime.GOARCH, runtime.Version())
			return err
		},
	}
	cmd.Flags().BoolVar(&terms, "licenses", false, "print the licences of what is linked into netlint")
	return cmd
}
