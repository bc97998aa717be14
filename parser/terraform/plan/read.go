package plan

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

// reader reads one file in one pass.
type reader struct {
	data  []byte
	dec   *jsontext.Decoder
	attrs *attribute.Decoder
	file  *File
	lines lineCounter

	seen    map[string]bool          // top-level keys
	changes []*Resource              // of resource_changes
	prior   []*Resource              // of prior_state
	values  []*Resource              // of a state's values
	planned []*Resource              // of planned_values, where there are no changes
	modules int                      // depth of nested modules
	bodies  map[string]*ModuleConfig // of called modules, by their JSON

	place place // of a reader of a value that was kept aside
}

// place is where in the file the text of a reader stands.
type place struct {
	offset int64
	under  jsontext.Pointer
}

// maxModuleDepth bounds the nesting of modules.
const maxModuleDepth = 128

// Read reads a plan or state. name is the file's name for messages and places. The error of something that
// is not a plan or state, or not whole, is a model.Diagnostic that names the line and what to do.
func Read(name string, data []byte) (*File, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, model.Diagnostic{
			Severity: model.SeverityError,
			Summary:  "The file is empty",
			Detail:   advice,
			Range:    model.Range{File: name},
		}
	}
	r := &reader{
		data:  data,
		dec:   jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true)),
		attrs: attribute.NewDecoder(),
		file:  &File{Name: name, Skipped: map[string]*Skipped{}},
		seen:  map[string]bool{}, bodies: map[string]*ModuleConfig{},
		lines: lineCounter{data: data, line: 1},
	}
	if err := r.top(); err != nil {
		return nil, r.diagnose(err)
	}
	if err := r.finish(); err != nil {
		return nil, r.diagnose(err)
	}
	return r.file, nil
}

const advice = `Write the plan or state again with "terraform show -json FILE > plan.json" and name the new file.`

// contentError is about what a file says, not about its JSON.
type contentError struct{ summary, detail string }

func (e contentError) Error() string { return e.summary + "; " + e.detail }

// diagnose gives an error its place and what to do about it.
func (r *reader) diagnose(err error) error {
	d := model.Diagnostic{Severity: model.SeverityError, Range: model.Range{File: r.file.Name}}
	var content contentError
	if errors.As(err, &content) {
		d.Summary, d.Detail = content.summary, content.detail
		return d
	}
	at := r.dec.InputOffset()
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		at = syntax.ByteOffset
	}
	d.Range.Line, d.Range.Column = position(r.data, at)
	d.Summary = fmt.Sprintf("The JSON cannot be read at byte %d", at)
	d.Detail = fmt.Sprintf("%s. %s", cause(err), advice)
	return d
}

// cause says what is wrong with the JSON, without the decoder's own prefix.
func cause(err error) string {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) && syntax.Err != nil {
		err = syntax.Err
	}
	text := err.Error()
	if strings.Contains(text, "EOF") {
		return "It ends in the middle of a value, as a file does that was cut off"
	}
	return "The JSON decoder says: " + strings.TrimPrefix(text, "jsontext: ")
}

// position gives line and column, from 1, of a byte offset.
func position(data []byte, offset int64) (line, column int) {
	before := data[:min(max(offset, 0), int64(len(data)))]
	line = 1 + bytes.Count(before, []byte{'\n'})
	tail := before[bytes.LastIndexByte(before, '\n')+1:]
	return line, 1 + len([]rune(string(tail)))
}

// lineCounter turns growing byte offsets into lines.
type lineCounter struct {
	data []byte
	at   int64
	line int
}

func (c *lineCounter) lineAt(offset int64) int {
	if offset > c.at {
		c.line += bytes.Count(c.data[c.at:offset], []byte{'\n'})
		c.at = offset
	}
	return c.line
}

// object calls member for each name of the object that comes next, which must read the value. It skips
// null and fails on any other value.
func (r *reader) object(member func(name string) error) error {
	return r.members(func(name []byte) error { return member(r.attrs.Share(name)) })
}

// members is object for what a plan holds by the thousand: it makes no strings of the names, which are gone once
// member reads on.
func (r *reader) members(member func(name []byte) error) error {
	switch r.dec.PeekKind() {
	case '{':
	case 'n':
		return r.ignore()
	default:
		return r.unexpected("an object")
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	for r.dec.PeekKind() != '}' {
		raw, err := r.dec.ReadValue()
		if err != nil {
			return err
		}
		if err := member(attribute.Unquote(raw)); err != nil {
			return err
		}
	}
	_, err := r.dec.ReadToken()
	return err
}

// array calls element for each element of the array that comes next; it skips null.
func (r *reader) array(element func() error) error {
	switch r.dec.PeekKind() {
	case '[':
	case 'n':
		return r.ignore()
	default:
		return r.unexpected("a list")
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	for r.dec.PeekKind() != ']' {
		if err := element(); err != nil {
			return err
		}
	}
	_, err := r.dec.ReadToken()
	return err
}

// ignore reads the next value and forgets it. The decoder's SkipValue does the same token by token, which takes
// about twice as long over the values that a plan repeats elsewhere.
func (r *reader) ignore() error {
	_, err := r.dec.ReadValue()
	return err
}

// text reads a string; it gives "" for null.
func (r *reader) text() (string, error) { return r.textBy(r.attrs.Share) }

// address reads a string that no other is equal to, so that there is nothing to share.
func (r *reader) address() (string, error) {
	return r.textBy(func(b []byte) string { return string(b) })
}

func (r *reader) textBy(toString func([]byte) string) (string, error) {
	switch r.dec.PeekKind() {
	case '"':
		raw, err := r.dec.ReadValue()
		if err != nil {
			return "", err
		}
		return toString(attribute.Unquote(raw)), nil
	case 'n':
		return "", r.ignore()
	default:
		return "", r.unexpected("a string")
	}
}

// boolean reads a bool; anything else counts as false.
func (r *reader) boolean() (bool, error) {
	isTrue := r.dec.PeekKind() == 't'
	return isTrue, r.ignore()
}

// unexpected says that the next value is of the wrong type, or gives the error that stands in its place.
func (r *reader) unexpected(want string) error {
	pointer := r.place.under + r.dec.StackPointer()
	at := r.place.offset + r.dec.InputOffset()
	value, err := r.dec.ReadValue()
	if err != nil {
		return err
	}
	line, column := position(r.data, at)
	return contentError{
		summary: fmt.Sprintf("%s is not what a plan or state has there", pointer),
		detail: fmt.Sprintf("Line %d, column %d should be %s and is %s. %s",
			line, column, want, kindName(value.Kind()), advice),
	}
}

func kindName(k jsontext.Kind) string {
	switch k {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case 'n':
		return "null"
	default:
		return "a bool"
	}
}

func (r *reader) top() error {
	if r.dec.PeekKind() != '{' {
		if _, err := r.dec.ReadValue(); err != nil {
			return err
		}
		return notOurs()
	}
	if err := r.object(func(name string) error {
		r.seen[name] = true
		return r.topMember(name)
	}); err != nil {
		return err
	}
	if _, err := r.dec.ReadToken(); err == nil {
		return contentError{"Something follows the end of the plan or state", "The file must hold one JSON object. " + advice}
	} else if !strings.Contains(err.Error(), "EOF") {
		return err
	}
	return nil
}

func (r *reader) topMember(name string) (err error) {
	switch name {
	case "format_version":
		r.file.FormatVersion, err = r.text()
		if err == nil {
			err = checkFormat(r.file.FormatVersion)
		}
		return err
	case "version":
		if r.dec.PeekKind() != '0' {
			return r.ignore()
		}
		raw, err := r.dec.ReadValue()
		r.file.FormatVersion = string(raw)
		return err
	case "terraform_version":
		r.file.TerraformVersion, err = r.text()
		return err
	case "complete":
		complete, err := r.boolean()
		r.file.Partial = !complete
		return err
	case "variables":
		return r.variables()
	case "planned_values":
		return r.plannedValues()
	case "resource_changes":
		return r.array(r.resourceChange)
	case "prior_state":
		return r.object(func(name string) error {
			if name != "values" {
				return r.ignore()
			}
			return r.stateValues(&r.prior)
		})
	case "values":
		return r.stateValues(&r.values)
	case "configuration":
		r.file.Config, err = r.configuration()
		return err
	case "resources":
		if r.dec.PeekKind() != '[' {
			return r.ignore()
		}
		return r.array(r.stateFileResource)
	default:
		return r.ignore()
	}
}

// checkFormat accepts every minor version of the JSON format's major version 1: minor versions only add.
func checkFormat(version string) error {
	if version == "1" || strings.HasPrefix(version, "1.") {
		return nil
	}
	if strings.HasPrefix(version, "0.") {
		return contentError{
			fmt.Sprintf("The plan or state has format version %s, which is older than netlint reads", version),
			"Write it with Terraform 1.1.1 or later, or with OpenTofu.",
		}
	}
	return contentError{
		fmt.Sprintf("The plan or state has format version %q, which netlint does not know", version),
		"netlint reads versions 1.0 and later of major version 1; use a newer netlint, or an older Terraform.",
	}
}

func notOurs() error {
	return contentError{"This is no Terraform plan or state",
		`A plan has "format_version" and "resource_changes", a state "format_version" and "values", a state file "version": 4. ` + advice}
}

func (r *reader) variables() error {
	r.file.Variables = map[string]string{}
	return r.object(func(variable string) error {
		return r.object(func(name string) error {
			if name != "value" || r.dec.PeekKind() != '"' {
				return r.ignore()
			}
			value, err := r.text()
			r.file.Variables[variable] = value
			return err
		})
	})
}

// finish decides what the file was and joins its parts.
func (r *reader) finish() error {
	f := r.file
	switch {
	case r.seen["format_version"] && (r.seen["resource_changes"] || r.seen["planned_values"] || r.seen["configuration"]):
		f.Kind = KindPlan
		r.joinPlan()
	case r.seen["format_version"] && (r.seen["values"] || len(r.seen) <= 2):
		f.Kind = KindState
		f.Resources = r.values
	case r.seen["version"] && (r.seen["lineage"] || r.seen["resources"] || r.seen["serial"]):
		f.Kind = KindState
		if f.FormatVersion != "4" {
			return contentError{
				fmt.Sprintf("The state file has version %s, and netlint reads version 4", f.FormatVersion),
				`Let Terraform 0.13 or later write it ("terraform refresh"), or name the output of "terraform show -json".`,
			}
		}
		f.Resources = r.values
	default:
		return notOurs()
	}
	for _, res := range f.Resources {
		if !res.Data {
			f.Total++
		}
	}
	for _, s := range f.Skipped {
		f.Total += s.Count
	}
	return nil
}

// joinPlan joins the changes with what the plan says elsewhere: data sources that were read stand only in
// prior_state, and so do resources that a -target left out and everything in a refresh-only plan.
func (r *reader) joinPlan() {
	all := r.changes
	known := make(map[string]bool, len(all))
	for _, res := range all {
		known[res.Address] = true
	}
	for _, res := range slices.Concat(r.prior, r.planned) {
		if !known[res.Address] {
			known[res.Address] = true
			all = append(all, res)
		}
	}
	r.file.Resources = all
}
