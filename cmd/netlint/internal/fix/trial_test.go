package fix

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/netlint/netlint/rules"
)

const twoResources = "resource \"aws_x\" \"a\" {\n}\n\nresource \"aws_x\" \"b\" {\n}\n"

// linter finds what its rules say in the text of net/main.tf, as a run over it would: a rule looks at the text
// and gives findings.
func linter(t *testing.T, look func(text string) []rules.Finding) (*View, Look) {
	t.Helper()
	abs, err := filepath.Abs(filepath.FromSlash("net/main.tf"))
	require.NoError(t, err)
	at := func(text string) *View {
		return &View{
			Findings: look(text), Errors: strings.Count(text, "broken"),
			Read: func(string) ([]byte, error) { return []byte(text), nil },
		}
	}
	return at(twoResources), func(overlay map[string][]byte) (*View, error) { return at(string(overlay[abs])), nil }
}

// wants finds a resource of which the block does not hold a line, which a fix adds.
func wants(text, name, argument string) []rules.Finding {
	before, rest, _ := strings.Cut(text, "\""+name+"\" {")
	block, _, _ := strings.Cut(rest, "}")
	if strings.Contains(block, argument) {
		return nil
	}
	f := terraformFinding("aws_x."+name, strings.Count(before, "\n")+1, rules.Edit{Kind: rules.Set, Argument: argument, Value: "1"})
	f.Rule, f.Range = "lacks-"+argument, f.Object.Range
	return []rules.Finding{f}
}

func TestTryMakesAllEdits(t *testing.T) {
	first, look := linter(t, func(text string) []rules.Finding {
		return append(wants(text, "a", "one"), append(wants(text, "a", "two"), wants(text, "b", "one")...)...)
	})
	o, err := Try(first, look)
	require.NoError(t, err)
	assert.Len(t, o.Made, 3)
	assert.Empty(t, o.Left)
	require.Len(t, o.Changes, 1)
	assert.Equal(t, "net/main.tf", o.Changes[0].File)
	assert.Equal(t, twoResources, string(o.Changes[0].Before))
	assert.Equal(t, "resource \"aws_x\" \"a\" {\n  one = 1\n  two = 1\n}\n\nresource \"aws_x\" \"b\" {\n  one = 1\n}\n", string(o.Changes[0].After))
}

// TestTryRefuses leaves an edit that does not help, that brings something else, or after which the input cannot
// be read; the other edit of the same round is made all the same.
func TestTryRefuses(t *testing.T) {
	for argument, c := range map[string]struct {
		look func(text string) []rules.Finding
		why  string
	}{
		"useless": {func(string) []rules.Finding { return wants(twoResources, "a", "useless") }, "still be found"},
		"harmful": {func(text string) []rules.Finding {
			if strings.Contains(text, "harmful") {
				return wants(twoResources, "b", "peace")
			}
			return wants(text, "a", "harmful")
		}, "lacks-peace would be found at aws_x.b"},
		"broken": {func(text string) []rules.Finding { return wants(text, "a", "broken") }, "could not be read"},
	} {
		first, look := linter(t, func(text string) []rules.Finding { return append(c.look(text), wants(text, "b", "good")...) })
		o, err := Try(first, look)
		require.NoError(t, err)
		require.Len(t, o.Left, 1, argument)
		assert.Equal(t, "aws_x.a", o.Left[0].Finding.Object.Address)
		assert.Contains(t, o.Left[0].Why, c.why)
		require.Len(t, o.Changes, 1)
		assert.Equal(t, strings.Replace(twoResources, "\"b\" {\n", "\"b\" {\n  good = 1\n", 1), string(o.Changes[0].After), argument)
	}
}

func TestTryWithNothingToDo(t *testing.T) {
	first, _ := linter(t, func(string) []rules.Finding {
		f := wants(twoResources, "a", "x")
		f[0].Fix.Edit = nil
		return f
	})
	o, err := Try(first, func(map[string][]byte) (*View, error) { return nil, errors.New("nothing is to be tried") })
	require.NoError(t, err)
	assert.Empty(t, o.Changes)
	assert.Empty(t, o.Left)
	assert.Empty(t, o.Made)
}
