package report

import (
	"fmt"
	"io"

	"github.com/netlint/netlint/rules"
)

// gitLabIssue is an entry of GitLab's code quality report.
type gitLabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"` // info, minor, major, critical or blocker
	Location    gitLabLocation `json:"location"`
}

type gitLabLocation struct {
	Path  string      `json:"path"`
	Lines gitLabLines `json:"lines"`
}

type gitLabLines struct {
	Begin int `json:"begin"`
}

// writeGitLab writes a code quality report, which GitLab compares with that of the target branch.
func writeGitLab(w io.Writer, r *Report) error {
	issues := make([]gitLabIssue, 0, len(r.Findings))
	seen := map[string]int{} // GitLab drops all but one of those with the same fingerprint
	for _, f := range r.Findings {
		severity := "info"
		switch f.Severity {
		case rules.Error:
			severity = "critical"
		case rules.Warning:
			severity = "major"
		}
		path := "."
		if f.Range.File != "" {
			path = rules.Clean(r.relative(f.Range.File))
		}
		fingerprint := f.Fingerprint()
		if seen[fingerprint]++; seen[fingerprint] > 1 {
			fingerprint += fmt.Sprintf("-%d", seen[fingerprint])
		}
		issues = append(issues, gitLabIssue{
			Description: comment(f), CheckName: f.Rule, Fingerprint: fingerprint, Severity: severity,
			Location: gitLabLocation{Path: path, Lines: gitLabLines{Begin: max(f.Range.Line, 1)}},
		})
	}
	return encode(w, issues)
}
