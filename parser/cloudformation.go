package parser

import (
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/cloudformation"
	"github.com/netlint/netlint/parser/cloudformation/template"
)

// loadTemplates reads all templates of a call as one set, so that exports and nested stacks link across them.
func loadTemplates(inputs []found, o Options) (*unit, model.Diagnostics) {
	var files []template.File
	var paths []string
	for _, in := range inputs {
		if in.content == contentTemplate {
			files = append(files, template.File{Path: in.path, Data: in.data})
			paths = append(paths, in.path)
		}
	}
	if len(files) == 0 {
		return nil, nil
	}
	set, diags := cloudformation.Load(files, template.Options{Parameters: o.Parameters, ReadFile: o.readBelow(paths)})
	broken := map[string]bool{}
	for _, d := range diags {
		if d.Severity == model.SeverityError {
			broken[d.Range.File] = true
		}
	}
	u := &unit{scenarios: set.Scenarios(), after: set.Build}
	for _, f := range files {
		if broken[f.Path] {
			continue
		}
		u.inputs = append(u.inputs, Input{Input: &model.Input{Path: f.Path, Kind: "cloudformation", Dialect: model.CloudFormation}, Resources: countLater})
	}
	if set.Truncated() {
		diags = append(diags, model.Diagnostic{
			Summary: "There are more outcomes of the templates' conditions than were looked at",
			Detail:  "A finding may not hold in all of them, and another may hold in one that was not looked at. Give values for the parameters that the conditions hang on (--parameter NAME=VALUE).",
		})
	}
	return u, diags
}
