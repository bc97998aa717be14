package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the tool's output into the READMEs of the examples")

// expectation is an example's expected.json.
type expectation struct {
	Must []struct {
		Rule     string
		Resource map[string][]string // by dialect
		Forms    []string            // of "plan", "config", "template"; empty for all
	}
	Allow []string
}

// finding is what the test needs of a finding in JSON.
type finding struct {
	Rule, Severity, Confidence, Resource string
	Location                             struct {
		File string
		Line int
	}
}

// lintJSON lints and gives the findings.
func lintJSON(t *testing.T, args ...string) []finding {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(append([]string{"--format", "json"}, args...), strings.NewReader(""), &out, &errs)
	require.LessOrEqual(t, code, exitFindings, "%s", errs.String())
	var report struct{ Findings []finding }
	require.NoError(t, json.Unmarshal(out.Bytes(), &report))
	return report.Findings
}

// Each example's broken half gives exactly the findings that it names, in every form; its fixed half none.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob("../../examples/*/*/expected.json")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 2*14)
	for _, file := range files {
		dir := filepath.Dir(file)
		var want expectation
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &want))

		// A plan alone stands where none of its sources are.
		alone := filepath.Join(t.TempDir(), "plan.json")
		plan, err := os.ReadFile(filepath.Join(dir, "plan.json"))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(alone, plan, 0o600))

		src, template := filepath.Join(dir, "src"), filepath.Join(dir, "template.yaml")
		name := filepath.Base(filepath.Dir(dir)) + "/" + filepath.Base(dir)
		for _, form := range []struct {
			name, kind, dialect string
			args                []string
		}{
			{"sources", "config", "terraform", []string{src}},
			{"plan", "plan", "terraform", []string{"--source", t.TempDir(), alone}},
			{"plan beside sources", "config", "terraform", []string{"--source", src, filepath.Join(dir, "plan.json")}},
			{"template", "template", "cloudformation", []string{template}},
		} {
			t.Run(name+"/"+form.name, func(t *testing.T) {
				got := lintJSON(t, form.args...)
				for _, must := range want.Must {
					if len(must.Forms) > 0 && !slices.Contains(must.Forms, form.kind) {
						continue
					}
					i := slices.IndexFunc(got, func(f finding) bool {
						return f.Rule == must.Rule && slices.Contains(must.Resource[form.dialect], f.Resource)
					})
					require.GreaterOrEqual(t, i, 0, "%s is not reported at %v", must.Rule, must.Resource[form.dialect])
					assert.Equal(t, "definite", got[i].Confidence)
					assert.NotZero(t, got[i].Location.Line)
					got = slices.Delete(got, i, i+1)
				}
				got = slices.DeleteFunc(got, func(f finding) bool { return slices.Contains(want.Allow, f.Rule) })
				assert.Empty(t, got, "findings that nobody named")
			})
		}
	}
}

// The README of each example shows what netlint says of it, word for word.
func TestExampleREADMEs(t *testing.T) {
	readmes, err := filepath.Glob("../../examples/*/README.md")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(readmes), 14)
	for _, file := range readmes {
		readme, err := filepath.Abs(file)
		require.NoError(t, err)
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			text, err := os.ReadFile(readme)
			require.NoError(t, err)
			t.Chdir(filepath.Dir(readme))
			const command = "$ netlint broken/src\n"
			before, rest, ok := strings.Cut(string(text), "```\n"+command)
			require.True(t, ok, "%s shows no output of %s", readme, command)
			shown, after, ok := strings.Cut(rest, "```\n")
			require.True(t, ok)

			var out, errs bytes.Buffer
			run([]string{"--no-color", "broken/src"}, strings.NewReader(""), &out, &errs)
			if *update {
				require.NoError(t, os.WriteFile(readme, []byte(before+"```\n"+command+out.String()+"```\n"+after), 0o644))
				return
			}
			assert.Equal(t, out.String(), shown, "go test ./cmd/netlint -run TestExampleREADMEs -update writes it anew")
		})
	}
}
