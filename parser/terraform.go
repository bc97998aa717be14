package parser

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/zclconf/go-cty/cty"
	"golang.org/x/sync/errgroup"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/lazyregexp"
	"github.com/netlint/netlint/parser/terraform"
	"github.com/netlint/netlint/parser/terraform/attribute"
	"github.com/netlint/netlint/parser/terraform/plan"
	"github.com/netlint/netlint/parser/terraform/source"
)

// loadTerraform reads plans, states and root modules, several at once. A root module that one of the plans
// was made of is no input of its own: it is that plan's source.
func loadTerraform(inputs []found, o Options) ([]unit, model.Diagnostics) {
	l := &terraformLoader{options: o, shared: source.NewShared()}
	l.decoders.New = func() any { return attribute.NewDecoder() }
	for _, in := range inputs {
		if in.root != "" {
			l.roots = append(l.roots, in.root)
		}
	}
	outcomes := make([]outcome, len(inputs))
	all := make([]int, len(inputs))
	for i := range all {
		all[i] = i
	}
	l.each(all, func(i int) {
		switch in, out := inputs[i], &outcomes[i]; {
		case in.isTerraform() && l.stopped():
			out.unread = true
		case in.root != "":
			*out = l.root(in, others{})
		case in.content == contentSavedPlan:
			out.unit, out.diags = l.saved(in)
		case in.content == contentTerraformJSON:
			out.unit, out.used, out.diags = l.file(in)
		}
	})
	used := map[string]bool{}
	for _, out := range outcomes {
		used[out.used] = true
	}
	for i, in := range inputs {
		if in.root != "" && used[absolute(in.root)] {
			outcomes[i] = outcome{} // its resources are the plan's, under the plan's identifiers
		}
	}
	if !l.stopped() {
		l.readOthers(inputs, outcomes)
	}
	var units []unit
	diags := leftOut(outcomes)
	for _, out := range outcomes {
		diags = append(diags, out.diags...)
		if out.unit != nil {
			units = append(units, *out.unit)
		}
	}
	return units, diags
}

// stopped reports whether the reading is to end.
func (l *terraformLoader) stopped() bool {
	select {
	case <-l.options.Stop:
		return true
	default:
		return false
	}
}

// leftOut says how many inputs were not read when the reading was ended. The network is then that of the others, as
// where only they are named.
func leftOut(outcomes []outcome) model.Diagnostics {
	unread := 0
	for _, out := range outcomes {
		if out.unread {
			unread++
		}
	}
	if unread == 0 {
		return nil
	}
	return model.Diagnostics{{
		Severity: model.SeverityError, Summary: "The run was stopped before all inputs were read",
		Detail: fmt.Sprintf("%d of %d inputs were not read. What is found in the others is shown; there may be more.", unread, len(outcomes)),
	}}
}

// outcome is what became of one input.
type outcome struct {
	unread bool // the reading was ended before
	unit   *unit
	used   string // the directory of the sources that a plan took
	diags  model.Diagnostics
	// Of a root module: what it shows to others, the locations of the states that it reads, and what it looks for
	// among the objects of others and has not found.
	state      remoteState
	asked      []string
	unanswered []source.DataQuery
}

// terraformLoader reads the Terraform inputs of one call.
type terraformLoader struct {
	options Options
	roots   []string // the root modules that were named
	shared  *source.Shared
	// decoders keeps those that are free, for the tables in them.
	decoders sync.Pool
}

// each does something for every index, as many at once as the options allow.
func (l *terraformLoader) each(indices []int, do func(i int)) {
	var group errgroup.Group
	group.SetLimit(cmp.Or(max(l.options.Jobs, 0), runtime.GOMAXPROCS(0)))
	for _, i := range indices {
		group.Go(func() error {
			do(i)
			return nil
		})
	}
	_ = group.Wait() // the functions return no errors
}

// root evaluates a root module, which may read of the others.
func (l *terraformLoader) root(in found, o others) outcome {
	reader := &dataReader{others: o, dir: in.root}
	root, diags, err := l.evaluate(in.root, in.path, l.options.Variables, reader.read)
	if err != nil {
		return outcome{diags: model.Diagnostics{{Severity: model.SeverityError, Summary: "The directory cannot be read", Detail: err.Error() + ".", Range: model.Range{File: in.path}}}}
	}
	if root.Broken {
		return outcome{diags: diags} // what is missing would be found to be missing
	}
	decoder := l.decoders.Get().(*attribute.Decoder)
	p := terraform.LoadRoot(in.path, root, decoder)
	l.decoders.Put(decoder)
	return outcome{
		unit: newUnit(p), diags: append(diags, p.Diagnostics...),
		state: stateOf(in.root, root), asked: reader.asked, unanswered: reader.unanswered,
	}
}

// file reads a plan or a state, together with its sources where they are in view.
func (l *terraformLoader) file(in found) (u *unit, used string, diags model.Diagnostics) {
	f, err := plan.Read(in.path, in.data)
	if err != nil {
		var d model.Diagnostic
		if !errors.As(err, &d) {
			d = model.Diagnostic{Severity: model.SeverityError, Summary: "This cannot be read", Detail: err.Error() + ".", Range: model.Range{File: in.path}}
		}
		return nil, "", model.Diagnostics{d}
	}
	o := terraform.Options{RootID: in.path}
	if dirs := l.candidates(in); len(dirs) > 0 && f.Kind == plan.KindPlan {
		o.Source, used = l.sourceOf(f, in, dirs)
		if o.Source == nil && l.options.Source != "" && leavesAnything(f) {
			diags = append(diags, model.Diagnostic{
				Summary: "The plan was not made of the sources that --source names",
				Detail:  fmt.Sprintf("Resources of the plan are not in %s. The plan is linted without sources.", filepath.ToSlash(l.options.Source)),
				Range:   model.Range{File: in.path},
			})
		}
	}
	p := terraform.Load(f, o)
	return newUnit(p), used, append(diags, p.Diagnostics...)
}

func newUnit(p *terraform.Parsed) *unit {
	u := &unit{
		inputs:    []Input{{Input: p.Input, Resources: p.Resources, HasBefore: p.HasBefore(), Links: p.Links}},
		scenarios: []string{""},
		after: func(_ int, n *model.Network) {
			n.Inputs = append(n.Inputs, p.Input)
			p.After(n)
		},
	}
	if p.HasBefore() {
		u.before = func(n *model.Network) {
			n.Inputs = append(n.Inputs, p.Input)
			p.Before(n)
		}
	}
	return u
}

// evaluate evaluates the root module in a directory. readData answers data sources; it may be nil.
func (l *terraformLoader) evaluate(
	dir, id string, variables map[string]string, readData func(source.DataQuery) map[string]cty.Value,
) (*source.Root, model.Diagnostics, error) {
	if f := savedSource(dir); f != nil {
		root, diags := l.evaluateSaved(f, filepath.ToSlash(nearName(dir)), id, variables)
		return root, diags, nil
	}
	dir = absolute(dir)
	top := treeOf(dir)
	bounds, err := os.OpenRoot(top)
	if err != nil {
		return nil, nil, err
	}
	defer bounds.Close()
	inside := func(path string) (string, error) {
		rel, err := filepath.Rel(top, absolute(path))
		if err != nil || !filepath.IsLocal(rel) {
			return "", fmt.Errorf("%s is not below %s", path, top)
		}
		return filepath.ToSlash(rel), nil
	}
	here, err := inside(dir)
	if err != nil {
		return nil, nil, err
	}
	files, shown, more, err := l.variableFiles(inside)
	if err != nil {
		return nil, nil, err
	}
	root, diags := source.Load(source.Options{
		FS: l.options.overlayFS(fence(bounds), top, more), Dir: here, ID: id, Vars: variables, VarFiles: files, Env: variablesOfEnvironment(), Shared: l.shared, ReadData: readData,
		DisplayPath: func(path string) string {
			if name, ok := shown[path]; ok {
				return name
			}
			return filepath.ToSlash(nearName(filepath.Join(top, filepath.FromSlash(path))))
		},
	})
	return root, diags, nil
}

// variableFiles gives the files of variables that the command line names, as paths in the tree of a root module.
// The user may name a file anywhere: one that lies elsewhere gets a path of its own, with what it is called and
// what it holds.
func (l *terraformLoader) variableFiles(inside func(string) (string, error)) (files []string, shown map[string]string, more map[string][]byte, err error) {
	shown, more = map[string]string{}, map[string][]byte{}
	for i, file := range l.options.VariableFiles {
		in, err := inside(file)
		if err != nil {
			data, err := readBounded(file, maxModuleBytes)
			if err != nil {
				return nil, nil, nil, err
			}
			in = fmt.Sprintf(".netlint-var-file/%d/%s", i, filepath.Base(file))
			shown[in], more[in] = filepath.ToSlash(file), data
		}
		files = append(files, in)
	}
	return files, shown, more, nil
}

// variablesOfEnvironment gives the environment variables that set Terraform variables.
func variablesOfEnvironment() map[string]string {
	out := map[string]string{}
	for _, entry := range os.Environ() {
		if name, value, ok := strings.Cut(entry, "="); ok && strings.HasPrefix(name, "TF_VAR_") {
			out[name] = value
		}
	}
	return out
}

// absolute gives the one name of a directory that is compared.
func absolute(path string) string {
	if path == "" {
		return ""
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return filepath.Clean(path)
	}
	return abs
}

// candidates gives the directories where the sources of a plan may be: where --source says, else the plan's
// directory and those in it, the root modules that were named, and the working directory.
func (l *terraformLoader) candidates(in found) []string {
	if l.options.Source != "" {
		return []string{absolute(l.options.Source)}
	}
	var dirs []string // the likeliest first: looking into each means to evaluate it
	if in.path != stdinName {
		beside := filepath.Dir(filepath.FromSlash(in.path))
		dirs = append(dirs, beside)
		if has, err := hasSources(beside); err == nil && !has {
			dirs = append(dirs, subdirectories(beside)...)
		}
	}
	dirs = append(dirs, l.roots...)
	dirs = append(dirs, ".")
	var out []string
	for _, dir := range dirs {
		dir = absolute(dir)
		if has, err := hasSources(dir); err == nil && has && !slices.Contains(out, dir) {
			out = append(out, dir)
		}
	}
	return out
}

// maxSubdirectories bounds how many directories are looked into for the sources of a plan.
const maxSubdirectories = 8

// subdirectories gives the first directories in a directory.
func subdirectories(dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && len(out) < maxSubdirectories {
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	return out
}

// sourceOf gives the first of the directories that the plan was made of, evaluated.
func (l *terraformLoader) sourceOf(f *plan.File, in found, dirs []string) (*source.Root, string) {
	variables := map[string]string{}
	for name, value := range f.Variables {
		variables[name] = value
	}
	for name, value := range l.options.Variables {
		variables[name] = value
	}
	for _, dir := range dirs {
		root, _, err := l.evaluate(dir, in.path, variables, nil)
		if err == nil && isSourceOf(root, f) {
			return root, dir
		}
	}
	return nil, ""
}

// leavesAnything reports whether a plan leaves any resource: what destroys all of them has no sources to differ from.
func leavesAnything(f *plan.File) bool {
	return slices.ContainsFunc(f.Resources, func(r *plan.Resource) bool { return !r.Data && r.After != nil })
}

// isSourceOf reports whether a plan was made of a root module: every instance that the plan means to be there
// is one of the module's, and the other way round, as far as the module's instances are known. One resource
// that is elsewhere shows that the sources are others, or have changed since.
func isSourceOf(root *source.Root, f *plan.File) bool {
	declared := map[string]bool{}
	open := map[string]bool{} // blocks whose instances are not known, and modules that are not there
	for _, r := range root.Resources {
		switch {
		case r.Mode != source.Managed || attribute.New(r.Type) == nil: // a plan's file holds what is modelled
		case r.Unexpanded:
			open[withoutKeys(r.Address)] = true
		default:
			declared[r.Address] = true
		}
	}
	var missing []string
	for _, m := range root.Modules {
		if m.Missing {
			missing = append(missing, withoutKeys(m.Address)+".")
		}
	}
	matched := 0
	for _, r := range f.Resources {
		if r.Data || r.After == nil {
			continue
		}
		plain := withoutKeys(r.Address)
		inMissing := slices.ContainsFunc(missing, func(m string) bool { return strings.HasPrefix(plain, m) })
		switch {
		case declared[r.Address]:
			matched++
			delete(declared, r.Address)
		case open[plain] || inMissing:
		default:
			return false
		}
	}
	if matched == 0 {
		return false
	}
	return f.Partial || len(declared) == 0 // a plan of a part (-target) leaves resources out
}

// instanceKey is what tells the instances of a resource or module apart in an address.
var instanceKey = lazyregexp.New(`\[(?:\d+|"(?:[^"\\]|\\.)*")\]`)

func withoutKeys(address string) string { return instanceKey().ReplaceAllString(address, "") }
