package reach

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write CODES.md anew")

func TestCodeTable(t *testing.T) {
	var tests strings.Builder
	files, err := filepath.Glob("*_test.go")
	require.NoError(t, err)
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		tests.Write(text)
	}
	seen := map[Code]bool{}
	covered := 0
	for _, c := range CodeTable() {
		assert.False(t, seen[c.Code], c.Code)
		seen[c.Code] = true
		assert.NotEqual(t, c.Test == "", c.Why == "", "%s has either a test or a reason", c.Code)
		if c.Test == "" {
			continue
		}
		covered++
		name, sub, nested := strings.Cut(c.Test, "/")
		assert.Contains(t, tests.String(), "func "+name+"(t *testing.T)")
		if nested {
			assert.NotNil(t, codeCases[Code(sub)], sub)
			assert.Equal(t, string(c.Code), sub)
		}
	}
	assert.Len(t, seen, 71)
	assert.GreaterOrEqual(t, covered, 57)

	if *update {
		require.NoError(t, os.WriteFile("CODES.md", []byte(CodeTableMarkdown()), 0o644))
	}
	text, err := os.ReadFile("CODES.md")
	require.NoError(t, err)
	assert.Equal(t, CodeTableMarkdown(), string(text), "run the test with -update")
}
