package main

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/model/reach"
	"github.com/netlint/netlint/parser"
	"github.com/netlint/netlint/rules"
	"github.com/netlint/netlint/rules/catalog"
	"github.com/netlint/netlint/rules/ruletest"
)

// Every finding of an example that rests on packets has the path of one, on which what the finding or a related place
// is about stands, and both the engine and the one-packet walker come to its verdict again.
func TestWitnessesReplay(t *testing.T) {
	files, err := filepath.Glob("../../examples/*/broken/expected.json")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 14)
	paths, walked := 0, 0
	for _, file := range files {
		dir := filepath.Dir(file)
		for _, form := range []string{"src", "plan.json", "template.yaml"} {
			t.Run(filepath.Base(filepath.Dir(dir))+"/"+form, func(t *testing.T) {
				loaded := parser.Load([]string{filepath.Join(dir, form)}, parser.Options{})
				for _, net := range loaded.After {
					found, failures := rules.Run([]*model.Network{net}, catalog.Rules(), rules.Options{}, 1)
					require.Empty(t, failures)
					n, m := ruletest.Replay(t, net, found)
					paths, walked = paths+n, walked+m
					for _, f := range found {
						if f.Severity == rules.Info || catalog.Find(f.Rule).BeyondPackets && f.Witness == nil {
							continue
						}
						if assert.NotNil(t, f.Path, "%s at %s has no path", f.Rule, f.Object.Address) {
							assert.True(t, touches(f), "%s at %s: its path has nothing to do with it", f.Rule, f.Object.Address)
						}
					}
				}
			})
		}
	}
	t.Logf("%d paths, of which the walker replayed %d", paths, walked)
	assert.Greater(t, walked*10, paths*9, "too few paths are walked")
}

// touches reports whether a hop of the finding's path stands where the finding or one of its related places does.
func touches(f rules.Finding) bool {
	places := []string{f.Object.Address}
	for _, r := range f.Related {
		if r.Object != nil {
			places = append(places, r.Object.Address)
		}
	}
	return slices.ContainsFunc(slices.Concat(f.Path.Forward, f.Path.Return, f.Path.Risks), func(h reach.Hop) bool {
		return slices.Contains(places, h.Object.Address) || h.Range == f.Range && !h.Range.IsZero()
	})
}
