package catalog

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/rules"
)

// Users rely on a rule's id, severity and the object that it reports at: what stands in contract.tsv changes
// only on purpose.
func TestRulesKeepTheirContract(t *testing.T) {
	text, err := os.ReadFile("testdata/contract.tsv")
	require.NoError(t, err)
	byID := map[string]*rules.Rule{}
	for _, r := range Rules() {
		byID[r.ID] = r
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(strings.TrimRight(line, "\n"), "\t")
		require.Len(t, fields, 3, line)
		r := byID[fields[0]]
		if !assert.NotNil(t, r, "%s is gone", fields[0]) {
			continue
		}
		assert.Equal(t, rules.Severity(fields[1]), r.Severity, r.ID)
		assert.Equal(t, fields[2], r.ReportedAt, r.ID)
		delete(byID, r.ID)
	}
	assert.Empty(t, byID, "rules that the contract does not know")
}
