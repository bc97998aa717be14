package lsp

import (
	"cmp"
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/netlint/netlint/cmd/netlint/internal/fix"
	"github.com/netlint/netlint/cmd/netlint/internal/report"
	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/catalog"
)

// work lints what waits, whenever nothing new has come for a pause, until the connection ends.
func (s *server) work(ctx context.Context, conn *jsonrpc2.Conn) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.due:
		}
		for quiet := false; !quiet; {
			select {
			case <-ctx.Done():
				return
			case <-s.due:
			case <-time.After(s.options.Pause):
				quiet = true
			}
		}
		s.mu.Lock()
		first := s.first
		delete(s.waiting, first)
		others := slices.Sorted(maps.Keys(s.waiting))
		clear(s.waiting)
		s.mu.Unlock()
		// What is being written is shown before what else may hang on it is looked at.
		for _, keys := range [][]string{{first}, others} {
			for _, key := range keys {
				s.lint(key)
			}
			if len(keys) > 0 && !s.publish(ctx, conn) {
				return
			}
		}
	}
}

// publish shows the diagnostics of all units, and reports whether the editor is still there.
func (s *server) publish(ctx context.Context, conn *jsonrpc2.Conn) bool {
	for _, p := range s.publications() {
		if err := conn.Notify(ctx, "textDocument/publishDiagnostics", p); err != nil {
			return false
		}
	}
	return true
}

// lint lints one unit. Without an open document, it shows nothing.
func (s *server) lint(key string) {
	s.mu.Lock()
	overlay := map[string][]byte{}
	open := ""
	for path, text := range s.documents {
		overlay[path] = []byte(text)
		if unitOf(path) == key && (open == "" || path < open) {
			open = path
		}
	}
	s.mu.Unlock()

	found := map[string][]shown{}
	if open != "" {
		result, err := s.options.Lint(open, overlay)
		if err != nil {
			result = &Result{
				Diagnostics: model.Diagnostics{{Severity: model.SeverityError, Summary: "netlint cannot run", Detail: err.Error(), Range: model.Range{File: open}}},
				Read:        func(file string) ([]byte, error) { return overlay[file], nil },
			}
		}
		found = show(result, open)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.units[key].shown = found
}

// show turns what a run found into diagnostics by URI. What has no place is shown at the document.
func show(r *Result, document string) map[string][]shown {
	texts := map[string][]string{}
	at := func(r2 model.Range) (location, bool) {
		if r2.File == "" || strings.HasPrefix(r2.File, "<") {
			r2 = model.Range{File: document}
		}
		if texts[r2.File] == nil {
			data, _ := r.Read(r2.File) // without it, the place is the beginning
			texts[r2.File] = lines(string(data))
		}
		abs, err := filepath.Abs(filepath.FromSlash(r2.File))
		return location{URI: uriOf(abs), Range: spanOf(r2, texts[r2.File])}, err == nil
	}
	out := map[string][]shown{}
	for i := range r.Findings {
		f := &r.Findings[i]
		place, ok := at(f.Range)
		if !ok {
			continue
		}
		d := diagnostic{Range: place.Range, Severity: severity(f.Severity), Code: f.Rule, Source: "netlint", Message: rules.Clean(f.Message)}
		for _, rel := range f.Related {
			if near, ok := at(rel.Place()); ok && !rel.Place().IsZero() {
				d.Related = append(d.Related, related{Location: near, Message: rules.Clean(rel.Message)})
			}
		}
		out[place.URI] = append(out[place.URI], shown{diagnostic: d, finding: f})
	}
	for _, problem := range r.Diagnostics {
		place, ok := at(problem.Range)
		if !ok || problem.Severity != model.SeverityError {
			continue
		}
		out[place.URI] = append(out[place.URI], shown{diagnostic: diagnostic{
			Range: place.Range, Severity: severity(rules.Error), Source: "netlint", Message: rules.Clean(problem.Summary + ": " + problem.Detail),
		}})
	}
	return out
}

// severity gives the number that the protocol has for a severity.
func severity(s rules.Severity) int {
	switch s {
	case rules.Error:
		return 1
	case rules.Warning:
		return 2
	}
	return 3
}

// publications gives the diagnostics of all units by document, with empty ones where there were some.
func (s *server) publications() []publishParams {
	s.mu.Lock()
	defer s.mu.Unlock()
	byURI := map[string][]diagnostic{}
	for uri := range s.published {
		byURI[uri] = []diagnostic{}
	}
	for path := range s.documents {
		byURI[uriOf(path)] = []diagnostic{}
	}
	for _, key := range slices.Sorted(maps.Keys(s.units)) {
		for uri, list := range s.units[key].shown {
			for _, d := range list {
				same := func(o diagnostic) bool { return o.Range == d.diagnostic.Range && o.Message == d.diagnostic.Message }
				if !slices.ContainsFunc(byURI[uri], same) { // a module has it from each of its callers
					byURI[uri] = append(byURI[uri], d.diagnostic)
				}
			}
		}
	}
	var out []publishParams
	clear(s.published)
	for _, uri := range slices.Sorted(maps.Keys(byURI)) {
		if len(byURI[uri]) > 0 {
			s.published[uri] = true
		}
		out = append(out, publishParams{URI: uri, Diagnostics: byURI[uri]})
	}
	return out
}

// at gives what is shown at a place of a document, each finding once.
func (s *server) at(uri string, where span) []shown {
	uri = uriOf(pathOf(uri)) // as this server writes it
	var out []shown
	for _, key := range slices.Sorted(maps.Keys(s.units)) {
		for _, d := range s.units[key].shown[uri] {
			if d.finding != nil && d.diagnostic.Range.touches(where) && !slices.ContainsFunc(out, func(o shown) bool {
				return o.finding.Fingerprint() == d.finding.Fingerprint()
			}) {
				out = append(out, d)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b shown) int { return cmp.Compare(a.diagnostic.Severity, b.diagnostic.Severity) })
	return out
}

// hover explains what is shown at a place, or nil where nothing is.
func (s *server) hover(p hoverParams) any {
	found := s.at(p.TextDocument.URI, span{Start: p.Position, End: p.Position})
	if len(found) == 0 {
		return nil
	}
	var b strings.Builder
	for i, d := range found {
		f := d.finding
		if i > 0 {
			b.WriteString("\n---\n\n")
		}
		b.WriteString(report.EscapeMarkdown(f.Message) + "\n\n")
		if f.Fix.Text != "" {
			b.WriteString("**Fix:** " + report.EscapeMarkdown(f.Fix.Text) + "\n\n")
		}
		if f.Object != nil && f.Object.Input != nil {
			if code := f.Fix.Code(f.Object.Input.Dialect); code != "" {
				language := map[model.Dialect]string{model.Terraform: "terraform", model.CloudFormation: "yaml"}[f.Object.Input.Dialect]
				b.WriteString(report.Fence(language, code) + "\n")
			}
		}
		if rule := catalog.Find(f.Rule); rule != nil {
			b.WriteString(report.RuleMarkdown(rule, 3))
		}
	}
	return hover{Contents: markup{Kind: "markdown", Value: b.String()}, Range: found[0].diagnostic.Range}
}

// actions gives the changes that mend what is shown at a place, where they are certain and local.
func (s *server) actions(p codeActionParams) []codeAction {
	out := []codeAction{}
	for _, d := range s.at(p.TextDocument.URI, p.Range) {
		file, err := fix.Target(*d.finding)
		if err != nil {
			continue
		}
		abs, err := filepath.Abs(filepath.FromSlash(file))
		if err != nil {
			continue
		}
		text, open := s.documents[abs]
		if !open {
			continue // what the editor does not show is not for it to change
		}
		after, err := fix.Apply(*d.finding, []byte(text))
		if err != nil {
			continue
		}
		out = append(out, codeAction{
			Title: rules.Clean(d.finding.Fix.Text), Kind: "quickfix", Diagnostics: []diagnostic{d.diagnostic},
			Edit: workspaceEdit{Changes: map[string][]textEdit{uriOf(abs): {difference(text, string(after))}}},
		})
	}
	return out
}
