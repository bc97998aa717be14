package template

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
)

// Limits on what one run may cost. They are far above what CloudFormation accepts; templates that exceed
// them are attacks or accidents, and get a diagnostic.
const (
	maxSteps      = 2_000_000 // values evaluated in a run
	maxText       = 4 << 20   // bytes of a string
	maxStacks     = 500       // stacks, nested ones included
	maxStackDepth = 10
	maxLoopNodes  = 50_000 // values that the loops of one mapping write
)

// run is one evaluation of a group of stacks under one script of decisions.
type run struct {
	*loader
	decisions *decisions
	stacks    []*stack
	resources []*Resource
	exports   map[string]export
	imported  map[export]bool // exports that a stack in view imports
	exporting bool            // the index of exports is being built
	steps     int
	depth     int
	escapes   map[resourceKey]bool // resources whose identity leaves the templates in view
	index     map[resourceKey]*Resource
	// tentative are the diagnostics that count only if every scenario makes them: a key that a mapping lacks
	// for a region that is merely assumed is no mistake of the template.
	tentative map[string]model.Diagnostic
}

// resourceKey is a resource as its stack names it.
type resourceKey struct {
	stack *stack
	id    string
}

// stack is one use of a document: a root, or a nested stack under a logical id of its parent.
type stack struct {
	*run
	document  *document
	parent    *stack
	prefix    string // of logical ids: "Parent/", empty for a root
	symbol    string // of symbols: the document's short name and the path of logical ids
	prepared  bool
	declared  []field          // resources, loops written out
	byID      map[string]*node // resources
	outputs   []field
	rules     map[string]*node // conditions
	children  map[string]*stack
	values    map[string]cty.Value // parameters evaluated so far
	outcomes  map[string]outcomeState
	resolving map[string]bool // properties being evaluated for GetAtt
}

type outcomeState uint8

const (
	evaluating outcomeState = iota + 1
	isTrue
	isFalse
)

// run evaluates some roots and the stacks nested in them once.
func (l *loader) run(roots []*document, d *decisions) *run {
	r := &run{loader: l, decisions: d, escapes: map[resourceKey]bool{}, imported: map[export]bool{}, index: map[resourceKey]*Resource{}, tentative: map[string]model.Diagnostic{}}
	for _, document := range roots {
		r.newStack(document, nil, "").prepare()
	}
	for _, s := range r.stacks {
		s.evaluateResources()
	}
	for _, s := range r.stacks {
		s.leaks()
	}
	for key := range r.escapes {
		if resource := r.index[key]; resource != nil {
			resource.Escapes = true
		}
	}
	return r
}

// newStack adds a stack. Its resources and nested stacks are there after prepare.
func (r *run) newStack(d *document, parent *stack, id string) *stack {
	s := &stack{
		run: r, document: d, parent: parent, symbol: d.name,
		byID:      map[string]*node{},
		rules:     map[string]*node{},
		children:  map[string]*stack{},
		values:    map[string]cty.Value{},
		outcomes:  map[string]outcomeState{},
		resolving: map[string]bool{},
	}
	if r.alone && parent == nil {
		s.symbol = "" // short symbols where nothing can be confused
	}
	if parent != nil {
		s.prefix = parent.prefix + id + "/"
		s.symbol = strings.Trim(parent.symbol+"›"+id, "›")
	}
	r.stacks = append(r.stacks, s)
	return s
}

// prepare writes out the stack's loops and finds the stacks nested in it. It is called before anything is
// asked of the stack: a stack may hand another one's outputs to a stack that is declared before it.
func (s *stack) prepare() {
	if s.prepared {
		return
	}
	s.prepared = true
	d := s.document
	if d.conditions != nil {
		for _, f := range s.expandLoops(d.conditions.fields, nil) {
			s.rules[f.key] = f.value
		}
	}
	s.declared = s.implicit(s.included(s.expandLoops(d.resources, nil)))
	for _, f := range s.declared {
		s.byID[f.key] = f.value
	}
	s.outputs = s.expandLoops(d.outputs, nil)
	for _, name := range d.macros {
		at := d.rangeOf(d.root.get("Transform").start, d.root.get("Transform").end)
		s.warn(at, "", "A macro cannot be applied",
			"The macro %q changes the template when it is deployed; what it adds or changes is not seen here.", name)
		s.hidden(at, "Macro "+name, "A macro runs in AWS alone.")
	}
	for _, f := range s.declared {
		s.nest(f)
	}
	for _, f := range s.declared {
		if child := s.children[f.key]; child != nil {
			child.prepare()
		}
	}
}

// included writes out an AWS::Include among the resources.
func (s *stack) included(fields []field) []field {
	for i, f := range fields {
		if f.key != "Fn::Transform" {
			continue
		}
		expanded := append([]field{}, fields[:i]...)
		if fragment := s.fragment(f.value); fragment != nil {
			expanded = append(expanded, fragment.fields...)
		} else {
			s.transformFails(f.value)
		}
		return dropDuplicates(append(expanded, fields[i+1:]...))
	}
	return fields
}

// name qualifies a name by the stack, for symbols.
func (s *stack) name(name string) string {
	if s.symbol == "" {
		return name
	}
	return s.symbol + "›" + name
}

func (s *stack) rangeOf(n *node) model.Range { return s.document.rangeOf(n.start, n.end) }

// warnAt adds a diagnostic about a node of this stack's template.
func (s *stack) warnAt(n *node, summary, format string, args ...any) {
	s.warn(s.rangeOf(n), "", summary, format, args...)
}

// Resource is a resource with its values evaluated in one scenario.
type Resource struct {
	LogicalID string // with the logical ids of the stacks around it: "Network/VPC"
	Type      string // "AWS::EC2::Subnet"
	Stack     string // the path of the template
	// Properties is an object of the properties' values. Parts may be cty unknowns that carry an [Unknown]
	// mark, and strings may hold symbols. Properties that the template removes or sets to null are missing.
	Properties     cty.Value
	Range          model.Range // from the logical id to the end of the resource
	Condition      string      // the condition's name, if the resource has one
	DependsOn      []string    // logical ids, qualified as LogicalID is
	CDKPath        string      // construct path, for templates that the CDK wrote
	DeletionPolicy string
	// Metadata is the resource's Metadata as written, functions in it unevaluated and unknown.
	Metadata cty.Value
	// Escapes says that an output or export, a parameter of a stack that is not in view, a custom resource
	// or an SSM parameter gives the resource's identity away: others may add to it.
	Escapes bool

	stack *stack
	own   string // logical id in the stack
	body  *node  // Properties; nil if there are none
}

// evaluateResources evaluates the wanted resources of a stack.
func (s *stack) evaluateResources() {
	for _, f := range s.declared {
		kind, ok := f.value.get("Type").text()
		if !ok {
			s.warn(s.document.rangeOf(f.at, f.value.end), s.prefix+f.key, "A resource has no type",
				"The resource %q has no Type, or one that is not plain text; it is left out. Give it a type such as AWS::EC2::Subnet.", f.key)
			continue
		}
		if s.options.Wanted != nil && !s.options.Wanted(kind) {
			continue
		}
		if s.exists(f.key) {
			s.add(f, kind)
		}
	}
}

func (s *stack) add(f field, kind string) {
	resource := &Resource{
		LogicalID: s.prefix + f.key,
		Type:      kind,
		Stack:     s.document.path,
		Range:     s.document.rangeOf(f.at, f.value.end),
		stack:     s,
		own:       f.key,
		body:      f.value.get("Properties"),
	}
	resource.Properties = cty.EmptyObjectVal
	if resource.body != nil {
		if v := s.evaluate(resource.body); v != cty.NilVal && !v.IsNull() {
			resource.Properties = v
		}
	}
	resource.Condition, _ = f.value.get("Condition").text()
	resource.DeletionPolicy, _ = f.value.get("DeletionPolicy").text()
	if depends := f.value.get("DependsOn"); depends != nil {
		list := []*node{depends}
		if depends.kind == sequenceNode {
			list = depends.items
		}
		for _, item := range list {
			if id, ok := item.text(); ok {
				resource.DependsOn = append(resource.DependsOn, s.prefix+id)
			}
		}
	}
	metadata := f.value.get("Metadata")
	resource.CDKPath, _ = metadata.get("aws:cdk:path").text()
	resource.Metadata = written(metadata)
	s.resources = append(s.resources, resource)
	s.index[resourceKey{s, f.key}] = resource
}

// exists reports whether a resource is created in this scenario.
func (s *stack) exists(id string) bool {
	n := s.byID[id]
	if n == nil {
		return false
	}
	if condition, ok := n.get("Condition").text(); ok && !s.condition(condition, n.get("Condition")) {
		return false
	}
	return s.parent == nil || s.parent.children[s.ownID()] == nil || s.parent.exists(s.ownID())
}

// ownID is the logical id of a nested stack in its parent.
func (s *stack) ownID() string {
	return strings.TrimSuffix(strings.TrimPrefix(s.prefix, s.parent.prefix), "/")
}

// written gives a node's value as it is written; functions in it stay unknown.
func written(n *node) cty.Value {
	if n == nil {
		return cty.EmptyObjectVal
	}
	switch n.kind {
	case scalarNode:
		return n.value
	case sequenceNode:
		items := make([]cty.Value, len(n.items))
		for i, item := range n.items {
			items[i] = written(item)
		}
		return cty.TupleVal(items)
	case mappingNode:
		attributes := make(map[string]cty.Value, len(n.fields))
		for _, f := range n.fields {
			attributes[f.key] = written(f.value)
		}
		return cty.ObjectVal(attributes)
	}
	return unknown(fmt.Sprintf("%s is not evaluated in metadata", n.function))
}

func clean(path string) string { return filepath.Clean(filepath.FromSlash(path)) }
