package terraform

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
	"github.com/netlint/netlint/parser/terraform/plan"
	"github.com/netlint/netlint/parser/terraform/savedplan"
	"github.com/netlint/netlint/parser/terraform/source"
)

// SavedSources gives what it takes to evaluate the sources in a saved plan as Terraform did. name is the plan's
// file, which places show before the path inside.
func SavedSources(name string, f *savedplan.File) source.Options {
	return source.Options{
		FS: f.Sources, Dir: f.Dir, Values: f.Variables,
		DisplayPath: func(path string) string { return name + "/" + f.Shown(path) },
	}
}

// LoadSaved takes the resources of the evaluated sources of a saved plan, with the identifiers that its prior
// state gives them, and that state as what there is before. An error is a model.Diagnostic about the state.
func LoadSaved(name string, f *savedplan.File, root *source.Root) (*Parsed, error) {
	p := LoadRoot(name, root, attribute.NewDecoder())
	p.Input.Kind = string(plan.KindPlan)
	p.Diagnostics = append(p.Diagnostics, model.Diagnostic{
		Severity: model.SeverityWarning,
		Summary:  "A saved plan is read without its values",
		Detail: "Its sources, variables and prior state are read, and the sources are evaluated. What the providers computed is not: " +
			"values of data sources, and which resources change. Name the output of \"terraform show -json\" with --source and this file for those.",
		Range: model.Range{File: name},
	})
	if len(f.State) == 0 {
		return p, nil
	}
	state, err := LoadFile(name, f.State, Options{RootID: root.ID})
	if err != nil {
		return p, err
	}
	p.before, p.isPlan = state.after, true
	p.Diagnostics = append(p.Diagnostics, state.Diagnostics...)
	p.adopt(state.after)
	return p, nil
}

// adopt gives resources the identifiers that they have already.
func (p *Parsed) adopt(existing []*resource) {
	d := attribute.NewDecoder()
	known := map[string][]string{}
	for _, r := range existing {
		if !r.data {
			known[r.address] = d.Identities(r.attrs)
		}
	}
	for _, r := range p.after {
		r.aliases = append(r.aliases, known[r.address]...)
		r.change = model.Create
		if _, ok := known[r.address]; ok {
			r.change = model.Update // whether there is anything to change is in the plan's values
		}
	}
}
