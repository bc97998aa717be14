package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func framed(messages ...string) string {
	var b strings.Builder
	for _, m := range messages {
		fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(m), m)
	}
	return b.String()
}

// repeated is a stream of so many bytes of one character.
func repeated(c byte, n int64) io.Reader { return io.LimitReader(endless(c), n) }

type endless byte

func (e endless) Read(into []byte) (int, error) {
	for i := range into {
		into[i] = byte(e)
	}
	return len(into), nil
}

// lingering is a client that stays for a while after what it has sent, and then leaves.
func lingering(sent string) io.Reader {
	return io.MultiReader(strings.NewReader(sent), pause(3*time.Second))
}

type pause time.Duration

func (p pause) Read([]byte) (int, error) {
	time.Sleep(time.Duration(p))
	return 0, io.EOF
}

const (
	shutdown = `{"jsonrpc":"2.0","id":9,"method":"shutdown"}`
	exit     = `{"jsonrpc":"2.0","method":"exit"}`
)

// TestHostileEditor sends a language server what no editor should. It answers with an error and goes on where a
// message is framed as it should be, and ends where what follows cannot be told any more.
func TestHostileEditor(t *testing.T) {
	for name, c := range map[string]struct {
		sent    io.Reader
		answers string // in what the server writes
		code    int
	}{
		"a method that does not exist": {strings.NewReader(framed(`{"jsonrpc":"2.0","id":1,"method":"no/such"}`, shutdown, exit)), "is not supported", exitOK},
		"parameters of a wrong type":   {strings.NewReader(framed(`{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":[7]}`, shutdown, exit)), "cannot be read", exitOK},
		"no parameters":                {strings.NewReader(framed(`{"jsonrpc":"2.0","id":1,"method":"textDocument/codeAction"}`, shutdown, exit)), "are missing", exitOK},
		"a document that is no file":   {strings.NewReader(framed(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"http://example.com/main.tf","text":"x"}}}`, shutdown, exit)), `"id":9`, exitOK},
		"a document that is not there": {strings.NewReader(framed(`{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///../../no/such"},"position":{"line":-1,"character":-7}}}`, shutdown, exit)), `"id":1`, exitOK},
		"places outside of the text":   {strings.NewReader(framed(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///tmp/x.tf","text":"x"}}}`, `{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///tmp/x.tf"},"contentChanges":[{"range":{"start":{"line":-9,"character":99},"end":{"line":99,"character":-9}},"text":"y"}]}}`, shutdown, exit)), `"id":9`, exitOK},
		"broken JSON":                  {strings.NewReader(framed(`{"jsonrpc":`)), "", exitUnusable},
		"a length that is too short":   {strings.NewReader("Content-Length: 3\r\n\r\n" + shutdown), "", exitUnusable},
		"a length that is too long":    {strings.NewReader("Content-Length: 3000\r\n\r\n" + shutdown), "", exitUnusable},
		"a length of all memory":       {io.MultiReader(strings.NewReader("Content-Length: 9999999999999\r\n\r\n"), repeated(' ', 1<<30)), "", exitUnusable},
		"a length below zero":          {strings.NewReader("Content-Length: -5\r\n\r\n" + shutdown), "", exitUnusable},
		"a header without end":         {repeated('a', 1<<30), "", exitUnusable},
		"no header":                    {strings.NewReader("\r\n\r\n\r\n"), "", exitUnusable},
		"nothing":                      {strings.NewReader(""), "", exitUnusable},
	} {
		t.Run(name, func(t *testing.T) {
			o := runProcessOn(t, c.sent, t.TempDir(), "lsp")
			endsInGoodTime(t, o)
			assert.Equal(t, c.code, o.code, o.said)
			assert.Contains(t, o.out, c.answers)
		})
	}
}

// TestHostileAgent does the same for the server of the Model Context Protocol.
func TestHostileAgent(t *testing.T) {
	const hello = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}` + "\n" +
		`{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n"
	for name, c := range map[string]struct {
		sent    io.Reader
		answers string
	}{
		"a method that does not exist":  {lingering(hello + `{"jsonrpc":"2.0","id":2,"method":"no/such"}` + "\n"), `"error"`},
		"a tool that does not exist":    {lingering(hello + `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"write"}}` + "\n"), `"error"`},
		"arguments of a wrong type":     {lingering(hello + `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"lint","arguments":{"paths":7}}}` + "\n"), `"id":2`},
		"a request before the greeting": {lingering(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"lint","arguments":{"paths":["."]}}}` + "\n"), `"error"`},
		"broken JSON":                   {strings.NewReader(hello + "{\n"), ""},
		"a line without end":            {repeated(' ', 1<<30), ""},
		"a text without end":            {io.MultiReader(strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"`), repeated('a', 1<<30)), ""},
		"nothing":                       {strings.NewReader(""), ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := runProcessOn(t, c.sent, t.TempDir(), "mcp")
			endsInGoodTime(t, o)
			assert.Contains(t, o.out, c.answers)
		})
	}
}

// TestGitThatHangs puts a git on the path that never answers: --timeout holds it too, and what it started.
func TestGitThatHangs(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.tf"), aVPC)
	require.NoError(t, exec.Command("git", "init", "-q", dir).Run())
	bin := filepath.Join(dir, "bin")
	write(t, filepath.Join(bin, "git"), "#!/bin/sh\nsleep 300 &\nwait\n")
	require.NoError(t, os.Chmod(filepath.Join(bin, "git"), 0o755))
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	start := time.Now()
	o := runProcess(t, dir, "--timeout", "1s", "--against", "HEAD", ".")
	endsInGoodTime(t, o)
	assert.Equal(t, exitUnusable, o.code)
	assert.Contains(t, o.said, "--timeout")
	assert.Less(t, time.Since(start), hostilePatience/2)
}
