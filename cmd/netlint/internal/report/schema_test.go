package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// element is what a format allows of an XML element.
type element struct {
	required, optional []string // attributes
	children           []string
	text               bool
}

// junit is the part of the format that netlint writes, as the schema junit-10.xsd of Jenkins' xUnit plugin has
// it (https://github.com/jenkinsci/xunit-plugin). Of the order of elements it asks nothing that is not here.
var junit = map[string]element{
	"testsuites": {optional: []string{"name", "time", "tests", "failures", "errors"}, children: []string{"testsuite"}},
	"testsuite": {
		required: []string{"name", "tests", "failures", "errors"},
		optional: []string{"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"},
		children: []string{"testsuite", "properties", "testcase", "system-out", "system-err"},
	},
	"testcase": {
		required: []string{"name"}, optional: []string{"time", "classname", "group"},
		children: []string{"skipped", "error", "failure", "system-out", "system-err"},
	},
	"failure": {optional: []string{"type", "message"}, text: true},
	"error":   {optional: []string{"type", "message"}, text: true},
	"skipped": {optional: []string{"type", "message"}, text: true},
}

// checkstyle is what Checkstyle's own XMLLogger writes. Nobody publishes a schema of it: this is all that it is
// held against.
var checkstyle = map[string]element{
	"checkstyle": {required: []string{"version"}, children: []string{"file"}},
	"file":       {required: []string{"name"}, children: []string{"error"}},
	"error":      {required: []string{"line", "severity", "message", "source"}, optional: []string{"column"}},
}

// faults says where a document does not keep to a grammar, and counts its elements.
func faults(t *testing.T, document []byte, root string, grammar map[string]element) (said []string, count map[string]int) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(document))
	var open []string
	count = map[string]int{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return said, count
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			count[name]++
			allowed := []string{root}
			if len(open) > 0 {
				allowed = grammar[open[len(open)-1]].children
			}
			if !slices.Contains(allowed, name) {
				said = append(said, name+" stands where it is not allowed")
			}
			e := grammar[name]
			has := map[string]bool{}
			for _, a := range token.Attr {
				has[a.Name.Local] = true
				if !slices.Contains(e.required, a.Name.Local) && !slices.Contains(e.optional, a.Name.Local) {
					said = append(said, name+" has "+a.Name.Local)
				}
			}
			for _, a := range e.required {
				if !has[a] {
					said = append(said, name+" lacks "+a)
				}
			}
			open = append(open, name)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(bytes.TrimSpace(token)) > 0 && !grammar[open[len(open)-1]].text {
				said = append(said, open[len(open)-1]+" has text")
			}
		}
	}
}

func TestJUnitKeepsToItsSchema(t *testing.T) {
	for _, r := range []*Report{sample(), empty(), {}} {
		said, count := faults(t, render(t, "junit", r, Style{}), "testsuites", junit)
		assert.Empty(t, said)
		assert.Equal(t, len(r.Findings), count["failure"])
		assert.Equal(t, len(r.Suppressed), count["skipped"])
	}
	said, _ := faults(t, []byte(`<testsuites><testsuite name="x" tests="1" failures="0"><testcase name="a" line="3"/>b</testsuite></testsuites>`), "testsuites", junit)
	assert.Equal(t, []string{"testsuite lacks errors", "testcase has line", "testsuite has text"}, said, "the test sees faults")
}

func TestCheckstyleKeepsToItsForm(t *testing.T) {
	for _, r := range []*Report{sample(), empty()} {
		document := render(t, "checkstyle", r, Style{})
		said, count := faults(t, document, "checkstyle", checkstyle)
		assert.Empty(t, said)
		assert.Equal(t, len(r.Findings), count["error"])
		var out checkstyleReport
		require.NoError(t, xml.Unmarshal(document, &out))
		for _, file := range out.Files {
			for _, e := range file.Errors {
				assert.Contains(t, []string{"ignore", "info", "warning", "error"}, e.Severity)
				assert.Positive(t, e.Line)
			}
		}
	}
}

// TestGitLabHasWhatItsReaderAsksFor looks for the fields that GitLab's documentation of code quality reports
// (docs.gitlab.com/ci/testing/code_quality, "Code Quality report format") requires. GitLab publishes no schema of
// it, and no GitLab has read the report here.
func TestGitLabHasWhatItsReaderAsksFor(t *testing.T) {
	r := sample()
	r.Findings = append(r.Findings, r.Findings[0]) // of two with one fingerprint GitLab would show one
	document := render(t, "gitlab", r, Style{})
	assert.Equal(t, byte('['), document[0], "no mark of byte order, and one array")
	var issues []map[string]any
	require.NoError(t, json.Unmarshal(document, &issues))
	require.Len(t, issues, 3)
	seen := map[any]bool{}
	for i, issue := range issues {
		for _, field := range []string{"description", "check_name", "fingerprint"} {
			assert.NotEmpty(t, issue[field], field)
		}
		assert.Contains(t, []string{"info", "minor", "major", "critical", "blocker"}, issue["severity"])
		location := issue["location"].(map[string]any)
		assert.NotEmpty(t, location["path"])
		assert.NotContains(t, location["path"], "./", "a path of the repository")
		assert.GreaterOrEqual(t, location["lines"].(map[string]any)["begin"], 1.0)
		assert.False(t, seen[issue["fingerprint"]], "issue "+strconv.Itoa(i)+" has a fingerprint of its own")
		seen[issue["fingerprint"]] = true
	}
	assert.Equal(t, "[]\n", string(render(t, "gitlab", empty(), Style{})))
}
