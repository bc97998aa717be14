package main

import (
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/netlint/netlint/cmd/netlint/internal/config"
	"github.com/netlint/netlint/cmd/netlint/internal/lsp"
	"github.com/netlint/netlint/cmd/netlint/internal/report"
	"github.com/netlint/netlint/rules"
)

// typingPause is how long typing pauses before an editor's documents are linted.
const typingPause = 300 * time.Millisecond

func newLSP() *cobra.Command {
	var o lintOptions
	cmd := &cobra.Command{
		Use:   "lsp",
		Short: "Show findings in an editor: a language server on standard input and output",
		Long: `lsp speaks the Language Server Protocol on standard input and output. It shows findings in Terraform files
and CloudFormation templates while they are edited, explains them where the pointer rests on them, and offers
the changes that are certain and local. It makes no network connection.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			err := lsp.Serve(cmd.Context(), stdio{cmd.InOrStdin(), cmd.OutOrStdout()}, lsp.Options{
				Version: version(),
				Pause:   typingPause,
				Lint: func(file string, overlay map[string][]byte) (*lsp.Result, error) {
					o.inputs.overlay = overlay
					j, r, err := examineAt(cmd, filepath.Dir(file), []string{file}, o)
					if err != nil {
						return nil, err
					}
					return &lsp.Result{Findings: r.Findings, Diagnostics: r.Diagnostics, Read: j.loaded.ReadFile}, nil
				},
			})
			if err != nil {
				return fmt.Errorf("lsp: %w", err)
			}
			return nil
		},
	}
	o.inputs.register(cmd.Flags())
	o.inputs.registerConfig(cmd.Flags())
	cmd.Flags().StringVar(&o.confidence, "confidence", "", "definite: only what holds whatever is not known; possible: also what may hold (default definite)")
	complete(cmd, "confidence", string(rules.Definite), string(rules.Possible))
	cmd.Flags().Bool("stdio", true, "speak on standard input and output, as editors ask for (there is no other way)")
	return cmd
}

// examineAt lints paths with the configuration that applies in a directory, for a program that asks again and
// again.
func examineAt(cmd *cobra.Command, dir string, paths []string, o lintOptions) (*job, *report.Report, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("the working directory is not known: %w", err)
	}
	var c *config.Config
	if o.inputs.config != "" {
		c, err = o.inputs.configuration()
	} else {
		c, err = config.Find(dir)
	}
	if err != nil {
		return nil, nil, err
	}
	if o.format == "" {
		o.format = "json"
	}
	if err := o.settle(c); err != nil {
		return nil, nil, err
	}
	known, err := o.known()
	if err != nil {
		return nil, nil, err
	}
	return examine(cmd, paths, o, c, known)
}

// stdio joins the two standard streams into one that is spoken on.
type stdio struct {
	io.Reader
	io.Writer
}

// Close closes the streams, so that a read that waits ends.
func (s stdio) Close() error {
	var err error
	for _, stream := range []any{s.Reader, s.Writer} {
		if c, ok := stream.(io.Closer); ok {
			if e := c.Close(); err == nil {
				err = e
			}
		}
	}
	return err
}
