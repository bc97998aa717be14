package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/netlint/netlint/cmd/netlint/internal/config"
	"github.com/netlint/netlint/cmd/netlint/internal/mcp"
	"github.com/netlint/netlint/cmd/netlint/internal/report"
	"github.com/netlint/netlint/parser"
	"github.com/netlint/netlint/rules/catalog"
)

func newMCP() *cobra.Command {
	var o lintOptions
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Offer lint, path and explain to agents: a server of the Model Context Protocol",
		Long: `mcp speaks the Model Context Protocol on standard input and output. It offers the tools lint, path and explain,
which only read. Paths are taken from the working directory. It makes no network connection.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			err := mcp.Serve(cmd.Context(), io.NopCloser(cmd.InOrStdin()), unclosed{cmd.OutOrStdout()}, mcp.Options{
				Version: version(),
				Lint:    func(r mcp.LintRequest) ([]byte, error) { return lintForAgent(cmd, r, o) },
				Path:    func(r mcp.PathRequest) ([]byte, error) { return pathForAgent(cmd, r, o.inputs) },
				Explain: func(r mcp.ExplainRequest) (string, error) {
					rule := catalog.Find(r.Rule)
					if rule == nil {
						return "", fmt.Errorf("there is no rule %q.%s", r.Rule, config.DidYouMean(r.Rule, catalog.Selected("all")))
					}
					return report.RuleMarkdown(rule, 1), nil
				},
			})
			if err != nil {
				return fmt.Errorf("mcp: %w", err)
			}
			return nil
		},
	}
	o.inputs.register(cmd.Flags())
	o.inputs.registerConfig(cmd.Flags())
	return cmd
}

// unclosed keeps a stream open that is not the server's to close.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

// readable refuses paths that a server cannot read: its standard input is spoken on.
func readable(paths []string) error {
	switch {
	case len(paths) == 0:
		return errors.New(`nothing is named; name plans, directories or templates in "paths"`)
	case slices.Contains(paths, parser.Stdin):
		return errors.New("standard input cannot be read here; name a file")
	}
	return nil
}

func lintForAgent(cmd *cobra.Command, r mcp.LintRequest, o lintOptions) ([]byte, error) {
	if err := readable(r.Paths); err != nil {
		return nil, err
	}
	o.enable, o.disable, o.confidence, o.against, o.newOnly = r.Enable, r.Disable, r.Confidence, r.Against, r.NewOnly
	_, found, err := examineAt(cmd, ".", r.Paths, o)
	if err != nil {
		return nil, err
	}
	if err := something(found); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := report.Write(&b, "json", found, report.Style{}); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func pathForAgent(cmd *cobra.Command, r mcp.PathRequest, o inputOptions) ([]byte, error) {
	if err := readable(r.Paths); err != nil {
		return nil, err
	}
	if r.From == "" || r.To == "" {
		return nil, errors.New(`both ends have to be named, in "from" and "to"`)
	}
	q, err := pathOptions{protocol: r.Protocol, port: r.Port}.question()
	if err != nil {
		return nil, err
	}
	c, err := o.configuration()
	if err != nil {
		return nil, err
	}
	loaded, err := o.load(cmd, r.Paths, false)
	if err != nil {
		return nil, err
	}
	shown := newReport(loaded)
	if err := something(shown); err != nil {
		return nil, err
	}
	answers, err := ask(loaded.After, r.From, r.To, q, o.beyond(cmd, c, loaded, r.Paths))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := report.WriteAnswersJSON(&b, shown, answers); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// something refuses a report over nothing: no finding in it would read like a clean bill of health.
func something(r *report.Report) error {
	if len(r.Inputs) > 0 {
		return nil
	}
	var b bytes.Buffer
	if err := report.WriteDiagnostics(&b, r, report.Style{}); err != nil {
		return err
	}
	return errors.New(strings.TrimSpace("nothing to lint was found in what was named\n" + b.String()))
}
