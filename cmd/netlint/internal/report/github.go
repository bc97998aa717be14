package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/netlint/netlint/rules"
)

// writeGitHub writes workflow commands, which GitHub Actions shows as annotations at the lines of a pull
// request. GitHub shows ten of each severity and step: the gravest come first.
func writeGitHub(w io.Writer, r *Report) error {
	var b strings.Builder
	for _, severity := range []rules.Severity{rules.Error, rules.Warning, rules.Info} {
		command := string(severity)
		if severity == rules.Info {
			command = "notice"
		}
		for _, f := range r.Findings {
			if f.Severity != severity {
				continue
			}
			b.WriteString("::" + command + " " + r.properties(f) + "::" + escapeCommand(comment(f)) + "\n")
		}
	}
	for _, d := range r.Diagnostics {
		property := ""
		if d.Range.File != "" {
			property = fmt.Sprintf(" file=%s,line=%d", escapeProperty(rules.Clean(r.relative(d.Range.File))), max(d.Range.Line, 1))
		}
		fmt.Fprintf(&b, "::%s%s::%s\n", severityName(d.Severity), property, escapeCommand(rules.Clean(d.Summary+". "+d.Detail)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Report) properties(f rules.Finding) string {
	properties := []string{"title=" + escapeProperty("netlint "+f.Rule)}
	if g := f.Range; g.File != "" {
		properties = append(properties, "file="+escapeProperty(rules.Clean(r.relative(g.File))), fmt.Sprintf("line=%d", max(g.Line, 1)))
		if g.EndLine >= g.Line && g.EndLine > 0 {
			properties = append(properties, fmt.Sprintf("endLine=%d", g.EndLine))
		}
		if g.Column > 0 && g.EndLine == g.Line { // columns count within one line only
			properties = append(properties, fmt.Sprintf("col=%d,endColumn=%d", g.Column, max(g.EndColumn, g.Column)))
		}
	}
	return strings.Join(properties, ",")
}

// comment is a finding in a few lines of plain text: what is wrong, at what, and what to change.
func comment(f rules.Finding) string {
	text := rules.Clean(f.Message)
	if at := address(f.Object); at != "" {
		text += "\nAt " + at
		if f.Status != "" {
			text += " (" + string(f.Status) + ")"
		}
		text += "."
	}
	if f.Fix.Text != "" {
		text += "\n" + rules.Clean(f.Fix.Text)
	}
	return text
}

func escapeCommand(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func escapeProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
