package plan

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

// awsPrefix begins the names of the AWS provider's types.
const awsPrefix = "aws_"

// maxSkippedAddresses bounds how many addresses of one skipped type are kept.
const maxSkippedAddresses = 1000

// newAttributes gives an empty attribute struct for a type, or nil where it is not modelled.
func newAttributes(data bool, typeName string) any {
	if data {
		return attribute.NewData(typeName)
	}
	return attribute.New(typeName)
}

func (r *reader) skip(res *Resource) {
	if res.Data {
		return
	}
	s := r.file.Skipped[res.Type]
	if s == nil {
		s = &Skipped{}
		r.file.Skipped[res.Type] = s
	}
	s.Count++
	if strings.HasPrefix(res.Type, awsPrefix) && len(s.Addresses) < maxSkippedAddresses {
		s.Addresses = append(s.Addresses, res.Address)
	}
}

// change is one "change" object while it is read.
type change struct {
	actions        []string
	before, after  any
	sensitive      []string
	hasUnknown     bool
	beforeFollowed bool // "before" was skipped, as it equals "after"
}

func (r *reader) resourceChange() error {
	res := &Resource{Line: r.lines.lineAt(r.dec.InputOffset())}
	deposed := false
	var late *aside // the change, where it stands before the type
	var c *change
	err := r.members(func(name []byte) (err error) {
		switch string(name) {
		case "address":
			res.Address, err = r.address()
		case "previous_address":
			res.Previous, err = r.text()
		case "module_address":
			res.Module, err = r.text()
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
		case "deposed":
			deposed = true
			err = r.ignore()
		case "change":
			if res.Type == "" {
				raw, err := r.dec.ReadValue()
				late = r.aside(raw)
				return err
			}
			c, err = r.change(res)
		default:
			err = r.ignore()
		}
		return err
	})
	if err != nil {
		return err
	}
	if late != nil {
		if c, err = r.within(late).change(res); err != nil {
			return err
		}
	}
	if res.Data { // data sources stand among the changes only if they are deferred
		r.file.deferred = append(r.file.deferred, deferredData{res.Module, res.Type + "." + res.Name})
	}
	switch {
	case deposed: // the remains of an earlier replacement, to be deleted; nothing refers to them
	case c == nil:
		r.skip(res)
	default:
		c.apply(res)
		r.changes = append(r.changes, res)
	}
	return nil
}

// aside is a value that is looked at later.
type aside struct {
	raw   []byte
	place place
}

// aside keeps the value that was just read.
func (r *reader) aside(raw jsontext.Value) *aside {
	return &aside{bytes.Clone(raw), place{r.place.offset + r.dec.InputOffset() - int64(len(raw)), r.place.under + r.dec.StackPointer()}}
}

// within gives a reader of a value that was kept aside, sharing everything else.
func (r *reader) within(a *aside) *reader {
	inner := *r
	inner.dec = jsontext.NewDecoder(bytes.NewBuffer(a.raw), jsontext.AllowDuplicateNames(true))
	inner.place = a.place
	return &inner
}

func (r *reader) mode() (data bool, err error) {
	mode, err := r.text()
	return mode == "data", err
}

func (r *reader) key() (Key, error) {
	switch r.dec.PeekKind() {
	case '0':
		raw, err := r.dec.ReadValue()
		if err != nil {
			return Key{}, err
		}
		n, err := strconv.Atoi(string(raw))
		if err != nil {
			return StringKey(string(raw)), nil
		}
		return IntKey(n), nil
	case '"':
		s, err := r.text()
		return StringKey(s), err
	default:
		return Key{}, r.ignore()
	}
}

// change reads a change of a resource whose type is known.
func (r *reader) change(res *Resource) (*change, error) {
	blank := newAttributes(res.Data, res.Type)
	if blank == nil {
		return nil, r.ignore()
	}
	c := &change{after: blank}
	hasAfter := false
	err := r.members(func(name []byte) (err error) {
		switch string(name) {
		case "actions":
			return r.array(func() error {
				action, err := r.text()
				c.actions = append(c.actions, action)
				return err
			})
		case "before":
			if len(c.actions) == 1 && c.actions[0] == "no-op" {
				c.beforeFollowed = true
				return r.ignore()
			}
			if r.dec.PeekKind() == 'n' {
				return r.ignore()
			}
			c.before = newAttributes(res.Data, res.Type)
			return r.attributes(c.before)
		case "after":
			hasAfter = r.dec.PeekKind() != 'n'
			return r.attributes(c.after)
		case "after_unknown":
			marks, err := r.dec.ReadValue()
			if err != nil {
				return err
			}
			c.hasUnknown = len(marks) > len("{}")
			return r.attrs.Unknown(marks, c.after)
		case "after_sensitive", "before_sensitive":
			return r.sensitivePaths(&c.sensitive)
		default:
			return r.ignore()
		}
	})
	if !hasAfter {
		c.after = nil
	}
	return c, err
}

// attributes reads an object of attribute values into a struct.
func (r *reader) attributes(into any) error {
	values, err := r.dec.ReadValue()
	if err != nil {
		return err
	}
	return r.attrs.Value(values, into)
}

// apply puts what a change says into the resource.
func (c *change) apply(res *Resource) {
	res.Before, res.After, res.Sensitive, res.hasUnknown = c.before, c.after, c.sensitive, c.hasUnknown
	if c.beforeFollowed {
		res.Before = c.after
	}
	switch strings.Join(c.actions, ",") {
	case "create":
		res.Change = model.Create
	case "delete":
		res.Change = model.Delete
	case "no-op", "read", "":
		res.Change = model.Keep
	case "forget":
		// Terraform lets go of the object, which stays as it is.
		res.Change, res.After = model.Keep, res.Before
	default: // update, and both orders of delete and create
		res.Change = model.Update
	}
	if res.Data {
		res.Change = ""
	}
}

// sensitivePaths reads an after_sensitive value, false or an object of marks, into paths.
func (r *reader) sensitivePaths(into *[]string) error {
	raw, err := r.dec.ReadValue()
	if err != nil || !bytes.Contains(raw, []byte("true")) {
		return err
	}
	return r.within(r.aside(raw)).markedPaths("", into)
}

func (r *reader) markedPaths(path string, into *[]string) error {
	switch r.dec.PeekKind() {
	case 't':
		*into = append(*into, path)
		return r.ignore()
	case '{':
		return r.object(func(name string) error {
			if path != "" {
				name = path + "." + name
			}
			return r.markedPaths(name, into)
		})
	case '[':
		i := 0
		return r.array(func() error {
			element := path + "[" + strconv.Itoa(i) + "]"
			i++
			return r.markedPaths(element, into)
		})
	default:
		return r.ignore()
	}
}
