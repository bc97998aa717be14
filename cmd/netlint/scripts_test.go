package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// scriptCall is a call of netlint in a testscript.
type scriptCall struct {
	status string // "" where the script does not say which: exec wants 0, "! exec" another
	words  []string
}

var scriptCalled = regexp.MustCompile(`^(!? ?exec|exits (\d)) netlint\b(.*)$`)

// scriptCalls gives every call of netlint that a testscript makes, by the command that it calls.
func scriptCalls(t *testing.T) map[*cobra.Command][]scriptCall {
	t.Helper()
	files, err := filepath.Glob("testdata/script/*.txtar")
	require.NoError(t, err)
	root := commandTree()
	calls := map[*cobra.Command][]scriptCall{}
	for _, file := range files {
		script, err := txtar.ParseFile(file)
		require.NoError(t, err)
		for line := range bytes.Lines(script.Comment) {
			m := scriptCalled.FindStringSubmatch(strings.TrimSpace(string(line)))
			if m == nil {
				continue
			}
			call := scriptCall{status: m[2], words: strings.Fields(m[3])}
			if m[1] == "exec" {
				call.status = "0"
			}
			command := root
			if len(call.words) > 0 {
				if found, _, err := root.Find(call.words); err == nil {
					command = found
				}
			}
			calls[command] = append(calls[command], call)
		}
	}
	return calls
}

// commandTree is the command line with what cobra adds to it when it runs.
func commandTree() *cobra.Command {
	root := newRoot()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpFlag()
	return root
}

// values gives what the calls set a flag to, "" for a switch.
func values(calls []scriptCall, f *pflag.Flag) (out []string) {
	for _, call := range calls {
		for i, word := range call.words {
			name, value, set := strings.Cut(word, "=")
			if name != "--"+f.Name && (f.Shorthand == "" || name != "-"+f.Shorthand) {
				continue
			}
			if !set && f.NoOptDefVal == "" && i+1 < len(call.words) {
				value = call.words[i+1]
			}
			out = append(out, strings.Trim(value, `'"`))
		}
	}
	return out
}

// TestEveryPartOfTheCommandLineHasAScript looks through the testscripts for each command, each flag of it, each value
// of a flag that takes one of a few, and each exit status. What is said over a protocol is in the tests of lsp and mcp.
func TestEveryPartOfTheCommandLineHasAScript(t *testing.T) {
	calls := map[string][]scriptCall{}
	for command, made := range scriptCalls(t) {
		calls[command.CommandPath()] = made
	}
	var missing []string
	cobras := regexp.MustCompile(`^netlint (help|completion)`)
	var check func(*cobra.Command)
	check = func(command *cobra.Command) {
		path := command.CommandPath()
		for _, sub := range command.Commands() {
			if !cobras.MatchString(sub.CommandPath()) {
				check(sub)
			}
		}
		require.Contains(t, exitStatuses, path)
		for _, status := range strings.Fields(exitStatuses[path]) {
			if !slices.ContainsFunc(calls[path], func(c scriptCall) bool { return c.status == status }) {
				missing = append(missing, path+" that exits with "+status)
			}
		}
		command.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Name == "help" || (path == "netlint lsp" || path == "netlint mcp") && newRoot().Flag(f.Name) != nil {
				return
			}
			set := values(calls[path], f)
			if len(set) == 0 {
				missing = append(missing, path+" --"+f.Name)
			}
			for _, choice := range choices(command, f) {
				if !slices.ContainsFunc(set, func(v string) bool {
					return v == choice || strings.HasSuffix(choice, "=") && strings.HasPrefix(v, choice)
				}) {
					missing = append(missing, path+" --"+f.Name+" "+choice)
				}
			}
		})
	}
	check(commandTree())
	assert.Empty(t, missing, "no script calls these")
}

// choices gives the values of a flag that takes one of a few, as they are offered to a shell.
func choices(command *cobra.Command, f *pflag.Flag) []string {
	complete, ok := command.GetFlagCompletionFunc(f.Name)
	if !ok || f.Name == "enable" || f.Name == "disable" {
		return nil // rules and families, of which the tests of rules are
	}
	out, _ := complete(command, nil, "")
	return out
}

// exitStatuses are those with which each command can end.
var exitStatuses = map[string]string{
	"netlint":         "0 1 2 3",
	"netlint path":    "0 1 2 3",
	"netlint diff":    "0 1 2 3",
	"netlint graph":   "0 2 3",
	"netlint export":  "0 2 3",
	"netlint rules":   "0 2",
	"netlint explain": "0 2",
	"netlint config":  "0 2",
	"netlint init":    "0 2",
	"netlint lsp":     "2",
	"netlint mcp":     "0 2",
	"netlint version": "0 2",
}

// TestScriptsAreRead makes sure that the test above sees what a script calls.
func TestScriptsAreRead(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	require.NoError(t, os.MkdirAll("testdata/script", 0o755))
	require.NoError(t, os.WriteFile("testdata/script/a.txtar", []byte(
		"exits 1 netlint --format json -o sarif=x a.yaml\n! exec netlint path --all .\nexec netlint rules\n-- file --\nexec netlint graph .\n"), 0o644))
	got := map[string][]scriptCall{}
	for command, made := range scriptCalls(t) {
		got[command.CommandPath()] = made
	}
	require.Len(t, got, 3)
	assert.Equal(t, "1", got["netlint"][0].status)
	assert.Equal(t, "", got["netlint path"][0].status)
	assert.Equal(t, "0", got["netlint rules"][0].status)
	root := newRoot()
	assert.Equal(t, []string{"json"}, values(got["netlint"], root.Flag("format")))
	assert.Equal(t, []string{"sarif=x"}, values(got["netlint"], root.Flag("output")))
	assert.Empty(t, values(got["netlint"], root.Flag("quiet")))
}
