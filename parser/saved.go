package parser

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform"
	"github.com/netlint/netlint/parser/terraform/savedplan"
	"github.com/netlint/netlint/parser/terraform/source"
)

// saved reads a saved plan: the sources in it, evaluated, and its prior state.
func (l *terraformLoader) saved(in found) (*unit, model.Diagnostics) {
	f, err := savedplan.Open(in.data)
	if err != nil {
		return nil, model.Diagnostics{{
			Severity: model.SeverityError, Summary: "This saved plan cannot be read",
			Detail: fmt.Sprintf(`%v. Turn it into JSON with "terraform show -json %s > plan.json" and name the new file.`, err, filepath.Base(in.path)),
			Range:  model.Range{File: in.path},
		}}
	}
	root, diags := l.evaluateSaved(f, in.path, in.path, l.options.Variables)
	p, err := terraform.LoadSaved(in.path, f, root)
	if err != nil {
		var d model.Diagnostic
		if !errors.As(err, &d) {
			d = model.Diagnostic{Severity: model.SeverityError, Summary: "The prior state cannot be read", Detail: err.Error() + ".", Range: model.Range{File: in.path}}
		}
		diags = append(diags, d)
	}
	return newUnit(p), append(diags, p.Diagnostics...)
}

// evaluateSaved evaluates the sources in a saved plan.
func (l *terraformLoader) evaluateSaved(f *savedplan.File, name, id string, variables map[string]string) (*source.Root, model.Diagnostics) {
	o := terraform.SavedSources(name, f)
	o.ID, o.Vars, o.Shared = id, variables, l.shared
	return source.Load(o)
}

// savedSource gives the saved plan that a path names; nil where it names anything else.
func savedSource(path string) *savedplan.File {
	if !isRegular(path) {
		return nil
	}
	data, err := readBounded(path, maxInputBytes)
	if err != nil || !savedplan.Is(data) {
		return nil
	}
	f, err := savedplan.Open(data)
	if err != nil {
		return nil
	}
	return f
}
