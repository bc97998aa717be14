package fix

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
)

// View is what a run over the inputs shows.
type View struct {
	Findings []rules.Finding
	// Errors is the number of faults that kept inputs from being read and rules from finishing.
	Errors int
	// Read gives the content of a file that ranges name.
	Read func(file string) ([]byte, error)
}

// Look runs the same rules over the same inputs, with contents standing in for those of files, by absolute
// path.
type Look func(overlay map[string][]byte) (*View, error)

// Outcome is what fixes come to.
type Outcome struct {
	Changes []Change        // sorted by file
	Made    []rules.Finding // what is found no more
	Left    []Left          // what has an edit that was not made
}

// Change is the new content of a file.
type Change struct {
	File          string // as ranges name it
	Before, After []byte
}

// Left is a finding of which the edit was not made, and why, in a clause.
type Left struct {
	Finding rules.Finding
	Why     string
}

// Try makes the edits of the findings on a copy in memory, and keeps those after which the same run finds
// less and nothing new. It writes no file.
func Try(first *View, look Look) (*Outcome, error) {
	t := &trial{look: look, view: first, texts: map[string][]byte{}, before: map[string][]byte{}, refused: map[string]string{}}
	for {
		batch := t.batch()
		if len(batch) == 0 {
			break
		}
		ok, err := t.attempt(batch)
		if err != nil {
			return nil, err
		}
		if ok || len(batch) == 1 {
			continue
		}
		// One of them spoils it for the others. After one is made, the rest is looked at anew: the number that
		// is free for an entry is another then.
		for _, f := range batch {
			delete(t.refused, f.Fingerprint())
		}
		for _, f := range batch {
			if ok, err = t.attempt([]rules.Finding{f}); err != nil {
				return nil, err
			} else if ok {
				break
			}
		}
	}
	return t.outcome(first), nil
}

// trial is a search for the edits that can be made.
type trial struct {
	look    Look
	view    *View             // with what is made so far
	before  map[string][]byte // by file
	texts   map[string][]byte // by file, what they come to
	refused map[string]string // by fingerprint, why
}

// batch gives findings whose edits do not depend on each other: one for each object, the last in a file
// first, so that the places of the others hold.
func (t *trial) batch() []rules.Finding {
	var out []rules.Finding
	taken := map[*model.Object]bool{}
	for _, f := range t.view.Findings {
		id := f.Fingerprint()
		if _, no := t.refused[id]; no || f.Fix.Edit == nil || taken[f.Fix.Edit.Object] {
			continue
		}
		if _, err := Target(f); err != nil {
			t.refused[id] = err.Error()
			continue
		}
		taken[f.Fix.Edit.Object] = true
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b rules.Finding) int {
		x, y := a.Fix.Edit.Object.Range, b.Fix.Edit.Object.Range
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(y.Line, x.Line))
	})
	return out
}

// attempt makes edits and keeps them where they do what they are for. Where they do not, the findings are
// refused.
func (t *trial) attempt(batch []rules.Finding) (bool, error) {
	texts := map[string][]byte{}
	for file, text := range t.texts {
		texts[file] = text
	}
	var made []rules.Finding
	for _, f := range batch {
		if err := t.edit(f, texts); err != nil {
			t.refused[f.Fingerprint()] = err.Error()
			continue
		}
		made = append(made, f)
	}
	if len(made) == 0 {
		return false, nil
	}
	overlay := map[string][]byte{}
	for file, text := range texts {
		abs, err := filepath.Abs(filepath.FromSlash(file))
		if err != nil {
			return false, fmt.Errorf("the place of %s is not known: %w", file, err)
		}
		overlay[abs] = text
	}
	after, err := t.look(overlay)
	if err != nil {
		return false, err
	}
	if why := t.judge(after, made); why != "" {
		for _, f := range made {
			t.refused[f.Fingerprint()] = why
		}
		return false, nil
	}
	t.view, t.texts = after, texts
	return true, nil
}

// edit makes one edit in texts.
func (t *trial) edit(f rules.Finding, texts map[string][]byte) error {
	file, err := Target(f)
	if err != nil {
		return err
	}
	text, ok := texts[file]
	if !ok {
		if text, err = t.view.Read(file); err != nil {
			return errors.New("the file cannot be read")
		}
		t.before[file] = text
	}
	text, err = Apply(f, text)
	if err != nil {
		return err
	}
	texts[file] = text
	return nil
}

// judge says in a clause what speaks against edits, empty for nothing: that a finding still stands, or that
// something else is found now.
func (t *trial) judge(after *View, made []rules.Finding) string {
	if after.Errors > t.view.Errors {
		return "the inputs could not be read after it"
	}
	was := map[string]bool{}
	for _, f := range t.view.Findings {
		was[f.Fingerprint()] = true
	}
	for _, f := range after.Findings {
		id := f.Fingerprint()
		if slices.ContainsFunc(made, func(m rules.Finding) bool { return m.Fingerprint() == id }) {
			return "it would still be found after it"
		}
		if !was[id] && f.Object != nil {
			return fmt.Sprintf("after it, %s would be found at %s", f.Rule, f.Object.Address)
		} else if !was[id] {
			return fmt.Sprintf("after it, %s would be found", f.Rule)
		}
	}
	return ""
}

// outcome tells what was made and what was left.
func (t *trial) outcome(first *View) *Outcome {
	out := &Outcome{}
	for file, after := range t.texts {
		out.Changes = append(out.Changes, Change{File: file, Before: t.before[file], After: after})
	}
	slices.SortFunc(out.Changes, func(a, b Change) int { return cmp.Compare(a.File, b.File) })
	still := map[string]bool{}
	for _, f := range t.view.Findings {
		still[f.Fingerprint()] = true
		if f.Fix.Edit != nil {
			out.Left = append(out.Left, Left{Finding: f, Why: t.refused[f.Fingerprint()]})
		}
	}
	for _, f := range first.Findings {
		if !still[f.Fingerprint()] {
			out.Made = append(out.Made, f)
		}
	}
	return out
}
