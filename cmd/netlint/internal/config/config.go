// Package config reads .netlint.hcl: which rules run and how grave they are, what is known of the network
// beside the code, what is ignored, and what a team asserts.
package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclparse"

	"github.com/netlint/netlint/cmd/netlint/internal/regular"
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/nesting"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/catalog"
)

// FileName is the name of a configuration file.
const FileName = ".netlint.hcl"

// Config is the configuration of a run, merged from all files that apply to it.
type Config struct {
	Files      []string // that it was read from, the farthest first
	FailOn     string   // "error", "warning", "info", "never"; empty where no file says
	Confidence rules.Confidence
	// Baseline is a file of known findings, by its path as the run can open it.
	Baseline string
	Options  rules.Options
	// Rules are the statements about rules; where two speak of one rule, the later goes before.
	Rules []Rule
	// Ignores are suppressions by address.
	Ignores []*rules.Suppression
	// Origins says where each attribute's value comes from, by the attribute's name.
	Origins map[string]model.Range
}

// Rule is what the configuration says of the rules that a selector means.
type Rule struct {
	Selector  string
	Enabled   *bool          // nil where nothing is said
	Severity  rules.Severity // empty where nothing is said
	Mandatory *bool
	Range     model.Range
}

// Find reads the configuration that applies in a directory: the files named FileName in it and in the
// directories above, up to the repository's root, or in the directory alone where it is in no repository.
// What is nearer goes before. Through a symbolic link the directory is that which it leads to, as for git.
func Find(dir string) (*Config, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, err
	}
	var dirs []string
	for up := dir; ; up = filepath.Dir(up) {
		dirs = append(dirs, up)
		if _, err := os.Stat(filepath.Join(up, ".git")); err == nil {
			break
		}
		if up == filepath.Dir(up) {
			dirs = []string{dir}
			break
		}
	}
	var files []string
	for _, d := range slices.Backward(dirs) {
		name := filepath.Join(d, FileName)
		if _, err := os.Stat(name); err == nil {
			files = append(files, name)
		}
	}
	return read(files, func(name string) string { return near(dir, name) })
}

// near gives a path relative to a directory.
func near(dir, path string) string {
	if rel, err := filepath.Rel(dir, path); err == nil {
		return rel
	}
	return path
}

// Read reads files and merges them; later ones go before.
func Read(files ...string) (*Config, error) {
	return read(files, func(name string) string { return name })
}

// read reads files, which people see under the names that shown gives them.
func read(files []string, shown func(string) string) (*Config, error) {
	c := &Config{Origins: map[string]model.Range{}}
	for _, file := range files {
		name := shown(file)
		data, err := regular.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("the configuration cannot be read: %w", err)
		}
		if diags := c.add(name, filepath.Dir(file), data); diags.HasErrors() {
			return nil, describe(diags)
		}
		c.Files = append(c.Files, name)
	}
	return c, nil
}

// describe makes an error of diagnostics, one line each.
func describe(diags hcl.Diagnostics) error {
	var errs []error
	for _, d := range diags {
		at := ""
		if d.Subject != nil {
			at = fmt.Sprintf("%s:%d:%d: ", filepath.ToSlash(d.Subject.Filename), d.Subject.Start.Line, d.Subject.Start.Column)
		}
		errs = append(errs, fmt.Errorf("%s%s; %s", at, d.Summary, d.Detail))
	}
	return errors.Join(errs...)
}

// add puts a file over what was read before. Paths in it start from dir.
func (c *Config) add(name, dir string, data []byte) hcl.Diagnostics {
	if line := nesting.Config(data); line > 0 {
		return hcl.Diagnostics{nesting.Diagnostic(name, line)}
	}
	parsed, diags := hclparse.NewParser().ParseHCL(data, name)
	if diags.HasErrors() {
		return diags
	}
	var f file
	if diags = append(diags, gohcl.DecodeBody(parsed.Body, nil, &f)...); diags.HasErrors() {
		return diags
	}
	check := &checker{}
	c.settings(f, dir, check)
	for _, b := range f.Rules {
		c.Rules = append(c.Rules, check.rule(b))
	}
	for _, b := range f.Ignores {
		c.Ignores = append(c.Ignores, check.ignore(b))
	}
	for _, b := range f.Asserts {
		a := check.assertion(b)
		c.Options.Assertions = slices.DeleteFunc(c.Options.Assertions, func(o rules.Assertion) bool { return o.Name == a.Name })
		c.Options.Assertions = append(c.Options.Assertions, a)
	}
	return append(diags, check.diags...)
}

// settings takes the attributes.
func (c *Config) settings(f file, dir string, check *checker) {
	take := func(attribute string, set bool, at hcl.Range, assign func()) {
		if set {
			c.Origins[attribute] = place(at)
			assign()
		}
	}
	take("fail_on", f.FailOn != nil, f.FailOnRange, func() {
		c.FailOn = *f.FailOn
		check.oneOf("fail_on", c.FailOn, f.FailOnRange, FailOnValues...)
	})
	take("confidence", f.Confidence != nil, f.ConfidenceRange, func() {
		c.Confidence = rules.Confidence(*f.Confidence)
		check.oneOf("confidence", *f.Confidence, f.ConfidenceRange, string(rules.Definite), string(rules.Possible))
	})
	take("baseline", f.Baseline != nil, f.BaselineRange, func() {
		if c.Baseline = *f.Baseline; !filepath.IsAbs(c.Baseline) {
			c.Baseline = filepath.Join(dir, c.Baseline)
		}
	})
	take("on_premises", f.OnPremises != nil, f.OnPremisesRange, func() {
		c.Options.OnPremises = f.OnPremises
		check.prefixes("on_premises", f.OnPremises, f.OnPremisesRange)
	})
	take("client_ports", f.ClientPorts != nil, f.ClientPortsRange, func() {
		c.Options.ClientPorts = *f.ClientPorts
		check.portRange("client_ports", *f.ClientPorts, f.ClientPortsRange)
	})
	take("admin_ports", f.AdminPorts != nil, f.AdminPortsRange, func() {
		c.Options.AdminPorts = f.AdminPorts
		for _, p := range f.AdminPorts {
			check.port("admin_ports", p, f.AdminPortsRange)
		}
	})
	take("quotas", f.Quotas != nil, f.QuotasRange, func() {
		c.Options.Quotas = f.Quotas
		check.quotas(f.Quotas, f.QuotasRange)
	})
}

// FailOnValues are the values of fail_on and --fail-on, the strictest last but for "never".
var FailOnValues = []string{"error", "warning", "info", "never"}

// place turns a place of HCL into one of ours.
func place(r hcl.Range) model.Range {
	return model.Range{
		File: filepath.ToSlash(r.Filename), Line: r.Start.Line, Column: r.Start.Column, EndLine: r.End.Line, EndColumn: r.End.Column,
	}
}

// Enabled reports whether the configuration switches a rule on or off, and whether it says anything of it.
func (c *Config) Enabled(id string) (on, said bool) {
	for _, r := range slices.Backward(c.Rules) {
		if r.Enabled != nil && catalog.Match(r.Selector, id) {
			return *r.Enabled, true
		}
	}
	return false, false
}

// Severity gives the severity that the configuration gives a rule, or an empty one.
func (c *Config) Severity(id string) rules.Severity {
	for _, r := range slices.Backward(c.Rules) {
		if r.Severity != "" && catalog.Match(r.Selector, id) {
			return r.Severity
		}
	}
	return ""
}

// Mandatory reports whether the configuration forbids to suppress a rule. Once a file says so, no nearer one
// takes it back: it would be no ban.
func (c *Config) Mandatory(id string) bool {
	return slices.ContainsFunc(c.Rules, func(r Rule) bool {
		return r.Mandatory != nil && *r.Mandatory && catalog.Match(r.Selector, id)
	})
}
