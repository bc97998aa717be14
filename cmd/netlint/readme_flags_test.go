package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	readmeCode   = regexp.MustCompile("(?s)```.*?```|`[^`\n]+`")
	readmeCalled = regexp.MustCompile(`(?:^|[\s|&"'` + "`" + `])netlint((?: [^\s"'|` + "`" + `]+)*)`)
	readmeFlag   = regexp.MustCompile(`--[a-z][a-z-]*`)
)

// TestTheReadmeNamesWhatIsThere looks for each command that the README calls, and for each flag behind it.
func TestTheReadmeNamesWhatIsThere(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	calls := 0
	for _, shown := range readmeCode.FindAllString(string(readme), -1) {
		for line := range strings.Lines(shown) {
			line, _, _ = strings.Cut(line, " #")
			for _, call := range readmeCalled.FindAllStringSubmatch(line, -1) {
				calls++
				checkCall(t, strings.Fields(call[1]))
			}
		}
	}
	assert.Greater(t, calls, 10, "the README shows how netlint is called")
}

// checkCall looks for the command and the flags of a call of netlint.
func checkCall(t *testing.T, words []string) {
	t.Helper()
	root := newRoot()
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpFlag()
	command := root
	if len(words) > 0 && regexp.MustCompile(`^[a-z]+$`).MatchString(words[0]) && !strings.HasSuffix(words[0], ".json") {
		found, _, err := root.Find(words[:1])
		if assert.NoError(t, err) && found != root {
			command = found
		}
		assert.NotEqual(t, root, found, "netlint %s is a command", words[0])
	}
	for _, word := range words {
		if name := readmeFlag.FindString(word); strings.HasPrefix(word, "--") {
			assert.NotNil(t, flagOf(command, strings.TrimPrefix(name, "--")), "netlint %s has the flag %s", command.Name(), name)
		}
	}
}

func flagOf(command *cobra.Command, name string) *pflag.Flag { return command.Flags().Lookup(name) }

// TestTheReadmeSaysWhatItIsBuiltOn looks in the README for each module that the code needs directly.
func TestTheReadmeSaysWhatItIsBuiltOn(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(readme), "What netlint is built on")
	require.True(t, ok)
	for _, name := range directModules(t) {
		assert.Contains(t, table, name)
	}
}

// directModules gives the names of the modules that the code imports, as the README shortens them.
func directModules(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir("../..", func(file string, e fs.DirEntry, err error) error {
		require.NoError(t, err)
		if e.IsDir() && (e.Name() == "testdata" || strings.HasPrefix(e.Name(), ".") && e.Name() != ".." && e.Name() != ".") {
			return fs.SkipDir
		}
		if e.IsDir() || !strings.HasSuffix(file, ".go") {
			return nil
		}
		for _, imported := range importsOf(t, file) {
			parts := strings.Split(imported, "/")
			switch {
			case !strings.Contains(parts[0], ".") || strings.HasPrefix(imported, module):
			case parts[0] == "github.com":
				names = append(names, parts[1]+"/"+parts[2])
			case parts[0] == "golang.org":
				names = append(names, strings.Join(parts[:3], "/"))
			default:
				names = append(names, parts[0]+"/"+parts[1])
			}
		}
		return nil
	})
	require.NoError(t, err)
	slices.Sort(names)
	return slices.Compact(names)
}
