package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheReadmeShowsRealOutput runs what the README shows with a prompt, and looks for every line that it shows
// of the output.
func TestTheReadmeShowsRealOutput(t *testing.T) {
	t.Chdir("../..")
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, session, ok := strings.Cut(string(readme), "```\n$ netlint ")
	require.True(t, ok, "the README shows a session")
	session, _, _ = strings.Cut(session, "```")
	command, shown, _ := strings.Cut(session, "\n")

	var stdout, stderr bytes.Buffer
	assert.Equal(t, exitFindings, run(strings.Fields(command), nil, &stdout, &stderr))
	assert.Empty(t, stderr.String())
	for line := range strings.Lines(shown) {
		if line = strings.TrimRight(line, "\n"); line != "..." {
			assert.Contains(t, strings.Split(stdout.String(), "\n"), line)
		}
	}
}
