package report

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// GitHub's limits on what code scanning takes, as its documentation of SARIF support has them
// (docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning).
const (
	sarifResults = 25_000
	sarifBytes   = 10 << 20 // of the file, compressed
)

// many is a report of more findings than GitHub takes, warnings first and errors behind them.
func many(n int) *Report {
	r := sample()
	one := r.Findings[0]
	path := *one.Path
	for i := range 3 {
		hop := path.Forward[0]
		hop.Object = &model.Object{Address: fmt.Sprintf("aws_route_table.hop_%d", i), Type: "aws_route_table"}
		path.Forward = append(path.Forward, hop)
	}
	one.Path = &path
	r.Findings, r.Suppressed = nil, nil
	for i := range n {
		f := one
		o := *one.Object
		o.Address = fmt.Sprintf("module.net[%d].aws_route_table.store", i)
		f.Object, f.Status, f.Severity = &o, "", rules.Warning
		f.Message = fmt.Sprintf("%s has no route for 10.%d.%d.0/24.", o.Address, i/250%250, i%250)
		if i >= n-min(100, n/3) {
			f.Severity = rules.Error
		}
		r.Findings = append(r.Findings, f)
	}
	return r
}

// TestFindingsInOneLongLine reports findings in JSON without line breaks, which is not looked through for each.
func TestFindingsInOneLongLine(t *testing.T) {
	r := many(3_000)
	for i := range r.Findings {
		r.Findings[i].Object.Range, r.Findings[i].Range = model.Range{}, model.Range{File: "a.json", Line: 1, Column: i + 1}
	}
	source := bytes.Repeat([]byte("x"), 20<<20)
	r.Source = func(string) ([]byte, error) { return source, nil }
	start := time.Now()
	text := string(render(t, "text", r, Style{}))
	assert.Less(t, time.Since(start), 20*time.Second)
	assert.Contains(t, text, "module.net[2999].aws_route_table.store")
	assert.NotContains(t, text, "xxxx", "nothing is shown of so long a line")
}

func TestThirtyThousandFindings(t *testing.T) {
	const n = 30_000
	r := many(n)
	document := render(t, "sarif", r, Style{})
	var log struct {
		Runs []struct {
			Results     []struct{ Level string }
			Invocations []struct {
				ToolExecutionNotifications []struct{ Message struct{ Text string } }
			}
		}
	}
	require.NoError(t, json.Unmarshal(document, &log))
	require.Len(t, log.Runs[0].Results, sarifResults)
	grave := 0
	for _, result := range log.Runs[0].Results {
		if result.Level == "error" {
			grave++
		}
	}
	assert.Equal(t, 100, grave, "the gravest are kept")
	said, err := json.Marshal(log.Runs[0].Invocations)
	require.NoError(t, err)
	assert.Contains(t, string(said), "5000 results are left out")
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err = z.Write(document)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	assert.Less(t, packed.Len(), sarifBytes)

	assert.Less(t, utf8.RuneCount(render(t, "markdown", r, Style{})), commentLimit)
	annotations := string(render(t, "github", r, Style{}))
	assert.Equal(t, n, strings.Count(annotations, "::error ")+strings.Count(annotations, "::warning title"), "the log has all of them")
	assert.True(t, strings.HasPrefix(annotations, "::error "), "GitHub shows the first ten of a severity")

	all := string(render(t, "sarif", many(100), Style{}))
	assert.NotContains(t, all, "left out")
}

func TestACommentFoldsWhatWasThereBefore(t *testing.T) {
	r := many(3)
	r.Findings[0].Status, r.Findings[1].Status, r.Findings[2].Status = rules.Existing, rules.New, rules.Existing
	r.Hidden.Baseline = 40
	text := string(render(t, "markdown", r, Style{}))
	assert.Contains(t, text, "### netlint: 1 error, 2 warnings, 1 new\n")
	brought, before, folded := strings.Cut(text, "<details><summary>2 findings were there before this change</summary>")
	require.True(t, folded)
	assert.Contains(t, brought, "net[1]")
	assert.NotContains(t, brought, "net[0]")
	assert.Contains(t, before, "net[0]")
	assert.Contains(t, before, "net[2]")
	assert.Contains(t, text, "<sub>Left out: 40 known from the baseline.</sub>")
	assert.Equal(t, strings.Count(text, "<details>"), strings.Count(text, "</details>"))

	r.Findings = r.Findings[:1]
	text = string(render(t, "markdown", r, Style{}))
	assert.Contains(t, text, "### netlint: 1 warning, none new\n")
	assert.Contains(t, text, "<summary>1 finding was there before this change</summary>")
}
