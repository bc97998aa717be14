// Package report writes what a run of netlint found, in the formats that people and tools read: one file for
// each format. A format only writes; what is shown and what counts was decided before.
package report

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// Input is one input that was linted.
type Input struct {
	Path      string `json:"path"`
	Kind      string `json:"kind"`
	Resources int    `json:"resources"` // managed resources, of whatever type
	// Links says what of a plan's links could be told.
	Links model.PlanLinks `json:"-"`
}

// Report is what one run has to say.
type Report struct {
	Version string
	Inputs  []Input
	// Findings are those that are shown, in order; Suppressed those that a suppression covers.
	Findings, Suppressed []rules.Finding
	// Hidden counts findings that were left out: possible ones that nobody asked for, those that the
	// baseline knows, and those that are not new.
	Hidden Hidden
	// Diagnostics is what could not be read or understood, and Failures the rules that broke off.
	Diagnostics model.Diagnostics
	Failures    []rules.Failure
	// Unsupported are resources of network types that netlint does not know.
	Unsupported []model.Unsupported
	// Rules are the rules that ran.
	Rules []*rules.Rule
	// Network is what is drawn where a format draws; nil draws nothing.
	Network *model.Network
	// Source reads a file that ranges name, for excerpts; nil means the file system.
	Source func(file string) ([]byte, error)
	// Dir is the directory that relative paths start from.
	Dir string
}

// Hidden counts what is left out of a report.
type Hidden struct{ Possible, Baseline, Existing int }

// Style says how text is laid out.
type Style struct {
	Color   bool
	Verbose bool // every diagnostic, with its detail
	Quiet   bool // nothing but findings and errors
}

// Summary counts the findings that are shown, possible ones apart.
type Summary struct {
	Error      int `json:"error"`
	Warning    int `json:"warning"`
	Info       int `json:"info"`
	Possible   int `json:"possible"`
	Suppressed int `json:"suppressed"`
}

// Summary counts the report's findings.
func (r *Report) Summary() Summary {
	s := Summary{Suppressed: len(r.Suppressed)}
	for _, f := range r.Findings {
		switch {
		case f.Confidence == rules.Possible:
			s.Possible++
		case f.Severity == rules.Error:
			s.Error++
		case f.Severity == rules.Warning:
			s.Warning++
		default:
			s.Info++
		}
	}
	return s
}

// writers are the formats. Text needs a style; the others have one form.
var writers = map[string]func(io.Writer, *Report, Style) error{
	"text":       writeText,
	"json":       plainWriter(writeJSON),
	"sarif":      plainWriter(writeSARIF),
	"junit":      plainWriter(writeJUnit),
	"github":     plainWriter(writeGitHub),
	"gitlab":     plainWriter(writeGitLab),
	"checkstyle": plainWriter(writeCheckstyle),
	"markdown":   plainWriter(writeMarkdown),
	"html":       plainWriter(writeHTML),
}

func plainWriter(write func(io.Writer, *Report) error) func(io.Writer, *Report, Style) error {
	return func(w io.Writer, r *Report, _ Style) error { return write(w, r) }
}

// Formats lists the names of the formats, sorted.
func Formats() []string {
	names := make([]string, 0, len(writers))
	for name := range writers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Write writes the report in a format.
func Write(w io.Writer, format string, r *Report, style Style) error {
	write, ok := writers[format]
	if !ok {
		return fmt.Errorf("%q is no output format; netlint writes %s", format, strings.Join(Formats(), ", "))
	}
	return write(w, r, style)
}

// rule gives the rule of a finding; a rule that is not among those that ran has only its id.
func (r *Report) rule(id string) *rules.Rule {
	for _, rule := range r.Rules {
		if rule.ID == id {
			return rule
		}
	}
	return &rules.Rule{ID: id, Severity: rules.Warning}
}

// source gives the content of a file, or nil where it cannot be had.
func (r *Report) source(file string) []byte {
	read := r.Source
	if read == nil {
		read = os.ReadFile
	}
	data, err := read(file)
	if err != nil {
		return nil
	}
	return data
}

// relative gives a path relative to the report's directory, with forward slashes, where it lies below.
func (r *Report) relative(file string) string {
	if filepath.IsAbs(file) && r.Dir != "" {
		if rel, err := filepath.Rel(r.Dir, file); err == nil && filepath.IsLocal(rel) {
			file = rel
		}
	}
	return filepath.ToSlash(filepath.Clean(file))
}

// inputs are the inputs as they are shown.
func (r *Report) inputs() []Input {
	out := make([]Input, 0, len(r.Inputs))
	for _, in := range r.Inputs {
		in.Path, in.Kind = rules.Clean(in.Path), rules.Clean(in.Kind)
		out = append(out, in)
	}
	return out
}

// cleaned gives texts as they are shown.
func cleaned(texts []string) []string {
	var out []string
	for _, text := range texts {
		out = append(out, rules.Clean(text))
	}
	return out
}

// address names the object of a finding.
func address(o *model.Object) string {
	if o == nil {
		return ""
	}
	return rules.Clean(o.Address)
}

// dialect gives the language in which a finding's fix is to be written.
func dialect(f rules.Finding) model.Dialect {
	if f.Object != nil && f.Object.Input != nil {
		return f.Object.Input.Dialect
	}
	return model.Terraform
}

// docURL is where a rule is documented.
func docURL(id string) string {
	return "https://github.com/netlint/netlint/blob/main/rules/README.md#" + id
}
