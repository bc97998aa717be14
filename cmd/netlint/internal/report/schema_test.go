package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/rules"
)

// element is what a format allows of an XML element.
type element struct {
	required, optional []string // attributes
	children           []string
	text               bool
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

// TestJUnitKeepsToItsSchema holds reports against the schema of Jenkins' xUnit plugin, by xmllint of libxml2.
// testdata/schema says where it is from.
func TestJUnitKeepsToItsSchema(t *testing.T) {
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("there is no xmllint to check the schema with (libxml2-utils)")
	}
	check := func(document []byte) (string, error) {
		cmd := exec.Command(xmllint, "--noout", "--nonet", "--schema", "testdata/schema/junit-10.xsd", "-")
		cmd.Stdin = bytes.NewReader(document)
		said, err := cmd.CombinedOutput()
		return string(said), err
	}
	broken := sample()
	broken.Failures = []rules.Failure{{Rule: "nat-gateway-cross-az", Err: errors.New("it broke off at <a> & \x00")}}
	for _, r := range []*Report{sample(), empty(), broken, {}} {
		document := render(t, "junit", r, Style{})
		said, err := check(document)
		assert.NoError(t, err, said)
		var out junitReport
		require.NoError(t, xml.Unmarshal(document, &out))
		failed, skipped := 0, 0
		for _, c := range out.Suites[0].Cases {
			if c.Failure != nil {
				failed++
			}
			if c.Skipped != nil {
				skipped++
			}
		}
		assert.Equal(t, len(r.Findings), failed)
		assert.Equal(t, len(r.Suppressed), skipped)
	}
	for document, fault := range map[string]string{
		`<testsuites><testsuite name="x" tests="1" failures="0"/></testsuites>`:                                                    "'errors' is required",
		`<testsuites><testsuite name="x" tests="1" failures="0" errors="0"><testcase name="a" line="3"/></testsuite></testsuites>`: "'line' is not allowed",
		`<testsuites><testcase name="a"/></testsuites>`:                                                                            "This element is not expected",
	} {
		said, err := check([]byte(document))
		assert.Error(t, err)
		assert.Contains(t, said, fault, "the test sees faults")
	}
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

// TestGitLabKeepsToItsSchema holds reports against what GitLab requires of an entry; testdata/schema says where that
// is from. No GitLab has read a report here.
func TestGitLabKeepsToItsSchema(t *testing.T) {
	text, err := os.ReadFile("testdata/schema/gitlab-code-quality.json")
	require.NoError(t, err)
	var schema jsonschema.Schema
	require.NoError(t, json.Unmarshal(text, &schema))
	resolved, err := schema.Resolve(nil)
	require.NoError(t, err)

	r := sample()
	r.Findings = append(r.Findings, r.Findings[0]) // of two with one fingerprint GitLab would show one
	document := render(t, "gitlab", r, Style{})
	assert.Equal(t, byte('['), document[0], "no mark of byte order, and one array")
	var issues []any
	require.NoError(t, json.Unmarshal(document, &issues))
	require.Len(t, issues, 3)
	assert.NoError(t, resolved.Validate(issues))
	seen := map[any]bool{}
	for i, issue := range issues {
		fingerprint := issue.(map[string]any)["fingerprint"]
		assert.False(t, seen[fingerprint], "issue %d has a fingerprint of its own", i)
		seen[fingerprint] = true
	}
	assert.Equal(t, "[]\n", string(render(t, "gitlab", empty(), Style{})))

	for what, spoil := range map[string]func(issue, location map[string]any){
		"a severity of another":   func(issue, _ map[string]any) { issue["severity"] = "error" },
		"no fingerprint":          func(issue, _ map[string]any) { delete(issue, "fingerprint") },
		"a path from the root":    func(_, location map[string]any) { location["path"] = "/main.tf" },
		"a line before the first": func(_, location map[string]any) { location["lines"] = map[string]any{"begin": 0.0} },
	} {
		var issues []any
		require.NoError(t, json.Unmarshal(document, &issues))
		issue := issues[0].(map[string]any)
		spoil(issue, issue["location"].(map[string]any))
		assert.Error(t, resolved.Validate(issues), "the test sees %s", what)
	}
}
