package source

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/netlint/netlint/model"
)

// evaluator is one call of Load. It is not safe for concurrent use.
type evaluator struct {
	opts    Options
	limits  Limits
	fsys    fs.FS
	dir     string // the root module's, in fsys
	root    *module
	configs map[string]*config
	sources map[string][]byte // by displayed path, for excerpts
	shared  *Shared
	funcs   map[string]function.Function

	manifest map[string]string // directories of installed modules, by static module path
	inputs   map[string]input  // values for the root module's variables

	running   []frame          // what is being evaluated, outermost first; names the parts of a cycle
	instances int              // made so far, see Limits.Instances
	work      work             // left, see Limits.Work
	outermost *hcl.EvalContext // holds the work
	text      int              // bytes of long texts in values, so far
	depth     int              // of evaluations in evaluations
	modules   int              // instances of module calls made so far, see Limits.Modules
	exhausted bool             // a limit of instances was reported

	reasons map[reasonKey]string // why expressions are unknown

	result   *Root
	diags    model.Diagnostics
	reported map[string]bool      // diagnostics and unresolved expressions, to say each once
	owners   map[string]*instance // VPCs and subnets by synthetic id
}

func newEvaluator(opts Options) *evaluator {
	e := &evaluator{
		opts: opts, limits: opts.Limits.withDefaults(), fsys: opts.FS, dir: path.Clean("/" + opts.Dir)[1:],
		configs: map[string]*config{}, sources: map[string][]byte{},
		reported: map[string]bool{}, owners: map[string]*instance{}, reasons: map[reasonKey]string{},
	}
	if e.dir == "" {
		e.dir = "."
	}
	e.work.left = e.limits.Work
	e.outermost = e.work.outermost()
	if e.shared = opts.Shared; e.shared == nil {
		e.shared = NewShared()
	}
	e.funcs = e.functions()
	return e
}

func (e *evaluator) run() *Root {
	e.result = &Root{Dir: e.dir, ID: e.opts.ID, Outputs: map[string]cty.Value{}}
	if e.fsys == nil {
		e.report(model.SeverityError, "No files", "No file system was given to read the module from.", model.Range{}, "")
		return e.result
	}
	cfg := e.take(e.dir, e.parseModule(e.dir)) // not shared: nothing else needs a root's syntax trees
	if cfg == nil {
		e.report(model.SeverityError, "No Terraform configuration",
			fmt.Sprintf("%s holds no .tf, .tf.json or .tofu file. Name the directory of a root module.", e.displayPath(e.dir)),
			model.Range{File: e.displayPath(e.dir)}, "")
		return e.result
	}
	e.readManifest()
	e.readInputs(cfg)
	e.root = newModule(e, cfg)
	e.root.collect()
	for name := range cfg.outputs {
		e.result.Outputs[name] = e.root.output(name)
	}
	e.readBackend(cfg)
	slices.SortStableFunc(e.result.Unresolved, func(a, b Unresolved) int {
		if c := a.Range.Compare(b.Range); c != 0 {
			return c
		}
		return strings.Compare(a.Address+"\x00"+a.Attribute, b.Address+"\x00"+b.Attribute)
	})
	slices.SortStableFunc(e.diags, func(a, b model.Diagnostic) int { return a.Range.Compare(b.Range) })
	return e.result
}

func (e *evaluator) readBackend(cfg *config) {
	if cfg.backend == nil {
		return
	}
	b := cfg.backend.hcl
	c := cfg.backend.contentOf(nil)
	values := e.backendArguments(c)
	for _, nested := range c.blocks { // the workspaces of a remote backend
		values[nested.hcl.Type] = cty.ObjectVal(e.backendArguments(nested.contentOf(nil)))
	}
	kind := b.Type
	if len(b.Labels) > 0 {
		kind = b.Labels[0]
	}
	e.result.Backend = &Backend{Type: kind, Config: cty.ObjectVal(values), Range: modelRange(b.DefRange)}
}

func (e *evaluator) backendArguments(c *content) map[string]cty.Value {
	values := map[string]cty.Value{}
	for _, a := range c.arguments {
		values[a.name], _ = e.root.scope().eval(a.expr)
	}
	return values
}

// cell memoises one value.
type cell struct {
	state cellState
	value cty.Value
}

type cellState uint8

const (
	pending cellState = iota
	evaluating
	done
)

// maxReferences bounds how many values may need each other in a chain: each takes its share of the stack.
const maxReferences = 5_000

// frame names what is being evaluated, in parts so that the name is put together only for a message.
type frame struct {
	addr, kind, name string
}

func (f frame) String() string {
	parts := make([]string, 0, 3)
	for _, part := range []string{f.addr, f.kind, f.name} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ".")
}

// once gives the value of the cell, evaluating it the first time. A cell that is needed for its own value is
// a cycle: that is reported, and the value is unknown.
func (e *evaluator) once(c *cell, f frame, rng *hcl.Range, eval func() cty.Value) cty.Value {
	switch c.state {
	case done:
		return c.value
	case evaluating:
		e.reportCycle(f, rng)
		return cty.DynamicVal
	}
	if len(e.running) >= maxReferences {
		e.report(model.SeverityError, "References are chained too long",
			fmt.Sprintf("%s is needed at the end of a chain of more than %d references, which netlint does not follow. It is taken as unknown.", f, maxReferences),
			modelRange(*rng), f.String())
		return cty.DynamicVal
	}
	c.state = evaluating
	e.running = append(e.running, f)
	v := eval()
	e.running = e.running[:len(e.running)-1]
	c.value, c.state = v, done
	return v
}

func (e *evaluator) reportCycle(f frame, rng *hcl.Range) {
	at := max(slices.Index(e.running, f), 0)
	var names []string
	for _, part := range e.running[at:] {
		names = append(names, part.String())
	}
	names = append(names, f.String())
	e.report(model.SeverityError, "References form a cycle",
		fmt.Sprintf("%s. None of them can be evaluated; break the cycle by removing one of the references.", strings.Join(names, " needs ")),
		modelRange(*rng), f.String())
}

// report adds a diagnostic, once.
func (e *evaluator) report(s model.Severity, summary, detail string, rng model.Range, address string) {
	key := fmt.Sprintf("%s\x00%s\x00%s", summary, detail, rng)
	if e.reported[key] {
		return
	}
	e.reported[key] = true
	e.diags = append(e.diags, model.Diagnostic{Severity: s, Summary: summary, Detail: detail, Range: rng, Address: address})
}

// addHCL takes over diagnostics of the parser, whose errors make part of a file unusable.
func (e *evaluator) addHCL(diags hcl.Diagnostics) {
	e.result.Broken = e.result.Broken || diags.HasErrors()
	e.addDiags(diags, "", model.SeverityError)
}

// addEvaluation takes over diagnostics of an evaluation, after which a value is unknown.
func (e *evaluator) addEvaluation(diags hcl.Diagnostics, address string) {
	e.addDiags(diags, address, model.SeverityWarning)
}

func (e *evaluator) addDiags(diags hcl.Diagnostics, address string, s model.Severity) {
	for _, d := range diags {
		if d.Severity != hcl.DiagError || d == e.work.refused {
			continue // the latter was reported where it was made
		}
		var rng model.Range
		if d.Subject != nil {
			rng = modelRange(*d.Subject)
		}
		e.report(s, d.Summary, withoutGuess(d), rng, address)
	}
}

// withoutGuess gives the detail of a diagnostic without the function or variable that HCL guesses to have been meant:
// of several it takes another in each run.
func withoutGuess(d *hcl.Diagnostic) string {
	switch d.Summary {
	case "Call to unknown function", "Unknown variable":
		detail, _, _ := strings.Cut(d.Detail, " Did you mean ")
		return detail
	}
	return d.Detail
}

// modelRange turns HCL's range into the model's.
func modelRange(r hcl.Range) model.Range {
	return model.Range{
		File: r.Filename,
		Line: r.Start.Line, Column: r.Start.Column,
		EndLine: r.End.Line, EndColumn: r.End.Column,
	}
}

// excerpt gives the source text of an expression if it is short enough for a message.
func (e *evaluator) excerpt(r hcl.Range) string {
	src := e.sources[r.Filename]
	if r.Start.Byte < 0 || r.End.Byte > len(src) || r.Start.Byte >= r.End.Byte || r.End.Byte-r.Start.Byte > 120 {
		return ""
	}
	return strings.Join(strings.Fields(string(src[r.Start.Byte:r.End.Byte])), " ")
}

// unresolved records an expression that cannot be known.
func (e *evaluator) unresolved(s *scope, expr hcl.Expression, address, attribute string) {
	rng := modelRange(expr.Range())
	key := fmt.Sprintf("unresolved\x00%s\x00%s\x00%s", rng, address, attribute)
	if e.reported[key] {
		return
	}
	e.reported[key] = true
	e.result.Unresolved = append(e.result.Unresolved, Unresolved{
		Range: rng, Address: address, Attribute: attribute,
		Expression: e.excerpt(expr.Range()), Reason: s.reason(expr),
	})
}

// countModules takes n instances of a module call off their budget. The modules below them are left out once it
// is used up.
func (e *evaluator) countModules(n int, rng hcl.Range, what string) {
	if e.modules += n; e.modules > e.limits.Modules && !e.exhausted {
		e.exhausted = true
		e.report(model.SeverityError, "The configuration expands to too many modules",
			fmt.Sprintf("%s brings the instances of modules to %d, beyond the %d that netlint evaluates in one root module. What lies beyond is left out.",
				what, e.modules, e.limits.Modules), modelRange(rng), what)
	}
}

// countInstance takes n instances off the budget and reports whether they may be made.
func (e *evaluator) countInstance(n int, rng hcl.Range, what string) bool {
	if n <= e.limits.Instances-e.instances {
		e.instances += n
		return true
	}
	if !e.exhausted {
		e.exhausted = true
		e.report(model.SeverityError, "The configuration expands to too many instances",
			fmt.Sprintf("%s would make %d more instances, beyond the %d that netlint evaluates in one root module. What lies beyond is left out.",
				what, n, e.limits.Instances), modelRange(rng), what)
	}
	return false
}

// bounded refuses values that have grown beyond the limits. owner and what name them.
func (e *evaluator) bounded(v cty.Value, rng hcl.Range, owner, what string) cty.Value {
	w := weighing{elements: e.limits.ValueSize}
	if e.work.refused != nil || e.text > maxText {
		w.elements = fewElements
	}
	all := w.elements
	fits := w.within(v, 0)
	looked := all - max(w.elements, 0)
	e.text += w.text
	switch {
	case fits && (looked <= fewElements || e.work.take(stepsOfValue*looked, rng)):
		return v
	case e.work.refused != nil:
		e.reportWork()
		return cty.DynamicVal
	}
	name := what
	if owner != "" {
		name = owner + "." + what
	}
	e.report(model.SeverityError, "A value is too large",
		fmt.Sprintf("%s has more than %d elements, or characters to that amount, which netlint does not follow. It is taken as unknown.", name, all),
		modelRange(rng), name)
	return cty.DynamicVal
}

// Values of fewElements are taken wherever they stand; larger ones take steps, and none are taken where the steps have
// ended or the long texts of a root module come to maxText bytes.
const (
	fewElements = 64
	maxText     = 256 << 20
	longText    = 4 << 10
	maxLevels   = 1_000 // of lists in lists
)

// weighing measures a value.
type weighing struct {
	elements int // left
	text     int // bytes of long texts
}

// within takes the size of v off the elements and reports whether there were enough. It stops where they end, so
// that it is safe for values whose parts share memory and are huge when written out.
func (w *weighing) within(v cty.Value, level int) bool {
	w.elements--
	if w.elements < 0 || level > maxLevels {
		return false
	}
	if !v.IsKnown() || v.IsNull() {
		return true
	}
	if v.Type() == cty.String {
		n := len(v.AsString())
		if n > longText {
			w.text += n
		}
		w.elements -= n / 16
		return w.elements >= 0
	}
	if !v.CanIterateElements() {
		return true
	}
	for it := v.ElementIterator(); it.Next(); {
		if _, elem := it.Element(); !w.within(elem, level+1) {
			return false
		}
	}
	return true
}
