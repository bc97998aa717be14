package parser

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/parser/terraform/source"
)

// remoteState is what a root module shows to others: the outputs in its state, and where that state lies. Other
// roots of one call read it by a data source of type terraform_remote_state.
type remoteState struct {
	location string // see stateLocation; empty where it is not known
	outputs  map[string]cty.Value
}

// others is what root modules read of the other inputs of a call: outputs, by the location of the state that they
// lie in, and objects.
type others struct {
	states map[string]map[string]cty.Value
	view   *inView // nil: none yet
}

// dataReader answers the data sources of one root module from the others, and notes what it was asked for.
type dataReader struct {
	others
	dir        string             // the root module's
	asked      []string           // locations of states
	unanswered []source.DataQuery // for objects
}

// read answers one data source; see [source.Options].
func (r *dataReader) read(q source.DataQuery) map[string]cty.Value {
	if q.Type == "terraform_remote_state" {
		return r.state(q.Arguments)
	}
	if r.view != nil {
		if values := r.view.read(q); values != nil {
			return values
		}
	}
	if lookups[q.Type] != nil {
		r.unanswered = append(r.unanswered, q)
	}
	return nil
}

// state answers a terraform_remote_state.
func (r *dataReader) state(arguments cty.Value) map[string]cty.Value {
	if workspace, written := attributeOf(arguments, "workspace"); written && !workspace.RawEquals(cty.StringVal("default")) {
		return nil // the roots of a call are evaluated in the default workspace
	}
	backend, _ := attributeOf(arguments, "backend")
	config, _ := attributeOf(arguments, "config")
	location := stateLocation(knownText(backend), config, r.dir)
	if location == "" {
		return nil
	}
	r.asked = append(r.asked, location)
	state, ok := r.states[location]
	if !ok {
		return nil
	}
	outputs := map[string]cty.Value{}
	if defaults, ok := attributeOf(arguments, "defaults"); ok && defaults.IsKnown() && !defaults.IsNull() && defaults.CanIterateElements() {
		for name, value := range defaults.AsValueMap() {
			outputs[name] = value
		}
	}
	for name, value := range state {
		outputs[name] = value
	}
	return map[string]cty.Value{"outputs": cty.ObjectVal(outputs)}
}

// stateParts are the arguments of a backend that tell where a state lies. Whoever names the same ones means the
// same state, whatever the region, profile or role that it is read with.
var stateParts = map[string][]string{
	"s3": {"bucket", "key"}, "gcs": {"bucket", "prefix"}, "azurerm": {"storage_account_name", "container_name", "key"},
	"http": {"address"}, "consul": {"path"},
}

// stateLocation names the place of the state that the configuration of a backend means, in the default
// workspace. It is empty where that cannot be told: a part is given on the command line of terraform init.
func stateLocation(backend string, config cty.Value, dir string) string {
	var parts []string
	switch backend {
	case "local":
		path := "terraform.tfstate"
		if v, ok := attributeOf(config, "path"); ok {
			if path = knownText(v); path == "" {
				return ""
			}
		}
		if !filepath.IsAbs(path) {
			path = filepath.Join(absolute(dir), filepath.FromSlash(path))
		}
		parts = []string{path}
	case "remote", "cloud":
		backend = "remote" // two ways to write the same
		organization, _ := attributeOf(config, "organization")
		workspaces, _ := attributeOf(config, "workspaces")
		name, _ := attributeOf(workspaces, "name")
		parts = []string{knownText(organization), knownText(name)}
	default:
		for _, name := range stateParts[backend] {
			v, _ := attributeOf(config, name)
			parts = append(parts, knownText(v))
		}
	}
	for _, part := range parts {
		if part == "" {
			return ""
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return backend + "\x00" + strings.Join(parts, "\x00")
}

// attributeOf gives an attribute of an object; ok is false where the value is no object or does not have it.
func attributeOf(object cty.Value, name string) (v cty.Value, ok bool) {
	if object == cty.NilVal || !object.IsKnown() || object.IsNull() || !object.Type().IsObjectType() || !object.Type().HasAttribute(name) {
		return cty.NilVal, false
	}
	v = object.GetAttr(name)
	return v, !v.IsKnown() || !v.IsNull()
}

// knownText gives the text that a value is, empty where it is anything else.
func knownText(v cty.Value) string {
	if v == cty.NilVal || v.Type() != cty.String || !v.IsKnown() || v.IsNull() {
		return ""
	}
	return v.AsString()
}

// stateOf gives what a root module shows to others.
func stateOf(dir string, root *source.Root) remoteState {
	s := remoteState{outputs: root.Outputs}
	if root.Backend == nil {
		s.location = stateLocation("local", cty.EmptyObjectVal, dir)
	} else {
		s.location = stateLocation(root.Backend.Type, root.Backend.Config, dir)
	}
	return s
}

// maxRounds bounds how often root modules are evaluated again: what one finds among the objects of others may hang
// on what they have found.
const maxRounds = 4

// readOthers evaluates those root modules again that read the states of others or look for their objects.
func (l *terraformLoader) readOthers(inputs []found, outcomes []outcome) {
	l.evaluateAgain(inputs, outcomes, nil, nil)
	for range maxRounds {
		if !slices.ContainsFunc(outcomes, func(o outcome) bool { return len(o.unanswered) > 0 }) {
			return
		}
		var units []unit
		for _, o := range outcomes {
			if o.unit != nil {
				units = append(units, *o.unit)
			}
		}
		view := &inView{assemble(units, 0, false)}
		var finds []int
		for i, o := range outcomes {
			if slices.ContainsFunc(o.unanswered, func(q source.DataQuery) bool { return view.read(q) != nil }) {
				finds = append(finds, i)
			}
		}
		if len(finds) == 0 {
			return
		}
		l.evaluateAgain(inputs, outcomes, view, finds)
	}
}

// evaluateAgain evaluates again the root modules that find objects in view, and those that read the states of
// others, once these are evaluated themselves. Roots that need each other stay as they are, and so does what reads
// a state that several have.
func (l *terraformLoader) evaluateAgain(inputs []found, outcomes []outcome, view *inView, finds []int) {
	at := map[string]int{} // indices of the roots, by location; -1 for a location that several have
	for i := range outcomes {
		location := outcomes[i].state.location
		if location == "" {
			continue
		}
		if _, taken := at[location]; taken {
			at[location] = -1
		} else {
			at[location] = i
		}
	}
	needs := map[int][]int{} // the roots whose states a root reads, of those that are to be evaluated
	for _, i := range finds {
		needs[i] = nil
	}
	for i := range outcomes {
		for _, location := range outcomes[i].asked {
			if j, ok := at[location]; ok && j >= 0 && j != i {
				needs[i] = append(needs[i], j)
			}
		}
	}
	waits := func(j int) bool { _, ok := needs[j]; return ok }
	for len(needs) > 0 {
		var ready []int
		for i, others := range needs {
			if !slices.ContainsFunc(others, waits) {
				ready = append(ready, i)
			}
		}
		if len(ready) == 0 {
			return
		}
		l.each(ready, func(i int) {
			states := map[string]map[string]cty.Value{}
			for _, j := range needs[i] {
				states[outcomes[j].state.location] = outcomes[j].state.outputs
			}
			outcomes[i] = l.root(inputs[i], others{states, view})
		})
		for _, i := range ready {
			delete(needs, i)
		}
	}
}
