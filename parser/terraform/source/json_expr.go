package source

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/parser/nesting"
)

// evalJSON evaluates an expression of the JSON syntax, in which every string is a template. HCL's own
// evaluation would parse the templates out of reach of meterWork.
func (s *scope) evalJSON(expr hcl.Expression) (cty.Value, hcl.Diagnostics) {
	literal, diags := expr.Value(nil) // without a context the strings stay as they are written
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	return s.evalTemplates(literal, expr.Range())
}

// evalTemplates replaces the templates within a value by what they evaluate to.
func (s *scope) evalTemplates(v cty.Value, rng hcl.Range) (cty.Value, hcl.Diagnostics) {
	if !v.IsKnown() || v.IsNull() {
		return v, nil
	}
	switch t := v.Type(); {
	case t == cty.String:
		return s.evalTemplate(v.AsString(), rng)
	case t.IsObjectType():
		values := map[string]cty.Value{}
		for it := v.ElementIterator(); it.Next(); {
			key, elem := it.Element()
			name, diags := s.evalTemplate(key.AsString(), rng)
			if diags.HasErrors() {
				return cty.DynamicVal, diags
			}
			text, ok := stringValue(name)
			if !ok {
				return cty.DynamicVal, nil // an unknown key makes the whole object unknown
			}
			if values[text], diags = s.evalTemplates(elem, rng); diags.HasErrors() {
				return cty.DynamicVal, diags
			}
		}
		return cty.ObjectVal(values), nil
	case t.IsTupleType():
		var elems []cty.Value
		for it := v.ElementIterator(); it.Next(); {
			_, elem := it.Element()
			evaluated, diags := s.evalTemplates(elem, rng)
			if diags.HasErrors() {
				return cty.DynamicVal, diags
			}
			elems = append(elems, evaluated)
		}
		return cty.TupleVal(elems), nil
	default:
		return v, nil
	}
}

func (s *scope) evalTemplate(text string, rng hcl.Range) (cty.Value, hcl.Diagnostics) {
	if !strings.Contains(text, "${") && !strings.Contains(text, "%{") {
		return cty.StringVal(text), nil
	}
	if line := nesting.Template([]byte(text)); line > 0 {
		diagnostic := nesting.Diagnostic(rng.Filename, line)
		diagnostic.Subject = &rng
		return cty.DynamicVal, hcl.Diagnostics{diagnostic}
	}
	// The template begins behind the opening quotation mark.
	start := hcl.Pos{Line: rng.Start.Line, Column: rng.Start.Column + 1, Byte: rng.Start.Byte + 1}
	expr, diags := hclsyntax.ParseTemplate([]byte(text), rng.Filename, start)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	meterWork(expr)
	return s.eval(expr)
}
