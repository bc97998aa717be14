package source

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/nesting"
)

// input is a value for a variable of the root module: an expression of a file, or the text of the command
// line or environment, whose meaning depends on the variable's type.
type input struct {
	expr   hcl.Expression
	value  cty.Value // of a value that is read already; else cty.NilVal
	text   string
	source string // where the text comes from, for messages
}

// declaration is what a variable block says of its values.
type declaration struct {
	typ      cty.Type
	defaults *typeexpr.Defaults
	nullable bool
	literal  bool // text is taken as it is, not as an expression
}

// declaration reads a variable block.
func (m *module) declaration(c *content) (declaration, hcl.Diagnostics) {
	d := declaration{typ: cty.DynamicPseudoType, nullable: true, literal: true}
	if expr := c.argument("nullable"); expr != nil {
		if v, diags := expr.Value(nil); !diags.HasErrors() && v.Type() == cty.Bool && v.IsKnown() && !v.IsNull() {
			d.nullable = v.True()
		}
	}
	expr := c.argument("type")
	if expr == nil {
		return d, nil
	}
	if old, ok := oldTypes[literalString(expr)]; ok {
		d.typ, d.literal = old, old.IsPrimitiveType()
		return d, nil
	}
	typ, defaults, diags := typeexpr.TypeConstraintWithDefaults(expr)
	if diags.HasErrors() {
		return d, diags
	}
	d.typ, d.defaults, d.literal = typ, defaults, typ.IsPrimitiveType()
	return d, nil
}

// oldTypes are the quoted types of Terraform before 0.12.
var oldTypes = map[string]cty.Type{
	"string": cty.String, "list": cty.List(cty.DynamicPseudoType), "map": cty.Map(cty.DynamicPseudoType),
}

// readInputs collects the values for the root module's variables in Terraform's order: the environment,
// terraform.tfvars, *.auto.tfvars, then the files and values of the call.
func (e *evaluator) readInputs(cfg *config) {
	e.inputs = map[string]input{}
	for key, value := range e.opts.Env {
		if name, ok := strings.CutPrefix(key, "TF_VAR_"); ok {
			e.inputs[name] = input{text: value, source: key}
		}
	}
	for _, name := range e.tfvarsFiles() {
		e.readVarFile(path.Join(e.dir, name))
	}
	for _, name := range e.opts.VarFiles {
		e.readVarFile(path.Clean(name))
	}
	for name, value := range e.opts.Values {
		e.inputs[name] = input{value: value}
	}
	for name, value := range e.opts.Vars {
		if cfg.variables[name] == nil {
			e.report(model.SeverityWarning, "A value for a variable that does not exist",
				fmt.Sprintf("--var sets %q, but %s declares no such variable. Correct the name or leave it out.", name, e.displayPath(e.dir)), model.Range{}, "")
		}
		e.inputs[name] = input{text: value, source: "--var " + name}
	}
}

// tfvarsFiles gives the variable files that Terraform loads by itself, in its order.
func (e *evaluator) tfvarsFiles() []string {
	entries, err := fs.ReadDir(e.fsys, e.dir)
	if err != nil {
		return nil
	}
	var fixed, auto []string
	for _, entry := range entries {
		switch name := entry.Name(); {
		case entry.IsDir():
		case name == "terraform.tfvars", name == "terraform.tfvars.json":
			fixed = append(fixed, name)
		case strings.HasSuffix(name, ".auto.tfvars"), strings.HasSuffix(name, ".auto.tfvars.json"):
			auto = append(auto, name)
		}
	}
	slices.Sort(fixed)
	slices.Sort(auto)
	return slices.Concat(fixed, auto)
}

func (e *evaluator) readVarFile(name string) {
	file := e.parse(name)
	e.addFiles([]parsed{file})
	if file.body == nil {
		return
	}
	attrs, diags := file.body.JustAttributes()
	e.addHCL(diags)
	for name, attr := range attrs {
		e.inputs[name] = input{expr: attr.Expr}
	}
}

// inputValue gives the value that the inputs set a variable of the root module to.
func (e *evaluator) inputValue(name string, decl declaration) (cty.Value, bool) {
	in, ok := e.inputs[name]
	if !ok {
		return cty.NilVal, false
	}
	if in.value != cty.NilVal {
		return in.value, true
	}
	expr := in.expr
	if expr == nil {
		if decl.literal {
			return cty.StringVal(in.text), true
		}
		source := "<" + in.source + ">"
		if line := nesting.Config([]byte(in.text)); line > 0 {
			e.addHCL(hcl.Diagnostics{nesting.Diagnostic(source, line)})
			return cty.DynamicVal, true
		}
		parsed, diags := hclsyntax.ParseExpression([]byte(in.text), source, hcl.InitialPos)
		if diags.HasErrors() {
			e.addHCL(diags)
			return cty.DynamicVal, true
		}
		expr = parsed
	}
	v, diags := expr.Value(nil)
	if diags.HasErrors() {
		e.addEvaluation(diags, "var."+name)
		return cty.DynamicVal, true
	}
	return v, true
}
