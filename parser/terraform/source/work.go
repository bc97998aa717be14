package source

import (
	"fmt"
	"reflect"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/netlint/netlint/model"
)

// HCL cannot be interrupted: a few nested for expressions over a thousand elements each would run for years, and a
// splat over all instances of a resource, written in each instance of another, costs the product of both. So
// that what can take long counts its steps while it runs, and gives up where they are used up.

// A step is what cty and HCL do with one element of a list, which takes less than 1 µs.
const (
	stepsOfTurn   = 20 // for one turn of a for expression, with the scope and the value that it makes
	stepsOfSplat  = 2  // for one element of a splat
	stepsOfKey    = 3  // for one element of a map or object, which is gone through in the order of the keys
	stepsOfMember = 8  // for one element of a set, see members
	stepsOfNumber = 8  // for a number that is written as a text
	stepsOfValue  = 3  // for one element of a value that is kept
	stepsOfError  = 10 // for one of the errors of an evaluation
	stepsOfOpen   = 50 // for a file
	charsOfStep   = 64 // of a text that is copied
	charsOfParse  = 4  // of a template that is parsed
	sizeOfStep    = 16 // of what a function makes, see resultSizes
)

// costly are the functions that do more with an element or a character of what they are given than look at it, and how
// many times as much.
var costly = map[string]int{
	"contains": 3, "index": 3, "sort": 6, "distinct": 6, "matchkeys": 6, "tolist": 4, "tomap": 4, "zipmap": 4, "transpose": 24,
	"setproduct": 8,
	"join":       8, "format": 8, "formatlist": 8, "title": 4, "strrev": 16, "substr": 16, "regex": 16, "regexall": 16, "replace": 16,
	"jsonencode": 8, "yamlencode": 16, "jsondecode": 64, "csvdecode": 64, "yamldecode": 128, "base64gzip": 16,
}

// makesSet are the functions that make a set of what they are given.
var makesSet = map[string]bool{"toset": true, "setunion": true, "setintersection": true, "setsubtract": true}

// takesExpressions are the functions that do nothing with the values of their arguments, and the constructors of types,
// whose arguments are none.
var takesExpressions = map[string]bool{
	"try": true, "can": true,
	"list": true, "set": true, "map": true, "object": true, "tuple": true, "optional": true,
}

// work is what one root module may still take of steps.
type work struct {
	left    int
	refused *hcl.Diagnostic // says where they ended; nil before
	call    hcl.Range       // of the last call of a function of resultSizes
}

// workName is the variable in which the outermost scope of an evaluation holds the work. No configuration can refer
// to it: a space is not allowed in a name.
const workName = "work left"

var workType = cty.Capsule("work", reflect.TypeFor[work]())

// outermost is the outermost scope of every evaluation that counts its steps.
func (w *work) outermost() *hcl.EvalContext {
	return &hcl.EvalContext{Variables: map[string]cty.Value{workName: cty.CapsuleVal(workType, w)}}
}

// value evaluates an expression that counts its steps. Where they end, nothing is known of it, even if try() went on with
// something else.
func (e *evaluator) value(expr hcl.Expression, vars map[string]cty.Value, funcs map[string]function.Function) (cty.Value, hcl.Diagnostics) {
	ctx := e.outermost.NewChild()
	ctx.Variables, ctx.Functions = vars, funcs
	v, diags := expr.Value(ctx)
	if e.work.take(stepsOfError*len(diags), expr.Range()) {
		return v, diags
	}
	e.reportWork()
	return cty.DynamicVal, hcl.Diagnostics{e.work.refused}
}

// reportWork says where the steps ended, once.
func (e *evaluator) reportWork() {
	d := e.work.refused
	e.report(model.SeverityError, d.Summary, d.Detail, modelRange(*d.Subject), "")
}

// isLong reports whether an expression writes out more elements than are evaluated where the steps have ended.
func isLong(expr hcl.Expression) bool {
	switch ex := expr.(type) {
	case *hclsyntax.TupleConsExpr:
		return len(ex.Exprs) > fewElements
	case *hclsyntax.ObjectConsExpr:
		return len(ex.Items) > fewElements
	}
	return false
}

// workOf gives the work of an evaluation, nil where its steps are not counted.
func workOf(ctx *hcl.EvalContext) *work {
	if ctx == nil {
		return nil
	}
	for ctx.Parent() != nil {
		ctx = ctx.Parent()
	}
	v, ok := ctx.Variables[workName]
	if !ok {
		return nil
	}
	return v.EncapsulatedValue().(*work)
}

// take takes steps off and reports whether there were enough. rng is what takes them.
func (w *work) take(steps int, rng hcl.Range) bool {
	if w.refused == nil {
		if w.left -= steps; w.left >= 0 {
			return true
		}
		w.refused = &hcl.Diagnostic{
			Severity: hcl.DiagError,
			Summary:  "The configuration takes too long to evaluate",
			Detail: fmt.Sprintf("What is written here goes through %d elements more, and with all before it through more than netlint follows in one root module. "+
				"It is taken as unknown, and so is what is evaluated behind it. Compute it once in a local value, filter the collection first, or look elements up by key.", steps),
			Subject: &rng,
		}
	}
	return false
}

// metered is an expression whose value something looks through element by element.
type metered struct {
	hclsyntax.ParenthesesExpr
	steps func(v cty.Value, most int) int
}

// Value evaluates the expression and counts what will be done with it.
func (m *metered) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	w := workOf(ctx)
	if w == nil {
		return m.Expression.Value(ctx)
	}
	if w.take(0, m.SrcRange) {
		if v, diags := m.Expression.Value(ctx); w.refused != nil || w.take(m.steps(v, w.left), m.SrcRange) {
			return v, diags
		}
	}
	return cty.DynamicVal, hcl.Diagnostics{w.refused}
}

// called is the first argument of a call of which the function itself counts steps: it tells where that stands.
type called struct {
	hclsyntax.ParenthesesExpr
	call hcl.Range
}

// Value evaluates the argument.
func (c *called) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	v, diags := c.Expression.Value(ctx)
	if w := workOf(ctx); w != nil {
		w.call = c.call
	}
	return v, diags
}

// meterWork makes the expressions below node count their steps.
func meterWork(node hclsyntax.Node) {
	_ = hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
		switch n := n.(type) {
		case *hclsyntax.ForExpr:
			meter(&n.CollExpr, turns)
		case *hclsyntax.SplatExpr:
			meter(&n.Source, splatted)
		case *hclsyntax.FunctionCallExpr:
			meterArguments(n)
		case *hclsyntax.ConditionalExpr:
			meter(&n.TrueResult, looks)
			meter(&n.FalseResult, looks)
		case *hclsyntax.BinaryOpExpr:
			if n.Op == hclsyntax.OpEqual || n.Op == hclsyntax.OpNotEqual {
				meter(&n.LHS, looks)
				meter(&n.RHS, looks)
			}
		case *hclsyntax.TemplateExpr:
			for i := range n.Parts {
				meter(&n.Parts[i], inText)
			}
		}
		return nil
	})
}

func meterArguments(call *hclsyntax.FunctionCallExpr) {
	if takesExpressions[call.Name] {
		return
	}
	steps := looks
	if makesSet[call.Name] {
		steps = func(v cty.Value, most int) int { return 2*members(length(v)) + looks(v, most) }
	}
	if times := costly[call.Name]; times > 1 {
		steps = func(v cty.Value, most int) int { return times * looks(v, most/times+1) }
	}
	for i := range call.Args {
		meter(&call.Args[i], steps)
	}
	if resultSizes[call.Name] != nil && len(call.Args) > 0 {
		call.Args[0] = &called{hclsyntax.ParenthesesExpr{Expression: call.Args[0], SrcRange: call.Args[0].Range()}, call.Range()}
	}
}

// meter puts a metered expression in the place of another, unless that is written out as it is.
func meter(place *hclsyntax.Expression, steps func(v cty.Value, most int) int) {
	switch (*place).(type) {
	case *hclsyntax.LiteralValueExpr, *metered:
		return
	}
	*place = &metered{hclsyntax.ParenthesesExpr{Expression: *place, SrcRange: (*place).Range()}, steps}
}

func turns(v cty.Value, _ int) int    { return stepsOfTurn * length(v) }
func splatted(v cty.Value, _ int) int { return stepsOfSplat * length(v) }

// inText gives the steps for a part of a text.
func inText(v cty.Value, most int) int {
	if v.Type() == cty.Number {
		return stepsOfNumber
	}
	return looks(v, most)
}

// members gives the steps for a set of n elements: it is sorted each time that it is gone through, and each function
// does so several times.
func members(n int) int { return n * (stepsOfMember + min(n/8, 200)) }

// length gives the number of elements of what has a known one.
func length(v cty.Value) int {
	if v.IsKnown() && !v.IsNull() && v.CanIterateElements() {
		return v.LengthInt()
	}
	return 0
}

// looks gives the steps that it takes to look through a value with all that is in it. It stops where there are more
// than most of them, for values whose parts share memory can be huge when written out.
func looks(v cty.Value, most int) int {
	if !v.IsKnown() || v.IsNull() {
		return 0
	}
	t, each, total := v.Type(), 1, 0
	switch {
	case t == cty.String:
		return len(v.AsString()) / charsOfStep
	case t.IsPrimitiveType(), t.IsCapsuleType():
		return 0
	case t.IsObjectType():
		for name, attr := range t.AttributeTypes() {
			if total += stepsOfKey; total > most {
				break
			}
			if attr != cty.Bool && attr != cty.Number {
				total += looks(v.GetAttr(name), most-total)
			}
		}
		return total
	case t.IsMapType():
		each = stepsOfKey
	case t.IsSetType():
		total = members(v.LengthInt())
	}
	if t.IsCollectionType() && (t.ElementType() == cty.Bool || t.ElementType() == cty.Number) {
		return each * v.LengthInt()
	}
	for it := v.ElementIterator(); it.Next() && total <= most; {
		_, elem := it.Element()
		total += each + looks(elem, most-total)
	}
	return total
}
