package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/netlint/netlint/parser"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/catalog"
)

// suppress takes out the findings that the inputs and the configuration say are known and meant.
func (j *job) suppress(found []rules.Finding, paths []string) (standing, suppressed []rules.Finding) {
	if j.options.noSuppressions {
		return found, nil
	}
	var all []*rules.Suppression
	for _, ignore := range j.loaded.Ignores {
		all = append(all, suppression(ignore))
	}
	all = append(all, j.config.Ignores...)
	ran := func(id string) bool {
		return slices.ContainsFunc(j.rules, func(r *rules.Rule) bool { return r.ID == id })
	}
	standing, suppressed = rules.Suppress(found, all, rules.Policy{
		Match: catalog.Match,
		Known: func(selector string) bool { return len(catalog.Selected(selector)) > 0 },
		Ran: func(selector string) bool {
			return !slices.ContainsFunc(catalog.Selected(selector), func(id string) bool { return !ran(id) })
		},
		Mandatory: j.config.Mandatory,
		Today:     time.Now(),
		Outside:   func(s *rules.Suppression) bool { return s.Address != "" && j.outside(s, paths) },
	})
	if !ran(rules.SuppressionUnused.ID) {
		standing = slices.DeleteFunc(standing, func(f rules.Finding) bool { return f.Rule == rules.SuppressionUnused.ID })
	}
	if s := j.config.Severity(rules.SuppressionUnused.ID); s != "" {
		for i := range standing {
			if standing[i].Rule == rules.SuppressionUnused.ID {
				standing[i].Severity = s
			}
		}
	}
	return standing, suppressed
}

// suppression reads what stands in an input.
func suppression(in parser.Ignore) *rules.Suppression {
	var s rules.Suppression
	if in.Rules == nil && in.Text != "" {
		s = rules.ParseSuppression(in.Text)
	} else {
		s = rules.Suppression{Rules: in.Rules, Reason: in.Reason}
		s.SetUntil(in.Until)
	}
	s.Range, s.Covers = in.Range, in.Covers
	if s.Covers.IsZero() && s.Problem == "" {
		s.Problem = "it stands at no block"
	}
	return &s
}

// outside reports whether a suppression of the configuration may be about something that this run was not
// asked to look at: no object in view has such an address, and the run is not over all that the configuration
// is for.
func (j *job) outside(s *rules.Suppression, paths []string) bool {
	for _, n := range j.loaded.After {
		for _, e := range n.Entities() {
			if rules.MatchAddress(s.Address, e.Base().Address) {
				return false
			}
		}
	}
	home, err := filepath.Abs(filepath.Dir(filepath.FromSlash(s.Range.File)))
	if err != nil {
		return true
	}
	for _, path := range paths {
		abs, err := filepath.Abs(path)
		if err != nil {
			continue
		}
		if abs == home || strings.HasPrefix(home, strings.TrimSuffix(abs, string(os.PathSeparator))+string(os.PathSeparator)) {
			return false
		}
	}
	return true
}
