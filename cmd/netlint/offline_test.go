package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every way to open a connection, to run a program, and to change a file. A file is opened for reading alone.
const watched = "trace=%network,execve,execveat,openat,open,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,link,linkat,symlink,symlinkat,truncate,ftruncate"

var (
	harmlessCall = regexp.MustCompile(`^\d*\s*(?:openat|open)\([^|]*O_RDONLY[^|]*(?:\|O_(?:CLOEXEC|LARGEFILE|DIRECTORY|NOFOLLOW|NONBLOCK|PATH))*[,)]`)
	anyCall      = regexp.MustCompile(`^\d*\s*[a-z0-9_]+\(`)
)

// TestNoCommandTouchesAnything looks at the system calls of whole runs of every command that is not asked to write.
func TestNoCommandTouchesAnything(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed; it is what shows the system calls")
	}
	binary := filepath.Join(t.TempDir(), "netlint")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	said, err := build.CombinedOutput()
	require.NoError(t, err, "%s", said)
	trace := filepath.Join(t.TempDir(), "trace")
	if err := exec.Command(strace, "-f", "-o", trace, "true").Run(); err != nil {
		t.Skipf("strace may not look at processes here: %v", err)
	}
	const f01 = "../../examples/f01-peering-without-way-back/broken/"
	plan, sources, stack := f01+"plan.json", f01+"src", f01+"template.yaml"
	rpc := func(messages ...string) string {
		var b strings.Builder
		for _, m := range messages {
			fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(m), m)
		}
		return b.String()
	}
	const initialize = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}`
	document, err := filepath.Abs(sources + "/main.tf")
	require.NoError(t, err)
	for name, c := range map[string]struct {
		args  []string
		stdin string
	}{
		"lint a plan":      {[]string{"--format", "json", plan}, ""},
		"lint sources":     {[]string{"--format", "sarif", sources}, ""},
		"lint a template":  {[]string{"--format", "html", stack}, ""},
		"lint as markdown": {[]string{"--format", "markdown", "--verbose", "--confidence", "possible", plan, stack}, ""},
		"fixes":            {[]string{"--fix", "--diff", sources}, ""},
		"path":             {[]string{"path", "--from", "*", "--to", "internet", "--expect", "undecided", plan}, ""},
		"diff":             {[]string{"diff", plan}, ""},
		"graph":            {[]string{"graph", sources}, ""},
		"export":           {[]string{"export", plan}, ""},
		"config":           {[]string{"config"}, ""},
		"rules":            {[]string{"rules"}, ""},
		"explain":          {[]string{"explain", "nacl-missing-ephemeral-return"}, ""},
		"version":          {[]string{"version"}, ""},
		"mcp": {[]string{"mcp"}, initialize + "\n" + `{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n" +
			`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"lint","arguments":{"paths":["` + plan + `"]}}}` + "\n"},
		"lsp": {[]string{"lsp"}, rpc(initialize, `{"jsonrpc":"2.0","method":"initialized","params":{}}`,
			`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file://`+document+`","languageId":"terraform","version":1,"text":"x"}}}`,
			`{"jsonrpc":"2.0","id":2,"method":"shutdown"}`, `{"jsonrpc":"2.0","method":"exit"}`)},
	} {
		t.Run(name, func(t *testing.T) {
			run := exec.Command(strace, slices.Concat([]string{"-f", "-qq", "-e", watched, "-e", "signal=none", "-o", trace, binary}, c.args)...)
			stdin, err := run.StdinPipe()
			require.NoError(t, err)
			stdout, err := run.StdoutPipe()
			require.NoError(t, err)
			var out, said bytes.Buffer
			run.Stderr = &said
			require.NoError(t, run.Start())
			_, err = io.WriteString(stdin, c.stdin)
			require.NoError(t, err)
			if name == "mcp" { // whose answers are not sent once the other side has hung up
				answers := bufio.NewReader(stdout)
				for !strings.Contains(out.String(), `"id":2`) {
					line, err := answers.ReadString('\n')
					require.NoError(t, err)
					out.WriteString(line)
				}
			}
			require.NoError(t, stdin.Close())
			_, err = out.ReadFrom(stdout)
			require.NoError(t, err)
			if err := run.Wait(); err != nil {
				require.Contains(t, []int{exitFindings, exitUndecided}, run.ProcessState.ExitCode(), "%v: %s", err, said.String())
			}
			assert.NotEmpty(t, out.String()+said.String(), "it did what it is asked for")
			calls, err := os.ReadFile(trace)
			require.NoError(t, err)
			started := 0
			for line := range strings.Lines(string(calls)) {
				switch {
				case !anyCall.MatchString(line): // the second half of a call that was interrupted
				case strings.Contains(line, "execve("):
					started++
				case harmlessCall.MatchString(line):
				default:
					assert.Fail(t, "this run does more than to read files", line)
				}
			}
			assert.Equal(t, 1, started, "the program itself and no other")
		})
	}
}
