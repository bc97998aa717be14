package catalog_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/catalog"
	"github.com/netlint/netlint/rules/ruletest"
)

var update = flag.Bool("update", false, "write what the rules say of the fixtures into them")

// TestFixtures runs the catalogue over the fixtures of each rule, rules/FAMILY/testdata/RULE.txtar, and
// RULE.SITUATION.txtar for further ones.
// broken/main.tf and broken/template.yaml hold the fault, fixed/… the nearest thing that is right.
// want/terraform and want/cloudformation are all that is said of the broken ones, so that a rule shows that
// repeats what another said; of the fixed ones nothing is said. Findings of severity info are left out, but
// for those of the rule itself.
func TestFixtures(t *testing.T) {
	files, err := filepath.Glob("../*/testdata/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		id, _, _ := strings.Cut(name, ".")
		t.Run(name, func(t *testing.T) {
			require.NotNil(t, catalog.Find(id), "the fixture is named after no rule")
			runFixture(t, file, id)
		})
	}
}

// dialects pairs the file of a fixture with what is wanted of it.
var dialects = []struct{ input, want string }{{"main.tf", "want/terraform"}, {"template.yaml", "want/cloudformation"}}

func runFixture(t *testing.T, file, id string) {
	archive, err := txtar.ParseFile(file)
	require.NoError(t, err)
	dir := t.TempDir()
	for _, f := range archive.Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, f.Data, 0o644))
	}
	found := 0
	for _, d := range dialects {
		broken, fixed := filepath.Join("broken", d.input), filepath.Join("fixed", d.input)
		if !has(archive, broken) {
			continue
		}
		found++
		got := describe(dir, lint(t, filepath.Join(dir, broken)))
		assert.Contains(t, got, id+" ", "the rule is silent over %s", broken)
		if *update {
			set(archive, d.want, got)
		} else {
			assert.Equal(t, contents(archive, d.want), got, "%s; write it anew with -update and read the difference as a claim", d.want)
		}
		require.True(t, has(archive, fixed), "%s has no right twin", broken)
		assert.Empty(t, describe(dir, lint(t, filepath.Join(dir, fixed))), fixed)
	}
	require.NotZero(t, found, "the fixture has no broken/main.tf and no broken/template.yaml")
	if *update {
		require.NoError(t, os.WriteFile(file, txtar.Format(archive), 0o644))
	}
}

// lint reads one input, a root module or a template, and gives the definite findings of all rules, those of
// severity info only where the fixture is of a rule that is one.
func lint(t *testing.T, path string) []rules.Finding {
	t.Helper()
	named := path
	if filepath.Ext(path) == ".tf" {
		named = filepath.Dir(path)
	}
	read := parser.Load([]string{named}, parser.Options{})
	for _, d := range read.Diagnostics {
		require.NotEqual(t, d.Severity, model.SeverityError, d.Error())
	}
	found, failures := rules.Run(read.After, catalog.Rules(), rules.Options{}, 1)
	require.Empty(t, failures)
	if len(read.After) == 1 {
		ruletest.Replay(t, read.After[0], found)
	}
	return slices.DeleteFunc(found, func(f rules.Finding) bool {
		_, name, _ := strings.Cut(t.Name(), "/")
		id, _, _ := strings.Cut(name, ".")
		ownInfo := catalog.Find(f.Rule).Severity == rules.Info && id == f.Rule
		return f.Confidence != rules.Definite || f.Severity == rules.Info && !ownInfo
	})
}

// describe writes findings as people read them, without the directory of the test.
func describe(dir string, found []rules.Finding) string {
	slices.SortStableFunc(found, func(a, b rules.Finding) int { return cmp.Compare(a.Rule, b.Rule) })
	var b strings.Builder
	for _, f := range found {
		fmt.Fprintf(&b, "%s %s at %s, line %d\n  %s\n", f.Rule, f.Severity, f.Object.Address, f.Range.Line, f.Message)
		for _, r := range f.Related {
			fmt.Fprintf(&b, "  - %s: %s\n", r.Object.Address, r.Message)
		}
		fmt.Fprintf(&b, "  fix: %s\n", f.Fix.Text)
		for line := range strings.Lines(f.Fix.Code(f.Object.Input.Dialect)) {
			b.WriteString("    " + line)
		}
	}
	return strings.ReplaceAll(b.String(), dir, "")
}

func has(a *txtar.Archive, name string) bool {
	return slices.ContainsFunc(a.Files, func(f txtar.File) bool { return f.Name == filepath.ToSlash(name) })
}

func contents(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func set(a *txtar.Archive, name, data string) {
	for i, f := range a.Files {
		if f.Name == name {
			a.Files[i].Data = []byte(data)
			return
		}
	}
	a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(data)})
}
