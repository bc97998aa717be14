package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/catalog"
)

// RuleMarkdown gives the whole documentation of a rule, with headings that start at the given level.
func RuleMarkdown(rule *rules.Rule, heading int) string {
	var b strings.Builder
	mark := strings.Repeat("#", heading)
	fmt.Fprintf(&b, "%s %s\n\n", mark, rule.ID)
	fmt.Fprintf(&b, "%s. Severity %s, reported at %s, since %s.\n", strings.TrimRight(rule.Doc.Title, "."), rule.Severity, rule.ReportedAt, rule.Since)
	section := func(title, text string) {
		if text = strings.TrimSpace(text); text != "" {
			fmt.Fprintf(&b, "\n%s# %s\n\n%s\n", mark, title, text)
		}
	}
	section("What goes wrong", rule.Doc.Problem)
	section("How AWS behaves", rule.Doc.Behaviour)
	section("What to change", rule.Doc.Remediation)
	code := func(language, text string) {
		if text = strings.Trim(text, "\n"); text != "" {
			fmt.Fprintf(&b, "\n```%s\n%s\n```\n", language, text)
		}
	}
	code("hcl", rule.Doc.Terraform)
	code("yaml", rule.Doc.CloudFormation)
	section("What the rule does not see", rule.Doc.Limits)
	section("Beside other linters", rule.Doc.WorksWith)
	if len(rule.Doc.References) > 0 {
		fmt.Fprintf(&b, "\n%s# References\n\n", mark)
		for _, ref := range rule.Doc.References {
			fmt.Fprintf(&b, "- %s\n", linked(ref))
		}
	}
	return b.String()
}

// linked makes a bare address a link.
func linked(ref string) string {
	if strings.HasPrefix(ref, "https://") {
		return "<" + ref + ">"
	}
	return ref
}

// RuleTable writes the rules as Markdown tables, one for each family, with links to pages as prefix + id.
func RuleTable(w io.Writer, prefix string, heading int) error {
	var b strings.Builder
	for _, f := range catalog.Families() {
		fmt.Fprintf(&b, "%s %s\n\n", strings.Repeat("#", heading), f.Title)
		b.WriteString("| Rule | Severity | Reported at | Finds |\n|---|---|---|---|\n")
		for _, r := range f.Rules {
			fmt.Fprintf(&b, "| [`%s`](%s%s) | %s | %s | %s |\n", r.ID, prefix, r.ID, r.Severity, r.ReportedAt, cell(r.Doc.Title))
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// RulePages writes the documentation of all rules as one Markdown page.
func RulePages(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# Rules\n\nGenerated from the rules' declarations by `make docs`; change it there.\n\n")
	if err := RuleTable(&b, "#", 2); err != nil {
		return err
	}
	for _, f := range catalog.Families() {
		for _, r := range f.Rules {
			b.WriteString(RuleMarkdown(r, 2))
			b.WriteByte('\n')
		}
	}
	_, err := io.WriteString(w, strings.TrimRight(b.String(), "\n")+"\n")
	return err
}

// cell makes a text fit for a cell of a Markdown table.
func cell(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "|", `\|`)
}
