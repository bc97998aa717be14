package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/netlint/netlint/cmd/netlint/internal/config"
	"github.com/netlint/netlint/cmd/netlint/internal/report"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/catalog"
)

func newRules() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w := cmd.OutOrStdout()
			switch format {
			case "text":
				return listRules(w)
			case "json":
				return encodeRules(w)
			case "markdown":
				return report.RulePages(w)
			case "markdown-table":
				return report.RuleTable(w, "rules/README.md#", 3)
			}
			return fmt.Errorf("--format: %q is none of text, json, markdown, markdown-table", format)
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "text", "output `FORMAT`: text, json, markdown (the documentation of all rules), markdown-table")
	complete(cmd, "format", "text", "json", "markdown", "markdown-table")
	return cmd
}

func listRules(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range catalog.Rules() {
		fmt.Fprintf(t, "%s\t%s\t%s\n", r.ID, r.Severity, r.Doc.Title)
	}
	return t.Flush()
}

// ruleEntry is a rule in the JSON listing.
type ruleEntry struct {
	ID         string         `json:"id"`
	Family     string         `json:"family"`
	Severity   rules.Severity `json:"severity"`
	ReportedAt string         `json:"reported_at"`
	Title      string         `json:"title"`
	Problem    string         `json:"problem"`
	Remedy     string         `json:"remediation"`
	Limits     string         `json:"limits"`
	References []string       `json:"references"`
	Since      string         `json:"since"`
}

func encodeRules(w io.Writer) error {
	var list []ruleEntry
	for _, f := range catalog.Families() {
		for _, r := range f.Rules {
			list = append(list, ruleEntry{
				ID: r.ID, Family: f.Name, Severity: r.Severity, ReportedAt: r.ReportedAt, Title: r.Doc.Title, Problem: r.Doc.Problem,
				Remedy: r.Doc.Remediation, Limits: r.Doc.Limits, References: r.Doc.References, Since: r.Since,
			})
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(list)
}

func newExplain() *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE",
		Short: "Explain a rule: what goes wrong, how AWS behaves, what to change",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf(`name one rule, as in "netlint explain %s"; "netlint rules" lists them`, catalog.Rules()[0].ID)
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return catalog.Selected("all"), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			rule := catalog.Find(args[0])
			if rule == nil {
				ids := catalog.Selected("all")
				return fmt.Errorf(`there is no rule %q.%s "netlint rules" lists them`, args[0], config.DidYouMean(args[0], ids))
			}
			_, err := io.WriteString(cmd.OutOrStdout(), strings.TrimRight(report.RuleMarkdown(rule, 1), "\n")+"\n")
			return err
		},
	}
}
