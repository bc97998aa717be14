package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/netlint/netlint"

// direction says which packages of the module a part of the tree may import, tests aside. The first part that a
// package lies in counts.
var directions = []struct {
	part    string
	imports []string // of the module; a star at the end means everything below
	bans    []string // of other modules
}{
	{"model/packet", nil, []string{"github.com/hashicorp/hcl", "go.yaml.in", "github.com/zclconf"}},
	{"model/inspection", []string{"model", "model/packet", "model/suricata"}, []string{"github.com/hashicorp/hcl", "go.yaml.in", "github.com/zclconf"}},
	{"model/reach", []string{"model", "model/*"}, []string{"github.com/hashicorp/hcl", "go.yaml.in", "github.com/zclconf"}},
	{"model/modeltest", []string{"model", "model/*"}, nil},
	{"model", []string{"model/packet"}, []string{"github.com/hashicorp/hcl", "go.yaml.in", "github.com/zclconf"}},
	{"parser", []string{"model", "model/packet", "model/lazyregexp", "parser/*"}, nil},
	{"rules/catalog", []string{"rules", "rules/*"}, nil},
	{"rules", []string{"rules", "rules/*", "model", "model/*"}, []string{"github.com/hashicorp/hcl", "go.yaml.in"}},
	{"cmd/netlint", []string{"cmd/netlint/*", "parser", "parser/nesting", "rules", "rules/catalog", "model", "model/*"}, nil},
}

// TestImportsPointOneWay holds the layout: front ends and rules never meet, the network knows no language,
// and no rule knows the list of rules.
func TestImportsPointOneWay(t *testing.T) {
	top := filepath.Join("..", "..")
	checked := 0
	err := filepath.WalkDir(top, func(file string, e fs.DirEntry, err error) error {
		require.NoError(t, err)
		if e.IsDir() && (e.Name() == "testdata" || strings.HasPrefix(e.Name(), ".") && len(e.Name()) > 2) {
			return fs.SkipDir
		}
		if e.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(top, filepath.Dir(file))
		require.NoError(t, err)
		dir := filepath.ToSlash(rel)
		for _, d := range directions {
			if dir != d.part && !strings.HasPrefix(dir, d.part+"/") {
				continue
			}
			checked++
			for _, imported := range importsOf(t, file) {
				own, isOwn := strings.CutPrefix(imported, module+"/")
				if isOwn {
					assert.True(t, allowed(own, d.imports), "%s imports %s", file, own)
				}
				for _, ban := range d.bans {
					assert.False(t, strings.HasPrefix(imported, ban), "%s imports %s", file, imported)
				}
				if d.part == "rules" {
					assert.NotEqual(t, "rules/catalog", own, "%s imports the list of rules", file)
				}
			}
			break
		}
		return nil
	})
	require.NoError(t, err)
	assert.Greater(t, checked, 50, "the tree was found")
}

func importsOf(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	require.NoError(t, err)
	var out []string
	for _, spec := range parsed.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		require.NoError(t, err)
		out = append(out, name)
	}
	return out
}

func allowed(imported string, patterns []string) bool {
	for _, p := range patterns {
		if p == imported || path.Base(p) == "*" && strings.HasPrefix(imported, strings.TrimSuffix(p, "*")) {
			return true
		}
	}
	return false
}
