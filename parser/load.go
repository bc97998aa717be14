// Package parser turns what is named on a command line into networks. It says by content what each file is,
// hands it to the front end of its language, and joins everything into one network, or into one for each
// scenario where a template hangs on what is not known.
package parser

import (
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/netlint/netlint/model"
)

// Options says what is known beside the inputs.
type Options struct {
	// Stdin is read for the path "-".
	Stdin io.Reader
	// Source is the directory of the sources that plans were made of. Empty: they are looked for beside each
	// plan and in the working directory.
	Source string
	// Variables are values of Terraform variables, and VariableFiles files of them.
	Variables     map[string]string
	VariableFiles []string
	// Parameters are values of CloudFormation parameters.
	Parameters map[string]string
	// Changed says that the paths are files that changed, as a commit hook names them: those that are nothing
	// to lint are passed over.
	Changed bool
	// Overlay holds contents that stand in for those of files, by absolute path: what an editor has not saved
	// yet, or what a fix would write.
	Overlay map[string][]byte
	// Stop, once it is closed, ends the reading: plans, states and root modules that are not begun by then are left
	// out, which a diagnostic says. Nil for no end.
	Stop <-chan struct{}
	// Jobs is how many root modules are read at once; 0 for as many as there are processors.
	Jobs int
}

// Input is one input and how much it holds.
type Input struct {
	*model.Input
	Resources int // managed resources, of whatever type
	// HasBefore says that the input tells what is there before it is applied, as plans do.
	HasBefore bool
	// Links says what of a plan's links could be told.
	Links model.PlanLinks
}

// Result is what was read. Results and diagnostics come together.
type Result struct {
	Inputs []Input
	// After are the networks as the inputs want them, linked: one for each scenario.
	After []*model.Network
	// Before gives the same as they are now, where a plan says so; it is nil where none does. They are built when
	// they are first asked for: without a finding there is nothing to compare with them.
	Before func() []*model.Network
	// Ignores are the suppressions that the inputs hold.
	Ignores     []Ignore
	Diagnostics model.Diagnostics
	// Unsupported are resources of network types that netlint does not know.
	Unsupported []model.Unsupported

	units    []unit
	contents map[string][]byte // of inputs that are no files
	read     func(file string) ([]byte, error)
}

// ReadFile gives the content of a file that ranges name, standard input included.
func (r *Result) ReadFile(file string) ([]byte, error) {
	if data, ok := r.contents[file]; ok {
		return data, nil
	}
	return r.read(file)
}

// ReadSource gives the content of a file that ranges name, for people to see a piece of. It gives nothing of the
// JSON of plans and states: values stand there in clear that other parts of it mark as sensitive.
func (r *Result) ReadSource(file string) ([]byte, error) {
	data, err := r.ReadFile(file)
	if err == nil && isTerraformJSON(data) {
		return nil, errNotShown
	}
	return data, err
}

var errNotShown = errors.New("plans and states are not shown")

// unit is what a front end has read, ready to be put into networks. Networks are built anew for each
// scenario and for the before, because linking changes objects. A unit names its inputs to the network.
type unit struct {
	inputs []Input
	// scenarios are the names of the outcomes that are possible; one without a name where nothing hangs on
	// anything.
	scenarios []string
	after     func(scenario int, n *model.Network)
	before    func(n *model.Network) // nil where the input says nothing of before
}

// countLater marks an input whose resources are counted in the network.
const countLater = -1

// Load reads what paths name and joins it. There is always a result; what could not be read is in its
// diagnostics.
func Load(paths []string, o Options) *Result {
	inputs, diags := discover(paths, o)
	r := &Result{Diagnostics: diags, contents: map[string][]byte{}, read: o.readFile}
	for _, in := range inputs {
		if in.root == "" && !isRegular(in.path) { // it cannot be read a second time
			r.contents[in.path] = in.data
		}
	}
	units, diags := loadTerraform(inputs, o)
	r.Diagnostics = append(r.Diagnostics, diags...)
	templates, diags := loadTemplates(inputs, o)
	r.Diagnostics = append(r.Diagnostics, diags...)
	if templates != nil {
		units = append(units, *templates)
	}
	exports, exportedIgnores, diags := loadExports(inputs)
	r.Diagnostics = append(r.Diagnostics, diags...)
	r.units = append(units, exports...)
	r.join()
	r.Ignores = mergeIgnores(ignores(r.After, inputs, r.ReadFile), exportedIgnores)
	slices.SortStableFunc(r.Diagnostics, func(a, b model.Diagnostic) int { return a.Range.Compare(b.Range) })
	return r
}

// outcomes gives the names of the scenarios of all units together, and whether one of them tells a before.
func outcomes(units []unit) (scenarios []string, changes bool) {
	scenarios = []string{""}
	for _, u := range units {
		if len(u.scenarios) > len(scenarios) {
			scenarios = u.scenarios
		}
		changes = changes || u.before != nil
	}
	return scenarios, changes
}

// join builds the networks of all units.
func (r *Result) join() {
	scenarios, changes := outcomes(r.units)
	for _, u := range r.units {
		r.Inputs = append(r.Inputs, u.inputs...)
	}
	slices.SortStableFunc(r.Inputs, func(a, b Input) int { return strings.Compare(a.Path, b.Path) })
	networks := func(before bool) []*model.Network {
		var out []*model.Network
		for i, name := range scenarios {
			out = append(out, build(r.units, i, name, before))
		}
		return out
	}
	r.After = networks(false)
	if changes {
		r.Before = sync.OnceValue(func() []*model.Network { return networks(true) })
	}
	r.Unsupported = unsupported(r.After[0])
	r.count()
}

// unsupported gives the resources that a network's inputs hold and netlint does not know, by type.
func unsupported(n *model.Network) []model.Unsupported {
	byType := map[string][]string{}
	for _, u := range n.Unsupported {
		byType[u.Type] = append(byType[u.Type], u.Addresses...)
	}
	var out []model.Unsupported
	for _, name := range slices.Sorted(maps.Keys(byType)) {
		slices.Sort(byType[name])
		out = append(out, model.Unsupported{Type: name, Addresses: byType[name]})
	}
	return out
}

// count fills in the inputs' numbers of resources that the network knows better.
func (r *Result) count() {
	if !slices.ContainsFunc(r.Inputs, func(in Input) bool { return in.Resources == countLater }) {
		return
	}
	counts := map[string]map[string]bool{} // by input, the addresses of what it declares
	for _, n := range r.After {
		for _, e := range n.Entities() {
			o := e.Base()
			if o.Input == nil || o.Implicit || o.External {
				continue
			}
			if counts[o.Input.Path] == nil {
				counts[o.Input.Path] = map[string]bool{}
			}
			counts[o.Input.Path][o.Address] = true
		}
	}
	for i := range r.Inputs {
		if in := &r.Inputs[i]; in.Resources == countLater {
			in.Resources = len(counts[in.Path])
		}
	}
}

// build makes the network of one scenario, as it will be or as it is before.
func build(units []unit, scenario int, name string, before bool) *model.Network {
	n := assemble(units, scenario, before)
	n.Scenario = name
	n.Link()
	return n
}

// assemble puts the objects of all units into one network, which is not linked yet.
func assemble(units []unit, scenario int, before bool) *model.Network {
	n := &model.Network{}
	for _, u := range units {
		if before && u.before != nil {
			u.before(n)
			continue
		}
		u.after(min(scenario, len(u.scenarios)-1), n)
	}
	return n
}
