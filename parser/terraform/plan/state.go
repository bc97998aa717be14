package plan

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/netlint/netlint/model"
)

// plannedValues reads planned_values only where the plan has no changes, which stand behind it; the changes
// hold the same values and more.
func (r *reader) plannedValues() error {
	// The key is searched for, not parsed: a false match only leaves out values that are there twice.
	if bytes.Contains(r.data, []byte(`"resource_changes"`)) {
		return r.ignore()
	}
	return r.stateValues(&r.planned)
}

// stateValues reads the tree of modules that states and prior_state have.
func (r *reader) stateValues(into *[]*Resource) error {
	return r.object(func(name string) error {
		if name != "root_module" {
			return r.ignore()
		}
		return r.stateModule(into)
	})
}

func (r *reader) stateModule(into *[]*Resource) error {
	if r.modules++; r.modules > maxModuleDepth {
		return contentError{"The modules are nested too deep",
			"netlint follows " + strconv.Itoa(maxModuleDepth) + " levels of modules."}
	}
	defer func() { r.modules-- }()
	var module string
	first := len(*into)
	err := r.object(func(name string) (err error) {
		switch name {
		case "address":
			module, err = r.text()
			return err
		case "resources":
			return r.array(func() error { return r.stateResource(into) })
		case "child_modules":
			return r.array(func() error { return r.stateModule(into) })
		default:
			return r.ignore()
		}
	})
	for _, res := range (*into)[first:] {
		if res.Module == "" {
			res.Module = module
		}
	}
	return err
}

func (r *reader) stateResource(into *[]*Resource) error {
	res := &Resource{Line: r.lines.lineAt(r.dec.InputOffset()), Change: model.Keep}
	var late *aside
	deposed := false
	err := r.members(func(name []byte) (err error) {
		switch string(name) {
		case "address":
			res.Address, err = r.address()
		case "mode":
			res.Data, err = r.mode()
		case "type":
			res.Type, err = r.text()
		case "name":
			res.Name, err = r.text()
		case "index":
			res.Key, err = r.key()
		case "provider_name":
			res.Provider, err = r.text()
		case "deposed_key":
			deposed = true
			err = r.ignore()
		case "values":
			if res.Type == "" {
				raw, err := r.dec.ReadValue()
				late = r.aside(raw)
				return err
			}
			err = r.stateAttributes(res)
		case "sensitive_values":
			err = r.sensitivePaths(&res.Sensitive)
		default:
			err = r.ignore()
		}
		return err
	})
	if err != nil || deposed {
		return err
	}
	if late != nil {
		if err := r.within(late).stateAttributes(res); err != nil {
			return err
		}
	}
	r.keep(res, into)
	return nil
}

// keep keeps a resource of a state, or counts it where its type is not modelled.
func (r *reader) keep(res *Resource, into *[]*Resource) {
	if res.After == nil {
		if res.After = newAttributes(res.Data, res.Type); res.After == nil {
			if into == &r.values {
				r.skip(res)
			}
			return
		}
	}
	res.Before = res.After
	if res.Data || into == &r.values {
		res.Change = ""
	}
	*into = append(*into, res)
}

func (r *reader) stateAttributes(res *Resource) error {
	res.After = newAttributes(res.Data, res.Type)
	if res.After == nil {
		return r.ignore()
	}
	return r.attributes(res.After)
}

// stateFileResource reads one entry of "resources" of a state file of version 4: a resource with its
// instances. Its keys come in Terraform's order, the type before the instances.
func (r *reader) stateFileResource() error {
	head := &Resource{}
	var late *aside
	err := r.object(func(name string) (err error) {
		switch name {
		case "module":
			head.Module, err = r.text()
		case "mode":
			head.Data, err = r.mode()
		case "type":
			head.Type, err = r.text()
		case "name":
			head.Name, err = r.text()
		case "provider":
			head.Provider, err = r.text()
		case "instances":
			if head.Type == "" || head.Name == "" {
				raw, err := r.dec.ReadValue()
				late = r.aside(raw)
				return err
			}
			err = r.array(func() error { return r.stateFileInstance(head) })
		default:
			err = r.ignore()
		}
		return err
	})
	if err != nil || late == nil {
		return err
	}
	inner := r.within(late)
	err = inner.array(func() error { return inner.stateFileInstance(head) })
	r.values = inner.values
	return err
}

func (r *reader) stateFileInstance(head *Resource) error {
	res := *head
	res.Line = r.lines.lineAt(r.dec.InputOffset())
	deposed := false
	err := r.object(func(name string) (err error) {
		switch name {
		case "index_key":
			res.Key, err = r.key()
		case "deposed":
			deposed = true
			err = r.ignore()
		case "attributes":
			err = r.stateAttributes(&res)
		case "sensitive_attributes":
			err = r.sensitiveSteps(&res.Sensitive)
		default:
			err = r.ignore()
		}
		return err
	})
	if err != nil || deposed {
		return err
	}
	res.Address = resourceAddress(&res)
	r.keep(&res, &r.values)
	return nil
}

// sensitiveSteps reads the marks of a state file: a list of paths, each a list of steps, each with a type
// (get_attr, index) and a value, which is a name or, for an index, an object of type and value.
func (r *reader) sensitiveSteps(into *[]string) error {
	return r.array(func() error {
		var path strings.Builder
		err := r.array(func() error { return r.sensitiveStep(&path) })
		*into = append(*into, path.String())
		return err
	})
}

func (r *reader) sensitiveStep(path *strings.Builder) error {
	return r.object(func(name string) error {
		if name != "value" {
			return r.ignore()
		}
		if r.dec.PeekKind() == '{' {
			return r.sensitiveStep(path)
		}
		key, err := r.key()
		if err != nil {
			return err
		}
		switch {
		case key.kind == intKey:
			path.WriteString(key.String())
		case path.Len() > 0:
			path.WriteString("." + key.s)
		default:
			path.WriteString(key.s)
		}
		return nil
	})
}
