package report

import (
	"encoding/xml"
	"fmt"
	"io"

	"github.com/netlint/netlint/rules"
)

// encodeXML writes a document with its declaration.
func encodeXML(w io.Writer, v any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type checkstyleReport struct {
	XMLName xml.Name         `xml:"checkstyle"`
	Version string           `xml:"version,attr"`
	Files   []checkstyleFile `xml:"file"`
}

type checkstyleFile struct {
	Name   string            `xml:"name,attr"`
	Errors []checkstyleError `xml:"error"`
}

type checkstyleError struct {
	Line     int    `xml:"line,attr"`
	Column   int    `xml:"column,attr,omitempty"`
	Severity string `xml:"severity,attr"`
	Message  string `xml:"message,attr"`
	Source   string `xml:"source,attr"`
}

// writeCheckstyle writes the findings by file in the form of Checkstyle, which many services read.
func writeCheckstyle(w io.Writer, r *Report) error {
	out := checkstyleReport{Version: "10.0"}
	for _, f := range r.Findings { // in order of their files
		name := rules.Clean(r.relative(f.Range.File))
		if n := len(out.Files); n == 0 || out.Files[n-1].Name != name {
			out.Files = append(out.Files, checkstyleFile{Name: name})
		}
		file := &out.Files[len(out.Files)-1]
		file.Errors = append(file.Errors, checkstyleError{
			Line: max(f.Range.Line, 1), Column: f.Range.Column, Severity: string(f.Severity), Message: comment(f), Source: "netlint." + f.Rule,
		})
	}
	return encodeXML(w, out)
}

type junitReport struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	ClassName string        `xml:"classname,attr"`
	Failure   *junitFailure `xml:"failure,omitempty"`
	Error     *junitFailure `xml:"error,omitempty"`
	Skipped   *junitSkipped `xml:"skipped,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr,omitempty"`
}

// placed is a finding as text, with its place in front: the schema of the format knows no attribute for it, and
// readers that hold reports against the schema refuse one that has more.
func (r *Report) placed(f rules.Finding) string {
	if place := r.placeText(f.Range); place != "" {
		return place + "\n" + comment(f)
	}
	return comment(f)
}

// writeJUnit writes one suite: a failed case for each finding, a skipped one for each that is suppressed, an
// erroneous one for each input or rule that broke off, and a passed one for each rule that found nothing.
func writeJUnit(w io.Writer, r *Report) error {
	s := junitSuite{Name: "netlint"}
	found := map[string]bool{}
	add := func(f rules.Finding) *junitCase {
		found[f.Rule] = true
		s.Cases = append(s.Cases, junitCase{Name: address(f.Object), ClassName: f.Rule})
		return &s.Cases[len(s.Cases)-1]
	}
	for _, f := range r.Findings {
		add(f).Failure = &junitFailure{Message: rules.Clean(f.Message), Type: string(f.Severity), Text: r.placed(f)}
		s.Failures++
	}
	for _, f := range r.Suppressed {
		add(f).Skipped = &junitSkipped{Message: rules.Clean(f.Suppressed.Reason)}
		s.Skipped++
	}
	fail := func(name, class, message string) {
		s.Cases = append(s.Cases, junitCase{Name: name, ClassName: class, Error: &junitFailure{Message: message, Type: "error", Text: message}})
		s.Errors++
	}
	for _, d := range r.Diagnostics {
		if severityName(d.Severity) == "error" {
			fail(rules.Clean(r.relative(d.Range.File)), "input", rules.Clean(fmt.Sprintf("%s. %s", d.Summary, d.Detail)))
		}
	}
	for _, f := range r.Failures {
		found[f.Rule] = true
		fail(f.Rule, f.Rule, rules.Clean(f.Err.Error()))
	}
	for _, rule := range r.Rules {
		if !found[rule.ID] {
			s.Cases = append(s.Cases, junitCase{Name: rule.ID, ClassName: rule.ID})
		}
	}
	s.Tests = len(s.Cases)
	return encodeXML(w, junitReport{Name: "netlint", Tests: s.Tests, Failures: s.Failures, Errors: s.Errors, Suites: []junitSuite{s}})
}
