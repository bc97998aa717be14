package main

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAgents is a session of an agent with the official client, on the pipes of "netlint mcp".
func TestAgents(t *testing.T) {
	example, err := filepath.Abs("../../examples/f01-peering-without-way-back")
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	require.NoError(t, os.Mkdir("empty", 0o755))
	in, toServer, err := os.Pipe()
	require.NoError(t, err)
	fromServer, out, err := os.Pipe()
	require.NoError(t, err)
	ended := make(chan int, 1)
	go func() { ended <- run([]string{"mcp"}, in, out, io.Discard) }()

	client := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &sdk.IOTransport{Reader: fromServer, Writer: toServer}, nil)
	require.NoError(t, err)
	assert.Equal(t, "netlint", session.InitializeResult().ServerInfo.Name)
	listed, err := session.ListTools(t.Context(), nil)
	require.NoError(t, err)
	var names []string
	for _, tool := range listed.Tools {
		names = append(names, tool.Name)
		assert.True(t, tool.Annotations.ReadOnlyHint)
	}
	assert.ElementsMatch(t, []string{"lint", "path", "explain"}, names)

	call := func(name string, arguments object) (text string, result *sdk.CallToolResult) {
		t.Helper()
		result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: name, Arguments: arguments})
		require.NoError(t, err)
		require.NotEmpty(t, result.Content)
		return result.Content[0].(*sdk.TextContent).Text, result
	}

	text, result := call("lint", object{"paths": []string{filepath.Join(example, "broken", "src")}})
	require.False(t, result.IsError, text)
	var found struct {
		Schema   string
		Findings []struct{ Rule, Resource string }
	}
	require.NoError(t, json.Unmarshal([]byte(text), &found))
	assert.Equal(t, "netlint/v1", found.Schema)
	require.Len(t, found.Findings, 1)
	assert.Equal(t, "peering-asymmetric-route", found.Findings[0].Rule)
	assert.JSONEq(t, text, mustJSON(t, result.StructuredContent))
	text, _ = call("lint", object{"paths": []string{filepath.Join(example, "fixed", "src")}})
	assert.Contains(t, text, `"findings": []`)
	text, _ = call("lint", object{"paths": []string{filepath.Join(example, "broken", "src")}, "disable": []string{"peering"}})
	assert.Contains(t, text, `"findings": []`)

	way := func(form string) string {
		text, result := call("path", object{
			"paths": []string{filepath.Join(example, form, "template.yaml")}, "from": "10.0.0.0/16", "to": "172.16.0.0/16", "protocol": "tcp", "port": "443",
		})
		require.False(t, result.IsError, text)
		var answer struct{ Schema, Verdict string }
		require.NoError(t, json.Unmarshal([]byte(text), &answer))
		assert.Equal(t, "netlint-path/v1", answer.Schema)
		return answer.Verdict
	}
	assert.Equal(t, "blocked", way("broken"))
	assert.Equal(t, "reachable", way("fixed"))

	text, _ = call("explain", object{"rule": "peering-asymmetric-route"})
	assert.Contains(t, text, "# peering-asymmetric-route\n")

	// An agent that has changed a file asks what the change brought.
	git := func(args ...string) {
		cmd := exec.Command("git", append([]string{"-c", "user.name=nobody", "-c", "user.email=nobody@example.com"}, args...)...)
		said, err := cmd.CombinedOutput()
		require.NoError(t, err, string(said))
	}
	template := func(form string) {
		text, err := os.ReadFile(filepath.Join(example, form, "template.yaml"))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile("stack.yaml", text, 0o644))
	}
	git("init", "-q")
	template("fixed")
	git("add", "-A")
	git("commit", "-qm", "All is well")
	template("broken")
	text, _ = call("lint", object{"paths": []string{"stack.yaml"}, "against": "HEAD", "new_only": true})
	assert.Contains(t, text, `"status": "new"`)
	git("commit", "-qam", "It is not")
	text, _ = call("lint", object{"paths": []string{"stack.yaml"}, "against": "HEAD"})
	assert.Contains(t, text, `"status": "existing"`)
	text, _ = call("lint", object{"paths": []string{"stack.yaml"}, "against": "HEAD", "new_only": true})
	assert.Contains(t, text, `"findings": []`)

	// What cannot be done is told to the agent, and the session goes on.
	for _, c := range []struct {
		tool      string
		arguments object
		want      string
	}{
		{"lint", object{"paths": []string{"empty"}}, "nothing to lint"},
		{"lint", object{"paths": []string{"-"}}, "standard input"},
		{"lint", object{"paths": []string{}}, "nothing is named"},
		{"lint", object{"paths": []string{"missing.yaml"}}, "no such file"},
		{"lint", object{"paths": []string{"empty"}, "confidence": "sure"}, `"sure" is none of`},
		{"lint", object{"paths": []string{"stack.yaml"}, "against": "nowhere"}, "nowhere"},
		{"path", object{"paths": []string{filepath.Join(example, "fixed", "src")}, "from": "aws_vpc.nowhere", "to": "internet"}, "aws_vpc.nowhere"},
		{"path", object{"paths": []string{"empty"}, "from": "internet", "to": "internet", "port": "99999"}, "no port"},
		{"explain", object{"rule": "peering-asymetric-route"}, "peering-asymmetric-route"},
	} {
		text, result := call(c.tool, c.arguments)
		assert.True(t, result.IsError, c.want)
		assert.Contains(t, text, c.want)
	}
	require.NoError(t, session.Close())
	assert.Equal(t, exitOK, <-ended)
}
