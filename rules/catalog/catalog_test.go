package catalog

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryRuleIsFitForTheCatalogue(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Families() {
		require.NotEmpty(t, f.Name)
		require.NotEmpty(t, f.Title)
		var ids []string
		for _, r := range f.Rules {
			require.NoError(t, r.Validate())
			assert.False(t, seen[r.ID], "the id %s is taken twice", r.ID)
			seen[r.ID] = true
			ids = append(ids, r.ID)
		}
		assert.True(t, slices.IsSorted(ids), "the rules of family %s are not sorted by id", f.Name)
		assert.False(t, seen[f.Name], "a family and a rule share the name %s", f.Name)
	}
}

func TestRulesOnlyYieldToRulesThatExist(t *testing.T) {
	for _, r := range Rules() {
		for _, other := range r.YieldsTo {
			assert.NotNil(t, Find(other), "%s yields to %s, which is no rule", r.ID, other)
			assert.NotEqual(t, r.ID, other)
		}
	}
}

func TestSelectors(t *testing.T) {
	assert.Equal(t, []string{"suppression-unused"}, Selected("suppression-unused"))
	assert.Equal(t, []string{"suppression-unused"}, Selected("suppression"), "a family")
	assert.Contains(t, Selected("suppression-*"), "suppression-unused")
	assert.Len(t, Selected("all"), len(Rules()))
	assert.Empty(t, Selected("suppression-unusable"))
	assert.Empty(t, Selected("[")) // a malformed pattern means nothing
}
