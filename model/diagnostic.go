package model

import "strings"

// Severity says how grave a diagnostic is.
type Severity int

// A diagnostic of SeverityError makes its input unusable, in whole or in the part that it names; one of
// SeverityWarning says that something was not understood and that nothing is claimed of it.
const (
	SeverityWarning Severity = iota
	SeverityError
)

// Diagnostic tells what a front end could not read or understand. Summary is a short phrase; Detail is full
// sentences that name the value and say what to do. Diagnostics go to people, next to the findings; they
// never become findings.
type Diagnostic struct {
	Severity Severity
	Summary  string
	Detail   string
	Range    Range
	Address  string // Terraform address or logical id, where the place belongs to one
}

// Error gives the diagnostic in one line: place, summary, detail.
func (d Diagnostic) Error() string {
	var b strings.Builder
	if !d.Range.IsZero() {
		b.WriteString(d.Range.String())
		b.WriteString(": ")
	}
	b.WriteString(d.Summary)
	if d.Detail != "" {
		b.WriteString("; ")
		b.WriteString(d.Detail)
	}
	return b.String()
}

// Diagnostics is what a front end has to say beside its result. Results and diagnostics come together: a
// part that cannot be read never hides the rest.
type Diagnostics []Diagnostic

// HasErrors reports whether any diagnostic is an error.
func (ds Diagnostics) HasErrors() bool {
	for _, d := range ds {
		if d.Severity == SeverityError {
			return true
		}
	}
	return false
}
