package template

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
)

// File is one template of a call.
type File struct {
	Path string // as named by the user; positions carry it
	Data []byte
}

// Options says what is known beside the templates.
type Options struct {
	// Parameters are values by parameter name; they apply to every template that is not nested in another.
	Parameters map[string]string
	// Region and AccountID stand for AWS::Region and AWS::AccountId; empty means not known.
	Region    string
	AccountID string
	// StackNames gives stacks their names by template path. A template without one has the symbol of an
	// unknown name.
	StackNames map[string]string
	// ReadFile reads local files that templates name: nested templates and included fragments. Paths are
	// the including template's folder joined with what it says. Nil means that nothing can be read.
	ReadFile func(path string) ([]byte, error)
	// Wanted says which resource types to evaluate; nil means all. Conditions that touch no wanted resource
	// do not multiply the scenarios. Nested stacks are always followed.
	Wanted func(resourceType string) bool
	// MaxScenarios bounds how many scenarios of stacks that share values are evaluated; 0 means 64.
	MaxScenarios int
}

const defaultMaxScenarios = 64

// Set is what the templates of one call say.
type Set struct {
	// Scenarios are the consistent outcomes of the conditions that cannot be decided, in a stable order.
	// There is always at least one; it has no name when there is nothing to choose.
	Scenarios []Scenario
	// Truncated says that there are more scenarios than were evaluated: what holds in all of these need
	// not hold in all.
	Truncated bool
	// Unresolved are the things of which nothing is claimed, by place.
	Unresolved []Unresolved

	why map[string]string // by symbol
}

// Scenario is one outcome of the conditions that cannot be decided.
type Scenario struct {
	Name      string // "HasNat is true, IsProd is false"; empty when nothing was to choose
	Resources []*Resource
}

// Unresolved is a value or part of a template that cannot be known.
type Unresolved struct {
	Name  string // what: "Parameter VpcId", "Custom::Lookup Finder"
	Why   string // full sentence
	Range model.Range
	// HidesResources says that resources may stand there which are not in view.
	HidesResources bool
}

// Why says why a string that holds a symbol is not known, in words that stand in a message. It is empty for
// a string without symbols.
func (s *Set) Why(text string) string {
	for _, sym := range symbolsOf(text) {
		if why, ok := s.why[sym]; ok {
			return why
		}
	}
	if HasSymbol(text) {
		return "the value is known only after deployment"
	}
	return ""
}

// loader holds what all scenarios of a call share.
type loader struct {
	options   Options
	documents map[string]*document // by cleaned path
	roots     []*document
	alone     bool             // a single template was named
	failed    map[string]bool  // paths that could not be read
	refused   map[string]error // why, where a file is there all the same
	fragments map[string]*node // included files, by path
	why       map[string]string
	blocks    map[cidrKey]cty.Value
	atomic    map[string]bool // symbols that stand for one id, without commas and the like
	// declarations are the parameters that variable symbols stand for.
	declarations map[string]*node
	diags        model.Diagnostics
	seen         map[string]bool // diagnostics already made, in an earlier scenario
	open         []Unresolved
	openSeen     map[string]bool
}

// Load reads and evaluates templates as one set: nested stacks and exports are wired across the files.
// A file that cannot be read is an error diagnostic and leaves the others as they are.
func Load(files []File, options Options) (*Set, model.Diagnostics) {
	l := &loader{
		options:   options,
		documents: map[string]*document{},
		failed:    map[string]bool{},
		refused:   map[string]error{},
		fragments: map[string]*node{},
		why:       map[string]string{},
		blocks:    map[cidrKey]cty.Value{},
		atomic:    map[string]bool{},

		declarations: map[string]*node{},
		seen:         map[string]bool{},
		openSeen:     map[string]bool{},
	}
	names := shortNames(files)
	var documents []*document
	for i, file := range files {
		path := clean(file.Path)
		if l.documents[path] != nil {
			continue // named twice
		}
		d, diags := read(file, names[i])
		l.diags = append(l.diags, diags...)
		if d == nil {
			l.failed[path] = true
			continue
		}
		l.documents[path] = d
		documents = append(documents, d)
	}
	nested := l.nestedPaths(documents)
	for _, d := range documents {
		if !nested[clean(d.path)] {
			l.roots = append(l.roots, d)
		}
	}
	if len(l.roots) == 0 {
		l.roots = documents // templates that nest each other in a circle
	}
	l.alone = len(documents) == 1
	l.checkParameters()

	set := &Set{why: l.why}
	l.scenarios(set)
	slices.SortStableFunc(l.open, func(a, b Unresolved) int {
		return cmp.Or(a.Range.Compare(b.Range), cmp.Compare(a.Name, b.Name))
	})
	set.Unresolved = l.open
	return set, l.diags
}

// checkParameters tells of given parameters that no template has.
func (l *loader) checkParameters() {
	names := make([]string, 0, len(l.options.Parameters))
	for name := range l.options.Parameters {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		known := slices.ContainsFunc(l.roots, func(d *document) bool { return d.parameter(name) != nil })
		if !known && len(l.roots) > 0 {
			l.diags = append(l.diags, model.Diagnostic{
				Severity: model.SeverityWarning,
				Summary:  "A parameter is not used",
				Detail:   fmt.Sprintf("A value is given for the parameter %q, but no template has a parameter of this name. Check its spelling.", name),
			})
		}
	}
}

// warn adds a diagnostic once, however many scenarios meet it.
func (l *loader) warn(at model.Range, address, summary, format string, args ...any) {
	l.add(model.Diagnostic{
		Severity: model.SeverityWarning,
		Summary:  summary,
		Detail:   fmt.Sprintf(format, args...),
		Range:    at,
		Address:  address,
	})
}

func (l *loader) add(d model.Diagnostic) {
	if key := d.Error(); !l.seen[key] {
		l.seen[key] = true
		l.diags = append(l.diags, d)
	}
}

// unresolved notes once what nothing is claimed of.
func (l *loader) unresolved(at model.Range, name, why string) {
	key := at.File + "\x00" + name
	if !l.openSeen[key] {
		l.openSeen[key] = true
		l.open = append(l.open, Unresolved{Name: name, Why: why, Range: at})
	}
}

// hidden notes once where resources may stand that are not in view.
func (l *loader) hidden(at model.Range, name, why string) {
	before := len(l.open)
	if l.unresolved(at, name, why); len(l.open) > before {
		l.open[before].HidesResources = true
	}
}

// symbol makes a variable symbol, remembering why it has no value. atomic says that it stands for a single
// id, which holds none of the characters that lists are split at.
func (l *loader) variable(name, why string, atomic bool) cty.Value {
	sym := variable(name)
	l.why[sym] = why
	if atomic {
		l.atomic[sym] = true
	}
	return cty.StringVal(sym)
}

// identity makes an identity symbol. Every identity is one id.
func (l *loader) identity(name, why string) cty.Value {
	sym := identity(name)
	l.why[sym] = why
	l.atomic[sym] = true
	return cty.StringVal(sym)
}
