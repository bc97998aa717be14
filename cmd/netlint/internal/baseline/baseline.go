// Package baseline tells findings that were there before from those that are new: it reads and writes files of
// known findings, and finds again what is known after lines, files and resources have moved.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/netlint/netlint/cmd/netlint/internal/regular"
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

const schema = "netlint-baseline/v1"

// Baseline is a set of findings that are known, and the inputs that they were found in.
type Baseline struct {
	Schema   string    `json:"schema"`
	Inputs   []Input   `json:"inputs,omitempty"`
	Findings []Finding `json:"findings"`

	file string // where it was read; empty for one that was made of findings
}

// Input is an input that was linted, whether anything was found in it or not.
type Input struct {
	Path string `json:"path"` // relative to the baseline's directory, with forward slashes, where it lies below
	Kind string `json:"kind"` // as in model.Input
}

// Finding is one that is known. The message is for people who read the file.
type Finding struct {
	Rule        string `json:"rule"`
	Input       string `json:"input,omitempty"`
	Resource    string `json:"resource"`
	Key         string `json:"key,omitempty"`
	Fingerprint string `json:"fingerprint"`
	Message     string `json:"message"`
}

// Naming gives the name by which inputs are compared; two inputs of one run never have the same.
type Naming func(path string) string

// InDirectory names inputs relative to a directory, so that it does not matter where netlint was started.
func InDirectory(dir string) Naming {
	return func(path string) string {
		from, err := filepath.Abs(dir)
		if err != nil {
			return path
		}
		abs, err := filepath.Abs(filepath.FromSlash(path))
		if err != nil {
			return path
		}
		if _, err := os.Lstat(abs); err != nil {
			return path // standard input, and what is a part of another file
		}
		if rel, err := filepath.Rel(from, abs); err == nil {
			return filepath.ToSlash(rel)
		}
		return filepath.ToSlash(abs)
	}
}

// Beside names inputs as a baseline in a file does.
func Beside(file string) Naming { return InDirectory(filepath.Dir(file)) }

// Make takes findings as known.
func Make(found []rules.Finding, inputs []*model.Input, name Naming) *Baseline {
	b := &Baseline{Schema: schema, Findings: []Finding{}}
	for _, in := range inputs {
		b.Inputs = append(b.Inputs, Input{Path: name(in.Path), Kind: in.Kind})
	}
	for _, f := range found {
		b.Findings = append(b.Findings, known(f, name))
	}
	b.sort()
	return b
}

func known(f rules.Finding, name Naming) Finding {
	k := Finding{Rule: f.Rule, Key: f.Key, Fingerprint: f.Fingerprint(), Message: f.Message}
	if f.Object != nil {
		k.Resource = f.Object.Address
		if f.Object.Input != nil {
			k.Input = name(f.Object.Input.Path)
		}
	}
	return k
}

// sort brings a baseline into an order in which versions of it can be compared and merged.
func (b *Baseline) sort() {
	slices.SortFunc(b.Inputs, func(a, o Input) int { return cmp.Compare(a.Path, o.Path) })
	slices.SortFunc(b.Findings, func(a, o Finding) int {
		return cmp.Or(cmp.Compare(a.Input, o.Input), cmp.Compare(a.Resource, o.Resource), cmp.Compare(a.Rule, o.Rule),
			cmp.Compare(a.Key, o.Key), cmp.Compare(a.Message, o.Message))
	})
}

// Read reads a baseline; without a file it is empty.
func Read(file string) (*Baseline, error) {
	if file == "" {
		return &Baseline{}, nil
	}
	data, err := regular.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the baseline %s is not there; --write-baseline makes one", file)
	}
	if err != nil {
		return nil, fmt.Errorf("the baseline cannot be read: %w", err)
	}
	b := Baseline{file: file}
	if err := json.Unmarshal(data, &b); err != nil || b.Schema != schema {
		return nil, fmt.Errorf("%s: this is no baseline of netlint; make one with --write-baseline", file)
	}
	return &b, nil
}

// Bytes gives the content of a baseline's file.
func (b *Baseline) Bytes() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(b); err != nil {
		return nil, fmt.Errorf("the baseline cannot be written: %w", err)
	}
	return out.Bytes(), nil
}

// File is where the baseline was read.
func (b *Baseline) File() string { return b.file }
